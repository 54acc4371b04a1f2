"""Accept a note: plain text of bounded size, or a clear refusal; the text is never changed, so that offsets hold."""

from __future__ import annotations

import datetime
import re

from mednec.errors import NoteError
from mednec.evidence import Note

MAX_CHARACTERS = 20_000_000
_PARTIAL_DATE = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?$")
_BINARY_HEADS = {
    "%PDF-": "a PDF file",
    "{\\rtf": "an RTF file",
    "PK\x03\x04": "a zipped document",
    "\x7fELF": "a program",
}


def accept(note: str | Note, note_date: str | None = None) -> Note:
    """The note to read.

    Raises:
        NoteError: not text, too large, binary content (a PDF, RTF or Office file read as text), or a date that is none.
    """
    if isinstance(note, str):
        note = Note(text=note, note_date=note_date)
    elif not isinstance(note, Note):
        raise NoteError("not_text", f"a note is str or mednec.Note, not {type(note).__name__}")
    elif note_date is not None:
        note = Note(note.text, note_date, note.doc_type, note.id)
    if not isinstance(note.text, str):
        raise NoteError("not_text", f"Note.text is str, not {type(note.text).__name__}: decode bytes first")
    if len(note.text) > MAX_CHARACTERS:
        raise NoteError("too_large", f"the note has {len(note.text)} characters; at most {MAX_CHARACTERS} are read")
    for head, name in _BINARY_HEADS.items():
        if note.text.startswith(head):
            raise NoteError("binary", f"this is {name}, not its text: convert it to plain text first")
    check_date(note.note_date)
    return note


def check_date(value: str | None) -> None:
    """Refuse a date that is not ISO ("2024", "2024-05" or "2024-05-02").

    Raises:
        NoteError: with code ``bad_date``.
    """
    if value is None:
        return
    if isinstance(value, str) and _PARTIAL_DATE.match(value):
        try:
            datetime.date.fromisoformat(value + "-01-01"[len(value) - 4 :] if len(value) < 10 else value)
            return
        except ValueError:
            pass
    raise NoteError("bad_date", "note_date is an ISO date such as 2024-05-02 (or 2024-05, or 2024)")
