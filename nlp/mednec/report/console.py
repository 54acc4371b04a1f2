"""The console that commands print on: as wide as the terminal, and wide enough for the tables in a pipe or a file."""

from __future__ import annotations

from rich.console import Console

_PIPE_WIDTH = 160


def output(markup: bool = False) -> Console:
    """Standard output; text is taken for rich's markup only where that is asked for, and never that of a note."""
    console = Console(highlight=False, markup=markup)
    # A pipe or a file has no width of its own, whatever the environment says.
    return console if console.is_terminal else Console(highlight=False, markup=markup, width=_PIPE_WIDTH)
