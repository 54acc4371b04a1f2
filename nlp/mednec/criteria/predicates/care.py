"""Conservative care: how long it lasted, who directed it, how the patient answered, and whether anyone looked again."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date, timedelta

from mednec.care import COUNTED, CareDays, lasting, united_days
from mednec.criteria.case import Case, day_bounds, parse_day, within
from mednec.criteria.logic import MET, NOT_MET, UNDOCUMENTED, Proof, unique
from mednec.criteria.model import CareSpec, CourseSpec, ReevaluationSpec, ResponseSpec, WorseningSpec
from mednec.evidence import Complaint, DayRange, Therapy

_RX_ONLY = frozenset(
    {
        "physical_therapy", "occupational_therapy", "chiropractic", "traction", "opioid", "muscle_relaxant",
        "neuropathic_agent", "oral_steroid", "epidural_steroid_injection", "facet_injection", "trigger_point_injection",
        "joint_injection", "other_injection",
    }
)  # fmt: skip
"""Classes that nobody has without a clinician: they are directed unless the note says otherwise."""
_WITHOUT_LENGTH = frozenset(c for c in _RX_ONLY if c.endswith("_injection"))
_WORSE = ("worsened", "new_symptom")
_JUST_ENDED = timedelta(days=14)
_LOOSE_DAYS = 14
_ORDER = ("good", "partial", "plateau", "none", "worse", "unknown")
_RESET = "The policy restarts the clock at a change of symptoms but does not define what a change is."
_PARTIAL = "Partial relief with symptoms that persist: whether that is a failed trial is for the reviewer."


def care(spec: CareSpec, case: Case) -> Proof:
    """Met when the days that surely count reach the minimum; not met when those that may count cannot."""
    proof, documented = _counted(spec, case)
    until = case.as_of.isoformat() if case.as_of else None
    return replace(proof, care=CareDays(documented, spec.minimum_days, _first_day(spec, case), until))


def _first_day(spec: CareSpec, case: Case) -> str | None:
    """The first day on which care counts: of the window, or of the episode where that began later."""
    window = spec.ended_within_days
    opened = date.fromordinal(max(case.as_of.toordinal() - window, 1)) if window is not None and case.as_of else None
    days = [day for day in (opened, _start_of_episode(spec.since, case)) if day]
    return max(days).isoformat() if days else None


def _counted(spec: CareSpec, case: Case) -> tuple[Proof, DayRange]:
    """The proof, and the bounds of the days that it counted."""
    chosen = [t for t in case.courses if t.therapy in spec.classes]
    sure, maybe, out = _sorted(chosen, spec.directed, spec.ended_within_days, spec.since, case)
    since = _start_of_episode(spec.since, case)
    low, high = _days(sure, maybe, since, spec, case)
    told = unique(m for t in (*sure, *maybe) for m in t.mentions)
    against = unique(m for t in out for m in t.mentions)
    if not chosen:
        told_of_all = [t for t in case.courses if t.therapy == "unspecified"]
        proof = _without_care(spec, case, told_of_all)
        return proof, (0.0, 0.0 if proof.state == NOT_MET else None)
    detail = _count(low, high, spec.minimum_days)
    if low >= spec.minimum_days:
        return Proof(MET, told, against, detail, low - spec.minimum_days), (low, high)
    if high is not None and high < spec.minimum_days:
        questions = (_RESET,) if spec.since == "change" and case.changed and out else ()
        return Proof(NOT_MET, told, against, detail, high - spec.minimum_days, questions=questions), (low, high)
    return Proof(UNDOCUMENTED, told, against, detail, low - spec.minimum_days), (low, high)


def _count(low: float, high: float | None, minimum: int) -> str:
    days = f"{low:g}" if high == low else f"{low:g} or more" if high is None else f"{low:g} to {high:g}"
    return f"{days} of {minimum} days documented"


def _without_care(spec: CareSpec, case: Case, general: Sequence[Therapy]) -> Proof:
    """No course of a class that counts is mentioned: denied in general, impossible so far, or simply not written."""
    denied = [t for t in general if t.status in ("not_done", "declined", "planned")]
    done = [t for t in general if t.status in COUNTED]
    if denied and not done:
        return Proof(
            NOT_MET,
            opposing=unique(m for t in denied for m in t.mentions),
            detail=_count(0, 0, spec.minimum_days),
            margin_days=-spec.minimum_days,
        )
    longest = case.symptom_days[1] if case.symptom_days else None
    if longest is not None and longest < spec.minimum_days:
        detail = f"symptoms for {longest:g} days, {spec.minimum_days} days of care required"
        return Proof(NOT_MET, detail=detail, margin_days=longest - spec.minimum_days)
    return Proof(
        UNDOCUMENTED,
        unique(m for t in done for m in t.mentions),
        detail="no course of care is named",
        margin_days=-spec.minimum_days,
    )


def _sorted(
    courses: Sequence[Therapy], directed: bool, window: int | None, since: str | None, case: Case
) -> tuple[list[Therapy], list[Therapy], list[Therapy]]:
    """Courses that surely count, those that may, and those that do not."""
    sure: list[Therapy] = []
    maybe: list[Therapy] = []
    out: list[Therapy] = []
    for therapy in courses:
        answers = [therapy.status in COUNTED]
        told: list[bool | None] = [*answers, _directed(therapy) if directed else True]
        told.append(_recent(therapy, window, case))
        told.append(_in_episode(therapy, since, case))
        (out if False in told else maybe if None in told else sure).append(therapy)
    return sure, maybe, out


def _directed(therapy: Therapy) -> bool | None:
    if therapy.directed_by == "unknown":
        return True if therapy.therapy in _RX_ONLY else None
    return therapy.directed_by == "clinician"


def _recent(therapy: Therapy, window: int | None, case: Case) -> bool | None:
    """Whether the course ended within the window; symptoms younger than the window leave no other time for it."""
    if window is None or therapy.status == "ongoing":
        return True
    ended = within(therapy.end_date, window, case.as_of)
    if ended is not None:
        return ended
    if within(therapy.start_date, window, case.as_of):
        return True
    longest = case.symptom_days[1] if case.symptom_days else None
    if longest is None or longest > window:
        return None
    # A course that is longer than the complaint was for an earlier episode, nobody knows when.
    lasted = therapy.duration_days[0] if therapy.duration_days else None
    return None if lasted is not None and lasted > longest + 1 else True


def _in_episode(therapy: Therapy, since: str | None, case: Case) -> bool | None:
    if since is not None and therapy.same_episode is False:
        return False
    start = _start_of_episode(since, case)
    ended = parse_day(therapy.end_date)
    if start and ended and ended <= start:
        return False
    if start and case.changed == start and ended is None and therapy.status == "completed":
        return None
    return True


def _start_of_episode(since: str | None, case: Case) -> date | None:
    if since is None:
        return None
    return case.changed or case.onset if since == "change" else case.onset


def _episode_days(since: str | None, case: Case) -> float | None:
    """The longest time that care of this episode can have lasted."""
    if since is None:
        return None
    if since == "change" and case.changed and case.as_of:
        return float((case.as_of - case.changed).days)
    return case.symptom_days[1] if case.symptom_days else None


def _days(
    sure: Sequence[Therapy], maybe: Sequence[Therapy], since: date | None, spec: CareSpec, case: Case
) -> tuple[float, float | None]:
    until = case.as_of.isoformat() if case.as_of else None
    first = since.isoformat() if since else None
    low, high = _length(sure, until, first, spec.single_course, case)
    every = [*sure, *maybe]
    if maybe:
        high = _length(every, until, first, spec.single_course, case)[1]
    # "Conservative care" beside courses that are named sums them up, and is none of unknown length.
    named = [t for t in every if t.therapy != "unspecified"] or every
    if any(lasting(t, case.evidence.note_date) is None and t.therapy not in _WITHOUT_LENGTH for t in named):
        high = None
    if high is None:
        high = _within_complaint(named, low, case)
    longest = _episode_days(spec.since, case)
    if longest is not None:
        # A day of tolerance: a course may begin with the symptoms. What is told to have lasted a little longer
        # than the episode may be told loosely; what lasted much longer is, beyond the episode, of an earlier one.
        cap = longest + 1
        told = low if low <= cap + _LOOSE_DAYS else cap
        high = max(told, cap) if high is None else max(told, min(high, cap))
        low = min(low, cap)
    return low, high


def _within_complaint(courses: Sequence[Therapy], low: float, case: Case) -> float | None:
    """A course for a complaint is no longer than the complaint, whose greatest length is known, unless it is dated."""
    longest = case.symptom_days[1] if case.symptom_days else None
    if longest is None or any(t.start_date or t.end_date or t.same_episode is False for t in courses):
        return None
    return max(low, longest + 1)


def _length(
    courses: Sequence[Therapy], until: str | None, since: str | None, single: bool, case: Case
) -> tuple[float, float | None]:
    """Bounds of the days that courses cover together, or that the longest of them lasted."""
    if not single:
        low, high = united_days(courses, case.evidence.note_date, until, since)
        return low or 0.0, high
    each = [united_days([t], case.evidence.note_date, until, since) for t in courses]
    lows = [low or 0.0 for low, _ in each]
    highs = [high for _, high in each]
    return max(lows, default=0.0), None if None in highs else max((h for h in highs if h is not None), default=0.0)


def course(spec: CourseSpec, case: Case) -> Proof:
    """Met when a course of one of the classes was followed; not met when all that is told of them is otherwise."""
    chosen = [t for t in case.courses if t.therapy in spec.classes]
    sure, maybe, out = _sorted(chosen, spec.directed, spec.ended_within_days, None, case)
    if spec.home_exercise_needs_plan:
        unplanned = [t for t in sure if t.therapy == "home_exercise" and not _planned_and_checked(t)]
        unable = [t for t in out if t.therapy == "home_exercise" and _planned_and_unable(t)]
        sure = [*(t for t in sure if t not in unplanned), *unable]
        maybe = [*maybe, *unplanned]
        out = [t for t in out if t not in unable]
    for state, courses in ((MET, sure), (UNDOCUMENTED, maybe)):
        if courses:
            return Proof(state, unique(m for t in courses for m in t.mentions), detail=_names(courses))
    against = unique(m for t in out for m in t.mentions)
    if out:
        return Proof(NOT_MET, opposing=against, detail=_names(out))
    return Proof(UNDOCUMENTED, detail="not mentioned")


def _planned_and_checked(therapy: Therapy) -> bool:
    checked = bool(therapy.followed_up) or therapy.reason == "inability"
    return bool(therapy.plan_given) and checked


def _planned_and_unable(therapy: Therapy) -> bool:
    """A plan was given and the patient cannot carry it out; inconvenience is no inability."""
    return (
        therapy.status in ("declined", "not_done") and therapy.reason == "inability" and _planned_and_checked(therapy)
    )


def _names(courses: Sequence[Therapy]) -> str:
    told = [f"{t.therapy.replace('_', ' ')} {t.status.replace('_', ' ')}" for t in courses]
    return ", ".join(dict.fromkeys(told))


def response(spec: ResponseSpec, case: Case) -> Proof:
    """Met when the last word on the care is that it failed; relief is a no; partial relief a doubtful yes."""
    courses = _followed(case, spec.classes)
    courses = [t for t in courses if not _of_earlier_episode(t, case)] or courses
    told = [t for t in courses if t.response != "unknown"]
    if not told:
        return Proof(UNDOCUMENTED, detail="how the patient answered to the care is not documented")
    latest = max(_last_told(t) for t in told)
    last = [t for t in told if _last_told(t) == latest]
    final = min((t.response for t in last), key=_ORDER.index)
    deciding = unique(m for t in last if t.response == final for m in t.mentions)
    detail = f"response: {final}"
    if final in spec.accept:
        return Proof(MET, deciding, detail=detail)
    if final in spec.doubtful:
        state = MET if case.persisting else UNDOCUMENTED
        shown = unique((*deciding, *case.persisting))
        return Proof(state, shown, detail=detail, doubtful=True, questions=(_PARTIAL,))
    return Proof(NOT_MET, opposing=deciding, detail=detail)


def _followed(case: Case, classes: Collection[str] | None) -> list[Therapy]:
    return [
        t
        for t in case.courses
        if t.status in COUNTED and (classes is None or t.therapy in classes or t.therapy == "unspecified")
    ]


def _of_earlier_episode(therapy: Therapy, case: Case) -> bool:
    """Told so, or over before the symptoms came back: relief then says nothing of the care since."""
    if therapy.same_episode is False:
        return True
    told = day_bounds(therapy.end_date or therapy.start_date) if therapy.status == "completed" else None
    return told is not None and case.changed is not None and told[1] < case.changed


def _last_told(therapy: Therapy) -> str:
    return max((m.date for m in therapy.mentions if m.date), default="")


def worsening(spec: WorseningSpec, case: Case) -> Proof:
    """Met when symptoms grew worse while care was under way; not met when they are said to be stable or better."""
    followed = _followed(case, spec.classes)
    courses = [t for t in followed if t.response == "worse" or _under_way(t, case)]
    care_told = unique(m for t in courses for m in t.mentions)
    if not courses:
        return Proof(UNDOCUMENTED, detail="no care under way is documented")
    told = [m for t in courses if t.response == "worse" for m in t.mentions]
    told += [m for c in case.complaints if any(_grew_worse(c, t) for t in courses) for m in c.mentions]
    if told:
        return Proof(MET, unique((*told, *care_told)), detail="symptoms grew worse during care")
    steady = any(c.trend in ("stable", "improving") for c in case.complaints)
    if steady or any(t.response != "unknown" for t in courses):
        return Proof(NOT_MET, opposing=care_told, detail="symptoms did not grow worse during care")
    return Proof(UNDOCUMENTED, detail="whether symptoms grew worse during care is not documented")


def _grew_worse(complaint: Complaint, therapy: Therapy) -> bool:
    """Whether the complaint is growing worse, or changed for the worse, not before the course began."""
    changed, begun = day_bounds(complaint.change_date), day_bounds(therapy.start_date)
    before = changed and begun and changed[1] < begun[0]
    return complaint.trend == "worsening" or (complaint.change in _WORSE and not before)


def _under_way(therapy: Therapy, case: Case) -> bool:
    """Whether the course still went on at the visit, or had just ended."""
    ended = parse_day(therapy.end_date)
    if therapy.status == "ongoing":
        return True
    return bool(ended and case.as_of and case.as_of - ended <= _JUST_ENDED)


def reevaluation(spec: ReevaluationSpec, case: Case) -> Proof:
    """Met when a contact after the care (or during it) says how it went."""
    courses = _followed(case, None)
    answered = [t for t in courses if t.response != "unknown"]
    contacts = [e for e in case.encounters if e.mode in spec.modes or e.mode is None]
    again = [e for e in contacts if e.purpose == "re-evaluation"]
    ended = max((d for t in courses if (d := parse_day(t.end_date))), default=None)
    if courses and (again or answered) and contacts:
        after = [e for e in contacts if ended is None or (day := parse_day(e.date)) is None or day >= ended]
        if after:
            told = unique([*(m for e in again for m in e.mentions), *(m for t in answered for m in t.mentions)])
            return Proof(MET, told, detail="assessed again after the care")
    if not courses:
        return Proof(UNDOCUMENTED, detail="no care that could be followed by a re-evaluation is documented")
    return Proof(UNDOCUMENTED, detail="no contact after the care that says how it went is documented")
