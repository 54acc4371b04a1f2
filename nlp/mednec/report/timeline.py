"""Therapies on a line of time: which ran when, which side by side, and which no date places."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from rich.console import Group, RenderableType
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from mednec.care import conservative_days
from mednec.evidence import Evidence, Therapy
from mednec.report.placed import course_days
from mednec.report.wording import days_text, printable

WIDTH = 48
_COLOURS = {"failed": "red", "partial": "yellow", "improved": "green", "unknown": "cyan"}


def therapy_timeline(evidence: Evidence) -> RenderableType | None:
    """One bar a course between its first and last day; None when no course can be placed in time."""
    placed = [(t, days) for t in evidence.therapies if (days := course_days(t, evidence.note_date)) is not None]
    if not placed:
        return None
    first = min(days[0] for _, days in placed)
    last = max(*(days[1] for _, days in placed), first + timedelta(days=1))
    table = Table(title="Therapies in time", title_justify="left", title_style="bold", box=None, pad_edge=False)
    table.add_column("")
    table.add_column(f"{first.isoformat()}{last.isoformat():>{WIDTH - 10}}", no_wrap=True, width=WIDTH)
    table.add_column("")
    for therapy, days in sorted(placed, key=lambda p: p[1]):
        table.add_row(_label(therapy), _bar(therapy, days, first, last), _length(therapy))
    parts: list[RenderableType] = [table]
    loose = [
        t
        for t in evidence.therapies
        if t.status in ("completed", "ongoing") and course_days(t, evidence.note_date) is None
    ]
    if loose:
        parts.append(Text("Without dates: " + ", ".join(map(_summary, loose)), style="dim"))
    parts.append(Text(f"Conservative care: {days_text(conservative_days(evidence)) or 'no length told'}", style="bold"))
    return Group(*parts)


def _bar(therapy: Therapy, days: tuple[date, date], first: date, last: date) -> Text:
    scale = (WIDTH - 1) / max((last - first).days, 1)
    low, high = (round((day - first).days * scale) for day in days)
    filled = "━" * max(high - low, 1) if high > low else "●"
    tip = "▶" if therapy.status == "ongoing" else ""
    return Text(" " * low + filled + tip, style=_COLOURS.get(therapy.outcome, "cyan"))


def _label(therapy: Therapy) -> str:
    name = therapy.therapy.replace("_", " ")
    return f"{name} ({escape(printable(therapy.agent))})" if therapy.agent else name


def _length(therapy: Therapy) -> str:
    visits = f"{therapy.sessions} sessions" if therapy.sessions else ""
    return ", ".join(
        part for part in (days_text(therapy.duration_days), visits, therapy.status, therapy.outcome) if part
    )


def _summary(therapy: Therapy) -> str:
    length = days_text(therapy.duration_days)
    return f"{_label(therapy)}{f' {length}' if length else ''} ({therapy.outcome})"


def document_table(evidence: Evidence) -> RenderableType:
    """The documents of a packet in the order of time."""
    table = Table(title="Documents", title_justify="left", title_style="bold", header_style="bold")
    for column in ("Document", "Date", "Kind", "Carries text forward from"):
        table.add_column(column, overflow="fold")
    for document in evidence.documents:
        day = f"{document.date} (from the text)" if document.date_source == "text" else document.date or "undated"
        cells: Sequence[str | None] = (document.id, day, (document.type or "").replace("_", " "), document.copied_from)
        table.add_row(*(Text(printable(cell or "")) for cell in cells))
    return table
