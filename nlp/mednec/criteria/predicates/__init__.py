"""What a test may ask of a case: one function a predicate, found by the name it has in criteria files."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from mednec.criteria import logic
from mednec.criteria.case import Case
from mednec.criteria.logic import Proof
from mednec.criteria.model import Test
from mednec.criteria.predicates import care, findings, patient, studies, visits

PREDICATES: Mapping[str, Callable[[Any, Case], Proof]] = {
    "finding": findings.finding,
    "region_match": findings.region_match,
    "care": care.care,
    "course": care.course,
    "response": care.response,
    "worsening": care.worsening,
    "reevaluation": care.reevaluation,
    "encounter": visits.encounter,
    "exam": visits.exam,
    "imaging": studies.imaging,
    "lab": studies.lab,
    "plan": studies.plan,
    "procedure": studies.procedure,
    "pain": patient.pain,
    "age": patient.age,
    "complaint": patient.complaint,
    "symptom_days": patient.symptom_days,
    "study": patient.study,
    "assume": patient.assume,
}


def prove(test: Test, case: Case) -> Proof:
    """The state of a test in a case, with its evidence; proven once, however many sets and pathways ask it."""
    known = case.proofs.get(test.key)
    if known is None:
        known = case.proofs[test.key] = _proven(test, case)
    return known


def _proven(test: Test, case: Case) -> Proof:
    asked = test.predicate
    if asked is not None:
        name, spec = asked
        return PREDICATES[name](spec, case)
    parts = [prove(part, case) for part in test.parts]
    if test.not_ is not None:
        return logic.not_of(parts[0])
    if test.unless is not None:
        return logic.unless(parts[0])
    if test.told is not None:
        return logic.told(parts[0])
    if test.at_least is not None:
        return logic.at_least(test.at_least, parts)
    return logic.any_of(parts) if test.any_of is not None else logic.all_of(parts)
