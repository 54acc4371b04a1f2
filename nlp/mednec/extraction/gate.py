"""Decide which segments are read at all: one look at the words of a segment for the anchor words of all rules.

Every phrase has at least one word that must stand in the text for it to match; the rarest such word is its
anchor. A segment is read when it holds an anchor, a word of the spine, a graded value or a time; when it is a
heading, a list header, a label or short; and when it follows a segment with an anchor closely ("It did not
help."). A gated and an ungated run give the same evidence; that is a test.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from mednec.extraction.layout import Segment
from mednec.rules.phrases import Alt, Pattern, Seq, Word, matches_nothing

LINK_WINDOW = 2
SHORT = 9
ANCHORED_LAYERS = frozenset({"finding", "pain", "therapy", "modality"})
_LABEL_WORDS = 6
_TIME_WORDS = frozenset(
    (
        "day days week weeks month months year years wk wks mo mos yr yrs since ago began begun started "
        "start onset duration long longstanding chronic symptom symptoms complaint complaints relief "
        "benefit help helped helps helpful improvement improved improving better worse treatment "
        "treatments treated therapies"
    ).split()
)
_COMMON = frozenset(
    (
        "the a an of to in with on for at no not and or is was are were be been has had have he she his "
        "her him patient pt by from that this there it as but all any normal negative positive history "
        "pain able unable difficulty problem problems due because who which will would can could may "
        "might did does do done they their after before over up down out left right : ( ) / , - new still "
        "now other also more than then when while during using use used due without without 's"
    ).split()
)


_EVERYWHERE = frozenset("the a of to in with on for at no not and or is was".split())
_FREQUENT = frozenset(
    (
        "medical well year years old time times symptoms lower upper blood physical past medications "
        "review weight day disease evaluation good one both two three level signs daily more area clear "
        "family side chronic see seen work acute head low discussed taking continue follow last current "
        "soft social findings range related care type home given regular full possible test body prior "
        "today visit exam examination states reports noted mild severe moderate some several 1 2 3 4 5 6 "
        "7 8 9 10 x i we you get got go going good bad like make made take took feel feels feeling keep "
        "keeps am me my myself"
    ).split()
)


def anchor_words(pattern: Pattern) -> frozenset[str]:
    """Words of which at least one stands wherever the pattern matches: those of its rarest part."""
    options = [found for part in pattern.parts if part.words is not None and (found := _anchors(part.words))]
    return min(options, key=_commonness) if options else frozenset()


def _anchors(run: Seq) -> frozenset[str]:
    best: frozenset[str] = frozenset()
    for item in run.items:
        found = _of_item(item)
        if found and (not best or _commonness(found) < _commonness(best)):
            best = found
    return best


def _of_item(item: object) -> frozenset[str]:
    if isinstance(item, Word):
        return frozenset((item.text,))
    if isinstance(item, Alt) and not any(matches_nothing(o) for o in item.options):
        return frozenset().union(*(_anchors(option) for option in item.options))
    return frozenset()


def _commonness(words: Iterable[str]) -> int:
    """How often a set of words is met in notes, roughly."""
    return sum(_weight(w) for w in words)


def _weight(word: str) -> int:
    if word in _EVERYWHERE or not word[0].isalnum():
        return 5000
    return 500 if word in _COMMON else 40 if word in _FREQUENT else 1


class Gate:
    """Knows the anchor words of a lexicon."""

    def __init__(self, anchors: Iterable[str]) -> None:
        self.anchors = frozenset(anchors) | _TIME_WORDS

    def open_for(self, segments: Sequence[Segment], words: Sequence[Sequence[str]]) -> list[bool]:
        """For each segment with its folded words: whether it is read."""
        last = -LINK_WINDOW - 1
        result: list[bool] = []
        for index, (segment, tokens) in enumerate(zip(segments, words, strict=True)):
            anchored = not self.anchors.isdisjoint(tokens) or _has_value(tokens)
            if anchored:
                last = index
            result.append(anchored or index - last <= LINK_WINDOW or _frames_others(segment, tokens))
        return result


def _has_value(tokens: Sequence[str]) -> bool:
    return any(
        (t[0].isdigit() and (t[-1] == "+" or "/" in t))
        or (t[0] in "ctls" and len(t) > 1 and (t[1].isdigit() or t[1] in " -"))
        for t in tokens
    )


def _frames_others(segment: Segment, tokens: Sequence[str]) -> bool:
    """Headings, list headers, labels and short lines say how their neighbours are to be read."""
    return (
        segment.kind in ("heading", "row")
        or segment.lead is not None
        or len(tokens) <= SHORT
        or ":" in tokens[:_LABEL_WORDS]
        or tokens[-1] == ":"
    )
