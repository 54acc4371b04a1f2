"""Reads how long things lasted, and tells durations from ages, frequencies, appointments and other lengths of time.

Only the words around a length of time decide here; what it belongs to is the linker's question. ``read_time`` is one
pass over a text that yields everything with its kind; ``find_durations`` keeps what is a duration.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field
from datetime import date

from mednec.evidence import DayRange, Value
from mednec.extraction.amounts import NUMBER_WORDS, Amount, contains_unit, number_value, read_amounts
from mednec.extraction.dates import ago_end, contains_date, mentions, read_points
from mednec.extraction.points import DateMention, Point, bounds, iso_of, settled_year
from mednec.extraction.time_words import UNIT_DAYS, UNITS, LazyPattern, WordScan, any_of, as_date, fold

DURATION_KINDS = frozenset(("duration", "since", "interval", "onset"))
"""The kinds of a TimeExpression that say how long something lasted."""


@dataclass(frozen=True, slots=True, repr=False)
class Duration(Value):
    """How long something lasted, in days; None where a bound is open.

    measures: symptom | therapy | supply | follow_up | post_op | plan | unknown, as far as the words beside it tell.
    """

    start: int
    end: int
    text: str = field(repr=False)
    days: DayRange
    measures: str = "unknown"
    start_date: str | None = None
    end_date: str | None = None


@dataclass(frozen=True, slots=True, repr=False)
class TimeExpression(Value):
    """A length of time of any kind.

    kind: duration, since, interval (from … to …), onset (began … ago), until (its end is known, not its length), ago,
    offset ("3 weeks later", "at 6 months"), frequency, step (of a dosing schedule), age, gestation, follow_up,
    off_work.
    """

    start: int
    end: int
    text: str = field(repr=False)
    days: DayRange
    kind: str
    measures: str = "unknown"
    start_date: str | None = None
    end_date: str | None = None


@dataclass(frozen=True, slots=True)
class TimeReading:
    """What one pass over a text found, each list in order."""

    expressions: tuple[TimeExpression, ...] = ()
    dates: tuple[DateMention, ...] = ()
    moments: tuple[TimeExpression, ...] = ()
    """Past days that no expression covers, of kind ``ago`` and counted back from the note: "on 3/15", "yesterday"."""

    @property
    def durations(self) -> list[Duration]:
        """The expressions that are durations."""
        return [
            Duration(e.start, e.end, e.text, e.days, e.measures, e.start_date, e.end_date)
            for e in self.expressions
            if e.kind in DURATION_KINDS
        ]


def contains_time(text: str) -> bool:
    """A quick look: could ``read_time`` find anything here?"""
    low = fold(text)
    return contains_unit(low) or contains_date(low)


def find_durations(text: str, anchor: str | date | None = None) -> list[Duration]:
    """The durations in a text; "since March" and the like need the note's date as anchor.

    Frequencies, ages, dosing intervals and appointments are no durations.
    """
    return read_time(text, anchor).durations


def scan_time(text: str, anchor: str | date | None = None) -> list[TimeExpression]:
    """Every length of time with its kind, those that are no durations included."""
    return list(read_time(text, anchor).expressions)


def read_time(text: str, anchor: str | date | None = None) -> TimeReading:
    """Durations, their look-alikes and dates in one pass."""
    day = as_date(anchor)
    low = fold(text)
    amounts = read_amounts(low)
    points = read_points(low, text, day, amounts)
    spans = _calendar_spans(text, low, points, day)
    expressions = sorted(
        spans + _outside(spans, [_classified(text, low, amount) for amount in amounts]), key=lambda e: e.start
    )
    moments = _outside(expressions, [moment for point in points if (moment := _moment(text, point, day))])
    return TimeReading(tuple(expressions), tuple(mentions(text, points, day)), tuple(moments))


def _moment(text: str, point: Point, anchor: date | None) -> TimeExpression | None:
    """A past point in time as the number of days back to it; "two weeks ago" is an expression of its own."""
    days = None if point.amount else _days_back(point, anchor)
    if days is None:
        return None
    iso = iso_of(point, settled_year(point, anchor))
    return TimeExpression(point.start, point.end, text[point.start : point.end], days, "ago", start_date=iso)


def _days_back(point: Point, anchor: date | None) -> tuple[int, int | None] | None:
    """How many days lie between a past point and the note, at the least and at the most."""
    if point.back:
        return point.back
    span = bounds(point, settled_year(point, anchor))
    if anchor is None or span is None or span[0] > anchor:
        return None
    return max(0, (anchor - span[1]).days), _days_from(span[0], anchor)


def _outside(spans: list[TimeExpression], others: list[TimeExpression]) -> list[TimeExpression]:
    """Those that no span covers ("3 months ago" within "from 3 months ago until May")."""
    taken = [span for span in spans if span.kind != "until"]
    starts = [span.start for span in taken]

    def covered(start: int) -> bool:
        before = bisect_right(starts, start)
        return before > 0 and start < taken[before - 1].end

    return [other for other in others if not covered(other.start)] if taken else others


# -------------------- since, until, from … to …
_ROUNDLY = r"(?:(?:about|approximately|approx\.?|around|roughly|circa|the|at\s+least|sometime\s+in|in|on|~)\s*){0,2}"
_LINK = LazyPattern(rf"\s*(?:-+>?|to|through|thru|until|till?|up\s+to|and|up\s+until)\s*{_ROUNDLY}")
_TO_NOW = LazyPattern(
    r"\s*(?:-+>?|to|through|thru|until|till?|up\s+to)\s*(?:the\s+)?(?:present|date|now|current(?:ly)?)\b"
)
_FROM = LazyPattern(rf"\b(?:from|between|since|starting|beginning)\s+{_ROUNDLY}$")
_SINCE_WORD = r"\b(?:since|dat(?:es|ing|ed)\s+(?:back\s+)?(?:to|from)|go(?:es|ing|ne)?\s+back\s+to)\b"
_SINCE = LazyPattern(rf"{_SINCE_WORD}(?:[\s:]+[\w'/#&-]+){{0,6}}[\s:(]*$")
_WHEN = LazyPattern(r"[\s,]+(?:at\s+which\s+(?:time|point)|when)\b")  # well until then
_UNTIL = LazyPattern(rf"\b(?:until|till|through|thru|up\s+to)\s+{_ROUNDLY}$")
_ONSET_WORD = (
    r"\b(?:began|begun|started|starting|beginning|onset|commenced|initiated|developed|noticed|first\s+noted|arose"
    r"|start(?=\s*(?:date|:)))\b"
)
_TO_START = LazyPattern(r"\b(?:will|shall|plan\w*|schedul\w*|to\s+be|order\w*|refer\w*|recommend\w*)\b")
_ONSET = LazyPattern(
    rf"{_ONSET_WORD}(?:[\s:]+(?!(?:and|then|but|had|was|underwent|seen|mri|ct|until|improv\w+|resolv\w+|better)\b)[\w'/-]+\.?){{0,10}}[\s:(~]*$"
)
_ONSET_DATE = LazyPattern(
    rf"{_ONSET_WORD}(?:[\s:]+(?!(?:and|then|but|mri|ct|improv\w+|resolv\w+|better)\b)[\w'/-]+\.?){{0,3}}[\s:(~]*$"
)


def _calendar_spans(text: str, low: str, points: list[Point], anchor: date | None) -> list[TimeExpression]:
    spans: list[TimeExpression] = []
    used = -1
    for index, point in enumerate(points):
        if index <= used:
            continue
        following = points[index + 1] if index + 1 < len(points) else None
        span = _interval(text, low, point, following, anchor) if following else None
        if span:
            used = index + 1
        else:
            span = _open_span(text, low, point, anchor)
        # A "since" speaks of the first date after it.
        if span and not (spans and span.start < spans[-1].end):
            spans.append(span)
    return spans


def _interval(text: str, low: str, first: Point, last: Point | None, anchor: date | None) -> TimeExpression | None:
    """Such as "from 1/5 to 2/20", "5/1-6/12", "January to March 2024"."""
    if last is None or last.start - first.end > 24:
        return None
    gap = low[first.end : last.start]
    lead = _FROM.search(low, max(0, first.start - 40), first.start)
    if not _LINK.fullmatch(gap) or ("and" in gap and not (lead and lead.group().startswith("between"))):
        return None
    first_year, last_year = _settled_years(first, last, anchor)
    # Without any year both ends still give the length; a common year serves to count it.
    spare = None if first.earliest or last.earliest else 2023
    early = bounds(first, first_year or spare)
    late = bounds(last, last_year or _year_after(first, last, spare))
    if not early or not late or late[1] < early[0]:
        return None
    days = max(0, (late[0] - early[1]).days), _days_from(early[0], late[1])
    start = lead.start() if lead else first.start
    measures = "plan" if anchor and early[0] > anchor else "unknown"
    ends = iso_of(first, first_year), iso_of(last, last_year)
    return TimeExpression(start, last.end, text[start : last.end], days, "interval", measures, *ends)


def _settled_years(first: Point, last: Point, anchor: date | None) -> tuple[int | None, int | None]:
    if first.year is None and last.year is not None and not first.earliest:
        same = bounds(first, last.year), bounds(last, last.year)
        later = same[0] and same[1] and same[0][0] > same[1][1]
        return last.year - 1 if later else last.year, last.year
    first_year = settled_year(first, anchor)
    return first_year, last.year if last.year is not None else _year_after(first, last, first_year)


def _year_after(first: Point, last: Point, first_year: int | None) -> int | None:
    """The year in which ``last`` comes next after ``first``."""
    if first_year is None or last.earliest:
        return first_year
    start, end = bounds(first, first_year), bounds(last, first_year)
    return first_year + 1 if start and end and end[1] < start[0] else first_year


def _days_from(earliest: date, day: date) -> int | None:
    return None if earliest == date.min else max(0, (day - earliest).days)


def _open_span(text: str, low: str, point: Point, anchor: date | None) -> TimeExpression | None:
    """Such as "since March", "began in March", "5/1/24 to present", "until last month"."""
    year = settled_year(point, anchor)
    if not point.back and (anchor is None or bounds(point, year) is None):
        return None
    iso = iso_of(point, year)
    until = _UNTIL.search(low, max(0, point.start - 40), point.start)
    if until and not _WHEN.match(low, point.end):
        return TimeExpression(
            until.start(), point.end, text[until.start() : point.end], (None, None), "until", end_date=iso
        )
    if point.amount:
        return None  # "2 weeks ago" counts itself, see _ago
    now = _TO_NOW.match(low, point.end)
    floor = _clause_start(low, point.start)
    since = _SINCE.search(low, floor, point.start) or (_FROM.search(low, floor, point.start) if now else None)
    onset = None if since or now else _ONSET_DATE.search(low, floor, point.start)
    lead = since or onset
    # "PT starting 7/1" in a plan is the next such day, which its date does not say.
    coming = onset and point.year is None and not point.earliest and _TO_START.search(low, floor, point.start)
    days = _days_back(point, anchor)
    if not (lead or now) or coming or days is None:
        return None
    start, end = lead.start() if lead else point.start, now.end() if now else point.end
    measures = _measures_of_onset(low, start, lead)
    return TimeExpression(start, end, text[start:end], days, "onset" if onset else "since", measures, start_date=iso)


# -------------------- what a length measures
_COMPLAINT = any_of(
    "pain,pains,ache,aches,aching,symptom,symptoms,sx,s/s,numbness,tingling,weakness,headache,headaches,complaint,"
    "complaints,stiffness,spasm,spasms,sciatica,lbp,radiculopathy,radiculitis,paresthesia*,discomfort,soreness,n/t,"
    "cough,fever,clumsiness,imbalance,limp,backache,neckache,cervicalgia,lumbago,claudication,swelling"
)
_CARE = any_of(
    "pt,p.t.,physical therapy,physiotherapy,therapy,chiro*,treatment,treatments,conservative,nsaid,nsaids,hep,"
    "home exercise*,exercise,exercises,acupuncture,massage,traction,rehab*,bracing,naproxen,ibuprofen,meloxicam,"
    "gabapentin,medication*,meds,care,immobilization"
)
_SURGERY = any_of(
    "surgery,operation,acdf,fusion,laminectomy,discectomy,microdiscectomy,decompression,laminoplasty,arthroplasty,"
    "replacement,procedure,repair,arthroscopy,kyphoplasty,corpectomy,foraminotomy"
)
_ROUND_WORDS = any_of(
    "about,approximately,approx,approx.,around,roughly,another,only,over,almost,nearly,at least,the,next,~,>,<,≥,≤,"
    "x,an additional"
)
_ROUND = rf"(?:{_ROUND_WORDS}\s*){{0,3}}"
_NUMBER_WORD = "|".join(NUMBER_WORDS)
_UNIT_WORD = rf"(?:{'|'.join(sorted(UNITS, key=len, reverse=True))})(?![a-z])"

_EVERY = LazyPattern(
    rf"(?:\bper|\beach|\bevery(?:\s+other)?|(?:^|[^a-z])q\.?|\balternate|\b(?:once|twice|times)\s+(?:with)?in"
    rf"|\b(?:tab(?:let)?s?|pills?|caps(?:ules)?|doses?|puffs?|m?g)\s+in|\b\d\s+of)\s*{_ROUND}$"
)
_COUNT_NOUN = any_of(
    "once,twice,thrice,time,times,mg,mcg,g,ml,tab,tabs,tablet,tablets,pill,pills,cap,caps,capsule,capsules,dose,"
    "doses,puff,puffs,pack,packs,ppd,beers,drinks,cup,cups,units,visit,visits,session,sessions,hour,hours,hrs,"
    "minute,minutes,mins,mile,miles,day,days,night,nights,cigarettes,blocks"
)
_NO_NOUN = r"(?!(?:for|in|over|about|within|after|than|of|nearly|almost|x|to|lasting|and|or)\b)"
_COUNTED = LazyPattern(
    rf"(?:(?<![a-z]){_COUNT_NOUN}|\d\s?x|(?<![\w/])(?:\d+|{_NUMBER_WORD}|several|few)(?:\s+{_NO_NOUN}[a-z]+)?)"
    r"(?:\s+or\s+(?:more|so|less))?[\s-]+$"
)
_PER = LazyPattern(
    rf"(?:\s+or\s+so)?\s*(?:/\s*|per\s+|(?<=\s)(?:an?|each|every)\s+|out\s+of\s+(?:the|every|each)\s+){_UNIT_WORD}(?!\s+ago)"
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
    rf"|(?:after|following|since|from|post)[\s-]+(?:[\w'-]+\s+){{0,4}}?{_SURGERY}\b)"
)
_POST_OP_BEFORE = LazyPattern(
    rf"\b(?:post[\s-]?op\w*|post[\s-]?surg\w*|pod|s/p\s+{_SURGERY})\s*(?:(?:at|x|day|week|month|for|now)\s*)?[:#]?"
    rf"\s*{_ROUND}$"
)
_OPERATED = LazyPattern(rf"(?:\b(?:s/p|status[\s-]post)\s+(?!{_INJURED}\b)|\b{_SURGERY}\b|\bunderwent\b)[^.;]{{0,60}}$")
_AWAY = any_of("off,out of,away from,missed,missing,lost,from,return to,returned to")
_OFF_WORK_BEFORE = LazyPattern(
    rf"\b(?:{_AWAY}(?:\s+(?:of|from))?\s+(?:\w+\s+)?(?:work|school|job|practice)(?:\s+(?:for|x|in))?|missed|missing)"
    rf"(?:\s+the\s+(?:past|last))?\s+{_ROUND}$"
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
    rf"(?<![a-z]){_FOLLOW}(?:\s+(?:visit|appointment|appt))?\s*[:,-]?\s*(?:(?:in|at|x|within|after|for)\s*)?{_ROUND}$"
    rf"|(?<![a-z]){_CHECKED}\s+in\s+{_ROUND}$"
)
_FOLLOW_LATER = LazyPattern(rf"(?<![a-z])(?:{_FOLLOW}|{_WILL})\b.{{0,70}}\b(?:in|within|after|at)\s+{_ROUND}$")
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
_FOR = LazyPattern(rf"\bfor\s*{_ROUND}$")  # "had pain for 5 weeks prior to admission": a length
_INTO_CARE = LazyPattern(
    rf"\s+into\s+(?:(?:a|the|his|her|their|this|\w+['s]*)\s+){{0,2}}?{_CARE}\b"
)  # "3 weeks into PT"
_ONSET_WAS = LazyPattern(r"\bonset\b[^.;,]{0,50}\bwas\s+(?:about\s+|around\s+|approximately\s+)?$")
_INTRODUCED = LazyPattern(
    rf"(?:\bfor|(?<![a-z])x|\blasting|\blasted|\bof|\btook|\bover|\bcompleted|\bpast|\blast)\s*{_ROUND}$"
)
_IN_TIME = LazyPattern(r"'?\s+time\b")
_AT = LazyPattern(r"\b(?:at|by)\s+(?:about\s+|approximately\s+|the\s+)?$")

_SIG_WORD = any_of(
    "bid,tid,qid,qhs,qd,qam,qpm,daily,prn,nightly,hs,b.i.d,t.i.d,q.i.d,q.d,p.o,p.r.n,po,bedtime,once a day,"
    "twice a day,times a day,times per day,per day,as needed,mg,mcg"
)
_SIG = LazyPattern(rf"\b(?:{_SIG_WORD}|q\.?\s?\d+(?:-\d+)?\s?h(?:rs?|ours?)?|#\s?\d+)\b[\s,.:()]*(?:(?:x|for)\s*)?$")
_DISPENSED = LazyPattern(
    r"(?:\b(?:disp(?:ense[ds]?)?|rx|sig|refills?|prescription|prescribed|supply|dose\s?pack|dosepak)\b|#\s?\d)[^.;]{0,50}$"
)
_SUPPLY_AFTER = LazyPattern(r"'?[\s-]*(?:supply|refills?|script)\b")
_DOSE = rf"(?:\d[\d/.]*|{_NUMBER_WORD}|half|an?)\s*(?:mg|mcg|tab\w*|tal?b\w*|pills?|caps?\w*|puffs?|drops?)"
_STEP_AFTER = LazyPattern(
    rf"[\s,;.]*(?:and\s+)?(?:th[ea]n|followed\s+by|reduc\w+\s+to|increas\w+\s+to)\s+(?:\w+\s+){{0,3}}?{_DOSE}"
)
_STEP_BEFORE = LazyPattern(rf"\b(?:th[ea]n|followed\s+by)\s+(?:\w+\s+){{0,3}}?{_DOSE}[^.;]{{0,40}}$")
_TAKEN_WORDS = any_of(
    "took,taken,taking,tried,trialed,used,using,completed,finished,failed,was on,been,had,received,underwent,"
    "attended,did,given,treated,has,have,s/p,without,went,participated,managed,after,despite,since,now,already,"
    "so far,currently,ongoing,otc,over the counter,over-the-counter,the same"
)
_TAKEN = LazyPattern(rf"\b{_TAKEN_WORDS}\b")
_PLAN_WORDS = any_of(
    "will,plan,plans,planned,planning,recommend*,refer,referred to,referred for,referring,sending,referral,order,"
    "orders,ordered,prescribing,"
    "start,begin,initiate,continue,schedule*,prescribe,advise*,should,goal,need to,needs to,request*,authoriz*,"
    "approved,anticipate*,eval and treat,evaluate and treat"
)
_PLANNED = LazyPattern(rf"\b{_PLAN_WORDS}\b|\bnext\s*$")
_UNTAKEN = LazyPattern(
    r"[^.;\n]{0,30}\b(?:(?:without|w/o|no)\s+(?:\w+\s+)?(?:relief|improvement|benefit|help|change)|failed|did\s+not\s+help"
    r"|minimal\s+relief)"
)
_HISTORY_AFTER = LazyPattern(
    r"'?\s*\n\s*(?:history|hx)\s+of\b|"  # on the next line a bare "History" is a heading
    rf"'?(?:[^\S\n]|-)*(?:(?:long\s+)?(?:history|hx|h/o)\b|(?:in\s+)?duration\b|of\s+(?:[\w/,-]+\s+){{0,4}}?{_COMPLAINT}\b)"
)
_GOES_ON = any_of("has,have,had,been,present,going on,persist*,ongoing,worse*")
_COMPLAINT_BEFORE = LazyPattern(
    rf"(?<![a-z]){_COMPLAINT}(?:\s+{_GOES_ON}){{0,3}}\s*[,:(-]?\s*(?:(?:for|x|lasting|of|over|during)\s*)?"
    rf"(?:the\s+(?:past|last)\s+)?{_ROUND}$"
)
_COURSE_AFTER = LazyPattern(rf"[\s-]*(?:(?:course|trial|regimen|program|taper)\b|of\s+(?:[\w/-]+\s+){{0,3}}?{_CARE}\b)")


_WRAP_COLUMN = 58
_GOES_ON_BELOW = LazyPattern(r"\b(?:since|for|from|until|till|on|about|around|over|the|of|in|x|and|to)$")
_ABBREVIATED = (" dr", " mr", "mrs", " ms", " st", " vs", "approx")


def _clause_start(low: str, at: int, reach: int = 90) -> int:
    """Where the words that may speak about this place begin: the sentence, a semicolon, the line, or ``reach``."""
    floor = max(0, at - reach)
    stop = low.rfind(". ", floor, at)
    # The stop of "Dr. X", "p.r.n. for two weeks", "q.12h. for" ends no sentence.
    while stop > 1 and _abbreviates(low, stop):
        stop = low.rfind(". ", floor, stop)
    line = low.rfind("\n", floor, at)
    while line > floor and _is_wrapped(low, line):
        line = low.rfind("\n", floor, line)
    return max(floor, stop + 1, line + 1, *(low.rfind(mark, floor, at) + 1 for mark in (";", "? ")))


def _is_wrapped(low: str, newline: int) -> bool:
    """Whether a line was broken for its length or behind a word that must go on ("since", "for")."""
    line = low[low.rfind("\n", 0, newline) + 1 : newline].rstrip()
    if _GOES_ON_BELOW.search(line):
        return True
    return len(line) >= _WRAP_COLUMN and line[-1] not in ".:;!?|" and low[newline + 1 : newline + 2].isalnum()


def _abbreviates(low: str, stop: int) -> bool:
    single = low[stop - 1].isalpha() and low[stop - 2] in ". 0123456789"
    return single or low.endswith(_ABBREVIATED, 0, stop)


def _classified(text: str, low: str, amount: Amount) -> TimeExpression:
    before = low[_clause_start(low, amount.start) : amount.start]
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
    if _EARLIER.match(after) and (lead := _ONSET.search(before) or _ONSET_WAS.search(before)):
        return "onset", _measures_of_onset(low, amount.start - len(before) + lead.start(), lead)
    if _INTO_CARE.match(after):
        return "duration", "therapy"
    if _is_offset(before, after):
        return "offset", "unknown"
    measures = _measures(before, after)
    # "40 mg for 5 days, then 20 mg for 5 days": the length of one step is not that of the course
    step = measures in ("supply", "unknown", "plan") and not _TAKEN.search(before)
    if step and (_STEP_AFTER.match(after) or _STEP_BEFORE.search(before)):
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
    lead = _ONSET.search(before) or _SINCE.search(before)
    if lead is None:
        return "ago", "unknown"
    return "onset", _measures_of_onset(low, amount.start - len(before) + lead.start(), lead)


_SURGERY_SAID = LazyPattern(rf"\b{_SURGERY}\b|\bs/p\b")
_CARE_SAID = LazyPattern(rf"\b{_CARE}\b")
_COMPLAINT_SAID = LazyPattern(rf"(?<![a-z]){_COMPLAINT}\b")


def _measures_of_onset(low: str, start: int, lead: re.Match[str] | None) -> str:
    led = lead.group() if lead else ""
    if _SURGERY_SAID.search(led):
        return "post_op"
    said = low[_clause_start(low, start, 40) : start] + led
    if _CARE_SAID.search(said):
        return "unknown"
    return "symptom" if _COMPLAINT_SAID.search(said) else "unknown"


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


def _measures(before: str, after: str) -> str:
    """What a duration measures, where the words beside it say so."""
    if _SUPPLY_AFTER.match(after):
        return "supply"
    taken = bool(_TAKEN.search(before)) or bool(_UNTAKEN.match(after))
    if not taken and (_SIG.search(before) or _DISPENSED.search(before)):
        return "supply"
    course = _COURSE_AFTER.match(after) is not None
    if _HISTORY_AFTER.match(after) or (not course and _COMPLAINT_BEFORE.search(before)):
        return "symptom"
    if not taken and _PLANNED.search(before):
        return "plan"
    return "therapy" if course else "unknown"


# -------------------- sessions
@dataclass(frozen=True, slots=True)
class SessionCount:
    """How many visits, sessions or treatments; ``planned`` when they are still to come."""

    start: int
    end: int
    count: int
    planned: bool


_COUNT = rf"(?:\d{{1,3}}|(?:{'|'.join(sorted(NUMBER_WORDS, key=len, reverse=True))})|a\s+dozen|a\s+couple(?:\s+of)?)"
_SESSION_KIND = any_of(
    "pt,ot,p.t.,physical therapy,occupational therapy,therapy,chiro*,acupuncture,massage,treatment,supervised,"
    "total,aquatic,pool,skilled,individual,outpatient,formal,rehab*,traction,osteopathic,manipulation,cmt,omt,"
    "dry-needling,home,scheduled,authorized,more,additional,of,the,his,her,prior,previous"
)
_INJECTION_KIND = any_of(
    "prior,previous,lumbar,cervical,epidural,steroid,transforaminal,interlaminar,facet,trigger-point,spinal,joint,"
    "si,nerve,medial branch,caudal,left,right,bilateral,repeat,fluoroscopic,selective"
)
_SESSION_NOUNS = ("visit", "session", "treatment", "appointment", "appt", "adjustment", "tx")
_INJECTION_NOUNS = ("injection", "esi", "tfesi", "tpi", "epidural", "block", "rfa", "mbb")
_NOUN = WordScan(
    [noun + ending for noun in _SESSION_NOUNS + _INJECTION_NOUNS for ending in ("", "s")] + ["attended", "massages"]
)
_OUT_OF = rf"\s*(?:of|out\s+of|/)\s*(?:(?:the|his|her)\s+)?(?P<total>{_COUNT})"
_COUNT_BEFORE = LazyPattern(
    rf"(?<![\w/.#-])(?:x\s?)?(?P<first>{_COUNT})(?:(?:\s*-\s*|\s+(?:to|or)\s+){_COUNT})?(?:{_OUT_OF})?"
    rf"(?:\s+(?:{_SESSION_KIND}|{_INJECTION_KIND}|(?:rounds|sets)\s+of|[cl]\d-[ls]?\d)){{0,5}}[\s-]+$"
)
_COUNT_AFTER = LazyPattern(
    rf"\s*[:#]?\s*(?P<first>{_COUNT}){_OUT_OF}(?![\w/]|\s*\+)"
    rf"|\s*\(?(?:x|times)\s?(?P<times>{_COUNT})\b(?!\s*/|\s*-?\s*{_UNIT_WORD}|\s*-\s*\d)"
)
# A rate, or an adjective of the noun that follows ("epidural steroid injections").
_NOT_COUNTED = LazyPattern(
    rf"\s*(?:(?:/|per\b|an?\b|each\b|every\b)\s*(?:\d+\s*)?{_UNIT_WORD}|weekly\b|monthly\b)|\s+(?:steroid|injection)"
)
_LEFT_OVER = LazyPattern(r"\s+(?:remain|left\b|authoriz|approved)")
_TO_COME = LazyPattern(
    r"\b(?:will|plan(?:s|ned)?|recommend\w*|refer(?:red|ral)?|order(?:ed|s)?|authoriz\w+|approv\w+|request\w*|prescri\w+"
    r"|for\s+up\s+to|schedule[ds]?|remaining|should|needs?)\b"
)
_HAD = LazyPattern(
    r"\b(?:attended|completed|had|has|have|finished|after|received|underwent|done|did|s/p|despite|been|since|now|already|so\s+far)\b"
)


def find_sessions(text: str) -> list[SessionCount]:
    """Counts of therapy visits, sessions, treatments and injections; rates ("2 visits a week") are none."""
    low = fold(text)
    found: list[SessionCount] = []
    for noun in _NOUN.finditer(low):
        session = _session(low, noun)
        if session and not (found and session.start < found[-1].end):
            found.append(session)
    return found


def _session(low: str, noun: re.Match[str]) -> SessionCount | None:
    """Such as "8 visits", "9 of 12 sessions", "attended 9 of 12", "ESI x3"."""
    before = None
    if noun.group() != "attended" and not _NOT_COUNTED.match(low, noun.end()):
        before = _COUNT_BEFORE.search(low, max(0, noun.start() - 56), noun.start())
    after = None if before else _COUNT_AFTER.match(low, noun.end())
    hit = before or after
    dated = after is not None and "/" in after.group() and not noun.group().endswith(("s", "d"))  # "visit 5/11"
    if hit is None or dated:
        return None
    words = hit["first"] or (after["times"] if after else "")
    count = 2 if "couple" in words else int(number_value(words))
    if before:
        start, end = hit.start(), noun.end()
    else:
        start, end = (noun.start() if hit["first"] else hit.start("times")), hit.end()
    said = low[_clause_start(low, start) : start]
    planned = bool(_TO_COME.search(said)) and not _HAD.search(said[_last_plan(said) :])
    return SessionCount(start, end, count, planned or bool(_LEFT_OVER.match(low, end))) if count else None


def _last_plan(said: str) -> int:
    return max((hit.end() for hit in _TO_COME.finditer(said)), default=0)
