"""``mednec batch``: what it writes, what it says, and how it ends."""

from __future__ import annotations

import contextlib
import json
import os
import pty
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from typer.testing import CliRunner

from mednec.cli import app

SOURCE = Path(__file__).resolve().parents[1] / "nlp"


@pytest.fixture
def folder(tmp_path, monkeypatch) -> Path:
    monkeypatch.chdir(tmp_path)
    notes = [{"id": "a", "text": "Neck pain for 3 months."}, {"id": "b", "text": "Secret, denies fever."}]
    (tmp_path / "in.jsonl").write_text("".join(json.dumps(note) + "\n" for note in notes))
    return tmp_path


def batch(*arguments: str):
    return CliRunner().invoke(app, ["batch", *arguments])


def test_all_notes_read(folder):
    result = batch("in.jsonl", "out.csv")
    assert result.exit_code == 0, result.output
    assert result.stdout == ""
    assert result.stderr.startswith("2 notes read. Written: out.csv, out.mentions.csv")
    assert "Secret" not in result.output


def test_some_notes_failed(folder):
    with (folder / "in.jsonl").open("a") as file:
        file.write('{"id": "c", "text": "Secret", "note_date": "yesterday"}\n')
    result = batch("in.jsonl", "out.csv")
    assert result.exit_code == 3
    assert "3 notes read; 1 are in the error table" in result.stderr
    assert "c,3,extract,bad_date," in (folder / "out.errors.csv").read_text()
    assert "Secret" not in result.output


def test_assessments(folder):
    result = batch("in.jsonl", "out.jsonl", "--cpt", "72141", "--icd10", "M54.2", "--payer", "aetna", "--workers", "2")
    assert result.exit_code == 0, result.output
    first = json.loads((folder / "out.jsonl").read_text().splitlines()[0])
    assert [(a["payer"], a["cpt"]) for a in first["assessments"]] == [("aetna", "72141")]


@pytest.mark.parametrize(
    ("arguments", "status", "message"),
    [
        (["none.csv", "out.csv"], 1, "mednec: none.csv: there is no such file"),
        (["in.jsonl", "out.doc"], 1, "mednec: out.doc: the suffix says the format"),
        (["in.jsonl", "out.csv", "--text", "body"], 1, "mednec: there is no column 'body'; the columns are id, text"),
        (["in.jsonl", "out.csv", "--cpt", "99999"], 1, "99999"),
        (["in.jsonl", "out.csv", "--request", "cpt"], 2, "a field and its column"),
        (["in.jsonl", "out.csv", "--payer", "aetna"], 2, "an assessment needs the study"),
        (["in.jsonl"], 2, "Missing argument"),
    ],
)
def test_errors_are_told_in_a_line(folder, arguments, status, message):
    result = batch(*arguments)
    assert result.exit_code == status
    assert message in result.stderr
    assert "Traceback" not in result.output
    assert [path.name for path in folder.iterdir()] == ["in.jsonl"]


def test_a_second_run_is_refused(folder):
    batch("in.jsonl", "out.csv")
    assert batch("in.jsonl", "out.csv").exit_code == 1
    assert batch("in.jsonl", "out.csv", "--overwrite").exit_code == 0


def start(folder: Path, *arguments: str, **given) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "mednec", "batch", *arguments]
    environment = os.environ | {"PYTHONPATH": str(SOURCE), "TERM": "xterm", "COLUMNS": "120"}
    return subprocess.Popen(command, cwd=folder, env=environment, start_new_session=True, text=True, **given)


@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix", reason="needs SIGINT")
def test_ctrl_c_says_how_to_go_on_and_leaves_nothing_running(folder):
    long = "Neck pain for 3 months. Denies fever, PT x 8 weeks without relief. " * 40
    notes = [{"id": str(n), "text": long} for n in range(2000)]
    (folder / "in.jsonl").write_text("".join(json.dumps(note) + "\n" for note in notes))
    run = start(folder, "in.jsonl", "out.csv", "--workers", "2", stderr=subprocess.PIPE)
    while run.poll() is None and not list((folder / "out.csv.unfinished").glob("0*.jsonl")):
        time.sleep(0.01)
    os.killpg(run.pid, signal.SIGINT)
    _, errors = run.communicate(timeout=60)
    assert run.returncode == 130
    assert errors == "mednec: interrupted; give the same command again to go on\n"
    assert gone(run.pid)


def gone(group: int, seconds: float = 15) -> bool:
    """Whether every process of the group ends, the last of them a moment after its leader."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.05)
    return False


def everything(terminal: int) -> bytes:
    """What is written to a terminal until nobody can write to it any more."""
    written = b""
    with os.fdopen(terminal, "rb", buffering=0) as screen, contextlib.suppress(OSError):
        while block := screen.read(4096):
            written += block
    return written


@pytest.mark.skipif(os.name != "posix", reason="needs a pseudo-terminal")
def test_a_terminal_shows_how_far_it_is(folder):
    ours, theirs = pty.openpty()
    run = start(folder, "in.jsonl", "out.csv", stderr=theirs)
    os.close(theirs)
    shown = everything(ours).decode()
    assert run.wait(60) == 0
    assert "2/2" in shown
    assert "/s" in shown
    assert "left" in shown
