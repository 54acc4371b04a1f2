"""How surely a length of time measures the presenting complaint."""

from __future__ import annotations

from collections.abc import Sequence

from mednec.extraction.complaint_lengths import gone_since, is_over, measures_something_else
from mednec.extraction.complaint_words import (
    COMPLAINT,
    HAPPENED,
    NOT_COMPLAINT,
    SPINE,
    VISITS,
    WORSE,
    answers_beside,
    answers_how_long,
    counts_events,
    counts_on,
    goes_on_till_now,
    is_field,
    is_of_something,
    is_present,
    it_began,
    lasts_since,
    of_crash,
    of_episode,
    of_follow_up,
    on_and_off,
    opens_with_deed,
    refers_back,
    speaks_on,
    tells_beginning,
    tells_bout,
    well_until,
    worsened,
)
from mednec.extraction.context import Context
from mednec.extraction.matching import Matched
from mednec.extraction.onset import (
    LONG_AGO,
)
from mednec.extraction.time_clauses import clause_of
from mednec.extraction.time_expressions import TimeExpression
from mednec.extraction.treatments import care_hits
from mednec.extraction.wordsets import word_set

_OTHER_SITE = word_set("knee knees hip hips ankle foot feet elbow wrist")
ELSEWHERE = word_set(
    "vision visual seizure seizures dizziness dizzy vertigo syncope confusion memory tremor speech aphasia hearing",
    "tinnitus diplopia dyspnea breathing abdominal chest palpitations nausea diarrhea incoordination facial droop",
    "dysphagia drooping eye eyes stroke lightheadedness fainting spells rash",
)
_DISEASES = word_set("rheumatoid psoriatic lupus fibromyalgia spondylitis ra osteoporosis parkinson sclerosis diabetes")
_CHANGES = word_set(
    "worse worsening worsened increasing increased flare flared exacerbation exacerbated progressive",
    "acutely escalated become became",
)
_NOT_HOW_LONG = word_set("disabled disabling cultures culture maximal maximum peaked resolved subsided cleared")
_OTHER_KINDS = frozenset({"frequency", "age", "gestation", "follow_up", "off_work", "offset", "until"})
_OTHER_MEASURES = frozenset({"therapy", "supply", "follow_up", "post_op", "plan"})
_UNNAMED = 0.4  # less sure than a length that stands with a word for the complaint
_STARTINGS = (["starting"], ["stopping"], ["beginning"], ["increasing"], ["changing"], ["adding"])
_FREE = ("free", "well", "good", "fine")
_PURPOSE = 7  # words of "for nerve pain x" between a treatment and its length
_LASTS = word_set("present began started ongoing lasted persisted going bothered troubled there")
_SPEAKERS = word_set("she he they i patient pt")
_HAS = word_set("has have had reports complains describes notes")
_BROKEN = word_set("; . | and but then who with since after")


def how_surely(
    piece: Matched, time: TimeExpression, context: Context, chief: frozenset[str], before: Matched | None
) -> float | None:
    """How surely a time measures the complaint; None when it cannot."""
    if time.kind in _OTHER_KINDS or time.measures in _OTHER_MEASURES or time.days == (None, None):
        return None
    words = piece.words
    start, end = piece.tokens(time.start, time.end)
    low, high = clause_of(words, start, end)
    near = words[low:start] + words[end:high]
    if _of_treatment(piece, time, start, end, low, high) or "next" in words[max(0, start - 1) : start + 1]:
        return None
    told = [*piece.hits("pain"), *(h for h in piece.hits("finding") if h.ref.rule.type == "symptom")]
    complaint = not COMPLAINT.isdisjoint(near) or any(low <= h.start < high for h in told)
    if not complaint and before is not None and speaks_on(piece, before, start, near):
        complaint, near = True, near + before.words
    complaint = complaint or refers_back(words, low, start, end, high) or is_present(piece, start, context)
    complaint = complaint or (context.has_pain_complaint and is_field(piece, before))
    complaint = complaint or (context.has_pain_complaint and answers_beside(words, start))
    complaint = complaint or (before is not None and answers_how_long(piece, before, start, context.has_pain_complaint))
    complaint = complaint or not (chief & ELSEWHERE).isdisjoint(near)
    deed = time.kind == "ago" and context.has_pain_complaint and opens_with_deed(words, end)
    complaint = complaint or deed
    said = words[low:start]
    expressly = tells_bout(said) or (context.has_pain_complaint and it_began(said))
    expressly = expressly or (tells_beginning(said) and NOT_COMPLAINT.isdisjoint(near))
    complaint = named = complaint or expressly
    complaint = complaint or is_of_something(words, start, end)
    if not complaint and NOT_COMPLAINT.isdisjoint(near):
        complaint = named = bool(context.has_pain_complaint or chief) and counts_on(said, words[end:high])
        begun = time.kind == "onset" and not chief.isdisjoint(said)  # "her neck started acting up 3 months ago"
        complaint = complaint or begun or (not chief.isdisjoint(near) and goes_on_till_now(said, words[end:high]))
    longest = time.days[1] or time.days[0] or 1.0
    if time.kind == "duration" and measures_something_else(words, low, start, end, COMPLAINT, longest):
        return None
    if time.kind == "ago" and is_over(words, end):
        return None
    if counts_events(words, start, end) or gone_since(words, start) or _of_starting(words, low, start):
        return None
    ended = [*words[max(low, start - 9) : start], *words[end : end + 2]]
    if any(
        w in _NOT_HOW_LONG and before not in ("not", "never") for before, w in zip(["", *ended], ended, strict=False)
    ):
        return None  # "maximal over a day", "resolved within a week"
    lead = words[max(low, start - 4) : start]
    free = any(w.endswith(_FREE) for w, following in zip(lead, [*lead[1:], ""], strict=False) if following != "over")
    free = free and lead[-2:] != ["a", "good"]  # "for a good 3 months", "for well over a year"
    if free and words[start - 1 : start] != ["until"]:
        return None  # "pain-free for ten months", but "well until this morning"
    happened = not HAPPENED.isdisjoint(near) or worsened(piece, time) or well_until(words[low : start + 1])
    happened = happened or deed or expressly or lasts_since(piece, start, low)
    if time.kind == "ago" and (not happened or (time.days[0] or 0) > LONG_AGO):
        return None
    if "since" in words[end : end + 1] and not VISITS.isdisjoint(words[end : end + 6]):
        return None  # "two months since her last visit"
    if time.kind == "duration" and (of_episode(words, start) or of_follow_up(words, low, start, end)):
        return None
    if (time.days[1] or time.days[0] or 1.0) < 0.05 or (
        not complaint and (time.measures != "symptom" and time.kind != "ago")
    ):
        return None
    if not NOT_COMPLAINT.isdisjoint(near) and not complaint:
        return None
    weight = _weight(words, near, time, context, chief, (low, start, high), complaint)
    return weight if named else weight - _UNNAMED


def _weight(
    words: Sequence[str],
    near: Sequence[str],
    time: TimeExpression,
    context: Context,
    chief: frozenset[str],
    at: tuple[int, int, int],
    complaint: bool,
) -> float:
    low, start, high = at
    score = 1.0 if time.measures == "symptom" else 0.0
    score += 1.0 if complaint else 0.0
    if chief:
        score += 2.0 if not chief.isdisjoint(words[low:high]) or not chief.isdisjoint(near) else 0.0
    elif not SPINE.isdisjoint(words[low:high]):
        score += 1.0
    score -= 0.6 if time.days[0] is None else 0.0
    changed = not _CHANGES.isdisjoint(words[max(low, start - 4) : start])
    changed = changed or ("preceding" in words[max(low, start - 2) : start] and not _CHANGES.isdisjoint(near))
    score -= 1.5 if changed and not tells_bout(words[low:start]) else 0.0
    said = words[low:start]
    begun = tells_bout(said) or (context.has_pain_complaint and it_began(said))
    score += 2.5 if begun else -0.7 if on_and_off(said) else 0.5 if tells_beginning(said) else 0.0
    score += 3.0 if time.kind == "ago" and of_crash(words, start, time.days[0] or 0.0) else 0.0
    score -= 1.0 if context.is_spine_note and not _DISEASES.isdisjoint(said) else 0.0
    score -= 1.5 if not _OTHER_SITE.isdisjoint(near) and SPINE.isdisjoint(near) and context.is_spine_note else 0.0
    return score


def _of_starting(words: Sequence[str], low: int, start: int) -> bool:
    """As in "Since starting Ajovy in November she went down to 14": what opens a sentence is what has changed since."""
    return start == low and words[start] == "since" and words[start + 1 : start + 2] in _STARTINGS


def _of_treatment(piece: Matched, time: TimeExpression, start: int, end: int, low: int, high: int) -> bool:
    """As in "2 months of PT for cervicalgia", "gabapentin for sciatica, 6 weeks": the length is of the treatment."""
    hits = [h for h in care_hits(piece) if low <= h.start < high]
    if not hits or (time.kind == "ago" and not HAPPENED.isdisjoint(piece.words[max(low, start - 3) : start])):
        return False  # "fell 4 weeks ago and has worn a boot since"
    began = [
        w for w, following in zip(piece.words[end : end + 4], piece.words[end + 1 :], strict=False) if following != "on"
    ]
    if time.kind == "ago" and not (HAPPENED | WORSE).isdisjoint(began):
        return False  # "had an injection a month ago and had worsening of the pain"
    if _of_complaint_treated(piece.words, max((h.end for h in hits if h.end <= start), default=start), start, end):
        return False
    if time.measures != "symptom":
        return True
    if piece.words[end : end + 1] == ["of"] and any(end <= h.start <= end + 4 for h in hits):
        return True
    before = [h for h in hits if h.end <= start]
    between = piece.words[before[-1].end : start] if before else []
    purpose = between[:1] in (["for"], ["prn"]) and len(between) <= _PURPOSE and _BROKEN.isdisjoint(between)
    return purpose or (bool(before) and piece.words[start - 1] == "," and "for" in between)


def _of_complaint_treated(words: Sequence[str], treated: int, start: int, end: int) -> bool:
    """As in "ibuprofen for pain that has been present for 8 months", "PT for neck pain of 6 weeks duration"."""
    named = [i for i in range(treated, start) if words[i] in COMPLAINT]
    if not named:
        return False
    lasting = words[end : end + 1] in (["duration"], ["standing"]) and words[start - 1] == "of"
    told = words[named[-1] + 1 : start]
    relative = told[:1] in (["that"], ["which"]) and not _LASTS.isdisjoint(told)
    spoken = [i for i in range(treated, named[-1]) if words[i] in _SPEAKERS]
    still = bool(spoken) and not _HAS.isdisjoint(words[spoken[-1] : named[-1]]) and "now" in told
    return lasting or relative or still
