"""Values written beside a sign or a part of the exam: "Spurling (-) L", "Babinski R up, L down", "tone: normal"."""

from __future__ import annotations

from collections.abc import Sequence

from mednec.extraction.matching import Hit
from mednec.extraction.mentions import Scene

_LIST_JOINTS = frozenset(
    (
        ", and or / & all both a an the left right bilateral is was are were test tests sign signs : - "
        "bilaterally nor testing exam examination has have been in the grossly"
    ).split()
)
_SIGN_BRIDGE = frozenset(
    (
        "| . test tests testing sign signs response responses reflex reflexes maneuver manoeuvre "
        "maneuvers is was were are : - – ( ) , the on in both and to with r l left right bilateral "
        "deg ° @ past degree bilaterally b a an ankle patellar phenomenon s all at degrees bilat side sides foraminal "
        "compression raise raises exam / seated supine sitting crossed examination plantar be found toes "
        "toe either again reported today for symptoms of neck clearly strongly mildly weakly markedly slightly "
        "moderately definitely distinctly frankly very still also now just only weekly does do did "
        "probably possibly maybe perhaps questionably equivocally "
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
_HEDGES = frozenset("questionably possibly equivocally ? maybe perhaps probably questionable possible".split())
_NEGATORS = frozenset("no not without never denies denied non".split())
_TWO_SIDES = frozenset(("/", "|", "l", "r", "left", "right", "lt", "rt"))
_FARTHEST_SIDE = 8
"""Most words between the values of two sides: "on the right at 70 degrees but mildly" are eight."""


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
    values = [v for v in values if not _is_of_another(scene, hit, v)]
    left = _left_value(scene, hit, values, siblings)
    right = _right_values(scene, hit, values, siblings)
    chosen = [left] if left and (not right or hit.start - left.end <= 1) else right
    if not chosen and left:
        chosen = [left]
    chosen = chosen or _longest_values(inside)[:1]
    readings: list[tuple[str, str | None, str]] = []
    order = declared_order(scene) or (list(columns) if len(columns) == 2 else None)
    for number, value in enumerate(chosen):
        status = {"positive": "present", "negative": "absent", "equivocal": "possible"}.get(value.ref)
        if status is None:
            continue
        if value.ref == "positive" and value.start and scene.words[value.start - 1] in _NEGATORS:
            status = "absent"
        if (
            status == "present"
            and value.start
            and not _HEDGES.isdisjoint(scene.words[max(0, value.start - 2) : value.start])
        ):
            status = "possible"
        side = _reading_side(scene, hit, value, len(chosen))
        if len(chosen) == 2 and side is None and order:
            side = order[number]
        readings.append((status, side, " ".join(scene.words[value.start : value.end])))
    return readings


def _is_of_another(scene: Scene, hit: Hit, value: Hit) -> bool:
    """'Ankle jerk absent and Spurling positive', 'reflexes 2+ and grip strength is reduced': a value among the words of
    another finding is that one's own.
    """
    return any(
        t.layer == "finding"
        and t.start <= value.start
        and value.end <= t.end
        and (t.start, t.end) != (value.start, value.end)
        and not t.overlaps(hit)
        and (t.start >= hit.end or t.ref.polarity != "absent")
        for t in scene.targets
    )


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
    values = [v for v in values if not any(p.start < v.start < p.end for p in scene.places)]  # "neuro UL + LL"
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
    denied = _trouble_denied(scene, hit)
    if denied:
        return [("absent", None, denied)]
    if _is_left_out(scene.words[hit.end : hit.end + 5]):
        return []
    listed = scene.exam_list_of(hit)
    if listed is not None:
        says_nothing = listed.status == "present" and hit.ref.rule.concept == "spasticity"  # reduced tone
        return [] if says_nothing else [(listed.status, None, " ".join(scene.words[slice(*listed.value)]))]
    values = _longest_values([v for v in scene.piece.hits("value") if v.ref in ("normal", "abnormal")])
    values = [v for v in values if v.ref == "normal" or v.start < hit.end or not _is_of_another(scene, hit, v)]
    others = [s for s in siblings if s is not hit and not s.overlaps(hit)]
    left = None if _tells_of_another(scene, hit) else _left_value(scene, hit, values, others, exam_item=True)
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


def _tells_of_another(scene: Scene, hit: Hit) -> bool:
    """'Normal strength, reflexes brisk': the item is the subject of a finding of its own."""
    return any(
        t.layer == "finding"
        and t.start <= hit.start
        and hit.end < t.end
        and t.ref.rule.concept != hit.ref.rule.concept
        and t.ref.polarity != "absent"
        for t in scene.targets
    )


_REPORTING = frozenset("shows showed reveals revealed reveal demonstrates demonstrated has had with".split())
_OWN_NOUNS = frozenset(
    (
        "in to throughout bilaterally and with for at on but except of strength power sensation sensory reflexes "
        "findings function results exam examination light touch pinprick motor gait testing responses"
    ).split()
)


def _trouble_denied(scene: Scene, hit: Hit) -> str | None:
    """'No change in strength, sensation or gait': the words that deny any trouble with a list of functions."""
    words = scene.words
    for start, end in scene.classes.trouble_with.all(words):
        denial = next((i for i in range(start - 1, max(-1, start - _TO_TROUBLE), -1) if words[i] in _NEGATORS), None)
        items = words[end : hit.start]
        if denial is None or end > hit.start or len(items) > _FUNCTIONS_LISTED:
            continue
        if hit.ref.rule.concept == "reflex_diminished" and words[start] in _CHANGES:
            continue  # reflexes that have not changed may be low all the same
        if (
            _ENDS_LIST.isdisjoint(items)
            and _DEFICITS.isdisjoint(items)
            and words[hit.end : hit.end + 1] not in _VALUE_FOLLOWS
        ):
            return " ".join(words[denial:end])
    return None


_TO_TROUBLE = 5
_CHANGES = frozenset({"change", "changes"})
_DEFICITS = frozenset("weakness numbness tingling pain paresthesias spasticity imbalance incontinence".split())
_VALUE_FOLLOWS = ([":"], ["is"], ["was"], ["are"], ["were"])
_FUNCTIONS_LISTED = 12
_ENDS_LIST = frozenset(". ; : but is are was were has have had does did with since because when while except".split())


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
        head = _list_head(scene, value, hit) if exam_item else None
        if (
            head is not None
            and (head == hit.start or _joined_items(scene, head, hit, siblings))
            and not _owned_by_earlier(scene, value, siblings)
        ):
            return value
        if crossed:
            loose = _words_between(scene, crossed, value.end, hit.start)
            first = crossed[0]
            if exam_item and loose[:1] in (["for"], ["in"], ["of"], ["to"]):
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


def _list_head(scene: Scene, value: Hit, hit: Hit) -> int | None:
    """'Normal strength, tone and reflexes', 'normal in strength and reflexes': where the list that a normal value opens
    begins; its first item may be one phrase with the value.
    """
    if value.ref != "normal":
        return None
    first = [
        t
        for t in scene.targets
        if t.layer == "finding" and t.ref.polarity == "absent" and t.start <= value.start and value.end < t.end
    ]
    if first:
        return max(min(t.end, hit.start) for t in first)  # "normal tone, power" may be one phrase
    return value.end + 1 if scene.words[value.end : value.end + 1] in (["in"], ["for"], ["to"]) else value.end


def _joined_items(scene: Scene, start: int, hit: Hit, siblings: list[Hit]) -> bool:
    """Whether only items of the exam and the words that join them stand from ``start`` to ``hit``."""
    items = [s for s in siblings if start <= s.start and s.end <= hit.start]
    loose = _words_between(scene, items, start, hit.start)
    commas = [",", "and", "or", "/", "&", "nor", "normal", "intact", "full", "+"]
    opened = scene.words[start] not in _AFTER_ITEM or scene.words[start - 1] not in _WHOLE_VALUES
    return opened and bool(items or loose) and all(w in commas for w in loose)


_AFTER_ITEM = frozenset(", / & and or nor +".split())
_WHOLE_VALUES = frozenset("normal intact full symmetric preserved equal good unremarkable ok".split())


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


def _words_between(scene: Scene, crossed: list[Hit], start: int, stop: int) -> list[str]:
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
        if {",", "and", "."}.intersection(between[-1:]) and any(s.start == value.end for s in siblings):
            break  # "Spurling reproduces the pain, negative Hoffmann"
        if ";" in between or ("|" in between and scene.piece.segment.kind != "row") or (0 < between.count(".") < 3):
            break
        if crossed:
            if found:
                break
            if exam_item and between[:1] == [":"]:
                break  # "Motor: tone normal"
            loose = _words_between(scene, crossed, at, value.start)
            if all(w in _LIST_JOINTS for w in loose):
                found.append(value)
            break
        if found and not (_continues_values(scene, between) and _stands_alone(scene, value)):
            break
        if not found and not (all(w in bridge or w[0].isdigit() for w in between) and len(between) <= 9):
            break
        found.append(value)
        at = value.end
        if len(found) == 2:
            break
    return found


def _continues_values(scene: Scene, between: list[str]) -> bool:
    """Whether the words from one value to the next leave it with the same sign: "negative R, mildly positive L"."""
    allowed = scene.classes.between_side_values
    return (
        len(between) <= _FARTHEST_SIDE
        and all(w in allowed or w.isdigit() for w in between)
        and not _TWO_SIDES.isdisjoint(between)
    )


def _stands_alone(scene: Scene, value: Hit) -> bool:
    """Whether the value is one of its own: not of a noun behind it ("negative on the left, positive Faber"), nor what
    another value comes with ("negative on the left with pain").
    """
    if scene.words[value.start] == "with":
        return False
    behind = scene.words[value.end] if value.end < len(scene.words) else "."
    classes = scene.classes
    return not behind.isalpha() or behind in classes.between_side_values or behind in classes.after_side_value


def declared_order(scene: Scene) -> list[str] | None:
    """The sides in the order in which a heading "(R/L)" says that pairs of values are written."""
    words = scene.words
    if "/" not in words:
        return None
    for i in range(len(words) - 2):
        if words[i + 1] == "/" and {words[i], words[i + 2]} in ({"r", "l"}, {"right", "left"}):
            return ["right", "left"] if words[i][0] == "r" else ["left", "right"]
    return None


def first_declared_side(scene: Scene, hit: Hit) -> str | None:
    """'(R/L) plantar response up/down': the side of the first of two values, when the order is declared."""
    order = declared_order(scene)
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
