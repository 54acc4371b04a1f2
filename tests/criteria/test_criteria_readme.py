"""The example of criteria/README.md is a criteria file that loads."""

from __future__ import annotations

import re
from pathlib import Path

from mednec.criteria.loader import load_criteria
from mednec.criteria.model import predicate_specs

README = (Path(__file__).parents[2] / "criteria" / "README.md").read_text(encoding="utf-8")


def test_the_example_loads(tmp_path):
    example = re.search(r"```yaml\n(.*?)```", README, re.DOTALL)
    assert example is not None
    (tmp_path / "valley.yaml").write_text(example[1], encoding="utf-8")
    found = load_criteria(tmp_path).by_id("valley_spine_mri")
    assert [r.id for r in found.pathways[0].requires] == ["six_weeks", "it_failed"]


def test_every_predicate_is_named():
    assert all(f"`{name}`" in README for name in predicate_specs())
