"""Conservative care: length, direction, windows, episodes, response, worsening, re-evaluation; minimal pairs."""

from __future__ import annotations

import sys
from datetime import date, timedelta
from pathlib import Path
from typing import Any, ClassVar

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent))

from case_builders import VISIT, complaint, finding, mention, proof, score, state, therapy, visit

from mednec.care import CareDays
from mednec.evidence import Therapy

SIX_WEEKS = {"minimum_days": 42, "classes": ["physical_therapy", "nsaid", "home_exercise"]}


def care(*items: Any, **spec: Any) -> str:
    return state({"care": SIX_WEEKS | spec}, *items)


class TestLength:
    @pytest.mark.parametrize(
        ("days", "expected"),
        [
            ((42, 42), "met"),
            ((41, 41), "not_met"),
            ((42, 56), "met"),
            ((35, 41), "not_met"),
            ((35, 49), "undocumented"),
            ((42, None), "met"),
            ((30, None), "undocumented"),
            ((None, 30), "not_met"),
            ((None, 60), "undocumented"),
            (None, "undocumented"),
        ],
    )
    def test_a_range_meets_the_threshold_by_its_minimum_and_fails_it_by_its_maximum(self, days, expected):
        assert care(therapy(days=days)) == expected

    def test_the_margin_tells_how_far_the_documented_days_are_from_the_threshold(self):
        assert proof({"care": SIX_WEEKS}, therapy(days=56)).margin_days == 14
        assert proof({"care": SIX_WEEKS}, therapy(days=30)).margin_days == -12
        assert proof({"care": SIX_WEEKS}, therapy(days=56)).detail == "56 of 42 days documented"

    def test_the_proof_carries_the_days_and_the_time_in_which_they_count(self):
        found = proof(
            {"care": SIX_WEEKS | {"ended_within_days": 180}}, therapy(days=(35, 49), end_date="2026-05-01")
        ).care
        assert found == CareDays((35, 49), 42, (date.fromisoformat(VISIT) - timedelta(180)).isoformat(), VISIT)
        assert proof({"care": SIX_WEEKS}).care == CareDays((0, None), 42, None, VISIT)
        assert proof({"care": SIX_WEEKS}, therapy("unspecified", status="not_done")).care == CareDays(
            (0, 0), 42, None, VISIT
        )

    def test_of_alternatives_the_days_of_the_one_that_decides_are_carried(self):
        one = {"care": SIX_WEEKS | {"classes": ["physical_therapy"]}}
        other = {"care": SIX_WEEKS | {"classes": ["nsaid"], "minimum_days": 28}}
        found = proof({"any": [one, other]}, therapy(days=14), therapy("nsaid", 35))
        assert found.care == CareDays((35, 35), 28, None, VISIT)

    def test_concurrent_undated_courses_reach_from_the_longest_to_the_sum(self):
        found = proof({"care": SIX_WEEKS}, therapy(days=28), therapy("nsaid", 21))
        assert (found.state, found.detail) == ("undocumented", "28 to 49 of 42 days documented")
        assert care(therapy(days=20), therapy("nsaid", 21)) == "not_met"
        assert care(therapy(days=42), therapy("nsaid", 21)) == "met"

    def test_dated_courses_are_united(self):
        early = therapy(days=28, start_date="2026-03-01", end_date="2026-03-29")
        late = therapy("nsaid", 28, start_date="2026-03-29", end_date="2026-04-26")
        beside = therapy("nsaid", 28, start_date="2026-03-01", end_date="2026-03-29")
        assert care(early, late) == "met"
        assert care(early, beside) == "not_met"

    def test_a_single_course_is_never_summed(self):
        early = therapy(days=28, start_date="2026-03-01", end_date="2026-03-29")
        late = therapy("nsaid", 28, start_date="2026-03-29", end_date="2026-04-26")
        assert care(early, late, single_course=True) == "not_met"
        assert care(therapy(days=43), late, single_course=True) == "met"

    def test_only_the_classes_that_are_named_count(self):
        assert care(therapy("massage", 90)) == "undocumented"
        assert care(therapy("massage", 90), therapy(days=10)) == "not_met"

    def test_care_of_another_region_does_not_count(self):
        assert care(therapy(region="lumbar")) == "undocumented"
        assert care(therapy(region="upper_limb")) == "met"
        assert care(therapy(region=None)) == "met"

    def test_ongoing_care_counts_up_to_the_visit(self):
        begun = {"status": "ongoing", "start_date": "2026-04-20"}
        assert care(therapy(days=(42, 42), **begun)) == "met"
        ahead = therapy(days=(60, 60), status="ongoing", start_date="2026-05-10", end_date="2026-07-09")
        assert care(ahead) == "not_met"

    @pytest.mark.parametrize("status", ["planned", "declined", "not_done"])
    def test_what_was_not_done_never_counts(self, status):
        assert care(therapy(days=(56, 56), status=status)) == "not_met"
        assert care(therapy(days=(56, 56), status=status), therapy("nsaid", 50)) == "met"

    def test_as_needed_medication_without_dates_is_open_and_not_zero(self):
        assert care(therapy("nsaid", None, "ongoing")) == "undocumented"
        assert care(therapy("nsaid", None, "ongoing"), therapy(days=30)) == "undocumented"

    def test_an_injection_has_no_length(self):
        spec = {"classes": ["epidural_steroid_injection"]}
        assert care(therapy("epidural_steroid_injection", None), **spec) == "not_met"


class TestSilence:
    def test_no_word_on_care_is_open(self):
        assert care() == "undocumented"
        assert care(complaint(90)) == "undocumented"

    def test_a_complaint_younger_than_the_minimum_leaves_no_room(self):
        found = proof({"care": SIX_WEEKS}, complaint(21))
        assert (found.state, found.margin_days) == ("not_met", -21)
        assert care(complaint((28, 56))) == "undocumented"

    def test_the_day_on_which_it_began_tells_as_well(self):
        assert care(complaint(None, onset_date="2026-05-31")) == "not_met"
        assert care(complaint(None, onset_date="2026-05")) == "not_met"
        assert care(complaint(None, onset_date="2026-01")) == "undocumented"

    def test_of_two_complaints_the_older_counts_in_either_order(self):
        new, old = complaint(14, pattern="radicular"), complaint(400)
        assert care(new, old) == care(old, new) == "undocumented"

    def test_no_treatment_so_far_is_a_no(self):
        assert care(therapy("unspecified", None, "not_done", directed_by="unknown")) == "not_met"

    def test_a_failed_trial_that_is_not_described_is_open(self):
        assert care(therapy("unspecified", None)) == "undocumented"


class TestDirection:
    def test_what_the_patient_chose_does_not_count_where_direction_is_asked(self):
        stretches = {"kind": "home_exercise", "directed_by": "self"}
        assert care(therapy(**stretches), directed=True) == "not_met"
        assert care(therapy(**stretches)) == "met"
        assert care(therapy("home_exercise"), directed=True) == "met"

    def test_prescribed_classes_are_directed_unless_the_note_says_otherwise(self):
        assert care(therapy(directed_by="unknown"), directed=True) == "met"
        assert care(therapy("nsaid", directed_by="unknown"), directed=True) == "undocumented"
        assert care(therapy(directed_by="self"), directed=True) == "not_met"

    def test_undirected_days_do_not_add_to_directed_ones(self):
        own = therapy("nsaid", 42, directed_by="self")
        assert care(own, therapy(days=30), directed=True) == "not_met"


class TestWindow:
    WINDOW: ClassVar[dict[str, Any]] = {"ended_within_days": 84}

    @pytest.mark.parametrize(
        ("end", "expected"),
        [
            ("2026-03-09", "met"),
            ("2026-03-08", "not_met"),
            ("2025-06-01", "not_met"),
            (None, "undocumented"),
            ("2026-04", "met"),
            ("2025", "not_met"),
            ("2026-03", "undocumented"),
        ],
    )
    def test_care_must_have_ended_within_it(self, end, expected):
        assert care(therapy(end_date=end), **self.WINDOW) == expected

    def test_ongoing_care_lies_within_it(self):
        assert care(therapy(status="ongoing"), **self.WINDOW) == "met"

    def test_symptoms_younger_than_the_window_leave_no_other_time(self):
        assert care(complaint(70), therapy(), **self.WINDOW) == "met"
        assert care(complaint(100), therapy(), **self.WINDOW) == "undocumented"

    def test_the_window_is_counted_from_the_day_of_service(self):
        spec = {"care": SIX_WEEKS | self.WINDOW}
        course = therapy(end_date="2026-03-09")
        assert state(spec, course) == "met"
        assert state(spec, course, as_of="2026-06-02") == "not_met"
        assert state(spec, course, as_of=None) == "undocumented"


class TestEpisode:
    SINCE: ClassVar[dict[str, Any]] = {"since": "onset"}

    def test_care_before_the_onset_belongs_to_an_earlier_episode(self):
        before = therapy(start_date="2025-06-01", end_date="2025-07-27")
        assert care(complaint(60), before, **self.SINCE) == "not_met"
        assert care(complaint(60), before) == "met"

    def test_care_that_the_note_gives_to_an_earlier_episode(self):
        assert care(complaint(60), therapy(same_episode=False), **self.SINCE) == "not_met"
        assert care(complaint(60), therapy(same_episode=True), **self.SINCE) == "met"
        assert care(complaint(60), therapy(same_episode=False)) == "met"

    def test_days_before_the_onset_are_cut_off(self):
        across = therapy(days=60, start_date="2026-03-01", end_date="2026-04-30")
        assert care(complaint(None, onset_date="2026-04-10"), across, **self.SINCE) == "not_met"
        assert care(complaint(None, onset_date="2026-03-01"), across, **self.SINCE) == "met"

    def test_care_that_is_longer_than_the_complaint_cannot_all_be_of_this_episode(self):
        assert care(complaint(21), therapy(days=56), **self.SINCE) != "met"
        assert care(complaint(60), therapy(days=56), **self.SINCE) == "met"

    def test_a_course_of_untold_length_is_no_longer_than_the_complaint(self):
        untold = therapy("nsaid", None, status="ongoing")
        assert care(complaint(7), untold) == "not_met"
        assert care(complaint(120), untold) == "undocumented"
        dated = therapy("nsaid", None, start_date="2025-01-10")
        assert care(complaint(7), dated) == "undocumented", "of an earlier time, of any length"

    def test_much_longer_than_the_complaint_is_an_earlier_episode(self):
        assert care(complaint(21), therapy(days=56), **self.SINCE) == "not_met"
        assert care(complaint(35), therapy(days=42), **self.SINCE) == "undocumented", "a complaint told loosely"

    def test_the_length_of_the_complaint_was_told_on_the_day_of_the_note(self):
        """Eight weeks of pain on June 1 began in April, whenever the study is done."""
        spec = {"care": SIX_WEEKS | self.SINCE}
        course = therapy(days=45, start_date="2026-04-10", end_date="2026-05-25")
        for day in (VISIT, "2026-07-20", "2026-09-01"):
            assert state(spec, complaint(56), course, as_of=day) == "met", day

    def test_a_new_complaint_grows_older_until_the_study(self):
        assert state({"care": SIX_WEEKS}, complaint(21), as_of="2026-06-10") == "not_met"
        assert state({"care": SIX_WEEKS}, complaint(21), as_of="2026-07-20") == "undocumented"

    def test_a_material_change_starts_the_clock_anew(self):
        course = therapy(start_date="2026-02-01", end_date="2026-03-29")
        flare = complaint(200, change="recurred", change_date="2026-05-11")
        worse = complaint(200, change="worsened", change_date="2026-05-11")
        found = proof({"care": SIX_WEEKS | {"since": "change"}}, flare, course)
        assert (found.state, bool(found.questions)) == ("not_met", True)
        assert care(worse, course, since="change") == "met"
        assert care(flare, course, since="onset") == "met"

    def test_undated_care_may_lie_before_the_change(self):
        flare = complaint(200, change="new_symptom", change_date="2026-03-01")
        assert care(flare, therapy(), since="change") == "undocumented"


def program(status: str = "completed", **said: Any) -> Therapy:
    told = {"duration_days": (56.0, 56.0), "directed_by": "clinician", "mentions": (mention(status),)} | said
    return Therapy("home_exercise", region="cervical", status=status, **told)


class TestACourse:
    ACTIVE: ClassVar[dict[str, Any]] = {
        "classes": ["physical_therapy", "chiropractic", "home_exercise"],
        "directed": True,
    }

    def course(self, *items: Any, **spec: Any) -> str:
        return state({"course": self.ACTIVE | spec}, *items)

    def test_done_open_or_not(self):
        assert self.course(therapy()) == "met"
        assert self.course(therapy("nsaid")) == "undocumented"
        assert self.course(therapy(status="declined")) == "not_met"
        assert self.course(therapy(status="planned"), therapy("chiropractic", 14)) == "met"
        assert self.course(therapy("home_exercise", directed_by="self")) == "not_met"

    def test_within_the_window(self):
        old = therapy(end_date="2025-06-01")
        assert self.course(old, ended_within_days=183) == "not_met"
        assert self.course(old) == "met"

    def test_home_exercise_needs_a_plan_and_a_check(self):
        needs = {"home_exercise_needs_plan": True}
        assert self.course(program(plan_given=True, followed_up="2026-05-20"), **needs) == "met"
        assert self.course(program(plan_given=True), **needs) == "undocumented"
        assert self.course(program(followed_up="2026-05-20"), **needs) == "undocumented"
        assert self.course(program()) == "met"

    @pytest.mark.parametrize(
        ("reason", "expected"),
        [
            ("inability", "met"),
            ("inconvenience", "not_met"),
            ("refused", "not_met"),
            ("cost", "not_met"),
            (None, "not_met"),
        ],
    )
    def test_a_plan_that_the_patient_cannot_carry_out_counts(self, reason, expected):
        given = program("declined", plan_given=True, reason=reason)
        assert self.course(given, home_exercise_needs_plan=True) == expected

    def test_inability_without_a_plan_does_not(self):
        assert self.course(program("declined", reason="inability"), home_exercise_needs_plan=True) == "not_met"


class TestResponse:
    @pytest.mark.parametrize(
        ("response", "expected"),
        [
            ("none", "met"), ("worse", "met"), ("plateau", "met"), ("good", "not_met"), ("unknown", "undocumented"),
            ("partial", "undocumented"),
        ],
    )  # fmt: skip
    def test_what_makes_a_failed_trial(self, response, expected):
        assert state({"response": {}}, therapy(response=response)) == expected

    @pytest.mark.parametrize("persisting", [finding("neck_pain"), score(5), finding("radiating_pain", "upper_limb")])
    def test_partial_relief_counts_doubtfully_while_symptoms_persist(self, persisting):
        found = proof({"response": {}}, therapy(response="partial"), persisting)
        assert (found.state, found.doubtful) == ("met", True)
        assert found.questions

    def test_partial_relief_without_symptoms_is_open(self):
        assert state({"response": {}}, therapy(response="partial"), score(0), finding("neck_pain", None, "absent")) == (
            "undocumented"
        )

    def test_the_last_dated_word_counts(self):
        early = therapy(response="good", mentions=(mention("completed", date="2026-04-01"),))
        late = therapy("nsaid", response="none", mentions=(mention("completed", date="2026-05-20"),))
        undated = therapy("opioid", response="good")
        assert state({"response": {}}, early, late) == state({"response": {}}, late, early, undated) == "met"

    def test_of_two_told_together_the_better(self):
        found = proof({"response": {}}, therapy(response="none"), therapy("nsaid", response="good"))
        assert found.state == "not_met"

    def test_relief_in_an_earlier_episode_says_nothing_of_the_care_since(self):
        helped = therapy(response="good", start_date="2024", end_date="2024")
        back = complaint(730, change="recurred", change_date="2026-04-01")
        assert state({"response": {}}, back, helped, therapy("nsaid", response="none")) == "met"
        assert state({"response": {}}, complaint(730), helped, therapy("nsaid", response="none")) == "not_met"

    def test_care_that_was_not_followed_has_no_response(self):
        assert state({"response": {}}, therapy(status="declined")) == "undocumented"
        assert state({"response": {}}, therapy(region="lumbar")) == "undocumented"

    def test_all_courses_that_decide_are_shown(self):
        assert len(proof({"response": {}}, therapy(), therapy("nsaid")).supporting) == 2


class TestWorsening:
    CLASSES: ClassVar[dict[str, Any]] = {"worsening": {"classes": ["physical_therapy", "nsaid"]}}

    def test_during_care_that_goes_on(self):
        going_on = therapy(days=21, status="ongoing", response="unknown")
        assert state(self.CLASSES, going_on, complaint(trend="worsening")) == "met"
        assert state(self.CLASSES, going_on, complaint(trend="stable")) == "not_met"
        assert state(self.CLASSES, going_on) == "undocumented"
        assert state(self.CLASSES, therapy(response="worse")) == "met"

    def test_after_care_that_is_over_is_not_during_it(self):
        over = therapy(end_date="2025-10-01", response="unknown")
        assert state(self.CLASSES, over, complaint(trend="worsening")) != "met"
        assert state(self.CLASSES, complaint(trend="worsening")) == "undocumented"

    def test_a_change_before_the_care_began_is_not_during_it(self):
        begun = therapy(days=14, status="ongoing", start_date="2026-05-18", response="unknown")
        assert state(self.CLASSES, begun, complaint(change="worsened", change_date="2026-05-01")) != "met"
        assert state(self.CLASSES, begun, complaint(change="worsened", change_date="2026-05-25")) == "met"


class TestReevaluation:
    MODES: ClassVar[dict[str, Any]] = {"reevaluation": {"modes": ["in_person", "telehealth", "phone", "portal"]}}

    def test_a_contact_after_the_care_that_says_how_it_went(self):
        course = therapy(end_date="2026-05-20")
        assert state(self.MODES, course, visit()) == "met"
        assert state(self.MODES, course, visit("2026-05-10")) == "undocumented"
        assert state(self.MODES, course, visit(mode="phone")) == "met"
        assert state(self.MODES, therapy(response="unknown"), visit(purpose="initial")) == "undocumented"
        assert state(self.MODES, visit()) == "undocumented"

    def test_the_mode_must_be_accepted(self):
        in_person = {"reevaluation": {"modes": ["in_person"]}}
        assert state(in_person, therapy(), visit(mode="portal")) == "undocumented"
