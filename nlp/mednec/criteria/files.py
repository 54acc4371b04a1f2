"""One criteria file as it is written: safe YAML, the keys that files have among themselves, mistakes by line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic_core import ErrorDetails

from mednec.errors import CriteriaError
from mednec.rules.loader import line_index, nearest_line

Place = tuple[Any, ...]
"""The keys and list numbers that lead to a value."""


@dataclass(frozen=True)
class CriteriaFile:
    """The content of a file that holds a set, and its bytes for line numbers."""

    path: Path
    data: dict[str, Any]
    text: bytes

    @property
    def id(self) -> str:
        """The id of the set."""
        return str(self.data["id"])

    def line_of(self, key: str) -> int | None:
        """The line of a key at the top of the file."""
        return nearest_line(line_index(self.text), (key,))

    def line_with(self, word: str) -> int | None:
        """The first line that has a word; None for what another file says."""
        lines = self.text.decode("utf-8").splitlines()
        return next((n for n, line in enumerate(lines, 1) if word in line), None)


class _Entry(BaseModel):
    """What makes an entry of a file one that another file can be laid over: its id."""

    model_config = ConfigDict(extra="allow", hide_input_in_errors=True)

    id: str
    requires: list[_Entry] = []


class _FileLanguage(BaseModel):
    """The keys that are read before a set is whole; everything else is checked with the set."""

    model_config = ConfigDict(extra="allow", hide_input_in_errors=True)

    id: str
    extends: str | None = None
    remove: list[str] = []
    parameters: dict[str, int | float | str | bool | list[Any]] = {}
    classes: dict[str, list[str]] = {}
    tests: dict[str, dict[str, Any]] = {}
    gates: list[_Entry] = []
    pathways: list[_Entry] = []
    variants: list[_Entry] = []


def read_file(path: Path) -> CriteriaFile:
    """Read the file of a set; whether the set is whole is seen when it is laid over what it extends.

    Raises:
        CriteriaError: this is no readable YAML, or a key that other files rely on has a wrong value.
    """
    data, text = read_yaml(path)
    if not isinstance(data, dict) or not isinstance(data.get("id"), str):
        raise CriteriaError("a criteria file begins with 'id:'", path, 1)
    try:
        _FileLanguage.model_validate(data)
    except ValidationError as error:
        raise shape_error(path, text, error) from None
    return CriteriaFile(path, data, text)


def read_yaml(path: Path) -> tuple[Any, bytes]:
    """The content of a YAML file, and its bytes for line numbers.

    Raises:
        CriteriaError: this is no readable YAML; names file and line.
    """
    try:
        text = path.read_bytes()
        return yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)), text  # noqa: S506 - a safe loader
    except OSError as error:
        raise CriteriaError(f"cannot be read: {error.strerror}", path) from None
    except (yaml.YAMLError, ValueError) as error:
        # A ValueError is text that is not UTF-8, or a day that no calendar has.
        mark = getattr(error, "problem_mark", None)
        problem = getattr(error, "problem", None) or getattr(error, "reason", None) or "a date or number is impossible"
        raise CriteriaError(f"not valid YAML: {problem}", path, mark.line + 1 if mark else None) from None
    except RecursionError:
        raise CriteriaError("not valid YAML: nested too deeply", path) from None


def shape_error(path: Path, text: bytes, error: ValidationError) -> CriteriaError:
    """The first mistake of a file as an error with its line; never the value that was found."""
    first = _first(error)
    return _mistake(path, nearest_line(line_index(text), first["loc"]), first)


def inherited_mistake(error: ValidationError, whole: Any, files: Sequence[CriteriaFile]) -> CriteriaError:
    """The first mistake of a whole set, placed in that of its files which says most of the way to it."""
    first = _first(error)
    said, path, line = -1, files[0].path, None
    for file in files:
        lines, way = line_index(file.text), _way_in(file.data, first["loc"], whole)
        depth = max(n for n in range(len(way) + 1) if n == 0 or way[:n] in lines)
        if depth > said:
            said, path, line = depth, file.path, nearest_line(lines, way)
    return _mistake(path, line, first)


def _way_in(data: Any, location: Place, whole: Any) -> Place:
    """A place of the whole set as one of a file, in which an entry with an id may have another number."""
    way: list[Any] = []
    for key in location:
        inner = _at(whole, key)
        there = key
        if isinstance(whole, list) and isinstance(inner, dict) and "id" in inner:
            ids = [entry["id"] for entry in data or []]
            if inner["id"] not in ids:
                break
            there = ids.index(inner["id"])
        way.append(there)
        whole, data = inner, _at(data, there)
    return tuple(way)


def _at(value: Any, key: Any) -> Any:
    try:
        return value[key]
    except (TypeError, LookupError):
        return None


def _first(error: ValidationError) -> ErrorDetails:
    """The first mistake; a key misspelt is named before what is missing for it."""
    found = error.errors(include_input=False, include_url=False)
    return next((e for e in found if e["type"] == "extra_forbidden"), found[0])


def _mistake(path: Path, line: int | None, first: ErrorDetails) -> CriteriaError:
    where = ".".join(map(str, first["loc"])) or "the file"
    if first["type"] == "extra_forbidden":
        return CriteriaError(f"unknown key '{first['loc'][-1]}' at {where}", path, line)
    return CriteriaError(f"{first['msg']} at {where}", path, line)
