"""Where a finding is: the spinal region or the limb that its words, its sentence or its paragraph give."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from mednec.extraction.attachment import ADJACENT, CLAUSE, LISTED, SEGMENT, attached
from mednec.extraction.finding_memory import BACK_PLACES, LIMB_OF_ROOTS, NoteState, complaint_limb, is_examined
from mednec.extraction.lexicon import places_of
from mednec.extraction.matching import Hit
from mednec.extraction.mentions import Scene
from mednec.extraction.note_topic import OF_THE_WHOLE_NOTE, SPINE_REACH, may_be_of_spine, names_finding
from mednec.extraction.places import Place, is_spine, limb_of_root, merge_sides
from mednec.rules.schema import FindingRule

_ITEM_STOPS = frozenset({";", ".", ",", "|"})
_PAUSES = frozenset({",", ";", "and", "but", ".", ":"})
_TO_SIDE = frozenset({"on", "the", "to", "in", "(", ",", "sign", "test", "is", "was", ":", "at"})


def _of_the_item_before(scene: Scene, hit: Hit, place: Place) -> bool:
    """'Strength is full in the legs, sensation is intact': a place with its own preposition stays with its item."""
    between = scene.words[place.end : hit.start]
    before = scene.words[max(0, place.start - 4) : place.start]
    return between[:1] == [","] and not {"in", "of", "at", "throughout"}.isdisjoint(before)


def _of_the_denial_before(scene: Scene, hit: Hit, place: Place) -> bool:
    """'No arm or leg pain, no numbness': two denials, and the place is that of the first."""
    between = scene.words[place.end : hit.start]
    if "," not in between or between[-1:] not in (["no"], ["without"], ["nor"], ["any"]):
        return False
    return not {"no", "without", "denies", "denied"}.isdisjoint(scene.words[: place.start])


EXAM_REACH = 2
"""Sentences of an examination after which the limb last named is no longer meant."""


def _limb_of_named_root(target: Hit) -> str | None:
    """The limb of a root pain whose name tells the roots ("sciatica", "brachialgia")."""
    if target.layer != "finding" or target.ref.rule.concept != "radiculopathy":
        return None
    return LIMB_OF_ROOTS.get(target.ref.rule.region)


def _limb_of_history(scene: Scene, state: NoteState) -> str | None:
    """The one limb all complaints so far are about, for a denial of limb symptoms alone in the running history."""
    section = scene.piece.segment.section
    told = section in _HISTORIES or (section is None and None in state.complaint_sections)
    if len(state.complaint_limbs) != 1 or not told:
        return None
    if any(p.place == "saddle" for p in scene.places):
        return None
    near = scene.index - state.limb_scene <= EXAM_REACH  # farther off, the bladder is part of a screen of red flags
    allowed = _NEUROLOGIC if near else LIMB_SYMPTOMS
    if any(t.layer == "finding" and not allowed.issuperset(_named_by(t)) for t in scene.targets):
        return None
    return next(iter(state.complaint_limbs))


def _named_by(target: Hit) -> list[str]:
    rule = target.ref.rule
    return [rule.concept] if rule.concept != "group" else [*rule.denies, *rule.implies]


_HISTORIES = frozenset({"history_of_present_illness", "chief_complaint", "prior_treatment"})
LIMB_SYMPTOMS = frozenset({"limb_paresthesia", "motor_weakness", "sensory_deficit", "radiating_pain"})
_NEUROLOGIC = LIMB_SYMPTOMS | {"bowel_bladder_dysfunction", "gait_disturbance"}


def _concept_and_region(concept: str, value: str | None) -> tuple[str, str | None]:
    """What a rule makes of a place: a region, another concept, or both ("concept/region")."""
    if value is None:
        return concept, None
    if "/" in value:
        other, region = value.split("/", 1)
        return other, region
    if value in ("cervical", "thoracic", "lumbar", "upper_limb", "lower_limb", "trunk"):
        return concept, value
    return value, None


def placings(
    scene: Scene,
    hit: Hit,
    rule: FindingRule,
    status: str,
    state: NoteState,
    dominant: str | None,
    carried: str | None,
) -> list[tuple[str, str | None, str | None, list[Place]]]:
    """(concept, region, side, places) for each place of a mention; empty where the place rules it out."""
    accepted = places_of(rule)
    needs = rule.needs.split(", ") if rule.needs else []
    if "spine" in needs and not _spine_in_reach(scene, hit, state, dominant):
        return []
    if "suspicion" in needs and status != "possible":
        return []
    if "letter" in needs and not (state.answers_referral and len(scene.words) <= LETTERHEAD_WORDS):
        return []
    if "undenied" in needs and status == "absent":
        return []
    suspected = "elsewhere" in needs and status == "possible"
    if (suspected or "outside" in needs) and may_be_of_spine(scene, hit, state):
        return []
    if rule.region == "both_limbs":
        return [(rule.concept, limb, _own_side(scene, hit), []) for limb in ("upper_limb", "lower_limb")]
    if not accepted:
        side = _own_side(scene, hit) or _limb_side(scene, rule)
        region = None if rule.region == "none" else rule.region
        return [(rule.concept, region, side, [])]
    if rule.region == "spine" and rule.at is None:
        if _of_another_part(scene, hit):
            return []
        region, places = _spine_region(scene, hit, state, dominant)
        side = _own_side(scene, hit) or merge_sides([p.side for p in places]) or _limb_side(scene, rule)
        regions: list[str | None] = list(dict.fromkeys(p.spine for p in places if p.spine))
        return [(rule.concept, r, side, [p for p in places if p.spine == r] or places) for r in regions or [region]]
    return _located(scene, hit, rule, accepted, status, state, carried)


def _located(
    scene: Scene,
    hit: Hit,
    rule: FindingRule,
    accepted: dict[str, str | None],
    status: str,
    state: NoteState,
    carried: str | None,
) -> list[tuple[str, str | None, str | None, list[Place]]]:
    shared = scene.exam_list_of(hit)
    if shared is not None and shared.places and shared.status == status:
        return _rows(scene, hit, rule, accepted, shared.places)[0]
    tier, places = attached(
        scene, hit.start, hit.end, lambda p: not _is_of_another_item(scene, hit, p, status == "absent")
    )
    if tier >= CLAUSE and status == "absent" and (listed := _place_of_list(scene, hit)):
        tier, places = LISTED, listed
    if _is_of_next_item(scene, hit, places) or _is_of_examined_item_before(scene, hit, places):
        return _unplaced(scene, hit, rule, accepted, status, state, carried)
    if places and status == "absent" and tier >= LISTED and _of_the_denial_before(scene, hit, places[-1]):
        return _unplaced(scene, hit, rule, accepted, status, state, carried)
    if tier == CLAUSE and status == "absent" and _of_the_item_before(scene, hit, places[-1]):
        return _unplaced(scene, hit, rule, accepted, status, state, carried)
    if tier >= CLAUSE and places and not any(_name(p, accepted) for p in places):
        if tier == CLAUSE and not places[0].limb and not is_spine(places[0].place):
            return (
                []
                if hit.ref.polarity != "absent" and _predicate(scene, hit, places[0])
                else _unplaced(scene, hit, rule, accepted, status, state, carried)
            )
        places = []
    rows, rejected = _rows(scene, hit, rule, accepted, places)
    if rows:
        return rows
    if rejected and not all(is_spine(p.place) for p in places):
        return []
    return _unplaced(scene, hit, rule, accepted, status, state, carried)


def _is_of_another_item(scene: Scene, hit: Hit, place: Place, denied: bool) -> bool:
    """'No headache or weakness', "no chest pain or numbness", "no saddle anesthesia, numbness": the part is that of
    another item of the list; of what is there, only behind a comma ("headache, tingling").
    """
    first, last = (hit.end, place.start) if hit.end <= place.start else (place.end, hit.start)
    listed = "," in scene.words[first:last]
    if place.place == "saddle":
        named = [t for t in scene.targets if t.layer == "finding" and t.ref.rule.concept == "saddle_anesthesia"]
        apart = listed or (denied and hit.end <= place.start)
        return apart and any(t.start == place.start and not t.overlaps(hit) for t in named)
    if scene.words[place.end - 1] == "headache":
        return denied or listed
    pains = not _PAINS.isdisjoint(scene.words[place.end : place.end + 1])
    return denied and pains and place.place in ("head", "chest", "abdomen", "pelvis")


_PAINS = frozenset("pain pains ache aches discomfort tightness pressure cramps cramping".split())


def _rows(
    scene: Scene, hit: Hit, rule: FindingRule, accepted: dict[str, str | None], places: Sequence[Place]
) -> tuple[list[tuple[str, str | None, str | None, list[Place]]], bool]:
    """(concept, region, side, places) for the places that a rule accepts, and whether it refuses one."""
    rows: dict[tuple[str, str | None], list[Place]] = {}
    rejected = False
    for place in places:
        names = _name(place, accepted)
        rejected = rejected or not names
        for name in names:
            rows.setdefault(_concept_and_region(rule.concept, accepted[name]), []).append(place)
    own = _own_side(scene, hit) if rows else None
    return [(c, r, merge_sides([p.side for p in ps]) or own, ps) for (c, r), ps in rows.items()], rejected


def _is_of_next_item(scene: Scene, hit: Hit, places: Sequence[Place]) -> bool:
    """'Strength full, sensation reduced over the foot': what is said whole before the comma has no place behind it."""
    if hit.ref.polarity != "absent" or not places or places[0].start < hit.end:
        return False
    between = [t for t in scene.targets if hit.end < t.start < places[0].start and t.layer == "finding"]
    whole = any(t.ref.rule.type != "exam" or t.ref.polarity == "absent" for t in between)
    return whole and scene.words[hit.end] in (",", ";")


def _is_of_examined_item_before(scene: Scene, hit: Hit, places: Sequence[Place]) -> bool:
    """'Full strength in the arms, reflexes 2+', "right dorsiflexion 4-/5, and sensation intact": behind a comma or an
    "and", a normal finding of an examination does not stand where the item before it does, unless a limb heads both
    ("Arms: full strength, reflexes 2+").
    """
    if hit.ref.polarity != "absent" and not (is_examined(scene) and _is_denied_sign(hit)):
        return False
    if not places or places[-1].end > hit.start or scene.basis in ("reported", "diagnosed"):
        return False
    if _PARTS_ITEMS.isdisjoint(scene.words[places[-1].end : hit.start]):
        return False
    head = places[0]
    told = [t for t in scene.targets if t.layer == "finding" and t.start < head.start and t.end <= hit.start]
    return bool(told) or (head.part not in _WHOLE_LIMBS and ":" not in scene.words[head.end : head.end + 2])


def _is_denied_sign(hit: Hit) -> bool:
    return hit.layer == "finding" and hit.ref.rule.concept in ("muscle_atrophy", "motor_weakness", "sensory_deficit")


_PARTS_ITEMS = frozenset({",", "and", "|", ";", "&"})


def _place_of_list(scene: Scene, hit: Hit) -> list[Place]:
    """'Tone, power and reflexes were normal in the legs': a list with one value shares the place after it."""
    words = scene.words
    i, items = hit.end, 0
    while i < len(words):
        item = next((t for t in scene.targets if t.layer == "finding" and t.start <= i < t.end and t is not hit), None)
        if item is not None:
            i, items = item.end, items + 1
        elif words[i] in _JOINTS:
            i += 1
        else:
            break
    start = i
    while i < len(words) and (words[i] in _COPULAS or any(v.start <= i < v.end for v in scene.piece.hits("value"))):
        i += 1
    if words[i : i + 1] not in (["in"], ["of"], ["at"], ["throughout"]):
        beside = next((p for p in scene.places if p.start == i and (p.limb or "-" in (p.level or ""))), None)
        return [beside] if beside and i > start else []
    if not items:
        return []
    place = next((p for p in scene.places if p.start > i), None)
    return [place] if place and place.limb and place.start - i <= _TO_PLACE else []


_JOINTS = frozenset(", and or / & + nor".split())
_COPULAS = frozenset("is are was were all both grossly entirely completely also".split())
_TO_PLACE = 4


def _predicate(scene: Scene, hit: Hit, place: Place) -> bool:
    between = scene.words[place.end : hit.start]
    return (
        place.end <= hit.start
        and len(between) <= 4
        and "," not in between
        and bool(
            {"is", "are", "was", "were", "feels", "goes", "went", "has", "had", "becomes", "with"}.intersection(between)
        )
    )


def _unplaced(
    scene: Scene,
    hit: Hit,
    rule: FindingRule,
    accepted: dict[str, str | None],
    status: str,
    state: NoteState,
    carried: str | None,
) -> list[tuple[str, str | None, str | None, list[Place]]]:
    if "none" not in accepted:
        return []
    limb = carried or inherited_limb(scene, hit, status, state)
    if limb and limb in accepted:
        concept, region = _concept_and_region(rule.concept, accepted[limb])
        return [(concept, region, _own_side(scene, hit), [])]
    if _everywhere(scene, hit) and {"upper_limb", "lower_limb"} <= accepted.keys():
        return [(*_concept_and_region(rule.concept, accepted[name]), None, []) for name in ("upper_limb", "lower_limb")]
    concept, region = _concept_and_region(rule.concept, accepted["none"])
    return [(concept, region, _own_side(scene, hit), [])]


def _everywhere(scene: Scene, hit: Hit) -> bool:
    after = scene.words[hit.end : hit.end + 6]
    own = next((i for i, word in enumerate(after) if word in _ITEM_STOPS), len(after))
    told = {"throughout", "globally", "everywhere", "universally"}.intersection(scene.words[hit.start : hit.end + own])
    return bool(told) and scene.basis in ("examined", None)


def _name(place: Place, accepted: dict[str, str | None]) -> list[str]:
    """The names under which a rule accepts a place: its own, or its limb's (both for "arms and legs")."""
    if place.limb == "both":
        return [n for n in ("upper_limb", "lower_limb") if n in accepted]
    if place.place in accepted and place.place not in ("spine",):
        return [place.place]
    if place.spine and place.spine in accepted and is_spine(place.place):
        return [place.spine]
    if place.level:
        return [name for name in _of_level(place) if name in accepted]
    if place.place in BACK_PLACES and "back" in accepted:
        return ["back"]
    if place.limb and place.limb in accepted and place.place not in ("shoulder", "hip"):
        return [place.limb]
    return []


def _of_level(place: Place) -> tuple[str, ...]:
    """Where a root or a sensory level is felt: below a level of the cord are all limbs that it serves."""
    level = place.level or ""
    if place.below and level[0] in "CT":
        return ("lower_limb",) if level[0] == "T" and level != "T1" else ("upper_limb", "lower_limb")
    if level[:2] in ("S3", "S4", "S5"):
        return ("saddle",)
    return (limb_of_root(level.split("-")[0]),)


def _own_side(scene: Scene, hit: Hit) -> str | None:
    """A side written inside a hit, right before it, or right after it ("on the left")."""
    words = scene.words
    sides = [
        h
        for h in scene.piece.hits("side")
        if words[h.start] != "either" or words[h.end : h.end + 1] in (["side"], ["hand"], ["arm"], ["leg"], ["foot"])
    ]
    for side in sides:
        if side.start >= hit.start and side.end <= hit.end:
            return str(side.ref)
    for side in sides:
        between = words[side.end : hit.start] if side.end <= hit.start else words[hit.end : side.start]
        if len(between) > 3:
            continue
        if side.end <= hit.start and _PAUSES.isdisjoint(between):
            return str(side.ref)
        if side.start >= hit.end and _TO_SIDE.issuperset(between):
            return str(side.ref)
    return None


def limb_of_label(scene: Scene, state: NoteState) -> str | None:
    """'Lower extremities:' on its own line, or at the head of the sentence, places what follows in the same
    block.
    """
    if state.carried_limb and state.carried_block == scene.piece.segment.block:
        return state.carried_limb
    return _limb_graded_first(scene)


def _limb_graded_first(scene: Scene) -> str | None:
    """'UE 5/5 t/o, nl bulk', 'LE strength 5/5, sensation intact': the only limb of a sentence of the exam heads it."""
    limbs = [p for p in scene.places if p.limb]
    if not limbs or limbs[0].part not in _WHOLE_LIMBS or limbs[0].start > 1 or scene.basis == "reported":
        return None
    if len({p.limb for p in limbs}) > 1:
        return None
    graded = [w for w in scene.words[limbs[0].end :] if w not in _TO_GRADE][:1]
    return limbs[0].limb if graded and graded[0].endswith("/5") else None


_WHOLE_LIMBS = frozenset("arm arm_left arm_right arms leg leg_left leg_right legs".split())
_TO_GRADE = frozenset("strength motor power is are was were : - s muscle".split())


def inherited_limb(scene: Scene, hit: Hit, status: str, state: NoteState) -> str | None:
    """A generic denial right after a limb complaint or a spine pain belongs to that limb."""
    if status in ("present", "possible") and is_examined(scene):
        return state.exam_limb[1] if 0 < scene.index - state.exam_limb[0] <= EXAM_REACH else None
    if status != "absent" or scene.basis == "examined":
        return None
    if hit.layer == "finding" and hit.ref.rule.concept in _NEVER_REPORTED:
        return None
    before = _local_complaints(scene, hit)
    if before:
        return before[-1]
    if scene.piece.segment.kind == "bullet":
        return None  # an item of a list says nothing of the item before it
    if state.last_limb and state.last_limb[0] == scene.piece.segment.block and state.last_limb[1] == scene.index - 1:
        return state.last_limb[2]
    return _limb_of_history(scene, state)


_NEVER_REPORTED = frozenset({"reflex_diminished"})
"""What nobody complains of: its normal finding belongs to no complaint."""


def _local_complaints(scene: Scene, hit: Hit) -> list[str]:
    out: list[str] = []
    for target in scene.targets:
        if target.end > hit.start:
            break
        root = _limb_of_named_root(target)
        if (
            target.layer == "finding"
            and target.ref.rule.region not in ("limb",)
            and target.ref.rule.concept not in ("motor_weakness", "limb_paresthesia")
            and not root
        ):
            continue
        if target.layer == "finding" and target.ref.rule.type == "exam":
            continue
        if scene.judge.assertion(target.start, target.end).status not in ("present", "historical"):
            continue
        if root:
            out.append(root)
            continue
        tier, places = attached(scene, target.start, target.end, lambda p: True)
        out += [limb for p in places if tier < SEGMENT and (limb := complaint_limb(p))]
    return out


LETTERHEAD_WORDS = 9
"""Words at most of a line that names the writer of a letter."""


def _spine_in_reach(scene: Scene, hit: Hit, state: NoteState, dominant: str | None) -> bool:
    tier, places = attached(scene, hit.start, hit.end, lambda p: True)
    if tier <= LISTED and places:
        return any(is_spine(p.place) for p in places)
    if any(is_spine(p.place) or p.level for p in scene.places):
        return True
    if any(p.place not in ("none",) and not is_spine(p.place) for p in scene.places):
        return False
    block = scene.piece.segment.block
    named = block in state.block_region and scene.index - state.spine_scene <= SPINE_REACH
    return named or (dominant is not None and state.about_spine and scene.piece.segment.section in OF_THE_WHOLE_NOTE)


def _limb_side(scene: Scene, rule: FindingRule) -> str | None:
    """'EMG of the left leg: L5 radiculopathy': a root lesion is on the side of the limb examined."""
    return merge_sides([p.side for p in scene.places if p.limb]) if rule.concept == "radiculopathy" else None


def _of_another_part(scene: Scene, hit: Hit) -> bool:
    """'degenerative disease of the right hip', 'knee arthritis': the words name another part of the body."""
    tier, places = attached(scene, hit.start, hit.end, lambda p: True)
    if tier > ADJACENT or not places or any(is_spine(p.place) or p.level for p in places):
        return False
    place = places[0]
    if place.start >= hit.end:
        between = scene.words[hit.end : place.start]
        if any(hit.end <= t.start < place.start for t in scene.targets) or "," in between:
            return False  # "a disc herniation and weakness of the right leg"
        return "of" in between or ("in" in between and hit.ref.rule.concept == "spondylosis")
    return (
        place.end <= hit.start
        and hit.ref.rule.concept in ("spondylosis", "prior_spine_surgery")
        and place.place not in ("other",)
    )


def _spine_region(scene: Scene, hit: Hit, state: NoteState, dominant: str | None) -> tuple[str | None, list[Place]]:
    """Region of a spine mention: attached, in the sentence, in the block, else the one region the note is about."""
    tier, places = attached(scene, hit.start, hit.end, lambda p: is_spine(p.place) and p.place != "spine")
    if tier <= ADJACENT and len({p.spine for p in places}) > 1 and any(p.spine is None for p in places):
        if any(p.start < hit.end for p in places):
            return None, []
        # "surgery on his neck or back": beside the neck, the back is the low back
        places = [p if p.spine else replace(p, spine="lumbar") for p in places]
    places = [p for p in places if p.spine]
    if places and tier <= CLAUSE:
        return places[0].spine, places
    in_sentence = [p for p in scene.places if p.spine and is_spine(p.place) and not names_finding(scene, p, hit)]
    if in_sentence:
        before = [p for p in in_sentence if p.end <= hit.start]
        return (before[-1] if before else in_sentence[0]).spine, []
    limb = next(
        (p.limb for p in attached(scene, hit.start, hit.end, lambda p: p.limb in ("upper_limb", "lower_limb"))[1]),
        None,
    )
    if limb and hit.ref.rule.concept == "radiculopathy":
        return ("cervical" if limb == "upper_limb" else "lumbar"), []
    inherited = state.block_region.get(scene.piece.segment.block)
    return inherited or dominant, []
