"""Courses told by their number: "two epidurals; the first helped for three months, the second did nothing"."""

from __future__ import annotations

from collections.abc import Sequence

from mednec.extraction.matching import Matched
from mednec.extraction.treatments import Treatment
from mednec.extraction.word_classes import WordClasses

_IN_COURSES = frozenset({"physical_therapy", "chiropractic", "oral_steroid"})


def told_by_number(
    text: str,
    piece: Matched,
    index: int,
    treatments: Sequence[Treatment],
    earlier: Sequence[Treatment],
    classes: WordClasses,
) -> list[Treatment]:
    """The treatments of a segment, and one for each number that stands in the place of the treatment named before."""
    found = list(treatments)
    for start, end in classes.ordinal_course.all(piece.words):
        if end < len(piece.words) and piece.words[end] not in classes.after_ordinal_course:
            continue  # "the second month"
        told = [t for t in treatments if t.end <= start] or earlier
        if told and _comes_in_courses(told[-1]) and not any(t.start < end and start < t.end for t in treatments):
            first, last = piece.span(start, end)
            found.append(Treatment(told[-1].rule, None, index, start, end, (first, last), text[first:last]))
    return sorted(found, key=lambda t: t.start)


def _comes_in_courses(treatment: Treatment) -> bool:
    return treatment.name.endswith("_injection") or treatment.name in _IN_COURSES
