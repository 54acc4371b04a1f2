"""Whether a denial or a hedge still reaches an item of the list that it opens, or the item is told for itself."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from mednec.extraction.cued_segment import CuedSegment
from mednec.extraction.matching import Hit
from mednec.rules.schema import CueRule

_CLAUSE_ENDS = frozenset({".", ";", ":", "but", "however", "although", "reports", "has", "is", "was"})
_POSSESSIVES = frozenset({"his", "her", "their", "my", "this"})
_HISTORIES = frozenset({"past_medical_history", "past_surgical_history"})
_SUBJECTS = frozenset({"it", "he", "she", "they", "there"})
_JOINTS = frozenset({"and", "with", "-", "–"})
_OF_THE_HEDGE = frozenset("early associated secondary resulting impending incipient consequent".split())
"""As in "concern for an abscess with early cord compression": what would come of it, and no grounds."""
_FOUND_BY_EXAM = frozenset({"muscle_atrophy", "sensory_deficit", "reflex_diminished", "hyperreflexia", "clonus"})
_PREDICATES = frozenset(
    "kept keeps prevented prevents persists persisted continues continued remains remained limits limited".split()
)
_ITEM_HEADS = frozenset({".", ";", ":", "|"})


def reaches_item(cued: CuedSegment, cue: Hit, between: Sequence[str], start: int) -> bool:
    """Whether a denial, a hedge or the like still reaches the item at ``start`` over the words in between."""
    rule: CueRule = cue.ref
    commas = [i for i, w in enumerate(between) if w == ","]
    if commas and (not rule.through_commas or rule.category == "historical"):
        return False
    if rule.category == "absent":
        if any(a == "for" and b in _POSSESSIVES for a, b in pairwise(between)):
            return False  # "no medication for her neck pain": what something is not done for exists all the same
        if commas and _tells_of_itself(cued, cue, between[commas[-1] + 1 :], start):
            return False
    joints = commas + [i for i, w in enumerate(between) if w in _JOINTS]
    if joints and not _SUBJECTS.isdisjoint(between[min(joints) :]):
        return False  # "does not let up, and for two days it shoots into the thigh"
    if any(_opens_statement(cued, cue, between, joint, start) for joint in joints):
        return False
    if joints and _begins_clause(cued, cue, between, start):
        return False
    return rule.category != "possible" or not _gives_grounds(cued, between)


def _begins_clause(cued: CuedSegment, cue: Hit, between: Sequence[str], start: int) -> bool:
    """'No fever, and the weakness persists', "MRI shows no slip, a fracture was found": behind a comma or an "and",
    what has a predicate of its own is a new clause; a list that an "or" closes is denied to its end.
    """
    if not _OR.isdisjoint(between):
        return False
    named = [t for t in cued.targets if t.start <= start < t.end and t.layer == "finding"]
    if any(getattr(t.ref, "polarity", "") == "historical" or _predicates(cued, t) for t in named):
        return True
    at = _behind_mention(cued, start)
    if at >= len(cued.words):
        return False
    if cued.classes.own_predicate.end_at(cued.words, at) is not None:
        return True
    if cued.classes.seen_predicate.end_at(cued.words, at) is None:
        return False
    told = not _TELLING.isdisjoint(cued.words[: cue.end])
    if "and" in between and "," not in between and not told:  # "no slip and instability was seen"
        return not _DETERMINERS.isdisjoint(between[list(between).index("and") :])
    return "and" in between or told


def _predicates(cued: CuedSegment, target: Hit) -> bool:
    """'fine finger movements are slow': the words of the mention are a clause."""
    polarity = getattr(target.ref, "polarity", "absent")
    return polarity != "absent" and not _COPULAS.isdisjoint(cued.words[target.start + 1 : target.end])


_DETERMINERS = frozenset({"a", "an", "the", "his", "her", "some"})
_COPULAS = frozenset({"is", "are", "was", "were"})


def _behind_mention(cued: CuedSegment, start: int) -> int:
    """The token behind the mention at ``start`` and the places that belong to it."""
    at = max((t.end for t in cued.targets if t.start <= start < t.end), default=start + 1)
    while at < len(cued.words) and (at in cued.placing or (cued.words[at] in _TO_PLACE and at + 1 < len(cued.words))):
        at += 1
    return at


_OR = frozenset({"or", "nor", "/"})
_TO_PLACE = frozenset("in of at on over the his her both left right bilateral".split())
_TELLING = frozenset(
    "is was are were has have had shows showed reveals revealed see saw sees found do does did denies denied".split()
)


def _tells_of_itself(cued: CuedSegment, cue: Hit, item: Sequence[str], start: int) -> bool:
    """Whether the item behind the last comma is a finding of its own, whatever the denial before it denies."""
    return _is_sprain(cued, item, start) or _is_one_of_many(cued, cue, start) or _is_placed(cued, item, start)


def _opens_statement(cued: CuedSegment, cue: Hit, between: Sequence[str], joint: int, start: int) -> bool:
    """Whether a comma or an "and" is followed by words that begin a statement of its own (", moderate stenosis")."""
    classes = cued.classes
    following = between[joint + 1] if joint + 1 < len(between) else cued.words[start]
    told = cued.words[cue.end + joint + 2 : cue.end + joint + 3]
    if between[joint] == "," and told and told[0] in _PREDICATES and classes.denying_verb.isdisjoint(_said(cued, cue)):
        return True  # "was no help, pain kept him from working"
    if following not in (classes.statement_opening if between[joint] == "," else classes.joined_statement_opening):
        return False
    if following in _OWN and not _is_predicated(cued.words, cue.end + joint + 2):
        return False  # "no trouble with her walking, her balance or her bladder"
    if following not in classes.subject and not classes.denying_verb.isdisjoint(_said(cued, cue)):
        return False  # "denies fever, chronic cough, night sweats": nobody denies one item and tells the next
    if following in classes.exam_item and _names_a_trouble(cued, cue.end + joint + 2):
        return False
    if cue.ref.category != "absent" or following in classes.subject:
        return True
    listed = following in classes.listed_too and _ends_in_or(cued, cue.end + joint)
    return not (listed or _is_before_or(cued, cue.end + joint + 1))


def _is_before_or(cued: CuedSegment, start: int) -> bool:
    """'no fracture, degenerative changes or listhesis': an "or" that joins the next finding closes the denied list,
    unless the item has a place or a verb of its own ("no fracture, moderate stenosis at L4-5 or L5-S1").
    """
    closing = next((i for i in range(start, len(cued.words)) if cued.words[i] in ("or", "nor")), None)
    if closing is None:
        return False
    between = cued.words[start:closing]
    named = {i for t in cued.targets if t.layer == "finding" for i in range(t.start, t.end)}
    placed = any(i in cued.placing and i not in named for i in range(start, closing))
    if placed or not _LIST_BREAKS.isdisjoint(between):
        return False
    named_next = any(t.layer == "finding" and closing < t.start <= closing + _TO_NEXT for t in cued.targets)
    last = cued.words[closing + 1 : closing + 1 + _TO_NEXT]
    return named_next or (len(last) < _TO_NEXT or not _CLAUSE_ENDS.isdisjoint(last))


_LIST_BREAKS = _CLAUSE_ENDS | frozenset("at with and are were have had shows no not without there".split())
_TO_NEXT = 3


_OWN = frozenset({"his", "her"})
_ITEM_ENDS = frozenset({",", ".", ";", ":", "or", "nor", "and", "but"})
_FINITE = frozenset("is are was were has have had remains remained continues continued feels seems does did".split())


def _is_predicated(words: Sequence[str], start: int) -> bool:
    """Whether something is said of the item at ``start``: ", her gait is steady"."""
    stop = next((i for i in range(start, len(words)) if words[i] in _ITEM_ENDS), len(words))
    return not _FINITE.isdisjoint(words[start:stop])


def _said(cued: CuedSegment, cue: Hit) -> Sequence[str]:
    return cued.words[cue.start : cue.end]


def _gives_grounds(cued: CuedSegment, between: Sequence[str]) -> bool:
    """'concern for myelopathy given hyperreflexia'; "infection such as an abscess" only names the thing, and
    "as well as" adds another.
    """
    named = {
        i
        for i, word in enumerate(between)
        if word == "as" and (between[i - 1 : i] in (["such"], ["well"]) or between[i + 1 : i + 2] == ["well"])
    }
    named |= {i for i, a in enumerate(between) if a == "with" and not _OF_THE_HEDGE.isdisjoint(between[i + 1 : i + 2])}
    return any(word in cued.classes.grounds and i not in named for i, word in enumerate(between))


def _ends_in_or(cued: CuedSegment, start: int) -> bool:
    """'no tremor, known malignancy, fever or trauma': a list that an "or" closes is denied to its end."""
    stop = next((i for i in range(start, len(cued.words)) if cued.words[i] in _CLAUSE_ENDS), len(cued.words))
    return not {"or", "nor"}.isdisjoint(cued.words[start:stop])


def _names_a_trouble(cued: CuedSegment, at: int) -> bool:
    """', gait issues', ', gait, bladder …': an item of a denial, while ', gait normal' is a finding of its own."""
    goes_on = cued.words[at : at + 1] in ([","], ["or"], ["/"])
    return goes_on or not cued.classes.trouble.isdisjoint(cued.words[at : at + 2])


def _is_one_of_many(cued: CuedSegment, cue: Hit, start: int) -> bool:
    """'HTN, no chemotherapy, laminectomy 1996': a denial among the items of a history is of one item."""
    named = next((t.ref.rule.type for t in cued.targets if t.start <= start < t.end and t.layer == "finding"), None)
    listed = named == "history" or (named == "diagnosis" and cued.piece.segment.section in _HISTORIES)
    if not listed or cued.words[cue.start : cue.end] not in (["no"], ["without"]):
        return False
    opening = max((i for i in range(cue.start) if cued.words[i] in _ITEM_HEADS), default=-1)
    return "," in cued.words[opening + 1 : cue.start] and not _ends_in_or(cued, cue.end)


def _is_sprain(cued: CuedSegment, item: Sequence[str], start: int) -> bool:
    """'no LOC, neck strain': what was hurt is told behind what was not, unless an "or" closes the list."""
    if {"or", "nor"}.intersection(item) or _ends_in_or(cued, start):
        return False
    return not cued.classes.sprain.isdisjoint(cued.words[start : start + 4])


def _is_examined(cued: CuedSegment, start: int) -> bool:
    """Whether the mention at ``start`` is one that an examiner finds ("atrophy of the left calf")."""
    return any(
        t.start <= start < t.end and t.layer == "finding" and t.ref.rule.concept in _FOUND_BY_EXAM for t in cued.targets
    )


def _is_placed(cued: CuedSegment, item: Sequence[str], start: int) -> bool:
    """', spondylosis at C4-5', ', atrophy of the left calf': an item with a level or, in an examination, a side of its
    own, not joined by "or", is a finding and no part of the denial.
    """
    if {"or", "nor"}.intersection(item) or _ends_in_or(cued, start):
        return False
    stop = next((i for i in range(start, len(cued.words)) if cued.words[i] == ","), len(cued.words))
    levels = [h for h in cued.piece.hits("level") if start - len(item) <= h.start < stop]
    if levels:
        return True
    sides = [h for h in cued.piece.hits("side") if start - len(item) <= h.start < stop and h.ref in ("left", "right")]
    return bool(sides) and _is_examined(cued, start)
