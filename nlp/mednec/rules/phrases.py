"""The phrase language of rule files: alternatives, options, gaps, macros and element classes, compiled to word patterns.

``(a|b) [c] .. $macro @limb =PT``: see patterns/README.md. Compiling needs no spaCy and is the only place that knows the syntax.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from mednec.errors import RuleError
from mednec.extraction.tokens import words_of

MAX_EXPANSIONS = 20000
SHORT_GAP, LONG_GAP = 3, 7
ELEMENT_CLASSES = frozenset(
    "limb neck back spine level side number strength muscle root study therapy pain place cervical thoracic lumbar "
    "upper_limb lower_limb specialty".split()
)
_SIGNS = r"\([-+−?x]\)|\[[-+x ]\]"  # a value or an empty box as clinicians draw it
_LEX = re.compile(rf"\.\.\.?(?=\s|$)|{_SIGNS}|=\([A-Z]\)|\\[()\[\]]|[()\[\]|]|[^\s()\[\]|\\]+")


@dataclass(frozen=True, slots=True)
class Part:
    """One piece of a pattern: literal words, or (``cls``) one element recognised elsewhere."""

    words: tuple[str, ...] = ()
    cls: str | None = None
    exact: tuple[tuple[int, str], ...] = field(default=())


@dataclass(frozen=True, slots=True)
class Pattern:
    """Parts in order; ``gaps[i]`` tokens at most may stand between part i and part i + 1."""

    parts: tuple[Part, ...]
    gaps: tuple[int, ...] = ()

    @property
    def is_literal(self) -> bool:
        """True when the whole pattern is one run of words."""
        return len(self.parts) == 1 and self.parts[0].cls is None

    def as_text(self) -> str:
        """The pattern in readable form, for explanations and lint messages."""
        shown = [("@" + p.cls) if p.cls else " ".join(p.words) for p in self.parts]
        out = shown[:1]
        for gap, piece in zip(self.gaps, shown[1:], strict=True):
            out += [".." if gap == SHORT_GAP else "..." if gap else "", piece]
        return " ".join(x for x in out if x)


Expansion = tuple[str, ...]


def compile_phrase(phrase: str, macros: Mapping[str, Sequence[str]]) -> list[Pattern]:
    """All patterns a phrase stands for.

    Raises:
        RuleError: unbalanced brackets, unknown macro or class, an empty alternative, or too many expansions.
    """
    lexemes = _LEX.findall(phrase)
    expansions, rest = _alternatives(lexemes, 0, macros, phrase)
    if rest != len(lexemes):
        raise RuleError(f"unbalanced bracket in phrase {phrase!r}")
    patterns = dict.fromkeys(_pattern(e, phrase) for e in expansions)
    return list(patterns)


def _alternatives(lex: list[str], i: int, macros: Mapping[str, Sequence[str]], phrase: str) -> tuple[list[Expansion], int]:
    done: list[Expansion] = []
    current: list[Expansion] = [()]
    while i < len(lex) and lex[i] not in ")]":
        if lex[i] == "|":
            done += current
            current, i = [()], i + 1
            continue
        options, i = _element(lex, i, macros, phrase)
        current = [a + b for a in current for b in options]
        if len(current) > MAX_EXPANSIONS:
            raise RuleError(f"phrase {phrase!r} has more than {MAX_EXPANSIONS} expansions")
    return done + current, i


def _element(lex: list[str], i: int, macros: Mapping[str, Sequence[str]], phrase: str) -> tuple[list[Expansion], int]:
    word = lex[i]
    if word in "([":
        options, j = _alternatives(lex, i + 1, macros, phrase)
        if j >= len(lex) or lex[j] != {"(": ")", "[": "]"}[word]:
            raise RuleError(f"unbalanced bracket in phrase {phrase!r}")
        return (options + [()] if word == "[" else options), j + 1
    if word.startswith("$") and len(word) > 1:
        if word[1:] not in macros:
            raise RuleError(f"unknown macro {word} in phrase {phrase!r}")
        return [e for m in macros[word[1:]] for e in _alternatives(_LEX.findall(m), 0, macros, m)[0]], i + 1
    return [(word,)], i + 1


def _pattern(expansion: Expansion, phrase: str) -> Pattern:
    parts: list[Part] = []
    gaps: list[int] = []
    words: list[str] = []
    exact: list[tuple[int, str]] = []
    gap = 0

    def close(part: Part | None) -> None:
        nonlocal gap
        for ready in ([Part(tuple(words), None, tuple(exact))] if words else []) + ([part] if part else []):
            if parts:
                gaps.append(gap)
                gap = 0
            parts.append(ready)
        words.clear()
        exact.clear()

    for word in expansion:
        if word in ("..", "..."):
            close(None)
            gap = SHORT_GAP if word == ".." else LONG_GAP
        elif word.startswith("@") and len(word) > 1:
            if word[1:] not in ELEMENT_CLASSES:
                raise RuleError(f"unknown element class {word} in phrase {phrase!r}")
            close(Part(cls=word[1:]))
        elif word.startswith("=") and len(word) > 1:
            exact.append((len(words), word[1:]))  # the whole spelling is compared where its first word starts
            words += words_of(word[1:])
        else:
            words += words_of(word.lstrip("\\"))
    close(None)
    if not parts or all(p.cls for p in parts) and len(parts) == 1:
        raise RuleError(f"phrase {phrase!r} has an alternative without words")
    return Pattern(tuple(parts), tuple(gaps))
