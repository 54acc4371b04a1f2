"""Which day of a course a date is: its first, its last, or that of an injection."""

from __future__ import annotations

from mednec.extraction.care_tables import days_of_row
from mednec.extraction.course_days import days_between
from mednec.extraction.linking import Links
from mednec.extraction.occasions import is_single
from mednec.extraction.points import DateMention
from mednec.extraction.segment_times import SegmentTimes
from mednec.extraction.time_owners import BOTH, START, VISITED
from mednec.extraction.treatments import Treatment
from mednec.extraction.wordsets import word_set

_END = word_set("completed ended ending finished finishing discharged until through stopped end discharge last d/c'd")
_FINISHED = word_set("completed finished ended")
_NEAR, _LEAD, _LOOSE = 5, 7, 8


def date_treatments(told: SegmentTimes, links: Links) -> dict[int, list[str]]:
    """Give every date to the treatment before it; the dates of each, by its ``id``."""
    dated: dict[int, list[str]] = {}
    for day, start, _ in told.dates:
        owner = _owner(told, links, start)
        if owner is None or not set_date(told, owner, day, start):
            continue
        if not BOTH.isdisjoint(told.words[owner.end : start]):
            for treatment in (links.before(start) or [])[:-1]:  # "naproxen and heat, both begun 5/18"
                set_date(told, treatment, day, start)
        dated.setdefault(id(owner), []).append(day.iso)
    return dated


def _owner(told: SegmentTimes, links: Links, start: int) -> Treatment | None:
    if any(a <= start < b for _, a, b in told.times):
        return None
    behind = links.before(start)
    return behind[-1] if behind and len(links.loose(behind[-1].end, start)) <= _LOOSE else None


def set_date(told: SegmentTimes, owner: Treatment, day: DateMention, start: int) -> bool:
    """Whether a date is the beginning, the end or the day of a treatment; it is kept as such."""
    words = told.words
    near = words[max(0, start - _NEAR) : start]
    if not VISITED.isdisjoint(near):
        return False  # "last seen on"
    if is_single(words, owner):
        owner.start_date = owner.start_date or day.iso
        return True
    finished = owner.closed and not _FINISHED.isdisjoint(words[max(0, owner.start - _LEAD) : owner.start])
    if not _END.isdisjoint(near) or finished:
        owner.end_date = owner.end_date or day.iso
    elif not START.isdisjoint(near) or owner.name.endswith("_injection"):
        owner.start_date = owner.start_date or day.iso
    else:
        return False
    owner.days = days_between(owner.start_date, owner.end_date) or owner.days
    return True


def date_row(told: SegmentTimes, links: Links) -> None:
    """The days that a row of a table gives the course in it."""
    if not links.row or not told.dates:
        return
    start, end = days_of_row(told.piece, told.dates, told.columns)
    for treatment in links.treatments if start or end else ():
        treatment.start_date, treatment.end_date = start or treatment.start_date, end or treatment.end_date
        treatment.closed = treatment.closed or end is not None
        treatment.running = treatment.running or end is None
        treatment.days = days_between(treatment.start_date, treatment.end_date) or treatment.days
