"""Every lint code is found in a deliberately broken ruleset, at its line; our own rules have no grave issue."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from mednec.resources import patterns_dir
from mednec.rules.commands import app
from mednec.rules.issues import CODES, SEVERITIES
from mednec.rules.lint import check_rules
from mednec.rules.loader import load_rules
from mednec.rules.medspacy_json import check_medspacy_json

BROKEN = Path(__file__).parent / "broken"
pytestmark = pytest.mark.xdist_group("lint")  # one worker: the fixtures check all our rules


@pytest.fixture(scope="module")
def broken():
    return check_rules([BROKEN])


@pytest.fixture(scope="module")
def ours():
    return check_rules([patterns_dir()])


def line_of(file: str, text: str) -> int:
    lines = (BROKEN / file).read_text().splitlines()
    return next(i for i, line in enumerate(lines, 1) if text in line)


@pytest.mark.parametrize(
    ("code", "file", "rule", "text"),
    [
        ("MR201", "unreadable.yaml", "", None),
        ("MR202", "unknown_key.yaml", "", "phrasez"),
        ("MR202", "unknown_key.yaml", "", "exampels"),
        ("MR203", "wrong_value.yaml", "", "nonsense"),
        ("MR203", "wrong_value.yaml", "", "sideways"),
        ("MR204", "findings.yaml", "", "[alpha finding]"),
        ("MR205", "findings.yaml", "bad_brackets", "beta (one"),
        ("MR206", "findings.yaml", "matches_nothing", "[gamma]"),
        ("MR207", "findings.yaml", "shadowed", "eta sign"),
        ("MR208", "findings.yaml", "second_meaning", "lambda [thick]"),
        ("MR209", "findings.yaml", "without_examples", "concept: without_examples"),
        ("MR210", "findings.yaml", "without_absent", "concept: without_absent"),
        ("MR211", "findings.yaml", "failing", "Has omega."),
        ("MR212", "findings.yaml", "doubled", "no  sigma."),
        ("MR212", "findings.yaml", "doubled", '"..."'),
        ("MR213", "cues.yaml", "absent", "No **omega."),
        ("MR214", "findings.yaml", "slow", "@level .. rho"),
        ("MR215", "findings.yaml", "idle_exclude", "stigma free"),
        ("MR216", "findings.yaml", "unknown_concept", "implies:"),
        ("MR216", "findings.yaml", "unknown_concept", "denies:"),
        ("MR216", "findings.yaml", "unknown_concept", "still_not_one"),
        ("MR217", "findings.yaml", "unknown_place", "elbow_pit"),
        ("MR218", "findings.yaml", "undeclared", "Stigmata here."),
        ("MR218", "therapies.yaml", "bracing", "corset"),
        ("MR219", "findings.yaml", "overrides_nothing", "override: true"),
        ("MR220", "findings.yaml", "wordless", "concept: wordless"),
        ("MR221", "findings.yaml", "always_excluded", "old san, san"),
    ],
)
def test_each_code_is_found_at_its_line(broken, code, file, rule, text):
    found = [i for i in broken if i.code == code and Path(i.path).name == file and i.rule == rule]
    assert found, f"no {code} for {rule or file}"
    if text is not None:
        assert line_of(file, text) in {i.line for i in found}


def test_every_code_of_rule_files_is_tested(broken):
    # MR222 needs a corpus, MR23x a medSpaCy file: tests of their own.
    assert {i.code for i in broken} == {c for c in CODES if c < "MR222"}


@pytest.mark.parametrize("rule", ["first_meaning", "idle_exclude/digamma function"])
def test_what_is_right_is_not_reported(broken, rule):
    name, _, words = rule.partition("/")
    assert not [i for i in broken if i.rule == name and words in i.message and (words or i.code != "MR215")]


def test_only_the_patterns_that_are_slow_are(broken):
    assert len([i for i in broken if i.code == "MR214"]) == 2


def test_every_code_says_what_to_do(broken):
    assert all(c.severity in SEVERITIES and c.title and c.advice.endswith(".") for c in CODES.values())
    assert all(i.advice and i.message and i.severity == CODES[i.code].severity for i in broken)


def test_the_gravest_come_first(broken):
    ranks = [SEVERITIES.index(i.severity) for i in broken]
    assert ranks == sorted(ranks)


def test_our_rules_are_readable_and_consistent(ours):
    # Failing examples have a test each in test_examples.py.
    assert not [i for i in ours if i.severity == "high" and i.code != "MR211"]


def test_an_overlay_is_checked_against_our_rules(tmp_path):
    (tmp_path / "a.yaml").write_text(
        "kind: findings\nfamily: context\nrules:\n  - concept: site_shakes\n    phrases: [saddle anesthesia]\n"
        '    examples: [{text: "No saddle anesthesia.", status: absent}]\n'
    )
    found = [i for i in check_rules([patterns_dir(), tmp_path]) if i.path.startswith(str(tmp_path))]
    assert {(i.code, i.rule) for i in found} == {("MR208", "site_shakes")}
    assert any("saddle_anesthesia" in issue.message for issue in found)


# ---- medSpaCy files


def test_medspacy_rule_files(tmp_path):
    path = tmp_path / "rules.json"
    rules = [
        {"literal": "fever", "category": "FEVER"},
        {"literal": "Fever", "category": "CHILLS"},
        {"literal": "", "category": "NOTHING"},
        {"literal": "cough", "category": "COUGH", "patern": []},
        {"literal": "maybe", "category": "COUGH", "pattern": [{"LOWER": "x", "OP": "?"}]},
    ]
    cues = [
        {"literal": "no", "category": "NEGATED_EXISTENCE", "pattern": "FORWARD"},
        {"literal": "not", "category": "NEGATED_EXISTENCE", "direction": "ONWARD"},
        {"literal": "un", "category": "NEGATED_EXISTENCE", "allowed_types": ["Motor deficit"]},
    ]
    path.write_text(json.dumps({"target_rules": rules, "context_rules": cues}, indent=1))
    issues = check_medspacy_json(path)
    assert sorted(i.code for i in issues) == ["MR231", "MR231", "MR232", "MR233", "MR233", "MR233", "MR234"]
    assert next(i for i in issues if i.code == "MR232").line == 8


def test_a_medspacy_file_that_is_none(tmp_path):
    path = tmp_path / "rules.json"
    path.write_text("{]")
    assert [i.code for i in check_medspacy_json(path)] == ["MR201"]
    path.write_text("[]")
    assert [i.code for i in check_medspacy_json(path)] == ["MR231"]


# ---- the command


def test_check_fails_on_high_issues_and_names_them():
    result = CliRunner().invoke(app, ["check", str(BROKEN), "--severity", "high", "--advice"])
    assert result.exit_code == 1
    assert "MR201" in result.output
    assert CODES["MR201"].title in result.output


def test_check_passes_on_a_clean_overlay(tmp_path):
    (tmp_path / "a.yaml").write_text(
        "kind: findings\nfamily: context\nrules:\n  - concept: site_hiccups\n    phrases: [hiccups]\n"
        '    examples: [{text: "No hiccups.", status: absent}]\n'
    )
    result = CliRunner().invoke(app, ["check", str(tmp_path)])
    assert (result.exit_code, result.output.strip()) == (0, "0 high, 0 medium, 0 low")


def test_check_of_a_medspacy_file(tmp_path):
    path = tmp_path / "rules.json"
    path.write_text(json.dumps({"target_rules": [{"literal": "fever"}]}))
    assert CliRunner().invoke(app, ["check", "--medspacy", str(path)]).exit_code == 1


def test_schemas_are_current():
    from mednec.rules.editor_schemas import FOLDER, outdated

    assert not outdated(patterns_dir() / FOLDER), "run python -m mednec.rules.editor_schemas"


def test_rule_files_satisfy_their_schema():
    import jsonschema
    import yaml

    from mednec.rules.editor_schemas import editor_schemas
    from mednec.rules.loader import _RuleLoader

    schema = editor_schemas()["rules.schema.json"]
    validator = jsonschema.Draft7Validator(schema)
    for path in sorted(patterns_dir().rglob("*.yaml")):
        errors = [e.message for e in validator.iter_errors(yaml.load(path.read_bytes(), Loader=_RuleLoader))]
        assert not errors, path
    assert load_rules(patterns_dir()).findings
