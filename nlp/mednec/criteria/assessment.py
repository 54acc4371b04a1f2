"""What ``assess`` answers: one Assessment per payer and criteria set; plain, frozen, JSON-stable values."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from mednec.care import CareDays
from mednec.criteria.denials import DenialReason
from mednec.criteria.problems import CodingProblem
from mednec.criteria.routing import Reviewer, Turnaround
from mednec.evidence import Evidence, EvidenceWarning, Value

ASSESSMENT_SCHEMA_VERSION = "1.0"
NO_TEXT = "the notes hold no clinical evidence"
GUIDELINE = "a guideline rates a study, nobody denies by it"
NO_SET = "no criteria set covers this study"
"""Reasons why no risk can be told."""


@dataclass(frozen=True, slots=True, repr=False)
class Quote(Value):
    """A place in a note that speaks for or against a requirement; ``note[start:end] == text``."""

    start: int
    end: int
    text: str = field(repr=False)
    note_id: str | None = None


@dataclass(frozen=True, slots=True, repr=False)
class RequirementResult(Value):
    """One requirement with its state.

    state: met | not_met | undocumented | conflicting | waived | not_applicable; ``pathway`` is None for a gate;
    ``margin_days`` is how far the documented days lie above (below: negative) the threshold; ``care`` are the days of
    care that a threshold was held against.
    """

    id: str
    text: str
    state: str
    pathway: str | None = None
    margin_days: float | None = None
    evidence: tuple[Quote, ...] = ()
    opposing: tuple[Quote, ...] = ()
    detail: str = ""
    provenance: str = ""
    source: str = ""
    confidence: str = "medium"
    waived_by: str | None = None
    question: str | None = None
    care: CareDays | None = None


@dataclass(frozen=True, slots=True, repr=False)
class PathwayResult(Value):
    """One pathway that is open, nearest to being met first; state as of a requirement."""

    id: str
    text: str
    state: str
    confidence: str


@dataclass(frozen=True, slots=True, repr=False)
class Fix(Value):
    """What the note would have to say, if it is true, and the risk after it (None without a risk model)."""

    requirement: str
    document: str
    risk_after: float | None = None


@dataclass(frozen=True, slots=True, repr=False)
class FixPlan(Value):
    """The cheapest fixes that bring the risk into the low band, or all there are where none do (``reaches_low``).

    requirements: those to document, each only if it is true; codes: whether the codes of the request are corrected too.
    """

    requirements: tuple[str, ...]
    codes: bool
    risk_after: float
    band: str
    reaches_low: bool


@dataclass(frozen=True, slots=True, repr=False)
class RiskContribution(Value):
    """What one thing adds to the log-odds of a denial; all contributions of an answer add up to those of its risk."""

    name: str
    text: str
    log_odds: float


@dataclass(frozen=True, slots=True, repr=False)
class DelegateAnswer(Value):
    """What the set of the reviewing delegate says of the same case."""

    payer: str
    criteria_set: str
    decision: str | None
    pathway: str | None
    confidence: str


@dataclass(frozen=True, slots=True, repr=False)
class Assessment(Value):
    """The answer of one criteria set. A human reviews; nothing here is a denial or an approval.

    decision: meets | does_not_meet | insufficient_documentation, None for a guideline (``rating``) and where no set
    covers the study (``open_questions`` say why). confidence: high | medium | low. ``denial_risk`` and its bounds are
    probabilities, None with a ``risk_reason``.
    """

    payer: str
    criteria_set: str | None
    criteria_version: str | None
    as_of: str | None
    cpt: str
    decision: str | None
    confidence: str
    open_questions: tuple[str, ...] = ()
    pathway: str | None = None
    rating: str | None = None
    variant: str | None = None
    coding: tuple[CodingProblem, ...] = ()
    denial_risk: float | None = None
    denial_risk_low: float | None = None
    denial_risk_high: float | None = None
    risk_band: str | None = None
    risk_reason: str | None = None
    risk_contributions: tuple[RiskContribution, ...] = ()
    requirements: tuple[RequirementResult, ...] = ()
    pathways: tuple[PathwayResult, ...] = ()
    denial_reasons: tuple[DenialReason, ...] = ()
    fixes: tuple[Fix, ...] = ()
    fix_plan: FixPlan | None = None
    reviewer: Reviewer | None = None
    delegate: DelegateAnswer | None = None
    authorization_required: bool | None = None
    emergency_notice: str | None = None
    turnaround: Turnaround | None = None
    routing_hints: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    warnings: tuple[EvidenceWarning, ...] = ()
    human_review: str = "A person decides: this is a reading of the notes against published criteria."
    schema_version: str = ASSESSMENT_SCHEMA_VERSION
    _courses: tuple[Any, ...] = field(default=(), repr=False, compare=False)
    """The care of the case (``Therapy``), for display; not part of the answer."""

    def _repr_html_(self) -> str:
        """What a notebook shows: decision, risk, care in time, requirements with quotes, what to document."""
        from mednec.report.notebook import assessment_html

        return assessment_html(self)


class Assessments(list[Assessment]):
    """The answers of one case, a list like any other; a notebook shows them together with the evidence."""

    def __init__(self, answers: Iterable[Assessment] = (), evidence: Evidence | None = None) -> None:
        super().__init__(answers)
        self.evidence = evidence

    def _repr_html_(self) -> str:
        """What a notebook shows: decisions, the matrix of payers and requirements, care in time, the note, tables."""
        from mednec.report.notebook import assessments_html

        return assessments_html(self, self.evidence)
