"""How far a cue reaches to a mention behind it: up to a new clause, an affirming word or another cue of its kind."""

from __future__ import annotations

from collections.abc import Sequence

from mednec.extraction.cued_segment import HARD_BREAK, NEGATION_HEADS, VERB_BREAK, CuedSegment
from mednec.extraction.list_reach import reaches_item
from mednec.extraction.matching import Hit
from mednec.rules.schema import CueRule

_BEFORE_HISTORY = frozenset(
    {"a", "an", "the", "personal", "prior", "past", "previous", "any", "own", "recent", "known"}
)
_TO_NEXT_ITEM = frozenset({",", "or", "nor", "and", "&", "/"})
_RELATIVES = frozenset({"that", "which"})
_TO_VALUE = frozenset(
    (
        "is was were are : - sign signs test tests testing bilaterally bilat on the left right both sides response"
    ).split()
)
_COMPARED = frozenset(
    "better worse relieved improved improving eased helped affected changed changing worsened worsening related".split()
)
_NOMINAL = frozenset("history hx h known evidence signs persistent ongoing".split())
_BARRED = frozenset({"absent", "possible", "historical", "planned"})
"""What does not reach into a new clause."""
_OVERRULED = frozenset({"absent", "possible", "historical"})
"""What an affirming word in between takes the force from."""
_BEFORE_HEDGE, _BEFORE_POINTING = 2, 5
_POINTS_TO = frozenset("suggest suggestive suggesting raise raising indicate indicating indicative".split())
"""As in "no marrow lesions to suggest metastatic disease": what is not there points to nothing."""
_WEAK_BREAK = frozenset(
    ("now today currently who which otherwise still then subsequently when whenever only so also").split()
)


def reaching_forward(cued: CuedSegment, cues: Sequence[Hit], start: int, told: bool) -> dict[str, Hit]:
    """By category, the nearest of ``cues`` that reaches the mention at ``start``; ``told`` where it is affirmed."""
    found: dict[str, Hit] = {}
    affirmed, barred = told, False
    for cue in sorted(cues, key=lambda c: -c.end):
        rule: CueRule = cue.ref
        between = cued.words[cue.end : start]
        if not HARD_BREAK.isdisjoint(between) and not _heads_semicolons(cued, cue, between):
            break
        far = rule.scope is not None and start - cue.end > rule.scope
        if rule.category == "terminate":
            if far or (cued.words[cue.start] in _RELATIVES and "or" in between):
                continue  # "with weakness that is new or inability to urinate"
            if cued.words[cue.start] not in _WEAK_BREAK and not _same_subject(cued, cue, cues):
                break
            barred = True
            continue
        if (barred and rule.category in _BARRED) or far or _is_used_up(cued, cue, start):
            continue
        if rule.category == "present":
            affirmed = affirmed or _affirms(cued, cue)
            continue
        if rule.category in _OVERRULED:
            if affirmed or not _has_room(cued, cue, found):
                continue
            if rule.category == "absent":
                found.pop("possible", None)
            if not reaches_item(cued, cue, between, start):
                continue
        found.setdefault(rule.category, cue)
    return found


def _heads_semicolons(cued: CuedSegment, cue: Hit, between: Sequence[str]) -> bool:
    """'Negative for: fever; chills; weight loss': behind a colon the semicolons part the items of one list."""
    if ":" not in (cued.words[cue.end - 1], *between[:1]) or not _NO_LIST.isdisjoint(between):
        return False
    items = " ".join(between).split(";")
    return all(len(item.split()) <= _LONGEST_ITEM for item in items)


_NO_LIST = (HARD_BREAK - {";"}) | VERB_BREAK | {"positive", "but", "however", "pos", "+", "endorses", "yes"}
_LONGEST_ITEM = 7


def _has_room(cued: CuedSegment, cue: Hit, found: dict[str, Hit]) -> bool:
    """Whether there is room for another cue: a denial takes the place of a hedge right behind it ("no symptoms
    suggestive of"), while "without MRI we can not rule out" stays a hedge.
    """
    if cue.ref.category == "historical" or found.keys().isdisjoint({"absent", "possible"}):
        return True
    hedge = found.get("possible")
    if cue.ref.category != "absent" or hedge is None:
        return False
    points_to = not _POINTS_TO.isdisjoint(cued.words[hedge.start - 1 : hedge.start + 2])
    if hedge.start - cue.end > (_BEFORE_POINTING if points_to else _BEFORE_HEDGE):
        return False
    if not NEGATION_HEADS.isdisjoint(cued.words[hedge.start : hedge.start + 2]):
        return False
    return "," not in cued.words[cue.end : hedge.start]


def _same_subject(cued: CuedSegment, cue: Hit, cues: Sequence[Hit]) -> bool:
    """'Father had a stroke and is incontinent': a second verb without its own subject is still the father's."""
    joined = cued.words[cue.start] == "and" and cued.words[cue.end - 1] in VERB_BREAK
    return joined and any(
        c.ref.category == "family" and c.end <= cue.start and (c.start <= 1 or cued.words[c.start - 1] in (",", ":"))
        for c in cues
    )


def _affirms(cued: CuedSegment, cue: Hit) -> bool:
    """An affirming verb ends an earlier denial, unless it is part of it ("denies having had", "no reported")."""
    if cued.words[cue.start] in ("but", "also", "now"):
        return True
    if cue.start and cued.words[cue.start - 1] == "that" and _hedged_clause(cued, cue.start - 1):
        return False  # "suggests either a plexopathy or that there is …": what is suggested goes on
    if cue.start and cued.words[cue.start - 1] in ("or", "nor") and cued.words[cue.start] in cued.classes.having:
        return False  # "has not been feverish or had rigors"
    item = cue.start
    while item and cued.words[item - 1] in _BEFORE_HISTORY:
        item -= 1
    if item and cued.words[cue.start] in _NOMINAL and cued.words[item - 1] in _TO_NEXT_ITEM:
        return False  # "denies fever, a personal history of cancer, or …": an item of the list
    for other in cued.cues:
        gap = cue.start - other.end
        if other.ref.category == "possible" and -1 <= gap <= 1:
            return False  # "may have | had a fall"
        if other.ref.category == "absent" and other.ref.direction != "backward" and 0 <= gap <= 3:
            between = cued.words[other.end : cue.start]
            if {",", "and"}.isdisjoint(between) and not any(other.end <= t.start < cue.start for t in cued.targets):
                return False
    return not (cue.start and cued.words[cue.start - 1] in NEGATION_HEADS)


def _hedged_clause(cued: CuedSegment, that: int) -> bool:
    """Whether a "that" continues what an earlier hedge of the same sentence governs."""
    before = [c for c in cued.cues if c.end <= that and c.ref.direction == "forward"]
    return bool(before) and before[-1].ref.category == "possible" and cued.words[that - 1] in ("or", "and")


def _is_used_up(cued: CuedSegment, cue: Hit, start: int) -> bool:
    """'Fever (-) …': a minus in brackets that follows a mention answers it and denies nothing after it, and
    "negative straight leg raise" speaks of that sign.
    """
    own = [w for w in cued.words[cue.start : cue.end] if w != "."]
    relative = own[-1:] == ["not"] and not _RELATIVES.isdisjoint(cued.words[max(0, cue.start - 2) : cue.start])
    if relative and ", and" in " ".join(cued.words[cue.end : start]):
        return True  # "a slip which does not open up, and facet hypertrophy"
    if own == ["not"] and cued.words[cue.end] in _COMPARED and "," in cued.words[cue.end : start]:
        return {"or", "nor"}.isdisjoint(cued.words[cue.end : start])  # "not better lying flat, kept him up"
    if own in (["negative"], ["neg"]) and start > cue.end:
        signs = [t for t in cued.targets if t.start == cue.end and t.layer == "finding" and t.ref.rule.type == "sign"]
        if any(t.end <= start for t in signs):
            return True
    if own in (["negative"], ["neg"], ["absent"]):
        # "Hoffmann negative and toes upgoing": the value answers the sign before it
        return any(t.end <= cue.start and _TO_VALUE.issuperset(cued.words[t.end : cue.start]) for t in cued.targets)
    return cued.words[cue.start] in ("(", "[") and any(t.end == cue.start for t in cued.targets)
