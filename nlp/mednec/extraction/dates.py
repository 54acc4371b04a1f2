"""Reads points in time in clinical text: written dates and time counted back from the note."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta

from mednec.extraction.amounts import Amount, read_amounts
from mednec.extraction.holidays import HOLIDAYS, holiday_point
from mednec.extraction.numeric_dates import NUMERIC, numeric_points
from mednec.extraction.points import SEASONS, DateMention, Point, bounds, iso_of, settled_year
from mednec.extraction.time_words import LazyPattern, WordScan, any_of, as_date, fold
from mednec.extraction.worded_dates import (
    HOURS,
    MONTHS,
    WEEKDAYS,
    day_word_point,
    fixed,
    hour_point,
    month_point,
    relative_point,
    season_point,
    weekday_point,
)

_DAY_WORDS = ("today", "tonight", "yesterday", "tomorrow", "overnight")
_PARTS_OF_DAY = ("morning", "afternoon", "evening", "noon", "midday", "midnight", "night")
_DATE_WORD = WordScan(
    [*MONTHS, *SEASONS, *_DAY_WORDS, *WEEKDAYS, *_PARTS_OF_DAY, "last", "this", "next", *HOURS, *HOLIDAYS]
)
_ENCOUNTER = any_of("presentation,presenting,admission,arrival,visit,evaluation,appointment,consultation,referral")
_AGO = LazyPattern(
    r"[\s-]+(?:ago\b|(?:back|earlier)(?=\s*[.,;)]|\s*$)"
    r"|back(?=\s+(?:when|after|while|with|he|she|they|and|but|from|during|following|she's|he's)\b)"
    rf"|(?:prior\s+to|before)\s+(?:(?:the|this|his|her|today's|our)\s+)?(?:(?:first|initial|present)\s+)?{_ENCOUNTER}\b"
    r"(?:\s+to\s+(?:us|our\s+\w+|this\s+\w+))?)"
)
# How far off a rounded count may be: "two weeks ago" is a week, not a day.
_SLACK = {"week": 3, "fortnight": 6, "month": 15, "year": 182, "decade": 1825}


def ago_end(low: str, amount: Amount) -> int | None:
    """Where "… ago" ends, if the amount counts back from the note's date."""
    found = _AGO.match(low, amount.end)
    return found.end() if found else None


def _ago_point(amount: Amount, end: int, anchor: date) -> Point | None:
    near, far = amount.low, amount.high
    slack = _SLACK.get(amount.unit, 0)
    try:
        middle = anchor - timedelta(days=round(((near or 0) + (far if far is not None else near or 0)) / 2))
        latest = min(anchor, anchor - timedelta(days=round(near or 0)) + timedelta(days=slack))
    except OverflowError:
        return None
    try:
        earliest = date.min if far is None else anchor - timedelta(days=round(far) + slack)
    except OverflowError:
        earliest = date.min
    precision = 4 if amount.unit in ("year", "decade") else 7 if slack else 10
    return replace(fixed(amount.start, end, earliest, latest, middle.isoformat()[:precision]), amount=amount)


def read_points(low: str, text: str, anchor: date | None, amounts: list[Amount] | None = None) -> list[Point]:
    """Every point in time in order; the year of those without one is still open."""
    points = list(numeric_points(low, anchor))
    for hit in _DATE_WORD.finditer(low):
        point = _word_point(low, text, hit, anchor)
        if point:
            points.append(point)
    if anchor and (amounts is not None or contains_ago(low)):
        for amount in read_amounts(low) if amounts is None else amounts:
            end = ago_end(low, amount)
            point = _ago_point(amount, end, anchor) if end else None
            if point:
                points.append(point)
    return _without_overlap(points)


def contains_ago(low: str) -> bool:
    """Whether anything may count back from the note's date."""
    return any(word in low for word in ("ago", "back", "earlier", "prior to", "before"))


def _word_point(low: str, text: str, hit: re.Match[str], anchor: date | None) -> Point | None:
    word = hit.group()
    if word in MONTHS:
        return month_point(low, text, hit, anchor)
    if word in SEASONS:
        return season_point(low, hit, anchor)
    if word in HOLIDAYS:
        return holiday_point(low, hit, anchor)
    if word in WEEKDAYS:
        return weekday_point(low, text, hit, anchor) if anchor else None
    if word in _DAY_WORDS:
        return day_word_point(low, hit, anchor)
    return relative_point(low, hit, anchor) if word in ("last", "this", "next") else hour_point(low, hit)


def _without_overlap(points: list[Point]) -> list[Point]:
    """Longest reading wins where two overlap ("March 2024" over "2024")."""
    kept: list[Point] = []
    for point in sorted(points, key=lambda p: (p.start, -p.end)):
        if not kept or point.start >= kept[-1].end:
            kept.append(point)
    return kept


def contains_date(low: str) -> bool:
    """Whether anything in the folded text looks like a date."""
    return NUMERIC.search(low) is not None or _DATE_WORD.search(low)


def find_dates(text: str, anchor: str | date | None = None) -> list[DateMention]:
    """The dates in a text, in order; those without a year, and relative ones, need the note's date as anchor."""
    day = as_date(anchor)
    return mentions(text, read_points(fold(text), text, day), day)


def mentions(text: str, points: list[Point], anchor: date | None) -> list[DateMention]:
    """The points whose year is known."""
    found = []
    for point in points:
        year = settled_year(point, anchor)
        span, iso = bounds(point, year), iso_of(point, year)
        if span and iso:
            latest = min(span[1], anchor) if point.year is None and anchor and span[0] <= anchor else span[1]
            found.append(DateMention(point.start, point.end, text[point.start : point.end], iso, span[0], latest))
    return found
