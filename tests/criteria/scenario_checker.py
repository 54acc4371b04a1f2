"""Holds assessments of the scenario notes to their cells: the matrix of situations, and the pairs that flip a decision.

Every case is one cell, a payer's answer on one note, so that a ledger names exactly what differs.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from mednec.criteria.assess import assess
from mednec.criteria.assessment import Assessment
from mednec.criteria.request import ImagingRequest

FOLDER = Path(__file__).parent / "scenarios"
LEDGER = FOLDER / "known_failures.yaml"
FILES = ("matrix", "pairs")
_DECISIONS = {"M": "meets", "N": "does_not_meet"}


def cases() -> Iterator[tuple[str, dict[str, Any]]]:
    """Every cell as (file, case); a case holds the note, the request and what one payer must answer."""
    yield from (("matrix", case) for case in _matrix())
    yield from (("pairs", case) for case in _pairs())


def _read(name: str) -> list[dict[str, Any]]:
    return yaml.safe_load((FOLDER / f"{name}.yaml").read_text(encoding="utf-8"))


def _matrix() -> Iterator[dict[str, Any]]:
    for row in _read("matrix"):
        for payer, cell in row["cells"].items():
            if cell is not None and payer not in row.get("unclear", ()):
                yield {
                    **_note(row, row["text"], row["request"]),
                    "id": f"{row['id']}/{payer}",
                    "payer": payer,
                    "cell": cell,
                }


def _pairs() -> Iterator[dict[str, Any]]:
    for pair in _read("pairs"):
        for name, text, request in _versions(pair):
            note = _note(pair, text, request)
            for line in pair["expect"]:
                wanted = line.get(name)
                if wanted is not None and line["payer"] not in pair.get("unclear", ()):
                    decisions = wanted if isinstance(wanted, list) else [wanted]
                    case_id = f"{pair['id']}/{name}/{line['payer']}"
                    yield {**note, "id": case_id, "payer": line["payer"], "decisions": decisions}
            for key in ("coding", "vector", "warning", "emergency"):
                wanted = pair.get(f"expect_{key}", {}).get(name)
                if wanted is not None:
                    payer = pair["expect"][0]["payer"] if pair["expect"] else "evicore"
                    payer = "carelon" if key == "vector" and "DV16" in str(pair["expect_vector"]) else payer
                    yield {**note, "id": f"{pair['id']}/{name}/{key}", "payer": payer, key: wanted}


def _versions(pair: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """The name, text and request of each member of a pair."""
    for name, words in pair.get("slots", {}).items():
        yield name, pair["template"].replace("{slot}", words), pair["request"]
    for name, request in pair.get("requests", {}).items():
        yield name, pair["template"], request


def _note(entry: dict[str, Any], text: str, request: dict[str, Any]) -> dict[str, Any]:
    return {"text": text, "note_date": entry["note_date"], "request": request}


def text_of(case: dict[str, Any]) -> str:
    """The note of a case."""
    return case["text"]


def problems(case: dict[str, Any], extractor: Any) -> list[str]:
    """What is wrong with the answer to a case; empty when it is as it should be."""
    answer = _answer(extractor, case["text"], case["note_date"], tuple(sorted(_frozen(case["request"]))), case["payer"])
    found = [_cell(case["cell"], answer)] if "cell" in case else []
    if "decisions" in case and answer.decision not in case["decisions"]:
        found.append(f"wanted {' or '.join(case['decisions'])}, got {answer.decision}")
    if "coding" in case:
        found.append(_coding(case["coding"], answer))
    if "vector" in case:
        missing = set(case["vector"]) - {r.vector for r in answer.denial_reasons}
        found.append(f"no vector {sorted(missing)}" if missing else "")
    if "warning" in case:
        missing = set(case["warning"]) - {w.code for w in answer.warnings}
        found.append(f"no warning {sorted(missing)}" if missing else "")
    if "emergency" in case and (answer.emergency_notice is not None) != case["emergency"]:
        found.append(f"emergency notice: wanted {case['emergency']}")
    return [problem for problem in found if problem]


def _frozen(request: dict[str, Any]) -> list[tuple[str, Any]]:
    return [(key, tuple(value) if isinstance(value, list) else value) for key, value in request.items()]


def _cell(cell: str, answer: Assessment) -> str:
    """A cell of the matrix as the contract reads it; of alternatives one must hold."""
    got = f"got {answer.rating or answer.decision} at {answer.confidence} confidence"
    if answer.payer.startswith("acr_"):
        return "" if answer.rating == cell else f"wanted {cell}, {got}"
    return "" if any(_letter(part, answer) for part in str(cell).split("/")) else f"wanted {cell}, {got}"


def _letter(part: str, answer: Assessment) -> bool:
    low = answer.confidence == "low"
    if part.startswith("Q"):
        return low and bool(answer.open_questions)
    return answer.decision == _DECISIONS[part[0]] and (low or not part.endswith("*"))


def _coding(words: list[str], answer: Assessment) -> str:
    said = " ".join(f"{p.kind} {p.problem}" for p in answer.coding).lower().replace("_", " ")
    missing = [w for w in words if w not in said.replace("excludes 1", "excludes1")]
    if missing:
        return f"coding does not say {missing}"
    return f"coding says {said}" if not words and said else ""


@lru_cache(maxsize=512)
def _answer(extractor: Any, text: str, note_date: str, request: tuple[tuple[str, Any], ...], payer: str) -> Assessment:
    evidence = _evidence(extractor, text, note_date)
    return assess(evidence, ImagingRequest(**dict(request)), payer)[0]


@lru_cache(maxsize=256)
def _evidence(extractor: Any, text: str, note_date: str) -> Any:
    return extractor.extract(text, note_date=note_date)


def ledger() -> dict[str, list[str]]:
    """The cells that are known to differ, by file."""
    return yaml.safe_load(LEDGER.read_text(encoding="utf-8")) if LEDGER.is_file() else {}
