"""The lexical overlap of a corpus as tables for a terminal."""

from __future__ import annotations

from rich.console import Group, RenderableType
from rich.table import Table

from mednec.corpus.metrics import Rate
from mednec.corpus.overlap import Overlap


def overlap_view(overlap: Overlap) -> RenderableType:
    """Splits with splits, by style, and splits with the rules."""
    splits = _table("Splits: what of the first stands in the second too", "Splits", "4-grams", "n", "Sentences", "n")
    for name, shared in overlap.splits.items():
        splits.add_row(name, *_cells(shared.ngrams), *_cells(shared.sentences))
    styles = _table("Test in train and dev, by style", "Style", "4-grams", "n", "Sentences", "n")
    for name, shared in overlap.styles.items():
        styles.add_row(name, *_cells(shared.ngrams), *_cells(shared.sentences))
    rules = _table(
        f"Rules ({overlap.left_out} phrases with gaps or classes left out)",
        "Split", "Phrases that occur", "n", "Spans that are a phrase", "Spans that hold one", "n",
    )  # fmt: skip
    for name, against in overlap.rules.items():
        literal, _ = _cells(against.literal)
        rules.add_row(name, *_cells(against.phrases), literal, *_cells(against.containing))
    return Group(splits, styles, rules)


def _cells(rate: Rate) -> tuple[str, str]:
    return "–" if rate.value is None else f"{rate.value:.1%}", str(rate.n)


def _table(title: str, first: str, *columns: str) -> Table:
    table = Table(title=title, title_justify="left", title_style="bold", header_style="bold")
    table.add_column(first)
    for column in columns:
        table.add_column(column, justify="right")
    return table
