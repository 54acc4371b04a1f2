"""Read cases (JSON lines as ``mednec corpus generate`` writes them) and lay the documents of each out as one text.

Gold of a case names the document of every span. In the text of the case, its documents one after the other, a span is
two offsets, and whatever measures a note measures a case.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import accumulate
from pathlib import Path
from typing import Any

from mednec.corpus.readers import Row, check_items, identity, read_rows
from mednec.errors import CorpusError
from mednec.evidence import STATUSES, Evidence, Note

_BETWEEN = "\n\n"
_LISTS = ("findings", "therapies", "imaging")


@dataclass(frozen=True)
class CaseRow:
    """One case: its documents, the request, what they document, and the decisions an oracle gives (or none)."""

    id: str
    style: str | None
    phenomena: tuple[str, ...]
    documents: tuple[Note, ...] = field(repr=False)
    request: Mapping[str, Any] = field(repr=False)
    documented: Mapping[str, Any] = field(repr=False)
    decisions: Mapping[str, Mapping[str, Any]] = field(repr=False)
    row: Mapping[str, Any] = field(repr=False)

    @property
    def doc_types(self) -> tuple[str, ...]:
        """The types of its documents, each once."""
        return tuple(sorted({document.doc_type or "untyped" for document in self.documents}))

    @cached_property
    def text(self) -> str:
        """All documents as one text."""
        return _BETWEEN.join(document.text for document in self.documents)

    @cached_property
    def starts(self) -> Mapping[str, int]:
        """Where each document begins in the text of the case."""
        lengths = (len(document.text) + len(_BETWEEN) for document in self.documents)
        return dict(zip((str(d.id) for d in self.documents), accumulate(lengths, initial=0), strict=False))

    def locate(self, offset: int) -> tuple[str, int]:
        """The document that an offset of the case's text stands in, and the offset there."""
        name = max((name for name, start in self.starts.items() if start <= offset), key=lambda n: self.starts[n])
        return name, offset - self.starts[name]

    @cached_property
    def gold(self) -> dict[str, Any]:
        """What the case documents, with spans in the text of the case."""
        gold: dict[str, Any] = {kind: [self._laid_out(e) for e in self.documented.get(kind, [])] for kind in _LISTS}
        gold["symptom_duration_days"] = self.documented.get("symptom_duration_days")
        gold["symptom_duration_spans"] = [self._span(s) for s in self.documented.get("symptom_duration_spans", [])]
        return gold

    def _laid_out(self, entry: Mapping[str, Any]) -> dict[str, Any]:
        return {**entry, "spans": [self._span(span) for span in entry.get("spans", [])]}

    def _span(self, span: Sequence[Any]) -> list[int]:
        document, start, end = span
        return [self.starts[document] + start, self.starts[document] + end]

    def predicted(self, evidence: Evidence) -> dict[str, Any]:
        """Evidence as plain values, its mentions in the text of the case."""
        values = evidence.to_dict()
        for mention in (m for kind in _LISTS for item in values[kind] for m in item["mentions"]):
            self._move(mention)
        for mention in values["symptom_duration_mentions"]:
            self._move(mention)
        return values

    def _move(self, mention: dict[str, Any]) -> None:
        offset = self.starts[mention["note_id"]]
        mention["start"] += offset
        mention["end"] += offset

    def findings_of(self, document: str) -> list[dict[str, Any]]:
        """What one document says by itself: gold's findings, as the words in that document alone decide them."""
        found = []
        for entry in self.documented.get("findings", []):
            said = [(entry["status"], *span) for span in entry.get("spans", [])]
            said += [tuple(other) for other in entry.get("others", [])]
            here = [item for item in said if item[1] == document]
            if here:
                status = min((item[0] for item in here), key=STATUSES.index)
                spans = [list(item[2:]) for item in here if item[0] == status]
                found.append({"concept": entry["concept"], "region": entry["region"], "status": status, "spans": spans})
        return found


def read_cases(path: Path | str, limit: int | None = None) -> list[CaseRow]:
    """The cases of a file, of which ".jsonl" may be left out; at most ``limit``.

    Raises:
        CorpusError: unreadable, a line that is no case, an id twice, or no case at all.
    """
    file = _existing(Path(path))
    cases: dict[str, CaseRow] = {}
    for line, row in read_rows(file):
        if limit is not None and len(cases) >= limit:
            break
        name = identity(file, line, row, cases)
        cases[name] = _case(file, line, name, row)
    if not cases:
        raise CorpusError(f"{file}: no case in it")
    return list(cases.values())


def _existing(path: Path) -> Path:
    named = path.with_name(path.name + ".jsonl")
    return named if not path.is_file() and named.is_file() else path


def _case(path: Path, line: int, name: str, row: Row) -> CaseRow:
    documents, gold = row.get("documents"), row.get("documented")
    if not isinstance(documents, list) or not documents or not isinstance(gold, dict):
        raise CorpusError(f'{path}:{line}: a case needs "documents" and "documented"; notes need a file of gold')
    notes = tuple(_note(path, line, document) for document in documents)
    if len({note.id for note in notes}) < len(notes):
        raise CorpusError(f"{path}:{line}: two documents have the same id")
    check_items(path, line, gold)
    _check_spans(path, line, gold, {note.id for note in notes})
    style = row.get("style")
    return CaseRow(
        name,
        style if isinstance(style, str) else None,
        tuple(str(tag) for tag in row.get("phenomena", [])),
        notes,
        _object(path, line, row, "request"),
        gold,
        _object(path, line, row, "decisions"),
        row,
    )


def _note(path: Path, line: int, document: Any) -> Note:
    fields = document if isinstance(document, dict) else {}
    text, name = fields.get("text"), fields.get("id")
    if not isinstance(text, str) or not isinstance(name, str):
        raise CorpusError(f'{path}:{line}: a document needs "id" and "text"')
    return Note(text, fields.get("note_date"), fields.get("doc_type"), name)


def _check_spans(path: Path, line: int, gold: Mapping[str, Any], documents: set[str | None]) -> None:
    spans = [span for kind in _LISTS for item in gold.get(kind, []) for span in item.get("spans", [])]
    spans += [other[1:] for item in gold.get("findings", []) for other in item.get("others", [])]
    for span in (*spans, *gold.get("symptom_duration_spans", [])):
        if len(span) != 3 or span[0] not in documents:
            raise CorpusError(f"{path}:{line}: a span is [document, start, end] of a document of the case")


def _object(path: Path, line: int, row: Row, key: str) -> Mapping[str, Any]:
    value = row.get(key) or {}
    if not isinstance(value, dict):
        raise CorpusError(f'{path}:{line}: "{key}" is not an object')
    return value
