"""How long a course took, from the lengths that are told of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from mednec.evidence import DayRange
from mednec.extraction.occasions import is_single
from mednec.extraction.segment_times import SegmentTimes
from mednec.extraction.time_expressions import TimeExpression
from mednec.extraction.treatments import Treatment
from mednec.extraction.wordsets import word_set

EXTENSION = word_set("additional another further extended more extra added")
"""Words with which the same course goes on."""
SEPARATE = word_set("second separate again resumed restarted rounds bouts bout")
"""Words with which a further course begins."""
_VAGUE = word_set("several few many numerous multiple couple")
_ROUGHLY = word_set("about approximately approx around roughly the some")
_MORE_THAN = word_set(
    "for x of lasting lasted just well little bit slightly somewhat past last in is was been took now"
)
_RECENT = word_set("past last")
_COUNTING = word_set("completed times")


def settle_length(told: SegmentTimes, treatment: Treatment, given: Sequence[tuple[TimeExpression, int]]) -> None:
    """Give a treatment its lengths, each with its first token: an extension adds up, a date at either end is kept."""
    for time, at in given:
        _keep_ends(told, treatment, time, at)
        days = (None, None) if is_single(told.words, treatment) else _length(told, time, at)
        if days == (None, None):
            continue
        if treatment.days is None:
            treatment.days, treatment.taken_at = days, at
        elif _is_again(told.words, at):
            treatment.later.append((days, at))
        elif _extends(told.words, at):
            treatment.days = _sum(treatment.days, days)
    if not is_single(told.words, treatment):
        treatment.days = days_between(treatment.start_date, treatment.end_date) or treatment.days


def days_between(start: str | None, end: str | None) -> DayRange | None:
    """The days from one full date to another; None when they are not, or stand the wrong way round."""
    days = days_apart(start, end)
    return None if days is None else (days, days)


def days_apart(start: str | None, end: str | None) -> float | None:
    """The number of days from one full date to another; None when they are not, or stand the wrong way round."""
    try:
        days = (date.fromisoformat(end or "") - date.fromisoformat(start or "")).days
    except ValueError:
        return None
    return float(days) if days >= 0 else None


def _keep_ends(told: SegmentTimes, treatment: Treatment, time: TimeExpression, at: int) -> None:
    treatment.start_date = treatment.start_date or time.start_date
    treatment.end_date = treatment.end_date or time.end_date
    treatment.evidence.append((time.start, time.end))
    treatment.closed = treatment.closed or time.kind in ("duration", "interval", "until")
    recent = not _RECENT.isdisjoint(told.words[max(0, at - 2) : at + 2])
    treatment.running = treatment.running or recent or time.kind in ("since", "onset", "ago")


def _extends(words: Sequence[str], at: int) -> bool:
    return not EXTENSION.isdisjoint(words[max(0, at - 5) : at + 3])


def _is_again(words: Sequence[str], at: int) -> bool:
    """Whether a further length is a course of its own ("then wore it again for 3 weeks", "two separate rounds")."""
    return not _extends(words, at) and not SEPARATE.isdisjoint(words[:at])


def _length(told: SegmentTimes, time: TimeExpression, at: int) -> DayRange:
    """As in "12 visits over 6 weeks", "completed over six weeks": during, not longer than."""
    low, high = time.days
    if high is not None:
        return low, high
    if _took(told, time, at):
        return low, low
    during = "over" in told.words[max(0, at - 1) : at + 1] and "for" not in told.words[max(0, at - 2) : at + 1]
    counted = bool(told.counts) or not _COUNTING.isdisjoint(told.words)
    return (low, low) if low is not None and during and counted else (low, high)


def _took(told: SegmentTimes, time: TimeExpression, at: int) -> bool:
    """As in "physical therapy over 7 weeks": the time it took; "for over 7 weeks" is more than that."""
    words = told.words
    end = next((b for t, _, b in told.times if t is time), at)
    if words[end : end + 1] == ["of"] or not _VAGUE.isdisjoint(words[at:end]):
        return False
    over = next((i for i in range(at, max(-1, at - 3), -1) if words[i] == "over"), None)
    if not over or not _ROUGHLY.issuperset(words[over + 1 : at]):
        return False
    if words[over - 1] == "," and words[end : end + 1] in (["this"], ["last"], ["in"]):
        return True  # "PT, aquatic this time, over 8 weeks this spring"
    return words[over - 1][0].isalpha() and words[over - 1] not in _MORE_THAN


def _sum(first: DayRange, second: DayRange) -> DayRange:
    low = None if first[0] is None or second[0] is None else first[0] + second[0]
    high = None if first[1] is None or second[1] is None else first[1] + second[1]
    return low, high
