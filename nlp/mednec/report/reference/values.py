"""Reference pages of the values that mednec returns: fields, types, closed vocabularies, from the dataclasses."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from importlib import import_module
from typing import Any

from mednec.report.reference.markdown import code, codes, docstring, page, table
from mednec.schemas import SCHEMA_NAMES, schema_of

_PAGES = {
    "evidence.md": ("Evidence", "mednec.evidence", "What `extract` returns, and every value inside it."),
    "assessment.md": ("Assessment", "mednec.criteria.assessment", "What `assess` returns, one a payer."),
}
_OUTSIDE = {
    "CodingProblem": "mednec.criteria.problems",
    "DenialReason": "mednec.criteria.denials",
    "Reviewer": "mednec.criteria.routing",
    "Turnaround": "mednec.criteria.routing",
}
"""Values of an assessment that are defined beside it."""


def pages() -> dict[str, str]:
    """The pages of Evidence and Assessment."""
    return {path: _page(*about) for path, about in _PAGES.items()}


def _page(root: str, module: str, about: str) -> str:
    vocabulary = _vocabulary()
    values = list(_values(root, module))
    return page(
        root,
        about + " Values are plain, frozen and picklable. `to_dict()` and `to_json()` give them as JSON, `from_dict()` "
        f"rebuilds them, and `mednec schema {root}` prints the JSON Schema. Unknown is `None`, never a guess. A "
        "`DayRange` is the least and the most days that the text allows; `None` in it is open.",
        *(_value(value, vocabulary) for value in values),
    )


def _values(root: str, module: str) -> Iterator[type]:
    """The root value, then what it holds in the order of its module."""
    home = import_module(module)
    yield getattr(home, root)
    for name, value in vars(home).items():
        own = isinstance(value, type) and dataclasses.is_dataclass(value) and value.__module__ == module
        if own and name != root and not name.startswith("_"):
            yield value
    if module != "mednec.evidence":
        for name, outside in _OUTSIDE.items():
            yield getattr(import_module(outside), name)


def _vocabulary() -> dict[tuple[str, str], list[str]]:
    """The values that a field may have, by class and field, as the JSON Schemas list them."""
    found: dict[tuple[str, str], list[str]] = {}
    for name in SCHEMA_NAMES:
        schema = schema_of(name)
        for title, shape in {name: schema, **schema.get("$defs", {})}.items():
            for key, one in shape.get("properties", {}).items():
                words = next((o["enum"] for o in one.get("anyOf", [one]) if "enum" in o), None)
                if words:
                    found[title, key] = words
    return found


def _value(value: type, vocabulary: dict[tuple[str, str], list[str]]) -> str:
    rows = (
        [code(f.name), code(_type(f)), codes(vocabulary.get((value.__name__, f.name), ())) or _default(f)]
        for f in dataclasses.fields(value)
        if not f.name.startswith("_")
    )
    return f"## {value.__name__}\n\n{docstring(value)}\n\n" + table(["field", "type", "values or default"], rows)


def _type(field: dataclasses.Field[Any]) -> str:
    return field.type if isinstance(field.type, str) else field.type.__name__


def _default(field: dataclasses.Field[Any]) -> str:
    if field.default is dataclasses.MISSING or field.default in (None, (), ""):
        return ""
    return f"default {code(repr(field.default))}" if len(repr(field.default)) < 40 else ""
