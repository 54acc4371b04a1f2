"""Where a study looked that names no region: what it showed, the complaint it is for, the study told beside it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from mednec.extraction.gate import ASSESSMENTS, COMPLAINT_SECTIONS, HISTORY
from mednec.extraction.matching import Hit, Matched
from mednec.extraction.places import is_spine, places_in
from mednec.extraction.wordsets import word_set

TELLING = word_set(
    "showed shows show revealed reveals demonstrated demonstrates showing revealing demonstrating confirmed confirms",
    "noted found identified :",
)
BODY_STUDIES = word_set("mri ct xray myelogram ultrasound")
_SPINE_STUDIES = word_set("mri ct xray myelogram")
_JOINTS = word_set("shoulder elbow wrist_hand hip knee ankle_foot")
_OF_PART = {
    **dict.fromkeys(_JOINTS, word_set("mri ct xray ultrasound")),
    "brain": word_set("mri ct"),
    "chest": word_set("ct xray"),
    "abdomen_pelvis": word_set("mri ct xray ultrasound"),
}
_ENDS = word_set(". ; | but because for due given")
_SEEN_REACH = 10
_PAINFUL = _JOINTS | {"brain"}
_LIMBS = word_set("upper_limb lower_limb")


def could_show(region: str | None, modality: str) -> bool:
    """Whether a study of this kind is made of this part of the body."""
    if modality == "emg_ncs":
        return region in _LIMBS
    return region is not None and modality in _OF_PART.get(region, _SPINE_STUDIES) and region not in _LIMBS


def shown_region(piece: Matched, modality: str, start: int, high: int) -> str | None:
    """The part of the body that the words [start, high) after a study speak of, as far as their clause goes.

    A region of the spine counts where a level is named, or after "showed": before that it is where the pain is.
    """
    end = next((i for i in range(start, high) if piece.words[i] in _ENDS), high)
    telling = next((i for i in range(start, end) if piece.words[i] in TELLING), end)
    found = [(h.start, h.ref.site) for h in _sites(piece, "shown", modality) if start <= h.start < end]
    for place in places_in(piece) if modality in BODY_STUDIES else ():
        region = place.study if not is_spine(place.place) and place.place != "saddle" else None
        if place.spine and (place.level or place.start > telling):
            region = place.spine
        if start <= place.start < end and region and could_show(region, modality):
            found.append((place.start, region))
    return min(found)[1] if found else None


def named_by_kind(piece: Matched, modality: str, start: int) -> str | None:
    """As in "transvaginal ultrasound", "prenatal sonogram": told by the word before the study."""
    return next((h.ref.site for h in _sites(piece, "shown", modality) if start - 2 <= h.start < start), None)


def seen_on(piece: Matched, modality: str, start: int) -> str | None:
    """As in "AAA 3.4 cm, stable on ultrasound": told by what was seen on it."""
    if piece.words[max(0, start - 1) : start] not in (["on"], ["by"], ["per"]):
        return None
    near = [h for h in _sites(piece, "shown", modality) if start - _SEEN_REACH <= h.start < start]
    return near[-1].ref.site if near and _ENDS.isdisjoint(piece.words[near[-1].start : start]) else None


def _sites(piece: Matched, tells: str, modality: str) -> Iterator[Hit]:
    for hit in piece.hits("study_site"):
        if hit.ref.tells == tells and modality in hit.ref.of:
            yield hit


def complaint_pieces(pieces: Sequence[Matched]) -> list[Matched]:
    """The segments under a heading for the complaint, or for what a study is to answer."""
    return [p for p in pieces if p.segment.section in COMPLAINT_SECTIONS]


def opening_pieces(pieces: Sequence[Matched]) -> list[Matched]:
    """The first segment of the history and the first of the note."""
    history = [p for p in pieces if p.segment.section == HISTORY and p.segment.kind != "heading"]
    return history[:1] + [p for p in pieces if p.number == 0]


def concluding_pieces(pieces: Sequence[Matched]) -> list[Matched]:
    """The first diagnosis."""
    return [p for p in pieces if p.segment.section in ASSESSMENTS and p.segment.kind != "heading"][:1]


def complaint_region(told: Sequence[Matched], modality: str) -> str | None:
    """The region that a study of this kind looks into for the complaint: as said first, where it fits."""
    for piece in told:
        region = _complained_of(piece, modality)
        if region is not None or any(is_spine(p.place) for p in places_in(piece)):
            return region
    return None


def _complained_of(piece: Matched, modality: str) -> str | None:
    places = places_in(piece)
    if modality == "emg_ncs":
        spine = {"cervical": "upper_limb", "lumbar": "lower_limb"}
        limbs = [p.limb or spine.get(p.spine or "") for p in places]
        return next((limb for limb in limbs if limb in _LIMBS), None)
    if any(is_spine(p.place) for p in places):
        regions = {p.spine for p in places if is_spine(p.place)}
        return next(iter(regions)) if len(regions) == 1 and modality in _SPINE_STUDIES else None
    found = [(h.start, h.ref.site) for h in _sites(piece, "complaint", modality)]
    found += [(p.start, p.study) for p in places if p.study in _PAINFUL and could_show(p.study, modality)]
    return min(found)[1] if found else None
