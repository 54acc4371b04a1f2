"""mednec: the evidence in clinical notes for prior authorization, with its place in the text."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from mednec.errors import MednecError, NoteError, RuleError
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
    from mednec.extraction.pipeline import Extractor, assertion_of, extract, extract_many

_HOME = {
    "mednec.errors": ("MednecError", "NoteError", "RuleError"),
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
    "mednec.extraction.pipeline": ("Extractor", "assertion_of", "extract", "extract_many"),
}
_MODULE_OF = {name: module for module, names in _HOME.items() for name in names}

__all__ = [  # noqa: RUF022 - grouped by use
    "extract", "extract_many", "assertion_of", "Extractor",
    "Note", "Packet", "Evidence", "Finding", "Therapy", "ImagingStudy", "Mention", "Assertion", "ExtractionFailure",
    "MednecError", "NoteError", "RuleError",
]  # fmt: skip


def __getattr__(name: str) -> Any:
    """Import on first use: ``import mednec`` stays fast, spaCy and pandas come when they are needed."""
    module = _MODULE_OF.get(name)
    if module is None:
        raise AttributeError(f"module 'mednec' has no attribute {name!r}")
    return getattr(import_module(module), name)


def __dir__() -> list[str]:
    return sorted(__all__)
