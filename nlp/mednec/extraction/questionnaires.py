"""Questions answered by a mark under a column "Yes" or "No", as in forms that patients fill in before a visit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from mednec.evidence import Assertion
from mednec.extraction.matching import Matched

_YES = frozenset({"yes", "y"})
_NO = frozenset({"no", "n"})
_MARKS = frozenset("x ✓ ✔ ☒ ☑ • * ●".split())
_HEADS = frozenset("yes no y n question questions answer symptom symptoms item | never past current n/a".split())
_ROWS_APART = 3
"""Lines without a mark after which a table of answers has ended."""
Columns = Mapping[bool, int]


def column_answers(text: str, pieces: Sequence[Matched]) -> dict[int, Assertion]:
    """By the number of a segment that asks, what the mark on its line says; nothing for lines without a mark.

    The columns are told by a line such as ``Yes     No``; a mark belongs to the nearer one.
    """
    found: dict[int, Assertion] = {}
    columns: Columns = {}
    unmarked = 0
    for index, piece in enumerate(pieces):
        heads = _columns(text, piece)
        if heads:
            columns, unmarked = heads, 0
            continue
        if not columns or not piece.words:
            continue
        mark = _mark(text, piece)
        if mark is None:
            unmarked += 1
            columns = columns if unmarked <= _ROWS_APART else {}
            continue
        unmarked = 0
        asking = piece if len(piece.words) > 1 else pieces[index - 1]
        if index and _column(text, asking.segment.start) <= mark and _same_line(text, asking, piece):
            yes = abs(columns[True] - mark) < abs(columns[False] - mark)
            found[asking.number] = Assertion("present" if yes else "absent", cue="yes" if yes else "no")
    return found


def _columns(text: str, piece: Matched) -> Columns:
    """Where the columns of yes and of no stand on the line of a segment that names both and no more."""
    words = piece.words
    if not _HEADS.issuperset(words) or _YES.isdisjoint(words) or _NO.isdisjoint(words):
        return {}
    places = {word in _YES: _column(text, piece.starts[i]) for i, word in enumerate(words) if word in _YES | _NO}
    return places if abs(places[True] - places[False]) > 1 else {}


def _mark(text: str, piece: Matched) -> int | None:
    """The column of the mark that ends a line; a letter x only where blanks set it apart."""
    if piece.words[-1] not in _MARKS:
        return None
    at = piece.starts[-1]
    apart = len(piece.words) == 1 or text[max(0, at - 2) : at] == "  " or text[at - 1 : at] == "\t"
    return _column(text, at) if apart else None


def _same_line(text: str, asking: Matched, piece: Matched) -> bool:
    return "\n" not in text[asking.segment.start : piece.segment.end].rstrip()


def _column(text: str, at: int) -> int:
    return at - (text.rfind("\n", 0, at) + 1)
