"""``mednec corpus``: generate synthetic cases; mounted by the command line of mednec."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from mednec.commands import plain_errors

app = typer.Typer(no_args_is_help=True, help="Generate synthetic cases with gold.")


@app.callback()
def _corpus() -> None:
    """Synthetic cases: a latent patient, the documents somebody wrote of it, and what they document."""


@app.command()
def generate(
    out: Annotated[Path, typer.Argument(metavar="OUT", help="The file of JSON lines to write.", dir_okay=False)],
    split: Annotated[
        str, typer.Option(help="train, dev or test; test has wordings that the others never use.")
    ] = "train",
    cases: Annotated[int, typer.Option(min=1, help="How many cases.")] = 600,
    seed: Annotated[int, typer.Option(help="The same seed gives the same bytes.")] = 7,
) -> None:
    """Write synthetic cases as JSON lines: documents, request, truth, and gold with offsets."""
    from rich.progress import Progress

    from mednec.corpus.generate import generate as generated
    from mednec.corpus.generate import line, write

    with plain_errors(), Progress(console=Console(stderr=True)) as progress:
        task = progress.add_task(f"{split} cases", total=cases)

        def lines() -> Iterator[str]:
            for case in generated(split, cases, seed):
                yield line(case.to_dict())
                progress.advance(task)

        write(out, lines())


@app.command()
def notes(
    out: Annotated[Path, typer.Argument(metavar="NOTES", help="The file of notes to write.", dir_okay=False)],
    gold: Annotated[Path, typer.Argument(metavar="GOLD", help="The file of their gold to write.", dir_okay=False)],
    split: Annotated[str, typer.Option(help="train, dev or test.")] = "dev",
    cases: Annotated[int, typer.Option(min=1, help="How many cases.")] = 200,
    seed: Annotated[int, typer.Option(help="The same seed gives the same bytes.")] = 7,
) -> None:
    """Write the same cases document by document, for mednec evaluate NOTES GOLD."""
    from mednec.corpus.generate import generate as generated
    from mednec.corpus.generate import line, write
    from mednec.corpus.generate import notes as notes_of

    with plain_errors():
        pairs = [pair for case in generated(split, cases, seed) for pair in notes_of(case, split)]
        write(out, (line(note) for note, _ in pairs))
        write(gold, (line(answer) for _, answer in pairs))


@app.command()
def overlap(
    folder: Annotated[
        Path, typer.Argument(metavar="FOLDER", help="Where train.jsonl, dev.jsonl and test.jsonl are.", file_okay=False)
    ] = Path("corpus_synthetic"),
    as_json: Annotated[bool, typer.Option("--json", help="JSON instead of tables.")] = False,
) -> None:
    """Measure how much wording the test split shares with train and dev, and the corpus with our rules."""
    from mednec.corpus.overlap import measure_overlap

    with plain_errors():
        measured = measure_overlap(folder)
    if as_json:
        import json

        typer.echo(json.dumps(measured.to_dict(), indent=2))
        return
    from mednec.report.console import output
    from mednec.report.overlap_tables import overlap_view

    output().print(overlap_view(measured))
