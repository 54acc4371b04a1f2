"""Check one blind packet: its documents in, the merged evidence against what its author expects.

``therapies`` and ``imaging`` are complete after merging: every entry must come out and nothing else. Of the findings
only those that are listed are checked. A key left out is not checked; an agent is compared without regard to case.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml
from checker import KEY, _equal, _same

from mednec import Note, Packet
from mednec.care import conservative_days, latest_response

HERE = Path(__file__).resolve().parent
LEDGER = HERE / "known_failures_packets.yaml"
FILES = ("packets",)

Case = Mapping[str, Any]
Item = Mapping[str, Any]


def cases() -> Iterator[tuple[str, Case]]:
    """Every case with the name of its file."""
    for name in FILES:
        for case in yaml.safe_load((HERE / f"{name}.yaml").read_text(encoding="utf-8")):
            yield name, case


def ledger() -> dict[str, list[str]]:
    """The ids that fail today, by file."""
    return yaml.safe_load(LEDGER.read_text(encoding="utf-8")) if LEDGER.exists() else {}


def packet_of(case: Case) -> Packet:
    """The documents of a case."""
    return Packet([_note(document) for document in case["documents"]])


def _note(document: Item) -> Note:
    day = document.get("note_date")
    return Note(document["text"], str(day) if day else None, document.get("doc_type"), document["id"])


def text_of(case: Case) -> str:
    """What a failing test shows."""
    return "\n\n".join(f"[{d['id']} {d.get('note_date')} {d.get('doc_type')}]\n{d['text']}" for d in case["documents"])


def problems(case: Case, extractor: Any) -> list[str]:
    """What is wrong with the evidence of a case, in words; nothing when it is as expected."""
    evidence = extractor.extract(packet_of(case))
    found, want = evidence.to_dict(), case["expect"]
    wrong = [
        *_complete(want, found, "therapies", "therapy"),
        *_complete(want, found, "imaging", "modality"),
        *_findings(want.get("findings") or [], found["findings"]),
    ]
    key = "symptom_duration_days"
    if key in want and not _equal(key, want[key], found[key]):
        wrong.append(f"symptom duration: wanted {want[key]}, got {found[key]}")
    days = conservative_days(evidence)
    if "conservative_days" in want and not _equal("duration_days", [want["conservative_days"]] * 2, days):
        wrong.append(f"conservative days: wanted {want['conservative_days']}, got {days}")
    if "latest_response" in want and latest_response(evidence) != want["latest_response"]:
        wrong.append(f"latest response: wanted {want['latest_response']}, got {latest_response(evidence)}")
    codes = {warning["code"] for warning in found["warnings"]}
    return [*wrong, *(f"no warning: {code}" for code in want.get("warnings") or [] if code not in codes)]


def _complete(want: Item, found: Item, kind: str, identity: str) -> Iterator[str]:
    """Every item that is wanted, each by an item of its own, and no other."""
    if kind not in want:
        return
    left = list(found[kind])
    for item in sorted(want[kind] or [], key=lambda i: -len(i)):
        match = next((i for i in left if _is(item, i)), None)
        if match is None:
            near = [{key: i.get(key) for key in item} for i in found[kind] if i[identity] == item[identity]]
            yield f"{kind}: wanted {item}, got {near}"
        else:
            left.remove(match)
    for item in left:
        yield f"{kind}: extra {item[identity]} {item.get('agent') or item.get('region')} {item['status']}"


def _is(want: Item, got: Item) -> bool:
    agent = want.get("agent")
    if agent and str(agent).casefold() != str(got.get("agent")).casefold():
        return False
    return _same(want, got, [key for key in want if key != "agent"])


def _findings(want: Sequence[Item], found: Sequence[Item]) -> Iterator[str]:
    for item in want:
        matching = [f for f in found if _same(item, f, KEY)]
        if not any(_same(item, f, tuple(item)) for f in matching):
            yield f"finding: wanted {item}, got {[{key: f.get(key) for key in item} for f in matching]}"
