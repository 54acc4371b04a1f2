"""Reference pages of the rules: concepts by family, classes of therapy, imaging, sections and facts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, get_args

from mednec.report.reference.markdown import code, codes, literal, page, table
from mednec.resources import patterns_dir
from mednec.rules.loader import RuleSet, Sourced, load_rules, main_rule
from mednec.rules.schema import Family

FAMILIES = {
    "radiculopathy": ("Nerve root", "Pain, numbness, weakness and tests that point to a nerve root."),
    "myelopathy": ("Spinal cord", "Signs and diagnoses of the spinal cord."),
    "red_flag": ("Red flags", "What may waive a waiting period: cancer, infection, trauma, cauda equina and the like."),
    "context": ("Context", "Axial pain, degenerative disease, surgery, function and specialists."),
    "extended": ("Extended", "Findings that single payers ask for beside the others."),
}
"""Title and description of the page of each family."""
_EXCLUDES_SHOWN = 10
_HEADINGS_SHOWN = 30
_ATTRIBUTES = ("concept", "region", "side", "level", "grade")


def pages() -> dict[str, str]:
    """Every page of the rules, by its path."""
    rules = load_rules(patterns_dir())
    found = {f"concepts/{family.replace('_', '-')}.md": _family(rules, family) for family in get_args(Family)}
    return found | {
        "therapies.md": _therapies(rules),
        "imaging.md": _imaging(rules),
        "sections.md": _sections(rules),
        "facts.md": _facts(rules),
    }


def _by_name(entries: Iterable[Sourced], key: str) -> dict[str, list[Sourced]]:
    grouped: dict[str, list[Sourced]] = defaultdict(list)
    for sourced in entries:
        grouped[getattr(sourced.rule, key)].append(sourced)
    return dict(sorted(grouped.items()))


# ------------------------------------------------------------------------------------------------------------ concepts
def _family(rules: RuleSet, family: str) -> str:
    title, about = FAMILIES[family]
    grouped = _by_name((s for s in rules.findings if s.family == family and s.rule.concept != "group"), "concept")
    return page(
        f"Concepts: {title.lower()} (`{family}`)",
        about,
        "What the keys mean stands in [Evidence](../evidence.md) and in "
        "[patterns/README.md](../../../patterns/README.md). The examples are the rules' own tests: "
        "`mednec rules check` runs them.",
        table(
            ["concept", "label", "type", "how it is known"],
            ([f"[`{n}`](#{n})", literal(r.label), r.type, r.basis or "by the section"] for n, r in _mains(grouped)),
        ),
        *(_concept(name, entries) for name, entries in grouped.items()),
    )


def _mains(grouped: dict[str, list[Sourced]]) -> Iterator[tuple[str, Any]]:
    return ((name, main_rule(entries).rule) for name, entries in grouped.items())


def _concept(name: str, entries: Sequence[Sourced]) -> str:
    rule = main_rule(entries).rule
    wordings = sum(len(getattr(s.rule, k)) for s in entries for k in ("phrases", "present", "absent", "possible"))
    lines = [f"## {name}", "", f"{literal(rule.label)}. {_described(rule)}"]
    lines.append(f"Written in {_files(entries)}, with {wordings} wordings: `mednec rules explain {name}` shows them.")
    for key, words in (("implies", "Asserts as well"), ("denies", "Denied, it also denies")):
        others = list(dict.fromkeys(c for s in entries for c in getattr(s.rule, key)))
        if others:
            lines += ["", f"{words}: {codes(others)}."]
    examples = _examples((e, _result(e, s.rule.concept)) for s in entries for e in s.rule.examples)
    lines += ["", *examples]
    lines += _excluded(entries)
    return "\n".join(lines)


def _examples(found: Iterable[tuple[Any, str]]) -> Iterator[str]:
    """Examples with what comes out of them, then those out of which nothing may come."""
    silent: list[str] = []
    rows: list[list[str]] = []
    for example, result in found:
        if example.status == "none":
            silent.append(f"- {literal(example.text)}")
        else:
            rows.append([literal(example.text), example.status, result])
    yield table(["what a note says", "status", "and"], rows)
    if silent:
        yield from ("", "Not this:", "", *silent)


def _described(rule: Any) -> str:
    said = [f"Type {code(rule.type)}", f"basis {code(rule.basis or 'by the section')}"]
    said.append("no region of its own" if rule.region == "none" else f"region {code(rule.region)}")
    if rule.needs:
        said.append(f"only with {code(rule.needs)} (see patterns/README.md)")
    if rule.standing:
        said.append("a standing fact: years ago is still present")
    return ", ".join(said) + "."


def _result(example: Any, concept: str) -> str:
    said = {k: v for k in _ATTRIBUTES if (v := getattr(example, k, None)) not in (None, concept)}
    return ", ".join(f"{key} {literal(str(value))}" for key, value in said.items())


def _excluded(entries: Sequence[Sourced]) -> list[str]:
    phrases = list(dict.fromkeys(p for s in entries for p in s.rule.exclude))
    if not phrases:
        return []
    more = len(phrases) - _EXCLUDES_SHOWN
    shown = ", ".join(code(p) for p in phrases[:_EXCLUDES_SHOWN])
    return ["", f"Wording that is passed over: {shown}{f', and {more} more' if more > 0 else ''}."]


def _files(entries: Sequence[Sourced]) -> str:
    root = patterns_dir()
    paths = sorted({Path(s.path).relative_to(root).as_posix() for s in entries})
    return " and ".join(f"`patterns/{path}`" for path in paths)


# ------------------------------------------------------------------------------------------------ therapies and imaging
def _therapies(rules: RuleSet) -> str:
    grouped = _by_name(rules.therapies, "therapy")
    return page(
        "Therapy classes",
        "Conservative care, one class a heading. An agent is a drug or technique that belongs to the class; the "
        "course carries it as the note writes it. *Active*: the patient takes part. *Directed by*: who directs it "
        "where the note does not say. Which classes count is each payer's own matter: see the criteria sets.",
        table(
            ["class", "label", "agents", "active", "directed by"],
            (
                [f"[`{n}`](#{n})", literal(r.label), str(len(r.agents)), "yes" if r.active else "", r.directed_by or ""]
                for n, r in _mains(grouped)
            ),
        ),
        *(_therapy(name, entries) for name, entries in grouped.items()),
    )


def _therapy(name: str, entries: Sequence[Sourced]) -> str:
    rule = main_rule(entries).rule
    lines = [f"## {name}", "", f"{literal(rule.label)}. Written in {_files(entries)}."]
    if rule.needs_indication:
        lines.append("Counts only where the note ties it to pain: it has other common uses.")
    agents = sorted({agent for s in entries for agent in s.rule.agents})
    if agents:
        lines += ["", f"Agents: {', '.join(literal(a) for a in agents)}."]
    return "\n".join([*lines, "", *_examples((e, _course(e)) for s in entries for e in s.rule.examples)])


def _course(example: Any) -> str:
    said = []
    if example.therapy:
        said.append(f"class {code(example.therapy)}")
    if example.outcome:
        said.append(f"outcome {example.outcome}")
    if example.duration_days:
        said.append(f"days {' to '.join('open' if d is None else f'{d:g}' for d in example.duration_days)}")
    if example.sessions:
        said.append(f"{example.sessions} sessions")
    return ", ".join(said)


def _imaging(rules: RuleSet) -> str:
    grouped = _by_name(rules.imaging, "modality")
    return page(
        "Imaging and electrodiagnostic studies",
        "One modality a heading, with examples of its rule. A study is `done`, `ordered` or `not_done`.",
        *(_modality(name, entries) for name, entries in grouped.items()),
    )


def _modality(name: str, entries: Sequence[Sourced]) -> str:
    rule = main_rule(entries).rule
    examples = _examples((e, _study(e)) for s in entries for e in s.rule.examples)
    return "\n".join([f"## {name}", "", f"{literal(rule.label)}.", "", *examples])


def _study(example: Any) -> str:
    said = {k: getattr(example, k) for k in ("modality", "region", "date", "result")}
    return ", ".join(f"{k} {v}" for k, v in said.items() if v)


# -------------------------------------------------------------------------------------------------- sections and facts
def _sections(rules: RuleSet) -> str:
    grouped = _by_name((s for s in rules.sections), "section")
    return page(
        "Sections of a note",
        "Standing in a section means something: family history is of another person, a plan lies ahead. Capitals and "
        "a colon do not matter. A *label* is a heading inside a section, which ends no section.",
        table(
            ["section", "what it means", "headings"],
            ([code(n), _meaning(main_rule(e).rule), _headings(e)] for n, e in grouped.items()),
        ),
    )


def _meaning(rule: Any) -> str:
    said = []
    if rule.basis:
        said.append(f"basis {rule.basis}")
    if rule.experiencer != "patient":
        said.append(f"of the {rule.experiencer}")
    if rule.temporality != "current":
        said.append(rule.temporality)
    if rule.label:
        said.append("a label")
    return ", ".join(said)


def _headings(entries: Sequence[Sourced]) -> str:
    headings = [h for s in entries for h in s.rule.headings]
    more = len(headings) - _HEADINGS_SHOWN
    return ", ".join(literal(h) for h in headings[:_HEADINGS_SHOWN]) + (f", and {more} more" if more > 0 else "")


def _facts(rules: RuleSet) -> str:
    grouped = _by_name(rules.facts, "fact")
    return page(
        "Facts",
        "Facts are no findings. They describe a mention, a complaint, a visit, an order, a plan or a course of care. "
        "Each value has one example here; the YAML files in `patterns/facts/` have more.",
        *(_fact(name, entries) for name, entries in grouped.items()),
    )


def _fact(name: str, entries: Sequence[Sourced]) -> str:
    values = _by_name(entries, "value")
    rows = ([code(value), literal(_example_of(found, value))] for value, found in values.items())
    return f"## {name}\n\nWritten in {_files(entries)}.\n\n" + table(["value", "for example"], rows)


def _example_of(entries: Sequence[Sourced], value: str) -> str:
    return next((e.text for s in entries for e in s.rule.examples if e.value == value), "")
