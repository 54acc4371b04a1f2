"""The ``mednec`` command. Libraries are imported inside commands, so that ``mednec --help`` answers at once.

What a person can act on goes to standard error with a non-zero exit status, never as a traceback; a note's text is
printed only where it was asked for, on standard output.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from mednec.commands import USER_ERROR, CriteriaFolders, RuleFolders, complain, plain_errors, refuse, show, write_text
from mednec.corpus.evaluate_command import JsonTo, evaluate

if TYPE_CHECKING:
    from mednec.evidence import Evidence

app = typer.Typer(
    name="mednec",
    help="Evidence in clinical notes, for imaging prior authorization. A human reviews; nothing here is a decision.",
    no_args_is_help=True,
    add_completion=False,
    # Its tracebacks show local variables, and those hold a note's text.
    pretty_exceptions_enable=False,
)


def main() -> None:
    """Run the command line."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            # A terminal that cannot show a character gets an escape, not a crash.
            reconfigure(errors="backslashreplace")
    app()


def _show_version(asked: bool) -> None:
    if asked:
        from mednec import __version__

        typer.echo(f"mednec {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", help="Print the version.", callback=_show_version, is_eager=True)
    ] = False,
) -> None:
    """Options of the command itself."""


# -------------------------------------------------------------------------------------------------------------- extract
@app.command()
def extract(
    files: Annotated[list[str], typer.Argument(metavar="FILE…", help="Text files in UTF-8; - is standard input.")],
    as_json: Annotated[
        bool, typer.Option("--json", help="JSON: an object for one file, JSON lines for several.")
    ] = False,
    as_table: Annotated[bool, typer.Option("--table", help="Tables (the default in a terminal).")] = False,
    as_html: Annotated[bool, typer.Option("--html", help="An HTML page that stands alone: the notes, marked.")] = False,
    out: Annotated[Path | None, typer.Option(metavar="FILE", help="Write the page (--html) there.")] = None,
    note_date: Annotated[
        str | None,
        typer.Option(
            metavar="DATE", help='ISO date of the note, for "since March" and the like; else as the note says.'
        ),
    ] = None,
    rules: RuleFolders = None,
    as_packet: Annotated[
        bool, typer.Option("--packet", help="The files are the documents of one case: print their merged evidence.")
    ] = False,
) -> None:
    """Print the evidence of notes: findings, therapies, imaging, durations, each with its place in the text."""
    with plain_errors():
        if as_json + as_table + as_html > 1:
            refuse("choose one of --json, --table and --html")
        if out is not None and not as_html:
            refuse("--out is where a page goes: say --html as well")
        if files.count("-") > 1:
            refuse("standard input (-) can be read only once")
        table = as_table or (not as_json and sys.stdout.isatty())
        kept: list[tuple[str, Evidence]] = []
        failed = False
        cases = [_read_packet(files, note_date, rules)] if as_packet else _read_notes(files, note_date, rules)
        for name, evidence in cases:
            if evidence is None:
                failed = True
            elif as_html:
                kept.append((name, evidence))
            else:
                _print_evidence(evidence, name, table, len(files) > 1 and not as_packet)
        if kept:
            _put_page(kept, out)
        if failed:
            raise typer.Exit(USER_ERROR)


def _read_notes(
    names: list[str], note_date: str | None, rules: list[Path] | None
) -> Iterator[tuple[str, Evidence | None]]:
    """What each file is called and its evidence; None, and a line on standard error, where it cannot be read."""
    from mednec.errors import NoteError
    from mednec.evidence import Note
    from mednec.interop.textfiles import read_text

    for name in names:
        shown = "standard input" if name == "-" else name
        try:
            note = Note(text=read_text(name), note_date=note_date, id=None if name == "-" else name)
            yield shown, _extractor(rules).extract(note)
        except NoteError as error:
            complain(f"{shown}: {error}")
            yield shown, None


def _read_packet(names: list[str], note_date: str | None, rules: list[Path] | None) -> tuple[str, Evidence]:
    """The merged evidence of the documents of one case; every one of them must be readable."""
    from mednec.evidence import Note, Packet
    from mednec.interop.textfiles import read_text

    if note_date is not None:
        refuse("the documents of a packet have their own dates: leave --note-date out")
    packet = Packet([Note(text=read_text(name), id="standard input" if name == "-" else name) for name in names])
    return f"Packet of {len(names)} documents", _extractor(rules).extract(packet)


def _print_evidence(evidence: Evidence, name: str, table: bool, several: bool) -> None:
    if not table:
        typer.echo(evidence.to_json(indent=None if several else 2))
        return
    from mednec.report.terminal import evidence_view

    show(evidence_view(evidence, name))


def _put_page(read: list[tuple[str, Evidence]], out: Path | None) -> None:
    """One HTML page of all that was read, to a file or to standard output."""
    from mednec.report.page import Case, cases_page

    _put(cases_page([Case(evidence, title=name) for name, evidence in read]), out)


def _put(page: str, out: Path | None) -> None:
    """A page to a file, or to standard output for none and for "-"."""
    if out is None or str(out) == "-":
        typer.echo(page)
    else:
        write_text(out, page)


def _extractor(rules: list[Path] | None) -> Any:
    from mednec.extraction.pipeline import Extractor, default_extractor

    if not rules:
        return default_extractor()
    key = tuple(str(path) for path in rules)
    if key not in _EXTRACTORS:
        _EXTRACTORS[key] = Extractor(rules)
    return _EXTRACTORS[key]


_EXTRACTORS: dict[tuple[str, ...], Any] = {}


# --------------------------------------------------------------------------------------------------------------- assess
@app.command()
def assess(
    files: Annotated[
        list[str], typer.Argument(metavar="FILE…", help="The documents of one case; - is standard input.")
    ],
    cpt: Annotated[str, typer.Option(help="The study that is asked for, such as 72141.")],
    icd10: Annotated[list[str] | None, typer.Option(help="A diagnosis code; repeat for several.")] = None,
    payer: Annotated[
        list[str] | None, typer.Option(help="A payer or plan; repeat for several. All that cover the study otherwise.")
    ] = None,
    note_date: Annotated[
        str | None, typer.Option(metavar="DATE", help="ISO date of the note, of one document.")
    ] = None,
    date_of_service: Annotated[str | None, typer.Option(metavar="DATE", help="ISO date of the study.")] = None,
    age: Annotated[float | None, typer.Option(help="Age in years.")] = None,
    plan: Annotated[str | None, typer.Option(help="The plan as on the card.")] = None,
    line_of_business: Annotated[str | None, typer.Option(help="commercial, medicaid, medicare_advantage …")] = None,
    state: Annotated[str | None, typer.Option(help="Two letters.")] = None,
    site: Annotated[str | None, typer.Option(help="hospital_outpatient, freestanding, emergency …")] = None,
    submitted_to: Annotated[str | None, typer.Option(help="Whom the request is sent to, such as Evolent.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="JSON: a list of answers.")] = False,
    html: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", help="Write an HTML page that stands alone; - is standard output.", dir_okay=False
        ),
    ] = None,
    brief: Annotated[bool, typer.Option("--brief", help="Only the table of payers.")] = False,
    rules: RuleFolders = None,
    criteria: CriteriaFolders = None,
) -> None:
    """Hold the notes of a case against payers' criteria: what is met, what contradicts, what is missing."""
    with plain_errors():
        if as_json and html is not None:
            refuse("choose one of --json and --html")
        from mednec.criteria.loader import load_criteria
        from mednec.criteria.request import ImagingRequest
        from mednec.risk.assess import assess as assessed

        request = ImagingRequest(
            cpt=cpt, icd10=icd10 or (), date_of_service=date_of_service, age=age, plan=plan,
            line_of_business=line_of_business, state=state, site_of_service=site, submitted_to=submitted_to,
        )  # fmt: skip
        library = load_criteria(*(criteria or ()))
        evidence = _case_evidence(files, note_date, rules)
        answers = assessed(evidence, request, payer, criteria=library)
        if as_json:
            import json

            typer.echo(json.dumps([a.to_dict() for a in answers], indent=2))
            return
        if html is not None:
            from mednec.report.page import html_page

            page = html_page(evidence, answers, title=f"Imaging request, CPT {cpt}")
            _put(page, html)
            return
        from mednec.report.decisions import decisions_view

        show(decisions_view(answers, details=not brief))


def _case_evidence(names: list[str], note_date: str | None, rules: list[Path] | None) -> Any:
    """The evidence of one document, or of the packet that several make."""
    from mednec.evidence import Note, Packet
    from mednec.interop.textfiles import read_text

    if names.count("-") > 1:
        refuse("standard input (-) can be read only once")
    if len(names) > 1 and note_date is not None:
        refuse("several documents have their own dates: leave --note-date out, or give --date-of-service")
    extractor = _extractor(rules)
    if len(names) == 1:
        return extractor.extract(Note(text=read_text(names[0]), note_date=note_date))
    notes = [Note(text=read_text(name), id="standard input" if name == "-" else name) for name in names]
    return extractor.extract(Packet(notes))


# ------------------------------------------------------------------------------------------------------------- evaluate
app.command(cls=JsonTo)(evaluate)


# ----------------------------------------------------------------------------------------------------- schema and rules
@app.command()
def schema(
    name: Annotated[str, typer.Argument(metavar="[NAME]", help="Evidence, Note, Finding, …")] = "Evidence",
) -> None:
    """Print the JSON Schema of a public value."""
    with plain_errors():
        from mednec.schemas import SCHEMA_NAMES, schema_text

        if name not in SCHEMA_NAMES:
            refuse(f"no schema of that name; there are {', '.join(SCHEMA_NAMES)}")
        typer.echo(schema_text(name), nl=False)


@app.command(
    add_help_option=False,
    context_settings={"allow_extra_args": True, "ignore_unknown_options": True},
)
def rules(context: typer.Context) -> None:
    """Check, explain and cover rules: mednec rules --help."""
    from mednec.rules.commands import app as rules_app

    with plain_errors():
        rules_app(args=context.args, prog_name="mednec rules", standalone_mode=True)


@app.command(
    add_help_option=False,
    context_settings={"allow_extra_args": True, "ignore_unknown_options": True},
)
def criteria(context: typer.Context) -> None:
    """Check, list, show and compare criteria sets: mednec criteria --help."""
    from mednec.criteria.commands import app as criteria_app

    with plain_errors():
        criteria_app(args=context.args, prog_name="mednec criteria", standalone_mode=True)


@app.command(
    add_help_option=False,
    context_settings={"allow_extra_args": True, "ignore_unknown_options": True},
)
def corpus(context: typer.Context) -> None:
    """Generate synthetic cases with gold: mednec corpus --help."""
    from mednec.corpus.commands import app as corpus_app

    with plain_errors():
        corpus_app(args=context.args, prog_name="mednec corpus", standalone_mode=True)


@app.command(
    add_help_option=False,
    context_settings={"allow_extra_args": True, "ignore_unknown_options": True},
)
def risk(context: typer.Context) -> None:
    """Train, evaluate and refit the denial risk: mednec risk --help."""
    from mednec.risk.commands import app as risk_app

    with plain_errors():
        risk_app(args=context.args, prog_name="mednec risk", standalone_mode=True, obj=_packet_evidence)


def _packet_evidence(packet: Any) -> Evidence:
    """The evidence of a packet; the extractor is made when the first one is asked for."""
    evidence: Evidence = _extractor(None).extract(packet)
    return evidence


# ---------------------------------------------------------------------------------------------------------------- batch
@app.command(
    add_help_option=False,
    context_settings={"allow_extra_args": True, "ignore_unknown_options": True},
)
def batch(context: typer.Context) -> None:
    """Read a file of notes into tables (CSV, JSON lines, Parquet, Excel): mednec batch --help."""
    from mednec.interop.commands import app as batch_app

    with plain_errors():
        batch_app(args=context.args, prog_name="mednec batch", standalone_mode=True)
