"""Studies in detail: roots and diagnoses of an EMG, levels of an MRI, technique, side, change, why not done."""

from __future__ import annotations

import pytest

import mednec


def study(text):
    (found,) = mednec.extract(text, note_date="2024-05-02").imaging
    return found


@pytest.mark.parametrize(
    ("text", "result", "roots", "diagnoses"),
    [
        ("EMG 3/4/2024: left C7 radiculopathy, chronic.", "abnormal", ("C7",), ("radiculopathy",)),
        ("EMG consistent with C6 and C7 radiculopathies.", "abnormal", ("C6", "C7"), ("radiculopathy",)),
        ("EMG suggestive of an L5 radiculopathy on the right.", "abnormal", ("L5",), ("radiculopathy",)),
        ("EMG shows a radiculopathy at C5-6 on the left.", "abnormal", ("C5", "C6"), ("radiculopathy",)),
        ("EMG: denervation in the C7 paraspinals c/w C7 radic.", "abnormal", ("C7",), ("radiculopathy",)),
        ("NCS of the right arm: moderate carpal tunnel syndrome.", "abnormal", (), ("carpal_tunnel",)),
        ("EMG/NCS showed carpal tunnel and no cervical radiculopathy.", "abnormal", (), ("carpal_tunnel",)),
        ("NCV showed ulnar neuropathy at the elbow.", "abnormal", (), ("ulnar_neuropathy",)),
        ("EMG of the left arm: brachial plexopathy.", "abnormal", (), ("plexopathy",)),
        ("EMG of both legs: sensorimotor polyneuropathy.", "abnormal", (), ("peripheral_neuropathy",)),
        (
            "EMG: left C6 radiculopathy and bilateral carpal tunnel syndrome.",
            "abnormal", ("C6",), ("radiculopathy", "carpal_tunnel"),
        ),
        ("EMG was normal, no evidence of radiculopathy or plexopathy.", "normal", (), ("normal",)),
        ("EMG inconclusive for radiculopathy.", "inconclusive", (), ()),
        ("EMG of the right arm was equivocal.", "inconclusive", (), ()),
        ("EMG ordered to rule out C7 radiculopathy.", None, (), ()),
    ],
)  # fmt: skip
def test_nerve_studies(text, result, roots, diagnoses):
    found = study(text)
    assert (found.modality, found.result, found.roots, found.diagnoses) == ("emg_ncs", result, roots, diagnoses)


@pytest.mark.parametrize(
    ("text", "levels"),
    [
        ("MRI C-spine 2/14/24: C5-6 HNP; C6-7 mild bulge.", ("C5-C6", "C6-C7")),
        ("MRI C-spine: C4-5 normal. C5-6: left protrusion.", ("C5-C6",)),
        ("Lumbar MRI 2023 showed stenosis at L4-5 and L5-S1.", ("L4-L5", "L5-S1")),
        ("Lumbar MRI 2023: no stenosis at L3-4, protrusion at L4-5.", ("L4-L5",)),
        ("Lumbar MRI showed L4-5 stenosis. At L5-S1 there is a right protrusion.", ("L4-L5", "L5-S1")),
        ("MRI of the neck was normal from C2 to T1.", ()),
        ("CT of the lumbar spine: compression fracture of L1.", ("L1",)),
        ("MRI of the cervical spine requested for C6 radiculopathy.", ()),
        ("IMAGING:\nMRI C-spine 2/14/24\nC4-5: unremarkable.\nC5-6: disc protrusion with stenosis.\n", ("C5-C6",)),
    ],
)
def test_levels_with_a_finding(text, levels):
    assert study(text).levels == levels


@pytest.mark.parametrize(
    ("text", "technique"),
    [
        ("Requesting upright (weight bearing) MRI of the cervical spine.", "upright"),
        ("Request: upright MRI of the lumbar spine.", "upright"),
        ("Standing MRI of the lumbar spine requested.", "upright"),
        ("Positional MRI of the cervical spine is requested.", "positional"),
        ("Flexion-extension x-rays of the neck show no instability.", "flexion_extension"),
        ("Open MRI of the lumbar spine requested due to claustrophobia.", "open"),
        ("MRI of the lumbar spine under sedation requested.", "sedated"),
        ("MR arthrogram of the left shoulder requested.", "arthrogram"),
        ("MRI of the cervical spine requested; pain is worse standing upright.", None),
        ("X-rays of the neck normal; full flexion and extension.", None),
    ],
)
def test_technique(text, technique):
    assert study(text).technique == technique


@pytest.mark.parametrize(
    ("text", "side"),
    [
        ("MRI of the right knee ordered.", "right"),
        ("MRI of the left shoulder was normal.", "left"),
        ("EMG of the left arm on 2/1/2024 was normal.", "left"),
        ("MRI knee ordered.", None),
        ("MRI of the cervical spine ordered for left arm pain.", None),
    ],
)
def test_side_of_a_limb(text, side):
    assert study(text).side == side


@pytest.mark.parametrize(
    ("text", "change"),
    [
        ("MRI C-spine 4/1/2024 shows a C5-6 herniation, larger than in 2022.", "worse"),
        ("MRI C-spine 4/1/2024 shows interval progression of stenosis.", "worse"),
        ("MRI C-spine 4/1/2024: C5-6 protrusion unchanged from prior.", "stable"),
        ("MRI L-spine 4/1/2024: L4-5 extrusion smaller than in 2023.", "improved"),
        ("MRI C-spine 4/1/2024: new C6-7 extrusion since the last study.", "new"),
        ("New MRI C-spine 4/1/2024: C6-7 extrusion.", None),
        ("MRI C-spine 4/1/2024 shows no interval progression of the stenosis.", "stable"),
    ],
)
def test_change_against_an_earlier_study(text, change):
    assert study(text).change == change


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("MRI of the neck not done because of a pacemaker.", "contraindicated"),
        ("MRI of the lumbar spine not completed due to claustrophobia.", "claustrophobia"),
        ("The patient declined the MRI of the neck.", "refused"),
        ("MRI of the neck was not done.", None),
    ],
)
def test_why_not_done(text, reason):
    found = study(text)
    assert (found.status, found.reason) == ("not_done", reason)


def test_x_rays_that_settle_nothing():
    assert study("X-rays of the cervical spine were inconclusive.").result == "inconclusive"
    assert study("MRI was limited by motion but shows a C5-6 herniation.").result == "abnormal"


def test_details_over_the_documents_of_a_case():
    packet = mednec.Packet(
        [
            mednec.Note("EMG of the left arm ordered. Arm pain.", note_date="2024-03-01", id="a"),
            mednec.Note("EMG 3/20/2024 of the left arm: C7 radiculopathy.", note_date="2024-05-02", id="b"),
        ]
    )
    found = [s for s in mednec.extract(packet).imaging if s.status == "done"]
    assert [(s.roots, s.diagnoses, s.date) for s in found] == [(("C7",), ("radiculopathy",), "2024-03-20")]
