"""Studies, laboratory values, plans, operations: region, result, age of a date as written, what is only asked for."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any, ClassVar

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent))

from case_builders import finding, mention, plan, proof, state, study

from mednec.criteria.case import day_bounds
from mednec.evidence import Lab, Procedure


def asked(**spec: Any) -> dict[str, Any]:
    return {"imaging": {"modalities": ["mri"], **spec}}


class TestImaging:
    def test_done_open_or_denied(self):
        assert state(asked(), study()) == "met"
        assert state(asked()) == "undocumented"
        assert state(asked(), study(status="not_done")) == "not_met"
        assert state(asked(), study("xray")) == "undocumented"
        assert state(asked(modalities=["xray", "ct"]), study("ct")) == "met"

    def test_an_order_is_no_study(self):
        assert state(asked(), study(status="ordered", result=None)) == "undocumented"
        assert state(asked(status="ordered"), study(status="ordered", result=None)) == "met"

    def test_the_study_that_is_asked_for_proves_nothing(self):
        assert state(asked(), study(is_requested_study=True)) == "undocumented"

    def test_the_region(self):
        assert state(asked(), study(region="lumbar")) == "undocumented"
        assert state(asked(), study(region=None)) == "undocumented"
        assert state(asked(where="any"), study(region=None)) == "met"

    @pytest.mark.parametrize(
        ("result", "expected"), [("inconclusive", "met"), ("normal", "not_met"), (None, "undocumented")]
    )
    def test_the_result(self, result, expected):
        assert state(asked(results=["inconclusive"]), study(result=result)) == expected

    @pytest.mark.parametrize(
        ("written", "expected"),
        [
            ("2025-06-01", "met"),
            ("2025-05-31", "not_met"),
            ("2025-06", "met"),
            ("2025-05", "not_met"),
            ("2026", "met"),
            ("2025", "undocumented"),
            ("2024", "not_met"),
            (None, "undocumented"),
            ("last year", "undocumented"),
        ],
    )
    def test_the_age_of_a_date_as_precise_as_it_is_written(self, written, expected):
        assert state(asked(within_days=365), study(day=written)) == expected

    def test_without_a_day_of_service_no_age_is_known(self):
        assert state(asked(within_days=365), study(day="2025-06-01"), as_of=None) == "undocumented"

    def test_of_several_the_one_that_fits(self):
        old, new = study(day="2020-01-01"), study(day="2026-01-01")
        found = proof(asked(within_days=365), old, new)
        assert (found.state, found.supporting) == ("met", new.mentions)

    def test_the_nerve_study_of_the_limb(self):
        emg = {"imaging": {"modalities": ["emg_ncs"], "results": ["abnormal"], "diagnoses": ["radiculopathy"]}}
        root = {"diagnoses": ("radiculopathy",), "roots": ("C7",)}
        assert state(emg, study("emg_ncs", region="upper_limb", **root)) == "met"
        assert state(emg, study("emg_ncs", region=None, **root)) == "met"
        assert state(emg, study("emg_ncs", region="lower_limb", **root)) == "undocumented"
        assert state(emg, study("emg_ncs", region="upper_limb", diagnoses=("carpal_tunnel",))) == "not_met"
        assert state(emg, study("emg_ncs", region="upper_limb")) == "undocumented"
        assert state(emg, study("emg_ncs", region="upper_limb", result="normal", **root)) == "not_met"


@pytest.mark.parametrize(
    ("iso", "first", "last"),
    [
        ("2024", "2024-01-01", "2024-12-31"),
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("2024-12", "2024-12-01", "2024-12-31"),
        ("2024-03-14", "2024-03-14", "2024-03-14"),
    ],
)
def test_what_a_partial_date_can_mean(iso, first, last):
    bounds = day_bounds(iso)
    assert bounds is not None
    assert [day.isoformat() for day in bounds] == [first, last]


@pytest.mark.parametrize("iso", [None, "", "spring", "2024-13", "2024-3", "20240314", "2024-03-14T08:00"])
def test_what_is_no_date(iso):
    assert day_bounds(iso) is None


class TestLab:
    ASKED: ClassVar[dict[str, Any]] = {"lab": {"tests": ["crp", "esr"]}}

    @pytest.mark.parametrize(
        ("lab", "expected"),
        [
            (Lab("crp", 120, "mg/L", "high"), "met"),
            (Lab("crp", 2, "mg/L", "normal"), "not_met"),
            (Lab("crp", 8, "mg/L", None), "undocumented"),
            (Lab("crp", status="ordered"), "undocumented"),
            (Lab("wbc", 20, flag="high"), "undocumented"),
        ],
    )
    def test_out_of_range(self, lab, expected):
        assert state(self.ASKED, labs=(lab,)) == expected


class TestPlan:
    ASKED: ClassVar[dict[str, Any]] = {
        "plan": {"interventions": ["epidural_steroid_injection"], "approaches": ["transforaminal"]}
    }

    def test_the_plan_must_be_written(self):
        assert state(self.ASKED) == "not_met"
        assert state(self.ASKED, plan(approach="transforaminal")) == "met"
        assert state(self.ASKED, plan(approach="transforaminal", status="discussed")) == "met"
        assert state(self.ASKED, plan(approach="transforaminal", status="refused")) == "not_met"
        assert state(self.ASKED, plan("surgery")) == "not_met"

    def test_the_approach(self):
        assert state(self.ASKED, plan(approach="interlaminar")) == "not_met"
        assert state(self.ASKED, plan()) == "undocumented"

    def test_the_region(self):
        assert state(self.ASKED, plan(approach="transforaminal", region="lumbar")) == "not_met"
        assert state(self.ASKED, plan(approach="transforaminal", region=None)) == "met"


class TestOperation:
    ASKED: ClassVar[dict[str, Any]] = {"procedure": {}}

    def test_surgery_of_the_region(self):
        assert state(self.ASKED, finding("prior_spine_surgery", "cervical", family="context")) == "met"
        assert state(self.ASKED, finding("prior_spine_surgery", "lumbar", family="context")) == "undocumented"
        assert state(self.ASKED, finding("prior_spine_surgery", None, "absent", family="context")) == "not_met"
        assert state(self.ASKED) == "undocumented"

    def test_an_operation_by_name(self):
        fusion = Procedure("acdf", "cervical", date="2025-05", mentions=(mention("done"),))
        assert state(self.ASKED, procedures=(fusion,)) == "met"
        assert state(self.ASKED, procedures=(Procedure("fusion", "lumbar", mentions=(mention("done"),)),)) == (
            "undocumented"
        )
