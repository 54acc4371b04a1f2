"""Explain a rule (words, origin, examples, cues) and count over a corpus which rules fire."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mednec.errors import CorpusError, NoteError, RuleError
from mednec.extraction.lexicon import POLARITIES, places_of
from mednec.extraction.pipeline import Extractor
from mednec.resources import patterns_dir
from mednec.rules.issues import Issue, issue
from mednec.rules.loader import IDENTITY, RuleSet, Sourced, load_rules, main_rule

_WORD_KEYS = ("phrases", "present", "absent", "possible", "historical", "words", "radiate", "headings", "exclude")
_SETTINGS = (
    "type",
    "basis",
    "region",
    "needs",
    "active",
    "directed_by",
    "needs_indication",
    "experiencer",
    "temporality",
    "certainty",
)
_KINDS = ("findings", "therapies", "imaging", "sections")
_SHOWN = 8


def explain(rule_id: str, rules: RuleSet | None = None) -> str:
    """What a rule looks for and what decides about it, as plain text.

    Args:
        rule_id: A concept, therapy, modality or section; a mention's ``rule`` ("hoffmann_sign/phrases") will do.
        rules: The rules in force; ours when left out.

    Raises:
        RuleError: no rule has that name; the message names similar ones.
    """
    rules = load_rules(patterns_dir()) if rules is None else rules
    name = rule_id.split("/")[0].removeprefix("therapy:").removeprefix("imaging:")
    for kind in _KINDS:
        key = IDENTITY[kind]
        entries = [s for s in getattr(rules, kind) if getattr(s.rule, key) == name]
        if entries:
            gone = [s for s in rules.replaced if getattr(s.rule, key, None) == name]
            return "\n".join(_explained(rules, kind, name, entries, gone)) + "\n"
    raise RuleError(f"no rule is called '{name}'{_similar(rules, name)}")


def _similar(rules: RuleSet, name: str) -> str:
    import difflib

    known = {getattr(s.rule, IDENTITY[kind]) for kind in _KINDS for s in getattr(rules, kind)}
    near = difflib.get_close_matches(name, sorted(known), n=3, cutoff=0.6)
    return f"; did you mean {', '.join(near)}?" if near else "; see patterns/ for the names"


def _explained(
    rules: RuleSet, kind: str, name: str, entries: Sequence[Sourced], gone: Sequence[Sourced]
) -> Iterator[str]:
    rule = main_rule(entries).rule
    label = getattr(rule, "label", "")
    heading = f"{name} ({'finding' if kind == 'findings' else kind})"
    yield f"{heading}: {label}" if isinstance(label, str) and label else heading
    if entries[0].family:
        yield f"  family: {entries[0].family}"
    for key in _SETTINGS:
        value = getattr(rule, key, None)
        if value not in (None, "", False):
            yield f"  {key}: {value}"
    if kind == "findings" and places_of(rule):
        yield "  places: " + ", ".join(f"{p} -> {t or 'no region'}" for p, t in places_of(rule).items())
    for key in ("implies", "denies"):
        named = list(dict.fromkeys(c for s in entries for c in getattr(s.rule, key, ())))
        if named:
            yield f"  {key}: {', '.join(named)}"
    yield "origin:"
    yield from _origin(entries, gone)
    yield from _wordings(entries)
    yield from _examples(entries)
    if kind == "findings":
        yield from _cues(rules, rule.type)


def _origin(entries: Sequence[Sourced], gone: Sequence[Sourced]) -> Iterator[str]:
    for sourced in gone:
        yield f"  {sourced.path}:{sourced.line} (overridden)"
    for sourced in entries:
        added = " (adds)" if sourced.layer > entries[0].layer else ""
        role = " (overrides)" if sourced.rule.override else added
        yield f"  {sourced.path}:{sourced.line}{role}"


def _wordings(entries: Sequence[Sourced]) -> Iterator[str]:
    for key in _WORD_KEYS:
        found = [phrase for s in entries for phrase in getattr(s.rule, key, ())]
        if found:
            yield f"{key} ({len(found)}):"
            yield from (f"  {phrase}" for phrase in found)
    agents: dict[str, list[str]] = {}
    for sourced in entries:
        for agent, names in getattr(sourced.rule, "agents", {}).items():
            agents.setdefault(agent, []).extend(names)
    if agents:
        yield f"agents ({len(agents)}):"
        yield from (f"  {agent}: {', '.join(names)}" for agent, names in agents.items())


def _examples(entries: Sequence[Sourced]) -> Iterator[str]:
    examples = [e for s in entries for e in getattr(s.rule, "examples", ())]
    if examples:
        yield f"examples ({len(examples)}):"
    for example in examples:
        said = example.model_dump(exclude_unset=True)
        text = said.pop("text")
        yield f"  {text!r} -> " + ", ".join(f"{k} {v}" for k, v in said.items())


def _cues(rules: RuleSet, kind: str) -> Iterator[str]:
    yield f"cues that apply to a {kind}:"
    for sourced in rules.cues:
        rule = sourced.rule
        if rule.category in ("terminate", "pseudo") or (rule.to and kind not in rule.to):
            continue
        scope = f", at most {rule.scope} tokens" if rule.scope else ""
        first = ", ".join(rule.phrases[:_SHOWN]) + (", …" if len(rule.phrases) > _SHOWN else "")
        yield f"  {rule.category} ({rule.direction}{scope}), {Path(sourced.path).name}:{sourced.line}: {first}"


# ---- coverage


@dataclass(frozen=True)
class Coverage:
    """How often every rule's words stood in a corpus, and how often they gave evidence."""

    notes: int
    failed: int
    seen: dict[str, int]
    """Rule id -> places where its words stand (excluded and denied ones too)."""
    fired: dict[str, int]
    """Rule id -> mentions that came out."""

    @property
    def never(self) -> list[str]:
        """Rules whose words stand nowhere in the corpus."""
        return [rule for rule, count in self.seen.items() if not count]

    def issues(self, rules: RuleSet) -> list[Issue]:
        """MR222 for every rule of these that never fires."""
        places = dict(_ids(rules))
        found = [(rule_id, places[rule_id]) for rule_id in self.never if rule_id in places]
        return [issue("MR222", s.path, s.line, rule_id, f"nowhere in {self.notes} notes") for rule_id, s in found]


def coverage(notes: Iterable[str], extractor: Extractor | None = None, rules: RuleSet | None = None) -> Coverage:
    """Which rules fire how often over some texts; texts that cannot be read are counted and passed over."""
    rules = load_rules(patterns_dir()) if rules is None else rules
    extractor = Extractor(rules, gated=False) if extractor is None else extractor
    seen = Counter(dict.fromkeys((rule_id for rule_id, _ in _ids(rules)), 0))
    cues = {id(s.rule): _cue_id(s) for s in rules.cues}
    fired: Counter[str] = Counter()
    read = failed = 0
    for text in notes:
        try:
            evidence = extractor.extract(text)
            pieces = extractor.pieces(text)
        except NoteError:
            failed += 1
            continue
        read += 1
        fired.update(mention.rule for _, _, mention in evidence.all_mentions() if mention.rule)
        seen.update(i for p in pieces for hits in p.layers.values() for hit in hits if (i := _id_of_hit(hit, cues)))
    return Coverage(read, failed, dict(seen), dict(fired))


def _ids(rules: RuleSet) -> Iterator[tuple[str, Sourced]]:
    """(rule id, rule) for everything that can fire."""
    told: set[str] = set()
    keys = dict(zip(POLARITIES, POLARITIES, strict=True)) | {"words": "pain", "radiate": "radiate"}
    for sourced in rules.findings:
        for key, name in keys.items():
            if not getattr(sourced.rule, key):
                continue
            rule_id = f"{sourced.rule.concept}/{name}"
            if rule_id not in told:
                told.add(rule_id)
                yield rule_id, sourced
    for sourced in rules.therapies:
        names = ["phrases"] if sourced.rule.phrases else []
        for key in (*names, *sourced.rule.agents):
            yield f"therapy:{sourced.rule.therapy}/{key}", sourced
    for sourced in rules.imaging:
        yield f"imaging:{sourced.rule.modality}", sourced
    for sourced in rules.facts:
        yield f"fact:{sourced.rule.fact}/{sourced.rule.value}", sourced
    for sourced in rules.cues:
        yield _cue_id(sourced), sourced


def _cue_id(sourced: Sourced) -> str:
    return f"cue:{sourced.rule.category}/{sourced.rule.direction} {Path(sourced.path).name}#{sourced.entry[-1]}"


def _id_of_hit(hit: Any, cues: dict[int, str]) -> str | None:
    if hit.layer == "finding":
        return str(hit.ref.id)
    if hit.layer in ("pain", "radiate"):
        return f"{hit.ref}/{hit.layer}"
    if hit.layer == "therapy":
        rule, agent = hit.ref
        return f"therapy:{rule.therapy}/{agent or 'phrases'}"
    if hit.layer == "modality":
        return f"imaging:{hit.ref.modality}"
    if hit.layer == "fact":
        return f"fact:{hit.ref.fact}/{hit.ref.value}"
    return cues.get(id(hit.ref)) if hit.layer == "cue" else None


def read_corpus(path: Path) -> Iterator[str]:
    """The texts of a folder of .txt files (searched below it too), of one .txt, or of a JSONL file with ``text``.

    Raises:
        CorpusError: nothing there, or a line that is no object with a text; the message names file and line only.
    """
    if not path.exists():
        raise CorpusError(f"{path}: no such file or folder")
    if path.is_dir() or path.suffix == ".txt":
        files = sorted(path.rglob("*.txt")) if path.is_dir() else [path]
        if not files:
            raise CorpusError(f"{path}: no .txt files in this folder")
        for file in files:
            yield file.read_text(encoding="utf-8", errors="replace")
        return
    with path.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            if line.strip():
                yield _text_of(path, number, line)


def _text_of(path: Path, number: int, line: str) -> str:
    try:
        record = json.loads(line)
    except ValueError:
        raise CorpusError(f"{path}:{number}: not a line of JSON") from None
    text = record.get("text") if isinstance(record, dict) else None
    if not isinstance(text, str):
        raise CorpusError(f"{path}:{number}: a record is an object with a string 'text'")
    return text
