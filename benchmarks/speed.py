"""mednec beside the same rules in a stock ``medspacy.load()``: one run, the same notes, one core.

    python benchmarks/speed.py [NOTES …] [--json FILE] [--stock-seconds 60] [--no-stock]

NOTES are folders of .txt files, .txt files or JSONL files with "text"; the notes of examples/ when left out. Stock
medSpaCy gets our rules through ``to_medspacy`` (one token pattern a phrase of many wordings, which favours it) in place
of its own. It is slow, so it reads as many of the notes as fit into its time, shortest first; the ratio is taken over
exactly those. Every time is the best of three.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from mednec import Extractor
from mednec.extraction.layout import segments_of
from mednec.rules.explain import read_corpus

EXAMPLES = Path(__file__).resolve().parents[1] / "examples"
LENGTHS = (1, 4, 16)
_ROUNDS = 3  # every time is the best of so many, ours and theirs
_FRESH = """
import time; begin = time.perf_counter()
import mednec
imported = time.perf_counter()
import sys; mednec.extract(open(sys.argv[1], encoding="utf-8").read())
print(imported - begin, time.perf_counter() - begin)
"""
_MEMORY = """
import resource, sys
from itertools import cycle, islice
from pathlib import Path
from mednec import Extractor
from mednec.rules.explain import read_corpus
texts = [t for path in sys.argv[2:] for t in read_corpus(Path(path))]
extractor, count = Extractor(), int(sys.argv[1])
unit = 2**20 if sys.platform == "darwin" else 2**10
marks = []
for i, text in enumerate(islice(cycle(texts), count), 1):
    extractor.extract(text)
    if i in (max(count // 4, 1), count):
        marks.append(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit)
print(*marks)
"""


def kilobytes(texts: Sequence[str]) -> float:
    return sum(len(t.encode("utf-8", "replace")) for t in texts) / 1024


def seconds(read: Callable[[str], object], texts: Sequence[str], rounds: int) -> list[float]:
    """The best time of each text."""
    best = [float("inf")] * len(texts)
    for _ in range(rounds):
        for i, text in enumerate(texts):
            begin = time.perf_counter()
            read(text)
            best[i] = min(best[i], time.perf_counter() - begin)
    return best


def stock_pipeline() -> tuple[Any, dict[str, Any]]:
    """What medspacy.load() builds, with our rules in place of its own."""
    from mednec.extraction.medspacy_bridge import to_medspacy

    begin = time.perf_counter()
    rules = to_medspacy()
    import medspacy

    nlp = medspacy.load(load_rules=False)
    with nlp.select_pipes(enable=[]):  # without this every literal runs through the whole pipeline
        nlp.get_pipe("medspacy_target_matcher").add(rules.targets)
        nlp.get_pipe("medspacy_context").add(rules.context)
    size = {"stock_target_rules": len(rules.targets), "stock_context_rules": len(rules.context)}
    return nlp, size | {"stock_load_seconds": time.perf_counter() - begin}


def within(nlp: Any, texts: Sequence[str], limit: float) -> tuple[list[int], list[float]]:
    """The numbers of the notes stock medSpaCy reads within a time, and its time for each; one at least."""
    nlp("Warm up.")
    numbers: list[int] = []
    times: list[float] = []
    for number in sorted(range(len(texts)), key=lambda i: len(texts[i])):
        times += seconds(nlp, [texts[number]], _ROUNDS)
        numbers.append(number)
        if _ROUNDS * (sum(times) + 1.5 * times[-1]) > limit:
            break
    return numbers, times


def growth(read: Callable[[str], object], text: str, limit: float, rounds: int) -> dict[str, float | None]:
    """Time at 1, 4 and 16 times the length over the time at its own; None where it would pass the limit."""
    found: dict[str, float | None] = {}
    base = last = 0.0
    for length in LENGTHS:
        if length > 1 and last * 8 > limit:
            found[f"{length}x"] = None
            continue
        last = seconds(read, ["\n\n".join([text] * length)], rounds)[0]
        base = base or last
        found[f"{length}x"] = last / base
    return found


def gate_share(extractor: Extractor, texts: Sequence[str]) -> float | None:
    """The share of segments that pass the gate; None for an extractor without one."""
    if not getattr(extractor, "gated", False):
        return None
    total = passed = 0
    for text in texts:
        segments = segments_of(text, extractor.lexicon.headings)
        total += len(segments)
        passed += len(extractor.matching.match(text, segments, True))
    return passed / total if total else None


def fresh_process(code: str, *arguments: str) -> list[float]:
    done = subprocess.run([sys.executable, "-c", code, *arguments], capture_output=True, text=True, check=True)
    return [float(number) for number in done.stdout.split()]


def measure(paths: Sequence[Path], limit: float, with_stock: bool, memory_notes: int) -> dict[str, Any]:
    texts = [text for path in paths for text in read_corpus(path) if text.strip()]
    extractor = Extractor()
    ours = seconds(extractor.extract, texts, _ROUNDS)
    median = sorted(texts, key=len)[len(texts) // 2]
    result: dict[str, Any] = {
        "notes": len(texts),
        "kilobytes": kilobytes(texts),
        "ms_per_kb": 1000 * sum(ours) / kilobytes(texts),
        "segments_passing_the_gate": gate_share(extractor, texts),
        "growth": growth(extractor.extract, median, limit, _ROUNDS),
    }
    example = next(iter(sorted(EXAMPLES.glob("*.txt"))))
    starts = [fresh_process(_FRESH, str(example)) for _ in range(3)]
    result["import_seconds"] = statistics.median(s[0] for s in starts)
    result["first_extract_seconds"] = statistics.median(s[1] for s in starts)
    quarter, peak = fresh_process(_MEMORY, str(memory_notes), *map(str, paths))
    result |= {"memory_notes": memory_notes, "memory_mb_after_a_quarter": quarter, "peak_memory_mb": peak}
    if with_stock:
        result |= beside_stock(texts, ours, median, limit)
    return result


def beside_stock(texts: Sequence[str], ours: Sequence[float], median: str, limit: float) -> dict[str, Any]:
    nlp, result = stock_pipeline()
    numbers, times = within(nlp, texts, limit)
    size = kilobytes([texts[n] for n in numbers])
    both = 1000 * sum(ours[n] for n in numbers) / size
    stock = 1000 * sum(times) / size
    return result | {
        "compared_notes": len(numbers),
        "compared_ms_per_kb": both,
        "stock_ms_per_kb": stock,
        "ratio": stock / both,
        "stock_growth": growth(nlp, median, limit, 1),
    }


def shown(result: dict[str, Any]) -> Table:
    table = Table("measure", "mednec", "stock medSpaCy")
    stock = "stock_ms_per_kb" in result

    def row(name: str, ours: str, theirs: str = "") -> None:
        table.add_row(name, ours, theirs)

    row("notes read", f"{result['notes']} ({result['kilobytes']:.0f} KB)", str(result.get("compared_notes", "")))
    row("ms per KB, all notes", f"{result['ms_per_kb']:.2f}")
    if stock:
        row("ms per KB, the same notes", f"{result['compared_ms_per_kb']:.2f}", f"{result['stock_ms_per_kb']:.1f}")
        row("ratio", f"{result['ratio']:.0f}x")
    share = result["segments_passing_the_gate"]
    row("segments passing the gate", "no gate" if share is None else f"{share:.0%}")
    for length in LENGTHS:
        ours, theirs = result["growth"][f"{length}x"], result.get("stock_growth", {}).get(f"{length}x")
        missing = "over its time" if stock else ""
        row(
            f"time at {length}x length",
            f"{ours:.1f}x" if ours else "over its time",
            f"{theirs:.1f}x" if theirs else missing,
        )
    row("import mednec", f"{result['import_seconds']:.2f} s")
    row("first extract, fresh process", f"{result['first_extract_seconds']:.2f} s")
    if stock:
        row("load with our rules", "", f"{result['stock_load_seconds']:.0f} s")
        row("rules", "", f"{result['stock_target_rules']} targets, {result['stock_context_rules']} cues")
    quarter, peak = result["memory_mb_after_a_quarter"], result["peak_memory_mb"]
    row(f"peak memory, {result['memory_notes']} notes", f"{peak:.0f} MB ({quarter:.0f} MB after a quarter of them)")
    return table


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("notes", nargs="*", type=Path, help="folders of .txt, .txt files or JSONL files with text")
    parser.add_argument("--json", type=Path, help="write the figures to this file too")
    parser.add_argument("--stock-seconds", type=float, default=60, help="time for stock medSpaCy to read notes in")
    parser.add_argument("--no-stock", action="store_true", help="measure mednec alone")
    parser.add_argument("--memory-notes", type=int, default=2000, help="notes to read for the peak memory")
    options = parser.parse_args()
    result = measure(options.notes or [EXAMPLES], options.stock_seconds, not options.no_stock, options.memory_notes)
    Console().print(shown(result))
    if options.json is not None:
        options.json.write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
