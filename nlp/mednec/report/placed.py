"""Where a course of care lies on the line of time."""

from __future__ import annotations

from datetime import date, timedelta

from mednec.evidence import Therapy


def course_days(therapy: Therapy, note_date: str | None = None) -> tuple[date, date] | None:
    """First and last day of a course, as far as dates and length give them; a single day for an injection.

    Args:
        therapy: The course; one that was not followed has no days.
        note_date: ISO date on which a course is told to go on, where its mentions have none.
    """
    if therapy.status not in ("completed", "ongoing"):
        return None
    start, end = first_day(therapy.start_date), _last_day(therapy, note_date)
    length = (therapy.duration_days or (None, None))[0]
    try:
        if start is None and end is not None and length is not None:
            start = end - timedelta(days=length)
        if end is None and start is not None:
            end = start + timedelta(days=length or 0)
    except OverflowError:  # a length no calendar has room for
        return None
    return (start, max(start, end)) if start and end else None


def first_day(iso: str | None) -> date | None:
    """The first day that an ISO date can mean, however precise it is ("2024", "2024-05", "2024-05-02")."""
    try:
        return date.fromisoformat(iso + "-01-01"[len(iso) - 4 :] if len(iso) < 10 else iso) if iso else None
    except ValueError:
        return None


def _last_day(therapy: Therapy, note_date: str | None) -> date | None:
    if therapy.end_date or therapy.status != "ongoing":
        return first_day(therapy.end_date)
    return first_day(max((m.date for m in therapy.mentions if m.date), default=note_date))
