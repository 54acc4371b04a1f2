"""Reflexes told place by place: "brisk in the arms but absent in the legs", "arms 2+, ankles not elicited"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from mednec.extraction.exam_places import Graded
from mednec.extraction.places import Place
from mednec.extraction.word_classes import WordClasses
from mednec.extraction.wordsets import word_set

_NUMBER = re.compile(r"([0-4])\+{0,2}(?:/4\+{0,2})?$")
_FILLING = word_set(
    "is are was were be been being the his her their its both all on in at of from over to for a an there they these "
    "those left right bilateral bilaterally only quite very somewhat slightly mildly markedly rather : - ( ) "
    "appear appeared seem seemed remain remained noted found felt judged tested graded throughout"
)
_CLAUSE_JOINTS = word_set(", ; and but while whereas with yet although though versus vs")


@dataclass(slots=True)
class _Row:
    """A value and the places it is told of, as far as they have been read."""

    values: list[tuple[int, int, float]] = field(default_factory=list)
    places: list[Place] = field(default_factory=list)

    def graded(self, words: Sequence[str]) -> Graded:
        """'Brisk and symmetric': symmetry beside another value adds nothing to it."""
        start, end, grade = next((v for v in self.values if v[2] != 2), self.values[0])
        return Graded(start, end, grade, grade, " ".join(words[start:end]), tuple(self.places), False, None)


@dataclass(frozen=True, slots=True)
class ReflexRows:
    """The tokens [start, end) from the subject to the last row, and what each row grades."""

    start: int = 0
    end: int = 0
    graded: tuple[Graded, ...] = ()

    def holds(self, token: int) -> bool:
        """Whether a token belongs to the list."""
        return self.start <= token < self.end


def reflex_rows(words: Sequence[str], places: Sequence[Place], classes: WordClasses) -> ReflexRows:
    """The first list of a segment that tells at least two rows, one of them in words; an empty one where none does."""
    for start, end in classes.reflex_subject.all(words):
        if start and words[start - 1] in classes.reflex_of_other_kind:
            continue
        rows = list(_rows(words, end, [p for p in places if p.limb], classes))
        if len(rows) > 1 and any(not words[v[0]][0].isdigit() for row in rows for v in row.values):
            graded = tuple(row.graded(words) for row in rows)
            return ReflexRows(start, max(graded[-1].end, graded[-1].places[-1].end), graded)
    return ReflexRows()


def _rows(words: Sequence[str], at: int, places: Sequence[Place], classes: WordClasses) -> Iterator[_Row]:
    """Rows from ``at`` on that are whole: each a value and its places, or places and their value."""
    row, value_first, joined = _Row(), None, False
    while at < len(words):
        place = next((p for p in places if p.start <= at < p.end), None)
        value = None if place else _value_at(words, at, classes)
        if place is not None:
            value_first = bool(row.values) if value_first is None else value_first
            if not value_first and row.values:
                yield row
                row = _Row()
            row.places.append(place)
            at, joined = place.end, False
        elif value is not None:
            value_first = not row.places if value_first is None else value_first
            if value_first and row.places:
                if not joined:
                    return  # "absent biceps, patellar 3+": the place told last has a value of its own
                yield row
                row = _Row()
            row.values.append(value)
            at, joined = value[1], False
        elif words[at] in _FILLING or words[at] in _CLAUSE_JOINTS:
            joined = joined or words[at] in _CLAUSE_JOINTS
            at += 1
        else:
            break
    if row.values and row.places:
        yield row


def _value_at(words: Sequence[str], at: int, classes: WordClasses) -> tuple[int, int, float] | None:
    for grade, phrases in (
        (0.0, classes.reflex_said_absent),
        (1.0, classes.reflex_said_low),
        (3.0, classes.reflex_said_brisk),
        (2.0, classes.reflex_said_normal),
    ):
        if (end := phrases.end_at(words, at)) is not None:
            return at, end, grade
    number = _NUMBER.match(words[at])
    return (at, at + 1, float(number[1])) if number else None
