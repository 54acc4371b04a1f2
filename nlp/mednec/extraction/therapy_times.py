"""Which lengths of time, visit counts and dates of a sentence belong to its treatments."""

from __future__ import annotations

from collections.abc import Sequence

from mednec.extraction.compliance import Kept
from mednec.extraction.course_dates import date_row, date_treatments, set_date
from mednec.extraction.course_days import settle_length
from mednec.extraction.course_lengths import is_no_course, says_it_helped, wore_off
from mednec.extraction.linking import Links
from mednec.extraction.occasions import occasions
from mednec.extraction.segment_times import SegmentTimes
from mednec.extraction.time_expressions import DURATION_KINDS, TimeExpression
from mednec.extraction.time_owners import COMPLAINT, VISITED, TimeOwners
from mednec.extraction.treatments import PRIOR_TREATMENT, Treatment, is_drug
from mednec.extraction.visit_counts import count_visits, visit_number
from mednec.extraction.wordsets import word_set

_RELIEF = word_set("relief benefit improvement")
_POSSESSIVE = word_set("' ’ s 's")
_RELIEF_BRIDGE = _RELIEF | word_set("for lasted lasting only about at maybe just approximately the of last first to")
_HALTED = word_set("stopped quit discontinued d/c'd dc'd")
_HALTED_REACH = 8
_FINISHED = word_set("completed finished ended")
_FINISHED_REACH = 4
_SAW = VISITED | {"saw"}
_OTHER_TOPIC = COMPLAINT | word_set(
    "will going sleep slept sleeping work works worked working walks walked surgery admitted transferred smoked class",
    "aqua gym yoga pool swims swimming bladder incontinence urine urinary bowels gained lost weight",
)


def link_times(told: SegmentTimes, links: Links, relieved: Sequence[tuple[int, int]] = ()) -> None:
    """Give every length, count and date to the treatments it stands with; lengths at ``relieved`` are of relief."""
    owners = TimeOwners(told, links)
    _link_lengths(told, owners, relieved)
    for count, start, end in told.counts:
        if not count.planned:
            for treatment in owners.nearest(start, end)[:1]:
                treatment.sessions = treatment.sessions or count.count
    count_visits(told, links)
    dated = date_treatments(told, links)
    date_row(told, links)
    for treatment in links.treatments:
        counted = occasions(told.words, treatment, dated.get(id(treatment), ()))
        treatment.sessions = treatment.sessions or counted


def tell_of(told: SegmentTimes, done: Sequence[Kept]) -> None:
    """Lengths told behind words about a treatment named before them ("she went to it for 6 weeks")."""
    for kept in done:
        for time, start, _ in told.times:
            fits = start > kept.at and time.kind in DURATION_KINDS and not _is_brief(time)
            if fits and kept.treatment.days is None:
                settle_length(told, kept.treatment, [(time, start)])


def carry_times(told: SegmentTimes, targets: Sequence[Treatment]) -> None:
    """Lengths, counts and dates told in a sentence that names no treatment."""
    if not targets:
        return
    last = targets[-1]
    for time, start, end in told.times:
        if not _is_carried(told, time, start, end):
            continue
        for treatment in targets:
            if treatment.days is None and not (is_drug(treatment) and "therapy" in told.words):
                settle_length(told, treatment, [(time, start)])
    for count, _, _ in told.counts:
        if not count.planned:
            last.sessions = last.sessions or count.count
    last.sessions = last.sessions or visit_number(told)
    for day, start, _ in told.dates:
        set_date(told, last, day, start)


def _link_lengths(told: SegmentTimes, owners: TimeOwners, relieved: Sequence[tuple[int, int]]) -> None:
    links = owners.links
    given: dict[int, list[tuple[TimeExpression, int]]] = {}
    for time, start, end in told.times:
        if _is_other_length(told, links, (time, start, end), relieved):
            continue
        for treatment in owners.of(time, start, end):
            if time.measures == "supply" and not _is_taken(told, treatment, end):
                treatment.supplied, treatment.supply = True, time.days
            elif time.measures != "plan" or owners.extends(time, start) or time.kind in ("since", "interval", "onset"):
                given.setdefault(id(treatment), []).append((time, start))
    for treatment in links.treatments:
        if id(treatment) in given:
            settle_length(told, treatment, given[id(treatment)])


def _is_taken(told: SegmentTimes, treatment: Treatment, end: int) -> bool:
    """As in "bid x 6 weeks, stopped": a supply that was used up, and is a length therefore."""
    if told.piece.segment.section == PRIOR_TREATMENT or treatment.outcome != "unknown" or not is_drug(treatment):
        return True
    course = told.words[end : end + 1] in (["trial"], ["course"])
    return course or not _HALTED.isdisjoint(told.words[end : end + _HALTED_REACH])


def _is_other_length(
    told: SegmentTimes,
    links: Links,
    length: tuple[TimeExpression, int, int],
    relieved: Sequence[tuple[int, int]],
) -> bool:
    """Whether a length is of no treatment, but of its effect, of healing, of a dose, or since a visit."""
    time, start, end = length
    if _is_brief(time):
        return True
    if time.kind == "duration" and _is_of_relief(told.words, links, (start, end), relieved):
        return True
    if time.kind in ("duration", "ago") and is_no_course(told.words, start, end):
        return True
    if time.kind in ("duration", "step") and wore_off(told.words, start, end):
        return True
    return time.kind == "since" and _is_since_visit(told.words, start, end)


def _is_of_relief(words: Sequence[str], links: Links, at: tuple[int, int], relieved: Sequence[tuple[int, int]]) -> bool:
    """As in "helped for two weeks", "relief lasted a day": how long the relief lasted."""
    start, end = at
    following = [w for w in words[end : end + 3] if w not in _POSSESSIVE]
    if not _RELIEF.isdisjoint(following[:1]):
        return True  # "2 days' relief"
    if words[end : end + 1] == ["of"]:
        named = any(end < t.start < end + 4 for t in links.treatments)
        return not named and not _RELIEF.isdisjoint(words[end + 1 : end + 4])
    if any(t.start - end in (0, 1) for t in links.treatments):
        return False
    return any(
        first < start < last or (last <= start and _RELIEF_BRIDGE.issuperset(words[last:start]))
        for first, last in relieved
    )


def _is_since_visit(words: Sequence[str], start: int, end: int) -> bool:
    """As in "Since our last visit 8/28 he completed PT": when it ended, not how long it took."""
    visited = not _SAW.isdisjoint(words[start:end])
    return visited and not _FINISHED.isdisjoint(words[end : end + _FINISHED_REACH])


def _is_brief(time: TimeExpression) -> bool:
    """As in "for 20 minutes", "started today": how long a dose or a walk lasts, or nothing yet; no course of care."""
    low, high = time.days
    if low == 0 and high == 1 and time.kind in ("since", "onset"):
        return True
    return (high if high is not None else low or 1.0) < 1.0


def _is_carried(told: SegmentTimes, time: TimeExpression, start: int, end: int) -> bool:
    """Whether a length may be that of care named before, as nothing in its clause speaks of anything else."""
    if time.kind not in DURATION_KINDS or time.measures not in ("therapy", "unknown") or _is_brief(time):
        return False
    if not _OTHER_TOPIC.isdisjoint(told.clause(start, end)):
        return False
    return not is_no_course(told.words, start, end) and not says_it_helped(told.words, start)
