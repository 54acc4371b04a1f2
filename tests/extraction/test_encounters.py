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


def visits(text, note_date="2024-05-02"):
    return [(e.date, e.mode, e.purpose) for e in mednec.extract(text, note_date=note_date).encounters]


@pytest.mark.parametrize(
    ("text", "earlier"),
    [
        ("Neck pain. Seen here 3/1/2024 with the same complaint.", [("2024-03-01", "in_person", None)]),
        ("Arm numbness. Phone visit 4/10: no better.", [("2024-04-10", "phone", "re-evaluation")]),
        ("I first saw her on 3/1/2024 for neck pain.", [("2024-03-01", "in_person", "initial")]),
        ("Neck pain. Video visit 4/10/2024: pain unchanged.", [("2024-04-10", "telehealth", "re-evaluation")]),
        ("Neck pain. Portal message of 4/10/2024: still hurts.", [("2024-04-10", "portal", "re-evaluation")]),
        ("Neck pain. On 4/15/2024 we went over it by phone.", [("2024-04-15", "phone", None)]),
        ("Neck pain, home exercises. 04/06 technique checked here.", [("2024-04-06", "in_person", None)]),
        (
            "Seen here 3/1/2024, phone visit 4/10/2024: no better. Neck pain.",
            [("2024-03-01", "in_person", None), ("2024-04-10", "phone", "re-evaluation")],
        ),
        ("Neck pain. Follow-up visit 6/10/2024.", []),
        ("Neck pain. Seen by neurology on 3/1/2024.", []),
        ("Neck pain. PT visit 3/1/2024.", []),
        ("Neck pain. MRI 3/1/2024 seen on the screen.", []),
    ],
)
def test_earlier_visits(text, earlier):
    assert [v for v in visits(text) if v[0] != "2024-05-02"] == earlier


def test_an_earlier_phone_visit_is_not_the_mode_of_today():
    text = "Seen here 3/1/2024, phone visit 4/10/2024: no better. Today strength 5/5 and reflexes 2+. Neck pain."
    assert visits(text)[0] == ("2024-05-02", "in_person", None)


def test_the_day_in_the_title_is_that_of_the_visit():
    assert visits("VIDEO VISIT 4/30/2024. Neck pain.") == [("2024-05-02", "telehealth", None)]


@pytest.mark.parametrize(
    ("text", "mode"),
    [
        ("Neck pain.\nEXAM: Spurling positive on the left.", "in_person"),
        ("Neck pain.\nEXAM: BP 128/80. Gait normal.", "in_person"),
        ("ED PHYSICIAN NOTE\nNeck pain after a fall.", "in_person"),
        ("Exam deferred due to video format. Neck pain persists.", "telehealth"),
        ("VIDEO VISIT\nNeck pain.\nEXAM: Spurling positive on the left.", "telehealth"),
    ],
)
def test_mode_by_what_was_done(text, mode):
    assert visit(text).mode == mode


@pytest.mark.parametrize(
    ("text", "purpose"),
    [
        ("f/u after PT. Low back pain for 4 months.", "re-evaluation"),
        ("Follow-up of low back pain after 6 weeks of PT.", "re-evaluation"),
        ("Patient returns after 6 weeks of PT for neck pain.", "re-evaluation"),
        ("Neck pain. He returns to work on Monday.", None),
        ("Neck pain. Recommend follow up after PT.", None),
    ],
)
def test_purpose_in_prose(text, purpose):
    found = visit(text)
    assert (found.purpose if found else None) == purpose


def test_no_exam_at_all():
    exam = visit("Telephone visit: neck pain, no better. No exam.").exam
    assert {exam.motor, exam.reflex, exam.gait} == {"not_done"}
    assert visit("Neck pain. No exam findings of myelopathy.") is None


def test_a_summed_up_neuro_exam_is_generic():
    exam = visit("Neuro: grossly intact. Gait: normal. A: cervicalgia.").exam
    assert (exam.motor, exam.sensory, exam.reflex) == ("generic", "generic", None)
    assert visit("Neck pain. He says he is neurologically fine.") is None


def test_an_exam_in_the_middle_of_a_history():
    exam = visit("HPI: Neck pain. Exam: sensation intact, Spurling neg, gait normal.").exam
    assert (exam.sensory, exam.provocation, exam.gait) == ("described", "described", "described")
    assert visit("HPI: Neck pain, no numbness, gait normal.") is None


def test_here_today_in_person_after_a_telehealth_visit_without_its_date():
    assert visit("HPI: neck pain. Telehealth with me in March. Here today in person.").mode == "in_person"
