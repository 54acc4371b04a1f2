"""The data model: notes in, evidence out; plain, frozen, picklable, JSON-stable values.

Offsets count Unicode code points of the caller's string; ``note[start:end] == text`` for every mention.
Field names and values are those of the contract; unknown is ``None``, never a guess.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from types import UnionType
from typing import TYPE_CHECKING, Any, TypeVar, Union, get_args, get_origin, get_type_hints

if TYPE_CHECKING:
    import pandas as pd

SCHEMA_VERSION = "1.0"
STATUSES = ("present", "possible", "absent", "historical")
"""Statuses in the order of precedence that the document-level roll-up uses."""

DayRange = tuple[float | None, float | None]
T = TypeVar("T", bound="Value")


class Value:
    """Mixin of all public values: dictionaries and JSON both ways, and a ``repr`` without note text."""

    __slots__ = ()

    def to_dict(self) -> dict[str, Any]:
        """Plain dictionaries, lists, strings, numbers and None, ready for ``json``."""
        return {f.name: _plain(getattr(self, f.name)) for f in _public_fields(type(self))}

    def to_json(self, indent: int | None = None) -> str:
        """The value as JSON text; lone surrogates are escaped, so that it can always be written as UTF-8."""
        return json.dumps(self.to_dict(), indent=indent, ensure_ascii=True)

    @classmethod
    def from_dict(cls: type[T], data: Mapping[str, Any]) -> T:
        """Rebuild a value from ``to_dict``; unknown keys are ignored, so that newer files stay readable."""
        hints = _hints(cls)
        known = {f.name for f in _public_fields(cls)}
        return cls(**{k: _revive(hints[k], v) for k, v in data.items() if k in known})

    def __repr__(self) -> str:
        shown = (f"{f.name}={getattr(self, f.name)!r}" for f in _public_fields(type(self)) if f.repr)
        return f"{type(self).__name__}({', '.join(shown)})"


def _public_fields(cls: type) -> list[dataclasses.Field[Any]]:
    return [f for f in dataclasses.fields(cls) if not f.name.startswith("_")]


_HINTS: dict[type, dict[str, Any]] = {}


def _hints(cls: type) -> dict[str, Any]:
    if cls not in _HINTS:
        _HINTS[cls] = get_type_hints(cls)
    return _HINTS[cls]


def _plain(value: Any) -> Any:
    if isinstance(value, Value):
        return value.to_dict()
    if isinstance(value, tuple | list):
        return [_plain(v) for v in value]
    if isinstance(value, Mapping):
        return {k: _plain(v) for k, v in value.items()}
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value


def _revive(hint: Any, value: Any) -> Any:
    if value is None:
        return None
    origin = get_origin(hint)
    if origin in (Union, UnionType):
        inner = [a for a in get_args(hint) if a is not type(None)]
        return _revive(inner[0], value) if len(inner) == 1 else value
    if origin is tuple:
        args = get_args(hint)
        inner_hint = args[0] if len(args) == 2 and args[1] is Ellipsis else None
        return tuple(_revive(inner_hint, v) if inner_hint else v for v in value)
    if isinstance(hint, type) and issubclass(hint, Value):
        return hint.from_dict(value)
    return value


@dataclass(frozen=True, slots=True, repr=False)
class Note(Value):
    """One document as the caller has it.

    ``note_date`` and dates in general are ISO strings, as precise as known ("2024", "2024-05", "2024-05-02").
    """

    text: str = field(repr=False)
    note_date: str | None = None
    doc_type: str | None = None
    id: str | None = None


@dataclass(frozen=True, slots=True, repr=False, init=False)
class Packet(Value):
    """The documents of one case, in any order; any sequence of notes will do, and a single note.

    A note without an id is called by its place, "1" the first.
    """

    documents: tuple[Note, ...] = ()

    def __init__(self, documents: Iterable[Note] = ()) -> None:
        alone = isinstance(documents, Note | str)
        object.__setattr__(self, "documents", (documents,) if alone else tuple(documents))

    def _repr_html_(self) -> str:
        """What a notebook shows: the documents as the rules that ship read them, their evidence marked."""
        from mednec.report.notebook import packet_html

        return packet_html(self)


@dataclass(frozen=True, slots=True, repr=False)
class Assertion(Value):
    """How a mention is meant: three axes, and the words that decided.

    presence: present | absent | possible; temporality: current | historical | planned | hypothetical;
    experiencer: patient | family | other.
    """

    presence: str = "present"
    temporality: str = "current"
    experiencer: str = "patient"
    cue: str | None = field(default=None, repr=False)

    @property
    def status(self) -> str | None:
        """The guide's four statuses; None for what is not a finding of this patient."""
        if self.experiencer != "patient" or self.temporality in ("planned", "hypothetical"):
            return None
        if self.temporality == "historical" and self.presence != "absent":
            return "historical"
        return self.presence


@dataclass(frozen=True, slots=True, repr=False)
class Mention(Value):
    """One place in the text that carries evidence."""

    start: int
    end: int
    text: str = field(repr=False)
    status: str | None = None
    basis: str | None = None
    generic: bool = False
    cue: str | None = field(default=None, repr=False)
    side: str | None = None
    section: str | None = None
    rule: str | None = None
    date: str | None = None
    note_id: str | None = None
    level: str | None = None
    root: str | None = None
    dermatome: str | None = None
    muscle: str | None = None
    grade: str | None = None
    acuity: str | None = None
    trend: str | None = None
    effort_limited: bool = False
    attributed_to: str | None = None
    detail: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, repr=False)
class Finding(Value):
    """The document-level reading of one (concept, region)."""

    concept: str
    family: str
    region: str | None
    status: str
    current_status: str | None = None
    trajectory: str | None = None
    side: str | None = None
    level: str | None = None
    root: str | None = None
    grade: str | None = None
    mentions: tuple[Mention, ...] = ()


@dataclass(frozen=True, slots=True, repr=False)
class Therapy(Value):
    """One course of one class of conservative care.

    Of home exercise: whether a plan was given (None: the note is silent), when, and the last day it was checked.
    ``same_episode`` is what the note says of it; dates may tell more.
    """

    therapy: str
    agent: str | None = None
    region: str | None = None
    status: str = "completed"
    outcome: str = "unknown"
    response: str = "unknown"
    duration_days: DayRange | None = None
    sessions: int | None = None
    start_date: str | None = None
    end_date: str | None = None
    directed_by: str = "unknown"
    active: bool = False
    reason: str | None = None
    plan_given: bool | None = None
    plan_date: str | None = None
    followed_up: str | None = None
    over_the_counter: bool = False
    as_needed: bool = False
    same_episode: bool | None = None
    mentions: tuple[Mention, ...] = ()


@dataclass(frozen=True, slots=True, repr=False)
class ImagingStudy(Value):
    """One imaging or electrodiagnostic study, done, ordered or explicitly not done.

    levels: disc levels or roots with a finding ("C5-C6"); roots and diagnoses are those of an EMG ("C7",
    "radiculopathy"); technique: upright | flexion_extension | open | sedated | …; change against an earlier study:
    new | worse | stable | improved; reason: why it was not done.
    """

    modality: str
    region: str | None = None
    status: str = "done"
    date: str | None = None
    result: str | None = None
    contrast: str | None = None
    is_requested_study: bool = False
    side: str | None = None
    technique: str | None = None
    levels: tuple[str, ...] = ()
    roots: tuple[str, ...] = ()
    diagnoses: tuple[str, ...] = ()
    change: str | None = None
    reason: str | None = None
    mentions: tuple[Mention, ...] = ()


@dataclass(frozen=True, slots=True, repr=False)
class Complaint(Value):
    """A spine complaint: where it is, whether it reaches a limb, since when, how it began and how it has changed since.

    pattern: axial | radicular; onset: sudden | gradual; trend: worsening | stable | improving; ``change`` and
    ``change_date`` say how and when it last changed (worsened, improved, new_symptom, recurred); cause: the mechanism
    the note gives (motor_vehicle_collision, fall, lifting, …), no_injury where it says that there was none.
    """

    region: str | None = None
    pattern: str = "axial"
    side: str | None = None
    root: str | None = None
    onset: str | None = None
    onset_date: str | None = None
    duration_days: DayRange | None = None
    trend: str | None = None
    change: str | None = None
    change_date: str | None = None
    cause: str | None = None
    mentions: tuple[Mention, ...] = ()


@dataclass(frozen=True, slots=True, repr=False)
class PainScore(Value):
    """A pain score on 0-10 (``value``, and ``lowest`` of a range); ``written`` of ``out_of`` stands in the note.

    moment: current | average | worst | best | rest | activity | before | after, where the note says.
    """

    value: float
    lowest: float | None = None
    scale: str | None = None
    written: float | None = None
    out_of: float = 10
    moment: str | None = None
    region: str | None = None
    date: str | None = None
    mentions: tuple[Mention, ...] = ()


@dataclass(frozen=True, slots=True, repr=False)
class DisabilityIndex(Value):
    """A disability index: ndi, odi, mjoa, roland_morris, …; severity: none | mild | moderate | severe | complete."""

    index: str
    score: float
    out_of: float | None = None
    percent: float | None = None
    severity: str | None = None
    date: str | None = None
    mentions: tuple[Mention, ...] = ()


@dataclass(frozen=True, slots=True, repr=False)
class Patient(Value):
    """Who the patient is; ``age`` in years, ``age_months`` for infants; pregnancy: present | absent | possible."""

    age: float | None = None
    age_months: float | None = None
    sex: str | None = None
    pregnancy: str | None = None
    hand_dominance: str | None = None
    mentions: tuple[Mention, ...] = ()


@dataclass(frozen=True, slots=True, repr=False)
class ExamCoverage(Value):
    """What an exam covered, each graded | described | generic | not_done, or None where the note is silent.

    generic: "neuro intact" and the like, which names no result of its own; not_done: said to be left out.
    """

    motor: str | None = None
    sensory: str | None = None
    reflex: str | None = None
    upper_motor_neuron: str | None = None
    provocation: str | None = None
    gait: str | None = None


@dataclass(frozen=True, slots=True, repr=False)
class Encounter(Value):
    """A visit: in_person | telehealth | phone | portal, and initial | re-evaluation | therapy_visit | procedure."""

    date: str | None = None
    mode: str | None = None
    purpose: str | None = None
    exam: ExamCoverage = field(default_factory=ExamCoverage)
    mentions: tuple[Mention, ...] = ()


@dataclass(frozen=True, slots=True, repr=False)
class ImagingOrder(Value):
    """The study that is asked for, and why, as far as the note says; reasons are codes of the rules, never note text.

    contrast: with | without | both; urgency: stat | urgent | routine.
    """

    modality: str | None = None
    region: str | None = None
    contrast: str | None = None
    contrast_reason: str | None = None
    rationale: tuple[str, ...] = ()
    management_impact: tuple[str, ...] = ()
    site: str | None = None
    urgency: str | None = None
    urgency_grounds: tuple[str, ...] = ()
    ordering_specialty: str | None = None
    mentions: tuple[Mention, ...] = ()


@dataclass(frozen=True, slots=True, repr=False)
class Code(Value):
    """An ICD-10-CM or CPT code in the text, normalized ("M54.12", "72141"); ``mentions`` say where."""

    system: str
    code: str
    mentions: tuple[Mention, ...] = ()


@dataclass(frozen=True, slots=True, repr=False)
class PlannedIntervention(Value):
    """A spinal intervention ahead: scheduled | discussed | refused; approach transforaminal | interlaminar | caudal."""

    intervention: str
    approach: str | None = None
    region: str | None = None
    level: str | None = None
    side: str | None = None
    status: str = "discussed"
    mentions: tuple[Mention, ...] = ()


@dataclass(frozen=True, slots=True, repr=False)
class Procedure(Value):
    """An operation on the spine that was done: acdf, discectomy, fusion, …; "surgery" where the note does not name it.

    ``days_ago`` counts back from the note's date, and is as wide as the note is vague.
    """

    procedure: str
    region: str | None = None
    level: str | None = None
    side: str | None = None
    status: str = "done"
    date: str | None = None
    days_ago: DayRange | None = None
    mentions: tuple[Mention, ...] = ()


@dataclass(frozen=True, slots=True, repr=False)
class Consult(Value):
    """A specialist for this problem: seen | referred (an order or referral exists) | planned (a visit lies ahead)."""

    specialty: str
    status: str = "seen"
    date: str | None = None
    mentions: tuple[Mention, ...] = ()


@dataclass(frozen=True, slots=True, repr=False)
class Contraindication(Value):
    """What must not be done (``against``: mri, gadolinium, iodinated_contrast, a class of therapy) and why.

    status: present | possible (to be cleared); conditional: a device that is labelled safe under conditions.
    """

    against: str
    reason: str
    agent: str | None = None
    status: str = "present"
    conditional: bool = False
    mentions: tuple[Mention, ...] = ()


@dataclass(frozen=True, slots=True, repr=False)
class Lab(Value):
    """A laboratory test: esr, crp, wbc, hla_b27, …; flag: high | low | normal | positive | negative.

    status: done | ordered | not_done; the flag is the note's own, else by the reference range of the rules.
    """

    test: str
    value: float | None = None
    unit: str | None = None
    flag: str | None = None
    status: str = "done"
    date: str | None = None
    mentions: tuple[Mention, ...] = ()


@dataclass(frozen=True, slots=True, repr=False)
class EvidenceWarning(Value):
    """Something a reviewer should look at; ``mentions`` show where."""

    code: str
    text: str
    mentions: tuple[Mention, ...] = ()


@dataclass(frozen=True, slots=True, repr=False)
class Document(Value):
    """One document of a packet.

    date_source: given | text | none; type: office_note | pt_record | radiology_report | … or what the caller said;
    copied_from: the earlier document that its sentences stand in, when it carries text forward.
    """

    id: str
    date: str | None = None
    date_source: str = "none"
    type: str | None = None
    copied_from: str | None = None
    _text: str = field(default="", repr=False, compare=False)


@dataclass(frozen=True, slots=True, repr=False)
class ExtractionFailure(Value):
    """What a batch yields for a note that could not be read; it never carries the text."""

    note_id: str | None
    code: str


@dataclass(frozen=True, slots=True, repr=False)
class Evidence(Value):
    """Everything a note documents, in the terms of the evidence guide."""

    schema_version: str = SCHEMA_VERSION
    engine_version: str = ""
    rules_digest: str = ""
    note_id: str | None = None
    note_date: str | None = None
    findings: tuple[Finding, ...] = ()
    therapies: tuple[Therapy, ...] = ()
    imaging: tuple[ImagingStudy, ...] = ()
    symptom_duration_days: DayRange | None = None
    symptom_duration_mentions: tuple[Mention, ...] = ()
    complaints: tuple[Complaint, ...] = ()
    pain_scores: tuple[PainScore, ...] = ()
    disability_indices: tuple[DisabilityIndex, ...] = ()
    patient: Patient = field(default_factory=Patient)
    encounters: tuple[Encounter, ...] = ()
    order: ImagingOrder = field(default_factory=ImagingOrder)
    codes: tuple[Code, ...] = ()
    planned_interventions: tuple[PlannedIntervention, ...] = ()
    procedures: tuple[Procedure, ...] = ()
    consults: tuple[Consult, ...] = ()
    contraindications: tuple[Contraindication, ...] = ()
    labs: tuple[Lab, ...] = ()
    documents: tuple[Document, ...] = ()
    warnings: tuple[EvidenceWarning, ...] = ()
    _text: str = field(default="", repr=False, compare=False)

    def all_mentions(self) -> Iterator[tuple[str, Any, Mention]]:
        """Yield (kind, owner, mention) for everything that has mentions."""
        owners: tuple[tuple[str, tuple[Any, ...]], ...] = (
            ("finding", self.findings),
            ("therapy", self.therapies),
            ("imaging", self.imaging),
            ("complaint", self.complaints),
            ("pain_score", self.pain_scores),
            ("disability_index", self.disability_indices),
            ("patient", (self.patient,)),
            ("encounter", self.encounters),
            ("order", (self.order,)),
            ("code", self.codes),
            ("planned_intervention", self.planned_interventions),
            ("procedure", self.procedures),
            ("consult", self.consults),
            ("contraindication", self.contraindications),
            ("lab", self.labs),
        )
        for kind, items in owners:
            for item in items:
                for mention in item.mentions:
                    yield kind, item, mention
        for mention in self.symptom_duration_mentions:
            yield "symptom_duration", None, mention

    def _repr_html_(self) -> str:
        """What a notebook shows: the note with its evidence marked, while this process still holds it, and tables."""
        from mednec.report.notebook import evidence_html

        return evidence_html(self)

    def to_frame(self) -> pd.DataFrame:
        """One row a mention (pandas); nulls are None, columns are those of ``interop.columns.MENTION_COLUMNS``."""
        from mednec.frames import mention_frame

        return mention_frame([self])
