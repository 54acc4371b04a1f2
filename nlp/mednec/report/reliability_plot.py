"""A reliability plot as SVG: the denied share against the risk; matplotlib is an extra, mednec[plots]."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from mednec.errors import ExtraMissingError
from mednec.risk.calibration import Bin


def draw_reliability(bins: Sequence[Bin], path: Path) -> Path:
    """Draw the bins, larger points for more cases, beside the line on which risks would come true.

    Raises:
        ExtraMissingError: matplotlib is not installed.
    """
    try:
        import matplotlib
        from matplotlib.figure import Figure
    except ImportError:
        raise ExtraMissingError("plots need matplotlib: pip install 'mednec[plots]'") from None
    # The same bins give the same bytes.
    with matplotlib.rc_context({"svg.hashsalt": "mednec"}):
        figure = Figure(figsize=(5, 5))
        axes = figure.subplots()
        axes.plot([0, 1], [0, 1], linestyle="--", color="grey")
        most = max((b.weight for b in bins), default=1.0)
        axes.scatter([b.risk for b in bins], [b.denied for b in bins], s=[20 + 180 * b.weight / most for b in bins])
        axes.set(xlim=(0, 1), ylim=(0, 1), xlabel="risk", ylabel="share denied", title="Reliability")
        figure.savefig(path, format="svg", metadata={"Date": None})
    return path
