"""Imaging over the documents of a case: the order, the report and its mention in the office note are one study."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from mednec.evidence import ImagingStudy
from mednec.extraction.documents import Source
from mednec.extraction.mentions import distinct

_PENDING = re.compile(
    r"\b(?:yet|pending|awaiting|authorized|approved|scheduled|still to be|not been performed)\b", re.I
)
_CURRENT = frozenset({"ed_note", "radiology_report"})
_EARLIER = re.compile(r"\b(?:prior|previous|old|outside|earlier|last|ago|comparison)\b", re.I)
_UNSPECIFIC = frozenset({None, "other"})


@dataclass(frozen=True, slots=True)
class StudyTelling:
    """A study as one document tells it, with its sentence."""

    study: ImagingStudy
    source: Source
    sentence: str = ""


@dataclass(slots=True)
class _History:
    study: ImagingStudy
    tellings: list[StudyTelling] = field(default_factory=list)

    @property
    def told(self) -> str | None:
        """The date of the last document that speaks of it."""
        return self.tellings[-1].source.date


def studies_over_time(tellings: Iterable[StudyTelling]) -> list[ImagingStudy]:
    """One ImagingStudy a study, in order of time."""
    ordered = sorted(map(_dated, tellings), key=_order)
    known: list[_History] = []
    for telling in ordered:
        home = next((h for h in reversed(known) if _same(h, telling)), None)
        if home is None:
            known.append(_History(telling.study, [telling]))
        else:
            home.study = _merged(home.study, telling)
            home.tellings.append(telling)
    return [replace(h.study, mentions=distinct(m for t in h.tellings for m in t.study.mentions)) for h in known]


def _order(telling: StudyTelling) -> tuple[bool, str, int, int, int]:
    """In order of documents; within one, what was done before what is ordered now, and the dated before the undated."""
    study, source = telling.study, telling.source
    rank = {"done": 0, "not_done": 1, "ordered": 2}.get(study.status, 3) + (study.date is None) * (
        study.status == "done"
    )
    return source.date is None, source.date or "", source.place, rank, study.mentions[0].start if study.mentions else 0


def _dated(telling: StudyTelling) -> StudyTelling:
    """A report, and what an emergency department did, is of its own day unless it says otherwise."""
    study, source = telling.study, telling.source
    own = study.status == "done" and study.date is None and source.date and source.type in _CURRENT
    if own and not _EARLIER.search(telling.sentence):
        return replace(telling, study=replace(study, date=source.date))
    return telling


def _same(history: _History, telling: StudyTelling) -> bool:
    old, new = history.study, telling.study
    if old.modality != new.modality or not _one_place(old.region, new.region):
        return False
    return _one_study(history, telling)


def _one_place(first: str | None, second: str | None) -> bool:
    return first == second or first in _UNSPECIFIC or second in _UNSPECIFIC


def _one_study(history: _History, telling: StudyTelling) -> bool:
    old, new = history.study, telling.study
    here = history.tellings[-1].source.id == telling.source.id
    if old.status == new.status:
        return old.status != "done" or _one_day(old.date, new.date)
    if telling.source.date is None and history.told is not None:
        return new.status == "ordered" and old.status == "not_done"
    if new.status == "done":
        ordered_on = history.told if old.status == "ordered" else None
        before = bool(new.date and ordered_on and new.date < ordered_on[: len(new.date)])
        return not here and not before
    if new.status == "not_done":
        return old.status == "ordered" and not here
    return old.status == "not_done"


def _one_day(first: str | None, second: str | None) -> bool:
    return first is None or second is None or first.startswith(second) or second.startswith(first)


def _merged(old: ImagingStudy, telling: StudyTelling) -> ImagingStudy:
    """What the later document adds; a study "not performed yet" stays ordered."""
    new = telling.study
    status = new.status if telling.source.dated or old.status == new.status else old.status
    if (old.status, new.status) == ("ordered", "not_done") and _PENDING.search(telling.sentence):
        status = "ordered"
    dates = sorted((d for d in (old.date, new.date) if d and status != "ordered"), key=len)
    return replace(
        old, status=status, region=old.region if old.region not in _UNSPECIFIC else new.region,
        date=dates[-1] if dates else None, result=_result(old, telling), contrast=old.contrast or new.contrast,
        is_requested_study=(old.is_requested_study or new.is_requested_study) and status == "ordered",
        side=old.side or new.side, technique=new.technique or old.technique, levels=_both(old.levels, new.levels),
        roots=_both(old.roots, new.roots), diagnoses=_both(old.diagnoses, new.diagnoses),
        change=new.change or old.change, reason=(new.reason or old.reason) if status == "not_done" else None,
    )  # fmt: skip


def _both(first: tuple[str, ...], second: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*first, *second)))


def _result(old: ImagingStudy, telling: StudyTelling) -> str | None:
    """The report's word before that of a note about it; abnormal before normal."""
    said = [r for r in (old.result, telling.study.result) if r]
    if telling.source.type == "radiology_report" and telling.study.result:
        return telling.study.result
    return "abnormal" if "abnormal" in said else said[0] if said else None
