"""How values show themselves in notebooks: the same report as the HTML page, as a piece with its own style."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from markupsafe import Markup

from mednec.criteria.assessment import Assessment
from mednec.errors import NoteError
from mednec.evidence import Evidence, Note, Packet
from mednec.report.case_view import Case
from mednec.report.page import fragment

_EMPTY = Markup('<p class="mednec">{}</p>')


@dataclass(frozen=True, slots=True)
class Shown:
    """A piece of HTML that a notebook displays; ``repr`` does not show it, for it quotes notes."""

    html: str = field(repr=False)

    def _repr_html_(self) -> str:
        return self.html


def highlight(
    note: str | Note | Packet, evidence: Evidence | None = None, assessments: Iterable[Assessment] = ()
) -> Shown:
    """A note or packet with its evidence marked, for display in a notebook; ``.html`` is the piece of HTML.

    Args:
        note: The text that the evidence was read from.
        evidence: Of this note, however it was stored; read anew by the rules that ship when left out.
        assessments: What ``assess`` said of it.

    Raises:
        NoteError: ``other_note``, the evidence was read from another text; or the note cannot be read.
    """
    return Shown(_shown(Case(evidence or _read(note), tuple(assessments), note)))


def evidence_html(evidence: Evidence) -> str:
    """Evidence, with its note where it was read in this process (a note's text is never stored with evidence)."""
    return _shown(Case(evidence))


def packet_html(packet: Packet) -> str:
    """A packet, read by the rules that ship."""
    if not packet.documents:
        return str(_EMPTY.format("An empty packet."))
    try:
        return _shown(Case(_read(packet), note=packet, title=f"Packet of {len(packet.documents)} documents"))
    except NoteError as error:
        return str(_EMPTY.format(f"A packet that cannot be read: {error}"))


def assessment_html(assessment: Assessment) -> str:
    """One payer's answer, with the care that was counted on a line of time."""
    return _shown(Case(None, (assessment,), title="Assessment"))


def assessments_html(assessments: Iterable[Assessment], evidence: Evidence | None) -> str:
    """The answers of a case, with its evidence."""
    return _shown(Case(evidence, tuple(assessments), title="Assessment"))


def _read(note: str | Note | Packet) -> Evidence:
    # Reading needs the rules and spaCy, which showing stored evidence does not.
    from mednec.extraction.pipeline import extract

    return extract(note)


def _shown(case: Case) -> str:
    return fragment(case, f"m{_digest(case)}-")


def _digest(case: Case) -> str:
    """The same for the same case, so that a notebook that runs again does not change."""
    parts: list[Any] = [case.evidence.to_dict() if case.evidence else None, *(a.to_dict() for a in case.assessments)]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:10]
