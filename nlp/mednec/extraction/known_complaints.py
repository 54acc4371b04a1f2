"""Complaints spoken of as known inside a denial: "nothing explains her weakness", "not bothered by the numbness"."""

from __future__ import annotations

from mednec.extraction.cued_segment import VERB_BREAK, CuedSegment
from mednec.extraction.matching import Hit

_POSSESSIVES = frozenset({"his", "her", "their", "my", "this"})
_DEFINITE = _POSSESSIVES | {"the", "that", "these", "those"}
_WORDS_BEFORE_A_NOUN = 3
_NEXT_ITEM = frozenset({"or", "nor", "and", "/", "&"})
_ITEM_BEFORE = frozenset({"or", "nor"})
_PLAIN_NEGATIONS = frozenset("no not never nothing none nobody one neither find did does".split())
_WITH_THE_KNOWN = frozenset("from by with to despite about".split())  # "not compressed by the herniation"


def is_taken_for_granted(cued: CuedSegment, cue: Hit, start: int, end: int, kind: str) -> bool:
    """'Nothing explains her weakness', 'not bothered by the numbness': what is spoken of as known is there."""
    between = cued.words[cue.end : start]
    if cue.ref.category in ("possible", "hypothetical"):
        return _is_asked_about(cued, cue, between, kind)
    if cue.ref.category != "absent":
        return False
    known = max((i for i, word in enumerate(between) if word in _DEFINITE), default=0)
    if not known or not _ITEM_BEFORE.isdisjoint(between[:known]):
        return False  # "no problems with her gait or her bladder"
    if kind != "symptom" and not (kind == "diagnosis" and between[known - 1] in _WITH_THE_KNOWN):
        return False
    if len(between) - known > _WORDS_BEFORE_A_NOUN or "," in between:
        return False
    if not _NEXT_ITEM.isdisjoint(between[known:]):
        return False  # "no weakness in the arms or numbness": the arms are known, and the numbness is an item
    if any(cue.end <= t.start < start < t.end for t in cued.targets):
        return False  # "no radiation of the pain into the arms": one thing, denied as a whole
    if not VERB_BREAK.isdisjoint(cued.words[start:end]):
        return False  # "does not think the weakness is worse" denies what is said of it
    if kind == "symptom" and not cued.classes.sign_of.isdisjoint(between[:known]):
        return False
    governs = between[known - 2] if between[known - 1] in ("of", "from") and known > 1 else between[known - 1]
    return cued.words[cue.end - 1] in _PLAIN_NEGATIONS and governs not in cued.classes.having


_CLAUSAL = frozenset(
    "whether if about that of thinks thought believes believed fears worries worried convinced".split()
)
_OWN = _POSSESSIVES - {"this"}
_PROPOSES = frozenset("be is was represent have has had mean from".split())


def _is_asked_about(cued: CuedSegment, cue: Hit, between: list[str], kind: str) -> bool:
    """'Asks whether he can work with his radiculopathy', "can be seen for her stenosis", "likely due to her neck pain":
    what is the patient's own is known, whatever is asked about it, offered for it or thought to come of it; "it might
    be his cancer" is a guess.
    """
    owned = max((i for i, word in enumerate(between) if word in _OWN), default=-1)
    if owned < 0 or len(between) - owned > _WORDS_BEFORE_A_NOUN or "," in between:
        return False
    lead = cued.words[cue.start : cue.end + owned]
    if lead[-1] in _COMES_OF and not _CAUSED.isdisjoint(lead[-_CAUSE_AND_PREPOSITION:]):
        return True
    before = between[owned - 1] if owned else ""
    asked = before == "for" or (cued.words[cue.end - 1] in _CLAUSAL and before not in _PROPOSES)
    return asked and kind in ("diagnosis", "history")


_COMES_OF = frozenset({"to", "of", "from", "by"})
_CAUSED = frozenset(
    "due secondary related attributable attributed because caused result resulting owing referable from".split()
)
_CAUSE_AND_PREPOSITION = 2
