"""When a course ran, how many sessions it had, and what time words say of its status (the note is of 10 July 2024)."""

import pytest

from mednec import Note, Packet, extract


def course(text, therapy):
    found = [t for t in extract(f"Low back pain. {text}", note_date="2024-07-10").therapies if t.therapy == therapy]
    assert len(found) == 1, found
    return found[0]


@pytest.mark.parametrize(
    ("text", "therapy", "status", "start", "days"),
    [
        ("PT since March.", "physical_therapy", "ongoing", "2024-03", (101, 131)),
        ("Has been doing PT since March.", "physical_therapy", "ongoing", "2024-03", (101, 131)),
        ("On gabapentin since January.", "neuropathic_agent", "ongoing", "2024-01", (161, 191)),
        ("Started PT 5/1/2024.", "physical_therapy", "ongoing", "2024-05-01", (70, 70)),
        ("PT was started in May and continues.", "physical_therapy", "ongoing", "2024-05", (40, 70)),
        ("Physical therapy: 4/1/2024 - present.", "physical_therapy", "ongoing", "2024-04-01", (100, 100)),
        ("Currently in week 4 of PT.", "physical_therapy", "ongoing", None, (28, 28)),
        ("Did PT from 3/4/2024 until 4/15/2024.", "physical_therapy", "completed", "2024-03-04", (42, 42)),
        ("Will start PT on 7/15/2024.", "physical_therapy", "planned", None, None),
        ("Gabapentin was started today.", "neuropathic_agent", "planned", None, None),
    ],
)
def test_status_start_and_length(text, therapy, status, start, days):
    found = course(text, therapy)
    assert (found.status, found.start_date, found.duration_days) == (status, start, days)


@pytest.mark.parametrize(
    ("text", "end"),
    [
        ("She completed PT on 6/1/2024.", "2024-06-01"),
        ("He finished a 6-week course of PT on 6/21/2024.", "2024-06-21"),
        ("Attended PT through April.", "2024-04"),
        ("She did PT until March.", "2024-03"),
        ("PT finished last month.", "2024-06"),
    ],
)
def test_end_of_a_completed_course(text, end):
    found = course(text, "physical_therapy")
    assert (found.status, found.end_date) == ("completed", end)


@pytest.mark.parametrize(
    ("text", "therapy", "sessions", "days"),
    [
        ("Completed 12 visits of PT.", "physical_therapy", 12, None),
        ("Attended 8 of 12 sessions of physical therapy.", "physical_therapy", 8, None),
        ("Did PT 2x/week for 6 weeks.", "physical_therapy", None, (42, 42)),
        ("PT twice a week for 8 weeks (16 visits) with no improvement.", "physical_therapy", 16, (56, 56)),
        ("PT visit #9 today.", "physical_therapy", 9, None),
        ("PT visits: 7.", "physical_therapy", 7, None),
        ("He was seen for 10 chiropractic treatments.", "chiropractic", 10, None),
        ("Has had 4 massages with no benefit.", "massage", 4, None),
        ("Refer to PT, 12 visits.", "physical_therapy", None, None),
        ("S/p 3 ESIs without relief.", "epidural_steroid_injection", 3, None),
        ("Underwent two left L4-5 transforaminal epidural injections.", "epidural_steroid_injection", 2, None),
        ("Three rounds of facet injections did not help.", "facet_injection", 3, None),
        ("Plan: series of three ESIs.", "epidural_steroid_injection", None, None),
        ("ESIs in the past did not help.", "epidural_steroid_injection", None, None),
    ],
)
def test_sessions_are_counted_and_never_turned_into_time(text, therapy, sessions, days):
    found = course(text, therapy)
    assert (found.sessions, found.duration_days) == (sessions, days)


@pytest.mark.parametrize(
    ("text", "therapy", "sessions"),
    [
        ("She had an epidural steroid injection with no relief.", "epidural_steroid_injection", 1),
        ("A single epidural injection helped for two months.", "epidural_steroid_injection", 1),
        ("Second ESI in May gave relief for 3 weeks.", "epidural_steroid_injection", 2),
        ("ESI 6 weeks ago with 50% relief for 2 weeks.", "epidural_steroid_injection", 1),
        ("Epidural injection 3/4/2024 and 4/8/2024.", "epidural_steroid_injection", 2),
        ("ESI #1 on 3/4/2024, ESI #2 on 4/8/2024.", "epidural_steroid_injection", 2),
        ("SI joint injection on 4/7/2024. Last seen on 4/15/2024.", "joint_injection", 1),
        ("ESI did not help.", "epidural_steroid_injection", None),
    ],
)
def test_an_injection_has_a_day_and_no_length(text, therapy, sessions):
    found = course(text, therapy)
    assert (found.sessions, found.duration_days) == (sessions, None)


def test_injections_of_several_documents_add_up_by_their_days():
    first = Note("Low back pain. Lumbar ESI on 3/4/2024.", "2024-03-18", id="a")
    second = Note("Low back pain. Lumbar ESI on 4/8/2024.", "2024-04-22", id="b")
    counts = [t.sessions for t in extract(Packet((first, second))).therapies]
    assert sum(c or 0 for c in counts) == 2


def test_a_prescription_with_an_earlier_day_is_being_followed():
    course = extract("Neck pain. Rx diclofenac 75 BID since 05/11.", note_date="2026-06-02").therapies[0]
    assert (course.status, course.start_date, course.duration_days) == ("ongoing", "2026-05-11", (22, 22))


# -------------------- how far a course has come, how it ended, and lengths of something else
@pytest.mark.parametrize(
    ("text", "therapy", "days"),
    [
        ("She is 3 weeks into PT.", "physical_therapy", (21, 21)),
        ("She is six weeks into a course of physical therapy.", "physical_therapy", (42, 42)),
        ("He is in his fourth week of physical therapy.", "physical_therapy", (28, 28)),
        ("Back pain. On day 5 of a prednisone taper.", "oral_steroid", (5, 5)),
        ("Naproxen, stopped after 3 weeks because of heartburn.", "nsaid", (21, 21)),
        ("Gabapentin was discontinued at 6 weeks for sedation.", "neuropathic_agent", (42, 42)),
        ("Weaned off Butrans patches after half a year as they never helped.", "opioid", (180, 180)),
        ("Heat for the first week did nothing.", "heat_ice", (7, 7)),
        ("PT at another clinic in 2017, completed, for LBP x 2 mo.", "physical_therapy", (60, 60)),
        (
            "She did a round of physical therapy, aquatic this time, over 8 weeks this spring.",
            "physical_therapy",
            (56, 56),
        ),
        ("Massage is good for about a day.", "massage", None),
        ("Trigger point injections on 3/5, got about 3 days out of it.", "trigger_point_injection", None),
        ("Back pain. She was given a Medrol Dosepak. The steroid took the edge off for 3 days.", "oral_steroid", None),
        ("Neck pain. She tried a collar left over from a whiplash 15 years ago.", "bracing", None),
        ("Neck pain. Go up on Neurontin to 600 tid over 2 wks.", "neuropathic_agent", None),
        ("PT was initiated at week 8 for back pain.", "physical_therapy", None),
        ("Back pain. Uses moist heat. Aqua class at the Y twice weekly since March.", "heat_ice", None),
    ],
)
def test_what_a_length_is_of(text, therapy, days):
    found = [t.duration_days for t in extract(text, note_date="2024-07-10").therapies if t.therapy == therapy]
    assert found == [days]


@pytest.mark.parametrize(
    ("text", "therapy", "days"),
    [
        ("Two months of ibuprofen and gabapentin together with 9 visits of PT.", "neuropathic_agent", (60, 60)),
        ("Naproxen | June - present | helps some", "nsaid", (10, 39)),
        ("Medrol dosepak helped for 4-5 days then wore off.", "oral_steroid", None),
        ("Naproxen 500 mg bid x 6 weeks, stopped for reflux.", "nsaid", (42, 42)),
        ("Naproxen 500 mg bid x 6 weeks, #84.", "nsaid", None),
        ("Since our last visit 4/2 she finished PT (2 x week for 6 weeks).", "physical_therapy", (42, 42)),
    ],
)
def test_lengths_of_relief_and_of_visits_are_no_course(text, therapy, days):
    assert course(text, therapy).duration_days == days
