"""General practice shorthand, and words that look like findings and are none."""

from __future__ import annotations

import pytest

from mednec import extract


def _findings(text: str) -> dict[str, str]:
    return {f.concept: f.status for f in extract(text).findings}


@pytest.mark.parametrize(
    ("text", "concept", "status"),
    [
        ("LBP. Pins + needles lat border R foot.", "limb_paresthesia", "present"),
        ("Nil arm pain, occ tingling L hand.", "limb_paresthesia", "present"),
        ("PMH: HTN. Nil Ca. No DM.", "cancer_history", "absent"),
        ("Wt down 6kg since Xmas - not dieting.", "weight_loss", "present"),
        ("D/w rheum SpR.", "specialist_consult", "present"),
        ("LBP. Sensory: pinprick level at T10.", "sensory_deficit", "present"),
        ("Collapse of T12 and an absent left pedicle.", "vertebral_fracture", "present"),
        ("The bone density is osteopenic but not osteoporotic.", "osteoporosis", "absent"),
        ("Stenosis was considered but felt to be improbable; spine films normal.", "spinal_stenosis", "absent"),
        ("Back pain is unlikely in the absence of leg pain.", "radiating_pain", "absent"),
        ("A compression fracture of T8 is the other main consideration.", "vertebral_fracture", "possible"),
        ("Able to tandem walk with some wobbling.", "gait_disturbance", "present"),
    ],
)
def test_what_is_told(text: str, concept: str, status: str) -> None:
    assert _findings(text)[concept] == status


@pytest.mark.parametrize(
    ("text", "concept"),
    [
        ("SN re worsening balance, clumsy hands, incontinence.", "hand_clumsiness"),
        ("CES card given + explained: bilat leg sx, saddle numbness.", "saddle_anesthesia"),
        ("Worsening advice: incontinence, weak legs.", "bowel_bladder_dysfunction"),
        ("Power, tone + reflexes normal 4 limbs.", "hyperreflexia"),
        ("Reflexes normal at all 4 sites.", "hyperreflexia"),
        ("Not for 2 weeks.", "iv_drug_use"),
        ("She has an unused brace.", "pseudarthrosis_hardware_failure"),
        ("Homans neg.", "hoffmann_sign"),
        ("Neck pain. She got her flu shot in the left arm.", "radiating_pain"),
        ("His penmanship has fallen off.", "major_trauma"),
        ("He stopped it because his kidney function fell.", "major_trauma"),
        ("EMG: fibs in TA, PL and EHL.", "major_trauma"),
        ("Dx: sciatic neuropathy.", "radiculopathy"),
    ],
)
def test_what_only_looks_like_it(text: str, concept: str) -> None:
    assert concept not in _findings(text)


def test_the_strength_of_two_sides_is_no_reflex() -> None:
    findings = extract(
        "MOTOR: Deltoids 5/5 bilaterally. Triceps 4+/4, finger extensors 4/4-, interossei 4-/4-."
    ).findings
    assert {(f.concept, f.region, f.status) for f in findings} == {("motor_weakness", "upper_limb", "present")}


def test_a_scan_and_an_injection_in_short_form() -> None:
    evidence = extract("Knee OA. Had steroid inj 2019, no help. Plan: USS R shoulder.")
    assert [(t.therapy, t.outcome) for t in evidence.therapies] == [("joint_injection", "failed")]
    assert [(i.modality, i.region, i.status) for i in evidence.imaging] == [("ultrasound", "shoulder", "ordered")]
