"""The shapes of rule files (pydantic, unknown keys refused); the JSON Schemas for editors are generated from these."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

Status = Literal["present", "absent", "possible", "historical", "none"]
Family = Literal["radiculopathy", "myelopathy", "red_flag", "context", "extended"]
FindingType = Literal["sign", "symptom", "diagnosis", "event", "history", "function", "plan", "exam"]
Basis = Literal["reported", "examined", "diagnosed", "imaging", "electrodiagnostic"]
Place = Literal[
    "neck",
    "back",
    "thoracic_back",
    "low_back",
    "cervical",
    "thoracic",
    "lumbar",
    "spine",
    "upper_limb",
    "lower_limb",
    "shoulder",
    "hip",
    "buttock",
    "trunk",
    "saddle",
    "face",
    "head",
    "chest",
    "abdomen",
    "pelvis",
    "other",
    "none",
]
Phrases = Annotated[list[str], Field(default_factory=list)]


class Strict(BaseModel):
    """Base of all rule models: no unknown keys, no values in error messages."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True, frozen=True, coerce_numbers_to_str=True)


class FindingExample(Strict):
    """A sentence beside a rule and what must come out of it (``none``: nothing of this concept)."""

    text: str = Field(min_length=1)
    status: Status
    concept: str | None = None
    region: str | None = None
    side: str | None = None
    level: str | None = None
    grade: str | None = None


class Named(Strict):
    """Base of rules with a name: in an overlay they add to the rule of that name, or replace it."""

    override: bool = False


class FindingRule(Named):
    """One concept: its wording, what a bare mention means, and where it may stand."""

    concept: str
    label: str = ""
    type: FindingType = "symptom"
    basis: Basis | None = None
    region: str = "none"
    needs: str | None = None
    within: list[str] = Field(default_factory=list)
    standing: bool = False
    words: Phrases
    places: list[Place] = Field(default_factory=list)
    radiate: Phrases
    phrases: Phrases
    present: Phrases
    absent: Phrases
    possible: Phrases
    historical: Phrases
    exclude: Phrases
    at: dict[str, str | None] | None = None
    implies: list[str] = Field(default_factory=list)
    denies: list[str] = Field(default_factory=list)
    examples: list[FindingExample] = Field(default_factory=list)


class FindingFile(Strict):
    """``kind: findings``."""

    kind: Literal["findings"]
    family: Family
    rules: list[FindingRule]


CueCategory = Literal[
    "absent",
    "possible",
    "historical",
    "family",
    "other_person",
    "planned",
    "hypothetical",
    "present",
    "terminate",
    "pseudo",
]


class CueExample(Strict):
    """A sentence with its target in double asterisks, what kind of thing that is, and the status the cue must give."""

    text: str
    status: Status
    kind: FindingType = "symptom"


class CueRule(Strict):
    """Words that change how a neighbouring mention is meant."""

    category: CueCategory
    direction: Literal["forward", "backward", "both"] = "forward"
    scope: int | None = Field(default=None, ge=1, le=60)
    to: list[FindingType] = Field(default_factory=list)
    through_commas: bool = True
    within: list[str] = Field(default_factory=list)
    opens: bool = False
    phrases: Phrases
    examples: Annotated[list[CueExample], Field(default_factory=list)]


class CueFile(Strict):
    """``kind: cues``."""

    kind: Literal["cues"]
    rules: list[CueRule]


class SectionRule(Named):
    """A section of a note: its headings and what standing in it means.

    ``openings`` begin headings of any length, such as "exam" in "Exam today, in the office:". ``certainty``: how sure
    the diagnoses are that stand there (possible under "Differential diagnosis:").
    """

    section: str
    headings: list[str]
    openings: Phrases
    basis: Basis | None = None
    experiencer: Literal["patient", "family"] = "patient"
    temporality: Literal["current", "historical", "planned", "hypothetical"] = "current"
    certainty: Literal["told", "possible"] = "told"
    label: bool = False


class SectionFile(Strict):
    """``kind: sections``."""

    kind: Literal["sections"]
    rules: list[SectionRule]
    examples: list[dict[str, str]] = Field(default_factory=list)


class AnatomyRule(Named):
    """A body part: where it is for symptoms, for the spine, for studies; muscles and roots carry their limb."""

    part: str
    place: Place
    spine: Literal["cervical", "thoracic", "lumbar"] | None = None
    limb: Literal["upper_limb", "lower_limb", "both"] | None = None
    study: str | None = None
    muscle: str | None = None
    root: str | None = None
    side: Literal["left", "right", "bilateral"] | None = None
    phrases: list[str]


class SideRule(Strict):
    """Words for a side of the body."""

    side: Literal["left", "right", "bilateral"]
    phrases: list[str]


class AnatomyFile(Strict):
    """``kind: anatomy``."""

    kind: Literal["anatomy"]
    rules: list[AnatomyRule]
    sides: list[SideRule] = Field(default_factory=list)
    examples: list[dict[str, str]] = Field(default_factory=list)


class MacroFile(Strict):
    """``kind: macros``: short lists of alternatives, used as ``$name``."""

    kind: Literal["macros"]
    macros: dict[str, list[str]]
    real_words: list[str] = Field(default_factory=list)
    examples: list[dict[str, str]] = Field(default_factory=list)


class ValueRule(Named):
    """Words written beside a sign, a strength, a reflex or a sensation test, and what they mean."""

    value: str
    phrases: list[str]


class ValueFile(Strict):
    """``kind: values``."""

    kind: Literal["values"]
    rules: list[ValueRule]
    examples: list[dict[str, str]] = Field(default_factory=list)


class TherapyExample(Strict):
    """A sentence and the therapy that must come out of it."""

    text: str = Field(min_length=1)
    note_date: str | None = None
    therapy: str | None = None
    status: str
    outcome: str | None = None
    duration_days: list[float | None] | None = None
    sessions: int | None = None


class TherapyRule(Named):
    """A class of conservative care: its words, agents and what they imply."""

    therapy: str
    label: str = ""
    active: bool = False
    directed_by: Literal["clinician", "self"] | None = None
    needs_indication: bool = False
    phrases: Phrases
    agents: dict[str, list[str]] = Field(default_factory=dict)
    agent_flags: dict[str, dict[str, Any]] = Field(default_factory=dict)
    untried: Phrases
    exclude: Phrases
    examples: list[TherapyExample] = Field(default_factory=list)


class TherapyFile(Strict):
    """``kind: therapies``."""

    kind: Literal["therapies"]
    rules: list[TherapyRule]


class TherapyCueRule(Strict):
    """Words that say what became of a therapy."""

    cue: str
    response: Literal["worse", "none", "plateau", "partial", "good"] | None = None
    reason: str | None = None
    direction: Literal["forward", "backward", "both"] = "forward"
    scope: Literal["clause", "sentence", "next_sentence"] = "clause"
    weight: int = Field(default=2, ge=1, le=3)
    phrases: list[str]
    examples: list[TherapyExample] = Field(default_factory=list)


class TherapyCueFile(Strict):
    """``kind: therapy_cues``."""

    kind: Literal["therapy_cues"]
    rules: list[TherapyCueRule]


class ImagingExample(Strict):
    """A sentence and the study that must come out of it."""

    text: str = Field(min_length=1)
    note_date: str | None = None
    modality: str | None = None
    region: str | None = None
    status: str
    date: str | None = None
    result: str | None = None


class ImagingRule(Named):
    """A modality: its words, and the region where the word carries it."""

    modality: str
    label: str = ""
    region: str | None = None
    phrases: list[str]
    exclude: Phrases
    examples: list[ImagingExample] = Field(default_factory=list)


class ImagingCueRule(Strict):
    """Words that say what became of a study, or what it showed."""

    cue: str
    direction: Literal["forward", "backward", "both"] = "both"
    weight: int = Field(default=2, ge=1, le=3)
    phrases: list[str]


class StudySiteRule(Strict):
    """Words that tell where a study looked that names no region: what it ``shown``, or the ``complaint`` it is for."""

    site: str
    tells: Literal["shown", "complaint"]
    of: list[str]
    phrases: list[str]


class ImagingFile(Strict):
    """``kind: imaging``."""

    kind: Literal["imaging"]
    rules: list[ImagingRule]
    result_cues: list[ImagingCueRule] = Field(default_factory=list)
    status_cues: list[ImagingCueRule] = Field(default_factory=list)
    contrast: dict[str, list[str]] = Field(default_factory=dict)
    sites: list[StudySiteRule] = Field(default_factory=list)


class FactExample(Strict):
    """A sentence and the value of the fact that must come out of it (``none``: no value of this fact)."""

    text: str = Field(min_length=1)
    note_date: str | None = None
    value: str


class FactRule(Named):
    """Words for one value of a fact: about a finding (``of`` names its concepts), a visit, an order, a plan.

    ``region``: the part of the spine that the words imply; ``normal``: of a test, its reference range by unit.
    """

    fact: str
    value: str
    of: list[str] = Field(default_factory=list)
    alone: bool = False
    reach: int | None = Field(default=None, ge=0, le=60)
    region: Literal["cervical", "thoracic", "lumbar"] | None = None
    normal: dict[str, tuple[float, float]] = Field(default_factory=dict)
    phrases: list[str]
    exclude: Phrases
    examples: list[FactExample] = Field(default_factory=list)


class FactFile(Strict):
    """``kind: facts``."""

    kind: Literal["facts"]
    rules: list[FactRule]


class WordClassRule(Named):
    """A closed class of single words that a reader looks up as they stand, in the form the text is folded to."""

    name: Literal[
        "operation_intended",
        "operation_undergone",
        "operation_carried_out",
        "operation_done_before",
        "operation_past",
        "operation_led_to",
        "operation_known",
        "value_kept",
        "value_lost",
        "statement_opening",
        "denying_verb",
        "subject",
        "joined_statement_opening",
        "listed_too",
        "exam_item",
        "trouble",
        "sprain",
        "having",
        "sign_of",
        "grounds",
        "still_there",
        "asked_of_study",
        "before_study_clear",
        "study_clear",
        "closing_denial",
        "answering",
        "telling",
        "remedy",
        "strength_name",
        "not_strength",
        "strength_of_no_limb",
        "before_date",
        "numbered_part",
        "counted_thing",
        "strength_grade_fair",
        "strength_grade_poor",
        "strength_grade_trace",
        "measure_unit",
        "no_bare_grades",
        "reflex_name",
        "not_reflex",
        "not_jerk",
        "cranial_reflex",
        "reflex_grade_absent",
        "reflex_grade_low",
        "row_noun",
        "reflex_of_other_kind",
        "before_excepted_place",
        "excepts_nothing",
        "plus_sign",
        "minus_sign",
        "between_side_values",
        "after_side_value",
        "after_ordinal_course",
        "joint_disease",
        "spine_or_nerve_pain",
        "resolution_subject",
    ]
    tells: str = ""
    words: list[str] = Field(min_length=1)


class ClassExample(FindingExample):
    """A sentence with words of a class, and the finding that comes out of it because of them."""

    concept: str


class PhraseClassRule(Named):
    """A closed class of plain phrases that a reader looks up as they stand; the longest one counts."""

    name: Literal[
        "exception",
        "exception_by_contrast",
        "suspicion_refuted",
        "suspicion_confirmed",
        "exam_part",
        "shared_value",
        "shared_loss",
        "strength_subject",
        "sensation_subject",
        "row_loss",
        "reflex_subject",
        "reflex_said_absent",
        "reflex_said_low",
        "reflex_said_normal",
        "reflex_said_brisk",
        "operation_ahead",
        "earlier_occasion",
        "ordinal_course",
        "aside_adverb",
        "aside_remark",
        "trouble_with",
        "own_predicate",
        "seen_predicate",
        "deficit_grows",
        "deficit_steady",
        "effort_limited",
        "causal",
        "cause_entrapment_neuropathy",
        "cause_peripheral_neuropathy",
        "cause_stroke",
        "cause_plexopathy",
        "cause_shoulder",
        "cause_demyelinating_disease",
        "other_disease",
        "other_pain",
        "other_reason",
    ]
    tells: str = ""
    phrases: list[str] = Field(min_length=1)
    examples: list[ClassExample] = Field(default_factory=list)


class WordClassFile(Strict):
    """``kind: word_classes``."""

    kind: Literal["word_classes"]
    rules: list[Annotated[WordClassRule | PhraseClassRule, Field(discriminator="name")]]


class TimeFile(BaseModel):
    """``kind: time``: read by the duration reader itself."""

    model_config = ConfigDict(extra="allow", hide_input_in_errors=True)

    kind: Literal["time"]


RuleFile = Annotated[
    FindingFile
    | CueFile
    | SectionFile
    | AnatomyFile
    | MacroFile
    | ValueFile
    | TherapyFile
    | TherapyCueFile
    | ImagingFile
    | FactFile
    | WordClassFile
    | TimeFile,
    Field(discriminator="kind"),
]
