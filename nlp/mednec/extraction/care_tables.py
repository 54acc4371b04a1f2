"""Tables of treatments: the columns in which a course begins and ends."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from mednec.extraction.matching import Matched
from mednec.extraction.points import DateMention
from mednec.extraction.wordsets import word_set

_BEGINS = word_set("start started begin began begun beginning from initiated commenced since")
_ENDS = word_set("end ended stop stopped finish finished until through completed to thru last discontinued")
_DATES = word_set("dates date period when")
_DENIALS = word_set("no none never nil")
_EMPTY = word_set("n/a n / a na - – — .")


@dataclass(frozen=True, slots=True)
class Columns:
    """The numbers of the columns of a table that hold the first and the last day of a course."""

    start: int | None
    end: int | None


def columns_of(piece: Matched) -> Columns | None:
    """What the title row of a table says about days; None when it says nothing."""
    start = end = None
    for number, (low, high) in enumerate(_cells(piece.words)):
        said = set(piece.words[low:high])
        if len(said) > 3 or any(w[0].isdigit() for w in said):
            continue
        if start is None and said & _BEGINS:
            start = number
        elif end is None and said & _ENDS:
            end = number
    return None if start is None and end is None else Columns(start, end)


def denial_cell(words: Sequence[str]) -> tuple[int, int] | None:
    """As in "Chiropractic | no | |": the cell that says it was never had; with the cells after it filled, or without
    any, it may as well be the answer how it worked.
    """
    cells = _cells(words)
    if len(cells) < 3 or [w in _DENIALS for w in words[slice(*cells[1])]] != [True]:
        return None
    later = [w for low, high in cells[2:] for w in words[low:high]]
    return cells[1] if _EMPTY.issuperset(later) else None


def days_of_row(
    piece: Matched, dates: Sequence[tuple[DateMention, int, int]], columns: Columns | None
) -> tuple[str | None, str | None]:
    """The first and last day of the course in a row; without titles, two cells side by side that hold a day each."""
    days = list(_days_by_cell(piece, dates))
    if columns is not None:
        told = dict(days)
        return told.get(columns.start or -1), told.get(columns.end or -1)
    for (first, start), (second, end) in pairwise(days):
        if second == first + 1 and start <= end:
            return start, end
    return None, None


def _days_by_cell(piece: Matched, dates: Sequence[tuple[DateMention, int, int]]) -> Iterator[tuple[int, str]]:
    """The number of each cell that is a day and nothing else, with the day."""
    for number, (low, high) in enumerate(_cells(piece.words)):
        inside = [(day, a, b) for day, a, b in dates if low <= a and b <= high]
        if len(inside) == 1 and inside[0][2] - inside[0][1] == high - low:
            yield number, inside[0][0].iso


def _cells(words: Sequence[str]) -> list[tuple[int, int]]:
    """The cells of a row between its bars, as ranges of tokens."""
    bars = [i for i, w in enumerate(words) if w == "|"]
    edges = [-1, *bars, len(words)] if not words or words[0] != "|" else [*bars, len(words)]
    return [(a + 1, b) for a, b in pairwise(edges)]
