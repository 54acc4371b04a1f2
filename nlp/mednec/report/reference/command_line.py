"""The reference page of the command line: every command with its arguments and options, from typer."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from importlib import import_module
from typing import Any

import typer

from mednec.report.reference.markdown import code, literal, page, table

_LATE_IMPORT = re.compile(r"from (mednec\.[\w.]*commands) import")
"""The module that holds the commands of a group as ``app``."""


def pages() -> dict[str, str]:
    """The page of the command line."""
    from mednec.cli import app

    return {
        "command-line.md": page(
            "Command line",
            "Errors are one line on standard error, never a traceback, and never quote a note. Exit status: 0 all "
            "well, 1 something a person can mend, 2 wrong usage, 70 a fault of mednec. In a pipe, output is JSON or "
            "plain text without colour. `--help` after any command prints the same.",
            *_commands(typer.main.get_command(app), "mednec"),
        )
    }


def _commands(command: Any, path: str) -> Iterator[str]:
    """A command, or every command of a group in the order in which they are defined.

    Commands are click's, which some versions of typer carry inside themselves: they are known by what they have.
    """
    inner = getattr(command, "commands", None)
    if inner is None:
        yield _command(command, path)
        return
    for name, one in inner.items():
        yield from _commands(_mounted(one, f"{path} {name}"), f"{path} {name}")


def _mounted(command: Any, path: str) -> Any:
    """Groups are imported when they are called: the command that stands for one names the module inside itself."""
    if not command.context_settings.get("allow_extra_args"):
        return command
    found = _LATE_IMPORT.search(inspect.getsource(inspect.unwrap(command.callback)))
    if found is None:
        raise LookupError(f"{path} hands on its words, and imports no commands to hand them to")
    return typer.main.get_command(import_module(found[1]).app)


def _command(command: Any, path: str) -> str:
    context = command.make_context(path, [], resilient_parsing=True)
    records = [record for p in command.params if p.name != "help" and (record := p.get_help_record(context))]
    usage = " ".join([path, *command.collect_usage_pieces(context)])
    rows = ([code(name), literal(meaning)] for name, meaning in records)
    return "\n\n".join([f"## {path}", code(usage), literal(command.help or ""), table(["option", "meaning"], rows)])
