"""Findings: is one of these concepts documented, here, now, in this degree, and of its own cause?"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from mednec.criteria.case import Case, place
from mednec.criteria.logic import CONFLICTING, MET, NOT_MET, UNDOCUMENTED, Proof, any_of, unique
from mednec.criteria.model import FindingSpec, RegionMatchSpec
from mednec.evidence import Finding, Mention

_GRADE = re.compile(r"([0-5])\s*([+-]?)")
_RANGE = re.compile(r"\bto\b|–|-(?=\s*\d)")
_WORDED = {"trace": 1.0}
_THIRD = 1 / 3
ORDER_SECTIONS = frozenset({"radiology_indication", "plan"})
"""Sections that hold the order or its indication: a suspicion that stands there alone is a reason to look, no sign."""
_BOUNDARY = "A plus grade lies just above the threshold; no published set says how it counts."
_ROOTS_OF = {"C": "cervical", "T": "thoracic", "L": "lumbar", "S": "lumbar"}
_SPINE = ("cervical", "thoracic", "lumbar")
_PAIN = {"neck_pain": ("cervical",), "back_pain": ("lumbar", "thoracic")}
_ELSEWHERE = {"upper_limb": ("cervical",), "lower_limb": ("lumbar",), "trunk": ("thoracic",)}


def finding(spec: FindingSpec, case: Case) -> Proof:
    """Met when a mention of one of the concepts has all that is asked; an attribute left unsaid leaves it open.

    Concepts of the list that the notes do not mention keep nothing open, as long as they mention one of it.
    """
    found = [f for concept in spec.concepts for f in case.findings(concept, spec.where)]
    if not found:
        names = " or ".join(c.replace("_", " ") for c in spec.concepts[:3])
        return Proof(UNDOCUMENTED, detail=f"{names}{' …' if len(spec.concepts) > 3 else ''}: not mentioned")
    return any_of([_finding(f, f.concept.replace("_", " "), spec, case) for f in found])


def _finding(finding: Finding, name: str, spec: FindingSpec, case: Case) -> Proof:
    status = finding.current_status or finding.status
    against = tuple(m for m in finding.mentions if m.status == "absent")
    if status not in spec.status:
        if status == "possible":
            told = tuple(m for m in finding.mentions if m.status == "possible")
            return Proof(UNDOCUMENTED, opposing=against, supporting=told, detail=f"{name} is only suspected")
        if spec.basis and against and not _refuted(finding.concept, spec, case):
            return Proof(UNDOCUMENTED, opposing=against, detail=f"{name} is denied, but not {' or '.join(spec.basis)}")
        return Proof(NOT_MET, opposing=against or finding.mentions, detail=f"{name} is {status}")
    told = tuple(m for m in finding.mentions if m.status in spec.status)
    if spec.trajectory and finding.trajectory not in spec.trajectory:
        if finding.trajectory is None:
            return Proof(UNDOCUMENTED, detail=f"how {name} has changed is not documented")
        return Proof(NOT_MET, (), unique([*told, *against]), f"{name} is {finding.trajectory}")
    verdicts = [(m, _attributes(m, finding, spec, case)) for m in told]
    proof = _decided(name, verdicts, against)
    if proof.state == MET and _contradicted(proof.supporting, case):
        return Proof(CONFLICTING, proof.supporting, against, f"{name} is both affirmed and denied")
    return proof


def _refuted(concept: str, spec: FindingSpec, case: Case) -> bool:
    """Whether it is denied on the basis that is asked for, here or of a place that is not told apart."""
    denials = (m for f in case.findings(concept, spec.where) for m in f.mentions if m.status == "absent")
    return any(m.basis in (spec.basis or ()) for m in denials)


def _contradicted(mentions: Iterable[Mention], case: Case) -> bool:
    return any(place(m) in case.disputed for m in mentions)


def _decided(name: str, verdicts: Sequence[tuple[Mention, str | None]], against: tuple[Mention, ...]) -> Proof:
    """Verdicts are "" for a mention that has all, else what it lacks: ``?…`` unsaid, ``!…`` said otherwise."""
    good = tuple(m for m, lack in verdicts if not lack)
    if good:
        return Proof(MET, good, against, _seen(name, good))
    unsaid = [(m, lack) for m, lack in verdicts if lack and lack.startswith("?")]
    if unsaid:
        reasons = dict.fromkeys(lack[1:] for _, lack in unsaid if lack)
        questions = (_BOUNDARY,) if any("boundary" in r for r in reasons) else ()
        detail = f"{name}: {', '.join(reasons)}"
        return Proof(UNDOCUMENTED, tuple(m for m, _ in unsaid), against, detail, questions=questions)
    reasons = dict.fromkeys(lack[1:] for _, lack in verdicts if lack)
    return Proof(NOT_MET, (), unique([*against, *(m for m, _ in verdicts)]), f"{name}: {', '.join(reasons)}")


def _seen(name: str, mentions: Sequence[Mention]) -> str:
    grades = dict.fromkeys(m.grade for m in mentions if m.grade)
    return f"{name} {', '.join(grades)}" if grades else name


def _attributes(mention: Mention, finding: Finding, spec: FindingSpec, case: Case) -> str:
    """What the mention lacks: the first thing that it says otherwise, else the first that it leaves unsaid."""
    lacks = [lack for lack in _lacks(mention, finding, spec, case) if lack]
    said_otherwise = [lack for lack in lacks if lack.startswith("!")]
    return (said_otherwise or lacks or [""])[0]


def _lacks(mention: Mention, finding: Finding, spec: FindingSpec, case: Case) -> Iterable[str]:
    if spec.basis is not None and mention.basis not in spec.basis:
        yield f"!{mention.basis or 'mentioned'}, not {' or '.join(spec.basis)}"
    if spec.grade_at_most is not None:
        yield _grade_lack(mention.grade, spec.grade_at_most)
    if spec.recent and (mention.acuity == "chronic" or finding.trajectory == "resolved"):
        yield "!long-standing"
    if spec.own_cause and (mention.effort_limited or mention.attributed_to):
        yield f"!attributed to {(mention.attributed_to or 'pain or effort').replace('_', ' ')}"
    if spec.effort_limited and not mention.effort_limited:
        yield "!not limited by pain or effort"
    if spec.sides is not None and (mention.side or finding.side) not in spec.sides:
        side = mention.side or finding.side
        yield f"!on the {side} side" if side else "?the side is not documented"
    if spec.dermatomal and not (mention.dermatome or mention.root):
        yield "?not assigned to a dermatome"
    for key, allowed in (spec.detail or {}).items():
        value = mention.detail.get(key)
        if value not in allowed:
            yield f"?{key} is not documented" if value in (None, "unknown") else f"!{key} is {value}"
    if mention.status == "possible" and _in_the_order(mention, case) and not _supported(spec, case):
        yield "?suspected only in the order"


def _in_the_order(mention: Mention, case: Case) -> bool:
    if mention.section in ORDER_SECTIONS:
        return True
    asked = [m for m in case.evidence.order.mentions if m.note_id == mention.note_id]
    return any(m.start <= mention.start and mention.end <= m.end for m in asked)


def _supported(spec: FindingSpec, case: Case) -> bool:
    return any(
        (f.current_status or f.status) == "present"
        for concept in spec.supported_by
        for f in case.by_concept.get(concept, ())
        if case.is_at(f.region, "study") or case.is_at(f.region, "limb_or_below")
    )


def _grade_lack(grade: str | None, most: float) -> str:
    value = grade_value(grade)
    if value is None:
        return "?no grade is documented"
    if value <= most:
        return ""
    return f"?grade {grade} is on the boundary" if value <= most + _THIRD + 0.01 else f"!grade {grade}"


def grade_value(grade: str | None) -> float | None:
    """A motor grade as a number: a plus is a third more, a minus a third less; of several the weakest."""
    if grade is None:
        return None
    if grade in _WORDED:
        return _WORDED[grade]
    parts = [_GRADE.match(part.strip()) for part in _RANGE.split(grade)]
    values = [int(m[1]) + {"+": _THIRD, "-": -_THIRD}.get(m[2], 0.0) for m in parts if m]
    return min(values, default=None)


def region_match(_: RegionMatchSpec, case: Case) -> Proof:
    """Met when complaint or findings are of the region to be imaged; not met when they are of another alone."""
    here, there = _by_region(case)
    if here:
        return Proof(MET, unique(here), detail=f"the evidence concerns the {case.region} spine")
    if there:
        return Proof(NOT_MET, opposing=unique(there), detail=f"no evidence concerns the {case.region} spine")
    return Proof(UNDOCUMENTED, detail=f"no complaint of the {case.region} spine is documented")


def _by_region(case: Case) -> tuple[list[Mention], list[Mention]]:
    here: list[Mention] = []
    there: list[Mention] = []
    for complaint in case.evidence.complaints:
        if complaint.region in _SPINE:
            (here if complaint.region == case.region else there).extend(complaint.mentions)
    for found in case.evidence.findings:
        if (found.current_status or found.status) not in ("present", "possible"):
            continue
        regions = _regions_of(found)
        told = [m for m in found.mentions if m.status in ("present", "possible")]
        if regions:
            (here if case.region in regions else there).extend(told)
    return here, there


def _regions_of(found: Finding) -> tuple[str, ...]:
    """The spine regions that a finding speaks for; none where it could be of any."""
    if found.concept in _PAIN:
        return _PAIN[found.concept]
    if found.region in _SPINE:
        return (found.region,)
    if found.root and found.root[:1] in _ROOTS_OF:
        return (_ROOTS_OF[found.root[:1]],)
    if found.family == "radiculopathy" and found.region in _ELSEWHERE:
        return _ELSEWHERE[found.region]
    # Signs of the cord come from any level above the roots of the legs.
    return ("cervical", "thoracic") if found.family == "myelopathy" else ()
