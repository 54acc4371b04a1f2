"""The tidy tables of a batch: every table's columns with their pandas dtypes, the same with rows and without.

Nulls are nulls, never words. Dates stay text, because notes give them as precisely as they know them ("2024",
"2024-05", "2024-05-02"). Lists of codes are words with commas between them ("C5-C6, C6-C7"). ``note_id`` joins tables.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

Columns = Mapping[str, str]

_NOTE: Columns = {"note_id": "string", "note_date": "string"}
_PLACE: Columns = {
    "start": "Int64",  # of the first mention, in code points of the note
    "end": "Int64",
    "mentions": "Int64",  # how many places say so
}

NOTE_COLUMNS: Columns = {
    **_NOTE,  # the date that was given, else the one the note gives itself
    "engine_version": "string",
    "rules_digest": "string",  # of the rules that read the note
    "symptom_duration_days_min": "Float64",
    "symptom_duration_days_max": "Float64",
    "age": "Float64",  # years
    "sex": "string",
    "present": "string",  # concepts of the findings that are present
    "findings": "Int64",  # rows of the note in the other tables
    "therapies": "Int64",
    "imaging": "Int64",
    "mentions": "Int64",
    "warnings": "string",  # codes, such as contradiction
}
"""One row a note that was read."""

MENTION_COLUMNS: Columns = {
    **_NOTE,  # of the note that says it, which in a packet is not the packet
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
"""One row a mention: a place in the text that carries evidence."""

FINDING_COLUMNS: Columns = {
    **_NOTE,
    "concept": "string",
    "family": "string",
    "region": "string",
    "status": "string",  # present | possible | absent | historical, by precedence over all mentions
    "current_status": "string",
    "trajectory": "string",  # new | worsening | stable | improving | resolved
    "side": "string",
    "level": "string",
    "root": "string",
    "grade": "string",  # the worst
    **_PLACE,
}
"""One row a finding: a concept and region of a note, rolled up."""

THERAPY_COLUMNS: Columns = {
    **_NOTE,
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
    **_PLACE,
}
"""One row a course of therapy."""

IMAGING_COLUMNS: Columns = {
    **_NOTE,
    "modality": "string",
    "region": "string",
    "status": "string",
    "date": "string",
    "result": "string",
    "contrast": "string",
    "is_requested_study": "boolean",
    "side": "string",
    "technique": "string",
    "levels": "string",
    "roots": "string",
    "diagnoses": "string",
    "change": "string",
    "reason": "string",
    **_PLACE,
}
"""One row a study, done, ordered or explicitly not done."""

ASSESSMENT_COLUMNS: Columns = {
    "note_id": "string",
    "payer": "string",
    "criteria_set": "string",  # null: no set of the payer covers the study
    "criteria_version": "string",
    "as_of": "string",
    "cpt": "string",
    "decision": "string",  # meets | does_not_meet | insufficient_documentation; null for a guideline
    "confidence": "string",  # high | medium | low
    "pathway": "string",
    "rating": "string",  # of a guideline
    "variant": "string",
    "denial_risk": "Float64",  # a probability, null with a reason
    "denial_risk_low": "Float64",
    "denial_risk_high": "Float64",
    "risk_band": "string",
    "risk_reason": "string",
    "denial_vectors": "string",  # DV02, DV05
    "coding_problems": "string",  # kinds
    "open_questions": "string",  # one a line
    "reviewer": "string",
    "authorization_required": "boolean",
    "emergency_notice": "string",
    "requirements_met": "Int64",
    "requirements_open": "Int64",  # undocumented or conflicting
    "requirements_not_met": "Int64",
}
"""One row a note and payer. A person decides; nothing here is a denial or an approval."""

REQUIREMENT_COLUMNS: Columns = {
    "note_id": "string",
    "payer": "string",
    "criteria_set": "string",
    "pathway": "string",  # null for a gate
    "requirement": "string",
    "text": "string",
    "state": "string",  # met | not_met | undocumented | conflicting | waived | not_applicable
    "margin_days": "Float64",  # documented days above the threshold, negative below it
    "detail": "string",
    "start": "Int64",  # of the first words for it
    "end": "Int64",
    "quote": "string",
    "supporting": "Int64",  # places for it, places against it
    "opposing": "Int64",
    "opposing_quote": "string",
    "waived_by": "string",
    "question": "string",
    "fix": "string",  # what the note would have to say, if it is true
    "risk_after": "Float64",  # with that fix
    "provenance": "string",
    "source": "string",
    "confidence": "string",
}
"""One row a requirement of an open pathway, or a gate, of an assessment."""

ERROR_COLUMNS: Columns = {
    "note_id": "string",  # null where the row has none
    "row": "Int64",  # of the input, 1 the first
    "stage": "string",  # row | extract | assess
    "code": "string",  # stable
    "reason": "string",  # never a note's words
}
"""One row a note that could not be read or not be assessed."""

EXTRACTION_TABLES: Mapping[str, Columns] = MappingProxyType(
    {
        "notes": NOTE_COLUMNS,
        "mentions": MENTION_COLUMNS,
        "findings": FINDING_COLUMNS,
        "therapies": THERAPY_COLUMNS,
        "imaging": IMAGING_COLUMNS,
    }
)
ASSESSMENT_TABLES: Mapping[str, Columns] = MappingProxyType(
    {"assessments": ASSESSMENT_COLUMNS, "requirements": REQUIREMENT_COLUMNS}
)
ERRORS = "errors"
TABLES: Mapping[str, Columns] = MappingProxyType({**EXTRACTION_TABLES, **ASSESSMENT_TABLES, ERRORS: ERROR_COLUMNS})
"""Every table by its name."""
