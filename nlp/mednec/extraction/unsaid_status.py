"""The status of a treatment of which no cue tells it: by its section, its length, its dose and how it worked."""

from __future__ import annotations

from mednec.extraction.activity_status import restriction_status
from mednec.extraction.care_sections import MEDICATION_SECTIONS, PLAN_SECTIONS, QUIET_SECTIONS
from mednec.extraction.matching import Matched
from mednec.extraction.treatments import PRIOR_TREATMENT, Treatment
from mednec.extraction.wordsets import word_set

_PRESENT_DOSE = word_set("prn daily nightly bid tid qid qd qhs hs bedtime mg mcg")
_HOW_OFTEN = word_set("times per weekly twice")
_DOSE_REACH = 8


def settle_unsaid(piece: Matched, treatment: Treatment, elapsed: bool) -> bool:
    """Set the status; False when the mention is no item. ``elapsed``: it worked somehow, or its length is known."""
    section = piece.segment.section
    if section == PRIOR_TREATMENT:
        return treatment.settle("completed", 1)
    if treatment.wording.lower().startswith("injected"):
        return treatment.settle("completed", 2)
    if treatment.supplied and not elapsed:
        return treatment.settle("planned", 1)
    if section in MEDICATION_SECTIONS:
        return treatment.settle("ongoing", 1)
    restricted = restriction_status(piece, treatment)
    if _is_plan(piece, treatment, elapsed, restricted):
        return treatment.settle("planned", 1)
    if _works_now(treatment):
        return treatment.settle("ongoing", 1)
    if elapsed:
        ordered = section == "assessment_plan" and treatment.outcome == "unknown" and restricted == "planned"
        return treatment.settle("planned" if ordered else "completed", 1)  # "no lifting over 20 lb x 2 weeks"
    if treatment.agent and not _PRESENT_DOSE.isdisjoint(piece.words[treatment.end : treatment.end + _DOSE_REACH]):
        return treatment.settle("ongoing", 1)
    return section not in QUIET_SECTIONS and treatment.settle(restricted or "completed", 0)


def _is_plan(piece: Matched, treatment: Treatment, elapsed: bool, restricted: str | None) -> bool:
    """As in "Plan: PT 2 times per week for 6 weeks", or "off work 2 days" in an assessment."""
    section, worked = piece.segment.section, treatment.outcome != "unknown"
    if restricted and section == "assessment" and not worked:
        return True
    often = not _HOW_OFTEN.isdisjoint(piece.words[treatment.end :])
    item = piece.segment.kind == "bullet" and treatment.start == 0
    told = section in ("plan", "prescriptions", "instructions") or often or item
    return section in PLAN_SECTIONS and (not elapsed or (told and not worked))


def _works_now(treatment: Treatment) -> bool:
    """As in "heat and Tylenol dull it"."""
    told = treatment.outcome != "unknown" and treatment.told_now and not treatment.told_past
    return told and not treatment.name.endswith("_injection")
