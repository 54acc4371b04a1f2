"""Outcomes that sum up: the last word on a list, and what is said of the whole and holds for its parts."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from mednec.extraction.care_sentence import PERSONS, Sentence, ruled_out
from mednec.extraction.outcomes import Outcome
from mednec.extraction.treatments import Treatment, chose
from mednec.extraction.wordsets import word_set

_PARTS = word_set("consisting including namely like")
TURNED = word_set("but however although though and ,")
_SUMMING_SUBJECT = word_set(
    "all both still total everything so overall with but pain symptoms the her his their is are was has been feels",
    "remains he she they reports having been got only left neck back arm leg",
)
_SHORT_SUBJECT = 5
_SEPARATORS = word_set("; , . - – : ) = / and")
_SUMMING = word_set("all both still total everything so overall with and but - – : ; , .")


def sums_up_all(words: Sequence[str]) -> bool:
    """As in "None of this has helped", "All of these failed", "Nothing helped"."""
    opening = words[:3]
    return opening[:1] in (["nothing"], ["none"]) or (
        opening[:1] in (["all"], ["neither"]) and opening[1:2] == ["of"] and opening[2:] != ["which"]
    )


def share_status(sentence: Sentence) -> None:
    """As in "maintained on opioids consisting of morphine and oxycodone": the parts are what the whole is."""
    words = sentence.piece.words
    for head, part in pairwise(sentence.treatments):
        between = words[head.end : part.start]
        if head.agent is None and len(between) < 5 and not _PARTS.isdisjoint(between) and id(head) in sentence.statuses:
            group = next(g for g in sentence.groups if part in g)
            for treatment in (t for t in group if t.start >= part.start):
                sentence.statuses.setdefault(id(treatment), []).extend(sentence.statuses[id(head)])


def summed_up(sentence: Sentence, outcomes: Sequence[Outcome]) -> dict[int, list[Treatment]]:
    """As in "PT 6 wks; naproxen + heat; failed, no change": a last word on all that is listed before it.

    By the start of the outcome; what an earlier outcome has settled, and what was never had, is left out.
    """
    words = sentence.piece.words
    found: dict[int, list[Treatment]] = {}
    low, last = 0, None
    for outcome in outcomes:
        chained = last is not None and _SUMMING.issuperset(words[last.end : outcome.start])
        if chained and last is not None and last.start in found:
            found[outcome.start] = found[last.start]
        elif is_last_word(words, outcome):
            listed = [t for t in sentence.treatments if low <= t.start and t.end <= outcome.start]
            listed = [
                t
                for t in listed
                if id(t) in sentence.kept or not (ruled_out(sentence, t) or _said_again(sentence, t, listed))
            ]
            told = bool(sentence.kept.intersection(map(id, listed)))
            if len(listed) > 1 and (told or _is_list(words[listed[0].end : listed[-1].start])):
                found[outcome.start] = listed
        last, low = outcome, outcome.end
    return found


def is_last_word(words: Sequence[str], outcome: Outcome) -> bool:
    """Whether an outcome is a clause of its own at the end of what it is about."""
    at = outcome.start
    while at and outcome.start - at < _SHORT_SUBJECT and words[at - 1] in _SUMMING_SUBJECT:
        at -= 1
    ends = words[outcome.end : outcome.end + 1] in ([], ["."], [";"], [","], [")"], ["|"], ["-"], ["–"])
    return ends and at > 0 and words[at - 1] in _SEPARATORS - {"and", "/"}


def _is_list(between: Sequence[str]) -> bool:
    """Whether the words from the first to the last treatment tell no story of their own."""
    persons = [i for i, w in enumerate(between) if w in PERSONS and not chose(between[i : i + 2])]
    return not persons and TURNED.isdisjoint(w for w in between if w not in (",", "and"))


def _said_again(sentence: Sentence, treatment: Treatment, listed: Sequence[Treatment]) -> bool:
    """As in "light duty, no lifting": one course in other words, of which the last mention speaks."""
    group = next(g for g in sentence.groups if treatment in g)
    return any(
        t.name == treatment.name and t.agent == treatment.agent and t.start > treatment.start and t in listed
        for t in group
    )
