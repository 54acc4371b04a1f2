"""Read corpora (JSON lines of notes, gold, predictions); what is wrong is said with file and line, never quoted."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from mednec.errors import CorpusError
from mednec.evidence import Note

Row = Mapping[str, Any]
_LISTS = ("findings", "therapies", "imaging")
_NAMES = {"findings": "concept", "therapies": "therapy", "imaging": "modality"}


@dataclass(frozen=True, slots=True)
class CorpusNote:
    """A note of a corpus and the split it belongs to."""

    note: Note = field(repr=False)
    split: str | None = None


def read_notes(path: Path | str, split: str | None = None) -> dict[str, CorpusNote]:
    """Notes by id, of one split or all.

    Raises:
        CorpusError: unreadable, a line that is no note, an id twice, or no note in the split.
    """
    notes: dict[str, CorpusNote] = {}
    for line, row in read_rows(path):
        if not isinstance(row.get("text"), str):
            raise CorpusError(f'{path}:{line}: a note needs "text"')
        name = identity(path, line, row, notes)
        note = Note(row["text"], _text(row, "note_date"), _text(row, "doc_type") or _text(row, "note_type"), name)
        notes[name] = CorpusNote(note, _text(row, "split"))
    if split is None:
        return notes
    chosen = {name: item for name, item in notes.items() if item.split == split}
    if not chosen:
        known = sorted({item.split for item in notes.values() if item.split})
        raise CorpusError(f"{path}: no note of split {split!r}; there are {', '.join(known) or 'no splits'}")
    return chosen


def read_documented(path: Path | str) -> dict[str, Row]:
    """Gold or predictions by id: findings, therapies, imaging, durations in the shape of the contract.

    Raises:
        CorpusError: unreadable, a line that is no such object, or an id twice.
    """
    documented: dict[str, Row] = {}
    for line, row in read_rows(path):
        name = identity(path, line, row, documented)
        check_items(path, line, row)
        documented[name] = row
    return documented


def read_rows(path: Path | str) -> Iterator[tuple[int, Row]]:
    """The objects of a file of JSON lines with their line numbers; empty lines are skipped.

    Raises:
        CorpusError: unreadable, not UTF-8, or a line that is no JSON object.
    """
    for line, text in enumerate(_lines(Path(path)), 1):
        if not text.strip():
            continue
        try:
            row = json.loads(text)
        except (ValueError, RecursionError) as error:
            column = f", column {error.colno}" if isinstance(error, json.JSONDecodeError) else ""
            raise CorpusError(f"{path}:{line}: not valid JSON{column}") from None
        if not isinstance(row, dict):
            raise CorpusError(f"{path}:{line}: not a JSON object")
        yield line, row


def _lines(path: Path) -> Iterator[str]:
    """Lines as JSON lines has them: a newline ends one, and no other character does."""
    try:
        with path.open("rb") as file:
            for line, raw in enumerate(file, 1):
                yield _decoded(path, line, raw)
    except OSError as error:
        raise CorpusError(f"{path}: it cannot be read: {error.strerror or type(error).__name__}") from None


def _decoded(path: Path, line: int, raw: bytes) -> str:
    try:
        return raw.decode("utf-8-sig" if line == 1 else "utf-8")
    except UnicodeDecodeError:
        raise CorpusError(f"{path}:{line}: not UTF-8") from None


def identity(path: Path | str, line: int, row: Row, seen: Mapping[str, Any]) -> str:
    """The id of a row, which no earlier row may have.

    Raises:
        CorpusError: there is none, or it stands in an earlier line.
    """
    name = row.get("id")
    if not isinstance(name, str | int) or isinstance(name, bool) or name == "":
        raise CorpusError(f'{path}:{line}: "id" is missing')
    if str(name) in seen:
        raise CorpusError(f"{path}:{line}: this id stands in an earlier line too")
    return str(name)


def check_items(path: Path | str, line: int, row: Row) -> None:
    """Check that gold or predictions have the shape of the contract.

    Raises:
        CorpusError: an entry or a range is of another shape.
    """
    for kind in _LISTS:
        items = row.get(kind, [])
        if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
            raise CorpusError(f'{path}:{line}: "{kind}" is not a list of objects')
        for item in items:
            for key in (_NAMES[kind], "status"):
                if not isinstance(item.get(key), str):
                    raise CorpusError(f'{path}:{line}: an entry of "{kind}" lacks "{key}"')
            _check_range(path, line, item, "duration_days")
            if not all(isinstance(quote, str) for quote in item.get("quotes", [])):
                raise CorpusError(f'{path}:{line}: "quotes" of an entry of "{kind}" is not a list of texts')
    _check_range(path, line, row, "symptom_duration_days")


def _check_range(path: Path | str, line: int, item: Row, key: str) -> None:
    value = item.get(key)
    if value is None:
        return
    if not isinstance(value, list) or len(value) != 2 or not all(v is None or _is_number(v) for v in value):
        raise CorpusError(f'{path}:{line}: "{key}" is null or two numbers of days, each possibly null')


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _text(row: Row, key: str) -> str | None:
    value = row.get(key)
    return value if isinstance(value, str) else None
