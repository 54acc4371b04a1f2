"""An evaluation of the denial risk for a terminal: by payer, its calibration, and before other reviewers."""

from __future__ import annotations

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from mednec.risk.evaluation import RiskReport, Score

_BLANK = ("–", "–", "–")


def risk_report_view(report: RiskReport) -> RenderableType:
    """The tables of an evaluation."""
    parts = [_by_payer(report), _calibration(report), _variants(report), _sensitivity(report)]
    held = (
        f"The bounds hold the denied share in {report.held:.0%} of cases; they are {report.width:.2f} wide on average."
    )
    return Group(*(Padding(part, (0, 0, 1, 0)) for part in parts), Text(held))


def _table(title: str, *headers: str) -> Table:
    table = Table(title=title, title_justify="left", box=None, pad_edge=False)
    for place, header in enumerate(headers):
        table.add_column(header, justify="left" if place == 0 else "right")
    return table


def _by_payer(report: RiskReport) -> Table:
    table = _table(
        "By payer", "payer", "cases", "denied", "AUC", "Brier", "ECE", "base rate Brier", "ECE",
        "unconstrained AUC", "Brier", "ECE",
    )  # fmt: skip
    for p in report.payers:
        plain = _BLANK if p.unconstrained is None else _score(p.unconstrained)
        base = _score(p.base_rate)[1:]
        table.add_row(p.payer, str(p.cases), f"{p.denied:.3f}", *_score(p.model), *base, *plain)
    return table


def _calibration(report: RiskReport) -> Table:
    table = _table("Calibration", "risk", "cases", "mean risk", "denied")
    for b in report.calibration:
        table.add_row(f"{b.low:.1f} to {b.high:.1f}", f"{b.weight:g}", f"{b.risk:.3f}", f"{b.denied:.3f}")
    return table


def _variants(report: RiskReport) -> Table:
    table = _table("Before other reviewers", "reviewers", "denied", "AUC", "Brier", "ECE", "held")
    for v in report.variants:
        table.add_row(v.text, f"{v.denied:.3f}", *_score(v.score), f"{v.held:.0%}")
    return table


def _sensitivity(report: RiskReport) -> Table:
    table = _table("Sensitivity to what is assumed", "quantity", "set to", "denied", "AUC", "Brier", "ECE")
    for s in report.sensitivity:
        table.add_row(s.quantity, f"{s.value:g}", f"{s.denied:.3f}", *_score(s.score))
    return table


def _score(score: Score) -> tuple[str, str, str]:
    return f"{score.auc:.3f}", f"{score.brier:.3f}", f"{score.ece:.3f}"
