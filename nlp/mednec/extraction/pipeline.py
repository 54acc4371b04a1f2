"""String the stages together: text to segments to mentions to Evidence."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from mednec.evidence import Evidence, ExtractionFailure, Note
from mednec.extraction.findings import FindingReader
from mednec.extraction.intake import accept
from mednec.extraction.layout import segments_of
from mednec.extraction.lexicon import Lexicon, compile_lexicon
from mednec.extraction.matching import Matched, Matching
from mednec.extraction.rollup import roll_up
from mednec.resources import patterns_dir
from mednec.rules.loader import load_rules


class Extractor:
    """Reads notes by a set of rules: ours, and any directories of your own laid over them. Safe to share between threads."""

    def __init__(self, rules: Sequence[str | Path] = ()) -> None:
        self.lexicon: Lexicon = compile_lexicon(load_rules(patterns_dir(), *rules))
        self.matching = Matching(self.lexicon)
        self.findings = FindingReader(self.lexicon)

    def extract(self, note: str | Note, *, note_date: str | None = None) -> Evidence:
        """The evidence of one note.

        Args:
            note: The text, or a Note with its date, type and id.
            note_date: ISO date of the note; needed for "since March" and the like.

        Raises:
            NoteError: the note cannot be read (see its ``code``); the message never quotes it.
        """
        from mednec import __version__

        note = accept(note, note_date)
        pieces = self.pieces(note.text)
        mentions = self.findings.read(note.text, pieces)
        findings, warnings = roll_up(note.text, mentions, note.id)
        return Evidence(
            engine_version=__version__, rules_digest=self.lexicon.digest, note_id=note.id, note_date=note.note_date,
            findings=findings, warnings=warnings, _text=note.text,
        )  # fmt: skip

    def pieces(self, text: str) -> list[Matched]:
        """The matched segments of a text, for readers and for explanation."""
        return self.matching.match(text, segments_of(text, self.lexicon.headings))


_default: Extractor | None = None
_lock = threading.Lock()


def default_extractor() -> Extractor:
    """The extractor with the rules that ship, built once a process."""
    global _default
    if _default is None:
        with _lock:
            if _default is None:
                _default = Extractor()
    return _default


def extract(note: str | Note, *, note_date: str | None = None) -> Evidence:
    """The evidence of one note, by the rules that ship; see ``Extractor.extract``."""
    return default_extractor().extract(note, note_date=note_date)


def extract_many(notes: Iterable[str | Note], *, workers: int = 1) -> Iterator[Evidence | ExtractionFailure]:
    """Evidence for many notes in input order; a note that cannot be read yields ExtractionFailure and stops nothing."""
    from mednec.extraction.batch import run_many

    return run_many(notes, workers)
