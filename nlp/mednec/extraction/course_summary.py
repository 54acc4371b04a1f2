"""What is known in the end of a course that several documents tell of: how long it was, how often, how it worked."""

from __future__ import annotations

import re
from dataclasses import replace

from mednec.evidence import DayRange, Therapy
from mednec.extraction.course_days import days_apart
from mednec.extraction.course_tellings import FULL_DATE, UNDONE, Course, stated
from mednec.extraction.mentions import distinct
from mednec.extraction.occasions import sessions_over
from mednec.extraction.outcomes import OUTCOME_OF

_BEGINS = re.compile(
    r"\b(?:start\w*|add(?:ed)?|begin|trial of|prescribed|rx|given|initiate\w*|discharged (?:home )?(?:on|with))\b", re.I
)


def summed_course(course: Course) -> Therapy:
    """One Therapy of all that was told; what was never had has no length, no days and no outcome."""
    best = course.first.therapy
    status = course.status
    named = [t for t in course.tellings if t.therapy.agent]
    merged = replace(
        best,
        agent=named[0].therapy.agent if named else None,
        region=course.known("region"),
        status=status,
        directed_by=_director(course),
        active=any(t.therapy.active for t in course.tellings),
        mentions=distinct(m for t in course.tellings for m in t.therapy.mentions),
        reason=_reason(course),
        plan_given=_plan_given(course),
        plan_date=min((d for t in course.tellings if (d := t.therapy.plan_date)), default=None),
        followed_up=max((d for t in course.tellings if (d := t.therapy.followed_up)), default=None),
        over_the_counter=any(t.therapy.over_the_counter for t in course.tellings),
        as_needed=any(t.therapy.as_needed for t in course.tellings),
        same_episode=next((e for t in course.tellings if (e := t.therapy.same_episode) is not None), None),
    )  # fmt: skip
    if status in UNDONE:
        return _without_course(merged)
    start, end = _start(course), course.last_end if status == "completed" else None
    return replace(
        merged,
        response=course.response,
        outcome=OUTCOME_OF.get(course.response, "unknown"),
        sessions=_sessions(course),
        start_date=start,
        end_date=end,
        duration_days=_length(course, start, end),
    )


def _without_course(therapy: Therapy) -> Therapy:
    return replace(
        therapy,
        outcome="unknown",
        response="unknown",
        duration_days=None,
        sessions=None,
        start_date=None,
        end_date=None,
    )


def _director(course: Course) -> str:
    told = [d for t in course.tellings if (d := t.therapy.directed_by) != "unknown"]
    return "clinician" if "clinician" in told else next(iter(told), "unknown")


def _plan_given(course: Course) -> bool | None:
    """Given once is given; else what is said of it."""
    told = [p for t in course.tellings if (p := t.therapy.plan_given) is not None]
    return any(told) if told else None


def _reason(course: Course) -> str | None:
    """Why the course stands as it does: the last reason that goes with its status."""
    told = (t.therapy for t in reversed(course.tellings))
    return next((t.reason for t in told if t.reason and t.status == course.status), None)


def _start(course: Course) -> str | None:
    """The first day that is told; a drug begun at a visit and told to run, or to have ended on a day, began then."""
    told = course.known("start_date")
    if told:
        full = [
            s for t in course.tellings if (s := t.therapy.start_date) and len(s) == FULL_DATE and s.startswith(told)
        ]
        return full[0] if full else told
    days = [day for t in course.tellings for day in t.days]
    if any(t.numbered == 1 for t in course.tellings) or len(course.first.days) > 1:
        return min(days, default=None)
    begun = course.first
    prescribed = begun.therapy.status == "planned" and begun.agent and _BEGINS.search(begun.sentence)
    runs = course.status == "ongoing" or course.last_end
    if prescribed and runs and course.stated is None and len(course.tellings) > 1:
        return begun.source.date
    return None


def _sessions(course: Course) -> int | None:
    """The highest number of a visit, or as many as days are listed, or as told last."""
    days = {day for t in course.tellings for day in t.days}
    counted = [t.therapy.sessions for t in course.tellings if t.therapy.sessions]
    listed = [len(days)] if any(len(t.days) > 1 for t in course.tellings) else []
    if any(t.numbered or t.days for t in course.tellings):
        return max(counted + listed, default=None)
    return sessions_over([t.therapy for t in reversed(course.tellings)])


def _length(course: Course, start: str | None, end: str | None) -> DayRange | None:
    """From first to last day where both are known, else as told, carried on to the last document that says it runs."""
    if course.status == "ongoing":
        return _running(course, start)
    if start and end:
        between = days_apart(start, end)
        if between is not None:
            return between, between
    if course.stated:
        return course.stated
    visits = sorted(day for t in course.tellings for day in t.days)
    if visits and (spanned := days_apart(visits[0], visits[-1])):
        return spanned, None
    begun = [t for t in course.tellings if t.therapy.status == "ongoing" and t.source.date]
    if start is None and len(begun) > 1:
        seen = days_apart(begun[0].source.date, begun[-1].source.date)
        return (seen, None) if seen else None
    return None


def _running(course: Course, start: str | None) -> DayRange | None:
    """How long a course has run by the last document that says it runs."""
    said = [t for t in course.tellings if t.therapy.status == "ongoing" and t.source.date]
    last = said[-1].source.date if said else None
    since = days_apart(start, last)
    if since is not None:
        return since, since
    told = [t for t in course.tellings if stated(t.therapy) and t.source.date]
    if not told:
        seen = days_apart(said[0].source.date, last) if said else None
        return (seen, None) if seen else None  # running on two days, hence between them
    low, high = stated(told[-1].therapy) or (None, None)
    more = days_apart(told[-1].source.date, last) or 0.0
    return None if low is None else low + more, None if high is None else high + more
