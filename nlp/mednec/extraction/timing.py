"""How long the presenting complaint has lasted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from mednec.evidence import DayRange, Mention
from mednec.extraction.context import Context
from mednec.extraction.durations import TimeExpression
from mednec.extraction.matching import Matched

_SECTIONS = {"chief_complaint": 4, "history_of_present_illness": 4, None: 3, "radiology_indication": 3, "assessment": 1, "assessment_plan": 1, "unknown": 2, "label": 2}
_COMPLAINT = frozenset(
    "pain pains ache aches aching achy sore soreness hurts hurting symptom symptoms sx numbness tingling weakness lbp sciatica radiculopathy lumbago cervicalgia "
    "headache headaches discomfort spasm spasms stiffness complaint complaints problem problems paresthesias paresthesia burning condition clumsiness imbalance "
    "backache radiculitis whiplash illness issue issues limp onset suffering suffered injury trouble difficulty difficulties migraine cough fever rash".split()
)
_SPINE = frozenset("neck back lumbar cervical spine spinal lbp sciatica radiculopathy radicular lumbago cervicalgia thoracic backache radiculitis".split())
_NOT_COMPLAINT = frozenset(
    "smoking smoked smoker tobacco diabetes hypertension married divorced work worked working job employed retired sober drinking alcohol abstinent pregnant "
    "marriage surgery fusion replacement ckd cancer".split()
)
_OTHER_SITE = frozenset("knee knees hip hips ankle foot feet elbow wrist".split())
_ONSET_WORDS = frozenset("began started onset start noticed developed since injury injured accident fell fall mvc mva first returned dating dates".split())
_HISTORY_WORDS = frozenset("history hx h/o duration x for since ago past last over of".split())
_CHANGES = frozenset("worse worsening worsened increasing increased flare flared exacerbation exacerbated progressive acutely escalated".split())
_CARE_KINDS = frozenset({"frequency", "age", "gestation", "follow_up", "off_work", "offset", "until"})


@dataclass(frozen=True, slots=True)
class _Candidate:
    time: TimeExpression
    score: float
    piece: Matched


def symptom_duration(text: str, pieces: Sequence[Matched], context: Context) -> tuple[DayRange | None, tuple[Mention, ...]]:
    """The duration of the presenting complaint and where it is told; None when the note does not say."""
    candidates = list(_candidates(pieces, context))
    if not candidates:
        return None, ()
    best = max(candidates, key=lambda c: (c.score, -c.time.start))
    if best.score < 2:
        return None, ()
    same = [c for c in candidates if c.time.days == best.time.days and c.score >= 2]
    mentions = tuple(
        Mention(c.time.start, c.time.end, text[c.time.start : c.time.end], section=c.piece.segment.section, rule="symptom_duration")
        for c in sorted(same, key=lambda c: c.time.start)
    )
    return best.time.days, mentions


def _candidates(pieces: Sequence[Matched], context: Context) -> Iterator[_Candidate]:
    for index, piece in enumerate(pieces):
        rank = _SECTIONS.get(piece.segment.section)
        if rank is None or piece.segment.kind == "heading":
            continue
        for time in context.times_in(piece):
            score = _score(piece, pieces[index - 1] if index else None, time, context)
            if score is not None:
                yield _Candidate(time, score + rank / 2, piece)


def _score(piece: Matched, before: Matched | None, time: TimeExpression, context: Context) -> float | None:
    """How surely a time measures the complaint; None when it cannot."""
    if time.kind in _CARE_KINDS or time.measures in ("therapy", "supply", "follow_up", "post_op", "plan"):
        return None
    if time.kind == "ago" or time.days == (None, None):
        return None
    words = piece.words
    start = next((i for i, e in enumerate(piece.ends) if e > time.start), len(words))
    end = next((i for i, s in enumerate(piece.starts) if s >= time.end), len(words))
    low, high = _clause(words, start, end)
    near = words[low:start] + words[end:high]
    if any(low <= h.start < high for h in piece.hits("therapy")) and time.measures != "symptom":
        return None
    complaint = not _COMPLAINT.isdisjoint(near) or any(low <= h.start < high for h in piece.hits("pain"))
    if not _NOT_COMPLAINT.isdisjoint(near) and not complaint:
        return None
    if time.measures != "symptom" and not complaint:
        return None
    score = 1.0 if time.measures == "symptom" else 0.0
    score += 1.0 if complaint else 0.0
    score += 1.0 if not _SPINE.isdisjoint(words[low:high]) else 0.0
    score -= 1.5 if not _CHANGES.isdisjoint(words[max(low, start - 4) : start]) else 0.0
    score -= 1.5 if not _OTHER_SITE.isdisjoint(near) and _SPINE.isdisjoint(near) and context.spine_regions else 0.0
    return score


def _clause(words: Sequence[str], start: int, end: int) -> tuple[int, int]:
    low = start
    while low > 0 and start - low < 22 and words[low - 1] not in (";", ".", "|"):
        low -= 1
    high = end
    while high < len(words) and high - end < 10 and words[high] not in (";", ".", ",", "|"):
        high += 1
    return low, high
