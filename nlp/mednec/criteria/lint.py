"""Checks of criteria files beyond their shape: every name they use must exist, and every doubt must be said."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import combinations
from pathlib import Path
from typing import Any, get_args

from mednec.criteria.denials import denial_vectors
from mednec.criteria.emergency import notices
from mednec.criteria.loader import NOTICES, CriteriaLibrary, SourcedSet, load_criteria
from mednec.criteria.model import (
    CareSpec,
    ComplaintSpec,
    CourseSpec,
    CriteriaSet,
    EncounterSpec,
    FindingSpec,
    ImagingSpec,
    LabSpec,
    PlanSpec,
    Predicate,
    ReevaluationSpec,
    Requirement,
    ResponseSpec,
    Sourced,
    Test,
    WorseningSpec,
    subtests,
)
from mednec.criteria.reference import shipped
from mednec.criteria.reference_shapes import SourceFile
from mednec.errors import CriteriaError
from mednec.resources import patterns_dir
from mednec.rules.loader import RuleSet, line_index, load_rules
from mednec.rules.schema import Basis

SEVERITIES = ("high", "medium", "low")
CODES = {
    "MC100": ("high", "a file cannot be read"),
    "MC101": ("high", "a name that extraction does not know"),
    "MC102": ("high", "a requirement that does not exist"),
    "MC103": ("high", "a code, payer or denial vector that is not in the reference tables"),
    "MC104": ("high", "two sets or requirements with one id"),
    "MC201": ("medium", "a source key that the reference does not explain"),
    "MC202": ("medium", "versions of one payer that hold on the same day"),
    "MC203": ("medium", "a fact of low confidence without a question to ask"),
    "MC301": ("low", "a requirement that does not say what to document"),
}
"""Lint codes with their severity and meaning."""
_RESPONSES = frozenset({"worse", "none", "plateau", "partial", "good", "unknown"})
_MODES = frozenset({"in_person", "telehealth", "phone", "portal"})
_CLOSED: Mapping[type[Predicate], Mapping[str, frozenset[str]]] = {
    FindingSpec: {"trajectory": frozenset({"new", "worsening", "stable", "improving", "resolved"})},
    ImagingSpec: {"results": frozenset({"abnormal", "normal", "inconclusive"})},
    ResponseSpec: {"accept": _RESPONSES, "doubtful": _RESPONSES},
    EncounterSpec: {"modes": _MODES},
    ReevaluationSpec: {"modes": _MODES},
    ComplaintSpec: {
        "pattern": frozenset({"axial", "radicular"}),
        "trend": frozenset({"worsening", "stable", "improving"}),
    },
    LabSpec: {"flags": frozenset({"high", "low", "normal", "positive", "negative", "abnormal"})},
}
"""Words of the data model that are no rule's names, by predicate and argument."""
_FACT_OF: Mapping[tuple[type[Predicate], str], str] = {
    (ImagingSpec, "diagnoses"): "emg_diagnosis",
    (PlanSpec, "interventions"): "intervention",
    (PlanSpec, "approaches"): "approach",
    (PlanSpec, "status"): "intervention_status",
    (ComplaintSpec, "change"): "change",
    (ComplaintSpec, "cause"): "mechanism",
    (LabSpec, "tests"): "lab",
}
"""The fact of the rules whose values an argument may name."""
_WORKED_OUT = {"metastatic_capable": frozenset({"True", "False"})}
"""Details that extraction works out from others."""


@dataclass(frozen=True)
class CriteriaIssue:
    """One thing to mend: code, place and words."""

    code: str
    path: str
    line: int | None
    where: str
    message: str

    @property
    def severity(self) -> str:
        """High | medium | low."""
        return CODES[self.code][0]


def check_criteria(*overlays: Path | str) -> list[CriteriaIssue]:
    """Every issue of our sets and of the directories laid over them; an unreadable file ends the check."""
    try:
        library = load_criteria(*overlays)
    except CriteriaError as error:
        return [CriteriaIssue("MC100", error.path or "", error.line, "", error.reason)]
    known = _Known(library)
    issues = [i for s in library.sets for i in _of_set(s, known)]
    issues += [*_of_notices(known), *_overlaps(library)]
    return sorted(issues, key=lambda i: (SEVERITIES.index(i.severity), i.code, i.path, i.where))


@lru_cache(maxsize=1)
def _rules() -> RuleSet:
    """Our rules, read once: they take longer than all sets together."""
    return load_rules(patterns_dir())


class _Known:
    """The names that sets may use."""

    def __init__(self, library: CriteriaLibrary) -> None:
        rules = _rules()
        self.concepts = {s.rule.concept for s in rules.findings}
        self.therapies = {s.rule.therapy for s in rules.therapies}
        self.modalities = {s.rule.modality for s in rules.imaging}
        self.bases = set(get_args(Basis))
        self.facts: dict[str, set[str]] = {}
        for s in rules.facts:
            self.facts.setdefault(s.rule.fact, set()).add(s.rule.value)
        self.payers = set(library.payers())
        self.vectors = {v.vector for v in denial_vectors()}
        self.cpt = {study.code for study in shipped().studies()}
        self.sources = {s.key for f in shipped().files(SourceFile) for s in f.sources}

    def detail_values(self, key: str) -> set[str]:
        """What a detail of a mention can be."""
        if key in _WORKED_OUT:
            return set(_WORKED_OUT[key])
        return {v.title() if v in ("true", "false") else v for v in (*self.facts.get(key, ()), "unknown")}


def _of_set(found: SourcedSet, known: _Known) -> Iterator[CriteriaIssue]:
    criteria = found.criteria
    lines = _id_lines(found.path)
    requirements = [(f"gates.{r.id}", r) for r in criteria.gates]
    requirements += [(f"{p.id}.{r.id}", r) for p in criteria.pathways for r in p.requires]
    sourced: list[tuple[str, Sourced]] = [(criteria.id, criteria), *requirements]
    sourced += [(p.id, p) for p in criteria.pathways] + [(v.id, v) for v in criteria.variants]

    def issue(code: str, where: str, message: str) -> CriteriaIssue:
        return CriteriaIssue(code, found.path, lines.get(where.split(".")[-1]), f"{criteria.id}: {where}", message)

    answered = {f"{p.id}.{r.id}" for p in criteria.pathways if _asks(p) for r in p.requires}
    for where, test in _tests(criteria):
        for message in _unknown_names(test, known):
            yield issue("MC101", where, message)
    for pathway in criteria.pathways:
        names = {r.id for p in criteria.pathways for r in p.requires}
        for name in sorted(set(pathway.waives) - names):
            yield issue("MC102", pathway.id, f"waives '{name}', which no pathway requires")
    for code in sorted(set(criteria.applies.cpt) - known.cpt):
        yield issue("MC103", criteria.id, f"CPT {code} is not in the reference table")
    for where, requirement in requirements:
        if requirement.vector not in known.vectors:
            yield issue("MC103", where, f"denial vector {requirement.vector} is not in the reference table")
    if criteria.delegate is not None and criteria.delegate not in known.payers:
        yield issue("MC103", criteria.id, f"delegate '{criteria.delegate}' has no set")
    for where, count in Counter(where for where, _ in requirements).items():
        if count > 1:
            yield issue("MC104", where, "this id stands twice in one pathway")
    for where, fact in sourced:
        yield from (
            issue("MC201", where, f"source '{key}' is not explained") for key in fact.source if key not in known.sources
        )
        if fact.certainty == "low" and fact is not criteria and not _asks(fact) and where not in answered:
            yield issue("MC203", where, "the fact is of low confidence and no question says why")
    for where, requirement in requirements:
        if requirement.document is None and requirement.test.unless is None and not _asks(requirement):
            yield issue("MC301", where, "no text says what to document")


def _of_notices(known: _Known) -> Iterator[CriteriaIssue]:
    """A notice that asks for a name that nobody gives would never be shown."""
    for notice in notices():
        for message in _unknown_names(notice.when, known):
            yield CriteriaIssue("MC101", NOTICES, None, f"notices: {notice.id}", message)
        for key in notice.source:
            if key not in known.sources:
                yield CriteriaIssue("MC201", NOTICES, None, f"notices: {notice.id}", f"source '{key}' is not explained")


def _asks(fact: Sourced) -> bool:
    """Whether the fact, or a test inside it, asks a question of the payer."""
    if fact.question is not None:
        return True
    tests = [r.test for r in getattr(fact, "requires", ())] + ([fact.test] if isinstance(fact, Requirement) else [])
    inner = [t for test in tests for t in subtests(test)]
    return any(t.assume is not None for t in inner)


def _tests(criteria: CriteriaSet) -> Iterator[tuple[str, Test]]:
    for gate in criteria.gates:
        yield gate.id, gate.test
    for pathway in criteria.pathways:
        if pathway.trigger is not None:
            yield pathway.id, pathway.trigger
        for requirement in pathway.requires:
            yield f"{pathway.id}.{requirement.id}", requirement.test
    for variant in criteria.variants:
        yield variant.id, variant.when


def _unknown_names(test: Test, known: _Known) -> Iterator[str]:
    for part in subtests(test):
        asked = part.predicate
        for given, names in _names(asked[1], known) if asked else ():
            for name in sorted({str(n) for n in given or ()} - names):
                yield f"'{name}' is no name that extraction gives"


def _names(spec: Predicate, known: _Known) -> Iterator[tuple[Iterable[Any] | None, Set[str]]]:
    """The lists of names in a predicate's arguments, each with the names there are."""
    kind = type(spec)
    for field, words in _CLOSED.get(kind, {}).items():
        yield getattr(spec, field), words
    for (of, field), fact in _FACT_OF.items():
        if of is kind:
            yield getattr(spec, field), known.facts.get(fact, set())
    if isinstance(spec, FindingSpec):
        yield [*spec.concepts, *spec.supported_by], known.concepts
        yield spec.basis, known.bases
        yield spec.detail, set(known.facts) | set(_WORKED_OUT)
        for key, values in (spec.detail or {}).items():
            if key in known.facts or key in _WORKED_OUT:
                yield values, known.detail_values(key)
    if isinstance(spec, CareSpec | CourseSpec | WorseningSpec):
        yield spec.classes, known.therapies
    if isinstance(spec, ImagingSpec):
        yield spec.modalities, known.modalities


def _overlaps(library: CriteriaLibrary) -> Iterator[CriteriaIssue]:
    """Two versions of a payer for one code on one day: which of them holds would be chance."""
    for first, second in combinations(library.sets, 2):
        a, b = first.criteria, second.criteria
        shared = a.payer == b.payer and set(a.applies.cpt) & set(b.applies.cpt)
        if shared and _hold_together(a, b):
            yield CriteriaIssue("MC202", second.path, None, b.id, f"'{a.id}' holds on the same days")


def _hold_together(a: CriteriaSet, b: CriteriaSet) -> bool:
    early, late = sorted((a, b), key=lambda c: c.effective.start or date.min)
    # A version without an end holds until the next begins.
    ends = early.effective.end
    return early.effective.start == late.effective.start or (
        ends is not None and ends >= (late.effective.start or date.min)
    )


def _id_lines(path: str) -> dict[str, int]:
    """Line of every id in a file, by the id."""
    lines: dict[str, int] = {}
    raw = Path(path).read_bytes()
    text = raw.decode("utf-8").splitlines()
    for line in sorted({n for place, n in line_index(raw).items() if place and place[-1] == "id"}):
        name = text[line - 1].split("id:", 1)[-1].split(",")[0].split("}")[0].strip()
        lines.setdefault(name, line)
    return lines
