"""Evidence as pandas data frames: one row a mention, a course of therapy or a study, with the same dtypes always.

Nulls are ``pd.NA``. Dates stay text, because notes give them as precisely as they know them ("2024", "2024-05").
pandas is imported on first use.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from mednec.evidence import DayRange, Evidence, Mention

if TYPE_CHECKING:
    import pandas as pd

_NOTE_COLUMNS = {"note_id": "string", "note_date": "string"}

_NAMED_BY = {
    "finding": "concept",
    "therapy": "therapy",
    "imaging": "modality",
    "disability_index": "index",
    "code": "code",
    "planned_intervention": "intervention",
    "procedure": "procedure",
    "consult": "specialty",
    "contraindication": "against",
    "lab": "test",
}

MENTION_COLUMNS: Mapping[str, str] = {
    **_NOTE_COLUMNS,  # of the note that says it, which in a packet is not the packet
    "kind": "string",  # finding | therapy | imaging | symptom_duration | complaint | pain_score | code | …
    "concept": "string",  # the finding's concept, the therapy's class, the study's modality, the code …
    "family": "string",  # of findings
    "region": "string",
    "document_status": "string",  # of the item as a whole; ``status`` is this mention's own
    "start": "Int64",
    "end": "Int64",
    "text": "string",
    "status": "string",
    "basis": "string",
    "generic": "boolean",
    "cue": "string",
    "side": "string",
    "section": "string",
    "rule": "string",
    "date": "string",
    "level": "string",
    "root": "string",
    "dermatome": "string",
    "muscle": "string",
    "grade": "string",
    "acuity": "string",
    "trend": "string",
    "effort_limited": "boolean",
    "attributed_to": "string",
    "detail": "string",  # JSON
}
"""Columns of ``mention_frame`` and ``Evidence.to_frame`` with their pandas dtypes."""

THERAPY_COLUMNS: Mapping[str, str] = {
    **_NOTE_COLUMNS,
    "therapy": "string",
    "agent": "string",
    "region": "string",
    "status": "string",
    "outcome": "string",
    "response": "string",
    "duration_days_min": "Float64",
    "duration_days_max": "Float64",
    "sessions": "Int64",
    "start_date": "string",
    "end_date": "string",
    "directed_by": "string",
    "active": "boolean",
    "reason": "string",
    "plan_given": "boolean",
    "plan_date": "string",
    "followed_up": "string",
    "over_the_counter": "boolean",
    "as_needed": "boolean",
    "same_episode": "boolean",
    "start": "Int64",  # of the first mention
    "end": "Int64",
    "mentions": "Int64",
}
"""Columns of ``therapy_frame`` with their pandas dtypes."""

IMAGING_COLUMNS: Mapping[str, str] = {
    **_NOTE_COLUMNS,
    "modality": "string",
    "region": "string",
    "status": "string",
    "date": "string",
    "result": "string",
    "contrast": "string",
    "is_requested_study": "boolean",
    "side": "string",
    "technique": "string",
    "levels": "string",  # a list in words: "C5-C6, C6-C7"
    "roots": "string",
    "diagnoses": "string",
    "change": "string",
    "reason": "string",
    "start": "Int64",  # of the first mention
    "end": "Int64",
    "mentions": "Int64",
}
"""Columns of ``imaging_frame`` with their pandas dtypes."""


def mention_frame(evidences: Iterable[Evidence]) -> pd.DataFrame:
    """One row a mention; columns and dtypes are those of ``MENTION_COLUMNS``, also when there is no mention."""
    return _frame((row for evidence in evidences for row in _mention_rows(evidence)), MENTION_COLUMNS)


def therapy_frame(evidences: Iterable[Evidence]) -> pd.DataFrame:
    """One row a course of therapy; columns and dtypes are those of ``THERAPY_COLUMNS``."""
    rows = (_item_row(e, t, THERAPY_COLUMNS, _days(t.duration_days)) for e in evidences for t in e.therapies)
    return _frame(rows, THERAPY_COLUMNS)


def imaging_frame(evidences: Iterable[Evidence]) -> pd.DataFrame:
    """One row a study; columns and dtypes are those of ``IMAGING_COLUMNS``."""
    return _frame((_item_row(e, s, IMAGING_COLUMNS, {}) for e in evidences for s in e.imaging), IMAGING_COLUMNS)


def _mention_rows(evidence: Evidence) -> Iterator[dict[str, Any]]:
    for kind, owner, mention in evidence.all_mentions():
        row = {name: getattr(mention, name, None) for name in MENTION_COLUMNS}
        row["note_id"] = mention.note_id or evidence.note_id
        row["note_date"] = evidence.note_date
        row["kind"] = kind
        row["concept"] = _concept(kind, owner)
        row["family"] = getattr(owner, "family", None)
        row["region"] = getattr(owner, "region", None)
        row["document_status"] = getattr(owner, "status", None)
        row["detail"] = json.dumps(mention.to_dict()["detail"], sort_keys=True) if mention.detail else None
        yield row


def _concept(kind: str, owner: Any) -> str:
    name = _NAMED_BY.get(kind)
    return kind if name is None else str(getattr(owner, name))


def _item_row(evidence: Evidence, item: Any, columns: Mapping[str, str], more: Mapping[str, Any]) -> dict[str, Any]:
    mentions: tuple[Mention, ...] = item.mentions
    first = min(mentions, key=lambda m: m.start, default=None)
    row = {name: _cell(getattr(item, name, None)) for name in columns if name != "mentions"}
    row |= {"note_id": (first.note_id if first else None) or evidence.note_id, "note_date": evidence.note_date}
    row |= {"start": first.start if first else None, "end": first.end if first else None, "mentions": len(mentions)}
    return row | dict(more)


def _cell(value: Any) -> Any:
    """A list as words in one cell, null where it is empty."""
    return (", ".join(value) or None) if isinstance(value, tuple) else value


def _days(days: DayRange | None) -> dict[str, float | None]:
    low, high = days or (None, None)
    return {"duration_days_min": low, "duration_days_max": high}


def _frame(rows: Iterable[Mapping[str, Any]], columns: Mapping[str, str]) -> pd.DataFrame:
    import pandas as pd

    held = list(rows)
    # The Python-backed string type holds any code point; an Arrow-backed one refuses a lone surrogate.
    types: dict[str, Any] = {"string": pd.StringDtype("python")}
    series = {
        name: pd.array([row[name] for row in held], dtype=types.get(dtype, dtype)) for name, dtype in columns.items()
    }
    return pd.DataFrame(series, columns=list(columns))
