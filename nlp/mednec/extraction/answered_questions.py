"""A study that was asked a question and answers it: "MRI was done to exclude cord compression and was normal"."""

from __future__ import annotations

from mednec.extraction.cued_segment import CuedSegment
from mednec.extraction.matching import Hit

_REACH = 7
"""Words between the thing asked for and the answer."""


def is_ruled_out(cued: CuedSegment, question: Hit, end: int) -> bool:
    """Whether a study before the question, whose object ends at ``end``, is said to have shown nothing behind it."""
    words, classes = cued.words, cued.classes
    if classes.asked_of_study.isdisjoint(words[question.start : question.end]):
        return False
    if not any(h.start < question.start for h in cued.piece.hits("modality")):
        return False
    for at in range(end, min(end + _REACH, len(words))):
        if words[at] in classes.study_clear:
            return True
        if words[at] not in classes.before_study_clear and at not in cued.placing:
            return False
    return False
