"""Check a medSpaCy rule file (JSON) for what medSpaCy accepts in silence; medSpaCy itself is not needed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from mednec.rules.issues import Issue, issue

_COMMON = frozenset({"literal", "category", "pattern", "metadata"})
_KEYS = {
    "target_rules": _COMMON | {"attributes"},
    "context_rules": _COMMON | {"direction", "allowed_types", "excluded_types", "max_scope", "max_targets"},
    "section_rules": _COMMON | {"max_scope", "parents", "parent_required"},
}
_DIRECTIONS = frozenset({"FORWARD", "BACKWARD", "BIDIRECTIONAL", "TERMINATE", "PSEUDO"})


def check_medspacy_json(path: Path) -> list[Issue]:
    """Issues of a medSpaCy rule file: unknown keys, duplicates, rules that match nothing, misplaced directions."""
    raw = path.read_text(encoding="utf-8", errors="replace")
    try:
        data = json.loads(raw)
    except ValueError as error:
        return [issue("MR201", str(path), getattr(error, "lineno", None), "", "not valid JSON")]
    kinds = [k for k in _KEYS if isinstance(data, dict) and k in data]
    if not kinds:
        return [issue("MR231", str(path), 1, "", f"none of the keys {', '.join(_KEYS)}")]
    lines = raw.splitlines()
    return [found for kind in kinds for found in _check_kind(str(path), kind, data[kind], lines)]


def _check_kind(path: str, kind: str, rules: Any, lines: list[str]) -> Iterator[Issue]:
    seen: dict[tuple[str, str], str] = {}
    position = 0
    for rule in rules if isinstance(rules, list) else []:
        if not isinstance(rule, dict):
            yield issue("MR231", path, None, "", "a rule is an object")
            continue
        literal, category = str(rule.get("literal", "")), str(rule.get("category", ""))
        line, position = _line_of(literal, lines, position)
        for code, message in _problems(kind, rule, literal, category):
            yield issue(code, path, line, category, message)
        key = (literal.lower().strip(), json.dumps(rule.get("pattern")))
        if key in seen:
            yield issue("MR232", path, line, category, f"'{literal}' is already a rule of {seen[key]}")
        seen.setdefault(key, category or "an unnamed category")


def _problems(kind: str, rule: dict[str, Any], literal: str, category: str) -> Iterator[tuple[str, str]]:
    for key in rule.keys() - _KEYS[kind]:
        yield "MR231", f"unknown key '{key}'"
    if not category:
        yield "MR231", "no category"
    pattern = rule.get("pattern")
    if not literal.strip() and not pattern:
        yield "MR233", "neither a literal nor a pattern"
    if isinstance(pattern, list) and (
        not pattern or all(isinstance(t, dict) and t.get("OP") in ("?", "*") for t in pattern)
    ):
        yield "MR233", f"the pattern of '{literal}' can match nothing"
    if isinstance(pattern, str) and pattern.upper() in _DIRECTIONS:
        yield "MR234", f"the pattern of '{literal}' is the word {pattern}"
    direction = rule.get("direction")
    if direction is not None and str(direction).upper() not in _DIRECTIONS:
        yield "MR231", f"unknown direction '{direction}'"
    for key in ("allowed_types", "excluded_types"):
        if any(" " in str(name) for name in rule.get(key) or ()):
            yield "MR233", f"{key} of '{literal}' names a label with a space; labels are compared letter by letter"


def _line_of(literal: str, lines: list[str], start: int) -> tuple[int | None, int]:
    """The line where a literal stands next, and where to go on."""
    wanted = json.dumps(literal, ensure_ascii=False)
    for i in range(start, len(lines)):
        if '"literal"' in lines[i] and (wanted in lines[i] or json.dumps(literal) in lines[i]):
            return i + 1, i + 1
    return None, start
