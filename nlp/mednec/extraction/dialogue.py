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
_OPEN_QUESTION = frozenset("what which where when how why who".split())
_LEAD_IN = 4
_LEADS_IN = frozenset("good great okay ok alright right and so now but then".split())
_OPENS_QUESTION = frozenset("do does did have has had any are is was were can could ever still".split())
_ASKS_WITHIN = frozenset(
    (("is", "that"), ("is", "it"), ("does", "it"), ("does", "that"), ("do", "you"), ("are", "you"), ("did", "you"),
     ("have", "you"), ("has", "it"), ("at", "all"))
)  # fmt: skip
_LONGEST_QUESTION = 24
_STOPS = frozenset(". ; ! ?".split())
NOT_SAID = Assertion(temporality="hypothetical", cue="question")


def replies(pieces: Sequence[Matched]) -> dict[int, Assertion]:
    """By the number of a segment that asks, how the segment after it answers; NOT_SAID when it does not."""
    found: dict[int, Assertion] = {}
    for question, answer in pairwise(pieces):
        if not question.words:
            continue
        if question.words[-1] != "?":
            word = _answer_of_turn(question, answer)
            if word is not None:
                found[question.number] = Assertion("absent" if word == "no" else "present", cue=word)
            continue
        asked = question.words[1:] if _is_answer_set_apart(question) else question.words
        word = _answer_of(answer) if answer.number == question.number + 1 else None
        if word is not None:
            denied = word == "no" or not _NEGATIVE_QUESTION.isdisjoint(asked)
            found[question.number] = Assertion("absent" if denied else "present", cue=word)
        elif _is_asked(question):
            found[question.number] = NOT_SAID
    return found


_LABEL_STARTS = _ASKERS | {"["}


def _answer_of_turn(question: Matched, answer: Matched) -> str | None:
    """How the turn after it answers a question in a transcript without punctuation: "[doctor] any fevers lately",
    "[patient] no gained it sitting".
    """
    if answer.number != question.number + 1 or _LABEL_STARTS.isdisjoint(question.words[:1]):
        return None
    asked, said = _without_speaker(question.words, _ASKERS), _without_speaker(answer.words, _ANSWERERS)
    labelled = len(asked) < len(question.words) and len(said) < len(answer.words)
    if not labelled or not _STOPS.isdisjoint(asked) or len(asked) > _LONGEST_QUESTION or not _asks(asked):
        return None
    if any(said[: len(p)] == p for p in _I_DO_NOT):
        return "no"
    first = next((w for w in said if w not in _FILLERS), "")
    return "yes" if first in _YES else "no" if first in _NO else None


def _asks(words: Sequence[str]) -> bool:
    """Whether a turn asks for a yes or a no: "good any fevers lately", "down in the groin is that numb at all"."""
    if not _NEGATIVE_QUESTION.isdisjoint(words[:_LEAD_IN]) or not _OPEN_QUESTION.isdisjoint(words[:_LEAD_IN]):
        return False
    first = next((w for w in words if w not in _FILLERS and w not in _LEADS_IN), "")
    return first in _OPENS_QUESTION or any(pair in _ASKS_WITHIN for pair in pairwise(words))


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
