"""Reads what kind of visit a note is: date, mode, purpose, and which parts of the exam were done, and how."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from mednec.evidence import Encounter, ExamCoverage, Mention
from mednec.extraction.context import Context
from mednec.extraction.earlier_visits import read_earlier_visits, told_of_another_day
from mednec.extraction.facts import FORWARD_SECTIONS, SILENT_SECTIONS, facts_in, mention_of, spot, surely_read
from mednec.extraction.matching import Hit, Matched
from mednec.extraction.mentions import RawMention
from mednec.extraction.note_dates import written_date

_PARTS = {
    "motor": ("motor_weakness", "muscle_atrophy", "foot_drop"),
    "sensory": ("sensory_deficit", "saddle_anesthesia"),
    "reflex": ("reflex_diminished", "hyperreflexia"),
    "upper_motor_neuron": (
        "hoffmann_sign",
        "babinski_sign",
        "clonus",
        "hyperreflexia",
        "spasticity",
        "pathologic_reflex_other",
    ),
    "provocation": ("spurling_sign", "straight_leg_raise", "lhermitte_sign"),
    "gait": ("gait_disturbance",),
}
_PARTS_OF = {
    concept: [p for p in _PARTS if concept in _PARTS[p]] for concepts in _PARTS.values() for concept in concepts
}
_RANK = ("graded", "described", "generic", "not_done")
_GRADED_RULES = ("motor_weakness/grade", "reflex_diminished/grade", "hyperreflexia/grade")
_PART_WORDS = (
    ("motor", frozenset("motor strength power mmt".split())),
    ("sensory", frozenset("sensory sensation".split())),
    ("reflex", frozenset("reflex reflexes dtr dtrs".split())),
    ("upper_motor_neuron", frozenset("hoffmann babinski clonus".split())),
    ("provocation", frozenset("spurling slr".split())),
    ("gait", frozenset("gait".split())),
)
_ALSO_REPORTED = frozenset(
    {
        "motor_weakness",
        "muscle_atrophy",
        "foot_drop",
        "saddle_anesthesia",
        "spasticity",
        "gait_disturbance",
        "lhermitte_sign",
    }
)
_EXAM_WORDS = frozenset("exam examination strength motor power tested testing neuro neurologic neurological".split())
_TOLD_SECTIONS = frozenset({"review_of_systems", "history_of_present_illness", "chief_complaint"})
_SUMMED_UP = frozenset({"intact", "nonfocal", "grossly"})
_OPENS_EXAM = frozenset({"exam", "examination", "pe"})
_TOUCHED = ("reflex", "upper_motor_neuron", "provocation")
_AHEAD = frozenset("will next schedule scheduled return rtc arrange offered offer if should future".split())
_EARLIER = frozenset("prior previous last since until earlier initially".split())
_PURPOSE_OF_KIND = {"therapy_note": "therapy_visit", "procedure": "procedure"}
_TITLE_SEGMENTS = 12


def read_encounters(
    text: str, pieces: Sequence[Matched], mentions: Sequence[RawMention], context: Context
) -> list[Encounter]:
    """The visit a note documents; none where it says nothing of a visit."""
    told: list[Mention] = []
    exam = _coverage(text, pieces, mentions, told)
    mode = _mode(text, pieces, context, told)
    purpose = _purpose(text, pieces, context, told)
    if mode is None and _by_hand(exam, pieces):
        mode = "in_person"
    date = context.note_date
    written = written_date(text)
    if written is not None and written.iso == date:
        told.append(spot(text, written.start, written.end, "encounter_date/stated", pieces, date=date))
    earlier = read_earlier_visits(text, pieces, context)
    if mode is None and purpose is None and exam == ExamCoverage():
        return earlier
    return [Encounter(date, mode, purpose, exam, tuple(sorted(told, key=lambda m: m.start))), *earlier]


def _by_hand(exam: ExamCoverage, pieces: Sequence[Matched]) -> bool:
    """Nobody grades strength, taps reflexes, presses on a head or takes a blood pressure from afar."""
    if "graded" in (exam.motor, exam.reflex, exam.upper_motor_neuron):
        return True
    touched = [getattr(exam, part) for part in _TOUCHED]
    vitals = any(
        facts_in(p, ("vitals",)) for p in pieces if "fact" in p.layers and p.segment.section == "physical_exam"
    )
    return "described" in touched or (vitals and exam != ExamCoverage())


# -------------------- mode and purpose
def _mode(text: str, pieces: Sequence[Matched], context: Context, told: list[Mention]) -> str | None:
    """The first way of meeting that the note tells of today; telehealth outweighs a template's "office visit",
    and "here today in person" what is told before it.
    """
    found = [
        (p, h)
        for p in _with_facts(pieces)
        for h in facts_in(p, ("encounter_mode",))
        if _of_today(p, h) and not told_of_another_day(p, h, context)
    ]
    if not found:
        return None
    away = next(((p, h) for p, h in found if h.ref.value != "in_person"), found[0])
    here = next(((p, h) for p, h in found if h.ref.value == "in_person" and "today" in _around(p, h)), None)
    piece, hit = here if here is not None and here[0].number > away[0].number else away
    told.append(mention_of(text, piece, hit))
    return str(hit.ref.value)


def _around(piece: Matched, hit: Hit) -> Sequence[str]:
    return piece.words[max(0, hit.start - 2) : hit.end + 2]


def _with_facts(pieces: Sequence[Matched]) -> list[Matched]:
    return [piece for piece in pieces if "fact" in piece.layers]


def _of_today(piece: Matched, hit: Hit) -> bool:
    if piece.segment.section in SILENT_SECTIONS or (
        piece.segment.section in FORWARD_SECTIONS and piece.segment.kind != "heading"
    ):
        return False
    before = piece.words[max(0, hit.start - 6) : hit.start]
    after = piece.words[hit.end : hit.end + 4]
    ahead = not _AHEAD.isdisjoint(before) or (
        "in" in after and any(w in ("week", "weeks", "month", "months", "days") for w in after)
    )
    follows = before[-3:-1] == ["follow", "up"] and before[-1:] in (["by"], ["via"], ["with"])
    past = "ago" in after or after[:1] == ["last"] or after[:2] == ["on", "last"]
    return not ahead and not follows and not past and _EARLIER.isdisjoint(before[-2:])


def _purpose(text: str, pieces: Sequence[Matched], context: Context, told: list[Mention]) -> str | None:
    if context.kind in _PURPOSE_OF_KIND:
        purpose = _PURPOSE_OF_KIND[context.kind]
        if pieces:
            title = pieces[0].segment
            told.append(spot(text, title.start, title.end, f"encounter_purpose/{purpose}", pieces))
        return purpose
    found: list[tuple[Matched, Hit]] = []
    for piece in _with_facts(pieces):
        if not surely_read(piece) and not (piece.hits("pain") or piece.hits("finding") or piece.hits("therapy")):
            continue
        found += [
            (piece, h) for h in facts_in(piece, ("encounter_purpose",)) if _of_today(piece, h) and _is_purpose(piece, h)
        ]
    if not found:
        return None
    piece, hit = found[0]
    told.append(mention_of(text, piece, hit))
    return str(hit.ref.value)


def _is_purpose(piece: Matched, hit: Hit) -> bool:
    """A title or label near the top says what the note is; deeper down only a sentence about coming here does."""
    if piece.number < _TITLE_SEGMENTS and (
        surely_read(piece) or piece.segment.section in (None, "header", "chief_complaint")
    ):
        return True
    told = piece.segment.section in (None, "chief_complaint", "history_of_present_illness", "header", "unknown")
    return (
        told
        and hit.ref.value in ("initial", "re-evaluation")
        and not _COMING.isdisjoint(piece.words[max(0, hit.start - 8) : hit.end])
    )


_COMING = frozenset("here presents presented returns returned seen comes back visit today in for".split())


# -------------------- what was examined
def _coverage(
    text: str, pieces: Sequence[Matched], mentions: Sequence[RawMention], told: list[Mention]
) -> ExamCoverage:
    found: dict[str, str] = {}
    by_number = {piece.number: piece for piece in pieces}
    for mention in mentions:
        if not _examined(mention, by_number) or mention.status not in ("present", "absent", "possible"):
            continue
        for part in _PARTS_OF.get(mention.concept, ()):
            _keep_best(found, part, _how(mention))
    _left_out(text, pieces, found, told)
    return replace(ExamCoverage(), **found)


def _examined(mention: RawMention, pieces: Mapping[int, Matched]) -> bool:
    """Found by examining: what a patient may report as well needs the exam section, a grade, or a word of examining."""
    piece = pieces.get(mention.scene)
    if mention.basis != "examined" and piece is not None and not _OPENS_EXAM.isdisjoint(piece.words[:3]):
        return True  # "Exam 5/5, Spurling neg" in the middle of a history
    if mention.basis != "examined":
        summed_up = mention.generic and mention.section not in _TOLD_SECTIONS and piece is not None
        return summed_up and piece is not None and not _SUMMED_UP.isdisjoint(piece.words)
    if (
        mention.generic
        or mention.concept not in _ALSO_REPORTED
        or mention.section == "physical_exam"
        or mention.rule in _GRADED_RULES
    ):
        return True
    return piece is not None and not _EXAM_WORDS.isdisjoint(piece.words)


def _how(mention: RawMention) -> str:
    if mention.rule in _GRADED_RULES or (mention.cue and re.search(r"\d", mention.cue)):
        return "graded"
    return "generic" if mention.generic else "described"


def _keep_best(found: dict[str, str], part: str, how: str) -> None:
    if part not in found or _RANK.index(how) < _RANK.index(found[part]):
        found[part] = how


def _left_out(text: str, pieces: Sequence[Matched], found: dict[str, str], told: list[Mention]) -> None:
    """Parts said to be left out ("reflexes not tested") are not done, unless something was found all the same."""
    for piece in pieces:
        for hit in facts_in(piece, ("exam",)) if "fact" in piece.layers else ():
            told.append(mention_of(text, piece, hit))
            for part in _PARTS:
                found.setdefault(part, "not_done")
        for value in piece.hits("value") if set(found) != set(_PARTS) else ():
            if value.ref != "not_tested" or value.end - value.start < 2 or piece.words[value.start] == "was":
                continue
            near = piece.words[max(0, value.start - 4) : value.start]
            for part, words in _PART_WORDS:
                if not words.isdisjoint(near):
                    found.setdefault(part, "not_done")
