"""Read rule directories into one RuleSet: safe YAML, strict shapes, errors with file and line, overlays, a digest."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from pydantic import TypeAdapter, ValidationError

from mednec.errors import RuleError
from mednec.rules import schema

class _RuleLoader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """Safe YAML in which only true and false are booleans: ``no``, ``yes`` and ``on`` are words clinicians write."""


_RuleLoader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:bool"]
    for first, resolvers in _RuleLoader.yaml_implicit_resolvers.items()
}
_RuleLoader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"^(?:true|false)$"), list("tf"))
_ADAPTER: TypeAdapter[schema.RuleFile] = TypeAdapter(schema.RuleFile)
_IDENTITY = {"findings": "concept", "therapies": "therapy", "imaging": "modality", "sections": "section", "anatomy": "part"}


@dataclass(frozen=True)
class Sourced:
    """A rule and where it was read: ``family`` for findings, ``path`` and ``line`` for messages."""

    rule: Any
    path: str
    line: int
    family: str = ""


@dataclass
class RuleSet:
    """All rules in force, by kind, in the order of files; later overlays come last."""

    findings: list[Sourced] = field(default_factory=list)
    cues: list[Sourced] = field(default_factory=list)
    sections: list[Sourced] = field(default_factory=list)
    anatomy: list[Sourced] = field(default_factory=list)
    sides: list[Sourced] = field(default_factory=list)
    values: list[Sourced] = field(default_factory=list)
    therapies: list[Sourced] = field(default_factory=list)
    therapy_cues: list[Sourced] = field(default_factory=list)
    imaging: list[Sourced] = field(default_factory=list)
    imaging_results: list[Sourced] = field(default_factory=list)
    imaging_statuses: list[Sourced] = field(default_factory=list)
    contrast: dict[str, list[str]] = field(default_factory=dict)
    macros: dict[str, list[str]] = field(default_factory=dict)
    real_words: list[str] = field(default_factory=list)
    digest: str = ""


def load_rules(*directories: Path | str) -> RuleSet:
    """Read rule directories, ours first and overlays after it.

    A rule of an overlay for a concept (therapy, modality, section, part) that is already known adds its words to it.

    Raises:
        RuleError: a file is not readable YAML, has an unknown key or a wrong value; the message names file and line.
    """
    rules = RuleSet()
    digest = hashlib.sha256()
    for directory in directories:
        files = sorted(Path(directory).rglob("*.yaml"))
        if not files:
            raise RuleError("no rule files (*.yaml) in this directory", directory)
        for path in files:
            raw = path.read_bytes()
            digest.update(path.relative_to(directory).as_posix().encode() + b"\0" + raw)
            _add_file(rules, path, raw)
    rules.digest = digest.hexdigest()
    return rules


def read_file(path: Path, raw: bytes | None = None) -> tuple[schema.RuleFile, dict[tuple[Any, ...], int]]:
    """One rule file as a model, and the line of every entry.

    Raises:
        RuleError: with file and line of the first mistake.
    """
    raw = path.read_bytes() if raw is None else raw
    try:
        data = yaml.load(raw, Loader=_RuleLoader)  # noqa: S506 - a safe loader
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        mark = getattr(error, "problem_mark", None)
        raise RuleError(f"not valid YAML: {getattr(error, 'problem', 'unreadable')}", path, mark.line + 1 if mark else None) from None
    if not isinstance(data, dict) or "kind" not in data:
        raise RuleError("a rule file begins with 'kind:'", path, 1)
    try:
        return _ADAPTER.validate_python(data), {}
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        location = tuple(first["loc"][1:])
        lines = line_index(raw)
        raise RuleError(f"{first['msg']} at {'.'.join(map(str, location))}", path, _nearest_line(lines, location)) from None


def line_index(raw: bytes) -> dict[tuple[Any, ...], int]:
    """Line of every key and list entry of a YAML document, by path."""
    lines: dict[tuple[Any, ...], int] = {}

    def walk(node: yaml.Node, path: tuple[Any, ...]) -> None:
        lines.setdefault(path, node.start_mark.line + 1)
        if isinstance(node, yaml.MappingNode):
            for key, value in node.value:
                lines[(*path, key.value)] = key.start_mark.line + 1
                walk(value, (*path, key.value))
        elif isinstance(node, yaml.SequenceNode):
            for i, value in enumerate(node.value):
                walk(value, (*path, i))

    root = yaml.compose(raw, Loader=_RuleLoader)
    if root is not None:
        walk(root, ())
    return lines


def _nearest_line(lines: dict[tuple[Any, ...], int], location: Sequence[Any]) -> int | None:
    path = tuple(location)
    while path and path not in lines:
        path = path[:-1]
    return lines.get(path)


def _add_file(rules: RuleSet, path: Path, raw: bytes) -> None:
    model, _ = read_file(path, raw)
    name = str(path)
    if isinstance(model, schema.MacroFile):
        rules.macros.update(model.macros)
        rules.real_words += model.real_words
        return
    if isinstance(model, schema.TimeFile):
        return
    family = model.family if isinstance(model, schema.FindingFile) else ""
    target: list[Sourced] = getattr(rules, model.kind)
    _extend(target, model.rules, name, family, _IDENTITY.get(model.kind))
    if isinstance(model, schema.AnatomyFile):
        _extend(rules.sides, model.sides, name, "", None)
    if isinstance(model, schema.ImagingFile):
        _extend(rules.imaging_results, model.result_cues, name, "", None)
        _extend(rules.imaging_statuses, model.status_cues, name, "", None)
        for kind, phrases in model.contrast.items():
            rules.contrast.setdefault(kind, []).extend(phrases)


def _extend(target: list[Sourced], entries: Iterable[Any], path: str, family: str, identity: str | None) -> None:
    for index, rule in enumerate(entries):
        target.append(Sourced(rule, path, index, family))
