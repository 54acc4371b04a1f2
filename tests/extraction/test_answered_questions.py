"""What a study was asked and what it answered; hedges and conditions that the words around them settle."""

from __future__ import annotations

import pytest

from mednec import extract


def _status(text: str, concept: str) -> str | None:
    return next((f.status for f in extract(text).findings if f.concept == concept), None)


@pytest.mark.parametrize(
    ("text", "concept", "status"),
    [
        ("MRI was done to exclude cord compression and was normal.", "cord_compression", "absent"),
        ("MRI of the lumbar spine to rule out cauda equina syndrome: negative.", "cauda_equina", "absent"),
        ("EMG to look for radiculopathy was entirely normal.", "radiculopathy", "absent"),
        ("MRI ordered to exclude cord compression.", "cord_compression", "possible"),
        ("She needs an MRI to exclude cord compression; the reflexes are normal.", "cord_compression", "possible"),
        ("MRI to rule out discitis, with normal labs so far.", "spinal_infection", "possible"),
        ("There was concern for cauda equina syndrome. The MRI was negative.", "cauda_equina", "absent"),
        ("There was concern for cauda equina syndrome. The chest film was negative.", "cauda_equina", "possible"),
    ],
)
def test_a_study_answers_what_it_was_asked(text: str, concept: str, status: str) -> None:
    assert _status(text, concept) == status


@pytest.mark.parametrize(
    ("text", "concept", "status"),
    [
        ("There are no marrow lesions to suggest metastatic disease of the spine.", "spinal_malignancy", "absent"),
        ("The marrow signal suggests metastatic disease of the spine.", "spinal_malignancy", "possible"),
        (
            "Nothing on examination raises a doubt, but the history suggests cervical myelopathy.",
            "myelopathy",
            "possible",
        ),
        ("I find nothing on the exam to raise the question of a myelopathy.", "myelopathy", "absent"),
        ("I worry about an epidural abscess with early cord compression.", "cord_compression", "possible"),
        ("I worry about an epidural abscess given the fever.", "fever", "present"),
        ("If there is progression of the weakness he will see the surgeon.", "progressive_neuro_deficit", None),
        ("I wonder if there is a myelopathy.", "myelopathy", "possible"),
        ("Red flag symptoms such as saddle numbness and incontinence are denied.", "saddle_anesthesia", "absent"),
        ("Come back for red flag symptoms such as saddle numbness.", "saddle_anesthesia", None),
    ],
)
def test_what_points_to_nothing_and_what_is_but_feared(text: str, concept: str, status: str | None) -> None:
    assert _status(text, concept) == status


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("Low back pain has never gone into the legs.", "absent"),
        ("Low back pain has never gone away and goes into the left leg.", "present"),
        ("Mid back pain. It is not in the legs.", "absent"),
        ("Low back pain. It goes down the left leg as well.", "present"),
    ],
)
def test_pain_that_has_not_gone_into_the_legs(text: str, status: str) -> None:
    assert _status(text, "radiating_pain") == status


@pytest.mark.parametrize(
    ("text", "concept", "status"),
    [
        ("The achilles reflex is +2 right and +1 left.", "reflex_diminished", "present"),
        ("The achilles reflexes are +2 right and left.", "reflex_diminished", "absent"),
        ("Gait may be slightly wide-based.", "gait_disturbance", "possible"),
        ("Gait is slightly wide-based.", "gait_disturbance", "present"),
        ("His back does not bother him at night.", "back_pain", None),
        ("His back does not bother him.", "back_pain", "absent"),
        ("She would not call the neck painful.", "neck_pain", "absent"),
        ("CT showed an L5-S1 disc herniation excluded to the right.", "disc_herniation", "present"),
        ("A disc herniation was excluded by MRI.", "disc_herniation", "absent"),
        ("A man with no particular medical history, was the victim of a road accident.", "major_trauma", "present"),
        ("A man with no history of a fall or a road accident.", "major_trauma", "absent"),
        ("Examination found an abolished Achilles reflex.", "reflex_diminished", "present"),
        ("Sensation was diminished below the umbilicus.", "sensory_deficit", "present"),
        ("The chiropractor cracked his back.", "vertebral_fracture", None),
        ("He cracked a vertebra in his back.", "vertebral_fracture", "present"),
        ("The lidocaine patches fall off in the shower.", "major_trauma", None),
        ("He fell off a ladder onto his back.", "major_trauma", "present"),
    ],
)
def test_wordings_and_their_near_misses(text: str, concept: str, status: str | None) -> None:
    assert _status(text, concept) == status
