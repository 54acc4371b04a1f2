"""The closed classes of English that tell time: number words, units, months; patterns compiled on first use."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import Any


class LazyPattern:
    """A regular expression compiled on first use: importing the package stays cheap, matching costs nothing extra."""

    search: Callable[..., re.Match[str] | None]
    match: Callable[..., re.Match[str] | None]
    fullmatch: Callable[..., re.Match[str] | None]
    finditer: Callable[..., Iterator[re.Match[str]]]

    def __init__(self, source: str, flags: int = 0) -> None:
        self._source, self._flags = source, flags

    def __getattr__(self, name: str) -> Any:
        if name not in ("search", "match", "fullmatch", "finditer"):
            raise AttributeError(name)
        method = getattr(re.compile(self._source, self._flags), name)
        setattr(self, name, method)  # the next look-up finds the method itself
        return method


def any_of(phrases: str) -> str:
    """Alternatives from comma-separated phrases: a blank is any run of blanks, "-" a hyphen or none, "*" any ending."""
    return f"(?:{'|'.join(map(_phrase, sorted(phrases.split(','), key=len, reverse=True)))})"


def _phrase(phrase: str) -> str:
    return re.escape(phrase).replace(r"\ ", r"\s+").replace(r"\-", r"[\s-]?").replace(r"\*", r"\w*")


UNIT_DAYS = {
    "second": 1 / 86400,
    "minute": 1 / 1440,
    "hour": 1 / 24,
    "day": 1.0,
    "weekend": 2.0,
    "week": 7.0,
    "fortnight": 14.0,
    "month": 30.0,
    "year": 365.0,
    "decade": 3650.0,
}
_UNIT_SPELLINGS = {
    "second": "second seconds sec secs",
    "minute": "minute minutes min mins",
    "hour": "hour hours hr hrs h",
    "day": "day days d dy dys night nights",
    "weekend": "weekend weekends",
    "week": "week weeks wk wks w",
    "fortnight": "fortnight fortnights",
    "month": "month months mo mos mth mths mnth mnths m",
    "year": "year years yr yrs y ys",
    "decade": "decade decades",
}
UNITS = {spelling: unit for unit, spellings in _UNIT_SPELLINGS.items() for spelling in spellings.split()}
_TYPOGRAPHY = dict.fromkeys("–—‑‒−", "-") | dict.fromkeys("\u00a0\u202f\u2009", " ") | dict.fromkeys("’‘", "'")
_ASCII_LOWER = {upper: upper + 32 for upper in range(65, 91)}


def fold(text: str) -> str:
    """Lower case with plain dashes, blanks and apostrophes, and exactly as long as the text."""
    low = text.lower()
    if len(low) != len(text):  # "İ" grows when lowered
        low = text.translate(_ASCII_LOWER)
    if not low.isascii():
        for fancy, plain in _TYPOGRAPHY.items():
            low = low.replace(fancy, plain)
    return low


def as_date(anchor: str | date | None) -> date | None:
    """The note's date; raises ``ValueError`` for what is neither a date nor an ISO day."""
    if anchor is None or isinstance(anchor, date):
        return anchor
    try:
        return date.fromisoformat(anchor[:10])
    except ValueError:
        raise ValueError("anchor must be an ISO date such as 2024-06-15") from None


def alternatives(words: Iterable[str]) -> str:
    """A pattern of words, the longest first."""
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))


class WordScan:
    """Finds whole words of a closed list; hops from gap to gap at C speed, so that most words cost nothing."""

    def __init__(self, words: Iterable[str]) -> None:
        groups: dict[str, list[str]] = {}
        for word in words:
            groups.setdefault(word[0], []).append(word[1:])
        branches = (f"{letter}(?:{alternatives(tails)})" for letter, tails in sorted(groups.items()))
        word = f"(?:{'|'.join(branches)})(?![a-z0-9])"
        self._word = LazyPattern(word)
        self._gap = LazyPattern(f"[^a-z](?={word})")

    def finditer(self, low: str) -> Iterator[re.Match[str]]:
        """Every such word in folded text, in order."""
        match = self._word.match
        first = match(low)
        if first:
            yield first
        for gap in self._gap.finditer(low):
            hit = match(low, gap.end())
            if hit:
                yield hit

    def search(self, low: str) -> bool:
        """Whether there is any."""
        return self._word.match(low) is not None or self._gap.search(low) is not None


def _misspelled(unit: str) -> Iterator[str]:
    """One letter missing or two swapped ("wekes", "dyas", "moths"): with a quantity before it, a unit all the same."""
    for i in range(1, len(unit) - 1):
        yield unit[:i] + unit[i + 1] + unit[i] + unit[i + 2 :]
        if len(unit) > 5:
            yield unit[:i] + unit[i + 1 :]


UNITS |= {
    wrong: unit
    for unit in ("day", "week", "month", "year")
    for spelling in (unit, f"{unit}s")
    for wrong in _misspelled(spelling)
    if wrong not in UNITS
}
