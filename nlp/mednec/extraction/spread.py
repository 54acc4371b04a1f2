"""Reads where a limb symptom has spread to: "numbness began in the feet and has since reached the hands"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from mednec.extraction.mentions import RawMention, Scene
from mednec.extraction.wordsets import word_set

_SYMPTOMS = frozenset({"limb_paresthesia", "motor_weakness"})
_COURSE = frozenset({"progressive_neuro_deficit"})
_SPREADING = word_set(
    "spread spreads spreading ascended ascends ascending climbed climbs climbing progressed progressing extended",
    "extends extending moved migrated crept reached reaches reaching involves involve involving involved",
    "affects affect affecting affected",
)
_ON_THE_WAY = word_set(
    "to into up upward upwards from as well the his her their my both and also now then over just above below most all",
    "left right distal proximal upper lower",
)
_REACH = 9
"""Words from the verb to the limb it leads to, other limbs on the way not counted."""
_SAME = word_set("it this these they symptoms the his her")
_OWN_COMPLAINT = word_set(
    "pain pains rash swelling redness edema ache aching stiffness tremor jerks infection bruising"
)
_CLOSES = frozenset(". ; : but without denies".split())


def spread_mentions(scene: Scene, here: Sequence[RawMention], before: Sequence[RawMention]) -> list[RawMention]:
    """The limb symptom told last, once more for every limb that it has spread to.

    ``here`` are the mentions of this sentence, ``before`` those of the one before, which is meant where this sentence
    tells of no symptom of its own.
    """
    if _SPREADING.isdisjoint(scene.words) or not any(p.limb for p in scene.places) or scene.basis == "examined":
        return []
    told = [m for m in here if m.concept in _SYMPTOMS and m.status == "present"]
    if not told and _COURSE.issuperset(m.concept for m in here) and not _SAME.isdisjoint(scene.words[:2]):
        told = [m for m in before if m.concept in _SYMPTOMS and m.status == "present"]
    if not told or not _OWN_COMPLAINT.isdisjoint(scene.words):
        return []
    known = {m.region for m in told}
    reached: dict[str, tuple[int, int]] = {}
    for i, word in enumerate(scene.words):
        if word in _SPREADING and not _denied(scene, i):
            for limb, span in (_destinations(scene, i) | _origin(scene, i)).items():
                reached.setdefault(limb, span)
    return [
        replace(told[-1], region=limb, side=None, start=scene.offsets(*span)[0], end=scene.offsets(*span)[1])
        for limb, span in reached.items()
        if limb not in known
    ]


def _origin(scene: Scene, verb: int) -> dict[str, tuple[int, int]]:
    """The limb in which it "began" or "started" before it spread."""
    words = scene.words
    begun = next((i for i in range(verb) if words[i] in _BEGAN), verb)
    first = next((p for p in scene.places if begun < p.start < verb and p.limb in ("upper_limb", "lower_limb")), None)
    if first is None or first.start - begun > _NEAR_BEGIN or first.limb is None:
        return {}
    return {first.limb: (begun, first.end)}


_BEGAN = frozenset("began started begins starts".split())
_NEAR_BEGIN = 4


def _destinations(scene: Scene, verb: int) -> dict[str, tuple[int, int]]:
    """The limbs that follow a verb of spreading, or stand before "are involved too"."""
    found: dict[str, tuple[int, int]] = {}
    words = scene.words
    at = verb + 1
    for place in (p for p in scene.places if p.start > verb):
        between = words[at : place.start]
        if len(between) > _REACH or not _CLOSES.isdisjoint(between):
            break
        if len(found) and not _ON_THE_WAY.issuperset([w for w in between if w != ","]):
            break
        at = place.end
        if place.limb in ("upper_limb", "lower_limb"):
            found.setdefault(place.limb, (verb, place.end))
    passive = words[verb] in ("involved", "affected") and not {"is", "are", "was", "were", "become"}.isdisjoint(
        words[max(0, verb - 3) : verb]
    )
    if passive and not found:
        subject = next((p for p in reversed(scene.places) if p.end <= verb and verb - p.end <= 3), None)
        if subject and subject.limb in ("upper_limb", "lower_limb"):
            found[subject.limb] = (subject.start, verb + 1)
    return found


def _denied(scene: Scene, verb: int) -> bool:
    return not {"not", "no", "never", "without"}.isdisjoint(scene.words[max(0, verb - 3) : verb])
