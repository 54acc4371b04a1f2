"""Check rule files: shapes, phrases, references and examples; every issue says what the author should do.

``high`` means that a rule does not do what it says, ``medium`` that it probably does not, ``low`` that it is untidy
or slow.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, Literal, get_args

import yaml

from mednec.errors import MednecError, RuleError
from mednec.extraction.automaton import PhraseAutomaton
from mednec.extraction.lexicon import places_of
from mednec.extraction.pipeline import Extractor
from mednec.rules import schema
from mednec.rules.examples import Example, examples_of, run_example, unmarked
from mednec.rules.loader import IDENTITY, RuleSet, Sourced, collect_rules, main_rule
from mednec.rules.overlap import PhraseGraph, count_variants, sequence_of
from mednec.rules.phrases import Pattern, compile_phrase, variants, vocabulary

Severity = Literal["high", "medium", "low"]
SEVERITIES: tuple[Severity, ...] = ("high", "medium", "low")


@dataclass(frozen=True)
class Code:
    """A kind of issue: how bad it is, what it is called, and what the author should do."""

    severity: Severity
    title: str
    advice: str


CODES: dict[str, Code] = {
    "MR201": Code(
        "high",
        "unreadable file",
        "Mend the YAML at the line named; quote phrases that hold ': ', '#' or '[' or start with *, & or @.",
    ),
    "MR202": Code(
        "high", "unknown key", "Correct the spelling; patterns/README.md lists the keys, and editors complete them."
    ),
    "MR203": Code(
        "high", "wrong value", "Give a value of the kind the message names; a key that is missing must be added."
    ),
    "MR204": Code(
        "high", "key written twice", "Join the two: YAML keeps only the last and drops the first without a word."
    ),
    "MR205": Code(
        "high",
        "phrase cannot be read",
        "Close every bracket; use only macros of macros.yaml and the element classes of the README.",
    ),
    "MR206": Code(
        "high", "phrase can match nothing", "Leave at least one word outside square brackets, in every alternative."
    ),
    "MR207": Code("low", "shadowed phrase", "Remove it: other phrases of the rule already match all its wordings."),
    "MR208": Code(
        "medium",
        "phrase with two meanings",
        "Leave the wording in one rule only, or say the second meaning with implies or denies.",
    ),
    "MR209": Code(
        "medium",
        "rule without examples",
        "Add sentences of your own with what must come out, one of them with status none.",
    ),
    "MR210": Code(
        "medium",
        "no absent example",
        "Add an example in which the finding is denied or examined and normal (status: absent).",
    ),
    "MR211": Code("high", "failing example", "Correct the rule, or the example if it asks for too much."),
    "MR212": Code("medium", "empty or duplicate example", "Write a sentence of its own, or remove the example."),
    "MR213": Code(
        "high",
        "unbalanced markup",
        "Mark exactly one target in the example of a cue, as in 'Denies **weakness**', and no more asterisks.",
    ),
    "MR214": Code(
        "low",
        "slow pattern",
        "Split the phrase or make its parts more specific; the message says which part costs time.",
    ),
    "MR215": Code(
        "low", "exclude phrase that excludes nothing", "Remove it, or use the words of the phrase that it should drop."
    ),
    "MR216": Code("high", "unknown concept", "Use a concept that some rule declares; correct the spelling."),
    "MR217": Code("high", "unknown place", "Use a place of the README (neck, back, upper_limb, …, none)."),
    "MR218": Code(
        "medium", "attribute undeclared", "Declare it in the rule, or take it out of the example or of agent_flags."
    ),
    "MR219": Code(
        "medium", "override of nothing", "Correct the name, or drop 'override': no earlier directory has such a rule."
    ),
    "MR220": Code("medium", "rule without words", "Give it phrases; without any it never fires."),
    "MR221": Code(
        "medium", "phrase always excluded", "Narrow the exclude phrase: it drops every wording of this phrase."
    ),
    "MR222": Code(
        "low", "rule that never fires", "See whether the wording is ever written so; this corpus does not have it."
    ),
    "MR231": Code(
        "high",
        "medSpaCy rule with an unknown or missing key",
        "medSpaCy refuses the file; the keys are those of its rule classes.",
    ),
    "MR232": Code("medium", "duplicate medSpaCy rule", "Remove one; medSpaCy applies both without a word."),
    "MR233": Code(
        "high",
        "medSpaCy rule that matches nothing",
        "Give it a literal or a pattern; a literal beside a pattern is only a name.",
    ),
    "MR234": Code(
        "high",
        "direction in the wrong place",
        "Write direction as a key of its own: a pattern that is a word like FORWARD never fires.",
    ),
}


@dataclass(frozen=True)
class Issue:
    """One thing to look at; ``rule`` is the name of the concept, therapy, modality or cue."""

    code: str
    severity: Severity
    path: str
    line: int | None
    rule: str
    message: str

    @property
    def advice(self) -> str:
        """What the author should do."""
        return CODES[self.code].advice


def check_rules(directories: Sequence[Path | str]) -> list[Issue]:
    """Every issue of the rules in some directories (ours first, overlays after), the gravest first."""
    rules, errors = collect_rules(*directories)
    issues = [_shape_issue(error) for error in errors]
    issues += _twice_written(directories)
    phrases, broken = _compiled(rules)
    issues += broken
    check = _Check(rules, phrases)
    issues += [issue for rule in _CHECKS for issue in rule(check)]
    issues += _check_examples(rules, broken)
    return sorted(issues, key=lambda i: (SEVERITIES.index(i.severity), i.path, i.line or 0, i.code))


def issue(code: str, path: str, line: int | None, rule: str, message: str) -> Issue:
    """An issue with the severity of its code."""
    return Issue(code, CODES[code].severity, path, line, rule, message)


# ---- shapes


def _shape_issue(error: RuleError) -> Issue:
    if "not valid YAML" in error.reason or "begins with 'kind:'" in error.reason or "no rule files" in error.reason:
        code = "MR201"
    else:
        code = "MR202" if error.reason.startswith("unknown key") else "MR203"
    return issue(code, error.path or "", error.line, "", error.reason)


def _twice_written(directories: Iterable[Path | str]) -> Iterator[Issue]:
    for directory in directories:
        for path in sorted(Path(directory).rglob("*.yaml")):
            try:
                root = yaml.compose(path.read_bytes(), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
            except (yaml.YAMLError, UnicodeDecodeError):
                continue
            for node in _mappings(root):
                keys: set[str] = set()
                for key, _ in node.value:
                    if key.value in keys:
                        line = key.start_mark.line + 1
                        yield issue("MR204", str(path), line, "", f"the key '{key.value}' stands twice in one entry")
                    keys.add(key.value)


def _mappings(node: yaml.Node | None) -> Iterator[yaml.MappingNode]:
    if isinstance(node, yaml.MappingNode):
        yield node
        for _, value in node.value:
            yield from _mappings(value)
    elif isinstance(node, yaml.SequenceNode):
        for value in node.value:
            yield from _mappings(value)


# ---- phrases

_POLARITIES = ("phrases", "present", "absent", "possible", "historical")
_BESIDE = {"words": "pain", "radiate": "radiate", "exclude": "exclude"}
_OTHERS = (
    ("cues", "cue", "category"), ("anatomy", "place", "part"), ("sides", "side", "side"), ("values", "value", "value"),
    ("therapy_cues", "therapy_cue", "cue"), ("imaging_results", "imaging_result", "cue"),
    ("imaging_statuses", "imaging_status", "cue"), ("study_sites", "study_site", "site"),
)  # fmt: skip
_FACT_LAYER = "fact"


@dataclass(frozen=True, eq=False)
class Phrase:
    """A phrase where it is written; ``owner`` is what it means, and phrases of one ``layer`` compete."""

    sourced: Sourced
    keys: tuple[Any, ...]
    text: str
    layer: str
    name: str
    owner: tuple[Any, ...]
    patterns: tuple[Pattern, ...] = field(default=())

    @property
    def line(self) -> int | None:
        """The line of the phrase."""
        return self.sourced.line_of(*self.keys)

    def issue(self, code: str, message: str) -> Issue:
        """An issue about this phrase."""
        return issue(code, self.sourced.path, self.line, self.name, message)


def phrases_of(rules: RuleSet) -> Iterator[Phrase]:
    """Every phrase of every rule, with its place in the file; patterns are not compiled yet."""
    for sourced in rules.findings:
        name = sourced.rule.concept
        for key in (*_POLARITIES, *_BESIDE):
            owner = (name, key) if name != "group" else (name, key, sourced.entry, sourced.path)
            yield from _listed(sourced, (key,), getattr(sourced.rule, key), _BESIDE.get(key, "finding"), name, owner)
    for attribute, layer, key in _OTHERS:
        for sourced in getattr(rules, attribute):
            name = getattr(sourced.rule, key)
            yield from _listed(
                sourced, ("phrases",), sourced.rule.phrases, layer, str(name), (name, _response(sourced))
            )
    for sourced in rules.therapies:
        name = sourced.rule.therapy
        yield from _listed(sourced, ("phrases",), sourced.rule.phrases, "therapy", name, (name, None))
        yield from _listed(sourced, ("untried",), sourced.rule.untried, "untried", name, (name,))
        yield from _listed(sourced, ("exclude",), sourced.rule.exclude, "exclude", name, ("therapy:" + name,))
        for agent, names in sourced.rule.agents.items():
            yield from _listed(sourced, ("agents", agent), names, "therapy", name, (name, agent))
    for sourced in rules.imaging:
        name = sourced.rule.modality
        yield from _listed(sourced, ("phrases",), sourced.rule.phrases, "modality", name, (name,))
        yield from _listed(sourced, ("exclude",), sourced.rule.exclude, "exclude", name, ("imaging:" + name,))
    for sourced in rules.facts:
        name = sourced.rule.fact
        layer = f"{_FACT_LAYER}:{name}"  # phrases of two facts do not compete
        yield from _listed(sourced, ("phrases",), sourced.rule.phrases, layer, name, (name, sourced.rule.value))
        barred = (f"{layer}/{sourced.rule.value}",)
        yield from _listed(sourced, ("exclude",), sourced.rule.exclude, "exclude", name, barred)


def _listed(
    sourced: Sourced, keys: tuple[Any, ...], texts: Sequence[str], layer: str, name: str, owner: tuple[Any, ...]
) -> Iterator[Phrase]:
    for i, text in enumerate(texts):
        yield Phrase(sourced, (*keys, i), text, layer, name, owner)


def _response(sourced: Sourced) -> tuple[Any, ...]:
    rule = sourced.rule
    return (getattr(rule, "response", None), getattr(rule, "reason", None))


def _compiled(rules: RuleSet) -> tuple[list[Phrase], list[Issue]]:
    """All phrases with their patterns, and the issues of those that have none; the rules lose the broken ones."""
    good: list[Phrase] = []
    issues: list[Issue] = []
    for phrase in phrases_of(rules):
        try:
            patterns = tuple(compile_phrase(phrase.text, rules.macros))
        except (RuleError, RecursionError) as error:
            reason = getattr(error, "reason", "brackets nested too deep")
            empty = "can match nothing" in reason or "without words" in reason or "has no words" in reason
            issues.append(phrase.issue("MR206" if empty else "MR205", reason))
            continue
        good.append(Phrase(phrase.sourced, phrase.keys, phrase.text, phrase.layer, phrase.name, phrase.owner, patterns))
    return good, issues


class _Check:
    """The rules under check, with what several checks share."""

    def __init__(self, rules: RuleSet, phrases: list[Phrase]) -> None:
        self.rules = rules
        self.phrases = phrases

    @cached_property
    def by_layer(self) -> dict[str, list[int]]:
        """Numbers of phrases by layer."""
        numbers: dict[str, list[int]] = defaultdict(list)
        for number, phrase in enumerate(self.phrases):
            numbers[phrase.layer].append(number)
        return numbers

    @cached_property
    def graph(self) -> PhraseGraph:
        """The word graph of all phrases; phrases of two layers never meet."""
        return self.graph_of(range(len(self.phrases)))

    def graph_of(self, numbers: Iterable[int]) -> PhraseGraph:
        """The word graph of some phrases."""
        graph = PhraseGraph()
        for number in numbers:
            for pattern in self.phrases[number].patterns:
                graph.add(sequence_of(pattern), number)
        return graph

    @cached_property
    def concepts(self) -> dict[str, list[Sourced]]:
        """Rules by concept."""
        found: dict[str, list[Sourced]] = defaultdict(list)
        for sourced in self.rules.findings:
            found[sourced.rule.concept].append(sourced)
        return found


# ---- phrases that meet


def _two_meanings(check: _Check) -> Iterator[Issue]:
    """MR208: the same words under two concepts or polarities."""
    for layer, numbers in check.by_layer.items():
        if layer in ("exclude", "pain", "radiate"):
            continue
        owners = {n: check.phrases[n].owner for n in numbers}
        for first, second, words in check.graph_of(numbers).shared(owners):
            a, b = check.phrases[first], check.phrases[second]
            if _may_share(a, b):
                continue
            late, early = (b, a) if second > first else (a, b)
            where = f"{Path(early.sourced.path).name}:{early.line}"
            yield late.issue("MR208", f"'{words}' is also {_meaning(early)} ({where})")


def _may_share(a: Phrase, b: Phrase) -> bool:
    if a.name == b.name == "group" or "group" in (a.name, b.name):
        return True  # a group only denies or implies other concepts
    if a.layer in ("cue", "therapy_cue", "imaging_result", "imaging_status"):
        ways = {getattr(p.sourced.rule, "direction", "both") for p in (a, b)}
        return ways == {"forward", "backward"}
    return a.layer == "place"  # a part may stand in two lists with different detail


def _meaning(phrase: Phrase) -> str:
    if phrase.layer == "finding":
        polarity = phrase.owner[1]
        return phrase.name if polarity == "phrases" else f"{phrase.name} ({polarity})"
    return f"{phrase.name} ({phrase.owner[1]})" if phrase.layer == "therapy" and phrase.owner[1] else phrase.name


def _shadowed(check: _Check) -> Iterator[Issue]:
    """MR207: all wordings of a phrase are those of other phrases of the same rule."""
    groups: dict[tuple[Any, ...], list[int]] = defaultdict(list)
    for number, phrase in enumerate(check.phrases):
        direction = getattr(phrase.sourced.rule, "direction", None)
        groups[(phrase.layer, phrase.owner, direction)].append(number)
    for numbers in groups.values():
        if len(numbers) < 2:
            continue
        graph = check.graph_of(numbers)
        standing = set(numbers)
        for number in numbers:
            if graph.covered(number, standing - {number}):
                standing.discard(number)
                phrase = check.phrases[number]
                yield phrase.issue("MR207", f"'{_short(phrase.text)}' is contained in other phrases of the rule")


def _short(text: str) -> str:
    return text if len(text) <= 60 else text[:57] + "…"


# ---- slow patterns

_MANY = 20_000
_STOP_WORDS = frozenset(
    word
    for line in (
        "a an the of to in on at by for with and or no not is was are be has had he she it this that his her",
        "as from , : . - /",
    )
    for word in line.split()
)


def _slow(check: _Check) -> Iterator[Issue]:
    """MR214: patterns of several parts that begin with a class, hang on stop words, or have very many wordings."""
    for phrase in check.phrases:
        reason = next((r for p in phrase.patterns if not p.is_literal and (r := _cost(p))), None)
        if reason:
            yield phrase.issue("MR214", f"'{_short(phrase.text)}' {reason}")


def _cost(pattern: Pattern) -> str | None:
    runs = [part.words for part in pattern.parts if part.words is not None]
    if pattern.parts[0].cls is not None:
        return f"begins with the class @{pattern.parts[0].cls}: begin it with a word"
    wordings = [set(map(" ".join, variants(run, 200))) for run in runs]
    if wordings and all(w & _STOP_WORDS for w in wordings):
        return "can hang on stop words alone: make one part a word of its own"
    total = 1
    for run in runs:
        total *= count_variants(run)
    return f"has {total:,} wordings in one pattern" if total > _MANY else None


# ---- excludes


def _idle_excludes(check: _Check) -> Iterator[Issue]:
    """MR215: an exclude phrase without a word of any phrase of its concept."""
    words: dict[tuple[Any, ...], set[str] | None] = {}
    for phrase in check.phrases:
        key = _exclude_key(phrase)
        if key is None:
            continue
        known = words.setdefault(key, set())
        if known is not None:
            words[key] = None if not all(p.is_literal for p in phrase.patterns) else known | _all_words(phrase)
    for phrase in check.phrases:
        if phrase.layer != "exclude":
            continue
        near = words.get((phrase.owner[0],), set())
        if near is not None and near.isdisjoint(_all_words(phrase) | _singulars(_all_words(phrase))):
            yield phrase.issue("MR215", f"no phrase of the rule shares a word with '{_short(phrase.text)}'")


def _exclude_key(phrase: Phrase) -> tuple[Any, ...] | None:
    if phrase.layer in ("finding", "pain", "radiate"):
        return (phrase.name,)
    if phrase.layer in ("therapy", "modality"):
        return (("therapy:" if phrase.layer == "therapy" else "imaging:") + phrase.name,)
    if phrase.layer.startswith(_FACT_LAYER + ":"):
        return (f"{phrase.layer}/{phrase.owner[1]}",)
    return None


def _all_words(phrase: Phrase) -> set[str]:
    return {w for p in phrase.patterns for part in p.parts if part.words is not None for w in vocabulary(part.words)}


def _singulars(words: set[str]) -> set[str]:
    return {w[:-1] for w in words if w.endswith("s")} | {w[:-2] for w in words if w.endswith("es")}


def _always_excluded(check: _Check) -> Iterator[Issue]:
    """MR221: every wording of a phrase contains a wording that its own rule excludes."""
    excludes: dict[str, PhraseAutomaton] = {}
    for phrase in check.phrases:
        if phrase.layer == "exclude" and ":" not in phrase.owner[0]:
            for pattern in phrase.patterns:
                if pattern.is_literal and pattern.parts[0].words is not None:
                    excludes.setdefault(phrase.name, PhraseAutomaton()).add(pattern.parts[0].words, True)
    for phrase in check.phrases:
        automaton = excludes.get(phrase.name) if phrase.layer == "finding" else None
        if automaton is not None and all(p.is_literal for p in phrase.patterns) and _drops_all(automaton, phrase):
            yield phrase.issue("MR221", f"'{_short(phrase.text)}' is always dropped by an exclude phrase of the rule")


def _drops_all(automaton: PhraseAutomaton, phrase: Phrase) -> bool:
    for pattern in phrase.patterns:
        run = pattern.parts[0].words
        if run is None or any(next(iter(automaton.matches(words)), None) is None for words in variants(run, 300)):
            return False
    return True


# ---- references

_AGENT_FLAGS = {"needs_indication": bool, "bare": bool, "active": bool, "directed_by": str, "procedural": bool}
_SPECIAL = frozenset({"group"})


def _references(check: _Check) -> Iterator[Issue]:
    """MR216, MR217: concepts and places that rules name."""
    known = (
        set(check.concepts)
        | _SPECIAL
        | {target for rules in check.concepts.values() for s in rules for target in _made_by(s)}
    )
    places = set(get_args(schema.Place)) | {"upper_limb", "lower_limb"}
    for sourced in check.rules.findings:
        rule: schema.FindingRule = sourced.rule
        for key in ("implies", "denies"):
            for i, concept in enumerate(getattr(rule, key)):
                if concept not in known:
                    line = sourced.line_of(key, i)
                    yield issue("MR216", sourced.path, line, rule.concept, f"{key}: no rule declares '{concept}'")
        for place in rule.at or {}:
            if place not in places:
                yield issue(
                    "MR217", sourced.path, sourced.line_of("at", place), rule.concept, f"at: '{place}' is no place"
                )
        for place, target in (rule.at or {}).items():
            concept = _concept_of(target)
            if concept is not None and concept not in check.concepts and not _is_concept_name(concept, check):
                yield issue(
                    "MR216",
                    sourced.path,
                    sourced.line_of("at", place),
                    rule.concept,
                    f"at: no rule declares '{concept}'",
                )


_REGIONS = frozenset({"cervical", "thoracic", "lumbar", "upper_limb", "lower_limb", "trunk"})


def _concept_of(target: str | None) -> str | None:
    """The concept that a place stands for in ``at``; None when it is only a region."""
    if target is None or target in _REGIONS:
        return None
    return target.split("/")[0]


def _made_by(sourced: Sourced) -> set[str]:
    return {c for c in map(_concept_of, (sourced.rule.at or {}).values()) if c is not None}


def _is_concept_name(concept: str, check: _Check) -> bool:
    """A located rule may make a concept of its own, if some example or another rule uses that name."""
    used = {e.concept for rules in check.concepts.values() for s in rules for e in s.rule.examples if e.concept}
    return concept in used


def _undeclared(check: _Check) -> Iterator[Issue]:
    """MR218: agents, flags, regions and concepts that examples or flags use and rules do not declare."""
    for sourced in check.rules.therapies:
        rule: schema.TherapyRule = sourced.rule
        agents = {a for s in check.rules.therapies if s.rule.therapy == rule.therapy for a in s.rule.agents}
        for agent, flags in rule.agent_flags.items():
            line = sourced.line_of("agent_flags", agent)
            if agent not in agents:
                yield issue(
                    "MR218", sourced.path, line, rule.therapy, f"agent_flags: '{agent}' is no agent of the rule"
                )
            for flag in flags.keys() - _AGENT_FLAGS.keys():
                yield issue("MR218", sourced.path, line, rule.therapy, f"agent_flags: '{flag}' is no flag")
    for sourced in check.rules.findings:
        yield from _undeclared_in_examples(check, sourced)


def _undeclared_in_examples(check: _Check, sourced: Sourced) -> Iterator[Issue]:
    made = {target for rules in check.concepts.values() for s in rules for target in _made_by(s)}
    for i, example in enumerate(sourced.rule.examples):
        line = sourced.line_of("examples", i)
        name = example.concept or sourced.rule.concept
        if name not in check.concepts and name not in made:
            yield issue(
                "MR218",
                sourced.path,
                line,
                sourced.rule.concept,
                f"the example names the concept '{name}', which no rule declares",
            )
        elif (
            example.region not in (None, "none")
            and name == sourced.rule.concept
            and example.region not in _regions(check, name)
        ):
            yield issue("MR218", sourced.path, line, name, f"the rule can never give the region '{example.region}'")


def _regions(check: _Check, concept: str) -> set[str]:
    found: set[str] = set()
    for sourced in check.rules.findings:
        rule: schema.FindingRule = sourced.rule
        for place, target in places_of(rule).items():
            head, _, tail = (target or "").partition("/")
            found |= {place, head, tail}
        if rule.concept == concept:
            found.add(rule.region)
    return found


def _overrides(check: _Check) -> Iterator[Issue]:
    """MR219: an override without anything to override."""
    for kind, key in IDENTITY.items():
        for sourced in getattr(check.rules, kind):
            name = getattr(sourced.rule, key)
            if sourced.rule.override and not any(getattr(r.rule, key, None) == name for r in check.rules.replaced):
                yield issue(
                    "MR219", sourced.path, sourced.line_of("override"), str(name), f"no earlier rule is called '{name}'"
                )


def _wordless(check: _Check) -> Iterator[Issue]:
    """MR220: rules that have no words at all."""
    with_words = {(p.layer, p.name) for p in check.phrases}
    spoken = {id(p.sourced.rule) for p in check.phrases if p.layer != "exclude"}
    for sourced in check.rules.findings:
        if id(sourced.rule) not in spoken and not sourced.rule.exclude:
            yield issue("MR220", sourced.path, sourced.line, sourced.rule.concept, "no phrases of any polarity")
    for kind, layer in (("therapies", "therapy"), ("imaging", "modality")):
        for sourced in getattr(check.rules, kind):
            name = getattr(sourced.rule, IDENTITY[kind])
            if (layer, name) not in with_words:
                yield issue("MR220", sourced.path, sourced.line, name, "no phrases and no agents")


# ---- examples


def _missing_examples(check: _Check) -> Iterator[Issue]:
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
            yield issue("MR210", entries[0].path, entries[0].line, concept, "no example has the status absent")
    for kind, key in (
        ("therapies", "therapy"), ("imaging", "modality"), ("cues", "category"), ("facts", "fact"),
    ):  # fmt: skip
        named: dict[str, list[Sourced]] = defaultdict(list)
        for sourced in getattr(check.rules, kind):
            named[getattr(sourced.rule, key)].append(sourced)
        yield from (
            _without(group[0], name) for name, group in named.items() if not any(s.rule.examples for s in group)
        )


def _without(sourced: Sourced, name: str) -> Issue:
    return issue("MR209", sourced.path, sourced.line, name, "no example shows what the rule does")


def _example_forms(check: _Check) -> Iterator[Issue]:
    """MR212, MR213: examples that are empty, written twice, or marked wrongly."""
    seen: dict[tuple[str, str, str], Example] = {}
    for example in examples_of(check.rules):
        path, text = example.sourced.path, " ".join(example.text.split())
        if not re.search(r"\w", text):
            yield issue("MR212", path, example.line, example.name, "the example has no words")
        about = getattr(example.example, "concept", None) or getattr(example.example, "therapy", None) or example.name
        first = seen.setdefault((example.kind, about, text.lower()), example)
        if first is not example and _same_outcome(first, example):
            yield issue(
                "MR212",
                path,
                example.line,
                example.name,
                f"the same example stands at {Path(first.sourced.path).name}:{first.line}",
            )
        if isinstance(example.example, schema.CueExample) and unmarked(example.text) is None:
            yield issue("MR213", path, example.line, example.name, "the example needs exactly one **target**")


def _same_outcome(a: Example, b: Example) -> bool:
    return _outcome(a) == _outcome(b)


def _outcome(example: Example) -> dict[str, Any]:
    value = example.example
    fields: dict[str, Any] = dict(value) if isinstance(value, dict) else value.model_dump()
    return {k: v for k, v in fields.items() if k != "text"}


_CHECKS: tuple[Callable[[_Check], Iterator[Issue]], ...] = (
    _two_meanings, _shadowed, _slow, _idle_excludes, _always_excluded, _references, _undeclared, _overrides, _wordless,
    _missing_examples, _example_forms,
)  # fmt: skip


def _check_examples(rules: RuleSet, broken: Sequence[Issue]) -> Iterator[Issue]:
    """MR211: run every example; phrases that cannot be read are left out first."""
    extractor = Extractor(_without_broken(rules) if broken else rules)
    examples = list(examples_of(rules))
    for example in examples:
        if not isinstance(example.example, schema.CueExample | dict) and not example.text.strip():
            continue
        try:
            problem = run_example(extractor, example)
        except MednecError as error:
            problem = str(error)
        if problem:
            yield issue(
                "MR211", example.sourced.path, example.line, example.name, f"'{_short(example.text)}': {problem}"
            )


def _without_broken(rules: RuleSet) -> RuleSet:
    """The rules without phrases that do not compile."""
    bad: dict[int, set[tuple[Any, ...]]] = defaultdict(set)
    for phrase in phrases_of(rules):
        try:
            compile_phrase(phrase.text, rules.macros)
        except (RuleError, RecursionError):
            bad[id(phrase.sourced)].add(phrase.keys)
    mended = RuleSet(**vars(rules))
    for kind in (
        "findings",
        "cues",
        "anatomy",
        "sides",
        "values",
        "therapies",
        "therapy_cues",
        "imaging",
        "imaging_results",
        "imaging_statuses",
        "study_sites",
        "facts",
    ):
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
