"""``mednec risk``: rebuilt to the byte, measured, and plain about what cannot be used."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from mednec.cli import app
from mednec.risk.adjudicator import load_adjudicator
from mednec.risk.artefact import RiskFormula, load_formula
from mednec.risk.card import FIGURES_BEGIN, FIGURES_END

ROOT = Path(__file__).parents[2]
CARD = ROOT / "models" / "denial_risk" / "card.md"


def run(*words):
    return CliRunner().invoke(app, ["risk", *map(str, words)])


@pytest.fixture(scope="module")
def corpus(tmp_path_factory):
    """A few cases of the corpus."""
    lines = (ROOT / "corpus_synthetic" / "dev.jsonl").read_text(encoding="utf-8").splitlines()[:6]
    path = tmp_path_factory.mktemp("corpus") / "few.jsonl"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def model(corpus):
    path = corpus.parent / "model.json"
    assert run("train", corpus, "--out", path).exit_code == 0
    return path


def test_the_same_corpus_gives_the_same_bytes(corpus, model):
    again = corpus.parent / "again.json"
    assert run("train", corpus, "--out", again).exit_code == 0
    assert again.read_bytes() == model.read_bytes()
    assert isinstance(load_formula(model), RiskFormula)


def test_an_evaluation_is_a_table_json_and_the_figures_of_a_card(corpus, model):
    card = corpus.parent / "card.md"
    card.write_text(f"# Card\n{FIGURES_BEGIN}\nstale figures\n{FIGURES_END}\nLimits\n", encoding="utf-8")
    told = run("evaluate", corpus, "--model", model, "--train", corpus, "--card", card, "--json")
    assert told.exit_code == 0, told.output
    report = json.loads(told.stdout)
    assert {p["payer"] for p in report["payers"]} >= {"all", "aetna", "evicore"}
    assert {v["name"] for v in report["variants"]} == {v.name for v in load_adjudicator().variants}
    text = card.read_text(encoding="utf-8")
    assert text.startswith("# Card")
    assert text.endswith("Limits\n")
    assert "stale figures" not in text
    assert "| payer |" in text


def test_what_is_no_corpus_is_told_in_a_line(tmp_path):
    (tmp_path / "notes.jsonl").write_text('{"id": "n", "text": "Neck pain."}\n')
    told = run("train", tmp_path / "notes.jsonl", "--out", tmp_path / "m.json")
    assert told.exit_code == 1
    assert "not a corpus of synthetic cases" in told.output
    assert "Neck pain" not in told.output


def test_too_little_history_is_refused(tmp_path):
    (tmp_path / "a.txt").write_text("Neck pain for 12 weeks.")
    (tmp_path / "o.csv").write_text("note,payer,cpt,outcome\na.txt,evolent,72141,denied\n")
    told = run("fit", tmp_path / "o.csv", "--out", tmp_path / "own")
    assert told.exit_code == 1
    assert "too little to fit: 1 outcomes" in " ".join(told.output.split())
    assert not (tmp_path / "own").exists()


class TestTheShippedCard:
    card = CARD.read_text(encoding="utf-8")

    def test_it_says_what_it_rests_on(self):
        assert "No real outcomes were used" in self.card
        assert "must not be used for" in self.card
        assert str(load_formula().trained_on.rows) in self.card

    def test_every_published_case_is_commented_on(self):
        assert self.card.count("| ca-imr-") == 24

    def test_its_overall_calibration_error_is_small(self):
        row = next(line for line in self.card.splitlines() if line.startswith("| all |"))
        assert float(row.split("|")[6]) <= 0.03
