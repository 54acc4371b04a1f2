"""The text of a note as HTML, with its marked places: every word escaped, every character kept.

Written here and not in a template: a note of a megabyte has a hundred thousand pieces.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from markupsafe import Markup, escape

from mednec.report.highlight import Piece, Place

# What turns the direction of text, or moves the cursor, is shown by its code and kept from acting on its surroundings.
_ACTING = re.compile(r"([\r\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069])")
_NOT_IN_HTML = re.compile(r"[\x00\ud800-\udfff]")
_CONTROL = Markup('<span class="unseen-sign" data-code="{}">{}</span>')
# A parser reads a carriage return as a line feed, unless it is written as a reference.
_RETURN = Markup("&#13;")


def note_markup(parts: Iterable[str | Place]) -> Markup:
    """Plain and marked parts of a note for the body of HTML, on one line: every character inside is the note's own."""
    return Markup("".join(noted(part) if isinstance(part, str) else _place(part) for part in parts))  # noqa: S704


def noted(text: str) -> Markup:
    """Text of a note for the body of HTML: its text content is the text, but for what HTML cannot hold (U+FFFD)."""
    parts = _ACTING.split(_NOT_IN_HTML.sub("\N{REPLACEMENT CHARACTER}", text))
    if len(parts) == 1:
        return escape(parts[0])
    return Markup("").join(_control(part) if n % 2 else escape(part) for n, part in enumerate(parts))


def _control(character: str) -> Markup:
    return _RETURN if character == "\r" else _CONTROL.format(f"U+{ord(character):04X}", character)


def _place(place: Place) -> str:
    inside = "".join(map(_piece, place.pieces))
    return (
        f'<a class="place" id="{escape(place.anchor)}" href="#{escape(place.row)}" '
        f'aria-label="{escape(place.label)}" data-tip="{escape(place.tip)}">{inside}</a>'
    )


def _piece(piece: Piece) -> str:
    sign = f' data-sign="{escape(piece.sign)}"' if piece.sign else ""
    return f'<span class="mark f-{piece.family} r-{piece.reading}"{sign}>{noted(piece.text)}</span>'


__all__ = ["note_markup", "noted"]
