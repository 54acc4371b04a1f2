"""Reads criteria/reference/*.yaml: codes, payers, reviewers, times and sites, strict, each fact with its source.

Later directories are a user's own: their entries come before ours, so that the first that fits is theirs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from mednec.errors import RuleError
from mednec.resources import criteria_dir
from mednec.rules.loader import line_index, nearest_line

FOLDER = "reference"

Provenance = Literal["primary", "secondary", "title_only", "background", "derived", "industry_page"]
Confidence = Literal["high", "medium", "low"]
Contrast = Literal["without", "with", "both"]
Side = Literal["left", "right", "bilateral"]


class Strict(BaseModel):
    """Base of all reference models: no unknown keys, no values in error messages."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True, frozen=True)


class Fact(Strict):
    """Something a source says: how it is known, the key of the source in sources.yaml, how sure we are."""

    provenance: Provenance
    source: str = Field(min_length=1)
    confidence: Confidence


class Source(Strict):
    """Where a source key leads."""

    key: str
    title: str
    address: str | None = None


class SourceFile(Strict):
    """``kind: sources``."""

    kind: Literal["sources"]
    sources: tuple[Source, ...]


class StudyCode(Fact):
    """A procedure code and the study it stands for; ``label`` is ours, never the owner's descriptor.

    ``regions``: the body parts it can be used for; ``asks``: what a reviewer asks whenever it is requested.
    """

    code: str = Field(pattern=r"^[0-9A-Z]\d{4}$")
    modality: str
    regions: tuple[str, ...] = Field(min_length=1)
    contrast: Contrast | None = None
    joint: bool = False
    label: str
    asks: str | None = None


class InvalidCode(Fact):
    """A procedure code in circulation that does not exist, and the code that is usually meant by it."""

    code: str = Field(pattern=r"^[0-9A-Z]\d{4}$")
    meant: str
    text: str


class Modifier(Fact):
    """A procedure modifier; ``side`` for those of laterality, which belong to joints and not to the spine."""

    code: str
    meaning: str
    side: Side | None = None


class CptFile(Strict):
    """``kind: cpt``."""

    kind: Literal["cpt"]
    studies: tuple[StudyCode, ...]
    invalid: tuple[InvalidCode, ...] = ()
    modifiers: tuple[Modifier, ...] = ()


class Term(Strict):
    """A field of a request with its words: the word that stands for them -> how else it is said.

    ``closed``: no other word has a meaning.
    """

    name: str
    closed: bool
    words: dict[str, tuple[str, ...]]


class VocabularyFile(Strict):
    """``kind: vocabulary``."""

    kind: Literal["vocabulary"]
    terms: tuple[Term, ...]


class ProblemKind(Fact):
    """A kind of coding problem: how it is said (with places to fill), how bad it is, the denial it leads to."""

    kind: str
    severity: Literal["blocking", "warning"]
    vector: str
    problem: str


class CodingFile(Strict):
    """``kind: coding_problems``."""

    kind: Literal["coding_problems"]
    problems: tuple[ProblemKind, ...]


class DiagnosisRegion(Fact):
    """The body parts of diagnoses, by words of their description or by code."""

    regions: tuple[str, ...]
    letters: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()


class DiagnosisGroup(Fact):
    """Diagnosis codes that have something in common."""

    codes: tuple[str, ...]


class SpecificDiagnosis(Fact):
    """The code, by region, of what is documented when all concepts are present."""

    concepts: tuple[str, ...]
    label: str
    codes: dict[str, str]


class LevelWords(Fact):
    """How descriptions write a disc level, the narrowest first."""

    levels: tuple[str, ...]
    words: tuple[str, ...]


class RootLevels(Fact):
    """The disc level of a nerve root."""

    roots: dict[str, str]


class SplitCode(Fact):
    """A code that is a header since ``on``, and was billable before."""

    code: str
    on: str = Field(pattern=r"^\d{4}-\d\d-\d\d$")


class UnsupportedStudy(Fact):
    """Diagnoses that do not carry a kind of study."""

    codes: tuple[str, ...]
    modality: str
    text: str


class Icd10File(Strict):
    """``kind: icd10``."""

    kind: Literal["icd10"]
    regions: tuple[DiagnosisRegion, ...] = ()
    nonspecific: tuple[DiagnosisGroup, ...] = ()
    specific: tuple[SpecificDiagnosis, ...] = ()
    levels: tuple[LevelWords, ...] = ()
    roots: tuple[RootLevels, ...] = ()
    split: tuple[SplitCode, ...] = ()
    unsupported: tuple[UnsupportedStudy, ...] = ()


class ContrastIndication(Fact):
    """What speaks for or against contrast: findings, diagnoses or the reason an order gives."""

    name: str
    contrast: Literal["needed", "either", "without"]
    concepts: tuple[str, ...] = ()
    historical: bool = False
    codes: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()


class ContrastFile(Strict):
    """``kind: contrast``."""

    kind: Literal["contrast"]
    indications: tuple[ContrastIndication, ...]


ReferenceFile = Annotated[
    SourceFile | CptFile | VocabularyFile | CodingFile | Icd10File | ContrastFile, Field(discriminator="kind")
]
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
