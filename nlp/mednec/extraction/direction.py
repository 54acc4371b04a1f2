"""Who directs a course of care: the clinician who gave it, or the patient alone."""

from __future__ import annotations

from collections.abc import Sequence

from mednec.extraction.matching import Matched
from mednec.extraction.treatments import Treatment
from mednec.extraction.wordsets import word_set

_GUIDED = word_set("directed supervised guided licensed formal skilled monitored")
_GIVEN = word_set(
    "gave given prescribed prescribes prescribing taught teaching instructed instructing provided handed handout",
    "assigned dispensed demonstrated shown issued written printed rx script prescription therapist's physiotherapist's",
    "ordered started reviewed showed advised told",
)
_BY_GIVER = word_set(
    "therapist physiotherapist physician doctor provider pt chiropractor clinic surgeon pcp nurse me us"
)
_ALONE = word_set(
    "own herself himself themselves bought buys buying purchased drugstore supermarket counter otc shelf app youtube",
    "internet online web website video videos videotape unsupervised unguided leftover borrowed",
)
_FROM = word_set("from by with through")
_STOPS = word_set(". ; | : ?")
_BACK, _AHEAD = 8, 8


def direct(piece: Matched, treatments: Sequence[Treatment]) -> None:
    """Note for each treatment of a segment who directs it, where the words beside it say so."""
    for i, treatment in enumerate(treatments):
        low = treatments[i - 1].end if i else 0
        high = treatments[i + 1].start if i + 1 < len(treatments) else len(piece.words)
        before = _clause(piece.words[max(0, treatment.start - _BACK) : treatment.start][::-1])
        after = _clause(piece.words[treatment.end : min(high, treatment.end + _AHEAD)])
        own = before[: treatment.start - low]
        said = {*own, *piece.words[treatment.start : treatment.end], *after}
        if not _GUIDED.isdisjoint(said) or not _GIVEN.isdisjoint({*before, *after}) or _has_giver(after):
            treatment.directed_by = "clinician"
        elif not _ALONE.isdisjoint(said):
            treatment.directed_by = "self"


def _clause(words: Sequence[str]) -> Sequence[str]:
    end = next((i for i, w in enumerate(words) if w in _STOPS), len(words))
    return words[:end]


def _has_giver(after: Sequence[str]) -> bool:
    """As in "exercises from her therapist"."""
    at = next((i for i, w in enumerate(after) if w in _FROM), None)
    return at is not None and not _BY_GIVER.isdisjoint(after[at + 1 : at + 4])
