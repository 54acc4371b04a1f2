"""Reads dates in figures ("3/14/24", "2024-03", "5/18") and tells them from grades and ratios."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from mednec.extraction.points import Point, bounds, year_of
from mednec.extraction.time_words import LazyPattern, any_of

_YEAR = r"(?:\d{4}|\d{2})"
_NOT_MORE = r"(?![\d/%]|[a-su-z]|\.\d)"  # a "t" may follow, as in 2024-03-15T10:00
NUMERIC = LazyPattern(
    rf"\d(?<![\w./]\d)(?<!\d-\d)(?:\d?/\d{{1,2}}/{_YEAR}|\d?/\d{{4}}|\d?/\d{{1,2}}|\d{{3}}[-/]\d{{1,2}}[-/]\d{{1,2}}"
    rf"|\d?-\d{{1,2}}-{_YEAR}|\d?\.\d{{1,2}}\.{_YEAR}|\d?-(?:19|20)\d\d|(?<=[12])\d{{3}}){_NOT_MORE}"
)
_RANGE_TAIL = LazyPattern(
    rf"\s?(?:-|\bto\b|thru|through)\s?(\d{{1,2}}/(?:\d{{4}}|\d{{1,2}}(?:/{_YEAR})?)|(?:19|20)\d\d){_NOT_MORE}(?!t)"
)
_SPLIT = re.compile(r"[./-]")


def _numeric_point(token: str, start: int, anchor: date | None) -> Point | None:
    """A numeric date by its shape alone."""
    parts = _SPLIT.split(token)
    end = start + len(token)
    if len(parts) == 1:
        year = year_of(token, anchor)
        return Point(start, end, year) if year and 1930 <= year <= 2060 else None
    if len(parts) == 3 and len(parts[0]) == 4:
        year, month, day = year_of(parts[0], anchor), int(parts[1]), int(parts[2])
    elif len(parts) == 3:
        year, month, day = year_of(parts[2], anchor), int(parts[0]), int(parts[1])
        if month > 12 and day <= 12 and len(parts[2]) == 4:
            month, day = day, month
    elif len(parts[1]) == 4:
        year, month, day = year_of(parts[1], anchor), int(parts[0]), 0
    elif int(parts[1]) >= 60:
        year, month, day = year_of(parts[1], anchor), int(parts[0]), 0  # "in 8/90"
    else:
        point = Point(start, end, None, int(parts[0]), int(parts[1]))
        return point if 1 <= int(parts[0]) <= 12 and bounds(point, 2024) else None
    if year is None or not 1 <= month <= 12:
        return None
    point = Point(start, end, year, month, day or None)
    return point if bounds(point, year) else None


_DATE_WORDS = any_of(
    "on,since,until,till,til,date,dated,complete,completed,start,started,starting,began,beginning,from,thru,eval,"
    "evaluation,re-eval,seen,visit,done,performed,dos,doi,doa,ended,ending,stopped,finished,discharged,admitted,"
    "as of,effective,between,scheduled,scheduled for,refill,refilled,injured,accident,mva,mvc,fell,fall,injury,"
    "crash,incident,lmp,s/p,onset,mri,ct,cta,emg,ncs,emg/ncs,x-ray,x-rays,xr,film,films,radiographs,scan,study,"
    "myelogram,esi,tfesi,injection,injections,inj,acdf,surgery,imaging,lab,labs,note,before,after,prior to,"
    "outside ed,urgent care,pcp"
)
_LOOSE_WORDS = any_of(
    "pt,ot,by,last,next,initial,first,through,to,of,for,due,was,rx,d/c,d/c'd,discontinued,called,again"
)
_STUDIED = any_of(
    "c-spine,t-spine,l-spine,ls-spine,cervical spine,lumbar spine,thoracic spine,spine,brain,cervical,lumbar,neck"
)
_ONLY_DATE = LazyPattern(
    r"\b(?:since|until|till?|as\s+of|dated|dos|doi|beginning|starting|began)(?:\s+(?:on|about))?\s*:?\s*$"
)
_PROTOCOL = r"(?:w/?o|w/?wo|w/\s?and\s?w/?o|without|with)(?:\s+(?:contrast|con|gad))?"
_STRONG = LazyPattern(
    rf"(?<![a-z]){_DATE_WORDS}(?:\s+{_STUDIED})?(?:\s+{_PROTOCOL})?(?:\s*[:(-]|\s+(?:of|on|from|dated|#\d))?[\s(]*$"
)
_IN_MONTH = LazyPattern(rf"(?<![a-z])(?:in|until|by|{_DATE_WORDS})(?:\s+{_STUDIED})?[\s(:,]*$")
_WEAK = LazyPattern(rf"(?<![a-z])(?:{_DATE_WORDS}|{_LOOSE_WORDS})(?:\s*[:(-]|\s+#\d|\s+\w{{1,14}})?[\s(]*$")
_SCORED_WORDS = any_of(
    "strength,motor,power,grade,graded,grades,reflex*,dtr,dtrs,pulse,pulses,pain,murmur,score,scores,scored,scale,"
    "rate,rated,rating,intensity,vas,nrs,biceps,triceps,deltoid,deltoids,grip,ehl,quad*,hamstring,hamstrings,psoas,"
    "iliopsoas,flexion,extension,abduction,dorsiflexion,plantarflexion,flexor*,extensor*,test*,moca,mmse,phq*,gad*,"
    "mjoa,joa,gcs,odi,ndi,epworth,vision,acuity,attended,attends,missed,took,takes"
)
_SCORED = LazyPattern(rf"(?<![a-z]){_SCORED_WORDS}\W*(?:\w+\W+){{0,2}}$")
_NOT_A_DAY_WORDS = any_of(
    "visit,visits,session,sessions,treatments,appointments,pain,strength,motor,power,mg,mcg,ml,l,liter*,lpm,tab*,"
    "pill*,inch*,point,points,week*,wk*,day*,month*,hour*,hr*,year*,yr*,lb,lbs,pounds,packs,cups,dose,doses,bilat*,"
    "throughout,except,grip,quad*,biceps,triceps,deltoid,murmur,reflex*,dtr*,of the,score,right,left,on the left,"
    "on the right,on left,on right,on vas,on nrs,on pain,in all,in the,in both,in bilateral,in upper,in lower"
)
_NOT_A_DAY = LazyPattern(rf"\s*(?:-\s*)?(?:{_NOT_A_DAY_WORDS}\b|\"|in\.)")
_LEVEL_BEFORE = LazyPattern(r"(?:^|[^a-z])[clts]\s?\d{0,2}(?:[/-]\d{1,2})?\s*(?:,|and|&|to)?\s*$")
_LIST_GAP = LazyPattern(r"(?:\s*(?:,|;|and|&|,\s*and)\s*){1,2}")
_UNTIL_NOW = LazyPattern(r"\s*(?:-+>?|to|through|thru|until)\s*(?:the\s+)?present\b")
_SCORE_TOPS = frozenset((2, 3, 4, 5, 6, 10))


def _is_day_of_year(low: str, point: Point, token: str, in_list: bool) -> bool:
    """Decide for "3/15": month and day, or a grade, a ratio, a level, a score?"""
    month, day = point.month or 0, point.day or 0
    head = low[max(0, point.start - 36) : point.start]
    if _LEVEL_BEFORE.search(head) or _NOT_A_DAY.match(low, point.end):
        return False
    first, second = token.split("/")
    if "0" in (first[0], second[0]) or _ONLY_DATE.search(head):  # nobody pads a grade with a zero
        return True
    if day not in _SCORE_TOPS and _STRONG.search(head):
        return True
    if _SCORED.search(head):
        return False
    if _UNTIL_NOW.match(low, point.end):
        return True
    if month <= day and day in _SCORE_TOPS:
        return _STRONG.search(head) is not None
    if in_list or _WEAK.search(head):
        return True
    marked = low[point.end : point.end + 2].startswith((":", "-", " -"))
    return _opens_line(low, point) and (day > 12 or marked)


def _opens_line(low: str, point: Point) -> bool:
    before = low[max(0, point.start - 6) : point.start]
    return not before.rpartition("\n")[2].strip(" \t*-•")


_YEAR_LOOK_ALIKE = any_of(
    "mg,mcg,ml,cc,unit,units,iu,u,hour,hours,hrs,h,step,steps,cal,kcal,calorie,calories,feet,ft,lb,lbs,gram,grams,"
    "g,meters,m,am,pm,patients,people,yards,miles,cm,mm,x,dollars,st,street,ave*,road,rd,blvd,drive,points,cells"
)
_NOT_A_YEAR = LazyPattern(rf"\s*(?:{_YEAR_LOOK_ALIKE}\b|%)")
_NO_YEAR_BEFORE = LazyPattern(r"(?:[$#:]|\b(?:at|room|suite|box|cpt|code|zip|ext|lot|no\.?|number|id|mrn|hrs?))\s*$")


def _is_year(low: str, point: Point, anchor: date | None) -> bool:
    if anchor and point.year and point.year > anchor.year + 1:
        return False
    head = low[max(0, point.start - 14) : point.start]
    return not _NOT_A_YEAR.match(low, point.end) and not _NO_YEAR_BEFORE.search(head)


def numeric_points(low: str, anchor: date | None) -> Iterator[Point]:
    """Every date in figures in a folded text."""
    previous_end = -99
    position = 0
    while hit := NUMERIC.search(low, position):
        position = hit.end()
        point = _numeric_point(hit.group(), hit.start(), anchor)
        if point is None:
            continue
        tail = _RANGE_TAIL.match(low, hit.end())
        last = _numeric_point(tail[1], tail.start(1), anchor) if tail else None
        if tail and last and _is_date_range(low, point, last, hit.group(), tail[1]):
            yield point
            yield last
            position = previous_end = tail.end()
            continue
        in_list = point.start - previous_end < 8 and bool(_LIST_GAP.fullmatch(low[previous_end : point.start]))
        if point.year is None and not _is_day_of_year(low, point, hit.group(), in_list):
            continue
        short_year = point.day is None and point.month is not None and len(hit.group()) < 6
        if short_year and not _IN_MONTH.search(low, max(0, point.start - 36), point.start):
            continue
        if point.month is None and not _is_year(low, point, anchor):
            continue
        previous_end = point.end
        yield _part_of_year(low, point) if point.month is None else point


def _part_of_year(low: str, point: Point) -> Point:
    """Widen "2023" to "early 2023" where that is written."""
    floor = max(0, point.start - 28)
    part = PART_BEFORE.search(low, floor, point.start)
    return replace(point, start=part.start(), part=part.lastgroup or "") if part else point


def _is_date_range(low: str, first: Point, last: Point, first_token: str, last_token: str) -> bool:
    """A range of days in "5/1-6/12", of years in "2019-2021"; "4/5-5/5" is a grade."""
    if (first.month is None) != (last.month is None):
        return False
    head = low[max(0, first.start - 36) : first.start]
    if first.month is None:
        return _is_year(low, last, None) and (first.year or 0) <= (last.year or 0)
    if _LEVEL_BEFORE.search(head) or _NOT_A_DAY.match(low, last.end):
        return False
    if first_token.count("/") == 2 or last_token.count("/") == 2:
        return True
    same_top = first.day == last.day and first.day in _SCORE_TOPS
    return not same_top and not (_SCORED.search(head) and (first.day in _SCORE_TOPS or last.day in _SCORE_TOPS))


PART_BEFORE = LazyPattern(
    r"(?<![a-z])(?:(?P<early>early(?:\s+in)?|beginning\s+of|start\s+of|first\s+(?:week|part)\s+of)"
    r"|(?P<mid>mid(?:dle)?(?:\s+of)?)|(?P<late>late(?:\s+in)?|end\s+of|latter\s+part\s+of))(?:\s+the)?[\s-]+$"
)
