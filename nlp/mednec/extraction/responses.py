"""Records how treatments worked: outcomes that disagree, courses told apart, drugs that a general word means."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from mednec.extraction.care_sentence import PERSONS
from mednec.extraction.matching import Matched
from mednec.extraction.outcomes import Outcome
from mednec.extraction.treatments import Treatment
from mednec.extraction.wordsets import word_set

_PAST_TENSE = word_set("did was were helped gave provided brought failed had worked relieved made")
_PRESENT_TENSE = word_set(
    "helps eases dulls takes gives relieves works does keeps gets feels touches buys provides masks",
    "controls reduces soothes lets allows lasts wears brings loosens settles calms numbs makes leaves",
)
_BASE_FORMS = word_set("dull ease take give relieve touch buy soothe reduce mask loosen calm keep get feel settle numb")
_PEOPLE = word_set("he she patient pt they")
_NOT_YET_SAID = word_set("to will should may can might could would did not does do they'll")


def courses_apart(treatment: Treatment) -> list[Treatment]:
    """One treatment told with several lengths, stopped and taken up again: a course each, with its own outcome."""
    if not treatment.later or treatment.status not in ("completed", "ongoing"):
        return [treatment]
    lengths = [(treatment.days, treatment.taken_at), *treatment.later]
    courses = []
    for (days, at), after in zip(lengths, [*(a for _, a in lengths[1:]), 10_000], strict=True):
        own = [t for t in treatment.told if at <= t[0] < after]
        course = replace(treatment, days=days, later=[], evidence=list(treatment.evidence))
        if own:
            course.outcome, course.response = own[0][1], own[0][2]
        courses.append(course)
    return courses


def without_generic(treatments: list[Treatment]) -> list[Treatment]:
    """As in "Injections (epidural x3)": the general word adds nothing to the injection it announces."""
    if not any(t.name.endswith("_injection") and t.name != "other_injection" for t in treatments):
        return treatments
    return [
        t for t in treatments if t.name != "other_injection" or t.wording.lower() not in ("injection", "injections")
    ]


_LED = frozenset({"physical_therapy", "occupational_therapy", "chiropractic"})
_LEADS_PARTS = word_set(
    "with including include included mainly mostly consisting consisted ( focusing focused emphasis such incorporating",
    "primarily chiefly involving comprising",
)
_BY_ONESELF = word_set(
    "home hep self own youtube yoga pilates walking online independent stretches gym class classes videos homework",
)
_REPORTING = word_set("reports says finds feels thinks notes states said")
_PART_REACH = 14


def without_parts(words: Sequence[str], treatments: list[Treatment]) -> list[Treatment]:
    """As in "therapy, mainly ultrasound and some exercises": what the therapist does in the course is no item."""
    return [t for t in treatments if not any(_is_done_there(words, led, t) for led in treatments)]


def _is_done_there(words: Sequence[str], led: Treatment, part: Treatment) -> bool:
    exercise = part.name == "home_exercise" or part.wording.lower() == "dry needling"
    if led.name not in _LED or not exercise or not led.end <= part.start <= led.end + _PART_REACH:
        return False
    between = words[led.end : part.start]
    at_home = {*part.wording.lower().split(), *words[part.start : part.end + 3], *between}
    if not _BY_ONESELF.isdisjoint(at_home) or not {".", ";", "|"}.isdisjoint(between):
        return False
    if any(a in ("and", "but") and b in PERSONS for a, b in pairwise(between)):
        return False  # "saw a chiropractor, and she continues with dry needling"
    told = between[-1:] == ["the"] and not _REPORTING.isdisjoint(between)
    return told or not _LEADS_PARTS.isdisjoint(between)


_REGIMENS = (
    ("regimen",),
    ("current", "medications"),
    ("current", "meds"),
    ("his", "medications"),
    ("her", "medications"),
    ("his", "meds"),
    ("her", "meds"),
    ("pain", "medications"),
    ("these", "medications"),
)


def speaks_of_regimen(words: Sequence[str]) -> bool:
    """As in "about 40% relief out of the current regimen": all that is being taken."""
    if _REGIMEN_ENDS.isdisjoint(words):
        return False
    return any(tuple(words[i : i + len(r)]) == r for r in _REGIMENS for i in range(len(words)))


_REGIMEN_ENDS = frozenset(r[-1] for r in _REGIMENS)


MEDICATION_WORDS = word_set("medication medications meds medicine medicines pills")


def resolve_medications(treatments: Sequence[Treatment], eased: Sequence[tuple[Outcome, Matched]]) -> list[Treatment]:
    """As in "ice and pain medication help": the drugs for pain that the note names elsewhere are meant."""
    named = [t for t in treatments if t.status == "ongoing" and t.rule.agents and not t.untried]
    generic = [
        t
        for t in treatments
        if t.name == "unspecified"
        and t.status == "ongoing"
        and not MEDICATION_WORDS.isdisjoint(t.wording.lower().split())
        and any(n.index != t.index for n in named)
        and not any(n.index == t.index for n in named)
    ]
    for treatment in named:
        for source in generic:
            if treatment.outcome == "unknown":
                treatment.outcome, treatment.response, treatment.weight = source.outcome, source.response, 1
                treatment.evidence += source.evidence
        for outcome, piece in eased:
            if treatment.outcome == "unknown":
                give(treatment, outcome, piece)
    return [t for t in treatments if t not in generic]


def give(treatment: Treatment, outcome: Outcome, piece: Matched) -> None:
    """Record an outcome; two that disagree are folded: some good and some bad is partial, worse is worse."""
    said, now = treatment.outcome, outcome.outcome
    treatment.told_past = treatment.told_past or not _PAST_TENSE.isdisjoint(
        piece.words[max(0, outcome.start - 1) : outcome.end]
    )
    treatment.told_now = treatment.told_now or _is_present(piece.words, outcome)
    treatment.told.append((outcome.start, now, outcome.response))
    if said == "unknown" or (outcome.weight > treatment.weight and said != now and treatment.weight <= 1):
        treatment.outcome, treatment.response, treatment.weight = now, outcome.response, outcome.weight
    elif {treatment.response, outcome.response} == {"partial", "plateau"}:
        treatment.outcome, treatment.response = "failed", "plateau"  # "better at first, then it stalled"
    elif said != now:
        worse = "worse" in (treatment.response, outcome.response)
        treatment.outcome, treatment.response = ("failed", "worse") if worse else ("partial", "partial")
    elif (treatment.response, outcome.response) == ("none", "worse"):
        treatment.response = "worse"
    else:
        return
    treatment.evidence.append(piece.span(outcome.start, outcome.end))


def _is_present(words: Sequence[str], outcome: Outcome) -> bool:
    """As in "dulls it", "take the edge off", "is not touching it": what works or fails now is being used."""
    said, lead = words[outcome.start : outcome.end], words[max(0, outcome.start - 2) : outcome.start]
    if not _PAST_TENSE.isdisjoint([*lead, *said]) or not _PEOPLE.isdisjoint(lead):
        return False  # "patient feels no different"
    if said[0] in _BASE_FORMS:
        return _NOT_YET_SAID.isdisjoint(lead[-1:])
    return not _PRESENT_TENSE.isdisjoint([*lead, *said])
