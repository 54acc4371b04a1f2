"""Requirements by payers over a cohort, as a heat map: in which share of the requests each one is in a state."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

import pandas as pd

from mednec.report.palette import proper
from mednec.report.plots.sheet import heat_map, sheet, state_label
from mednec.report.wording import words

if TYPE_CHECKING:
    from matplotlib.axes import Axes

MISSING = ("undocumented", "conflicting")
"""What nobody has written down, or what the notes tell in two ways."""


def requirement_shares(
    requirements: pd.DataFrame, ax: Axes | None = None, *, states: Collection[str] = MISSING, most: int = 16
) -> Axes:
    """Draw the share (%) of requests in which a requirement is in one of the states; a dash where nobody was asked.

    Args:
        requirements: The table of that name (``mednec.interop.columns``). A requirement counts where its pathway was
            open to the request; one that stands in several pathways counts once.
        ax: Where to draw; new Axes when left out.
        states: Which states count.
        most: How many requirements to show: those of the most requests and payers.

    Raises:
        ExtraMissingError: matplotlib is not installed.
    """
    table = state_shares(requirements, states, most)
    title = " or ".join(state_label(s).partition(" ")[2] for s in states)
    ax = sheet(ax, 3.0 + 0.75 * len(table.columns), 1.9 + 0.36 * len(table), f"Requirements that are {title}")
    cells = [[None if pd.isna(share) else float(share) for share in row] for row in table.to_numpy()]
    heat_map(ax, cells, [words(name) for name in table.index], [proper(p) for p in table.columns])
    if cells:
        ax.set_xlabel("share of the requests that were asked it (%); –: not asked")
    return ax


def state_shares(requirements: pd.DataFrame, states: Collection[str], most: int) -> pd.DataFrame:
    """Shares (0 to 1) by requirement and payer, missing where no request was asked; the most frequent rows first.

    Requirements and payers without any such request are left out.
    """
    stands = requirements.assign(stands=requirements["state"].isin(list(states)))
    once = stands.groupby(["requirement", "payer", "note_id"])["stands"].any().reset_index()
    times = once.groupby("requirement")["stands"].sum().sort_values(ascending=False, kind="stable")
    shares = once.groupby(["requirement", "payer"])["stands"].mean().unstack()
    chosen: pd.DataFrame = shares.reindex(times[times > 0].index[:most]).dropna(axis="columns", how="all")
    return chosen.astype("Float64")
