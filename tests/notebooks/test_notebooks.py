"""Every notebook runs from top to bottom in a fresh kernel in less than three minutes; it is kept without outputs."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "notebooks"
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))
PICTURES = {
    "01_first_look": 2,
    "02_cohort": 4,
    "03_payers_and_policy": 3,
    "04_evaluation": 3,
    "05_recalibrate_risk": 2,
    "06_own_rules_and_criteria": 1,
}
"""How many plots each one draws."""
LONGEST = 180
"""Seconds that a notebook may take."""
LONGEST_CELL = 60
"""Lines; only the files that a cell writes may be long."""

each_notebook = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)


def cells(path):
    return json.loads(path.read_text(encoding="utf-8"))["cells"]


def test_all_notebooks_are_known_and_listed():
    assert {path.stem for path in NOTEBOOKS} == set(PICTURES)
    table = (FOLDER / "README.md").read_text(encoding="utf-8")
    assert all(f"({path.name})" in table for path in NOTEBOOKS)


@each_notebook
def test_notebooks_are_kept_without_outputs(path):
    code = [cell for cell in cells(path) if cell["cell_type"] == "code"]
    assert not [cell["id"] for cell in code if cell["outputs"] or cell["execution_count"] is not None]


@each_notebook
def test_notebooks_read_as_text_with_short_cells(path):
    kinds = [cell["cell_type"] for cell in cells(path)]
    assert kinds[0] == "markdown"
    assert kinds.count("markdown") >= 5
    assert max(len(cell["source"]) for cell in cells(path)) <= LONGEST_CELL


@pytest.mark.slow
@each_notebook
def test_notebooks_run(path, monkeypatch):
    nbformat = pytest.importorskip("nbformat", reason="nbformat is not installed: pip install 'mednec[notebooks]'")
    nbclient = pytest.importorskip("nbclient", reason="nbclient is not installed: pip install 'mednec[notebooks]'")
    for module in ("ipykernel", "matplotlib"):
        pytest.importorskip(module, reason=f"{module} is not installed: pip install 'mednec[notebooks]'")
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(ROOT / "nlp"), os.environ.get("PYTHONPATH", "")]))
    notebook = nbformat.read(path, as_version=4)
    place = {"metadata": {"path": str(FOLDER)}}
    begun = time.monotonic()
    nbclient.NotebookClient(notebook, timeout=LONGEST, kernel_name="python3", resources=place).execute()
    assert time.monotonic() - begun < LONGEST
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    assert sum("image/png" in output.get("data", {}) for output in outputs) == PICTURES[path.stem]
    assert not [output.text for output in outputs if output.get("name") == "stderr"]
