"""Reads disability indices (NDI, ODI, mJOA, Roland-Morris …); a moderate one is a functional limitation."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from mednec.evidence import DisabilityIndex, Finding, Mention
from mednec.extraction.context import Context
from mednec.extraction.facts import SILENT_SECTIONS, section_at, spot
from mednec.extraction.matching import Matched
from mednec.extraction.time_words import LazyPattern

LIMITING = frozenset({"moderate", "severe", "complete"})
"""Severities that amount to a functional limitation (guide, section 5)."""


@dataclass(frozen=True, slots=True)
class _Scale:
    """An index: the points it goes to, and the lowest value of each severity (points where ``by_points``)."""

    name: str
    points: float
    steps: tuple[tuple[float, str], ...]
    by_points: bool = False
    falling: bool = False


_NECK = ((0, "none"), (10, "mild"), (30, "moderate"), (50, "severe"), (70, "complete"))
_BACK = ((0, "mild"), (21, "moderate"), (41, "severe"), (81, "complete"))
_CORD = ((0, "severe"), (12, "moderate"), (15, "mild"), (18, "none"))
_ROLAND = ((0, "mild"), (9, "moderate"), (17, "severe"))
_SCALES = {
    "ndi": _Scale("ndi", 50, _NECK),
    "odi": _Scale("odi", 50, _BACK),
    "mjoa": _Scale("mjoa", 18, _CORD, by_points=True, falling=True),
    "roland_morris": _Scale("roland_morris", 24, _ROLAND, by_points=True),
    "quebec": _Scale("quebec", 100, ((0, "mild"), (25, "moderate"), (50, "severe"), (75, "complete"))),
}
_NAME = (
    r"\b(?:(?P<ndi>ndi|neck\s+disability\s+index|neck\s+disability)|(?P<odi>m?odi|modq|odq"
    r"|(?:modified\s+)?oswestry(?:\s+(?:low\s+)?(?:back\s+)?(?:pain\s+)?(?:disability)?(?:\s+(?:index|questionnaire|score))?)?"
    r"|back\s+(?:pain\s+)?disability\s+(?:index|questionnaire))|(?P<mjoa>m?joa"
    r"|(?:modified\s+)?japanese\s+orthop\w+\s+association)|(?P<roland_morris>rmdq|rdq"
    r"|roland[\s-]*morris)|(?P<quebec>qbpds|quebec\s+back\s+pain))\b"
)
_NUMBER = (
    r"(?P<score>\d{1,3}(?:\.\d+)?)(?:\s*(?P<unit>%|percent\b|points?\b)|\s*(?:/"
    r"|out\s+of)\s*(?P<of>\d{2,3})(?![\d/]))?(?:\s*\(?\s*(?:=\s*)?(?P<percent>\d{1,3}(?:\.\d+)?)\s*%\)?)?(?![\d/]|\.\d)"
)
_FILLER = (
    r"(?:\s*\((?:ndi|odi|m?joa|rmdq|rdq|modq|qbpds)\))?(?:\s*(?:[:=,-]|\b(?:score[ds]?|is|was|of|at"
    r"|index|questionnaire|disability|today|currently|current|now|total|result|results?|rated|raw|with"
    r"|a|an|the|initial|improved|worsened|decreased|increased|remains|baseline|on|eval|evaluation|from"
    r"|to|intake|scale)\b|\([^)\n]{0,24}\)))*\s*"
)
_INDEX = LazyPattern(_NAME + _FILLER + r"(?<![\d/.])" + _NUMBER, re.IGNORECASE)
_NEXT = LazyPattern(
    r"(?:\s*(?:%|percent))?\s*(?:to|->|→|=>|now|down\s+to|up\s+to)\s*(?:now\s+)?" + _NUMBER, re.IGNORECASE
)
_SAID = LazyPattern(
    r"^[^.\n;]{0,30}?\b(?P<severity>minimal|mild|moderate|severe|crippl\w+|complete"
    r"|bed[\s-]?bound)(?:\s+to\s+(?P<worse>moderate|severe))?\b"
)
_LETTERS = ("NDI", "ODI", "ODQ", "JOA", "RDQ", "MDQ", "QBPDS")
_NAMES = (
    "disability index",
    "neck disability",
    "disability quest",
    "oswestry",
    "japanese orth",
    "roland",
    "quebec back",
)
_GOAL = LazyPattern(
    r"\b(?:goals?|target|ltg|stg|mcid|mdc|decrease|reduce|improve|will|clinically\s+important)\b[^.\n]{0,45}$",
    re.IGNORECASE,
)
_CHANGE = LazyPattern(r"\b(?:improved?|decreased?|increased?|changed?|reduc\w+|worsen\w*)\s+by\s*$", re.IGNORECASE)


def read_disability(text: str, pieces: Sequence[Matched], context: Context) -> list[DisabilityIndex]:
    """The disability indices of a note in order; "from 52% to 38%" gives two, the first without a date."""
    if not _names_an_index(text):
        return []
    found: list[DisabilityIndex] = []
    for match in _INDEX.finditer(text):
        if section_at(pieces, match.start()) in SILENT_SECTIONS or _is_goal(text, match):
            continue
        found += _readings(text, match, pieces, context)
    return found


def _names_an_index(text: str) -> bool:
    """A quick look; abbreviations count in capitals."""
    low = text.lower()
    return any(letters in text for letters in _LETTERS) or any(name in low for name in _NAMES)


def _is_goal(text: str, match: re.Match[str]) -> bool:
    between = text[match.start() : match.start("score")]
    return (
        _GOAL.search(text[max(0, match.start() - 50) : match.start()]) is not None
        or _CHANGE.search(between) is not None
    )


def _readings(
    text: str, match: re.Match[str], pieces: Sequence[Matched], context: Context
) -> Iterator[DisabilityIndex]:
    scale = _SCALES[next(name for name in _SCALES if match[name])]
    after = _NEXT.match(text, match.end())
    dates = [d.iso for d in context.time.dates if match.start() < d.start < match.start("score")]
    first_date = None if after else dates[-1] if dates else context.note_date
    first = _index(text, match, scale, first_date)
    if first is None:
        return
    yield replace(first, mentions=(_mention(text, match.start(), match.end(), pieces, first),))
    second = _index(text, after, scale, context.note_date) if after else None
    if second is not None and after is not None:
        yield replace(second, mentions=(_mention(text, match.start(), after.end(), pieces, second),))


def _mention(text: str, start: int, end: int, pieces: Sequence[Matched], index: DisabilityIndex) -> Mention:
    return spot(text, start, end, f"disability_index/{index.index}", pieces, date=index.date)


def _index(text: str, match: re.Match[str], scale: _Scale, date: str | None) -> DisabilityIndex | None:
    """Score and percent; a bare number keeps both readings open, and its severity is the milder of the two."""
    score = float(match["score"])
    percent = float(match["percent"]) if match["percent"] else None
    unit = (match["unit"] or "").lower()
    out_of = float(match["of"]) if match["of"] else None
    if out_of is not None and score > out_of:
        return None
    if unit.startswith(("%", "percent")):
        percent, out_of = score, 100.0
    elif out_of is None and (unit.startswith("point") or scale.by_points or percent is not None):
        out_of = scale.points
    if score > (out_of or 100):
        return None
    if percent is None and out_of is not None and not scale.by_points:
        percent = round(100 * score / out_of, 1)
    value = score if scale.by_points else percent if percent is not None else score
    said = _SAID.match(text[match.end() : match.end() + 60])
    severity = _severity_said(said) if said else _severity(scale, value)
    return DisabilityIndex(scale.name, score, out_of, percent, severity, date)


def _severity(scale: _Scale, value: float) -> str:
    return [name for low, name in scale.steps if value >= low][-1]


def _severity_said(said: re.Match[str]) -> str:
    word = (said["worse"] or said["severity"]).lower()
    return (
        "mild"
        if word == "minimal"
        else "complete"
        if word.startswith(("complete", "bed"))
        else "severe"
        if word.startswith("crippl")
        else word
    )


def with_limitation(findings: Sequence[Finding], indices: Sequence[DisabilityIndex]) -> tuple[Finding, ...]:
    """An index of moderate or worse, the latest of its kind, is a functional limitation."""
    latest = {index.index: index for index in indices}
    mentions = tuple(
        replace(m, status="present", basis="reported", rule=f"functional_limitation/{i.index}")
        for i in latest.values()
        if i.severity in LIMITING
        for m in i.mentions
    )
    if not mentions:
        return tuple(findings)
    out: list[Finding] = []
    for finding in findings:
        if finding.concept == "functional_limitation":
            mentions = (*finding.mentions, *(m for m in mentions if not any(_same(m, k) for k in finding.mentions)))
            continue
        out.append(finding)
    return (*out, Finding("functional_limitation", "context", None, "present", "present", mentions=mentions))


def _same(one: Mention, other: Mention) -> bool:
    return one.start < other.end and other.start < one.end and one.status == other.status
