"""What is told of a treatment's status without a cue: by its own wording, a count, a box, a cell, or whose it is."""

from __future__ import annotations

from collections.abc import Iterator

from mednec.extraction.assertion import Judge
from mednec.extraction.care_sections import PLAN_SECTIONS
from mednec.extraction.care_sentence import Sentence
from mednec.extraction.checkboxes import box_answer
from mednec.extraction.cue_sense import passed_on
from mednec.extraction.matching import Hit
from mednec.extraction.status_cues import StatusCue
from mednec.extraction.treatments import Treatment
from mednec.extraction.visits_kept import counted_courses
from mednec.extraction.wordsets import word_set

_ASKS = word_set("would could should might may can")
_Told = Iterator[tuple[Treatment, StatusCue]]


def tell_outright(text: str, sentence: Sentence, denied: tuple[int, int] | None) -> None:
    """Record it; ``denied`` is the cell of a row that says its treatment was never had."""
    for treatment, cue in _of_others(sentence):
        sentence.tell(treatment, cue)
    for treatment in (t for t in sentence.treatments if t.is_denial):
        sentence.tell(treatment, StatusCue.outright("not_done", treatment.start))
    for treatment, cue in counted_courses(sentence.piece.words, sentence.treatments):
        sentence.tell(treatment, cue)
    for treatment, cue in _answered(text, sentence):
        sentence.tell(treatment, cue)
    for treatment in (t for t in sentence.treatments if t.end <= denied[0]) if denied else ():
        sentence.tell(treatment, StatusCue.outright("not_done", treatment.end, ahead=False))


def _of_others(sentence: Sentence) -> _Told:
    """Treatments of relatives, and those that stand in instructions for a future event, are none."""
    judge = Judge(sentence.piece, [])
    asked = sentence.piece.words[-1] == "?" and not _ASKS.isdisjoint(sentence.piece.words[:3])
    for treatment in sentence.treatments if asked else ():
        yield treatment, StatusCue.outright("other", treatment.start)  # "Would acupuncture be an option?"
    for treatment in sentence.treatments:
        meant = judge.assertion(treatment.start, treatment.end)
        if meant.experiencer != "patient" and not passed_on(sentence.piece.words, treatment.start):
            yield treatment, StatusCue.outright("other", treatment.start)


def _answered(text: str, sentence: Sentence) -> _Told:
    """As in "Acupuncture: [ ] Yes [x] No": an answer no is a denial, an empty box says nothing."""
    planning = sentence.piece.segment.section in PLAN_SECTIONS
    for treatment in sentence.treatments:
        answer = box_answer(text, sentence.piece, Hit(treatment.start, treatment.end, "therapy", treatment.rule))
        if answer in ("absent", "none"):
            denied = answer == "absent" and not planning
            yield treatment, StatusCue.outright("not_done" if denied else "other", treatment.start)
