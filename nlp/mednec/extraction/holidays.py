"""Reads points in time named by a holiday: "since Thanksgiving", "after Labor Day", "the first of the year"."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta

from mednec.extraction.points import Point, year_of
from mednec.extraction.time_words import LazyPattern, any_of

_WEEK = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_WEEKDAYS = {name: n for n, name in enumerate(_WEEK)}
_MONDAY, _THURSDAY, _SUNDAY = 0, 3, 6


def _nth(month: int, weekday: int, n: int) -> Callable[[int], date]:
    def day(year: int) -> date:
        first = date(year, month, 1)
        return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (n - 1))

    return day


def _last_monday_of_may(year: int) -> date:
    last = date(year, 5, 31)
    return last - timedelta(days=(last.weekday() - _MONDAY) % 7)


def _easter(year: int) -> date:
    """Easter Sunday, by the anonymous Gregorian computus (Meeus, Astronomical Algorithms, chapter 8)."""
    a, b, c = year % 19, year // 100, year % 100
    d, e, g = b // 4, b % 4, (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = c // 4, c % 4
    m = (32 + 2 * e + 2 * i - h - k) % 7
    n = (a + 11 * h + 22 * m) // 451
    month, day = divmod(h + m - 7 * n + 114, 31)
    return date(year, month, day + 1)


_FIXED = {
    "christmas": (12, 25),
    "xmas": (12, 25),
    "boxing day": (12, 26),
    "new year": (1, 1),
    "new years": (1, 1),
    "first of the year": (1, 1),
    "turn of the year": (1, 1),
    "start of the year": (1, 1),
    "beginning of the year": (1, 1),
    "halloween": (10, 31),
    "fourth of july": (7, 4),
    "independence day": (7, 4),
    "valentine": (2, 14),
    "valentines day": (2, 14),
    "st. patrick": (3, 17),
    "st patrick": (3, 17),
}
_MOVING = {
    "thanksgiving": _nth(11, _THURSDAY, 4),
    "labor day": _nth(9, _MONDAY, 1),
    "memorial day": _last_monday_of_may,
    "mother's day": _nth(5, _SUNDAY, 2),
    "mothers day": _nth(5, _SUNDAY, 2),
    "father's day": _nth(6, _SUNDAY, 3),
    "fathers day": _nth(6, _SUNDAY, 3),
    "easter": _easter,
}
HOLIDAYS = (*_FIXED, *_MOVING)
"""The words a holiday is named by, in lower case."""

_LEAD_WORDS = any_of(
    "since,on,at,around,about,over,by,until,till,before,after,last,this past,past,between,from,near,of,during,following"
)
_LEAD = LazyPattern(rf"(?<![a-z]){_LEAD_WORDS}(?:\s+(?:about|around|the|last|this|past)){{0,2}}\s+$")
_TAIL = LazyPattern(
    r"'?s?(?:\s+(?:day|eve|weekend|time|break))?(?:(?:\s+of)?(?:\s+|,\s*)(?P<year>(?:19|20)\d\d)(?!\d))?"
)
_THING = LazyPattern(r"\s+(?:card|cards|party|seals?|tree|lights?|shopping|gift|gifts|present|presents|dinner)\b")


_BESIDE = LazyPattern(
    r"\bthe\s+(?P<what>day|week|weekend|monday|tuesday|wednesday|thursday|friday|saturday|sunday)\s+"
    r"(?P<where>after|following|before)\s+$"
)


def holiday_point(low: str, hit: re.Match[str], anchor: date | None) -> Point | None:
    """The last such day before the note; a holiday that moves needs a year or the note's date."""
    head = max(0, hit.start() - 32)
    lead = _LEAD.search(low, head, hit.start())
    tail = _TAIL.match(low, hit.end())
    if lead is None or tail is None or _THING.match(low, tail.end()):
        return None
    year = year_of(tail["year"], anchor) if tail["year"] else None
    beside = _BESIDE.search(low, head, hit.start())
    if hit.group() in _FIXED and beside is None:
        month, day = _FIXED[hit.group()]
        return Point(hit.start(), tail.end(), year, month, day)
    if year is None and anchor is not None:
        year = anchor.year if _day_of(hit.group(), anchor.year) <= anchor else anchor.year - 1
    if year is None:
        return None
    day_meant = _beside(_day_of(hit.group(), year), beside) if beside else _day_of(hit.group(), year)
    start = beside.start() if beside else hit.start()
    return Point(start, tail.end(), day_meant.year, day_meant.month, day_meant.day)


def _day_of(name: str, year: int) -> date:
    return date(year, *_FIXED[name]) if name in _FIXED else _MOVING[name](year)


def _beside(holiday: date, words: re.Match[str]) -> date:
    """As in "the Saturday after Labor Day", "the week before Christmas"."""
    step = -1 if words["where"] == "before" else 1
    what = words["what"]
    if what == "day":
        return holiday + timedelta(days=step)
    if what == "week":
        return holiday + timedelta(days=7 * step)
    weekday = _WEEKDAYS["saturday" if what == "weekend" else what]
    away = (weekday - holiday.weekday()) * step % 7 or 7
    return holiday + timedelta(days=away * step)
