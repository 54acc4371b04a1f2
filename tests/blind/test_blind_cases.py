"""Cases by authors who never saw the rules: notes, packets and payers' answers; what fails today stands in ledgers."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent))

from ledger import SUITES

CASES = [(suite, file, case) for suite in SUITES for file, case in SUITES[suite].cases()]
KNOWN = {suite: checker.ledger() for suite, checker in SUITES.items()}


def of(suite):
    return [(file, case) for name, file, case in CASES if name == suite]


@pytest.fixture(scope="module")
def extractor():
    from mednec.extraction.pipeline import default_extractor

    return default_extractor()


@pytest.mark.parametrize(("suite", "file", "case"), CASES, ids=[f"{suite}-{case['id']}" for suite, _, case in CASES])
def test_case(suite, file, case, extractor):
    wrong = SUITES[suite].problems(case, extractor)
    if case["id"] in KNOWN[suite].get(file, []):
        assert wrong, f"{case['id']} passes now: remove it from the ledger (python tests/blind/ledger.py {suite})"
    else:
        assert not wrong, "\n".join([SUITES[suite].text_of(case), *wrong])


@pytest.mark.parametrize("suite", SUITES)
def test_ids_are_unique(suite):
    ids = [case["id"] for _, case in of(suite)]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("suite", SUITES)
def test_the_ledger_names_known_cases(suite):
    files = SUITES[suite].FILES
    ids = {file: {case["id"] for name, case in of(suite) if name == file} for file in files}
    assert set(KNOWN[suite]) <= set(files)
    assert not {i for file, listed in KNOWN[suite].items() for i in listed if i not in ids[file]}


def test_there_are_enough_packets():
    packets = [case for _, case in of("packets")]
    assert len(packets) >= 60
    assert all(2 <= len(case["documents"]) <= 5 for case in packets)


def test_every_row_has_three_notes_and_every_situation_a_pair():
    rows = {case["id"].split("/")[0] for file, case in of("scenarios") if file == "matrix"}
    assert rows == {f"S{row:02d}{letter}" for row in range(1, 25) for letter in "abc"}
    situations = {case["id"].split("/")[0][:3] for file, case in of("scenarios") if file == "pairs"}
    assert {f"P{n:02d}" for n in range(1, 26)} <= situations
