"""An item of the examination told of one limb and, with another value, of the next: "diminished in the left hand and
intact in the feet".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from mednec.extraction.mentions import RawMention, Scene
from mednec.extraction.places import Place

_ITEM_OF = {
    "motor_weakness": frozenset("strength power motor muscle".split()),
    "sensory_deficit": frozenset("sensation sensory pinprick pin touch vibration proprioception".split()),
    "reflex_diminished": frozenset("reflexes reflex dtrs dtr jerks jerk".split()),
}
_JOINTS = frozenset(", ; and but while whereas yet though although".split())
_BEFORE_VALUE = frozenset(
    "and but while whereas yet though although is are was were it they also still only mildly slightly markedly".split()
)
_TO_PLACE = frozenset("in over at on along of".split())
_EVENLY = frozenset("and symmetric throughout bilaterally".split())
_SENSED = frozenset("light touch pinprick pin vibration and".split())
_BEFORE_PLACE = frozenset("the his her both left right bilateral all upper lower distal proximal".split())
_NEAR = 4


class _Told(NamedTuple):
    """A value that stands behind a joint, with its limb; ``joint`` is where its clause begins."""

    joint: int
    start: int
    place: Place
    status: str


def with_other_limbs(scene: Scene, mentions: list[RawMention]) -> list[RawMention]:
    """The mentions of a sentence with those of the limbs that its further values are told of."""
    for told in _told_elsewhere(scene):
        concept = _item_before(scene.words, told.joint)
        own = [m for m in mentions if m.concept == concept and m.start < scene.offsets(told.joint, told.joint + 1)[0]]
        limb = told.place.limb
        if not own or all(m.region == limb for m in own):
            continue
        value = scene.words[told.start]
        if value not in scene.words[: told.joint]:
            mentions = [m for m in mentions if not (m in own and m.region != limb and m.cue == value)]
        start, end = scene.offsets(told.start, told.place.end)
        if any(m.concept == concept and m.start < end and start <= m.start for m in mentions):
            continue
        mentions = [m for m in mentions if not (m in own and m.end > start and _took(m, told))]
        first = own[0]
        here = replace(first, region=limb, side=told.place.side, status=told.status, start=start, end=end, cue=None)
        mentions.append(
            replace(here, level=None, grade=None, muscle=None, root=None, dermatome=None, value=None, extra={})
        )
    return mentions


def _took(mention: RawMention, told: _Told) -> bool:
    """Whether a mention that reaches over the joint took the limb or the value that is told behind it."""
    return mention.region == told.place.limb or mention.status == told.status


def _told_elsewhere(scene: Scene) -> list[_Told]:
    words, classes = scene.words, scene.classes
    found = []
    for joint, word in enumerate(words):
        if word not in _JOINTS:
            continue
        at = joint + 1
        while at < len(words) and words[at] in _BEFORE_VALUE and at - joint <= _NEAR:
            at += 1
        if at >= len(words):
            break
        status = "absent" if words[at] in classes.value_kept else "present" if words[at] in classes.value_lost else None
        place = _place_behind(scene, at + 1) if status else None
        if status and place:
            found.append(_Told(joint, at, place, status))
    return found


def _place_behind(scene: Scene, at: int) -> Place | None:
    """The limb that a preposition leads to: "intact (to light touch) in the left leg"."""
    words = scene.words
    while at < len(words) and words[at] in _EVENLY:
        at += 1
    if words[at : at + 1] == ["to"]:  # without it, "decreased pinprick" names an item of its own
        at = next((i for i in range(at + 1, len(words)) if words[i] not in _SENSED), len(words))
    if at >= len(words) or words[at] not in _TO_PLACE:
        return None
    limbs = (p for p in scene.places if p.limb in ("upper_limb", "lower_limb") and p.start > at)
    place = next(limbs, None)
    return place if place and _BEFORE_PLACE.issuperset(words[at + 1 : place.start]) else None


def _item_before(words: Sequence[str], end: int) -> str | None:
    """The part of the examination that was named last."""
    for word in reversed(words[:end]):
        for concept, names in _ITEM_OF.items():
            if word in names:
                return concept
    return None
