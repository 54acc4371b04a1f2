"""Import a library of an extra, or say which extra to install."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from mednec.errors import ExtraMissingError


def library(module: str, extra: str) -> Any:
    """The module of a library that comes with an extra of mednec.

    Raises:
        ExtraMissingError: it is not installed.
    """
    try:
        return import_module(module)
    except ImportError:
        name = module.partition(".")[0]
        raise ExtraMissingError(f"this needs {name}, which is not installed: pip install 'mednec[{extra}]'") from None
