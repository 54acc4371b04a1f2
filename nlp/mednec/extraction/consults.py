"""Reads which specialists have seen the patient for this problem, were asked to, or will."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from mednec.evidence import Consult, Mention
from mednec.extraction.context import Context, beginning_in
from mednec.extraction.facts import facts_in, meant, mention_of
from mednec.extraction.matching import Hit, Matched
from mednec.extraction.mentions import RawMention, distinct
from mednec.extraction.points import DateMention
from mednec.extraction.wordsets import word_set

_CONCEPT = "specialist_consult"
_PLAN_SECTIONS = frozenset({"plan", "prescriptions", "follow_up"})
_REACH = 7
_DATE_REACH = 9
_JOINTS = word_set("and by , & plus then")
_BREAKS = word_set("; | . but")
_WITH_YEAR = re.compile(r"\d{4}|\d+[/.-]\d+[/.-]\d+|'\d\d")
_RANK = ("seen", "planned", "referred")
_THANKS = re.compile(
    r"\bthank(?:s| you)(?: very much| so much| kindly| again)? for "
    r"(?:kindly )?(?:asking|referring|sending|letting|allowing|involving|(?:the|this|your)(?: kind)? "
    r"(?:referral|consult|consultation|request|opportunity|privilege|pleasure))\b",
    re.IGNORECASE,
)


def answers_referral(text: str) -> bool:
    """Whether a note thanks for a referral: its writer is the one who was asked."""
    return _THANKS.search(text) is not None


def read_consults(
    text: str, pieces: Sequence[Matched], mentions: Sequence[RawMention], context: Context
) -> list[Consult]:
    """One consult a specialty and visit; ``mentions`` are those of the finding reader, which knows the denied ones."""
    by_number = {piece.number: piece for piece in pieces}
    told: dict[int, list[RawMention]] = {}
    for mention in mentions:
        if mention.concept == _CONCEPT and mention.status == "present" and mention.scene in by_number:
            told.setdefault(mention.scene, []).append(mention)
    found: list[Consult] = []
    for number, group in told.items():
        piece = by_number[number]
        for mention in group:
            found += _consults(text, piece, mention, context)
        found += _listed(text, piece, group, context)
    return _merged(found)


def _listed(text: str, piece: Matched, told: Sequence[RawMention], context: Context) -> Iterator[Consult]:
    """As in "seen by neurology on 2/1 and by pain management on 3/5": the further specialties of a list."""
    last = max(m.end for m in told)
    for hit in facts_in(piece, ("consult_specialty",)):
        joined = piece.words[max(0, hit.start - 2) : hit.start]
        if piece.starts[hit.start] < last or not _JOINTS.intersection(joined) or meant(piece, hit).status != "present":
            continue
        day = _day(piece, hit.start, hit.end, context)
        status = _status(piece, hit.start, hit.end, day, context)
        iso = day.iso if day is not None else None
        quote = mention_of(text, piece, hit, status="present", date=iso, detail={"consult_status": status})
        yield Consult(str(hit.ref.value), status, iso, (quote,))


def _consults(text: str, piece: Matched, mention: RawMention, context: Context) -> Iterator[Consult]:
    """The specialties that a mention names, each with its own date and status, or the one nearest to it."""
    start = next((i for i, end in enumerate(piece.ends) if end > mention.start), 0)
    end = next((i for i, begin in enumerate(piece.starts) if begin >= mention.end), len(piece.words))
    hits = facts_in(piece, ("consult_specialty",))
    named = [h for h in hits if h.start < end and start < h.end]
    if not named:
        named = sorted((h for h in hits if _gap(h, start, end) <= _REACH), key=lambda h: _gap(h, start, end))[:1]
    for hit in named:
        specialty = str(hit.ref.value)
        several = len(named) > 1
        first, last = (hit.start, hit.end) if several else (min(start, hit.start), max(end, hit.end))
        told = _day(piece, first, last, context)
        status = _status(piece, *((hit.start, hit.end) if several else (start, end)), told, context)
        day = told.iso if told is not None else None
        if told is not None and status == "planned" and not _WITH_YEAR.search(told.text):
            day = _next(told.iso, context.note_date)
        quote = Mention(
            mention.start, mention.end, text[mention.start : mention.end], mention.status, basis=mention.basis,
            section=mention.section, rule=f"consult_specialty/{specialty}", date=day, detail={"consult_status": status},
        )  # fmt: skip
        yield Consult(specialty, status, day, (quote,))


def _gap(hit: Hit, start: int, end: int) -> int:
    return max(hit.start - end, start - hit.end, 0)


def _next(iso: str, note_date: str | None) -> str:
    """A day without its year is read as the last one; of a visit ahead it is the next."""
    if note_date is None or iso[4:] == "" or iso >= note_date[: len(iso)]:
        return iso
    return f"{int(iso[:4]) + 1}{iso[4:]}"


def _status(piece: Matched, start: int, end: int, told: DateMention | None, context: Context) -> str:
    """By the words beside it; a visit told after a referral has taken place, a day to come has not."""
    cues = [
        h
        for h in facts_in(piece, ("consult_status",))
        if _gap(h, start, end) <= _REACH and _BREAKS.isdisjoint(_between(piece, h, start, end))
    ]
    said = {str(h.ref.value) for h in cues}
    today = context.note_date[: len(told.iso)] if told is not None and context.note_date is not None else None
    if told is not None and today is not None and told.iso > today:
        return "planned"
    if any(h.ref.value == "seen" and h.start >= end for h in cues):
        return "seen"
    if cues:
        nearest = min(cues, key=lambda h: (_gap(h, start, end), -(h.end - h.start)))
        past = told is not None and today is not None and told.iso < today and _WITH_YEAR.search(told.text)
        kept = past and nearest.ref.value == "planned" and "referred" not in said
        return "seen" if kept else str(nearest.ref.value)
    return "referred" if piece.segment.section in _PLAN_SECTIONS else "seen"


def _between(piece: Matched, hit: Hit, start: int, end: int) -> list[str]:
    return piece.words[end : hit.start] if hit.start >= end else piece.words[hit.end : start]


def _day(piece: Matched, start: int, end: int, context: Context) -> DateMention | None:
    """The date beside it in the sentence."""
    near: list[tuple[int, DateMention]] = []
    for day in beginning_in(context.time.dates, piece.segment):
        at = next((i for i, e in enumerate(piece.ends) if e > day.start), len(piece.words))
        apart = max(at - end, start - at, 0)
        between = piece.words[end:at] if at >= end else piece.words[at:start]
        if apart <= _DATE_REACH and {";", "|", "mri", "emg", "ct"}.isdisjoint(between):
            near.append((2 * apart + (at < start), day))  # the date behind it before one as near ahead of it
    return min(near, key=lambda n: n[0])[1] if near else None


def _merged(found: Sequence[Consult]) -> list[Consult]:
    out: list[Consult] = []
    for one in found:
        at = next((i for i, other in enumerate(out) if same_consult(other, one)), None)
        if at is None:
            out.append(one)
        else:
            out[at] = merged_consult(out[at], one)
    return out


def same_consult(one: Consult, other: Consult) -> bool:
    """Whether two tellings may be of one visit; a second visit on another day stands by itself."""
    if one.specialty != other.specialty:
        return False
    if one.status == other.status == "seen":
        return (
            one.date is None or other.date is None or one.date.startswith(other.date) or other.date.startswith(one.date)
        )
    return True


def merged_consult(one: Consult, other: Consult) -> Consult:
    """Two tellings as one: who was referred and then seen was seen."""
    first, second = sorted((one, other), key=lambda c: _RANK.index(c.status))
    dates = sorted((d for d in (first.date, first.date and second.date) if d), key=len)
    day = dates[-1] if first.status == second.status and dates else first.date
    return replace(first, date=day, mentions=distinct((*one.mentions, *other.mentions)))
