"""Reads the operations on the spine that a patient has had: which, where, on which side and when."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from mednec.evidence import DayRange, Mention, Procedure
from mednec.extraction.context import ISO_DAY, Context, beginning_in
from mednec.extraction.facts import facts_in, meant
from mednec.extraction.matching import Hit, Matched
from mednec.extraction.mentions import RawMention, distinct
from mednec.extraction.places import Place, is_spine, merge_sides, places_in
from mednec.extraction.points import DateMention
from mednec.extraction.wordsets import word_set

UNNAMED = "surgery"
_CONCEPT = "prior_spine_surgery"
_NAME_REACH = 3
_PLACE_REACH = 5
_TIME_REACH = 9
_ITEM_ENDS = word_set(". ; , | and")
_AFTER_OPERATION = ("s / p", "status post", "out from", "after", "following", "postop", "post op", "post", "from")
_PARTS = {
    "acdf": frozenset({"discectomy", "fusion"}),
    "fusion": frozenset({"decompression", "laminectomy"}),
    "disc_replacement": frozenset({"discectomy"}),
    "decompression": frozenset({"laminectomy", "foraminotomy"}),
}
"""Operations told of by a part: "fused at C5-6" is the ACDF at C5-6."""


def read_procedures(
    text: str, pieces: Sequence[Matched], mentions: Sequence[RawMention], context: Context
) -> list[Procedure]:
    """The operations done, each once; ``mentions`` are those of the finding reader, which knows done from planned."""
    by_number = {piece.number: piece for piece in pieces}
    done: dict[int, list[RawMention]] = {}
    for mention in mentions:
        if mention.concept == _CONCEPT and mention.status in ("present", "historical") and mention.scene in by_number:
            done.setdefault(mention.scene, []).append(mention)
    found: list[Procedure] = []
    for number, told in done.items():
        found += _procedures(text, by_number[number], told, context)
    return _merged(found)


def _procedures(text: str, piece: Matched, told: Sequence[RawMention], context: Context) -> Iterator[Procedure]:
    """The operations of a segment: those its mentions name, and the further items of their list."""
    hits = facts_in(piece, ("procedure",))
    taken: list[Hit] = []
    for mention in told:
        start, end = _tokens(piece, mention.start, mention.end)
        inside = [h for h in hits if h.start < end and h.end > start]
        near = inside or [h for h in hits if -_NAME_REACH < h.start - end < _NAME_REACH][:1]
        taken += near
        for hit in near or (None,):
            yield _procedure(text, piece, mention, hit, (start, end), context)
    for hit in hits:
        if hit not in taken and _is_listed(piece, hit, context):
            yield _procedure(text, piece, told[0], hit, (hit.start, hit.end), context)


def _is_listed(piece: Matched, hit: Hit, context: Context) -> bool:
    """A further item of a list of operations has a level or a date of its own, and no word of a plan."""
    if meant(piece, hit).status not in ("present", "historical"):
        return False
    planned = any(
        _apart(piece, hit.start, hit.end, c.start, c.end, _TIME_REACH) is not None
        for c in facts_in(piece, ("intervention_status",))
    )
    placed = _place(piece, hit.start, hit.end)
    return not planned and (
        (placed is not None and placed.level is not None) or _day_of(piece, hit.start, hit.end, context) is not None
    )


def _procedure(
    text: str, piece: Matched, mention: RawMention, hit: Hit | None, span: tuple[int, int], context: Context
) -> Procedure:
    start, end = (hit.start, hit.end) if hit is not None else span
    place = _place(piece, start, end)
    whole = "," not in piece.words[span[0] : span[1]]  # a mention across items of a list has the level of another
    told = (hit is None or span != (start, end)) and whole
    day, days_ago = _when(piece, start, end, context)
    name = str(hit.ref.value) if hit is not None else UNNAMED
    first, last = (mention.start, mention.end) if told else piece.span(start, end)
    level = (mention.level if told else None) or (place.level if place else None)
    region = (mention.region if told else None) or (place.spine if place else None)
    side = (mention.side if told else None) or (place.side if place else None) or _side(piece, start, end)
    quote = Mention(
        first, last, text[first:last], mention.status, basis=mention.basis, section=mention.section,
        rule=f"procedure/{name}", side=side, level=level, date=day,
    )  # fmt: skip
    implied = hit.ref.region if hit is not None else None
    return Procedure(name, implied or region, level, side, date=day, days_ago=days_ago, mentions=(quote,))


def _place(piece: Matched, start: int, end: int) -> Place | None:
    """The level, else the part of the spine, that stands nearest in the same item of a list."""
    near = [
        p
        for p in places_in(piece)
        if (is_spine(p.place) or p.level) and _apart(piece, start, end, p.start, p.end, _PLACE_REACH) is not None
    ]
    return min(near, key=lambda p: (p.level is None, max(p.start - end, start - p.end)), default=None)


def _side(piece: Matched, start: int, end: int) -> str | None:
    return merge_sides([str(s.ref) for s in piece.hits("side") if start - 3 <= s.start < end + 2])


def _apart(piece: Matched, start: int, end: int, low: int, high: int, reach: int) -> int | None:
    """Words between two stretches of the same item; None beyond ``reach`` or across the end of an item."""
    between = piece.words[end:low] if low >= end else piece.words[high:start]
    return len(between) if len(between) <= reach and _ITEM_ENDS.isdisjoint(between) else None


# -------------------- when
def _when(piece: Matched, start: int, end: int, context: Context) -> tuple[str | None, DayRange | None]:
    """The date of the operation and the days since, by its own item of the list, else by the sentence's only date."""
    days = beginning_in(context.time.dates, piece.segment)
    told = _day_of(piece, start, end, context) or (days[0] if len(days) == 1 else None)
    if told is not None:
        return told.iso, _days_since(told, context.note_date)
    for span in context.times_in(piece):
        low, high = _tokens(piece, span.start, span.end)
        follows = " ".join(piece.words[high : high + 4])
        if span.kind == "duration" and low <= start and follows.startswith(_AFTER_OPERATION):
            return None, span.days
    return None, None


def _day_of(piece: Matched, start: int, end: int, context: Context) -> DateMention | None:
    """The nearest date in the same item of a list."""
    own: list[tuple[int, DateMention]] = []
    for day in beginning_in(context.time.dates, piece.segment):
        apart = _apart(piece, start, end, *_tokens(piece, day.start, day.end), _TIME_REACH)
        if apart is not None:
            own.append((apart, day))
    return min(own, key=lambda o: o[0])[1] if own else None


def _tokens(piece: Matched, start: int, end: int) -> tuple[int, int]:
    low = next((i for i, e in enumerate(piece.ends) if e > start), len(piece.words))
    high = next((i for i, b in enumerate(piece.starts) if b >= end), len(piece.words))
    return low, max(high, low + 1)


def _days_since(day: DateMention, note_date: str | None) -> DayRange | None:
    if note_date is None or len(note_date) != ISO_DAY:
        return None
    today = date.fromisoformat(note_date)
    if day.earliest > today:
        return None
    return float(max((today - day.latest).days, 0)), float((today - day.earliest).days)


# -------------------- told twice, counted once
def _merged(found: Sequence[Procedure]) -> list[Procedure]:
    """The same operation told again adds what it knows; one without a name is any that its place and time allow."""
    out: list[Procedure] = []
    for one in sorted(found, key=lambda p: (p.procedure == UNNAMED, p.mentions[0].start)):
        at = next((i for i, other in enumerate(out) if same_procedure(other, one)), None)
        if at is None:
            out.append(one)
        else:
            out[at] = merged_procedure(out[at], one)
    return sorted(out, key=lambda p: p.mentions[0].start)


def same_procedure(one: Procedure, other: Procedure) -> bool:
    """Whether two tellings may be of one operation."""
    pairs = ((one.region, other.region), (one.level, other.level), (one.side, other.side))
    if any(a is not None and b is not None and a != b for a, b in pairs):
        return False
    if one.date and other.date and not (one.date.startswith(other.date) or other.date.startswith(one.date)):
        return False
    names = {one.procedure, other.procedure}
    told_by_part = any(names <= {whole, *parts} and whole in names for whole, parts in _PARTS.items())
    return len(names) == 1 or UNNAMED in names or told_by_part


def merged_procedure(one: Procedure, other: Procedure) -> Procedure:
    """Two tellings as one: the name of the whole, the finer date."""
    names = (one.procedure, other.procedure)
    name = next((n for n in names if n in _PARTS and set(names) <= {n, *_PARTS[n]}), None)
    dates = sorted((d for d in (one.date, other.date) if d), key=len)
    return Procedure(
        name or next((n for n in names if n != UNNAMED), UNNAMED),
        one.region or other.region, one.level or other.level, one.side or other.side, one.status,
        dates[-1] if dates else None, one.days_ago or other.days_ago,
        distinct((*one.mentions, *other.mentions)),
    )  # fmt: skip
