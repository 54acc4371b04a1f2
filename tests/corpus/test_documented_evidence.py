"""What a corpus row documents, as evidence: gold goes through unchanged, untold truth stays out."""

import json
from pathlib import Path

import pytest

from mednec.corpus.documented_evidence import documented_evidence
from mednec.criteria.assess import assess
from mednec.criteria.request import ImagingRequest
from mednec.evidence import Evidence

ROWS = [
    json.loads(line)
    for line in (Path(__file__).parents[2] / "corpus_synthetic" / "dev.jsonl").read_text(encoding="utf-8").splitlines()
]


def rows_of(situation):
    return [row for row in ROWS if row["true_state"]["situation"] == situation]


def finding(evidence, concept):
    return next((f for f in evidence.findings if f.concept == concept), None)


def test_every_mention_stands_in_its_document():
    for row in ROWS:
        texts = {d["id"]: d["text"] for d in row["documents"]}
        for _, _, mention in documented_evidence(row).all_mentions():
            assert texts[mention.note_id][mention.start : mention.end] == mention.text


def test_findings_and_courses_are_those_of_gold():
    for row in ROWS:
        evidence, gold = documented_evidence(row), row["documented"]
        assert [(f.concept, f.region, f.status) for f in evidence.findings] == [
            (f["concept"], f["region"], f["status"]) for f in gold["findings"]
        ]
        assert [(t.therapy, t.status, t.response) for t in evidence.therapies] == [
            (t["therapy"], t["status"], t["response"]) for t in gold["therapies"]
        ]


def test_it_survives_json():
    evidence = documented_evidence(ROWS[0])
    assert Evidence.from_dict(json.loads(evidence.to_json())) == evidence


def test_an_exam_that_the_clinic_leaves_out_is_not_documented():
    row = next(r for r in ROWS if r["true_state"]["told"].get("motor") is False
               and r["true_state"]["visits"][-1]["mode"] == "in_person")  # fmt: skip
    assert documented_evidence(row).encounters[-1].exam.motor in (None, "generic")


def test_a_video_visit_has_no_exam():
    for row in rows_of("telehealth"):
        visit = documented_evidence(row).encounters[-1]
        assert (visit.mode, visit.exam.motor) == ("telehealth", "not_done")


def test_a_cancer_that_spreads_is_told_apart():
    told = [finding(documented_evidence(row), "cancer_history") for row in rows_of("known_cancer")]
    assert any(f and f.mentions[0].detail.get("metastatic_capable") for f in told)


def test_weakness_that_grew_from_visit_to_visit():
    told = [finding(documented_evidence(row), "motor_weakness") for row in rows_of("progressive_deficit")]
    assert {f.trajectory for f in told if f and f.status == "present"} <= {"worsening", "new"}


@pytest.mark.parametrize(
    ("situation", "payer", "decision"),
    [
        ("major_weakness", "evolent", "meets"),
        ("axial_acute", "aetna", "does_not_meet"),
        ("infection", "aetna", "meets"),
    ],
)
def test_criteria_decide_on_it(situation, payer, decision):
    decisions = [
        assess(documented_evidence(row), ImagingRequest(**row["request"]), payer)[0].decision
        for row in rows_of(situation)
    ]
    assert decisions.count(decision) > len(decisions) / 2
