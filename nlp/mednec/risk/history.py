"""A user's history of outcomes: a CSV of notes or evidence with payer, study and what was decided, as judged cases."""

from __future__ import annotations

import csv
import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from mednec.criteria.assess import assess
from mednec.criteria.request import ImagingRequest
from mednec.errors import MednecError, RequestError, RiskError
from mednec.evidence import Evidence, Note, Packet
from mednec.risk.features import Features, features_of
from mednec.risk.files import Strict, read_yaml, shipped_path
from mednec.risk.judgeable import reason_against
from mednec.risk.training import Extract

HISTORY_FILE = "history.yaml"
REQUEST_COLUMNS = (
    "icd10",
    "date_of_service",
    "order_date",
    "line_of_business",
    "plan",
    "state",
    "site_of_service",
    "age",
)
"""Columns that may stand beside note or evidence, payer, cpt and outcome; note_date and case are the others."""


class HistoryRules(Strict):
    """How much history is enough, and how its words are read."""

    kind: Literal["risk_history"]
    version: str
    least_outcomes: Annotated[int, Field(ge=1)]
    least_of_each: Annotated[int, Field(ge=1)]
    refit_from: Annotated[int, Field(ge=1)]
    least_of_payer: Annotated[int, Field(ge=1)]
    folds: Annotated[int, Field(ge=2)]
    words: dict[Literal["denied", "approved"], list[str]]

    def denied(self, word: str) -> bool | None:
        """Whether an outcome is a denial; None for a word that is not known."""
        folded = word.strip().lower()
        return next((name == "denied" for name, words in self.words.items() if folded in words), None)


@dataclass(frozen=True, slots=True)
class Outcome:
    """One decided request, as numbers; ``case`` tells which outcomes are of one patient's case."""

    case: str
    payer: str
    numbers: Features
    denied: bool


@dataclass(frozen=True, slots=True)
class History:
    """Outcomes that can be judged, and how many could not be, by reason."""

    outcomes: list[Outcome]
    left_out: Mapping[str, int] = field(default_factory=dict)


def load_rules(path: Path | None = None) -> HistoryRules:
    """The rules of a file; the shipped ones when left out."""
    return read_yaml(HistoryRules, path or shipped_path(HISTORY_FILE))


def read_history(path: Path, extract: Extract, rules: HistoryRules) -> History:
    """Read and judge a history; what is wrong is said by line and never quoted.

    Raises:
        RiskError: it cannot be read, a column is missing, or a line cannot be used.
    """
    outcomes: list[Outcome] = []
    left_out: Counter[str] = Counter()
    for line, row in _rows(path):
        judged = _outcome(path, line, row, extract, rules)
        if isinstance(judged, Outcome):
            outcomes.append(judged)
        else:
            left_out[judged] += 1
    return History(outcomes, dict(left_out))


def _rows(path: Path) -> Iterator[tuple[int, Mapping[str, str]]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            columns = [str(name).strip().lower() for name in reader.fieldnames or ()]
            _check(path, columns)
            reader.fieldnames = columns
            for row in reader:
                yield reader.line_num, {k: (v or "").strip() for k, v in row.items() if isinstance(k, str)}
    except OSError as error:
        raise RiskError(f"cannot be read: {error.strerror or type(error).__name__}", path) from None
    except (UnicodeDecodeError, csv.Error):
        raise RiskError("not a CSV file in UTF-8", path) from None


def _check(path: Path, columns: list[str]) -> None:
    missing = [name for name in ("payer", "cpt", "outcome") if name not in columns]
    if not {"note", "evidence"} & set(columns):
        missing.insert(0, "note or evidence")
    if missing:
        raise RiskError(f"columns are missing: {', '.join(missing)}", path, 1)


def _outcome(path: Path, line: int, row: Mapping[str, str], extract: Extract, rules: HistoryRules) -> Outcome | str:
    """The outcome of a line, or why no risk can be told of it."""
    denied = rules.denied(row["outcome"])
    if denied is None:
        raise RiskError("the outcome is none of the words in history.yaml", path, line)
    evidence = _evidence(path, line, row, extract)
    known = {name: row[name] for name in REQUEST_COLUMNS if row.get(name)}
    try:
        answer = assess(evidence, ImagingRequest(row["cpt"], **known), [row["payer"]])[0]  # type: ignore[arg-type]
    except RequestError as error:
        raise RiskError(str(error), path, line) from None
    reason = reason_against(answer)
    if reason is not None:
        return reason
    name = row.get("case") or row.get("note") or row.get("evidence") or str(line)
    return Outcome(name, answer.payer, features_of(answer), denied)


def _evidence(path: Path, line: int, row: Mapping[str, str], extract: Extract) -> Evidence:
    """The evidence of a line: as it is given, or extracted from the note it names."""
    name = row.get("evidence") or row.get("note")
    if not name:
        raise RiskError("neither note nor evidence is given", path, line)
    try:
        text = (path.parent / name).read_text(encoding="utf-8-sig")
        if row.get("evidence"):
            return Evidence.from_dict(json.loads(text))
        return extract(Packet([Note(text, row.get("note_date") or None)]))
    except OSError as error:
        raise RiskError(f"its file cannot be read: {error.strerror or type(error).__name__}", path, line) from None
    except MednecError as error:
        raise RiskError(str(error), path, line) from None
    except (ValueError, TypeError, AttributeError):
        raise RiskError("its file holds no evidence as mednec writes it", path, line) from None
