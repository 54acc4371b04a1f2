"""Minimal pairs of assertion: lists closed by a denial, orders to come back, injuries long over, statements about
people in general. ``None`` means that the words are no finding.
"""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from mednec import Extractor, extract


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


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "Neurologic: arm weakness, balance problems and trouble with buttons:\nnone.",
            {"motor_weakness": "absent", "gait_disturbance": "absent", "hand_clumsiness": "absent"},
            id="the answer stands on the next line",
        ),
        pytest.param(
            "GU: INCONTINENCE AND SADDLE ANESTHESIA: DENIED. NECK: SUPPLE. EXAM: STRENGTH 5/5.",
            {"bowel_bladder_dysfunction": "absent", "saddle_anesthesia": "absent", "motor_weakness": "absent"},
            id="anesthesia is no heading in a note in capitals",
        ),
        pytest.param(
            "[ ] Saddle numbness [x] Numbness or tingling [ ] Weakness",
            {"saddle_anesthesia": "absent", "limb_paresthesia": "present", "motor_weakness": "absent"},
            id="each box its own words",
        ),
        pytest.param(
            "(x) Numbness/tingling ( ) Saddle anesthesia",
            {"saddle_anesthesia": "absent", "limb_paresthesia": "present"},
            id="a cross in brackets is no bullet",
        ),
        pytest.param(
            "Walking tolerance 5 min. physical therapy: none.",
            {"functional_limitation": "present"},
            id="a label answers for itself",
        ),
        pytest.param(
            "neg fever, pos numbness of the thumb", {"fever": "absent", "limb_paresthesia": "present"}, id="neg and pos"
        ),
        pytest.param(
            "MRI with no contrast to rule out disc herniation.", {"disc_herniation": "possible"}, id="no contrast"
        ),
        pytest.param(
            "I suspect a lumbar radiculopathy. ICD-10 M54.16.",
            {"radiculopathy": "possible"},
            id="the code of a suspicion",
        ),
        pytest.param(
            "Lumbar radiculopathy. ICD-10 M54.16.", {"radiculopathy": "present"}, id="the code of a diagnosis"
        ),
        pytest.param(
            "Cancer: no. Osteoporosis: unknown.", {"cancer_history": "absent", "osteoporosis": None}, id="unknown"
        ),
        pytest.param("It started in the absence of injury.", {"major_trauma": "absent"}, id="absence of injury"),
    ],
)
def test_layouts_of_answers(extractor: Extractor, text: str, expected: dict[str, str | None]) -> None:
    check(extractor, text, expected)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("Spine Evaluation\nHPI: neck pain", {"specialist_consult": None}, id="the name of the note"),
        pytest.param("Neurology Consultation\nHPI: neck pain", {"specialist_consult": "present"}, id="a specialty"),
        pytest.param("Referred for spine evaluation.", {"specialist_consult": "present"}, id="a referral"),
        pytest.param("He woke with neck pain 3 days ago.", {"night_pain": None}, id="how it began"),
        pytest.param("He wakes with neck pain every night.", {"night_pain": "present"}, id="how it is"),
        pytest.param("PMH: HTN, HLD.", {"disc_herniation": None}, id="lipids"),
        pytest.param("MRI: HLD L4-5.", {"disc_herniation": "present"}, id="a disc"),
        pytest.param("Rest and light duty did not help.", {"functional_limitation": None}, id="a treatment"),
        pytest.param("He is on light duty.", {"functional_limitation": "present"}, id="a limitation"),
        pytest.param("Pain ran into both legs.", {"major_trauma": None}, id="where pain runs"),
        pytest.param("He ran into a tree.", {"major_trauma": "present"}, id="where he ran"),
    ],
)
def test_words_with_two_meanings(extractor: Extractor, text: str, expected: dict[str, str | None]) -> None:
    check(extractor, text, expected)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("LBP rad to R leg x 2 wks", {"radiating_pain": "present"}, id="a pain with a name of its own"),
        pytest.param("Cervicalgia. The pain goes into the left arm.", {"radiating_pain": "present"}, id="told before"),
        pytest.param("Cervicalgia without radiation into the arms.", {"radiating_pain": "absent"}, id="and denied"),
        pytest.param("Cervicalgia. Chest pain radiating to the arm.", {"radiating_pain": None}, id="not of the chest"),
        pytest.param(
            "Denies pain extending into the arms.", {"radiating_pain": "absent"}, id="denied without a source"
        ),
        pytest.param(
            "No leg paresthesias or radiation to either leg.",
            {"radiating_pain": "absent", "limb_paresthesia": "absent"},
            id="an item of its own",
        ),
        pytest.param(
            "Numbness radiating to the left foot.",
            {"radiating_pain": None, "limb_paresthesia": "present"},
            id="numbness",
        ),
    ],
)
def test_pain_that_travels(extractor: Extractor, text: str, expected: dict[str, str | None]) -> None:
    check(extractor, text, expected)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("Fever? No. Weight loss? Yes.", {"fever": "absent", "weight_loss": "present"}, id="a screen"),
        pytest.param(
            "Q: Any numbness in your legs? A: No. Q: Any weakness? A: Yes, my right hand.",
            {"limb_paresthesia": "absent", "motor_weakness": "present"},
            id="questions and answers",
        ),
        pytest.param(
            "[doctor] any tingling? [patient] not really", {"limb_paresthesia": "absent"}, id="not really is no"
        ),
        pytest.param("[doctor] any tingling? [patient] it is my neck", {"limb_paresthesia": None}, id="no answer"),
        pytest.param("Cauda equina? No fever.", {"cauda_equina": "possible", "fever": "absent"}, id="a suspicion"),
        pytest.param(
            "s: lbp x 2 wks. o: slr neg. a: lbp. p: nsaids, er for weakness.",
            {"straight_leg_raise": "absent", "motor_weakness": None},
            id="a note on one line",
        ),
    ],
)
def test_questions_and_short_notes(extractor: Extractor, text: str, expected: dict[str, str | None]) -> None:
    check(extractor, text, expected)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("T-boned, no LOC, neck strain.", {"neck_pain": "present"}, id="what was hurt"),
        pytest.param("No LOC, headache or neck strain.", {"neck_pain": "absent"}, id="what was not"),
        pytest.param(
            "Saw ortho who ordered x-rays (neg).", {"specialist_consult": "present"}, id="films were negative"
        ),
        pytest.param("Right foot drop, old, unchanged.", {"motor_weakness": "present"}, id="old and there"),
        pytest.param(
            "Reflexes are brisk in the legs and absent in the arms.", {"hyperreflexia": "present"}, id="another place"
        ),
        pytest.param("Other than neck pain, ROS is negative.", {"neck_pain": "present"}, id="an exception"),
        pytest.param(
            "Considered epidural abscess, cord compression; all felt unlikely.",
            {"spinal_infection": "absent", "cord_compression": "absent"},
            id="all of them",
        ),
        pytest.param("I don't see anything to suggest myelopathy.", {"myelopathy": "absent"}, id="nothing seen"),
        pytest.param(
            "(-) night pain, (+) N/T RLE", {"night_pain": "absent", "limb_paresthesia": "present"}, id="signs"
        ),
    ],
)
def test_reach_of_a_denial(extractor: Extractor, text: str, expected: dict[str, str | None]) -> None:
    check(extractor, text, expected)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Questions about fever, weight loss or incontinence are answered in the negative.", "absent"),
        ("To questions on fever, weight loss and saddle numbness her answer was no.", "absent"),
        ("When asked about fever, weight loss and bladder trouble she said no.", "absent"),
        ("She says no injury caused it, but she has fever.", "present"),
        ("Return precautions were reviewed: fever, weakness, loss of bowel control.", None),
        ("Warnings were repeated: fever, leg weakness, loss of bladder control.", None),
        ("Precautions reviewed. She has fever and leg weakness.", "present"),
    ],
)
def test_answers_and_warnings(text, expected):
    """An answer denies all that was asked; a warning names what is not there."""
    found = {f.concept: f.status for f in extract(text).findings}
    assert found.get("fever") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("We found no structural explanation for the leg weakness.", {"motor_weakness": "present"}),
        ("No treatment has helped her neck pain.", {"neck_pain": "present"}),
        ("He is not bothered by the numbness in his fingers.", {"limb_paresthesia": "present"}),
        ("No tumor was found as the source of this numbness.", {"limb_paresthesia": "present"}),
        (
            "She does not think the weakness is getting worse.",
            {"motor_weakness": "present", "progressive_neuro_deficit": "absent"},
        ),
        ("No evidence of the weakness noted before.", {"motor_weakness": "absent"}),
        ("He did not have that numbness today.", {"limb_paresthesia": "absent"}),
        ("He did not complain of the numbness.", {"limb_paresthesia": "absent"}),
    ],
)
def test_what_is_spoken_of_as_known_is_not_denied(extractor: Extractor, text: str, expected: dict[str, str]) -> None:
    check(extractor, text, expected)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("PMH: HTN, no chemotherapy, knee replacement, laminectomy L4-5 in 1996.", {"prior_spine_surgery": "present"}),
        ("PMH: HTN, no diabetes, cancer or osteoporosis.", {"cancer_history": "absent", "osteoporosis": "absent"}),
        ("Right toe is upgoing, left equivocal.", {"babinski_sign": "present"}),
        ("Spurling is negative on the right, positive on the left.", {"spurling_sign": "present"}),
        ("Fam: father healthy, mother has bad discs and had two back operations.", {"prior_spine_surgery": None}),
        ("She has had two back operations, mother none.", {"prior_spine_surgery": "present"}),
        ("He isn't having numbness and doesn't report fever.", {"limb_paresthesia": "absent", "fever": "absent"}),
        ("It didn't help the numbness.", {"limb_paresthesia": "present"}),
        ("He has not been feverish or had rigors.", {"fever": "absent"}),
        ("The backache stays put and never goes into either leg.", {"back_pain": "present"}),
        ("His daughter thinks he may have fallen.", {"major_trauma": "possible"}),
        ("She may have had a fall.", {"major_trauma": "possible"}),
        ("Not myelopathic from the thoracic disc herniation.", {"disc_herniation": "present", "myelopathy": "absent"}),
        ("Sciatica as a student that settled and has never come back.", {"radiculopathy": "historical"}),
    ],
)
def test_a_denial_is_of_its_own_item_side_and_person(
    extractor: Extractor, text: str, expected: dict[str, str | None]
) -> None:
    check(extractor, text, expected)
