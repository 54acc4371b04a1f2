"""Complaints, scores, encounters, the patient, the order and the rest over the documents of a case.

Lists stand one after the other, in order of time, the same entry once; a complaint and a planned intervention are one
over all documents, as told last; single values are those of the latest document that knows them.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from mednec.evidence import (
    Complaint,
    Consult,
    Contraindication,
    DayRange,
    Encounter,
    Lab,
    PainScore,
    PlannedIntervention,
    Procedure,
    Value,
)
from mednec.extraction.consults import merged_consult, same_consult
from mednec.extraction.contraindications import merged_contraindication, same_contraindication
from mednec.extraction.documents import Source
from mednec.extraction.labs import merged_lab, same_lab
from mednec.extraction.mentions import distinct
from mednec.extraction.procedures import merged_procedure, same_procedure

Told = tuple[Source, Mapping[str, Any]]


def facts_over_time(told: Sequence[Told], latest: str | None) -> dict[str, Any]:
    """The merged fields; ``told`` is in order of time, undated documents last, ``latest`` the date of the last one."""
    by_weight = [t for t in told if not t[0].dated] + [t for t in told if t[0].dated]
    merged: dict[str, Any] = {}
    for name, sample in told[0][1].items():
        if isinstance(sample, tuple):
            merged[name] = _listed([(source, item) for source, facts in by_weight for item in facts[name]], latest)
        else:
            merged[name] = _latest_known([facts[name] for _, facts in by_weight])
    return merged


def days_between(first: str | None, last: str | None) -> float:
    """Days from one full date to another; 0 when either is not."""
    try:
        return float((date.fromisoformat(last or "") - date.fromisoformat(first or "")).days)
    except ValueError:
        return 0.0


def _listed(items: Sequence[tuple[Source, Any]], latest: str | None) -> tuple[Any, ...]:
    kept: list[Any] = []
    equal: dict[object, int] = {}
    for item in (_in_time(source, item, latest) for source, item in items):
        one = _ONE.get(type(item))
        bare = replace(item, mentions=()) if hasattr(item, "mentions") else item
        at = equal.get(bare) if one is None else next((n for n, known in enumerate(kept) if one(known, item)), None)
        if at is None:
            equal[bare] = len(kept)
            kept.append(item)
        else:
            kept[at] = _updated(kept[at], item)
    return tuple(kept)


def _in_time(source: Source, item: Any, latest: str | None) -> Any:
    """An encounter or score without a date is of its document; a complaint has grown older since."""
    if isinstance(item, Encounter | PainScore | Lab) and item.date is None:
        return replace(item, date=source.date)
    if isinstance(item, Complaint) and item.duration_days:
        return replace(item, duration_days=_aged(item.duration_days, days_between(source.date, latest)))
    if isinstance(item, Procedure) and item.days_ago:
        return replace(item, days_ago=_aged(item.days_ago, days_between(source.date, latest)))
    return item


def _aged(days: DayRange, more: float) -> DayRange:
    low, high = days
    return None if low is None else low + more, None if high is None else high + more


def _updated(known: Any, item: Any) -> Any:
    """What is told later in place of what was told before; mentions of both."""
    if not isinstance(item, Value) or not hasattr(item, "mentions"):
        return known
    fold = _FOLD.get(type(item))
    if fold is not None:
        return fold(known, item)
    names = (f.name for f in dataclasses.fields(item) if f.name != "mentions")  # type: ignore[arg-type]
    fields = {name: new for name in names if (new := getattr(item, name)) is not None}
    if isinstance(known, Complaint) and known.pattern == "radicular":
        fields["pattern"] = "radicular"
    return replace(known, **fields, mentions=distinct((*known.mentions, *item.mentions)))


def _one_complaint(first: Complaint, second: Complaint) -> bool:
    return first.region == second.region and _agree(first.side, second.side)


def _one_intervention(first: PlannedIntervention, second: PlannedIntervention) -> bool:
    pairs = ((first.region, second.region), (first.level, second.level), (first.side, second.side))
    return first.intervention == second.intervention and all(_agree(a, b) for a, b in pairs)


def _agree(first: object, second: object) -> bool:
    return first is None or second is None or first == second


_ONE: Mapping[type, Callable[[Any, Any], bool]] = {
    Complaint: _one_complaint,
    PlannedIntervention: _one_intervention,
    Procedure: same_procedure,
    Consult: same_consult,
    Lab: same_lab,
    Contraindication: same_contraindication,
}
_FOLD: Mapping[type, Callable[[Any, Any], Any]] = {
    Procedure: merged_procedure,
    Consult: merged_consult,
    Lab: merged_lab,
    Contraindication: merged_contraindication,
}


def _latest_known(values: Sequence[Any]) -> Any:
    """Field by field the last value that is not the default; mentions of all."""
    last = values[-1]
    if not isinstance(last, Value):
        return next((v for v in reversed(values) if v), last)
    default = type(last)()
    known: dict[str, Any] = {}
    for name in (f.name for f in dataclasses.fields(last)):  # type: ignore[arg-type]
        blank = getattr(default, name)
        known[name] = next((v for one in reversed(values) if (v := getattr(one, name)) != blank), blank)
    known["mentions"] = tuple(m for one in values for m in one.mentions)
    return type(last)(**known)
