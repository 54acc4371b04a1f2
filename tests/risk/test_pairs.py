"""The documentation changes that flip decisions move the risk the same way: minimal pairs of whole notes, by situation.

The notes are those of the criteria's scenarios. Where a decision is expected to change, the risk changes with it; where
only codes or the way of the request change, the risk changes and the decision stays.
"""

from __future__ import annotations

import sys
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

sys.path.insert(0, str(Path(__file__).parents[1] / "criteria"))

from scenario_checker import LEDGER, _read, _versions

import mednec

ORDER = ("meets", "insufficient_documentation", "does_not_meet")
PAIRS = {pair["id"]: pair for pair in _read("pairs")}
KNOWN = set(yaml.safe_load(LEDGER.read_text(encoding="utf-8"))["pairs"])


def moves() -> list[Any]:
    """Every (pair, version, payer) of which a better or worse decision is expected than of the first version."""
    found = []
    for pair in PAIRS.values():
        first, *others = [name for name, _, _ in _versions(pair)]
        for line in pair["expect"]:
            for name in others:
                ledger = {f"{pair['id']}/{n}/{line['payer']}" for n in (first, name)}
                unclear = line["payer"] in pair.get("unclear", ()) or ledger & KNOWN
                if not unclear and _apart(line.get(first), line.get(name)):
                    found.append((pair["id"], first, name, line["payer"]))
    return found


def _apart(one: Any, other: Any) -> bool:
    """Whether every decision of one is better than every decision of the other."""
    if one is None or other is None:
        return False
    a, b = ([ORDER.index(d) for d in ([x] if isinstance(x, str) else x)] for x in (one, other))
    return max(a) < min(b) or max(b) < min(a)


@cache
def risks(pair_id: str, version: str) -> dict[str, tuple[str | None, float | None]]:
    pair = PAIRS[pair_id]
    text, request = next((t, r) for name, t, r in _versions(pair) if name == version)
    evidence = mednec.extract(text, note_date=pair["note_date"])
    found = mednec.assess(evidence, mednec.ImagingRequest(**request))
    return {a.payer: (a.decision, a.denial_risk) for a in found}


@pytest.mark.parametrize(("pair_id", "first", "second", "payer"), moves())
def test_the_risk_moves_with_the_decision(pair_id, first, second, payer):
    before, after = risks(pair_id, first)[payer], risks(pair_id, second)[payer]
    if before[1] is None or after[1] is None:
        pytest.skip("no authorization is required, so no risk is told")
    assert (ORDER.index(after[0]) > ORDER.index(before[0])) == (after[1] > before[1])
    assert after[1] != before[1]


TECHNICAL = {
    "P14": ("base", "variant"),
    "P14c": ("base", "variant"),
    "P14e": ("base", "variant"),
    "P24": ("base", "variant"),
    "P24b": ("base", "variant"),
    "P24c": ("base", "variant"),
}


@pytest.mark.parametrize("pair_id", TECHNICAL)
@pytest.mark.parametrize("payer", ["evicore", "evolent"])
def test_codes_raise_the_risk_and_leave_the_decision(pair_id, payer):
    clean, faulty = (risks(pair_id, version)[payer] for version in TECHNICAL[pair_id])
    assert clean[0] == faulty[0]
    assert faulty[1] > clean[1]


NOTHING_NEW = {"P22": "an employer's wish", "P22b": "a lawyer's wish"}


@pytest.mark.parametrize("pair_id", NOTHING_NEW)
def test_who_wants_the_study_changes_nothing(pair_id):
    assert risks(pair_id, "base") == risks(pair_id, "variant")


@pytest.mark.parametrize(
    ("more", "payer"),
    [({"site_of_service": "hospital_outpatient", "plan": "Anthem"}, "carelon"),
     ({"plan": "CareSource", "submitted_to": "eviCore"}, "caresource")],
)  # fmt: skip
def test_site_and_wrong_delegate_are_technical(more, payer):
    """Situation 23: the criteria are met, and the request is denied all the same."""
    pair = PAIRS["P23"]
    text = pair["template"].replace("{slot}", "at a center of the patient's choice.")
    evidence = mednec.extract(text, note_date=pair["note_date"])
    right = {**more, **({"site_of_service": "freestanding"} if "site_of_service" in more else {"submitted_to": "NIA"})}
    faulty, clean = (
        mednec.assess(evidence, mednec.ImagingRequest("72141", icd10=["M54.12"], **r), [payer])[0]
        for r in (more, right)
    )
    assert faulty.decision == clean.decision == "meets"
    assert faulty.denial_risk > clean.denial_risk


def test_every_situation_is_covered():
    """All 25 situations of documentation that flips a decision."""
    moving = {PAIRS[p]["situation"] for p, *_ in moves()}
    technical = {PAIRS[p]["situation"] for p in (*TECHNICAL, *NOTHING_NEW)} | {23}
    children = {21}  # no number for a child before a set without an arm for children: tests of assess
    assert set(range(1, 26)) <= moving | technical | children, sorted(
        set(range(1, 26)) - (moving | technical | children)
    )
