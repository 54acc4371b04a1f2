"""Evidence as rows of tables for HTML: findings by family, therapies, studies, everything else, warnings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from mednec.evidence import Evidence, Finding, Mention
from mednec.report.highlight import READINGS, MarkedNote, facts_of, family_of, named
from mednec.report.wording import FAMILIES, days_text, facts, further_items, printable, shortened, words

MOST_ROWS = 400
"""Rows of a table; a page with more of them is of no use to a reader, and the JSON has them all."""
_MOST_QUOTES = 4
_MOST_CHARACTERS = 120


@dataclass(frozen=True, slots=True)
class Anchors:
    """Where places of documents are on the page; ``several``: a place is told with the name of its document."""

    notes: Mapping[str | None, MarkedNote]
    several: bool

    def anchor(self, note_id: str | None, start: int) -> str | None:
        """The anchor of a place; None where the text is not shown."""
        note = self.notes.get(note_id) or self.notes.get(None)
        return note.anchor(start) if note else None

    def where(self, note_id: str | None, start: int) -> str:
        """The place in words: the character at which it begins."""
        return f"{printable(note_id)} {start}" if note_id and self.several else str(start)


@dataclass(frozen=True, slots=True)
class Quoted:
    """Words of a note and where they stand; ``status`` where they say otherwise than the row."""

    text: str
    where: str
    anchor: str | None
    status: str = ""


@dataclass(frozen=True, slots=True)
class TableRow:
    """One thing the notes document."""

    anchor: str
    family: str
    reading: str
    name: str
    status: str
    cells: tuple[str, ...]
    quotes: tuple[Quoted, ...]
    more: int


@dataclass(frozen=True, slots=True)
class EvidenceTable:
    """A table: ``columns`` between the status and the quotes; ``left_out`` rows are not shown."""

    title: str
    first: str
    columns: tuple[str, ...]
    rows: tuple[TableRow, ...]
    left_out: int = 0

    @property
    def grouped(self) -> bool:
        """Whether its rows are of several families, which then have a heading each."""
        return len({row.family for row in self.rows}) > 1


def evidence_tables(evidence: Evidence, rows: Mapping[int, str], anchors: Anchors) -> list[EvidenceTable]:
    """The tables that have rows, in the order of the page.

    Args:
        evidence: Of a note or a packet.
        rows: Anchors of the rows (``highlight.rows_of``).
        anchors: Anchors of the quotes.
    """
    found = [
        _table("Findings", "Finding", ("Region", "Side", "Level", "Grade"), _findings(evidence, rows, anchors)),
        _table(
            "Conservative care", "Therapy", ("Outcome", "Duration", "Dates", "Region"),
            _therapies(evidence, rows, anchors),
        ),
        _table("Imaging and tests", "Study", ("Region", "Date", "Result", "More"), _studies(evidence, rows, anchors)),
        _table("Further facts", "What", ("Says",), _further(evidence, rows, anchors)),
    ]  # fmt: skip
    return [table for table in found if table.rows]


def quotes_of(
    mentions: Sequence[Mention], anchors: Anchors, status: str | None = None
) -> tuple[tuple[Quoted, ...], int]:
    """The quotes behind something, those that say the same as it first, and how many more there are."""
    ranked = sorted(mentions, key=lambda m: (m.status != status, m.note_id or "", m.start, m.end))
    distinct = list({(m.note_id, m.start, m.end): m for m in reversed(ranked)}.values())[::-1]
    shown = tuple(_quoted(m, anchors, status) for m in distinct[:_MOST_QUOTES])
    return shown, max(len(distinct) - _MOST_QUOTES, 0)


def _quoted(mention: Mention, anchors: Anchors, status: str | None) -> Quoted:
    differs = status is not None and mention.status is not None and mention.status != status
    return quoted(mention.text, mention.note_id, mention.start, anchors, words(mention.status) if differs else "")


def quoted(text: str, note_id: str | None, start: int, anchors: Anchors, status: str = "") -> Quoted:
    """Words of a note, shortened and led back to it."""
    return Quoted(
        shortened(text, _MOST_CHARACTERS), anchors.where(note_id, start), anchors.anchor(note_id, start), status
    )


def _table(title: str, first: str, columns: tuple[str, ...], rows: Iterator[TableRow]) -> EvidenceTable:
    every = tuple(rows)
    return EvidenceTable(title, first, columns, every[:MOST_ROWS], max(len(every) - MOST_ROWS, 0))


def _findings(evidence: Evidence, rows: Mapping[int, str], anchors: Anchors) -> Iterator[TableRow]:
    order = list(FAMILIES)

    def place(f: Finding) -> tuple[int, int]:
        return order.index(f.family) if f.family in order else len(order), f.mentions[0].start if f.mentions else 0

    for f in sorted(evidence.findings, key=place):
        cells = (words(f.region), words(f.side), f.level or f.root or "", f.grade or "")
        quotes, more = quotes_of(f.mentions, anchors, f.status)
        course = f" ({words(f.trajectory)})" if f.trajectory else ""
        now = f", now {f.current_status}" if f.current_status not in (None, f.status) else ""
        status = f"{f.status}{now}{course}"
        name, reading = words(f.concept), READINGS.get(f.status, "present")
        yield TableRow(rows[id(f)], family_of("finding", f), reading, name, status, cells, quotes, more)


def _therapies(evidence: Evidence, rows: Mapping[int, str], anchors: Anchors) -> Iterator[TableRow]:
    for t in evidence.therapies:
        sessions = f"{t.sessions} sessions" if t.sessions is not None else ""
        length = ", ".join(filter(None, (days_text(t.duration_days), sessions)))
        dates = " to ".join(day or "…" for day in (t.start_date, t.end_date)) if t.start_date or t.end_date else ""
        status = words(t.status) + (f" ({words(t.reason)})" if t.reason else "")
        cells = ("" if t.outcome == "unknown" else t.outcome, length, dates, words(t.region))
        quotes, more = quotes_of(t.mentions, anchors)
        reading = READINGS.get(t.status, "present")
        yield TableRow(rows[id(t)], "therapy", reading, named("therapy", t), status, cells, quotes, more)


def _studies(evidence: Evidence, rows: Mapping[int, str], anchors: Anchors) -> Iterator[TableRow]:
    for s in evidence.imaging:
        asked = "the requested study" if s.is_requested_study else ""
        details = {"levels": list(s.levels), "technique": s.technique, "change": s.change, "reason": s.reason}
        more_words = ", ".join(filter(None, (asked, *(shortened(fact, 80) for fact in facts(details)))))
        cells = (words(s.region), s.date or "", s.result or "", more_words)
        quotes, more = quotes_of(s.mentions, anchors)
        reading = READINGS.get(s.status, "present")
        yield TableRow(rows[id(s)], "imaging", reading, named("imaging", s), words(s.status), cells, quotes, more)


def _further(evidence: Evidence, rows: Mapping[int, str], anchors: Anchors) -> Iterator[TableRow]:
    for label, items in further_items(evidence):
        for item in items:
            says = ", ".join(facts_of(item))
            if says:
                quotes, more = quotes_of(item.mentions, anchors)
                status = getattr(item, "status", "") or ""
                reading = READINGS.get(status, "present")
                yield TableRow(rows[id(item)], "facts", reading, label, words(status), (says,), quotes, more)
