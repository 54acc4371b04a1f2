"""A point in time as precise as it was written, and the days it may mean."""

from __future__ import annotations

import calendar
from dataclasses import dataclass, field
from datetime import date

from mednec.evidence import Value
from mednec.extraction.amounts import Amount

# First month of each season; a season lasts three months, winter runs into the next year.
SEASONS = {"spring": 3, "summer": 6, "fall": 9, "autumn": 9, "winter": 12}


@dataclass(frozen=True, slots=True, repr=False)
class DateMention(Value):
    """A point in time, as precise as written; ``earliest`` is ``date.min`` where it may lie any time before."""

    start: int
    end: int
    text: str = field(repr=False)
    iso: str
    earliest: date
    latest: date


@dataclass(frozen=True, slots=True)
class Point:
    """A written date before the year is settled; relative ones carry their bounds already."""

    start: int
    end: int
    year: int | None = None
    month: int | None = None
    day: int | None = None
    part: str = ""  # early, mid, late, or a season
    earliest: date | None = None
    latest: date | None = None
    iso: str | None = None
    amount: Amount | None = None  # "two weeks ago"
    back: tuple[int, int] | None = None  # days before the note, where that is known without its date: "yesterday"


def month_end(year: int, month: int) -> date:
    """The last day of a month."""
    return date(year, month, calendar.monthrange(year, month)[1])


def bounds(point: Point, year: int | None) -> tuple[date, date] | None:
    """First and last day the point can mean in that year; None for a day that does not exist."""
    if point.earliest and point.latest:
        return point.earliest, point.latest
    if year is None or not 1 < year < 9999 or point.back:
        return None
    if point.part in SEASONS:
        first = SEASONS[point.part]
        last = date(year, first + 2, 1) if first < 12 else date(year + 1, 2, 1)
        return date(year, first, 1), month_end(last.year, last.month)
    if point.month is None:
        first, last_month = {"early": (1, 4), "mid": (5, 8), "late": (9, 12)}.get(point.part, (1, 12))
        return date(year, first, 1), month_end(year, last_month)
    if point.day is None:
        end = month_end(year, point.month)
        first_day, last_day = {"early": (1, 10), "mid": (11, 20), "late": (21, end.day)}.get(point.part, (1, end.day))
        return date(year, point.month, first_day), date(year, point.month, last_day)
    try:
        day = date(year, point.month, point.day)
    except ValueError:
        return None
    return day, day


def settled_year(point: Point, anchor: date | None) -> int | None:
    """The written year, else that of the last such day not after the note's date."""
    if point.year is not None or anchor is None:
        return point.year
    for year in range(anchor.year, anchor.year - 9, -1):  # nine back: 29 February may be eight years off
        span = bounds(point, year)
        if span and span[0] <= anchor:
            return year
    return None


def iso_of(point: Point, year: int | None) -> str | None:
    """The date as precise as written."""
    if point.iso or year is None:
        return point.iso
    if point.month is None:
        return f"{year:04d}"
    return f"{year:04d}-{point.month:02d}" if point.day is None else f"{year:04d}-{point.month:02d}-{point.day:02d}"


_FULL_YEAR = (1900, 2100)


def year_of(digits: str, anchor: date | None) -> int | None:
    """The full year that two or four figures mean."""
    value = int(digits)
    if len(digits) == 4:
        return value if _FULL_YEAR[0] <= value < _FULL_YEAR[1] else None
    if len(digits) != 2:
        return None
    # Two digits are the past, save that an appointment may lie a year ahead.
    latest = (anchor.year + 1) % 100 if anchor else 49
    century = (anchor.year + 1) // 100 * 100 if anchor else 2000
    return century + value if value <= latest else century - 100 + value
