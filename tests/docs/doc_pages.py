"""The written pages (README.md and docs/) as the tests read them: fenced blocks in order, links, headings."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
REFERENCE = ROOT / "docs" / "reference"
_FENCE = re.compile(r"^(?P<indent> *)```(?P<info>[^\n`]*)\n(?P<body>.*?)^(?P=indent)```[ ]*$", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"(?<!!)\[(?:[^\]\[]|\[[^\]]*\])*\]\((?P<target>[^)\s]+)\)")
_HEADING = re.compile(r"^#{1,6} (?P<text>.+)$", re.MULTILINE)


@dataclass(frozen=True)
class Block:
    """One fenced block: its language, the words behind it (``file=…``, ``needs=…``, ``fails``) and its text."""

    language: str
    words: dict[str, str] = field(hash=False)
    body: str
    line: int


def written_pages() -> list[Path]:
    """Every page that a person wrote; the generated reference has no blocks that run."""
    docs = sorted((ROOT / "docs").rglob("*.md"))
    return [ROOT / "README.md", *(p for p in docs if REFERENCE not in p.parents or p.name == "README.md")]


def blocks(page: Path) -> list[Block]:
    text = page.read_text(encoding="utf-8")
    found = []
    for match in _FENCE.finditer(text):
        language, *words = match["info"].split() or [""]
        pairs = dict(word.split("=", 1) if "=" in word else (word, "") for word in words)
        indent = len(match["indent"])
        body = "".join(line[indent:] for line in match["body"].splitlines(keepends=True))
        found.append(Block(language, pairs, body, text.count("\n", 0, match.start()) + 1))
    return found


def links(page: Path) -> list[str]:
    """The targets of links, those in code left out."""
    prose = re.sub(r"`[^`\n]*`", "`", _FENCE.sub("", page.read_text(encoding="utf-8")))
    return [match["target"] for match in _LINK.finditer(prose)]


def anchors(page: Path) -> set[str]:
    """The anchors of a page's headings, as GitHub makes them."""
    prose = _FENCE.sub("", page.read_text(encoding="utf-8"))
    plain = (re.sub(r"[`*]|\[(.*?)\]\(.*?\)", r"\1", m["text"]) for m in _HEADING.finditer(prose))
    return {re.sub(r"[^\w\- ]", "", text.strip().lower()).replace(" ", "-") for text in plain}
