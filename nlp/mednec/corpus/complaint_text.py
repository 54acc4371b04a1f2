"""Sentences about the complaint: opening, symptoms, course, mechanism, what it prevents, what is denied."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from mednec.corpus.anatomy import MUSCLE_LIMB
from mednec.corpus.fragments import Fragment, listing
from mednec.corpus.latent import LatentCase
from mednec.corpus.lengths import since
from mednec.corpus.render import Filled, Slots, Voice
from mednec.corpus.statements import LengthSaid

_LENGTHS = frozenset({"onset", "onset_x", "onset_adj"})
DENIABLE = {
    "cervical": {
        "bowel_bladder_dysfunction": 9, "fever": 8, "weight_loss": 7, "gait_disturbance": 7, "hand_clumsiness": 6,
        "motor_weakness": 6, "limb_paresthesia": 5, "radiating_pain": 4, "major_trauma": 3, "night_pain": 5,
        "cancer_history": 5, "iv_drug_use": 3, "saddle_anesthesia": 3, "immunosuppression": 1, "anticoagulation": 1,
        "osteoporosis": 1,
    },
    "thoracic": {
        "bowel_bladder_dysfunction": 9, "fever": 9, "weight_loss": 8, "gait_disturbance": 6, "motor_weakness": 6,
        "limb_paresthesia": 5, "major_trauma": 4, "night_pain": 6, "cancer_history": 6, "iv_drug_use": 3,
        "saddle_anesthesia": 3, "osteoporosis": 3,
    },
    "lumbar": {
        "bowel_bladder_dysfunction": 12, "saddle_anesthesia": 11, "fever": 8, "weight_loss": 7, "motor_weakness": 6,
        "limb_paresthesia": 5, "radiating_pain": 4, "major_trauma": 3, "night_pain": 5, "cancer_history": 5,
        "iv_drug_use": 3, "immunosuppression": 1, "anticoagulation": 1, "osteoporosis": 1,
    },
}  # fmt: skip
"""What clinicians ask about, and how often, by region."""


def onset_slots(voice: Voice) -> Slots:
    """{onset}, {onset_adj}: how long the complaint has lasted on the author's day; empty where it is not told."""
    if not voice.case.told.duration:
        return {}
    days = max(1, (voice.day - voice.case.complaint.onset).days)
    told, exact = voice.clock.length(days), voice.clock.length(days, exact=True)
    adjective = voice.clock.adjective(days)
    return {
        "onset": Filled(Fragment(told.text).marked([LengthSaid(told.days)])),
        "onset_x": Filled(Fragment(exact.text).marked([LengthSaid(exact.days)])),
        "onset_adj": Filled(Fragment(adjective.text).marked([LengthSaid(adjective.days)])),
    }


def opening(voice: Voice) -> list[Fragment]:
    """Who comes with what, and since when."""
    complaint = voice.case.complaint
    group = f"open.{complaint.pattern}"
    if complaint.pattern == "radicular" and complaint.spine == "thoracic":
        group = "open.band"
    if complaint.pattern == "myelopathic" and complaint.spine == "thoracic":
        group += ".thoracic"
    slots = onset_slots(voice)
    dated = bool(slots) and voice.chance(0.1) and _months_ago(voice) >= 1
    if dated:
        # The beginning is told as a month instead; every opening can do without a length in one group only.
        plain = voice.maybe("open.axial" if complaint.pattern == "axial" else group, {})
        if plain is not None:
            return [plain, _since(voice)]
    said = voice.maybe(group, slots, need=_LENGTHS if slots else ())
    if said is not None:
        return [said]
    bare = [voice.say("open.axial", slots)]
    if complaint.pattern == "radicular" and complaint.spine != "thoracic":
        bare.append(voice.say("sx.radiating"))
    return bare


def _months_ago(voice: Voice) -> int:
    return (voice.day - voice.case.complaint.onset).days // 60


def _since(voice: Voice) -> Fragment:
    month = voice.clock.month(voice.case.complaint.onset)
    days = since(month.iso, voice.day)
    return voice.say("sx.since", {"since": Filled(Fragment(month.text).marked([LengthSaid(days)]))})


def symptoms(voice: Voice, *, radiation: bool = False) -> list[Fragment]:
    """What the patient feels beside the pain itself."""
    case, complaint = voice.case, voice.case.complaint
    said: list[Fragment] = []
    if radiation and complaint.pattern == "radicular" and complaint.spine != "thoracic":
        said.append(voice.say("sx.radiating"))
    if complaint.numbness:
        said.append(voice.say(_numb_group(case)))
    if complaint.weakness_felt and complaint.side in ("left", "right"):
        limb = MUSCLE_LIMB[case.exam.motor[0].muscle] if case.exam.motor else None
        task = voice.word(f"weak_task/{limb or 'upper_limb'}")
        said.append(voice.say("sx.weak", {"weak_task": task}))
    groups = {"hand_clumsiness": "sx.clumsy", "gait_disturbance": "sx.gait", "lhermitte_sign": "sx.lhermitte"}
    said += [voice.say(groups[concept]) for concept in complaint.cord_symptoms]
    return said


def _numb_group(case: LatentCase) -> str:
    complaint = case.complaint
    if complaint.pattern == "radicular":
        return "sx.numb.trunk" if complaint.spine == "thoracic" else "sx.numb"
    return "sx.numb.both"


def flags(voice: Voice) -> list[Fragment]:
    """The red flags that the patient reports, where the clinic wrote them down."""
    case = voice.case
    if not case.told.red_flags:
        return []
    said: list[Fragment] = []
    for flag in case.red_flags:
        if flag.status != "present":
            continue
        if flag.concept == "bowel_bladder_dysfunction":
            said.append(voice.say(f"sx.bladder.{flag.detail}"))
        elif flag.concept in _FLAG_GROUPS:
            said.append(voice.say(_FLAG_GROUPS[flag.concept], {"amount": flag.detail or ""}))
    return said


_FLAG_GROUPS = {
    "saddle_anesthesia": "sx.saddle",
    "night_pain": "sx.night",
    "fever": "sx.fever",
    "weight_loss": "sx.weight",
    "progressive_neuro_deficit": "sx.progressive",
}


def mechanism(voice: Voice) -> list[Fragment]:
    """How it began, or that nothing in particular began it."""
    complaint = voice.case.complaint
    if complaint.mechanism == "lifting":
        return [voice.say("mech.lifting")] if voice.chance(0.7) else []
    if complaint.mechanism is not None:
        return [voice.say(f"mech.{complaint.mechanism}.{complaint.energy}")]
    return [voice.say("mech.none")] if voice.chance(0.3) else []


def course(voice: Voice) -> list[Fragment]:
    """How it has gone since: trend, the last change, the pain score, what makes it worse."""
    case, complaint = voice.case, voice.case.complaint
    said: list[Fragment] = []
    if complaint.change and complaint.changed and case.told.trend:
        ago = voice.clock.length((voice.day - complaint.changed).days, exact=True).text + " ago"
        slots: Slots = {"changed_ago": ago, "changed_on": voice.clock.day(complaint.changed).text}
        said.append(voice.say(f"sx.change.{complaint.change}", slots))
    elif case.told.trend and voice.chance(0.6):
        said.append(voice.say(f"sx.trend.{complaint.trend}"))
    if case.told.score and voice.chance(0.75):
        said.append(voice.say("sx.score"))
    if voice.chance(0.55):
        said.append(voice.say(f"sx.aggravating.{complaint.spine}"))
    return said


def function(voice: Voice) -> list[Fragment]:
    """What the complaint keeps the patient from."""
    if not voice.case.told.function:
        return []
    return [voice.say(f"sx.function.{kind}") for kind in voice.case.complaint.limited]


# ------------------------------------------------------------------------------------------------------------- denials
def true_concepts(case: LatentCase) -> set[str]:
    """Concepts that nobody may deny of this patient, told or not."""
    complaint, history = case.complaint, case.history
    true = {flag.concept for flag in case.red_flags} | set(complaint.cord_symptoms) | set(case.plan.suspicion)
    true |= {sign.concept for exam in case.exams for sign in exam.signs if sign.present}
    if complaint.pattern != "axial":
        true |= {"radiating_pain"}
    if complaint.pattern == "myelopathic":
        true |= {"gait_disturbance", "hand_clumsiness"}
    if complaint.numbness or any(exam.sensory for exam in case.exams):
        true.add("limb_paresthesia")
    if complaint.weakness_felt or any(exam.motor for exam in case.exams):
        true.add("motor_weakness")
    told_of = {"old_trauma": "major_trauma", "intentional_weight_loss": "weight_loss",
               "stress_incontinence": "bowel_bladder_dysfunction", "prostate_incontinence": "bowel_bladder_dysfunction",
               "basal_cell": "cancer_history"}  # fmt: skip
    true |= {concept for name, concept in told_of.items() if name in history.distractors}
    true |= {"cancer_history"} if history.cancer or history.immunosuppression == "chemotherapy" else set()
    true |= {"immunosuppression"} if history.immunosuppression else set()
    true |= {"anticoagulation"} if history.anticoagulant else set()
    true |= {"osteoporosis"} if history.osteoporosis else set()
    return true


def deniable(case: LatentCase) -> dict[str, float]:
    """Concepts that are absent and worth denying, with how often they are asked about."""
    true = true_concepts(case)
    return {concept: weight for concept, weight in DENIABLE[case.complaint.spine].items() if concept not in true}


def drawn(voice: Voice, pool: dict[str, float], number: int) -> list[str]:
    """So many concepts of the pool, the frequent ones first to be asked, in the order in which they come to mind."""
    pool = dict(pool)
    chosen: list[str] = []
    while pool and len(chosen) < number:
        concept = voice.rng.choices(list(pool), list(pool.values()))[0]
        del pool[concept]
        chosen.append(concept)
    return chosen


def denial_items(voice: Voice, concepts: Iterable[str]) -> list[Fragment]:
    """The denied concepts as the phrases that a list of denials is made of."""
    return [voice.say(f"deny.{concept}") for concept in concepts]


def denials(voice: Voice) -> list[Fragment]:
    """One or two sentences of pertinent negatives."""
    if not voice.case.told.negatives:
        return []
    pool = deniable(voice.case)
    chosen = drawn(voice, pool, voice.rng.choice((2, 3, 3, 4, 4, 5, 6)))
    turned = _turn(voice, chosen)
    said = [turned] if turned is not None else [denial(voice, part) for part in _parts(voice, chosen) if part]
    if voice.chance(0.1) and {"bowel_bladder_dysfunction", "fever", "weight_loss", "saddle_anesthesia"} <= pool.keys():
        said.append(voice.say("deny.sentence"))
    return said


def _turn(voice: Voice, chosen: Sequence[str]) -> Fragment | None:
    """A denial that turns to something that is there, where something is."""
    complaint = voice.case.complaint
    here = (
        [flag.concept for flag in voice.case.red_flags if flag.status == "present"] if voice.case.told.red_flags else []
    )
    here += complaint.cord_symptoms
    if complaint.pattern == "radicular" and complaint.spine != "thoracic":
        here += ["limb_paresthesia"] if complaint.numbness else []
        here += ["motor_weakness"] if complaint.weakness_felt else []
    sayable = [concept for concept in here if f"has.{concept}" in voice.book.groups]
    if not sayable or not chosen or not voice.chance(0.25):
        return None
    positive = voice.say(f"has.{voice.rng.choice(sayable)}")
    items = listing(denial_items(voice, chosen), "or")
    return voice.say("deny.turn", {"items": Filled(items), "positive": Filled(positive)})


def denial(voice: Voice, concepts: Sequence[str]) -> Fragment:
    """One sentence that denies these."""
    items = denial_items(voice, concepts)
    slots = {"items": Filled(listing(items, "or")), "items_and": Filled(listing(items))}
    if len(items) > 1:
        slots["items_many"] = slots["items_and"]
    if len(items) == 2:
        slots["items_nor"] = Filled(listing(items, "nor"))
    return voice.say("deny.frame", slots)


def _parts(voice: Voice, chosen: list[str]) -> list[list[str]]:
    if len(chosen) > 3 and voice.chance(0.4):
        cut = voice.rng.randint(1, len(chosen) - 1)
        return [chosen[:cut], chosen[cut:]]
    return [chosen]
