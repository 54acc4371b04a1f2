"""Who directs a therapy; plan and follow-up of home exercise; over the counter, as needed; for which episode."""

from __future__ import annotations

import pytest

import mednec


def therapy(text, name=None, note_date="2024-05-02"):
    found = mednec.extract(text, note_date=note_date).therapies
    return next(t for t in found if name in (None, t.therapy))


@pytest.mark.parametrize(
    ("text", "directed_by"),
    [
        ("I gave her a home exercise sheet for the neck pain on 3/1/2024.", "clinician"),
        ("Home exercises prescribed by her therapist, 6 weeks, no relief of back pain.", "clinician"),
        ("Home exercise program as instructed by Dr. Lund for back pain.", "clinician"),
        ("Supervised home exercise program for 6 weeks for back pain.", "clinician"),
        ("PT for 6 weeks without relief of the neck pain.", "clinician"),
        ("Chiropractic care for 6 weeks without relief of the neck pain.", "clinician"),
        ("Naproxen 500 mg BID prescribed 3/1/2024 for neck pain, no relief.", "clinician"),
        ("Doing stretches from an app she found for her neck pain.", "self"),
        ("He does home exercises from YouTube for his back pain.", "self"),
        ("Stretches at home on his own for the back pain.", "self"),
        ("A friend showed her neck exercises, no relief of the neck pain.", "self"),
        ("Core exercises at the gym for his back pain.", "self"),
        ("OTC ibuprofen for 3 weeks without relief of the neck pain.", "self"),
        ("Home exercises for 6 weeks without relief of the neck pain.", "unknown"),
        ("Ibuprofen for 6 weeks without relief of the neck pain.", "unknown"),
        ("Meloxicam for 6 weeks without relief of the neck pain.", "clinician"),
    ],
)
def test_who_directs(text, directed_by):
    assert therapy(text).directed_by == directed_by


@pytest.mark.parametrize(
    ("text", "given", "day", "checked"),
    [
        ("HEP given 3/5/2024, reviewed again 4/16/2024: no better. Neck pain.", True, "2024-03-05", "2024-04-16"),
        (
            "I saw her on 3/1 and gave her a home exercise sheet; on 4/15 we went over it by phone. Neck pain.",
            True, "2024-03-01", "2024-04-15",
        ),
        ("Home exercise handout provided today for the neck pain.", True, "2024-05-02", None),
        ("Home exercises for neck pain. Written program given 3/1/2024.", True, "2024-03-01", None),
        ("Home exercises for neck pain. No one gave her a program.", False, None, None),
        ("Home exercises on his own for back pain; no written program.", False, None, None),
        ("Home exercises for 6 weeks for neck pain.", None, None, None),
        ("Home exercise program for neck pain. MRI reviewed 4/1/2024.", None, None, None),
    ],
)  # fmt: skip
def test_plan_and_follow_up_of_home_exercise(text, given, day, checked):
    found = therapy(text, "home_exercise")
    assert (found.plan_given, found.plan_date, found.followed_up) == (given, day, checked)


@pytest.mark.parametrize(
    ("text", "over_the_counter", "as_needed"),
    [
        ("OTC Aleve as needed for neck pain.", True, True),
        ("Over-the-counter ibuprofen for 3 weeks for neck pain.", True, False),
        ("Tramadol 50 mg prn for neck pain.", False, True),
        ("Naproxen 500 mg BID for neck pain; follow up as needed.", False, False),
        ("Ibuprofen 800 mg TID for neck pain.", False, False),
    ],
)
def test_over_the_counter_and_as_needed(text, over_the_counter, as_needed):
    found = therapy(text)
    assert (found.over_the_counter, found.as_needed) == (over_the_counter, as_needed)


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("Six weeks of PT for this episode without relief of the back pain.", True),
        ("PT in 2022 for a prior episode of back pain helped.", False),
        ("PT in 2022 for prior episode of back pain helped.", False),
        ("Six weeks of PT without relief of the back pain.", None),
    ],
)
def test_for_which_episode(text, same):
    assert therapy(text).same_episode is same


def test_the_words_behind_it_are_quoted():
    text = "Home exercises for neck pain. Written program given 3/1/2024."
    found = therapy(text)
    assert all(text[m.start : m.end] == m.text for m in found.mentions)
    assert any(m.detail.get("plan_given") == "true" for m in found.mentions)


def test_over_the_documents_of_a_case():
    packet = mednec.Packet(
        [
            mednec.Note("Neck pain. Home exercise sheet given today.", note_date="2024-03-01", id="a"),
            mednec.Note("Neck pain. Home exercises reviewed today, no relief.", note_date="2024-04-15", id="b"),
        ]
    )
    (found,) = mednec.extract(packet).therapies
    assert (found.directed_by, found.plan_given) == ("clinician", True)
    assert (found.plan_date, found.followed_up) == ("2024-03-01", "2024-04-15")


@pytest.mark.parametrize(
    ("text", "status", "reason"),
    [
        ("Could not do the home exercises because of pain in the back.", "declined", "inability"),
        ("Cannot take NSAIDs; back pain.", "declined", "contraindicated"),
        ("Declined injections for the back pain.", "declined", "refused"),
        ("No injections for the back pain.", "not_done", None),
        ("L5 epidural injection on 5/15/2024 for the leg pain.", "planned", None),
        ("L5 epidural injection on 4/15/2024 for the leg pain.", "completed", None),
    ],
)
def test_why_not_and_not_yet(text, status, reason):
    found = therapy(text)
    assert (found.status, found.reason) == (status, reason)
