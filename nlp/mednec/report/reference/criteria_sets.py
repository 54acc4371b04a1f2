"""Reference pages of the criteria: one a set, and one for predicates, sources, denial vectors and notices."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from mednec.criteria.commands import words
from mednec.criteria.denials import denial_vectors
from mednec.criteria.emergency import notices
from mednec.criteria.files import read_file
from mednec.criteria.loader import SourcedSet, load_criteria
from mednec.criteria.model import CriteriaSet, Pathway, Requirement, Sourced, Variant, predicate_specs
from mednec.criteria.reference import shipped
from mednec.criteria.reference_shapes import CodingFile, SourceFile
from mednec.report.reference.markdown import code, codes, docstring, literal, page, table


def pages() -> dict[str, str]:
    """Every page of the criteria, by its path."""
    sets = sorted(load_criteria().sets, key=lambda s: s.criteria.id)
    found = {f"criteria/{s.criteria.id.replace('_', '-')}.md": _set(s) for s in sets}
    return found | {
        "criteria/sets.md": _list(s.criteria for s in sets),
        "criteria/predicates.md": _predicates(),
        "criteria/sources.md": _sources(sets),
        "criteria/denials.md": _denials(),
    }


def _list(sets: Iterable[CriteriaSet]) -> str:
    return page(
        "Criteria sets",
        "One file is one version of one payer's criteria. All wording is ours. The confidence is that of the set as a "
        "whole; each requirement has its own. `mednec criteria list` prints the same table.",
        table(
            ["set", "payer", "version", "in force", "CPT codes", "provenance", "confidence"],
            (
                [
                    f"[`{c.id}`]({c.id.replace('_', '-')}.md)",
                    code(c.payer),
                    literal(c.version),
                    _dates(c),
                    str(len(c.applies.cpt)),
                    c.provenance,
                    c.certainty,
                ]
                for c in sets
            ),
        ),
        "See also [tests and their arguments](predicates.md), [sources](sources.md), [denials and "
        "coding](denials.md), and [the names of payers](../payers.md).",
    )


def _dates(criteria: CriteriaSet) -> str:
    start, end = criteria.effective.start, criteria.effective.end
    if start is None and end is None:
        return "dates not known"
    return f"{f'from {start}' if start else ''} {f'to {end}' if end else ''}".strip()


# --------------------------------------------------------------------------------------------------------------- a set
def _set(sourced: SourcedSet) -> str:
    criteria = sourced.criteria
    titles = {s.key: s for file in shipped().files(SourceFile) for s in file.sources}
    facts = [
        ["payer", code(criteria.payer)],
        ["kind", criteria.kind],
        ["version", literal(criteria.version)],
        ["in force", _dates(criteria)],
        ["CPT codes", codes(criteria.applies.cpt)],
        ["written for", _ages(criteria)],
        ["provenance", criteria.provenance],
        ["confidence", criteria.certainty],
        ["sources", "; ".join(f"{code(k)} {literal(titles[k].title)}" for k in criteria.source)],
        ["file", code(f"criteria/{Path(sourced.path).name}")],
    ]
    if criteria.delegate:
        facts.append(["reviewed by", f"{code(criteria.delegate)}, whose answer is given beside this one"])
    return page(
        literal(criteria.title),
        table(["", ""], facts),
        *_thresholds(Path(sourced.path)),
        *_listed("Not known", criteria.unknown),
        *(["## Always needed", *(_requirement(g) for g in criteria.gates)] if criteria.gates else []),
        *(_pathway(p) for p in criteria.pathways),
        *(_variant(v, n) for n, v in enumerate(criteria.variants, 1)),
    )


def _ages(criteria: CriteriaSet) -> str:
    return "all ages" if criteria.applies.adult_from is None else f"adults ({criteria.applies.adult_from} and over)"


def _thresholds(path: Path) -> Iterator[str]:
    """The parameters of a file with those of the sets that it extends."""
    named = _parameters(path)
    if named:
        yield "## Thresholds"
        yield "`load_criteria(parameters={…})` puts other values in their place."
        yield table(["parameter", "value"], ([code(k), literal(str(v))] for k, v in named.items()))


def _parameters(path: Path) -> Mapping[str, Any]:
    file = read_file(path)
    parent = file.data.get("extends")
    base = next((Path(s.path) for s in load_criteria().sets if s.criteria.id == parent), None)
    return {**(_parameters(base) if base else {}), **(file.data.get("parameters") or {})}


def _listed(title: str, texts: Iterable[str]) -> Iterator[str]:
    lines = [f"- {literal(text)}" for text in texts]
    if lines:
        yield f"## {title}"
        yield "\n".join(lines)


def _pathway(pathway: Pathway) -> str:
    opens = "It is always open." if pathway.trigger is None else f"It opens on: {literal(words(pathway.trigger))}."
    lines = [f"## Pathway: {pathway.id.replace('_', ' ')}", "", literal(pathway.text), "", opens, "", _facts(pathway)]
    if pathway.regions:
        lines += ["", f"Only for {', '.join(pathway.regions)} studies."]
    if pathway.waives:
        lines += ["", f"When it is met it waives {codes(pathway.waives)}."]
    return "\n".join([*lines, "", "\n\n".join(_requirement(r) for r in pathway.requires)])


def _requirement(requirement: Requirement) -> str:
    lines = [
        f"### {requirement.id}",
        "",
        literal(requirement.text),
        "",
        f"- Decided by: {literal(words(requirement.test))}",
        f"- If it fails: [{requirement.vector}](denials.md)",
    ]
    if requirement.document:
        lines.append(f"- To document, if true: {literal(requirement.document)}")
    return "\n".join([*lines, *_facts(requirement).split("\n")])


def _facts(fact: Sourced) -> str:
    said = f"- Source: {codes(fact.source)} ({fact.provenance}); confidence {fact.certainty}"
    return said + (f"\n- Ask the payer: {literal(fact.question)}" if fact.question else "")


def _variant(variant: Variant, number: int) -> str:
    ratings = ((f"MRI {contrast} contrast", r.replace("_", " ")) for contrast, r in variant.ratings.items())
    return "\n".join(
        [
            f"## {number}. {variant.id.replace('_', ' ')}",
            "",
            literal(variant.text),
            "",
            table(["study", "rating"], ratings),
            "",
            f"- Fits when: {literal(words(variant.when))}",
            *([f"- Only for {', '.join(variant.regions)} studies"] if variant.regions else []),
            *_facts(variant).split("\n"),
        ]
    )


# ------------------------------------------------------------------------------------------------------- shared tables
def _predicates() -> str:
    parts = []
    for name, spec in predicate_specs().items():
        rows = (
            [code(key), code(_annotation(field.annotation)), "" if field.is_required() else code(repr(field.default))]
            for key, field in spec.model_fields.items()
        )
        parts.append(
            f"## {name}\n\n{docstring(spec)}\n\nMore evidence of this kind is {spec.polarity} to the request.\n\n"
            + table(["argument", "type", "default"], rows)
        )
    return page(
        "Tests of a requirement",
        "A test has one key: a predicate from this page, or a combination (`all`, `any`, `not`, `at_least` with `of`, "
        "`unless`, `told`, `named`). [criteria/README.md](../../../criteria/README.md) says how they combine.",
        *parts,
    )


def _annotation(annotation: Any) -> str:
    text = annotation.__name__ if isinstance(annotation, type) and not hasattr(annotation, "__args__") else annotation
    return str(text).replace("typing.", "")


def _sources(sets: Iterable[SourcedSet]) -> str:
    users: dict[str, set[str]] = {}
    for s in sets:
        for key in _cited(s.criteria):
            users.setdefault(key, set()).add(s.criteria.id)
    known = sorted((s for file in shipped().files(SourceFile) for s in file.sources), key=lambda s: s.key)
    rows = (
        [code(s.key), f"[{literal(s.title)}]({s.address})" if s.address else literal(s.title),
         ", ".join(f"[{u}]({u.replace('_', '-')}.md)" for u in sorted(users.get(s.key, ())))]
        for s in known
    )  # fmt: skip
    return page(
        "Sources",
        "What the facts of the criteria and of the reference tables rest on. A *mirror* or an *extraction* means that "
        "the payer's own document could not be read. Sources without a set serve the reference tables.",
        table(["key", "source", "cited by"], rows),
    )


def _cited(criteria: CriteriaSet) -> set[str]:
    facts: list[Sourced] = [criteria, *criteria.gates, *criteria.pathways, *criteria.variants]
    facts += [r for p in criteria.pathways for r in p.requires]
    return {key for fact in facts for key in fact.source}


def _denials() -> str:
    vectors = (
        [v.vector, v.name, literal(v.text), literal(v.refuted_by), f"{v.not_met.x12_886} / {v.not_met.carc}",
         f"{v.undocumented.x12_886} / {v.undocumented.carc}"]
        for v in denial_vectors()
    )  # fmt: skip
    problems = (
        [code(p.kind), p.severity, p.vector, literal(p.problem)]
        for f in shipped().files(CodingFile)
        for p in f.problems
    )
    return page(
        "Denials, coding problems and notices",
        "## Denial vectors",
        "Ways to be denied. The numbers are ours. The codes are those of the X12 278 answer (886) and of the claim "
        "(CARC), first where the notes speak against a requirement, then where they are silent.",
        table(["vector", "name", "the denial says", "what refutes it", "against: 886 / CARC", "silent"], vectors),
        "## Coding problems",
        "What `Assessment.coding` may hold. *Blocking* means that the request cannot go through as it is written.",
        table(["kind", "severity", "vector", "problem"], problems),
        "## Emergency notices",
        "Evidence that must not wait for an authorization. The notice stands before the decision and changes nothing "
        "in it.",
        table(
            ["notice", "text", "when", "source"],
            ([code(n.id), literal(n.text), literal(words(n.when)), codes(n.source)] for n in notices()),
        ),
    )
