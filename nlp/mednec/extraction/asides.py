"""Words set into a phrase that leave its sense as it is: "cannot however be excluded", "there is, I think, no"."""

from __future__ import annotations

from collections.abc import Sequence

from mednec.extraction.word_classes import WordClasses


def words_but_asides(words: Sequence[str], classes: WordClasses) -> list[int] | None:
    """The positions of the words that are no aside; None where there are no asides."""
    kept: list[int] = []
    i = 0
    while i < len(words):
        end = _between_commas(words, i, classes) or classes.aside_adverb.end_at(words, i)
        if end is None:
            kept.append(i)
            i += 1
        else:
            i = end
    return kept if len(kept) < len(words) else None


def _between_commas(words: Sequence[str], i: int, classes: WordClasses) -> int | None:
    """The token behind ", in my opinion," or ", however,", both commas with it."""
    if words[i] != "," or i + 1 == len(words):
        return None
    end = classes.aside_remark.end_at(words, i + 1) or classes.aside_adverb.end_at(words, i + 1)
    return end + 1 if end is not None and words[end : end + 1] == [","] else None
