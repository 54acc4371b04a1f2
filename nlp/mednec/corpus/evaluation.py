"""Evaluate a corpus: extract (or read predictions), score note by note, add up, and say how sure the figures are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mednec.corpus.metrics import STATUS_METRICS, Counts, Disagreement, NoteScore, Rate, score_note
from mednec.corpus.places import Quoted
from mednec.corpus.readers import CorpusNote, Row, read_documented, read_notes
from mednec.corpus.resampling import Interval, Tally, f1, percentiles, share, weights
from mednec.errors import CorpusError
from mednec.evidence import ExtractionFailure

F_METRICS = (
    "findings_strict",
    *STATUS_METRICS,
    "findings_present_noregion",
    "findings_side",
    "findings_level",
    "findings_grade",
    "therapies",
    "therapy_durations",
    "therapy_sessions",
    "therapy_start_date",
    "therapy_end_date",
    "imaging",
    "imaging_result",
)
"""Metrics with precision, recall and F1, in the order in which they are shown."""

RATES = (
    "provenance",
    "therapies_provenance",
    "therapy_outcome_acc",
    "imaging_provenance",
    "imaging_date_acc",
    "symptom_duration_acc",
)
"""Metrics that are a share of right answers."""

FLIPS = ("flips_present_absent", "flips_noregion")
"""Present where gold says absent, or the reverse: the dangerous error, counted."""

Totals = Counter[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Plan:
    """How to evaluate: which notes, whose predictions, which rules, how many processes and resamples."""

    split: str | None = None
    predictions: Path | None = None
    rules: tuple[str, ...] = ()
    workers: int = 1
    bootstrap: int = 0
    seed: int = 0


@dataclass(frozen=True, slots=True)
class Report:
    """The figures of a corpus, its disagreements, and what could not be scored."""

    scores: tuple[NoteScore, ...]
    intervals: Mapping[str, Interval]
    unscored: int = 0
    failures: tuple[ExtractionFailure, ...] = ()

    @property
    def totals(self) -> Totals:
        """Counts over all notes."""
        return add_up(self.scores)

    @property
    def disagreements(self) -> list[Disagreement]:
        """Where gold and extraction differ, note by note."""
        return [d for score in self.scores for d in score.disagreements]

    def by_concept(self) -> dict[str, dict[str, Counts]]:
        """Counts of findings by concept and status; "all" is every status together."""
        table: dict[str, dict[str, Counts]] = {}
        summed: Counter[tuple[str, str, str]] = Counter()
        for score in self.scores:
            summed.update(score.by_concept)
        for concept, status in sorted({key[:2] for key in summed}):
            values = {kind: summed[concept, status, kind] for kind in ("tp", "fp", "fn")}
            table.setdefault(concept, {})[status] = Counts(**values)
        for statuses in table.values():
            statuses["all"] = _together(list(statuses.values()))
        return table

    def to_dict(self, *, errors: bool = False) -> dict[str, Any]:
        """The figures as plain values, rounded to three digits; with ``errors`` also every disagreement."""
        totals = self.totals
        out: dict[str, Any] = {"notes": len(self.scores)}
        out |= {name: _prf(counts_of(totals, name)) for name in F_METRICS}
        out |= {name: totals[name, "n"] for name in FLIPS}
        out |= {name: _rate(rate_of(totals, name)) for name in RATES}
        out["by_concept"] = {
            concept: {status: _prf(counts) for status, counts in statuses.items()}
            for concept, statuses in self.by_concept().items()
        }
        if self.intervals:
            out["intervals_95"] = {
                name: [round(low, 3), round(high, 3)] for name, (low, high) in self.intervals.items()
            }
        out["failures"] = [failure.to_dict() for failure in self.failures]
        if errors:
            out["errors"] = [_disagreement(d) for d in self.disagreements]
        return out


def evaluate_files(notes: Path | str, gold: Path | str, plan: Plan | None = None) -> Report:
    """Score the extractor (or ``plan.predictions``) on the notes that have gold.

    Raises:
        CorpusError: a file that cannot be read, gold for a note that is not there, or nothing to score.
    """
    plan = plan or Plan()
    everything = read_notes(notes)
    documented = read_documented(gold)
    _check_known(gold, documented, everything)
    chosen = read_notes(notes, plan.split) if plan.split else everything
    scored = {name: item for name, item in chosen.items() if name in documented}
    if not scored:
        raise CorpusError(f"{gold}: no gold for any of these notes")
    predicted, failures = _predict(scored, plan)
    scores = tuple(score_note(n, item.note.text, documented[n], predicted.get(n, {})) for n, item in scored.items())
    return Report(scores, intervals(scores, plan.bootstrap, plan.seed), len(chosen) - len(scored), failures)


def _check_known(gold: Path | str, documented: Mapping[str, Row], notes: Mapping[str, CorpusNote]) -> None:
    unknown = [name for name in documented if name not in notes]
    if unknown:
        raise CorpusError(f"{gold}: {len(unknown)} ids are not among the notes, the first is {unknown[0]!r}")


def _predict(notes: Mapping[str, CorpusNote], plan: Plan) -> tuple[dict[str, Row], tuple[ExtractionFailure, ...]]:
    if plan.predictions is not None:
        return read_documented(plan.predictions), ()
    from mednec.extraction.pipeline import Extractor, default_extractor

    extractor = Extractor(plan.rules) if plan.rules else default_extractor()
    predicted: dict[str, Row] = {}
    failures = []
    results = extractor.extract_many((item.note for item in notes.values()), workers=plan.workers)
    for name, result in zip(notes, results, strict=True):
        if isinstance(result, ExtractionFailure):
            failures.append(result)
        else:
            predicted[name] = result.to_dict()
    return predicted, tuple(failures)


# --------------------------------------------------------------------------------------------------------------- totals
def add_up(scores: Sequence[NoteScore]) -> Totals:
    """Counts over notes."""
    totals: Totals = Counter()
    for score in scores:
        totals.update(score.counts)
    return totals


def counts_of(totals: Totals, metric: str) -> Counts:
    """The counts of a metric with precision and recall."""
    return Counts(totals[metric, "tp"], totals[metric, "fp"], totals[metric, "fn"])


def rate_of(totals: Totals, metric: str) -> Rate:
    """The counts of a metric that is a share."""
    return Rate(totals[metric, "ok"], totals[metric, "n"])


def _together(counts: Sequence[Counts]) -> Counts:
    return Counts(sum(c.tp for c in counts), sum(c.fp for c in counts), sum(c.fn for c in counts))


def intervals(scores: Sequence[NoteScore], resamples: int, seed: int = 0) -> dict[str, Interval]:
    """95 % percentile intervals of F1s and shares, from resampling whole notes; the same seed gives the same answer."""
    if not resamples or not scores:
        return {}
    drawn = Tally.of([score.counts for score in scores]).resampled(weights(len(scores), resamples, seed))
    found = {name: percentiles(f1(drawn, name)) for name in F_METRICS}
    found |= {name: percentiles(share(drawn, name)) for name in RATES}
    return {name: interval for name, interval in found.items() if interval is not None}


# --------------------------------------------------------------------------------------------------------- plain values
def _prf(counts: Counts) -> dict[str, float | int]:
    shares = {"p": counts.precision, "r": counts.recall, "f1": counts.f1}
    return {**{name: round(value, 3) for name, value in shares.items()}, "n": counts.n}


def _rate(rate: Rate) -> list[float | int] | None:
    return None if rate.value is None else [round(rate.value, 3), rate.n]


def _disagreement(d: Disagreement) -> dict[str, Any]:
    return {
        "id": d.note_id,
        "kind": d.kind,
        "key": list(d.key),
        "gold": d.gold,
        "predicted": d.predicted,
        "gold_quotes": [_quote(q) for q in d.gold_quotes],
        "predicted_quotes": [_quote(q) for q in d.predicted_quotes],
    }


def _quote(q: Quoted) -> dict[str, Any]:
    place = {"start": q.start, "end": q.end, "text": q.text}
    return {**place, "rule": q.rule, "cue": q.cue} if q.rule or q.cue else place
