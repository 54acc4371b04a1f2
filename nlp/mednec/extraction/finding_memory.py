"""What earlier sentences leave behind for later ones: regions, limbs and complaints told so far."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from mednec.extraction import exam_modes, pain
from mednec.extraction.matching import Hit
from mednec.extraction.mentions import RawMention, Scene
from mednec.extraction.places import Place, is_spine

BACK_PLACES = frozenset({"back", "low_back", "thoracic_back"})


@dataclass
class NoteState:
    """What earlier sentences leave behind for later ones."""

    regions: list[str] = field(default_factory=list)
    pain_places: list[Place] = field(default_factory=list)
    pain_block: int = -1
    last_limb: tuple[int, int, str] | None = None
    complaint_limbs: set[str] = field(default_factory=set)
    complaint_sections: set[str | None] = field(default_factory=set)
    spine_told: bool = False
    limb_scene: int = -9
    carried_limb: str | None = None
    carried_block: int = -1
    block_region: dict[int, str] = field(default_factory=dict)
    spine_scene: int = -9
    exam_mode: str | None = None
    columns: tuple[str, ...] = ()
    about_spine: bool = True
    last_deficit: int = -9
    last_pain: int = -9
    exam_limb: tuple[int, str | None] = (-9, None)
    tingling_only: bool = False
    pain_told: bool = False
    spine_limbs: set[str] = field(default_factory=set)
    answers_referral: bool = False


_EXAMINING = frozenset("examination exam evaluation inspection of the his her left right bilateral both on".split())


def _keeps_topic(scene: Scene, found: Sequence[RawMention]) -> bool:
    """Whether a sentence leaves the limb spoken of before in mind: denials only, or a short remark about it
    ("It comes and goes.", "The left is worse than the right.").
    """
    if found:
        return all(m.status == "absent" for m in found)
    words = scene.words
    return len(words) <= MAX_REMARK_WORDS and not scene.places and bool(_OF_THE_SAME.intersection(words[:2]))


MAX_REMARK_WORDS = 14
"""Words of a remark that says nothing new of its own."""


_OF_THE_SAME = frozenset("it this these they symptoms left right".split())
_DEFICITS = frozenset(
    "limb_paresthesia sensory_deficit motor_weakness gait_disturbance hand_clumsiness saddle_anesthesia".split()
)


def _tells_of_deficit_only(scene: Scene, found: Sequence[RawMention]) -> bool:
    """Whether what "it" means in the next sentence is a neurologic symptom: one is reported here, and no pain."""
    present = {m.concept for m in found if m.status == "present" and m.basis != "examined"}
    return bool(present & _DEFICITS) and not scene.pains and "radiating_pain" not in present


PAINFUL = frozenset(
    (
        "pain pains painful ache aches aching achy achiness hurt hurts hurting sore soreness discomfort "
        "tender tenderness "
        "lbp sciatica cervicalgia lumbago backache throbbing cramping"
    ).split()
)


def of_pain(scene: Scene, state: NoteState) -> bool:
    """Whether "worse at night" can speak of pain: not where the note has told of tingling alone."""
    if not PAINFUL.isdisjoint(scene.words):
        return True
    tingling = any(t.layer == "finding" and t.ref.rule.concept == "limb_paresthesia" for t in scene.targets)
    return not (tingling or state.tingling_only)


def deficit_before(scene: Scene, hit: Hit, state: NoteState) -> bool:
    """Whether "it" can mean a neurologic symptom: the last thing told in this sentence, or in the one before."""
    here = [t for t in scene.targets if t.end <= hit.start and not is_aside(t)]
    if not here:
        of_all = not _THE_COMPLAINTS.isdisjoint(scene.words[max(0, hit.start - 1) : hit.end])
        reach = TOPIC_REACH if of_all and state.last_pain < state.last_deficit else 1
        return scene.index - state.last_deficit <= reach
    last = here[-1]
    named = [t for t in here if t.layer == "finding"]
    if last.layer == "pain" and named and _LISTING.issuperset(scene.words[named[-1].end : last.start]):
        last = named[-1]  # "numbness, tingling, and pain … has worsened"
    return last.layer == "finding" and last.ref.rule.concept in _DEFICITS


TOPIC_REACH = 6
"""Sentences after which "these symptoms" no longer means a deficit told before."""


_THE_COMPLAINTS = frozenset({"symptoms", "changes", "deficits", "these"})
_LISTING = frozenset({",", "and", "or", "&"})


def is_aside(target: Hit) -> bool:
    """'Numbness since a crash that has worsened': what happened is not what worsens."""
    return target.layer == "finding" and target.ref.rule.type in ("event", "history", "plan")


def is_examined(scene: Scene) -> bool:
    """Whether a segment belongs to an examination."""
    return scene.basis == "examined" or scene.piece.segment.section == "physical_exam"


_LIMB_OF_SPINE_PAIN = {"neck_pain": "upper_limb", "back_pain": "lower_limb"}
_SPINE_COMPLAINTS = frozenset({*_LIMB_OF_SPINE_PAIN, "radiculopathy"})
LIMB_OF_ROOTS = {"cervical": "upper_limb", "lumbar": "lower_limb"}


def _painful_limbs(scene: Scene) -> list[str]:
    return [limb for p in pain.present_places(scene) if (limb := complaint_limb(p))]


def complaint_limb(place: Place) -> str | None:
    """The limb that a complaint is about, or that pain of this part of the spine travels to."""
    if place.limb in ("upper_limb", "lower_limb"):
        return place.limb
    if place.place in ("neck",):
        return "upper_limb"
    return "lower_limb" if place.place in BACK_PLACES else None


def remember_scene(scene: Scene, state: NoteState, found: Sequence[RawMention]) -> None:
    """Note, in ``state``, what a segment and its findings mean for those that follow."""
    segment = scene.piece.segment
    regions = [p.spine for p in scene.places if p.spine and is_spine(p.place)]
    if regions and "conus" not in scene.words:  # where the cord ends says nothing of the part that is imaged
        state.block_region[segment.block] = regions[-1] or ""
        state.spine_scene = scene.index
    elif segment.kind == "heading":
        state.block_region.pop(segment.block, None)
    pains = pain.spine_pain_places(scene)
    state.spine_limbs |= pain.limbs_of_spine([p for p in pain.present_places(scene) if is_spine(p.place)])
    state.spine_limbs |= pain.limbs_of_spine(pain.named_pain_places(scene))
    if pains:
        state.pain_places, state.pain_block = pains[-3:], segment.block
    if _tells_of_deficit_only(scene, found):
        state.last_deficit = scene.index
    elif any(scene.judge.assertion(h.start, h.end).status == "present" for h in scene.pains):
        state.last_pain = scene.index
    if not PAINFUL.isdisjoint(scene.words):
        state.tingling_only = False
    elif any(m.concept == "limb_paresthesia" and m.status == "present" for m in found):
        state.tingling_only = state.tingling_only or not state.pain_told
    state.pain_told = state.pain_told or not PAINFUL.isdisjoint(scene.words)
    state.spine_told = state.spine_told or any(m.concept in _SPINE_COMPLAINTS and m.status != "absent" for m in found)
    _remember_limb(scene, state, found)
    limbs = {p.limb for p in scene.places if p.limb}
    if is_examined(scene) and limbs:
        state.exam_limb = (scene.index, limbs.pop() if len(limbs) == 1 and "both" not in limbs else None)
    _remember_label(scene, state)
    state.exam_mode = exam_modes.mode_after(scene, state.exam_mode)
    state.columns = exam_modes.columns_of(scene) or (
        state.columns if segment.kind in ("row", "bullet", "text") and state.exam_mode else ()
    )


def _remember_limb(scene: Scene, state: NoteState, found: Sequence[RawMention]) -> None:
    limb: str | None = None
    for mention in found:
        if mention.status != "present" or mention.basis == "examined":
            continue
        if mention.region in ("upper_limb", "lower_limb"):
            limb = mention.region
        elif mention.concept in _LIMB_OF_SPINE_PAIN:
            limb = limb or _LIMB_OF_SPINE_PAIN[mention.concept]
        elif mention.concept == "radiculopathy" and mention.region in LIMB_OF_ROOTS:
            limb = limb or LIMB_OF_ROOTS[mention.region]
    painful = [] if scene.basis == "examined" else _painful_limbs(scene)
    limb = limb or next(iter(painful), None)
    if limb and scene.experiencer == "patient":
        state.complaint_limbs |= {limb, *painful}
        state.limb_scene = scene.index
        state.complaint_sections.add(scene.piece.segment.section)
    previous = state.last_limb
    if limb:
        state.last_limb = (scene.piece.segment.block, scene.index, limb)
    elif previous and previous[1] == scene.index - 1 and _keeps_topic(scene, found):
        state.last_limb = (previous[0], scene.index, previous[2])


def _remember_label(scene: Scene, state: NoteState) -> None:
    words = scene.words
    segment = scene.piece.segment
    limbs = [
        p
        for p in scene.places
        if p.limb in ("upper_limb", "lower_limb") and not p.muscle and _EXAMINING.issuperset(words[3 : p.start])
    ]
    if limbs and ":" in words[limbs[0].end : limbs[0].end + 2]:
        state.carried_limb, state.carried_block = limbs[0].limb, segment.block
    elif state.carried_block != segment.block or (":" in words[:4] and not limbs):
        state.carried_limb = None
