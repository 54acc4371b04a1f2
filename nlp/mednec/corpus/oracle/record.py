"""The record of a case as its documents tell it, in the terms that payers' criteria are written in.

Nothing here is known that no document says; None and empty values mean that the documents are silent. Days are counted
back from the date of the request.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from mednec.corpus.statements import DayRange

RECEIVED = frozenset({"completed", "ongoing"})
DRUGS = frozenset("nsaid acetaminophen opioid muscle_relaxant neuropathic_agent oral_steroid topical_analgesic".split())
ACTIVE = frozenset({"physical_therapy", "occupational_therapy", "home_exercise", "chiropractic"})
CORD_SIGNS = frozenset({"hoffmann_sign", "babinski_sign", "clonus", "hyperreflexia", "spasticity"})
CORD_SYMPTOMS = frozenset({"hand_clumsiness", "gait_disturbance", "lhermitte_sign"})


@dataclass(frozen=True, slots=True)
class Care:
    """One course of care as told.

    days: how long it had lasted by the request, (least, most), None where open; ended: how many days ago it ended,
    (least, most), 0 for a course under way; response and director as in the contract; as_needed: a drug that is taken
    now and then, and from no date that is told; begun: the most days ago that it can have begun, None where open.
    """

    kind: str
    status: str
    days: DayRange = (0, None)
    ended: DayRange = (0, None)
    response: str = "unknown"
    director: str = "unknown"
    as_needed: bool = False
    begun: float | None = None

    @property
    def received(self) -> bool:
        """Whether the patient had any of it."""
        return self.status in RECEIVED


@dataclass(frozen=True, slots=True)
class Deficit:
    """An objective loss in the latest examination: motor (with its grade), sensory or reflex; root and side."""

    kind: str
    root: str | None
    side: str | None
    grade: str | None = None
    effort_limited: bool = False


@dataclass(frozen=True, slots=True)
class StudyTold:
    """An imaging or electrodiagnostic study as told; ``days_ago`` (least, most), None where it is undated."""

    modality: str
    status: str
    result: str | None = None
    days_ago: DayRange | None = None
    findings: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Record:
    """What all documents together say on the day of the request.

    spine: the region of the complaint; requested: the region of the study that the code stands for.
    radicular, bilateral: pain that travels along a root, or down both sides; root: the root that is named.
    in_person: a clinician's visit in person; at_therapists: a therapist's or chiropractor's, from their own record.
    statuses: concept -> present | possible | absent | historical, by precedence over all documents.
    complaint_days: length of the complaint; trend: improving | stable | worsening; change, changed: what changed last
    (new_symptom, recurred, worsened) and how many days ago; score: pain of 10 today.
    tested: which of motor, grades (of power), sensory, reflexes, provocation the latest examination names;
    tested_before: those of an earlier visit; generic_exam: "neurologically intact" and no more.
    progressed: whether power fell between two examinations that are both told.
    trauma: energy of a recent injury, low | high | unknown; plans: interventions with their status ("tfesi.scheduled").
    """

    as_of: date
    age: int
    spine: str
    requested: str
    comorbidities: frozenset[str] = frozenset()
    statuses: Mapping[str, str] | None = None
    in_person: bool = True
    at_therapists: bool = False
    radicular: bool = False
    bilateral: bool = False
    claudication: bool = False
    root: str | None = None
    complaint_days: DayRange | None = None
    trend: str | None = None
    change: str | None = None
    changed: int | None = None
    score: int | None = None
    tested: frozenset[str] = frozenset()
    tested_before: frozenset[str] = frozenset()
    generic_exam: bool = False
    deficits: tuple[Deficit, ...] = ()
    signs: frozenset[str] = frozenset()
    lax_sphincter: bool = False
    progressed: bool = False
    trauma: str | None = None
    midline_tenderness: bool = False
    plans: frozenset[str] = frozenset()
    referral: str | None = None
    urgent: bool = False
    tests: tuple[StudyTold, ...] = ()
    care: tuple[Care, ...] = ()

    def status(self, concept: str) -> str | None:
        """The status of a concept over all documents."""
        return (self.statuses or {}).get(concept)

    def has(self, *concepts: str) -> bool:
        """Whether one of these is affirmed."""
        return any(self.status(concept) == "present" for concept in concepts)

    def suspects(self, concept: str) -> bool:
        """Whether a concept is affirmed or suspected."""
        return self.status(concept) in ("present", "possible")

    def deficit(self, *kinds: str) -> list[Deficit]:
        """The objective losses of these kinds."""
        return [deficit for deficit in self.deficits if deficit.kind in kinds]

    def studies(self, *modalities: str) -> list[StudyTold]:
        """Studies of the spine in question that were done."""
        return [test for test in self.tests if test.modality in modalities and test.status == "done"]

    @property
    def received(self) -> list[Care]:
        """The courses of which the patient had any."""
        return [course for course in self.care if course.received]

    @property
    def longest_complaint(self) -> float | None:
        """The most days that the complaint can have lasted."""
        return self.complaint_days[1] if self.complaint_days else None
