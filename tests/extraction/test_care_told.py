"""How notes tell of conservative care: minimal pairs, each wording beside its near miss."""

import pytest

from mednec import extract

NOTE_DATE = "2024-05-02"


def told(text):
    return {(t.therapy, t.status, t.outcome) for t in extract(text, note_date=NOTE_DATE).therapies}


def lengths(text):
    return {t.therapy: t.duration_days for t in extract(text, note_date=NOTE_DATE).therapies}


@pytest.mark.parametrize(
    ("text", "items"),
    [
        # a steroid by vein is treatment of an emergency, one by mouth is conservative care
        ("He was given IV dexamethasone for the cord compression.", set()),
        ("He took dexamethasone for the arm pain.", {("oral_steroid", "completed", "unknown")}),
        # what the patient does now, and what he did
        (
            "The home exercise program was reviewed and she performs it daily.",
            {("home_exercise", "ongoing", "unknown")},
        ),
        ("She stretches each morning without relief of the neck pain.", {("home_exercise", "ongoing", "failed")}),
        ("Pregabalin does not touch the leg pain.", {("neuropathic_agent", "ongoing", "failed")}),
        ("Pregabalin did not touch the leg pain.", {("neuropathic_agent", "completed", "failed")}),
        ("All conservative treatment has failed so far.", {("unspecified", "completed", "failed")}),
        # outcomes in few words
        ("Etodolac for the back: 0 relief.", {("nsaid", "completed", "failed")}),
        ("Etodolac for the back: some relief.", {("nsaid", "completed", "partial")}),
        ("She takes etodolac and the back pain is somewhat less.", {("nsaid", "ongoing", "partial")}),
        # refused, out of reach, not had so far
        ("Massage for the neck is out of reach because of the copay.", {("massage", "declined", "unknown")}),
        ("He has so far not received physical therapy for his back.", {("physical_therapy", "not_done", "unknown")}),
        # a reaction in a limb is no treatment of that limb
        ("She could not tolerate Celebrex for back pain: swelling of the ankles.", {("nsaid", "completed", "failed")}),
        # words that name no care
        ("His back aches when he sits without a back rest.", set()),
        ("Back pain. She has been off work because of it.", set()),
        ("Back pain. She was placed off work for it.", {("activity_modification", "completed", "unknown")}),
        ("Back pain. Social history: nonsmoker, exercises when he can.", set()),
        ("Back pain. He exercises at home most days.", {("home_exercise", "ongoing", "unknown")}),
        ("Neck pain. Therapeutic exercise 25 min, manual techniques 10 min.", set()),
    ],
)  # fmt: skip
def test_status_and_outcome(text, items):
    assert told(text) == items


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("Massage and acupuncture for the neck since January.", {"massage": (92, 122), "acupuncture": (92, 122)}),
        ("Bed rest with traction for 3 weeks.", {"activity_modification": (21, 21), "traction": (21, 21)}),
        ("She tried a collar for better than 8 weeks.", {"bracing": (56, None)}),
        ("She tried a collar for 8 weeks.", {"bracing": (56, 56)}),
    ],
)  # fmt: skip
def test_lengths(text, days):
    assert lengths(text) == days
