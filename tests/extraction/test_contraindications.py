"""What must not be done and why; denied devices, other people's and those of a questionnaire are none."""

from __future__ import annotations

import pytest

import mednec


def forbidden(text):
    found = mednec.extract(text, note_date="2024-05-02").contraindications
    return [(c.against, c.reason, c.status) for c in found]


@pytest.mark.parametrize(
    ("text", "against", "reason"),
    [
        ("He has a pacemaker, so an MRI cannot be done.", "mri", "pacemaker"),
        ("Biventricular ICD in 2022; neck pain.", "mri", "pacemaker"),
        ("Left cochlear implant since childhood. Neck pain.", "mri", "cochlear_implant"),
        ("Orbit film shows a metallic foreign body in the right eye.", "mri", "metal_in_eye"),
        ("Cerebral aneurysm clip placed in 1989.", "mri", "aneurysm_clip"),
        ("She is claustrophobic and asks for an open scanner.", "mri", "claustrophobia"),
        ("Retained shrapnel in the neck.", "mri", "retained_metal"),
        ("Allergic to gadolinium: hives in 2019.", "gadolinium", "allergy"),
        ("ALLERGIES: gadolinium\nNeck pain.", "gadolinium", "allergy"),
        ("eGFR 22 last month.", "gadolinium", "egfr_below_30"),
        ("ESRD on dialysis, low back pain.", "gadolinium", "dialysis"),
        ("NSAIDs contraindicated due to CKD stage 3. Neck pain.", "nsaid", "renal_disease"),
        ("Avoid NSAIDs given her history of GI bleed; back pain.", "nsaid", "peptic_ulcer"),
        ("Cannot take NSAIDs because she is on warfarin; neck pain.", "nsaid", "anticoagulation"),
        ("ALLERGIES: naproxen (hives)\nBack pain.", "nsaid", "allergy"),
        ("Avoid NSAIDs because of heart failure; back pain.", "nsaid", "heart_disease"),
        ("Gabapentin was stopped because of sedation. Neck pain.", "neuropathic_agent", "side_effects"),
        ("Unable to tolerate PT because of severe pain.", "physical_therapy", "pain"),
        ("PT is contraindicated given cord compression.", "physical_therapy", "cord_or_deficit"),
    ],
)
def test_what_and_why(text, against, reason):
    assert (against, reason, "present") in forbidden(text)


@pytest.mark.parametrize(
    "text",
    [
        "No pacemaker, defibrillator or metal in the eyes. Neck pain.",
        "Denies pacemaker, cochlear implants, or claustrophobia.",
        "MRI screening: pacemaker no, aneurysm clip no, cochlear implant no",
        "Pacemaker: No",
        "[ ] pacemaker [x] back pain",
        "Her father has an ICD. Neck pain.",
        "Pacemaker was removed in 2020. Neck pain.",
        "Call us before the MRI if you have a pacemaker.",
        "No gadolinium allergy. Neck pain.",
        "ALLERGIES: NKDA\nNeck pain.",
        "ICD-10: M54.12. Neck pain.",
        "eGFR 74. Back pain.",
        "We discussed a spinal cord stimulator trial for back pain.",
        "Naproxen for 6 weeks without relief of the neck pain.",
    ],
)
def test_nothing_forbidden(text):
    assert forbidden(text) == []


def test_a_suspicion_stays_one():
    assert forbidden("Possible metal fragments in the eye; orbit film first.") == [("mri", "metal_in_eye", "possible")]


def test_a_device_made_for_the_scanner():
    (found,) = mednec.extract("MRI-compatible pacemaker placed in 2021; neck pain.").contraindications
    assert (found.against, found.reason, found.conditional) == ("mri", "pacemaker", True)


def test_quotes_stand_in_the_text():
    text = "Cannot take ibuprofen because of an ulcer; neck pain."
    (found,) = mednec.extract(text).contraindications
    assert (found.agent, found.reason) == ("ibuprofen", "peptic_ulcer")
    assert [text[m.start : m.end] for m in found.mentions] == ["ibuprofen", "ulcer"]


def test_over_the_documents_of_a_case():
    packet = mednec.Packet(
        [
            mednec.Note("Possible claustrophobia. Neck pain.", note_date="2024-03-01", id="a"),
            mednec.Note("Severe claustrophobia, neck pain.", note_date="2024-05-02", id="b"),
        ]
    )
    (found,) = mednec.extract(packet).contraindications
    assert (found.reason, found.status, len(found.mentions)) == ("claustrophobia", "present", 2)
