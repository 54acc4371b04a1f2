"""How a mention is meant: a judge gathers what the cues before it, inside it and behind it say."""

from __future__ import annotations

from collections.abc import Sequence

from mednec.evidence import Assertion
from mednec.extraction.answered_questions import is_ruled_out
from mednec.extraction.assertion_axes import folded
from mednec.extraction.backward_cues import reaching_back
from mednec.extraction.cued_segment import NEGATION_HEADS, CuedSegment, is_in_gap
from mednec.extraction.denied_lists import closed_lists, names_a_remedy
from mednec.extraction.forward_cues import reaching_forward
from mednec.extraction.known_complaints import is_taken_for_granted
from mednec.extraction.matching import Hit, Matched
from mednec.extraction.plus_minus import signed_words

_PLAIN = Assertion()
_EXAMINED = ("sign", "exam")
"""Types of rules whose plus, minus and closing "none" are values of a test."""
_BETWEEN_NOT_AND_NORMAL = frozenset(("a an entirely completely fully quite have had been be").split())
_CAUSAL = frozenset("associated due because secondary resulting along".split())
_SHARED = frozenset(
    ("acute new focal recent significant obvious current active prior previous gross residual further other").split()
)
_OVERRULING = frozenset({"absent", "historical", "possible", "hypothetical", "family"})
"""What a cue behind a mention says although one before it has said it already."""
_DENIED = frozenset({"denied", "denies", "denying"})
_UNCHANGED_REACH = 5
_SIGN_REACH = 4
_PARTS_ITEMS = frozenset(", ; . : / ( ) | and or with but + - − –".split())
_EXCEPTED_REACH = 4


class Judge:
    """Decides the assertion of spans in one segment; cues and targets are indexed once."""

    def __init__(
        self,
        piece: Matched,
        targets: Sequence[Hit],
        lead: Assertion | None = None,
        reply: Assertion | None = None,
    ) -> None:
        self.cued = CuedSegment(piece, targets)
        self.words = piece.words
        self.cues = self.cued.cues
        self.lead = lead
        self.reply = reply
        self.plus_minus = signed_words(piece)
        self.denied_lists = [] if self.cued.signs_first else closed_lists(self.cued)

    def assertion(self, start: int, end: int, kind: str = "symptom", free: Sequence[tuple[int, int]] = ()) -> Assertion:
        """The assertion of the words [start, end) for a mention of the given rule type; ``free`` stretches
        inside may hold a cue.
        """
        if self.reply is not None:
            return self.reply
        if not self.cues and not self.plus_minus:
            return self.lead or _PLAIN
        affirmed = self._sign_before(start) if kind not in _EXAMINED else None
        if affirmed is False:
            return Assertion("absent", cue="-")
        told = affirmed is True or self._is_told(free)
        found = reaching_forward(self.cued, self._before(start, end, kind), start, told)
        closing = next((d.cue for d in self.denied_lists if d.start <= start and end <= d.end), None)
        if closing is not None and kind not in _EXAMINED:
            kept = {c: found[c] for c in found if c == "family" or (c == "hypothetical" and not self._denies(closing))}
            return folded(self.cued, {"absent": closing, **kept})
        found |= self._inside(kind, free)
        self._add_behind(found, start, end, kind)
        if not found and self.lead is not None:
            return self.lead
        return folded(self.cued, found)

    def _before(self, start: int, end: int, kind: str) -> list[Hit]:
        """The cues that may reach forward to a mention."""
        return [
            c
            for c in self.cued.cues_for(kind)
            if (c.end <= start or self._shares_words(c, start, kind))
            and c.ref.direction != "backward"
            and not is_taken_for_granted(self.cued, c, start, end, kind)
        ]

    def _inside(self, kind: str, free: Sequence[tuple[int, int]]) -> dict[str, Hit]:
        """The last denial and the last hedge in the gaps of a mention ("numbness is not present in the hand")."""
        return {
            cue.ref.category: cue
            for gap_start, gap_end in free
            for cue in self.cued.cues_for(kind)
            if is_in_gap(self.words, cue, gap_start, gap_end) and cue.ref.category in ("absent", "possible")
        }

    def _is_told(self, free: Sequence[tuple[int, int]]) -> bool:
        """Whether an affirming word stands in the gaps of a mention."""
        return any(
            c.ref.category == "present" and a <= c.start and c.end <= b and self.words[c.start] not in _CAUSAL
            for a, b in free
            for c in self.cues
        )

    def _add_behind(self, found: dict[str, Hit], start: int, end: int, kind: str) -> None:
        """Add what the cues behind a mention say of it to what those before it have said."""
        after = [
            c for c in self.cued.cues_for(kind) if c.end > end and c.start > start and c.ref.direction != "forward"
        ]
        for category, cue in reaching_back(self.cued, after, end).items():
            if category == "absent" and (names_a_remedy(self.cued.piece, start) or self._is_excepted(start, end, cue)):
                continue
            if category not in _OVERRULING and category in found:
                continue
            if category == "possible" and "absent" in found:
                continue
            if category in ("historical", "absent"):
                found.pop("possible", None)
            if category == "absent" and self._denies(cue):
                found.pop("hypothetical", None)
            found[category] = cue
        if "possible" in found and is_ruled_out(self.cued, found["possible"], end):
            found["absent"] = found.pop("possible")
        if kind in ("symptom", "sign") and "historical" in found and self._is_unchanged(found["historical"], end):
            del found["historical"]

    def _denies(self, cue: Hit) -> bool:
        """'Red flag symptoms such as incontinence are denied': somebody was asked and said no."""
        return not _DENIED.isdisjoint(self.words[cue.start : cue.end]) and self.words[cue.start - 1] != "if"

    def _sign_before(self, start: int) -> bool | None:
        """Whether a plus or a minus in front affirms or denies; "-fever/chills", "-leg weakness" are one item."""
        if not self.plus_minus:
            return None
        at = start
        while at and at not in self.plus_minus and start - at < _SIGN_REACH and self.words[at - 1] not in _PARTS_ITEMS:
            at -= 1
        at = at if at in self.plus_minus else start
        while at > 1 and at not in self.plus_minus and self.words[at - 1] == "/":
            at = max((t.start for t in self.cued.targets if t.end == at - 1), default=at - 2)
        return self.plus_minus.get(at)

    def _is_unchanged(self, cue: Hit, end: int) -> bool:
        """'old foot drop, unchanged': old, and there all the same."""
        told = self.words[end : end + _UNCHANGED_REACH]
        other = next((t.start - end for t in self.cued.targets if end <= t.start), len(told))
        return cue.end <= end and not self.cued.classes.still_there.isdisjoint(told[:other])

    def _is_excepted(self, start: int, end: int, cue: Hit) -> bool:
        """'Other than neck pain, the review is negative.'"""
        before = self.words[max(0, start - _EXCEPTED_REACH) : start]
        return self.cued.classes.exception.occurs(before) and "," in self.words[end : cue.start]

    def _shares_words(self, cue: Hit, start: int, kind: str) -> bool:
        """'No acute | fracture' where the mention itself begins with "acute"; 'not interested in | surgery'."""
        if not cue.start < start < cue.end:
            return False
        if kind == "plan":
            return bool(cue.ref.category != "hypothetical")  # "she | asked about surgery": talked of, and so considered
        if cue.ref.category == "hypothetical" or (start == cue.end - 1 and self.words[start] in _SHARED):
            return True
        said_before = self.words[cue.start : start]  # "no | trouble with buttons", "denies any | history of cancer"
        return cue.ref.category == "absent" and not NEGATION_HEADS.isdisjoint(said_before)

    def cue_text(self, cue: Hit | None) -> str | None:
        """The words of a cue as folded, for explanation."""
        return self.cued.text_of(cue)

    def negated_directly(self, start: int) -> Hit | None:
        """A denial that ends right before ``start``: it turns a normal finding around ("gait not normal")."""
        for cue in self.cues:
            if cue.ref.category != "absent" or cue.ref.direction != "forward":
                continue
            if cue.end == start or (cue.end == start - 1 and self.words[cue.end] in _BETWEEN_NOT_AND_NORMAL):
                return cue
        return None
