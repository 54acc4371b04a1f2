"""Treatment of a joint: another problem in a note about the spine, the problem itself in a note about that joint."""

from __future__ import annotations

import pytest

from mednec import Extractor


@pytest.fixture(scope="module")
def extractor() -> Extractor:
    return Extractor()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "HPI: Right knee pain for 3 months. He takes ibuprofen for his knee pain with some relief.",
            {("nsaid", "ongoing", "partial")},
            id="a knee in a note about a knee",
        ),
        pytest.param(
            "HPI: Low back pain for 3 months. He takes ibuprofen for his knee pain.", set(), id="a knee beside a back"
        ),
        pytest.param(
            "Assessment: carpal tunnel syndrome.\nPlan: Night splint for carpal tunnel.",
            {("bracing", "planned", "unknown")},
            id="a splint for the wrist complained of",
        ),
        pytest.param("HPI: Neck pain. Wears a night splint for carpal tunnel.", set(), id="a splint beside a neck"),
        pytest.param(
            "CC: left knee pain. He was referred to physical therapy for the knee. He has not gone yet.",
            {("physical_therapy", "not_done", "unknown")},
            id="not gone is not untreated",
        ),
        pytest.param(
            "HPI: Right elbow pain for a month. He has stopped lifting weights.",
            {("activity_modification", "ongoing", "unknown")},
            id="sparing goes on when the sport has stopped",
        ),
        pytest.param(
            "PLAN: I discussed exercises that he can do for the wrist pain.",
            {("home_exercise", "planned", "unknown")},
            id="exercises taught at the visit",
        ),
        pytest.param(
            "HPI: Knee pain. Tylenol controls the pain.",
            {("acetaminophen", "ongoing", "improved")},
            id="what controls the pain is in use",
        ),
    ],
)
def test_treatments_of_a_joint(extractor: Extractor, text: str, expected: set[tuple[str, str, str]]) -> None:
    assert {(t.therapy, t.status, t.outcome) for t in extractor.extract(text).therapies} == expected
