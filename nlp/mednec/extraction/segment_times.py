"""The lengths of time, visit counts and dates of one segment in its own tokens."""

from __future__ import annotations

from collections.abc import Sequence

from mednec.extraction.care_tables import Columns
from mednec.extraction.context import Context, beginning_in
from mednec.extraction.matching import Matched
from mednec.extraction.treatments import Treatment
from mednec.extraction.wordsets import word_set

_ADVERBS = word_set("on at in since visit seen date : (")


class SegmentTimes:
    """What a segment says of time, each with its first token and the one behind it; ``today`` is the note's date."""

    def __init__(self, piece: Matched, context: Context, columns: Columns | None = None) -> None:
        self.piece = piece
        self.words = piece.words
        self.columns = columns
        segment = piece.segment
        self.today = context.note_date or ""
        self.times = [(e, *piece.tokens(e.start, e.end)) for e in context.times_in(piece)]
        self.counts = [(s, *piece.tokens(s.start, s.end)) for s in beginning_in(context.sessions, segment)]
        self.dates = [(d, *piece.tokens(d.start, d.end)) for d in beginning_in(context.time.dates, segment)]
        spans = [(a, b) for _, a, b in (*self.times, *self.counts, *self.dates)]
        self.covered = frozenset(i for a, b in spans for i in range(a, b))

    def opening(self, before: int) -> str | None:
        """The date that a segment opens with ("3/16: gave her …", "On 5/2 we taught …")."""
        for day, start, end in self.dates:
            if end <= before and start <= 2 and _ADVERBS.issuperset(self.words[:start]):
                return day.iso
        return None

    def clause(self, start: int, end: int) -> Sequence[str]:
        """The words around a time up to a semicolon."""
        words = self.words
        low = next((i + 1 for i in range(start - 1, -1, -1) if words[i] == ";"), 0)
        return words[low : next((i for i in range(end, len(words)) if words[i] == ";"), len(words))]

    def parts(self, group: Sequence[Treatment]) -> bool:
        """Whether a length of time stands between the treatments of a list."""
        return any(group[0].start < a < group[-1].start for t, a, _ in self.times if t.kind != "frequency")
