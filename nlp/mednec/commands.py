"""What the commands share: errors in one line, common options, and where answers go.

What a person can act on goes to standard error with a non-zero exit status, never as a traceback, and never with a
note's text. Libraries are imported inside functions, so that ``mednec --help`` answers at once.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from mednec.errors import MednecError

if TYPE_CHECKING:
    from rich.console import RenderableType

USER_ERROR = 1
INTERNAL_ERROR = 70

CriteriaFolders = Annotated[
    list[Path] | None,
    typer.Option("--criteria", metavar="DIR", help="A directory of your own criteria sets; repeat for several."),
]
RuleFolders = Annotated[
    list[Path] | None,
    typer.Option("--rules", metavar="DIR", help="A directory of your own rules over ours; repeat for several."),
]


@contextmanager
def plain_errors() -> Iterator[None]:
    """Errors as one line on standard error: what to do about ours, the place of any other; never a note's text."""
    try:
        yield
    except MednecError as error:
        complain(str(error))
        raise typer.Exit(USER_ERROR) from None
    except (typer.Exit, typer.Abort, BrokenPipeError):
        raise
    except Exception as error:
        complain(f"internal error: {type(error).__name__} at {_place(error)}; please report it")
        raise typer.Exit(INTERNAL_ERROR) from None


def complain(message: str) -> None:
    """One line on standard error."""
    typer.echo(f"mednec: {message}", err=True)


def _place(error: BaseException) -> str:
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return "an unknown place" if trace is None else f"{Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}"


def refuse(message: str) -> NoReturn:
    """Complain of options that do not go together, and stop."""
    complain(message)
    raise typer.Exit(2)


def show(view: RenderableType) -> None:
    """Print on standard output."""
    from mednec.report.console import output

    output().print(view)


def write_text(path: Path, text: str) -> None:
    """Write a file, or complain and stop."""
    try:
        path.write_text(text.rstrip("\n") + "\n", encoding="utf-8", errors="backslashreplace")
    except OSError as error:
        complain(f"{path}: it cannot be written: {error.strerror or type(error).__name__}")
        raise typer.Exit(USER_ERROR) from None
