"""How clinicians suspect, doubt and deny a diagnosis, and what the next sentence makes of it."""

from __future__ import annotations

import pytest

from mednec import extract

DIAGNOSES = {
    "myelopathy": "cervical myelopathy",
    "disc_herniation": "L4-5 disc herniation",
    "vertebral_fracture": "compression fracture",
}
SUSPECTED = (
    "One possibility is {}.",
    "Another possibility is {}.",
    "Considerations would include {}.",
    "This sounds like {}.",
    "This seems to represent {}.",
    "He may very well have {}.",
    "He is felt to have {}.",
    "It was felt that he had {}.",
    "He is being evaluated for {}.",
    "I am worried that she has {}.",
    "MRI to see if there is {}.",
    "Concern was raised for {}.",
    "There is a high likelihood of {}.",
    "In all likelihood this is {}.",
    "{} is felt to be likely.",
    "{} would be a concern.",
    "{} is difficult to exclude.",
    "{} is part of the differential diagnosis.",
    "My impression is that of {}, although this is not certain.",
)
DENIED = (
    "Doubtful {}.",
    "{} is highly unlikely.",
    "{} was not noted.",
    "He lacks {}.",
    "I could not see any {}.",
    "MRI fails to show {}.",
    "There is no longer a concern for {}.",
    "There is no reason to think he has {}.",
    "Nothing consistent with {}.",
    "Muscular pain rather than {}.",
    "He denies any history of {}.",
)


def status(text: str, concept: str) -> set[str]:
    return {f.status for f in extract(text).findings if f.concept == concept}


@pytest.mark.parametrize(("concept", "name"), DIAGNOSES.items())
@pytest.mark.parametrize("frame", SUSPECTED)
def test_suspected(concept, name, frame):
    assert status(frame.format(name), concept) == {"possible"}


@pytest.mark.parametrize(("concept", "name"), DIAGNOSES.items())
@pytest.mark.parametrize("frame", DENIED)
def test_denied(concept, name, frame):
    assert status(frame.format(name), concept) == {"absent"}


@pytest.mark.parametrize(
    ("text", "concept"),
    [
        ("He is not felt to have a problem with surgery; he has cervical myelopathy.", "myelopathy"),
        ("Therapy rather than surgery was chosen for the disc herniation.", "disc_herniation"),
        ("She could not see a surgeon for her disc herniation.", "disc_herniation"),
        ("He feels that the disc herniation has to be dealt with.", "disc_herniation"),
        ("Stenosis of the lumbar spine is the cause of her pain.", "spinal_stenosis"),
        ("MRI shows cervical stenosis with borderline cord compression.", "cord_compression"),
    ],
)
def test_near_misses_are_certain(text, concept):
    assert status(text, concept) == {"present"}


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("This was ruled out by MRI.", "absent"),
        ("MRI did not show one.", "absent"),
        ("However, his exam does not support this.", "absent"),
        ("This turned out not to be the case.", "absent"),
        ("MRI confirmed this.", "present"),
        ("This was discussed with him.", "possible"),
        ("MRI will be obtained to confirm this.", "possible"),
        ("Fracture was ruled out.", "possible"),
    ],
)
def test_the_next_sentence_settles_a_suspicion(sentence, expected):
    assert status(f"There was concern for cervical myelopathy. {sentence}", "myelopathy") == {expected}


@pytest.mark.parametrize("history", ["breast cancer", "colon cancer", "lymphoma"])
@pytest.mark.parametrize("denial", ["He denies any history of {}.", "There is no personal history of {}."])
def test_a_denial_that_ends_in_the_words_of_its_mention(history, denial):
    assert status(denial.format(history), "cancer_history") == {"absent"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Numbness in the left hand was noted at the last visit and has resolved.", "historical"),
        ("Numbness in the left hand was present in March, but that went away.", "historical"),
        ("He complained of numbness in the left hand at the last visit. He denies this today.", "historical"),
        ("Numbness in the left hand. She no longer has this.", "historical"),
        ("Numbness in the left hand was noted and has not resolved.", "present"),
        ("Numbness in the left hand, but it is now worse.", "present"),
        ("Numbness in the left hand persists and has stopped him from working.", "present"),
    ],
)
def test_over_and_not_over(text, expected):
    assert status(text, "limb_paresthesia") == {expected}


@pytest.mark.parametrize(
    "limbs", ["upper or lower extremity", "upper/lower extremity", "upper and lower limb", "lower or upper extremity"]
)
def test_both_limbs_before_one_noun(limbs):
    found = {(f.region, f.status) for f in extract(f"Denies {limbs} weakness.").findings}
    assert found == {("upper_limb", "absent"), ("lower_limb", "absent")}


@pytest.mark.parametrize(
    ("text", "concept", "expected"),
    [
        ("No decrease in sensation.", "sensory_deficit", {"absent"}),
        ("Decrease in sensation over the left foot.", "sensory_deficit", {"present"}),
        ("No decrease in reflexes.", "reflex_diminished", {"absent"}),
        ("Diffuse weakness of the left arm.", "motor_weakness", {"present"}),
        ("He has diffuse weakness and fatigue.", "motor_weakness", set()),
        ("He has difficulty with toe walking on the left.", "motor_weakness", {"present"}),
    ],
)
def test_deficits_and_their_denials(text, concept, expected):
    assert status(text, concept) == expected
