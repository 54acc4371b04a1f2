"""Read rule directories into one RuleSet: safe YAML, strict shapes, errors with file and line, overlays, a digest."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
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
IDENTITY = {
    "findings": "concept",
    "therapies": "therapy",
    "imaging": "modality",
    "sections": "section",
    "anatomy": "part",
    "values": "value",
    "facts": "fact",
    "word_classes": "name",
}
"""The key that names a rule, by kind; cues have no name, an overlay can only add to them."""
_ADDED = frozenset(
    {
        "phrases",
        "present",
        "absent",
        "possible",
        "historical",
        "exclude",
        "words",
        "radiate",
        "headings",
        "agents",
        "examples",
        "override",
    }
)


@dataclass(frozen=True)
class Sourced:
    """A rule and where it was read: ``family`` for findings, ``path`` and ``line`` for messages.

    ``layer`` is the number of the directory (0 is the first); ``entry`` is the way to the rule inside its file.
    """

    rule: Any
    path: str
    entry: tuple[Any, ...] = ()
    family: str = ""
    layer: int = 0

    @property
    def line(self) -> int | None:
        """The line where the rule begins; the file is read again on first use, so that loading stays fast."""
        return self.line_of()

    def line_of(self, *keys: Any) -> int | None:
        """The line of a key or list entry of the rule: ``line_of("phrases", 3)``; else that of the rule itself."""
        return nearest_line(lines_of(self.path), (*self.entry, *keys))


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
    study_sites: list[Sourced] = field(default_factory=list)
    facts: list[Sourced] = field(default_factory=list)
    word_classes: list[Sourced] = field(default_factory=list)
    contrast: dict[str, list[str]] = field(default_factory=dict)
    macros: dict[str, list[str]] = field(default_factory=dict)
    real_words: list[str] = field(default_factory=list)
    replaced: list[Sourced] = field(default_factory=list)
    """Rules that an overlay has overridden; they are out of force, ``explain`` still names them."""
    examples: list[Sourced] = field(default_factory=list)
    """Examples that belong to a whole file; ``family`` is the kind of the file."""
    digest: str = ""


def load_rules(*directories: Path | str) -> RuleSet:
    """Read rule directories, ours first and overlays after it.

    A rule of an overlay for a concept (therapy, modality, section, part, value) that is already known adds its words
    to it and takes over what it does not say (type, region, places …); with ``override: true`` it replaces every
    earlier rule of that name.

    Raises:
        RuleError: a file is not readable YAML, has an unknown key or a wrong value; the message names file and line.
    """
    rules, errors = collect_rules(*directories)
    if errors:
        raise errors[0]
    return rules


def collect_rules(*directories: Path | str) -> tuple[RuleSet, list[RuleError]]:
    """Read what can be read, and every error of all files (for the linter)."""
    rules = RuleSet()
    errors: list[RuleError] = []
    digest = hashlib.sha256()
    for layer, directory in enumerate(directories):
        files = sorted(Path(directory).rglob("*.yaml"))
        if not files:
            errors.append(RuleError("no rule files (*.yaml) in this directory", directory))
        loaded: list[tuple[Path, schema.RuleFile]] = []
        for path in files:
            raw = path.read_bytes()
            digest.update(path.relative_to(directory).as_posix().encode() + b"\0" + raw)
            model, found = parse_file(path, raw)
            errors += found
            if model is not None:
                loaded.append((path, model))
        _add_layer(rules, layer, loaded)
    rules.digest = digest.hexdigest()
    return rules, errors


def read_file(path: Path, raw: bytes | None = None) -> schema.RuleFile:
    """One rule file as a model.

    Raises:
        RuleError: with file and line of the first mistake.
    """
    model, errors = parse_file(path, raw)
    if model is None:
        raise errors[0]
    return model


def parse_file(path: Path, raw: bytes | None = None) -> tuple[schema.RuleFile | None, list[RuleError]]:
    """One rule file as a model, or all its mistakes, each with its line."""
    raw = path.read_bytes() if raw is None else raw
    try:
        data = yaml.load(raw, Loader=_RuleLoader)  # noqa: S506 - a safe loader
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        mark = getattr(error, "problem_mark", None)
        problem = getattr(error, "problem", None) or getattr(error, "reason", None) or "unreadable"
        return None, [RuleError(f"not valid YAML: {problem}", path, mark.line + 1 if mark else None)]
    if not isinstance(data, dict) or "kind" not in data:
        return None, [RuleError("a rule file begins with 'kind:'", path, 1)]
    try:
        return _ADAPTER.validate_python(data), []
    except ValidationError as error:
        lines = line_index(raw)
        return None, [_shape_error(path, lines, e) for e in error.errors(include_input=False, include_url=False)]


def _shape_error(path: Path, lines: dict[tuple[Any, ...], int], error: Any) -> RuleError:
    location = tuple(error["loc"][1:])
    where = ".".join(map(str, location)) or "kind"
    if error["type"] == "extra_forbidden":
        return RuleError(f"unknown key '{location[-1]}' at {where}", path, nearest_line(lines, location))
    return RuleError(f"{error['msg']} at {where}", path, nearest_line(lines, location))


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


@lru_cache(maxsize=64)
def lines_of(path: str) -> dict[tuple[Any, ...], int]:
    """The line index of a rule file, read once; empty when the file has gone or changed beyond reading."""
    try:
        return line_index(Path(path).read_bytes())
    except (OSError, yaml.YAMLError, UnicodeDecodeError):
        return {}


def nearest_line(lines: dict[tuple[Any, ...], int], location: Sequence[Any]) -> int | None:
    """The line of a location, or of the nearest entry around it."""
    path = tuple(location)
    while path and path not in lines:
        path = path[:-1]
    return lines.get(path)


def _add_layer(rules: RuleSet, layer: int, loaded: Sequence[tuple[Path, schema.RuleFile]]) -> None:
    for path, model in loaded:
        _drop_overridden(rules, layer, model)
        _add_file(rules, layer, str(path), model)


def _drop_overridden(rules: RuleSet, layer: int, model: schema.RuleFile) -> None:
    """Take the rules of earlier directories out of force that this file replaces."""
    key = IDENTITY.get(model.kind)
    if key is None or isinstance(model, schema.MacroFile | schema.TimeFile):
        return
    names = {getattr(rule, key) for rule in model.rules if getattr(rule, "override", False)} - {"group"}
    target: list[Sourced] = getattr(rules, model.kind)
    gone = [s for s in target if s.layer < layer and getattr(s.rule, key) in names]
    rules.replaced += gone
    target[:] = [s for s in target if not any(s is g for g in gone)]


def _add_file(rules: RuleSet, layer: int, path: str, model: schema.RuleFile) -> None:
    if not isinstance(model, schema.TimeFile):
        found = enumerate(getattr(model, "examples", ()))
        rules.examples += [Sourced(example, path, ("examples", i), model.kind, layer) for i, example in found]
    if isinstance(model, schema.MacroFile):
        rules.macros.update(model.macros)
        rules.real_words += model.real_words
        return
    if isinstance(model, schema.TimeFile):
        return
    family = model.family if isinstance(model, schema.FindingFile) else ""
    target: list[Sourced] = getattr(rules, model.kind)
    new = [Sourced(rule, path, ("rules", i), family, layer) for i, rule in enumerate(model.rules)]
    target += [_completed(sourced, target, IDENTITY.get(model.kind)) for sourced in new] if layer else new
    if isinstance(model, schema.AnatomyFile):
        rules.sides += [Sourced(rule, path, ("sides", i), "", layer) for i, rule in enumerate(model.sides)]
    if isinstance(model, schema.ImagingFile):
        rules.imaging_results += [
            Sourced(rule, path, ("result_cues", i), "", layer) for i, rule in enumerate(model.result_cues)
        ]
        rules.imaging_statuses += [
            Sourced(rule, path, ("status_cues", i), "", layer) for i, rule in enumerate(model.status_cues)
        ]
        rules.study_sites += [Sourced(rule, path, ("sites", i), "", layer) for i, rule in enumerate(model.sites)]
        for kind, phrases in model.contrast.items():
            rules.contrast.setdefault(kind, []).extend(phrases)


def main_rule(entries: Sequence[Sourced]) -> Sourced:
    """The rule that stands for a concept which several rules describe: the one with most words."""
    return max(entries, key=lambda s: len(getattr(s.rule, "phrases", ())))


def _completed(new: Sourced, known: Iterable[Sourced], key: str | None) -> Sourced:
    """A rule that adds to an earlier one takes over what it does not say itself; words and examples stay its own."""
    if key is None or new.rule.override or getattr(new.rule, key) == "group":
        return new
    earlier = [s for s in known if s.layer < new.layer and getattr(s.rule, key) == getattr(new.rule, key)]
    if not earlier:
        return new
    base = main_rule(earlier)
    unsaid = set(type(new.rule).model_fields) - new.rule.model_fields_set - _ADDED
    rule = new.rule.model_copy(update={name: getattr(base.rule, name) for name in unsaid})
    return replace(new, rule=rule, family=base.family)
