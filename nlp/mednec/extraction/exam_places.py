"""The places that a grade belongs to: the muscles, tendons, roots and sides written with it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from mednec.extraction.mentions import Scene
from mednec.extraction.places import Place, limb_of_root, merge_sides

_BETWEEN_GRADE_AND_PLACE = frozenset(
    (
        "all muscles symmetric equal symmetrical brisk normal bilat proximal distal & / throughout "
        "grossly below above other as related regards regarding involving tested proximally distally @ "
        "testing major ue le deep tendon reflex reflexes dtrs dtr"
    ).split()
)
_EVERYWHERE = frozenset("throughout globally diffusely everywhere universally".split())
_CLOSE = frozenset(
    (
        "in of at on the both and , ( ) : is was are left right bilateral bilaterally l r b muscle group "
        "groups strength str upper lower for to from through with about = power grade graded out only - – his her"
    ).split()
)


@dataclass(frozen=True, slots=True)
class Graded:
    """A number with the places it grades; ``low`` and ``high`` are the values read (right and left, or a range)."""

    start: int
    end: int
    low: float
    high: float
    text: str
    places: tuple[Place, ...]
    everywhere: bool
    side: str | None


def in_columns(graded: list[Graded], columns: tuple[str, ...]) -> list[Graded]:
    """Give each pair of values of one muscle ("triceps 5/5, 4/5") the sides of the declared columns."""
    if len(columns) != 2:
        return graded
    out = list(graded)
    i = 0
    while i + 1 < len(out):
        first, second = out[i], out[i + 1]
        if first.places == second.places and first.side is None and second.side is None:
            out[i], out[i + 1] = replace(first, side=columns[0]), replace(second, side=columns[1])
            i += 1
        i += 1
    return out


def graded_places(
    scene: Scene,
    values: list[tuple[int, int, float, float, str]],
    others: Sequence[tuple[int, int, float, float, str]] = (),
    roots: bool = False,
) -> list[Graded]:
    """Give every value the places written with it: before it back to the previous value, or right after it.

    ``others`` are values of another kind in the segment: no place is graded across one of them. ``roots`` may be
    graded too.
    """
    places = [
        _of_root(p) if p.level and not p.limb else p
        for p in scene.places
        if p.limb or (p.level and (roots or _names_reflex(scene, p)))
    ]
    ends = sorted(v[1] for v in (*values, *others))
    starts = sorted(v[0] for v in (*values, *others))
    consumed: set[int] = set()
    out: list[Graded] = []
    for number, (start, end, low, high, text) in enumerate(values):
        last = values[number - 1][1] if number else 0
        previous = max((e for e in ends if e <= start), default=0)
        following = min((s for s in starts if s >= end), default=len(scene.words))
        own = [p for p in places if previous <= p.start and p.end <= start and id(p) not in consumed]
        own = _answered_before(scene, _after_break(scene, own, start), start)
        right = _right_places(scene, places, end, following)
        if right and (not own or (_prepositional(scene, end, right[0]) and _is_apart(scene, own, start))):
            own = right
        if not own and number and previous == last == start - _glued(scene, last, start):
            own = _of_written_side(scene, out[-1].places, last, start, end)
        elif (
            not own and number and last == previous and _other_side(scene, last, start, end, following, out[-1].places)
        ):
            own = [replace(p, side=None) for p in out[-1].places]
        consumed.update(id(p) for p in own)
        context = scene.words[previous:following]
        everywhere = bool(_EVERYWHERE.intersection(context)) or (
            "all" in context and bool({"groups", "group", "muscles", "myotomes", "x"}.intersection(context))
        )
        everywhere = everywhere or scene.words[end : end + 2] == ["x", "4"]
        rest = _speaks_of_the_rest(scene.words[previous:start], scene.words[end:following])
        if not own and out and rest:
            others_there = _anywhere_in_limb(out[-1].places, start, end)
            out.append(Graded(start, end, low, high, text, others_there, False, None))
            continue
        side = _value_side(scene, own, previous, start, end, following)
        out.append(Graded(start, end, low, high, text, tuple(own), everywhere and not own, side))
    return out


def _is_apart(scene: Scene, own: list[Place], start: int) -> bool:
    """'Full in the arms but 4/5 in the left leg': what stands before a contrast, or far off, gives way."""
    return _is_far(scene, own, start) or not _CONTRAST.isdisjoint(scene.words[own[-1].end : start])


_CONTRAST = frozenset("but yet while whereas though although".split())


def _names_reflex(scene: Scene, place: Place) -> bool:
    """'C7 reflex 1+'."""
    return scene.words[place.end : place.end + 1] in (["reflex"], ["reflexes"], ["jerk"])


def _answered_before(scene: Scene, own: list[Place], start: int) -> list[Place]:
    """'Left ankle jerk absent, right 2+': the number is of the side written after the word that answers the first."""
    if not own or _WORDED.isdisjoint(scene.words[own[-1].end : start]):
        return own
    sides = [str(h.ref) for h in scene.piece.hits("side") if own[-1].end <= h.start and h.end <= start]
    return [replace(p, side=sides[-1]) for p in own] if sides else own


def _speaks_of_the_rest(before: Sequence[str], after: Sequence[str]) -> bool:
    """'otherwise 5/5', "o/w 2+", "5/5 elsewhere"."""
    shorthand = any(list(before[i : i + 3]) == ["o", "/", "w"] for i in range(len(before)))
    return shorthand or not _REMAINDER.isdisjoint([*before, *after])


_REMAINDER = frozenset({"otherwise", "other", "others", "remaining", "rest", "else", "remainder"})


def _of_root(place: Place) -> Place:
    """A root or dermatome as the limb that it serves; "C5-T1" is that of its first root."""
    first = (place.level or "").split("-")[0]
    return replace(place, limb=limb_of_root(first), root=place.level if place.level == first else None)


def _anywhere_in_limb(places: Sequence[Place], start: int, end: int) -> tuple[Place, ...]:
    """What is graded with "otherwise" are the other muscles of these limbs: neither those named nor their side."""
    limbs = dict.fromkeys(p.limb for p in places)
    return tuple(Place(start, end, limb or "none", limb=limb) for limb in limbs)


def _of_written_side(scene: Scene, places: Sequence[Place], last: int, start: int, end: int) -> list[Place]:
    """'Triceps jerk 1+, R 2+', 'plantarflexion 4/5 R, 5/5 L': the same place on the side written with the value."""
    sides = scene.piece.hits("side")
    if any(h.start == end for h in sides):
        return [replace(p, side=None) for p in places]
    before = [str(h.ref) for h in sides if last <= h.start and start - 2 <= h.end <= start]
    return [replace(p, side=before[-1]) for p in places] if before else list(places)


def _glued(scene: Scene, previous: int, start: int) -> int:
    between = scene.words[previous:start]
    return len(between) if all(w in _CLOSE or w in _BETWEEN_EXAMS or _DAY.match(w) for w in between) else -1


_BETWEEN_EXAMS = frozenset(
    ", / | ) + today now currently presently at last prior previous previously first initial visit exam this then vs "
    "versus from > → compared than it down up".split()
)
_DAY = re.compile(r"\d{1,2}/\d{1,2}(?:/\d{2,4})?$")
_BETWEEN_SIDES = frozenset(
    "but side about approximately essentially roughly perhaps almost nearly while versus vs".split()
)


def _other_side(scene: Scene, previous: int, start: int, end: int, following: int, places: Sequence[Place]) -> bool:
    """'2+ right patellar reflex and 1+ on the left': the second value is of the same tendon on the other side."""
    covered = {i for p in places for i in range(p.start, p.end)}
    between = [scene.words[i] for i in range(previous, start) if i not in covered]
    if not all(w in _CLOSE or w in scene.classes.reflex_name or w in _BETWEEN_SIDES for w in between):
        return False
    return any(
        end <= h.start < following and all(w in ("on", "the", "in") for w in scene.words[end : h.start])
        for h in scene.piece.hits("side")
    )


def _after_break(scene: Scene, own: list[Place], start: int) -> list[Place]:
    """The places behind the last break; a place that has its value in a word ("ankle jerks absent, knees 2+") is
    left out when another one follows.
    """
    own = [p for p in own if not (_ends_between(scene, p.end, start) or _is_of_item_before(scene, p, start))]
    return [
        p for n, p in enumerate(own) if n + 1 == len(own) or _WORDED.isdisjoint(scene.words[p.end : own[n + 1].start])
    ]


def _ends_between(scene: Scene, start: int, end: int) -> bool:
    """'Legs, pin intact, reflexes 2+': what stands before another part of the exam with its value is not graded."""
    between = scene.words[start:end]
    if ";" in between or scene.classes.exception.occurs(between):
        return True
    return "," in between and not {"intact", "nl", "wnl"}.isdisjoint(between[between.index(",") :])


def _is_of_item_before(scene: Scene, place: Place, start: int) -> bool:
    """'Full strength in the arms, reflexes 2+', "numb over the thumb, dorsiflexion 4/5": behind a comma or an "and" the
    grade is of what is named there; a limb that heads the line ("Arms: sensation intact, strength 5/5") goes on.
    """
    between = scene.words[place.end : start]
    joint = max((i for i, word in enumerate(between) if word in _PARTS_ITEMS), default=None)
    if joint is None:
        return False
    told = [t for t in scene.targets if t.layer == "finding" and t.start < place.end and t.end <= start]
    if _NAMES_WHAT_IS_GRADED.isdisjoint(between[joint + 1 :]):
        return any(t.ref.rule.concept in _FELT_THERE and _leads_to(scene, t.start, t.end, place) for t in told)
    return bool(told) and ":" not in between[:joint]


def _leads_to(scene: Scene, start: int, end: int, place: Place) -> bool:
    """Whether a place stands in a mention, or right behind it."""
    return start <= place.start < end or _TO_A_PLACE.issuperset(scene.words[end : place.start])


_PARTS_ITEMS = frozenset({",", "and", "|", "&"})
_NAMES_WHAT_IS_GRADED = frozenset(
    "strength motor power reflex reflexes dtr dtrs jerk jerks tendon mmt myotomes".split()
)
_FELT_THERE = frozenset("sensory_deficit limb_paresthesia muscle_atrophy radiating_pain straight_leg_raise".split())
_TO_A_PLACE = frozenset(
    "in of over at on the both left right bilateral lateral medial dorsal outer inner and his her distal".split()
)
_WORDED = frozenset("absent lost diminished decreased depressed reduced unobtainable hypoactive".split())


def _is_far(scene: Scene, own: list[Place], start: int) -> bool:
    between = scene.words[own[-1].end : start]
    return "," in between or len(between) > 3


def _prepositional(scene: Scene, end: int, place: Place) -> bool:
    return bool(
        {"in", "of", "at", "on", "for", "with", "throughout", "to"}.intersection(scene.words[end : place.start])
    )


def _right_places(scene: Scene, places: list[Place], end: int, stop: int) -> list[Place]:
    found: list[Place] = []
    i = end
    while i < stop:
        place = next((p for p in places if p.start == i), None)
        if place:
            found.append(place)
            i = place.end
        elif scene.words[i] in _CLOSE or scene.words[i] in _BETWEEN_GRADE_AND_PLACE:
            i += 1
        else:
            break
    if not found:
        return []
    # "triceps 4/5, biceps 5/5": the place after the comma is graded by the next value
    if (
        stop < len(scene.words)
        and "," in scene.words[end : found[0].start]
        and not _prepositional(scene, end, found[0])
    ):
        return []
    kept: list[Place] = []
    for place in found:
        if (
            kept
            and "," in scene.words[kept[-1].end : place.start]
            and stop < len(scene.words)
            and scene.words[place.start - 1] not in ("and", "or", "&")
            and place is found[-1]
        ):
            break
        kept.append(place)
    return kept


def _value_side(scene: Scene, own: list[Place], previous: int, start: int, end: int, following: int) -> str | None:
    """The side of a value: that of its places, else one written beside the number."""
    side = merge_sides([p.side for p in own])
    if side:
        return side
    if scene.words[end : end + 1] == ["b"]:
        return "bilateral"
    sides = scene.piece.hits("side")
    beside = _side_beside(scene, previous, start, end)
    if beside:
        return beside
    for hit in sides:
        if end <= hit.start < following and all(
            w in ("on", "the", "in", "(", "to", "strength", ",") for w in scene.words[end : hit.start]
        ):
            return str(hit.ref)
    for hit in sides:
        if (
            previous <= hit.start
            and hit.end <= start
            and start - hit.end <= 2
            and "," not in scene.words[hit.end : start]
        ):
            return str(hit.ref)
    return None


def _side_beside(scene: Scene, previous: int, start: int, end: int) -> str | None:
    """'Jerk left 1+, right 2+': the side right before a value, unless it stands right after the value before."""
    sides = scene.piece.hits("side")
    if any(h.start == end for h in sides):
        return None
    return next((str(h.ref) for h in sides if h.end == start and h.start > previous), None)
