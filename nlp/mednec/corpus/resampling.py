"""Resample whole notes or cases: the counts of each as a row of numbers, weights for the rows, percentiles."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]
Interval = tuple[float, float]
Column = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Sums:
    """Counts added up, once or once a resample: every column is an array of the same length."""

    columns: Mapping[Column, int]
    values: Numbers

    def of(self, metric: str, kind: str) -> Numbers:
        """One count; zeros for what was never counted. Shape: (resamples,)."""
        at = self.columns.get((metric, kind))
        return np.zeros(len(self.values)) if at is None else self.values[:, at]


@dataclass(frozen=True, slots=True)
class Tally:
    """The counts of cases, one row each; shape (cases, columns)."""

    columns: Mapping[Column, int]
    rows: Numbers

    @classmethod
    def of(cls, counts: Sequence[Mapping[Column, int]]) -> Tally:
        """From each case's counts."""
        names = sorted({name for row in counts for name in row})
        columns = {name: i for i, name in enumerate(names)}
        rows = np.zeros((len(counts), len(names)))
        for i, row in enumerate(counts):
            for name, number in row.items():
                rows[i, columns[name]] = number
        return cls(columns, rows)

    def only(self, members: Sequence[int]) -> Tally:
        """The tally of some of the cases."""
        return Tally(self.columns, self.rows[list(members)])

    def sums(self) -> Sums:
        """Everything added up once."""
        return Sums(self.columns, self.rows.sum(axis=0, keepdims=True))

    def resampled(self, weights: Numbers) -> Sums:
        """Everything added up once a resample."""
        return Sums(self.columns, weights @ self.rows)


def weights(cases: int, resamples: int, seed: int) -> Numbers:
    """How often each case is drawn in each resample, shape (resamples, cases); the same seed gives the same."""
    generator = np.random.default_rng(seed)
    return generator.multinomial(cases, np.full(cases, 1 / cases), size=resamples).astype(np.float64)


def percentiles(values: Numbers) -> Interval | None:
    """The middle 95 % of the values that exist; None where none does."""
    known = values[~np.isnan(values)]
    if not len(known):
        return None
    low, high = np.percentile(known, [2.5, 97.5])
    return float(low), float(high)


# ------------------------------------------------------------------------------------------------ figures out of counts
def precision(sums: Sums, metric: str) -> Numbers:
    """Share of what was extracted that is right; NaN where nothing was extracted."""
    return ratio(sums.of(metric, "tp"), sums.of(metric, "tp") + sums.of(metric, "fp"))


def recall(sums: Sums, metric: str) -> Numbers:
    """Share of gold that was extracted; NaN where gold has nothing."""
    return ratio(sums.of(metric, "tp"), sums.of(metric, "tp") + sums.of(metric, "fn"))


def f1(sums: Sums, metric: str) -> Numbers:
    """The harmonic mean of both; NaN where there is neither gold nor prediction."""
    right = 2 * sums.of(metric, "tp")
    return ratio(right, right + sums.of(metric, "fp") + sums.of(metric, "fn"))


def share(sums: Sums, metric: str) -> Numbers:
    """Share of right answers; NaN of nothing."""
    return ratio(sums.of(metric, "ok"), sums.of(metric, "n"))


def ratio(part: Numbers, whole: Numbers) -> Numbers:
    """Element by element; NaN of nothing."""
    with np.errstate(invalid="ignore", divide="ignore"):
        divided: Numbers = np.where(whole > 0, part / whole, np.nan)
    return divided
