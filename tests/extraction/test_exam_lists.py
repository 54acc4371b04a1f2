"""Parts of the examination in a list that share a value and a place, in any order, with and without exceptions."""

from __future__ import annotations

from itertools import permutations

import pytest

from mednec import Evidence, extract

CONCEPTS = {
    "power": "motor_weakness",
    "sensation": "sensory_deficit",
    "reflexes": "reflex_diminished",
    "tone": "spasticity",
    "bulk": "muscle_atrophy",
    "coordination": None,
}
NORMAL = [
    "Normal {items} in the legs.",
    "The legs had normal {items}.",
    "The legs were normal in {items}.",
    "There was normal {items} in the legs.",
    "Legs: {items} intact.",
    "Examination of the legs revealed normal {items}.",
    "The {items} of the legs were normal.",
]
REDUCED = [
    "Reduced {items} in the left leg.",
    "The left leg had diminished {items}.",
    "Left leg: {items} reduced.",
    "There was decreased {items} in the left leg.",
    "The {items} in the left leg were diminished.",
]


def _listed(items: tuple[str, ...]) -> str:
    return f"{', '.join(items[:-1])} and {items[-1]}"


def _read(text: str) -> set[tuple[str, str | None, str]]:
    return _findings(extract(f"PHYSICAL EXAM: {text}"))


def _findings(evidence: Evidence) -> set[tuple[str, str | None, str]]:
    return {(f.concept, f.region, f.status) for f in evidence.findings}


def _wanted(items: tuple[str, ...], status: str) -> set[tuple[str, str | None, str]]:
    named = [c for item in items if (c := CONCEPTS[item])]
    return {(c, None if c == "spasticity" else "lower_limb", status) for c in named}


@pytest.mark.parametrize("frame", NORMAL)
@pytest.mark.parametrize("length", [2, 3])
def test_every_part_of_a_normal_list_is_normal_where_the_list_is(frame: str, length: int) -> None:
    for items in list(permutations(CONCEPTS, length))[::5]:
        text = frame.format(items=_listed(items))
        assert _read(text) == _wanted(items, "absent"), text


@pytest.mark.parametrize("frame", REDUCED)
@pytest.mark.parametrize("length", [2, 3])
def test_every_part_of_a_reduced_list_is_reduced_where_the_list_is(frame: str, length: int) -> None:
    for items in permutations(["power", "sensation", "reflexes"], length):
        text = frame.format(items=_listed(items))
        assert _read(text) == _wanted(items, "present"), text


@pytest.mark.parametrize(
    ("text", "finding"),
    [
        ("Normal tone and power, reflexes absent.", ("reflex_diminished", None, "present")),
        ("Normal strength, reflexes brisk.", ("hyperreflexia", None, "present")),
        ("Reduced power, tone and sensation normal in the legs.", ("sensory_deficit", "lower_limb", "absent")),
        ("No decreased strength or sensation in the legs.", ("motor_weakness", "lower_limb", "absent")),
        (
            "Tone and power were normal in the arms but reduced in the legs.",
            ("motor_weakness", "lower_limb", "present"),
        ),
        ("Loss of power and light touch in both legs.", ("sensory_deficit", "lower_limb", "present")),
        (
            "Upper extremities are normal to strength, sensation and reflexes.",
            ("sensory_deficit", "upper_limb", "absent"),
        ),
    ],
)
def test_a_part_with_a_value_of_its_own_leaves_the_list(text: str, finding: tuple[str, str | None, str]) -> None:
    assert finding in _read(text)


@pytest.mark.parametrize(
    ("text", "not_found"),
    [
        ("Normal strength, reflexes brisk.", ("reflex_diminished", None, "absent")),
        ("Decreased flexibility and strength of the lumbar spine.", ("sensory_deficit", None, "present")),
        ("Strength, sensation and coordination intact.", ("reflex_diminished", None, "absent")),
        (
            "Strength, sensation and reflexes are normal except for an absent left ankle jerk.",
            ("motor_weakness", "lower_limb", "present"),
        ),
        (
            "Strength, tone and bulk are normal with the exception of the right EHL, 4/5.",
            ("muscle_atrophy", "lower_limb", "present"),
        ),
    ],
)
def test_a_list_says_nothing_of_what_is_not_in_it(text: str, not_found: tuple[str, str | None, str]) -> None:
    assert not_found not in _read(text)


@pytest.mark.parametrize(
    "text",
    [
        "Sensation is intact to pinprick, and vibration is reduced in the feet.",
        "Sensation intact to light touch, pinprick decreased over the right foot.",
        "There is decreased pinprick in the right foot, and light touch is intact.",
        "She has reduced pinprick over the left foot but sensation is intact to light touch.",
    ],
)
def test_one_kind_of_feeling_may_be_lost_where_another_is_kept(text: str) -> None:
    assert ("sensory_deficit", "lower_limb", "present") in _read(text)


def test_an_exception_ends_at_the_next_part_of_the_examination() -> None:
    read = _read("Strength 5/5 except right deltoid, sensation intact.")
    assert {("motor_weakness", "upper_limb", "present"), ("sensory_deficit", None, "absent")} <= read
