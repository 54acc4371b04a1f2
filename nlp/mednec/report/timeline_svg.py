"""Care on a line of time against the payers' windows, and days of care against thresholds: geometry for SVG.

Places along a line are percentages of its width, so that bars stretch with the page while words keep their size.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from mednec.care import CareDays
from mednec.criteria.assessment import Assessment
from mednec.evidence import Therapy
from mednec.report.palette import proper
from mednec.report.placed import course_days, first_day
from mednec.report.wording import days_text, shortened

_MOST_TICKS = 6
_STEPS = (1, 2, 3, 6, 12, 24, 60, 120)
_MOST_COURSES = 60
_EDGE = 1.5
"""Percent that stay free at both ends of a line."""
_UNBOUNDED = 1.3
"""How far, as a share of the threshold, a bar reaches whose length the notes do not limit."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar and the words beside it; kind: completed | ongoing | moment (a single day) | window."""

    label: str
    kind: str
    left: float
    width: float


@dataclass(frozen=True, slots=True)
class Tick:
    """A day on the line."""

    label: str
    left: float


@dataclass(frozen=True, slots=True)
class Timeline:
    """Courses and windows on one line of time; ``left_out`` courses are too many to draw."""

    courses: tuple[Bar, ...]
    windows: tuple[Bar, ...]
    ticks: tuple[Tick, ...]
    until: Tick | None
    left_out: int = 0


@dataclass(frozen=True, slots=True)
class Threshold:
    """Days of care against a threshold, for the payers that count them alike.

    ``sure`` is documented in any case, ``most`` is what the notes leave room for, ``required`` the threshold.
    """

    payers: tuple[str, ...]
    label: str
    state: str
    sure: float
    most: float
    required: float


def timeline(
    therapies: Sequence[Therapy], assessments: Iterable[Assessment] = (), today: str | None = None
) -> Timeline | None:
    """The courses that can be placed in time, above the windows in which payers count care; None without any.

    Args:
        therapies: The courses of a case.
        assessments: Whose windows are shown.
        today: ISO date of the note, to which a course lasts that goes on.
    """
    placed = sorted(
        ((days, t) for t in therapies if (days := course_days(t, today)) is not None),
        key=lambda p: (p[0], p[1].therapy),
    )
    windows = _windows(assessments)
    if not placed and not windows:
        return None
    until = max((last for _, last in windows), default=first_day(today))
    opened = [days[0] for days, _ in placed] + [first for first, _ in windows]
    line = _Line(min(opened), max([days[1] for days, _ in placed] + ([until] if until else [])))
    shown = placed[:_MOST_COURSES]
    return Timeline(
        courses=tuple(_course(therapy, days, line) for days, therapy in shown),
        windows=tuple(_window(names, days, line) for days, names in sorted(windows.items())),
        ticks=tuple(line.ticks()),
        until=Tick(until.isoformat(), line.at(until)) if until else None,
        left_out=len(placed) - len(shown),
    )


def undated(therapies: Iterable[Therapy], today: str | None = None) -> tuple[str, ...]:
    """Courses that were followed and that no date places, in words."""
    loose = [t for t in therapies if t.status in ("completed", "ongoing") and course_days(t, today) is None]
    return tuple(dict.fromkeys(_told(t) for t in loose))


def thresholds(assessments: Iterable[Assessment]) -> list[Threshold]:
    """Days of care against what is required, once for every different answer."""
    rows: dict[tuple[CareDays, str], list[str]] = {}
    for assessment in assessments:
        for care, state in _care_of(assessment):
            rows.setdefault((CareDays(care.documented, care.required), state), []).append(assessment.payer)
    longest = max((max(_bounds(care)[1], care.required) for care, _ in rows), default=1.0) * 1.1
    return [_threshold(care, state, payers, longest) for (care, state), payers in rows.items()]


def _threshold(care: CareDays, state: str, payers: Sequence[str], longest: float) -> Threshold:
    sure, most, required = (round(100 * d / longest, 2) for d in (*_bounds(care), care.required))
    told = care.documented not in ((0, 0), (0, None))
    label = f"{days_text(care.documented) if told else 'no days'} documented, {care.required:g} required"
    return Threshold(tuple(proper(p) for p in dict.fromkeys(payers)), label, state, sure, most, required)


def _bounds(care: CareDays) -> tuple[float, float]:
    low, high = care.documented[0] or 0.0, care.documented[1]
    return low, max(low, care.required * _UNBOUNDED if high is None else high)


def _care_of(assessment: Assessment) -> list[tuple[CareDays, str]]:
    """Days of care and state of the requirements that decide, else of any."""
    found = [(r, r.care) for r in assessment.requirements if r.care is not None]
    nearest = [(r, care) for r, care in found if r.pathway in (None, assessment.pathway)]
    return [(care, r.state) for r, care in nearest or found]


def _windows(assessments: Iterable[Assessment]) -> dict[tuple[date, date], list[str]]:
    """Payers by the first and last day of the time in which they count care."""
    payers: dict[tuple[date, date], list[str]] = {}
    for assessment in assessments:
        for care, _ in _care_of(assessment):
            since, until = first_day(care.since), first_day(care.until)
            if since and until and since < until:
                payers.setdefault((since, until), []).append(proper(assessment.payer))
    return payers


@dataclass(frozen=True, slots=True)
class _Line:
    """The line of time between two days."""

    first: date
    last: date

    def at(self, day: date) -> float:
        room = max((self.last - self.first).days, 1)
        return round(_EDGE + (100 - 2 * _EDGE) * (day - self.first).days / room, 2)

    def ticks(self) -> Iterable[Tick]:
        """The first day of a month, as often as there is room for the words."""
        begin, end = (12 * day.year + day.month - 1 for day in (self.first, self.last))
        step = next((s for s in _STEPS if (end - begin) / s <= _MOST_TICKS), _STEPS[-1])
        for month in range(begin - begin % step + step, end + 1, step):
            day = date(month // 12, month % 12 + 1, 1)
            yield Tick(day.isoformat()[:7], self.at(day))


def _course(therapy: Therapy, days: tuple[date, date], line: _Line) -> Bar:
    left = line.at(days[0])
    single = days[0] == days[1]
    told = days[0].isoformat() if single else f"{days[0].isoformat()} to {days[1].isoformat()}"
    kind = "moment" if single else therapy.status
    return Bar(f"{_told(therapy)} ({told})", kind, left, round(max(line.at(days[1]) - left, 0.4), 2))


def _window(payers: Sequence[str], days: tuple[date, date], line: _Line) -> Bar:
    left = line.at(days[0])
    label = f"Care counts from {days[0].isoformat()}: {', '.join(dict.fromkeys(payers))}"
    return Bar(label, "window", left, round(line.at(days[1]) - left, 2))


def _told(therapy: Therapy) -> str:
    agent = f" ({shortened(therapy.agent, 30)})" if therapy.agent else ""
    sessions = f"{therapy.sessions} sessions" if therapy.sessions else ""
    outcome = "" if therapy.outcome == "unknown" else therapy.outcome
    told = (days_text(therapy.duration_days), sessions, therapy.status, outcome)
    name = proper(therapy.therapy)
    return f"{name[0].upper()}{name[1:]}{agent}: {', '.join(filter(None, told))}"
