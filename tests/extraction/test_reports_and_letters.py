"""Minimal pairs: who writes a letter, films of a limb, old deformities, denied operations, unpunctuated transcripts."""

from __future__ import annotations

import pytest

from mednec import extract


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Dear Dr. Moss,\nThank you for asking me to see this lady with neck pain.\nA. Reyes, MD\nNeurosurgery",
            {("specialist_consult", None): "present"},
        ),
        ("Dear Dr. Moss,\nShe has neck pain.\nA. Reyes, MD\nNeurosurgery", {("specialist_consult", None): None}),
        (
            "Lumbar stenosis. Weight bearing films of both knees show narrowing. No fracture.",
            {("vertebral_fracture", "lumbar"): None},
        ),
        ("Lumbar stenosis. Lumbar films show narrowing. No fracture.", {("vertebral_fracture", "lumbar"): "absent"}),
        ("Old compression deformity of L1.", {("vertebral_fracture", "lumbar"): "present"}),
        ("L1 fracture in 2009, healed.", {("vertebral_fracture", "lumbar"): "historical"}),
        (
            "Lumbar stenosis at L4-5. He has never had spinal surgery.",
            {("prior_spine_surgery", None): "absent", ("prior_spine_surgery", "lumbar"): None},
        ),
        ("Lumbar stenosis at L4-5. No prior back surgery.", {("prior_spine_surgery", "lumbar"): "absent"}),
        ("[doctor] good any fevers lately\n[patient] no gained some weight", {("fever", None): "absent"}),
        (
            "[doctor] and does the leg ever feel weak when you have been walking around for a while at the store\n"
            "[patient] not weak it just hurts\n[doctor] any fevers losing weight without trying\n[patient] no",
            {("fever", None): "absent", ("weight_loss", None): "absent"},
        ),
        (
            "Thoracic MRI.\nT7-T8 protrusion. Conus ends at L1. No epidural or intradural mass.",
            {("spinal_malignancy", "lumbar"): None},
        ),
        ("Back pain.\nLeakage of urine?   Yes - with cough or sneeze", {("bowel_bladder_dysfunction", None): None}),
        ("Back pain.\nLeakage of urine?   Yes, new", {("bowel_bladder_dysfunction", None): "present"}),
        ("[doctor] ever had cancer\n[patient] yeah prostate", {("cancer_history", None): "present"}),
        ("[doctor] how long have you had back pain\n[patient] no idea", {("back_pain", None): "present"}),
        (
            "[doctor] there is a disc herniation at L4-5\n[patient] no way",
            {("disc_herniation", "lumbar"): "present"},
        ),
    ],
)
def test_read_as_meant(text: str, expected: dict[tuple[str, str | None], str | None]) -> None:
    found = {(f.concept, f.region): f.status for f in extract(text, note_date="2024-05-02").findings}
    assert {key: found.get(key) for key in expected} == expected
