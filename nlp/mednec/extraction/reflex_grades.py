"""Grades of reflexes as an examiner writes them: 0 to 4+, in numbers, plus signs and words."""

from __future__ import annotations

import re
from collections.abc import Sequence

from mednec.extraction.bare_grades import TENDONS, Value, is_bare_grade
from mednec.extraction.mentions import Scene

_REFLEX = re.compile(r"([0-4])(\+{0,2})(?:/([0-4])(\+{0,2}))?$")
_NUMBERS = {"1": 1, "2": 2, "3": 3, "4": 4, "one": 1, "two": 2, "three": 3, "four": 4}
_SIGNED = (["1"], ["2"], ["3"], ["4"])
"""Behind a plus right before them ("Achilles +2 right, +1 left")."""
_TRACES = frozenset({"trace", "tr"})
_COUNTED = frozenset("weeks week months days years beats beat cm mg to out over".split())
_TO_PLUSES = frozenset(": = ( right left r l reflex reflexes jerk jerks bilat bilateral both".split())


def reflex_values(scene: Scene) -> list[Value]:
    """The value of every reflex grade, 0 to 4."""
    words = scene.words
    values: list[Value] = []
    for i, word in enumerate(words):
        if values and i < values[-1][1]:
            continue  # a further sign of "++"
        if _is_of_no_tendon(scene, i):
            continue
        if word == "plus" and i and (number := _NUMBERS.get(words[i - 1])):
            values = [v for v in values if v[0] != i - 1]
            values.append((i - 1, i + 1, float(number), float(number), f"{number}+"))
            continue
        if word == "+" and words[i + 1 : i + 2] in _SIGNED and scene.piece.ends[i] == scene.piece.starts[i + 1]:
            number = int(words[i + 1])
            values.append((i, i + 2, float(number), float(number), f"+{number}"))
            continue
        run = _pluses(scene, i, values) if word == "+" else 0
        value = (i, i + run, float(run), float(run), "+" * run) if run else _numbered(scene, i) or _worded(scene, i)
        if value:
            values.append(value)
    return values


def _is_of_no_tendon(scene: Scene, i: int) -> bool:
    """'2+ corneals', 'clonus 3', 'F2F', 'effusion 1+, reflexes not tested', '3+ sets': a number of the head, of beats,
    inside a word, of another part of the exam, a count.
    """
    words, classes = scene.words, scene.classes
    if not classes.cranial_reflex.isdisjoint(words[i + 1 : i + 3]):
        return True
    apart = i > 0 and (words[i - 1] in ("clonus", "x", "all") or words[i - 1] in classes.not_jerk)
    return apart or not classes.counted_thing.isdisjoint(words[i + 1 : i + 2]) or _is_inside_word(scene, i)


def _numbered(scene: Scene, i: int) -> Value | None:
    """'2+', '2+/4' (out of four), '1/2' (right and left), or a number alone beside a tendon."""
    words, word = scene.words, scene.words[i]
    match = _REFLEX.match(word) if word[0].isdigit() and not is_bare_grade(scene, i) else None
    if match is None or not _COUNTED.isdisjoint(words[i + 1 : i + 2]):
        return None
    first, plus, second, second_plus = match.groups()
    if not plus and second is None:
        if not _is_graded(scene, i):
            return None
        of_tendon = any(p.part in TENDONS and p.end == i for p in scene.places)
        if first == "1" and words[i + 1 : i + 2] in (["."], [")"]) and not of_tendon:
            return None  # "1." of a numbered list
    out_of_four = second == "4" and (plus or not second_plus)
    grades = [int(first)] if second is None or out_of_four else [int(first), int(second)]
    return i, i + 1, min(grades), max(grades), word


def _pluses(scene: Scene, i: int, values: Sequence[Value]) -> int:
    """How many plus signs grade a tendon ("KJ ++ AJ +", "biceps ++/+"): ++ is normal, +++ brisk; 0 where they do not.

    One plus alone is read beside others only: elsewhere it may mean "and", or merely that there is a jerk.
    """
    words = scene.words
    ends = (n for n in range(1, len(words) - i) if words[i + n] != "+" or _is_of_next_column(scene, i + n))
    run = next(ends, len(words) - i)
    if words[i + run : i + run + 1] and words[i + run][0].isdigit():
        return 0  # "+2"
    last = values[-1] if values else None
    paired = last is not None and last[4].startswith("+") and words[last[1] : i] in (["/"], [","])
    if not paired and not any(
        p.part in TENDONS and p.end <= i and all(w in _TO_PLUSES for w in words[p.end : i]) for p in scene.places
    ):
        return 0
    joins = any(p.start == i + run for p in scene.places)
    return run if run > 1 or (values and not joins) else 0


def _is_of_next_column(scene: Scene, i: int) -> bool:
    """'BJ  +   ++': behind a wide gap stands the value of the other side."""
    return scene.piece.starts[i] - scene.piece.ends[i - 1] > 1


def _worded(scene: Scene, i: int) -> Value | None:
    """'Trace', or a word that stands for a number in a list of grades."""
    word, classes = scene.words[i], scene.classes
    if word in _TRACES and _is_graded(scene, i):
        return i, i + 1, 1.0, 1.0, word
    if word in classes.reflex_grade_absent or word in classes.reflex_grade_low:
        grade = 0.0 if word in classes.reflex_grade_absent else 1.0
        return (i, i + 1, grade, grade, word) if _is_a_grade(scene, i) else None
    return None


def _is_inside_word(scene: Scene, i: int) -> bool:
    """'F2F': a number between letters without a space."""
    piece, words = scene.piece, scene.words
    if not 0 < i < len(words) - 1 or not (words[i - 1].isalpha() and words[i + 1].isalpha()):
        return False
    return piece.ends[i - 1] == piece.starts[i] and piece.ends[i] == piece.starts[i + 1]


def _is_a_grade(scene: Scene, i: int) -> bool:
    """'Reflexes 2+ at the knees and absent at the ankles', 'jerk was 1+, today absent': the word is a number's."""
    words = scene.words
    if words[i - 1] in ("today", "now", "currently") and any(_REFLEX.match(w) for w in words[:i]):
        return bool(scene.classes.reflex_name.intersection(words[:i]))
    return _follows_tendon(scene, i) or _at_tendon(scene, i)


def _follows_tendon(scene: Scene, i: int) -> bool:
    """'Reflexes: knees 2, left medial hamstring reduced': a word for a number in a list of reflexes."""
    words = scene.words
    if words[1:2] != [":"] or words[0] not in scene.classes.reflex_name or words[i] == "absent":
        return False
    return any(p.end == i and p.part in (*TENDONS, "hamstrings") for p in scene.places)


def _at_tendon(scene: Scene, i: int) -> bool:
    words = scene.words
    if words[i - 1] not in (",", "and", "but") or words[i + 1 : i + 2] not in (["at"], ["in"]):
        return False
    return bool(scene.classes.reflex_name.intersection(words[:i])) and any(
        p.limb and 0 < p.start - i <= 4 for p in scene.places
    )


def _is_graded(scene: Scene, i: int) -> bool:
    near = scene.words[max(0, i - 4) : i + 5]
    return bool(scene.classes.reflex_name.intersection(near)) or any(
        p.limb and (abs(p.start - i) <= 4 or abs(p.end - i) <= 4) for p in scene.places
    )
