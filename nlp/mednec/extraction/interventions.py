"""Reads spinal interventions that lie ahead: injections, stimulators, surgery; scheduled, discussed or refused."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace

from mednec.evidence import Finding, PlannedIntervention, Therapy
from mednec.extraction.context import Context
from mednec.extraction.facts import SILENT_SECTIONS, facts_in, meant, mention_of, piece_at
from mednec.extraction.matching import Hit, Matched
from mednec.extraction.places import is_spine, merge_sides, places_in

_NAMES = ("intervention",)
_OF_THERAPY = {
    "epidural_steroid_injection": ("epidural_steroid_injection",),
    "facet_injection": ("facet_injection", "medial_branch_block", "radiofrequency_ablation"),
}
_PLAN_SECTIONS = frozenset({"plan", "prescriptions", "assessment_plan"})
_PAST_SECTIONS = frozenset(
    {
        "past_surgical_history",
        "past_medical_history",
        "procedure",
        "imaging",
        "radiology_findings",
        "physical_exam",
        "review_of_systems",
    }
)
_PAST = frozenset(
    "had underwent received s/p status previous prior performed completed tried after following "
    "failed since history undergone previously gave provided helped relief "
    "improved did done repeated showed ago without".split()
)
_FUTURE_PERFECT = frozenset(
    "will would to may might consider could scheduled planned plan recommend recommended discussed candidate".split()
)
_REACH = 14
_RANK = ("refused", "scheduled", "discussed")


def read_interventions(
    text: str, pieces: Sequence[Matched], therapies: Sequence[Therapy], findings: Sequence[Finding], context: Context
) -> list[PlannedIntervention]:
    """The interventions ahead, one for each kind, region and level."""
    planned = _of_therapies(pieces, therapies)
    considered = _considered(findings)
    found: list[PlannedIntervention] = []
    for piece in pieces:
        hits = facts_in(piece, _NAMES) if "fact" in piece.layers else []
        if not hits or piece.segment.section in SILENT_SECTIONS or piece.segment.section in _PAST_SECTIONS:
            continue
        for hit in hits:
            cue = _cue_near(piece, hit, hits)
            status = _status(piece, hit, cue, planned.get((piece.number, hit.ref.value)), considered)
            if status is not None:
                found.append(_intervention(text, piece, hit, cue, status, context))
    return _merged(found)


def _considered(findings: Sequence[Finding]) -> list[int]:
    """Where the finding reader has seen an intervention being considered, in order."""
    told = (f.mentions for f in findings if f.concept == "surgery_considered" and f.status == "present")
    return sorted(m.start for mentions in told for m in mentions if m.status == "present")


def _of_therapies(pieces: Sequence[Matched], therapies: Sequence[Therapy]) -> dict[tuple[int, str], str]:
    """What the therapy reader knows of injections, by segment and kind: planned, declined, or done."""
    known: dict[tuple[int, str], str] = {}
    for therapy in therapies:
        for name in _OF_THERAPY.get(therapy.therapy, ()):
            for mention in therapy.mentions[:1]:
                piece = piece_at(pieces, mention.start)
                if piece is not None:
                    known[(piece.number, name)] = therapy.status
    return known


# -------------------- status
def _status(piece: Matched, hit: Hit, near: Hit | None, known: str | None, considered: Sequence[int]) -> str | None:
    """scheduled, discussed or refused; None for what is past, denied, conditional or another person's."""
    assertion = meant(piece, hit)
    if assertion.experiencer != "patient" or known in ("completed", "ongoing"):
        return None
    cue = str(near.ref.value) if near is not None else None
    if cue == "refused" or known == "declined":
        return "refused"
    if _is_past(piece, hit) or known == "not_done" or (assertion.presence == "absent" and cue is None):
        return None
    if cue is not None:
        return "discussed" if cue == "scheduled" and _conditional(piece, hit) else cue
    if known == "planned" or (piece.segment.section in _PLAN_SECTIONS and piece.segment.section != "assessment_plan"):
        return "scheduled"
    start, end = piece.span(0, len(piece.words))
    first = bisect_left(considered, start)
    return "discussed" if first < len(considered) and considered[first] < end else None


def _cue_near(piece: Matched, hit: Hit, hits: Sequence[Hit]) -> Hit | None:
    """The words for its status nearest to it, refusals before the rest; none across a semicolon."""
    near: list[tuple[int, int, int, Hit]] = []
    for cue in facts_in(piece, ("intervention_status",)):
        if cue.overlaps(hit) and not (hit.start <= cue.start and cue.end < hit.end):
            continue
        low, high = (cue.end, hit.start) if cue.end <= hit.start else (hit.end, cue.start)
        between = piece.words[low:high]
        if len(between) > _REACH or {";", "|", "but"}.intersection(between):
            continue
        if cue.start > hit.end and any(hit.end <= other.start < cue.start for other in hits):
            continue
        near.append((0 if cue.ref.value == "refused" else 1, len(between), cue.start, cue))
    return min(near, key=lambda n: n[:3])[3] if near else None


def _is_past(piece: Matched, hit: Hit) -> bool:
    before = piece.words[max(0, hit.start - 8) : hit.start]
    return not _PAST.isdisjoint(before) and _FUTURE_PERFECT.isdisjoint(before)


def _conditional(piece: Matched, hit: Hit) -> bool:
    return "if" in piece.words[max(0, hit.start - _REACH) : hit.end + 10]


# -------------------- where and how
def _intervention(
    text: str, piece: Matched, hit: Hit, cue: Hit | None, status: str, context: Context
) -> PlannedIntervention:
    places = [p for p in places_in(piece) if (is_spine(p.place) or p.level) and abs(p.start - hit.start) <= _REACH]
    near = sorted(places, key=lambda p: min(abs(p.start - hit.start), abs(p.end - hit.end)))
    level = next((p.level for p in near if p.level), None)
    region = next((p.spine for p in near if p.spine), None)
    if region is None and len(context.spine_regions) == 1:
        (region,) = context.spine_regions
    route = (
        next((a for a in facts_in(piece, ("approach",)) if abs(a.start - hit.start) <= 8), None)
        if hit.ref.value == "epidural_steroid_injection"
        else None
    )
    mentions = tuple(
        mention_of(text, piece, h)
        for h in sorted((h for h in (hit, route, cue) if h is not None), key=lambda h: h.start)
    )
    sides = [str(s.ref) for s in piece.hits("side") if abs(s.start - hit.start) <= 6]
    return PlannedIntervention(
        str(hit.ref.value),
        str(route.ref.value) if route is not None else None,
        region,
        level,
        merge_sides(list(sides)),
        status,
        mentions,
    )


def _merged(found: Sequence[PlannedIntervention]) -> list[PlannedIntervention]:
    """Told twice, counted once: the same kind and region, levels not at odds; the firmer status stands."""
    out: list[PlannedIntervention] = []
    for one in found:
        at = next((i for i, other in enumerate(out) if _same(one, other)), None)
        if at is None:
            out.append(one)
            continue
        other = out[at]
        status = min(one.status, other.status, key=_RANK.index)
        out[at] = replace(
            other,
            approach=other.approach or one.approach,
            region=other.region or one.region,
            level=other.level or one.level,
            side=other.side or one.side,
            status=status,
            mentions=(*other.mentions, *one.mentions),
        )
    return out


def _same(a: PlannedIntervention, b: PlannedIntervention) -> bool:
    agree = all(
        x is None or y is None or x == y
        for x, y in ((a.region, b.region), (a.level, b.level), (a.side, b.side), (a.approach, b.approach))
    )
    return a.intervention == b.intervention and agree
