"""The shipped sets, fact by fact, on small evidence: what each payer asks, and where payers part."""

from __future__ import annotations

import sys
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent))

from case_builders import case, complaint, contradiction, finding, plan, score, study, therapy, verdict, visit, weakness

from mednec.criteria.emergency import emergency_notice
from mednec.criteria.evaluation import rate
from mednec.criteria.lint import check_criteria
from mednec.criteria.loader import load_criteria
from mednec.evidence import Lab

M, N, Q = "meets", "does_not_meet", "insufficient_documentation"
SET_OF = {s.criteria.payer: s.criteria.id for s in load_criteria().sets if s.criteria.kind == "coverage"} | {
    "evicore": "evicore_spine_mri",
    "unitedhealthcare_commercial": "unitedhealthcare_commercial_spine_mri",
    "unitedhealthcare_community": "unitedhealthcare_community_spine_mri",
}
UHC = ("unitedhealthcare_commercial", "unitedhealthcare_community")
EVICORE_LIKE = ("evicore", "cigna", *UHC)
NECK = [p for p in SET_OF if p != "medicare"]


def seen(*items: Any, **more: Any) -> tuple[Any, ...]:
    """A neck complaint that was examined in the office."""
    return (complaint(more.pop("days", 120), **more), finding("neck_pain", family="context"), visit(), *items)


NORMAL_EXAM = (
    weakness("5/5", status="absent"),
    finding("sensory_deficit", "upper_limb", "absent"),
    finding("reflex_diminished", "upper_limb", "absent"),
    finding("hoffmann_sign", status="absent", family="myelopathy"),
)
PT = therapy(days=56, start_date="2026-03-15", end_date="2026-05-10")
NAPROXEN = therapy("nsaid", 56, start_date="2026-03-15", end_date="2026-05-10")


def dated(days: int, end: date = date(2026, 5, 10), kind: str = "physical_therapy", **said: Any) -> Any:
    """A course of so many days that ended on a day."""
    begin = date.fromordinal(end.toordinal() - days)
    return therapy(kind, days, start_date=begin.isoformat(), end_date=end.isoformat(), **said)


def decided(payer: str, *items: Any, **more: Any) -> tuple[str, str]:
    found = verdict(SET_OF[payer], *items, **more)
    if found.confidence == "low":
        assert found.questions, "an unsure answer names what is open"
    return found.decision, found.confidence


def decision(payer: str, *items: Any, **more: Any) -> str:
    return decided(payer, *items, **more)[0]


def all_decisions(*items: Any, **more: Any) -> dict[str, str]:
    return {payer: decision(payer, *items, **more) for payer in NECK}


class TestEverySet:
    def test_there_is_one_for_every_payer(self):
        names = (
            "acr_2018 acr_2024 aetna carelon caresource cigna evicore evolent kaiser_permanente medicare "
            "unitedhealthcare_commercial unitedhealthcare_community"
        )
        assert load_criteria().payers() == names.split()

    def test_none_has_an_issue_of_high_or_medium_severity(self):
        assert [i for i in check_criteria() if i.severity != "low"] == []

    @pytest.mark.parametrize("found", [s.criteria for s in load_criteria().sets], ids=lambda c: c.id)
    def test_the_conservative_pathway_is_always_open_and_the_rest_wait_for_evidence(self, found):
        if found.kind == "coverage":
            assert [p.always_open for p in found.pathways] == [True] + [False] * (len(found.pathways) - 1)

    @pytest.mark.parametrize("found", [s.criteria for s in load_criteria().sets], ids=lambda c: c.id)
    def test_a_red_flag_waives_care_and_never_a_gate(self, found):
        gates = {g.id for g in found.gates}
        care = {r.id for p in found.pathways if p.always_open for r in p.requires}
        for pathway in found.pathways:
            assert set(pathway.waives) <= care - gates

    @pytest.mark.parametrize("found", [s.criteria for s in load_criteria().sets], ids=lambda c: c.id)
    def test_silence_leaves_a_case_open_but_never_meets(self, found):
        if found.kind == "coverage":
            region = "lumbar" if found.payer == "medicare" else "cervical"
            assert verdict(found.id, region=region).decision == Q
        else:
            assert rate(found, case()) == (None, None)

    def test_proprietary_criteria_are_not_reproduced_and_it_says_so(self):
        for payer in ("kaiser_permanente", "caresource"):
            found = load_criteria().by_id(SET_OF[payer])
            assert found.provenance == "industry_page"
            assert any("proprietary" in note for note in found.unknown)

    def test_caresource_is_reviewed_by_evolent(self):
        assert load_criteria().by_id("caresource_spine_mri").delegate == "evolent"

    def test_children(self):
        adults = {s.criteria.payer for s in load_criteria().sets if s.criteria.applies.adult_from == 18}
        assert adults == {*EVICORE_LIKE, "carelon", "medicare"}


class TestSixWeeksOfCare:
    """Section 1.1: the threshold is 42 days nearly everywhere."""

    WELL = (*seen(), *NORMAL_EXAM)

    @pytest.mark.parametrize("payer", [p for p in NECK if p != "aetna"])
    @pytest.mark.parametrize(("days", "expected"), [(42, M), (41, N), (21, N)])
    def test_forty_two_days(self, payer, days, expected):
        both = (dated(days), dated(days, kind="nsaid"))
        assert decision(payer, *self.WELL, *both) == expected

    @pytest.mark.parametrize("payer", [p for p in NECK if p != "aetna"])
    def test_care_that_helped_does_not_count(self, payer):
        assert decision(payer, *self.WELL, replace(PT, response="good"), replace(NAPROXEN, response="good")) == N

    @pytest.mark.parametrize("payer", [p for p in NECK if p != "aetna"])
    def test_planned_and_declined_care_does_not_count(self, payer):
        for status in ("planned", "declined"):
            assert decision(payer, *self.WELL, therapy(status=status), therapy("nsaid", status=status)) == N

    @pytest.mark.parametrize("payer", [p for p in NECK if p != "aetna"])
    def test_undated_tablets_as_needed_leave_it_open(self, payer):
        assert decision(payer, *self.WELL, therapy("nsaid", None, "ongoing")) == Q

    @pytest.mark.parametrize("payer", EVICORE_LIKE)
    def test_exercise_of_ones_own_choice_does_not_count(self, payer):
        videos = dated(56, kind="home_exercise", directed_by="self")
        assert decision(payer, *self.WELL, videos) == N
        assert decision(payer, *self.WELL, replace(videos, directed_by="clinician")) == M

    def test_caresource_takes_any_mix_undirected_care_with_a_question(self):
        assert decided("caresource", *self.WELL, NAPROXEN) == (M, "medium")
        assert decided("caresource", *self.WELL, replace(NAPROXEN, directed_by="self")) == (M, "low")

    def test_carelon_is_unsure_throughout(self):
        assert decided("carelon", *self.WELL, PT, NAPROXEN) == (M, "low")
        assert decision("carelon", *self.WELL, NAPROXEN) == Q

    def test_kaiser_by_a_number_of_ones_own(self):
        library = load_criteria(parameters={"kaiser_permanente_spine_mri": {"minimum_days": 28}})
        items = (*self.WELL, dated(30))
        assert verdict("kaiser_permanente_spine_mri", *items).decision == N
        assert verdict("kaiser_permanente_spine_mri", *items, library=library).decision == M


class TestWindows:
    WELL = (*seen(days=500), *NORMAL_EXAM)

    @pytest.mark.parametrize(
        ("payer", "last_good_day"),
        [("unitedhealthcare_commercial", date(2026, 3, 9)), ("evolent", date(2025, 11, 30))],
    )
    def test_the_last_day_that_counts(self, payer, last_good_day):
        before = date.fromordinal(last_good_day.toordinal() - 1)
        for end, expected in ((last_good_day, M), (before, N)):
            care = (dated(56, end), dated(56, end, "nsaid"))
            again = visit(end.isoformat())
            assert decision(payer, *self.WELL, again, *care) == expected

    def test_without_an_end_it_is_not_documented(self):
        for payer in ("unitedhealthcare_commercial", "evolent"):
            assert decision(payer, *self.WELL, therapy(), therapy("nsaid")) == Q

    def test_the_older_edition_of_evicore_asks_for_three_months(self):
        old = load_criteria().by_id("evicore_spine_mri_2017")
        for end, expected in ((date(2026, 3, 1), M), (date(2026, 2, 28), N)):
            found = verdict(old.id, *self.WELL, dated(56, end))
            assert (found.decision, found.confidence) == (expected, found.confidence)

    def test_evicore_restarts_the_clock_at_a_material_change(self):
        flare = (complaint(500, change="recurred", change_date="2026-05-11"), *self.WELL[1:])
        assert decision("evicore", *self.WELL, PT) == M
        assert decision("evicore", *flare, PT) == N
        assert decision("unitedhealthcare_commercial", *flare, PT) == M


class TestWhatEvicoreAlwaysNeeds:
    CARE = (PT, *NORMAL_EXAM)

    @pytest.mark.parametrize("payer", EVICORE_LIKE)
    def test_telehealth_alone_is_not_enough(self, payer):
        remote = (complaint(), finding("neck_pain"), visit(mode="telehealth"))
        assert decision(payer, *seen(), *self.CARE) == M
        assert decision(payer, *remote, *self.CARE) == N
        assert decision(payer, *remote, visit("2026-04-20", purpose="initial"), *self.CARE) == M

    @pytest.mark.parametrize("payer", EVICORE_LIKE)
    def test_a_new_assessment_after_the_care(self, payer):
        items = (complaint(), finding("neck_pain"), *self.CARE)
        assert decision(payer, *items, visit("2026-05-01")) == Q
        assert decision(payer, *items, visit("2026-05-01"), visit("2026-05-12", "phone")) == M

    @pytest.mark.parametrize("payer", EVICORE_LIKE)
    @pytest.mark.parametrize("part", ["motor", "sensory", "reflex", "provocation"])
    def test_every_part_of_the_exam(self, payer, part):
        generic = replace(visit(), exam=replace(visit().exam, **{part: "generic"}))
        assert decision(payer, complaint(), finding("neck_pain"), generic, PT) == Q

    def test_strength_by_grade(self):
        described = replace(visit(), exam=replace(visit().exam, motor="described"))
        assert decision("evicore", complaint(), finding("neck_pain"), described, PT) == Q

    @pytest.mark.parametrize("payer", EVICORE_LIKE)
    def test_a_complaint_that_improves_is_not_imaged(self, payer):
        assert decision(payer, *seen(trend="improving"), *self.CARE) == N
        arm = complaint(120, pattern="radicular", trend="worsening")
        assert decision(payer, *seen(trend="improving"), arm, *self.CARE) == M

    @pytest.mark.parametrize(
        ("change", "expected"),
        [({}, N), ({"trend": "worsening"}, M), ({"change": "new_symptom", "change_date": "2026-03-01"}, M)],
    )
    def test_a_repeat_needs_something_new(self, change, expected):
        earlier = study(day="2026-02-01")
        assert decision("evicore", *seen(**change), *self.CARE, earlier) == expected

    def test_an_old_study_is_no_repeat(self):
        assert decision("evicore", *seen(), *self.CARE, study(day="2025-03-01")) == M


class TestWeakness:
    """Section 5.5: the same strength is a flag for one payer and nothing for another."""

    @pytest.mark.parametrize(
        ("grade", "expected"),
        [
            ("3/5", dict.fromkeys(NECK, M)),
            ("4/5", dict.fromkeys(NECK, N) | {"evolent": M, "carelon": M}),
        ],
    )
    def test_new_weakness_at_two_weeks(self, grade, expected):
        assert all_decisions(*seen(days=14), weakness(grade)) == expected

    @pytest.mark.parametrize(
        ("payer", "confidence"),
        [
            ("evicore", "medium"),
            ("aetna", "medium"),
            ("carelon", "medium"),
            ("kaiser_permanente", "low"),
            ("caresource", "low"),
        ],
    )
    def test_how_sure_weakness_of_grade_3_is(self, payer, confidence):
        assert decided(payer, *seen(days=14), weakness("3/5")) == (M, confidence)

    @pytest.mark.parametrize("payer", EVICORE_LIKE)
    def test_three_plus_lies_on_the_boundary(self, payer):
        found = verdict(SET_OF[payer], *seen(days=14), weakness("3+/5"))
        assert found.decision == Q
        assert any("threshold" in q for w in found.open_pathways for q in w.questions)

    @pytest.mark.parametrize("payer", EVICORE_LIKE)
    def test_weakness_without_a_grade_is_not_documented(self, payer):
        assert decision(payer, *seen(days=14), weakness(None)) == Q

    def test_carelon_is_unsure_about_milder_weakness(self):
        assert decided("carelon", *seen(days=14), weakness("4/5")) == (M, "low")

    @pytest.mark.parametrize("payer", EVICORE_LIKE)
    def test_foot_drop_needs_no_grade(self, payer):
        assert decision(payer, *seen(days=14), finding("foot_drop", "lower_limb")) == M

    @pytest.mark.parametrize("payer", EVICORE_LIKE)
    def test_new_weakness_of_both_legs_needs_no_grade(self, payer):
        legs = weakness("4/5", "lower_limb", side="bilateral")
        assert decision(payer, *seen(days=14), legs) == M
        assert decision(payer, *seen(days=14), weakness("4/5", "lower_limb", side="left")) == N

    @pytest.mark.parametrize("payer", NECK)
    def test_old_weakness_is_no_flag(self, payer):
        assert decision(payer, *seen(days=14), weakness("2/5", acuity="chronic")) == N

    @pytest.mark.parametrize("payer", [*EVICORE_LIKE, "evolent"])
    def test_weakness_limited_by_pain_or_of_another_nerve(self, payer):
        assert decided(payer, *seen(days=14), weakness("3/5", effort_limited=True))[0] == N
        assert decided(payer, *seen(days=14), weakness("3/5", attributed_to="carpal_tunnel"))[0] == N

    @pytest.mark.parametrize("payer", ["aetna", "carelon"])
    def test_whether_give_way_weakness_counts_is_open(self, payer):
        found = verdict(SET_OF[payer], *seen(), weakness("4/5", effort_limited=True), NAPROXEN)
        assert found.confidence == "low"
        assert any("effort" in q for q in found.questions)

    @pytest.mark.parametrize("payer", NECK)
    def test_a_deficit_that_progresses_on_exam(self, payer):
        worse = weakness("4-/5", trajectory="worsening")
        assert decision(payer, *seen(days=21), worse) == M


class TestSensationAndReflexes:
    NUMB = finding("sensory_deficit", "upper_limb", dermatome="C6")

    def test_sensory_loss_alone(self):
        expected = dict.fromkeys(NECK, N) | {"evolent": M, "carelon": M}
        assert all_decisions(*seen(days=10), self.NUMB) == expected

    def test_not_along_a_dermatome(self):
        assert decision("evolent", *seen(days=10), finding("sensory_deficit", "upper_limb")) == Q

    def test_with_six_weeks_of_care_all_but_aetna(self):
        items = (*seen(), self.NUMB, weakness("5/5", status="absent"), NORMAL_EXAM[2], PT, NAPROXEN)
        assert all_decisions(*items) == dict.fromkeys(NECK, M) | {"aetna": N}

    def test_a_lost_reflex_with_care_of_the_footnote(self):
        items = (*seen(), finding("reflex_diminished", "upper_limb"), NAPROXEN)
        assert decided("aetna", *items) == (M, "high")
        assert decision("evolent", *seen(days=10), finding("reflex_diminished", "upper_limb")) == M

    @pytest.mark.parametrize("payer", NECK)
    def test_a_positive_spurling_alone_is_no_deficit(self, payer):
        assert decision(payer, *seen(days=14), finding("spurling_sign"), *NORMAL_EXAM) == N

    @pytest.mark.parametrize("payer", NECK)
    def test_numbness_that_is_only_reported_is_no_deficit(self, payer):
        assert (
            decision(payer, *seen(days=14), finding("limb_paresthesia", "upper_limb", basis="reported"), *NORMAL_EXAM)
            == N
        )


class TestAetna:
    ROOT = (*seen(), weakness("4/5"))

    def test_six_weeks_with_an_objective_root_sign(self):
        assert decided("aetna", *self.ROOT, dated(42, kind="nsaid")) == (M, "high")
        assert decision("aetna", *self.ROOT, dated(41, kind="nsaid")) == N

    def test_whether_therapy_counts_is_not_said(self):
        assert decided("aetna", *self.ROOT, PT) == (M, "low")

    def test_courses_are_never_summed(self):
        first = dated(28, date(2026, 4, 10), "nsaid")
        second = dated(28, date(2026, 5, 8), "muscle_relaxant")
        assert decided("aetna", *self.ROOT, first, second)[1] == "low"

    @pytest.mark.parametrize(("days", "expected"), [(28, M), (27, N)])
    @pytest.mark.parametrize("disease", ["spondylosis", "spondylolisthesis"])
    def test_four_weeks_for_degenerative_disease(self, days, expected, disease):
        film = finding(disease, "cervical", basis="imaging", family="context")
        assert decision("aetna", *seen(), *NORMAL_EXAM, film, dated(days, kind="nsaid")) == expected

    def test_without_degenerative_disease_four_weeks_are_not_enough(self):
        assert decision("aetna", *seen(), *NORMAL_EXAM, dated(28, kind="nsaid")) == N
        other = finding("spondylosis", "lumbar", basis="imaging", family="context")
        assert decision("aetna", *seen(), *NORMAL_EXAM, other, dated(28, kind="nsaid")) == N

    def test_before_an_epidural_that_is_scheduled(self):
        assert decided("aetna", *seen(days=14), *NORMAL_EXAM, plan()) == (M, "high")
        assert decision("aetna", *seen(days=14), *NORMAL_EXAM, plan(status="discussed")) == N
        assert decision("aetna", *seen(days=14), *NORMAL_EXAM, plan(region="lumbar")) == N

    def test_symptoms_that_recur_after_surgery(self):
        fused = finding("prior_spine_surgery", "cervical", family="context", basis="diagnosed")
        assert decided("aetna", *seen(days=14), *NORMAL_EXAM, fused) == (M, "high")
        assert decision("evicore", *seen(days=14), *NORMAL_EXAM, fused) == Q

    def test_a_fracture_needs_films_that_do_not_settle_it(self):
        hurt = (finding("major_trauma", detail={"energy": "high"}), finding("midline_tenderness"))
        assert decision("aetna", *seen(days=2), *NORMAL_EXAM, *hurt) == Q
        assert decision("aetna", *seen(days=2), *NORMAL_EXAM, *hurt, study("xray", result="normal")) == N
        assert decision("aetna", *seen(days=2), *NORMAL_EXAM, *hurt, study("xray", result="inconclusive")) == M

    def test_a_crash_without_a_word_on_the_spine_opens_nothing(self):
        crash = finding("major_trauma", detail={"energy": "unknown"})
        assert decision("aetna", *seen(days=2), *NORMAL_EXAM, crash) == N

    def test_metastasis_must_be_suspected(self):
        breast = finding("cancer_history", basis="diagnosed", detail={"primary": "breast", "metastatic_capable": True})
        assert decision("aetna", *seen(days=14), *NORMAL_EXAM, breast) == N
        feared = finding("spinal_malignancy", "cervical", "possible", basis="diagnosed", section="assessment")
        assert decision("aetna", *seen(days=14), *NORMAL_EXAM, breast, feared) == M


class TestEvolent:
    WELL = (*seen(), *NORMAL_EXAM)

    def test_an_active_part_is_mandatory(self):
        assert decision("evolent", *self.WELL, NAPROXEN) == Q
        assert decision("evolent", *self.WELL, NAPROXEN, therapy(status="declined")) == N
        assert decided("evolent", *self.WELL, NAPROXEN, dated(14)) == (M, "medium")

    def test_whether_an_active_part_alone_is_enough_is_asked(self):
        assert decided("evolent", *self.WELL, PT) == (M, "low")

    def test_chiropractic_is_active_and_trigger_points_do_not_count(self):
        assert decision("evolent", *self.WELL, dated(56, kind="chiropractic"), NAPROXEN) == M
        assert decision("evolent", *self.WELL, dated(56, kind="trigger_point_injection"), dated(14)) == N

    def test_home_exercise_needs_a_plan_and_a_check(self):
        assert decision("evolent", *self.WELL, dated(56, kind="home_exercise"), NAPROXEN) == Q

    def test_worsening_during_care_needs_no_six_weeks(self):
        during = therapy(days=21, status="ongoing", start_date="2026-05-11", response="unknown")
        items = (*seen(days=40, trend="worsening"), *NORMAL_EXAM, during)
        expected = dict.fromkeys(NECK, N) | {"evolent": M, "aetna": M}
        assert all_decisions(*items) == expected

    def test_a_nerve_study_that_shows_radiculopathy(self):
        emg = study("emg_ncs", region="upper_limb", diagnoses=("radiculopathy",), roots=("C7",))
        assert decision("evolent", *seen(days=21), *NORMAL_EXAM, emg) == M
        assert decision("evolent", *seen(days=21), *NORMAL_EXAM, replace(emg, diagnoses=("carpal_tunnel",))) == N
        assert decision("evicore", *seen(days=21), *NORMAL_EXAM, emg) == N

    def test_a_study_of_the_last_three_months_must_have_been_inconclusive(self):
        care = (PT, NAPROXEN)
        assert decision("evolent", *self.WELL, *care, study(day="2026-03-01")) == N
        assert decision("evolent", *self.WELL, *care, study(day="2026-02-28")) == M
        assert decision("evolent", *self.WELL, *care, study(day="2026-03-01", result="inconclusive")) == M

    def test_telehealth_alone_leaves_a_question(self):
        remote = (complaint(), finding("neck_pain"), visit(mode="telehealth"), *NORMAL_EXAM, PT, NAPROXEN)
        assert decided("evolent", *remote) == (Q, "low")

    def test_a_child_with_a_red_flag(self):
        child = (*seen(days=7), *NORMAL_EXAM)
        assert decision("evolent", *child, finding("fever", family="red_flags"), age=9) == M
        assert decision("evolent", *child, age=9) != M
        for payer in (*EVICORE_LIKE, "carelon"):
            assert decided(payer, *child, finding("fever"), age=9) == (Q, "low")


class TestRedFlags:
    def test_the_cord(self):
        hoffmann = finding("hoffmann_sign", family="myelopathy")
        expected = dict.fromkeys(NECK, M)
        assert all_decisions(*seen(days=14), hoffmann) == expected
        for payer in (*EVICORE_LIKE, "caresource"):
            assert decided(payer, *seen(days=14), hoffmann)[1] == "low"
        assert decided("evolent", *seen(days=14), hoffmann)[1] != "low"

    @pytest.mark.parametrize("payer", NECK)
    def test_a_chronic_baseline_of_brisk_reflexes_is_no_sign(self, payer):
        brisk = finding("hyperreflexia", family="myelopathy", acuity="chronic")
        assert decision(payer, *seen(days=14), brisk) == N

    @pytest.mark.parametrize("payer", NECK)
    def test_a_denied_flag_opens_nothing(self, payer):
        denied = [
            finding(c, status="absent", basis="reported") for c in ("saddle_anesthesia", "bowel_bladder_dysfunction")
        ]
        assert decision(payer, *seen(days=14), *NORMAL_EXAM, *denied) == N

    @pytest.mark.parametrize("payer", [*EVICORE_LIKE, "evolent", "kaiser_permanente", "aetna", "carelon"])
    def test_saddle_numbness(self, payer):
        numb = finding("saddle_anesthesia", family="red_flags")
        items = (complaint(3, "lumbar"), finding("back_pain"), visit(), numb)
        found = verdict(SET_OF[payer], *items, region="lumbar")
        assert found.decision == M
        assert emergency_notice(case(*items, region="lumbar"))

    @pytest.mark.parametrize("payer", EVICORE_LIKE)
    def test_acute_sciatica_on_both_sides(self, payer):
        both = finding("radiating_pain", "lower_limb", basis="reported", side="bilateral", trajectory="new")
        items = (complaint(3, "lumbar"), finding("back_pain"), visit())
        assert verdict(SET_OF[payer], *items, both, region="lumbar").decision == M
        for other in (
            replace(both, trajectory=None),
            replace(both, mentions=(replace(both.mentions[0], side="left"),)),
        ):
            assert verdict(SET_OF[payer], *items, other, region="lumbar").decision == N

    def test_known_cancer(self):
        said = {"primary": "breast", "metastatic_capable": True, "activity": "active"}
        breast = finding("cancer_history", basis="diagnosed", family="red_flags", detail=said)
        remote = finding("cancer_history", basis="diagnosed", detail=said | {"activity": "remote"})
        skin = finding(
            "cancer_history", basis="diagnosed", detail={"primary": "basal_cell", "metastatic_capable": False}
        )
        assert decided("evicore", *seen(days=14), *NORMAL_EXAM, breast) == (M, "medium")
        assert decided("evicore", *seen(days=14), *NORMAL_EXAM, remote) == (M, "low")
        for payer in (*UHC, "carelon", "evolent"):
            assert decided(payer, *seen(days=14), *NORMAL_EXAM, breast) == (M, "low")
            assert decided(payer, *seen(days=14), *NORMAL_EXAM, remote) == (M, "low")
        assert all_decisions(*seen(days=14), *NORMAL_EXAM, skin) == dict.fromkeys(NECK, N)

    def test_suspected_infection_with_a_risk(self):
        feared = finding("spinal_infection", "cervical", "possible", basis="diagnosed", section="assessment")
        alone = (*seen(days=7), *NORMAL_EXAM, feared)
        assert decision("evicore", *alone) == Q
        assert decision("evicore", *alone, finding("iv_drug_use", basis="reported")) == M
        assert decision("evicore", *alone, labs=(Lab("crp", 120, "mg/L", "high"),)) == M
        assert decision("aetna", *alone) == M

    @pytest.mark.parametrize("payer", NECK)
    def test_weak_immunity_alone_is_no_flag(self, payer):
        biologic = finding("immunosuppression", basis="diagnosed", family="red_flags")
        assert decision(payer, *seen(days=14), *NORMAL_EXAM, biologic) == N

    @pytest.mark.parametrize("payer", NECK)
    def test_suspicion_in_the_order_alone_never_suffices(self, payer):
        asked = finding("spinal_infection", "cervical", "possible", basis="diagnosed", section="radiology_indication")
        items = (complaint(7), visit(), *NORMAL_EXAM, asked)
        assert decision(payer, *items) != M

    @pytest.mark.parametrize("payer", ["kaiser_permanente", "caresource"])
    @pytest.mark.parametrize(("energy", "expected"), [("high", M), ("unknown", Q), ("low", N)])
    def test_an_acute_injury_by_its_force(self, payer, energy, expected):
        crash = finding("major_trauma", basis="reported", family="red_flags", detail={"energy": energy})
        assert decision(payer, *seen(days=2), *NORMAL_EXAM, crash) == expected

    def test_fever_and_weight_loss_stand_alone_for_kaiser(self):
        lost = finding("weight_loss", basis="reported", detail={"intentional": False})
        for flag in (lost, finding("fever", basis="reported"), finding("weight_loss", basis="reported")):
            assert decision("kaiser_permanente", *seen(days=14), *NORMAL_EXAM, flag) == M
            assert decision("evicore", *seen(days=14), *NORMAL_EXAM, flag) == N
        meant = finding("weight_loss", basis="reported", detail={"intentional": True})
        assert decision("kaiser_permanente", *seen(days=14), *NORMAL_EXAM, meant) == N


class TestSevereRadicularPain:
    PAIN = (
        *seen(days=14, pattern="radicular"),
        *NORMAL_EXAM,
        score(9),
        finding("functional_limitation", basis="reported"),
        dated(10, date(2026, 6, 1), "nsaid"),
    )

    def test_with_an_intervention_planned(self):
        assert decision("evicore", *self.PAIN, plan(approach="transforaminal")) == M
        assert decision("evicore", *self.PAIN) == N
        assert decision("evicore", *self.PAIN, plan("surgery")) == M

    def test_an_interlaminar_injection_counts_in_the_neck_only(self):
        assert decision("evicore", *self.PAIN, plan(approach="interlaminar")) == M
        low_back = [
            complaint(14, "lumbar", "radicular"), finding("back_pain"), visit(), score(9),
            finding("functional_limitation"), therapy("nsaid", 10, region="lumbar"),
        ]  # fmt: skip
        for approach, expected in (("interlaminar", N), ("transforaminal", M)):
            injection = plan(approach=approach, region="lumbar")
            assert verdict("evicore_spine_mri", *low_back, injection, region="lumbar").decision == expected

    def test_below_nine_of_ten(self):
        mild = tuple(score(8) if item is self.PAIN[7] else item for item in self.PAIN)
        assert decision("evicore", *mild, plan(approach="transforaminal")) == N


class TestOtherRegion:
    @pytest.mark.parametrize("payer", NECK)
    def test_a_study_of_another_region_than_the_complaint(self, payer):
        assert verdict(SET_OF[payer], *seen(), PT, NAPROXEN, weakness("2/5"), region="lumbar").decision == N


class TestCarelonRepeats:
    def test_at_most_yearly_unless_something_changed(self):
        items = (*seen(), *NORMAL_EXAM, PT, NAPROXEN)
        assert decision("carelon", *items, study(day="2026-02-01")) == N
        assert decision("carelon", *items, study(day="2025-02-01")) == M
        assert decision("carelon", *items, study(day=None)) == Q, "an MRI of an unknown day may be too recent"
        worse = (*seen(trend="worsening"), *NORMAL_EXAM, PT, NAPROXEN)
        assert decision("carelon", *worse, study(day="2026-02-01")) == M


class TestMedicareLowBack:
    def low_back(self, pain: int, care: int, **said: Any) -> str:
        end = date(2026, 6, 1)
        course = dated(care, end, "nsaid", region="lumbar", **said)
        items = (complaint(pain, "lumbar"), finding("back_pain"), visit(), course)
        return verdict("medicare_lumbar_mri", *items, region="lumbar").decision

    def test_a_month_of_pain_and_four_weeks_of_care(self):
        assert self.low_back(30, 28) == M
        assert self.low_back(29, 28) == N
        assert self.low_back(30, 27) == N
        assert self.low_back(30, 28, response="good") == N

    def test_a_red_flag_needs_neither(self):
        drop = weakness("3/5", "lower_limb")
        items = (complaint(5, "lumbar"), finding("back_pain"), visit(), drop)
        assert verdict("medicare_lumbar_mri", *items, region="lumbar").decision == M


class TestRatings:
    ROOT = finding("radiculopathy", "cervical", basis="diagnosed")

    def rated(self, guide: str, *items: Any, contrast: str = "without", **more: Any) -> str | None:
        variant, _ = rate(load_criteria().by_id(f"{guide}_spine_mri"), case(*items, **more))
        return variant.ratings.get(contrast) if variant else None

    @pytest.mark.parametrize(
        ("items", "in_2018", "in_2024"),
        [
            (seen(days=14), "may_be_appropriate", "usually_not_appropriate"),
            ((*seen(days=14), ROOT), "usually_appropriate", "may_be_appropriate"),
            ((*seen(days=200), ROOT), "usually_appropriate", "usually_appropriate"),
            (seen(days=200), "may_be_appropriate", "may_be_appropriate"),
            ((*seen(days=14), finding("hoffmann_sign")), "usually_appropriate", "usually_appropriate"),
        ],
    )
    def test_the_neck(self, items, in_2018, in_2024):
        assert self.rated("acr_2018", *items) == in_2018
        assert self.rated("acr_2024", *items) == in_2024

    def test_infection_and_cancer_are_imaged_with_contrast(self):
        feared = finding("spinal_infection", "cervical", "possible", basis="diagnosed", section="assessment")
        breast = finding("cancer_history", basis="diagnosed", detail={"metastatic_capable": True})
        for guide in ("acr_2018", "acr_2024"):
            assert self.rated(guide, *seen(days=7), feared, contrast="both") == "usually_appropriate"
            assert self.rated(guide, *seen(days=7), breast, contrast="both") == "usually_appropriate"

    def test_an_injury_of_low_risk(self):
        crash = finding("major_trauma", basis="reported", detail={"energy": "low"})
        calm = finding("midline_tenderness", status="absent")
        assert self.rated("acr_2018", *seen(days=1), crash, calm, age=31) == "usually_not_appropriate"
        tender = finding("midline_tenderness")
        assert self.rated("acr_2018", *seen(days=1), crash, tender, age=31) == "may_be_appropriate"

    def test_the_low_back(self):
        back = (complaint(14, "lumbar"), finding("back_pain"))
        cared = (complaint(90, "lumbar"), finding("back_pain"), therapy(days=56, region="lumbar"))
        assert self.rated("acr_2018", *back, region="lumbar") == "usually_not_appropriate"
        assert self.rated("acr_2018", *cared, region="lumbar") == "usually_appropriate"


class TestEmergencies:
    @pytest.mark.parametrize(
        ("found", "expected"),
        [
            (finding("saddle_anesthesia"), True),
            (finding("saddle_anesthesia", status="absent"), False),
            (finding("sphincter_tone_low"), True),
            (finding("hoffmann_sign"), True),
            (finding("hoffmann_sign", acuity="chronic"), False),
            (finding("cord_compression", "cervical", basis="imaging"), True),
            (finding("cauda_equina", status="possible", section="assessment"), True),
            (finding("cauda_equina", status="possible", section="radiology_indication"), False),
            (weakness("4/5"), False),
        ],
    )
    def test_evidence_that_must_not_wait(self, found, expected):
        assert bool(emergency_notice(case(*seen(), found))) is expected

    def test_evidence_for_and_against_does_not_silence_the_notice(self):
        numb, denied = finding("saddle_anesthesia"), finding("saddle_anesthesia", status="absent")
        both = replace(numb, mentions=(*numb.mentions, *denied.mentions))
        assert emergency_notice(case(both, contradiction(*both.mentions)))

    def test_disputed_weakness_alone_is_no_emergency(self):
        """Of a notice that needs two things, the dispute over one is no hint of the other."""
        weak, strong = weakness("4/5"), weakness("5/5", status="absent")
        both = replace(weak, mentions=(*weak.mentions, *strong.mentions))
        assert emergency_notice(case(*seen(both), contradiction(*both.mentions))) is None

    def test_suspected_infection_with_a_deficit(self):
        feared = finding("spinal_infection", "cervical", "possible", section="assessment")
        assert not emergency_notice(case(feared))
        assert "infection" in (emergency_notice(case(feared, weakness("4/5"))) or "")


# --------------------------------------------------------------------------------- studies that are not the right ones
@pytest.mark.parametrize("payer", [*EVICORE_LIKE, "aetna"])
def test_a_positional_study_is_not_covered(payer):
    """The order itself says how the patient is to lie; an open scanner is a conventional study."""
    asked = [study("mri", status="ordered", is_requested_study=True, technique=t) for t in ("upright", "open")]
    care = (*NORMAL_EXAM, weakness("2/5", acuity="new"))
    upright, opened = (verdict(SET_OF[payer], *seen(*care), order) for order in asked)
    assert (upright.decision, opened.decision) == (N, M)


def test_a_suspected_dissection_is_no_case_for_a_spine_mri():
    torn = finding("aortic_emergency", status="possible", family="extended")
    evidence = (*seen(*NORMAL_EXAM, weakness("2/5", acuity="new")), torn)
    assert verdict(SET_OF["evicore"], *evidence).decision == N
    assert "vascular imaging" in (emergency_notice(case(*evidence)) or "")
    assert emergency_notice(case(*seen(finding("aortic_emergency", status="absent", family="extended")))) is None
