"""The figures of an evaluated corpus of cases as tables for a terminal, each with its 95 % interval."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from mednec.corpus.case_figures import CorpusReport, group_rows
from mednec.corpus.decision_scores import DECISIONS, NO_DECISION, ON_DOCUMENTED, ON_EXTRACTED
from mednec.report.scores import errors_table

NO_ORACLE = 'Decisions are not scored: the cases hold no "decisions" to compare with.'
NO_OUTCOMES = "Risks are not scored: the cases do not hold what simulated reviewers would have to see."
_DASH = "–"


def corpus_view(report: CorpusReport, *, errors: bool = False) -> RenderableType:
    """Figures overall, decisions and risks by payer, documents by type, the groups; with ``errors`` all of them."""
    overall = report.overall
    parts: list[RenderableType] = [
        Text(f"{overall['cases']} cases, {report.documents['all']['documents']} documents", style="bold"),
        _prf_table("Extraction", {k: v for k, v in overall["extraction"].items() if "f1" in v}),
        _shares(overall["extraction"]),
        _prf_table("Linking: what extracted courses of therapy say beside gold's", overall["linking"]),
        *_decisions("Decisions beside the oracle's", overall[ON_EXTRACTED]),
        *(_decisions("The same on what gold documents", documented) if (documented := overall[ON_DOCUMENTED]) else ()),
        _risks(overall["risk"]),
        _documents(report),
        _groups(report),
    ]
    failed = [score.case.id for score in report.scores if score.failure]
    if failed:
        parts.append(Text(f"Not read: {', '.join(failed)}", style="bold red"))
    if errors:
        parts.append(errors_table([d for score in report.scores for d in score.score.disagreements]))
    return Group(*parts)


def figure(value: Any) -> str:
    """A share or a count; a dash where there is none."""
    return _DASH if value is None else str(value) if isinstance(value, int) else f"{value:.3f}"


def with_interval(figures: Mapping[str, Any], name: str) -> str:
    """A figure and its interval: 0.855 (0.845-0.865)."""
    value, interval = figures.get(name), figures.get(f"{name}_95")
    if value is None or not interval:
        return figure(value)
    low, high = (round(bound) if isinstance(value, int) else bound for bound in interval)
    return f"{figure(value)} ({figure(low)}{_DASH}{figure(high)})"


def _prf_table(title: str, metrics: Mapping[str, Mapping[str, Any]]) -> Table:
    table = _table(title, "Metric", "Precision", "Recall", "F1", "n")
    for name, values in metrics.items():
        table.add_row(name, *(with_interval(values, key) for key in ("p", "r", "f1")), str(values["n"]))
    return table


def _shares(extraction: Mapping[str, Mapping[str, Any]]) -> Table:
    table = _table("Shares and flips", "Metric", "Share or number", "n")
    for name, values in extraction.items():
        if "share" in values:
            table.add_row(name, with_interval(values, "share"), str(values["n"]))
        elif "count" in values:
            table.add_row(name, Text(with_interval(values, "count"), style="red" if values["count"] else "green"), "")
    return table


def _decisions(title: str, decision: Mapping[str, Any] | None) -> list[RenderableType]:
    if decision is None:
        return [Text(NO_ORACLE, style="yellow")]
    short = "meets / insufficient / does not meet / none"
    table = _table(
        f"{title}; answers to each truth: {short}",
        "Payer", "Accuracy", "Macro-F1", "n", *(f"Truth: {name.replace('_', ' ')}" for name in DECISIONS),
    )  # fmt: skip
    for payer, values in decision.items():
        cells = with_interval(values, "accuracy"), with_interval(values, "macro_f1"), str(values["n"])
        table.add_row(payer, *cells, *(_answers(values["confusion"][truth]) for truth in DECISIONS))
    return [table]


def _answers(given: Mapping[str, int]) -> str:
    """How often each answer was given to one truth."""
    return " / ".join(str(given[answer]) for answer in (*DECISIONS, NO_DECISION))


def _risks(risk: Mapping[str, Any] | None) -> RenderableType:
    if risk is None:
        return Text(NO_OUTCOMES, style="yellow")
    table = _table("Denial risk against outcomes of review", "Payer", "AUC", "Brier", "ECE", "n", "Denied")
    for payer, values in risk.items():
        cells = (with_interval(values, name) for name in ("auc", "brier", "ece"))
        table.add_row(payer, *cells, str(values["n"]), str(values["denied"]))
    return table


def _documents(report: CorpusReport) -> Table:
    table = _table(
        "Documents read by themselves: findings", "Type", "Precision", "Recall", "F1", "F1 present", "Flips", "n"
    )
    for name, values in report.documents.items():
        strict = values["findings_strict"]
        table.add_row(
            f"{name} ({values['documents']})",
            *(with_interval(strict, key) for key in ("p", "r", "f1")),
            with_interval(values["findings_present"], "f1"),
            with_interval(values["flips_present_absent"], "count"),
            str(strict["n"]),
        )
    return table


def _groups(report: CorpusReport) -> Table:
    table = _table(f"Groups of cases. {GROUP_LEGEND}", *GROUP_COLUMNS)
    previous = None
    for grouping, name, figures in group_rows(report):
        if previous not in (None, grouping):
            table.add_section()
        previous = grouping
        table.add_row(name, *group_cells(figures))
    return table


GROUP_COLUMNS = (
    "Group", "Cases", "Findings", "Present", "Flips", "Therapies", "Lengths", "Imaging", "Symptoms", "Decisions",
    "Risk",
)  # fmt: skip

GROUP_LEGEND = (
    "Findings, present ones, therapies, lengths at their therapy and imaging: F1; length of symptoms and decisions: "
    "share that is right; risk: AUC."
)


def group_cells(figures: Mapping[str, Any]) -> tuple[str, ...]:
    """One line of the table of groups, without the name."""
    extraction, linking = figures["extraction"], figures["linking"]
    decision, risk = figures["decision"], figures["risk"]
    return (
        str(figures["cases"]),
        _short(extraction["findings_strict"], "f1"),
        _short(extraction["findings_present"], "f1"),
        _short(extraction["flips_present_absent"], "count"),
        _short(extraction["therapies"], "f1"),
        _short(linking["link_duration_days"], "f1"),
        _short(extraction["imaging"], "f1"),
        _short(extraction["symptom_duration_acc"], "share"),
        _short(decision["all"], "accuracy") if decision else _DASH,
        _short(risk["all"], "auc") if risk else _DASH,
    )


def _short(figures: Mapping[str, Any], name: str) -> str:
    """Two digits, for tables with many columns: 0.86 .85-.87."""
    value, interval = figures.get(name), figures.get(f"{name}_95")
    shown = [_two_digits(bound, isinstance(value, int)) for bound in (value, *(interval or ()))]
    return shown[0] if len(shown) == 1 else f"{shown[0]} {_DASH.join(bound.replace('0.', '.') for bound in shown[1:])}"


def _two_digits(value: float | None, is_count: bool) -> str:
    return _DASH if value is None else f"{value:.0f}" if is_count else f"{value:.2f}"


def _table(title: str, first: str, *columns: str) -> Table:
    table = Table(title=title, title_justify="left", title_style="bold", header_style="bold")
    table.add_column(first, overflow="fold")
    for column in columns:
        table.add_column(column, overflow="fold", justify="right")
    return table
