"""Spine complaints: region, axial or radicular, onset, course, cause."""

from __future__ import annotations

import pytest

import mednec


def complaints(text):
    return mednec.extract(text, note_date="2024-05-02").complaints


def one(text):
    (found,) = complaints(text)
    return found


@pytest.mark.parametrize(
    ("text", "region", "pattern", "side"),
    [
        ("Neck pain for 3 months.", "cervical", "axial", None),
        ("Neck pain radiating down the left arm.", "cervical", "radicular", "left"),
        ("Low back pain without leg pain.", "lumbar", "axial", None),
        ("Low back pain shooting into the right leg.", "lumbar", "radicular", "right"),
        ("Mid back pain for 2 weeks.", "thoracic", "axial", None),
        ("Right lumbar radiculopathy.", "lumbar", "radicular", "right"),
    ],
)
def test_region_and_pattern(text, region, pattern, side):
    found = one(text)
    assert (found.region, found.pattern, found.side) == (region, pattern, side)


@pytest.mark.parametrize(
    "text", ["Denies neck pain.", "Family history: mother with back pain.", "Knee pain for a month."]
)
def test_no_complaint(text):
    assert complaints(text) == ()


def test_numbness_beside_neck_pain_is_radicular_unless_otherwise_explained():
    assert one("Neck pain with numbness in the left arm.").pattern == "radicular"
    assert one("Neck pain. Numbness in the left hand due to carpal tunnel syndrome.").pattern == "axial"


@pytest.mark.parametrize(
    ("text", "field", "expected"),
    [
        ("Sudden onset of low back pain 2 weeks ago.", "onset", "sudden"),
        ("Insidious onset of neck pain.", "onset", "gradual"),
        ("Neck pain, no sudden onset.", "onset", None),
        ("Neck pain is getting worse.", "trend", "worsening"),
        ("Neck pain is unchanged.", "trend", "stable"),
        ("Neck pain is not getting worse.", "trend", "stable"),
        ("Back pain is worse with sitting.", "trend", None),
        ("Her neck pain worsened 2 weeks ago.", "change", "worsened"),
        ("Neck pain exacerbated by driving.", "change", None),
        ("Neck pain after a motor vehicle collision on 3/1/2024.", "cause", "motor_vehicle_collision"),
        ("Neck pain after a motor vehicle collision on 3/1/2024.", "onset_date", "2024-03-01"),
        ("Back pain began after lifting a heavy box.", "cause", "lifting"),
        ("Back pain is worse with lifting.", "cause", None),
        ("Neck pain for 3 months without any injury.", "cause", "no_injury"),
        ("Neck pain for 3 months.", "duration_days", (90, 90)),
    ],
)
def test_course(text, field, expected):
    assert getattr(one(text), field) == expected


def test_the_length_told_with_the_onset_outweighs_that_of_a_change():
    found = one("Neck pain. Onset was gradual about 4 months ago. Symptoms have progressed over the last 3 weeks.")
    assert found.duration_days == (120, 120)
    assert (found.trend, found.onset) == ("worsening", "gradual")


def test_a_sentence_without_a_place_speaks_of_the_complaint_before_it():
    neck, back = complaints("Neck pain since January. It began suddenly. Low back pain too, which is unchanged.")
    assert (neck.onset, back.onset) == ("sudden", None)
    assert (neck.trend, back.trend) == (None, "stable")


def test_two_complaints_keep_their_lengths():
    neck, back = complaints("Neck pain for 3 months. Low back pain for 2 weeks.")
    assert (neck.duration_days, back.duration_days) == ((90, 90), (14, 14))


def test_offsets():
    text = "Sudden onset of neck pain radiating down the left arm after a fall; it is getting worse."
    found = one(text)
    assert found.mentions
    assert all(text[m.start : m.end] == m.text for m in found.mentions)
