"""Fit the model to simulated reviews of the synthetic corpus: numbers from what is read, answers from what is written.

The numbers of a case come from evidence that was extracted from its text, so that reading errors count; the reviewer
sees what its documents say by their gold. Extraction is handed in: this package does not import it.
"""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from mednec.corpus.documented_evidence import documented_evidence
from mednec.criteria.assess import assess
from mednec.criteria.assessment import Assessment
from mednec.criteria.request import ImagingRequest
from mednec.errors import RiskError
from mednec.evidence import Evidence, Note, Packet
from mednec.risk.adjudicator import Adjudicator
from mednec.risk.artefact import PayerOffsets, RiskFormula, TrainedOn
from mednec.risk.calibration import Numbers
from mednec.risk.features import FEATURES, PAYER_COLUMN, UNMET_COLUMN, Features, features_of
from mednec.risk.judgeable import reason_against
from mednec.risk.model import DenialRiskModel
from mednec.risk.simulate import reviewed

Extract = Callable[[Packet], Evidence]
REPLICATES, PIECES = 12, 6
_PLACES = 6
_RISK_VERSION = "1"


@dataclass(frozen=True, slots=True, eq=False)
class ReviewedCase:
    """A case before one payer: as mednec reads it, and as its documents say."""

    case_id: str
    payer: str
    read: Assessment
    documented: Assessment
    numbers: Features


def corpus_rows(path: Path) -> tuple[list[Mapping[str, Any]], str]:
    """The rows of a corpus file, and the digest of its bytes.

    Raises:
        RiskError: it cannot be read, or is no corpus of cases.
    """
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise RiskError(f"cannot be read: {error.strerror}", path) from None
    try:
        rows = [json.loads(line) for line in raw.splitlines() if line.strip()]
    except ValueError:
        raise RiskError("not JSON lines", path) from None
    if not rows or not all(isinstance(r, dict) and {"documents", "documented", "true_state"} <= r.keys() for r in rows):
        raise RiskError("not a corpus of synthetic cases (mednec corpus generate)", path)
    return rows, "sha256:" + hashlib.sha256(raw).hexdigest()


def reviewed_cases(
    rows: Iterable[Mapping[str, Any]], extract: Extract, adjudicator: Adjudicator
) -> Iterator[ReviewedCase]:
    """Every row before every payer whose set covers it and of whom a risk can be told."""
    for row in rows:
        notes = [Note(d["text"], d["note_date"], d["doc_type"], d["id"]) for d in row["documents"]]
        request = ImagingRequest(**row["request"], submitted_to=_sent_to(row["id"], adjudicator))
        documented = {a.payer: a for a in assess(documented_evidence(row), request)}
        for read in assess(extract(Packet(notes)), request):
            seen = documented[read.payer]
            if reason_against(read) is None and reason_against(seen) is None:
                yield ReviewedCase(row["id"], read.payer, read, seen, features_of(read))


def _sent_to(case_id: str, adjudicator: Adjudicator) -> str | None:
    """The entity that the request of a case went to; None for the cases that do not say."""
    rng = np.random.default_rng([adjudicator.seed, zlib.crc32(case_id.encode())])
    if rng.random() >= adjudicator.routing.named:
        return None
    return str(rng.choice(adjudicator.routing.entities))


def denied_shares(
    cases: Sequence[ReviewedCase], adjudicator: Adjudicator, seed: int | None = None, reviewers: int | None = None
) -> Numbers:
    """The share of simulated reviewers who deny each case; number and seed are the adjudicator's when left out."""
    return np.array([reviewed(c.case_id, c.documented, adjudicator, reviewers, seed).denied.mean() for c in cases])


def table(numbers: Sequence[Features], payer_of: Sequence[str], payers: Sequence[str]) -> pd.DataFrame:
    """One row a case: the numbers, and for each payer a column for its cases and one for its unmet cases."""
    columns = {name: [row[name] for row in numbers] for name in FEATURES}
    for payer in payers:
        columns[PAYER_COLUMN + payer] = [float(p == payer) for p in payer_of]
        columns[UNMET_COLUMN + payer] = [
            row["criteria_unmet"] * (p == payer) for row, p in zip(numbers, payer_of, strict=True)
        ]
    return pd.DataFrame(columns, dtype=float)


def table_of(cases: Sequence[ReviewedCase], payers: Sequence[str]) -> pd.DataFrame:
    """The table of cases before payers."""
    return table([c.numbers for c in cases], [c.payer for c in cases], payers)


def fit(
    cases: Sequence[ReviewedCase], adjudicator: Adjudicator, model: DenialRiskModel | None = None
) -> DenialRiskModel:
    """The model fitted to the answers of the simulated reviewers."""
    chosen = model or DenialRiskModel(pieces=PIECES, replicates=REPLICATES, random_state=adjudicator.seed)
    shares, payers = denied_shares(cases, adjudicator), [c.payer for c in cases]
    expected = as_read_elsewhere(shares, payers, adjudicator.reading.misread)
    return fit_shares(chosen, table_of(cases, payers_of(cases)), expected, [c.case_id for c in cases])


def as_read_elsewhere(shares: Numbers, payers: Sequence[str], misread: float) -> Numbers:
    """The shares to expect where so many cases are read as if they were another case of their payer."""
    rates = base_rates(payers, shares)
    return (1 - misread) * shares + misread * np.array([rates[p] for p in payers])


def fit_shares(model: DenialRiskModel, rows: pd.DataFrame, shares: Numbers, groups: Sequence[str]) -> DenialRiskModel:
    """Fit to shares of denials: every row counts once as denied and once as not, by its share."""
    both = pd.concat([rows, rows], ignore_index=True)
    outcome = np.r_[np.ones(len(rows)), np.zeros(len(rows))]
    return model.fit(both, outcome, sample_weight=np.r_[shares, 1 - shares], groups=[*groups, *groups])


def payers_of(cases: Iterable[ReviewedCase]) -> list[str]:
    """The payers, by name."""
    return sorted({c.payer for c in cases})


def formula_of(model: DenialRiskModel, trained_on: TrainedOn, base_rates: Mapping[str, float]) -> RiskFormula:
    """The fitted model as the artefact holds it, rounded so that the last bits of a machine do not show."""
    names = [str(name) for name in model.feature_names_in_]
    weights = dict(zip(names, (round(float(c), _PLACES) for c in model.coef_), strict=True))
    payers = [n.removeprefix(PAYER_COLUMN) for n in names if n.startswith(PAYER_COLUMN)]
    columns = [column + p for p in payers for column in (PAYER_COLUMN, UNMET_COLUMN)]
    order = [0, *(1 + names.index(name) for name in (*columns, *FEATURES))]
    return RiskFormula(
        version=_RISK_VERSION,
        trained_on=trained_on,
        intercept=round(model.intercept_, _PLACES),
        coefficients={name: weights[name] for name in FEATURES},
        payers={p: PayerOffsets(always=weights[PAYER_COLUMN + p], unmet=weights[UNMET_COLUMN + p]) for p in payers},
        calibration=model.curve_,
        replicates=[[round(float(at[i]), 4) for i in order] for at in model.replicates_],
        base_rates={payer: round(rate, 4) for payer, rate in base_rates.items()},
    )


def base_rates(payers: Sequence[str], shares: Numbers) -> dict[str, float]:
    """The share denied by payer."""
    by = pd.Series(shares).groupby(np.asarray(payers)).mean()
    return {str(payer): float(rate) for payer, rate in by.items()}


def train(path: Path, extract: Extract, adjudicator: Adjudicator) -> tuple[RiskFormula, list[ReviewedCase]]:
    """The artefact of a corpus file, and the cases it was fitted to.

    Raises:
        RiskError: the file is no corpus.
    """
    rows, digest = corpus_rows(path)
    cases = list(reviewed_cases(rows, extract, adjudicator))
    model = fit(cases, adjudicator)
    parameters = hashlib.sha256(adjudicator.model_dump_json().encode()).hexdigest()
    about = TrainedOn(
        source=f"simulated reviews of {path.name}",
        cases=len(rows),
        rows=len(cases),
        digest=digest,
        seed=adjudicator.seed,
        reviewers_per_case=adjudicator.reviewers_per_case,
        adjudicator="sha256:" + parameters,
    )
    rates = base_rates([c.payer for c in cases], denied_shares(cases, adjudicator))
    return formula_of(model, about, rates), cases
