"""Lexical overlap, on corpora small enough to count by hand."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from mednec.cli import app
from mednec.corpus.metrics import Rate
from mednec.corpus.overlap import measure_overlap, ngrams_of, sentences_of, words_of_text
from mednec.errors import CorpusError


def case(name, text, *spans, style="soap"):
    findings = [
        {
            "concept": concept,
            "region": None,
            "status": "present",
            "spans": [["d1", text.index(w), text.index(w) + len(w)]],
        }
        for concept, w in spans
    ]
    return {
        "id": name,
        "style": style,
        "documents": [{"id": "d1", "text": text, "note_date": "2024-01-01", "doc_type": "office_note"}],
        "documented": {"findings": findings},
    }


@pytest.fixture
def folder(tmp_path):
    def write(train, dev, test):
        for name, rows in (("train", train), ("dev", dev), ("test", test)):
            (tmp_path / f"{name}.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
        return tmp_path

    return write


def test_words_forget_case_punctuation_and_numbers():
    assert words_of_text("Pain 6/10, since March 3!") == words_of_text("PAIN 7/10 since march 14")


def test_sentences_end_at_stops_and_lines():
    text = "Neck pain for two months. No fever.\nThe arm is numb at night"
    assert [" ".join(words) for words in sentences_of(text)] == ["neck pain for two months", "the arm is numb at night"]
    assert len(list(ngrams_of(("a", "b", "c", "d", "e")))) == 2


def test_shares(folder):
    train = [case("a", "The neck hurts at night. He walks with a cane today.")]
    dev = [case("b", "The neck hurts at night.")]
    test = [case("c", "The neck hurts at work. He walks with a cane today.", style="tables")]
    overlap = measure_overlap(folder(train, dev, test))
    assert overlap.splits["dev in train"].sentences == Rate(1, 1)
    shared = overlap.splits["test in train and dev"]
    assert shared.sentences == Rate(1, 2)
    assert shared.ngrams == Rate(4, 5)
    assert overlap.styles["tables"] == shared


def test_spans_that_are_phrases_of_the_rules(folder):
    text = "Spurling's maneuver hurts. There is cervicalgia."
    spans = [
        ("neck_pain", "cervicalgia"),
        ("neck_pain", "There is cervicalgia"),
        ("fever", "cervicalgia"),
        ("fever", "hurts"),
    ]
    rows = [case("a", text, *spans)]
    overlap = measure_overlap(folder(rows, rows, rows)).rules["test"]
    assert overlap.literal == Rate(1, 4), "word for word, and of its own concept"
    assert overlap.containing == Rate(2, 4)
    assert 0 < overlap.phrases.ok < overlap.phrases.n


def test_a_missing_split(tmp_path):
    with pytest.raises(CorpusError, match="cannot be read"):
        measure_overlap(tmp_path)


def test_the_command(folder):
    rows = [case("a", "There is neck pain at night.", ("neck_pain", "neck pain"))]
    result = CliRunner().invoke(app, ["corpus", "overlap", str(folder(rows, rows, rows)), "--json"])
    assert result.exit_code == 0, result.output
    data = json.loads(result.stdout)
    assert data["splits"]["test in train and dev"] == {
        "ngrams": {"share": 1.0, "n": 3},
        "sentences": {"share": 1.0, "n": 1},
    }
    tables = CliRunner().invoke(app, ["corpus", "overlap", str(folder(rows, rows, rows))])
    assert "100.0%" in tables.stdout
