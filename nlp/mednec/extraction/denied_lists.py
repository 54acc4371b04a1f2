"""Lists that a denial at their end closes: "fever, loss of weight or numb feelings in the legs: none"."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from mednec.extraction.matching import Hit, Matched

_PUNCTUATION = frozenset({":", "-", "–", "—", "("})
_CLOSING_WORDS = frozenset("none denied negative neg no never absent nil denies unlikely excluded".split())
_ANSWERS = frozenset(
    (
        "answered answer answers reply response said says replied replies responded responds get gets got draws drew "
        "head"
    ).split()
)
"""Words of a cue that answers a question: it denies all that was asked."""
_COPULAS = frozenset({"is", "are", "was", "were"})
_ALL = frozenset({"all", "both", "each"})
_BEFORE_CLOSING = (
    _PUNCTUATION | _COPULAS | _ALL | {";", ",", "felt", "thought", "deemed", "considered", "these", "which"}
)
_AFTER_CLOSING = frozenset(
    ". ; , ) ] | by per at today currently either though but reported noted present given clinically".split()
)
_BOUNDARIES = frozenset(". ; : | ( [ ? →".split())
_TELLING = frozenset(
    (
        "has have had is are was were reports reported complains complained notes noted began started developed "
        "presents presented came comes feels felt says stated states describes admits endorses suffers with but "
        "however since then because after who now although though while positive yes + no denies denied without not "
        "continues remains persists persist"
    ).split()
)
"""Words of a statement: what holds one is no bare list of complaints."""
_REMEDIES = frozenset(
    (
        "medication medications meds drugs treatment treatments therapy therapies surgery surgeries operations "
        "procedures injections"
    ).split()
)


class ClosedList(NamedTuple):
    """The words [start, end) that the cue after them denies as a whole."""

    start: int
    end: int
    cue: Hit


def closed_lists(piece: Matched, cues: Sequence[Hit], targets: Sequence[Hit]) -> list[ClosedList]:
    """The lists of a segment that a denial behind them closes; single complaints are left to the cue's own reach."""
    words, exception = piece.words, piece.classes.exception
    found = []
    for cue in cues:
        if cue.ref.category != "absent" or cue.ref.direction == "forward" or not _closes(words, cue):
            continue
        end = cue.start
        while end and words[end - 1] in _BEFORE_CLOSING:
            end -= 1
        start = _beginning(words, end, targets)
        items = [t for t in targets if start <= t.start and t.end <= end]
        if len(items) > 1 and _is_bare(words, start, end, items) and not exception.occurs(words[start:end]):
            found.append(ClosedList(start, end, cue))
    return found


def names_a_remedy(words: Sequence[str], start: int) -> bool:
    """'Medications for neck pain: none': what there is nothing against is there all the same."""
    before = words[max(0, start - 4) : start]
    return "for" in before and not _REMEDIES.isdisjoint(before[: before.index("for")])


def _closes(words: Sequence[str], cue: Hit) -> bool:
    """As ": none", "- denied", "are all denied", "(-)" do: they answer all that stands before, and end the item."""
    if cue.end < len(words) and words[cue.end] not in _AFTER_CLOSING:
        return False
    own = words[cue.start : cue.end]
    if len(own) > 1 and not _ANSWERS.isdisjoint(own):
        return True
    if _CLOSING_WORDS.isdisjoint(own):
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


def _is_bare(words: Sequence[str], start: int, end: int, items: Sequence[Hit]) -> bool:
    """Whether the stretch names things and tells nothing about them."""
    own = {i for t in items for i in range(t.start, t.end)}
    loose = [words[i] for i in range(start, end) if i not in own]
    return _TELLING.isdisjoint(loose) and not {",", "and", "or", "/", "&"}.isdisjoint(loose)
