"""A case made by hand, so that what pages show does not change with the rules; nothing here was extracted."""

from __future__ import annotations

from mednec.care import CareDays
from mednec.criteria.assessment import (
    Assessment,
    Assessments,
    Fix,
    FixPlan,
    PathwayResult,
    Quote,
    RequirementResult,
    RiskContribution,
)
from mednec.criteria.denials import DenialReason
from mednec.criteria.problems import CodingProblem
from mednec.evidence import Evidence, EvidenceWarning, Finding, ImagingStudy, Mention, Patient, Therapy

NOTE = """HPI: 48 y/o with neck pain for 10 weeks. Denies fever. Possible myelopathy.
Sciatica in 2011, resolved. Physical therapy 03/11/2026 to 04/15/2026, no relief.
EXAM: triceps 5/5, 4/5. PLAN: MRI cervical spine."""


def mention(words: str, text: str = NOTE, **said) -> Mention:
    start = text.index(words)
    return Mention(start, start + len(words), words, **said)


def quote(words: str) -> Quote:
    start = NOTE.index(words)
    return Quote(start, start + len(words), words)


def evidence() -> Evidence:
    weak = mention(
        "triceps 5/5, 4/5", status="present", basis="examined", cue="4/5", side="left", root="C7", grade="4/5",
        section="physical_exam", rule="motor_weakness/grade",
    )  # fmt: skip
    strong = mention("triceps 5/5", status="absent", basis="examined", side="right", rule="motor_weakness/grade")
    findings = (
        Finding("neck_pain", "context", None, "present", mentions=(mention("neck pain", status="present"),)),
        Finding("fever", "red_flag", None, "absent", mentions=(mention("fever", status="absent", cue="denies"),)),
        Finding(
            "myelopathy", "myelopathy", "cervical", "possible",
            mentions=(mention("myelopathy", status="possible", cue="possible"),),
        ),
        Finding(
            "radiculopathy", "radiculopathy", "lumbar", "historical",
            mentions=(mention("Sciatica", status="historical", cue="resolved"),),
        ),
        Finding(
            "motor_weakness", "radiculopathy", "upper_limb", "present", side="left", grade="4/5",
            mentions=(weak, strong),
        ),
    )  # fmt: skip
    therapy = Therapy(
        "physical_therapy", region="cervical", status="completed", outcome="failed", duration_days=(35, 35),
        start_date="2026-03-11", end_date="2026-04-15",
        mentions=(mention("Physical therapy", status="completed"), mention("03/11/2026 to 04/15/2026")),
    )  # fmt: skip
    study = ImagingStudy("mri", "cervical", "ordered", is_requested_study=True, mentions=(mention("MRI"),))
    return Evidence(
        engine_version="0", rules_digest="0123456789abcdef", note_date="2026-05-02", findings=findings,
        therapies=(therapy, Therapy("nsaid", agent="Naproxen", status="ongoing")), imaging=(study,),
        symptom_duration_days=(70, 70), symptom_duration_mentions=(mention("10 weeks"),),
        patient=Patient(48, mentions=(mention("48 y/o"),)),
        warnings=(EvidenceWarning("contradiction", "said both ways", (strong,)),), _text=NOTE,
    )  # fmt: skip


def assessments() -> Assessments:
    care = RequirementResult(
        "conservative_care_6_weeks", "At least six weeks of directed care.", "not_met", "failed_care", -7,
        evidence=(quote("Physical therapy"),), detail="35 of 42 days documented", provenance="primary",
        source="POLICY 1", care=CareDays((35, 35), 42, "2025-11-01", "2026-05-02"),
    )  # fmt: skip
    region = RequirementResult(
        "study_region", "The region that hurts is imaged.", "met", evidence=(quote("neck pain"),)
    )
    open_care = RequirementResult(
        "conservative_care_6_weeks", "Six weeks of care.", "undocumented", "failed_care",
        care=CareDays((0, None), 42, None, "2026-05-02"),
    )  # fmt: skip
    deficit = RequirementResult(
        "deficit", "A deficit on exam.", "met", "deficit", evidence=(quote("triceps 5/5, 4/5"),),
        opposing=(quote("triceps 5/5"),),
    )  # fmt: skip
    first = Assessment(
        "evicore", "evicore_set", "V1", "2026-05-02", "72141", "does_not_meet", "high",
        pathway="failed_care", denial_risk=0.64, denial_risk_low=0.51, denial_risk_high=0.77, risk_band="high",
        requirements=(region, care), pathways=(PathwayResult("failed_care", "Care that failed.", "not_met", "high"),),
        coding=(CodingProblem("M50.2", "a header, not billable", "warning", ("M50.222",)),),
        denial_reasons=(DenialReason("DV02", "0F", "50", "too little care", "conservative_care_6_weeks"),),
        fixes=(Fix("conservative_care_6_weeks", "If it is true: a seventh week of care.", 0.22),),
        fix_plan=FixPlan(("conservative_care_6_weeks",), True, 0.18, "low", True),
        risk_contributions=(
            RiskContribution("base", "a request in which everything is shown", -2.0),
            RiskContribution("unmet", "requirements that are not shown", 1.25),
        ),
        open_questions=("Is home exercise enough?",), emergency_notice="Evidence of cord compression.",
    )  # fmt: skip
    second = Assessment(
        "user_payer", "user_set", "1", "2026-05-02", "72141", "meets", "low", pathway="deficit",
        risk_reason="no risk model for this payer", requirements=(region, deficit, open_care),
        pathways=(
            PathwayResult("deficit", "A deficit.", "met", "low"),
            PathwayResult("failed_care", "Care that failed.", "undocumented", "low"),
        ),
    )  # fmt: skip
    return Assessments((first, second), evidence())
