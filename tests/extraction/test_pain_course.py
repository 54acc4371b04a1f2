"""How a complaint went on: by its pain scores, by words, and since when it is counted."""

import pytest

from mednec import extract

DAY = "2026-06-15"


def complaint(text):
    (found,) = extract(text, note_date=DAY).complaints
    return found


@pytest.mark.parametrize(
    ("text", "trend"),
    [
        ("Neck pain since March. It was 4/10 at the start and is 7/10 now.", "worsening"),
        ("Neck pain since March. 3/10 -> 6/10 -> 8/10 over 3 wks.", "worsening"),
        ("Neck pain since March. Pain was 5/10 before and is 5/10 now.", "stable"),
        ("Neck pain since March. Pain fell from 8/10 to 3/10.", "improving"),
        ("Neck pain since March, worst 9/10, now 4/10.", None),
        ("Neck pain since March. Pain 4/10 at rest, 8/10 with activity today.", None),
    ],
)
def test_scores_of_two_moments_tell_the_course(text, trend):
    assert complaint(text).trend == trend


@pytest.mark.parametrize(
    ("text", "trend"),
    [
        ("Neck pain since March. Pain level flat throughout, not climbing.", "stable"),
        ("Neck and arm pain since May. She says the arm is neither better nor worse than last week.", "stable"),
        ("Neck and arm pain since May. It becomes worse with every week in spite of the treatment.", "worsening"),
        ("Neck pain for 4 months, a little more in the past month.", "worsening"),
    ],
)
def test_words_tell_the_course(text, trend):
    assert complaint(text).trend == trend


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("Ten days ago, on June 5, he woke with pain on the left side of the neck.", (10, 10)),
        ("He was pain-free for ten months. Three weeks ago, around May 25, he noticed new pain in the neck.", (21, 21)),
        ("Ms. Aker was first seen on May 18 with two weeks of neck pain.", (42, 42)),
        ("60M. R C7 radic, onset 5/24/26.", (22, 22)),
        ("Neck pain since\n5/24/26.", (22, 22)),
    ],
)
def test_since_when(text, days):
    assert extract(text, note_date=DAY).symptom_duration_days == days


def test_an_injury_of_years_ago_is_not_the_onset():
    assert complaint("Acute neck strain since yesterday. Old: whiplash 2014, recovered.").onset_date != "2014"
