"""The parameters of the simulated reviewer, read strictly from adjudicator.yaml; every block says what it rests on."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, model_validator

from mednec.criteria.model import Provenance
from mednec.errors import RiskError
from mednec.risk.files import Strict, read_yaml, shipped_path

Style = Literal["itemwise", "holistic"]
Share = Annotated[float, Field(ge=0, le=1)]
ADJUDICATOR_FILE = "adjudicator.yaml"


class _Assumed(Strict):
    provenance: Literal["assumed"]


class Published(Strict):
    """A rate that a public source gives."""

    id: str
    share: Share
    text: str
    source: str
    provenance: Provenance


class CaseMix(_Assumed):
    """How requests divide by the decision of the criteria; shares that add up to one."""

    meets: Share
    insufficient_documentation: Share
    does_not_meet: Share

    @model_validator(mode="after")
    def _whole(self) -> CaseMix:
        if abs(self.meets + self.insufficient_documentation + self.does_not_meet - 1) > 1e-9:
            raise ValueError("the shares of the case mix add up to one")
        return self

    def shares(self) -> dict[str, float]:
        """By decision."""
        return {
            "meets": self.meets,
            "insufficient_documentation": self.insufficient_documentation,
            "does_not_meet": self.does_not_meet,
        }


class Acceptance(_Assumed):
    """Log-odds that a requirement is taken for satisfied, by its documented state, from refused to met."""

    met: float
    met_low_confidence: float
    undocumented: float
    conflicting: float
    not_met: float
    nearly_there: Annotated[float, Field(ge=0)]


class Missing(_Assumed):
    """Shares of met requirements that a reviewer reads past."""

    single_place: Share
    several_places: Share


class Disagreement(_Assumed):
    """Standard deviations of strictness, in log-odds."""

    between_reviewers: Annotated[float, Field(ge=0)]
    within_reviewer: Annotated[float, Field(ge=0)]


class AfterRefusal(_Assumed):
    """What becomes of a request that is not approved at sight."""

    to_peer: Share
    peer_overturns_open: Share
    peer_overturns_refused: Share
    asked_again: Share
    records_suffice: Share


class Technical(_Assumed):
    """Shares that are denied for reasons beside the criteria."""

    floor: Share
    coding_blocking: Share
    coding_warning: Share
    site_questioned: Share
    reviewer_unsure: Share
    wrong_reviewer: Share


class Delegate(_Assumed):
    """How often a stricter delegate decides by its own criteria."""

    applies_own_criteria: Share


class Routing(_Assumed):
    """How often a training case names the entity that the request went to, and which ones it may name."""

    named: Share
    entities: list[str] = Field(min_length=1)


class Reading(_Assumed):
    """The share of cases that are read as if they were others, where the wording is not that of the training."""

    misread: Share


class Payers(_Assumed):
    """Strictness by payer, in log-odds; 0 for a payer that is not listed."""

    strictness: dict[str, float]


class Holistic(_Assumed):
    """The reviewer who weighs the case as a whole, in log-odds of a yes."""

    base: float
    per_open: float
    per_refused: float
    per_unsure: float
    near: float
    noise: Annotated[float, Field(ge=0)]


class Variant(Strict):
    """The same reviewers changed in one way, for the evaluation."""

    name: str
    text: str
    strictness: float = 0.0
    style: Style = "itemwise"
    change: dict[str, float] = Field(default_factory=dict)


class Adjudicator(Strict):
    """Everything that makes the simulated reviewer."""

    kind: Literal["adjudicator"]
    version: str
    seed: int
    reviewers_per_case: Annotated[int, Field(ge=1, le=1000)]
    published: list[Published]
    case_mix: CaseMix
    acceptance: Acceptance
    missing: Missing
    disagreement: Disagreement
    after_refusal: AfterRefusal
    technical: Technical
    delegate: Delegate
    routing: Routing
    reading: Reading
    payers: Payers
    holistic: Holistic
    variants: list[Variant] = Field(default_factory=list)
    sensitivity: dict[str, tuple[float, float]] = Field(default_factory=dict)
    style: Style = "itemwise"

    def stricter(self, by: float) -> Adjudicator:
        """The same reviewers, all of them stricter by so many log-odds."""
        known = {payer: s + by for payer, s in self.payers.strictness.items()}
        return self.model_copy(update={"payers": self.payers.model_copy(update={"strictness": known})})

    def changed(self, quantity: str, value: float) -> Adjudicator:
        """The same reviewers with another value of one quantity ("acceptance.undocumented").

        Raises:
            RiskError: there is no such quantity.
        """
        block, _, name = quantity.partition(".")
        values = getattr(self, block, None)
        if not isinstance(values, Strict) or name not in type(values).model_fields:
            raise RiskError(f"the adjudicator has no quantity {quantity}")
        return self.model_copy(update={block: values.model_copy(update={name: value})})

    def as_variant(self, variant: Variant) -> Adjudicator:
        """The reviewers of a variant.

        Raises:
            RiskError: the variant changes a quantity that there is not.
        """
        changed = self.stricter(variant.strictness).model_copy(update={"style": variant.style})
        for quantity, value in variant.change.items():
            changed = changed.changed(quantity, value)
        return changed

    def published_share(self, name: str) -> float:
        """A published rate by its id."""
        return next(p.share for p in self.published if p.id == name)


def load_adjudicator(path: Path | None = None) -> Adjudicator:
    """The reviewer of a file; the shipped one when left out.

    Raises:
        RiskError: the file cannot be read, or a quantity is missing, unknown or out of range.
    """
    return read_yaml(Adjudicator, path or shipped_path(ADJUDICATOR_FILE))
