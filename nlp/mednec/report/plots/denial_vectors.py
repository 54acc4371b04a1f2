"""Ways to be denied by payer, as a heat map: in which share of a payer's requests each denial vector stands open."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from mednec.criteria.denials import denial_vectors as all_vectors
from mednec.report.palette import proper
from mednec.report.plots.sheet import heat_map, sheet
from mednec.report.wording import words

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def denial_vectors(assessments: pd.DataFrame, ax: Axes | None = None) -> Axes:
    """Draw the share (%) of each payer's requests in which a vector could lead to a denial, most frequent first.

    A request may be open in several ways, so a column may add up to more than 100 %. Guidelines deny nothing and are
    left out.

    Args:
        assessments: The table of that name (``mednec.interop.columns``).
        ax: Where to draw; new Axes when left out.

    Raises:
        ExtraMissingError: matplotlib is not installed.
    """
    table = vector_shares(assessments)
    ax = sheet(ax, 3.0 + 0.75 * len(table.columns), 1.9 + 0.4 * len(table), "What could lead to a denial")
    names = {v.vector: f"{words(v.name)} ({v.vector})" for v in all_vectors()}
    cells = [[float(share) for share in row] for row in table.to_numpy()]
    heat_map(ax, cells, [names.get(v, v) for v in table.index], [proper(p) for p in table.columns])
    if cells:
        ax.set_xlabel("share of the payer's requests (%)")
    return ax


def vector_shares(assessments: pd.DataFrame) -> pd.DataFrame:
    """Shares (0 to 1) of each payer's decided requests by vector; vectors are rows, the most frequent first."""
    decided = assessments[assessments["decision"].notna()]
    said = decided.assign(vector=decided["denial_vectors"].fillna("").str.split(", ")).explode("vector")
    said = said[said["vector"] != ""].drop_duplicates(["note_id", "payer", "vector"])
    counts = said.groupby(["vector", "payer"]).size().unstack(fill_value=0)
    requests = decided.groupby("payer")["note_id"].nunique()
    shares = counts.reindex(columns=requests.index, fill_value=0).div(requests, axis="columns")
    return shares.loc[shares.mean(axis="columns").sort_values(ascending=False, kind="stable").index]
