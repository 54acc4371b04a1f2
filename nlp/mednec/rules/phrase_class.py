"""A closed class of plain phrases, looked up at one place of a text; alternatives are walked, never multiplied out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from mednec.rules.phrases import Alt, Item, Seq, Word, vocabulary


class PhraseClass:
    """Plain phrases by their first word; at one place of a text the longest counts."""

    def __init__(self, phrases: Iterable[Seq] = ()) -> None:
        self._by_head: dict[str, list[Seq]] = {}
        for phrase in phrases:
            for head in _heads(phrase.items):
                self._by_head.setdefault(head, []).append(phrase)
        self._heads = frozenset(self._by_head)

    def end_at(self, words: Sequence[str], start: int) -> int | None:
        """The token after the phrase that begins at ``start``; None where none begins."""
        found = [end for phrase in self._by_head.get(words[start], ()) for end in _ends(phrase.items, words, {start})]
        return max(found, default=None)

    def first(self, words: Sequence[str], start: int = 0) -> tuple[int, int] | None:
        """The tokens [start, end) of the first phrase from ``start`` on."""
        return next(self.all(words, start), None)

    def all(self, words: Sequence[str], start: int = 0) -> Iterator[tuple[int, int]]:
        """The tokens [start, end) of every phrase from ``start`` on."""
        if self._heads.isdisjoint(words):
            return
        for i in range(start, len(words)):
            end = self.end_at(words, i)
            if end is not None:
                yield i, end

    def vocabulary(self) -> Iterator[str]:
        """Every word of the phrases."""
        return (word for phrases in self._by_head.values() for phrase in phrases for word in vocabulary(phrase))

    def occurs(self, words: Sequence[str]) -> bool:
        """Whether one of the phrases stands in the words."""
        return self.first(words) is not None


def _heads(items: Sequence[Item]) -> set[str]:
    """The words with which a phrase can begin."""
    heads: set[str] = set()
    for item in items:
        if isinstance(item, Word):
            return heads | {item.text}
        if isinstance(item, Alt):
            heads |= {head for option in item.options for head in _heads(option.items)}
            if not item.is_optional:
                return heads
    return heads


def _ends(items: Sequence[Item], words: Sequence[str], starts: set[int]) -> set[int]:
    """Where a phrase can end that begins at one of ``starts``."""
    at = starts
    for item in items:
        if isinstance(item, Word):
            at = {i + 1 for i in at if i < len(words) and words[i] == item.text}
        elif isinstance(item, Alt):
            at = {end for option in item.options for end in _ends(option.items, words, at)}
        if not at:
            break
    return at
