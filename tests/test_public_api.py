"""What ``import mednec`` gives and what it costs."""

from __future__ import annotations

import subprocess
import sys
import time
from importlib import import_module

import pytest

import mednec

HEAVY = {"spacy", "medspacy", "scispacy", "thinc", "numpy", "pandas", "sklearn", "pydantic", "yaml", "rich", "typer"}
IMPORT_SECONDS = 0.5
FIRST_EXTRACT_SECONDS = 4.0
TRIES = 3
"""Seconds of processor time, so that a busy machine does not fail the tests; nothing here waits."""


def run(script: str) -> str:
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


def fastest(script: str) -> float:
    """The least of a few runs: what the code costs, with less of what the machine is doing besides."""
    return min(float(run(script)) for _ in range(TRIES))


def test_all_names_are_there():
    assert sorted(set(mednec.__all__)) == sorted(mednec.__all__)
    for name in mednec.__all__:
        assert getattr(mednec, name) is not None


def test_all_is_what_is_public():
    lazy = {name for names in mednec._HOME.values() for name in names}
    assert set(mednec.__all__) == lazy
    assert set(dir(mednec)) == lazy


@pytest.mark.parametrize("name", mednec.__all__)
def test_names_come_from_where_the_table_says(name):
    module = import_module(mednec._MODULE_OF[name])
    assert getattr(module, name) is getattr(mednec, name)
    assert getattr(mednec, name).__doc__


def test_unknown_names_are_attribute_errors():
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        mednec.nothing  # noqa: B018


def test_import_is_fast():
    script = "import time; t = time.process_time(); import mednec; print(time.process_time() - t)"
    assert fastest(script) < IMPORT_SECONDS


@pytest.mark.parametrize("module", ["mednec", "mednec.evidence", "mednec.interop.rows"])
def test_import_loads_no_heavy_library(module):
    script = f"import sys, {module}; print(*sorted({HEAVY!r} & set(sys.modules)))"
    assert not run(script).split()


def test_the_command_line_loads_no_nlp_library():
    script = f"import sys, mednec.cli; print(*sorted({HEAVY - {'rich', 'typer'}!r} & set(sys.modules)))"
    assert not run(script).split()


def test_first_extract_is_fast():
    script = (
        "import time; t = time.process_time(); import mednec; mednec.extract('Denies fever.'); "
        "print(time.process_time() - t)"
    )
    assert fastest(script) < FIRST_EXTRACT_SECONDS


def test_version_is_that_of_the_distribution():
    assert mednec.__version__.count(".") == 2


def test_later_extracts_build_nothing():
    mednec.extract("Denies fever.")
    begin = time.process_time()
    mednec.extract("Denies fever.")
    assert time.process_time() - begin < 0.25
