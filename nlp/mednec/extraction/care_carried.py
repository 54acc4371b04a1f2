"""What a sentence without a treatment of its own tells of those just named: outcome, course and status."""

from __future__ import annotations

from collections.abc import Sequence

from mednec.extraction.care_memory import CareMemory
from mednec.extraction.care_sections import PLAN_SECTIONS
from mednec.extraction.care_sentence import Sentence, never_happened
from mednec.extraction.cue_sense import (
    REFERS,
    has_own_object,
    is_wished,
    meant_by_name,
    of_another,
    of_what_was_told,
    stops_another,
)
from mednec.extraction.matching import Hit
from mednec.extraction.outcomes import Outcome
from mednec.extraction.responses import give
from mednec.extraction.segment_times import SegmentTimes
from mednec.extraction.status_cues import StatusCue
from mednec.extraction.status_sense import denies_trouble
from mednec.extraction.therapy_times import carry_times
from mednec.extraction.treatments import Treatment
from mednec.extraction.wordsets import word_set

_PRONOUNS = word_set("it this that these them those they neither none both all he she which each either")
_MEANT = word_set("it this that these them those")
_DISTANCE = 9  # what a sentence before has said of its treatments comes nearer


def tell_more(memory: CareMemory, sentence: Sentence, outcomes: Sequence[Outcome], times: SegmentTimes) -> None:
    """Tell the treatments that a sentence goes on about what it says of them."""
    last = memory.recent(sentence.piece)
    if last is None:
        return
    targets = [t for t in memory.still_meant(last, sentence, outcomes) if not never_happened(last, t)]
    _carry_outcomes(memory, sentence, outcomes, targets)
    for hit in sentence.cues:
        if targets and (_goes_on(sentence, hit) or _ended(sentence, hit)):
            last.tell(targets[-1], StatusCue.of(hit, _DISTANCE, ahead=False))
    carry_times(times, targets)


def _carry_outcomes(
    memory: CareMemory, sentence: Sentence, outcomes: Sequence[Outcome], targets: Sequence[Treatment]
) -> None:
    words = sentence.piece.words
    refers = words[:1] == ["this"] or not REFERS.isdisjoint(words)
    studies = [h.end for h in sentence.piece.hits("modality")]
    lately = memory.lately(sentence.piece)
    settled = {id(t) for t in lately if t.outcome != "unknown"}
    for outcome in outcomes:
        if not refers and any(end <= outcome.start for end in studies):
            continue  # "MRI showed resolution of the hematoma"
        if not _reaches_back(sentence, outcome):
            continue
        for treatment in meant_by_name(words, outcome, targets, lately):
            if id(treatment) not in settled or (outcome.weight > 1 and refers):
                treatment.summed = treatment.summed or len(targets) > 1
                give(treatment, outcome, sentence.piece)


def _reaches_back(sentence: Sentence, outcome: Outcome) -> bool:
    """Whether an outcome is of what was told before; a plan tells of none."""
    planning = sentence.piece.segment.section in PLAN_SECTIONS
    if planning or sentence.links.leads_elsewhere(outcome.end, outcome.response):
        return False
    back = outcome.reaches_back and outcome.direction != "forward"
    return back or of_what_was_told(sentence.piece.words, outcome)


def _goes_on(sentence: Sentence, hit: Hit) -> bool:
    """As in "I would continue this"."""
    return hit.ref.cue == "continue" and not _MEANT.isdisjoint(sentence.piece.words[hit.end : hit.end + 3])


def _ended(sentence: Sentence, hit: Hit) -> bool:
    """As in "She stopped it after a week", "It made him drowsy", "He declined": of what the sentence refers to."""
    words, kind = sentence.piece.words, hit.ref.cue
    if hit.ref.direction == "forward" or not (len(words) < 9 or not _PRONOUNS.isdisjoint(words[:8])):
        return False
    if kind == "stopped":
        return not (stops_another(words, hit) or is_wished(words, hit))
    if kind in ("not_done", "declined"):
        return not (of_another(sentence, 0, hit) or has_own_object(sentence, hit))
    return kind == "side_effect" and not denies_trouble(words, hit)
