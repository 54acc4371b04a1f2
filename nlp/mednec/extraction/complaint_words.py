"""How a sentence tells that a length of time is that of the complaint, by its words."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from mednec.extraction.context import Context
from mednec.extraction.matching import Matched
from mednec.extraction.onset import (
    befell,
    gives_out,
    is_label,
    opens_with_label,
)
from mednec.extraction.time_expressions import TimeExpression
from mednec.extraction.treatments import care_hits
from mednec.extraction.worded_dates import MONTHS
from mednec.extraction.wordsets import word_set

COMPLAINT = word_set(
    "pain pains ache aches aching achy sore soreness hurts hurting symptom symptoms sx numbness tingling",
    "weakness lbp sciatica radiculopathy lumbago cervicalgia headache headaches discomfort spasm spasms",
    "stiffness complaint complaints problem problems paresthesias paresthesia burning condition clumsiness",
    "imbalance backache radiculitis radic whiplash illness issue issues limp suffering suffered injury trouble",
    "difficulty difficulties migraine cough fever rash vomiting severity asthma worse worsened worsening",
    "episode ha arthritis arthralgia arthralgias swelling swollen instability migraines bothering bothered bothers",
    "troubling hurting troubles complaining complains complained moaning moans moaned downhill declining deteriorating",
)
SPINE = word_set(
    "neck back lumbar cervical spine spinal lbp sciatica radiculopathy radicular lumbago cervicalgia",
    "thoracic backache radiculitis",
)
_BEGINNINGS = word_set("onset story crisis saga ordeal history symptomatology disease")
_BEGAN = word_set("onset began begun started starts start dates dated commenced goes")
_EXPRESSLY = word_set("present current latest this")
_BOUTS = word_set("crisis episode flare bout attack exacerbation")
_ON_AND_OFF = word_set("intermittent intermittently occasional occasionally episodes chronic longstanding recurrent")
NOT_COMPLAINT = word_set(
    "smoking smoked smoker tobacco diabetes hypertension married divorced work worked working job employed",
    "retired sober drinking alcohol abstinent pregnant marriage surgery fusion replacement ckd cancer",
    "surgeries sobriety remission abstinence experience college school",
)
HAPPENED = word_set(
    "developed began begin started onset sustained injured injury fell fall occurred happened returned",
    "noticed noted struck accident mvc mva tackled slipped twisted lifting recurred came appeared",
    "collision collided assaulted hurt felt experienced experiencing seized popped awoke woke pulled strained flared",
    "bent lifted reached sneezed coughed stepped rear hit sideswiped broadsided boned tripped landed wrenched tweaked",
    "jerked yanked gave rtc rta sudden suddenly immediate immediately",
)
_FELT = word_set("pain pains ache aches aching soreness numbness tingling weakness lbp sciatica stiffness discomfort")
_TRACES = word_set("dates dated traces traced tracks")
_ALL_OF_IT = word_set("things it this everything all them symptoms")
_ROUND_WORDS = 5
_DEED_BEHIND = 6
_MEANT = word_set("this it these")
_LASTING = word_set("present gone going lasted ongoing persisted continued there")
_WELL = word_set("no free well without fine healthy never usual asymptomatic")
_CRASHES = word_set("mva mvc rtc rta collision")
_RECENT_CRASH = 180
_ASKED = 16  # words from a question to the length that answers it
_ANSWER = 9  # words before the length in an answer
_ROUGHLY = word_set(
    "about approximately approx around roughly on in at the ~ mid early late some over suddenly gradually episode",
    "noticed insidiously acutely spontaneously slowly for since a noted last this yesterday today overnight x after",
    "while when with following two three four five six seven several few couple",
)
_UNSAID = word_set("since started began onset developed came present ongoing lasting first intermittent constant")
WORSE = word_set("worsened worsening increased increasing escalated")
_CHANGED = word_set("worse worsen worsened worsening flared flare exacerbated escalated intensified")
_COMPARED = word_set("than with on when at in")  # "right worse than left", "worse with sitting"
_OVER = word_set("over during in within")
VISITS = word_set(
    "visit visits seen appointment evaluation consultation surgery operation fusion injection here clinic"
)
_EPISODE = word_set("lasted lasts last")
_HAS = word_set("has have had 's 've now")
_SEEN_FOR = word_set("followed treated monitored known managed seen")


def well_until(before: Sequence[str]) -> bool:
    """As in "no neck pain until two weeks ago", "first episode 2 weeks ago", "his back went out 3 days ago"."""
    until = "until" in before[-3:] and not _WELL.isdisjoint(before)
    return until or tuple(before[-3:-1]) == ("first", "episode") or gives_out(before)


def worsened(piece: Matched, time: TimeExpression) -> bool:
    """As in "it has worsened over the past 3 months", "an injection a month ago and had worsening": it began before."""
    start, end = piece.tokens(time.start, time.end)
    before = piece.words[max(0, start - 5) : start + 1]
    if tells_bout(piece.words[:start]):
        return False  # "the present flare began a month ago"
    if time.kind == "duration":
        return not WORSE.isdisjoint(before[1:]) and not _OVER.isdisjoint(before[1:])
    after = piece.words[end : end + 4]
    compared = any(a in _CHANGED and b in _COMPARED for a, b in pairwise(before))
    return (not compared and not _CHANGED.isdisjoint(before)) or (
        after[:1] == ["and"] and not _CHANGED.isdisjoint(after)
    )


def of_episode(words: Sequence[str], start: int) -> bool:
    """As in "each attack lasts 20 minutes"; "has lasted two weeks" is the complaint itself."""
    lead = words[max(0, start - 3) : start - 1 if "last" in words[start - 1 : start] else start]
    return not _EPISODE.isdisjoint(lead) and not (
        "lasted" in lead and not _HAS.isdisjoint(words[max(0, start - 5) : start])
    )


def of_follow_up(words: Sequence[str], low: int, start: int, end: int) -> bool:
    """As in "followed for 9 years for rheumatoid arthritis": how long a disease has been under care."""
    followed = not _SEEN_FOR.isdisjoint(words[max(low, start - 3) : start]) and words[end : end + 1] in (
        ["for"],
        ["with"],
    )
    return followed and _FELT.isdisjoint(words[end + 1 : end + 6])


def tells_beginning(said: Sequence[str]) -> bool:
    """As in "she dates the onset to", "the story began", "onset was"."""
    named = next((i for i, w in enumerate(said) if w in _BEGINNINGS), None)
    return named is not None and not _BEGAN.isdisjoint(said)


def it_began(said: Sequence[str]) -> bool:
    """As in "it all began in", "this started": the complaint of the note."""
    at = next((i for i, w in enumerate(said) if w in ("began", "started")), None)
    meant = [] if at is None else said[max(0, at - 2) : at]
    if at is not None and (meant in (["it", "all"], ["this", "all"], ["everything"]) or meant[-1:] == ["this"]):
        return len(said) - at < _ROUND_WORDS
    traced = next((i for i, w in enumerate(said) if w in _TRACES), None)  # "she dates things to about Thanksgiving"
    return traced is not None and not _ALL_OF_IT.isdisjoint(said[traced + 1 : traced + 2])


def answers_how_long(piece: Matched, before: Matched, start: int, in_pain: bool) -> bool:
    """As in "How long has your neck been hurting? - About three months": a short answer to that question.

    ``in_pain``: the note is about a pain, so that "how long's this been going on" asks for it.
    """
    words = before.words
    asked = any(a == "how" and b in ("long", "long's", "longs") for a, b in pairwise(words))
    short = start <= _ANSWER and piece.number - before.number <= 2
    lasting = in_pain and not {"this", "that", "it"}.isdisjoint(words) and "going" in words
    return asked and short and not care_hits(before) and (lasting or not (COMPLAINT | SPINE).isdisjoint(words))


def answers_beside(words: Sequence[str], start: int) -> bool:
    """As in "[doctor] how long's this been going on [patient] uh about four months": talk written without stops."""
    asked = next((i for i in range(start - 1, max(0, start - _ASKED) - 1, -1) if words[i] == "how"), None)
    if asked is None or words[asked + 1] not in ("long", "long's", "longs"):
        return False
    between = words[asked + 2 : start]
    return "been" in between and "]" in between and not {"going", "hurting", "bothering"}.isdisjoint(between)


def is_of_something(words: Sequence[str], start: int, end: int) -> bool:
    """As in "presents with 18 months of shaking"."""
    named = words[end + 1 : end + 4]
    return (
        words[max(0, start - 1) : start] == ["with"]
        and words[end : end + 1] == ["of"]
        and NOT_COMPLAINT.isdisjoint(named)
    )


def goes_on_till_now(said: Sequence[str], after: Sequence[str]) -> bool:
    """As in "For the past 8 months both hands have felt gloved": what the visit is about, up to now."""
    recent = "for" in said[-5:] or not {"past", "last"}.isdisjoint(said[-3:])
    return recent and not {"has", "have", "been"}.isdisjoint([*said, *after])


def counts_on(said: Sequence[str], after: Sequence[str]) -> bool:
    """As in "Today is about 6 weeks", "It has now been 2 months"; not "… since her last visit"."""
    if not VISITS.isdisjoint(after) or "since" in after[:2] or "from" in after[:2] or len(said) > 6:
        return False
    today = said[:1] == ["today"] and not {"is", "marks", "makes"}.isdisjoint(said)
    return today or (said[:1] == ["it"] and "been" in said) or (said == ["going", "on"] and after[:1] == ["now"])


def is_field(piece: Matched, before: Matched | None) -> bool:
    """As in "Duration: 6 weeks", "Onset 2 weeks ago", "How long? 9 months": a field about the complaint of the note."""
    asked = before is not None and (before.segment.kind == "heading" or before.words[-1:] == ["?"])
    headed = before is not None and asked and is_label(before.words)
    return headed or opens_with_label(piece.words)


def speaks_on(piece: Matched, before: Matched, start: int, near: Sequence[str]) -> bool:
    """As in "He has neck pain. He has had this for 15 years": the complaint of the sentence before; so "Began …"."""
    chief = before.segment.section == "chief_complaint" and piece.number - before.number == 2  # a heading between
    if not chief and (before.segment.section != piece.segment.section or piece.number - before.number != 1):
        return False
    following = piece.words[1] if len(piece.words) > 1 else ""
    unsaid = piece.words[0] in _UNSAID and (following in _ROUGHLY or following in MONTHS or following[:1].isdigit())
    meant = unsaid or not _MEANT.isdisjoint(piece.words[:start]) or ("it" in near and not HAPPENED.isdisjoint(near))
    return meant and not COMPLAINT.isdisjoint(before.words)


def refers_back(words: Sequence[str], low: int, start: int, end: int, high: int) -> bool:
    """As in "neck pain down the arm; this has gone on for a month", "neck pain; since May; stable"."""
    told = words[low:start]
    bare = start - low <= 1 and high - end == 0
    meant = not _MEANT.isdisjoint(told[:1]) and not _LASTING.isdisjoint(told)
    return low > 0 and words[low - 1] == ";" and (bare or meant) and not COMPLAINT.isdisjoint(words[:low])


def is_present(piece: Matched, start: int, context: Context) -> bool:
    """As in "It has been present since August": the complaint of the note, wherever it was named."""
    said = piece.words[:start]
    return context.has_pain_complaint and said[:1] == ["it"] and not _LASTING.isdisjoint(said) and len(said) < 6


def counts_events(words: Sequence[str], start: int, end: int) -> bool:
    """As in "discharged after 2 months", "within 2 weeks of the accident": when something happened, not how long."""
    lead = words[max(0, start - 1) : start + 1]
    return ("after" in lead and words[end : end + 1] != ["of"]) or ("within" in lead and words[end : end + 1] == ["of"])


def tells_bout(said: Sequence[str]) -> bool:
    """As in "the present crisis began", "the current episode": what the visit is about."""
    return any(a in _EXPRESSLY and b in _BOUTS for a, b in pairwise(said))


def of_crash(words: Sequence[str], start: int, days: float) -> bool:
    """As in "MVC 12 days ago": what hurts since then is counted from the crash, though parts of it came later."""
    return days <= _RECENT_CRASH and not _CRASHES.isdisjoint(words[max(0, start - 3) : start])


def lasts_since(piece: Matched, start: int, low: int) -> bool:
    """As in "having neck discomfort since he painted the ceilings 3 months ago"."""
    said = piece.words[low:start]
    at = next((i for i, w in enumerate(said) if w == "since"), 0)
    named = not COMPLAINT.isdisjoint(said[:at]) or any(low <= h.start < low + at for h in piece.hits("pain"))
    return bool(at) and named and _WELL.isdisjoint(said[:at]) and VISITS.isdisjoint(said[at:])


def opens_with_deed(words: Sequence[str], end: int) -> bool:
    """As in "4 days ago, he was shoveling snow and twisted"."""
    return any(befell(words, i) for i in range(end, min(end + _DEED_BEHIND, len(words))))


def on_and_off(said: Sequence[str]) -> bool:
    """As in "intermittent back trouble for 20 years": the background, where the present episode is told beside it."""
    turn = max((i for i, w in enumerate(said) if w in ("but", "however")), default=-1)
    return not _ON_AND_OFF.isdisjoint(said[turn + 1 :])
