"""Write the ledgers of failing blind cases anew: ``python tests/blind/ledger.py`` (``--show`` prints what is wrong).

``python tests/blind/ledger.py packets`` writes only the one of the packets; ``findings`` only that of the single notes;
``scenarios`` that of the payers' answers.
Read the difference before you commit it: a line that is new is something that worked before.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import checker
import packet_checker
import yaml

sys.path.append(str(Path(__file__).parents[1] / "criteria"))
import scenario_checker

SUITES = {"findings": checker, "packets": packet_checker, "scenarios": scenario_checker}
HEAD = """\
# Blind cases that fail today, by file. Written by `python tests/blind/ledger.py`; a case that is not here must pass,
# and one that is here must fail: remove it when it is mended.
"""


def main() -> None:
    from mednec import Extractor

    extractor = Extractor()
    asked = [name for name in sys.argv[1:] if name in SUITES] or list(SUITES)
    for name in asked:
        renew(SUITES[name], extractor, "--show" in sys.argv)


def renew(suite: Any, extractor: Any, show: bool) -> None:
    """Write one ledger and say what changed in it."""
    before = {name: set(ids) for name, ids in suite.ledger().items()}
    failing: dict[str, list[str]] = {name: [] for name in suite.FILES}
    total = 0
    for name, case in suite.cases():
        total += 1
        wrong = suite.problems(case, extractor)
        if wrong:
            failing[name].append(case["id"])
            if show:
                print(case["id"], repr(suite.text_of(case)[:300]), *wrong, sep="\n    ")
    suite.LEDGER.write_text(HEAD + yaml.safe_dump(failing, sort_keys=False), encoding="utf-8")
    for name, ids in failing.items():
        new, mended = sorted(set(ids) - before.get(name, set())), sorted(before.get(name, set()) - set(ids))
        print(f"{name}: {len(ids)} fail; {len(new)} new {' '.join(new[:20])}; {len(mended)} mended")
    print(f"{total - sum(map(len, failing.values()))} of {total} pass")


if __name__ == "__main__":
    main()
