"""Read many notes, in one process or several: input order kept, bounded memory, and no note stops another."""

from __future__ import annotations

import multiprocessing
import pickle
import warnings
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import TYPE_CHECKING

from mednec.errors import NoteError
from mednec.evidence import Evidence, ExtractionFailure, Note, Packet

if TYPE_CHECKING:
    from mednec.extraction.pipeline import Extractor

Readable = str | Note | Packet
Outcome = Evidence | ExtractionFailure
Chunk = tuple[Readable, ...]

CHUNK_CHARACTERS = 60_000
CHUNK_NOTES = 64
CHUNKS_A_WORKER = 2
"""How many chunks a worker has before it: one it reads and one that waits."""


def run_many(notes: Iterable[Readable], workers: int = 1, extractor: Extractor | None = None) -> Iterator[Outcome]:
    """Evidence for every note in input order, or ExtractionFailure with the note's id and a code.

    Notes are taken from the iterable as they are needed, never all at once. With several workers, processes are
    spawned: a script that calls this needs the usual ``if __name__ == "__main__":``.

    Args:
        notes: Texts, Notes or Packets, also from a generator. What it raises itself is the caller's and is raised here.
        workers: Processes that read; 1 reads in this one.
        extractor: The extractor to use (each worker builds its own once); by default the one with our rules.

    Raises:
        ValueError: fewer than one worker, or an extractor that cannot be rebuilt in another process.
    """
    if workers < 1:
        raise ValueError(f"workers is 1 or more, not {workers}")
    if workers == 1:
        return _in_process(notes, extractor)
    return _in_pool(notes, workers, None if extractor is None else _recipe(extractor), extractor)


def read_one(extractor: Extractor, note: Readable) -> Outcome:
    """The evidence of one note, or why there is none: a NoteError's code, or "internal"; never its text."""
    note_id = note.id if isinstance(note, Note) else None
    try:
        return extractor.extract(note)
    except NoteError as error:
        return ExtractionFailure(note_id, error.code)
    except Exception:
        # Whatever a stage raises may quote the note: only the fact is passed on.
        return ExtractionFailure(note_id, "internal")


def _recipe(extractor: Extractor) -> bytes:
    try:
        return pickle.dumps(extractor)
    except Exception:
        raise ValueError("this Extractor cannot be sent to other processes (its proposer): use workers=1") from None


def _default() -> Extractor:
    from mednec.extraction.pipeline import default_extractor

    return default_extractor()


def _in_process(notes: Iterable[Readable], extractor: Extractor | None) -> Iterator[Outcome]:
    for note in notes:
        extractor = extractor or _default()
        yield read_one(extractor, note)


def chunks(notes: Iterable[Readable]) -> Iterator[Chunk]:
    """Notes in groups of bounded length: many short ones, or a long one alone."""
    group: list[Readable] = []
    size = 0
    for note in notes:
        length = _length(note)
        if group and (size + length > CHUNK_CHARACTERS or len(group) == CHUNK_NOTES):
            yield tuple(group)
            group, size = [], 0
        group.append(note)
        size += length
    if group:
        yield tuple(group)


def _length(note: object) -> int:
    if isinstance(note, Packet):
        return sum(map(_length, note.documents))
    text = note.text if isinstance(note, Note) else note
    return len(text) if isinstance(text, str) else 0


# ----------------------------------------------------------------------------------------------------------- processes
_worker: Extractor | None = None


def _start_worker(recipe: bytes | None) -> None:
    global _worker
    _worker = _default() if recipe is None else pickle.loads(recipe)  # noqa: S301 - written by our own process


def _read_chunk(group: Chunk) -> list[Outcome]:
    extractor = _worker or _default()
    return [read_one(extractor, note) for note in group]


def _in_pool(
    notes: Iterable[Readable], workers: int, recipe: bytes | None, extractor: Extractor | None
) -> Iterator[Outcome]:
    def here(group: Chunk) -> list[Outcome]:
        nonlocal extractor
        extractor = extractor or _default()
        return [read_one(extractor, note) for note in group]

    context = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(workers, mp_context=context, initializer=_start_worker, initargs=(recipe,))
    waiting: deque[tuple[Chunk, Future[list[Outcome]] | None]] = deque()
    try:
        for group in chunks(notes):
            waiting.append((group, _submit(pool, group)))
            if len(waiting) >= workers * CHUNKS_A_WORKER:
                yield from _result(*waiting.popleft(), here)
        while waiting:
            yield from _result(*waiting.popleft(), here)
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _submit(pool: ProcessPoolExecutor, group: Chunk) -> Future[list[Outcome]] | None:
    try:
        return pool.submit(_read_chunk, group)
    except BrokenProcessPool:
        return None


def _result(
    group: Chunk, future: Future[list[Outcome]] | None, here: Callable[[Chunk], Sequence[Outcome]]
) -> Sequence[Outcome]:
    """What the workers answer; what they cannot (they died, a note cannot be sent) is read in this process."""
    if future is None:
        return here(group)
    try:
        return future.result()
    except BrokenProcessPool:
        warnings.warn("mednec: the worker processes died; reading goes on in this process", RuntimeWarning, 3)
    except Exception:  # noqa: S110 - pickling errors have many classes; the notes are read below
        pass
    return here(group)
