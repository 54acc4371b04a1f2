"""Three-valued logic over proofs: a state with the evidence for and against it (Kleene; conflict counts as unknown)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from mednec.evidence import Mention

MET, NOT_MET, UNDOCUMENTED, CONFLICTING = "met", "not_met", "undocumented", "conflicting"
_OPPOSITE = {MET: NOT_MET, NOT_MET: MET}


@dataclass(frozen=True, slots=True)
class Proof:
    """The state of a test and what it rests on.

    ``margin_days`` is how far the documented days lie above (or below) the threshold; ``doubtful`` says that the state
    holds only at low confidence, ``questions`` why.
    """

    state: str
    supporting: tuple[Mention, ...] = ()
    opposing: tuple[Mention, ...] = ()
    detail: str = ""
    margin_days: float | None = None
    doubtful: bool = False
    questions: tuple[str, ...] = ()


def all_of(proofs: Sequence[Proof]) -> Proof:
    """Met when every part is met; not met as soon as one is not met."""
    for state in (NOT_MET, CONFLICTING, UNDOCUMENTED):
        deciding = [p for p in proofs if p.state == state]
        if deciding:
            # One sure refusal is enough to refuse surely; an open state is as doubtful as any of its parts.
            sure = [p for p in deciding if not p.doubtful]
            return _joined(state, proofs, sure[:1] if sure and state == NOT_MET else deciding)
    return _joined(MET, proofs, proofs)


def any_of(proofs: Sequence[Proof]) -> Proof:
    """Met as soon as one part is met; not met when every part is not met."""
    for state in (MET, CONFLICTING, UNDOCUMENTED):
        deciding = [p for p in proofs if p.state == state]
        if deciding:
            sure = [p for p in deciding if not p.doubtful]
            return _joined(state, deciding, sure[:1] if sure and state == MET else deciding)
    return _joined(NOT_MET, proofs, proofs)


def not_of(proof: Proof) -> Proof:
    """Met where the part is not met, and the other way round; unknown stays unknown."""
    return replace(
        proof,
        state=_OPPOSITE.get(proof.state, proof.state),
        supporting=proof.opposing,
        opposing=proof.supporting,
        detail="",
    )


def unless(proof: Proof) -> Proof:
    """Met unless the part is met: for exclusions, where silence is no obstacle."""
    if proof.state == MET:
        return not_of(proof)
    return Proof(MET, detail="nothing in the notes stands against it")


def at_least(count: int, proofs: Sequence[Proof]) -> Proof:
    """Met when ``count`` parts are met; not met when so many can no longer be."""
    met = [p for p in proofs if p.state == MET]
    open_parts = [p for p in proofs if p.state in (UNDOCUMENTED, CONFLICTING)]
    if len(met) >= count:
        state = MET
    elif len(met) + len(open_parts) < count:
        state = NOT_MET
    else:
        state = UNDOCUMENTED
    joined = _joined(state, proofs, met if state == MET else list(proofs))
    return replace(joined, detail=f"{len(met)} of {count} needed; {joined.detail}".rstrip("; "))


def _joined(state: str, all_parts: Sequence[Proof], deciding: Sequence[Proof]) -> Proof:
    """One proof from several: evidence of all parts, words and doubts of those that decide."""
    margins = [p.margin_days for p in deciding if p.margin_days is not None]
    return Proof(
        state=state,
        supporting=unique(m for p in all_parts for m in p.supporting),
        opposing=unique(m for p in all_parts for m in p.opposing),
        detail="; ".join(dict.fromkeys(p.detail for p in deciding if p.detail)),
        margin_days=min(margins, default=None),
        doubtful=any(p.doubtful for p in deciding),
        questions=tuple(dict.fromkeys(q for p in deciding for q in p.questions)),
    )


def unique(mentions: Iterable[Mention]) -> tuple[Mention, ...]:
    """Mentions without repeats, in order of document and place."""
    seen = {(m.note_id or "", m.start, m.end): m for m in mentions}
    return tuple(seen[key] for key in sorted(seen))
