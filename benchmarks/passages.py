"""Findings in the blind passages: precision, recall and F1 of each split, and F1 by status.

    python benchmarks/passages.py [--json FILE]

A finding is right when concept, region and status are. Passages of the split ``fresh`` are scored and never printed.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from mednec import extract

PASSAGES = Path(__file__).resolve().parents[1] / "corpus_synthetic" / "blind_passages" / "passages.jsonl"
STATUSES = ("present", "absent", "possible", "historical")
Found = set[tuple[str, str | None, str]]


def findings_of(text: str, concepts: set[str]) -> Found:
    """(concept, region, status) of a text, of the concepts that gold knows."""
    return {(f.concept, f.region, f.status) for f in extract(text).findings if f.concept in concepts}


def count(rows: list[dict[str, Any]], concepts: set[str]) -> Counter[str]:
    """True and false findings and those missed, over all and by status."""
    counts: Counter[str] = Counter()
    for row in rows:
        gold: Found = {(f["concept"], f["region"], f["status"]) for f in row["findings"]}
        read = findings_of(row["text"], concepts)
        for kind, found in (("right", gold & read), ("false", read - gold), ("missed", gold - read)):
            counts[kind] += len(found)
            counts.update(f"{kind} {status}" for _, _, status in found)
        counts["whole"] += gold == read
    return counts


def f1(counts: Counter[str], suffix: str = "") -> float:
    """F1 over all findings, or of one status (``suffix`` " absent")."""
    right, wrong = counts["right" + suffix], counts["false" + suffix] + counts["missed" + suffix]
    return round(2 * right / (2 * right + wrong), 3) if right else 0.0


def figures(rows: list[dict[str, Any]], concepts: set[str]) -> dict[str, float]:
    """The figures of one split."""
    counts = count(rows, concepts)
    return {
        "passages": len(rows),
        "wholly right": round(counts["whole"] / len(rows), 3),
        "precision": round(counts["right"] / (counts["right"] + counts["false"]), 3),
        "recall": round(counts["right"] / (counts["right"] + counts["missed"]), 3),
        "F1": f1(counts),
        **{f"F1 {status}": f1(counts, f" {status}") for status in STATUSES},
    }


def main() -> None:
    """Print a table, and write it as JSON where a file is named."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", type=Path, help="write the figures to this file")
    options = parser.parse_args()
    rows = [json.loads(line) for line in PASSAGES.read_text(encoding="utf-8").splitlines()]
    concepts = {f["concept"] for row in rows for f in row["findings"]}
    table = {split: figures([r for r in rows if r["split"] == split], concepts) for split in ("open", "fresh")}
    shown = Table("Figure", *table)
    for name in table["open"]:
        shown.add_row(name, *(f"{split[name]:g}" for split in table.values()))
    Console().print(shown)
    if options.json:
        options.json.write_text(json.dumps(table, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
