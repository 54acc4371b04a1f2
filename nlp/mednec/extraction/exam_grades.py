"""Grades as an examiner writes them: muscle strength (0 to 5/5) and reflexes (0 to 4+), in numbers and in words."""

from __future__ import annotations

import re
from collections.abc import Sequence

from mednec.extraction.mentions import Scene
from mednec.extraction.places import Place

STRENGTH_WORDS = frozenset(
    ("strength motor power mmt mrc myotome myotomes muscle muscles weakness strong grip str").split()
)
REFLEX_WORDS = frozenset(
    (
        "reflex reflexes dtr dtrs jerk jerks dtr's mstr mstrs msr msrs hyperreflexia hyporeflexia areflexia "
        "aj ajs kj kjs bj bjs tj tjs sj sjs brj"
    ).split()
)
_NOT_STRENGTH = frozenset(
    ("pain vas nprs scale /10 waddell waddell's pulse pulses apgar murmur lesion edema score distress").split()
)
TENDONS = frozenset({"biceps", "triceps", "brachioradialis", "knee", "ankle", "achilles"})
_GRADE = re.compile(r"([0-5](?:\.5)?)([+-]{0,2})(?:-([0-5])([+-]?))?/5$")
BARE = re.compile(r"[0-4][+-]$")
_PAIR = re.compile(r"([0-5])([+-]?)/([0-5])([+-]?)$")
_REFLEX = re.compile(r"([0-4])(\+{0,2})(?:/([0-4])(\+{0,2}))?$")
_UNITS = frozenset(
    (
        "inch inches in. cm mm cc ml mg tablet tablets tab tabs pack packs ppd hour hours day days week "
        "weeks month months year years mile miles block blocks dose doses pint cup"
    ).split()
)
_CRANIAL = frozenset("corneal corneals gag pupillary oculocephalic oculovestibular doll's blink cough".split())
_SPOKEN = {
    "one": "1",
    "two": "2",
    "three": "3",
    "four": "4",
    "five": "5",
    "zero": "0",
    **{f"{n}{s}": f"{n}{s}" for n in range(6) for s in ("", "+")},
}
_MMT = {"fair": 3.0, "poor": 2.0, "trace": 1.0}


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
    if words & _NOT_STRENGTH and not words & STRENGTH_WORDS:
        return False
    return bool(words & STRENGTH_WORDS or any(p.muscle for p in scene.places) or any(p.limb for p in scene.places))


def _is_graded_next(words: list[str], at: int) -> bool:
    """'Triceps 4/5', 'hip flexors were 4/5 bilaterally, limited by pain'."""
    while at < len(words) and words[at] in _TO_GRADE:
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


def strength_values(scene: Scene, assumed: bool = False) -> list[tuple[int, int, float, float, str]]:
    """(first token, token after the last, lowest grade, highest grade, as written) of every strength; ``assumed`` where
    bare numbers grade strength.
    """
    words = scene.words
    values: list[tuple[int, int, float, float, str]] = []
    if not any(w[0].isdigit() or w in _SPOKEN or w in _MMT for w in words):
        return values
    in_exam = assumed or bool(STRENGTH_WORDS.intersection(words))
    plain = plain_grades(scene) or (grid_grades(scene) if assumed else {})
    for i, word in enumerate(words):
        grade = _GRADE.match(word) if word[0].isdigit() else None
        if grade and not _is_date_or_ratio(words, i):
            low = _grade_value(grade.group(1), grade.group(2))
            if grade.group(3):
                low = min(low, _grade_value(grade.group(3), grade.group(4)))
            values.append((i, i + 1, low, low, word))
            continue
        pair = _PAIR.match(word) if in_exam and word[0].isdigit() and not REFLEX_WORDS.intersection(words) else None
        if pair and not _is_measure(words, i) and not of_tendon_alone(scene, i):
            left, right = _grade_value(pair.group(1), pair.group(2)), _grade_value(pair.group(3), pair.group(4))
            values.append((i, i + 1, min(left, right), max(left, right), word))
            continue
        if i in plain:
            sign = plain[i]
            low = _grade_value(word[0], sign)
            values.append((i, i + 1, low, low, f"{word[0]}{sign}/5"))
            continue
        if word[0].isdigit() and is_bare_grade(scene, i, assumed):
            low = _grade_value(word[0], word[1:])
            values.append((i, i + 1, low, low, f"{word}/5"))
            continue
        named = _MMT.get(word)
        if (
            named is not None
            and in_exam
            and i
            and (words[i - 1] in ("-", "–", ":") or any(p.muscle and p.end in (i, i - 1) for p in scene.places))
            and word not in words[i + 1 : i + 2]
        ):
            values.append((i, i + 1, named, named, f"{named:.0f}/5"))
            continue
        spoken = _spoken_grade(words, i)
        if spoken:
            values.append((i, *spoken))
    return values


_SINGLE = frozenset("012345")
_MRC = (["mrc", "grade"], ["mrc", ":"], ["mrc", "of"], ["mrc", "="])
_GRADING = frozenset("graded rated grade at a as was is".split())
_AFTER_GRADE = frozenset(". , ; ) and in on for with at throughout bilaterally".split())


def is_bare_grade(scene: Scene, i: int, assumed: bool = False) -> bool:
    """'5/5 except for 4+ right wrist extension', 'strength was rated at a 4': a grade without its "/5"."""
    words, word = scene.words, scene.words[i]
    if i in plain_grades(scene):
        return True
    if REFLEX_WORDS.intersection(words) or not (
        assumed or STRENGTH_WORDS.intersection(words) or any(w.endswith("/5") for w in words)
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
    if not muscles or not _COUNTS.isdisjoint(words) or any(w.isdigit() and int(w) > _FULL_STRENGTH for w in words):
        return {}
    stop = next((i for i, w in enumerate(words) if w in REFLEX_WORDS), len(words))
    found: dict[int, str] = {}
    certain = False
    for place in muscles:
        at = place.end
        while at < stop and words[at] in _TO_GRADE:
            at += 1
        while at < stop and (sign := _plain_sign(scene, at)) is not None:
            found[at] = sign
            certain = certain or place.part not in TENDONS or words[at] == "5"
            at = _next_side(words, at + 1)
    return found if certain else {}


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


_GRID_WORDS = frozenset("groups group muscles all ext flex extension flexion extensors flexors | : - ( ) , /".split())
_BETWEEN_GRADES = frozenset("| / , - r l right left b ( ) .".split())


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


_FULL_STRENGTH = 5
_COUNTS = frozenset("degrees deg ° rom reps sets x lb lbs kg range flexibility passive repetitions seconds sec".split())
_TO_GRADE = frozenset(
    ": = - ( left right l r bilat bilateral bilaterally strength power mrc grade is was are were".split()
)
_SIDE_WORDS = frozenset("left right l r b bilat bilaterally on the".split())
_AFTER_PLAIN = frozenset(", . ; ) ( | and on in but both left right l r b bilat bilaterally bilateral with".split())


def grades_tendons(scene: Scene, i: int) -> bool:
    """'Biceps/BR 2+' beside graded muscles: a plus without "/5" at a tendon is its jerk, unless it is an exception
    ("5/5 except biceps 4+") or too high for one.
    """
    words = scene.words
    if not any(w.endswith("/5") for w in words):
        return False  # without one, the whole line is graded in this way
    clause = words[max((k + 1 for k in range(i) if words[k] in (",", ";")), default=0) : i]
    if words[i].endswith("-") or words[i] == "4+" or "but" in clause or scene.piece.classes.exception.occurs(clause):
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


_TO_JERK = frozenset(": = - right left r l tendon tendons bilat bilateral both are is".split())


def _is_date_or_ratio(words: list[str], i: int) -> bool:
    following = words[i + 1 : i + 4]
    if following and (following[0] in REFLEX_WORDS or following[:2] == ["deep", "tendon"]):
        return True  # "3/5 reflexes of the biceps"
    return i + 1 < len(words) and words[i + 1] == "pain" and i > 0 and words[i - 1] in ("level", "is", "a")


def _is_measure(words: list[str], i: int) -> bool:
    """'a 1-1/2-inch needle', '1/2 tablet': a fraction of something else."""
    after = [w for w in words[i + 1 : i + 3] if w != "-"]
    mixed = i > 1 and words[i - 1] in ("-", "and") and words[i - 2].isdigit()
    return mixed or bool(after and after[0] in _UNITS)


def _grade_value(number: str, sign: str) -> float:
    return float(number) + (0.25 if "+" in sign else -0.25 if "-" in sign else 0.0)


def _spoken_grade(words: list[str], i: int) -> tuple[int, float, float, str] | None:
    """'4 out of 5', '4 plus out of 5', '4 / 5', '5 of 5'."""
    number = _SPOKEN.get(words[i])
    if number is None:
        return None
    names = _SPOKEN
    j = i + 1
    sign = "+" if number.endswith("+") else ""
    if j < len(words) and words[j] in ("plus", "minus", "+", "-"):
        sign, j = ("+" if words[j] in ("plus", "+") else "-"), j + 1
    for bridge in (("out", "of"), ("over",), ("/",), ("of",), ("to",)):
        k = j + len(bridge)
        if tuple(words[j:k]) == bridge and k < len(words) and names.get(words[k], words[k]) == "5":
            if bridge == ("to",) and not STRENGTH_WORDS.intersection(words):
                return None
            value = _grade_value(number.rstrip("+"), sign)
            return k + 1, value, value, f"{number.rstrip('+')}{sign}/5"
    return None


def reflex_values(scene: Scene) -> list[tuple[int, int, float, float, str]]:
    """The same of every reflex grade, 0 to 4."""
    words = scene.words
    values: list[tuple[int, int, float, float, str]] = []
    i = 0
    while i < len(words):
        word = words[i]
        match = _REFLEX.match(word) if word[0].isdigit() and not is_bare_grade(scene, i) else None
        if _CRANIAL.intersection(words[i + 1 : i + 3]) or _is_inside_word(scene, i):
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
        elif word in _WORDED and _is_a_grade(scene, i):
            values.append((i, i + 1, _WORDED[word], _WORDED[word], word))
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


_TO_PLUSES = frozenset(": = ( right left r l reflex reflexes jerk jerks bilat bilateral both".split())


_WORDED = {"absent": 0.0} | dict.fromkeys("reduced diminished decreased depressed sluggish dec decr".split(), 1.0)


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
        return bool(REFLEX_WORDS.intersection(words[:i]))
    return _follows_tendon(scene, i) or _at_tendon(scene, i)


def _follows_tendon(scene: Scene, i: int) -> bool:
    """'Reflexes: knees 2, left medial hamstring reduced': a word for a number in a list of reflexes."""
    words = scene.words
    if words[1:2] != [":"] or words[0] not in REFLEX_WORDS or words[i] == "absent":
        return False
    return any(p.end == i and p.part in (*TENDONS, "hamstrings") for p in scene.places)


def _at_tendon(scene: Scene, i: int) -> bool:
    words = scene.words
    if words[i - 1] not in (",", "and", "but") or words[i + 1 : i + 2] not in (["at"], ["in"]):
        return False
    return bool(REFLEX_WORDS.intersection(words[:i])) and any(p.limb and 0 < p.start - i <= 4 for p in scene.places)


def _is_graded(scene: Scene, i: int) -> bool:
    near = scene.words[max(0, i - 4) : i + 5]
    return bool(REFLEX_WORDS.intersection(near)) or any(
        p.limb and (abs(p.start - i) <= 4 or abs(p.end - i) <= 4) for p in scene.places
    )
