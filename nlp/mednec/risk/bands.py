"""Bands of the risk, the width of its bounds and the effort of fixes: choices that stand in bands.yaml."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, model_validator

from mednec.risk.files import Strict, read_yaml, shipped_path

BANDS_FILE = "bands.yaml"
LOW = "low"
Size = Annotated[float, Field(ge=0)]


class Band(Strict):
    """A band; ``below`` is None for the last."""

    name: Literal["low", "moderate", "high"]
    below: Annotated[float, Field(gt=0, le=1)] | None = None


class Width(Strict):
    """Half the width of the bounds in log-odds, by what it is due to."""

    least: Size
    replicates: Size
    thin: Size
    low_confidence: Size
    open_questions: Size
    contradictions: Size
    undated: Size
    authorization_unknown: Size
    unknown_payer: Size

    def of(self, doubts: Mapping[str, float], spread: float, known_payer: bool) -> float:
        """Half the width for a case with these doubts (each from 0 to 1) and this spread of log-odds."""
        width = self.least + self.replicates * spread + (0.0 if known_payer else self.unknown_payer)
        return width + sum(float(getattr(self, name)) * share for name, share in doubts.items())


class Effort(Strict):
    """What it costs to document something, by the denial vector that it refutes."""

    vectors: dict[str, Size]
    codes: Size
    other: Size

    def of(self, vector: str | None) -> float:
        """The effort for a requirement with this vector."""
        return self.vectors.get(vector or "", self.other)


class RiskBands(Strict):
    """The whole file."""

    kind: Literal["risk_bands"]
    version: str
    bands: list[Band] = Field(min_length=1)
    width: Width
    effort: Effort

    @model_validator(mode="after")
    def _in_order(self) -> RiskBands:
        limits = [b.below for b in self.bands]
        known = [x for x in limits[:-1] if x is not None]
        if limits[-1] is not None or len(known) != len(limits) - 1 or known != sorted(set(known)):
            raise ValueError("the bands rise, and only the last has no upper end")
        return self

    def band(self, risk: float) -> str:
        """The band of a risk."""
        return next(b.name for b in self.bands if b.below is None or risk < b.below)


def load_bands(path: Path | None = None) -> RiskBands:
    """The bands of a file; the shipped ones when left out, read once.

    Raises:
        RiskError: the file is not as it should be.
    """
    return _shipped() if path is None else read_yaml(RiskBands, path)


@lru_cache(maxsize=1)
def _shipped() -> RiskBands:
    return read_yaml(RiskBands, shipped_path(BANDS_FILE))
