"""Courses of therapy over the documents of a case: plans that came true, courses told twice, courses that went on.

Every document tells of courses as it sees them. The tellings are read in the order of time; each joins the latest
course it can belong to, or opens a new one. What was said last about a course counts; an undated telling only fills
gaps.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from mednec.evidence import Mention, Therapy
from mednec.extraction.course_identity import are_alike, extends, from_one_document, joins
from mednec.extraction.course_summary import summed_course
from mednec.extraction.course_tellings import DONE, FULL_DATE, Course, Telling

_ANEW = re.compile(
    r"\b(?:second|2nd|third|3rd|fourth|4th|another|resum(?:ed|es|ing)|restart\w*|repeat(?:ed)?"
    r"|new (?:course|round|episode))\b",
    re.I,
)
_BEGUN_TODAY = re.compile(r"\b(?:start(?:ed|s)?|began|begun|begins?|initiated)\b[^.;]{0,20}\btoday\b", re.I)
_OVER_TODAY = re.compile(
    r"\b(?:stopped|stop|finished|completed|ended|discontinued|discharged|d/c'?d|last (?:visit|session))\b"
    r"[^.;]{0,20}\btoday\b",
    re.I,
)


def courses_over_time(tellings: Iterable[Telling]) -> list[Therapy]:
    """One Therapy a course, in the order in which they were first told."""
    ordered = sorted(map(_with_days_told, tellings), key=_order)
    courses: list[Course] = []
    for telling in ordered:
        own = [c for c in reversed(courses) if are_alike(c, telling)]
        home = next((c for c in own if joins(c, telling)), None)
        if home is None:
            courses.append(home := Course(status=telling.therapy.status))
        home.status = _status_after(home, telling)
        home.tellings.append(telling)
    return [summed_course(course) for course in _without_empty(courses)]


def tells_anew(sentence: str, mention: Mention | None, text: str) -> bool:
    """Whether words before a therapy, or right behind it, make it a course of its own: "second ESI", "PT resumed"."""
    if mention is None:
        return False
    near = text[max(0, mention.start - 30) : mention.end + 12]
    return bool(_ANEW.search(near)) and bool(_ANEW.search(sentence))


def _order(telling: Telling) -> tuple[bool, str, int, int, int]:
    mentions = telling.therapy.mentions
    first = mentions[0].start if mentions else 0
    when = telling.when or ""
    undone_first = 0 if telling.therapy.status in ("declined", "not_done") else 1
    return not when, when, telling.source.place, undone_first, first


def _with_days_told(telling: Telling) -> Telling:
    """The document's date for "started today" and "stopped today"; an end that has come closes the course."""
    therapy, day = telling.therapy, telling.source.date
    changes: dict[str, Any] = {}
    if day and len(day) == FULL_DATE and therapy.status in DONE | {"planned"}:
        if not therapy.start_date and _BEGUN_TODAY.search(telling.sentence):
            changes["start_date"] = day
        if not therapy.end_date and therapy.status in DONE and _OVER_TODAY.search(telling.sentence):
            changes["end_date"] = day
    end = changes.get("end_date") or therapy.end_date
    if therapy.status == "ongoing" and end and (day is None or end <= day):
        changes["status"] = "completed"
    return replace(telling, therapy=replace(therapy, **changes)) if changes else telling


def _status_after(course: Course, telling: Telling) -> str:
    """The status of a course after one more telling."""
    now, said = course.status, telling.therapy.status
    if not course.tellings:
        return said
    if telling.when is None:
        return now
    if said == "planned" and now in DONE:
        return "ongoing" if extends(course, telling) else now
    if now == "declined" and said == "not_done":
        return now
    if now == "completed" and said == "ongoing":
        end = course.last_end
        return now if end and not telling.anew and not from_one_document(course, telling) else said
    if now == "ongoing" and telling.weak and telling.source.date == course.last.source.date:
        return now
    return said


def _without_empty(courses: Sequence[Course]) -> list[Course]:
    """Bare denials and plans of what the same document, or a later one, tells as a course are left out."""
    kept = []
    for course in courses:
        others = [c for c in courses if c is not course and are_alike(c, course.first)]
        if course.status == "not_done" and any(c.status == "planned" and _tells_later(c, course) for c in others):
            continue
        bare = all(t.weak for t in course.tellings)
        if bare and any(c.status in DONE and not all(t.weak for t in c.tellings) for c in others):
            continue
        kept.append(course)
    return kept


def _tells_later(course: Course, other: Course) -> bool:
    return bool(course.last.when) and (course.last.when or "") >= (other.last.when or "")
