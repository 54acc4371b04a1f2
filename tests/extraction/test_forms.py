"""Forms and grids: answers under columns of yes and no, strength and jerks in two columns, side effects in brackets."""

from __future__ import annotations

import time

from mednec import extract
from mednec.extraction.layout import segments_of
from mednec.extraction.pipeline import default_extractor

FORM = """Spine intake form
                                        Yes     No
Any weakness in your hands?              X
Lost control of bladder or bowels?               X
Fever, chills or night sweats?                   X
Does your pain wake you from sleep?      X
Osteoporosis                                     X

She came alone."""


def statuses(text: str) -> dict[tuple[str, str | None], str]:
    return {(f.concept, f.region): f.status for f in extract(text).findings}


def test_a_mark_answers_by_the_column_it_stands_in() -> None:
    assert statuses(FORM) == {
        ("motor_weakness", "upper_limb"): "present",
        ("bowel_bladder_dysfunction", None): "absent",
        ("fever", None): "absent",
        ("night_pain", None): "present",
        ("osteoporosis", None): "absent",
    }


def test_the_columns_may_stand_the_other_way_round() -> None:
    turned = FORM.replace("Yes     No", "No     Yes")
    assert statuses(turned)[("fever", None)] == "present"
    assert statuses(turned)[("motor_weakness", "upper_limb")] == "absent"


def test_a_question_without_a_mark_says_nothing() -> None:
    assert ("fever", None) not in statuses(FORM.replace("night sweats?                   X", "night sweats?"))


def test_grades_of_a_grid_need_no_fifths() -> None:
    found = extract("MOTOR      R      L\nDeltoid    5      5\nTriceps    5      4-\nLE groups  5      5").findings
    assert {(f.region, f.status, f.side) for f in found if f.concept == "motor_weakness"} == {
        ("upper_limb", "present", "left"),
        ("lower_limb", "absent", "bilateral"),
    }


def test_a_trace_in_a_grid_is_a_diminished_jerk() -> None:
    found = extract("REFLEXES   R      L\nBiceps     2      2\nTriceps    2      tr").findings
    assert [(f.status, f.side) for f in found if f.concept == "reflex_diminished"] == [("present", "left")]


def test_what_a_drug_did_is_no_finding_and_what_it_is_for_is_one() -> None:
    assert statuses("Tried Cymbalta (sweats) and gabapentin (for numbness in the feet).") == {
        ("limb_paresthesia", "lower_limb"): "present"
    }


def test_bare_signs_stand_before_what_they_say() -> None:
    assert statuses("ROS: -F/C/S, -wt loss, +LBP") == {
        ("fever", None): "absent",
        ("weight_loss", None): "absent",
        ("back_pain", None): "present",
    }
    assert statuses("Neuro: -numbness -weakness +gait instability") == {
        ("limb_paresthesia", None): "absent",
        ("motor_weakness", None): "absent",
        ("gait_disturbance", None): "present",
    }


def test_dashes_between_words_are_no_denials() -> None:
    assert statuses("Back pain - numbness in the leg") == {
        ("back_pain", None): "present",
        ("limb_paresthesia", "lower_limb"): "present",
    }
    assert statuses("Complaints:\n- neck pain\n- fever")[("fever", None)] == "present"


def test_lines_that_open_with_plus_or_minus() -> None:
    assert statuses("ROS\n- fever\n+ numbness in the hands") == {
        ("fever", None): "absent",
        ("limb_paresthesia", "upper_limb"): "present",
    }


def test_an_empty_box_is_a_denial_beside_a_checked_one_only() -> None:
    assert statuses("Red flags:\n[ ] Fever\n[x] Night pain\n[ ] Cancer") == {
        ("fever", None): "absent",
        ("night_pain", None): "present",
        ("cancer_history", None): "absent",
    }
    assert statuses("Red flags:\n[ ] Fever\n[ ] Night pain\n[ ] Cancer") == {}


def test_items_under_denies_may_have_the_name_of_a_label() -> None:
    denied = {("fever", None): "absent", ("weight_loss", None): "absent"}
    assert statuses("Denies:\nFever\nWeight loss") == denied
    assert statuses("Patient denies the following\nFever\nWeight loss") == denied
    assert statuses("No: fever, weight loss.") == denied


def test_blank_labels_say_nothing() -> None:
    assert statuses("ROS\nFever:\nWeight loss:\nNumbness:") == {}


def test_a_box_or_an_answer_behind_its_word() -> None:
    told = {("limb_paresthesia", None): "present", ("motor_weakness", None): "absent"}
    assert statuses("Numbness [x] Weakness [ ]") == told
    assert statuses("Numbness: Yes  Weakness: No  Bladder problems: No") == {
        **told,
        ("bowel_bladder_dysfunction", None): "absent",
    }


def test_what_is_to_be_watched_for_is_no_finding() -> None:
    assert statuses("PLAN: Bring her to the ER with any leg weakness.") == {}
    assert statuses("PLAN:\nHeat.\nSNET: arm weakness, fever") == {}
    assert statuses("R/B/A discussed incl. persistent numbness.") == {}


def test_the_heading_of_a_consult_is_the_consult() -> None:
    assert statuses("REASON FOR NEUROLOGICAL CONSULTATION:\nBack pain.")[("specialist_consult", None)] == "present"


def test_many_dashes_without_a_blank_line_are_cut_in_linear_time() -> None:
    headings = default_extractor().lexicon.headings

    def seconds(lines: int) -> float:
        begin = time.perf_counter()
        segments_of("- denies\n" * lines, headings)
        return time.perf_counter() - begin

    assert seconds(40_000) < 9 * seconds(10_000)
