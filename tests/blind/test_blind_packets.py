"""Blind-written packets of dated documents; what fails today stands in known_failures_packets.yaml, nothing else."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent))

from packet_checker import FILES, cases, ledger, problems, text_of

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
        assert wrong, f"{case['id']} passes now: remove it from the ledger (python tests/blind/ledger.py packets)"
    else:
        assert not wrong, "\n".join([text_of(case), *wrong])


def test_there_are_enough_cases():
    assert len(CASES) >= 60
    assert all(2 <= len(case["documents"]) <= 5 for _, case in CASES)
    assert len({case["id"] for _, case in CASES}) == len(CASES)


def test_the_ledger_names_known_cases():
    ids = {file: {case["id"] for name, case in CASES if name == file} for file in FILES}
    assert set(KNOWN) <= set(FILES)
    assert not {i for file, listed in KNOWN.items() for i in listed if i not in ids[file]}
