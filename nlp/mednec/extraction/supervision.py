"""Who directs a therapy, whether a plan was given and followed up, bought without prescription, taken as needed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from mednec.extraction.context import Context, beginning_in
from mednec.extraction.facts import facts_in
from mednec.extraction.matching import Hit, Matched
from mednec.extraction.treatments import DRUGS, Treatment
from mednec.extraction.wordsets import word_set

_EXERCISE = "home_exercise"
_OF_DRUGS = frozenset({"over_the_counter", "as_needed"})
_REACH = 9
_EXERCISE_REACH = 24
_SENTENCE = 60
_CARRY = 3
_STOPS = word_set("; |")
_DATE_REACH = 9
_JOINTS = word_set("and , plus + &")
_JOINT_COST = 3  # what is said on this side of "and" is of this side


@dataclass(frozen=True, slots=True)
class _Near:
    """A fact about a treatment with its distance in tokens; ``later`` counts the sentences between them."""

    hit: Hit
    piece: Matched
    apart: int
    later: int


def supervise(pieces: Sequence[Matched], treatments: Sequence[Treatment], context: Context) -> None:
    """Fill in how treatments are directed; ``treatments`` are settled, and stand in ``pieces`` by their index."""
    named = {t.index for t in treatments}
    for treatment in treatments:
        exercise = treatment.name == _EXERCISE
        found = list(_facts(pieces, treatment, named, treatments))
        treatment.directed_by = _director(treatment, found)
        treatment.over_the_counter = treatment.name in DRUGS and _told(found, "over_the_counter") is not None
        treatment.as_needed = treatment.name in DRUGS and _told(found, "as_needed") is not None
        episode = _told(found, "episode")
        treatment.same_episode = None if episode is None else episode.hit.ref.value == "current"
        if treatment.over_the_counter and treatment.directed_by is None:
            treatment.directed_by = "self"
        if exercise:
            _plan(treatment, found, context)
        treatment.supervised = [
            _quoted(f) for f in found if not (f.hit.ref.fact in _OF_DRUGS and treatment.name not in DRUGS)
        ]


def _quoted(near: _Near) -> tuple[int, int, str, str]:
    """Where a fact stands in the text, and what it says."""
    start, end = near.piece.span(near.hit.start, near.hit.end)
    return start, end, str(near.hit.ref.fact), str(near.hit.ref.value)


def _facts(
    pieces: Sequence[Matched], treatment: Treatment, named: set[int], treatments: Sequence[Treatment]
) -> Iterator[_Near]:
    """The facts near a treatment in its sentence, nearer to it than to another one; of exercises also in the next."""
    names = ("therapy_direction", "over_the_counter", "as_needed", "episode", "plan_given", "followed_up")
    exercise = treatment.name == _EXERCISE
    piece = pieces[treatment.index]
    others = [t for t in treatments if t.index == treatment.index and t is not treatment]
    for hit in facts_in(piece, names) if "fact" in piece.layers else ():
        checks = exercise and hit.ref.fact in ("plan_given", "followed_up")
        apart = _apart(piece, treatment, hit, across=checks)
        opens = hit.ref.fact == "episode" and hit.end <= treatment.start  # "prior episode: PT + meloxicam + …"
        reach = _SENTENCE if opens else _EXERCISE_REACH if exercise else _REACH
        if apart is None or apart > reach:
            continue
        nearest = min((a for t in others if (a := _apart(piece, t, hit)) is not None), default=apart)
        listed = hit.ref.fact in ("therapy_direction", "episode") and hit.end <= treatment.start
        if apart <= nearest or (listed and not exercise):
            yield _Near(hit, piece, apart, 0)
    if not exercise:
        return
    for later in range(1, _CARRY + 1):
        index = treatment.index + later
        if index >= len(pieces) or index in named or pieces[index].segment.section != piece.segment.section:
            return
        if "fact" in pieces[index].layers:
            for hit in facts_in(pieces[index], ("plan_given", "followed_up")):
                yield _Near(hit, pieces[index], hit.start, later)


def _apart(piece: Matched, treatment: Treatment, hit: Hit, *, across: bool = False) -> int | None:
    """Tokens between; 0 inside its own words, None across a semicolon unless ``across``."""
    if hit.start < treatment.end and treatment.start < hit.end:
        return 0
    between = (
        piece.words[treatment.end : hit.start] if hit.start >= treatment.end else piece.words[hit.end : treatment.start]
    )
    if not (across or _STOPS.isdisjoint(between)):
        return None
    return len(between) + 1 + _JOINT_COST * sum(1 for w in between if w in _JOINTS)


def _told(found: Sequence[_Near], name: str) -> _Near | None:
    near = [f for f in found if f.hit.ref.fact == name]
    return min(near, key=lambda f: (f.later, f.apart, f.hit.start)) if near else None


def _director(treatment: Treatment, found: Sequence[_Near]) -> str | None:
    """The nearest word on it; what the treatment's own words said ("supervised") stands."""
    told = _told(found, "therapy_direction")
    if told is not None and (treatment.directed_by is None or told.apart == 0):
        return str(told.hit.ref.value)
    return treatment.directed_by


def _plan(treatment: Treatment, found: Sequence[_Near], context: Context) -> None:
    """A program that was given is directed by who gave it; its dates and those of every check after it."""
    plan = _told(found, "plan_given")
    if plan is not None:
        treatment.plan_given = plan.hit.ref.value == "true"
        if treatment.plan_given:
            treatment.plan_date = _day(plan, context)
            treatment.directed_by = treatment.directed_by or "clinician"
        else:
            treatment.directed_by = treatment.directed_by or "self"
    days = [day for f in found if f.hit.ref.fact == "followed_up" and (day := _day(f, context)) is not None]
    later = [day for day in days if treatment.plan_date is None or day > treatment.plan_date]
    treatment.followed_up = max(later, default=None)
    if later and treatment.directed_by is None:
        treatment.directed_by = "clinician"


def _day(near: _Near, context: Context) -> str | None:
    """The date nearest behind or before a fact in its sentence; "today" is that of the note."""
    found: list[tuple[int, str]] = []
    for day in beginning_in(context.time.dates, near.piece.segment):
        at = next((i for i, e in enumerate(near.piece.ends) if e > day.start), len(near.piece.words))
        apart = at - near.hit.end if at >= near.hit.end else near.hit.start - at
        between = near.piece.words[min(at, near.hit.end) : max(at, near.hit.start)]
        if apart <= _DATE_REACH and _STOPS.isdisjoint(between):
            found.append((2 * apart + (at < near.hit.start), day.iso))
    if found:
        return min(found)[1]
    today = "today" in near.piece.words[max(0, near.hit.start - _DATE_REACH) : near.hit.end + _DATE_REACH]
    return context.note_date[:10] if today and context.note_date else None
