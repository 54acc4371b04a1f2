"""Frames keep their columns, dtypes and nulls, with rows and without; notes in frames are read and assessed."""

from __future__ import annotations

import datetime

import pandas as pd
import pytest

import mednec
from mednec.errors import CorpusError, RequestError
from mednec.evidence import Code, Complaint, Evidence, Finding, ImagingStudy, Mention, Therapy
from mednec.frames import assess_frame, assessment_tables, evidence_tables, extract_frame, mention_frame
from mednec.interop.columns import ASSESSMENT_TABLES, ERROR_COLUMNS, EXTRACTION_TABLES, TABLES

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
NECK = "Neck pain for 3 months. Denies fever. Completed PT x 8 weeks, no relief. Triceps 4/5 on the left."


def dtypes(frame: pd.DataFrame) -> dict[str, str]:
    return {name: str(dtype) for name, dtype in frame.dtypes.items()}


# --------------------------------------------------------------------------------------------------- evidence to frames
@pytest.mark.parametrize("table", EXTRACTION_TABLES)
@pytest.mark.parametrize("evidences", [[], [Evidence()], [EVIDENCE], [EVIDENCE, Evidence()]])
def test_columns_and_dtypes_never_change(table, evidences):
    frame = evidence_tables(evidences)[table]
    assert dtypes(frame) == dict(TABLES[table])
    assert list(frame.columns) == list(TABLES[table])


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


def test_findings_therapies_studies_and_the_note():
    tables = evidence_tables([EVIDENCE])
    assert tables.findings[["concept", "status", "start", "mentions"]].values.tolist() == [["fever", "absent", 4, 1]]
    courses = tables.therapies
    assert courses["duration_days_min"].tolist() == [42, pd.NA]
    assert courses["duration_days_max"].isna().all()
    assert courses["sessions"].tolist() == [pd.NA, 12]
    assert courses["mentions"].tolist() == [1, 0]
    assert tables.imaging["start"].tolist() == [40]
    note = tables.notes.iloc[0]
    assert (note["findings"], note["therapies"], note["imaging"], note["mentions"]) == (1, 2, 1, 4)
    assert (note["symptom_duration_days_min"], note["present"]) == (90, pd.NA)


def test_to_frame_of_evidence():
    pd.testing.assert_frame_equal(EVIDENCE.to_frame(), mention_frame([EVIDENCE]))


def test_a_lone_surrogate_fits():
    odd = Evidence(findings=(Finding("fever", "red_flag", None, "present", mentions=(Mention(0, 1, "\ud800"),)),))
    assert odd.to_frame()["text"].tolist() == ["\ud800"]


# ------------------------------------------------------------------------------------------------------ notes in frames
@pytest.fixture
def visits() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "note": [NECK, None, "Back pain.", "Denies fever.", "Denies chills."],
            "mrn": [1.0, 2.0, None, 1.0, 5.0],
            "visit": pd.to_datetime(["2024-05-02", "2024-05-03", "2024-05-03", "2024-05-04", None]),
        }
    )


def test_rows_are_read_as_extract_reads_them(visits):
    tables = extract_frame(visits, text="note", id="mrn", date="visit")
    assert list(tables) == [*EXTRACTION_TABLES, "errors"]
    assert tables.notes[["note_id", "note_date"]].values.tolist() == [["1", "2024-05-02"], ["5", pd.NA]]
    read = [
        mednec.extract(mednec.Note(NECK, "2024-05-02", id="1")), mednec.extract(mednec.Note("Denies chills.", id="5"))
    ]  # fmt: skip
    pd.testing.assert_frame_equal(tables.mentions, mention_frame(read))


def test_bad_rows_are_rows_of_errors(visits):
    errors = extract_frame(visits, text="note", id="mrn", date="visit").errors
    assert dtypes(errors) == dict(ERROR_COLUMNS)
    assert errors[["note_id", "row", "code"]].values.tolist() == [
        ["2", 2, "no_text"],
        [pd.NA, 3, "missing_id"],
        ["1", 4, "duplicate_id"],
    ]


def test_a_date_that_is_none_is_an_error_without_the_text():
    frame = pd.DataFrame({"text": ["Secret Person has fever."], "date": ["5/2/24"], "id": ["a"]})
    errors = extract_frame(frame).errors
    assert errors["code"].tolist() == ["bad_date"]
    assert "Secret" not in errors.to_csv()


@pytest.mark.parametrize(
    "day", ["2024-05-02", "2024-05-02 10:15", datetime.date(2024, 5, 2), pd.Timestamp("2024-05-02 10:15", tz="UTC")]
)
def test_dates_of_any_type(day):
    frame = pd.DataFrame({"note": ["Denies fever."], "date": pd.Series([day], dtype=object)})
    assert extract_frame(frame).notes["note_date"].tolist() == ["2024-05-02"]


def test_without_ids_the_index_names_the_notes():
    frame = pd.DataFrame({"note": ["Denies fever."]}, index=["visit 7"])
    assert extract_frame(frame).notes["note_id"].tolist() == ["visit 7"]


def test_words_for_nothing_are_nothing_else():
    """A null is a null in every dtype, and never the word "nan" or "None"."""
    frame = pd.DataFrame({"note": ["Denies fever."] * 3, "id": ["a", "b", "c"], "date": [None, float("nan"), pd.NA]})
    tables = extract_frame(frame)
    assert tables.notes["note_date"].isna().all()
    for table in tables.values():
        words = table.select_dtypes("string").stack()
        assert not words.isin(["nan", "None", "<NA>", "NaT", "null"]).any()


def test_workers_change_nothing(visits):
    one = extract_frame(visits, "note", "mrn", "visit")
    two = extract_frame(visits, "note", "mrn", "visit", workers=2)
    for name in one:
        pd.testing.assert_frame_equal(one[name], two[name])


def test_an_empty_frame_has_all_tables():
    empty = pd.DataFrame({"note": []})
    tables = {**extract_frame(empty), **assess_frame(empty, cpt="72141")}
    assert set(tables) == set(TABLES)
    for name, frame in tables.items():
        assert dtypes(frame) == dict(TABLES[name])
        assert frame.empty


@pytest.mark.parametrize(
    ("columns", "given", "message"),
    [
        (["words"], {}, "name the column of the text: there is none of text, note, note_text; the columns are words"),
        (["text", "note"], {}, "both text and note"),
        (["note"], {"id": "mrn"}, "no column 'mrn'; the columns are note"),
        (["note", "id", "id"], {"id": "id"}, "more than one column 'id'"),
    ],
)
def test_columns_that_are_not_clear(columns, given, message):
    with pytest.raises(CorpusError, match=message):
        extract_frame(pd.DataFrame(columns=columns), **given)


def test_an_unknown_table():
    tables = evidence_tables([])
    with pytest.raises(AttributeError, match="no table 'visits'"):
        _ = tables.visits
    assert "findings" in dir(tables)
    assert repr(tables).startswith("Tables(notes: 0, ")


# ---------------------------------------------------------------------------------------------------------- assessments
def test_answers_are_those_of_assess(visits):
    tables = visits.mednec.assess(text="note", id="mrn", date="visit", cpt="72141", icd10="M54.12", payers=["aetna"])
    answers, requirements = tables.assessments, tables.requirements
    assert dtypes(answers) == dict(ASSESSMENT_TABLES["assessments"])
    assert dtypes(requirements) == dict(ASSESSMENT_TABLES["requirements"])
    evidence = mednec.extract(mednec.Note(NECK, "2024-05-02", id="1"))
    (answer,) = mednec.assess(evidence, mednec.ImagingRequest("72141", ["M54.12"]), ["aetna"])
    row = answers.iloc[0]
    assert (row["note_id"], row["payer"], row["decision"], row["cpt"]) == ("1", "aetna", answer.decision, "72141")
    assert (row["denial_risk"], row["risk_band"]) == (answer.denial_risk, answer.risk_band)
    assert 0 < row["denial_risk_low"] <= row["denial_risk"] <= row["denial_risk_high"] < 1
    own = requirements[requirements["note_id"] == "1"]
    assert own["requirement"].tolist() == [r.id for r in answer.requirements]
    assert own["state"].tolist() == [r.state for r in answer.requirements]
    assert own["risk_after"].dropna().tolist() == [fix.risk_after for fix in answer.fixes]
    quoted = own.dropna(subset=["start"])
    assert [NECK[a:b] for a, b in zip(quoted["start"], quoted["end"], strict=True)] == quoted["quote"].tolist()
    assert row["requirements_met"] == (own["state"] == "met").sum()


def test_requests_that_differ_by_row():
    frame = pd.DataFrame(
        {"note": [NECK] * 3, "id": list("abc"), "study": ["72141", None, "00001"], "old": [40, 50, 60]}
    )
    tables = assess_frame(frame, cpt="72148", payers="aetna", request={"cpt": "study", "age": "old"})
    assert tables.assessments[["note_id", "cpt"]].values.tolist() == [["a", "72141"], ["b", "72148"]]
    assert tables.errors[["note_id", "stage", "code"]].values.tolist() == [["c", "assess", "unknown_cpt"]]


def test_evidence_is_assessed_without_reading_again():
    notes = [mednec.Note(NECK, "2024-05-02", id="a"), mednec.Note("%PDF-", id="b")]
    tables = assess_frame(mednec.extract_many(notes), cpt="72141", payers="aetna")
    assert tables.assessments["note_id"].tolist() == ["a"]
    assert tables.errors[["note_id", "code"]].values.tolist() == [["b", "binary"]]


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({}, "no_cpt"),
        ({"cpt": "neck"}, "bad_cpt"),
        ({"cpt": "99999"}, "unknown_cpt"),
        ({"cpt": "72141", "payers": "Nobody's Health"}, "unknown_payer"),
        ({"cpt": "72141", "request": {"colour": "note"}}, "unknown_field"),
    ],
)
def test_a_question_that_no_note_could_answer_is_refused(given, code):
    with pytest.raises(RequestError) as refusal:
        assess_frame(pd.DataFrame({"note": [NECK]}), **given)
    assert refusal.value.code == code


def test_answers_that_are_already_there_give_the_tables_of_assess_frame():
    evidence = mednec.extract(NECK, note_date="2024-05-02")
    answers = mednec.assess(evidence, mednec.ImagingRequest(cpt="72141"), ["aetna", "evicore"])
    tables = assessment_tables({"17": answers})
    frame = pd.DataFrame({"id": ["17"], "note": [NECK], "date": ["2024-05-02"]})
    expected = assess_frame(frame, cpt="72141", payers=["aetna", "evicore"])
    for name in ASSESSMENT_TABLES:
        pd.testing.assert_frame_equal(tables[name], expected[name])
    assert assessment_tables({}).requirements.empty
