"""Lengths beside a complaint that are not how long it has lasted: of relief, of sleep, of a spell that is over."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from mednec.extraction.wordsets import word_set

_EASED = word_set(
    "helped relieved alleviated eased relief improved improvement better benefit superwoman superman wonderful great",
    "settled calmed worked respite",
)
_WORN_OFF = word_set("faded wore worn returned recurred")
_PASSED = word_set("cleared resolved settled subsided healed passed recovered faded")
_AWAY = word_set("went gone goes")
_GONE = word_set("gone resolved better improved absent quiet fine clear")
_PASSING_REACH = 6
_NEGATIONS = word_set("not never nor n't hasn without")
_FREE = word_set("no without denies zero")
_SPAN_LEADS = word_set("for in x over the last past about")
_PART = word_set("first initial")
_ACTS = word_set("sleep sleeps sleeping slept sits sit stands stand walks walk drives drive works rests naps only")
_TAKES = word_set("taken takes taking took used uses using worn wears wearing wore")
_BROKEN = word_set("; . , | and but with since")
_PASSED_REACH = 12
_TAKEN_REACH = 6
_EASED_REACH = 10


def measures_something_else(
    words: Sequence[str], low: int, start: int, end: int, complaint: frozenset[str], days: float
) -> bool:
    """Whether the time at ``start`` to ``end`` in the clause from ``low`` is not that of a complaint.

    ``complaint`` holds the words that name one, ``days`` is the upper end of the length.
    """
    return (
        _of_relief(words, low, start, end)
        or is_over(words, end)
        or _of_passing(words, low, start)
        or _without_complaint(words, low, start, complaint)
        or _of_beginning(words, start)
        or (days < 1 and not _ACTS.isdisjoint(words[max(low, start - 3) : start]))
        or _of_taking(words, low, start)
    )


def _of_relief(words: Sequence[str], low: int, start: int, end: int) -> bool:
    """As in "the block helped her neck pain for 2 weeks", "felt great for 4 days and then it was back"."""
    lead = words[max(low, start - _EASED_REACH) : start]
    eased = max((i for i, w in enumerate(lead) if w in _EASED), default=-1)
    if eased >= 0 and not (_NEGATIONS | {"no", "little"}).intersection(lead[max(0, eased - 3) : eased]):
        return lead[-1:] != ["since"] and "for" in lead[eased:]
    after = words[end : end + 5]
    return after[:1] in (["and"], ["then"]) and "then" in after[:2] and not _WORN_OFF.isdisjoint(after)


def is_over(words: Sequence[str], end: int) -> bool:
    """As in "sore for several weeks and that has cleared up", "a flare years back, since resolved"."""
    after = words[end : end + _PASSED_REACH]
    stop = next((i for i, w in enumerate(after) if w in (";", "|", ".")), len(after))
    after = after[:stop]
    for i, word in enumerate(after):
        away = word in _AWAY and after[i + 1 : i + 2] == ["away"]
        if (word in _PASSED or away) and not _NEGATIONS.intersection(after[max(0, i - 4) : i]):
            return True
    return False


def _of_passing(words: Sequence[str], low: int, start: int) -> bool:
    """As in "a similar episode in college, went away in about 10 days"."""
    lead = words[max(low, start - _PASSING_REACH) : start]
    away = any(a in _AWAY and b == "away" for a, b in pairwise(lead)) or any(
        a in ("cleared", "settled", "calmed") and b in ("up", "down") for a, b in pairwise(lead)
    )
    return away and not {"in", "within", "over", "after"}.isdisjoint(lead)


def gone_since(words: Sequence[str], start: int) -> bool:
    """As in "tingling, which is gone since January": how long it has not been there."""
    return not _GONE.isdisjoint(words[max(0, start - 2) : start]) and words[start] == "since"


def _without_complaint(words: Sequence[str], low: int, start: int, complaint: frozenset[str]) -> bool:
    """As in "no leg pain for 3 weeks now", "denies fever in the last 2 weeks"."""
    at = start
    while at > low and words[at - 1] in _SPAN_LEADS:
        at -= 1
    named = [i for i in range(low, at) if words[i] in complaint]
    if not named or named[-1] < at - 2 or at == start:
        return False
    lead = words[max(low, named[-1] - 3) : named[-1]]
    negated = [i for i, w in enumerate(lead) if w in _FREE]
    if not negated or not _BROKEN.isdisjoint(lead[negated[-1] :]):
        return False
    denial = max(low, named[-1] - 3) + negated[-1]
    beside = words[denial] == "without" or words[max(0, denial - 1)] == "with"
    return not (beside and named[0] < denial)  # "back pain without leg pain for 3 weeks"


def _of_beginning(words: Sequence[str], start: int) -> bool:
    """As in "for the first several weeks", "in the initial two months"."""
    return not _PART.isdisjoint(words[max(0, start - 1) : start])


def _of_taking(words: Sequence[str], low: int, start: int) -> bool:
    """As in "for which she has taken Myrbetriq for 5 years"."""
    lead = words[max(low, start - _TAKEN_REACH) : start]
    taken = max((i for i, w in enumerate(lead) if w in _TAKES), default=-1)
    return taken >= 0 and _BROKEN.isdisjoint(lead[taken:]) and lead[-1] in ("for", "x", "the", "past", "last")
