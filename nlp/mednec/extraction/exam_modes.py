"""What the bare numbers of a segment grade, and which sides the columns of a table stand for."""

from __future__ import annotations

import re

from mednec.extraction.bare_grades import BARE, TENDONS, grid_grades, is_bare_grade, plain_grades
from mednec.extraction.exam_values import declared_order
from mednec.extraction.mentions import RawMention, Scene
from mednec.extraction.places import Place

_SENSORY_WORDS = frozenset("sensory sensation".split())
# Right over left ("4-/4"); with a plain five below the line it is one grade out of five.
_OF_TWO_SIDES = re.compile(r"[0-5][+-]?/(?:[0-4][+-]?|5-)$")
_PLUSES = re.compile(r"[0-4]\+")
_FULL = frozenset({"5"})
LIMB_PAIR = ("upper_limb", "lower_limb")
GRID = "grid"
"""The mode of a table without a heading: its rows grade strength as long as one follows another."""
_SIDES_ONLY = frozenset("left right l r lt rt | / : ( ) muscle group muscles".split())


def mode_of(scene: Scene, inherited: str | None) -> str | None:
    """What bare numbers in this segment grade: reflexes, strength, or nothing known."""
    words = scene.words
    if not scene.classes.reflex_name.isdisjoint(words):
        return "reflexes"
    if not scene.classes.strength_name.isdisjoint(words):
        return "strength"
    if not any(w[0].isdigit() for w in words):
        return inherited if inherited in ("reflexes", "strength") else None
    if inherited in ("strength", GRID) and _is_strength_row(scene):
        return "strength"
    if plain_grades(scene) or _graded_muscle(scene):
        return "strength"
    tendons = any(p.part in TENDONS for p in scene.places)
    if (
        tendons
        and scene.classes.not_reflex.isdisjoint(words)
        and scene.classes.not_jerk.isdisjoint(words)
        and any(
            _PLUSES.match(w) and not w.endswith("/5") and not is_bare_grade(scene, i) for i, w in enumerate(scene.words)
        )
    ):
        return "reflexes"
    return inherited if inherited in ("reflexes", "strength") else None


def _graded_muscle(scene: Scene) -> bool:
    return any(p.muscle and p.part not in TENDONS and _graded_beside(scene.words, p) for p in scene.places)


def _graded_beside(words: list[str], place: Place) -> bool:
    """'Deltoid 4+', "interossei 4-/4": a muscle without a tendon reflex, so that the number is its strength."""
    near = words[place.end : place.end + 1] + words[max(0, place.start - 1) : place.start]
    return any(BARE.match(word) or _OF_TWO_SIDES.match(word) or word in _FULL for word in near)


_COMPLETE = frozenset(
    "are were symmetric symmetrical equal intact normal unremarkable brisk absent present wnl".split()
)


def _is_strength_row(scene: Scene) -> bool:
    """'Triceps   5-   5-', 'FDI   4   4' in a table of strength; low numbers at a tendon may grade its reflex."""
    grades = grid_grades(scene)
    if len(grades) < _COLUMNS or not any(p.muscle for p in scene.places):
        return False
    jerks = any(p.part in TENDONS for p in scene.places)
    return not jerks or all(scene.words[i][0] in "345" and scene.words[i] != "3+" for i in grades)


_COLUMNS = 2


def mode_after(scene: Scene, inherited: str | None) -> str | None:
    """The mode that the lines below inherit from a short heading such as "Reflexes" or "MOTOR   R   L", or from the
    rows of a table above.
    """
    words = scene.words
    if inherited in (None, GRID) and _is_strength_row(scene):
        return GRID if inherited or _graded_muscle(scene) else None
    inherited = None if inherited == GRID else inherited
    if len(words) <= 6 and not _COMPLETE.intersection(words):
        classes = scene.classes
        named = ((classes.reflex_name, "reflexes"), (_SENSORY_WORDS, "sensation"), (classes.strength_name, "strength"))
        for names, mode in named:
            if names.intersection(words[:3]):
                return mode
    if _SIDES_ONLY.issuperset(words):
        return inherited
    if scene.piece.segment.kind == "heading" or (words[1:2] == [":"] and not any(p.limb for p in scene.places)):
        return None
    return inherited


_ITEM_OF_MODE = {
    "sensation": ("sensory_deficit", "radiculopathy"),
    "strength": ("motor_weakness", "radiculopathy"),
    "reflexes": ("reflex_diminished", "radiculopathy"),
}


def inherited_normal(scene: Scene, mode: str) -> list[RawMention]:
    """'Sensory exam / - UE: intact': a normal value for a limb under the heading of an exam part."""
    limbs = [
        p for p in scene.places if p.limb and p.start <= 1 and (p.part or "").startswith(("arm", "leg", "all_limbs"))
    ]
    normal = next((v for v in scene.piece.hits("value") if v.ref == "normal"), None)
    if normal is None or not limbs or len(scene.words) > 8 or mode not in _ITEM_OF_MODE:
        return []
    concept, family = _ITEM_OF_MODE[mode]
    start, end = scene.offsets(min(limbs[0].start, normal.start), max(limbs[-1].end, normal.end))
    regions = LIMB_PAIR if limbs[0].limb == "both" else (limbs[0].limb,)
    return [
        RawMention(
            concept,
            family,
            region,
            "absent",
            start,
            end,
            f"{concept}/exam_heading",
            side=limbs[0].side,
            cue="normal",
            basis="examined",
            section=scene.piece.segment.section,
        )
        for region in regions
    ]


def columns_of(scene: Scene) -> tuple[str, ...]:
    """The order of sides in a table heading ("Muscle | R | L", "(R/L)")."""
    if not scene.piece.hits("side"):
        return ()
    sides = [
        (h.start, str(h.ref))
        for h in scene.piece.hits("side")
        if h.ref in ("left", "right") and scene.words[h.start][0] in "lr"
    ]
    if (
        len(sides) == 2
        and sides[0][1] != sides[1][1]
        and len(scene.words) <= 9
        and not any(w[0].isdigit() for w in scene.words)
    ):
        return tuple(side for _, side in sides)
    declared = declared_order(scene)
    return tuple(declared) if declared else ()
