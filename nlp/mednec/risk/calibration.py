"""Calibration: a monotone correction fitted on cases the model did not see, and how far shares and risks lie apart."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize

from mednec.risk.curve import Curve

Numbers = npt.NDArray[np.float64]
BINS = 10
_LEAST_SLOPE = 0.05
_STRAIGHT = 1e-4
"""How strongly the pieces of a curve are held to slope 1, so that a piece with few cases does not run away."""
_PLACES = 6
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


def rising_curve(scores: Numbers, denied: Numbers, weight: Numbers, pieces: int) -> Curve:
    """The rising curve that fits scores to what happened; one piece is a slope and an offset (Platt)."""
    knots = _knots(scores, pieces)
    rows = np.column_stack([np.ones(len(scores)), *_parts(scores, knots)])

    def loss(at: Numbers) -> tuple[float, Numbers]:
        p = logistic(rows @ at)
        off = (p - denied) * weight / weight.sum()
        steep = np.r_[0.0, at[1:] - 1]
        return log_loss(denied, p, weight) + _STRAIGHT / 2 * float(steep @ steep), rows.T @ off + _STRAIGHT * steep

    start = np.r_[0.0, np.ones(len(knots) + 1)]
    bounds = [(None, None), *[(_LEAST_SLOPE, None)] * (len(knots) + 1)]
    found = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=bounds).x
    return Curve(
        knots=knots, slopes=[round(float(a), _PLACES) for a in found[1:]], offset=round(float(found[0]), _PLACES)
    )


def _knots(scores: Numbers, pieces: int) -> list[float]:
    """Scores that part the cases into pieces of equal size."""
    shares = np.arange(1, pieces) / pieces
    return sorted({round(float(q), _PLACES) for q in np.quantile(scores, shares)}) if pieces > 1 else []


def _parts(scores: Numbers, knots: list[float]) -> list[Numbers]:
    if not knots:
        return [scores]
    inner = [np.clip(scores - low, 0, high - low) for low, high in pairwise(knots)]
    return [np.minimum(scores, knots[0]), *inner, np.maximum(scores - knots[-1], 0)]


def along(curve: Curve, scores: Numbers) -> Numbers:
    """Log-odds of many scores."""
    pieces = zip(curve.slopes, _parts(scores, curve.knots), strict=True)
    log_odds: Numbers = curve.offset + sum((slope * part for slope, part in pieces), np.zeros(len(scores)))
    return log_odds


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
