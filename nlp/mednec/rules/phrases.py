"""The phrase language of rule files: alternatives, options, gaps, macros and element classes, parsed to a small
tree.

``(a|b) [c] .. $macro @limb =PT``: see patterns/README.md. Alternatives stay alternatives: nothing is expanded
except around gaps and element classes, so a generous phrase costs as much as its letters. The only place that
knows the syntax; it needs no spaCy.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import product

from mednec.errors import RuleError
from mednec.extraction.tokens import TOKEN, normal_form

SHORT_GAP, LONG_GAP = 3, 7
MAX_VARIANTS = 4000
ELEMENT_CLASSES = frozenset(
    (
        "limb neck back spine level side number strength muscle root study therapy pain place cervical "
        "thoracic lumbar upper_limb lower_limb"
    ).split()
)
_SIGNS = r"\([-+−?x]\)|\[[-+x ]\]"  # a value or an empty box as clinicians draw it
_LEX = re.compile(rf"\.\.\.?(?=\s|$)|{_SIGNS}|=\([A-Z]\)|\\[()\[\]]|[()\[\]|]|[^\s()\[\]|\\]+")


@dataclass(frozen=True, slots=True)
class Word:
    """One word in folded form; ``exact`` is its spelling where capitals matter."""

    text: str
    exact: str | None = None


@dataclass(frozen=True)
class Alt:
    """Alternatives; an empty one makes the whole optional."""

    options: tuple[Seq, ...]

    @cached_property
    def is_optional(self) -> bool:
        """True when it can match no word at all."""
        return any(matches_nothing(option) for option in self.options)

    @cached_property
    def vocabulary(self) -> frozenset[str]:
        """All folded words in it."""
        return frozenset(word for option in self.options for word in vocabulary(option))

    @cached_property
    def is_plain(self) -> bool:
        """True when neither gaps nor classes stand in it."""
        return all(_is_plain(item) for option in self.options for item in option.items)


@dataclass(slots=True, unsafe_hash=True)  # never changed once made; freezing would cost a tenth of the first extract
class Seq:
    """Words, alternatives, gaps and classes in order."""

    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Gap:
    """Up to ``size`` tokens in between."""

    size: int


@dataclass(frozen=True, slots=True)
class Cls:
    """One element recognised elsewhere."""

    name: str


Item = Word | Alt | Gap | Cls


@dataclass(slots=True, unsafe_hash=True)
class Part:
    """A run of words (as a tree), or one element of a class."""

    words: Seq | None = None
    cls: str | None = None


@dataclass(slots=True, unsafe_hash=True)
class Pattern:
    """Parts in order; at most ``gaps[i]`` tokens stand between part i and part i + 1. One part of words is a
    plain phrase.
    """

    parts: tuple[Part, ...]
    gaps: tuple[int, ...] = ()

    @property
    def is_literal(self) -> bool:
        """True when the whole pattern is one run of words."""
        return len(self.parts) == 1


def parse(phrase: str, macros: Mapping[str, Sequence[str]]) -> Seq:
    """The tree of a phrase.

    Raises:
        RuleError: unbalanced brackets, an unknown macro or class, or no words at all.
    """
    lexemes = _LEX.findall(phrase)
    tree, rest = _sequence_of_options(lexemes, 0, macros, phrase)
    if rest != len(lexemes):
        raise RuleError(f"unbalanced bracket in phrase {phrase!r}")
    top = tree.options[0] if len(tree.options) == 1 else Seq((tree,))
    if not _has_words(top):
        raise RuleError(f"phrase {phrase!r} has no words")
    return top


def compile_phrase(phrase: str, macros: Mapping[str, Sequence[str]]) -> list[Pattern]:
    """The patterns of a phrase: one, unless gaps or classes stand inside alternatives.

    Raises:
        RuleError: see ``parse``; or an alternative that could match without any word.
    """
    tree = parse(phrase, macros)
    if all(map(_is_plain, tree.items)):
        if matches_nothing(tree):
            raise RuleError(f"phrase {phrase!r} can match nothing")
        return [Pattern((Part(tree),))]
    patterns = []
    for flat in _distributed(tree):
        pattern = _pattern(flat)
        if not pattern.parts or not any(p.words for p in pattern.parts):
            raise RuleError(f"phrase {phrase!r} has an alternative without words")
        if any(p.words and matches_nothing(p.words) for p in pattern.parts):
            raise RuleError(f"phrase {phrase!r} can match nothing")
        patterns.append(pattern)
    return list({_identity(p): p for p in patterns}.values()) if len(patterns) > 1 else patterns


def _identity(pattern: Pattern) -> tuple[object, ...]:
    """Tells the patterns of one phrase apart by the parts of its tree, which need not be compared word by word."""
    return pattern.gaps, *(p.cls if p.words is None else tuple(map(id, p.words.items)) for p in pattern.parts)


def variants(seq: Seq, limit: int = MAX_VARIANTS) -> list[tuple[str, ...]]:
    """Every word sequence a run of words stands for, at most ``limit`` (for export and lint)."""
    out: list[tuple[str, ...]] = []
    for choice in _choices(seq):
        out.append(choice)
        if len(out) >= limit:
            break
    return out


def matches_nothing(seq: Seq) -> bool:
    """True when the run of words can be empty."""
    return all(isinstance(item, Alt) and item.is_optional for item in seq.items)


def longest(seq: Seq) -> int:
    """The most words a run can have."""
    return sum(
        1 if isinstance(i, Word) else max((longest(o) for o in i.options), default=0)
        for i in seq.items
        if isinstance(i, Word | Alt)
    )


def _choices(seq: Seq) -> Iterator[tuple[str, ...]]:
    columns = [
        [(i.text,)] if isinstance(i, Word) else [c for o in i.options for c in _choices(o)]
        for i in seq.items
        if isinstance(i, Word | Alt)
    ]
    for row in product(*columns):
        yield tuple(word for cell in row for word in cell)


def vocabulary(seq: Seq) -> frozenset[str]:
    """All folded words of a run."""
    alternatives = (item.vocabulary for item in seq.items if isinstance(item, Alt))
    return frozenset(item.text for item in seq.items if isinstance(item, Word)).union(*alternatives)


def _has_words(seq: Seq) -> bool:
    return any(isinstance(i, Word) or (isinstance(i, Alt) and any(map(_has_words, i.options))) for i in seq.items)


def _sequence_of_options(lex: list[str], i: int, macros: Mapping[str, Sequence[str]], phrase: str) -> tuple[Alt, int]:
    options: list[Seq] = []
    items: list[Item] = []
    while i < len(lex) and lex[i] not in ")]":
        if lex[i] == "|":
            options.append(Seq(tuple(items)))
            items = []
            i += 1
            continue
        new, i = _element(lex, i, macros, phrase)
        items += new
    return Alt((*options, Seq(tuple(items)))), i


def _element(lex: list[str], i: int, macros: Mapping[str, Sequence[str]], phrase: str) -> tuple[Sequence[Item], int]:
    word = lex[i]
    if word[0] not in _SYNTAX:
        return _as_words(word), i + 1
    if word in _CLOSED_BY:
        inner, j = _sequence_of_options(lex, i + 1, macros, phrase)
        if j >= len(lex) or lex[j] != _CLOSED_BY[word]:
            raise RuleError(f"unbalanced bracket in phrase {phrase!r}")
        return [Alt((*inner.options, Seq(()))) if word == "[" else inner], j + 1
    if word.startswith("$") and len(word) > 1:
        if word[1:] not in macros:
            raise RuleError(f"unknown macro {word} in phrase {phrase!r}")
        return [_macro(tuple(macros[word[1:]]))], i + 1
    if word in ("..", "..."):
        return [Gap(SHORT_GAP if word == ".." else LONG_GAP)], i + 1
    if word.startswith("@") and len(word) > 1:
        if word[1:] not in ELEMENT_CLASSES:
            raise RuleError(f"unknown element class {word} in phrase {phrase!r}")
        return [Cls(word[1:])], i + 1
    return _as_words(word), i + 1


_CLOSED_BY = {"(": ")", "[": "]"}
_SYNTAX = frozenset("([$.@")


@lru_cache(maxsize=65536)
def _as_words(lexeme: str) -> tuple[Word, ...]:
    """The words of a lexeme, in their spelling where it begins with "="."""
    if lexeme.startswith("=") and len(lexeme) > 1:
        return tuple(Word(normal_form(m.group()), m.group()) for m in TOKEN.finditer(lexeme[1:]))
    return tuple(Word(normal_form(m.group())) for m in TOKEN.finditer(lexeme.lstrip("\\")))


@lru_cache(maxsize=4096)
def _macro(phrases: tuple[str, ...]) -> Alt:
    """A macro's alternatives, one tree for all its uses."""
    return Alt(tuple(parse(phrase, {}) for phrase in phrases))


def forget_macros() -> None:
    """Let go of the trees of macros once all rules are compiled."""
    _macro.cache_clear()


def _is_plain(item: Item) -> bool:
    return type(item) is Word or (type(item) is Alt and item.is_plain)


def _distributed(seq: Seq) -> Iterator[tuple[Item, ...]]:
    """The sequence with alternatives multiplied out only where they hold gaps or classes."""
    columns: list[list[tuple[Item, ...]]] = []
    for item in seq.items:
        if _is_plain(item) or not isinstance(item, Alt):
            columns.append([(item,)])
        else:
            columns.append([flat for option in item.options for flat in _distributed(option)])
    for row in product(*columns):
        yield tuple(item for cell in row for item in cell)


def _pattern(items: Sequence[Item]) -> Pattern:
    parts: list[Part] = []
    gaps: list[int] = []
    gap = 0
    run: list[Item] = []
    if all(isinstance(item, (Word, Alt)) for item in items):
        return Pattern((Part(Seq(tuple(items))),))

    def close(part: Part | None) -> None:
        nonlocal gap
        words = Seq(tuple(run))
        if run and matches_nothing(words) and (parts or part):
            gap += longest(words)  # words that need not stand between two elements only widen the gap
            run.clear()
        for ready in ([Part(words)] if run else []) + ([part] if part else []):
            if parts:
                gaps.append(gap)
            gap = 0
            parts.append(ready)
        run.clear()

    for item in items:
        if isinstance(item, Gap):
            close(None)
            gap = item.size
        elif isinstance(item, Cls):
            close(Part(cls=item.name))
        else:
            run.append(item)
    close(None)
    return Pattern(tuple(parts), tuple(gaps))
