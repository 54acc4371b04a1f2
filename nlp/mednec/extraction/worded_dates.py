"""Reads dates in words: months, seasons, weekdays, "last month", "yesterday evening"."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta

from mednec.extraction.amounts import WINDOW_OPENERS
from mednec.extraction.numeric_dates import PART_BEFORE
from mednec.extraction.points import Point, bounds, month_end, year_of
from mednec.extraction.time_words import LazyPattern, alternatives, any_of

_MONTH_NAMES = "january,february,march,april,may,june,july,august,september,october,november,december"
MONTHS = {name: n for n, name in enumerate(_MONTH_NAMES.split(","), 1)}
MONTHS |= {name[:3]: n for name, n in MONTHS.items()} | {"sept": 9}
_MONTH = rf"(?:{alternatives(MONTHS)})"
_WEEKDAY_NAMES = "monday,tuesday,wednesday,thursday,friday,saturday,sunday"
WEEKDAYS = {name: n for n, name in enumerate(_WEEKDAY_NAMES.split(","))}
WEEKDAYS |= {"mon": 0, "tue": 1, "tues": 1, "wed": 2, "thu": 3, "thur": 3, "thurs": 3, "fri": 4, "sat": 5, "sun": 6}
HOURS = ("am", "pm", "a.m", "p.m")
_AFTER_MONTH = LazyPattern(
    r"\.?(?:"
    r"[\s-]{1,2}(?P<day>[0-3]?\d)(?:st|nd|rd|th)?(?![\d/%]|[a-z]|\.\d|:\d)"
    r"(?:(?:\s*,\s*|\s+|-)(?P<day_year>(?:19|20)\d\d)(?!\d))?"
    r"|(?:\s*,\s*|\s+of\s+|\s+|\s*-\s*|\s*/\s*)(?P<year>(?:19|20)\d\d)(?!\d)"
    r"|[\s-]?'(?P<short>\d\d)(?!\d)"
    r")"
)
_BEFORE_MONTH = LazyPattern(r"(?<![\w./])(?P<day>[0-3]?\d)(?P<th>st|nd|rd|th)?(?:\s+of\s+|[\s-]{0,2})$")
_MONTH_LEAD_WORDS = any_of(
    "in,since,until,till,til,by,from,to,through,thru,during,of,before,after,around,about,between,and,last,this,"
    "past,next,early,mid,late,began,started,complete,completed,starting,ending,for"
)
_MONTH_LEAD = LazyPattern(
    rf"(?<![a-z]){_MONTH_LEAD_WORDS}(?:\s+(?:about|around|approximately|the|last|this|past))?[\s-]+$"
)
_COMING = LazyPattern(r"\b(?:next|this\s+coming|upcoming)\s+$")
_MONTH_RANGE = LazyPattern(rf"\.?\s*(?:-|to|through|thru|until)\s*{_MONTH}(?![a-z])")
_DOSE_WORDS = any_of(
    "mg,mcg,ml,cc,unit,units,tab*,pill*,week,weeks,day,days,month,months,year,years,hour,hours,hrs,times,visits,"
    "sessions,more,or,be"
)
_NO_DOSE = LazyPattern(rf"\s*{_DOSE_WORDS}\b")
_COMMON_WORDS = frozenset(("may", "march", "mar", "sep", "oct", "dec", "jan", "june", "april", "august"))


_OF_YEAR = LazyPattern(
    r",?\s+(?:of\s+)?(?:(?P<last>last|(?:the\s+)?(?:previous|prior|past))|(?P<this>this))\s+year(?![a-z'])"
)


def _told_year(told: re.Match[str], anchor: date) -> int:
    """As in "in May of last year", "the spring of this year"."""
    return anchor.year - 1 if told["last"] else anchor.year


def month_point(low: str, text: str, hit: re.Match[str], anchor: date | None) -> Point | None:
    """Such as "March 3", "in March 2024", "3 March"."""
    name = hit.group()
    month = MONTHS[name]
    start, end, day, year = hit.start(), hit.end(), None, None
    after = _AFTER_MONTH.match(low, end)
    if after and after["day"] and (not 1 <= int(after["day"]) <= 31 or _NO_DOSE.match(low, after.end())):
        after = None
    head = low[max(0, start - 28) : start]
    if after:
        end = after.end()
        day = int(after["day"]) if after["day"] else None
        year_digits = after["day_year"] or after["year"] or after["short"]
        year = year_of(year_digits, anchor) if year_digits else None
    if anchor and year is None and (told := _OF_YEAR.match(low, end)):
        year, end = _told_year(told, anchor), told.end()
    before = _BEFORE_MONTH.search(head) if day is None else None
    if before and 1 <= int(before["day"]) <= 31 and (year or before["th"] or name not in _COMMON_WORDS):
        day, start = int(before["day"]), start - (len(head) - before.start())
    part = PART_BEFORE.search(head) if day is None else None
    if anchor and year is None and _COMING.search(head):
        year = anchor.year + (month <= anchor.month)
    point = Point(start, end, year, month, day, part.lastgroup or "" if part else "")
    if part:
        point = replace(point, start=hit.start() - (len(head) - part.start()))
    if (year is None and not bounds(point, 2024)) or (year and not bounds(point, year)):
        return None
    if after or day or part or end > hit.end() or _stands_alone(low, text, hit, head):
        return point
    return None


def _stands_alone(low: str, text: str, hit: re.Match[str], head: str) -> bool:
    """A month in "in March", "since Jan", "Jan-Mar 2024"; not "may", "MAR", "OCT" or a person's name."""
    written = text[hit.start() : hit.end()]
    if not (_MONTH_LEAD.search(head) or _MONTH_RANGE.match(low, hit.end()) or _TILL_NOW.match(low, hit.end())):
        return False
    abbreviated = len(written) <= 4 and hit.group() not in ("may", "june", "july")
    if (written.isupper() and abbreviated) or (written.islower() and hit.group() in ("may", "march", "mar")):
        return False
    return hit.group() != "may" or not re.match(
        r"\s+(?:be|have|not|also|need|consider|require|still|benefit)\b", low[hit.end() : hit.end() + 12]
    )


_TILL_NOW = LazyPattern(
    r"\s*(?:-+>?|\u2013|to|through|thru)\s*(?:the\s+)?(?:present|now|current)\b"
)  # "June - present"
_SEASON_YEAR = LazyPattern(r"(?:\s+of)?(?:\s+|,\s*)(?P<year>(?:19|20)\d\d)(?!\d)")
_SEASON_LEAD = LazyPattern(
    r"(?<![a-z])(?:last|this|this\s+past|since|in|during|until|early|mid|late)"
    r"(?:\s+(?:the|last|this|past|early|late|mid)){0,3}[\s-]+$"
)
_FALL_VERB = LazyPattern(
    r"\s+(?:he|she|they|was|were|occurred|from|down|on|at|when|off|while|out|risk|precaution|into|injury)\b"
)


def season_point(low: str, hit: re.Match[str], anchor: date | None) -> Point | None:
    """Such as "last winter", "in the fall of 2023"; "a fall" is none."""
    head = low[max(0, hit.start() - 20) : hit.start()]
    year = _SEASON_YEAR.match(low, hit.end())
    if year:
        return Point(hit.start(), year.end(), int(year["year"]), part=hit.group())
    told = _OF_YEAR.match(low, hit.end()) if anchor else None
    if told and anchor:
        return Point(hit.start(), told.end(), _told_year(told, anchor), part=hit.group())
    lead = _SEASON_LEAD.search(head)
    if not lead or anchor is None:
        return None
    if hit.group() == "fall" and (
        _FALL_VERB.match(low, hit.end()) or lead.group().split()[-1] in ("a", "since", "until")
    ):
        return None  # she fell
    words = lead.group().split()
    start = hit.start() - len(words[-1]) - 1 if words[-1] in ("last", "this") else hit.start()
    return Point(max(0, start), hit.end(), None, part=hit.group())


_CALENDAR = LazyPattern(
    r"\s+(?:past\s+)?(?P<unit>week|month|year|night|morning|afternoon|evening|weekend|am|pm)(?![a-z'])"
)


def relative_point(low: str, hit: re.Match[str], anchor: date | None) -> Point | None:
    """Such as "last month", "this year", "next week", "last night"; "the last month" is a duration."""
    word = hit.group()
    unit = _CALENDAR.match(low, hit.end())
    before = low[max(0, hit.start() - 10) : hit.start()].split()
    if unit is None:
        return None
    step = {"last": -1, "this": 0, "next": 1}[word]
    if unit["unit"] in _DAYPARTS:
        return _day_point(hit.start(), unit.end(), step, anchor, night=unit["unit"] == "night")
    if unit["unit"] == "weekend" and anchor is None and word == "last":
        return Point(hit.start(), unit.end(), back=_LAST_WEEKEND)
    if anchor is None or (word != "this" and before and before[-1] in WINDOW_OPENERS):
        return None
    part = PART_BEFORE.search(low, max(0, hit.start() - 24), hit.start()) if unit["unit"] == "year" else None
    if part:
        return Point(part.start(), unit.end(), anchor.year + step, part=part.lastgroup or "")
    try:
        return _calendar_point(hit.start(), unit.end(), step, unit["unit"], anchor)
    except (ValueError, OverflowError):  # at the ends of the calendar
        return None


_LAST_WEEKEND = (1, 8)  # from a Monday's Sunday to the Saturday before a Sunday
_DAYPARTS = frozenset(("night", "morning", "afternoon", "evening", "am", "pm"))
_DAY_BEFORE = LazyPattern(r"\bthe\s+day\s+before\s+$")
_DAYPART_AFTER = LazyPattern(r"\s+(?:morning|afternoon|evening|night|at\s+noon)\b")
_EARLIER_TODAY = LazyPattern(r"\b(?:earlier|later)\s+$")


def day_word_point(low: str, hit: re.Match[str], anchor: date | None) -> Point | None:
    """Such as "today", "yesterday evening", "the day before yesterday", "overnight"."""
    word, start, end = hit.group(), hit.start(), hit.end()
    if word == "overnight":
        return Point(start, end, back=(0, 1))
    part = _DAYPART_AFTER.match(low, end) if word != "tonight" else None
    before = _DAY_BEFORE.search(low, max(0, start - 20), start) if word == "yesterday" else None
    earlier = _EARLIER_TODAY.search(low, max(0, start - 10), start) if word == "today" else None
    lead = before or earlier
    step = {"yesterday": -2 if before else -1, "tomorrow": 1}.get(word, 0)
    return _day_point(lead.start() if lead else start, part.end() if part else end, step, anchor)


def _day_point(start: int, end: int, step: int, anchor: date | None, night: bool = False) -> Point | None:
    """A day counted from the note's; a night began on the day before it ended. Without an anchor only the count."""
    back = None if step > 0 else (0 if night else -step, max(1, -step))
    try:
        point = _calendar_point(start, end, step, "day", anchor) if anchor else Point(start, end)
    except OverflowError:  # at the ends of the calendar
        return None
    return replace(point, back=back) if anchor or back else None


_HOUR = LazyPattern(r"(?<![\w.:/])(?:1[0-2]|0?[1-9])(?:[:.][0-5]\d)?\s*$")
_PART_OF_DAY = LazyPattern(
    r"(?:\b(?:mid|early|late)[\s-]*(?:in\s+the\s+)?|\b(?:at|around|about|since)\s+(?:(?:early\s+|late\s+)?(?:that|the\s+same)\s+)?)$"
)


def hour_point(low: str, hit: re.Match[str]) -> Point | None:
    """Such as "3 am", "mid morning", "at noon": of the note's day or the night before, else the day is named."""
    word = hit.group()
    pattern = _HOUR if word in HOURS else _PART_OF_DAY
    lead = pattern.search(low, max(0, hit.start() - 26), hit.start())
    if lead is None:
        return None
    start = lead.end() if lead.group().startswith("since") else lead.start()  # "since" says what the point is for
    return Point(start, hit.end(), back=(0, 1))


_TO_COME = LazyPattern(r"\b(?:next|coming|this\s+coming|tomorrow|by|every|each|until|till)\s+$")
_PAST_WEEK = LazyPattern(r"\b(?:this\s+past|past|this|last)\s+$")
_OF_THE_DAY = LazyPattern(r"\s+(?:morning|afternoon|evening|night)\b")


def weekday_point(low: str, text: str, hit: re.Match[str], anchor: date) -> Point | None:
    """The last such day before the note; "last Monday" may be one week further off. Short forms are capitalised."""
    written, start, end = text[hit.start() : hit.end()], hit.start(), hit.end()
    head = low[max(0, start - 16) : start]
    if (len(written) < 6 and (written.islower() or low[end : end + 1] == "/")) or _TO_COME.search(head):
        return None
    back = (anchor.weekday() - WEEKDAYS[hit.group()]) % 7
    lead = _PAST_WEEK.search(head)
    last = lead is not None and lead.group().startswith("last")
    part = _OF_THE_DAY.match(low, end)
    first = start - (len(head) - lead.start()) if lead else start
    return Point(first, part.end() if part else end, back=(back, back + 7 if last or back == 0 else back))


def fixed(start: int, end: int, earliest: date, latest: date, iso: str) -> Point:
    """A point between two known days."""
    return Point(start, end, earliest=earliest, latest=latest, iso=iso)


def _calendar_point(start: int, end: int, step: int, unit: str, anchor: date) -> Point:
    if unit == "year":
        year = anchor.year + step
        return fixed(start, end, date(year, 1, 1), anchor if step == 0 else date(year, 12, 31), f"{year:04d}")
    if unit == "month":
        months = anchor.year * 12 + anchor.month - 1 + step
        first = date(months // 12, months % 12 + 1, 1)
        return fixed(
            start, end, first, anchor if step == 0 else month_end(first.year, first.month), first.isoformat()[:7]
        )
    if unit in ("week", "weekend"):
        first = anchor - timedelta(days=anchor.weekday() - 7 * step)
        last = anchor if step == 0 else first + timedelta(days=6)
        first = min(first if unit == "week" else first + timedelta(days=4), last)
        return fixed(start, end, first, last, first.isoformat()[:7])
    day = anchor + timedelta(days=step)
    return fixed(start, end, day, day, day.isoformat())
