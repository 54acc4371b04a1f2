"""Notes in a pandas frame to tidy tables: one row a mention, a finding, a therapy, a study, a requirement, an answer.

    from mednec.frames import assess_frame, extract_frame

    tables = extract_frame(df, text="note", id="mrn", date="visit")
    tables.findings, tables.therapies, tables["errors"]
    assess_frame(df, text="note", id="mrn", date="visit", cpt="72141", payers=["aetna"]).requirements

Importing this module also gives every frame ``df.mednec.extract(...)`` and ``df.mednec.assess(...)``. Columns and
dtypes are those of ``mednec.interop.columns``, with rows and without; a null is ``pd.NA``, never a word.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from mednec.criteria.assessment import Assessment
from mednec.evidence import Evidence, ExtractionFailure
from mednec.extraction.batch import length
from mednec.interop.cases import (
    Case,
    CaseReader,
    NoteColumns,
    Question,
    case_of,
    choose_columns,
    library_for,
    with_ids_checked,
)
from mednec.interop.columns import ASSESSMENT_TABLES, ERRORS, EXTRACTION_TABLES, TABLES, Columns
from mednec.interop.rows import Row, assessment_rows
from mednec.pool import mapped

Found = Evidence | ExtractionFailure
Folders = Sequence[str | Path]

# The Python-backed string type holds any code point; an Arrow-backed one refuses a lone surrogate.
_DTYPES: Mapping[str, Any] = {"string": pd.StringDtype("python")}


class Tables(Mapping[str, pd.DataFrame]):
    """Frames by the name of their table, also as attributes; ``note_id`` joins them."""

    def __init__(self, frames: Mapping[str, pd.DataFrame]) -> None:
        self._frames = dict(frames)

    def __getitem__(self, name: str) -> pd.DataFrame:
        return self._frames[name]

    def __getattr__(self, name: str) -> pd.DataFrame:
        if name.startswith("_") or name not in self._frames:
            raise AttributeError(f"there is no table '{name}'")
        return self._frames[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._frames)

    def __len__(self) -> int:
        return len(self._frames)

    def __dir__(self) -> list[str]:
        return [*super().__dir__(), *self._frames]

    def __repr__(self) -> str:
        return f"Tables({', '.join(f'{name}: {len(frame)}' for name, frame in self._frames.items())})"

    def save(self, path: str | Path) -> list[Path]:
        """Write all tables as the file's suffix says: one .xlsx workbook, or .parquet, .csv or .jsonl files beside it.

        The first table is the file itself, the others are named after it ("out.errors.csv"). Returns what was written.

        Raises:
            CorpusError: another suffix, or the file cannot be written.
            ExtraMissingError: the library for the format is not installed.
        """
        from mednec.interop.tablefiles import write_tables

        return write_tables(path, {name: (TABLES[name], plain_rows(frame)) for name, frame in self.items()})


def extract_frame(
    frame: pd.DataFrame,
    text: str | None = None,
    id: str | None = None,  # noqa: A002 - the name of the column that callers know it by
    date: str | None = None,
    *,
    workers: int = 1,
    rules: Folders = (),
) -> Tables:
    """Read every row's note: the tables notes, mentions, findings, therapies, imaging and errors.

    Args:
        frame: One row a note.
        text: The column of the text; the one of text, note, note_text that is there when left out.
        id: The column of the ids; id or note_id, else the index when left out. Ids are text in the tables.
        date: The column of the notes' dates, ISO text or datetimes; note_date or date when left out. A note without
            one has the date it gives itself.
        workers: Processes that read.
        rules: Directories of rules laid over ours.

    A row that cannot be read (no text, no id, the id of an earlier row, a date that is none …) is a row of ``errors``.

    Raises:
        CorpusError: a column is missing, or the one of the text is not clear.
    """
    columns = _columns(frame, text, id, date, {})
    reader = CaseReader(rules=_paths(rules))
    return _tables(mapped(reader, _cases(frame, columns), workers, _length, reader.lost), EXTRACTION_TABLES)


def assess_frame(
    source: pd.DataFrame | Iterable[Found],
    text: str | None = None,
    id: str | None = None,  # noqa: A002
    date: str | None = None,
    *,
    cpt: str | None = None,
    icd10: str | Sequence[str] | None = None,
    payers: str | Iterable[str] | None = None,
    request: Mapping[str, str] | None = None,
    workers: int = 1,
    rules: Folders = (),
    criteria: Folders = (),
) -> Tables:
    """Hold every row's note against criteria: the tables assessments, requirements and errors.

    Args:
        source: A frame with one row a note (columns as of ``extract_frame``), or what ``extract_many`` yields.
        text: Column, as of ``extract_frame``; so are ``id`` and ``date``.
        id: Column.
        date: Column.
        cpt: The study that is asked for, the same for every note.
        icd10: Its diagnosis codes, the same for every note.
        payers: Names of payers or plans; None takes all with criteria for the study.
        request: Fields of the request that differ by note, with their columns: ``{"cpt": "cpt_code", "age": "age"}``.
            Where a row is empty, ``cpt`` and ``icd10`` hold.
        workers: Processes that read and assess.
        rules: Directories of rules laid over ours.
        criteria: Directories of criteria laid over ours.

    Raises:
        CorpusError: a column is missing.
        RequestError: there is no CPT code, or a code or payer that was given is not one.
    """
    same = {"cpt": cpt, "icd10": None if icd10 is None else _list(icd10)}
    question = Question({k: v for k, v in same.items() if v is not None}, None if payers is None else _list(payers))
    question.check(request or {}, library_for(_paths(criteria)))
    reader = CaseReader(_paths(rules), _paths(criteria), question, extraction=False)
    if isinstance(source, pd.DataFrame):
        columns = _columns(source, text, id, date, request or {})
        return _tables(mapped(reader, _cases(source, columns), workers, _length, reader.lost), ASSESSMENT_TABLES)
    if request:
        raise ValueError("evidence has no columns: request goes with a frame of notes")
    return _tables((_assessed(reader, place, e) for place, e in enumerate(source, 1)), ASSESSMENT_TABLES)


def mention_frame(evidences: Iterable[Evidence]) -> pd.DataFrame:
    """One row a mention; columns and dtypes are those of ``MENTION_COLUMNS``, also when there is no mention."""
    return evidence_tables(evidences).mentions


def evidence_tables(found: Iterable[Found]) -> Tables:
    """The tables of ``extract_frame`` from what ``extract_many`` yields."""
    reader = CaseReader()
    return _tables((reader.tables(e, Case(n, e.note_id, None)) for n, e in enumerate(found, 1)), EXTRACTION_TABLES)


def assessment_tables(answers: Mapping[str, Iterable[Assessment]]) -> Tables:
    """The tables of ``assess_frame`` from what ``assess`` answers, by the id of the note or case."""
    outcomes = (assessment_rows(given, note_id) for note_id, given in answers.items())
    return _tables(outcomes, ASSESSMENT_TABLES)


@pd.api.extensions.register_dataframe_accessor("mednec")
class NotesAccessor:
    """``df.mednec``: the notes in a frame, read or assessed."""

    def __init__(self, frame: pd.DataFrame) -> None:
        self._frame = frame

    def extract(self, *columns: str, **options: Any) -> Tables:
        """As ``extract_frame`` on this frame."""
        return extract_frame(self._frame, *columns, **options)

    def assess(self, *columns: str, **options: Any) -> Tables:
        """As ``assess_frame`` on this frame."""
        return assess_frame(self._frame, *columns, **options)


def _assessed(reader: CaseReader, place: int, found: Found) -> dict[str, list[Row]]:
    return reader.tables(found, Case(place, found.note_id or str(place), None))


def _columns(
    frame: pd.DataFrame, text: str | None, id: str | None, date: str | None, request: Mapping[str, str]  # noqa: A002
) -> NoteColumns:  # fmt: skip
    return choose_columns([c for c in frame.columns if isinstance(c, str)], text, id, date, request)


def _cases(frame: pd.DataFrame, columns: NoteColumns) -> Iterator[Case]:
    rows = plain_rows(frame[columns.names])
    return with_ids_checked(
        case_of(place, dict(zip(columns.names, row, strict=True)), columns, name)
        for place, (name, row) in enumerate(zip(frame.index, rows, strict=True), 1)
    )


def _length(case: Case) -> int:
    return length(case.text)


def _tables(outcomes: Iterable[Mapping[str, list[Row]]], tables: Mapping[str, Columns]) -> Tables:
    held: dict[str, list[Row]] = {name: [] for name in (*tables, ERRORS)}
    for outcome in outcomes:
        for name, rows in outcome.items():
            held[name].extend(rows)
    return Tables({name: frame_of(rows, TABLES[name]) for name, rows in held.items()})


def frame_of(rows: Sequence[Row], columns: Columns) -> pd.DataFrame:
    """Rows as a frame with a table's columns and dtypes."""
    series = {
        name: pd.array([row[name] for row in rows], dtype=_DTYPES.get(dtype, dtype)) for name, dtype in columns.items()
    }
    return pd.DataFrame(series, columns=list(columns))


def plain_rows(frame: pd.DataFrame) -> Iterator[Sequence[Any]]:
    """The rows of a frame as plain values, None for every kind of null."""
    read = frame.astype(object)
    return iter(read.where(read.notna(), None).itertuples(index=False, name=None))


def _list(names: str | Iterable[str]) -> tuple[str, ...]:
    return (names,) if isinstance(names, str) else tuple(names)


def _paths(folders: Folders) -> tuple[str, ...]:
    return tuple(str(folder) for folder in folders)
