"""What a change of the pain score says of a treatment: "pain went from 9 to 5", "8/10 down to 1/10", "10 -> 2"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from mednec.extraction.wordsets import word_set

_SCORE = re.compile(r"(\d{1,2}(?:\.5)?)(/10)?")
_TOP = 10
_GOOD_SHARE, _LOW_SCORE = 0.6, 2
"""A fall by more than half, or to a score of 2 or less, is good relief; a smaller one is some."""
_TO = word_set("to → > - – down into")
_PAIN = word_set("pain vas nrs nprs npr score scores ache discomfort symptoms headache it from rated")
_FELL = word_set(
    "went goes gone dropped drops fell decreased reduced down improved came brought took takes brings cut from → >",
    "lowered lowers lessened drop decrease",
)
_UNITS = word_set(
    "weeks week months month days day hours hour mg mcg ml cc lb lbs pounds years year visits sessions times",
    "min minutes",
    "hrs hr wks percent % degrees cm mm inches feet x",
)
_REACH = 6


@dataclass(frozen=True, slots=True)
class ScoreChange:
    """The tokens of a fall of the pain score, and how much it is: good or partial."""

    start: int
    end: int
    response: str


def score_changes(words: Sequence[str]) -> Iterator[ScoreChange]:
    """Falls of a pain score by at least a point; rises and ranges ("pain 4 to 8/10") say nothing of a treatment."""
    if _FELL.isdisjoint(words):
        return
    for i, word in enumerate(words):
        before = _score(word)
        if before is None:
            continue
        at = i + 1
        while at < min(len(words), i + 4) and words[at] in _TO:
            at += 1
        after = _score(words[at]) if at > i + 1 and at < len(words) else None
        if after is None or after[0] >= before[0] or (words[at + 1 : at + 2] and words[at + 1] in _UNITS):
            continue
        lead = words[max(0, i - _REACH) : at]
        rated = before[1] or after[1] or not {"out", "/10"}.isdisjoint(words[at + 1 : at + 2])
        told = not _FELL.isdisjoint(lead)
        if not told or not (rated or not _PAIN.isdisjoint(lead)):
            continue
        good = after[0] <= _LOW_SCORE or after[0] <= (1 - _GOOD_SHARE) * before[0]
        yield ScoreChange(i, at + 1, "good" if good else "partial")


def _score(word: str) -> tuple[float, bool] | None:
    """A score and whether it is written out of ten."""
    found = _SCORE.fullmatch(word)
    if found is None or float(found[1]) > _TOP:
        return None
    return float(found[1]), found[2] is not None
