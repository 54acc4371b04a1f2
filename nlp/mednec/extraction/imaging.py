"""Reads imaging and electrodiagnostic studies: which, where, whether done, when, and what they showed."""

from __future__ import annotations

from collections.abc import Sequence

from mednec.evidence import ImagingStudy
from mednec.extraction.assertion import Judge
from mednec.extraction.context import Context
from mednec.extraction.labels import with_labels
from mednec.extraction.matching import Matched
from mednec.extraction.places import places_in
from mednec.extraction.study import Study, by_region, repeats, studies_of
from mednec.extraction.study_clauses import tell_clauses
from mednec.extraction.study_dates import dates_of, goes_on, opening_day, referred_day
from mednec.extraction.study_places import locate
from mednec.extraction.study_records import merged
from mednec.extraction.study_regions import LINK_AFTER, regions_of
from mednec.extraction.study_results import give_contrast, give_result, tell_more
from mednec.extraction.study_status import STRONGLY_DONE, default_status, give_status, share
from mednec.extraction.wordsets import word_set

_PURPOSES = word_set("for to prior before pre r/o rule eval evaluate ? because given since so")
_NO_INFINITIVE = word_set("date the my his her their our a an me us this that be have see go right left")


def read_imaging(text: str, pieces: Sequence[Matched], context: Context) -> list[ImagingStudy]:
    """All studies a note documents, told twice counted once."""
    pieces = with_labels(text, pieces, "modality")
    studies: list[Study] = []
    open_studies: list[Study] = []
    work_up = _WorkUp(context)
    for index, piece in enumerate(pieces):
        if not piece.words:
            continue
        named = studies_of(piece, index)
        found = [s for s in named if not repeats(piece, s, [*studies, *(n for n in named if n.start < s.start)])]
        if found:
            tell_clauses(text, piece, found)
            _end_report(piece, index, pieces, open_studies, found[0])
            open_studies = _read_sentence(piece, found, context, 0 < index == len(pieces) - 1)
            work_up.date(piece, open_studies)
            studies += open_studies
            continue
        work_up.open(piece)
        if open_studies:
            open_studies = tell_more(piece, index, pieces, open_studies)
    locate(pieces, studies, context)
    return merged(text, pieces, [s for s in studies if s.status])


def _read_sentence(piece: Matched, found: Sequence[Study], context: Context, closing: bool) -> list[Study]:
    judge = Judge(piece, [])
    placed: list[Study] = []
    for i, study in enumerate(found):
        low = max(found[i - 1].end if i else 0, study.clause.start)
        high = min(found[i + 1].start if i + 1 < len(found) else len(piece.words), study.clause.stop)
        if judge.assertion(study.start, study.end).experiencer != "patient":
            continue
        study.aim = _aim(piece, study, high)
        give_status(piece, study, found, low, high)
        _give_dates(piece, study, low, high, context)
        give_result(piece, study, low, high)
        give_contrast(piece, study, high)
        placed += by_region(study, regions_of(piece, study, found, low, high))
    share(piece, placed)
    for study in placed:
        default_status(piece, study, closing)
    return placed


def _end_report(
    piece: Matched, index: int, pieces: Sequence[Matched], open_studies: Sequence[Study], first: Study
) -> None:
    """As in "An EMG was done. It showed a C7 radiculopathy, and an MRI was ordered.": what is told before the next."""
    if open_studies and first.clause.start:
        tell_more(piece.until(first.clause.start), index, pieces, open_studies)


def _aim(piece: Matched, study: Study, high: int) -> range:
    """What a study is for ("MRI lumbar to plan surgery", "prior to the epidural"): nothing there is its result."""
    words = piece.words
    named = {i for p in places_in(piece) for i in range(p.start, p.end)}
    named.update(i for h in piece.hits("contrast") for i in range(h.start, h.end))
    at = study.end
    modifiers = LINK_AFTER - _PURPOSES
    while at < high and (at in named or words[at][0].isdigit() or words[at] in modifiers) and not _excludes(words, at):
        at += 1
    excludes = _excludes(words, at)
    if at >= high or not (excludes or (words[at] in _PURPOSES and _states_purpose(words[at : at + 2]))):
        return range(0)
    if words[at] == "because":  # "because the X-ray was abnormal"
        return range(at, high)
    told = (
        h.start
        for h in piece.hits("imaging_status")
        if h.ref.cue == "done" and h.start > at + 1 and words[h.start] in STRONGLY_DONE
    )
    return range(at, min(told, default=high))


def _excludes(words: Sequence[str], at: int) -> bool:
    return words[at : at + 3] == ["r", "/", "o"] or words[at : at + 2] == ["rule", "out"]


def _states_purpose(said: Sequence[str]) -> bool:
    """Unlike "the MRI to date", "films for review"."""
    if said[0] == "to":
        return len(said) > 1 and said[1] not in _NO_INFINITIVE and said[1][0].isalpha()
    if said[0] == "prior":
        return said[1:] == ["to"]
    return said[1:] not in (["review"], ["comparison"], ["my"])


def _give_dates(piece: Matched, study: Study, low: int, high: int, context: Context) -> None:
    told = dates_of(piece, (study.start, study.end), study.chars[0], (low, high), context)
    study.dates, study.today, study.named_by_date = told.days, told.today, told.names


class _WorkUp:
    """The day that "at that time" goes back to, for as long as the work-up of that day goes on."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self.told: tuple[Matched, str] | None = None

    def open(self, piece: Matched) -> None:
        """A sentence that names no study may begin the work-up ("Evaluation at that time showed a murmur")."""
        day = opening_day(piece, self.context)
        self.told = (piece, day) if day else None

    def date(self, piece: Matched, studies: Sequence[Study]) -> None:
        """Give the studies of a sentence that were done, and have no day of their own, the day it refers to."""
        open_studies = [s for s in studies if s.status == "done" and not s.dates]
        days = [referred_day(piece, (s.start, s.end), self.context) for s in open_studies]
        if self.told is not None and goes_on(piece, self.told[0]):
            days = [day or self.told[1] for day in days]
        for study, day in zip(open_studies, days, strict=True):
            study.dates = [day] if day else []
        known = [day for day in days if day]
        self.told = (piece, known[-1]) if known else None
