"""What a sentence itself gives to another disease than the spine's: a therapy, lost work or sleep, a bad night."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from mednec.extraction.care_sentence import Sentence
from mednec.extraction.context import Context
from mednec.extraction.indication import PAIN_WORDS
from mednec.extraction.matching import Hit, Matched
from mednec.extraction.mentions import Scene
from mednec.extraction.other_problems import goes_on_with_spine
from mednec.extraction.places import is_spine, places_in
from mednec.extraction.status_cues import StatusCue
from mednec.extraction.treatments import Treatment
from mednec.extraction.word_classes import WordClasses
from mednec.extraction.wordsets import word_set
from mednec.rules.phrase_class import PhraseClass

Span = tuple[int, int]

_STOPS = word_set(". ; | ! ?")
_OF_THE_SPINE = word_set(
    "neck spine spinal lumbar cervical thoracic sciatica sciatic radicular radiculopathy radiculitis lbp",
    "disc disk cervicalgia lumbago whiplash myelopathy stenosis spondylosis pars spondylolysis backache backaches",
)
_OWN_PAIN = PAIN_WORDS - {"back"}  # "cut back her hours"; the back itself is a place
_PAINS = word_set("pain pains painful ache aches flare flares attack attacks episode episodes symptoms nausea fatigue")
_AIM = word_set("for = against")
_OCCASION = word_set("after following during before prior since")
_EFFECT = word_set(
    "helped helps help helping cleared clears cured cures eased eases controls controlled treats treated"
)
_TREATED = word_set(
    "treated treating managed controlled helped eased relieved resolved cured refractory responded on with : took",
    "taking improved requires required given",
)
_GROUNDS = _OCCASION | word_set("because due with")
_THEREFORE = word_set("so therefore and : (")
_BECOMES = word_set("has have had been is was be become became becomes gets getting now")
_UNDONE = word_set("declined avoided not_done stopped side_effect")
_BREAKS = word_set("but which who while whereas although though")
_CAUSE = word_set(
    "because due from with since after for by secondary during when before owing to following of over until ("
)
_LIMITS = frozenset({"functional_limitation", "night_pain", "progressive_neuro_deficit"})
_SUBJECT, _PURPOSE_REACH, _OCCASION_REACH, _DOSE_REACH, _CAUSE_REACH = 8, 5, 6, 14, 6


def serves_another(sentence: Sentence, treatment: Treatment, context: Context, classes: WordClasses) -> bool:
    """As in "gabapentin for chronic cough", "pericarditis treated with ibuprofen", "OT after the stroke"."""
    words = sentence.piece.words
    low, high = _clause(words, treatment.start, treatment.end)
    kinds = [classes.other_disease] + ([classes.other_pain] if context.is_spine_note else [])
    diseases = list(_named(words, kinds, low, high))
    if not diseases or _tells_of_spine(sentence.piece, low, high, [*diseases, (treatment.start, treatment.end)]):
        return False
    served = [d for d in diseases if _is_purpose(words, treatment, d) and not goes_on_with_spine(words, d[1])]
    return any(
        words[treatment.end : treatment.end + 1] == ["for"] or not _is_undone(sentence, treatment, d) for d in served
    )


def _is_undone(sentence: Sentence, treatment: Treatment, disease: Span) -> bool:
    """As in "stopped ibuprofen after the ulcer": what is not taken because of a disease is not for it."""
    told = [c for c in sentence.statuses.get(id(treatment), ()) if not (c.start < disease[1] and disease[0] < c.end)]
    return any(c.kind in _UNDONE for c in told)


def shares_with_spine(words: Sequence[str], cue: StatusCue) -> bool:
    """As in "ibuprofen for migraines and neck pain": a purpose named beside another one counts."""
    return cue.kind == "other" and cue.start < cue.end and goes_on_with_spine(words, cue.end)


def comes_from_another(scene: Scene, hit: Hit) -> bool:
    """As in "unable to drive because of cataracts", "vertigo keeps him from driving", "off work since the layoff"."""
    if hit.layer != "finding" or hit.ref.rule.concept not in _LIMITS:
        return False
    words, classes = scene.words, scene.classes
    low, high = _clause(words, hit.start, hit.end)
    diseases = list(_named(words, [classes.other_disease], low, high))
    told = [] if hit.ref.rule.concept == "progressive_neuro_deficit" else [classes.other_reason]
    reasons = list(_named(words, told, low, high))
    if not (diseases or reasons) or _tells_of_spine(scene.piece, low, high, diseases, hit):
        return False
    if any(_leads_to(words, hit, low, disease) for disease in diseases):
        return True
    if any(r[1] <= hit.start and not _THEREFORE.isdisjoint(words[r[1] : hit.start]) for r in reasons):
        return True
    return any(_is_cause(words, hit, found) for found in [*diseases, *reasons])


def _clause(words: Sequence[str], start: int, end: int) -> Span:
    low = next((i + 1 for i in range(start - 1, -1, -1) if words[i] in _STOPS), 0)
    return low, next((i for i in range(end, len(words)) if words[i] in _STOPS), len(words))


def _named(words: Sequence[str], kinds: Sequence[PhraseClass], low: int, high: int) -> Iterator[Span]:
    """The diseases of a clause, each with the word for its pain behind it ("endometriosis pain")."""
    said = words[:high]
    for kind in kinds:
        for start, end in kind.all(said, low):
            yield start, end + (end < high and words[end] in _PAINS)


def _tells_of_spine(piece: Matched, low: int, high: int, spans: Sequence[Span], hit: Hit | None = None) -> bool:
    """Whether a clause speaks of the spine, or of a pain that is not that of the other disease."""
    own = {i for start, end in spans for i in range(start, end)}
    loose = [piece.words[i] for i in range(low, high) if i not in own]
    if not _OF_THE_SPINE.isdisjoint(loose):
        return True
    if hit is not None and not _OWN_PAIN.isdisjoint(loose):
        return True
    if hit is not None:
        own.update(range(hit.start, hit.end))
    return any(is_spine(p.place) and p.start not in own for p in places_in(piece) if low <= p.start < high)


def _is_purpose(words: Sequence[str], treatment: Treatment, disease: Span) -> bool:
    start, end = disease
    if start >= treatment.end:
        return _is_aim(words, treatment, start)
    between = words[end : treatment.start]
    if end > treatment.start:
        return start <= treatment.start  # the disease is part of the name ("pelvic floor therapy")
    if not between or (len(between) == 1 and between[0] in (":", "(")):
        return True
    if words[treatment.end : treatment.end + 1] in (["afterward"], ["afterwards"]):
        return True
    if len(between) > _SUBJECT or not _BREAKS.isdisjoint(between):
        return False
    said = [*between, *words[treatment.start : treatment.end]]  # "was managed conservatively"
    aim = words[treatment.end : treatment.end + _SUBJECT]
    for_pain = "for" in aim and not PAIN_WORDS.isdisjoint(
        aim[aim.index("for") :]
    )  # "lupus, on gabapentin for leg pain"
    return not _TREATED.isdisjoint(said) and PAIN_WORDS.isdisjoint(between) and not for_pain


def _is_aim(words: Sequence[str], treatment: Treatment, at: int) -> bool:
    """As in "gabapentin 300 mg for the cough", "OT after the stroke", "acupuncture helped her quit smoking"."""
    between = words[treatment.end : at]
    if len(between) > _DOSE_REACH or "," in between or not _BREAKS.isdisjoint(between):
        return False
    near = between[-_PURPOSE_REACH:]
    if not PAIN_WORDS.isdisjoint(near) or "(" in between[1:]:
        return False
    if words[at] == "for" or not _AIM.isdisjoint(near):
        return True
    leads = _GROUNDS if treatment.name == "activity_modification" else _OCCASION
    occasion = len(between) <= _OCCASION_REACH and not leads.isdisjoint(between)
    return occasion or not _EFFECT.isdisjoint(near) or near[:1] in (["of"], ["("])


def _leads_to(words: Sequence[str], hit: Hit, low: int, disease: Span) -> bool:
    """Whether a disease stands before a limitation as what brings it about."""
    start, end = disease
    if end > hit.start:
        return start < hit.end  # "chest pain at rest"
    between = words[end : hit.start]
    if hit.ref.rule.concept == "progressive_neuro_deficit" and not _BECOMES.issuperset(between):
        return False  # "the rash is widespread and he is getting weaker"
    return len(between) <= _SUBJECT and _BREAKS.isdisjoint(between) and "no" not in words[max(low, start - 3) : start]


def _is_cause(words: Sequence[str], hit: Hit, found: Span) -> bool:
    """Whether what stands behind a limitation is given as its cause."""
    if found[0] < hit.start:
        return False
    between = words[hit.end : found[0]]
    inside = words[max(hit.start, hit.end - 2) : hit.end]  # "off work since", as one phrase
    near = [*between[-_CAUSE_REACH:], *inside, words[found[0]]]
    if "," in between or len(between) > _DOSE_REACH:
        return False
    return not _CAUSE.isdisjoint(near) and _BREAKS.isdisjoint(between)
