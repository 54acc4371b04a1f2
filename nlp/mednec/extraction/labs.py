"""Reads laboratory tests that payers ask for: the value with its unit, high, low, positive or not, and the date."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from mednec.evidence import Lab, Mention
from mednec.extraction.context import Context, beginning_in
from mednec.extraction.facts import SILENT_SECTIONS, facts_in, meant, mention_of
from mednec.extraction.labels import with_labels
from mednec.extraction.matching import Hit, Matched
from mednec.extraction.mentions import distinct
from mednec.extraction.wordsets import word_set

_AHEAD_SECTIONS = frozenset({"plan", "prescriptions", "follow_up"})
_NUMBER = re.compile(r"\d{1,3}(?:,\d{3})+|\d+(?:\.\d+)?")
_DATE = re.compile(r"\d{1,2}/\d{1,2}(?:/\d{2,4})?")
_VALUE_REACH = 6
_WORD_REACH = 7
_BRIDGE = word_set(
    ": = - – is was of at > < ≥ ≤ ~ ( ) , and level value result results count today now up to from elevated high low",
    "normal h l came back on [ ] | about approximately only just a the her his still also mildly markedly slightly",
    "quant quantitative high-sensitivity hs repeat rate sed",
)
_BELOW = word_set("< ≤ under below less")
_STOPS = word_set("; . | but")
_UNITS: Mapping[str, str] = {
    "mg / l": "mg/L", "mg / dl": "mg/dL", "mm / h": "mm/h", "mm / hr": "mm/h", "mm": "mm/h", "k": "10^9/L",
    "k / ul": "10^9/L", "thou": "10^9/L", "ml / min": "mL/min", "mg": "mg/L",
}  # fmt: skip
_THOUSANDS = 1_000
_YEARS = range(1950, 2100)


def read_labs(text: str, pieces: Sequence[Matched], context: Context) -> list[Lab]:
    """The tests of a note in order, each telling once."""
    found: list[Lab] = []
    for piece in with_labels(text, pieces, "fact"):
        hits = facts_in(piece, ("lab",)) if "fact" in piece.layers else []
        if hits and piece.segment.section not in SILENT_SECTIONS and piece.segment.kind != "heading":
            found += _labs(text, piece, hits, context)
    return _merged(found)


def _labs(text: str, piece: Matched, hits: Sequence[Hit], context: Context) -> list[Lab]:
    labs: list[Lab] = []
    for n, hit in enumerate(hits):
        high = hits[n + 1].start if n + 1 < len(hits) else len(piece.words)
        value, at = _value(piece, hit, high)
        cue = _cue(piece, hit, _run(piece, hits, n), high)
        unit = _unit(piece, at)
        if value is not None and unit is None and value >= _THOUSANDS and "10^9/L" in hit.ref.normal:
            value = value / _THOUSANDS  # "WBC 14,200"
        status = _status(piece, hit, value, cue)
        if status is None:
            continue
        if status != "done":
            labs.append(Lab(str(hit.ref.value), status=status, mentions=_quotes(text, piece, hit, cue, None, None)))
            continue
        told = str(cue.ref.value) if cue is not None and cue.ref.fact == "lab_flag" else None
        flag = told or _by_range(hit.ref.normal, value, unit, below=_below(piece, hit, at))
        if value is not None or flag is not None:
            day = _day(piece, hit, high, context)
            quotes = _quotes(text, piece, hit, cue, at, day)
            labs.append(Lab(str(hit.ref.value), value, unit, flag, date=day, mentions=quotes))
    return labs


def _quotes(
    text: str, piece: Matched, hit: Hit, cue: Hit | None, at: int | None, day: str | None
) -> tuple[Mention, ...]:
    """The name of the test, its value and the word for it, as they stand."""
    quotes = [mention_of(text, piece, h, date=day) for h in (hit, cue) if h is not None]
    if at is not None:
        start, end = piece.span(at, at + 1)
        told = Mention(start, end, text[start:end], section=piece.segment.section, rule=quotes[0].rule, date=day)
        quotes.append(told)
    return tuple(sorted(quotes, key=lambda m: m.start))


def _run(piece: Matched, hits: Sequence[Hit], n: int) -> tuple[int, int]:
    """Where the run of tests around one begins and ends: "ESR, CRP and CBC were normal" says it of all."""
    start, end = hits[n].start, hits[n].end
    for before in reversed(hits[:n]):
        if not _joined(piece, before.end, start):
            break
        start = before.start
    for following in hits[n + 1 :]:
        if not _joined(piece, end, following.start):
            break
        end = following.end
    return start, end


def _joined(piece: Matched, end: int, start: int) -> bool:
    between = piece.words[end:start]
    return len(between) <= 2 and all(w in (",", "and", "/", "&", "or") for w in between)


def _value(piece: Matched, hit: Hit, high: int) -> tuple[float | None, int | None]:
    """The number right behind the name, and where it stands."""
    for i in range(hit.end, min(high, hit.end + _VALUE_REACH, len(piece.words))):
        word = piece.words[i]
        if _NUMBER.fullmatch(word):
            value = float(word.replace(",", ""))
            dated = value in _YEARS and "." not in word and "," not in word
            return (None, None) if dated else (value, i)
        if word not in _BRIDGE and not _DATE.fullmatch(word):
            break
    return None, None


def _unit(piece: Matched, at: int | None) -> str | None:
    if at is None:
        return None
    after = piece.words[at + 1 : at + 6]
    if after[:1] == ["("]:
        after = after[1:]
    written = sorted(_UNITS, key=len, reverse=True)
    return next((_UNITS[u] for u in written if after[: len(u.split())] == u.split()), None)


def _below(piece: Matched, hit: Hit, at: int | None) -> bool:
    return at is not None and not _BELOW.isdisjoint(piece.words[hit.end : at])


def _by_range(
    normal: Mapping[str, tuple[float, float]], value: float | None, unit: str | None, *, below: bool
) -> str | None:
    """By the reference range of the rules; without a unit only where all units of the test agree."""
    if value is None or not normal:
        return None
    ranges = list(normal.values()) if unit is None else [r for known, r in normal.items() if known == unit]
    flags = {"high" if value > top and not below else "low" if value < bottom else "normal" for bottom, top in ranges}
    return flags.pop() if len(flags) == 1 else None


# -------------------- words beside it
def _cue(piece: Matched, hit: Hit, run: tuple[int, int], high: int) -> Hit | None:
    """The nearest word for its result or status: behind its run of tests, or right before it."""
    start, end = run
    ranked: list[tuple[int, int, Hit]] = []
    for cue in facts_in(piece, ("lab_flag", "lab_status")):
        if cue.overlaps(hit) or start <= cue.start < end:
            continue
        behind = cue.start >= end
        if behind and cue.start >= max(high, end) and high > end:
            continue  # beyond the next test
        between = piece.words[end : cue.start] if behind else piece.words[cue.end : start]
        if len(between) > _WORD_REACH or not _STOPS.isdisjoint(between) or (not behind and "," in between):
            continue
        ranked.append((len(between) + (0 if behind else 2), cue.start, cue))
    return min(ranked, key=lambda r: r[:2])[2] if ranked else None


def _status(piece: Matched, hit: Hit, value: float | None, cue: Hit | None) -> str | None:
    assertion = meant(piece, hit)
    if assertion.experiencer != "patient" or (value is None and assertion.temporality == "hypothetical"):
        return None
    if value is not None:
        return "done"
    if cue is not None and cue.ref.fact == "lab_status":
        return str(cue.ref.value)
    if cue is None and piece.segment.section in _AHEAD_SECTIONS:
        return "ordered"
    return "done" if cue is not None else None


def _day(piece: Matched, hit: Hit, high: int, context: Context) -> str | None:
    """The date of its own item, else the only date of the sentence."""
    days = beginning_in(context.time.dates, piece.segment)
    for day in days:
        at = next((i for i, e in enumerate(piece.ends) if e > day.start), len(piece.words))
        if hit.end <= at < high:
            return day.iso
    return days[0].iso if len(days) == 1 else None


def _merged(found: Sequence[Lab]) -> list[Lab]:
    """The same result told twice is one; an order is dropped once the result is told."""
    out: list[Lab] = []
    for lab in found:
        at = next((i for i, other in enumerate(out) if same_lab(other, lab)), None)
        if at is None:
            out.append(lab)
        else:
            out[at] = merged_lab(out[at], lab)
    return out


def same_lab(one: Lab, other: Lab) -> bool:
    """Whether two tellings may be of one test: nothing they say disagrees."""
    if one.test != other.test or one.status != other.status:
        return False
    pairs = ((one.value, other.value), (one.flag, other.flag), (one.date, other.date))
    return all(a is None or b is None or a == b for a, b in pairs)


def merged_lab(one: Lab, other: Lab) -> Lab:
    """Two tellings as one."""
    return Lab(
        one.test, one.value if one.value is not None else other.value, one.unit or other.unit, one.flag or other.flag,
        one.status, one.date or other.date, distinct((*one.mentions, *other.mentions)),
    )  # fmt: skip
