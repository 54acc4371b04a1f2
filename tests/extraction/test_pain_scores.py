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


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "Neck pain. Began 2/20/2024. Pain 7/10 today, 9/10 at worst.",
            [(7, "current", "2024-05-02"), (9, "worst", "2024-05-02")],
        ),
        ("Neck pain 6/10 (was 8/10 on 3/4).", [(6, None, "2024-05-02"), (8, None, "2024-03-04")]),
        ("Neck pain: now 8/10, was 5/10 at the first visit.", [(8, "current", "2024-05-02"), (5, None, None)]),
        ("3/4/2024 pain 8/10, 4/1/2024 pain 6/10.", [(8, None, "2024-03-04"), (6, None, "2024-04-01")]),
        ("L5 injection on 3/15/2024 helped. 9/10 leg pain.", [(9, None, "2024-05-02")]),
    ],
)
def test_each_score_has_its_own_day(text, told):
    found = mednec.extract(text, note_date="2024-05-02").pain_scores
    assert [(s.value, s.moment, s.date) for s in found] == told


def test_moments_with_bare_numbers_stand_in_pairs():
    found = mednec.extract("Neck pain. Average 6, worst 9, best 4.", note_date="2024-05-02").pain_scores
    assert [(s.value, s.moment) for s in found] == [(6, "average"), (9, "worst"), (4, "best")]
    assert mednec.extract("The best 3 exercises for neck pain.").pain_scores == ()


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("Left arm pain since June, no injury. 9/10, unchanged since onset.", [9.0]),
        ("Low back pain. 8/10 today, worse with sitting.", [8.0]),
        ("Back pain. Strength 4/5. 5/10 reps of the curl.", []),
        ("Neck pain. Last seen 3/10.", []),
        ("He got 9/10 on the memory test.", []),
    ],
)
def test_a_sentence_may_begin_with_the_score_of_the_pain_just_told(text, values):
    assert [score.value for score in mednec.extract(text, note_date="2026-07-01").pain_scores] == values
