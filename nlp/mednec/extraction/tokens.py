"""Cut text into words with offsets, and fold each word to the form the rules use.

One regular expression keeps what clinicians write together: spine levels ("C5-6"), grades ("4+/5"), dates
("3/1/2024"); glued quantities come apart ("x6wks" is x, 6, wks), and so do
shortened denials ("doesn't" is does, not); a hyphen inside a word is no word, so that
"x-ray" and "x ray" are the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

TOKEN = re.compile(
    r"""
    (?<![^\W_])[CTLS](?:-(?=\d{1,2}\s)|\s(?=\d{1,2}\s+(?:derm|distr|nerve|root|radic|myot|level|on\s+the)))
      \d{1,2}                                                                   # "C-6", "C 6 dermatome"
  | (?<![^\W_])[CTLSctls]\d{1,2}(?:\s?[-–/]\s?[CTLSctls]?\d{1,2})*(?![\w])      # spine levels
  | [0-5][+-]?-[0-5][+-]?/5(?!\d)                                              # a range of grades ("4-5/5")
  | \d+(?:[.,]\d+)*(?:\+{1,2}|-(?=/))?(?:/\d+(?:\.\d+)?(?:\+|-(?![\w]))?)*      # numbers, grades, dates, ratios
  | (?<![^\W_])(?i:do|does|did|is|are|was|were|has|have|had|would|could|should|need|must)(?=(?i:n)['’`](?i:t)(?![^\W_]))
  | (?<![^\W_])(?i:can)(?=['’`](?i:t)(?![^\W_])|(?i:not)(?![^\W_]))                 # "doesn't", "can't", "cannot"
  | (?<=[^\W\d_])(?i:n?)['’`](?i:t)(?![^\W_])                                     # and their "not"
  | [^\W\d_]+(?:['’`][^\W\d_]+)*                                               # words
  | (?<!\w)-+|-+(?!\w)|_+|[^\w\s-]                                             # punctuation, one sign a token
    """,
    re.VERBOSE,
)
_SHORT_NOT = frozenset({"n't", "n’t", "n`t", "'t", "’t", "`t"})
_POSSESSIVE = re.compile(r"['’`]s$")
MIN_TYPO_LENGTH = 6
MAX_TYPO_LENGTH = 40


def normal_form(word: str) -> str:
    """Lower case, straight apostrophes, no possessive: the spelling under which rules store a word."""
    if word.isascii() and word.isalnum():
        return word.lower()
    word = word.lower()
    if word in _SHORT_NOT:
        return "not"
    if len(word) > 2 and word[-2] in "'’`" and word[-1] == "s":
        return _POSSESSIVE.sub("", word)
    return word.replace("’", "'").replace("`", "'") if "’" in word or "`" in word else word


def words_of(text: str) -> list[str]:
    """The normal forms of the words of a phrase, for compiling rules."""
    return [normal_form(m.group()) for m in TOKEN.finditer(text)]


class Folding:
    """Maps a word to the vocabulary of the rules: itself, its singular, or the one word it misspells.

    A typo is one added, missing or swapped letter or wrong vowel (first letter kept) in a word of six or more
    letters; the nearest word of the vocabulary is taken, unless the word is in ``real_words`` (words that look
    like typos and are none).
    """

    def __init__(self, vocabulary: Iterable[str], real_words: Iterable[str] = ()) -> None:
        self._vocabulary = frozenset(vocabulary)
        self._real = frozenset(real_words)
        self._near = self._index_deletions()
        self._memory: dict[str, str] = {}

    def __call__(self, word: str) -> str:
        """The folded form of a word; remembered, so that each spelling is worked out once."""
        known = self._memory.get(word)
        if known is None:
            known = self._fold(normal_form(word))
            if len(self._memory) > 200_000:  # flat memory in a service that reads for weeks
                self._memory.clear()
            self._memory[word] = known
        return known

    def _fold(self, word: str) -> str:
        if word in self._vocabulary or not word[:1].isalpha() or word in self._real:
            return word
        if word.endswith("s") and word[:-1] in self._vocabulary and len(word) > 3:
            return word[:-1]
        if word.endswith("es") and word[:-2] in self._vocabulary and len(word) > 5:
            return word[:-2]
        if not MIN_TYPO_LENGTH <= len(word) <= MAX_TYPO_LENGTH or not word.isalpha():
            return word
        found = self._neighbours(word)
        return _likeliest(word, found) if found else word

    def _index_deletions(self) -> dict[str, tuple[str, ...]]:
        near: dict[str, tuple[str, ...]] = {}
        for word in self._vocabulary:
            if len(word) >= MIN_TYPO_LENGTH and word.isalpha():
                for form in {word, *_deletions(word)}:
                    near[form] = (*near.get(form, ()), word)
        return near

    def _neighbours(self, word: str) -> set[str]:
        found: set[str] = set()
        for form in (word, *_deletions(word)):
            for candidate in self._near.get(form, ()):
                if candidate[0] == word[0] and _one_edit(word, candidate):
                    found.add(candidate)
        return found


def _likeliest(word: str, candidates: Iterable[str]) -> str:
    """The candidate that agrees longest from the front; the word itself when two do."""
    ranked = sorted(((_common_prefix(word, c), c) for c in candidates), reverse=True)
    if len(ranked) > 1 and ranked[0][0] == ranked[1][0]:
        return word
    return ranked[0][1]


def _common_prefix(a: str, b: str) -> int:
    return next((i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))


def _deletions(word: str) -> list[str]:
    return [word[:i] + word[i + 1 :] for i in range(1, len(word))]


def _one_edit(a: str, b: str) -> bool:
    """One slip of the pen apart: a letter doubled, dropped, added or swapped, or a wrong vowel.

    A wrong consonant ("spiral", "spinal") and a different ending ("utilize", "utilized") are other words, not slips.
    """
    if abs(len(a) - len(b)) > 1:
        return False
    i = 0
    while i < min(len(a), len(b)) and a[i] == b[i]:
        i += 1
    if len(a) == len(b):
        swapped = a[i + 2 :] == b[i + 2 :] and a[i : i + 2] == b[i : i + 2][::-1]
        wrong_vowel = a[i + 1 :] == b[i + 1 :] and a[i] in _VOWELS and b[i] in _VOWELS
        return i < len(a) - 1 and (swapped or wrong_vowel)
    longer, shorter = (a, b) if len(a) > len(b) else (b, a)
    if longer[i + 1 :] != shorter[i:]:
        return False
    return i < len(shorter) or longer[-1] == longer[-2]


_VOWELS = frozenset("aeiouy")
