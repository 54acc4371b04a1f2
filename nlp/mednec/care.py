"""Conservative care over a whole case: how many days of it are documented, and how the patient answered to it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from mednec.evidence import DayRange, Evidence, Therapy, Value

COUNTED = frozenset({"completed", "ongoing"})
_RESPONSES = ("good", "partial", "plateau", "none", "worse", "unknown")
_INJECTIONS = "_injection"


@dataclass(frozen=True, slots=True, repr=False)
class CareDays(Value):
    """Days of conservative care held against a threshold, and the time in which care counts.

    ``documented`` are bounds in days (high None: the notes set none). ``since`` opens the payer's window or the
    episode, whichever is later, and ``until`` closes it; ISO dates, None where the policy or the notes set no such day.
    """

    documented: DayRange
    required: float
    since: str | None = None
    until: str | None = None


@dataclass(frozen=True, slots=True)
class _Span:
    """A course in time: the days it lasted, and the first and last day between which it must lie, where known."""

    low: float
    high: float | None
    start: date | None
    end: date | None
    told_at: tuple[str | None, DayRange | None]

    @property
    def fixed(self) -> bool:
        """Whether its very days are known."""
        room = (self.end - self.start).days if self.start and self.end else None
        return room is not None and self.low >= room - 1


def conservative_days(
    evidence: Evidence,
    region: str | None = None,
    until: str | None = None,
    therapies: Collection[str] | None = None,
) -> DayRange:
    """Days of conservative care that are documented: the union over courses that are completed or ongoing.

    Concurrent courses are united, never added. Where dates do not tell how courses lie to each other, the range runs
    from the longest of them to their sum, or to the room that the documents leave for them.

    Args:
        evidence: Of a note or a packet.
        region: Only care for this region, or for none in particular.
        until: ISO date; days after it do not count.
        therapies: The classes that count; None counts all but injections, which have no length.
    """
    courses = [t for t in evidence.therapies if _counts(t, region, therapies)]
    return united_days(courses, evidence.note_date, until)


def united_days(
    courses: Collection[Therapy], note_date: str | None, until: str | None = None, since: str | None = None
) -> DayRange:
    """Days covered by courses of known length, between two ISO days where these are given."""
    last, first = _day(until), _day(since)
    spans = [span for t in courses if lasting(t, note_date) and (span := _span(t, note_date, last, first))]
    if not spans:
        return 0.0, 0.0
    fixed = _united([s for s in spans if s.fixed])
    low = max([fixed, *(s.low for s in spans)])
    if any(s.high is None for s in spans):
        return low, None
    known = {s.told_at for s in spans if s.fixed}
    loose = [s for s in _distinct([s for s in spans if not s.fixed]) if s.told_at not in known]
    total = fixed + sum(s.high or 0.0 for s in loose)
    room = _united(spans) if all(s.start and s.end for s in spans) else None
    high = total if room is None else min(total, room)
    return low, max(low, high)


def latest_response(evidence: Evidence) -> str:
    """How the patient answered to conservative care, by the last dated word on it; the better of two told together.

    worse | none | plateau | partial | good | unknown
    """
    told = [(_last_told(t), t.response) for t in evidence.therapies if t.status in COUNTED and t.response != "unknown"]
    if not told:
        return "unknown"
    latest = max(day or "" for day, _ in told)
    return min((response for day, response in told if (day or "") == latest), key=_RESPONSES.index)


def _counts(therapy: Therapy, region: str | None, classes: Collection[str] | None) -> bool:
    if therapy.status not in COUNTED:
        return False
    if region is not None and therapy.region not in (None, region):
        return False
    return not therapy.therapy.endswith(_INJECTIONS) if classes is None else therapy.therapy in classes


def _span(therapy: Therapy, note_date: str | None, until: date | None, since: date | None) -> _Span | None:
    """The course cut at ``since`` and ``until``; None when nothing of it lies between."""
    low, high = lasting(therapy, note_date) or (None, None)
    start, end = _day(therapy.start_date), _day(therapy.end_date)
    if therapy.status == "ongoing" and end is None:
        end = _day(_last_told(therapy, "ongoing")) or _day(note_date)
    if start is None and end and low is not None and low == high and (therapy.end_date or therapy.status == "ongoing"):
        start = end - timedelta(days=low)
    if end is None and start and low is not None and low == high:
        end = start + timedelta(days=low)
    start, end = start or _planned(therapy), end or _day(_first_told_done(therapy))
    if (until and start and start >= until) or (since and end and end <= since):
        return None
    if since and start and start < since:
        before = (since - start).days
        low, start = max((low or 0.0) - before, 0.0), since
        high = None if high is None else max(min(high, (end - since).days) if end else high, low)
    if until and end and end > until:
        over = (end - until).days
        low, high, end = max((low or 0.0) - over, 0.0), high, until
        high = None if high is None else max(min(high, (until - start).days) if start else high, low)
    return _Span(low or 0.0, high, start, end, _told_at(therapy))


def lasting(therapy: Therapy, note_date: str | None) -> DayRange | None:
    """How long a course lasted: as told, else from its first day to its last, or to the note for one that goes on."""
    if therapy.duration_days is not None:
        return therapy.duration_days
    start = _day(therapy.start_date)
    end = _day(therapy.end_date) or (_day(note_date) if therapy.status == "ongoing" else None)
    if start is None or end is None or end < start:
        return None
    days = float((end - start).days)
    return days, days


def _united(spans: Sequence[_Span]) -> float:
    """Days covered by at least one of the spans."""
    covered = 0.0
    reached: date | None = None
    for start, end in sorted((s.start, s.end) for s in spans if s.start and s.end):
        first = start if reached is None or start > reached else reached
        covered += max((end - first).days, 0)
        reached = end if reached is None or end > reached else reached
    return covered


def _distinct(spans: Sequence[_Span]) -> list[_Span]:
    """Courses told at one place with one length ("heat, naproxen and stretches for 6 weeks") ran side by side."""
    kept: dict[object, _Span] = {}
    for n, span in enumerate(spans):
        kept.setdefault(span.told_at if span.told_at[0] else n, span)
    return list(kept.values())


def _told_at(therapy: Therapy) -> tuple[str | None, DayRange | None]:
    """The place of the words that give the length: the last evidence that courses told together share."""
    shared = [m for m in therapy.mentions if m.status in COUNTED and any(c.isdigit() for c in m.text)]
    place = f"{shared[-1].note_id}:{shared[-1].start}" if shared else None
    return place, therapy.duration_days


def _planned(therapy: Therapy) -> date | None:
    """The day on which the course was still to come: it began no earlier."""
    days = [m.date for m in therapy.mentions if m.status in ("planned", "not_done", "declined") and m.date]
    return _day(max(days, default=None))


def _first_told_done(therapy: Therapy) -> str | None:
    return min((m.date for m in therapy.mentions if m.status == "completed" and m.date), default=None)


def _last_told(therapy: Therapy, status: str | None = None) -> str | None:
    days = [m.date for m in therapy.mentions if m.date and (status is None or m.status == status)]
    return max(days, default=None)


def _day(iso: str | None) -> date | None:
    try:
        return date.fromisoformat(iso) if iso else None
    except ValueError:
        return None
