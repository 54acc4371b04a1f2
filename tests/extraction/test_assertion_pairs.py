"""Minimal pairs of assertion: lists closed by a denial, orders to come back, injuries long over, statements about
people in general. ``None`` means that the words are no finding.
"""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from mednec import Extractor


@pytest.fixture(scope="module")
def extractor() -> Extractor:
    return Extractor()


def check(extractor: Extractor, text: str, expected: Mapping[str, str | None]) -> None:
    found = extractor.extract(text, note_date="2024-05-02").findings
    read = {concept: {f.status for f in found if f.concept == concept} for concept in expected}
    assert read == {concept: {status} - {None} for concept, status in expected.items()}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "Cancer in the past, leaking of stool or urine, night sweats and heavy legs: denied.",
            {"cancer_history": "absent", "bowel_bladder_dysfunction": "absent", "fever": "absent"},
            id="a colon answers the whole list",
        ),
        pytest.param(
            "Trouble walking in the dark and trouble holding a pen are both denied.",
            {"gait_disturbance": "absent", "hand_clumsiness": "absent"},
            id="so does a verb of denial",
        ),
        pytest.param(
            "- any malignancy, drug injection, recent fall or perineal numbness: none",
            {"cancer_history": "absent", "major_trauma": "absent", "saddle_anesthesia": "absent"},
            id="any is an item's first word",
        ),
        pytest.param(
            "weak hands, groin numbness, wt loss and fevers (-)",
            {"motor_weakness": "absent", "saddle_anesthesia": "absent", "weight_loss": "absent", "fever": "absent"},
            id="a minus in brackets",
        ),
        pytest.param(
            "He reports numbness in the left hand. Weakness, bladder trouble: none.",
            {"limb_paresthesia": "present", "motor_weakness": "absent", "bowel_bladder_dysfunction": "absent"},
            id="the list begins after the stop",
        ),
        pytest.param("Treatment for sciatica: none.", {"radiculopathy": "present"}, id="a remedy is what is missing"),
        pytest.param(
            "Numbness (+), weakness (-).",
            {"limb_paresthesia": "present", "motor_weakness": "absent"},
            id="each its own",
        ),
    ],
)
def test_a_denial_closes_a_list(extractor: Extractor, text: str, expected: dict[str, str | None]) -> None:
    check(extractor, text, expected)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "He is without change in bladder control or numbness of the groin.",
            {"bowel_bladder_dysfunction": "absent", "saddle_anesthesia": "absent"},
            id="the change is the complaint",
        ),
        pytest.param("No change in the numbness of her hand.", {"limb_paresthesia": "present"}, id="it did not change"),
        pytest.param(
            "No trouble with buttons.", {"hand_clumsiness": "absent"}, id="trouble is a word of the complaint"
        ),
        pytest.param("She has trouble with buttons.", {"hand_clumsiness": "present"}, id="and she has it"),
    ],
)
def test_words_shared_by_denial_and_complaint(extractor: Extractor, text: str, expected: dict[str, str | None]) -> None:
    check(extractor, text, expected)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("Plan: MRI. ER for saddle numbness.", {"saddle_anesthesia": None}, id="an order"),
        pytest.param("HPI: Was in the ER for saddle numbness.", {"saddle_anesthesia": "present"}, id="a visit"),
        pytest.param("Plan: urgent review for leg weakness.", {"motor_weakness": None}, id="an order to review"),
        pytest.param("Plan: urgent MRI for leg weakness.", {"motor_weakness": "present"}, id="a reason"),
        pytest.param("Plan: any fever means a call.", {"fever": None}, id="any, in a plan"),
        pytest.param(
            "We went over when to go to the emergency room: weakness, incontinence.",
            {"motor_weakness": None, "bowel_bladder_dysfunction": None},
            id="when to go",
        ),
        pytest.param("Red flags reviewed: no fever.", {"fever": "absent"}, id="a screen"),
        pytest.param("Red flag symptoms explained (fever).", {"fever": None}, id="advice"),
    ],
)
def test_orders_to_come_back(extractor: Extractor, text: str, expected: dict[str, str | None]) -> None:
    check(extractor, text, expected)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("Most herniated discs shrink with time.", {"disc_herniation": None}, id="of discs"),
        pytest.param("Most of her back pain is on the left.", {"back_pain": "present"}, id="of this back"),
        pytest.param("Sciatica usually settles within weeks.", {"radiculopathy": None}, id="of a disease"),
        pytest.param("Her sciatica settles with rest.", {"radiculopathy": "present"}, id="of this patient"),
        pytest.param("We discussed the natural history of back pain.", {"back_pain": None}, id="of its course"),
    ],
)
def test_statements_about_people_in_general(extractor: Extractor, text: str, expected: dict[str, str | None]) -> None:
    check(extractor, text, expected)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "PMH: HTN, MVA 2008, gout.", {"major_trauma": "historical"}, id="a year in a list of old problems"
        ),
        pytest.param("PMH: MVA 4/2024.", {"major_trauma": "present"}, id="a date of this spring"),
        pytest.param("A crash in 1998 left no lasting problems.", {"major_trauma": "historical"}, id="over and done"),
        pytest.param("She fell from a horse as a girl.", {"major_trauma": "historical"}, id="in childhood"),
        pytest.param("Neck pain since a crash in 2019.", {"major_trauma": "present"}, id="it began then"),
        pytest.param(
            "He was in a crash in 2016. Since then he has had neck pain.",
            {"major_trauma": "present"},
            id="as the next sentence says",
        ),
        pytest.param(
            "Neck pain for ten years. He was in a crash in 2014.", {"major_trauma": "present"}, id="as old as the pain"
        ),
        pytest.param(
            "Pins and needles have settled in both hands.", {"limb_paresthesia": "present"}, id="settled in a place"
        ),
        pytest.param("The numbness has settled.", {"limb_paresthesia": "historical"}, id="settled for good"),
    ],
)
def test_what_is_long_over(extractor: Extractor, text: str, expected: dict[str, str | None]) -> None:
    check(extractor, text, expected)
