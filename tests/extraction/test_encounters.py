"""The visit: mode, purpose, date, and what the exam covered."""

from __future__ import annotations

import pytest

import mednec

EXAM = (
    "EXAM: Strength 4/5 left triceps. Sensation intact to light touch. Reflexes 2+. "
    "Hoffmann negative. Spurling positive. Gait normal.\n"
)


def visit(text, **note):
    found = mednec.extract(mednec.Note(text, **note)).encounters
    return found[0] if found else None


@pytest.mark.parametrize(
    ("text", "mode"),
    [
        ("This visit was conducted via telehealth for neck pain.", "telehealth"),
        ("VIDEO VISIT\nNeck pain for 3 weeks.", "telehealth"),
        ("Telephone encounter: the back pain is worse.", "phone"),
        ("I spoke with the patient by phone about her back pain.", "phone"),
        ("Patient portal message: back pain again.", "portal"),
        ("She was seen in clinic for neck pain.", "in_person"),
        ("Neck pain. Plan: follow up by video visit in 4 weeks.", None),
        ("Neck pain; watches a YouTube video for stretches.", None),
        ("Neck pain. Results will be released to the portal.", None),
        ("Neck pain. EXAM: Strength 4/5 left triceps.", "in_person"),
        ("Neck pain. EXAM: gait normal.", None),
    ],
)
def test_mode(text, mode):
    found = visit(text)
    assert (found.mode if found else None) == mode


@pytest.mark.parametrize(
    ("text", "purpose"),
    [
        ("NEW PATIENT VISIT\nNeck pain for 3 months.", "initial"),
        ("Reason for visit: initial evaluation of neck pain", "initial"),
        ("FOLLOW-UP VISIT\nNeck pain after PT.", "re-evaluation"),
        ("She returns for re-evaluation of neck pain after PT.", "re-evaluation"),
        ("PHYSICAL THERAPY DAILY NOTE\nNeck pain.", "therapy_visit"),
        ("PROCEDURE NOTE\nCervical epidural for neck pain.", "procedure"),
        ("Neck pain. Plan: follow up visit in 6 weeks.", None),
        ("Since the initial visit the neck pain is better.", None),
    ],
)
def test_purpose(text, purpose):
    found = visit(text)
    assert (found.purpose if found else None) == purpose


def test_exam_coverage():
    exam = visit("Neck pain.\n" + EXAM).exam
    assert (exam.motor, exam.sensory, exam.reflex) == ("graded", "described", "graded")
    assert (exam.upper_motor_neuron, exam.provocation, exam.gait) == ("described", "described", "described")


def test_generic_exam_is_no_exam_of_reflexes():
    exam = visit("Neck pain.\nEXAM: Neurologically intact.").exam
    assert (exam.motor, exam.sensory, exam.reflex, exam.gait) == ("generic", "generic", None, None)


def test_reported_denials_are_no_exam():
    assert visit("Neck pain. Denies weakness or numbness.") is None


def test_exam_left_out():
    exam = visit("Telephone visit for neck pain. Physical exam not performed.").exam
    assert {exam.motor, exam.sensory, exam.reflex, exam.gait} == {"not_done"}
    assert visit("Neck pain.\nEXAM: Strength 5/5. Reflexes: not tested.").exam.reflex == "not_done"


def test_date_of_service_from_the_head():
    assert visit("Date of service: 5/2/2024\nNEW PATIENT VISIT\nNeck pain.").date == "2024-05-02"
    assert visit("NEW PATIENT VISIT\nNeck pain.", note_date="2024-06-01").date == "2024-06-01"


def test_offsets():
    text = "VIDEO VISIT\nNew patient visit\nNeck pain."
    found = visit(text)
    assert found.mentions
    assert all(text[m.start : m.end] == m.text for m in found.mentions)
