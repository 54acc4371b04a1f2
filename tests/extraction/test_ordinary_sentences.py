"""Ordinary sentences: stretches of time, suspicions given up, lists of functions, the other side that has none."""

from __future__ import annotations

import pytest

import mednec

_COMPLAINTS = {
    "numbness in the left hand": "limb_paresthesia",
    "unintentional weight loss": "weight_loss",
    "fevers": "fever",
    "low back pain": "back_pain",
    "unsteady gait": "gait_disturbance",
}


def _statuses(text: str, concept: str) -> set[str]:
    return {m.status for f in mednec.extract(text).findings if f.concept == concept for m in f.mentions}


@pytest.mark.parametrize("complaint", _COMPLAINTS)
@pytest.mark.parametrize(
    "time",
    [
        "in the past two months",
        "within the past 6 weeks",
        "in the past 24 hours",
        "over the last year",
        "in the past couple of weeks",
        "for years",
    ],
)
def test_up_to_now(complaint: str, time: str) -> None:
    assert _statuses(f"She has had {complaint} {time}.", _COMPLAINTS[complaint]) == {"present"}


@pytest.mark.parametrize("complaint", _COMPLAINTS)
@pytest.mark.parametrize(
    "text",
    ["She had {} in the past.", "In the past, she had {}.", "In the past she has had {}.", "As a child she had {}."],
)
def test_long_over(complaint: str, text: str) -> None:
    assert _statuses(text.format(complaint), _COMPLAINTS[complaint]) == {"historical"}


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("I considered cervical myelopathy and I do not find anything here to support it.", "absent"),
        ("Cervical myelopathy was considered but there is nothing to support it.", "absent"),
        ("I considered cervical myelopathy.", "possible"),
        ("I considered cervical myelopathy and there is no evidence of fracture.", "possible"),
        ("The other consideration, cervical myelopathy, I think improbable.", "absent"),
    ],
)
def test_what_was_thought_of_and_given_up(text: str, status: str) -> None:
    assert _statuses(text, "myelopathy") == {status}


@pytest.mark.parametrize(
    ("text", "concept", "status"),
    [
        ("Denies neck, back or joint pain.", "neck_pain", "absent"),
        ("Denies neck, back or joint pain.", "back_pain", "absent"),
        ("Complains of neck, shoulder and back pain.", "neck_pain", "present"),
        ("Two beats of clonus at the left ankle, none at the right.", "clonus", "present"),
        ("Numbness of the left hand, none on the right.", "limb_paresthesia", "present"),
        ("Backache was never a feature.", "back_pain", "absent"),
        ("An engineer without systemic illness, came to our spine clinic in October.", "specialist_consult", "present"),
        ("A disc herniation at C6 could therefore not be ruled out.", "disc_herniation", "possible"),
        ("The thecal sac at L5 was compressed by more than half.", "vertebral_fracture", None),
        ("The L5 vertebra was compressed.", "vertebral_fracture", "present"),
        ("Neck pain that does not bother her much.", "neck_pain", "present"),
        ("Lower extremities trace edema, DTRs 2+.", "reflex_diminished", "absent"),
        ("Her bowels move normally.", "motor_weakness", None),
        ("Old degenerative changes at L4-5.", "spondylosis", "present"),
    ],
)
def test_ordinary_sentences_once_misread(text: str, concept: str, status: str | None) -> None:
    assert _statuses(text, concept) == ({status} if status else set())


@pytest.mark.parametrize(
    ("text", "absent"),
    [
        (
            "She denies any problems with her walking, her balance or her bladder.",
            {"gait_disturbance", "bowel_bladder_dysfunction"},
        ),
        (
            "There is no change in strength, sensation, bowel or bladder function.",
            {"motor_weakness", "sensory_deficit"},
        ),
        ("No loss of strength, sensation or reflexes.", {"motor_weakness", "sensory_deficit", "reflex_diminished"}),
        ("No problem with vision, hearing or balance.", {"gait_disturbance"}),
        ("No change in vision. Balance is poor.", set()),
        ("No change in the weakness or gait.", set()),
    ],
)
def test_a_list_of_functions_with_which_there_is_no_trouble(text: str, absent: set[str]) -> None:
    assert absent <= {f.concept for f in mednec.extract(text).findings if f.status == "absent"}
    if not absent:
        assert "gait_disturbance" not in {f.concept for f in mednec.extract(text).findings if f.status == "absent"}


@pytest.mark.parametrize(
    ("text", "region"),
    [
        ("Weakness, numbness and tingling in both legs.", "lower_limb"),
        ("She has weakness, numbness, and tingling of the hands.", "upper_limb"),
        ("Left arm numbness, tingling, and weakness.", "upper_limb"),
        ("Left arm weakness, numbness and tingling in both legs.", "upper_limb"),
        ("He notes right leg paresthesias, burning, or weakness.", "lower_limb"),
        ("Fatigue, fever, and weakness.", None),
    ],
)
def test_a_list_of_limb_symptoms_shares_its_limb(text: str, region: str | None) -> None:
    assert [f.region for f in mednec.extract(text).findings if f.concept == "motor_weakness"] == [region]
