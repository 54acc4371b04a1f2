"""What a normal finding excepts is a finding of its own, and the normal one does not stand there."""

from __future__ import annotations

import pytest

from mednec import extract


@pytest.mark.parametrize(
    ("text", "concept", "expected"),
    [
        ("SILT L2-S1 except decreased R L5", "sensory_deficit", {("lower_limb", "present")}),
        (
            "Sensation is intact to light touch with the exception of the right thumb.",
            "sensory_deficit",
            {(None, "absent"), ("upper_limb", "present")},
        ),
        (
            "Sensation intact but diminished at the left great toe.",
            "sensory_deficit",
            {(None, "absent"), ("lower_limb", "present")},
        ),
        ("Strength is full but for the left deltoid.", "motor_weakness", {(None, "absent"), ("upper_limb", "present")}),
        ("No weakness except in the left hand.", "motor_weakness", {(None, "absent"), ("upper_limb", "present")}),
        ("Denies numbness except in the feet.", "limb_paresthesia", {(None, "absent"), ("lower_limb", "present")}),
        ("Strength is full except for slowing of the right hand.", "motor_weakness", {(None, "absent")}),
        ("No numbness in the hands except at night.", "limb_paresthesia", {("upper_limb", "present")}),
        (
            "Reflexes symmetric save the left triceps, which is trace.",
            "reflex_diminished",
            {(None, "absent"), ("upper_limb", "present")},
        ),
    ],
)
def test_an_exception_is_of_its_place(text: str, concept: str, expected: set[tuple[str | None, str]]) -> None:
    assert {(f.region, f.status) for f in extract(text).findings if f.concept == concept} == expected
