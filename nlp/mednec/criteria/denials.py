"""Ways to be denied: the vector, and the X12 and claim codes in which the denial would arrive."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from mednec.criteria.reference import Reference, shipped
from mednec.criteria.reference_shapes import DenialFile, DenialVector, TransactionFile
from mednec.evidence import Value

_NOT_MET = "not_met"


@dataclass(frozen=True, slots=True, repr=False)
class DenialReason(Value):
    """Why a payer would deny: ``x12_886`` is the reason of the 278 response, ``carc`` that of the claim later on.

    ``refuted_by`` says what the notes would have to show; ``requirement`` is the one that is open; ``risk_without`` is
    the denial risk that would remain if this reason were refuted.
    """

    vector: str
    x12_886: str | None
    carc: str
    text: str
    requirement: str | None = None
    name: str = ""
    hcr01: str | None = None
    refuted_by: str = ""
    risk_without: float | None = None


def denial_reason(
    vector: str, requirement: str | None = None, state: str = _NOT_MET, *, reference: Reference | None = None
) -> DenialReason:
    """The denial of a vector ("DV02") because of a requirement that is not_met, or in any other state open.

    Raises:
        KeyError: there is no such vector.
    """
    found = next((v for v in denial_vectors(reference) if v.vector == vector), None)
    if found is None:
        raise KeyError(vector)
    codes = found.not_met if state == _NOT_MET else found.undocumented
    return DenialReason(
        vector, codes.x12_886, codes.carc, found.text, requirement, found.name, codes.hcr01, found.refuted_by
    )


def denial_vectors(reference: Reference | None = None) -> Iterator[DenialVector]:
    """All vectors in order."""
    return (vector for file in (reference or shipped()).files(DenialFile) for vector in file.vectors)


def code_meaning(code_list: str, code: str, *, reference: Reference | None = None) -> str | None:
    """What a code of a list (hcr01, x12_886, aaa03, aaa04, carc, rarc, pwk01) means; None for one we do not know."""
    for file in (reference or shipped()).files(TransactionFile):
        for one in file.lists.get(code_list, ()):
            if one.code == code:
                return one.text
    return None
