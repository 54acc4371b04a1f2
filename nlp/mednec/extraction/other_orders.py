"""Studies, referrals and operations listed among treatments: "recommend PT, an MRI of the neck, and ibuprofen"."""

from __future__ import annotations

from collections.abc import Sequence

from mednec.extraction.matching import Hit, Matched
from mednec.extraction.treatments import Treatment
from mednec.extraction.wordsets import word_set

_GOES_ON = word_set("of the his her left right both bilateral spine with without contrast w/o for evaluation")
_JOINTS = word_set("and or & plus then also")
_ARTICLES = word_set("a an the his her some")
_FINITE = word_set("is are was were has had have helps helped did does failed gave gives provided made makes")
_REFERRED = frozenset({"specialist_consult", "surgery_considered", "prior_spine_surgery"})
_LONGEST = 5


def other_orders(piece: Matched, treatments: Sequence[Treatment]) -> frozenset[int]:
    """The tokens of such orders and of the comma behind each: a list of treatments goes on over them.

    What a treatment with a verb of its own follows is no part of a list ("she will get an MRI, ibuprofen is no help").
    """
    heads = {t.start: t.end for t in treatments}
    covered: set[int] = set()
    for order in sorted(_orders(piece, treatments), key=lambda h: -h.start):
        end = _end(piece, order)
        at = end + 1 if piece.words[end : end + 1] == [","] else end
        following = _skip(piece.words, _skip(piece.words, at, _JOINTS), _ARTICLES)
        goes_on = following in covered or (
            following in heads and _FINITE.isdisjoint(piece.words[heads[following] : heads[following] + 1])
        )
        if following > end and goes_on:
            covered.update(range(order.start, at))
    return frozenset(covered)


def _orders(piece: Matched, treatments: Sequence[Treatment]) -> list[Hit]:
    referred = [h for h in piece.hits("finding") if h.ref.rule.concept in _REFERRED and h.end - h.start <= _LONGEST]
    named = [*piece.hits("modality"), *(h for h in referred if h.ref.polarity == "phrases")]
    return [h for h in named if not any(h.start < t.end and t.start < h.end for t in treatments)]


def _end(piece: Matched, order: Hit) -> int:
    """The token behind an order and the parts of the body that it names."""
    ends = {i: h.end for layer in ("place", "level", "side") for h in piece.hits(layer) for i in (h.start,)}
    at = order.end
    while at < len(piece.words) and (at in ends or piece.words[at] in _GOES_ON):
        at = ends.get(at, at + 1)
    return at


def _skip(words: Sequence[str], at: int, skipped: frozenset[str]) -> int:
    while at < len(words) and words[at] in skipped:
        at += 1
    return at
