"""JSON Schemas of rule files for editors: one per ``kind`` and one for all, generated from the pydantic models.

``python -m mednec.rules.editor_schemas`` writes them to patterns/schemas. In an editor with yaml-language-server, begin
a rule file with ``# yaml-language-server: $schema=<path to>/schemas/rules.schema.json``, or map the folder in its
settings.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any, get_args

from pydantic import BaseModel, TypeAdapter

from mednec.resources import patterns_dir
from mednec.rules import schema

_DIALECT = "http://json-schema.org/draft-07/schema#"  # what yaml-language-server reads best
FOLDER = "schemas"


def editor_schemas() -> dict[str, dict[str, Any]]:
    """File name -> JSON Schema: ``rules`` for any rule file, and one for each kind."""
    found = {"rules.schema.json": finished(TypeAdapter(schema.RuleFile).json_schema(), "a mednec rule file")}
    for model in _models():
        kind = get_args(model.model_fields["kind"].annotation)[0]
        found[f"{kind}.schema.json"] = finished(model.model_json_schema(), f"a mednec rule file of kind {kind}")
    return found


def _models() -> tuple[type[BaseModel], ...]:
    return tuple(get_args(get_args(schema.RuleFile)[0]))


def finished(body: dict[str, Any], title: str) -> dict[str, Any]:
    """A schema in the dialect that editors read best, with a title."""
    text = json.dumps(body).replace("#/$defs/", "#/definitions/")
    plain: dict[str, Any] = json.loads(text)
    definitions = plain.pop("$defs", {})
    plain.pop("discriminator", None)
    return {"$schema": _DIALECT, **plain, "title": title, "definitions": definitions}


def written(body: dict[str, Any]) -> str:
    """A schema as it stands in its file."""
    return json.dumps(body, indent=2, sort_keys=True, ensure_ascii=False) + "\n"


def write_schemas(folder: Path) -> list[Path]:
    """Write all schemas into a folder; returns the files."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for name, body in editor_schemas().items():
        path = folder / name
        path.write_text(written(body), encoding="utf-8")
        paths.append(path)
    return paths


def outdated(folder: Path) -> list[str]:
    """Names of schema files that are missing or not as the models have them."""
    wanted = {name: written(body) for name, body in editor_schemas().items()}
    return [n for n, text in wanted.items() if not (folder / n).is_file() or (folder / n).read_text("utf-8") != text]


def main() -> int:
    """Write the schemas beside our rules, or into the folder named."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else patterns_dir() / FOLDER
    for path in write_schemas(folder):
        sys.stdout.write(f"{path}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
