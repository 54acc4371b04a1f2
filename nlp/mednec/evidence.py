"""The data model: notes in, evidence out; plain, frozen, picklable, JSON-stable values.

Offsets count Unicode code points of the caller's string; ``note[start:end] == text`` for every mention.
Field names and values are those of the contract; unknown is ``None``, never a guess.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import UnionType
from typing import TYPE_CHECKING, Any, TypeVar, Union, get_args, get_origin, get_type_hints

if TYPE_CHECKING:
    import pandas as pd

SCHEMA_VERSION = "1.0"
STATUSES = ("present", "possible", "absent", "historical")
"""Statuses in the order of precedence that the document-level roll-up uses."""

DayRange = tuple[float | None, float | None]
T = TypeVar("T", bound="Value")


class Value:
    """Mixin of all public values: dictionaries and JSON both ways, and a ``repr`` without note text."""

    __slots__ = ()

    def to_dict(self) -> dict[str, Any]:
        """Plain dictionaries, lists, strings, numbers and None, ready for ``json``."""
        return {f.name: _plain(getattr(self, f.name)) for f in _public_fields(type(self))}

    def to_json(self, indent: int | None = None) -> str:
        """The value as JSON text; lone surrogates are escaped, so that it can always be written as UTF-8."""
        return json.dumps(self.to_dict(), indent=indent, ensure_ascii=True)

    @classmethod
    def from_dict(cls: type[T], data: Mapping[str, Any]) -> T:
        """Rebuild a value from ``to_dict``; unknown keys are ignored, so that newer files stay readable."""
        hints = _hints(cls)
        known = {f.name for f in _public_fields(cls)}
        return cls(**{k: _revive(hints[k], v) for k, v in data.items() if k in known})

    def __repr__(self) -> str:
        shown = (f"{f.name}={getattr(self, f.name)!r}" for f in _public_fields(type(self)) if f.repr)
        return f"{type(self).__name__}({', '.join(shown)})"


def _public_fields(cls: type) -> list[dataclasses.Field[Any]]:
    return [f for f in dataclasses.fields(cls) if not f.name.startswith("_")]


_HINTS: dict[type, dict[str, Any]] = {}


def _hints(cls: type) -> dict[str, Any]:
    if cls not in _HINTS:
        _HINTS[cls] = get_type_hints(cls)
    return _HINTS[cls]


def _plain(value: Any) -> Any:
    if isinstance(value, Value):
        return value.to_dict()
    if isinstance(value, tuple | list):
        return [_plain(v) for v in value]
    if isinstance(value, Mapping):
        return {k: _plain(v) for k, v in value.items()}
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value


def _revive(hint: Any, value: Any) -> Any:
    if value is None:
        return None
    origin = get_origin(hint)
    if origin in (Union, UnionType):
        inner = [a for a in get_args(hint) if a is not type(None)]
        return _revive(inner[0], value) if len(inner) == 1 else value
    if origin is tuple:
        args = get_args(hint)
        inner_hint = args[0] if len(args) == 2 and args[1] is Ellipsis else None
        return tuple(_revive(inner_hint, v) if inner_hint else v for v in value)
    if isinstance(hint, type) and issubclass(hint, Value):
        return hint.from_dict(value)
    return value


@dataclass(frozen=True, slots=True, repr=False)
class Note(Value):
    """One document as the caller has it.

    ``note_date`` and dates in general are ISO strings, as precise as known ("2024", "2024-05", "2024-05-02").
    """

    text: str = field(repr=False)
    note_date: str | None = None
    doc_type: str | None = None
    id: str | None = None


@dataclass(frozen=True, slots=True, repr=False)
class Assertion(Value):
    """How a mention is meant: three axes, and the words that decided.

    presence: present | absent | possible; temporality: current | historical | planned | hypothetical;
    experiencer: patient | family | other.
    """

    presence: str = "present"
    temporality: str = "current"
    experiencer: str = "patient"
    cue: str | None = field(default=None, repr=False)

    @property
    def status(self) -> str | None:
        """The guide's four statuses; None for what is not a finding of this patient."""
        if self.experiencer != "patient" or self.temporality in ("planned", "hypothetical"):
            return None
        if self.temporality == "historical" and self.presence != "absent":
            return "historical"
        return self.presence


@dataclass(frozen=True, slots=True, repr=False)
class Mention(Value):
    """One place in the text that carries evidence."""

    start: int
    end: int
    text: str = field(repr=False)
    status: str | None = None
    basis: str | None = None
    generic: bool = False
    cue: str | None = field(default=None, repr=False)
    side: str | None = None
    section: str | None = None
    rule: str | None = None
    date: str | None = None
    note_id: str | None = None
    level: str | None = None
    root: str | None = None
    dermatome: str | None = None
    muscle: str | None = None
    grade: str | None = None
    acuity: str | None = None
    trend: str | None = None
    effort_limited: bool = False
    attributed_to: str | None = None
    detail: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, repr=False)
class Finding(Value):
    """The document-level reading of one (concept, region)."""

    concept: str
    family: str
    region: str | None
    status: str
    current_status: str | None = None
    trajectory: str | None = None
    side: str | None = None
    level: str | None = None
    root: str | None = None
    grade: str | None = None
    mentions: tuple[Mention, ...] = ()


@dataclass(frozen=True, slots=True, repr=False)
class Therapy(Value):
    """One course of one class of conservative care."""

    therapy: str
    agent: str | None = None
    region: str | None = None
    status: str = "completed"
    outcome: str = "unknown"
    response: str = "unknown"
    duration_days: DayRange | None = None
    sessions: int | None = None
    start_date: str | None = None
    end_date: str | None = None
    directed_by: str = "unknown"
    active: bool = False
    reason: str | None = None
    mentions: tuple[Mention, ...] = ()


@dataclass(frozen=True, slots=True, repr=False)
class ImagingStudy(Value):
    """One imaging or electrodiagnostic study, done, ordered or explicitly not done."""

    modality: str
    region: str | None = None
    status: str = "done"
    date: str | None = None
    result: str | None = None
    contrast: str | None = None
    is_requested_study: bool = False
    mentions: tuple[Mention, ...] = ()


@dataclass(frozen=True, slots=True, repr=False)
class Warning_(Value):
    """Something a reviewer should look at; ``mentions`` show where."""

    code: str
    text: str
    mentions: tuple[Mention, ...] = ()


@dataclass(frozen=True, slots=True, repr=False)
class ExtractionFailure(Value):
    """What a batch yields for a note that could not be read; it never carries the text."""

    note_id: str | None
    code: str


@dataclass(frozen=True, slots=True, repr=False)
class Evidence(Value):
    """Everything a note documents, in the terms of the evidence guide."""

    schema_version: str = SCHEMA_VERSION
    engine_version: str = ""
    rules_digest: str = ""
    note_id: str | None = None
    note_date: str | None = None
    findings: tuple[Finding, ...] = ()
    therapies: tuple[Therapy, ...] = ()
    imaging: tuple[ImagingStudy, ...] = ()
    symptom_duration_days: DayRange | None = None
    symptom_duration_mentions: tuple[Mention, ...] = ()
    warnings: tuple[Warning_, ...] = ()
    _text: str = field(default="", repr=False, compare=False)

    def all_mentions(self) -> Iterator[tuple[str, Any, Mention]]:
        """Yield (kind, owner, mention) for findings, therapies, imaging and symptom durations."""
        owners: tuple[tuple[str, tuple[Any, ...]], ...] = (
            ("finding", self.findings),
            ("therapy", self.therapies),
            ("imaging", self.imaging),
        )
        for kind, items in owners:
            for item in items:
                for mention in item.mentions:
                    yield kind, item, mention
        for mention in self.symptom_duration_mentions:
            yield "symptom_duration", None, mention

    def to_frame(self) -> pd.DataFrame:
        """One row a mention (pandas); nulls are None, columns are those of ``interop.frames.MENTION_COLUMNS``."""
        from mednec.interop.frames import mention_frame

        return mention_frame([self])
