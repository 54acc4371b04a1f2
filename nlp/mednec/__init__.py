"""mednec: the evidence in clinical notes for prior authorization, with its place in the text."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from mednec.criteria.assessment import Assessment
    from mednec.criteria.loader import load_criteria
    from mednec.criteria.request import ImagingRequest
    from mednec.criteria.routing import who_reviews
    from mednec.errors import CriteriaError, MednecError, NoteError, RequestError, RiskError, RuleError
    from mednec.evidence import (
        Assertion,
        Evidence,
        ExtractionFailure,
        Finding,
        ImagingStudy,
        Mention,
        Note,
        Packet,
        Therapy,
    )
    from mednec.extraction.durations import find_durations
    from mednec.extraction.pipeline import Extractor, assertion_of, extract, extract_many
    from mednec.report.notebook import highlight
    from mednec.report.page import html_page
    from mednec.risk.assess import assess

_HOME = {
    "mednec.criteria.assessment": ("Assessment",),
    "mednec.criteria.loader": ("load_criteria",),
    "mednec.criteria.request": ("ImagingRequest",),
    "mednec.criteria.routing": ("who_reviews",),
    "mednec.errors": ("CriteriaError", "MednecError", "NoteError", "RequestError", "RiskError", "RuleError"),
    "mednec.evidence": (
        "Assertion",
        "Evidence",
        "ExtractionFailure",
        "Finding",
        "ImagingStudy",
        "Mention",
        "Note",
        "Packet",
        "Therapy",
    ),
    "mednec.risk.assess": ("assess",),
    "mednec.extraction.durations": ("find_durations",),
    "mednec.extraction.pipeline": ("Extractor", "assertion_of", "extract", "extract_many"),
    "mednec.report.notebook": ("highlight",),
    "mednec.report.page": ("html_page",),
}
_MODULE_OF = {name: module for module, names in _HOME.items() for name in names}

__all__ = [  # noqa: RUF022 - grouped by use
    "extract", "extract_many", "assertion_of", "find_durations", "Extractor",
    "assess", "load_criteria", "who_reviews", "ImagingRequest", "Assessment", "highlight", "html_page",
    "Note", "Packet", "Evidence", "Finding", "Therapy", "ImagingStudy", "Mention", "Assertion", "ExtractionFailure",
    "MednecError", "NoteError", "RuleError", "CriteriaError", "RequestError", "RiskError",
]  # fmt: skip


def __getattr__(name: str) -> Any:
    """Import on first use: ``import mednec`` stays fast, spaCy and pandas come when they are needed."""
    module = _MODULE_OF.get(name)
    if module is None:
        raise AttributeError(f"module 'mednec' has no attribute {name!r}")
    return getattr(import_module(module), name)


def __dir__() -> list[str]:
    return sorted(__all__)
