"""The JSON Schemas that ship: valid, current, and true of what the extractor gives."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator, ValidationError

import mednec
from mednec import Assertion, Evidence, ExtractionFailure, Finding, ImagingStudy, Mention, Note, Therapy
from mednec.evidence import EvidenceWarning
from mednec.schemas import SCHEMA_NAMES, built_text, schema_of, schema_text

SAMPLES = sorted((Path(__file__).parent / "data" / "notes").glob("*.txt"))
MENTION = Mention(0, 5, "fever", status="present", basis="reported", side="left", detail={"a": (1, 2)})
EVIDENCE = Evidence(
    note_id="a",
    findings=(Finding("fever", "red_flag", None, "present", mentions=(MENTION,)),),
    symptom_duration_days=(21, None),
    warnings=(EvidenceWarning("contradiction", "fever is both stated and denied", (MENTION,)),),
)
VALUES = [
    EVIDENCE,
    Evidence(),
    Note("text", note_date="2024", id="a"),
    MENTION,
    Finding("fever", "red_flag", None, "present", mentions=(MENTION,)),
    Therapy("nsaid", duration_days=(30, None), mentions=(MENTION,)),
    ImagingStudy("mri", "cervical", "done", "2024-02", "abnormal"),
    Assertion(),
    ExtractionFailure(None, "internal"),
]


@pytest.mark.parametrize("name", SCHEMA_NAMES)
def test_the_file_is_current(name):
    assert schema_text(name) == built_text(name), "run: python -m mednec.schemas"


@pytest.mark.parametrize("name", SCHEMA_NAMES)
def test_the_schema_is_valid(name):
    Draft202012Validator.check_schema(schema_of(name))


def test_every_value_with_a_schema_is_public():
    assert set(SCHEMA_NAMES) <= set(mednec.__all__)


@pytest.mark.parametrize("value", VALUES, ids=lambda value: type(value).__name__)
def test_values_are_valid(value):
    data = json.loads(value.to_json())
    Draft202012Validator(schema_of(type(value).__name__)).validate(data)


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_extracted_evidence_is_valid(path):
    evidence = mednec.extract(path.read_text(encoding="utf-8"), note_date="2024-05-02")
    data = json.loads(evidence.to_json())
    Draft202012Validator(schema_of("Evidence")).validate(data)


def test_what_is_wrong_is_refused():
    validator = Draft202012Validator(schema_of("Evidence"))
    data = EVIDENCE.to_dict()
    data["findings"][0]["status"] = "maybe"
    with pytest.raises(ValidationError):
        validator.validate(data)
    with pytest.raises(ValidationError):
        validator.validate({k: v for k, v in EVIDENCE.to_dict().items() if k != "findings"})
