"""The blind passages: every name is one of the guide's, every pair is told once, and half of them are sealed."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

from mednec.corpus.metrics import CORE_CONCEPTS

PASSAGES = Path(__file__).resolve().parents[2] / "corpus_synthetic" / "blind_passages" / "passages.jsonl"
ROWS = [json.loads(line) for line in PASSAGES.read_text(encoding="utf-8").splitlines()]


def test_half_of_the_passages_are_sealed_and_all_differ() -> None:
    assert Counter(row["split"] for row in ROWS) == {"open": 300, "fresh": 300}
    assert len({row["id"] for row in ROWS}) == len({row["text"] for row in ROWS}) == len(ROWS)


def test_gold_is_of_the_guide() -> None:
    for row in ROWS:
        found = row["findings"]
        assert all(f["concept"] in CORE_CONCEPTS for f in found), row["id"]
        assert all(f["status"] in ("present", "absent", "possible", "historical") for f in found), row["id"]
        assert len({(f["concept"], f["region"]) for f in found}) == len(found), row["id"]
