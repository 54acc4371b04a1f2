"""Care that was refused, never had, not begun or broken off."""

from __future__ import annotations

from collections.abc import Mapping

from mednec.extraction.activity_status import ORDERING
from mednec.extraction.care_sections import PLAN_SECTIONS, QUIET_SECTIONS
from mednec.extraction.context import Context
from mednec.extraction.indication import PAIN_WORDS
from mednec.extraction.matching import Matched
from mednec.extraction.status_cues import ORDERED_THEN, StatusCue, first_word
from mednec.extraction.treatments import Treatment
from mednec.extraction.wordsets import word_set

_ORDERS = PLAN_SECTIONS - {"follow_up"}
_BECAUSE = word_set(
    "given because due since secondary owing account ckd aki kidneys renal warfarin anticoagulation dm with"
)
_REASON_REACH = 6
_FOR_THE_MOMENT = word_set("today needed yet now tried so prior date indicated required necessary further currently or")
_CALLED_FOR = word_set(
    "indicated warranted recommended necessary advised appropriate justified needed required reasonable"
)
_MORE = word_set("further more additional")
_FILLED = word_set("fill filled redeemed")
_INSURER = word_set("insurance insurer carrier payer wc plan authorization authorized coverage")


def is_denied_outright(piece: Matched, treatment: Treatment, kinds: Mapping[str, StatusCue], context: Context) -> bool:
    """A denial of all treatment counts for a pain; one that goes on ("or drugs") needs a denial to go on from."""
    if "other" in kinds or piece.segment.section in QUIET_SECTIONS:
        return False
    if not context.has_pain_complaint and PAIN_WORDS.isdisjoint(piece.words):
        return False
    continued = treatment.start > 0 and piece.words[treatment.start - 1] in ("or", "nor")
    if continued and "not_done" not in kinds:
        return False
    return treatment.settle("not_done", 3)


def settle_undone(piece: Matched, treatment: Treatment, kinds: Mapping[str, StatusCue], worked: bool) -> bool:
    """Whether it was not tried, refused or avoided; a therapy with a response was done all the same."""
    refusal = kinds.get("declined") or kinds.get("avoided")
    untried = kinds.get("not_done")
    if untried and not refusal and _is_to_begin(piece, untried, kinds.get("planned")):
        return treatment.settle("planned", 3)
    if refusal and refusal.reason in ("cost", "access") and "stopped" in kinds and not untried:
        return False  # "went three times and quit because of copays"
    if untried and "stopped" in kinds and treatment.sessions is not None:
        return False  # "her insurance ran out of visits after twelve sessions"
    if (refusal or untried) and treatment.sessions is not None and _is_more_of_it(piece, treatment):
        return treatment.settle("completed", 2)
    if refusal and not untried and _was_begun(refusal, kinds.get("side_effect")):
        return False
    if untried and not worked and _is_answered(piece, treatment, untried):
        treatment.outcome, treatment.response, treatment.weight = "failed", "none", 1
        return treatment.settle("completed", 2)
    if worked or not (refusal or untried):
        return False
    if untried and not refusal and _keeps_away(piece, treatment, untried):
        return treatment.settle("declined", 3, "contraindicated")
    if untried and not (refusal and (refusal.distance < untried.distance or refusal.reason == "cost")):
        insurer = "insurer" if not _INSURER.isdisjoint(piece.words) else None
        return treatment.settle("not_done", 3, untried.reason or insurer)
    return treatment.settle("declined", 3, refusal.reason if refusal else None)


def _is_more_of_it(piece: Matched, treatment: Treatment) -> bool:
    """As in "the carrier refused further therapy after 18 visits": what went before was had."""
    return not _MORE.isdisjoint(piece.words[max(0, treatment.start - 1) : treatment.end])


def _was_begun(refusal: StatusCue, side_effect: StatusCue | None) -> bool:
    """As in "could not take gabapentin; it made her dizzy": what did something to her was begun."""
    told = side_effect is not None and side_effect.weight > 1 and side_effect.start > refusal.start
    return told and refusal.reason != "refused"


def _is_to_begin(piece: Matched, untried: StatusCue, plan: StatusCue | None) -> bool:
    """As in "I am referring her to therapy. It has not begun.": planned today, and therefore not done yet."""
    if plan is None or untried.distance <= plan.distance or untried.ahead:
        return False
    if not _FILLED.isdisjoint(piece.words[untried.start : untried.end]):
        return False  # "I prescribed gabapentin, which she never filled"
    return first_word(piece, plan) not in ORDERED_THEN | {"had"}


def _is_answered(piece: Matched, treatment: Treatment, untried: StatusCue) -> bool:
    """As in "Mobic x 1 month, none": of a course that was had, "none" is the relief."""
    counted = treatment.days is not None or treatment.sessions is not None
    return counted and not untried.ahead and piece.words[untried.start : untried.end] == ["none"]


def _keeps_away(piece: Matched, treatment: Treatment, untried: StatusCue) -> bool:
    """As in "Plan: no NSAIDs", "no NSAIDs given CKD": not what was never had, but what is not to be had."""
    said = piece.words[untried.start : untried.end]
    if said == ["neither"]:
        return not _CALLED_FOR.isdisjoint(piece.words[treatment.end :])  # "neither surgery nor injection is indicated"
    if said != ["no"] or treatment.start - untried.end > 2:
        return False
    if not _FOR_THE_MOMENT.isdisjoint(piece.words[treatment.end : treatment.end + 5]):
        return False
    if not ORDERING.isdisjoint(piece.words[max(0, untried.start - 3) : untried.start]):
        return True  # "was told no manipulation"
    following = piece.words[treatment.end : treatment.end + _REASON_REACH]
    return piece.segment.section in _ORDERS or not _BECAUSE.isdisjoint(following)


def settle_ended(treatment: Treatment, kinds: Mapping[str, StatusCue], worked: bool) -> bool:
    """Whether it was stopped, or stopped for a side effect (which counts as a failed trial)."""
    side_effect = kinds.get("side_effect")
    if side_effect and (side_effect.weight > 1 or "stopped" in kinds):
        if not worked:
            treatment.outcome, treatment.response, treatment.weight = "failed", "none", 2
        return treatment.settle("completed", 3, "intolerance")
    if "stopped" in kinds:
        treatment.stopped = True
        return treatment.settle("completed", 3, kinds["stopped"].reason)
    return False
