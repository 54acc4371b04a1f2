"""An Excel workbook of tidy tables: a sheet each, its header frozen, and no cell that Excel would run or refuse."""

from __future__ import annotations

import datetime
import re
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from mednec.interop.columns import Columns
from mednec.interop.extras import library

CELL_UNITS = 32_767
"""UTF-16 code units that a cell can hold; longer text is cut and ends in "…"."""
SHEET_ROWS = 1_048_576
"""Rows of a sheet, its header among them; a longer table goes on in a sheet "name (2)"."""

_SUSPECT = ("=", "+", "-", "@", "\t", "#")
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_LINE_BREAKS = re.compile("\r\n?")
_EPOCH = (1980, 1, 1, 0, 0, 0)
_STAMP = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*")


def write_workbook(path: Path, tables: Mapping[str, tuple[Columns, Iterable[Sequence[Any]]]]) -> None:
    """Write a workbook, row by row; the same rows give the same bytes.

    Raises:
        ExtraMissingError: openpyxl is not installed.
    """
    book = library("openpyxl", "excel").Workbook(write_only=True)
    for name, (columns, rows) in tables.items():
        _write_table(book, name, columns, rows)
    plain = path.with_name(path.name + ".zip")
    try:
        book.save(plain)
        _without_clock(plain, path)
    finally:
        plain.unlink(missing_ok=True)


def cell_text(text: str) -> str:
    """Text as a cell can hold it: no control characters, one kind of line break, not too long."""
    # "_x0041_" is Excel's way to write "A"; its underscore is written in the same way to mean itself.
    clean = _ESCAPE.sub("_x005F_", _ILLEGAL.sub("\ufffd", _LINE_BREAKS.sub("\n", text)))
    units = clean.encode("utf-16-le")
    if len(units) <= 2 * CELL_UNITS:
        return clean
    return units[: 2 * (CELL_UNITS - 1)].decode("utf-16-le", "ignore") + "…"


def _write_table(book: Any, name: str, columns: Columns, rows: Iterable[Sequence[Any]]) -> None:
    sheet = _sheet(book, name, columns)
    number, used = 1, 1
    for row in rows:
        if used == SHEET_ROWS:
            number, used = number + 1, 1
            sheet = _sheet(book, f"{name} ({number})", columns)
        sheet.append([_cell(sheet, value) for value in row])
        used += 1


def _sheet(book: Any, title: str, columns: Columns) -> Any:
    sheet = book.create_sheet(title)
    sheet.freeze_panes = "A2"
    styles = library("openpyxl.styles", "excel")
    header = [_cell(sheet, name, always=True) for name in columns]
    for cell in header:
        cell.font = styles.Font(bold=True)
    sheet.append(header)
    return sheet


def _cell(sheet: Any, value: Any, *, always: bool = False) -> Any:
    """Plain values as they are; what Excel might take for a formula or an error as a cell that is text for good."""
    if not isinstance(value, str):
        return value
    text = cell_text(value)
    if not (always or text.startswith(_SUSPECT)):
        return text
    cell = library("openpyxl.cell", "excel").WriteOnlyCell(sheet, text)
    cell.data_type = "s"
    cell.quotePrefix = True
    return cell


def _without_clock(source: Path, target: Path) -> None:
    """The same archive with one date everywhere."""
    fixed = datetime.datetime(*_EPOCH, tzinfo=datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            copy = zipfile.ZipInfo(entry.filename, _EPOCH)
            copy.compress_type = zipfile.ZIP_DEFLATED
            with old.open(entry) as read, new.open(copy, "w", force_zip64=True) as written:
                if entry.filename == "docProps/core.xml":
                    written.write(_STAMP.sub(rb"\g<1>" + fixed, read.read()))
                else:
                    while block := read.read(1 << 20):
                        written.write(block)
