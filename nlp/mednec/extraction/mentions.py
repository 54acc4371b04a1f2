"""The raw mention: one reading of one place in the text, before roll-up; and the segment context the readers share."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from mednec.evidence import Assertion, Mention
from mednec.extraction.assertion import Judge
from mednec.extraction.checkboxes import box_starts
from mednec.extraction.exam_lists import ExamList, exam_lists
from mednec.extraction.matching import Hit, Matched
from mednec.extraction.places import Place, places_in
from mednec.extraction.word_classes import WordClasses


@dataclass(slots=True)
class RawMention:
    """A concept at a place in the text with its status and attributes; ``value`` is where its grade stands."""

    concept: str
    family: str
    region: str | None
    status: str
    start: int
    end: int
    rule: str
    side: str | None = None
    cue: str | None = None
    basis: str | None = None
    level: str | None = None
    grade: str | None = None
    muscle: str | None = None
    root: str | None = None
    generic: bool = False
    effort_limited: bool = False
    attributed_to: str | None = None
    acuity: str | None = None
    trend: str | None = None
    dermatome: str | None = None
    date: str | None = None
    section: str | None = None
    order: int = 0
    scene: int = -1
    value: tuple[int, int] | None = None
    extra: dict[str, Any] = field(default_factory=dict)


@dataclass
class Scene:
    """A matched segment with its places, targets and judge, the latter two worked out when first asked for."""

    piece: Matched
    index: int
    targets: list[Hit]
    pains: list[Hit]
    lead: Assertion | None = None
    reply: Assertion | None = None
    experiencer: str = "patient"
    temporality: str = "current"
    certainty: str = "told"
    basis: str | None = None

    @cached_property
    def places(self) -> list[Place]:
        """The body parts and levels of the segment."""
        return places_in(self.piece)

    @cached_property
    def exam_lists(self) -> tuple[ExamList, ...]:
        """The lists of parts of the examination that share their value."""
        return exam_lists(self.words, self.places, self.classes)

    def exam_list_of(self, hit: Hit) -> ExamList | None:
        """The list that words belong to, if one does."""
        return next((found for found in self.exam_lists if found.start < hit.end and hit.start < found.end), None)

    @cached_property
    def judge(self) -> Judge:
        """Decides how words of this segment are meant."""
        return Judge(self.piece, self.targets, self.lead, self.reply)

    @cached_property
    def boxes(self) -> list[int]:
        """Where boxes to tick are drawn."""
        return box_starts(self.piece.words)

    def same_item(self, first: int, second: int) -> bool:
        """Whether no box stands between two tokens."""
        low, high = sorted((first, second))
        return not any(low < box <= high for box in self.boxes)

    @cached_property
    def words(self) -> list[str]:
        """The folded words of the segment."""
        return self.piece.words

    @property
    def classes(self) -> WordClasses:
        """The word classes of the rules that the segment is read by."""
        return self.piece.classes

    def offsets(self, start: int, end: int) -> tuple[int, int]:
        """Character offsets of tokens [start, end)."""
        return self.piece.span(start, end)


def distinct(mentions: Iterable[Mention]) -> tuple[Mention, ...]:
    """Every mention once, in order: the same words read the same way."""
    kept: dict[tuple[object, ...], Mention] = {}
    for m in mentions:
        kept.setdefault((m.note_id, m.start, m.end, m.status, m.rule), m)
    return tuple(kept.values())
