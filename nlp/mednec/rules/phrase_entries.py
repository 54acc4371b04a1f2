"""Every phrase of the rules where it is written, what it means, and which others it competes with."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from mednec.errors import RuleError
from mednec.rules import schema
from mednec.rules.issues import Issue, issue_of
from mednec.rules.loader import RuleSet, Sourced
from mednec.rules.overlap import PhraseGraph, sequence_of
from mednec.rules.phrases import Pattern, compile_phrase

_POLARITIES = ("phrases", "present", "absent", "possible", "historical")
_BESIDE = {"words": "pain", "radiate": "radiate", "exclude": "exclude"}
_OTHERS = (
    ("cues", "cue", "category"), ("anatomy", "place", "part"), ("sides", "side", "side"), ("values", "value", "value"),
    ("therapy_cues", "therapy_cue", "cue"), ("imaging_results", "imaging_result", "cue"),
    ("imaging_statuses", "imaging_status", "cue"), ("study_sites", "study_site", "site"),
)  # fmt: skip
FACT_LAYER = "fact"


@dataclass(frozen=True, eq=False)
class Phrase:
    """A phrase where it is written; ``owner`` is what it means, and phrases of one ``layer`` compete."""

    sourced: Sourced
    keys: tuple[Any, ...]
    text: str
    layer: str
    name: str
    owner: tuple[Any, ...]
    patterns: tuple[Pattern, ...] = field(default=())

    @property
    def line(self) -> int | None:
        """The line of the phrase."""
        return self.sourced.line_of(*self.keys)

    def issue(self, code: str, message: str) -> Issue:
        """An issue about this phrase."""
        return issue_of(code, self.sourced, self.name, message, *self.keys)


def phrases_of(rules: RuleSet) -> Iterator[Phrase]:
    """Every phrase of every rule, with its place in the file; patterns are not compiled yet."""
    for sourced in rules.findings:
        yield from _of_finding(sourced)
    for attribute, layer, key in _OTHERS:
        for sourced in getattr(rules, attribute):
            name = getattr(sourced.rule, key)
            owner = (name, _response(sourced))
            yield from _listed(sourced, ("phrases",), sourced.rule.phrases, layer, str(name), owner)
    for sourced in rules.therapies:
        yield from _of_therapy(sourced)
    for sourced in rules.imaging:
        name = sourced.rule.modality
        yield from _listed(sourced, ("phrases",), sourced.rule.phrases, "modality", name, (name,))
        yield from _listed(sourced, ("exclude",), sourced.rule.exclude, "exclude", name, ("imaging:" + name,))
    for sourced in rules.facts:
        name = sourced.rule.fact
        layer = f"{FACT_LAYER}:{name}"  # phrases of two facts do not compete
        yield from _listed(sourced, ("phrases",), sourced.rule.phrases, layer, name, (name, sourced.rule.value))
        barred = (f"{layer}/{sourced.rule.value}",)
        yield from _listed(sourced, ("exclude",), sourced.rule.exclude, "exclude", name, barred)


def _of_finding(sourced: Sourced) -> Iterator[Phrase]:
    name = sourced.rule.concept
    for key in (*_POLARITIES, *_BESIDE):
        owner = (name, key) if name != "group" else (name, key, sourced.entry, sourced.path)
        yield from _listed(sourced, (key,), getattr(sourced.rule, key), _BESIDE.get(key, "finding"), name, owner)


def _of_therapy(sourced: Sourced) -> Iterator[Phrase]:
    rule: schema.TherapyRule = sourced.rule
    name = rule.therapy
    yield from _listed(sourced, ("phrases",), rule.phrases, "therapy", name, (name, None))
    yield from _listed(sourced, ("untried",), rule.untried, "untried", name, (name,))
    yield from _listed(sourced, ("exclude",), rule.exclude, "exclude", name, ("therapy:" + name,))
    for agent, names in rule.agents.items():
        yield from _listed(sourced, ("agents", agent), names, "therapy", name, (name, agent))


def _listed(
    sourced: Sourced, keys: tuple[Any, ...], texts: Sequence[str], layer: str, name: str, owner: tuple[Any, ...]
) -> Iterator[Phrase]:
    for i, text in enumerate(texts):
        yield Phrase(sourced, (*keys, i), text, layer, name, owner)


def _response(sourced: Sourced) -> tuple[Any, ...]:
    rule = sourced.rule
    return (getattr(rule, "response", None), getattr(rule, "reason", None))


def compiled(rules: RuleSet) -> tuple[list[Phrase], dict[Phrase, Issue]]:
    """All phrases with their patterns, and the issues of those that cannot be read (MR205, MR206)."""
    good: list[Phrase] = []
    unread: dict[Phrase, Issue] = {}
    for phrase in phrases_of(rules):
        try:
            patterns = tuple(compile_phrase(phrase.text, rules.macros))
        except (RuleError, RecursionError) as error:
            reason = getattr(error, "reason", "brackets nested too deep")
            empty = "can match nothing" in reason or "without words" in reason or "has no words" in reason
            unread[phrase] = phrase.issue("MR206" if empty else "MR205", reason)
            continue
        good.append(replace(phrase, patterns=patterns))
    return good, unread


def shortened(text: str) -> str:
    """A phrase or example as messages quote it."""
    return text if len(text) <= 60 else text[:57] + "…"


class Check:
    """The rules under check, with what several checks share."""

    def __init__(self, rules: RuleSet, phrases: list[Phrase]) -> None:
        self.rules = rules
        self.phrases = phrases

    @cached_property
    def by_layer(self) -> dict[str, list[int]]:
        """Numbers of phrases by layer."""
        numbers: dict[str, list[int]] = defaultdict(list)
        for number, phrase in enumerate(self.phrases):
            numbers[phrase.layer].append(number)
        return numbers

    @cached_property
    def graph(self) -> PhraseGraph:
        """The word graph of all phrases; phrases of two layers never meet."""
        return self.graph_of(range(len(self.phrases)))

    def graph_of(self, numbers: Iterable[int]) -> PhraseGraph:
        """The word graph of some phrases."""
        graph = PhraseGraph()
        for number in numbers:
            for pattern in self.phrases[number].patterns:
                graph.add(sequence_of(pattern), number)
        return graph

    @cached_property
    def concepts(self) -> dict[str, list[Sourced]]:
        """Rules by concept."""
        found: dict[str, list[Sourced]] = defaultdict(list)
        for sourced in self.rules.findings:
            found[sourced.rule.concept].append(sourced)
        return found
