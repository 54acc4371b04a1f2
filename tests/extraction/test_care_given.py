"""What was given in the course of a stay, or in a report without headings, is past; what is prescribed there is not."""

from __future__ import annotations

import pytest

from mednec import extract

SAID = "Chronic low back pain. "


def _status(text: str) -> list[str]:
    return [t.status for t in extract(text).therapies]


@pytest.mark.parametrize("heading", ["", "EMERGENCY DEPARTMENT COURSE: ", "HOSPITAL COURSE: ", "HPI: "])
@pytest.mark.parametrize(
    "given", ["He was given gabapentin.", "She was given a soft collar.", "He was started on gabapentin by his doctor."]
)
def test_what_was_given_is_completed(heading: str, given: str) -> None:
    assert _status(heading + SAID + given) == ["completed"]


@pytest.mark.parametrize(
    "text",
    [
        "PLAN: " + SAID + "She was given a prescription for a soft collar.",
        "EMERGENCY DEPARTMENT COURSE: " + SAID + "She was given a prescription for a soft collar.",
        "EMERGENCY DEPARTMENT COURSE: " + SAID + "She was discharged with naproxen.",
        SAID + "I gave him naproxen.",
        SAID + "Physical therapy was recommended.",
    ],
)
def test_what_is_prescribed_now_is_planned(text: str) -> None:
    assert _status(text) == ["planned"]
