"""Treatment under the numbered problems of a plan belongs to the problem it stands under."""

from __future__ import annotations

import pytest

from mednec import extract

HEAD = "ASSESSMENT AND PLAN\n"


def _therapies(text: str) -> dict[str, str]:
    return {t.therapy: t.status for t in extract(text).therapies}


@pytest.mark.parametrize(
    "plan",
    [
        "1. Back pain.\n- Start naproxen.\n2. Seizure disorder.\n- Continue gabapentin.",
        "1. Back pain: start naproxen.\n2. Seizure disorder: continue gabapentin.",
        "1. Back pain. Start naproxen.\n2. Restless legs. Continue gabapentin.",
        "1) Back pain.\nStart naproxen.\n2) Restless legs.\nContinue gabapentin.",
        "# Back pain\n- Start naproxen.\n# Bipolar disorder\n- Continue pregabalin.",
    ],
)
def test_a_drug_under_another_disease_is_for_that_one(plan: str) -> None:
    assert _therapies(HEAD + plan) == {"nsaid": "planned"}


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (
            HEAD + "1. Low back pain. Start PT.\n2. Lumbar radiculopathy. Continue gabapentin.",
            {"physical_therapy": "planned", "neuropathic_agent": "ongoing"},
        ),
        (
            "ASSESSMENT:\n1. Low back pain.\n2. Hypertension.\nPLAN:\n1. Start PT and naproxen.\n2. Lisinopril.",
            {"physical_therapy": "planned", "nsaid": "planned"},
        ),
        (
            HEAD + "1. Low back pain.\n2. Hypertension.\n3. Start PT and naproxen.",
            {"physical_therapy": "planned", "nsaid": "planned"},
        ),
    ],
)
def test_a_plan_that_has_no_title_is_for_the_spine(text: str, wanted: dict[str, str]) -> None:
    assert _therapies(text) == wanted


def test_prose_behind_a_bare_list_of_diagnoses_is_about_all_of_them() -> None:
    text = "IMPRESSION:\n1. Neck pain.\n2. Depression.\nI recommend physical therapy and a trial of gabapentin."
    assert _therapies(text)["physical_therapy"] == "planned"


def test_a_joint_counts_only_behind_the_spine() -> None:
    joint_first = HEAD + "1. Left knee osteoarthritis. Continue Tylenol.\n2. Low back fatigue. Nothing needed."
    spine_first = HEAD + "1. Low back pain. Start naproxen.\n2. Knee osteoarthritis. Start Tylenol."
    assert _therapies(joint_first) == {"acetaminophen": "ongoing"}
    assert _therapies(spine_first) == {"nsaid": "planned"}
