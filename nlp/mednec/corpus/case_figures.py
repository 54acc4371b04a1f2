"""The figures of an evaluated corpus of cases: overall, by style, phenomenon and type of document, with intervals."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from mednec.corpus import resampling
from mednec.corpus.case_errors import case_errors
from mednec.corpus.case_evaluation import CaseScore
from mednec.corpus.decision_scores import (
    ON_DOCUMENTED,
    ON_EXTRACTED,
    accuracy,
    answered,
    confusion,
    macro_f1,
    metric_of,
    payers_of,
)
from mednec.corpus.evaluation import F_METRICS, FLIPS, RATES, Report
from mednec.corpus.linking import LINK_METRICS
from mednec.corpus.metrics import STATUS_METRICS, NoteScore
from mednec.corpus.resampling import Numbers, Sums, Tally
from mednec.corpus.risk_scores import RiskTable

GROUPINGS = ("style", "phenomenon", "doc_type")
DOCUMENT_METRICS = ("findings_strict", *STATUS_METRICS)
ALL = "all"
_DIGITS = 3

Figures = dict[str, Any]


@dataclass(frozen=True)
class CorpusReport:
    """Scored cases and how to resample them; figures are plain values, rounded to three digits."""

    scores: tuple[CaseScore, ...]
    bootstrap: int = 1000
    seed: int = 0

    @cached_property
    def overall(self) -> Figures:
        """The figures of all cases."""
        return self._figures(range(len(self.scores)))

    @cached_property
    def by(self) -> dict[str, dict[str, Figures]]:
        """Figures of the cases of each style, with each phenomenon, and that hold each type of document."""
        return {
            grouping: {name: self._figures(members) for name, members in sorted(self._members(grouping).items())}
            for grouping in GROUPINGS
        }

    @cached_property
    def documents(self) -> dict[str, Figures]:
        """Findings of documents read by themselves, all and by type; a case's documents are drawn together."""
        types = sorted({kind for score in self.scores for kind, _ in score.documents})
        return {name: self._document_figures(None if name == ALL else name) for name in (ALL, *types)}

    @cached_property
    def by_concept(self) -> dict[str, dict[str, Any]]:
        """Precision, recall and F1 of findings by concept and status."""
        table: dict[str, dict[str, Any]] = Report(tuple(s.score for s in self.scores), {}).to_dict()["by_concept"]
        return table

    def to_dict(self, *, errors: bool = False) -> dict[str, Any]:
        """All figures; with ``errors`` also everything that went wrong, with its places."""
        figures = {
            "cases": len(self.scores),
            "bootstrap": self.bootstrap,
            "seed": self.seed,
            "overall": self.overall,
            "by": self.by,
            "documents": self.documents,
            "by_concept": self.by_concept,
            "failures": [score.failure.to_dict() for score in self.scores if score.failure],
        }
        return figures | ({"errors": [error.to_dict() for error in case_errors(self.scores)]} if errors else {})

    # ------------------------------------------------------------------------------------------------------- groups
    def _members(self, grouping: str) -> dict[str, list[int]]:
        members: dict[str, list[int]] = {}
        for i, score in enumerate(self.scores):
            for name in _names(score, grouping):
                members.setdefault(name, []).append(i)
        return members

    @cached_property
    def _tally(self) -> Tally:
        return Tally.of([score.score.counts for score in self.scores])

    def _figures(self, members: Sequence[int]) -> Figures:
        tally = self._tally.only(members)
        weights = resampling.weights(len(members), self.bootstrap, self.seed) if self.bootstrap else None
        sums = _Both(tally.sums(), tally.resampled(weights) if weights is not None else None)
        extraction = {name: sums.prf(name) for name in F_METRICS}
        extraction |= {name: sums.share(name) for name in RATES} | {name: sums.count(name) for name in FLIPS}
        return {
            "cases": len(members),
            "extraction": extraction,
            "linking": {name: sums.prf(name) for name in LINK_METRICS},
            **{kind: sums.decisions(kind) for kind in (ON_EXTRACTED, ON_DOCUMENTED)},
            "risk": self._risks(members, weights),
        }

    def _document_figures(self, kind: str | None) -> Figures:
        chosen = [[s for k, s in score.documents if kind in (None, k)] for score in self.scores]
        cases = [scores for scores in chosen if scores]
        tally = Tally.of([_added(scores) for scores in cases])
        weights = resampling.weights(len(cases), self.bootstrap, self.seed) if self.bootstrap and cases else None
        sums = _Both(tally.sums(), tally.resampled(weights) if weights is not None else None)
        figures: Figures = {"documents": sum(map(len, cases))}
        figures |= {name: sums.prf(name) for name in DOCUMENT_METRICS}
        return figures | {FLIPS[0]: sums.count(FLIPS[0])}

    def _risks(self, members: Sequence[int], weights: Numbers | None) -> Figures | None:
        points = [(row, point) for row, i in enumerate(members) for point in self.scores[i].risks]
        if not points:
            return None
        payers = (ALL, *sorted({point.payer for _, point in points}))
        return {
            payer: _risk_figures(RiskTable.of([p for p in points if payer in (ALL, p[1].payer)]), len(members), weights)
            for payer in payers
        }


def _names(score: CaseScore, grouping: str) -> tuple[str, ...]:
    case = score.case
    if grouping == "style":
        return (case.style or "none",)
    return case.phenomena if grouping == "phenomenon" else case.doc_types


def _added(scores: Sequence[NoteScore]) -> Mapping[tuple[str, str], int]:
    first, *others = scores
    total = first.counts.copy()
    for score in others:
        total.update(score.counts)
    return total


@dataclass(frozen=True, slots=True)
class _Both:
    """Sums of a group as it is, and of its resamples."""

    once: Sums
    drawn: Sums | None

    def prf(self, metric: str) -> Figures:
        gold = self.once.of(metric, "tp") + self.once.of(metric, "fn")
        figures: Figures = {}
        for name, figure in (("p", resampling.precision), ("r", resampling.recall), ("f1", resampling.f1)):
            figures |= self._with_interval(name, figure, metric)
        return figures | {"n": int(gold[0])}

    def share(self, metric: str) -> Figures:
        return self._with_interval("share", resampling.share, metric) | {"n": int(self.once.of(metric, "n")[0])}

    def count(self, metric: str) -> Figures:
        figures: Figures = {"count": int(self.once.of(metric, "n")[0])}
        if self.drawn is not None:
            figures["count_95"] = _rounded(resampling.percentiles(self.drawn.of(metric, "n")))
        return figures

    def decisions(self, kind: str) -> Figures | None:
        return {payer: self._decision(metric_of(payer, kind)) for payer in payers_of(self.once, kind)} or None

    def _decision(self, metric: str) -> Figures:
        figures = self._with_interval("accuracy", accuracy, metric) | self._with_interval("macro_f1", macro_f1, metric)
        table = {t: {p: int(n[0]) for p, n in row.items()} for t, row in confusion(self.once, metric).items()}
        return figures | {"n": int(answered(self.once, metric)[0]), "confusion": table}

    def _with_interval(self, name: str, figure: Callable[[Sums, str], Numbers], of: str) -> Figures:
        figures: Figures = {name: _rounded(figure(self.once, of)[0])}
        if self.drawn is not None:
            figures[f"{name}_95"] = _rounded(resampling.percentiles(figure(self.drawn, of)))
        return figures


def _risk_figures(table: RiskTable, cases: int, weights: Numbers | None) -> Figures:
    once = table.weighted(np.ones((1, cases)))
    drawn = table.weighted(weights) if weights is not None else None
    figures: Figures = {"n": int((table.denied + table.approved).sum()), "denied": int(table.denied.sum())}
    for name, figure in (("auc", table.auc), ("brier", table.brier), ("ece", table.ece)):
        figures[name] = _rounded(figure(once)[0])
        if drawn is not None:
            figures[f"{name}_95"] = _rounded(resampling.percentiles(figure(drawn)))
    return figures


def _rounded(value: Any) -> Any:
    """Rounded to three digits; None for NaN and for an interval of nothing."""
    if value is None or isinstance(value, tuple):
        return value and [round(bound, _DIGITS) for bound in value]
    return None if np.isnan(value) else round(float(value), _DIGITS)


def group_rows(report: CorpusReport) -> Iterator[tuple[str, str, Figures]]:
    """(grouping, name, figures) of every group, all cases first."""
    yield ALL, ALL, report.overall
    for grouping, groups in report.by.items():
        for name, figures in groups.items():
            yield grouping, name, figures
