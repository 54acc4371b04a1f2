"""Frames keep their columns, dtypes and nulls, with rows and without."""

from __future__ import annotations

import pandas as pd
import pytest

from mednec.evidence import Code, Complaint, Evidence, Finding, ImagingStudy, Mention, Therapy
from mednec.interop.frames import (
    IMAGING_COLUMNS,
    MENTION_COLUMNS,
    THERAPY_COLUMNS,
    imaging_frame,
    mention_frame,
    therapy_frame,
)

QUOTE = Mention(4, 9, "fever", status="absent", cue="No", detail={"degrees": 38.5})
EVIDENCE = Evidence(
    note_id="n1",
    note_date="2024-05-02",
    findings=(Finding("fever", "red_flag", None, "absent", mentions=(QUOTE,)),),
    therapies=(
        Therapy("nsaid", agent="naproxen", duration_days=(42, None), mentions=(Mention(20, 28, "naproxen"),)),
        Therapy("physical_therapy", sessions=12, start_date="2024-03"),
    ),
    imaging=(ImagingStudy("mri", region="cervical", status="ordered", mentions=(Mention(40, 43, "MRI"),)),),
    symptom_duration_days=(90, 90),
    symptom_duration_mentions=(Mention(50, 58, "3 months"),),
)
FRAMES = [
    pytest.param(mention_frame, MENTION_COLUMNS, id="mentions"),
    pytest.param(therapy_frame, THERAPY_COLUMNS, id="therapies"),
    pytest.param(imaging_frame, IMAGING_COLUMNS, id="imaging"),
]


@pytest.mark.parametrize(("build", "columns"), FRAMES)
@pytest.mark.parametrize("evidences", [[], [Evidence()], [EVIDENCE], [EVIDENCE, Evidence()]])
def test_columns_and_dtypes_never_change(build, columns, evidences):
    frame = build(evidences)
    assert {name: str(dtype) for name, dtype in frame.dtypes.items()} == dict(columns)
    assert list(frame.columns) == list(columns)


def test_one_row_a_mention():
    frame = mention_frame([EVIDENCE])
    assert frame["kind"].tolist() == ["finding", "therapy", "imaging", "symptom_duration"]
    assert frame["concept"].tolist() == ["fever", "nsaid", "mri", "symptom_duration"]
    first = frame.iloc[0]
    assert (first["start"], first["end"], first["text"], first["status"]) == (4, 9, "fever", "absent")
    assert (first["document_status"], first["note_id"], first["detail"]) == ("absent", "n1", '{"degrees": 38.5}')
    assert first["side"] is pd.NA


def test_other_kinds_of_evidence():
    place = (Mention(0, 6, "M54.12"),)
    evidence = Evidence(
        codes=(Code("ICD-10-CM", "M54.12", place),), complaints=(Complaint("cervical", mentions=place),)
    )
    frame = mention_frame([evidence])
    assert dict(zip(frame["kind"], frame["concept"], strict=True)) == {"code": "M54.12", "complaint": "complaint"}
    assert frame["region"].tolist() == ["cervical", pd.NA]


def test_therapies_and_studies():
    frame = therapy_frame([EVIDENCE])
    assert frame["duration_days_min"].tolist() == [42, pd.NA]
    assert frame["duration_days_max"].isna().all()
    assert frame["sessions"].tolist() == [pd.NA, 12]
    assert frame["mentions"].tolist() == [1, 0]
    assert imaging_frame([EVIDENCE])["start"].tolist() == [40]


def test_to_frame_of_evidence():
    pd.testing.assert_frame_equal(EVIDENCE.to_frame(), mention_frame([EVIDENCE]))


def test_a_lone_surrogate_fits():
    odd = Evidence(findings=(Finding("fever", "red_flag", None, "present", mentions=(Mention(0, 1, "\ud800"),)),))
    assert odd.to_frame()["text"].tolist() == ["\ud800"]
