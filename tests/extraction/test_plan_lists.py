"""Orders in one list, as plans are written: treatments among studies and referrals, in a line or in items."""

from __future__ import annotations

import pytest

from mednec import extract

SAID = "HPI: Neck and low back pain for 2 months.\n"


def _read(text: str) -> tuple[dict[str, str], dict[str, str]]:
    evidence = extract(SAID + text)
    return {t.therapy: t.status for t in evidence.therapies}, {i.modality: i.status for i in evidence.imaging}


@pytest.mark.parametrize(
    "text",
    [
        "I recommend ibuprofen, an MRI of the neck, and chiropractic care.",
        "I recommend ibuprofen, referral to neurosurgery, and chiropractic care.",
        "Recommend neurology consult, MRI cervical spine, chiropractic care, ibuprofen.",
        "Plan includes ibuprofen, EMG of the left arm, orthopedic consultation and chiropractic care.",
        "PLAN:\n- chiropractic care\n- refer to pain management\n- ibuprofen",
    ],
)
def test_treatments_among_other_orders_are_planned(text: str) -> None:
    assert _read(text)[0] == {"nsaid": "planned", "chiropractic": "planned"}


@pytest.mark.parametrize("item", ["- {}", "1. {}.", "• {}"])
def test_the_name_of_a_therapy_in_a_plan_is_an_item_and_no_heading(item: str) -> None:
    orders = "\n".join(item.format(o) for o in ("Physical therapy", "Ibuprofen"))
    assert _read(f"PLAN:\n{orders}")[0] == {"physical_therapy": "planned", "nsaid": "planned"}


@pytest.mark.parametrize(
    "plan",
    ["PLAN:\n1. MRI.\n2. EMG.", "PLAN:\n- MRI\n- EMG\n- Labs", "Plan:\nMRI\nEMG", "PLAN:\n\nMRI\nEMG\n\nLABS\nESR 80"],
)
def test_the_name_of_a_study_in_a_plan_is_an_order_and_no_heading(plan: str) -> None:
    assert _read(plan)[1] == {"mri": "ordered", "emg_ncs": "ordered"}


@pytest.mark.parametrize("head", ["PLAN: Ibuprofen\n\nMRI\n", "PLAN: Ibuprofen\nMRI:\n", "RESULTS:\n- MRI:\n"])
def test_the_name_of_a_study_over_its_result_is_a_heading(head: str) -> None:
    assert _read(head + "The disc is herniated at C5-6.")[1] == {"mri": "done"}


def test_a_study_behind_other_orders_is_ordered() -> None:
    text = "I recommend an EMG of the arm, ibuprofen, a neurology consult, and x-rays of the neck."
    assert _read(text) == ({"nsaid": "planned"}, {"emg_ncs": "ordered", "xray": "ordered"})


@pytest.mark.parametrize(
    ("text", "therapies"),
    [
        ("We will get an MRI, ibuprofen is not helping.", {"nsaid": "ongoing"}),
        ("She will get an MRI, takes ibuprofen.", {"nsaid": "ongoing"}),
        ("I recommend an MRI, she declined PT.", {"physical_therapy": "declined"}),
        (
            "He had PT, an MRI, and an epidural injection.",
            dict.fromkeys(("physical_therapy", "epidural_steroid_injection"), "completed"),
        ),
        ("Her insurance plan includes acupuncture.", {}),
    ],
)
def test_a_treatment_with_a_verb_of_its_own_is_told_for_itself(text: str, therapies: dict[str, str]) -> None:
    assert _read(text)[0] == therapies


@pytest.mark.parametrize(
    ("text", "shown", "excluded"),
    [
        ("MRI confirmed lumbar stenosis and ruled out discitis.", "spinal_stenosis", "spinal_infection"),
        (
            "CT showed an L1 compression fracture and excluded cord compression.",
            "vertebral_fracture",
            "cord_compression",
        ),
    ],
)
def test_what_a_study_excludes_is_not_what_it_shows(text: str, shown: str, excluded: str) -> None:
    statuses = {f.concept: f.status for f in extract(text).findings}
    assert (statuses[shown], statuses[excluded]) == ("present", "absent")


@pytest.mark.parametrize(
    ("text", "statuses"),
    [
        ("I recommend an EMG as well as an MRI.", {"emg_ncs": "ordered", "mri": "ordered"}),
        ("He has not had an EMG as well as an MRI.", {"emg_ncs": "not_done", "mri": "not_done"}),
        ("An EMG, an ultrasound and an MRI were ordered.", dict.fromkeys(("emg_ncs", "ultrasound", "mri"), "ordered")),
        ("No MRI and the EMG was normal.", {"mri": "not_done", "emg_ncs": "done"}),
        ("He has not had an MRI, but x-rays were normal.", {"mri": "not_done", "xray": "done"}),
    ],
)
def test_what_is_said_of_a_run_of_studies_is_said_of_each(text: str, statuses: dict[str, str]) -> None:
    assert _read(text)[1] == statuses
