"""The shapes of criteria files (pydantic, unknown keys refused): sets, pathways, requirements and their tests.

A set has gates and alternative pathways; a pathway has requirements; a requirement has one test. A test is a mapping
with one key, the name of its predicate: ``{finding: {…}}``, ``{care: {…}}``, or a combination of tests
(``all``, ``any``, ``not``, ``at_least``).
"""

from __future__ import annotations

from datetime import date
from functools import cached_property
from typing import Any, ClassVar, Literal, Self, get_args

from pydantic import BaseModel, ConfigDict, Field, model_validator

Provenance = Literal["primary", "secondary", "title_only", "background", "derived", "industry_page"]
Confidence = Literal["high", "medium", "low"]
SpineRegion = Literal["cervical", "thoracic", "lumbar"]
Status = Literal["present", "possible", "absent", "historical"]
Where = Literal["any", "study", "limb", "limb_or_below", "legs"]
Rating = Literal["usually_appropriate", "may_be_appropriate", "usually_not_appropriate"]
Polarity = Literal["favourable", "unfavourable", "neutral"]
CONFIDENCES: tuple[Confidence, ...] = ("low", "medium", "high")
CONFIDENCE_OF: dict[str, Confidence] = {
    "primary": "high",
    "secondary": "medium",
    "derived": "medium",
    "industry_page": "medium",
    "title_only": "low",
    "background": "low",
}
"""How sure a fact is when the file does not say it, by provenance tag."""


class Strict(BaseModel):
    """Base of all shapes: no unknown keys, no values in error messages."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True, frozen=True, populate_by_name=True)


# ---------------------------------------------------------------------------------------------------------- predicates
class Predicate(Strict):
    """Base of what a test asks; ``polarity`` says whether more evidence of this kind helps the request."""

    polarity: ClassVar[Polarity] = "favourable"


class FindingSpec(Predicate):
    """One of these concepts is documented, with these attributes.

    Attributes: ``status`` the statuses accepted; ``where`` the place it must concern: ``study`` the spine region of
    the study, ``limb`` the limb its roots serve, ``limb_or_below`` also the legs, ``legs`` the legs by name; ``sides``
    the sides accepted; ``basis`` how it is known; ``grade_at_most`` a motor grade (0-5, a minus a third less, a plus a
    third more); ``recent`` excludes what is chronic, a baseline or a normal variant; ``own_cause`` excludes give-way
    weakness and what the note attributes to another cause, ``effort_limited`` asks for the former; ``trajectory`` how
    it has changed; ``detail`` values that the mention's details must have; ``supported_by`` concepts of which one must
    be present where there is only suspicion in the order or indication.
    """

    concepts: list[str] = Field(min_length=1)
    status: list[Status] = ["present"]
    where: Where = "any"
    sides: list[Literal["left", "right", "bilateral"]] | None = None
    basis: list[str] | None = None
    grade_at_most: float | None = Field(default=None, ge=0, le=5)
    recent: bool = False
    own_cause: bool = False
    effort_limited: bool = False
    dermatomal: bool = False
    trajectory: list[str] | None = None
    detail: dict[str, list[str | bool]] | None = None
    supported_by: list[str] = []


class CareSpec(Predicate):
    """Days of conservative care that count.

    Attributes: ``minimum_days``; ``classes`` the therapy classes that count; ``directed`` only care that a clinician
    directs; ``ended_within_days`` how long before the date of service it may have ended; ``since`` care must follow the
    onset of this episode (``onset``) or its last material change (``change``); ``single_course`` the longest course of
    one class instead of the union.
    """

    minimum_days: int = Field(gt=0)
    classes: list[str] = Field(min_length=1)
    directed: bool = False
    ended_within_days: int | None = Field(default=None, gt=0)
    since: Literal["onset", "change"] | None = None
    single_course: bool = False


class CourseSpec(Predicate):
    """At least one course of these classes was followed (``directed``: by a clinician's direction).

    ``home_exercise_needs_plan``: home exercise counts only with a plan that was given and a later check, or inability.
    """

    classes: list[str] = Field(min_length=1)
    directed: bool = False
    ended_within_days: int | None = Field(default=None, gt=0)
    home_exercise_needs_plan: bool = False


class ResponseSpec(Predicate):
    """How the patient answered to the care: ``accept`` satisfies, ``doubtful`` only while symptoms persist."""

    accept: list[str] = ["none", "worse", "plateau"]
    doubtful: list[str] = ["partial"]
    classes: list[str] | None = None


class WorseningSpec(Predicate):
    """Symptoms grew worse while conservative care was under way."""

    classes: list[str] = Field(min_length=1)


class ReevaluationSpec(Predicate):
    """The patient was assessed again after (or at the end of) the care, in one of these modes."""

    modes: list[str] = Field(min_length=1)


class EncounterSpec(Predicate):
    """A visit of one of these modes for this episode, at most ``within_days`` before the date of service."""

    modes: list[str] = Field(min_length=1)
    within_days: int | None = Field(default=None, gt=0)


class ExamSpec(Predicate):
    """The exam covers these parts; a generic phrase ("neuro intact") covers none."""

    covers: list[Literal["motor", "sensory", "reflex", "upper_motor_neuron", "provocation", "gait"]] = Field(
        min_length=1
    )
    graded: list[str] = []


class ImagingSpec(Predicate):
    """A study of one of these modalities of the region (``where``) with this status, result and age."""

    modalities: list[str] = Field(min_length=1)
    where: Where = "study"
    status: Literal["done", "ordered", "not_done"] = "done"
    results: list[str] | None = None
    within_days: int | None = Field(default=None, gt=0)
    diagnoses: list[str] | None = None


class PlanSpec(Predicate):
    """An intervention is planned for this problem."""

    interventions: list[str] = Field(min_length=1)
    approaches: list[str] | None = None
    status: list[str] = ["scheduled", "discussed"]


class ProcedureSpec(Predicate):
    """Spine surgery was done in the region of the study."""

    where: Where = "study"


class PainSpec(Predicate):
    """A pain score of at least ``at_least`` of 10."""

    at_least: float = Field(ge=0, le=10)


class Bounded(Predicate):
    """Base of what lies between two numbers, of which one at least is given."""

    polarity: ClassVar[Polarity] = "neutral"

    at_least: float | None = None
    below: float | None = None

    @model_validator(mode="after")
    def _bounded(self) -> Self:
        if self.at_least is None and self.below is None:
            raise ValueError("give at_least or below")
        return self


class AgeSpec(Bounded):
    """The patient's age in years: ``at_least`` and ``below``."""


class ComplaintSpec(Predicate):
    """A spine complaint of the region of the study, of this pattern and trend where given."""

    pattern: list[str] | None = None
    trend: list[str] | None = None
    change: list[str] | None = None
    cause: list[str] | None = None


class SymptomDaysSpec(Bounded):
    """The complaint has lasted at least (or less than) so many days."""


class LabSpec(Predicate):
    """One of these laboratory values is abnormal in this way."""

    tests: list[str] = Field(min_length=1)
    flags: list[str] = ["high", "positive", "abnormal"]


class StudySpec(Predicate):
    """The study that is asked for is of one of these regions, or is written to be done in one of these ways.

    ``techniques`` are those of ``ImagingStudy.technique`` ("upright", "positional", …); a study whose technique is not
    written is of none.
    """

    polarity: ClassVar[Polarity] = "neutral"

    regions: list[SpineRegion] | None = Field(default=None, min_length=1)
    techniques: list[str] | None = Field(default=None, min_length=1)

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if self.regions is None and self.techniques is None:
            raise ValueError("give regions, techniques or both")
        return self


class RegionMatchSpec(Predicate):
    """The evidence concerns the region that is to be imaged."""


class AssumeSpec(Predicate):
    """What the text of the policy leaves open: the state that is assumed, and the question to ask the payer."""

    polarity: ClassVar[Polarity] = "neutral"

    state: Literal["met", "not_met", "undocumented"]
    question: str = Field(min_length=10)


# --------------------------------------------------------------------------------------------------------------- tests
class Test(Strict):
    """One predicate, or one combination of tests: exactly one key (``at_least`` goes with ``of``)."""

    finding: FindingSpec | None = None
    care: CareSpec | None = None
    course: CourseSpec | None = None
    response: ResponseSpec | None = None
    worsening: WorseningSpec | None = None
    reevaluation: ReevaluationSpec | None = None
    encounter: EncounterSpec | None = None
    exam: ExamSpec | None = None
    imaging: ImagingSpec | None = None
    plan: PlanSpec | None = None
    procedure: ProcedureSpec | None = None
    pain: PainSpec | None = None
    age: AgeSpec | None = None
    complaint: ComplaintSpec | None = None
    symptom_days: SymptomDaysSpec | None = None
    lab: LabSpec | None = None
    study: StudySpec | None = None
    region_match: RegionMatchSpec | None = None
    assume: AssumeSpec | None = None
    told: Test | None = None
    """The inner test, where silence is a no: for what only counts when it is written down."""
    named: str | None = None
    all_of: list[Test] | None = Field(default=None, alias="all", min_length=1)
    any_of: list[Test] | None = Field(default=None, alias="any", min_length=1)
    not_: Test | None = Field(default=None, alias="not")
    unless: Test | None = None
    """Met unless the inner test is: silence is no obstacle. For exclusions, which apply only on evidence."""
    at_least: int | None = Field(default=None, gt=0)
    of: list[Test] | None = Field(default=None, min_length=2)

    @model_validator(mode="after")
    def _one_key(self) -> Test:
        keys = [self.key_name(name) for name in self.model_fields_set]
        empty = [self.key_name(name) for name in self.model_fields_set if getattr(self, name) is None]
        if empty:
            raise ValueError(f"'{empty[0]}' has no value; a test without arguments is written {{{empty[0]}: {{}}}}")
        if self.named is not None:
            raise ValueError("named tests are those that a set defines under 'tests'")
        if sorted(keys) == ["at_least", "of"]:
            if self.at_least and self.of and self.at_least > len(self.of):
                raise ValueError("at_least asks for more tests than there are")
        elif len(keys) != 1 or keys[0] in ("at_least", "of"):
            raise ValueError("a test has exactly one key (at_least goes with of)")
        return self

    @classmethod
    def key_name(cls, field: str) -> str:
        """The key of a field as it stands in the file."""
        return cls.model_fields[field].alias or field

    @cached_property
    def key(self) -> str:
        """The same for tests that ask the same, in whatever set they stand."""
        return self.model_dump_json(by_alias=True, exclude_unset=True)

    @cached_property
    def predicate(self) -> tuple[str, Predicate] | None:
        """Name and arguments of the predicate; None for a combination or a named test."""
        for name in self.model_fields_set:
            value = getattr(self, name)
            if isinstance(value, Predicate):
                return name, value
        return None

    @cached_property
    def parts(self) -> tuple[Test, ...]:
        """The tests that a combination is made of."""
        single = [part for part in (self.not_, self.unless, self.told) if part is not None]
        return tuple(self.all_of or self.any_of or self.of or single)


# ---------------------------------------------------------------------------------------------------------------- sets
class Sourced(Strict):
    """Base of what states a fact of policy: where it comes from and how sure it is.

    ``question`` is what to ask the payer, printed wherever the fact decides; a fact of low confidence should have one.
    """

    provenance: Provenance
    source: list[str] = Field(min_length=1)
    confidence: Confidence | None = None
    question: str | None = None

    @property
    def certainty(self) -> Confidence:
        """The confidence the file gives, else that of the provenance tag."""
        return self.confidence or CONFIDENCE_OF[self.provenance]


class Requirement(Sourced):
    """One condition in plain words, with the test that decides it.

    ``vector`` is the denial vector when it fails; ``document`` what the note would have to say, if true.
    """

    id: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    text: str = Field(min_length=10)
    test: Test
    vector: str = Field(default="DV01", pattern=r"^DV\d\d$")
    document: str | None = None


class Pathway(Sourced):
    """One way to meet the set: always open, or opened by a trigger; all its requirements are needed.

    ``waives`` names the requirements of other pathways that this one makes unnecessary; nothing else is waived.
    """

    id: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    text: str = Field(min_length=10)
    always_open: bool = False
    trigger: Test | None = None
    requires: list[Requirement] = Field(min_length=1)
    waives: list[str] = []
    regions: list[SpineRegion] | None = None

    @model_validator(mode="after")
    def _opened(self) -> Pathway:
        if self.always_open == (self.trigger is not None):
            raise ValueError("a pathway is always_open or has a trigger, one of the two")
        return self


class Variant(Sourced):
    """A clinical situation of a guideline and its ratings of MRI by contrast; the first that fits holds.

    A contrast that the guideline's summary does not rate is left out.
    """

    id: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    text: str = Field(min_length=10)
    when: Test
    ratings: dict[Literal["without", "with", "both"], Rating]
    regions: list[SpineRegion] | None = None


class Effective(Strict):
    """The dates of service for which a version holds; None is open or unknown."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True, frozen=True, populate_by_name=True)

    start: date | None = Field(default=None, alias="from")
    end: date | None = Field(default=None, alias="to")

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.start is not None and self.end is not None and self.end < self.start:
            raise ValueError("the version ends before it begins")
        return self


class Applies(Strict):
    """What the set covers: CPT codes, and the ages in years that it is written for."""

    cpt: list[str] = Field(min_length=1)
    adult_from: int | None = None


class CriteriaSet(Sourced):
    """One version of one payer's criteria (or a guideline's ratings)."""

    kind: Literal["coverage", "guideline"] = "coverage"
    id: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    payer: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    title: str
    version: str
    effective: Effective = Effective()
    applies: Applies
    unknown: list[str] = []
    """What is proprietary, unread or unsettled; printed with every answer."""
    delegate: str | None = None
    """The payer whose set the plan's reviewer applies, evaluated beside this one."""
    gates: list[Requirement] = []
    pathways: list[Pathway] = []
    variants: list[Variant] = []

    @model_validator(mode="after")
    def _complete(self) -> CriteriaSet:
        if self.kind == "coverage" and not self.pathways:
            raise ValueError("a coverage set needs pathways")
        if self.kind == "guideline" and not self.variants:
            raise ValueError("a guideline needs variants")
        return self


def predicate_specs() -> dict[str, type[Predicate]]:
    """Every predicate by the name it has in criteria files."""
    found: dict[str, type[Predicate]] = {}
    for name, field in Test.model_fields.items():
        for kind in get_args(field.annotation):
            if isinstance(kind, type) and issubclass(kind, Predicate):
                found[name] = kind
    return found


def subtests(test: Test) -> list[Test]:
    """A test and every test inside it."""
    return [test, *(inner for part in test.parts for inner in subtests(part))]


def plain(test: Test) -> dict[str, Any]:
    """A test as it stands in a file."""
    return test.model_dump(by_alias=True, exclude_unset=True)
