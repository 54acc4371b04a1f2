"""``mednec criteria``: check, list, show, diff; errors a person can act on, and never a traceback."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from mednec.criteria.commands import app, words
from mednec.criteria.loader import load_criteria
from mednec.criteria.model import Test as CriteriaTest

PLAN = "extends: aetna_spine_mri\nid: my_plan\npayer: my_plan\ntitle: My [own] plan\nversion: '7'\n"


@pytest.fixture
def run(monkeypatch):
    monkeypatch.setenv("COLUMNS", "300")

    def invoke(*arguments: object) -> Result:
        result = CliRunner().invoke(app, [str(a) for a in arguments])
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        assert "Traceback" not in result.output
        return result

    return invoke


@pytest.fixture
def own(tmp_path):
    def written(text: str = PLAN) -> Path:
        (tmp_path / "plan.yaml").write_text(text, encoding="utf-8")
        return tmp_path

    return written


class TestCheck:
    def test_ours(self, run):
        result = run("check")
        assert result.exit_code == 0
        assert "0 high, 0 medium" in result.output

    def test_a_clean_set_of_ones_own(self, run, own):
        assert run("check", own()).exit_code == 0

    def test_an_unknown_name_fails_the_check_and_says_where(self, run, own):
        result = run("check", own(PLAN + "tests: {root_sign: {finding: {concepts: [weaknes]}}}\n"))
        assert result.exit_code == 1
        assert "MC101" in result.output
        assert "'weaknes' is no name that extraction gives" in result.output

    @pytest.mark.parametrize(
        ("text", "said"),
        [
            (PLAN + "colour: red\n", "unknown key 'colour'"),
            ("id: [", "not valid YAML"),
            ("a: b\n", "begins with 'id:'"),
        ],
    )
    def test_a_broken_file(self, run, own, text, said):
        result = run("check", own(text))
        assert result.exit_code == 1
        assert said in result.output
        assert "plan.yaml" in result.output

    def test_a_folder_that_is_not_there(self, run, tmp_path):
        result = run("check", tmp_path / "nowhere")
        assert result.exit_code == 1
        assert "no criteria files" in result.output


class TestList:
    def test_every_set_with_its_dates_and_confidence(self, run):
        result = run("list")
        assert result.exit_code == 0
        for found in load_criteria().sets:
            assert found.criteria.id in result.output
        assert "2026-02-03" in result.output

    def test_with_ones_own(self, run, own):
        assert "my_plan" in run("list", "--criteria", own()).output

    def test_with_a_broken_file(self, run, own):
        result = run("list", "--criteria", own("id: ["))
        assert result.exit_code == 1
        assert "not valid YAML" in result.output


class TestShow:
    @pytest.mark.parametrize("set_id", [s.criteria.id for s in load_criteria().sets])
    def test_every_fact_with_where_it_comes_from(self, run, set_id):
        found = load_criteria().by_id(set_id)
        result = run("show", set_id)
        assert result.exit_code == 0
        for entry in (*found.gates, *found.pathways, *found.variants):
            assert entry.id in result.output
        for question in (p.question for p in found.pathways if p.question):
            assert question[:40] in result.output
        assert found.provenance in result.output

    def test_words_in_brackets_are_shown_as_they_are(self, run, own):
        assert "My [own] plan" in run("show", "my_plan", "--criteria", own()).output

    def test_an_unknown_set(self, run):
        result = run("show", "nobody")
        assert result.exit_code == 1
        assert "no criteria set is called 'nobody'; known sets:" in result.output


class TestDiff:
    def test_two_versions(self, run):
        result = run("diff", "unitedhealthcare_commercial_spine_mri_2025", "unitedhealthcare_commercial_spine_mri")
        assert result.exit_code == 0
        assert "V5.0.2025" in result.output
        assert "V3.0.2026" in result.output

    def test_none(self, run):
        assert "no differences" in run("diff", "aetna_spine_mri", "aetna_spine_mri").output

    def test_with_ones_own(self, run, own):
        result = run("diff", "aetna_spine_mri", "my_plan", "--criteria", own())
        assert result.exit_code == 0
        assert "My [own] plan" in result.output

    def test_an_unknown_set(self, run):
        assert run("diff", "aetna_spine_mri", "nobody").exit_code == 1


@pytest.mark.parametrize(
    ("test", "said"),
    [
        ({"finding": {"concepts": ["fever"]}}, "finding {concepts fever}"),
        ({"not": {"region_match": {}}}, "not region_match {}"),
        ({"unless": {"any": [{"region_match": {}}, {"procedure": {}}]}}, "unless (region_match {} or procedure {})"),
        ({"at_least": 1, "of": [{"region_match": {}}, {"procedure": {}}]}, "1 of: region_match {}, procedure {}"),
        ({"finding": {"concepts": ["fever"], "recent": True}}, "finding {concepts fever; recent yes}"),
    ],
)
def test_a_test_in_words(test, said):
    assert words(CriteriaTest.model_validate(test)) == said
