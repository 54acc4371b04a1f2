"""Visits and exams, and what is known of patient, pain and complaint."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any, ClassVar

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent))

from case_builders import complaint, finding, proof, score, state, visit, weakness

from mednec.evidence import ExamCoverage


class TestEncounter:
    IN_PERSON: ClassVar[dict[str, Any]] = {"encounter": {"modes": ["in_person"]}}

    def test_telehealth_alone_is_not_in_person(self):
        assert state(self.IN_PERSON, visit()) == "met"
        assert state(self.IN_PERSON, visit(mode="telehealth")) == "not_met"
        assert state(self.IN_PERSON, visit(mode="telehealth"), visit("2026-05-01")) == "met"
        assert state(self.IN_PERSON, visit(mode=None)) == "undocumented"
        assert state(self.IN_PERSON, visit(mode="phone"), visit(mode=None)) == "undocumented"
        assert state(self.IN_PERSON) == "undocumented"

    def test_a_visit_after_the_day_of_service_does_not_count(self):
        assert state(self.IN_PERSON, visit("2026-06-02")) == "undocumented"

    def test_a_visit_before_the_episode_does_not_count(self):
        now = (complaint(21), visit(mode="telehealth"))
        assert state(self.IN_PERSON, *now, visit("2025-11-03")) == "not_met"
        assert state(self.IN_PERSON, *now, visit("2026-05-12")) == "met"
        assert state(self.IN_PERSON, *now, visit("2026-05-08")) == "met"

    def test_the_window(self):
        recent = {"encounter": {"modes": ["in_person"], "within_days": 60}}
        assert state(recent, visit("2026-04-02")) == "met"
        assert state(recent, visit("2026-04-01")) == "undocumented"
        assert state(recent, visit("2026")) == "met"
        assert state(recent, visit("2025")) == "undocumented"


class TestExam:
    def exam(self, *items: Any, covers: tuple[str, ...] = ("motor", "sensory", "reflex"), **spec: Any) -> str:
        return state({"exam": {"covers": list(covers), **spec}}, *items)

    def of(self, **parts: str) -> Any:
        return visit(exam=ExamCoverage(**parts))

    def test_every_part_must_be_described(self):
        assert self.exam(self.of(motor="graded", sensory="described", reflex="graded")) == "met"
        assert self.exam(self.of(motor="graded", sensory="described")) == "undocumented"
        assert self.exam() == "undocumented"

    @pytest.mark.parametrize("how", ["generic", "not_done"])
    def test_neuro_intact_is_no_exam(self, how):
        assert self.exam(self.of(motor="graded", sensory=how, reflex="graded")) == "undocumented"

    def test_strength_by_grade_where_that_is_asked(self):
        assert self.exam(self.of(motor="described"), covers=("motor",)) == "met"
        assert self.exam(self.of(motor="described"), covers=("motor",), graded=["motor"]) == "undocumented"
        assert self.exam(self.of(motor="graded"), covers=("motor",), graded=["motor"]) == "met"

    def test_signs_on_exam_show_that_it_was_done(self):
        assert self.exam(weakness("4/5"), covers=("motor",), graded=["motor"]) == "met"
        assert self.exam(weakness("5/5", status="absent"), covers=("motor",), graded=["motor"]) == "met"
        assert self.exam(weakness(None), covers=("motor",), graded=["motor"]) == "undocumented"
        assert self.exam(weakness("4/5", basis="reported"), covers=("motor",)) == "undocumented"
        assert self.exam(weakness("4/5", generic=True), covers=("motor",)) == "undocumented"
        assert self.exam(finding("spurling_sign", status="absent"), covers=("provocation",)) == "met"

    def test_the_best_of_several_visits(self):
        assert self.exam(self.of(motor="generic"), self.of(motor="graded"), covers=("motor",)) == "met"

    def test_what_is_missing_is_said(self):
        found = proof({"exam": {"covers": ["motor", "reflex"]}}, self.of(motor="generic"))
        assert found.detail == "exam: motor only in general words, reflex not documented"


class TestPain:
    ASKED: ClassVar[dict[str, Any]] = {"pain": {"at_least": 9}}

    def test_the_score(self):
        assert state(self.ASKED, score(9)) == "met"
        assert state(self.ASKED, score(8)) == "not_met"
        assert state(self.ASKED) == "undocumented"
        assert state(self.ASKED, score(9, region="lumbar")) == "undocumented"

    @pytest.mark.parametrize("moment", ["best", "before"])
    def test_moments_that_do_not_count(self, moment):
        assert state(self.ASKED, score(9, moment=moment)) == "undocumented"

    def test_the_last_scores_count(self):
        assert state(self.ASKED, score(9, date="2026-03-01"), score(3, date="2026-06-01")) == "not_met"
        assert state(self.ASKED, score(3, date="2026-03-01"), score(9, date="2026-06-01")) == "met"
        assert state(self.ASKED, score(3, date="2026-06-01"), score(9, moment="worst")) == "met"


@pytest.mark.parametrize(
    ("bounds", "age", "expected"),
    [
        ({"at_least": 65}, 65, "met"), ({"at_least": 65}, 64, "not_met"), ({"below": 18}, 9, "met"),
        ({"below": 18}, 18, "not_met"), ({"at_least": 12, "below": 18}, 9, "not_met"),
        ({"below": 18}, None, "undocumented"),
    ],
)  # fmt: skip
def test_age(bounds, age, expected):
    assert state({"age": bounds}, age=age) == expected


class TestSymptomDays:
    @pytest.mark.parametrize(
        ("bounds", "days", "expected"),
        [
            ({"at_least": 30}, (30, 30), "met"),
            ({"at_least": 30}, (29, 29), "not_met"),
            ({"at_least": 30}, (21, 45), "undocumented"),
            ({"at_least": 30}, (30, None), "met"),
            ({"at_least": 30}, (21, None), "undocumented"),
            ({"below": 15}, (14, 14), "met"),
            ({"below": 15}, (15, 15), "not_met"),
            ({"below": 15}, (None, 10), "met"),
            ({"at_least": 30, "below": 90}, (40, 40), "met"),
            ({"at_least": 30, "below": 90}, (100, 100), "not_met"),
            ({"at_least": 30, "below": 90}, (10, 10), "not_met"),
            ({"at_least": 30, "below": 90}, (40, 100), "undocumented"),
        ],
    )
    def test_the_bounds(self, bounds, days, expected):
        assert state({"symptom_days": bounds}, complaint(days)) == expected

    def test_silence_and_the_length_of_no_region_in_particular(self):
        assert state({"symptom_days": {"at_least": 30}}) == "undocumented"
        assert state({"symptom_days": {"at_least": 30}}, symptom_duration_days=(40, 40)) == "met"

    def test_the_margin(self):
        assert proof({"symptom_days": {"at_least": 30}}, complaint(44)).margin_days == 14
        assert proof({"symptom_days": {"at_least": 30}}, complaint(20)).margin_days == -10


class TestComplaint:
    def test_of_the_region_with_what_is_asked(self):
        assert state({"complaint": {}}, complaint()) == "met"
        assert state({"complaint": {}}, complaint(region="lumbar")) == "undocumented"
        assert state({"complaint": {"pattern": ["radicular"]}}, complaint()) == "not_met"
        assert state({"complaint": {"trend": ["worsening"]}}, complaint()) == "undocumented"
        assert state({"complaint": {"trend": ["worsening"]}}, complaint(trend="stable")) == "not_met"
        assert state({"complaint": {"change": ["worsened"]}}, complaint(change="worsened")) == "met"
        assert state({"complaint": {"cause": ["fall"]}}, complaint(cause="no_injury")) == "not_met"

    def test_one_of_several(self):
        both = (complaint(), complaint(pattern="radicular"))
        assert state({"complaint": {"pattern": ["radicular"]}}, *both) == "met"


def test_the_region_of_the_study():
    assert state({"study": {"regions": ["cervical", "thoracic"]}}) == "met"
    assert state({"study": {"regions": ["lumbar"]}}) == "not_met"


@pytest.mark.parametrize("assumed", ["met", "not_met", "undocumented"])
def test_what_a_file_assumes_is_never_sure_and_asks(assumed):
    found = proof({"assume": {"state": assumed, "question": "Does it count?"}})
    assert (found.state, found.doubtful, found.questions) == (assumed, True, ("Does it count?",))
