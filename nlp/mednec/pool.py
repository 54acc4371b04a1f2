"""Apply one function to many items in several processes: order kept, bounded memory, clean when interrupted."""

from __future__ import annotations

import multiprocessing
import os
import pickle
import signal
import threading
import warnings
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from typing import Any, TypeVar

Item = TypeVar("Item")
Answer = TypeVar("Answer")

CHUNK_SIZE = 60_000
CHUNK_ITEMS = 64
CHUNKS_A_WORKER = 2
"""How many chunks a worker has before it: one it works on and one that waits."""


def mapped(
    function: Callable[[Item], Answer],
    items: Iterable[Item],
    workers: int = 1,
    size: Callable[[Item], int] = lambda _: 1,
) -> Iterator[Answer]:
    """The function's answer for every item, in the order of the items, which are taken only as they are needed.

    With several workers, processes are spawned: a script that calls this needs the usual
    ``if __name__ == "__main__":``. They end when this process ends, however it does.

    Args:
        function: Sent to every worker once; with one worker it is called in this process and need not be picklable.
        items: Anything that can be pickled; what cannot is answered in this process. What the iterable itself raises
            is the caller's and is raised here.
        workers: Processes; 1 works in this one.
        size: How much work an item is, roughly in characters; a worker gets items in groups of a bounded size.

    Raises:
        ValueError: fewer than one worker.
        TypeError: the function cannot be sent to other processes.
    """
    if workers < 1:
        raise ValueError(f"workers is 1 or more, not {workers}")
    if workers == 1:
        return map(function, items)
    return _in_pool(function, _sendable(function), items, workers, size)


def chunks(items: Iterable[Item], size: Callable[[Item], int]) -> Iterator[tuple[Item, ...]]:
    """Items in groups of bounded size: many small ones, or a large one alone."""
    group: list[Item] = []
    total = 0
    for item in items:
        length = size(item)
        if group and (total + length > CHUNK_SIZE or len(group) == CHUNK_ITEMS):
            yield tuple(group)
            group, total = [], 0
        group.append(item)
        total += length
    if group:
        yield tuple(group)


def _sendable(function: Callable[[Any], Any]) -> bytes:
    try:
        return pickle.dumps(function)
    except Exception:
        # The error of a pickler may show what it was given.
        raise TypeError("this function cannot be sent to other processes: use workers=1") from None


def _in_pool(
    function: Callable[[Item], Answer],
    recipe: bytes,
    items: Iterable[Item],
    workers: int,
    size: Callable[[Item], int],
) -> Iterator[Answer]:
    context = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(workers, mp_context=context, initializer=_start_worker, initargs=(recipe,))
    waiting: deque[tuple[tuple[Item, ...], Future[list[Answer]] | None]] = deque()
    try:
        for group in chunks(items, size):
            waiting.append((group, _submit(pool, group)))
            if len(waiting) >= workers * CHUNKS_A_WORKER:
                yield from _answers(*waiting.popleft(), function)
        while waiting:
            yield from _answers(*waiting.popleft(), function)
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _submit(pool: ProcessPoolExecutor, group: tuple[Any, ...]) -> Future[list[Any]] | None:
    try:
        with _children_without_interrupts():
            return pool.submit(_work_on, group)
    except BrokenProcessPool:
        return None


@contextmanager
def _children_without_interrupts() -> Iterator[None]:
    """Processes started here never see Ctrl-C, which is for this one; it is held back for us, not lost."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _answers(
    group: tuple[Item, ...], future: Future[list[Answer]] | None, function: Callable[[Item], Answer]
) -> Sequence[Answer]:
    """What the workers answer; what they cannot (they died, an item cannot be sent) is worked on in this process."""
    if future is not None:
        try:
            return future.result()
        except BrokenProcessPool:
            warnings.warn("mednec: the worker processes died; work goes on in this process", RuntimeWarning, 4)
        except Exception:  # noqa: S110 - pickling errors have many classes; the function is asked again below
            pass
    return [function(item) for item in group]


# ----------------------------------------------------------------------------------------------------- in the processes
_function: Callable[[Any], Any] | None = None


def _start_worker(recipe: bytes) -> None:
    global _function
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_the_parent, daemon=True).start()
    _function = pickle.loads(recipe)  # noqa: S301 - written by our own process


def _end_with_the_parent() -> None:
    """A parent that is killed outright cannot end its workers, which would wait for ever."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _work_on(group: tuple[Any, ...]) -> list[Any]:
    if _function is None:
        raise RuntimeError("this process was not started as a worker")
    return [_function(item) for item in group]
