"""Questions and their answers: "Any fevers?" - "No, none of that.", in screening calls and dictated conversations."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from mednec.evidence import Assertion
from mednec.extraction.matching import Matched

_ASKING = frozenset(
    (
        "do does did have has had any are is was were can could will would should what which where when how so and "
        "ever still you your"
    ).split()
)
_ASKERS = frozenset("doctor dr provider clinician md physician nurse rn q question interviewer examiner d".split())
_ANSWERERS = frozenset("patient pt a answer p caller mother father wife husband guest family client".split())
_FILLERS = frozenset("uh um well oh mm hmm ah er so , . ... you know like honestly actually i think".split())
_YES = frozenset(
    "yes yeah yep yup yea correct right definitely sure sometimes occasionally constantly mhm always often".split()
)
_NO = frozenset("no nope nah never none nothing negative denies denied nil".split())
_I_DO = (["i", "do"], ["i", "have"], ["it", "does"], ["uh", "huh"], ["mm", "hmm"], ["a", "little"], ["a", "bit"])
_I_DO_NOT = (
    ["i", "do", "not"], ["i", "have", "not"], ["it", "does", "not"], ["not", "really"],
    ["not", "at"], ["not", "that"], ["not", "so"], ["not", "lately"],
)  # fmt: skip
_AFTER_NO = frozenset(
    ", . ; ! i i'm i've it not none nothing never she he we they that sir ma'am maam doctor dr thank thanks".split()
)
_NEGATIVE_QUESTION = frozenset({"no", "not", "denies", "without", "never"})
NOT_SAID = Assertion(temporality="hypothetical", cue="question")


def replies(pieces: Sequence[Matched]) -> dict[int, Assertion]:
    """By the number of a segment that asks, how the segment after it answers; NOT_SAID when it does not."""
    found: dict[int, Assertion] = {}
    for question, answer in pairwise(pieces):
        if not question.words or question.words[-1] != "?":
            continue
        asked = question.words[1:] if _is_answer_set_apart(question) else question.words
        word = _answer_of(answer) if answer.number == question.number + 1 else None
        if word is not None:
            denied = word == "no" or not _NEGATIVE_QUESTION.isdisjoint(asked)
            found[question.number] = Assertion("absent" if denied else "present", cue=word)
        elif _is_asked(question):
            found[question.number] = NOT_SAID
    return found


def _is_asked(piece: Matched) -> bool:
    """Whether someone is spoken to: a speaker's name and a question, not the "?" of a suspicion."""
    own = _without_speaker(piece.words, _ASKERS)
    return len(own) < len(piece.words) and bool(own) and own[0] in _ASKING


def _answer_of(piece: Matched) -> str | None:
    """Either "yes" or "no", when a segment begins as an answer does."""
    words = _without_speaker(piece.words, _ANSWERERS)
    for phrases, meaning in ((_I_DO_NOT, "no"), (_I_DO, "yes")):
        if any(words[: len(p)] == p for p in phrases):
            return meaning
    if words == piece.words and _is_answer_set_apart(piece):
        return "yes" if words[0] in _YES else "no"
    at = 0
    while at < len(words) and words[at] in _FILLERS:
        at += 1
    if words[at : at + 1] and words[at] in _YES:
        return "yes"
    if words[at : at + 1] and words[at] in _NO and (at + 1 == len(words) or words[at + 1] in _AFTER_NO):
        return "no"
    for phrases, meaning in ((_I_DO_NOT, "no"), (_I_DO, "yes")):
        if any(words[at : at + len(p)] == p for p in phrases):
            return meaning
    return None


def _is_answer_set_apart(piece: Matched) -> bool:
    """'Numbness? Yes  Weakness? No  Fever? No': the answer to the question before, apart from the next one."""
    words = piece.words
    if len(words) < 2 or words[0] not in _YES | _NO:
        return False
    return piece.starts[1] - piece.ends[0] > 1


def _without_speaker(words: Sequence[str], names: frozenset[str]) -> list[str]:
    """The words behind "Patient:" or "[patient]"."""
    if len(words) > 2 and words[0] == "[" and words[1] in names and words[2] == "]":
        return list(words[3:])
    if len(words) > 1 and words[0] in names and words[1] in (":", "-", "–"):
        return list(words[2:])
    return list(words)
