"""The conservative trial: whether care of the right kind went on long enough, recently enough, and failed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from mednec.corpus.oracle.record import ACTIVE, DRUGS, Care, Record
from mednec.corpus.oracle.verdict import Answer, State, all_of, any_of, met, not_met, unknown
from mednec.corpus.statements import DayRange

Counts = Callable[[Care], State]
"""Whether a payer counts a course."""
_FAILED = frozenset({"worse", "none", "plateau", "partial"})
"""Contract, "Response": partial relief satisfies a failed trial while symptoms persist."""
UNCLEAR = frozenset("topical_analgesic heat_ice massage tens bracing acupuncture traction".split())
"""Care that the texts neither name nor exclude (criteria-facts 5.1): alone it may be as good as silence."""
_WORDS = {True: "provider-directed ", False: ""}


@dataclass(frozen=True, slots=True)
class Trial:
    """What a payer asks of a trial: days needed; within: the last day of it at most so many days ago.

    since_change: only care after the last material change counts; failure: whether it must be told that it failed;
    directed: for the reason's words.
    """

    days: int
    counts: Counts
    within: int | None = None
    since_change: bool = False
    failure: bool = True
    directed: bool = False


def directed(course: Care) -> State:
    """Provider-directed care of any kind (criteria-facts 1.1, 3.1); gabapentinoids count, at low confidence."""
    return {"clinician": State.MET, "self": State.NOT_MET}.get(course.director, State.UNKNOWN)


def anything(course: Care) -> State:
    """Any care at all."""
    return State.MET


def therapy_drug_or_chiropractic(course: Care) -> State:
    """What the vendors' profiles name (criteria-facts 1.1, 18.1): therapy, medication, chiropractic, injections."""
    named = course.kind in (ACTIVE | DRUGS) - UNCLEAR or "injection" in course.kind
    return State.MET if named and course.director != "self" else State.UNKNOWN


def any_mix(record: Record, days: int) -> Answer:
    """A trial of the care that vendors' profiles name; what they do not name, and own choices, are a reading."""
    answer = failed_trial(record, Trial(days, therapy_drug_or_chiropractic))
    named = failed_trial(record, Trial(days, _only_named))
    return answer.or_else(named.state, failed_trial(record, Trial(days, anything)).state)


def _only_named(course: Care) -> State:
    return State.MET if therapy_drug_or_chiropractic(course) == State.MET else State.NOT_MET


def medicine_or_activity(course: Care) -> State:
    """Analgesics, NSAIDs, muscle relaxants, activity (criteria-facts 3.5); physical therapy is not named there."""
    return State.MET if course.kind in DRUGS | {"activity_modification"} else State.UNKNOWN


def failed_trial(record: Record, trial: Trial) -> Answer:
    """Whether a trial is documented that meets the payer's terms.

    Thresholds on ranges as in the contract; concurrent undated courses have the bounds [longest, sum]; no course is
    longer than the complaint it is for.
    """
    if not record.received:
        return _nothing_received(record, trial)
    courses = [course for course in record.received if trial.counts(course) != State.NOT_MET]
    name = _WORDS[trial.directed] + "care"
    if not courses:
        return not_met(f"no {name} documented, only what the patient chose")
    alone = any_of(*(_one(record, course, trial) for course in courses))
    if alone.state == State.MET:
        return _while_it_lasts(record, alone)
    most = _most_together(record, courses, trial)
    if most is not None and most < trial.days:
        short = not_met(f"at most {most:g} of {trial.days} days of {name} documented")
        return short.or_else(State.UNKNOWN) if {course.kind for course in courses} <= UNCLEAR else short
    if alone.state == State.NOT_MET and len(courses) == 1:
        return alone
    least = max(clipped(record, course, trial)[0] or 0 for course in courses)
    if alone.state == State.NOT_MET and all(_response(record, c).state == State.NOT_MET for c in courses):
        return alone
    why = alone.why if alone.state == State.UNKNOWN else f"{least:g} of {trial.days} days of {name} documented"
    answer = Answer(State.UNKNOWN, why, alone.others - {State.UNKNOWN})
    return _while_it_lasts(record, answer)


def _nothing_received(record: Record, trial: Trial) -> Answer:
    """No care is told: it was put off or refused, the complaint is too young for it, or nobody wrote of it."""
    longest = record.longest_complaint
    if longest is not None and longest < trial.days:
        return not_met(f"{longest:g} days of symptoms, {trial.days} days of care needed")
    if any(course.kind in ACTIVE for course in record.care):
        # Planned, declined, not done (criteria-facts 18, 2): what else was tried is not told.
        return not_met("care is planned, declined or not done, none received").or_else(State.UNKNOWN)
    return unknown("nothing is documented of care so far").or_else(*([State.NOT_MET] if record.care else []))


def _one(record: Record, course: Care, trial: Trial) -> Answer:
    name = course.kind.replace("_", " ")
    counts = trial.counts(course)
    doubt = f"who directed the {name} is not documented" if trial.directed else f"{name} may not count"
    length = long_enough(clipped(record, course, trial), trial.days, name)
    if record.longest_complaint is not None and (course.days[0] or 0) > record.longest_complaint:
        # Longer than its complaint: the note contradicts itself, or rounds.
        length = length.or_else(State.UNKNOWN)
    if course.as_needed and length.state == State.MET:
        length = unknown(f"{name} is taken as needed, {trial.days} days needed").or_else(State.MET)
    return all_of(
        Answer(counts, "" if counts == State.MET else doubt),
        length,
        recent_enough(record, course, trial.within),
        _response(record, course) if trial.failure else _not_cured(record, course),
    )


def long_enough(days: DayRange, needed: int, name: str = "care") -> Answer:
    """A range of days against a threshold: minimum at or above met, maximum below not met, else undocumented."""
    low, high = days
    if (low or 0) >= needed:
        return met(f"{low:g} of {needed} days of {name} documented")
    if high is not None and high < needed:
        return not_met(f"{high:g} of {needed} days of {name} documented")
    return unknown(f"length of {name} not documented, {needed} days needed")


def clipped(record: Record, course: Care, trial: Trial) -> DayRange:
    """The days of a course that lie within the complaint and, where that counts, after its last material change."""
    low, high = course.days
    if record.longest_complaint is not None and high is None:
        high = max(record.longest_complaint, low or 0)
    if not trial.since_change or record.changed is None or not material_change(record):
        return low, high
    earliest, latest = course.ended
    after_most = max(0, record.changed - (earliest or 0))
    after_least = 0 if latest is None else max(0, record.changed - latest)
    return min(low or 0, after_least), min(after_most, after_most if high is None else high)


def material_change(record: Record) -> bool:
    """Whether the last change restarts the clock: a recurrence after a good spell, or a new symptom with a new deficit.

    criteria-facts 3.1 (open point): only a material change (new root, new deficit, new injury) is a reset; scenario 12
    has a flare restart it.
    """
    return record.change == "recurred" or (record.change == "new_symptom" and bool(record.deficits))


def recent_enough(record: Record, course: Care, within: int | None) -> Answer:
    """Whether a course ended within so many days of the request."""
    if within is None:
        return met("")
    least, most = course.ended
    longest = record.longest_complaint
    if longest is not None:
        most = min(longest, most if most is not None else longest)
    if most is not None and most <= within:
        return met("")
    name = course.kind.replace("_", " ")
    if (least or 0) > within:
        return not_met(f"{name} ended {least:g} days ago, more than {within}")
    return unknown(f"when the {name} ended is not documented, {within} days allowed")


def _response(record: Record, course: Care) -> Answer:
    """Whether a course failed: worse, none, plateau; partial while symptoms persist; a global statement of failure."""
    name = course.kind.replace("_", " ")
    if course.response == "good":
        return not_met(f"{name} helped")
    if course.response == "partial" and record.trend == "improving":
        return unknown(f"{name} helped in part and symptoms improve")
    if course.response in _FAILED:
        return met("")
    if any(c.kind == "unspecified" and c.response in _FAILED for c in record.care):
        return met("")
    persists = record.trend in ("stable", "worsening")
    others = {other.response for other in record.received}
    failed_beside = bool(others & _FAILED) and "good" not in others
    answer = unknown(f"response to {name} not documented")
    # Symptoms that persist, or other care that failed, may be read as the failure of the whole.
    return answer.or_else(State.MET) if persists or failed_beside else answer


def _not_cured(record: Record, course: Care) -> Answer:
    """Where a text asks for care alone: what helped well was enough, an untold response is a reading."""
    answer = _response(record, course)
    return met("").or_else(State.UNKNOWN) if answer.state == State.UNKNOWN else answer


def _most_together(record: Record, courses: list[Care], trial: Trial) -> float | None:
    """The most days that all courses that may count can have lasted together; None where it is open."""
    may_count = [
        course
        for course in courses
        if course.response != "good" and recent_enough(record, course, trial.within).state != State.NOT_MET
    ]
    spans = [clipped(record, course, trial) for course in may_count]
    elapsed = _elapsed(record, trial)
    longest_alone = max((low or 0 for low, _ in spans), default=0)
    if any(high is None for _, high in spans):
        return elapsed and max(elapsed, longest_alone)
    # Courses that end on the same known day run side by side; only the longest of them adds to the sum.
    side_by_side: dict[object, float] = {}
    for number, (course, (_, high)) in enumerate(zip(may_count, spans, strict=True)):
        dated = course.ended[0] == course.ended[1]
        key = ("ended", course.ended[0]) if dated else number
        side_by_side[key] = max(side_by_side.get(key, 0), high or 0)
    together = sum(side_by_side.values())
    if all(course.begun is not None for course in may_count):
        # They all lie between the earliest beginning and today.
        together = min(together, max((course.begun or 0 for course in may_count), default=0))
    return together if elapsed is None else min(together, max(elapsed, longest_alone))


def _elapsed(record: Record, trial: Trial) -> float | None:
    """Days in which care can lie: those of the complaint, or those since the change that restarted the clock."""
    if trial.since_change and record.changed is not None and material_change(record):
        return record.changed
    return record.longest_complaint


def _while_it_lasts(record: Record, answer: Answer) -> Answer:
    """A complaint that is told to improve on its own need not have failed its care."""
    return answer.or_else(State.NOT_MET, State.UNKNOWN) if record.trend == "improving" else answer


def worse_during_care(record: Record) -> Answer:
    """Progression or worsening while care was going on (criteria-facts 3.4 B, 3.5 bullet 12)."""
    if any(course.response == "worse" and course.director != "self" for course in record.received):
        return met("worse under care")
    under_way = [c for c in record.received if c.director != "self" and _lasted_to(record, c)]
    if not under_way:
        return not_met()
    if record.change == "new_symptom":
        return unknown("a new symptom under care, and not said to be worse").or_else(State.MET, State.NOT_MET)
    if record.change == "worsened":
        return met(f"worse {record.changed} days ago, under care").or_else(State.UNKNOWN)
    if record.trend == "worsening":
        return unknown("worse over time, and not said whether under care").or_else(State.MET, State.NOT_MET)
    return not_met()


def _lasted_to(record: Record, course: Care) -> bool:
    """Whether a course may have been under way at the last change."""
    return record.changed is None or (course.ended[0] or 0) <= record.changed
