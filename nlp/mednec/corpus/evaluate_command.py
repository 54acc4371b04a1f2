"""``mednec evaluate``: notes with gold, or a corpus of cases; as tables, JSON and a page."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperCommand

from mednec.commands import RuleFolders, complain, plain_errors, refuse, show, write_text

if TYPE_CHECKING:
    from rich.console import RenderableType


class JsonTo(TyperCommand):
    """``--json`` alone prints JSON; followed by a name that ends in .json, it writes it there beside the tables."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Read ``--json FILE.json`` as ``--json-file FILE.json``."""
        args = list(args)
        for i, (option, value) in enumerate(pairwise(args)):
            if option == "--json" and value.endswith(".json"):
                args[i] = "--json-file"
        parsed: list[str] = super().parse_args(ctx, args)
        return parsed


def evaluate(
    notes: Annotated[
        Path,
        typer.Argument(
            metavar="NOTES", help='JSON lines: {"id", "text", "note_date", "split"}; or alone: cases of a corpus.'
        ),
    ],
    gold: Annotated[
        Path | None, typer.Argument(metavar="GOLD", help="JSON lines: what each note documents, with quotes.")
    ] = None,
    split: Annotated[str | None, typer.Option(help="Only the notes of this split.")] = None,
    errors: Annotated[bool, typer.Option("--errors", help="List every disagreement with its quotes.")] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="JSON instead of tables; --json FILE.json writes it there beside the tables.")
    ] = False,
    json_file: Annotated[Path | None, typer.Option("--json-file", hidden=True)] = None,
    html: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Cases: write a page with an error browser there.")
    ] = None,
    limit: Annotated[int | None, typer.Option(min=1, help="Cases: only the first so many.")] = None,
    most_errors: Annotated[int, typer.Option(min=0, help="Cases: errors of each kind on the page.")] = 60,
    out: Annotated[Path | None, typer.Option(metavar="FILE", help="Write the answer there.")] = None,
    predictions: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Score these (JSON lines) instead of extracting.")
    ] = None,
    bootstrap: Annotated[
        int | None, typer.Option(min=0, help="Resamples for 95 % intervals (cases: 1000; else none).")
    ] = None,
    seed: Annotated[int, typer.Option(help="Seed of the resampling.")] = 0,
    workers: Annotated[int, typer.Option(min=1, help="Processes that extract.")] = 1,
    rules: RuleFolders = None,
) -> None:
    """Measure what is read in notes, or given predictions, against gold; alone, a corpus of cases and its decisions."""
    with plain_errors():
        overlays = tuple(str(path) for path in rules or ())
        if gold is None:
            if split or predictions or workers > 1:
                refuse("--split, --predictions and --workers need NOTES and GOLD")
            from mednec.corpus.evaluate_corpus import CorpusPlan, evaluate_corpus
            from mednec.report.case_scores import corpus_view

            resamples = 1000 if bootstrap is None else bootstrap
            plan = CorpusPlan(limit, resamples, seed, overlays)
            cases = evaluate_corpus(notes, plan)
            if html is not None:
                from mednec.report.evaluation_page import evaluation_page

                write_text(html, evaluation_page(cases, notes.name, most_errors))
            _give_report(cases, corpus_view(cases, errors=errors), as_json, json_file, errors, out)
        else:
            if html is not None or limit is not None:
                refuse("--html and --limit are for a corpus of cases, without GOLD")
            from mednec.corpus.evaluation import Plan, evaluate_files
            from mednec.report.scores import scores_view

            report = evaluate_files(notes, gold, Plan(split, predictions, overlays, workers, bootstrap or 0, seed))
            if report.unscored:
                complain(f"{report.unscored} notes have no gold and were left out")
            _give_report(report, scores_view(report, errors=errors), as_json, json_file, errors, out)


def _give_report(
    report: Any, view: RenderableType, as_json: bool, json_file: Path | None, errors: bool, out: Path | None
) -> None:
    """Print or write it; a file of its own for JSON always has the errors."""
    if json_file is not None:
        write_text(json_file, _json_text(report, errors=True))
    if as_json:
        text = _json_text(report, errors)
    else:
        from mednec.report.console import output

        if out is None:
            show(view)
            return
        console = output()
        with console.capture() as captured:
            console.print(view)
        text = captured.get()
    if out is None:
        typer.echo(text)
    else:
        write_text(out, text)


def _json_text(report: Any, errors: bool) -> str:
    return json.dumps(report.to_dict(errors=errors), indent=2)
