"""Evidence as tables for a terminal: what was found, what it means, and the words that say so, with offsets."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from rich.console import Group, RenderableType
from rich.markup import escape
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from mednec.evidence import Evidence, Finding, ImagingStudy, Mention, Therapy
from mednec.report.timeline import document_table, therapy_timeline
from mednec.report.wording import EVIDENCE_CLOSING, FAMILIES, days_text, facts, further_items, printable, words

MAX_QUOTES = 3
MAX_QUOTE_CHARACTERS = 90
_COLOURS = {
    "present": "bold red", "possible": "yellow", "absent": "green", "historical": "blue",
    "completed": "cyan", "ongoing": "cyan", "done": "cyan", "planned": "yellow", "ordered": "yellow",
    "declined": "magenta", "not_done": "magenta", "failed": "bold red", "partial": "yellow", "improved": "green",
    "abnormal": "bold red", "normal": "green",
}  # fmt: skip


def evidence_view(evidence: Evidence, name: str | None = None) -> RenderableType:
    """Everything a note documents, as tables."""
    parts: list[RenderableType] = [_title(evidence, name)]
    tables = [_findings(evidence.findings), _therapies(evidence.therapies), _imaging(evidence.imaging)]
    further = _further(evidence)
    parts += [Padding(table, (1, 0, 0, 0)) for table in (*tables, *([further] if further else []))]
    parts += _in_time(evidence)
    parts += _closing_lines(evidence)
    return Group(*parts)


def _in_time(evidence: Evidence) -> Iterator[RenderableType]:
    """The therapies as a timeline, and the documents of a packet."""
    timeline = therapy_timeline(evidence)
    if timeline is not None:
        yield Padding(timeline, (1, 0, 0, 0))
    if len(evidence.documents) > 1:
        yield Padding(document_table(evidence), (1, 0, 0, 0))


def _title(evidence: Evidence, name: str | None) -> Text:
    title = Text(printable(name or evidence.note_id or "note"), style="bold")
    return title.append(f"  {evidence.note_date}" if evidence.note_date else "  undated", style="not bold dim")


def _findings(findings: Sequence[Finding]) -> RenderableType:
    if not findings:
        return Text("No findings.", style="dim")
    table = _table("Findings", "Finding", "Status", "Region", "Side", "Level", "Grade", "Words in the note")
    known = [*FAMILIES, *sorted({f.family for f in findings} - set(FAMILIES))]
    for family in known:
        rows = [f for f in findings if f.family == family]
        if rows:
            table.add_row(Text(FAMILIES.get(family, words(family)), style="bold underline"))
        for f in sorted(rows, key=lambda f: f.mentions[0].start if f.mentions else 0):
            cells = (_coloured(f.status), words(f.region), words(f.side), f.level or f.root or "", f.grade or "")
            table.add_row(f"  {words(f.concept)}", *cells, _quotes(f.mentions, f.status))
    return table


def _therapies(therapies: Sequence[Therapy]) -> RenderableType:
    if not therapies:
        return Text("No conservative therapies.", style="dim")
    table = _table("Therapies", "Therapy", "Status", "Outcome", "Duration", "Dates", "Region", "Words in the note")
    for t in therapies:
        label = words(t.therapy) + (f" ({escape(printable(t.agent))})" if t.agent else "")
        sessions = f"{t.sessions} sessions" if t.sessions is not None else ""
        length = ", ".join(part for part in (days_text(t.duration_days), sessions) if part)
        dates = " to ".join(date or "…" for date in (t.start_date, t.end_date)) if t.start_date or t.end_date else ""
        state = _coloured(t.status)
        if t.reason:
            state.append(f" ({words(t.reason)})", style="not bold dim")
        table.add_row(label, state, _coloured(t.outcome), length, dates, words(t.region), _quotes(t.mentions))
    return table


def _imaging(studies: Sequence[ImagingStudy]) -> RenderableType:
    if not studies:
        return Text("No imaging or electrodiagnostic studies.", style="dim")
    table = _table("Imaging and tests", "Study", "Region", "Status", "Date", "Result", "Words in the note")
    for s in studies:
        asked = " (the requested study)" if s.is_requested_study else ""
        cells = (words(s.region), _coloured(s.status), s.date or "", _coloured(s.result))
        table.add_row(words(s.modality) + asked, *cells, _quotes(s.mentions))
    return table


def _further(evidence: Evidence) -> Table | None:
    """Complaints, scores, patient, order, codes …: whatever else the note says, a row an item."""
    table = _table("Further", "What", "Says", "Words in the note")
    for label, items in further_items(evidence):
        for item in items:
            says = ", ".join(facts(item.to_dict()))
            if says:
                table.add_row(label, Text(printable(says)), _quotes(item.mentions))
    return table if table.row_count else None


def _closing_lines(evidence: Evidence) -> Iterable[RenderableType]:
    length = days_text(evidence.symptom_duration_days) or "not stated"
    yield Text.assemble(
        "\n", ("Symptoms for: ", "bold"), length, "  ", _quotes(evidence.symptom_duration_mentions, between=", ")
    )
    for warning in evidence.warnings:
        line = Text.assemble(("Warning ", "bold yellow"), f"{warning.code}: {printable(warning.text)}  ")
        yield line + _quotes(warning.mentions, between=", ")
    yield Text(EVIDENCE_CLOSING, style="italic dim")


def _table(title: str, *columns: str) -> Table:
    table = Table(title=title, title_justify="left", title_style="bold", header_style="bold", expand=False)
    for column in columns:
        table.add_column(column, overflow="fold", ratio=None)
    return table


def _quotes(mentions: Sequence[Mention], status: str | None = None, between: str = "\n") -> Text:
    """The quotes behind an item; a mention that says otherwise than the item carries its own status."""
    lines = []
    for mention in sorted(mentions, key=lambda m: (m.status != status, m.start))[:MAX_QUOTES]:
        quote = printable(mention.text)
        if len(quote) > MAX_QUOTE_CHARACTERS:
            quote = quote[: MAX_QUOTE_CHARACTERS - 1] + "…"
        where = f"{printable(mention.note_id)} " if mention.note_id and mention.date else ""
        line = Text(f"“{quote}” ").append(f"[{where}{mention.start}:{mention.end}]", style="dim")
        if mention.cue and mention.cue.casefold() not in mention.text.casefold():
            line.append(f" by “{printable(mention.cue)}”", style="dim")
        if status and mention.status and mention.status != status:
            line.append(" ").append_text(_coloured(mention.status))
        lines.append(line)
    if len(mentions) > MAX_QUOTES:
        lines.append(Text(f"and {len(mentions) - MAX_QUOTES} more", style="dim"))
    return Text(between).join(lines)


def _coloured(value: str | None) -> Text:
    return Text(words(value), style=_COLOURS.get(value or "", ""))
