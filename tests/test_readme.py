"""The README's examples run, and print what it says they print."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from mednec.cli import app

README = (Path(__file__).resolve().parents[1] / "README.md").read_text(encoding="utf-8")
BLOCK = re.compile(r"^```python\n(?P<code>.*?)^```\n(?:\n```text\n(?P<output>.*?)^```)?", re.MULTILINE | re.DOTALL)
COMMANDS = sorted(set(re.findall(r"^mednec (\w+)", README, re.MULTILINE)))


@pytest.mark.parametrize("block", list(BLOCK.finditer(README)), ids=lambda block: block["code"].splitlines()[0])
def test_examples(block):
    run = subprocess.run([sys.executable, "-c", block["code"]], capture_output=True, text=True)
    assert run.returncode == 0, run.stderr
    if block["output"]:
        assert run.stdout == block["output"]


@pytest.mark.parametrize("command", COMMANDS)
def test_commands_exist(command):
    assert CliRunner().invoke(app, [command, "--help"]).exit_code == 0


def test_there_is_something_to_test():
    assert len(list(BLOCK.finditer(README))) >= 2
    assert {"extract", "evaluate", "rules", "schema"} <= set(COMMANDS)
