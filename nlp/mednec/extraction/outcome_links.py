"""To which treatments of a sentence an outcome belongs."""

from __future__ import annotations

from collections.abc import Sequence

from mednec.extraction.care_sentence import Sentence
from mednec.extraction.cue_sense import was_eased
from mednec.extraction.last_words import TURNED, is_last_word, summed_up
from mednec.extraction.linking import Group, Links
from mednec.extraction.matching import Matched
from mednec.extraction.outcomes import Outcome, outcomes_of
from mednec.extraction.responses import MEDICATION_WORDS, give, speaks_of_regimen
from mednec.extraction.status_cues import StatusCue
from mednec.extraction.treatments import Treatment, cues_of_care
from mednec.extraction.wordsets import word_set

Eased = list[tuple[Outcome, Matched]]
"""Outcomes of "medications" that are named elsewhere in the note."""
_CONSISTS = word_set("consisted included consists includes comprised")
_OPENS_PARTS = word_set("( [ : including include included such like incl consisting namely")
_CLAUSE_ENDS = word_set(". ; | but while and/or worse aggravated exacerbated aggravating exacerbating")
_ONE_OF_THEM = word_set("last latest latter first second third former")
_REACH_BACK, _REACH_AHEAD, _CLOSES = 40, 6, 6


def link_outcomes(sentence: Sentence, outcomes: Sequence[Outcome], eased: Eased) -> None:
    """Give every outcome to its treatments, the weightiest first; ``eased`` takes what is said of drugs unnamed."""
    summed = summed_up(sentence, outcomes)
    for outcome in sorted(outcomes, key=lambda o: -o.weight):
        for treatment in summed.get(outcome.start) or _targets(sentence, outcome, eased):
            treatment.summed = treatment.summed or outcome.start in summed
            give(treatment, outcome, sentence.piece)
        if sentence.kept_before and is_last_word(sentence.piece.words, outcome):
            for treatment in (t for t in sentence.kept_before if t.outcome == "unknown"):
                give(treatment, outcome, sentence.piece)


def note_eased(piece: Matched, eased: Eased) -> None:
    """As in "eased by sitting and medications", "40% relief on the current regimen", which name no treatment."""
    regimen = speaks_of_regimen(piece.words)
    if MEDICATION_WORDS.isdisjoint(piece.words) and not regimen:
        return
    cues = cues_of_care(piece)
    sentence = Sentence(piece, 0, [], Links(piece, [], frozenset()), cues)
    for outcome in outcomes_of(piece, cues, []):
        if outcome.spreads:
            _spread_over(sentence, outcome, eased)
        elif regimen:
            eased.append((outcome, piece))


def _targets(sentence: Sentence, outcome: Outcome, eased: Eased) -> Sequence[Treatment]:
    links = sentence.links
    if outcome.spreads:
        return _spread_over(sentence, outcome, eased)
    inside = [t for t in sentence.treatments if outcome.start <= t.start and t.end <= outcome.end]
    if inside:
        return inside  # "did not find the massage helpful"
    ahead = _named_ahead(sentence, outcome)
    if ahead is not None:
        return ahead
    if outcome.direction == "forward" or links.leads_elsewhere(outcome.end, outcome.response):
        return []
    if _closes(sentence, outcome):
        return [t for t in sentence.treatments if t.end <= outcome.start]
    return _named_behind(sentence, outcome)


def _named_ahead(sentence: Sentence, outcome: Outcome) -> Sequence[Treatment] | None:
    """As in "no relief from PT", "better when using ice"."""
    links = sentence.links
    if outcome.direction != "backward":
        bare = outcome.direction == "forward" or (outcome.weight > 1 and not links.before(outcome.start))
        ahead = links.linked_forward(outcome.end, bare=bare)
        if ahead is not None:
            return ahead
    return links.after(outcome.end) if sentence.piece.words[outcome.end : outcome.end + 1] == ["when"] else None


def _named_behind(sentence: Sentence, outcome: Outcome) -> Sequence[Treatment]:
    links = sentence.links
    behind = links.backward(outcome.start, _REACH_BACK, turns=True)
    if behind is not None and _never_had(sentence, behind, outcome):
        return links.before(behind[0].start) or []  # "iced it, takes no tablets, and it is somewhat better"
    if behind is not None:
        between = links.loose(behind[-1].end, outcome.start)
        single = outcome.answer or "(" in between or _tells_of_one(between)
        return behind[-1:] if single else behind
    if links.before(outcome.start) is None and outcome.direction == "both" and outcome.weight >= 2:
        return _soon_ahead(sentence, outcome)
    return links.before(outcome.start) or []


def _tells_of_one(between: Sequence[str]) -> bool:
    """As in "PT, gabapentin, and three epidurals, the last of which helped a little": of the last named alone."""
    return "which" in between and not _ONE_OF_THEM.isdisjoint(between)


def _soon_ahead(sentence: Sentence, outcome: Outcome) -> Sequence[Treatment]:
    """A weighty outcome before all treatments; not as in "aggravated by bending and relieved by ice"."""
    links = sentence.links
    ahead = links.forward(outcome.end, _REACH_AHEAD) or []
    if ahead and any(outcome.end <= h.start < ahead[0].start for h in sentence.cues if h.ref.response):
        return []
    return ahead if ahead and not links.turns_away(outcome.end, ahead[0].start) else []


def _spread_over(sentence: Sentence, outcome: Outcome, eased: Eased) -> list[Treatment]:
    """As in "relieving factors: lying down, ice, a brace": all that is named in the clause."""
    words = sentence.piece.words
    end = next((i for i in range(outcome.end, len(words)) if words[i] in _CLAUSE_ENDS), len(words))
    reached = [t for t in sentence.treatments if outcome.end <= t.start < end]
    if not MEDICATION_WORDS.isdisjoint(words[outcome.end : end]):
        eased.append((outcome, sentence.piece))
    status = "completed" if was_eased(words, outcome.start) else "ongoing"
    for treatment in reached:
        sentence.tell(treatment, StatusCue.outright(status, outcome.start))
    return reached


def _never_had(sentence: Sentence, group: Group, outcome: Outcome) -> bool:
    """As in "denies taking medications; however, gummies help": what was not taken did not help."""
    denied = any(
        h.ref.cue == "not_done"
        and h.ref.direction != "backward"
        and 0 <= group[0].start - h.end <= 2
        and "but" not in sentence.piece.words[h.end : group[0].start]
        for h in sentence.cues
    )
    between = sentence.piece.words[group[-1].end : outcome.start]
    return denied and len(between) > 1 and not TURNED.isdisjoint(between)


def _closes(sentence: Sentence, outcome: Outcome) -> bool:
    """As in "…, none of which helped", "neither helped": the outcome closes everything said before."""
    for hit in sentence.cues:
        if hit.ref.cue == "list_end" and outcome.start - _CLOSES <= hit.start <= outcome.end:
            between = sentence.piece.words[hit.end : outcome.start]
            if not any(w in (".", ";", ",") for w in between):
                return sum(1 for t in sentence.treatments if t.end <= hit.start) > 1
    return False


def distribute(sentence: Sentence, before: Sentence | None) -> None:
    """As in "Failed conservative treatment (PT, naproxen)": what is said of the whole holds for its parts."""
    head = _whole(sentence.treatments)
    if head is not None:
        parts = [t for t in sentence.treatments if t.start >= head.end]
        opened = sentence.piece.words[head.end : parts[0].start] if parts else []
        parts = parts if not _OPENS_PARTS.isdisjoint(opened) else []
    else:
        head = _whole(before.treatments) if before is not None and _lists_parts(sentence, before) else None
        parts = sentence.treatments
    for treatment in parts if head is not None else ():
        if treatment.outcome == "unknown" and head is not None:
            treatment.outcome, treatment.response, treatment.weight = head.outcome, head.response, 1


def _whole(treatments: Sequence[Treatment]) -> Treatment | None:
    """The care in general of which an outcome is told."""
    return next((t for t in treatments if t.name == "unspecified" and t.outcome != "unknown"), None)


def _lists_parts(sentence: Sentence, before: Sentence) -> bool:
    """As in "This consisted of PT and naproxen", of the care told in the sentence before."""
    consists = not _CONSISTS.isdisjoint(sentence.piece.words[:5])
    return consists and sentence.piece.number - before.piece.number == 1
