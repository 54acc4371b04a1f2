"""Find every rule phrase in the segments of a note: words folded, one automaton, gap patterns joined inside
each segment.
"""

from __future__ import annotations

import re
import threading
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from mednec.extraction.asides import words_but_asides
from mednec.extraction.layout import Segment
from mednec.extraction.lexicon import Joined, Lexicon, PartBundle
from mednec.extraction.tokens import TOKEN
from mednec.extraction.word_classes import WordClasses
from mednec.rules.schema import AnatomyRule

LEVEL = re.compile(r"[ctls][- ]?\d{1,2}(?:\s?[-–/]\s?[ctls]?\d{1,2})*$")
STRENGTH = re.compile(r"[0-5](?:\.5)?[+-]{0,2}(?:-[0-5][+-]?)?/[0-5][+-]?$")
_NUMBER_WORDS = frozenset(("one two three four five six seven eight nine ten eleven twelve several few couple").split())


class Hit(NamedTuple):
    """A match inside a segment, in token positions [start, end)."""

    start: int
    end: int
    layer: str
    ref: Any
    free: tuple[tuple[int, int], ...] = ()  # gaps of a joined pattern: words that are not its own

    def overlaps(self, other: Hit) -> bool:
        """True when the two share a token."""
        return self.start < other.end and other.start < self.end


@dataclass(slots=True)
class Matched:
    """A segment (the ``number``-th of its note) with its words and everything found in it, hits by layer in
    order of position; ``classes`` are the word classes of the rules it is read by.
    """

    segment: Segment
    words: list[str]
    starts: list[int]
    ends: list[int]
    number: int = 0
    classes: WordClasses = field(default_factory=WordClasses)
    layers: dict[str, list[Hit]] = field(default_factory=dict)

    def hits(self, layer: str) -> list[Hit]:
        """The hits of one layer, in order."""
        return self.layers.get(layer, [])

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Character offsets of the tokens [start, end)."""
        return self.starts[start], self.ends[end - 1]

    def tokens(self, start: int, end: int) -> tuple[int, int]:
        """Token positions [first, last) of what stands at the character offsets [start, end)."""
        first = bisect_right(self.ends, start)
        return first, max(first, bisect_left(self.starts, end))

    def until(self, end: int) -> Matched:
        """The tokens before ``end`` with what was found in them."""
        layers = {name: [h for h in hits if h.end <= end] for name, hits in self.layers.items()}
        return replace(self, words=self.words[:end], starts=self.starts[:end], ends=self.ends[:end], layers=layers)


class Matching:
    """Finds the phrases of a lexicon in segments; keeps no note between calls."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        self._exact = frozenset(lexicon.automaton.exact_words | lexicon.linked.exact_words)
        self._lock = threading.Lock()

    def match(self, text: str, segments: Sequence[Segment], gated: bool = True) -> list[Matched]:
        """Match the segments of a note that the gate lets through (all, when not ``gated``), in order."""
        # The automaton learns states while it reads; one note at a time keeps its tables whole.
        with self._lock:
            pieces: list[Matched] = []
            raw: list[list[str]] = []
            for number, segment in enumerate(segments):
                piece, spellings = self._words(text, number, segment)
                pieces.append(piece)
                raw.append(spellings)
            if gated:
                open_for = self.lexicon.gate.open_for(segments, [p.words for p in pieces])
                pieces = [p for p, is_open in zip(pieces, open_for, strict=True) if is_open]
            for piece in pieces:
                self._sort_hits(piece, self._symbols(piece, raw[piece.number]))
        return pieces

    def _words(self, text: str, number: int, segment: Segment) -> tuple[Matched, list[str]]:
        found = list(TOKEN.finditer(text, segment.start, segment.end))
        raw = [m.group() for m in found]
        words = list(map(self.lexicon.fold, raw))
        starts, ends = [m.start() for m in found], [m.end() for m in found]
        return Matched(segment, words, starts, ends, number, self.lexicon.classes), raw

    def _symbols(self, piece: Matched, raw: list[str]) -> list[str]:
        """The words as the automaton reads them: folded, or as spelled where a rule asks for the spelling."""
        if self._exact.isdisjoint(raw):
            return piece.words
        return [
            "=" + spelled if spelled in self._exact else word for spelled, word in zip(raw, piece.words, strict=True)
        ]

    def _sort_hits(self, piece: Matched, symbols: list[str]) -> None:
        layers = piece.layers
        rare: list[tuple[int, int, PartBundle]] = []
        for start, end, payload in self.lexicon.automaton.matches(symbols):
            if payload.__class__ is PartBundle:
                rare.append((start, end, payload))
                continue
            layer = payload.layer
            hit = Hit(start, end, layer, payload.ref)
            if layer in layers:
                layers[layer].append(hit)
            else:
                layers[layer] = [hit]
        if "side" in layers and not _NO_SIDES.isdisjoint(piece.words):
            layers["side"] = [h for h in layers["side"] if not _is_light_touch(piece, h) and not _is_name(piece, h)]
        self._find_interrupted_cues(piece, symbols)
        self._find_shapes(piece)
        if rare:
            self._join(piece, rare, symbols)
        for hits in layers.values():
            if len(hits) > 1:
                hits.sort(key=_position)

    def _find_interrupted_cues(self, piece: Matched, symbols: list[str]) -> None:
        """Cues over an aside: "cannot however be excluded", "there is, I think, no"."""
        kept = words_but_asides(piece.words, piece.classes)
        if kept is None:
            return
        for start, end, payload in self.lexicon.automaton.matches([symbols[i] for i in kept]):
            first, last = kept[start], kept[end - 1] + 1
            if (
                last - first > end - start
                and payload.__class__ is not PartBundle
                and payload.layer in _TOLD_OVER_ASIDES
            ):
                piece.layers.setdefault(payload.layer, []).append(Hit(first, last, payload.layer, payload.ref))

    def _join(self, piece: Matched, rare: list[tuple[int, int, PartBundle]], symbols: list[str]) -> None:
        """Join the patterns whose rarest part was found and whose other words stand in the segment too."""
        active = met = 0
        for _, _, bundle in rare:
            active |= bundle.mask
        linked = []
        for start, end, payload in self.lexicon.linked.matches(symbols):
            if payload.mask & active:
                met |= payload.mask
                linked.append((start, end, payload))
        complete = active & (met | self.lexicon.single)
        if not complete:
            return
        found: dict[int, dict[int, list[tuple[int, int]]]] = {number: {} for number in _bits(complete)}
        for start, end, bundle in (*rare, *linked):
            for number in _bits(bundle.mask & complete):
                for index in bundle.index[number]:
                    found[number].setdefault(index, []).append((start, end))
        elements: dict[str, list[tuple[int, int]]] = {}
        for number, parts in found.items():
            self._join_one(piece, self.lexicon.joined[number], parts, elements)

    @staticmethod
    def _join_one(
        piece: Matched,
        joined: Joined,
        found: dict[int, list[tuple[int, int]]],
        elements: dict[str, list[tuple[int, int]]],
    ) -> None:
        if len(found) < joined.word_parts:
            return
        for cls in joined.classes:
            if cls is not None and cls not in elements:
                elements[cls] = _class_spans(cls, piece)
        span = _chain(joined, found, elements, piece.words)
        if span:
            meaning = joined.meaning
            piece.layers.setdefault(meaning.layer, []).append(
                Hit(span[0], span[1], meaning.layer, meaning.ref, span[2])
            )

    @staticmethod
    def _find_shapes(piece: Matched) -> None:
        for i, word in enumerate(piece.words):
            first = word[0]
            if first in "ctls" and len(word) > 1 and (word[1].isdigit() or word[1] in " -") and LEVEL.match(word):
                piece.layers.setdefault("level", []).append(Hit(i, i + 1, "level", first + word[1:].lstrip(" -")))
            elif first.isdigit() and "/" in word and STRENGTH.match(word):
                piece.layers.setdefault("strength", []).append(Hit(i, i + 1, "strength", word))
            if first.isdigit() or word in _NUMBER_WORDS:
                piece.layers.setdefault("number", []).append(Hit(i, i + 1, "number", word))


_TOLD_OVER_ASIDES = frozenset({"cue", "finding", "therapy_cue", "imaging_status", "imaging_result"})


_SENSED = frozenset(
    ("intact decreased diminished reduced impaired absent sensation silt pp pinprick pin altered").split()
)


_FELT_SO = frozenset(
    "intact dec decr decreased diminished reduced sym symmetric symmetrical normal nl wnl dull".split()
)
_NO_SIDES = frozenset({"lt", "&", "hepatitis", "group", "vitamin", "type"})


def _is_name(piece: Matched, hit: Hit) -> bool:
    """'PM&R', 'hepatitis B': a letter of a name and no side."""
    before = piece.words[max(0, hit.start - 2) : hit.start]
    return before == ["pm", "&"] or before[-1:] in (["hepatitis"], ["group"], ["vitamin"], ["type"])


def _is_light_touch(piece: Matched, hit: Hit) -> bool:
    """'Sensation intact to LT', 'decreased LT over the foot': light touch and not the left side."""
    words, i = piece.words, hit.start
    if words[i] != "lt" or hit.end - i > 1:
        return False
    before, after = words[i - 1] if i else "", words[i + 1 : i + 3]
    if after[:1] and after[0] in _FELT_SO and after[1:] not in (["strength"], ["sensation"], ["reflexes"], ["grip"]):
        return True  # "LT intact arms", "LT dec in the foot"
    if before in ("to", "for") and not any(h.start == hit.end for h in piece.hits("place")):
        return True
    if (
        len(after) == 2
        and after[0] in ("and", "/", "&", ",")
        and after[1] in ("pp", "pinprick", "pin", "temp", "temperature", "proprioception", "vibration", "vib")
    ):
        return True
    return (before in _SENSED and not any(h.start == hit.end for h in piece.hits("place"))) or (
        before in ("and", "/", "&") and words[i - 2 : i - 1] in (["pp"], ["pinprick"], ["pin"])
    )


def _bits(mask: int) -> Iterator[int]:
    """The numbers of the set bits, lowest first."""
    while mask:
        low = mask & -mask
        yield low.bit_length() - 1
        mask ^= low


def _position(hit: Hit) -> tuple[int, int]:
    return hit.start, -hit.end


_BREAKS = frozenset(";|")


def _chain(
    joined: Joined,
    found: dict[int, list[tuple[int, int]]],
    elements: dict[str, list[tuple[int, int]]],
    words: Sequence[str],
) -> tuple[int, int, tuple[tuple[int, int], ...]] | None:
    """The closest place where all parts of a pattern follow one another within their gaps."""
    candidates = [found[i] if cls is None else elements[cls] for i, cls in enumerate(joined.classes)]
    if not all(candidates):
        return None
    chains: list[tuple[int, int, tuple[tuple[int, int], ...]]] = [(s, e, ()) for s, e in candidates[0]]
    for gap, options in zip(joined.gaps, candidates[1:], strict=True):
        longer: list[tuple[int, int, tuple[tuple[int, int], ...]]] = []
        for start, end, free in chains:
            for s, e in options:
                if end <= s <= end + gap and _BREAKS.isdisjoint(words[end:s]):
                    longer.append((start, e, (*free, (end, s)) if s > end else free))
        chains = longer
        if not chains:
            return None
    return min(chains, key=lambda c: (sum(e - s for s, e in c[2]), c[0], -c[1]))


def _class_spans(cls: str, piece: Matched) -> list[tuple[int, int]]:
    if cls in ("level", "number", "strength", "pain", "side", "therapy"):
        return [(h.start, h.end) for h in piece.hits(cls)]
    if cls == "study":
        return [(h.start, h.end) for h in piece.hits("modality")]
    return [(h.start, h.end) for h in piece.hits("place") if _is_class(h.ref, cls)] + (
        [(h.start, h.end) for h in piece.hits("level") if cls in ("spine", "root")]
    )


def _is_class(part: AnatomyRule, cls: str) -> bool:
    if cls == "limb":
        return part.limb is not None
    if cls in ("upper_limb", "lower_limb"):
        return part.limb == cls
    if cls == "neck":
        return part.place == "neck"
    if cls == "back":
        return part.place in ("back", "low_back", "thoracic_back")
    if cls == "spine":
        return part.place in ("neck", "back", "low_back", "thoracic_back", "spine")
    if cls == "muscle":
        return part.muscle is not None
    if cls == "place":
        return True
    return part.spine == cls
