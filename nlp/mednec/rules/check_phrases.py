"""Checks of phrases: two meanings, shadowed phrases, slow patterns (MR207, MR208, MR214)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from mednec.rules.issues import Issue
from mednec.rules.overlap import count_variants
from mednec.rules.phrase_entries import Check, Phrase, shortened
from mednec.rules.phrases import Pattern, variants


def two_meanings(check: Check) -> Iterator[Issue]:
    """MR208: the same words under two concepts or polarities."""
    for layer, numbers in check.by_layer.items():
        if layer in ("exclude", "pain", "radiate"):
            continue
        owners = {n: check.phrases[n].owner for n in numbers}
        for first, second, words in check.graph_of(numbers).shared(owners):
            a, b = check.phrases[first], check.phrases[second]
            if _may_share(a, b):
                continue
            late, early = (b, a) if second > first else (a, b)
            where = f"{Path(early.sourced.path).name}:{early.line}"
            yield late.issue("MR208", f"'{words}' is also {_meaning(early)} ({where})")


def _may_share(a: Phrase, b: Phrase) -> bool:
    if a.name == b.name == "group" or "group" in (a.name, b.name):
        return True  # a group only denies or implies other concepts
    if a.layer in ("cue", "therapy_cue", "imaging_result", "imaging_status"):
        ways = {getattr(p.sourced.rule, "direction", "both") for p in (a, b)}
        return ways == {"forward", "backward"}
    return a.layer == "place"  # a part may stand in two lists with different detail


def _meaning(phrase: Phrase) -> str:
    if phrase.layer == "finding":
        polarity = phrase.owner[1]
        return phrase.name if polarity == "phrases" else f"{phrase.name} ({polarity})"
    return f"{phrase.name} ({phrase.owner[1]})" if phrase.layer == "therapy" and phrase.owner[1] else phrase.name


def shadowed(check: Check) -> Iterator[Issue]:
    """MR207: all wordings of a phrase are those of other phrases of the same rule."""
    groups: dict[tuple[Any, ...], list[int]] = defaultdict(list)
    for number, phrase in enumerate(check.phrases):
        direction = getattr(phrase.sourced.rule, "direction", None)
        groups[(phrase.layer, phrase.owner, direction)].append(number)
    for numbers in groups.values():
        if len(numbers) < 2:
            continue
        graph = check.graph_of(numbers)
        standing = set(numbers)
        for number in numbers:
            if graph.covered(number, standing - {number}):
                standing.discard(number)
                phrase = check.phrases[number]
                yield phrase.issue("MR207", f"'{shortened(phrase.text)}' is contained in other phrases of the rule")


_MANY = 20_000
_STOP_WORDS = frozenset(
    word
    for line in (
        "a an the of to in on at by for with and or no not is was are be has had he she it this that his her",
        "as from , : . - /",
    )
    for word in line.split()
)


def slow(check: Check) -> Iterator[Issue]:
    """MR214: patterns of several parts that begin with a class, hang on stop words, or have very many wordings."""
    for phrase in check.phrases:
        reason = next((r for p in phrase.patterns if not p.is_literal and (r := _cost(p))), None)
        if reason:
            yield phrase.issue("MR214", f"'{shortened(phrase.text)}' {reason}")


def _cost(pattern: Pattern) -> str | None:
    runs = [part.words for part in pattern.parts if part.words is not None]
    if pattern.parts[0].cls is not None:
        return f"begins with the class @{pattern.parts[0].cls}: begin it with a word"
    wordings = [set(map(" ".join, variants(run, 200))) for run in runs]
    if wordings and all(w & _STOP_WORDS for w in wordings):
        return "can hang on stop words alone: make one part a word of its own"
    total = 1
    for run in runs:
        total *= count_variants(run)
    return f"has {total:,} wordings in one pattern" if total > _MANY else None
