"""JSON Schema of criteria files for editors: ``python -m mednec.criteria.editor_schemas`` writes criteria/schemas."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from mednec.criteria.model import CriteriaSet
from mednec.resources import criteria_dir
from mednec.rules.editor_schemas import finished, written

FOLDER = "schemas"
NAME = "criteria.schema.json"
_LANGUAGE_KEYS = {
    "extends": {"type": "string", "description": "The id of the set that this one is laid over."},
    "remove": {"type": "array", "items": {"type": "string"}, "description": "Ids of that set to leave out."},
    "parameters": {"type": "object", "description": "Numbers that tests name as $name."},
    "classes": {"type": "object", "description": "Lists of therapy classes, used by name."},
    "tests": {"type": "object", "description": "Tests, used as {named: name}."},
}

_PARAMETER = {"type": "string", "pattern": r"^\$\w+$", "description": "The number of a parameter."}
_LAID_OVER = ("Requirement", "Pathway", "Variant")
_BEFORE = {"type": "string", "description": "In a set that extends another: the id that a new entry goes before."}


def editor_schema() -> dict[str, Any]:
    """The schema of a criteria file; a set that extends another may leave out what the other says."""
    body = finished(CriteriaSet.model_json_schema(by_alias=True), "a mednec criteria file")
    body["properties"] = {**body["properties"], **_LANGUAGE_KEYS}
    whole = body.pop("required")
    body["anyOf"] = [{"required": whole}, {"required": ["id", "extends"]}]
    for name in _LAID_OVER:
        body["definitions"][name]["required"] = ["id"]
        body["definitions"][name]["properties"]["before"] = _BEFORE
    return dict(_with_parameters(body))


def _with_parameters(schema: Any) -> Any:
    """Wherever a number may stand, a parameter may."""
    if isinstance(schema, list):
        return [_with_parameters(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    if schema.get("type") in ("integer", "number"):
        about = {key: schema[key] for key in ("title", "description", "default") if key in schema}
        return {"anyOf": [{k: v for k, v in schema.items() if k not in about}, _PARAMETER]} | about
    return {key: _with_parameters(value) for key, value in schema.items()}


def write_schema(folder: Path) -> Path:
    """Write the schema into a folder; returns the file."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / NAME
    path.write_text(written(editor_schema()), encoding="utf-8")
    return path


if __name__ == "__main__":
    sys.stdout.write(f"{write_schema(criteria_dir() / FOLDER)}\n")
