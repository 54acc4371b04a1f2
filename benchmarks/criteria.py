"""Evaluations a second of every criteria set, on one core, over cases of small, usual and large evidence.

    python benchmarks/criteria.py [--seconds 2] [--json FILE]

An evaluation is one set on one case that no other set has seen, so that nothing is left over from an earlier one.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from mednec.criteria.case import Case
from mednec.criteria.evaluation import evaluate, rate
from mednec.criteria.loader import load_criteria
from mednec.criteria.model import CriteriaSet
from mednec.evidence import Complaint, Encounter, Evidence, ExamCoverage, Finding, ImagingStudy, Mention, Therapy

VISIT = "2026-06-01"
_SIGNS = "sensory_deficit reflex_diminished hoffmann_sign hyperreflexia clonus spurling_sign gait_disturbance".split()
_FLAGS = "fever night_pain weight_loss saddle_anesthesia bowel_bladder_dysfunction cancer_history iv_drug_use".split()


def told(place: int, status: str = "present", **said: Any) -> tuple[Mention, ...]:
    return (Mention(place, place + 8, "a phrase", status, **said),)


def sized(size: int) -> Evidence:
    """A neck case with so many signs, courses and visits of each kind."""
    signs = [
        Finding(c, "radiculopathy", region, "absent", "absent", mentions=told(40 * n, "absent", basis="examined"))
        for n, c in enumerate((_SIGNS + _FLAGS) * max(size // 14, 1))
        for region in ("upper_limb", None)
    ][: 2 * size]
    weak = Finding("motor_weakness", "radiculopathy", "upper_limb", "present", "present", mentions=told(7, grade="4/5"))
    courses = [
        Therapy(kind, None, "cervical", response="none", duration_days=(21.0 + n, 42.0 + n), mentions=told(900 + n))
        for n, kind in enumerate(("physical_therapy", "nsaid", "muscle_relaxant", "home_exercise") * size)
    ][:size]
    seen = ExamCoverage("graded", "described", "graded", "described", "described", "described")
    visits = [Encounter(f"2026-0{1 + n % 5}-1{n % 9}", "in_person", None, seen, told(5000 + n)) for n in range(size)]
    films = [
        ImagingStudy("xray", "cervical", date="2026-04", result="abnormal", mentions=told(7000 + n)) for n in range(3)
    ]
    pain = Complaint("cervical", "radicular", duration_days=(120.0, 120.0), mentions=told(1))
    return Evidence(
        note_date=VISIT,
        findings=(weak, *signs),
        therapies=tuple(courses),
        complaints=(pain,),
        encounters=tuple(visits),
        imaging=tuple(films),
    )


def a_second(run: Callable[[], object], seconds: float) -> float:
    """Runs a second of processor time; other programs on the machine do not count."""
    done, begin = 0, time.process_time()
    while time.process_time() - begin < seconds:
        for _ in range(20):
            run()
        done += 20
    return done / (time.process_time() - begin)


def measure(seconds: float) -> dict[str, dict[str, float]]:
    cases = {name: Case(sized(size), "cervical", date.fromisoformat(VISIT), 52) for name, size in SIZES.items()}
    sets = [s.criteria for s in load_criteria().sets]
    return {
        found.id: {name: a_second(judging(found, one), seconds / len(cases)) for name, one in cases.items()}
        for found in sorted(sets, key=lambda c: c.id)
    }


def judging(found: CriteriaSet, one: Case) -> Callable[[], object]:
    judge = evaluate if found.kind == "coverage" else rate
    return lambda: judge(found, replace(one))


SIZES = {"small": 3, "usual": 12, "large": 60}


def shown(result: dict[str, dict[str, float]]) -> Table:
    table = Table("evaluations a second", *(f"{name} ({size} of a kind)" for name, size in SIZES.items()))
    for name, speeds in result.items():
        table.add_row(name, *(f"{speed:,.0f}" for speed in speeds.values()))
    slowest = {size: min(speeds[size] for speeds in result.values()) for size in SIZES}
    table.add_section()
    table.add_row("slowest", *(f"{speed:,.0f}" for speed in slowest.values()))
    return table


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=float, default=1.5, help="time for each set")
    parser.add_argument("--json", type=Path, help="write the figures to this file too")
    options = parser.parse_args()
    result = measure(options.seconds)
    Console().print(shown(result))
    if options.json is not None:
        options.json.write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
