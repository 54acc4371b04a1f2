"""The gate may only save time: gated and ungated runs give the same evidence on every note there is."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from mednec import Extractor
from mednec.extraction.gate import Anchors
from mednec.rules.phrases import compile_phrase

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def both() -> tuple[Extractor, Extractor]:
    return Extractor(), Extractor(gated=False)


def project_texts() -> Iterator[tuple[str, str]]:
    for path in sorted([*(ROOT / "examples").glob("*.txt"), *(ROOT / "tests" / "data").rglob("*.txt")]):
        yield path.name, path.read_text(encoding="utf-8")
    for path in sorted((ROOT / "tests" / "blind").glob("*.yaml")):
        for case in yaml.safe_load(path.read_text(encoding="utf-8")):
            if isinstance(case, dict) and "text" in case:
                yield case["id"], case["text"]


def extra_texts() -> Iterator[tuple[str, str]]:
    folder = os.environ.get("MEDNEC_EXTRA_NOTES")
    for path in sorted(Path(folder).rglob("*.jsonl")) if folder else ():
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines()):
            row = json.loads(line)
            if isinstance(row.get("text"), str):
                yield f"{path.name}:{number}", row["text"]


def differing(both: tuple[Extractor, Extractor], texts: Iterator[tuple[str, str]]) -> list[str]:
    gated, ungated = both
    return [name for name, text in texts if gated.extract(text) != ungated.extract(text)]


def test_same_evidence_on_the_projects_notes(both: tuple[Extractor, Extractor]) -> None:
    assert differing(both, project_texts()) == []


@pytest.mark.skipif(
    "MEDNEC_EXTRA_NOTES" not in os.environ, reason="MEDNEC_EXTRA_NOTES names no folder of further notes"
)
def test_same_evidence_on_further_notes(both: tuple[Extractor, Extractor]) -> None:
    assert differing(both, extra_texts()) == []


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("She did physical therapy for 8 weeks.", "It did not help."),
        ("Numbness of the left hand since March.", "This has since resolved."),
        ("Denies:", "- fever\n- weight loss"),
        ("Lower extremities:", "Hip flexors 5/5, ankle dorsiflexion 4/5 on the left"),
    ],
)
def test_the_gate_keeps_what_frames_and_follows_evidence(
    both: tuple[Extractor, Extractor], before: str, after: str
) -> None:
    noise = "The weather was pleasant and the drive to the office took longer than anybody had expected that morning."
    text = f"{noise} {noise}\n\n{before}\n{after}\n\n{noise}"
    gated, ungated = both
    assert gated.extract(text) == ungated.extract(text)
    assert gated.extract(text).findings or gated.extract(text).therapies


def test_noise_does_not_pass(both: tuple[Extractor, Extractor]) -> None:
    gated, ungated = both
    noise = (
        "The cafeteria serves coffee, juice and sandwiches between eleven and three except on public holidays here. "
        * 5
    )
    assert len(gated.pieces(noise)) < len(ungated.pieces(noise))


def test_anchors_are_elements_that_every_variant_of_a_phrase_has() -> None:
    (pattern,) = compile_phrase("(numb|tingling) [in the] (hand|foot)", {})
    assert set(Anchors().of(pattern)) == {frozenset({"numb", "tingling"}), frozenset({"hand", "foot"})}
    (gap,) = compile_phrase("unable to .. [really] work", {})
    assert set(Anchors().of(gap)) <= {frozenset({"unable"}), frozenset({"work"})}
    (single,) = compile_phrase("clonus [present]", {})
    assert Anchors().of(single) == (frozenset({"clonus"}), frozenset())
