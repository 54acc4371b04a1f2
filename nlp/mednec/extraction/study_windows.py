"""The words that speak of a study: its own sentence between its neighbours, and the report that goes on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from mednec.extraction.matching import Matched
from mednec.extraction.study import Study
from mednec.extraction.study_details import Window
from mednec.extraction.wordsets import word_set

RESULTS = frozenset({"imaging", "radiology_findings", "electrodiagnostics"})
LABORATORY = word_set(
    "hemoglobin a1c glucose labs laboratory wbc crp esr creatinine ekg ecg urinalysis electrolytes",
    "culture cultures mssa mrsa aspirate tsh b12 egfr spep biopsy pathology",
)
_CONCLUDES = word_set(
    "conclusion conclusions impression interpretation findings this these indicating consistent c/w suggestive"
)
_GOES_ON = word_set("at there also additionally")
_REPORT_LENGTH = 14


def named_at(studies: Sequence[Study]) -> dict[int, list[tuple[int, int]]]:
    """Where studies are named, by segment: each place ends what is said of the study before."""
    named: dict[int, set[tuple[int, int]]] = {}
    for study in studies:
        named.setdefault(study.index, set()).add((study.start, study.end))
    return {index: sorted(places) for index, places in named.items()}


def windows_of(
    pieces: Sequence[Matched], study: Study, named: Mapping[int, Sequence[tuple[int, int]]]
) -> Iterator[Window]:
    """The words that speak of a study: its own sentence between its neighbours, and the report that goes on."""
    piece = pieces[study.index]
    others = [p for p in named[study.index] if p != (study.start, study.end)]
    low = max((end for _, end in others if end <= study.start), default=0)
    high = min((start for start, _ in others if start >= study.end), default=len(piece.words))
    yield Window(piece, low, high, study.start, study.end)
    if high < len(piece.words):
        return
    for index in range(study.index + 1, min(study.index + 1 + _REPORT_LENGTH, len(pieces))):
        following = pieces[index]
        # "Conclusion: C7 radiculopathy" behind a nerve study is its own; behind an image it may be the clinician's.
        concluded = study.rule.modality == "emg_ncs" and index <= study.index + 2 and _concludes(pieces, index)
        if index in named or not (concluded or _goes_on(piece, following)):
            return
        yield Window(following, 0, len(following.words), 0, 0)


def _concludes(pieces: Sequence[Matched], index: int) -> bool:
    """Whether a segment, or the heading right before it, sums up what was measured."""
    opener = pieces[index - 1] if pieces[index - 1].segment.kind == "heading" else pieces[index]
    return bool(opener.words) and opener.words[0] in _CONCLUDES


def _goes_on(piece: Matched, following: Matched) -> bool:
    """Whether a segment is more of the report that a sentence about a study has begun."""
    reported = following.segment.section in RESULTS
    if following.segment.kind == "heading" or following.segment.section != piece.segment.section:
        return reported
    levels = following.hits("level")
    opens = following.words[:1] and (following.words[0] in _GOES_ON or (levels and levels[0].start == 0))
    return (reported or bool(opens)) and LABORATORY.isdisjoint(following.words)
