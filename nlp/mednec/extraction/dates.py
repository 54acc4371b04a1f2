"""Reads points in time in clinical text: written dates, months, seasons, and time counted back from the note's date.

Lengths of time ("two and a half weeks") are read here too, because "two weeks ago" is a date; ``durations`` builds on
``read_amounts``. Number words, units and months are closed classes of English, so they stand here and not among the
rules. Everything matches on ``fold(text)``, which has the length of the text, so that offsets are the caller's.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from mednec.evidence import Value


class LazyPattern:
    """A regular expression compiled on first use: importing the package stays cheap, matching costs nothing extra."""

    search: Callable[..., re.Match[str] | None]
    match: Callable[..., re.Match[str] | None]
    fullmatch: Callable[..., re.Match[str] | None]
    finditer: Callable[..., Iterator[re.Match[str]]]

    def __init__(self, source: str, flags: int = 0) -> None:
        self._source, self._flags = source, flags

    def __getattr__(self, name: str) -> Any:
        if name not in ("search", "match", "fullmatch", "finditer"):
            raise AttributeError(name)
        method = getattr(re.compile(self._source, self._flags), name)
        setattr(self, name, method)  # the next look-up finds the method itself
        return method


def any_of(phrases: str) -> str:
    """Alternatives from comma-separated phrases: a blank is any run of blanks, "-" a hyphen or none, "*" any ending."""
    return f"(?:{'|'.join(map(_phrase, sorted(phrases.split(','), key=len, reverse=True)))})"


def _phrase(phrase: str) -> str:
    return re.escape(phrase).replace(r"\ ", r"\s+").replace(r"\-", r"[\s-]?").replace(r"\*", r"\w*")


UNIT_DAYS = {
    "second": 1 / 86400,
    "minute": 1 / 1440,
    "hour": 1 / 24,
    "day": 1.0,
    "weekend": 2.0,
    "week": 7.0,
    "fortnight": 14.0,
    "month": 30.0,
    "year": 365.0,
    "decade": 3650.0,
}
_UNIT_SPELLINGS = {
    "second": "second seconds sec secs",
    "minute": "minute minutes min mins",
    "hour": "hour hours hr hrs h",
    "day": "day days d dy dys night nights",
    "weekend": "weekend weekends",
    "week": "week weeks wk wks w",
    "fortnight": "fortnight fortnights",
    "month": "month months mo mos mth mths mnth mnths m",
    "year": "year years yr yrs y ys",
    "decade": "decade decades",
}
UNITS = {spelling: unit for unit, spellings in _UNIT_SPELLINGS.items() for spelling in spellings.split()}

_ONES = dict(zip(("one", "two", "three", "four", "five", "six", "seven", "eight", "nine"), range(1, 10), strict=True))
_TEEN_WORDS = "ten,eleven,twelve,thirteen,fourteen,fifteen,sixteen,seventeen,eighteen,nineteen"
_TEENS = {word: n for n, word in enumerate(_TEEN_WORDS.split(","), 10)}
_TENS_WORDS = "twenty,thirty,forty,fifty,sixty,seventy,eighty,ninety"
_TENS = {word: 10 * n for n, word in enumerate(_TENS_WORDS.split(","), 2)}
NUMBER_WORDS = _ONES | _TEENS | _TENS
_FRACTIONS = {"½": 1 / 2, "⅓": 1 / 3, "⅔": 2 / 3, "¼": 1 / 4, "¾": 3 / 4}
_FRACTIONS |= {"1/2": 1 / 2, "1/3": 1 / 3, "2/3": 2 / 3, "1/4": 1 / 4, "3/4": 3 / 4}

_MONTH_NAMES = "january,february,march,april,may,june,july,august,september,october,november,december"
MONTHS = {name: n for n, name in enumerate(_MONTH_NAMES.split(","), 1)}
MONTHS |= {name[:3]: n for name, n in MONTHS.items()} | {"sept": 9}
# First month of each season; a season lasts three months, winter runs into the next year.
_SEASONS = {"spring": 3, "summer": 6, "fall": 9, "autumn": 9, "winter": 12}

_TYPOGRAPHY = dict.fromkeys("–—‑‒−", "-") | dict.fromkeys("\u00a0\u202f\u2009", " ") | dict.fromkeys("’‘", "'")
_ASCII_LOWER = {upper: upper + 32 for upper in range(65, 91)}


def fold(text: str) -> str:
    """Lower case with plain dashes, blanks and apostrophes, and exactly as long as the text."""
    low = text.lower()
    if len(low) != len(text):  # "İ" grows when lowered
        low = text.translate(_ASCII_LOWER)
    if not low.isascii():
        for fancy, plain in _TYPOGRAPHY.items():
            low = low.replace(fancy, plain)
    return low


def as_date(anchor: str | date | None) -> date | None:
    """The note's date; raises ``ValueError`` for what is neither a date nor an ISO day."""
    if anchor is None or isinstance(anchor, date):
        return anchor
    try:
        return date.fromisoformat(anchor[:10])
    except ValueError:
        raise ValueError("anchor must be an ISO date such as 2024-06-15") from None


# -------------------- amounts
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


def _alternatives(words: Iterable[str]) -> str:
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))


class WordScan:
    """Finds whole words of a closed list; hops from gap to gap at C speed, so that most words cost nothing."""

    def __init__(self, words: Iterable[str]) -> None:
        groups: dict[str, list[str]] = {}
        for word in words:
            groups.setdefault(word[0], []).append(word[1:])
        branches = (f"{letter}(?:{_alternatives(tails)})" for letter, tails in sorted(groups.items()))
        word = f"(?:{'|'.join(branches)})(?![a-z0-9])"
        self._word = LazyPattern(word)
        self._gap = LazyPattern(f"[^a-z](?={word})")

    def finditer(self, low: str) -> Iterator[re.Match[str]]:
        """Every such word in folded text, in order."""
        match = self._word.match
        first = match(low)
        if first:
            yield first
        for gap in self._gap.finditer(low):
            hit = match(low, gap.end())
            if hit:
                yield hit

    def search(self, low: str) -> bool:
        """Whether there is any."""
        return self._word.match(low) is not None or self._gap.search(low) is not None


def _misspelled(unit: str) -> Iterator[str]:
    """One letter missing or two swapped ("wekes", "dyas", "moths"): with a quantity before it, a unit all the same."""
    for i in range(1, len(unit) - 1):
        yield unit[:i] + unit[i + 1] + unit[i] + unit[i + 2 :]
        if len(unit) > 5:
            yield unit[:i] + unit[i + 1 :]


UNITS |= {
    wrong: unit
    for unit in ("day", "week", "month", "year")
    for spelling in (unit, f"{unit}s")
    for wrong in _misspelled(spelling)
    if wrong not in UNITS
}
_UNIT = WordScan(UNITS)
_SPELLED = (
    rf"(?:(?:{_alternatives(_TENS)})(?:[ -](?:and\ )?(?:{_alternatives(_ONES)}))?|{_alternatives(_TEENS)}"
    rf"|{_alternatives(_ONES)}|(?:half\s+a\s+|an?\s+)?dozen|(?:an?|one)\s+hundred)"
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
_WINDOW_WORDS = "past,last,previous,preceding,next,all,full,entire,whole"
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
    if word in ("last", "next", "prev", "prec") and (not before or before[-1] not in _WINDOW_OPENERS):
        return None  # "last month" is a date
    if word == "last" and hit.group() == "night":
        return None
    plural = hit.group().endswith("s")
    if plural and word not in ("past", "last"):
        return None
    first, last = (2 * size, None) if plural else (size, size)
    return Amount(start, hit.end(), first, last, UNITS[hit.group()], vague=plural, window=True)


_WINDOW_OPENERS = frozenset(("the", "for", "over", "x", "this", "these", "in", "during", "his", "her", "their", "my"))
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


_SHORTHAND = LazyPattern(
    r"(?:x|(?<=fo)r)(?<![a-z0-9]x)\s?(\d{1,2})(?:-(\d{1,2}))?/(52|12|7)(?![\d/.])"
    r"|(?<![\w/.-])(\d{1,2})(?:-(\d{1,2}))?/(52|12|7)(?=\s+(?:hx|history|h/o)\b)"
)
_SHORTHAND_UNITS = {"52": "week", "12": "month", "7": "day"}


def _shorthand(low: str) -> Iterator[Amount]:
    """Weeks, months and days as British clinicians write them: "x 8/52", "x 3/12", "x 5/7"."""
    if "/52" not in low and "/12" not in low and "/7" not in low:
        return
    for hit in _SHORTHAND.finditer(low):
        unit = _SHORTHAND_UNITS[hit[3] or hit[6]]
        first, last = int(hit[1] or hit[4]), int(hit[2] or hit[5] or hit[1] or hit[4])
        if first <= last and (unit == "week" or low[hit.start()] != "r"):  # "for 3/12" may be a date
            yield Amount(
                hit.start(1 if hit[1] else 4), hit.end(), first * UNIT_DAYS[unit], last * UNIT_DAYS[unit], unit
            )


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
_NEARLY = "nearly,almost,close to,just under,just shy of,not quite,approaching,nearing"
_BOUNDS = {
    phrase: kind
    for kind, phrases in (("least", _AT_LEAST), ("most", _AT_MOST), ("near", _NEARLY))
    for phrase in phrases.split(",")
}
_APPROXIMATE_WORDS = "about,approximately,approx,approx.,around,roughly,~,another,additional,at,maybe,perhaps,only"
_APPROXIMATE = frozenset(_APPROXIMATE_WORDS.split(","))
_OR_MORE = LazyPattern(r"\s*(?:\+|-?plus\b|or\s+(?:more|longer|greater)\b(?!\s+than)|minimum\b|and\s+counting)")
_OR_LESS = LazyPattern(r"\s*(?:or\s+(?:less|fewer|under)\b(?!\s+than)|maximum\b|at\s+most)")
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
    return None


def _means_during(low: str, amount: Amount, head: str) -> bool:
    """The time it took, no bound: "8 visits over 4 weeks", "worse over 2 months", "Over four months his hands …"."""
    before = head[: head.rfind("over")]
    opens_sentence = not before.strip() or before.rstrip(" ")[-1] in ".;\n"
    return bool(_DURING.search(before)) or (opens_sentence and bool(_SUBJECT.match(low, amount.end)))


# -------------------- dates
@dataclass(frozen=True, slots=True, repr=False)
class DateMention(Value):
    """A point in time, as precise as written; ``earliest`` is ``date.min`` where it may lie any time before."""

    start: int
    end: int
    text: str = field(repr=False)
    iso: str
    earliest: date
    latest: date


@dataclass(frozen=True, slots=True)
class Point:
    """A written date before the year is settled; relative ones carry their bounds already."""

    start: int
    end: int
    year: int | None = None
    month: int | None = None
    day: int | None = None
    part: str = ""  # early, mid, late, or a season
    earliest: date | None = None
    latest: date | None = None
    iso: str | None = None
    amount: Amount | None = None  # "two weeks ago"
    back: tuple[int, int] | None = None  # days before the note, where that is known without its date: "yesterday"


def _month_end(year: int, month: int) -> date:
    return date(year, month, calendar.monthrange(year, month)[1])


def bounds(point: Point, year: int | None) -> tuple[date, date] | None:
    """First and last day the point can mean in that year; None for a day that does not exist."""
    if point.earliest and point.latest:
        return point.earliest, point.latest
    if year is None or not 1 < year < 9999 or point.back:
        return None
    if point.part in _SEASONS:
        first = _SEASONS[point.part]
        last = date(year, first + 2, 1) if first < 12 else date(year + 1, 2, 1)
        return date(year, first, 1), _month_end(last.year, last.month)
    if point.month is None:
        first, last_month = {"early": (1, 4), "mid": (5, 8), "late": (9, 12)}.get(point.part, (1, 12))
        return date(year, first, 1), _month_end(year, last_month)
    if point.day is None:
        end = _month_end(year, point.month)
        first_day, last_day = {"early": (1, 10), "mid": (11, 20), "late": (21, end.day)}.get(point.part, (1, end.day))
        return date(year, point.month, first_day), date(year, point.month, last_day)
    try:
        day = date(year, point.month, point.day)
    except ValueError:
        return None
    return day, day


def settled_year(point: Point, anchor: date | None) -> int | None:
    """The written year, else that of the last such day not after the note's date."""
    if point.year is not None or anchor is None:
        return point.year
    for year in range(anchor.year, anchor.year - 9, -1):  # nine back: 29 February may be eight years off
        span = bounds(point, year)
        if span and span[0] <= anchor:
            return year
    return None


def iso_of(point: Point, year: int | None) -> str | None:
    """The date as precise as written."""
    if point.iso or year is None:
        return point.iso
    if point.month is None:
        return f"{year:04d}"
    return f"{year:04d}-{point.month:02d}" if point.day is None else f"{year:04d}-{point.month:02d}-{point.day:02d}"


_FULL_YEAR = (1900, 2100)


def _year(digits: str, anchor: date | None) -> int | None:
    value = int(digits)
    if len(digits) == 4:
        return value if _FULL_YEAR[0] <= value < _FULL_YEAR[1] else None
    if len(digits) != 2:
        return None
    # Two digits are the past, save that an appointment may lie a year ahead.
    latest = (anchor.year + 1) % 100 if anchor else 49
    century = (anchor.year + 1) // 100 * 100 if anchor else 2000
    return century + value if value <= latest else century - 100 + value


_YEAR = r"(?:\d{4}|\d{2})"
_NOT_MORE = r"(?![\d/%]|[a-su-z]|\.\d)"  # a "t" may follow, as in 2024-03-15T10:00
_NUMERIC = LazyPattern(
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
        year = _year(token, anchor)
        return Point(start, end, year) if year and 1930 <= year <= 2060 else None
    if len(parts) == 3 and len(parts[0]) == 4:
        year, month, day = _year(parts[0], anchor), int(parts[1]), int(parts[2])
    elif len(parts) == 3:
        year, month, day = _year(parts[2], anchor), int(parts[0]), int(parts[1])
        if month > 12 and day <= 12 and len(parts[2]) == 4:
            month, day = day, month
    elif len(parts[1]) == 4:
        year, month, day = _year(parts[1], anchor), int(parts[0]), 0
    elif int(parts[1]) >= 60:
        year, month, day = _year(parts[1], anchor), int(parts[0]), 0  # "in 8/90"
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
    "myelogram,esi,tfesi,injection,injections,inj,acdf,surgery,imaging,lab,labs,note,before,after,prior to"
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
_STRONG = LazyPattern(rf"(?<![a-z]){_DATE_WORDS}(?:\s+{_STUDIED})?(?:\s*[:(-]|\s+(?:of|on|from|dated|#\d))?[\s(]*$")
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


def _numeric_points(low: str, anchor: date | None) -> Iterator[Point]:
    previous_end = -99
    position = 0
    while hit := _NUMERIC.search(low, position):
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
    part = _PART_BEFORE.search(low, floor, point.start)
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


_MONTH = rf"(?:{_alternatives(MONTHS)})"
_WEEKDAY_NAMES = "monday,tuesday,wednesday,thursday,friday,saturday,sunday"
_WEEKDAYS = {name: n for n, name in enumerate(_WEEKDAY_NAMES.split(","))}
_WEEKDAYS |= {"mon": 0, "tue": 1, "tues": 1, "wed": 2, "thu": 3, "thur": 3, "thurs": 3, "fri": 4, "sat": 5, "sun": 6}
_DAY_WORDS = ("today", "tonight", "yesterday", "tomorrow", "overnight")
_HOURS = ("am", "pm", "a.m", "p.m")
_PARTS_OF_DAY = ("morning", "afternoon", "evening", "noon", "midday", "midnight", "night")
_DATE_WORD = WordScan([*MONTHS, *_SEASONS, *_DAY_WORDS, *_WEEKDAYS, *_PARTS_OF_DAY, "last", "this", "next", *_HOURS])
_AFTER_MONTH = LazyPattern(
    r"\.?(?:"
    r"[\s-]{1,2}(?P<day>[0-3]?\d)(?:st|nd|rd|th)?(?![\d/%]|[a-z]|\.\d|:\d)"
    r"(?:(?:\s*,\s*|\s+|-)(?P<day_year>(?:19|20)\d\d)(?!\d))?"
    r"|(?:\s*,\s*|\s+of\s+|\s+|\s*-\s*|\s*/\s*)(?P<year>(?:19|20)\d\d)(?!\d)"
    r"|[\s-]?'(?P<short>\d\d)(?!\d)"
    r")"
)
_BEFORE_MONTH = LazyPattern(r"(?<![\w./])(?P<day>[0-3]?\d)(?P<th>st|nd|rd|th)?(?:\s+of\s+|[\s-]{0,2})$")
_PART_BEFORE = LazyPattern(
    r"(?<![a-z])(?:(?P<early>early(?:\s+in)?|beginning\s+of|start\s+of|first\s+(?:week|part)\s+of)"
    r"|(?P<mid>mid(?:dle)?(?:\s+of)?)|(?P<late>late(?:\s+in)?|end\s+of|latter\s+part\s+of))(?:\s+the)?[\s-]+$"
)
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


def _month_point(low: str, text: str, hit: re.Match[str], anchor: date | None) -> Point | None:
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
        year = _year(year_digits, anchor) if year_digits else None
    before = _BEFORE_MONTH.search(head) if day is None else None
    if before and 1 <= int(before["day"]) <= 31 and (year or before["th"] or name not in _COMMON_WORDS):
        day, start = int(before["day"]), start - (len(head) - before.start())
    part = _PART_BEFORE.search(head) if day is None else None
    if anchor and year is None and _COMING.search(head):
        year = anchor.year + (month <= anchor.month)
    point = Point(start, end, year, month, day, part.lastgroup or "" if part else "")
    if part:
        point = replace(point, start=hit.start() - (len(head) - part.start()))
    if (year is None and not bounds(point, 2024)) or (year and not bounds(point, year)):
        return None
    if after or day or part or _stands_alone(low, text, hit, head):
        return point
    return None


def _stands_alone(low: str, text: str, hit: re.Match[str], head: str) -> bool:
    """A month in "in March", "since Jan", "Jan-Mar 2024"; not "may", "MAR", "OCT" or a person's name."""
    written = text[hit.start() : hit.end()]
    if not (_MONTH_LEAD.search(head) or _MONTH_RANGE.match(low, hit.end())):
        return False
    abbreviated = len(written) <= 4 and hit.group() not in ("may", "june", "july")
    if (written.isupper() and abbreviated) or (written.islower() and hit.group() in ("may", "march", "mar")):
        return False
    return hit.group() != "may" or not re.match(
        r"\s+(?:be|have|not|also|need|consider|require|still|benefit)\b", low[hit.end() : hit.end() + 12]
    )


_SEASON_YEAR = LazyPattern(r"(?:\s+of)?(?:\s+|,\s*)(?P<year>(?:19|20)\d\d)(?!\d)")
_SEASON_LEAD = LazyPattern(
    r"(?<![a-z])(?:last|this|this\s+past|since|in|during|until|early|mid|late)"
    r"(?:\s+(?:the|last|this|past|early|late|mid)){0,3}[\s-]+$"
)
_FALL_VERB = LazyPattern(
    r"\s+(?:he|she|they|was|were|occurred|from|down|on|at|when|off|while|out|risk|precaution|into|injury)\b"
)


def _season_point(low: str, hit: re.Match[str], anchor: date | None) -> Point | None:
    head = low[max(0, hit.start() - 20) : hit.start()]
    year = _SEASON_YEAR.match(low, hit.end())
    if year:
        return Point(hit.start(), year.end(), int(year["year"]), part=hit.group())
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


def _relative_point(low: str, hit: re.Match[str], anchor: date | None) -> Point | None:
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
    if anchor is None or (word != "this" and before and before[-1] in _WINDOW_OPENERS):
        return None
    try:
        return _calendar_point(hit.start(), unit.end(), step, unit["unit"], anchor)
    except (ValueError, OverflowError):  # at the ends of the calendar
        return None


_LAST_WEEKEND = (1, 8)  # from a Monday's Sunday to the Saturday before a Sunday
_DAYPARTS = frozenset(("night", "morning", "afternoon", "evening", "am", "pm"))
_DAY_BEFORE = LazyPattern(r"\bthe\s+day\s+before\s+$")
_DAYPART_AFTER = LazyPattern(r"\s+(?:morning|afternoon|evening|night|at\s+noon)\b")
_EARLIER_TODAY = LazyPattern(r"\b(?:earlier|later)\s+$")


def _day_word_point(low: str, hit: re.Match[str], anchor: date | None) -> Point | None:
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


def _hour_point(low: str, hit: re.Match[str]) -> Point | None:
    """Such as "3 am", "mid morning", "at noon": of the note's day or the night before, else the day is named."""
    word = hit.group()
    pattern = _HOUR if word in _HOURS else _PART_OF_DAY
    lead = pattern.search(low, max(0, hit.start() - 26), hit.start())
    if lead is None:
        return None
    start = lead.end() if lead.group().startswith("since") else lead.start()  # "since" says what the point is for
    return Point(start, hit.end(), back=(0, 1))


_TO_COME = LazyPattern(r"\b(?:next|coming|this\s+coming|tomorrow|by|every|each|until|till)\s+$")
_PAST_WEEK = LazyPattern(r"\b(?:this\s+past|past|this|last)\s+$")
_OF_THE_DAY = LazyPattern(r"\s+(?:morning|afternoon|evening|night)\b")


def _weekday_point(low: str, text: str, hit: re.Match[str], anchor: date) -> Point | None:
    """The last such day before the note; "last Monday" may be one week further off. Short forms are capitalised."""
    written, start, end = text[hit.start() : hit.end()], hit.start(), hit.end()
    head = low[max(0, start - 16) : start]
    if (len(written) < 6 and (written.islower() or low[end : end + 1] == "/")) or _TO_COME.search(head):
        return None
    back = (anchor.weekday() - _WEEKDAYS[hit.group()]) % 7
    lead = _PAST_WEEK.search(head)
    last = lead is not None and lead.group().startswith("last")
    part = _OF_THE_DAY.match(low, end)
    first = start - (len(head) - lead.start()) if lead else start
    return Point(first, part.end() if part else end, back=(back, back + 7 if last or back == 0 else back))


def _fixed(start: int, end: int, earliest: date, latest: date, iso: str) -> Point:
    return Point(start, end, earliest=earliest, latest=latest, iso=iso)


def _calendar_point(start: int, end: int, step: int, unit: str, anchor: date) -> Point:
    if unit == "year":
        year = anchor.year + step
        return _fixed(start, end, date(year, 1, 1), anchor if step == 0 else date(year, 12, 31), f"{year:04d}")
    if unit == "month":
        months = anchor.year * 12 + anchor.month - 1 + step
        first = date(months // 12, months % 12 + 1, 1)
        return _fixed(
            start, end, first, anchor if step == 0 else _month_end(first.year, first.month), first.isoformat()[:7]
        )
    if unit in ("week", "weekend"):
        first = anchor - timedelta(days=anchor.weekday() - 7 * step)
        last = anchor if step == 0 else first + timedelta(days=6)
        first = min(first if unit == "week" else first + timedelta(days=4), last)
        return _fixed(start, end, first, last, first.isoformat()[:7])
    day = anchor + timedelta(days=step)
    return _fixed(start, end, day, day, day.isoformat())


_ENCOUNTER = any_of("presentation,presenting,admission,arrival,visit,evaluation,appointment,consultation")
_AGO = LazyPattern(
    r"[\s-]+(?:ago\b|(?:back|earlier)(?=\s*[.,;)]|\s*$)"
    rf"|(?:prior\s+to|before)\s+(?:(?:the|this|his|her|today's)\s+)?{_ENCOUNTER}\b)"
)
# How far off a rounded count may be: "two weeks ago" is a week, not a day.
_SLACK = {"week": 3, "fortnight": 6, "month": 15, "year": 182, "decade": 1825}


def ago_end(low: str, amount: Amount) -> int | None:
    """Where "… ago" ends, if the amount counts back from the note's date."""
    found = _AGO.match(low, amount.end)
    return found.end() if found else None


def _ago_point(amount: Amount, end: int, anchor: date) -> Point | None:
    near, far = amount.low, amount.high
    slack = _SLACK.get(amount.unit, 0)
    try:
        middle = anchor - timedelta(days=round(((near or 0) + (far if far is not None else near or 0)) / 2))
        latest = min(anchor, anchor - timedelta(days=round(near or 0)) + timedelta(days=slack))
    except OverflowError:
        return None
    try:
        earliest = date.min if far is None else anchor - timedelta(days=round(far) + slack)
    except OverflowError:
        earliest = date.min
    precision = 4 if amount.unit in ("year", "decade") else 7 if slack else 10
    return replace(_fixed(amount.start, end, earliest, latest, middle.isoformat()[:precision]), amount=amount)


def read_points(low: str, text: str, anchor: date | None, amounts: list[Amount] | None = None) -> list[Point]:
    """Every point in time in order; the year of those without one is still open."""
    points = list(_numeric_points(low, anchor))
    for hit in _DATE_WORD.finditer(low):
        point = _word_point(low, text, hit, anchor)
        if point:
            points.append(point)
    if anchor and (amounts is not None or contains_ago(low)):
        for amount in read_amounts(low) if amounts is None else amounts:
            end = ago_end(low, amount)
            point = _ago_point(amount, end, anchor) if end else None
            if point:
                points.append(point)
    return _without_overlap(points)


def contains_ago(low: str) -> bool:
    """Whether anything may count back from the note's date."""
    return any(word in low for word in ("ago", "back", "earlier", "prior to", "before"))


def _word_point(low: str, text: str, hit: re.Match[str], anchor: date | None) -> Point | None:
    word = hit.group()
    if word in MONTHS:
        return _month_point(low, text, hit, anchor)
    if word in _SEASONS:
        return _season_point(low, hit, anchor)
    if word in _WEEKDAYS:
        return _weekday_point(low, text, hit, anchor) if anchor else None
    if word in _DAY_WORDS:
        return _day_word_point(low, hit, anchor)
    return _relative_point(low, hit, anchor) if word in ("last", "this", "next") else _hour_point(low, hit)


def _without_overlap(points: list[Point]) -> list[Point]:
    """Longest reading wins where two overlap ("March 2024" over "2024")."""
    kept: list[Point] = []
    for point in sorted(points, key=lambda p: (p.start, -p.end)):
        if not kept or point.start >= kept[-1].end:
            kept.append(point)
    return kept


def contains_unit(low: str) -> bool:
    """Whether a unit of time stands in the folded text."""
    return _UNIT.search(low)


def contains_date(low: str) -> bool:
    """Whether anything in the folded text looks like a date."""
    return _NUMERIC.search(low) is not None or _DATE_WORD.search(low)


def find_dates(text: str, anchor: str | date | None = None) -> list[DateMention]:
    """The dates in a text, in order; those without a year, and relative ones, need the note's date as anchor."""
    day = as_date(anchor)
    return mentions(text, read_points(fold(text), text, day), day)


def mentions(text: str, points: list[Point], anchor: date | None) -> list[DateMention]:
    """The points whose year is known."""
    found = []
    for point in points:
        year = settled_year(point, anchor)
        span, iso = bounds(point, year), iso_of(point, year)
        if span and iso:
            latest = min(span[1], anchor) if point.year is None and anchor and span[0] <= anchor else span[1]
            found.append(DateMention(point.start, point.end, text[point.start : point.end], iso, span[0], latest))
    return found
