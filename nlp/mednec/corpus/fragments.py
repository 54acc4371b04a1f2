"""Text that knows what it documents: every stretch written carries its statements, through joining and rewriting.

Spans are never searched for afterwards. A fragment is cut, joined, capitalised or misspelt by the operations here, and
each of them moves the marks along with the characters.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from mednec.corpus.statements import Statement


@dataclass(frozen=True, slots=True)
class Mark:
    """``text[start:end]`` documents ``statement``; ``day`` (ISO) of the visit it was said at, None: its document's."""

    start: int
    end: int
    statement: Statement
    day: str | None = None


@dataclass(frozen=True, slots=True)
class Edit:
    """Replace ``text[start:end]`` by ``new``."""

    start: int
    end: int
    new: str


@dataclass(frozen=True, slots=True)
class Fragment:
    """A piece of text and what it documents."""

    text: str = ""
    marks: tuple[Mark, ...] = ()

    def __add__(self, other: Fragment | str) -> Fragment:
        """The two in a row."""
        after = Fragment(other) if isinstance(other, str) else other
        return Fragment(self.text + after.text, self.marks + after.moved(len(self.text)))

    def __radd__(self, before: str) -> Fragment:
        """Plain text in front."""
        return Fragment(before) + self

    def __bool__(self) -> bool:
        return bool(self.text)

    def moved(self, by: int) -> tuple[Mark, ...]:
        """The marks as they lie when the text stands so many characters later."""
        return tuple(replace(m, start=m.start + by, end=m.end + by) for m in self.marks)

    def marked(self, statements: Iterable[Statement]) -> Fragment:
        """The same text, the whole of which documents these statements, too."""
        whole = tuple(Mark(0, len(self.text), statement) for statement in statements)
        return Fragment(self.text, self.marks + whole)

    def dated(self, day: str) -> Fragment:
        """The same text, as said at an earlier visit."""
        return Fragment(self.text, tuple(replace(mark, day=day) for mark in self.marks))

    def capitalised(self) -> Fragment:
        """The first character in upper case."""
        return Fragment(self.text[:1].upper() + self.text[1:], self.marks)

    def upper(self) -> Fragment:
        """All in capitals, save characters whose capital is longer than they are."""
        text = "".join(c.upper() if len(c.upper()) == 1 else c for c in self.text)
        return Fragment(text, self.marks)

    def rewritten(self, edits: Sequence[Edit]) -> Fragment:
        """The text after these edits (in order, not overlapping); marks keep to the words they stood on.

        A boundary inside a replaced stretch moves to the near end of its replacement, or stays where it is when the
        replacement is as long as what it replaces.
        """
        if not edits:
            return self
        pieces: list[str] = []
        done = 0
        for edit in edits:
            pieces += [self.text[done : edit.start], edit.new]
            done = edit.end
        text = "".join(pieces) + self.text[done:]
        moved = (replace(m, start=_moved(m.start, edits, False), end=_moved(m.end, edits, True)) for m in self.marks)
        return Fragment(text, tuple(m for m in moved if m.start < m.end))


def _moved(position: int, edits: Sequence[Edit], is_end: bool) -> int:
    shift = 0
    for edit in edits:
        if edit.end <= position:
            shift += len(edit.new) - (edit.end - edit.start)
        elif edit.start < position:
            if len(edit.new) == edit.end - edit.start:
                return position + shift
            return edit.start + shift + (len(edit.new) if is_end else 0)
        else:
            break
    return position + shift


def join(parts: Iterable[Fragment | str], separator: str = "") -> Fragment:
    """The parts in a row, with a separator between them."""
    text: list[str] = []
    marks: list[Mark] = []
    length = 0
    for part in parts:
        fragment = Fragment(part) if isinstance(part, str) else part
        if text and separator:
            text.append(separator)
            length += len(separator)
        marks += fragment.moved(length)
        text.append(fragment.text)
        length += len(fragment.text)
    return Fragment("".join(text), tuple(marks))


def listing(items: Sequence[Fragment], last: str = "and") -> Fragment:
    """A, B and C; ``last`` is the word before the final one."""
    if len(items) < 2:
        return join(items)
    return join(items[:-1], ", ") + f" {last} " + items[-1]
