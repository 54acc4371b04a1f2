"""Where the rules, criteria sets and models are: beside the package when installed, at the top of a checkout."""

from __future__ import annotations

from pathlib import Path

from mednec.errors import ResourceError

_PACKAGE = Path(__file__).resolve().parent
_INSTALLED = _PACKAGE / "_data"
_CHECKOUT = _PACKAGE.parents[1]


class ResourceMissingError(ResourceError, FileNotFoundError):
    """The installation lacks a directory that belongs to mednec."""


def patterns_dir() -> Path:
    """Return the directory of rule files: what is looked for in a note."""
    return _directory("patterns")


def criteria_dir() -> Path:
    """Return the directory of criteria sets: what payers ask."""
    return _directory("criteria")


def models_dir() -> Path:
    """Return the directory of trained artefacts and their model cards."""
    return _directory("models")


def _directory(name: str) -> Path:
    installed = _INSTALLED / name
    if installed.is_dir():
        return installed
    in_checkout = _CHECKOUT / name
    # The mark of a checkout keeps an unrelated directory above an installed package from being taken for ours.
    if (_CHECKOUT / "pyproject.toml").is_file() and in_checkout.is_dir():
        return in_checkout
    raise ResourceMissingError(
        f"mednec's {name}/ directory is missing: looked in {installed} and {in_checkout}. "
        "Reinstall the package, or use a complete checkout."
    )
