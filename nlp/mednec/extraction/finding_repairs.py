"""What a later sentence, a code or an answer changes about findings already read."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from mednec.extraction.attachment import attached
from mednec.extraction.facts import facts_in
from mednec.extraction.finding_places import LIMB_SYMPTOMS
from mednec.extraction.matching import Hit
from mednec.extraction.mentions import RawMention, Scene
from mednec.extraction.other_problems import JOINT_STUDIES
from mednec.extraction.places import is_spine, merge_sides

_CODE = re.compile(r"[A-Z]\d{2}(?:\.\w{1,4})?$|\d{3}\.\d{1,2}$", re.IGNORECASE)
CODE_REACH = 60
"""Characters between a diagnosis and the code that repeats it."""


def hedge_codes(text: str, mentions: list[RawMention]) -> None:
    """'I suspect a radiculopathy. M54.16': a code is no surer than the diagnosis right before it."""
    for before, code in pairwise(mentions):
        if (
            code.status == "present"
            and before.status in ("possible", "absent")
            and before.concept == code.concept
            and 0 <= code.start - before.end <= CODE_REACH
            and _CODE.match(text[code.start : code.end])
        ):
            code.status, code.cue = before.status, before.cue


def place_by_answer(found: list[RawMention], scenes: Sequence[Scene], position: int) -> None:
    """'Any tingling?' - 'Yeah, in my left foot': the answer says where."""
    places = [
        p for s in scenes[position + 1 : position + 2] for p in s.places if p.limb in ("upper_limb", "lower_limb")
    ]
    limbs = {p.limb for p in places}
    for mention in found:
        if (
            mention.status == "present"
            and mention.region is None
            and mention.concept in LIMB_SYMPTOMS
            and len(limbs) == 1
        ):
            mention.region, mention.side = places[0].limb, merge_sides([p.side for p in places])


_DIETING = frozenset("diet dieting lose losing exercise calorie watchers ozempic wegovy semaglutide".split())


def without_intended_loss(mentions: list[RawMention], scenes: Sequence[Scene]) -> list[RawMention]:
    """'She has lost weight. She is working on diet and exercise.': lost on purpose, as the next sentence tells."""
    if not any(m.concept == "weight_loss" and m.status == "present" for m in mentions):
        return mentions
    at = {scene.index: i for i, scene in enumerate(scenes)}
    return [
        m
        for m in mentions
        if m.concept != "weight_loss"
        or m.status != "present"
        or not any(_tells_of_dieting(s) for s in scenes[at[m.scene] : at[m.scene] + 2])
    ]


def _tells_of_dieting(scene: Scene) -> bool:
    return any(
        h.ref.value == "true" and not _DIETING.isdisjoint(scene.words[h.start : h.end])
        for h in facts_in(scene.piece, {"intentional"})
    )


_HALF_BODY = re.compile(
    r"\bhemi|\b(left|right)[- ]sided\b"
    r"|\b(left|right) (?:side|half)\b(?! of (?:the|his|her) (?:neck|back|face|head|jaw))"
)


def of_one_side(text: str, mentions: list[RawMention]) -> list[RawMention]:
    """'Left-sided weakness' without a limb in a note about no spine is that of arm and leg, as is the lost sensation
    on the side of a hemiparesis.
    """
    halves = {m.side for m in mentions if m.status == "present" and "hemi" in text[m.start : m.end].lower()}
    out: list[RawMention] = []
    for mention in mentions:
        around = text[max(0, mention.start - 26) : mention.end + 36].lower()
        named = _HALF_BODY.search(around)
        side = mention.side or (named and (named.group(1) or named.group(2)))
        side = side or next((half for half in halves if half and f"on {half}" in around.replace("the ", "")), None)
        limbless = mention.concept in LIMB_SYMPTOMS and mention.region is None and side in ("left", "right")
        placed = any(m.concept == mention.concept and m.region and m.status == "present" for m in mentions)
        if mention.status == "present" and limbless and (named or side in halves) and not placed:
            out += [replace(mention, region=limb, side=side) for limb in ("upper_limb", "lower_limb")]
        else:
            out.append(mention)
    return out


_ELSEWHERE = frozenset({"face", "head"})


def without_face(mentions: list[RawMention], scenes: Sequence[Scene]) -> list[RawMention]:
    """Numbness that the note places in the face only ("numbness of the jaw … This numbness …") is no limb symptom."""
    for concept in ("limb_paresthesia", "sensory_deficit"):
        own = [m for m in mentions if m.concept == concept and m.status == "present"]
        if not own or any(m.region for m in own):
            continue
        hits = [
            (s, h)
            for s in scenes
            for h in s.piece.hits("finding")
            if h.ref.rule.concept == concept and s.experiencer == "patient"
        ]
        if any(_in_face(s, h) for s, h in hits) and not any(
            p.limb or is_spine(p.place) for s, h in hits for p in attached(s, h.start, h.end, lambda p: True)[1]
        ):
            mentions = [m for m in mentions if m not in own]
    return mentions


def _in_face(scene: Scene, hit: Hit) -> bool:
    _tier, places = attached(scene, hit.start, hit.end, lambda p: True)
    return bool(places) and all(p.place in _ELSEWHERE for p in places)


_NAMED_LEVEL = re.compile(r"\b(?:neck|cervical|back|lumbar|lumbosacral|thoracic|acdf|[ctl]\d)", re.IGNORECASE)


def unplace_denied_operations(scenes: Sequence[Scene], mentions: Sequence[RawMention]) -> None:
    """'He has never had spine surgery' denies an operation on the whole spine, not on the part the note is about."""
    words = {scene.index: " ".join(scene.words) for scene in scenes}
    for mention in mentions:
        denied = mention.concept == "prior_spine_surgery" and mention.status == "absent"
        if denied and not _NAMED_LEVEL.search(words[mention.scene]):
            mention.region = None


_TITLE = 3
_FILMS = frozenset("radiograph radiographs xray xrays x films film views plain ct mri".split())


def without_limb_films(mentions: list[RawMention], scenes: Sequence[Scene]) -> list[RawMention]:
    """'Films of both knees … No fracture.': right after films of a limb, a bare "no fracture" is about the limb; so is
    "Knee x-ray: alignment is normal".
    """
    by_index = {scene.index: scene for scene in scenes}
    return [m for m in mentions if m.status != "absent" or not _of_limb(m, by_index)]


def _of_limb(mention: RawMention, by_index: Mapping[int, Scene]) -> bool:
    scene = by_index[mention.scene]
    places = scene.places
    if mention.concept == "spondylolisthesis" and places:
        of_spine = any(is_spine(p.place) or p.level for p in places)
        topics = [p for p in places if p.start <= _TITLE or scene.words[p.start - 1] in ("of", "the")]
        return not of_spine and any(p.limb or p.study in JOINT_STUDIES for p in topics)
    bare = mention.concept in ("vertebral_fracture", "spondylolisthesis") and not places
    return bare and _of_limb_films(by_index, mention.scene)


def _of_limb_films(by_index: Mapping[int, Scene], index: int) -> bool:
    before = by_index.get(index - 1)
    if before is None or before.piece.segment.block != by_index[index].piece.segment.block:
        return False
    named = [p for p in before.places if p.place != "none"]
    filmed = not _FILMS.isdisjoint(before.words)
    return filmed and bool(named) and not any(is_spine(p.place) or p.level for p in named)


_STANDS = re.compile(r"deformit|wedg|height", re.IGNORECASE)


def keep_old_deformities(text: str, mentions: Sequence[RawMention]) -> None:
    """'Old compression deformity of L1': the vertebra stays deformed, however old the fracture is."""
    for mention in mentions:
        past = mention.concept == "vertebral_fracture" and mention.status == "historical"
        if past and mention.cue in _OLD and _STANDS.search(text[mention.start : mention.end]):
            mention.status = "present"


_OLD = frozenset({"old", "remote", "prior", "previous", "chronic"})


_COUGHED = re.compile(r"[^\n.]{0,40}?\byes\b[^\n.]{0,20}\b(?:cough|sneez|laugh)", re.IGNORECASE)


def without_stress_leaks(text: str, mentions: list[RawMention]) -> list[RawMention]:
    """'Leakage of urine?   Yes - with cough or sneeze': stress incontinence by itself does not count."""
    return [
        m
        for m in mentions
        if m.concept != "bowel_bladder_dysfunction" or m.cue != "yes" or not _COUGHED.match(text[m.end : m.end + 140])
    ]
