"""The tested versions in constraints.txt lie within the ranges of pyproject.toml, on every supported Python."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
EXTRAS = [line for lines in PROJECT["optional-dependencies"].values() for line in lines]
PYTHONS = ["3.11", "3.12"]


def applicable(lines: list[str], python: str) -> list[Requirement]:
    environment = {"python_version": python, "python_full_version": f"{python}.0"}
    requirements = [Requirement(line) for line in lines]
    return [r for r in requirements if r.marker is None or r.marker.evaluate(environment)]


def constraints(python: str) -> dict[str, str]:
    text = (ROOT / "constraints.txt").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    pinned = applicable(lines, python)
    names = [canonicalize_name(requirement.name) for requirement in pinned]
    assert len(names) == len(set(names)), "pinned twice"
    return {
        name: str(requirement.specifier).removeprefix("==") for name, requirement in zip(names, pinned, strict=True)
    }


@pytest.mark.parametrize("python", PYTHONS)
def test_every_requirement_is_pinned_within_its_range(python: str) -> None:
    pinned = constraints(python)
    for requirement in applicable(PROJECT["dependencies"] + EXTRAS, python):
        name = canonicalize_name(requirement.name)
        assert name in pinned, f"constraints.txt has no {name} for Python {python}"
        assert requirement.specifier.contains(pinned[name]), f"{name} {pinned[name]} is outside {requirement}"


def test_the_supported_pythons_are_the_declared_ones() -> None:
    declared = {line.rpartition(" ")[2] for line in PROJECT["classifiers"] if line.startswith("Programming Language")}
    assert declared == set(PYTHONS)
