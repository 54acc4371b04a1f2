"""Spine operations and injections ahead: discussed, possible, refused or not indicated; and those already done."""

from __future__ import annotations

import pytest

from mednec import extract

OPERATIONS = ("lumbar fusion", "surgery", "a laminectomy", "an L4-5 discectomy", "an epidural steroid injection")

AHEAD = {
    "present": (
        "The risks and benefits of {} were explained.",
        "Risks, benefits, and alternatives of {} were reviewed, and she wishes to proceed.",
        "She asked about {}.",
        "She declined {}.",
        "He presents today for {}.",
        "We will set him up for {}.",
        "He will think about {}.",
    ),
    "possible": (
        "He might be a candidate for {}.",
        "She may eventually require {}.",
        "She will possibly need {}.",
    ),
    "absent": (
        "I do not feel that {} is warranted at this point.",
        "I did not feel {} was necessary.",
        "I would hold off on {}.",
        "She does not want {}.",
        "He would not be a candidate for {}.",
        "She would rather not have {}.",
    ),
}


def statuses(text: str, concept: str) -> set[str]:
    return {f.status for f in extract(text).findings if f.concept == concept}


@pytest.mark.parametrize("operation", OPERATIONS)
@pytest.mark.parametrize(("status", "frame"), [(s, frame) for s, frames in AHEAD.items() for frame in frames])
def test_what_is_said_of_an_operation_ahead(operation, status, frame):
    text = "Low back pain with L4-5 stenosis. " + frame.format(operation)
    assert statuses(text, "surgery_considered") == {status}
    assert statuses(text, "prior_spine_surgery") == set()


@pytest.mark.parametrize("operation", OPERATIONS[:4])
def test_it_was_felt_not_to_be_indicated(operation):
    text = f"Low back pain. {operation.capitalize()} was felt not to be indicated."
    assert statuses(text, "surgery_considered") == {"absent"}


@pytest.mark.parametrize(
    "text",
    [
        "She presents today for follow up of her lumbar fusion.",
        "He is ready for discharge after lumbar fusion.",
        "Presents for physical therapy after lumbar fusion.",
        "He was treated with a lumbar laminectomy in 2010.",
        "She was held off work after her lumbar fusion.",
        "I think about half of his pain is from the old lumbar fusion.",
    ],
)
def test_an_operation_that_was_done_is_none_ahead(text):
    assert statuses("Low back pain. " + text, "prior_spine_surgery") == {"present"}
    assert statuses("Low back pain. " + text, "surgery_considered") == set()


@pytest.mark.parametrize(
    "text",
    [
        "I do not feel that surgery can be avoided.",
        "I do not think surgery should be delayed any longer.",
        "He asked about his knee surgery.",
        "Asked about previous spine surgery, she denied any.",
        "The risks of epidural hematoma were explained.",
        "He is too old to climb ladders.",
    ],
)
def test_near_misses_say_nothing_of_an_operation(text):
    assert statuses("Low back pain. " + text, "surgery_considered") == set()


def test_a_possible_injection_is_not_made_certain_by_its_therapy():
    text = "Low back pain. She may benefit from facet injections."
    assert statuses(text, "surgery_considered") == {"possible"}
