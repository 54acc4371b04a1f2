"""Pain scores: each case beside its near miss."""

from __future__ import annotations

import pytest

import mednec


def scores(text):
    return mednec.extract(text, note_date="2024-05-02").pain_scores


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Neck pain is 7/10.", [7]),
        ("Pain rated 6-8/10 today.", [8]),
        ("Back pain, VAS 65 mm.", [6.5]),
        ("Low back pain VAS 65/100", [6.5]),
        ("NPRS: 4 for the neck", [4]),
        ("Her back pain is 6 out of 10 on average.", [6]),
        ("On a scale of 0 to 10, her neck pain is 8.", [8]),
        ("He rates it as 8 on a 0-10 scale.", [8]),
        ("Seven out of ten low back pain.", [7]),
        ("Neck pain improved from 8/10 to 3/10.", [8, 3]),
        ("Neck pain; she was seen on 6/10 by the clinic.", []),
        ("Neck pain since 6/10/2024.", []),
        ("Strength 4/5, reflexes 2/4 with neck pain.", []),
        ("Neck pain. Apgar 9/10 at birth.", []),
        ("Goal: neck pain less than 3/10.", []),
        ("Confidence 8/10 that the neck exercises can be done.", []),
        ("Neck pain. X-rays 6/10 were normal.", []),
    ],
)
def test_values(text, expected):
    assert [s.value for s in scores(text)] == expected


def test_range_scale_and_moments():
    now, worst, best = scores("Low back pain NRS currently 4/10, worst 9/10, best 2/10.")
    assert (now.moment, worst.moment, best.moment) == ("current", "worst", "best")
    assert (now.scale, now.region, now.date) == ("NRS", "lumbar", "2024-05-02")
    (ranged,) = scores("Neck pain 6-8/10.")
    assert (ranged.lowest, ranged.value, ranged.region) == (6, 8, "cervical")


def test_low_back_is_no_lowest_score():
    (one,) = scores("Low back pain 5/10.")
    assert one.moment is None


def test_earlier_scores_carry_no_date():
    first, last = scores("At the last visit neck pain was 8/10; today 4/10.")
    assert (first.date, last.date) == (None, "2024-05-02")


def test_offsets():
    text = "Neck pain 7/10, VAS 65/100 at rest."
    found = scores(text)
    assert [m.text for s in found for m in s.mentions] == ["7/10", "65/100"]
    assert all(text[m.start : m.end] == m.text for s in found for m in s.mentions)
