"""The reference page of payers: every plan by its names, whose criteria judge it, and who reviews imaging."""

from __future__ import annotations

from collections.abc import Iterator

from mednec.criteria.reference import shipped
from mednec.criteria.reference_shapes import Applies, DelegationFile, PayerFile, Plan
from mednec.report.reference.markdown import code, codes, literal, page, table


def pages() -> dict[str, str]:
    """The page of payers."""
    plans = [plan for file in shipped().files(PayerFile) for plan in file.plans]
    return {
        "payers.md": page(
            "Payers and their names",
            "`assess(..., payers=[...])` and `mednec assess --payer` take any of these names. Capitals, punctuation "
            "and spaces are alike. Facts come from `criteria/reference/payers.yaml`; a name of low confidence "
            "should be checked before it matters.",
            table(
                ["plan", "judged by", "other names", "source", "confidence"],
                ([code(p.plan), _judged(p), literal(", ".join(p.names)), code(p.source), p.confidence] for p in plans),
            ),
            "## Who reviews imaging",
            "The first row that fits the plan, the line of business and the state holds.",
            table(["plans", "where", "reviewer", "note", "source", "confidence"], _reviewers()),
        )
    }


def _judged(plan: Plan) -> str:
    if plan.payer is None:
        return literal(plan.instead or "no public criteria")
    others = "".join(f"; {line}: {code(payer)}" for line, payer in plan.by_line.items())
    return code(plan.payer) + others


def _reviewers() -> Iterator[list[str]]:
    for file in shipped().files(DelegationFile):
        for row in file.reviewers:
            reviewer = code(row.reviewer) if row.reviewer else "not known"
            yield [codes(row.plans) or "any", _where(row), reviewer, literal(row.note or ""), code(row.source),
                   row.confidence]  # fmt: skip


def _where(row: Applies) -> str:
    said = [*row.lines, *row.states, *(f"not {state}" for state in row.not_states), *row.sites, *row.modalities]
    if row.first_day:
        said.append(f"from {row.first_day}")
    if row.last_day:
        said.append(f"to {row.last_day}")
    return literal(", ".join(said)) or "everywhere"
