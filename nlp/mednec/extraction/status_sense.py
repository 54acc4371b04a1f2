"""Which therapy cues of a sentence speak of a treatment's status at all, and which only look so."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from mednec.extraction.care_sentence import Sentence
from mednec.extraction.cue_sense import (
    goes_on_hurting,
    is_about,
    is_age,
    is_help,
    is_no_treatment,
    is_noun,
    is_source,
    is_wished,
    lacks_denial,
    so_far,
)
from mednec.extraction.matching import Hit
from mednec.extraction.outcomes import Outcome
from mednec.extraction.wordsets import word_set

_PAST_FORMS = word_set("did had was were failed no without")
_DENYING = word_set("no not without denies denied never")
_NOT = word_set("not never without")
_COMPARED = word_set("fewer less more longer")


def says_status(sentence: Sentence, hit: Hit, outcomes: Sequence[Outcome]) -> bool:
    """Whether a cue says what became of a treatment; ``outcomes`` are those of the sentence."""
    inside = [o for o in outcomes if o.start < hit.end and hit.start < o.end]
    if inside and _is_symptom(sentence, hit, inside[0]):
        return False
    misread = _MISREAD.get(hit.ref.cue)
    return misread is None or not misread(sentence, hit, inside, outcomes)


def denies_trouble(words: Sequence[str], hit: Hit) -> bool:
    """As in "denies upset stomach"."""
    return not _DENYING.isdisjoint(words[max(0, hit.start - 3) : hit.start])


def _is_symptom(sentence: Sentence, hit: Hit, outcome: Outcome) -> bool:
    """As in "still symptomatic"."""
    within = hit.start >= outcome.start and hit.end <= outcome.end
    return within and sentence.piece.words[hit.start] in ("still", "now")


def _is_response(hit: Hit, inside: Sequence[Outcome]) -> bool:
    """Whether a short cue is part of what is said about the response."""
    return bool(inside) and (hit.end - hit.start < 3 or any(o.answer for o in inside))


def _not_completed(sentence: Sentence, hit: Hit, inside: Sequence[Outcome], outcomes: Sequence[Outcome]) -> bool:
    words = sentence.piece.words
    item = words[hit.start : hit.end + 1] in (["2", ")"], ["3", ")"])  # the number of an item
    return item or is_age(words, hit)


def _not_ongoing(sentence: Sentence, hit: Hit, inside: Sequence[Outcome], outcomes: Sequence[Outcome]) -> bool:
    words = sentence.piece.words
    if inside and not _PAST_FORMS.isdisjoint(words[inside[0].start : inside[0].end]):
        return True
    if inside and is_help(sentence, hit):
        return True  # "minimal help"
    if words[max(0, hit.start - 1) : hit.end] == ["for", "now"]:
        return True
    if words[hit.end : hit.end + 1] == [":"] and hit.end - hit.start > 1:
        return True  # "treatment to date:"
    if words[hit.end + 1 : hit.end + 2] == ["own"]:
        return True  # "on her own"
    if words[hit.end - 1] == "on" and is_no_treatment(sentence, hit.end):
        return True  # "on 3/15", "on my order"
    return so_far(words, hit, outcomes) or is_about(words, hit) or goes_on_hurting(words, hit)


def _not_continued(sentence: Sentence, hit: Hit, inside: Sequence[Outcome], outcomes: Sequence[Outcome]) -> bool:
    return goes_on_hurting(sentence.piece.words, hit)


def _not_stopped(sentence: Sentence, hit: Hit, inside: Sequence[Outcome], outcomes: Sequence[Outcome]) -> bool:
    words = sentence.piece.words
    denied = not _NOT.isdisjoint(words[max(0, hit.start - 2) : hit.start])  # "tapered but not discontinued"
    return denied or is_wished(words, hit)


def _not_undone(sentence: Sentence, hit: Hit, inside: Sequence[Outcome], outcomes: Sequence[Outcome]) -> bool:
    words = sentence.piece.words
    if _is_response(hit, inside) or lacks_denial(words, hit):
        return True  # "goes to PT or sees a chiropractor"
    return not _COMPARED.isdisjoint(words[hit.end : hit.end + 1])  # "no fewer than 6 weeks of PT"


def _not_planned(sentence: Sentence, hit: Hit, inside: Sequence[Outcome], outcomes: Sequence[Outcome]) -> bool:
    words = sentence.piece.words
    if _is_response(hit, inside) or is_noun(words, hit):
        return True  # "with the use of"
    had = words[max(0, hit.start - 1) : hit.start] == ["had"]  # "the PT I had ordered"
    return had or is_source(words, hit)


def _not_suffered(sentence: Sentence, hit: Hit, inside: Sequence[Outcome], outcomes: Sequence[Outcome]) -> bool:
    return denies_trouble(sentence.piece.words, hit)


_MISREAD: dict[str, Callable[[Sentence, Hit, Sequence[Outcome], Sequence[Outcome]], bool]] = {
    "completed": _not_completed,
    "ongoing": _not_ongoing,
    "continue": _not_continued,
    "stopped": _not_stopped,
    "not_done": _not_undone,
    "planned": _not_planned,
    "side_effect": _not_suffered,
}
