"""An item of the examination told of one limb and, with another value, of the next."""

from __future__ import annotations

import pytest

import mednec


@pytest.mark.parametrize("joint", [" and ", " but ", ", ", " while ", "; "])
@pytest.mark.parametrize(
    ("item", "concept"),
    [("Sensation", "sensory_deficit"), ("Reflexes", "reflex_diminished"), ("Strength", "motor_weakness")],
)
def test_reduced_here_and_normal_there(item: str, concept: str, joint: str) -> None:
    text = f"{item} diminished in the left hand{joint}normal in the feet."
    found = {(f.region, f.status) for f in mednec.extract(text).findings if f.concept == concept}
    assert found == {("upper_limb", "present"), ("lower_limb", "absent")}, text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Sensation intact in the arms and decreased in the left foot.",
            {("upper_limb", "absent"), ("lower_limb", "present")},
        ),
        ("Sensation decreased in the left foot and good pulses in the hands.", {("lower_limb", "present")}),
        ("Sensation is intact in the arms and normal range of motion in the legs.", {("upper_limb", "absent")}),
        ("In the legs, strength and sensation are normal.", {("lower_limb", "absent")}),
        ("Sensation intact, decreased strength in the left leg.", {("lower_limb", "absent")}),
    ],
)
def test_sensation_limb_by_limb(text: str, expected: set[tuple[str, str]]) -> None:
    found = {(f.region, f.status) for f in mednec.extract(text).findings if f.concept == "sensory_deficit"}
    assert found == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Strength is full in the arms but 4/5 in the left leg.",
            {("upper_limb", "absent"), ("lower_limb", "present")},
        ),
        ("The left deltoid is improved but 4/5 in abduction.", {("upper_limb", "present")}),
        ("Pulses are normal in the arms and absent in the legs.", set()),
    ],
)
def test_strength_limb_by_limb(text: str, expected: set[tuple[str, str]]) -> None:
    found = {(f.region, f.status) for f in mednec.extract(text).findings if f.concept == "motor_weakness"}
    assert found == expected
