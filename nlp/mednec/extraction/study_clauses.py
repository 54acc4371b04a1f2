"""Which part of a sentence speaks of which study: "we will order an MRI, and the X-ray showed …" are two clauses."""

from __future__ import annotations

from collections.abc import Sequence

from mednec.extraction.matching import Matched
from mednec.extraction.places import places_in
from mednec.extraction.study import Study
from mednec.extraction.wordsets import word_set

_JOINTS = word_set("and but while whereas although though however then ; plus")
_SPEAKERS = word_set(
    "she he i we they it there this these patient pt per if should unless depending will would could order obtain",
    "consider recommend refer schedule proceed request let please given since because my having plan",
)
_CONTRASTS = word_set("but while whereas although though however")
_WHEN = word_set("in on at during after before last later today subsequently")
_SUBJECTS = word_set("she he they i we it there patient")
_FINITE = word_set(
    "is are was were has have had will would could may might can should showed shows show revealed reveals reveal",
    "demonstrated demonstrates demonstrate confirmed confirms confirm came failed fails did does suggests",
    "suggested found needs looks looked remains remained not positive negative normal unremarkable abnormal pending",
    "notable remarkable consistent",
)
_SUBORDINATE = word_set("which that who whose where when")
_NOUN_WORDS = word_set(
    "a an the her his their my our this that recent prior previous last latest outside old most new repeat no any",
    "plain open noncontrast contrast urgent dedicated initial standing first second final updated follow-up left right",
    "bilateral of both spine upper lower extremity extremities ( ) - / without with scan",
)
_NAMES = word_set("recent prior previous last latest outside old most new repeat initial another updated further stat")
_CONDITIONS = word_set("if unless should depending once when")
_ENDS = word_set(", ; . |")
_PREDICATE_REACH = 14


def tell_clauses(text: str, piece: Matched, found: Sequence[Study]) -> None:
    """Give each study of a sentence the tokens of its own clause, as far as a new clause begins between two."""
    low = _lead(text, piece, found[0]) if found else 0
    for i, study in enumerate(found):
        cut = _cut(text, piece, study, found[i + 1], low) if i + 1 < len(found) else None
        study.clause = range(low, len(piece.words) if cut is None else cut)
        low = low if cut is None else cut
    for before, study in zip(reversed(found[:-1]), reversed(found[1:]), strict=True):
        if study.clause.start == before.clause.start:  # no cut between them: one clause for both
            before.clause = range(before.clause.start, study.clause.stop)


def _lead(text: str, piece: Matched, first: Study) -> int:
    """Where the clause of the first study begins behind a clause that goes on about the study of the sentence before.

    As in "It showed a C7 radiculopathy, and an MRI was ordered".
    """
    words = piece.words
    begun = (at for at in _joints(text, piece, 1, first.start) if any(_is_verb(words, i) for i in range(at)))
    return next((at for at in begun if _begins_clause(piece, at, first, 0)), 0)


def _cut(text: str, piece: Matched, first: Study, second: Study, low: int) -> int | None:
    """Where the clause of the second study begins; None where the two share one."""
    for at in _joints(text, piece, first.end, second.start):
        if _begins_clause(piece, at, second, low) and _is_told(piece, first, low, at):
            return at
    return None


def _joints(text: str, piece: Matched, low: int, high: int) -> Sequence[int]:
    """Where a clause may begin, the last first: a joint, or the first word of a line."""
    words = piece.words
    at = [i for i in range(low, high) if words[i] in _JOINTS or words[i] == ","]
    at += [i for i in range(max(low, 1), high + 1) if _opens_line(text, piece, i)]
    return sorted(set(at), reverse=True)


def _opens_line(text: str, piece: Matched, at: int) -> bool:
    if at >= len(piece.words):
        return False
    start = piece.starts[at]
    return "\n" in text[piece.ends[at - 1] : start] and text[start].isupper()


def _begins_clause(piece: Matched, at: int, study: Study, low: int) -> bool:
    """Whether a clause of its own, with a verb, begins at a joint behind ``low`` and speaks of the study."""
    words = piece.words
    if words[at] in (",", "then") and not _CONDITIONS.isdisjoint(words[low:at]):
        return False  # "if weakness develops then an MRI"
    begin = at + 1 if words[at] in _JOINTS or words[at] == "," else at
    joined = begin > at and words[at] == ","
    if joined and words[begin : begin + 1] and words[begin] in _JOINTS:
        begin += 1
        joined = False
    lead = words[begin : study.start]
    if words[begin - 1 : begin] and words[begin - 1] in _CONTRASTS and begin > at:
        return True
    opens = any(h.start == begin and h.ref.cue != "done" for h in piece.hits("imaging_status"))
    if not joined and opens and lead and lead[0] not in _NAMES:
        return True
    if not joined and lead and lead[0] in _WHEN and not _SUBJECTS.isdisjoint(lead) and _SUBORDINATE.isdisjoint(lead):
        return True  # "and in October she had a CT"
    if not joined and lead and lead[0] in _SPEAKERS and _SUBORDINATE.isdisjoint(lead):
        return True
    named = {i for p in places_in(piece) for i in range(p.start, p.end)}
    nominal = all(i in named or words[i] in _NOUN_WORDS or words[i][0].isdigit() for i in range(begin, study.start))
    if nominal:
        return _has_verb(piece, study)
    return not joined and not {"is", "are", "was", "were"}.isdisjoint(lead) and _SUBORDINATE.isdisjoint(lead)


def _has_verb(piece: Matched, study: Study) -> bool:
    """As in "… and the MRI of the neck was normal"; not "an X-ray and an MRI, which were normal"."""
    named = {i for p in places_in(piece) for i in range(p.start, p.end)}
    for i in range(study.end, min(len(piece.words), study.end + _PREDICATE_REACH)):
        word = piece.words[i]
        if word == ":" or _is_verb(piece.words, i):
            return True
        if i not in named and (word in _ENDS or word in _SUBORDINATE or word in _JOINTS):
            return False
    return False


def _is_verb(words: Sequence[str], at: int) -> bool:
    """Unlike the month of "May 9, 2021"."""
    month = words[at] == "may" and at + 1 < len(words) and words[at + 1][0].isdigit()
    return words[at] in _FINITE and not month


def _is_told(piece: Matched, study: Study, low: int, high: int) -> bool:
    """Whether something is said of a study before the joint; of "her X-ray and MRI were normal" nothing is."""
    words = piece.words
    if any(words[i] == ":" or _is_verb(words, i) for i in range(study.end, high)):
        return True
    for layer in ("imaging_status", "imaging_result"):
        for hit in piece.hits(layer):
            behind = study.end <= hit.start and hit.end <= high
            ahead = low <= hit.start and hit.end <= study.start
            verb = ahead and words[hit.end - 1] != "of" and words[hit.start] not in _NAMES
            verb = verb and _CONDITIONS.isdisjoint(words[low : hit.end])
            if behind or verb:
                return True
    return False
