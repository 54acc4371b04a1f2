"""String the stages together: text to segments to mentions to Evidence."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from mednec.errors import NoteError
from mednec.evidence import Assertion, Evidence, ExtractionFailure, Note, Packet
from mednec.extraction.assertion_axes import in_section
from mednec.extraction.attributes import describe
from mednec.extraction.codes import read_codes
from mednec.extraction.complaints import read_complaints
from mednec.extraction.consults import read_consults
from mednec.extraction.context import context_of
from mednec.extraction.contraindications import read_contraindications
from mednec.extraction.demographics import read_patient
from mednec.extraction.disability import read_disability, with_limitation
from mednec.extraction.encounters import read_encounters
from mednec.extraction.exam_course import follow_exams
from mednec.extraction.findings import FindingReader
from mednec.extraction.imaging import read_imaging
from mednec.extraction.intake import accept
from mednec.extraction.interventions import read_interventions
from mednec.extraction.labs import read_labs
from mednec.extraction.layout import segments_of
from mednec.extraction.lexicon import Lexicon, compile_lexicon
from mednec.extraction.matching import Matched, Matching
from mednec.extraction.naming import named_by
from mednec.extraction.note_dates import dated
from mednec.extraction.old_injuries import settle_old_injuries
from mednec.extraction.orders import read_order
from mednec.extraction.pain_scores import read_pain_scores
from mednec.extraction.procedures import read_procedures
from mednec.extraction.proposals import Proposer, add_candidates
from mednec.extraction.rollup import roll_up, with_planned_injections
from mednec.extraction.therapies import read_therapies
from mednec.extraction.timing import symptom_duration
from mednec.resources import patterns_dir
from mednec.rules.loader import RuleSet, load_rules
from mednec.rules.schema import FindingType


class Extractor:
    """Reads notes by a set of rules: ours, and any directories of your own laid over them; threads may share it.

    Args:
        rules: Directories laid over our rules, or a RuleSet to use in their place.
        proposer: A callable from a text to candidates (start, end, concept), read as if a phrase had matched there.
        gated: Skip segments that can hold no evidence; the result is the same, only sooner.
    """

    def __init__(
        self, rules: Sequence[str | Path] | RuleSet = (), *, proposer: Proposer | None = None, gated: bool = True
    ) -> None:
        loaded = rules if isinstance(rules, RuleSet) else load_rules(patterns_dir(), *rules)
        self._made_from = (rules if isinstance(rules, RuleSet) else tuple(rules), proposer, gated)
        self.lexicon: Lexicon = compile_lexicon(loaded)
        self.proposer = proposer
        self.gated = gated and proposer is None  # a proposer may point anywhere
        self.matching = Matching(self.lexicon)
        self.findings = FindingReader(self.lexicon)

    def extract(self, note: str | Note | Packet, *, note_date: str | None = None) -> Evidence:
        """The evidence of one note, or of all documents of a case.

        Args:
            note: The text, a Note with its date, type and id, or a Packet of notes.
            note_date: ISO date of the note, for "since March" and the like; without it, the date of service that the
                note itself gives. In a packet every note has its own.

        Raises:
            NoteError: the note cannot be read (see its ``code``); the message never quotes it.
        """
        if isinstance(note, Packet):
            from mednec.extraction.packet import extract_packet

            return extract_packet(self, note)
        evidence = self._read(dated(accept(note, note_date)))
        return evidence if evidence.note_id is None else named_by(evidence, evidence.note_id)

    def _read(self, note: Note) -> Evidence:
        from mednec import __version__

        text = note.text
        pieces = self.pieces(text)
        context = context_of(text, pieces, note.note_date, note.doc_type)
        therapies = read_therapies(text, pieces, context, self.lexicon.classes)
        days, day_mentions = symptom_duration(text, pieces, context)
        mentions = self.findings.read(text, pieces)
        describe(text, pieces, mentions, context)
        settle_old_injuries(text, pieces, mentions, context, days or ())
        mentions += follow_exams(pieces, mentions, context)
        findings, warnings = roll_up(text, mentions)
        findings = with_planned_injections(findings, therapies)
        indices = read_disability(text, pieces, context)
        imaging = read_imaging(text, pieces, context)
        labs = read_labs(text, pieces, context)
        return Evidence(
            engine_version=__version__,
            rules_digest=self.lexicon.digest,
            note_id=note.id,
            note_date=note.note_date,
            findings=with_limitation(findings, indices),
            therapies=tuple(therapies),
            imaging=tuple(imaging),
            symptom_duration_days=days,
            symptom_duration_mentions=day_mentions,
            complaints=tuple(read_complaints(text, pieces, mentions, context, days, day_mentions)),
            pain_scores=tuple(read_pain_scores(text, pieces, context)),
            disability_indices=tuple(indices),
            patient=read_patient(text, pieces, note.note_date),
            encounters=tuple(read_encounters(text, pieces, mentions, context)),
            order=read_order(text, pieces, imaging),
            codes=tuple(read_codes(text, pieces)),
            planned_interventions=tuple(read_interventions(text, pieces, therapies, findings, context)),
            procedures=tuple(read_procedures(text, pieces, mentions, context)),
            consults=tuple(read_consults(text, pieces, mentions, context)),
            contraindications=tuple(read_contraindications(text, pieces, therapies, findings, labs)),
            labs=tuple(labs),
            warnings=warnings,
            _text=text,
        )

    def extract_many(self, notes: Iterable[str | Note], *, workers: int = 1) -> Iterator[Evidence | ExtractionFailure]:
        """Evidence for many notes in input order; see ``mednec.extraction.batch.run_many``."""
        from mednec.extraction.batch import run_many

        return run_many(notes, workers, self)

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickled as what it was made from: another process compiles the rules itself."""
        return _remake, self._made_from

    def pieces(self, text: str) -> list[Matched]:
        """The matched segments of a text, for readers and for explanation."""
        pieces = self.matching.match(text, segments_of(text, self.lexicon.headings), self.gated)
        if self.proposer is not None:
            add_candidates(pieces, self.proposer(text), self.lexicon)
        return pieces

    def assertion_of(self, text: str, start: int, end: int, kind: FindingType = "symptom") -> Assertion:
        """How the words text[start:end] are meant by the rules of this extractor; see ``mednec.assertion_of``."""
        return _assertion(self, accept(text).text, start, end, kind)


def _remake(rules: Sequence[str | Path] | RuleSet, proposer: Proposer | None, gated: bool) -> Extractor:
    return Extractor(rules, proposer=proposer, gated=gated)


def _assertion(extractor: Extractor, text: str, start: int, end: int, kind: str) -> Assertion:
    if not 0 <= start < end <= len(text):
        raise NoteError("bad_span", f"the span {start}:{end} lies outside the text of {len(text)} characters")
    # the words asked about need not be evidence of ours, so that the gate has no say here
    pieces = extractor.matching.match(text, segments_of(text, extractor.lexicon.headings), gated=False)
    piece = next((p for p in pieces if p.starts and p.segment.start <= start < p.segment.end), None)
    if piece is None:
        return Assertion()
    first = next((i for i, e in enumerate(piece.ends) if e > start), 0)
    last = next((i for i, s in enumerate(piece.starts) if s >= end), len(piece.starts))
    scene = extractor.findings.scene(piece, pieces)
    found = scene.judge.assertion(first, max(last, first + 1), kind)
    return in_section(found, scene.experiencer, scene.temporality)


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


def extract(note: str | Note | Packet, *, note_date: str | None = None) -> Evidence:
    """The evidence of one note, or of a packet of them, by the rules that ship; see ``Extractor.extract``."""
    return default_extractor().extract(note, note_date=note_date)


def assertion_of(text: str, start: int, end: int, kind: FindingType = "symptom") -> Assertion:
    """How the words text[start:end] are meant: presence, temporality, experiencer and the cue that decided.

    ``kind`` is what the words name; some cues speak of histories or of signs alone ("off warfarin").

    Raises:
        NoteError: the span is empty or outside the text.
    """
    return _assertion(default_extractor(), accept(text).text, start, end, kind)


def extract_many(notes: Iterable[str | Note], *, workers: int = 1) -> Iterator[Evidence | ExtractionFailure]:
    """Evidence for many notes in input order; a note that cannot be read yields ExtractionFailure and stops nothing."""
    from mednec.extraction.batch import run_many

    return run_many(notes, workers)
