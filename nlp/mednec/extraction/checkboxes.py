"""Answers drawn as boxes: "[x] numbness [ ] weakness", "Fever ☐ Yes ☒ No", "Numbness [X] Y [ ] N"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from mednec.extraction.matching import Hit, Matched

_BOX = re.compile(r"\[\s*([xX✓✔*]?)\s*\]|\(\s*([xX✓])\s*\)|([☐□◻])|([☑☒✅✓✔■])|\(\s{1,3}\)|\[_\]|_([xX])_")
_YES = re.compile(r"\s*(?:yes|y)\b", re.IGNORECASE)
_NO = re.compile(r"\s*(?:no|n)\b", re.IGNORECASE)
_WORD = r"(?:yes|no|y|n)"
_ANYBOX = f"(?:{_BOX.pattern})"
_GROUP = re.compile(
    rf"(?:(?P<box1>{_ANYBOX})\s*(?P<word1>{_WORD})\b[\s/|,]*(?P<box2>{_ANYBOX})\s*(?P<word2>{_WORD})\b"
    rf"|(?<![a-z])(?P<word3>{_WORD})\s*[:-]?\s*(?P<box3>{_ANYBOX})[\s/|,]*(?P<word4>{_WORD})\s*[:-]?\s*(?P<box4>{_ANYBOX}))",
    re.IGNORECASE,
)
"""Both answers to one question, each with its box before or behind it."""
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
    start, end = piece.span(hit.start, hit.end)
    grouped = group_answer(text, piece, start, end)
    if grouped is not None:
        return grouped
    boxes = list(_BOX.finditer(text, segment.start, segment.end))
    lead = _box_before_segment(text, segment.start) if not boxes else None
    if not boxes:
        return lead
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


def group_answer(text: str, piece: Matched, start: int, end: int) -> str | None:
    """What the boxes for yes and for no say of the mention [start, end): they stand all before their items where a
    line begins with them, else all behind ("Fever? [x] Y [ ] N").
    """
    low, high = piece.segment.start, piece.segment.end
    opening = _OPENING_BOX.search(text, max(0, low - _BEFORE), low)
    low = opening.start() if opening else low
    groups = list(_GROUP.finditer(text, low, high))
    if not groups:
        return None
    if not text[low : groups[0].start()].strip(" \t-•*|"):
        beside = [g for g in groups if g.end() < end]
        return _ticked(beside[-1]) if beside else None
    behind = [g for g in groups if g.start() >= end]
    return _ticked(behind[0]) if behind else None


def opens_in_group(text: str, piece: Matched, hit: Hit) -> bool:
    """'[x] Yes [ ] No weight loss': the mention "no weight loss" begins with the label of a box."""
    start, end = piece.span(hit.start, hit.end)
    low = max(0, piece.segment.start - _BEFORE)
    return any(g.start() <= start < g.end() < end for g in _GROUP.finditer(text, low, piece.segment.end))


def _ticked(group: re.Match[str]) -> str:
    """Which answer of a pair is marked; "none" where neither or both are."""
    pairs = (("word1", "box1"), ("word2", "box2"), ("word3", "box3"), ("word4", "box4"))
    marked = {group[word][0].lower() == "y" for word, box in pairs if group[box] and _is_mark(group[box])}
    return "none" if len(marked) != 1 else "present" if marked == {True} else "absent"


def _is_mark(box: str) -> bool:
    found = _BOX.fullmatch(box)
    return found is not None and _checked(found)


_BEFORE = 6
_OPENING_BOX = re.compile(rf"{_ANYBOX}[ \t]*$")


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
