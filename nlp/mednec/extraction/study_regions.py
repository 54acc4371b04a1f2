"""Which part of the body a study looked at, as its own sentence names it."""

from __future__ import annotations

from collections.abc import Sequence

from mednec.extraction.compound_places import regions_near, regions_told, whole_spine
from mednec.extraction.matching import Matched
from mednec.extraction.places import REGION_OF_LETTER, Place, is_spine, places_in
from mednec.extraction.study import Study
from mednec.extraction.study_sites import named_by_kind, seen_on, shown_region
from mednec.extraction.wordsets import word_set

_WORD_REGIONS = {
    "cxr": "chest",
    "kub": "abdomen_pelvis",
    "ctap": "abdomen_pelvis",
    "hct": "brain",
    "mrcp": "abdomen_pelvis",
    "panorex": "other",
    "rib": "chest",
    "fast": "abdomen_pelvis",
    "efast": "abdomen_pelvis",
}
LINK_AFTER = word_set(
    "of the her his their my a an both and or & / , : ( ) left right bilateral bilaterally l r lt rt upper",
    "lower with without contrast w/o w/ wo gadolinium scan scans study studies imaging series view views",
    "films film for - – x ray rays ap lateral oblique flexion extension performed done was were taken",
    "obtained on in to from full complete limited repeat also including two three four five 2 3 4 5",
    "through image images helical sequential",
    "standing plain & as well open non enhanced spine iv noncontrast testing sagittal axial coronal",
)
LINK_BEFORE = word_set(
    "and or & / , : spine left right bilateral plain standing ap lateral flexion extension scan a of with",
    "without contrast ( ) - the x-ray outside recent sagittal axial coronal midsagittal serial",
)
_VESSELS = word_set("mra mrv cta angiogram angiography venogram")
_NO_VESSELS = frozenset({"cervical", "upper_limb", "lower_limb", None})
_HEAD_VESSELS = word_set("cerebral head brain intracranial")
_OF_PATIENT = word_set(
    "function functions strength grip pain weakness numbness movement"
)  # "solid on CT, hand function …"
_SPINE_REGIONS = word_set("cervical thoracic lumbar")
_SPINE_WORDS = word_set("spine spinal paraspinal canal conus cord sacral")
_LETTERS = {"c": "cervical", "t": "thoracic", "l": "lumbar", "s": "lumbar", "ls": "lumbar"}
_SCORES = word_set("t t-score tscore t-scores")
_HIP_BONES = word_set("hip hips femoral femur fem")
_SCORE_REACH = 9
_CLOTS = word_set("dvt venous thrombosis thrombus")
_OF_THE = ("of", "the")


def regions_of(piece: Matched, study: Study, found: Sequence[Study], low: int, high: int) -> list[str]:
    """The regions that a study covers as its own sentence tells; empty when it does not."""
    if study.word in _WORD_REGIONS:
        return [_WORD_REGIONS[study.word]]
    if study.rule.region:
        return [study.rule.region]
    modality = study.rule.modality
    if modality == "dexa":
        return _bones_measured(piece, study, high)
    lettered = _lettered(piece, study, low, high)
    if lettered:
        return lettered
    whole = modality in ("mri", "ct", "myelogram") and whole_spine(piece.words, study.start, study.end)
    compound = whole or regions_near(piece.words, study.start, study.end)
    if compound:
        return compound
    places = places_in(piece)
    near = _before(piece, study, places, low) or _after(piece, study, _not_of_next(piece, places, found, high), high)
    near = near or [p for p in places if study.start <= p.start and p.end <= study.end]  # "a C-spine series"
    if not near:
        near = _later_after(piece, study, places, found)
    names = [region_name(p, modality) for p in near]
    if modality == "ultrasound":
        vessels = any(
            w in ("doppler", "dopplers", "duplex", "carotid")
            for w in piece.words[study.start - 1 if study.start else 0 : study.end]
        ) or not _CLOTS.isdisjoint(piece.words[max(low, study.start - 2) : high])
        seen = names if any(names) else list(_shown(piece, study, places, high))
        seen = ["other" if n in _SPINE_REGIONS and not _of_spine(piece, study) else n for n in seen]
        return ["other"] if vessels else [n for n in dict.fromkeys(seen) if n][:1]
    if modality in ("pet", "bone_scan") and not names:
        return (
            ["whole_body"] if modality == "pet" or "whole" in piece.words[max(0, study.start - 3) : study.end] else []
        )
    if not any(names) and modality in ("mri", "ct", "xray") and len(found) == 1:
        names = [p.spine for p in places if study.start - 9 <= p.start < study.start and is_spine(p.place)][-1:]
    if not any(names) and modality == "emg_ncs":
        names = [region_name(p, modality) for p in places if p.start >= study.end and p.end <= high][:1]
    if any(_is_whole_spine(p) for p in near):
        names += _levels_shown(places, study.end, high)
    if not any(names):
        names = list(_shown(piece, study, places, high))
    if of_vessels(piece, study):
        head = "brain" in names or not _HEAD_VESSELS.isdisjoint(piece.words[study.end : study.end + 8])
        head = head or (
            study.word == "mrv" and not any(n and n != "other" for n in names)
        )  # veins other than those of the head are named
        names = ["brain"] if head else ["other" if n in _NO_VESSELS else n for n in names if n]
    both = ("upper_limb", "lower_limb")
    return [n for name in dict.fromkeys(names) if name for n in (both if name == "both" else (name,))]


def _bones_measured(piece: Matched, study: Study, high: int) -> list[str]:
    """As in "DEXA: T-score -2.4 left hip, -1.1 L-spine": the bone measured first; the femoral neck is the hip's."""
    words = piece.words
    scores = [i for i in range(max(0, study.start - _SCORE_REACH), high) if words[i] in _SCORES]
    if not scores:
        return []
    told = range(scores[0], min(len(words), scores[0] + _SCORE_REACH))
    hip = [i for i in told if words[i] in _HIP_BONES]
    spine = [p.start for p in places_in(piece) if p.start in told and is_spine(p.place)]
    return ["hip"] if hip and (not spine or hip[0] < spine[0]) else []


def _shown(piece: Matched, study: Study, places: Sequence[Place], high: int) -> Sequence[str | None]:
    """As in "MRI showed cord compression at C7", "EMG: moderate carpal tunnel syndrome": told by what was seen."""
    if study.rule.modality == "emg_ncs":
        sites = {h.ref.site for h in piece.hits("study_site") if study.end <= h.start < high}
        return [s for s in ("upper_limb", "lower_limb") if s in sites]
    together = regions_told(piece.words[study.end : high]) if study.rule.modality in ("mri", "ct") else []
    if together:
        return together
    region = named_by_kind(piece, study.rule.modality, study.start)
    region = region or shown_region(piece, study.rule.modality, study.end, high)
    return [region or seen_on(piece, study.rule.modality, study.start)]


def of_vessels(piece: Matched, study: Study) -> bool:
    """Whether a study is an angiogram."""
    return not _VESSELS.isdisjoint(piece.words[study.start : study.end + 1])


def _of_spine(piece: Matched, study: Study) -> bool:
    """Unlike "neck ultrasound", which looks at the thyroid, nodes and vessels."""
    return not _SPINE_WORDS.isdisjoint(piece.words[max(0, study.start - 3) : study.end + 5])


def _not_of_next(piece: Matched, places: Sequence[Place], found: Sequence[Study], high: int) -> list[Place]:
    """As in "CT of the head and neck and a chest film", "CT of the head and lumbar films": the last is of the next."""
    if not any(s.start == high for s in found):
        return list(places)
    leads = ("a", "an", "and") if len(places) > 1 else ("a", "an")
    return [p for p in places if not (p.end == high and piece.words[max(0, p.start - 1)] in leads)]


def _is_whole_spine(place: Place) -> bool:
    return place.study == "spine" and place.spine is None


def _levels_shown(places: Sequence[Place], start: int, high: int) -> list[str | None]:
    """As in "MRI brain/spine showed lesions at C2 and T4", "MRI of the spine: C7-T3 …": the regions of all levels."""
    levels = [p.level for p in places if p.level and start <= p.start < high]
    return [REGION_OF_LETTER.get(end[:1].lower()) for level in levels for end in level.split("-")]


def _lettered(piece: Matched, study: Study, low: int, high: int) -> list[str]:
    """As in "MRI of the C & T spine", "T-L-S spine MRI": regions by their letters."""
    words = piece.words
    letters: list[str] = []
    for i in range(max(low, study.start - 8), min(high, study.end + 14)):
        if words[i] != "spine":
            continue
        j = i - 1
        first = len(letters)
        while j >= low and (words[j] in _LETTERS or words[j] in ("&", "and", "/", ",")):
            if words[j] in _LETTERS:
                letters.insert(first, _LETTERS[words[j]])
            j -= 1
    return list(dict.fromkeys(letters)) if len(letters) > 1 else []


def region_name(place: Place, modality: str) -> str | None:
    """The region of a study for a place; nerve studies are of limbs."""
    if modality == "emg_ncs":
        limb = place.limb or {"cervical": "upper_limb", "lumbar": "lower_limb"}.get(place.spine or "")
        return limb or ("upper_limb" if place.place == "neck" else "lower_limb" if place.place == "low_back" else None)
    if place.study and place.study != "spine":
        return place.study
    return place.spine


def _before(piece: Matched, study: Study, places: Sequence[Place], low: int) -> list[Place]:
    """As in "lumbar MRI", "cervical and thoracic spine films"."""
    found: list[Place] = []
    i = study.start
    while i > low:
        place = next((p for p in places if p.end == i), None)
        if place is not None:
            found.insert(0, place)
            i = place.start
        elif low and found and piece.words[i - 1] in ("a", "an"):
            break
        elif piece.words[i - 1] in LINK_BEFORE and (
            found or piece.words[i - 1] not in (",", "and", "or", ":", "(", ")", "of", "with", "-")
        ):
            i -= 1
        else:
            break
    if low and len(found) > 1 and piece.words[found[0].start - 1] in _OF_THE:
        return found[1:]  # "CT of the head and lumbar spine films": the head is that of the study before
    return found


def _after(piece: Matched, study: Study, places: Sequence[Place], high: int) -> list[Place]:
    """As in "MRI of the cervical and thoracic spine", "x-ray, left hand"."""
    found: list[Place] = []
    i = study.end
    comma = False
    while i < high:
        place = next((p for p in places if p.start <= i < p.end), None)
        if place is not None:
            listed = found and comma and "and" not in piece.words[found[-1].end : place.start]
            if listed and place.study in ("other", None):
                break
            if comma and piece.words[place.end : place.end + 1] and piece.words[place.end] in _OF_PATIENT:
                break
            found.append(place)
            i, comma = place.end, False
        elif piece.words[i] in LINK_AFTER or piece.words[i][0].isdigit():
            comma = comma or piece.words[i] in (",", ":")
            if found and piece.words[i] in (":", ".", "for", "-", "–", "was", "were", "on", "in", "from"):
                break
            i += 1
        else:
            break
    return found


def _later_after(piece: Matched, study: Study, places: Sequence[Place], found: Sequence[Study]) -> list[Place]:
    """As in "MRI or CT of the lumbar spine": the place named after the last of a run of studies."""
    following = next((s for s in found if s.start > study.start), None)
    if following is None or following.start not in study.clause:
        return []
    if (study.rule.modality == "ultrasound") != (following.rule.modality == "ultrasound"):
        return []  # "an MRI, ultrasound of the carotids"
    between = piece.words[study.end : following.start]
    if len(between) > 3 or any(w not in ("or", "and", ",", "/", "&", "nor", "a", "an", "any") for w in between):
        return []
    high = next((s.start for s in found if s.start > following.start), len(piece.words))
    return _after(piece, following, places, high) or _later_after(piece, following, places, found)
