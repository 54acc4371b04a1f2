"""Small evidence for tests of criteria, in the words of the field: a sign, a course of care, a visit, a case."""

from __future__ import annotations

from datetime import date
from itertools import count
from typing import Any

from mednec.criteria.case import Case
from mednec.criteria.evaluation import Verdict, evaluate
from mednec.criteria.loader import CriteriaLibrary, load_criteria
from mednec.criteria.logic import Proof
from mednec.criteria.model import Test as CriteriaTest
from mednec.criteria.predicates import prove
from mednec.evidence import (
    Complaint,
    Encounter,
    Evidence,
    EvidenceWarning,
    ExamCoverage,
    Finding,
    ImagingStudy,
    Mention,
    PainScore,
    Patient,
    PlannedIntervention,
    Therapy,
)

VISIT = "2026-06-01"
_PLACES = count(1)


def mention(status: str | None = "present", **said: Any) -> Mention:
    """A mention at a place of its own."""
    start = 100 * next(_PLACES)
    return Mention(start, start + 10, "ten chars.", status, **said)


def finding(
    concept: str,
    region: str | None = None,
    status: str = "present",
    *,
    trajectory: str | None = None,
    family: str = "radiculopathy",
    **said: Any,
) -> Finding:
    """A finding of one mention, examined unless said otherwise; ``said`` are attributes of the mention."""
    told = mention(status, **{"basis": "examined", **said})
    return Finding(concept, family, region, status, status, trajectory, grade=told.grade, mentions=(told,))


def weakness(grade: str | None = "3/5", region: str = "upper_limb", **said: Any) -> Finding:
    """Weakness of a limb on exam."""
    return finding("motor_weakness", region, grade=grade, **said)


def therapy(kind: str = "physical_therapy", days: Any = 56, status: str = "completed", **said: Any) -> Therapy:
    """A course for the neck, directed by a clinician and without effect unless said otherwise."""
    length = (float(days), float(days)) if isinstance(days, int | float) else days
    told = {"region": "cervical", "response": "none", "directed_by": "clinician", "mentions": (mention(status),)}
    return Therapy(kind, status=status, duration_days=length, **{**told, **said})


def complaint(days: Any = 90, region: str = "cervical", pattern: str = "axial", **said: Any) -> Complaint:
    """Neck pain that has lasted so many days."""
    length = (float(days), float(days)) if isinstance(days, int | float) else days
    return Complaint(region, pattern, duration_days=length, **{"mentions": (mention(None),), **said})


FULL_EXAM = ExamCoverage("graded", "described", "graded", "described", "described", "described")


def visit(
    day: str | None = VISIT, mode: str | None = "in_person", purpose: str | None = "re-evaluation", **said: Any
) -> Encounter:
    """A visit with a full exam."""
    return Encounter(day, mode, purpose, **{"exam": FULL_EXAM, "mentions": (mention(None),), **said})


def study(
    modality: str = "mri",
    day: str | None = None,
    result: str | None = "abnormal",
    region: str = "cervical",
    **said: Any,
) -> ImagingStudy:
    """A study that was done."""
    return ImagingStudy(modality, region, date=day, result=result, **{"mentions": (mention("done"),), **said})


def plan(kind: str = "epidural_steroid_injection", status: str = "scheduled", **said: Any) -> PlannedIntervention:
    """An intervention ahead."""
    return PlannedIntervention(kind, status=status, **{"region": "cervical", "mentions": (mention(None),), **said})


def score(value: float, **said: Any) -> PainScore:
    """A pain score."""
    return PainScore(value, **{"mentions": (mention(None),), **said})


def contradiction(*mentions: Mention) -> EvidenceWarning:
    """The warning of a sign that is both stated and denied."""
    return EvidenceWarning("contradiction", "is both stated and denied", mentions)


_KINDS = {
    Finding: "findings",
    Therapy: "therapies",
    ImagingStudy: "imaging",
    Complaint: "complaints",
    Encounter: "encounters",
    PlannedIntervention: "planned_interventions",
    PainScore: "pain_scores",
    EvidenceWarning: "warnings",
}


def evidence(*items: Any, note_date: str | None = VISIT, **fields: Any) -> Evidence:
    """Evidence of these values, each put where it belongs."""
    found: dict[str, Any] = {}
    for item in items:
        name = _KINDS[type(item)]
        found[name] = (*found.get(name, ()), item)
    return Evidence(note_date=note_date, **found, **fields)


def case(
    *items: Any, region: str = "cervical", as_of: str | None = VISIT, age: float | None = 52, **fields: Any
) -> Case:
    """A case of these values, judged on the day of the visit."""
    patient = Patient(age=age, mentions=(mention(None),)) if age is not None else Patient()
    day = date.fromisoformat(as_of) if as_of else None
    return Case(evidence(*items, **{"patient": patient, **fields}), region, day, age)


def test_of(written: dict[str, Any]) -> CriteriaTest:
    """A test as it stands in a criteria file."""
    return CriteriaTest.model_validate(written)


def proof(written: dict[str, Any], *items: Any, **more: Any) -> Proof:
    """The proof of a test in a case of these values."""
    return prove(test_of(written), case(*items, **more))


def state(written: dict[str, Any], *items: Any, **more: Any) -> str:
    """The state of a test in a case of these values."""
    return proof(written, *items, **more).state


def verdict(set_id: str, *items: Any, library: CriteriaLibrary | None = None, **more: Any) -> Verdict:
    """What a set says of a case of these values."""
    return evaluate((library or load_criteria()).by_id(set_id), case(*items, **more))
