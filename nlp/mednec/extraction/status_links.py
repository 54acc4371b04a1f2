"""To which treatments of a sentence its status cues belong."""

from __future__ import annotations

from collections.abc import Sequence

from mednec.extraction.care_headers import STATUS_CUES
from mednec.extraction.care_sentence import PERSONS, SUBJECTS, Sentence
from mednec.extraction.cue_sense import (
    clause_before,
    dosed,
    has_own_object,
    looks_back,
    of_another,
    taken_over,
    troubled,
)
from mednec.extraction.matching import Hit
from mednec.extraction.other_problems import has_purpose
from mednec.extraction.outcomes import Outcome
from mednec.extraction.status_cues import DOSING, StatusCue
from mednec.extraction.status_sense import says_status
from mednec.extraction.treatments import EXCEPT, Treatment
from mednec.extraction.wordsets import word_set

_REACH = {
    "side_effect": 12,
    "not_done": 7,
    "other": 12,
    "conditional": 9,
    "planned": 12,
    "completed": 9,
    "ongoing": 8,
    "stopped": 6,
}
_USUAL_REACH, _REACH_OF_NO, _REACH_OF_OPENING = 8, 3, 25
_REFUSED = frozenset({"declined", "avoided"})
_UNDONE = frozenset({"declined", "avoided", "not_done"})
_OWN_CLAUSE = PERSONS | word_set("so therefore thus hence instead")
_OPENING = word_set("if unless option options")
_NOUNS = word_set("taper tapers trial course")
_POINTING = word_set("it this them that")
_JOINING = word_set("and but , ; | yet while though although")
_COPULAS = word_set("is are was were has have")
_BARS = word_set(", ; . : | and but")
_SETTLED = word_set("continue ongoing stopped declined avoided completed")
_CLAUSE_BARS = _JOINING | word_set("or nor when while after before because since as due until if which who")
_CLOSE = 4
_REFUSING = SUBJECTS | {":"}
_ENDS_CLAUSE = word_set("and , but so")
_OF_THE_WORDING = word_set("uses wears sees wraps ices")
_HOW_OFTEN = word_set("daily nightly prn bid tid qid qd qhs hs")
_DOSE = word_set("dose dosage")


def link_statuses(sentence: Sentence, outcomes: Sequence[Outcome], before: Sentence | None) -> None:
    """Tell the treatments what the cues say of them; ``before`` is the last sentence with treatments."""
    for hit in sentence.cues:
        if hit.ref.cue not in STATUS_CUES or not says_status(sentence, hit, outcomes):
            continue
        opened = _opened_by(sentence, hit)
        if opened:
            _tell(sentence, opened, hit, 0, ahead=True)
        elif not _is_wording(sentence, hit):
            _link(sentence, hit, outcomes, before)


def _opened_by(sentence: Sentence, hit: Hit) -> list[Treatment]:
    """As in "declined injections" as one phrase: the treatment whose wording begins with the cue."""
    if hit.ref.cue not in _UNDONE or hit.ref.direction == "backward":
        return []
    opened = [t for t in sentence.treatments if t.start == hit.start and hit.end < t.end]
    return [t for t in opened if t.name != "activity_modification"]


def _is_wording(sentence: Sentence, hit: Hit) -> bool:
    """Whether a cue is but part of the words that name a treatment ("wears a brace" does say that he does)."""
    treatments = sentence.treatments
    if sentence.piece.words[hit.start] in _NOUNS and any(t.end == hit.start for t in treatments):
        return True  # "a prednisone taper"
    if sentence.piece.words[hit.start] not in _OF_THE_WORDING and any(
        t.start <= hit.start and hit.end <= t.end and t.name != "physical_therapy" for t in treatments
    ):
        return True
    return hit.ref.cue in _REFUSED and any(
        t.name == "activity_modification" and t.start <= hit.end and hit.start < t.end for t in treatments
    )


def _link(sentence: Sentence, hit: Hit, outcomes: Sequence[Outcome], before: Sentence | None) -> None:
    """Tell the treatments a status cue reaches, those after it first."""
    if hit.ref.cue == "stopped" and _stops_earlier(sentence, hit, before):
        return
    said = sentence.piece.words[hit.start : hit.end]
    opens = hit.ref.cue == "conditional" and not _OPENING.isdisjoint(said) and not _trails(sentence, hit)
    ahead = [] if looks_back(sentence, hit) else _reached_ahead(sentence, hit, outcomes, opens)
    if ahead and hit.ref.cue == "stopped" and said[-1] == "from":
        _switch(sentence, hit, ahead[0])
    elif ahead:
        _tell_ahead(sentence, hit, ahead, opens)
    else:
        behind = [] if _tells_on(sentence, hit) else _reached_behind(sentence, hit)
        if behind:
            _tell(sentence, behind, hit, len(sentence.links.loose(behind[-1].end, hit.start)), ahead=False)


def _tells_on(sentence: Sentence, hit: Hit) -> bool:
    """As in "had an ESI and has not yet tried PT", "finished PT and now does yoga": the cue stands in a clause of what
    follows it.
    """
    words = sentence.piece.words
    behind, ahead = sentence.links.before(hit.start), sentence.links.after(hit.start)
    lead = words[behind[-1].end : hit.start + 1] if behind else []
    joint = next((i for i in range(len(lead) - 1, -1, -1) if lead[i] in _JOINING), None)
    if behind is None or joint is None:
        return False
    if joint == len(lead) - 2 and not PERSONS.isdisjoint(words[hit.end : hit.end + 1]):
        return True  # "had a collar and so far she has tried naproxen"
    if ahead is None or not _CLAUSE_BARS.isdisjoint(words[hit.end : ahead[0].start]):
        return False
    opens = behind[-1].end + joint
    return any(
        other is not hit
        and other.ref.cue in STATUS_CUES
        and other.ref.direction != "backward"
        and opens <= other.start
        and hit.start < other.end <= ahead[0].start
        and ahead[0].start - other.end <= _CLOSE
        for other in sentence.cues
    )


def _stops_earlier(sentence: Sentence, hit: Hit, before: Sentence | None) -> bool:
    """As in "I asked her to discontinue it and start …": the treatment of the sentence before."""
    if before is None or _POINTING.isdisjoint(sentence.piece.words[hit.end : hit.end + 1]):
        return False
    if any(t.end <= hit.start for t in sentence.treatments):
        return False
    before.tell(before.treatments[-1], StatusCue("stopped", 3, 0, False, hit.start, hit.end, hit.ref.reason))
    return True


def _switch(sentence: Sentence, hit: Hit, old: Treatment) -> None:
    """As in "switched from Flexeril to Zanaflex": the one is stopped, the next goes on."""
    _tell(sentence, [old], hit, 0, ahead=True)
    for new in [t for t in sentence.treatments if t.start >= old.end][:1]:
        sentence.tell(new, StatusCue("ongoing", 3, 0, True, hit.start, hit.end))


def _tell_ahead(sentence: Sentence, hit: Hit, found: Sequence[Treatment], opens: bool) -> None:
    loose = sentence.links.loose(hit.end, found[0].start)
    if hit.ref.cue == "not_done" and _denies_another(sentence, hit, found[0], loose):
        return
    if opens:  # nothing outweighs "if"
        end = _end_of_condition(sentence, found[0].end)
        _tell(sentence, [t for t in sentence.treatments if hit.end <= t.start < end], hit, -1, ahead=True)
    else:
        _tell(sentence, found, hit, len(loose), ahead=True)


def _trails(sentence: Sentence, hit: Hit) -> bool:
    """As in "consider an ESI if no better, continue heat": the condition of what stands before it alone."""
    words = sentence.piece.words
    behind = sentence.links.before(hit.start)
    return words[hit.start] == "if" and behind is not None and _BARS.isdisjoint(words[behind[-1].end : hit.start])


def _end_of_condition(sentence: Sentence, at: int) -> int:
    """Where the next item begins: "if no better, PT; refill tramadol", "if it persists, an ESI, continue heat"."""
    words = sentence.piece.words
    for hit in sentence.cues:
        if hit.start <= at or hit.ref.cue not in STATUS_CUES or hit.ref.direction == "backward" or hit.ref.weight < 2:
            continue
        lead = words[hit.start - 2 : hit.start]
        item = ";" in lead and hit.ref.cue != "conditional"
        if item or ("," in lead and "and" not in lead and hit.ref.cue in _SETTLED):
            return hit.start
    return len(words)


def _denies_another(sentence: Sentence, hit: Hit, first: Treatment, loose: Sequence[str]) -> bool:
    """As in "has had no MRI, ice helps", "denies nausea with ibuprofen", "nothing but ice"."""
    studied = any(hit.end <= h.start < first.start for h in sentence.piece.hits("modality"))
    return (studied and "or" not in loose) or "and" in loose or troubled(loose) or not EXCEPT.isdisjoint(loose)


def _reached_ahead(sentence: Sentence, hit: Hit, outcomes: Sequence[Outcome], opens: bool) -> Sequence[Treatment]:
    rule, links = hit.ref, sentence.links
    if rule.direction == "backward":
        return []
    said = sentence.piece.words[hit.start : hit.end]
    usual = _REACH_OF_NO if said == ["no"] else _REACH.get(rule.cue, _USUAL_REACH)
    reach = _REACH_OF_OPENING if opens else usual
    found = links.forward(hit.end, reach, commas=opens or rule.cue in _REFUSED or rule.cue == "other")
    if not found:
        return []
    if rule.cue in ("ongoing", "planned") and any(hit.end <= o.start < found[0].start for o in outcomes):
        return []
    between = links.loose(hit.end, found[0].start)
    if rule.cue in _REFUSED and between[:1] and between[0] in _ENDS_CLAUSE and _is_refused(sentence, hit):
        return []  # "injections were offered, which he declined, and PT was ordered"
    if between[:1] and between[0] in _ENDS_CLAUSE and _is_predicate(sentence, hit):
        return []  # "heat is ongoing and an ESI was tried"
    if rule.cue in _REFUSED and "," in between and not _OWN_CLAUSE.isdisjoint(between):
        return []  # "would like to avoid surgery, so I recommended therapy"
    if (rule.cue in _UNDONE or rule.cue == "stopped") and taken_over(sentence, hit, found[0].start):
        return []  # "does not want surgery and continues PT"
    if opens and "if" not in said and not SUBJECTS.isdisjoint(between):
        return []  # "discussed the options and he will start PT"
    return found


def _is_predicate(sentence: Sentence, hit: Hit) -> bool:
    """Whether a cue tells of the treatment right before it: "heat is ongoing"."""
    words = sentence.piece.words
    behind = sentence.links.before(hit.start)
    between = words[behind[-1].end : hit.start + 1] if behind else []
    return bool(between) and len(between) < _CLOSE and between[0] in _COPULAS


def _is_refused(sentence: Sentence, hit: Hit) -> bool:
    """Whether a refusal has its object before it: "offered, which he declined", "offered; patient refused"."""
    reach = _REACH.get(hit.ref.cue, _USUAL_REACH)
    if hit.ref.direction == "forward" and sentence.piece.words[hit.start - 1] not in _REFUSING:
        return False
    return bool(sentence.links.backward(hit.start, reach, turns=True) or clause_before(sentence, hit))


def _reached_behind(sentence: Sentence, hit: Hit) -> Sequence[Treatment]:
    """The treatments inside a cue, in the clause before it, or before it at all."""
    treatments, cue = sentence.treatments, hit.ref.cue
    inside = [t for t in treatments if hit.start <= t.start and t.end <= hit.end]
    inside = inside or [t for t in treatments if t.start < hit.start < t.end < hit.end]  # "sheet texted"
    if inside or hit.ref.direction == "forward" or (cue in _REFUSED and has_own_object(sentence, hit)):
        return inside
    clause = clause_before(sentence, hit) if cue in ("not_done", "declined", "stopped", "side_effect") else []
    return clause or _behind(sentence, hit)


def _behind(sentence: Sentence, hit: Hit) -> Sequence[Treatment]:
    rule, links, words = hit.ref, sentence.links, sentence.piece.words
    turns = rule.scope == "sentence" or rule.cue in ("not_done", "declined")
    found: Sequence[Treatment] = links.backward(hit.start, _REACH.get(rule.cue, _USUAL_REACH), turns=turns) or []
    if found and rule.cue in _UNDONE and of_another(sentence, found[-1].end, hit):
        return []  # "PT goes on, surgery was declined"
    if rule.cue == "ongoing" and words[hit.start] in DOSING:
        found = dosed(sentence, found)
    if rule.cue == "other":
        found = _of_one_item(words, found, hit.start)
    if not _DOSE.isdisjoint(words[hit.start : hit.end]):
        found = [t for t in found if t.agent][-1:]  # "splints and ibuprofen, but I want to increase her dose"
    return found[-1:] if found and "(" in links.loose(found[-1].end, hit.start) else found


def _of_one_item(words: Sequence[str], found: Sequence[Treatment], start: int) -> list[Treatment]:
    """As in "Motrin 600 mg prn, Elavil 25 mg for sleep": where drugs have their doses, each has its own purpose; so
    has "gabapentin for the leg pain and Lexapro for anxiety", and what stands before a semicolon.
    """
    near = [t for t in found if ";" not in words[t.end : start] and not has_purpose(words[t.end : start])]
    near = [t for t in near if "(" not in words[t.end : start] or words[start - 1] == "("]
    return [t for t in near if not ("," in words[t.end : start] and _has_dose(words, t, start))]


def _has_dose(words: Sequence[str], treatment: Treatment, end: int) -> bool:
    item = words[treatment.start : end]
    return any(word[0].isdigit() or word in _HOW_OFTEN for word in item[: item.index(",")])


def _tell(sentence: Sentence, found: Sequence[Treatment], hit: Hit, distance: int, *, ahead: bool) -> None:
    for treatment in found:
        sentence.tell(treatment, StatusCue.of(hit, distance, ahead=ahead))
