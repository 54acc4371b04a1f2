"""Minimal pairs of findings: each pair differs in the one thing that decides how a mention is meant."""

from __future__ import annotations

import pytest

from mednec import Extractor, extract

Statuses = dict[tuple[str, str | None], str]


@pytest.fixture(scope="module")
def extractor() -> Extractor:
    return Extractor()


def statuses(extractor: Extractor, text: str) -> Statuses:
    return {(f.concept, f.region): f.status for f in extractor.extract(text).findings}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "She was well until three days ago, when she developed back pain.",
            {("back_pain", None): "present"},
            id="until tells a story",
        ),
        pytest.param("Rest until your neck pain is gone.", {}, id="until gives advice"),
        pytest.param(
            "Weight is down maybe 6 lb since the summer.",
            {("weight_loss", None): "present"},
            id="only the amount of a loss is uncertain",
        ),
        pytest.param(
            "There may be some weight loss.",
            {("weight_loss", None): "possible"},
            id="the loss itself is uncertain",
        ),
        pytest.param(
            "MRI: T2 brightness in the cord at C6.",
            {("cord_compression", "cervical"): "present"},
            id="T2 is a sequence beside brightness",
        ),
        pytest.param(
            "MRI: cord compression at T2.",
            {("cord_compression", "thoracic"): "present"},
            id="T2 is a level",
        ),
        pytest.param(
            "A cervical fusion was proposed at C5-6.",
            {("surgery_considered", "cervical"): "present"},
            id="an operation proposed was not done",
        ),
        pytest.param(
            "A cervical fusion was done at C5-6.",
            {("prior_spine_surgery", "cervical"): "present"},
            id="an operation done",
        ),
        pytest.param(
            "Neck fusion is not being offered.",
            {("surgery_considered", "cervical"): "absent"},
            id="an operation refused by the surgeon was not done",
        ),
        pytest.param(
            "Flicking the middle finger makes the thumb flex.",
            {("hoffmann_sign", None): "present"},
            id="Hoffmann told by what is done",
        ),
        pytest.param(
            "Flicking the middle finger did not move the thumb.",
            {("hoffmann_sign", None): "absent"},
            id="Hoffmann told and denied",
        ),
        pytest.param(
            "Given the fever and back pain, epidural abscess must be excluded.",
            {("fever", None): "present", ("back_pain", None): "present", ("spinal_infection", None): "possible"},
            id="the grounds of a suspicion are certain",
        ),
        pytest.param(
            "Fever, discitis and abscess must be excluded.",
            {("fever", None): "possible", ("spinal_infection", None): "possible"},
            id="a list that a hedge closes",
        ),
        pytest.param(
            "There is no indication for surgery for his lumbar stenosis.",
            {("spinal_stenosis", "lumbar"): "present", ("surgery_considered", "lumbar"): "absent"},
            id="what something is not done for exists",
        ),
        pytest.param(
            "No evidence for lumbar stenosis.",
            {("spinal_stenosis", "lumbar"): "absent"},
            id="for names what is denied",
        ),
        pytest.param(
            "This suggests either a plexopathy or that there is an added cervical radiculopathy.",
            {("plexopathy", None): "possible", ("radiculopathy", "cervical"): "possible"},
            id="a hedge goes on behind or that",
        ),
        pytest.param(
            "Low suspicion for cauda equina or cord compression.",
            {("cauda_equina", None): "absent", ("cord_compression", None): "absent"},
            id="a place within a diagnosis is not where the next one is",
        ),
    ],
)
def test_assertion(extractor: Extractor, text: str, expected: Statuses) -> None:
    assert statuses(extractor, text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "Deltoid 4+ and biceps 4+ on the right.",
            {("motor_weakness", "upper_limb"): "present"},
            id="a muscle without a reflex is graded for strength",
        ),
        pytest.param(
            "On motor examination the left triceps was graded 4.",
            {("motor_weakness", "upper_limb"): "present"},
            id="a tendon of the motor examination is a muscle",
        ),
        pytest.param(
            "He moves the legs well against resistance.",
            {("motor_weakness", "lower_limb"): "absent"},
            id="against resistance, and well",
        ),
        pytest.param(
            "Biceps 3+ and knee jerks 3+.", {("hyperreflexia", None): "present"}, id="tendons are graded for reflexes"
        ),
        pytest.param(
            "Motor exam shows normal bulk.", {("muscle_atrophy", None): "absent"}, id="normal belongs to what follows"
        ),
        pytest.param(
            "Motor exam shows normal strength.", {("motor_weakness", None): "absent"}, id="normal belongs to the item"
        ),
        pytest.param(
            "Brisk reflexes with bilateral Hoffmann's.",
            {("hyperreflexia", None): "present", ("hoffmann_sign", None): "present"},
            id="a sign told of a side",
        ),
        pytest.param("Hoffmann's, Babinski.", {}, id="signs only named"),
        pytest.param(
            "Vibration is reduced at both toes. Position sense is intact.",
            {("sensory_deficit", "lower_limb"): "present"},
            id="one quality intact beside another impaired",
        ),
        pytest.param(
            "Vibration is reduced at both toes. Sensation is otherwise intact.",
            {("sensory_deficit", "lower_limb"): "present", ("sensory_deficit", None): "absent"},
            id="the whole sense intact",
        ),
        pytest.param(
            "Achilles reflex 1+ on the right and essentially 2+ on the left.",
            {("reflex_diminished", "lower_limb"): "present"},
            id="the same tendon on the other side",
        ),
        pytest.param(
            "Straight leg raising produces no back pain.",
            {("straight_leg_raise", None): "absent"},
            id="what a test does not provoke is no denial",
        ),
        pytest.param(
            "SLR negative, no back pain.",
            {("straight_leg_raise", None): "absent", ("back_pain", None): "absent"},
            id="a denial beside a test",
        ),
        pytest.param(
            "No clonus, the left ankle jerk was abolished.",
            {("clonus", None): "absent", ("reflex_diminished", "lower_limb"): "present"},
            id="what has its own value begins anew behind a denial",
        ),
        pytest.param(
            "There were no sensory deficits, and the right triceps was weak.",
            {("sensory_deficit", None): "absent", ("motor_weakness", "upper_limb"): "present"},
            id="so does a subject with its verb",
        ),
        pytest.param(
            "There was no clonus, loss of power, or reduced ankle reflexes.",
            {
                ("clonus", None): "absent",
                ("motor_weakness", None): "absent",
                ("reflex_diminished", "lower_limb"): "absent",
            },
            id="an item of the list has its value before it",
        ),
        pytest.param(
            "Motor: tone normal.\n           R    L\nDeltoid    5    5\nTriceps    4    5\nFinger ext 5    4+",
            {("spasticity", None): "absent", ("motor_weakness", "upper_limb"): "present"},
            id="rows of a table grade strength as long as one follows another",
        ),
        pytest.param(
            "Deltoid    5    5\nBiceps     2    2",
            {("motor_weakness", "upper_limb"): "absent"},
            id="a low number at a tendon may be its reflex",
        ),
        pytest.param(
            "UE 5/5, normal bulk.",
            {("motor_weakness", "upper_limb"): "absent", ("muscle_atrophy", "upper_limb"): "absent"},
            id="the only limb graded heads its sentence",
        ),
        pytest.param(
            "UE 5/5, LE 4/5, normal bulk.",
            {
                ("motor_weakness", "upper_limb"): "absent",
                ("motor_weakness", "lower_limb"): "present",
                ("muscle_atrophy", None): "absent",
            },
            id="one of two limbs does not",
        ),
        pytest.param(
            "L4-5 discectomy in 2008 for leg weakness.",
            {("prior_spine_surgery", "lumbar"): "present", ("motor_weakness", "lower_limb"): "historical"},
            id="why an operation of years ago was done",
        ),
        pytest.param(
            "S/p L4-5 discectomy in 2008. Seen for leg weakness.",
            {("prior_spine_surgery", "lumbar"): "present", ("motor_weakness", "lower_limb"): "present"},
            id="why the patient is seen now",
        ),
        pytest.param("Seen 4/5 for the left knee.", {}, id="a date is no grade of strength"),
        pytest.param("Attended 4/5 PT visits for the left shoulder.", {}, id="a count is no grade of strength"),
        pytest.param("Trigger finger of digits 4/5 on the right hand.", {}, id="two digits are no grade of strength"),
        pytest.param("Left leg 4/5.", {("motor_weakness", "lower_limb"): "present"}, id="a grade of strength"),
        pytest.param("Lachman 3+ at the knee.", {}, id="a laxity is no reflex"),
        pytest.param("Effusion 1+ at the knee, reflexes not tested.", {}, id="an effusion beside untested reflexes"),
        pytest.param("Knee reflex 3+.", {("hyperreflexia", None): "present"}, id="a brisk reflex"),
    ],
)
def test_examination(extractor: Extractor, text: str, expected: Statuses) -> None:
    assert statuses(extractor, text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "He has numbness of both feet. This has been progressively worsening.",
            {("limb_paresthesia", "lower_limb"): "present", ("progressive_neuro_deficit", None): "present"},
            id="what worsens is the numbness",
        ),
        pytest.param(
            "He has back pain. This has been progressively worsening.",
            {("back_pain", None): "present"},
            id="what worsens is the pain",
        ),
        pytest.param(
            "She has tingling of the left hand. It comes and goes. No weakness.",
            {("limb_paresthesia", "upper_limb"): "present", ("motor_weakness", "upper_limb"): "absent"},
            id="a remark in between keeps the limb",
        ),
        pytest.param(
            "She has tingling of the left hand. She works at a bank. No weakness.",
            {("limb_paresthesia", "upper_limb"): "present", ("motor_weakness", "upper_limb"): "absent"},
            id="so does another subject where all is about one limb",
        ),
        pytest.param(
            "She has knee pain. She has tingling of the left hand. She works at a bank. No weakness.",
            {("limb_paresthesia", "upper_limb"): "present", ("motor_weakness", None): "absent"},
            id="but not where two limbs hurt",
        ),
        pytest.param(
            "Symptoms include numbness, unsteadiness and clumsiness of the hands.",
            {
                ("limb_paresthesia", None): "present",
                ("gait_disturbance", None): "present",
                ("hand_clumsiness", None): "present",
            },
            id="the place of the last item of a mixed list",
        ),
        pytest.param(
            "PAST SURGICAL HISTORY: None.",
            {("prior_spine_surgery", None): "absent"},
            id="no operation is no spine operation",
        ),
        pytest.param("ALLERGIES: None.", {}, id="none elsewhere says nothing"),
        pytest.param("I would use gemcitabine.", {}, id="a drug that would be given"),
        pytest.param(
            "She takes methotrexate.", {("immunosuppression", None): "present"}, id="a drug that is being taken"
        ),
    ],
)
def test_across_sentences_and_sections(extractor: Extractor, text: str, expected: Statuses) -> None:
    assert statuses(extractor, text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "(+) numbness in hands (-) incontinence",
            {("limb_paresthesia", "upper_limb"): "present", ("bowel_bladder_dysfunction", None): "absent"},
            id="signs before what they answer",
        ),
        pytest.param(
            "Fever (-) back pain (+)", {("fever", None): "absent", ("back_pain", None): "present"}, id="signs behind it"
        ),
        pytest.param(
            "Pertinent negatives: fever, night pain.",
            {("fever", None): "absent", ("night_pain", None): "absent"},
            id="pertinent negatives",
        ),
        pytest.param(
            "Pertinent positives: fever, night pain.",
            {("fever", None): "present", ("night_pain", None): "present"},
            id="pertinent positives",
        ),
        pytest.param(
            "Her foot numbness has mostly resolved.",
            {("limb_paresthesia", "lower_limb"): "present"},
            id="mostly resolved is still there",
        ),
        pytest.param(
            "Her foot numbness has resolved.", {("limb_paresthesia", "lower_limb"): "historical"}, id="resolved is past"
        ),
        pytest.param("He does not deny fever.", {("fever", None): "present"}, id="not denying"),
        pytest.param(
            "Numbness: yes, left hand.", {("limb_paresthesia", "upper_limb"): "present"}, id="place behind yes"
        ),
        pytest.param(
            "Left leg pain is worse than back pain.",
            {("back_pain", None): "present", ("radiating_pain", "lower_limb"): "present"},
            id="leg pain before back pain",
        ),
        pytest.param("Shoulder pain radiates down the arm.", {}, id="pain that sets out from a joint"),
        pytest.param("His father had a stroke and is incontinent.", {}, id="the father is still spoken of"),
        pytest.param(
            "He had a stroke and is incontinent.",
            {("bowel_bladder_dysfunction", None): "present"},
            id="the patient is spoken of",
        ),
        pytest.param("LBP red flags reviewed and negative.", {}, id="the flags are negative, not the pain"),
        pytest.param(
            "No Lhermitte's sign, Spurling's equivocal.",
            {("lhermitte_sign", None): "absent", ("spurling_sign", None): "possible"},
            id="the value of the next sign",
        ),
        pytest.param(
            "The lesions in T9 and L2 are consistent with metastases.",
            {("spinal_malignancy", "thoracic"): "present", ("spinal_malignancy", "lumbar"): "present"},
            id="a subject of two places",
        ),
        pytest.param(
            "She did not see any surgical indication in his neck or back.",
            {("surgery_considered", "cervical"): "absent", ("surgery_considered", "lumbar"): "absent"},
            id="beside the neck the back is the low back",
        ),
        pytest.param(
            "No prior neck or back problems.", {}, id="an earlier complaint denied says nothing of the present one"
        ),
    ],
)
def test_ways_to_write_it(extractor: Extractor, text: str, expected: Statuses) -> None:
    assert statuses(extractor, text) == expected


@pytest.mark.parametrize(
    ("text", "concept", "status"),
    [
        (
            "No unintended weight loss, personal history of cancer, chills or injection drug use.",
            "iv_drug_use",
            "absent",
        ),
        ("She has had no tremor, known malignancy, osteoporosis or significant trauma.", "major_trauma", "absent"),
        ("No fracture, marked stenosis at C5-6.", "spinal_stenosis", "present"),
        ("Weakness of the arms and hand clumsiness are denied.", "motor_weakness", "absent"),
        ("Paresthesias of the legs or gait imbalance: denied.", "limb_paresthesia", "absent"),
        ("No loss of sphincter control or saddle numbness reported.", "bowel_bladder_dysfunction", "absent"),
        ("He has no bladder control.", "bowel_bladder_dysfunction", "present"),
        ("Numbness or tingling: Yes [x] No [ ]", "limb_paresthesia", "present"),
        ("Fever ☐ Yes ☒ No", "fever", "absent"),
    ],
)
def test_lists_are_denied_to_their_end_and_boxes_by_their_labels(text, concept, status):
    found = {f.concept: f.status for f in extract(text).findings}
    assert found.get(concept) == status


def test_when_to_go_to_the_emergency_room_is_no_finding():
    assert not extract("We went over when to go to the emergency room: weakness, fever, incontinence.").findings
