"""When a study was made: the day beside it, or the one that "at that time" goes back to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from mednec.extraction.context import Context, beginning_in
from mednec.extraction.matching import Matched
from mednec.extraction.points import DateMention
from mednec.extraction.wordsets import word_set

_BREAKS = word_set(". ; |")
_CLOSE = 4  # tokens from a date to the study that it names
_REACH = 14
_LINE_REACH = 700  # characters back to the day that "that day" means
_NOW = ("today", "this week", "this month")
_TITLES = word_set("dr mr mrs ms")
_PAPERS = word_set("notes note records visits")
_TIMES = word_set("time day date visit occasion point morning evening afternoon night admission hospitalization")
_LEADS = word_set("that same")
_THEN = 3  # tokens from a study to a "then" that dates it
_WORK_UPS = word_set("workup work-up evaluation investigation investigations studies testing tests")
_MOVES_ON = word_set(
    "repeat repeated later subsequent subsequently follow-up followup recent recently latest current now today next",
    "after postoperative postoperatively since new prior previous",
)


@dataclass(frozen=True, slots=True)
class StudyDates:
    """The days of one study; ``names`` says that the day stands as its name ("the 2019 cervical MRI")."""

    days: list[str] = field(default_factory=list)
    today: bool = False
    names: bool = False


def dates_of(
    piece: Matched, study: tuple[int, int], begins: int, window: tuple[int, int], context: Context
) -> StudyDates:
    """The days beside a study: ``study`` and ``window`` are tokens, ``begins`` is its first character."""
    near = _beside(piece, study, window, context)
    low, high = window
    if near:
        distance, day = min(near, key=lambda n: n[0])
        today = day.text.casefold() in _NOW
        named = day.end <= begins and distance < _CLOSE and not today
        return StudyDates(_run_of_days([day for _, day in near], day), today, named)
    if context.note_date and "today" in piece.words[low:high]:
        return StudyDates([context.note_date[:10]], today=True)
    return StudyDates()


def _beside(
    piece: Matched, study: tuple[int, int], window: tuple[int, int], context: Context
) -> list[tuple[int, DateMention]]:
    start, end = study
    low, high = window
    found: list[tuple[int, DateMention]] = []
    for day in beginning_in(context.time.dates, piece.segment):
        at = next((i for i, e in enumerate(piece.ends) if e > day.start), len(piece.words))
        distance = at - end if at >= end else start - at
        if not low <= at < high or distance > _REACH:
            continue
        between = piece.words[end:at] if at >= end else piece.words[at + 1 : start]
        if not _PAPERS.isdisjoint(between) and "," in between:
            continue  # "EMG (3 pp), office notes 7/10": the day of the notes
        if piece.segment.kind == "row" or not (_broken(between) if at >= end else _BREAKS.intersection(between)):
            found.append((distance, day))
    return found


def _broken(between: Sequence[str]) -> bool:
    """Whether a sentence ends between a study and a day; the stop of "Dr." ends none."""
    return any(w in _BREAKS and not (w == "." and i and between[i - 1] in _TITLES) for i, w in enumerate(between))


def _run_of_days(days: Sequence[DateMention], nearest: DateMention) -> list[str]:
    """As in "the 7/27/95, 8/6/95 and 10/18/96 scans": the nearest date and those listed with it."""
    run: list[DateMention] = []
    for day in sorted(days, key=lambda d: d.start):
        if run and not 0 <= day.start - run[-1].end <= 6:
            if nearest in run:
                break
            run = []
        run.append(day)
    return [d.iso for d in run]


def referred_day(piece: Matched, study: tuple[int, int], context: Context) -> str | None:
    """As in "In 2/92 her arm went numb. An MRI at that time …": the last day told before."""
    at = _back_reference(piece.words, study)
    if at is None:
        return None
    place = piece.span(at, at + 1)[0]
    told = [d for d in context.time.dates if place - _LINE_REACH <= d.start and d.end <= place]
    return told[-1].iso if told else None


def opening_day(piece: Matched, context: Context) -> str | None:
    """The day of a work-up that a sentence without a study begins ("Evaluation at that time …")."""
    if _WORK_UPS.isdisjoint(piece.words):
        return None
    return referred_day(piece, (len(piece.words), len(piece.words)), context)


def _back_reference(words: Sequence[str], study: tuple[int, int]) -> int | None:
    """Where the clause of a study says "that day", "at that time", "the same visit", or "then" right beside it."""
    start, end = study
    for i in range(len(words) - 1):
        if words[i] in _LEADS and (words[i + 1] in _TIMES or words[i + 1 : i + 2] == ["same"]):
            clause = words[i : min(start, len(words) - 1)] if i < start else words[end:i]
            return i if _BREAKS.isdisjoint(clause) and "since" not in words[max(0, i - 2) : i] else None
    beside = range(max(0, start - 1), min(len(words), end + 2 * _THEN))
    return next((i for i in beside if words[i] == "then" and words[i + 1 : i + 2] != ["to"]), None)


def goes_on(piece: Matched, dated: Matched) -> bool:
    """As in "Workup at that time showed a shunt. The head CT was normal.": the work-up of that day goes on."""
    same = piece.segment.section == dated.segment.section and piece.segment.block == dated.segment.block
    return same and piece.number - dated.number == 1 and _MOVES_ON.isdisjoint(piece.words)
