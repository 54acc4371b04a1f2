"""How well treatments worked: words of benefit with their degree and negation, and wording that says it outright."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from mednec.extraction.matching import Hit, Matched
from mednec.extraction.score_changes import score_changes
from mednec.extraction.treatments import Treatment
from mednec.extraction.wordsets import word_set
from mednec.rules.schema import TherapyCueRule

OUTCOME_OF = {"worse": "failed", "none": "failed", "plateau": "failed", "partial": "partial", "good": "improved"}
_LOOK_BACK, _LOOK_AHEAD = 7, 6
_HYPOTHETICAL = word_set("if unless until should hopefully hope hopes might may could can would will")
_KEEPS = word_set("keep keeps prevent prevents keeping preventing stop")
_WATCH_FOR = word_set("return call seek notify watch precautions er")
_MONTH_LEADS = word_set("since on in of from until till through early late mid last this between by during to and -")
_BREAKS = word_set(". ; | : but although however though while")
_EASED = word_set("decrease decreases decreased reduce reduces reduced controlled")
_SET_BONES = word_set(
    "fracture fractures dislocation dislocations deformity subluxation listhesis hernia closed open manual"
)
_LASTING = word_set("for lasting lasted only")
_HOURS = word_set("hour hours minutes day days hrs hr nights night")
_FEW = word_set("a one two three few 1 2 3")
_GOING_ON = word_set("last past now far")
_JOB = word_set("of at from for his her their missed off after light heavy desk")
_ANSWER_OPENERS = word_set(": - – ( | = ...")
_ANSWER_ENDS = word_set(") . ; , | - –")
_TURNS_TO = word_set("pain symptoms it only not returned wore short temporarily stopped still")
_ASKING = word_set("tried result outcome relief")
_SIDE = word_set("side adverse ill untoward toxic medical")
_RISKS = word_set("risk risks covered insurance plan")
_FACTORS = word_set("factor factors movement movements activity activities position positions maneuvers")
_QUITTING = word_set("stopped stopping off discontinued discontinuing quit quitting held holding")
_ONSET = word_set("onset injury accident beginning start collision fall surgery")
_ORGANS = word_set("heart cardiac renal kidney kidneys liver hepatic respiratory hardware")
_OPERATIONS = word_set(
    "surgery operation decompression fusion laminectomy discectomy diskectomy microdiscectomy microdiskectomy acdf",
    "foraminotomy laminotomy kyphoplasty vertebroplasty",
)
_BY_WAY_OF = word_set("after following from with since")
_SAME_THINGS = word_set(
    "pain day time thing things area level distribution problem symptoms place week accident",
    "dates date days period weeks months interval stretch span timeframe window",
)
_EXAMINED = word_set(
    "bladder bowel bowels habits vision appetite weight medication medications dose",
    "objective exam examination findings neurologic neurological strength reflexes sensation imaging mri",
)
_RESULTS = word_set("result results outcome outcomes effect")
_DEVICES = word_set("stent replacement arthroplasty repair release tka tkr thr tha arthroscopy cataract bypass")
_LOST = word_set("lost lose loses losing loss poor")
_POSTURES = word_set("lying sitting standing walking flat bending supine posture position positions coughing sneezing")
_BACK_TO = word_set("back returned return")
_LIGHT = word_set("light modified restricted limited sedentary reduced part")
_RETURNED = word_set("returned return returning returns back went go going get got getting missed missing")
_LATELY = word_set("recent interval new")
_WENT_TO = word_set("to through into back for on")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a run of words says about a treatment."""

    start: int
    end: int
    response: str
    weight: int
    direction: str = "both"
    reaches_back: bool = True
    answer: bool = False
    spreads: bool = False

    @property
    def outcome(self) -> str:
        """failed, partial or improved."""
        return OUTCOME_OF[self.response]


def outcomes_of(
    piece: Matched, cues: Sequence[Hit], treatments: Sequence[Treatment], answers: bool = False
) -> list[Outcome]:
    """The outcomes a segment states, in order, none inside another; ``answers``: a bare degree in a cell is one."""
    if piece.words[-1] == "?":
        return []  # asked, not told
    taken = {i for t in treatments for i in range(t.start, t.end)}
    found = (
        list(_fixed(piece, cues, taken))
        + [Outcome(c.start, c.end, c.response, 4) for c in score_changes(piece.words)]
        + list(_composed(piece, cues, treatments))
        + list(_answers(piece, cues, treatments, answers))
    )
    named = {t.start for t in treatments}

    def rank(outcome: Outcome) -> tuple[int, int, int, bool]:
        announces = outcome.end in named  # "failed PT, failed ESI": each of what follows it
        return (
            -outcome.weight,
            outcome.start - outcome.end,
            outcome.start,
            announces != (outcome.direction == "forward"),
        )

    kept: list[Outcome] = []
    for outcome in sorted(found, key=rank):
        if (
            not _is_supposed(piece.words, outcome.start)
            and not any(o.start < outcome.end and outcome.start < o.end for o in kept)
            and not _of_something_else(piece.words, outcome)
        ):
            kept.append(outcome)
    return sorted(kept, key=lambda o: o.start)


def _is_supposed(words: Sequence[str], at: int) -> bool:
    """As in "if it helps", "should help"; the month of May supposes nothing."""
    lead = range(max(0, at - 5), at)
    if not _WATCH_FOR.isdisjoint(words[max(0, at - 8) : at]) or ("come back" in " ".join(words[max(0, at - 8) : at])):
        return not {"for", "if", "with", "any"}.isdisjoint(words[max(0, at - 8) : at])
    if "from" in words[max(0, at - 3) : at] and not _KEEPS.isdisjoint(words[max(0, at - 6) : at]):
        return True  # "to keep him from getting worse"
    return any(
        words[i] in _HYPOTHETICAL and not (words[i] == "may" and i > 0 and words[i - 1] in _MONTH_LEADS) for i in lead
    )


def _of_something_else(words: Sequence[str], outcome: Outcome) -> bool:
    """As in "side effects", "risks and benefits", "aggravating factors", "better than", "worse since its onset"."""
    said, lead = words[outcome.start : outcome.end], words[max(0, outcome.end - 2) : outcome.end - 1]
    after = words[outcome.end : outcome.end + 5]
    if not _SIDE.isdisjoint(lead) and said[-1] in ("effect", "effects", "improvement"):
        return True
    if said[-1] == "gone" and (not _WENT_TO.isdisjoint(after[:1]) or _has_not_gone(words, outcome)):
        return True
    if said[-1] in ("failure", "failing") and not _ORGANS.isdisjoint(lead):
        return True  # "because of heart failure"
    if said[-1] in ("benefit", "advantage") and said[-2:-1] == ["the"] and after[:1] == ["of"]:
        return True  # "has not had the benefit of any therapy"
    if said[-1] in ("benefit", "benefits") and not _RISKS.isdisjoint(words[max(0, outcome.start - 4) : outcome.end]):
        return True
    if said == ["better"] and after[:2] == ["part", "of"]:
        return True  # "for the better part of a year"
    if not _FACTORS.isdisjoint(after[:1]) or (outcome.response in ("partial", "good") and "than" in after[:1]):
        return True
    if said[-1] in _RESULTS and not (_OPERATIONS | _DEVICES).isdisjoint(
        words[max(0, outcome.start - 9) : outcome.start]
    ):
        return True  # "knee replacement with an excellent result"
    later = words[outcome.end : outcome.end + 7]
    if not _OPERATIONS.isdisjoint(later) and not _BY_WAY_OF.isdisjoint(later):
        return True  # "recovered some strength following surgery"
    if (
        said[-1].startswith("control")
        and after[:1] == ["of"]
        and not _LOST.isdisjoint(words[max(0, outcome.start - 3) : outcome.end])
    ):
        return True  # "has not lost control of his bladder"
    if not _POSTURES.isdisjoint(words[max(0, outcome.start - 3) : outcome.start]):
        return True  # "lying flat made no difference"
    if (
        said[-1] == "work"
        and not _BACK_TO.isdisjoint(words[outcome.start : outcome.end])
        and not _LIGHT.isdisjoint(after)
    ):
        return True  # "back at work light duty"
    if said[-1] == "same" and not _SAME_THINGS.isdisjoint(after[:3]):
        return True  # "of the same pain"
    if not _LATELY.isdisjoint(said) and said[-1] in ("change", "changes"):
        return True
    if said[-1] in ("change", "changes") and after[:1] in (["in"], ["on"]) and not _EXAMINED.isdisjoint(after[1:5]):
        return True  # "no change in objective findings"
    if outcome.response == "worse" and "since" in (said[-1], *after[:1]):
        return not _ONSET.isdisjoint(after[:4])
    return bool(after) and after[0] in ("when", "after", "once", "since") and not _QUITTING.isdisjoint(after[1:4])


def _has_not_gone(words: Sequence[str], outcome: Outcome) -> bool:
    """As in "he has not gone yet": to the therapy."""
    lead = words[max(0, outcome.end - 4) : outcome.end - 1]
    return "not" in lead and not {"he", "she", "patient", "they"}.isdisjoint(lead)


def _fixed(piece: Matched, cues: Sequence[Hit], taken: set[int]) -> Iterable[Outcome]:
    """Wording that says it outright; praise that is denied ("without significant relief") is none."""
    denials = [h for h in cues if h.ref.cue == "negation"]
    for hit in cues:
        rule: TherapyCueRule = hit.ref
        if rule.cue not in ("failed", "partial", "improved") or not rule.response or hit.start in taken:
            continue
        if piece.words[hit.end - 1] == "but" and _turns_to_another(piece.words, hit.end, taken):
            continue
        weight = rule.weight + (rule.weight > 1)
        before = [d for d in denials if hit.start - 3 <= d.start and d.end <= hit.start]
        if before and rule.response == "worse":
            continue  # "no increased pain"
        if before and rule.cue != "failed":
            yield Outcome(before[0].start, hit.end, "none", weight, rule.direction)
        else:
            spreads = rule.scope == "sentence"
            brief = rule.response == "good" and _wears_off(piece.words, hit.end)
            yield Outcome(
                hit.start,
                hit.end,
                "partial" if brief else rule.response,
                weight,
                rule.direction,
                rule.scope == "next_sentence",
                spreads=spreads,
            )


def _turns_to_another(words: Sequence[str], at: int, taken: set[int]) -> bool:
    """As in "helped a lot, but has had no injection": told of another treatment, not that it wore off."""
    if at in taken:
        return False  # "nothing helps but ibuprofen"
    following = range(at, min(at + _LOOK_AHEAD, len(words)))
    return not taken.isdisjoint(following) and _TURNS_TO.isdisjoint(words[i] for i in following)


def _composed(piece: Matched, cues: Sequence[Hit], treatments: Sequence[Treatment]) -> Iterable[Outcome]:
    """Effects with what stands before and after them inside the clause."""
    degrees = [h for h in cues if h.ref.cue == "degree" and not _is_minutes(piece.words, h.start)]
    negations = [
        h
        for h in cues
        if h.ref.cue == "negation"
        and not any(d.start <= h.start and h.end < d.end + (d.start < h.start) for d in degrees)
    ]
    taken = {i for t in treatments for i in range(t.start, t.end)}
    for effect in (h for h in cues if h.ref.cue == "effect" and h.start not in taken and not _sets_bones(piece, h)):
        low = _reach_back(piece, effect.start, treatments)
        high = _reach_ahead(piece, effect.end, treatments)
        before = [h for h in negations + degrees if low <= h.start and h.end <= effect.start]
        after = [h for h in degrees if effect.end <= h.start and h.end <= high]
        response = _response(effect, before, after)
        if response and not any(h.ref.cue == "negation" for h in before) and _denied_subject(piece, effect, treatments):
            response = "none"
        if (
            response is None
            and effect.ref.weight < 2
            and piece.words[effect.end : effect.end + 1] in (["with"], ["by"])
            and piece.words[effect.start] in _EASED
        ):
            response = "partial"
        if response is None and _denied_subject(piece, effect, treatments):
            response = "none"
        if response == "good" and _wears_off(piece.words, effect.end):
            response = "partial"
        if response:
            marks = [h for h in before if h.ref.cue == "negation"] or before
            start = min([effect.start, *(h.start for h in marks)])
            end = max([effect.end, *(h.end for h in after if h.ref.response != "good")])
            yield Outcome(start, end, response, 3 if before or after else 2)


def _is_minutes(words: Sequence[str], at: int) -> bool:
    """As in "20 min nightly": no "minimal"."""
    return words[at] == "min" and at > 0 and words[at - 1][0].isdigit()


def _sets_bones(piece: Matched, effect: Hit) -> bool:
    """As in "complete reduction of the dislocation"; so too "because of work"."""
    near = piece.words[max(0, effect.start - 2) : effect.end + 5]
    lead = piece.words[max(0, effect.start - 2) : effect.start]
    if piece.words[effect.start] == "work" and not (_JOB | _RETURNED).isdisjoint(lead):
        return True
    return piece.words[effect.start] in ("reduction", "reduced") and not _SET_BONES.isdisjoint(near)


def _wears_off(words: Sequence[str], end: int) -> bool:
    """As in "90% relief for 6 hours", "wonderful for a week": short, however good; "for the last week" is not over."""
    at = next((i for i in range(end, min(end + 8, len(words))) if words[i] in _LASTING or words[i] in _BREAKS), end)
    if words[at : at + 1] == [] or words[at] not in _LASTING or not _GOING_ON.isdisjoint(words[at : at + 6]):
        return False
    weeks = [i for i in range(at + 1, min(at + 4, len(words))) if words[i] in ("week", "weeks", "wk", "wks")]
    few = bool(weeks) and not _FEW.isdisjoint(words[at + 1 : weeks[0]])
    return few or not _HOURS.isdisjoint(words[at : at + 6])


def _denied_subject(piece: Matched, effect: Hit, treatments: Sequence[Treatment]) -> bool:
    """As in "Neither PT nor gabapentin helped"."""
    starts = [t.start for t in treatments if t.end <= effect.start]
    return any(piece.words[s - 1] in ("neither", "nor") for s in starts if s)


def _response(effect: Hit, before: Sequence[Hit], after: Sequence[Hit]) -> str | None:
    said = {h.ref.response for h in before if h.ref.cue == "degree"}
    later = {h.ref.response for h in after}
    if any(h.ref.cue == "negation" for h in before) or "none" in said:
        return "none"
    if "partial" in said | later:
        return "partial"
    if "none" in later:
        return "none"
    if "good" in said | later:
        return "good"
    return effect.ref.response if effect.ref.weight >= 2 else None


def _reach_back(piece: Matched, at: int, treatments: Sequence[Treatment]) -> int:
    low = max(0, at - _LOOK_BACK)
    low = max([low, *(t.end for t in treatments if t.end <= at)])
    for i in range(at - 1, low - 1, -1):
        if piece.words[i] in _BREAKS or piece.words[i] == ",":
            return i + 1
    return low


def _reach_ahead(piece: Matched, at: int, treatments: Sequence[Treatment]) -> int:
    high = min(len(piece.words), at + _LOOK_AHEAD)
    high = min([high, *(t.start for t in treatments if t.start >= at)])
    for i in range(at, high):
        if piece.words[i] in _BREAKS:
            return i
    return high


def _never_had(piece: Matched, hit: Hit, cues: Sequence[Hit], treatments: Sequence[Treatment]) -> bool:
    """As in "Injections: none; had PT, no help": not how it worked, unless what leads the list asks for that."""
    words = piece.words
    if words[hit.start - 1] != ":" or not any(t.end == hit.start - 1 for t in treatments):
        return False
    leads = words[: min(t.start for t in treatments)]
    asks = any(h.ref.cue == "effect" and h.end <= len(leads) for h in cues) or not _ASKING.isdisjoint(leads)
    graded = any(h.ref.response not in (None, "none") and words[h.start - 1] == ":" for h in cues)
    return not (asks or graded)


def _answers(piece: Matched, cues: Sequence[Hit], treatments: Sequence[Treatment], asked: bool) -> Iterable[Outcome]:
    """As in "Response to PT: none", "heat - a little", "Relief: minimal": a degree that answers for itself."""
    if not asked and not any(h.ref.cue == "effect" for h in cues) and _ASKING.isdisjoint(piece.words):
        return
    for hit in cues:
        opener = piece.words[hit.start - 1] if hit.start else ""
        opener = ":" if any(t.end == hit.start for t in treatments) else opener
        closer = piece.words[hit.end] if hit.end < len(piece.words) else "."
        if asked and hit.ref.cue in ("degree", "negation") and closer in ("|", "."):
            opener, closer = "|", "."
        if hit.ref.cue not in ("degree", "negation") or opener not in _ANSWER_OPENERS or closer not in _ANSWER_ENDS:
            continue
        if not asked and hit.ref.response in (None, "none") and _never_had(piece, hit, cues, treatments):
            continue
        response = "none" if hit.ref.cue == "negation" else hit.ref.response
        yield Outcome(hit.start, hit.end, response, 2, "backward", True, True)
