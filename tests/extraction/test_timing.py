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


# -------------------- told by the day it began (the note is of Wednesday 10 July 2024)
@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("Back pain that began today.", (0, 1)),
        ("Neck pain started this morning.", (0, 1)),
        ("Triage: low back pain since this AM after moving a couch.", (0, 1)),
        ("Triage: back pain since 0600 today.", (0, 1)),
        ("Neck pain started around 3 am.", (0, 1)),
        ("Neck pain came on overnight.", (0, 1)),
        ("She woke with neck pain this morning.", (0, 1)),
        ("Severe back pain since last night.", (0, 1)),
        ("He developed low back pain yesterday while shoveling.", (1, 1)),
        ("Patient hurt her neck yesterday in a rear-end collision.", (1, 1)),
        ("Onset of low back pain was the day before yesterday.", (2, 2)),
        ("Low back pain since Monday.", (2, 2)),
        ("On Sunday he twisted his back and has had pain since.", (3, 3)),
        ("Pt called: back pain started Saturday, worse today.", (4, 4)),
        ("Telephone note: caller reports neck pain since Friday.", (5, 5)),
        ("Her back gave out last Thursday.", (6, 13)),
        ("His back went out 5 days ago.", (5, 5)),
        ("Woke up with a stiff, painful neck 3 days ago.", (3, 3)),
        ("No neck pain until two weeks ago.", (14, 14)),
        ("He was in his usual state of health until 5/29/2024 when back pain began.", (42, 42)),
        ("In January 2024, she developed back pain.", (161, 191)),
        ("It all started back in March with stiffness of the neck.", (101, 131)),
        ("He first noticed numbness in the left hand in April 2024.", (71, 100)),
        ("Low back pain since last spring.", (40, 131)),
        ("Back pain, onset 3/15.", (117, 117)),
        ("Back pain since a fall on 6/20/2024.", (20, 20)),
        ("Involved in MVC 06/12/2024; neck pain since.", (28, 28)),
        ("Mechanism: slipped on ice 2/2/2024. Low back pain.", (159, 159)),
        ("On 4/2/2024 he felt a sharp pain in his low back while lifting.", (99, 99)),
        ("Her current episode of low back pain dates back to February 2024.", (132, 160)),
        ("She began having neck pain in 2022.", (557, 921)),
        ("Symptoms started after lifting a box about a month ago. Back pain is constant.", (30, 30)),
        ("Neck pain. Began about 6 wks ago without trauma.", (42, 42)),
    ],
)
def test_day_of_onset(text, days):
    assert duration(text) == days


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("Date of onset: 05/01/2024. Neck pain.", (70, 70)),
        ("DOI: 5/10/2024\nCC: low back pain", (61, 61)),
        ("PT EVAL\nOnset date: 6/3/2024\nMechanism: bending\nDx: low back pain", (37, 37)),
        ("Onset 2-3 wks ago, gradual. Neck pain.", (14, 21)),
        ("Timing: started last week. Neck pain.", (3, 9)),
        ("Duration: 6 weeks. Location: neck. Pain 6/10.", (42, 42)),
        ("How long: 4 weeks. Low back pain.", (28, 28)),
    ],
)
def test_fields_for_the_onset(text, days):
    assert duration(text) == days


@pytest.mark.parametrize(
    "text",
    [
        "Neck pain. MRI done on 3/15/2024.",
        "Back pain. Seen in the ED yesterday.",
        "Low back pain is worse today.",
        "Neck pain. Here today for evaluation.",
        "Pain is 7/10 today, neck.",
        "Neck pain; PT started 5/1/2024.",
        "Back pain. Gabapentin was started last month.",
        "Neck pain. Started lisinopril in May.",
        "Neck pain. Will start PT on Monday.",
        "Low back pain. Call if new symptoms develop by Monday.",
        "Back pain woke her last night.",
        "Neck pain. Took ibuprofen this morning.",
        "Low back pain. Pain began to improve in June.",
        "Neck pain. Returned to work on 6/1/2024.",
        "Neck pain. Fell in 2012 and broke a wrist.",
        "Neck pain. History of knee injury in 2023.",
        "Back pain. His father developed back pain in 2015.",
        "Low back pain. Her mother fell last week.",
        "Neck pain. DOB 3/15/1970.",
        "Neck pain. Last seen on 5/1/2024.",
    ],
)
def test_days_on_which_something_else_happened(text):
    assert duration(text) is None


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("Chronic back pain, worse since yesterday.", (1, None)),
        ("She had a lumbar epidural injection two months ago and had worsening of her low back pain.", (60, None)),
        ("Neck pain, worsened over the past 3 months.", (90, None)),
    ],
)
def test_what_grew_worse_had_begun_before(text, days):
    assert duration(text) == days


def test_day_words_count_back_without_the_notes_date():
    assert extract("Back pain. Started mid morning.").symptom_duration_days == (0, 1)
    assert extract("Neck pain since yesterday.").symptom_duration_days == (1, 1)
    assert extract("Neck pain since Monday.").symptom_duration_days is None


def test_another_complaint_does_not_lend_its_length_to_the_chief_one():
    note = "CC: Loss of vision on the right.\n\nHPI: Vision has been failing since 2019. Also headaches for 3 months."
    assert extract(note).symptom_duration_days is None
    assert extract(note.replace("since 2019", "for 5 weeks")).symptom_duration_days == (35, 35)


def test_an_age_or_the_day_before_which_all_was_well_is_the_beginning():
    assert extract("HPI: 60-year-old woman with headaches since age 25.").symptom_duration_days == (12775, 12775)
    assert extract("HPI: Headaches since age 25.").symptom_duration_days is None
    assert extract("HPI: He was well until this morning, when chest pain began.").symptom_duration_days == (0, 1)
    assert extract("CC: Knee pain.\nHPI: He hurt it skiing last weekend.").symptom_duration_days == (1, 8)
    assert extract("CC: Wrist pain.\nHPI: Her wrist has bothered her for 6 weeks.").symptom_duration_days == (42, 42)


@pytest.mark.parametrize(
    ("text", "days"),
    [
        # a title's stop and an age in brackets end nothing
        ("For 3 weeks Mr. Bell (52) has had neck pain; it spreads to the arm.", (21, 21)),
        ("6 weeks ago Mrs. Bell, a 46-year-old cook, developed low back pain.", (42, 42)),
        ("For 3 weeks he was in Spain. He has neck pain.", None),
        # has lasted, and each attack lasts
        ("This cook has low back pain that has lasted 2 weeks so far.", (14, 14)),
        ("He has back pain. Each spasm lasted 2 days.", None),
        # what goes on, and what a disease was followed for
        ("A man with neck pain down the arm; this has gone on for four months.", (120, 120)),
        ("- neck pain down the left arm\n- since 6/10/2024", (30, 30)),
        ("Neck pain. He is a farmer. It has been present since 6/10/2024.", (30, 30)),
        ("Followed for 9 years for rheumatoid arthritis, she now has neck pain.", None),
        # who comes after an accident, and what else comes after it
        ("She was admitted three days after a fall with back pain.", (3, 3)),
        ("She has back pain. Two weeks after the fall a scan was done.", None),
        ("She was seen two weeks after surgery. Back pain.", None),
        ("He has had back pain since that morning.", (0, 1)),
        ("Back pain is worse sitting > 20 min.", None),
    ],
)
def test_told_in_the_sentence(text, days):
    assert duration(text) == days


# -------------------- when it began, told in more ways (Wednesday 10 July 2024)
@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("She dates the onset to about 8 months ago, with back pain by evening.", (240, 240)),
        ("The story began about two years earlier, with burning of the thigh.", (730, 730)),
        ("Onset of his neck pain was 3 weeks prior.", (21, 21)),
        ("The present crisis began 4 weeks before, with back pain.", (28, 28)),
        ("Two years before the first visit to us, he noticed numbness of both hands.", (730, 730)),
        ("Rear ended at a light on June 10, 2024. Neck pain since.", (30, 30)),
        ("Claim 12  D.O.A.: June 20, 2024  Exam: July 10, 2024\nT-boned, neck pain.", (20, 20)),
        ("DOI: 6/20/24  Today: 7/10/24\nLow back pain after a lift.", (20, 20)),
        ("RTC 12 days ago, hit from behind. Neck pain since. Past 3-4 days tingling of the thumb.", (12, 12)),
        (
            "His back ached on and off for ages, but about 9 weeks ago he bent over for a crate and felt a pop.",
            (63, 63),
        ),
        ("Low back pain. Today makes 5 weeks.", (35, 35)),
        ("Numb right hand. Going on a year now, worse at night.", (310.25, 365)),
        ("For roughly the past 5 months his hands have felt gloved; numb hands are why he came.", (150, 150)),
        ("Symptoms: low back pain. How long? 9 mo.", (270, 270)),
        ("He has been moaning about his low back for the last 6 weeks.", (42, 42)),
        ("Followed here for two years with aching in the low back.", (730, 730)),
        ("Pain in the neck since the Fourth of July.", (6, 6)),
        ("[doctor] how long has your neck been hurting\n[patient] about three months", (90, 90)),
        ("Her neck has hurt for a good 3 months.", (90, 90)),
        ("Low back pain for well over a year.", (365, None)),
        ("Low back pain since the beginning of the year.", (191, 191)),
        ("Neck pain. It all began in May when she fell.", (40, 70)),
        ("Since a fall six weeks ago, her low back hurts.", (42, 42)),
        ("Now 5 weeks out from the fall with persistent low back pain.", (35, 35)),
        ("5 weeks s/p MVC with neck pain.", (35, 35)),
        ("Her neck started acting up three months ago.", (90, 90)),
        ("Two months of neck pain. MVC 5 months ago without injury.", (60, 60)),
        ("Chronic low back pain for 10 years; the present flare began 2 months ago.", (60, 60)),
        (
            "She has had intermittent back trouble for 20 years, but over the last 5 months she developed leg pain.",
            (150, 150),
        ),
    ],
)
def test_ways_to_tell_when_it_began(text, days):
    assert duration(text) == days


@pytest.mark.parametrize(
    "text",
    [
        "Neck pain. He sleeps only 4 hours because of it.",
        "The block helped her neck pain for 2 weeks and then faded.",
        "The low back was sore for the first several weeks and that has cleared up.",
        "Her arm went numb for a few days in 2016, that cleared fully.",
        "A bout of sciatica a few years back after a move, which resolved on its own.",
        "No leg pain for 3 weeks now.",
        "Neck pain, 5 weeks s/p ACDF.",
        "Urge incontinence for which she has taken a pill for 5 years.",
        "Neck pain. It has been 2 months since her last visit.",
        "Low back pain. Three weeks ago she was started on naproxen.",
        "He was followed for 2 years for atrial fibrillation. Neck pain today.",
    ],
)
def test_lengths_of_something_else(text):
    assert duration(text) is None


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("He had been having low back pain for five weeks prior to admission.", (35, 35)),
        ("He had surgery for neck pain five weeks prior to admission.", None),
        ("Her back hurts. This began about 7 weeks ago. Over the last month the pain reached the calf.", (49, 49)),
        ("She has had neck stiffness since she painted her daughter's house 3 months ago.", (90, 90)),
        ("Back pain. On Sunday, 4 days ago, he was moving a piano and twisted.", (4, 4)),
        ("Neck pain for 3 months. Last week he was working in the yard and felt fine.", (90, 90)),
        ("Back pain. A similar bout in college, went away in about 10 days.", None),
        ("Neck pain. She dates things to some seven months back, when she noticed stiffness.", (210, 210)),
        ("[doctor] any pain in the back yes how long's it been going on [patient] oh gonna be four months", (120, 120)),
        ("Back pain for 2 years; the tingling is gone since March.", (730, 730)),
    ],
)
def test_lengths_told_by_way_of_what_happened(text, days):
    assert duration(text) == (list(days) if days and isinstance(duration(text), list) else days)
