"""Who the patient is: each case beside its near miss."""

from __future__ import annotations

import pytest

import mednec


def patient(text, note_date="2024-05-02"):
    return mednec.extract(text, note_date=note_date).patient


@pytest.mark.parametrize(
    ("text", "age", "sex"),
    [
        ("A 61-year-old woman with neck pain.", 61, "female"),
        ("This 47 y/o M has low back pain.", 47, "male"),
        ("72yo F c/o back pain", 72, "female"),
        ("45F with neck pain", 45, "female"),
        ("Fifty-six-year-old right-hand-dominant gentleman with arm pain.", 56, "male"),
        ("Age: 45  Sex: F\nNeck pain.", 45, "female"),
        ("DOB: 3/1/1980\nBack pain for a month.", 44, None),
        ("Her mother died at age 65. The patient is 40 years old.", 40, None),
        ("Low back pain. Her 5-year-old son is well.", None, None),
        ("Low back pain after a 10-year-old injury.", None, None),
        ("Back pain began at 40 years of age.", None, None),
        ("Pain 5/10 M", None, None),
        ("Patient aged 9 years. Neck pain.", 9, None),
        ("Her son, aged 9, is well. Neck pain.", None, None),
        ("Neck pain in a man aged 61.", 61, "male"),
        ("Imaging is advised for patients aged 50 and over.", None, None),
        ("She is 55. Neck pain.", 55, None),
        ("She is 3 weeks out from her fall.", None, None),
        ("M/54 with neck pain", 54, "male"),
        ("Afebrile, T 98 F 71 pulse", None, None),
        ("Mrs. Doe has neck pain.", None, "female"),
        ("He has neck pain. He takes ibuprofen, which helps him. His arm is numb.", None, "male"),
        ("His wife says that she drives; he has neck pain.", None, None),
    ],
)
def test_age_and_sex(text, age, sex):
    found = patient(text)
    assert (found.age, found.sex) == (age, sex)


def test_infants_have_months():
    found = patient("A 3-month-old boy with torticollis.")
    assert (found.age_months, found.age, found.sex) == (3, 0.25, "male")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("She is 12 weeks pregnant with low back pain.", "present"),
        ("Low back pain. Denies pregnancy.", "absent"),
        ("Urine pregnancy test negative before the lumbar x-ray.", "absent"),
        ("She may be pregnant; x-ray of the lumbar spine held.", "possible"),
        ("Back pain since her last pregnancy.", None),
        ("His wife is pregnant. He has back pain.", None),
    ],
)
def test_pregnancy(text, expected):
    assert patient(text).pregnancy == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Left-handed man with neck pain.", "left"),
        ("Right hand dominant, neck pain.", "right"),
        ("Neck pain and right hand numbness.", None),
        ("Ambidextrous; neck pain.", "ambidextrous"),
    ],
)
def test_hand(text, expected):
    assert patient(text).hand_dominance == expected


def test_offsets():
    text = "A 61-year-old left-handed woman, 12 weeks pregnant, with back pain."
    mentions = patient(text).mentions
    assert {m.rule.split("/")[0] for m in mentions} == {"age", "sex", "pregnancy", "hand_dominance"}
    assert all(text[m.start : m.end] == m.text for m in mentions)
