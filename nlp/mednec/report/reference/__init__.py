"""The pages of docs/reference, made from docstrings, rule files and criteria files; nobody writes them by hand."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from mednec.report.reference import (
    batch_tables,
    command_line,
    criteria_sets,
    messages,
    payers,
    python_api,
    rules,
    values,
)

COMMAND = "python -m mednec.report.reference docs/reference"
"""Writes the pages anew."""


def pages() -> dict[str, str]:
    """The text of every page, by its path below docs/reference; the same for the same sources."""
    found: dict[str, str] = {}
    for module in (rules, values, criteria_sets, payers, python_api, command_line, batch_tables, messages):
        found |= module.pages()
    return found


def write(folder: Path) -> None:
    """Write every page into a folder, and remove generated pages there that are no longer made."""
    made = pages()
    for stale in outdated(folder, made):
        (folder / stale).unlink(missing_ok=True)
    for name, text in made.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def outdated(folder: Path, made: Mapping[str, str] | None = None) -> list[str]:
    """The pages of a folder that differ from what would be made now; README.md is written by hand."""
    made = pages() if made is None else made
    there = {path.relative_to(folder).as_posix() for path in folder.rglob("*.md")} - {"README.md"}
    differing = {name for name, text in made.items() if name not in there or _read(folder / name) != text}
    return sorted(differing | (there - set(made)))


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8")
