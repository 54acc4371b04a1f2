"""Lists as clinicians dictate them: every item of a denied list is denied, of an affirmed list affirmed, and an item of
the examination keeps its own value whatever stands beside it.
"""

from __future__ import annotations

from collections import defaultdict

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mednec import extract

ITEMS = {
    "fever": ["fever", "fevers or chills", "night sweats", "recent fever"],
    "weight_loss": ["weight loss", "unexplained weight loss", "weight loss without trying"],
    "bowel_bladder_dysfunction": ["loss of bowel or bladder control", "urinary retention", "bladder dysfunction"],
    "saddle_anesthesia": ["saddle anesthesia", "saddle numbness", "loss of feeling around the anus"],
    "motor_weakness": ["weakness", "weakness in the arms", "leg weakness", "loss of strength in his hands"],
    "limb_paresthesia": ["numbness", "tingling in the hands", "pins and needles in the feet"],
    "gait_disturbance": ["loss of balance", "balance problems when walking", "unsteadiness"],
    "hand_clumsiness": ["hand clumsiness", "difficulty with buttons", "loss of dexterity"],
    "night_pain": ["night pain", "pain at rest"],
    "major_trauma": ["recent trauma", "trauma"],
    "cancer_history": ["history of cancer", "prior malignancy", "a personal history of cancer"],
    "iv_drug_use": ["iv drug use", "use of injected drugs"],
    "anticoagulation": ["anticoagulant use", "use of blood thinners"],
    "radiating_pain": ["radiating arm pain", "radiation of the pain into the arms"],
}
DENIALS = [
    "No {}.", "Denies {}.", "She denies any {}.", "There is no {}.", "He has had no {}.", "Negative for {}.",
    "He does not have {}.", "She has not noticed {}.", "She does not endorse {}.", "Pertinent negatives: no {}.",
    "The back pain is constant, without {}.", "Neck pain with no {}.", "Review of systems is negative for {}.",
    "{}: denied.", "{} are all denied.", "Questions about {} are answered in the negative.",
]  # fmt: skip
REPORTS = [
    "She reports {}.", "He complains of {}.", "Positive for {}.", "She presents with {}.", "His symptoms include {}.",
    "ROS positive for {}.", "He admits to {}.", "Now with {}.",
]  # fmt: skip
EXAM = {
    "motor_weakness": (
        ["strength 5/5 throughout", "power normal", "no focal weakness"],
        ["strength 4/5 in the right triceps", "left deltoid 4/5", "right EHL 4/5"],
    ),
    "sensory_deficit": (
        ["sensation intact to light touch", "sensory exam normal", "no sensory deficits"],
        ["decreased sensation in the left C6 dermatome", "diminished light touch in the right leg"],
    ),
    "reflex_diminished": (
        ["reflexes 2+ and symmetric", "reflexes normal"],
        ["absent right ankle jerk", "left biceps reflex diminished"],
    ),
    "gait_disturbance": (["gait normal", "gait is steady"], ["wide-based gait", "ataxic gait"]),
    "hoffmann_sign": (["Hoffmann negative", "no Hoffmann sign"], ["Hoffmann positive", "positive Hoffmann sign"]),
    "clonus": (["no clonus", "clonus absent"], ["3 beats of clonus", "sustained ankle clonus"]),
    "babinski_sign": (["plantars flexor", "toes downgoing"], ["plantars extensor", "upgoing toe on the right"]),
    "straight_leg_raise": (["SLR negative", "negative straight leg raise"], ["SLR positive on the left"]),
    "muscle_atrophy": (["no atrophy", "normal bulk"], ["wasting of the right calf", "atrophy of the left calf"]),
}  # fmt: skip


def statuses(text: str) -> dict[str, set[str]]:
    """What is read of each concept."""
    found: dict[str, set[str]] = defaultdict(set)
    for finding in extract(text).findings:
        found[finding.concept].add(finding.status)
    return found


@st.composite
def lists(draw: st.DrawFn, joints: list[tuple[str, str]]) -> tuple[list[str], str]:
    """Concepts, and their items joined by commas and a last word."""
    concepts = draw(st.lists(st.sampled_from(sorted(ITEMS)), min_size=2, max_size=5, unique=True))
    items = [draw(st.sampled_from(ITEMS[concept])) for concept in concepts]
    comma, last = draw(st.sampled_from(joints))
    return concepts, comma.join(items[:-1]) + last + items[-1]


@given(lists([(", ", " or "), (", ", ", or "), (", ", " and "), (", ", ", ")]), st.sampled_from(DENIALS))
@settings(max_examples=250, deadline=None)
def test_no_item_of_a_denied_list_is_read_as_there(listed: tuple[list[str], str], frame: str) -> None:
    concepts, items = listed
    found = statuses(frame.format(items))
    assert {c: found[c] for c in concepts if "present" in found[c]} == {}


@given(lists([(", ", " and "), (", ", ", and "), (", ", ", as well as ")]), st.sampled_from(REPORTS))
@settings(max_examples=250, deadline=None)
def test_no_item_of_an_affirmed_list_is_read_as_denied(listed: tuple[list[str], str], frame: str) -> None:
    concepts, items = listed
    found = statuses(frame.format(items))
    assert {c: found[c] for c in concepts if "absent" in found[c]} == {}


@st.composite
def examinations(draw: st.DrawFn) -> tuple[dict[str, bool], str]:
    """Which signs are abnormal, and an examination that says so in sentences or between semicolons."""
    concepts = draw(st.lists(st.sampled_from(sorted(EXAM)), min_size=2, max_size=6, unique=True))
    abnormal = {concept: draw(st.booleans()) for concept in concepts}
    items = [draw(st.sampled_from(EXAM[concept][abnormal[concept]])) for concept in concepts]
    return abnormal, "Exam: " + draw(st.sampled_from(["; ", ". "])).join(items) + "."


@given(examinations())
@settings(max_examples=250, deadline=None)
def test_an_item_of_the_examination_keeps_its_own_value(examined: tuple[dict[str, bool], str]) -> None:
    abnormal, text = examined
    found = statuses(text)
    wrong = {c: found[c] for c, is_abnormal in abnormal.items() if ("present" in found[c]) is not is_abnormal}
    assert wrong == {}, text


@pytest.mark.parametrize(
    ("text", "concept", "status"),
    [
        ("No weakness in the arms or numbness.", "limb_paresthesia", "absent"),
        ("Nothing explains her numbness.", "limb_paresthesia", "present"),
        ("Weight loss without trying, weakness and falls.", "motor_weakness", "present"),
        ("Without having weakness or numbness.", "motor_weakness", "absent"),
        ("No pain when lying still, chills or weight loss.", "weight_loss", "absent"),
        ("Difficulty with balance when walking: neg", "gait_disturbance", "absent"),
        ("Pertinent negatives: no pain at rest.", "night_pain", "absent"),
        ("Denies fever, chronic steroid use, night sweats.", "immunosuppression", "absent"),
        ("No fracture, severe spinal stenosis at L4-5.", "spinal_stenosis", "present"),
        ("Without injury, weight loss or urinary retention.", "weight_loss", "absent"),
        ("Wasting of the right calf, clonus absent.", "muscle_atrophy", "present"),
        ("Spasticity or clonus absent.", "spasticity", "absent"),
        ("No clonus, upgoing toes, or spasticity.", "babinski_sign", "absent"),
        ("No sensory deficits and plantars extensor.", "babinski_sign", "present"),
        ("Negative straight leg raise. wide-based gait.", "gait_disturbance", "present"),
        ("Left biceps reflex diminished and Hoffmann negative.", "reflex_diminished", "present"),
        ("Tone raised in the legs, L ankle clonus, power 4/5.", "clonus", "present"),
        ("No left ankle clonus.", "clonus", "absent"),
        ("KJ AJ 2+ bilat; clonus 0; walks well", "reflex_diminished", "absent"),
    ],
)
def test_where_a_denial_ends(text: str, concept: str, status: str) -> None:
    assert statuses(text)[concept] == {status}


@pytest.mark.parametrize(
    ("text", "concept", "region", "status"),
    [
        ("DDx: disc herniation; lumbar fracture; strain", "vertebral_fracture", "lumbar", "possible"),
        ("Differential diagnosis:\n1. Cervical radiculopathy\n2. Stroke", "radiculopathy", "cervical", "possible"),
        ("Diagnosis:\n1. Cervical radiculopathy\n2. Stroke", "radiculopathy", "cervical", "present"),
        ("No arm or leg pain, no numbness.", "limb_paresthesia", None, "absent"),
        ("Numb left hand, no weakness.", "motor_weakness", "upper_limb", "absent"),
        ("Right arm 4/5, right leg 4/5; DTRs symmetric", "reflex_diminished", None, "absent"),
        ("Headache with motor function intact.", "motor_weakness", None, "absent"),
        ("5/5 UEs; LT intact UEs", "sensory_deficit", "upper_limb", "absent"),
    ],
)
def test_what_a_heading_and_a_neighbour_leave_to_an_item(
    text: str, concept: str, region: str | None, status: str
) -> None:
    assert [(f.region, f.status) for f in extract(text).findings if f.concept == concept] == [(region, status)]


def test_light_touch_is_no_left_side() -> None:
    sides = {f.side for f in extract("LT intact arms, LT dec in the right foot.").findings}
    assert "left" not in sides
