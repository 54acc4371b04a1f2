"""A case arranged for a page: its notes with marks, tables, line of time, matrix, and the answer of every payer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from mednec.criteria.assessment import Assessment, PathwayResult, Quote, RequirementResult, RiskContribution
from mednec.criteria.problems import CodingProblem
from mednec.evidence import Document, Evidence, EvidenceWarning, Note, Packet, Therapy
from mednec.report.highlight import MarkedNote, check_text, marked, rows_of
from mednec.report.matrix import Matrix, matrix, payer_anchor, requirement_anchor
from mednec.report.palette import palette, proper
from mednec.report.tables import Anchors, EvidenceTable, Quoted, evidence_tables, quoted, quotes_of
from mednec.report.timeline_svg import Threshold, Timeline, thresholds, timeline, undated
from mednec.report.wording import counted, days_text, printable, words

_MOST_QUOTES = 6
_MOST_REASONS = 6
_OPEN = ("not_met", "undocumented", "conflicting")


@dataclass(frozen=True, slots=True)
class Case:
    """What a page shows: evidence, what payers' criteria say of it, and the text where the evidence has lost it.

    Without evidence a page shows the answers alone.
    """

    evidence: Evidence | None
    assessments: tuple[Assessment, ...] = ()
    note: str | Note | Packet | None = None
    title: str | None = None


@dataclass(frozen=True, slots=True)
class NoteView:
    """A document on the page; ``remark`` says what is known of it as a document."""

    anchor: str
    title: str
    remark: str
    marked: MarkedNote


@dataclass(frozen=True, slots=True)
class RequirementView:
    """A requirement with its quotes led back to the notes."""

    anchor: str
    result: RequirementResult
    evidence: tuple[Quoted, ...]
    more_evidence: int
    opposing: tuple[Quoted, ...]
    more_opposing: int


@dataclass(frozen=True, slots=True)
class Group:
    """The requirements of a pathway, or those that are always needed (``state`` None)."""

    title: str
    text: str
    state: str | None
    nearest: bool
    requirements: tuple[RequirementView, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """One payer's answer; ``state`` is the decision or rating, in the names of the palette."""

    anchor: str
    assessment: Assessment
    state: str
    missing: tuple[str, ...]
    groups: tuple[Group, ...]
    raising: tuple[RiskContribution, ...]
    remarks: tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class WarningView:
    """Something to look at, and where."""

    code: str
    text: str
    quotes: tuple[Quoted, ...]


@dataclass(frozen=True, slots=True)
class CaseView:
    """Everything that the templates show of a case; ``sections`` are anchors and names for the list of contents."""

    prefix: str
    title: str
    with_evidence: bool
    summary: tuple[tuple[str, str], ...]
    sections: tuple[tuple[str, str], ...]
    notices: tuple[str, ...]
    answers: tuple[Answer, ...]
    has_risk: bool
    without_risk: tuple[tuple[str, tuple[str, ...]], ...]
    coding: tuple[CodingProblem, ...]
    matrix: Matrix | None
    timeline: Timeline | None
    undated: tuple[str, ...]
    thresholds: tuple[Threshold, ...]
    notes: tuple[NoteView, ...]
    families: tuple[str, ...]
    tables: tuple[EvidenceTable, ...]
    symptoms: str
    symptom_quotes: tuple[Quoted, ...]
    warnings: tuple[WarningView, ...]


def view_of(case: Case, prefix: str) -> CaseView:
    """The case for the templates.

    Args:
        case: What to show.
        prefix: Of all anchors.

    Raises:
        NoteError: the evidence was read from another text than the note of the case.
    """
    evidence, assessments = case.evidence or Evidence(), case.assessments
    courses = evidence.therapies if case.evidence else _courses(assessments)
    rows = rows_of(evidence, prefix)
    notes = tuple(_notes(evidence, case.note, prefix, rows))
    anchors = Anchors({n.marked.note_id: n.marked for n in notes}, _several(evidence, assessments))
    answers = tuple(_answer(a, n, prefix, anchors) for n, a in enumerate(assessments))
    tables = tuple(evidence_tables(evidence, rows, anchors)) if case.evidence else ()
    today = evidence.note_date or next((a.as_of for a in assessments), None)
    drawn = timeline(courses, assessments, today)
    warnings = {(w.code, w.text): w for w in (*(w for a in assessments for w in a.warnings), *evidence.warnings)}
    drawn_days = tuple(thresholds(assessments))
    return CaseView(
        prefix=prefix,
        title=printable(case.title or evidence.note_id or "Clinical evidence"),
        with_evidence=case.evidence is not None,
        summary=tuple(_summary(case.evidence, assessments)),
        sections=tuple(_sections(prefix, answers, drawn is not None or bool(drawn_days), len(notes), bool(tables))),
        notices=tuple(dict.fromkeys(a.emergency_notice for a in assessments if a.emergency_notice)),
        answers=answers,
        has_risk=any(a.denial_risk is not None for a in assessments),
        without_risk=tuple(_without_risk(assessments)),
        coding=assessments[0].coding if assessments else (),
        matrix=matrix(assessments, prefix),
        timeline=drawn,
        undated=undated(courses, today),
        thresholds=drawn_days,
        notes=notes,
        families=_families(notes),
        tables=tables,
        symptoms=days_text(evidence.symptom_duration_days),
        symptom_quotes=quotes_of(evidence.symptom_duration_mentions, anchors)[0],
        warnings=tuple(_warning(w, anchors) for w in warnings.values()),
    )


def _several(evidence: Evidence, assessments: Sequence[Assessment]) -> bool:
    quotes = (q for a in assessments for r in a.requirements for q in (*r.evidence, *r.opposing))
    return len(evidence.documents) > 1 or len({q.note_id for q in quotes}) > 1


def _courses(assessments: Sequence[Assessment]) -> Sequence[Therapy]:
    return assessments[0]._courses if assessments else ()


def _sections(
    prefix: str, answers: Sequence[Answer], in_time: bool, notes: int, tables: bool
) -> Iterator[tuple[str, str]]:
    """The parts of the page in their order."""
    if answers:
        yield f"{prefix}decisions", "Decisions"
    if any(a.assessment.decision and a.assessment.requirements for a in answers):
        yield f"{prefix}matrix", "Requirements by payer"
    if in_time:
        yield f"{prefix}time", "Care in time"
    if notes:
        yield f"{prefix}notes", "The notes" if notes > 1 else "The note"
    for answer in answers:
        yield answer.anchor, proper(answer.assessment.payer)
    if tables:
        yield f"{prefix}evidence", "Evidence"


def _summary(evidence: Evidence | None, assessments: Sequence[Assessment]) -> Iterator[tuple[str, str]]:
    if assessments:
        yield "Study", f"CPT {printable(assessments[0].cpt)}"
        yield "Judged as of", assessments[0].as_of or "no date given"
    if evidence is None:
        return
    yield "Date of the latest note" if len(evidence.documents) > 1 else "Date of the note", evidence.note_date or "none"
    patient = evidence.patient
    who = ", ".join(filter(None, (f"{patient.age:g} years" if patient.age is not None else "", patient.sex or "")))
    if who:
        yield "Patient", who
    yield "Symptoms for", days_text(evidence.symptom_duration_days) or "not stated"
    courses, studies = counted(len(evidence.therapies), "course"), counted(len(evidence.imaging), "study", "studies")
    yield "Evidence", f"{counted(len(evidence.findings), 'finding')}, {courses} of care, {studies}"


# ---------------------------------------------------------------------------------------------------------------- notes
def _notes(
    evidence: Evidence, note: str | Note | Packet | None, prefix: str, rows: dict[int, str]
) -> Iterator[NoteView]:
    for n, (note_id, document, text) in enumerate(_texts(evidence, note)):
        anchor = f"{prefix}note-{n}"
        title = printable(note_id or evidence.note_id or "The note")
        shown = marked(evidence, text, note_id, f"{anchor}-", rows)
        yield NoteView(anchor, title, _remark(document) if document else "", shown)


def _texts(evidence: Evidence, note: str | Note | Packet | None) -> Iterator[tuple[str | None, Document | None, str]]:
    """The documents: id (None where there is one only), what is known of it, text."""
    if note is not None:
        yield from _given(note, evidence)
    elif len(evidence.documents) > 1:
        yield from ((d.id, d, d._text) for d in evidence.documents if d._text)
    elif evidence._text:
        yield None, None, evidence._text


def _given(note: str | Note | Packet, evidence: Evidence) -> Iterator[tuple[str | None, Document | None, str]]:
    notes = note.documents if isinstance(note, Packet) else (note,)
    if len(evidence.documents) < 2:
        text = notes[0].text if isinstance(notes[0], Note) else notes[0]
        check_text(evidence, text)
        yield None, None, text
        return
    named = {n.id or str(place): n.text for place, n in enumerate(notes, 1) if isinstance(n, Note)}
    for document in evidence.documents:
        if document.id in named:
            check_text(evidence, named[document.id], document.id)
            yield document.id, document, named[document.id]


def _remark(document: Document) -> str:
    day = f"{document.date} (from the text)" if document.date_source == "text" else document.date or "undated"
    told = ", ".join(filter(None, (words(document.type), day)))
    if document.copied_from:
        told += f"; carries text forward from {document.copied_from}: what it repeats is marked there, and counts once"
    return printable(told)


def _families(notes: Sequence[NoteView]) -> tuple[str, ...]:
    found = {p.family for n in notes for part in n.marked.parts if not isinstance(part, str) for p in part.pieces}
    return tuple(name for name in palette().families if name in found)


# -------------------------------------------------------------------------------------------------------------- answers
def _answer(a: Assessment, place: int, prefix: str, anchors: Anchors) -> Answer:
    views = {id(r): _requirement(r, requirement_anchor(prefix, place, r), anchors) for r in a.requirements}
    gates = tuple(views[id(r)] for r in a.requirements if r.pathway is None)
    groups = [Group("Always needed" if a.decision else "Why", "", None, False, gates)] if gates else []
    for pathway in a.pathways:
        groups.append(_pathway(a, pathway, tuple(views[id(r)] for r in a.requirements if r.pathway == pathway.id)))
    nearest = [r for r in a.requirements if r.pathway in (None, a.pathway)]
    missing = () if a.decision in (None, "meets") else tuple(words(r.id) for r in nearest if r.state in _OPEN)
    state = a.decision or a.rating or "unanswered"
    raising = sorted((c for c in a.risk_contributions if c.log_odds > 0), key=lambda c: -c.log_odds)[:_MOST_REASONS]
    return Answer(payer_anchor(prefix, place), a, state, missing, tuple(groups), tuple(raising), tuple(_remarks(a)))


def _without_risk(assessments: Sequence[Assessment]) -> list[tuple[str, tuple[str, ...]]]:
    """Why there is no risk as a number, and for which payers."""
    payers: dict[str, list[str]] = {}
    for a in assessments:
        if a.denial_risk is None:
            payers.setdefault(a.risk_reason or "none was worked out", []).append(proper(a.payer))
    return [(reason, tuple(names)) for reason, names in payers.items()]


def _pathway(a: Assessment, pathway: PathwayResult, requirements: tuple[RequirementView, ...]) -> Group:
    nearest = pathway.id == a.pathway and pathway.state != "met"
    return Group(words(pathway.id), pathway.text, pathway.state, nearest, requirements)


def _requirement(result: RequirementResult, anchor: str, anchors: Anchors) -> RequirementView:
    evidence, opposing = ([_quoted(q, anchors) for q in quotes] for quotes in (result.evidence, result.opposing))
    return RequirementView(
        anchor, result, tuple(evidence[:_MOST_QUOTES]), max(len(evidence) - _MOST_QUOTES, 0),
        tuple(opposing[:_MOST_QUOTES]), max(len(opposing) - _MOST_QUOTES, 0),
    )  # fmt: skip


def _quoted(quote: Quote, anchors: Anchors) -> Quoted:
    return quoted(quote.text, quote.note_id, quote.start, anchors)


def _remarks(a: Assessment) -> Iterator[tuple[str, tuple[str, ...]]]:
    """What to ask, how a denial would read, who reviews and by when, what is not known."""
    codes = {
        r: ", ".join(filter(None, (r.vector, r.x12_886 and f"X12 {r.x12_886}", f"CARC {r.carc}")))
        for r in a.denial_reasons
    }
    told = (
        ("Open questions", a.open_questions),
        ("A denial would read", tuple(f"{r.text} ({code})" for r, code in codes.items())),
        ("Reviewing delegate", (_delegate(a),)),
        ("Reviewed by", (_reviewer(a),)),
        ("Decision due", (a.turnaround.text if a.turnaround else "",)),
        ("Routing", tuple(dict.fromkeys(a.routing_hints))),
        ("Not known", a.unknown),
    )
    for name, lines in told:
        kept = tuple(line for line in lines if line)
        if kept:
            yield name, kept


def _delegate(a: Assessment) -> str:
    if a.delegate is None:
        return ""
    said = words(a.delegate.decision or "no answer")
    return f"{proper(a.delegate.payer)}: {said} ({a.delegate.confidence} confidence)"


def _reviewer(a: Assessment) -> str:
    named = a.reviewer.name if a.reviewer else None
    return f"{proper(named)} ({a.reviewer.confidence} confidence)" if named and a.reviewer else ""


def _warning(warning: EvidenceWarning, anchors: Anchors) -> WarningView:
    return WarningView(warning.code, printable(warning.text), quotes_of(warning.mentions, anchors)[0])
