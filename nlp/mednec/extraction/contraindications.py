"""Reads what must not be done and why: MRI with a pacemaker, gadolinium with failing kidneys, a drug, a therapy."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from mednec.evidence import Contraindication, Finding, Lab, Mention, Therapy
from mednec.extraction.checkboxes import box_answer
from mednec.extraction.facts import SILENT_SECTIONS, facts_in, meant, mention_of, piece_at, spot
from mednec.extraction.matching import Hit, Matched
from mednec.extraction.mentions import distinct

_SILENT = SILENT_SECTIONS - {"allergies"}
_EGFR_LIMIT = 30
"""Gadolinium needs a reason below this eGFR (mL/min); criteria-facts section 8, background knowledge."""
_OF_THERAPY = frozenset({"contraindicated", "intolerance", "inability"})
_REMOVED = frozenset({"removed", "explanted", "removal", "extracted"})
_NOS = frozenset({"no", "none", "n", "denied", "denies"})
_REACH = 12
_CONDITIONAL_REACH = 6


def read_contraindications(
    text: str,
    pieces: Sequence[Matched],
    therapies: Sequence[Therapy],
    findings: Sequence[Finding],
    labs: Sequence[Lab],
) -> list[Contraindication]:
    """All contraindications of a note, each once; what is denied is none."""
    found = [
        *_stated(text, pieces),
        *_allergies(text, pieces),
        *_of_therapies(text, pieces, therapies),
        *_of_kidneys(findings, labs),
    ]
    return _merged(sorted(found, key=lambda c: c.mentions[0].start))


def _stated(text: str, pieces: Sequence[Matched]) -> Iterator[Contraindication]:
    for piece in pieces:
        if "fact" not in piece.layers or piece.segment.section in _SILENT:
            continue
        devices = facts_in(piece, ("mri_conditional",))
        for hit in facts_in(piece, ("contraindication",)):
            status = _status(text, piece, hit)
            if status is None:
                continue
            against, _, reason = str(hit.ref.value).partition("/")
            conditional = against == "mri" and any(_apart(d, hit) <= _CONDITIONAL_REACH for d in devices)
            quote = mention_of(text, piece, hit, status=status)
            yield Contraindication(against, reason, None, status, conditional, (quote,))


def _status(text: str, piece: Matched, hit: Hit) -> str | None:
    """Gives present or possible; None for what is denied, removed, another person's or not answered in a form."""
    answer = box_answer(text, piece, hit) or _answer(piece, hit)
    if answer in ("absent", "none"):
        return None
    removed = not _REMOVED.isdisjoint(piece.words[max(0, hit.start - 3) : hit.end + 4])
    told = meant(piece, hit).status
    if removed or told not in ("present", "possible", "historical"):
        return None
    return "possible" if told == "possible" else "present"


def _answer(piece: Matched, hit: Hit) -> str | None:
    """As in "pacemaker no, aneurysm clip no": the answer right behind an item of a list."""
    following = [*piece.words[hit.end : hit.end + 3], "."]
    if following[0] in (":", "?", "-"):
        following = following[1:]
    return "absent" if following[0] in _NOS and not following[1][0].isalnum() else None


def _apart(one: Hit, other: Hit) -> int:
    return max(one.start - other.end, other.start - one.end, 0)


def _allergies(text: str, pieces: Sequence[Matched]) -> Iterator[Contraindication]:
    """Contrast media and drugs in the list of allergies, and drugs a sentence calls the patient allergic to."""
    for piece in pieces:
        if piece.segment.section == "allergies" and "fact" in piece.layers:
            for hit in facts_in(piece, ("allergen",)):
                if meant(piece, hit).presence != "absent":
                    quote = mention_of(text, piece, hit, status="present")
                    yield Contraindication(str(hit.ref.value), "allergy", mentions=(quote,))
        drugs = [h for h in piece.hits("therapy") if h.ref[1]]
        if not drugs or piece.segment.section in _SILENT:
            continue
        cues = facts_in(piece, ("allergy",)) if "fact" in piece.layers else []
        for hit in drugs:
            cued = any(0 <= hit.start - c.end <= _REACH or 0 <= c.start - hit.end <= 1 for c in cues)
            if (cued or piece.segment.section == "allergies") and meant(piece, hit).presence != "absent":
                start, end = piece.span(hit.start, hit.end)
                name = hit.ref[0].therapy
                quote = spot(text, start, end, f"contraindication/{name}/allergy", pieces, status="present")
                yield Contraindication(name, "allergy", text[start:end], mentions=(quote,))


def _of_therapies(text: str, pieces: Sequence[Matched], therapies: Sequence[Therapy]) -> Iterator[Contraindication]:
    """A therapy declined because it may not, or stopped because it could not be taken; the grounds where told."""
    for therapy in therapies:
        if therapy.reason not in _OF_THERAPY or not therapy.mentions:
            continue
        first = therapy.mentions[0]
        piece = piece_at(pieces, first.start)
        grounds = _grounds(piece, first) if piece is not None else None
        reason = str(grounds.ref.value) if grounds is not None else therapy.reason
        quotes: list[Mention] = [replace(first, status="present", rule=f"contraindication/{therapy.therapy}/{reason}")]
        if piece is not None and grounds is not None:
            quotes.append(mention_of(text, piece, grounds, status="present"))
        yield Contraindication(
            therapy.therapy, str(reason), therapy.agent, mentions=tuple(sorted(quotes, key=lambda m: m.start))
        )


def _grounds(piece: Matched, mention: Mention) -> Hit | None:
    """The nearest condition beside it that forbids a therapy."""
    at = next((i for i, end in enumerate(piece.ends) if end > mention.start), 0)
    near = [
        (abs(h.start - at), h)
        for h in facts_in(piece, ("contraindication_reason",))
        if abs(h.start - at) <= _REACH + _CONDITIONAL_REACH
        and ";" not in piece.words[min(at, h.end) : max(at, h.start)]
    ]
    return min(near, key=lambda n: n[0])[1] if near else None


def _of_kidneys(findings: Sequence[Finding], labs: Sequence[Lab]) -> Iterator[Contraindication]:
    for finding in findings:
        if finding.concept == "dialysis" and finding.status == "present":
            yield Contraindication("gadolinium", "dialysis", mentions=_present(finding.mentions))
    for lab in labs:
        if lab.test == "egfr" and lab.value is not None and lab.value < _EGFR_LIMIT:
            yield Contraindication("gadolinium", "egfr_below_30", mentions=lab.mentions)


def _present(mentions: Sequence[Mention]) -> tuple[Mention, ...]:
    return tuple(m for m in mentions if m.status == "present")


def _merged(found: Sequence[Contraindication]) -> list[Contraindication]:
    """Told twice, counted once; a reason that is known stands before one that is not."""
    out: list[Contraindication] = []
    for one in found:
        at = next((i for i, other in enumerate(out) if same_contraindication(other, one)), None)
        if at is None:
            out.append(one)
        else:
            out[at] = merged_contraindication(out[at], one)
    return out


def same_contraindication(one: Contraindication, other: Contraindication) -> bool:
    """Whether two tellings are of one contraindication."""
    agents = one.agent is None or other.agent is None or one.agent.lower() == other.agent.lower()
    return one.against == other.against and one.reason == other.reason and agents


def merged_contraindication(one: Contraindication, other: Contraindication) -> Contraindication:
    """Two tellings as one: a device once called conditional is, a suspicion confirmed is none."""
    return replace(
        one,
        agent=one.agent or other.agent,
        status="present" if "present" in (one.status, other.status) else "possible",
        conditional=one.conditional or other.conditional,
        mentions=distinct((*one.mentions, *other.mentions)),
    )
