"""What would lower the risk, if it is true and written down: each missing item by itself, and the cheapest set of them.

A fix documents a fact or corrects a code; it never changes a fact. What the notes say otherwise is not part of a plan.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from itertools import combinations

from mednec.criteria.assessment import Assessment, Fix, FixPlan, RequirementResult
from mednec.risk.artefact import RiskFormula, probability
from mednec.risk.bands import LOW, RiskBands
from mednec.risk.features import SATISFIED, features_of

_OPEN = frozenset({"undocumented", "conflicting"})
_MOST_ITEMS = 6
_DIGITS = 4


def with_shown(assessment: Assessment, requirements: Collection[str]) -> Assessment:
    """The assessment as it were if these requirements were documented to be met; nothing else changes."""
    return replace(
        assessment,
        requirements=tuple(_shown(r) if r.id in requirements else r for r in assessment.requirements),
        denial_reasons=tuple(r for r in assessment.denial_reasons if r.requirement not in requirements),
    )


def _shown(requirement: RequirementResult) -> RequirementResult:
    if requirement.state in SATISFIED:
        return requirement
    margin = None if requirement.margin_days is None else max(requirement.margin_days, 0.0)
    return replace(requirement, state="met", margin_days=margin, opposing=())


def without_problems(assessment: Assessment, vector: str | None = None) -> Assessment:
    """The assessment without the coding problems (and the denial) of a vector; of all vectors when None."""
    return replace(
        assessment,
        coding=tuple(p for p in assessment.coding if vector is not None and p.vector != vector),
        denial_reasons=tuple(r for r in assessment.denial_reasons if vector is None or r.vector != vector),
    )


def fixes_with_risk(formula: RiskFormula, assessment: Assessment) -> tuple[Fix, ...]:
    """The fixes with the risk after each of them alone."""
    return tuple(
        replace(f, risk_after=_risk(formula, with_shown(assessment, {f.requirement}))) for f in assessment.fixes
    )


def _risk(formula: RiskFormula, assessment: Assessment) -> float:
    return round(probability(formula.log_odds(features_of(assessment), assessment.payer)), _DIGITS)


@dataclass(frozen=True, slots=True)
class _Item:
    """Something that could be done: document a requirement, or (None) correct the codes."""

    requirement: str | None
    effort: float


def cheapest_plan(formula: RiskFormula, bands: RiskBands, assessment: Assessment) -> FixPlan | None:
    """The cheapest set of fixes that brings the risk into the low band; all of them where none does.

    None where the risk is low already, or nothing could be documented.
    """
    if bands.band(_risk(formula, assessment)) == LOW:
        return None
    items = sorted(_items(bands, assessment), key=lambda item: item.effort)[:_MOST_ITEMS]
    if not items:
        return None
    everything = _plan(formula, bands, assessment, items)
    if not everything.reaches_low:
        return everything
    subsets = [s for size in range(1, len(items)) for s in combinations(items, size)]
    for subset in sorted(subsets, key=lambda s: sum(item.effort for item in s)):
        plan = _plan(formula, bands, assessment, subset)
        if plan.reaches_low:
            return plan
    return everything


def _items(bands: RiskBands, assessment: Assessment) -> Iterator[_Item]:
    """What is open on the nearest pathway and can be documented, and the codes if something is wrong with them."""
    vectors = {r.requirement: r.vector for r in assessment.denial_reasons if r.requirement}
    states = {r.id: r for r in assessment.requirements if r.pathway in (None, assessment.pathway)}
    for fix in assessment.fixes:
        result = states.get(fix.requirement)
        if result is not None and result.state in _OPEN:
            yield _Item(fix.requirement, bands.effort.of(vectors.get(fix.requirement)))
    if assessment.coding:
        yield _Item(None, bands.effort.codes)


def _plan(formula: RiskFormula, bands: RiskBands, assessment: Assessment, items: Collection[_Item]) -> FixPlan:
    shown = tuple(item.requirement for item in items if item.requirement is not None)
    codes = any(item.requirement is None for item in items)
    changed = with_shown(assessment, shown)
    risk = _risk(formula, _coded(changed) if codes else changed)
    return FixPlan(shown, codes, risk, bands.band(risk), bands.band(risk) == LOW)


def _coded(assessment: Assessment) -> Assessment:
    return replace(assessment, coding=())
