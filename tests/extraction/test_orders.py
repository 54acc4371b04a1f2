"""The study asked for, and why."""

from __future__ import annotations

import pytest

import mednec
from mednec.evidence import ImagingOrder


def order(text):
    return mednec.extract(text, note_date="2024-05-02").order


@pytest.mark.parametrize(
    ("text", "modality", "region"),
    [
        ("Plan: order MRI of the cervical spine.", "mri", "cervical"),
        ("We are requesting an MRI of the lumbar spine and x-rays of the hip.", "mri", "lumbar"),
        ("MRI of the lumbar spine 2/1/2024 was normal.", None, None),
        ("X-rays of the cervical spine were done.", None, None),
    ],
)
def test_study(text, modality, region):
    found = order(text)
    assert (found.modality, found.region) == (modality, region)


def test_nothing_asked_for():
    assert order("Neck pain. Urgent care visit yesterday.") == ImagingOrder()


@pytest.mark.parametrize(
    ("text", "field", "expected"),
    [
        (
            "MRI of the cervical spine is requested as she has failed conservative care.",
            "rationale",
            ("failed_conservative_care",),
        ),
        (
            "MRI of the lumbar spine ordered given progressive neurologic deficit.",
            "rationale",
            ("new_or_worsening_deficit",),
        ),
        ("MRI of the lumbar spine ordered. No new neurologic symptoms.", "rationale", ()),
        (
            "MRI of the lumbar spine is requested. Results will change management.",
            "management_impact",
            ("changes_management",),
        ),
        ("MRI of the lumbar spine is requested; it would not change management.", "management_impact", ()),
        ("MRI of the lumbar spine is requested for surgical planning.", "management_impact", ("surgical_planning",)),
        ("STAT MRI of the lumbar spine ordered for cauda equina syndrome.", "urgency", "stat"),
        ("STAT MRI of the lumbar spine ordered for cauda equina syndrome.", "urgency_grounds", ("cauda_equina",)),
        ("Urgent MRI of the cervical spine is ordered for suspected myelopathy.", "urgency", "urgent"),
        ("MRI of the cervical spine is ordered; went to urgent care last week.", "urgency", None),
        ("MRI of the cervical spine is requested. Priority: routine", "urgency", "routine"),
        (
            "MRI of the lumbar spine with and without contrast ordered for prior lumbar surgery.",
            "contrast_reason",
            "postoperative",
        ),
        ("MRI of the lumbar spine without contrast ordered after prior lumbar surgery.", "contrast_reason", None),
        ("Specialty: neurosurgery\nMRI of the cervical spine is requested.", "ordering_specialty", "neurosurgery"),
        ("MRI of the cervical spine is requested. Refer to neurosurgery.", "ordering_specialty", None),
        (
            "MRI of the cervical spine is ordered at an outpatient imaging center.",
            "site",
            "freestanding_imaging_center",
        ),
    ],
)
def test_reasons(text, field, expected):
    assert getattr(order(text), field) == expected


def test_offsets():
    text = "Urgent MRI of the cervical spine is ordered for suspected cord compression; results will change management."
    found = order(text)
    assert found.mentions
    assert all(text[m.start : m.end] == m.text for m in found.mentions)


@pytest.mark.parametrize(
    ("text", "impact"),
    [
        (
            "MRI C-spine requested to decide between C6-7 ACDF and a transforaminal injection.",
            ("surgery_or_injection",),
        ),
        ("MRI lumbar ordered. Results would decide surgery vs ESI.", ("surgery_or_injection",)),
        ("MRI C-spine ordered to guide whether to operate.", ("surgical_planning",)),
        ("MRI C-spine ordered to select the level for an epidural.", ("injection_planning",)),
        ("MRI C-spine ordered. Surgery and an epidural were discussed.", ()),
    ],
)
def test_what_the_study_decides(text, impact):
    assert mednec.extract(text).order.management_impact == impact


def test_a_request_under_its_own_heading_is_an_order():
    order = mednec.extract("Requested study: MRI cervical spine without contrast\nNeck pain.").order
    assert (order.modality, order.region, order.contrast) == ("mri", "cervical", "without")
    order = mednec.extract("Assessment: suspected discitis. STAT MRI L-spine w/ and w/o. Back pain.").order
    assert (order.modality, order.contrast, order.urgency) == ("mri", "both", "stat")
