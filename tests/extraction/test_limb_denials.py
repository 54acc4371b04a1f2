"""Spine pain that stays out of a limb, in the words of clinicians; limb pain of another cause is not meant."""

from __future__ import annotations

import pytest

from mednec import Extractor


@pytest.fixture(scope="module")
def extractor() -> Extractor:
    return Extractor()


def radiation(extractor: Extractor, text: str) -> dict[str | None, str]:
    return {f.region: f.status for f in extractor.extract(text).findings if f.concept == "radiating_pain"}


@pytest.mark.parametrize(
    ("text", "limb"),
    [
        ("Low back pain since May. He has no leg pain.", "lower_limb"),
        ("Neck pain after the crash. No arm pain as such.", "upper_limb"),
        ("Neck pain. Nothing down the arms.", "upper_limb"),
        ("Low back pain, nothing in the legs.", "lower_limb"),
        ("Neck pain. It does not go past the shoulder.", "upper_limb"),
        ("Neck pain, goes to the shoulder blade but not down into the arm.", "upper_limb"),
        ("Low back pain without leg symptoms.", "lower_limb"),
    ],
)
def test_spine_pain_spares_a_limb(extractor: Extractor, text: str, limb: str) -> None:
    assert radiation(extractor, text) == {limb: "absent"}


@pytest.mark.parametrize(
    "text",
    [
        "Left knee pain for a year. No leg pain otherwise.",
        "Shoulder pain after tennis, no arm pain at rest.",
        "Low back pain. Call if leg pain starts.",
        "Neck pain. Straight leg raise gives no leg pain.",
        "Neck pain. There is nothing in the chart on it.",
        "Bending the neck sends a buzz down the spine into both arms.",
    ],
)
def test_other_words_deny_no_radiation(extractor: Extractor, text: str) -> None:
    assert radiation(extractor, text) == {}


@pytest.mark.parametrize(
    "text",
    [
        "Low back pain. Pain in both buttocks and posterior thighs with walking.",
        "Buttock pain on the left with pain down the back of the leg, low back pain too.",
        "Low back pain. It comes down the right leg.",
        "The pain starts in the low back and ends at the big toe.",
    ],
)
def test_back_pain_on_its_way_down_the_leg(extractor: Extractor, text: str) -> None:
    assert radiation(extractor, text) == {"lower_limb": "present"}
