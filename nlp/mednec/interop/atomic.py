"""Write a file whole or not at all: under another name first, safe on the disk, then renamed."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from mednec.errors import CorpusError


@contextmanager
def whole_file(path: Path, folder: Path | None = None) -> Iterator[Path]:
    """A path to write to; it takes the place of ``path`` when the block ends well, and is removed when it does not.

    Args:
        path: Where the file belongs.
        folder: Where it is written until then, on the same disk; beside its place when left out.

    Raises:
        CorpusError: it cannot be written.
    """
    beside = (folder or path.parent) / f".{path.name}.{os.getpid()}.tmp"
    try:
        yield beside
        with beside.open("rb+") as file:
            os.fsync(file.fileno())
        beside.replace(path)
        sync_folder(path.parent)
    except OSError as error:
        raise CorpusError(f"it cannot be written: {error.strerror or type(error).__name__}", path) from None
    finally:
        beside.unlink(missing_ok=True)


def sync_folder(folder: Path) -> None:
    """Make the names in a folder safe, where the system knows how to."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
