"""From treatments as mentioned to courses as documented: what is told twice is merged, what differs stays apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from mednec.evidence import DayRange, Mention, Therapy
from mednec.extraction.course_days import days_apart
from mednec.extraction.occasions import sessions_over
from mednec.extraction.treatments import Treatment

_FIRM = 2
_SURE = 3
_ROUNDED = 0.1


@dataclass(slots=True)
class _Course:
    """Treatments that are told of as one course, with what is known of it so far."""

    first: Treatment
    members: list[int] = field(default_factory=list)
    agents: set[str] = field(default_factory=set)
    days: set[DayRange] = field(default_factory=set)
    outcomes: set[str] = field(default_factory=set)
    certain: int = 0
    counted: bool = False

    def takes(self, new: Treatment) -> bool:
        """Whether a mention may be of this course: nothing it says contradicts what is known."""
        if self.first.name != new.name:
            return False
        if self.first.status != new.status and not (self.retells(new) or self.ends_with(new)):
            return False
        if new.agent and self.agents and new.agent not in self.agents:
            return False
        if new.days and self.days and not any(_about_as_long(new.days, known) for known in self.days):
            return False
        return new.outcome == "unknown" or not self.outcomes or new.outcome in self.outcomes

    def retells(self, new: Treatment) -> bool:
        """Whether what is under way is summed up again as tried: "despite PT", a drug with the same outcome."""
        if new.by_response and self.first.status == "ongoing" and new.status == "completed":
            return True
        if self.goes_on(new) or (new.halted and self.first.status == "ongoing"):
            return True  # "Plan: stop PT" ends today what was under way until now
        told = new.agent in self.agents and new.outcome in self.outcomes and not (new.reason or new.days)
        return told and {self.first.status, new.status} == {"ongoing", "completed"}

    def ends_with(self, new: Treatment) -> bool:
        """Whether a drug that is taken is stopped, or one that is stopped had been taken until now."""
        same = (
            bool(new.agent) and new.agent in self.agents and {self.first.status, new.status} == {"ongoing", "completed"}
        )
        return same and (new.stopped or self.first.stopped)

    def goes_on(self, new: Treatment) -> bool:
        """As in "naproxen for ten days, no relief. Plan: continue naproxen": it has not ended."""
        tried = self.first.status == "completed" and self.certain < _SURE and not self.first.reason
        return tried and new.status == "ongoing" and new.certain == _SURE and new.agent in self.agents

    def add(self, index: int, new: Treatment) -> None:
        """Count a mention in."""
        if self.members and self.goes_on(new):
            self.first.status = "ongoing"
        self.members.append(index)
        if self.first.status != new.status and (new.stopped or self.first.stopped):
            self.first.status = "completed"
        self.agents.update(a for a in (new.agent,) if a)
        self.days.update(d for d in (new.days,) if d)
        self.outcomes.update(o for o in (new.outcome,) if o != "unknown")
        self.certain = max(self.certain, new.certain)
        self.counted = self.counted or new.sessions is not None

    @property
    def is_bare(self) -> bool:
        """Read from bare mentions only."""
        return not (self.certain or self.days or self.outcomes or self.counted)


def _about_as_long(one: DayRange, other: DayRange) -> bool:
    """Equal but for rounding: 44 days by its dates is summed up as "six weeks", 90 days as "12 weeks"."""
    if one == other:
        return True
    bounds = [(a, b) for a, b in zip(one, other, strict=True)]
    return all(a is not None and b is not None and abs(a - b) <= _ROUNDED * max(a, b) for a, b in bounds)


def courses_of(
    text: str, treatments: Sequence[Treatment], sections: Sequence[str | None], regions: Sequence[str | None]
) -> list[Therapy]:
    """One Therapy a course, in order of first mention; ``sections`` and ``regions`` run along the treatments."""
    by_class: dict[str, list[_Course]] = {}
    courses: list[_Course] = []
    for i, treatment in enumerate(treatments):
        known = by_class.setdefault(treatment.name, [])
        home = next((c for c in known if c.takes(treatment)), None)
        if home is None:
            home = _Course(treatment)
            known.append(home)
            courses.append(home)
        home.add(i, treatment)
        if treatment.stopped:
            for course in (c for c in known if c is not home and c.ends_with(treatment)):
                course.first.status = "completed"
    for course in [c for c in courses if c.first.ordered_then]:
        if _carried_out(course, by_class[course.first.name]):
            courses.remove(course)
    for course in [c for c in courses if _is_told_once(c)]:
        if _goes_on(course, by_class[course.first.name]):
            courses.remove(course)
    kept = [c for c in courses if not _shadowed(c, by_class[c.first.name])]
    return [
        _therapy(
            text, [treatments[j] for j in c.members], [sections[j] for j in c.members], [regions[j] for j in c.members]
        )
        for c in kept
    ]


def _carried_out(order: _Course, rivals: Sequence[_Course]) -> bool:
    """As in "I ordered PT. She attended 12 visits": the order is told with the course that came of it."""
    for course in rivals:
        same = not order.agents or not course.agents or not order.agents.isdisjoint(course.agents)
        if course.first.status in ("completed", "ongoing") and same and course.members[0] > order.members[-1]:
            course.members += order.members
            course.first.directed_by = course.first.directed_by or "clinician"
            return True
    return False


_SELF_CARE = frozenset({"heat_ice", "bracing", "activity_modification", "home_exercise", "nsaid", "acetaminophen"})


def _is_told_once(course: _Course) -> bool:
    """As in "she used ice right after the injury": done, and no more is said of it."""
    first = course.first
    plain = not (course.days or course.outcomes or course.counted or first.reason or first.start_date or first.end_date)
    return first.name in _SELF_CARE and first.status == "completed" and plain


def _goes_on(begun: _Course, rivals: Sequence[_Course]) -> bool:
    """As in "She used ice … Today she is still icing": what is told further down as going on is the same course."""
    for course in rivals:
        same = not begun.agents or not course.agents or not begun.agents.isdisjoint(course.agents)
        if course.first.status == "ongoing" and same and course.members[0] > begun.members[-1]:
            course.members += begun.members
            return True
    return False


_ANOTHER = frozenset({"second", "third", "fourth", "another", "repeat", "further"})
"""Words of a course that was not the first: declining it says nothing of the one before."""


def _shadowed(course: _Course, rivals: Sequence[_Course]) -> bool:
    """A course read from a bare mention only, when the same therapy is documented firmly elsewhere."""
    assumed = (
        course.first.status in ("completed", "ongoing")
        and course.certain < _FIRM
        and not course.days
        and not course.counted
        and bool(course.agents)
    )
    if not course.is_bare and not assumed:
        return False
    return any(
        r is not course
        and r.certain >= _FIRM
        and _ANOTHER.isdisjoint(r.first.wording.lower().split())
        and course.outcomes <= r.outcomes
        and (not course.agents or not r.agents or not course.agents.isdisjoint(r.agents))
        for r in rivals
    )


def _mentions(text: str, course: Sequence[Treatment], sections: Sequence[str | None]) -> tuple[Mention, ...]:
    found: dict[tuple[int, int], Mention] = {}
    for treatment, section in zip(course, sections, strict=True):
        for start, end in [treatment.chars, *treatment.evidence]:
            rule = f"therapy:{treatment.name}"
            mention = Mention(start, end, text[start:end], treatment.status, section=section, rule=rule)
            found.setdefault((start, end), mention)
        for start, end, fact, value in treatment.supervised:
            plain = Mention(start, end, text[start:end], treatment.status, section=section, rule=f"{fact}/{value}")
            known = found.get((start, end), plain)
            found[(start, end)] = replace(known, detail={**known.detail, fact: value})
    return tuple(found.values())


def _therapy(
    text: str, course: Sequence[Treatment], sections: Sequence[str | None], regions: Sequence[str | None]
) -> Therapy:
    first = course[0]
    best = max(course, key=lambda t: (t.weight, t.outcome != "unknown"))
    named = next((t for t in course if t.agent), None)
    start = next((t.start_date for t in course if t.start_date), None)
    end = next((t.end_date for t in course if t.end_date), None)
    return Therapy(
        therapy=first.name,
        agent=named.wording if named else None,
        region=next((r for r in regions if r), None),
        status=first.status or "completed",
        outcome=best.outcome,
        response=best.response,
        duration_days=next((t.days for t in course if t.days), None) or _days_by_dates(start, end),
        sessions=sessions_over(course),
        start_date=start,
        end_date=end,
        directed_by=_director(course),
        active=first.rule.active,
        reason=next((t.reason for t in course if t.reason), None),
        plan_given=next((t.plan_given for t in course if t.plan_given is not None), None),
        plan_date=min((t.plan_date for t in course if t.plan_date), default=None),
        followed_up=max((t.followed_up for t in course if t.followed_up), default=None),
        over_the_counter=any(t.over_the_counter for t in course),
        as_needed=any(t.as_needed for t in course),
        same_episode=next((t.same_episode for t in course if t.same_episode is not None), None),
        mentions=_mentions(text, course, sections),
    )


def _days_by_dates(start: str | None, end: str | None) -> DayRange | None:
    """The days between two full dates, for a course whose length nobody wrote down."""
    days = days_apart(start, end)
    return (days, days) if days else None


def _director(course: Sequence[Treatment]) -> str:
    """What the note says; a clinician's word counts before a friend's; else what is usual for the class."""
    told = {t.directed_by for t in course if t.directed_by}
    flags = next((f for t in course if (f := t.rule.agent_flags.get(t.agent or ""))), {})
    usual = str(flags.get("directed_by", course[0].rule.directed_by or "unknown"))
    return "clinician" if "clinician" in told else next(iter(told), usual)
