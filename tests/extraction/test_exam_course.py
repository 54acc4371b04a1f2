"""Strength of an earlier exam against that of today: falling, rising, the same; what cannot be compared is not."""

from __future__ import annotations

import pytest

import mednec


def read(text):
    found = mednec.extract("Neck pain. " + text, note_date="2024-05-02").findings
    weakness = next((f for f in found if f.concept == "motor_weakness"), None)
    progression = next((f for f in found if f.concept == "progressive_neuro_deficit"), None)
    return weakness, progression


@pytest.mark.parametrize(
    "text",
    [
        "Last visit 4/11/2024: left deltoid 4+/5. Today left deltoid 4-/5.",
        "Grip right 4+/5 today, 5/5 on 3/4/2024.",
        "Left triceps was 5/5 on 3/1/2024, now 4/5.",
        "Left EHL 3/5 (was 4/5 on 4/1/2024).",
        "Left deltoid 4/5 (previously 4+/5).",
        "Left quad 3+/5, down from 4/5 at the last visit.",
        "4+/5 last visit, 4-/5 today in the left deltoid.",
    ],
)
def test_falling_strength_is_a_progressive_deficit(text):
    weakness, progression = read(text)
    assert weakness.trajectory == "worsening"
    assert progression.status == "present"


@pytest.mark.parametrize(
    ("text", "trajectory"),
    [
        ("Exam 3/1/2024: left triceps 4/5. Exam today: left triceps 4+/5.", "improving"),
        ("Left EHL 4/5, unchanged from 4/5 on 4/1/2024.", "stable"),
        ("Left deltoid 4/5, right triceps 5/5 last visit.", None),
        ("Left deltoid 4/5, left triceps 4+/5.", None),
        ("Strength 4/5 left deltoid.", None),
    ],
)
def test_what_is_no_progression(text, trajectory):
    weakness, progression = read(text)
    assert weakness.trajectory == trajectory
    assert progression is None or (trajectory == "stable" and progression.status == "absent")


def test_pain_limited_strength_is_no_measure():
    weakness, progression = read("Left quad 4/5 last visit, left quad 3/5 today limited by pain.")
    assert weakness.trajectory is None
    assert progression is None


def test_the_earlier_grade_keeps_its_day():
    weakness, _ = read("Last visit 4/11/2024: left deltoid 4+/5. Today left deltoid 4-/5.")
    assert [(m.grade, m.date) for m in weakness.mentions] == [("4+/5", "2024-04-11"), ("4-/5", None)]
