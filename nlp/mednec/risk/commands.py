"""``mednec risk``: train, evaluate and refit the denial risk; the command line of mednec hands in extraction."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from mednec.commands import plain_errors

if TYPE_CHECKING:
    from mednec.risk.training import Extract

app = typer.Typer(no_args_is_help=True, help="Train, evaluate and refit the denial risk.")

ModelFile = Annotated[Path | None, typer.Option("--model", metavar="FILE", help="A model; the shipped one otherwise.")]
AdjudicatorFile = Annotated[
    Path | None,
    typer.Option("--adjudicator", metavar="FILE", help="Reviewers of your own; the shipped ones otherwise."),
]


@app.callback()
def _risk() -> None:
    """The risk that a first review denies a request."""


def _extract(context: typer.Context) -> Extract:
    extract: Extract = context.obj
    return extract


@app.command()
def train(
    context: typer.Context,
    corpus: Annotated[Path, typer.Argument(metavar="CORPUS", help="Synthetic cases (mednec corpus generate).")],
    out: Annotated[Path, typer.Option("--out", metavar="FILE", help="The model to write.")],
    adjudicator: AdjudicatorFile = None,
) -> None:
    """Fit the model to simulated reviews of a corpus; the same corpus and seed give the same bytes."""
    from mednec.risk.adjudicator import load_adjudicator
    from mednec.risk.training import train as trained

    with plain_errors():
        formula, _ = trained(corpus, _extract(context), load_adjudicator(adjudicator))
        _write(out, formula.to_json())


@app.command()
def evaluate(
    context: typer.Context,
    corpus: Annotated[Path, typer.Argument(metavar="CORPUS", help="Cases that the model was not fitted to.")],
    training: Annotated[
        Path | None, typer.Option("--train", help="The corpus of the model: adds an unconstrained model beside it.")
    ] = None,
    model: ModelFile = None,
    adjudicator: AdjudicatorFile = None,
    card: Annotated[Path | None, typer.Option(metavar="FILE", help="A model card to renew the figures of.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="JSON instead of tables.")] = False,
) -> None:
    """AUC, Brier score and calibration by payer beside plainer predictions, and before other reviewers."""
    from mednec.risk.adjudicator import load_adjudicator
    from mednec.risk.artefact import load_formula
    from mednec.risk.bands import load_bands
    from mednec.risk.card import with_figures
    from mednec.risk.evaluation import evaluate as evaluated
    from mednec.risk.training import corpus_rows, reviewed_cases

    with plain_errors():
        by, formula = load_adjudicator(adjudicator), load_formula(model)
        seen, fitted = ([*reviewed_cases(corpus_rows(path)[0], _extract(context), by)] if path else []
                        for path in (corpus, training))  # fmt: skip
        report = evaluated(seen, formula, load_bands(), by, fitted)
        if card is not None:
            _write(card, with_figures(card.read_text(encoding="utf-8"), formula, report, by))
        if as_json:
            typer.echo(json.dumps(report.to_dict(), indent=2))
            return
        from mednec.report.console import output
        from mednec.report.risk_scores import risk_report_view

        output().print(risk_report_view(report))


@app.command()
def fit(
    context: typer.Context,
    outcomes: Annotated[
        Path, typer.Argument(metavar="OUTCOMES", help="CSV: note or evidence (files), payer, cpt, outcome, note_date …")
    ],
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="Where model, card and reliability go.")],
    model: ModelFile = None,
    plot: Annotated[bool, typer.Option("--plot", help="Draw the reliability too (needs mednec[plots]).")] = False,
    seed: Annotated[int, typer.Option(help="Seed of the cross-validation.")] = 0,
) -> None:
    """Refit or recalibrate the risk on your own history of outcomes, and compare it with the shipped model."""
    from mednec.risk.refit import refit, write_refit

    with plain_errors():
        result = refit(outcomes, _extract(context), model, seed)
        for path in write_refit(result, out, plot=plot):
            typer.echo(str(path))
        typer.echo(json.dumps(result.figures(), indent=2))


def _write(path: Path, text: str) -> None:
    from mednec.errors import RiskError

    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise RiskError(f"cannot be written: {error.strerror or type(error).__name__}", path) from None
