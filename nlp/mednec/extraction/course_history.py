"""Courses of therapy over the documents of a case: plans that came true, courses told twice, courses that went on.

Every document tells of courses as it sees them. The tellings are read in the order of time; each joins the latest
course it can belong to, or opens a new one. What was said last about a course counts; an undated telling only fills
gaps.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from mednec.evidence import DayRange, Mention, Therapy
from mednec.extraction.documents import Source
from mednec.extraction.mentions import distinct
from mednec.extraction.occasions import sessions_over
from mednec.extraction.outcomes import OUTCOME_OF

DRUGS = frozenset(
    {"nsaid", "acetaminophen", "opioid", "muscle_relaxant", "neuropathic_agent", "oral_steroid", "topical_analgesic"}
)
_DONE = frozenset({"completed", "ongoing"})
_UNDONE = frozenset({"planned", "declined", "not_done"})
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
_BEGINS = re.compile(
    r"\b(?:start\w*|add(?:ed)?|begin|trial of|prescribed|rx|given|initiate\w*|discharged (?:home )?(?:on|with))\b", re.I
)
_EXTENDS = re.compile(r"\b(?:exten(?:d|ds|ded|ding|sion)|additional|more (?:weeks|visits|sessions)|renew\w*)\b", re.I)
_FULL = 10


@dataclass(frozen=True, slots=True)
class Telling:
    """A course as one document tells it, with its sentence; ``agent`` is the canonical name of a drug."""

    therapy: Therapy
    source: Source
    sentence: str = ""
    agent: str | None = None
    days: frozenset[str] = frozenset()
    numbered: int | None = None
    anew: bool = False

    @property
    def when(self) -> str | None:
        """The date of the document; an undated record that gives the end of its course is as good as dated."""
        return self.source.date or self.therapy.end_date

    @property
    def weak(self) -> bool:
        """A bare mention: it says that there was such a therapy, and nothing of it."""
        t = self.therapy
        return t.status == "completed" and t.outcome == "unknown" and not (_stated(t) or t.sessions or t.end_date)


@dataclass(slots=True)
class Course:
    """The tellings of one course, in order of time."""

    tellings: list[Telling] = field(default_factory=list)
    status: str = "planned"

    @property
    def first(self) -> Telling:
        """What was told first."""
        return self.tellings[0]

    @property
    def last(self) -> Telling:
        """What was told last."""
        return self.tellings[-1]

    def known(self, name: str) -> str | None:
        """A field of the course, as first told."""
        return next((value for t in self.tellings if (value := getattr(t.therapy, name))), None)

    @property
    def stated(self) -> DayRange | None:
        """The length that was told last."""
        return next((days for t in reversed(self.tellings) if (days := _stated(t.therapy))), None)

    @property
    def response(self) -> str:
        """How it worked, by the last dated word on it."""
        told = [t for t in self.tellings if t.therapy.response != "unknown"]
        dated = [t for t in told if t.when] or told
        return dated[-1].therapy.response if dated else "unknown"

    def join(self, telling: Telling) -> None:
        """Take a telling in."""
        self.status = _status_after(self, telling)
        self.tellings.append(telling)


def courses_over_time(tellings: Iterable[Telling]) -> list[Therapy]:
    """One Therapy a course, in the order in which they were first told."""
    ordered = sorted(map(_with_days_told, tellings), key=_order)
    courses: list[Course] = []
    for telling in ordered:
        own = [c for c in reversed(courses) if _alike(c, telling)]
        home = next((c for c in own if _joins(c, telling)), None)
        if home is None:
            courses.append(home := Course(status=telling.therapy.status))
        home.join(telling)
    return [_settled(course) for course in _without_empty(courses)]


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
    if day and len(day) == _FULL and therapy.status in _DONE | {"planned"}:
        if not therapy.start_date and _BEGUN_TODAY.search(telling.sentence):
            changes["start_date"] = day
        if not therapy.end_date and therapy.status in _DONE and _OVER_TODAY.search(telling.sentence):
            changes["end_date"] = day
    end = changes.get("end_date") or therapy.end_date
    if therapy.status == "ongoing" and end and (day is None or end <= day):
        changes["status"] = "completed"
    return replace(telling, therapy=replace(therapy, **changes)) if changes else telling


# -------------------- which course a telling belongs to
def _alike(course: Course, telling: Telling) -> bool:
    """Same class, no other drug and no other region."""
    if course.first.therapy.therapy != telling.therapy.therapy:
        return False
    agents = {t.agent for t in course.tellings if t.agent}
    if telling.therapy.therapy in DRUGS and telling.agent and agents and telling.agent not in agents:
        return False
    regions = {t.therapy.region for t in course.tellings if t.therapy.region}
    return telling.therapy.region is None or not regions or telling.therapy.region in regions


def _joins(course: Course, telling: Telling) -> bool:
    status = telling.therapy.status
    if telling.when is None and status != "planned" and course.status != status:
        return False  # an undated document settles nothing
    if status == "planned":
        if telling.when is None or (_same_document(course, telling) and _EXTENDS.search(telling.sentence)):
            return True
        return course.status != "completed" and not (telling.anew and course.status == "ongoing")
    if status in ("declined", "not_done"):
        return course.status in _UNDONE and not (course.status == "planned" and _same_document(course, telling))
    if course.status in _UNDONE:
        return _may_have_become(course, telling)
    return _same_course(course, telling)


def _same_document(course: Course, telling: Telling) -> bool:
    return course.last.source.id == telling.source.id


def _may_have_become(course: Course, telling: Telling) -> bool:
    """A plan, refusal or denial that a later document overtakes; what ended before it was made is another course."""
    said = course.last.source.date
    end = telling.therapy.end_date
    if _same_document(course, telling):
        return course.status == "not_done" and telling.therapy.status == "ongoing"
    return not (end and said and end < said[: len(end)])


def _same_course(course: Course, telling: Telling) -> bool:
    start, end = course.known("start_date"), _last_end(course)
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
    if _same_document(course, telling):
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
    days, known = _stated(telling.therapy), course.stated
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
    gap = _gap(course.last.source.date, telling.source.date)
    return gap is not None and days[0] is not None and days[0] <= gap


def _status_after(course: Course, telling: Telling) -> str:
    """The status of a course after one more telling."""
    now, said = course.status, telling.therapy.status
    if not course.tellings:
        return said
    if telling.when is None:
        return now
    if said == "planned" and now in _DONE:
        return "ongoing" if _same_document(course, telling) and _EXTENDS.search(telling.sentence) else now
    if now == "declined" and said == "not_done":
        return now
    if now == "completed" and said == "ongoing":
        end = _last_end(course)
        return now if end and not telling.anew and not _same_document(course, telling) else said
    if now == "ongoing" and telling.weak and telling.source.date == course.last.source.date:
        return now
    return said


def _without_empty(courses: Sequence[Course]) -> list[Course]:
    """Bare denials and plans of what the same document, or a later one, tells as a course are left out."""
    kept = []
    for course in courses:
        others = [c for c in courses if c is not course and _alike(c, course.first)]
        if course.status == "not_done" and any(c.status == "planned" and _tells_later(c, course) for c in others):
            continue
        bare = all(t.weak for t in course.tellings)
        if bare and any(c.status in _DONE and not all(t.weak for t in c.tellings) for c in others):
            continue
        kept.append(course)
    return kept


def _tells_later(course: Course, other: Course) -> bool:
    return bool(course.last.when) and (course.last.when or "") >= (other.last.when or "")


# -------------------- what is known of a course in the end
def _settled(course: Course) -> Therapy:
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
    if status in _UNDONE:
        return replace(
            merged,
            outcome="unknown",
            response="unknown",
            duration_days=None,
            sessions=None,
            start_date=None,
            end_date=None,
        )
    start, end = _start(course), _last_end(course) if status == "completed" else None
    return replace(
        merged,
        response=course.response,
        outcome=OUTCOME_OF.get(course.response, "unknown"),
        sessions=_sessions(course),
        start_date=start,
        end_date=end,
        duration_days=_length(course, start, end),
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
        full = [s for t in course.tellings if (s := t.therapy.start_date) and len(s) == _FULL and s.startswith(told)]
        return full[0] if full else told
    days = [day for t in course.tellings for day in t.days]
    if any(t.numbered == 1 for t in course.tellings) or len(course.first.days) > 1:
        return min(days, default=None)
    begun = course.first
    prescribed = begun.therapy.status == "planned" and begun.agent and _BEGINS.search(begun.sentence)
    runs = course.status == "ongoing" or _last_end(course)
    if prescribed and runs and course.stated is None and len(course.tellings) > 1:
        return begun.source.date
    return None


def _last_end(course: Course) -> str | None:
    ends = [e for t in course.tellings if (e := t.therapy.end_date) and t.therapy.status in _DONE]
    return max(ends, default=None)


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
        between = _gap(start, end)
        if between is not None:
            return between, between
    if course.stated:
        return course.stated
    visits = sorted(day for t in course.tellings for day in t.days)
    if visits and (spanned := _gap(visits[0], visits[-1])):
        return spanned, None
    begun = [t for t in course.tellings if t.therapy.status == "ongoing" and t.source.date]
    if start is None and len(begun) > 1:
        seen = _gap(begun[0].source.date, begun[-1].source.date)
        return (seen, None) if seen else None
    return None


def _running(course: Course, start: str | None) -> DayRange | None:
    said = [t for t in course.tellings if t.therapy.status == "ongoing" and t.source.date]
    last = said[-1].source.date if said else None
    since = _gap(start, last)
    if since is not None:
        return since, since
    told = [t for t in course.tellings if _stated(t.therapy) and t.source.date]
    if not told:
        seen = _gap(said[0].source.date, last) if said else None
        return (seen, None) if seen else None  # running on two days, hence between them
    low, high = _stated(told[-1].therapy) or (None, None)
    more = _gap(told[-1].source.date, last) or 0.0
    return None if low is None else low + more, None if high is None else high + more


# -------------------- days
def _stated(therapy: Therapy) -> DayRange | None:
    """A length that was told; "started today" is none, nor is a visit of 22 minutes."""
    days = therapy.duration_days
    return None if days is None or (days[1] is not None and days[1] < 1) else days


def _counted_back(telling: Telling) -> str | None:
    days = _stated(telling.therapy)
    try:
        return (
            (date.fromisoformat(telling.source.date or "") - timedelta(days=(days or (None,))[0] or 0)).isoformat()
            if days
            else None
        )
    except ValueError:
        return None


def _gap(first: str | None, last: str | None) -> float | None:
    """Days between two full dates; None when they are not, or stand the wrong way round."""
    try:
        days = (date.fromisoformat(last or "") - date.fromisoformat(first or "")).days
    except ValueError:
        return None
    return float(days) if days >= 0 else None


def _compatible(first: str, second: str) -> bool:
    """The same day, as precisely as both are written."""
    return first.startswith(second) or second.startswith(first)


def _close(first: DayRange, second: DayRange) -> bool:
    return all(
        a is None or b is None or abs(a - b) <= max(3.0, 0.1 * max(a, b)) for a, b in zip(first, second, strict=True)
    )
