"""Activity given up or restricted: whether sparing it is an order, a habit, or going on."""

from __future__ import annotations

from collections.abc import Mapping

from mednec.extraction.matching import Matched
from mednec.extraction.status_cues import StatusCue, first_word
from mednec.extraction.treatments import Treatment
from mednec.extraction.wordsets import word_set

ORDERING = word_set("should must until advised told recommend recommended instructed will")
"""Words with which a restriction or a ban is given."""
_HABIT = word_set("tries trying tried has had have able continues continued learned managed i he she they")
_GIVEN_UP = word_set("stopped discontinued suspended paused quit given gave ceased halted taken has")
_HAS = word_set("has have 's 've")
_REMAIN = word_set("remain remains keep keeps continues")
_ORDERED = ("no ", "nothing ", "stay ", "off work", "working ", "works ")
_BANS = ("no ", "nothing ", "stay ")
_DUTY = word_set("duty duties restriction restrictions")
_WORKING = word_set("working works duty on accommodating currently still modified")
_HE = word_set("he she")


def is_activity(treatment: Treatment) -> bool:
    """Whether the therapy is to spare something."""
    return treatment.name == "activity_modification"


def is_habit(piece: Matched, treatment: Treatment) -> bool:
    """As in "tries to avoid lifting": done already, unlike "should avoid lifting"."""
    return not _HABIT.isdisjoint(piece.words[max(0, treatment.start - 3) : treatment.start])


def has_given_up(piece: Matched, treatment: Treatment) -> bool:
    """As in "has stopped lifting weights": what is over is the lifting, the sparing goes on."""
    words, at = piece.words, treatment.start
    return words[at] in _GIVEN_UP and not _HAS.isdisjoint(words[max(0, at - 2) : at + 1])


def is_own_avoidance(piece: Matched, treatment: Treatment, kinds: Mapping[str, StatusCue]) -> bool:
    """As in "discussed avoiding heavy lifting": here avoiding is the therapy, and not what is avoided."""
    cue = kinds.get("avoided")
    said = first_word(piece, cue) if cue is not None and cue.ahead else piece.words[treatment.start]
    return "avoid" in said


def remains(piece: Matched, treatment: Treatment) -> bool:
    """As in "remain off ladders"."""
    return piece.words[treatment.start] in _REMAIN


def restriction_status(piece: Matched, treatment: Treatment) -> str | None:
    """As in "no lifting until I see him", which is an order, and "working modified duty", which he does.

    None when it is no restriction.
    """
    said = treatment.wording.lower()
    restricts = said.startswith(_ORDERED) or not _DUTY.isdisjoint(said.split())
    if not is_activity(treatment) or not restricts:
        return None
    if not said.startswith(_BANS):
        return "ongoing"
    done = not _WORKING.isdisjoint(piece.words[: treatment.start]) or not _HE.isdisjoint(piece.words)
    return "planned" if not done or not ORDERING.isdisjoint(piece.words) else "ongoing"
