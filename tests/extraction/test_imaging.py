"""Studies: which, where, done or not, when, and what they showed; every trap beside its near miss."""

import pytest

from mednec import extract


def studies(text):
    return extract(text, note_date="2024-07-10").imaging


def read(text):
    return {(s.modality, s.region, s.status) for s in studies(text)}


@pytest.mark.parametrize(
    ("text", "study"),
    [
        ("MRI of the lumbar spine shows an L4-5 disc herniation.", ("mri", "lumbar", "done")),
        ("MRI cervical spine ordered.", ("mri", "cervical", "ordered")),
        ("We will obtain x-rays of the thoracic spine.", ("xray", "thoracic", "ordered")),
        ("She has never had an MRI of the neck.", ("mri", "cervical", "not_done")),
        ("Lumbar x-rays have not been done.", ("xray", "lumbar", "not_done")),
        ("CT head negative.", ("ct", "brain", "done")),
        ("CT myelogram of the lumbar spine showed stenosis.", ("myelogram", "lumbar", "done")),
        ("EMG of the right arm was normal.", ("emg_ncs", "upper_limb", "done")),
        ("Venous Doppler of the leg was negative.", ("ultrasound", "other", "done")),
        ("He declined the MRI of the lumbar spine.", ("mri", "lumbar", "not_done")),
        ("Old cervical films reviewed.", ("xray", "cervical", "done")),
    ],
)
def test_modality_region_status(text, study):
    assert read(text) == {study}


@pytest.mark.parametrize(
    "text",
    [
        "Has an MRI-compatible pacemaker.",
        "Works as an x-ray technician.",
        "Consider an MRI if no better.",
        "No prior imaging.",
        "Walks his pet dog.",
        "Ultrasound-guided injection of the shoulder.",
    ],
)
def test_no_study(text):
    assert studies(text) == ()


def test_several_regions_are_several_studies():
    assert read("MRI of the cervical and thoracic spine was requested.") == {
        ("mri", "cervical", "ordered"),
        ("mri", "thoracic", "ordered"),
    }
    assert read("MRI of the C & T spine was normal.") == {("mri", "cervical", "done"), ("mri", "thoracic", "done")}


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("X-rays of the neck showed no fracture.", "normal"),
        ("X-rays of the neck showed no fracture but moderate spondylosis.", "abnormal"),
        ("MRI lumbar spine was negative for stenosis.", "normal"),
        ("Lumbar x-rays were obtained.", None),
    ],
)
def test_result(text, result):
    assert [s.result for s in studies(text)] == [result]


def test_date_as_precise_as_written():
    assert [s.date for s in studies("MRI C-spine 2/14/24: C5-6 disc protrusion.")] == ["2024-02-14"]
    assert [s.date for s in studies("DEXA in 2022 showed osteopenia.")] == ["2022"]
    assert [s.date for s in studies("Lumbar x-rays today show spondylosis.")] == ["2024-07-10"]


def test_a_reference_takes_the_region_named_before():
    text = "She had an MRI of the lumbar spine. The MRI showed stenosis."
    assert read(text) == {("mri", "lumbar", "done")}


def test_an_order_and_an_old_study_are_two():
    text = "MRI lumbar spine 2019 showed a bulge. A new MRI of the lumbar spine is recommended."
    assert read(text) == {("mri", "lumbar", "done"), ("mri", "lumbar", "ordered")}


def test_contrast():
    assert [s.contrast for s in studies("Request MRI cervical spine with and without contrast.")] == ["both"]
    assert [s.contrast for s in studies("Request MRI cervical spine w/o contrast.")] == ["without"]


def test_mentions_quote_the_note():
    text = "É: MRI of the neck — normal; “x-rays” of the back: DDD."
    for study in studies(text):
        assert all(text[m.start : m.end] == m.text for m in study.mentions)


@pytest.mark.parametrize(
    ("text", "study", "contrast"),
    [
        (
            "Impression: S1 radiculitis. Lumbar MRI w/o to choose the level to inject.",
            ("mri", "lumbar", "ordered"),
            "without",
        ),
        ("Plan: MR thoracic w/wo (72157) to tell scar from disc.", ("mri", "thoracic", "ordered"), "both"),
        ("A/P: possible discitis. Urgent MRI lumbar with gadolinium, ESR.", ("mri", "lumbar", "ordered"), "with"),
        ("A: L4 radiculopathy - MRI lumbar spine WO contrast.", ("mri", "lumbar", "ordered"), "without"),
        ("Sciatica for 9 weeks. MRI L spine to decide on surgery.", ("mri", "lumbar", "ordered"), None),
        ("Requested study: MRI cervical with/without.", ("mri", "cervical", "ordered"), "both"),
        ("Assessment: lumbar radiculopathy with MRI evidence of an L4-5 extrusion.", ("mri", "lumbar", "done"), None),
        ("CT of the neck to look for a fracture was negative.", ("ct", "cervical", "done"), None),
        ("Reviewed her cervical MRI to plan the injection.", ("mri", "cervical", "done"), None),
        ("Impression: MRI lumbar without fracture or infection.", ("mri", "lumbar", "done"), None),
    ],
)
def test_a_study_without_a_verb_in_the_assessment_is_an_order(text, study, contrast):
    (only,) = studies(text)
    assert ((only.modality, only.region, only.status), only.contrast) == (study, contrast)
    assert only.is_requested_study == (study[2] == "ordered")


def test_what_a_study_is_for_is_not_its_result():
    (only,) = studies("Imp: neck pain after a crash. MRI cervical w/o for ligament injury or cord edema.")
    assert (only.status, only.result) == ("ordered", None)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Thoracolumbar MRI showed a T12 fracture.", {("mri", "thoracic", "done"), ("mri", "lumbar", "done")}),
        ("Thoraco-abdominal CT was normal.", {("ct", "chest", "done"), ("ct", "abdomen_pelvis", "done")}),
        ("Lumbosacral MRI was normal.", {("mri", "lumbar", "done")}),
        ("Rib series negative.", {("xray", "chest", "done")}),
        ("He could not complete the cervical MRI.", {("mri", "cervical", "not_done")}),
        ("Repeat EMG of the left arm was done.", {("emg_ncs", "upper_limb", "done")}),
        ("Repeat EMG of the left arm.", {("emg_ncs", "upper_limb", "ordered")}),
        ("MRI of the neck was ordered in March, never completed.", {("mri", "cervical", "not_done")}),
        ("Will hold the lumbar MRI for now.", {("mri", "lumbar", "not_done")}),
    ],
)
def test_what_became_of_a_study_and_where_it_was(text, expected):
    assert read(text) == expected


def test_a_result_that_is_only_thought_of_is_none():
    (only,) = studies("A/P: suspect a tumor. MRI thoracic w/wo; radiation if positive.")
    assert (only.status, only.result, only.contrast) == ("ordered", None, "both")


@pytest.mark.parametrize(
    ("text", "study"),
    [
        # what it showed
        ("CT showed acute appendicitis.", ("ct", "abdomen_pelvis", "done")),
        ("The MRI showed a torn medial meniscus.", ("mri", "knee", "done")),
        ("X-rays demonstrated a distal radius fracture.", ("xray", "wrist_hand", "done")),
        ("MRI was reviewed. It demonstrates enlarged lateral ventricles.", ("mri", "brain", "done")),
        ("MRI showed an osteolytic lesion of the cervical vertebral body.", ("mri", "cervical", "done")),
        # its kind
        ("A transvaginal ultrasound was performed.", ("ultrasound", "abdomen_pelvis", "done")),
        ("MR angiography of the legs was normal.", ("mri", "other", "done")),
        # the sentence before, the complaint, the question, the diagnosis
        ("He hit his head on the windshield. CT was negative.", ("ct", "brain", "done")),
        ("CHIEF COMPLAINT: Hip pain.\nPLAN: MRI is ordered.", ("mri", "hip", "ordered")),
        ("CC: Cough and fever.\nHPI: She had an x-ray, which was clear.", ("xray", "chest", "done")),
        ("Indication: elbow pain.\nMRI was performed.\nFindings: Normal tendons.", ("mri", "elbow", "done")),
        ("IMPRESSION: Seizures.\nPLAN: MRI.", ("mri", "brain", "ordered")),
        ("MRI LEFT SHOULDER\nCLINICAL HISTORY: Fall.\nFINDINGS: Partial tear.", ("mri", "shoulder", "done")),
        # near misses: no place is told, or one that such a study does not look into
        ("The patient had a CT.", ("ct", None, "done")),
        ("CC: Headache.\nHPI: X-rays were taken.", ("xray", None, "done")),
        ("She has breast cancer. CT was negative.", ("ct", None, "done")),
        ("Right temporal glioma, now neck pain. MRI of the spine was normal.", ("mri", "cervical", "done")),
    ],
)
def test_region_told_elsewhere(text, study):
    assert read(text) == {study}


def test_every_level_a_spine_study_showed():
    assert read("MRI of the spine demonstrated deformities at T8 and L1.") == {
        ("mri", "thoracic", "done"),
        ("mri", "lumbar", "done"),
    }
    assert read("MRI brain and spine showed a cerebellar lesion and one at T6.") == {
        ("mri", "brain", "done"),
        ("mri", "thoracic", "done"),
    }


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("PLAN: MRI lumbar spine today.", "ordered"),
        ("PLAN: The MRI of the lumbar spine done today shows stenosis.", "done"),
        ("MRI of the lumbar spine today: L4-5 stenosis.", "done"),
        ("PLAN: reviewed her MRI of the lumbar spine today.", "done"),
    ],
)
def test_a_study_of_today_in_the_plan_is_still_to_come(text, status):
    assert [s.status for s in extract(text, note_date="2026-07-01").imaging] == [status]


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("Neck pain. Neither X-ray nor CT of the neck has been done.", "not_done"),
        ("Neck pain. Plain films have not been taken, nor CT.", "not_done"),
        ("He has had neither a CT nor an X-ray.", "not_done"),
        ("Neck pain. Neither CT nor X-ray showed a fracture.", "done"),
        ("Neither Hoffmann nor clonus was found; X-ray and CT of the cervical spine from May show stenosis.", "done"),
    ],
)
def test_neither_denies_two_studies_and_not_what_they_showed(text, status):
    assert {(s.modality, s.status) for s in extract(text).imaging} == {("xray", status), ("ct", status)}


@pytest.mark.parametrize(
    ("report", "result"),
    [
        ("CT CERVICAL SPINE: No fracture or subluxation.", "normal"),
        ("MRI CERVICAL SPINE\nNo cord compression. Mild spondylosis at C5-6.", "abnormal"),
        (
            "EXAM: Chest, PA and lateral.\nHISTORY: Cough.\nFINDINGS: There is a right lower lobe infiltrate.",
            "abnormal",
        ),
    ],
)
def test_what_stands_under_a_title_is_its_result(report, result):
    (only,) = studies(report)
    assert (only.status, only.result) == ("done", result)
    assert only.region is not None


@pytest.mark.parametrize(
    ("text", "dates"),
    [
        ("On 3/4/2019 his legs grew weak. A thoracic MRI that day showed an abscess.", ["2019-03-04"]),
        ("She was seen in 4/2021 for neck pain; a cervical MRI at that time was normal.", ["2021-04"]),
        ("In 2017 he fell from a roof. CT of the lumbar spine then showed an L1 burst fracture.", ["2017"]),
        ("In 6/2011 her back hurt. Evaluation at that time was normal. A lumbar MRI showed stenosis.", ["2011-06"]),
        ("In 2017 he fell from a roof. CT of the lumbar spine showed an L1 burst fracture.", [None]),
        ("On 3/4/2019 he fell. A lumbar CT that day was normal. A later pelvic CT was normal.", ["2019-03-04", None]),
        ("Since that time (2015) he has had no further lumbar MRI.", [None]),
    ],
)
def test_a_study_of_that_day_has_the_day_told_before(text: str, dates: list[str | None]) -> None:
    assert [study.date for study in extract(text, note_date="2024-05-02").imaging] == dates


# -------------------- booked, refused, thought needless; where a study looked
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("She is slated for a cervical MRI on Thursday.", [("mri", "cervical", "ordered")]),
        ("Lumbar MRI, appt on the 22nd.", [("mri", "lumbar", "ordered")]),
        ("Bone scan: request form sent.", [("bone_scan", None, "ordered")]),
        ("Neurology to run an EMG of the legs.", [("emg_ncs", "lower_limb", "ordered")]),
        ("Lumbar MRI was booked in May and showed a herniation.", [("mri", "lumbar", "done")]),
        ("A lumbar MRI was requested. It showed a mass at L2.", [("mri", "lumbar", "done")]),
        ("Repeat lumbar MRI 5/14/24 phlegmon smaller.", [("mri", "lumbar", "done")]),
        ("The plan will not cover the lumbar MRI.", [("mri", "lumbar", "not_done")]),
        ("CT of the head was deemed unnecessary.", [("ct", "brain", "not_done")]),
        ("I see no reason for an MRI of the neck.", [("mri", "cervical", "not_done")]),
        (
            "A lumbar MRI was scheduled but I did not think it would alter the plan and it was cancelled.",
            [("mri", "lumbar", "not_done")],
        ),
        ("Too claustrophobic to go through with the lumbar MRI.", [("mri", "lumbar", "not_done")]),
        ("She was too anxious at first but completed the lumbar MRI.", [("mri", "lumbar", "done")]),
        ("Neck was CT'd in the ED, neg for fracture.", [("ct", "cervical", "done")]),
        ("Ultrasound of the neck showed a nodule.", [("ultrasound", "other", "done")]),
        (
            "He had a CT of the head and neck and a chest film.",
            [("ct", "brain", "done"), ("ct", "cervical", "done"), ("xray", "chest", "done")],
        ),
        (
            "Whole spine MRI: no compression.",
            [("mri", "cervical", "done"), ("mri", "thoracic", "done"), ("mri", "lumbar", "done")],
        ),
        ("Low back pain for a month. Films not taken, no trauma.", [("xray", "lumbar", "not_done")]),
        ("Low back pain. He cannot have an MRI because of a pacemaker.", [("mri", None, "not_done")]),
        ("No reason for the pain was found on the lumbar MRI.", [("mri", "lumbar", "done")]),
        ("Lumbar MRI was done but the injection was cancelled.", [("mri", "lumbar", "done")]),
        ("Lumbar MRI showed stenosis but she has not had injections.", [("mri", "lumbar", "done")]),
        ("MRI lumbar 3/1/24: small disc, appt with surgery on Friday.", [("mri", "lumbar", "done")]),
        ("Has yet to have an MRI of her low back.", [("mri", "lumbar", "not_done")]),
        ("May eventually require an MRI of the lumbar spine.", []),
        ("I think it is time for a lumbar MRI.", [("mri", "lumbar", "ordered")]),
        ("Neck pain, spinal triage ?MRI.", []),
        ("Propranolol 80 MR od. Back pain.", []),
        ("Spent 30 minutes exclusive of the EMG.", []),
    ],
)
def test_where_and_whether(text, expected):
    found = extract(text, note_date="2024-07-10").imaging
    assert sorted(map(str, ((s.modality, s.region, s.status) for s in found))) == sorted(map(str, expected))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("PLAN:\n1. MRI of the lumbar spine this week.", ("mri", "lumbar", "ordered", None, None)),
        ("Sent to the company clinic, where neck films were taken.", ("xray", "cervical", "done", None, None)),
        ("Her lumbar MRI by Dr. Roe on 5/2/2024 was normal.", ("mri", "lumbar", "done", "2024-05-02", "normal")),
        ("Lumbar MRI (4 pp), office notes 5/2/2024.", ("mri", "lumbar", "done", None, None)),
        (
            "MRI L-spine w/o 5/12 (films reviewed): HNP L4-5. No fx.",
            ("mri", "lumbar", "done", "2024-05-12", "abnormal"),
        ),
        ("DEXA 3/2023: T-score -2.1 femoral neck, -0.8 L-spine.", ("dexa", "hip", "done", "2023-03", "abnormal")),
        ("DEXA 3/2023: T-score -0.4 hip.", ("dexa", "hip", "done", "2023-03", "normal")),
        ("Chest x-ray, no infiltrate. Blood cultures positive.", ("xray", "chest", "done", None, "normal")),
        (
            "IMAGING\nXR CERVICAL SPINE 3 VIEWS\nIndication: neck pain\nFindings: No fracture.",
            ("xray", "cervical", "done", None, "normal"),
        ),
    ],
)
def test_what_belongs_to_a_study(text, expected):
    (study,) = extract(text, note_date="2024-07-10").imaging
    assert (study.modality, study.region, study.status, study.date, study.result) == expected
