"""Reads lengths by their dates: since, until, from … to …."""

from __future__ import annotations

from datetime import date

from mednec.extraction.clause_start import clause_start
from mednec.extraction.onset_words import ONSET_DATE, SINCE, measures_of_onset
from mednec.extraction.points import Point, bounds, iso_of, settled_year
from mednec.extraction.time_expressions import TimeExpression
from mednec.extraction.time_words import LazyPattern

_ROUNDLY = r"(?:(?:about|approximately|approx\.?|around|roughly|circa|the|at\s+least|sometime\s+in|in|on|~)\s*){0,2}"
_LINK = LazyPattern(rf"\s*(?:-+>?|to|through|thru|until|till?|up\s+to|and|up\s+until)\s*{_ROUNDLY}")
_TO_NOW = LazyPattern(
    r"\s*(?:-+>?|to|through|thru|until|till?|up\s+to)\s*(?:the\s+)?(?:present|date|now|current(?:ly)?)\b"
)
_FROM = LazyPattern(rf"\b(?:from|between|since|starting|beginning)\s+{_ROUNDLY}$")
_WHEN = LazyPattern(r"[\s,]+(?:at\s+which\s+(?:time|point)|when)\b")  # well until then
_UNTIL = LazyPattern(rf"\b(?:until|till|through|thru|up\s+to)\s+{_ROUNDLY}$")
_TO_START = LazyPattern(r"\b(?:will|shall|plan\w*|schedul\w*|to\s+be|order\w*|refer\w*|recommend\w*)\b")


def calendar_spans(text: str, low: str, points: list[Point], anchor: date | None) -> list[TimeExpression]:
    """The lengths that the points in time of a text bound, in order; ``low`` is the folded text."""
    spans: list[TimeExpression] = []
    used = -1
    for index, point in enumerate(points):
        if index <= used:
            continue
        following = points[index + 1] if index + 1 < len(points) else None
        span = _interval(text, low, point, following, anchor) if following else None
        if span:
            used = index + 1
        else:
            span = _open_span(text, low, point, anchor)
        # A "since" speaks of the first date after it.
        if span and not (spans and span.start < spans[-1].end):
            spans.append(span)
    return spans


def _interval(text: str, low: str, first: Point, last: Point | None, anchor: date | None) -> TimeExpression | None:
    """Such as "from 1/5 to 2/20", "5/1-6/12", "January to March 2024"."""
    if last is None or last.start - first.end > 24:
        return None
    gap = low[first.end : last.start]
    lead = _FROM.search(low, max(0, first.start - 40), first.start)
    if not _LINK.fullmatch(gap) or ("and" in gap and not (lead and lead.group().startswith("between"))):
        return None
    first_year, last_year = _settled_years(first, last, anchor)
    # Without any year both ends still give the length; a common year serves to count it.
    spare = None if first.earliest or last.earliest else 2023
    early = bounds(first, first_year or spare)
    late = bounds(last, last_year or _year_after(first, last, spare))
    if not early or not late or late[1] < early[0]:
        return None
    days = max(0, (late[0] - early[1]).days), _days_from(early[0], late[1])
    start = lead.start() if lead else first.start
    measures = "plan" if anchor and early[0] > anchor else "unknown"
    ends = iso_of(first, first_year), iso_of(last, last_year)
    return TimeExpression(start, last.end, text[start : last.end], days, "interval", measures, *ends)


def _settled_years(first: Point, last: Point, anchor: date | None) -> tuple[int | None, int | None]:
    if first.year is None and last.year is not None and not first.earliest:
        same = bounds(first, last.year), bounds(last, last.year)
        later = same[0] and same[1] and same[0][0] > same[1][1]
        return last.year - 1 if later else last.year, last.year
    first_year = settled_year(first, anchor)
    return first_year, last.year if last.year is not None else _year_after(first, last, first_year)


def _year_after(first: Point, last: Point, first_year: int | None) -> int | None:
    """The year in which ``last`` comes next after ``first``."""
    if first_year is None or last.earliest:
        return first_year
    start, end = bounds(first, first_year), bounds(last, first_year)
    return first_year + 1 if start and end and end[1] < start[0] else first_year


def _days_from(earliest: date, day: date) -> int | None:
    return None if earliest == date.min else max(0, (day - earliest).days)


def _open_span(text: str, low: str, point: Point, anchor: date | None) -> TimeExpression | None:
    """Such as "since March", "began in March", "5/1/24 to present", "until last month"."""
    year = settled_year(point, anchor)
    if not point.back and (anchor is None or bounds(point, year) is None):
        return None
    iso = iso_of(point, year)
    until = _UNTIL.search(low, max(0, point.start - 40), point.start)
    if until and not _WHEN.match(low, point.end):
        return TimeExpression(
            until.start(), point.end, text[until.start() : point.end], (None, None), "until", end_date=iso
        )
    if point.amount:
        return None  # "2 weeks ago" counts itself
    now = _TO_NOW.match(low, point.end)
    floor = clause_start(low, point.start)
    since = SINCE.search(low, floor, point.start) or (_FROM.search(low, floor, point.start) if now else None)
    onset = None if since or now else ONSET_DATE.search(low, floor, point.start)
    lead = since or onset
    # "PT starting 7/1" in a plan is the next such day, which its date does not say.
    coming = onset and point.year is None and not point.earliest and _TO_START.search(low, floor, point.start)
    days = days_back(point, anchor)
    if not (lead or now) or coming or days is None:
        return None
    start, end = lead.start() if lead else point.start, now.end() if now else point.end
    measures = measures_of_onset(low, start, lead)
    return TimeExpression(start, end, text[start:end], days, "onset" if onset else "since", measures, start_date=iso)


def days_back(point: Point, anchor: date | None) -> tuple[int, int | None] | None:
    """How many days lie between a past point and the note, at the least and at the most."""
    if point.back:
        return point.back
    span = bounds(point, settled_year(point, anchor))
    if anchor is None or span is None or span[0] > anchor:
        return None
    return max(0, (anchor - span[1]).days), _days_from(span[0], anchor)
