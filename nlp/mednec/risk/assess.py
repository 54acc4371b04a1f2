"""``assess``: the decision of the criteria, with the denial risk, its bounds, reasons and fixes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from mednec.criteria.assess import assess as by_criteria
from mednec.criteria.assessment import Assessment, Assessments
from mednec.criteria.loader import CriteriaLibrary
from mednec.criteria.request import ImagingRequest
from mednec.evidence import Evidence
from mednec.risk.artefact import RiskFormula, load_formula, probability
from mednec.risk.bands import RiskBands, load_bands
from mednec.risk.explanation import contributions, ranked_reasons
from mednec.risk.features import doubts_of, features_of
from mednec.risk.fixes import cheapest_plan, fixes_with_risk
from mednec.risk.judgeable import reason_against

_DIGITS = 4


def assess(
    evidence: Evidence,
    request: ImagingRequest,
    payers: str | Iterable[str] | None = None,
    *,
    criteria: CriteriaLibrary | None = None,
    risk_model: Path | str | None = None,
) -> Assessments:
    """Hold a case against criteria sets, and tell the risk that a first review denies it.

    Args:
        evidence: Of a note or a packet, as ``extract`` gives it.
        request: The study, its diagnoses and what else is known; the notes fill the gaps.
        payers: Names of payers or plans ("Molina"); None takes every payer with a set for the study.
        criteria: Your own library (``load_criteria``); ours when left out.
        risk_model: A model of your own (``mednec risk fit``); the shipped one when left out.

    Returns:
        One answer per payer, in the order asked for (or by name). A payer without a set for the study gets an answer
        without a decision, which says so. ``denial_risk`` is None where no number is honest; ``risk_reason`` says why.
        It is a list that a notebook shows with the evidence.

    Raises:
        RequestError: the CPT code, a word of the request or a payer is unknown, or no set at all covers the study.
        RiskError: ``risk_model`` is no model.
    """
    answers = by_criteria(evidence, request, payers, criteria=criteria)
    formula, bands = load_formula(None if risk_model is None else Path(risk_model)), load_bands()
    return Assessments((with_risk(answer, formula, bands) for answer in answers), evidence)


def with_risk(assessment: Assessment, formula: RiskFormula, bands: RiskBands) -> Assessment:
    """The same assessment with its risk, or with the reason why there is none."""
    reason = reason_against(assessment)
    if reason is not None:
        return replace(assessment, risk_reason=reason)
    payer, numbers = assessment.payer, features_of(assessment)
    log_odds = formula.log_odds(numbers, payer)
    half = bands.width.of(doubts_of(assessment), formula.spread(numbers, payer), payer in formula.payers)
    risk = round(probability(log_odds), _DIGITS)
    return replace(
        assessment,
        denial_risk=risk,
        denial_risk_low=round(probability(log_odds - half), _DIGITS),
        denial_risk_high=round(probability(log_odds + half), _DIGITS),
        risk_band=bands.band(risk),
        risk_reason=None,
        risk_contributions=contributions(formula, numbers, payer),
        denial_reasons=ranked_reasons(formula, assessment),
        fixes=fixes_with_risk(formula, assessment),
        fix_plan=cheapest_plan(formula, bands, assessment),
    )
