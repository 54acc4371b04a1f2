"""A file of notes to files of tables: every bad input is told apart, a killed run goes on without loss or repeats."""

from __future__ import annotations

import csv
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pandas as pd
import pytest

import mednec
from mednec.errors import CorpusError, RequestError
from mednec.frames import extract_frame
from mednec.interop.batch import BatchJob, BatchResult, run_batch
from mednec.interop.cases import CaseReader, Question
from mednec.interop.parts import Parts

SOURCE = Path(__file__).resolve().parents[2] / "nlp"
NOTES = [
    {"id": "a", "text": "Neck pain for 3 months. Completed PT x 8 weeks, no relief.", "note_date": "2024-05-02"},
    {"id": "b", "text": 'She said "numb",\nand denies fever.', "note_date": ""},
    {"id": "c", "text": "Left triceps 4/5. Spurling's positive.", "note_date": "2024-05-04"},
]
LIBRARY = {".parquet": "pyarrow", ".xlsx": "openpyxl"}
AETNA = CaseReader(question=Question({"cpt": "72141"}, ("aetna",)))


def write(path: Path, notes: list[dict[str, object]]) -> Path:
    """The notes in a file of the format that its suffix says."""
    frame = pd.DataFrame(notes, dtype=object)
    if path.suffix == ".csv":
        frame.to_csv(path, index=False)
    elif path.suffix == ".parquet":
        pytest.importorskip("pyarrow")
        frame.to_parquet(path)
    else:
        path.write_text("".join(json.dumps(note) + "\n" for note in notes))
    return path


def run(source: Path, out: str = "out.csv", *, overwrite: bool = False, **given) -> BatchResult:
    given.setdefault("notes_a_part", 2)
    return run_batch(BatchJob(source, source.parent / out, **given), overwrite=overwrite)


def table(path: Path) -> list[dict[str, str]]:
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def errors(folder: Path) -> list[tuple[str, str, str, str]]:
    return [(e["note_id"], e["row"], e["stage"], e["code"]) for e in table(folder / "out.errors.csv")]


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.name.startswith("out")}


# ----------------------------------------------------------------------------------------------------- formats
@pytest.mark.parametrize("suffix", [".csv", ".jsonl", ".parquet"])
def test_every_format_reads_the_same(tmp_path, suffix):
    result = run(write(tmp_path / f"in{suffix}", NOTES))
    assert (result.rows, result.failed, result.resumed) == (3, 0, 0)
    expected = extract_frame(pd.DataFrame(NOTES))
    mentions = table(tmp_path / "out.mentions.csv")
    assert [m["text"] for m in mentions] == expected.mentions["text"].tolist()
    texts = {note["id"]: note["text"] for note in NOTES}
    assert all(texts[m["note_id"]][int(m["start"]) : int(m["end"])] == m["text"] for m in mentions)
    assert [n["note_date"] for n in table(tmp_path / "out.csv")] == ["2024-05-02", "", "2024-05-04"]


@pytest.mark.parametrize("suffix", [".csv", ".jsonl", ".parquet", ".xlsx"])
def test_every_format_is_written(tmp_path, suffix):
    if suffix in LIBRARY:
        pytest.importorskip(LIBRARY[suffix])
    result = run(write(tmp_path / "in.csv", NOTES), f"out{suffix}", reader=AETNA)
    assert all(path.exists() for path in result.files)
    assert len(result.files) == {".jsonl": 2, ".xlsx": 1}.get(suffix, 8)
    assert {path.name for path in tmp_path.iterdir()} == {"in.csv", *(path.name for path in result.files)}


def test_json_lines_hold_all_of_a_note(tmp_path):
    run(write(tmp_path / "in.jsonl", NOTES), "out.jsonl", reader=AETNA)
    lines = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text().splitlines()]
    evidence = mednec.extract(mednec.Note(NOTES[0]["text"], "2024-05-02", id="a"))
    assert mednec.Evidence.from_dict(lines[0]) == mednec.Evidence.from_dict(evidence.to_dict())
    assert [(line["note_id"], line["assessments"][0]["payer"]) for line in lines] == [(x, "aetna") for x in "abc"]


def test_assessments_by_row(tmp_path):
    notes = [{**note, "code": code} for note, code in zip(NOTES, ["72141", "72148", "00001"], strict=True)]
    question = Question({"icd10": ("M54.12",)}, ("aetna",))
    run(write(tmp_path / "in.csv", notes), request={"cpt": "code"}, reader=CaseReader(question=question))
    assert [(a["note_id"], a["cpt"]) for a in table(tmp_path / "out.assessments.csv")] == [
        ("a", "72141"),
        ("b", "72148"),
    ]
    assert errors(tmp_path) == [("c", "3", "assess", "unknown_cpt")]
    assert {f["note_id"] for f in table(tmp_path / "out.findings.csv")} == {"a", "b", "c"}


def test_named_columns(tmp_path):
    notes = [{"mrn": 17, "body": "Denies fever.", "seen": "2024-05-02", "text": "Not this."}]
    run(write(tmp_path / "in.csv", notes), text="body", id="mrn", date="seen")
    (note,) = table(tmp_path / "out.csv")
    assert (note["note_id"], note["note_date"], note["findings"]) == ("17", "2024-05-02", "1")


# ---------------------------------------------------------------------------------------------------- bad input
def test_bad_rows_are_rows_of_errors_and_stop_nothing(tmp_path):
    notes = [
        *NOTES,
        {"id": "d", "text": " ", "note_date": ""},
        {"id": "a", "text": "Denies fever.", "note_date": ""},
        {"id": "", "text": "Denies fever.", "note_date": ""},
        {"id": "e", "text": "%PDF-1.7 Secret", "note_date": ""},
        {"id": "f", "text": "Secret", "note_date": "May 2nd"},
        {"id": "g", "text": "Denies chills.", "note_date": ""},
    ]
    result = run(write(tmp_path / "in.csv", notes))
    assert (result.rows, result.failed) == (9, 5)
    assert errors(tmp_path) == [
        ("d", "4", "row", "no_text"),
        ("a", "5", "row", "duplicate_id"),
        ("", "6", "row", "missing_id"),
        ("e", "7", "extract", "binary"),
        ("f", "8", "extract", "bad_date"),
    ]
    assert all("Secret" not in content.decode() for content in contents(tmp_path).values())
    assert [n["note_id"] for n in table(tmp_path / "out.csv")] == ["a", "b", "c", "g"]


def test_a_crash_of_a_stage_is_an_error_row(tmp_path, monkeypatch):
    def broken(self, note, **_):
        raise KeyError(note.text)

    monkeypatch.setattr(mednec.Extractor, "extract", broken)
    assert run(write(tmp_path / "in.csv", NOTES)).failed == 3
    assert {code for *_, code in errors(tmp_path)} == {"internal"}
    assert "Neck pain" not in (tmp_path / "out.errors.csv").read_text()


def test_lines_that_are_no_objects(tmp_path):
    lines = [json.dumps(NOTES[0]), "", "{", "[1]", '{"id": 7, "text": 8}', '"' * 3, json.dumps(NOTES[2])]
    (tmp_path / "in.jsonl").write_text("\n".join(lines))
    assert run(tmp_path / "in.jsonl").rows == 6
    assert errors(tmp_path) == [
        ("", "2", "row", "bad_line"), ("", "3", "row", "bad_line"), ("7", "4", "extract", "not_text"),
        ("", "5", "row", "bad_line"),
    ]  # fmt: skip


def test_rows_with_too_many_or_too_few_cells(tmp_path):
    (tmp_path / "in.csv").write_text("id,text\na,Denies fever, chills\nb\nc,Denies fever.\n")
    run(tmp_path / "in.csv")
    assert errors(tmp_path) == [("", "1", "row", "bad_row"), ("", "2", "row", "bad_row")]


def test_a_huge_cell(tmp_path):
    notes = [
        {"id": "a", "text": "No evidence here. " * 8_000 + "Denies fever."},
        {"id": "b", "text": "x" * 20_000_001},
    ]
    run(write(tmp_path / "in.csv", notes))
    assert [(m["start"], m["text"]) for m in table(tmp_path / "out.mentions.csv")] == [("144007", "fever")]
    assert errors(tmp_path) == [("b", "2", "extract", "too_large")]


def test_a_byte_order_mark_is_no_part_of_a_name(tmp_path):
    (tmp_path / "in.csv").write_bytes(b"\xef\xbb\xbfid,text\r\na,Denies fever.\r\n")
    assert run(tmp_path / "in.csv").failed == 0
    assert [n["note_id"] for n in table(tmp_path / "out.csv")] == ["a"]


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("in.csv", b"", "in.csv: the file is empty"),
        ("in.csv", b"\n\n", "only empty lines"),
        ("in.jsonl", b" \n", "no line of the file is a JSON object"),
        ("in.csv", b"id,text\na,na\xefve Secret\n", "byte 12 is not UTF-8"),
        ("in.jsonl", '{"text": "Secret"}\n'.encode("utf-16"), "this is UTF-16"),
        ("in.csv", b"id,words\na,Secret\n", "name the column of the text"),
        ("in.csv", b'id,text\na,"Secret\n', "no regular CSV"),
        ("in.jsonl", b"Secret\n", "no line of the file is a JSON object"),
        ("in.parquet", b"Secret", "no Parquet file"),
        ("in.txt", b"Secret", "the suffix says the format"),
    ],
)
def test_files_that_cannot_be_used(tmp_path, name, content, message):
    if name.endswith("parquet"):
        pytest.importorskip("pyarrow")
    (tmp_path / name).write_bytes(content)
    with pytest.raises(CorpusError, match=message) as refusal:
        run(tmp_path / name)
    assert "Secret" not in str(refusal.value)
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_a_character_cut_in_two_by_a_block_of_the_file_is_no_error(tmp_path):
    text = "x" * (2**20 - 9) + "é denies fever."
    (tmp_path / "in.csv").write_bytes(f"id,text\na,{text}\n".encode())
    assert run(tmp_path / "in.csv").failed == 0


def test_a_missing_file_and_a_missing_column(tmp_path):
    with pytest.raises(CorpusError, match="no such file"):
        run(tmp_path / "in.csv")
    with pytest.raises(CorpusError, match="no column 'mrn'; the columns are id, text, note_date"):
        run(write(tmp_path / "in.csv", NOTES), id="mrn")


def test_no_notes_are_empty_tables(tmp_path):
    (tmp_path / "in.csv").write_text("id,text\n")
    assert run(tmp_path / "in.csv").rows == 0
    assert table(tmp_path / "out.csv") == []
    assert (tmp_path / "out.csv").read_text().startswith("note_id,")


def test_what_no_note_could_be_asked(tmp_path):
    with pytest.raises(RequestError):
        run(write(tmp_path / "in.csv", NOTES), reader=CaseReader(question=Question({"cpt": "1"})))


def test_input_and_output_are_two_files(tmp_path):
    with pytest.raises(CorpusError, match="the same file"):
        run(write(tmp_path / "in.csv", NOTES), "in.csv")


# ------------------------------------------------------------------------------------------- going on, and refusing to
class StoppedError(Exception):
    """The run is stopped from outside."""


def stop_after(rows: int):
    def tick(done: int, of: int) -> None:
        if done >= rows:
            raise StoppedError

    return tick


@pytest.fixture
def many(tmp_path) -> Path:
    notes = [{"id": f"n{n}", "text": f"Denies fever. Neck pain for {n} weeks." if n % 5 else ""} for n in range(1, 24)]
    return write(tmp_path / "in.csv", notes)


def begin(source: Path, rows: int, **given) -> BatchJob:
    job = BatchJob(source, source.parent / "out.csv", notes_a_part=4, **given)
    with pytest.raises(StoppedError):
        run_batch(job, stop_after(rows))
    assert not job.out.exists()
    return job


def test_a_stopped_run_goes_on(many):
    whole = run(many, notes_a_part=4)
    expected = contents(many.parent)
    for path in whole.files:
        path.unlink()
    job = begin(many, 10)
    with pytest.raises(StoppedError):
        run_batch(job, stop_after(15))
    result = run_batch(job)
    assert (result.rows, result.resumed, result.failed) == (23, 12, whole.failed)
    assert contents(many.parent) == expected


def test_another_number_of_workers_may_go_on(many):
    begin(many, 10)
    assert run_batch(BatchJob(many, many.parent / "out.csv", notes_a_part=4, workers=2)).resumed == 8


def test_a_changed_input_is_refused(many):
    job = begin(many, 10)
    many.write_text(many.read_text() + "z,Denies chills.\n")
    with pytest.raises(
        CorpusError, match=r"out\.csv\.unfinished: this holds an unfinished run, which differs in: input\."
    ):
        run_batch(job)
    assert run_batch(job, overwrite=True).rows == 24
    assert len(table(job.out)) == 20


@pytest.mark.parametrize(
    ("given", "what"),
    [
        ({"text": "id"}, "columns"),
        ({"reader": AETNA}, "criteria, payers, request"),
    ],
)
def test_changed_options_are_refused(many, given, what):
    begin(many, 10)
    with pytest.raises(CorpusError, match=f"differs in: {what}"):
        run_batch(BatchJob(many, many.parent / "out.csv", notes_a_part=4, **given))


def test_a_result_is_not_replaced_unasked(many):
    run(many)
    with pytest.raises(CorpusError, match=r"out\.csv: this is there already: use --overwrite"):
        run(many)
    assert run(many, overwrite=True).rows == 23


def test_two_runs_never_work_on_the_same(many):
    job = begin(many, 10)
    with Parts.beside(job.out).alone(), pytest.raises(CorpusError, match="another run is at work"):
        run_batch(job)


def test_a_run_that_ended_while_tidying_up_is_complete(many, monkeypatch):
    tidied_up = Parts.clear

    def killed(parts: Parts) -> None:
        if parts.finished() is not None:
            raise StoppedError
        tidied_up(parts)

    job = BatchJob(many, many.parent / "out.csv", notes_a_part=4)
    with monkeypatch.context() as patch:
        patch.setattr(Parts, "clear", killed)
        with pytest.raises(StoppedError):
            run_batch(job)
    folder = Parts.beside(job.out).folder
    assert folder.exists()
    assert run_batch(job).rows == 23
    assert not folder.exists()
    assert len(table(job.out)) == 19
    with pytest.raises(CorpusError, match="there already"):
        run_batch(job)


@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix", reason="needs SIGKILL")
@pytest.mark.parametrize("workers", [1, 2])
def test_a_killed_run_goes_on_with_the_same_bytes(tmp_path, workers):
    notes = [
        {"id": f"n{n}", "text": f"Neck pain for {n} weeks.\nDenies fever. PT x {n} weeks, no relief. " * 8}
        for n in range(1, 121)
    ]
    for folder in ("whole", "killed"):
        (tmp_path / folder).mkdir()
        write(tmp_path / folder / "in.jsonl", notes)
    script = (
        "import sys\nfrom pathlib import Path\nfrom mednec.interop.batch import BatchJob, run_batch\n"
        "if __name__ == '__main__':\n"
        f"    run_batch(BatchJob(Path('in.jsonl'), Path('out.csv'), workers={workers}, notes_a_part=5))\n"
    )
    (tmp_path / "go.py").write_text(script)

    def start(folder: str) -> subprocess.Popen[bytes]:
        environment = os.environ | {"PYTHONPATH": str(SOURCE)}
        return subprocess.Popen([sys.executable, "../go.py"], cwd=tmp_path / folder, env=environment)

    assert start("whole").wait(120) == 0
    unfinished = tmp_path / "killed" / "out.csv.unfinished"
    kills = 0
    for goal in (3, 9):
        process = start("killed")
        while process.poll() is None and len(list(unfinished.glob("0*.jsonl"))) < goal:
            time.sleep(0.005)
        process.send_signal(signal.SIGKILL)
        kills += process.wait(60) == -signal.SIGKILL
    assert kills == 2, "the run was over before it could be killed"
    assert not (tmp_path / "killed" / "out.csv").exists()
    assert start("killed").wait(120) == 0
    assert contents(tmp_path / "killed") == contents(tmp_path / "whole")
    assert not unfinished.exists()
    assert len(table(tmp_path / "killed" / "out.csv")) == len(notes)
