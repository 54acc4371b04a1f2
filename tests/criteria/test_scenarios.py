"""The 24 situations and the documentation pairs, from note text to decision; what differs today is in the ledger."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent))

from scenario_checker import FILES, cases, ledger, problems, text_of

CASES = list(cases())
KNOWN = ledger()


@pytest.fixture(scope="module")
def extractor():
    from mednec.extraction.pipeline import default_extractor

    return default_extractor()


@pytest.mark.parametrize(("file", "case"), CASES, ids=[case["id"] for _, case in CASES])
def test_cell(file, case, extractor):
    wrong = problems(case, extractor)
    if case["id"] in KNOWN.get(file, []):
        assert wrong, f"{case['id']} passes now: remove it from the ledger (python tests/blind/ledger.py scenarios)"
    else:
        assert not wrong, "\n".join([text_of(case), *wrong])


def test_every_row_has_three_notes_and_every_situation_a_pair():
    rows = {case["id"].split("/")[0] for file, case in CASES if file == "matrix"}
    assert rows == {f"S{row:02d}{letter}" for row in range(1, 25) for letter in "abc"}
    situations = {case["id"].split("/")[0][:3] for file, case in CASES if file == "pairs"}
    assert {f"P{n:02d}" for n in range(1, 26)} <= situations


def test_the_ledger_names_known_cells():
    ids = {file: {case["id"] for name, case in CASES if name == file} for file in FILES}
    assert set(KNOWN) <= set(FILES)
    assert not {i for file, listed in KNOWN.items() for i in listed if i not in ids[file]}
