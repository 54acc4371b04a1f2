"""The simulated reviewer: held to the published rates, sees nothing but the documents, the same from the same seed."""

import json
from pathlib import Path

import numpy as np
import pytest
from assessment_builders import QUOTES, assessment, complete, lacking, problem, requirement

from mednec.corpus.documented_evidence import documented_evidence
from mednec.criteria.assess import assess
from mednec.criteria.denials import denial_reason
from mednec.criteria.request import ImagingRequest
from mednec.errors import RiskError
from mednec.risk.adjudicator import load_adjudicator
from mednec.risk.judgeable import reason_against
from mednec.risk.simulate import reviewed, shares_by_decision

CORPUS = Path(__file__).parents[2] / "corpus_synthetic" / "dev.jsonl"
BY = load_adjudicator()
MANY = 4000


def denied(case, by=BY):
    return reviewed("a case", case, by, MANY).denied.mean()


def test_published_rates_come_out_at_the_assumed_mix():
    rows = [json.loads(line) for line in CORPUS.read_text(encoding="utf-8").splitlines()[::3]]
    cases = [
        (row["id"], a)
        for row in rows
        for a in assess(documented_evidence(row), ImagingRequest(**row["request"]))
        if reason_against(a) is None
    ]
    shares, mix = shares_by_decision(cases, BY), BY.case_mix.shares()
    assert sum(mix[d] * shares[d]["denied"] for d in mix) == pytest.approx(
        BY.published_share("denied_initially"), abs=0.03
    )
    assert sum(mix[d] * shares[d]["to_peer"] for d in mix) == pytest.approx(
        BY.published_share("peer_to_peer"), abs=0.03
    )
    assert (
        shares["meets"]["denied"] < shares["insufficient_documentation"]["denied"] < shares["does_not_meet"]["denied"]
    )


def test_what_is_published_has_a_source_and_the_rest_says_that_it_is_assumed():
    assert all(p.source for p in BY.published)
    blocks = [getattr(BY, name) for name in type(BY).model_fields]
    assert all(b.provenance == "assumed" for b in blocks if hasattr(b, "provenance"))


def test_the_same_case_gets_the_same_answers():
    one, two = reviewed("n1", lacking(), BY), reviewed("n1", lacking(), BY)
    assert np.array_equal(one.denied, two.denied)
    assert not np.array_equal(one.denied, reviewed("n2", lacking(), BY).denied)
    assert not np.array_equal(one.denied, reviewed("n1", lacking(), BY, seed=1).denied)


def test_reviewers_disagree_and_miss_things():
    assert 0 < denied(complete()) < 0.15
    assert 0.2 < denied(lacking()) < 0.9


def test_a_refused_item_is_denied_more_than_an_open_one():
    refused = assessment(requirement("six_weeks", "not_met", margin_days=-30.0))
    assert denied(refused) > denied(
        assessment(requirement("six_weeks", "undocumented", margin_days=-30.0, evidence=QUOTES))
    )


def test_a_few_days_short_are_forgiven_more_often():
    few, many = (assessment(requirement("six_weeks", "not_met", margin_days=d)) for d in (-2.0, -40.0))
    assert denied(few) < denied(many)


def test_stricter_reviewers_deny_more():
    assert denied(lacking(), BY.stricter(0.7)) > denied(lacking()) > denied(lacking(), BY.stricter(-0.7))


@pytest.mark.parametrize(
    "more", [{"coding": (problem("blocking"),)}, {"denial_reasons": (denial_reason("DV16"),)}, {"reviewer": None}]
)
def test_technical_grounds_deny_complete_cases(more):
    assert denied(complete(**more)) > denied(complete())


def test_part_of_what_is_not_approved_goes_to_a_peer():
    answers = reviewed("a case", lacking(), BY, MANY)
    assert 0.1 < answers.to_peer.mean() < 0.6
    assert not answers.denied[answers.to_peer].all()


@pytest.mark.parametrize("variant", BY.variants, ids=lambda v: v.name)
def test_variants_are_other_reviewers(variant):
    assert denied(lacking(), BY.as_variant(variant)) != denied(lacking())


def test_an_unknown_quantity_is_refused():
    with pytest.raises(RiskError, match="no quantity"):
        BY.changed("acceptance.mood", 1.0)


@pytest.mark.parametrize(
    ("text", "message"),
    [("kind: adjudicator", "Field required"), ("a: [", "not valid YAML"), ("kind: reviewer", "Input should be")],
)
def test_a_file_that_is_no_adjudicator_is_refused(tmp_path, text, message):
    (tmp_path / "a.yaml").write_text(text)
    with pytest.raises(RiskError, match=message):
        load_adjudicator(tmp_path / "a.yaml")
