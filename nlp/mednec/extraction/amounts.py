"""Reads lengths of time ("two and a half weeks", "over a month") with what bounds them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from mednec.extraction.shorthand import shorthand_lengths
from mednec.extraction.time_words import UNIT_DAYS, UNITS, LazyPattern, WordScan, alternatives, any_of

_ONES = dict(zip(("one", "two", "three", "four", "five", "six", "seven", "eight", "nine"), range(1, 10), strict=True))
_TEEN_WORDS = "ten,eleven,twelve,thirteen,fourteen,fifteen,sixteen,seventeen,eighteen,nineteen"
_TEENS = {word: n for n, word in enumerate(_TEEN_WORDS.split(","), 10)}
_TENS_WORDS = "twenty,thirty,forty,fifty,sixty,seventy,eighty,ninety"
_TENS = {word: 10 * n for n, word in enumerate(_TENS_WORDS.split(","), 2)}
NUMBER_WORDS = _ONES | _TEENS | _TENS
_FRACTIONS = {"½": 1 / 2, "⅓": 1 / 3, "⅔": 2 / 3, "¼": 1 / 4, "¾": 3 / 4}
_FRACTIONS |= {"1/2": 1 / 2, "1/3": 1 / 3, "2/3": 2 / 3, "1/4": 1 / 4, "3/4": 3 / 4}


@dataclass(frozen=True, slots=True)
class Amount:
    """A length of time as written: quantity and unit, in days; None where one side is open."""

    start: int
    end: int
    low: float | None
    high: float | None
    unit: str
    article: bool = False  # "a week", which may be the tail of "twice a week"
    vague: bool = False  # "several weeks", "for years", "the past year": nothing that can be added up
    window: bool = False  # "the past year": the quantity is implied


_UNIT = WordScan(UNITS)
_SPELLED = (
    rf"(?:(?:{alternatives(_TENS)})(?:[ -](?:and\ )?(?:{alternatives(_ONES)}))?|{alternatives(_TEENS)}"
    rf"|{alternatives(_ONES)}|(?:half\s+a\s+|an?\s+)?dozen|(?:an?|one)\s+hundred)"
)
_FRACTION = r"(?:1/2|1/3|2/3|1/4|3/4|[½⅓⅔¼¾])"
_AND_PART = rf"(?:\s+(?:and|&)\s+(?:(?:an?\s+|one[ -])?half|{_FRACTION})|-and-a-half)"
_DIGITS = r"(?:\d{1,3}(?:,\d{3})+|\d{1,4}(?:\.\d{1,6})?|\.\d{1,6})"
_NUMBER = rf"(?:{_DIGITS}(?:[\s-]{{1,2}}{_FRACTION}|[½⅓⅔¼¾]|{_AND_PART})?|{_FRACTION}|{_SPELLED}(?:{_AND_PART})?)"
_TO = r"(?:\s*(?:-{1,2}|~)\s*(?:to\s*-?\s*)?|\s*-?\s*\b(?:to|or|through|thru|and)\b\s*-?\s*|\s+to\s*|\s*,\s*)"
_AGAIN = rf"(?:\s*\(\s*{_NUMBER}(?:{_TO}{_NUMBER})?\s*\))"  # six (6), six to eight (6-8)
_FILLER_WORDS = (
    "more,extra,additional,less,fewer,further,other,consecutive,continuous,straight,solid,full,whole,entire,"
    "complete,long,short,good,business,working,calendar,total"
)
_VAGUE_WORDS = "few,several,multiple,many,numerous,some"
_WINDOW_WORDS = "past,last,previous,preceding,next,all,full,entire,whole,first"
_QUANTITY = LazyPattern(
    rf"""
    (?:(?<![\w$#%])(?<!\d[./,-])|(?<=x)(?<![a-z]x))        # a number of its own, or glued to "x"
    (?:
        \(\s*(?P<inside>{_NUMBER})(?:(?P<inside_to>{_TO})(?P<inside_high>{_NUMBER}))?\s*\)
      | (?P<between>between\s+)?(?P<low>{_NUMBER})(?:{_AGAIN}|(?:\s+out)?\s+of\s+(?:the\s+)?{_NUMBER})?
        (?:(?P<to>{_TO})(?P<high>{_NUMBER}))?{_AGAIN}?
      | (?:(?P<whole>{_NUMBER})\s+and\s+)?(?:(?P<quarters>an?|one|two|three)\s+)?quarters?(?:\s+of)?(?:\s+an?)?
      | (?P<half>half|an?\s+half|one[ -]half)(?:\s+of)?(?:\s+an?)?
      | (?:an?\s+)?(?P<vague>couple|{_VAGUE_WORDS.replace(",", "|")}|(?<=a\s)number)(?:\s+of)?
      | (?P<article>an?|another)
      | (?P<window>{_WINDOW_WORDS.replace(",", "|")})
    )
    (?P<more>\s*\+|[\s-]*plus|\s+or\s+more)?(?:[\s-]+(?:or\s+so|{_FILLER_WORDS.replace(",", "|")})){{0,2}}
    [\s-]{{0,3}}$
    """,
    re.VERBOSE,
)
_QUANTITY_EXTRAS = "dozen,hundred,half,quarter,quarters,a,an,another,of,couple,number,plus,so"
_QUANTITY_WORDS = frozenset(NUMBER_WORDS).union(
    *(words.split(",") for words in (_QUANTITY_EXTRAS, _VAGUE_WORDS, _WINDOW_WORDS, _FILLER_WORDS))
)
_LINKING_WORDS = _QUANTITY_WORDS | {"to", "or", "and", "through", "thru", "between", "x", "out", "the"}
_TOKENS = re.compile(r"[a-z]+|[^a-z]+")
_WINDOW = 64
_NUMBER_PARTS = re.compile(r"\d+/\d+|\d[\d,]*(?:\.\d+)?|\.\d+|[½⅓⅔¼¾]|[a-z]+")


def number_value(words: str) -> float:
    """The value of "6", "1 1/2", "twenty-one", "two and a half", "a dozen"."""
    total = 0.0
    parts = _NUMBER_PARTS.findall(words)
    for part, following in zip(parts, [*parts[1:], ""], strict=False):
        if part in _FRACTIONS:
            total += _FRACTIONS[part]
        elif part in NUMBER_WORDS:
            total += 0 if following == "half" and part == "one" else NUMBER_WORDS[part]
        elif part == "half":
            total += 0.5
        elif part in ("dozen", "hundred"):
            total = (total or 1) * (12 if part == "dozen" else 100)
        elif part[0].isdigit() or part[0] == ".":
            total += float(part.replace(",", ""))
    return total


def _quantity_start(low: str, floor: int, at: int) -> int:
    """How far back words that can be a quantity reach; ``at`` itself for the many units that have none."""
    start, last = at, ""
    for token in reversed(_TOKENS.findall(low, max(floor, at - _WINDOW), at)):
        if token[0].isalpha():
            if token not in (_LINKING_WORDS if last else _QUANTITY_WORDS):
                break
            last = token
        elif token.strip(" \t\r\n-"):
            last = token
        start -= len(token)
    return start if last else at


def _read_quantity(low: str, floor: int, hit: re.Match[str]) -> Amount | None:
    start = _quantity_start(low, floor, hit.start())
    found = _QUANTITY.search(low, start, hit.start()) if start < hit.start() else None
    if found is None or not _unit_fits(low, found, hit):
        return None
    unit = UNITS[hit.group()]
    size = UNIT_DAYS[unit]
    if found["window"]:
        return _implied(low, found.start(), size, hit)
    start, first, last = _numbers(found) if found["low"] or found["inside"] else (found.start(), *_worded(found, unit))
    open_end = last is None or found["more"] is not None
    return Amount(
        start,
        hit.end(),
        first * size,
        None if last is None or open_end else last * size,
        unit,
        article=found["article"] is not None,
        vague=open_end,
    )


def _numbers(found: re.Match[str]) -> tuple[int, float, float]:
    """Where a quantity in numbers begins, and its ends; brackets repeat what stands before them: six (6)."""
    low, to, high = ("inside", "inside_to", "inside_high") if found["inside"] else ("low", "to", "high")
    first = number_value(found[low])
    if not found[high]:
        return found.start(), first, first
    second = number_value(found[high])
    # "at 6 and 12 weeks", "6, 12 weeks": only the last number belongs to the unit.
    listed = ("and" in found[to] and not found["between"]) or ("," in found[to] and second != first + 1)
    if listed or second <= first:
        return found.start(high), second, second
    return found.start() if found["inside"] else found.start(low), first, second


def _worded(found: re.Match[str], unit: str) -> tuple[float, float | None]:
    """A quantity in words other than numbers, in units: "half a", "a", "several", "three quarters of a"."""
    if found["half"]:
        half = 180 / 365 if unit == "year" else 0.5  # half a year is six months of thirty days
        return half, half
    if found["vague"]:
        return (2, 2) if found["vague"] == "couple" else (3, None)
    if found["article"]:
        return 1, 1
    parts = number_value(found["whole"] or "") + NUMBER_WORDS.get(found["quarters"] or "", 1) / 4
    return parts, parts


def _implied(low: str, start: int, size: float, hit: re.Match[str]) -> Amount | None:
    """One unit in "the past year", "all week"; two at the least in "the past years"."""
    word = low[start : start + 4]
    before = low[max(0, start - 12) : start].split()
    if word in ("last", "next", "prev", "prec") and (not before or before[-1] not in WINDOW_OPENERS):
        return None  # "last month" is a date
    if word == "last" and hit.group() == "night":
        return None
    if word == "firs" and " ".join(before[-2:]) not in ("for the", "over the", "during the"):
        return None  # "the first week" is a time, "for the first week" a length
    plural = hit.group().endswith("s")
    if plural and word not in ("past", "last"):
        return None
    first, last = (2 * size, None) if plural else (size, size)
    return Amount(start, hit.end(), first, last, UNITS[hit.group()], vague=plural, window=True)


WINDOW_OPENERS = frozenset(("the", "for", "over", "x", "this", "these", "in", "during", "his", "her", "their", "my"))
_HOW = ("how ", "so ", "as ", "too ")
_NOT_CARE_UNIT = LazyPattern(r"\s*(?:assist|a\b|d\b|echo|ct\b|mri|image|recon|ultrasound|of\s+motion)")


def _unit_fits(low: str, found: re.Match[str], hit: re.Match[str]) -> bool:
    """One-letter units mean other things too: 3D images, 8 w/ activity, 10 m walked, 45 M."""
    unit = hit.group()
    after = low[hit.end() : hit.end() + 12]
    if unit in ("min", "sec", "h", "mo") and after.startswith((" assist", " a ")):
        return False
    if UNITS[unit] == "day" and found["low"] and " of " in found.group():
        return False  # "5 out of 7 days"
    if found["article"] and unit.startswith(("sec", "night")):
        return False  # "a second opinion", "a night's sleep"
    if found["vague"] == "some":
        return low[max(0, found.start() - 4) : found.start()] == "for "
    if found["vague"] == "many" and low[max(0, found.start() - 4) : found.start()].endswith(_HOW):
        return False
    if len(unit) > 1:
        return True
    if not (found["low"] or found["inside"]) or (after[:1] == "/" and unit == "w"):
        return False
    lead = low[max(0, found.start() - 5) : found.start()]
    introduced = re.search(r"(?:\bx|\bfor|past|last)\s?$", lead) is not None
    if unit == "m":
        return re.search(r"\bx\s?$", lead) is not None
    if unit == "d":
        glued_small = number_value(found["low"] or "9") < 5
        return introduced or not (glued_small or _NOT_CARE_UNIT.match(after))
    return True


def _shorthand(low: str) -> Iterator[Amount]:
    for start, end, first, last, unit in shorthand_lengths(low):
        yield Amount(start, end, first * UNIT_DAYS[unit], last * UNIT_DAYS[unit], unit)


_AND_A_HALF = LazyPattern(
    r"[\s-]+and[\s-]+(?:an?[\s-]+|one[ -])?half(?![a-z])(?!\s+(?:an?\s+)?(?:hour|day|week|month|year))"
)
_BARE_LEAD = LazyPattern(r"(?:^|[^a-z])(?:for|x|over|lasting)\s+$")
_BARE_TAIL = LazyPattern(r"\s+of\s+(?!age\b|life\b|the\b|his\b|her\b|their\b|this\b|that\b|each\b|every\b)[a-z]")
_BARE_STOP = LazyPattern(r"\s*(?:\d|one\b|two\b|to\s+come|ahead|old)")


def _read_bare(low: str, hit: re.Match[str]) -> Amount | None:
    """Two at the least in "for years", "months of pain"."""
    if not hit.group().endswith("s") or len(hit.group()) < 3 or _BARE_STOP.match(low, hit.end()):
        return None
    lead = low[max(0, hit.start() - 10) : hit.start()]
    if not _BARE_LEAD.search(lead) and not (_BARE_TAIL.match(low, hit.end()) and _opens_phrase(lead)):
        return None
    size = UNIT_DAYS[UNITS[hit.group()]]
    return Amount(hit.start(), hit.end(), 2 * size, None, UNITS[hit.group()], vague=True, window=True)


def _opens_phrase(lead: str) -> bool:
    words = lead.split()
    return (
        not words
        or words[-1] in ("after", "despite", "with", "had", "has", "for", "of", "and")
        or words[-1][-1] in ".:;,("
    )


def read_amounts(low: str) -> list[Amount]:
    """All lengths of time in folded text, compounds joined ("1 year and 2 months"), bounds applied ("over a month")."""
    raw: list[Amount] = []
    floor = 0
    for hit in _UNIT.finditer(low):
        amount = _read_quantity(low, floor, hit) or _read_bare(low, hit)
        if amount is None:
            continue
        amount = _with_tail(low, amount)
        floor = amount.end
        joined = _join(low, raw[-1], amount) if raw else None
        if joined:
            raw[-1] = joined
        else:
            raw.append(amount)
    return sorted([*(_bounded(low, amount) for amount in raw), *_shorthand(low)], key=lambda amount: amount.start)


_OR_TWO = LazyPattern(r"\s+or\s+two\b")


def _with_tail(low: str, amount: Amount) -> Amount:
    """Take in what follows the unit: "a month and a half", "a week or two"."""
    if amount.vague or amount.low is None or amount.high is None:
        return amount
    extra = UNIT_DAYS[amount.unit]
    half = _AND_A_HALF.match(low, amount.end)
    if half:
        return replace(amount, end=half.end(), low=amount.low + extra / 2, high=amount.high + extra / 2)
    two = _OR_TWO.match(low, amount.end) if amount.low == extra else None
    return replace(amount, end=two.end(), high=2 * extra, article=False) if two else amount


_COMPOUND_GAP = LazyPattern(r"(?:\s|,\s?|,?\s?(?:and|&)\s)\s?")
_RANGE_GAP = LazyPattern(r"\s*-\s*|\s+(?:to|or)\s+")


def _join(low: str, first: Amount, second: Amount) -> Amount | None:
    gap = low[first.end : second.start]
    if len(gap) > 6 or first.vague or second.vague or first.low is None or second.high is None:
        return None
    if _RANGE_GAP.fullmatch(gap) and first.low < second.high:
        return replace(first, end=second.end, high=second.high, article=False)
    if first.low != first.high or second.low != second.high or first.window or second.window or second.low is None:
        return None
    larger, smaller = UNIT_DAYS[first.unit], UNIT_DAYS[second.unit]
    descending = larger > smaller and second.low < 2 * larger
    ascending = larger < smaller and gap == " " and not second.article  # "10 minutes a day" is a rate
    if not _COMPOUND_GAP.fullmatch(gap) or not (descending or ascending):
        return None
    total = first.low + second.low
    return replace(first, end=second.end, low=total, high=total, unit=second.unit if descending else first.unit)


_AT_LEAST = (
    "more than,greater than,longer than,at least,minimum of,in excess of,upwards of,upward of,no less than,"
    "not less than,no fewer than,not fewer than,no shorter than,over,beyond,exceeding,exceeds,exceeded,>,>=,≥,"
    "better than,a little over,just over,well over,slightly over,a bit over,somewhat over"
)
_AT_MOST = (
    "up to,less than,fewer than,shorter than,under,within,no more than,not more than,no longer than,"
    "not longer than,maximum of,at most,<,<=,≤"
)
_NEARLY = (
    "nearly,almost,close to,just under,just shy of,shy of,just short of,not quite,approaching,nearing,going on,pushing,"
    "coming up on,better part of,best part of,greater part of,good part of,most of,nigh on,near on,getting on for"
)
_BOUNDS = {
    phrase: kind
    for kind, phrases in (("least", _AT_LEAST), ("most", _AT_MOST), ("near", _NEARLY))
    for phrase in phrases.split(",")
}
_APPROXIMATE_WORDS = "about,approximately,approx,approx.,around,roughly,~,another,additional,at,maybe,perhaps,only"
_APPROXIMATE = frozenset(_APPROXIMATE_WORDS.split(","))
_OR_MORE = LazyPattern(r"\s*(?:\+|-?plus\b|or\s+(?:more|longer|greater)\b(?!\s+than)|minimum\b)")
_OR_LESS = LazyPattern(r"\s*(?:or\s+(?:less|fewer|under)\b(?!\s+than)|maximum\b|at\s+most)")
_MOST_OF = LazyPattern(
    r"\b(?:(?:better|best|greater|good)\s+part|most)\s+of\s+(?:(?:the|this)\s+)?(?:(?:last|past)\s+)?$"
)
_DURING_WORDS = any_of(
    "worse,better,visit,visits,session,sessions,treatment,treatments,times,appointments,dose,doses,injection,"
    "injections,adjustments,lb,lbs,pounds,kg,onset,loss,lost,improv*,worsen*,progress*,develop*,wean*,taper*,"
    "gradual*,decreas*,increas*,evolv*,chang*,resol*,declin*,deteriorat*,subsid*,gain*,periodic*,intermittent*,"
    "appear*,occur*,spread*,escalat*,started,began,fell,dropped,slowly,course,even,all"
)
_DURING = LazyPattern(rf"(?:\b{_DURING_WORDS}|\d)[\s,)]*$")
_SUBJECT = LazyPattern(r",?\s+(?:his|her|their|my|the|he|she|they|it|patient|pt|symptoms?|pain)\b")


def _bounded(low: str, amount: Amount) -> Amount:
    """Apply what stands right before or after: over, at least, up to, nearly, "+", "or more"."""
    if amount.low is None or amount.high is None:
        return amount
    kind = _bound_before(low, amount)
    if kind == "least" or _OR_MORE.match(low, amount.end):
        return replace(amount, high=None)
    if kind == "most" or _OR_LESS.match(low, amount.end):
        return replace(amount, low=None)
    if kind == "near":
        return replace(amount, low=round(0.85 * amount.low, 4))
    return amount


def _bound_before(low: str, amount: Amount) -> str | None:
    head = low[max(0, amount.start - 64) : amount.start]
    if head.endswith(("~", "(")):
        head = head[:-1]
    if head[-1:] in "<>≥≤=" and head:
        sign = head.rstrip()[-2:].strip()
        return _BOUNDS.get(sign if sign in _BOUNDS else sign[-1:])
    words = head.replace("(", " ").split()
    article = False
    while words and words[-1] not in _BOUNDS and (words[-1] in _APPROXIMATE or words[-1] in ("a", "an")):
        article = words.pop() in ("a", "an")
    for size in (3, 2, 1):
        phrase = " ".join(words[-size:])
        if phrase == "over" and (article or _means_during(low, amount, head)):
            return None
        if phrase in _BOUNDS:
            return _BOUNDS[phrase]
    return "near" if _MOST_OF.search(head) else None


def _means_during(low: str, amount: Amount, head: str) -> bool:
    """The time it took, no bound: "8 visits over 4 weeks", "worse over 2 months", "Over four months his hands …"."""
    before = head[: head.rfind("over")]
    opens_sentence = not before.strip() or before.rstrip(" ")[-1] in ".;\n"
    if before.rstrip().endswith((" for", " x")):
        return False  # "completed massage for over 2 months"
    return bool(_DURING.search(before)) or (opens_sentence and bool(_SUBJECT.match(low, amount.end)))


def contains_unit(low: str) -> bool:
    """Whether a unit of time stands in the folded text."""
    return _UNIT.search(low)
