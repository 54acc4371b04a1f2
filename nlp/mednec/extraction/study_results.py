"""What a study showed, told in its own sentence or in those after it; with which contrast."""

from __future__ import annotations

import re
from collections.abc import Sequence

from mednec.extraction.matching import Hit, Matched
from mednec.extraction.places import places_in
from mednec.extraction.study import Study
from mednec.extraction.study_details import denied
from mednec.extraction.study_places import OPENERS
from mednec.extraction.study_regions import LINK_BEFORE, region_name
from mednec.extraction.study_status import APART, BREAKS, KINDS, TOLD
from mednec.extraction.study_windows import LABORATORY, RESULTS
from mednec.extraction.wordsets import word_set

_REPORT_SECTIONS = frozenset({"radiology_indication", "radiology_findings"})
_REPORT_HEADINGS = word_set("impression interpretation findings conclusion result results report reading indication")
_BELOW_ZERO = re.compile(r"-(\d\.\d)")
_SCORE_REACH = 8
_FIELDS = word_set("indication technique comparison findings impression")
_TITLE = 18  # tokens of a title that a whole line is
_HANDLED = word_set("reviewed requested obtained done were was brought available")
_DEMONSTRATED = word_set("demonstrated showed revealed disclosed confirmed displayed")
_OPEN_REACH = 5
_SUPPOSED = word_set("if whether unless should")
_SEEN = word_set("on by per via")
_SEEN_THERE = word_set("seen noted identified visualized visualised visible evident apparent demonstrated depicted")
_CLAUSE_WORDS = word_set(", . ; : but she he they patient i we who which that when")
_IS = word_set("is are was were also again")
_FOUND = word_set(
    "was is were are been has have seen noted found confirmed demonstrated shown visible evident identified",
    "present also diagnosed documented detected incidentally clearly again at of to the a an left right central levels",
    "level disc side",
)
_ITS_STUDY = word_set(
    "the a an his her their this that recent prior previous last latest outside repeat most old new her"
)
_SHOWN_REACH, _SOUGHT_REACH = 12, 4
_SOUGHT = word_set("rule r/o exclude ? query possible suspected for if assess evaluate exclude")
_BARE_CONTRAST = word_set("w / o wo w/o without out w/out")
_AFTER_CONTRAST = word_set("to for prior before please stat today ordered requested now given because")


def give_result(piece: Matched, study: Study, low: int, high: int) -> None:
    """Note what a study showed, as its own sentence tells between the tokens ``low`` and ``high``."""
    told = piece.hits("imaging_result")
    hits = [h for h in told if low <= h.start and h.end <= study.start and _describes(piece, h.end, study.start)]
    after = [h for h in told if h.start >= study.end and h.end <= high and h.start not in study.aim]
    hits = hits or _shown_on(piece, study, [h for h in told if low <= h.start and h.end <= study.start])
    hits = hits or [h for h in after if not _supposed(piece.words, study.end, h.start)]
    study.result = _result_of(piece, hits, study.clause.start)
    if study.rule.modality == "dexa" and study.result != "abnormal":
        study.result = _of_bone_scores(piece, low, high) or study.result
    elif study.result:
        told = [h for h in hits if h.ref.cue == study.result] or hits
        study.evidence.append(piece.span(told[0].start, told[0].end))


def _of_bone_scores(piece: Matched, low: int, high: int) -> str | None:
    """As in "DEXA: T-score -2.4 hip": osteopenia below -1.0, osteoporosis from -2.5 (WHO 1994)."""
    words = piece.words
    at = next((i for i in range(low, high) if words[i] in ("t", "t-score", "tscore")), None)
    if at is None:
        return None
    told = "".join(words[at : at + _SCORE_REACH]).replace("−", "-").replace("–", "-")
    found = _BELOW_ZERO.search(told)
    return ("abnormal" if float(found[1]) > 1.0 else "normal") if found else None


def _supposed(words: Sequence[str], start: int, at: int) -> bool:
    """As in "MRI cervical; treatment will change if positive": a result that is only thought of."""
    return not _SUPPOSED.isdisjoint(words[max(start, at - 6) : at])


def _describes(piece: Matched, end: int, start: int) -> bool:
    """As in "a normal DEXA", "mildly abnormal chest x-ray": only the place stands between."""
    within = {i for p in places_in(piece) for i in range(p.start, p.end)} if end < start else set()
    return all(i in within or piece.words[i] in LINK_BEFORE - BREAKS - APART for i in range(end, start))


def _shown_on(piece: Matched, study: Study, before: Sequence[Hit]) -> list[Hit]:
    """As in "L4-5 herniation on MRI", "moderate stenosis was confirmed by lumbar MRI"; not what was looked for."""
    if study.status not in (None, "done") or not before:
        return []
    words = piece.words
    last = max(before, key=lambda h: (h.end, h.end - h.start))
    between = range(last.end, study.start)
    if len(between) > _SHOWN_REACH:
        return []
    at = next((i for i in reversed(between) if words[i] in _SEEN), None)
    if at is None or not _SOUGHT.isdisjoint(words[max(0, last.start - _SOUGHT_REACH) : last.start]):
        return []
    named = {i for p in places_in(piece) for i in range(p.start, p.end)}
    told = all(i in named or words[i] in _FOUND for i in range(last.end, at))
    seen = words[at - 1] in _SEEN_THERE or words[at - 1] == "present"
    told = told or ((seen or _opens_there(words, last.start)) and _CLAUSE_WORDS.isdisjoint(words[last.end : at]))
    whose = _ITS_STUDY | KINDS | (LINK_BEFORE - BREAKS - APART)
    own = all(i in named or words[i] in whose or words[i][0].isdigit() for i in range(at + 1, study.start))
    if not (told and own):
        return []
    return [last] if last.ref.cue == "normal" else list(before)  # "fusion 2016, hardware ok on the last films"


def _opens_there(words: Sequence[str], at: int) -> bool:
    """As in "There is an extrusion contacting the S1 root on the MRI": what is found, and on what."""
    return any(words[i] == "there" and words[i + 1] in _IS for i in range(max(0, at - _SHOWN_REACH), at))


def _result_of(piece: Matched, hits: Sequence[Hit], low: int = 0) -> str | None:
    """Abnormal when anything abnormal is not denied, else inconclusive where so called, else normal or denied."""
    abnormal = normal = False
    unclear = [h for h in hits if h.ref.cue == "inconclusive"]
    for hit in hits:
        if any(
            k is not hit and k.start <= hit.start and hit.end <= k.end and k.end - k.start > hit.end - hit.start
            for k in hits
        ):
            continue
        if hit.ref.cue == "normal":
            normal = True
        elif hit.ref.cue == "abnormal" and any(_leaves_open(piece, u, hit) for u in unclear):
            continue
        elif hit.ref.cue == "abnormal":
            is_denied = denied(piece, hit, low)
            abnormal, normal = abnormal or not is_denied, normal or is_denied
    return "abnormal" if abnormal else "inconclusive" if unclear else "normal" if normal else None


def _leaves_open(piece: Matched, unclear: Hit, hit: Hit) -> bool:
    """As in "inconclusive for radiculopathy": what the study could not tell."""
    between = piece.words[unclear.end : hit.start]
    return unclear.end <= hit.start and between[:1] == ["for"] and len(between) <= _OPEN_REACH


def give_contrast(piece: Matched, study: Study, high: int) -> None:
    """Note whether a study is with contrast."""
    near = [
        h
        for h in piece.hits("contrast")
        if h.start < high and h.end > study.start - 4 and h.start - study.end < 12 and _is_contrast(piece.words, h)
    ]
    if near:
        study.contrast = max(near, key=lambda h: h.end - h.start).ref


def _is_contrast(words: Sequence[str], hit: Hit) -> bool:
    """A bare "w/o" is about contrast where nothing follows that it could leave out ("without fracture")."""
    if hit.ref == "both" or not set(words[hit.start : hit.end]) <= _BARE_CONTRAST:
        return True
    following = words[hit.end : hit.end + 1]
    return not following or not following[0][0].isalpha() or following[0] in _AFTER_CONTRAST


def _heads_report(piece: Matched, last: Matched) -> bool:
    """As in "CT brain, 2/5/2021 / Impression: …": a heading inside the report, not after "films were reviewed"."""
    inside = last.segment.section in RESULTS and piece.segment.kind == "heading" and _HANDLED.isdisjoint(last.words)
    return inside and len(piece.words) < 3 and piece.words[0] in _REPORT_HEADINGS and piece.words[-1] == ":"


def _opens_report(words: Sequence[str]) -> bool:
    """As in "XR CERVICAL SPINE 3 VIEWS / Indication: …": the fields of a report."""
    return words[-1] == ":" and (words[0] in _FIELDS or tuple(words[:2]) == ("clinical", "history"))


def _is_title(pieces: Sequence[Matched], study: Study) -> bool:
    """As in "X-RAY LEFT SHOULDER, THREE VIEWS: no fracture", or under "EXAM:"."""
    piece = pieces[study.index]
    before = pieces[study.index - 1] if study.index else piece
    headed = before.segment.kind == "heading" and before.words[0] in ("exam", "examination", "study", "procedure")
    following = pieces[study.index + 1] if study.index + 1 < len(pieces) else piece
    headed = headed or (study.start <= 1 and following.segment.kind == "heading" and _opens_report(following.words))
    title = piece.words[study.end : next((i for i, w in enumerate(piece.words) if w == ":"), study.end)]
    opens = (
        study.start <= 2
        and bool(title)
        and len(title) <= (_TITLE if piece.words[-1] == ":" else 8)
        and "." not in title
        and not TOLD.intersection(title)
    )
    return headed or opens


def _asks(piece: Matched) -> bool:
    """As in "CLINICAL HISTORY:" under the title of a report."""
    return piece.segment.kind == "heading" and piece.words[:2] in (["clinical", "history"], ["history", ":"])


def tell_more(piece: Matched, index: int, pieces: Sequence[Matched], open_studies: Sequence[Study]) -> list[Study]:
    """The sentences after a study may tell its result."""
    last = pieces[open_studies[-1].index]
    titled = last.segment.kind == "heading" or _is_title(pieces, open_studies[0])
    titled_report = titled or last.segment.section in ("radiology_findings", "procedure")
    if piece.segment.kind == "heading":
        if titled_report and piece.segment.section == "radiology_findings":
            for study in open_studies:
                study.status = study.status or "done"  # the title of a report
        inside = titled_report and (piece.segment.section in _REPORT_SECTIONS or _asks(piece))
        return list(open_studies) if inside or _heads_report(piece, last) else []
    if piece.segment.section == "radiology_indication" or (titled_report and _asks(pieces[index - 1])):
        return list(open_studies)
    if not LABORATORY.isdisjoint(piece.words):
        return []
    reported = _heads_report(pieces[index - 1], last)
    reported = reported or (titled_report and piece.segment.section == "radiology_findings")
    if piece.segment.section != last.segment.section and not reported:
        return []
    if index - open_studies[-1].index == 1 and _tells_outcome(piece.words):
        for study in open_studies:
            study.status = "done" if study.status == "ordered" else study.status
    in_report = titled and piece.segment.section == last.segment.section
    next_to = index - open_studies[-1].index == 1 and (last.segment.kind == "heading" or last.words[-1] == ":")
    reporting = reported or next_to or in_report or piece.segment.section in RESULTS or piece.words[0] in OPENERS
    reporting = reporting or (index - open_studies[-1].index == 1 and _is_seen(piece, last))
    waiting = [s for s in open_studies if s.result is None and (s.status == "done" or s.heading)]
    if in_report or piece.segment.section in RESULTS or piece.words[0] in OPENERS:  # "No fracture. There is …"
        waiting += [s for s in open_studies if s.result == "normal" and s.status == "done"]
    if not waiting or not reporting:
        return [] if not waiting else list(open_studies)
    result = _result_of(piece, [h for h in piece.hits("imaging_result") if h.ref.weight > 1])
    for study in _meant(piece, waiting) if result else []:
        if study.result is None or result == "abnormal":
            study.result = result
            study.status = "done"
    return [s for s in open_studies if s.result != "abnormal"]


def _is_seen(piece: Matched, last: Matched) -> bool:
    """As in "Her MRI was reviewed. Severe stenosis at L4-5 is seen.": right behind a study, what is seen is on it."""
    told = [h for h in piece.hits("imaging_result") if h.ref.weight > 1]
    same = piece.segment.block == last.segment.block and piece.segment.kind == last.segment.kind
    if not same or not told or _SEEN_THERE.isdisjoint(piece.words[told[0].start :]):
        return False
    at = next(i for i in range(told[0].start, len(piece.words)) if piece.words[i] in _SEEN_THERE)
    return piece.words[max(0, at - 1)] in _IS or piece.words[max(0, at - 2)] in _IS


def _tells_outcome(words: Sequence[str]) -> bool:
    """As in "An MRI was requested. It demonstrated …": the study asked for was made."""
    return words[0] in ("it", "this", "these", "they") and not _DEMONSTRATED.isdisjoint(words[1:3])


def _meant(piece: Matched, waiting: Sequence[Study]) -> Sequence[Study]:
    """Of several studies those of the region that a sentence names."""
    if len({s.region for s in waiting}) < 2:
        return waiting
    names = {region_name(p, "mri") for p in places_in(piece)}
    return [s for s in waiting if s.region in names] or waiting
