"""Care on a line of time against the payers' windows, and days of care against thresholds: geometry for SVG.

Places along the line are percentages of its width, so that drawings stretch while their letters keep their size.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from mednec.care import CareDays
from mednec.criteria.assessment import Assessment
from mednec.evidence import Therapy
from mednec.report.placed import course_days, first_day
from mednec.report.wording import days_text, shortened, words

ROW = 38
"""Height of a row in pixels: a line of words and a bar."""
_MOST_TICKS = 6
_STEPS = (1, 2, 3, 6, 12, 24, 60, 120)
_MOST_COURSES = 60


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar with words over it; ``left`` and ``width`` in percent, ``top`` in pixels.

    kind: completed | ongoing | moment (a single day) | window.
    """

    label: str
    kind: str
    left: float
    width: float
    top: int


@dataclass(frozen=True, slots=True)
class Tick:
    """A date on the line; ``left`` in percent."""

    label: str
    left: float


@dataclass(frozen=True, slots=True)
class Timeline:
    """A drawing, ``height`` pixels high; ``undated`` are courses that no date places, in words."""

    courses: tuple[Bar, ...]
    windows: tuple[Bar, ...]
    ticks: tuple[Tick, ...]
    until: Tick | None
    height: int
    summary: str
    undated: tuple[str, ...] = ()
    left_out: int = 0


@dataclass(frozen=True, slots=True)
class Threshold:
    """Days of care of one requirement, for the payers that count them alike; places in percent of the line.

    ``sure`` is documented in any case, ``most`` what the notes leave room for; ``open`` says that they set no limit.
    """

    payers: tuple[str, ...]
    label: str
    state: str
    sure: float
    most: float
    required: float
    open: bool
    top: int


def timeline(
    therapies: Sequence[Therapy], assessments: Iterable[Assessment] = (), today: str | None = None
) -> Timeline | None:
    """The drawing; None when nothing can be placed in time.

    Args:
        therapies: The courses of a case.
        assessments: Whose windows are shown below the courses.
        today: ISO day on which the case is looked at, where there are no assessments: the note's date.
    """
    placed = sorted(
        ((days, t) for t in therapies if (days := course_days(t)) is not None), key=lambda p: (p[0], p[1].therapy)
    )
    windows = care_windows(assessments)
    until = max((w[1] for w in windows), default=first_day(today))
    if not placed and not windows:
        return None
    opened = [days[0] for days, _ in placed] + [w[0] for w in windows]
    closed = [days[1] for days, _ in placed] + ([until] if until else [])
    line = _Line(min(opened), max(closed))
    shown = placed[:_MOST_COURSES]
    courses = tuple(_course(t, days, line, n) for n, (days, t) in enumerate(shown))
    below = len(shown)
    bars = tuple(
        Bar(label, "window", line.at(a), line.at(b) - line.at(a), (below + n) * ROW)
        for n, (a, b, label) in enumerate(windows)
    )
    return Timeline(
        courses=courses,
        windows=bars,
        ticks=tuple(line.ticks()),
        until=Tick(until.isoformat(), line.at(until)) if until else None,
        height=(len(shown) + len(windows)) * ROW,
        summary="; ".join([*(f"{b.label}, {_span(d)}" for b, (d, _) in zip(courses, shown, strict=True)),
                           *(b.label for b in bars)]),
        undated=undated(therapies),
        left_out=len(placed) - len(shown),
    )  # fmt: skip


def undated(therapies: Iterable[Therapy]) -> tuple[str, ...]:
    """Courses that were followed and that no date places, in words."""
    loose = [t for t in therapies if t.status in ("completed", "ongoing") and course_days(t) is None]
    return tuple(dict.fromkeys(_label(t) for t in loose))


def care_windows(assessments: Iterable[Assessment]) -> list[tuple[date, date, str]]:
    """First day, last day and words of every window in which care counts, those of several payers once."""
    payers: dict[tuple[date, date], list[str]] = {}
    for assessment in assessments:
        for care in _care_of(assessment).values():
            since, until = first_day(care.since), first_day(care.until)
            if since and until and since < until:
                payers.setdefault((since, until), []).append(words(assessment.payer))
    found = []
    for (since, until), names in sorted(payers.items()):
        counted = f"care counts from {since.isoformat()}: {', '.join(dict.fromkeys(names))}"
        found.append((since, until, counted))
    return found


def thresholds(assessments: Iterable[Assessment]) -> list[Threshold]:
    """Days of care against what is required, a row for every different answer."""
    rows: dict[tuple[CareDays, str], list[str]] = {}
    for assessment in assessments:
        for (_, state), care in _care_of(assessment).items():
            rows.setdefault((CareDays(care.documented, care.required), state), []).append(words(assessment.payer))
    longest = max((max(_bounds(care)[1], care.required) for care, _ in rows), default=1.0) * 1.15
    drawn = []
    for n, ((care, state), payers) in enumerate(rows.items()):
        low, high = _bounds(care)
        names = tuple(dict.fromkeys(payers))
        unbounded = care.documented[1] is None
        label = f"{days_text(care.documented) or '0 days'} of {care.required:g}"
        scale = 100 / longest
        drawn.append(
            Threshold(names, label, state, low * scale, high * scale, care.required * scale, unbounded, n * ROW)
        )
    return drawn


def _bounds(care: CareDays) -> tuple[float, float]:
    low = care.documented[0] or 0.0
    high = care.documented[1]
    return low, max(low, care.required * 1.3) if high is None else max(low, high)


def _care_of(assessment: Assessment) -> dict[tuple[str, str], CareDays]:
    """Days of care on the nearest pathway, else on any, by requirement and state."""
    found = [r for r in assessment.requirements if r.care is not None]
    nearest = [r for r in found if r.pathway in (None, assessment.pathway)] or found
    return {(r.id, r.state): r.care for r in nearest if r.care is not None}


@dataclass(frozen=True, slots=True)
class _Line:
    """The line of time between two days, with a little room at both ends."""

    first: date
    last: date

    def at(self, day: date) -> float:
        room = max((self.last - self.first).days, 1)
        return round(1.5 + 97 * (day - self.first).days / room, 2)

    def ticks(self) -> Iterable[Tick]:
        """The first of a month, as often as there is room for the words."""
        months = (self.last.year - self.first.year) * 12 + self.last.month - self.first.month
        step = next((s for s in _STEPS if months / s <= _MOST_TICKS), _STEPS[-1])
        number = self.first.year * 12 + self.first.month
        number += -(number - 1) % step
        while number - 1 <= self.last.year * 12 + self.last.month - 1:
            day = date((number - 1) // 12, (number - 1) % 12 + 1, 1)
            if self.first <= day <= self.last - timedelta(days=(self.last - self.first).days * 0.06):
                yield Tick(day.isoformat()[:7], self.at(day))
            number += step


def _course(therapy: Therapy, days: tuple[date, date], line: _Line, row: int) -> Bar:
    left = line.at(days[0])
    kind = "moment" if days[0] == days[1] else therapy.status
    return Bar(_label(therapy), kind, left, round(max(line.at(days[1]) - left, 0.4), 2), row * ROW)


def _label(therapy: Therapy) -> str:
    agent = f" ({shortened(therapy.agent, 30)})" if therapy.agent else ""
    sessions = f"{therapy.sessions} sessions" if therapy.sessions else ""
    outcome = "" if therapy.outcome == "unknown" else therapy.outcome
    told = [days_text(therapy.duration_days), sessions, therapy.status, outcome]
    return f"{words(therapy.therapy)}{agent}: {', '.join(filter(None, told))}"


def _span(days: tuple[date, date]) -> str:
    return f"{days[0].isoformat()} to {days[1].isoformat()}"
