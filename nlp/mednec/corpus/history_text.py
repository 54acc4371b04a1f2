"""Sentences about the past and the surroundings: other illness, operations, medicines, family, social history."""

from __future__ import annotations

from mednec.corpus.fragments import Fragment, join
from mednec.corpus.phrasebook import deal
from mednec.corpus.render import Filled, Filling, Voice, disc_slot

_FAMILY = frozenset({"family_cancer", "family_spine"})
_MEDICINES = frozenset({"aspirin_for_heart", "gabapentin_for_seizures"})


def past(voice: Voice) -> list[Fragment]:
    """Past medical history; what bears on the request only where the clinic writes its history down."""
    history, told = voice.case.history, voice.case.told
    said: list[Fragment] = []
    if history.comorbidities:
        names = [voice.rng.choice(voice.book.words["illness"][illness]) for illness in history.comorbidities]
        said.append(voice.say("past.comorbid", {"illnesses": Filled(join(names, ", "))}))
    if told.red_flags:
        said += _weighty(voice)
    if history.psoriasis:
        said.append(voice.say("past.psoriasis"))
    if history.inflammatory:
        said.append(voice.say(f"past.inflammatory.{history.inflammatory}"))
    if history.anticoagulant and told.history:
        said.append(voice.say("past.anticoagulant", {"anticoagulant": history.anticoagulant}))
    if told.history:
        others = [d for d in history.distractors if d not in _FAMILY | _MEDICINES]
        said += [voice.say(f"distractor.{name}") for name in others]
    return said or [voice.say("past.none")]


def _weighty(voice: Voice) -> list[Fragment]:
    history = voice.case.history
    said: list[Fragment] = []
    if history.cancer is not None:
        said.append(_cancer(voice))
    if history.osteoporosis:
        said.append(voice.say("past.osteoporosis"))
    if history.immunosuppression:
        said.append(voice.say(f"past.immunosuppression.{history.immunosuppression}"))
    if history.injection_drugs:
        said.append(voice.say("past.injection_drugs"))
    return said


def _cancer(voice: Voice) -> Fragment:
    cancer = voice.case.history.cancer
    if cancer is None:
        raise ValueError("no cancer to tell of")
    named = voice.book.words["primary_word"].get(cancer.primary)
    slots = {"primary": named[0] if named else cancer.primary, "year": str(cancer.year), "year_s": str(cancer.year)[2:]}
    group = "past.cancer.named" if named else "past.cancer.active" if cancer.active else "past.cancer"
    return voice.say(group, slots)


def operations(voice: Voice) -> list[Fragment]:
    """Surgical history: the spine, and what else was done."""
    surgery = voice.case.history.surgery
    said: list[Fragment] = []
    if surgery is not None:
        words = voice.book.words["procedure_word"][surgery.procedure]
        year = str(surgery.day.year)
        slots: dict[str, Filling] = {
            "procedure": voice.rng.choice(deal(words, voice.split)),
            "disc": disc_slot(voice, surgery.level),
            "surgery_year": year,
            "surgery_year_s": year[2:],
            "surgery_date": voice.clock.day(surgery.day).text,
        }
        said.append(voice.say("past.surgery", slots))
    elif voice.chance(0.2):
        said.append(voice.say("past.no_surgery"))
    if voice.chance(0.5):
        said.append(voice.say("past.other_surgery"))
    return said


def other_medicines(voice: Voice) -> list[Fragment]:
    """Medicines for other illness."""
    history = voice.case.history
    table = voice.book.words["illness_medicines"]
    lines = [Fragment(voice.rng.choice(table[i])) for i in history.comorbidities if i in table]
    names = [name for name in history.distractors if name in _MEDICINES]
    with voice.briefly():
        return lines + [voice.say(f"distractor.{name}") for name in names]


def family(voice: Voice) -> list[Fragment]:
    """Family history: nothing in it is the patient's."""
    told = [name for name in voice.case.history.distractors if name in _FAMILY]
    if not told:
        return [voice.say("family.none")] if voice.chance(0.4) else []
    return [voice.say(f"distractor.{name}") for name in told]


def social(voice: Voice) -> list[Fragment]:
    """Work, habits."""
    return [voice.say("social")] if voice.case.person.age >= 18 else []


def allergies(voice: Voice) -> list[Fragment]:
    """Allergies to drugs."""
    return [voice.say("allergies")]
