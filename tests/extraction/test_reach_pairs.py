"""How far words reach, in minimal pairs: to the other side, past a comma, to the next limb, drug or study."""

from __future__ import annotations

import gc

import pytest

from mednec import extract
from mednec.extraction.lexicon import compile_lexicon
from mednec.resources import patterns_dir
from mednec.rules.loader import load_rules


def findings(text):
    return {(f.concept, f.region): f.status for f in extract(text).findings}


def care(text):
    return {(t.therapy, t.status, t.outcome) for t in extract(text, note_date="2024-05-02").therapies}


def studies(text):
    return {(s.modality, s.region, s.status) for s in extract(text).imaging}


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("Four beats of clonus on the left and none on the right.", "present"),
        ("Clonus on the left, none elicited.", "absent"),
        ("Clonus absent on the left and on the right.", "absent"),
    ],
)
def test_what_is_said_of_one_side_leaves_the_other(text, status):
    assert findings(text)[("clonus", None)] == status


@pytest.mark.parametrize(
    ("text", "limbs"),
    [
        ("No numbness or tingling in the hands or feet.", {"upper_limb", "lower_limb"}),
        ("Numbness and tingling of both hands and both feet.", {"upper_limb", "lower_limb"}),
        ("Numbness and tingling in the hands, and the feet are swollen.", {"upper_limb"}),
        ("Numbness and tingling in the hands and ankle edema.", {"upper_limb"}),
    ],
)
def test_a_limb_joined_to_the_last_word_of_a_mention_is_its_place_too(text, limbs):
    assert {region for concept, region in findings(text) if concept == "limb_paresthesia"} == limbs


@pytest.mark.parametrize(
    ("text", "concept", "status"),
    [
        ("Pain is constant, not better lying flat, kept him up for three nights.", "functional_limitation", "present"),
        ("He is not weak, numb or clumsy.", "limb_paresthesia", "absent"),
        ("Ulnar paresthesia, cubital tunnel versus C8 radiculopathy.", "limb_paresthesia", "present"),
        ("Ulnar paresthesia, cubital tunnel versus C8 radiculopathy.", "radiculopathy", "possible"),
        ("No weakness, and no mass, some numbness in the hand.", "limb_paresthesia", "present"),
        ("Denies weakness, some numbness, fever.", "limb_paresthesia", "absent"),
        ("PT was no help, pain kept him from work.", "functional_limitation", "present"),
        ("No numbness except at night.", "limb_paresthesia", "present"),
        ("No numbness, at night or otherwise.", "limb_paresthesia", "absent"),
        ("He was told to come right in for leg weakness.", "motor_weakness", None),
        ("He came right in for leg weakness.", "motor_weakness", "present"),
    ],
)
def test_a_cue_ends_where_its_own_clause_ends(text, concept, status):
    assert {s for (c, _), s in findings(text).items() if c == concept} == ({status} - {None})


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Neck pain. The next morning he was seen at urgent care, given naproxen and sent home.",
            ("nsaid", "completed", "unknown"),
        ),
        ("Neck pain. Plan: he was given naproxen.", ("nsaid", "planned", "unknown")),
        (
            "CC: back pain.\nMEDS: Motrin 600 mg prn, Elavil 25 mg for sleep.",
            ("nsaid", "ongoing", "unknown"),
        ),
        (
            "Back pain. She did not improve despite gabapentin and two epidurals, the last of which helped for a week.",
            ("neuropathic_agent", "completed", "failed"),
        ),
        ("Back pain. Could not take gabapentin given her kidneys.", ("neuropathic_agent", "declined", "unknown")),
        ("Back pain. Ibuprofen three times a day was ineffective.", ("nsaid", "completed", "failed")),
        ("Back pain. Ibuprofen three times a day is ineffective.", ("nsaid", "ongoing", "failed")),
        ("Back pain. No NSAIDs, she is on warfarin.", ("nsaid", "declined", "unknown")),
        ("Back pain. Plan: continue ibuprofen for pain.", ("nsaid", "ongoing", "unknown")),
        ("Back pain. She had to stop ibuprofen because of stomach pain.", ("nsaid", "completed", "failed")),
        ("Back pain. She did not take the ibuprofen.", ("nsaid", "not_done", "unknown")),
        ("Back pain. He goes to PT twice a week and is working.", ("physical_therapy", "ongoing", "unknown")),
        ("Neck pain. She does home exercises and works at a desk.", ("home_exercise", "ongoing", "unknown")),
        ("Back pain. Naproxen was held for 7 days before the injection.", ("nsaid", "not_done", "unknown")),
    ],
)
def test_what_became_of_a_treatment(text, expected):
    assert expected in care(text)


def test_a_purpose_belongs_to_the_drug_before_it_where_each_has_its_dose():
    assert not care("CC: back pain.\nMEDS: Tylenol, Motrin for menstrual cramps.")
    assert {t for t, *_ in care("CC: back pain.\nMEDS: Tylenol 500 mg, Motrin 400 mg for cramps.")} == {"acetaminophen"}


def test_an_injection_in_a_note_about_a_joint_is_into_the_joint():
    shoulder = "CC: Right shoulder pain.\nHPI: His doctor gave a cortisone shot in March.\nEXAM: Shoulder stiff."
    back = "CC: Low back pain.\nHPI: His doctor gave a cortisone shot in March.\nEXAM: Back stiff."
    assert {t for t, *_ in care(shoulder)} == {"joint_injection"}
    assert {t for t, *_ in care(back)} == {"epidural_steroid_injection"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("CT of the head and lumbar spine films were normal.", {("ct", "brain", "done"), ("xray", "lumbar", "done")}),
        ("CT of the head and lumbar spine was normal.", {("ct", "brain", "done"), ("ct", "lumbar", "done")}),
        ("MRI of the brain ordered by Dr. Orr was clean.", {("mri", "brain", "done")}),
        ("MRI of the brain ordered by Dr. Orr.", {("mri", "brain", "ordered")}),
        ("If there is instability we will get an MRI.", set()),
        ("There is instability and we will get a cervical MRI.", {("mri", "cervical", "ordered")}),
        ("I do not think she needs a lumbar MRI.", {("mri", "lumbar", "not_done")}),
        ("I think she needs a lumbar MRI.", {("mri", "lumbar", "ordered")}),
    ],
)
def test_which_study_is_meant_and_whether_it_was_made(text, expected):
    assert studies(text) == expected


def test_loading_rules_leaves_what_the_host_has_frozen():
    rules = load_rules(patterns_dir())
    gc.freeze()
    try:
        compile_lexicon(rules)
        assert gc.get_freeze_count() > 0
        assert gc.isenabled()
    finally:
        gc.unfreeze()
