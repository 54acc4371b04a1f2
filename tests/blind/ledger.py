"""Write known_failures.yaml anew: ``python tests/blind/ledger.py`` (``--show`` also prints what is wrong).

Read the difference before you commit it: a line that is new is something that worked before.
"""

from __future__ import annotations

import sys

import yaml
from checker import FILES, LEDGER, cases, ledger, problems

HEAD = """\
# Blind cases that fail today, by file. Written by `python tests/blind/ledger.py`; a case that is not here must pass,
# and one that is here must fail: remove it when it is mended.
"""


def main() -> None:
    from mednec import Extractor

    extractor = Extractor()
    before = {name: set(ids) for name, ids in ledger().items()}
    failing: dict[str, list[str]] = {name: [] for name in FILES}
    total = 0
    for name, case in cases():
        total += 1
        wrong = problems(case, extractor)
        if wrong:
            failing[name].append(case["id"])
            if "--show" in sys.argv:
                print(case["id"], repr(case["text"][:300]), *wrong, sep="\n    ")
    LEDGER.write_text(HEAD + yaml.safe_dump(failing, sort_keys=False), encoding="utf-8")
    for name, ids in failing.items():
        new, mended = sorted(set(ids) - before.get(name, set())), sorted(before.get(name, set()) - set(ids))
        print(f"{name}: {len(ids)} fail; {len(new)} new {' '.join(new[:20])}; {len(mended)} mended")
    print(f"{total - sum(map(len, failing.values()))} of {total} pass")


if __name__ == "__main__":
    main()
