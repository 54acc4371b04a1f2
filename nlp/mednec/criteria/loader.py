"""From criteria files to sets: parameters, named tests and classes, ``extends``, versions by date."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from copy import deepcopy
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from mednec.criteria.files import CriteriaFile, inherited_mistake, read_file
from mednec.criteria.model import CriteriaSet
from mednec.errors import CriteriaError
from mednec.resources import criteria_dir

NOTICES = "notices"
_NOT_SETS = frozenset({"reference", NOTICES, "schemas"})
"""Folders of criteria/ that hold tables and notices, not sets."""
_BY_ID = ("gates", "pathways", "requires", "variants")
_OWN_KEYS = ("parameters", "classes", "tests", "extends", "remove")


@dataclass(frozen=True)
class SourcedSet:
    """A set and the file it was read from."""

    criteria: CriteriaSet
    path: str


@dataclass(frozen=True)
class CriteriaLibrary:
    """All sets that were read, several versions of a payer's included."""

    sets: tuple[SourcedSet, ...]

    def payers(self) -> list[str]:
        """Every payer that has a set."""
        return sorted({s.criteria.payer for s in self.sets})

    def by_id(self, set_id: str) -> CriteriaSet:
        """The set with this id.

        Raises:
            CriteriaError: there is none; the message names those there are.
        """
        for s in self.sets:
            if s.criteria.id == set_id:
                return s.criteria
        known = ", ".join(sorted(s.criteria.id for s in self.sets))
        raise CriteriaError(f"no criteria set is called '{set_id}'; known sets: {known}")

    def covering(self, cpt: str, payer: str) -> list[CriteriaSet]:
        """The sets of a payer that cover a CPT code, all versions, earliest first."""
        found = [s.criteria for s in self.sets if s.criteria.payer == payer and cpt in s.criteria.applies.cpt]
        return sorted(found, key=lambda c: c.effective.start or date.min)

    def as_only_version(self, set_id: str) -> CriteriaLibrary:
        """The library in which this set is its payer's only one, so that it judges cases of any date.

        Raises:
            CriteriaError: there is no such set.
        """
        payer = self.by_id(set_id).payer
        return CriteriaLibrary(
            tuple(s for s in self.sets if s.criteria.payer != payer or s.criteria.id == set_id)
        )  # fmt: skip

    def in_force(self, cpt: str, payer: str, as_of: date | None) -> tuple[CriteriaSet | None, str | None]:
        """The version for a date of service, and a warning where none is known to hold on that day.

        Without a date the newest version is taken.
        """
        versions = self.covering(cpt, payer)
        if not versions:
            return None, None
        if as_of is None:
            return versions[-1], f"no date of service, order or note: version {versions[-1].version} was taken"
        holding = [v for v in versions if _holds(v, as_of)]
        if holding:
            return holding[-1], None
        nearest = min(versions, key=lambda v: _distance(v, as_of))
        return nearest, f"no version is known for {as_of.isoformat()}: the nearest, {nearest.version}, was taken"


def _holds(criteria: CriteriaSet, day: date) -> bool:
    start, end = criteria.effective.start, criteria.effective.end
    return (start is None or start <= day) and (end is None or day <= end)


def _distance(criteria: CriteriaSet, day: date) -> int:
    start, end = criteria.effective.start or date.min, criteria.effective.end or date.max
    return (start - day).days if day < start else (day - end).days


def load_criteria(*overlays: Path | str, parameters: Mapping[str, Mapping[str, Any]] | None = None) -> CriteriaLibrary:
    """Our sets, and those of your own directories after them (a set with the id of an earlier one replaces it).

    Args:
        overlays: Directories of criteria files.
        parameters: Values to put in place of a set's own: ``{"kaiser_permanente_spine_mri": {"minimum_days": 28}}``.

    Raises:
        CriteriaError: a file is not readable YAML, has an unknown key or a wrong value; names file and line.
    """
    if not overlays and not parameters:
        return _ours()
    return _load((criteria_dir(), *map(Path, overlays)), parameters or {})


def parameters_of(set_id: str, *overlays: Path | str) -> Mapping[str, Any]:
    """The parameters of a set with their values, those of a set it extends included.

    Raises:
        CriteriaError: there is no such set, or a file cannot be read.
    """
    raw = _read_all((criteria_dir(), *map(Path, overlays)))
    if set_id not in raw:
        raise CriteriaError(f"no criteria set is called '{set_id}'; known sets: {', '.join(sorted(raw))}")
    return dict(_extended(raw[set_id], raw, ()).get("parameters") or {})


@lru_cache(maxsize=1)
def _ours() -> CriteriaLibrary:
    return _load((criteria_dir(),), {})


def _load(directories: Iterable[Path], parameters: Mapping[str, Mapping[str, Any]]) -> CriteriaLibrary:
    raw = _read_all(directories)
    unknown = sorted(set(parameters) - set(raw))
    if unknown:
        raise CriteriaError(f"parameters name a set that does not exist: {', '.join(unknown)}")
    sets = [_built(raw[set_id], raw, parameters.get(set_id, {})) for set_id in raw]
    return CriteriaLibrary(tuple(SourcedSet(c, str(raw[c.id].path)) for c in sets))


def _read_all(directories: Iterable[Path]) -> dict[str, CriteriaFile]:
    raw: dict[str, CriteriaFile] = {}
    for directory in directories:
        raw.update(_read_directory(directory))
    return raw


def _read_directory(directory: Path) -> dict[str, CriteriaFile]:
    files = set_files(directory)
    if not files:
        raise CriteriaError("no criteria files (*.yaml) in this directory", directory)
    raw: dict[str, CriteriaFile] = {}
    for path in files:
        found = read_file(path)
        if found.id in raw:
            other = raw[found.id].path.name
            raise CriteriaError(f"{other} defines a set '{found.id}' too", path, found.line_of("id"))
        raw[found.id] = found
    return raw


def set_files(directory: Path | str) -> list[Path]:
    """The files of a directory that hold a set."""
    found = Path(directory).rglob("*.yaml")
    return sorted(p for p in found if p.is_file() and not _NOT_SETS & set(p.relative_to(directory).parts[:-1]))


def _built(raw: CriteriaFile, known: Mapping[str, CriteriaFile], parameters: Mapping[str, Any]) -> CriteriaSet:
    try:
        body = _whole(raw, known, parameters)
    except RecursionError:
        raise CriteriaError("not valid YAML: an entry holds itself", raw.path) from None
    try:
        return CriteriaSet.model_validate(body)
    except ValidationError as error:
        raise inherited_mistake(error, body, _ancestry(raw, known)) from None


def _ancestry(raw: CriteriaFile, known: Mapping[str, CriteriaFile]) -> list[CriteriaFile]:
    """A file, and those it is laid over, nearest first."""
    parent = known.get(str(raw.data.get("extends")))
    return [raw, *(_ancestry(parent, known) if parent else [])]


def _whole(raw: CriteriaFile, known: Mapping[str, CriteriaFile], parameters: Mapping[str, Any]) -> dict[str, Any]:
    """The data of a set with what it extends, and every name put in place."""
    data = _extended(raw, known, ())
    named = dict(data.get("parameters") or {})
    for name in parameters:
        if name not in named:
            raise CriteriaError(f"set '{raw.id}' has no parameter '{name}'; it has: {', '.join(named) or 'none'}")
    named.update(parameters)
    body = {key: value for key, value in data.items() if key not in _OWN_KEYS}
    body = _with_parameters(body, named, raw)
    tests = {name: _with_parameters(test, named, raw) for name, test in (data.get("tests") or {}).items()}
    body = _with_tests(body, tests, raw, ())
    whole: dict[str, Any] = _with_classes(body, data.get("classes") or {})
    return whole


def _extended(raw: CriteriaFile, known: Mapping[str, CriteriaFile], seen: tuple[str, ...]) -> dict[str, Any]:
    """The data of a file laid over that of the set it extends; what ``remove`` names is taken out."""
    if raw.id in seen:
        raise CriteriaError(f"sets extend each other in a circle: {' -> '.join((*seen, raw.id))}", raw.path)
    parent = raw.data.get("extends")
    if parent is None:
        return raw.data
    if parent not in known:
        raise CriteriaError(f"extends '{parent}', which no file defines", raw.path, raw.line_of("extends"))
    base = deepcopy(_extended(known[parent], known, (*seen, raw.id)))
    named = set(raw.data.get("remove") or ())
    unknown = named - _removed(base, named)
    if unknown:
        raise CriteriaError(
            f"remove names what '{parent}' does not have: {', '.join(sorted(unknown))}", raw.path, raw.line_of("remove")
        )
    return _laid_over(base, raw.data, raw)


def _removed(data: dict[str, Any], ids: set[str]) -> set[str]:
    """Take entries out by id wherever they stand, waivers of them too; returns the ids that were found."""
    found: set[str] = set()
    if isinstance(data.get("waives"), list):
        data["waives"] = [name for name in data["waives"] if name not in ids]
    for key in _BY_ID:
        entries = data.get(key) or []
        found |= {e["id"] for e in entries} & ids
        if entries:
            data[key] = [e for e in entries if e["id"] not in ids]
        for entry in data.get(key) or []:
            found |= _removed(entry, ids)
    return found


def _laid_over(base: dict[str, Any], top: Mapping[str, Any], raw: CriteriaFile) -> dict[str, Any]:
    """Lists of entries are merged by id, ``parameters``, ``classes`` and ``tests`` by key; all else is replaced."""
    for key, value in top.items():
        if key in _BY_ID and isinstance(base.get(key), list) and isinstance(value, list):
            base[key] = _merged(base[key], value, raw)
        elif key in ("parameters", "classes", "tests") and isinstance(base.get(key), dict) and isinstance(value, dict):
            base[key] = {**base[key], **value}
        else:
            base[key] = value
    return base


def _merged(old: list[dict[str, Any]], new: list[dict[str, Any]], raw: CriteriaFile) -> list[dict[str, Any]]:
    """New entries come last, or before the one that they name; the order of a guideline's variants decides."""
    merged = list(old)
    for entry in new:
        place = entry.get("before")
        entry = {key: value for key, value in entry.items() if key != "before"}
        ids = [e["id"] for e in merged]
        if place is not None and place not in ids:
            raise CriteriaError(f"'{entry['id']}' goes before '{place}', which is not there", raw.path)
        if entry["id"] in ids:
            known = ids.index(entry["id"])
            merged[known] = _laid_over(dict(merged[known]), entry, raw)
        else:
            merged.insert(len(merged) if place is None else ids.index(place), entry)
    return merged


def _with_parameters(value: Any, parameters: Mapping[str, Any], raw: CriteriaFile) -> Any:
    """``$name`` becomes the value of that parameter."""
    if isinstance(value, dict):
        return {k: _with_parameters(v, parameters, raw) for k, v in value.items()}
    if isinstance(value, list):
        return [_with_parameters(v, parameters, raw) for v in value]
    if isinstance(value, str) and value.startswith("$"):
        if value[1:] not in parameters:
            raise CriteriaError(f"no parameter is called '{value[1:]}'", raw.path, raw.line_with(value))
        return parameters[value[1:]]
    return value


def _with_tests(value: Any, tests: Mapping[str, Any], raw: CriteriaFile, inside: tuple[str, ...]) -> Any:
    """``{named: X}`` becomes the test that the set defines under that name."""
    if isinstance(value, list):
        return [_with_tests(v, tests, raw, inside) for v in value]
    if not isinstance(value, dict):
        return value
    if set(value) == {"named"}:
        name = value["named"]
        if not isinstance(name, str) or name not in tests:
            raise CriteriaError(f"no test is called '{name}'", raw.path, raw.line_with(str(name)))
        if name in inside:
            raise CriteriaError(f"tests name each other in a circle: {' -> '.join((*inside, name))}", raw.path)
        return _with_tests(tests[name], tests, raw, (*inside, name))
    return {k: _with_tests(v, tests, raw, inside) for k, v in value.items()}


def _with_classes(value: Any, classes: Mapping[str, list[str]]) -> Any:
    """A name of a list of therapy classes becomes the list."""
    if isinstance(value, list):
        return [_with_classes(v, classes) for v in value]
    if not isinstance(value, dict):
        return value
    found = {k: _with_classes(v, classes) for k, v in value.items()}
    if isinstance(found.get("classes"), list):
        found["classes"] = [c for name in found["classes"] for c in classes.get(name, [name])]
    return found
