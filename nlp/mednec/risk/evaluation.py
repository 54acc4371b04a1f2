"""How good the risk is on cases it did not see: beside plain predictions, before other reviewers; and its bounds.

The truth is the share of simulated reviewers who deny a case, drawn with another seed than the training's.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier

from mednec.risk.adjudicator import Adjudicator
from mednec.risk.artefact import RiskFormula, probability
from mednec.risk.bands import RiskBands
from mednec.risk.calibration import Bin, Numbers, auc, brier, expected_calibration_error, reliability
from mednec.risk.features import doubts_of
from mednec.risk.training import ReviewedCase, denied_shares, payers_of, table_of

EVALUATION_SEED, EVALUATION_REVIEWERS = 1, 100
ALL = "all"


@dataclass(frozen=True, slots=True)
class Score:
    """How predictions fare: discrimination, squared error, calibration."""

    auc: float
    brier: float
    ece: float


@dataclass(frozen=True, slots=True)
class PayerScore:
    """One payer's cases (or all): how many, the share denied, and each prediction's score."""

    payer: str
    cases: int
    denied: float
    model: Score
    base_rate: Score
    unconstrained: Score | None


@dataclass(frozen=True, slots=True)
class VariantScore:
    """The model as it is before other reviewers; held: the share of cases whose denied share lies within the bounds."""

    name: str
    text: str
    denied: float
    score: Score
    held: float


@dataclass(frozen=True, slots=True)
class Sensitivity:
    """What becomes of the denied share and the model's score when one assumed quantity is at an end of its range."""

    quantity: str
    value: float
    denied: float
    score: Score


@dataclass(frozen=True, slots=True)
class RiskReport:
    """Everything that is shown of an evaluation."""

    payers: list[PayerScore]
    calibration: list[Bin]
    held: float
    width: float
    variants: list[VariantScore] = field(default_factory=list)
    sensitivity: list[Sensitivity] = field(default_factory=list)

    def to_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return asdict(self)


@dataclass(frozen=True, eq=False)
class _Predicted:
    """The cases with what each prediction says of them."""

    payers: Sequence[str]
    model: Numbers
    low: Numbers
    high: Numbers
    base_rate: Numbers
    unconstrained: Numbers | None


def evaluate(
    cases: Sequence[ReviewedCase],
    formula: RiskFormula,
    bands: RiskBands,
    adjudicator: Adjudicator,
    training: Sequence[ReviewedCase] = (),
) -> RiskReport:
    """Hold a model against simulated reviews of cases it did not see.

    Args:
        cases: Of a corpus the model was not fitted to.
        formula: The model.
        bands: For the width of the bounds.
        adjudicator: The reviewers; their variants and the sensitivity to their quantities are evaluated too.
        training: The cases of the model, for the unconstrained model beside it; left out without them.
    """
    said = _predicted(cases, formula, bands, adjudicator, training)
    shares = _truth(cases, adjudicator)
    return RiskReport(
        payers=list(_by_payer(said, shares)),
        calibration=list(reliability(shares, said.model, np.ones(len(shares)))),
        held=_held(said, shares),
        width=float((said.high - said.low).mean()),
        variants=list(_variants(cases, said, adjudicator)),
        sensitivity=list(_sensitivity(cases, said, adjudicator)),
    )


def _truth(cases: Sequence[ReviewedCase], adjudicator: Adjudicator) -> Numbers:
    return denied_shares(cases, adjudicator, EVALUATION_SEED, EVALUATION_REVIEWERS)


def _predicted(
    cases: Sequence[ReviewedCase],
    formula: RiskFormula,
    bands: RiskBands,
    adjudicator: Adjudicator,
    training: Sequence[ReviewedCase],
) -> _Predicted:
    log_odds = [formula.log_odds(c.numbers, c.payer) for c in cases]
    half = [
        bands.width.of(doubts_of(c.read), formula.spread(c.numbers, c.payer), c.payer in formula.payers) for c in cases
    ]
    plain = _unconstrained(training, cases, adjudicator) if training else None
    return _Predicted(
        payers=[c.payer for c in cases],
        model=np.array([probability(x) for x in log_odds]),
        low=np.array([probability(x - h) for x, h in zip(log_odds, half, strict=True)]),
        high=np.array([probability(x + h) for x, h in zip(log_odds, half, strict=True)]),
        base_rate=np.array([formula.base_rates.get(c.payer, 0.5) for c in cases]),
        unconstrained=plain,
    )


def _unconstrained(
    training: Sequence[ReviewedCase], cases: Sequence[ReviewedCase], adjudicator: Adjudicator
) -> Numbers:
    """What gradient boosting with its defaults says: the same numbers, no bounds, no calibration."""
    payers = payers_of(training)
    rows, shares = table_of(training, payers).to_numpy(), denied_shares(training, adjudicator)
    outcome = np.r_[np.ones(len(rows)), np.zeros(len(rows))]
    plain = HistGradientBoostingClassifier(random_state=adjudicator.seed)
    plain.fit(np.r_[rows, rows], outcome, sample_weight=np.r_[shares, 1 - shares])
    risk: Numbers = plain.predict_proba(table_of(cases, payers).to_numpy())[:, 1]
    return risk


def score(denied: Numbers, risk: Numbers) -> Score:
    """The score of predictions, each case once."""
    weight = np.ones(len(denied))
    ece = expected_calibration_error(denied, risk, weight)
    return Score(round(auc(denied, risk, weight), 4), round(brier(denied, risk, weight), 4), round(ece, 4))


def _by_payer(said: _Predicted, shares: Numbers) -> Iterator[PayerScore]:
    payer_of = np.asarray(said.payers)
    for payer in (ALL, *sorted(set(said.payers))):
        here = np.ones(len(shares), dtype=bool) if payer == ALL else payer_of == payer
        plain = None if said.unconstrained is None else score(shares[here], said.unconstrained[here])
        yield PayerScore(
            payer, int(here.sum()), round(float(shares[here].mean()), 4), score(shares[here], said.model[here]),
            score(shares[here], said.base_rate[here]), plain,
        )  # fmt: skip


def _held(said: _Predicted, shares: Numbers) -> float:
    return round(float(((said.low <= shares) & (shares <= said.high)).mean()), 4)


def _variants(cases: Sequence[ReviewedCase], said: _Predicted, adjudicator: Adjudicator) -> Iterator[VariantScore]:
    for variant in adjudicator.variants:
        shares = _truth(cases, adjudicator.as_variant(variant))
        yield VariantScore(
            variant.name, variant.text, round(float(shares.mean()), 4), score(shares, said.model), _held(said, shares)
        )


def _sensitivity(cases: Sequence[ReviewedCase], said: _Predicted, adjudicator: Adjudicator) -> Iterator[Sensitivity]:
    for quantity, ends in adjudicator.sensitivity.items():
        for value in ends:
            shares = _truth(cases, adjudicator.changed(quantity, value))
            yield Sensitivity(quantity, value, round(float(shares.mean()), 4), score(shares, said.model))
