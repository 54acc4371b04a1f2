"""Signs and symptoms: place, basis, grade, cause, course, suspicion, contradiction; one minimal pair an attribute."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import Any, ClassVar

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent))

from case_builders import (
    case,
    complaint,
    contradiction,
    evidence,
    finding,
    mention,
    proof,
    state,
    test_of,
    weakness,
)

from mednec.criteria.case import Case
from mednec.criteria.predicates import prove
from mednec.criteria.predicates.findings import ORDER_SECTIONS, grade_value
from mednec.evidence import ImagingOrder
from mednec.resources import patterns_dir
from mednec.rules.loader import load_rules

test_of.__test__ = False


def weak(**spec: Any) -> dict[str, Any]:
    return {"finding": {"concepts": ["motor_weakness"], **spec}}


class TestStatus:
    @pytest.mark.parametrize(
        ("status", "expected"),
        [("present", "met"), ("absent", "not_met"), ("historical", "not_met"), ("possible", "undocumented")],
    )
    def test_presence_is_asked_unless_said_otherwise(self, status, expected):
        assert state(weak(), weakness(status=status)) == expected

    def test_suspicion_is_enough_where_it_is_accepted(self):
        asked = {"finding": {"concepts": ["myelopathy"], "status": ["present", "possible"]}}
        assert state(asked, finding("myelopathy", "cervical", "possible")) == "met"

    def test_silence_is_open(self):
        found = proof(weak())
        assert (found.state, found.detail) == ("undocumented", "motor weakness: not mentioned")

    def test_the_latest_state_counts_and_not_the_bare_precedence(self):
        recovered = replace(weakness(), current_status="absent")
        assert state(weak(), recovered) == "not_met"

    def test_concepts_that_are_not_mentioned_keep_nothing_open(self):
        asked = {"finding": {"concepts": ["hoffmann_sign", "babinski_sign"]}}
        assert state(asked, finding("hoffmann_sign", status="absent")) == "not_met"
        assert state(asked, finding("hoffmann_sign", status="absent"), finding("babinski_sign")) == "met"


class TestPlace:
    @pytest.mark.parametrize(
        ("where", "region", "expected"),
        [
            ("any", "lower_limb", "met"),
            ("limb", "upper_limb", "met"),
            ("limb", "lower_limb", "undocumented"),
            ("limb", None, "met"),
            ("limb_or_below", "lower_limb", "met"),
            ("legs", "lower_limb", "met"),
            ("legs", "upper_limb", "undocumented"),
            ("legs", None, "undocumented"),
        ],
    )
    def test_the_limb_of_a_neck_study(self, where, region, expected):
        assert state(weak(where=where), weakness(region=region)) == expected

    def test_the_limb_of_a_low_back_study(self):
        assert state(weak(where="limb"), weakness(region="lower_limb"), region="lumbar") == "met"
        assert state(weak(where="limb_or_below"), weakness(region="upper_limb"), region="lumbar") == "undocumented"

    def test_the_spine_of_the_study(self):
        asked = {"finding": {"concepts": ["radiculopathy"], "where": "study"}}
        assert state(asked, finding("radiculopathy", "cervical")) == "met"
        assert state(asked, finding("radiculopathy", "lumbar")) == "undocumented"

    def test_both_sides_at_once(self):
        asked = weak(where="legs", sides=["bilateral"])
        assert state(asked, weakness("4/5", "lower_limb", side="bilateral")) == "met"
        assert state(asked, weakness("4/5", "lower_limb", side="left")) == "not_met"
        assert state(asked, weakness("4/5", "lower_limb")) == "undocumented"


class TestBasis:
    def test_what_is_only_reported_is_no_sign_on_exam(self):
        asked = weak(basis=["examined"])
        assert state(asked, weakness(basis="examined")) == "met"
        assert state(asked, weakness(None, basis="reported")) != "met"
        assert state(weak(), weakness(None, basis="reported")) == "met"

    def test_what_is_only_denied_in_words_may_still_be_found_on_exam(self):
        asked = weak(basis=["examined"], where="limb")
        in_words, on_exam = weakness(None, None, status="absent", basis="reported"), weakness("5/5", status="absent")
        assert state(asked, in_words) == "undocumented"
        assert state(asked, on_exam) == "not_met"
        assert state(asked, in_words, on_exam) == "not_met"
        assert state(asked, in_words, weakness("5/5", "lower_limb", status="absent")) == "undocumented"


class TestGrade:
    @pytest.mark.parametrize(
        ("grade", "expected"),
        [
            ("0/5", "met"), ("2+/5", "met"), ("3-/5", "met"), ("3/5", "met"), ("trace", "met"), ("3-4/5", "met"),
            ("3/5 to 4-/5", "met"), ("3+/5", "undocumented"), ("4-/5", "not_met"), ("4/5", "not_met"),
            ("4+/5", "not_met"), (None, "undocumented"),
        ],
    )  # fmt: skip
    def test_three_of_five_or_less(self, grade, expected):
        assert state(weak(grade_at_most=3), weakness(grade)) == expected

    def test_the_boundary_is_asked_about(self):
        found = proof(weak(grade_at_most=3), weakness("3+/5"))
        assert any("threshold" in q for q in found.questions)
        assert not proof(weak(grade_at_most=3), weakness(None)).questions

    def test_the_weakest_muscle_decides(self):
        arm = replace(weakness("4/5"), mentions=(weakness("4/5").mentions[0], weakness("3/5").mentions[0]))
        assert state(weak(grade_at_most=3), arm) == "met"

    @pytest.mark.parametrize(
        ("written", "value"),
        [
            ("4/5", 4),
            ("4+/5", 4 + 1 / 3),
            ("4-/5", 4 - 1 / 3),
            ("3-4/5", 3),
            ("4 to 5", 4),
            ("trace", 1),
            ("weak", None),
        ],
    )
    def test_grades_as_numbers(self, written, value):
        assert grade_value(written) == (pytest.approx(value) if value is not None else None)


class TestCause:
    @pytest.mark.parametrize("said", [{"effort_limited": True}, {"attributed_to": "carpal_tunnel"}])
    def test_give_way_weakness_and_other_causes_are_not_of_the_root(self, said):
        assert state(weak(own_cause=True), weakness("4/5", **said)) == "not_met"
        assert state(weak(), weakness("4/5", **said)) == "met"

    def test_weakness_limited_by_effort_can_be_told_apart(self):
        asked = weak(effort_limited=True)
        assert state(asked, weakness("4/5", effort_limited=True)) == "met"
        assert state(asked, weakness("4/5", attributed_to="carpal_tunnel")) == "not_met"
        assert state(asked, weakness("4/5")) == "not_met"

    def test_one_muscle_of_its_own_cause_is_enough(self):
        both = replace(
            weakness("4/5"), mentions=(weakness("4/5", effort_limited=True).mentions[0], weakness("4/5").mentions[0])
        )
        assert state(weak(own_cause=True), both) == "met"

    def test_a_chronic_baseline_is_not_recent(self):
        asked = {"finding": {"concepts": ["hyperreflexia"], "basis": ["examined"], "recent": True}}
        assert state(asked, finding("hyperreflexia")) == "met"
        assert state(asked, finding("hyperreflexia", acuity="new")) == "met"
        assert state(asked, finding("hyperreflexia", acuity="chronic")) == "not_met"
        assert state(asked, finding("hyperreflexia", trajectory="resolved")) == "not_met"

    def test_sensory_loss_by_dermatome(self):
        asked = {"finding": {"concepts": ["sensory_deficit"], "dermatomal": True}}
        assert state(asked, finding("sensory_deficit", "upper_limb", dermatome="C6")) == "met"
        assert state(asked, finding("sensory_deficit", "upper_limb", root="C6")) == "met"
        assert state(asked, finding("sensory_deficit", "upper_limb")) == "undocumented"


class TestCourse:
    def test_progression_must_be_documented(self):
        asked = weak(trajectory=["worsening"])
        assert state(asked, weakness("4/5", trajectory="worsening")) == "met"
        assert state(asked, weakness("4/5", trajectory="stable")) == "not_met"
        silent = proof(asked, weakness("4/5"))
        assert (silent.state, silent.supporting) == ("undocumented", ())


class TestDetail:
    ASKED: ClassVar[dict[str, Any]] = {
        "finding": {"concepts": ["cancer_history"], "detail": {"metastatic_capable": [True]}}
    }

    @pytest.mark.parametrize(
        ("detail", "expected"),
        [
            ({"metastatic_capable": True}, "met"),
            ({"metastatic_capable": False}, "not_met"),
            ({}, "undocumented"),
            ({"metastatic_capable": "unknown"}, "undocumented"),
        ],
    )
    def test_a_detail_said_otherwise_or_not_at_all(self, detail, expected):
        assert state(self.ASKED, finding("cancer_history", basis="diagnosed", detail=detail)) == expected


class TestSuspicionInTheOrder:
    ASKED: ClassVar[dict[str, Any]] = {
        "finding": {
            "concepts": ["spinal_infection"],
            "status": ["present", "possible"],
            "supported_by": ["fever", "night_pain"],
        }
    }

    @pytest.mark.parametrize("section", sorted(ORDER_SECTIONS))
    def test_alone_it_never_suffices(self, section):
        found = proof(self.ASKED, finding("spinal_infection", status="possible", section=section))
        assert found.state == "undocumented"
        assert found.supporting

    def test_in_the_assessment_it_does(self):
        assert state(self.ASKED, finding("spinal_infection", status="possible", section="assessment")) == "met"

    @pytest.mark.parametrize("place", [None, "cervical", "upper_limb"])
    def test_one_sign_that_supports_it_is_enough(self, place):
        asked = finding("spinal_infection", status="possible", section="radiology_indication")
        assert state(self.ASKED, asked, finding("night_pain", place)) == "met"
        assert state(self.ASKED, asked, finding("night_pain", place, "absent")) == "undocumented"

    def test_a_sign_of_another_region_does_not_support_it(self):
        asked = finding("spinal_infection", status="possible", section="radiology_indication")
        assert state(self.ASKED, asked, finding("night_pain", "lumbar")) == "undocumented"

    def test_the_sentence_of_the_order_counts_as_the_order_in_any_section(self):
        told = mention("possible", section="assessment", basis="diagnosed")
        suspicion = replace(finding("spinal_infection", status="possible"), mentions=(told,))
        order = ImagingOrder("mri", "cervical", mentions=(replace(told, start=told.start - 20, end=told.end + 2),))
        elsewhere = ImagingOrder("mri", "cervical", mentions=(replace(told, start=told.end + 50, end=told.end + 60),))
        assert state(self.ASKED, suspicion, order=order) == "undocumented"
        assert state(self.ASKED, suspicion, order=elsewhere) == "met"

    def test_the_sections_are_those_that_extraction_gives(self):
        assert {s.rule.section for s in load_rules(patterns_dir()).sections} >= ORDER_SECTIONS


class TestContradiction:
    def test_for_and_against_at_one_visit_is_conflicting(self):
        said, denied = mention("present", basis="examined", grade="3/5"), mention("absent", basis="reported")
        arm = replace(weakness(), mentions=(said, denied))
        found = proof(weak(), arm, contradiction(said, denied))
        assert found.state == "conflicting"
        assert (found.supporting, found.opposing) == ((said,), (denied,))

    def test_without_a_warning_the_roll_up_holds(self):
        said, denied = mention("present", basis="examined"), mention("absent", muscle="deltoid")
        assert state(weak(), replace(weakness(), mentions=(said, denied))) == "met"

    def test_another_limb_can_settle_it(self):
        said, denied = mention("present", basis="examined"), mention("absent")
        arm = replace(weakness(), mentions=(said, denied))
        assert state(weak(), arm, weakness("2/5", "lower_limb"), contradiction(said, denied)) == "met"


class TestRegionMatch:
    def match(self, *items: Any, region: str = "cervical") -> str:
        return state({"region_match": {}}, *items, region=region)

    def test_the_complaint_names_the_region(self):
        assert self.match(complaint()) == "met"
        assert self.match(complaint(region="lumbar")) == "not_met"
        assert self.match() == "undocumented"
        assert self.match(complaint(region=None)) == "undocumented"

    @pytest.mark.parametrize(
        ("found", "region", "expected"),
        [
            (finding("neck_pain"), "cervical", "met"),
            (finding("neck_pain"), "lumbar", "not_met"),
            (finding("back_pain"), "thoracic", "met"),
            (finding("back_pain"), "cervical", "not_met"),
            (weakness(), "cervical", "met"),
            (weakness(region="lower_limb"), "lumbar", "met"),
            (weakness(region="lower_limb"), "cervical", "not_met"),
            (finding("hoffmann_sign", family="myelopathy"), "cervical", "met"),
            (finding("hoffmann_sign", family="myelopathy"), "lumbar", "not_met"),
            (finding("spondylosis", "lumbar"), "cervical", "not_met"),
            (finding("spondylosis", "cervical", "absent"), "lumbar", "undocumented"),
            (finding("fever", family="red_flags"), "cervical", "undocumented"),
        ],
    )
    def test_findings_speak_for_a_region(self, found, region, expected):
        assert self.match(found, region=region) == expected

    def test_two_regions_match_either(self):
        both = (complaint(), complaint(region="lumbar"))
        assert self.match(*both) == self.match(*both, region="lumbar") == "met"


def test_a_study_that_is_not_of_the_spine_has_an_answer():
    """A user's set for a joint may ask for signs and care; nothing of it is of the spine."""
    knee = Case(evidence(weakness(region="lower_limb"), complaint()), "knee")
    for where in ("study", "limb", "limb_or_below"):
        assert prove(test_of(weak(where=where)), knee).state == "undocumented"
    assert prove(test_of({"care": {"minimum_days": 42, "classes": ["nsaid"]}}), knee).state == "undocumented"
    assert prove(test_of({"response": {}}), knee).state == "undocumented"
    assert case().persisting == ()
    assert knee.persisting == ()
