"""The numbers that the risk rests on: what is better never makes one of them larger."""

from dataclasses import replace

import pytest
from assessment_builders import assessment, complete, lacking, problem, requirement
from hypothesis import given, settings
from hypothesis import strategies as st

from mednec.criteria.assessment import DelegateAnswer
from mednec.criteria.denials import denial_reason
from mednec.risk.features import FEATURES, doubts_of, features_of

ORDER = ("not_met", "conflicting", "undocumented", "met")
states = st.sampled_from(ORDER)
margins = st.none() | st.integers(-42, 40).map(float)
requirements = st.builds(
    lambda n, s, p, m, c: requirement(f"r{n}", s, p, margin_days=m, confidence=c),
    st.integers(0, 9), states, st.sampled_from([None, "care", "weakness"]), margins, st.sampled_from(["high", "low"]),
)  # fmt: skip
cases = st.lists(requirements, min_size=1, max_size=7, unique_by=lambda r: (r.pathway, r.id)).map(
    lambda rs: assessment(*rs)
)


def no_larger(after, before):
    return all(after[name] <= before[name] + 1e-12 for name in FEATURES)


def test_a_complete_clean_request_has_no_burden():
    numbers = features_of(complete())
    assert {name: n for name, n in numbers.items() if n} == {}


def test_what_is_open_and_what_is_refused_are_told_apart():
    open_item = features_of(lacking())
    refused = features_of(assessment(requirement("six_weeks", "not_met", margin_days=-21.0)))
    assert (open_item["refused"], open_item["days_open"]) == (0.0, 1.0)
    assert (refused["refused"], refused["days_short"]) == (1.0, 0.5)


def test_silence_on_care_is_no_better_than_too_little_of_it():
    silent = features_of(assessment(requirement("six_weeks", "undocumented", margin_days=-42.0)))
    two_weeks = features_of(assessment(requirement("six_weeks", "not_met", margin_days=-28.0)))
    assert no_larger(two_weeks, silent)
    assert silent["refused"] == 1.0


def test_the_nearest_pathway_counts():
    two = assessment(requirement("six_weeks", "not_met"), requirement("grade", "met", "weakness"), decision="meets")
    assert features_of(two)["refused"] == 0.0


@given(cases)
@settings(max_examples=200, deadline=None)
def test_numbers_are_shares(case):
    numbers = features_of(case)
    assert list(numbers) == list(FEATURES)
    assert all(0 <= n <= 1 for n in numbers.values())
    assert all(0 <= n <= 1 for n in doubts_of(case).values())


@given(cases, st.data())
@settings(max_examples=300, deadline=None)
def test_a_better_state_makes_no_number_larger(case, data):
    place = data.draw(st.integers(0, len(case.requirements) - 1))
    worse = case.requirements[place]
    better = data.draw(st.sampled_from(ORDER[ORDER.index(worse.state) :]))
    margin = (
        None if worse.margin_days is None else max(worse.margin_days, 0.0) if better == "met" else worse.margin_days
    )
    improved = replace(worse, state=better, margin_days=margin, evidence=requirement("x").evidence)
    after = replace(case, requirements=(*case.requirements[:place], improved, *case.requirements[place + 1 :]))
    assert no_larger(features_of(after), features_of(case))


@given(cases, requirements)
@settings(max_examples=200, deadline=None)
def test_another_open_pathway_makes_no_number_larger(case, new):
    opened = assessment(*case.requirements, replace(new, pathway="cord"))
    assert no_larger(features_of(opened), features_of(assessment(*case.requirements))) or not case.pathways


@given(st.integers(-42, -1), st.integers(0, 41))
def test_more_days_make_no_number_larger(margin, more):
    def of(days):
        state = "met" if days >= 0 else "not_met"
        return features_of(assessment(requirement("six_weeks", state, margin_days=float(days))))

    assert no_larger(of(margin + more), of(margin))


@pytest.mark.parametrize(
    ("more", "name"),
    [
        ({"coding": (problem("blocking"),)}, "coding_blocking"),
        ({"coding": (problem("warning"),)}, "coding_warnings"),
        ({"denial_reasons": (denial_reason("DV16"),)}, "site_questioned"),
        ({"delegate": DelegateAnswer("evolent", "e", "does_not_meet", None, "high")}, "delegate_unmet"),
        ({"reviewer": None}, "reviewer_unsure"),
    ],
)
def test_the_request_counts_beside_the_notes(more, name):
    assert features_of(complete(**more))[name] > features_of(complete())[name]


def test_doubts_grow_with_little_to_go_by():
    firm, unsure = doubts_of(complete()), doubts_of(lacking(confidence="low", open_questions=("Which?",)))
    assert all(unsure[name] >= firm[name] for name in firm)
    assert unsure["low_confidence"] == 1.0
