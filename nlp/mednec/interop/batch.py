"""Read a file of notes into files of tables: bounded memory, and a run that was killed goes on where it was.

The same input and options give the same bytes, whether in one run or in several, with one worker or more.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping
from contextlib import closing, suppress
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

from mednec.errors import CorpusError, ResourceError
from mednec.extraction.batch import length
from mednec.interop.atomic import whole_file
from mednec.interop.cases import (
    WHOLE,
    Case,
    CaseReader,
    Outcome,
    choose_columns,
    library_for,
    with_ids_checked,
)
from mednec.interop.columns import ASSESSMENT_TABLES, ERRORS, EXTRACTION_TABLES, TABLES
from mednec.interop.notefiles import NoteFile
from mednec.interop.parts import Parts
from mednec.interop.tablefiles import EXCEL, check_format, table_files, write_tables
from mednec.pool import mapped
from mednec.resources import criteria_dir, models_dir, patterns_dir
from mednec.rules.loader import load_rules

NOTES_A_PART = 200
"""What a kill can cost: the notes of one part are read again."""

Tick = Callable[[int, int], None]
"""Is told how many rows are done, and of how many."""

_NESTED = ".jsonl"


@dataclass(frozen=True)
class BatchJob:
    """What to read, where to write, and what to ask of every note.

    The suffix of ``out`` says what is written: ``.csv`` and ``.parquet`` a file a table (``out`` itself is one row a
    note), ``.xlsx`` a sheet a table, ``.jsonl`` one line a note with all its evidence and assessments. Notes that
    failed are in the table "errors" ("out.errors.csv").
    """

    source: Path
    out: Path
    text: str | None = None
    id: str | None = None
    date: str | None = None
    request: Mapping[str, str] = field(default_factory=dict)
    reader: CaseReader = field(default_factory=CaseReader)
    workers: int = 1
    notes_a_part: int = NOTES_A_PART


@dataclass(frozen=True)
class BatchResult:
    """How a batch ended: rows of input, those of them in the error table, and those that an earlier run had read."""

    rows: int
    failed: int
    resumed: int
    files: tuple[Path, ...]


def run_batch(job: BatchJob, tick: Tick = lambda done, of: None, *, overwrite: bool = False) -> BatchResult:
    """Do a job, or what is left of it.

    Args:
        job: The job; after an interruption the same one again.
        tick: Told of the progress.
        overwrite: Replace a result that is there, and forget unfinished work.

    Raises:
        CorpusError: the input cannot be used or has changed, the result is there already, the unfinished work beside
            it is another job's, or something cannot be written.
        RequestError: what is asked of every note cannot be answered for any.
        ExtraMissingError: the library for a format is not installed.
    """
    check_format(job.out)
    if job.source.resolve() == job.out.resolve():
        raise CorpusError("input and output are the same file", job.out)
    source = NoteFile.open(job.source)
    columns = choose_columns(source.header, job.text, job.id, job.date, job.request)
    if job.reader.question is not None:
        job.reader.question.check(job.request, library_for(job.reader.criteria))
    rows = sum(1 for _ in source.cases(columns))
    whole = job.out.suffix.lower() == _NESTED
    run = _Run(job, CaseReader(job.reader.rules, job.reader.criteria, job.reader.question, whole), rows)
    identity = run.identity(source.digest, columns.names)
    parts = Parts.beside(job.out)
    _refuse_other_work(parts, identity, run.files, overwrite)
    with parts.alone():
        finished = None if overwrite else parts.finished()
        if finished is None or finished["job"] != identity or not all(path.exists() for path in run.files):
            cases = with_ids_checked(source.cases(columns))
            finished = {"job": identity, **run.do(parts, identity, cases, tick, begin_again=overwrite)}
            if NoteFile.open(job.source).digest != source.digest:
                raise CorpusError("the file changed while it was read: run again with --overwrite", job.source)
            run.assemble(parts)
            parts.finish(finished)
        parts.clear()
    parts.discard()
    return BatchResult(rows, finished["failed"], finished["resumed"], tuple(run.files))


def _refuse_other_work(parts: Parts, identity: Mapping[str, Any], files: Iterable[Path], overwrite: bool) -> None:
    if overwrite:
        return
    finished = parts.finished()
    begun = None if finished is not None else parts.begun()
    if begun is not None:
        changed = sorted(name for name in {*begun, *identity} if begun.get(name) != identity.get(name))
        if changed:
            raise CorpusError(
                f"this holds an unfinished run, which differs in: {', '.join(changed)}. Run it as it was begun, or use "
                "--overwrite to begin again",
                parts.folder,
            )
        return
    there = next((path for path in files if path.exists()), None)
    if there is not None and (finished is None or finished.get("job") != identity):
        raise CorpusError("this is there already: use --overwrite to replace it", there)


@dataclass(frozen=True)
class _Run:
    """A job whose input has been looked at."""

    job: BatchJob
    reader: CaseReader
    rows: int

    @property
    def tables(self) -> list[str]:
        """The tables that are written, in order."""
        assessment = list(ASSESSMENT_TABLES) if self.reader.question is not None else []
        return [WHOLE, ERRORS] if self.reader.whole else [*EXTRACTION_TABLES, *assessment, ERRORS]

    @property
    def files(self) -> list[Path]:
        """The files that are written."""
        out = self.job.out
        return [out] if out.suffix.lower() == EXCEL else list(table_files(out, self.tables).values())

    @property
    def parts(self) -> int:
        """How many parts the input makes."""
        return -(-self.rows // self.job.notes_a_part)

    def identity(self, digest: str, columns: list[str]) -> dict[str, Any]:
        """All that the result depends on, and nothing that it does not."""
        from mednec import __version__

        question = self.reader.question
        return {
            "input": digest,
            "output format": self.job.out.suffix.lower(),
            "columns": columns,
            "request columns": dict(self.job.request),
            "request": json.loads(json.dumps(dict(question.request))) if question else None,
            "payers": list(question.payers) if question and question.payers is not None else None,
            "rules": load_rules(patterns_dir(), *self.reader.rules).digest,
            "criteria": _criteria_digest(self.reader.criteria) if question else None,
            "version of mednec": __version__,
            "notes a part": self.job.notes_a_part,
        }

    def do(
        self, parts: Parts, identity: Mapping[str, Any], cases: Iterator[Case], tick: Tick, *, begin_again: bool
    ) -> dict[str, int]:
        """Write the parts that are not there; what is true of the whole afterwards."""
        if begin_again or parts.begun() != identity:
            parts.clear()
            parts.begin(identity)
        size, done = self.job.notes_a_part, parts.count()
        resumed = min(done * size, self.rows)
        tick(resumed, self.rows)
        left = islice(cases, resumed, None)
        read = mapped(self.reader, left, self.job.workers, _length, self.reader.lost)
        with closing(self._ticking(read, resumed, tick)) as outcomes:
            for number in range(done, self.parts):
                parts.add(number, islice(outcomes, size))
        failed = sum(1 for _ in parts.rows(ERRORS, self.parts))
        return {"failed": failed, "resumed": resumed}

    def _ticking(self, outcomes: Iterator[Outcome], done: int, tick: Tick) -> Generator[Outcome, None, None]:
        for number, outcome in enumerate(outcomes, done + 1):
            tick(number, self.rows)
            yield outcome

    def assemble(self, parts: Parts) -> None:
        """Make the result of the parts."""
        out, count = self.job.out, self.parts
        tables = {name: (TABLES[name], parts.rows(name, count)) for name in self.tables if name != WHOLE}
        if not self.reader.whole:
            write_tables(out, tables, parts.folder)
            return
        with whole_file(out, parts.folder) as beside, beside.open("w", encoding="ascii", newline="\n") as file:
            file.writelines(json.dumps(found) + "\n" for found in parts.rows(WHOLE, count))
        write_tables(table_files(out, self.tables)[ERRORS], tables, parts.folder)


def _length(case: Case) -> int:
    return length(case.text)


def _criteria_digest(overlays: Iterable[str]) -> str:
    """What the answers depend on beside the evidence: criteria, reference tables and models, ours and the user's."""
    digest = hashlib.sha256()
    folders = [criteria_dir(), *map(Path, overlays)]
    with suppress(ResourceError):  # a version without models
        folders.append(models_dir())
    for folder in folders:
        for path in sorted(p for p in folder.rglob("*") if p.is_file() and "__pycache__" not in p.parts):
            content = path.read_bytes()
            digest.update(f"{path.relative_to(folder).as_posix()}\0{len(content)}\0".encode())
            digest.update(content)
    return digest.hexdigest()
