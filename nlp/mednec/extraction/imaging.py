"""Reads imaging and electrodiagnostic studies: which, where, whether done, when, and what they showed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import pairwise

from mednec.evidence import ImagingStudy, Mention
from mednec.extraction.assertion import Judge
from mednec.extraction.compound_places import regions_near, regions_told
from mednec.extraction.context import Context
from mednec.extraction.gate import LINK_WINDOW
from mednec.extraction.labels import with_labels
from mednec.extraction.matching import Hit, Matched
from mednec.extraction.places import REGION_OF_LETTER, Place, is_spine, places_in
from mednec.extraction.study_dates import dates_of, goes_on, opening_day, referred_day
from mednec.extraction.study_details import StudyDetails, Window, denied, details_of
from mednec.extraction.study_sites import (
    BODY_STUDIES,
    complaint_pieces,
    complaint_region,
    concluding_pieces,
    could_show,
    named_by_kind,
    opening_pieces,
    shown_region,
)
from mednec.extraction.wordsets import word_set
from mednec.rules.schema import ImagingRule

_SKIPPED = frozenset({"family_history", "allergies", "consent", "header", "instructions"})
_PLANS = frozenset({"plan", "prescriptions", "follow_up"})
_TO_COME = _PLANS | {"assessment_plan"}
_REPORT_SECTIONS = frozenset({"radiology_indication", "radiology_findings"})
_RESULTS = frozenset({"imaging", "radiology_findings", "electrodiagnostics"})
_WORD_REGIONS = {
    "cxr": "chest",
    "kub": "abdomen_pelvis",
    "ctap": "abdomen_pelvis",
    "hct": "brain",
    "mrcp": "abdomen_pelvis",
    "panorex": "other",
    "rib": "chest",
}
_LINK_AFTER = word_set(
    "of the her his their my a an both and or & / , : ( ) left right bilateral bilaterally l r lt rt upper",
    "lower with without contrast w/o w/ wo gadolinium scan scans study studies imaging series view views",
    "films film for - – x ray rays ap lateral oblique flexion extension performed done was were taken",
    "obtained on in to from full complete limited repeat also including two three four five 2 3 4 5",
    "through image images helical sequential",
    "standing plain & as well open non enhanced spine iv noncontrast testing sagittal axial coronal",
)
_LINK_BEFORE = word_set(
    "and or & / , : spine left right bilateral plain standing ap lateral flexion extension scan a of with",
    "without contrast ( ) - the x-ray outside recent sagittal axial coronal midsagittal serial",
)
_BREAKS = word_set(". ; |")
_INTRAOPERATIVE = word_set("xray emg_ncs ultrasound")
_FAR = 30
_VESSELS = word_set("mra mrv cta angiogram angiography venogram")
_NO_VESSELS = frozenset({"cervical", "upper_limb", "lower_limb", None})
_HEAD_VESSELS = word_set("cerebral head brain intracranial")
_LETTERS = {"c": "cervical", "t": "thoracic", "l": "lumbar", "s": "lumbar", "ls": "lumbar"}
_TELLING = word_set(
    "showed shows show revealed reveals demonstrated demonstrates showing revealing demonstrating normal",
    "negative unremarkable confirmed confirms",
)
_LABORATORY = word_set("hemoglobin a1c glucose labs laboratory wbc crp esr creatinine ekg ecg urinalysis electrolytes")
_RUN = word_set(", and or / & of the a an")
_TOLD = word_set("reviewed showed shows revealed reveals demonstrated demonstrates")
_AUSCULTATION = word_set("lungs lung chest resp respiratory pulm pulmonary")
_REPORT_HEADINGS = word_set("impression interpretation findings conclusion result results report reading indication")
_HANDLED = word_set("reviewed requested obtained done were was brought available")
_REVIEWS = word_set("review reviews results result findings summary")
_SPINE_WORDS = word_set("spine spinal vertebral")
_SPINE_REGIONS = word_set("cervical thoracic lumbar")
_NOT_TOLD = _TO_COME | {"physical_exam"}
_CLOTS = word_set("dvt venous thrombosis thrombus")
_IS_FOUND = word_set("shows show reveals positive negative abnormal normal confirms confirmed")
_CONCLUDES = word_set(
    "conclusion conclusions impression interpretation findings this these indicating consistent c/w suggestive"
)
_GOES_ON = word_set("at there also additionally")
_REPORT_LENGTH = 14
_OPEN_REACH = 5
_PURPOSES = word_set("for to prior before pre r/o rule eval evaluate ? because given since so")
_NO_INFINITIVE = word_set("date the my his her their our a an me us this that be have see go right left")
_SHOWING = word_set(
    "showed shows revealed reveals demonstrated demonstrates suggested suggests confirmed explained found"
)
_STRONGLY_DONE = word_set(
    "showed shows revealed reveals demonstrated demonstrates was were obtained performed done taken reviewed read",
    "confirmed confirms completed had has impression",
)
_APART = word_set(". : ; - – + & and , / plus then ) ] |")
_SUPPOSED = word_set("if whether unless should")
_SINCE = word_set("since after beyond besides except")
_KINDS = word_set(
    "urgent emergent emergency stat contrast noncontrast open repeat new advanced dedicated plain the an a"
)
_BARE_CONTRAST = word_set("w / o wo w/o without out w/out")
_AFTER_CONTRAST = word_set("to for prior before please stat today ordered requested now given because")
_OPENERS = word_set("this it they these there no findings impression which the results result showed shows films all")


@dataclass(slots=True, eq=False)
class _Study:
    """One study while its sentence is being read."""

    rule: ImagingRule
    index: int
    start: int
    end: int
    chars: tuple[int, int]
    word: str
    region: str | None = None
    status: str | None = None
    firm: bool = False
    dates: list[str] = field(default_factory=list)
    result: str | None = None
    contrast: str | None = None
    heading: bool = False
    aim: range = range(0)
    named_by_date: bool = False  # "the 2019 cervical MRI"
    today: bool = False  # dated by that word alone, which an order may hold too
    evidence: list[tuple[int, int]] = field(default_factory=list)


def read_imaging(text: str, pieces: Sequence[Matched], context: Context) -> list[ImagingStudy]:
    """All studies a note documents, told twice counted once."""
    pieces = with_labels(text, pieces, "modality")
    studies: list[_Study] = []
    open_studies: list[_Study] = []
    work_up = _WorkUp(context)
    for index, piece in enumerate(pieces):
        if not piece.words:
            continue
        named = _studies_of(piece, index)
        found = [s for s in named if not _repeats(piece, s, [*studies, *(n for n in named if n.start < s.start)])]
        if found:
            open_studies = _read_sentence(piece, found, context, 0 < index == len(pieces) - 1)
            work_up.date(piece, open_studies)
            studies += open_studies
            continue
        work_up.open(piece)
        if open_studies:
            open_studies = _tell_more(piece, index, pieces, open_studies)
    _locate(pieces, studies, context)
    return _merged(text, pieces, [s for s in studies if s.status])


# -------------------- which studies a sentence names
def _studies_of(piece: Matched, index: int) -> list[_Study]:
    if piece.segment.section in _SKIPPED:
        return []
    barred = [h for h in piece.hits("exclude") if isinstance(h.ref, str) and h.ref.startswith("imaging:")]
    hits = [
        h
        for h in piece.hits("modality")
        if not any(x.ref == "imaging:" + h.ref.modality and x.overlaps(h) for x in barred)
    ]
    kept: list[Hit] = []
    for hit in sorted(hits, key=lambda h: (h.start - h.end, h.start)):
        if not any(hit.overlaps(k) for k in kept):
            kept.append(hit)
    kept.sort(key=lambda h: h.start)
    kept = [h for h in kept if not _of_lungs(piece, h)]
    if piece.segment.section == "procedure":  # guidance and monitoring during an operation
        kept = [h for h in kept if h.ref.modality not in _INTRAOPERATIVE]
    kept = [h for h in kept if not _guides(piece, h)]
    return [_study(piece, index, hit, end) for hit, end in _without_echo(piece, kept)]


def _guides(piece: Matched, hit: Hit) -> bool:
    """As in "computed tomography (CT)-guided drainage": no study."""
    following = [w for w in piece.words[hit.end : hit.end + 6] if w[0].isalnum() and w not in ("ct", "us")]
    return following[:1] == ["guided"] or following[:2] == ["image", "guided"]


def _of_lungs(piece: Matched, hit: Hit) -> bool:
    """As in "Lungs: CTA", "Chest: CTAP": clear to auscultation."""
    if piece.words[hit.start] not in ("cta", "ctap"):
        return False
    before = piece.words[max(0, hit.start - 5) : hit.start]
    heard = not _AUSCULTATION.isdisjoint(before) and (":" in before or "lungs" in before)
    return heard or piece.segment.section == "physical_exam"


def _study(piece: Matched, index: int, hit: Hit, end: int) -> _Study:
    word = piece.words[hit.start]
    heading = piece.segment.kind == "heading"
    return _Study(hit.ref, index, hit.start, end, piece.span(hit.start, hit.end), word, heading=heading)


def _without_echo(piece: Matched, hits: Sequence[Hit]) -> list[tuple[Hit, int]]:
    """As in "EMG and nerve conduction studies", "Magnetic resonance imaging (MRI)": one study, and where it ends."""
    found: list[tuple[Hit, int]] = []
    for hit in hits:
        if found and hit.ref.modality == found[-1][0].ref.modality:
            between = piece.words[found[-1][1] : hit.start]
            if len(between) <= 3 and all(w in ("and", "/", ",", "with", "&", "(", "-", "or", ":") for w in between):
                found[-1] = (found[-1][0], hit.end)
                continue
        found.append((hit, hit.end))
    return found


def _repeats(piece: Matched, study: _Study, earlier: Sequence[_Study]) -> bool:
    """As in "I reviewed this film" after an MRI: no new study."""
    if study.word not in ("film", "films") or not earlier:
        return False
    lead = piece.words[study.start - 1] if study.start else ""
    if lead in ("his", "her", "their"):
        return True
    return lead in ("this", "these", "those", "the", "actual") and study.index - earlier[-1].index <= 2


# -------------------- one sentence
def _read_sentence(piece: Matched, found: Sequence[_Study], context: Context, closing: bool) -> list[_Study]:
    judge = Judge(piece, [])
    placed: list[_Study] = []
    for i, study in enumerate(found):
        low = found[i - 1].end if i else 0
        high = found[i + 1].start if i + 1 < len(found) else len(piece.words)
        if judge.assertion(study.start, study.end).experiencer != "patient":
            continue
        study.aim = _aim(piece, study, high)
        _give_status(piece, study, found, low, high)
        _give_dates(piece, study, low, high, context)
        _give_result(piece, study, low, high)
        _give_contrast(piece, study, high)
        placed += _by_region(study, _regions(piece, study, found, low, high))
    _share(piece, placed)
    for study in placed:
        _default_status(piece, study, closing)
    return placed


def _aim(piece: Matched, study: _Study, high: int) -> range:
    """What a study is for ("MRI lumbar to plan surgery", "prior to the epidural"): nothing there is its result."""
    words = piece.words
    named = {i for p in places_in(piece) for i in range(p.start, p.end)}
    named.update(i for h in piece.hits("contrast") for i in range(h.start, h.end))
    at = study.end
    modifiers = _LINK_AFTER - _PURPOSES
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
        if h.ref.cue == "done" and h.start > at + 1 and words[h.start] in _STRONGLY_DONE
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


def _by_region(study: _Study, regions: Sequence[str]) -> list[_Study]:
    """One study a region."""
    if not regions:
        return [study]
    copies = []
    for region in regions:
        copy = replace(study, region=region, dates=list(study.dates), evidence=list(study.evidence))
        copies.append(copy)
    return copies


def _regions(piece: Matched, study: _Study, found: Sequence[_Study], low: int, high: int) -> list[str]:
    if study.word in _WORD_REGIONS:
        return [_WORD_REGIONS[study.word]]
    if study.rule.region:
        return [study.rule.region]
    modality = study.rule.modality
    if modality == "dexa":
        return []
    lettered = _lettered(piece, study, low, high)
    if lettered:
        return lettered
    compound = regions_near(piece.words, study.start, study.end)
    if compound:
        return compound
    places = places_in(piece)
    near = _before(piece, study, places, low) or _after(piece, study, places, high)
    if not near:
        near = _later_after(piece, study, places, found)
    names = [_name(p, modality) for p in near]
    if modality == "ultrasound":
        vessels = any(
            w in ("doppler", "dopplers", "duplex", "carotid")
            for w in piece.words[study.start - 1 if study.start else 0 : study.end]
        ) or not _CLOTS.isdisjoint(piece.words[max(low, study.start - 2) : high])
        seen = names if any(names) else list(_shown(piece, study, places, high))
        return ["other"] if vessels else [n for n in dict.fromkeys(seen) if n][:1]
    if modality in ("pet", "bone_scan") and not names:
        return (
            ["whole_body"] if modality == "pet" or "whole" in piece.words[max(0, study.start - 3) : study.end] else []
        )
    if not any(names) and modality in ("mri", "ct", "xray") and len(found) == 1:
        names = [p.spine for p in places if study.start - 9 <= p.start < study.start and is_spine(p.place)][-1:]
    if not any(names) and modality == "emg_ncs":
        names = [_name(p, modality) for p in places if p.start >= study.end and p.end <= high][:1]
    if any(_is_whole_spine(p) for p in near):
        names += _levels_shown(places, study.end, high)
    if not any(names):
        names = list(_shown(piece, study, places, high))
    if _of_vessels(piece, study):
        head = "brain" in names or not _HEAD_VESSELS.isdisjoint(piece.words[study.end : study.end + 8])
        names = ["brain"] if head else ["other" if n in _NO_VESSELS else n for n in names if n]
    return [n for n in dict.fromkeys(names) if n]


def _shown(piece: Matched, study: _Study, places: Sequence[Place], high: int) -> Sequence[str | None]:
    """As in "MRI showed cord compression at C7", "EMG: moderate carpal tunnel syndrome": told by what was seen."""
    if study.rule.modality == "emg_ncs":
        sites = {h.ref.site for h in piece.hits("study_site") if study.end <= h.start < high}
        return [s for s in ("upper_limb", "lower_limb") if s in sites]
    together = regions_told(piece.words[study.end : high]) if study.rule.modality in ("mri", "ct") else []
    if together:
        return together
    region = named_by_kind(piece, study.rule.modality, study.start)
    return [region or shown_region(piece, study.rule.modality, study.end, high)]


def _of_vessels(piece: Matched, study: _Study) -> bool:
    return not _VESSELS.isdisjoint(piece.words[study.start : study.end + 1])


def _is_whole_spine(place: Place) -> bool:
    return place.study == "spine" and place.spine is None


def _levels_shown(places: Sequence[Place], start: int, high: int) -> list[str | None]:
    """As in "MRI brain/spine showed lesions at C2 and T4", "MRI of the spine: C7-T3 …": the regions of all levels."""
    levels = [p.level for p in places if p.level and start <= p.start < high]
    return [REGION_OF_LETTER.get(end[:1].lower()) for level in levels for end in level.split("-")]


def _lettered(piece: Matched, study: _Study, low: int, high: int) -> list[str]:
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


def _name(place: Place, modality: str) -> str | None:
    """The region of a study for a place; nerve studies are of limbs."""
    if modality == "emg_ncs":
        limb = place.limb or {"cervical": "upper_limb", "lumbar": "lower_limb"}.get(place.spine or "")
        return limb or ("upper_limb" if place.place == "neck" else "lower_limb" if place.place == "low_back" else None)
    if place.study and place.study != "spine":
        return place.study
    return place.spine


def _before(piece: Matched, study: _Study, places: Sequence[Place], low: int) -> list[Place]:
    """As in "lumbar MRI", "cervical and thoracic spine films"."""
    found: list[Place] = []
    i = study.start
    while i > low:
        place = next((p for p in places if p.end == i), None)
        if place is not None:
            found.insert(0, place)
            i = place.start
        elif piece.words[i - 1] in _LINK_BEFORE and (
            found or piece.words[i - 1] not in (",", "and", "or", ":", "(", ")", "of", "with", "-")
        ):
            i -= 1
        else:
            break
    return found


def _after(piece: Matched, study: _Study, places: Sequence[Place], high: int) -> list[Place]:
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
            found.append(place)
            i, comma = place.end, False
        elif piece.words[i] in _LINK_AFTER or piece.words[i][0].isdigit():
            comma = comma or piece.words[i] in (",", ":")
            if found and piece.words[i] in (":", ".", "for", "-", "–", "was", "were", "on", "in", "from"):
                break
            i += 1
        else:
            break
    return found


def _later_after(piece: Matched, study: _Study, places: Sequence[Place], found: Sequence[_Study]) -> list[Place]:
    """As in "MRI or CT of the lumbar spine": the place named after the last of a run of studies."""
    following = next((s for s in found if s.start > study.start), None)
    if following is None:
        return []
    if (study.rule.modality == "ultrasound") != (following.rule.modality == "ultrasound"):
        return []  # "an MRI, ultrasound of the carotids"
    between = piece.words[study.end : following.start]
    if len(between) > 3 or any(w not in ("or", "and", ",", "/", "&", "nor", "a", "an", "any") for w in between):
        return []
    high = next((s.start for s in found if s.start > following.start), len(piece.words))
    return _after(piece, following, places, high) or _later_after(piece, following, places, found)


# -------------------- where, when its own words do not say
def _locate(pieces: Sequence[Matched], studies: Sequence[_Study], context: Context) -> None:
    """Give studies without a region that of the report they stand in, of the complaint or of their neighbours."""
    if all(s.region for s in studies):
        return
    complaint, opening, concluded = complaint_pieces(pieces), opening_pieces(pieces), concluding_pieces(pieces)
    named = _named_at(studies)
    for i, study in enumerate(studies):
        modality = study.rule.modality
        if study.region is None and modality in BODY_STUDIES | {"emg_ncs"}:
            asked = () if study.status == "not_done" else (complaint, opening, concluded)
            study.region = next(
                filter(
                    partial(_may_be, pieces, study),
                    (
                        _known_region(pieces, study, studies[:i]),
                        _reported_region(pieces, study, named),
                        _region_elsewhere(study, studies),
                        _region_before(pieces, study),
                        *(complaint_region(told, modality) for told in asked[:1]),
                        _region_of_note(pieces[study.index], study, context),
                        *(complaint_region(told, modality) for told in asked[1:]),
                        _region_beside(pieces, study, studies),
                        _only_region(study, studies[:i]),
                        "other" if _of_vessels(pieces[study.index], study) else None,
                    ),
                ),
                None,
            )


def _may_be(pieces: Sequence[Matched], study: _Study, region: str | None) -> bool:
    """Whether a region found elsewhere may be that of a study: one of "her spine" is no study of the head."""
    words = pieces[study.index].words
    of_spine = not _SPINE_WORDS.isdisjoint(words[max(0, study.start - 2) : study.end + 4])
    return region is not None and (region in _SPINE_REGIONS or not of_spine)


def _known_region(pieces: Sequence[Matched], study: _Study, earlier: Sequence[_Study]) -> str | None:
    """As in "The MRI showed …": the region of the same kind of study named just before."""
    for other in reversed(earlier):
        near = pieces[study.index].number - pieces[other.index].number <= 12
        if other.rule.modality == study.rule.modality and other.region and near:
            return other.region
    return None


def _reported_region(
    pieces: Sequence[Matched], study: _Study, named: Mapping[int, Sequence[tuple[int, int]]]
) -> str | None:
    """As in "MRI was reviewed. It shows mild ventriculomegaly.": what the report that goes on speaks of."""
    last = pieces[study.index].number + LINK_WINDOW
    windows = [(w.piece, w.low, w.high) for w in _windows(pieces, study, named) if w.piece.number <= last][1:]
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
    return there.block == here.block and there.kind == here.kind and following.words[0] in _OPENERS


def _region_elsewhere(study: _Study, studies: Sequence[_Study]) -> str | None:
    """The one region that the note's other studies of this kind have."""
    regions = {s.region for s in studies if s.rule.modality == study.rule.modality and s.region}
    return regions.pop() if len(regions) == 1 else None


def _region_before(pieces: Sequence[Matched], study: _Study) -> str | None:
    """As in "She could not feel her foot. A nerve conduction study …": the place that the sentence before tells of."""
    piece = pieces[study.index]
    before = pieces[study.index - 1] if study.index else piece
    same = before.segment.section == piece.segment.section and before.segment.block == piece.segment.block
    if before.number != piece.number - 1 or not same or piece.segment.section in _NOT_TOLD:
        return None
    return complaint_region([before], study.rule.modality)


def _region_beside(pieces: Sequence[Matched], study: _Study, studies: Sequence[_Study]) -> str | None:
    """As in "a CT, which was unremarkable. A brain MRI …": the region of the studies told in the sentences beside."""
    number = pieces[study.index].number
    regions = {
        s.region
        for s in studies
        if s.region and abs(pieces[s.index].number - number) <= 1 and could_show(s.region, study.rule.modality)
    }
    return regions.pop() if len(regions) == 1 else None


def _only_region(study: _Study, earlier: Sequence[_Study]) -> str | None:
    """As in "X-ray of the shoulder … I have ordered an MRI": the only region studied so far."""
    regions = {other.region for other in earlier}
    same = study.status == "ordered" and len(regions) == 1 and study.rule.modality in ("mri", "ct", "xray")
    return next(iter(regions)) if same else None


def _region_of_note(piece: Matched, study: _Study, context: Context) -> str | None:
    """A spine study without a place, in a note about one region of the spine."""
    if len(context.spine_regions) != 1 or not context.is_spine_note:
        return None
    if study.status == "not_done" and study.rule.modality != "myelogram" and not _was_meant(piece, study):
        return None
    (region,) = context.spine_regions
    if study.rule.modality == "emg_ncs":
        return {"cervical": "upper_limb", "lumbar": "lower_limb"}.get(region)
    return region if study.rule.modality in ("mri", "xray", "ct", "myelogram") else None


def _was_meant(piece: Matched, study: _Study) -> bool:
    """As in "was referred for an MRI, however he did not undergo this": a study of this complaint."""
    return any(h.ref.cue == "ordered" and 0 <= study.start - h.end <= 3 for h in piece.hits("imaging_status"))


# -------------------- status
def _give_status(piece: Matched, study: _Study, found: Sequence[_Study], low: int, high: int) -> None:
    best: tuple[float, str] | None = None
    read = not _STRONGLY_DONE.isdisjoint(piece.words[max(low, study.start - 5) : study.start])
    for hit in piece.hits("imaging_status"):
        score = _reach(piece, study, found, hit)
        if score is None or (read and hit.start == study.end and piece.words[hit.start] == "to"):
            continue  # "reviewed her MRI to plan the injection"
        if best is None or score > best[0]:
            best = (score, hit.ref.cue)
    if best is not None:
        study.status, study.firm = best[1], True


def _reach(piece: Matched, study: _Study, found: Sequence[_Study], hit: Hit) -> float | None:
    """How strongly a cue speaks about a study; None when something stands between."""
    cue, words = hit.ref, piece.words
    if (hit.start < study.end and study.start < hit.end) or (cue.cue == "done" and hit.start in study.aim):
        return None
    ahead = hit.end <= study.start
    apart = study.start - hit.end if ahead else hit.start - study.end
    if apart > _FAR or cue.direction == ("backward" if ahead else "forward"):
        return None
    between = words[hit.end : study.start] if ahead else words[study.end : hit.start]
    if any(w in _BREAKS and not (w == "|" and piece.segment.kind == "row") for w in between) or any(
        w in ("but", "however") for w in between
    ):
        return None
    if cue.cue == "conditional" and words[max(0, hit.start - 1) : hit.start] in (["see"], ["determine"], ["check"]):
        return None  # "ordered to see if there is a fracture"
    if cue.cue == "conditional" and not ahead and not _IS_FOUND.isdisjoint(words[hit.end - 1 : hit.end + 3]):
        return None  # "MRI: if it shows compression, surgery"
    if words[hit.start] in ("neither", "nor") and not _SHOWING.isdisjoint(words[study.end : study.end + 7]):
        return None  # "neither MRI nor films showed a fracture"
    opens = cue.cue == "conditional" and "if" in words[hit.start : hit.end]
    limit = 30 if opens else 16 if cue.cue in ("ordered", "done") else 10
    crossed = [
        s
        for s in found
        if s is not study and (hit.end <= s.start < study.start if ahead else study.end <= s.start < hit.start)
    ]
    if len(between) > limit or (crossed and not _same_run(words, between)):
        return None
    if ahead and cue.weight == 3 and "," in between and not opens and not crossed:
        return None
    if ahead and cue.weight == 3 and any(hit.end <= r.start < study.start for r in piece.hits("imaging_result")):
        return None
    if ahead and cue.cue == "not_done" and not _TELLING.isdisjoint(words[max(0, hit.start - 1) : hit.start]):
        return None  # "showed no collection"
    if ahead and (cue.cue == "not_done" or cue.weight == 1) and not _SINCE.isdisjoint(between):
        return None  # "no new imaging since the MRI"
    if ahead and words[hit.start : hit.end] == ["no"] and len(between) > 4 and not crossed:
        return None
    apposed = hit.end - hit.start > 1 and between[-1:] == [","] and between.count(",") == 1
    if not ahead and cue.cue == "not_done" and "," in between and not apposed:
        return None
    return 10.0 * float(cue.weight) - len(between) * (1.0 if cue.weight < 3 else 0.5)


def _same_run(words: Sequence[str], between: Sequence[str]) -> bool:
    return any(w in ("and", "or", ",", "/", "nor", "&") for w in between) and len(between) <= 14


def _default_status(piece: Matched, study: _Study, closing: bool) -> None:
    section = piece.segment.section
    if study.status == "conditional" or (study.heading and not study.dates and piece.words[0] in _REVIEWS):
        study.status = None
    elif study.status == "ordered" and section not in _PLANS and (study.named_by_date or _reported(piece, study)):
        study.status = "done"
    elif study.status is None and not study.heading:
        planned = section in _PLANS or (section == "assessment_plan" and not study.result)
        planned = planned or (section == "assessment" and _stands_alone(piece, study)) or _is_wanted(piece, study)
        planned = planned or (closing and section is None and _is_all(piece, study))
        undated = not study.dates or study.today
        study.status = "ordered" if planned and not study.result and undated else "done"
        study.firm = bool(study.result or study.dates) or section in _RESULTS
    if study.status == "not_done":
        study.result = None
        study.dates = []
    if study.status == "ordered":
        study.result = None
        study.dates = []


def _stands_alone(piece: Matched, study: _Study) -> bool:
    """As in "C6 radiculopathy. MRI cervical without contrast.": a study that is no part of what is said before."""
    named = {i for p in places_in(piece) for i in range(p.start, p.end)}
    at = study.start
    while at and (at - 1 in named or piece.words[at - 1] in _KINDS):
        at -= 1
    return at == 0 or piece.words[at - 1] in _APART


def _is_all(piece: Matched, study: _Study) -> bool:
    """As in a note that ends "… no relief. MRI C-spine wo.": a study, its place and protocol, and no more."""
    named = {i for p in places_in(piece) for i in range(p.start, p.end)} | set(range(study.start, study.end))
    named.update(i for h in piece.hits("contrast") for i in range(h.start, h.end))
    return all(i in named or not w[0].isalpha() or w in _KINDS for i, w in enumerate(piece.words))


def _is_wanted(piece: Matched, study: _Study) -> bool:
    """As in "MRI C spine to plan treatment": a purpose, and nothing says that it was done."""
    stated = bool(study.aim) and piece.words[study.aim.start] in ("to", "r", "rule")
    return stated and piece.segment.section not in _RESULTS


def _reported(piece: Matched, study: _Study) -> bool:
    """Whether the words after a study tell what it showed, not what it is to look for."""
    return any(
        h.ref.cue == "done"
        and h.ref.direction == "both"
        and (piece.words[h.start] in _TOLD or (piece.words[h.start] in _TELLING and study.result is not None))
        and h.start >= study.end
        for h in piece.hits("imaging_status")
    )


def _share(piece: Matched, placed: Sequence[_Study]) -> None:
    """In a run of studies ("x-rays and an MRI of the neck were ordered") what is said of the last holds for all."""
    for first, second in pairwise(placed):
        if first.status is None and second.status is not None and not first.result and first.start != second.start:
            between = piece.words[first.end : second.start]
            if not any(w in _BREAKS for w in between) and len(between) < 9:
                first.status, first.firm = second.status, second.firm
        elif first.status == "conditional" and _considered_too(piece, first, second):
            second.status, second.firm = first.status, first.firm
    for first, second in reversed(list(pairwise(placed))):  # "CT of the chest, bone scan were unremarkable"
        if first.result is None and second.result and first.start != second.start:
            places = {i for p in places_in(piece) for i in range(p.start, p.end)}
            if all(i in places or piece.words[i] in _RUN for i in range(first.end, second.start)):
                first.result = second.result


def _considered_too(piece: Matched, first: _Study, second: _Study) -> bool:
    """As in "discussed an MRI to look for a tear and ultrasound to assess the cuff": a purpose is no order there."""
    only_purpose = second.status is None or (second.status == "ordered" and _is_wanted(piece, second))
    between = range(first.end, second.start)
    verbs = [h for h in piece.hits("imaging_status") if h.start in between and h.ref.direction != "backward"]
    return only_purpose and not verbs and _same_run(piece.words, piece.words[first.end : second.start])


# -------------------- date, result, contrast
def _give_dates(piece: Matched, study: _Study, low: int, high: int, context: Context) -> None:
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

    def date(self, piece: Matched, studies: Sequence[_Study]) -> None:
        """Give the studies of a sentence that were done, and have no day of their own, the day it refers to."""
        open_studies = [s for s in studies if s.status == "done" and not s.dates]
        days = [referred_day(piece, (s.start, s.end), self.context) for s in open_studies]
        if self.told is not None and goes_on(piece, self.told[0]):
            days = [day or self.told[1] for day in days]
        for study, day in zip(open_studies, days, strict=True):
            study.dates = [day] if day else []
        known = [day for day in days if day]
        self.told = (piece, known[-1]) if known else None


def _give_result(piece: Matched, study: _Study, low: int, high: int) -> None:
    told = piece.hits("imaging_result")
    hits = [h for h in told if low <= h.start and h.end <= study.start and _describes(piece, h.end, study.start)]
    after = [h for h in told if h.start >= study.end and h.end <= high and h.start not in study.aim]
    hits = hits or [h for h in after if not _supposed(piece.words, study.end, h.start)]
    study.result = _result_of(piece, hits)
    if study.result:
        told = [h for h in hits if h.ref.cue == study.result] or hits
        study.evidence.append(piece.span(told[0].start, told[0].end))


def _supposed(words: Sequence[str], start: int, at: int) -> bool:
    """As in "MRI cervical; treatment will change if positive": a result that is only thought of."""
    return not _SUPPOSED.isdisjoint(words[max(start, at - 6) : at])


def _describes(piece: Matched, end: int, start: int) -> bool:
    """As in "a normal DEXA", "mildly abnormal chest x-ray": only the place stands between."""
    within = {i for p in places_in(piece) for i in range(p.start, p.end)} if end < start else set()
    return all(i in within or piece.words[i] in _LINK_BEFORE - _BREAKS - _APART for i in range(end, start))


def _result_of(piece: Matched, hits: Sequence[Hit]) -> str | None:
    """Abnormal when anything abnormal is not denied, else inconclusive where so called, else normal or denied."""
    abnormal = normal = False
    unclear = [h for h in hits if h.ref.cue == "inconclusive"]
    for hit in hits:
        if any(
            k is not hit and k.start <= hit.start and hit.end <= k.end and k.end - k.start > hit.end - hit.start
            for k in hits
        ):
            continue
        if hit.ref.cue == "normal":
            normal = True
        elif hit.ref.cue == "abnormal" and any(_leaves_open(piece, u, hit) for u in unclear):
            continue
        elif hit.ref.cue == "abnormal":
            is_denied = denied(piece, hit)
            abnormal, normal = abnormal or not is_denied, normal or is_denied
    return "abnormal" if abnormal else "inconclusive" if unclear else "normal" if normal else None


def _leaves_open(piece: Matched, unclear: Hit, hit: Hit) -> bool:
    """As in "inconclusive for radiculopathy": what the study could not tell."""
    between = piece.words[unclear.end : hit.start]
    return unclear.end <= hit.start and between[:1] == ["for"] and len(between) <= _OPEN_REACH


def _give_contrast(piece: Matched, study: _Study, high: int) -> None:
    near = [
        h
        for h in piece.hits("contrast")
        if h.start < high and h.end > study.start - 4 and h.start - study.end < 12 and _is_contrast(piece.words, h)
    ]
    if near:
        study.contrast = max(near, key=lambda h: h.end - h.start).ref


def _is_contrast(words: Sequence[str], hit: Hit) -> bool:
    """A bare "w/o" is about contrast where nothing follows that it could leave out ("without fracture")."""
    if hit.ref == "both" or not set(words[hit.start : hit.end]) <= _BARE_CONTRAST:
        return True
    following = words[hit.end : hit.end + 1]
    return not following or not following[0][0].isalpha() or following[0] in _AFTER_CONTRAST


def _heads_report(piece: Matched, last: Matched) -> bool:
    """As in "CT brain, 2/5/2021 / Impression: …": a heading inside the report, not after "films were reviewed"."""
    inside = last.segment.section in _RESULTS and piece.segment.kind == "heading" and _HANDLED.isdisjoint(last.words)
    return inside and len(piece.words) < 3 and piece.words[0] in _REPORT_HEADINGS and piece.words[-1] == ":"


def _is_title(pieces: Sequence[Matched], study: _Study) -> bool:
    """As in "X-RAY LEFT SHOULDER, THREE VIEWS: no fracture", or under "EXAM:"."""
    piece = pieces[study.index]
    before = pieces[study.index - 1] if study.index else piece
    headed = before.segment.kind == "heading" and before.words[0] in ("exam", "examination", "study", "procedure")
    title = piece.words[study.end : next((i for i, w in enumerate(piece.words) if w == ":"), study.end)]
    opens = study.start <= 2 and bool(title) and len(title) <= 8 and "." not in title and not _TOLD.intersection(title)
    return headed or opens


def _asks(piece: Matched) -> bool:
    """As in "CLINICAL HISTORY:" under the title of a report."""
    return piece.segment.kind == "heading" and piece.words[:2] in (["clinical", "history"], ["history", ":"])


def _tell_more(piece: Matched, index: int, pieces: Sequence[Matched], open_studies: Sequence[_Study]) -> list[_Study]:
    """The sentences after a study may tell its result."""
    last = pieces[open_studies[-1].index]
    titled = last.segment.kind == "heading" or _is_title(pieces, open_studies[-1])
    titled_report = titled or last.segment.section in ("radiology_findings", "procedure")
    if piece.segment.kind == "heading":
        if titled_report and piece.segment.section == "radiology_findings":
            for study in open_studies:
                study.status = study.status or "done"  # the title of a report
        inside = titled_report and (piece.segment.section in _REPORT_SECTIONS or _asks(piece))
        return list(open_studies) if inside or _heads_report(piece, last) else []
    if piece.segment.section == "radiology_indication" or (titled_report and _asks(pieces[index - 1])):
        return list(open_studies)
    if not _LABORATORY.isdisjoint(piece.words):
        return []
    reported = _heads_report(pieces[index - 1], last)
    reported = reported or (titled_report and piece.segment.section == "radiology_findings")
    if piece.segment.section != last.segment.section and not reported:
        return []
    in_report = titled and piece.segment.section == last.segment.section
    next_to = index - open_studies[-1].index == 1 and (last.segment.kind == "heading" or last.words[-1] == ":")
    reporting = reported or next_to or in_report or piece.segment.section in _RESULTS or piece.words[0] in _OPENERS
    waiting = [s for s in open_studies if s.result is None and (s.status == "done" or s.heading)]
    if in_report or piece.segment.section in _RESULTS or piece.words[0] in _OPENERS:  # "No fracture. There is …"
        waiting += [s for s in open_studies if s.result == "normal" and s.status == "done"]
    if not waiting or not reporting:
        return [] if not waiting else list(open_studies)
    result = _result_of(piece, [h for h in piece.hits("imaging_result") if h.ref.weight > 1])
    for study in _meant(piece, waiting) if result else []:
        if study.result is None or result == "abnormal":
            study.result = result
            study.status = "done"
    return [s for s in open_studies if s.result != "abnormal"]


def _meant(piece: Matched, waiting: Sequence[_Study]) -> Sequence[_Study]:
    """Of several studies those of the region that a sentence names."""
    if len({s.region for s in waiting}) < 2:
        return waiting
    names = {_name(p, "mri") for p in places_in(piece)}
    return [s for s in waiting if s.region in names] or waiting


# -------------------- told twice, counted once
@dataclass(slots=True)
class _Record:
    """Mentions of one study, with what they agree on."""

    told: list[_Study] = field(default_factory=list)
    regions: set[str] = field(default_factory=set)
    dates: set[str] = field(default_factory=set)
    has_result: bool = False

    @property
    def first(self) -> _Study:
        return self.told[0]

    @property
    def last(self) -> tuple[int, int]:
        return max((s.index, s.start) for s in (self.told[0], self.told[-1]))

    def takes(self, new: _Study) -> bool:
        """Whether a mention may be of this study."""
        if (self.first.rule.modality, self.first.status) != (new.rule.modality, new.status):
            return False
        if new.region and self.regions and new.region not in self.regions:
            return False
        return not self.dates or not new.dates or new.dates[0] in self.dates

    def add(self, new: _Study) -> None:
        """Count a mention in."""
        self.told.append(new)
        self.regions.update(r for r in (new.region,) if r)
        self.dates.update(new.dates)
        self.has_result = self.has_result or bool(new.result)


def _merged(text: str, pieces: Sequence[Matched], studies: Sequence[_Study]) -> list[ImagingStudy]:
    kept: list[_Record] = []
    for study in sorted((one for s in studies for one in _by_date(s)), key=lambda s: (s.index, s.start)):
        home = next((k for k in kept if k.takes(study)), None)
        if home is None:
            home = _Record()
            kept.append(home)
        home.add(study)
    kept = [k for k in kept if not _carried_out(k, kept) and not _awaited(k, kept, pieces)]
    named = _named_at(studies)
    return [_as_study(text, pieces, k.told, named) for k in kept]


def _awaited(record: _Record, kept: Sequence[_Record], pieces: Sequence[Matched]) -> bool:
    """As in "order an MRI … after we get his MRI results": the study that the plan orders, not one done."""
    plain = record.first.status == "done" and not record.has_result and not record.dates
    if not plain or any(pieces[s.index].segment.section not in _TO_COME for s in record.told):
        return False
    return any(
        k.first.status == "ordered"
        and k.first.rule.modality == record.first.rule.modality
        and (not record.regions or not k.regions or not record.regions.isdisjoint(k.regions))
        and k.first.index <= record.first.index
        for k in kept
    )


def _by_date(study: _Study) -> list[_Study]:
    if len(study.dates) < 2:
        return [study]
    copies = []
    for day in study.dates:
        copy = _by_region(study, [study.region or ""])[0]
        copy.region, copy.dates = study.region, [day]
        copies.append(copy)
    return copies


def _carried_out(order: _Record, kept: Sequence[_Record]) -> bool:
    """An order whose result is told further down was carried out."""
    if order.first.status != "ordered":
        return False
    for other in kept:
        first = other.first
        same = first.rule.modality == order.first.rule.modality and order.first.region in (None, first.region)
        if same and first.status == "done" and other.has_result and other.last > order.last:
            return True
    return False


def _named_at(studies: Sequence[_Study]) -> dict[int, list[tuple[int, int]]]:
    """Where studies are named, by segment: each place ends what is said of the study before."""
    named: dict[int, set[tuple[int, int]]] = {}
    for study in studies:
        named.setdefault(study.index, set()).add((study.start, study.end))
    return {index: sorted(places) for index, places in named.items()}


def _windows(
    pieces: Sequence[Matched], study: _Study, named: Mapping[int, Sequence[tuple[int, int]]]
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
    reported = following.segment.section in _RESULTS
    if following.segment.kind == "heading" or following.segment.section != piece.segment.section:
        return reported
    levels = following.hits("level")
    opens = following.words[:1] and (following.words[0] in _GOES_ON or (levels and levels[0].start == 0))
    return (reported or bool(opens)) and _LABORATORY.isdisjoint(following.words)


def _details(
    pieces: Sequence[Matched],
    told: Sequence[_Study],
    named: Mapping[int, Sequence[tuple[int, int]]],
    result: str | None,
) -> StudyDetails:
    windows = [w for s in told for w in _windows(pieces, s, named)]
    region = next((s.region for s in told if s.region), None)
    return details_of(windows, told[0].rule.modality, told[0].status or "done", region, result)


def _as_study(
    text: str, pieces: Sequence[Matched], told: Sequence[_Study], named: Mapping[int, Sequence[tuple[int, int]]]
) -> ImagingStudy:
    results = [s.result for s in told if s.result]
    result = next((r for r in ("abnormal", "inconclusive") if r in results), results[0] if results else None)
    details = _details(pieces, told, named, result)
    mentions: dict[tuple[int, int], Mention] = {}
    for study in told:
        section = pieces[study.index].segment.section
        for start, end in [study.chars, *study.evidence]:
            rule = f"imaging:{study.rule.modality}"
            mentions.setdefault(
                (start, end), Mention(start, end, text[start:end], study.status, section=section, rule=rule)
            )
    for piece, hit in details.quotes:
        start, end = piece.span(hit.start, hit.end)
        plain = Mention(start, end, text[start:end], told[0].status, section=piece.segment.section)
        quote = mentions.get((start, end), replace(plain, rule=f"{hit.ref.fact}/{hit.ref.value}"))
        mentions[(start, end)] = replace(quote, detail={**quote.detail, hit.ref.fact: hit.ref.value})
    return ImagingStudy(
        modality=told[0].rule.modality,
        region=next((s.region for s in told if s.region), None),
        status=told[0].status or "done",
        date=next((s.dates[0] for s in told if s.dates), None),
        result=result,
        contrast=next((s.contrast for s in told if s.contrast), None),
        is_requested_study=told[0].status == "ordered",
        side=details.side,
        technique=details.technique,
        levels=details.levels,
        roots=details.roots,
        diagnoses=details.diagnoses,
        change=details.change,
        reason=details.reason,
        mentions=tuple(mentions.values()),
    )
