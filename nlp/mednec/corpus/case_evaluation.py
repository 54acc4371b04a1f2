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

Outcomes = Callable[[CaseRow], Mapping[str, Sequence[bool]]]
"""Gives by payer, for each review of a case, whether it ended in a denial; payers that did not review it are left out.
"""

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
    outcomes: Outcomes | None = None,
    documented: bool = False,
    advance: Callable[[], None] = lambda: None,
) -> tuple[CaseScore, ...]:
    """Read and score every case; one that cannot be read counts as read without any evidence.

    Args:
        cases: As ``read_cases`` gives them.
        rules: Directories laid over our rules.
        outcomes: How reviews ended, for the risks; without it they are not scored.
        documented: Decide on what gold documents too: the decisions that remain wrong were not misread.
        advance: Called after each case.
    """
    from mednec.extraction.pipeline import Extractor, default_extractor

    extractor = Extractor(rules) if rules else default_extractor()
    scores = []
    for case in cases:
        scored = _evaluate(extractor.extract, case, outcomes)
        if documented:
            score_decisions(scored.score, case.decisions, _documented_answers(case), kind=ON_DOCUMENTED)
        scores.append(scored)
        advance()
    return tuple(scores)


def _evaluate(read: Callable[[Note | Packet], Evidence], case: CaseRow, outcomes: Outcomes | None) -> CaseScore:
    score = NoteScore(case.id)
    try:
        evidence = read(Packet(case.documents))
    except NoteError as error:
        failure = ExtractionFailure(case.id, type(error).__name__)
        return CaseScore(case, _scored(case, _NO_MENTIONS), failure=failure)
    score = _scored(case, case.predicted(evidence))
    ended = outcomes(case) if outcomes is not None else {}
    answers = _answers(case, evidence, {**case.decisions, **ended})
    score_decisions(score, case.decisions, answers, {a.payer: _described(case, a) for a in answers})
    risks = tuple(
        RiskPoint(a.payer, a.denial_risk, sum(ended[a.payer]), len(ended[a.payer]))
        for a in answers
        if a.denial_risk is not None and ended.get(a.payer)
    )
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
def _answers(case: CaseRow, evidence: Evidence, payers: Iterable[str]) -> list[Assessment]:
    """The answers of the payers with a decision or an outcome; none where the request cannot be judged at all."""
    names = list(payers)
    if not names:
        return []
    try:
        request = ImagingRequest(**case.request)
        return assess(evidence, request, names)
    except RequestError:
        return []


def _documented_answers(case: CaseRow) -> list[Assessment]:
    """The engine's answers on what gold documents; none for a case without its latent state."""
    return _answers(case, documented_evidence(case.row), case.decisions) if "true_state" in case.row else []


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
