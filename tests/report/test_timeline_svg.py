"""Care on a line of time, and days of care against thresholds."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from hand_made_case import assessments, evidence

from mednec.care import CareDays
from mednec.criteria.assessment import Assessment, RequirementResult
from mednec.evidence import Therapy
from mednec.report.timeline_svg import thresholds, timeline, undated


def answer(payer, care, state="met"):
    requirement = RequirementResult("care", "Some care.", state, "p", care=care)
    return Assessment(payer, "s", "1", "2026-05-02", "72141", "meets", "high", pathway="p", requirements=(requirement,))


def test_a_course_lies_where_its_dates_say():
    drawn = timeline((Therapy("traction", start_date="2026-01-01", end_date="2026-01-31"),), today="2026-03-02")
    (bar,) = drawn.courses
    assert bar.left == 1.5
    assert bar.width == 48.5  # 30 of 60 days
    assert drawn.until.label == "2026-03-02"
    assert drawn.until.left == 98.5
    assert "2026-01-01 to 2026-01-31" in bar.label


def test_windows_that_are_alike_are_drawn_once():
    care = CareDays((44, 91), 42, "2026-02-01", "2026-05-02")
    drawn = timeline((), [answer("evicore", care), answer("cigna", care)])
    assert [bar.label for bar in drawn.windows] == ["Care counts from 2026-02-01: eviCore, Cigna"]


def test_without_dates_there_is_no_line_but_the_courses_are_told():
    courses = (Therapy("nsaid", agent="Naproxen", duration_days=(56, 56), outcome="failed"),)
    assert timeline(courses) is None
    assert undated(courses) == ("NSAID (Naproxen): 56 days, completed, failed",)


def test_a_length_that_no_calendar_holds_is_told_and_not_drawn():
    course = Therapy("traction", end_date="2026-01-31", duration_days=(4e6, 4e6))
    assert timeline((course,)) is None
    assert len(undated((course,))) == 1


def test_what_was_not_followed_is_not_drawn():
    planned = Therapy("traction", status="planned", start_date="2026-01-01")
    assert timeline((planned,)) is None
    assert undated((planned,)) == ()


def test_a_course_that_goes_on_lasts_to_the_note():
    course = Therapy("nsaid", status="ongoing", duration_days=(14, 14))
    drawn = timeline((course,), today="2026-03-15")
    assert "2026-03-01 to 2026-03-15" in drawn.courses[0].label
    assert undated((course,), "2026-03-15") == ()
    assert timeline((course,)) is None


def test_one_injection_is_a_moment():
    drawn = timeline((Therapy("epidural_steroid_injection", start_date="2026-01-05", end_date="2026-01-05"),))
    assert drawn.courses[0].kind == "moment"


def test_years_have_few_ticks_and_a_week_may_have_none():
    decades = timeline((Therapy("traction", start_date="1990-01-01", end_date="2026-01-31"),))
    assert 1 <= len(decades.ticks) <= 8
    week = timeline((Therapy("traction", start_date="2026-01-05", end_date="2026-01-11"),))
    assert week.ticks == ()


def test_days_are_held_against_the_threshold():
    met, open_ = thresholds(
        [answer("evicore", CareDays((44, 88), 42)), answer("evolent", CareDays((0, None), 42), "undocumented")]
    )
    assert met.label == "44 to 88 days documented, 42 required"
    assert met.sure < met.most
    assert met.required < met.sure
    assert open_.label == "no days documented, 42 required"
    assert open_.sure == 0
    assert open_.most > open_.required


def test_only_the_nearest_pathway_is_drawn_when_it_counts_days():
    rows = thresholds(assessments())
    assert [(row.payers, row.state) for row in rows] == [(("eviCore",), "not_met"), (("user payer",), "undocumented")]


def test_a_case_of_very_many_courses_says_how_many_are_left_out():
    many = [Therapy("traction", start_date=f"20{n:02d}-01-01", end_date=f"20{n:02d}-02-01") for n in range(70)]
    assert timeline(many).left_out == 10


def test_the_case_made_by_hand():
    drawn = timeline(evidence().therapies, assessments())
    assert [bar.kind for bar in drawn.courses] == ["completed"]
    assert len(drawn.windows) == 1
