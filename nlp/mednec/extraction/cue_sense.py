"""Status cues that mean something else than they seem: a noun, an age, an errand, what the pain does."""

from __future__ import annotations

from collections.abc import Sequence

from mednec.extraction.care_sentence import PERSONS, Sentence
from mednec.extraction.matching import Hit
from mednec.extraction.outcomes import Outcome
from mednec.extraction.treatments import EXCEPT, Treatment
from mednec.extraction.wordsets import word_set

_PAINFUL = word_set("pain pains symptoms numbness tingling sciatica soreness discomfort spasm spasms headaches")
_HELP = word_set("help")
_HOWEVER = word_set("however although though")
_AGES = word_set("year years yr yrs y month months week day")
_TEACHING = word_set(
    "handout handouts sheet sheets information instruction instructions education counseling counseled educated",
    "instructed literature video videos advice guidance info booklet booklets pamphlet advised",
)
_FEELING = word_set("have feel experience report complain suffer note be ache hurt")
_SO_FAR = word_set("far date")
_NO_OBJECT = word_set(
    ". , ; : ) | it this that these them those both all either due because secondary after when as on in by for",
    "since and but given so at per with taking using doing wearing altogether entirely completely now today then",
    "therapy treatment medication medications medicine treatments",
)
REFERS = word_set(
    "they these those treatment treatments therapy therapies medication medications meds measures modalities both",
    "neither none injection injections either drug drugs regimen sessions visits",
)
_STOPS = word_set(". ; | but and")
_WITH = word_set("with from off while when during since after")
_TROUBLES = word_set(
    "upset nausea side effects effect problem problems issue issues reaction reactions bleeding difficulty",
    "difficulties aches ache pain pains symptoms complaints heartburn adverse distress trouble discomfort",
)
_SOURCES = word_set("order orders advice recommendation request prescription referral instruction instructions own")
_WHOSE = word_set("my his her their our the your dr physician's doctor's surgeon's")
_THESE = word_set("the this that these those both all his her it them")


_NO_THERAPY = word_set(
    "surgery operation fusion laminectomy discectomy decompression mri imaging ct emg xray xrays x-ray x-rays",
    "admission hospitalization hospitalisation hospitalized hospitalised transfer scan biopsy stimulator",
)
_INJECTIONS = frozenset(
    {"epidural_steroid_injection", "facet_injection", "trigger_point_injection", "joint_injection", "other_injection"}
)
_CLASS_NOUNS = {
    **dict.fromkeys(("steroid", "taper", "pack", "burst", "dosepak"), frozenset({"oral_steroid", *_INJECTIONS})),
    **dict.fromkeys(("injection", "shot", "block", "jab", "ablation"), _INJECTIONS),
    "relaxer": frozenset({"muscle_relaxant"}),
    **dict.fromkeys(("narcotic", "opioid"), frozenset({"opioid"})),
}
_EITHER = word_set("or nor neither")
_OBJECT_REACH = 5
_JOINED = word_set("and but , so yet instead")
_DENIALS = word_set(
    "not never no neither without denies denied nor hasn't haven't hadn't didn't doesn't don't isn't wasn't nobody"
)
_WISHES = word_set("wants want wishes hopes hoping like trying tries eager anxious hope wanted")
_CLOSE = 4
_GIVEN_ON = word_set("gave lent loaned bought brought shared gives lends got offered passed")
_EXPLAINED = word_set("explained discussed advised counseled counselled")
_TOOK = word_set("took takes taking taken borrowed borrows borrowing tried tries using used uses use some one two few")


def has_own_object(sentence: Sentence, hit: Hit) -> bool:
    """As in "did PT and was not keen on surgery", "heat, would rather avoid opioids": refused is what follows."""
    words = sentence.piece.words
    following = words[hit.end : hit.end + _OBJECT_REACH]
    stop = next((i for i, w in enumerate(following) if w in _STOPS), len(following))
    named = any(hit.end <= t.start < hit.end + stop for t in sentence.treatments)
    return hit.ref.direction != "forward" and (named or not _NO_THERAPY.isdisjoint(following[:stop]))


def of_another(sentence: Sentence, start: int, hit: Hit) -> bool:
    """As in "PT continues and surgery was declined": said of the operation, not of the therapy before it."""
    between = sentence.piece.words[start : hit.end + (_OBJECT_REACH if start == 0 else 0)]
    return not _NO_THERAPY.isdisjoint(between) and _EITHER.isdisjoint(between)


def taken_over(sentence: Sentence, hit: Hit, at: int) -> bool:
    """As in "does not want surgery and continues PT": between a refusal and the therapy another verb takes over."""
    words = sentence.piece.words
    kinds = ("planned", "ongoing") if hit.ref.cue == "stopped" else ("ongoing", "continue", "completed")
    return any(
        other.ref.cue in kinds
        and other.ref.direction != "backward"
        and other.ref.weight > 1
        and hit.end < other.start < at
        and not _JOINED.isdisjoint(words[hit.end : other.start])
        for other in sentence.cues
    )


def is_wished(words: Sequence[str], hit: Hit) -> bool:
    """As in "he wants to wean off": not stopped yet."""
    lead = words[max(0, hit.start - 2) : hit.start]
    return lead[-1:] == ["to"] and not _WISHES.isdisjoint(lead)


def lacks_denial(words: Sequence[str], hit: Hit) -> bool:
    """As in "or seen a chiropractor", which denies only after a denial."""
    return words[hit.start] in ("or", "nor") and _DENIALS.isdisjoint(words[: hit.start])


def looks_back(sentence: Sentence, hit: Hit) -> bool:
    """As in "Vicodin, which caused confusion, and she was switched to Darvocet": of what stands before it."""
    if hit.ref.cue != "side_effect" or hit.ref.direction != "both":
        return False
    behind = sentence.links.backward(hit.start, _CLOSE)
    ahead = sentence.links.after(hit.end)
    if behind is None or ahead is None:
        return behind is not None
    return not (PERSONS | _JOINED).isdisjoint(sentence.piece.words[hit.end : ahead[0].start])


def passed_on(words: Sequence[str], at: int) -> bool:
    """As in "his wife gave him her Flexeril", "took one of his wife's tramadol": it was the patient who had it."""
    lead = words[max(0, at - 8) : at]
    if not _EXPLAINED.isdisjoint(words[max(0, at - 12) : at]):
        return True  # "I explained to him and his daughter that therapy has no role"
    given = not _GIVEN_ON.isdisjoint(lead) and not {"him", "her", "me"}.isdisjoint(lead)
    return given or not _TOOK.isdisjoint(words[max(0, at - 5) : max(0, at - 1)])


def meant_by_name(
    words: Sequence[str], outcome: Outcome, targets: Sequence[Treatment], lately: Sequence[Treatment]
) -> Sequence[Treatment]:
    """As in "The therapy changed little": of what was told lately, the course of therapy and no drug."""
    named = "therapy" in words[: outcome.start] and not {"the", "this", "that"}.isdisjoint(words[: outcome.start])
    courses = [t for t in lately if t.name in ("physical_therapy", "occupational_therapy")] if named else []
    if words[:1] in (["the"], ["this"], ["that"]) and words[1:2] and words[1] in _CLASS_NOUNS:
        courses = [t for t in lately if t.name in _CLASS_NOUNS[words[1]]]  # "The steroid took the edge off"
    return courses[-1:] or targets


def of_what_was_told(words: Sequence[str], outcome: Outcome) -> bool:
    """As in "worse every week in spite of the treatment": of what the sentences before name."""
    following = words[outcome.end : outcome.end + 3]
    return not _THESE.isdisjoint(following[:1]) and not REFERS.isdisjoint(following)


def is_no_treatment(sentence: Sentence, at: int) -> bool:
    """As in "on 3/15", "on my order": what stands behind "on" is a day or an errand."""
    following = sentence.piece.words[at : at + 3]
    whose = not _WHOSE.isdisjoint(following[:1])
    return at in sentence.links.covered or (whose and not _SOURCES.isdisjoint(following))


def is_source(words: Sequence[str], hit: Hit) -> bool:
    """As in "therapy on my order", "by order of Dr. Bell": who wanted it, not that it is still to come."""
    lead = words[max(0, hit.start - 3) : hit.start]
    return words[hit.start] in _SOURCES and not {"on", "by", "per", "under", "at"}.isdisjoint(lead)


def clause_before(sentence: Sentence, hit: Hit) -> Sequence[Treatment]:
    """As in "I offered chiropractic care; she prefers not to": the second half is about what the first one names."""
    words = sentence.piece.words
    stop = next((i for i in range(hit.start - 1, -1, -1) if words[i] in (";", "-", "–")), -1)
    own = any(t.start > stop for t in sentence.treatments if t.start < hit.start)
    ended = any(
        h.ref.cue == "stopped"
        and h.start == stop + 1
        and not _NO_OBJECT.isdisjoint([*words[stop + 2 : stop + 3], "."][:1])
        for h in sentence.cues
    )  # "…; stopped after a bleed", unlike "…; stopped driving"
    if stop < 0 or own or not (ended or not (PERSONS | {"none"}).isdisjoint(words[stop + 1 : stop + 4])):
        return []
    return sentence.links.before(stop) or []


def dosed(sentence: Sentence, group: Sequence[Treatment]) -> Sequence[Treatment]:
    """As in "acupuncture x4, home stretching daily": how often the last is done, not those counted by themselves."""
    counted = [
        i
        for i, t in enumerate(group[:-1])
        if t.end in sentence.links.covered or sentence.piece.words[t.end : t.end + 1] == ["x"]
    ]
    return group[counted[-1] + 1 :] if counted else group


def stops_another(words: Sequence[str], hit: Hit) -> bool:
    """As in "She should discontinue the use of her gummies": an object of its own."""
    following = words[hit.end : hit.end + 1]
    return (
        bool(following)
        and following[0] in ("the", "her", "his", "their", "all", "any")
        and _NO_OBJECT.isdisjoint(words[hit.end + 1 : hit.end + 2])
    )


def is_age(words: Sequence[str], hit: Hit) -> bool:
    """As in "a 52-year-old man": nothing old."""
    return words[hit.start] == "old" and not _AGES.isdisjoint(words[max(0, hit.start - 1) : hit.start])


def excepted(words: Sequence[str], treatment: Treatment, decided: Sequence[Treatment]) -> bool:
    """As in "takes no medication for it, however she uses gummies": denied but for what follows."""
    if treatment.name != "unspecified" or treatment.status != "not_done":
        return False
    return any(
        t.start > treatment.end
        and t.status == "ongoing"
        and (t.name == "unspecified" or t.agent is not None)
        and not (EXCEPT | _HOWEVER).isdisjoint(words[treatment.end : t.start])
        for t in decided
    )


def is_about(words: Sequence[str], hit: Hit) -> bool:
    """As in "a handout on back exercises", "counseled on heat": what was told of."""
    return words[hit.start : hit.end] == ["on"] and not _TEACHING.isdisjoint(words[max(0, hit.start - 1) : hit.start])


def goes_on_hurting(words: Sequence[str], hit: Hit) -> bool:
    """As in "continues to have neck pain despite therapy": what goes on is the pain."""
    goes_on = not {"continues", "continue", "continued"}.isdisjoint(words[hit.start : hit.end])
    return goes_on and not _FEELING.isdisjoint(words[hit.end - 1 : hit.end + 2])


def so_far(words: Sequence[str], hit: Hit, outcomes: Sequence[Outcome]) -> bool:
    """As in "all of it has failed so far": what has failed is over."""
    failed = any(o.end == hit.start and o.outcome == "failed" for o in outcomes)
    return failed and not _SO_FAR.isdisjoint(words[hit.start : hit.end])


def was_eased(words: Sequence[str], at: int) -> bool:
    """As in "the pain improved with a collar", "was relieved by ice": told of the past, unlike "relieved by ice"."""
    lead = words[max(0, at - 2) : at]
    told = words[at] in ("improved", "decreased", "lessened") and not _PAINFUL.isdisjoint(lead)
    told = told and lead[-1:] not in (["is"], ["are"])  # "pain is improved with rest"
    return told or not {"was", "were", "had"}.isdisjoint(words[max(0, at - 3) : at])


def is_noun(words: Sequence[str], hit: Hit) -> bool:
    """As in "with the use of": no plan to use it."""
    return words[hit.start : hit.end] == ["use"] and not _WITH.isdisjoint(words[max(0, hit.start - 2) : hit.start])


def is_help(sentence: Sentence, hit: Hit) -> bool:
    """As in "minimal help": how well it worked, not that it goes on."""
    measured = any(h.ref.cue in ("degree", "negation") and h.end == hit.start for h in sentence.cues)
    verbal = sentence.piece.words[hit.start - 1 : hit.start] in (["not"], ["really"])
    return measured and not verbal and not _HELP.isdisjoint(sentence.piece.words[hit.start : hit.end])


def troubled(between: Sequence[str]) -> bool:
    """As in "denies stomach upset with ibuprofen", "no pain off Aleve": the trouble is denied, not the treatment."""
    at = next((i for i, w in enumerate(between) if w in _WITH), 0)
    return not _TROUBLES.isdisjoint(between[:at])
