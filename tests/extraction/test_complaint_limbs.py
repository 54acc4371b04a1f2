"""The limb of a denial: that of the complaint it stands with, unless the note is about more than one limb."""

from __future__ import annotations

import pytest

from mednec import Extractor


@pytest.fixture(scope="module")
def extractor() -> Extractor:
    return Extractor()


@pytest.mark.parametrize(
    ("text", "concept", "region"),
    [
        pytest.param(
            "CHIEF COMPLAINT\n\nRight elbow pain.\n\nHPI\n\nRight elbow pain began 3 weeks ago.\n\n"
            "She stopped her tennis games and used ice. She denies numbness or tingling.",
            "limb_paresthesia",
            "upper_limb",
            id="all of the history is about one elbow",
        ),
        pytest.param(
            "HPI: Right elbow and left knee pain since a fall.\n\nHe rested for a week. He denies numbness.",
            "limb_paresthesia",
            None,
            id="an elbow and a knee",
        ),
        pytest.param(
            "HPI: Right elbow pain for a week.\n\nDenies fever, weight loss, numbness or weakness.",
            "limb_paresthesia",
            None,
            id="a review of everything",
        ),
        pytest.param(
            "HPI: Right elbow pain for a week.\nEXAM: Sensation is intact.",
            "sensory_deficit",
            None,
            id="an examination names its own limb",
        ),
        pytest.param(
            "He had left sciatica for four months without sensory or motor deficit.",
            "motor_weakness",
            "lower_limb",
            id="sciatica is of the leg",
        ),
        pytest.param(
            "He had brachialgia for six weeks but no weakness.", "motor_weakness", "upper_limb", id="brachialgia"
        ),
    ],
)
def test_denial_belongs_to_the_limb_of_the_complaint(
    extractor: Extractor, text: str, concept: str, region: str | None
) -> None:
    found = {f.region: f.status for f in extractor.extract(text).findings if f.concept == concept}
    assert found == {region: "absent"}


@pytest.mark.parametrize(
    ("text", "denied"),
    [
        pytest.param("HPI: Left ankle pain since a hike. The pain does not radiate.", False, id="an ankle"),
        pytest.param("HPI: Neck and shoulder pain. The pain does not radiate.", True, id="a neck"),
        pytest.param("No radiating pain.", True, id="nothing known of the source"),
    ],
)
def test_only_spine_pain_can_be_denied_to_radiate(extractor: Extractor, text: str, denied: bool) -> None:
    found = [f.status for f in extractor.extract(text).findings if f.concept == "radiating_pain"]
    assert found == (["absent"] if denied else [])


@pytest.mark.parametrize(
    ("text", "concept", "regions"),
    [
        ("CC: Left-sided weakness. HX: He woke with it.", "motor_weakness", {"upper_limb", "lower_limb"}),
        ("She reports numbness of the left side of her body.", "limb_paresthesia", {"upper_limb", "lower_limb"}),
        (
            "MOTOR: Left hemiplegia.\nSENSORY: Decreased pinprick on the left.",
            "sensory_deficit",
            {"upper_limb", "lower_limb"},
        ),
        ("Right-sided weakness. Her right arm was weak this morning.", "motor_weakness", {"upper_limb"}),
        ("Low back pain with right-sided weakness.", "motor_weakness", {None}),
        ("Numbness of the left side of the face.", "limb_paresthesia", set()),
    ],
)
def test_one_half_of_the_body_is_arm_and_leg(
    extractor: Extractor, text: str, concept: str, regions: set[str | None]
) -> None:
    found = {f.region for f in extractor.extract(text).findings if f.concept == concept and f.status == "present"}
    assert found == regions


@pytest.mark.parametrize(
    ("text", "regions"),
    [
        ("Numbness began in the feet in 2015 and has since spread to the hands.", {"lower_limb", "upper_limb"}),
        ("He has numbness in the legs. The hands are now involved too.", {"lower_limb", "upper_limb"}),
        ("He has numbness in the legs. It has not spread to the hands.", {"lower_limb"}),
        ("He has numbness in the legs. The rash has spread to the hands.", {"lower_limb"}),
    ],
)
def test_numbness_that_has_spread(extractor: Extractor, text: str, regions: set[str]) -> None:
    found = {
        f.region for f in extractor.extract(text).findings if f.concept == "limb_paresthesia" and f.status == "present"
    }
    assert found == regions


@pytest.mark.parametrize(
    ("text", "region"),
    [
        pytest.param(
            "HPI: Numbness of both legs since May. He noted trouble telling where they were. "
            "He denied bladder trouble or weakness.",
            "lower_limb",
            id="with the bladder, right after the complaint",
        ),
        pytest.param(
            "HPI: Numbness of both legs since May. He works at a bank. He denied weakness, genital numbness or leaks.",
            None,
            id="in a screen of red flags",
        ),
    ],
)
def test_a_screen_of_red_flags_has_no_limb(extractor: Extractor, text: str, region: str | None) -> None:
    found = {f.region: f.status for f in extractor.extract(text).findings if f.concept == "motor_weakness"}
    assert found == {region: "absent"}
