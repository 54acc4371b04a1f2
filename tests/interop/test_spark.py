"""On a real local Spark: the same notes give the same rows as in one process, and bad rows are rows too."""

from __future__ import annotations

import datetime
import json
import os
import shutil
import sys
from itertools import islice
from pathlib import Path

import pandas as pd
import pytest

import mednec
from mednec.errors import CorpusError, RequestError
from mednec.frames import assess_frame, evidence_tables, plain_rows
from mednec.interop import spark
from mednec.interop.columns import ASSESSMENT_TABLES, EXTRACTION_TABLES, TABLES

ROOT = Path(__file__).resolve().parents[2]

pytest.importorskip("pyspark", reason="pyspark is not installed: pip install 'mednec[spark]'")
pytest.importorskip("pyarrow", reason="pyarrow is not installed: pip install 'mednec[spark]'")
pytestmark = [
    pytest.mark.skipif(shutil.which("java") is None, reason="Spark needs Java 17, and there is no java command"),
    pytest.mark.filterwarnings("ignore:PySpark does not yet fully support pandas:FutureWarning"),
    # One session serves all of them.
    pytest.mark.xdist_group("spark"),
]


@pytest.fixture(scope="module")
def session(tmp_path_factory):
    from pyspark.sql import SparkSession

    # Workers are processes of their own: they need the package, and the interpreter it is installed for.
    os.environ["PYSPARK_PYTHON"] = sys.executable
    os.environ["PYTHONPATH"] = os.pathsep.join([str(ROOT / "nlp"), os.environ.get("PYTHONPATH", "")])
    settings = {
        "spark.ui.enabled": "false",
        "spark.driver.host": "127.0.0.1",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.sql.warehouse.dir": str(tmp_path_factory.mktemp("warehouse")),
        "spark.sql.shuffle.partitions": "2",
        "spark.sql.execution.arrow.maxRecordsPerBatch": "200",
    }
    builder = SparkSession.builder.master("local[2]").appName("mednec tests")
    for name, value in settings.items():
        builder = builder.config(name, value)
    running = builder.getOrCreate()
    running.sparkContext.setLogLevel("ERROR")
    yield running
    running.stop()


def corpus_notes(count: int) -> list[mednec.Note]:
    def documents():
        for split in ("train", "dev"):
            with (ROOT / "corpus_synthetic" / f"{split}.jsonl").open(encoding="utf-8") as lines:
                for case in map(json.loads, lines):
                    for document in case["documents"]:
                        yield mednec.Note(document["text"], document["note_date"], id=f"{case['id']}/{document['id']}")

    return list(islice(documents(), count))


def frame_on(session, notes: list[mednec.Note]):
    rows = [(note.id, note.text, note.note_date) for note in notes]
    return session.createDataFrame(rows, "id string, text string, note_date string").repartition(4)


def rows_of(frame, notes: list[mednec.Note]) -> list[tuple[object, ...]]:
    """Spark's rows in the order of the notes; within a note they come as they were made."""
    order = {note.id: place for place, note in enumerate(notes)}
    return sorted((tuple(row) for row in frame.collect()), key=lambda row: order[row[0]])


def without_error(rows: list[tuple[object, ...]]) -> list[tuple[object, ...]]:
    assert all(row[-1] is None for row in rows)
    return [row[:-1] for row in rows]


@pytest.mark.slow
def test_a_thousand_notes_give_the_rows_of_extract_many(session):
    notes = corpus_notes(1000)
    assert len(notes) == 1000
    here = evidence_tables(mednec.extract_many(notes)).mentions
    there = without_error(rows_of(spark.extract(frame_on(session, notes)), notes))
    assert len(there) > 10_000
    assert there == list(plain_rows(here))


@pytest.mark.parametrize("table", EXTRACTION_TABLES)
def test_every_table_of_extraction(session, table):
    notes = corpus_notes(20)
    here = evidence_tables(mednec.extract_many(notes))[table]
    there = rows_of(spark.extract(frame_on(session, notes), table=table), notes)
    assert without_error(there) == list(plain_rows(here))


@pytest.mark.parametrize("table", ASSESSMENT_TABLES)
def test_every_table_of_assessment(session, table):
    notes = corpus_notes(20)
    asked = {"cpt": "72141", "icd10": ["M54.12"], "payers": ["aetna", "evicore"]}
    here = assess_frame(mednec.extract_many(notes), **asked)[table]
    there = rows_of(spark.assess(frame_on(session, notes), table=table, **asked), notes)
    assert without_error(there) == list(plain_rows(here))


def test_requests_that_differ_by_row(session):
    rows = [("a", "Neck pain.", "72141", 52), ("b", "Back pain.", "72148", None), ("c", "Neck pain.", "00001", 1)]
    notes = session.createDataFrame(rows, "id string, text string, study string, age int")
    answers = spark.assess(notes, payers=["aetna"], request={"cpt": "study", "age": "age"})
    found = sorted((r["note_id"], r["cpt"], r["error"]) for r in answers.collect())
    assert found == [("a", "72141", None), ("b", "72148", None), ("c", None, "unknown_cpt")]


def test_bad_rows_are_rows_with_an_error(session):
    rows = [
        (1, "Denies fever.", datetime.datetime(2024, 5, 2)), (2, None, None), (None, "Back pain.", None),
        (3, "%PDF-1.7 Secret", None),
    ]  # fmt: skip
    notes = session.createDataFrame(rows, "mrn long, note string, seen timestamp")
    found = spark.extract(notes, text="note", id="mrn", date="seen", table="findings").collect()
    assert sorted((r["note_id"] or "", r["note_date"], r["concept"], r["error"]) for r in found) == [
        ("", None, None, "missing_id"),
        ("1", "2024-05-02", "fever", None),
        ("2", None, None, "no_text"),
        ("3", None, None, "binary"),
    ]
    assert "Secret" not in str(found)


def test_a_worker_builds_its_pipeline_once(session):
    """What a worker has built is still there for its next task."""

    def built(batches):
        from mednec.interop.cases import extractor_for

        for _ in batches:
            extractor_for(())
            yield pd.DataFrame({"misses": [extractor_for.cache_info().misses]})

    notes = session.range(8).repartition(8)
    assert {row["misses"] for row in notes.mapInPandas(built, "misses long").collect()} == {1}


def test_schemas_are_the_documented_columns():
    names = {"string": "string", "Int64": "bigint", "Float64": "double", "boolean": "boolean"}
    for table in (*EXTRACTION_TABLES, *ASSESSMENT_TABLES):
        fields = {field.name: field.dataType.simpleString() for field in spark.schema(table).fields}
        assert fields == {**{name: names[dtype] for name, dtype in TABLES[table].items()}, "error": "string"}


def test_what_cannot_be_asked_is_refused_before_anything_runs(session):
    notes = session.createDataFrame([("a", "Denies fever.")], "name string, text string")
    with pytest.raises(CorpusError, match="name the column of the ids; the columns are name, text"):
        spark.extract(notes)
    with pytest.raises(CorpusError, match="no column 'body'"):
        spark.extract(notes, text="body", id="name")
    with pytest.raises(ValueError, match="no table 'visits'"):
        spark.extract(notes, id="name", table="visits")
    with pytest.raises(RequestError, match="needs the CPT code"):
        spark.assess(notes, id="name")
