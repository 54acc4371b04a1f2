"""Weeks, months and days as British clinicians write them: "x 8/52", "3/12 history", "for 5/7", "5/52 ago"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mednec.extraction.time_words import LazyPattern

_SHORTHAND = LazyPattern(
    r"(?:(?<![a-z0-9])[x×]|(?<=fo)r)\s?(?P<x>\d{1,2})(?:-(?P<x_high>\d{1,2}))?/(?P<x_unit>52|12|7)(?![\d/.])"
    r"|(?<![\w/.-])(?P<n>\d{1,2})(?:-(?P<n_high>\d{1,2}))?/(?P<n_unit>52|12|7)(?![\d/]|\.\d)"
)
_SHORTHAND_LEAD = LazyPattern(
    r"\b(?:past|last|lasting|took|over|about|approx|approximately|after|another|further|previous|rest\s+of|of)\s+(?:the\s+)?$"
)
_SHORTHAND_TAIL = LazyPattern(
    r"\s*(?:'?s?\s+)?(?:hx|history|h/o|ago|duration|course|trial|later|back\b|post\b|of\b|so\s+far|now\b|supply)"
)
_BRITISH = LazyPattern(
    r"/52(?!\d)|\b(?:tds|qds|nocte|physio|gp|paracetamol|co-codamol)\b|\b\d+\s?m?g\s+(?:bd|od|om|on)\b"
)
_SHORTHAND_UNITS = {"52": "week", "12": "month", "7": "day"}


def shorthand_lengths(low: str) -> Iterator[tuple[int, int, int, int, str]]:
    """Start, end, lowest and highest count and unit of every such length in folded text."""
    if "/52" not in low and "/12" not in low and "/7" not in low:
        return
    for hit in _SHORTHAND.finditer(low):
        group = "x" if hit["x"] else "n"
        unit = _SHORTHAND_UNITS[hit[f"{group}_unit"]]
        first, last = int(hit[group]), int(hit[f"{group}_high"] or hit[group])
        if 0 < first <= last and _means_length(low, hit, group, unit):
            yield hit.start(group), hit.end(), first, last, unit


def _means_length(low: str, hit: re.Match[str], group: str, unit: str) -> bool:
    """Of 52 only weeks are counted; "3/12" may be a date and "5/7" a score, so these need a word for it."""
    if unit == "week" or (group == "x" and low[hit.start()] in "x×"):
        return True
    lead = low[max(0, hit.start(group) - 16) : hit.start(group)]
    if group == "x":
        return _BRITISH.search(low) is not None
    tail = _SHORTHAND_TAIL.match(low, hit.end())
    if tail and tail.group().strip() == "of":  # "3/12 of pain" where 3/12 may be a date otherwise
        return _BRITISH.search(low) is not None
    return tail is not None or (_SHORTHAND_LEAD.search(lead) is not None and _BRITISH.search(low) is not None)
