"""``mednec batch``: a file of notes to files of tables; mounted by the command line of mednec."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    Task,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)
from rich.text import Text

from mednec.errors import MednecError

if TYPE_CHECKING:
    from mednec.interop.batch import BatchJob, BatchResult, Tick

SOME_FAILED = 3
INTERRUPTED = 130

app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)


@app.command(
    help="""Read a file of notes into tables: one row a mention, a finding, a therapy, a study, a requirement.

IN and OUT are CSV, JSON lines or Parquet, by their suffix; OUT may be .xlsx too. OUT is one row a note, the other
tables lie beside it (out.mentions.csv, out.errors.csv …), or in sheets; a line of .jsonl is all evidence of a note.

A run that was interrupted goes on when the same command is given again. A note that cannot be read is a row of the
error table and stops nothing.

Exit status: 0 all notes were read, 3 done but some notes are in the error table, 1 it could not be done, 2 wrong usage,
130 interrupted."""
)
def batch(
    source: Annotated[Path, typer.Argument(metavar="IN", help="Notes: .csv, .jsonl or .parquet.")],
    out: Annotated[Path, typer.Argument(metavar="OUT", help="Tables: .csv, .jsonl, .parquet or .xlsx.")],
    text: Annotated[
        str | None, typer.Option(metavar="COLUMN", help="The text's column; else text, note or note_text.")
    ] = None,
    id_column: Annotated[
        str | None, typer.Option("--id", metavar="COLUMN", help="The ids' column; else id, note_id or row numbers.")
    ] = None,
    date: Annotated[
        str | None, typer.Option(metavar="COLUMN", help="The dates' column; else note_date, date or the note's own.")
    ] = None,
    cpt: Annotated[str | None, typer.Option(help="Assess too: the study that is asked for, such as 72141.")] = None,
    icd10: Annotated[list[str] | None, typer.Option(help="Its diagnosis code; repeat for several.")] = None,
    payer: Annotated[list[str] | None, typer.Option(help="A payer or plan; repeat for several. All otherwise.")] = None,
    request: Annotated[
        list[str] | None,
        typer.Option(metavar="FIELD=COLUMN", help="A field of the request that differs by note: cpt=CODE, age=AGE …"),
    ] = None,
    workers: Annotated[int, typer.Option(min=1, help="Processes that read.")] = 1,
    overwrite: Annotated[
        bool, typer.Option("--overwrite", help="Replace OUT, and forget what an interrupted run has done.")
    ] = False,
    rules: Annotated[list[Path] | None, typer.Option(metavar="DIR", help="Rules of your own over ours.")] = None,
    criteria: Annotated[list[Path] | None, typer.Option(metavar="DIR", help="Criteria of your own over ours.")] = None,
) -> None:
    """Read a file of notes into tables."""
    from mednec.interop.batch import BatchJob
    from mednec.interop.cases import CaseReader, Question

    by_row = dict(_pair(written) for written in request or ())
    question = None
    if cpt is not None or "cpt" in by_row:
        same = {"cpt": cpt, "icd10": tuple(icd10) if icd10 else None}
        question = Question({k: v for k, v in same.items() if v is not None}, tuple(payer) if payer else None)
    elif icd10 or payer or by_row or criteria:
        raise typer.BadParameter("an assessment needs the study: --cpt 72141, or --request cpt=COLUMN")
    reader = CaseReader(_paths(rules), _paths(criteria), question)
    _run(BatchJob(source, out, text, id_column, date, by_row, reader, workers), overwrite)


def _run(job: BatchJob, overwrite: bool) -> None:
    from mednec.interop.batch import run_batch

    console = Console(stderr=True, highlight=False, markup=False)
    try:
        with _progress(console) as tick:
            result = run_batch(job, tick, overwrite=overwrite)
    except MednecError as error:
        console.print(f"mednec: {error}", soft_wrap=True)
        raise typer.Exit(1) from None
    except KeyboardInterrupt:
        console.print("mednec: interrupted; give the same command again to go on", soft_wrap=True)
        raise typer.Exit(INTERRUPTED) from None
    console.print(_told(result), soft_wrap=True)
    if result.failed:
        raise typer.Exit(SOME_FAILED)


def _told(result: BatchResult) -> str:
    before = f", {result.resumed} of them by an earlier run" if result.resumed else ""
    failed = f"; {result.failed} are in the error table" if result.failed else ""
    files = ", ".join(path.name for path in result.files)
    return f"{result.rows} notes read{before}{failed}. Written: {files}"


@contextmanager
def _progress(console: Console) -> Iterator[Tick]:
    """A bar with rate and remaining time, in a terminal; nothing in a pipe."""
    columns = (
        TextColumn("notes"), BarColumn(), MofNCompleteColumn(), _Rate(), TimeElapsedColumn(), TextColumn("left"),
        TimeRemainingColumn(),
    )  # fmt: skip
    with Progress(*columns, console=console, disable=not console.is_terminal) as progress:
        task = None

        def tick(done: int, of: int) -> None:
            nonlocal task
            if task is None:
                task = progress.add_task("notes", total=of, completed=done)
            else:
                progress.update(task, completed=done)

        yield tick


class _Rate(ProgressColumn):
    """Notes a second, of this run alone."""

    def render(self, task: Task) -> Text:
        speed = task.finished_speed or task.speed
        return Text("" if speed is None else f"{speed:,.1f}/s")


def _pair(written: str) -> tuple[str, str]:
    field, equals, column = written.partition("=")
    if not (field and equals and column):
        raise typer.BadParameter(f"a field and its column, such as cpt=CPT_CODE, not {written!r}")
    return field, column


def _paths(folders: list[Path] | None) -> tuple[str, ...]:
    return tuple(str(folder) for folder in folders or ())
