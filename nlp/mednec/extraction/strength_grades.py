"""Grades of muscle strength as an examiner writes them: 0 to 5/5, in numbers and in words."""

from __future__ import annotations

import re
from collections.abc import Mapping

from mednec.extraction.bare_grades import TO_GRADE, Value, grid_grades, is_bare_grade, of_tendon_alone, plain_grades
from mednec.extraction.mentions import Scene
from mednec.extraction.places import Place

_GRADE = re.compile(r"([0-5](?:\.5)?)([+-]{0,2})(?:-([0-5])([+-]?))?/5$")
_PAIR = re.compile(r"([0-5])([+-]?)/([0-5])([+-]?)$")
_BRIDGES = (("out", "of"), ("over",), ("/",), ("of",), ("to",))
_OF_THERAPY = (["pt"], ["ot"], ["therapy"], ["physio"], ["aquatic"], ["chiropractic"])
_SPOKEN = {
    "one": "1",
    "two": "2",
    "three": "3",
    "four": "4",
    "five": "5",
    "zero": "0",
    **{f"{n}{s}": f"{n}{s}" for n in range(6) for s in ("", "+")},
}


def is_strength_context(scene: Scene) -> bool:
    """Whether n/5 in this segment is muscle strength."""
    words = set(scene.words)
    if any(p.muscle and _is_graded_next(scene.words, p.end) for p in scene.places):
        return True
    if any(p.level and _beside_grade(scene.words, p) for p in scene.places):
        return True
    if scene.basis == "examined" and any(p.muscle for p in scene.places):
        return True  # "gives way from pain, with coaching 5/5"
    if "all" in words and _of_all_groups(scene.words):
        return True
    if words & scene.classes.not_strength and not words & scene.classes.strength_name:
        return False
    if words & scene.classes.strength_of_no_limb and not any(p.limb or p.muscle for p in scene.places):
        return False  # "weakness of the pelvic floor, Oxford 2/5"
    return bool(
        words & scene.classes.strength_name or any(p.muscle for p in scene.places) or any(p.limb for p in scene.places)
    )


def _is_graded_next(words: list[str], at: int) -> bool:
    """'Triceps 4/5', 'hip flexors were 4/5 bilaterally, limited by pain'."""
    while at < len(words) and words[at] in TO_GRADE:
        at += 1
    return at < len(words) and words[at].endswith("/5")


def _of_all_groups(words: list[str]) -> bool:
    """'All groups 5/5', 'all groups in the legs are 5/5'."""
    at = next((i for i, w in enumerate(words) if w in ("group", "groups") and "all" in words[max(0, i - 2) : i]), None)
    return at is not None and any(w.endswith("/5") for w in words[at : at + 6]) and "pain" not in words


def _beside_grade(words: list[str], place: Place) -> bool:
    """'5/5 C5-T1', 'L2-S1 5/5': roots that are graded stand for their muscles."""
    around = words[max(0, place.start - 1) : place.start] + words[place.end : place.end + 1]
    return any(word.endswith("/5") for word in around)


def strength_values(scene: Scene, assumed: bool = False) -> list[Value]:
    """The value of every strength; ``assumed`` where bare numbers grade strength."""
    words = scene.words
    if not any(w[0].isdigit() or w in _SPOKEN or _named_grade(scene, w) for w in words):
        return []
    in_exam = assumed or not scene.classes.strength_name.isdisjoint(words)
    plain = plain_grades(scene) or (grid_grades(scene) if assumed else {})
    values: list[Value] = []
    for i, word in enumerate(words):
        value = _written_value(scene, i, in_exam, assumed, plain) if word[0].isdigit() else None
        value = value or _named_value(scene, i, in_exam) or _spoken_value(scene, i)
        if value:
            values.append(value)
    return values


def _written_value(scene: Scene, i: int, in_exam: bool, assumed: bool, plain: Mapping[int, str]) -> Value | None:
    """'4+/5', '4-5/5', '5/4' (right and left), or a number alone where strength is graded."""
    word = scene.words[i]
    grade = _GRADE.match(word)
    if grade and not _is_date_or_ratio(scene, i):
        low = _grade_value(grade.group(1), grade.group(2))
        if grade.group(3):
            low = min(low, _grade_value(grade.group(3), grade.group(4)))
        return i, i + 1, low, low, word
    pair = _PAIR.match(word) if in_exam and scene.classes.reflex_name.isdisjoint(scene.words) else None
    if pair and not _is_measure(scene, i) and not of_tendon_alone(scene, i):
        left, right = _grade_value(pair.group(1), pair.group(2)), _grade_value(pair.group(3), pair.group(4))
        return i, i + 1, min(left, right), max(left, right), word
    if i in plain:
        low = _grade_value(word[0], plain[i])
        return i, i + 1, low, low, f"{word[0]}{plain[i]}/5"
    if is_bare_grade(scene, i, assumed):
        low = _grade_value(word[0], word[1:])
        return i, i + 1, low, low, f"{word}/5"
    return None


def _named_value(scene: Scene, i: int, in_exam: bool) -> Value | None:
    """'Strength: grip fair', 'triceps - poor': a grade by its name."""
    words = scene.words
    named = _named_grade(scene, words[i])
    if not named or not in_exam or not i or words[i] in words[i + 1 : i + 2]:
        return None
    if words[i - 1] in ("-", "–", ":") or any(p.muscle and p.end in (i, i - 1) for p in scene.places):
        return i, i + 1, named, named, f"{named:.0f}/5"
    return None


def _named_grade(scene: Scene, word: str) -> float | None:
    """The grade that a name of manual muscle testing stands for."""
    if word in scene.classes.strength_grade_fair:
        return 3.0
    if word in scene.classes.strength_grade_poor:
        return 2.0
    return 1.0 if word in scene.classes.strength_grade_trace else None


def _is_date_or_ratio(scene: Scene, i: int) -> bool:
    """'3/5 reflexes of the biceps', "a 3/5 pain", "seen on 4/5", "digits 4/5", "4/5 sessions": a number of something
    else.
    """
    words, classes = scene.words, scene.classes
    following = words[i + 1 : i + 4]
    if i and (words[i - 1] in classes.before_date or words[i - 1] in classes.numbered_part):
        return True
    counted = following[1:] if following[:1] in _OF_THERAPY else following
    if counted and (counted[0] in classes.counted_thing or counted[0] in classes.measure_unit):
        return True
    if following and (following[0] in classes.reflex_name or following[:2] == ["deep", "tendon"]):
        return True
    return i + 1 < len(words) and words[i + 1] == "pain" and i > 0 and words[i - 1] in ("level", "is", "a")


def _is_measure(scene: Scene, i: int) -> bool:
    """'a 1-1/2-inch needle', '1/2 tablet': a fraction of something else."""
    words = scene.words
    after = [w for w in words[i + 1 : i + 3] if w != "-"]
    mixed = i > 1 and words[i - 1] in ("-", "and") and words[i - 2].isdigit()
    return mixed or bool(after and after[0] in scene.classes.measure_unit)


def _grade_value(number: str, sign: str) -> float:
    return float(number) + (0.25 if "+" in sign else -0.25 if "-" in sign else 0.0)


def _spoken_value(scene: Scene, i: int) -> Value | None:
    """'4 out of 5', '4 plus out of 5', '4 / 5', '5 of 5'."""
    words = scene.words
    number = _SPOKEN.get(words[i])
    if number is None:
        return None
    j = i + 1
    sign = "+" if number.endswith("+") else ""
    if j < len(words) and words[j] in ("plus", "minus", "+", "-"):
        sign, j = ("+" if words[j] in ("plus", "+") else "-"), j + 1
    for bridge in _BRIDGES:
        k = j + len(bridge)
        if tuple(words[j:k]) == bridge and k < len(words) and _SPOKEN.get(words[k], words[k]) == "5":
            if bridge == ("to",) and scene.classes.strength_name.isdisjoint(words):
                return None
            value = _grade_value(number.rstrip("+"), sign)
            return i, k + 1, value, value, f"{number.rstrip('+')}{sign}/5"
    return None
