"""Reads the earlier visits that a note tells of with their dates: "seen here 3/1", "phone visit 4/10: no better"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from mednec.evidence import Encounter
from mednec.extraction.case_facts import days_between
from mednec.extraction.context import ISO_DAY, Context, beginning_in
from mednec.extraction.facts import FORWARD_SECTIONS, SILENT_SECTIONS, facts_in, mention_of
from mednec.extraction.matching import Hit, Matched
from mednec.extraction.mentions import distinct
from mednec.extraction.points import DateMention
from mednec.extraction.wordsets import word_set

_REACH = 6
_STOPS = word_set("; |")
_VISITS = ("earlier_visit", "encounter_mode")
_MISSED = word_set("no not never without missed missing cancelled canceled declined")
_SIGNED_WITHIN = 14
_CLINICIANS_AWAY = ("consult_specialty",)
_RANK = ("telehealth", "phone", "portal", "in_person")
_OUTCOME_REACH = 14


def read_earlier_visits(text: str, pieces: Sequence[Matched], context: Context) -> list[Encounter]:
    """The visits before the note's own, each day once, in order of their dates; none when the note has no date."""
    if context.note_date is None or len(context.note_date) < ISO_DAY:
        return []
    found: dict[str, Encounter] = {}
    for piece in pieces:
        if "fact" in piece.layers and piece.segment.section not in SILENT_SECTIONS | FORWARD_SECTIONS:
            for visit in _visits(text, piece, context):
                known = found.get(visit.date or "")
                found[visit.date or ""] = visit if known is None else _same_day(known, visit)
    return [found[day] for day in sorted(found)]


def told_of_another_day(piece: Matched, hit: Hit, context: Context) -> bool:
    """Whether words for a visit carry the date of another day than the note's."""
    day = _day(piece, hit, context)
    if day is None or context.note_date is None or day.iso == context.note_date[:ISO_DAY]:
        return False
    return not _is_own_title(piece, hit, context)


def _is_own_title(piece: Matched, hit: Hit, context: Context) -> bool:
    """The first words of a note with the day of the visit, which is signed some days later."""
    days = beginning_in(context.time.dates, piece.segment)
    first = piece.number == 0 and hit.start == 0 and bool(days)
    return first and 0 <= days_between(days[0].iso, context.note_date) <= _SIGNED_WITHIN


def _visits(text: str, piece: Matched, context: Context) -> Iterator[Encounter]:
    for hit in facts_in(piece, _VISITS):
        day = _day(piece, hit, context)
        if day is None or day.iso >= (context.note_date or "") or _elsewhere(piece, hit):
            continue
        if not _MISSED.isdisjoint(piece.words[max(0, hit.start - 3) : hit.start]) or _is_own_title(piece, hit, context):
            continue
        mode = str(hit.ref.value) if hit.ref.value in _RANK else None
        near = piece.words[max(0, hit.start - 3) : hit.end + 1]
        purpose = "initial" if {"initial", "first"}.intersection(near) else _purpose(piece, hit)
        yield Encounter(day.iso, mode, purpose, mentions=(mention_of(text, piece, hit, date=day.iso),))


def _elsewhere(piece: Matched, hit: Hit) -> bool:
    """Seen by a specialist or a therapist: a consult or a session, no visit here."""
    near = range(max(0, hit.start - 3), hit.end + 4)
    others = [*facts_in(piece, _CLINICIANS_AWAY), *piece.hits("therapy"), *piece.hits("modality")]
    return any(h.start in near or h.end - 1 in near for h in others)


def _purpose(piece: Matched, hit: Hit) -> str | None:
    """How the patient did, told of that day, makes it a re-evaluation."""
    others = [h.start for h in facts_in(piece, _VISITS) if h.start >= hit.end]
    reach = min([hit.end + _OUTCOME_REACH, *others])
    near = [h for h in facts_in(piece, ("visit_outcome",)) if hit.end <= h.start < reach]
    return "re-evaluation" if any(_STOPS.isdisjoint(piece.words[hit.end : h.start]) for h in near) else None


def _day(piece: Matched, hit: Hit, context: Context) -> DateMention | None:
    """The full date nearest to words for a visit, behind them before ahead of them."""
    near: list[tuple[int, DateMention]] = []
    for day in beginning_in(context.time.dates, piece.segment):
        at = next((i for i, e in enumerate(piece.ends) if e > day.start), len(piece.words))
        between = piece.words[hit.end : at] if at >= hit.end else piece.words[at : hit.start]
        ahead = at < hit.start
        if len(day.iso) != ISO_DAY or len(between) > _REACH or not _STOPS.isdisjoint(between):
            continue
        if ahead and "," in between:
            continue
        near.append((2 * len(between) + ahead, day))
    return min(near, key=lambda n: n[0])[1] if near else None


def _same_day(one: Encounter, other: Encounter) -> Encounter:
    """Two words for one visit: by video outweighs "seen"."""
    modes = sorted((m for m in (one.mode, other.mode) if m), key=_RANK.index)
    mode = modes[0] if modes else None
    return Encounter(one.date, mode, one.purpose or other.purpose, one.exam, distinct((*one.mentions, *other.mentions)))
