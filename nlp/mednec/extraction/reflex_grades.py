"""Grades of reflexes as an examiner writes them: 0 to 4+, in numbers, plus signs and words."""

from __future__ import annotations

import re
from collections.abc import Sequence

from mednec.extraction.bare_grades import TENDONS, is_bare_grade
from mednec.extraction.mentions import Scene

_REFLEX = re.compile(r"([0-4])(\+{0,2})(?:/([0-4])(\+{0,2}))?$")
_TO_PLUSES = frozenset(": = ( right left r l reflex reflexes jerk jerks bilat bilateral both".split())


def reflex_values(scene: Scene) -> list[tuple[int, int, float, float, str]]:
    """(first token, token after the last, lowest grade, highest grade, as written) of every reflex grade, 0 to 4."""
    words = scene.words
    values: list[tuple[int, int, float, float, str]] = []
    i = 0
    while i < len(words):
        word = words[i]
        match = _REFLEX.match(word) if word[0].isdigit() and not is_bare_grade(scene, i) else None
        if (
            scene.classes.cranial_reflex.intersection(words[i + 1 : i + 3])
            or _is_inside_word(scene, i)
            or words[max(0, i - 2) : i][-1:] == ["clonus"]
        ):
            i += 1
            continue
        if (
            match
            and not (
                i + 1 < len(words)
                and words[i + 1]
                in ("weeks", "week", "months", "days", "years", "beats", "beat", "cm", "mg", "to", "out", "over")
            )
            and not word.endswith("/5")
        ):
            numbers = [
                float(g) + (0.25 if p else 0.0)
                for g, p in ((match.group(1), match.group(2)), (match.group(3), match.group(4)))
                if g is not None
            ]
            if (match.group(3) == "4" and match.group(2)) or (
                match.group(3) == "4" and not match.group(4)
            ):  # "2+/4", "2/4": out of four
                numbers = numbers[:1]
            if match.group(2) or match.group(3) or _is_graded(scene, i):
                if (
                    match.group(1) == "1"
                    and not match.group(2)
                    and match.group(3) is None
                    and i + 1 < len(words)
                    and words[i + 1] in (".", ")")
                    and not any(p.part in TENDONS and p.end == i for p in scene.places)
                ):
                    i += 1
                    continue
                values.append((i, i + 1, min(int(n) for n in numbers), max(int(n) for n in numbers), word))
        elif word == "+" and (run := _pluses(scene, i, values)):
            values.append((i, i + run, float(run), float(run), "+" * run))
            i += run
            continue
        elif word in ("trace", "tr") and _is_graded(scene, i):
            values.append((i, i + 1, 1.0, 1.0, word))
        elif (worded := _worded(scene, word)) is not None and _is_a_grade(scene, i):
            values.append((i, i + 1, worded, worded, word))
        elif word in ("plus",) and i and words[i - 1] in ("1", "2", "3", "4", "one", "two", "three", "four"):
            number = {"one": 1, "two": 2, "three": 3, "four": 4}.get(words[i - 1]) or int(words[i - 1])
            values = [v for v in values if v[0] != i - 1]
            values.append((i - 1, i + 1, float(number), float(number), f"{number}+"))
        i += 1
    return values


def _pluses(scene: Scene, i: int, values: Sequence[tuple[int, int, float, float, str]]) -> int:
    """How many plus signs grade a tendon ("KJ ++ AJ +", "biceps ++/+"): ++ is normal, +++ brisk; 0 where they do not.

    One plus alone is read beside others only: elsewhere it may mean "and", or merely that there is a jerk.
    """
    words = scene.words
    run = next((n for n in range(len(words) - i) if words[i + n] != "+"), len(words) - i)
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


def _worded(scene: Scene, word: str) -> float | None:
    """The grade that a word stands for in a list of grades."""
    if word in scene.classes.reflex_grade_absent:
        return 0.0
    return 1.0 if word in scene.classes.reflex_grade_low else None


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
