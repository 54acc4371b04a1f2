"""Names the document in every mention of a value, so that a quote can be found again among several notes."""

from __future__ import annotations

import dataclasses
from typing import TypeVar

from mednec.evidence import Mention, Value

V = TypeVar("V")


def named_by(value: V, note_id: str, day: str | None = None) -> V:
    """The same value with its mentions named by their document, and dated by it where they have no date."""
    if isinstance(value, Mention):
        return dataclasses.replace(value, note_id=note_id, date=value.date or day)
    if isinstance(value, tuple):
        return tuple(named_by(v, note_id, day) for v in value)  # type: ignore[return-value]
    if isinstance(value, Value) and dataclasses.is_dataclass(value):
        parts = ((f.name, getattr(value, f.name)) for f in dataclasses.fields(value))
        inner = {name: part for name, part in parts if isinstance(part, tuple | Value)}
        return dataclasses.replace(value, **{name: named_by(part, note_id, day) for name, part in inner.items()})
    return value
