"""Write tidy tables as CSV, JSON lines, Parquet or one Excel workbook, by the file's suffix, row by row."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from mednec.errors import CorpusError
from mednec.interop.atomic import whole_file
from mednec.interop.columns import Columns
from mednec.interop.extras import library

Values = Sequence[Any]
Table = tuple[Columns, Iterable[Values]]
"""Columns with dtypes, and rows of plain values in their order."""

EXCEL = ".xlsx"
_ROWS_A_GROUP = 20_000
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")


def check_format(path: str | Path, suffixes: Iterable[str] = ()) -> None:
    """Refuse a file that could not be written.

    Raises:
        CorpusError: its suffix is none of ours (or of those given).
        ExtraMissingError: the library for it is not installed.
    """
    suffix = Path(path).suffix.lower()
    known = tuple(suffixes) or (*_WRITERS, EXCEL)
    if suffix not in known:
        raise CorpusError(f"the suffix says the format: {', '.join(known)}", path)
    for module, extra in _LIBRARIES.get(suffix, ()):
        library(module, extra)


def write_tables(path: str | Path, tables: Mapping[str, Table], folder: Path | None = None) -> list[Path]:
    """Write tables: a workbook with a sheet each, else the first as the file itself and the others beside it.

    Every file is written in the folder (on the same disk; beside its place when left out) and renamed when it is whole.
    Lone surrogates, which no such file can hold, become U+FFFD, except in JSON lines.

    Raises:
        CorpusError: an unknown suffix, or the file cannot be written.
        ExtraMissingError: the library for the format is not installed.
    """
    check_format(path)
    suffix = Path(path).suffix.lower()
    if suffix == EXCEL:
        from mednec.interop.excel import write_workbook

        with whole_file(Path(path), folder) as beside:
            write_workbook(beside, {n: (c, _typed(c, rows, encodable)) for n, (c, rows) in tables.items()})
        return [Path(path)]
    files = table_files(path, tables)
    for name, (columns, rows) in tables.items():
        with whole_file(files[name], folder) as beside:
            _WRITERS[suffix](beside, columns, rows)
    return list(files.values())


def table_files(path: str | Path, names: Iterable[str]) -> dict[str, Path]:
    """The files of several tables: the first is the path, "errors" of "out.csv" is "out.errors.csv"."""
    first = Path(path)
    return {name: first if n == 0 else first.with_suffix(f".{name}{first.suffix}") for n, name in enumerate(names)}


def encodable(text: str) -> str:
    """Text that UTF-8 can hold."""
    return _LONE_SURROGATE.sub("\ufffd", text)


def _write_csv(path: Path, columns: Columns, rows: Iterable[Values]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)
        for row in _typed(columns, rows, encodable):
            writer.writerow([str(value).lower() if isinstance(value, bool) else value for value in row])


def _write_jsonl(path: Path, columns: Columns, rows: Iterable[Values]) -> None:
    with path.open("w", encoding="ascii", newline="\n") as file:
        for row in _typed(columns, rows, str):
            file.write(json.dumps(dict(zip(columns, row, strict=True))) + "\n")


def _write_parquet(path: Path, columns: Columns, rows: Iterable[Values]) -> None:
    parquet = library("pyarrow.parquet", "parquet")
    arrow = library("pyarrow", "parquet")
    schema = arrow_schema(columns)
    with parquet.ParquetWriter(path, schema) as writer:
        for group in _groups(_typed(columns, rows, encodable), _ROWS_A_GROUP):
            held = [
                arrow.array(values, field.type)
                for values, field in zip(zip(*group, strict=True), schema, strict=True)
            ]  # fmt: skip
            writer.write_table(arrow.Table.from_arrays(held, schema=schema))


def arrow_schema(columns: Columns) -> Any:
    """The Arrow schema of a table, with what pandas needs to give its columns their dtypes back."""
    from mednec.frames import frame_of

    arrow = library("pyarrow", "parquet")
    types = {"string": arrow.string(), "Int64": arrow.int64(), "Float64": arrow.float64(), "boolean": arrow.bool_()}
    schema = arrow.schema([(name, types[dtype]) for name, dtype in columns.items()])
    return schema.with_metadata(arrow.Schema.from_pandas(frame_of([], columns), preserve_index=False).metadata)


_WRITERS: Mapping[str, Callable[[Path, Columns, Iterable[Values]], None]] = {
    ".csv": _write_csv,
    ".jsonl": _write_jsonl,
    ".parquet": _write_parquet,
}
_LIBRARIES = {".parquet": (("pyarrow", "parquet"),), EXCEL: (("openpyxl", "excel"),)}


def _typed(columns: Columns, rows: Iterable[Values], text: Callable[[str], str]) -> Iterator[list[Any]]:
    """The same rows with each value of the type of its column."""
    kinds: dict[str, Callable[[Any], Any]] = {"string": text, "Int64": int, "Float64": float, "boolean": bool}
    casts = [kinds[dtype] for dtype in columns.values()]
    for row in rows:
        yield [None if value is None else cast(value) for cast, value in zip(casts, row, strict=True)]


def _groups(rows: Iterable[Values], size: int) -> Iterator[list[Values]]:
    group: list[Values] = []
    for row in rows:
        group.append(row)
        if len(group) == size:
            yield group
            group = []
    if group:
        yield group
