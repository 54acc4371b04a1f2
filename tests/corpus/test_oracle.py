"""The decision oracle: the scenario matrix of the criteria, its monotony, and its spread over the shipped corpus."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mednec.corpus.generate import SPLITS, generate_case
from mednec.corpus.oracle.decisions import PAYERS, decisions
from mednec.corpus.oracle.reading import days_since, read
from mednec.corpus.oracle.record import Care, Deficit, Record, StudyTold
from mednec.corpus.oracle.verdict import DECISIONS, Answer, State, all_of, any_of, met, not_met, unknown

SHIPPED = Path(__file__).resolve().parents[2] / "corpus_synthetic"
M, N, Q = "meets", "does_not_meet", "insufficient_documentation"
EVICORE_FAMILY = ("evicore", "cigna", "unitedhealthcare_commercial", "unitedhealthcare_community")

anybody = st.builds(generate_case, st.sampled_from(SPLITS), st.integers(0, 10**6), st.integers(0, 10**4))
often = settings(max_examples=120, deadline=None)


def patient(**facts):
    """An adult with neck pain, seen in person and fully examined, for cervical MRI."""
    statuses = {"neck_pain": "present"} | facts.pop("statuses", {})
    facts = {"complaint_days": (14, 14), "score": 6} | facts
    return Record(
        as_of=date(2026, 3, 2),
        age=facts.pop("age", 45),
        spine="cervical",
        requested="cervical",
        statuses=statuses,
        tested=facts.pop("tested", frozenset({"motor", "grades", "sensory", "reflexes", "provocation"})),
        **facts,
    )


def therapy(weeks, ended=0, *, response="none", kind="physical_therapy", director="clinician", status=None):
    """A course of so many weeks that ended so many days ago."""
    status = status or ("completed" if ended else "ongoing")
    return Care(kind, status, (7 * weeks, 7 * weeks), (ended, ended), response, director)


def weak(grade, **changes):
    return replace(Deficit("motor", "C7", "left", grade), **changes)


NUMB = Deficit("sensory", "C6", "left")
REFLEX = Deficit("reflex", "C7", "left", "1+")
TRIAL = (therapy(6, 21), therapy(6, 21, kind="nsaid"))
RADICULAR = {"radicular": True, "root": "C7"}

MATRIX = {
    "1 axial three weeks, no treatment": (
        patient(complaint_days=(21, 21)),
        {"evicore": N, "unitedhealthcare_commercial": N, "carelon": N, "evolent": N, "aetna": N},
    ),
    "2 axial, six weeks of therapy and NSAID, examined again": (
        patient(complaint_days=(90, 90), care=TRIAL),
        {"evicore": M, "unitedhealthcare_commercial": M, "carelon": M, "evolent": M, "aetna": N},
    ),
    "2 the same with degenerative disease": (
        patient(complaint_days=(90, 90), care=TRIAL, statuses={"spondylosis": "present"}),
        {"evicore": M, "aetna": M},
    ),
    "3 radicular, sensory only, six weeks done": (
        patient(complaint_days=(90, 90), care=TRIAL, deficits=(NUMB,), **RADICULAR),
        {"evicore": M, "unitedhealthcare_commercial": M, "carelon": M, "evolent": M, "aetna": N},
    ),
    "4 the same at day ten, no therapy": (
        patient(complaint_days=(10, 10), deficits=(NUMB,), **RADICULAR),
        {"evicore": N, "unitedhealthcare_commercial": N, "evolent": M, "aetna": N},
    ),
    "5 triceps 4/5 at two weeks": (
        patient(deficits=(weak("4/5"),), **RADICULAR),
        {"evicore": N, "unitedhealthcare_commercial": N, "carelon": M, "evolent": M, "aetna": N},
    ),
    "6 triceps 3/5 at two weeks": (
        patient(deficits=(weak("3/5"),), **RADICULAR),
        {"evicore": M, "unitedhealthcare_commercial": M, "carelon": M, "evolent": M, "aetna": M},
    ),
    "7 4+/5 then 4-/5 in week three of therapy": (
        patient(deficits=(weak("4-/5"),), progressed=True, care=(therapy(3),), complaint_days=(35, 35), **RADICULAR),
        {"evicore": M, "unitedhealthcare_commercial": M, "carelon": M, "evolent": M, "aetna": M},
    ),
    "8 Hoffmann, brisk reflexes, unsteady, no therapy": (
        patient(signs=frozenset({"hoffmann_sign", "hyperreflexia", "gait_disturbance"})),
        {"evicore": M, "unitedhealthcare_commercial": M, "carelon": M, "evolent": M, "aetna": M},
    ),
    "9 breast cancer, neck pain of two weeks": (
        patient(statuses={"cancer_history": "present"}),
        {"evicore": M, "unitedhealthcare_commercial": M, "carelon": M, "evolent": M, "aetna": N},
    ),
    "9 the same, and metastasis is suspected": (
        patient(statuses={"cancer_history": "present", "spinal_malignancy": "possible"}),
        {"evicore": M, "aetna": M},
    ),
    "10 fever, injection drug use, infection suspected": (
        patient(statuses={"fever": "present", "iv_drug_use": "present", "spinal_infection": "possible"}),
        {"evicore": M, "unitedhealthcare_commercial": M, "carelon": M, "evolent": M, "aetna": M},
    ),
    "11 eight weeks of own stretches and ibuprofen, reflex lost": (
        patient(
            complaint_days=(70, 70),
            deficits=(REFLEX,),
            care=(
                therapy(8, kind="home_exercise", director="self"),
                therapy(8, kind="nsaid", director="self"),
            ),
            **RADICULAR,
        ),
        {"evicore": N, "unitedhealthcare_commercial": N, "evolent": M, "aetna": M},
    ),
    "12 therapy eight months ago, flare three weeks ago": (
        patient(complaint_days=(400, 400), change="recurred", changed=21, care=(therapy(8, 240, response="partial"),)),
        {"evicore": N, "unitedhealthcare_commercial": N, "evolent": N},
    ),
    "13 worse in week three of therapy, examination unchanged": (
        patient(complaint_days=(35, 35), care=(therapy(3, response="worse"),), **RADICULAR),
        {"evicore": N, "unitedhealthcare_commercial": N, "carelon": N, "evolent": M, "aetna": M},
    ),
    "14 9/10 along C7, ten days failed, transforaminal epidural booked": (
        patient(
            score=9,
            statuses={"functional_limitation": "present"},
            care=(replace(therapy(1, kind="nsaid"), days=(10, 10)),),
            plans=frozenset({"tfesi.scheduled"}),
            **RADICULAR,
        ),
        {"evicore": M, "unitedhealthcare_commercial": M, "aetna": M},
    ),
    "15 the same, no plan": (
        patient(
            score=9,
            statuses={"functional_limitation": "present"},
            care=(replace(therapy(1, kind="nsaid"), days=(10, 10)),),
            **RADICULAR,
        ),
        {"evicore": N, "unitedhealthcare_commercial": N},
    ),
    "16 MRI four months ago, stable": (
        patient(
            complaint_days=(300, 300),
            trend="stable",
            tests=(StudyTold("mri", "done", "abnormal", (120, 120)),),
            care=TRIAL,
        ),
        {"evicore": N, "unitedhealthcare_commercial": N, "carelon": N},
    ),
    "18 low-speed collision yesterday": (
        patient(complaint_days=(1, 1), trauma="low", statuses={"major_trauma": "present"}),
        {"evicore": N, "unitedhealthcare_commercial": N, "carelon": N, "evolent": N, "aetna": N},
    ),
    "20 telehealth only, six weeks of therapy": (
        patient(complaint_days=(90, 90), care=TRIAL, in_person=False, tested=frozenset()),
        {"evicore": N, "unitedhealthcare_commercial": N},
    ),
    "23 degenerative film, no therapy": (
        patient(complaint_days=(20, 20), statuses={"spondylosis": "present"}),
        {"evicore": N, "unitedhealthcare_commercial": N, "carelon": N, "evolent": N, "aetna": N},
    ),
    "24 spinal metastasis": (
        patient(statuses={"cancer_history": "present", "spinal_malignancy": "present"}),
        {"evicore": M, "unitedhealthcare_commercial": M, "carelon": M, "evolent": M, "aetna": M},
    ),
}


@pytest.mark.parametrize("scenario", MATRIX)
def test_the_scenario_matrix(scenario):
    record, cells = MATRIX[scenario]
    for payer, decision in cells.items():
        answer = PAYERS[payer](record)
        assert DECISIONS[answer.state] == decision, (payer, answer)


OPEN_CELLS = {
    "4 carelon": ("carelon", patient(complaint_days=(10, 10), deficits=(NUMB,), **RADICULAR)),
    "17 evicore": ("evicore", patient(statuses={"prior_spine_surgery": "present"})),
    "19 evicore": (
        "evicore",
        patient(age=67, trauma="low", midline_tenderness=True, statuses={"major_trauma": "present"}),
    ),
    "20 carelon": ("carelon", patient(in_person=False, tested=frozenset())),
    "22 evolent": ("evolent", patient(statuses={"inflammatory_arthritis": "present"})),
}


@pytest.mark.parametrize("cell", OPEN_CELLS)
def test_open_cells_of_the_matrix_allow_any_decision(cell):
    payer, record = OPEN_CELLS[cell]
    assert PAYERS[payer](record).allowed == set(State)


# ------------------------------------------------------------------------------------------------ what flips a decision
def decide(payer, record):
    return DECISIONS[PAYERS[payer](record).state]


def test_therapy_of_unknown_length_is_undocumented_and_not_zero():
    undated = (replace(therapy(6), days=(0, None)),)
    assert decide("evicore", patient(complaint_days=(90, 90), care=undated)) == Q


def test_no_course_is_longer_than_its_complaint():
    undated = (replace(therapy(6), days=(0, None)),)
    assert decide("evicore", patient(complaint_days=(14, 14), care=undated)) == N


def test_a_record_that_is_silent_on_care_is_incomplete():
    assert decide("evicore", patient(complaint_days=(90, 90))) == Q


def test_declined_therapy_is_no_therapy():
    declined = (Care("physical_therapy", "declined"),)
    assert decide("evicore", patient(complaint_days=(90, 90), care=declined)) == N


def test_twelve_weeks_need_an_end():
    undated = (replace(therapy(8, 1), ended=(0, None)),)
    told = patient(complaint_days=(200, 200), care=undated)
    assert decide("evicore", told) == M
    assert decide("unitedhealthcare_commercial", told) == Q
    assert decide("unitedhealthcare_commercial", replace(told, complaint_days=(80, 80))) == M


def test_neurologically_intact_is_no_examination():
    vague = patient(complaint_days=(90, 90), care=TRIAL, tested=frozenset(), generic_exam=True)
    assert decide("evicore", vague) == Q


def test_full_strength_without_a_grade_is_a_reading():
    told = patient(complaint_days=(90, 90), care=TRIAL)
    described = PAYERS["evicore"](replace(told, tested=told.tested - {"grades"}))
    assert described.state == State.UNKNOWN
    assert State.MET in described.others


def test_a_red_flag_waives_the_wait_and_not_the_examination():
    cancer = patient(statuses={"cancer_history": "present"}, tested=frozenset({"motor"}))
    assert decide("evicore", cancer) == Q


def test_interlaminar_epidurals_count_above_the_lumbar_spine_only():
    severe = MATRIX["14 9/10 along C7, ten days failed, transforaminal epidural booked"][0]
    interlaminar = replace(severe, plans=frozenset({"ilesi.scheduled"}))
    assert decide("evicore", interlaminar) == M
    assert decide("evicore", replace(interlaminar, spine="lumbar", requested="lumbar", root="L5")) == N


def test_drugs_alone_are_no_active_therapy():
    drugs = patient(complaint_days=(90, 90), care=(therapy(8, kind="nsaid"),))
    assert decide("evicore", drugs) == M
    assert decide("evolent", drugs) == Q


def test_therapy_that_helped_has_not_failed():
    assert decide("evicore", patient(complaint_days=(90, 90), care=(therapy(8, 7, response="good"),))) == N


def test_adult_criteria_decide_nothing_of_a_child():
    child = patient(age=9, complaint_days=(90, 90), care=TRIAL)
    assert decide("evicore", child) == Q
    assert decide("aetna", patient(age=9, signs=frozenset({"hoffmann_sign", "clonus"}))) == M


def test_caresource_is_the_stricter_of_two():
    early = patient(deficits=(NUMB,), **RADICULAR)
    assert decide("evolent", early) == M
    assert decide("caresource", early) == N


def test_medicare_has_a_text_for_the_lumbar_spine_only():
    neck = patient(complaint_days=(90, 90), care=TRIAL)
    assert PAYERS["medicare"](neck) is None
    assert decide("medicare", replace(neck, spine="lumbar", requested="lumbar")) == M


# ----------------------------------------------------------------------------------------------------------- properties
def with_text(record):
    """The payers that have a text for the study."""
    return [(payer, decide) for payer, decide in PAYERS.items() if decide(record) is not None]


@given(anybody)
@often
def test_every_payer_gives_a_decision_and_a_reason(case):
    given_out = decisions(case)
    assert list(given_out) == list(PAYERS)
    for payer, entry in given_out.items():
        assert entry["decision"] in DECISIONS.values() or payer == "medicare"
        assert entry["decision"] not in entry["also"]
        assert entry["why"]


@given(anybody, st.integers(1, 20))
@often
def test_more_documented_weeks_never_leave_meets(case, weeks):
    record = read(case)
    care = tuple(_longer(course, 7 * weeks) for course in record.care)
    for payer, of_record in with_text(record):
        before, after = of_record(record), of_record(replace(record, care=care))
        assert after.state >= before.state, payer


def _longer(course, days):
    if not course.received:
        return course
    low, high = course.days
    return replace(course, days=((low or 0) + days, None if high is None else high + days))


@given(anybody, st.sampled_from(("cancer_history", "saddle_anesthesia", "fever", "weight_loss")))
@often
def test_a_red_flag_never_lowers_a_decision(case, flag):
    record = read(case)
    flagged = replace(record, statuses={**(record.statuses or {}), flag: "present"})
    for payer, of_record in with_text(record):
        assert of_record(flagged).state >= of_record(record).state, payer


@given(anybody)
@often
def test_no_visit_in_person_is_no_approval_by_the_evicore_family(case):
    record = replace(read(case), in_person=False)
    assert all(PAYERS[payer](record).state < State.MET for payer in EVICORE_FAMILY)


@given(anybody)
@often
def test_a_study_of_another_region_is_not_met(case):
    record = read(case)
    other = replace(record, requested="lumbar" if record.spine == "cervical" else "cervical")
    assert all(of_record(other).state == State.NOT_MET for _, of_record in with_text(other))


@given(anybody)
@often
def test_what_is_not_written_is_not_known(case):
    """Deficits, scores and plans of the record are those that a document tells."""
    record = read(case)
    text = "\n".join(document.text.text for document in case.documents).lower()
    if any(document.traits & {"typos", "abbreviated"} for document in case.documents):
        return
    for deficit in record.deficit("motor"):
        assert deficit.grade in text
    assert record.score is None or str(record.score) in text


@given(anybody)
@often
def test_one_document_tells_lengths_as_gold_has_them(case):
    if len(case.documents) > 1:
        return
    gold = case.to_dict()["documented"]["therapies"]
    for course, entry in zip(read(case).care, gold, strict=True):
        assert (course.kind, course.status) == (entry["therapy"], entry["status"])
        if entry["duration_days"] is not None:
            assert list(course.days) == pytest.approx(
                [entry["duration_days"][0] or 0, entry["duration_days"][1]], abs=0.1
            )


answers = st.builds(Answer, st.sampled_from(State), st.just("why"), st.frozensets(st.sampled_from(State)))


@given(st.lists(answers, min_size=1, max_size=4))
def test_readings_of_a_whole_are_made_of_readings_of_its_parts(parts):
    whole, one = all_of(*parts), any_of(*parts)
    assert whole.state == min(part.state for part in parts)
    assert one.state == max(part.state for part in parts)
    assert max(whole.allowed) == min(max(part.allowed) for part in parts)
    assert min(one.allowed) == max(min(part.allowed) for part in parts)


def test_the_reasons_are_those_of_the_parts_that_decide():
    assert all_of(met("a"), unknown("b"), not_met("c")).why == "c"
    assert any_of(met("a"), unknown("b"), not_met("c")).why == "a"


@pytest.mark.parametrize(
    ("told", "days"), [("2024-05-02", (10, 10)), ("2024-05", (0, 11)), ("2024-03", (42, 72)), ("2023", (133, 497))]
)
def test_dates_are_as_precise_as_told(told, days):
    assert days_since(told, date(2024, 5, 12)) == days


# -------------------------------------------------------------------------------------------------------------- shipped
@pytest.fixture(scope="module")
def shipped():
    with (SHIPPED / "train.jsonl").open(encoding="utf-8") as file:
        return [json.loads(text)["decisions"] for text in file]


@pytest.mark.parametrize("payer", PAYERS)
def test_each_payer_decides_every_way(shipped, payer):
    counts = Counter(row[payer]["decision"] for row in shipped if row[payer]["decision"])
    assert min(counts[decision] for decision in DECISIONS.values()) > 0.08 * counts.total()
    assert max(counts.values()) < 0.65 * counts.total()


def test_most_decisions_are_clear(shipped):
    for payer in PAYERS:
        open_ones = sum(len(row[payer]["also"]) == 2 for row in shipped)
        assert open_ones < 0.35 * len(shipped)


def test_cigna_decides_as_evicore_does(shipped):
    assert all(row["cigna"] == row["evicore"] for row in shipped)
