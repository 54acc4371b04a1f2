"""House styles: how practices lay out, capitalise, abbreviate, wrap and misspell what their clinicians say.

Every operation moves the marks along with the text (``fragments``), so that gold stays where it was written.
"""

from __future__ import annotations

import random
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from mednec.corpus.fragments import Edit, Fragment, join

_WORD = re.compile(r"[A-Za-z]{6,}")
_BREAKS = re.compile(r"\s*\n\s*")
_ARTICLE = re.compile(r"\b[Aa] (?=(?!one)[aeio]|8|11[- ]|18[- ])")
_TYPO_SHARE = 0.03
_ABBREVIATED_SHARE = 0.75


@dataclass(frozen=True, slots=True)
class Style:
    """One practice's manner.

    register, exam_register: prose or short; headings: caps | inline | title | markdown | soap | numbered | none;
    body: paragraph | lines | bullets; forms: which parts are filled in (yes_no, checklist, treatment_table,
    treatment_bullets, strength_table); boilerplate: share of the standing texts that a note carries.
    """

    name: str
    register: str = "prose"
    exam_register: str = "prose"
    headings: str = "caps"
    body: str = "paragraph"
    forms: frozenset[str] = field(default_factory=frozenset)
    header: str = "full"
    boilerplate: float = 0.1
    upper: bool = False
    block: bool = False
    typos: bool = False
    abbreviated: bool = False
    wrap: int | None = None
    copies: bool = False


STYLES: tuple[Style, ...] = (
    Style("dictated", headings="caps", boilerplate=0.15),
    Style("dictated_wrapped", headings="caps", wrap=72, boilerplate=0.15),
    Style("telegraphic", "short", "short", "inline", header="short", boilerplate=0),
    Style("soap", "prose", "short", "soap", header="short", boilerplate=0.05),
    Style("bulleted", "short", "short", "title", "bullets", frozenset({"treatment_bullets"}), boilerplate=0.1),
    Style(
        "checkboxes", "prose", "short", "title", "lines", frozenset({"yes_no", "treatment_bullets"}), boilerplate=0.6
    ),
    Style("checklist", "short", "short", "inline", "lines", frozenset({"checklist"}), boilerplate=0.3),
    Style("tables", "prose", "prose", "markdown", forms=frozenset({"treatment_table", "strength_table"})),
    Style("one_block", headings="inline", block=True, boilerplate=0.2),
    Style("capitals", "prose", "short", "caps", upper=True),
    Style("copy_forward", headings="title", copies=True, boilerplate=0.3),
    Style("typing_errors", "prose", "short", "inline", typos=True),
    Style("abbreviated", "prose", "short", "inline", header="short", abbreviated=True),
    Style("long_boilerplate", headings="title", boilerplate=1.0),
    Style("numbered", "prose", "prose", "numbered", header="short"),
    Style("narrative", headings="none", header="short", boilerplate=0.05),
)
BY_NAME = {style.name: style for style in STYLES}
LETTER = Style("letter", headings="none", header="none", boilerplate=0)
REPORT = Style("report", headings="caps", boilerplate=0)


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a document: its key in the headings, its sentences; ``fixed``: lines that stay one below the other."""

    key: str
    items: tuple[Fragment, ...]
    fixed: bool = False
    short: bool = False


def laid_out(
    header: Sequence[str], sections: Sequence[Section], style: Style, words: Mapping[str, Any], rng: random.Random
) -> Fragment:
    """The document as one text: header, sections under their headings, in the manner of the style."""
    filled = [section for section in sections if section.items]
    if style.headings == "soap":
        blocks = _soap(filled, style, words, rng)
    else:
        blocks = [_headed(n, section, style, words, rng) for n, section in enumerate(filled, 1)]
    gap = "\n" if style.headings in ("inline", "soap") and style.body != "lines" else "\n\n"
    top = ["\n".join(header)] if header else []
    return _transformed(join([*top, *blocks], gap), style, words, rng)


# ------------------------------------------------------------------------------------------------------------- layout
def _headed(number: int, section: Section, style: Style, words: Mapping[str, Any], rng: random.Random) -> Fragment:
    body = _body(section, style, rng)
    if section.key == "none" or style.headings == "none":
        return body
    names = words["headings"][section.key]
    heading = rng.choice(names["short" if style.headings == "inline" and style.register == "short" else "long"])
    match style.headings:
        case "caps":
            return f"{heading.upper()}:\n" + body
        case "inline":
            return f"{heading}:" + ("\n" if section.fixed or style.body != "paragraph" else " ") + body
        case "markdown":
            return f"## {heading}\n" + body
        case "numbered":
            return f"{number}. {heading}: " + ("\n" if section.fixed else "") + body
        case _:
            return f"{heading}\n" + body


def _soap(sections: Sequence[Section], style: Style, words: Mapping[str, Any], rng: random.Random) -> list[Fragment]:
    groups: dict[str, list[Fragment]] = {}
    loose: list[Fragment] = []
    for section in sections:
        letter = words["soap"].get(section.key)
        target = groups.setdefault(letter, []) if letter else loose
        target.append(_body(section, style, rng))
    return [f"{letter}: " + join(bodies, "\n") for letter, bodies in groups.items()] + loose


def _body(section: Section, style: Style, rng: random.Random) -> Fragment:
    if section.fixed:
        return join(section.items, "\n")
    if style.body == "bullets" and section.key != "none":
        return join([rng.choice(("- ", "• ")[:1]) + item for item in section.items], "\n")
    if style.body == "lines" and section.key != "none":
        return join(section.items, "\n")
    short = section.short or style.register == "short"
    separator = rng.choice(("; ", ". ", ". ")) if short else " "
    return join(_punctuated(section.items, separator), separator)


def _punctuated(items: Sequence[Fragment], separator: str) -> list[Fragment]:
    """Sentences end in a full stop when a space follows, and without one before another mark."""
    if separator == " ":
        return [item if item.text.endswith((".", ":", "?", "!", ",")) else item + "." for item in items]
    return [_without_stop(item) for item in items]


def _without_stop(item: Fragment) -> Fragment:
    if not item.text.endswith("."):
        return item
    return item.rewritten([Edit(len(item.text) - 1, len(item.text), "")])


# ---------------------------------------------------------------------------------------------------- transformations
def _transformed(text: Fragment, style: Style, words: Mapping[str, Any], rng: random.Random) -> Fragment:
    text = with_articles(text)
    if style.abbreviated:
        text = abbreviated(text, words["abbreviations"], rng)
    if style.typos:
        text = misspelt(text, rng)
    if style.block:
        text = unbroken(text)
    if style.wrap:
        text = wrapped(text, style.wrap)
    return text.upper() if style.upper else text


def with_articles(text: Fragment) -> Fragment:
    """An "a" before a vowel becomes "an", which phrasings with slots cannot know."""
    return text.rewritten([Edit(m.start(), m.end(), m.group()[0] + "n ") for m in _ARTICLE.finditer(text.text)])


def abbreviated(text: Fragment, table: Sequence[Sequence[str]], rng: random.Random) -> Fragment:
    """Most of the words that have a customary abbreviation in it."""
    short = {row[0]: row[1] for row in table}
    pattern = re.compile(r"\b(" + "|".join(sorted(map(re.escape, short), key=len, reverse=True)) + r")\b")
    edits = [
        Edit(match.start(), match.end(), short[match.group()])
        for match in pattern.finditer(text.text)
        if rng.random() < _ABBREVIATED_SHARE
    ]
    return text.rewritten(edits)


def misspelt(text: Fragment, rng: random.Random) -> Fragment:
    """A slip of the keyboard in some of the longer words; numbers and short words stay as they are."""
    edits = []
    for match in _WORD.finditer(text.text):
        if rng.random() < _TYPO_SHARE:
            edits.append(Edit(match.start(), match.end(), _slip(match.group(), rng)))
    return text.rewritten(edits)


def _slip(word: str, rng: random.Random) -> str:
    at = rng.randrange(1, len(word) - 2)
    kind = rng.choice(("swapped", "dropped", "doubled"))
    if kind == "swapped":
        return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    if kind == "dropped":
        return word[:at] + word[at + 1 :]
    return word[:at] + word[at] + word[at:]


def unbroken(text: Fragment) -> Fragment:
    """The text without any line break."""
    return text.rewritten([Edit(m.start(), m.end(), " ") for m in _BREAKS.finditer(text.text)])


def wrapped(text: Fragment, width: int) -> Fragment:
    """Lines broken at spaces, as a transcription service sends them; no character is added or lost."""
    edits = []
    column, last_space = 0, -1
    for at, character in enumerate(text.text):
        if character == "\n":
            column, last_space = 0, -1
            continue
        if character == " ":
            last_space = at
        column += 1
        if column > width and last_space >= 0:
            edits.append(Edit(last_space, last_space + 1, "\n"))
            column, last_space = at - last_space, -1
    return text.rewritten(edits)
