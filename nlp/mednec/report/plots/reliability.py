"""The reliability curve of a risk: the share of requests that was denied, against the risk that was told."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from mednec.interop.extras import library
from mednec.report.plots.sheet import MARKERS, empty, series_colour, sheet, theme
from mednec.risk.calibration import Bin

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_IDEAL = "risks that come true"
_LARGEST = 160.0
_SMALLEST = 16.0
_FIRM = 0.05
"""The line leads through bins with at least this share of the requests of the largest; the others are points alone."""


def reliability_curve(bins: Sequence[Bin], ax: Axes | None = None, *, label: str = "risk model") -> Axes:
    """Draw the denied share (%) of requests of similar risk (%); larger points stand for more requests.

    Call it again on the same Axes, with another label, to lay a second model over the first.

    Args:
        bins: As ``mednec.risk.calibration.reliability`` gives them; a ``Refit`` carries its own (``calibration``).
        ax: Where to draw; new Axes when left out.
        label: The name of the model in the legend.

    Raises:
        ExtraMissingError: matplotlib is not installed.
    """
    ax = sheet(ax, 5.2, 5.2, "How often the told risk came true")
    if not bins:
        empty(ax)
        return ax
    if not any(line.get_label() == _IDEAL for line in ax.lines):
        ax.plot([0, 100], [0, 100], linestyle="--", color=theme().page["quiet"], linewidth=1, label=_IDEAL)
    place = len(ax.collections)
    most = max(b.weight for b in bins)
    risks, shares = [100 * b.risk for b in bins], [100 * b.denied for b in bins]
    sizes = [max(_SMALLEST, _LARGEST * b.weight / most) for b in bins]
    colour, marker = series_colour(place), MARKERS[place % len(MARKERS)]
    firm = [n for n, b in enumerate(bins) if b.weight >= _FIRM * most]
    ax.plot([risks[n] for n in firm], [shares[n] for n in firm], color=colour, linewidth=1, alpha=0.6)
    ax.scatter(risks, shares, s=sizes, color=colour, marker=marker, label=label, zorder=3)
    ax.set(xlim=(-2, 102), ylim=(-2, 102), aspect="equal")
    ax.set_xlabel("risk of denial (%)")
    ax.set_ylabel("share denied (%)\nlarger points: more requests")
    ax.grid(color=theme().page["line"], linewidth=0.5)
    ax.legend(frameon=False, loc="upper left")
    return ax


def draw_reliability(bins: Sequence[Bin], path: Path) -> Path:
    """Write the reliability curve as SVG; the same bins give the same bytes.

    Raises:
        ExtraMissingError: matplotlib is not installed.
    """
    matplotlib, figures = library("matplotlib", "plots"), library("matplotlib.figure", "plots")
    with matplotlib.rc_context({"svg.hashsalt": "mednec"}):
        figure = figures.Figure(figsize=(5.2, 5.2), layout="constrained")
        reliability_curve(bins, figure.subplots())
        figure.savefig(path, format="svg", metadata={"Date": None})
    return path
