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
_START = frozenset((0,))
_FEWEST_OF_CLASS = 3
"""Single words among alternatives from which on they share an edge."""


class PhraseAutomaton:
    """Phrases with a payload each; ``matches`` yields every occurrence of every phrase, overlaps included."""

    def __init__(self, bundle: Callable[[Sequence[Any]], tuple[Any, ...]] = tuple) -> None:
        """``bundle`` may combine the payloads that end at one state, once, before they are ever yielded."""
        self._bundle = bundle
        self._edges: list[dict[str, tuple[int, ...]]] = [{}]  # tuples of numbers: no work for garbage collection
        self._payloads: dict[int, list[Any]] = {}
        self._classes: dict[frozenset[str], str] = {}
        self._branches: dict[int, tuple[Alt, str | None, Sequence[Seq]]] = {}
        self._ways: dict[tuple[frozenset[int], str], int] = {}
        self._beginnings: dict[tuple[frozenset[int], int], frozenset[int]] = {}
        self._classes_of: dict[str, list[str]] = {}
        self.exact_words: set[str] = set()
        self.vocabulary: set[str] = set()
        self._reset()

    def add(self, run: Seq, payload: Any) -> None:
        """Add a run of words; every way through its alternatives leads to ``payload``."""
        for state in self._extend(_START, run):
            if state and payload not in (known := self._payloads.setdefault(state, [])):
                known.append(payload)

    def settle(self) -> None:
        """Let go of what only adding needs: the trees of phrases are many times larger than the edges."""
        self._branches.clear()
        self._ways.clear()
        self._beginnings.clear()

    def _extend(self, sources: frozenset[int], run: Seq, end: int | None = None) -> frozenset[int]:
        """The states after ``run``; its last word leads to ``end``, so that alternatives meet in one state."""
        last = len(run.items) - 1
        for i, item in enumerate(run.items):
            target = end if i == last else None
            if isinstance(item, Word):
                sources = frozenset((self._edge(sources, item, target),))
            elif isinstance(item, Alt):
                sources = self._shared(sources, item) if target is None else self._branch(sources, item, target)
        return sources

    def _shared(self, sources: frozenset[int], alternatives: Alt) -> frozenset[int]:
        """The states after alternatives that phrases which begin alike share."""
        known = self._beginnings.get((sources, id(alternatives)))
        if known is None:
            known = self._branch(sources, alternatives, self._state())
            self._beginnings[sources, id(alternatives)] = known
        return known

    def _branch(self, sources: frozenset[int], alternatives: Alt, join: int) -> frozenset[int]:
        """The states after alternatives: many single words lead to ``join`` by one edge, that of their class."""
        symbol, others = self._sorted(alternatives)
        ends: frozenset[int] = frozenset() if symbol is None else frozenset((join,))
        if symbol is not None:
            self._connect(sources, symbol, join)
        return ends.union(*(self._extend(sources, option, join) for option in others))

    def _sorted(self, alternatives: Alt) -> tuple[str | None, Sequence[Seq]]:
        """The class of the single words among alternatives, where they are many, and the other alternatives."""
        known = self._branches.get(id(alternatives))
        if known is None:
            words = [o.items[0] for o in alternatives.options if len(o.items) == 1 and isinstance(o.items[0], Word)]
            symbol = self._class(words) if len(words) >= _FEWEST_OF_CLASS else None
            others = [o for o in alternatives.options if len(o.items) != 1 or not isinstance(o.items[0], Word)]
            # the tree is kept beside, so that no other takes its place in memory
            known = alternatives, symbol, alternatives.options if symbol is None else others
            self._branches[id(alternatives)] = known
        return known[1], known[2]

    def _class(self, words: Sequence[Word]) -> str:
        """The symbol of a set of words; a line break stands in no word."""
        symbols = frozenset(self._symbol(word) for word in words)
        if symbols not in self._classes:
            self._classes[symbols] = f"\n{len(self._classes)}"
            for symbol in symbols:
                self._classes_of.setdefault(symbol, []).append(self._classes[symbols])
        return self._classes[symbols]

    def _symbol(self, word: Word) -> str:
        self.vocabulary.add(word.text)
        if word.exact is None:
            return word.text
        self.exact_words.add(word.exact)
        return "=" + word.exact

    def _state(self) -> int:
        self._edges.append({})
        return len(self._edges) - 1

    def _edge(self, sources: frozenset[int], word: Word, target: int | None) -> int:
        symbol = self._symbol(word)
        if target is None:
            return self._way(sources, symbol)
        self._connect(sources, symbol, target)
        return target

    def _way(self, sources: frozenset[int], symbol: str) -> int:
        """The state that only ``symbol`` after ``sources`` leads to: phrases that begin alike share it."""
        known = self._ways.get((sources, symbol))
        if known is None:
            known = self._ways[sources, symbol] = self._state()
            self._connect(sources, symbol, known)
        return known

    def _connect(self, sources: frozenset[int], symbol: str, end: int) -> None:
        for source in sources:
            targets = self._edges[source].get(symbol, ())
            if end not in targets:
                self._edges[source][symbol] = (*targets, end)

    # ---- reading

    def _reset(self) -> None:
        self._members: list[tuple[int, ...]] = [(0,)]
        self._ids: dict[tuple[int, ...], int] = {(0,): 0}
        self._next: list[dict[str, int]] = [{}]
        self._accepts: list[tuple[Any, ...]] = [()]

    def _step(self, state: int, symbol: str, table: list[dict[str, int]]) -> int:
        """The state after ``symbol``, computed once; -1 when no phrase goes on."""
        targets: set[int] = set()
        words = {label for form in self._forms(symbol) for label in (form, *self._classes_of.get(form, ()))}
        for member in self._members[state]:
            edges = self._edges[member]
            if len(edges) < len(words):
                targets.update(*(edges[label] for label in edges if label in words))
            else:
                targets.update(*(edges[label] for label in words if label in edges))
        if not targets:
            table[state][symbol] = -1
            return -1
        members = tuple(sorted(targets))
        found = self._ids.get(members)
        if found is None:
            found = len(self._members)
            self._members.append(members)
            met = {id(p): p for m in members for p in self._payloads.get(m, ())}
            self._accepts.append(self._bundle(list(met.values())))
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
