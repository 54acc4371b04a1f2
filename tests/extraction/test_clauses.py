"""Two statements in one sentence: what one clause says of its finding stays with it, however the clauses are joined."""

from __future__ import annotations

from itertools import product

import pytest

from mednec import extract

JOINS = [", and ", " and ", "; ", ", but ", ", although ", ", while ", ". "]
SYMPTOM = {
    "present": ["she has {}", "{} persists", "she complains of {}", "{} bothers her daily", "{} began in May"],
    "absent": ["she denies {}", "there is no {}", "she has never had {}", "she does not have {}"],
    "historical": ["{} has resolved", "she no longer has {}"],
}
DIAGNOSIS = {
    "present": ["MRI shows {}", "{} is confirmed", "she was diagnosed with {}", "the diagnosis is {}"],
    "absent": ["there is no {}", "{} has been ruled out", "MRI shows no {}", "there is nothing to suggest {}"],
    "possible": ["{} is suspected", "there is concern for {}", "{} cannot be excluded", "she may have {}"],
}


def _clauses(kind: dict[str, list[str]]) -> list[tuple[str, str]]:
    return [(status, clause) for status, clauses in kind.items() for clause in clauses]


def _read(text: str) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for finding in extract(text).findings:
        found.setdefault(finding.concept, set()).add(finding.status)
    return found


def _joined(first: str, join: str, second: str) -> str:
    second = second[0].upper() + second[1:] if join == ". " else second
    return f"{first[0].upper()}{first[1:]}{join}{second}."


@pytest.mark.parametrize("join", JOINS)
@pytest.mark.parametrize(("status", "clause"), _clauses(SYMPTOM))
def test_a_symptom_keeps_its_status_before_and_after_a_diagnosis(status: str, clause: str, join: str) -> None:
    for other, diagnosis in _clauses(DIAGNOSIS):
        own, study = clause.format("neck pain"), diagnosis.format("cord compression")
        want = {"neck_pain": {status}, "cord_compression": {other}}
        for text in (_joined(own, join, study), _joined(study, join, own)):
            assert _read(text) == want | {c: s for c, s in _read(text).items() if c not in want}, text


@pytest.mark.parametrize("join", JOINS)
@pytest.mark.parametrize(("status", "clause"), _clauses(SYMPTOM))
def test_a_symptom_keeps_its_status_beside_another_symptom(status: str, clause: str, join: str) -> None:
    for other, second in _clauses(SYMPTOM):
        text = _joined(clause.format("neck pain"), join, second.format("urinary incontinence"))
        found = _read(text)
        assert (found["neck_pain"], found["bowel_bladder_dysfunction"]) == ({status}, {other}), text


FRAMES = [
    "Seen for {}.", "Referred by her PCP for {}.", "Presents with {}.", "Admitted with {}.", "Assessment: {}.",
    "IMPRESSION:\n1. {}.", "Neurosurgery was consulted for {}.", "MRI ordered for {}.", "Dr. Lee evaluated him for {}.",
    "A 54 y/o man w/ {} and diabetes.", "Transferred from an outside hospital for {}.", "In summary, {}.",
]  # fmt: skip
DISEASES = {
    "radiculopathy": "lumbar radiculopathy",
    "myelopathy": "cervical myelopathy",
    "vertebral_fracture": "L1 compression fracture",
    "spondylolisthesis": "L4-5 spondylolisthesis",
    "osteoporosis": "osteoporosis",
}
HEDGES = {"possible": ["possible {}", "suspected {}", "probable {}"], "present": ["{}", "known {}", "new {}"]}


@pytest.mark.parametrize(("frame", "concept"), product(FRAMES, DISEASES))
def test_the_frame_of_a_sentence_takes_no_hedge_away_and_adds_none(frame: str, concept: str) -> None:
    for status, phrases in HEDGES.items():
        for phrase in phrases:
            text = frame.format(phrase.format(DISEASES[concept]))
            assert _read(text).get(concept) == {status}, text


@pytest.mark.parametrize("disease", ["L1 compression fracture", "L4-5 spondylolisthesis", "L5 radiculopathy"])
def test_a_question_mark_before_a_level_ends_no_sentence(disease: str) -> None:
    statuses = {f.status for f in extract(f"Seen for ? {disease}.").findings}
    assert statuses == {"possible"}


BOTH_ABSENT = {("upper_limb", "absent"), ("lower_limb", "absent")}
EXAM = [
    ("Full strength in the arms, reflexes 2+ throughout", "reflex_diminished", BOTH_ABSENT),
    ("Pinprick normal in both arms, and strength 5/5 throughout", "motor_weakness", BOTH_ABSENT),
    ("Grip is reduced on the left, and DTRs 2+ and symmetric", "reflex_diminished", {(None, "absent")}),
    ("Knee reflexes 2+ bilaterally and grip strength is reduced", "reflex_diminished", {("lower_limb", "absent")}),
    ("Hypoesthesia of the right thumb, ankle reflexes 2+ bilaterally", "sensory_deficit", {("upper_limb", "present")}),
    ("Sensory exam normal, motor: 5/5 except right EHL 4/5", "sensory_deficit", {(None, "absent")}),
    ("Left ankle jerk absent and Spurling sign positive on the right", "spurling_sign", {(None, "present")}),
    ("Strength 5/5 in all extremities, decreased pinprick over the left foot", "motor_weakness", BOTH_ABSENT),
    ("Absent Achilles reflex on the right\nGrip is weak on the left", "motor_weakness", {("upper_limb", "present")}),
    ("Arms: sensation intact, strength 5/5", "motor_weakness", {("upper_limb", "absent")}),
    ("No motor weakness and light touch reduced in the left foot", "sensory_deficit", {("lower_limb", "present")}),
    ("Sensation normal except in the left foot", "sensory_deficit", {(None, "absent"), ("lower_limb", "present")}),
]  # fmt: skip


@pytest.mark.parametrize(("text", "concept", "want"), EXAM)
def test_items_of_an_examination_keep_their_own_places_and_values(
    text: str, concept: str, want: set[tuple[str | None, str]]
) -> None:
    found = {(f.region, f.status) for f in extract(f"Neuro: {text}.").findings if f.concept == concept}
    assert found == want


SIGNED = [
    ("+fever, -neck pain, -leg weakness.", {"fever": "present", "neck_pain": "absent", "motor_weakness": "absent"}),
    ("She has neck pain, and MRI shows no cord compression.", {"neck_pain": "present", "cord_compression": "absent"}),
    ("Neck pain, and imaging was negative for metastasis.", {"neck_pain": "present"}),
    ("She has a disc herniation and weakness of the right leg.", {"disc_herniation": "present"}),
    ("She has disc herniation and imaging was negative for tumor.", {"disc_herniation": "present"}),
]


@pytest.mark.parametrize(("text", "want"), SIGNED)
def test_what_follows_a_finding_does_not_take_it_away(text: str, want: dict[str, str]) -> None:
    found = _read(text)
    assert {c: found.get(c) for c in want} == {c: {s} for c, s in want.items()}


KNOWN = [
    "He can be seen next week for his lumbar radiculopathy.",
    "Surgery would be an option for the lumbar radiculopathy.",
    "Her lumbar radiculopathy would explain the numbness.",
    "He asks whether he can work with his lumbar radiculopathy.",
]


@pytest.mark.parametrize("text", KNOWN)
def test_what_is_offered_for_a_known_disease_or_asked_about_it_does_not_hedge_it(text: str) -> None:
    assert _read(text)["radiculopathy"] == {"present"}


COURSE = [
    ("Numb to the ankles. Each week it climbs a little.", {"present"}),
    ("Numbness in both feet, and he thinks it is about the same.", {"absent"}),
    ("Weakness of the leg without any progression.", {"absent"}),
    ("Weakness of the leg without any progression of the stenosis.", set()),
    ("Tingling of the hands; vitals stable.", set()),
]


@pytest.mark.parametrize(("text", "want"), COURSE)
def test_the_course_is_that_of_the_deficit(text: str, want: set[str]) -> None:
    assert _read(text).get("progressive_neuro_deficit", set()) == want
