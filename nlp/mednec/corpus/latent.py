"""The latent case: what is true of a synthetic patient, whether anybody writes it down or not.

Plain frozen values, no language. Days are real dates, so that lengths, order and recency agree with one another;
names of concepts, therapies, studies, statuses and responses are those of the evidence guide and the contract. ``Told``
and the ``told`` fields say what the clinicians put on paper; everything else they know and leave out. ``situations``
draws these values, ``documents`` writes the notes from them, ``generate`` stores them as ``true_state``.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from datetime import date
from typing import Any

RESPONSE_OUTCOME = {
    "worse": "failed",
    "none": "failed",
    "plateau": "failed",
    "partial": "partial",
    "good": "improved",
    "unknown": "unknown",
}
"""The contract's fold of a response into an outcome."""

RETIRED_AT = 67
"""Patients older than this (in years) no longer work."""

ACTIVE_THERAPIES = frozenset({"physical_therapy", "home_exercise", "occupational_therapy", "chiropractic"})


@dataclass(frozen=True, slots=True)
class Person:
    """Who the patient is; ``age`` in years on the day of the visit, ``sex`` female or male."""

    age: int
    sex: str


@dataclass(frozen=True, slots=True)
class Complaint:
    """The presenting complaint of this episode.

    spine: cervical | thoracic | lumbar; pattern: axial | radicular | myelopathic | claudication | cauda_equina;
    root: the root of a radicular pattern ("C7"); side: left | right | bilateral | None; onset: first day of the
    episode; mechanism: motor_vehicle_collision | fall | sports | assault | lifting | None (nothing in particular);
    energy: low | high of a real injury; trend: worsening | stable | improving; change: how it last changed materially
    (new_symptom, recurred, worsened) and ``changed`` when; score: pain 0-10 on the day of the visit; numbness: the
    patient feels numbness or tingling; limited: what it keeps the patient from (work, sleep, chores, walking);
    weakness_felt: the patient notices weakness; cord_symptoms: clumsy hands, unsteady gait, electric shocks, as
    concepts.
    """

    spine: str
    pattern: str
    onset: date
    side: str | None = None
    root: str | None = None
    sudden: bool = False
    mechanism: str | None = None
    energy: str | None = None
    trend: str = "stable"
    change: str | None = None
    changed: date | None = None
    score: int = 5
    numbness: bool = False
    weakness_felt: bool = False
    cord_symptoms: tuple[str, ...] = ()
    limited: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MotorDeficit:
    """A muscle below full strength: ``grade`` out of 5 ("4-/5"); effort_limited: pain or give-way, not power."""

    muscle: str
    side: str
    grade: str
    root: str | None = None
    effort_limited: bool = False


@dataclass(frozen=True, slots=True)
class SensoryLoss:
    """Reduced sensation over one root's dermatome."""

    root: str
    side: str


@dataclass(frozen=True, slots=True)
class ReflexLoss:
    """A diminished tendon reflex: ``grade`` "0" or "1+"."""

    reflex: str
    side: str
    grade: str


@dataclass(frozen=True, slots=True)
class Sign:
    """A sign that was looked for, and whether it was there; a concept of the guide (hoffmann_sign, …)."""

    concept: str
    present: bool
    side: str | None = None


@dataclass(frozen=True, slots=True)
class Exam:
    """One examination; empty tuples mean examined and normal, save in a telehealth visit, which cannot examine them."""

    day: date
    mode: str
    motor: tuple[MotorDeficit, ...] = ()
    sensory: tuple[SensoryLoss, ...] = ()
    reflexes: tuple[ReflexLoss, ...] = ()
    signs: tuple[Sign, ...] = ()
    atrophy: str | None = None
    midline_tenderness: bool = False


@dataclass(frozen=True, slots=True)
class RedFlag:
    """A red flag that is there (present) or suspected (possible), as a concept of the guide; detail: of which kind."""

    concept: str
    status: str = "present"
    detail: str | None = None


@dataclass(frozen=True, slots=True)
class Cancer:
    """A malignancy of the patient; metastatic-capable ones only (basal-cell cancer is a distractor of ``History``)."""

    primary: str
    year: int
    active: bool


@dataclass(frozen=True, slots=True)
class Surgery:
    """An operation on the spine that was done."""

    procedure: str
    level: str
    day: date


@dataclass(frozen=True, slots=True)
class History:
    """What stands in the past and beside the complaint.

    immunosuppression: methotrexate | biologic | transplant | chronic_prednisone | chemotherapy | hiv;
    inflammatory: psoriatic_arthritis; anticoagulant: a drug;
    distractors: what must not be taken for evidence (family_cancer, basal_cell, aspirin_for_heart,
    gabapentin_for_seizures, prednisone_for_asthma, stress_incontinence, intentional_weight_loss, old_trauma,
    old_sciatica, family_spine, knee_therapy, prostate_incontinence).
    """

    cancer: Cancer | None = None
    surgery: Surgery | None = None
    osteoporosis: bool = False
    anticoagulant: str | None = None
    immunosuppression: str | None = None
    inflammatory: str | None = None
    psoriasis: bool = False
    injection_drugs: bool = False
    comorbidities: tuple[str, ...] = ()
    distractors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Course:
    """One course of one class of conservative care.

    status: completed | ongoing | planned | declined | not_done; start and end are real days (end None: still going on;
    both None: never begun); response: worse | none | plateau | partial | good | unknown; directed_by: clinician |
    self; sessions: visits attended; plan_given, followed_up: of home exercise, whether a clinician gave a plan, and the
    day it was checked; reason: why declined or stopped (refused, cost, intolerance);
    agent: the drug or technique; region: the spine, or another body part of a distractor;
    told: what is written of it: agent, duration, dates, sessions, response, director (nothing: the bare name).
    """

    id: str
    therapy: str
    status: str
    region: str
    agent: str | None = None
    start: date | None = None
    end: date | None = None
    sessions: int | None = None
    response: str = "unknown"
    directed_by: str = "clinician"
    plan_given: bool = False
    followed_up: date | None = None
    over_the_counter: bool = False
    as_needed: bool = False
    reason: str | None = None
    told: frozenset[str] = frozenset()
    mentioned: bool = True

    def days_by(self, day: date) -> int | None:
        """Days of care received up to ``day``; None when it never began."""
        if self.start is None:
            return None
        last = min(self.end or day, day)
        return max(0, (last - self.start).days)


@dataclass(frozen=True, slots=True)
class Study:
    """One imaging or electrodiagnostic study: done, ordered or not_done.

    findings: concepts that the report affirms; levels: discs they are at; denies: concepts that the report excludes;
    told: what the office note writes of it (date, result).
    """

    id: str
    modality: str
    region: str
    status: str
    day: date | None = None
    result: str | None = None
    findings: tuple[str, ...] = ()
    denies: tuple[str, ...] = ()
    levels: tuple[str, ...] = ()
    root: str | None = None
    side: str | None = None
    contrast: str | None = None
    told: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be done: intervention tfesi | ilesi | surgery, scheduled | discussed | refused; referral: to whom.

    suspicion: concepts that the clinician suspects at the visit and wants the study for.
    """

    intervention: str | None = None
    intervention_status: str | None = None
    referral: str | None = None
    suspicion: tuple[str, ...] = ()
    urgent: bool = False


@dataclass(frozen=True, slots=True)
class Visit:
    """An encounter: mode in_person | telehealth; purpose initial | re-evaluation | emergency."""

    day: date
    mode: str
    purpose: str


@dataclass(frozen=True, slots=True)
class Request:
    """The study that is asked for, and of whom; the words are those of ``ImagingRequest``."""

    cpt: str
    icd10: tuple[str, ...]
    order_date: date
    age: int
    sex: str
    payer: str
    line_of_business: str
    ordering_specialty: str
    site_of_service: str
    urgency: str


@dataclass(frozen=True, slots=True)
class Told:
    """Which aspects of the truth are written down at the visit; False: known to the clinician, and left out.

    generic_neuro: in place of a named normal exam stands "neuro intact" or the like.
    """

    duration: bool = True
    trend: bool = True
    score: bool = True
    function: bool = True
    negatives: bool = True
    review_of_systems: bool = True
    motor: bool = True
    sensory: bool = True
    reflexes: bool = True
    provocation: bool = True
    cord_signs: bool = True
    gait: bool = True
    generic_neuro: bool = False
    red_flags: bool = True
    plan: bool = True
    history: bool = True


@dataclass(frozen=True, slots=True)
class LatentCase:
    """One patient, one request. ``exams`` and ``visits`` are in order of time; the last exam is that of the visit."""

    id: str
    seed: int
    situation: str
    person: Person
    complaint: Complaint
    exams: tuple[Exam, ...]
    red_flags: tuple[RedFlag, ...]
    history: History
    courses: tuple[Course, ...]
    studies: tuple[Study, ...]
    plan: Plan
    visits: tuple[Visit, ...]
    request: Request
    told: Told

    @property
    def visit(self) -> Visit:
        """The visit that the request rests on."""
        return self.visits[-1]

    @property
    def exam(self) -> Exam:
        """The examination of that visit."""
        return self.exams[-1]


def true_state(case: LatentCase) -> dict[str, Any]:
    """The whole truth as plain JSON values; dates are ISO strings, fields at their defaults are left out."""
    state: dict[str, Any] = _plain(case)
    return {key: value for key, value in state.items() if key not in ("id", "seed", "request")}


def _plain(value: Any) -> Any:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {
            field.name: _plain(getattr(value, field.name))
            for field in dataclasses.fields(value)
            if getattr(value, field.name) != field.default or field.default is dataclasses.MISSING
        }
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, tuple | list):
        return [_plain(item) for item in value]
    return value
