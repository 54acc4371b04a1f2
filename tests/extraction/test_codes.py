"""Codes in the text: each case beside its near miss."""

from __future__ import annotations

import pytest

from mednec.extraction.codes import read_codes


def codes(text):
    return [c.code for c in read_codes(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Assessment: cervical radiculopathy M54.12.", ["M54.12"]),
        ("Disc disorder (M50.222), myelopathy (G95.9).", ["M50.222", "G95.9"]),
        ("ICD-10: M5412", ["M54.12"]),
        ("Diagnosis codes: M54.2, I10", ["M54.2", "I10"]),
        ("Whiplash S13.4XXA after a fall W19.XXXA", ["S13.4XXA", "W19.XXXA"]),
        ("ICD-10 code M 54.12 entered", ["M54.12"]),
        ("Hypertension (I10), sciatica M54.31", ["I10", "M54.31"]),
        ("Disc bulge at C5-6 and T12.", []),
        ("Compression of L4.5 mm", []),
        ("Vitals: BP 120/80 T98.2 P72", []),
        ("T36.8 HR 80 RR 16", []),
        ("Vitamin B12.5 pending, D10.45 infusing", []),
        ("Room M 54 on the ward", []),
        ("Serial M5412 engraved on the implant", []),
        ("Hypertension, vitamin B12 deficiency (B12)", []),
    ],
)
def test_diagnoses(text, expected):
    assert codes(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Requesting MRI of the neck, CPT 72141.", ["72141"]),
        ("CPT codes: 72148, 72158", ["72148", "72158"]),
        ("MRI lumbar spine without contrast (72148)", ["72148"]),
        ("MRI lumbar spine 72148-26", ["72148"]),
        ("MRI imaging center, Columbus, OH 72141", []),
        ("MRN: 72141, seen for the cervical spine", []),
        ("He walked 72141 steps with pain", []),
        ("Lumbar MRI accession 72148", []),
        ("Spine clinic, phone 72141", []),
        ("Cervical spine copay $72141", []),
    ],
)
def test_procedures(text, expected):
    assert codes(text) == expected


def test_each_code_once_with_all_its_places():
    text = "M54.12 today. Plan for M54.12: MRI cervical spine, CPT 72141."
    found = read_codes(text)
    assert [(c.system, c.code, len(c.mentions)) for c in found] == [("ICD-10-CM", "M54.12", 2), ("CPT", "72141", 1)]
    assert all(text[m.start : m.end] == m.text for c in found for m in c.mentions)
