"""Hold a case against one criteria set: gates, open pathways, waivers; the decision and how sure it is. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from mednec.criteria.case import Case
from mednec.criteria.logic import CONFLICTING, MET, NOT_MET, UNDOCUMENTED, Proof
from mednec.criteria.model import CONFIDENCES, Confidence, CriteriaSet, Pathway, Requirement, Sourced, Test, Variant
from mednec.criteria.predicates import prove

MEETS, DOES_NOT_MEET, INSUFFICIENT = "meets", "does_not_meet", "insufficient_documentation"
WAIVED, NOT_APPLICABLE = "waived", "not_applicable"
_UNKNOWN = frozenset({UNDOCUMENTED, CONFLICTING})
_CLOSENESS = {MET: 0, WAIVED: 0, NOT_APPLICABLE: 0, UNDOCUMENTED: 1, CONFLICTING: 1, NOT_MET: 2}


@dataclass(frozen=True, slots=True)
class Checked:
    """A requirement with its state in a case."""

    requirement: Requirement
    proof: Proof
    pathway: str | None = None
    waived_by: str | None = None

    @property
    def state(self) -> str:
        """The state, waived where another pathway makes the requirement unnecessary."""
        return WAIVED if self.waived_by else self.proof.state

    @property
    def certainty(self) -> Confidence:
        """How sure the state is: the fact's confidence, low where the proof itself is doubtful."""
        return "low" if self.proof.doubtful else self.requirement.certainty

    @property
    def questions(self) -> tuple[str, ...]:
        """What to ask the payer about it."""
        own = (self.requirement.question,) if self.requirement.question else ()
        return (*own, *self.proof.questions)


@dataclass(frozen=True, slots=True)
class Walked:
    """A pathway that is open, with the state of its requirements."""

    pathway: Pathway
    checked: tuple[Checked, ...]
    state: str
    certainty: Confidence
    questions: tuple[str, ...]

    @property
    def distance(self) -> tuple[int, float]:
        """How far it is from being met: open and failed requirements, then the days that are short."""
        short = sum(
            -c.proof.margin_days for c in self.checked if c.proof.margin_days is not None and c.proof.margin_days < 0
        )
        return sum(_CLOSENESS[c.state] for c in self.checked), short


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a set says of a case: the decision, the pathways that are open, nearest first, and every requirement."""

    decision: str
    confidence: Confidence
    questions: tuple[str, ...]
    gates: tuple[Checked, ...]
    open_pathways: tuple[Walked, ...]
    closed: tuple[str, ...] = ()

    @property
    def best(self) -> Walked | None:
        """The pathway that is met, else the one nearest to being met."""
        return self.open_pathways[0] if self.open_pathways else None


def evaluate(criteria: CriteriaSet, case: Case) -> Verdict:
    """The decision of a coverage set on a case."""
    adults_only = criteria.applies.adult_from
    if adults_only is not None and case.age is not None and case.age < adults_only:
        return _no_pediatric_arm(criteria, case)
    gates = tuple(_check(r, case, None) for r in criteria.gates)
    walked: list[Walked] = []
    closed: list[str] = []
    for pathway in criteria.pathways:
        if pathway.regions is not None and case.region not in pathway.regions:
            continue
        if _opens(pathway, case):
            walked.append(_walk(pathway, case))
        else:
            closed.append(pathway.id)
    ranked = _ranked(walked)
    waived = _with_waivers(ranked)
    decision, confidence, questions = _decide(gates, waived, criteria.certainty)
    return Verdict(decision, confidence, questions, gates, waived, tuple(closed))


def rate(criteria: CriteriaSet, case: Case) -> tuple[Variant | None, Proof | None]:
    """The clinical situation of a guideline that fits the case, the first in the order of the file."""
    for variant in criteria.variants:
        if variant.regions is not None and case.region not in variant.regions:
            continue
        proof = prove(variant.when, case)
        if proof.state == MET:
            return variant, proof
    return None, None


def _no_pediatric_arm(criteria: CriteriaSet, case: Case) -> Verdict:
    proof = Proof(NOT_APPLICABLE, case.evidence.patient.mentions, detail=f"age {case.age:g}")
    gates = tuple(Checked(gate, proof) for gate in criteria.gates)
    checked = tuple(Checked(r, proof, p.id) for p in criteria.pathways for r in p.requires)
    question = (
        f"This set is written for adults ({criteria.applies.adult_from} and over); ask for the pediatric criteria."
    )
    return Verdict(
        INSUFFICIENT,
        "low",
        (question,),
        gates,
        (Walked(criteria.pathways[0], checked, NOT_APPLICABLE, "low", (question,)),),
    )


def _check(requirement: Requirement, case: Case, pathway: str | None) -> Checked:
    return Checked(requirement, prove(requirement.test, case), pathway)


def _opens(pathway: Pathway, case: Case) -> bool:
    """A trigger pathway opens on evidence, met or hinted at; silence and denial keep it closed."""
    if pathway.trigger is None:
        return True
    return hinted(pathway.trigger, case)


def hinted(trigger: Test, case: Case) -> bool:
    """Whether there is evidence for a test, met, disputed or hinted at; a combination needs it for each part."""
    proof = prove(trigger, case)
    if proof.state in (MET, NOT_MET):
        return proof.state == MET
    if not trigger.parts:
        return bool(proof.supporting)
    if trigger.not_ is not None or trigger.unless is not None:
        return proof.state == CONFLICTING
    needed = trigger.at_least or (len(trigger.parts) if trigger.all_of is not None else 1)
    return sum(hinted(part, case) for part in trigger.parts) >= needed


def _walk(pathway: Pathway, case: Case) -> Walked:
    checked = tuple(_check(r, case, pathway.id) for r in pathway.requires)
    state = _conjunction([c.state for c in checked])
    deciding = _deciding(checked, state)
    certainty = _least([pathway.certainty, *(c.certainty for c in deciding)])
    questions = _asked(pathway, deciding) if certainty == "low" or state in _UNKNOWN else ()
    return Walked(pathway, checked, state, certainty, questions)


def _conjunction(states: Sequence[str]) -> str:
    if NOT_MET in states:
        return NOT_MET
    return UNDOCUMENTED if _UNKNOWN & set(states) else MET


def _deciding(checked: Sequence[Checked], state: str) -> list[Checked]:
    """The requirements that make the state: one sure failure is enough to fail, all are needed to meet."""
    if state == MET:
        return list(checked)
    chosen = [c for c in checked if c.state == state or (state in _UNKNOWN and c.state in _UNKNOWN)]
    if state != NOT_MET:
        return chosen
    surest = max(chosen, key=lambda c: CONFIDENCES.index(c.certainty))
    return [surest]


def _asked(pathway: Sourced, deciding: Iterable[Checked]) -> tuple[str, ...]:
    own = (pathway.question,) if pathway.question else ()
    return tuple(dict.fromkeys([*own, *(q for c in deciding for q in c.questions)]))


def _least(values: Iterable[Confidence]) -> Confidence:
    return min(values, key=CONFIDENCES.index, default="high")


def _ranked(walked: Sequence[Walked]) -> tuple[Walked, ...]:
    """Met pathways first, the surest first; then those that notes could still meet, the nearest first."""

    def rank(w: Walked) -> tuple[float, ...]:
        met = w.state == MET
        return (not met, -CONFIDENCES.index(w.certainty) if met else 0, w.state == NOT_MET, *w.distance)

    return tuple(sorted(walked, key=rank))


def _with_waivers(walked: Sequence[Walked]) -> tuple[Walked, ...]:
    """Requirements that a met pathway makes unnecessary are shown as waived in the others."""
    waived = {rid: w.pathway.id for w in reversed(walked) if w.state == MET for rid in w.pathway.waives}
    return tuple(
        replace(w, checked=tuple(_waive(c, waived) for c in w.checked)) if w.state != MET else w for w in walked
    )


def _waive(checked: Checked, waived: dict[str, str]) -> Checked:
    by = waived.get(checked.requirement.id)
    return replace(checked, waived_by=by) if by and checked.state != MET else checked


def _decide(
    gates: Sequence[Checked], walked: Sequence[Walked], of_set: Confidence
) -> tuple[str, Confidence, tuple[str, ...]]:
    """Gates and the open pathways together, with the confidence of what decides (``of_set`` where none is open)."""
    failed = [g for g in gates if g.state == NOT_MET]
    met = [w for w in walked if w.state == MET]
    path_state = MET if met else NOT_MET if all(w.state == NOT_MET for w in walked) else UNDOCUMENTED
    gate_state = _conjunction([g.state for g in gates])
    if path_state == MET and gate_state == MET:
        best = met[0]
        # A gate of unsure source that is satisfied takes nothing from the answer.
        doubtful = [g for g in gates if g.proof.doubtful]
        certainty = _least([best.certainty, *(g.certainty for g in doubtful)])
        return MEETS, certainty, _questions([best], doubtful, certainty)
    refusals = [w for w in walked if w.state == NOT_MET] if path_state == NOT_MET else []
    if failed or path_state == NOT_MET:
        by_gate = [g.certainty for g in failed]
        by_path = [_least([w.certainty for w in refusals] or [of_set])] if path_state == NOT_MET else []
        certainty = max([*by_gate, *by_path], key=CONFIDENCES.index)
        return DOES_NOT_MEET, certainty, _questions(refusals, failed, certainty)
    # A pathway of unsure source that fails as it is read might not fail as it is meant.
    open_gates = [g for g in gates if g.state in _UNKNOWN]
    doubts: list[Confidence] = ["low" for g in open_gates if g.proof.doubtful]
    certainty = _least([*(w.certainty for w in walked if path_state != MET), *doubts])
    asked = [w for w in walked if w.certainty == "low"] if path_state != MET else []
    return INSUFFICIENT, certainty, _questions(asked, open_gates, certainty)


def _questions(walked: Iterable[Walked], gates: Iterable[Checked], certainty: str) -> tuple[str, ...]:
    if certainty != "low":
        return ()
    return tuple(dict.fromkeys([q for w in walked for q in w.questions] + [q for g in gates for q in g.questions]))
