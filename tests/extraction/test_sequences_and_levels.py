"""T1 and T2 are vertebrae, and the weightings of magnetic resonance images."""

from __future__ import annotations

import pytest

from mednec import extract


@pytest.mark.parametrize(
    "text",
    [
        "MRI: lesion at C5-C6, iso-intense on T1 and homogeneously enhancing, flattening the cord.",
        "MRI: a C5 lesion low on T1, flattening the cord.",
        "MRI: the C6 lesion is bright on T2 and dark on T1 with cord compression.",
    ],
)
def test_a_weighting_is_no_level(text: str) -> None:
    regions = {f.region for f in extract(text).findings if f.concept == "cord_compression"}
    assert "thoracic" not in regions


@pytest.mark.parametrize("text", ["Cord compression at T1.", "Metastasis at T1 and T2 with cord compression."])
def test_a_vertebra_is(text: str) -> None:
    regions = {f.region for f in extract(text).findings if f.concept == "cord_compression"}
    assert regions == {"thoracic"}


@pytest.mark.parametrize(
    "text", ["Back pain. Go to the ER for leg pain or weakness.", "LBP. Return to clinic for leg weakness."]
)
def test_a_patient_who_goes_to_the_hospital_is_no_pain_that_goes_to_a_leg(text: str) -> None:
    assert not [f for f in extract(text).findings if f.concept in ("radiating_pain", "motor_weakness")]
