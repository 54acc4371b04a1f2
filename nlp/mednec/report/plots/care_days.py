"""Days of documented conservative care against thresholds: of one request by payer, and of a payer's whole cohort."""

from __future__ import annotations

from collections import Counter
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
_REACH = 4
"""How far the axis of a cohort goes, in thresholds."""


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


def care_of_cohort(answers: Iterable[Assessment], ax: Axes | None = None) -> Axes:
    """Draw the share (%) of a payer's requests that document at least so many days of care, beside the threshold.

    The lower curve counts what is sure, the upper one what the notes leave possible; between them a date or a length
    is missing.

    Args:
        answers: Of one payer, one a request; those without care that counts have no days.
        ax: Where to draw; new Axes when left out.

    Raises:
        ExtraMissingError: matplotlib is not installed.
    """
    held = [r.care for a in answers if (r := counted_care(a)) and r.care]
    ax = sheet(ax, 7.5, 4.2, "Documented conservative care of a cohort")
    if not held:
        empty(ax)
        return ax
    required = Counter(care.required for care in held).most_common(1)[0][0]
    days = range(1, round(_REACH * required) + 1)
    sure, possible = ([100 * share_with(held, day, sure=known) for day in days] for known in (True, False))
    colour = state_colour("met")
    ax.fill_between(days, sure, possible, color=colour, alpha=0.2, linewidth=0, label="unclear: a length is missing")
    ax.plot(days, possible, color=colour, linestyle="--", label="possible")
    ax.plot(days, sure, color=colour, linewidth=2, label="sure")
    ax.axvline(required, color=theme().page["ink"], linewidth=2, label=f"required: {required:g} days")
    ax.set(xlim=(0, days[-1]), ylim=(0, 100), xlabel="days of documented care")
    ax.set_ylabel(f"share of {len(held)} requests with at least so many (%)")
    ax.grid(color=theme().page["line"], linewidth=0.5)
    ax.legend(frameon=False)
    return ax


def share_with(held: Sequence[CareDays], days: float, *, sure: bool) -> float:
    """The share (0 to 1) of requests with at least so many days: surely, or as far as the notes leave open."""
    ends = (_low(care) if sure else care.documented[1] for care in held)
    return sum(end is None or end >= days for end in ends) / len(held)


def counted_care(answer: Assessment) -> RequirementResult | None:
    """The requirement that holds days of care against a threshold: of the nearest pathway, else the first."""
    counted = [r for r in answer.requirements if r.care is not None]
    return min(counted, key=lambda r: r.pathway not in (None, answer.pathway), default=None)


def _draw(ax: Axes, rows: Sequence[_Row]) -> None:
    if not rows:
        empty(ax)
        return
    end = 1.12 * max(max(row.care.required, _low(row.care), row.care.documented[1] or 0.0) for row in rows)
    for place, row in enumerate(reversed(rows)):
        _interval(ax, place, row, end)
        ax.text(end * 1.02, place, _numbers(row.care), va="center", fontsize=9, color=theme().page["ink"])
    ax.set_xlim(-0.01 * end, end)
    ax.set_ylim(-0.6, len(rows) - 0.4)
    ax.set_yticks(range(len(rows)), [row.label for row in reversed(rows)])
    ax.set_xlabel("days of documented care; black line: days required")
    ax.grid(axis="x", color=theme().page["line"], linewidth=0.5)
    legend_of_states(ax, [state for state in _STATES if any(row.state == state for row in rows)])


def _interval(ax: Axes, place: int, row: _Row, end: float) -> None:
    """What is sure as a full bar, what is possible as a pale one, no days at all as a ring."""
    low, high = _low(row.care), row.care.documented[1]
    colour = state_colour(row.state)
    ax.barh(place, low, height=0.5, color=colour)
    ax.barh(place, (end if high is None else high) - low, left=low, height=0.5, color=colour, alpha=0.3)
    if high is None:
        ax.plot(end * 0.985, place, marker=">", color=colour, clip_on=False)
    elif high == 0:
        ax.plot(0, place, marker="o", markerfacecolor=theme().page["ground"], markeredgecolor=colour, clip_on=False)
    ax.plot([row.care.required] * 2, [place - 0.4, place + 0.4], color=theme().page["ink"], linewidth=2)


def _numbers(care: CareDays) -> str:
    low, high = _low(care), care.documented[1]
    days = f"{low:g} or more" if high is None else f"{low:g}" if low == high else f"{low:g} to {high:g}"
    return f"{days} of {care.required:g} days"


def _low(care: CareDays) -> float:
    """The days that are sure."""
    return care.documented[0] or 0.0
