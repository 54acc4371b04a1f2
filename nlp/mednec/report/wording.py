"""How evidence is put into words for people: names, spans of days, note text made harmless, the facts of a value."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from mednec.evidence import DayRange, Evidence

FAMILIES = {
    "radiculopathy": "Nerve root",
    "myelopathy": "Spinal cord",
    "red_flag": "Red flags",
    "context": "Context",
    "extended": "Further findings",
}
"""Families of findings, in the order in which reports show them."""
EVIDENCE_CLOSING = "Evidence for a human reviewer. Nothing here is a decision, and silence in a note is not a denial."
DECISION_CLOSING = (
    "A reading of the notes against published criteria, for a person who decides. Nothing here denies or approves."
)
# Control, bidirectional and line-separating characters and lone surrogates: a note must not steer what shows it.
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ud800-\udfff\ufeff]")


def printable(text: str) -> str:
    """Note text on one line, with nothing in it that acts on a terminal or turns the text around it."""
    return _UNPRINTABLE.sub("\N{REPLACEMENT CHARACTER}", " ".join(text.split()))


def shortened(text: str, most: int) -> str:
    """Printable text of at most so many characters."""
    shown = printable(text)
    return shown if len(shown) <= most else shown[: most - 1] + "…"


def words(name: str | None) -> str:
    """A name of the data model as words."""
    return (name or "").replace("_", " ")


def days_text(days: DayRange | None) -> str:
    """A range of days in words: "42 days", "42 to 56 days", "at least 30 days"."""
    if days is None or days == (None, None):
        return ""
    low, high = days
    if high is None:
        return f"at least {low:g} days"
    if low is None:
        return f"at most {high:g} days"
    if low == high:
        return counted(low, "day")
    return f"{low:g} to {high:g} days"


def counted(number: float, thing: str, things: str = "") -> str:
    """A number of things: "1 day", "2 days"; ``things`` where the plural is not made by an s."""
    return f"{number:g} {thing}" if number == 1 else f"{number:g} {things or f'{thing}s'}"


def further_items(evidence: Evidence) -> Iterator[tuple[str, Sequence[Any]]]:
    """Complaints, scores, patient, order, codes …: whatever a note says beside findings, care and studies."""
    yield "complaint", evidence.complaints
    yield "pain score", evidence.pain_scores
    yield "disability index", evidence.disability_indices
    yield "patient", (evidence.patient,)
    yield "encounter", evidence.encounters
    yield "order", (evidence.order,)
    yield "planned", evidence.planned_interventions
    yield "procedure", evidence.procedures
    yield "consult", evidence.consults
    yield "contraindication", evidence.contraindications
    yield "lab", evidence.labs
    yield "code", evidence.codes


def facts(values: Mapping[str, Any]) -> Iterator[str]:
    """What a value says, a phrase a fact ("region cervical", "for 90 days"); of ``to_dict``, without its mentions."""
    for name, value in values.items():
        if value is None or value is False or value == [] or name == "mentions":
            continue
        if name == "duration_days":
            yield f"for {days_text((value[0], value[1]))}"
        elif name == "days_ago":
            yield f"{days_text((value[0], value[1]))} ago"
        elif isinstance(value, Mapping):
            yield from facts(value)
        else:
            shown = " + ".join(map(str, value)) if isinstance(value, list) else str(value)
            yield f"{words(name)} {words(shown)}"
