"""Checks of rule files as files: their YAML, their keys, and keys written twice (MR201 to MR204)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import yaml

from mednec.errors import RuleError
from mednec.rules.issues import Issue, issue


def shape_issue(error: RuleError) -> Issue:
    """MR201 to MR203: what the loader refuses."""
    if "not valid YAML" in error.reason or "begins with 'kind:'" in error.reason or "no rule files" in error.reason:
        code = "MR201"
    else:
        code = "MR202" if error.reason.startswith("unknown key") else "MR203"
    return issue(code, error.path or "", error.line, "", error.reason)


def twice_written(directories: Iterable[Path | str]) -> Iterator[Issue]:
    """MR204: keys that stand twice in one entry."""
    for directory in directories:
        for path in sorted(Path(directory).rglob("*.yaml")):
            try:
                root = yaml.compose(path.read_bytes(), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
            except (yaml.YAMLError, UnicodeDecodeError):
                continue
            for node in _mappings(root):
                for key in _repeated(node):
                    line = key.start_mark.line + 1
                    yield issue("MR204", str(path), line, "", f"the key '{key.value}' stands twice in one entry")


def _repeated(node: yaml.MappingNode) -> Iterator[yaml.Node]:
    seen: set[str] = set()
    for key, _ in node.value:
        if key.value in seen:
            yield key
        seen.add(key.value)


def _mappings(node: yaml.Node | None) -> Iterator[yaml.MappingNode]:
    if isinstance(node, yaml.MappingNode):
        yield node
        for _, value in node.value:
            yield from _mappings(value)
    elif isinstance(node, yaml.SequenceNode):
        for value in node.value:
            yield from _mappings(value)
