"""The sentences with treatments read so far, and which of them a later sentence may go on about."""

from __future__ import annotations

from collections.abc import Sequence

from mednec.extraction.care_sections import REPORT_SECTIONS
from mednec.extraction.care_sentence import Sentence, is_fragment, ruled_out
from mednec.extraction.last_words import sums_up_all
from mednec.extraction.matching import Matched
from mednec.extraction.outcomes import Outcome
from mednec.extraction.treatments import Treatment
from mednec.extraction.wordsets import word_set

_TREATMENTS = word_set("treatment treatments measures therapies interventions modalities medications")
_CARRY = 2  # how many sentences later an outcome may still be told


class CareMemory:
    """The sentences with treatments, in order; ``note`` is the course that a therapist's note records."""

    def __init__(self) -> None:
        self.past: list[Sentence] = []
        self.note: Sentence | None = None

    @property
    def last(self) -> Sentence | None:
        """The last sentence with a treatment, however far back."""
        return self.past[-1] if self.past else None

    @property
    def treatments(self) -> list[Treatment]:
        """All treatments so far."""
        return [t for s in self.past for t in s.treatments]

    def recent(self, piece: Matched) -> Sentence | None:
        """The sentence with treatments that this one may go on about."""
        if not self.past or (piece.segment.section in REPORT_SECTIONS and self.note is None):
            return None
        if self.note is not None:
            return self.note
        last = self.past[-1]
        near = piece.number - last.piece.number <= _CARRY and _same_section(last, piece)
        same_list = piece.segment.kind != "bullet" and last.piece.segment.kind != "row"
        return last if near and same_list else None

    def lately(self, piece: Matched) -> list[Treatment]:
        """The treatments of the sentences just before."""
        return [t for s in self.past[-_CARRY:] if piece.number - s.piece.number <= _CARRY for t in s.treatments]

    def still_meant(self, last: Sentence, sentence: Sentence, outcomes: Sequence[Outcome]) -> list[Treatment]:
        """The treatments that a sentence without any of its own is about, ``last`` being the one before it."""
        words = sentence.piece.words
        plural = any(h.ref.cue == "list_end" for h in sentence.cues) or not _TREATMENTS.isdisjoint(words)
        if outcomes and sums_up_all(words):
            return self._told_before(last)
        bare = bool(outcomes) and is_fragment(sentence.piece)
        if bare and outcomes[0].start <= 1 and len(last.treatments) > 1:
            return [t for t in last.treatments if t.outcome == "unknown"]
        if not plural and not bare:
            return list(last.groups[-1])
        listed = last.treatments if plural or is_fragment(last.piece) else list(last.groups[-1])
        if len(last.treatments) > 1 and plural:
            return listed
        return [t for t in self._fragments_before(last) if t.outcome == "unknown"] + listed

    def _told_before(self, last: Sentence) -> list[Treatment]:
        """As in "None of this has helped": everything that was tried in the sentences just before."""
        found: list[Treatment] = []
        after = last
        for sentence in reversed(self.past):
            if after.piece.number - sentence.piece.number > 1 or not _same_section(sentence, last.piece):
                break
            found = [t for t in sentence.treatments if t.outcome == "unknown" and not ruled_out(sentence, t)] + found
            after = sentence
        return found

    def _fragments_before(self, last: Sentence) -> list[Treatment]:
        """As in "PT 8 weeks. Naproxen 6 weeks. No relief.": the items of a list told in sentences of their own."""
        if not is_fragment(last.piece):
            return []
        found: list[Treatment] = []
        after = last
        for sentence in reversed([s for s in self.past if s is not last]):
            near = after.piece.number - sentence.piece.number == 1
            settled = any(t.outcome != "unknown" or ruled_out(sentence, t) for t in sentence.treatments)
            if not (near and _same_section(sentence, last.piece) and is_fragment(sentence.piece)) or settled:
                break
            found = sentence.treatments + found
            after = sentence
        return found


def _same_section(sentence: Sentence, piece: Matched) -> bool:
    return sentence.piece.segment.section == piece.segment.section
