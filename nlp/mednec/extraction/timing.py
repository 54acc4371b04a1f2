"""How long the presenting complaint has lasted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from mednec.evidence import DayRange, Mention
from mednec.extraction.assertion import Judge
from mednec.extraction.complaint_lengths import is_over, measures_something_else
from mednec.extraction.context import ISO_DAY, Context, beginning_in
from mednec.extraction.durations import TimeExpression, read_time
from mednec.extraction.matching import Matched
from mednec.extraction.note_dates import presentation_date
from mednec.extraction.onset import (
    LONG_AGO,
    after_injuries,
    gives_out,
    is_label,
    onset_days,
    opens_with_label,
    since_ages,
)
from mednec.extraction.treatments import care_hits
from mednec.extraction.worded_dates import MONTHS
from mednec.extraction.wordsets import word_set

_SECTIONS: dict[str | None, int] = {
    "chief_complaint": 4,
    "history_of_present_illness": 4,
    None: 3,
    "radiology_indication": 3,
    "unknown": 2,
    "label": 2,
    "assessment": 1,
    "assessment_plan": 1,
}
_COMPLAINT = word_set(
    "pain pains ache aches aching achy sore soreness hurts hurting symptom symptoms sx numbness tingling",
    "weakness lbp sciatica radiculopathy lumbago cervicalgia headache headaches discomfort spasm spasms",
    "stiffness complaint complaints problem problems paresthesias paresthesia burning condition clumsiness",
    "imbalance backache radiculitis radic whiplash illness issue issues limp suffering suffered injury trouble",
    "difficulty difficulties migraine cough fever rash vomiting severity asthma worse worsened worsening",
    "episode ha arthritis arthralgia arthralgias swelling swollen instability migraines bothering bothered bothers",
    "troubling hurting troubles complaining complains complained moaning moans moaned downhill declining deteriorating",
)
_BEGINNINGS = word_set("onset story crisis saga ordeal history symptomatology disease")
_BEGAN = word_set("onset began begun started starts start dates dated commenced goes")
_EXPRESSLY = word_set("present current latest this")
_BOUTS = word_set("crisis episode flare bout attack exacerbation")
_ON_AND_OFF = word_set("intermittent intermittently occasional occasionally episodes chronic longstanding recurrent")
_SPINE = word_set(
    "neck back lumbar cervical spine spinal lbp sciatica radiculopathy radicular lumbago cervicalgia",
    "thoracic backache radiculitis",
)
_NOT_COMPLAINT = word_set(
    "smoking smoked smoker tobacco diabetes hypertension married divorced work worked working job employed",
    "retired sober drinking alcohol abstinent pregnant marriage surgery fusion replacement ckd cancer",
    "surgeries sobriety remission abstinence experience college school",
)
_OTHER_SITE = word_set("knee knees hip hips ankle foot feet elbow wrist")
_HAPPENED = word_set(
    "developed began begin started onset sustained injured injury fell fall occurred happened returned",
    "noticed noted struck accident mvc mva tackled slipped twisted lifting recurred came appeared",
    "collision collided assaulted hurt felt experienced experiencing seized popped awoke woke pulled strained flared",
    "bent lifted reached sneezed coughed stepped rear hit sideswiped broadsided boned tripped landed wrenched tweaked",
    "jerked yanked gave rtc rta sudden suddenly immediate immediately",
)
_FELT = word_set("pain pains ache aches aching soreness numbness tingling weakness lbp sciatica stiffness discomfort")
_ANY_COMPLAINT = word_set(
    "symptom symptoms sx complaint complaints problem problems condition illness issue issues episode trouble",
    "difficulty difficulties severity worse worsened worsening suffering suffered",
)
_ELSEWHERE = word_set(
    "vision visual seizure seizures dizziness dizzy vertigo syncope confusion memory tremor speech aphasia hearing",
    "tinnitus diplopia dyspnea breathing abdominal chest palpitations nausea diarrhea incoordination facial droop",
    "dysphagia drooping eye eyes stroke lightheadedness fainting spells rash",
)
_SAME = (
    word_set("vision visual sight eye eyes diplopia"),
    word_set("dizziness dizzy vertigo lightheadedness lightheaded spells fainting syncope"),
    word_set("seizure seizures convulsion convulsions"),
    word_set("confusion confused memory forgetful forgetfulness"),
    word_set("speech aphasia words speaking slurred"),
    word_set("dyspnea breathing breath"),
    word_set("facial droop drooping face"),
    *(frozenset({word}) for word in _ELSEWHERE),
)
"""Words for one complaint elsewhere than in the spine."""
_MEANT = word_set("this it these")
_LASTING = word_set("present gone going lasted ongoing persisted continued there")
_WELL = word_set("no free well without fine healthy never usual asymptomatic")
_CRASHES = word_set("mva mvc rtc rta collision")
_RECENT_CRASH = 180
_DISEASES = word_set("rheumatoid psoriatic lupus fibromyalgia spondylitis ra osteoporosis parkinson sclerosis diabetes")
_ROUGHLY = word_set(
    "about approximately approx around roughly on in at the ~ mid early late some over suddenly gradually episode",
    "noticed insidiously acutely spontaneously slowly for since a noted last this yesterday today overnight x after",
    "while when with following two three four five six seven several few couple",
)
_UNSAID = word_set("since started began onset developed came present ongoing lasting first intermittent constant")
_WORSE = word_set("worsened worsening increased increasing escalated")
_CHANGED = word_set("worse worsen worsened worsening flared flare exacerbated escalated intensified")
_COMPARED = word_set("than with on when at in")  # "right worse than left", "worse with sitting"
_OVER = word_set("over during in within")
_CHANGES = word_set(
    "worse worsening worsened increasing increased flare flared exacerbation exacerbated progressive",
    "acutely escalated become became",
)
_NOT_HOW_LONG = word_set("disabled disabling cultures culture maximal maximum peaked resolved subsided cleared")
_OTHER_KINDS = frozenset({"frequency", "age", "gestation", "follow_up", "off_work", "offset", "until"})
_OTHER_MEASURES = frozenset({"therapy", "supply", "follow_up", "post_op", "plan"})
_APPOSED = word_set("on around about in since near")
_UNNAMED = 0.4  # less sure than a length that stands with a word for the complaint
_FREE = ("free", "well", "good", "fine")
_VISITS = word_set(
    "visit visits seen appointment evaluation consultation surgery operation fusion injection here clinic"
)
_FIRST_SEEN = word_set("seen presented evaluated examined visited saw came consulted")
_EPISODE = word_set("lasted lasts last")
_HAS = word_set("has have had 's 've now")
_TITLES = word_set("mr mrs ms dr miss")
_OF_DISEASE = word_set("from with of has had and or for hx")  # "spasticity from MS. Here for …"
_PURPOSE = 7  # words of "for nerve pain x" between a treatment and its length
_BROKEN = word_set("; . | and but then who with since after")
_OPENING = 3  # tokens from the start of a clause to a time that opens it
_OPENED_REACH = 18
_SEEN_FOR = word_set("followed treated monitored known managed seen")


@dataclass(frozen=True, slots=True)
class _Candidate:
    time: TimeExpression
    score: float
    piece: Matched
    at_least: bool = False


def symptom_duration(
    text: str, pieces: Sequence[Matched], context: Context
) -> tuple[DayRange | None, tuple[Mention, ...]]:
    """The duration of the presenting complaint and where it is told; None when the note does not say."""
    if context.note_date is None and (came := presentation_date(text)):
        context = replace(context, note_date=came, time=read_time(text, came))
    candidates = list(_candidates(text, pieces, context))
    if not candidates:
        return None, ()
    best = max(candidates, key=lambda c: (c.score, -c.time.start))
    same = [c for c in candidates if c.time.days == best.time.days]
    mentions = tuple(
        Mention(c.time.start, c.time.end, c.time.text, section=c.piece.segment.section, rule="symptom_duration")
        for c in sorted(same, key=lambda c: c.time.start)
    )
    low, high = _within_a_day(best.time.days)
    return ((low, None) if best.at_least else (low, high)), mentions


def _within_a_day(days: DayRange) -> DayRange:
    """As in "A few hours" is less than a day."""
    low, high = days
    return (0.0, 1.0) if high is None and low is not None and low < 0.9 else days


def _candidates(text: str, pieces: Sequence[Matched], context: Context) -> Iterator[_Candidate]:
    foreign = _foreign_complaint(pieces)
    chief = _chief_places(pieces) | foreign
    began: dict[int, list[TimeExpression]] = {}
    told = (*onset_days(pieces, context), *since_ages(text, pieces), *after_injuries(pieces, context))
    for piece, day in told:
        began.setdefault(piece.number, []).append(day)
    for index, piece in enumerate(pieces):
        days = began.get(piece.number, [])
        rank = _SECTIONS.get(piece.segment.section, 1 if any(d.measures == "symptom" for d in days) else None)
        before = pieces[index - 1] if index else None
        if rank is None or piece.segment.kind == "heading":
            continue
        for time in [*context.times_in(piece), *days]:
            score = _score(piece, time, context, chief, before)
            if score is not None and _of_patient(piece, time) and not _of_another(piece, foreign):
                yield _Candidate(_as_of_now(piece, time, context), score + rank / 2, piece, _worsened(piece, time))


def _as_of_now(piece: Matched, time: TimeExpression, context: Context) -> TimeExpression:
    """As in "was first seen on May 18 with two weeks of neck pain": counted from that visit on."""
    if time.kind != "duration" or len(context.note_date or "") < ISO_DAY:
        return time
    start, _ = piece.tokens(time.start, time.end)
    said = piece.words[:start]
    days = [d for d in beginning_in(context.time.dates, piece.segment) if d.end <= time.start and len(d.iso) == ISO_DAY]
    if not days or "with" not in said[-3:] or _FIRST_SEEN.isdisjoint(said):
        return time
    since = (date.fromisoformat(str(context.note_date)[:ISO_DAY]) - date.fromisoformat(days[-1].iso)).days
    low, high = time.days
    shifted = None if low is None else low + since, None if high is None else high + since
    return replace(time, days=shifted) if since > 0 else time


def _of_patient(piece: Matched, time: TimeExpression) -> bool:
    """Not of a relative: "his father developed back pain in 2015"."""
    start, end = piece.tokens(time.start, time.end)
    return Judge(piece, []).assertion(start, end).experiencer == "patient"


def _well_until(before: Sequence[str]) -> bool:
    """As in "no neck pain until two weeks ago", "first episode 2 weeks ago", "his back went out 3 days ago"."""
    until = "until" in before[-3:] and not _WELL.isdisjoint(before)
    return until or tuple(before[-3:-1]) == ("first", "episode") or gives_out(before)


def _worsened(piece: Matched, time: TimeExpression) -> bool:
    """As in "it has worsened over the past 3 months", "an injection a month ago and had worsening": it began before."""
    start, end = piece.tokens(time.start, time.end)
    before = piece.words[max(0, start - 5) : start + 1]
    if _tells_bout(piece.words[:start]):
        return False  # "the present flare began a month ago"
    if time.kind == "duration":
        return not _WORSE.isdisjoint(before[1:]) and not _OVER.isdisjoint(before[1:])
    after = piece.words[end : end + 4]
    compared = any(a in _CHANGED and b in _COMPARED for a, b in zip(before, before[1:], strict=False))
    return (not compared and not _CHANGED.isdisjoint(before)) or (
        after[:1] == ["and"] and not _CHANGED.isdisjoint(after)
    )


def _chief_places(pieces: Sequence[Matched]) -> frozenset[str]:
    """The body parts that the first sentences name: what the visit is about."""
    told = [
        p
        for p in pieces
        if p.segment.kind != "heading" and p.segment.section in ("chief_complaint", "history_of_present_illness", None)
    ][:2]
    return frozenset(p.words[h.start] for p in told for h in p.hits("place"))


def _foreign_complaint(pieces: Sequence[Matched]) -> frozenset[str]:
    """The words of a chief complaint such as loss of vision: only a length told with them is that of the complaint."""
    chief = [p for p in pieces if p.segment.kind != "heading" and p.segment.section == "chief_complaint"]
    words = frozenset(w for p in chief for w in p.words)
    pained = not _COMPLAINT.isdisjoint(words) or not _SPINE.isdisjoint(words) or any(p.hits("pain") for p in chief)
    return frozenset() if pained else frozenset(w for group in _SAME if words & group for w in group)


def _of_another(piece: Matched, foreign: frozenset[str]) -> bool:
    """Whether a sentence speaks of a complaint by name, and not of the one that the visit is about."""
    named = bool(piece.hits("finding")) or not (_COMPLAINT - _ANY_COMPLAINT).isdisjoint(piece.words)
    return bool(foreign) and named and foreign.isdisjoint(piece.words)


def _score(
    piece: Matched, time: TimeExpression, context: Context, chief: frozenset[str], before: Matched | None
) -> float | None:
    """How surely a time measures the complaint; None when it cannot."""
    if time.kind in _OTHER_KINDS or time.measures in _OTHER_MEASURES or time.days == (None, None):
        return None
    words = piece.words
    start, end = piece.tokens(time.start, time.end)
    low, high = _clause(words, start, end)
    near = words[low:start] + words[end:high]
    if _of_treatment(piece, time, start, end, low, high) or "next" in words[max(0, start - 1) : start + 1]:
        return None
    told = [*piece.hits("pain"), *(h for h in piece.hits("finding") if h.ref.rule.type == "symptom")]
    complaint = not _COMPLAINT.isdisjoint(near) or any(low <= h.start < high for h in told)
    if not complaint and before is not None and _speaks_on(piece, before, start, near):
        complaint, near = True, near + before.words
    complaint = complaint or _refers_back(words, low, start, end, high) or _is_present(piece, start, context)
    complaint = complaint or (context.has_pain_complaint and _is_field(piece, before))
    complaint = complaint or not (chief & _ELSEWHERE).isdisjoint(near)
    said = words[low:start]
    expressly = _tells_bout(said) or (_tells_beginning(said) and _NOT_COMPLAINT.isdisjoint(near))
    complaint = named = complaint or expressly
    complaint = complaint or _is_of_something(words, start, end)
    if not complaint and _NOT_COMPLAINT.isdisjoint(near):
        complaint = named = bool(context.has_pain_complaint or chief) and _counts_on(said, words[end:high])
        begun = time.kind == "onset" and not chief.isdisjoint(said)  # "her neck started acting up 3 months ago"
        complaint = complaint or begun or (not chief.isdisjoint(near) and _goes_on_till_now(said, words[end:high]))
    longest = time.days[1] or time.days[0] or 1.0
    if time.kind == "duration" and measures_something_else(words, low, start, end, _COMPLAINT, longest):
        return None
    if time.kind == "ago" and is_over(words, end):
        return None
    if _counts_events(words, start, end):
        return None
    ended = [*words[max(low, start - 9) : start], *words[end : end + 2]]
    if any(
        w in _NOT_HOW_LONG and before not in ("not", "never") for before, w in zip(["", *ended], ended, strict=False)
    ):
        return None  # "maximal over a day", "resolved within a week"
    free = any(w.endswith(_FREE) for w in words[max(low, start - 4) : start])
    if free and words[start - 1 : start] != ["until"]:
        return None  # "pain-free for ten months", but "well until this morning"
    happened = not _HAPPENED.isdisjoint(near) or _worsened(piece, time) or _well_until(words[low : start + 1])
    if time.kind == "ago" and (not happened or (time.days[0] or 0) > LONG_AGO):
        return None
    if "since" in words[end : end + 1] and not _VISITS.isdisjoint(words[end : end + 6]):
        return None  # "two months since her last visit"
    if time.kind == "duration" and (_of_episode(words, start) or _of_follow_up(words, low, start, end)):
        return None
    if (time.days[1] or time.days[0] or 1.0) < 0.05 or (
        not complaint and (time.measures != "symptom" and time.kind != "ago")
    ):
        return None
    if not _NOT_COMPLAINT.isdisjoint(near) and not complaint:
        return None
    weight = _weight(words, near, time, context, chief, (low, start, high), complaint)
    return weight if named else weight - _UNNAMED


def _of_episode(words: Sequence[str], start: int) -> bool:
    """As in "each attack lasts 20 minutes"; "has lasted two weeks" is the complaint itself."""
    lead = words[max(0, start - 3) : start - 1 if "last" in words[start - 1 : start] else start]
    return not _EPISODE.isdisjoint(lead) and not (
        "lasted" in lead and not _HAS.isdisjoint(words[max(0, start - 5) : start])
    )


def _of_follow_up(words: Sequence[str], low: int, start: int, end: int) -> bool:
    """As in "followed for 9 years for rheumatoid arthritis": how long a disease has been under care."""
    followed = not _SEEN_FOR.isdisjoint(words[max(low, start - 3) : start]) and words[end : end + 1] in (
        ["for"],
        ["with"],
    )
    return followed and _FELT.isdisjoint(words[end + 1 : end + 6])


def _tells_beginning(said: Sequence[str]) -> bool:
    """As in "she dates the onset to", "the story began", "onset was"."""
    named = next((i for i, w in enumerate(said) if w in _BEGINNINGS), None)
    return named is not None and not _BEGAN.isdisjoint(said)


def _is_of_something(words: Sequence[str], start: int, end: int) -> bool:
    """As in "presents with 18 months of shaking"."""
    named = words[end + 1 : end + 4]
    return (
        words[max(0, start - 1) : start] == ["with"]
        and words[end : end + 1] == ["of"]
        and _NOT_COMPLAINT.isdisjoint(named)
    )


def _goes_on_till_now(said: Sequence[str], after: Sequence[str]) -> bool:
    """As in "For the past 8 months both hands have felt gloved": what the visit is about, up to now."""
    recent = "for" in said[-5:] or not {"past", "last"}.isdisjoint(said[-3:])
    return recent and not {"has", "have", "been"}.isdisjoint([*said, *after])


def _counts_on(said: Sequence[str], after: Sequence[str]) -> bool:
    """As in "Today is about 6 weeks", "It has now been 2 months"; not "… since her last visit"."""
    if not _VISITS.isdisjoint(after) or "since" in after[:2] or "from" in after[:2] or len(said) > 6:
        return False
    today = said[:1] == ["today"] and not {"is", "marks", "makes"}.isdisjoint(said)
    return today or (said[:1] == ["it"] and "been" in said) or (said == ["going", "on"] and after[:1] == ["now"])


def _is_field(piece: Matched, before: Matched | None) -> bool:
    """As in "Duration: 6 weeks", "Onset 2 weeks ago", "How long? 9 months": a field about the complaint of the note."""
    asked = before is not None and (before.segment.kind == "heading" or before.words[-1:] == ["?"])
    headed = before is not None and asked and is_label(before.words)
    return headed or opens_with_label(piece.words)


def _speaks_on(piece: Matched, before: Matched, start: int, near: Sequence[str]) -> bool:
    """As in "He has neck pain. He has had this for 15 years": the complaint of the sentence before; so "Began …"."""
    if before.segment.section != piece.segment.section or piece.number - before.number != 1:
        return False
    following = piece.words[1] if len(piece.words) > 1 else ""
    unsaid = piece.words[0] in _UNSAID and (following in _ROUGHLY or following in MONTHS or following[:1].isdigit())
    meant = unsaid or not _MEANT.isdisjoint(piece.words[:start]) or ("it" in near and not _HAPPENED.isdisjoint(near))
    return meant and not _COMPLAINT.isdisjoint(before.words)


def _refers_back(words: Sequence[str], low: int, start: int, end: int, high: int) -> bool:
    """As in "neck pain down the arm; this has gone on for a month", "neck pain; since May; stable"."""
    told = words[low:start]
    bare = start - low <= 1 and high - end == 0
    meant = not _MEANT.isdisjoint(told[:1]) and not _LASTING.isdisjoint(told)
    return low > 0 and words[low - 1] == ";" and (bare or meant) and not _COMPLAINT.isdisjoint(words[:low])


def _is_present(piece: Matched, start: int, context: Context) -> bool:
    """As in "It has been present since August": the complaint of the note, wherever it was named."""
    said = piece.words[:start]
    return context.has_pain_complaint and said[:1] == ["it"] and not _LASTING.isdisjoint(said) and len(said) < 6


def _counts_events(words: Sequence[str], start: int, end: int) -> bool:
    """As in "discharged after 2 months", "within 2 weeks of the accident": when something happened, not how long."""
    lead = words[max(0, start - 1) : start + 1]
    return ("after" in lead and words[end : end + 1] != ["of"]) or ("within" in lead and words[end : end + 1] == ["of"])


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
    elif not _SPINE.isdisjoint(words[low:high]):
        score += 1.0
    score -= 0.6 if time.days[0] is None else 0.0
    changed = not _CHANGES.isdisjoint(words[max(low, start - 4) : start])
    changed = changed or ("preceding" in words[max(low, start - 2) : start] and not _CHANGES.isdisjoint(near))
    score -= 1.5 if changed and not _tells_bout(words[low:start]) else 0.0
    said = words[low:start]
    score += 2.5 if _tells_bout(said) else -0.7 if _on_and_off(said) else 0.5 if _tells_beginning(said) else 0.0
    score += 4.0 if time.kind == "ago" and _of_crash(words, start, time.days[0] or 0.0) else 0.0
    score -= 1.0 if context.is_spine_note and not _DISEASES.isdisjoint(said) else 0.0
    score -= 1.5 if not _OTHER_SITE.isdisjoint(near) and _SPINE.isdisjoint(near) and context.is_spine_note else 0.0
    return score


def _tells_bout(said: Sequence[str]) -> bool:
    """As in "the present crisis began", "the current episode": what the visit is about."""
    return any(a in _EXPRESSLY and b in _BOUTS for a, b in zip(said, said[1:], strict=False))


def _of_crash(words: Sequence[str], start: int, days: float) -> bool:
    """As in "MVC 12 days ago": what hurts since then is counted from the crash, though parts of it came later."""
    return days <= _RECENT_CRASH and not _CRASHES.isdisjoint(words[max(0, start - 3) : start])


def _on_and_off(said: Sequence[str]) -> bool:
    """As in "intermittent back trouble for 20 years": the background, where the present episode is told beside it."""
    turn = max((i for i, w in enumerate(said) if w in ("but", "however")), default=-1)
    return not _ON_AND_OFF.isdisjoint(said[turn + 1 :])


def _of_treatment(piece: Matched, time: TimeExpression, start: int, end: int, low: int, high: int) -> bool:
    """As in "2 months of PT for cervicalgia", "gabapentin for sciatica, 6 weeks": the length is of the treatment."""
    hits = [h for h in care_hits(piece) if low <= h.start < high]
    if not hits or (time.kind == "ago" and not _HAPPENED.isdisjoint(piece.words[max(low, start - 3) : start])):
        return False  # "fell 4 weeks ago and has worn a boot since"
    began = [
        w for w, following in zip(piece.words[end : end + 4], piece.words[end + 1 :], strict=False) if following != "on"
    ]
    if time.kind == "ago" and not (_HAPPENED | _WORSE).isdisjoint(began):
        return False  # "had an injection a month ago and had worsening of the pain"
    if time.measures != "symptom":
        return True
    if piece.words[end : end + 1] == ["of"] and any(end <= h.start <= end + 4 for h in hits):
        return True
    before = [h for h in hits if h.end <= start]
    between = piece.words[before[-1].end : start] if before else []
    purpose = between[:1] in (["for"], ["prn"]) and len(between) <= _PURPOSE and _BROKEN.isdisjoint(between)
    return purpose or (bool(before) and piece.words[start - 1] == "," and "for" in between)


def _stops(words: Sequence[str], at: int) -> bool:
    """Whether a clause ends here; the stop of "Mr." ends none."""
    if words[at] != ".":
        return words[at] in (";", "|")
    disease = words[max(0, at - 2) : at][-1:] == ["ms"] and not _OF_DISEASE.isdisjoint(words[max(0, at - 2) : at - 1])
    return disease or words[max(0, at - 1)] not in _TITLES


def _opened(words: Sequence[str], end: int) -> int:
    """Where the clause ends that a time opens: "6 weeks ago Mr. Bell, a retired cook, developed neck pain"."""
    high, commas = end, 0
    while high < len(words) and high - end < _OPENED_REACH and not _stops(words, high):
        if words[high] == "," and commas % 2 == 0:
            if words[high + 1 : high + 2] not in (["a"], ["an"], ["who"]):
                break
            commas += 1
        elif words[high] == ",":
            commas += 1
        high += 1
    return high


def _clause(words: Sequence[str], start: int, end: int) -> tuple[int, int]:
    low = start
    while low > 0 and start - low < 22 and not _stops(words, low - 1):
        low -= 1
    end += words[end : end + 1] in (["ago"], ["back"], ["earlier"])
    if start - low <= _OPENING and words[end : end + 1] not in ([","], ["("]):
        return low, max(_opened(words, end), end)
    high = end + 1 if start - low <= 4 and words[end : end + 1] == [","] else end  # "For the past few weeks, he …"
    if high > end and words[high : high + 1] and words[high] in _APPOSED:  # "Ten days ago, on May 10, he woke …"
        closing = next((i for i in range(high, min(high + 6, len(words))) if words[i] == ","), high - 1)
        end, high = max(end, closing), closing + 1
    while high < len(words) and high - end < 10 and words[high] != "," and not _stops(words, high):
        high += 1
    return low, high
