"""The language of the corpus: phrasings by group and register, read from ``language/`` and dealt out to the splits.

A phrasing is a line with slots and marks::

    "[{Muscle} strength is {grade} on the {side}](motor_weakness +), [otherwise full](motor_weakness - @limb)."

``{slot}`` is filled by the writer, and ``{Slot}`` begins with a capital. ``[words](meaning)`` says what the words
document: a concept with + present, - absent, ? possible or ~ historical; ``@`` a place other than the usual one;
``side=bilateral`` what the words say without a slot; several meanings are parted by semicolons. ``rx``, ``img``,
``hep`` and ``esi`` stand for the course or study at hand. A backslash in front of a bracket makes it plain text.

Every third phrasing of a register is reserved for the test split, which uses no other where there are three at least;
train and dev share the rest. What has fewer than three wordings (anatomy, headings) is common to all.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from mednec.errors import ResourceError

FOLDER = Path(__file__).resolve().parent / "language"
REGISTERS = ("prose", "short")
STATUS_SIGNS = {"+": "present", "-": "absent", "?": "possible", "~": "historical"}
POINTERS = frozenset({"rx", "img", "hep", "esi"})
_SPECIAL = re.compile(r"\\[\[\]]|\[|\]\(([^)]*)\)|\{(\w+)\}")
_RESERVED_EVERY = 3


@dataclass(frozen=True, slots=True)
class Meaning:
    """What marked words document: a pointer to the course or study at hand, or a concept with a status."""

    name: str
    status: str | None = None
    place: str | None = None
    side: str | None = None


@dataclass(frozen=True, slots=True)
class Slot:
    """A place to be filled; ``capital``: the filling begins a sentence."""

    name: str
    capital: bool


@dataclass(frozen=True, slots=True)
class Marked:
    """Parts that document something."""

    parts: tuple[Part, ...]
    meanings: tuple[Meaning, ...]


Part = str | Slot | Marked


@dataclass(frozen=True, slots=True)
class Phrasing:
    """One wording: ``id`` is group, register and place; ``slots`` what must be known to use it."""

    id: str
    parts: tuple[Part, ...]
    slots: frozenset[str]
    reserved: bool
    """Only the test split may use it."""
    shared: bool
    """Its list is too short to be divided."""


@dataclass(frozen=True, slots=True)
class Phrasebook:
    """All phrasings, and the plain words that fill their slots."""

    groups: Mapping[str, Mapping[str, tuple[Phrasing, ...]]]
    words: Mapping[str, Any]

    def options(self, group: str, register: str, split: str) -> list[Phrasing]:
        """The wordings of a group that a split may use; the other register stands in for one that is missing.

        Raises:
            KeyError: there is no such group.
        """
        registers = self.groups[group]
        phrasings = registers.get(register) or registers["prose"]
        test = split == "test"
        return [p for p in phrasings if p.shared or p.reserved == test]


@functools.cache
def load_phrasebook() -> Phrasebook:
    """The phrasebook of ``language/``.

    Raises:
        ResourceError: a file is missing or is no phrasebook.
    """
    groups: dict[str, dict[str, tuple[Phrasing, ...]]] = {}
    words: dict[str, Any] = {}
    for path in sorted(FOLDER.glob("*.yaml")):
        for name, entry in yaml.safe_load(path.read_text(encoding="utf-8")).items():
            if _is_group(entry):
                groups[name] = {r: _phrasings(f"{name}/{r}", lines) for r, lines in entry.items() if lines}
            else:
                words[name] = entry
    if not groups:
        raise ResourceError(f"the language of the corpus is missing: nothing in {FOLDER}")
    return Phrasebook(groups, words)


def deal(lines: Sequence[Any], split: str) -> list[Any]:
    """The lines of a plain list that a split may use, by the rule for phrasings."""
    if len(lines) < _RESERVED_EVERY:
        return list(lines)
    test = split == "test"
    return [line for number, line in enumerate(lines, 1) if (number % _RESERVED_EVERY == 0) == test]


def _is_group(entry: object) -> bool:
    return isinstance(entry, dict) and bool(entry) and set(entry) <= set(REGISTERS) and "prose" in entry


def _phrasings(name: str, lines: Sequence[str]) -> tuple[Phrasing, ...]:
    shared = len(lines) < _RESERVED_EVERY
    return tuple(
        Phrasing(f"{name}/{n}", *_parsed(line, name), not shared and n % _RESERVED_EVERY == 0, shared)
        for n, line in enumerate(lines, 1)
    )


def phrasing(text: str, name: str = "ad hoc") -> Phrasing:
    """One phrasing from its line, for forms that are laid out by code and belong to no split."""
    return Phrasing(name, *_parsed(text, name), reserved=False, shared=True)


def _parsed(line: str, name: str) -> tuple[tuple[Part, ...], frozenset[str]]:
    slots: set[str] = set()
    stack: list[list[Part]] = [[]]
    done = 0
    for match in _SPECIAL.finditer(line):
        _put(stack[-1], line[done : match.start()])
        done = match.end()
        sign = match.group()
        if sign.startswith("\\"):
            _put(stack[-1], sign[1:])
        elif sign == "[":
            stack.append([])
        elif sign.startswith("]"):
            if len(stack) == 1:
                raise ResourceError(f"{name}: a mark is closed that was not opened")
            inner = stack.pop()
            stack[-1].append(Marked(tuple(inner), tuple(map(_meaning, match.group(1).split(";")))))
        else:
            slot = match.group(2)
            slots.add(slot[0].lower() + slot[1:])
            stack[-1].append(Slot(slot[0].lower() + slot[1:], slot[0].isupper()))
    if len(stack) > 1:
        raise ResourceError(f"{name}: a mark is not closed")
    _put(stack[0], line[done:])
    return tuple(stack[0]), frozenset(slots)


def _put(parts: list[Part], text: str) -> None:
    if text:
        parts.append(text)


def _meaning(written: str) -> Meaning:
    name, *rest = written.split()
    if name in POINTERS:
        return Meaning(name)
    place = next((word[1:] for word in rest if word.startswith("@")), None)
    side = next((word.partition("=")[2] for word in rest if word.startswith("side=")), None)
    return Meaning(name, STATUS_SIGNS[rest[0]], place, side)
