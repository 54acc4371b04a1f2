"""The matrix of requirements by payers: who asks for what, and how it stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from mednec.criteria.assessment import Assessment, RequirementResult

_WORST_FIRST = ("not_met", "conflicting", "undocumented", "not_applicable", "waived", "met")


@dataclass(frozen=True, slots=True)
class Cell:
    """How a requirement stands with a payer; ``state`` is None where the payer does not ask for it.

    ``deciding`` is False where it belongs to another pathway than the nearest.
    """

    state: str | None
    deciding: bool = True
    detail: str = ""
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One requirement; ``cells`` stand in the order of the payers."""

    requirement: str
    text: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Matrix:
    """Payers by place in the list of assessments, and a row for every requirement that decides for one of them."""

    payers: tuple[str, ...]
    anchors: tuple[str, ...]
    rows: tuple[Row, ...]


def matrix(assessments: Sequence[Assessment], prefix: str = "") -> Matrix | None:
    """The matrix of those payers that have requirements, guidelines left out; None when there are none.

    A requirement with the same id stands in one row, whatever wording each payer has for it. Rows: those always needed
    first, then those that most payers ask for.
    """
    asked = [(n, a) for n, a in enumerate(assessments) if a.decision is not None and a.requirements]
    if not asked:
        return None
    rows = [_row(name, asked, prefix) for name in _names(asked)]
    return Matrix(
        tuple(a.payer for _, a in asked), tuple(payer_anchor(prefix, n) for n, _ in asked), tuple(rows)
    )  # fmt: skip


def payer_anchor(prefix: str, place: int) -> str:
    """The anchor of a payer's answer, by its place in the list of assessments."""
    return f"{prefix}payer-{place}"


def requirement_anchor(prefix: str, place: int, requirement: RequirementResult) -> str:
    """The anchor of a requirement in a payer's answer."""
    return f"{payer_anchor(prefix, place)}-{requirement.pathway or 'gate'}-{requirement.id}"


def _names(asked: Sequence[tuple[int, Assessment]]) -> list[str]:
    """Ids of the requirements that decide for a payer, in the order of the rows."""
    payers: dict[str, int] = {}
    gates: set[str] = set()
    for _, assessment in asked:
        deciding = [r for r in assessment.requirements if r.pathway in (None, assessment.pathway)]
        for name in dict.fromkeys(r.id for r in deciding):
            payers[name] = payers.get(name, 0) + 1
        gates |= {r.id for r in deciding if r.pathway is None}
    order = list(payers)
    return sorted(order, key=lambda name: (name not in gates, -payers[name], order.index(name)))


def _row(name: str, asked: Sequence[tuple[int, Assessment]], prefix: str) -> Row:
    cells = []
    text = ""
    for place, assessment in asked:
        found = [r for r in assessment.requirements if r.id == name]
        deciding = [r for r in found if r.pathway in (None, assessment.pathway)]
        if not found:
            cells.append(Cell(None))
            continue
        shown = min(deciding or found, key=lambda r: _WORST_FIRST.index(r.state))
        text = text or shown.text
        anchor = requirement_anchor(prefix, place, shown)
        cells.append(Cell(shown.state, bool(deciding), shown.detail, anchor))
    return Row(name, text, tuple(cells))
