"""Read a note from a file or from standard input: UTF-8 text with the newlines it has, or a clear refusal."""

from __future__ import annotations

import sys
from pathlib import Path

from mednec.errors import NoteError

MAX_BYTES = 80_000_000
STANDARD_INPUT = "-"
_MARKS = {
    b"\xff\xfe": "UTF-16",
    b"\xfe\xff": "UTF-16",
}
_HEADS = {
    b"%PDF-": "a PDF file",
    b"{\\rtf": "an RTF file",
    b"PK\x03\x04": "a zipped document (Word, Excel, zip)",
    b"\xd0\xcf\x11\xe0": "an old Office document",
    b"\x1f\x8b": "a gzip file",
    b"\x89PNG": "an image",
    b"\xff\xd8\xff": "an image",
}


def read_text(name: str) -> str:
    """The text of a file, or of standard input for ``-``; newlines stay as they are, so that offsets fit the file.

    A UTF-8 byte order mark is dropped and not counted.

    Raises:
        NoteError: missing, unreadable, a directory, empty, binary, or not UTF-8; no message quotes the file.
    """
    return decode(_read_bytes(name))


def decode(raw: bytes) -> str:
    """Text from the bytes of a file.

    Raises:
        NoteError: empty, binary, or not UTF-8.
    """
    for head, kind in _HEADS.items():
        if raw.startswith(head):
            raise NoteError("binary", f"this is {kind}, not plain text: convert it first")
    for mark, encoding in _MARKS.items():
        if raw.startswith(mark):
            raise NoteError("encoding", f"this is {encoding}, not UTF-8: save it as UTF-8 first")
    if b"\0" in raw:
        raise NoteError("binary", "this is a binary file (it holds NUL bytes), not plain text")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        where = f"byte {error.start} is not UTF-8"
        raise NoteError("encoding", f"{where}: convert it first, e.g. iconv -f WINDOWS-1252 -t UTF-8") from None
    if not text.strip():
        raise NoteError("empty", "there is no text in it")
    return text


def _read_bytes(name: str) -> bytes:
    if name == STANDARD_INPUT:
        return _bounded(sys.stdin.buffer.read(MAX_BYTES + 1))
    path = Path(name)
    if path.is_dir():
        raise NoteError("directory", "this is a directory: name its files")
    try:
        with path.open("rb") as file:
            return _bounded(file.read(MAX_BYTES + 1))
    except FileNotFoundError:
        raise NoteError("missing", "there is no such file") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "not a usable file name"
        raise NoteError("unreadable", f"it cannot be read: {reason}") from None


def _bounded(raw: bytes) -> bytes:
    if len(raw) > MAX_BYTES:
        raise NoteError("too_large", f"it has more than {MAX_BYTES} bytes")
    return raw
