"""Run the examples that stand beside the rules: each is a sentence and what must come out of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from mednec.evidence import Evidence, Finding, ImagingStudy, Mention, Note, Therapy
from mednec.extraction.layout import segments_of
from mednec.extraction.pipeline import Extractor
from mednec.rules.loader import RuleSet, Sourced
from mednec.rules.schema import (
    CueExample,
    FactExample,
    FindingExample,
    FindingRule,
    ImagingExample,
    PhraseClassRule,
    TherapyExample,
)

_TARGET = re.compile(r"\*\*(.+?)\*\*", re.DOTALL)


@dataclass(frozen=True)
class Example:
    """One example with the rule it stands beside; ``name`` is that of the concept, therapy, modality or cue."""

    kind: str
    name: str
    sourced: Sourced
    keys: tuple[Any, ...]
    example: Any

    @property
    def text(self) -> str:
        """The sentence, with its markup."""
        return str(self.example["text"] if isinstance(self.example, dict) else self.example.text)

    @property
    def line(self) -> int | None:
        """The line of the example in its file."""
        return self.sourced.line_of(*self.keys)


def examples_of(rules: RuleSet) -> Iterator[Example]:
    """All examples in the order of the files."""
    named = (
        ("findings", rules.findings, "concept"), ("therapies", rules.therapies, "therapy"),
        ("imaging", rules.imaging, "modality"), ("therapy_cues", rules.therapy_cues, "cue"),
        ("cues", rules.cues, "category"), ("facts", rules.facts, "fact"),
        ("word_classes", [s for s in rules.word_classes if isinstance(s.rule, PhraseClassRule)], "name"),
    )  # fmt: skip
    for kind, entries, key in named:
        for sourced in entries:
            for i, example in enumerate(sourced.rule.examples):
                yield Example(kind, getattr(sourced.rule, key), sourced, ("examples", i), example)
    for sourced in rules.examples:
        yield Example(sourced.family, sourced.family, sourced, (), sourced.rule)


def run_example(extractor: Extractor, example: Example) -> str | None:
    """What is wrong with the outcome of an example; None when it comes out as written."""
    value = example.example
    if isinstance(value, CueExample):
        return _run_cue(extractor, value)
    if isinstance(value, dict):
        return _run_file_example(extractor, example.kind, value)
    evidence = extractor.extract(Note(value.text, note_date=getattr(value, "note_date", None)))
    if isinstance(value, FindingExample):
        return _check_findings(evidence, example.sourced.rule, value)
    if isinstance(value, TherapyExample):
        return _check_therapies(evidence, value, value.therapy or getattr(example.sourced.rule, "therapy", None))
    if isinstance(value, FactExample):
        return _check_facts(evidence, example.name, value.value)
    if isinstance(value, ImagingExample):
        return _check_imaging(evidence, value, value.modality or getattr(example.sourced.rule, "modality", None))
    return None


def unmarked(text: str) -> tuple[str, int, int] | None:
    """A cue example without its asterisks, and where its target stands; None unless exactly one target is marked."""
    found = list(_TARGET.finditer(text))
    if len(found) != 1 or text.count("**") != 2 or not found[0].group(1).strip():
        return None
    match = found[0]
    plain = text[: match.start()] + match.group(1) + text[match.end() :]
    return plain, match.start(), match.start() + len(match.group(1))


def _run_cue(extractor: Extractor, example: CueExample) -> str | None:
    marked = unmarked(example.text)
    if marked is None:
        return None  # the markup has a code of its own
    status = extractor.assertion_of(*marked, example.kind).status or "none"
    return None if status == example.status else f"the target is {status}, the example says {example.status}"


def _check_findings(evidence: Evidence, rule: FindingRule | PhraseClassRule, example: FindingExample) -> str | None:
    name = example.concept or getattr(rule, "concept", "")
    concepts = {*rule.implies, *rule.denies} if isinstance(rule, FindingRule) and name == "group" else {name}
    found = [f for f in evidence.findings if f.concept in concepts]
    wanted: dict[str, Any] = {
        k: getattr(example, k) for k in ("region", "side", "level", "grade") if k in example.model_fields_set
    }
    if example.status == "none":
        same = [f for f in found if _finding_agrees(f, wanted)]
        return f"nothing should come out, but {_shown(same)} does" if same else None
    wanted["status"] = example.status
    if any(_finding_agrees(f, wanted) for f in found):
        return None
    return f"wanted {name} {_plain(wanted)}, got {_shown(found) or _shown(evidence.findings) or 'nothing'}"


def _finding_agrees(finding: Finding, wanted: dict[str, Any]) -> bool:
    for key, value in wanted.items():
        values = {
            getattr(finding, key),
            *(getattr(m, key, None) for m in finding.mentions if key in ("side", "level", "grade")),
        }
        if (None if value in ("none", "null") and key == "region" else value) not in values:
            return False
    return True


def _check_therapies(evidence: Evidence, example: TherapyExample, name: str | None) -> str | None:
    found = [t for t in evidence.therapies if name in (None, t.therapy)]
    if example.status == "none":
        return f"nothing should come out, but {_shown(found)} does" if found else None
    keys = ("status", "outcome", "duration_days", "sessions")
    wanted: dict[str, Any] = {k: getattr(example, k) for k in keys if k in example.model_fields_set}
    if any(_record_agrees(t, wanted) for t in found):
        return None
    return (
        f"wanted {name or 'a therapy'} {_plain(wanted)}, got {_shown(found) or _shown(evidence.therapies) or 'nothing'}"
    )


def _check_imaging(evidence: Evidence, example: ImagingExample, name: str | None) -> str | None:
    found = [s for s in evidence.imaging if name in (None, s.modality)]
    if example.status == "none":
        return f"nothing should come out, but {_shown(found)} does" if found else None
    wanted: dict[str, Any] = {
        k: getattr(example, k) for k in ("status", "region", "date", "result") if k in example.model_fields_set
    }
    if any(_record_agrees(s, wanted) for s in found):
        return None
    return f"wanted {name or 'a study'} {_plain(wanted)}, got {_shown(found) or _shown(evidence.imaging) or 'nothing'}"


def _check_facts(evidence: Evidence, fact: str, value: str) -> str | None:
    """A fact shows as the rule of a mention ("order_urgency/stat"), as an attribute of one, or in its detail."""
    found = {v for _, _, mention in evidence.all_mentions() for v in _values_of(mention, fact)}
    if value == "none":
        return f"no {fact} should come out, but {sorted(found)} does" if found else None
    return None if value in found else f"wanted {fact} {value}, got {sorted(found) or 'nothing'}"


def _values_of(mention: Mention, fact: str) -> Iterator[str]:
    name, _, value = (mention.rule or "").partition("/")
    if name == fact:
        yield value
    told = getattr(mention, fact, None)
    told = mention.detail.get(fact) if told in (None, False) else told
    if told is not None:
        yield str(told).lower() if isinstance(told, bool) else str(told)


def _record_agrees(record: Therapy | ImagingStudy, wanted: dict[str, Any]) -> bool:
    for key, value in wanted.items():
        actual = getattr(record, key)
        if isinstance(value, list):
            value, actual = tuple(value), None if actual is None else tuple(actual)
        if actual != value:
            return False
    return True


def _run_file_example(extractor: Extractor, kind: str, example: dict[str, str]) -> str | None:
    """Examples of a whole file: {text, section, at}, {text, part}, {text, value}."""
    text = example.get("text", "")
    pieces = extractor.matching.match(text, segments_of(text, extractor.lexicon.headings), gated=False)
    if kind == "sections" and {"section", "at"} <= example.keys():
        position = example["text"].find(example["at"])
        found = next((p.segment.section for p in pieces if p.segment.start <= position < p.segment.end), None)
        return None if found == example["section"] else f"'{example['at']}' stands in section {found}"
    layer = {"anatomy": "place", "values": "value"}.get(kind)
    key = {"anatomy": "part", "values": "value"}.get(kind)
    if layer is None or key not in example:
        return f"an example of a {kind} file cannot be checked with the keys {sorted(example)}"
    names = {getattr(hit.ref, "part", hit.ref) for piece in pieces for hit in piece.hits(layer)}
    return None if example[key] in names else f"wanted {key} {example[key]}, got {sorted(map(str, names))}"


def _shown(items: Any) -> str:
    """What came out, in a few words."""
    shown = []
    for item in list(items)[:4]:
        name = getattr(item, "concept", None) or getattr(item, "therapy", None) or getattr(item, "modality", "")
        keys = ("status", "region", "side", "level", "grade", "outcome", "duration_days", "sessions", "date", "result")
        values = {k: getattr(item, k) for k in keys if getattr(item, k, None) is not None}
        shown.append(f"{name} {_plain(values)}")
    return "; ".join(shown)


def _plain(values: dict[str, Any]) -> str:
    return ", ".join(f"{k}={list(v) if isinstance(v, tuple) else v}" for k, v in values.items())
