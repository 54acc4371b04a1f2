"""Column titles and list headers, which speak about the treatments below them."""

from __future__ import annotations

from mednec.extraction.care_sentence import Sentence
from mednec.extraction.care_tables import Columns, columns_of
from mednec.extraction.matching import Hit, Matched
from mednec.extraction.status_cues import StatusCue
from mednec.extraction.treatments import cues_of_care
from mednec.extraction.wordsets import word_set

STATUS_CUES = word_set(
    "completed ongoing planned declined not_done conditional avoided stopped side_effect continue other"
)
"""The cues that say what became of a treatment."""
_ANSWER_COLUMNS = word_set("response benefit relief outcome result results effect helped helpful improvement")
_LONGEST = 14  # words of a header


class CareHeaders:
    """The titles that hold at one place of a note."""

    def __init__(self) -> None:
        self.asked = False  # inside a table with a column for the response
        self.columns: Columns | None = None
        self._header: tuple[int, list[Hit]] | None = None  # "Tried and failed:" and the block it opens

    def reach(self, piece: Matched) -> None:
        """Come to the next segment: what is no row ends a table."""
        if piece.segment.kind != "row":
            self.asked = False
            self.columns = None

    def remember(self, piece: Matched) -> None:
        """Keep what a segment without a treatment says of those below it."""
        segment = piece.segment
        if segment.kind == "row" and not _ANSWER_COLUMNS.isdisjoint(piece.words):
            self.asked = True
        if segment.kind == "row" and self.columns is None:
            self.columns = columns_of(piece)
        if piece.words[-1] == ":" and len(piece.words) < _LONGEST:
            self._header = (segment.block, cues_of_care(piece))

    def apply(self, sentence: Sentence) -> None:
        """Tell the treatments of a sentence what the header of their block says."""
        if self._header is None or self._header[0] != sentence.piece.segment.block:
            return
        at = sentence.piece.segment.start
        for hit in self._header[1]:
            for treatment in sentence.treatments:
                if hit.ref.cue == "failed" and treatment.outcome == "unknown":
                    treatment.outcome, treatment.response, treatment.weight = "failed", hit.ref.response or "none", 1
                elif hit.ref.cue in STATUS_CUES and hit.ref.direction != "backward":
                    sentence.tell(treatment, StatusCue(hit.ref.cue, 1, 2, True, at, at, hit.ref.reason))
