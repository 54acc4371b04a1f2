"""From requirements to a decision: gates, pathways that open, waivers, nearness, confidence, open questions."""

from __future__ import annotations

import sys
from dataclasses import replace
from itertools import count, product
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent))

from case_builders import case, complaint, contradiction, finding, mention, therapy, weakness

from mednec.criteria.evaluation import Verdict, evaluate, rate
from mednec.criteria.model import CriteriaSet

MET: dict[str, Any] = {"age": {"at_least": 1}}
NOT_MET: dict[str, Any] = {"age": {"below": 1}}
OPEN: dict[str, Any] = {"pain": {"at_least": 1}}
OF = {"met": MET, "not_met": NOT_MET, "undocumented": OPEN}
FACT: dict[str, Any] = {"provenance": "primary", "source": ["AGA"]}
WEAK = {"finding": {"concepts": ["motor_weakness"]}}
TENDER = {"finding": {"concepts": ["midline_tenderness"]}}
QUESTION = "Is that really enough?"
_NUMBERS = count(1)


def assumed(state: str, question: str = QUESTION) -> dict[str, Any]:
    return {"assume": {"state": state, "question": question}}


def care(days: int) -> dict[str, Any]:
    return {"care": {"minimum_days": days, "classes": ["physical_therapy"]}}


def requirement(test: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"id": f"r{next(_NUMBERS)}", "text": "What is required.", "test": test, **FACT, **more}


def pathway(*tests: dict[str, Any], id: str = "main", **more: Any) -> dict[str, Any]:  # noqa: A002 - as in the files
    requires = [t if "test" in t else requirement(t) for t in tests]
    opened = {} if "trigger" in more else {"always_open": True}
    return {"id": id, "text": "A way to meet it.", "requires": requires, **opened, **FACT, **more}


def coverage(*pathways: dict[str, Any], gates: tuple[dict[str, Any], ...] = (), **more: Any) -> CriteriaSet:
    return CriteriaSet.model_validate(
        {
            "id": "plan_spine",
            "payer": "plan",
            "title": "A plan",
            "version": "1",
            "applies": {"cpt": ["72141"]},
            "pathways": list(pathways),
            "gates": [g if "test" in g else requirement(g) for g in gates],
            **FACT,
            **more,
        }
    )


def judged(*pathways: dict[str, Any], gates: tuple[dict[str, Any], ...] = (), items: Any = (), **more: Any) -> Verdict:
    return evaluate(coverage(*pathways, gates=gates), case(*items, **more))


def decision(*pathways: dict[str, Any], **more: Any) -> str:
    return judged(*pathways, **more).decision


MEETS, FAILS, INSUFFICIENT = "meets", "does_not_meet", "insufficient_documentation"


class TestPathways:
    @pytest.mark.parametrize(
        ("states", "expected"),
        [
            (("met", "met"), MEETS),
            (("met", "undocumented"), INSUFFICIENT),
            (("met", "not_met"), FAILS),
            (("undocumented", "not_met"), FAILS),
        ],
    )
    def test_all_requirements_of_a_pathway_are_needed(self, states, expected):
        assert decision(pathway(*(OF[s] for s in states))) == expected

    @pytest.mark.parametrize(("first", "second"), list(product(OF, repeat=2)))
    def test_any_pathway_is_enough(self, first, second):
        found = decision(pathway(OF[first], id="one"), pathway(OF[second], id="two"))
        states = {first, second}
        assert found == (MEETS if "met" in states else INSUFFICIENT if "undocumented" in states else FAILS)

    def test_for_and_against_counts_as_unknown(self):
        said, denied = mention("present", basis="examined"), mention("absent")
        disputed = replace(weakness(), mentions=(said, denied))
        found = judged(pathway(WEAK), items=(disputed, contradiction(said, denied)))
        assert found.decision == INSUFFICIENT
        assert found.best.checked[0].state == "conflicting"
        assert found.best.state == "undocumented"

    def test_only_pathways_of_the_region_are_walked(self):
        neck = pathway(MET, id="neck", regions=["cervical"])
        assert decision(pathway(NOT_MET), neck) == MEETS
        assert decision(pathway(NOT_MET), neck, region="lumbar") == FAILS


class TestTriggers:
    def open_pathways(self, trigger: dict[str, Any], *items: Any, **more: Any) -> list[str]:
        found = judged(pathway(NOT_MET), pathway(OPEN, id="flag", trigger=trigger), items=items, **more)
        assert set(found.closed) | {w.pathway.id for w in found.open_pathways} == {"main", "flag"}
        return [w.pathway.id for w in found.open_pathways if w.pathway.id == "flag"]

    def test_silence_and_denial_keep_it_closed(self):
        assert not self.open_pathways(WEAK)
        assert not self.open_pathways(WEAK, weakness(status="absent"))
        assert self.open_pathways(WEAK, weakness())

    def test_silence_does_not_keep_a_case_open(self):
        cancer = pathway(OPEN, id="flag", trigger={"finding": {"concepts": ["cancer_history"]}})
        assert decision(pathway(NOT_MET), cancer) == FAILS

    def test_a_hint_opens_it(self):
        assert self.open_pathways(WEAK, weakness(status="possible"))
        assert self.open_pathways(
            {"finding": {"concepts": ["motor_weakness"], "grade_at_most": 3}}, weakness(grade=None)
        )

    def test_of_a_combination_every_part_must_be_hinted_at(self):
        both = {"all": [WEAK, TENDER]}
        assert not self.open_pathways(both, weakness())
        assert self.open_pathways(both, weakness(), finding("midline_tenderness"))
        assert self.open_pathways(both, weakness(), finding("midline_tenderness", status="possible"))
        assert not self.open_pathways(both, weakness(), finding("midline_tenderness", status="absent"))
        disputed = replace(weakness(), mentions=(mention(), mention("absent")))
        assert not self.open_pathways(both, disputed, contradiction(*disputed.mentions))

    def test_within_alternatives_too(self):
        either = {"any": [{"finding": {"concepts": ["fever"]}}, {"all": [WEAK, TENDER]}]}
        assert not self.open_pathways(either, weakness())
        assert self.open_pathways(either, weakness(), finding("midline_tenderness"))
        assert self.open_pathways(either, finding("fever", status="possible"))

    def test_an_unknown_age_hints_at_nothing(self):
        child = {"all": [{"age": {"below": 18}}, {"finding": {"concepts": ["neck_pain"]}}]}
        assert not self.open_pathways(child, finding("neck_pain"), age=None)

    def test_enough_parts_of_several_must_be_hinted_at(self):
        two = {"at_least": 2, "of": [WEAK, TENDER, {"finding": {"concepts": ["fever"]}}]}
        assert not self.open_pathways(two, weakness())
        assert self.open_pathways(two, weakness(), finding("fever", status="possible"))


class TestGates:
    @pytest.mark.parametrize(
        ("gate", "path", "expected"),
        [
            ("met", "met", MEETS), ("undocumented", "met", INSUFFICIENT), ("not_met", "met", FAILS),
            ("met", "undocumented", INSUFFICIENT), ("undocumented", "undocumented", INSUFFICIENT),
            ("undocumented", "not_met", FAILS), ("not_met", "undocumented", FAILS), ("not_met", "not_met", FAILS),
        ],
    )  # fmt: skip
    def test_a_gate_in_the_way(self, gate, path, expected):
        assert decision(pathway(OF[path]), gates=(OF[gate],)) == expected

    def test_a_red_flag_does_not_waive_the_exam(self):
        exam = {"exam": {"covers": ["motor", "sensory", "reflex"]}}
        flag = pathway(WEAK, id="flag", trigger=WEAK, waives=[])
        found = judged(pathway(care(42)), flag, gates=(exam,), items=(weakness("2/5"),))
        assert found.decision == INSUFFICIENT
        assert found.gates[0].state == "undocumented"


class TestWaivers:
    def sets(self, *waives: str) -> tuple[dict[str, Any], ...]:
        weeks, failed = requirement(care(42), id="six_weeks"), requirement(NOT_MET, id="other")
        return pathway(weeks, failed), pathway(WEAK, id="flag", trigger=WEAK, waives=list(waives))

    def states(self, found: Verdict, id: str = "main") -> dict[str, str]:  # noqa: A002
        (walked,) = [w for w in found.open_pathways if w.pathway.id == id]
        return {c.requirement.id: c.state for c in walked.checked}

    def test_a_met_pathway_waives_what_it_names_and_nothing_else(self):
        found = judged(*self.sets("six_weeks"), items=(weakness(), therapy(days=10)))
        assert found.decision == MEETS
        assert self.states(found) == {"six_weeks": "waived", "other": "not_met"}
        (waived,) = [c for w in found.open_pathways for c in w.checked if c.waived_by]
        assert waived.waived_by == "flag"

    def test_a_pathway_that_is_not_met_waives_nothing(self):
        found = judged(*self.sets("six_weeks"), items=(weakness(status="possible"), therapy(days=10)))
        assert self.states(found)["six_weeks"] == "not_met"

    def test_what_is_met_is_not_waived(self):
        found = judged(*self.sets("six_weeks"), items=(weakness(), therapy(days=56)))
        assert self.states(found)["six_weeks"] == "met"

    def test_a_gate_of_the_same_name_stays(self):
        gate = requirement(OPEN, id="six_weeks")
        found = judged(*self.sets("six_weeks"), gates=(gate,), items=(weakness(),))
        assert (found.decision, found.gates[0].state) == (INSUFFICIENT, "undocumented")


class TestNearness:
    def first(self, *pathways: dict[str, Any], items: Any = ()) -> str:
        best = judged(*pathways, items=items).best
        assert best is not None
        return best.pathway.id

    def test_the_met_pathway_comes_first_the_surest_of_several(self):
        unsure = pathway(MET, id="unsure", confidence="low", question=QUESTION)
        assert self.first(pathway(NOT_MET), unsure, pathway(MET, id="sure")) == "sure"
        assert self.first(pathway(NOT_MET), unsure) == "unsure"

    def test_what_can_be_documented_is_nearer_than_what_is_refuted(self):
        assert self.first(pathway(NOT_MET, id="refuted"), pathway(OPEN, OPEN, OPEN, id="open")) == "open"

    def test_fewer_gaps_then_fewer_days(self):
        assert self.first(pathway(OPEN, OPEN, id="two"), pathway(OPEN, MET, id="one")) == "one"
        far, near = pathway(care(84), id="far"), pathway(care(42), id="near")
        assert self.first(far, near, items=(therapy(days=30),)) == "near"

    def test_the_order_of_the_file_settles_the_rest(self):
        assert self.first(pathway(OPEN, id="b"), pathway(OPEN, id="a")) == "b"


class TestConfidence:
    LOW: dict[str, Any] = {"confidence": "low", "question": QUESTION}  # noqa: RUF012 - read only

    def sure(self, *pathways: dict[str, Any], **more: Any) -> tuple[str, str, tuple[str, ...]]:
        found = judged(*pathways, **more)
        return found.decision, found.confidence, found.questions

    def test_to_meet_is_as_sure_as_the_weakest_of_what_is_needed(self):
        assert self.sure(pathway(MET, MET)) == (MEETS, "high", ())
        medium = requirement(MET, provenance="secondary")
        assert self.sure(pathway(MET, medium)) == (MEETS, "medium", ())
        assert self.sure(pathway(MET, requirement(MET, **self.LOW))) == (MEETS, "low", (QUESTION,))
        assert self.sure(pathway(MET, **self.LOW)) == (MEETS, "low", (QUESTION,))
        assert self.sure(pathway(MET, assumed("met"))) == (MEETS, "low", (QUESTION,))

    def test_to_fail_one_sure_failure_is_enough(self):
        low = requirement(NOT_MET, **self.LOW)
        assert self.sure(pathway(NOT_MET, low)) == (FAILS, "high", ())
        assert self.sure(pathway(low)) == (FAILS, "low", (QUESTION,))
        assert self.sure(pathway(assumed("not_met"))) == (FAILS, "low", (QUESTION,))

    def test_every_pathway_must_fail_surely(self):
        assert self.sure(pathway(NOT_MET), pathway(NOT_MET, id="b", **self.LOW)) == (FAILS, "low", (QUESTION,))

    def test_a_gate_that_surely_fails_settles_it(self):
        assert self.sure(pathway(NOT_MET, **self.LOW), gates=(NOT_MET,)) == (FAILS, "high", ())
        assert self.sure(pathway(MET), gates=(requirement(NOT_MET, **self.LOW),)) == (FAILS, "low", (QUESTION,))

    def test_a_satisfied_gate_of_unsure_source_takes_nothing_away(self):
        assert self.sure(pathway(MET), gates=(requirement(MET, **self.LOW),)) == (MEETS, "high", ())

    def test_only_gates_that_decide_ask(self):
        gate = requirement(MET, question="Is telehealth enough?")
        assert self.sure(pathway(MET, **self.LOW), gates=(gate,)) == (MEETS, "low", (QUESTION,))
        assert self.sure(pathway(MET), gates=(assumed("met"),)) == (MEETS, "low", (QUESTION,))

    def test_a_gate_left_open_by_the_policy_leaves_a_doubt(self):
        assert self.sure(pathway(MET), gates=(assumed("undocumented"),)) == (INSUFFICIENT, "low", (QUESTION,))

    def test_what_is_not_written_is_surely_not_written(self):
        assert self.sure(pathway(OPEN))[:2] == (INSUFFICIENT, "high")
        assert self.sure(pathway(assumed("undocumented"))) == (INSUFFICIENT, "low", (QUESTION,))

    def test_a_set_of_which_no_pathway_opens_is_as_sure_as_its_source(self):
        closed = pathway(MET, trigger=WEAK)
        assert self.sure(closed)[:2] == (FAILS, "high")
        unsure = coverage(closed, provenance="secondary")
        assert evaluate(unsure, case()).confidence == "medium"


class TestChildren:
    def test_a_set_for_adults_has_no_answer_for_a_child(self):
        adult = coverage(pathway(MET), gates=(MET,), applies={"cpt": ["72141"], "adult_from": 18})
        found = evaluate(adult, case(age=9))
        assert (found.decision, found.confidence) == (INSUFFICIENT, "low")
        assert "pediatric" in found.questions[0]
        assert {c.state for w in found.open_pathways for c in w.checked} == {"not_applicable"}
        assert {g.state for g in found.gates} == {"not_applicable"}
        assert evaluate(adult, case(age=18)).decision == MEETS
        assert evaluate(adult, case(age=None)).decision == INSUFFICIENT

    def test_a_set_without_that_bound_judges_all(self):
        assert decision(pathway(MET), age=9) == MEETS


class TestGuidelines:
    def variant(self, id: str, when: dict[str, Any], **more: Any) -> dict[str, Any]:  # noqa: A002
        ratings = {"without": "usually_appropriate"}
        return {"id": id, "text": "A situation.", "when": when, "ratings": ratings, **FACT, **more}

    def guide(self, *variants: dict[str, Any]) -> CriteriaSet:
        return coverage(kind="guideline", variants=list(variants))

    def rated(self, *variants: dict[str, Any], items: Any = ()) -> str | None:
        found, proof = rate(self.guide(*variants), case(*items))
        assert (found is None) == (proof is None)
        return found.id if found else None

    def test_the_first_situation_that_fits_holds(self):
        pain = self.variant("pain", {"complaint": {}})
        assert self.rated(self.variant("weak", WEAK), pain, items=(complaint(),)) == "pain"
        assert self.rated(self.variant("weak", WEAK), pain, items=(complaint(), weakness())) == "weak"
        assert self.rated(self.variant("weak", WEAK), pain) is None

    def test_of_the_region(self):
        assert self.rated(self.variant("low", MET, regions=["lumbar"]), self.variant("all", MET)) == "all"
