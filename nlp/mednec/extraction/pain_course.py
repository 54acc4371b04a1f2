"""How the pain went on, by its scores: "4/10 on 6/17, 8/10 now", "3/10 -> 6/10 -> 8/10"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from mednec.extraction.matching import Matched

_SCORE = re.compile(r"(?<![\w./-])(\d{1,2})\s?/\s?10(?![\d/%])")
_ARROW = re.compile(r"\s*(?:-+>|→|=>|then|to)\s*")
_NOW = re.compile(r"\s*,?\s*(?:is\s+)?(?:now|today|currently|at\s+present|this\s+visit)\b", re.IGNORECASE)
_NOW_BEFORE = re.compile(r"\b(?:now|today|currently|is|remains|still)\s*(?:at\s+)?$", re.IGNORECASE)
_THEN = re.compile(
    r"\s*,?\s*(?:on|in|at|before|initially|then|last|first|when)\b",
    re.IGNORECASE,
)
_THEN_BEFORE = re.compile(r"\b(?:was|were|from|had\s+been|initially)\s*(?:at\s+)?$", re.IGNORECASE)
_UNLIKE = re.compile(
    r"\b(?:worst|best|least|average|rest|activity|movement|walking|sitting|at\s+night)\b", re.IGNORECASE
)
_MATTERS = 2
_REACH = 90


def trends_of(text: str, pieces: Sequence[Matched]) -> Iterator[tuple[Matched, int, int, str]]:
    """The segment, the span and the trend wherever a sentence compares the pain of two moments."""
    for piece in pieces:
        start, end = piece.segment.start, piece.segment.end
        if piece.segment.section in ("plan", "instructions", "family_history") or "/" not in text[start:end]:
            continue
        scores = list(_SCORE.finditer(text, start, end))
        for first, last in pairwise(scores):
            if last.start() - first.end() <= _REACH and _compares(text, first, last):
                yield piece, first.start(), last.end(), _trend(int(first[1]), int(last[1]))


def _compares(text: str, first: re.Match[str], last: re.Match[str]) -> bool:
    """Whether the first score is of an earlier moment than the last."""
    between = text[first.end() : last.start()]
    if _UNLIKE.search(between) or "\n\n" in between:
        return False
    if _ARROW.fullmatch(between):
        return "to" not in between or _THEN_BEFORE.search(text[max(0, first.start() - 20) : first.start()]) is not None
    earlier = _THEN.match(text, first.end()) or _THEN_BEFORE.search(text[max(0, first.start() - 20) : first.start()])
    now = _NOW.match(text, last.end()) or _NOW_BEFORE.search(text[max(first.end(), last.start() - 20) : last.start()])
    return bool(earlier and now)


def _trend(then: int, now: int) -> str:
    if abs(now - then) < _MATTERS:
        return "stable"
    return "worsening" if now > then else "improving"
