"""One sentence with its treatments and what links to them."""

from __future__ import annotations

from dataclasses import dataclass, field

from mednec.extraction.linking import Group, Links
from mednec.extraction.matching import Hit, Matched
from mednec.extraction.status_cues import StatusCue
from mednec.extraction.treatments import Treatment
from mednec.extraction.wordsets import word_set

SUBJECTS = word_set("he she they patient pt i we")
PERSONS = SUBJECTS - {"pt"}  # in a list of treatments that is physical therapy
_NEAR_DENIAL = 2


@dataclass(slots=True)
class Sentence:
    """One segment with its treatments and what links to them."""

    piece: Matched
    index: int
    groups: list[Group]
    links: Links
    cues: list[Hit]
    statuses: dict[int, list[StatusCue]] = field(default_factory=dict)
    kept: set[int] = field(default_factory=set)
    kept_before: list[Treatment] = field(default_factory=list)  # of the sentence before, done by the words of this
    opening: str | None = None  # the day on which what it tells of was given

    @property
    def treatments(self) -> list[Treatment]:
        """All treatments of the sentence, in order."""
        return self.links.treatments

    def tell(self, treatment: Treatment, cue: StatusCue) -> None:
        """Note that a cue says something of a treatment."""
        self.statuses.setdefault(id(treatment), []).append(cue)


def is_fragment(piece: Matched) -> bool:
    """Whether a sentence is a bare item, without a subject."""
    return len(piece.words) <= 14 and PERSONS.isdisjoint(piece.words)


def ruled_out(sentence: Sentence, treatment: Treatment) -> bool:
    """Whether the words right before a treatment deny or plan it, or those right behind it deny it."""
    if any(
        h.ref.cue in ("not_done", "declined", "avoided") and h.ref.direction != "forward" and h.ref.weight > 1
        for h in sentence.cues
        if 0 <= h.start - treatment.end <= 1 and sentence.piece.words[h.start] != "none"
    ):
        return True
    near = [h for h in sentence.cues if h.ref.direction != "backward" and 0 <= treatment.start - h.end <= 2]
    return any(h.ref.cue in ("not_done", "declined", "avoided", "planned", "conditional") for h in near) and not any(
        h.ref.cue in ("ongoing", "completed") for h in near
    )


def never_happened(sentence: Sentence, treatment: Treatment) -> bool:
    """Whether its own sentence denies a treatment, so that no later one can tell how it went."""
    reached = sentence.statuses.get(id(treatment), [])
    return treatment.outcome == "unknown" and any(
        c.kind == "not_done" and c.ahead and c.distance <= _NEAR_DENIAL for c in reached
    )
