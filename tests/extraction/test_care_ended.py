"""How a treatment came to nothing, ended or is told by its dates: minimal pairs."""

from __future__ import annotations

import pytest

from mednec import extract

CASES = [
    ("LBP. PT 6/5 thru 7/17, twice weekly.", "physical_therapy", "completed", "unknown"),
    ("LBP. Doing PT twice weekly for 6 weeks now.", "physical_therapy", "ongoing", "unknown"),
    (
        "LBP. A course of physiotherapy, twice weekly for 4 weeks, has been ordered.",
        "physical_therapy",
        "planned",
        "unknown",
    ),
    ("LBP. Therapists came for home PT twice a week for six weeks.", "physical_therapy", "completed", "unknown"),
    ("LBP. Does the home PT program daily.", "home_exercise", "ongoing", "unknown"),
    (
        "LBP. He has been treated conservatively with PT without significant improvement.",
        "physical_therapy",
        "completed",
        "failed",
    ),
    ("LBP. He is being treated conservatively with PT.", "physical_therapy", "ongoing", "unknown"),
    ("LBP. PT was ordered, but he tells me he never got around to going.", "physical_therapy", "not_done", "unknown"),
    ("LBP. The TENS unit was turned down by her carrier.", "tens", "not_done", "unknown"),
    ("LBP. The TENS unit was turned down by the patient.", "tens", "declined", "unknown"),
    ("LBP. She was offered Norco and would not take it.", "opioid", "declined", "unknown"),
    ("LBP. She was offered Norco and took it for a week.", "opioid", "completed", "unknown"),
    (
        "LBP. An epidural was requested, but the adjuster has yet to approve it.",
        "epidural_steroid_injection",
        "not_done",
        "unknown",
    ),
    (
        "LBP. Gabapentin was tried, but he got so dizzy that he flushed the rest.",
        "neuropathic_agent",
        "completed",
        "failed",
    ),
    (
        "LBP. Put on a tapering dose of Medrol, which gave him about four good days.",
        "oral_steroid",
        "completed",
        "partial",
    ),
    ("LBP. Ketorolac was given, which did absolutely nothing.", "nsaid", "completed", "failed"),
    ("LBP. She used Mobic for the better part of a year.", "nsaid", "completed", "unknown"),
    ("LBP. She stopped naproxen as it raised her blood pressure.", "nsaid", "completed", "failed"),
    ("LBP. No heat and ice, massage, or acupuncture.", "massage", "not_done", "unknown"),
    ("LBP. No PT, injections or surgery to date.", "physical_therapy", "not_done", "unknown"),
    ("LBP. No PT, ibuprofen to date.", "physical_therapy", "not_done", "unknown"),
]


@pytest.mark.parametrize(("text", "therapy", "status", "outcome"), CASES, ids=[c[0] for c in CASES])
def test_the_treatment_is_told(text: str, therapy: str, status: str, outcome: str) -> None:
    found = [(t.status, t.outcome) for t in extract(text).therapies if t.therapy == therapy]
    assert found == [(status, outcome)]
