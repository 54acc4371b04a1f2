"""Which of the matches that overlap stand: the one that tells more, none that reaches over another."""

from __future__ import annotations

from collections.abc import Sequence

from mednec.extraction.checkboxes import box_starts
from mednec.extraction.lexicon import excluded_name
from mednec.extraction.matching import Hit, Matched


def _tells_more(longer: Hit, hit: Hit) -> bool:
    """Whether a longer hit says what this one would; of two groups only one that holds the other in its words."""
    rule, other = longer.ref.rule, hit.ref.rule
    if rule.concept != other.concept or not longer.overlaps(hit):
        return False
    inside = longer.start <= hit.start and hit.end <= longer.end and hit.end - hit.start < longer.end - longer.start
    return rule.concept != "group" or rule is other or (inside and longer.start == hit.start)


def _most_telling(hit: Hit) -> tuple[bool, bool, int, bool, int, bool]:
    """Longer wording first; a named exam part last ("triceps jerk" gives way to "jerk absent"), and after what needs
    no place what means something only beside one ("compression fracture" before "fracture or …"). Of the same words,
    a wording that tells its own status ("fusion may become necessary").
    """
    rule = hit.ref.rule
    plain = hit.ref.polarity == "phrases"
    placeless = rule.needs == "spine" and plain
    return rule.type == "exam", placeless, hit.start - hit.end, rule.region != "both_limbs", hit.start, plain


def _reaches_over(piece: Matched, hit: Hit, hits: Sequence[Hit]) -> bool:
    """'C4-5 stenosis and herniation at C6-7': a pattern must not join across a finding of another kind, nor take
    the beginning of the next item ("tingling, saddle numbness").
    """
    for start, end in hit.free:
        if box_starts(piece.words[start:end]):
            return True
        if hit.ref.polarity == "phrases" and "without" in piece.words[start:end]:
            return True  # "foraminal narrowing without central canal stenosis": a denial begins in between
        if _JOINTS.isdisjoint(piece.words[start:end]):
            continue
        if any(end <= h.start < hit.end < h.end for h in hits):
            return True
        if any(start <= h.start and h.end <= end and h.ref.rule.concept != hit.ref.rule.concept for h in hits):
            return True
    return False


_JOINTS = frozenset({"and", ",", "or"})


def _takes_from_clause(piece: Matched, hit: Hit, hits: Sequence[Hit]) -> bool:
    """'Intact to pinprick, and vibration is reduced': the last item of a list is the subject of the next clause, which
    tells the opposite; 'decreased pinprick in the hand, and light touch is intact': the first word belongs to the
    clause before.
    """
    joined = any(not _CLAUSE_JOINTS.isdisjoint(piece.words[start:end]) for start, end in hit.free)
    return any(
        (h.start < hit.start < h.end < hit.end and joined)
        or (hit.start < h.start < hit.end < h.end and piece.words[h.start - 1] in _CLAUSE_JOINTS)
        for h in hits
        if h.ref.rule.concept == hit.ref.rule.concept
        and (h.ref.polarity == "absent") != (hit.ref.polarity == "absent")
        and "exam" not in (h.ref.rule.type, hit.ref.rule.type)
    )


_CLAUSE_JOINTS = frozenset({"and", ",", "but", "while"})


def _is_side_effect(piece: Matched, hit: Hit) -> bool:
    """'Cymbalta (sweats), nortriptyline (dry mouth)': what a drug did, told in brackets behind its name."""
    opening = max((i for i in range(hit.start) if piece.words[i] == "("), default=-1)
    inside = piece.words[opening + 1 : hit.start]
    if opening < 0 or ")" in inside or not _FOR.isdisjoint(inside):
        return False
    return any(t.end == opening and t.ref[1] for t in piece.hits("therapy"))


_FOR = frozenset({"for", "to", "due", "because", "with", "when"})


def _joins_apart(piece: Matched, exclusion: Hit) -> bool:
    """What excludes a reading must not join two boxes, nor what is planned to the operation that it comes after
    ("wants therapy after her fusion").
    """
    gaps = [piece.words[start:end] for start, end in exclusion.free]
    operation = exclusion.ref == "prior_spine_surgery"
    return any(box_starts(gap) or (operation and not _AFTER.isdisjoint(gap)) for gap in gaps)


_AFTER = frozenset({"after", "since", "following"})


def unsaid_pains(pains: list[Hit], targets: Sequence[Hit]) -> list[Hit]:
    """Pain words that no longer wording already reads with its status ("neck pain has resolved")."""
    said = [
        t
        for t in targets
        if t.layer == "finding"
        and t.ref.rule.concept in ("neck_pain", "back_pain")
        and t.ref.polarity in ("historical", "absent", "possible")
    ]
    return [h for h in pains if not any(h.overlaps(t) for t in said)]


def standing_targets(piece: Matched) -> list[Hit]:
    """Finding hits that stand: not excluded, not inside a longer hit of the same concept; pain words count
    as targets too.
    """
    excluded = [x for x in piece.hits("exclude") if not _joins_apart(piece, x)]
    section = piece.segment.section
    hits = [h for h in piece.hits("finding") if not h.ref.rule.within or section in h.ref.rule.within]
    kept: list[Hit] = []
    for hit in sorted(hits, key=_most_telling):
        if (hit.free and _reaches_over(piece, hit, hits)) or _is_side_effect(piece, hit):
            continue
        if _takes_from_clause(piece, hit, hits):
            continue
        if any(x.ref == excluded_name(hit.ref.rule) and x.overlaps(hit) for x in excluded):
            continue
        if any(_tells_more(k, hit) for k in kept):
            continue
        kept.append(hit)
    pains = [h for h in piece.hits("pain") if not any(h.overlaps(k) for k in kept)]
    return sorted(kept + pains, key=lambda h: (h.start, -h.end))
