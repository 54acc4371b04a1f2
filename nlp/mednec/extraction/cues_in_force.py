"""The cues of a segment that are in force: those that mean something where they stand, the longest of each place."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from mednec.extraction.matching import Hit, Matched

_ITEM_STARTS = frozenset(". ; , : - – and".split())
_SET_APART = 2
"""Blanks that part the items of a line."""
_ROUGHLY = (["maybe"], ["perhaps"], ["probably"], ["possibly"], ["likely"])
_NUMBERS = frozenset("two three four five six seven eight nine ten twelve fifteen twenty half".split())
_ANSWERS_ALONE = (["never"], ["maybe"], ["perhaps"], ["possibly"])  # "fever: never", but "aches and never radiates"
_BEFORE_VALUE = frozenset({":", "-", "–", "—", "=", "?"})
_AFTER_ANSWER = frozenset(", ; . ) | / [ ( & and ☐ ☒ but".split())
_PAST_TELLS = frozenset(
    (
        "ago last past yesterday recently when which became began fell had was were got came went felt woke hurt "
        "broke january february march april may june july august september october november december this"
    ).split()
)
_PERFECT = frozenset("until is are be been being has have fully completely".split())


def cues_of(piece: Matched, kind: str | None = None) -> list[Hit]:
    """The cues of a segment in force: longest match only, none inside a pseudo cue; with ``kind``, of those alone that
    say something of mentions of this type ("for possible" of a plan hides no "possible" of a diagnosis).
    """
    kept: list[Hit] = []
    standing = [
        h
        for h in piece.hits("cue")
        if (kind is None or applies(h, kind)) and _answers(piece, h) and not _begins_a_complaint(piece, h)
    ]
    for hit in sorted(standing, key=lambda h: (h.start - h.end, h.ref.category != "pseudo", h.start)):
        if not any(_covers(piece, k, hit) for k in kept):
            kept.append(hit)
    pseudo = [k for k in kept if k.ref.category == "pseudo"]
    meant = [k for k in kept if k.ref.category != "pseudo" and not any(_silences(p, k) for p in pseudo)]
    return sorted(meant, key=lambda h: (h.start, -h.end))


def applies(cue: Hit, kind: str) -> bool:
    """Whether a cue says something of mentions of a rule type."""
    return not cue.ref.to or kind in cue.ref.to


def _covers(piece: Matched, kept: Hit, cue: Hit) -> bool:
    """Whether a cue kept already leaves no room for another: it is longer, or a pseudo cue on the same words."""
    if (cue.start, cue.end) == (kept.start, kept.end):
        return "pseudo" in (kept.ref.category, cue.ref.category)
    inside = kept.start <= cue.start and cue.end <= kept.end
    crossed = cue.overlaps(kept) and kept.end - kept.start > cue.end - cue.start and cue.ref.category != "pseudo"
    return (inside or crossed) and _hides(piece, kept, cue)


def _silences(pseudo: Hit, cue: Hit) -> bool:
    """Whether a pseudo cue takes the sense from a cue that it crosses; one that lies inside the cue does not."""
    if not pseudo.overlaps(cue) or (cue.start <= pseudo.start and pseudo.end <= cue.end):
        return False
    return pseudo.start >= cue.start or cue.end - cue.start <= pseudo.end - pseudo.start


def _begins_a_complaint(piece: Matched, cue: Hit) -> bool:
    """'Without change in bladder function': the change is the complaint that is denied, not what did not change."""
    return cue.ref.category == "pseudo" and any(
        h.start <= cue.end - 1 < h.end - 1 and piece.words[h.start].startswith("change") and cue.start < h.start
        for h in piece.hits("finding")
    )


def _hides(piece: Matched, longer: Hit, cue: Hit) -> bool:
    """A longer cue hides a shorter one inside it, but "not seen" before "a neurologist" leaves the "not" to
    what follows.
    """
    if longer.ref.direction != "backward" or cue.ref.direction != "forward":
        return True
    if piece.words[longer.start] in _BEFORE_VALUE or piece.words[longer.start] == "(":
        return True
    following = piece.words[longer.end : longer.end + 1]
    return not following or following[0] in _AFTER_ANSWER or following[0] in ("bilaterally", "on", "at", "in", "today")


def _answers(piece: Matched, cue: Hit) -> bool:
    """Whether a cue stands where it means something: in its sections, at the head of an item where it has to open one.

    A value after a colon or dash ("Fever: no") is an answer only at the end of its item; "Exam: no edema"
    denies what follows.
    """
    if cue.ref.within and piece.segment.section not in cue.ref.within:
        return False
    if cue.ref.opens and cue.start and piece.words[cue.start - 1] not in _ITEM_STARTS:
        return False
    own, following = piece.words[cue.start : cue.end], piece.words[cue.end : cue.end + 2]
    backward = cue.ref.direction == "backward"
    if backward and own == ["absent"]:
        return not _begins_a_place(piece, cue)
    if own in _ROUGHLY and _is_quantity(following):
        return False  # "down maybe 4 lb"
    if backward and own in _ANSWERS_ALONE:
        return not following or following[0] in _AFTER_ANSWER
    if not backward or own[0] not in _BEFORE_VALUE:
        return True
    if following and piece.starts[cue.end] - piece.ends[cue.end - 1] >= _SET_APART:
        return True  # "Weakness: No   Bladder problems: No"
    return not following or following[0] in _AFTER_ANSWER or (len(following) > 1 and following[1] in (":", "-", "="))


def _begins_a_place(piece: Matched, cue: Hit) -> bool:
    """'Brisk in the legs and absent in the arms', "reflex loss (absent biceps)": what is absent follows."""
    if piece.words[max(0, cue.start - 1)] == "and" and piece.words[cue.end : cue.end + 1] in (["in"], ["at"], ["on"]):
        return True
    return piece.words[cue.start - 1 : cue.start] == ["("] and any(h.start == cue.end for h in piece.hits("place"))


def _is_quantity(words: Sequence[str]) -> bool:
    return bool(words) and (words[0][:1].isdigit() or words[0] in _NUMBERS)


def begins_manner(words: Sequence[str], at: int) -> bool:
    """'weight loss without trying': how an item came, and no denial."""
    return words[at] == "without" and words[at + 1 : at + 2] != [] and words[at + 1].endswith("ing")


def begins_circumstance(words: Sequence[str], at: int) -> bool:
    """'pain when walking', "numbness while driving": when an item comes, and no clause of its own."""
    return words[at] in _CIRCUMSTANCES and words[at + 1 : at + 2] != [] and words[at + 1].endswith("ing")


_CIRCUMSTANCES = frozenset({"when", "whenever", "while", "whilst"})


def tells_manner(piece: Matched, cue: Hit, targets: Sequence[Hit]) -> bool:
    """'weight loss without trying, weakness': how an item came; "without radiating pain" denies."""
    if not begins_manner(piece.words, cue.end - 1):
        return False
    return piece.words[cue.end] not in piece.classes.having and not any(t.start <= cue.end < t.end for t in targets)


def tells_when(piece: Matched, cue: Hit) -> bool:
    """'no pain when lying still, chills or …': the words tell when the item comes and begin no clause of their own."""
    if cue.ref.category != "terminate":
        return False
    if piece.words[cue.start] == "still":
        return cue.start > 0 and piece.words[cue.start - 1] in _RESTING
    return begins_circumstance(piece.words, cue.end - 1)


_RESTING = frozenset({"lying", "sitting", "standing", "lies", "sits", "stands", "keeping", "keeps", "holding"})


def tells_the_past(piece: Matched, cue: Hit) -> bool:
    """'well until last May, when he developed …': the story goes on, while "rest until it is gone" is advice."""
    words = piece.words
    if words[cue.start] != "until" or cue.ref.category != "hypothetical":
        return False
    after = words[cue.end - 1 : cue.end + 10]
    return any(
        b in _PAST_TELLS or (b.endswith("ed") and a not in _PERFECT and len(b) > len("used"))
        for a, b in pairwise(after)
    )
