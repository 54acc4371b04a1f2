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
_PAYER = "how strictly this payer's reviewers decide"


def contributions(formula: RiskFormula, numbers: Features, payer: str) -> tuple[RiskContribution, ...]:
    """What each number adds to the log-odds of a denial; with the base they add up to them.

    The base is a request in which everything is shown, before a payer of no known strictness. What lies between its
    log-odds and those of the case is divided among the parts of the score, each by its size.
    """
    parts = {"payer": (_PAYER, formula.strictness(numbers, payer))}
    parts |= {
        name: (FEATURES[name], w * numbers[name]) for name, w in formula.coefficients.items() if w * numbers[name]
    }
    base, total = formula.calibration.at(formula.intercept), sum(part for _, part in parts.values())
    steep = (
        (formula.log_odds(numbers, payer) - base) / total if total else formula.calibration.slope_at(formula.intercept)
    )
    told = [RiskContribution(name, text, round(steep * part, _DIGITS)) for name, (text, part) in parts.items()]
    return (
        RiskContribution("base", "a request in which everything is shown", round(base, _DIGITS)),
        *sorted(told, key=lambda part: (part.name != "payer", -part.log_odds)),
    )


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
