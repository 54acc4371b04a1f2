"""Spinal interventions ahead: scheduled, discussed, refused; what is past is none."""

from __future__ import annotations

import pytest

import mednec


def planned(text):
    return mednec.extract(text, note_date="2024-05-02").planned_interventions


@pytest.mark.parametrize(
    ("text", "intervention", "status"),
    [
        ("She is scheduled for an L4-5 epidural next week.", "epidural_steroid_injection", "scheduled"),
        ("We discussed an L4-5 epidural.", "epidural_steroid_injection", "discussed"),
        (
            "The patient declines an epidural steroid injection for the back pain.",
            "epidural_steroid_injection",
            "refused",
        ),
        ("She is not interested in an epidural.", "epidural_steroid_injection", "refused"),
        ("Will schedule L4-5 facet injections.", "facet_injection", "scheduled"),
        ("Plan for L4-S1 medial branch blocks.", "medial_branch_block", "scheduled"),
        ("We discussed radiofrequency ablation of the lumbar facets.", "radiofrequency_ablation", "discussed"),
        ("He is a candidate for a spinal cord stimulator for back pain.", "spinal_cord_stimulator", "discussed"),
        ("Scheduled for L4-5 microdiscectomy on 6/3/2024.", "surgery", "scheduled"),
        ("Scheduled for L1 kyphoplasty.", "vertebral_augmentation", "scheduled"),
    ],
)
def test_status(text, intervention, status):
    assert [(p.intervention, p.status) for p in planned(text)] == [(intervention, status)]


@pytest.mark.parametrize(
    "text",
    [
        "She had an L4-5 epidural in March without relief.",
        "Neck pain, status post ACDF 2018.",
        "MRI shows an epidural abscess at L4-5.",
        "Her brother is scheduled for lumbar fusion.",
        "Bone stimulator for the lumbar fracture.",
    ],
)
def test_none_ahead(text):
    assert planned(text) == ()


@pytest.mark.parametrize(
    ("text", "approach", "region", "level", "side"),
    [
        ("Will schedule a left L5-S1 transforaminal epidural.", "transforaminal", "lumbar", "L5-S1", "left"),
        ("Will schedule a C7-T1 interlaminar epidural.", "interlaminar", "cervical", "C7-T1", None),
        ("Will schedule a caudal epidural for low back pain.", "caudal", "lumbar", None, None),
    ],
)
def test_where(text, approach, region, level, side):
    (found,) = planned(text)
    assert (found.approach, found.region, found.level, found.side) == (approach, region, level, side)


def test_offsets_and_one_entry_for_two_mentions():
    text = "We discussed an L4-5 epidural. She agreed, and the L4-5 epidural is scheduled."
    (found,) = planned(text)
    assert found.status == "scheduled"
    assert all(text[m.start : m.end] == m.text for m in found.mentions)
