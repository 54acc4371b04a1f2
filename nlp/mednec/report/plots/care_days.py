"""Days of documented conservative care against thresholds: of one request by payer, of one payer by request."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mednec.care import CareDays
from mednec.criteria.assessment import Assessment, RequirementResult
from mednec.report.palette import proper
from mednec.report.plots.sheet import empty, legend_of_states, sheet, state_colour, theme

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_STATES = ("met", "not_met", "undocumented", "conflicting", "waived", "not_applicable")
_MANY = 30
"""Rows beyond which no row is labelled."""


@dataclass(frozen=True, slots=True)
class _Row:
    label: str
    care: CareDays
    state: str


def care_by_payer(answers: Iterable[Assessment], ax: Axes | None = None) -> Axes:
    """Draw the days of care (lowest to highest that the notes allow) that each payer counts, beside its threshold.

    Payers that hold no days of care against this request are left out. An arrow says that the notes set no upper bound.

    Args:
        answers: Of one request, as ``assess`` gives them.
        ax: Where to draw; new Axes when left out.

    Raises:
        ExtraMissingError: matplotlib is not installed.
    """
    rows = [_Row(proper(a.payer), r.care, r.state) for a in answers if (r := counted_care(a)) and r.care]
    ax = sheet(ax, 7.5, 1.5 + 0.42 * max(len(rows), 2), "Documented conservative care, as each payer counts it")
    _draw(ax, rows)
    return ax


def care_by_request(answers: Iterable[Assessment], ax: Axes | None = None) -> Axes:
    """Draw the days of care of many requests to one payer, fewest first, beside the threshold.

    Args:
        answers: Of one payer, one a request.
        ax: Where to draw; new Axes when left out.

    Raises:
        ExtraMissingError: matplotlib is not installed.
    """
    rows = [_Row(str(n), r.care, r.state) for n, a in enumerate(answers, 1) if (r := counted_care(a)) and r.care]
    rows.sort(key=lambda row: (row.care.documented[0], row.care.documented[1] or float("inf")), reverse=True)
    ax = sheet(ax, 7.5, 4.5, "Documented conservative care of each request")
    _draw(ax, rows)
    if rows:
        ax.set_ylabel(f"{len(rows)} requests, fewest days at the bottom" if len(rows) > _MANY else "request")
    return ax


def counted_care(answer: Assessment) -> RequirementResult | None:
    """The requirement that holds days of care against a threshold: of the nearest pathway, else the first."""
    counted = [r for r in answer.requirements if r.care is not None]
    return min(counted, key=lambda r: r.pathway not in (None, answer.pathway), default=None)


def _draw(ax: Axes, rows: Sequence[_Row]) -> None:
    if not rows:
        empty(ax)
        return
    end = 1.12 * max(max(row.care.required, row.care.documented[1] or row.care.documented[0]) for row in rows)
    labelled = len(rows) <= _MANY
    for place, row in enumerate(reversed(rows)):
        _interval(ax, place, row, end)
        if labelled:
            ax.text(end * 1.02, place, _numbers(row.care), va="center", fontsize=9, color=theme().page["ink"])
    ax.set_xlim(-0.01 * end, end)
    ax.set_ylim(-0.6, len(rows) - 0.4)
    ax.set_yticks(range(len(rows)) if labelled else [], [r.label for r in reversed(rows)] if labelled else [])
    ax.set_xlabel("days of documented care; black line: days required")
    ax.grid(axis="x", color=theme().page["line"], linewidth=0.5)
    legend_of_states(ax, [state for state in _STATES if any(row.state == state for row in rows)])


def _interval(ax: Axes, place: int, row: _Row, end: float) -> None:
    """What is sure as a full bar, what is possible as a pale one, no days at all as a ring."""
    low, high = row.care.documented
    colour = state_colour(row.state)
    ax.barh(place, low, height=0.5, color=colour)
    ax.barh(place, (end if high is None else high) - low, left=low, height=0.5, color=colour, alpha=0.3)
    if high is None:
        ax.plot(end * 0.985, place, marker=">", color=colour, clip_on=False)
    elif high == 0:
        ax.plot(0, place, marker="o", markerfacecolor=theme().page["ground"], markeredgecolor=colour, clip_on=False)
    ax.plot([row.care.required] * 2, [place - 0.4, place + 0.4], color=theme().page["ink"], linewidth=2)


def _numbers(care: CareDays) -> str:
    low, high = care.documented
    days = f"{low:g} or more" if high is None else f"{low:g}" if low == high else f"{low:g} to {high:g}"
    return f"{days} of {care.required:g}"
