"""Which sentences of a document stand in an earlier one: carried forward, not said anew."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from mednec.extraction.documents import Source
from mednec.extraction.layout import Segment

_LEAST_WORDS = 4
_LEAST_CHARACTERS = 18
_TITLE_WORDS = 5
_SMALL = re.compile(r"\b[a-z]|[.!?]\s*$")
_LABEL = re.compile(r"^[\w /&'-]{1,30}:\s*")
_WORD = re.compile(r"\w+(?:[./+-]\w+)*[+-]?")


@dataclass(slots=True)
class Carried:
    """The carried sentences of one document, by offsets, each with the document that has it first."""

    starts: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    origins: list[str] = field(default_factory=list)

    def origin(self, start: int) -> str | None:
        """The document that the words at ``start`` are carried from; None when they are new here."""
        at = bisect_right(self.starts, start) - 1
        return self.origins[at] if at >= 0 and start < self.ends[at] else None

    def main_origin(self, starts: Iterable[int]) -> str | None:
        """The document that most of the evidence at these places is carried from."""
        told = Counter(origin for origin in map(self.origin, starts) if origin is not None)
        return min(told, key=lambda name: (-told[name], name)) if told else None


def carried_in(sources: Sequence[Source], segments: Sequence[Sequence[Segment]]) -> list[Carried]:
    """The carried sentences of each document; ``sources`` are in order of time, ``segments`` run along them.

    Short sentences are said again rather than carried, unless they follow what they followed in the earlier document.
    """
    first: dict[str, str] = {}
    found: list[Carried] = []
    for source, parts in zip(sources, segments, strict=True):
        here = Carried()
        new: list[str] = []
        before, carried_before = "", False
        for segment in parts:
            bare = _words(source.text[segment.start : segment.end])
            wordings = _wordings(source.text[segment.start : segment.end])
            pair = f"{before} | {bare}"
            follows = carried_before and bool(before)
            origin = next((first[w] for w in (*wordings, *([pair] if follows else [])) if w in first), None)
            if origin is None:
                new += [*wordings, pair]
            else:
                here.starts.append(segment.start)
                here.ends.append(segment.end)
                here.origins.append(origin)
                new.append(pair)
            before, carried_before = bare, origin is not None
        found.append(here)
        for wording in new:
            first.setdefault(wording, source.id)
    return found


def _words(sentence: str) -> str:
    return " ".join(_WORD.findall(sentence.casefold()))


def _wordings(sentence: str) -> list[str]:
    """A sentence as compared, with and without the label before it; too short ones are said again, not carried."""
    kept = []
    for wording in dict.fromkeys((sentence, _LABEL.sub("", sentence, count=1))):
        words = _words(wording)
        if words.count(" ") < _TITLE_WORDS and not _SMALL.search(wording):
            continue  # a title: every note of a kind has it
        if words.count(" ") + 1 >= _LEAST_WORDS and len(wording.strip()) >= _LEAST_CHARACTERS:
            kept.append(words)
    return kept
