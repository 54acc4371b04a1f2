"""What every plot is drawn on: Axes in our look, shades of a share, and the colour of a state."""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import fill
from typing import TYPE_CHECKING, Any

from mednec.interop.extras import library
from mednec.report.palette import Theme, contrast, palette

if TYPE_CHECKING:
    from matplotlib.axes import Axes

SERIES = ("radiculopathy", "red_flag", "therapy", "myelopathy")
"""Families whose hues tell several curves apart, the first one first."""
MARKERS = ("o", "s", "^", "D")
_EMPTY = "no requests to show"
_COLUMN_WORDS = 17
"""Characters of a column's name on one line."""
_INCHES_BELOW = -0.5


def sheet(ax: Axes | None, width: float, height: float, title: str) -> Axes:
    """The Axes that were given, or new ones of a size in inches, with a title and without a box.

    Raises:
        ExtraMissingError: matplotlib is not installed.
    """
    if ax is None:
        pyplot = library("matplotlib.pyplot", "plots")
        ax = pyplot.subplots(figsize=(width, height), layout="constrained")[1]
    colours = theme().page
    ax.set_title(title, loc="left", color=colours["ink"])
    ax.spines[["top", "right"]].set_visible(False)
    ax.spines[["left", "bottom"]].set_color(colours["line"])
    ax.tick_params(colors=colours["quiet"], labelcolor=colours["ink"])
    ax.set_axisbelow(True)
    return ax


def theme() -> Theme:
    """The light theme of the palette: plots are drawn on white."""
    return next(t for t in palette().themes if t.name == "light")


def state_colour(state: str | None) -> str:
    """The hue of a state of a requirement or of a decision."""
    hues = {shade.name: shade.hue for shade in theme().states}
    return hues.get(state or "", hues["unanswered"])


def state_label(state: str | None) -> str:
    """How a state is written, with its sign: "✓ met"."""
    look = palette().states.get(state or "", palette().states["unanswered"])
    return f"{look['sign']} {look['label']}".strip()


def series_colour(place: int) -> str:
    """The hue of a curve, by its place among the curves."""
    hues = {shade.name: shade.hue for shade in theme().families}
    return hues[SERIES[place % len(SERIES)]]


def heat_map(ax: Axes, shares: Sequence[Sequence[float | None]], rows: Sequence[str], columns: Sequence[str]) -> None:
    """Draw shares (0 to 1) as shaded cells with their percentages; None is a cell that does not apply."""
    if not shares:
        empty(ax)
        return
    colours = theme().page
    shade = library("matplotlib.colors", "plots").LinearSegmentedColormap.from_list(
        "share", [colours["ground"], series_colour(0)]
    )
    ax.imshow([[share or 0.0 for share in row] for row in shares], cmap=shade, vmin=0, vmax=1, aspect="auto")
    for y, row in enumerate(shares):
        for x, share in enumerate(row):
            ground = tuple(round(255 * c) for c in shade(share or 0.0)[:3])
            ink = max(
                (colours["ink"], colours["ground"]), key=lambda c: contrast(c, "#{:02x}{:02x}{:02x}".format(*ground))
            )
            text = "–" if share is None else f"{100 * share:.0f} %"
            ax.text(x, y, text, ha="center", va="center", color=colours["quiet"] if share is None else ink, fontsize=8)
    names = [fill(name, _COLUMN_WORDS, break_long_words=False) for name in columns]
    ax.xaxis.tick_top()
    ax.set_xticks(range(len(columns)), names, rotation=35, ha="left", rotation_mode="anchor")
    ax.set_yticks(range(len(rows)), rows)
    ax.set_xticks([x - 0.5 for x in range(1, len(columns))], minor=True)
    ax.set_yticks([y - 0.5 for y in range(1, len(rows))], minor=True)
    ax.grid(which="minor", color=colours["line"], linewidth=0.8)
    ax.tick_params(which="both", length=0)
    ax.spines[:].set_visible(False)


def empty(ax: Axes) -> None:
    """Say that there is nothing to show."""
    ax.text(0.5, 0.5, _EMPTY, ha="center", va="center", transform=ax.transAxes, color=theme().page["quiet"])
    ax.set_axis_off()


def legend_of_states(ax: Axes, states: Sequence[str]) -> None:
    """A legend below the plot, one patch a state."""
    patch = library("matplotlib.patches", "plots").Patch
    legend_below(ax, [patch(color=state_colour(s), label=state_label(s)) for s in states])


def legend_below(ax: Axes, handles: Sequence[Any]) -> None:
    """A legend in rows of three under the axis and its label, however high the plot is."""
    shift = library("matplotlib.transforms", "plots").ScaledTranslation(0, _INCHES_BELOW, ax.figure.dpi_scale_trans)
    ax.legend(
        handles=list(handles), loc="upper center", bbox_to_anchor=(0.5, 0), bbox_transform=ax.transAxes + shift,
        ncols=3, frameon=False,
    )  # fmt: skip
