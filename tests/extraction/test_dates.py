"""Minimal pairs for dates: what is one, what looks like one, and what it can mean."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mednec.extraction.dates import find_dates
from mednec.extraction.time_words import fold

ANCHOR = "2024-06-15"


def isos(text: str, anchor: str | None = ANCHOR) -> list[str]:
    return [found.iso for found in find_dates(text, anchor)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("3/15/2024", "2024-03-15"),
        ("3/15/24", "2024-03-15"),
        ("03-15-2024", "2024-03-15"),
        ("2024-03-15", "2024-03-15"),
        ("2024-03-15T10:00", "2024-03-15"),
        ("3.15.2024", "2024-03-15"),
        ("15/03/2024", "2024-03-15"),
        ("7/3/93", "1993-07-03"),
        ("10/2023", "2023-10"),
        ("in 8/90", "1990-08"),
        ("March 2024", "2024-03"),
        ("March of 2024", "2024-03"),
        ("March, 2024", "2024-03"),
        ("Mar 5, 2024", "2024-03-05"),
        ("March 5th, 2024", "2024-03-05"),
        ("5 March 2024", "2024-03-05"),
        ("15-Mar-2024", "2024-03-15"),
        ("the 5th of March", "2024-03-05"),
        ("Jan '24", "2024-01"),
        ("in 2019", "2019"),
        ("ACDF 2018", "2018"),
        ("spring of 2023", "2023"),
        ("May 5, 2024", "2024-05-05"),
        ("MAY 5", "2024-05-05"),
    ],
)
def test_written_dates(text, expected):
    assert isos(text) == [expected]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("on 3/15", "2024-03-15"),
        ("completed PT 3/15", "2024-03-15"),
        ("since 1/5", "2024-01-05"),
        ("MRI 2/14", "2024-02-14"),
        ("PT eval 3/4", "2024-03-04"),
        ("X-ray 04/28 normal", "2024-04-28"),
        ("X-ray C-spine 3/5", "2024-03-05"),
        ("seen on 12/20", "2023-12-20"),
        ("3/15: seen in clinic", "2024-03-15"),
        ("in May", "2024-05"),
        ("since December", "2023-12"),
        ("pain since 04/14", "2024-04-14"),
        ("first visit 05/11", "2024-05-11"),
        ("next April", "2025-04"),
        ("early March", "2024-03"),
        ("last spring", "2024"),
        ("last month", "2024-05"),
        ("last year", "2023"),
        ("yesterday", "2024-06-14"),
        ("today", "2024-06-15"),
        ("two days ago", "2024-06-13"),
        ("3 months ago", "2024-03"),
        ("nearly 10 years ago", "2015"),
        ("2 days prior to admission", "2024-06-13"),
    ],
)
def test_dates_that_need_the_anchor(text, expected):
    assert isos(text) == [expected]
    assert isos(text, None) == []


@pytest.mark.parametrize(
    "text",
    [
        "BP 120/80",
        "strength 4/5, 5/5",
        "motor 4/5 to 5/5",
        "4/5-5/5 throughout",
        "Biceps 5/5   5/5",
        "grade 2/6 murmur",
        "reflexes 2/4",
        "on exam 4/5 in the triceps",
        "C5/6, 6/7",
        "L4/5",
        "C 5/6",
        "pain 8/10",
        "pain from 8/10 to 3/10",
        "5/10 at start, 8/10 now",
        "completed 8/8 weeks",
        "Percocet 5/325",
        "Lortab 7.5/325",
        "call 555-123-4567",
        "1-800-555-1234",
        "SSN 123-45-6789",
        "attended 9/12 visits",
        "24/7",
        "20/20",
        "2+/4",
        "1/2 tablet",
        "it may be 5 mg",
        "he may improve",
        "MAY IMPROVE",
        "Jan reports pain",
        "OCT normal, SEP abnormal",
        "2000 mg",
        "CPT 72141",
        "2010 steps",
        "3/4 L of oxygen",
        "PHQ-9 8/27",
        "13/45/2024",
        "2/30/2024",
        "she had a fall at home",
        "the last month",
        "for the past year",
        "1.5 mg",
        "WBC 10.5",
        "6-8",
    ],
)
def test_no_dates(text):
    assert isos(text) == []


def test_bounds_of_what_is_not_exact():
    (march,) = find_dates("since March 2024", ANCHOR)
    assert (march.earliest, march.latest) == (date(2024, 3, 1), date(2024, 3, 31))
    (june,) = find_dates("in June", ANCHOR)
    assert (june.earliest, june.latest) == (date(2024, 6, 1), date(2024, 6, 15))
    (late,) = find_dates("late March 2024", ANCHOR)
    assert (late.text, late.earliest, late.latest) == ("late March 2024", date(2024, 3, 21), date(2024, 3, 31))
    (ago,) = find_dates("two weeks ago", ANCHOR)
    assert ago.earliest <= date(2024, 6, 1) <= ago.latest
    (open_end,) = find_dates("several years ago", ANCHOR)
    assert open_end.earliest == date.min


def test_a_list_shares_its_lead():
    assert isos("visits on 3/1, 3/8 and 3/15") == ["2024-03-01", "2024-03-08", "2024-03-15"]


def test_a_leap_day_finds_its_year():
    assert isos("on 2/29", "2023-06-01") == ["2020-02-29"]


def test_folding_keeps_length():
    assert len(fold("İstanbul – ½ ß’s")) == len("İstanbul – ½ ß’s")


@settings(max_examples=300, deadline=None)
@given(st.dates(date(1935, 1, 1), date(2049, 12, 31)))
def test_every_day_round_trips(day):
    spellings = (
        day.isoformat(),
        f"{day.month}/{day.day}/{day.year}",
        f"{day.month:02d}-{day.day:02d}-{day.year}",
        day.strftime("%B %d, %Y"),
        day.strftime("%d %b %Y"),
    )
    for text in spellings:
        (found,) = find_dates(f"MRI {text}: normal", "2049-12-31")
        assert (found.iso, found.earliest, found.latest, found.text) == (day.isoformat(), day, day, text)


@settings(max_examples=300, deadline=None)
@given(st.dates(date(1990, 1, 1), date(2040, 12, 31)), st.integers(0, 364))
def test_a_day_without_year_is_the_last_one(anchor, back):
    day = anchor - timedelta(days=back)
    (found,) = find_dates(f"seen on {day.month}/{day.day}", anchor)
    assert found.earliest <= anchor
    assert (found.earliest.month, found.earliest.day) == (day.month, day.day)


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=300))
def test_any_text_gives_ordered_dates(text):
    found = find_dates(text, ANCHOR)
    for mention in found:
        assert text[mention.start : mention.end] == mention.text
        assert mention.earliest <= mention.latest
    assert all(a.end <= b.start for a, b in pairwise(found))


# -------------------- holidays, and a month or season of "last year" (the anchor is a Saturday in June 2024)
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("since Christmas", "2023-12-25"),
        ("since about Thanksgiving", "2023-11-23"),
        ("around Thanksgiving of 2022", "2022-11-24"),
        ("shortly after Labor Day", "2023-09-04"),
        ("since Memorial Day", "2024-05-27"),
        ("over the Fourth of July", "2023-07-04"),
        ("since last Easter", "2024-03-31"),
        ("after New Year's", "2024-01-01"),
        ("since the first of the year", "2024-01-01"),
        ("in May of last year", "2023-05"),
        ("the middle of May of this year", "2024-05"),
        ("since the spring of last year", "2023"),
        ("late last year", "2023"),
    ],
)
def test_holidays_and_told_years(text, expected):
    assert isos(text) == [expected]


@pytest.mark.parametrize("text", ["Christmas cards", "during labor", "a new yearly exam", "her Easter shopping"])
def test_no_holiday_is_meant(text):
    assert isos(text) == []
