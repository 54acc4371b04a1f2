"""Check one blind case: what its author expects against what the extractor says; knows the conventions of the files.

A key left out of an expected item is not checked, and neither is a region left out. ``never`` lists concepts that must
not come out; ``complete: true`` means that no other core concept does (trunk regions excepted). ``therapies`` and
``imaging``: an empty list means none at all, otherwise each entry must come out (and nothing else, in a file of whole
lists).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from mednec.corpus.metrics import CORE_CONCEPTS, UNSCORED_REGION, as_range, close

HERE = Path(__file__).resolve().parent
LEDGER = HERE / "known_failures.yaml"
FILES = (
    "findings_neuro",
    "findings_red_flags",
    "findings_extended",
    "traps",
    "therapies",
    "wording_findings",
    "wording_care",
)
WHOLE_LISTS = ("therapies", "wording_care")  # files whose lists name everything that may come out
KEY = ("concept", "region")

Case = Mapping[str, Any]
Item = Mapping[str, Any]


def cases() -> Iterator[tuple[str, Case]]:
    """Every case with the name of its file."""
    for name in FILES:
        for case in yaml.safe_load((HERE / f"{name}.yaml").read_text(encoding="utf-8")):
            yield name, {**case, "whole_lists": name in WHOLE_LISTS}


def ledger() -> dict[str, list[str]]:
    """The ids that fail today, by file."""
    return yaml.safe_load(LEDGER.read_text(encoding="utf-8")) if LEDGER.exists() else {}


def text_of(case: Case) -> str:
    """What a failing test shows."""
    return str(case["text"])


def problems(case: Case, extractor: Any) -> list[str]:
    """What is wrong with the evidence of a case, in words; nothing when it is as expected."""
    date = case.get("note_date")
    evidence = extractor.extract(case["text"], note_date=None if date is None else str(date)).to_dict()
    return [
        *_missing_findings(case, evidence["findings"]),
        *_unwanted_findings(case, evidence["findings"]),
        *_items(case, evidence, "therapies", "therapy"),
        *_items(case, evidence, "imaging", "modality"),
        *_symptom_duration(case, evidence),
    ]


def _missing_findings(case: Case, found: Sequence[Item]) -> Iterator[str]:
    for want in case.get("expect") or []:
        matching = [f for f in found if _same(want, f, KEY)]
        if not matching:
            yield f"missing: {want}"
        elif not any(_same(want, f, tuple(want)) for f in matching):
            got = [{key: f.get(key) for key in want} for f in matching]
            yield f"wanted {want}, got {got}"


def _unwanted_findings(case: Case, found: Sequence[Item]) -> Iterator[str]:
    never = case.get("never") or []
    wanted = case.get("expect") or []
    for finding in found:
        name = f"{finding['concept']} ({finding['region']}) {finding['status']}"
        if finding["concept"] in never:
            yield f"never: {name} from {_places(finding)}"
        elif case.get("complete") and _is_core(finding) and not any(_same(w, finding, KEY) for w in wanted):
            yield f"extra: {name} from {_places(finding)}"


def _is_core(finding: Item) -> bool:
    return finding["concept"] in CORE_CONCEPTS and finding["region"] != UNSCORED_REGION


def _items(case: Case, evidence: Item, kind: str, identity: str) -> Iterator[str]:
    if kind not in case:
        return
    found = evidence[kind]
    if not case[kind] and found:
        yield f"{kind}: none wanted, got {[(f[identity], f['status']) for f in found]}"
    for want in case[kind] or []:
        if not any(_same(want, item, tuple(want)) for item in found):
            got = [{key: item.get(key) for key in want} for item in found]
            yield f"{kind}: wanted {want}, got {got}"
    for item in found if case["whole_lists"] and case[kind] else []:
        if not any(_same(want, item, tuple(want)) for want in case[kind]):
            yield f"{kind}: not wanted {item[identity]} ({item['status']})"


def _symptom_duration(case: Case, evidence: Item) -> Iterator[str]:
    key = "symptom_duration_days"
    if key in case and not _equal(key, case[key], evidence[key]):
        yield f"symptom duration: wanted {case[key]}, got {evidence[key]}"


def _same(want: Item, got: Item, keys: Sequence[str]) -> bool:
    return all(_equal(key, want[key], got.get(key)) for key in keys if key in want)


def _equal(key: str, want: Any, got: Any) -> bool:
    if key.endswith("duration_days"):
        asked, said = as_range(want), as_range(got)
        return asked == said or (asked is not None and said is not None and close(said, asked))
    return str(want) == str(got) if key.endswith("date") else bool(want == got)


def _places(finding: Item) -> list[tuple[str, str, str]]:
    return [(m["text"], m["cue"], m["rule"]) for m in finding["mentions"]]
