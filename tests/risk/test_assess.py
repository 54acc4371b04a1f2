"""Risk in an assessment: it adds up, falls with what is documented, and is silent where no number is honest."""

import json
import math
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest
from assessment_builders import EVOLENT, assessment, complete, lacking, problem, requirement
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

sys.path.insert(0, str(Path(__file__).parents[1] / "criteria"))

from case_builders import case, contradiction, mention
from test_properties import FAVOURABLE, items, one_a_place

import mednec
from mednec.criteria.assess import assess as by_criteria
from mednec.criteria.assessment import Assessment
from mednec.criteria.denials import denial_reason
from mednec.risk.artefact import load_formula
from mednec.risk.assess import with_risk
from mednec.risk.bands import load_bands
from mednec.risk.features import features_of
from mednec.risk.fixes import with_shown

FORMULA, BANDS = load_formula(), load_bands()
NOTE = """PRIMARY CARE, OFFICE VISIT IN PERSON, 06/15/2026
48-year-old man with neck pain radiating down the left arm for 12 weeks. {care}
Exam: motor 5/5 in deltoid, biceps, wrist extensors, triceps, finger flexors and interossei. Pinprick reduced left
thumb (C6). Biceps, brachioradialis and triceps reflexes 2+ and equal. Spurling positive on the left. Gait normal.
A/P: left C6 radiculopathy. MRI cervical spine without contrast."""
CARE = "Supervised physical therapy from 04/20/2026 to 06/08/2026, 14 visits, and prescribed naproxen: no relief."
REQUEST = mednec.ImagingRequest("72141", icd10=["M54.12"])
thorough = settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))


def risky(found: Assessment) -> Assessment:
    return with_risk(found, FORMULA, BANDS)


def answer(care: str, payer: str = "evicore", request: mednec.ImagingRequest = REQUEST) -> Assessment:
    return mednec.assess(mednec.extract(NOTE.format(care=care), note_date="2026-06-15"), request, [payer])[0]


def log_odds(risk: float) -> float:
    return math.log(risk / (1 - risk))


# --------------------------------------------------------------------------------------------------------- the answer
def test_a_served_trial_is_less_risky_than_none():
    served, none = answer(CARE), answer("No treatment so far.")
    assert served.denial_risk < none.denial_risk
    assert served.risk_band == "low"
    assert none.denial_risk_low < none.denial_risk < none.denial_risk_high


@pytest.mark.parametrize("found", [complete(), lacking(), lacking(coding=(problem("warning"),), payer="aetna")])
def test_contributions_add_up_to_the_risk(found):
    told = risky(found)
    assert sum(c.log_odds for c in told.risk_contributions) == pytest.approx(log_odds(told.denial_risk), abs=5e-3)
    assert {c.name for c in told.risk_contributions} >= {"base", "payer"}


def test_the_bounds_hold_the_risk_and_widen_with_doubt():
    firm, unsure = risky(complete()), risky(complete(confidence="low", open_questions=("Which?",), as_of=None))
    width = [log_odds(a.denial_risk_high) - log_odds(a.denial_risk_low) for a in (firm, unsure)]
    assert width[0] < width[1]
    strange = risky(complete(payer="nobody"))
    assert log_odds(strange.denial_risk_high) - log_odds(strange.denial_risk_low) > width[0]


def test_every_technical_ground_raises_the_risk():
    clean = risky(complete()).denial_risk
    for more in (
        {"coding": (problem("blocking"),)},
        {"coding": (problem("warning"),)},
        {"denial_reasons": (denial_reason("DV16"),)},
        {"denial_reasons": (denial_reason("DV22"),)},
    ):
        assert risky(complete(**more)).denial_risk > clean


def test_a_request_that_went_to_the_wrong_reviewer():
    astray = mednec.ImagingRequest("72141", icd10=["M54.12"], plan="CareSource", submitted_to="eviCore")
    right = mednec.ImagingRequest("72141", icd10=["M54.12"], plan="CareSource", submitted_to="NIA")
    wrong, sent = answer(CARE, "caresource", astray), answer(CARE, "caresource", right)
    assert "DV22" in {r.vector for r in wrong.denial_reasons}
    assert "DV22" not in {r.vector for r in sent.denial_reasons}
    assert (wrong.decision, wrong.denial_risk > sent.denial_risk) == (sent.decision, True)


# -------------------------------------------------------------------------------------------------- no number, a reason
@pytest.mark.parametrize(
    ("found", "reason"),
    [
        (complete(authorization_required=False), "no authorization is required"),
        (complete(criteria_set=None), "no criteria set covers this study"),
        (assessment(requirement("care", "not_applicable"), decision="insufficient_documentation"),
         "the criteria set has no arm for children"),
        (complete(risk_reason="the notes hold no clinical evidence"), "the notes hold no clinical evidence"),
    ],
)  # fmt: skip
def test_no_number_but_a_reason(found, reason):
    told = risky(found)
    assert (told.denial_risk, told.denial_risk_low, told.denial_risk_high, told.risk_band) == (None,) * 4
    assert (told.risk_reason, told.risk_contributions, told.fix_plan) == (reason, (), None)


def test_guidelines_tell_no_risk():
    found = mednec.assess(mednec.extract(NOTE.format(care=CARE), note_date="2026-06-15"), REQUEST, ["acr_2024"])[0]
    assert (found.denial_risk, found.risk_reason) == (None, "a guideline rates a study, nobody denies by it")


def test_a_payer_without_a_set_for_the_neck():
    assert answer(CARE, "medicare").risk_reason == "no criteria set covers this study"


# --------------------------------------------------------------------------------------------------- reasons and fixes
def test_denial_vectors_come_by_what_they_weigh():
    told = risky(lacking(coding=(problem("blocking"),), denial_reasons=(
        *lacking().denial_reasons, denial_reason("DV04"), denial_reason("DV16"))))  # fmt: skip
    left = [r.risk_without for r in told.denial_reasons]
    assert left == sorted(left)
    assert all(risk <= told.denial_risk for risk in left)


def test_the_risk_after_a_fix_is_that_of_the_case_with_it_documented():
    told = answer("He tried physical therapy and naproxen.")
    assert told.fixes
    for fix in told.fixes:
        shown = with_risk(with_shown(told, {fix.requirement}), FORMULA, BANDS)
        assert fix.risk_after == shown.denial_risk <= told.denial_risk
        assert fix.document.startswith("If it is true: ")


def test_the_cheapest_plan_reaches_the_low_band():
    told = answer("He tried physical therapy and naproxen.", "evolent")
    if told.fix_plan is not None and told.fix_plan.reaches_low:
        assert told.fix_plan.band == "low"
        assert told.fix_plan.risk_after <= told.denial_risk
    plan = risky(replace(lacking(), fixes=answer("He tried care.").fixes[:0])).fix_plan
    assert plan is None


def fixable(*states):
    """A case with one requirement a state, each with a fix."""
    rows = [requirement(f"r{i}", s, margin_days=None) for i, s in enumerate(states)]
    fixes = tuple(mednec.criteria.assessment.Fix(r.id, "If it is true: say so.") for r in rows if r.state != "met")
    reasons = tuple(denial_reason("DV01", r.id, r.state) for r in rows if r.state != "met")
    return assessment(*rows, fixes=fixes, denial_reasons=reasons)


def test_a_plan_holds_no_more_than_it_needs():
    plan = risky(fixable("undocumented", "met", "met", "met")).fix_plan
    assert (plan.requirements, plan.reaches_low) == (("r0",), True)


def test_what_the_notes_say_otherwise_is_in_no_plan():
    plan = risky(fixable("not_met", "undocumented")).fix_plan
    assert plan is None or "r0" not in plan.requirements


def test_a_low_risk_needs_no_plan():
    assert risky(complete()).fix_plan is None


def test_codes_are_part_of_a_plan():
    told = risky(complete(coding=(problem("blocking"),)))
    assert (told.fix_plan.requirements, told.fix_plan.codes, told.fix_plan.reaches_low) == ((), True, True)


# ------------------------------------------------------------------------------------------------------- it never rises
def risks(told, coding=()):
    found = by_criteria(case(*told).evidence, mednec.ImagingRequest("72141", age=44, order_date="2026-06-15"))
    fixed = (replace(a, coding=coding, reviewer=EVOLENT) for a in found if a.decision)
    return {a.payer: risky(a).denial_risk for a in fixed}


def never_higher(after, before):
    return all(after[p] <= risk + 1e-4 for p, risk in before.items() if risk is not None and after[p] is not None)


@thorough
@given(items, st.sampled_from(sorted(FAVOURABLE)))
def test_favourable_evidence_never_raises_the_risk(told, name):
    told = one_a_place(told)
    new = FAVOURABLE[name]
    key = getattr(new, "concept", None)
    assume(key is None or not any(getattr(t, "concept", None) == key for t in told))
    assert never_higher(risks([*told, new]), risks(told)), name


@thorough
@given(items)
def test_directed_care_never_raises_the_risk(told):
    told = one_a_place(told)
    directed = [replace(t, directed_by="clinician") if hasattr(t, "directed_by") else t for t in told]
    assert never_higher(risks(directed), risks(told))


@thorough
@given(items)
def test_clearing_up_a_contradiction_never_raises_the_risk(told):
    told = one_a_place(told)
    disputed = [contradiction(t.mentions[0], mention("absent")) for t in told if getattr(t, "status", "") == "present"]
    assert never_higher(risks(told), risks([*told, *disputed]))


@thorough
@given(items)
def test_fixes_never_raise_the_risk(told):
    found = by_criteria(case(*one_a_place(told)).evidence, mednec.ImagingRequest("72141", age=44))
    for told_of in (risky(a) for a in found if a.decision):
        if told_of.denial_risk is None:
            continue
        assert all(f.risk_after <= told_of.denial_risk for f in told_of.fixes)
        assert all(r.risk_without <= told_of.denial_risk for r in told_of.denial_reasons)
        if told_of.fix_plan:
            assert told_of.fix_plan.risk_after <= told_of.denial_risk
            everything = with_shown(told_of, {r.id for r in told_of.requirements})
            assert set(features_of(everything)) == set(features_of(told_of))


# ------------------------------------------------------------------------------------------------------ value and speed
def test_it_survives_json_and_carries_no_text_in_its_repr():
    told = answer(CARE)
    again = Assessment.from_dict(json.loads(told.to_json()))
    assert again == told
    assert "naproxen" not in repr(told)


def test_the_shipped_model_is_plain_numbers_that_only_raise():
    assert all(weight >= 0 for weight in FORMULA.coefficients.values())
    assert min(FORMULA.calibration.slopes) > 0
    assert FORMULA.trained_on.source == "simulated reviews of train.jsonl"


def test_risk_takes_little_time():
    found = [a for a in by_criteria(case().evidence, mednec.ImagingRequest("72141", age=44)) if a.decision]
    best = math.inf
    for _ in range(10):
        begin = time.process_time()
        for a in found:
            risky(a)
        best = min(best, (time.process_time() - begin) / len(found))
    assert best < 0.005
