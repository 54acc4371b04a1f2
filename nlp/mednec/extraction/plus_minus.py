"""Signs written before what they say: "-fever, -chills, +LBP", "Neuro: -numbness -weakness +gait trouble"."""

from __future__ import annotations

from mednec.extraction.matching import Matched

_OPENS = frozenset(", ; : . ( / |".split())
_FEWEST = 2


def signed_words(piece: Matched) -> dict[int, bool]:
    """By the token that follows it, whether a sign affirms; empty where dashes are only dashes.

    Dashes are signs where a plus stands as one beside them, where at least two are glued to the word they deny, or
    where one opens the line: a dash that is a bullet is none of its words.
    """
    words, plus = piece.words, piece.classes.plus_sign
    signs = plus | piece.classes.minus_sign
    if signs.isdisjoint(words):
        return {}
    found = {i + 1: word in plus for i, word in enumerate(words[:-1]) if word in signs and _stands_as_sign(piece, i)}
    glued = [at for at, affirms in found.items() if not affirms and piece.ends[at - 1] == piece.starts[at]]
    denials = [at for at, affirms in found.items() if not affirms]
    affirmed = len(denials) < len(found)
    if not denials or affirmed or len(glued) >= _FEWEST or denials[0] == 1:
        return found
    return {}


def _stands_as_sign(piece: Matched, i: int) -> bool:
    """At the head of an item, or glued to the word behind it and apart from the one before."""
    words = piece.words
    if not words[i + 1][:1].isalpha():
        return False
    if i == 0 or words[i - 1] in _OPENS:
        return True
    return piece.ends[i] == piece.starts[i + 1] and piece.ends[i - 1] < piece.starts[i]
