"""Score decisions of the criteria engine against those of the corpus's oracle: accuracy, macro-F1, confusion.

Where the oracle accepts several answers ("also"), any of them is right and counts as the one that was given; else the
oracle's own answer is the truth.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Protocol

import numpy as np

from mednec.corpus.metrics import Disagreement, NoteScore
from mednec.corpus.places import Quoted
from mednec.corpus.resampling import Numbers, Sums, ratio

DECISIONS = ("meets", "insufficient_documentation", "does_not_meet")
NO_DECISION = "no_decision"
ALL_PAYERS = "all"
ON_EXTRACTED, ON_DOCUMENTED = "decision", "decision_documented"
"""The engine's answers on evidence as extracted; and on what gold documents, which leaves misreading out."""

_BETWEEN = " > "


class Answer(Protocol):
    """What is read of an assessment."""

    @property
    def payer(self) -> str:
        """The payer who answers."""

    @property
    def decision(self) -> str | None:
        """The decision, None for a set that gives none."""


def score_decisions(
    score: NoteScore,
    truth: Mapping[str, Mapping[str, Any]],
    answers: Iterable[Answer],
    described: Mapping[str, tuple[str, tuple[Quoted, ...]]] | None = None,
    kind: str = ON_EXTRACTED,
) -> None:
    """Count one case's answers; ``described`` says of a payer's answer why it was given, and from which words.

    Only wrong answers on extracted evidence are listed as disagreements.
    """
    given = {answer.payer: answer.decision or NO_DECISION for answer in answers}
    for payer, oracle in truth.items():
        if payer not in given or not isinstance(oracle.get("decision"), str):
            continue
        accepted, said = (oracle["decision"], *oracle.get("also", ())), given[payer]
        true = said if said in accepted else oracle["decision"]
        for name in (payer, ALL_PAYERS):
            score.counts[metric_of(name, kind), true + _BETWEEN + said] += 1
        if said not in accepted and kind == ON_EXTRACTED:
            why, places = (described or {}).get(payer, ("", ()))
            reasons = f"Oracle: {oracle.get('why') or 'no reason given'}. Engine: {why or 'no reason given'}."
            score.disagreements.append(
                Disagreement(score.note_id, kind, (payer,), list(accepted), said, (), places, reasons)
            )


def metric_of(payer: str, kind: str = ON_EXTRACTED) -> str:
    """The name under which a payer's answers are counted."""
    return f"{kind}:{payer}"


def payers_of(sums: Sums, kind: str = ON_EXTRACTED) -> list[str]:
    """Payers with at least one scored answer, all of them together first."""
    named = {metric.partition(":")[2] for metric, _ in sums.columns if metric.startswith(f"{kind}:")}
    names = [payer for payer in named if answered(sums, metric_of(payer, kind)).any()]
    return sorted(names, key=lambda name: (name != ALL_PAYERS, name))


def confusion(sums: Sums, metric: str) -> dict[str, dict[str, Numbers]]:
    """Answers by truth and answer, every answer that occurs; each an array, one number a resample."""
    said = (*DECISIONS, NO_DECISION)
    return {t: {p: sums.of(metric, t + _BETWEEN + p) for p in said} for t in DECISIONS}


def answered(sums: Sums, metric: str) -> Numbers:
    """How many answers were scored."""
    return _total(cell for row in confusion(sums, metric).values() for cell in row.values())


def accuracy(sums: Sums, metric: str) -> Numbers:
    """The share of accepted answers; NaN of none."""
    table = confusion(sums, metric)
    return ratio(_total(table[d][d] for d in DECISIONS), answered(sums, metric))


def macro_f1(sums: Sums, metric: str) -> Numbers:
    """F1 of each decision that occurs, averaged without weights; NaN where none occurs."""
    table = confusion(sums, metric)
    each = []
    for decision in DECISIONS:
        right = table[decision][decision]
        true, said = _total(table[decision].values()), _total(table[d][decision] for d in DECISIONS)
        each.append(ratio(2 * right, true + said))
    stacked = np.stack(each)
    known = ~np.isnan(stacked)
    return ratio(np.where(known, stacked, 0).sum(axis=0), known.sum(axis=0).astype(np.float64))


def _total(cells: Iterable[Numbers]) -> Numbers:
    listed: Sequence[Numbers] = list(cells)
    total: Numbers = np.sum(listed, axis=0)
    return total
