"""Disability indices, and the functional limitation that a moderate one means."""

from __future__ import annotations

import pytest

import mednec


def indices(text):
    return mednec.extract(text, note_date="2024-05-02").disability_indices


@pytest.mark.parametrize(
    ("text", "index", "percent", "severity"),
    [
        ("NDI: 42%", "ndi", 42, "moderate"),
        ("Neck Disability Index (NDI) score 21/50 (42%)", "ndi", 42, "moderate"),
        ("NDI 6/50", "ndi", 12, "mild"),
        ("ODI 46% (severe disability)", "odi", 46, "severe"),
        ("Oswestry Disability Index: 18%", "odi", 18, "mild"),
        ("mJOA 13", "mjoa", None, "moderate"),
        ("mJOA: 16/18", "mjoa", None, "mild"),
        ("RMDQ 14/24", "roland_morris", None, "moderate"),
        ("NDI 30", "ndi", None, "moderate"),
    ],
)
def test_severity(text, index, percent, severity):
    (found,) = indices(text)
    assert (found.index, found.percent, found.severity) == (index, percent, severity)


@pytest.mark.parametrize(
    "text", ["Goal: NDI < 20%", "ODI decreased by 10 points", "NDI: ____", "Neck disability: severe", "Condition 42%"]
)
def test_no_index(text):
    assert indices(text) == ()


def test_change_gives_two_the_first_without_a_date():
    before, now = indices("NDI improved from 52% to 38%.")
    assert (before.percent, before.date, now.percent, now.date) == (52, None, 38, "2024-05-02")


@pytest.mark.parametrize(
    ("text", "status"),
    [("Neck pain. NDI: 42%", "present"), ("Neck pain. NDI: 8%", None), ("NDI from 52% to 12%. Neck pain.", None)],
)
def test_functional_limitation(text, status):
    found = [f.status for f in mednec.extract(text).findings if f.concept == "functional_limitation"]
    assert found == ([status] if status else [])


def test_offsets():
    text = "Neck pain, NDI (3/1/24): 42%."
    (found,) = indices(text)
    assert found.date == "2024-03-01"
    assert text[found.mentions[0].start : found.mentions[0].end] == "NDI (3/1/24): 42%"
