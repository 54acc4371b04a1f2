"""Reads when a note was written from the note itself: its label, its head, a letter's opening, the signature.

Days of birth, of injury, of surgery, of an earlier visit or of a study are never the note's; a study's day is that of
its own report.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from mednec.evidence import Note
from mednec.extraction.dates import find_dates
from mednec.extraction.points import DateMention

_FULL_DATE = len("2024-05-02")
_HEAD_LINES = 4
_LETTER_LINES = 14
_FIELD_LINES = 14
_OPENING = 900
_TITLE_WORDS = 7
_OF = r"(?:service|visit|encounter|consult(?:ation)?|evaluation|eval|appointment|dictation|this\s+(?:visit|note))"
_SERVICE = re.compile(
    rf"(?:\A|\W)(?:dos|d\.o\.s\.?|(?:date|day)s?\s+of\s+{_OF}(?:\s*\(dos\))?|(?:clinic\s+|office\s+)?{_OF}\s+(?:date|day)"
    r"|service\s+date|date\s+(?:of\s+)?seen|date\s+/\s*time|(?:\A\W*(?:patient|pt|client)?\s*(?:was\s+)?|[;|]\s*)seen(?:\s+on)?)\W*\Z"
)
_EXAM = re.compile(
    r"(?:\A|\W)(?:date\s+of\s+(?:exam|examination)|exam(?:ination)?\s+date|note\s+date|date\s+of\s+note)\W*\Z"
)
_STUDY = re.compile(r"(?:\A|\W)(?:date\s+of\s+study|study\s+date)\W*\Z")
_REPORT = re.compile(r"\bradiology report|\bradiologist\b|\b(?:technique|comparison|findings):[\s\S]*\bimpression:")
_PLAIN = re.compile(r"\A\W*(?:(?:today'?s\s+)?(?:date|visit)|today|(?:re-?)?exam(?:ination)?)\W*\Z")
_ADMITTED = re.compile(r"(?:\A|\W)(?:date\s+of\s+admission|admission\s+date|admit(?:ted)?(?:\s+date|\s+on)?)\W*\Z")
_SIGNED = re.compile(r"(?:\b(?:signed|dictated|authenticated)|\A\W*dated)(?: by [^\n]*| on)?\W*\Z")
_NOT_THE_NOTE = re.compile(
    r"\b(?:dob|d\.o\.b\.?|birth|born|bday|injury|injured|do[ail]|d\.o\.[ail]\.?|onset|accident|incident|loss|surgery|printed|faxed|received|sent|last"
    r"|next|since|from|prior|previous|first|return|mri|ct|x-?rays?|xr|emg|scan|films?|radiographs?|study|refill|expires?|referral|referred"
    r"|authoriz\w+|effective)\b[^\n]*\Z"
)
_NOT_THE_LABEL = re.compile(r"\b(?:initial|follow[\s-]?up)\b[^\n]*\Z")
_TITLE_WORD = re.compile(
    r"\b(?:notes?|visit|eval\w*|re-?eval\w*|reports?|consult\w*|clinic|office|department|cent(?:er|re)|letter|record|summary"
    r"|progress|follow[\s-]?up|daily|exam\w*|hospital|associates|therapy|tele\w+|urgent\s+care|triage|history|h\s?&\s?p"
    r"|soap|physicians?|surgery\s+cent\w+|orthop\w+|neuro\w+|spine|pain\s+management|chiropractic|acupuncture|md|do|pa-c)\b"
)
_TITLE_ALONE = re.compile(rf"\A\W*(?:(?:{_TITLE_WORD.pattern})\W+)+\Z")
_TITLE_CLOSED = re.compile(r"\s*[,.;|](?!\d)")
_ANOTHER_FIELD = re.compile(r"\bdate\W*\Z")
_FIELD_END = re.compile(r"\d\s|[;|.]\s|\s{2,}")
_SAW = re.compile(
    r"\b(?:i|we)\s+(?:had\s+the\s+(?:pleasure|opportunity)\s+(?:of|to)\s+)?(?:saw|seeing|see|evaluated|evaluating|examined"
    r"|examining)\b[^\n]{0,90}\b(?:on|today,?)\s*\Z|\b(?:was|were)\s+seen\s+(?:(?:by\s+(?:me|us)|in|at)\b[^\n]{0,60}\s)?"
    r"(?:on|today,?)\s*\Z"
)
_BY_ANOTHER = re.compile(r"\s*,?\s*(?:by\s+(?!me\b|us\b)|in\s+the\s+(?:e|urgent)|at\s)")
_SEEN_EARLIER = re.compile(r"\b(?:last|previously|initially|first|originally|prior|emergency|ed|er|by\s+dr)\b")


_CAME = re.compile(  # "admitted for pneumonia on …" is another story
    r"\b(?:presented|transferred|admitted|hospitalized|brought)\b(?![^.\n]*\b(?:previously|initially|first|for)\b)[^.\n]{0,60}\Z"
)


@dataclass(frozen=True, slots=True)
class WrittenDate:
    """The day of a note as the note gives it, in ISO form, and its place in the text."""

    start: int
    end: int
    iso: str


def dated(note: Note) -> Note:
    """The note with its day: the caller's, else the one it gives itself."""
    written = None if note.note_date else written_date(note.text)
    return replace(note, note_date=written.iso) if written else note


def written_date(text: str) -> WrittenDate | None:
    """The day of the note by its strongest sign; None without one, and where equal signs in the head disagree."""
    ranked: list[tuple[int, int, DateMention]] = []
    for day in find_dates(text):
        rank = _rank(text, day.start, day.end) if len(day.iso) == _FULL_DATE else 0
        if rank:
            ranked.append((-rank, day.start, day))
    if not ranked:
        return None
    ranked.sort(key=lambda r: r[:2])
    rank, _, day = ranked[0]
    if -rank in _AMBIGUOUS and any(r == rank and d.iso != day.iso for r, _, d in ranked):
        return None
    return WrittenDate(day.start, day.end, day.iso)


def presentation_date(text: str) -> str | None:
    """The day on which the patient came, as the story of an undated note tells it ("transferred here 3/12/2019")."""
    for day in find_dates(text):
        told = _CAME.search(text[max(0, day.start - 90) : day.start].lower()) if len(day.iso) == _FULL_DATE else None
        if told:
            return day.iso
    return None


_LABELLED, _FIELD, _TITLE, _ADMISSION, _OPENED, _SIGNATURE = 6, 5, 4, 3, 2, 1
_AMBIGUOUS = frozenset((_TITLE, _OPENED))


def _rank(text: str, start: int, end: int) -> int:
    """How surely a date is the note's own; 0 when it is another's."""
    line_start = text.rfind("\n", 0, start) + 1
    before = text[line_start:start].lower()
    number = text.count("\n", 0, line_start)
    label = _FIELD_END.split(before.rstrip())[-1]
    if _STUDY.search(label):
        return _FIELD if _REPORT.search(text.lower()) else 0
    if not _NOT_THE_NOTE.search(label) and not _NOT_THE_LABEL.search(label):
        if _SERVICE.search(label):
            return _LABELLED
        if _EXAM.search(label):
            return _FIELD
        if _PLAIN.search(label) and number < _FIELD_LINES:
            return _FIELD
        if _ADMITTED.search(label) and number < _FIELD_LINES:
            return _ADMISSION
    if _SIGNED.search(before) and not _NOT_THE_NOTE.search(before):
        return _SIGNATURE
    if _heads(text, line_start, end, before, number):
        return _TITLE
    opens = start < _OPENING and _SAW.search(text[max(0, start - 160) : start].lower())
    told = opens and not _SEEN_EARLIER.search(opens.group()) and not _BY_ANOTHER.match(text[end : end + 40].lower())
    return _OPENED if told else 0


def _heads(text: str, line_start: int, end: int, before: str, number: int) -> bool:
    """As in a title ("Office visit, 5/2/2024"), one that opens the note, or a line of its own in a letter's head."""
    if _NOT_THE_NOTE.search(before) or _ANOTHER_FIELD.search(before):
        return False
    line_end = text.find("\n", end)
    line = text[line_start : line_end if line_end >= 0 else len(text)]
    alone = not before.strip() and not line[end - line_start :].strip(" .\t\r")
    if alone and number < _LETTER_LINES:
        return True
    if number >= _HEAD_LINES or not _TITLE_WORD.search(before + line[end - line_start :].lower()):
        return False
    if number == 0 and _TITLE_ALONE.match(before) and _TITLE_CLOSED.match(text, end):
        return True
    title = not before.strip(" .,-–—:") or before.rstrip().endswith((",", "-", "–", "—", ":")) or before.endswith("  ")
    short = len(line.split()) <= _TITLE_WORDS and not line.rstrip().endswith(".")
    return short or (title and len(before.split()) <= _TITLE_WORDS)
