"""``mednec evaluate CORPUS``: read a file of cases, evaluate them with a progress bar, and give the report."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.progress import Progress

from mednec.commands import complain
from mednec.corpus.case_evaluation import evaluate_cases
from mednec.corpus.case_figures import CorpusReport
from mednec.corpus.case_rows import read_cases
from mednec.corpus.reviews import SimulatedReviews
from mednec.errors import RiskError


@dataclass(frozen=True, slots=True)
class CorpusPlan:
    """How to evaluate: how many cases at most, how often to resample, and whose rules."""

    limit: int | None = None
    bootstrap: int = 1000
    seed: int = 0
    rules: tuple[str, ...] = ()


def evaluate_corpus(path: Path | str, plan: CorpusPlan | None = None) -> CorpusReport:
    """Evaluate the cases of a file (".jsonl" may be left out).

    Raises:
        CorpusError: the file cannot be read or holds something else than cases.
        RuleError: the rules laid over ours are wrong.
    """
    plan = plan or CorpusPlan()
    cases = read_cases(path, plan.limit)
    console = Console(stderr=True)
    with Progress(console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task("Reading and scoring cases", total=len(cases))
        scores = evaluate_cases(cases, plan.rules, _reviews(), lambda: progress.advance(task))
    return CorpusReport(scores, plan.bootstrap, plan.seed)


def _reviews() -> SimulatedReviews | None:
    """The reviews to hold risks against; the other figures do not wait for a model that cannot be used."""
    try:
        return SimulatedReviews.shipped()
    except RiskError as error:
        complain(f"risks are not scored: {error}")
        return None
