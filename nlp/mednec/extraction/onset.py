"""Finds the days on which a complaint began: a date or a day word that stands with a word of onset or of injury."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from mednec.extraction.context import Context, beginning_in
from mednec.extraction.demographics import age_in_years
from mednec.extraction.facts import piece_at
from mednec.extraction.matching import Matched
from mednec.extraction.time_expressions import TimeExpression
from mednec.extraction.time_words import LazyPattern
from mednec.extraction.treatments import care_hits
from mednec.extraction.wordsets import word_set

_STARTS = word_set(
    "developed began begin begun started starting onset noticed felt awoke awakened woke waking awakening came",
    "appeared popped gave went locked seized arose occurred happened",
)
_INJURIES = word_set(
    "injured injury injuring fell fall accident mvc mva crash collision collided tackled slipped tripped twisted",
    "twisting lifting assaulted hurt hurting strained sprained pulled struck rear whiplash thrown incident doi hit",
    "boned sideswiped broadsided rtc rta bent",
)
_WOKE = word_set("awoke awakened woke waking awakening")
_GIVES = word_set("gave went locked seized")  # "his back went out"
_PARTS = word_set("back neck spine it")
_WELL = word_set("well good fine health healthy asymptomatic baseline usual")
_EASING = word_set("improve improving resolve resolving better subside subsiding ease easing help helping")
_SITES = word_set("knee hip ankle foot elbow wrist hand shoulder head finger toe")
_OTHER_EVENTS = word_set(
    "seen saw visit visited evaluated evaluation presented called reviewed exam examined dated last resolved surgery",
    "underwent admitted discharged imaging images scheduled appointment returned repeat follow-up better improved gone",
    "completed finished ended prescribed given birth dob born signed dictated recheck well fine scale fusion acdf",
    "laminectomy discectomy microdiscectomy operation procedure medication flared denies denied",
)
_MISHAPS = _INJURIES | word_set(
    "felt kicked gave popped pop heard landed jerked wrenched tweaked strain snap slip landing lost missed"
)
_NO_DEED = word_set("having feeling taking being doing using going seeing getting improving resolving complaining")
_DEED_REACH = 16
_STOPS = word_set("; . |")
_CALENDAR = word_set("on in around about the since of early mid late , ( : approximately")
_NEAR = 10
LONG_AGO = 1095
"""Days after which an injury is history and not the beginning of the present episode."""

_LABELS = frozenset(
    {
        ("onset",), ("timing",), ("doi",), ("date", "of", "onset"), ("onset", "date"), ("symptom", "onset"),
        ("date", "of", "injury"), ("injury", "date"), ("date", "of", "accident"), ("accident", "date"),
        ("date", "of", "loss"), ("duration",), ("symptom", "duration"), ("duration", "of", "symptoms"),
        ("length", "of", "symptoms"), ("date", "of", "symptom", "onset"), ("since", "when"), ("how", "long"),
        ("d", ".", "o", ".", "a"), ("d", ".", "o", ".", "i"), ("d", ".", "o", ".", "l"), ("doa",), ("dol",),
        ("date", "of", "incident"),
    }
)  # fmt: skip
_INJURY_LABELS = [label for label in _LABELS if label[0] in ("doi", "doa", "dol", "d", "injury", "accident", "date")]


@dataclass(frozen=True, slots=True)
class _Event:
    """A word that tells what happened on a day: its place, and whether the complaint began with it."""

    at: int
    distance: int
    begins: bool
    injury: bool


_LABEL_HEADS = frozenset(label[0] for label in _LABELS)


def is_label(words: Sequence[str]) -> bool:
    """Whether a line or a heading says that what follows is when the complaint began or how long it has lasted."""
    return any(tuple(words[: len(label)]) == label and len(words) <= len(label) + 1 for label in _LABELS)


def opens_with_label(words: Sequence[str]) -> bool:
    """As in "Duration: 6 weeks", "Onset 2-3 weeks ago": the complaint of the note is meant."""
    return _LABEL_HEADS.issuperset(words[:1]) and any(
        tuple(words[: len(label)]) == label and (words[len(label) : len(label) + 1] == [":"] or words[0] != "duration")
        for label in _LABELS
    )


def _after_label(words: Sequence[str], at: int) -> bool:
    """As in "Claim 12  DOI: 2/6/24  Today: 3/19/24": the day right behind the label."""
    end = at
    while end and words[end - 1] in (":", ".", "-"):
        end -= 1
    return any(tuple(words[max(0, end - len(label)) : end]) == label for label in _INJURY_LABELS)


def gives_out(words: Sequence[str]) -> bool:
    """As in "his back went out", "her neck locked up"."""
    parts = zip(words, words[1:], words[2:], strict=False)
    return any(part in _PARTS and gives in _GIVES and after in ("out", "up") for part, gives, after in parts)


def onset_days(pieces: Sequence[Matched], context: Context) -> Iterator[tuple[Matched, TimeExpression]]:
    """The past days on which a complaint began, each with its sentence and counted back from the note's date.

    ``measures`` is symptom where no word of the complaint is needed beside it: injuries, and fields for the onset.
    """
    for index, piece in enumerate(pieces):
        if piece.segment.kind == "heading":
            continue
        before = pieces[index - 1] if index else None
        labelled = before is not None and before.segment.kind == "heading" and is_label(before.words)
        field = labelled or opens_with_label(piece.words)
        for place, moment in enumerate(beginning_in(context.time.moments, piece.segment)):
            start, _ = piece.tokens(moment.start, moment.end)
            if (field and place == 0) or _after_label(piece.words, start):
                yield piece, replace(moment, kind="onset", measures="symptom")
                continue
            if field:  # "DOI: 2/6/24  Today: 3/19/24"
                continue
            event = _event(piece, moment)
            if event is None or not event.begins or _not_yet(piece, moment, event):
                continue
            near_past = event.injury and (moment.days[0] or 0) <= LONG_AGO
            yield piece, replace(moment, kind="onset", measures="symptom" if near_past else "unknown")


_AFTER = word_set("after following post status s/p out")
_PRESENTS = word_set(
    "presented presents presenting admitted seen evaluated arrived brought came comes referred transferred consulted",
    "complains complained complaining is",
)
_GOES_ON = word_set("still continues with persistent continued ongoing")
_AFTER_REACH = 7


def after_injuries(pieces: Sequence[Matched], context: Context) -> Iterator[tuple[Matched, TimeExpression]]:
    """As in "admitted 12 hours after a fall", "Two weeks post motor vehicle accident he is seen for …"."""
    for piece in pieces:
        for time in context.times_in(piece):
            if time.kind not in ("offset", "duration"):
                continue
            start, end = piece.tokens(time.start, time.end)
            following = piece.words[end : end + _AFTER_REACH]
            event = next((i for i, w in enumerate(following) if w in _INJURIES or w in _STOPS), len(following))
            told = event < len(following) and following[event] in _INJURIES
            lead, told_next = piece.words[max(0, start - _NEAR) : start], piece.words[end + event + 1 : end + event + 4]
            if any(start - _NEAR <= h.start < start for h in care_hits(piece)):
                continue  # "in a collar for two weeks after the accident"
            presents = not _PRESENTS.isdisjoint(lead) or not (_PRESENTS | _GOES_ON).isdisjoint(told_next)
            if told and presents and not _AFTER.isdisjoint(following[:2]) and "later" not in following[:event]:
                yield piece, replace(time, kind="onset", measures="symptom")


_SINCE_AGE = LazyPattern(
    r"\bsince\s+(?:(?:the\s+)?age\s+(?:of\s+)?|(?:he|she)\s+was\s+(?:age\s+|about\s+)?)(?P<age>\d{1,2})\b(?!\s*(?:week|month|day))"
)


def since_ages(text: str, pieces: Sequence[Matched]) -> Iterator[tuple[Matched, TimeExpression]]:
    """As in "headaches since age 25" of a patient of 60: the years since, with the segment that tells."""
    low = text.lower()
    if "since" not in low:
        return
    for found in _SINCE_AGE.finditer(low):
        now = age_in_years(text)
        piece = piece_at(pieces, found.start())
        if now is None or piece is None or int(found["age"]) >= now:
            continue
        days = (now - int(found["age"])) * 365
        yield (
            piece,
            TimeExpression(found.start(), found.end(), text[found.start() : found.end()], (days, days), "onset"),
        )


def _event(piece: Matched, moment: TimeExpression) -> _Event | None:
    """The event nearest to a day in its clause."""
    words = piece.words
    start, end = piece.tokens(moment.start, moment.end)
    hits = [*care_hits(piece), *piece.hits("modality")]
    cared_for = frozenset(i for h in hits for i in range(h.start, h.end))
    if words[max(0, start - 1) : start] == ["until"] and not _WELL.isdisjoint(words[max(0, start - 8) : start]):
        return _Event(start - 1, 0, begins=True, injury=True)  # whatever came then is the complaint
    events: list[_Event] = []
    for step in (-1, 1):
        at, distance = (start - 1, 0) if step < 0 else (end, 0)
        while 0 <= at < len(words) and distance <= _NEAR and words[at] not in _STOPS:
            event = _told(words, at, distance, cared_for)
            if event is None and step > 0 and befell(words, at):
                event = _Event(at, distance, True, True)
            elif event is None and step < 0 and distance and words[at] == "since":
                event = _Event(at, distance, True, False)  # "back pain since a slip on ice at work in 1/2015"
            if event is not None:
                events.append(event)
                break
            distance += words[at] not in _CALENDAR
            at += step
    return min(events, key=lambda e: (e.distance, e.begins), default=None)


def _told(words: Sequence[str], at: int, distance: int, cared_for: frozenset[int]) -> _Event | None:
    word = words[at]
    if word == "ended" and words[max(0, at - 1)] == "rear":
        return _Event(at, distance, True, True)
    if at in cared_for or word in _OTHER_EVENTS:
        return _Event(at, distance, False, False)
    if word in _INJURIES:
        return _Event(at, distance, words[max(0, at - 1)] not in _SITES, True)
    if word not in _STARTS or (word in _WOKE and {"with", "to", "in"}.isdisjoint(words[at + 1 : at + 9])):
        return None
    if word in _GIVES:
        return _Event(at, distance, True, True) if gives_out(words[max(0, at - 1) : at + 2]) else None
    if not _EASING.isdisjoint(words[at + 1 : at + 4]):
        return _Event(at, distance, False, False)
    # "started PT", "gabapentin was begun": the beginning of a treatment
    return _Event(at, distance, cared_for.isdisjoint(range(at - 3, at + 4)), False)


def befell(words: Sequence[str], at: int) -> bool:
    """As in "he was cleaning gutters and the ladder kicked out": what one was about when the complaint began."""
    doing = words[at] in ("was", "were") and words[at + 1 : at + 2] and words[at + 1].endswith("ing")
    return bool(doing) and words[at + 1] not in _NO_DEED and not _MISHAPS.isdisjoint(words[at + 2 : at + _DEED_REACH])


def _not_yet(piece: Matched, moment: TimeExpression, event: _Event) -> bool:
    """As in "felt pain today": what is felt on the day of the visit is no beginning; an injury is."""
    return moment.days == (0, 1) and moment.text.lower() == "today" and not event.injury
