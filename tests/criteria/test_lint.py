"""Every lint code is found in a set that is broken on purpose, at its line where it has one; ours have none of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from mednec.criteria.lint import CODES, SEVERITIES, check_criteria

PLAN = """\
id: plan_spine
payer: plan
title: A plan
version: "1"
provenance: primary
source: [AGA]
applies: {cpt: ["72141"]}
pathways:
  - id: after_care
    text: Six weeks of care.
    always_open: true
    provenance: primary
    source: [AGA]
    requires:
      - id: six_weeks
        text: Six weeks of care.
        provenance: primary
        source: [AGA]
        document: The dates of the care.
        test: {care: {minimum_days: 42, classes: [physical_therapy]}}
  - id: weakness
    text: Weakness on exam.
    trigger: {finding: {concepts: [motor_weakness]}}
    provenance: primary
    source: [AGA]
    waives: [six_weeks]
    requires:
      - id: weak
        text: Weakness on exam.
        provenance: primary
        source: [AGA]
        document: The grade.
        test: {finding: {concepts: [motor_weakness]}}
"""


@pytest.fixture
def issues(tmp_path):
    def found(*change: str, more: str | None = None) -> list[tuple[str, int | None, str]]:
        assert not change or change[0] in PLAN
        (tmp_path / "plan.yaml").write_text(PLAN.replace(*change, 1) if change else PLAN, encoding="utf-8")
        if more is not None:
            (tmp_path / "second.yaml").write_text(more, encoding="utf-8")
        return [(i.code, i.line, f"{i.where} {i.message}") for i in check_criteria(tmp_path) if str(tmp_path) in i.path]

    return found


def line_of(word: str) -> int:
    return next(n for n, line in enumerate(PLAN.splitlines(), 1) if line.endswith(word))


def test_a_clean_set_has_no_issue(issues):
    assert issues() == []


def test_ours_have_no_issue_that_must_be_mended():
    assert [i for i in check_criteria() if i.severity != "low"] == []


@pytest.mark.parametrize(
    ("change", "code", "said", "marker"),
    [
        (("classes: [physical_therapy]", "classes: [physiotherapy]"), "MC101", "'physiotherapy'", "id: six_weeks"),
        (("[motor_weakness]}}\n    prov", "[weakness]}}\n    prov"), "MC101", "'weakness'", "id: weakness"),
        (("waives: [six_weeks]", "waives: [six_week]"), "MC102", "waives 'six_week'", "id: weakness"),
        (('["72141"]', '["72140"]'), "MC103", "CPT 72140", "id: plan_spine"),
        (("payer: plan", "payer: plan\ndelegate: nobody"), "MC103", "delegate 'nobody'", None),
        (("document: The grade.", "vector: DV99"), "MC103", "denial vector DV99", "id: weak"),
        (("source: [AGA]", "source: [HEARSAY]"), "MC201", "source 'HEARSAY'", "id: plan_spine"),
        (("document: The grade.", "confidence: low"), "MC203", "no question", "id: weak"),
        (("        document: The grade.\n", ""), "MC301", "what to document", "id: weak"),
    ],
)
def test_each_mistake_is_found_at_its_line(issues, change, code, said, marker):
    found = [(line, text) for c, line, text in issues(*change) if c == code and said in text]
    assert found
    if marker is not None:
        assert found[0][0] == line_of(marker)


@pytest.mark.parametrize(
    "test",
    [
        "finding: {concepts: [fever], supported_by: [fewer]}",
        "finding: {concepts: [fever], basis: [seen]}",
        "finding: {concepts: [fever], trajectory: [worse]}",
        "finding: {concepts: [cancer_history], detail: {active: [true]}}",
        "finding: {concepts: [cancer_history], detail: {activity: [recent]}}",
        "finding: {concepts: [weight_loss], detail: {intentional: [maybe]}}",
        "imaging: {modalities: [mr]}",
        "imaging: {modalities: [mri], results: [abnormall]}",
        "imaging: {modalities: [emg_ncs], diagnoses: [radiculitis]}",
        "response: {accept: [failed]}",
        "encounter: {modes: [office]}",
        "reevaluation: {modes: [office]}",
        "complaint: {pattern: [radiating]}",
        "complaint: {trend: [worse]}",
        "complaint: {change: [changed]}",
        "plan: {interventions: [esi]}",
        "plan: {interventions: [surgery], approaches: [anterior]}",
        "lab: {tests: [sed_rate]}",
        "lab: {tests: [esr], flags: [up]}",
        "worsening: {classes: [pt]}",
        "course: {classes: [pt]}",
        "not: {finding: {concepts: [feaver]}}",
    ],
)
def test_names_that_extraction_never_gives_would_never_be_met(issues, test):
    codes = [code for code, _, _ in issues("care: {minimum_days: 42, classes: [physical_therapy]}", test)]
    assert codes == ["MC101"]


@pytest.mark.parametrize(
    "test",
    [
        "finding: {concepts: [cancer_history], detail: {metastatic_capable: [true], activity: [active]}}",
        "finding: {concepts: [major_trauma], detail: {energy: [high, unknown]}}",
        "finding: {concepts: [weight_loss], detail: {intentional: [true]}}",
        "plan: {interventions: [epidural_steroid_injection], approaches: [transforaminal]}",
        "lab: {tests: [crp]}",
    ],
)
def test_names_that_it_gives(issues, test):
    assert issues("care: {minimum_days: 42, classes: [physical_therapy]}", test) == []


def test_an_id_twice_in_one_pathway(issues):
    twice = PLAN[PLAN.index("      - id: six_weeks") : PLAN.index("  - id: weakness")]
    assert "MC104" in [code for code, _, _ in issues("  - id: weakness", f"{twice}  - id: weakness")]


def test_a_broken_file_ends_the_check(issues):
    assert [(code, line) for code, line, _ in issues("title: A plan", "titel: A plan")] == [("MC100", 3)]


class TestVersionsOfOnePayer:
    def second(self, issues, first: str, other: str) -> list[str]:
        more = PLAN.replace("id: plan_spine", "id: plan_later").replace('version: "1"', f'version: "2"{other}')
        return [code for code, _, _ in issues('version: "1"', f'version: "1"{first}', more=more)]

    def test_that_hold_on_the_same_day(self, issues):
        assert self.second(
            issues, "\neffective: {from: 2025-01-01, to: 2026-06-01}", "\neffective: {from: 2026-01-01}"
        ) == ["MC202"]
        assert self.second(issues, "", "") == ["MC202"]
        assert self.second(issues, "\neffective: {from: 2026-01-01}", "\neffective: {from: 2026-01-01}") == ["MC202"]

    def test_that_follow_each_other(self, issues):
        assert self.second(issues, "\neffective: {from: 2025-01-01}", "\neffective: {from: 2026-01-01}") == []
        assert self.second(issues, "", "\neffective: {from: 2026-01-01}") == []


def test_every_code_has_a_severity():
    assert {severity for severity, _ in CODES.values()} == set(SEVERITIES)
    assert Path(__file__).read_text(encoding="utf-8").count('"MC') >= len(CODES)
