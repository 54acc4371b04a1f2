"""The shapes of criteria/reference/*.yaml (pydantic, unknown keys refused); every fact says how it is known."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

Provenance = Literal["primary", "secondary", "title_only", "background", "derived", "industry_page"]
Confidence = Literal["high", "medium", "low"]
Contrast = Literal["without", "with", "both"]
Side = Literal["left", "right", "bilateral"]
DAY = r"^\d{4}-\d\d-\d\d$"


class Strict(BaseModel):
    """Base of all reference models: no unknown keys, no values in error messages."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True, frozen=True)


class Fact(Strict):
    """Something a source says: how it is known, the key of the source in sources.yaml, how sure we are."""

    provenance: Provenance
    source: str = Field(min_length=1)
    confidence: Confidence


class Source(Strict):
    """Where a source key leads."""

    key: str
    title: str
    address: str | None = None


class SourceFile(Strict):
    """``kind: sources``."""

    kind: Literal["sources"]
    sources: tuple[Source, ...]


class StudyCode(Fact):
    """A procedure code and the study it stands for; ``label`` is ours, never the owner's descriptor.

    ``regions``: the body parts it can be used for; ``asks``: what a reviewer asks whenever it is requested.
    """

    code: str = Field(pattern=r"^[0-9A-Z]\d{4}$")
    modality: str
    regions: tuple[str, ...] = Field(min_length=1)
    contrast: Contrast | None = None
    joint: bool = False
    label: str
    asks: str | None = None


class InvalidCode(Fact):
    """A procedure code in circulation that does not exist, and the code that is usually meant by it."""

    code: str = Field(pattern=r"^[0-9A-Z]\d{4}$")
    meant: str
    text: str


class Modifier(Fact):
    """A procedure modifier; ``side`` for those of laterality, which belong to joints and not to the spine."""

    code: str
    meaning: str
    side: Side | None = None


class CptFile(Strict):
    """``kind: cpt``."""

    kind: Literal["cpt"]
    studies: tuple[StudyCode, ...]
    invalid: tuple[InvalidCode, ...] = ()
    modifiers: tuple[Modifier, ...] = ()


class Vocabulary(Strict):
    """A field of a request with its words: the word that stands for them -> how else it is said.

    ``closed``: no other word has a meaning.
    """

    name: str
    closed: bool
    words: dict[str, tuple[str, ...]]


class VocabularyFile(Strict):
    """``kind: vocabulary``."""

    kind: Literal["vocabulary"]
    terms: tuple[Vocabulary, ...]


class ProblemKind(Fact):
    """A kind of coding problem: how it is said (with places to fill), how bad it is, the denial it leads to."""

    kind: str
    severity: Literal["blocking", "warning"]
    vector: str
    problem: str


class CodingFile(Strict):
    """``kind: coding_problems``."""

    kind: Literal["coding_problems"]
    problems: tuple[ProblemKind, ...]


class DiagnosisRegion(Fact):
    """The body parts of diagnoses, by words of their description or by code."""

    regions: tuple[str, ...]
    letters: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()


class DiagnosisGroup(Fact):
    """Diagnosis codes that have something in common."""

    codes: tuple[str, ...]


class SpecificDiagnosis(Fact):
    """The code, by region, of what is documented when all concepts are present."""

    concepts: tuple[str, ...]
    label: str
    codes: dict[str, str]


class LevelWords(Fact):
    """How descriptions write a disc level, the narrowest first."""

    levels: tuple[str, ...]
    words: tuple[str, ...]


class RootLevels(Fact):
    """The disc level of a nerve root."""

    roots: dict[str, str]


class SplitCode(Fact):
    """A code that is a header since ``on``, and was billable before."""

    code: str
    on: str = Field(pattern=DAY)


class UnsupportedStudy(Fact):
    """Diagnoses that do not carry a kind of study."""

    codes: tuple[str, ...]
    modality: str
    text: str


class Icd10File(Strict):
    """``kind: icd10``."""

    kind: Literal["icd10"]
    regions: tuple[DiagnosisRegion, ...] = ()
    nonspecific: tuple[DiagnosisGroup, ...] = ()
    specific: tuple[SpecificDiagnosis, ...] = ()
    levels: tuple[LevelWords, ...] = ()
    roots: tuple[RootLevels, ...] = ()
    split: tuple[SplitCode, ...] = ()
    unsupported: tuple[UnsupportedStudy, ...] = ()


class ContrastIndication(Fact):
    """What speaks for or against contrast: findings, diagnoses or the reason an order gives."""

    name: str
    contrast: Literal["needed", "either", "without"]
    concepts: tuple[str, ...] = ()
    historical: bool = False
    codes: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()


class ContrastFile(Strict):
    """``kind: contrast``."""

    kind: Literal["contrast"]
    indications: tuple[ContrastIndication, ...]


class Plan(Fact):
    """A plan, a payer or a reviewer by its names, and the payer whose criteria judge it.

    ``by_line``: another payer for a line of business; ``line`` and ``state``: what the name implies; ``whole``: the
    names stand alone, further words make another payer; ``instead``: what to do where no criteria are public.
    """

    plan: str
    names: tuple[str, ...] = ()
    payer: str | None = None
    by_line: dict[str, str] = {}
    line: str | None = None
    state: str | None = None
    whole: bool = False
    instead: str | None = None


class PayerFile(Strict):
    """``kind: payers``."""

    kind: Literal["payers"]
    plans: tuple[Plan, ...]


class Applies(Fact):
    """A fact that holds for some plans, lines, states, sites, studies and days; empty holds for all."""

    plans: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()
    states: tuple[str, ...] = ()
    not_states: tuple[str, ...] = ()
    sites: tuple[str, ...] = ()
    modalities: tuple[str, ...] = ()
    first_day: str | None = Field(default=None, pattern=DAY)
    last_day: str | None = Field(default=None, pattern=DAY)


class Delegation(Applies):
    """Who reviews imaging; null where that is not known."""

    reviewer: str | None
    note: str | None = None


class DelegationFile(Strict):
    """``kind: delegation``; the first that applies is taken."""

    kind: Literal["delegation"]
    reviewers: tuple[Delegation, ...]


class AuthorizationRule(Applies):
    """Whether authorization is needed; null where that is not known."""

    required: bool | None
    text: str


class AuthorizationFile(Strict):
    """``kind: authorization``; the first that applies is taken."""

    kind: Literal["authorization"]
    rules: tuple[AuthorizationRule, ...]


class Term(Strict):
    """A span of time in which a decision is due; null where the source gives no number."""

    amount: int | None
    most: int | None = None
    unit: Literal["hour", "calendar_day", "business_day"]


class TurnaroundRule(Applies):
    """How long a decision takes."""

    name: str
    standard: Term | None = None
    urgent: Term | None = None
    note: str | None = None


class TurnaroundFile(Strict):
    """``kind: turnaround``; the first that applies is taken, others that differ are conflicts."""

    kind: Literal["turnaround"]
    rules: tuple[TurnaroundRule, ...]


class SiteException(Strict):
    """A reason why a hospital is in order; ``age_below`` in years, where the age alone is the reason."""

    name: str
    text: str
    age_below: float | None = None


class SiteRule(Applies):
    """Which site of service a payer questions, what it wants instead, and the reasons it accepts."""

    text: str
    questioned: tuple[str, ...]
    suggested: str
    exceptions: tuple[SiteException, ...] = ()


class SiteFile(Strict):
    """``kind: site_of_service``; the first that applies is taken."""

    kind: Literal["site_of_service"]
    rules: tuple[SiteRule, ...]


class DenialCodes(Strict):
    """X12 278 action and reason, and the claim adjustment code that follows if the denial is ignored."""

    hcr01: str
    x12_886: str | None = None
    carc: str


class DenialVector(Fact):
    """A way to be denied: our words for it, what the notes would have to show, and its codes.

    ``named``, ``implied``: the vendor's pages that name it as a denial reason, or imply it. ``not_met`` are the codes
    when the notes speak against it, ``undocumented`` when they are silent.
    """

    vector: str = Field(pattern=r"^DV\d\d$")
    name: str
    text: str
    refuted_by: str
    named: tuple[str, ...] = ()
    implied: tuple[str, ...] = ()
    not_met: DenialCodes
    undocumented: DenialCodes


class DenialFile(Strict):
    """``kind: denial_vectors``."""

    kind: Literal["denial_vectors"]
    vectors: tuple[DenialVector, ...]


class TransactionCode(Fact):
    """A code of a transaction standard in our words."""

    code: str
    text: str


class TransactionFile(Strict):
    """``kind: transaction_codes``: lists by name (hcr01, x12_886, aaa03, carc, rarc, pwk01 …)."""

    kind: Literal["transaction_codes"]
    lists: dict[str, tuple[TransactionCode, ...]]


ReferenceFile = Annotated[
    SourceFile
    | CptFile
    | VocabularyFile
    | CodingFile
    | Icd10File
    | ContrastFile
    | PayerFile
    | DelegationFile
    | AuthorizationFile
    | TurnaroundFile
    | SiteFile
    | DenialFile
    | TransactionFile,
    Field(discriminator="kind"),
]
