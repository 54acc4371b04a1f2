"""Why a risk is what it is: contributions that add up to its log-odds, and the ways to be denied, ranked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from mednec.criteria.assessment import Assessment, RiskContribution
from mednec.criteria.denials import DenialReason
from mednec.risk.artefact import RiskFormula, probability
from mednec.risk.features import FEATURES, Features, features_of
from mednec.risk.fixes import with_shown, without_problems

_DIGITS = 4


def contributions(formula: RiskFormula, numbers: Features, payer: str) -> tuple[RiskContribution, ...]:
    """What each number adds to the log-odds of a denial; with the base and the payer they add up to them.

    The base is a request in which everything is shown and nothing questioned, before a payer of no known strictness.
    """
    base = formula.slope * formula.intercept + formula.offset
    parts = [RiskContribution("base", "a request in which everything is shown", round(base, _DIGITS))]
    strictness = formula.slope * formula.strictness(numbers, payer)
    parts.append(RiskContribution("payer", "how strictly this payer's reviewers decide", round(strictness, _DIGITS)))
    rest = [
        RiskContribution(name, FEATURES[name], round(formula.slope * weight * numbers[name], _DIGITS))
        for name, weight in formula.coefficients.items()
        if weight * numbers[name]
    ]
    return (*parts, *sorted(rest, key=lambda part: -part.log_odds))


def ranked_reasons(formula: RiskFormula, assessment: Assessment) -> tuple[DenialReason, ...]:
    """The denial reasons with the risk that would remain without each; the one that matters most first."""
    reasons = [replace(r, risk_without=w) for r, w in _without_each(formula, assessment)]
    return tuple(sorted(reasons, key=lambda r: 1.0 if r.risk_without is None else r.risk_without))


def _without_each(formula: RiskFormula, assessment: Assessment) -> Iterator[tuple[DenialReason, float]]:
    for reason in assessment.denial_reasons:
        if reason.requirement is not None:
            changed = with_shown(assessment, {reason.requirement})
        else:
            changed = without_problems(assessment, reason.vector)
        risk = probability(formula.log_odds(features_of(changed), assessment.payer))
        yield reason, round(risk, _DIGITS)
