"""Minimal pairs for lengths of time, and properties that hold on any text."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mednec.extraction.durations import contains_time, find_durations, read_time, scan_time
from mednec.extraction.session_counts import find_sessions
from mednec.extraction.time_expressions import Duration

ANCHOR = "2024-06-15"


def days(text: str, anchor: str | None = ANCHOR) -> list[tuple[float | None, float | None]]:
    return [duration.days for duration in find_durations(text, anchor)]


def kinds(text: str) -> list[str]:
    return [expression.kind for expression in scan_time(text, ANCHOR)]


def measures(text: str) -> list[str]:
    return [duration.measures for duration in find_durations(text, ANCHOR)]


def test_contract_example():
    assert find_durations("PT x 6-8 wks", anchor=ANCHOR) == [Duration(5, 12, "6-8 wks", (42, 56), "unknown")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("x6wks", (42, 42)),
        ("for six (6) weeks", (42, 42)),
        ("6 (six) weeks", (42, 42)),
        ("six to eight (6-8) weeks", (42, 56)),
        ("four (4) to six (6) weeks", (28, 42)),
        ("completed 4 of 6 weeks of PT", (28, 28)),
        ("2 & 1/2 months", (75, 75)),
        ("6 to 8 weeks", (42, 56)),
        ("6- to 8-week", (42, 56)),
        ("six-to-eight-week", (42, 56)),
        ("between 6 and 8 weeks", (42, 56)),
        ("6 weeks to 3 months", (42, 90)),
        ("30 minutes to an hour", (1 / 48, 1 / 24)),
        ("a week or two", (7, 14)),
        ("1.5 months", (45, 45)),
        ("1 1/2 months", (45, 45)),
        ("1½ months", (45, 45)),
        ("1-1/2 months", (45, 45)),
        ("a month and a half", (45, 45)),
        ("two and a half months", (75, 75)),
        ("the past year and a half", (547.5, 547.5)),
        ("half a year", (180, 180)),
        ("three quarters of an hour", (1 / 32, 1 / 32)),
        ("1 year and 2 months", (425, 425)),
        ("5 years, 3 months", (1915, 1915)),
        ("a couple of months", (60, 60)),
        ("couple weeks", (14, 14)),
        ("a dozen weeks", (84, 84)),
        ("twenty-one days", (21, 21)),
        ("the past year", (365, 365)),
        ("for the last month", (30, 30)),
        ("all week", (7, 7)),
        ("another week", (7, 7)),
        ("2 more weeks", (14, 14)),
        ("a decade", (3650, 3650)),
        ("a fortnight", (14, 14)),
        ("72 hrs", (3, 3)),
        ("x 8/52", (56, 56)),
        ("x 3/12", (90, 90)),
        ("4-month history", (120, 120)),
        ("3 wekes", (21, 21)),
        ("10 dyas", (10, 10)),
        ("6 weeks", (42, 42)),
        ("6 – 8 weeks", (42, 56)),
    ],
)
def test_lengths(text, expected):
    assert [tuple(pytest.approx(d, abs=1e-5) for d in expected)] == days(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("about 6 weeks", (42, 42)),
        ("over a month", (30, None)),
        ("for over a month", (30, None)),
        ("more than 6 weeks", (42, None)),
        ("at least six weeks", (42, None)),
        ("no fewer than 6 weeks", (42, None)),
        ("not less than 6 weeks", (42, None)),
        ("> 6 weeks", (42, None)),
        (">6 weeks", (42, None)),
        ("6+ weeks", (42, None)),
        ("6 weeks or more", (42, None)),
        ("less than 2 weeks or more than 4", (None, 14)),
        ("up to 3 months", (None, 90)),
        ("less than 6 weeks", (None, 42)),
        ("no more than 6 weeks", (None, 42)),
        ("<6 weeks", (None, 42)),
        ("nearly two months", (51, 60)),
        ("almost 20 weeks", (119, 140)),
        ("several weeks", (21, None)),
        ("a few months", (90, None)),
        ("several days", (3, None)),
        ("several years", (1095, None)),
        ("many years", (1095, None)),
        ("for years", (730, None)),
        ("after weeks of rest", (14, None)),
    ],
)
def test_bounds(text, expected):
    assert days(text)[:1] == [expected]


@pytest.mark.parametrize(
    ("during", "longer"),
    [
        ("8 visits over 4 weeks", "had PT for over 4 weeks"),
        ("worse over 4 weeks", "pain for over 4 weeks"),
        ("over a 4 week period", "over 4 weeks of PT"),
        ("Over 4 weeks his hands became clumsy", "over 4 weeks"),
    ],
)
def test_over_means_during_or_longer(during, longer):
    assert days(during) == [(28, 28)]
    assert days(longer) == [(28, None)]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("every 4-6 hours", "frequency"),
        ("q 3 months", "frequency"),
        ("twice a week", "frequency"),
        ("2 tablets a day", "frequency"),
        ("5 days a week", "frequency"),
        ("5 days/week", "frequency"),
        ("15 minutes three times", "frequency"),
        ("at 6 months intervals", "frequency"),
        ("8 tablets in 24 hours", "frequency"),
        ("6-week-old", "age"),
        ("45 year old", "age"),
        ("45 y/o", "age"),
        ("age 6 weeks", "age"),
        ("2 year 3 month old", "age"),
        ("45 yr/F", "age"),
        ("12 weeks pregnant", "gestation"),
        ("gestation 12 weeks", "gestation"),
        ("8 weeks postpartum", "gestation"),
        ("follow up in 6 weeks", "follow_up"),
        ("RTC 4 weeks", "follow_up"),
        ("recheck 6 wks, f/u here", "follow_up"),
        ("will see Dr. X in 2 weeks", "follow_up"),
        ("6-week follow-up", "follow_up"),
        ("took 2 days off work", "off_work"),
        ("missed 3 days of work", "off_work"),
        ("3 weeks later", "offset"),
        ("seen 2 weeks prior", "offset"),
        ("at 6 weeks", "offset"),
        ("fell 2 weeks ago", "ago"),
        ("neck pain s/p MVA 6 wks ago", "ago"),
    ],
)
def test_lengths_that_are_no_durations(text, kind):
    assert set(kinds(text)) == {kind}
    assert find_durations(text, ANCHOR) == []


@pytest.mark.parametrize(
    ("near_miss", "expected"),
    [
        ("2x/week for 6 weeks", (42, 42)),
        ("once a month for a year", (365, 365)),
        ("1 tablet twice a day for 10 days", (10, 10)),
        ("45 year old with 6 weeks of pain", (42, 42)),
        ("PT for 6 weeks, patient improved", (42, 42)),
        ("returns after 6 weeks of PT", (42, 42)),
        ("follow up visit for neck pain for 6 weeks", (42, 42)),
        ("PT for 6 weeks before surgery", (42, 42)),
        ("8 weeks of PT, 2 visits weekly", (56, 56)),
        ("injections every 3 months for 2 years", (730, 730)),
        ("3 weekends", (6, 6)),
        ("8 visits in 4 weeks", (28, 28)),
    ],
)
def test_durations_beside_look_alikes(near_miss, expected):
    assert days(near_miss) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "pain 8/10, strength 5/5, C5-6, 120/80",
        "a second opinion",
        "3D CT, 2D echo",
        "pain 8 w/ activity",
        "walks 10 m",
        "45 M",
        "twenty pack years",
        "week 6 of PT, day 3",
        "minutes",
        "this week, last month, next year",
        "weekly, daily, monthly",
        "q6h prn",
        "how many days",
        "some days are better",
        "since childhood",
        "will start PT on 7/1",
        "plan: PT starting 7/1",
        "5 out of 7 days",
    ],
)
def test_nothing_to_find(text):
    assert find_durations(text, ANCHOR) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("since March 2024", (76, 106)),
        ("since March", (76, 106)),
        ("since 3/1/2024", (106, 106)),
        ("since the accident on 3/15", (92, 92)),
        ("since 2019", (1628, 1992)),
        ("since yesterday", (1, 1)),
        ("since 2 weeks ago", (14, 14)),
        ("began two weeks ago", (14, 14)),
        ("pain started approximately 3 months ago", (90, 90)),
        ("onset 3/1/2024", (106, 106)),
        ("onset approx. 1 year ago", (365, 365)),
        ("developed severe low back pain with radiation into the left leg 3 weeks ago", (21, 21)),
        ("pain since 1/5", (162, 162)),
        ("3/1/24 to present", (106, 106)),
        ("from 1/5 to 2/20", (46, 46)),
        ("PT 5/1-6/12", (42, 42)),
        ("PT 11/20-1/5", (46, 46)),
        ("06/29-08/17", (49, 49)),
        ("from 11/05/08 to 11/14/08", (9, 9)),
        ("January to March 2024", (30, 90)),
        ("Jan-Mar 2024", (30, 90)),
        ("between 1/5 and 2/20", (46, 46)),
        ("January 5 - February 20, 2024", (46, 46)),
        ("02/2024-04/2024", (32, 89)),
    ],
)
def test_calendar_spans(text, expected):
    assert days(text) == [expected]


def test_span_dates_and_text():
    (span,) = find_durations("PT from 1/5 to 2/20, no relief", ANCHOR)
    assert (span.text, span.start_date, span.end_date) == ("from 1/5 to 2/20", "2024-01-05", "2024-02-20")
    (since,) = find_durations("PT since March 2024", ANCHOR)
    assert (since.text, since.start_date, since.end_date) == ("since March 2024", "2024-03", None)


def test_without_anchor():
    assert days("from 5/1 to 6/12", None) == [(42, 42)]
    assert find_durations("from 5/1 to 6/12")[0].start_date is None
    assert days("from 11/20/23 to 1/5/24", None) == [(46, 46)]
    assert days("since March 2024", None) == []
    assert days("pain for 3 months since the fall", None) == [(90, 90)]


def test_until_gives_an_end_but_no_length():
    (until,) = [e for e in scan_time("PT until last month", ANCHOR) if e.kind == "until"]
    assert until.end_date == "2024-05"
    assert find_durations("PT until last month", ANCHOR) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("neck pain for 3 months", "symptom"),
        ("4-month history of low back pain", "symptom"),
        ("Neck pain of 5 months' duration", "symptom"),
        ("12 days of numbness", "symptom"),
        ("a 5-week course of PT", "therapy"),
        ("6 weeks of physical therapy", "therapy"),
        ("naproxen 500 mg BID x 10 days", "supply"),
        ("took naproxen 500 mg BID x 10 days", "unknown"),
        ("naproxen 500 mg BID x 6 weeks without relief", "unknown"),
        ("oxycodone q.12h. for five days", "supply"),
        ("30 day supply", "supply"),
        ("refer to PT for 6 weeks", "plan"),
        ("will start 6 weeks of PT", "plan"),
        ("completed PT for 6 weeks", "unknown"),
        ("6 weeks post-op", "post_op"),
        ("6 weeks s/p ACDF", "post_op"),
        ("s/p surgery 3 weeks ago", "post_op"),
        ("6 weeks out from surgery", "post_op"),
        ("LBP, then a 5-week course of PT", "therapy"),
    ],
)
def test_measures(text, expected):
    assert measures(text) == [expected]


def test_complaint_and_therapy_stay_apart():
    text = "neck pain for 3 months; PT for 6 weeks"
    assert [(d.days, d.measures) for d in find_durations(text)] == [((90, 90), "symptom"), ((42, 42), "unknown")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("8 visits over 4 weeks", [(8, False)]),
        ("12 PT sessions", [(12, False)]),
        ("eight physical therapy treatments", [(8, False)]),
        ("attended 9 of 12 visits", [(9, False)]),
        ("completed 9/12 sessions", [(9, False)]),
        ("six to eight visits", [(6, False)]),
        ("authorized for 12 visits", [(12, True)]),
        ("12 visits approved", [(12, True)]),
        ("will attend 12 sessions", [(12, True)]),
        ("was referred to PT, completed 10 visits", [(10, False)]),
        ("ESI x3", [(3, False)]),
        ("x 3 injections", [(3, False)]),
        ("two epidural steroid injections", [(2, False)]),
        ("2 visits per week", []),
        ("3 sessions/week", []),
        ("2 visits weekly for 6 weeks", []),
        ("ESI x 3 weeks ago", []),
        ("3 ED visits", []),
        ("L4-5 injections", []),
        ("first visit 05/11", []),
        ("visit 6 of 12", [(6, False)]),
        ("one injection per 6 months", []),
    ],
)
def test_sessions(text, expected):
    assert [(s.count, s.planned) for s in find_sessions(text)] == expected


def test_quick_look():
    assert contains_time("PT x 6 wks")
    assert contains_time("seen 3/15/2024")
    assert not contains_time("no relief with therapy")


def test_bad_anchor_is_refused():
    with pytest.raises(ValueError, match="ISO date"):
        find_durations("6 weeks", "June")


WORDS = (
    "6|8|six|-|–|to|weeks|wk|month|and|a|half|of|1/2|½|since|until|3/1|5/1-6/12|March|2024|,|.|;|(|)|\n|x|ago|last|past|year|"
    "over|at|least|quarters|three|couple|few|several|more|than|between|all|+|İ|ß|🦴|٣|days|q|every|PT|pain|4/5|began|visits"
)
words = st.sampled_from(WORDS.split("|"))
texts = st.one_of(
    st.text(max_size=200),
    st.lists(words, max_size=40).map(" ".join),
    st.lists(words, max_size=40).map("".join),
)


@settings(max_examples=400, deadline=None)
@given(texts, st.sampled_from([None, "2024-06-15", "0001-01-01", "9999-12-31", "2024-02-29"]))
def test_any_text_gives_spans_of_that_text(text, anchor):
    reading = read_time(text, anchor)
    for found in (*reading.expressions, *reading.dates, *reading.durations):
        assert 0 <= found.start < found.end <= len(text)
        assert text[found.start : found.end] == found.text
    for expression in reading.expressions:
        low, high = expression.days
        assert low is None or high is None or 0 <= low <= high
    for session in find_sessions(text):
        assert 0 <= session.start < session.end <= len(text)
    assert [e.start for e in reading.expressions] == sorted(e.start for e in reading.expressions)


@settings(max_examples=200, deadline=None)
@given(st.integers(1, 400), st.sampled_from([("day", 1), ("week", 7), ("month", 30), ("year", 365)]))
def test_a_number_and_a_unit(number, unit):
    name, size = unit
    assert days(f"for {number} {name}s") == [(number * size, number * size)]


PIECES = [
    *("6 weeks ", "1-", "a ", "x6", "since ", "5/1-", "one and ", "(6) ", "1/2", "PT for 6 weeks. ", "Jan ", "8 of "),
    *("six (6) to ", "since 3/1/24 6 weeks ", "began 3 weeks ago ", "8 visits ", "3/1, ", "from 3/1 to 4/1 "),
    *("March" + " " * 60, "6 weeks" + "\n" * 60),
]


@pytest.mark.parametrize("piece", PIECES)
def test_time_grows_linearly(piece):
    def seconds(size: int) -> float:
        text = piece * (size // len(piece))
        best = float("inf")
        for _ in range(3):
            begin = time.perf_counter()
            read_time(text, ANCHOR)
            find_sessions(text)
            best = min(best, time.perf_counter() - begin)
        return best

    seconds(1000)  # compiles the patterns
    assert seconds(40_000) < 10 * seconds(10_000) + 0.02


@pytest.mark.parametrize(
    "text",
    [
        "take two tablets every other day and then 1 tablet every week for 1 month and then 1 tablet monthly",
        "take 60 mg for 3 days then 40 mg for 3 days then 20 mg for 3 days",
        "Start 300 mg at night for 3 nights, then 300 mg twice daily",
        "apply ice 20 minutes every 2 hours",
        "3 times within an hour",
        "Follow-up visit 6 weeks",
        "MRI in 2-3 weeks",
        "Wound check in 10 days",
    ],
)
def test_doses_and_checks_to_come_are_no_durations(text):
    assert days(text) == []


def test_a_taper_that_was_taken_is_one():
    assert (5, 5) in days("Took prednisone 40 mg for 5 days then 20 mg for 5 days.")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("10/12 hx of LBP", (300, 300)),
        ("for two-and-a-half years", (912.5, 912.5)),
        ("half a dozen weeks", (42, 42)),
        ("dating back to 2022", (532, 896)),
        ("8 visits in 4 weeks", (28, 28)),
    ],
)
def test_rarer_wordings(text, expected):
    assert days(text) == [expected]


@pytest.mark.parametrize(
    ("text", "days"),
    [("naproxen 4/6 - present", [(70, 70)]), ("pain from 8/10 to present", []), ("biceps 4/5 to now 5/5", [])],
)
def test_a_day_to_present_is_told_from_a_score(text, days):
    assert [d.days for d in find_durations(text, "2026-06-15")] == days


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("for the better part of the last ten months", [(255, 300)]),
        ("for most of the past year", [(310.25, 365)]),
        ("going on two years", [(620.5, 730)]),
        ("seven weeks and counting", [(49, 49)]),
        ("onset 4/52 ago", [(28, 28)]),
        ("pain of 2/12 duration", [(60, 60)]),
        ("ibuprofen tds for the past 2/52", [(14, 14)]),
        ("codeine qds for 3/7, stopped", [(3, 3)]),
        ("scheduled for 5/7", []),
        ("grip 5/7", []),
        ("seen 3/12", []),
    ],
)
def test_rounded_and_british_lengths(text, expected):
    assert days(text) == expected
