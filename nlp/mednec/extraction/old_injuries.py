"""Injuries of years ago that nothing ties to the complaint are history: "MVC 1998" among old problems."""

from __future__ import annotations

from collections.abc import Sequence

from mednec.extraction.context import Context, beginning_in
from mednec.extraction.matching import Matched
from mednec.extraction.mentions import RawMention

YEARS_AGO = 2
"""Whole calendar years before the visit from which an injury counts as one of long ago (guide: "years")."""

_NEAR = 30
_PAUSES = frozenset(",;.|")
_TIES = frozenset(
    (
        "since following after from caused causing resulted resulting result onset began begun started starting due "
        "ever persistent persisting residual sequela sequelae continued continues thereafter subsequently injured"
    ).split()
)
"""Words that tie what someone has to what happened."""
_EVER_SINCE = frozenset({"since", "ever", "thereafter"})
_COMPLAINTS = frozenset(
    "neck_pain back_pain radiculopathy radiating_pain limb_paresthesia motor_weakness myelopathy".split()
)


def settle_old_injuries(
    text: str, pieces: Sequence[Matched], mentions: Sequence[RawMention], context: Context, days: Sequence[float | None]
) -> None:
    """Make injuries of long ago historical, in place; ``days`` is how long the complaint lasts, [] when unknown."""
    if not context.note_date:
        return
    order = {piece.number: i for i, piece in enumerate(pieces)}
    for mention in mentions:
        if mention.concept != "major_trauma" or mention.status != "present" or mention.scene not in order:
            continue
        here = order[mention.scene]
        year = _year_beside(text, pieces[here], mention, context)
        if year is None or not _is_long_ago(year, context.note_date, days):
            continue
        told = [m for m in mentions if m.scene == mention.scene and m.status == "present" and m.concept in _COMPLAINTS]
        if not _is_tied(pieces[here : here + 2], bool(told)):
            mention.status, mention.cue = "historical", str(year)


def _year_beside(text: str, piece: Matched, mention: RawMention, context: Context) -> int | None:
    """The year written right beside an injury, no pause in between."""
    for when in beginning_in(context.time.dates, piece.segment):
        gap = text[mention.end : when.start] if when.start >= mention.end else text[when.end : mention.start]
        if len(gap) <= _NEAR and _PAUSES.isdisjoint(gap) and when.iso:
            return int(when.iso[:4])
    return None


def _is_long_ago(year: int, note_date: str, days: Sequence[float | None]) -> bool:
    """Whether an injury lies years back, and before the present complaint began."""
    ago = int(note_date[:4]) - year  # the day of the note may be known by its year alone
    longest = max((d for d in days if d is not None), default=0)
    return ago >= YEARS_AGO and longest / 365 < ago - 1


def _is_tied(pieces: Sequence[Matched], complaint_beside: bool) -> bool:
    """Whether the sentence, or the next by a word of "since", makes the injury the cause of what is there now."""
    here, *following = pieces
    if complaint_beside and (";" not in here.words or not _EVER_SINCE.isdisjoint(here.words)):
        return True
    own_section = [p for p in following if p.segment.block == here.segment.block]
    return any(not _TIES.isdisjoint(p.words[:8]) for p in own_section)
