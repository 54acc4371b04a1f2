"""The ICD-10-CM table, loaded on first use: validity, headers, Excludes1, body parts, the narrower codes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from types import ModuleType

from mednec.criteria.reference import Reference
from mednec.criteria.reference_shapes import Icd10File

MOST_SUGGESTED = 10
_SHAPE = re.compile(r"[A-Z]\d[0-9AB](?:\.[0-9A-Z]{1,4})?")
_ICD9 = re.compile(r"\d{3}(?:\.\d{1,2})?|E\d{3}\.\d")
_PARENTHESES = re.compile(r"\(([^()]*)\)")
_CODE = r"[A-Z]\d[0-9A-Z](?:\.[0-9A-Z]+)?"
_REFERENCE = re.compile(rf"(?P<low>{_CODE})(?:[.-]*?\s*-\s*(?P<high>{_CODE}))?")
_FULL_LENGTH = 8
_SIDES = ("left", "right", "bilateral")


@dataclass(frozen=True, slots=True)
class Exclusion:
    """One Excludes1 note: the codes it names, and whether it names an unspecified (NOS) condition only."""

    ranges: tuple[tuple[str, str], ...]
    unspecified: bool

    def names(self, code: str) -> bool:
        """Whether a code, or a header above it, is named."""
        return any(low <= code[: len(low)] and code[: len(high)] <= high for low, high in self.ranges)


@dataclass(frozen=True, slots=True)
class Hints:
    """What the notes say that narrows a diagnosis: ``levels`` and ``region`` of the spine, ``side``."""

    region: str | None = None
    levels: tuple[str, ...] = ()
    side: str | None = None


def well_formed(code: str) -> bool:
    """Whether a text has the shape of an ICD-10-CM code."""
    return _SHAPE.fullmatch(code) is not None


def is_icd9(code: str) -> bool:
    """Whether a text has the shape of a code of the ninth revision."""
    return _ICD9.fullmatch(code) is not None


def below(code: str, codes: Sequence[str]) -> bool:
    """Whether a code is one of some codes, or lies below one of them."""
    return code.startswith(tuple(codes))


def is_valid(code: str) -> bool:
    """Whether the table has the code, as a header or to bill."""
    return bool(_table().is_valid_item(code)) and well_formed(code)


def is_billable(code: str) -> bool:
    """Whether a code of the table has none below it."""
    return bool(_table().is_leaf(code))


def description(code: str) -> str:
    """What the table says a valid code stands for."""
    return str(_table().get_description(code))


def billable_below(code: str) -> list[str]:
    """The billable codes under a header."""
    return [one for one in _table().get_descendants(code) if is_billable(one)]


def nearest_header(code: str) -> str | None:
    """The longest beginning of an unknown code that the table has."""
    beginnings = (code[:length].rstrip(".X") for length in range(len(code) - 1, 2, -1))
    return next((one for one in beginnings if len(one) > 2 and is_valid(one)), None)


def lacks_seventh_character(code: str) -> bool:
    """Whether a code needs only its seventh character, and perhaps an X to fill the places before it."""
    header = code if is_valid(code) else nearest_header(code)
    if header is None or not header.startswith(code.rstrip("X").rstrip(".")):
        return False
    under = billable_below(header)
    return bool(under) and all(len(one) == _FULL_LENGTH and one[:-1].rstrip("X").rstrip(".") == header for one in under)


@lru_cache(maxsize=4096)
def exclusions(code: str) -> tuple[Exclusion, ...]:
    """The Excludes1 notes of a valid code and of everything above it."""
    return tuple(
        Exclusion(ranges, " NOS" in note)
        for place in (code, *_table().get_ancestors(code))
        for note in _table().get_excludes1(place)
        if (ranges := tuple(_ranges(note)))
    )


def _ranges(note: str) -> Iterator[tuple[str, str]]:
    """The codes in parentheses; "(M40- with fifth character 2)" is left out, as it says more than a code."""
    for group in _PARENTHESES.findall(note):
        if "with" not in group:
            for match in _REFERENCE.finditer(group):
                yield match["low"], match["high"] or match["low"]


def regions_of(code: str, reference: Reference) -> frozenset[str]:
    """The body parts of a valid diagnosis; empty where it names none."""
    rows = [row for file in reference.files(Icd10File) for row in file.regions]
    by_code = [row for row in rows if row.codes and below(code, row.codes)]
    said = description(code).lower()
    by_word = [row for row in rows if code[0] in row.letters and any(_has(said, word) for word in row.words)]
    return frozenset(region for row in by_code or by_word for region in row.regions)


def narrowed(header: str, hints: Hints, reference: Reference) -> tuple[str, ...]:
    """The billable codes under a header that fit best what the notes say; all of them where they say nothing."""
    found = billable_below(header) or [header]
    return tuple(_of_side(_of_place(found, hints, reference), hints.side)[:MOST_SUGGESTED])


def fits_better(code: str, hints: Hints, reference: Reference) -> tuple[str, ...]:
    """Codes beside an unspecified one that name the level or side that the notes give."""
    said = description(code).lower()
    if "unspecified" not in said:
        return ()
    side = None if any(_has(said, one) for one in _SIDES) else hints.side
    for header in _headers(code):
        found = billable_below(header)
        placed = _of_level(found, hints, reference) if hints.levels else _of_region(found, hints.region)
        sided = _of_side(placed or found, side)
        if code not in sided and len(sided) < len(found):
            return tuple(sided[:MOST_SUGGESTED])
    return ()


def _headers(code: str) -> list[str]:
    """The headers next above a code, without the category, which mixes diseases."""
    return [one for one in _table().get_ancestors(code) if well_formed(one) and "." in one]


def _of_place(codes: list[str], hints: Hints, reference: Reference) -> list[str]:
    found = _of_level(codes, hints, reference) or _of_region(codes, hints.region)
    return found or [c for c in codes if hints.region in regions_of(c, reference)] or codes


def _of_level(codes: list[str], hints: Hints, reference: Reference) -> list[str]:
    """The codes of the highest level that is documented: of several levels the most superior is coded."""
    rows = [row for file in reference.files(Icd10File) for row in file.levels]
    words = next((row.words for level in hints.levels for row in rows if level in row.levels), ())
    groups = ([c for c in codes if _has(description(c).lower(), word.lower())] for word in words)
    return next((group for group in groups if group), [])


def _of_region(codes: list[str], region: str | None) -> list[str]:
    return [c for c in codes if region and description(c).lower().endswith(f", {region} region")]


def _of_side(codes: list[str], side: str | None) -> list[str]:
    return [c for c in codes if side and _has(description(c).lower(), side)] or codes


def _has(said: str, word: str) -> bool:
    return re.search(rf"\b{re.escape(word)}\b", said) is not None


@lru_cache(maxsize=1)
def _table() -> ModuleType:
    """The library; importing it reads the whole table, which takes more than a second."""
    import simple_icd_10_cm

    return simple_icd_10_cm  # type: ignore[no-any-return]
