"""Parameter files and artefacts of the risk: where they are, and how they are read strictly."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from mednec.errors import RiskError
from mednec.resources import models_dir

M = TypeVar("M", bound=BaseModel)


class Strict(BaseModel):
    """A frozen model that knows all its keys and never prints what it was given."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True, frozen=True)


def shipped_path(name: str) -> Path:
    """Where a file of the shipped model is."""
    return models_dir() / "denial_risk" / name


def read_yaml(model: type[M], path: Path) -> M:
    """A YAML file as a model.

    Raises:
        RiskError: it cannot be read, or a key is missing, unknown or out of range.
    """
    try:
        data = yaml.safe_load(_text(path))
    except (yaml.YAMLError, ValueError):
        raise RiskError("not valid YAML", path) from None
    return _validated(model, data, path)


def read_json(model: type[M], path: Path) -> M:
    """A JSON file as a model.

    Raises:
        RiskError: it cannot be read, or a key is missing, unknown or out of range.
    """
    try:
        data = json.loads(_text(path))
    except (ValueError, RecursionError):
        raise RiskError("not valid JSON", path) from None
    return _validated(model, data, path)


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise RiskError(f"cannot be read: {error.strerror or type(error).__name__}", path) from None


def _validated(model: type[M], data: Any, path: Path) -> M:
    try:
        return model.model_validate(data)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        raise RiskError(f"{where or 'file'}: {first['msg']}", path) from None
