"""The reference page of the public Python names: signatures and docstrings."""

from __future__ import annotations

import dataclasses
import inspect
import re
from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType

from mednec.report.reference.markdown import docstring, page

_PLOTS = ("reliability", "denial_vectors", "requirement_shares", "care_days", "threshold_sensitivity")
_OUTSIDE = (
    "mednec.care",
    "mednec.criteria.loader",
    "mednec.criteria.sweep",
    "mednec.frames",
    *(f"mednec.report.plots.{name}" for name in _PLOTS),
    "mednec.interop.spark",
    "mednec.extraction.medspacy_bridge",
    "mednec.corpus.evaluation",
    "mednec.risk.model",
)
"""Modules that are public beside the names of ``mednec`` itself, where they exist."""
_VALUE_PAGES = {"mednec.evidence": "evidence.md", "mednec.criteria.assessment": "assessment.md"}


def pages() -> dict[str, str]:
    """The page of the Python interface."""
    import mednec

    modules = [import_module(name) for name in _OUTSIDE if find_spec(name) is not None]
    return {
        "python.md": page(
            "Python",
            "Everything that `import mednec` offers, then the modules beside it. Names that are not here may change.",
            "## Module `mednec`",
            *(_thing(getattr(mednec, name), f"mednec.{name}") for name in mednec.__all__),
            *(part for module in modules for part in _module(module)),
        )
    }


def _module(module: ModuleType) -> Iterator[str]:
    yield f"## Module `{module.__name__}`\n\n{docstring(module)}"
    import mednec

    for name, thing in vars(module).items():
        public = (inspect.isfunction(thing) or inspect.isclass(thing)) and name not in mednec.__all__
        if public and thing.__module__ == module.__name__ and not name.startswith("_"):
            yield _thing(thing, f"{module.__name__}.{name}")


def _thing(thing: object, name: str) -> str:
    home = _VALUE_PAGES.get(getattr(thing, "__module__", ""))
    if home and dataclasses.is_dataclass(thing):
        short = name.rpartition(".")[2]
        return f"### {name}\n\nA value: its fields stand in [{short}]({home}#{short.lower()})."
    if inspect.isclass(thing):
        return _class(thing, name)
    return f"### {name}\n\n`{name.rpartition('.')[2]}{_signature(thing)}`\n\n{docstring(thing)}"


def _class(thing: type, name: str) -> str:
    short = name.rpartition(".")[2]
    if issubclass(thing, Exception):
        bases = ", ".join(f"`{b.__name__}`" for b in thing.__bases__)
        return f"### {name}\n\nAn error, a kind of {bases}.\n\n{docstring(thing)}"
    parts = [f"### {name}\n\n`{short}{_signature(thing)}`\n\n{docstring(thing)}"]
    for key, member in vars(thing).items():
        if inspect.isfunction(member) and not key.startswith("_") and inspect.getdoc(member):
            parts.append(f"#### {short}.{key}\n\n`{key}{_signature(member)}`\n\n{docstring(member)}")
    return "\n\n".join(parts)


def _signature(thing: object) -> str:
    """The signature with the annotations as they are written, the same on every version of Python."""
    try:
        found = inspect.signature(thing)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return "(…)"
    parameters = [p for p in found.parameters.values() if p.name != "self"]
    text = str(found.replace(parameters=parameters))
    return re.sub(r"'([^']*)'(?=[,)=\s]|$)", _unquoted, text)


def _unquoted(match: re.Match[str]) -> str:
    """An annotation without its quotes; a default that is a text keeps them."""
    before = match.string[: match.start()]
    return match[0] if before.endswith("= ") else match[1]
