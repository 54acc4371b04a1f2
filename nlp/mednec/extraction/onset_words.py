"""Words with which something begins ("since", "began", "onset was"), and what it is that began."""

from __future__ import annotations

import re

from mednec.extraction.clause_start import clause_start
from mednec.extraction.time_phrases import CARE, COMPLAINT, SURGERY
from mednec.extraction.time_words import LazyPattern

_SINCE_WORD = r"\b(?:since|dat(?:es|ing|ed)\s+(?:back\s+)?(?:to|from)|go(?:es|ing|ne)?\s+back\s+to)\b"
SINCE = LazyPattern(rf"{_SINCE_WORD}(?:[\s:]+[\w'/#&-]+){{0,6}}[\s:(]*$")
_ONSET_WORD = (
    r"\b(?:began|begun|started|starting|beginning|onset|commenced|initiated|developed|noticed|first\s+noted|arose"
    r"|start(?=\s*(?:date|:)))\b"
)
ONSET = LazyPattern(
    rf"{_ONSET_WORD}(?:[\s:]+(?!(?:and|then|but|had|was|underwent|seen|mri|ct|until|improv\w+|resolv\w+|better)\b)[\w'/-]+\.?){{0,10}}[\s:(~]*$"
)
ONSET_DATE = LazyPattern(
    rf"{_ONSET_WORD}(?:[\s:]+(?!(?:and|then|but|mri|ct|improv\w+|resolv\w+|better)\b)[\w'/-]+\.?){{0,3}}[\s:(~]*$"
)
ONSET_WAS = LazyPattern(r"\bonset\b[^.;,]{0,50}\bwas\s+(?:about\s+|around\s+|approximately\s+)?$")
_SURGERY_SAID = LazyPattern(rf"\b{SURGERY}\b|\bs/p\b")
_CARE_SAID = LazyPattern(rf"\b{CARE}\b")
_COMPLAINT_SAID = LazyPattern(rf"(?<![a-z]){COMPLAINT}\b")


def measures_of_onset(low: str, start: int, lead: re.Match[str] | None) -> str:
    """What it is that began: post_op, symptom or unknown; ``lead`` are the words that say so, from ``start`` on."""
    led = lead.group() if lead else ""
    if _SURGERY_SAID.search(led):
        return "post_op"
    said = low[clause_start(low, start, 40) : start] + led
    if _CARE_SAID.search(said):
        return "unknown"
    return "symptom" if _COMPLAINT_SAID.search(said) else "unknown"
