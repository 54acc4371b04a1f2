"""What is over and what is not: the words that end a finding, in its clause, a later clause or the next sentence."""

from __future__ import annotations

import pytest

from mednec import extract

OVER = [
    ("A year ago he noticed weakness of the right hand. It lasted two weeks and has not returned.", "motor_weakness"),
    ("Three years ago he had trouble holding his urine. Nothing of the kind since.", "bowel_bladder_dysfunction"),
    ("Numbness in the left arm began in May. The numbness resolved by July.", "limb_paresthesia"),
    ("She had night sweats in the spring. None for the past six months.", "fever"),
    ("Fever on admission, gone by day 3.", "fever"),
    ("The weakness of her left foot has made a complete recovery.", "motor_weakness"),
    ("He had a herniated disc at L5-S1 in 2001 that gave no further trouble.", "disc_herniation"),
    ("Low back pain as a young man, none in years.", "back_pain"),
    ("Weakness of the legs, which was there in hospital, is not present today.", "motor_weakness"),
    ("Foot drop after the fusion, since regained.", "motor_weakness"),
    ("Urinary retention after the operation took care of itself.", "bowel_bladder_dysfunction"),
    ("There was a time he could not button his shirt. That time is behind him.", "hand_clumsiness"),
    ("Before the collar he had tingling in both hands. Since the fitting it did not come back.", "limb_paresthesia"),
    ("Took Coumadin for a clot in 2010; off it since 2011.", "anticoagulation"),
    ("She used to be on methotrexate; stopped four years ago.", "immunosuppression"),
    ("She used to drop things.", "hand_clumsiness"),
    ("Low back pain in the spring. It has gone.", "back_pain"),
    ("She got rid of the numbness in her foot with therapy.", "limb_paresthesia"),
    ("His night pain quit after the injection.", "night_pain"),
]
NOT_OVER = [
    ("He has numbness of the left hand; the rash has cleared.", "limb_paresthesia"),
    ("He still has leg weakness, and his pneumonia resolved.", "motor_weakness"),
    ("Back pain since her UTI cleared.", "back_pain"),
    ("Low back pain. The patient has gone to a chiropractor off and on for years.", "back_pain"),
    ("Low back pain. He has gone through a good deal.", "back_pain"),
    ("Sciatica flared after the hip fracture had healed.", "radiculopathy"),
    ("She has radicular pain that never fully resolved.", "radiculopathy"),
    ("The back pain resolved for two days and then returned.", "back_pain"),
    ("His back pain had resolved but since Monday it is back.", "back_pain"),
    ("The numbness went away when he sat down.", "limb_paresthesia"),
    ("The numbness stopped at the wrist.", "limb_paresthesia"),
    ("Numbness of the hand, the scan was normal.", "limb_paresthesia"),
    ("Back pain is over the lumbar paraspinals.", "back_pain"),
    ("Leg numbness. He had pneumonia in May and it resolved.", "limb_paresthesia"),
    ("The rash is gone. She has tingling in both feet.", "limb_paresthesia"),
    ("Weakness of the foot. Nothing since then has helped.", "motor_weakness"),
    ("He used to work as a roofer, low back pain since.", "back_pain"),
    ("Weakness left him unable to climb stairs.", "motor_weakness"),
    ("Neck pain settled in the shoulder blade.", "neck_pain"),
    ("She has had leg weakness and has not been back to work.", "motor_weakness"),
    ("On Eliquis. Aspirin was stopped three years ago.", "anticoagulation"),
]


def _statuses(text: str, concept: str) -> set[str]:
    return {f.status for f in extract(text).findings if f.concept == concept}


@pytest.mark.parametrize(("text", "concept"), OVER)
def test_what_is_over_is_historical(text: str, concept: str) -> None:
    assert _statuses(text, concept) == {"historical"}


@pytest.mark.parametrize(("text", "concept"), NOT_OVER)
def test_what_goes_on_or_belongs_to_something_else_stays(text: str, concept: str) -> None:
    assert _statuses(text, concept) == {"present"}


def test_what_was_taken_then_is_not_over_with_the_symptom() -> None:
    """'That went away' ends the tingling, and not the chemotherapy during which it came."""
    text = "He developed tingling of both feet during chemotherapy. That went away within a month."
    assert _statuses(text, "limb_paresthesia") == {"historical"}
    assert _statuses(text, "immunosuppression") == {"present"}


@pytest.mark.parametrize("verb", ["Seen", "Referred", "Admitted", "Here"])
def test_a_cue_for_plans_hides_no_hedge_of_a_diagnosis(verb: str) -> None:
    """'for possible' opens a plan where an operation follows; before a diagnosis the "possible" in it is a hedge."""
    assert _statuses(f"{verb} for possible cervical myelopathy.", "myelopathy") == {"possible"}
