"""Three-valued logic: Kleene's tables and laws, the evidence that is carried, exclusions that need evidence."""

from __future__ import annotations

from itertools import permutations, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mednec.criteria.logic import (
    CONFLICTING,
    MET,
    NOT_MET,
    UNDOCUMENTED,
    Proof,
    all_of,
    any_of,
    at_least,
    not_of,
    told,
    unique,
    unless,
)
from mednec.evidence import Mention

STATES = (MET, NOT_MET, UNDOCUMENTED, CONFLICTING)
M, N, U, C = STATES

mentions = st.builds(lambda start: Mention(start, start + 5, "words"), st.integers(0, 30))
proofs = st.builds(
    Proof,
    state=st.sampled_from(STATES),
    supporting=st.lists(mentions, max_size=3).map(unique),
    opposing=st.lists(mentions, max_size=3).map(unique),
    margin_days=st.none() | st.integers(-60, 60).map(float),
    doubtful=st.booleans(),
)
several = st.lists(proofs, min_size=1, max_size=4)


def truth(state: str) -> bool | None:
    return {MET: True, NOT_MET: False}.get(state)


def places(shown: tuple[Mention, ...]) -> tuple[tuple[int, int], ...]:
    return tuple((m.start, m.end) for m in shown)


def seen(proof: Proof) -> tuple[object, ...]:
    """What must not depend on the order of the parts."""
    return proof.state, places(proof.supporting), places(proof.opposing), proof.doubtful


@pytest.mark.parametrize(
    ("a", "b", "both", "either"),
    [
        (M, M, M, M), (M, N, N, M), (M, U, U, M), (M, C, C, M),
        (N, N, N, N), (N, U, N, U), (N, C, N, C),
        (U, U, U, U), (U, C, C, C), (C, C, C, C),
    ],
)  # fmt: skip
def test_kleenes_tables(a, b, both, either):
    for x, y in ((a, b), (b, a)):
        assert all_of([Proof(x), Proof(y)]).state == both
        assert any_of([Proof(x), Proof(y)]).state == either


@pytest.mark.parametrize(("a", "negated"), [(M, N), (N, M), (U, U), (C, C)])
def test_negation(a, negated):
    assert not_of(Proof(a)).state == negated


def test_of_nothing_all_holds_and_any_does_not():
    assert all_of([]).state == MET
    assert any_of([]).state == NOT_MET


@given(several)
def test_the_order_of_the_parts_does_not_matter(parts):
    for combine in (all_of, any_of):
        assert len({seen(combine(list(order))) for order in permutations(parts)}) == 1


@given(proofs)
def test_a_part_said_twice_changes_nothing(part):
    for combine in (all_of, any_of):
        assert seen(combine([part, part])) == seen(combine([part]))


@given(several)
def test_de_morgan(parts):
    for one, other in ((all_of, any_of), (any_of, all_of)):
        denied = not_of(one(parts))
        assert (denied.state, denied.doubtful) == (
            other([not_of(p) for p in parts]).state,
            other([not_of(p) for p in parts]).doubtful,
        )


@given(proofs)
def test_two_negations_cancel(part):
    assert not_of(not_of(part)) == part


@given(several, st.data())
def test_learning_more_never_turns_an_answer_round(parts, data):
    """Monotone in information: what is decided while a part is unknown stays so whatever the part turns out to be."""
    known = [
        Proof(data.draw(st.sampled_from([MET, NOT_MET])), p.supporting) if truth(p.state) is None else p for p in parts
    ]
    count = data.draw(st.integers(1, len(parts)))
    for combine in (all_of, any_of, lambda ps: at_least(count, ps), lambda ps: not_of(all_of(ps))):
        before = combine(parts).state
        assert truth(before) is None or combine(known).state == before


@given(several)
def test_all_and_any_are_the_ends_of_at_least(parts):
    for counted, combined in ((at_least(len(parts), parts), all_of(parts)), (at_least(1, parts), any_of(parts))):
        assert (counted.state, counted.doubtful) == (combined.state, combined.doubtful)


@pytest.mark.parametrize("states", list(product(STATES, repeat=3)))
def test_at_least_two_of_three(states):
    values = [truth(s) for s in states]
    found = at_least(2, [Proof(s) for s in states]).state
    if values.count(True) >= 2:
        assert found == MET
    elif values.count(False) >= 2:
        assert found == NOT_MET
    else:
        assert found == (CONFLICTING if CONFLICTING in states else UNDOCUMENTED)


def test_at_least_says_how_many():
    assert at_least(2, [Proof(MET), Proof(NOT_MET), Proof(UNDOCUMENTED)]).detail.startswith("1 of 2 needed")


@pytest.mark.parametrize(("a", "expected"), [(M, N), (N, M), (U, M), (C, M)])
def test_an_exclusion_applies_only_on_evidence(a, expected):
    assert unless(Proof(a)).state == expected


@pytest.mark.parametrize(("a", "expected"), [(M, M), (N, N), (U, N), (C, C)])
def test_what_counts_only_when_it_is_written_down(a, expected):
    assert told(Proof(a)).state == expected
    assert told(Proof(U, (Mention(1, 2, "x"),))).state == U


def test_what_excludes_is_shown_as_opposing():
    found = Mention(1, 2, "x")
    assert unless(Proof(MET, (found,))).opposing == (found,)


def test_an_exclusion_that_is_only_assumed_stays_doubtful():
    assumed = Proof(MET, doubtful=True, questions=("Is it?",))
    assert unless(assumed).doubtful
    assert unless(assumed).questions == ("Is it?",)
    assert not unless(Proof(UNDOCUMENTED, doubtful=True, questions=("Is it?",))).questions


@given(several)
def test_no_evidence_for_a_conjunction_is_lost(parts):
    joined = all_of(parts)
    for shown, kind in ((joined.supporting, "supporting"), (joined.opposing, "opposing")):
        assert list(places(shown)) == sorted({place for p in parts for place in places(getattr(p, kind))})


class TestDoubt:
    SURE, UNSURE = Proof(MET, detail="sure"), Proof(MET, detail="unsure", doubtful=True, questions=("Really?",))

    def test_one_sure_alternative_is_enough(self):
        found = any_of([self.UNSURE, self.SURE])
        assert (found.doubtful, found.questions, found.detail) == (False, (), "sure")

    def test_all_parts_must_be_sure(self):
        found = all_of([self.UNSURE, self.SURE])
        assert (found.doubtful, found.questions) == (True, ("Really?",))

    def test_one_sure_refusal_is_enough(self):
        sure, unsure = Proof(NOT_MET), Proof(NOT_MET, doubtful=True, questions=("Really?",))
        assert not all_of([unsure, sure]).doubtful
        assert all_of([unsure, unsure]).doubtful
        assert any_of([unsure, sure]).doubtful

    def test_enough_sure_parts_are_enough(self):
        assert not at_least(1, [self.UNSURE, self.SURE]).doubtful
        assert at_least(2, [self.UNSURE, self.SURE]).doubtful


class TestMargins:
    """How far the documented days lie from the threshold."""

    def test_the_nearest_alternative_tells_how_far_it_is(self):
        far, near = Proof(NOT_MET, margin_days=-42), Proof(NOT_MET, margin_days=-5)
        assert any_of([far, near]).margin_days == -5

    def test_the_scarcest_part_tells_how_far_it_is(self):
        assert all_of([Proof(MET, margin_days=14), Proof(MET, margin_days=3), Proof(MET)]).margin_days == 3
