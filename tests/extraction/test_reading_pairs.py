"""Minimal pairs that once were misread: exceptions from a normal exam, hedges over examples, dosing."""

from __future__ import annotations

import pytest

from mednec import Extractor


@pytest.fixture(scope="module")
def extractor() -> Extractor:
    return Extractor()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Strength is full in both upper and lower extremities with the exception of the right EHL which is 4/5.",
            {("motor_weakness", "upper_limb"): "absent", ("motor_weakness", "lower_limb"): "present"},
        ),
        (
            "Strength is 5/5 in both upper and lower extremities except the left triceps which is 4/5.",
            {("motor_weakness", "upper_limb"): "present", ("motor_weakness", "lower_limb"): "absent"},
        ),
        ("DTRs are 2+ at the knees and absent at the ankles.", {("reflex_diminished", "lower_limb"): "present"}),
        # UK exams: jerks by their initials, graded in pluses
        ("KJ ++ AJ ++ both sides.", {("reflex_diminished", "lower_limb"): "absent"}),
        ("BJ ++ TJ + right.", {("reflex_diminished", "upper_limb"): "present"}),
        ("R AJ + KJ present.", {("reflex_diminished", "lower_limb"): "absent"}),
        ("Biceps + triceps weak.", {("motor_weakness", "upper_limb"): "present"}),
        (
            "Motor full, patellar/achilles 2/2.",
            {("motor_weakness", None): "absent", ("reflex_diminished", "lower_limb"): "absent"},
        ),
        # a sensory level of the neck takes all limbs below it; S3 is no leg
        (
            "Sensation is diminished below C6.",
            {("sensory_deficit", "upper_limb"): "present", ("sensory_deficit", "lower_limb"): "present"},
        ),
        ("Sensation is diminished at C6.", {("sensory_deficit", "upper_limb"): "present"}),
        ("Sensation is diminished under T10.", {("sensory_deficit", "lower_limb"): "present"}),
        ("Pinprick reduced at S3-4.", {("saddle_anesthesia", None): "present"}),
        ("Pinprick reduced at S1.", {("sensory_deficit", "lower_limb"): "present"}),
        # what was tested stands between the finding and its place
        ("Sens: dec PP L lat calf.", {("sensory_deficit", "lower_limb"): "present"}),
        # grades without their "/5", each after its muscle; tendons have reflexes, joints degrees
        ("EHL 4 on the right.", {("motor_weakness", "lower_limb"): "present"}),
        ("Finger abductors 4-, both hands.", {("motor_weakness", "upper_limb"): "present"}),
        ("Deltoid 5, biceps 5, triceps 5.", {("motor_weakness", "upper_limb"): "absent"}),
        ("Triceps 4 L, 5 R.", {("motor_weakness", "upper_limb"): "present"}),
        ("Biceps 2+, triceps 1+.", {("reflex_diminished", "upper_limb"): "present"}),
        ("Ankle dorsiflexion 5, plantarflexion 40.", {}),
        ("Hamstring stretch 3 x 30 seconds.", {}),
        ("All groups 5/5.", {("motor_weakness", "upper_limb"): "absent", ("motor_weakness", "lower_limb"): "absent"}),
        (
            "No weak or numb legs.",
            {("motor_weakness", "lower_limb"): "absent", ("limb_paresthesia", "lower_limb"): "absent"},
        ),
        # an item of the exam said whole takes no word of the next one
        (
            "Strength was normal, knee jerk absent.",
            {("motor_weakness", None): "absent", ("reflex_diminished", "lower_limb"): "present"},
        ),
        (
            "Strength full, sensation reduced over the left foot.",
            {("motor_weakness", None): "absent", ("sensory_deficit", "lower_limb"): "present"},
        ),
        # one part of the exam has no value of the next part
        ("Motor: tone normal.", {("spasticity", None): "absent"}),
        ("Motor/sensory: normal.", {("motor_weakness", None): "absent", ("sensory_deficit", None): "absent"}),
        # words among the numbers of a list of reflexes
        ("Reflexes: knees 2, left hamstring reduced.", {("reflex_diminished", "lower_limb"): "present"}),
        ("Light touch normal C5-T1.", {("sensory_deficit", "upper_limb"): "absent"}),
        # a list of the exam shares its value and its place
        (
            "Power and light touch are full in the legs.",
            {("motor_weakness", "lower_limb"): "absent", ("sensory_deficit", "lower_limb"): "absent"},
        ),
        (
            "Power is full, reflexes are symmetric in the legs.",
            {("motor_weakness", None): "absent", ("reflex_diminished", "lower_limb"): "absent"},
        ),
        (
            "Normal strength and reflexes in the arms.",
            {("motor_weakness", "upper_limb"): "absent", ("reflex_diminished", "upper_limb"): "absent"},
        ),
        (
            "Arms: power, sensation, bulk and reflexes normal.",
            {
                ("motor_weakness", "upper_limb"): "absent",
                ("sensory_deficit", "upper_limb"): "absent",
                ("muscle_atrophy", "upper_limb"): "absent",
                ("reflex_diminished", "upper_limb"): "absent",
            },
        ),
        (
            "Reflexes 2+ at the knees; clonus absent at the ankles.",
            {("reflex_diminished", "lower_limb"): "absent", ("clonus", None): "absent"},
        ),
        (
            "He has numbness, tingling and weakness in the arms.",
            {("limb_paresthesia", "upper_limb"): "present", ("motor_weakness", "upper_limb"): "present"},
        ),
        ("Numbness comes and goes in the right hand.", {("limb_paresthesia", "upper_limb"): "present"}),
        # an operation is done or considered, never both by the same words
        ("She received emergent surgical decompression at L4-5.", {("prior_spine_surgery", "lumbar"): "present"}),
        ("Surgical decompression at L4-5 was recommended.", {("surgery_considered", "lumbar"): "present"}),
        # an exception from a denial is not denied, and gives it no limb
        (
            "No neurologic deficits other than tingling in the right foot.",
            {("motor_weakness", None): "absent", ("limb_paresthesia", "lower_limb"): "present"},
        ),
        # a deficit belongs to the limb just examined; a normal finding without a limb has none
        (
            "PHYSICAL EXAM: Right wrist is swollen. There is decreased sensation.",
            {("sensory_deficit", "upper_limb"): "present"},
        ),
        ("PHYSICAL EXAM: Right wrist is swollen. Sensation is intact.", {("sensory_deficit", None): "absent"}),
        # the item of every examination does not make a second region
        (
            "HPI: Low back pain.\nPHYSICAL EXAM:\nNeck: Supple.\nIMPRESSION: Degenerative disc disease.",
            {("back_pain", None): "present", ("spondylosis", "lumbar"): "present"},
        ),
        # pain at night, not tingling; weight lost by diet
        ("Both hands tingle. It gets worse at night.", {("limb_paresthesia", "upper_limb"): "present"}),
        ("She has lost 12 pounds. She is working on her diet.", {}),
        ("She has lost 12 pounds. She is not trying to lose weight.", {("weight_loss", None): "present"}),
        ("Concern for infection such as epidural abscess.", {("spinal_infection", None): "possible"}),
        (
            "Concern for myelopathy given hyperreflexia.",
            {("myelopathy", None): "possible", ("hyperreflexia", None): "present"},
        ),
        (
            "Denies tingling, saddle numbness, or imbalance.",
            {
                ("limb_paresthesia", None): "absent",
                ("saddle_anesthesia", None): "absent",
                ("gait_disturbance", None): "absent",
            },
        ),
    ],
)
def test_findings(extractor: Extractor, text: str, expected: dict[tuple[str, str | None], str]) -> None:
    found = {(f.concept, f.region): f.status for f in extractor.extract(text).findings}
    assert found == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Back pain. Heat p.r.n.", [("heat_ice", "ongoing", "unknown", None)]),
        ("She iced the knee at first. She is icing it twice a day now.", [("heat_ice", "ongoing", "unknown", None)]),
        ("PMH: chronic back pain. MEDICATIONS: Norco.", [("opioid", "ongoing", "unknown", None)]),
        ("PMH: gout. MEDICATIONS: Norco.", []),
        ("We discussed avoiding heavy lifting.", [("activity_modification", "planned", "unknown", None)]),
        ("I encouraged her to walk daily.", [("home_exercise", "planned", "unknown", None)]),
        ("She is able to walk daily.", []),
        ("Back pain. Naproxen b.i.d. for 3 weeks did not help.", [("nsaid", "completed", "failed", (21, 21))]),
        ("PRIOR TREATMENT\n- Naproxen 500 mg BID x 8 weeks, no relief.", [("nsaid", "completed", "failed", (56, 56))]),
        ("PRIOR TREATMENT\n- Robaxin as needed, did not help.", [("muscle_relaxant", "completed", "failed", None)]),
        (
            "Back pain. PT 3/11/2024 - 4/24/2024, no relief.\nASSESSMENT: no better after 6 weeks of PT.",
            [("physical_therapy", "completed", "failed", (44, 44))],
        ),
        ("PT 12.4 sec, INR 1.0, PTT 29", []),
        ("Triage: ESI 3, ambulatory", []),
        ("Back pain. ESI 3 weeks ago, no relief.", [("epidural_steroid_injection", "completed", "failed", None)]),
    ],
)
def test_therapies(extractor: Extractor, text: str, expected: list[tuple[object, ...]]) -> None:
    found = [(t.therapy, t.status, t.outcome, t.duration_days) for t in extractor.extract(text).therapies]
    assert found == expected
