"""Three-valued logic over proofs: a state with the evidence for and against it (Kleene; conflict counts as unknown)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from mednec.care import CareDays
from mednec.evidence import Mention

MET, NOT_MET, UNDOCUMENTED, CONFLICTING = "met", "not_met", "undocumented", "conflicting"
_OPPOSITE = {MET: NOT_MET, NOT_MET: MET}


@dataclass(frozen=True, slots=True)
class Proof:
    """The state of a test and what it rests on.

    ``margin_days`` is how far the documented days lie above (or below) the threshold, ``care`` the days of care that
    were counted; ``doubtful`` says that the state holds only at low confidence, ``questions`` why.
    """

    state: str
    supporting: tuple[Mention, ...] = ()
    opposing: tuple[Mention, ...] = ()
    detail: str = ""
    margin_days: float | None = None
    doubtful: bool = False
    questions: tuple[str, ...] = ()
    care: CareDays | None = None


def all_of(proofs: Sequence[Proof]) -> Proof:
    """Met when every part is met; not met as soon as one is not met."""
    return _counted(len(proofs), proofs, proofs)


def any_of(proofs: Sequence[Proof]) -> Proof:
    """Met as soon as one part is met; not met when every part is not met."""
    return _counted(1, proofs)


def told(proof: Proof) -> Proof:
    """Not met where nothing at all speaks for it; what is hinted at stays open."""
    if proof.state == UNDOCUMENTED and not proof.supporting:
        return replace(proof, state=NOT_MET, doubtful=False, questions=())
    return proof


def at_least(count: int, proofs: Sequence[Proof]) -> Proof:
    """Met when ``count`` parts are met; not met when so many can no longer be."""
    met = sum(p.state == MET for p in proofs)
    joined = _counted(count, proofs, proofs)
    return replace(joined, detail=f"{met} of {count} needed; {joined.detail}".rstrip("; "))


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


def _counted(count: int, proofs: Sequence[Proof], shown: Sequence[Proof] | None = None) -> Proof:
    """``count`` met parts are needed; evidence is that of ``shown``, or of the parts in the state that decides."""
    if count == len(proofs) == 1:
        return proofs[0]
    by_state: dict[str, list[Proof]] = {MET: [], NOT_MET: [], CONFLICTING: [], UNDOCUMENTED: []}
    for proof in proofs:
        by_state[proof.state].append(proof)
    too_many = len(proofs) - count + 1
    for state, enough in ((MET, count), (NOT_MET, too_many), (CONFLICTING, 1), (UNDOCUMENTED, 1)):
        parts = by_state[state]
        if len(parts) < enough:
            continue
        sure = [p for p in parts if not p.doubtful]
        # So many sure parts are enough to be sure; an open state is as doubtful as any of its parts.
        settled = state in _OPPOSITE and len(sure) >= enough
        return _joined(state, shown or parts, sure[:enough] if settled else parts, count)
    raise AssertionError("every part has one of the four states")


def _joined(state: str, shown: Sequence[Proof], deciding: Sequence[Proof], count: int) -> Proof:
    """One proof from several: evidence of those shown, words and doubts of those that decide."""
    margins = sorted((p.margin_days for p in deciding if p.margin_days is not None), reverse=True)
    margin = margins[min(count, len(margins)) - 1] if margins else None
    return Proof(
        state=state,
        supporting=unique(m for p in shown for m in p.supporting),
        opposing=unique(m for p in shown for m in p.opposing),
        detail="; ".join(dict.fromkeys(words for p in deciding for words in p.detail.split("; ") if words)),
        margin_days=margin,
        doubtful=any(p.doubtful for p in deciding),
        questions=tuple(dict.fromkeys(q for p in deciding for q in p.questions)),
        care=next((p.care for p in deciding if p.care and p.margin_days == margin), None),
    )


def unique(mentions: Iterable[Mention]) -> tuple[Mention, ...]:
    """Mentions without repeats, in order of document and place."""
    seen = {(m.note_id or "", m.start, m.end): m for m in mentions}
    return tuple(seen.values()) if len(seen) < 2 else tuple(seen[key] for key in sorted(seen))
