"""Attach body parts to a mention: inside it, just before it, just after it, along a list, or as the subject of
its clause.
"""

from __future__ import annotations

from collections.abc import Callable

from mednec.extraction.matching import Hit
from mednec.extraction.mentions import Scene
from mednec.extraction.places import Place

_SKIPPED_AFTER_MENTION = frozenset(
    (
        "that is was are come comes go goes present "
        "noted mostly mainly primarily localized experienced felt only sensation "
        "sensations today now again occasionally symptom pain feeling feelings seen especially "
        "intermittently confined limited greatest worst evident diffusely pinprick light touch vibration "
        "vibratory temperature proprioception sense pin prick soft sharp lt pp testing jerk reflex "
        "reflexes muscle muscles bulk dermatome strength power when while off"
    ).split()
)

INSIDE, ADJACENT, LISTED, CLAUSE, SEGMENT = range(5)
_MODIFIERS = frozenset(
    (
        "left right bilateral bilaterally both l r lt rt b upper lower lateral medial anterior posterior post lat med "
        "ant "
        "proximal distal mild moderate severe chronic acute some slight subtle focal significant "
        "persistent constant intermittent occasional progressive worsening new the a an his her their my "
        "sided side more any residual diffuse subjective marked profound minimal vague increasing "
        "increased increasingly only and or & / , ongoing recurrent associated s n gross distinct "
        "diminished generalized dense degenerative central foraminal multilevel level levels large small "
        "broad based paracentral disc disk spine spinal severe-appearing early advanced well then also"
    ).split()
)
_PREPOSITIONS = frozenset(
    (
        "in of at to over on along down into throughout involving affecting around across from within "
        "about through near under up below above with for involve involves affects affecting onto toward "
        "towards at: : ( - – relation behind opposite opposing overlying adjacent"
    ).split()
)
_ARTICLES = frozenset(
    (
        "bilat bil bilaterally the a an his her their my both left right bilateral l r lt rt b upper "
        "lower lateral medial anterior posterior lat med ant post prox dist proximal distal entire "
        "whole outer inner dorsal volar "
        "radial ulnar plantar and or & / , distribution middle first second third fourth fifth 1st 2nd "
        "3rd 4th 5th tips tip aspect aspects of side sides area areas region level levels back dorsum all "
        "sixth seventh eighth ninth tenth eleventh twelfth 6th 7th 8th 9th 10th 11th 12th "
        "digits some parts part more greater than worse either all four one 4 5 single one entire 1 2 3 "
        "lesser whole ( ) - > < mostly mainly primarily especially including also as well base web space "
        "surface half portion sided st nd rd th 1/2 median index ring long little small pinky two three "
        "root roots dermatome dermatomes distributions pattern nerve nondermatomal"
    ).split()
)
_ORDINAL_ENDS = frozenset("st nd rd th , ring index middle".split())
_ITEM_ENDS = frozenset(", . ; ) x for since and on".split())
_AFFIRMATIONS = frozenset({"yes", "y", "positive", "present", "endorsed", "endorses", "reports"})
_ADJECTIVES = frozenset("numb weak tingling tingly burning painful clumsy".split())
_JOINTS = frozenset(", and & / or nor".split())
_DETERMINERS = frozenset("both the his her their my left right bilateral".split())
_AFTER_LIMB = frozenset(
    (
        "and or nor for since with without at when while whenever that which on in x but over after today now as "
        "during bilaterally both worse more especially mostly mainly to from if because due again "
        "only"
    ).split()
)
_CLAUSE_BREAK = frozenset("; | but however although though except while whereas which who then".split())


def attached(scene: Scene, start: int, end: int, wanted: Callable[[Place], bool]) -> tuple[int, list[Place]]:
    """The places of a mention and how closely they are attached (INSIDE … SEGMENT); (SEGMENT, []) when there is
    none.
    """
    places = [p for p in scene.places if wanted(p) and scene.same_item(p.start, start)]
    if not places:
        return SEGMENT, []
    inside = [p for p in places if p.start < end and start < p.end]
    if inside:
        return INSIDE, _with_list(scene, inside, places, start, end)
    left = _left_chain(scene, start, places, through_targets=False)
    right = _right_chain(scene, end, places) if not left or _is_joined(scene, left, start, end) else []
    if left and not right:
        return ADJACENT, left
    if right:
        return ADJACENT, right
    listed = _left_chain(scene, start, places, through_targets=True)
    if listed:
        return LISTED, listed
    wider = _in_wider_mention(scene, start, end, places)
    if wider:
        return ADJACENT, wider
    fronted = _fronted(scene, start, places)
    if fronted:
        return ADJACENT, [fronted]
    subject = _subject(scene, start, end, places)
    if subject:
        more = _left_chain(scene, subject.start, places, through_targets=False, needs_joint=True)
        return CLAUSE, [*more, subject]
    return SEGMENT, []


_LEADS = (["at"], ["in"], ["of"], ["over"], ["opposite"], ["behind"], ["from"])


def _is_joined(scene: Scene, left: list[Place], start: int, end: int) -> bool:
    """'stenosis at C4-5 and herniation at C6-7': what stands behind "and" has its own place if one follows."""
    between = scene.words[left[-1].end : start]
    return bool({"and", ","}.intersection(between)) and scene.words[end : end + 1] in _LEADS


def _in_wider_mention(scene: Scene, start: int, end: int, places: list[Place]) -> list[Place]:
    """'numb, clumsy hands': the mention is the first word of a longer one that ends with the place."""
    for target in scene.targets:
        if target.start <= start and end <= target.end and target.end - target.start > end - start:
            return [p for p in places if target.start <= p.start and p.end == target.end]
    return []


def _with_list(scene: Scene, inside: list[Place], places: list[Place], start: int, end: int) -> list[Place]:
    """'left arm and leg weakness': the place inside may be the last of a list."""
    first = min(inside, key=lambda p: p.start)
    more = _left_chain(scene, min(start, first.start), places, through_targets=False, needs_joint=True)
    return more + inside + _continued(scene, inside, places, end)


def _continued(scene: Scene, inside: list[Place], places: list[Place], end: int) -> list[Place]:
    """'mets to T5 and L2', "tingling in the hands or feet": levels and limbs that go on after the one a mention ends
    with.
    """
    found: list[Place] = []
    i, last = end, inside[-1]
    while last.end == i and (last.level or last.limb):
        place = _next_joined(scene, places, i, last)
        if place is None or any(end <= t.start <= place.start < t.end or t.start == place.end for t in scene.targets):
            break
        found.append(place)
        i, last = place.end, place
    return found


def _next_joined(scene: Scene, places: list[Place], start: int, last: Place) -> Place | None:
    """The place of the same kind that "and", a comma and its side or article lead to."""
    words, first = scene.words, start
    while words[first : first + 1] and words[first] in _JOINTS:
        first += 1
    if first == start:
        return None
    at = first
    while last.limb and not last.level and words[at : at + 1] and words[at] in _DETERMINERS:
        at += 1
    place = next((p for p in places if first <= p.start <= at), None)
    if place is None or bool(place.level) != bool(last.level) or bool(place.limb) != bool(last.limb):
        return None
    follows = words[place.end] if place.end < len(words) else "."
    return place if last.level or follows in _AFTER_LIMB or not follows[0].isalnum() else None


def _left_chain(
    scene: Scene, start: int, places: list[Place], through_targets: bool, needs_joint: bool = False
) -> list[Place]:
    """Places directly left of ``start`` through sides, adjectives and list commas."""
    found: list[Place] = []
    i = start
    words = scene.words
    targets = scene.targets
    joint = False
    comma_seen = False
    crossed = False
    while i > 0:
        place = next((p for p in places if p.end == i), None)
        if place is not None:
            if needs_joint and not joint:
                return found
            if comma_seen and not found and not through_targets:
                return []
            if found and words[i] == "," and _is_spoken_for(scene, place):
                return found
            found.insert(0, place)
            i = place.start
            joint = False
            continue
        if any(p.end == i for p in scene.places):
            other = next(p for p in scene.places if p.end == i)
            i = other.start
            if not found and not joint:
                return []
            continue
        if through_targets:
            target = next((t for t in targets if t.end == i and t.layer != "place"), None)
            if target is not None:
                i, crossed = target.start, True
                continue
            if not crossed and not found and words[i - 1] == "," and words[i] not in ("and", "or"):
                return []
        word = words[i - 1]
        if word == "to" and found and not needs_joint and any(p.end == i - 1 and p.spine for p in places):
            i -= 1  # "neck to forearm pain"
            continue
        if word not in _MODIFIERS and not (word == "+" and found):
            break
        if word in ("and", "or", "&", "/", ",", "+"):
            joint = True
            comma_seen = comma_seen or word == ","
            if not found and not through_targets and not needs_joint:
                break
        i -= 1
    return found


def _closes_list(words: list[str], start: int, place: int) -> bool:
    """Whether the mention at ``start`` ends a list that it shares its place with ("numbness and tingling in …")."""
    joined = words[start:place]
    return not {"and", "or"}.isdisjoint(joined) and _ends_in(words, start, place)


def _is_spoken_for(scene: Scene, place: Place) -> bool:
    """'weak legs, saddle numbness', 'pain into the legs, numb groin': behind a comma, a place with its own word before
    it belongs to that.
    """
    at = place.start
    while at and scene.words[at - 1] in _ARTICLES and scene.words[at - 1] not in (",", "and", "or", "&", "/", ")"):
        at -= 1
    owned = any(t.end == at and t.layer != "place" for t in scene.targets)
    return owned or (at > 0 and scene.words[at - 1] in ("in", "into", "of", "down", "from", "to", "over", "at"))


def _right_chain(scene: Scene, end: int, places: list[Place]) -> list[Place]:
    """Places after the mention: "numbness (and tingling) in the left arm and hand", "weakness, left leg"."""
    words = scene.words
    i = end
    prepositional = False
    found: list[Place] = []
    skipped_target = False
    steps = 0
    if words[i : i + 1] == [":"] and words[i + 1 : i + 2] and words[i + 1] in _AFFIRMATIONS:
        end = i = i + 2  # "Numbness: yes, left hand"
    while i < len(words):
        place = next((p for p in places if p.start <= i < p.end), None)
        if place is not None:
            if skipped_target and not prepositional and not found:
                return []
            found.append(place)
            i = place.end
            steps = 0
            continue
        target = next((t for t in scene.targets if t.start == i and t.end > i and t.layer != "place"), None)
        if target is not None:
            if found or prepositional:
                break
            inner = [p for p in places if target.start <= p.start and p.end <= target.end]
            if inner and "," not in words[end : target.start] and _ends_in(words, target.start, inner[0].start):
                return inner  # "numbness and incoordination of the left hand"
            if inner and words[end : target.start] == [","] and _closes_list(words, target.start, inner[0].start):
                return inner  # "weakness, numbness and tingling in both legs"
            if inner and inner[-1].end == target.end and words[end - 1] in _ADJECTIVES:
                return inner  # "numb, clumsy hands"
            if "," in words[end:i] and _of_another_kind(target):
                return []  # "numbness, unsteadiness, weakness of the arms": the place is that of the last item
            i, skipped_target = target.end, skipped_target or not _passes_place_on(scene, target, end)
            continue
        word = words[i]
        if word in _PREPOSITIONS:
            prepositional = True
        elif word in ("and", "or", ",", "&", "/") or word in _ARTICLES:
            pass
        elif not found and word in _SKIPPED_AFTER_MENTION:
            steps += 1
        else:
            break
        steps += word not in _ORDINAL_ENDS
        if steps > 9:
            break
        i += 1
    shared = _ADJECTIVES.union(("and", "or", "/", "&")).issuperset(words[end - 1 : found[0].start] if found else ())
    if found and not prepositional and not shared and any(w in (",", "and", "or") for w in words[end : found[0].start]):
        after = words[found[-1].end : found[-1].end + 1]
        telegraphic = words[end] == "," and not skipped_target and (not after or after[0] in _ITEM_ENDS)
        if not telegraphic or not {"and", "or"}.isdisjoint(words[end : found[0].start]):
            return []
    return _unclaimed(scene, found)


def _passes_place_on(scene: Scene, target: Hit, end: int) -> bool:
    """'Decreased pinprick, left calf': what was tested stands between the finding and its place; 'weak or numb legs':
    so does another adjective.
    """
    if {scene.words[end - 1], scene.words[target.end - 1]} <= _ADJECTIVES:
        return True
    rule = getattr(target.ref, "rule", None)
    return rule is not None and rule.type == "exam" and rule.concept == "sensory_deficit"


def _of_another_kind(target: Hit) -> bool:
    """A mention that has no limb of its own, so that a list which it belongs to does not end in a shared limb."""
    rule = getattr(target.ref, "rule", None)
    return rule is not None and rule.region != "limb" and rule.type in ("symptom", "sign", "function")


def _ends_in(words: list[str], start: int, place: int) -> bool:
    """Whether a preposition leads from the first word of a mention to the place inside it."""
    return place > start and not _PREPOSITIONS.isdisjoint(words[start:place])


def _unclaimed(scene: Scene, found: list[Place]) -> list[Place]:
    """Drop a trailing place that begins the next finding ("numbness in the hand, leg weakness")."""
    while found:
        last = found[-1]
        joint = scene.words[found[-2].end : last.start] if len(found) > 1 else []
        if joint and any(t.start == last.end for t in scene.targets) and {",", "and", "or"}.intersection(joint):
            found = found[:-1]
            continue
        break
    return _before_next_grade(scene, found)


def _before_next_grade(scene: Scene, found: list[Place]) -> list[Place]:
    """'Numb over the thumb, patellar and Achilles reflexes 2+', ", deltoid 5/5": behind a comma, what is graded
    there is the next item.
    """
    for i in range(1, len(found)):
        joint = scene.words[found[i - 1].end : found[i].start]
        if joint[:1] in ([","], ["and"]) and _is_graded(scene.words[found[i].end : found[-1].end + _GRADE_REACH]):
            return found[:i]
    return found


def _is_graded(words: list[str]) -> bool:
    return any(w in _GRADED or w.endswith("/5") or (w[:1].isdigit() and w.endswith(("+", "-"))) for w in words)


_GRADED = frozenset("reflex reflexes jerk jerks dtr dtrs strength power".split())
_GRADE_REACH = 3


def _without_pronoun(between: list[str]) -> list[str]:
    """'… to the little toe, which he says feels asleep': a relative clause speaks of the place right before it."""
    rest = between[1:] if between[:1] == [","] else between
    return rest[1:] if rest[:1] in (["which"], ["that"]) else between


def _labels(scene: Scene, place: Place, between: list[str]) -> bool:
    """'Legs: tone, power and reflexes normal': a place with a colon at the head of the sentence is that of it all."""
    at_head = all(w in _LABEL_WORDS for w in scene.words[: place.start])
    return at_head and between[:1] == [":"] and _CLAUSE_BREAK.isdisjoint(between) and len(between) <= _LABEL_REACH


_LABEL_WORDS = frozenset("the left right bilateral both l r b upper lower exam examination of - neuro motor".split())
_LABEL_REACH = 24


def _fronted(scene: Scene, start: int, places: list[Place]) -> Place | None:
    """'In the legs, strength and sensation are normal': the place that a sentence opens with is that of all it tells,
    up to another place.
    """
    first = next((p for p in places if p.end <= start), None)
    if first is None or scene.words[0] not in _FRONTING or not _LABEL_WORDS.issuperset(scene.words[1 : first.start]):
        return None
    between = scene.words[first.end : start]
    others = any(first.end <= p.start < start and p.limb not in (None, first.limb) for p in scene.places)
    return None if others or not _CLAUSE_BREAK.union(".").isdisjoint(between) else first


_FRONTING = frozenset({"in", "on"})


def _subject(scene: Scene, start: int, end: int, places: list[Place]) -> Place | None:
    """The nearest place before the mention in its clause ("his right hand goes numb"), else the nearest after it."""
    before = [p for p in places if p.end <= start]
    for place in reversed(before):
        between = scene.words[place.end : start]
        if _labels(scene, place, between):
            return place
        if (
            _CLAUSE_BREAK.intersection(_without_pronoun(between))
            or "otherwise" in (*between, scene.words[start])
            or len(between) > 12
        ):
            break
        if any(word.endswith("/5") for word in between) or ("," in between and "intact" in between):
            break  # "arms 5/5, pin intact, reflexes 2+": the place has its own value
        if between.count(",") <= 1 or between[-1] in ("is", "are", "was", "were", "feel", "feels", "go", "goes"):
            return place
    for place in places:
        if place.start >= end:
            between = scene.words[end : place.start]
            if _CLAUSE_BREAK.intersection(between) or len(between) > 8 or "," in between or "and" in between:
                return None
            return place if _PREPOSITIONS.intersection(between) else None
    return None
