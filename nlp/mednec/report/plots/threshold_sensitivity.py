"""How decisions on a cohort move with a threshold of a criteria set."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mednec.criteria.evaluation import DOES_NOT_MEET, INSUFFICIENT, MEETS
from mednec.criteria.sweep import Sweep
from mednec.report.palette import proper
from mednec.report.plots.sheet import empty, legend_below, sheet, state_colour, state_label, theme
from mednec.report.wording import words

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_LINES = {MEETS: ("o", "-"), INSUFFICIENT: ("s", "--"), DOES_NOT_MEET: ("^", ":")}


def threshold_sensitivity(sweep: Sweep, ax: Axes | None = None, *, unit: str = "days") -> Axes:
    """Draw the share (%) of requests with each decision at every value of the threshold; a line marks today's.

    Args:
        sweep: As ``mednec.criteria.sweep.sweep`` gives it.
        ax: Where to draw; new Axes when left out.
        unit: Of the threshold.

    Raises:
        ExtraMissingError: matplotlib is not installed.
    """
    ax = sheet(ax, 7.5, 4.2, f"{proper(sweep.payer)}: decisions by {words(sweep.parameter)}")
    if not sweep.decided:
        empty(ax)
        return ax
    values, curves = sorted(sweep.decisions), []
    for decision, (marker, line) in _LINES.items():
        shares = [100 * sweep.share(value, decision) for value in values]
        label = state_label(decision)
        curves += ax.plot(values, shares, marker=marker, linestyle=line, color=state_colour(decision), label=label)
    ax.axvline(sweep.own, color=theme().page["ink"], linewidth=1)
    ax.annotate(
        f"the set's own: {sweep.own:g}", (sweep.own, 1), xycoords=("data", "axes fraction"), xytext=(4, -4),
        textcoords="offset points", va="top", color=theme().page["ink"],
    )  # fmt: skip
    ax.set_ylim(0, 100)
    ax.set_xticks(values)
    ax.set_xlabel(f"{words(sweep.parameter)} ({unit})")
    ax.set_ylabel(f"share of {sweep.decided} requests (%)")
    ax.grid(color=theme().page["line"], linewidth=0.5)
    legend_below(ax, curves)
    return ax
