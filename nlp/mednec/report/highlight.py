"""A note cut into plain and marked pieces: what each marked place is evidence of; joined again they are the note."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Any

from mednec.errors import NoteError
from mednec.evidence import Evidence, Finding, ImagingStudy, Mention, Therapy
from mednec.report.palette import palette, proper
from mednec.report.wording import days_text, facts, further_items, shortened, words

READINGS = {
    "present": "present", "possible": "possible", "absent": "absent", "historical": "historical",
    "completed": "present", "ongoing": "present", "done": "present", "seen": "present",
    "planned": "planned", "ordered": "planned", "scheduled": "planned", "discussed": "planned", "referred": "planned",
    "declined": "absent", "not_done": "absent", "refused": "absent",
}  # fmt: skip
"""How a status of any kind of evidence is drawn."""
_MOST_SHOWN = 8
_MOST_CHARACTERS = 120
_SAID_ALREADY = frozenset({"mentions", "status", "concept", "family", "therapy", "modality", "current_status", "agent"})


@dataclass(frozen=True, slots=True)
class Mark:
    """One place and one thing it is evidence of: ``row`` is the anchor of that thing in the tables."""

    start: int
    end: int
    family: str
    reading: str
    title: str
    details: tuple[str, ...]
    row: str

    @property
    def described(self) -> str:
        """Everything about it, a line a kind of fact."""
        return "\n".join((self.title, *self.details))


@dataclass(frozen=True, slots=True)
class Piece:
    """Some characters of a place, as the innermost of the marks over them is drawn; ``sign`` stands before them."""

    text: str
    family: str
    reading: str
    sign: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """A run of text that one mark, or several that overlap, cover."""

    anchor: str
    start: int
    end: int
    row: str
    pieces: tuple[Piece, ...]
    label: str
    tip: str
    count: int


@dataclass(frozen=True, slots=True)
class MarkedNote:
    """A document with its evidence: strings are plain text, places are marked; in order, without gaps."""

    note_id: str | None
    parts: tuple[str | Place, ...]
    _starts: list[int] = field(default_factory=list)
    _places: list[Place] = field(default_factory=list)

    def anchor(self, start: int) -> str | None:
        """The anchor of the place that holds a character."""
        at = bisect_right(self._starts, start) - 1
        return self._places[at].anchor if at >= 0 and start < self._places[at].end else None


def rows_of(evidence: Evidence, prefix: str = "") -> dict[int, str]:
    """Anchors of the rows in which tables show each thing, by the identity of the thing."""
    groups: tuple[tuple[str, Sequence[Any]], ...] = (
        ("finding", evidence.findings),
        ("therapy", evidence.therapies),
        ("imaging", evidence.imaging),
        *((label.replace(" ", "-"), items) for label, items in further_items(evidence)),
    )
    found = {id(item): f"{prefix}{kind}-{n}" for kind, items in groups for n, item in enumerate(items)}
    return {**found, id(None): f"{prefix}timing"}


def marked(
    evidence: Evidence,
    text: str,
    note_id: str | None = None,
    prefix: str = "",
    rows: Mapping[int, str] | None = None,
) -> MarkedNote:
    """The text of a document with the evidence that stands in it.

    Args:
        evidence: Of the note, or of a packet that the document belongs to.
        text: The document as it was read.
        note_id: Which document of a packet it is; None takes every mention.
        prefix: Of anchors, so that several documents and reports can stand on one page.
        rows: Anchors of the rows that marks lead to; those of ``rows_of`` when left out.

    Raises:
        NoteError: ``other_note``, the evidence does not stand in this text.
    """
    marks = sorted(set(_marks(evidence, note_id, rows or rows_of(evidence))), key=lambda m: (m.start, -m.end, m.title))
    parts: list[str | Place] = []
    places: list[Place] = []
    reached = 0
    for run in _runs(marks):
        start, end = run[0].start, max(m.end for m in run)
        if end > len(text):
            raise NoteError("other_note", "the evidence points outside this text: it was read from another one")
        if start > reached:
            parts.append(text[reached:start])
        places.append(_place(text, start, end, run, prefix))
        parts.append(places[-1])
        reached = end
    if reached < len(text):
        parts.append(text[reached:])
    return MarkedNote(note_id, tuple(parts), [p.start for p in places], places)


def check_text(evidence: Evidence, text: str, note_id: str | None = None) -> None:
    """Make sure that evidence was read from a text.

    Raises:
        NoteError: ``other_note``; the message quotes neither.
    """
    for _, _, mention in evidence.all_mentions():
        ours = note_id is None or mention.note_id == note_id
        if ours and text[mention.start : mention.end] != mention.text:
            raise NoteError("other_note", "the evidence was read from another text than this one")


def _marks(evidence: Evidence, note_id: str | None, rows: Mapping[int, str]) -> Iterator[Mark]:
    said: dict[int, str] = {}
    for kind, owner, mention in evidence.all_mentions():
        if (note_id is None or mention.note_id == note_id) and mention.start < mention.end:
            known = said.get(id(owner))
            if known is None:
                known = said[id(owner)] = ", ".join(facts_of(owner))
            yield _mark(kind, owner, mention, known, rows[id(owner)])


def _mark(kind: str, owner: Any, mention: Mention, known: str, row: str) -> Mark:
    status = mention.status or getattr(owner, "status", None)
    reading = READINGS.get(status or "", "present")
    title = f"{named(kind, owner)}: {words(status)}" if status else named(kind, owner)
    lines = [known, ", ".join(_about(mention)), ", ".join(_grounds(mention))]
    return Mark(mention.start, mention.end, family_of(kind, owner), reading, title, tuple(filter(None, lines)), row)


def family_of(kind: str, owner: Any) -> str:
    """The family of the palette that evidence is drawn in."""
    known = palette().families
    if isinstance(owner, Finding):
        return owner.family if owner.family in known else "extended"
    return kind if kind in known else "facts"


def named(kind: str, owner: Any) -> str:
    """What evidence is called: the concept, the therapy with its agent, the modality, else its kind."""
    if isinstance(owner, Finding):
        return words(owner.concept)
    if isinstance(owner, Therapy):
        agent = f" ({shortened(owner.agent, 40)})" if owner.agent else ""
        return f"{proper(owner.therapy)}{agent}"
    return proper(owner.modality) if isinstance(owner, ImagingStudy) else words(kind)


def facts_of(owner: Any) -> Iterator[str]:
    """What is known of a thing beside its name and status."""
    if owner is None:
        return
    if isinstance(owner, Therapy):
        told = (days_text(owner.duration_days), f"{owner.sessions} sessions" if owner.sessions is not None else "")
        yield from filter(None, (*told, "" if owner.outcome == "unknown" else f"outcome {owner.outcome}"))
        return
    alone = replace(owner, mentions=()).to_dict()  # a thing may have thousands of mentions
    shown = {k: v for k, v in alone.items() if k not in _SAID_ALREADY and v != "unknown"}
    if isinstance(owner, Finding):  # the mention says its own side, level and grade
        shown = {k: v for k, v in shown.items() if k in ("region", "trajectory")}
    yield from (shortened(fact, _MOST_CHARACTERS) for fact in facts(shown))


def _about(mention: Mention) -> Iterator[str]:
    for name in ("side", "level", "root", "dermatome", "muscle", "grade", "acuity", "trend", "date"):
        value = getattr(mention, name)
        if value:
            yield f"{name} {shortened(str(value), 60)}"
    if mention.effort_limited:
        yield "limited by effort"
    if mention.attributed_to:
        yield f"attributed to {shortened(words(mention.attributed_to), 60)}"
    if mention.generic:
        yield "generic wording"
    yield from (shortened(fact, _MOST_CHARACTERS) for fact in facts(mention.detail))


def _grounds(mention: Mention) -> Iterator[str]:
    """How the reading came about: basis, cue, section, rule."""
    if mention.basis:
        yield mention.basis
    if mention.cue:
        yield f"cue “{shortened(mention.cue, 60)}”"
    if mention.section:
        yield f"section {words(mention.section)}"
    if mention.rule:
        yield f"rule {mention.rule}"


def _runs(marks: Iterable[Mark]) -> Iterator[list[Mark]]:
    """Marks that overlap, together; marks come sorted by their start."""
    run: list[Mark] = []
    reached = 0
    for mark in marks:
        if run and mark.start >= reached:
            yield run
            run = []
        run.append(mark)
        reached = max(reached, mark.end) if len(run) > 1 else mark.end
    if run:
        yield run


def _place(text: str, start: int, end: int, run: Sequence[Mark], prefix: str) -> Place:
    ranked = sorted(run, key=_weight)
    first = ranked[0]
    pieces = tuple(_pieces(text, run)) if len(run) > 1 else (_piece(text[start:end], first, ""),)
    titles = list(dict.fromkeys(m.title for m in ranked))
    shown = list(dict.fromkeys(m.described for m in ranked))
    more = [f"and {len(shown) - _MOST_SHOWN} more"] if len(shown) > _MOST_SHOWN else []
    label = f"{shortened(text[start:end], _MOST_CHARACTERS)}: {'; '.join([*titles[:_MOST_SHOWN], *more])}"
    tip = "\n\n".join([*shown[:_MOST_SHOWN], *more])
    return Place(f"{prefix}at-{start}", start, end, first.row, pieces, label, tip, len(titles))


def _weight(mark: Mark) -> tuple[int, int, int]:
    """Marks that matter more come first: by family, then by reading, then the longer."""
    ranks = palette().ranks
    return ranks[mark.family], ranks[mark.reading], mark.start - mark.end


def _pieces(text: str, run: Sequence[Mark]) -> Iterator[Piece]:
    """Stretches between the edges of marks, each drawn as the shortest mark over it."""
    edges = sorted({m.start for m in run} | {m.end for m in run})
    waiting = list(reversed(run))
    over: list[Mark] = []
    last: Mark | None = None
    held: list[str] = []
    before = ""
    for low, high in pairwise(edges):
        while waiting and waiting[-1].start <= low:
            over.append(waiting.pop())
        over = [m for m in over if m.end > low]
        inner = min(over, key=lambda m: (m.end - m.start, _weight(m)))
        if last is not None and (inner.family, inner.reading) != (last.family, last.reading):
            yield _piece("".join(held), last, before)
            held, before = [], last.reading
        held.append(text[low:high])
        last = inner
    if last is not None:
        yield _piece("".join(held), last, before)


def _piece(text: str, mark: Mark, before: str) -> Piece:
    """A sign stands where the reading is another than that of the piece before."""
    sign = palette().readings[mark.reading]["sign"] if mark.reading != before else ""
    return Piece(text, mark.family, mark.reading, sign)
