"""Gold cases by authors who never saw the rules; what fails today stands in known_failures.yaml, and nothing else."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent))

from checker import FILES, cases, ledger, problems

CASES = list(cases())
KNOWN = ledger()


@pytest.fixture(scope="module")
def extractor():
    from mednec.extraction.pipeline import default_extractor

    return default_extractor()


@pytest.mark.parametrize(("file", "case"), CASES, ids=[case["id"] for _, case in CASES])
def test_case(file, case, extractor):
    wrong = problems(case, extractor)
    if case["id"] in KNOWN.get(file, []):
        assert wrong, f"{case['id']} passes now: remove it from the ledger (python tests/blind/ledger.py)"
    else:
        assert not wrong, "\n".join([case["text"], *wrong])


def test_ids_are_unique():
    ids = [case["id"] for _, case in CASES]
    assert len(ids) == len(set(ids))


def test_the_ledger_names_known_cases():
    ids = {file: {case["id"] for name, case in CASES if name == file} for file in FILES}
    assert set(KNOWN) <= set(FILES)
    assert not {i for file, listed in KNOWN.items() for i in listed if i not in ids[file]}
