"""Reads criteria/reference/*.yaml: codes, payers, reviewers, times and sites, strict, each fact with its source.

Later directories are a user's own: their entries come before ours, so that the first that fits is theirs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import TypeAdapter, ValidationError

from mednec.criteria.reference_shapes import (
    CodingFile,
    CptFile,
    InvalidCode,
    Modifier,
    ProblemKind,
    ReferenceFile,
    StudyCode,
    VocabularyFile,
)
from mednec.errors import RuleError
from mednec.resources import criteria_dir
from mednec.rules.loader import line_index, nearest_line

FOLDER = "reference"

_ADAPTER: TypeAdapter[ReferenceFile] = TypeAdapter(ReferenceFile)
F = TypeVar("F")
_NOT_TEXT = ("tag:yaml.org,2002:timestamp", "tag:yaml.org,2002:bool")
_BREAKS = re.compile(r"[^\w&+]|_")


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """Safe YAML in which dates stay text, as they are compared with those of notes, and "on" and "no" are words."""


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag not in _NOT_TEXT]
    for first, resolvers in _Loader.yaml_implicit_resolvers.items()
}
_Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"^(?:true|false)$"), list("tf"))


class Reference:
    """The reference files in force."""

    def __init__(self, *directories: Path) -> None:
        self._files = [_read(path) for folder in reversed(directories) for path in sorted(folder.glob("*.yaml"))]

    def files(self, kind: type[F]) -> Iterator[F]:
        """The files of one kind, a user's own first."""
        return (file for file in self._files if isinstance(file, kind))

    def study(self, code: str) -> StudyCode | None:
        """The study a procedure code stands for."""
        return next((s for s in self.studies() if s.code == code), None)

    def studies(self) -> Iterator[StudyCode]:
        """All known procedure codes."""
        return (study for file in self.files(CptFile) for study in file.studies)

    def invalid_code(self, code: str) -> InvalidCode | None:
        """What is known about a code that is in circulation and does not exist."""
        return next((one for file in self.files(CptFile) for one in file.invalid if one.code == code), None)

    def modifier(self, code: str) -> Modifier | None:
        """What a procedure modifier means."""
        return next((one for file in self.files(CptFile) for one in file.modifiers if one.code == code), None)

    def problem(self, kind: str) -> ProblemKind:
        """What is known about a kind of coding problem."""
        return next(one for file in self.files(CodingFile) for one in file.problems if one.kind == kind)

    def word(self, field: str, written: str) -> str | None:
        """The word that stands for what was written in a field of a request; None for one without a meaning."""
        wanted = folded(written)
        terms = [t for file in self.files(VocabularyFile) for t in file.terms if t.name == field]
        for term in terms:
            for word, others in term.words.items():
                if wanted in map(folded, (word, *others)):
                    return word
        return None if any(t.closed for t in terms) else "_".join(wanted.split())

    def words(self, field: str) -> list[str]:
        """The words that stand for the others, of one field."""
        return [word for f in self.files(VocabularyFile) for t in f.terms if t.name == field for word in t.words]


def folded(text: str) -> str:
    """Lower case, and every run of spaces, hyphens, underscores and punctuation one space; ``&`` and ``+`` stay."""
    return " ".join(_BREAKS.sub(" ", text.casefold().replace("'", "").replace("’", "")).split())


@lru_cache(maxsize=1)
def shipped() -> Reference:
    """The reference files that come with mednec, read once."""
    return Reference(criteria_dir() / FOLDER)


def _read(path: Path) -> ReferenceFile:
    raw = path.read_bytes()
    try:
        data = yaml.load(raw, Loader=_Loader)  # noqa: S506 - a safe loader
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        mark = getattr(error, "problem_mark", None)
        problem = getattr(error, "problem", None) or getattr(error, "reason", None) or "unreadable"
        raise RuleError(f"not valid YAML: {problem}", path, mark.line + 1 if mark else None) from None
    if not isinstance(data, dict) or "kind" not in data:
        raise RuleError("a reference file begins with 'kind:'", path, 1)
    try:
        return _ADAPTER.validate_python(data)
    except ValidationError as error:
        raise _shape_error(path, raw, error.errors(include_input=False, include_url=False)[0]) from None


def _shape_error(path: Path, raw: bytes, error: Any) -> RuleError:
    location = tuple(error["loc"][1:])
    where = ".".join(map(str, location)) or "kind"
    line = nearest_line(line_index(raw), location)
    if error["type"] == "extra_forbidden":
        return RuleError(f"unknown key '{location[-1]}' at {where}", path, line)
    return RuleError(f"{error['msg']} at {where}", path, line)
