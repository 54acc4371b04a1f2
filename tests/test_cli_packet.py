"""``mednec extract A.txt B.txt --packet``: one case, its therapies in time."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from mednec.cli import app

PLAN = "Date of service: 03/01/2024\nNeck pain. Plan: refer to physical therapy."
DONE = "Date of service: 04/22/2024\nPT from 3/4/2024 to 4/15/2024, no relief. Naproxen for 3 weeks, no relief."


@pytest.fixture
def files(tmp_path):
    for name, text in (("plan.txt", PLAN), ("done.txt", DONE)):
        (tmp_path / name).write_text(text, encoding="utf-8")
    return [str(tmp_path / "plan.txt"), str(tmp_path / "done.txt")]


def invoke(*arguments: str):
    return CliRunner().invoke(app, ["extract", *arguments])


def test_json_is_the_merged_evidence(files):
    merged = json.loads(invoke(*files, "--packet", "--json").stdout)
    assert merged == json.loads(invoke(*reversed(files), "--packet", "--json").stdout)
    assert [d["date"] for d in merged["documents"]] == ["2024-03-01", "2024-04-22"]
    course = next(t for t in merged["therapies"] if t["therapy"] == "physical_therapy")
    assert (course["status"], course["duration_days"]) == ("completed", [42, 42])


def test_the_table_shows_documents_and_a_timeline(files):
    shown = invoke(*files, "--packet", "--table").stdout
    assert "Therapies in time" in shown
    assert "Conservative care: 42 to 63 days" in shown
    assert "2024-03-01 (from the text)" in shown
    assert "Without dates: nsaid (Naproxen) 21 days (failed)" in shown


def test_one_note_has_its_timeline_too(files):
    shown = invoke(files[1], "--table", "--note-date", "2024-04-22").stdout
    assert "Therapies in time" in shown
    assert "Documents" not in shown


def test_dates_belong_to_the_documents(files):
    refused = invoke(*files, "--packet", "--note-date", "2024-05-02")
    assert refused.exit_code == 2


def test_an_unreadable_document_is_named_and_nothing_is_printed(files, tmp_path):
    failed = invoke(*files, str(tmp_path / "none.txt"), "--packet", "--json")
    assert failed.exit_code == 1
    assert failed.stdout == ""
