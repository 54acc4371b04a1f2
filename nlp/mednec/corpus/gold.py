"""Fold what the sentences of a case say into gold: findings, therapies, imaging, the length of the complaint.

One entry a (concept, region), by the guide's precedence: present over possible over absent over historical; one entry a
course and a study, where the latest document that says something decides. Spans are [document, start, end].
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from mednec.corpus.render import LIMB_CONCEPTS
from mednec.corpus.statements import FindingSaid, LengthSaid, Statement, StudySaid, TherapySaid
from mednec.evidence import STATUSES

_UNKNOWN = "unknown"
_THERAPY_VALUES = ("agent", "duration_days", "sessions", "start_date", "end_date", "outcome", "response", "directed_by")


@dataclass(frozen=True, slots=True)
class Placed:
    """A statement at its place; ``day`` (ISO) is the visit it speaks of: earlier than its document if copied."""

    statement: Statement
    document: str
    start: int
    end: int
    day: str

    @property
    def span(self) -> list[Any]:
        """The place as JSON has it."""
        return [self.document, self.start, self.end]


def fold(placed: Sequence[Placed]) -> dict[str, Any]:
    """Gold of a case, or of one document when only its statements are given."""
    return {
        "findings": _findings(placed),
        "therapies": _therapies(placed),
        "imaging": _imaging(placed),
        **_symptom_length(placed),
    }


# ----------------------------------------------------------------------------------------------------------- findings
def _findings(placed: Sequence[Placed]) -> list[dict[str, Any]]:
    groups: dict[tuple[str, str | None], list[tuple[Placed, FindingSaid]]] = {}
    for item in placed:
        said = item.statement
        if isinstance(said, FindingSaid):
            groups.setdefault((said.concept, said.region), []).append((item, said))
    _fold_denials(groups)
    return [_finding(members) for _, members in sorted(groups.items(), key=lambda group: str(group[0]))]


def _fold_denials(groups: dict[tuple[str, str | None], list[tuple[Placed, FindingSaid]]]) -> None:
    """A denial without a limb belongs to the limb for which the same is denied; readers of real notes do so."""
    for concept in LIMB_CONCEPTS:
        unplaced = groups.get((concept, None), [])
        limbs = [members for (c, region), members in groups.items() if c == concept and region is not None]
        denied = next((members for members in limbs if any(said.status == "absent" for _, said in members)), None)
        if denied is None or any(said.status != "absent" for _, said in unplaced):
            continue
        denied += unplaced
        groups.pop((concept, None), None)


def _finding(members: Sequence[tuple[Placed, FindingSaid]]) -> dict[str, Any]:
    status = min((said.status for _, said in members), key=STATUSES.index)
    deciding = [(item, said) for item, said in members if said.status == status]
    first = deciding[0][1]
    others = [[said.status, *item.span] for item, said in members if said.status != status]
    return {
        "concept": first.concept,
        "region": first.region,
        "status": status,
        "side": _sides(said.side for _, said in deciding),
        "level": _first(said.level for _, said in deciding),
        "root": _first(said.root for _, said in deciding),
        "grade": min((said.grade for _, said in deciding if said.grade), key=power, default=None),
        "spans": _spans(item for item, _ in deciding),
    } | ({"others": others} if others else {})


def power(grade: str) -> float:
    """A motor grade as a number, for comparison: "4-/5" lies below "4/5"."""
    head = grade.partition("/")[0]
    return int(head[0]) + {"-": -0.3, "+": 0.3}.get(head[1:2], 0.0)


def _sides(sides: Iterable[str | None]) -> str | None:
    known = {side for side in sides if side}
    return None if not known else known.pop() if len(known) == 1 else "bilateral"


def _first(values: Iterable[Any]) -> Any:
    return next((value for value in values if value is not None), None)


def _spans(items: Iterable[Placed]) -> list[list[Any]]:
    unique = dict.fromkeys((item.document, item.start, item.end) for item in items)
    return [list(span) for span in unique]


# ------------------------------------------------------------------------------------------------ therapies and imaging
def _therapies(placed: Sequence[Placed]) -> list[dict[str, Any]]:
    courses: dict[str, list[tuple[Placed, TherapySaid]]] = {}
    for item in placed:
        said = item.statement
        if isinstance(said, TherapySaid):
            courses.setdefault(said.course, []).append((item, said))
    return [_therapy(members) for members in courses.values()]


def _therapy(members: Sequence[tuple[Placed, TherapySaid]]) -> dict[str, Any]:
    latest_first = sorted(members, key=lambda member: member[0].day, reverse=True)
    status = latest_first[0][1].status
    # What an earlier document said of a course that has since taken another status (an order, a course under way)
    # describes that status: dates and director hold, lengths, counts and results do not.
    current = [said for _, said in latest_first if said.status == status]
    lasting = [said for _, said in latest_first]
    newest = latest_first[0][1]
    entry: dict[str, Any] = {"therapy": newest.therapy, "region": newest.region, "status": status}
    for name in _THERAPY_VALUES:
        source = lasting if name in ("agent", "start_date", "directed_by") else current
        entry[name] = _telling(getattr(said, name) for said in source)
    entry["outcome"] = entry["outcome"] or _UNKNOWN
    entry["response"] = entry["response"] or _UNKNOWN
    entry["directed_by"] = entry["directed_by"] or _UNKNOWN
    if status in ("planned", "declined", "not_done"):
        entry["duration_days"] = None
    entry["duration_days"] = _range(entry["duration_days"])
    return entry | {"course": newest.course, "spans": _spans(item for item, _ in members)}


def _telling(values: Iterable[Any]) -> Any:
    return next((value for value in values if value is not None and value != _UNKNOWN), None)


def _range(days: tuple[float | None, float | None] | None) -> list[float | int | None] | None:
    return None if days is None else [_whole(bound) for bound in days]


def _whole(days: float | None) -> float | int | None:
    return int(days) if days is not None and float(days).is_integer() else None if days is None else round(days, 1)


def _imaging(placed: Sequence[Placed]) -> list[dict[str, Any]]:
    studies: dict[str, list[tuple[Placed, StudySaid]]] = {}
    for item in placed:
        said = item.statement
        if isinstance(said, StudySaid):
            studies.setdefault(said.study, []).append((item, said))
    return [_study(members) for members in studies.values()]


def _study(members: Sequence[tuple[Placed, StudySaid]]) -> dict[str, Any]:
    first = members[0][1]
    dates = [said.date for _, said in members if said.date]
    return {
        "modality": first.modality,
        "region": first.region,
        "status": first.status,
        # The fullest of the dates that were written.
        "date": max(dates, key=len, default=None),
        "result": _first(said.result for _, said in members),
        "study": first.study,
        "spans": _spans(item for item, _ in members),
    }


def _symptom_length(placed: Sequence[Placed]) -> dict[str, Any]:
    lengths = [(item, item.statement.days) for item in placed if isinstance(item.statement, LengthSaid)]
    if not lengths:
        return {"symptom_duration_days": None, "symptom_duration_spans": []}
    latest = max(item.day for item, _ in lengths)
    today = [(item, days) for item, days in lengths if item.day == latest]
    return {
        "symptom_duration_days": _range(today[0][1]),
        "symptom_duration_spans": _spans(item for item, _ in today),
    }
