"""Notes in a Spark frame to tidy tables, on ``mapInPandas``: the only module that imports pyspark.

    from mednec.interop import spark

    findings = spark.extract(notes, text="note", id="mrn", date="visit", table="findings")
    answers = spark.assess(notes, text="note", id="mrn", date="visit", cpt="72141", payers=["aetna"])

Columns are those of ``mednec.interop.columns`` (string, Int64: bigint, Float64: double, boolean), and ``error``: a row
that cannot be read, or not be assessed, is one row with its id and the code of ``errors``, everything else null. Filter
by ``error``; nothing is ever raised for a row. Rows are those that ``extract_many`` and ``assess`` give.

Every Python worker builds the pipeline once, from rules that are installed with mednec there; directories of your own
must be readable by all workers. Notes are a few kilobytes each, so smaller batches spread the work better than Spark's
10,000 rows: ``spark.conf.set("spark.sql.execution.arrow.maxRecordsPerBatch", 200)``, and repartition few large files.
Rows are read apart from one another, so ids are taken as they are: repeated ones are not told apart.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from mednec.errors import CorpusError
from mednec.frames import frame_of, plain_rows
from mednec.interop.cases import Case, CaseReader, NoteColumns, Question, case_of, choose_columns, library_for
from mednec.interop.columns import ASSESSMENT_TABLES, ERRORS, EXTRACTION_TABLES, Columns
from mednec.interop.extras import library
from mednec.interop.rows import Row
from mednec.interop.tablefiles import encodable

if TYPE_CHECKING:
    from pyspark.sql import DataFrame
    from pyspark.sql.types import StructType

Folders = Sequence[str | Path]

ERROR = "error"
_NOTES_AT_ONCE = 100


def extract(
    notes: DataFrame,
    *,
    text: str | None = None,
    id: str | None = None,  # noqa: A002 - the name of the column that callers know it by
    date: str | None = None,
    table: str = "mentions",
    rules: Folders = (),
) -> DataFrame:
    """One table of extraction: notes, mentions, findings, therapies or imaging.

    Args:
        notes: One row a note.
        text: The column of the text; the one of text, note, note_text that is there when left out.
        id: The column of the ids (id or note_id when left out); a frame of Spark has no row numbers to do without.
        date: The column of the notes' dates (note_date or date when left out).
        table: The table. For several, cache the notes and call this for each; all tables share ``note_id``.
        rules: Directories of rules laid over ours.

    Raises:
        CorpusError: a column is missing.
        ValueError: there is no such table.
        ExtraMissingError: pyspark or pyarrow is not installed.
    """
    columns = _columns(notes, text, id, date, {})
    return _mapped(notes, CaseReader(rules=_paths(rules)), columns, table, _known(table, EXTRACTION_TABLES))


def assess(
    notes: DataFrame,
    *,
    cpt: str | None = None,
    icd10: Sequence[str] | None = None,
    payers: Iterable[str] | None = None,
    request: Mapping[str, str] | None = None,
    text: str | None = None,
    id: str | None = None,  # noqa: A002
    date: str | None = None,
    table: str = "assessments",
    rules: Folders = (),
    criteria: Folders = (),
) -> DataFrame:
    """One table of assessment: assessments or requirements.

    Args:
        notes: One row a note.
        cpt: The study that is asked for, the same for every note.
        icd10: Its diagnosis codes.
        payers: Names of payers or plans; None takes all with criteria for the study.
        request: Fields of the request that differ by note, with their columns: ``{"cpt": "cpt_code"}``.
        text: Column, as of ``extract``; so are ``id`` and ``date``.
        id: Column.
        date: Column.
        table: The table.
        rules: Directories of rules laid over ours.
        criteria: Directories of criteria laid over ours.

    Raises:
        CorpusError: a column is missing.
        RequestError: there is no CPT code, or a code or payer that was given is not one.
        ValueError: there is no such table.
        ExtraMissingError: pyspark or pyarrow is not installed.
    """
    given = {"cpt": cpt, "icd10": None if icd10 is None else tuple(icd10)}
    question = Question({k: v for k, v in given.items() if v is not None}, None if payers is None else tuple(payers))
    question.check(request or {}, library_for(_paths(criteria)))
    reader = CaseReader(_paths(rules), _paths(criteria), question, extraction=False)
    columns = _columns(notes, text, id, date, request or {})
    return _mapped(notes, reader, columns, table, _known(table, ASSESSMENT_TABLES))


def schema(table: str) -> StructType:
    """The schema of a table, with its ``error``.

    Raises:
        ValueError: there is no such table.
        ExtraMissingError: pyspark is not installed.
    """
    types = library("pyspark.sql.types", "spark")
    kinds = {"string": types.StringType(), "Int64": types.LongType(), "Float64": types.DoubleType()}
    columns = _with_error(_known(table, {**EXTRACTION_TABLES, **ASSESSMENT_TABLES}))
    found: StructType = types.StructType(
        [types.StructField(name, kinds.get(dtype, types.BooleanType())) for name, dtype in columns.items()]
    )
    return found


def reading(
    reader: CaseReader, columns: NoteColumns, table: str, described: Columns
) -> Callable[[Iterator[pd.DataFrame]], Iterator[pd.DataFrame]]:
    """The function that Spark sends to its workers: frames of notes to frames of a table's rows, batch by batch."""
    wide = _with_error(described)

    def read(batches: Iterator[pd.DataFrame]) -> Iterator[pd.DataFrame]:
        for batch in batches:
            for start in range(0, len(batch), _NOTES_AT_ONCE):
                records = plain_rows(batch.iloc[start : start + _NOTES_AT_ONCE])
                cases = (case_of(0, dict(zip(batch.columns, r, strict=True)), columns) for r in records)
                rows = (row for case in cases for row in _rows(reader, case, table))
                yield frame_of([dict.fromkeys(wide) | row for row in rows], wide)

    return read


def _rows(reader: CaseReader, case: Case, table: str) -> Iterator[Row]:
    outcome = reader(case)
    for row in outcome.get(table, ()):
        yield {name: encodable(value) if isinstance(value, str) else value for name, value in row.items()}
    for row in outcome.get(ERRORS, ()):
        yield {"note_id": row["note_id"], ERROR: row["code"]}


def _mapped(notes: DataFrame, reader: CaseReader, columns: NoteColumns, table: str, described: Columns) -> DataFrame:
    library("pyarrow", "spark")
    return notes.select(*columns.names).mapInPandas(reading(reader, columns, table, described), schema(table))


def _columns(
    notes: DataFrame, text: str | None, id: str | None, date: str | None, request: Mapping[str, str]  # noqa: A002
) -> NoteColumns:  # fmt: skip
    found = choose_columns(notes.columns, text, id, date, request)
    if found.id is None:
        raise CorpusError(f"name the column of the ids; the columns are {', '.join(notes.columns)}")
    return found


def _known(table: str, tables: Mapping[str, Columns]) -> Columns:
    if table not in tables:
        raise ValueError(f"there is no table '{table}' here; there are {', '.join(tables)}")
    return tables[table]


def _with_error(columns: Columns) -> Columns:
    return {**columns, ERROR: "string"}


def _paths(folders: Folders) -> tuple[str, ...]:
    return tuple(str(folder) for folder in folders)
