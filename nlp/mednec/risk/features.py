"""What the risk rests on: an assessment folded into numbers from 0 to 1 that mean the same for every criteria set.

Every number is unfavourable: more of it never lowers the risk. Those that describe requirements are taken for each open
pathway (with the gates) and the smallest over the pathways counts, for one pathway is enough. They are thermometers: a
requirement that goes from refused to open to met lowers some of them and raises none. So evidence that improves a
state, adds days or opens another pathway can only lower the risk, whatever the coefficients.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from mednec.criteria.assessment import Assessment, PathwayResult, RequirementResult
from mednec.criteria.routing import WRONG_REVIEWER

SATISFIED = frozenset({"met", "waived"})
REFERENCE_DAYS = 42.0
"""Six weeks, the commonest threshold: days that are short are counted as a share of it."""
_MOST_UNMET, _MOST_WARNINGS = 4, 3
_ENOUGH_QUOTES = 2
_SITE_VECTOR = "DV16"

FEATURES: dict[str, str] = {
    "criteria_unmet": "no pathway is met with all that is always needed",
    "unmet_count": "requirements that are not shown on the nearest pathway",
    "unmet_share": "share of the nearest pathway that is not shown",
    "conflict": "a requirement is contradicted or refused by the notes",
    "refused": "a requirement is refused by what the notes say",
    "days_short": "days of care or of symptoms that are documented to be short of the threshold",
    "days_open": "days of care or of symptoms that are not documented",
    "unsure": "what meets the criteria is of low confidence",
    "unsure_share": "share of the pathway that is not shown for certain",
    "thin_share": "share of the pathway that rests on a single place of the notes, or on none",
    "opposed_share": "share of the pathway against which something stands in the notes",
    "coding_blocking": "a code with which the request cannot go through",
    "coding_warnings": "codes that invite questions",
    "site_questioned": "the site of service is questioned",
    "reviewer_unsure": "who reviews is not known for certain",
    "reviewer_wrong": "the request went to somebody else than the reviewer",
    "delegate_unmet": "the reviewing delegate's criteria are not met",
}
"""The numbers by name, with what they mean; each only raises the risk."""

PAYER_COLUMN, UNMET_COLUMN = "payer=", "unmet="
"""Prefixes of the columns that tell the payer: 1 for its cases, and 1 for those of its cases that are unmet."""

Features = dict[str, float]


@dataclass(frozen=True, slots=True)
class Way:
    """An open pathway with the gates: everything that must be shown along it."""

    pathway: PathwayResult | None
    requirements: tuple[RequirementResult, ...]


def ways(assessment: Assessment) -> list[Way]:
    """The ways to a yes that are open in a case."""
    gates = gates_of(assessment)
    return [Way(p, (*gates, *(r for r in assessment.requirements if r.pathway == p.id))) for p in assessment.pathways]


def gates_of(assessment: Assessment) -> tuple[RequirementResult, ...]:
    """What is always needed."""
    return tuple(r for r in assessment.requirements if r.pathway is None)


def features_of(assessment: Assessment) -> Features:
    """The numbers of an assessment, in the order of ``FEATURES``."""
    along = [_along(way) for way in ways(assessment)] or [dict.fromkeys(_ALONG, 1.0)]
    least = {name: min(numbers[name] for numbers in along) for name in _ALONG}
    return {name: least[name] if name in least else _OF_CASE[name](assessment) for name in FEATURES}


def is_refused(requirement: RequirementResult) -> bool:
    """Whether a requirement fails by what the notes say, or asks for days of care of which they say nothing at all.

    Silence on care is taken as badly as care that is too short: two weeks that are written down never look worse.
    """
    if requirement.state == "undocumented":
        return _short(requirement) > 0 and not requirement.evidence
    return requirement.state == "not_met"


# ---- along one way


def _along(way: Way) -> Features:
    asked = way.requirements
    unmet = [r for r in asked if r.state not in SATISFIED]
    refused = [r for r in unmet if is_refused(r)]
    unsure = [r for r in asked if r.state != "met" or r.confidence == "low"]
    unsure_way = bool(unmet) or (way.pathway is not None and way.pathway.confidence == "low")
    return {
        "criteria_unmet": float(bool(unmet)),
        "unmet_count": min(len(unmet), _MOST_UNMET) / _MOST_UNMET,
        "unmet_share": _share(unmet, asked),
        "conflict": float(any(r.state == "conflicting" or is_refused(r) for r in unmet)),
        "refused": float(bool(refused)),
        "days_short": max((_short(r) for r in refused), default=0.0),
        "days_open": max((1.0 if is_refused(r) else _short(r) for r in unmet if _counts_days(r)), default=0.0),
        "unsure": float(unsure_way),
        "unsure_share": _share(unsure, asked),
        "thin_share": _share([r for r in asked if _is_thin(r)], asked),
        "opposed_share": _share([r for r in asked if r.state != "met" or r.opposing], asked),
    }


_ALONG = (
    "criteria_unmet", "unmet_count", "unmet_share", "conflict", "refused", "days_short", "days_open",
    "unsure", "unsure_share", "thin_share", "opposed_share",
)  # fmt: skip


def _share(some: Sequence[RequirementResult], of: Sequence[RequirementResult]) -> float:
    return len(some) / len(of) if of else 0.0


def _counts_days(requirement: RequirementResult) -> bool:
    return requirement.margin_days is not None


def _short(requirement: RequirementResult) -> float:
    """Days that are short of a threshold, as a share of six weeks."""
    margin = requirement.margin_days
    return 0.0 if margin is None or margin >= 0 else min(-margin / REFERENCE_DAYS, 1.0)


def _is_thin(requirement: RequirementResult) -> bool:
    return requirement.state != "met" or len(requirement.evidence) < _ENOUGH_QUOTES


# ---- of the case and the request


def _coding_blocking(a: Assessment) -> float:
    return float(any(p.severity == "blocking" for p in a.coding))


def _coding_warnings(a: Assessment) -> float:
    warnings = sum(p.severity == "warning" for p in a.coding)
    return min(warnings, _MOST_WARNINGS) / _MOST_WARNINGS


def _site_questioned(a: Assessment) -> float:
    return float(any(r.vector == _SITE_VECTOR for r in a.denial_reasons))


def _reviewer_unsure(a: Assessment) -> float:
    return float(a.reviewer is None or a.reviewer.name is None or a.reviewer.confidence == "low")


def _reviewer_wrong(a: Assessment) -> float:
    return float(any(r.vector == WRONG_REVIEWER for r in a.denial_reasons))


def _delegate_unmet(a: Assessment) -> float:
    return float(a.delegate is not None and a.delegate.decision != "meets")


_OF_CASE: dict[str, Callable[[Assessment], float]] = {
    "coding_blocking": _coding_blocking,
    "coding_warnings": _coding_warnings,
    "site_questioned": _site_questioned,
    "reviewer_unsure": _reviewer_unsure,
    "reviewer_wrong": _reviewer_wrong,
    "delegate_unmet": _delegate_unmet,
}


# ---- how much there is to go by


def doubts_of(assessment: Assessment) -> Features:
    """How little there is to go by, each from 0 to 1: they widen the bounds of the risk and do not move it."""
    quotes = {(q.note_id, q.start) for r in assessment.requirements for q in r.evidence}
    return {
        "thin": max(0.0, 1 - len(quotes) / 8),
        "low_confidence": {"high": 0.0, "medium": 0.5}.get(assessment.confidence, 1.0),
        "open_questions": min(len(assessment.open_questions), 3) / 3,
        "contradictions": float(_contradicted(assessment.requirements) or _warned(assessment)),
        "undated": float(assessment.as_of is None),
        "authorization_unknown": float(assessment.authorization_required is None),
    }


def _contradicted(requirements: Iterable[RequirementResult]) -> bool:
    return any(r.state == "conflicting" for r in requirements)


def _warned(assessment: Assessment) -> bool:
    return any(w.code == "contradiction" for w in assessment.warnings)
