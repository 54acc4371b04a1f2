"""Courses counted against a total: "9 of 12 PT visits" is under way, "12 of 12" is over."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from mednec.extraction.status_cues import StatusCue
from mednec.extraction.treatments import Treatment
from mednec.extraction.wordsets import word_set

_BY_VISITS = frozenset(
    {"physical_therapy", "occupational_therapy", "chiropractic", "acupuncture", "massage", "home_exercise"}
)
_OVER = word_set(
    "discharge discharged stopped quit dropped then before only missed cancelled canceled ended finished prior last"
)
_COUNTED = word_set("visit visits session sessions appointments approved authorized authorised scheduled treatments")
_NEAR = 9
_MOST = 60


def counted_courses(words: Sequence[str], treatments: Sequence[Treatment]) -> Iterator[tuple[Treatment, StatusCue]]:
    """Each course of a sentence that is counted as "n of m", with the status that the count gives it."""
    if not _OVER.isdisjoint(words):
        return
    for i in range(1, len(words) - 1):
        if words[i] != "of" or not (words[i - 1].isdigit() and words[i + 1].isdigit()):
            continue
        done, planned = int(words[i - 1]), int(words[i + 1])
        near = [t for t in treatments if t.name in _BY_VISITS and abs(t.start - i) <= _NEAR]
        if not (0 < done <= planned <= _MOST) or not near:
            continue
        beside = words[max(0, i - 4) : i + 5]
        if _COUNTED.isdisjoint(beside) and not any(t.start in (i + 2, i + 3) for t in near):
            continue
        treatment = min(near, key=lambda t: abs(t.start - i))
        status = "ongoing" if done < planned else "completed"
        yield treatment, StatusCue(status, 3, 0, True, i - 1, i + 2)
