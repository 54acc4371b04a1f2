"""Which injection a general word means: "the injections", "a third block"."""

from __future__ import annotations

from collections.abc import Sequence

from mednec.extraction.context import Context
from mednec.extraction.matching import Matched
from mednec.extraction.other_problems import JOINT_STUDIES
from mednec.extraction.places import is_spine, places_in
from mednec.extraction.treatments import Treatment
from mednec.extraction.wordsets import word_set

_GENERIC = word_set(
    "injection injections shot shots steroid corticosteroid cortisone prior previous any some series of",
    "second third fourth another repeat first next further block blocks",
    "several multiple two three four 2 3 4 did had no declined declines avoid avoids offered tried",
    "pain therapeutic therapy treatment treatments management clinic for the his her more spinal",
)
_AGAIN = word_set("second third fourth another repeat further")
_BEFORE, _AFTER = 6, 2  # sentences in which the injection is named


def name_injections(treatments: Sequence[Treatment], pieces: Sequence[Matched], context: Context) -> None:
    """As in "The injections": those named before, or else in the next sentences; in a note about the spine they are
    epidural, in one about a joint they are into the joint.
    """
    named = [t for t in treatments if t.name.endswith("_injection") and t.name != "other_injection"]
    for treatment in treatments:
        said = treatment.wording.lower().split()
        if treatment.name != "other_injection" or not _GENERIC.issuperset(said):
            continue
        first = treatment.index - _BEFORE if _AGAIN.isdisjoint(said) else 0
        near = [t for t in named if first <= t.index <= treatment.index + _AFTER]
        if near:
            treatment.rule = min(near, key=lambda t: abs(t.index - treatment.index)).rule
        elif context.is_spine_note and not _is_at_joint(pieces[treatment.index]):
            treatment.rule = treatment.rule.model_copy(update={"therapy": "epidural_steroid_injection"})
        elif context.joints and not context.is_spine_note:
            treatment.rule = treatment.rule.model_copy(update={"therapy": "joint_injection"})


def _is_at_joint(piece: Matched) -> bool:
    """Whether the sentence of an injection names a joint or the head, and no part of the spine."""
    places = places_in(piece)
    elsewhere = any(p.study in JOINT_STUDIES or p.place == "head" for p in places)
    return elsewhere and not any(is_spine(p.place) for p in places)
