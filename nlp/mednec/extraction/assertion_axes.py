"""Presence, temporality and experiencer: what cues, the header of a list and a section say on each of the three."""

from __future__ import annotations

from collections.abc import Mapping

from mednec.evidence import Assertion
from mednec.extraction.cued_segment import CuedSegment
from mednec.extraction.cues_in_force import cues_of
from mednec.extraction.matching import Hit, Matched

_OF_A_LEAD = frozenset({"absent", "possible", "family", "hypothetical", "historical", "present"})


def folded(cued: CuedSegment, found: Mapping[str, Hit]) -> Assertion:
    """The cues that reach a mention, by category, as one assertion; its cue is the one that tells most."""
    cue = next(iter(found.values()), None)
    presence, temporality, experiencer = "present", "current", "patient"
    if "absent" in found:
        presence, cue = "absent", found["absent"]
    elif "possible" in found:
        presence, cue = "possible", found["possible"]
    if "historical" in found:
        temporality, cue = "historical", cue if presence == "absent" else found["historical"]
    for category in ("planned", "hypothetical"):
        if category in found:
            temporality, cue = category, found[category]
    if "family" in found:
        experiencer, cue = "family", found["family"]
    elif "other_person" in found:
        experiencer, cue = "other", found["other_person"]
    return Assertion(presence, temporality, experiencer, cued.text_of(cue))


def lead_assertion(piece: Matched) -> Assertion | None:
    """What a list header says of the items under it ("Denies:", "Positive for:"), from its last cue."""
    cues = [c for c in cues_of(piece) if c.ref.category in _OF_A_LEAD]
    if not cues:
        return None
    rule = cues[-1].ref
    cue = " ".join(piece.words[cues[-1].start : cues[-1].end])
    if any(c.ref.category == "hypothetical" for c in cues):
        return Assertion(temporality="hypothetical", cue=cue)
    if rule.category == "family":
        return Assertion(experiencer="family", cue=cue)
    if rule.category == "historical":
        return Assertion(temporality="historical", cue=cue)
    if rule.category in ("absent", "possible"):
        return Assertion(presence=rule.category, cue=cue)
    return None


def in_section(assertion: Assertion, experiencer: str, temporality: str, certainty: str = "told") -> Assertion:
    """Section as the last source of assertion: family history and instructions are not this patient's findings, and
    what a differential names is possible.
    """
    if experiencer != "patient":
        return Assertion(assertion.presence, assertion.temporality, experiencer, assertion.cue)
    if temporality == "hypothetical":
        return Assertion(assertion.presence, temporality, assertion.experiencer, assertion.cue)
    if certainty == "possible" and assertion.status == "present":
        return Assertion("possible", cue=assertion.cue)
    return assertion
