"""The case as criteria look at it: evidence indexed for one requested study, as of one day; it never changes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Protocol, TypeVar

from mednec.criteria.logic import Proof
from mednec.evidence import Complaint, DayRange, Encounter, Evidence, Finding, Mention, Therapy

LIMBS = {
    "cervical": frozenset({"upper_limb"}),
    "thoracic": frozenset({"trunk", "lower_limb"}),
    "lumbar": frozenset({"lower_limb"}),
}
"""The limbs that the roots of a spine region serve."""
_BELOW = {
    "cervical": frozenset({"upper_limb", "lower_limb", "trunk"}),
    "thoracic": frozenset({"trunk", "lower_limb"}),
    "lumbar": frozenset({"lower_limb"}),
}
_MATERIAL = frozenset({"recurred", "new_symptom"})
_PAIN_OF = {"cervical": ("neck_pain",), "thoracic": ("back_pain",), "lumbar": ("back_pain",)}
_WHOLE = "2024-03-14"
_MISSING = {len("2024"): "-01-01", len("2024-03"): "-01", len(_WHOLE): ""}
_UNBOUNDED = float("inf")
_PERSISTING = ("radiculopathy", "radiating_pain", "limb_paresthesia", "functional_limitation", "night_pain")


@dataclass(frozen=True)
class Case:
    """Evidence and request together: everything that a test may ask about.

    ``as_of`` is the date of service (else of the order, else of the note); ``region`` that of the requested study.
    """

    evidence: Evidence
    region: str
    as_of: date | None = None
    age: float | None = None
    contrast: str | None = None

    @cached_property
    def proofs(self) -> dict[str, Proof]:
        """What was proven of this case so far, by the key of the test."""
        return {}

    @cached_property
    def by_concept(self) -> dict[str, tuple[Finding, ...]]:
        """Findings by concept, those of one concept by region: their order in the notes decides nothing."""
        found: dict[str, tuple[Finding, ...]] = {}
        for finding in sorted(self.evidence.findings, key=lambda f: f.region or ""):
            found[finding.concept] = (*found.get(finding.concept, ()), finding)
        return found

    @cached_property
    def disputed(self) -> frozenset[tuple[str | None, int, int]]:
        """Places of mentions that contradict each other at one encounter."""
        return frozenset(place(m) for w in self.evidence.warnings if w.code == "contradiction" for m in w.mentions)

    def findings(self, concept: str, where: str) -> list[Finding]:
        """Findings of a concept at a place: of the study's region, of its limb, or anywhere."""
        known = self.by_concept.get(concept)
        return [f for f in known if self.is_at(f.region, where)] if known else []

    def is_at(self, region: str | None, where: str) -> bool:
        """Whether a region (None is unstated) fits the place that a test asks for."""
        if where == "legs":
            return region == "lower_limb"
        if where == "any" or region is None:
            return True
        if where == "study":
            return region == self.region
        return region in (LIMBS if where == "limb" else _BELOW).get(self.region, frozenset())

    @cached_property
    def complaints(self) -> list[Complaint]:
        """Complaints of the study's region, or of none in particular."""
        return in_order(c for c in self.evidence.complaints if c.region in (None, self.region))

    @cached_property
    def courses(self) -> list[Therapy]:
        """Conservative care for the study's region or for none in particular, whatever its status."""
        places = (None, self.region, *LIMBS.get(self.region, ()))
        return in_order(t for t in self.evidence.therapies if t.region in places)

    @cached_property
    def symptom_days(self) -> DayRange | None:
        """How long the complaint has lasted on the as-of date; of several the one that has lasted longest."""
        told = [days for c in self.complaints if c.region == self.region and (days := self._lasting(c))]
        general = self.evidence.symptom_duration_days
        if not told:
            return self._aged(general) if general else None
        return max(told, key=lambda days: (_UNBOUNDED if days[1] is None else days[1], days[0] or 0))

    def _lasting(self, complaint: Complaint) -> DayRange | None:
        if complaint.duration_days:
            return self._aged(complaint.duration_days)
        began = day_bounds(complaint.onset_date)
        return ((self.as_of - began[1]).days, (self.as_of - began[0]).days) if began and self.as_of else None

    def _aged(self, days: DayRange) -> DayRange:
        """A length told on the day of the note, on the as-of date."""
        told_on = parse_day(self.evidence.note_date)
        since = max((self.as_of - told_on).days, 0) if self.as_of and told_on else 0
        low, high = days
        return None if low is None else low + since, None if high is None else high + since

    @cached_property
    def onset(self) -> date | None:
        """The first day on which the episode can have begun, where its length is known."""
        begun = [began[0] for c in self.complaints if (began := day_bounds(c.onset_date))]
        if begun:
            return min(begun)
        longest = self.symptom_days[1] if self.symptom_days else None
        return self.as_of - timedelta(days=longest) if self.as_of and longest is not None else None

    @cached_property
    def changed(self) -> date | None:
        """The day of the last material change: symptoms that came back, or a new symptom."""
        days = [day for c in self.complaints if c.change in _MATERIAL and (day := parse_day(c.change_date))]
        return max(days, default=None)

    @cached_property
    def encounters(self) -> list[Encounter]:
        """Visits up to the as-of date."""
        return sorted(
            in_order(e for e in self.evidence.encounters if not self._ahead(e.date)), key=lambda e: e.date or ""
        )

    def _ahead(self, day: str | None) -> bool:
        parsed = parse_day(day)
        return parsed is not None and self.as_of is not None and parsed > self.as_of

    @cached_property
    def persisting(self) -> tuple[Mention, ...]:
        """Mentions that show the complaint to be there still."""
        concepts = (*_PAIN_OF.get(self.region, ()), *_PERSISTING)
        found = [f for c in concepts for f in self.findings(c, "any") if (f.current_status or f.status) == "present"]
        scores = [m for s in self.evidence.pain_scores if s.value >= 1 for m in s.mentions]
        return tuple([m for f in found for m in f.mentions if m.status == "present"] + scores)


class _Told(Protocol):
    @property
    def mentions(self) -> tuple[Mention, ...]: ...


_T = TypeVar("_T", bound=_Told)


def in_order(items: Iterable[_T]) -> list[_T]:
    """Values by the place of their first mention: the order in which evidence lists them decides nothing."""
    return sorted(items, key=lambda item: [(m.note_id or "", m.start, m.end) for m in item.mentions[:1]])


def place(mention: Mention) -> tuple[str | None, int, int]:
    """Where a mention stands."""
    return mention.note_id, mention.start, mention.end


def parse_day(iso: str | None) -> date | None:
    """A full ISO date; None for a partial or missing one."""
    try:
        return date.fromisoformat(iso) if iso else None
    except ValueError:
        return None


def day_bounds(iso: str | None) -> tuple[date, date] | None:
    """The first and last day that a date can mean, as precise as it is written ("2024", "2024-03", "2024-03-14")."""
    if iso is None or len(iso) not in _MISSING:
        return None
    first = parse_day(iso + _MISSING[len(iso)])
    if first is None or len(iso) == len(_WHOLE):
        return (first, first) if first else None
    months = 12 if len(iso) == len("2024") else 1
    after = date(first.year + (first.month + months - 1) // 12, (first.month + months - 1) % 12 + 1, 1)
    return first, after - timedelta(days=1)


def within(iso: str | None, days: int, as_of: date | None) -> bool | None:
    """Whether a date lies at most so many days before another; None where it is not precise enough to say."""
    bounds = day_bounds(iso)
    if bounds is None or as_of is None:
        return None
    if (as_of - bounds[0]).days <= days:
        return True
    return False if (as_of - bounds[1]).days > days else None
