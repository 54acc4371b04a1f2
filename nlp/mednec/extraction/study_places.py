"""Where a study looked when its own words do not say: the report, the complaint, the studies beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

from mednec.extraction.context import Context
from mednec.extraction.gate import LINK_WINDOW
from mednec.extraction.matching import Matched
from mednec.extraction.study import Study
from mednec.extraction.study_regions import of_vessels
from mednec.extraction.study_sites import (
    BODY_STUDIES,
    complaint_pieces,
    complaint_region,
    concluding_pieces,
    could_show,
    opening_pieces,
    shown_region,
)
from mednec.extraction.study_windows import named_at, windows_of
from mednec.extraction.wordsets import word_set

PLANS = frozenset({"plan", "prescriptions", "follow_up"})
TO_COME = PLANS | {"assessment_plan"}
_SPINE_WORDS = word_set("spine spinal vertebral")
_SPINE_REGIONS = word_set("cervical thoracic lumbar")
_ABLE = word_set("can able unable candidate compatible contraindication")
_NOT_TOLD = TO_COME | {"physical_exam"}
OPENERS = word_set("this it they these there no findings impression which the results result showed shows films all")


def locate(pieces: Sequence[Matched], studies: Sequence[Study], context: Context) -> None:
    """Give studies without a region that of the report they stand in, of the complaint or of their neighbours."""
    if all(s.region for s in studies):
        return
    complaint, opening, concluded = complaint_pieces(pieces), opening_pieces(pieces), concluding_pieces(pieces)
    named = named_at(studies)
    for i, study in enumerate(studies):
        modality = study.rule.modality
        if study.region is None and modality in BODY_STUDIES | {"emg_ncs"} and not _cannot_have(pieces, study):
            asked = () if study.status == "not_done" else (complaint, opening, concluded)
            study.region = next(
                filter(
                    partial(_may_be, pieces, study),
                    (
                        _known_region(pieces, study, studies[:i]),
                        _reported_region(pieces, study, named) if study.status != "not_done" else None,
                        _region_elsewhere(study, studies),
                        _region_before(pieces, study),
                        *(complaint_region(told, modality) for told in asked[:1]),
                        _region_of_note(study, context),
                        *(complaint_region(told, modality) for told in asked[1:]),
                        _region_beside(pieces, study, studies),
                        _only_region(study, studies[:i]),
                        "other" if of_vessels(pieces[study.index], study) else None,
                    ),
                ),
                None,
            )


def _may_be(pieces: Sequence[Matched], study: Study, region: str | None) -> bool:
    """Whether a region found elsewhere may be that of a study: one of "her spine" is no study of the head."""
    words = pieces[study.index].words
    of_spine = not _SPINE_WORDS.isdisjoint(words[max(0, study.start - 2) : study.end + 4])
    return region is not None and (region in _SPINE_REGIONS or not of_spine)


def _known_region(pieces: Sequence[Matched], study: Study, earlier: Sequence[Study]) -> str | None:
    """As in "The MRI showed …": the region of the same kind of study named just before."""
    for other in reversed(earlier):
        near = pieces[study.index].number - pieces[other.index].number <= 12
        if study.status == "done" and other.status == "not_done":
            continue  # "CT head not needed … cleared after the CT"
        if other.rule.modality == study.rule.modality and other.region and near:
            return other.region
    return None


def _reported_region(
    pieces: Sequence[Matched], study: Study, named: Mapping[int, Sequence[tuple[int, int]]]
) -> str | None:
    """As in "MRI was reviewed. It shows mild ventriculomegaly.": what the report that goes on speaks of."""
    last = pieces[study.index].number + LINK_WINDOW
    windows = [(w.piece, w.low, w.high) for w in windows_of(pieces, study, named) if w.piece.number <= last][1:]
    following = pieces[study.index + 1 : study.index + 2]
    if not windows and following and study.index + 1 not in named and _speaks_on(pieces[study.index], following[0]):
        windows = [(following[0], 0, len(following[0].words))]
    for piece, low, high in windows:
        region = shown_region(piece, study.rule.modality, low, high)
        if region:
            return region
    return None


def _speaks_on(piece: Matched, following: Matched) -> bool:
    """As in "It demonstrates …", "There is a singleton fetus …": the sentence after a study goes on about it."""
    here, there = piece.segment, following.segment
    return there.block == here.block and there.kind == here.kind and following.words[0] in OPENERS


def _region_elsewhere(study: Study, studies: Sequence[Study]) -> str | None:
    """The one region that the note's other studies of this kind have; a film of the chest is a kind of its own."""
    same = [s.region for s in studies if s.rule.modality == study.rule.modality]
    regions = {r for r in same if r and not (r == "chest" and study.rule.modality == "xray")}
    return regions.pop() if len(regions) == 1 else None


def _region_before(pieces: Sequence[Matched], study: Study) -> str | None:
    """As in "She could not feel her foot. A nerve conduction study …": the place that the sentence before tells of."""
    piece = pieces[study.index]
    before = pieces[study.index - 1] if study.index else piece
    same = before.segment.section == piece.segment.section and before.segment.block == piece.segment.block
    if before.number != piece.number - 1 or not same or piece.segment.section in _NOT_TOLD:
        return None
    return complaint_region([before], study.rule.modality)


def _region_beside(pieces: Sequence[Matched], study: Study, studies: Sequence[Study]) -> str | None:
    """As in "a CT, which was unremarkable. A brain MRI …": the region of the studies told in the sentences beside."""
    number = pieces[study.index].number
    regions = {
        s.region
        for s in studies
        if s.region and abs(pieces[s.index].number - number) <= 1 and could_show(s.region, study.rule.modality)
    }
    return regions.pop() if len(regions) == 1 else None


def _only_region(study: Study, earlier: Sequence[Study]) -> str | None:
    """As in "X-ray of the shoulder … I have ordered an MRI": the only region studied so far."""
    regions = {other.region for other in earlier}
    same = study.status == "ordered" and len(regions) == 1 and study.rule.modality in ("mri", "ct", "xray")
    return next(iter(regions)) if same else None


def _region_of_note(study: Study, context: Context) -> str | None:
    """A spine study without a place, in a note about one region of the spine."""
    if len(context.spine_regions) != 1 or not context.is_spine_note:
        return None
    (region,) = context.spine_regions
    if study.rule.modality == "emg_ncs":
        return {"cervical": "upper_limb", "lumbar": "lower_limb"}.get(region)
    return region if study.rule.modality in ("mri", "xray", "ct", "myelogram") else None


def _cannot_have(pieces: Sequence[Matched], study: Study) -> bool:
    """As in "he cannot have an MRI due to his pacemaker": of no study of a place."""
    words = pieces[study.index].words
    barred = study.status == "not_done" and study.rule.modality != "myelogram"
    return barred and not _ABLE.isdisjoint(words[max(0, study.start - 5) : study.start])
