"""The benchmark of accuracy runs, and its keyword baseline does what it says."""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from mednec.evidence import Note

SCRIPT = Path(__file__).resolve().parents[1] / "benchmarks" / "accuracy.py"


@pytest.fixture(scope="module")
def accuracy():
    spec = importlib.util.spec_from_file_location("accuracy_benchmark", SCRIPT)
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(
    ("text", "concept", "status"),
    [
        ("Fever since Monday.", "fever", "present"),
        ("Denies chills or fever.", "fever", "absent"),
        ("No cough. Fever since Monday.", "fever", "present"),
        ("No weakness or numbness, but he has had a long cold with fever.", "fever", "present"),
        ("Denies fever. Fever at home.", "fever", "present"),
    ],
)
def test_keywords(accuracy, text, concept, status):
    found = {f["concept"]: f["status"] for f in accuracy.keyword_reader()(Note(text))["findings"]}
    assert found[concept] == status


def test_what_stock_attributes_mean(accuracy):
    names = ("is_family", "is_hypothetical", "is_negated", "is_uncertain", "is_historical")

    def status(*true):
        return accuracy.stock_status(SimpleNamespace(**{name: name in true for name in names}))

    assert status() == "present"
    assert status("is_negated", "is_uncertain") == "absent"
    assert status("is_uncertain") == "possible"
    assert status("is_historical") == "historical"
    assert status("is_negated", "is_family") is None


def test_the_table_and_the_json(tmp_path):
    out = tmp_path / "accuracy.json"
    command = [sys.executable, str(SCRIPT), "--cases", "3", "--no-stock", "--json", str(out)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert "keywords" in done.stdout
    assert "not compared" in done.stdout
    result = json.loads(out.read_text(encoding="utf-8"))
    assert result["cases"] == 3
    assert result["systems"]["mednec"]["f1"] > result["systems"]["keywords"]["f1"]
