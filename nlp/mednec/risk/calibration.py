"""Calibration: a monotone correction fitted on cases the model did not see, and how far shares and risks lie apart."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize

Numbers = npt.NDArray[np.float64]
BINS = 10
_LEAST_SLOPE = 0.05
_EDGE = 1e-12


@dataclass(frozen=True, slots=True)
class Bin:
    """Cases of similar risk: how many (by weight), the mean risk, and the share that was denied."""

    low: float
    high: float
    weight: float
    risk: float
    denied: float


def logistic(log_odds: Numbers) -> Numbers:
    """Log-odds as probabilities."""
    shares: Numbers = 1 / (1 + np.exp(-np.clip(log_odds, -35, 35)))
    return shares


def log_loss(denied: Numbers, risk: Numbers, weight: Numbers) -> float:
    """Mean log loss; ``denied`` may be shares."""
    p = np.clip(risk, _EDGE, 1 - _EDGE)
    return float(np.average(-(denied * np.log(p) + (1 - denied) * np.log(1 - p)), weights=weight))


def platt(log_odds: Numbers, denied: Numbers, weight: Numbers) -> tuple[float, float]:
    """Slope and intercept that fit log-odds to what happened; the slope is positive, so that no order changes."""

    def loss(at: Numbers) -> tuple[float, Numbers]:
        p = logistic(at[0] * log_odds + at[1])
        off = (p - denied) * weight / weight.sum()
        return log_loss(denied, p, weight), np.array([off @ log_odds, off.sum()])

    found = minimize(
        loss, np.array([1.0, 0.0]), jac=True, method="L-BFGS-B", bounds=[(_LEAST_SLOPE, None), (None, None)]
    )
    return float(found.x[0]), float(found.x[1])


def brier(denied: Numbers, risk: Numbers, weight: Numbers) -> float:
    """Mean squared distance between risk and outcome; of shares, that over the outcomes behind them."""
    return float(np.average(denied * (1 - risk) ** 2 + (1 - denied) * risk**2, weights=weight))


def auc(denied: Numbers, risk: Numbers, weight: Numbers) -> float:
    """The chance that a denied case has the higher risk than another; half for ties, nan for one outcome alone."""
    order = np.argsort(risk, kind="stable")
    ranked, bad, good = risk[order], (denied * weight)[order], ((1 - denied) * weight)[order]
    starts = np.flatnonzero(np.r_[True, np.diff(ranked) > 0])
    bad_at, good_at = np.add.reduceat(bad, starts), np.add.reduceat(good, starts)
    total = bad.sum() * good.sum()
    if total <= 0:
        return float("nan")
    below = np.cumsum(good_at) - good_at
    return float((bad_at * (below + good_at / 2)).sum() / total)


def reliability(denied: Numbers, risk: Numbers, weight: Numbers, bins: int = BINS) -> Iterator[Bin]:
    """The cases by risk, in bins of equal width; empty ones are left out."""
    at = np.minimum((risk * bins).astype(int), bins - 1)
    for number in range(bins):
        here = at == number
        total = float(weight[here].sum())
        if total > 0:
            mean_risk = float(np.average(risk[here], weights=weight[here]))
            share = float(np.average(denied[here], weights=weight[here]))
            yield Bin(number / bins, (number + 1) / bins, total, mean_risk, share)


def expected_calibration_error(denied: Numbers, risk: Numbers, weight: Numbers, bins: int = BINS) -> float:
    """The mean distance between risk and denied share over the bins, by weight."""
    rows = list(reliability(denied, risk, weight, bins))
    total = sum(row.weight for row in rows)
    return sum(row.weight * abs(row.risk - row.denied) for row in rows) / total
