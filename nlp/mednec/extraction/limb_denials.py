"""Reads that spine pain stays out of a limb: "no leg pain", "nothing down the arms", "it does not pass the hip"."""

from __future__ import annotations

from collections.abc import Sequence

from mednec.extraction import pain
from mednec.extraction.attachment import LISTED, attached
from mednec.extraction.matching import Hit
from mednec.extraction.mentions import RawMention, Scene
from mednec.extraction.places import Place
from mednec.extraction.wordsets import word_set

_WHOLE_LIMB = frozenset({"arm", "arm_left", "arm_right", "arms", "leg", "leg_left", "leg_right", "legs"})
_LIMB_OF_REGION = {"cervical": "upper_limb", "lumbar": "lower_limb"}
_BORDERS = {"shoulder": "upper_limb", "buttock": "lower_limb", "hip": "lower_limb"}
"""Where the trunk ends: pain that stays above these is not in the limb."""
_REACHING = word_set(
    "go goes going went gone radiate radiates travel travels spread spreads extend extends get gets come"
)
_BEYOND = frozenset({"past", "beyond", "below"})
_INWARD = frozenset({"down", "in", "into", "through", "below", "past"})
_MAX_ON_THE_WAY = 4
_ONWARD = frozenset({"down", "into"})
SAYING = frozenset({"nothing", "not", "never"})
"""Words without which a segment that names no finding says nothing of a spared limb."""


_TELLING = SAYING | _BEYOND


def reachable_limbs(spine_limbs: set[str], dominant: str | None) -> frozenset[str]:
    """The limbs that the spine pain of a note could travel to: of pain told so far, or of the region it is about."""
    limb = _LIMB_OF_REGION.get(dominant or "")
    return frozenset(spine_limbs | {limb} if limb else spine_limbs)


def spared_limbs(scene: Scene, reachable: frozenset[str], found: Sequence[RawMention]) -> list[RawMention]:
    """Radiating pain, absent, for each limb of which this segment says that the pain is not there."""
    if scene.basis == "examined" or (not scene.pains and _TELLING.isdisjoint(scene.words)):
        return []
    denials = [*_limb_pains(scene), *_nothing_there(scene), *_not_beyond(scene)]
    if not denials:
        return []
    here = pain.limbs_of_spine([*pain.present_places(scene), *pain.named_pain_places(scene)])
    limbs = reachable | here
    known = {m.region for m in found if m.concept == "radiating_pain"}
    out: list[RawMention] = []
    for hit, place, limb in denials:
        if limb in limbs and limb not in known:
            known.add(limb)
            cue = scene.judge.assertion(hit.start, hit.end).cue
            out.append(pain.radiating(scene, limb, "absent", hit, [place], cue))
    return out


def _limb_pains(scene: Scene) -> list[tuple[Hit, Place, str]]:
    """'No leg pain', 'denies arm pain': limb pain that is denied by itself."""
    out = []
    for hit in scene.pains:
        if scene.judge.assertion(hit.start, hit.end).status != "absent" or pain.is_response(scene, hit):
            continue
        tier, places = attached(scene, hit.start, hit.end, lambda p: True)
        out += [(hit, p, p.limb) for p in places if tier <= LISTED and p.limb and p.part in _WHOLE_LIMB]
    return out


def _nothing_there(scene: Scene) -> list[tuple[Hit, Place, str]]:
    """'Nothing down the arms', 'nothing in the legs', 'but not down into the arm'."""
    out: list[tuple[Hit, Place, str]] = []
    if SAYING.isdisjoint(scene.words):
        return out
    for i, word in enumerate(scene.words[:-1]):
        led = scene.words[i + 1] in (_INWARD if word == "nothing" else _ONWARD)
        place = _place_after(scene, i + 2) if word in SAYING and led else None
        if place is None:
            continue
        limb = place.limb if place.part in _WHOLE_LIMB else _BORDERS.get(place.place)
        if limb:
            out.append((Hit(i, i + 2, "pain", None), place, limb))
    return out


def _not_beyond(scene: Scene) -> list[tuple[Hit, Place, str]]:
    """'It does not go past the shoulder'."""
    out: list[tuple[Hit, Place, str]] = []
    if _BEYOND.isdisjoint(scene.words):
        return out
    for i, word in enumerate(scene.words[:-1]):
        if word not in _REACHING or scene.words[i + 1] not in _BEYOND:
            continue
        place = _place_after(scene, i + 2)
        limb = _BORDERS.get(place.place) if place else None
        if place and limb and scene.judge.assertion(i, i + 2).status == "absent":
            out.append((Hit(i, i + 2, "pain", None), place, limb))
    return out


def _place_after(scene: Scene, start: int) -> Place | None:
    place = next((p for p in scene.places if p.start >= start), None)
    return place if place and place.start - start <= _MAX_ON_THE_WAY else None
