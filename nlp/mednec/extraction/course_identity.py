"""Whether what a document tells of a course is of one known already, or of another."""

from __future__ import annotations

import re
from datetime import date, timedelta

from mednec.evidence import DayRange
from mednec.extraction.course_days import days_apart
from mednec.extraction.course_tellings import UNDONE, Course, Telling, stated
from mednec.extraction.treatments import DRUGS

_EXTENDS = re.compile(r"\b(?:exten(?:d|ds|ded|ding|sion)|additional|more (?:weeks|visits|sessions)|renew\w*)\b", re.I)


def are_alike(course: Course, telling: Telling) -> bool:
    """Same class, no other drug and no other region."""
    if course.first.therapy.therapy != telling.therapy.therapy:
        return False
    agents = {t.agent for t in course.tellings if t.agent}
    if telling.therapy.therapy in DRUGS and telling.agent and agents and telling.agent not in agents:
        return False
    regions = {t.therapy.region for t in course.tellings if t.therapy.region}
    return telling.therapy.region is None or not regions or telling.therapy.region in regions


def joins(course: Course, telling: Telling) -> bool:
    """Whether a telling of a like course is of this one."""
    status = telling.therapy.status
    if telling.when is None and status != "planned" and course.status != status:
        return False  # an undated document settles nothing
    if status == "planned":
        if telling.when is None or extends(course, telling):
            return True
        return course.status != "completed" and not (telling.anew and course.status == "ongoing")
    if status in ("declined", "not_done"):
        return course.status in UNDONE and not (course.status == "planned" and from_one_document(course, telling))
    if course.status in UNDONE:
        return _may_have_become(course, telling)
    return _same_course(course, telling)


def from_one_document(course: Course, telling: Telling) -> bool:
    """Whether what was told last of a course stands in the same document."""
    return course.last.source.id == telling.source.id


def extends(course: Course, telling: Telling) -> bool:
    """As in "PT was extended by six visits": a plan for more of a course that the same document tells of."""
    return from_one_document(course, telling) and _EXTENDS.search(telling.sentence) is not None


def _may_have_become(course: Course, telling: Telling) -> bool:
    """A plan, refusal or denial that a later document overtakes; what ended before it was made is another course."""
    said = course.last.source.date
    end = telling.therapy.end_date
    if from_one_document(course, telling):
        return course.status == "not_done" and telling.therapy.status == "ongoing"
    return not (end and said and end < said[: len(end)])


def _same_course(course: Course, telling: Telling) -> bool:
    """Whether a course that was had is the one known already: by its days, and by words that count it."""
    start, end = course.known("start_date"), course.last_end
    new_start, new_end = telling.therapy.start_date, telling.therapy.end_date
    if start and new_start and _compatible(start, new_start):
        return True
    anew = telling.anew or (telling.numbered == 1 and course.status == "completed")
    if anew and course.status == "completed" and not any(t.anew for t in course.tellings):
        return False
    if start and new_start and telling.therapy.therapy.endswith("_injection"):
        return False
    if end and new_start and new_start > end[: len(new_start)]:
        return False  # begun after the other had ended
    if start and new_end and new_end < start[: len(new_end)]:
        return False
    if telling.therapy.status == "ongoing" and course.status == "completed":
        return _goes_on(course, telling, end)
    return _told_again(course, telling)


def _goes_on(course: Course, telling: Telling, end: str | None) -> bool:
    """A course that runs over the day on which it was told as done: "PT x 3 weeks, no relief; continue PT"."""
    if from_one_document(course, telling):
        return not course.last.therapy.end_date
    if course.last.weak:
        return True
    began = telling.therapy.start_date or _counted_back(telling)
    spoken = course.last.source.date
    if telling.therapy.start_date and course.known("start_date"):
        return True
    return end is None and bool(began and spoken and began[: len(spoken)] < spoken[: len(began)])


def _told_again(course: Course, telling: Telling) -> bool:
    """Whether a course that is done may be the one known already: by its length and how it worked."""
    days, known = stated(telling.therapy), course.stated
    responses = {t.therapy.outcome for t in course.tellings} - {"unknown"}
    other_result = telling.therapy.outcome not in (*responses, "unknown") and bool(responses)
    opposite = {"improved", "failed"} == {telling.therapy.outcome, *responses}
    if course.status == "completed" and other_result and (opposite or telling.therapy.therapy.endswith("_injection")):
        return False
    if course.status != "completed" or days is None or known is None or _close(days, known):
        return True
    return not _fits_between(course, telling, days)


def _fits_between(course: Course, telling: Telling, days: DayRange) -> bool:
    """Whether the course told now can have taken place wholly after the document that told of the other."""
    gap = days_apart(course.last.source.date, telling.source.date)
    return gap is not None and days[0] is not None and days[0] <= gap


def _counted_back(telling: Telling) -> str | None:
    """The day on which a course began that is told to have lasted so long."""
    days = stated(telling.therapy)
    if days is None:
        return None
    try:
        return (date.fromisoformat(telling.source.date or "") - timedelta(days=days[0] or 0)).isoformat()
    except ValueError:
        return None


def _compatible(first: str, second: str) -> bool:
    """The same day, as precisely as both are written."""
    return first.startswith(second) or second.startswith(first)


def _close(first: DayRange, second: DayRange) -> bool:
    return all(
        a is None or b is None or abs(a - b) <= max(3.0, 0.1 * max(a, b)) for a, b in zip(first, second, strict=True)
    )
