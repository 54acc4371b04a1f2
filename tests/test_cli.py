"""The command line: what it prints, where, and with which exit status."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from rich.console import Console
from typer.testing import CliRunner

import mednec
from mednec.cli import app
from mednec.evidence import (
    Code,
    Complaint,
    Evidence,
    EvidenceWarning,
    Finding,
    ImagingOrder,
    ImagingStudy,
    Mention,
    Patient,
    Therapy,
)
from mednec.report.terminal import evidence_view
from mednec.report.wording import EVIDENCE_CLOSING, days_text, printable

ROOT = Path(__file__).resolve().parents[1]
EXAMPLE = str(ROOT / "examples" / "neck_pain_case.txt")
DATA = Path(__file__).parent / "data"
NOTES, GOLD = str(DATA / "corpus" / "notes.jsonl"), str(DATA / "corpus" / "gold.jsonl")


def invoke(*arguments: str, given: str | bytes | None = None):
    return CliRunner().invoke(app, list(arguments), input=given)


def shown(evidence: Evidence, width: int = 160) -> str:
    console = Console(width=width, highlight=False, markup=False, force_terminal=False)
    with console.capture() as captured:
        console.print(evidence_view(evidence, "note"))
    return captured.get()


# ------------------------------------------------------------------------------------------------------------- extract
def test_json_of_one_file_is_one_object():
    result = invoke("extract", EXAMPLE, "--json", "--note-date", "2024-05-02")
    assert result.exit_code == 0
    data = json.loads(result.stdout)
    assert data["note_id"] == EXAMPLE
    assert data["note_date"] == "2024-05-02"
    text = Path(EXAMPLE).read_text(encoding="utf-8")
    mentions = [m for f in data["findings"] for m in f["mentions"]]
    assert mentions
    assert all(text[m["start"] : m["end"]] == m["text"] for m in mentions)
    assert not result.stderr


def test_json_of_several_files_is_lines():
    files = sorted(str(path) for path in (DATA / "notes").glob("*.txt"))
    result = invoke("extract", *files, "--json")
    assert [json.loads(line)["note_id"] for line in result.stdout.splitlines()] == files


def test_json_is_what_a_pipe_gets():
    assert json.loads(invoke("extract", EXAMPLE).stdout)["findings"]


def test_offsets_fit_a_file_with_dos_newlines(tmp_path):
    path = tmp_path / "dos.txt"
    path.write_bytes(b"\xef\xbb\xbfHPI\r\nDenies fever.\r\nSpurling's positive.\r\n")
    data = json.loads(invoke("extract", str(path), "--json").stdout)
    text = path.read_bytes().decode("utf-8-sig")
    assert [text[m["start"] : m["end"]] for f in data["findings"] for m in f["mentions"]] == ["fever", "Spurling's"]


def test_table():
    result = invoke("extract", EXAMPLE, "--table")
    assert result.exit_code == 0
    for words in (
        "Nerve root",
        "Spinal cord",
        "Red flags",
        "spurling sign",
        "present",
        "left",
        "Spurling's",
        EVIDENCE_CLOSING,
    ):
        assert words in result.stdout
    assert "\x1b[" not in result.stdout, "no colour in a pipe"


def test_standard_input():
    result = invoke("extract", "-", "--json", given="Denies fever.")
    data = json.loads(result.stdout)
    assert data["note_id"] is None
    assert data["findings"][0]["concept"] == "fever"


def test_own_rules(tmp_path):
    (tmp_path / "mine.yaml").write_text(
        "kind: findings\nfamily: extended\nrules:\n  - concept: purple_elbow\n    phrases: [purple elbow]\n"
    )
    result = invoke("extract", "-", "--json", "--rules", str(tmp_path), given="Purple elbow.")
    assert json.loads(result.stdout)["findings"][0]["concept"] == "purple_elbow"


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "no text"),
        (b" \n\t\r\n", "no text"),
        (b"caf\xe9, denies fever", "byte 3 is not UTF-8"),
        ("Denies fever".encode("utf-16"), "UTF-16"),
        (b"\x7fELF\0\0", "binary"),
        (b"%PDF-1.7", "PDF"),
        (b"{\\rtf1 Denies fever}", "RTF"),
        (b"PK\x03\x04", "zipped"),
    ],
)
def test_bad_files_are_one_line_on_standard_error(tmp_path, data, message):
    path = tmp_path / "note.txt"
    path.write_bytes(data)
    result = invoke("extract", str(path))
    assert result.exit_code == 1
    assert result.stdout == ""
    assert result.stderr.count("\n") == 1
    assert result.stderr.startswith(f"mednec: {path}: ")
    assert message in result.stderr


def test_missing_files_and_directories(tmp_path):
    missing = invoke("extract", str(tmp_path / "none.txt"))
    folder = invoke("extract", str(tmp_path))
    assert (missing.exit_code, folder.exit_code) == (1, 1)
    assert "no such file" in missing.stderr
    assert "directory" in folder.stderr


def test_a_bad_file_stops_no_other(tmp_path):
    result = invoke("extract", str(tmp_path / "none.txt"), EXAMPLE, "--json")
    assert result.exit_code == 1
    assert len(result.stdout.splitlines()) == 1
    assert "no such file" in result.stderr


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["--json", "--table"], 2),
        (["--note-date", "soon"], 1),
        (["--rules", "no-such-folder"], 1),
        (["-", "-"], 2),
    ],
)
def test_bad_options(arguments, code):
    result = invoke("extract", EXAMPLE, *arguments)
    assert result.exit_code == code
    assert result.stderr.startswith("mednec: ")
    assert "Traceback" not in result.stderr


# ---------------------------------------------------------------------------------------------------- tables in detail
def test_every_kind_of_evidence_is_shown():
    quote = Mention(5, 12, "neck\npain", status="present", cue="has")
    evidence = Evidence(
        findings=(Finding("neck_pain", "context", None, "present", mentions=(quote,) * 5),),
        therapies=(
            Therapy("nsaid", "naproxen", None, "declined", "unknown", duration_days=(42, 56), reason="cost"),
            Therapy("physical_therapy", sessions=12, outcome="failed", start_date="2024-03", mentions=(quote,)),
        ),
        imaging=(ImagingStudy("mri", "cervical", "ordered", is_requested_study=True, mentions=(quote,)),),
        symptom_duration_days=(90, None),
        symptom_duration_mentions=(quote,),
        warnings=(EvidenceWarning("contradiction", "neck_pain is both stated and denied", (quote,)),),
    )
    text = shown(evidence)
    expected = [
        "“neck pain” [5:12]",
        "and 2 more",
        "nsaid (naproxen)",
        "declined (cost)",
        "42 to 56 days",
        "12 sessions",
    ]
    expected += ["2024-03 to …", "mri (the requested study)", "at least 90 days", "Warning contradiction", "by “has”"]
    for words in expected:
        assert words in text


def test_complaints_codes_and_orders_are_shown():
    code = Code("ICD-10-CM", "M54.12", mentions=(Mention(8, 14, "M54.12"),))
    complaint = Complaint("cervical", "radicular", "left", duration_days=(90, 90), mentions=(Mention(0, 4, "neck"),))
    order = ImagingOrder("mri", "cervical", "without", rationale=("plan surgery", "rule out tumor"))
    text = shown(Evidence(complaints=(complaint,), codes=(code,), patient=Patient(age=52), order=order))
    for words in (
        "pattern radicular",
        "for 90 days",
        "code M54.12",
        "age 52",
        "rationale plan surgery + rule out tumor",
    ):
        assert words in text


def test_nothing_found_is_said():
    text = shown(Evidence())
    for words in ("No findings", "No conservative therapies", "No imaging", "not stated", "undated"):
        assert words in text
    assert "Further" not in text


def test_a_note_does_not_steer_the_terminal():
    odd = "\x1b[31mred\x07 \u202eback\ud800 [bold]x[/bold]"
    text = shown(Evidence(findings=(Finding("fever", "red_flag", None, "present", mentions=(Mention(0, 9, odd),)),)))
    assert not set("\x1b\x07\u202e\ud800") & set(text)
    assert "[bold]x[/bold]" in text
    assert printable("a\r\nb") == "a b"


@pytest.mark.parametrize(
    ("days", "text"),
    [
        (None, ""),
        ((None, None), ""),
        ((42, 42), "42 days"),
        ((42.0, 56), "42 to 56 days"),
        ((30, None), "at least 30 days"),
        ((None, 7), "at most 7 days"),
        ((3.5, 3.5), "3.5 days"),
    ],
)
def test_days_in_words(days, text):
    assert days_text(days) == text


# ------------------------------------------------------------------------------------------------------------ evaluate
def test_evaluate_table():
    result = invoke("evaluate", NOTES, GOLD, "--errors", "--bootstrap", "20")
    assert result.exit_code == 0
    for words in ("3 notes", "findings_strict", "flips_present_absent", "provenance", "By concept and status"):
        assert words in result.stdout


def test_evaluate_json_of_a_split():
    result = invoke("evaluate", NOTES, GOLD, "--split", "dev", "--json", "--errors")
    data = json.loads(result.stdout)
    assert data["notes"] == 2
    assert data["findings_strict"]["f1"] == 1.0
    assert data["flips_present_absent"] == 0
    assert isinstance(data["errors"], list)


def test_evaluate_given_predictions(tmp_path):
    path = tmp_path / "predictions.jsonl"
    path.write_text('{"id": "t3", "findings": [{"concept": "neck_pain", "region": null, "status": "present"}]}\n')
    out = tmp_path / "report.json"
    result = invoke("evaluate", NOTES, GOLD, "--split", "test", "--json", "--predictions", str(path), "--out", str(out))
    assert result.exit_code == 0
    assert result.stdout == ""
    data = json.loads(out.read_text(encoding="utf-8"))
    assert data["flips_present_absent"] == 1
    assert data["findings_absent"] == {"p": 0.0, "r": 0.0, "f1": 0.0, "n": 2}


def test_evaluate_writes_a_table(tmp_path):
    out = tmp_path / "report.txt"
    assert invoke("evaluate", NOTES, GOLD, "--out", str(out)).exit_code == 0
    assert "findings_strict" in out.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "arguments",
    [
        ["no-such-file", GOLD],
        [NOTES, "no-such-file"],
        [NOTES, GOLD, "--split", "held"],
        [NOTES, GOLD, "--out", "no/such/folder/report.txt"],
        [GOLD, GOLD],
    ],
)
def test_evaluate_refuses(arguments):
    result = invoke("evaluate", *arguments)
    assert result.exit_code == 1
    assert result.stderr.startswith("mednec: ")
    assert result.stderr.count("\n") == 1


# --------------------------------------------------------------------------------------------------------- other doors
def test_schema():
    assert json.loads(invoke("schema").stdout)["title"] == "Evidence"
    assert json.loads(invoke("schema", "Note").stdout)["title"] == "Note"
    unknown = invoke("schema", "Nothing")
    assert unknown.exit_code == 2
    assert "Evidence" in unknown.stderr


def test_version_and_help():
    assert invoke("--version").stdout == f"mednec {mednec.__version__}\n"
    assert "extract" in invoke("--help").stdout
    assert "FILE" in invoke("extract", "--help").stdout


def test_rules_commands_are_mounted():
    pytest.importorskip("mednec.rules.commands")
    result = invoke("rules", "--help")
    assert result.exit_code == 0
    assert "check" in result.stdout


def test_as_a_module_in_a_poor_terminal():
    run = subprocess.run(
        [sys.executable, "-m", "mednec", "extract", EXAMPLE, "--table"],
        capture_output=True,
        env={"PATH": "", "PYTHONIOENCODING": "ascii", "PYTHONPATH": str(ROOT / "nlp")},
    )
    assert run.returncode == 0, run.stderr
    assert b"spurling sign" in run.stdout
