"""Measure linking: gold courses of therapy paired one to one with extracted ones, and what each pair says of itself.

Metrics of whole classes ask whether a length of physical therapy was found at all; these ask whether the length, the
drug, the dates, the result and the region stand at the course they belong to.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from mednec.corpus.metrics import Disagreement, NoteScore, as_range, close
from mednec.corpus.places import Item, Quoted, gold_places, mention_places, overlap, spans_of

COURSES = "link_course"
LINKED = (
    "status", "duration_days", "agent", "start_date", "end_date", "sessions", "outcome", "response", "region",
    "directed_by",
)  # fmt: skip
"""What is compared in a pair, where gold was annotated for it."""

LINK_METRICS = (COURSES, *(f"link_{name}" for name in LINKED))
_SILENT = (None, "unknown")


def score_linking(score: NoteScore, text: str, gold: Item, predicted: Item) -> None:
    """Add the pairs of courses of one note or case to its counts and disagreements."""
    wanted, found = gold.get("therapies", []), predicted.get("therapies", [])
    pairs = list(_pairs(text, wanted, found))
    score.add(COURSES, tp=len(pairs), fp=len(found) - len(pairs), fn=len(wanted) - len(pairs))
    for want in _left(wanted, [want for want, _ in pairs]):
        _differ(score, COURSES, want["therapy"], want["status"], None, tuple(gold_places(text, want)), ())
    for got in _left(found, [got for _, got in pairs]):
        _differ(score, COURSES, got["therapy"], None, got["status"], (), tuple(mention_places(got)))
    for want, got in pairs:
        for name in LINKED:
            if name in want:
                _compare(score, name, want, got, text)


def _pairs(text: str, wanted: Sequence[Item], found: Sequence[Item]) -> Iterator[tuple[Item, Item]]:
    """Best pairs first: same class, and the same words of the note or at least the same status."""
    candidates = sorted(
        (-likeness, i, j)
        for i, want in enumerate(wanted)
        for j, got in enumerate(found)
        if (likeness := _likeness(text, want, got))
    )
    taken: tuple[set[int], set[int]] = set(), set()
    for _, i, j in candidates:
        if i not in taken[0] and j not in taken[1]:
            taken[0].add(i)
            taken[1].add(j)
            yield wanted[i], found[j]


def _likeness(text: str, want: Item, got: Item) -> int:
    """0 for courses that cannot be the same; the words weigh more than the status, and that more than the rest."""
    if want["therapy"] != got["therapy"]:
        return 0
    words = overlap(spans_of(gold_places(text, want)), spans_of(mention_places(got)))
    status: bool = want["status"] == got["status"]
    if not words and not status:
        return 0
    same = sum(_agree(name, want.get(name), got.get(name)) for name in ("agent", "region", "duration_days"))
    return 8 * words + 4 * status + same


def _compare(score: NoteScore, name: str, want: Mapping[str, Any], got: Mapping[str, Any], text: str) -> None:
    asked, said = _told(name, want[name]), _told(name, got.get(name))
    metric = f"link_{name}"
    if _agree(name, asked, said):
        score.add(metric, tp=int(asked is not None))
        return
    score.add(metric, fp=int(said is not None), fn=int(asked is not None))
    places = tuple(gold_places(text, want)), tuple(mention_places(got))
    _differ(score, metric, want["therapy"], asked, said, *places)


def _left(courses: Sequence[Item], paired: Sequence[Item]) -> Iterator[Item]:
    """The courses without a partner."""
    return (course for course in courses if not any(course is one for one in paired))


def _differ(
    score: NoteScore,
    metric: str,
    therapy: str,
    asked: Any,
    said: Any,
    told: tuple[Quoted, ...],
    read: tuple[Quoted, ...],
) -> None:
    score.disagreements.append(Disagreement(score.note_id, metric, (therapy,), asked, said, told, read))


def _told(name: str, value: Any) -> Any:
    if name == "duration_days":
        return as_range(value)
    return None if value in _SILENT else value


def _agree(name: str, asked: Any, said: Any) -> bool:
    asked, said = _told(name, asked), _told(name, said)
    if asked is None or said is None:
        return asked is said
    if name == "duration_days":
        return close(said, asked)
    return str(asked).casefold() == str(said).casefold()
