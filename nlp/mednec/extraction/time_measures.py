"""What a length of time measures: a symptom, therapy, a supply, or a plan."""

from __future__ import annotations

from mednec.extraction.time_phrases import CARE, COMPLAINT, NUMBER_WORD, ROUND
from mednec.extraction.time_words import LazyPattern, any_of

_SIG_WORD = any_of(
    "bid,tid,qid,qhs,qd,qam,qpm,daily,prn,nightly,hs,b.i.d,t.i.d,q.i.d,q.d,p.o,p.r.n,po,bedtime,once a day,"
    "twice a day,times a day,times per day,per day,as needed,mg,mcg"
)
_SIG = LazyPattern(rf"\b(?:{_SIG_WORD}|q\.?\s?\d+(?:-\d+)?\s?h(?:rs?|ours?)?|#\s?\d+)\b[\s,.:()]*(?:(?:x|for)\s*)?$")
_DISPENSED = LazyPattern(
    r"(?:\b(?:disp(?:ense[ds]?)?|rx|sig|refills?|prescription|prescribed|supply|dose\s?pack|dosepak)\b|#\s?\d)[^.;]{0,50}$"
)
_SUPPLY_AFTER = LazyPattern(r"'?[\s-]*(?:supply|refills?|script)\b")
_DOSE = rf"(?:\d[\d/.]*|{NUMBER_WORD}|half|an?)\s*(?:mg|mcg|tab\w*|tal?b\w*|pills?|caps?\w*|puffs?|drops?)"
_STEP_AFTER = LazyPattern(
    rf"[\s,;.]*(?:and\s+)?(?:th[ea]n|followed\s+by|reduc\w+\s+to|increas\w+\s+to)\s+(?:\w+\s+){{0,3}}?{_DOSE}"
)
_STEP_BEFORE = LazyPattern(rf"\b(?:th[ea]n|followed\s+by)\s+(?:\w+\s+){{0,3}}?{_DOSE}[^.;]{{0,40}}$")
_TAKEN_WORDS = any_of(
    "took,taken,taking,tried,trialed,used,using,completed,finished,failed,was on,been,had,received,underwent,"
    "attended,did,given,treated,has,have,s/p,without,went,participated,managed,after,despite,since,now,already,"
    "continues,continued,remains,maintained,managing,relies,so far,currently,ongoing,otc,over the counter,"
    "over-the-counter,the same"
)
_TAKEN = LazyPattern(rf"\b{_TAKEN_WORDS}\b|\bfor\s+the\s+(?:past|last)\s*$")
_PLAN_WORDS = any_of(
    "will,plan,plans,planned,planning,recommend*,refer,referred to,referred for,referring,sending,referral,order,"
    "orders,ordered,prescribing,"
    "start,begin,initiate,continue,schedule*,prescribe,advise*,should,goal,need to,needs to,request*,authoriz*,"
    "approved,anticipate*,eval and treat,evaluate and treat"
)
_PLANNED = LazyPattern(rf"\b{_PLAN_WORDS}\b|\bnext\s*$")
_AHEAD = LazyPattern(r"\bnext\s*$")
_UNTAKEN = LazyPattern(
    r"[^.;\n]{0,30}\b(?:(?:without|w/o|no)\s+(?:\w+\s+)?(?:relief|improvement|benefit|help|change)|failed|did\s+not\s+help"
    r"|minimal\s+relief)"
)
_HISTORY_AFTER = LazyPattern(
    r"'?\s*\n\s*(?:history|hx)\s+of\b|"  # on the next line a bare "History" is a heading
    rf"'?(?:[^\S\n]|-)*(?:(?:long\s+)?(?:history|hx|h/o)\b|(?:in\s+)?duration\b|of\s+(?:[\w/,-]+\s+){{0,4}}?{COMPLAINT}\b)"
)
_GOES_ON = any_of("has,have,had,been,present,going on,persist*,ongoing,worse*")
_COMPLAINT_BEFORE = LazyPattern(
    rf"(?<![a-z]){COMPLAINT}(?:\s+{_GOES_ON}){{0,3}}\s*[,:(-]?\s*(?:(?:for|x|lasting|of|over|during)\s*)?"
    rf"(?:the\s+(?:past|last)\s+)?{ROUND}$"
)
_COURSE_AFTER = LazyPattern(rf"[\s-]*(?:(?:course|trial|regimen|program|taper)\b|of\s+(?:[\w/-]+\s+){{0,3}}?{CARE}\b)")


def measures_of(before: str, after: str) -> str:
    """What a duration measures, where the words beside it say so."""
    if _SUPPLY_AFTER.match(after):
        return "supply"
    ahead = _AHEAD.search(before) is not None
    taken = not ahead and (bool(_TAKEN.search(before)) or bool(_UNTAKEN.match(after)))
    if not taken and (_SIG.search(before) or _DISPENSED.search(before)):
        return "supply"
    course = _COURSE_AFTER.match(after) is not None
    if _HISTORY_AFTER.match(after) or (not course and _COMPLAINT_BEFORE.search(before)):
        return "symptom"
    if not taken and _PLANNED.search(before):
        return "plan"
    return "therapy" if course else "unknown"


def is_step(before: str, after: str, measures: str) -> bool:
    """As in "40 mg for 5 days, then 20 mg for 5 days": the length of one step is not that of the course."""
    if measures not in ("supply", "unknown", "plan") or _TAKEN.search(before):
        return False
    return bool(_STEP_AFTER.match(after) or _STEP_BEFORE.search(before))
