"""HTML pages from the command line."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

sys.path.insert(0, str(Path(__file__).resolve().parent / "report"))

from page_reader import read

from mednec.cli import app

EXAMPLE = Path(__file__).parents[1] / "examples" / "neck_pain_case.txt"
RUN = CliRunner()


def run(*arguments, text=None):
    return RUN.invoke(app, list(map(str, arguments)), input=text)


def test_extract_prints_a_page():
    done = run("extract", EXAMPLE, "--html")
    assert done.exit_code == 0, done.stderr
    assert done.stdout.startswith("<!doctype html>")
    assert read(done.stdout).one("div", class_="note").text == EXAMPLE.read_text("utf-8")


def test_extract_writes_a_page(tmp_path):
    out = tmp_path / "note.html"
    done = run("extract", EXAMPLE, "--html", "--out", out)
    assert done.exit_code == 0, done.stderr
    assert not done.stdout
    assert "Spurling" in out.read_text("utf-8")


def test_standard_input_and_files_stand_on_one_page():
    done = run("extract", EXAMPLE, "-", "--html", text="Denies fever.")
    titles = [h.text for h in read(done.stdout).all("h2")]
    assert "standard input" in titles
    assert str(EXAMPLE) in titles


def test_a_file_that_cannot_be_read_does_not_stop_the_others(tmp_path):
    done = run("extract", tmp_path / "nothing.txt", EXAMPLE, "--html")
    assert done.exit_code == 1
    assert "there is no such file" in done.stderr
    assert done.stdout.startswith("<!doctype html>")


def test_a_packet_is_one_case(tmp_path):
    other = tmp_path / "pt.txt"
    other.write_text("PT discharge 04/24/2026. Neck pain, no relief after 12 visits.", "utf-8")
    done = run("extract", EXAMPLE, other, "--packet", "--html")
    assert len(read(done.stdout).all("div", class_="note")) == 2
    assert len(read(done.stdout).all("article")) == 1


def test_assess_writes_a_page(tmp_path):
    out = tmp_path / "case.html"
    done = run("assess", EXAMPLE, "--cpt", "72141", "--html", out)
    assert done.exit_code == 0, done.stderr
    document = read(out.read_text("utf-8"))
    assert "Imaging request, CPT 72141" in document.one("h1").text
    assert len(document.one("table", class_="matrix").one("thead").all("th")) > 5


def test_assess_prints_a_page_for_a_dash():
    done = run("assess", EXAMPLE, "--cpt", "72141", "--payer", "Molina", "--html", "-")
    assert "Evolent" in done.stdout
    assert done.stdout.startswith("<!doctype html>")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["extract", EXAMPLE, "--html", "--json"], "choose one of"),
        (["extract", EXAMPLE, "--out", "x.html"], "--html as well"),
        (["assess", EXAMPLE, "--cpt", "72141", "--json", "--html", "x.html"], "choose one of"),
    ],
)
def test_options_that_do_not_go_together(arguments, words):
    done = run(*arguments)
    assert done.exit_code == 2
    assert words in done.stderr


def test_a_place_that_cannot_be_written_is_named(tmp_path):
    done = run("assess", EXAMPLE, "--cpt", "72141", "--html", tmp_path / "no" / "such" / "x.html")
    assert done.exit_code == 1
    assert "cannot be written" in done.stderr
