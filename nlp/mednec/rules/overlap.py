"""Compare phrases as sets of word sequences without spelling them out: which two meet, which is contained in others.

A generous phrase stands for millions of sequences. Here every phrase is a small graph of words; walking all graphs at
once, and only as far as two of them go together, finds what they share.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from mednec.rules.phrases import Alt, Cls, Gap, Item, Pattern, Seq, Word

_MOST_STEPS = 20_000
_State = frozenset[int]


def sequence_of(pattern: Pattern) -> Seq:
    """A pattern as one run in which gaps and classes are words of their own."""
    items: list[Item] = []
    for index, part in enumerate(pattern.parts):
        if index:
            items.append(Word(f"..{pattern.gaps[index - 1]}"))
        items += part.words.items if part.words is not None else [Word(f"@{part.cls}")]
    return Seq(tuple(items))


def count_variants(seq: Seq) -> int:
    """How many word sequences a run stands for, options and alternatives multiplied out."""
    total = 1
    for item in seq.items:
        if isinstance(item, Alt):
            total *= sum(count_variants(option) for option in item.options)
    return total


class PhraseGraph:
    """Phrases by number; every state but the first belongs to one phrase."""

    def __init__(self) -> None:
        self._edges: list[dict[str, list[int]]] = [{}]
        self._number: list[int] = [-1]
        self._ends: set[int] = set()

    def add(self, run: Seq, number: int) -> None:
        """Add a run of words under the number of its phrase."""
        self._ends |= self._extend({0}, run, number) - {0}

    def _extend(self, sources: set[int], run: Seq, number: int) -> set[int]:
        for item in run.items:
            if isinstance(item, Alt):
                sources = set().union(*(self._extend(sources, option, number) for option in item.options))
            elif isinstance(item, Word):
                sources = {self._edge(sources, item, number)}
            elif isinstance(item, Gap | Cls):  # sequence_of has made words of them
                raise TypeError("gaps and classes are no words")
        return sources

    def _edge(self, sources: set[int], word: Word, number: int) -> int:
        symbol = word.text if word.exact is None else "=" + word.exact
        target = len(self._edges)
        self._edges.append({})
        self._number.append(number)
        for source in sources:
            self._edges[source].setdefault(symbol, []).append(target)
        return target

    def shared(self, owners: Mapping[int, object]) -> Iterator[tuple[int, int, str]]:
        """(phrase, phrase, words) for every two phrases of different owners that share a word sequence."""
        seen: set[_State] = set()
        told: set[tuple[int, int]] = set()
        stack: list[tuple[_State, tuple[str, ...]]] = [(frozenset({0}), ())]
        while stack:
            state, words = stack.pop()
            for symbol, following in self._steps(state):
                if following in seen or len({owners[self._number[m]] for m in following}) < 2:
                    continue
                seen.add(following)
                path = (*words, symbol.lstrip("=") or symbol)
                yield from self._pairs(following, owners, told, " ".join(path))
                stack.append((following, path))

    def _pairs(
        self, state: _State, owners: Mapping[int, object], told: set[tuple[int, int]], words: str
    ) -> Iterator[tuple[int, int, str]]:
        done = sorted({self._number[m] for m in state & self._ends})
        for i, first in enumerate(done):
            for second in done[i + 1 :]:
                if owners[first] != owners[second] and (first, second) not in told:
                    told.add((first, second))
                    yield first, second, words

    def _steps(self, state: _State) -> Iterator[tuple[str, _State]]:
        symbols = dict.fromkeys(symbol for member in state for symbol in self._edges[member])
        for symbol in symbols:
            yield symbol, self._step(state, symbol)

    def _step(self, state: _State, symbol: str) -> _State:
        # What is written "PT" is also the word "pt".
        names = (symbol, symbol[1:].lower()) if len(symbol) > 1 and symbol[0] == "=" else (symbol,)
        return frozenset(t for member in state for name in names for t in self._edges[member].get(name, ()))

    def covered(self, number: int, others: Collection[int]) -> bool:
        """True when every word sequence of a phrase is also one of the other phrases."""
        seen: set[_State] = set()
        stack: list[_State] = [frozenset({0})]
        while stack:
            state = stack.pop()
            for symbol, reached in self._steps_of(state, number):
                ours = frozenset(m for m in reached if self._number[m] == number)
                theirs = frozenset(m for m in self._step(state, symbol) if self._number[m] in others)
                if not theirs or (ours & self._ends and not theirs & self._ends):
                    return False
                following = ours | theirs
                if following not in seen:
                    seen.add(following)
                    stack.append(following)
            if len(seen) > _MOST_STEPS:
                return False
        return bool(seen)

    def _steps_of(self, state: _State, number: int) -> Iterator[tuple[str, list[int]]]:
        reached: dict[str, list[int]] = {}
        for member in state:
            if member == 0 or self._number[member] == number:
                for symbol, targets in self._edges[member].items():
                    mine = [t for t in targets if self._number[t] == number]
                    if mine:
                        reached.setdefault(symbol, []).extend(mine)
        yield from reached.items()
