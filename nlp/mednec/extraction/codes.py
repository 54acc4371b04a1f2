"""Reads ICD-10-CM and CPT codes in a note, and nothing that only looks like one: levels, doses, record numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from mednec.evidence import Code, Mention
from mednec.extraction.facts import spot
from mednec.extraction.matching import Matched
from mednec.extraction.time_words import LazyPattern

_DOTTED = LazyPattern(
    r"[A-Z](?<![\w.\-/].)[ ]?\d[0-9AB]\.(?:[0-9][0-9A-Za-z]{0,3}|[Xx]{1,3}[0-9A-Za-z]"
    r"|[A-Z]\d[0-9A-Z]?)(?![\w%]|[.,]\d|/\d)"
)
_PLAIN = LazyPattern(r"[A-Z](?<![\w.\-/#].)\d[0-9AB](?:[0-9][0-9A-Za-z]{0,3})?(?![\w%/\-]|\.\w)")
_NAMED = LazyPattern(
    r"\b(?:icd(?:[\s-]*(?:9|10))?(?:[\s-]*cm)?|dx|diagnos[ei]s|diagnostic)(?:\s+code)?s?\b[^\n]{0,12}$", re.IGNORECASE
)
_ICD_WORD = LazyPattern(r"\bicd[\s-]*10|\bicd\b|\b(?:dx|diagnosis) codes?\b", re.IGNORECASE)
_NEXT_IN_LIST = LazyPattern(r"^[\s,;/&()]*(?:and\s+)?$")
_NOT_A_DISEASE = LazyPattern(
    r"^(?:\s*(?:mg|mcg|units?|ml|kg|lbs?|cm|mm|ns|iu|dextrose|vertebra|nerve|root|level)\b)", re.IGNORECASE
)
_LAST_INJURY = 88
_VITALS = LazyPattern(r"\b(?:vitals?|vss?|bp|hr|rr|pulse|spo2|p\d|r\d|temp\w*)\b", re.IGNORECASE)
_FLUIDS = ("D5.", "D10.", "B12.")
_LEVEL_LETTERS = frozenset("CTLS")

_FIVE_DIGITS = LazyPattern(r"\d{5}(?<![\w$#.,/\-].{5})(?:-(?:26|TC|50|59|RT|LT|XU|76|77))?(?![\w/]|[.,\-]\d)")
_CPT_BEFORE = LazyPattern(
    r"\b(?:cpt|hcpcs|procedure|billing|service)\b(?:[\s-]*codes?)?(?:[^\n.;]{0,20}\d{5}[\s,;/&and()-]*)*[\s:#(=-]*$",
    re.IGNORECASE,
)
_NO_CPT_BEFORE = LazyPattern(
    r"(?:\b(?:mrn|acct|account|record|zip|phone|fax|po box|p\.o\. box|box|suite|ste|room|claim"
    r"|policy|member|id|npi|auth\w*|case|ref\w*|accession|chart|no|number|encounter|job)\b[\s:.#]*"
    r"|[$#]\s*)$",
    re.IGNORECASE,
)
_STATE = LazyPattern(r"(?:[A-Za-z],\s*[A-Z]{2}|\b(?!PT|OT|MR|CT|US|DX)[A-Z]{2}),?\s+$")
_IMAGED = LazyPattern(
    r"\b(?:mri|mra|ct|cta|x[\s-]?rays?|radiographs?|imaging|myelogra\w+|spine|spinal|contrast|emg"
    r"|ncs|ultrasound|epidural|injection|transforaminal|interlaminar|facet|"
    r"bone scan|pet|dexa|fluoroscop\w+|therapeutic exercise|manipulation)\b",
    re.IGNORECASE,
)
_CPT_RANGES = (
    (70010, 79999),
    (62263, 62380),
    (64400, 64681),
    (63001, 63746),
    (22010, 22899),
    (95860, 95913),
    (97010, 97799),
    (98925, 98943),
    (99202, 99499),
    (20526, 20611),
    (27096, 27096),
)
_NEAR = 60


@dataclass(frozen=True, slots=True)
class _Found:
    start: int
    end: int
    system: str
    code: str


def read_codes(text: str, pieces: Sequence[Matched] = ()) -> list[Code]:
    """The codes of a note in the order of their first mention, each once with all its places."""
    found = sorted((*_diagnoses(text), *_procedures(text)), key=lambda f: f.start)
    places: dict[tuple[str, str], list[Mention]] = {}
    for one in found:
        mention = spot(text, one.start, one.end, f"code/{one.system}", pieces)
        places.setdefault((one.system, one.code), []).append(mention)
    return [Code(system, code, tuple(mentions)) for (system, code), mentions in places.items()]


def _diagnoses(text: str) -> Iterator[_Found]:
    """Codes with a dot speak for themselves; without it they need a word for it, or a code just before them."""
    dotted = [m for m in _DOTTED.finditer(text) if _is_diagnosis(text, m)]
    for match in dotted:
        yield _diagnosis(match)
    if not dotted and not _names_codes(text):
        return
    ends = [m.end() for m in dotted]
    for match in _PLAIN.finditer(text):
        if _plain_stands(text, match, ends):
            ends.append(match.end())
            yield _diagnosis(match)


def _names_codes(text: str) -> bool:
    low = text.lower()
    return ("icd" in low or "code" in low) and _ICD_WORD.search(text) is not None


def _is_diagnosis(text: str, match: re.Match[str]) -> bool:
    written = match.group()
    if written[0] == "T" and (int(written[1:3]) > _LAST_INJURY if written[1:3].isdigit() else False):
        return False
    if written[0] == "T" and _VITALS.search(text[max(0, match.start() - 30) : match.end() + 30]):
        return False  # a temperature
    if written.startswith(_FLUIDS) or _NOT_A_DISEASE.match(text[match.end() : match.end() + 14]):
        return False
    spaced = written[1] == " "
    return not spaced or _NAMED.search(text[max(0, match.start() - 40) : match.start()]) is not None


def _plain_stands(text: str, match: re.Match[str], ends: Sequence[int]) -> bool:
    head = text[max(0, match.start() - 40) : match.start()]
    if _NAMED.search(head):
        return len(match.group()) > 3 or match.group()[0] not in _LEVEL_LETTERS or ":" in head[-3:]
    if any(0 <= match.start() - end < 12 and _NEXT_IN_LIST.match(text[end : match.start()]) for end in ends[-4:]):
        return match.group()[0] not in _LEVEL_LETTERS
    enclosed = head.endswith("(") and text[match.end() : match.end() + 1] == ")"
    return enclosed and match.group()[0] not in _LEVEL_LETTERS and match.group() != "B12"


def _diagnosis(match: re.Match[str]) -> _Found:
    bare = match.group().replace(" ", "").replace(".", "").upper()
    code = bare if len(bare) == 3 else f"{bare[:3]}.{bare[3:]}"
    return _Found(match.start(), match.end(), "ICD-10-CM", code)


def _procedures(text: str) -> Iterator[_Found]:
    for match in _FIVE_DIGITS.finditer(text):
        code = match.group()[:5]
        head = text[max(0, match.start() - _NEAR) : match.start()]
        if _CPT_BEFORE.search(head) or (_in_range(int(code)) and _among_imaging(text, match, head)):
            yield _Found(match.start(), match.start() + 5, "CPT", code)


def _in_range(code: int) -> bool:
    return any(low <= code <= high for low, high in _CPT_RANGES)


def _among_imaging(text: str, match: re.Match[str], head: str) -> bool:
    """A word of imaging stands on the same line, and nothing makes the digits an address or another number."""
    if _NO_CPT_BEFORE.search(head) or _STATE.search(head):
        return False
    line_head = head.rpartition("\n")[2]
    line_tail = text[match.end() : match.end() + _NEAR].partition("\n")[0]
    return _IMAGED.search(line_head) is not None or _IMAGED.search(line_tail) is not None
