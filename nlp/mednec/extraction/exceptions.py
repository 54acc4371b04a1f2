"""What a normal finding excepts: "sensation intact except over the left thumb", "no weakness save in the hand"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from mednec.extraction.mentions import RawMention, Scene
from mednec.extraction.places import Place, limb_of_root, merge_sides

_CONCEPTS = frozenset(
    "sensory_deficit motor_weakness reflex_diminished limb_paresthesia muscle_atrophy radiating_pain".split()
)
_STOPS = frozenset({".", ";", "|"})
_OCCASIONS = frozenset("when while during after once occasionally sometimes".split())
_TIMES = frozenset("night nights times rest work bedtime first end".split())
_BESIDE = 3


def with_exceptions(scene: Scene, mentions: list[RawMention]) -> list[RawMention]:
    """The mentions of a segment and what their denials except, in the place named behind the exception.

    A denial whose words run over its exception ends before it, and no longer stands in the excepted place.
    """
    marker = _marker(scene) if any(m.status == "absent" for m in mentions) else None
    if marker is None:
        return mentions
    at, after = marker
    if scene.basis != "examined" and _is_occasion(scene.words, after):
        return [_at_times(scene, m, at) for m in mentions]
    stop = next((i for i in range(after, len(scene.words)) if _ends_exception(scene, i)), len(scene.words))
    places = [p for p in scene.places if after <= p.start < stop and _limb(p) is not None]
    if not places or not scene.classes.excepts_nothing.isdisjoint(scene.words[after:stop]):
        return mentions
    if not scene.classes.before_excepted_place.issuperset(scene.words[after : places[0].start]):
        return mentions  # "except for slowing of the right hand": of something else
    edge, _ = scene.offsets(at, after)
    named = (edge, scene.offsets(after, places[0].end)[1])
    kept: list[RawMention] = []
    found: list[RawMention] = []
    for mention in mentions:
        if not _is_excepted_from(scene, mention, edge):
            kept.append(mention)
            continue
        kept.append(_before_exception(scene, mention, at, edge))
        if not _told_apart(mentions, mention.concept, named) and not any(f.concept == mention.concept for f in found):
            found += _excepted(scene, mention, after, places)
    return kept + found


def _ends_exception(scene: Scene, i: int) -> bool:
    """A full stop, or the next part of the examination: "5/5 except right deltoid, sensation intact"."""
    if scene.words[i] != ",":
        return scene.words[i] in _STOPS
    return i + 1 < len(scene.words) and scene.classes.exam_part.end_at(scene.words, i + 1) is not None


def _is_occasion(words: Sequence[str], after: int) -> bool:
    """'Except at night', 'other than when she drives': a time, and no place."""
    named = words[after : after + 2]
    if named[:1] == ["at"]:
        return not _TIMES.isdisjoint(named[1:])
    return not _OCCASIONS.isdisjoint(named[:1]) or (words[after - 1] == "at" and not _TIMES.isdisjoint(named[:1]))


def _at_times(scene: Scene, mention: RawMention, at: int) -> RawMention:
    """'No tingling other than at night': what is denied but for some occasions is there on these."""
    _, last = scene.piece.tokens(mention.start, mention.end)
    beside = mention.concept in _CONCEPTS and mention.status == "absent" and 0 <= at - last <= _BESIDE
    return replace(mention, status="present") if beside and not mention.rule.startswith("group") else mention


def _marker(scene: Scene) -> tuple[int, int] | None:
    """The tokens of the first exception of a segment; it excepts from something, and so does not begin one."""
    classes = scene.classes
    found = [m for c in (classes.exception, classes.exception_by_contrast) if (m := c.first(scene.words, 1))]
    return min(found, default=None)


def _is_excepted_from(scene: Scene, mention: RawMention, edge: int) -> bool:
    if mention.concept not in _CONCEPTS or mention.status != "absent" or mention.rule.startswith("group"):
        return False
    if mention.start >= edge:
        return False
    first, last = scene.piece.tokens(mention.start, edge)
    between = scene.words[first:last]
    return _STOPS.isdisjoint(between) and not _is_told_whole(between)


def _is_told_whole(words: Sequence[str]) -> bool:
    """'Sensory exam normal, motor: 5/5 except right EHL': what has its value before the comma is not excepted from;
    "strength and sensation normal except in the left foot" share theirs.
    """
    for i, word in enumerate(words):
        if word in _PARTS_ITEMS and not _EXAMINED.isdisjoint(words[i + 1 : i + 4]):
            return any(w in _VALUES or w[:1].isdigit() for w in words[:i])
    return False


_PARTS_ITEMS = frozenset({",", "and", "&"})
_EXAMINED = frozenset(
    "motor strength power sensation sensory sensibility reflex reflexes dtr dtrs tone gait light pinprick jerks".split()
)
_VALUES = frozenset("normal intact full nl wnl preserved symmetric symmetrical good unremarkable negative".split())


def _told_apart(mentions: Sequence[RawMention], concept: str, named: tuple[int, int]) -> bool:
    """Whether the exception says itself what is wrong ("except 4/5 in the right EHL", "except an absent ankle jerk").

    ``named``: the characters from the exception to the end of the place that it names.
    """
    edge, stop = named
    inside = [m for m in mentions if m.status == "present" and m.start < stop and m.end > edge]
    return any(m.concept in _CONCEPTS for m in inside) or any(
        m.concept == concept and m.end > edge and m.start >= edge for m in mentions
    )


def _before_exception(scene: Scene, mention: RawMention, at: int, edge: int) -> RawMention:
    if mention.end <= edge and not mention.region:
        return mention
    before = [p for p in scene.places if p.end <= at]
    own = {mention.region} if any(p.limb == "both" for p in before) else {_limb(p) for p in before}
    ends = scene.piece.ends[at - 1] if mention.end > edge else mention.end
    if mention.region in own or (mention.end <= edge and not own):
        return replace(mention, end=ends)
    return replace(mention, end=ends, region=None, side=None)


def _excepted(scene: Scene, mention: RawMention, after: int, places: Sequence[Place]) -> list[RawMention]:
    found: list[RawMention] = []
    for limb in dict.fromkeys(_limb(p) for p in places):
        here = [p for p in places if _limb(p) == limb]
        start, end = scene.offsets(min(after, here[0].start), max(p.end for p in here))
        side = merge_sides([p.side for p in here])
        found.append(
            replace(
                mention,
                region=limb,
                status="present",
                start=start,
                end=end,
                side=side,
                cue="except",
                rule=f"{mention.concept}/exception",
                muscle=here[0].muscle,
                root=here[0].root,
                grade=None,
                level=None,
            )
        )
    return found


def _limb(place: Place) -> str | None:
    if place.limb in ("upper_limb", "lower_limb"):
        return place.limb
    root = place.root or (place.level.split("-")[0] if place.level else None)
    return limb_of_root(root) if root else None
