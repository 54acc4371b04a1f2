"""Where in a text the words begin that may speak about a place."""

from __future__ import annotations

from mednec.extraction.time_words import LazyPattern

_WRAP_COLUMN = 58
_GOES_ON_BELOW = LazyPattern(r"\b(?:since|for|from|until|till|on|about|around|over|the|of|in|x|and|to)$")
_ABBREVIATED = (" dr", " mr", "mrs", " ms", " st", " vs", "approx")


def clause_start(low: str, at: int, reach: int = 90) -> int:
    """Where the words that may speak about this place begin: the sentence, a semicolon, the line, or ``reach``."""
    floor = max(0, at - reach)
    stop = low.rfind(". ", floor, at)
    # The stop of "Dr. X", "p.r.n. for two weeks", "q.12h. for" ends no sentence.
    while stop > 1 and _abbreviates(low, stop):
        stop = low.rfind(". ", floor, stop)
    line = low.rfind("\n", floor, at)
    while line > floor and _is_wrapped(low, line):
        line = low.rfind("\n", floor, line)
    return max(floor, stop + 1, line + 1, *(low.rfind(mark, floor, at) + 1 for mark in (";", "? ")))


def _is_wrapped(low: str, newline: int) -> bool:
    """Whether a line was broken for its length or behind a word that must go on ("since", "for")."""
    line = low[low.rfind("\n", 0, newline) + 1 : newline].rstrip()
    if _GOES_ON_BELOW.search(line):
        return True
    return len(line) >= _WRAP_COLUMN and line[-1] not in ".:;!?|" and low[newline + 1 : newline + 2].isalnum()


def _abbreviates(low: str, stop: int) -> bool:
    single = low[stop - 1].isalpha() and low[stop - 2] in ". 0123456789"
    return single or low.endswith(_ABBREVIATED, 0, stop)
