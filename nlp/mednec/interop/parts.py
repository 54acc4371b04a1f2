"""The unfinished work of a batch, kept beside its result: parts that are whole and safe, so that a killed run goes on.

A folder "out.csv.unfinished" holds ``job.json`` (what is being done, to refuse another job) and one file a part of the
input, "000000.jsonl" the first. A part is there only when it is whole: its presence is the journal. A line of it is
``["table", values]``. Like the result, the folder quotes notes; only its user can open it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mednec.errors import CorpusError
from mednec.interop.atomic import whole_file
from mednec.interop.columns import TABLES
from mednec.interop.rows import Row

Identity = Mapping[str, Any]
_JOB = "job.json"
_FINISHED = "finished.json"
_LOCK = "lock"


@dataclass(frozen=True)
class Parts:
    """The folder of a job's parts."""

    folder: Path

    @classmethod
    def beside(cls, out: Path) -> Parts:
        """The folder that belongs to a result."""
        return cls(out.with_name(f"{out.name}.unfinished"))

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Make the folder and hold it, so that no second run works in it.

        Raises:
            CorpusError: another run does, or the folder cannot be made.
        """
        try:
            self.folder.mkdir(mode=0o700, exist_ok=True)
            lock = (self.folder / _LOCK).open("w")
        except OSError as error:
            raise CorpusError(f"it cannot be made: {error.strerror or type(error).__name__}", self.folder) from None
        with lock:
            _hold(lock, self.folder)
            yield

    def begun(self) -> Identity | None:
        """The job whose parts these are; None where nothing was begun."""
        return _read(self.folder / _JOB)

    def finished(self) -> Identity | None:
        """The job whose result is complete, with its counts; only its parts remain to be removed."""
        return _read(self.folder / _FINISHED)

    def begin(self, job: Identity) -> None:
        """Say what is being done."""
        self._write(_JOB, job)

    def finish(self, job: Identity) -> None:
        """Say that the result is complete."""
        self._write(_FINISHED, job)

    def count(self) -> int:
        """How many parts are there, without a gap from the first."""
        number = 0
        while self._part(number).exists():
            number += 1
        return number

    def add(self, number: int, outcomes: Iterable[Mapping[str, Iterable[Row]]]) -> None:
        """Write a part as its outcomes come; it is there when it is whole."""
        with whole_file(self._part(number)) as beside, beside.open("w", encoding="ascii") as file:
            for outcome in outcomes:
                for table, rows in outcome.items():
                    for row in rows:
                        file.write(json.dumps([table, _values(table, row)]) + "\n")

    def rows(self, table: str, parts: int) -> Iterator[Any]:
        """The rows of one table, over all parts."""
        head = json.dumps([table])[:-1] + ","
        for number in range(parts):
            with self._part(number).open(encoding="ascii") as file:
                yield from (json.loads(line)[1] for line in file if line.startswith(head))

    def clear(self) -> None:
        """Remove everything but the folder and its lock; what says that the result is complete goes last."""
        kept = {_LOCK, _FINISHED}
        for path in self.folder.iterdir():
            if path.name not in kept:
                path.unlink()
        (self.folder / _FINISHED).unlink(missing_ok=True)

    def discard(self) -> None:
        """Remove the empty folder, once nobody holds it."""
        with suppress(OSError):
            (self.folder / _LOCK).unlink(missing_ok=True)
            self.folder.rmdir()

    def _part(self, number: int) -> Path:
        return self.folder / f"{number:06d}.jsonl"

    def _write(self, name: str, job: Identity) -> None:
        with whole_file(self.folder / name) as beside:
            beside.write_text(json.dumps(job, indent=2, sort_keys=True) + "\n", encoding="utf-8")


def _values(table: str, row: Row) -> Any:
    columns = TABLES.get(table)
    return row if columns is None else [row[name] for name in columns]


def _read(path: Path) -> Identity | None:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return found if isinstance(found, dict) else None


def _hold(lock: Any, folder: Path) -> None:
    """Lock a file until it is closed or its process ends; not everywhere is there a lock that does so."""
    try:
        import fcntl
    except ImportError:
        return
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        raise CorpusError("another run is at work here", folder) from None
