"""Steroids of a note that are given for the lungs: "nebs, Solu-Medrol and azithromycin", "prednisone for her COPD"."""

from __future__ import annotations

from collections.abc import Sequence

from mednec.extraction.care_sentence import Sentence
from mednec.extraction.matching import Matched
from mednec.extraction.treatments import Treatment
from mednec.extraction.wordsets import word_set

_LUNGS = word_set(
    "copd asthma nebs neb nebulizer nebulizers albuterol atrovent duonebs bipap wheezing inhaler inhalers bronchitis",
    "azithromycin doxycycline ceftriaxone levaquin lungs pneumonia emphysema",
)
_PAIN = word_set(
    "pain painful sciatica radicular radiculopathy radiculitis spine cord numbness lbp tingling spasm stenosis",
)


def given_for_the_lungs(
    pieces: Sequence[Matched], steroids: Sequence[tuple[Sentence, Treatment]]
) -> list[tuple[Sentence, Treatment]]:
    """The steroids that are no therapy of the pain: where one is given for the lungs, those that name no pain."""
    silent = [(s, t) for s, t in steroids if _PAIN.isdisjoint(s.piece.words)]
    told = any(not _LUNGS.isdisjoint(_around(pieces, s.index)) for s, _ in silent)
    return silent if told else []


def _around(pieces: Sequence[Matched], index: int) -> list[str]:
    """The words of a segment and of the one before it, when they stand in one block."""
    own = pieces[index]
    before = pieces[index - 1] if index else own
    same = before.segment.section == own.segment.section
    return [*own.words, *(before.words if same else [])]
