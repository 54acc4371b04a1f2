"""Name the difficulties of a case, so that a score can be broken down by them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from mednec.corpus.gold import Placed
from mednec.corpus.statements import FindingSaid, TherapySaid

if TYPE_CHECKING:
    from mednec.corpus.documents import Document

RED_FLAGS = frozenset(
    """
    bowel_bladder_dysfunction saddle_anesthesia cauda_equina progressive_neuro_deficit major_trauma vertebral_fracture
    cancer_history spinal_malignancy weight_loss fever spinal_infection iv_drug_use immunosuppression night_pain
    """.split()
)
_BY_PHRASING = {
    "distractor.family": "family_history",
    "distractor.knee_therapy": "other_region_therapy",
    "distractor.gabapentin_for_seizures": "other_indication",
    "distractor.aspirin_for_heart": "other_indication",
    "distractor.prednisone_for_asthma": "other_indication",
    "distractor.stress_incontinence": "longstanding_other_cause",
    "distractor.prostate_incontinence": "longstanding_other_cause",
    "distractor.intentional_weight_loss": "intentional_weight_loss",
    "distractor.basal_cell": "basal_cell",
    "plan.safety": "safety_net",
    "plan.conditional": "conditional_plan",
    "exam.generic": "generic_exam",
    "exam.motor.weak.effort": "effort_limited",
    "exam.motor.before": "earlier_exam",
    "care.list": "treatment_list",
    "care.global": "global_statement",
}
_RECEIVED = ("completed", "ongoing")


def phenomena(documents: Sequence[Document], placed: Sequence[Placed]) -> list[str]:
    """The tags of a case, in alphabetical order."""
    used = {phrasing for document in documents for phrasing in document.phrasings}
    tags = {tag for prefix, tag in _BY_PHRASING.items() if any(name.startswith(prefix) for name in used)}
    tags |= {trait for document in documents for trait in document.traits}
    tags |= _of_findings(placed) | _of_therapies(placed)
    if len(documents) > 1:
        tags.add("several_documents")
    if any(document.doc_type == "telehealth_visit" for document in documents):
        tags.add("telehealth")
    return sorted(tags)


def _of_findings(placed: Sequence[Placed]) -> set[str]:
    said = [(item, item.statement) for item in placed if isinstance(item.statement, FindingSaid)]
    statuses = {finding.status for _, finding in said}
    tags = {name for name, status in (("hedged", "possible"), ("historical", "historical")) if status in statuses}
    if any(f.status == "absent" and f.concept in RED_FLAGS for _, f in said):
        tags.add("negated_red_flag")
    present = {(i.document, f.concept) for i, f in said if f.status == "present" and f.grade}
    denied = {(i.document, f.concept) for i, f in said if f.status == "absent" and f.concept == "motor_weakness"}
    # "Otherwise 5/5" after a weak muscle is no contradiction; a denial before the weak muscle is read out is one.
    if present & denied and _denied_first(said):
        tags.add("contradiction")
    return tags


def _denied_first(said: Sequence[tuple[Placed, FindingSaid]]) -> bool:
    weak = [(i.document, i.start) for i, f in said if f.concept == "motor_weakness" and f.grade]
    full = [(i.document, i.start) for i, f in said if f.concept == "motor_weakness" and f.status == "absent"]
    return any(d == d2 and start < start2 for d, start in full for d2, start2 in weak)


def _of_therapies(placed: Sequence[Placed]) -> set[str]:
    tags = set()
    for item in placed:
        said = item.statement
        if not isinstance(said, TherapySaid):
            continue
        if said.status not in _RECEIVED:
            tags.add(f"{said.status}_therapy")
        elif said.duration_days is None and said.start_date is None and said.end_date is None:
            tags.add("undated_therapy")
        if said.directed_by == "self":
            tags.add("self_directed")
        if said.response == "partial":
            tags.add("partial_response")
    return tags
