"""How long the presenting complaint has lasted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from mednec.evidence import DayRange, Mention
from mednec.extraction.assertion import Judge
from mednec.extraction.complaint_scores import ELSEWHERE, how_surely
from mednec.extraction.complaint_words import COMPLAINT, SPINE, worsened
from mednec.extraction.context import ISO_DAY, Context, beginning_in
from mednec.extraction.durations import read_time
from mednec.extraction.matching import Matched
from mednec.extraction.note_dates import presentation_date
from mednec.extraction.onset import (
    after_injuries,
    onset_days,
    since_ages,
)
from mednec.extraction.time_expressions import TimeExpression
from mednec.extraction.wordsets import word_set

_SECTIONS: dict[str | None, int] = {
    "chief_complaint": 4,
    "history_of_present_illness": 4,
    None: 3,
    "radiology_indication": 3,
    "unknown": 2,
    "label": 2,
    "assessment": 1,
    "assessment_plan": 1,
}
_ANY_COMPLAINT = word_set(
    "symptom symptoms sx complaint complaints problem problems condition illness issue issues episode trouble",
    "difficulty difficulties severity worse worsened worsening suffering suffered",
)
_SAME = (
    word_set("vision visual sight eye eyes diplopia"),
    word_set("dizziness dizzy vertigo lightheadedness lightheaded spells fainting syncope"),
    word_set("seizure seizures convulsion convulsions"),
    word_set("confusion confused memory forgetful forgetfulness"),
    word_set("speech aphasia words speaking slurred"),
    word_set("dyspnea breathing breath"),
    word_set("facial droop drooping face"),
    *(frozenset({word}) for word in ELSEWHERE),
)
"""Words for one complaint elsewhere than in the spine."""
_OWNED = word_set("house home garage yard apartment kitchen barn farm car truck wedding party place")
_FIRST_SEEN = word_set("seen presented evaluated examined visited saw came consulted")


@dataclass(frozen=True, slots=True)
class _Candidate:
    time: TimeExpression
    score: float
    piece: Matched
    at_least: bool = False


def symptom_duration(
    text: str, pieces: Sequence[Matched], context: Context
) -> tuple[DayRange | None, tuple[Mention, ...]]:
    """The duration of the presenting complaint and where it is told; None when the note does not say."""
    if context.note_date is None and (came := presentation_date(text)):
        context = replace(context, note_date=came, time=read_time(text, came))
    candidates = list(_candidates(text, pieces, context))
    if not candidates:
        return None, ()
    best = max(candidates, key=lambda c: (c.score, -c.time.start))
    same = [c for c in candidates if c.time.days == best.time.days]
    mentions = tuple(
        Mention(c.time.start, c.time.end, c.time.text, section=c.piece.segment.section, rule="symptom_duration")
        for c in sorted(same, key=lambda c: c.time.start)
    )
    low, high = _within_a_day(best.time.days)
    return ((low, None) if best.at_least else (low, high)), mentions


def _within_a_day(days: DayRange) -> DayRange:
    """As in "A few hours" is less than a day."""
    low, high = days
    return (0.0, 1.0) if high is None and low is not None and low < 0.9 else days


def _candidates(text: str, pieces: Sequence[Matched], context: Context) -> Iterator[_Candidate]:
    foreign = _foreign_complaint(pieces)
    chief = _chief_places(pieces) | foreign
    began: dict[int, list[TimeExpression]] = {}
    told = (*onset_days(pieces, context), *since_ages(text, pieces), *after_injuries(pieces, context))
    for piece, day in told:
        began.setdefault(piece.number, []).append(day)
    for index, piece in enumerate(pieces):
        days = began.get(piece.number, [])
        rank = _SECTIONS.get(piece.segment.section, 1 if any(d.measures == "symptom" for d in days) else None)
        before = _before(pieces, index)
        if rank is None or piece.segment.kind == "heading":
            continue
        for time in [*context.times_in(piece), *days]:
            score = how_surely(piece, time, context, chief, before)
            if score is not None and _of_patient(piece, time) and not _of_another(piece, foreign):
                yield _Candidate(_as_of_now(piece, time, context), score + rank / 2, piece, worsened(piece, time))


def _before(pieces: Sequence[Matched], index: int) -> Matched | None:
    """The sentence before; for the first of the history the chief complaint ("It began 8 months ago")."""
    before = pieces[index - 1] if index else None
    opens = before is not None and before.segment.kind == "heading" and pieces[index].words[:1] in (["it"], ["this"])
    if opens and index > 1 and pieces[index - 2].segment.section == "chief_complaint":
        return pieces[index - 2]
    return before


def _as_of_now(piece: Matched, time: TimeExpression, context: Context) -> TimeExpression:
    """As in "was first seen on May 18 with two weeks of neck pain": counted from that visit on."""
    if time.kind != "duration" or len(context.note_date or "") < ISO_DAY:
        return time
    start, _ = piece.tokens(time.start, time.end)
    said = piece.words[:start]
    days = [d for d in beginning_in(context.time.dates, piece.segment) if d.end <= time.start and len(d.iso) == ISO_DAY]
    if not days or "with" not in said[-3:] or _FIRST_SEEN.isdisjoint(said):
        return time
    since = (date.fromisoformat(str(context.note_date)[:ISO_DAY]) - date.fromisoformat(days[-1].iso)).days
    low, high = time.days
    shifted = None if low is None else low + since, None if high is None else high + since
    return replace(time, days=shifted) if since > 0 else time


def _of_patient(piece: Matched, time: TimeExpression) -> bool:
    """Not of a relative: "his father developed back pain in 2015"."""
    start, end = piece.tokens(time.start, time.end)
    if not _OWNED.isdisjoint(piece.words[max(0, start - 3) : start]):
        return True  # "since he painted his daughter's house 3 months ago"
    return Judge(piece, []).assertion(start, end).experiencer == "patient"


def _chief_places(pieces: Sequence[Matched]) -> frozenset[str]:
    """The body parts that the first sentences name: what the visit is about."""
    told = [
        p
        for p in pieces
        if p.segment.kind != "heading" and p.segment.section in ("chief_complaint", "history_of_present_illness", None)
    ][:2]
    named = frozenset(p.words[h.start] for p in told for h in p.hits("place"))
    return named | SPINE.intersection(w for p in told for w in p.words) if named else named


def _foreign_complaint(pieces: Sequence[Matched]) -> frozenset[str]:
    """The words of a chief complaint such as loss of vision: only a length told with them is that of the complaint."""
    chief = [p for p in pieces if p.segment.kind != "heading" and p.segment.section == "chief_complaint"]
    words = frozenset(w for p in chief for w in p.words)
    pained = not COMPLAINT.isdisjoint(words) or not SPINE.isdisjoint(words) or any(p.hits("pain") for p in chief)
    return frozenset() if pained else frozenset(w for group in _SAME if words & group for w in group)


def _of_another(piece: Matched, foreign: frozenset[str]) -> bool:
    """Whether a sentence speaks of a complaint by name, and not of the one that the visit is about."""
    named = bool(piece.hits("finding")) or not (COMPLAINT - _ANY_COMPLAINT).isdisjoint(piece.words)
    return bool(foreign) and named and foreign.isdisjoint(piece.words)
