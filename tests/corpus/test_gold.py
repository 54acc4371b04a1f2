"""Statements fold into gold by the rules of the evidence guide."""

from __future__ import annotations

import pytest

from mednec.corpus.gold import Placed, fold, power
from mednec.corpus.statements import FindingSaid, LengthSaid, StudySaid, TherapySaid


def at(statement, document="d1", day="2024-05-02", start=0):
    return Placed(statement, document, start, start + 5, day)


def finding(status, **more):
    return FindingSaid("motor_weakness", "upper_limb", status, **more)


def therapy(status, **more):
    return TherapySaid("t1", "physical_therapy", status, "cervical", **more)


def test_present_outranks_absent_and_the_denial_is_kept_beside_it():
    gold = fold([at(finding("absent")), at(finding("present", side="left", grade="4/5"), start=9)])
    [entry] = gold["findings"]
    assert (entry["status"], entry["side"], entry["grade"]) == ("present", "left", "4/5")
    assert entry["spans"] == [["d1", 9, 14]]
    assert entry["others"] == [["absent", "d1", 0, 5]]


def test_the_worst_grade_and_both_sides_are_kept():
    gold = fold([at(finding("present", side="left", grade="4/5")), at(finding("present", side="right", grade="4-/5"))])
    [entry] = gold["findings"]
    assert (entry["side"], entry["grade"]) == ("bilateral", "4-/5")


@pytest.mark.parametrize(("worse", "better"), [("4-/5", "4/5"), ("3/5", "4-/5"), ("4/5", "4+/5"), ("4+/5", "5/5")])
def test_grades_are_ordered(worse, better):
    assert power(worse) < power(better)


def test_a_course_is_what_the_latest_document_says():
    gold = fold(
        [
            at(therapy("planned", directed_by="clinician"), "d1", "2024-03-01"),
            at(therapy("ongoing", sessions=4), "d2", "2024-04-01"),
            at(therapy("completed", duration_days=(42, 42), outcome="failed", response="none"), "d3"),
        ]
    )
    [entry] = gold["therapies"]
    assert (entry["status"], entry["duration_days"], entry["outcome"]) == ("completed", [42, 42], "failed")
    assert entry["sessions"] is None
    assert entry["directed_by"] == "clinician"
    assert [span[0] for span in entry["spans"]] == ["d1", "d2", "d3"]


def test_a_planned_course_carries_no_length():
    [entry] = fold([at(therapy("planned", duration_days=(42, 42)))])["therapies"]
    assert entry["duration_days"] is None


def test_the_length_of_the_complaint_is_that_of_the_latest_visit():
    gold = fold([at(LengthSaid((14, 14)), day="2024-03-01"), at(LengthSaid((76, 76)), "d2", start=3)])
    assert gold["symptom_duration_days"] == [76, 76]
    assert gold["symptom_duration_spans"] == [["d2", 3, 8]]


def test_a_study_has_the_fullest_date_and_the_result_that_is_told():
    said = [
        at(StudySaid("s1", "xray", "cervical", "done", "2024-03")),
        at(StudySaid("s1", "xray", "cervical", "done", "2024-03-14", "abnormal"), "d2"),
    ]
    [entry] = fold(said)["imaging"]
    assert (entry["date"], entry["result"]) == ("2024-03-14", "abnormal")


def test_silence_has_no_gold():
    assert fold([]) == {
        "findings": [],
        "therapies": [],
        "imaging": [],
        "symptom_duration_days": None,
        "symptom_duration_spans": [],
    }
