"""Reads pain scores: a number on a scale, brought to 0-10, with the moment it speaks of, its date and its place."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from mednec.evidence import PainScore
from mednec.extraction.amounts import NUMBER_WORDS
from mednec.extraction.context import Context
from mednec.extraction.facts import SILENT_SECTIONS, piece_at, section_at, spot
from mednec.extraction.matching import Matched
from mednec.extraction.places import is_spine, places_in
from mednec.extraction.time_words import LazyPattern, fold

_WORDS = "|".join(("zero", *(w for w, n in NUMBER_WORDS.items() if n <= 10)))
_NUMBER = rf"(?:\d{{1,2}}(?:\.\d)?|{_WORDS})"
_RANGE = rf"(?P<low>{_NUMBER})(?:\s?(?:/\s?10)?\s?(?:-|to|or)\s?(?P<high>{_NUMBER}))?"
_OUT_OF_TEN = LazyPattern(
    rf"(?<![\w./-]){_RANGE}\s?(?P<of>/\s?10|out\s+of\s+(?:a\s+possible\s+)?(?:10|ten)|on\s+(?:a"
    rf"|the)\s+(?:scale\s+(?:of|from)\s+)?(?:0|1|zero|one)\s?(?:-|to)\s?(?:10|ten))(?![\d/%]|\.\d"
    rf"|-\d)"
)
_SCALE_NAME = (
    r"vas|nprs|nrs|numeric(?:al)?\s+(?:pain\s+)?rating\s+scale|visual\s+analogu?e?\s+scale"
    r"|verbal\s+(?:pain\s+)?(?:analog|rating|numeric)\s+scale|pain\s+(?:score|level|rating|scale"
    r"|intensity|severity)s?"
)
_NAMED = LazyPattern(
    rf"\b(?P<name>{_SCALE_NAME})\b(?:\s+(?:score|is|was|of|at|for|rated|today|now|currently|current"
    rf"|worst|best|average|neck|back|arm|leg|pain|on|a|scale|the|"
    rf"to|from|rest|right|left)\b|\s*[:=(,-])*\s*(?P<low>\d{{1,3}}(?:\.\d)?)(?:\s?(?:-"
    rf"|to)\s?(?P<high>\d{{1,2}}(?:\.\d)?))?\s*(?P<of>/\s?100\b|mm\b|cm\b"
    rf"|out\s+of\s+100\b)?(?![\d/%]|\.\d|-\d)"
)
_SCALE_FIRST = LazyPattern(
    rf"\b(?:scale\s+(?:of|from)\s+)?(?:0|1|zero|one)\s?(?:-|to)\s?(?:10"
    rf"|ten)\b(?:\s+scale)?(?:[\s,:]|\b(?:pain|it|is|as|at|a|rates?|rated|the|his|her|he|she|being"
    rf"|currently|with|the|worst|scale|neck|low|lower|back|arm|leg)\b)*(?P<low>{_NUMBER})(?:\s?(?:-"
    rf"|to)\s?(?P<high>{_NUMBER}))?(?![\w/%]|\.\d)"
)
_TEN_WORDS = ("/10", "/ 10", "out of", "scale")
_NAME_WORDS = (
    "vas ",
    "vas:",
    "vas=",
    "nprs",
    "nrs",
    "scale",
    "pain score",
    "pain level",
    "pain rating",
    "pain intensity",
    "pain severity",
)
_OF_PAIN = LazyPattern(
    r"\b(?:pain\w*|aching|aches?|hurts?|now(?=\s*(?:\d|$))|vas|nprs|nrs|severity|intensity|discomfort|sore\w*"
    r"|rat(?:ed?|es|ing)|scale|level|score[sd]?|worst|best|average|currently|currrent|current"
    r"|baseline|headaches?|symptoms?|"
    r"numbness|burning|tingling|spasms?|sciatica|radicul\w+|rest|activity|flare\w*|down\s+to"
    r"|up\s+to|reduc\w+|decreas\w+|increas\w+)\b"
)
_PAIN_ABOVE = LazyPattern(r"\bpain|\bvas\b|\bnprs\b|\bnrs\b|\bache|\bhurt|/\s?10\b")
_NOT_OF_PAIN = LazyPattern(
    r"\b(?:apgar|waddell\w*|orient\w*|mood|stress|anxiety|depress\w*|cranial|fatigue|mmse|recall"
    r"|gcs|strength|effort|satisf\w*|energy|nausea|motivation|hope|confidence|exertion|rpe|borg|"
    r"steps?|times|trials|reps|questions|criteria|tests|patients|beats)\b[^.;\n]{0,18}$"
)
_DAY_BEFORE = LazyPattern(
    r"\b(?:on|since|until|by|dated?|seen|from|of|visit|surgery|injection|mri|x-?rays?|done|started"
    r"|returned|for)\s*[:(]?\s*$"
)
_MOMENTS = (
    ("worst", r"worst|at\s+its\s+worst|max\w*|peak\w*|most\s+severe|high(?:est)?\b|flar\w+"),
    ("best", r"best|least|lowest|minimum|at\s+its\s+best|min\b|low\b(?!\s+back)"),
    ("average", r"averag\w+|avg|usual(?:ly)?|typical(?:ly)?|most\s+days|mean\b"),
    ("rest", r"(?:at|with)\s+rest|resting|sitting\s+still"),
    (
        "activity",
        r"with\s+(?:activit\w+|movement|motion|walking|exertion|bending|lifting|standing|sitting)"
        r"|activit\w+|movement",
    ),
    (
        "before",
        r"before|pre[\s-]?(?:procedure|treatment|injection|op\w*|visit|tx|rx)|prior\s+to"
        r"|initial(?:ly)?|at\s+onset|on\s+arrival|beginning",
    ),
    ("after", r"after|post[\s-]?(?:procedure|treatment|injection|op\w*|visit|tx|rx)|following"),
    ("current", r"current(?:ly)?|now|today|present(?:ly)?|at\s+this\s+time|right\s+now|at\s+present"),
)
_MOMENT = LazyPattern("|".join(f"(?P<{name}>\\b(?:{words}))" for name, words in _MOMENTS))
_EARLIER = LazyPattern(
    r"\b(?:last\s+visit|previous(?:ly)?|prior|initial(?:ly)?|at\s+onset|before|from|had\s+been"
    r"|used\s+to|originally|down\s+from|improved\s+from|decreased\s+from)\s*[^.;\n]{0,14}$"
)
_GOALS = LazyPattern(
    r"\b(?:goal|decrease\s+pain\s+to|reduce\s+pain\s+to|less\s+than|will\s+(?:report|decrease|rate"
    r"|demonstrate)|to\s+be\s+able|in\s+order\s+to|ltg|stg|target)\b[^.;\n]{0,60}$"
)
_DATED_BEHIND = LazyPattern(r"\s*(?:\(\s*)?(?:(?:back\s+)?(?:on|at|in|dated|as\s+of)\s+)?(?:the\s+)?(?:visit\s+)?")
_EARLIER_BEHIND = LazyPattern(
    r"\s*(?:initially|previously|at\s+onset|(?:at|on)\s+(?:the\s+|her\s+|his\s+|my\s+)?"
    r"(?:first|last|initial|previous|prior)\s+(?:visit|exam|eval\w*|session|appointment))"
)
_SENTENCE_END = LazyPattern(r"[.;](?!\d)|\n")
_ANOTHER_SCORE = LazyPattern(r"\d\s?/\s?10\b")
_PAIRS = LazyPattern(
    r"\b(?:worst|best|average|avg|current|currently|now|least|usual|at\s+rest|with\s+activity)\b"
    r"(?:\s*[:=-]\s*|\s+(?:is\s+|of\s+|at\s+)?)(?P<low>\d{1,2})(?:\s?-\s?(?P<high>\d{1,2}))?(?![\d/%]|\.\d|\s*(?:mg|weeks?|days?"
    r"|months?|years?|hours?|times|yo|x))"
)
_SLASH_TEN = LazyPattern(r"\s?/\s?10")
_SCALES = (("vas", "VAS"), ("visual", "VAS"), ("nprs", "NPRS"), ("nrs", "NRS"), ("numeric", "NRS"), ("verbal", "VRS"))
_GOES_ON_ABOUT_PAIN = LazyPattern(
    r"\s*(?:[,.;)]|$|\n|(?:today|now|at\s+(?:rest|worst|best|present)|unchanged|constant|steady|since|worse|most|and|on\s+(?:most|average|bad|good|all))\b)"
)
_ACHES = LazyPattern(r"\b(?:pain\w*|aching|aches?|hurts?|sore\w*|sciatica|radicul\w+)\b")
_PARAGRAPH = 260
_REACH = 90
_DATE_REACH = 40


@dataclass(frozen=True, slots=True)
class _Found:
    start: int
    end: int
    low: float
    high: float
    out_of: float
    scale: str | None


def read_pain_scores(text: str, pieces: Sequence[Matched], context: Context) -> list[PainScore]:
    """The pain scores of a note in order."""
    low = fold(text)
    return [
        _score(text, low, found, pieces, context)
        for found in _without_overlap(_found(low))
        if _is_told(low, found, pieces)
    ]


# -------------------- what is a score
def _found(low: str) -> Iterator[_Found]:
    for match in _OUT_OF_TEN.finditer(low) if any(word in low for word in _TEN_WORDS) else ():
        if _speaks_of_pain(low, match):
            yield from _of_ten(low, match)
    for match in _NAMED.finditer(low) if any(word in low for word in _NAME_WORDS) else ():
        yield from _named(low, match)
    yield from _pairs(low)
    for match in _SCALE_FIRST.finditer(low) if "scale" in low else ():
        head = low[max(0, match.start() - _REACH) : match.start()].rpartition("\n")[2]
        if re.search(r"\bpain|\brate|\bhurt|\bach", head + match.group()) and match["low"]:
            yield _of(low, match, 10.0, None)


def _pairs(low: str) -> Iterator[_Found]:
    """As in "Average 6, worst 9, best 4" in a line about pain: two moments or more, each with its number."""
    pairs = list(_PAIRS.finditer(low)) if "worst" in low or "best" in low or "average" in low else []
    for match in pairs:
        near = [p for p in pairs if abs(p.start() - match.start()) < _DATE_REACH and p is not match]
        beside = any("\n" not in low[min(p.start(), match.start()) : max(p.start(), match.start())] for p in near)
        head = low[max(0, match.start() - _REACH) : match.start()]
        if beside and float(match["low"]) <= 10 and _PAIN_ABOVE.search(head):
            yield _of(low, match, 10.0, None)


def _of_ten(low: str, match: re.Match[str]) -> Iterator[_Found]:
    """Such as "6-8/10" is a range, "from 8/10 to 3/10" are two scores."""
    scale = _scale_before(low, match.start())
    whole = _of(low, match, 10.0, scale)
    if match["high"] and low[: match.start()].rstrip().endswith("from"):
        first, last = _value(match["low"]), _value(match["high"])
        out_of = _SLASH_TEN.match(low, match.end("low"))
        yield _Found(whole.start, out_of.end() if out_of else match.end("low"), first, first, 10.0, scale)
        yield _Found(match.start("high"), whole.end, last, last, 10.0, scale)
        return
    yield whole


def _named(low: str, match: re.Match[str]) -> Iterator[_Found]:
    unit = (match["of"] or "").strip()
    value = float(match["low"])
    hundred = bool(unit) and unit != "cm"
    if value <= 10 and not hundred:
        yield _of(low, match, 10.0, _scale_of(match["name"]))
    elif value <= 100 and (hundred or match["name"].startswith(("vas", "visual"))) and match["high"] is None:
        yield _of(low, match, 100.0, _scale_of(match["name"]))


def _of(low: str, match: re.Match[str], out_of: float, scale: str | None) -> _Found:
    first = _value(match["low"])
    last = _value(match["high"]) if match["high"] else first
    start = match.start("low")
    return _Found(start, match.end(), min(first, last), max(first, last), out_of, scale)


def _value(word: str) -> float:
    return 0.0 if word == "zero" else float(NUMBER_WORDS[word]) if word in NUMBER_WORDS else float(word)


def _speaks_of_pain(low: str, match: re.Match[str]) -> bool:
    """Such as "6/10" beside a word of pain; neither a date, nor any other thing out of ten."""
    head = low[max(0, match.start() - _REACH) : match.start()]
    sentence = re.split(r"[.\n](?!\d)", head)[-1]
    tail = re.split(r"[.;\n](?!\d)", low[match.end() : match.end() + 40])[0]
    if _value(match["low"]) > 10 or (match["high"] and _value(match["high"]) > 10) or _NOT_OF_PAIN.search(sentence):
        return False
    slashed = match["of"].startswith("/")
    if (
        slashed
        and match["high"] is None
        and _DAY_BEFORE.search(sentence)
        and not re.search(
            r"pain\s+(?:of|level|is)\s*$|(?:rated?|scale|level|intensity|severity|score)\s+(?:of|from|is)\s*$", sentence
        )
    ):
        return False
    if _OF_PAIN.search(sentence) or _OF_PAIN.search(tail):
        return True
    return bool(_OF_PAIN.search(head)) if not slashed else _opens_sentence(low, match, sentence)


def _opens_sentence(low: str, match: re.Match[str], before: str) -> bool:
    """As in "Left arm pain since June. 9/10, unchanged.": a sentence that begins with the score of a pain just told."""
    if before.strip() or _GOES_ON_ABOUT_PAIN.match(low, match.end()) is None:
        return False
    told = low[max(0, match.start() - _PARAGRAPH) : match.start()].rpartition("\n\n")[2]
    return _ACHES.search(told) is not None


def _scale_before(low: str, start: int) -> str | None:
    head = low[max(0, start - 40) : start]
    found = re.search(r"\b(vas|nprs|nrs|numeric|visual|verbal)\b[^.;\n]*$", head)
    return _scale_of(found[1]) if found else None


def _scale_of(name: str) -> str | None:
    return next((scale for start, scale in _SCALES if name.startswith(start)), None)


def _without_overlap(found: Iterator[_Found]) -> list[_Found]:
    kept: list[_Found] = []
    for one in sorted(found, key=lambda f: (f.start, -f.end)):
        if not kept or one.start >= kept[-1].end:
            kept.append(one)
    return kept


def _is_told(low: str, found: _Found, pieces: Sequence[Matched]) -> bool:
    """Not a goal, not a blank scale, not in a section that says nothing of the patient."""
    head = low[max(0, found.start - _REACH) : found.start]
    if section_at(pieces, found.start) in SILENT_SECTIONS:
        return False
    return _GOALS.search(head.rpartition("\n")[2]) is None


# -------------------- what it says
def _score(text: str, low: str, found: _Found, pieces: Sequence[Matched], context: Context) -> PainScore:
    factor = 10.0 / found.out_of
    piece = piece_at(pieces, found.start)
    moment = _moment(low, found)
    score = PainScore(
        value=round(found.high * factor, 1),
        lowest=round(found.low * factor, 1) if found.low != found.high else None,
        scale=found.scale,
        written=found.high,
        out_of=found.out_of,
        moment=moment,
        region=_region(piece, found),
        date=_date(low, found, context, moment),
    )
    return replace(score, mentions=(spot(text, found.start, found.end, "pain_score/value", pieces, date=score.date),))


def _moment(low: str, found: _Found) -> str | None:
    """The word for a moment right before the number, else right after it."""
    head = re.split(r"[.;\n,]|\d\s", low[max(0, found.start - 28) : found.start])[-1]
    before = [m.lastgroup for m in _MOMENT.finditer(head)]
    if before:
        return before[-1]
    tail = re.split(r"[.;\n,]|\band\b", low[found.end : found.end + 26])[0]
    after = _MOMENT.search(tail)
    return after.lastgroup if after else None


def _region(piece: Matched | None, found: _Found) -> str | None:
    """The spinal region named before the number in its sentence, else the only one named there."""
    if piece is None or not piece.starts:
        return None
    places = [p for p in places_in(piece) if is_spine(p.place) and (p.spine or p.place in ("back", "low_back"))]
    before = [p for p in places if piece.starts[p.start] < found.start]
    near = before[-1] if before else places[0] if places else None
    return (near.spine or "lumbar") if near is not None else None


def _date(low: str, found: _Found, context: Context, moment: str | None) -> str | None:
    """A date written right behind the number or before it in its sentence; the note's, unless of an earlier time."""
    if moment == "current":
        return context.note_date
    dates = context.time.dates
    last = bisect_right(dates, found.start, key=lambda d: d.end) - 1
    behind = dates[last + 1] if last + 1 < len(dates) else None
    if behind is not None and _DATED_BEHIND.fullmatch(low, found.end, behind.start):
        return behind.iso
    if last >= 0 and found.start - dates[last].end < _DATE_REACH:
        between = low[dates[last].end : found.start]
        if _SENTENCE_END.search(between) is None and _ANOTHER_SCORE.search(between) is None:
            return dates[last].iso
    earlier = _EARLIER.search(low[max(0, found.start - _DATE_REACH) : found.start])
    return None if earlier or _EARLIER_BEHIND.match(low, found.end) else context.note_date
