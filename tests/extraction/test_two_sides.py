"""A sign told side by side: positive on one side is present, whatever stands between the two values."""

from __future__ import annotations

import pytest

from mednec import extract


def _status(text: str, concept: str) -> list[str]:
    return [f.status for f in extract(text).findings if f.concept == concept]


@pytest.mark.parametrize(
    ("text", "concept"),
    [
        ("SLR negative right, weakly positive left.", "straight_leg_raise"),
        ("SLR is negative on the right but markedly positive on the left at 30 degrees.", "straight_leg_raise"),
        ("SLR negative at 90 degrees on the right, positive at 40 degrees on the left.", "straight_leg_raise"),
        ("Hoffmann negative on the right, faintly positive on the left.", "hoffmann_sign"),
        ("Babinski down on the right and clearly up on the left.", "babinski_sign"),
        ("Spurling negative to the left, strongly positive to the right.", "spurling_sign"),
    ],
)
def test_a_weighed_value_of_the_other_side_counts(text: str, concept: str) -> None:
    assert _status(text, concept) == ["present"]


@pytest.mark.parametrize(
    ("text", "concept"),
    [
        ("SLR negative on the left, with positive Faber on the right.", "straight_leg_raise"),
        ("SLR negative on the left with pain in the right hip.", "straight_leg_raise"),
        ("Spurling negative right and left. Tinel positive on the right.", "spurling_sign"),
        ("Hoffmann negative on the right and the left; Romberg positive.", "hoffmann_sign"),
    ],
)
def test_a_value_of_another_sign_does_not(text: str, concept: str) -> None:
    assert _status(text, concept) == ["absent"]


def test_a_hedged_value_of_the_other_side_is_possible() -> None:
    assert _status("Spurling negative left, equivocal right.", "spurling_sign") == ["possible"]
