"""Fit the risk to a user's own outcomes: recalibrate the shipped model or fit a new one, whichever foretells better."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from mednec.errors import RiskError
from mednec.risk.artefact import RiskFormula, TrainedOn, load_formula
from mednec.risk.calibration import Bin, Numbers, log_loss, logistic, platt, reliability
from mednec.risk.card import calibration_table, history_card
from mednec.risk.evaluation import Score, score
from mednec.risk.history import History, HistoryRules, Outcome, load_rules, read_history
from mednec.risk.model import DenialRiskModel
from mednec.risk.training import REPLICATES, Extract, base_rates, formula_of, table

RECALIBRATED, REFITTED = "recalibrated", "refitted"
_REFIT_PENALTY = 1e-2
"""Stronger than for the shipped model: a history has hundreds of outcomes, not a hundred thousand."""


@dataclass(frozen=True, slots=True)
class Refit:
    """A model of a user's own, and how it foretells outcomes that it was not fitted to, beside the shipped one."""

    formula: RiskFormula
    how: str
    own: Score
    shipped: Score
    calibration: list[Bin]
    outcomes: int
    denied: int
    left_out: dict[str, int]

    def figures(self) -> dict[str, Any]:
        """Plain values for JSON; the scores of the own model are cross-validated."""
        return {
            "how": self.how, "outcomes": self.outcomes, "denied": self.denied, "left_out": self.left_out,
            "own": asdict(self.own), "shipped": asdict(self.shipped),
        }  # fmt: skip


def refit(path: Path, extract: Extract, shipped: Path | None = None, seed: int = 0, rules: Path | None = None) -> Refit:
    """Fit to a history of outcomes.

    Args:
        path: A CSV: note or evidence (file names beside it), payer, cpt, outcome; note_date, case and more if known.
        extract: Evidence of a packet.
        shipped: The model to recalibrate and to compare with; ours when left out.
        seed: Of the cross-validation.
        rules: How much is enough; ours when left out.

    Raises:
        RiskError: the history cannot be read, or holds too little.
    """
    enough, formula = load_rules(rules), load_formula(shipped)
    history = read_history(path, extract, enough)
    check_enough(path, history, enough)
    return fit_history(history, formula, enough, seed, path.name)


def check_enough(path: Path, history: History, rules: HistoryRules) -> None:
    """Refuse a history that is too small to learn from.

    Raises:
        RiskError: says how much there is and how much is needed.
    """
    number, denied = len(history.outcomes), sum(o.denied for o in history.outcomes)
    of_each = min(denied, number - denied)
    if number >= rules.least_outcomes and of_each >= rules.least_of_each:
        return
    left_out = "".join(f"; {n} left out: {reason}" for reason, n in history.left_out.items())
    raise RiskError(
        f"too little to fit: {number} outcomes with {denied} denials and {number - denied} approvals, needed are "
        f"{rules.least_outcomes} outcomes and {rules.least_of_each} of each{left_out}. Keep using the shipped model",
        path,
    )


def fit_history(history: History, shipped: RiskFormula, rules: HistoryRules, seed: int, source: str) -> Refit:
    """The better of recalibrating the shipped model and fitting anew, by cross-validated log loss."""
    outcomes = history.outcomes
    denied = np.array([float(o.denied) for o in outcomes])
    log_odds = np.array([shipped.log_odds(o.numbers, o.payer) for o in outcomes])
    weight = np.ones(len(outcomes))
    part = _folds(outcomes, rules.folds, seed)
    foretold = {RECALIBRATED: _cross_recalibrated(log_odds, denied, weight, part, rules.folds)}
    if len(outcomes) >= rules.refit_from:
        foretold[REFITTED] = _cross_refitted(outcomes, denied, part, rules, seed)
    how = min(foretold, key=lambda name: log_loss(denied, foretold[name], weight))
    rates = base_rates([o.payer for o in outcomes], denied)
    about = TrainedOn(source=source, cases=len({o.case for o in outcomes}), rows=len(outcomes), digest="", seed=seed)
    if how == REFITTED:
        formula = formula_of(_fitted(outcomes, denied, rules, seed, REPLICATES), about, rates)
    else:
        formula = _recalibrated(shipped, platt(log_odds, denied, weight), about, rates)
    return Refit(
        formula, how, score(denied, foretold[how]), score(denied, logistic(log_odds)),
        list(reliability(denied, foretold[how], weight)), len(outcomes), int(denied.sum()), dict(history.left_out),
    )  # fmt: skip


def _folds(outcomes: Sequence[Outcome], folds: int, seed: int) -> np.ndarray[Any, Any]:
    """The fold of each outcome; outcomes of one case stay together."""
    cases = np.unique([o.case for o in outcomes], return_inverse=True)[1]
    return np.asarray((np.random.default_rng(seed).permutation(int(cases.max()) + 1) % folds)[cases])


def _cross_recalibrated(
    log_odds: Numbers, denied: Numbers, weight: Numbers, part: np.ndarray[Any, Any], folds: int
) -> Numbers:
    risk = np.zeros(len(denied))
    for fold in range(folds):
        out = part == fold
        slope, offset = platt(log_odds[~out], denied[~out], weight[~out])
        risk[out] = logistic(slope * log_odds[out] + offset)
    return risk


def _cross_refitted(
    outcomes: Sequence[Outcome], denied: Numbers, part: np.ndarray[Any, Any], rules: HistoryRules, seed: int
) -> Numbers:
    risk = np.zeros(len(denied))
    payers = _payers(outcomes, rules)
    rows = table([o.numbers for o in outcomes], [o.payer for o in outcomes], payers)
    for fold in range(rules.folds):
        out = part == fold
        model = _fitted(
            [o for o, left in zip(outcomes, out, strict=True) if not left], denied[~out], rules, seed, 0, payers
        )
        risk[out] = model.predict_proba(rows[out])[:, 1]
    return risk


def _fitted(
    outcomes: Sequence[Outcome], denied: Numbers, rules: HistoryRules, seed: int, replicates: int,
    payers: Sequence[str] | None = None,
) -> DenialRiskModel:  # fmt: skip
    columns = _payers(outcomes, rules) if payers is None else payers
    rows = table([o.numbers for o in outcomes], [o.payer for o in outcomes], columns)
    model = DenialRiskModel(penalty=_REFIT_PENALTY, replicates=replicates, random_state=seed)
    return model.fit(rows, denied, groups=[o.case for o in outcomes])


def _payers(outcomes: Sequence[Outcome], rules: HistoryRules) -> list[str]:
    """Payers with enough outcomes for offsets of their own."""
    names = [o.payer for o in outcomes]
    return sorted(p for p in set(names) if names.count(p) >= rules.least_of_payer)


def _recalibrated(
    shipped: RiskFormula, calibration: tuple[float, float], about: TrainedOn, rates: dict[str, float]
) -> RiskFormula:
    """The shipped model with its log-odds stretched and shifted."""
    slope, offset = calibration
    return shipped.model_copy(
        update={
            "trained_on": about,
            "calibration": shipped.calibration.stretched(slope, offset),
            "base_rates": {payer: round(rate, 4) for payer, rate in rates.items()},
        }
    )


# ---- what is written


def write_refit(result: Refit, folder: Path, *, plot: bool = False) -> Iterator[Path]:
    """Write model, card and reliability table, and the plot if it is asked for; the paths one by one.

    Raises:
        RiskError: the folder cannot be written to, or matplotlib is not installed.
    """
    shown = calibration_table(result.calibration)
    texts = {
        "model.json": result.formula.to_json(),
        "card.md": history_card(result.formula, result.figures(), shown),
        "reliability.md": shown + "\n",
    }
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in texts.items():
            (folder / name).write_text(text, encoding="utf-8")
            yield folder / name
        if plot:
            from mednec.report.plots.reliability import draw_reliability

            yield draw_reliability(result.calibration, folder / "reliability.svg")
    except OSError as error:
        raise RiskError(f"cannot be written: {error.strerror or type(error).__name__}", folder) from None
