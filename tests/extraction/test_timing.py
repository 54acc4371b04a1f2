"""How long the complaint has lasted, told from treatment, follow-up and other lengths of time."""

import pytest

from mednec import extract


def duration(text):
    return extract(text, note_date="2024-07-10").symptom_duration_days


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("Three-month history of neck pain.", (90, 90)),
        ("Low back pain for several weeks.", (21, None)),
        ("Low back pain since 6/10/2024.", (30, 30)),
        ("LBP x 4 mo. PT x 8 wks, no help.", (120, 120)),
        ("Neck pain began 2 weeks ago after a fall.", (14, 14)),
        ("He sustained a neck injury 5 days ago.", (5, 5)),
        ("Low back pain for 6 weeks, hx of knee pain for 5 years.", (42, 42)),
        ("Neck pain. PT for 6 weeks.", None),
        ("Minimal relief after 2 months of PT for neck pain.", None),
        ("Neck pain. Follow up in 6 weeks.", None),
        ("Chronic low back pain.", None),
        ("Neck pain. Quit smoking 15 years ago.", None),
    ],
)
def test_symptom_duration(text, days):
    assert duration(text) == days


def test_mention_quotes_the_note():
    text = "CC: neck pain for 3 weeks"
    found = extract(text).symptom_duration_mentions
    assert found
    assert all(text[m.start : m.end] == m.text for m in found)
