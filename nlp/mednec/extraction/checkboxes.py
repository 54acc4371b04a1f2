"""Answers drawn as boxes: "[x] numbness [ ] weakness", "Fever ☐ Yes ☒ No", "Numbness [X] Y [ ] N"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from mednec.extraction.matching import Hit, Matched

_BOX = re.compile(r"\[\s*([xX✓✔*]?)\s*\]|\(\s*([xX✓])\s*\)|([☐□◻])|([☑☒✅✓✔■])|\(\s{1,3}\)|\[_\]|_([xX])_")
_YES = re.compile(r"\s*(?:yes|y)\b", re.IGNORECASE)
_NO = re.compile(r"\s*(?:no|n)\b", re.IGNORECASE)
_LABEL = re.compile(r"[^\n\[(]{0,40}?\b(?:yes|no|y|n)[\s:-]*", re.IGNORECASE)


_SQUARES = frozenset("☐□◻☑☒✅✓✔■")
_BRACKETS = {"[": "]", "(": ")"}


def box_starts(words: Sequence[str]) -> list[int]:
    """The tokens where a box is drawn: "☐", "[ ]", "[x]", "( )"; nothing written beside one belongs to the next."""
    if "[" not in words and "(" not in words and _SQUARES.isdisjoint(words):
        return []
    found = []
    for i, word in enumerate(words):
        closing = _BRACKETS.get(word)
        drawn = closing is not None and (
            list(words[i + 1 : i + 2]) == [closing] or list(words[i + 1 : i + 3]) == ["x", closing]
        )
        if drawn or word in _SQUARES:
            found.append(i)
    return found


def _checked(match: re.Match[str]) -> bool:
    return bool(match.group(1) or match.group(2) or match.group(4) or match.group(5))


def box_answer(text: str, piece: Matched, hit: Hit) -> str | None:
    """'present', 'absent' or 'none' (says nothing) for a mention that stands beside boxes; None where there are
    no boxes.
    """
    segment = piece.segment
    boxes = list(_BOX.finditer(text, segment.start, segment.end))
    lead = _box_before_segment(text, segment.start) if not boxes else None
    if not boxes:
        return lead
    start, end = piece.span(hit.start, hit.end)
    answered = _yes_no_pair(text, boxes, end, segment.end)
    if answered is not None:
        return answered
    before = [b for b in boxes if b.end() <= start]
    behind = next((b for b in boxes if b.start() >= end), None)
    if behind is not None and _stands_behind(text, boxes, segment.start, segment.end):
        return "present" if _checked(behind) else "absent" if any(_checked(b) for b in boxes) else "none"
    if not before:
        return None
    box = before[-1]
    if _YES.match(text, box.end()) or _NO.match(text, box.end()):
        return None
    if _checked(box):
        return None if _negated_label(text, box.end(), start) else "present"
    beside = any(_checked(b) for b in boxes) or _has_checked_sibling(text, segment.start)
    return "absent" if beside else "none"


def _stands_behind(text: str, boxes: Sequence[re.Match[str]], start: int, stop: int) -> bool:
    """'Numbness [x] Weakness [ ]': a line from a word to a box has each box behind its word."""
    return bool(text[start : boxes[0].start()].strip()) and not text[boxes[-1].end() : stop].strip(" .,;|")


def _negated_label(text: str, start: int, end: int) -> bool:
    return bool(re.search(r"\b(?:no|denies|without|normal|neg|not)\b", text[start:end], re.IGNORECASE))


def _yes_no_pair(text: str, boxes: list[re.Match[str]], end: int, stop: int) -> str | None:
    """Boxes right after the mention that are labelled yes and no."""
    after = [b for b in boxes if b.start() >= end][:2]
    labels: list[tuple[bool, bool]] = []
    leading = bool(after) and _LABEL.fullmatch(text, end, after[0].start()) is not None
    for box in () if leading else after:
        is_yes = _YES.match(text, box.end(), stop) is not None
        if is_yes or _NO.match(text, box.end(), stop):
            labels.append((is_yes, _checked(box)))
    if not labels:
        labels = _label_first(text, after, end)
    for yes, checked in labels:
        if checked:
            return "present" if yes else "absent"
    return "none" if labels else None


def _label_first(text: str, after: list[re.Match[str]], end: int) -> list[tuple[bool, bool]]:
    """'Y [x] N [ ]': the label stands before its box."""
    labels: list[tuple[bool, bool]] = []
    at = end
    for box in after:
        word = (re.split(r"[\s:|-]+", text[at : box.start()].strip(" :-\t").lower()) or [""])[-1]
        if word in ("yes", "y", "no", "n"):
            labels.append((word[0] == "y", _checked(box)))
        at = box.end()
    return labels


def _box_before_segment(text: str, start: int) -> str | None:
    head = text[max(0, start - 6) : start]
    boxes = list(_BOX.finditer(head))
    if not boxes:
        return None
    if _checked(boxes[-1]):
        return "present"
    return "absent" if _has_checked_sibling(text, start) else "none"


def _has_checked_sibling(text: str, start: int) -> bool:
    """Whether a line above or below, with no blank line in between, begins with a box that is checked."""
    low, high = max(0, start - _BLOCK), start + _BLOCK
    above, below = text.rfind("\n\n", low, start), text.find("\n\n", start, high)
    block = text[max(above, low) : below if below > 0 else high]
    opening = (_BOX.match(line.lstrip(" \t-•*")) for line in block.split("\n"))
    return any(box is not None and _checked(box) for box in opening)


_BLOCK = 600
"""Characters around a box in which the other boxes of its list are looked for."""
