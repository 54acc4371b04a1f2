"""Lists that a denial at their end closes: "fever, loss of weight or numb feelings in the legs: none"."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from mednec.extraction.cued_segment import CuedSegment
from mednec.extraction.cues_in_force import begins_manner
from mednec.extraction.matching import Hit, Matched

_PUNCTUATION = frozenset({":", "-", "–", "—", "("})
_COPULAS = frozenset({"is", "are", "was", "were"})
_ALL = frozenset({"all", "both", "each"})
_BEFORE_CLOSING = (
    _PUNCTUATION | _COPULAS | _ALL | {";", ",", "felt", "thought", "deemed", "considered", "these", "which"}
)
_AFTER_CLOSING = frozenset(
    ". ; , ) ] | by per at today currently either though but reported noted present given clinically".split()
)
_BOUNDARIES = frozenset(". ; : | ( [ ? →".split())


class ClosedList(NamedTuple):
    """The words [start, end) that the cue after them denies as a whole."""

    start: int
    end: int
    cue: Hit


def closed_lists(cued: CuedSegment) -> list[ClosedList]:
    """The lists of a segment that a denial behind them closes; single complaints are left to the cue's own reach."""
    words = cued.words
    found = []
    for cue in cued.cues:
        if cue.ref.category != "absent" or cue.ref.direction == "forward" or not _closes(cued, cue):
            continue
        end = cue.start
        while end and words[end - 1] in _BEFORE_CLOSING:
            end -= 1
        start = _beginning(words, end, cued.targets)
        items = [t for t in cued.targets if start <= t.start and t.end <= end]
        if len(items) > 1 and _is_bare(cued, start, end, items):
            found.append(ClosedList(start, end, cue))
    return found


def names_a_remedy(piece: Matched, start: int) -> bool:
    """'Medications for neck pain: none': what there is nothing against is there all the same."""
    before = piece.words[max(0, start - 4) : start]
    return "for" in before and not piece.classes.remedy.isdisjoint(before[: before.index("for")])


def _closes(cued: CuedSegment, cue: Hit) -> bool:
    """As ": none", "- denied", "are all denied", "(-)" do: they answer all that stands before, and end the item."""
    words, classes = cued.words, cued.classes
    if cue.end < len(words) and words[cue.end] not in _AFTER_CLOSING:
        return False
    own = words[cue.start : cue.end]
    if len(own) > 1 and not classes.answering.isdisjoint(own):
        return True
    if classes.closing_denial.isdisjoint(own):
        return own[:1] == ["("] and own[-1:] == [")"]
    before = words[cue.start - 1] if cue.start else ""
    return own[0] in _PUNCTUATION | _COPULAS or before in _PUNCTUATION | _COPULAS | _ALL or _summed_up(words, cue)


def _summed_up(words: Sequence[str], cue: Hit) -> bool:
    """'…; all felt unlikely': "all" takes up the whole list."""
    return not _ALL.isdisjoint(words[max(0, cue.start - 2) : cue.start])


def _beginning(words: Sequence[str], end: int, targets: Sequence[Hit]) -> int:
    """Where the list begins: after the last stop or label; a stop within a mention ("bowel/bladder") is none."""
    for i in range(end - 1, -1, -1):
        if words[i] in _BOUNDARIES and not any(t.start <= i < t.end for t in targets):
            return i + 1
    return 0


def _is_bare(cued: CuedSegment, start: int, end: int, items: Sequence[Hit]) -> bool:
    """Whether the stretch names things and tells nothing about them."""
    own = {i for t in items for i in range(t.start, t.end)}
    loose = [w for i, w in enumerate(cued.words[start:end], start) if i not in own and not begins_manner(cued.words, i)]
    return cued.classes.telling.isdisjoint(loose) and not {",", "and", "or", "/", "&"}.isdisjoint(loose)
