"""Decides from the cues that reach a therapy whether it was done, goes on, is planned, refused or never happened."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from mednec.extraction.activity_status import has_given_up, is_activity, is_habit, is_own_avoidance, remains
from mednec.extraction.care_sections import PLAN_SECTIONS
from mednec.extraction.context import Context
from mednec.extraction.indication import is_indicated
from mednec.extraction.matching import Matched
from mednec.extraction.other_causes import shares_with_spine
from mednec.extraction.other_problems import is_elsewhere
from mednec.extraction.status_cues import StatusCue, strongest
from mednec.extraction.status_scores import DISPENSED, settle_by_score
from mednec.extraction.treatments import Treatment
from mednec.extraction.undone_care import is_denied_outright, settle_ended, settle_undone
from mednec.extraction.unsaid_status import settle_unsaid
from mednec.extraction.wordsets import word_set

_JOINTS = word_set("knee knees ankle elbow foot feet hand carpal plantar meniscus")
_TALKED = word_set("discussed discuss talked counseled")
_TRIED = frozenset({"declined", "avoided", "not_done", "planned", "stopped", "side_effect", "completed"})
_STILL_TO_COME = word_set("will to be is are plan being shall would should today")
_ORDERS = word_set("order orders")
_NOW = word_set("today tonight tomorrow now")
_HEADS_LIST = word_set("include includes included including consisting consisted such with form namely")


def decide(
    piece: Matched,
    treatments: Sequence[Treatment],
    cues: Mapping[int, list[StatusCue]],
    context: Context,
    in_history: bool = False,
) -> list[Treatment]:
    """The treatments of a sentence that are items, each with its status; ``in_history``: it tells of the past."""
    kept = []
    for treatment in treatments:
        reached = cues.get(id(treatment), [])
        if in_history:
            reached = [_as_told(piece, c) for c in reached]
        if _settle(piece, treatment, reached, context, treatments):
            _check_days(treatment, context)
            kept.append(treatment)
    return kept


def _as_told(piece: Matched, cue: StatusCue) -> StatusCue:
    """As in "he was sent home with Naprosyn" in the history: a prescription of the past has been taken."""
    said = piece.words[max(0, cue.start - 2) : cue.end]
    if not _ORDERS.isdisjoint(said):
        return cue  # "order placed for TENS": not dispensed
    if cue.kind != "planned" or DISPENSED.isdisjoint(said) or not _NOW.isdisjoint(piece.words):
        return cue
    return cue if not _STILL_TO_COME.isdisjoint(said) else replace(cue, kind="completed", weight=2)


def _settle(
    piece: Matched,
    treatment: Treatment,
    cues: Sequence[StatusCue],
    context: Context,
    treatments: Sequence[Treatment],
) -> bool:
    """Set the status; False when the mention is no item."""
    standing = [c for c in cues if not (_is_for_joint(piece, c, context) or shares_with_spine(piece.words, c))]
    kinds = strongest(standing)
    if treatment.untried:
        return is_denied_outright(piece, treatment, kinds, context)
    for status in ("not_done", "ongoing", "completed"):
        if f"kept_{status}" in kinds:
            return treatment.settle(status, 3)
    worked = treatment.outcome != "unknown"
    if worked and treatment.days is None:
        treatment.days = treatment.supply  # "naproxen 500 bid x 6 wks. No relief."
    if "other" in kinds or (not worked and _heads_list(piece, treatment, treatments)):
        return False
    companions = any(not t.needs_indication and t is not treatment for t in treatments)
    tried = not _TRIED.isdisjoint(kinds)
    if not is_indicated(piece, treatment, context, worked=worked, companions=companions, tried=tried):
        return False
    if is_elsewhere(piece, treatment, treatments, context):
        return False
    return _settle_by_cues(piece, treatment, kinds, worked, context)


def _is_for_joint(piece: Matched, cue: StatusCue, context: Context) -> bool:
    """As in "ibuprofen for the knee": another problem in a note about the spine, the problem itself in any other."""
    return (
        cue.kind == "other" and not context.is_spine_note and not _JOINTS.isdisjoint(piece.words[cue.start : cue.end])
    )


def _heads_list(piece: Matched, treatment: Treatment, treatments: Sequence[Treatment]) -> bool:
    """As in "treatments include PT and naproxen", "Therapies: PT": the items are those that follow."""
    if treatment.name != "unspecified":
        return False
    following = piece.words[treatment.end : treatment.end + 3]
    titles = following[:1] == [":"] and treatments[-1] is not treatment
    return titles or not _HEADS_LIST.isdisjoint(following)


def _settle_by_cues(
    piece: Matched, treatment: Treatment, kinds: dict[str, StatusCue], worked: bool, context: Context
) -> bool:
    doubt, plan = kinds.get("conditional"), kinds.get("planned")
    if doubt and plan and plan.start < doubt.end <= plan.end:
        doubt = None  # "discussed exercises that he can do"
    if is_activity(treatment) and has_given_up(piece, treatment):
        return treatment.settle("ongoing", 2)
    if is_activity(treatment) and is_own_avoidance(piece, treatment, kinds):
        kinds.pop("avoided", None)
        if doubt and not _TALKED.isdisjoint(piece.words[doubt.start : doubt.end]):
            return treatment.settle("planned", 2)
    if doubt and (doubt.distance < 0 or ("stopped" in kinds and doubt.start < kinds["stopped"].start)):
        return False  # "will probably suggest switching from OxyContin"
    if settle_undone(piece, treatment, kinds, worked) or settle_ended(treatment, kinds, worked):
        treatment.halted = "stopped" in kinds and piece.segment.section in PLAN_SECTIONS
        return True
    if doubt and not worked and not _is_sure(kinds, doubt):
        return False
    return _settle_done(piece, treatment, kinds, worked, context)


def _is_sure(kinds: Mapping[str, StatusCue], doubt: StatusCue) -> bool:
    """Whether something nearer than the conditional word says that it happened or will."""
    return any(
        k in kinds and kinds[k].distance < doubt.distance for k in ("completed", "ongoing", "continue", "planned")
    )


def _settle_done(
    piece: Matched, treatment: Treatment, kinds: Mapping[str, StatusCue], worked: bool, context: Context
) -> bool:
    """Done, going on or planned."""
    if "continue" in kinds:
        return treatment.settle("ongoing", 3)
    if is_activity(treatment) and remains(piece, treatment) and not worked:
        return treatment.settle("ongoing", 2)
    if piece.words[treatment.start] == "avoid" and not worked and not is_habit(piece, treatment):
        return treatment.settle("planned", 2)
    counted = treatment.days is not None or treatment.sessions is not None
    if settle_by_score(piece, treatment, kinds, worked, context):
        return True
    treatment.by_response = worked
    return settle_unsaid(piece, treatment, worked or counted)


def _check_days(treatment: Treatment, context: Context) -> None:
    """Set right what the days of a course contradict, and leave out what its status cannot have."""
    if treatment.status == "completed" and treatment.wording.lower().startswith(("sent ", "referred ")):
        treatment.ordered_then = True
    side = _side_of_note(treatment, context)
    if treatment.status in ("completed", "ongoing") and side == "after":
        treatment.status = "planned"
    elif treatment.status == "planned" and side == "before":
        treatment.status = "ongoing"  # "Rx diclofenac since 5/11": a prescription that is being followed
    if treatment.status in ("planned", "declined", "not_done"):
        treatment.days = treatment.sessions = None
        treatment.start_date = treatment.end_date = None
        treatment.outcome = treatment.response = "unknown"


def _side_of_note(treatment: Treatment, context: Context) -> str | None:
    """Whether a course began before or after the day of the note, as precisely as its first day is known."""
    start = treatment.start_date
    if context.note_date is None or start is None:
        return None
    day = context.note_date[: len(start)]
    return "after" if start > day else "before" if start < day else None
