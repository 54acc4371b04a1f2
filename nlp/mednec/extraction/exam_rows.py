"""Parts of the examination told place by place: "reflexes brisk in the arms but absent in the legs", "sensation: hands
reduced, feet normal".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from mednec.extraction.exam_places import Graded
from mednec.extraction.places import Place
from mednec.extraction.word_classes import WordClasses
from mednec.extraction.wordsets import word_set
from mednec.rules.phrase_class import PhraseClass

_FILLING = word_set(
    "is are was were be been being the his her their its both all on in at of from over to for a an there they these "
    "those it left right bilateral bilaterally only quite very somewhat slightly mildly markedly rather : - ( ) "
    "appear appeared appears seem seemed seems remain remained remains noted found felt judged tested graded throughout"
)
_CLAUSE_JOINTS = word_set(", ; and but while whereas with yet although though versus vs compared")
_SUBJECT_JOINTS = word_set(", and & / as well as the")
_NEGATORS = word_set("no not without never denies denied nor")
_DENIAL_REACH = 4
_REFLEX_GRADE = re.compile(r"([0-4])\+{0,2}(?:/4\+{0,2})?$")
_STRENGTH_GRADE = re.compile(r"([0-5])([-+]?)/5$")

_Value = tuple[int, int, float]


@dataclass(frozen=True, slots=True)
class _Part:
    """What is examined: how its values are written, in words and in numbers, and which of them is normal."""

    subject: PhraseClass
    said: tuple[tuple[float, PhraseClass], ...]
    number: re.Pattern[str] | None
    normal: float
    other_nouns: frozenset[str]
    """A place right before one of these is theirs."""

    def value_at(self, words: Sequence[str], at: int) -> _Value | None:
        """The value that begins at a token."""
        for grade, phrases in self.said:
            if (end := phrases.end_at(words, at)) is not None:
                return at, end, grade
        number = self.number.match(words[at]) if self.number else None
        return (at, at + 1, float(number[1]) - words[at][1:].startswith("-") / 2) if number else None


@dataclass(frozen=True, slots=True)
class ExamRows:
    """The concepts examined, the tokens [start, end) from their name to the last row, and what each row grades."""

    concepts: frozenset[str] = frozenset()
    start: int = 0
    end: int = 0
    graded: tuple[Graded, ...] = ()

    def holds(self, concept: str, token: int) -> bool:
        """Whether a token tells a concept in this list."""
        return self.start <= token < self.end and concept in self.concepts


@dataclass(slots=True)
class _Row:
    """A value and the places it is told of, as far as they have been read."""

    values: list[_Value] = field(default_factory=list)
    places: list[Place] = field(default_factory=list)
    last_joined: int = 0
    """The place before which the last joint of clauses stands."""

    def graded(self, words: Sequence[str], normal: float) -> Graded:
        """'Brisk and symmetric': symmetry beside another value adds nothing to it."""
        start, end, grade = next((v for v in self.values if v[2] != normal), self.values[0])
        return Graded(start, end, grade, grade, " ".join(words[start:end]), tuple(self.places), False, None)


REFLEXES = frozenset({"reflex_diminished", "hyperreflexia"})
STRENGTH = frozenset({"motor_weakness"})
SENSATION = frozenset({"sensory_deficit"})
_NONE = ExamRows()


def exam_rows(words: Sequence[str], places: Sequence[Place], classes: WordClasses) -> ExamRows:
    """The first list of a segment that tells two rows or limbs at least, one in words; an empty one where none does."""
    limbs = [p for p in places if p.limb in ("upper_limb", "lower_limb", "both")]
    if len(limbs) < 2:
        return _NONE
    for concepts, part in _parts(classes):
        for start, end in part.subject.all(words):
            found = _read(words, start, end, limbs, part)
            if found and not (start and words[start - 1] in classes.reflex_of_other_kind):
                return ExamRows(concepts, start, max(found[-1].end, found[-1].places[-1].end), found)
    return _NONE


def _parts(classes: WordClasses) -> Iterator[tuple[frozenset[str], _Part]]:
    in_words = ((5.0, classes.shared_value), (4.0, classes.shared_loss), (4.0, classes.row_loss))
    reflexes = (
        (0.0, classes.reflex_said_absent),
        (1.0, classes.reflex_said_low),
        (3.0, classes.reflex_said_brisk),
        (2.0, classes.reflex_said_normal),
    )
    nouns = classes.exam_item | classes.reflex_name | classes.strength_name | classes.row_noun
    yield REFLEXES, _Part(classes.reflex_subject, reflexes, _REFLEX_GRADE, 2, nouns)
    yield STRENGTH, _Part(classes.strength_subject, in_words, _STRENGTH_GRADE, 5, nouns)
    yield SENSATION, _Part(classes.sensation_subject, in_words, None, 5, nouns)


def _read(words: Sequence[str], start: int, end: int, limbs: Sequence[Place], part: _Part) -> tuple[Graded, ...]:
    row = _Row()
    ahead = next((v for i in range(max(0, start - 3), start) if (v := part.value_at(words, i)) and v[1] == start), None)
    if ahead:  # "reduced strength in the arms, normal in the legs"
        if not _NEGATORS.isdisjoint(words[max(0, ahead[0] - _DENIAL_REACH) : ahead[0]]):
            return ()
        row.values.append(ahead)
    rows = _Rows([row], value_first=True if ahead else None).read(words, end, limbs, part)
    in_words = any(not words[v[0]][0].isdigit() for r in rows for v in r.values)
    several = len(rows) > 1 or any(len({p.limb for p in r.places}) > 1 for r in rows)
    return tuple(r.graded(words, part.normal) for r in rows) if several and in_words else ()


@dataclass(slots=True)
class _Rows:
    """The rows read so far: each a value and its places (``value_first``), or places and their value."""

    rows: list[_Row]
    value_first: bool | None
    joined: bool = False
    """Whether a joint of clauses stands behind what was read last."""

    def read(self, words: Sequence[str], at: int, limbs: Sequence[Place], part: _Part) -> list[_Row]:
        """The whole rows from ``at`` on; none of a list that changes its order ("absent biceps, patellar 3+")."""
        while at < len(words):
            place = next((p for p in limbs if p.start <= at < p.end), None)
            value = None if place else part.value_at(words, at)
            if place is not None:
                self._add_place(place)
                at = place.end
            elif value is not None:
                if not self._add_value(value):
                    return []
                at = value[1]
            elif words[at] in _FILLING or words[at] in _CLAUSE_JOINTS:
                self.joined = self.joined or words[at] in _CLAUSE_JOINTS
                at += 1
            else:
                break
        self._end(words, at, part)
        return [r for r in self.rows if r.values and r.places]

    def _add_place(self, place: Place) -> None:
        if self.value_first is None:
            self.value_first = bool(self.rows[-1].values)
        if not self.value_first and self.rows[-1].values:
            self.rows.append(_Row())
        row = self.rows[-1]
        row.last_joined = len(row.places) if self.joined else row.last_joined
        row.places.append(place)
        self.joined = False

    def _add_value(self, value: _Value) -> bool:
        """Whether the value stands where one may stand: behind a place, it begins a row behind a joint only."""
        if self.value_first is None:
            self.value_first = not self.rows[-1].places
        if self.value_first and self.rows[-1].places:
            if not self.joined:
                return False
            self.rows.append(_Row())
        self.rows[-1].values.append(value)
        self.joined = False
        return True

    def _end(self, words: Sequence[str], at: int, part: _Part) -> None:
        row = self.rows[-1]
        if at < len(words) and words[at] in part.other_nouns and row.places and row.places[-1].end == at:
            row.places.pop()  # "normal in the arms, ankle jerks absent"
        if len(self.rows) > 1 and not row.places and (at >= len(words) or words[at] in (".", ";")):
            before = self.rows[-2]  # "full in the arms; in the legs, reduced"
            before.places, row.places = before.places[: before.last_joined], before.places[before.last_joined :]
