"""The numbered problems of an assessment and plan: what is ordered under another problem than the spine's is for that
one ("2. Seizure disorder. Continue gabapentin.").
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from mednec.extraction.matching import Matched
from mednec.extraction.other_problems import JOINT_STUDIES
from mednec.extraction.places import is_spine, places_in
from mednec.extraction.word_classes import WordClasses

_SECTIONS = frozenset({"assessment", "assessment_plan", "plan", "diagnosis", "impression"})
_NUMBER = re.compile(r"(?:^|[\s*(])(?:#\s*)?\d{1,2}\s*[.):]\s*\**$|(?:^|\n)[ \t*]*#+[ \t]*(?:\d{1,2}[.):]?[ \t]*)?$")
_BEFORE = 12
"""Characters before a segment in which its number stands."""
_LONGEST_TITLE = 14
"""Words of a problem before what is done about it."""
_ENDS_TITLE = frozenset((":", ".", ";", "-", "–", "—"))


@dataclass(slots=True)
class _List:
    """What has been read of a numbered list."""

    elsewhere: bool = False  # its present item is a problem of another part
    awaited: bool = False  # a number stood by itself, its item follows
    below: int = 0  # segments under the present item
    filled: bool = False  # an earlier item had segments under it
    spine_first: bool = False

    def open_item(self, piece: Matched, classes: WordClasses) -> None:
        self.elsewhere = _is_of_another(piece, classes, self.spine_first)
        self.filled |= self.below > 0
        self.below = 0
        self.spine_first |= _speaks_of_spine(piece, classes, len(piece.words))

    def go_on(self, piece: Matched) -> None:
        self.below += 1
        if piece.segment.kind == "text" and not self.filled:
            self.elsewhere = False  # prose behind a bare list of diagnoses


def under_another_problem(text: str, pieces: Sequence[Matched], classes: WordClasses) -> frozenset[int]:
    """The numbers of the segments that stand under a problem of another part than the spine, title included."""
    found: set[int] = set()
    read = _List()
    for index, piece in enumerate(pieces):
        segment = piece.segment
        if segment.section not in _SECTIONS or segment.kind == "heading":
            read = _List()
            continue
        before = max(0, segment.start - _BEFORE)
        if not any(w.isalpha() for w in piece.words):
            read.awaited = bool(_NUMBER.search(text[before : segment.end]))
            continue
        if read.awaited or _NUMBER.search(text[before : segment.start]):
            read.open_item(piece, classes)
        else:
            read.go_on(piece)
        read.awaited = False
        if read.elsewhere and not _speaks_of_spine(piece, classes, len(piece.words)):
            found.add(index)
    return frozenset(found)


def _is_of_another(piece: Matched, classes: WordClasses, spine_first: bool) -> bool:
    """Whether the title of a numbered item is a disease elsewhere; an item that begins with an order has no title.

    A joint counts only behind a problem of the spine: where it comes first, the note is about it.
    """
    end = next((i for i, w in enumerate(piece.words) if w in _ENDS_TITLE), len(piece.words))
    title = piece.words[:end]
    if not title or len(title) > _LONGEST_TITLE or any(h.start < end for h in piece.hits("therapy")):
        return False
    if _speaks_of_spine(piece, classes, end):
        return False
    if classes.other_disease.occurs(title):
        return True
    if not spine_first:
        return False
    joint = any(p.study in JOINT_STUDIES and p.end <= end for p in places_in(piece))
    return classes.other_pain.occurs(title) or (joint and not classes.joint_disease.isdisjoint(title))


def _speaks_of_spine(piece: Matched, classes: WordClasses, end: int) -> bool:
    """Whether the words before ``end`` name the spine, or a pain or nerve that may be its."""
    if not classes.spine_or_nerve_pain.isdisjoint(piece.words[:end]):
        return True
    return any(is_spine(p.place) and p.start < end for p in places_in(piece))
