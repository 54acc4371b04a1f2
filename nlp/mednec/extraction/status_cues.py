"""The cues that reach a treatment and say what became of it: their kind, weight and distance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from mednec.extraction.matching import Hit, Matched
from mednec.extraction.wordsets import word_set

DOSING = word_set(
    "prn p.r.n b.i.d t.i.d q.i.d q.h.s q.a.m q.p.m as when daily nightly qhs bid tid qid qd at every once twice two",
    "three four q6h q4h q8h q12h weekly several q most",
)
"""How often something is taken or done."""
ORDERED_THEN = word_set(
    "ordered referred prescribed recommended advised arranged scheduled sent requested offered suggested was were been",
    "gave given handed wrote taught instructed provided",
)
"""Past forms: somebody planned it before this visit."""
_FIRM = 3


@dataclass(frozen=True, slots=True)
class StatusCue:
    """A cue that reaches a treatment: its kind, weight, distance in tokens, and whether it stands before it."""

    kind: str
    weight: int
    distance: int
    ahead: bool
    start: int
    end: int
    reason: str | None = None

    @property
    def score(self) -> float:
        """Weight against distance."""
        return 10.0 * self.weight - 3.0 * self.distance

    @classmethod
    def of(cls, hit: Hit, distance: int, *, ahead: bool) -> StatusCue:
        """What the words of a therapy cue say of a treatment that far away."""
        rule = hit.ref
        return cls(rule.cue, rule.weight, distance, ahead, hit.start, hit.end, rule.reason)

    @classmethod
    def outright(cls, kind: str, at: int, *, ahead: bool = True) -> StatusCue:
        """What is said of a treatment beyond doubt, at one token and without a cue of its own."""
        return cls(kind, _FIRM, 0, ahead, at, at)


def strongest(cues: Sequence[StatusCue]) -> dict[str, StatusCue]:
    """The strongest cue of each kind: heavy and near."""
    kinds: dict[str, StatusCue] = {}
    for cue in cues:
        if cue.kind not in kinds or cue.score > kinds[cue.kind].score:
            kinds[cue.kind] = cue
    return kinds


def first_word(piece: Matched, cue: StatusCue) -> str:
    """The first word of a cue; a cue out of another segment has none here."""
    return piece.words[cue.start] if cue.start < len(piece.words) else ""
