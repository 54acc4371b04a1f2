"""``mednec assess`` and ``mednec criteria`` as a person at a terminal uses them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from mednec.cli import app

ROOT = Path(__file__).parents[1]
EXAMPLE = str(ROOT / "examples" / "neck_pain_case.txt")
RUN = CliRunner()
SECRET = "Zebedee Quandary-Smythe"


def run(*arguments, text=None):
    return RUN.invoke(app, list(arguments), input=text)


def test_a_table_of_payers_and_a_tree_with_quotes():
    done = run("assess", EXAMPLE, "--cpt", "72141", "--icd10", "M54.12", "--payer", "evicore", "--payer", "aetna")
    assert done.exit_code == 0, done.stderr
    assert "failed conservative care" in done.stdout
    assert "“Physical therapy” @" in done.stdout
    assert "of 42 days documented" in done.stdout
    assert "person who decides" in done.stdout


def test_brief_is_the_table_alone():
    done = run("assess", EXAMPLE, "--cpt", "72141", "--brief")
    assert "always needed" not in done.stdout
    assert "kaiser permanente" in done.stdout


def test_json_is_the_list_of_answers():
    done = run("assess", EXAMPLE, "--cpt", "72141", "--payer", "Molina", "--json")
    found = json.loads(done.stdout)
    assert [a["payer"] for a in found] == ["evolent"]
    assert found[0]["requirements"][0]["provenance"]


def test_several_files_are_one_case(tmp_path):
    office = tmp_path / "office.txt"
    rehab = tmp_path / "rehab.txt"
    office.write_text("Date of visit: 06/15/2026. Neck pain for 3 months. MRI cervical spine ordered.", "utf-8")
    rehab.write_text(
        "PT discharge summary 06/08/2026. PT from 04/20/2026 to 06/08/2026, no relief of the neck pain.", "utf-8"
    )
    done = run("assess", str(office), str(rehab), "--cpt", "72141", "--payer", "caresource", "--json")
    care = [r for r in json.loads(done.stdout)[0]["requirements"] if r["id"] == "conservative_care_6_weeks"]
    assert {q["note_id"] for q in care[0]["evidence"]} == {str(rehab)}


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--cpt", "99999"], "99999"),
        (["--cpt", "MRI"], "five characters"),
        (["--cpt", "72141", "--payer", "Nobody Health"], "close are"),
        (["--cpt", "72141", "--state", "Ohio"], "two letters"),
        (["--cpt", "72141", "--date-of-service", "soon"], "ISO date"),
        (["--cpt", "72141", "--criteria", "does/not/exist"], "no criteria files"),
    ],
)
def test_what_a_person_can_act_on_is_one_line(arguments, words):
    import re

    done = run("assess", EXAMPLE, *arguments)
    assert done.exit_code != 0
    assert re.search(words, done.stderr), done.stderr
    assert "Traceback" not in done.stderr
    assert len(done.stderr.strip().splitlines()) <= 3


def test_no_error_quotes_the_note():
    done = run("assess", "-", "--cpt", "99999", text=f"{SECRET} has neck pain.")
    assert SECRET not in done.stderr + done.stdout


def test_broken_criteria_name_file_and_line(tmp_path):
    (tmp_path / "mine.yaml").write_text("id: mine\npayer: mine\nextends: evicore_spine_mri\nsurprise: 1\n", "utf-8")
    done = run("assess", EXAMPLE, "--cpt", "72141", "--criteria", str(tmp_path))
    assert done.exit_code != 0
    assert "mine.yaml:4" in done.stderr
    assert "surprise" in done.stderr


def test_a_payer_of_ones_own_by_yaml_alone(tmp_path):
    (tmp_path / "mine.yaml").write_text(
        "id: valley_spine_mri\npayer: valley_health\nextends: evicore_spine_mri\nversion: '2026'\n"
        "parameters: {minimum_days: 200}\n",
        "utf-8",
    )
    done = run("assess", EXAMPLE, "--cpt", "72141", "--criteria", str(tmp_path), "--payer", "valley_health", "--brief")
    assert done.exit_code == 0, done.stderr
    assert "valley health" in done.stdout
    assert "does not meet" in done.stdout


def test_criteria_commands_are_mounted():
    assert "evolent_spine_mri" in run("criteria", "list").stdout
    assert "six weeks" in run("criteria", "show", "evicore_spine_mri").stdout.lower()
