"""Joins an inline heading with the text after it ("PT: 6 weeks"), for readers to whom the heading is the subject."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from mednec.extraction.matching import Hit, Matched


def with_labels(text: str, pieces: Sequence[Matched], layer: str) -> list[Matched]:
    """The pieces, a heading that holds a hit of ``layer`` put in front of the text it introduces."""
    joined: list[Matched] = []
    skip = False
    for piece, following in zip(pieces, [*pieces[1:], None], strict=False):
        if skip:
            skip = False
            continue
        if following is not None and _introduces(text, piece, following, layer):
            whole = _joined(piece, following)
            if joined and _runs_on(text, joined[-1], piece):
                whole = _joined(joined.pop(), whole)
            joined.append(whole)
            skip = True
        else:
            joined.append(piece)
    return joined


def _introduces(text: str, piece: Matched, following: Matched, layer: str) -> bool:
    if piece.segment.kind != "heading" or following.segment.kind == "heading" or not piece.hits(layer):
        return False
    gap = text[piece.segment.end : following.segment.start]
    return "\n" not in gap and "\r" not in gap


def _runs_on(text: str, before: Matched, piece: Matched) -> bool:
    """Whether a heading is in truth the end of a clause ("two rounds of PT: …")."""
    if before.segment.kind != "text" or not before.words or before.words[-1] in (".", ";", "!", "?", ":"):
        return False
    gap = text[before.segment.end : piece.segment.start]
    return "\n" not in gap and "\r" not in gap


def _joined(first: Matched, second: Matched) -> Matched:
    shift = len(first.words)
    layers = {name: list(hits) for name, hits in first.layers.items()}
    for name, hits in second.layers.items():
        moved = [Hit(h.start + shift, h.end + shift, h.layer, h.ref) for h in hits]
        layers.setdefault(name, []).extend(moved)
    segment = replace(second.segment, start=first.segment.start)
    return replace(
        second,
        segment=segment,
        words=first.words + second.words,
        starts=first.starts + second.starts,
        ends=first.ends + second.ends,
        layers=layers,
    )
