"""Whether a study was done, is ordered, or was not made."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from mednec.extraction.matching import Hit, Matched
from mednec.extraction.places import places_in
from mednec.extraction.study import Study
from mednec.extraction.study_places import PLANS
from mednec.extraction.study_windows import RESULTS
from mednec.extraction.wordsets import word_set

BREAKS = word_set(". ; |")
RESULT = "imaging_result"
_FAR = 30
_WEAK = 10.0  # the score of a word such as "repeat" that goes with an order, and with a study done as well
_UNDONE = word_set("cancelled canceled scrapped shelved aborted")
_UNDONE_REACH = 22
_EARLIER = word_set("prior previous earlier old")
_AT_HAND_REACH = 9
_STUDY_MEANT = word_set("it this that study scan test")
_TALKED = word_set("discuss discussed discussing talked")
_AGREES = word_set("agrees agreed agreeable wishes wants like elects elected opted opts decided amenable willing happy")
_GO_ON = word_set("proceed go move do have get obtain")
_AGREED_REACH = 22
_TURNS = word_set("but however and then")
_REPORTED = word_set("showed shows revealed reveals demonstrated demonstrates done reviewed read")
_CONDITIONS = word_set("should unless depending provided assuming until once when")
_CLAUSE_HEADS = word_set(". ; , : - and but | • *")
_TELLING = word_set(
    "showed shows show revealed reveals demonstrated demonstrates showing revealing demonstrating normal",
    "negative unremarkable confirmed confirms",
)
_RUN = word_set(", and or / & of the a an as well")
TOLD = word_set("reviewed showed shows revealed reveals demonstrated demonstrates")
_REVIEWS = word_set("review reviews results result findings summary")
_IS_FOUND = word_set("shows show reveals positive negative abnormal normal confirms confirmed")
_SHOWING = word_set(
    "showed shows revealed reveals demonstrated demonstrates suggested suggests confirmed explained found"
)
STRONGLY_DONE = word_set(
    "showed shows revealed reveals demonstrated demonstrates was were obtained performed done taken reviewed read",
    "confirmed confirms completed had has impression",
)
APART = word_set(". : ; - – + & and , / plus then ) ] |")
_SINCE = word_set("since after beyond besides except")
KINDS = word_set(
    "urgent emergent emergency stat contrast noncontrast open repeat new advanced dedicated plain the an a"
)


def give_status(piece: Matched, study: Study, found: Sequence[Study], low: int, high: int) -> None:
    """Note what the strongest cue that reaches a study says: done, ordered, not done or only thought of."""
    if study.start > 1 and piece.words[study.start - 1] == "?":  # "for triage, ?MRI"
        study.status = "conditional"
        return
    best: tuple[float, int, str] | None = None
    read = not STRONGLY_DONE.isdisjoint(piece.words[max(low, study.start - 5) : study.start])
    for hit in piece.hits("imaging_status"):
        score = _reach(piece, study, found, hit)
        if score is not None and _talked_over(piece.words, hit) and _agreed(piece.words, study):
            best = (score, 0, "ordered")
            break
        if score is None or (read and hit.start == study.end and piece.words[hit.start] == "to"):
            continue  # "reviewed her MRI to plan the injection"
        if best is None or (score, hit.end - hit.start) > best[:2]:
            best = (score, hit.end - hit.start, hit.ref.cue)
    if best is not None and best[2] == "not_done" and _none_to_compare(piece, study):
        study.status = "conditional"
    elif best is not None:
        study.status, study.firm = best[2], True
        study.repeated = best[2] == "ordered" and best[0] <= _WEAK


def _none_to_compare(piece: Matched, study: Study) -> bool:
    """As in "No previous MR is available": what a reader of films had at hand, not what was never made."""
    words = piece.words
    behind = words[study.end : study.end + _AT_HAND_REACH]
    earlier = not _EARLIER.isdisjoint(words[max(0, study.start - 5) : study.start])
    return earlier and "no" in words[max(0, study.start - 6) : study.start] and "available" in behind


def _reach(piece: Matched, study: Study, found: Sequence[Study], hit: Hit) -> float | None:
    """How strongly a cue speaks about a study; None when something stands between."""
    cue, words = hit.ref, piece.words
    if (hit.start < study.end and study.start < hit.end) or (cue.cue == "done" and hit.start in study.aim):
        return None
    if hit.start not in study.clause:
        return None  # "we will order an MRI, and the X-ray showed …"
    ahead = hit.end <= study.start
    apart = study.start - hit.end if ahead else hit.start - study.end
    if apart > _FAR or cue.direction == ("backward" if ahead else "forward"):
        return None
    between = words[hit.end : study.start] if ahead else words[study.end : hit.start]
    if ahead and cue.cue == "ordered" and "where" in between:
        return None  # "was sent to the clinic, where films were taken"
    undone = not ahead and cue.cue == "not_done" and not _UNDONE.isdisjoint(words[hit.start : hit.end])
    if any(w in BREAKS and not (w == "|" and piece.segment.kind == "row") for w in between) or (
        any(w in ("but", "however") for w in between) and not (undone and not _STUDY_MEANT.isdisjoint(between))
    ):
        return None
    told = not _REPORTED.isdisjoint(between)
    if cue.cue == "not_done" and (("on" in between) if ahead else told and words[hit.start] in _TURNS):
        return None  # "no reason for surgery on the MRI", "MRI shows a disc but she has not had injections"
    if ahead and cue.cue == "not_done" and "if" in words[max(0, hit.start - 2) : hit.start]:
        return None  # "if no better, films and then an MRI"
    if cue.cue == "conditional" and words[max(0, hit.start - 1) : hit.start] in (["see"], ["determine"], ["check"]):
        return None  # "ordered to see if there is a fracture"
    if cue.cue == "conditional" and not ahead and not _IS_FOUND.isdisjoint(words[hit.end - 1 : hit.end + 3]):
        return None  # "MRI: if it shows compression, surgery"
    if words[hit.start] in ("neither", "nor") and not _SHOWING.isdisjoint(words[study.end : study.end + 7]):
        return None  # "neither MRI nor films showed a fracture"
    opens = cue.cue == "conditional" and _opens_condition(words, hit)
    limit = 30 if opens else _UNDONE_REACH if undone else 16 if cue.cue in ("ordered", "done") else 10
    crossed = [
        s
        for s in found
        if s is not study and (hit.end <= s.start < study.start if ahead else study.end <= s.start < hit.start)
    ]
    if len(between) > limit or (crossed and not _same_run(words, between)):
        return None
    if ahead and cue.weight == 3 and "," in between and not opens and not crossed:
        return None
    if ahead and cue.weight == 3 and not opens and any(hit.end <= r.start < study.start for r in piece.hits(RESULT)):
        return None
    if ahead and cue.cue == "not_done" and not _TELLING.isdisjoint(words[max(0, hit.start - 1) : hit.start]):
        return None  # "showed no collection"
    if ahead and (cue.cue == "not_done" or cue.weight == 1) and not _SINCE.isdisjoint(between):
        return None  # "no new imaging since the MRI"
    if (
        ahead
        and words[hit.start : hit.end] == ["no"]
        and min((s.start for s in crossed), default=study.start) - hit.end > 4
    ):
        return None  # "if no better, an MRI"
    apposed = hit.end - hit.start > 1 and between[-1:] == [","] and between.count(",") == 1
    if not ahead and cue.cue == "not_done" and "," in between and not apposed and not undone:
        return None
    return 10.0 * float(cue.weight) - len(between) * (1.0 if cue.weight < 3 else 0.5)


def _opens_condition(words: Sequence[str], hit: Hit) -> bool:
    """As in "if no better, an MRI", "Should this fail, we order an MRI"."""
    at_head = hit.start == 0 or words[hit.start - 1] in _CLAUSE_HEADS
    return "if" in words[hit.start : hit.end] or (at_head and words[hit.start] in _CONDITIONS)


def _talked_over(words: Sequence[str], hit: Hit) -> bool:
    said = words[hit.start : hit.end]
    return hit.ref.cue == "conditional" and not _TALKED.isdisjoint(said)


def _agreed(words: Sequence[str], study: Study) -> bool:
    """As in "We discussed getting an MRI and she would like to proceed"; not "… to proceed with surgery"."""
    if not _REVIEWS.isdisjoint(words[max(0, study.start - 5) : study.end + 3]):
        return False  # "discussed the results of the MRI and she agrees to proceed"
    for i in range(study.end, min(len(words) - 1, study.end + _AGREED_REACH)):
        if words[i] == "to" and words[i + 1] in _GO_ON and not _AGREES.isdisjoint(words[max(study.end, i - 3) : i]):
            rest = [w for w in words[i + 2 : i + 6] if w not in ("ahead", "forward", "with")]
            bare = words[i + 1] in ("proceed", "go", "move") and rest[:1] in (
                [],
                ["."],
                ["and"],
                [";"],
                [","],
                ["today"],
            )
            return bare or not _STUDY_MEANT.isdisjoint(rest[:2])
    return False


def _same_run(words: Sequence[str], between: Sequence[str]) -> bool:
    return any(w in ("and", "or", ",", "/", "nor", "&") for w in between) and len(between) <= 14


def default_status(piece: Matched, study: Study, closing: bool) -> None:
    """Settle the status that no cue told, from the section and from what is told of the study."""
    section = piece.segment.section
    if study.status == "conditional" or (study.heading and not study.dates and piece.words[0] in _REVIEWS):
        study.status = None
    elif (
        study.status == "ordered"
        and section not in PLANS
        and (study.named_by_date or _reported(piece, study) or (study.repeated and study.dates and not study.today))
    ):
        study.status = "done"
    elif study.status is None and not study.heading:
        planned = section in PLANS or (section == "assessment_plan" and not study.result)
        planned = planned or (section == "assessment" and _stands_alone(piece, study)) or _is_wanted(piece, study)
        planned = planned or (closing and section is None and _is_all(piece, study))
        undated = not study.dates or study.today
        study.status = "ordered" if planned and not study.result and undated else "done"
        study.firm = bool(study.result or study.dates) or section in RESULTS
    if study.status == "not_done":
        study.result = None
        study.dates = []
    if study.status == "ordered":
        study.result = None
        study.dates = []


def _stands_alone(piece: Matched, study: Study) -> bool:
    """As in "C6 radiculopathy. MRI cervical without contrast.": a study that is no part of what is said before."""
    named = {i for p in places_in(piece) for i in range(p.start, p.end)}
    at = study.start
    while at and (at - 1 in named or piece.words[at - 1] in KINDS):
        at -= 1
    return at == 0 or piece.words[at - 1] in APART


def _is_all(piece: Matched, study: Study) -> bool:
    """As in a note that ends "… no relief. MRI C-spine wo.": a study, its place and protocol, and no more."""
    named = {i for p in places_in(piece) for i in range(p.start, p.end)} | set(range(study.start, study.end))
    named.update(i for h in piece.hits("contrast") for i in range(h.start, h.end))
    return all(i in named or not w[0].isalpha() or w in KINDS for i, w in enumerate(piece.words))


def _is_wanted(piece: Matched, study: Study) -> bool:
    """As in "MRI C spine to plan treatment": a purpose, and nothing says that it was done."""
    stated = bool(study.aim) and piece.words[study.aim.start] in ("to", "r", "rule")
    return stated and piece.segment.section not in RESULTS


def _reported(piece: Matched, study: Study) -> bool:
    """Whether the words after a study tell what it showed, not what it is to look for."""
    return any(
        h.ref.cue == "done"
        and h.ref.direction == "both"
        and (piece.words[h.start] in TOLD or (piece.words[h.start] in _TELLING and study.result is not None))
        and study.end <= h.start < study.clause.stop
        and piece.words[h.start - 1] != "be"
        for h in piece.hits("imaging_status")
    )


def share(piece: Matched, placed: Sequence[Study]) -> None:
    """In a run of studies ("x-rays and an MRI of the neck were ordered") what is said of the last holds for all."""
    for first, second in reversed(list(pairwise(placed))):
        if first.status is None and second.status is not None and not first.result and first.start != second.start:
            between = piece.words[first.end : second.start]
            if not any(w in BREAKS for w in between) and len(between) < 9:
                first.status, first.firm = second.status, second.firm
    for first, second in pairwise(placed):
        if (goes_on := _GOES_ON_BY.get(first.status or "")) and goes_on(piece, first, second):
            second.status, second.firm = first.status, first.firm
    for first, second in reversed(list(pairwise(placed))):  # "CT of the chest, bone scan were unremarkable"
        if first.result is None and second.result and first.start != second.start:
            places = {i for p in places_in(piece) for i in range(p.start, p.end)}
            if all(i in places or piece.words[i] in _RUN for i in range(first.end, second.start)):
                first.result = second.result


def _is_listed_too(piece: Matched, first: Study, second: Study) -> bool:
    """As in "I recommend an EMG, ibuprofen, a neurology consult, and x-rays", "has had no MRI and no EMG": nothing but
    orders in between.
    """
    if second.status is not None or second.result:
        return False
    hits = [*piece.hits("place"), *piece.hits("level"), *piece.hits("side"), *piece.hits("therapy")]
    hits += [h for h in piece.hits("finding") if h.ref.rule.concept in _REFERRED]
    named = {i for h in hits for i in range(h.start, h.end)}
    return all(i in named or piece.words[i] in _RUN | _IN_ORDER for i in range(first.end, second.start))


_REFERRED = frozenset({"specialist_consult", "surgery_considered", "prior_spine_surgery"})
_IN_ORDER = frozenset("a an the of his her and or & plus spine with without contrast for".split())


def _considered_too(piece: Matched, first: Study, second: Study) -> bool:
    """As in "discussed an MRI to look for a tear and ultrasound to assess the cuff": a purpose is no order there."""
    only_purpose = second.status is None or (second.status == "ordered" and _is_wanted(piece, second))
    between = range(first.end, second.start)
    verbs = [h for h in piece.hits("imaging_status") if h.start in between and h.ref.direction != "backward"]
    return only_purpose and not verbs and _same_run(piece.words, piece.words[first.end : second.start])


_GOES_ON_BY = {"conditional": _considered_too, "ordered": _is_listed_too, "not_done": _is_listed_too}
"""By the status of a study, whether it goes on to the next one."""
