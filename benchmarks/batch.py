"""Notes a second of ``mednec batch`` with one worker and with two, and its peak memory over many notes.

    python benchmarks/batch.py [--notes 1000] [--memory-notes 10000] [--cpt 72141] [--json FILE]

The notes are those of corpus_synthetic/, again and again under new ids. Every figure is of a process of its own; its
time is that of the whole command without the interpreter's start: reading the rules, the input, the notes, and writing
all tables as CSV. On a busy machine look at the notes a second of processor time, over all processes.
"""

from __future__ import annotations

import argparse
import csv
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from itertools import cycle, islice
from pathlib import Path

from rich.console import Console
from rich.table import Table

CORPUS = Path(__file__).resolve().parents[1] / "corpus_synthetic"
_RUN = """
import json, resource, sys, time
from pathlib import Path
from mednec.interop.batch import BatchJob, run_batch
from mednec.interop.cases import CaseReader, Question

UNIT = 2**20 if sys.platform == "darwin" else 2**10

def peak(who):
    return resource.getrusage(who).ru_maxrss / UNIT

def processor():
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)

def main(source, out, workers, cpt):
    question = Question({"cpt": cpt}) if cpt else None
    quarter = []

    def tick(done, of):
        if done == max(of // 4, 1):
            quarter.append(peak(resource.RUSAGE_SELF))

    job = BatchJob(Path(source), Path(out), reader=CaseReader(question=question), workers=int(workers))
    begin = time.perf_counter()
    result = run_batch(job, tick)
    seconds = time.perf_counter() - begin
    print(json.dumps({
        "notes": result.rows, "workers": job.workers, "failed": result.failed, "seconds": seconds,
        "notes_a_second": result.rows / seconds, "notes_a_processor_second": result.rows / processor(),
        "memory_mb_after_a_quarter": quarter[0],
        "peak_memory_mb": peak(resource.RUSAGE_SELF), "peak_worker_mb": peak(resource.RUSAGE_CHILDREN),
    }))

if __name__ == "__main__":
    main(*sys.argv[1:])
"""

Figures = dict[str, float]


def documents() -> Iterator[tuple[str, str]]:
    for path in sorted(CORPUS.glob("*.jsonl")):
        with path.open(encoding="utf-8") as lines:
            for case in map(json.loads, lines):
                yield from ((document["text"], document["note_date"]) for document in case["documents"])


def write_notes(path: Path, count: int) -> None:
    known = list(documents())
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["id", "text", "note_date"])
        writer.writerows((f"n{n}", *document) for n, document in enumerate(islice(cycle(known), count)))


def measure(count: int, workers: int, cpt: str | None) -> Figures:
    with tempfile.TemporaryDirectory() as folder:
        source, script = Path(folder) / "in.csv", Path(folder) / "run.py"
        write_notes(source, count)
        script.write_text(_RUN, encoding="utf-8")
        command = [sys.executable, str(script), str(source), str(Path(folder) / "out.csv"), str(workers), cpt or ""]
        done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    figures: Figures = json.loads(done.stdout)
    return figures


def shown(runs: list[Figures]) -> Table:
    table = Table("notes", "workers", "seconds", "a second", "a processor second", "peak MB (quarter)", "worker MB")
    for run in runs:
        several = run["workers"] > 1
        table.add_row(
            f"{run['notes']:,}",
            str(run["workers"]),
            f"{run['seconds']:.1f}",
            f"{run['notes_a_second']:.0f}",
            f"{run['notes_a_processor_second']:.0f}",
            f"{run['peak_memory_mb']:.0f} ({run['memory_mb_after_a_quarter']:.0f})",
            f"{run['peak_worker_mb']:.0f}" if several else "",
        )
    return table


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--notes", type=int, default=1000, help="notes for the speed")
    parser.add_argument("--memory-notes", type=int, default=10_000, help="notes for the peak memory, 0 for none")
    parser.add_argument("--cpt", help="assess every note for this study, too")
    parser.add_argument("--json", type=Path, help="write the figures to this file too")
    options = parser.parse_args()
    runs = [measure(options.notes, workers, options.cpt) for workers in (1, 2)]
    if options.memory_notes:
        runs.append(measure(options.memory_notes, 1, options.cpt))
    Console().print(shown(runs))
    if options.json is not None:
        options.json.write_text(json.dumps(runs, indent=2) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
