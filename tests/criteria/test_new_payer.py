"""A payer that nobody foresaw comes by YAML alone: found, checked, evaluated and assessed; no Python is touched."""

from __future__ import annotations

import json
import sys
from datetime import date
from pathlib import Path

import pytest
import yaml
from jsonschema import Draft7Validator, ValidationError

sys.path.insert(0, str(Path(__file__).resolve().parent))

from case_builders import complaint, evidence, finding, therapy, verdict, visit, weakness

from mednec.criteria.assess import assess
from mednec.criteria.editor_schemas import FOLDER, NAME, editor_schema
from mednec.criteria.lint import check_criteria
from mednec.criteria.loader import load_criteria, set_files
from mednec.criteria.request import ImagingRequest
from mednec.resources import criteria_dir
from mednec.rules.editor_schemas import written

EXTENDED = """\
# A regional plan that follows eviCore, asks for eight weeks, and does not insist on a re-evaluation.
extends: evicore_spine_mri
id: river_valley_spine_mri
payer: river_valley
title: River Valley Health Plan, spine MRI
version: "2026"
effective: {from: 2026-01-01}
parameters: {minimum_days: 56}
remove: [reevaluation_after_care]
pathways:
  - id: planned_surgery
    text: Surgery of the spine is scheduled.
    provenance: derived
    source: [AGA]
    trigger: {plan: {interventions: [surgery]}}
    waives: [conservative_care_6_weeks, care_failed]
    requires:
      - id: surgery_scheduled
        text: The operation is scheduled.
        provenance: derived
        source: [AGA]
        document: The operation and its date.
        test: {plan: {interventions: [surgery], status: [scheduled]}}
"""
FROM_SCRATCH = """\
id: hilltop_neck_mri
payer: hilltop
title: Hilltop Mutual, neck MRI
version: "1"
provenance: industry_page
source: [SEED-001]
applies: {cpt: ["72141"]}
gates:
  - {id: neck, text: The complaint is of the neck., provenance: derived, source: [SEED-001],
     document: A complaint of the neck., test: {region_match: {}}}
pathways:
  - id: care
    text: Four weeks of tablets or therapy without effect.
    always_open: true
    provenance: industry_page
    source: [SEED-001]
    requires:
      - {id: four_weeks, text: Four weeks of care., provenance: industry_page, source: [SEED-001],
         document: The dates., test: {care: {minimum_days: 28, classes: [physical_therapy, nsaid]}}}
      - {id: no_effect, text: It had no effect., provenance: industry_page, source: [SEED-001],
         document: The response., test: {response: {}}}
  - id: two_signs
    text: Two signs of a pinched root.
    provenance: industry_page
    source: [SEED-001]
    trigger: {finding: {concepts: [motor_weakness, reflex_diminished, spurling_sign], where: limb}}
    waives: [four_weeks, no_effect]
    requires:
      - id: two_of_three
        text: Two of weakness, a lost reflex and a positive Spurling test.
        provenance: industry_page
        source: [SEED-001]
        document: The signs on exam.
        test:
          at_least: 2
          of:
            - finding: {concepts: [motor_weakness], where: limb}
            - finding: {concepts: [reflex_diminished], where: limb}
            - finding: {concepts: [spurling_sign]}
"""


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "river_valley.yaml").write_text(EXTENDED, encoding="utf-8")
    (tmp_path / "hilltop.yaml").write_text(FROM_SCRATCH, encoding="utf-8")
    return tmp_path


@pytest.fixture
def library(folder):
    return load_criteria(folder)


NECK = (complaint(120), finding("neck_pain"), visit())


def care(days: int, **said: object) -> object:
    begun = date.fromordinal(date(2026, 5, 20).toordinal() - days).isoformat()
    return therapy(days=days, start_date=begun, end_date="2026-05-20", **said)


def test_they_are_found_beside_ours(library):
    assert {"river_valley", "hilltop"} <= set(library.payers())
    assert set(load_criteria().payers()) < set(library.payers())
    assert library.in_force("72141", "hilltop", date(2026, 6, 1))[0].id == "hilltop_neck_mri"
    assert library.in_force("72148", "hilltop", date(2026, 6, 1)) == (None, None)


def test_they_pass_the_check(folder):
    assert [i for i in check_criteria(folder) if i.severity != "low"] == []


@pytest.mark.parametrize(
    ("days", "own", "parent"),
    [(56, "meets", "meets"), (55, "does_not_meet", "meets"), (41, "does_not_meet", "does_not_meet")],
)
def test_a_set_laid_over_another(library, days, own, parent):
    assert verdict("river_valley_spine_mri", *NECK, care(days), library=library).decision == own
    assert verdict("evicore_spine_mri", *NECK, care(days), library=library).decision == parent


def test_what_it_leaves_out_and_what_it_adds(library):
    early = (complaint(120), finding("neck_pain"), visit("2026-05-01"))
    assert verdict("evicore_spine_mri", *early, care(60), library=library).decision == "insufficient_documentation"
    assert verdict("river_valley_spine_mri", *early, care(60), library=library).decision == "meets"
    assert "reevaluation_after_care" not in {
        name for p in library.by_id("river_valley_spine_mri").pathways for name in p.waives
    }


@pytest.mark.parametrize(
    ("items", "decision"),
    [
        ((care(28),), "meets"),
        ((care(27),), "does_not_meet"),
        ((care(28, response="good"),), "does_not_meet"),
        ((weakness("4/5"), finding("spurling_sign")), "meets"),
        ((weakness("4/5"), finding("spurling_sign", status="absent"), care(10)), "insufficient_documentation"),
        ((), "insufficient_documentation"),
    ],
)
def test_a_set_from_scratch(library, items, decision):
    assert verdict("hilltop_neck_mri", *NECK, *items, library=library).decision == decision


def test_they_are_assessed_like_any_other(library):
    told = evidence(*NECK, care(28))
    (answer,) = assess(told, ImagingRequest("72141"), ["hilltop"], criteria=library)
    assert (answer.payer, answer.criteria_set, answer.decision) == ("hilltop", "hilltop_neck_mri", "meets")
    assert {r.id: r.state for r in answer.requirements}["four_weeks"] == "met"
    assert json.loads(answer.to_json())["pathway"] == "care"


class TestEditors:
    """The JSON Schema with which an editor completes and checks a criteria file."""

    VALIDATOR = Draft7Validator(editor_schema())

    def test_the_shipped_schema_is_current(self):
        text = (criteria_dir() / FOLDER / NAME).read_text(encoding="utf-8")
        assert text == written(editor_schema()), "run: python -m mednec.criteria.editor_schemas"

    @pytest.mark.parametrize("path", set_files(criteria_dir()), ids=lambda p: p.stem)
    def test_the_shipped_sets_fit_it(self, path):
        data = json.loads(json.dumps(yaml.safe_load(path.read_text(encoding="utf-8")), default=str))
        self.VALIDATOR.validate(data)

    @pytest.mark.parametrize("text", [EXTENDED, FROM_SCRATCH])
    def test_a_set_of_ones_own_fits_it(self, text):
        self.VALIDATOR.validate(json.loads(json.dumps(yaml.safe_load(text), default=str)))

    @pytest.mark.parametrize(
        "change",
        [
            ("always_open: true", "allways_open: true"),
            ("minimum_days: 28", "minimum_day: 28"),
            ("payer: hilltop\n", ""),
        ],
    )
    def test_mistakes_are_underlined(self, change):
        with pytest.raises(ValidationError):
            self.VALIDATOR.validate(yaml.safe_load(FROM_SCRATCH.replace(*change)))
