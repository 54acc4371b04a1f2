"""Evidence and assessments as rows of the tidy tables: plain dictionaries with the columns of ``interop.columns``."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from mednec.evidence import DayRange, Evidence, Mention
from mednec.interop.columns import (
    ASSESSMENT_COLUMNS,
    FINDING_COLUMNS,
    IMAGING_COLUMNS,
    MENTION_COLUMNS,
    REQUIREMENT_COLUMNS,
    THERAPY_COLUMNS,
    Columns,
)

if TYPE_CHECKING:
    from mednec.criteria.assessment import Assessment, Quote, RequirementResult

Row = dict[str, Any]

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
_OPEN = ("undocumented", "conflicting")


def evidence_rows(evidence: Evidence) -> dict[str, list[Row]]:
    """The rows of one note (or packet) in each table of extraction."""
    rows = {
        "mentions": list(_mention_rows(evidence)),
        "findings": [_item_row(evidence, f, FINDING_COLUMNS) for f in evidence.findings],
        "therapies": [
            _item_row(evidence, t, THERAPY_COLUMNS) | _days("duration_days", t.duration_days)
            for t in evidence.therapies
        ],
        "imaging": [_item_row(evidence, s, IMAGING_COLUMNS) for s in evidence.imaging],
    }
    return {"notes": [_note_row(evidence, {name: len(found) for name, found in rows.items()})], **rows}


def assessment_rows(assessments: Iterable[Assessment], note_id: str | None) -> dict[str, list[Row]]:
    """The rows of the answers to one note in each table of assessment."""
    answers = list(assessments)
    return {
        "assessments": [_assessment_row(a, note_id) for a in answers],
        "requirements": [_requirement_row(a, r, note_id) for a in answers for r in a.requirements],
    }


def _note_row(evidence: Evidence, counts: Mapping[str, int]) -> Row:
    present = sorted({f.concept for f in evidence.findings if f.status == "present"})
    return {
        "note_id": evidence.note_id,
        "note_date": evidence.note_date,
        "engine_version": evidence.engine_version,
        "rules_digest": evidence.rules_digest,
        **_days("symptom_duration_days", evidence.symptom_duration_days),
        "age": evidence.patient.age,
        "sex": evidence.patient.sex,
        "present": _words(present),
        **counts,
        "warnings": _words(sorted({w.code for w in evidence.warnings})),
    }


def _mention_rows(evidence: Evidence) -> Iterator[Row]:
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


def _item_row(evidence: Evidence, item: Any, columns: Columns) -> Row:
    mentions: tuple[Mention, ...] = item.mentions
    first = min(mentions, key=lambda m: m.start, default=None)
    row = {name: _cell(getattr(item, name, None)) for name in columns}
    row |= {"note_id": (first.note_id if first else None) or evidence.note_id, "note_date": evidence.note_date}
    return row | {"start": first and first.start, "end": first and first.end, "mentions": len(mentions)}


def _assessment_row(answer: Assessment, note_id: str | None) -> Row:
    states = [r.state for r in answer.requirements]
    return {name: _cell(getattr(answer, name, None)) for name in ASSESSMENT_COLUMNS} | {
        "note_id": note_id,
        "denial_vectors": _words([reason.vector for reason in answer.denial_reasons]),
        "coding_problems": _words([problem.kind for problem in answer.coding]),
        "open_questions": "\n".join(answer.open_questions) or None,
        "reviewer": answer.reviewer.name if answer.reviewer else None,
        "requirements_met": states.count("met"),
        "requirements_open": sum(states.count(state) for state in _OPEN),
        "requirements_not_met": states.count("not_met"),
    }


def _requirement_row(answer: Assessment, result: RequirementResult, note_id: str | None) -> Row:
    first, against = _first(result.evidence), _first(result.opposing)
    fix = next((f for f in answer.fixes if f.requirement == result.id), None)
    return {name: _cell(getattr(result, name, None)) for name in REQUIREMENT_COLUMNS} | {
        "note_id": note_id,
        "payer": answer.payer,
        "criteria_set": answer.criteria_set,
        "requirement": result.id,
        "detail": result.detail or None,
        "start": first and first.start,
        "end": first and first.end,
        "quote": first and first.text,
        "supporting": len(result.evidence),
        "opposing": len(result.opposing),
        "opposing_quote": against and against.text,
        "fix": fix and fix.document,
        "risk_after": fix and fix.risk_after,
    }


def _first(quotes: Sequence[Quote]) -> Quote | None:
    return quotes[0] if quotes else None


def _cell(value: Any) -> Any:
    """A list as words in one cell, null where it is empty."""
    return _words(value) if isinstance(value, tuple) else value


def _words(values: Iterable[Any]) -> str | None:
    return ", ".join(map(str, values)) or None


def _days(name: str, days: DayRange | None) -> Row:
    low, high = days or (None, None)
    return {f"{name}_min": low, f"{name}_max": high}
