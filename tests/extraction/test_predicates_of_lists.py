"""What is said behind a list of complaints is said of all of them: over, denied, suspected."""

from __future__ import annotations

import pytest

from mednec import extract


def _statuses(text: str) -> dict[str, str]:
    return {f.concept: f.status for f in extract(text).findings}


LISTS = [
    "Gait disturbance and numbness",
    "The gait disturbance and the numbness",
    "Both the gait disturbance and the occasional numbness",
    "Her gait disturbance as well as her numbness",
    "Gait disturbance, low-grade fever, and numbness",
    "Severe gait disturbance and numbness in the hand",
]
ENDS = {
    "have resolved": "historical",
    "have since completely resolved": "historical",
    "went away": "historical",
    "are gone": "historical",
    "are no longer present": "historical",
    "were specifically denied": "absent",
    "have not occurred": "absent",
    "have never been present": "absent",
    "are suspected": "possible",
    "persist": "present",
    "have not improved": "present",
}


@pytest.mark.parametrize("said", ENDS)
@pytest.mark.parametrize("items", LISTS)
def test_the_predicate_of_a_list_is_that_of_every_item(items: str, said: str) -> None:
    statuses = _statuses(f"{items} {said}.")
    assert {statuses["gait_disturbance"], statuses["limb_paresthesia"]} == {ENDS[said]}


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("The weakness and the rash have resolved.", "historical"),
        ("He has weakness and the rash has resolved.", "present"),
        ("He complains of weakness, and his fevers have resolved.", "present"),
        ("Weakness persists and numbness has resolved.", "present"),
        ("Weakness of the arm is constant; the numbness and tingling have resolved.", "present"),
        ("Neither the numbness nor the weakness has improved.", "present"),
        ("Neither numbness nor weakness is present.", "absent"),
        ("The numbness is present; weakness is not.", "absent"),
    ],
)
def test_an_item_with_a_verb_of_its_own_is_told_for_itself(text: str, status: str) -> None:
    assert _statuses(text)["motor_weakness"] == status


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("His hands do not feel numb.", "absent"),
        ("She did not feel any numbness.", "absent"),
        ("He has not yet developed numbness.", "absent"),
        ("The numbness has not yet resolved.", "present"),
        ("She does not recall having numbness.", "absent"),
        ("She does not recall when the numbness began.", "present"),
        ("I was unable to find any numbness.", "absent"),
        ("She describes heaviness rather than numbness.", "absent"),
        ("He no longer gets numbness.", "historical"),
        ("Notify physician of numbness.", "none"),
        ("The nurse notified the physician of numbness.", "present"),
    ],
)
def test_denials_that_look_like_something_else(text: str, status: str) -> None:
    assert _statuses(text).get("limb_paresthesia", "none") == status
