"""A segment with its mentions and the cues in force there: what decides how far a cue reaches."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from mednec.extraction.cues_in_force import cues_of, tells_manner, tells_the_past, tells_when
from mednec.extraction.matching import Hit, Matched

HARD_BREAK = frozenset(";|→")
"""What no cue reaches across."""
NEGATION_HEADS = frozenset("no not denies denied never without nor neither deny".split())
VERB_BREAK = frozenset("is are was were has had does did remains reports denies".split())


class CuedSegment:
    """The words of a segment, the mentions (``targets``) in it, and the cues around these."""

    def __init__(self, piece: Matched, targets: Sequence[Hit]) -> None:
        self.piece = piece
        self.words = piece.words
        self.classes = piece.classes
        self.targets = list(targets)
        self.cues = self._in_force(None)
        self._by_kind: dict[str, list[Hit]] = {}

    def cues_for(self, kind: str) -> list[Hit]:
        """The cues that say something of mentions of a rule type."""
        if kind not in self._by_kind:
            special = any(c.ref.to for c in self.piece.hits("cue"))
            self._by_kind[kind] = self._in_force(kind) if special else self.cues
        return self._by_kind[kind]

    def _in_force(self, kind: str | None) -> list[Hit]:
        return [
            c
            for c in cues_of(self.piece, kind)
            if not (
                tells_the_past(self.piece, c)
                or tells_when(self.piece, c)
                or tells_manner(self.piece, c, self.targets)
                or any(_belongs_to(self.words, c, t) for t in self.targets)
            )
        ]

    @cached_property
    def placing(self) -> frozenset[int]:
        """The words of body parts, sides and levels."""
        layers = ("place", "side", "level")
        return frozenset(i for layer in layers for h in self.piece.hits(layer) for i in range(h.start, h.end))

    @cached_property
    def signs_first(self) -> bool:
        """'(+) numbness (-) weakness': signs in brackets stand before what they answer, not behind it."""
        if "(" not in self.words and "[" not in self.words:
            return False
        first = next((c for c in self.cues if self.is_bracketed(c)), None)
        return (
            first is not None
            and any(t.start == first.end for t in self.targets)
            and not any(t.end <= first.start for t in self.targets)
        )

    def is_bracketed(self, cue: Hit) -> bool:
        """Whether a cue is a plus or a minus in brackets."""
        return self.words[cue.start] in ("(", "[") and self.words[cue.start + 1] in ("+", "-", "−")

    def text_of(self, cue: Hit | None) -> str | None:
        """The words of a cue as folded, for explanation."""
        return None if cue is None else " ".join(self.words[cue.start : cue.end])


def is_in_gap(words: Sequence[str], cue: Hit, start: int, end: int) -> bool:
    """Whether a cue stands in the gap [start, end) of a mention, or its denying word does ("neck pain with no arm
    pain").
    """
    return start <= cue.start < end or (start < cue.end <= end and words[cue.end - 1] in NEGATION_HEADS)


def _is_talk(target: Hit) -> bool:
    """An operation discussed, a leaflet given: what is told there is told of things that may come."""
    return bool(target.ref.rule.type == "plan" or target.ref.rule.concept == "patient_education_given")


def _belongs_to(words: Sequence[str], cue: Hit, target: Hit) -> bool:
    """A cue among a mention's own words ("absent ankle reflex") says nothing of its neighbours."""
    if getattr(target.ref, "polarity", "absent") in ("absent", "historical"):
        return (
            False  # "no trauma" as one phrase still denies the trauma in it, "numbness has cleared" ends the saddle's
        )
    if cue.ref.category == "hypothetical" and target.layer == "finding" and _is_talk(target):
        return False  # "risks of the surgery including bleeding …": discussed, and still no findings
    inside = target.start <= cue.start and cue.end <= target.end and (cue.start, cue.end) != (target.start, target.end)
    return inside and not any(is_in_gap(words, cue, a, b) for a, b in target.free)
