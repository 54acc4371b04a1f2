"""A planted secret: whatever happens to a note, its text reaches no log, no stream, no exception and no repr."""

from __future__ import annotations

import io
import json
import logging
import subprocess
import sys
import traceback
from pathlib import Path

import pytest
from loguru import logger as loguru_logger
from typer.testing import CliRunner

import mednec
from mednec import ExtractionFailure, Note, NoteError
from mednec.cli import app

SECRET = "Xanthippe Quarkington-Zebulon"
FORMS = (SECRET, "Quarkington", "Xanthippe", "quarkington", "QUARKINGTON")
NOTE = (
    f"Patient: {SECRET}. {SECRET} denies fever. Spurling's positive per {SECRET}. Neck pain x 3 months. "
    f"{SECRET} did 6 weeks of physical therapy without relief. MRI cervical spine 02/2024. Concern for myelopathy."
)


def assert_silent(*streams: str) -> None:
    for stream in streams:
        assert not any(form in stream for form in FORMS)


@pytest.fixture
def logs(caplog):
    """Everything that is logged, by the standard library and by loguru, at every level."""
    caught = io.StringIO()
    sink = loguru_logger.add(caught, level=0)
    root = logging.getLogger()
    level = root.level
    root.setLevel(1)
    caplog.set_level(1)
    yield lambda: caught.getvalue() + caplog.text
    root.setLevel(level)
    loguru_logger.remove(sink)


def test_reading_a_note_says_nothing(logs, capfd):
    evidence = mednec.extract(NOTE, note_date="2024-05-02")
    assert evidence.findings
    assert_silent(logs(), *capfd.readouterr())


def test_values_show_no_text_when_printed():
    note = Note(NOTE, "2024-05-02", id="n1")
    evidence = mednec.extract(note)
    assert_silent(repr(note), str(note), repr(evidence), str(evidence), f"{evidence!r}")
    for _, owner, mention in evidence.all_mentions():
        assert_silent(repr(mention), repr(owner))
    assert_silent(repr(mednec.assertion_of(NOTE, NOTE.index("fever"), NOTE.index("fever") + 5)))


def test_the_text_is_not_serialized_beyond_the_quotes():
    assert_silent(mednec.extract(NOTE).to_json())


@pytest.mark.parametrize(
    ("text", "date"),
    [
        (f"%PDF-1.7 {SECRET}", None),
        (f"{{\\rtf1 {SECRET}", None),
        (NOTE, SECRET),
        (NOTE, "2024-99-99"),
        (NOTE.encode(), None),
        ([NOTE], None),
        ({"text": NOTE}, None),
        (Note([NOTE]), None),  # type: ignore[arg-type]
    ],
)
def test_refusals_quote_nothing(text, date, logs, capfd):
    with pytest.raises(NoteError) as error:
        mednec.extract(text, note_date=date)
    chain = "".join(traceback.format_exception(error.value))
    assert_silent(str(error.value), repr(error.value), logs(), *capfd.readouterr())
    assert_silent(*(str(e) for e in (error.value.__cause__, error.value.__context__) if e))
    # The source line of this test may stand in the traceback; the note's own value may not.
    assert NOTE not in chain


def test_spans_outside_quote_nothing():
    with pytest.raises(NoteError) as error:
        mednec.assertion_of(NOTE, 5, len(NOTE) + 1)
    assert_silent(str(error.value))


@pytest.mark.parametrize("workers", [1, 2])
def test_failures_of_a_batch_carry_no_text(workers, logs, capfd):
    notes = [Note(f"%PDF-{SECRET}", id="a"), Note(NOTE, note_date=SECRET, id="b"), Note(NOTE, id="c")]
    results = list(mednec.extract_many(notes, workers=workers))
    assert [type(r) for r in results[:2]] == [ExtractionFailure] * 2
    assert_silent(repr(results), logs(), *capfd.readouterr())


def test_a_bug_in_a_batch_carries_no_text(monkeypatch, logs, capfd):
    def broken(*_, **__):
        raise ValueError(NOTE)

    extractor = mednec.Extractor()
    monkeypatch.setattr(extractor, "pieces", broken)
    (result,) = extractor.extract_many([Note(NOTE, id="a")])
    assert result == ExtractionFailure("a", "internal")
    assert_silent(repr(result), logs(), *capfd.readouterr())


# -------------------------------------------------------------------------------------------------------- command line
def write(folder: Path, name: str, data: bytes) -> str:
    path = folder / name
    path.write_bytes(data)
    return str(path)


@pytest.mark.parametrize(
    "data",
    [
        f"{SECRET} \xff".encode("latin-1"),
        f"{SECRET}".encode("utf-16"),
        f"{SECRET}\0{SECRET}".encode(),
        f"%PDF-{SECRET}".encode(),
    ],
    ids=["latin-1", "utf-16", "nul", "pdf"],
)
def test_the_command_line_refuses_silently(tmp_path, data, logs):
    result = CliRunner().invoke(app, ["extract", write(tmp_path, "note.txt", data)])
    assert result.exit_code == 1
    assert result.stderr.startswith("mednec: ")
    assert_silent(result.output, result.stderr, logs())


def test_the_command_line_hides_the_text_of_a_bug(tmp_path, monkeypatch, logs):
    from mednec.extraction import pipeline

    def broken(*_, **__):
        raise ValueError(NOTE)

    monkeypatch.setattr(pipeline.Extractor, "pieces", broken)
    result = CliRunner().invoke(app, ["extract", write(tmp_path, "note.txt", NOTE.encode())])
    assert result.exit_code == 70
    assert "ValueError" in result.stderr
    assert "Traceback" not in result.stderr
    assert_silent(result.output, result.stderr, logs())


def test_broken_corpora_are_not_quoted(tmp_path, logs):
    good = json.dumps({"id": "a", "text": NOTE})
    gold = write(tmp_path, "gold.jsonl", json.dumps({"id": "a", "findings": []}).encode())
    for bad in (good[:-3], f'{{"text": "{SECRET}"}}', f'["{SECRET}"]', f'{{"id": "{SECRET}", "text": 3}}'):
        result = CliRunner().invoke(app, ["evaluate", write(tmp_path, "notes.jsonl", bad.encode()), gold])
        assert result.exit_code == 1
        assert_silent(result.output, result.stderr, logs())


def test_a_whole_process_is_silent(tmp_path):
    """Also what libraries write to standard error while they are imported or used for the first time."""
    script = (
        "import logging, sys; logging.basicConfig(level=1); import mednec; "
        "mednec.extract(sys.stdin.read(), note_date='2024-05-02'); "
        "print(list(mednec.extract_many(['%PDF-'])))"
    )
    run = subprocess.run([sys.executable, "-c", script], input=NOTE, capture_output=True, text=True)
    assert run.returncode == 0, run.stderr
    assert_silent(run.stdout, run.stderr)
