"""A therapist's own record: when care began, which visits took place, how it stands now and whether it has ended."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from mednec.evidence import Mention, Therapy
from mednec.extraction.context import Context
from mednec.extraction.documents import Source
from mednec.extraction.matching import Matched
from mednec.extraction.outcomes import Outcome, outcomes_of
from mednec.extraction.treatments import cues_of_care

_VISIT_NUMBER = re.compile(
    r"\b(?:visit|session|treatment|tx|appointment)s?\s*(?:no\.?|number|#)?\s*[:#]?\s*(\d{1,3})(?![\d/])", re.I
)
_VISIT_COUNT = re.compile(
    r"\b(\d{1,3})\s+(?:(?:pt|ot|therapy|chiropractic|total|treatment)\s+)?(?:visits|sessions|treatments)"
    r"(?!\s*(?:remain|left|per\b|a week|/|(?:were |are )?(?:authoriz|approv|plann|recommend|request)))"
    r"|\b(?:visits|sessions)\s+(?:attended|completed|to date|used)\s*[:#]?\s*(\d{1,3})(?![\d/])",
    re.I,
)
_TO_COME = re.compile(
    r"\b(?:plan|planned|authoriz\w+|approved|recommend\w*|frequency|goal|up to|request\w*|remaining)\b", re.I
)
_VISIT_DAYS = re.compile(r"\b(?:visits?|sessions?|attended|dates? of service|dos|seen on|treated on)\b", re.I)
_TITLE = re.compile(
    r"\b(?:visit|daily|treatment|progress|eval\w*|re-?eval\w*|dos|date of service|today)\b|\bcmt\b", re.I
)
_STARTED = re.compile(
    r"\b(?:start(?:ed)?(?: of care)?|soc|initial (?:visit|eval\w*|exam)|began|begun|since|from|onset of care)"
    r"(?: on|:)?\W*$",
    re.I,
)
_ENDED_ON = re.compile(
    r"\b(?:last (?:visit|seen|treatment)|final visit|discharged?(?: on)?|through|thru|until|ended)(?: on|:)?\W*$", re.I
)
_NO_DAY = re.compile(
    r"\b(?:next|recheck|return|follow[- ]?up|dob|birth|injury|surgery|mri|ct|x-?rays?|referr\w+|expires?|recert\w*)\b"
    r"[^.;\n]*$",
    re.I,
)
_DAY_WRITTEN = r"\d{1,2}/\d{1,2}(?:/\d{2,4})?"
_DAY_LIST = re.compile(
    r"\b(?:visits?|sessions?|attended|dates? of service|dos|seen(?: on)?|treated(?: on)?|treatment dates?)"
    rf"(?: attended| dates)?\s*:?\s*({_DAY_WRITTEN}(?:\s*(?:,|;|&|\band\b)+\s*{_DAY_WRITTEN})+)",
    re.I,
)
_DAY = re.compile(r"(\d{1,2})/(\d{1,2})(?:/(\d{4}|\d{2}))?")
_OVER = re.compile(
    r"\bdischarge(?:d)?\b(?! (?:plan|goal|criteria|when|to home exercise))|\bd/c(?:'d|ed)?\b"
    r"|\breleased from care\b|\b(?:care|treatment|therapy) (?:is )?(?:complete|ended|stopped)"
    r"|(?:\A|[.;\n]\s*)stopped\b|\bself[- ]discharged?|\bvisit \d+ \(?final|\bfinal visit\b",
    re.I,
)
_ANEW = re.compile(r"\b(?:resum(?:ed|es|ing)|restart\w*|new (?:episode|course|referral))\b", re.I)
_JOINT = re.compile(r"\b(?:knees?|hips?|shoulders?|ankles?|foot|feet|elbows?|wrists?|hands?|plantar|rotator)\b", re.I)
_SPINE = re.compile(
    r"\b(?:neck|back|spine|spinal|cervical\w*|thoracic|lumb\w+|lbp|sciatica|radicul\w+|disc|[cl]\d-?[cls]?\d)\b", re.I
)


@dataclass(frozen=True, slots=True)
class Record:
    """What a therapist's document says of its course; ``numbered``: the visit's number, ``days`` those of visits."""

    therapy: Therapy
    days: frozenset[str] = frozenset()
    numbered: int | None = None
    anew: bool = False


def other_joint(text: str) -> bool:
    """Whether a document is about a joint and not the spine."""
    return bool(_JOINT.search(text)) and not _SPINE.search(text)


def read_record(source: Source, pieces: Sequence[Matched], context: Context) -> Record | None:
    """The course that a therapist's document records; None for every other kind of document."""
    if source.care is None:
        return None
    text = source.text
    starts, ends, days = _dates(source, context)
    number, count = _numbers(text)
    over = _OVER.search(text)
    if source.date and len(source.date) == 10 and (number or (_TITLE.search(text) and not count and not starts | ends)):
        days.add(source.date)
    last = max(ends, default=None) or ((max(days, default=None) or source.date) if over else None)
    first = min(starts, default=None) or (min(days, default=None) if number == 1 or len(days) > 1 else None)
    outcome = _outcome(pieces)
    therapy = Therapy(
        therapy=source.care, status="completed" if over or (ends and not days) else "ongoing",
        outcome=outcome.outcome if outcome else "unknown", response=outcome.response if outcome else "unknown",
        sessions=max(filter(None, (number, count, len(days) if len(days) > 1 else None)), default=None),
        start_date=first, end_date=last, directed_by="clinician", active=source.care == "physical_therapy",
        region=next(iter(context.spine_regions)) if len(context.spine_regions) == 1 else None,
        mentions=tuple(_mentions(source, over)),
    )  # fmt: skip
    return Record(therapy, frozenset(days), number, bool(_ANEW.search(text)))


def _dates(source: Source, context: Context) -> tuple[set[str], set[str], set[str]]:
    """Days on which care began, ended, and of visits."""
    starts: set[str] = set()
    ends: set[str] = set()
    days: set[str] = set()
    for span in context.time.expressions:
        if span.kind == "interval" and span.start_date and span.end_date and span.measures not in ("symptom", "plan"):
            starts.add(span.start_date)
            ends.add(span.end_date)
    taken = [(e.start, e.end) for e in context.time.expressions if e.kind == "interval"]
    for day in context.time.dates:
        if any(a <= day.start < b for a, b in taken) or len(day.iso) != 10 or day.end - day.start < 3:
            continue
        line = max(source.text.rfind(mark, 0, day.start) for mark in ("\n", ". ", ";"))
        before = source.text[line + 1 : day.start]
        iso = day.iso
        if _NO_DAY.search(before):
            continue
        if _STARTED.search(before):
            starts.add(iso)
        elif _ENDED_ON.search(before):
            ends.add(iso)
        elif _VISIT_DAYS.search(before):
            days.add(iso)
    return starts, ends, days | set(_listed_days(source.text, source.date))


def _listed_days(text: str, anchor: str | None) -> Iterator[str]:
    """The days of a flow sheet: "Visits attended: 9/9, 9/12, 9/16"."""
    for listed in _DAY_LIST.finditer(text):
        for month, day, year in _DAY.findall(listed[1]):
            found = _nearest(int(month), int(day), year, anchor)
            if found:
                yield found


def _nearest(month: int, day: int, year: str, anchor: str | None) -> str | None:
    """A day without its year is the one nearest to the document's date, which may be that of any visit."""
    try:
        if year:
            return date(int(year) + (2000 if len(year) == 2 else 0), month, day).isoformat()
        middle = date.fromisoformat(anchor or "")
        near = (date(middle.year + k, month, day) for k in (-1, 0, 1))
        return min(near, key=lambda d: abs((d - middle).days)).isoformat()
    except ValueError:
        return None


def _numbers(text: str) -> tuple[int | None, int | None]:
    """The number of this visit, and how many there were."""
    numbers = [int(m[1]) for m in _VISIT_NUMBER.finditer(text) if int(m[1]) > 0]
    counts = [
        int(m[1] or m[2])
        for m in _VISIT_COUNT.finditer(text)
        if not _TO_COME.search(text[max(0, m.start() - 24) : m.start()])
    ]
    return max(numbers, default=None), max(counts, default=None)


def _outcome(pieces: Sequence[Matched]) -> Outcome | None:
    """How the patient does by the last sentence that says so; pain that stays the same is no relief."""
    found: Outcome | None = None
    for piece in pieces:
        if not piece.words:
            continue
        told = outcomes_of(piece, cues_of_care(piece), [])
        found = max(told, key=lambda o: o.weight) if told else found or _unchanged(piece)
    return found


def _unchanged(piece: Matched) -> Outcome | None:
    words = piece.words
    if "unchanged" in words or ("same" in words and "pain" in words):
        return Outcome(0, len(words), "none", 1)
    return None


def _mentions(source: Source, over: re.Match[str] | None) -> Iterator[Mention]:
    """The words that count the visit, or open the record, and those that end it."""
    opening = (
        _VISIT_NUMBER.search(source.text) or _VISIT_COUNT.search(source.text) or re.search(r"\S[^\n]*", source.text)
    )
    for found, status in ((opening, "completed" if over else "ongoing"), (over, "completed")):
        if found:
            start = found.start() + len(found.group()) - len(found.group().lstrip(" \n.;"))
            yield Mention(
                start, found.end(), source.text[start : found.end()], status, rule=f"visit_record:{source.care}"
            )
