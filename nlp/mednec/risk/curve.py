"""A rising curve of straight pieces from scores to log-odds: how a model is calibrated. Plain Python to use."""

from __future__ import annotations

from itertools import pairwise
from typing import Annotated

from pydantic import Field, model_validator

from mednec.risk.files import Strict

Slope = Annotated[float, Field(gt=0)]


class Curve(Strict):
    """Log-odds by score: a slope a piece, ``knots`` between them, ``offset`` where the first piece is at score 0."""

    knots: list[float] = Field(default_factory=list)
    slopes: list[Slope] = Field(min_length=1)
    offset: float

    @model_validator(mode="after")
    def _in_order(self) -> Curve:
        if len(self.slopes) != len(self.knots) + 1 or any(b <= a for a, b in pairwise(self.knots)):
            raise ValueError("the knots rise, and there is one slope more than knots")
        return self

    def at(self, score: float) -> float:
        """Log-odds of a score."""
        return self.offset + sum(
            slope * part for slope, part in zip(self.slopes, parts(score, self.knots), strict=True)
        )

    def slope_at(self, score: float) -> float:
        """The slope of the piece in which a score lies."""
        return self.slopes[sum(knot <= score for knot in self.knots)]

    def stretched(self, slope: float, offset: float) -> Curve:
        """The curve with its log-odds stretched and shifted."""
        return Curve(
            knots=self.knots, slopes=[round(slope * s, 6) for s in self.slopes],
            offset=round(slope * self.offset + offset, 6),
        )  # fmt: skip


def parts(score: float, knots: list[float]) -> list[float]:
    """How much of a score lies in each piece; the first piece reaches down without end, the last up."""
    if not knots:
        return [score]
    inner = [min(max(score - low, 0.0), high - low) for low, high in pairwise(knots)]
    return [min(score, knots[0]), *inner, max(score - knots[-1], 0.0)]
