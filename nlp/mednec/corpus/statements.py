"""What a stretch of a synthetic note says, in the terms of the evidence guide: the atoms that gold is folded from."""

from __future__ import annotations

from dataclasses import dataclass

DayRange = tuple[float | None, float | None]


@dataclass(frozen=True, slots=True)
class FindingSaid:
    """A finding is affirmed, denied, suspected or told of the past."""

    concept: str
    region: str | None
    status: str
    side: str | None = None
    level: str | None = None
    root: str | None = None
    grade: str | None = None


@dataclass(frozen=True, slots=True)
class TherapySaid:
    """Something is said of a course of therapy; None and "unknown" where the words leave it open."""

    course: str
    therapy: str
    status: str
    region: str | None
    agent: str | None = None
    duration_days: DayRange | None = None
    sessions: int | None = None
    start_date: str | None = None
    end_date: str | None = None
    outcome: str = "unknown"
    response: str = "unknown"
    directed_by: str = "unknown"


@dataclass(frozen=True, slots=True)
class StudySaid:
    """Something is said of an imaging or electrodiagnostic study; ``date`` as precise as written."""

    study: str
    modality: str
    region: str | None
    status: str
    date: str | None = None
    result: str | None = None


@dataclass(frozen=True, slots=True)
class LengthSaid:
    """How long the presenting complaint has lasted, in days."""

    days: DayRange


Statement = FindingSaid | TherapySaid | StudySaid | LengthSaid
