"""Apply one function to many items in several processes: order kept, bounded memory, clean when interrupted."""

from __future__ import annotations

import multiprocessing
import os
import pickle
import signal
import threading
import warnings
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from typing import Any, Generic, TypeVar

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
    lost: Callable[[Item], Answer] | None = None,
) -> Iterator[Answer]:
    """The function's answer for every item, in the order of the items, which are taken only as they are needed.

    With several workers, processes are spawned: a script that calls this needs the usual
    ``if __name__ == "__main__":``. They end when this process ends, however it does. Where a process dies, others take
    its place; where none can be started, work goes on in this process.

    Args:
        function: Sent to every worker once; with one worker it is called in this process and need not be picklable.
        items: Anything that can be pickled; what cannot is answered in this process. What the iterable itself raises
            is the caller's and is raised here.
        workers: Processes; 1 works in this one.
        size: How much work an item is, roughly in characters; a worker gets items in groups of a bounded size.
        lost: Answers in place of the function, in this process, for an item that ends the process that works on it
            alone. When left out, the function is tried on it in this process.

    Raises:
        ValueError: fewer than one worker.
        TypeError: the function cannot be sent to other processes.
    """
    if workers < 1:
        raise ValueError(f"workers is 1 or more, not {workers}")
    if workers == 1:
        return map(function, items)
    return _in_pool(_Work(function, lost or function, _Pool(_sendable(function), workers)), items, workers, size)


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
    work: _Work[Item, Answer], items: Iterable[Item], workers: int, size: Callable[[Item], int]
) -> Iterator[Answer]:
    try:
        for group in chunks(items, size):
            work.begin(group)
            if len(work.waiting) >= workers * CHUNKS_A_WORKER:
                yield from work.next_answers()
        while work.waiting:
            yield from work.next_answers()
    finally:
        work.pool.close()


class _Work(Generic[Item, Answer]):
    """Groups of items that processes work on, in order."""

    def __init__(self, function: Callable[[Item], Answer], lost: Callable[[Item], Answer], pool: _Pool) -> None:
        self.function = function
        self.lost = lost
        self.pool = pool
        self.waiting: deque[tuple[tuple[Item, ...], Future[list[Answer]] | None]] = deque()

    def begin(self, group: tuple[Item, ...]) -> None:
        """Give a group to the processes."""
        self.waiting.append((group, self.pool.submit(group)))

    def next_answers(self) -> list[Answer]:
        """What the processes answer to the group that has waited longest; what they cannot is answered here."""
        group, future = self.waiting.popleft()
        if future is None:
            return self._here(group)
        try:
            return future.result()
        except BrokenProcessPool:
            return self._one_by_one(group)
        except Exception:
            # Errors of pickling have many classes; one of the function itself is raised again here.
            return self._here(group)

    def _here(self, group: tuple[Item, ...]) -> list[Answer]:
        return [self.function(item) for item in group]

    def _one_by_one(self, group: tuple[Item, ...]) -> list[Answer]:
        """A process died: find out at which item, and begin again what it took with it."""
        self.pool.renew()
        answers = [self._alone(item) for item in group]
        for place, (other, future) in enumerate(self.waiting):
            if future is None or isinstance(future.exception() if future.done() else None, BrokenProcessPool):
                self.waiting[place] = (other, self.pool.submit(other))
        return answers

    def _alone(self, item: Item) -> Answer:
        future = self.pool.submit((item,))
        try:
            return self.function(item) if future is None else future.result()[0]
        except BrokenProcessPool:
            return self.lost(item) if self.pool.renew() else self.function(item)
        except Exception:
            return self.function(item)


class _Pool:
    """Spawned processes that can be replaced when one of them has died."""

    def __init__(self, recipe: bytes, workers: int) -> None:
        self._recipe = recipe
        self._workers = workers
        self._executor: ProcessPoolExecutor | None = self._started()

    def _started(self) -> ProcessPoolExecutor:
        context = multiprocessing.get_context("spawn")
        return ProcessPoolExecutor(
            self._workers, mp_context=context, initializer=_start_worker, initargs=(self._recipe,)
        )

    def submit(self, group: tuple[Any, ...]) -> Future[list[Any]] | None:
        """The answers to come; None where there are no processes any more."""
        if self._executor is None:
            return None
        try:
            with _children_without_interrupts():
                return self._executor.submit(_work_on, group)
        except BrokenProcessPool as error:
            broken: Future[list[Any]] = Future()
            broken.set_exception(error)
            return broken

    def renew(self) -> bool:
        """Start new processes; False, and none from then on, where they die without any work, too."""
        self.close()
        if self._executor is None:
            return False
        self._executor = self._started()
        try:
            probe = self.submit(())
            if probe is not None:
                probe.result()
        except BrokenProcessPool:
            warnings.warn("mednec: the worker processes died; work goes on in this process", RuntimeWarning, 5)
            self.close()
            self._executor = None
        return self._executor is not None

    def close(self) -> None:
        """End the processes, after what they are at."""
        if self._executor is not None:
            self._executor.shutdown(wait=True, cancel_futures=True)


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
