"""explain shows where a rule comes from and what decides about it; coverage counts over a corpus."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from mednec.errors import CorpusError, RuleError
from mednec.resources import patterns_dir
from mednec.rules.commands import app
from mednec.rules.explain import coverage, explain, read_corpus
from mednec.rules.loader import load_rules


@pytest.fixture
def overlay(tmp_path):
    folder = tmp_path / "site"
    folder.mkdir()

    def write(text: str):
        (folder / "a.yaml").write_text("kind: findings\nfamily: context\nrules:\n" + text)
        return load_rules(patterns_dir(), folder)

    return write


def test_a_finding():
    text = explain("hoffmann_sign")
    for part in (
        "hoffmann_sign (finding): Hoffmann sign",
        "family: myelopathy",
        "type: sign",
        "myelopathy.yaml:",
        "phrases (",
        "exclude (",
        "examples (",
        "Hoffmann's negative bilaterally.",
        "cues that apply to a sign:",
    ):
        assert part in text


def test_the_rule_of_a_mention_will_do():
    assert explain("hoffmann_sign/phrases") == explain("hoffmann_sign")


@pytest.mark.parametrize("name", ["physical_therapy", "mri", "family_history"])
def test_therapies_imaging_and_sections(name):
    assert explain(name).startswith(name + " (")
    assert "origin:" in explain(name)


def test_an_unknown_rule_names_similar_ones():
    with pytest.raises(RuleError, match="did you mean hoffmann_sign"):
        explain("hoffman_sign")


def test_overlays_stand_in_the_origin(overlay):
    text = explain("fever", overlay("  - concept: fever\n    phrases: [site heat]\n"))
    assert "a.yaml:4 (adds)" in text
    assert "site heat" in text
    text = explain("fever", overlay("  - concept: fever\n    override: true\n    phrases: [site heat]\n"))
    assert "a.yaml:4 (overrides)" in text
    assert "(overridden)" in text


def test_cues_for_other_types_are_left_out(tmp_path):
    (tmp_path / "a.yaml").write_text(
        "kind: cues\nrules:\n  - {category: absent, to: [diagnosis], phrases: [free as air of]}\n"
    )
    rules = load_rules(patterns_dir(), tmp_path)
    assert "free as air of" not in explain("hoffmann_sign", rules)
    assert "free as air of" in explain("myelopathy", rules)


def test_coverage_counts_what_stands_and_what_fires():
    found = coverage(["Positive Hoffmann on the right. Denies fever.", "Hoffmann:", "%PDF-1.7"])
    assert (found.notes, found.failed) == (2, 1)
    assert found.seen["hoffmann_sign/phrases"] == 2
    assert found.fired["hoffmann_sign/phrases"] == 1
    assert found.fired["fever/phrases"] == 1
    assert "saddle_anesthesia/phrases" in found.never
    assert any(key.startswith("cue:absent/forward") and count for key, count in found.seen.items())


def test_rules_that_never_fire_are_issues():
    rules = load_rules(patterns_dir())
    issues = coverage(["Denies fever."], rules=rules).issues(rules)
    assert {i.code for i in issues} == {"MR222"}
    assert "fever/phrases" not in {i.rule for i in issues}
    assert all(i.line for i in issues)


def test_corpora(tmp_path):
    (tmp_path / "b").mkdir()
    (tmp_path / "a.txt").write_text("one")
    (tmp_path / "b" / "c.txt").write_text("two")
    assert list(read_corpus(tmp_path)) == ["one", "two"]
    jsonl = tmp_path / "n.jsonl"
    jsonl.write_text(json.dumps({"text": "three"}) + "\n\n")
    assert list(read_corpus(jsonl)) == ["three"]
    jsonl.write_text('{"text": "four"}\n{"texts": "a secret"}\n')
    with pytest.raises(CorpusError, match=r"n\.jsonl:2") as error:
        list(read_corpus(jsonl))
    assert "secret" not in str(error.value)
    for missing in ("none.jsonl", "none.txt", "none"):
        with pytest.raises(CorpusError, match="no such"):
            list(read_corpus(tmp_path / missing))


def test_commands(tmp_path):
    (tmp_path / "a.txt").write_text("Positive Hoffmann on the right.")
    runner = CliRunner()
    assert "Hoffmann sign" in runner.invoke(app, ["explain", "hoffmann_sign"]).output
    missing = runner.invoke(app, ["explain", "hoffman_sign"])
    assert missing.exit_code == 2
    result = runner.invoke(app, ["coverage", str(tmp_path)])
    assert result.exit_code == 0
    assert "1 notes" in result.output
    assert runner.invoke(app, ["coverage", str(tmp_path / "missing.jsonl")]).exit_code == 2
    assert runner.invoke(app, ["schemas", str(tmp_path / "out")]).exit_code == 0
    assert (tmp_path / "out" / "rules.schema.json").is_file()
