"""What single sentences need to know of the whole note: date, complaint, spine regions, kind of document, its times."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol, TypeVar

from mednec.extraction.durations import read_time
from mednec.extraction.layout import Segment
from mednec.extraction.matching import Matched
from mednec.extraction.places import is_spine, places_in
from mednec.extraction.session_counts import SessionCount, find_sessions
from mednec.extraction.time_expressions import TimeExpression, TimeReading
from mednec.extraction.wordsets import word_set

_PAIN = word_set(
    "pain pains painful ache aches aching achy sore soreness hurts hurting radiculopathy radiculitis",
    "sciatica lumbago cervicalgia lbp spasm spasms stenosis radicular neuralgia strain sprain headache",
    "headaches arthritis herniation hnp backache stiffness whiplash",
)
_NUMB = word_set("numb numbness tingling tingles paresthesia paresthesias weak weakness")
_DENIALS = word_set("denies denied denying")
_STANDING_PAIN = word_set("pain lbp sciatica backache cervicalgia lumbago radiculopathy neuralgia")
_SPINE_PAIN = word_set("lbp sciatica cervicalgia lumbago backache radiculopathy myelopathy")
_NO_COMPLAINT = frozenset(
    {"family_history", "allergies", "instructions", "consent", "past_medical_history", "review_of_systems", "header"}
)
_BIRTH = word_set("contractions effacement episiotomy placenta amniotic membranes fetal vaginal labor gestation uterus")
_OPERATED = word_set("postoperatively postoperative postop pod")
_SAMPLING = word_set("aspiration aspirate biopsy puncture picc echocardiogram tee drain drainage catheter")
_OPERATIONS = word_set(
    "fusion laminectomy discectomy decompression arthroplasty replacement fixation repair resection surgery operation",
    "excision debridement corpectomy craniotomy instrumentation",
)
_KINDS = (
    (
        "therapy_note",
        (
            "physical therapy",
            "pt",
            "outpatient rehab",
            "outpatient pt",
            "outpatient physical therapy",
            "chiropractic",
            "occupational therapy",
            "acupuncture",
            "massage therapy",
        ),
    ),
    ("procedure", ("procedure", "operative", "operation", "injection", "block", "ablation")),
)
_NOTE_WORDS = word_set(
    "note summary evaluation discharge daily progress re-evaluation reevaluation visit treatment eval",
    "report re-exam reexam exam record",
)

ISO_DAY = len("2024-05-02")
"""A note's date of fewer characters is a month or a year: "three months ago" cannot be counted from it."""


class _Placed(Protocol):
    @property
    def start(self) -> int: ...


Placed = TypeVar("Placed", bound=_Placed)


@dataclass(frozen=True, slots=True)
class Context:
    """Facts about the whole note; ``note_date`` is ISO."""

    note_date: str | None = None
    has_pain_complaint: bool = False
    spine_regions: frozenset[str] = frozenset()
    is_spine_note: bool = False
    is_birth: bool = False
    is_surgical_stay: bool = False
    kind: str | None = None
    joints: Mapping[str, frozenset[int]] = field(default_factory=dict)
    """By the name of a joint in orders, the segments that tell of pain or numbness there."""
    time: TimeReading = field(default_factory=TimeReading)
    sessions: tuple[SessionCount, ...] = ()
    has_standing_pain: bool = False

    def times_in(self, piece: Matched) -> list[TimeExpression]:
        """The time expressions that begin inside a segment."""
        return list(beginning_in(self.time.expressions, piece.segment))


def beginning_in(found: Sequence[Placed], segment: Segment) -> Sequence[Placed]:
    """Those of ``found``, which is in the order of the text, that begin inside a segment."""
    first = bisect_left(found, segment.start, key=lambda e: e.start)
    return found[first : bisect_left(found, segment.end, lo=first, key=lambda e: e.start)]


def context_of(
    text: str, pieces: Sequence[Matched], note_date: str | None = None, doc_type: str | None = None
) -> Context:
    """Look over the whole note once."""
    pain = spine = standing = False
    regions: set[str] = set()
    joints: dict[str, set[int]] = {}
    for piece in pieces:
        if piece.segment.section in _NO_COMPLAINT:
            standing = standing or _stands_as_pain(piece)
            continue
        pain = pain or bool(piece.hits("pain")) or not _PAIN.isdisjoint(piece.words)
        if (piece.hits("place") or piece.hits("level")) and piece.segment.section != "physical_exam":
            told = [p for p in places_in(piece) if not _denied(piece.words, p.start)]
            places = [p for p in told if is_spine(p.place)]
            if piece.hits("pain") or not (_PAIN | _NUMB).isdisjoint(piece.words):
                for place in told:
                    joints.setdefault(place.study or "", set()).add(piece.number)
            spine = spine or (bool(places) and not _PAIN.isdisjoint(piece.words))
            regions.update(p.spine for p in places if p.spine)
        spine = spine or not _SPINE_PAIN.isdisjoint(piece.words)
    return Context(
        note_date,
        pain,
        frozenset(regions),
        spine,
        len(_BIRTH.intersection(w for p in pieces for w in p.words)) > 3,
        _is_surgical_stay(pieces),
        _kind(pieces, doc_type),
        {study: frozenset(numbers) for study, numbers in joints.items()},
        read_time(text, note_date if note_date and len(note_date) == ISO_DAY else None),
        tuple(find_sessions(text)),
        standing,
    )


def _stands_as_pain(piece: Matched) -> bool:
    """As in "PMH: chronic back pain": the drugs for it are on the list."""
    listed = piece.segment.section == "past_medical_history" and "chronic" in piece.words
    return listed and not _STANDING_PAIN.isdisjoint(piece.words)


def _denied(words: Sequence[str], at: int) -> bool:
    """As in "denies back pain, neck pain"."""
    return not _DENIALS.isdisjoint(words[max(0, at - 7) : at]) or words[max(0, at - 1) : at] in (["no"], ["without"])


def _is_surgical_stay(pieces: Sequence[Matched]) -> bool:
    """The summary of an admission with an operation."""
    discharge = any("discharge" in p.words for p in pieces if p.segment.kind == "heading")
    sampled = _is_sampling([w for p in pieces if p.segment.section == "procedure" for w in p.words])
    operated = any(
        (p.segment.section == "procedure" and not sampled) or not _OPERATED.isdisjoint(p.words)
        for p in pieces
        if p.segment.section not in ("past_medical_history", "past_surgical_history", "family_history")
    )
    return discharge and operated


def _is_sampling(words: Sequence[str]) -> bool:
    """As in "Procedures: CT-guided disc aspiration": no operation."""
    return not _SAMPLING.isdisjoint(words) and _OPERATIONS.isdisjoint(words)


def _kind(pieces: Sequence[Matched], doc_type: str | None) -> str | None:
    """The note of a therapist, by its title ("PT DISCHARGE SUMMARY"), or what the caller says it is."""
    for kind, names in _KINDS:
        if (doc_type or "").lower().startswith(kind):
            return kind
        if pieces and kind == "therapy_note" and any(_is_title(pieces[0].words, name.split()) for name in names):
            return kind
    return None


def _is_title(words: Sequence[str], name: Sequence[str]) -> bool:
    """The name, words for a kind of note, and nothing else before a stop."""
    if list(words[: len(name)]) != list(name):
        return False
    at = len(name)
    while at < len(words) and words[at] in _NOTE_WORDS:
        at += 1
    return at > len(name) and (at == len(words) or not words[at][0].isalpha())
