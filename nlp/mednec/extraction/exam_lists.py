"""Lists of parts of the examination that share one value and one place: "the legs had normal tone and power"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from mednec.extraction.places import Place
from mednec.extraction.word_classes import WordClasses
from mednec.extraction.wordsets import word_set

_JOINTS = word_set(", and or nor / & +")
_DETERMINERS = word_set("the his her both all four bilateral left right entire")
_TO_ITEMS = word_set("in for to of")
_TO_PLACE = word_set("in of at over on throughout")
_COPULAS = word_set(
    "is are was were be all both also found noted appeared appears remain remained remains grossly to : -"
)
_HEAD_LINKS = word_set(
    "had has have is are was were with showed shows show revealed reveals reveal demonstrated demonstrates exhibit "
    "exhibited there : - – grossly entirely all both also examination exam on the"
)
_NEGATORS = word_set("no not never without nor denies denied denying")
_AFTER_LIST = word_set(
    ". ; , ) ( in of at over on throughout bilaterally with and but to except both all without as while below from"
)
_PLACE_REACH = 7
_DENIAL_REACH = 3


@dataclass(frozen=True)
class ExamList:
    """The tokens [start, end) of the parts, those of their value, what it says of them, and where the list is about."""

    start: int
    end: int
    value: tuple[int, int]
    status: str
    places: tuple[Place, ...]


def exam_lists(words: Sequence[str], places: Sequence[Place], classes: WordClasses) -> tuple[ExamList, ...]:
    """The lists of a segment whose parts are all normal (status absent) or all reduced (present); none of the spine
    ("decreased range of motion and strength of the lumbar spine").
    """
    limbs = [p for p in places if p.limb in ("upper_limb", "lower_limb", "both")]
    trunk = [p for p in places if p not in limbs]
    return tuple(
        found
        for parts in _runs(words, classes)
        if (found := _valued(words, parts, limbs, classes)) and not _places_behind(words, found.end, trunk)
    )


def _runs(words: Sequence[str], classes: WordClasses) -> Iterator[list[tuple[int, int]]]:
    """Parts of the examination in a row, with nothing but joints between them."""
    i = 0
    while i < len(words):
        parts = []
        end = classes.exam_part.end_at(words, i)
        while end is not None:
            parts.append((i, end))
            joint = _skip(words, end, _JOINTS)
            i = _skip(words, joint, _DETERMINERS)
            end = classes.exam_part.end_at(words, i) if end < joint and i < len(words) else None
        if len(parts) > 1:
            yield parts
        i = parts[-1][1] if parts else i + 1


def _valued(
    words: Sequence[str], parts: list[tuple[int, int]], limbs: Sequence[Place], classes: WordClasses
) -> ExamList | None:
    return _value_first(words, parts, limbs, classes) or _value_last(words, parts, limbs, classes)


def _value_first(
    words: Sequence[str], parts: list[tuple[int, int]], limbs: Sequence[Place], classes: WordClasses
) -> ExamList | None:
    """'Normal tone, power and reflexes in the legs', 'the legs were normal in tone and power'."""
    start = parts[0][0]
    value, status = _value_before(words, start, classes)
    if value is None and start and words[start - 1] in _TO_ITEMS:
        value, status = _value_before(words, start - 1, classes)
    if value is None or not _NEGATORS.isdisjoint(words[max(0, value[0] - _DENIAL_REACH) : value[0]]):
        return None
    if parts[-1][1] < len(words) and words[parts[-1][1]] not in _AFTER_LIST:
        parts = parts[:-1]  # "normal strength and tone, reflexes 2+": the last one has a value of its own
    if len(parts) < 2:
        return None
    end = parts[-1][1]
    shared = _places_behind(words, end, limbs) or _places_ahead(words, value[0], limbs)
    return ExamList(start, end, value, status, shared)


def _value_before(words: Sequence[str], end: int, classes: WordClasses) -> tuple[tuple[int, int] | None, str]:
    for start in range(max(0, end - 3), end):
        if classes.shared_value.end_at(words, start) == end:
            return (start, end), "absent"
        if classes.shared_loss.end_at(words, start) == end:
            return (start, end), "present"
    return None, ""


def _value_last(
    words: Sequence[str], parts: list[tuple[int, int]], limbs: Sequence[Place], classes: WordClasses
) -> ExamList | None:
    """'Tone, power and reflexes in the legs were normal', 'Arms: tone and power intact'."""
    start, end = parts[0][0], parts[-1][1]
    told = _places_behind(words, end, limbs)
    at = _skip(words, told[-1].end if told else end, _COPULAS)
    if at >= len(words):
        return None
    normal_end = classes.shared_value.end_at(words, at)
    value_end = normal_end or classes.shared_loss.end_at(words, at)
    if value_end is None:
        return None
    if normal_end is None and not _NEGATORS.isdisjoint(words[max(0, start - _DENIAL_REACH) : start]):
        return None
    if start and words[start - 1] in classes.value_lost | classes.value_kept:
        parts = parts[1:]  # "reduced power, tone and sensation normal"
    if len(parts) < 2:
        return None
    start = parts[0][0]
    shared = told or _places_behind(words, value_end, limbs, bare=True) or _places_ahead(words, start, limbs)
    return ExamList(start, end, (at, value_end), "absent" if normal_end else "present", shared)


def _places_behind(words: Sequence[str], end: int, limbs: Sequence[Place], *, bare: bool = False) -> tuple[Place, ...]:
    """'… in the arms and legs': where a list is, told behind it; ``bare``: with no preposition ("normal both legs")."""
    if end >= len(words) or (words[end] not in _TO_PLACE and not bare):
        return ()
    found: list[Place] = []
    at = _skip(words, end + (words[end] in _TO_PLACE), _DETERMINERS)
    for place in limbs:
        if end <= place.start <= at < place.end or place.start == at:
            found.append(place)
            joints = _JOINTS - {","} if bare else _JOINTS  # "normal both legs, arms not tested"
            at = _skip(words, _skip(words, place.end, joints), _DETERMINERS)
    return tuple(found) if found and found[0].start - end <= _PLACE_REACH else ()


def _places_ahead(words: Sequence[str], start: int, limbs: Sequence[Place]) -> tuple[Place, ...]:
    """'The legs had …', 'Arms: …': where a list is, told as its subject."""
    found: list[Place] = []
    at = start
    for place in reversed(limbs):
        links = _HEAD_LINKS if not found else _JOINTS | _DETERMINERS
        if place.end <= at and links.issuperset(words[place.end : at]):
            found.append(place)
            at = place.start
    return tuple(reversed(found))


def _skip(words: Sequence[str], at: int, skipped: frozenset[str]) -> int:
    while at < len(words) and words[at] in skipped:
        at += 1
    return at
