"""Checks of what rules name: concepts, places, agents, regions, overrides (MR216 to MR220)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import get_args

from mednec.extraction.lexicon import places_of
from mednec.rules import schema
from mednec.rules.issues import Issue, issue_of
from mednec.rules.loader import IDENTITY, Sourced
from mednec.rules.phrase_entries import Check

_AGENT_FLAGS = frozenset({"needs_indication", "bare", "active", "directed_by", "procedural"})
_SPECIAL = frozenset({"group"})
_PLACES = frozenset({*get_args(schema.Place), "upper_limb", "lower_limb"})
_REGIONS = frozenset({"cervical", "thoracic", "lumbar", "upper_limb", "lower_limb", "trunk"})


def references(check: Check) -> Iterator[Issue]:
    """MR216, MR217: concepts and places that rules name."""
    known = set(check.concepts) | _SPECIAL | _made(check)
    for sourced in check.rules.findings:
        rule: schema.FindingRule = sourced.rule
        for key in ("implies", "denies"):
            for i, concept in enumerate(getattr(rule, key)):
                if concept not in known:
                    yield issue_of("MR216", sourced, rule.concept, f"{key}: no rule declares '{concept}'", key, i)
        for place in rule.at or {}:
            if place not in _PLACES:
                yield issue_of("MR217", sourced, rule.concept, f"at: '{place}' is no place", "at", place)
        for place, target in (rule.at or {}).items():
            named = _concept_of(target)
            if named is not None and named not in check.concepts and not _is_concept_name(named, check):
                yield issue_of("MR216", sourced, rule.concept, f"at: no rule declares '{named}'", "at", place)


def _concept_of(target: str | None) -> str | None:
    """The concept that a place stands for in ``at``; None when it is only a region."""
    if target is None or target in _REGIONS:
        return None
    return target.split("/")[0]


def _made(check: Check) -> set[str]:
    """The concepts that rules make of a place."""
    targets = (target for s in check.rules.findings for target in (s.rule.at or {}).values())
    return {c for c in map(_concept_of, targets) if c is not None}


def _is_concept_name(concept: str, check: Check) -> bool:
    """A located rule may make a concept of its own, if some example or another rule uses that name."""
    return any(e.concept == concept for s in check.rules.findings for e in s.rule.examples)


def undeclared(check: Check) -> Iterator[Issue]:
    """MR218: agents, flags, regions and concepts that examples or flags use and rules do not declare."""
    for sourced in check.rules.therapies:
        rule: schema.TherapyRule = sourced.rule
        agents = {a for s in check.rules.therapies if s.rule.therapy == rule.therapy for a in s.rule.agents}
        for agent, flags in rule.agent_flags.items():
            problems = [f"'{agent}' is no agent of the rule"] if agent not in agents else []
            problems += [f"'{flag}' is no flag" for flag in sorted(flags.keys() - _AGENT_FLAGS)]
            for problem in problems:
                yield issue_of("MR218", sourced, rule.therapy, f"agent_flags: {problem}", "agent_flags", agent)
    known = set(check.concepts) | _made(check)
    for sourced in check.rules.findings:
        yield from _undeclared_in_examples(check, sourced, known)


def _undeclared_in_examples(check: Check, sourced: Sourced, known: set[str]) -> Iterator[Issue]:
    concept = sourced.rule.concept
    for i, example in enumerate(sourced.rule.examples):
        name = example.concept or concept
        if name not in known:
            problem = f"the example names the concept '{name}', which no rule declares"
        elif example.region in (None, "none") or name != concept or example.region in _regions(check, name):
            continue
        else:
            problem = f"the rule can never give the region '{example.region}'"
        yield issue_of("MR218", sourced, concept, problem, "examples", i)


def _regions(check: Check, concept: str) -> set[str]:
    found: set[str] = set()
    for sourced in check.rules.findings:
        rule: schema.FindingRule = sourced.rule
        for place, target in places_of(rule).items():
            head, _, tail = (target or "").partition("/")
            found |= {place, head, tail}
        if rule.concept == concept:
            found.add(rule.region)
    return found


def overrides(check: Check) -> Iterator[Issue]:
    """MR219: an override without anything to override."""
    for kind, key in IDENTITY.items():
        for sourced in getattr(check.rules, kind):
            name = getattr(sourced.rule, key)
            if sourced.rule.override and not any(getattr(r.rule, key, None) == name for r in check.rules.replaced):
                yield issue_of("MR219", sourced, str(name), f"no earlier rule is called '{name}'", "override")


def wordless(check: Check) -> Iterator[Issue]:
    """MR220: rules that have no words at all."""
    with_words = {(p.layer, p.name) for p in check.phrases}
    spoken = {id(p.sourced.rule) for p in check.phrases if p.layer != "exclude"}
    for sourced in check.rules.findings:
        if id(sourced.rule) not in spoken and not sourced.rule.exclude:
            yield issue_of("MR220", sourced, sourced.rule.concept, "no phrases of any polarity")
    for kind, layer in (("therapies", "therapy"), ("imaging", "modality")):
        for sourced in getattr(check.rules, kind):
            name = getattr(sourced.rule, IDENTITY[kind])
            if (layer, name) not in with_words:
                yield issue_of("MR220", sourced, name, "no phrases and no agents")
