"""The exceptions of mednec, one tree; no message ever quotes a note.

MednecError
    NoteError          a note that cannot be read (code says why)
    RuleError          a rule file that cannot be used (path and line)
    CriteriaError      a criteria file that cannot be used (path and line), or a set that does not exist
    ResourceError      patterns/, criteria/ or models/ cannot be found
    CorpusError        a file of an evaluation or a batch that cannot be used
    RequestError       a request that cannot be judged as written (code says why)
    ExtraMissingError  a library of an extra is not installed
    RiskError          a risk model, its parameters or a history of outcomes that cannot be used
"""

from __future__ import annotations

from pathlib import Path


class MednecError(Exception):
    """Base class of every error a user of mednec can act on."""


class NoteError(MednecError):
    """A note cannot be read. ``code`` is stable: ``too_large``, ``not_text``, ``bad_date`` …"""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class FileError(MednecError):
    """A file cannot be used; names file and, where known, line (``reason`` is the message without them)."""

    def __init__(self, message: str, path: Path | str | None = None, line: int | None = None) -> None:
        place = "" if path is None else f"{path}:{line}: " if line else f"{path}: "
        super().__init__(place + message)
        self.reason = message
        self.path = None if path is None else str(path)
        self.line = line


class RuleError(FileError):
    """A rule file cannot be used."""


class CriteriaError(FileError):
    """A criteria file cannot be used, or a set that is asked for does not exist."""


class ResourceError(MednecError):
    """A data folder that mednec ships (rules, criteria, models) cannot be found."""


class CorpusError(FileError):
    """A file of an evaluation or a batch cannot be used."""


class RequestError(MednecError):
    """A request cannot be judged as written. ``code`` is stable: ``unknown_cpt``, ``bad_date``, ``unknown_payer`` …"""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class ExtraMissingError(MednecError):
    """A library that an optional part of mednec needs is not installed; the message says how to get it."""


class RiskError(FileError):
    """A risk model, its parameters or a user's history of outcomes cannot be used."""
