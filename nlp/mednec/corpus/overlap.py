"""Measure lexical overlap: of test with the splits that may be learned from, and of the corpus with the rules.

Words are lower-cased and numbers made alike, so that another date or count does not make another sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mednec.corpus.case_rows import CaseRow, read_cases
from mednec.corpus.metrics import Rate
from mednec.extraction.automaton import PhraseAutomaton
from mednec.extraction.tokens import TOKEN, normal_form
from mednec.resources import patterns_dir
from mednec.rules.loader import RuleSet, load_rules
from mednec.rules.phrases import compile_phrase
from mednec.rules.wordings import wordings

NGRAM = 4
SHORTEST_SENTENCE = 4
"""Words; shorter ones ("No known allergies.") are everybody's."""

SPLITS = ("train", "dev", "test")
_SENTENCE_END = re.compile(r"(?<=[.!?;])\s+|\n+")
_NUMBER = re.compile(r"\d+")
_NAMES = {"findings": "concept", "therapies": "therapy", "imaging": "modality"}

Words = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Shared:
    """How much of a text's 4-grams and sentences stands elsewhere; occurrences, not kinds."""

    ngrams: Rate
    sentences: Rate

    def to_dict(self) -> dict[str, Any]:
        """Shares and how many there are."""
        return {"ngrams": _rate(self.ngrams), "sentences": _rate(self.sentences)}


@dataclass(frozen=True, slots=True)
class RuleOverlap:
    """How much the corpus speaks the language of the rules.

    phrases: of the rules' phrases (those without gaps and classes), how many occur; literal: of gold's spans, how many
    are a phrase of their own concept, word for word; containing: how many hold one.
    """

    phrases: Rate
    literal: Rate
    containing: Rate

    def to_dict(self) -> dict[str, Any]:
        """Shares and how many there are."""
        return {
            "phrases": _rate(self.phrases),
            "literal": _rate(self.literal),
            "containing": _rate(self.containing),
        }


@dataclass(frozen=True, slots=True)
class Overlap:
    """Everything measured; ``left_out`` counts the phrases with gaps or classes of elements."""

    splits: Mapping[str, Shared]
    styles: Mapping[str, Shared]
    rules: Mapping[str, RuleOverlap]
    left_out: int

    def to_dict(self) -> dict[str, Any]:
        """Plain values: shares rounded to three digits beside their number."""
        return {
            "splits": {name: shared.to_dict() for name, shared in self.splits.items()},
            "styles": {name: shared.to_dict() for name, shared in self.styles.items()},
            "rules": {name: overlap.to_dict() for name, overlap in self.rules.items()},
            "phrases_left_out": self.left_out,
        }


def measure_overlap(folder: Path | str, rules: RuleSet | None = None) -> Overlap:
    """The overlap of the splits of a corpus (train.jsonl, dev.jsonl, test.jsonl) with one another and with the rules.

    Raises:
        CorpusError: a split is missing or holds something else than cases.
    """
    cases = {split: read_cases(Path(folder) / split) for split in SPLITS}
    train, learned = _Seen(cases["train"]), _Seen([*cases["train"], *cases["dev"]])
    splits = {"dev in train": train.of(cases["dev"]), "test in train and dev": learned.of(cases["test"])}
    styles = {
        style: learned.of([case for case in cases["test"] if case.style == style])
        for style in sorted({str(case.style) for case in cases["test"]})
    }
    wording = _Wording(rules or load_rules(patterns_dir()))
    against = {split: wording.overlap(cases[split]) for split in SPLITS}
    return Overlap(splits, styles, against, wording.left_out)


# --------------------------------------------------------------------------------------------------- splits and splits
def words_of_text(text: str) -> Words:
    """Lower-case words, punctuation dropped, numbers alike."""
    return tuple(
        _NUMBER.sub("0", normal_form(match.group()))
        for match in TOKEN.finditer(text)
        if any(character.isalnum() for character in match.group())
    )


def sentences_of(text: str) -> Iterator[Words]:
    """Lines and sentences of four words or more."""
    for sentence in _SENTENCE_END.split(text):
        words = words_of_text(sentence)
        if len(words) >= SHORTEST_SENTENCE:
            yield words


def ngrams_of(words: Words) -> Iterator[Words]:
    """Every four words in a row."""
    return (words[i : i + NGRAM] for i in range(len(words) - NGRAM + 1))


class _Seen:
    """The 4-grams and sentences of some cases."""

    def __init__(self, cases: Iterable[CaseRow]) -> None:
        sentences = [sentence for text in _texts(cases) for sentence in sentences_of(text)]
        self._sentences = set(sentences)
        self._ngrams = {ngram for sentence in sentences for ngram in ngrams_of(sentence)}

    def of(self, cases: Iterable[CaseRow]) -> Shared:
        """How much of other cases is among them."""
        sentences = [sentence for text in _texts(cases) for sentence in sentences_of(text)]
        ngrams = [ngram for sentence in sentences for ngram in ngrams_of(sentence)]
        return Shared(_among(ngrams, self._ngrams), _among(sentences, self._sentences))


def _texts(cases: Iterable[CaseRow]) -> Iterator[str]:
    return (document.text for case in cases for document in case.documents)


def _among(items: Sequence[Words], known: set[Words]) -> Rate:
    return Rate(sum(item in known for item in items), len(items))


# ---------------------------------------------------------------------------------------------------- corpus and rules
class _Wording:
    """The phrases of the rules for findings, therapies and studies; phrases without gaps and classes only."""

    def __init__(self, rules: RuleSet) -> None:
        self._automaton = PhraseAutomaton()
        self._labels: list[str] = []
        self.left_out = 0
        for phrase, label, *_ in wordings(rules):
            patterns = compile_phrase(phrase, rules.macros)
            runs = [p.parts[0].words for p in patterns if p.is_literal and p.parts[0].words is not None]
            if not runs:
                self.left_out += 1
                continue
            for run in runs:
                self._automaton.add(run, (len(self._labels), label))
            self._labels.append(label)

    def overlap(self, cases: Sequence[CaseRow]) -> RuleOverlap:
        """The overlap with some cases."""
        found = {number for text in _texts(cases) for _, _, (number, _) in self._matches(self._symbols(text))}
        spans = [span for case in cases for span in _gold_spans(case)]
        literal = sum(self._holds(text, label, whole=True) for text, label in spans)
        containing = sum(self._holds(text, label, whole=False) for text, label in spans)
        return RuleOverlap(Rate(len(found), len(self._labels)), Rate(literal, len(spans)), Rate(containing, len(spans)))

    def _holds(self, text: str, label: str, *, whole: bool) -> bool:
        symbols = self._symbols(text)
        return any(
            name == label and (not whole or end - start == len(symbols))
            for start, end, (_, name) in self._matches(symbols)
        )

    def _matches(self, symbols: list[str]) -> list[tuple[int, int, tuple[int, str]]]:
        return self._automaton.matches(symbols)

    def _symbols(self, text: str) -> list[str]:
        exact = self._automaton.exact_words
        words = (match.group() for match in TOKEN.finditer(text))
        return [f"={word}" if word in exact else normal_form(word) for word in words]


def _gold_spans(case: CaseRow) -> Iterator[tuple[str, str]]:
    """(words, concept) of everything that gold points to."""
    for kind, name in _NAMES.items():
        for item in case.gold[kind]:
            yield from ((case.text[start:end], item[name]) for start, end in item["spans"])


def _rate(rate: Rate) -> dict[str, Any]:
    return {"share": None if rate.value is None else round(rate.value, 3), "n": rate.n}
