"""Treatment of another problem than the spine: a knee, an old fracture, migraine, care around an operation."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from mednec.extraction.context import Context
from mednec.extraction.indication import PAIN_WORDS
from mednec.extraction.matching import Matched
from mednec.extraction.places import Place, is_spine, places_in
from mednec.extraction.treatments import Treatment
from mednec.extraction.wordsets import word_set

_STOPS = word_set(". ; | ! ?")
JOINT_STUDIES = frozenset({"shoulder", "elbow", "wrist_hand", "hip", "knee", "ankle_foot"})
_SERVED = {
    "cervical": frozenset({"shoulder", "elbow", "wrist_hand"}),
    "thoracic": frozenset({"shoulder"}),
    "lumbar": frozenset({"hip", "knee", "ankle_foot"}),
}
"""Joints to which the pain of a spine region may reach: there a treatment may be for the spine."""
_SPINE_WORDS = word_set(
    "lbp sciatica radiculopathy radicular radiculitis cervicalgia lumbago backache whiplash disc myelopathy spine"
)
_CONDITIONS = word_set(
    "fracture fractures fx broken sprain sprained tear torn labral labrum meniscus meniscal bursitis tendinitis",
    "tendonitis tendinopathy arthroplasty replacement tha tka thr tkr arthroscopy scope repair cuff frozen capsulitis",
    "fasciitis epicondylitis tennis golfer's carpal dactylitis enthesitis oa osteoarthritis arthritis reconstruction",
    "acl dislocation dislocated gout quervain's bunion rehab rehabilitation release cast",
)
_DISEASES = word_set(
    "migraine migraines rls restless tmj vestibular vertigo plantar dactylitis enthesitis carpal epilepsy seizures",
    "asthma copd depression anxiety insomnia fibromyalgia incontinence",
)
_SPINE_OR_LIMB = _SPINE_WORDS | word_set(
    "back neck leg arm legs arms pain neuropathic spinal lumbar cervical thoracic sciatic disk stenosis"
)
_JOINED = word_set("and or & / plus as")
_WHOSE = _JOINED | word_set("her his the my for well also low lower upper mid right left chronic occasional")
_AFTER_PURPOSE = 5
_REACTIONS = word_set("swelling swelled swollen swell puffed edema rash cramps cramping bruising itching")
_PAST = word_set(
    "old past previous prior years ago resolved recovered healed history hx h/o then once former childhood"
)
_LEADS = word_set("for of after following = to on")
_HISTORY = frozenset({"past_medical_history", "past_surgical_history", "social_history"})
_NOT_FOR = word_set("not for the his her on to")
_REPLACED = word_set("tha tka thr tkr acl")
_BEFORE_SURGERY = frozenset({"epidural_steroid_injection", "facet_injection"})
_NO_ITEM_ELSEWHERE = frozenset({"activity_modification"})
_REACH = 10
_BEFORE_STAY = word_set("usual home preoperative preoperatively chronic resume resumed prior failed")
_STAY_SECTIONS = frozenset({"hospital_course", "discharge_medications", "instructions", "procedure", "follow_up"})


def is_elsewhere(piece: Matched, treatment: Treatment, treatments: Sequence[Treatment], context: Context) -> bool:
    """Whether a treatment in a note about the spine is plainly for something else."""
    if context.is_surgical_stay and piece.segment.section in _STAY_SECTIONS:
        return _BEFORE_STAY.isdisjoint(piece.words)
    if not context.is_spine_note or treatment.name in _NO_ITEM_ELSEWHERE:
        return False
    low, high = _clause(piece.words, treatment)
    if not _REPLACED.isdisjoint(piece.words[low:high]) and treatment.name not in _BEFORE_SURGERY:
        return True
    places = [
        p
        for p in places_in(piece)
        if low <= p.start < high
        and not _of_another(p, treatment, treatments)
        and not _is_upright(piece.words, p)
        and _REACTIONS.isdisjoint(piece.words[max(low, p.start - 3) : p.end + 3])
    ]
    if _is_set_apart(piece.words, treatment, high, places):
        return True
    if any(is_spine(p.place) for p in places) or not _SPINE_WORDS.isdisjoint(piece.words[low:high]):
        return False
    if _heads_disease(piece.words, (low, high), treatment):
        return True
    return any(
        _is_for(piece, treatment, joint, (low, high), context) for joint in places if joint.study in JOINT_STUDIES
    )


def _is_upright(words: Sequence[str], place: Place) -> bool:
    """As in "the brace helps when she is on her feet": no complaint of the feet."""
    return words[place.start] == "feet" and words[max(0, place.start - 2) : place.start][:1] == ["on"]


def goes_on_with_spine(words: Sequence[str], end: int) -> bool:
    """As in "for migraines and neck pain": beside the purpose that ends at ``end`` stands the spine or its pain."""
    following = words[end : end + _AFTER_PURPOSE]
    if _JOINED.isdisjoint(following[:1]):
        return False
    return next((w for w in following if w not in _WHOSE), "") in _SPINE_OR_LIMB


def has_purpose(said: Sequence[str]) -> bool:
    """As in "gabapentin for the leg pain and Lexapro …": what stands behind a treatment tells that it is for a pain."""
    return any(w == "for" and not PAIN_WORDS.isdisjoint(said[i : i + _AFTER_PURPOSE]) for i, w in enumerate(said))


def _clause(words: Sequence[str], treatment: Treatment) -> tuple[int, int]:
    low = next((i + 1 for i in range(treatment.start - 1, -1, -1) if words[i] in _STOPS), 0)
    return low, next((i for i in range(treatment.end, len(words)) if words[i] in _STOPS), len(words))


def _of_another(place: Place, treatment: Treatment, treatments: Sequence[Treatment]) -> bool:
    """As in "PT, knee brace": the place is part of the name of another treatment."""
    named = [t for t in treatments if t is not treatment and t.start <= place.start < t.end]
    return any(not _shares_purpose(t, place, treatment) for t in named)


def _shares_purpose(other: Treatment, place: Place, treatment: Treatment) -> bool:
    """As in "therapy and a cortisone injection for her shoulder": what the second is for closes the list."""
    return "for" in other.wording.lower().split() and place.end == other.end and treatment.end <= other.start


def _is_set_apart(words: Sequence[str], treatment: Treatment, high: int, places: Sequence[Place]) -> bool:
    """As in "shoulder PT, not neck", "PT since July, hip only"."""
    for place in places:
        if place.start < treatment.end or place.start >= high:
            continue
        lead = words[max(treatment.end, place.start - 3) : place.start]
        turned = "but" in words[max(0, place.start - 4) : place.start]  # "helped her knees but not the neck"
        if is_spine(place.place) and "not" in lead and not turned and _NOT_FOR.issuperset(lead[lead.index("not") :]):
            return True
        if place.study in JOINT_STUDIES and words[place.end : place.end + 1] == ["only"]:
            return True
    return False


def _heads_disease(words: Sequence[str], clause: tuple[int, int], treatment: Treatment) -> bool:
    """As in "Migraine, amitriptyline at night", "vestibular therapy", "gabapentin = RLS"."""
    own = words[treatment.start : treatment.end]
    lead = words[clause[0] : treatment.start]
    after = words[treatment.end : min(treatment.end + _REACH, clause[1])]
    named = not _DISEASES.isdisjoint([*lead[:2], *own]) and len(lead) <= 6
    at = next((i for i, w in enumerate(after) if w in _DISEASES), 0)
    if at > 0 and goes_on_with_spine(words, treatment.end + at + 1):
        return False
    apart = "(" in after[1:at] or has_purpose(after[:at])  # "six weeks of PT for it (also seen for vertigo)"
    return named or (at > 0 and not apart and not {"=", "for"}.isdisjoint(after[:at]))


def _is_for(piece: Matched, treatment: Treatment, joint: Place, clause: tuple[int, int], context: Context) -> bool:
    """Whether a treatment is for a joint; for one that spine pain reaches, only with another disease or long ago."""
    said = piece.words[clause[0] : clause[1]]
    another = not _CONDITIONS.isdisjoint(said) or _is_past(piece, said, context)
    complained = context.joints.get(joint.study or "", frozenset()) - {piece.number}
    within_reach = any(joint.study in _SERVED.get(region, ()) for region in context.spine_regions) and bool(complained)
    if joint.start >= treatment.end:
        between = piece.words[treatment.end : joint.start]
        linked = len(between) <= _REACH and (not _LEADS.isdisjoint(between) or between[:1] == ["("])
    else:
        linked = joint.end >= treatment.start or another
    near = treatment.start - 5 <= joint.start < treatment.end + 7
    distal = joint.study in ("knee", "ankle_foot") and near
    if treatment.name == "home_exercise":
        return linked and another
    return distal or (linked and (another or not within_reach))


def _is_past(piece: Matched, said: Sequence[str], context: Context) -> bool:
    """Whether a clause speaks of former times."""
    if piece.segment.section in _HISTORY or not _PAST.isdisjoint(said):
        return True
    return any(year < (context.note_date or "9999")[:4] for year in _years(said))


def _years(said: Sequence[str]) -> Iterator[str]:
    return (w for w in said if len(w) == 4 and w.isdigit() and w[:2] in ("19", "20"))
