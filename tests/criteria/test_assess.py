"""From evidence and request to one answer a payer: decisions, quotes, reasons, fixes, routing, what is not known."""

from __future__ import annotations

import json
import pickle
from pathlib import Path

import jsonschema
import pytest

import mednec
from mednec import ImagingRequest, Note, Packet, RequestError, assess, extract
from mednec.criteria.assessment import Assessment
from mednec.schemas import schema_of

DAY = "2026-06-15"
EXAM = (
    "EXAM: seen in the office today. Deltoid, biceps, triceps, wrist extension, finger flexion and interossei 5/5 on "
    "both sides. Sensation to pinprick intact C5 to T1. Biceps, brachioradialis and triceps reflexes 2+ and "
    "symmetric. Spurling negative. Hoffmann negative. Gait normal."
)
FAILED_CARE = (
    "HPI: 48-year-old man with neck pain for 12 weeks, 6/10, no injury. Supervised physical therapy from 04/20/2026 "
    "to 06/08/2026, 14 visits, and prescribed naproxen 500 mg twice daily over the same weeks, without any relief. "
    f"Denies fever, weight loss, cancer.\n{EXAM}\nPLAN: MRI cervical spine without contrast."
)
EARLY = (
    "HPI: 48-year-old man with neck pain for 10 days, 4/10, no injury. No treatment so far. Denies fever, weight loss, "
    f"cancer.\n{EXAM}\nPLAN: MRI cervical spine without contrast."
)
CORD = (
    "HPI: 63-year-old woman with clumsy hands and unsteady walking for two months, neck ache 3/10.\nEXAM: Hoffmann "
    "positive on both sides, three beats of clonus at both ankles, biceps and knee reflexes 3+. Strength 5/5. "
    "Sensation intact. Spurling negative. Tandem gait unsteady.\nPLAN: MRI cervical spine without contrast."
)


def answers(text, cpt="72141", payers=None, **request):
    evidence = extract(text, note_date=DAY)
    return {a.payer: a for a in assess(evidence, ImagingRequest(cpt=cpt, **request), payers)}


def answer(text, payer, cpt="72141", **request):
    return answers(text, cpt, [payer], **request)[payer]


# ---------------------------------------------------------------------------------------------------------- decisions
def test_the_same_note_passes_one_payer_and_fails_another():
    found = answers(FAILED_CARE)
    assert found["evicore"].decision == "meets"
    assert found["aetna"].decision == "does_not_meet", "no motor or reflex change, no degenerative disease"


def test_ten_days_without_treatment_meet_nobody():
    found = answers(EARLY)
    assert {a.decision for a in found.values() if a.decision} == {"does_not_meet"}


def test_a_requirement_carries_days_margin_quotes_and_provenance():
    care = next(r for r in answer(FAILED_CARE, "evicore").requirements if r.id == "conservative_care_6_weeks")
    assert care.state == "met"
    assert care.detail == "49 of 42 days documented"
    assert care.margin_days == 7
    assert (care.provenance, care.source) == ("secondary", "AGA")
    assert care.evidence
    for quote in (*care.evidence, *care.opposing):
        assert FAILED_CARE[quote.start : quote.end] == quote.text


def test_quotes_do_not_overlap():
    for found in answers(FAILED_CARE).values():
        for requirement in found.requirements:
            ends = [0]
            for quote in requirement.evidence:
                assert quote.start >= ends[-1]
                ends.append(quote.end)


def test_what_is_missing_comes_with_a_fix_and_a_denial_reason():
    found = answer(EARLY, "evicore")
    assert "conservative_care_6_weeks" in {f.requirement for f in found.fixes}
    assert all(f.document.startswith("If it is true: ") for f in found.fixes)
    assert found.denial_reasons[0].vector == "DV02"
    assert found.denial_reasons[0].carc == "50"


def test_a_met_case_has_no_fixes():
    assert answer(FAILED_CARE, "evicore").fixes == ()


# ------------------------------------------------------------------------------------------------------- guidelines
def test_a_guideline_rates_and_does_not_decide():
    found = answer(EARLY, "acr_2018")
    assert (found.decision, found.denial_risk, found.rating) == (None, None, "may_be_appropriate")
    assert found.variant == "acute_axial"


def test_the_edition_of_a_guideline_matters():
    arm = EARLY.replace("neck pain for 10 days", "neck pain radiating down the left arm for 10 days")
    assert answer(arm, "acr_2018").rating == "usually_appropriate"
    assert answer(arm, "acr_2024").rating == "may_be_appropriate"


# ---------------------------------------------------------------------------------------------------- routing, codes
def test_plans_resolve_to_the_payer_whose_criteria_judge():
    found = assess(extract(FAILED_CARE, note_date=DAY), ImagingRequest("72141"), ["Anthem", "Molina"])
    assert [a.payer for a in found] == ["carelon", "evolent"]


def test_codes_never_change_the_decision():
    clean = answer(FAILED_CARE, "evicore", icd10=["M54.2"])
    lumbar = answer(FAILED_CARE, "evicore", icd10=["M54.16"])
    assert clean.decision == lumbar.decision == "meets"
    assert any(p.severity == "blocking" for p in lumbar.coding)


def test_another_region_than_the_evidence_is_not_met():
    assert answer(FAILED_CARE, "evicore", cpt="72148").decision == "does_not_meet"


def test_an_invalid_code_is_judged_as_the_study_that_was_ordered():
    found = answer(FAILED_CARE, "evicore", cpt="72143")
    assert found.decision == "meets"
    assert found.coding[0].severity == "blocking"


def test_the_stricter_delegate_is_named():
    otc = FAILED_CARE.replace("Supervised physical therapy from 04/20/2026 to 06/08/2026, 14 visits, and p", "P")
    otc = otc.replace("over the same weeks", "from 04/20/2026 to 06/08/2026").replace("Prescribed", "I prescribed")
    found = answer(otc, "caresource")
    assert found.delegate is not None
    assert found.delegate.payer == "evolent"
    if found.delegate.decision != found.decision:
        assert found.confidence == "low"
        assert any("delegate" in q for q in found.open_questions)


def test_no_authorization_is_needed_where_the_line_says_so():
    found = answer(FAILED_CARE, "unitedhealthcare_commercial", line_of_business="medicare_advantage")
    assert found.authorization_required is False


def test_a_payer_without_a_set_for_the_study_says_so():
    found = answer(FAILED_CARE, "medicare")
    assert (found.decision, found.criteria_set) == (None, None)
    assert "72141" in found.open_questions[0]
    assert found.risk_reason == "no criteria set covers this study"


# ------------------------------------------------------------------------------------------------- emergency, versions
def test_signs_of_the_cord_call_for_an_emergency_notice():
    found = answers(CORD)
    assert all(a.emergency_notice and "cord" in a.emergency_notice for a in found.values())
    assert found["evolent"].decision == found["aetna"].decision == "meets"


def test_denied_signs_call_for_none():
    assert all(a.emergency_notice is None for a in answers(FAILED_CARE).values())


@pytest.mark.parametrize(
    ("day", "version"),
    [("2026-06-15", "V3.0.2026"), ("2026-01-15", "V5.0.2025")],
)
def test_the_version_follows_the_date_of_service(day, version):
    evidence = extract(FAILED_CARE, note_date=DAY)
    request = ImagingRequest("72141", date_of_service=day)
    found = assess(evidence, request, ["unitedhealthcare_commercial"])[0]
    assert found.criteria_version == version
    assert found.as_of == day


def test_outside_the_known_dates_the_nearest_version_with_a_warning():
    evidence = extract(FAILED_CARE, note_date="2024-06-15")
    found = assess(evidence, ImagingRequest("72141"), ["evicore"])[0]
    assert any(w.code == "version" for w in found.warnings)


def test_a_missing_date_is_a_warning_that_says_what_to_do():
    found = assess(extract("Neck pain for 3 weeks."), ImagingRequest("72141"), ["evicore"])[0]
    warning = next(w for w in found.warnings if w.code == "no_date")
    assert "note_date or date_of_service" in warning.text


def test_a_child_gets_no_adult_criteria():
    found = answer(EARLY.replace("48-year-old man", "12-year-old girl"), "evicore")
    assert found.decision == "insufficient_documentation"
    assert {r.state for r in found.requirements} == {"not_applicable"}
    assert "pediatric" in found.open_questions[0]


# ---------------------------------------------------------------------------------------------------------- bad input
@pytest.mark.parametrize(
    ("cpt", "code"),
    [("99999", "unknown_cpt"), ("", "bad_cpt"), ("MRI", "bad_cpt"), ("73721", "not_covered")],
)
def test_a_study_that_nobody_covers_is_a_clear_error(cpt, code):
    with pytest.raises(RequestError) as error:
        assess(extract("Knee pain.", note_date=DAY), ImagingRequest(cpt))
    assert error.value.code == code


def test_an_unknown_payer_is_a_clear_error():
    with pytest.raises(RequestError, match=r"Aetna|aetna"):
        assess(extract(EARLY, note_date=DAY), ImagingRequest("72141"), ["Aetnna"])


def test_a_note_without_clinical_text_is_not_judged_to_fail():
    found = answer("Please see attached.", "evicore")
    assert found.decision == "insufficient_documentation"
    assert found.risk_reason == "the notes hold no clinical evidence"


# -------------------------------------------------------------------------------------------------------------- values
def test_answers_are_plain_values():
    for found in answers(FAILED_CARE, icd10=["M50.2"]).values():
        assert Assessment.from_dict(json.loads(json.dumps(found.to_dict()))) == found
        assert pickle.loads(pickle.dumps(found)) == found
        jsonschema.validate(found.to_dict(), schema_of("Assessment"))


def test_no_repr_shows_the_note():
    found = answer(FAILED_CARE, "evicore")
    assert "physical therapy" not in repr(found.requirements[3].evidence)


def test_the_answer_is_the_same_every_time_and_in_any_order_of_documents():
    first = Note(FAILED_CARE, DAY, id="a")
    second = Note(f"Neck pain 6/10, 05/18/2026 phone call: therapy does not help so far.\n{EXAM}", "2026-05-18", id="b")
    one = assess(extract(Packet([first, second])), ImagingRequest("72141"))
    other = assess(extract(Packet([second, first])), ImagingRequest("72141"))
    assert [(a.payer, a.decision, a.confidence) for a in one] == [(a.payer, a.decision, a.confidence) for a in other]


def test_evidence_that_was_stored_is_judged_alike():
    evidence = extract(FAILED_CARE, note_date=DAY)
    stored = mednec.Evidence.from_dict(json.loads(evidence.to_json()))
    assert assess(stored, ImagingRequest("72141")) == assess(evidence, ImagingRequest("72141"))


def test_criteria_need_no_nlp_library():
    import subprocess
    import sys

    code = (
        "import sys, mednec; from mednec import Evidence, ImagingRequest, assess;"
        "assess(Evidence(note_date='2026-06-15'), ImagingRequest('72141'));"
        "bad = {'spacy', 'medspacy', 'simple_icd_10_cm', 'mednec.extraction'} & set(sys.modules);"
        "sys.exit(str(bad) if bad else 0)"
    )
    root = str(Path(mednec.__file__).parents[1])
    subprocess.run([sys.executable, "-c", code], check=True, env={"PYTHONPATH": root, "PATH": ""})
