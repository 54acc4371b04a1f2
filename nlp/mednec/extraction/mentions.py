"""The raw mention: one reading of one place in the text, before roll-up; and the segment context the readers share."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from mednec.extraction.assertion import Judge
from mednec.extraction.matching import Hit, Matched
from mednec.extraction.places import Place


@dataclass(slots=True)
class RawMention:
    """A concept at a place in the text with its status and attributes."""

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
    section: str | None = None
    order: int = 0
    scene: int = -1
    extra: dict[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class Scene:
    """A matched segment with its places, targets and judge: what every reader of the segment looks at."""

    piece: Matched
    index: int
    places: list[Place]
    targets: list[Hit]
    judge: Judge
    experiencer: str
    temporality: str
    basis: str | None
    pains: list[Hit] = field(default_factory=list)

    @property
    def words(self) -> list[str]:
        """The folded words of the segment."""
        return self.piece.words

    def offsets(self, start: int, end: int) -> tuple[int, int]:
        """Character offsets of tokens [start, end)."""
        return self.piece.span(start, end)
