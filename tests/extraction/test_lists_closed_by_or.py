"""A denied list that an "or" closes is denied to its end; an item with its own place or denial is told for itself."""

from __future__ import annotations

import pytest

from mednec import extract


def _statuses(text: str) -> dict[str, str]:
    return {f.concept: f.status for f in extract(text).findings}


@pytest.mark.parametrize(
    ("text", "concepts"),
    [
        (
            "MRI of the cervical spine: no evidence of degenerative disc disease, central canal stenosis, or fracture.",
            ["spondylosis", "spinal_stenosis", "vertebral_fracture"],
        ),
        (
            "Thoracic MRI shows no disc herniation, central canal stenosis, facet arthropathy, or discitis.",
            ["disc_herniation", "spinal_stenosis", "spondylosis", "spinal_infection"],
        ),
        (
            "Disc bulge of the thoracic spine without discitis, central canal stenosis, fracture or cord compression.",
            ["spinal_infection", "spinal_stenosis", "vertebral_fracture", "cord_compression"],
        ),
        ("No headache or weakness.", ["motor_weakness"]),
        ("No chest pain or weakness.", ["motor_weakness"]),
        ("Denies saddle anesthesia, numbness, or trauma.", ["saddle_anesthesia", "limb_paresthesia", "major_trauma"]),
    ],
)
def test_every_item_is_denied(text: str, concepts: list[str]) -> None:
    read = _statuses(text)
    assert {c: read.get(c) for c in concepts} == dict.fromkeys(concepts, "absent")


@pytest.mark.parametrize(
    ("text", "concept", "status"),
    [
        ("MRI: no fracture, moderate stenosis at L4-5 or L5-S1.", "spinal_stenosis", "present"),
        ("No fracture, mild listhesis L4-5, no stenosis or herniation.", "spondylolisthesis", "present"),
        ("X-rays show no fracture, degenerative changes at C5-6.", "spondylosis", "present"),
        ("No numbness or tingling in the saddle area.", "saddle_anesthesia", "absent"),
    ],
)
def test_an_item_with_its_own_place_or_denial_is_told_for_itself(text: str, concept: str, status: str) -> None:
    assert _statuses(text)[concept] == status


@pytest.mark.parametrize("text", ["No facial numbness or weakness.", "No saddle numbness or tingling."])
def test_a_part_that_is_no_limb_keeps_its_numbness(text: str) -> None:
    assert "limb_paresthesia" not in _statuses(text)


@pytest.mark.parametrize("marker", ["- ", "1. ", "4) "])
def test_a_denial_behind_a_spine_pain_is_of_its_limb_in_an_item_of_a_list_too(marker: str) -> None:
    evidence = extract(f"{marker}Low back pain 5/10, non-radiating.")
    assert ("radiating_pain", "lower_limb", "absent") in {(f.concept, f.region, f.status) for f in evidence.findings}
