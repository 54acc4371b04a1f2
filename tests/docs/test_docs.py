"""README.md and docs/ do what they say: every block runs, every link leads somewhere, the reference is current."""

from __future__ import annotations

import re
import shutil
import sys
import time
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent))

from doc_blocks import PageRun
from doc_pages import REFERENCE, ROOT, anchors, blocks, links, written_pages

from mednec.report import reference
from mednec.report.reference import messages

PAGES = written_pages()
BESIDE = [ROOT / "criteria" / "README.md", ROOT / "patterns" / "README.md", ROOT / "corpus_synthetic" / "README.md"]
ALL_PAGES = sorted({*PAGES, *(ROOT / "docs").rglob("*.md"), *BESIDE})
LONGEST_PAGE = 400
"""Lines; a longer page is two pages. Generated ones may be longer."""


def name(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """What a reader has who followed the page: the examples, and the files that README.md calls by general names."""
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    note = (ROOT / "examples" / "neck_pain_case.txt").read_text(encoding="utf-8")
    for file in ("note.txt", "a.txt", "b.txt", "office.txt", "rehab.txt", "visit.txt"):
        (tmp_path / file).write_text(note, encoding="utf-8")
    (tmp_path / "my_rules").mkdir()
    (tmp_path / "my_rules" / "rules.yaml").write_text("kind: macros\nmacros: {}\n", encoding="utf-8")
    corpus = ROOT / "tests" / "data" / "corpus"
    for file in ("notes.jsonl", "gold.jsonl"):
        if (corpus / file).exists():
            shutil.copy(corpus / file, tmp_path / file)
    (tmp_path / "notes.csv").write_text("mrn,visit,note\n17,2024-05-02,Neck pain for 3 months.\n", encoding="utf-8")
    (tmp_path / "corpus_synthetic").symlink_to(ROOT / "corpus_synthetic")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.delenv("COLUMNS", raising=False)
    return tmp_path


def with_marks(page: Path):
    """Pages that start Spark, or check all rules twice, are slow."""
    slow = page.name in ("spark.md", "add-a-concept.md")
    return pytest.param(page, id=name(page), marks=[pytest.mark.slow] if slow else [])


@pytest.mark.parametrize("page", map(with_marks, PAGES))
def test_blocks(page, folder):
    run = PageRun()
    for block in blocks(page):
        try:
            run.run(block)
        except Exception as error:
            raise AssertionError(f"{name(page)}:{block.line}: {error}") from error


def test_the_readme_shows_what_it_is_for():
    languages = [block.language for block in blocks(ROOT / "README.md")]
    assert languages.count("python") >= 2
    commands = "\n".join(block.body for block in blocks(ROOT / "README.md") if block.language == "sh")
    assert all(f"mednec {command}" in commands for command in ("extract", "assess", "evaluate", "rules", "schema"))


@pytest.mark.parametrize("page", ALL_PAGES, ids=name)
def test_links(page):
    broken = []
    for target in links(page):
        path, _, anchor = target.partition("#")
        if "://" in target or target.startswith("mailto:"):
            continue
        there = (page.parent / path).resolve() if path else page
        if not there.exists() or (anchor and there.suffix == ".md" and anchor not in anchors(there)):
            broken.append(target)
    assert not broken


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_pages_are_short(page):
    assert len(page.read_text(encoding="utf-8").splitlines()) <= LONGEST_PAGE


def test_every_page_is_in_the_index():
    reached, waiting = set(), [ROOT / "docs" / "README.md"]
    while waiting:
        page = waiting.pop()
        if page in reached or page.suffix != ".md" or not page.is_file():
            continue
        reached.add(page)
        waiting += [(page.parent / t.partition("#")[0]).resolve() for t in links(page) if "://" not in t]
    assert sorted(map(name, set((ROOT / "docs").rglob("*.md")) - reached)) == []


def test_the_reference_is_current():
    outdated = reference.outdated(REFERENCE)
    assert not outdated, f"{', '.join(outdated)}: write them anew with `{reference.COMMAND}`"


def test_the_reference_is_made_in_seconds():
    started = time.process_time()
    reference.pages()
    assert time.process_time() - started < 5


def codes_given(*calls: str) -> set[str]:
    """The codes that the package gives as first arguments of calls of these names."""
    call = re.compile(rf"\b(?:{'|'.join(calls)})\(\s*\"([a-z_]+)\"")
    texts = (path.read_text(encoding="utf-8") for path in (ROOT / "nlp" / "mednec").rglob("*.py"))
    return {code for text in texts for code in call.findall(text)}


@pytest.mark.parametrize(
    ("described", "calls"),
    [
        (messages.WARNINGS, ("EvidenceWarning", "_warn")),
        (messages.NOTE_ERRORS, ("NoteError", "ExtractionFailure")),
        (messages.REQUEST_ERRORS, ("RequestError",)),
    ],
)
def test_every_code_is_described(described, calls):
    # Failures of processes are no errors of notes; bad_… stands for codes that are made from the name of a field.
    assert set(described) - {"internal", "crashed", "bad_…"} == codes_given(*calls)
