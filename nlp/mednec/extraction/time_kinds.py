"""Tells durations from ages, frequencies, appointments and other lengths of time by the words around them."""

from __future__ import annotations

from mednec.evidence import DayRange
from mednec.extraction.amounts import Amount
from mednec.extraction.clause_start import clause_start
from mednec.extraction.dates import ago_end
from mednec.extraction.onset_words import ONSET, ONSET_WAS, SINCE, measures_of_onset
from mednec.extraction.time_expressions import TimeExpression
from mednec.extraction.time_measures import is_step, measures_of
from mednec.extraction.time_phrases import CARE, NUMBER_WORD, ROUND, SURGERY, UNIT_WORD
from mednec.extraction.time_words import UNIT_DAYS, LazyPattern, any_of

_EVERY = LazyPattern(
    rf"(?:\bper|\beach|\bevery(?:\s+other)?|(?:^|[^a-z])q\.?|\balternate|\b(?:once|twice|times)\s+(?:with)?in"
    rf"|\b(?:tab(?:let)?s?|pills?|caps(?:ules)?|doses?|puffs?|m?g)\s+in|\b\d\s+of)\s*{ROUND}$"
)
_COUNT_NOUN = any_of(
    "once,twice,thrice,time,times,mg,mcg,g,ml,tab,tabs,tablet,tablets,pill,pills,cap,caps,capsule,capsules,dose,"
    "doses,puff,puffs,pack,packs,ppd,beers,drinks,cup,cups,units,visit,visits,session,sessions,hour,hours,hrs,"
    "minute,minutes,mins,mile,miles,day,days,night,nights,cigarettes,blocks"
)
_NO_NOUN = r"(?!(?:for|in|over|about|within|after|than|of|nearly|almost|x|to|lasting|and|or)\b)"
_COUNTED = LazyPattern(
    rf"(?:(?<![a-z]){_COUNT_NOUN}|\d\s?x|(?<![\w/])(?:\d+|{NUMBER_WORD}|several|few)(?:\s+{_NO_NOUN}[a-z]+)?)"
    r"(?:\s+or\s+(?:more|so|less))?[\s-]+$"
)
_PER = LazyPattern(
    rf"(?:\s+or\s+so)?\s*(?:/\s*|per\s+|(?<=\s)(?:an?|each|every)\s+|out\s+of\s+(?:the|every|each)\s+){UNIT_WORD}(?!\s+ago)"
)
_APART = LazyPattern(r"[\s-]*(?:apart|intervals?)\b|\s+on[\s,/]+(?:and\s+)?\w+[\s-]+\w+\s+off\b")
_EACH_TIME = LazyPattern(
    r"\s*(?:,\s*)?(?:every|daily|nightly|twice|thrice|once|bid|tid|qid|qd|at\s+a\s+time|\w+\s+times|\d\s?x|x\s?\d|each)\b"
)

_AGE_BEFORE = LazyPattern(r"\bage[sd]?\b(?:\s+(?:of|at|is|was|range)|\s*[:=])?[\s\d,]*$|\b(?:older|younger)\s+than\s+$")
_PERSON = any_of("male,female,man,woman,lady,gentleman,boy,girl,infant,child,newborn")
_AGE_AFTER = LazyPattern(
    r"[\s-]*(?:old|of\s+age|of\s+life|o)\b|[\s-]*y?[./]?\s?o\b|\.o\."
    rf"|(?:[\s/-]*{_PERSON}|,\s*(?:fe)?male)\b(?!\s*-?\s*(?:old\s+)?(?:history|hx))"
)
_YEARS_AGE_AFTER = LazyPattern(r"[\s,/-]*[mf]\b(?![/.])")
_GESTATION_AFTER = LazyPattern(
    r"'?[\s-]*(?:and\s+\d\s+days\s+)?(?:pregnan|gestation|gravid|of\s+(?:the\s+)?pregnancy|post[\s-]?partum|ga\b|ega\b|iup|pre-?term"
    r"|prematur|intrauterine|fetus)"
)
_GESTATION_BEFORE = LazyPattern(
    r"\b(?:gestation\w*|ga|ega|pregnan\w*|iup|g\d+\s?p\d+\w*|delivered|born|post-?partum|trimester|fetal\s+\w+)"
    r"\W+(?:\w+\W+){0,5}$|\bconsistent\s+with\s+$"
)
_INJURED = any_of(
    "mva,mvc,fall,injury,trauma,assault,accident,crash,collision,concussion,tbi,motor vehicle,a fall,an mva,an mvc"
)
_POST_OP_AFTER = LazyPattern(
    r"'?[\s-]*(?:post[\s-]?op\w*|post[\s-]?surg\w*|(?:s/p|status[\s-]post|out\s+from)"
    rf"(?!\s+(?:[\w'-]+\s+){{0,3}}?{_INJURED}\b)"
    rf"|(?:after|following|since|from|post)[\s-]+(?:[\w'-]+\s+){{0,4}}?{SURGERY}\b)"
)
_POST_OP_BEFORE = LazyPattern(
    rf"\b(?:post[\s-]?op\w*|post[\s-]?surg\w*|pod|s/p\s+{SURGERY})\s*(?:(?:at|x|day|week|month|for|now)\s*)?[:#]?"
    rf"\s*{ROUND}$"
)
_OPERATED = LazyPattern(rf"(?:\b(?:s/p|status[\s-]post)\s+(?!{_INJURED}\b)|\b{SURGERY}\b|\bunderwent\b)[^.;]{{0,60}}$")
_AWAY = any_of("off,out of,away from,missed,missing,lost,from,return to,returned to")
_OFF_WORK_BEFORE = LazyPattern(
    rf"\b(?:{_AWAY}(?:\s+(?:of|from))?\s+(?:\w+\s+)?(?:work|school|job|practice)(?:\s+(?:for|x|in))?|missed|missing)"
    rf"(?:\s+the\s+(?:past|last))?\s+{ROUND}$"
)
_OFF_WORK_AFTER = LazyPattern(
    r"\s+(?:off(?!\s+(?:of\s+)?(?:the\s+)?(?:med|nsaid|drug|steroid))\b|(?:of|from)\s+(?:work|school)\b|away\s+from\s+work)"
)

_FOLLOW = any_of(
    "follow-up,follow-ups,follows-up,following-up,followed-up,f/u,fu,rtc,rto,rov,return,returns,returning,"
    "re-check*,re-eval*,re-assess*,re-exam*,re-visit,see him,see her,see them,see dr,see me,see you,see us,see pt,"
    "see patient,see the patient,see back,seen back,see again,seen again,come back,comes back,back to clinic,"
    "back to office,back to see,appointment,appt,call,contact,repeat,next visit,be seen,back here,refill,refills"
)
_CHECKED = any_of(
    "exam,exams,examination,check,checks,check-up,mri,ct,x-ray,x-rays,scan,imaging,films,labs,study,emg,evaluation"
)
_WILL = any_of(
    "will,shall,plan,plans,planned,schedule*,should,to be,arrange,anticipate,expect,if no,would,consider,order,"
    "obtain,refer"
)
_FOLLOW_DIRECT = LazyPattern(
    rf"(?<![a-z]){_FOLLOW}(?:\s+(?:visit|appointment|appt))?\s*[:,-]?\s*(?:(?:in|at|x|within|after|for)\s*)?{ROUND}$"
    rf"|(?<![a-z]){_CHECKED}\s+in\s+{ROUND}$"
)
_FOLLOW_LATER = LazyPattern(rf"(?<![a-z])(?:{_FOLLOW}|{_WILL})\b.{{0,70}}\b(?:in|within|after|at)\s+{ROUND}$")
_FOLLOW_AFTER = LazyPattern(
    r"[\s-]*(?:follow[\s-]?up|f/u|re-?check|return\b|(?:post-?op\w*\s+)?(?:visit|check|appointment|appt)\b|re-?eval\w*"
    r"|check[\s-]?up|re-?visit)"
)
_OF_CARE = LazyPattern(r"\s+of\b")

_OFFSET_AFTER = LazyPattern(
    r"[\s-]*(?:later\b(?!\s+(?:this|today|in\b))"
    r"|(?:after|following|before|prior|earlier|from\s+now|hence|post|into)\b|subsequent)"
)
_EARLIER = LazyPattern(r"[\s-]+(?:before|prior|previously|beforehand)(?=\s*[.,;)]|\s*$)")  # "began 5 weeks before"
_UP_TO_THEN = LazyPattern(r"\b(?:prior|before)\b")
_FOR = LazyPattern(rf"\bfor\s*{ROUND}$")  # "had pain for 5 weeks prior to admission": a length
_INTO_CARE = LazyPattern(
    rf"\s+into\s+(?:(?:a|the|his|her|their|this|\w+['s]*)\s+){{0,2}}?(?:(?:course|program|trial|bout|round)\s+of\s+(?:\w+\s+)?)?{CARE}\b"
)  # "3 weeks into PT"
_INTRODUCED = LazyPattern(
    rf"(?:\bfor|(?<![a-z])x|\blasting|\blasted|\bof|\btook|\bover|\bcompleted|\bpast|\blast)\s*{ROUND}$"
)
_IN_TIME = LazyPattern(r"'?\s+time\b")
_AT = LazyPattern(r"\b(?:at|by)\s+(?:about\s+|approximately\s+|the\s+)?$")


def classified(text: str, low: str, amount: Amount) -> TimeExpression:
    """An amount of time with its kind; ``low`` is the folded text."""
    before = low[clause_start(low, amount.start) : amount.start]
    after = low[amount.end : amount.end + 64]
    start, end = amount.start, amount.end
    kind, measures = _judged(low, amount, before, after)
    if kind == "ago":
        end = ago_end(low, amount) or end
    return TimeExpression(start, end, text[start:end], _tidy((amount.low, amount.high)), kind, measures)


def _judged(low: str, amount: Amount, before: str, after: str) -> tuple[str, str]:
    """The kind of an amount of time and what it measures; the order is the order of certainty."""
    if _is_frequency(amount, before, after):
        return "frequency", "unknown"
    if _is_age(amount, before, after):
        return "age", "unknown"
    if (stop := ago_end(low, amount)) and not (_UP_TO_THEN.search(low, amount.end, stop) and _FOR.search(before)):
        return _ago(low, amount, before)
    if _GESTATION_AFTER.match(after) or _GESTATION_BEFORE.search(before):
        return "gestation", "unknown"
    if _OFF_WORK_AFTER.match(after) or _OFF_WORK_BEFORE.search(before[-48:]):
        return "off_work", "unknown"
    if _is_follow_up(before, after):
        return "follow_up", "follow_up"
    if _POST_OP_AFTER.match(after) or _POST_OP_BEFORE.search(before):
        return "duration", "post_op"
    if _EARLIER.match(after) and (lead := ONSET.search(before) or ONSET_WAS.search(before)):
        return "onset", measures_of_onset(low, amount.start - len(before) + lead.start(), lead)
    if _INTO_CARE.match(after):
        return "duration", "therapy"
    if _is_offset(before, after):
        return "offset", "unknown"
    measures = measures_of(before, after)
    if is_step(before, after, measures):
        return "step", "supply"
    return "duration", measures


def _tidy(days: DayRange) -> DayRange:
    low, high = (None if d is None else int(d) if float(d).is_integer() else round(d, 6) for d in days)
    return low, high


def _is_frequency(amount: Amount, before: str, after: str) -> bool:
    if before.endswith("/") and (amount.unit == "hour" or amount.low == UNIT_DAYS[amount.unit]):
        return True
    beside = before[-32:]
    if _EVERY.search(beside) or (amount.article and _COUNTED.search(beside)):
        return True
    if _APART.match(after) or (not amount.window and _PER.match(after)):
        return True
    short = amount.high is not None and amount.high < 1
    return short and _EACH_TIME.match(after) is not None


def _is_age(amount: Amount, before: str, after: str) -> bool:
    if amount.window:
        return False
    if amount.unit == "year" and _YEARS_AGE_AFTER.match(after):  # "45 yr/F"
        return True
    return bool(_AGE_AFTER.match(after) or _AGE_BEFORE.search(before))


def _ago(low: str, amount: Amount, before: str) -> tuple[str, str]:
    """A date such as "two weeks ago" is no length, unless something began then and goes on."""
    if _OPERATED.search(before):
        return "duration", "post_op"
    lead = ONSET.search(before) or SINCE.search(before)
    if lead is None:
        return "ago", "unknown"
    return "onset", measures_of_onset(low, amount.start - len(before) + lead.start(), lead)


def _is_follow_up(before: str, after: str) -> bool:
    if _FOLLOW_AFTER.match(after):
        return True
    if _OF_CARE.match(after):  # "return after 6 weeks of PT"
        return False
    return bool(_FOLLOW_DIRECT.search(before) or _FOLLOW_LATER.search(before))


def _is_offset(before: str, after: str) -> bool:
    if _IN_TIME.match(after):  # "in six weeks' time"
        return True
    if _AT.search(before):
        return not _OF_CARE.match(after)
    return bool(_OFFSET_AFTER.match(after)) and not _INTRODUCED.search(before)
