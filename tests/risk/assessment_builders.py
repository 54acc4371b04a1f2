"""Assessments by hand: gates, pathways and requirements in the states that a test needs."""

from __future__ import annotations

from typing import Any

from mednec.criteria.assessment import Assessment, PathwayResult, Quote, RequirementResult
from mednec.criteria.denials import denial_reason
from mednec.criteria.problems import CodingProblem
from mednec.criteria.routing import Reviewer

QUOTES = (Quote(0, 4, "text"), Quote(9, 13, "text"))
EVOLENT = Reviewer("evolent", "high", "primary", "CAM741")


def requirement(name: str, state: str = "met", pathway: str | None = "care", **more: Any) -> RequirementResult:
    """A requirement; what is met has two quotes."""
    told = {"evidence": QUOTES if state == "met" else (), "confidence": "high"}
    return RequirementResult(name, f"The notes show {name}.", state, pathway, **{**told, **more})


def assessment(
    *requirements: RequirementResult, payer: str = "evolent", decision: str | None = None, **more: Any
) -> Assessment:
    """An assessment of these requirements; the decision follows from their states unless it is given."""
    states = [r.state for r in requirements]
    decided = (
        "does_not_meet" if "not_met" in states else "meets" if set(states) <= {"met"} else "insufficient_documentation"
    )
    paths = dict.fromkeys(r.pathway for r in requirements if r.pathway)
    pathways = tuple(
        PathwayResult(p, f"Pathway {p}.", "met" if decided == "meets" else "undocumented", "high") for p in paths
    )
    told: dict[str, Any] = {
        "criteria_set": f"{payer}_spine_mri",
        "criteria_version": "1",
        "as_of": "2026-05-04",
        "cpt": "72141",
        "decision": decision or decided,
        "confidence": "high",
        "pathway": next(iter(paths), None),
        "pathways": pathways,
        "reviewer": EVOLENT,
        "authorization_required": True,
        "requirements": tuple(requirements),
    }
    return Assessment(payer=payer, **{**told, **more})


def complete(**more: Any) -> Assessment:
    """Everything shown, coded cleanly."""
    gate = requirement("study_region", pathway=None)
    return assessment(gate, requirement("six_weeks", margin_days=7.0), requirement("care_failed"), **more)


def lacking(**more: Any) -> Assessment:
    """Six weeks of care of which the notes tell no length, and no word on the result."""
    gate = requirement("study_region", pathway=None)
    length = requirement("six_weeks", "undocumented", margin_days=-42.0, evidence=QUOTES[:1])
    result = requirement("care_failed", "undocumented")
    reasons = (denial_reason("DV02", "six_weeks", "undocumented"), denial_reason("DV01", "care_failed", "undocumented"))
    return assessment(gate, length, result, **{"denial_reasons": reasons, **more})


def problem(severity: str, kind: str = "header", vector: str = "DV04") -> CodingProblem:
    """A coding problem."""
    return CodingProblem("M50.2", "not billable", severity, (), kind, vector)
