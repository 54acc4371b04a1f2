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
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from multiprocessing.connection import Connection
from queue import SimpleQueue
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
        self.waiting: deque[tuple[tuple[Item, ...], Future[list[Answer]]]] = deque()

    def begin(self, group: tuple[Item, ...]) -> None:
        """Give a group to the processes."""
        self.waiting.append((group, self.pool.submit(group)))

    def next_answers(self) -> list[Answer]:
        """What the processes answer to the group that has waited longest; what they cannot is answered here."""
        group, future = self.waiting.popleft()
        try:
            return future.result()
        except _ProcessDiedError:
            return [self._alone(item) for item in group]
        except Exception:
            # Errors of pickling have many classes; one of the function itself is raised again here.
            return [self.function(item) for item in group]

    def _alone(self, item: Item) -> Answer:
        """A process died of the group: find out whether it dies of this item."""
        try:
            answer: Answer = self.pool.submit((item,)).result()[0]
        except _ProcessDiedError:
            return self.lost(item)
        except Exception:
            return self.function(item)
        return answer


class _ProcessDiedError(Exception):
    """A process ended at the work it was given."""


class _NoProcessError(Exception):
    """A process ended, or could not be started, before it was given any work."""


class _NotAnsweredError(Exception):
    """A process could not read its items, work on them or send its answers."""


class _Pool:
    """As many threads as processes, so that each process has one that waits for it.

    The executor of the standard library ends all its processes when one dies, and may hang or fail when it is given
    work at that moment. Here a process that dies costs the group it was at, and nothing is shared that it could spoil.
    """

    def __init__(self, recipe: bytes, workers: int) -> None:
        self._recipe = recipe
        self._threads = ThreadPoolExecutor(workers)
        self._given_up = False
        self._places: SimpleQueue[_Worker | None] = SimpleQueue()
        # The first starts in the caller's thread, where a script without the usual guard learns of it.
        self._places.put(self._started())
        for _ in range(workers - 1):
            self._places.put(None)

    def submit(self, group: tuple[Any, ...]) -> Future[list[Any]]:
        """The answers to come, or the reason why there are none."""
        return self._threads.submit(self._answers, group)

    def _answers(self, group: tuple[Any, ...]) -> list[Any]:
        worker = self._places.get()
        try:
            worker = worker or self._started()
            if worker is None or not worker.ready():
                self._give_up()
                raise _NoProcessError
            return worker.answers(group)
        except (_ProcessDiedError, _NoProcessError):
            worker = None
            raise
        finally:
            self._places.put(worker)

    def _started(self) -> _Worker | None:
        try:
            return None if self._given_up else _Worker(self._recipe)
        except OSError:
            return None

    def _give_up(self) -> None:
        if not self._given_up:
            self._given_up = True
            warnings.warn("mednec: the worker processes died; work goes on in this process", RuntimeWarning, 2)

    def close(self) -> None:
        """End the processes, after what they are at."""
        self._threads.shutdown(wait=True, cancel_futures=True)
        while not self._places.empty():
            worker = self._places.get()
            if worker is not None:
                worker.close()


class _Worker:
    """A spawned process, and the pipe that it takes groups from and sends answers to."""

    def __init__(self, recipe: bytes) -> None:
        context = multiprocessing.get_context("spawn")
        self._ready = False
        self._pipe, theirs = context.Pipe()
        with theirs, _children_without_interrupts():
            self._process = context.Process(target=_serve, args=(theirs, recipe), daemon=True)
            self._process.start()

    def ready(self) -> bool:
        """Wait until the process has what it needs; False where it died before."""
        try:
            self._ready = self._ready or bool(self._pipe.recv_bytes())
        except (EOFError, OSError):
            self.close()
        return self._ready

    def answers(self, group: tuple[Any, ...]) -> list[Any]:
        """What the process answers; it is over when this raises `_ProcessDiedError`."""
        message = pickle.dumps(group)
        try:
            self._pipe.send_bytes(message)
            answer = self._pipe.recv_bytes()
        except (EOFError, OSError):
            self.close()
            raise _ProcessDiedError from None
        if not answer:
            raise _NotAnsweredError
        answers: list[Any] = pickle.loads(answer)  # noqa: S301 - written by our own process
        return answers

    def close(self) -> None:
        """Let the process end, which it does when nothing more can come."""
        self._pipe.close()
        self._process.join()


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
def _serve(pipe: Connection, recipe: bytes) -> None:
    """Answer groups until no more can come; an empty message stands for whatever went wrong, and says nothing of it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_the_parent, daemon=True).start()
    function = pickle.loads(recipe)  # noqa: S301 - written by our own process
    with suppress(EOFError, OSError):  # the parent wants no more
        pipe.send_bytes(b"ready")
        while True:
            pipe.send_bytes(_answered(function, pipe.recv_bytes()))


def _answered(function: Callable[[Any], Any], message: bytes) -> bytes:
    try:
        return pickle.dumps([function(item) for item in pickle.loads(message)])  # noqa: S301 - our own process wrote it
    except Exception:
        return b""


def _end_with_the_parent() -> None:
    """A parent that is killed outright cannot end its workers, which would go on with what they are at."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
