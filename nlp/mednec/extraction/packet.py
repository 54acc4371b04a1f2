"""Several documents of one case read as one: each by itself, then what they tell is put in the order of time."""

from __future__ import annotations

import dataclasses
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from mednec.evidence import (
    STATUSES,
    DayRange,
    Evidence,
    EvidenceWarning,
    Finding,
    ImagingStudy,
    Mention,
    Note,
    Packet,
    Therapy,
    Value,
)
from mednec.extraction.carry_forward import Carried, carried_in
from mednec.extraction.case_facts import days_between, facts_over_time
from mednec.extraction.context import Context, context_of
from mednec.extraction.course_history import courses_over_time, tells_anew
from mednec.extraction.course_tellings import Telling
from mednec.extraction.documents import Source, arrange
from mednec.extraction.finding_history import contradictions_between, findings_over_time
from mednec.extraction.matching import Matched
from mednec.extraction.naming import named_by
from mednec.extraction.study_history import StudyTelling, studies_over_time
from mednec.extraction.treatments import DRUGS
from mednec.extraction.visits import Record, other_joint, read_record

if TYPE_CHECKING:
    from mednec.extraction.pipeline import Extractor

_MERGED_HERE = frozenset(
    {
        "schema_version", "engine_version", "rules_digest", "note_id", "note_date", "findings", "therapies", "imaging",
        "symptom_duration_days", "symptom_duration_mentions", "warnings", "documents",
    }
)  # fmt: skip


@dataclass(slots=True)
class _Reading:
    """One document as read by itself, its mentions named and dated, what it carries forward left out."""

    source: Source
    pieces: list[Matched]
    context: Context
    carried: Carried
    evidence: Evidence
    copied_from: str | None = None

    def sentence(self, mention: Mention) -> str:
        """The sentence a mention stands in."""
        at = bisect_right(self.pieces, mention.start, key=lambda p: p.segment.start) - 1
        if at < 0:
            return ""
        segment = self.pieces[at].segment
        return self.source.text[segment.start : segment.end] if mention.start < segment.end else ""


def extract_packet(extractor: Extractor, packet: Packet) -> Evidence:
    """The evidence of a case.

    Raises:
        NoteError: a document cannot be read, or two different ones have the same id.
    """
    from mednec import __version__

    sources = arrange(packet)
    head = Evidence(engine_version=__version__, rules_digest=extractor.lexicon.digest)
    if not sources:
        return head
    if len(sources) == 1:
        return _alone(extractor, sources[0])
    readings = _readings(extractor, sources)
    latest = max((s.date for s in sources if s.date), default=None)
    findings = findings_over_time([(r.source, r.evidence.findings) for r in readings])
    days, day_mentions = _symptom_duration(readings, latest)
    therapies = tuple(courses_over_time(_tellings(readings)))
    return replace(
        head, note_date=latest, findings=findings, therapies=therapies,
        imaging=tuple(studies_over_time(_studies(readings))), symptom_duration_days=days,
        symptom_duration_mentions=day_mentions, warnings=_warnings(readings, findings, therapies),
        documents=tuple(r.source.listed(r.copied_from) for r in readings), **_facts(readings, latest),
    )  # fmt: skip


def _alone(extractor: Extractor, source: Source) -> Evidence:
    """A packet of one document is that document."""
    evidence = extractor.extract(Note(source.text, source.date, source.type, source.id))
    named = {f.name: named_by(getattr(evidence, f.name), source.id, None) for f in _fields_of(evidence)}
    return replace(evidence, **{**named, "note_id": source.id}, documents=(source.listed(None),))


def _readings(extractor: Extractor, sources: Sequence[Source]) -> list[_Reading]:
    pieces = [extractor.pieces(source.text) for source in sources]
    carried = carried_in(sources, [[p.segment for p in parts] for parts in pieces])
    return [_read(extractor, *each) for each in zip(sources, pieces, carried, strict=True)]


def _read(extractor: Extractor, source: Source, pieces: list[Matched], carried: Carried) -> _Reading:
    evidence = extractor.extract(Note(source.text, source.date, source.type, source.id))
    starts = [mention.start for _, _, mention in evidence.all_mentions()]
    fresh = {
        f.name: _fresh(named_by(getattr(evidence, f.name), source.id, source.date), carried)
        for f in _fields_of(evidence)
    }
    context = context_of(source.text, pieces, source.date, source.type)
    return _Reading(source, pieces, context, carried, replace(evidence, **fresh), carried.main_origin(starts))


def _fields_of(evidence: Evidence) -> Iterator[dataclasses.Field[Any]]:
    return (f for f in dataclasses.fields(evidence) if not f.name.startswith("_") and f.name != "documents")


def _fresh(value: Any, carried: Carried) -> Any:
    """Without what stands in an earlier document: items and mentions whose words are carried forward."""
    if isinstance(value, Value) and getattr(value, "mentions", None):
        left = _fresh((value,), carried)
        return left[0] if left else type(value)()
    if not isinstance(value, tuple):
        return value
    kept = []
    for item in value:
        if isinstance(item, Mention):
            if carried.origin(item.start) is None:
                kept.append(item)
            continue
        mentions = getattr(item, "mentions", ())
        new = tuple(m for m in mentions if carried.origin(m.start) is None)
        if mentions and (not new or (isinstance(item, Therapy | ImagingStudy) and new[0] != mentions[0])):
            continue
        kept.append(replace(item, mentions=new) if len(new) < len(mentions) else item)
    return tuple(_restated(item) if isinstance(item, Finding) else item for item in kept)


def _restated(finding: Finding) -> Finding:
    """The status by the mentions that are left."""
    status = min((m.status for m in finding.mentions if m.status), key=STATUSES.index, default=finding.status)
    return finding if status == finding.status else replace(finding, status=status, current_status=status)


# -------------------- therapies
def _tellings(readings: Sequence[_Reading]) -> Iterator[Telling]:
    spinal = any(r.context.is_spine_note for r in readings)
    for reading in readings:
        if spinal and other_joint(reading.source.text):
            continue  # the knee's therapy is not the back's
        record = read_record(reading.source, reading.pieces, reading.context)
        agents = _agents(reading)
        if record is not None:
            yield _recorded(reading, record)
        for therapy in reading.evidence.therapies:
            if record is None or not _in_session(therapy, record):
                yield _telling(reading, therapy, agents)


def _telling(reading: _Reading, therapy: Therapy, agents: Mapping[tuple[int, int], str]) -> Telling:
    first = therapy.mentions[0] if therapy.mentions else None
    sentence = reading.sentence(first) if first else ""
    agent = next((a for m in therapy.mentions if (a := agents.get((m.start, m.end)))), None)
    return Telling(therapy, reading.source, sentence, agent, anew=tells_anew(sentence, first, reading.source.text))


def _recorded(reading: _Reading, record: Record) -> Telling:
    therapy = named_by(record.therapy, reading.source.id, reading.source.date)
    return Telling(therapy, reading.source, days=record.days, numbered=record.numbered, anew=record.anew)


def _in_session(therapy: Therapy, record: Record) -> bool:
    """What a therapist does in a session is the session; drugs, and what is done at home, are told apart."""
    if therapy.therapy == record.therapy.therapy:
        return True
    at_home = any("home" in m.text.lower() or "hep" in m.text.lower() for m in therapy.mentions)
    return therapy.therapy not in DRUGS and not therapy.therapy.endswith("_injection") and not at_home


def _agents(reading: _Reading) -> dict[tuple[int, int], str]:
    """The canonical names of the drugs in a document, by their place."""
    return {
        piece.span(hit.start, hit.end): hit.ref[1]
        for piece in reading.pieces
        for hit in piece.hits("therapy")
        if hit.ref[1]
    }


def _facts(readings: Sequence[_Reading], latest: str | None) -> dict[str, Any]:
    """Everything else that Evidence carries."""
    names = [f.name for f in _fields_of(readings[0].evidence) if f.name not in _MERGED_HERE]
    told = [(r.source, {name: getattr(r.evidence, name) for name in names}) for r in readings]
    return facts_over_time(told, latest)


# -------------------- imaging, symptoms, warnings
def _studies(readings: Sequence[_Reading]) -> Iterator[StudyTelling]:
    for reading in readings:
        for study in reading.evidence.imaging:
            sentence = reading.sentence(study.mentions[0]) if study.mentions else ""
            yield StudyTelling(study, reading.source, sentence)


def _symptom_duration(readings: Sequence[_Reading], latest: str | None) -> tuple[DayRange | None, tuple[Mention, ...]]:
    """As the latest document with words of its own says, grown older by the days since."""
    told = [r for r in readings if r.evidence.symptom_duration_mentions and r.evidence.symptom_duration_days]
    dated = [r for r in told if r.source.dated]
    reading = dated[-1] if dated else told[-1] if told else None
    if reading is None or reading.evidence.symptom_duration_days is None:
        return None, ()
    low, high = reading.evidence.symptom_duration_days
    age = days_between(reading.source.date, latest)
    aged = (None if low is None else low + age, None if high is None else high + age)
    return aged, reading.evidence.symptom_duration_mentions


def _warnings(
    readings: Sequence[_Reading], findings: Sequence[Finding], therapies: Sequence[Therapy]
) -> tuple[EvidenceWarning, ...]:
    """Those of each document, unless carried forward, and what undated documents leave open."""
    own = [w for r in readings for w in r.evidence.warnings]
    undated = frozenset(r.source.id for r in readings if not r.source.dated)
    return (*own, *contradictions_between(findings, undated), *_denied_courses(therapies))


def _denied_courses(therapies: Sequence[Therapy]) -> Iterator[EvidenceWarning]:
    """A therapy that one document records as done and a later one as never tried."""
    for denied in (t for t in therapies if t.status == "not_done" and t.mentions):
        done = next(
            (
                t
                for t in therapies
                if t.status in ("completed", "ongoing") and t.therapy == denied.therapy and t.agent == denied.agent
                and t.mentions and (t.region is None or denied.region is None or t.region == denied.region)
            ),
            None,
        )  # fmt: skip
        if done:
            pair = (done.mentions[0], denied.mentions[0])
            yield EvidenceWarning("contradiction", f"{denied.therapy} is both documented and denied", pair)
