"""To which treatments of a sentence a cue, an outcome or a time belongs."""

from __future__ import annotations

from collections.abc import Sequence

from mednec.extraction.matching import Matched
from mednec.extraction.treatments import HARD_STOPS, Treatment
from mednec.extraction.wordsets import word_set

Group = list[Treatment]
_LINKS = word_set("with from to after following of despite by on than since during w in w/ through x having")
_NOT_LINKED = word_set(
    "she he they patient pt so and then was were is are has had have started which that who will i we",
    "began but however also it this although though while because plan except now",
)
_SHORT_LIST = 4
_TURNS = word_set("but however although though except")
_LEADS_ELSEWHERE = word_set("with by when during while lying sitting standing walking if upon at")
_HELPS = word_set("help helps helped helping helpful")
_PAINS = word_set("pain pains symptoms spasm spasms numbness tingling soreness discomfort")
_GENERAL = word_set("therapy treatment treatments medication medications meds care exercise exercises activity")
_REFERRING = word_set(
    "it this them these either that each those treatment treatments therapy any all both neither which him",
    "her me measures modalities regimen care time the only minimal no some on wearing using worn used wears uses",
)


def _without_general(between: list[str]) -> list[str]:
    """As in "despite therapy and diclofenac": a general word that leads the list."""
    at = next((i for i, w in enumerate(between[:-1]) if w in _GENERAL and between[i + 1] in ("and", ",", "plus")), None)
    return between if at is None or at > 2 else between[: at + 1]


class Links:
    """The treatment groups of one segment and the words between them; ``apart``: nothing reaches over a cell."""

    def __init__(
        self, piece: Matched, groups: Sequence[Group], covered: frozenset[int], *, apart: bool = False
    ) -> None:
        self.piece = piece
        self.words = piece.words
        self.groups = groups
        self.covered = covered
        self.row = piece.segment.kind == "row" and not apart

    @property
    def treatments(self) -> list[Treatment]:
        """All treatments of the segment, in order."""
        return [t for g in self.groups for t in g]

    def before(self, at: int) -> Group | None:
        """The last group that has a treatment ending by ``at``; only its treatments up to there."""
        for group in reversed(self.groups):
            part = [t for t in group if t.end <= at]
            if part:
                return part
        return None

    def after(self, at: int) -> Group | None:
        """The first group with a treatment from ``at`` on."""
        for group in self.groups:
            part = [t for t in group if t.start >= at or t.start < at < t.end]
            if part:
                return part
        return None

    def loose(self, start: int, end: int) -> list[str]:
        """The words between two places, times and doses left out."""
        return [self.words[i] for i in range(start, end) if i not in self.covered]

    def forward(self, at: int, reach: int, *, commas: bool = False) -> Group | None:
        """The group that follows ``at`` inside the clause and within ``reach`` loose words."""
        group = self.after(at)
        if group is None:
            return None
        between = self.loose(at, group[0].start)
        if len(between) > reach or self._stopped(between, commas):
            return None
        return group

    def backward(self, at: int, reach: int, *, commas: bool = True, turns: bool = False) -> Group | None:
        """The group that precedes ``at`` inside the sentence and within ``reach`` loose words."""
        group = self.before(at)
        if group is None:
            return None
        between = self.loose(group[-1].end, at)
        if len(between) > reach or self._stopped(between, commas, turns=turns):
            return None
        return group

    def _stopped(self, between: Sequence[str], commas: bool, *, turns: bool = False) -> bool:
        if any(w in HARD_STOPS and not (w == "|" and self.row) for w in between):
            return True
        if not turns and any(w in _TURNS for w in between):
            return True
        return not commas and "," in between

    def linked_forward(self, at: int, *, bare: bool) -> Group | None:
        """The treatments an outcome names after itself ("no relief from PT"); ``bare``: no preposition is needed."""
        group = self.after(at)
        if group is None:
            return None
        between = _without_general(self.loose(at, group[0].start))
        listed = between[:1] and between[0] in _LINKS and len(between) <= _SHORT_LIST  # "from rest, ice and PT"
        if len(between) > 12 or any(w in HARD_STOPS or (w == "," and not listed) or w in _NOT_LINKED for w in between):
            return None
        if not between:
            return group if bare else None
        return group if bare or any(w in _LINKS for w in between) else None

    def turns_away(self, start: int, end: int) -> bool:
        """Whether a further clause with its own subject begins between two places ("was cured and he is in PT")."""
        between = self.loose(start, end)
        return "and" in between and any(w in _NOT_LINKED - {"and"} for w in between)

    def leads_elsewhere(self, end: int, response: str) -> bool:
        """As in "worse with sitting", "relieved by lying down": about the pain, not about a treatment."""
        following = self.words[end : end + 3]
        if (
            following[:1] == ["with"]
            and self.words[end - 1] in _HELPS
            and not _PAINS.isdisjoint(self.words[end : end + 6])
        ):
            return False  # "helps with his back pain"
        if not following or following[0] not in (("with", "by") if response == "none" else _LEADS_ELSEWHERE):
            return False
        if end in self.covered or end + 1 in self.covered or any(w in _REFERRING for w in following[1:3]):
            return False
        if following[0] == "while" and self.words[end + 2 : end + 4] in (["did", "it"], ["took", "it"], ["had", "it"]):
            return False
        group = self.after(end)
        return group is None or group[0].start - end > 9
