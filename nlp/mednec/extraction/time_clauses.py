"""The clause of a sentence in which a time stands."""

from __future__ import annotations

from collections.abc import Sequence

from mednec.extraction.wordsets import word_set

_APPOSED = word_set("on around about in since near")
_TITLES = word_set("mr mrs ms dr miss")
_OF_DISEASE = word_set("from with of has had and or for hx")  # "spasticity from MS. Here for …"
_OPENING = 3  # tokens from the start of a clause to a time that opens it
_OPENED_REACH = 18


def _stops(words: Sequence[str], at: int) -> bool:
    """Whether a clause ends here; the stop of "Mr." ends none."""
    if words[at] != ".":
        return words[at] in (";", "|")
    disease = words[max(0, at - 2) : at][-1:] == ["ms"] and not _OF_DISEASE.isdisjoint(words[max(0, at - 2) : at - 1])
    return disease or words[max(0, at - 1)] not in _TITLES


def _opened(words: Sequence[str], end: int) -> int:
    """Where the clause ends that a time opens: "6 weeks ago Mr. Bell, a retired cook, developed neck pain"."""
    high, commas = end, 0
    while high < len(words) and high - end < _OPENED_REACH and not _stops(words, high):
        if words[high] == "," and commas % 2 == 0:
            if words[high + 1 : high + 2] not in (["a"], ["an"], ["who"]):
                break
            commas += 1
        elif words[high] == ",":
            commas += 1
        high += 1
    return high


def clause_of(words: Sequence[str], start: int, end: int) -> tuple[int, int]:
    """The tokens [low, high) that may speak about the time at [start, end)."""
    low = start
    while low > 0 and start - low < 22 and not _stops(words, low - 1):
        low -= 1
    end += words[end : end + 1] in (["ago"], ["back"], ["earlier"])
    if start - low <= _OPENING and words[end : end + 1] not in ([","], ["("]):
        return low, max(_opened(words, end), end)
    high = end + 1 if start - low <= 4 and words[end : end + 1] == [","] else end  # "For the past few weeks, he …"
    if high > end and words[high : high + 1] and words[high] in _APPOSED:  # "Ten days ago, on May 10, he woke …"
        closing = next((i for i in range(high, min(high + 6, len(words))) if words[i] == ","), high - 1)
        end, high = max(end, closing), closing + 1
    while high < len(words) and high - end < 10 and words[high] != "," and not _stops(words, high):
        high += 1
    return low, high
