"""Visits told without their course: "I referred her to PT; she attended 12 sessions with traction"."""

from __future__ import annotations

from collections.abc import Sequence

from mednec.extraction.matching import Matched
from mednec.extraction.session_counts import SessionCount
from mednec.extraction.treatments import Treatment
from mednec.extraction.wordsets import word_set

_BY_VISITS = frozenset({"physical_therapy", "occupational_therapy", "chiropractic", "acupuncture", "massage"})
_ATTENDING = word_set("attended completed finished had did done received underwent went attending")
_SUBJECTS = word_set("he she they patient i we who")
_OF_VISITS = word_set("visit visits session sessions appointment appointments")
_NEAR = 3


def resumed(
    text: str,
    piece: Matched,
    index: int,
    counts: Sequence[tuple[SessionCount, int, int]],
    treatments: Sequence[Treatment],
    earlier: Sequence[Treatment],
) -> list[Treatment]:
    """The treatments of a segment, and one for each count of visits that only an earlier clause says what of."""
    found = list(treatments)
    for count, start, end in counts:
        if count.planned or not _is_attended(piece.words, start, end):
            continue
        before = [t for t in treatments if t.end <= start and t.name in _BY_VISITS]
        told = before or [t for t in earlier if t.name in _BY_VISITS]
        if told and not _belongs(piece.words, start, end, treatments, before):
            first, last = piece.span(start, end)
            found.append(Treatment(told[-1].rule, None, index, start, end, (first, last), text[first:last]))
    return sorted(found, key=lambda t: t.start)


def _is_attended(words: Sequence[str], start: int, end: int) -> bool:
    said = not _ATTENDING.isdisjoint(words[max(0, start - _NEAR) : start + 1])
    return said and not _OF_VISITS.isdisjoint(words[start : end + 1])


def _belongs(
    words: Sequence[str], start: int, end: int, treatments: Sequence[Treatment], before: Sequence[Treatment]
) -> bool:
    """Whether the course of the visits stands beside them ("12 PT visits", "PT: attended 12 visits")."""
    beside = any(t.name in _BY_VISITS and start - 1 <= t.start < end + _NEAR for t in treatments)
    if beside or not before:
        return beside
    between = words[before[-1].end : start]
    return ";" not in between and _SUBJECTS.isdisjoint(between)
