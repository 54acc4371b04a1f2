"""Every example of every rule file that ships comes out as written: one test a concept."""

from __future__ import annotations

from collections import defaultdict
from functools import cache
from pathlib import Path

import pytest

from mednec import Extractor
from mednec.resources import patterns_dir
from mednec.rules.examples import Example, examples_of, run_example
from mednec.rules.loader import load_rules

RULES = load_rules(patterns_dir())


def by_concept() -> dict[tuple[str, str, str], list[Example]]:
    groups: dict[tuple[str, str, str], list[Example]] = defaultdict(list)
    for example in examples_of(RULES):
        groups[(example.kind, example.name, Path(example.sourced.path).stem)].append(example)
    return groups


GROUPS = by_concept()


@cache
def extractor() -> Extractor:
    return Extractor(RULES)


@cache
def is_read(kind: str) -> bool:
    """Whether the extractor yields this kind of evidence at all; its reader may not be written yet."""
    if kind in ("findings", "cues", "sections"):
        return True
    said = [e for e in examples_of(RULES) if e.kind == kind and getattr(e.example, "status", "") != "none"]
    return not said or any(run_example(extractor(), example) is None for example in said[:30])


@pytest.mark.parametrize("group", sorted(GROUPS), ids="/".join)
def test_examples(group):
    if not is_read(group[0]):
        pytest.skip(f"the extractor does not read {group[0]}")
    problems = []
    for example in GROUPS[group]:
        problem = run_example(extractor(), example)
        if problem:
            problems.append(f"{Path(example.sourced.path).name}:{example.line} {example.text!r}: {problem}")
    assert not problems, "\n".join(problems)


def test_every_concept_has_a_present_example():
    statuses: dict[str, set[str]] = defaultdict(set)
    for example in examples_of(RULES):
        if example.kind == "findings" and example.name != "group":
            statuses[example.name].add(example.example.status)
    lacking = sorted(name for name, found in statuses.items() if not found & {"present", "historical", "possible"})
    assert not lacking
