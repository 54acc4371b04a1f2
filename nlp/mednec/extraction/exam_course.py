"""When each exam value was found, now or at an earlier exam, and which way the values of a place went.

A note often holds two exams ("biceps 4-/5 (was 4+/5 on 5/11)", a table with a column a visit). The earlier value gets
its date and never speaks for today; two values of one place say whether a deficit progressed, as the examiner measured
it and not as the patient feels it.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from mednec.extraction.context import Context, beginning_in
from mednec.extraction.facts import facts_in
from mednec.extraction.matching import Matched
from mednec.extraction.mentions import RawMention
from mednec.extraction.rollup import grade_rank

_MEASURED = frozenset(
    "motor_weakness sensory_deficit reflex_diminished gait_disturbance hyperreflexia hoffmann_sign babinski_sign "
    "clonus spasticity muscle_atrophy foot_drop spurling_sign straight_leg_raise".split()
)
_DEFICITS = _MEASURED - {"spurling_sign", "straight_leg_raise"}
_STOPS = frozenset(", ; . ) and but vs versus | to > →".split())
_OPENS = frozenset(", ; . ( ) and but vs versus | to > →".split())
_BEGUN = frozenset("since onset began begun started from after until by until's pt therapy".split())
_SEEN = frozenset("saw seen recorded measured examined noted found exam examination visit tested had".split())
_COMPARED = frozenset("compared comparison vs versus identical same unchanged change brackets parentheses".split())
_AGAINST = frozenset("as than like with same unchanged identical".split())
NOW, EARLIER = "now", "earlier"


@dataclass(frozen=True, slots=True)
class _Mark:
    """A word or date at tokens [start, end) that says when; ``date`` is ISO where it is known.

    ``baseline``: only what today is held against ("as on 5/11").
    """

    start: int
    end: int
    moment: str
    date: str | None = None
    baseline: bool = False


@dataclass(frozen=True, slots=True)
class _Frame:
    """What the heading above says: an exam of an earlier day, or one that is compared with an earlier one."""

    moment: str | None = None
    date: str | None = None
    compared: bool = False
    columns: tuple[_Mark, ...] = ()


def follow_exams(pieces: Sequence[Matched], mentions: Sequence[RawMention], context: Context) -> list[RawMention]:
    """Date the examined mentions of earlier exams in place, give the later ones their trend.

    Returns the mentions of progression that follow from values alone; they stand where the later value does.
    """
    by_scene: dict[int, list[RawMention]] = {}
    for mention in mentions:
        if mention.basis == "examined" and mention.concept in _MEASURED and not mention.generic:
            by_scene.setdefault(mention.scene, []).append(mention)
    if not by_scene:
        return []
    frame = _Frame()
    for piece in pieces:
        frame = _frame(piece, frame, context)
        if piece.number in by_scene:
            _date_values(piece, by_scene[piece.number], frame, context)
    examined = [m for group in by_scene.values() for m in group]
    _refer_back(pieces, examined)
    return list(_progression(examined))


def _refer_back(pieces: Sequence[Matched], examined: Sequence[RawMention]) -> None:
    """'The weakness is not limited by pain' speaks of the muscle that the exam has just graded."""
    words = {piece.number: piece for piece in pieces}
    graded: RawMention | None = None
    for mention in examined:
        if mention.concept != "motor_weakness" or mention.status != "present":
            continue
        if mention.grade:
            graded = mention
            continue
        first, _ = _spot(words[mention.scene], mention)
        told = words[mention.scene].words[max(0, first - 1) : first]
        if graded is not None and mention.section == graded.section and told in (["the"], ["this"], ["that"]):
            mention.grade, mention.muscle, mention.root = graded.grade, graded.muscle, graded.root
            mention.side = mention.side or graded.side


# -------------------- when
def _frame(piece: Matched, frame: _Frame, context: Context) -> _Frame:
    """The frame from this segment on: a heading sets a new one, the first row of a table its columns."""
    if piece.segment.kind == "heading":
        marks = _marks(piece, context)
        earlier = [m for m in marks if m.moment == EARLIER]
        compared = not _COMPARED.isdisjoint(piece.words) or (bool(earlier) and any(m.moment == NOW for m in marks))
        if not earlier:
            return _Frame(compared=compared)
        return _Frame(None if compared else EARLIER, earlier[0].date, compared)
    if piece.segment.kind == "row":
        columns = tuple(m for m in _marks(piece, context) if m.date or m.moment == NOW)
        if len(columns) == 2 and columns[0].date != columns[1].date and not piece.hits("strength"):
            return replace(frame, columns=columns)
        return frame
    return replace(frame, columns=()) if frame.columns else frame


def _marks(piece: Matched, context: Context) -> list[_Mark]:
    found = [_Mark(h.start, h.end, h.ref.value) for h in facts_in(piece, ("moment",))] if "fact" in piece.layers else []
    for day in beginning_in(context.time.dates, piece.segment):
        at = bisect_right(piece.ends, day.start)
        end = max(bisect_right(piece.starts, day.end - 1), at + 1)
        if at and piece.words[at - 1] in _BEGUN:
            continue
        moment = EARLIER if _before(day.iso, context.note_date) else NOW if day.iso == context.note_date else None
        if moment:
            found = [m for m in found if not (m.start < end and at < m.end)]
            held_against = not _AGAINST.isdisjoint(piece.words[max(0, at - 4) : at])
            found.append(_Mark(at, end, moment, day.iso if moment == EARLIER else None, held_against))
    return sorted(found, key=lambda m: m.start)


def _before(iso: str, note_date: str | None) -> bool:
    return bool(note_date) and iso < str(note_date)[: len(iso)]


def _date_values(piece: Matched, mentions: Sequence[RawMention], frame: _Frame, context: Context) -> None:
    marks = [m for m in _marks(piece, context) if not m.baseline]
    spots = sorted({_spot(piece, m) for m in mentions})
    moments = {spot: _moment(piece, spots, number, marks, frame) for number, spot in enumerate(spots)}
    for spot, following in pairwise(spots):
        if moments[spot] is None and _leads_to(piece.words, spot, following, moments[following]):
            moments[spot] = _Mark(*spot, EARLIER)
    for mention in mentions:
        mark = moments[_spot(piece, mention)]
        if mark is not None:
            mention.extra["moment"] = mark.moment
        if mark is not None and mark.moment == EARLIER:
            mention.date = mention.date or mark.date or frame.date


def _spot(piece: Matched, mention: RawMention) -> tuple[int, int]:
    """The tokens of the value, else those of the mention."""
    start, end = mention.value or (mention.start, mention.end)
    first = bisect_right(piece.ends, start)
    return first, max(bisect_right(piece.starts, end - 1), first + 1)


def _moment(
    piece: Matched, spots: Sequence[tuple[int, int]], number: int, marks: Sequence[_Mark], frame: _Frame
) -> _Mark | None:
    """When one value was found: by the words right after it, before it, around it in brackets, or the heading."""
    start, end = spots[number]
    words = piece.words
    previous = spots[number - 1][1] if number else 0
    following = spots[number + 1][0] if number + 1 < len(spots) else len(words)
    stop = next((i for i in range(end, following) if words[i] in _STOPS), following)
    if number + 1 < len(spots) and _bracketed(words, end, following):
        stop = min(stop, words.index("(", end))  # "4/5 (previously 4+/5)": the bracket speaks of its own value
    opening = max((i + 1 for i in range(previous, start) if words[i] in _OPENS), default=previous)
    for low, high in ((end, stop), (opening, start)):
        inside = [m for m in marks if low <= m.start < high]
        if inside:
            return inside[-1] if low == opening else inside[0]
    if frame.columns and "|" in words:
        column = words[:start].count("|") - 1
        return frame.columns[column - _first_column(piece)] if 0 <= column - _first_column(piece) < 2 else None
    said = frame.compared or not _BEFORE_THAT.isdisjoint(words[opening:start])
    if number and said and _bracketed(words, previous, start):
        return _Mark(start, end, EARLIER, frame.date)
    carried = _carried(words, marks, opening)
    if carried is not None:
        return carried
    return _Mark(start, end, EARLIER, frame.date) if frame.moment == EARLIER else None


def _leads_to(words: Sequence[str], spot: tuple[int, int], following: tuple[int, int], then: _Mark | None) -> bool:
    """'Was 1+, today absent', 'went from 4+/5 to 4-/5', '4+/5 → 4-/5': the first of two values is the earlier one."""
    between = words[spot[1] : following[0]]
    if words[spot[0] - 1 : spot[0]] == ["from"] and between[:1] == ["to"]:
        return True
    if between and _ARROWS.issuperset(between):
        return True
    past = not _PAST.isdisjoint(words[max(0, spot[0] - 4) : spot[0]])
    return past and then is not None and then.moment == NOW and len(between) <= _NEXT_VALUE


_BEFORE_THAT = frozenset("was were from previously".split())
_ARROWS = frozenset("→ > - –".split())
_PAST = frozenset("was were had".split())
_NEXT_VALUE = 8


def _first_column(piece: Matched) -> int:
    """Rows of our tables begin with a bar or without one."""
    return 1 if piece.words[:1] == ["|"] else 0


def _bracketed(words: Sequence[str], previous: int, start: int) -> bool:
    return "(" in words[previous:start] and ")" not in words[previous:start]


def _carried(words: Sequence[str], marks: Sequence[_Mark], opening: int) -> _Mark | None:
    """'I saw her on May 15, recorded biceps 4+/5 with the rest 5/5': the visit goes on to the end of the clause."""
    clause = max((i + 1 for i in range(opening) if words[i] in (";", ".")), default=0)
    before = [m for m in marks if clause <= m.start < opening]
    if not before or before[-1].moment == NOW:
        return before[-1] if before else None
    return before[-1] if _SEEN.intersection(words[clause:opening]) else None


# -------------------- which way
def _progression(mentions: Sequence[RawMention]) -> Iterator[RawMention]:
    """Give every later value its trend against the earlier ones of its place; yield what progressed."""
    earlier = [m for m in mentions if m.extra.get("moment") == EARLIER]
    progressed: set[tuple[int, int]] = set()
    for mention in mentions if earlier else ():
        if mention in earlier or mention.effort_limited:
            continue
        ways = {way for before in earlier if _same_place(before, mention) and (way := _way(before, mention))}
        if not ways:
            continue
        trend = next(way for way in ("worsening", "improving", "stable") if way in ways)
        if trend == "worsening" and mention.muscle and not any(_measured_before(e, mention) for e in earlier):
            mention.acuity = mention.acuity or "new"
            continue
        if mention.status != "absent":
            mention.trend = mention.trend or trend
        if trend == "worsening" and mention.concept in _DEFICITS and (mention.start, mention.end) not in progressed:
            progressed.add((mention.start, mention.end))
            yield replace(
                mention, concept="progressive_neuro_deficit", family="red_flag", region=None, status="present",
                rule="progressive_neuro_deficit/exams_compared", grade=None, cue=None, trend="worsening", extra={},
            )  # fmt: skip


def _measured_before(before: RawMention, after: RawMention) -> bool:
    """Whether the earlier exam tells of this deficit; "strength normal at the physical in March" makes it new."""
    return (before.status == "present" or before.muscle == after.muscle) and _same_place(before, after)


def _same_place(first: RawMention, second: RawMention) -> bool:
    names = ("region", "side", "muscle", "root", "dermatome")
    pairs = [(getattr(first, name), getattr(second, name)) for name in names]
    return first.concept == second.concept and all(a is None or b is None or a == b for a, b in pairs)


def _way(before: RawMention, after: RawMention) -> str | None:
    if (before.grade is None) != (after.grade is None):
        return None
    first, last = _strength(before), _strength(after)
    if first is None or last is None:
        return None
    return "worsening" if last < first else "improving" if last > first else "stable"


def _strength(mention: RawMention) -> float | None:
    """A value as a number that falls as the deficit grows; what is only named has the value of normal or abnormal."""
    if mention.grade:
        return grade_rank(mention.grade)
    if mention.concept == "reflex_diminished" and mention.cue and mention.cue[0].isdigit():
        return float(mention.cue[0])
    if mention.concept == "reflex_diminished" and mention.cue == "absent" and mention.status == "present":
        return 0.0
    return {"present": 1.0, "absent": 2.0}.get(mention.status)
