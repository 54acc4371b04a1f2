"""Where one sentence tells of several treatments in clauses of their own, each with its own verb."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from mednec.extraction.linking import Group
from mednec.extraction.matching import Hit
from mednec.extraction.treatments import JOINTS, Treatment
from mednec.extraction.wordsets import word_set

_FATES = {
    "completed": "past",
    "stopped": "past",
    "ongoing": "now",
    "continue": "now",
    "planned": "ahead",
    "declined": "refused",
    "avoided": "refused",
    "not_done": "never",
}
"""What a cue says in the end; two cues of one fate may share a list."""
_TURNING = frozenset({*JOINTS, "but", ";", "|", "yet", "while", "."}) - {"or", "nor"}
_EITHER = word_set("or nor")
_SINGULAR = word_set("is was has isn't wasn't hasn't should")
_DISPENSED = word_set("prescribed dispensed given")
_DENIED = word_set("never not")
_PLURAL = word_set("are were have aren't weren't haven't")
_BEFORE_VERB = word_set(": should taper pack therapy treatment is was are were has have been")
_NEAR, _FIRM = 3, 2


def by_clause(words: Sequence[str], groups: Sequence[Group], cues: Sequence[Hit]) -> list[Group]:
    """The groups, divided where the next treatment has a verb of its own.

    As in "declined PT and is taking naproxen", "refused PT and acupuncture is ongoing".
    """
    fates = [h for h in cues if h.ref.cue in _FATES]
    return [part for group in groups for part in _divided(words, group, fates)]


def cells_apart(words: Sequence[str], treatments: Sequence[Treatment], cues: Sequence[Hit]) -> bool:
    """Whether the cells of a row are statements of their own: "Tried PT | Declined injections | Takes naproxen"."""
    edges = [-1, *(i for i, w in enumerate(words) if w == "|"), len(words)]
    firm = [h for h in cues if h.ref.cue in _FATES and h.ref.weight > 1]
    told = 0
    for low, high in pairwise(edges):
        named = any(low < t.start < high for t in treatments)
        told += named and any(low < h.start < high for h in firm)
    return told > 1


def _divided(words: Sequence[str], group: Group, cues: Sequence[Hit]) -> list[Group]:
    parts = [[group[0]]]
    for treatment in group[1:]:
        first = parts[-1][0]
        fate = _fate_before(words, first, cues) or _fate_behind(words, parts[-1][-1], treatment, cues)
        own = _own_fate(words, (parts[-1][-1], treatment, group[-1]), cues)
        own = own if not (fate == "past" and own == "ahead" and _is_dispensed(words, treatment)) else None
        if fate and own and fate != own and not _goes_on_denied(words, fate, first, group[-1]):
            parts.append([treatment])
        else:
            parts[-1].append(treatment)
    return parts


def _fate_before(words: Sequence[str], first: Treatment, cues: Sequence[Hit]) -> str | None:
    """What the words right before a list say of it."""
    near = [h for h in cues if h.ref.direction != "backward" and 0 <= first.start - h.end <= _NEAR]
    near = [h for h in near if _TURNING.isdisjoint(words[h.end : first.start])]
    return _FATES[max(near, key=lambda h: (h.ref.weight, h.end)).ref.cue] if near else None


def _fate_behind(words: Sequence[str], last: Treatment, following: Treatment, cues: Sequence[Hit]) -> str | None:
    """What the verb says of which a list is the subject: "traction has not been tried, but had massage"."""
    behind = [h for h in cues if h.ref.direction != "forward" and h.ref.weight >= _FIRM and h.end <= following.start]
    behind = [h for h in behind if 0 <= h.start - last.end <= 1 and _BEFORE_VERB.issuperset(words[last.end : h.start])]
    verb = words[last.end] in _SINGULAR | _PLURAL
    return _FATES[max(behind, key=lambda h: h.ref.weight).ref.cue] if behind and verb else None


def _is_dispensed(words: Sequence[str], treatment: Treatment) -> bool:
    """As in "the ER gave him Toradol and prescribed Flexeril": the one as past as the other."""
    return not _DISPENSED.isdisjoint(words[max(0, treatment.start - 2) : treatment.start])


def _own_fate(words: Sequence[str], told: tuple[Treatment, Treatment, Treatment], cues: Sequence[Hit]) -> str | None:
    """What a verb between two treatments says of the second, or one right behind it that takes it for its subject;
    the third is the last of the list.
    """
    last, treatment, final = told
    for hit in cues:
        if hit.ref.direction == "backward" or hit.ref.weight < _FIRM:
            continue
        if not (last.end < hit.start and hit.end <= treatment.start):
            continue
        if treatment.start - hit.end <= _NEAR and not _TURNING.isdisjoint(words[last.end : hit.start]):
            return None if words[hit.start].endswith("ing") else _FATES[hit.ref.cue]
    if treatment is not final or _TURNING.isdisjoint(words[last.end : treatment.start]):
        return None
    behind = [h for h in cues if h.ref.direction != "forward" and 0 <= h.start - treatment.end <= _NEAR]
    behind = [h for h in behind if _BEFORE_VERB.issuperset(words[treatment.end : h.start])]
    own = [h for h in behind if _is_subject(words, treatment, h)]
    return _FATES[max(own, key=lambda h: h.ref.weight).ref.cue] if own else None


def _is_subject(words: Sequence[str], treatment: Treatment, hit: Hit) -> bool:
    """Whether a verb is that of one treatment alone: "is ongoing", "injections were declined", ": declined"."""
    if ":" in words[treatment.end : hit.start + 1] or words[hit.start - 1] == "should":
        return True
    if hit.ref.cue == "not_done" and words[hit.start] in _DENIED and hit.end - hit.start > 1:
        return True  # "refer for PT, and injections never tried"
    verb = words[treatment.end]
    return verb in _SINGULAR or (verb in _PLURAL and words[treatment.end - 1].endswith("s"))


def _goes_on_denied(words: Sequence[str], fate: str, first: Treatment, final: Treatment) -> bool:
    """As in "has not had PT, tried acupuncture or taken NSAIDs": the denial holds for every verb."""
    return fate in ("never", "refused") and not _EITHER.isdisjoint(words[first.end : final.start])
