"""The ``mednec`` command. Libraries are imported inside commands, so that ``mednec --help`` answers at once.

What a person can act on goes to standard error with a non-zero exit status, never as a traceback; a note's text is
printed only where it was asked for, on standard output.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperCommand

from mednec.errors import MednecError

if TYPE_CHECKING:
    from rich.console import RenderableType

    from mednec.evidence import Evidence

USER_ERROR = 1
INTERNAL_ERROR = 70

app = typer.Typer(
    name="mednec",
    help="Evidence in clinical notes, for imaging prior authorization. A human reviews; nothing here is a decision.",
    no_args_is_help=True,
    add_completion=False,
    # Its tracebacks show local variables, and those hold a note's text.
    pretty_exceptions_enable=False,
)

CriteriaFolders = Annotated[
    list[Path] | None,
    typer.Option("--criteria", metavar="DIR", help="A directory of your own criteria sets; repeat for several."),
]
RuleFolders = Annotated[
    list[Path] | None,
    typer.Option("--rules", metavar="DIR", help="A directory of your own rules over ours; repeat for several."),
]


def main() -> None:
    """Run the command line."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            # A terminal that cannot show a character gets an escape, not a crash.
            reconfigure(errors="backslashreplace")
    app()


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
            _refuse("choose one of --json, --table and --html")
        if out is not None and not as_html:
            _refuse("--out is where a page goes: say --html as well")
        if files.count("-") > 1:
            _refuse("standard input (-) can be read only once")
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


def _refuse(message: str) -> None:
    complain(message)
    raise typer.Exit(2)


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
        _refuse("the documents of a packet have their own dates: leave --note-date out")
    packet = Packet([Note(text=read_text(name), id="standard input" if name == "-" else name) for name in names])
    return f"Packet of {len(names)} documents", _extractor(rules).extract(packet)


def _print_evidence(evidence: Evidence, name: str, table: bool, several: bool) -> None:
    if not table:
        typer.echo(evidence.to_json(indent=None if several else 2))
        return
    from mednec.report.terminal import evidence_view

    _show(evidence_view(evidence, name))


def _put_page(read: list[tuple[str, Evidence]], out: Path | None) -> None:
    """One HTML page of all that was read, to a file or to standard output."""
    from mednec.report.page import Case, cases_page

    _put(cases_page([Case(evidence, title=name) for name, evidence in read]), out)


def _put(page: str, out: Path | None) -> None:
    """A page to a file, or to standard output for none and for "-"."""
    if out is None or str(out) == "-":
        typer.echo(page)
    else:
        _write(out, page)


def _extractor(rules: list[Path] | None) -> Any:
    from mednec.extraction.pipeline import Extractor, default_extractor

    if not rules:
        return default_extractor()
    key = tuple(str(path) for path in rules)
    if key not in _EXTRACTORS:
        _EXTRACTORS[key] = Extractor(rules)
    return _EXTRACTORS[key]


_EXTRACTORS: dict[tuple[str, ...], Any] = {}


def _show(view: RenderableType) -> None:
    from mednec.report.console import output

    output().print(view)


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
            _refuse("choose one of --json and --html")
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

        _show(decisions_view(answers, details=not brief))


def _case_evidence(names: list[str], note_date: str | None, rules: list[Path] | None) -> Any:
    """The evidence of one document, or of the packet that several make."""
    from mednec.evidence import Note, Packet
    from mednec.interop.textfiles import read_text

    if names.count("-") > 1:
        _refuse("standard input (-) can be read only once")
    if len(names) > 1 and note_date is not None:
        _refuse("several documents have their own dates: leave --note-date out, or give --date-of-service")
    extractor = _extractor(rules)
    if len(names) == 1:
        return extractor.extract(Note(text=read_text(names[0]), note_date=note_date))
    notes = [Note(text=read_text(name), id="standard input" if name == "-" else name) for name in names]
    return extractor.extract(Packet(notes))


# ------------------------------------------------------------------------------------------------------------- evaluate
class _JsonTo(TyperCommand):
    """``--json`` alone prints JSON; followed by a name that ends in .json, it writes it there beside the tables."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Read ``--json FILE.json`` as ``--json-file FILE.json``."""
        args = list(args)
        for i, (option, value) in enumerate(pairwise(args)):
            if option == "--json" and value.endswith(".json"):
                args[i] = "--json-file"
        parsed: list[str] = super().parse_args(ctx, args)
        return parsed


@app.command(cls=_JsonTo)
def evaluate(
    notes: Annotated[
        Path,
        typer.Argument(
            metavar="NOTES", help='JSON lines: {"id", "text", "note_date", "split"}; or alone: cases of a corpus.'
        ),
    ],
    gold: Annotated[
        Path | None, typer.Argument(metavar="[GOLD]", help="JSON lines: what each note documents, with quotes.")
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
    documented: Annotated[
        bool, typer.Option("--documented", help="Cases: decide on what gold documents too, to tell misreading apart.")
    ] = False,
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
                _refuse("--split, --predictions and --workers need NOTES and GOLD")
            from mednec.corpus.evaluate_corpus import CorpusPlan, evaluate_corpus
            from mednec.report.case_scores import corpus_view

            resamples = 1000 if bootstrap is None else bootstrap
            plan = CorpusPlan(limit, resamples, seed, overlays, documented=documented)
            cases = evaluate_corpus(notes, plan)
            if html is not None:
                from mednec.report.evaluation_page import evaluation_page

                _write(html, evaluation_page(cases, notes.name, most_errors))
            _give_report(cases, corpus_view(cases, errors=errors), as_json, json_file, errors, out)
        else:
            if html is not None or limit is not None:
                _refuse("--html and --limit are for a corpus of cases, without GOLD")
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
        _write(json_file, _json_text(report, errors=True))
    if as_json:
        text = _json_text(report, errors)
    else:
        from mednec.report.console import output

        if out is None:
            _show(view)
            return
        console = output()
        with console.capture() as captured:
            console.print(view)
        text = captured.get()
    if out is None:
        typer.echo(text)
    else:
        _write(out, text)


def _json_text(report: Any, errors: bool) -> str:
    import json

    return json.dumps(report.to_dict(errors=errors), indent=2)


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text.rstrip("\n") + "\n", encoding="utf-8", errors="backslashreplace")
    except OSError as error:
        complain(f"{path}: it cannot be written: {error.strerror or type(error).__name__}")
        raise typer.Exit(USER_ERROR) from None


# ----------------------------------------------------------------------------------------------------- schema and rules
@app.command()
def schema(
    name: Annotated[str, typer.Argument(metavar="[NAME]", help="Evidence, Note, Finding, …")] = "Evidence",
) -> None:
    """Print the JSON Schema of a public value."""
    with plain_errors():
        from mednec.schemas import SCHEMA_NAMES, schema_text

        if name not in SCHEMA_NAMES:
            _refuse(f"no schema of that name; there are {', '.join(SCHEMA_NAMES)}")
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
