"""``mednec criteria``: check, list, show, diff, who; mounted by the command line of mednec."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape
from rich.table import Column, Table
from rich.tree import Tree

from mednec.commands import plain_errors
from mednec.report.console import output

if TYPE_CHECKING:
    from mednec.criteria.model import CriteriaSet, Requirement, Sourced, Test

app = typer.Typer(no_args_is_help=True, help="Check, list, show and compare what payers ask.")
_STYLE = {"high": "bold red", "medium": "yellow", "low": "dim"}
Overlays = Annotated[
    list[Path] | None,
    typer.Option("--criteria", help="A directory of your own sets over ours; repeat for several.", file_okay=False),
]


@app.command()
def check(
    directories: Annotated[
        list[Path] | None, typer.Argument(help="Directories of sets laid over ours; ours alone when left out.")
    ] = None,
) -> None:
    """Check every set: shapes, names, codes, sources, doubts. Exit status 1 for an issue of high severity."""
    from mednec.criteria.lint import CODES, SEVERITIES, check_criteria

    with plain_errors():
        issues = check_criteria(*(directories or []))
    console = output(markup=True)
    if issues:
        table = Table("severity", "code", "place", "where", "issue")
        for issue in issues:
            place = f"{Path(issue.path).name}:{issue.line}" if issue.line else Path(issue.path).name
            table.add_row(issue.severity, issue.code, escape(place), escape(issue.where), escape(issue.message))
            table.rows[-1].style = _STYLE[issue.severity]
        console.print(table)
        for code in sorted({i.code for i in issues}):
            console.print(f"{code}: {CODES[code][1]}")
    counts = Counter(i.severity for i in issues)
    console.print(", ".join(f"{counts[s]} {s}" for s in SEVERITIES))
    if counts["high"]:
        raise typer.Exit(1)


@app.command("list")
def list_sets(criteria: Overlays = None) -> None:
    """List the sets: payer, version, dates, codes, confidence."""
    from mednec.criteria.loader import load_criteria

    with plain_errors():
        library = load_criteria(*(criteria or []))
    wide = [Column(name, no_wrap=True) for name in ("set", "payer")]
    table = Table(*wide, "version", "from", "to", "codes", "confidence")
    for found in sorted((s.criteria for s in library.sets), key=lambda c: (c.payer, str(c.effective.start))):
        dates = [str(day) if day else "" for day in (found.effective.start, found.effective.end)]
        row = (found.id, found.payer, found.version, *dates, str(len(found.applies.cpt)), found.certainty)
        table.add_row(*map(escape, row))
    output(markup=True).print(table)


@app.command()
def show(
    set_id: Annotated[str, typer.Argument(metavar="SET", help="The id of a set, as `mednec criteria list` gives it.")],
    criteria: Overlays = None,
) -> None:
    """Show a set: gates, pathways, requirements, with provenance and open questions."""
    from mednec.criteria.loader import load_criteria

    with plain_errors():
        found = load_criteria(*(criteria or [])).by_id(set_id)
    output(markup=True).print(set_tree(found))


@app.command()
def diff(
    first: Annotated[str, typer.Argument(metavar="A", help="A set.")],
    second: Annotated[str, typer.Argument(metavar="B", help="Another set, such as a later version.")],
    criteria: Overlays = None,
) -> None:
    """Show every fact in which two sets differ."""
    from mednec.criteria.compare import differences
    from mednec.criteria.loader import load_criteria

    with plain_errors():
        library = load_criteria(*(criteria or []))
        found = differences(library.by_id(first), library.by_id(second))
    console = output(markup=True)
    if not found:
        console.print("no differences")
        return
    table = Table("where", first, second)
    for one in found:
        table.add_row(escape(one.where), escape(one.first or "—"), escape(one.second or "—"))
    console.print(table)


def set_tree(criteria: CriteriaSet) -> Tree:
    """A set as a tree for the terminal."""
    tree = Tree(f"[bold]{escape(criteria.title)}[/] ({criteria.id}, {escape(criteria.version)})")
    tree.add(escape(f"payer {criteria.payer}, {_facts(criteria)}"))
    for note in criteria.unknown:
        tree.add(f"[yellow]not known:[/] {escape(note)}")
    if criteria.delegate:
        tree.add(escape(f"reviewed by {criteria.delegate}, whose answer is given beside this one"))
    if criteria.gates:
        gates = tree.add("[bold]always needed[/]")
        for gate in criteria.gates:
            _add(gates, gate)
    for pathway in criteria.pathways:
        when = "always open" if pathway.trigger is None else f"opens on {words(pathway.trigger)}"
        branch = tree.add(f"[bold]{pathway.id}[/]: {escape(pathway.text)} [dim]({escape(_facts(pathway))})[/]")
        branch.add(f"[dim]{escape(when)}[/]")
        for requirement in pathway.requires:
            _add(branch, requirement)
        if pathway.waives:
            branch.add(escape(f"waives {', '.join(pathway.waives)}"))
        _add_question(branch, pathway)
    for variant in criteria.variants:
        ratings = ", ".join(f"{c}: {r.replace('_', ' ')}" for c, r in variant.ratings.items())
        branch = tree.add(f"[bold]{variant.id}[/]: {escape(variant.text)} [dim]({escape(_facts(variant))})[/]")
        branch.add(f"[dim]when {escape(words(variant.when))}[/]")
        branch.add(escape(ratings))
        _add_question(branch, variant)
    return tree


def _add(branch: Tree, requirement: Requirement) -> None:
    leaf = branch.add(f"{requirement.id}: {escape(requirement.text)} [dim]({escape(_facts(requirement))})[/]")
    leaf.add(f"[dim]{escape(words(requirement.test))}[/]")
    _add_question(leaf, requirement)


def _add_question(branch: Tree, fact: Sourced) -> None:
    if fact.question:
        branch.add(f"[yellow]open:[/] {escape(fact.question)}")


def _facts(fact: Sourced) -> str:
    return f"{fact.provenance}: {', '.join(fact.source)}; confidence {fact.certainty}"


def words(test: Test) -> str:
    """A test in one line, as near to words as its data are."""
    if test.all_of is not None:
        return " and ".join(_bracketed(t) for t in test.all_of)
    if test.any_of is not None:
        return " or ".join(_bracketed(t) for t in test.any_of)
    if test.not_ is not None:
        return f"not {_bracketed(test.not_)}"
    if test.unless is not None:
        return f"unless {_bracketed(test.unless)}"
    if test.told is not None:
        return f"written down: {_bracketed(test.told)}"
    if test.of is not None:
        return f"{test.at_least} of: {', '.join(map(words, test.of))}"
    name, spec = test.predicate or ("", None)
    said = spec.model_dump(mode="json", exclude_defaults=True) if spec else {}
    inside = "; ".join(f"{key} {_value(value)}" for key, value in said.items())
    return f"{name} {{{inside}}}"


def _value(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(str(v) for v in value)
    if isinstance(value, dict):
        return ", ".join(f"{k} {_value(v)}" for k, v in value.items())
    return "yes" if value is True else str(value)


def _bracketed(test: Test) -> str:
    return f"({words(test)})" if test.all_of or test.any_of or test.of else words(test)
