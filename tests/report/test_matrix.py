"""Requirements by payers."""

from __future__ import annotations

import dataclasses
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from hand_made_case import assessments

from mednec.report.matrix import matrix


def test_one_row_a_requirement_and_one_cell_a_payer():
    drawn = matrix(assessments())
    assert drawn.payers == ("evicore", "user_payer")
    states = {row.requirement: [cell.state for cell in row.cells] for row in drawn.rows}
    assert states == {
        "study_region": ["met", "met"],
        "conservative_care_6_weeks": ["not_met", "undocumented"],
        "deficit": [None, "met"],
    }


def test_what_is_always_needed_comes_first():
    assert matrix(assessments()).rows[0].requirement == "study_region"


def test_what_belongs_to_another_pathway_does_not_decide():
    (care,) = [row for row in matrix(assessments()).rows if row.requirement == "conservative_care_6_weeks"]
    assert [cell.deciding for cell in care.cells] == [True, False]


def test_guidelines_and_payers_without_a_set_have_no_column():
    guideline = dataclasses.replace(assessments()[0], decision=None, rating="usually_appropriate")
    assert matrix([guideline]) is None
    assert matrix([guideline, assessments()[1]]).payers == ("user_payer",)
    assert matrix([guideline, assessments()[1]]).anchors == ("payer-1",)
