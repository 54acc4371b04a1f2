"""What a user installs: the wheel's contents, and extract() run from the wheel alone, away from the checkout."""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys
import tarfile
import zipfile
from email.parser import HeaderParser
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DATA_FOLDERS = ("patterns", "criteria", "models")

# One worker builds; the others would only build the same again.
pytestmark = pytest.mark.xdist_group("wheel")

SCRIPT = """
import json
import mednec
from mednec.resources import patterns_dir

evidence = mednec.extract("Spurling's positive on the left. Denies fever.", note_date="2024-05-02")
print(json.dumps({
    "package": mednec.__file__,
    "patterns": str(patterns_dir()),
    "findings": [finding["concept"] for finding in evidence.to_dict()["findings"]],
}))
"""


def data_files() -> list[str]:
    """Give the files under patterns/, criteria/ and models/ that an installation needs, as checkout paths."""
    return sorted(
        path.relative_to(ROOT).as_posix()
        for folder in DATA_FOLDERS
        for path in (ROOT / folder).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts and not path.name.startswith(".")
    )


@pytest.fixture(scope="module")
def distributions(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Build the sdist, and the wheel from that sdist: (sdist, wheel)."""
    absent = [name for name in ("build", "hatchling") if importlib.util.find_spec(name) is None]
    if absent:
        pytest.skip(f"building needs {' and '.join(absent)}, from the dev extra")
    out = tmp_path_factory.mktemp("dist")
    # hatchling from this environment: no isolated build environment, hence no network.
    command = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(out), str(ROOT)]
    run = subprocess.run(command, capture_output=True, text=True, cwd=out)
    assert run.returncode == 0, run.stdout + run.stderr
    (sdist,) = out.glob("*.tar.gz")
    (wheel,) = out.glob("*.whl")
    return sdist, wheel


@pytest.fixture(scope="module")
def wheel_names(distributions: tuple[Path, Path]) -> set[str]:
    with zipfile.ZipFile(distributions[1]) as archive:
        return set(archive.namelist())


@pytest.fixture(scope="module")
def installed(distributions: tuple[Path, Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Install the wheel alone; its dependencies come from the environment that runs the tests."""
    target = tmp_path_factory.mktemp("installed")
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index", "--target", str(target)]
    run = subprocess.run([*command, str(distributions[1])], capture_output=True, text=True)
    assert run.returncode == 0, run.stdout + run.stderr
    return target


def run_installed(installed: Path, cwd: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"PYTHONPATH": str(installed), "PYTHONNOUSERSITE": "1"}
    return subprocess.run([sys.executable, *arguments], capture_output=True, text=True, cwd=cwd, env=environment)


def test_nothing_but_the_package_at_the_top(wheel_names: set[str]) -> None:
    top = {name.partition("/")[0] for name in wheel_names}
    assert {name for name in top if not name.endswith(".dist-info")} == {"mednec"}
    assert len(top) == 2


def test_every_module_is_in_the_wheel(wheel_names: set[str]) -> None:
    modules = {path.relative_to(ROOT / "nlp").as_posix() for path in (ROOT / "nlp" / "mednec").rglob("*.py")}
    assert modules <= wheel_names
    assert "mednec/py.typed" in wheel_names


def test_json_schemas_are_in_the_wheel(wheel_names: set[str]) -> None:
    files = {path.relative_to(ROOT / "nlp").as_posix() for path in (ROOT / "nlp").rglob("*.schema.json")}
    assert "mednec/schemas/evidence.schema.json" in files
    assert files <= wheel_names


def test_templates_and_colours_of_pages_are_in_the_wheel(wheel_names: set[str]) -> None:
    files = {path for kind in ("*.j2", "*.yaml") for path in (ROOT / "nlp" / "mednec" / "report").rglob(kind)}
    assert files
    assert {path.relative_to(ROOT / "nlp").as_posix() for path in files} <= wheel_names


def test_rules_criteria_and_models_are_in_the_wheel(wheel_names: set[str]) -> None:
    files = data_files()
    assert any(name.startswith("patterns/") for name in files)
    assert {f"mednec/_data/{name}" for name in files} <= wheel_names


def test_no_tests_and_no_pickles_in_the_wheel(wheel_names: set[str]) -> None:
    unwanted = (".pkl", ".pickle", ".joblib", ".pyc")
    assert not [name for name in wheel_names if name.endswith(unwanted) or "/tests/" in name]


def test_metadata(distributions: tuple[Path, Path], wheel_names: set[str]) -> None:
    (info,) = {name.partition("/")[0] for name in wheel_names if ".dist-info/" in name}
    with zipfile.ZipFile(distributions[1]) as archive:
        metadata = HeaderParser().parsestr(archive.read(f"{info}/METADATA").decode())
        entry_points = archive.read(f"{info}/entry_points.txt").decode()
    assert metadata["Name"] == "mednec"
    assert set(metadata["Requires-Python"].split(",")) == {">=3.11", "<3.13"}
    assert metadata["License-Expression"] == "Apache-2.0"
    assert "mednec = mednec.cli:main" in entry_points
    assert f"{info}/licenses/LICENSE" in wheel_names


def test_the_sdist_is_complete(distributions: tuple[Path, Path]) -> None:
    with tarfile.open(distributions[0]) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    expected = {"pyproject.toml", "constraints.txt", "Makefile", "README.md", "CHANGELOG.md", "LICENSE", ".ci/run"}
    expected |= {"examples/neck_pain_case.txt", "tests/packaging/test_wheel.py", *data_files()}
    assert expected <= names
    assert not [name for name in names if name.startswith((".venv/", "dist/", ".git/"))]


def test_extract_runs_from_the_wheel_alone(installed: Path, tmp_path: Path) -> None:
    run = run_installed(installed, tmp_path, "-c", SCRIPT)
    assert run.returncode == 0, run.stderr
    answer = json.loads(run.stdout)
    assert Path(answer["package"]).is_relative_to(installed)
    assert Path(answer["patterns"]).is_relative_to(installed)
    assert "spurling_sign" in answer["findings"]


def test_a_missing_data_folder_is_a_clear_error(installed: Path, tmp_path: Path) -> None:
    script = "import pathlib, mednec.resources as r; r._INSTALLED = pathlib.Path('nowhere'); r.patterns_dir()"
    run = run_installed(installed, tmp_path, "-c", script)
    assert run.returncode != 0
    assert "mednec's patterns/ directory is missing" in run.stderr
