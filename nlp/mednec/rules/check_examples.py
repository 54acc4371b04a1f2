"""Checks of the examples of rules: missing, empty, twice written, marked wrongly, failing (MR209 to MR213)."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from mednec.errors import MednecError
from mednec.extraction.pipeline import Extractor
from mednec.rules import schema
from mednec.rules.examples import Example, examples_of, run_example, unmarked
from mednec.rules.issues import Issue, issue, issue_of
from mednec.rules.loader import RuleSet, Sourced, main_rule
from mednec.rules.phrase_entries import Check, Phrase, shortened

_NAMED = (("therapies", "therapy"), ("imaging", "modality"), ("cues", "category"), ("facts", "fact"))
_WITH_PHRASES = (
    "findings", "cues", "anatomy", "sides", "values", "therapies", "therapy_cues", "imaging", "imaging_results",
    "imaging_statuses", "study_sites", "facts",
)  # fmt: skip


def missing_examples(check: Check) -> Iterator[Issue]:
    """MR209, MR210: rules whose examples are missing, by concept."""
    for concept, entries in check.concepts.items():
        if concept == "group":
            yield from (_without(s, "group") for s in entries if not s.rule.examples)
            continue
        examples = [e for s in entries for e in s.rule.examples]
        if not examples:
            yield _without(entries[0], concept)
        elif main_rule(entries).rule.type in ("sign", "symptom", "diagnosis") and all(
            e.status != "absent" for e in examples
        ):
            yield issue_of("MR210", entries[0], concept, "no example has the status absent")
    for kind, key in _NAMED:
        named: dict[str, list[Sourced]] = defaultdict(list)
        for sourced in getattr(check.rules, kind):
            named[getattr(sourced.rule, key)].append(sourced)
        yield from (
            _without(group[0], name) for name, group in named.items() if not any(s.rule.examples for s in group)
        )


def _without(sourced: Sourced, name: str) -> Issue:
    return issue_of("MR209", sourced, name, "no example shows what the rule does")


def example_forms(check: Check) -> Iterator[Issue]:
    """MR212, MR213: examples that are empty, written twice, or marked wrongly."""
    seen: dict[tuple[str, str, str], Example] = {}
    for example in examples_of(check.rules):
        text = " ".join(example.text.split())
        if not re.search(r"\w", text):
            yield _about("MR212", example, "the example has no words")
        first = seen.setdefault((example.kind, _concept(example), text.lower()), example)
        if first is not example and _outcome(first) == _outcome(example):
            place = f"{Path(first.sourced.path).name}:{first.line}"
            yield _about("MR212", example, f"the same example stands at {place}")
        if isinstance(example.example, schema.CueExample) and unmarked(example.text) is None:
            yield _about("MR213", example, "the example needs exactly one **target**")


def _about(code: str, example: Example, message: str) -> Issue:
    return issue(code, example.sourced.path, example.line, example.name, message)


def _concept(example: Example) -> str:
    """What an example is about: what it names itself, else the rule it stands under."""
    value = example.example
    named: str | None = getattr(value, "concept", None) or getattr(value, "therapy", None)
    return named or example.name


def _outcome(example: Example) -> dict[str, Any]:
    value = example.example
    fields: dict[str, Any] = dict(value) if isinstance(value, dict) else value.model_dump()
    return {k: v for k, v in fields.items() if k != "text"}


def failing_examples(rules: RuleSet, unread: Sequence[Phrase]) -> Iterator[Issue]:
    """MR211: run every example; phrases that cannot be read are left out first."""
    extractor = Extractor(_without_phrases(rules, unread) if unread else rules)
    for example in list(examples_of(rules)):
        if not isinstance(example.example, schema.CueExample | dict) and not example.text.strip():
            continue
        try:
            problem = run_example(extractor, example)
        except MednecError as error:
            problem = str(error)
        if problem:
            yield _about("MR211", example, f"'{shortened(example.text)}': {problem}")


def _without_phrases(rules: RuleSet, unread: Sequence[Phrase]) -> RuleSet:
    """The rules without some of their phrases."""
    bad: dict[int, set[tuple[Any, ...]]] = defaultdict(set)
    for phrase in unread:
        bad[id(phrase.sourced)].add(phrase.keys)
    mended = RuleSet(**vars(rules))
    for kind in _WITH_PHRASES:
        entries = [_mended(s, bad[id(s)]) if id(s) in bad else s for s in getattr(rules, kind)]
        setattr(mended, kind, entries)
    return mended


def _mended(sourced: Sourced, bad: set[tuple[Any, ...]]) -> Sourced:
    update: dict[str, Any] = {}
    for key in {keys[0] for keys in bad}:
        value = getattr(sourced.rule, key)
        if isinstance(value, dict):
            update[key] = {a: [p for i, p in enumerate(ps) if (key, a, i) not in bad] for a, ps in value.items()}
        else:
            update[key] = [p for i, p in enumerate(value) if (key, i) not in bad]
    rule = sourced.rule.model_copy(update=update)
    return Sourced(rule, sourced.path, sourced.entry, sourced.family, sourced.layer)
