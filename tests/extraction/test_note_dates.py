"""The day of a note as the note gives it, and the other days in its head that are not."""

import pytest

from mednec import extract
from mednec.extraction.note_dates import presentation_date, written_date


@pytest.mark.parametrize(
    "text",
    [
        "Date of service: 05/02/2024\nPatient: X   DOB: 01/02/1960\nNeck pain.",
        "DOS 5/2/24\nNeck pain.",
        "DOS: 2024-05-02 Provider: A. Doe",
        "Date of Service (DOS): 5/2/2024",
        "| DOS: 5/2/2024 | Provider: X |",
        "Date of Visit: May 2, 2024",
        "Visit date: 5/2/2024",
        "Encounter date 05-02-2024",
        "Appointment date: 5/2/2024",
        "Seen on 5/2/2024 in clinic for neck pain.",
        "Patient seen 05/02/2024",
        "Date of exam: 05/02/2024\nNeck pain.",
        "DATE OF INJURY: 4/20/2023\nDATE OF EXAMINATION: 5/2/2024",
        "Date of initial evaluation: 1/5/2024\nDate of visit: 5/2/2024",
        "Name: A B\nDOB: 3/4/1961\nDate: 5/2/2024\n\nNeck pain.",
        "PT INITIAL EVALUATION - 5/2/2024\nNeck.",
        "Progress note 5/2/2024",
        "Office visit 05/02/2024, seen in person.\nNeck pain.",
        "Clinic note 5/2/2024. Neck pain for 3 weeks.",
        "Spine clinic follow-up visit 5/2/2024; neck pain.",
        "SPINE CLINIC\n12 Elm Street\nTown, OH\n\nMay 2, 2024\n\nRE: J. Doe\nDOB: 1/2/1960\n\nDear Dr. Lee,",
        "RE: J. Doe, DOB 01/02/1960\nDear Dr. Lee,\nI saw Mr. Doe in my office on May 2, 2024 for neck pain.",
        "Dear Colleague,\nI had the pleasure of seeing Ms. Roe on 5/2/2024.",
        "Neck pain since 2/1/2024.\nElectronically signed by A. Doe, MD 05/02/2024",
    ],
)
def test_the_day_of_the_note(text):
    found = written_date(text)
    assert found is not None
    assert found.iso == "2024-05-02"
    assert "24" in text[found.start : found.end]


@pytest.mark.parametrize(
    "text",
    [
        "DOB: 05/02/1964\nNeck pain.",
        "Date of injury: 5/2/2024\nNeck pain.",
        "Date of incident: 5/2/2024\nNeck pain.",
        "DOI 5/2/2024",
        "Onset date: 5/2/2024",
        "Surgery date: 5/2/2023",
        "Study date: 2/20/2024. Neck pain.",
        "MRI cervical spine 2/20/2024: C5-6 protrusion.",
        "Cervical radiographs dated 2/20/2024 are reviewed.",
        "Neck pain since 5/2/2024.",
        "Office visit 3/1/2024 showed weakness of the triceps.",
        "Neck pain.\nOffice visit 3/1/2024, no relief then.",
        "He had an office visit 3/1/2024, no relief then.",
        "He was seen on 3/1/2024 by Dr. Lee in the emergency room for neck pain.",
        "Last visit date: 5/2/2024",
        "Follow-up date: 5/2/2024",
        "Neck pain. Return on 5/2/2024.",
        "Authorization effective 5/2/2024 to 8/2/2024",
        "PT from 3/11/2024 to 4/22/2024 did not help.",
        "Spine clinic note 5/2/2024\nOffice note 5/9/2024\nNeck pain.",
    ],
)
def test_days_that_are_not_the_notes(text):
    assert written_date(text) is None


def test_the_written_day_anchors_what_the_note_tells():
    note = "Date of service: 5/2/2024\n\nHPI: Low back pain since 4/2/2024. PT since 4/12/2024."
    evidence = extract(note)
    assert evidence.note_date == "2024-05-02"
    assert evidence.symptom_duration_days == (30, 30)
    assert [t.duration_days for t in evidence.therapies] == [(20, 20)]


def test_the_callers_day_stands():
    assert extract("DOS: 5/2/2024. Neck pain.", note_date="2024-05-03").note_date == "2024-05-03"


def test_a_story_without_a_date_is_told_from_the_day_the_patient_came():
    story = "She developed severe low back pain on 3/2/2019. She was transferred here 3/12/2019."
    assert presentation_date(story) == "2019-03-12"
    evidence = extract(story)
    assert evidence.note_date is None
    assert evidence.symptom_duration_days == (10, 10)
    assert presentation_date("He was admitted for pneumonia on 3/12/2019. Back pain.") is None


@pytest.mark.parametrize("day", ["2026", "2026-05", "2026-05-01"])
@pytest.mark.parametrize(
    "text",
    [
        "Neck pain for a month. PMH: MVC 1998.",
        "S/p ACDF C5-6, 3 weeks ago. Neck pain since the accident of 2019.",
        "She was first seen on May 18, 2026 with two weeks of neck pain.",
        "DOB 03/04/1970. Accident 4/2/2026, neck pain ever since.",
    ],
)
def test_the_day_of_a_note_may_be_known_by_its_year_alone(text, day):
    assert extract(text, note_date=day).findings


@pytest.mark.parametrize("day", ["2026", "2026-05-01"])
def test_an_injury_of_long_ago_is_one_in_a_note_of_some_day_of_the_year(day):
    injury = next(
        f for f in extract("PMH: MVC 1998. Neck pain.", note_date=day).findings if f.concept == "major_trauma"
    )
    assert injury.status == "historical"


def test_the_day_of_an_accident_is_not_the_notes():
    head = "Claim #: 12          D.O.A.: June 14, 2023          Exam: June 21, 2023\n\nNeck pain since the crash."
    assert written_date(head).iso == "2023-06-21"
    assert written_date("Employer: Mill     DOI: 02/06/2024     Today: 03/19/2024\nNeck pain.").iso == "2024-03-19"
