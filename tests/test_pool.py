"""Work in several processes: in order, and cleanly ended, whether by Ctrl-C or by a kill."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from mednec.pool import mapped

SOURCE = Path(__file__).resolve().parents[1] / "nlp"
posix = pytest.mark.skipif(os.name != "posix", reason="signals and process groups as POSIX has them")

SLOW_WORK = """\
import os, time
from mednec.pool import mapped

def work(item):
    time.sleep(0.05)
    return os.getpid()

if __name__ == "__main__":
    for pid in mapped(work, range(10_000), workers=2, size=lambda _: 60_000):
        print(pid, flush=True)
"""


def test_answers_come_in_the_order_of_the_items():
    assert list(mapped(abs, range(0, -300, -1), workers=2)) == list(range(300))


def test_a_function_that_cannot_be_sent():
    with pytest.raises(TypeError, match="workers=1"):
        mapped(lambda item: item, [1], workers=2)


@pytest.fixture
def slow_work(tmp_path: Path):
    """A process of its own group that works in two others."""
    (tmp_path / "slow.py").write_text(SLOW_WORK)
    run = subprocess.Popen(
        [sys.executable, "slow.py"],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(SOURCE)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    yield run
    if run.poll() is None:
        run.kill()
    run.communicate()


def worker_pids(run: subprocess.Popen[str]) -> set[int]:
    return {int(run.stdout.readline()) for _ in range(6)}


def gone(pids: set[int], seconds: float = 15) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if not any(alive(pid) for pid in pids):
            return True
        time.sleep(0.05)
    return False


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return not _is_zombie(pid)


def _is_zombie(pid: int) -> bool:
    status = Path(f"/proc/{pid}/stat")
    return status.exists() and status.read_text().rpartition(")")[2].split()[0] == "Z"


DEADLY_WORK = """\
import os
from mednec.pool import mapped

def work(item):
    if item % 50 == 13:
        os._exit(1)
    return item

if __name__ == "__main__":
    print(*mapped(work, range(300), workers=2, lost=lambda item: f"lost:{item}"))
"""


def test_items_that_end_their_process_cost_no_other(tmp_path):
    (tmp_path / "deadly.py").write_text(DEADLY_WORK)
    environment = os.environ | {"PYTHONPATH": str(SOURCE)}
    run = subprocess.run([sys.executable, "deadly.py"], cwd=tmp_path, env=environment, capture_output=True, text=True)
    assert run.stdout.split() == [f"lost:{n}" if n % 50 == 13 else str(n) for n in range(300)]
    assert run.stderr == ""


def test_where_no_process_can_be_started_work_goes_on_here(tmp_path):
    """A script without the usual guard starts itself again in every worker, which dies of it."""
    (tmp_path / "unguarded.py").write_text(
        "from mednec.pool import mapped\nprint(*mapped(abs, [-1, -2, -3], workers=2, lost=str))\n"
    )
    environment = os.environ | {"PYTHONPATH": str(SOURCE)}
    run = subprocess.run(
        [sys.executable, "unguarded.py"], cwd=tmp_path, env=environment, capture_output=True, text=True
    )
    assert run.stdout.split() == ["1", "2", "3"]
    assert "the worker processes died; work goes on in this process" in run.stderr


@posix
def test_ctrl_c_ends_everything_and_only_the_parent_says_so(slow_work):
    pids = worker_pids(slow_work)
    os.killpg(slow_work.pid, signal.SIGINT)  # a terminal sends it to the whole group
    _, errors = slow_work.communicate(timeout=30)
    assert slow_work.returncode != 0
    assert errors.count("Traceback") == 1
    assert errors.rstrip().endswith("KeyboardInterrupt")
    assert gone(pids)


@posix
def test_workers_end_with_a_killed_parent(slow_work):
    pids = worker_pids(slow_work)
    slow_work.kill()
    assert gone(pids)
