"""Decides whether a therapy was done, is being done, is planned, was refused or never happened, from the cues that reach it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from mednec.extraction.context import Context
from mednec.extraction.matching import Matched
from mednec.extraction.treatments import Treatment

PLAN_SECTIONS = frozenset({"plan", "assessment_plan", "prescriptions", "instructions", "follow_up"})
MEDICATION_SECTIONS = frozenset({"medications", "discharge_medications"})
_QUIET_SECTIONS = frozenset({"physical_exam", "laboratory", "review_of_systems", "imaging", "radiology_findings", "social_history", "past_medical_history", "electrodiagnostics"})
_PRESENT_DOSE = frozenset("prn daily nightly bid tid qid qd qhs hs bedtime mg mcg".split())
_PAIN_WORDS = frozenset(
    "pain pains painful ache aches aching sore radicular radiculopathy neuropathic nerve sciatica spasm spasms back neck arm leg numbness tingling paresthesias "
    "burning neuralgia lbp discomfort headache radiculitis".split()
)


@dataclass(frozen=True, slots=True)
class StatusCue:
    """A cue that reaches a treatment: its kind, weight, distance in tokens, and whether it stands before the treatment."""

    kind: str
    weight: int
    distance: int
    ahead: bool
    start: int
    end: int
    reason: str | None = None


def decide(piece: Matched, treatments: Sequence[Treatment], cues: Mapping[int, list[StatusCue]], context: Context) -> list[Treatment]:
    """The treatments of a sentence that are items, each with its status."""
    kept = []
    for treatment in treatments:
        reached = cues.get(id(treatment), [])
        if _settle(piece, treatment, reached, context):
            _finish(treatment)
            kept.append(treatment)
    return kept


def _settle(piece: Matched, treatment: Treatment, cues: Sequence[StatusCue], context: Context) -> bool:
    """Set the status; False when the mention is no item."""
    kinds = {c.kind: c for c in sorted(cues, key=lambda c: -c.distance)}
    section = piece.segment.section
    worked = treatment.outcome != "unknown"
    if "other" in kinds or not _indicated(piece, treatment, context, worked):
        return False
    refusal = kinds.get("declined") or kinds.get("avoided")
    if "not_done" in kinds and not worked and not (refusal and refusal.distance < kinds["not_done"].distance):
        return _set(treatment, "not_done", 3, kinds["not_done"].reason)
    if refusal and not worked:
        return _set(treatment, "declined", 3, refusal.reason)
    if "side_effect" in kinds:
        if not worked:
            treatment.outcome, treatment.response, treatment.weight = "failed", "none", 2
        return _set(treatment, "completed", 3, "intolerance")
    if "stopped" in kinds:
        return _set(treatment, "completed", 3, kinds["stopped"].reason)
    if "conditional" in kinds and not worked and not _sure(kinds, treatment):
        return False
    if "continue" in kinds:
        return _set(treatment, "ongoing", 3)
    return _by_nearest(piece, treatment, kinds, section, worked)


def _sure(kinds: Mapping[str, StatusCue], treatment: Treatment) -> bool:
    """Whether something nearer than the conditional word says that it happened."""
    doubt = kinds["conditional"].distance
    return any(k in kinds and kinds[k].distance < doubt for k in ("completed", "ongoing", "continue", "planned"))


def _by_nearest(piece: Matched, treatment: Treatment, kinds: Mapping[str, StatusCue], section: str | None, worked: bool) -> bool:
    scores: dict[str, float] = {}
    for kind in ("completed", "ongoing", "planned"):
        if kind in kinds:
            cue = kinds[kind]
            scores[kind] = 10 * cue.weight - 3 * cue.distance
    elapsed = worked or treatment.days is not None or treatment.sessions is not None
    if "planned" in scores:
        scores["planned"] += 15 if section in PLAN_SECTIONS else 0
        scores["planned"] -= 40 if elapsed and not treatment.supplied else 0
    if scores:
        best = max(scores, key=lambda k: (scores[k], k == "ongoing"))
        return _set(treatment, "completed" if best == "planned" and elapsed and not treatment.supplied else best, 2)
    return _by_default(piece, treatment, section, elapsed)


def _by_default(piece: Matched, treatment: Treatment, section: str | None, elapsed: bool) -> bool:
    if treatment.supplied and not elapsed:
        return _set(treatment, "planned", 1)
    if section in MEDICATION_SECTIONS:
        return _set(treatment, "ongoing", 1)
    if section in PLAN_SECTIONS and not elapsed:
        return _set(treatment, "planned", 1)
    if elapsed:
        return _set(treatment, "completed", 1)
    if treatment.agent and any(w in _PRESENT_DOSE for w in piece.words[treatment.end : treatment.end + 8]):
        return _set(treatment, "ongoing", 1)
    if section in _QUIET_SECTIONS:
        return False
    return _set(treatment, "completed", 0)


def _indicated(piece: Matched, treatment: Treatment, context: Context, worked: bool) -> bool:
    """Drugs with other uses count where pain is in sight; lists of drugs need a note about pain."""
    section = piece.segment.section
    if section in MEDICATION_SECTIONS:
        if not context.has_pain_complaint:
            return False
        return not treatment.needs_indication or not _PAIN_WORDS.isdisjoint(piece.words)
    if treatment.agent == "aspirin":
        return worked or not _PAIN_WORDS.isdisjoint(piece.words)
    return not treatment.needs_indication or worked or context.has_pain_complaint


def _set(treatment: Treatment, status: str, certain: int, reason: str | None = None) -> bool:
    treatment.status, treatment.certain = status, certain
    treatment.reason = reason or treatment.reason
    return True


def _finish(treatment: Treatment) -> None:
    """Planned, declined and untried courses have no length and no outcome."""
    if treatment.status in ("planned", "declined", "not_done"):
        treatment.days = treatment.sessions = None
        treatment.start_date = treatment.end_date = None
        treatment.outcome = treatment.response = "unknown"
