"""Treatments that ran beside another one take its dates and length: "naproxen and light duty over the same weeks"."""

from __future__ import annotations

from collections.abc import Sequence

from mednec.extraction.matching import Hit, Matched
from mednec.extraction.treatments import COURSES, PARTS, Treatment
from mednec.extraction.wordsets import word_set

_APART = word_set(", ; - – :")


def share_times(
    piece: Matched, cues: Sequence[Hit], known: Sequence[Treatment], treatments: Sequence[Treatment]
) -> None:
    """Give the ``treatments`` of a sentence that a ``same_time`` cue reaches the time of one of the ``known``."""
    for hit in cues:
        if hit.ref.cue != "same_time":
            continue
        takers = [t for t in treatments if t.days is None and t.end <= hit.start]
        before = [t for t in known if t.days and (t not in treatments or t.end <= hit.start)]
        if not takers or (before and before[-1] in treatments and takers[-1].start < before[-1].start):
            takers = [t for t in treatments if t.days is None and t.start >= hit.end]
        giver = before[-1] if before else None
        for treatment in takers if giver else []:
            _take(treatment, giver)
            treatment.evidence.append(piece.span(hit.start, hit.end))


def share_last(piece: Matched, listed: Sequence[Treatment]) -> None:
    """As in "PT + naproxen, nine weeks, no relief": the length set apart behind a list is that of the whole list."""
    last = listed[-1]
    lead = piece.words[max(last.end, last.taken_at - 2) : last.taken_at]
    if last.days is None or last.taken_at < last.end or _APART.isdisjoint(lead):
        return
    if all(t.days is None and t.sessions is None for t in listed[:-1]):
        for treatment in listed[:-1]:
            _take(treatment, last)


def _take(treatment: Treatment, giver: Treatment | None) -> None:
    if giver is None:
        return
    treatment.days, treatment.start_date, treatment.end_date = giver.days, giver.start_date, giver.end_date
    treatment.closed, treatment.running = giver.closed, giver.running


def share_course(treatments: Sequence[Treatment]) -> None:
    """As in "PT since 5/12 … Plan: stop traction": what is stopped was part of the one course under way."""
    running = [t for t in treatments if t.name in COURSES and t.running and t.days and t.status == "ongoing"]
    for treatment in treatments:
        if treatment.halted and treatment.name in PARTS and treatment.days is None and len(running) == 1:
            _take(treatment, running[0])
