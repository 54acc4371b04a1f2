"""The model card: what the model was fitted to, how it fares, what it is for and what it must not be used for."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence

from mednec.risk.adjudicator import Adjudicator
from mednec.risk.artefact import RiskFormula
from mednec.risk.calibration import Bin
from mednec.risk.evaluation import PayerScore, RiskReport, Score
from mednec.risk.features import FEATURES

FIGURES_BEGIN, FIGURES_END = "<!-- figures: begin -->", "<!-- figures: end -->"


def with_figures(card: str, formula: RiskFormula, report: RiskReport, adjudicator: Adjudicator) -> str:
    """A card with its figures renewed; the text around them is the author's and stays.

    Raises:
        ValueError: the card has no place for figures.
    """
    head, begin, rest = card.partition(FIGURES_BEGIN)
    _, end, tail = rest.partition(FIGURES_END)
    if not begin or not end:
        raise ValueError("the card has no place for figures")
    body = "\n\n".join(_figures(formula, report, adjudicator))
    return f"{head}{FIGURES_BEGIN}\n{body}\n{FIGURES_END}{tail}"


def _figures(formula: RiskFormula, report: RiskReport, adjudicator: Adjudicator) -> Iterator[str]:
    about = formula.trained_on
    yield f"Fitted to {about.source}: {about.cases} cases, {about.rows} answers of a payer to a case, " + (
        f"{about.reviewers_per_case} simulated reviewers each, seed {about.seed}."
    )
    yield "### Beside plainer predictions"
    yield payer_table(report.payers)
    yield "### Calibration"
    yield calibration_table(report.calibration)
    held = f"The bounds hold the share of reviewers who deny in {report.held:.0%} of cases"
    yield f"{held}; they are {report.width:.2f} wide on average."
    yield "### Before other reviewers"
    header = ("reviewers", "denied", "AUC", "Brier", "ECE", "held by the bounds")
    rows = [(v.text, f"{v.denied:.3f}", *_score(v.score), f"{v.held:.0%}") for v in report.variants]
    yield _table(header, rows)
    yield "### Sensitivity to what is assumed"
    ends = [
        (s.quantity, f"{s.value:g} (is {_value(adjudicator, s.quantity):g})", f"{s.denied:.3f}", *_score(s.score))
        for s in report.sensitivity
    ]
    yield _table(("quantity", "set to", "denied", "AUC", "Brier", "ECE"), ends)
    yield "### Coefficients"
    numbers = [(name, f"{formula.coefficients[name]:.3f}", text) for name, text in FEATURES.items()]
    yield _table(("number (0 to 1)", "log-odds", "what it says"), numbers)


def payer_table(payers: Sequence[PayerScore]) -> str:
    """AUC, Brier and ECE by payer: of the model, of the payer's base rate, of an unconstrained model."""
    header = ("payer", "cases", "denied", "AUC", "Brier", "ECE", "base rate: Brier", "ECE")
    plain = any(p.unconstrained is not None for p in payers)
    rows = []
    for p in payers:
        row = [
            p.payer,
            str(p.cases),
            f"{p.denied:.3f}",
            *_score(p.model),
            f"{p.base_rate.brier:.3f}",
            f"{p.base_rate.ece:.3f}",
        ]
        rows.append((*row, *(_score(p.unconstrained) if p.unconstrained else ())))
    return _table((*header, *(("unconstrained: AUC", "Brier", "ECE") if plain else ())), rows)


def calibration_table(bins: Iterable[Bin]) -> str:
    """Risk against the denied share, in bins of the risk."""
    rows = [(f"{b.low:.1f} to {b.high:.1f}", f"{b.weight:g}", f"{b.risk:.3f}", f"{b.denied:.3f}") for b in bins]
    return _table(("risk", "cases", "mean risk", "denied"), rows)


def _score(score: Score) -> tuple[str, str, str]:
    return f"{score.auc:.3f}", f"{score.brier:.3f}", f"{score.ece:.3f}"


def _value(adjudicator: Adjudicator, quantity: str) -> float:
    block, _, name = quantity.partition(".")
    return float(getattr(getattr(adjudicator, block), name))


def _table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def history_card(formula: RiskFormula, figures: dict[str, object], table: str) -> str:
    """The card of a model that was refitted to a user's own history."""
    about = formula.trained_on
    return "\n".join(
        (
            "# Denial risk, fitted to your own outcomes",
            "",
            f"Fitted to {about.source}: {about.rows} outcomes of {about.cases} cases, seed {about.seed}.",
            "",
            "```json",
            json.dumps(figures, indent=2),
            "```",
            "",
            "## Reliability, cross-validated",
            "",
            table,
            "",
            "## Limits",
            "",
            "The figures are of your past cases and payers; a payer that changes its criteria or its reviewers makes",
            "them stale. Fit again when it does, and at least once a year. The model tells how a reviewer is likely to",
            "answer first; it says nothing about whether a patient needs the study. It must not be used to withhold or",
            "delay a study, to rank patients or clinicians, or to deny anything. A person decides.",
            "",
        )
    )
