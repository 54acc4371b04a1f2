"""The reference files: strict, with a source for every fact, and open to a user's own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from mednec.criteria.reference import FOLDER, Reference, shipped
from mednec.criteria.reference_shapes import SourceFile
from mednec.criteria.request import ImagingRequest, resolve
from mednec.criteria.routing import resolve_payer, turnaround, who_reviews
from mednec.errors import RuleError
from mednec.evidence import Evidence
from mednec.resources import criteria_dir

KNOWN = "provenance: primary, source: OURS, confidence: high"
LINES = KNOWN.replace(", ", "\n    ")
FILES = sorted((criteria_dir() / FOLDER).glob("*.yaml"))


def facts(node: Any) -> Iterator[dict[str, Any]]:
    if isinstance(node, dict):
        if "provenance" in node:
            yield node
        for value in node.values():
            yield from facts(value)
    elif isinstance(node, list):
        for value in node:
            yield from facts(value)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_source_key_leads_somewhere(path: Path) -> None:
    known = {source.key for file in shipped().files(SourceFile) for source in file.sources}
    data = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert {fact["source"] for fact in facts(data)} <= known


def test_a_source_is_explained_once() -> None:
    keys = [source.key for file in shipped().files(SourceFile) for source in file.sources]
    assert sorted(keys) == sorted(set(keys))


def test_what_is_only_background_is_never_held_for_sure() -> None:
    for path in FILES:
        for fact in facts(yaml.safe_load(path.read_text(encoding="utf-8"))):
            assert fact["provenance"] != "background" or fact["confidence"] != "high", (path.name, fact)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (f"kind: payers\nplans:\n  - {{plan: x, {KNOWN}}}\n  - plan: y\n    colour: red\n    {LINES}\n",
         r"bad\.yaml:5: unknown key 'colour' at plans\.1\.colour"),
        (f"kind: payers\nplans:\n  - {{plan: x, {KNOWN}}}\n  - plan: y\n", r"bad\.yaml:4: Field required at plans\.1"),
        (f"kind: payers\nplans:\n  - {{plan: x, {KNOWN.replace('primary', 'hearsay')}}}\n",
         r"bad\.yaml:3: .* at plans\.0\.provenance"),
        ("kind: payers\nplans: [\n", r"bad\.yaml:3: not valid YAML"),
        ("plans: []\n", r"bad\.yaml:1: a reference file begins with 'kind:'"),
        ("- 1\n", r"bad\.yaml:1: a reference file begins with 'kind:'"),
        ("kind: wishes\n", r"bad\.yaml:1: .*kind"),
    ],
)  # fmt: skip
def test_mistakes_are_told_with_file_and_line(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "bad.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(RuleError, match=message):
        Reference(tmp_path)


def test_a_user_adds_a_plan_a_reviewer_a_term_and_a_study_without_python(tmp_path: Path) -> None:
    (tmp_path / "ours.yaml").write_text(
        f"kind: payers\nplans:\n  - {{plan: river_health, payer: evolent, names: [river], {KNOWN}}}\n", encoding="utf-8"
    )
    (tmp_path / "reviewers.yaml").write_text(
        f"kind: delegation\nreviewers:\n  - {{plans: [river_health, aetna], reviewer: evolent, {KNOWN}}}\n",
        encoding="utf-8",
    )
    (tmp_path / "terms.yaml").write_text(
        "kind: turnaround\nrules:\n"
        f"  - {{name: ours, plans: [river_health], standard: {{amount: 1, unit: business_day}}, {KNOWN}}}\n",
        encoding="utf-8",
    )
    (tmp_path / "studies.yaml").write_text(
        "kind: cpt\nstudies:\n"
        f'  - {{code: "72125", modality: ct, regions: [cervical], contrast: without, label: CT neck spine, {KNOWN}}}\n',
        encoding="utf-8",
    )
    reference = Reference(criteria_dir() / FOLDER, tmp_path)
    assert resolve_payer("River of Ohio", reference=reference) == "evolent"
    assert who_reviews("Aetna", reference=reference).name == "evolent"
    term = turnaround("river", reference=reference)
    assert term is not None
    assert term.text == "1 business day"
    assert resolve(ImagingRequest("72125"), Evidence(), reference).modality == "ct"
