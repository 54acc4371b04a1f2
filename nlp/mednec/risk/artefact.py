"""The trained model as inspectable JSON: coefficients, calibration, refits; no code, no pickle, plain Python to use."""

from __future__ import annotations

import json
import math
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, field_validator

from mednec.risk.curve import Curve
from mednec.risk.features import FEATURES, Features
from mednec.risk.files import Strict, read_json, shipped_path

MODEL_FILE = "model.json"


class TrainedOn(Strict):
    """What the model was fitted to, so that anybody can fit it again."""

    source: str
    cases: int
    rows: int
    digest: str
    seed: int
    reviewers_per_case: int | None = None
    adjudicator: str | None = None


class PayerOffsets(Strict):
    """How much stricter a payer is, in log-odds: in every case, and more in those that do not meet its criteria."""

    always: float
    unmet: float = Field(ge=0)

    def of(self, numbers: Features) -> float:
        """Log-odds for a case with these numbers."""
        return self.always + self.unmet * numbers["criteria_unmet"]


class RiskFormula(Strict):
    """The model as numbers: the score is ``intercept + payer + sum of coefficient * number``, and ``calibration`` tells
    the log-odds of a score.

    No coefficient is negative. ``replicates`` are refits on resampled cases, each the intercept, the two offsets of
    each payer in their order, the coefficients in theirs; they tell how sure a risk is.
    """

    kind: Literal["denial_risk"] = "denial_risk"
    version: str
    trained_on: TrainedOn
    intercept: float
    coefficients: dict[str, Annotated[float, Field(ge=0)]]
    payers: dict[str, PayerOffsets]
    calibration: Curve
    replicates: list[list[float]] = Field(default_factory=list)
    base_rates: dict[str, float] = Field(default_factory=dict)
    """The share denied by payer in what it was fitted to: the plainest prediction."""

    @field_validator("coefficients")
    @classmethod
    def _of_our_numbers(cls, coefficients: dict[str, float]) -> dict[str, float]:
        if set(coefficients) != set(FEATURES):
            raise ValueError("the model was fitted to other numbers than this version has: fit it again")
        return coefficients

    def log_odds(self, numbers: Features, payer: str) -> float:
        """Calibrated log-odds of a denial."""
        return self.calibration.at(self.score(numbers, payer))

    def score(self, numbers: Features, payer: str) -> float:
        """What the parts add up to, before calibration."""
        score = self.intercept + self.strictness(numbers, payer)
        return score + sum(weight * numbers[name] for name, weight in self.coefficients.items())

    def strictness(self, numbers: Features, payer: str) -> float:
        """What the payer adds to the score; 0 for one that the model does not know."""
        known = self.payers.get(payer)
        return 0.0 if known is None else known.of(numbers)

    def spread(self, numbers: Features, payer: str) -> float:
        """Standard deviation of the log-odds over the replicates."""
        if not self.replicates:
            return 0.0
        mine = [x for p in self.payers for x in ((1.0, numbers["criteria_unmet"]) if p == payer else (0.0, 0.0))]
        row = [1.0, *mine, *(numbers[name] for name in self.coefficients)]
        scores = [sum(a * b for a, b in zip(at, row, strict=True)) for at in self.replicates]
        mean = sum(scores) / len(scores)
        slope = self.calibration.slope_at(self.score(numbers, payer))
        return slope * math.sqrt(sum((s - mean) ** 2 for s in scores) / len(scores))

    def to_json(self) -> str:
        """As the file holds it."""
        return json.dumps(self.model_dump(mode="json"), indent=1) + "\n"


def load_formula(path: Path | None = None) -> RiskFormula:
    """The model of a file; the shipped one when left out, read once.

    Raises:
        RiskError: the file is no such model.
    """
    return _shipped() if path is None else read_json(RiskFormula, path)


@lru_cache(maxsize=1)
def _shipped() -> RiskFormula:
    return read_json(RiskFormula, shipped_path(MODEL_FILE))


def probability(log_odds: float) -> float:
    """Log-odds as a probability."""
    return 1 / (1 + math.exp(-log_odds)) if log_odds > -700 else 0.0
