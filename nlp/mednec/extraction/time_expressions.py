"""Lengths of time as a text has them: of what kind, how long, what they measure."""

from __future__ import annotations

from dataclasses import dataclass, field

from mednec.evidence import DayRange, Value
from mednec.extraction.points import DateMention

DURATION_KINDS = frozenset(("duration", "since", "interval", "onset"))
"""The kinds of a TimeExpression that say how long something lasted."""


@dataclass(frozen=True, slots=True, repr=False)
class Duration(Value):
    """How long something lasted, in days; None where a bound is open.

    measures: symptom | therapy | supply | follow_up | post_op | plan | unknown, as far as the words beside it tell.
    """

    start: int
    end: int
    text: str = field(repr=False)
    days: DayRange
    measures: str = "unknown"
    start_date: str | None = None
    end_date: str | None = None


@dataclass(frozen=True, slots=True, repr=False)
class TimeExpression(Value):
    """A length of time of any kind.

    kind: duration, since, interval (from … to …), onset (began … ago), until (its end is known, not its length), ago,
    offset ("3 weeks later", "at 6 months"), frequency, step (of a dosing schedule), age, gestation, follow_up,
    off_work.
    """

    start: int
    end: int
    text: str = field(repr=False)
    days: DayRange
    kind: str
    measures: str = "unknown"
    start_date: str | None = None
    end_date: str | None = None


@dataclass(frozen=True, slots=True)
class TimeReading:
    """What one pass over a text found, each list in order."""

    expressions: tuple[TimeExpression, ...] = ()
    dates: tuple[DateMention, ...] = ()
    moments: tuple[TimeExpression, ...] = ()
    """Past days that no expression covers, of kind ``ago`` and counted back from the note: "on 3/15", "yesterday"."""

    @property
    def durations(self) -> list[Duration]:
        """The expressions that are durations."""
        return [
            Duration(e.start, e.end, e.text, e.days, e.measures, e.start_date, e.end_date)
            for e in self.expressions
            if e.kind in DURATION_KINDS
        ]
