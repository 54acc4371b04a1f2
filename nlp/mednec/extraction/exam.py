"""Read exam values: muscle grades, reflex grades and the values written beside a sign. The number decides, not
a cue word.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from mednec.extraction.matching import Hit
from mednec.extraction.mentions import RawMention, Scene
from mednec.extraction.places import Place, limb_of_root, merge_sides

_BETWEEN_GRADE_AND_PLACE = frozenset(
    (
        "all muscles symmetric equal symmetrical brisk normal bilat proximal distal & / throughout "
        "grossly below above other as related regards regarding involving tested proximally distally @ "
        "testing major ue le deep tendon reflex reflexes dtrs dtr"
    ).split()
)
_LIST_JOINTS = frozenset(
    (
        ", and or / & all both a an the left right bilateral is was are were test tests sign signs : - "
        "bilaterally nor testing exam examination has have been in the grossly"
    ).split()
)

_STRENGTH_WORDS = frozenset(
    ("strength motor power mmt myotome myotomes muscle muscles weakness strong grip str").split()
)
_REFLEX_WORDS = frozenset(
    ("reflex reflexes dtr dtrs jerk jerks dtr's mstr mstrs msr msrs hyperreflexia hyporeflexia areflexia").split()
)
_NOT_STRENGTH = frozenset(
    ("pain vas nprs scale /10 waddell waddell's pulse pulses apgar murmur lesion edema score distress").split()
)
_EVERYWHERE = frozenset("throughout globally diffusely".split())
_TENDONS = frozenset({"biceps", "triceps", "brachioradialis", "knee", "ankle", "achilles"})
_NOT_REFLEX = frozenset(
    (
        "edema pitting pulse pulses dorsalis effusion tibial strength motor murmur radial pedal tonsils "
        "lesion spasm tenderness tender"
    ).split()
)
_SENSORY_WORDS = frozenset("sensory sensation".split())
_PLUSES = re.compile(r"[0-4]\+")
_GRADE = re.compile(r"([0-5](?:\.5)?)([+-]{0,2})(?:-([0-5])([+-]?))?/5$")
_BARE = re.compile(r"[0-4][+-]$")
_FULL = frozenset({"5"})
_PAIR = re.compile(r"([0-5])([+-]?)/([0-5])([+-]?)$")
_REFLEX = re.compile(r"([0-4])(\+{0,2})(?:/([0-4])(\+{0,2}))?$")
_EXCEPTION = frozenset({"except", "excepting", "exception"})
_BREAK = frozenset(";") | _EXCEPTION
_UNITS = frozenset(
    (
        "inch inches in. cm mm cc ml mg tablet tablets tab tabs pack packs ppd hour hours day days week "
        "weeks month months year years mile miles block blocks dose doses pint cup"
    ).split()
)
_CRANIAL = frozenset("corneal corneals gag pupillary oculocephalic oculovestibular doll's blink cough".split())
_CLOSE = frozenset(
    (
        "in of at on the both and , ( ) : is was are left right bilateral bilaterally l r b muscle group "
        "groups strength str upper lower for to with about = power grade graded out only - – his her"
    ).split()
)
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
_LIMB_PAIR = ("upper_limb", "lower_limb")
_EFFORT = (
    "give way",
    "giveway",
    "give-way",
    "giving way",
    "limited by pain",
    "pain limited",
    "secondary to pain",
    "due to pain",
    "because of pain",
    "poor effort",
    "submaximal effort",
    "incomplete effort",
    "inconsistent effort",
    "variable effort",
    "limited effort",
    "limited by effort",
    "effort limited",
    "effort poor",
    "effort dependent",
    "breakaway",
    "cogwheel",
    "inhibited by pain",
    "pain inhibition",
    "guarding",
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


def is_strength_context(scene: Scene) -> bool:
    """Whether n/5 in this segment is muscle strength."""
    words = set(scene.words)
    if any(p.muscle and scene.words[p.end : p.end + 1] and scene.words[p.end].endswith("/5") for p in scene.places):
        return True
    if any(p.level and _beside_grade(scene.words, p) for p in scene.places):
        return True
    if scene.basis == "examined" and any(p.muscle for p in scene.places):
        return True  # "gives way from pain, with coaching 5/5"
    if words & _NOT_STRENGTH and not words & _STRENGTH_WORDS:
        return False
    return bool(words & _STRENGTH_WORDS or any(p.muscle for p in scene.places) or any(p.limb for p in scene.places))


def _beside_grade(words: list[str], place: Place) -> bool:
    """'5/5 C5-T1', 'L2-S1 5/5': roots that are graded stand for their muscles."""
    around = words[max(0, place.start - 1) : place.start] + words[place.end : place.end + 1]
    return any(word.endswith("/5") for word in around)


def mode_of(scene: Scene, inherited: str | None) -> str | None:
    """What bare numbers in this segment grade: reflexes, strength, or nothing known."""
    words = scene.words
    if not _REFLEX_WORDS.isdisjoint(words):
        return "reflexes"
    if not _STRENGTH_WORDS.isdisjoint(words):
        return "strength"
    if not any(w[0].isdigit() for w in words):
        return inherited if inherited in ("reflexes", "strength") else None
    if any(p.muscle and p.part not in _TENDONS and _graded_beside(words, p) for p in scene.places):
        return "strength"
    tendons = any(p.part in _TENDONS for p in scene.places)
    if (
        tendons
        and _NOT_REFLEX.isdisjoint(words)
        and any(
            _PLUSES.match(w) and not w.endswith("/5") and not _is_bare_grade(scene, i)
            for i, w in enumerate(scene.words)
        )
    ):
        return "reflexes"
    return inherited if inherited in ("reflexes", "strength") else None


def _graded_beside(words: list[str], place: Place) -> bool:
    """'Deltoid 4+': a muscle without a tendon reflex, so that the number is its strength."""
    near = words[place.end : place.end + 1] + words[max(0, place.start - 1) : place.start]
    return any(_BARE.match(word) or word in _FULL for word in near)


_COMPLETE = frozenset(
    "are were symmetric symmetrical equal intact normal unremarkable brisk absent present wnl".split()
)


def mode_after(scene: Scene, inherited: str | None) -> str | None:
    """The mode that the lines below inherit from a short heading such as "Reflexes" or "MOTOR   R   L"."""
    words = scene.words
    if len(words) <= 6 and not _COMPLETE.intersection(words):
        for names, mode in ((_REFLEX_WORDS, "reflexes"), (_SENSORY_WORDS, "sensation"), (_STRENGTH_WORDS, "strength")):
            if names.intersection(words[:3]):
                return mode
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
    regions = _LIMB_PAIR if limbs[0].limb == "both" else (limbs[0].limb,)
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
    declared = _declared_order(scene)
    return tuple(declared) if declared else ()


def strength_mentions(
    scene: Scene, carried: str | None, columns: tuple[str, ...] = (), assumed: bool = False
) -> list[RawMention]:
    """Motor weakness, present or absent, from every muscle grade of the segment. ``carried`` is the limb of the
    heading above.
    """
    values = _strength_values(scene, assumed)
    if not values or not (assumed or is_strength_context(scene)):
        return []
    mentions: list[RawMention] = []
    for graded in _in_columns(_associate(scene, values, _reflex_values(scene), roots=True), columns):
        if _is_aim(scene, graded):
            continue
        status = "present" if graded.low < 5 else "absent"
        for region, side, muscle, root in _regions(graded, carried):
            mentions.append(_mention(scene, "motor_weakness", region, status, graded, side, muscle, root, "grade"))
    effort = effort_limited(scene)
    for mention in mentions:
        mention.effort_limited = effort and mention.status == "present"
    return mentions


def _is_aim(scene: Scene, graded: Graded) -> bool:
    """'Patient will demonstrate 4/5 strength': a goal of therapy, not an examination."""
    return scene.judge.assertion(graded.start, graded.end, "sign").temporality == "hypothetical"


def effort_limited(scene: Scene) -> bool:
    """Give-way or pain-limited weakness: it counts as weakness, with this reservation."""
    text = " ".join(scene.words)
    return any(phrase in text and not _denied(text[: text.index(phrase)]) for phrase in _EFFORT)


def _denied(before: str) -> bool:
    """'The weakness is not limited by pain', 'no give-way'."""
    return not _DENIALS.isdisjoint(before.split()[-2:])


_DENIALS = frozenset("no not without never nor full good".split())


def reflex_mentions(
    scene: Scene, carried: str | None, columns: tuple[str, ...] = (), jerks_only: bool = False
) -> list[RawMention]:
    """Diminished or brisk reflexes from reflex grades (0 to 4+); ``jerks_only`` among grades of strength."""
    values = _reflex_values(scene)
    if jerks_only:
        values = [v for v in values if _BARE.match(v[4]) and _grades_tendons(scene, v[0])]
    mentions: list[RawMention] = []
    for graded in _in_columns(_associate(scene, values, _strength_values(scene)), columns):
        for region, side, _muscle, root in _regions(graded, carried):
            if graded.high >= 3:
                mentions.append(_mention(scene, "hyperreflexia", None, "present", graded, side, None, root, "grade"))
                if graded.low >= 2:
                    continue
            status = "present" if graded.low < 2 else "absent"
            mentions.append(_mention(scene, "reflex_diminished", region, status, graded, side, None, root, "grade"))
    return mentions


def _in_columns(graded: list[Graded], columns: tuple[str, ...]) -> list[Graded]:
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


def _mention(
    scene: Scene,
    concept: str,
    region: str | None,
    status: str,
    graded: Graded,
    side: str | None,
    muscle: str | None,
    root: str | None,
    rule: str,
) -> RawMention:
    first = min([graded.start, *(p.start for p in graded.places)])
    last = max([graded.end, *(p.end for p in graded.places)])
    start, end = scene.offsets(first, last)
    family = "myelopathy" if concept == "hyperreflexia" else "radiculopathy"
    return RawMention(
        concept,
        family,
        region,
        status,
        start,
        end,
        f"{concept}/{rule}",
        side=side,
        cue=graded.text,
        basis="examined",
        grade=graded.text if concept == "motor_weakness" else None,
        muscle=muscle,
        root=root,
        section=scene.piece.segment.section,
        value=scene.offsets(graded.start, graded.end),
    )


def _regions(graded: Graded, carried: str | None) -> list[tuple[str | None, str | None, str | None, str | None]]:
    """(region, side, muscle, root) for the places of a grade, one a limb."""
    by_limb: dict[str, list[Place]] = {}
    for place in graded.places:
        for limb in _LIMB_PAIR if place.limb == "both" else (place.limb,):
            if limb:
                by_limb.setdefault(limb, []).append(place)
    if not by_limb:
        if carried:
            return [(carried, graded.side, None, None)]
        if graded.everywhere:
            return [(limb, graded.side, None, None) for limb in _LIMB_PAIR]
        return [(None, graded.side, None, None)]
    rows: list[tuple[str | None, str | None, str | None, str | None]] = []
    for limb, places in by_limb.items():
        side = graded.side or merge_sides([p.side for p in places])
        single = places[0] if len(places) == 1 else None
        rows.append((limb, side, single.muscle if single else None, single.root if single else None))
    return rows


def _strength_values(scene: Scene, assumed: bool = False) -> list[tuple[int, int, float, float, str]]:
    words = scene.words
    values: list[tuple[int, int, float, float, str]] = []
    if not any(w[0].isdigit() or w in _SPOKEN or w in _MMT for w in words):
        return values
    in_exam = assumed or bool(_STRENGTH_WORDS.intersection(words))
    for i, word in enumerate(words):
        grade = _GRADE.match(word) if word[0].isdigit() else None
        if grade and not _is_date_or_ratio(words, i):
            low = _grade_value(grade.group(1), grade.group(2))
            if grade.group(3):
                low = min(low, _grade_value(grade.group(3), grade.group(4)))
            values.append((i, i + 1, low, low, word))
            continue
        pair = _PAIR.match(word) if in_exam and word[0].isdigit() and not _REFLEX_WORDS.intersection(words) else None
        if pair and not _is_measure(words, i):
            left, right = _grade_value(pair.group(1), pair.group(2)), _grade_value(pair.group(3), pair.group(4))
            values.append((i, i + 1, min(left, right), max(left, right), word))
            continue
        if word[0].isdigit() and _is_bare_grade(scene, i, assumed):
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


_GRADING = frozenset("graded rated grade at a as was is".split())
_AFTER_GRADE = frozenset(". , ; ) and in on for with at throughout bilaterally".split())


def _is_bare_grade(scene: Scene, i: int, assumed: bool = False) -> bool:
    """'5/5 except for 4+ right wrist extension', 'strength was rated at a 4': a grade without its "/5"."""
    words, word = scene.words, scene.words[i]
    if _REFLEX_WORDS.intersection(words) or not (
        assumed or _STRENGTH_WORDS.intersection(words) or any(w.endswith("/5") for w in words)
    ):
        return False
    if _BARE.match(word):
        if _grades_tendons(scene, i):
            return False
        return any((p.muscle and 0 <= p.start - i - 1 <= 3) or (p.muscle and 0 <= i - p.end <= 1) for p in scene.places)
    if word not in ("1", "2", "3", "4") or (words[i + 1 : i + 2] and words[i + 1] not in _AFTER_GRADE):
        return False
    before = words[max(0, i - 5) : i]
    if before[-1:] == ["mrc"] or (before[-2:-1] in (["strength"], ["power"]) and before[-1] in ("is", "was")):
        return True
    return (
        bool({"strength", "power"}.intersection(before))
        and all(w in _GRADING for w in before[-1:])
        and bool({"graded", "rated", "grade"}.intersection(before))
    )


def _grades_tendons(scene: Scene, i: int) -> bool:
    """'Biceps/BR 2+' beside graded muscles: a plus without "/5" at a tendon is its jerk, unless it is an exception
    ("5/5 except biceps 4+") or too high for one.
    """
    words = scene.words
    if not any(w.endswith("/5") for w in words):
        return False  # without one, the whole line is graded in this way
    clause = words[max((k + 1 for k in range(i) if words[k] in (",", ";")), default=0) : i]
    if words[i].endswith("-") or words[i] == "4+" or _EXCEPTION.intersection(clause) or "but" in clause:
        return False
    before = [p for p in scene.places if p.limb and 0 <= i - p.end <= 1]
    near = before or [p for p in scene.places if p.limb and 0 <= p.start - i - 1 <= 3]
    return bool(near) and all(p.part in _TENDONS for p in near)


def _is_date_or_ratio(words: list[str], i: int) -> bool:
    following = words[i + 1 : i + 4]
    if following and (following[0] in _REFLEX_WORDS or following[:2] == ["deep", "tendon"]):
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
            if bridge == ("to",) and not _STRENGTH_WORDS.intersection(words):
                return None
            value = _grade_value(number.rstrip("+"), sign)
            return k + 1, value, value, f"{number.rstrip('+')}{sign}/5"
    return None


def _reflex_values(scene: Scene) -> list[tuple[int, int, float, float, str]]:
    words = scene.words
    values: list[tuple[int, int, float, float, str]] = []
    i = 0
    while i < len(words):
        word = words[i]
        match = _REFLEX.match(word) if word[0].isdigit() and not _is_bare_grade(scene, i) else None
        if _CRANIAL.intersection(words[i + 1 : i + 3]):
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
                ):
                    i += 1
                    continue
                values.append((i, i + 1, min(int(n) for n in numbers), max(int(n) for n in numbers), word))
        elif word == "trace" and _is_graded(scene, i):
            values.append((i, i + 1, 1.0, 1.0, word))
        elif word == "absent" and _is_a_grade(scene, i):
            values.append((i, i + 1, 0.0, 0.0, word))
        elif word in ("plus",) and i and words[i - 1] in ("1", "2", "3", "4", "one", "two", "three", "four"):
            number = {"one": 1, "two": 2, "three": 3, "four": 4}.get(words[i - 1]) or int(words[i - 1])
            values = [v for v in values if v[0] != i - 1]
            values.append((i - 1, i + 1, float(number), float(number), f"{number}+"))
        i += 1
    return values


def _is_a_grade(scene: Scene, i: int) -> bool:
    """'Reflexes 2+ at the knees and absent at the ankles', 'jerk was 1+, today absent': the word is a number's."""
    words = scene.words
    if words[i - 1] in ("today", "now", "currently") and any(_REFLEX.match(w) for w in words[:i]):
        return bool(_REFLEX_WORDS.intersection(words[:i]))
    if words[i - 1] not in (",", "and", "but") or words[i + 1 : i + 2] not in (["at"], ["in"]):
        return False
    return bool(_REFLEX_WORDS.intersection(words[:i])) and any(p.limb and 0 < p.start - i <= 4 for p in scene.places)


def _is_graded(scene: Scene, i: int) -> bool:
    near = scene.words[max(0, i - 4) : i + 5]
    return bool(_REFLEX_WORDS.intersection(near)) or any(
        p.limb and (abs(p.start - i) <= 4 or abs(p.end - i) <= 4) for p in scene.places
    )


def _associate(
    scene: Scene,
    values: list[tuple[int, int, float, float, str]],
    others: Sequence[tuple[int, int, float, float, str]] = (),
    roots: bool = False,
) -> list[Graded]:
    """Give every value the places written with it: before it back to the previous value, or right after it.

    ``others`` are values of another kind in the segment: no place is graded across one of them. ``roots`` may be
    graded too.
    """
    places = [_of_root(p) if p.level and not p.limb else p for p in scene.places if p.limb or (roots and p.level)]
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
        if right and (not own or (_prepositional(scene, end, right[0]) and _far(scene, own, start))):
            own = right
        if not own and number and previous == last == start - _glue(scene, last, start):
            own = _of_written_side(scene, out[-1].places, last, start, end)
        elif (
            not own and number and last == previous and _other_side(scene, last, start, end, following, out[-1].places)
        ):
            own = [replace(p, side=None) for p in out[-1].places]
        consumed.update(id(p) for p in own)
        context = scene.words[previous:following]
        everywhere = bool(_EVERYWHERE.intersection(context)) or (
            "all" in context and bool({"groups", "group", "muscles", "myotomes"}.intersection(context))
        )
        rest = _speaks_of_the_rest(scene.words[previous:start], scene.words[end:following])
        if not own and out and rest:
            others_there = _anywhere_in_limb(out[-1].places, start, end)
            out.append(Graded(start, end, low, high, text, others_there, False, None))
            continue
        side = _value_side(scene, own, previous, start, end, following)
        out.append(Graded(start, end, low, high, text, tuple(own), everywhere and not own, side))
    return out


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


def _glue(scene: Scene, previous: int, start: int) -> int:
    between = scene.words[previous:start]
    return len(between) if all(w in _CLOSE or w in _BETWEEN_EXAMS or _DAY.match(w) for w in between) else -1


_BETWEEN_EXAMS = frozenset(
    ", / | ) today now currently presently at last prior previous previously first initial visit exam this then vs "
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
    if not all(w in _CLOSE or w in _REFLEX_WORDS or w in _BETWEEN_SIDES for w in between):
        return False
    return any(
        end <= h.start < following and all(w in ("on", "the", "in") for w in scene.words[end : h.start])
        for h in scene.piece.hits("side")
    )


def _after_break(scene: Scene, own: list[Place], start: int) -> list[Place]:
    """The places behind the last break; a place that has its value in a word ("ankle jerks absent, knees 2+") is
    left out when another one follows.
    """
    own = [p for p in own if not _ends_between(scene.words[p.end : start])]
    return [
        p for n, p in enumerate(own) if n + 1 == len(own) or _WORDED.isdisjoint(scene.words[p.end : own[n + 1].start])
    ]


def _ends_between(between: list[str]) -> bool:
    """'Legs, pin intact, reflexes 2+': what stands before another part of the exam with its value is not graded."""
    return bool(_BREAK.intersection(between)) or (
        "," in between and not {"intact", "nl", "wnl"}.isdisjoint(between[between.index(",") :])
    )


_WORDED = frozenset("absent lost diminished decreased depressed reduced unobtainable hypoactive".split())


def _far(scene: Scene, own: list[Place], start: int) -> bool:
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


# ---- values beside a sign

_SIGN_BRIDGE = frozenset(
    (
        "| . test tests testing sign signs response responses reflex reflexes maneuver manoeuvre "
        "maneuvers is was were are : - – ( ) , the on in both and to with r l left right bilateral "
        "deg ° @ past degree bilaterally b a an ankle patellar phenomenon s all at degrees bilat side sides foraminal "
        "compression raise raises exam / seated supine sitting crossed examination plantar be found toes "
        "toe either again reported today for symptoms of neck clearly strongly mildly weakly does do did "
        "not leg legs hand hands upper lower extremity extremities contralateral ipsilateral sustained "
        "gently carefully repeated right-sided left-sided foot feet done performed tinel's tinel tinels phalen's "
        "phalen phalens"
    ).split()
)
_ITEM_BRIDGE = frozenset(
    (
        "grossly strength examination exam testing all extremities extremity ue le ues les rue lue rle "
        "lle bue ble reveals revealed shows showed reveal has have had stance swing phase muscle muscles "
        "groups proximal distal light touch pinprick arms arm legs limbs four reported been his her hand "
        "hands foot feet appears appeared seems completely entirely generally largely essentially"
    ).split()
)
_NEGATORS = frozenset("no not without never denies denied non".split())


def sign_readings(
    scene: Scene, hit: Hit, siblings: list[Hit], columns: tuple[str, ...] = ()
) -> list[tuple[str, str | None, str]]:
    """(status, side, value words) for a sign, from the values written beside it; several when each side has its own."""
    everything = _without_separators(scene, scene.piece.hits("value"))
    values = [v for v in everything if not (v.start >= hit.start and v.end <= hit.end)]
    inside = [
        v
        for v in everything
        if v.start >= hit.start and v.end <= hit.end and v.ref in ("positive", "negative", "equivocal")
    ]
    values = _longest_values([v for v in values if v.ref not in ("normal", "abnormal")])
    left = _left_value(scene, hit, values, siblings)
    right = _right_values(scene, hit, values, siblings)
    chosen = [left] if left and (not right or hit.start - left.end <= 1) else right
    if not chosen and left:
        chosen = [left]
    chosen = chosen or _longest_values(inside)[:1]
    readings: list[tuple[str, str | None, str]] = []
    order = _declared_order(scene) or (list(columns) if len(columns) == 2 else None)
    for number, value in enumerate(chosen):
        status = {"positive": "present", "negative": "absent", "equivocal": "possible"}.get(value.ref)
        if status is None:
            continue
        if value.ref == "positive" and value.start and scene.words[value.start - 1] in _NEGATORS:
            status = "absent"
        if (
            status == "present"
            and value.start
            and scene.words[value.start - 1]
            in ("questionably", "possibly", "equivocally", "?", "maybe", "probably", "questionable", "possible")
        ):
            status = "possible"
        side = _reading_side(scene, hit, value, len(chosen))
        if len(chosen) == 2 and side is None and order:
            side = order[number]
        readings.append((status, side, " ".join(scene.words[value.start : value.end])))
    return readings


def ends_its_item(scene: Scene, hit: Hit, siblings: Sequence[Hit]) -> bool:
    """'no Lhermitte's sign, Spurling's equivocal': a comma and another sign follow, whose value is not this one's."""
    following = min((s.start for s in siblings if s.start >= hit.end), default=None)
    return (
        following is not None
        and scene.words[following - 1] == ","
        and not any(hit.end <= v.start < following for v in scene.piece.hits("value"))
    )


def _without_separators(scene: Scene, values: list[Hit]) -> list[Hit]:
    """A dash before another word only separates ("Clonus - present"); at the end of its item it is a minus."""
    words = scene.words
    sides = ("l", "r", "b", "left", "right", "bilat", "and")
    return [
        v
        for v in values
        if words[v.start] not in ("-", "–")
        or v.end - v.start > 1
        or v.end >= len(words)
        or not words[v.end].isalpha()
        or words[v.end] in sides
    ]


def item_readings(scene: Scene, hit: Hit, siblings: list[Hit]) -> list[tuple[str, str | None, str]]:
    """(status, side, value words) for a named part of the exam: normal denies, abnormal asserts."""
    if _is_left_out(scene.words[hit.end : hit.end + 5]):
        return []
    values = _longest_values([v for v in scene.piece.hits("value") if v.ref in ("normal", "abnormal")])
    others = [s for s in siblings if s is not hit and not s.overlaps(hit)]
    left = _left_value(scene, hit, values, others, exam_item=True)
    right = [
        v for v in _right_values(scene, hit, values, others, exam_item=True) if not _qualifies_other(scene, hit, v)
    ]
    right = [v for v in right if v.ref == "abnormal"][:1] or right[:1]
    chosen = left if left and (not right or hit.start - left.end <= 1) else (right[0] if right else left)
    if chosen is None:
        return [("absent", None, "normal")] if _list_ends_normal(scene, hit, others) else []
    status = "absent" if chosen.ref == "normal" else "present"
    if status == "absent" and chosen.start and scene.words[chosen.start - 1] in _NEGATORS:
        status = "present"
    return [(status, None, " ".join(scene.words[chosen.start : chosen.end]))]


_REPORTING = frozenset("shows showed reveals revealed reveal demonstrates demonstrated has had with".split())
_OWN_NOUNS = frozenset(
    (
        "in to throughout bilaterally and with for at on but except of strength power sensation sensory reflexes "
        "findings function results exam examination light touch pinprick motor gait testing responses"
    ).split()
)


def _qualifies_other(scene: Scene, hit: Hit, value: Hit) -> bool:
    """'Motor exam shows normal bulk', 'sensory testing reveals normal facial sensation': normal is another thing."""
    words = scene.words
    if _REPORTING.isdisjoint(words[hit.end : value.start]) or words[value.end - 1] not in ("normal", "good", "intact"):
        return False
    following = words[value.end : value.end + 1]
    return bool(following) and following[0].isalpha() and following[0] not in _OWN_NOUNS


def _is_left_out(following: list[str]) -> bool:
    """'Gait exam deferred', 'strength was not tested'."""
    rest = [w for w in following if w not in ("exam", "testing", "is", "was", "were", ":", "-", "could", "be")]
    if rest[:1] == ["not"]:
        return bool(_NOT_DONE.intersection(rest[1:2]))
    return bool({"deferred", "untested", "untestable", "n/t"}.intersection(rest[:1]))


_NOT_DONE = frozenset("tested assessed examined done checked performed evaluated obtained observed able".split())


def _list_ends_normal(scene: Scene, hit: Hit, siblings: list[Hit]) -> bool:
    """'Motor, coordination and gait testing were normal': the last item of the list carries the value inside
    its own phrase.
    """
    i = hit.end
    items = [*siblings, *(t for t in scene.targets if t.layer == "finding" and t.ref.polarity == "absent")]
    while i < len(scene.words):
        item = next((t for t in sorted(items, key=lambda t: t.start - t.end) if t.start == i), None)
        if item is not None:
            if item.ref.polarity == "absent":
                return True
            i = item.end
        elif scene.words[i] in (",", "and", "/", "&"):
            i += 1
        else:
            return False
    return False


def _longest_values(values: list[Hit]) -> list[Hit]:
    kept: list[Hit] = []
    for value in sorted(values, key=lambda v: (v.start - v.end, v.start)):
        if not any(value.overlaps(k) for k in kept):
            kept.append(value)
    return sorted(kept, key=lambda v: v.start)


def _left_value(scene: Scene, hit: Hit, values: list[Hit], siblings: list[Hit], exam_item: bool = False) -> Hit | None:
    for value in values[::-1]:
        if value.end > hit.start:
            continue
        if (
            scene.words[value.start]
            in ("-", "–", "up", "down", "none", "0", "seen", "noted", "found", "observed", "yes", "present", "?")
            and value.end - value.start == 1
        ):
            continue
        between = scene.words[value.end : hit.start]
        crossed = [s for s in siblings if value.end <= s.start and s.end <= hit.start]
        if crossed:
            loose = _loose(scene, crossed, value.end, hit.start)
            first = crossed[0]
            if exam_item and loose[:1] in (["for"], ["in"], ["of"]):
                loose = loose[1:]
            listed = all(w in (",", "and", "or", "/", "&", "nor") for w in loose) and first.start - value.end <= 1
            return value if listed and not _owned_by_earlier(scene, value, siblings) else None
        if (
            len(between) <= 4
            and all(w in _SIGN_BRIDGE for w in between)
            and "," not in between
            and not _owned_by_earlier(scene, value, siblings)
        ):
            return value
        return None
    return None


def _owned_by_earlier(scene: Scene, value: Hit, siblings: list[Hit]) -> bool:
    """'Hoffmann positive, Babinski …': the value belongs to the sign before it."""
    for sign in siblings:
        if (
            sign.end <= value.start
            and value.start - sign.end <= 4
            and all(w in _SIGN_BRIDGE for w in scene.words[sign.end : value.start])
        ):
            return True
    return False


def _loose(scene: Scene, crossed: list[Hit], start: int, stop: int) -> list[str]:
    covered = {i for s in crossed for i in range(s.start, s.end)}
    return [scene.words[i] for i in range(start, stop) if i not in covered]


def _right_values(scene: Scene, hit: Hit, values: list[Hit], siblings: list[Hit], exam_item: bool = False) -> list[Hit]:
    found: list[Hit] = []
    at = hit.end
    bridge = _SIGN_BRIDGE | _ITEM_BRIDGE if exam_item else _SIGN_BRIDGE
    for value in values:
        if value.start < hit.end:
            continue
        crossed = [s for s in siblings if at <= s.start and s.end <= value.start]
        named = (
            {i for p in scene.places if p.limb or p.level for i in range(p.start, p.end)}
            if exam_item and not found
            else frozenset()
        )
        between = [scene.words[i] for i in range(at, value.start) if i not in named]
        if ";" in between or ("|" in between and scene.piece.segment.kind != "row") or (0 < between.count(".") < 3):
            break
        if crossed:
            if found:
                break
            loose = _loose(scene, crossed, at, value.start)
            if all(w in _LIST_JOINTS for w in loose):
                found.append(value)
            break
        if found and not _continues_values(between):
            break
        if not found and not (all(w in bridge or w.isdigit() for w in between) and len(between) <= 9):
            break
        found.append(value)
        at = value.end
        if len(found) == 2:
            break
    return found


def _continues_values(between: list[str]) -> bool:
    return (
        len(between) <= 4
        and all(
            w in ("/", "|", ",", "l", "r", "left", "right", "on", "the", "and", "but", "in", ":", "(", ")", "-")
            for w in between
        )
        and bool(between)
        and ("/" in between or "|" in between or bool({"l", "r", "left", "right"}.intersection(between)))
    )


def _declared_order(scene: Scene) -> list[str] | None:
    words = scene.words
    if "/" not in words:
        return None
    for i in range(len(words) - 2):
        if words[i + 1] == "/" and {words[i], words[i + 2]} in ({"r", "l"}, {"right", "left"}):
            return ["right", "left"] if words[i][0] == "r" else ["left", "right"]
    return None


def first_declared_side(scene: Scene, hit: Hit) -> str | None:
    """'(R/L) plantar response up/down': the side of the first of two values, when the order is declared."""
    order = _declared_order(scene)
    return order[0] if order and "/" in scene.words[hit.start : hit.end + 1] else None


def _reading_side(scene: Scene, hit: Hit, value: Hit, count: int) -> str | None:
    """The side of one value: written before or after it, or before the sign when there is one value only."""
    sides = scene.piece.hits("side")
    words = scene.words
    for side in sides:
        if (
            side.end <= value.start
            and value.start - side.end <= 2
            and side.start >= hit.start
            and all(w in (":", "is", "was", "(", "side", "-") for w in words[side.end : value.start])
        ):
            return str(side.ref)
    for side in sides:
        if (
            side.start >= value.end
            and side.start - value.end <= 6
            and all(
                w in ("on", "the", "to", "in", "for", "(", "at", "side", "both", "and", "symptoms")
                or w.isdigit()
                or w == "degrees"
                for w in words[value.end : side.start]
            )
        ):
            return str(side.ref)
    if count > 1:
        return None
    for side in sides:
        if (
            abs(side.end - hit.start) <= 1
            or (side.start >= hit.start and side.end <= hit.end)
            or (side.start >= hit.end and side.start - hit.end <= 3 and side.end <= value.start)
        ):
            return str(side.ref)
        if value.end <= side.start <= hit.start or (side.end <= value.start and value.start - side.end <= 1):
            return str(side.ref)
    late = [
        s
        for s in sides
        if s.start >= max(hit.end, value.end)
        and s.start - max(hit.end, value.end) <= 3
        and all(
            w in ("on", "the", "in", "at", "test", "sign", "(", "for", "to", ",")
            for w in words[max(hit.end, value.end) : s.start]
        )
    ]
    return str(late[0].ref) if late else None
