"""Visits and exams: was the patient seen, how, and which parts of the exam are written down?"""

from __future__ import annotations

from datetime import timedelta

from mednec.criteria.case import Case, day_bounds, within
from mednec.criteria.logic import MET, NOT_MET, UNDOCUMENTED, Proof, unique
from mednec.criteria.model import EncounterSpec, ExamSpec
from mednec.evidence import Encounter, Mention

_SIGNS_OF = {
    "motor": ("motor_weakness", "muscle_atrophy", "foot_drop"),
    "sensory": ("sensory_deficit", "saddle_anesthesia"),
    "reflex": ("reflex_diminished", "hyperreflexia"),
    "upper_motor_neuron": ("hoffmann_sign", "babinski_sign", "clonus", "hyperreflexia", "spasticity"),
    "provocation": ("spurling_sign", "straight_leg_raise", "lhermitte_sign"),
    "gait": ("gait_disturbance",),
}
_ROUNDED = timedelta(days=14)
"""Lengths of complaints are told in round numbers: a visit so shortly before the onset was for its first symptoms."""
_RANK = ("graded", "described", "generic", "not_done")


def encounter(spec: EncounterSpec, case: Case) -> Proof:
    """Met when a visit of one of these modes is documented; not met when all visits are of another mode."""
    visits = [e for e in case.encounters if _counts(e, spec, case)]
    fitting = [e for e in visits if e.mode in spec.modes]
    if fitting:
        return Proof(MET, unique(m for e in fitting for m in e.mentions), detail=_words(fitting))
    known = [e for e in visits if e.mode is not None]
    if known and len(known) == len(visits):
        return Proof(NOT_MET, opposing=unique(m for e in known for m in e.mentions), detail=_words(known))
    return Proof(UNDOCUMENTED, detail="how the patient was seen is not documented")


def _counts(visit: Encounter, spec: EncounterSpec, case: Case) -> bool:
    """Whether the visit may have been in this episode and lies within the window."""
    bounds = day_bounds(visit.date)
    if bounds and case.onset and bounds[1] < case.onset - _ROUNDED:
        return False
    return spec.within_days is None or within(visit.date, spec.within_days, case.as_of) is not False


def _words(visits: list[Encounter]) -> str:
    told = [f"{(e.mode or 'unknown').replace('_', ' ')} visit{f' {e.date}' if e.date else ''}" for e in visits]
    return ", ".join(dict.fromkeys(told))


def exam(spec: ExamSpec, case: Case) -> Proof:
    """Met when every part is graded or described; a generic phrase or silence leaves a part open."""
    mentions: list[Mention] = []
    missing: list[str] = []
    for part in spec.covers:
        best, told = _coverage(part, case)
        mentions += told
        enough = ("graded",) if part in spec.graded else ("graded", "described")
        if best not in enough:
            missing.append(f"{part.replace('_', ' ')} {_lack(best)}")
    if missing:
        return Proof(UNDOCUMENTED, unique(mentions), detail="exam: " + ", ".join(missing))
    return Proof(MET, unique(mentions), detail="exam: " + ", ".join(p.replace("_", " ") for p in spec.covers))


def _lack(best: str | None) -> str:
    return {None: "not documented", "generic": "only in general words", "not_done": "not done"}.get(best, "not graded")


def _coverage(part: str, case: Case) -> tuple[str | None, list[Mention]]:
    """The best that the notes say of a part of the exam, and the signs that show it."""
    told = [
        m
        for concept in _SIGNS_OF[part]
        for f in case.by_concept.get(concept, ())
        for m in f.mentions
        if m.basis == "examined" and not m.generic
    ]
    best = [getattr(e.exam, part) for e in case.encounters if getattr(e.exam, part)]
    if told:
        best.append("graded" if any(m.grade for m in told) else "described")
    return min(best, key=_RANK.index, default=None), told
