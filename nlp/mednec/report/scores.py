"""The figures of an evaluation as tables for a terminal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from mednec.corpus.evaluation import F_METRICS, FLIPS, RATES, Report, counts_of, rate_of
from mednec.corpus.metrics import Counts, Disagreement
from mednec.corpus.places import Quoted
from mednec.report.wording import printable

_MOST_ERRORS_SHOWN = 2000


def scores_view(report: Report, *, errors: bool = False) -> RenderableType:
    """All figures; with ``errors`` also every disagreement with its quotes."""
    parts: list[RenderableType] = [Text(f"{len(report.scores)} notes", style="bold"), _metrics(report), _rates(report)]
    parts.append(_concepts(report))
    if report.failures:
        failed = ", ".join(f"{f.note_id}: {f.code}" for f in report.failures)
        parts.append(Text(f"Not read: {printable(failed)}", style="bold red"))
    if errors:
        parts.append(errors_table(report.disagreements))
    return Group(*parts)


def _metrics(report: Report) -> Table:
    table = _table("Precision and recall", "Metric", "P", "R", "F1", "n", *(["95 % of F1"] if report.intervals else []))
    totals = report.totals
    for name in F_METRICS:
        table.add_row(name, *_prf_cells(counts_of(totals, name)), *_interval_cell(report, name))
    return table


def _rates(report: Report) -> Table:
    table = _table("Shares and flips", "Metric", "Share", "n", *(["95 %"] if report.intervals else []))
    totals = report.totals
    for name in RATES:
        rate = rate_of(totals, name)
        table.add_row(
            name, "–" if rate.value is None else f"{rate.value:.3f}", str(rate.n), *_interval_cell(report, name)
        )
    for name in FLIPS:
        flips = totals[name, "n"]
        table.add_row(name, "", Text(str(flips), style="bold red" if flips else "green"))
    return table


def _concepts(report: Report) -> Table:
    table = _table("By concept and status", "Concept", "Status", "P", "R", "F1", "n")
    for concept, statuses in report.by_concept().items():
        ordered = ["all", *(status for status in statuses if status != "all")]
        # A concept seen with one status only needs no line of its own for it.
        for status in ordered if len(ordered) > 2 else ordered[1:]:
            cells = _prf_cells(statuses[status])
            first = status == "all" or len(ordered) == 2
            table.add_row(concept if first else "", status, *cells, style="" if first else "dim")
    return table


def errors_table(disagreements: Sequence[Disagreement]) -> RenderableType:
    """Every disagreement with the words of the note; beyond 2000, how many there are."""
    table = _table("Disagreements", "Note", "Kind", "Key", "Gold", "Predicted", "Quotes (gold, then predicted)")
    for d in disagreements[:_MOST_ERRORS_SHOWN]:
        key = " ".join(part or "–" for part in d.key)
        table.add_row(d.note_id, d.kind, key, _cell(d.gold), _cell(d.predicted), _quotes(d))
    hidden = len(disagreements) - _MOST_ERRORS_SHOWN
    return Group(table, Text(f"and {hidden} more: see --json")) if hidden > 0 else table


def _quotes(d: Disagreement) -> Text:
    lines = [Text(f"“{printable(q.text)}”", style="green") for q in d.gold_quotes]
    lines += [Text(f"“{printable(q.text)}”").append(_made_by(q), style="dim") for q in d.predicted_quotes]
    return Text("\n").join(lines)


def _made_by(q: Quoted) -> str:
    cue = f", cue “{printable(q.cue)}”" if q.cue else ""
    return f" [{q.start}:{q.end}] {q.rule or 'no rule'}{cue}"


def _cell(value: Any) -> str:
    return "–" if value is None or value == [] else printable(str(value))


def _prf_cells(counts: Counts) -> tuple[str, ...]:
    if counts == Counts():
        return "–", "–", "–", "0"
    return f"{counts.precision:.3f}", f"{counts.recall:.3f}", f"{counts.f1:.3f}", str(counts.n)


def _interval_cell(report: Report, name: str) -> tuple[str, ...]:
    if not report.intervals:
        return ()
    if name not in report.intervals:
        return ("",)
    low, high = report.intervals[name]
    return (f"{low:.3f} – {high:.3f}",)


def _table(title: str, *columns: str) -> Table:
    table = Table(title=title, title_justify="left", title_style="bold", header_style="bold")
    for column in columns:
        table.add_column(
            column, overflow="fold", justify="right" if column in ("P", "R", "F1", "n", "Share") else "left"
        )
    return table
