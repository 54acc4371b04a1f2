"""Checks of exclude phrases: those that drop nothing, and those that drop too much (MR215, MR221)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from mednec.extraction.automaton import PhraseAutomaton
from mednec.rules.issues import Issue
from mednec.rules.phrase_entries import FACT_LAYER, Check, Phrase, shortened
from mednec.rules.phrases import variants, vocabulary


def idle_excludes(check: Check) -> Iterator[Issue]:
    """MR215: an exclude phrase without a word of any phrase of its concept."""
    words = _words_by_concept(check)
    for phrase in check.phrases:
        if phrase.layer != "exclude":
            continue
        near, own = words.get((phrase.owner[0],), set()), _all_words(phrase)
        if near is not None and near.isdisjoint(own | _singulars(own)):
            yield phrase.issue("MR215", f"no phrase of the rule shares a word with '{shortened(phrase.text)}'")


def _words_by_concept(check: Check) -> dict[tuple[Any, ...], set[str] | None]:
    """The words of all phrases of each concept; None for a concept with element classes, which stand for any words."""
    words: dict[tuple[Any, ...], set[str] | None] = {}
    for phrase in check.phrases:
        key = _exclude_key(phrase)
        if key is None:
            continue
        known = words.setdefault(key, set())
        if known is not None:
            words[key] = known | _all_words(phrase) if all(p.is_literal for p in phrase.patterns) else None
    return words


def _exclude_key(phrase: Phrase) -> tuple[Any, ...] | None:
    if phrase.layer in ("finding", "pain", "radiate"):
        return (phrase.name,)
    if phrase.layer in ("therapy", "modality"):
        return (("therapy:" if phrase.layer == "therapy" else "imaging:") + phrase.name,)
    if phrase.layer.startswith(FACT_LAYER + ":"):
        return (f"{phrase.layer}/{phrase.owner[1]}",)
    return None


def _all_words(phrase: Phrase) -> set[str]:
    return {w for p in phrase.patterns for part in p.parts if part.words is not None for w in vocabulary(part.words)}


def _singulars(words: set[str]) -> set[str]:
    return {w[:-1] for w in words if w.endswith("s")} | {w[:-2] for w in words if w.endswith("es")}


def always_excluded(check: Check) -> Iterator[Issue]:
    """MR221: every wording of a phrase contains a wording that its own rule excludes."""
    excludes = _excludes(check)
    for phrase in check.phrases:
        automaton = excludes.get(phrase.name) if phrase.layer == "finding" else None
        if automaton is not None and all(p.is_literal for p in phrase.patterns) and _drops_all(automaton, phrase):
            yield phrase.issue(
                "MR221", f"'{shortened(phrase.text)}' is always dropped by an exclude phrase of the rule"
            )


def _excludes(check: Check) -> dict[str, PhraseAutomaton]:
    """The exclude phrases of each finding that are nothing but words."""
    found: dict[str, PhraseAutomaton] = {}
    for phrase in check.phrases:
        if phrase.layer == "exclude" and ":" not in phrase.owner[0]:
            for pattern in phrase.patterns:
                if pattern.is_literal and pattern.parts[0].words is not None:
                    found.setdefault(phrase.name, PhraseAutomaton()).add(pattern.parts[0].words, True)
    return found


def _drops_all(automaton: PhraseAutomaton, phrase: Phrase) -> bool:
    for pattern in phrase.patterns:
        run = pattern.parts[0].words
        if run is None or any(next(iter(automaton.matches(words)), None) is None for words in variants(run, 300)):
            return False
    return True
