"""``mednec rules``: check, explain, coverage, schemas; mounted by the command line of mednec."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Annotated, Literal

import typer
from rich.console import Console
from rich.table import Table

from mednec.errors import MednecError
from mednec.resources import patterns_dir

app = typer.Typer(no_args_is_help=True, help="Check and explain the rules: what mednec looks for.")
_STYLE = {"high": "bold red", "medium": "yellow", "low": "dim"}
Directories = Annotated[
    list[Path] | None,
    typer.Argument(help="Rule directories laid over ours; ours alone when left out.", exists=True, file_okay=False),
]
Overlays = Annotated[
    list[Path] | None,
    typer.Option("--rules", help="A rule directory laid over ours; may be repeated.", exists=True, file_okay=False),
]


def _stop(error: Exception) -> typer.Exit:
    Console(stderr=True).print(str(error), style="red", markup=False, highlight=False)
    return typer.Exit(2)


@app.command()
def check(
    directories: Directories = None,
    medspacy: Annotated[
        Path | None, typer.Option(help="A medSpaCy rule file (JSON) to check instead.", exists=True, dir_okay=False)
    ] = None,
    severity: Annotated[
        Literal["high", "medium", "low"], typer.Option(help="The mildest severity to show; high ones always decide.")
    ] = "low",
    advice: Annotated[bool, typer.Option("--advice", help="Say what to do about each code.")] = False,
) -> None:
    """Run every check and every example; exit status 1 when an issue of high severity is found."""
    from mednec.rules.issues import CODES, SEVERITIES, Issue
    from mednec.rules.lint import check_rules
    from mednec.rules.medspacy_json import check_medspacy_json

    issues: list[Issue]
    try:
        if medspacy is not None:
            issues = check_medspacy_json(medspacy)
        else:
            issues = check_rules([patterns_dir(), *(directories or [])])
    except MednecError as error:
        raise _stop(error) from None
    if directories:
        roots = [d.resolve() for d in directories]
        issues = [i for i in issues if any(Path(i.path).resolve().is_relative_to(root) for root in roots)]
    shown = [i for i in issues if SEVERITIES.index(i.severity) <= SEVERITIES.index(severity)]
    console = Console()
    if shown:
        table = Table("severity", "code", "place", "rule", "issue", title=None)
        for found in shown:
            place = f"{found.path}:{found.line}" if found.line else found.path
            table.add_row(
                found.severity, found.code, _escaped(_near(place)), _escaped(found.rule), _escaped(found.message)
            )
            table.rows[-1].style = _STYLE[found.severity]
        console.print(table)
    if advice:
        for code in sorted({i.code for i in shown}):
            console.print(f"{code} {CODES[code].title}: {CODES[code].advice}", markup=False, highlight=False)
    counts = Counter(i.severity for i in issues)
    console.print(", ".join(f"{counts[s]} {s}" for s in SEVERITIES), highlight=False)
    if counts["high"]:
        raise typer.Exit(1)


@app.command()
def explain(
    rule_id: Annotated[str, typer.Argument(help="A concept, therapy, modality, section, or the rule of a mention.")],
    rules: Overlays = None,
) -> None:
    """Show a rule: its words, origin, examples and the cues that apply to it."""
    from mednec.rules.explain import explain as explained
    from mednec.rules.loader import load_rules

    try:
        text = explained(rule_id, load_rules(patterns_dir(), *(rules or [])))
    except MednecError as error:
        raise _stop(error) from None
    Console().print(text, markup=False, highlight=False, end="")


@app.command()
def coverage(
    corpus: Annotated[Path, typer.Argument(help="A folder of .txt files, or a JSONL file of objects with 'text'.")],
    rules: Overlays = None,
    never: Annotated[bool, typer.Option("--never", help="Show only the rules that never fire.")] = False,
) -> None:
    """Count over a corpus how often each rule's words stand and how often they give evidence."""
    from mednec.rules.explain import coverage as covered
    from mednec.rules.explain import read_corpus
    from mednec.rules.loader import load_rules

    try:
        found = covered(read_corpus(corpus), rules=load_rules(patterns_dir(), *(rules or [])))
    except MednecError as error:
        raise _stop(error) from None
    console = Console()
    table = Table("rule", "seen", "fired")
    for rule_id, count in sorted(found.seen.items(), key=lambda item: (-item[1], item[0])):
        if count == 0 or not never:
            style = "dim" if count == 0 else None
            table.add_row(_escaped(rule_id), str(count), str(found.fired.get(rule_id, "")), style=style)
    console.print(table)
    console.print(
        f"{found.notes} notes, {found.failed} unreadable; {len(found.never)} rules never fire", highlight=False
    )


@app.command()
def schemas(
    folder: Annotated[Path | None, typer.Argument(help="Where to write; patterns/schemas when left out.")] = None,
) -> None:
    """Write the JSON Schemas with which editors complete and check rule files."""
    from mednec.rules.editor_schemas import FOLDER, write_schemas

    for path in write_schemas(folder or patterns_dir() / FOLDER):
        Console().print(str(path), markup=False, highlight=False)


def _escaped(text: str) -> str:
    from rich.markup import escape

    return escape(text)


def _near(place: str) -> str:
    """A path as seen from the working directory."""
    here = str(Path.cwd()) + "/"
    return place.removeprefix(here)
