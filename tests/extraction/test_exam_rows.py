"""Reflexes, strength and sensation told place by place in words, whatever the order of value and place."""

from __future__ import annotations

import pytest

from mednec import extract


def _reflexes(text: str) -> set[tuple[str, str | None, str]]:
    findings = extract("PHYSICAL EXAM: " + text).findings
    return {(f.concept, f.region, f.status) for f in findings if f.concept in ("reflex_diminished", "hyperreflexia")}


LOW_ARMS, LOW_LEGS = (("reflex_diminished", limb, "present") for limb in ("upper_limb", "lower_limb"))
FULL_ARMS, FULL_LEGS = (("reflex_diminished", limb, "absent") for limb in ("upper_limb", "lower_limb"))
BRISK = ("hyperreflexia", None, "present")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("The reflexes were hypoactive in the arms but brisk in the legs.", {LOW_ARMS, BRISK}),
        ("Deep tendon reflexes were trace in the arms and unobtainable in the legs.", {LOW_ARMS, LOW_LEGS}),
        ("Tendon jerks are brisk in both arms and are normal in the legs.", {BRISK, FULL_LEGS}),
        ("DTRs: arms 2+, knees and ankles could not be elicited.", {FULL_ARMS, LOW_LEGS}),
        ("Reflexes: upper extremities normal, lower extremities exaggerated.", {FULL_ARMS, BRISK}),
        ("Reflexes 3+ at the knees; diminished at the biceps and triceps.", {BRISK, LOW_ARMS}),
        ("Reflexes were brisk and symmetric in the legs, intact in the arms.", {BRISK, FULL_ARMS}),
        ("Her reflexes: lower extremities 2+, upper limbs 2+.", {FULL_ARMS, FULL_LEGS}),
        ("Reflexes were 2+ in the arms, trace at the knees, and absent at the ankles.", {FULL_ARMS, LOW_LEGS}),
    ],
)
def test_every_place_has_its_own_value(text: str, told: set[tuple[str, str | None, str]]) -> None:
    assert _reflexes(text) == told


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Reflexes are intact in the arms; sensation reduced in the legs.", {FULL_ARMS}),
        ("Reflexes were symmetric in the arms and strength was decreased in the legs.", {FULL_ARMS}),
        ("Abdominal reflexes were absent on the left and present on the right.", set()),
    ],
)
def test_the_value_of_another_part_of_the_exam_is_not_theirs(text: str, told: set[tuple[str, str | None, str]]) -> None:
    assert _reflexes(text) == told


def test_a_list_that_changes_its_order_is_left_to_the_single_tendons() -> None:
    told = _reflexes("Reflexes: absent biceps and brachioradialis bilaterally, patellar 3+, Achilles 3+.")
    assert told == {LOW_ARMS, BRISK}


def test_a_side_is_that_of_its_place() -> None:
    findings = extract("EXAM: Reflexes are 2+ in the right arm and absent at the left ankle.").findings
    assert {(f.region, f.side, f.status) for f in findings} == {
        ("upper_limb", "right", "absent"),
        ("lower_limb", "left", "present"),
    }


def _limbs(text: str, concept: str) -> set[tuple[str | None, str]]:
    return {(f.region, f.status) for f in extract("PHYSICAL EXAM: " + text).findings if f.concept == concept}


UP, LOW = "upper_limb", "lower_limb"
LOST, FULL = "present", "absent"
SENSE, POWER = "sensory_deficit", "motor_weakness"


@pytest.mark.parametrize(
    ("text", "concept", "told"),
    [
        ("Sensation: hands reduced, feet normal.", SENSE, {(UP, LOST), (LOW, FULL)}),
        ("Light touch in the legs is lost; in the arms, intact.", SENSE, {(LOW, LOST), (UP, FULL)}),
        ("Sensation in the arms is intact and in the legs it is impaired.", SENSE, {(UP, FULL), (LOW, LOST)}),
        ("Pinprick was diminished in the feet with preserved in the hands.", SENSE, {(LOW, LOST), (UP, FULL)}),
        ("Sensation blunted in both hands and in the right foot.", SENSE, {(UP, LOST), (LOW, LOST)}),
        ("Strength: arms full, legs weak.", POWER, {(UP, FULL), (LOW, LOST)}),
        ("Power in the arms is 4+/5; in the feet, good.", POWER, {(UP, LOST), (LOW, FULL)}),
        ("Reduced strength in the left hand, normal in the legs.", POWER, {(UP, LOST), (LOW, FULL)}),
        ("Strength is normal in the arms and legs, ankle jerks absent.", POWER, {(UP, FULL), (LOW, FULL)}),
        ("No reduced strength in the arms, normal in the legs.", POWER, {(UP, FULL), (LOW, FULL)}),
    ],
)  # fmt: skip
def test_strength_and_sensation_by_place(text: str, concept: str, told: set[tuple[str | None, str]]) -> None:
    assert _limbs(text, concept) == told


def test_the_first_row_is_quoted_with_what_is_examined() -> None:
    text = "EXAM: Sensation: hands reduced, feet normal."
    quotes = [text[m.start : m.end] for f in extract(text).findings for m in f.mentions]
    assert quotes == ["Sensation: hands reduced", "feet normal"]
