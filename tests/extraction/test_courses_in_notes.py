"""Courses of care as dated notes tell them: denied, only ordered, carried out, in a table, for another problem."""

import pytest

from mednec import extract

DAY = "2026-06-15"


def courses(text):
    return extract(text, note_date=DAY).therapies


def statuses(text):
    return {(t.therapy, t.status) for t in courses(text)}


def only(text, therapy):
    (found,) = [t for t in courses(text) if t.therapy == therapy]
    return found


# -------------------- denied
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Neck pain. No chiropractor, no injection, no acupuncture.",
            {("chiropractic", "not_done"), ("epidural_steroid_injection", "not_done"), ("acupuncture", "not_done")},
        ),
        (
            "Neck pain. He has not taken pills, not gone to a chiropractor, not done exercises.",
            {("chiropractic", "not_done"), ("home_exercise", "not_done")},
        ),
        (
            "Back pain. She has had no massage and no brace. She says the leg is neither better nor worse.",
            {("massage", "not_done"), ("bracing", "not_done")},
        ),
        # an injection without a name, in a note about the spine, is one into the spine
        ("Neck pain. No injection is planned.", {("epidural_steroid_injection", "not_done")}),
        ("Back pain. Acupuncture: not possible with this degree of pain.", {("acupuncture", "not_done")}),
    ],
)
def test_a_denied_course_never_happened_and_has_no_outcome(text, expected):
    assert statuses(text) == expected


# -------------------- ordered
@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("I am sending him today to acupuncture, twice a week for a month, for the back pain.", "planned"),
        ("I am sending him today to acupuncture for the back pain. It has not begun.", "planned"),
        ("Back pain. He was referred to acupuncture; he has yet to begin.", "not_done"),
        ("Back pain. On 3/2/2026 I offered acupuncture; he prefers not to do it.", "declined"),
        ("Back pain. Acupuncture, ordered by me: 3/2/2026 - 4/20/2026, 14 visits.", "completed"),
        ("Back pain. On 3/2/2026 I ordered acupuncture.", "planned"),
    ],
)
def test_what_became_of_an_order(text, status):
    assert only(text, "acupuncture").status == status


def test_an_order_told_with_its_course_is_one_course():
    told = (
        "Low back pain. On 3/18/2026 I referred her to chiropractic care; "
        "she attended 9 visits with traction from 3/20/2026 to 5/1/2026."
    )
    assert statuses(told) == {("chiropractic", "completed"), ("traction", "completed")}
    course = only(told, "chiropractic")
    assert (course.sessions, course.duration_days, course.start_date) == (9, (42.0, 42.0), "2026-03-20")


def test_an_order_after_an_old_course_stays_a_plan():
    assert statuses("Neck pain. She did PT in January. Her surgeon recommended PT again.") == {
        ("physical_therapy", "completed"),
        ("physical_therapy", "planned"),
    }


# -------------------- given along
@pytest.mark.parametrize(
    "text",
    [
        "Neck pain. Chiropractic, supervised, 12 visits with moist heat, 3/2/26-4/13/26, no lasting help.",
        "Neck pain. She did chiropractic care on my order, with moist heat, from March 2 to April 13, 2026.",
    ],
)
def test_what_is_given_along_with_a_course_shares_its_days(text):
    days = {t.therapy: (t.start_date, t.end_date) for t in courses(text)}
    assert days == dict.fromkeys(("chiropractic", "heat_ice"), ("2026-03-02", "2026-04-13"))


def test_visits_are_those_of_the_course_not_of_what_goes_with_it():
    assert only("Neck pain. Chiropractic, 12 visits with moist heat, 3/2/26-4/13/26.", "chiropractic").sessions == 12


# -------------------- tables and boxes
TABLE = """Neck pain since March 2026.

CARE SO FAR
| Treatment | Began | Stopped | Amount | Response |
| Acupuncture | 3/2/2026 | 4/20/2026 | 8 visits | none |
| Epidural injection | not done | | | |
"""


def test_a_table_gives_the_days_of_a_course_in_columns():
    course = only(TABLE, "acupuncture")
    assert (course.start_date, course.end_date, course.outcome) == ("2026-03-02", "2026-04-20", "failed")
    assert only(TABLE, "epidural_steroid_injection").status == "not_done"


def test_two_days_side_by_side_need_no_titles():
    course = only("Back pain.\n| massage | 3/2/2026 | 3/30/2026 | no relief |\n", "massage")
    assert course.duration_days == (28.0, 28.0)


def test_boxes_answer_whether_a_therapy_was_done():
    asked = "Home exercise: [x] Yes [ ] No\nChiropractic: [ ] Yes [x] No\nAcupuncture: [ ] Yes [x] No\n"
    note = "Neck pain.\nPRIOR TREATMENT\n" + asked
    assert statuses(note) == {
        ("home_exercise", "completed"),
        ("chiropractic", "not_done"),
        ("acupuncture", "not_done"),
    }


# -------------------- for another problem
@pytest.mark.parametrize(
    "text",
    [
        "Neck pain. Years ago he had ten weeks of physical therapy for a left ankle sprain, which healed.",
        "Neck pain. PMH: L ankle fx 2021 -> PT 8 wks, full recovery.",
        "Neck pain. She went through six weeks of therapy for a frozen left shoulder in 2020.",
        "Neck pain. Carpal tunnel release in 2015 with hand therapy, no complaint from it now.",
        "Neck pain. Current: shoulder PT (cuff) 4/2026-present, not neck.",
        "Neck pain. Also R hip OA: PT since 4/2026, hip only.",
        "Neck pain. Migraine, nortriptyline at night.",
        "Neck pain. She takes celecoxib for her knees.",
    ],
)
def test_treatment_of_another_problem_is_no_care_of_the_spine(text):
    assert courses(text) == ()


@pytest.mark.parametrize(
    "text",
    [
        "Neck pain radiating to the right shoulder. PT for the shoulder and neck gave no relief.",
        "Neck and right shoulder pain for 2 months. She did PT for the right shoulder, without relief.",
        "Low back pain with hip pain. PT for the hip, 6 weeks, failed.",
        "Neck pain with numb fingers. PT, knee brace.",
        "Low back pain. PT has lasted 4 weeks and is not helping her low back.",
    ],
)
def test_a_joint_that_spine_pain_may_reach_is_no_other_problem_by_itself(text):
    assert [t for t in courses(text) if t.therapy == "physical_therapy"]


# -------------------- whose order, how it ended, one course told twice
@pytest.mark.parametrize(
    "text",
    [
        "Back pain. Chiropractic care on my order from 3/8/2026 to 4/19/2026, 12 visits.",
        "Back pain. Naproxen on the advice of his dentist for six weeks, no relief.",
        "Neck pain. At the visit of 5/3/2026 I prescribed etodolac. Taken for 10 days, without any response.",
    ],
)
def test_who_ordered_a_course_does_not_make_it_a_plan_or_current(text):
    assert [t.status for t in courses(text)] == ["completed"]


def test_what_is_under_way_is_not_told_again_as_a_second_course():
    told = "Neck pain. PT since 5/19, meloxicam since 5/17. Pain 8/10 now, worse each week despite PT and meloxicam."
    assert [(t.therapy, t.status, t.response) for t in courses(told)] == [
        ("physical_therapy", "ongoing", "worse"),
        ("nsaid", "ongoing", "worse"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Neck pain. He did stretches for eight weeks and bought naproxen. He wore a collar. None of this has helped.",
        "Back pain. PT 3/8/2026 to 4/19/2026 and naproxen 500 mg BID for the same six weeks. No improvement.",
        "Neck pain. He tried massage. He takes tramadol at night. Nothing helped.",
    ],
)
def test_a_last_word_reaches_everything_told_before(text):
    assert {t.outcome for t in courses(text)} == {"failed"}


def test_the_therapy_is_the_course_and_not_the_drug_named_last():
    told = "Neck pain. She attended PT for eight weeks and took meloxicam. The therapy changed little."
    assert {t.therapy: t.outcome for t in courses(told)} == {"physical_therapy": "failed", "nsaid": "unknown"}


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("Neck pain. Celecoxib 200 mg daily x 30 days. No relief.", (30, 30)),
        ("Neck pain. OTC ibuprofen 400 TID x 8 wks.", (56, 56)),
        ("Neck pain. Celecoxib 200 mg daily x 30 days.", None),
    ],
)
def test_a_supply_that_was_used_up_is_a_length_of_treatment(text, days):
    assert only(text, "nsaid").duration_days == days


def test_a_course_between_two_days_has_lasted_so_long():
    note = "Neck pain. Naproxen 500 mg twice daily from 3/16/2026 to 5/4/2026, no improvement."
    course = extract(note, note_date="2026-05-04").therapies[0]
    assert (course.start_date, course.end_date, course.duration_days) == ("2026-03-16", "2026-05-04", (49.0, 49.0))


# -------------------- plans about what is under way
def test_what_is_continued_has_not_ended():
    told = "Arm pain since May. Prescribed naproxen, ten days of it, no response. Plan: continue naproxen."
    course = only("Neck and a" + told[1:], "nsaid")
    assert (course.status, course.outcome, course.duration_days) == ("ongoing", "failed", (10, 10))


@pytest.mark.parametrize(
    ("text", "statuses_of"),
    [
        ("Neck pain. PT since 5/19/2026.\nPlan: stop PT, MRI.", ["completed"]),
        ("Neck pain. PT since 5/19/2026.\nPlan: stop traction.", ["ongoing", "completed"]),
        ("Neck pain. Stopped naproxen in May.\nPlan: start naproxen again.", ["completed", "planned"]),
    ],
)
def test_a_stop_in_the_plan_is_no_second_course(text, statuses_of):
    assert [t.status for t in courses(text)] == statuses_of


def test_a_modality_stopped_in_the_plan_ran_with_the_course():
    assert only("Neck pain. PT since 5/19/2026.\nPlan: stop traction.", "traction").start_date == "2026-05-19"


@pytest.mark.parametrize(
    "text",
    [
        "Back pain since March. PT since 5/19. It becomes worse every week in spite of the treatment.",
        "Neck pain worsening under chiropractic care.",
    ],
)
def test_worse_under_the_treatment_is_the_answer_to_it(text):
    assert [t.response for t in courses(text)] == ["worse"]


def test_unchanged_findings_are_no_answer_to_a_treatment():
    assert only("Neck pain. PT since 5/19; no change in objective findings.", "physical_therapy").response == "unknown"


def test_both_of_a_pair_take_the_days_told_of_them():
    told = "Back pain. Naproxen 500 mg BID and heat, both begun 5/18/2026 and used until today, no improvement."
    assert {t.start_date for t in courses(told)} == {"2026-05-18"}


# -------------------- no start, no use, one answer to a list
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Neck pain. He was supposed to start acupuncture on 5/4 but the clinic was full.",
            {("acupuncture", "not_done")},
        ),
        ("Back pain. The insurer approved 12 acupuncture visits on 6/1; none used yet.", {("acupuncture", "not_done")}),
        ("Back pain. Rehab at Eastside from 2/17 to 4/4.", {("physical_therapy", "completed")}),
        ("Back pain. Cardiac rehab at Eastside in 2019.", set()),
        ("Back pain. Exercises from the PT sheet daily since 4/30.", {("home_exercise", "ongoing")}),
    ],
)
def test_words_near_a_course_that_are_not_the_course(text, expected):
    assert statuses(text) == expected


def test_no_relief_from_a_list_is_of_all_in_it():
    told = "Neck pain. No relief with rest, ice, OTC naproxen x 3 weeks, or chiropractic x 5."
    assert {t.outcome for t in courses(told)} == {"failed"}


def test_the_same_problem_is_no_answer():
    assert (
        only("Back pain. Massage in 2023 for the same back problem with good relief.", "massage").outcome == "improved"
    )


# -------------------- told apart
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Low back pain. No prior injections.", {("epidural_steroid_injection", "not_done")}),
        ("Low back pain. She had PRP injections.", {("other_injection", "completed")}),
        ("Knee pain. Injections did not help.", {("joint_injection", "completed")}),
        ("Low back pain. Cortisone shots in the shoulder.", set()),
    ],
)
def test_an_injection_without_a_name_is_one_into_the_spine_where_the_note_is_about_it(text, expected):
    assert statuses(text) == expected


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("Massage | no | |", {("massage", "not_done")}),
        ("Massage | none | n/a", {("massage", "not_done")}),
        ("Massage | 2019 | none", {("massage", "completed")}),
    ],
)
def test_a_row_of_treatments_denies_in_the_cell_of_the_dates(row, expected):
    assert statuses(f"Neck pain.\nTreatment | Dates | Response\nPhysical therapy | 2020 | helped\n{row}") == {
        ("physical_therapy", "completed"),
        *expected,
    }


@pytest.mark.parametrize(
    ("text", "status", "outcome"),
    [
        ("Back pain. Etodolac daily for 6 weeks; stopped after a gastric ulcer.", "completed", "failed"),
        ("Back pain. Takes etodolac daily; stopped driving.", "ongoing", "unknown"),
        ("Heel pain. Etodolac x 1 month, none.", "completed", "failed"),
        ("Heel pain. Etodolac: none.", "not_done", "unknown"),
    ],
)
def test_how_a_drug_ended(text, status, outcome):
    found = only(text, "nsaid")
    assert (found.status, found.outcome) == (status, outcome)


def test_a_restriction_with_a_length_in_a_plan_is_still_to_come():
    text = "Assessment and Plan:\n1. Low back strain. Off through 1/11, then no lifting over 20 lb x 2 weeks."
    assert statuses(text) == {("activity_modification", "planned")}


def test_a_result_of_an_operation_is_not_that_of_the_therapy_told_before():
    text = "Neck pain. She had a cervical epidural. History of microdiskectomy in 2008 with an excellent result."
    assert only(text, "epidural_steroid_injection").outcome == "unknown"
