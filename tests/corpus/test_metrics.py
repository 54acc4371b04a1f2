"""The figures of ``mednec evaluate``, each on a case small enough to count by hand."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from mednec.corpus.evaluation import F_METRICS, FLIPS, RATES, Plan, Report, add_up, evaluate_files, intervals
from mednec.corpus.metrics import CORE_CONCEPTS, Counts, Rate, as_range, close, score_note
from mednec.errors import CorpusError

DATA = Path(__file__).resolve().parents[1] / "data" / "corpus"
TEXT = "Denies fever. Weakness of the left arm, 4/5. PT x 6 weeks, no relief. MRI 02/2024 abnormal. For 3 months."


def finding(concept, status="present", region=None, **more):
    return {"concept": concept, "region": region, "status": status, **more}


def therapy(name="nsaid", status="completed", **more):
    return {"therapy": name, "status": status, **more}


def study(modality="mri", status="done", region="cervical", **more):
    return {"modality": modality, "status": status, "region": region, **more}


def score(gold, predicted, text=TEXT):
    return score_note("n", text, gold, predicted)


def counts(gold, predicted, metric):
    totals = score(gold, predicted).counts
    return tuple(totals[metric, kind] for kind in ("tp", "fp", "fn"))


def rate(gold, predicted, metric):
    totals = score(gold, predicted).counts
    return totals[metric, "ok"], totals[metric, "n"]


def findings(*items):
    return {"findings": list(items)}


def therapies(*items):
    return {"therapies": list(items)}


def imaging(*items):
    return {"imaging": list(items)}


# ------------------------------------------------------------------------------------------------------------- counting
def test_counts():
    assert (Counts(3, 1, 2).precision, Counts(3, 1, 2).recall, Counts(3, 1, 2).n) == (0.75, 0.6, 5)
    assert Counts(3, 1, 2).f1 == pytest.approx(2 / 3)
    assert (Counts().precision, Counts().recall, Counts().f1) == (0, 0, 0)
    assert (Rate(1, 4).value, Rate().value) == (0.25, None)


@pytest.mark.parametrize(
    ("gold", "predicted", "expected"),
    [
        ([("fever", "absent")], [("fever", "absent")], (1, 0, 0)),
        ([("fever", "absent")], [("fever", "present")], (0, 1, 1)),
        ([("fever", "absent")], [], (0, 0, 1)),
        ([], [("fever", "absent")], (0, 1, 0)),
        ([("fever", "historical")], [("fever", "historical")], (1, 0, 0)),
        ([("foot_drop", "present")], [("night_sweats", "present")], (0, 0, 0)),
    ],
    ids=["agree", "other status", "missed", "invented", "historical", "not core"],
)
def test_strict_findings(gold, predicted, expected):
    gold, predicted = findings(*(finding(*f) for f in gold)), findings(*(finding(*f) for f in predicted))
    assert counts(gold, predicted, "findings_strict") == expected


def test_regions_are_part_of_a_finding_but_trunks_are_not_scored():
    gold = findings(finding("motor_weakness", region="upper_limb"))
    assert counts(gold, findings(finding("motor_weakness", region="lower_limb")), "findings_strict") == (0, 1, 1)
    assert counts(gold, findings(finding("motor_weakness", region="lower_limb")), "findings_present_noregion") == (
        1,
        0,
        0,
    )
    assert counts(findings(), findings(finding("sensory_deficit", region="trunk")), "findings_strict") == (0, 0, 0)


def test_each_status_is_counted_for_itself():
    gold, predicted = findings(finding("fever", "absent")), findings(finding("fever", "possible"))
    assert counts(gold, predicted, "findings_absent") == (0, 0, 1)
    assert counts(gold, predicted, "findings_possible") == (0, 1, 0)
    assert counts(gold, predicted, "findings_present") == (0, 0, 0)


def test_flips():
    def flips(gold, predicted, metric):
        return score(findings(*gold), findings(*predicted)).counts[metric, "n"]

    absent, present = finding("myelopathy", "absent", "cervical"), finding("myelopathy", "present", "cervical")
    elsewhere = finding("myelopathy", "present", None)
    assert flips([absent], [present], "flips_present_absent") == 1
    assert flips([present], [absent], "flips_present_absent") == 1
    assert flips([absent], [finding("myelopathy", "possible", "cervical")], "flips_present_absent") == 0
    assert flips([absent], [elsewhere], "flips_present_absent") == 0
    assert flips([absent], [elsewhere], "flips_noregion") == 1
    assert flips([absent, elsewhere], [elsewhere], "flips_noregion") == 0


def test_provenance_needs_an_overlap():
    gold = findings(finding("fever", "absent", quotes=["Denies fever"]))

    def at(start, end):
        return findings(finding("fever", "absent", mentions=[{"start": start, "end": end}]))

    assert rate(gold, at(7, 12), "provenance") == (1, 1)
    assert rate(gold, at(12, 20), "provenance") == (0, 1)
    assert rate(gold, findings(finding("fever", "absent", start=0, end=3)), "provenance") == (1, 1)
    assert rate(gold, findings(finding("fever", "present", mentions=[{"start": 7, "end": 12}])), "provenance") == (0, 0)
    assert rate(findings(finding("fever", "absent", spans=[[0, 5]])), at(4, 9), "provenance") == (1, 1)
    assert rate(findings(finding("fever", "absent", quotes=["not there"])), at(4, 9), "provenance") == (0, 1)


@pytest.mark.parametrize("name", ["side", "level", "grade"])
def test_details_of_findings(name):
    def both(want, got):
        gold, predicted = finding("motor_weakness", **want), finding("motor_weakness", **got)
        return counts(findings(gold), findings(predicted), f"findings_{name}")

    assert both({name: "x"}, {name: "x"}) == (1, 0, 0)
    assert both({name: "x"}, {name: "y"}) == (0, 1, 1)
    assert both({name: "x"}, {}) == (0, 0, 1)
    assert both({name: None}, {name: "y"}) == (0, 1, 0)
    assert both({name: None}, {}) == (0, 0, 0)
    assert both({}, {name: "y"}) == (0, 0, 0), "not annotated"


# ---------------------------------------------------------------------------------------------- therapies and imaging
def test_therapies_fold_by_class_and_status():
    gold = therapies(therapy(), therapy(), therapy("opioid", "ongoing"))
    assert counts(gold, therapies(therapy(), therapy("opioid")), "therapies") == (1, 1, 1)


@pytest.mark.parametrize(
    ("gold", "predicted", "expected"),
    [
        ([42, 42], [42, 42], (1, 0, 0)),
        ([42, 42], [44, 40], (1, 0, 0)),
        ([42, 42], [45, 42], (0, 1, 1)),
        ([365, 365], [386, 345], (1, 0, 0)),
        ([30, None], [30, None], (1, 0, 0)),
        ([30, None], [30, 30], (0, 1, 1)),
        (None, [30, 30], (0, 1, 0)),
        ([None, None], None, (0, 0, 0)),
    ],
)
def test_durations_of_therapies(gold, predicted, expected):
    gold, predicted = therapy(duration_days=gold), therapy(duration_days=predicted)
    assert counts(therapies(gold), therapies(predicted), "therapy_durations") == expected


def test_outcomes_of_therapies():
    def both(want, got):
        return rate(therapies(therapy(outcome=want)), therapies(therapy(outcome=got)), "therapy_outcome_acc")

    assert both("failed", "failed") == (1, 1)
    assert both("failed", "unknown") == (0, 1)
    assert both("unknown", "partial") == (0, 1)
    assert both("unknown", None) == (0, 0)
    assert rate(therapies(therapy(outcome="failed")), therapies(), "therapy_outcome_acc") == (0, 0)


@pytest.mark.parametrize("name", ["sessions", "start_date", "end_date"])
def test_details_of_therapies(name):
    def both(want, got):
        return counts(therapies(therapy(**want)), therapies(therapy(**got)), f"therapy_{name}")

    assert both({name: 12}, {name: 12}) == (1, 0, 0)
    assert both({name: 12}, {name: 8}) == (0, 1, 1)
    assert both({name: None}, {name: 8}) == (0, 1, 0)
    assert both({}, {name: 8}) == (0, 0, 0), "not annotated"


def test_imaging_by_modality_region_and_status():
    gold = imaging(study(), study("xray"))
    predicted = imaging(study(), study("xray", region="lumbar"))
    assert counts(gold, predicted, "imaging") == (1, 1, 1)


def test_imaging_dates_and_results():
    gold = imaging(study(date="2024-02", result="abnormal"), study("xray", "ordered", date="2024-03"))
    assert rate(gold, imaging(study(region=None, date="2024-02")), "imaging_date_acc") == (1, 1)
    assert rate(gold, imaging(study("ct", date="2024-02")), "imaging_date_acc") == (0, 1)
    assert counts(gold, imaging(study(result="normal")), "imaging_result") == (0, 1, 1)
    assert counts(gold, imaging(study(result="abnormal")), "imaging_result") == (1, 0, 0)


def test_provenance_of_items():
    gold = therapies(therapy("physical_therapy", quotes=["PT x 6 weeks"]))
    right = therapies(therapy("physical_therapy", mentions=[{"start": 45, "end": 47}]))
    assert rate(gold, right, "therapies_provenance") == (1, 1)
    assert rate(gold, therapies(therapy("physical_therapy")), "therapies_provenance") == (0, 1)


def test_durations_of_symptoms():
    def both(want, got):
        return rate({"symptom_duration_days": want}, {"symptom_duration_days": got}, "symptom_duration_acc")

    assert both([90, 90], [91, 90]) == (1, 1)
    assert both([90, 90], None) == (0, 1)
    assert both(None, [90, 90]) == (0, 1)
    assert both(None, None) == (0, 0)


def test_ranges():
    assert as_range([41.6, None]) == (42, None)
    assert as_range([None, None]) is None
    assert close((20, None), (21, None))
    assert not close((20, None), (21, 21))


# ------------------------------------------------------------------------------------------------------- disagreements
def test_disagreements_show_quotes_rules_and_cues():
    gold = findings(finding("fever", "absent", quotes=["Denies fever"]))
    mention = {"start": 7, "end": 12, "text": "fever", "rule": "fever/phrases", "cue": None}
    (found,) = score(gold, findings(finding("fever", "present", mentions=[mention]))).disagreements
    assert (found.note_id, found.kind, found.key) == ("n", "finding", ("fever", None))
    assert (found.gold, found.predicted) == ("absent", "present")
    assert [(q.text, q.start) for q in found.gold_quotes] == [("Denies fever", 0)]
    assert [(q.text, q.rule) for q in found.predicted_quotes] == [("fever", "fever/phrases")]
    assert "fever'" not in repr(found.predicted_quotes)


def test_a_perfect_prediction_has_none():
    for line in (DATA / "gold.jsonl").read_text(encoding="utf-8").splitlines():
        gold = json.loads(line)
        text = {n["id"]: n["text"] for n in map(json.loads, (DATA / "notes.jsonl").read_text().splitlines())}[
            gold["id"]
        ]
        scored = score_note(gold["id"], text, gold, gold)
        assert not scored.disagreements
        assert not scored.counts["findings_strict", "fp"] + scored.counts["findings_strict", "fn"]


# -------------------------------------------------------------------------------------------------------------- reports
def predictions(tmp_path, *rows):
    path = tmp_path / "predictions.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def test_report(tmp_path):
    given = predictions(tmp_path, {"id": "t1", "findings": [finding("fever", "absent"), finding("spurling_sign")]})
    report = evaluate_files(DATA / "notes.jsonl", DATA / "gold.jsonl", Plan(split="dev", predictions=given))
    data = report.to_dict(errors=True)
    assert data["notes"] == 2
    assert data["findings_strict"] == {"p": 1.0, "r": 0.4, "f1": 0.571, "n": 5}
    assert data["therapies"] == {"p": 0.0, "r": 0.0, "f1": 0.0, "n": 1}
    assert data["provenance"] == [0.0, 2]
    assert data["therapy_outcome_acc"] is None
    assert data["by_concept"]["fever"]["absent"]["f1"] == 1.0
    assert data["by_concept"]["myelopathy"]["all"] == {"p": 0.0, "r": 0.0, "f1": 0.0, "n": 1}
    assert {error["kind"] for error in data["errors"]} >= {"finding", "therapies", "imaging", "duration", "side"}
    assert {*F_METRICS, *RATES, *FLIPS} <= set(data)
    json.dumps(data)


def test_notes_without_gold_are_counted(tmp_path):
    gold = tmp_path / "gold.jsonl"
    gold.write_text('{"id": "t1", "findings": []}\n')
    report = evaluate_files(DATA / "notes.jsonl", gold, Plan(predictions=predictions(tmp_path)))
    assert (len(report.scores), report.unscored) == (1, 2)


def test_extraction_and_workers_agree():
    alone = evaluate_files(DATA / "notes.jsonl", DATA / "gold.jsonl")
    assert alone.to_dict()["findings_strict"]["n"] == 7
    assert evaluate_files(DATA / "notes.jsonl", DATA / "gold.jsonl", Plan(workers=2)).to_dict() == alone.to_dict()


def test_intervals_are_seeded_and_hold_the_figure():
    right, wrong = findings(finding("fever", "absent")), findings(finding("fever"))
    scores = tuple(score(right, right if i % 3 else wrong) for i in range(30))
    first, again = intervals(scores, 200, seed=1), intervals(scores, 200, seed=1)
    assert first == again
    low, high = first["findings_strict"]
    assert low < 2 / 3 < high
    assert intervals(scores, 0) == {}
    assert Report(scores, first).to_dict()["intervals_95"]["findings_strict"] == [round(low, 3), round(high, 3)]
    assert add_up(scores)["findings_strict", "tp"] == 20


def test_core_concepts():
    assert len(CORE_CONCEPTS) == 46
    assert "foot_drop" not in CORE_CONCEPTS


# -------------------------------------------------------------------------------------------------------------- readers
@pytest.mark.parametrize(
    ("notes", "message"),
    [
        ('{"id": "a", "text": "x"}\n{"id": "b"', ":2: not valid JSON"),
        ('{"text": "x"}', ':1: "id" is missing'),
        ('{"id": "", "text": "x"}', ':1: "id" is missing'),
        ('\n\n{"id": "a"}', ':3: a note needs "text"'),
        ('{"id": "a", "text": "x"}\n{"id": "a", "text": "y"}', ":2: this id stands in an earlier line too"),
        ("[1]", ":1: not a JSON object"),
        ("[" * 100_000, ":1: not valid JSON"),
        (b'{"id": "a", "text": "caf\xe9"}', ":1: not UTF-8"),
    ],
)
def test_broken_notes(tmp_path, notes, message):
    path = tmp_path / "notes.jsonl"
    path.write_bytes(notes if isinstance(notes, bytes) else notes.encode())
    with pytest.raises(CorpusError) as error:
        evaluate_files(path, DATA / "gold.jsonl")
    assert str(error.value).startswith(str(path))
    assert message in str(error.value)


@pytest.mark.parametrize(
    ("gold", "message"),
    [
        ('{"id": "t1", "findings": 3}', '"findings" is not a list of objects'),
        ('{"id": "t1", "findings": [{"concept": "fever"}]}', 'lacks "status"'),
        ('{"id": "t1", "therapies": [{"status": "completed"}]}', 'lacks "therapy"'),
        ('{"id": "t1", "therapies": [{"therapy": "nsaid", "status": "ongoing", "duration_days": 5}]}', "two numbers"),
        ('{"id": "t1", "symptom_duration_days": [1]}', "two numbers"),
        ('{"id": "t1", "findings": [{"concept": "fever", "status": "absent", "quotes": [1]}]}', "list of texts"),
        ('{"id": "t9"}', "not among the notes"),
        ("", "no gold"),
    ],
)
def test_broken_gold(tmp_path, gold, message):
    path = tmp_path / "gold.jsonl"
    path.write_text(gold)
    with pytest.raises(CorpusError, match=message):
        evaluate_files(DATA / "notes.jsonl", path)


def test_missing_files_and_splits(tmp_path):
    with pytest.raises(CorpusError, match="cannot be read"):
        evaluate_files(tmp_path / "none.jsonl", DATA / "gold.jsonl")
    with pytest.raises(CorpusError, match="there are dev, test"):
        evaluate_files(DATA / "notes.jsonl", DATA / "gold.jsonl", Plan(split="held"))


def test_unusual_line_ends_do_not_break_lines(tmp_path):
    path = tmp_path / "notes.jsonl"
    path.write_bytes('\ufeff{"id": 7, "text": "Denies fever.\u2028\x85No chills."}\r\n'.encode())
    gold = tmp_path / "gold.jsonl"
    gold.write_text('{"id": "7", "findings": [{"concept": "fever", "region": null, "status": "absent"}]}')
    assert evaluate_files(path, gold).to_dict()["findings_strict"]["f1"] == 1.0
