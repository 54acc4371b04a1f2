"""A course of therapy as the documents of a case tell it, one after the other."""

from __future__ import annotations

from dataclasses import dataclass, field

from mednec.evidence import DayRange, Therapy
from mednec.extraction.documents import Source

DONE = frozenset({"completed", "ongoing"})
UNDONE = frozenset({"planned", "declined", "not_done"})
FULL_DATE = 10  # characters of a date with its day


@dataclass(frozen=True, slots=True)
class Telling:
    """A course as one document tells it, with its sentence; ``agent`` is the canonical name of a drug."""

    therapy: Therapy
    source: Source
    sentence: str = ""
    agent: str | None = None
    days: frozenset[str] = frozenset()
    numbered: int | None = None
    anew: bool = False

    @property
    def when(self) -> str | None:
        """The date of the document; an undated record that gives the end of its course is as good as dated."""
        return self.source.date or self.therapy.end_date

    @property
    def weak(self) -> bool:
        """A bare mention: it says that there was such a therapy, and nothing of it."""
        t = self.therapy
        return t.status == "completed" and t.outcome == "unknown" and not (stated(t) or t.sessions or t.end_date)


@dataclass(slots=True)
class Course:
    """The tellings of one course, in order of time."""

    tellings: list[Telling] = field(default_factory=list)
    status: str = "planned"

    @property
    def first(self) -> Telling:
        """What was told first."""
        return self.tellings[0]

    @property
    def last(self) -> Telling:
        """What was told last."""
        return self.tellings[-1]

    def known(self, name: str) -> str | None:
        """A field of the course, as first told."""
        return next((value for t in self.tellings if (value := getattr(t.therapy, name))), None)

    @property
    def stated(self) -> DayRange | None:
        """The length that was told last."""
        return next((days for t in reversed(self.tellings) if (days := stated(t.therapy))), None)

    @property
    def response(self) -> str:
        """How it worked, by the last dated word on it."""
        told = [t for t in self.tellings if t.therapy.response != "unknown"]
        dated = [t for t in told if t.when] or told
        return dated[-1].therapy.response if dated else "unknown"

    @property
    def last_end(self) -> str | None:
        """The latest day on which the course is told to have ended."""
        ends = [e for t in self.tellings if (e := t.therapy.end_date) and t.therapy.status in DONE]
        return max(ends, default=None)


def stated(therapy: Therapy) -> DayRange | None:
    """A length that was told; "started today" is none, nor is a visit of 22 minutes."""
    days = therapy.duration_days
    return None if days is None or (days[1] is not None and days[1] < 1) else days
