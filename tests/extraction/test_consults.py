"""Specialists: seen, referred to, or a visit ahead; what is refused, conditional or never happened is no consult."""

from __future__ import annotations

import pytest

import mednec


def consults(text, note_date="2024-05-02"):
    found = mednec.extract(text, note_date=note_date).consults
    return [(c.specialty, c.status, c.date) for c in found]


@pytest.mark.parametrize(
    ("text", "specialty", "status", "date"),
    [
        ("Dr. Osei, neurosurgeon, saw her on 3/12/2024 for the neck pain.", "neurosurgery", "seen", "2024-03-12"),
        ("She was evaluated by neurology in January for the arm weakness.", "neurology", "seen", "2024-01"),
        ("She follows with rheumatology for psoriatic arthritis.", "rheumatology", "seen", None),
        ("Referred by Dr. Lund of orthopedics for neck pain.", "orthopedics", "seen", None),
        ("Thank you for this neurology consultation.", "neurology", "seen", None),
        ("Refer to pain management for the back pain.", "pain_management", "referred", None),
        ("Referral placed to neurology 4/2/2024 for arm numbness.", "neurology", "referred", "2024-04-02"),
        ("Recommend orthopedic spine consultation for back pain.", "spine_surgery", "referred", None),
        ("Neck pain.\nPLAN: PM&R referral. Continue PT.", "physiatry", "referred", None),
        ("Will see neurosurgery for neck pain.", "neurosurgery", "planned", None),
        ("Appointment with spine surgery 6/1/2024.", "spine_surgery", "planned", "2024-06-01"),
        ("Has an appt w/ Dr. Kim (ortho spine) on May 20.", "spine_surgery", "planned", "2024-05-20"),
        ("Neurology consult pending for weakness.", "neurology", "planned", None),
    ],
)
def test_who_whether_and_when(text, specialty, status, date):
    assert consults(text) == [(specialty, status, date)]


@pytest.mark.parametrize(
    "text",
    [
        "Has never seen a spine surgeon.",
        "If no better, refer to neurosurgery.",
        "Physical therapy consult ordered for neck pain.",
        "Her mother sees a rheumatologist.",
        "Orthopedic tests were negative.",
        "Neurology: intact.",
    ],
)
def test_no_consult(text):
    assert consults(text) == []


def test_who_was_referred_and_then_seen_was_seen():
    text = "Referred to neurosurgery for the arm pain. Neurosurgery saw her on 4/20/2024."
    assert consults(text) == [("neurosurgery", "seen", "2024-04-20")]


def test_two_visits_stand_apart_and_two_specialties_too():
    text = "Seen by neurology on 2/1/2024 and by pain management on 3/5/2024 for neck pain."
    assert consults(text) == [("neurology", "seen", "2024-02-01"), ("pain_management", "seen", "2024-03-05")]


def test_a_referral_in_one_document_and_the_visit_in_the_next():
    packet = mednec.Packet(
        [
            mednec.Note("Arm weakness. Refer to neurology.", note_date="2024-03-01", id="a"),
            mednec.Note("Neurology saw him on 4/9/2024 for the arm weakness.", note_date="2024-05-02", id="b"),
        ]
    )
    (found,) = mednec.extract(packet).consults
    assert (found.specialty, found.status, found.date) == ("neurology", "seen", "2024-04-09")
    assert {m.note_id for m in found.mentions} == {"a", "b"}
