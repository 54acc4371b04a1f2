"""Read many notes, in one process or several: input order kept, bounded memory, and no note stops another."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mednec.errors import NoteError
from mednec.evidence import Evidence, ExtractionFailure, Note, Packet
from mednec.pool import mapped

if TYPE_CHECKING:
    from mednec.extraction.pipeline import Extractor

Readable = str | Note | Packet
Outcome = Evidence | ExtractionFailure


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
    try:
        return mapped(_Reader(extractor), notes, workers, length, _lost)
    except TypeError:
        raise ValueError("this Extractor cannot be sent to other processes (its proposer): use workers=1") from None


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


def _lost(note: Readable) -> Outcome:
    """A note that ended the process that read it, most likely for want of memory."""
    return ExtractionFailure(note.id if isinstance(note, Note) else None, "crashed")


def length(note: object) -> int:
    """The characters of a note, for workers to share the work; 0 for what is none."""
    if isinstance(note, Packet):
        return sum(map(length, note.documents))
    text = note.text if isinstance(note, Note) else note
    return len(text) if isinstance(text, str) else 0


@dataclass(frozen=True)
class _Reader:
    """Reads a note with an extractor, or with the one that ships, built once a process."""

    extractor: Extractor | None

    def __call__(self, note: Readable) -> Outcome:
        return read_one(self.extractor or _default(), note)


def _default() -> Extractor:
    from mednec.extraction.pipeline import default_extractor

    return default_extractor()
