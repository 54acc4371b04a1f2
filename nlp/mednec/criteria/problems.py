"""One coding problem as the assessment shows it."""

from __future__ import annotations

from dataclasses import dataclass

from mednec.criteria.reference import Reference
from mednec.evidence import Value


@dataclass(frozen=True, slots=True, repr=False)
class CodingProblem(Value):
    """What is wrong with a code of the request.

    severity: blocking (it cannot go through as written) | warning. ``suggestion``: codes that would do, best first, to
    be chosen by a person; ``kind`` is stable, ``problem`` is for reading; ``vector`` is the denial it leads to.
    """

    code: str
    problem: str
    severity: str
    suggestion: tuple[str, ...] = ()
    kind: str = ""
    vector: str | None = None
    provenance: str | None = None
    source: str | None = None


def coding_problem(
    reference: Reference, kind: str, code: str, suggestion: tuple[str, ...] = (), **said: str
) -> CodingProblem:
    """A problem of a kind of coding.yaml; ``said`` fills the places of its text."""
    known = reference.problem(kind)
    return CodingProblem(
        code,
        known.problem.format(**said),
        known.severity,
        suggestion,
        kind,
        known.vector,
        known.provenance,
        known.source,
    )
