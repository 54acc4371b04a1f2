"""Find all phrases in a list of words: one automaton over words, made deterministic while it reads.

spaCy's PhraseMatcher needs every alternative spelled out (our rules would be hundreds of thousands of phrases
and seconds to load). Here a phrase is a path of word edges, alternatives share their ends, and the sets of
states met while reading are kept, so that the common case is one dictionary look-up a word.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from mednec.rules.phrases import Alt, Seq, Word

_MOST_STATES = 60_000


class PhraseAutomaton:
    """Phrases with a payload each; ``matches`` yields every occurrence of every phrase, overlaps included."""

    def __init__(self, bundle: Callable[[Sequence[Any]], tuple[Any, ...]] = tuple) -> None:
        """``bundle`` may combine the payloads that end at one state, once, before they are ever yielded."""
        self._bundle = bundle
        self._edges: list[dict[str, list[int]]] = [{}]
        self._payloads: list[list[Any]] = [[]]
        self.exact_words: set[str] = set()
        self.vocabulary: set[str] = set()
        self._reset()

    def add(self, run: Seq, payload: Any) -> None:
        """Add a run of words; every way through its alternatives leads to ``payload``."""
        for state in self._extend({0}, run):
            if state and payload not in self._payloads[state]:
                self._payloads[state].append(payload)

    def _extend(self, sources: set[int], run: Seq, end: int | None = None) -> set[int]:
        """The states after ``run``; its last word leads to ``end``, so that alternatives meet in one state."""
        last = len(run.items) - 1
        for i, item in enumerate(run.items):
            target = end if i == last else None
            if isinstance(item, Word):
                sources = {self._edge(sources, item, target)}
            elif isinstance(item, Alt):
                join = self._state() if target is None else target
                sources = set().union(*(self._extend(sources, option, join) for option in item.options))
        return sources

    def _state(self) -> int:
        self._edges.append({})
        self._payloads.append([])
        return len(self._edges) - 1

    def _edge(self, sources: set[int], word: Word, target: int | None) -> int:
        symbol = word.text if word.exact is None else "=" + word.exact
        self.vocabulary.add(word.text)
        if word.exact is not None:
            self.exact_words.add(word.exact)
        end = self._state() if target is None else target
        for source in sources:
            targets = self._edges[source].setdefault(symbol, [])
            if end not in targets:
                targets.append(end)
        return end

    # ---- reading

    def _reset(self) -> None:
        self._members: list[tuple[int, ...]] = [(0,)]
        self._ids: dict[tuple[int, ...], int] = {(0,): 0}
        self._next: list[dict[str, int]] = [{}]
        self._accepts: list[tuple[Any, ...]] = [()]

    def _step(self, state: int, symbol: str, table: list[dict[str, int]]) -> int:
        """The state after ``symbol``, computed once; -1 when no phrase goes on."""
        targets: set[int] = set()
        words = self._forms(symbol)
        for member in self._members[state]:
            for word in words:
                targets.update(self._edges[member].get(word, ()))
        if not targets:
            table[state][symbol] = -1
            return -1
        members = tuple(sorted(targets))
        found = self._ids.get(members)
        if found is None:
            found = len(self._members)
            self._members.append(members)
            self._accepts.append(self._bundle(list({id(p): p for m in members for p in self._payloads[m]}.values())))
            self._next.append({})
            self._ids[members] = found
        table[state][symbol] = found
        return found

    def _forms(self, symbol: str) -> tuple[str, ...]:
        """A word as written, and as its singular where rules have both: "falls" must find "fall" too."""
        if symbol[0] == "=" and len(symbol) > 1:
            return symbol, symbol[1:].lower()
        if symbol[-1] == "s" and len(symbol) > 3 and symbol[:-1] in self.vocabulary:
            return symbol, symbol[:-1]
        return (symbol,)

    def matches(self, symbols: Sequence[str]) -> list[tuple[int, int, Any]]:
        """(start, end, payload) of every phrase in ``symbols`` (folded words; ``=PT`` where so spelled)."""
        if len(self._members) > _MOST_STATES:
            self._reset()
        found: list[tuple[int, int, Any]] = []
        table, accepts = self._next, self._accepts
        first = table[0]
        length = len(symbols)
        for start, symbol in enumerate(symbols):
            state = first.get(symbol)
            if state is None:
                state = self._step(0, symbol, table)
            position = start
            while state > 0:
                position += 1
                for payload in accepts[state]:
                    found.append((start, position, payload))
                if position == length:
                    break
                following = table[state].get(symbols[position])
                state = self._step(state, symbols[position], table) if following is None else following
        return found
