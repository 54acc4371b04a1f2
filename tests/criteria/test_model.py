"""The shapes of criteria files: one key a test, one way to open a pathway, no unknown keys, no values in messages."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from mednec.criteria.model import (
    CONFIDENCE_OF,
    CriteriaSet,
    Predicate,
    Requirement,
    plain,
    predicate_specs,
    subtests,
)
from mednec.criteria.model import Test as CriteriaTest
from mednec.criteria.predicates import PREDICATES

WEAKNESS = {"finding": {"concepts": ["motor_weakness"]}}
REQUIREMENT = {"id": "weak", "text": "Weakness on exam.", "test": WEAKNESS, "provenance": "derived", "source": ["AGA"]}
PATHWAY = {
    "id": "deficit",
    "text": "A deficit on exam.",
    "always_open": True,
    "requires": [REQUIREMENT],
    "provenance": "derived",
    "source": ["AGA"],
}
SET = {
    "id": "plan_spine",
    "payer": "plan",
    "title": "Plan",
    "version": "1",
    "provenance": "primary",
    "source": ["AGA"],
    "applies": {"cpt": ["72141"]},
    "pathways": [PATHWAY],
}


def test_every_predicate_of_the_files_has_a_function_and_a_polarity():
    specs = predicate_specs()
    assert set(specs) == set(PREDICATES)
    assert all(spec.polarity in ("favourable", "neutral") for spec in specs.values())
    assert all((spec.__doc__ or "").strip() for spec in specs.values())
    assert specs["care"].polarity == "favourable"
    assert specs["age"].polarity == "neutral"


class TestATest:
    @pytest.mark.parametrize(
        "written",
        [
            {},
            WEAKNESS | {"region_match": {}},
            {"all": [WEAKNESS], "any": [WEAKNESS]},
            {"at_least": 1},
            {"of": [WEAKNESS, WEAKNESS]},
            {"at_least": 3, "of": [WEAKNESS, WEAKNESS]},
            {"at_least": 0, "of": [WEAKNESS, WEAKNESS]},
            {"all": []},
            {"wish": {}},
            {"finding": {"concepts": []}},
            {"finding": {"concepts": ["a"], "colour": "red"}},
            {"care": {"minimum_days": 0, "classes": ["nsaid"]}},
            {"pain": {"at_least": 11}},
            {"assume": {"state": "maybe", "question": "Is it enough?"}},
            {"assume": {"state": "met", "question": "?"}},
        ],
    )
    def test_has_exactly_one_key_with_known_arguments(self, written):
        with pytest.raises(ValidationError):
            CriteriaTest.model_validate(written)

    @pytest.mark.parametrize("key", ["finding", "region_match", "procedure", "not", "unless", "all", "named"])
    def test_without_a_value_is_refused_for_it_would_always_be_met(self, key):
        with pytest.raises(ValidationError, match="has no value"):
            CriteriaTest.model_validate({key: None})

    def test_that_names_another_is_refused_outside_a_set(self):
        with pytest.raises(ValidationError, match="named tests"):
            CriteriaTest.model_validate({"named": "six_weeks"})

    def test_messages_do_not_quote_the_file(self):
        with pytest.raises(ValidationError) as error:
            CriteriaTest.model_validate({"pain": {"at_least": "Mrs. Example"}})
        assert "Example" not in str(error.value)

    def test_parts_and_predicate(self):
        both = CriteriaTest.model_validate({"all": [WEAKNESS, {"not": {"any": [WEAKNESS]}}, {"unless": WEAKNESS}]})
        assert both.predicate is None
        assert len(both.parts) == 3
        assert [t.predicate[0] for t in subtests(both) if t.predicate] == ["finding"] * 3
        assert plain(both)["all"][1] == {"not": {"any": [WEAKNESS]}}

    def test_bounds_that_ask_for_nothing_are_refused(self):
        for name in ("age", "symptom_days"):
            with pytest.raises(ValidationError, match="at_least or below"):
                CriteriaTest.model_validate({name: {}})


class TestASet:
    def test_is_whole(self):
        found = CriteriaSet.model_validate(SET)
        assert found.certainty == "high"
        assert found.pathways[0].certainty == "medium"

    @pytest.mark.parametrize(
        ("change", "message"),
        [
            ({"pathways": []}, "needs pathways"),
            ({"kind": "guideline"}, "needs variants"),
            ({"colour": "red"}, "colour"),
            ({"source": []}, "source"),
            ({"provenance": "hearsay"}, "provenance"),
            ({"id": "Plan Spine"}, "id"),
            ({"effective": {"from": "2026-05-04", "to": "2026-01-01"}}, "ends before it begins"),
            ({"pathways": [PATHWAY | {"trigger": WEAKNESS}]}, "always_open or has a trigger"),
            ({"pathways": [PATHWAY | {"always_open": False}]}, "always_open or has a trigger"),
            ({"pathways": [PATHWAY | {"requires": []}]}, "requires"),
            ({"pathways": [PATHWAY | {"requires": [REQUIREMENT | {"vector": "2"}]}]}, "vector"),
            ({"pathways": [PATHWAY | {"regions": ["knee"]}]}, "regions"),
        ],
    )
    def test_mistakes_are_refused(self, change, message):
        with pytest.raises(ValidationError, match=message):
            CriteriaSet.model_validate(SET | change)

    @pytest.mark.parametrize(("provenance", "certainty"), sorted(CONFIDENCE_OF.items()))
    def test_how_sure_a_fact_is_follows_its_provenance_unless_said(self, provenance, certainty):
        fact = REQUIREMENT | {"provenance": provenance}
        assert Requirement.model_validate(fact).certainty == certainty
        assert Requirement.model_validate(fact | {"confidence": "low"}).certainty == "low"

    def test_values_are_frozen(self):
        with pytest.raises(ValidationError):
            CriteriaSet.model_validate(SET).payer = "other"


def test_a_predicate_helps_unless_it_says_otherwise():
    assert Predicate.polarity == "favourable"
