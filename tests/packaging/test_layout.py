"""The house rules that no linter knows: who may import whom, and what never stands in a tracked file."""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "nlp"
PACKAGE = SOURCE / "mednec"

NLP_LIBRARIES = {"spacy", "medspacy", "scispacy", "thinc", "PyRuSH", "negspacy"}
VAGUE_NAMES = {"utils", "util", "helpers", "helper", "misc", "common"}
# A machine's own directory at the start of a path; a slash between the words of a phrase or an address is none.
MACHINE_PATH = re.compile(
    r"""(?:^|file://|(?<=[\s"'`=:,;(\[{<>]))(?:/(?:work|tmp|root|home/[\w.-]+|Users/[\w.-]+)/|[A-Z]:\\Users\\)""",
    re.MULTILINE,
)


def module_name(path: Path) -> str:
    parts = path.relative_to(SOURCE).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = {module_name(path): path for path in sorted(PACKAGE.rglob("*.py"))}
each_module = pytest.mark.parametrize("module", sorted(MODULES))


def parse(module: str) -> ast.Module:
    return ast.parse(MODULES[module].read_text(encoding="utf-8"), filename=str(MODULES[module]))


def resolve(module: str, is_package: bool, node: ast.Import | ast.ImportFrom) -> Iterator[str]:
    """Give the absolute name of everything an import statement imports, submodules included."""
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
        return
    base = node.module or ""
    if node.level:
        parts = module.split(".")
        keep = len(parts) - node.level + (1 if is_package else 0)
        base = ".".join([*parts[:keep], *([node.module] if node.module else [])])
    yield from (f"{base}.{alias.name}" for alias in node.names)


def imports(module: str, tree: ast.AST | None = None) -> set[str]:
    is_package = MODULES[module].name == "__init__.py"
    nodes = ast.walk(tree or parse(module))
    return {
        name
        for node in nodes
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in resolve(module, is_package, node)
    } | dynamic_imports(tree or parse(module))


def dynamic_imports(tree: ast.AST) -> set[str]:
    """Give the names that ``importlib.import_module("…")`` and ``__import__("…")`` mention literally."""
    return {
        node.args[0].value
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and ast.unparse(node.func).rpartition(".")[2] in {"import_module", "__import__"}
        and node.args
        and isinstance(node.args[0], ast.Constant)
        and isinstance(node.args[0].value, str)
    }


def within(name: str, package: str) -> bool:
    return name == package or name.startswith(package + ".")


def test_the_package_is_found() -> None:
    assert "mednec.resources" in MODULES


@each_module
def test_only_extraction_imports_nlp_libraries(module: str) -> None:
    found = {name for name in imports(module) if name.partition(".")[0] in NLP_LIBRARIES}
    assert not found or within(module, "mednec.extraction"), f"{module} imports {sorted(found)}"


@each_module
def test_only_the_spark_module_imports_pyspark(module: str) -> None:
    found = {name for name in imports(module) if within(name, "pyspark")}
    assert not found or module == "mednec.interop.spark", f"{module} imports {sorted(found)}"


@each_module
def test_criteria_and_risk_never_import_extraction(module: str) -> None:
    if not (within(module, "mednec.criteria") or within(module, "mednec.risk")):
        return
    # The public names of mednec itself include extract(): through that door it would be extraction all the same.
    submodules = tuple(f"mednec.{path.stem}" for path in PACKAGE.iterdir() if path.suffix in {"", ".py"})
    found = {
        name
        for name in imports(module)
        if within(name, "mednec.extraction")
        or (within(name, "mednec") and not any(within(name, submodule) for submodule in submodules))
    }
    assert not found, f"{module} imports {sorted(found)}"


@pytest.mark.parametrize(
    ("module", "unwanted"),
    [
        ("mednec", NLP_LIBRARIES | {"numpy", "pandas", "sklearn", "scipy"}),
        ("mednec.resources", NLP_LIBRARIES | {"numpy", "pandas", "pydantic", "yaml"}),
        ("mednec.evidence", NLP_LIBRARIES),
        ("mednec.criteria", NLP_LIBRARIES),
        ("mednec.risk", NLP_LIBRARIES),
    ],
)
def test_importing_loads_nothing_it_does_not_need(module: str, unwanted: set[str]) -> None:
    if module not in MODULES:
        pytest.skip(f"{module} is not in this checkout")
    script = f"import sys, {module}; print(*sorted({unwanted!r} & set(sys.modules)))"
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert run.returncode == 0, run.stderr
    assert not run.stdout.split(), f"import {module} also imports {run.stdout.strip()}"


@each_module
def test_modules_have_docstrings(module: str) -> None:
    assert ast.get_docstring(parse(module)), f"{MODULES[module].relative_to(ROOT)} has no docstring"


@each_module
def test_modules_are_named_for_what_they_do(module: str) -> None:
    assert not VAGUE_NAMES & set(module.split("."))


@pytest.mark.parametrize("folder", ["patterns", "criteria"])
def test_rules_and_criteria_are_data(folder: str) -> None:
    assert not list((ROOT / folder).rglob("*.py")), "YAML only: no Python here"


def tracked_files() -> list[Path]:
    git = shutil.which("git")
    if git is None or not (ROOT / ".git").exists():
        pytest.skip("not a git checkout: which files are tracked is unknown")
    listing = subprocess.run([git, "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout
    return [path for name in listing.decode().split("\0") if name and (path := ROOT / name).is_file()]


def test_no_machine_paths_in_tracked_files() -> None:
    found = []
    for path in tracked_files():
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        found += [f"{path.relative_to(ROOT)}: {match.group().strip()}" for match in MACHINE_PATH.finditer(text)]
    assert not found


@pytest.mark.parametrize(
    ("text", "is_machine_path"),
    [
        ("open('/" + "tmp/x')", True),
        ("see file:///" + "home/someone/notes", True),
        ("PATH=/" + "root/bin", True),
        ("off school/" + "work/home duties", False),
        ("worse at home/night", False),
        ("https://example.org/" + "work/x", False),
    ],
)
def test_machine_path_pattern(text: str, is_machine_path: bool) -> None:
    assert bool(MACHINE_PATH.search(text)) is is_machine_path
