"""Regions that one word of a study names together ("thoracolumbar MRI", "thoraco-abdomino-pelvic CT"), and organs that
only studies are named after.
"""

from __future__ import annotations

from collections.abc import Sequence

_PARTS = {
    "cranio": "brain", "cerebro": "brain", "cervico": "cervical", "dorso": "thoracic", "thoraco": "thoracic",
    "lumbo": "lumbar", "abdomino": "abdomen_pelvis", "cervical": "cervical", "dorsal": "thoracic",
    "thoracic": "thoracic", "lumbar": "lumbar", "lombar": "lumbar", "abdominal": "abdomen_pelvis",
    "pelvic": "abdomen_pelvis", "sacral": "lumbar",
}  # fmt: skip
_PREFIXES = tuple(p for p in _PARTS if p.endswith("o"))
_ORGANS = {
    "hepatic": "abdomen_pelvis", "pancreatic": "abdomen_pelvis", "humerus": "other", "femur": "other",
    "radius": "other", "ulna": "other", "mandible": "other", "rib": "chest", "ribs": "chest", "swallow": "other",
    "scrotal": "other", "testicular": "other",
}  # fmt: skip
_BRIDGE = frozenset("of the a an his her left right both and scan spine mr imaging ( mri ) bilateral /".split())
_WINDOW = 6
_WHOLE = frozenset("whole entire full total complete pan".split())
_SPINE = ["cervical", "thoracic", "lumbar"]


def regions_near(words: Sequence[str], start: int, end: int) -> list[str]:
    """The regions of the compound or organ that stands right before or after a study at [start, end)."""
    at = start
    while at and start - at < _WINDOW:
        found = _ending_at(words, at)
        if found:
            return found
        if words[at - 1] not in _BRIDGE:
            break
        at -= 1
    for at in range(end, min(len(words), end + _WINDOW)):
        found = _starting_at(words, at)
        if found or words[at] not in _BRIDGE - {"and", "both", "/"}:
            return found
    return []


def whole_spine(words: Sequence[str], start: int, end: int) -> list[str]:
    """The three regions of "whole spine MRI", "MRI of the entire spine"; empty where no whole spine is meant."""
    for first in (*range(max(0, start - 3), start - 1), *range(end, min(len(words), end + 4))):
        if words[first] in _WHOLE and words[first + 1 : first + 2] in (["spine"], ["neuraxis"]):
            between = words[first + 2 : start] if first < start else words[end:first]
            if all(w in _BRIDGE for w in between):
                return list(_SPINE)
    return []


def regions_told(words: Sequence[str]) -> list[str]:
    """The regions of the first compound among the words ("metastases in the thoracolumbar spine")."""
    return next((found for at in range(len(words)) if (found := _starting_at(words, at)) and len(found) > 1), [])


def _ending_at(words: Sequence[str], at: int) -> list[str]:
    first = at - 1
    while first and words[first - 1] in _PREFIXES:
        first -= 1
    return _regions("".join(words[first:at]))


def _starting_at(words: Sequence[str], at: int) -> list[str]:
    last = at
    while last + 1 < len(words) and words[last] in _PREFIXES:
        last += 1
    return _regions("".join(words[at : last + 1]))


def _regions(word: str) -> list[str]:
    """Of one word: those of its parts; the chest where "thoraco" goes with the abdomen."""
    if word in _ORGANS:
        return [_ORGANS[word]]
    parts: list[str] = []
    rest = word
    while rest and rest not in _PARTS:
        prefix = next((p for p in _PREFIXES if rest.startswith(p)), None)
        if prefix is None:
            return []
        parts.append(_PARTS[prefix])
        rest = rest[len(prefix) :]
    if not parts or not rest:
        return []
    parts.append(_PARTS[rest])
    if "abdomen_pelvis" in parts:
        parts = ["chest" if p == "thoracic" else p for p in parts]
    return list(dict.fromkeys(parts))
