"""Evaluate a corpus of cases: one reading of each case serves extraction, linking, decisions and risks."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from mednec.corpus.case_rows import CaseRow
from mednec.corpus.decision_scores import ON_DOCUMENTED, score_decisions
from mednec.corpus.documented_evidence import documented_evidence
from mednec.corpus.linking import score_linking
from mednec.corpus.metrics import NoteScore, score_note
from mednec.corpus.places import Quoted
from mednec.corpus.risk_scores import RiskPoint
from mednec.criteria.assessment import Assessment
from mednec.criteria.evaluation import NOT_APPLICABLE
from mednec.criteria.logic import MET
from mednec.criteria.request import ImagingRequest
from mednec.errors import NoteError, RequestError
from mednec.evidence import Evidence, ExtractionFailure, Note, Packet
from mednec.risk.assess import assess

Reviews = Callable[[CaseRow, Sequence[Assessment], Sequence[Assessment]], tuple[RiskPoint, ...]]
"""Gives risks of a case and how reviews of it ended, from the answers on extracted and on documented evidence."""

_NO_MENTIONS: Mapping[str, Any] = {}


@dataclass(frozen=True, slots=True)
class CaseScore:
    """One case, scored: as a whole, each document by itself (findings only), and its risks with their outcomes."""

    case: CaseRow
    score: NoteScore
    documents: tuple[tuple[str, NoteScore], ...] = ()
    risks: tuple[RiskPoint, ...] = ()
    failure: ExtractionFailure | None = None


def evaluate_cases(
    cases: Iterable[CaseRow],
    rules: Sequence[str] = (),
    reviews: Reviews | None = None,
    advance: Callable[[], None] = lambda: None,
) -> tuple[CaseScore, ...]:
    """Read and score every case; one that cannot be read counts as read without any evidence.

    Args:
        cases: As ``read_cases`` gives them.
        rules: Directories laid over our rules.
        reviews: How reviews ended; without it risks are not scored.
        advance: Called after each case.
    """
    from mednec.extraction.pipeline import Extractor, default_extractor

    extractor = Extractor(rules) if rules else default_extractor()
    scores = []
    for case in cases:
        scores.append(_evaluate(extractor.extract, case, reviews))
        advance()
    return tuple(scores)


def _evaluate(read: Callable[[Note | Packet], Evidence], case: CaseRow, reviews: Reviews | None) -> CaseScore:
    try:
        evidence = read(Packet(case.documents))
    except NoteError as error:
        failure = ExtractionFailure(case.id, type(error).__name__)
        return CaseScore(case, _scored(case, _NO_MENTIONS), failure=failure)
    score = _scored(case, case.predicted(evidence))
    answers, documented = _answers(case, evidence), _documented_answers(case)
    score_decisions(score, case.decisions, answers, {a.payer: _described(case, a) for a in answers})
    score_decisions(score, case.decisions, documented, kind=ON_DOCUMENTED)
    risks = reviews(case, answers, documented) if reviews is not None else ()
    return CaseScore(case, score, tuple(_documents(read, case, evidence)), risks)


def _scored(case: CaseRow, predicted: Mapping[str, Any]) -> NoteScore:
    score = score_note(case.id, case.text, case.gold, predicted)
    score_linking(score, case.text, case.gold, predicted)
    return score


def _documents(
    read: Callable[[Note | Packet], Evidence], case: CaseRow, evidence: Evidence
) -> Iterable[tuple[str, NoteScore]]:
    """The findings of each document, read without the others."""
    for note in case.documents:
        alone = evidence if len(case.documents) == 1 else read(note)
        gold = {"findings": case.findings_of(str(note.id))}
        found = {"findings": alone.to_dict()["findings"]}
        yield note.doc_type or "untyped", score_note(f"{case.id}/{note.id}", note.text, gold, found)


# ------------------------------------------------------------------------------------------------------------ decisions
def _answers(case: CaseRow, evidence: Evidence) -> list[Assessment]:
    """The answers of the payers that the oracle decides for, of all without an oracle; none to a request out of reach.

    A case without a request is not judged.
    """
    if not case.request:
        return []
    try:
        return assess(evidence, ImagingRequest(**case.request), list(case.decisions) or None)
    except RequestError:
        return []


def _documented_answers(case: CaseRow) -> list[Assessment]:
    """The answers on what gold documents; none for a case without its latent state."""
    return _answers(case, documented_evidence(case.row)) if "true_state" in case.row else []


def _described(case: CaseRow, answer: Assessment) -> tuple[str, tuple[Quoted, ...]]:
    """Why the engine answered so: the open requirements of its pathway and of the gates, and the words it went by."""
    nearest = answer.pathway or next((pathway.id for pathway in answer.pathways), None)
    weighed = [r for r in answer.requirements if r.pathway in (None, nearest) and r.state != NOT_APPLICABLE]
    open_ones = [r for r in weighed if r.state != MET] or weighed
    why = "; ".join(f"{r.id} {r.state}" + (f" ({r.detail})" if r.detail else "") for r in open_ones)
    places = (
        Quoted(start + q.start, start + q.end, q.text, r.id)
        for r in weighed
        for q in (*r.evidence, *r.opposing)
        if (start := case.starts.get(q.note_id or "")) is not None
    )
    return f"{nearest or 'no pathway'}: {why}", tuple(dict.fromkeys(places))
