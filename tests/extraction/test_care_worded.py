"""Conservative care in the words of many hands: idioms, orders and refusals, each beside its near miss."""

import pytest

from mednec import extract


def read(text):
    return {(t.therapy, t.status, t.outcome) for t in extract(text, note_date="2024-07-10").therapies}


def statuses(text):
    return {(t.therapy, t.status) for t in extract(text, note_date="2024-07-10").therapies}


@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        ("Norco for the back pain. Pain went from 9 to 5.", "partial"),
        ("Norco for the back pain. Pain went from 9/10 to 1/10.", "improved"),
        ("Norco for the back pain. Pain ranges from 4 to 9/10.", "unknown"),
        ("Norco for the back pain. Pain is 9 to 10 at night.", "unknown"),
        ("Norco for the back pain. Dose went from 10 to 5 mg.", "unknown"),
    ],
)
def test_falls_of_the_pain_score(text, outcome):
    assert {o for _, _, o in read(text)} == {outcome}


@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        ("The SI joint injection gave good relief of the back pain for 2 days.", "partial"),
        ("The SI joint injection gave good relief of the back pain for two weeks.", "partial"),
        ("The SI joint injection gave good relief of the back pain for 8 months.", "improved"),
        ("Gabapentin has given good relief of the leg pain for the last two weeks.", "improved"),
        ("Naproxen for the back since May without much benefit.", "failed"),
        ("Naproxen may help the back.", None),
    ],
)
def test_relief_for_a_time(text, outcome):
    assert {o for _, _, o in read(text)} == ({outcome} if outcome else set())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Heat and Tylenol dull the back pain.", ("acetaminophen", "ongoing", "partial")),
        ("Heat and Tylenol dulled the back pain.", ("acetaminophen", "completed", "partial")),
        (
            "She was put on nortriptyline for the pain, which lets her sleep.",
            ("neuropathic_agent", "ongoing", "unknown"),
        ),
        ("Diclofenac for the back: pt feels no different.", ("nsaid", "completed", "failed")),
        ("She did not find the massage helpful for the neck.", ("massage", "completed", "failed")),
        ("She found the massage helpful for the neck.", ("massage", "completed", "partial")),
    ],
)
def test_what_works_now_is_being_used(text, expected):
    assert expected in read(text) or (expected[0], expected[1]) in statuses(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("She does not want surgery and continues PT for the back.", {("physical_therapy", "ongoing")}),
        ("She did PT for the neck and was not keen on surgery.", {("physical_therapy", "completed")}),
        ("He will continue PT for the back, and surgery is not warranted.", {("physical_therapy", "ongoing")}),
        ("I offered massage for the neck; she was not keen.", {("massage", "declined")}),
        ("He does not want to stop PT for the neck.", {("physical_therapy", "ongoing")}),
        ("He does not want to start PT for the neck.", {("physical_therapy", "declined")}),
        ("She takes Aleve for the back. She wants to stop the Aleve.", {("nsaid", "ongoing")}),
        ("She went to 3 PT sessions for the back and quit because of copays.", {("physical_therapy", "completed")}),
        ("PT for the back was offered but the copays are too high.", {("physical_therapy", "declined")}),
    ],
)
def test_what_is_refused(text, expected):
    assert statuses(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("PLAN: No NSAIDs for the back.", {("nsaid", "declined")}),
        ("No NSAIDs given her CKD; back pain.", {("nsaid", "declined")}),
        ("No NSAIDs tried for the back.", {("nsaid", "not_done")}),
        ("PLAN: back pain, no NSAIDs needed.", {("nsaid", "not_done")}),
        ("Back pain. No lifting over 10 lb until I see him again.", {("activity_modification", "planned")}),
        ("Back pain. Working modified duty since Monday.", {("activity_modification", "ongoing")}),
        ("Weight loss, nothing more than 5 pounds; back pain.", set()),
    ],
)
def test_orders_and_what_is_kept_away(text, expected):
    assert statuses(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("HPI: Back pain. He was sent home with Naprosyn.\nPHYSICAL EXAM: Normal.", {("nsaid", "completed")}),
        ("HPI: Back pain. Prescribed Naprosyn today.\nPHYSICAL EXAM: Normal.", {("nsaid", "planned")}),
        ("HPI: Back pain.\nPHYSICAL EXAM: Normal.\nPLAN: Sent home with Naprosyn.", {("nsaid", "planned")}),
    ],
)
def test_prescriptions_of_the_history(text, expected):
    assert statuses(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("She has been to 9 of 12 PT visits for the back.", {("physical_therapy", "ongoing")}),
        ("She completed 12 of 12 PT visits for the back.", {("physical_therapy", "completed")}),
        ("She attended 9 of 12 PT visits for the back and was discharged.", {("physical_therapy", "completed")}),
        ("12 sessions of PT with flexion exercises for the back.", {("physical_therapy", "completed")}),
        (
            "12 sessions of PT with a home exercise program for the back.",
            {("physical_therapy", "completed"), ("home_exercise", "completed")},
        ),
        ("He saw a chiropractor weekly in 2017 for his neck.", {("chiropractic", "completed")}),
        ("He sees a chiropractor weekly for his neck.", {("chiropractic", "ongoing")}),
    ],
)
def test_courses_by_visits(text, expected):
    assert statuses(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("His wife gave him her tramadol for the back, and it did nothing.", {("opioid", "completed", "failed")}),
        ("His wife takes tramadol for her back.", set()),
        (
            "She was given Vicodin for the back, which caused confusion, and she was switched to Norco.",
            {("opioid", "completed", "failed"), ("opioid", "ongoing", "unknown")},
        ),
        ("Neck pain. Takes Tylenol. Come back for worsening numbness.", {("acetaminophen", "ongoing", "unknown")}),
        ("Back pain. Takes Tylenol. He has not lost control of his bowels.", {("acetaminophen", "ongoing", "unknown")}),
        ("Back pain. Takes Tylenol. Lying flat made no difference.", {("acetaminophen", "ongoing", "unknown")}),
    ],
)
def test_whose_outcome_it_is(text, expected):
    assert read(text) == expected


def test_a_regimen_is_all_that_is_taken():
    text = "HPI: Back pain. He gets about 40% relief out of the current regimen.\nMEDICATIONS:\nNorco\nZanaflex 4 mg"
    assert read(text) == {("opioid", "ongoing", "partial"), ("muscle_relaxant", "ongoing", "partial")}


def test_steroids_for_the_lungs_are_no_care_of_the_spine():
    lungs = "Back pain. In the ER she got albuterol nebs, Solu-Medrol and azithromycin. Plan: prednisone 40 mg."
    assert statuses(lungs) == set()
    assert ("oral_steroid", "completed") in statuses("Back pain. Prednisone for the leg pain helped. Uses albuterol.")
