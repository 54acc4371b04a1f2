"""Draw latent cases.

Every choice comes from the ``random.Random`` of the case, and the case's number alone seeds it, so that case N is the
same whatever was drawn before it.
"""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, timedelta

from mednec.corpus.draft import Draft, limit, new_course, new_drug, pick
from mednec.corpus.latent import (
    Complaint,
    Course,
    Exam,
    LatentCase,
    Person,
    Request,
    Study,
    Told,
    Visit,
)
from mednec.corpus.situations import SITUATIONS

SPINES = {"cervical": 60, "lumbar": 30, "thoracic": 10}
FIRST_VISIT, LAST_VISIT = date(2023, 2, 1), date(2026, 9, 30)

PAYERS = {
    "evicore": 8,
    "cigna": 9,
    "unitedhealthcare_commercial": 15,
    "unitedhealthcare_community": 8,
    "carelon": 12,
    "evolent": 13,
    "aetna": 13,
    "medicare": 4,
    "kaiser_permanente": 8,
    "caresource": 10,
}
LINES = {
    "unitedhealthcare_community": "medicaid",
    "medicare": "medicare",
    "caresource": "medicaid",
}

ICD10 = {
    ("cervical", "axial"): ("M54.2", "M47.812", "M50.30"),
    ("cervical", "radicular"): ("M54.12", "M50.122", "M50.123", "M47.22"),
    ("cervical", "myelopathic"): ("M47.12", "M50.00", "G95.20"),
    ("lumbar", "axial"): ("M54.50", "M47.816", "M51.360"),
    ("lumbar", "radicular"): ("M54.16", "M51.16", "M51.17"),
    ("lumbar", "claudication"): ("M48.062",),
    ("lumbar", "cauda_equina"): ("G83.4",),
    ("thoracic", "axial"): ("M54.6", "M47.814"),
    ("thoracic", "radicular"): ("M54.14",),
    ("thoracic", "myelopathic"): ("M47.14", "G95.20"),
}
CPT = {
    ("cervical", "without"): "72141",
    ("cervical", "with"): "72142",
    ("cervical", "both"): "72156",
    ("thoracic", "without"): "72146",
    ("thoracic", "with"): "72147",
    ("thoracic", "both"): "72157",
    ("lumbar", "without"): "72148",
    ("lumbar", "with"): "72149",
    ("lumbar", "both"): "72158",
}
_FROM_AGE = {
    "aspirin_for_heart": 48,
    "prostate_incontinence": 60,
    "basal_cell": 42,
    "old_trauma": 40,
    "old_sciatica": 45,
    "stress_incontinence": 32,
}
"""Ages from which misleading facts are likely ones."""
EMERGENCY_DOSE = "ketorolac"
"""Given once in the emergency department, and told only in its note."""
_NEW_DRUGS = ("neuropathic_agent", "oral_steroid", "muscle_relaxant", "nsaid", "topical_analgesic")
INVALID_CPT = "72143"
"""A number that a vendor's page gives for the neck and that no code has."""


def draw_case(case_id: str, seed: int, number: int, split: str) -> LatentCase:
    """Draw case ``number`` of a split; it depends on nothing but these four values."""
    rng = random.Random(f"mednec {split} {seed} {number}")  # noqa: S311 - reproducible, not secret
    spine = pick(rng, SPINES)
    situation = pick(rng, {s: s.weights[spine] for s in SITUATIONS if spine in s.weights})
    draft = _begin(rng, spine)
    situation.make(draft)
    _routine(draft)
    return _finished(draft, case_id, seed, situation.name)


def _begin(rng: random.Random, spine: str) -> Draft:
    today = FIRST_VISIT + timedelta(days=rng.randrange((LAST_VISIT - FIRST_VISIT).days))
    while today.weekday() > 4:
        today -= timedelta(days=1)
    person = Person(age=min(88, max(19, round(rng.gauss(51, 13)))), sex=rng.choice(("female", "male")))
    complaint = Complaint(spine=spine, pattern="axial", onset=today, score=rng.randint(3, 8))
    return Draft(rng, spine, person, today, complaint)


# ------------------------------------------------------------------------------------------------------------- finish
def _routine(draft: Draft) -> None:
    """What every case has beside its situation: other illnesses, misleading facts, the rest of the exam."""
    rng = draft.rng
    limit(draft, 0.25) if not draft.complaint.limited else None
    illnesses = (
        "hypertension",
        "hyperlipidemia",
        "type_2_diabetes",
        "hypothyroidism",
        "gerd",
        "asthma",
        "anxiety",
        "depression",
        "migraine",
        "obesity",
        "sleep_apnea",
    )
    if draft.person.age >= 18:
        draft.past(comorbidities=tuple(sorted(rng.sample(illnesses, rng.choice((0, 1, 1, 2, 3))))))
        draft.past(distractors=_distractors(draft))
        if draft.chance(0.05):
            draft.past(anticoagulant=rng.choice(("apixaban", "warfarin", "rivaroxaban")))
    if draft.chance(0.04) and draft.person.age > 60 and not draft.history.osteoporosis:
        draft.past(osteoporosis=True)
        draft.flag("osteoporosis")
    if not any(s.modality == "xray" for s in draft.studies) and draft.chance(0.12):
        draft.studies.append(Study("", "xray", draft.spine, "not_done"))
    if draft.plan.referral is None and draft.chance(0.18):
        draft.wants(referral=rng.choice(("neurosurgery", "orthopedics", "pain_management", "physiatry")))
    if draft.complaint.sudden and draft.specialty != "emergency_medicine" and draft.chance(0.35):
        _emergency_visit(draft)
    if draft.person.age >= 18 and draft.chance(0.14):
        draft.courses.append(new_drug(draft, draft.rng.choice(_NEW_DRUGS), status="planned"))
    if draft.complaint.trend == "stable" and draft.complaint.pattern == "axial" and draft.chance(0.08):
        draft.about(trend="improving")
    _first_visit(draft)
    _complete_signs(draft)
    if draft.motor and draft.chance(0.08):
        draft.motor = [replace(m, effort_limited=True) for m in draft.motor]
    if draft.motor and draft.complaint.pattern == "radicular" and draft.chance(0.08):
        draft.atrophy = draft.motor[0].muscle


def _emergency_visit(draft: Draft) -> None:
    """A visit to the emergency department the day after the onset, where one dose was given."""
    day = draft.complaint.onset + timedelta(days=1)
    if day >= draft.today:
        return
    draft.earlier_visits.insert(0, Visit(day, "in_person", "emergency"))
    response = draft.rng.choice(("none", "partial"))
    draft.courses.append(new_course(draft, "nsaid", agent=EMERGENCY_DOSE, start=day, end=day, response=response))


def _first_visit(draft: Draft) -> None:
    """An earlier visit, in person, at which the therapist's course was ordered."""
    begun = [c.start for c in draft.courses if c.sessions and c.start is not None]
    if draft.mode == "telehealth" or not begun or any(v.purpose == "initial" for v in draft.earlier_visits):
        return
    day = begun[0] - draft.days(1, 6)
    if draft.complaint.onset <= day and draft.chance(0.35):
        draft.earlier_visits.append(Visit(day, "in_person", "initial"))


def _distractors(draft: Draft) -> tuple[str, ...]:
    shares = {
        "family_cancer": 0.14,
        "family_spine": 0.06,
        "basal_cell": 0.04,
        "aspirin_for_heart": 0.06,
        "gabapentin_for_seizures": 0.02,
        "prednisone_for_asthma": 0.03,
        "stress_incontinence": 0.03,
        "intentional_weight_loss": 0.04,
        "old_trauma": 0.06,
        "old_sciatica": 0.05,
        "knee_therapy": 0.08,
        "prostate_incontinence": 0.02,
    }
    unfit = {"prostate_incontinence"} if draft.person.sex == "female" else {"stress_incontinence"}
    unfit |= {name for name, age in _FROM_AGE.items() if draft.person.age < age}
    if draft.history.cancer is not None:
        unfit.add("basal_cell")
    if any(f.concept in ("weight_loss", "spinal_malignancy") for f in draft.red_flags):
        unfit.add("intentional_weight_loss")
    return tuple(name for name, share in shares.items() if draft.chance(share) and name not in unfit)


def _complete_signs(draft: Draft) -> None:
    """Look for the usual signs, too, and find them normal; a camera cannot test reflexes or power."""
    if draft.mode == "telehealth":
        return
    if draft.spine == "cervical":
        for concept, share in (
            ("spurling_sign", 0.5),
            ("hoffmann_sign", 0.5),
            ("babinski_sign", 0.15),
            ("clonus", 0.25),
        ):
            if concept not in draft.signs and draft.chance(share):
                draft.sign(concept, False)
    elif draft.spine == "lumbar" and "straight_leg_raise" not in draft.signs and draft.chance(0.7):
        draft.sign("straight_leg_raise", False)
    elif draft.chance(0.3) and "clonus" not in draft.signs:
        draft.sign("clonus", False)
    if "gait_disturbance" not in draft.signs and draft.complaint.pattern != "cauda_equina" and draft.chance(0.6):
        draft.sign("gait_disturbance", False)


def _finished(draft: Draft, case_id: str, seed: int, situation: str) -> LatentCase:
    care = _care_quality(draft)
    exam = Exam(
        draft.today,
        draft.mode,
        tuple(draft.motor),
        tuple(draft.sensory),
        tuple(draft.reflexes),
        tuple(draft.signs.values()),
        draft.atrophy,
        draft.midline_tenderness,
    )
    studies = [replace(study, id=f"s{n}") for n, study in enumerate(draft.studies, 1)]
    request = _request(draft)
    studies.append(Study("order", "mri", draft.spine, "ordered", draft.today, contrast=draft.contrast))
    purpose = "emergency" if draft.specialty == "emergency_medicine" else "re-evaluation"
    if purpose != "emergency" and not draft.courses:
        purpose = "initial"
    return LatentCase(
        id=case_id,
        seed=seed,
        situation=situation,
        person=draft.person,
        complaint=draft.complaint,
        exams=(*draft.earlier_exams, exam),
        red_flags=tuple(draft.red_flags),
        history=draft.history,
        courses=tuple(care),
        studies=tuple(studies),
        plan=draft.plan,
        visits=(*sorted(draft.earlier_visits, key=lambda v: v.day), Visit(draft.today, draft.mode, purpose)),
        request=request,
        told=_told(draft),
    )


def _care_quality(draft: Draft) -> list[Course]:
    """Number the courses, and decide what of each is written down; a hurried clinic leaves out lengths and dates."""
    careful = draft.rng.betavariate(4, 1.6)
    courses = []
    for number, course in enumerate(draft.courses, 1):
        shares = {
            "duration": careful,
            "agent": 0.9,
            "dates": 0.35 * careful,
            "sessions": 0.5 * careful,
            "response": 0.55 + 0.4 * careful,
            "director": 0.4 + 0.5 * careful,
        }
        told = frozenset(name for name, share in shares.items() if draft.chance(share))
        mentioned = course.agent != EMERGENCY_DOSE and draft.chance(0.75 + 0.25 * careful)
        courses.append(replace(course, id=f"t{number}", told=told, mentioned=mentioned))
    return courses


def _told(draft: Draft) -> Told:
    careful = draft.rng.betavariate(5, 1.4)
    said = {name: draft.chance(0.45 + 0.53 * careful) for name in Told.__slots__}
    said["red_flags"] = draft.chance(0.94)
    said["generic_neuro"] = not (said["motor"] and said["sensory"] and said["reflexes"]) and draft.chance(0.6)
    if draft.motor or draft.sensory or draft.reflexes:
        # An abnormal exam is seldom left out.
        for name in ("motor", "sensory", "reflexes"):
            said[name] = said[name] or draft.chance(0.6)
    return Told(**said)


def _request(draft: Draft) -> Request:
    rng = draft.rng
    cpt = CPT[draft.spine, draft.contrast]
    slip = rng.random()
    if slip < 0.03:
        cpt = CPT[draft.spine, "without" if draft.contrast == "both" else "both"]
    elif slip < 0.04:
        cpt = CPT["lumbar" if draft.spine == "cervical" else "cervical", "without"]
    elif slip < 0.05 and draft.spine == "cervical":
        cpt = INVALID_CPT
    payer = pick(rng, PAYERS)
    if draft.person.age < 65 and payer == "medicare":
        payer = "evolent"
    codes = draft.icd10 or (rng.choice(ICD10.get((draft.spine, draft.complaint.pattern), ICD10[draft.spine, "axial"])),)
    if draft.chance(0.03) and draft.spine == "cervical":
        codes = ("M50.2",)
    if draft.chance(0.06) and draft.complaint.pattern == "radicular":
        codes = ({"cervical": "M54.2", "lumbar": "M54.50", "thoracic": "M54.6"}[draft.spine],)
    sites = {"freestanding_imaging_center": 5, "hospital_outpatient": 4, "office": 1}
    emergency = draft.specialty == "emergency_medicine"
    return Request(
        cpt=cpt,
        icd10=codes,
        order_date=draft.today,
        age=draft.person.age,
        sex=draft.person.sex,
        payer=payer,
        line_of_business=LINES.get(payer, pick(rng, {"commercial": 8, "exchange": 1, "medicare_advantage": 1})),
        ordering_specialty=draft.specialty,
        site_of_service="emergency_department" if emergency else pick(rng, sites),
        urgency="urgent" if draft.plan.urgent else "routine",
    )
