"""Places in a note: the quotes and spans of gold, the mentions of what was extracted, and whether they touch."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

Item = Mapping[str, Any]
Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Quoted:
    """A place in a note: gold's quote, or an extracted mention with its status and what made it."""

    start: int | None
    end: int | None
    text: str = field(repr=False)
    rule: str | None = None
    cue: str | None = field(default=None, repr=False)
    status: str | None = None

    @property
    def span(self) -> Span | None:
        """Where it stands; None for a quote that the note does not hold."""
        return None if self.start is None or self.end is None else (self.start, self.end)


def gold_places(text: str, item: Item) -> Iterator[Quoted]:
    """The ``spans`` of an item of gold ([start, end], a document's name may stand before), else its ``quotes``."""
    if "spans" in item:
        for span in item["spans"]:
            start, end = span[-2:]
            yield Quoted(start, end, text[start:end])
        return
    for quote in item.get("quotes", []):
        start = text.find(quote)
        yield Quoted(start, start + len(quote), quote) if start >= 0 else Quoted(None, None, quote)


def mention_places(item: Item) -> Iterator[Quoted]:
    """The mentions of an extracted item; one without a list of them may carry one place itself."""
    for m in item.get("mentions", [item] if item.get("start") is not None else []):
        yield Quoted(m["start"], m["end"], m.get("text", ""), m.get("rule"), m.get("cue"), m.get("status"))


def spans_of(places: Iterator[Quoted]) -> list[Span]:
    """Where they stand, without those that stand nowhere."""
    return [place.span for place in places if place.span is not None]


def overlap(ours: Sequence[Span], theirs: Sequence[Span]) -> bool:
    """True when any of ours shares a character with any of theirs."""
    return any(start < end2 and start2 < end for start, end in ours for start2, end2 in theirs)
