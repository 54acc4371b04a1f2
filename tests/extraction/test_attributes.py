"""Attributes of mentions: course, root and muscle, cause, detail of injuries, cancer, weight loss and tumors."""

from __future__ import annotations

import pytest

import mednec


def mention(text, concept):
    found = [
        m for f in mednec.extract(text, note_date="2024-05-02").findings if f.concept == concept for m in f.mentions
    ]
    assert found, f"no {concept}"
    assert all(text[m.start : m.end] == m.text for m in found)
    return found[0]


@pytest.mark.parametrize(
    ("text", "concept", "field", "expected"),
    [
        ("Her left arm weakness is getting worse.", "motor_weakness", "trend", "worsening"),
        ("Worsening numbness in the left hand.", "limb_paresthesia", "trend", "worsening"),
        ("The right leg weakness is unchanged.", "motor_weakness", "trend", "stable"),
        ("The left arm numbness is improving.", "limb_paresthesia", "trend", "improving"),
        ("The left arm numbness is not improving.", "limb_paresthesia", "trend", None),
        ("New weakness in the left leg.", "motor_weakness", "acuity", "new"),
        ("No new weakness in the left leg.", "motor_weakness", "acuity", None),
        ("Chronic weakness of the left leg.", "motor_weakness", "acuity", "chronic"),
        ("A 45 year old man with weakness of the left leg.", "motor_weakness", "acuity", None),
        ("Sensation decreased in the left C6 dermatome.", "sensory_deficit", "dermatome", "C6"),
        ("Sensation decreased in the left hand.", "sensory_deficit", "dermatome", None),
        ("Left triceps weakness on exam.", "motor_weakness", "muscle", "triceps"),
        ("Left triceps weakness on exam.", "motor_weakness", "root", "C7"),
        ("Left arm weakness on exam.", "motor_weakness", "root", None),
        ("Left leg strength 4/5, limited by pain.", "motor_weakness", "effort_limited", True),
        ("Left leg strength 4/5, back pain.", "motor_weakness", "effort_limited", False),
        (
            "Numbness of the right hand due to carpal tunnel syndrome.",
            "limb_paresthesia",
            "attributed_to",
            "entrapment_neuropathy",
        ),
        ("Weakness of the left arm from an old stroke.", "motor_weakness", "attributed_to", "stroke"),
        ("Numbness of the right hand; had carpal tunnel release once.", "limb_paresthesia", "attributed_to", None),
        ("Neck pain after a motor vehicle collision on 3/1/2024.", "major_trauma", "date", "2024-03-01"),
    ],
)
def test_attribute(text, concept, field, expected):
    assert getattr(mention(text, concept), field) == expected


def test_each_finding_its_own_course():
    text = "Worsening neck pain and stable numbness in the left arm."
    assert mention(text, "neck_pain").trend == "worsening"
    assert mention(text, "limb_paresthesia").trend == "stable"


@pytest.mark.parametrize(
    ("text", "concept", "expected"),
    [
        (
            "Neck pain after a high-speed motor vehicle collision.",
            "major_trauma",
            {"mechanism": "motor_vehicle_collision", "energy": "high"},
        ),
        ("Back pain after a ground level fall.", "major_trauma", {"mechanism": "fall", "energy": "low"}),
        ("Back pain after a fall.", "major_trauma", {"mechanism": "fall", "energy": "unknown"}),
        (
            "History of breast cancer in 2015, in remission.",
            "cancer_history",
            {"primary": "breast", "year": 2015, "activity": "remote", "metastatic_capable": True},
        ),
        (
            "History of lung cancer, currently on chemotherapy.",
            "cancer_history",
            {"primary": "lung", "activity": "active"},
        ),
        (
            "Unintentional weight loss of 20 lb over 3 months.",
            "weight_loss",
            {"amount": 20, "unit": "lb", "intentional": False, "period_days": (90, 90)},
        ),
        ("Known spine metastases at T8.", "spinal_malignancy", {"behavior": "malignant"}),
        ("MRI shows a benign spinal cord tumor.", "spinal_malignancy", {"behavior": "benign"}),
        ("Incidental spinal cord tumor on MRI.", "spinal_malignancy", {"incidental": True, "behavior": "unknown"}),
    ],
)
def test_detail(text, concept, expected):
    detail = mention(text, concept).detail
    assert {k: detail.get(k) for k in expected} == expected


def test_trajectory_of_the_finding():
    found = {
        f.concept: f.trajectory
        for f in mednec.extract("New weakness in the left leg. Neck pain is getting worse.").findings
    }
    assert found["motor_weakness"] == "new"
    assert found["neck_pain"] == "worsening"


@pytest.mark.parametrize(
    ("text", "contradicts"),
    [
        ("EXAM: Right brachioradialis jerk 1+, left 2+; biceps and triceps 2+ equal.", False),
        ("EXAM: DTRs: triceps 1+ left, others 2+.", False),
        ("EXAM: Left triceps jerk 1+. Triceps jerk 2+ on the left.", True),
    ],
)
def test_a_reflex_is_contradicted_only_at_its_own_tendon(text, contradicts):
    assert bool(mednec.extract(text, note_date="2024-05-02").warnings) == contradicts
