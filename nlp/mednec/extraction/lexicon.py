"""Compile a RuleSet into one index of word patterns: what each literal run of words can mean, and which
sequences to join.
"""

from __future__ import annotations

import gc
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import chain
from typing import Any

from mednec.errors import RuleError
from mednec.extraction.automaton import PhraseAutomaton
from mednec.extraction.gate import ANCHORED_LAYERS, Anchor, Anchors, Gate
from mednec.extraction.layout import GOES_ON
from mednec.extraction.tokens import Folding, normal_form
from mednec.extraction.word_classes import WordClasses, compile_word_classes
from mednec.rules.loader import RuleSet, Sourced
from mednec.rules.phrases import Pattern, compile_phrase, forget_macros, vocabulary
from mednec.rules.schema import AnatomyRule, CueRule, FactRule, FindingRule

_COMMON = frozenset(
    (
        "of to in with on for at no the a and or is was has had from by over after her his not pain "
        "normal : without right left"
    ).split()
)
POLARITIES = ("phrases", "present", "absent", "possible", "historical")
_ANY_REGION = ("cervical", "thoracic", "lumbar", "upper_limb", "lower_limb", "none", "trunk")


@dataclass(frozen=True, slots=True, eq=False)
class Target:
    """What the words of a finding rule assert: a concept with a polarity."""

    rule: FindingRule
    family: str
    polarity: str
    id: str


@dataclass(frozen=True, slots=True)
class Meaning:
    """One reading of a pattern: its layer (finding, exclude, cue, place, side, value, pain …) and what it refers to."""

    layer: str
    ref: Any


@dataclass(frozen=True, slots=True)
class Joined:
    """A pattern of several parts, found part by part and then joined inside one segment: for every part the class of
    element it is (None: words), and the most tokens between one part and the next.
    """

    classes: tuple[str | None, ...]
    gaps: tuple[int, ...]
    meaning: Meaning

    @property
    def word_parts(self) -> int:
        """How many of its parts are words."""
        return self.classes.count(None)


@dataclass(frozen=True, slots=True, eq=False)
class PartBundle:
    """All parts of joined patterns that end at one place: a bit for each pattern, and which part of it this is."""

    mask: int
    index: dict[int, tuple[int, ...]]


def bundle_parts(payloads: Sequence[Meaning]) -> tuple[Meaning | PartBundle, ...]:
    """Whole meanings as they are, parts of joined patterns as one bundle: hundreds of patterns contain the word
    "pain".
    """
    index: dict[int, tuple[int, ...]] = {}
    for meaning in payloads:
        if meaning.layer == "part":
            number, part = meaning.ref
            index[number] = (*index.get(number, ()), part)
    whole = tuple(m for m in payloads if m.layer != "part")
    return (*whole, PartBundle(sum(1 << n for n in index), index)) if index else whole


@dataclass
class Lexicon:
    """Everything matching needs: phrases and the rarest part of each joined pattern in ``automaton``, its other
    parts in ``linked`` (read only where a rare part was found; ``single`` has the bits of the patterns without other
    words), the word folding and the rules behind them.
    """

    automaton: PhraseAutomaton = field(default_factory=lambda: PhraseAutomaton(bundle_parts))
    linked: PhraseAutomaton = field(default_factory=lambda: PhraseAutomaton(bundle_parts))
    joined: list[Joined] = field(default_factory=list)
    single: int = 0
    headings: dict[str, Any] = field(default_factory=dict)
    fold: Folding = field(default_factory=lambda: Folding(()))
    gate: Gate = field(default_factory=lambda: Gate(()))
    concepts: dict[str, tuple[str, FindingRule]] = field(default_factory=dict)
    classes: WordClasses = field(default_factory=WordClasses)
    digest: str = ""


@contextmanager
def _without_collection() -> Iterator[None]:
    """Millions of small objects are made that all stay: looking for garbage among them takes a third of the time. They
    go to the oldest generation at once, unless the host has frozen objects of its own, which thawing would touch.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if gc.get_freeze_count() == 0:
            gc.freeze()
            gc.unfreeze()
        if was_on:
            gc.enable()


@_without_collection()
def compile_lexicon(rules: RuleSet) -> Lexicon:
    """Build the index.

    Raises:
        RuleError: a phrase cannot be compiled; the message names the file and the rule.
    """
    lexicon = Lexicon(digest=rules.digest, classes=compile_word_classes(rules))
    anchors: set[Anchor] = set()
    anchor = Anchors()
    sequences: list[tuple[Pattern, Meaning]] = []
    studies: set[str] = set()
    for sourced, phrase, meaning in _all_phrases(rules):
        try:
            patterns = compile_phrase(phrase, rules.macros)
        except RuleError as error:
            raise RuleError(str(error), sourced.path) from None
        for pattern in patterns:
            if not pattern.is_literal:
                sequences.append((pattern, meaning))
            elif (words := pattern.parts[0].words) is not None:
                lexicon.automaton.add(words, meaning)
            if (
                meaning.layer in ANCHORED_LAYERS
                or _stands_alone(meaning)
                or (meaning.layer == "place" and meaning.ref.spine)
            ):
                anchors.add(anchor.of(pattern))
            if meaning.layer == "modality":
                studies |= anchor.of(pattern)[0]
    _index_sequences(lexicon, sequences)
    forget_macros()
    for sourced in rules.sections:
        for heading in sourced.rule.headings:
            spelled = heading if heading.startswith("=") else heading.lower()
            lexicon.headings[" ".join(spelled.split())] = sourced.rule
        for opening in sourced.rule.openings:
            lexicon.headings[f"{opening} {GOES_ON}"] = sourced.rule
    for sourced in sorted(rules.findings, key=lambda f: f.rule.type == "exam"):  # an exam part has no family of its own
        lexicon.concepts.setdefault(sourced.rule.concept, (sourced.family, sourced.rule))
    lexicon.gate = Gate(anchors, studies)
    real_words = chain(map(normal_form, rules.real_words), lexicon.classes.vocabulary())
    lexicon.fold = Folding(lexicon.automaton.vocabulary | lexicon.linked.vocabulary, real_words)
    return lexicon


def _stands_alone(meaning: Meaning) -> bool:
    return meaning.layer == "fact" and bool(meaning.ref.alone)


def _index_sequences(lexicon: Lexicon, sequences: Sequence[tuple[Pattern, Meaning]]) -> None:
    """Put the rarest part of every pattern of several parts where all text is read, the others where only its
    neighbourhood is.
    """
    vocabularies = [[vocabulary(part.words) if part.words else frozenset() for part in p.parts] for p, _ in sequences]
    uses = Counter(chain.from_iterable(chain.from_iterable(vocabularies)))
    uses.update({word: 7 * uses[word] for word in _COMMON})
    for number, (pattern, meaning) in enumerate(sequences):
        runs = [(index, part.words) for index, part in enumerate(pattern.parts) if part.words is not None]
        known = vocabularies[number]
        rarest = min((index for index, _ in runs), key=lambda index: max(map(uses.__getitem__, known[index])))
        for index, words in runs:
            automaton = lexicon.automaton if index == rarest else lexicon.linked
            automaton.add(words, Meaning("part", (number, index)))
        lexicon.joined.append(Joined(tuple(part.cls for part in pattern.parts), pattern.gaps, meaning))
    lexicon.single = sum(1 << number for number, joined in enumerate(lexicon.joined) if joined.word_parts == 1)
    lexicon.automaton.settle()
    lexicon.linked.settle()


def _all_phrases(rules: RuleSet) -> Iterator[tuple[Sourced, str, Meaning]]:
    yield from _finding_phrases(rules.findings)
    for sourced in rules.cues:
        cue: CueRule = sourced.rule
        for phrase in cue.phrases:
            yield sourced, phrase, Meaning("cue", cue)
    for sourced in rules.anatomy:
        part: AnatomyRule = sourced.rule
        for phrase in part.phrases:
            yield sourced, phrase, Meaning("place", part)
    for sourced in rules.sides:
        for phrase in sourced.rule.phrases:
            yield sourced, phrase, Meaning("side", sourced.rule.side)
    for sourced in rules.values:
        for phrase in sourced.rule.phrases:
            yield sourced, phrase, Meaning("value", sourced.rule.value)
    yield from _care_phrases(rules)
    for sourced in rules.facts:
        fact: FactRule = sourced.rule
        for phrase in fact.phrases:
            yield sourced, phrase, Meaning("fact", fact)
        for phrase in fact.exclude:
            yield sourced, phrase, Meaning("exclude", f"fact:{fact.fact}/{fact.value}")


def _finding_phrases(findings: Iterable[Sourced]) -> Iterator[tuple[Sourced, str, Meaning]]:
    for sourced in findings:
        rule: FindingRule = sourced.rule
        for polarity in POLARITIES:
            target = Target(rule, sourced.family, polarity, f"{rule.concept}/{polarity}")
            for phrase in getattr(rule, polarity):
                yield sourced, phrase, Meaning("finding", target)
        for phrase in rule.exclude:
            yield sourced, phrase, Meaning("exclude", excluded_name(rule))
        for phrase in rule.words:
            yield sourced, phrase, Meaning("pain", rule.concept)
        for phrase in rule.radiate:
            yield sourced, phrase, Meaning("radiate", rule.concept)


def _care_phrases(rules: RuleSet) -> Iterator[tuple[Sourced, str, Meaning]]:
    for sourced in rules.therapies:
        rule = sourced.rule
        for phrase in rule.phrases:
            yield sourced, phrase, Meaning("therapy", (rule, None))
        for agent, names in rule.agents.items():
            for phrase in names:
                yield sourced, phrase, Meaning("therapy", (rule, agent))
        for phrase in rule.untried:
            yield sourced, phrase, Meaning("untried", rule)
        for phrase in rule.exclude:
            yield sourced, phrase, Meaning("exclude", "therapy:" + rule.therapy)
    for sourced in rules.therapy_cues:
        for phrase in sourced.rule.phrases:
            yield sourced, phrase, Meaning("therapy_cue", sourced.rule)
    for sourced in rules.imaging:
        rule = sourced.rule
        for phrase in rule.phrases:
            yield sourced, phrase, Meaning("modality", rule)
        for phrase in rule.exclude:
            yield sourced, phrase, Meaning("exclude", "imaging:" + rule.modality)
    for kind, phrases in rules.contrast.items():
        for phrase in phrases:
            yield Sourced(None, "imaging", ()), phrase, Meaning("contrast", kind)
    for layer, entries in (
        ("imaging_result", rules.imaging_results),
        ("imaging_status", rules.imaging_statuses),
        ("study_site", rules.study_sites),
    ):
        for sourced in entries:
            for phrase in sourced.rule.phrases:
                yield sourced, phrase, Meaning(layer, sourced.rule)


def excluded_name(rule: FindingRule) -> str:
    """What an exclusion takes away: all wording of its concept; of a group, which is one among many, only its own."""
    return f"group:{rule.label}" if rule.concept == "group" else rule.concept


def places_of(rule: FindingRule) -> dict[str, str | None]:
    """The places a rule accepts and what each makes of it; a region rule without ``at`` has the defaults of the
    README.
    """
    if rule.at is not None:
        return rule.at
    if rule.region == "spine":
        return {"cervical": "cervical", "thoracic": "thoracic", "lumbar": "lumbar", "none": None}
    if rule.region == "limb":
        return {"upper_limb": "upper_limb", "lower_limb": "lower_limb", "trunk": "trunk", "none": None}
    return {}
