"""The seam for a trained model: candidate spans from outside, read by the assertion stage as matches of rules are."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Sequence

from mednec.errors import NoteError
from mednec.extraction.lexicon import Lexicon, Target
from mednec.extraction.matching import Hit, Matched
from mednec.rules.schema import FindingRule

Candidate = tuple[int, int, str]
"""(start, end, concept) in characters of the note."""
Proposer = Callable[[str], Iterable[Candidate]]
"""Gives the candidates of a text; it must not keep the text."""


def add_candidates(pieces: Sequence[Matched], candidates: Iterable[Candidate], lexicon: Lexicon) -> None:
    """Add candidates to the segments they stand in, as if a phrase of their concept had matched there.

    A candidate that touches no word, or runs from one segment into another, is dropped; a concept without a rule is a
    symptom of the family ``extended``. Rules keep their say: an ``exclude`` phrase and a longer match of the same
    concept win.

    Raises:
        NoteError: a candidate lies outside the text's words in a way no span can (negative or reversed offsets).
    """
    begins = [piece.segment.start for piece in pieces]
    for start, end, concept in candidates:
        if not 0 <= start < end:
            raise NoteError("bad_span", f"a proposer gave the span {start}:{end}; offsets are 0 <= start < end")
        index = bisect_right(begins, start) - 1
        if index >= 0 and end <= pieces[index].segment.end:
            _add(pieces[index], start, end, _target(lexicon, concept))


def _add(piece: Matched, start: int, end: int, target: Target) -> None:
    first = bisect_right(piece.ends, start)
    last = bisect_left(piece.starts, end)
    if first >= last:
        return
    hits = piece.layers.setdefault("finding", [])
    hits.append(Hit(first, last, "finding", target))
    hits.sort(key=lambda hit: (hit.start, -hit.end))


def _target(lexicon: Lexicon, concept: str) -> Target:
    family, rule = lexicon.concepts.get(concept) or ("extended", FindingRule.model_validate({"concept": concept}))
    if rule.type == "exam":  # an item of an exam grid, which needs a value beside it; a candidate is a mention in prose
        rule = rule.model_copy(update={"type": "symptom", "basis": None})
    return Target(rule, family, "phrases", f"{concept}/proposed")
