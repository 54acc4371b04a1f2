"""How often a course was attended, and in which of its weeks it is: "PT visit #9", "10 times", "week 3 of 8"."""

from __future__ import annotations

from mednec.extraction.amounts import NUMBER_WORDS
from mednec.extraction.linking import Links
from mednec.extraction.segment_times import SegmentTimes
from mednec.extraction.wordsets import word_set

_VISITS = word_set("visit visits session sessions")
_BESIDE_NUMBER = word_set("# : attended number no")
_DAYS = {"week": 7.0, "day": 1.0, "month": 30.0}
_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
_POINTS = word_set("at by until post pod from after")
_RATES = word_set("a per daily each")
_REACH_OF_TIMES, _REACH_OF_WEEK = 8, 6


def count_visits(told: SegmentTimes, links: Links) -> None:
    """Give the treatments of a segment what is counted beside them."""
    _count_times(told, links)
    _count_weeks(told, links)
    _count_visit(told, links)


def visit_number(told: SegmentTimes) -> int | None:
    """As in "Visit 9 of 12", "visit #6", "visits attended: 14"."""
    for i, word in enumerate(told.words):
        if word in _VISITS:
            following = next((w for w in told.words[i + 1 : i + 4] if w not in _BESIDE_NUMBER), "")
            number = _number(following)
            if number:
                return number
    return None


def _count_visit(told: SegmentTimes, links: Links) -> None:
    """As in "PT visit #9": so far nine."""
    number = visit_number(told)
    at = next((i for i, w in enumerate(told.words) if w in _VISITS), None)
    behind = links.before(at) if number and at is not None and at not in told.covered else None
    if behind and behind[-1].end == at:
        behind[-1].sessions = behind[-1].sessions or number


def _count_times(told: SegmentTimes, links: Links) -> None:
    """As in "saw a chiropractor 10 times", "massage x 2"."""
    words = told.words
    for i, word in enumerate(words[:-1]):
        number = _number(words[i + 1] if word in ("x", "attended") else word)
        if not number or not _is_count(told, i):
            continue
        behind = links.before(i)
        near = behind and len(links.loose(behind[-1].end, i)) < _REACH_OF_TIMES
        if behind and near and (word != "x" or behind[-1].end == i):
            behind[-1].sessions = behind[-1].sessions or number


def _is_count(told: SegmentTimes, i: int) -> bool:
    """Whether a number is that of visits, and neither a length nor a rate."""
    words = told.words
    if words[i] == "attended" and i + 2 not in told.covered:
        return True
    if words[i] == "x" and i + 1 not in told.covered:
        return True
    return words[i + 1] == "times" and _RATES.isdisjoint(words[i + 2 : i + 3])


def _count_weeks(told: SegmentTimes, links: Links) -> None:
    """As in "week 3 of 8", "in his fourth week of PT", "on day 3 of a taper": so far so many."""
    words = told.words
    for i, word in enumerate(words[:-1]):
        if word not in _DAYS or words[max(0, i - 1)] in _POINTS or (i and i - 1 in told.covered):
            continue
        number, after = _number(words[i + 1]), i + 2
        if i and words[i - 1] in _ORDINALS and words[i + 1] in ("of", "on"):
            number, after = _ORDINALS.index(words[i - 1]) + 1, i + 1
        following = words[after : after + 1]
        if not number or following == ["post"] or (word == "day" and following != ["of"]):
            continue
        ahead = links.after(after) if following == ["of"] else None
        meant = ahead[:1] if ahead and ahead[0].start - i < _REACH_OF_WEEK else links.before(i)
        if meant and meant[-1].days is None:
            meant[-1].days = (_DAYS[word] * number, _DAYS[word] * number)


def _number(word: str) -> int | None:
    """A small whole number in figures or letters."""
    if word.isdigit():
        return int(word) if 0 < int(word) < 100 else None
    return NUMBER_WORDS.get(word)
