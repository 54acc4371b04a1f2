"""Grades without their "/5": of strength, right after a muscle or in the rows of a table, or of a tendon's jerk."""

from __future__ import annotations

import re

from mednec.extraction.mentions import Scene

Value = tuple[int, int, float, float, str]
"""First token, token after the last, lowest grade, highest grade, as written."""
TENDONS = frozenset({"biceps", "triceps", "brachioradialis", "knee", "ankle", "achilles"})
BARE = re.compile(r"[0-4][+-]$")
_FULL_STRENGTH = 5
TO_GRADE = frozenset(
    (
        ": = - ( left right l r bilat bilateral bilaterally strength power mrc grade is was are were "
        "i would call make it graded rated scored at a"
    ).split()
)
_SIDE_WORDS = frozenset("left right l r b bilat bilaterally on the".split())
_AFTER_PLAIN = frozenset(", . ; ) ( | and on in but both left right l r b bilat bilaterally bilateral with".split())
_SINGLE = frozenset("012345")
_MRC = (["mrc", "grade"], ["mrc", ":"], ["mrc", "of"], ["mrc", "="])
_GRADING = frozenset("graded rated grade at a as was is".split())
_AFTER_GRADE = frozenset(". , ; ) and in on for with at throughout bilaterally".split())
_GRID_WORDS = frozenset("groups group muscles all ext flex extension flexion extensors flexors | : - ( ) , /".split())
_BETWEEN_GRADES = frozenset("| / , - r l right left b ( ) .".split())
_TO_JERK = frozenset(": = - right left r l tendon tendons bilat bilateral both are is".split())


def is_bare_grade(scene: Scene, i: int, assumed: bool = False) -> bool:
    """'5/5 except for 4+ right wrist extension', 'strength was rated at a 4': a grade without its "/5"."""
    words, word = scene.words, scene.words[i]
    if i in plain_grades(scene):
        return True
    if scene.classes.reflex_name.intersection(words) or not (
        assumed or scene.classes.strength_name.intersection(words) or any(w.endswith("/5") for w in words)
    ):
        return False
    told = words[max(0, i - 2) : i]
    if (BARE.match(word) or word in _SINGLE) and (told[-1:] == ["mrc"] or told in _MRC):
        return True
    if BARE.match(word):
        if grades_tendons(scene, i):
            return False
        return any((p.muscle and 0 <= p.start - i - 1 <= 3) or (p.muscle and 0 <= i - p.end <= 1) for p in scene.places)
    if word not in ("1", "2", "3", "4", "5") or (words[i + 1 : i + 2] and words[i + 1] not in _AFTER_GRADE):
        return False
    before = words[max(0, i - 5) : i]
    if before[-1:] == ["mrc"] or (before[-2:-1] in (["strength"], ["power"]) and before[-1] in ("is", "was")):
        return True
    return (
        bool({"strength", "power"}.intersection(before))
        and all(w in _GRADING for w in before[-1:])
        and bool({"graded", "rated", "grade"}.intersection(before))
    )


def plain_grades(scene: Scene) -> dict[int, str]:
    """'EHL 4 on the right, TA 5', 'finger abductors 4-': grades without their "/5", each right after its muscle.

    Each token with its sign. A tendon's number is its reflex, unless muscles without one are graded beside it, or it
    is a 5. No grades among degrees, repetitions and higher numbers.
    """
    words = scene.words
    muscles = [p for p in scene.places if p.muscle]
    if (
        not muscles
        or not scene.classes.no_bare_grades.isdisjoint(words)
        or any(w.isdigit() and int(w) > _FULL_STRENGTH for w in words)
    ):
        return {}
    stop = next((i for i, w in enumerate(words) if w in scene.classes.reflex_name), len(words))
    found: dict[int, str] = {}
    certain = False
    for place in muscles:
        at = place.end
        while at < stop and words[at] in TO_GRADE:
            at += 1
        while at < stop and (sign := _plain_sign(scene, at)) is not None:
            found[at] = sign
            certain = certain or place.part not in TENDONS or words[at] == "5" or "motor" in words
            at = _next_side(words, at + 1)
    return found if certain else {}


def _plain_sign(scene: Scene, at: int) -> str | None:
    """The sign of a grade that stands alone ("" for none); None where the number is no grade."""
    words, word = scene.words, scene.words[at]
    if word[0] not in "012345" or word[1:] not in ("", "+", "-"):
        return None
    end, sign = at + 1, word[1:]
    if words[end : end + 1] == ["-"] and scene.piece.ends[at] == scene.piece.starts[end]:
        end, sign = end + 1, "-"
    return sign if not words[end : end + 1] or words[end] in _AFTER_PLAIN else None


def _next_side(words: list[str], at: int) -> int:
    """Where the grade of the other side stands in "4 L, 5 R"; the end of the words where there is none."""
    while at < len(words) and words[at] in _SIDE_WORDS:
        at += 1
    return at + 1 if words[at : at + 1] in ([","], ["/"], ["and"]) and words[at - 1] in _SIDE_WORDS else len(words)


def grid_grades(scene: Scene) -> dict[int, str]:
    """'Triceps   5   4-' under "MOTOR   R   L": each token of a row that is a grade, with its sign."""
    words = scene.words
    if not (words[-1][0].isdigit() or words[-1] in _BETWEEN_GRADES):
        return {}
    named = max((p.end for p in scene.places if p.limb), default=0)
    first = next((i for i in range(named, len(words)) if words[i][0].isdigit()), len(words))
    if not named or not _GRID_WORDS.issuperset(words[named:first]):
        return {}
    found: dict[int, str] = {}
    for i in range(first, len(words)):
        if words[i][0] in "012345" and words[i][1:] in ("", "+", "-"):
            signed = words[i + 1 : i + 2] == ["-"] and scene.piece.ends[i] == scene.piece.starts[i + 1]
            found[i] = words[i][1:] or ("-" if signed else "")
        elif words[i] not in _BETWEEN_GRADES:
            return {}
    return found


def grades_tendons(scene: Scene, i: int) -> bool:
    """'Biceps/BR 2+' beside graded muscles: a plus without "/5" at a tendon is its jerk, unless it is an exception
    ("5/5 except biceps 4+") or too high for one.
    """
    words = scene.words
    if not any(w.endswith("/5") for w in words):
        return False  # without one, the whole line is graded in this way
    clause = words[max((k + 1 for k in range(i) if words[k] in (",", ";")), default=0) : i]
    if words[i].endswith("-") or words[i] == "4+" or "but" in clause or scene.classes.exception.occurs(clause):
        return False
    before = [p for p in scene.places if p.limb and 0 <= i - p.end <= 1]
    near = before or [p for p in scene.places if p.limb and 0 <= p.start - i - 1 <= 3]
    return bool(near) and all(p.part in TENDONS for p in near)


def of_tendon_alone(scene: Scene, i: int) -> bool:
    """'Motor full, patellar/achilles 2/2': knees and ankles are no muscles, so that the number is of their jerks."""
    nearest = next((p for p in reversed(scene.places) if p.end <= i), None)
    return (
        nearest is not None and nearest.part in ("knee", "ankle") and _TO_JERK.issuperset(scene.words[nearest.end : i])
    )
