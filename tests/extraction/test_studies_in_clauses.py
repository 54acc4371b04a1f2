"""Studies and lengths of a complaint as a grid: several studies in a sentence, results in the next, other lengths."""

from __future__ import annotations

import pytest

import mednec

Study = tuple[str, str | None, str, str | None]
_CLAUSES: list[tuple[str, list[Study]]] = [
    ("Will order an MRI of the lumbar spine and the hip X-rays were normal.",
     [("mri", "lumbar", "ordered", None), ("xray", "hip", "done", "normal")]),
    ("An EMG of the left leg will be obtained; lumbar MRI showed stenosis at L4-5.",
     [("emg_ncs", "lower_limb", "ordered", None), ("mri", "lumbar", "done", "abnormal")]),
    ("She may need a CT head and outside MRI of the neck is not available.", [("mri", "cervical", "done", None)]),
    ("Cervical MRI showed stenosis, but in October she had a CT head that was normal.",
     [("mri", "cervical", "done", "abnormal"), ("ct", "brain", "done", "normal")]),
    ("Her lumbar MRI was not approved and a compression fracture of L1 is present on the lumbar X-rays.",
     [("mri", "lumbar", "not_done", None), ("xray", "lumbar", "done", "abnormal")]),
    ("Lumbar X-rays were normal and MRI ordered.",
     [("xray", "lumbar", "done", "normal"), ("mri", "lumbar", "ordered", None)]),
    ("Lumbar X-rays have been done but not an MRI.",
     [("xray", "lumbar", "done", None), ("mri", "lumbar", "not_done", None)]),
    ("X-rays and MRI of the lumbar spine were ordered.",
     [("xray", "lumbar", "ordered", None), ("mri", "lumbar", "ordered", None)]),
    ("She had X-rays and an MRI of the lumbar spine, which were normal.",
     [("xray", "lumbar", "done", "normal"), ("mri", "lumbar", "done", "normal")]),
    ("No X-rays or MRI of the neck were done.",
     [("xray", "cervical", "not_done", None), ("mri", "cervical", "not_done", None)]),
    ("If no better, lumbar X-rays and then an MRI will be ordered.", []),
    ("If weakness develops, EMG of the left leg and lumbar MRI will be obtained.", []),
    ("May 9, 2021 CT of the lumbar spine: stenosis.", [("ct", "lumbar", "done", "abnormal")]),
    ("She has yet to have an MRI of her low back.", [("mri", "lumbar", "not_done", None)]),
]  # fmt: skip
_NEXT_SENTENCE: list[tuple[str, list[Study]]] = [
    ("Lumbar MRI was reviewed today. Severe stenosis at L4-5 is seen.", [("mri", "lumbar", "done", "abnormal")]),
    ("EMG of the left arm was done. It showed a C7 radiculopathy, and a cervical MRI was ordered.",
     [("emg_ncs", "upper_limb", "done", "abnormal"), ("mri", "cervical", "ordered", None)]),
    ("Lumbar MRI was reviewed. Weakness of the left foot is seen.", [("mri", "lumbar", "done", None)]),
    ("There is an L5-S1 extrusion contacting the S1 root on the lumbar MRI.", [("mri", "lumbar", "done", "abnormal")]),
    ("Cervical X-rays failed to show any abnormality.", [("xray", "cervical", "done", "normal")]),
    ("Nothing was seen on the CT of the neck.", [("ct", "cervical", "done", "normal")]),
    ("The lumbar X-rays were clean.", [("xray", "lumbar", "done", "normal")]),
]  # fmt: skip
_STATUS: list[tuple[str, list[Study]]] = [
    ("We discussed a lumbar MRI and she agrees to proceed.", [("mri", "lumbar", "ordered", None)]),
    ("I discussed the lumbar MRI with her and she agrees to proceed with surgery.", []),
    ("Return to review the lumbar MRI once completed.", [("mri", "lumbar", "ordered", None)]),
    ("I will organise an MRI of the neck.", [("mri", "cervical", "ordered", None)]),
    ("I have put her forward for a lumbar MRI.", [("mri", "lumbar", "ordered", None)]),
    ("An MRI of the lumbar spine arranged by her GP showed stenosis.", [("mri", "lumbar", "done", "abnormal")]),
    ("Her lumbar MRI is next Thursday.", [("mri", "lumbar", "ordered", None)]),
    ("The MRI of the neck is not yet approved.", [("mri", "cervical", "ordered", None)]),
    ("The MRI of the neck was not approved.", [("mri", "cervical", "not_done", None)]),
    ("We agreed not to get a lumbar MRI.", [("mri", "lumbar", "not_done", None)]),
    ("She does not want an MRI of the neck.", [("mri", "cervical", "not_done", None)]),
    ("Lumbar MRI was attempted but she could not tolerate it.", [("mri", "lumbar", "not_done", None)]),
    ("We do not have the lumbar MRI from the outside hospital.", [("mri", "lumbar", "done", None)]),
    ("Request records of the lumbar MRI done at the hospital.", [("mri", "lumbar", "done", None)]),
    ("Should this fail, will order a lumbar MRI.", []),
    ("Depending on progress, a lumbar MRI could be ordered.", []),
    ("When symptoms worsen, obtain a CT of the neck.", []),
    ("She does not want surgery. Lumbar MRI ordered.", [("mri", "lumbar", "ordered", None)]),
    ("She provided a disc with her MRI of the lumbar spine.", [("mri", "lumbar", "done", None)]),
]  # fmt: skip
_LENGTHS: list[tuple[str, tuple[float | None, float | None] | None]] = [
    ("She tried 10 weeks of ibuprofen for back pain that has been present for 8 months.", (240, 240)),
    ("She completed 8 weeks of PT for her neck pain of 5 months duration.", (150, 150)),
    ("After 3 months of physical therapy she still has sciatica, now for 5 months.", (150, 150)),
    ("She takes ibuprofen for neck pain that she has used for 3 weeks.", None),
    ("Chief complaint: Low back pain.\nHPI: It began 6 weeks ago. She did PT for 3 weeks.", (42, 42)),
    ("CC: neck pain.\nHPI: It was 3 weeks ago that she was seen.", None),
    ("Neck pain. She denies fever in the last two weeks.", None),
    ("Low back pain without leg pain for 3 weeks.", (21, 21)),
    ("No back pain for 3 weeks.", None),
    ("She has sciatica for 2 weeks, and right shoulder pain for 5 weeks.", (14, 14)),
    ("She has right-sided sciatica for 2 years. She also has knee pain for 3 months.", (730, 730)),
]
_MARROW = [
    ("MRI lumbar spine. Marrow: unremarkable.", True),
    ("Vertebral bodies are normal in height, alignment and signal.", True),
    ("Bone marrow: within normal limits.", True),
    ("Bone marrow: abnormal.", False),
    ("Vertebral bodies are normal in height and alignment.", False),
    ("Vertebral bodies are normal in height with abnormal signal at L3.", False),
    ("Bone marrow biopsy was unremarkable.", False),
]


@pytest.mark.parametrize(("text", "expected"), [*_CLAUSES, *_NEXT_SENTENCE, *_STATUS])
def test_studies_told_together(text: str, expected: list[Study]) -> None:
    read = [(s.modality, s.region, s.status, s.result) for s in mednec.extract(text).imaging]
    assert sorted(read, key=str) == sorted(expected, key=str)


def test_a_month_that_is_also_a_verb_dates_its_study() -> None:
    (study,) = mednec.extract("Neck pain. May 9, 2021 CT of the lumbar spine: stenosis.").imaging
    assert study.date == "2021-05-09"


@pytest.mark.parametrize(("text", "expected"), _LENGTHS)
def test_the_length_is_that_of_the_complaint(text: str, expected: tuple[float | None, float | None] | None) -> None:
    assert mednec.extract(text, note_date="2024-05-20").symptom_duration_days == expected


@pytest.mark.parametrize(("text", "denied"), _MARROW)
def test_normal_marrow_denies_a_tumour(text: str, denied: bool) -> None:
    statuses = [f.status for f in mednec.extract(text).findings if f.concept == "spinal_malignancy"]
    assert statuses == (["absent"] if denied else [])
