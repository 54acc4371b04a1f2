"""The documents of a packet: what each is called, when it was written, of what kind it is, and their order in time."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from mednec.errors import NoteError
from mednec.evidence import Document, Note, Packet
from mednec.extraction.intake import accept
from mednec.extraction.note_dates import written_date

_TITLED = r"\A(?:[^\n]*\n){0,3}\W*(?:\w+ ){0,2}"  # near the head of the document, at the head of its line
_THERAPY_TITLES = r"note|visit|eval\w*|record|daily|discharge|re-?eval\w*|progress|flow|summary"
_TYPES: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (name, re.compile("|".join(wordings), re.MULTILINE))
    for name, wordings in {
        "chiropractic_note": (
            rf"{_TITLED}chiropractic (?:\w+ )?(?:note|exam|visit|record|clinic|center)\b",
            r", d\.?c\.?\b",
            r"\bcmt\b",
        ),
        "acupuncture_note": (rf"{_TITLED}acupuncture (?:note|visit|record|treatment note)\b", r", l\.?ac\.?\b"),
        "occupational_therapy_note": (
            rf"{_TITLED}(?:occupational therapy|ot) (?:note|visit|eval\w*|record|daily|discharge)\b",
        ),
        "pt_record": (
            rf"{_TITLED}physical therapy (?:\w+ )?(?:{_THERAPY_TITLES})\b",
            rf"{_TITLED}pt (?:\w+ )?(?:{_THERAPY_TITLES})\b",
            r"\bstart of care\b",
            r", dpt\b",
            r"\brehab associates",
        ),
        "radiology_report": (
            r"\bradiology report",
            r"\bimaging (?:center|report)",
            r"\bradiologist\b",
            r"\b(?:technique|comparison|findings):[\s\S]*\bimpression:",
            r"\A\s*(?:exam(?:ination)?: *)?(?:mri?|ct|xr|x-?rays?)\b[^\n]{0,40}\bspine\b",
        ),
        "ed_note": (r"\bemergency (?:department|room)", r"\bed (?:note|provider|course)\b", r"\btriage:"),
        "telehealth": (
            r"\b(?:telehealth|telemedicine|video|virtual|telephone) (?:visit|encounter|note)",
            r"\bvideo obtained",
        ),
        "referral_letter": (
            r"^\s*(?:dear|to whom)\b",
            r"\breferral letter",
            r"^\s*sincerely\b",
            r"\bplease (?:see|authorize)\b",
        ),
        "office_note": (
            r"\boffice (?:visit|note)",
            r"\bclinic (?:note|visit)",
            r"\bprogress note",
            r"\b(?:hpi|cc|chief complaint)\b",
            r"\bfollow[- ]?up\b",
        ),
    }.items()
)
_CARE_GIVERS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("chiropractic", re.compile(r"chiro")),
    ("acupuncture", re.compile(r"acupunct")),
    ("massage", re.compile(r"massage")),
    ("occupational_therapy", re.compile(r"occupational|\bot(?:_|\b)")),
    ("physical_therapy", re.compile(r"physical|physio|\bpt(?:_|\b)|therapy|rehab")),
)


@dataclass(frozen=True, slots=True)
class Source:
    """A document and what is known of it before its sentences are read; ``date`` is ISO, ``place`` its rank in time."""

    id: str
    text: str
    date: str | None
    date_source: str
    type: str | None
    place: int

    @property
    def dated(self) -> bool:
        """Whether it is known when the document was written."""
        return self.date is not None

    @property
    def care(self) -> str | None:
        """The therapy whose own record this is, if it is one."""
        kind = (self.type or "").lower()
        return next((name for name, wording in _CARE_GIVERS if wording.search(kind)), None)

    def listed(self, copied_from: str | None) -> Document:
        """The entry of the document in Evidence."""
        return Document(self.id, self.date, self.date_source, self.type, copied_from, self.text)


def arrange(packet: Packet) -> list[Source]:
    """The documents in order of time, undated ones last, the same one only once; the order they came in has no say.

    Raises:
        NoteError: a document cannot be read, or two different ones have the same id.
    """
    notes = _named([accept(document) for document in packet.documents])
    dated = [(note, *_date_of(note)) for note in notes]
    dated.sort(key=lambda d: (d[1] is None, d[1] or "", d[0].text, d[0].id or ""))
    return [
        Source(note.id or "", note.text, date, source, note.doc_type or type_of(note.text), place)
        for place, (note, date, source) in enumerate(dated)
    ]


def _named(notes: Sequence[Note]) -> list[Note]:
    """Every document once and with an id; one without is called by its place, "1" the first."""
    taken = {note.id for note in notes if note.id is not None}
    kept: list[Note] = []
    seen: set[Note] = set()
    for place, note in enumerate(notes, 1):
        if note in seen:
            continue
        seen.add(note)
        name = note.id
        if name is None:
            name = str(place)
            while name in taken:
                name += "'"
        elif any(k.id == name for k in kept):
            raise NoteError("duplicate_id", "two different documents of the packet have the same id")
        taken.add(name)
        kept.append(Note(note.text, note.note_date, note.doc_type, name))
    return kept


def _date_of(note: Note) -> tuple[str | None, str]:
    if note.note_date:
        return note.note_date, "given"
    written = written_date(note.text)
    return (written.iso, "text") if written else (None, "none")


def type_of(text: str) -> str | None:
    """The kind of document by its own wording, None when nothing tells."""
    low = text[:6_000].lower()
    return next((name for name, wording in _TYPES if wording.search(low)), None)
