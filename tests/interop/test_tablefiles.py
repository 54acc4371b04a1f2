"""Tables in files: nulls stay nulls, dtypes come back, and a spreadsheet runs nothing that a note says."""

from __future__ import annotations

import csv
import json
import sys
from pathlib import Path

import pandas as pd
import pytest

from mednec.errors import CorpusError, ExtraMissingError
from mednec.frames import Tables, evidence_tables, extract_frame, frame_of
from mednec.interop import excel
from mednec.interop.columns import ERROR_COLUMNS, TABLES
from mednec.interop.tablefiles import write_tables

ODD = ["=SUM(A1:A9)", "+1", "-weakness", "@fever", "#N/A", "\tfever", "tab\tand\x07bell", "lone \ud800", "_x0041_"]


@pytest.fixture
def tables() -> Tables:
    notes = pd.DataFrame(
        {"note": ["Fever for 3 weeks.\nPT x 8 weeks.", "Denies fever.", None], "id": ["=1+1", "b", "c"]}
    )
    return extract_frame(notes)


def errors_with(texts: list[str]) -> Tables:
    rows = [{"note_id": text, "row": n, "stage": "row", "code": None, "reason": None} for n, text in enumerate(texts)]
    return Tables({"errors": frame_of(rows, ERROR_COLUMNS)})


def test_csv(tables, tmp_path):
    written = tables.save(tmp_path / "out.csv")
    assert [path.name for path in written] == [
        "out.csv", "out.mentions.csv", "out.findings.csv", "out.therapies.csv", "out.imaging.csv", "out.errors.csv"
    ]  # fmt: skip
    courses = list(csv.DictReader((tmp_path / "out.therapies.csv").read_text().splitlines()))
    assert [(c["duration_days_min"], c["sessions"], c["active"]) for c in courses] == [("56.0", "", "true")]


def test_json_lines(tables, tmp_path):
    tables.save(tmp_path / "out.jsonl")
    (course,) = map(json.loads, (tmp_path / "out.therapies.jsonl").read_text().splitlines())
    assert (course["duration_days_min"], course["sessions"], course["note_id"]) == (56, None, "=1+1")
    assert (tmp_path / "out.imaging.jsonl").read_text() == ""


def test_parquet_gives_the_dtypes_back(tables, tmp_path):
    pytest.importorskip("pyarrow")
    tables.save(tmp_path / "out.parquet")
    for name, frame in tables.items():
        path = tmp_path / ("out.parquet" if name == "notes" else f"out.{name}.parquet")
        read = pd.read_parquet(path)
        assert {n: str(d) for n, d in read.dtypes.items()} == dict(TABLES[name])
        pd.testing.assert_frame_equal(read.astype(object), frame.astype(object))


def test_a_sheet_a_table(tables, tmp_path):
    openpyxl = pytest.importorskip("openpyxl")
    assert tables.save(tmp_path / "out.xlsx") == [tmp_path / "out.xlsx"]
    book = openpyxl.load_workbook(tmp_path / "out.xlsx")
    assert book.sheetnames == list(tables)
    for name, frame in tables.items():
        sheet = book[name]
        assert sheet.freeze_panes == "A2"
        assert [cell.value for cell in sheet[1]] == list(frame.columns)
        values = [[None if pd.isna(v) else v for v in row] for row in frame.astype(object).values.tolist()]
        assert [list(row) for row in sheet.iter_rows(min_row=2, values_only=True)] == values


def test_no_cell_is_a_formula_or_an_error(tmp_path):
    openpyxl = pytest.importorskip("openpyxl")
    errors_with(ODD).save(tmp_path / "out.xlsx")
    cells = [row[0] for row in openpyxl.load_workbook(tmp_path / "out.xlsx")["errors"].iter_rows(min_row=2)]
    assert {cell.data_type for cell in cells} == {"s"}
    assert [cell.value for cell in cells[:6]] == ODD[:6]
    assert [cell.value for cell in cells[6:8]] == ["tab\tand\ufffdbell", "lone \ufffd"]
    assert all(cell.quotePrefix for cell in cells[:6])


def test_a_cell_holds_so_much_and_no_more():
    assert excel.cell_text("a" * excel.CELL_UNITS) == "a" * excel.CELL_UNITS
    assert excel.cell_text("a" * (excel.CELL_UNITS + 1)) == "a" * (excel.CELL_UNITS - 1) + "…"
    wide = excel.cell_text("𝄞" * excel.CELL_UNITS)  # two code units each: half as many fit, none is cut in two
    assert wide.endswith("𝄞…")
    assert len(wide.encode("utf-16-le")) <= 2 * excel.CELL_UNITS
    assert excel.cell_text("a\r\nb\rc") == "a\nb\nc"
    assert excel.cell_text("_x0041_ _x") == "_x005F_x0041_ _x"


def test_a_long_table_goes_on_in_another_sheet(tmp_path, monkeypatch):
    openpyxl = pytest.importorskip("openpyxl")
    monkeypatch.setattr(excel, "SHEET_ROWS", 3)
    errors_with(list("abcde")).save(tmp_path / "out.xlsx")
    book = openpyxl.load_workbook(tmp_path / "out.xlsx")
    assert book.sheetnames == ["errors", "errors (2)", "errors (3)"]
    assert [[row[0] for row in sheet.values] for sheet in book] == [
        ["note_id", "a", "b"], ["note_id", "c", "d"], ["note_id", "e"]
    ]  # fmt: skip


def test_the_same_tables_are_the_same_bytes(tables, tmp_path):
    pytest.importorskip("openpyxl")
    for name in ("a.xlsx", "b.xlsx"):
        tables.save(tmp_path / name)
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


@pytest.mark.parametrize(("name", "module"), [("out.parquet", "pyarrow.parquet"), ("out.xlsx", "openpyxl")])
def test_a_missing_library_is_named_with_its_extra(tables, tmp_path, monkeypatch, name, module):
    monkeypatch.setitem(sys.modules, module.partition(".")[0], None)
    monkeypatch.setitem(sys.modules, module, None)
    extra = "excel" if name.endswith("xlsx") else "parquet"
    with pytest.raises(ExtraMissingError, match=rf"pip install 'mednec\[{extra}\]'"):
        tables.save(tmp_path / name)


def test_an_unknown_suffix(tables, tmp_path):
    with pytest.raises(CorpusError, match=r"out\.doc: the suffix says the format: "):
        tables.save(tmp_path / "out.doc")


def test_a_file_is_whole_or_not_there(tmp_path):
    def rows():
        yield ["a", 1, "row", None, None]
        raise RuntimeError

    with pytest.raises(RuntimeError):
        write_tables(tmp_path / "out.csv", {"errors": (ERROR_COLUMNS, rows())})
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_not_there(tables):
    with pytest.raises(CorpusError, match="cannot be written: No such file or directory"):
        tables.save(Path("nowhere") / "out.csv")


def test_no_rows_are_no_rows_and_a_header(tmp_path):
    evidence_tables([]).save(tmp_path / "out.csv")
    assert (tmp_path / "out.errors.csv").read_text() == "note_id,row,stage,code,reason\n"
