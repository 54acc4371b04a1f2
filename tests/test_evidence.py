"""Public values: plain, frozen, picklable, the same after a round trip, and silent about the note."""

from __future__ import annotations

import copy
import dataclasses
import json
import pickle

import pytest

import mednec
from mednec.evidence import (
    Assertion,
    Evidence,
    EvidenceWarning,
    ExtractionFailure,
    Finding,
    ImagingStudy,
    Mention,
    Note,
    Therapy,
)

SECRET = "Zebulon Quarkington"
MENTION = Mention(
    3, 22, SECRET, status="present", basis="examined", cue=SECRET, side="left", section="physical_exam",
    rule="spurling_sign/phrase", grade="4/5", detail={"list": (1, 2), "deep": {"a": None}},
)  # fmt: skip
EVIDENCE = Evidence(
    engine_version="0.1.0",
    rules_digest="abc",
    note_id="n1",
    note_date="2024-05-02",
    findings=(Finding("spurling_sign", "radiculopathy", None, "present", side="left", mentions=(MENTION,)),),
    therapies=(Therapy("physical_therapy", duration_days=(42.0, None), sessions=12, mentions=(MENTION,)),),
    imaging=(ImagingStudy("mri", "cervical", "done", "2024-02", "abnormal", mentions=(MENTION,)),),
    symptom_duration_days=(90, 90.5),
    symptom_duration_mentions=(MENTION,),
    warnings=(EvidenceWarning("contradiction", "spurling_sign is both stated and denied", (MENTION,)),),
    _text=f"Mr {SECRET} has pain.",
)
VALUES = [
    EVIDENCE,
    MENTION,
    Note(f"Mr {SECRET}", "2024-05-02", "office_note", "n1"),
    Assertion("absent", "current", "patient", cue=SECRET),
    ExtractionFailure("n1", "binary"),
]
each_value = pytest.mark.parametrize("value", VALUES, ids=lambda value: type(value).__name__)


@each_value
def test_dictionary_round_trip(value):
    again = type(value).from_dict(value.to_dict())
    assert again.to_dict() == value.to_dict()
    assert again.to_json() == value.to_json()


@each_value
def test_json_round_trip(value):
    data = json.loads(value.to_json())
    assert data == value.to_dict()
    assert type(value).from_dict(data).to_dict() == value.to_dict()


@each_value
def test_pickle_and_copy_keep_everything(value):
    for again in (pickle.loads(pickle.dumps(value)), copy.deepcopy(value), copy.copy(value)):
        assert again == value
        assert again.to_dict() == value.to_dict()


@each_value
def test_frozen(value):
    name = dataclasses.fields(value)[0].name
    with pytest.raises(dataclasses.FrozenInstanceError):
        setattr(value, name, "other")
    with pytest.raises((AttributeError, TypeError)):
        value.something_new = 1


@each_value
def test_repr_shows_no_text(value):
    assert SECRET not in repr(value)
    assert SECRET not in str(value)
    assert SECRET not in f"{value!r:.10000}"


def test_the_text_itself_is_not_serialized():
    data = EVIDENCE.to_dict()
    assert "_text" not in data
    assert "has pain" not in EVIDENCE.to_json()


def test_unknown_keys_are_ignored_and_missing_ones_have_defaults():
    assert Evidence.from_dict({"note_id": "a", "from_a_later_version": 1}) == Evidence(note_id="a")


def test_tuples_come_back_as_tuples():
    again = Evidence.from_dict(json.loads(EVIDENCE.to_json()))
    assert isinstance(again.findings, tuple)
    assert isinstance(again.findings[0].mentions, tuple)
    assert again.therapies[0].duration_days == (42, None)
    assert again.findings[0].mentions[0].start == 3


def test_whole_numbers_are_written_as_integers():
    assert EVIDENCE.to_dict()["therapies"][0]["duration_days"] == [42, None]
    assert '"duration_days": [42, null]' in EVIDENCE.to_json()


def test_lone_surrogates_can_be_written_as_utf8():
    text = Mention(0, 1, "\ud800").to_json()
    text.encode("utf-8")
    assert json.loads(text)["text"] == "\ud800"


def test_mentions_of_every_kind():
    kinds = [kind for kind, _, _ in EVIDENCE.all_mentions()]
    assert kinds == ["finding", "therapy", "imaging", "symptom_duration"]


@pytest.mark.parametrize(
    ("assertion", "status"),
    [
        (Assertion(), "present"),
        (Assertion(presence="absent"), "absent"),
        (Assertion(presence="possible"), "possible"),
        (Assertion(temporality="historical"), "historical"),
        (Assertion(presence="absent", temporality="historical"), "absent"),
        (Assertion(temporality="planned"), None),
        (Assertion(temporality="hypothetical"), None),
        (Assertion(experiencer="family"), None),
        (Assertion(presence="absent", experiencer="other"), None),
    ],
)
def test_the_three_axes_fold_into_the_statuses(assertion, status):
    assert assertion.status == status


def test_extracted_evidence_round_trips():
    evidence = mednec.extract(Note("Spurling's positive on the left. Denies fever.", "2024-05-02", id="n1"))
    assert evidence.findings
    assert Evidence.from_dict(json.loads(evidence.to_json())) == evidence
    assert pickle.loads(pickle.dumps(evidence)) == evidence
