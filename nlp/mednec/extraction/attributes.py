"""Fills in what a mention's own words leave open: course, cause, root, muscle, detail of injuries and cancer."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence

from mednec.extraction.context import Context, beginning_in
from mednec.extraction.facts import facts_in
from mednec.extraction.matching import Hit, Matched
from mednec.extraction.mentions import RawMention
from mednec.extraction.places import Place, places_in
from mednec.extraction.points import DateMention
from mednec.extraction.time_words import LazyPattern

_COURSE = frozenset({"trend", "acuity"})
_NEARBY = frozenset(
    {
        "mechanism",
        "energy",
        "attributed_to",
        "effort_limited",
        "activity",
        "intentional",
        "behavior",
        "incidental",
        "primary",
    }
)
_DEFAULT_REACH = 18
_SENSORY = frozenset({"sensory_deficit", "limb_paresthesia"})
_ROOTED = frozenset(
    {"sensory_deficit", "limb_paresthesia", "radiating_pain", "motor_weakness", "reflex_diminished", "muscle_atrophy"}
)
_DATED = frozenset(
    {
        "major_trauma",
        "prior_spine_surgery",
        "vertebral_fracture",
        "cancer_history",
        "recent_infection",
        "recent_spinal_intervention",
        "spinal_cord_injury",
    }
)
_REFLEX_ROOTS = {"knee": "L4", "ankle": "S1", "biceps": "C6", "triceps": "C7", "brachioradialis": "C6"}
_ROOT = re.compile(r"[CTLS]\d{1,2}$")
_CHAIN = frozenset(
    "and or , / & the a an of in his her their left right bilateral both some any also with mild "
    "moderate severe intermittent constant upper lower arm arms leg legs hand hands foot feet "
    "extremity extremities subjective occasional to into down radiating low neck back".split()
)
_BREAKS = frozenset("; | but however although while whereas".split())
_DENIALS = frozenset("no not denies denied without never nor".split())
_AGING = _ROOTED | frozenset(
    "hyperreflexia hoffmann_sign babinski_sign clonus spasticity gait_disturbance hand_clumsiness foot_drop "
    "bowel_bladder_dysfunction saddle_anesthesia".split()
)
_AMOUNT = LazyPattern(
    r"(?<![\w./])(?P<low>\d{1,3}(?:\.\d)?)(?:\s?(?:-|–"
    r"|to)\s?(?P<high>\d{1,3}))?[\s-]?(?P<unit>lbs?|pounds?|#|kgs?|kilo\w*|stones?|%)(?!\w)",
    re.IGNORECASE,
)
_KILOGRAMS = {"l": 0.4536, "p": 0.4536, "#": 0.4536, "k": 1.0, "s": 6.35}
_NOT_METASTATIC = frozenset({"skin"})


def describe(text: str, pieces: Sequence[Matched], mentions: Sequence[RawMention], context: Context) -> None:
    """Fill the attributes of raw mentions in place."""
    by_number = {piece.number: piece for piece in pieces}
    groups: dict[int, list[RawMention]] = {}
    for mention in mentions:
        if mention.status != "absent" or mention.concept in _ROOTED:
            groups.setdefault(mention.scene, []).append(mention)
    for number, group in groups.items():
        piece = by_number.get(number)
        if piece is not None and piece.starts:
            _describe_segment(text, _Segment(piece, group), context)
    _share_cause(mentions)
    _follow_cancer(by_number, mentions, context)


def _share_cause(mentions: Sequence[RawMention]) -> None:
    """'The numbness is due to carpal tunnel syndrome' explains the sensory loss that the exam found there, too."""
    explained = [m for m in mentions if m.concept == "limb_paresthesia" and m.status == "present" and m.attributed_to]
    for mention in mentions if explained else ():
        if mention.concept == "sensory_deficit" and mention.status == "present" and mention.attributed_to is None:
            cause = next((e for e in explained if _same_limb(e, mention)), None)
            mention.attributed_to = cause.attributed_to if cause else None


def _same_limb(first: RawMention, second: RawMention) -> bool:
    pairs = ((first.region, second.region), (first.side, second.side))
    return all(a is None or b is None or a == b for a, b in pairs)


class _Segment:
    """A segment with its mentions in token positions."""

    def __init__(self, piece: Matched, mentions: Sequence[RawMention]) -> None:
        self.piece = piece
        self.mentions = sorted(mentions, key=lambda m: (m.start, m.end))
        self.spans = [
            (
                bisect_right(piece.ends, m.start),
                max(bisect_left(piece.starts, m.end), bisect_right(piece.ends, m.start) + 1),
            )
            for m in self.mentions
        ]
        self._places: list[Place] | None = None

    @property
    def places(self) -> list[Place]:
        """The body parts and levels of the segment, worked out when first asked for."""
        if self._places is None:
            self._places = places_in(self.piece)
        return self._places

    def members(self) -> Iterable[tuple[RawMention, int, int]]:
        """(mention, first token, token after the last)."""
        for mention, (start, end) in zip(self.mentions, self.spans, strict=True):
            yield mention, start, end


def _describe_segment(text: str, segment: _Segment, context: Context) -> None:
    concepts = {m.concept for m in segment.mentions}
    names = {h.ref.fact for h in segment.piece.hits("fact") if not concepts.isdisjoint(h.ref.of)}
    areas: list[Hit] = []
    for hit in facts_in(segment.piece, names) if names else ():
        if hit.ref.fact in _COURSE:
            _give_course(segment, hit)
        elif hit.ref.fact in _NEARBY:
            _give_nearby(segment, hit)
        elif hit.ref.fact == "dermatome":
            areas.append(hit)
    _give_areas(segment, areas)
    _give_age(segment, context)
    for mention, start, end in segment.members():
        if mention.concept in _ROOTED:
            _give_root(segment, mention, start, end)
        if mention.status != "absent":
            _give_detail(text, segment.piece, mention, context)


# -------------------- course: "worsening numbness", "weakness that is getting worse"
def _give_course(segment: _Segment, hit: Hit) -> None:
    owners = _modified(segment, hit) or _predicated(segment, hit)
    for mention in owners:
        if mention.status in ("absent", "historical"):
            continue
        if hit.ref.fact == "trend":
            mention.trend = mention.trend or hit.ref.value
        else:
            mention.acuity = mention.acuity or hit.ref.value


def _modified(segment: _Segment, hit: Hit) -> list[RawMention]:
    """The mentions right after an adjective, along their list; those whose own words hold it."""
    owners: list[RawMention] = []
    at = hit.end
    for mention, start, end in segment.members():
        if mention.concept not in hit.ref.of:
            continue
        if start <= hit.start < end:
            owners.append(mention)
            at = max(at, end)
            continue
        if start < hit.end:
            continue
        between = segment.piece.words[at:start]
        if len(between) > 3 or not _CHAIN.issuperset(between) or (not owners and "," in between):
            break
        owners.append(mention)
        at = max(at, end)
    return owners


def _predicated(segment: _Segment, hit: Hit) -> list[RawMention]:
    """The mentions before a statement ("numbness and weakness, getting worse"), along their list."""
    reach = hit.ref.reach or _DEFAULT_REACH
    words = segment.piece.words
    owners: list[RawMention] = []
    at = hit.start
    for mention, start, end in reversed(list(segment.members())):
        if mention.concept not in hit.ref.of:
            continue
        if end > at:
            if owners and start < at:
                owners.append(mention)
            continue
        between = words[end:at]
        broken = not _BREAKS.isdisjoint(between) or (not owners and not _DENIALS.isdisjoint(between))
        if broken or (not owners and len(between) > reach) or (owners and not _CHAIN.issuperset(between)):
            break
        owners.append(mention)
        at = start
    return owners


def _give_age(segment: _Segment, context: Context) -> None:
    """What has been so for years is chronic ("leaks since 2009", "same as in her 2012 physical"); one old value of a
    sign makes the other words for it in the sentence old.
    """
    old = [t.start for t in context.times_in(segment.piece) if t.kind == "since" and (t.days[0] or 0) >= _YEARS]
    old += [d.start for d in beginning_in(context.time.dates, segment.piece.segment) if _long_past(segment, d, context)]
    members = [m for m, _, _ in segment.members() if m.status == "present" and m.concept in _AGING]
    for at in old:
        before = [m for m in members if m.start < at]
        if before and before[-1].acuity is None and before[-1].trend != "worsening":
            before[-1].acuity = "chronic"
    for mention in members:
        if mention.acuity is None and any(m.acuity == "chronic" and _alike(m, mention) for m in members):
            mention.acuity = "chronic"


def _long_past(segment: _Segment, day: DateMention, context: Context) -> bool:
    """A year or date of long ago that today is like."""
    if context.note_date is None or int(context.note_date[:4]) - int(day.iso[:4]) < _OLD_YEARS:
        return False
    at = bisect_right(segment.piece.ends, day.start)
    return not _LIKE.isdisjoint(segment.piece.words[max(0, at - 5) : at])


def _alike(first: RawMention, second: RawMention) -> bool:
    sides = {first.side, second.side} - {None}
    return (first.concept, first.region) == (second.concept, second.region) and len(sides) < 2


_YEARS = 730
_OLD_YEARS = 2
_LIKE = frozenset("as same like unchanged identical since documented known".split())


# -------------------- facts in the neighbourhood
def _give_nearby(segment: _Segment, hit: Hit) -> None:
    reach = hit.ref.reach if hit.ref.reach is not None else _DEFAULT_REACH
    words = segment.piece.words
    if hit.start and words[hit.start - 1] in _DENIALS:
        return
    for mention, start, end in segment.members():
        if mention.concept not in hit.ref.of or mention.status == "absent":
            continue
        between = words[end : hit.start] if end <= hit.start else words[hit.end : start]
        if len(between) > reach or not _BREAKS.isdisjoint(between):
            continue
        _set(mention, hit.ref.fact, hit.ref.value)


def _set(mention: RawMention, fact: str, value: str) -> None:
    if fact == "effort_limited":
        mention.effort_limited = mention.effort_limited or mention.status == "present"
    elif fact == "attributed_to":
        mention.attributed_to = mention.attributed_to or value
    elif (fact, value) == ("activity", "active"):
        mention.extra[fact] = value  # "after mastectomy, takes letrozole": treatment goes on
    else:
        mention.extra.setdefault(fact, {"true": True, "false": False}.get(value, value))


# -------------------- roots, dermatomes, muscles
def _give_areas(segment: _Segment, areas: Sequence[Hit]) -> None:
    """The dermatomes of the areas that a mention names, and those that go on behind it ("thumb, radial forearm").

    More than two are no root's pattern, so that the mention keeps none.
    """
    for mention, start, end in segment.members() if areas else ():
        if mention.concept not in _SENSORY or mention.level is not None:
            continue
        found: list[str] = []
        at = end
        for area in areas:
            between = segment.piece.words[at : area.start]
            if (start <= area.start < at) or (area.start >= at and len(between) <= 4 and _CHAIN.issuperset(between)):
                found.append(area.ref.value)
                at = max(at, area.end)
        told = list(dict.fromkeys(found))
        if 0 < len(told) <= 2:
            mention.dermatome = mention.root = told[0]
        if len(told) > 1:
            mention.extra.setdefault("dermatomes", tuple(told))


def _give_root(segment: _Segment, mention: RawMention, start: int, end: int) -> None:
    """The dermatome, muscle and root that a mention's words name."""
    inside = [p for p in segment.places if p.start < end and start < p.end]
    after = [
        p
        for p in segment.places
        if p.level and end <= p.start <= end + 6 and not _BREAKS.intersection(segment.piece.words[end : p.start])
    ]
    before = [
        p
        for p in segment.places
        if p.level and start - 3 <= p.end - 1 < start and not _BREAKS.intersection(segment.piece.words[p.end : start])
    ]
    levels = list(dict.fromkeys(p.level for p in (*(p for p in inside if p.level), *(after or before)) if p.level))
    if mention.concept in _SENSORY and mention.level is None and len(levels) == 1:
        mention.level = levels[0]
    level = mention.level or (levels[0] if len(levels) == 1 else None)
    if level is not None and mention.concept in _SENSORY:
        mention.dermatome = mention.dermatome or level
    if level is not None and _ROOT.match(level):
        mention.root = mention.root or level
    elif len(levels) > 1 and mention.concept in _SENSORY:
        mention.extra.setdefault("dermatomes", tuple(levels))
    _give_muscle(mention, inside)
    _give_tendons(mention, inside)


def _give_tendons(mention: RawMention, inside: Sequence[Place]) -> None:
    """A reflex that is lost at one tendon does not contradict those that are full at others."""
    tendons = tuple(dict.fromkeys(p.part for p in inside if p.part in _REFLEX_ROOTS))
    if mention.concept == "reflex_diminished" and tendons:
        mention.extra.setdefault("tendons", tendons)


def _give_muscle(mention: RawMention, inside: Sequence[Place]) -> None:
    muscles = {p.muscle: p.root for p in inside if p.muscle}
    if mention.concept in ("motor_weakness", "muscle_atrophy"):
        if len(muscles) == 1:
            ((muscle, root),) = muscles.items()
            mention.muscle, mention.root = mention.muscle or muscle, mention.root or root
        elif muscles and mention.muscle is None:
            mention.extra.setdefault("muscles", tuple(muscles))
    elif mention.concept == "reflex_diminished" and mention.root is None:
        roots = tuple(dict.fromkeys(_REFLEX_ROOTS[p.part] for p in inside if p.part in _REFLEX_ROOTS))
        mention.root = roots[0] if len(roots) == 1 else None
        if len(roots) > 1:
            mention.extra.setdefault("roots", roots)


# -------------------- detail of injuries, cancer, weight loss
def _give_detail(text: str, piece: Matched, mention: RawMention, context: Context) -> None:
    if mention.concept in _DATED:
        mention.date = mention.date or _date(piece, mention, context)
    if mention.concept == "major_trauma":
        mention.extra.setdefault("energy", "unknown")
    elif mention.concept == "cancer_history":
        _give_cancer(mention)
    elif mention.concept == "weight_loss":
        _give_weight_loss(text, piece, mention, context)
    elif mention.concept == "spinal_malignancy":
        mention.extra.setdefault("behavior", "unknown")


def _date(piece: Matched, mention: RawMention, context: Context) -> str | None:
    """The date nearest to a mention in its segment; else the beginning that "3 weeks ago" gives."""
    dates = beginning_in(context.time.dates, piece.segment)
    if dates:
        return min(dates, key=lambda d: min(abs(d.start - mention.end), abs(mention.start - d.end))).iso
    begun = [t.start_date for t in context.times_in(piece) if t.start_date and t.kind in ("ago", "since", "onset")]
    return begun[0] if begun else None


def _give_cancer(mention: RawMention) -> None:
    detail = mention.extra
    if mention.date:
        detail.setdefault("year", int(mention.date[:4]))
    if "primary" in detail:
        detail.setdefault("metastatic_capable", detail["primary"] not in _NOT_METASTATIC)


def _follow_cancer(pieces: Mapping[int, Matched], mentions: Sequence[RawMention], context: Context) -> None:
    """Whether a cancer is active, from its own sentence or what goes on after it ("She takes letrozole still").

    ``active`` is None where the note does not say: a tumor taken out within five years may not be over.
    """
    cancers = [m for m in mentions if m.concept == "cancer_history" and m.status == "present"]
    for mention in cancers:
        here = pieces.get(mention.scene)
        after = (pieces.get(mention.scene + n) for n in (1, 2))
        following = [p for p in after if here and p and p.segment.block == here.segment.block]
        if any(h.ref.value == "active" for p in following for h in facts_in(p, ("activity",)) if "fact" in p.layers):
            mention.extra["activity"] = "active"
        state, year = mention.extra.get("activity"), mention.extra.get("year")
        recent = year is not None and context.note_date is not None and int(context.note_date[:4]) - year < _CURED_YEARS
        mention.extra["active"] = True if state == "active" else None if state is None or recent else False


_CURED_YEARS = 5


def _give_weight_loss(text: str, piece: Matched, mention: RawMention, context: Context) -> None:
    near = _AMOUNT.search(text, max(piece.segment.start, mention.start - 30), min(piece.segment.end, mention.end + 50))
    if near:
        unit = near["unit"].lower()
        amount = float(near["high"] or near["low"])
        mention.extra.update(
            amount=amount,
            unit="percent" if unit == "%" else "kg" if unit[0] == "k" else "stone" if unit[0] == "s" else "lb",
        )
        if unit != "%":
            mention.extra["amount_kg"] = round(amount * _KILOGRAMS[unit[0]], 1)
    period = next(
        (
            t
            for t in context.times_in(piece)
            if t.kind in ("duration", "since", "interval", "onset") and abs(t.start - mention.end) < 60
        ),
        None,
    )
    if period is not None:
        mention.extra["period_days"] = period.days
