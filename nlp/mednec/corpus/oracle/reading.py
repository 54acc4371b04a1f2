"""Read the record of a generated case: what its statements and wordings say, and the latent facts that they tell."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING

from mednec.corpus.gold import Placed, power
from mednec.corpus.latent import Course, LatentCase, Study
from mednec.corpus.oracle.record import CORD_SIGNS, RECEIVED, Care, Deficit, Record, StudyTold
from mednec.corpus.statements import DayRange, FindingSaid, LengthSaid, StudySaid, TherapySaid
from mednec.evidence import STATUSES

if TYPE_CHECKING:
    from mednec.corpus.documents import Document
    from mednec.corpus.generate import GeneratedCase

REGION_OF_CPT = {
    **dict.fromkeys(("72141", "72142", "72156", "72143"), "cervical"),
    **dict.fromkeys(("72146", "72147", "72157"), "thoracic"),
    **dict.fromkeys(("72148", "72149", "72158"), "lumbar"),
}
"""criteria-facts 9; 72143 is no code and is judged as the study that the order describes (18.1)."""
_VISITS_IN_PERSON = frozenset({"office_note", "emergency_note", "dermatology_consult"})
_VISIT_RECORDS = frozenset({"pt_record", "chiropractic_note"})
_CORD_OR_PROVOCATION = ("spurling_sign", "straight_leg_raise")
_GRADE = re.compile(r"[0-5][+-]?/5")
_LONGEST_SHORT_COURSE = 14
"""Days that a steroid pack, or injections, can stand for where no length is told."""
_PLANS = tuple(f"{kind}.{status}" for kind in ("tfesi", "ilesi", "surgery") for status in ("scheduled", "discussed"))


def read(case: GeneratedCase) -> Record:
    """The record of a case on the day of its request."""
    latent, placed = case.latent, case.placed
    main = _main(case)
    said = _said(main)
    change = latent.complaint.change if f"sx.change.{latent.complaint.change}" in said else None
    changed = latent.complaint.changed
    hands_on = latent.visit.mode == "in_person"
    return Record(
        as_of=latent.request.order_date,
        age=latent.request.age,
        spine=latent.complaint.spine,
        requested=REGION_OF_CPT[latent.request.cpt],
        comorbidities=frozenset(latent.history.comorbidities) if "past.comorbid" in said else frozenset(),
        statuses=_statuses(placed),
        in_person=any(document.doc_type in _VISITS_IN_PERSON for document in case.documents),
        at_therapists=any(document.doc_type in _VISIT_RECORDS for document in case.documents),
        radicular=latent.complaint.pattern == "radicular" and _says(placed, "radiating_pain", "radiculopathy"),
        bilateral=latent.complaint.pattern == "cauda_equina" and _says(placed, "radiating_pain", "radiculopathy"),
        claudication=latent.complaint.pattern == "claudication",
        root=latent.complaint.root if _names_root(placed) else None,
        complaint_days=_complaint_days(placed),
        trend=_trend(said, change),
        change=change,
        changed=(latent.visit.day - changed).days if change and changed else None,
        score=latent.complaint.score if "sx.score" in said else None,
        tested=_tested(latent, said, main) if hands_on else frozenset(),
        tested_before=frozenset({"motor"}) if _earlier_motor(case) else frozenset(),
        generic_exam="exam.generic" in said,
        deficits=_deficits(latent, said, main) if hands_on else (),
        signs=_signs(latent, said) if hands_on else frozenset(),
        lax_sphincter="exam.rectal.low" in said,
        progressed=_progressed(case, said),
        trauma=_energy(latent, said),
        midline_tenderness="exam.midline" in said,
        plans=frozenset(_planned(latent, said)),
        referral=latent.plan.referral if "plan.referral" in said else None,
        urgent="plan.urgent" in said,
        tests=tuple(_tests(case)),
        care=tuple(_care(case)),
    )


def _main(case: GeneratedCase) -> Document:
    """The note of the visit that the request rests on."""
    today = [d for d in case.documents if d.day == case.latent.visit.day]
    notes = [d for d in today if d.doc_type in _VISITS_IN_PERSON | {"telehealth_visit"}]
    return notes[0]


def _said(document: Document) -> frozenset[str]:
    """The groups of wordings that a document uses."""
    return frozenset(name.rsplit("/", 2)[0] for name in document.phrasings)


# ------------------------------------------------------------------------------------------------- findings, complaint
def _statuses(placed: Iterable[Placed]) -> dict[str, str]:
    best: dict[str, str] = {}
    for item in placed:
        said = item.statement
        if isinstance(said, FindingSaid):
            best[said.concept] = min(said.status, best.get(said.concept, said.status), key=STATUSES.index)
    return best


def _says(placed: Iterable[Placed], *concepts: str) -> bool:
    statements = [item.statement for item in placed]
    return any(
        isinstance(said, FindingSaid) and said.concept in concepts and said.status in ("present", "possible")
        for said in statements
    )


def _names_root(placed: Iterable[Placed]) -> bool:
    return any(isinstance(item.statement, FindingSaid) and item.statement.root is not None for item in placed)


def _complaint_days(placed: Sequence[Placed]) -> DayRange | None:
    lengths = [(item.day, item.statement.days) for item in placed if isinstance(item.statement, LengthSaid)]
    if not lengths:
        return None
    latest = max(day for day, _ in lengths)
    return next(days for day, days in lengths if day == latest)


def _trend(said: frozenset[str], change: str | None) -> str | None:
    told = next((trend for trend in ("improving", "stable", "worsening") if f"sx.trend.{trend}" in said), None)
    return told or ("worsening" if change == "worsened" else None)


def _energy(latent: LatentCase, said: frozenset[str]) -> str | None:
    """The energy of the injury as the words tell it: high, low, or unknown (a tackle, a collision of players)."""
    complaint = latent.complaint
    if complaint.energy is None or f"mech.{complaint.mechanism}.{complaint.energy}" not in said:
        return None
    return "unknown" if complaint.energy == "low" and complaint.mechanism == "sports" else complaint.energy


# --------------------------------------------------------------------------------------------------------- examination
def _tested(latent: LatentCase, said: frozenset[str], main: Document) -> frozenset[str]:
    parts = {
        "motor": latent.told.motor,
        "grades": latent.told.motor and _graded(main),
        "sensory": any(name.startswith("exam.sensory") for name in said),
        "reflexes": any(name.startswith("exam.reflex") for name in said) or "exam.hyperreflexia.pos" in said,
        "provocation": any(name.startswith(f"exam.{sign}") for name in said for sign in _CORD_OR_PROVOCATION)
        or _denies(main, _CORD_OR_PROVOCATION),
    }
    return frozenset(part for part, named in parts.items() if named)


def _graded(document: Document) -> bool:
    """Whether power is told in grades, "5/5", and not as "full"."""
    text = document.text.text
    return any(
        _GRADE.search(text[mark.start : mark.end])
        for mark in document.text.marks
        if isinstance(mark.statement, FindingSaid) and mark.statement.concept == "motor_weakness"
    )


def _denies(document: Document, concepts: Sequence[str]) -> bool:
    statements = [mark.statement for mark in document.text.marks]
    return any(isinstance(s, FindingSaid) and s.concept in concepts for s in statements)


def _deficits(latent: LatentCase, said: frozenset[str], main: Document) -> tuple[Deficit, ...]:
    exam, told = latent.exam, latent.told
    motor = [
        Deficit("motor", d.root, d.side, d.grade, d.effort_limited and "exam.motor.weak.effort" in said)
        for d in exam.motor
        if told.motor
    ]
    # A loss over "the heel and sole" names no root.
    named = {said.root for said in _losses(main)}
    sensory = [
        Deficit("sensory", loss.root if loss.root in named else None, loss.side)
        for loss in exam.sensory
        if told.sensory
    ]
    reflex = [
        Deficit("reflex", latent.complaint.root, loss.side, loss.grade) for loss in exam.reflexes if told.reflexes
    ]
    return (*motor, *sensory, *reflex)


def _losses(document: Document) -> list[FindingSaid]:
    """The sensory losses that a document affirms."""
    said = [mark.statement for mark in document.text.marks if isinstance(mark.statement, FindingSaid)]
    return [loss for loss in said if loss.concept == "sensory_deficit" and loss.status == "present"]


def _signs(latent: LatentCase, said: frozenset[str]) -> frozenset[str]:
    """Cord signs and a disturbed gait that the latest examination found."""
    found = {sign.concept for sign in latent.exam.signs if sign.present}
    return frozenset(
        concept
        for concept in found & (CORD_SIGNS | {"gait_disturbance"})
        if any(name.startswith(f"exam.{concept}.pos") for name in said)
    )


def _earlier_motor(case: GeneratedCase) -> bool:
    """Whether an earlier visit's note tells power."""
    days = {exam.day for exam in case.latent.exams[:-1]}
    return any(document.doc_type == "office_note" and document.day in days for document in case.documents[:-1])


def _progressed(case: GeneratedCase, said: frozenset[str]) -> bool:
    """Whether power fell from an earlier examination to the latest, both told."""
    latent = case.latent
    if len(latent.exams) < 2 or not latent.told.motor or not latent.exam.motor:
        return False
    if not _earlier_motor(case) and "exam.motor.before" not in said:
        return False
    before = min((power(d.grade) for d in latent.exams[-2].motor), default=5.0)
    return min(power(d.grade) for d in latent.exam.motor) < before


# ------------------------------------------------------------------------------------------------------ plans, studies
def _planned(latent: LatentCase, said: frozenset[str]) -> Iterable[str]:
    kind, status = latent.plan.intervention, latent.plan.intervention_status
    if kind is None or status == "refused":
        return
    injection = f"plan.intervention.injection.{status}" in said and kind != "surgery"
    if injection or f"plan.intervention.{kind}.{status}" in said:
        yield f"{kind}.{status}"


def _tests(case: GeneratedCase) -> Iterable[StudyTold]:
    studies = {study.id: study for study in case.latent.studies}
    told: dict[str, list[tuple[Placed, StudySaid]]] = {}
    for item in case.placed:
        said = item.statement
        if isinstance(said, StudySaid):
            told.setdefault(said.study, []).append((item, said))
    for name, members in told.items():
        dates = [said.date for _, said in members if said.date]
        days_ago = days_since(max(dates, key=len), case.latent.request.order_date) if dates else None
        result = next((said.result for _, said in members if said.result), None)
        yield StudyTold(members[0][1].modality, members[0][1].status, result, days_ago, _shown(studies[name], result))


def _shown(study: Study, result: str | None) -> frozenset[str]:
    return frozenset(study.findings) if result is not None else frozenset()


# ---------------------------------------------------------------------------------------------------------------- care
def _care(case: GeneratedCase) -> Iterable[Care]:
    courses = {course.id: course for course in case.latent.courses}
    told: dict[str, list[tuple[Placed, TherapySaid]]] = {}
    for item in case.placed:
        if isinstance(item.statement, TherapySaid):
            told.setdefault(item.statement.course, []).append((item, item.statement))
    kinds = {name: document.doc_type for name, document in case.named}
    today = case.latent.request.order_date
    now_and_then = any("care.prn" in _said(document) for document in case.documents)
    for name, members in told.items():
        course = courses.get(name)
        as_needed = now_and_then and course is not None and course.as_needed
        latest_first = sorted(members, key=lambda member: member[0].day, reverse=True)
        yield _course(latest_first, course, kinds, today, as_needed)


def _course(
    members: Sequence[tuple[Placed, TherapySaid]],
    course: Course | None,
    kinds: dict[str, str],
    today: date,
    as_needed: bool,
) -> Care:
    """One course from all that is said of it, the latest first; the latest document decides the status."""
    last_day, newest = members[0][0].day, members[0][1]
    status = newest.status
    current = [(item, said) for item, said in members if said.status == status]
    response = next((said.response for _, said in current if said.response != "unknown"), "unknown")
    director = next((said.directed_by for _, said in members if said.directed_by != "unknown"), "unknown")
    if status not in RECEIVED:
        return Care(newest.therapy, status, response=response, director=director)
    since_told = (today - date.fromisoformat(last_day)).days
    days = _days(current, last_day)
    if course is not None and course.start == course.end and course.therapy == "nsaid":
        days = (0, 1)
    elif "injection" in newest.therapy or _by_the_pack(members):
        days = (0, _LONGEST_SHORT_COURSE)
    ended = _ended(members, days, since_told, today, kinds)
    # A drug that is taken now and then counts only from a date (criteria-facts 5.1).
    undated = as_needed and not any(said.start_date for _, said in members)
    begun = _begun(members, days, ended, today)
    return Care(newest.therapy, status, days, ended, response, director, undated, begun)


def _by_the_pack(members: Sequence[tuple[Placed, TherapySaid]]) -> bool:
    """Whether a steroid is told by a name that says how long it lasts: a dose pack."""
    agents = [(said.agent or "").lower() for _, said in members if said.therapy == "oral_steroid"]
    return any("pak" in agent or "pack" in agent for agent in agents)


def _days(current: Sequence[tuple[Placed, TherapySaid]], last_day: str) -> DayRange:
    """How long it had lasted when it was last told of; what went on after a length was told adds to it."""
    told = [(item, said) for item, said in current if said.duration_days is not None]
    if not told:
        return (0, None)
    item, said = told[0]
    low, high = said.duration_days or (0, None)
    grown = 0
    if said.status == "ongoing":
        grown = (date.fromisoformat(last_day) - date.fromisoformat(item.day)).days
    return ((low or 0) + grown, None if high is None else high + grown)


def _ended(
    members: Sequence[tuple[Placed, TherapySaid]],
    days: DayRange,
    since_told: int,
    today: date,
    kinds: dict[str, str],
) -> DayRange:
    """How many days before the request the course ended."""
    if members[0][1].status == "ongoing":
        return (0, since_told)
    ends = [said.end_date for _, said in members if said.end_date]
    if ends:
        return days_since(max(ends, key=len), today)
    # A course that a document tells of as under way, or that its own therapist closes, lasted to that day at least.
    seen = [
        item.day
        for item, said in members
        if said.status == "ongoing" or (said.status == "completed" and kinds[item.document] in _VISIT_RECORDS)
    ]
    most: float | None = (today - date.fromisoformat(max(seen))).days if seen else None
    begun = _told_start(members, today)
    if begun is not None:
        most = min(begun - (days[0] or 0), begun if most is None else most)
    return (since_told, None if most is None else max(most, since_told))


def _told_start(members: Sequence[tuple[Placed, TherapySaid]], today: date) -> float | None:
    """The most days ago that a course can have begun: by its date, or after the visit at which it was ordered."""
    starts = [said.start_date for _, said in members if said.start_date]
    told = [days_since(max(starts, key=len), today)[1] or 0] if starts else []
    told += [(today - date.fromisoformat(item.day)).days for item, said in members if said.status == "planned"]
    return min(told, default=None)


def _begun(members: Sequence[tuple[Placed, TherapySaid]], days: DayRange, ended: DayRange, today: date) -> float | None:
    told = _told_start(members, today)
    if days[1] is None or ended[1] is None:
        return told
    reckoned = days[1] + ended[1]
    return reckoned if told is None else min(told, reckoned)


def days_since(told: str, today: date) -> DayRange:
    """Days from a date, as precise as told ("2024", "2024-05", "2024-05-02"), to today: (least, most)."""
    year, month, day = (*map(int, told.split("-")), 0, 0)[:3]
    if day:
        return ((today - date(year, month, day)).days,) * 2
    first, last = (date(year, month, 1), month) if month else (date(year, 1, 1), 12)
    latest = date(year, last, calendar.monthrange(year, last)[1])
    return (max(0, (today - latest).days), max(0, (today - first).days))
