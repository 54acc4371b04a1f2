"""Facts that rules name (``kind: facts``): which stand in a segment, how they are meant, and as mentions."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Sequence
from typing import Any

from mednec.evidence import Assertion, Mention
from mednec.extraction.assertion import Judge
from mednec.extraction.matching import Hit, Matched

FORWARD_SECTIONS = frozenset({"plan", "follow_up", "prescriptions", "instructions", "consent"})
"""Sections about what is still to come."""
SILENT_SECTIONS = frozenset({"family_history", "allergies", "consent", "instructions"})
"""Sections that say nothing of the patient as he or she is."""
_SHORT = 9
_LABEL_WORDS = 6


def facts_in(piece: Matched, names: Collection[str]) -> list[Hit]:
    """The facts of some names in a segment, in order: none that rules exclude, of overlapping ones the longest."""
    hits = [h for h in piece.hits("fact") if h.ref.fact in names]
    if not hits:
        return []
    barred = [h for h in piece.hits("exclude") if isinstance(h.ref, str) and h.ref.startswith("fact:")]
    kept: list[Hit] = []
    for hit in sorted(hits, key=lambda h: (h.start - h.end, h.start)):
        if any(x.ref == "fact:" + name_of(hit) and x.overlaps(hit) and not _covers(hit, x) for x in barred):
            continue
        if not any(k.ref.fact == hit.ref.fact and k.overlaps(hit) for k in kept):
            kept.append(hit)
    return sorted(kept, key=lambda h: h.start)


def _covers(hit: Hit, other: Hit) -> bool:
    """A fact that says more than the excluded words inside it stands ("pregnancy test negative")."""
    return hit.start <= other.start and other.end <= hit.end and (hit.start, hit.end) != (other.start, other.end)


def surely_read(piece: Matched) -> bool:
    """Whether the gate reads a segment whatever it holds: headings, rows, labels and short lines."""
    return piece.segment.kind in ("heading", "row") or len(piece.words) <= _SHORT or ":" in piece.words[:_LABEL_WORDS]


def meant(piece: Matched, hit: Hit) -> Assertion:
    """How a fact is meant by the cues around it."""
    return Judge(piece, []).assertion(hit.start, hit.end)


def name_of(hit: Hit) -> str:
    """The rule of a fact as mentions give it: "order_urgency/stat"."""
    return f"{hit.ref.fact}/{hit.ref.value}"


def mention_of(text: str, piece: Matched, hit: Hit, **more: Any) -> Mention:
    """A fact as a mention."""
    start, end = piece.span(hit.start, hit.end)
    return Mention(start, end, text[start:end], section=piece.segment.section, rule=name_of(hit), **more)


def spot(text: str, start: int, end: int, rule: str, pieces: Sequence[Matched] = (), **more: Any) -> Mention:
    """A stretch of text as a mention, with the section it stands in."""
    return Mention(start, end, text[start:end], section=section_at(pieces, start), rule=rule, **more)


def section_at(pieces: Sequence[Matched], at: int) -> str | None:
    """The section of a position; headings are always read, so that the last segment before a closed one tells it."""
    before = _before(pieces, at)
    return pieces[before].segment.section if before >= 0 else None


def piece_at(pieces: Sequence[Matched], at: int) -> Matched | None:
    """The segment that holds a position in the text; None where the gate has closed it."""
    before = _before(pieces, at)
    return pieces[before] if before >= 0 and at < pieces[before].segment.end else None


def _before(pieces: Sequence[Matched], at: int) -> int:
    return bisect_right(pieces, at, key=lambda p: p.segment.start) - 1
