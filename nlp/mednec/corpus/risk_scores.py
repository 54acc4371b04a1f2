"""Score denial risks against outcomes of review: discrimination (AUC), error (Brier) and calibration (ECE).

All three take a weight for each answer, in one row a resample, so that one computation serves figures and intervals.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from mednec.corpus.resampling import Numbers, ratio

BINS = 10
"""Bins of equal width of the expected calibration error."""


@dataclass(frozen=True, slots=True)
class RiskPoint:
    """A risk that was given to a case by a payer's criteria, and how many of so many reviews ended in a denial."""

    payer: str
    risk: float
    denied: int
    reviews: int


@dataclass(frozen=True, slots=True)
class RiskTable:
    """Risks and outcomes as arrays; ``cases`` says which case (column of the weights) each belongs to."""

    risks: Numbers
    denied: Numbers
    approved: Numbers
    cases: Sequence[int]

    @classmethod
    def of(cls, points: Sequence[tuple[int, RiskPoint]]) -> RiskTable:
        """From (number of the case, point)."""
        risks = np.array([p.risk for _, p in points], dtype=np.float64)
        denied = np.array([p.denied for _, p in points], dtype=np.float64)
        reviews = np.array([p.reviews for _, p in points], dtype=np.float64)
        return cls(risks, denied, reviews - denied, [case for case, _ in points])

    def weighted(self, weights: Numbers) -> Numbers:
        """The weight of each answer, from those of its case; shape (resamples, answers)."""
        return weights[:, self.cases]

    def auc(self, weights: Numbers) -> Numbers:
        """The chance that a denied review has the higher risk, ties half; NaN where all ended alike."""
        levels, at = np.unique(self.risks, return_inverse=True)
        denied, approved = np.zeros((2, len(weights), len(levels)))
        for level in range(len(levels)):
            here = at == level
            denied[:, level] = weights[:, here] @ self.denied[here]
            approved[:, level] = weights[:, here] @ self.approved[here]
        below = np.cumsum(approved, axis=1) - approved
        ordered = (denied * (below + approved / 2)).sum(axis=1)
        return ratio(ordered, denied.sum(axis=1) * approved.sum(axis=1))

    def brier(self, weights: Numbers) -> Numbers:
        """The mean squared difference of risk and outcome."""
        squared = self.denied * (1 - self.risks) ** 2 + self.approved * self.risks**2
        return ratio(weights @ squared, weights @ (self.denied + self.approved))

    def ece(self, weights: Numbers) -> Numbers:
        """The mean difference of risk and share of denials over bins of risk, weighted by their reviews."""
        bins = np.minimum((self.risks * BINS).astype(int), BINS - 1)
        excess = (self.denied + self.approved) * self.risks - self.denied
        gaps = [np.abs(weights[:, bins == b] @ excess[bins == b]) for b in range(BINS)]
        return ratio(np.sum(gaps, axis=0), weights @ (self.denied + self.approved))
