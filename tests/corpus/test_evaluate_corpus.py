"""mednec evaluate on a corpus of cases: how cases are laid out, scored, resampled, and shown."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import brier_score_loss, f1_score, roc_auc_score
from typer.testing import CliRunner

from mednec.cli import app
from mednec.corpus.case_errors import case_errors, representative
from mednec.corpus.case_evaluation import CaseScore, evaluate_cases
from mednec.corpus.case_figures import CorpusReport
from mednec.corpus.case_rows import read_cases
from mednec.corpus.decision_scores import DECISIONS, accuracy, confusion, macro_f1, payers_of, score_decisions
from mednec.corpus.evaluate_corpus import CorpusPlan, evaluate_corpus
from mednec.corpus.generate import generate, line, notes
from mednec.corpus.linking import score_linking
from mednec.corpus.metrics import NoteScore
from mednec.corpus.resampling import Tally
from mednec.corpus.reviews import SimulatedReviews
from mednec.corpus.risk_scores import RiskPoint, RiskTable
from mednec.errors import CorpusError, RiskError
from mednec.report.evaluation_page import evaluation_page, pieces_of

OFFICE = "Neck pain for 3 months. Denies fever. PT for 6 weeks, no relief. <b>MRI</b> of the neck was ordered."
REPORT = "MRI cervical spine 02/14/2024: C5-6 disc herniation."
MEETS, OPEN, REFUSED = DECISIONS


def span(document, text, words):
    start = text.index(words)
    return [document, start, start + len(words)]


def row(**more):
    """A case of two documents; gold is wrong about the fever, which makes a flip."""
    return {
        "id": "c1",
        "style": "soap",
        "phenomena": ["negated_red_flag", "several_documents"],
        "documents": [
            {"id": "d1", "text": REPORT, "note_date": "2024-02-14", "doc_type": "radiology_report"},
            {"id": "d2", "text": OFFICE, "note_date": "2024-03-01", "doc_type": "office_note"},
        ],
        "request": {"cpt": "72141", "icd10": ["M54.2"], "order_date": "2024-03-01", "age": 50},
        "documented": {
            "findings": [
                {
                    "concept": "disc_herniation",
                    "region": "cervical",
                    "status": "present",
                    "spans": [span("d1", REPORT, "disc herniation")],
                },
                {"concept": "fever", "region": None, "status": "present", "spans": [span("d2", OFFICE, "fever")]},
                {
                    "concept": "neck_pain",
                    "region": None,
                    "status": "present",
                    "spans": [span("d2", OFFICE, "Neck pain")],
                },
            ],
            "therapies": [
                {
                    "therapy": "physical_therapy",
                    "status": "completed",
                    "region": "cervical",
                    "duration_days": [42, 42],
                    "outcome": "failed",
                    "spans": [span("d2", OFFICE, "PT for 6 weeks, no relief")],
                }
            ],
            "imaging": [],
            "symptom_duration_days": [90, 90],
            "symptom_duration_spans": [span("d2", OFFICE, "for 3 months")],
        },
        **more,
    }


@pytest.fixture
def corpus(tmp_path):
    def write(*rows):
        path = tmp_path / "cases.jsonl"
        path.write_text("".join(json.dumps(r) + "\n" for r in rows), encoding="utf-8")
        return path

    return write


@pytest.fixture(scope="module")
def generated():
    return list(generate("dev", 12, 7))


def report_of(path, **settings):
    return CorpusReport(evaluate_cases(read_cases(path)), **settings)


# --------------------------------------------------------------------------------------------------------------- cases
def test_documents_are_laid_out_as_one_text(corpus):
    (case,) = read_cases(corpus(row()))
    assert case.text == f"{REPORT}\n\n{OFFICE}"
    (start, end) = case.gold["findings"][1]["spans"][0]
    assert case.text[start:end] == "fever"
    assert case.locate(start) == ("d2", OFFICE.index("fever"))
    assert case.doc_types == ("office_note", "radiology_report")


def test_the_ending_may_be_left_out(corpus):
    path = corpus(row())
    assert [case.id for case in read_cases(path.with_suffix(""))] == ["c1"]
    assert len(read_cases(corpus(row(), row(id="c2"), row(id="c3")), limit=2)) == 2


def test_what_one_document_says_is_what_the_generator_says_of_it(corpus, generated):
    cases = read_cases(corpus(*(json.loads(line(case.to_dict())) for case in generated)))
    for made, case in zip(generated, cases, strict=True):
        for note, gold in notes(made, "dev"):
            said = {(f["concept"], f["region"], f["status"]) for f in gold["findings"]}
            read = case.findings_of(note["id"].partition("/")[2])
            assert {(f["concept"], f["region"], f["status"]) for f in read} == said


@pytest.mark.parametrize(
    ("broken", "message"),
    [
        ({"id": "c1", "text": "x"}, 'needs "documents" and "documented"'),
        (row(documents=[{"id": "d1"}]), 'a document needs "id" and "text"'),
        (row(documents=[{"id": "d1", "text": "x"}] * 2), "the same id"),
        (
            row(documented={"findings": [{"concept": "fever", "status": "absent", "spans": [["d9", 0, 1]]}]}),
            "a span is",
        ),
        (row(documented={"findings": 3}), "not a list"),
        (row(decisions=["meets"]), '"decisions" is not an object'),
    ],
)
def test_broken_cases(corpus, broken, message):
    with pytest.raises(CorpusError, match=re.escape(message)):
        read_cases(corpus(broken))


def test_an_empty_corpus(corpus):
    with pytest.raises(CorpusError, match="no case"):
        read_cases(corpus())


# ------------------------------------------------------------------------------------------------------------- linking
NOTE = "PT 6 weeks. Naproxen. Later PT again."


def course(therapy="physical_therapy", status="completed", at=(0, 2), **more):
    return {
        "therapy": therapy,
        "status": status,
        "spans": [list(at)],
        "mentions": [{"start": at[0], "end": at[1]}],
        **more,
    }


def linked(gold, predicted):
    score = NoteScore("n")
    score_linking(score, NOTE, {"therapies": gold}, {"therapies": predicted})
    return score


def test_courses_pair_by_their_words_before_their_status():
    gold = [course(duration_days=[42, 42]), course(status="planned", at=(28, 30), duration_days=None)]
    predicted = [course(at=(28, 30), duration_days=None), course(status="planned", duration_days=[42, 42])]
    counts = linked(gold, predicted).counts
    assert counts["link_course", "tp"] == 2
    assert counts["link_duration_days", "tp"] == 1
    assert counts["link_status", "tp"] == 0


def test_a_length_at_the_wrong_course_is_wrong():
    gold = [course(duration_days=[42, 42]), course("nsaid", at=(12, 20), duration_days=None)]
    predicted = [course(duration_days=None), course("nsaid", at=(12, 20), duration_days=[42, 42])]
    score = linked(gold, predicted)
    assert [score.counts["link_duration_days", kind] for kind in ("tp", "fp", "fn")] == [0, 1, 1]
    assert [(d.kind, d.key, d.gold, d.predicted) for d in score.disagreements] == [
        ("link_duration_days", ("physical_therapy",), (42, 42), None),
        ("link_duration_days", ("nsaid",), None, (42, 42)),
    ]


def test_courses_without_a_partner_and_attributes_that_gold_leaves_out():
    score = linked([course(agent="unknown")], [course(agent=None, region="cervical"), course("nsaid")])
    assert [score.counts["link_course", kind] for kind in ("tp", "fp", "fn")] == [1, 1, 0]
    assert not score.counts["link_region", "fp"], "gold was not annotated for it"
    assert not score.counts["link_agent", "fn"], "unknown is silence"
    assert linked([course()], [course("nsaid")]).counts["link_course", "fn"] == 1


# ----------------------------------------------------------------------------------------------------------- decisions
@dataclass
class Answer:
    payer: str
    decision: str | None


def decided(*cases):
    """(truth, also, answer) of one payer, a case each."""
    scores = []
    for truth, also, answer in cases:
        score = NoteScore("n")
        oracle = {"aetna": {"decision": truth, "also": also, "why": "28 of 42 days"}}
        score_decisions(score, oracle, [Answer("aetna", answer), Answer("cigna", MEETS)], {})
        scores.append(score)
    return scores, Tally.of([score.counts for score in scores]).sums()


def test_decisions():
    scores, sums = decided(
        (MEETS, [], MEETS), (MEETS, [OPEN], OPEN), (REFUSED, [OPEN], MEETS), (OPEN, [], None), (OPEN, [], OPEN)
    )
    assert payers_of(sums) == ["all", "aetna"], "cigna has no truth"
    assert accuracy(sums, "decision:aetna")[0] == pytest.approx(3 / 5)
    table = confusion(sums, "decision:aetna")
    assert table[OPEN][OPEN][0] == 2, "an answer that the oracle accepts too is right"
    assert table[REFUSED][MEETS][0] == 1
    truth, said = [MEETS, OPEN, REFUSED, OPEN, OPEN], [MEETS, OPEN, MEETS, "no_decision", OPEN]
    expected = f1_score(truth, said, labels=DECISIONS, average="macro", zero_division=0)
    assert macro_f1(sums, "decision:aetna")[0] == pytest.approx(expected)
    (wrong,) = scores[2].disagreements
    assert (wrong.kind, wrong.gold, wrong.predicted) == ("decision", [REFUSED, OPEN], MEETS)
    assert "28 of 42 days" in wrong.reasons


def test_decisions_that_nobody_takes_do_not_count_in_the_mean():
    _, sums = decided((MEETS, [], MEETS))
    assert macro_f1(sums, "decision:all")[0] == 1.0


# ---------------------------------------------------------------------------------------------------------------- risks
def test_risks_agree_with_scikit_learn():
    rng = np.random.default_rng(3)
    risks, denied = rng.random(60).round(1), rng.random(60) < 0.4
    table = RiskTable.of(
        [(i, RiskPoint("aetna", r, int(d), 1)) for i, (r, d) in enumerate(zip(risks, denied, strict=True))]
    )
    once = table.weighted(np.ones((1, 60)))
    assert table.auc(once)[0] == pytest.approx(roc_auc_score(denied, risks))
    assert table.brier(once)[0] == pytest.approx(brier_score_loss(denied, risks))


def test_risks_of_several_reviews():
    right = RiskTable.of([(0, RiskPoint("aetna", 0.2, 2, 10)), (1, RiskPoint("aetna", 0.8, 8, 10))])
    wrong = RiskTable.of([(0, RiskPoint("aetna", 0.9, 2, 10))])
    assert right.ece(np.ones((1, 2)))[0] == pytest.approx(0)
    assert wrong.ece(np.ones((1, 1)))[0] == pytest.approx(0.7)
    assert np.isnan(RiskTable.of([(0, RiskPoint("aetna", 0.9, 10, 10))]).auc(np.ones((1, 1)))[0])


# -------------------------------------------------------------------------------------------------------------- figures
def test_figures_of_a_case(corpus):
    report = report_of(corpus(row()), bootstrap=20)
    overall = report.overall
    assert overall["extraction"]["findings_strict"]["n"] == 3
    assert overall["extraction"]["flips_present_absent"]["count"] == 1
    assert overall["linking"]["link_duration_days"]["f1"] == 1.0
    assert overall["decision"] is None
    assert overall["risk"] is None
    assert set(report.by["doc_type"]) == {"office_note", "radiology_report"}
    assert set(report.by["phenomenon"]) == {"negated_red_flag", "several_documents"}
    assert report.by["style"]["soap"]["extraction"] == overall["extraction"]
    assert report.documents["radiology_report"]["findings_strict"]["n"] == 1
    assert report.documents["all"]["documents"] == 2


def test_decisions_and_risks_reach_the_figures(corpus):
    decisions = {p: {"decision": d, "also": [], "why": "told"} for p, d in (("aetna", MEETS), ("evicore", OPEN))}
    (scored,) = evaluate_cases(read_cases(corpus(row(decisions=decisions))))
    risky = CaseScore(scored.case, scored.score, scored.documents, (RiskPoint("aetna", 0.3, 1, 4),))
    report = CorpusReport((risky,), bootstrap=20)
    assert report.overall["decision"]["all"]["n"] == 2
    assert report.overall["decision"]["aetna"]["n"] == 1
    assert report.overall["risk"]["aetna"] == report.overall["risk"]["all"]
    wrong = [e for e in case_errors(report.scores) if e.kind == "wrong decision"]
    assert wrong, "this case cannot be both"
    assert all("Oracle: told. Engine: " in error.reasons for error in wrong)


def test_decisions_on_what_gold_documents(corpus, generated):
    path = corpus(*(json.loads(line(case.to_dict())) for case in generated[:3]))
    report = CorpusReport(
        evaluate_cases(
            read_cases(path),
        ),
        bootstrap=0,
    )
    read, documented = report.overall["decision"]["all"], report.overall["decision_documented"]["all"]
    assert read["n"] == documented["n"] > 0
    hidden = [
        {k: v for k, v in json.loads(line(case.to_dict())).items() if k != "true_state"} for case in generated[:2]
    ]
    assert report_of(corpus(*hidden), bootstrap=0).overall["decision_documented"] is None


def test_reviews_make_risks_scored(corpus, generated):
    path = corpus(*(json.loads(line(case.to_dict())) for case in generated[:4]))
    report = CorpusReport(evaluate_cases(read_cases(path), reviews=SimulatedReviews.shipped()), bootstrap=10)
    risk = report.overall["risk"]["all"]
    assert risk["n"] % 100 == 0, "a hundred reviewers a case and payer"
    assert 0 < risk["denied"] < risk["n"]
    assert 0.5 < risk["auc"] <= 1
    assert report.overall["decision"]["all"]["n"] * 100 >= risk["n"]


def test_a_risk_model_that_cannot_be_used_costs_only_the_risks(corpus, monkeypatch, capsys):
    def broken():
        raise RiskError("no such model")

    monkeypatch.setattr(SimulatedReviews, "shipped", broken)
    assert evaluate_corpus(corpus(row()), CorpusPlan(bootstrap=0)).overall["risk"] is None
    assert capsys.readouterr().err == "mednec: risks are not scored: no such model\n"


def test_without_reviews_risks_are_not_scored(corpus, generated):
    path = corpus(json.loads(line(generated[0].to_dict())))
    assert report_of(path, bootstrap=0).overall["risk"] is None


def test_intervals_are_seeded_and_hold_the_figures(corpus, generated):
    path = corpus(*(json.loads(line(case.to_dict())) for case in generated))
    scores = evaluate_cases(read_cases(path))
    first, again = CorpusReport(scores, 200, seed=1).to_dict(), CorpusReport(scores, 200, seed=1).to_dict()
    assert first == again
    strict = first["overall"]["extraction"]["findings_strict"]
    low, high = strict["f1_95"]
    assert low < strict["f1"] < high
    assert "f1_95" not in CorpusReport(scores, 0).overall["extraction"]["findings_strict"]


def test_a_case_that_cannot_be_read_counts_as_read_without_evidence(corpus, monkeypatch):
    from mednec.errors import NoteError
    from mednec.extraction.pipeline import Extractor

    def refuse(self, note):
        raise NoteError("too_long", "too long")

    monkeypatch.setattr(Extractor, "extract", refuse)
    report = report_of(corpus(row()), bootstrap=0)
    assert report.overall["extraction"]["findings_strict"]["r"] == 0
    assert [failure["note_id"] for failure in report.to_dict()["failures"]] == ["c1"]


# --------------------------------------------------------------------------------------------------------------- errors
def test_errors_are_sorted_and_placed(corpus):
    report = report_of(corpus(row()), bootstrap=0)
    errors = list(case_errors(report.scores))
    (flip,) = [error for error in errors if error.kind == "flip"]
    assert flip.concept == "fever"
    assert flip.rules
    place = flip.to_dict()["predicted_places"][0]
    assert place["document"] == "d2"
    assert OFFICE[place["start"] : place["end"]] == place["text"]
    assert {e.kind for e in errors} <= {"flip", "missed", "invented", "wrong attribute"}
    assert any(e.kind == "invented" and e.what == "imaging" for e in errors)


def test_different_concepts_come_first(corpus):
    errors = [e for e in case_errors(report_of(corpus(row(), row(id="c2"))).scores) if e.what == "imaging"]
    assert [e.case.id for e in errors] == sorted(e.case.id for e in errors)
    chosen = representative([*errors, *case_errors(report_of(corpus(row())).scores)], 1)
    assert len({e.kind for e in chosen}) == len(chosen)


# ----------------------------------------------------------------------------------------------------------------- page
class Words(HTMLParser):
    """The text of the notes on a page, and every address it names."""

    def __init__(self):
        super().__init__()
        self.notes, self.addresses, self.inside = [], [], False

    def handle_starttag(self, tag, attrs):
        self.addresses += [value for name, value in attrs if name in ("src", "href") and not value.startswith("#")]
        if tag == "pre":
            self.notes.append("")
            self.inside = True

    def handle_endtag(self, tag):
        self.inside = self.inside and tag != "pre"

    def handle_data(self, data):
        if self.inside:
            self.notes[-1] += data


def test_the_page_is_self_contained_and_shows_notes_as_they_are(corpus):
    page = evaluation_page(report_of(corpus(row()), bootstrap=20), "cases <i>")
    words = Words()
    words.feed(page)
    assert words.addresses == []
    assert "cases &lt;i&gt;" in page
    assert "<b>MRI</b>" not in page
    assert f"\n{OFFICE}" in words.notes
    assert "@import" not in page
    assert "url(" not in page


def test_the_page_tells_how_many_errors_it_leaves_out(corpus):
    rows = [row(id=f"c{i}") for i in range(5)]
    page = evaluation_page(report_of(corpus(*rows), bootstrap=0), "cases", most=2)
    assert "flip 2 of 5;" in page
    assert page.count('data-kind="flip"') == 2


offsets = st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)).map(sorted).map(tuple), max_size=5)


@given(text=st.text(max_size=40), gold=offsets, predicted=offsets)
def test_pieces_give_the_text_again(text, gold, predicted):
    assert "".join(piece.text for piece in pieces_of(text, gold, predicted)) == text


# -------------------------------------------------------------------------------------------------------- command line
def test_evaluate_a_corpus(corpus, tmp_path):
    path, out, page = corpus(row(), row(id="c2")), tmp_path / "out.json", tmp_path / "out.html"
    arguments = ["evaluate", str(path.with_suffix("")), "--json", str(out), "--html", str(page), "--bootstrap", "20"]
    result = CliRunner().invoke(app, arguments)
    assert result.exit_code == 0, result.output
    for words in ("2 cases, 4 documents", "Linking", "Decisions are not scored", "Groups of cases", "radiology_report"):
        assert words in result.stdout
    data = json.loads(out.read_text(encoding="utf-8"))
    assert {"cases", "overall", "by", "documents", "by_concept", "errors", "failures"} <= set(data)
    assert set(data["overall"]) == {"cases", "extraction", "linking", "decision", "decision_documented", "risk"}
    assert page.read_text(encoding="utf-8").startswith("<!DOCTYPE html>")


def test_json_alone_is_printed(corpus):
    result = CliRunner().invoke(app, ["evaluate", str(corpus(row())), "--limit", "1", "--bootstrap", "0", "--json"])
    assert json.loads(result.stdout)["cases"] == 1


@pytest.mark.parametrize(
    ("arguments", "status"),
    [(["--split", "dev"], 2), (["--workers", "2"], 2), (["--html", "no/such/folder/a.html"], 1)],
)
def test_evaluate_refuses(corpus, arguments, status):
    result = CliRunner().invoke(app, ["evaluate", str(corpus(row())), "--bootstrap", "0", *arguments])
    assert result.exit_code == status
    assert result.stderr.startswith("mednec: ")


def test_notes_are_no_cases():
    notes_file = Path(__file__).resolve().parents[1] / "data" / "corpus" / "notes.jsonl"
    result = CliRunner().invoke(app, ["evaluate", str(notes_file)])
    assert result.exit_code == 1
    assert "a file of gold" in result.stderr
