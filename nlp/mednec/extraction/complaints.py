"""Reads the spine complaints of a note: where, axial or radicular, since when, how they began and went on, and why."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from mednec.evidence import Complaint, DayRange, Mention
from mednec.extraction.context import Context, beginning_in
from mednec.extraction.facts import facts_in, meant
from mednec.extraction.matching import Hit, Matched
from mednec.extraction.mentions import RawMention
from mednec.extraction.pain_course import trends_of
from mednec.extraction.places import is_spine, merge_sides, places_in
from mednec.extraction.time_expressions import TimeExpression

_AXIAL = {"neck_pain": "cervical", "back_pain": "lumbar"}
_RADICULAR = frozenset({"radiating_pain", "radiculopathy"})
_LIMB_SIGNS = frozenset({"limb_paresthesia", "motor_weakness"})
_OF_LIMB = {"upper_limb": "cervical", "lower_limb": "lumbar"}
_TOLD_IN = frozenset(
    {
        None,
        "chief_complaint",
        "history_of_present_illness",
        "assessment",
        "assessment_plan",
        "unknown",
        "label",
        "radiology_indication",
    }
)
_HISTORY = frozenset({None, "chief_complaint", "history_of_present_illness", "unknown", "label"})
_COURSE = _HISTORY | {"hospital_course"}
_SYMPTOM_WORDS = frozenset(
    (
        "symptom symptoms pain pains it this condition problem complaint complaints onset course level intensity "
        "arm leg"
    ).split()
)
_THERE = frozenset({"neck", "low_back", "back", "thoracic_back", "cervical", "lumbar", "thoracic"})
_REGION_OF_PLACE = {
    "neck": "cervical",
    "cervical": "cervical",
    "thoracic_back": "thoracic",
    "thoracic": "thoracic",
    "low_back": "lumbar",
    "lumbar": "lumbar",
}
_LENGTHS = frozenset({"duration", "since", "interval", "onset", "ago"})
_OTHER_MEASURES = frozenset({"therapy", "supply", "follow_up", "post_op", "plan"})
_REACH = 80
_YEAR = 365
_WINDOW = 9
_ABOUT = ("onset", "trend", "change", "mechanism")


@dataclass
class _Told:
    """What the note tells of one region while it is being read."""

    region: str
    mentions: list[RawMention] = field(default_factory=list)
    pieces: dict[int, tuple[Matched, list[RawMention]]] = field(default_factory=dict)
    radicular: bool = False
    facts: dict[str, tuple[Matched, Hit]] = field(default_factory=dict)


def read_complaints(
    text: str,
    pieces: Sequence[Matched],
    mentions: Sequence[RawMention],
    context: Context,
    duration: DayRange | None,
    duration_mentions: Sequence[Mention],
) -> list[Complaint]:
    """The spine complaints, one a region, in the order of the note.

    ``duration`` is how long the presenting complaint has lasted, ``duration_mentions`` where that is told.
    """
    by_number = {piece.number: piece for piece in pieces}
    told: dict[str, _Told] = {}
    for mention in mentions:
        region = _region(mention, by_number.get(mention.scene))
        if region is None:
            continue
        one = told.setdefault(region, _Told(region))
        one.mentions.append(mention)
        one.radicular = one.radicular or mention.concept in _RADICULAR
        piece = by_number.get(mention.scene)
        if piece is not None:
            one.pieces.setdefault(piece.number, (piece, []))[1].append(mention)
    _add_limb_signs(told, mentions)
    _add_facts(told, pieces)
    scored = _scored_trend(text, pieces)
    spread = _spread(told, duration, duration_mentions)
    return [_complaint(text, one, context, spread.get(one.region), scored) for one in told.values()]


def _scored_trend(text: str, pieces: Sequence[Matched]) -> str | None:
    """The last word of the pain scores on the course, where the words say nothing."""
    return next((trend for *_, trend in reversed(list(trends_of(text, pieces)))), None)


# -------------------- which complaints there are
def _region(mention: RawMention, piece: Matched | None) -> str | None:
    """The region of a present complaint of the spine; None for anything else."""
    if mention.status != "present" or mention.section not in _TOLD_IN or mention.basis == "imaging":
        return None
    if mention.concept in _AXIAL:
        return _axial_region(mention, piece)
    if mention.concept == "radiating_pain":
        return _OF_LIMB.get(mention.region or "")
    return mention.region if mention.concept == "radiculopathy" else None


def _axial_region(mention: RawMention, piece: Matched | None) -> str:
    """Back pain is lumbar unless its own words say thoracic."""
    if mention.concept == "back_pain" and piece is not None:
        own = [
            p
            for p in places_in(piece)
            if is_spine(p.place) and piece.starts[p.start] < mention.end and mention.start < piece.ends[p.end - 1]
        ]
        if own and all(p.spine == "thoracic" for p in own):
            return "thoracic"
    return _AXIAL[mention.concept]


def _add_limb_signs(told: dict[str, _Told], mentions: Iterable[RawMention]) -> None:
    """Numbness of the limb beside a spine complaint makes it radicular, unless the note gives another cause."""
    for mention in mentions:
        region = _OF_LIMB.get(mention.region or "")
        if (
            mention.concept in _LIMB_SIGNS
            and mention.status == "present"
            and region in told
            and mention.attributed_to is None
            and mention.section in _TOLD_IN
        ):
            told[region].mentions.append(mention)
            told[region].radicular = told[region].radicular or mention.concept == "limb_paresthesia"


# -------------------- facts about them
def _add_facts(told: dict[str, _Told], pieces: Sequence[Matched]) -> None:
    """Onset, trend, change and cause: of the complaint named in the sentence, else of all that the history is about."""
    if not told:
        return
    current = list(told.values())
    for piece in pieces:
        current = [one for one in told.values() if piece.number in one.pieces] or current
        if "fact" not in piece.layers or piece.segment.section not in _COURSE:
            continue
        about = _about_complaint(piece, told)
        for hit in facts_in(piece, _ABOUT):
            if not _stands(piece, hit) or not (_opens_history(piece, hit) or (about and _of_symptoms(piece, hit))):
                continue
            for one in _owners(piece, hit, told, current):
                name = hit.ref.fact
                if name not in one.facts or name in ("trend", "change"):
                    one.facts[name] = (piece, hit)  # the last word on its course, the first on its beginning


def _about_complaint(piece: Matched, told: dict[str, _Told]) -> bool:
    return (
        any(piece.number in one.pieces for one in told.values())
        or not _SYMPTOM_WORDS.isdisjoint(piece.words)
        or bool(piece.hits("finding"))
    )


def _of_symptoms(piece: Matched, hit: Hit) -> bool:
    """A course needs a word of the complaint close by: "stable" alone may speak of anything."""
    if hit.ref.fact not in ("trend", "change"):
        return True
    low, high = hit.start - _WINDOW, hit.end + _WINDOW
    named = any(low <= h.start < high for h in (*piece.hits("pain"), *piece.hits("finding")))
    return named or not _SYMPTOM_WORDS.isdisjoint(piece.words[max(0, low) : high])


def _opens_history(piece: Matched, hit: Hit) -> bool:
    """'Interval: about the same, 5/10', 'Now: worse': a course without a subject is that of the complaint."""
    opening = [w for w in piece.words[: hit.start] if w not in _OPENING]
    return hit.ref.fact == "trend" and not opening and piece.segment.section == "history_of_present_illness"


_OPENING = frozenset("now interval interim currently today overall still since then : - – , .".split())


def _stands(piece: Matched, hit: Hit) -> bool:
    assertion = meant(piece, hit)
    if assertion.experiencer != "patient" or assertion.temporality in ("hypothetical", "planned"):
        return False
    return (
        assertion.presence == "present"
        or hit.ref.value in ("no_injury", "stable")
        or bool(_NEGATIVE.intersection(piece.words[hit.start : hit.end]))
    )


_NEGATIVE = frozenset("no not without denies denied".split())


def _owners(piece: Matched, hit: Hit, told: dict[str, _Told], current: list[_Told]) -> list[_Told]:
    """The complaint whose place stands nearest before the words in the sentence; without a place, those told last."""
    places = [p for p in places_in(piece) if p.place in _THERE]
    before = [p for p in places if p.start <= hit.start]
    after = [p for p in places if p.start > hit.start]
    near = (
        after[0] if after and after[0].start - hit.end <= 4 else before[-1] if before else after[0] if after else None
    )
    region = None if near is None else near.spine or _REGION_OF_PLACE.get(near.place)
    if region is None:
        return current
    return [told[region]] if region in told else []


# -------------------- how long
def _spread(told: dict[str, _Told], duration: DayRange | None, places: Sequence[Mention]) -> dict[str, DayRange]:
    """The length of the presenting complaint goes to the complaint it is told with, else to the first."""
    if duration is None:
        return {}
    if len(told) == 1:
        return dict.fromkeys(told, duration)
    starts = sorted(m.start for m in places)
    named = [one.region for one in told.values() if any(_holds(piece, starts) for piece, _ in one.pieces.values())]
    return dict.fromkeys(named or list(told)[:1], duration)


def _holds(piece: Matched, starts: Sequence[int]) -> bool:
    first = bisect_left(starts, piece.segment.start)
    return first < len(starts) and starts[first] < piece.segment.end


def _own_length(one: _Told, context: Context) -> TimeExpression | None:
    """The length of time that stands nearest to a mention of the complaint in its segment."""
    best: tuple[int, TimeExpression] | None = None
    for piece, mentions in one.pieces.values():
        if piece.segment.section not in _HISTORY:
            continue
        for time in context.times_in(piece):
            if time.kind not in _LENGTHS or time.measures in _OTHER_MEASURES:
                continue
            gaps = [max(time.start - m.end, m.start - time.end) for m in mentions]
            if gaps and min(gaps) <= _REACH and (best is None or min(gaps) < best[0]):
                best = (min(gaps), time)
    return best[1] if best else None


# -------------------- the complaint
def _complaint(text: str, one: _Told, context: Context, spread: DayRange | None, scored: str | None) -> Complaint:
    length = _own_length(one, context)
    days = _since_onset(one, context) or spread or (length.days if length and length.kind != "ago" else None)
    values = {name: str(hit.ref.value) for name, (_, hit) in one.facts.items()}
    axial_only = not one.radicular
    return Complaint(
        region=one.region,
        pattern="axial" if axial_only else "radicular",
        side=merge_sides([m.side for m in one.mentions]),
        root=next((m.root for m in one.mentions if m.root), None),
        onset=values.get("onset"),
        onset_date=_onset_date(one, length, days, context),
        duration_days=days,
        trend=values.get("trend") or scored,
        change=values.get("change"),
        change_date=_change_date(one, context),
        cause=values.get("mechanism"),
        mentions=_mentions(text, one),
    )


def _since_onset(one: _Told, context: Context) -> DayRange | None:
    """Such as "gradual onset 4 months ago": the length that stands with the onset outweighs that of a later change."""
    if "onset" not in one.facts:
        return None
    piece, hit = one.facts["onset"]
    start, end = piece.span(hit.start, hit.end)
    times = [t for t in context.times_in(piece) if t.kind in ("ago", "since", "onset")]
    nearest = min(times, key=lambda t: _gap(t.start, t.end, start, end), default=None)
    return nearest.days if nearest is not None and _gap(nearest.start, nearest.end, start, end) <= _REACH else None


def _onset_date(one: _Told, length: TimeExpression | None, days: DayRange | None, context: Context) -> str | None:
    """When it began: the date of its cause or onset where one is written there, else what the length of time says."""
    for name in ("onset", "mechanism"):
        if name in one.facts and one.facts[name][1].ref.value != "no_injury":
            found = _date_near(*one.facts[name], context)
            if found and not _long_before(found, days, context):
                return found
    return length.start_date if length is not None else None


def _long_before(day: str, days: DayRange | None, context: Context) -> bool:
    """Whether a date lies years before the complaint began: that of an old injury."""
    longest = days[1] if days else None
    if longest is None or context.note_date is None:
        return False
    return (int(context.note_date[:4]) - int(day[:4])) * _YEAR > longest + 2 * _YEAR


def _change_date(one: _Told, context: Context) -> str | None:
    return _date_near(*one.facts["change"], context) if "change" in one.facts else None


def _date_near(piece: Matched, hit: Hit, context: Context) -> str | None:
    """The date, or the beginning of the stretch of time, that stands nearest to a fact in its segment."""
    start, end = piece.span(hit.start, hit.end)
    near: list[tuple[int, str]] = [
        (_gap(d.start, d.end, start, end), d.iso) for d in beginning_in(context.time.dates, piece.segment)
    ]
    near += [
        (_gap(t.start, t.end, start, end), t.start_date)
        for t in context.times_in(piece)
        if t.start_date and t.kind in _LENGTHS
    ]
    gap, iso = min(near, default=(_REACH + 1, ""))
    return iso if gap <= _REACH and iso else None


def _gap(start: int, end: int, other_start: int, other_end: int) -> int:
    return max(other_start - end, start - other_end, 0)


def _mentions(text: str, one: _Told) -> tuple[Mention, ...]:
    found = {
        (m.start, m.end, m.concept): Mention(
            m.start,
            m.end,
            text[m.start : m.end],
            status="present",
            basis=m.basis,
            side=m.side,
            section=m.section,
            rule=f"complaint/{m.concept}",
        )
        for m in one.mentions
    }
    for name, (piece, hit) in one.facts.items():
        start, end = piece.span(hit.start, hit.end)
        found.setdefault(
            (start, end, name),
            Mention(start, end, text[start:end], section=piece.segment.section, rule=f"{name}/{hit.ref.value}"),
        )
    return tuple(sorted(found.values(), key=lambda m: (m.start, m.end)))
