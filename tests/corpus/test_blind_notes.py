"""The blind notes: every quote stands in its note, every name is one of the guide's, every pair is told once."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from mednec.corpus.metrics import CORE_CONCEPTS

FOLDER = Path(__file__).resolve().parents[2] / "corpus_synthetic" / "blind_notes"
STATUSES = {"present", "absent", "possible", "historical"}
COURSES = {"completed", "ongoing", "planned", "declined", "not_done"}


def rows(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (FOLDER / name).read_text(encoding="utf-8").splitlines()]


NOTES = {row["id"]: row for row in rows("notes.jsonl")}
GOLD = {row["id"]: row for row in rows("gold.jsonl")}


def test_each_note_has_its_gold() -> None:
    assert list(NOTES) == list(GOLD)
    assert {row["split"] for row in NOTES.values()} == {"open", "fresh"}


@pytest.mark.parametrize("note", GOLD)
def test_gold_is_of_the_note_and_of_the_guide(note: str) -> None:
    text, gold = NOTES[note]["text"], GOLD[note]
    for item in (*gold["findings"], *gold["therapies"], *gold["imaging"]):
        assert item["quotes"], item
        assert all(quote in text for quote in item["quotes"]), item
    assert all(f["concept"] in CORE_CONCEPTS and f["status"] in STATUSES for f in gold["findings"])
    assert all(t["status"] in COURSES for t in gold["therapies"])
    pairs = [(f["concept"], f["region"]) for f in gold["findings"]]
    assert len(pairs) == len(set(pairs))
