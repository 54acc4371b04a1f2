"""Read notes row by row from CSV, JSON lines or Parquet; a row that cannot be used is passed on with its problem."""

from __future__ import annotations

import codecs
import csv
import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mednec.errors import CorpusError
from mednec.interop.cases import Case, NoteColumns, case_of
from mednec.interop.extras import library

Record = Mapping[str, Any]
Problem = str
_BLOCK = 1 << 20
_ROWS_A_BATCH = 64
_LONGEST_CELL = 2**31 - 1
_PARQUET = ".parquet"


@dataclass(frozen=True)
class NoteFile:
    """A file of notes, one a row.

    ``header`` names its columns (of JSON lines: the keys of any), ``digest`` is the SHA-256 of its bytes.

    Raises:
        CorpusError: it is missing, empty, of another format, or not UTF-8.
        ExtraMissingError: the library for its format is not installed.
    """

    path: Path
    header: tuple[str, ...]
    digest: str

    @classmethod
    def open(cls, path: Path) -> NoteFile:
        """Check a file and read its header."""
        suffix = path.suffix.lower()
        if suffix not in _HEADERS:
            raise CorpusError(f"the suffix says the format: {', '.join(_HEADERS)}", path)
        digest = _digest(path, is_text=suffix != _PARQUET)
        return cls(path, tuple(_HEADERS[suffix](path)), digest)

    def cases(self, columns: NoteColumns) -> Iterator[Case]:
        """Every row as a case, in order.

        Raises:
            CorpusError: the file stops being readable (a quotation mark that is never closed).
        """
        for place, (record, problem) in enumerate(_READERS[self.path.suffix.lower()](self.path, columns), 1):
            yield case_of(place, record, columns) if problem is None else Case(place, None, None, problem=problem)


def _digest(path: Path, *, is_text: bool) -> str:
    """The SHA-256 of a file that is not empty; text must be UTF-8, which is worth knowing before hours of work."""
    digest = hashlib.sha256()
    decoder = codecs.getincrementaldecoder("utf-8")()
    size = 0
    try:
        with path.open("rb") as file:
            while block := file.read(_BLOCK):
                digest.update(block)
                if is_text:
                    _check_text(decoder, block, size, path)
                size += len(block)
    except FileNotFoundError:
        raise CorpusError("there is no such file", path) from None
    except OSError as error:
        raise CorpusError(f"it cannot be read: {error.strerror or type(error).__name__}", path) from None
    if not size:
        raise CorpusError("the file is empty", path)
    if is_text:
        _check_text(decoder, b"", size, path, last=True)
    return digest.hexdigest()


def _check_text(
    decoder: codecs.IncrementalDecoder, block: bytes, before: int, path: Path, *, last: bool = False
) -> None:
    if not before and block.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise CorpusError("this is UTF-16, not UTF-8: save it as UTF-8 first", path)
    held = len(decoder.getstate()[0])
    try:
        decoder.decode(block, last)
    except UnicodeDecodeError as error:
        where = before - held + error.start
        raise CorpusError(
            f"byte {where} is not UTF-8: convert it first, e.g. iconv -f WINDOWS-1252 -t UTF-8", path
        ) from None


# ------------------------------------------------------------------------------------------------------------------ CSV
def _csv_rows(path: Path) -> Iterator[list[str]]:
    # The module's own limit (131,072) is for the whole process, and a long note may well pass it.
    csv.field_size_limit(_LONGEST_CELL)
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.reader(file, strict=True)
        try:
            yield from (row for row in reader if row)
        except csv.Error as error:
            raise CorpusError(f"it is no regular CSV: {error}", path, reader.line_num) from None


def _csv_header(path: Path) -> list[str]:
    header = next(_csv_rows(path), None)
    if header is None:
        raise CorpusError("the file holds only empty lines", path)
    return header


def _read_csv(path: Path, _: NoteColumns) -> Iterator[tuple[Record, Problem | None]]:
    rows = _csv_rows(path)
    header = next(rows)
    for row in rows:
        yield dict(zip(header, row, strict=False)), None if len(row) == len(header) else "bad_row"


# ----------------------------------------------------------------------------------------------------------- JSON lines
def _json_lines(path: Path) -> Iterator[str]:
    with path.open(encoding="utf-8-sig", newline="\n") as file:
        yield from (line for line in file if line.strip())


def _json_record(line: str) -> Record | None:
    try:
        record = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return record if isinstance(record, dict) else None


def _json_header(path: Path) -> list[str]:
    """The keys of all lines: one that is null may be left out of the first."""
    keys: dict[str, None] = {}
    for line in _json_lines(path):
        keys.update(dict.fromkeys(_json_record(line) or ()))
    if not keys:
        raise CorpusError("no line of the file is a JSON object", path)
    return list(keys)


def _read_json(path: Path, _: NoteColumns) -> Iterator[tuple[Record, Problem | None]]:
    for line in _json_lines(path):
        record = _json_record(line)
        yield ({}, "bad_line") if record is None else (record, None)


# -------------------------------------------------------------------------------------------------------------- Parquet
def _parquet_file(path: Path) -> Any:
    parquet = library("pyarrow.parquet", "parquet")
    try:
        return parquet.ParquetFile(path)
    except (OSError, ValueError):  # pyarrow's own errors are kinds of ValueError
        raise CorpusError("this is no Parquet file", path) from None


def _parquet_header(path: Path) -> list[str]:
    return list(_parquet_file(path).schema_arrow.names)


def _read_parquet(path: Path, columns: NoteColumns) -> Iterator[tuple[Record, Problem | None]]:
    with _parquet_file(path) as file:
        for batch in file.iter_batches(batch_size=_ROWS_A_BATCH, columns=columns.names):
            for record in batch.to_pylist():
                yield record, None


_HEADERS: Mapping[str, Callable[[Path], list[str]]] = {
    ".csv": _csv_header,
    ".jsonl": _json_header,
    _PARQUET: _parquet_header,
}
_READERS: Mapping[str, Callable[[Path, NoteColumns], Iterator[tuple[Record, Problem | None]]]] = {
    ".csv": _read_csv,
    ".jsonl": _read_json,
    _PARQUET: _read_parquet,
}
