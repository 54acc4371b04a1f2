"""Reads how long things lasted, and every other length of time in a text, with its kind.

Only the words around a length of time decide here; what it belongs to is the linker's question. ``read_time`` is one
pass over a text that yields everything with its kind; ``find_durations`` keeps what is a duration.
"""

from __future__ import annotations

from bisect import bisect_right
from datetime import date

from mednec.extraction.amounts import contains_unit, read_amounts
from mednec.extraction.calendar_spans import calendar_spans, days_back
from mednec.extraction.dates import contains_date, mentions, read_points
from mednec.extraction.points import Point, iso_of, settled_year
from mednec.extraction.time_expressions import Duration, TimeExpression, TimeReading
from mednec.extraction.time_kinds import classified
from mednec.extraction.time_words import as_date, fold


def contains_time(text: str) -> bool:
    """A quick look: could ``read_time`` find anything here?"""
    low = fold(text)
    return contains_unit(low) or contains_date(low)


def find_durations(text: str, anchor: str | date | None = None) -> list[Duration]:
    """The durations in a text; "since March" and the like need the note's date as anchor.

    Frequencies, ages, dosing intervals and appointments are no durations.
    """
    return read_time(text, anchor).durations


def scan_time(text: str, anchor: str | date | None = None) -> list[TimeExpression]:
    """Every length of time with its kind, those that are no durations included."""
    return list(read_time(text, anchor).expressions)


def read_time(text: str, anchor: str | date | None = None) -> TimeReading:
    """Durations, their look-alikes and dates in one pass."""
    day = as_date(anchor)
    low = fold(text)
    amounts = read_amounts(low)
    points = read_points(low, text, day, amounts)
    spans = calendar_spans(text, low, points, day)
    expressions = sorted(
        spans + _outside(spans, [classified(text, low, amount) for amount in amounts]), key=lambda e: e.start
    )
    moments = _outside(expressions, [moment for point in points if (moment := _moment(text, point, day))])
    return TimeReading(tuple(expressions), tuple(mentions(text, points, day)), tuple(moments))


def _moment(text: str, point: Point, anchor: date | None) -> TimeExpression | None:
    """A past point in time as the number of days back to it; "two weeks ago" is an expression of its own."""
    days = None if point.amount else days_back(point, anchor)
    if days is None:
        return None
    iso = iso_of(point, settled_year(point, anchor))
    return TimeExpression(point.start, point.end, text[point.start : point.end], days, "ago", start_date=iso)


def _outside(spans: list[TimeExpression], others: list[TimeExpression]) -> list[TimeExpression]:
    """Those that no span covers ("3 months ago" within "from 3 months ago until May")."""
    taken = [span for span in spans if span.kind != "until"]
    starts = [span.start for span in taken]

    def covered(start: int) -> bool:
        before = bisect_right(starts, start)
        return before > 0 and start < taken[before - 1].end

    return [other for other in others if not covered(other.start)] if taken else others
