"""Runs the blocks of one page in order, in a folder of its own, and compares what they print with what is shown.

| fence | what is done with it |
|---|---|
| ``python`` | run; all blocks of a page share their names. A ``text`` block right after it is its output |
| ``console`` | each line after ``$ `` is run; the lines below it, where there are any, are its output |
| ``sh`` | every ``mednec`` line is run (of the shipped corpus: two cases); ``make`` targets and extras must exist |
| any with ``file=NAME`` | written to that file, not run |
| ``yaml``, ``json`` | must be readable |

``…`` in a line of output stands for anything, alone on a line for any number of lines. ``fails`` behind ``console``
says that the last command ends with an error; ``needs=pyspark,java`` that the block is passed over where a module or a
program is missing.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import yaml
from doc_pages import ROOT, Block
from typer.testing import CliRunner

from mednec.cli import app

LANGUAGES = {"python", "console", "sh", "text", "yaml", "json", "jsonl", "mermaid"}


class PageRun:
    """One page being run; the working directory is the caller's to set."""

    def __init__(self) -> None:
        self.names: dict[str, Any] = {"__name__": "__main__"}
        self.printed: str | None = None

    def run(self, block: Block) -> None:
        """One block; raises AssertionError where it does not do what the page says."""
        assert block.language in LANGUAGES, f"the fence says '{block.language}': use one of {sorted(LANGUAGES)}"
        if not all(map(_is_here, filter(None, block.words.get("needs", "").split(",")))):
            self.printed = None
            return
        if "file" in block.words:
            path = Path(block.words["file"])
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(block.body, encoding="utf-8")
        else:
            getattr(self, f"_{block.language}")(block)

    def _python(self, block: Block) -> None:
        printed = io.StringIO()
        code = compile("\n" * block.line + block.body, "<page>", "exec")
        with contextlib.redirect_stdout(printed):
            exec(code, self.names)
        self.printed = printed.getvalue()

    def _text(self, block: Block) -> None:
        assert self.printed is not None, "a text block shows the output of the python block before it, or has file="
        compare(self.printed, block.body)
        self.printed = None

    def _console(self, block: Block) -> None:
        commands = re.split(r"^\$ ", block.body.replace("\\\n", " "), flags=re.MULTILINE)
        assert len(commands) > 1, "a console block begins with a line after '$ '"
        for number, command in enumerate(commands[1:], 1):
            line, _, shown = command.partition("\n")
            status, output = run_command(line)
            fails = "fails" in block.words and number == len(commands) - 1
            assert bool(status) == fails, f"{line}: exit status {status}\n{output}"
            if shown.strip():
                compare(output, shown)

    def _sh(self, block: Block) -> None:
        for line in block.body.splitlines():
            words = shlex.split(line, comments=True)
            if words and words[0] == "make":
                assert re.search(rf"^{words[1]}:", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE), line
            elif words and words[0] == "pip":
                extras = set(re.findall(r"\w+", "".join(re.findall(r"\[(.*?)\]", line))))
                assert extras <= _extras(), line
            elif words:
                shorter = " --limit 2" if any(w.startswith("corpus_synthetic/") for w in words) else ""
                status, output = run_command(line.split("#")[0] + shorter)
                assert status == 0, f"{line}: exit status {status}\n{output}"

    def _yaml(self, block: Block) -> None:
        yaml.safe_load(block.body)

    def _json(self, block: Block) -> None:
        json.loads(block.body)

    def _jsonl(self, block: Block) -> None:
        for line in block.body.splitlines():
            json.loads(line)

    def _mermaid(self, block: Block) -> None:
        """A picture: nothing to run."""


def run_command(line: str) -> tuple[int, str]:
    """Exit status and output of a ``mednec`` or ``python`` command; errors too, of python only where it fails."""
    program, *arguments = shlex.split(line)
    if program == "mednec":
        result = CliRunner().invoke(app, arguments, catch_exceptions=False)
        return result.exit_code, result.output
    assert program == "python", f"a page runs mednec and python, not {program}"
    where = ROOT if (ROOT / arguments[0]).is_file() else None
    paths = os.pathsep.join(filter(None, [str(ROOT / "nlp"), os.environ.get("PYTHONPATH")]))
    run = subprocess.run(
        [sys.executable, *arguments], capture_output=True, text=True, cwd=where, env=os.environ | {"PYTHONPATH": paths}
    )
    return run.returncode, run.stdout + run.stderr if run.returncode else run.stdout


def compare(printed: str, shown: str) -> None:
    """The output and what the page shows, spaces at the ends of lines aside."""
    got, wanted = ([line.rstrip() for line in text.strip("\n").splitlines()] for text in (printed, shown))
    pattern = "".join("(?:.*\n)*" if line.strip() == "…" else _line(line) for line in wanted)
    lines = "\n".join
    assert re.fullmatch(pattern, lines(got) + "\n"), f"the page shows\n{lines(wanted)}\n--- printed:\n{lines(got)}"


def _is_here(need: str) -> bool:
    """Whether there is a module or a program of this name."""
    return bool(find_spec(need.partition(".")[0]) and find_spec(need)) or shutil.which(need) is not None


def _line(shown: str) -> str:
    return re.escape(shown).replace("…", ".*") + "\n"


def _extras() -> set[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    return set(project["project"]["optional-dependencies"])
