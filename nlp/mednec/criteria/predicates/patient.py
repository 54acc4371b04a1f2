"""Patient, complaint and study: age, pain, duration, pattern and trend; and what a policy leaves open."""

from __future__ import annotations

from mednec.criteria.case import Case
from mednec.criteria.logic import MET, NOT_MET, UNDOCUMENTED, Proof, unique
from mednec.criteria.model import AgeSpec, AssumeSpec, ComplaintSpec, PainSpec, StudySpec, SymptomDaysSpec
from mednec.evidence import Complaint


def pain(spec: PainSpec, case: Case) -> Proof:
    """Met when the last pain score of this region, or of none in particular, reaches the threshold."""
    scores = [
        s for s in case.evidence.pain_scores if case.is_at(s.region, "study") and s.moment not in ("best", "before")
    ]
    if not scores:
        return Proof(UNDOCUMENTED, detail="no pain score is documented")
    latest = max(s.date or "" for s in scores)
    worst = max((s for s in scores if s.date in (None, latest)), key=lambda s: s.value)
    detail = f"pain {worst.value:g} of 10, {spec.at_least:g} required"
    if worst.value >= spec.at_least:
        return Proof(MET, worst.mentions, detail=detail)
    return Proof(NOT_MET, opposing=worst.mentions, detail=detail)


def age(spec: AgeSpec, case: Case) -> Proof:
    """Met when the age is known and within bounds."""
    if case.age is None:
        return Proof(UNDOCUMENTED, detail="the age is not documented")
    fits = (spec.at_least is None or case.age >= spec.at_least) and (spec.below is None or case.age < spec.below)
    mentions = case.evidence.patient.mentions
    detail = f"age {case.age:g}"
    return Proof(MET, mentions, detail=detail) if fits else Proof(NOT_MET, opposing=mentions, detail=detail)


def complaint(spec: ComplaintSpec, case: Case) -> Proof:
    """Met when a complaint of the region has the pattern, trend, change and cause that are asked for."""
    if not case.complaints:
        return Proof(UNDOCUMENTED, detail=f"no complaint of the {case.region} spine is documented")
    fits = [_fits(c, spec) for c in case.complaints]
    mentions = unique(m for c in case.complaints for m in c.mentions)
    if True in fits:
        return Proof(MET, mentions, detail=_told(case.complaints))
    if None in fits:
        return Proof(UNDOCUMENTED, mentions, detail="how the complaint behaves is not documented")
    return Proof(NOT_MET, opposing=mentions, detail=_told(case.complaints))


def _told(complaints: list[Complaint]) -> str:
    words = [w for c in complaints for w in (c.pattern, c.trend, c.change, c.cause) if w]
    return "complaint: " + ", ".join(dict.fromkeys(words)).replace("_", " ")


def _fits(complaint: Complaint, spec: ComplaintSpec) -> bool | None:
    """True, False, or None where the note is silent on what is asked."""
    asked = (
        (complaint.pattern, spec.pattern),
        (complaint.trend, spec.trend),
        (complaint.change, spec.change),
        (complaint.cause, spec.cause),
    )
    wrong = [value for value, wanted in asked if wanted is not None and value not in wanted]
    if not wrong:
        return True
    return None if all(value is None for value in wrong) else False


def symptom_days(spec: SymptomDaysSpec, case: Case) -> Proof:
    """Met when the duration of the complaint lies within the bounds for certain."""
    mentions = case.evidence.symptom_duration_mentions
    low, high = case.symptom_days or (None, None)
    if low is None and high is None:
        return Proof(UNDOCUMENTED, detail="how long the complaint has lasted is not documented")
    detail = f"complaint for {_range(low, high)} days"
    long_enough = _reaches(low, high, spec.at_least) if spec.at_least is not None else True
    too_long = _reaches(low, high, spec.below) if spec.below is not None else False
    margin = _margin(low, high, spec.at_least)
    if long_enough is False or too_long is True:
        return Proof(NOT_MET, opposing=mentions, detail=detail, margin_days=margin)
    if long_enough is None or too_long is None:
        return Proof(UNDOCUMENTED, mentions, detail=detail)
    return Proof(MET, mentions, detail=detail, margin_days=margin)


def _margin(low: float | None, high: float | None, days: float | None) -> float | None:
    """How far a length surely lies above (below: negative) the days it must reach."""
    if days is None:
        return None
    bound = low if low is not None and low >= days else high if high is not None and high < days else None
    return None if bound is None else bound - days


def _reaches(low: float | None, high: float | None, days: float) -> bool | None:
    """Whether a length is at least so many days; None where its bounds leave that open."""
    if low is not None and low >= days:
        return True
    return False if high is not None and high < days else None


def _range(low: float | None, high: float | None) -> str:
    if low == high and low is not None:
        return f"{low:g}"
    return f"{low or 0:g} or more" if high is None else f"{low or 0:g} to {high:g}"


def study(spec: StudySpec, case: Case) -> Proof:
    """Met when the requested study is of one of these regions and is to be done in one of these ways."""
    if spec.regions is not None and case.region not in spec.regions:
        return Proof(NOT_MET, detail=f"{case.region} study")
    if spec.techniques is None:
        return Proof(MET, detail=f"{case.region} study")
    asked = [s for s in case.evidence.imaging if s.is_requested_study and s.technique in spec.techniques]
    detail = f"{asked[0].technique} study" if asked else "no such technique is asked for"
    return Proof(MET if asked else NOT_MET, unique(m for s in asked for m in s.mentions), detail=detail)


def assume(spec: AssumeSpec, _: Case) -> Proof:
    """The state that the file assumes, never for certain, with the question that it leaves."""
    return Proof(spec.state, doubtful=True, questions=(spec.question,))
