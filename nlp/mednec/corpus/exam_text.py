"""Sentences about an examination: what was found, and what was looked for and not found."""

from __future__ import annotations

from mednec.corpus.anatomy import MUSCLE_LIMB, REFLEX_LIMB
from mednec.corpus.complaint_text import deniable
from mednec.corpus.fragments import Fragment, listing
from mednec.corpus.latent import Exam, MotorDeficit, ReflexLoss, SensoryLoss, Sign
from mednec.corpus.phrasebook import Marked, Meaning, Phrasing, Slot
from mednec.corpus.render import Filled, Slots, Topic, Voice, root_slots, side_slots

Parts = dict[str, list[Fragment]]
"""Sentences of an examination by the part they belong to: general, spine, motor, sensory, reflexes, special, gait."""

_PROVOCATION = frozenset({"spurling_sign", "straight_leg_raise"})
_CORD = frozenset({"hoffmann_sign", "babinski_sign", "clonus", "hyperreflexia", "spasticity", "lhermitte_sign"})
_NAMED = ("spurling_sign", "straight_leg_raise", "hoffmann_sign", "babinski_sign", "clonus")


def examination(voice: Voice, exam: Exam) -> Parts:
    """All that is written of an examination, as far as the clinic writes it down."""
    told = voice.case.told
    if exam.mode == "telehealth":
        return {"general": [voice.say("exam.video")]}
    parts: Parts = {"general": [], "spine": [], "motor": [], "sensory": [], "reflexes": [], "special": [], "gait": []}
    if voice.chance(0.5):
        parts["general"].append(voice.say("exam.general"))
    parts["spine"] = _spine(voice, exam)
    if told.motor:
        parts["motor"] = motor(voice, exam)
    if told.sensory and (exam.sensory or voice.case.complaint.pattern != "cauda_equina"):
        parts["sensory"] = sensory(voice, exam)
    if told.reflexes:
        parts["reflexes"] = reflexes(voice, exam)
    if told.generic_neuro and not (told.motor or told.sensory) and not (exam.motor or exam.sensory):
        parts["motor"].append(voice.say("exam.generic"))
    parts["special"] = signs(voice, exam)
    parts["gait"] = gait(voice, exam)
    if voice.case.complaint.pattern == "cauda_equina":
        parts["special"] += _sphincter(voice)
    elif (
        voice.case.complaint.spine == "lumbar"
        and "bowel_bladder_dysfunction" in deniable(voice.case)
        and voice.chance(0.07)
    ):
        parts["special"].append(voice.say("exam.rectal.normal"))
    return parts


def _spine(voice: Voice, exam: Exam) -> list[Fragment]:
    spine = voice.case.complaint.spine
    said = list(
        {s.text: s for s in (voice.say(f"exam.spine.{spine}") for _ in range(voice.rng.choice((1, 1, 2))))}.values()
    )
    if exam.midline_tenderness:
        said.append(voice.say("exam.midline"))
    elif voice.chance(0.15):
        said.append(voice.say("exam.midline.none"))
    return said


def motor(voice: Voice, exam: Exam) -> list[Fragment]:
    """Power: each weak muscle, or full strength."""
    said = [weak(voice, deficit) for deficit in exam.motor]
    if not said:
        said.append(voice.say("exam.motor.normal"))
    if exam.atrophy is not None:
        deficit = exam.motor[0]
        said.append(voice.say("exam.atrophy", muscle_slots(voice, deficit), Topic(limb=MUSCLE_LIMB[deficit.muscle])))
    elif voice.chance(0.12):
        said.append(voice.say("exam.no_atrophy"))
    return said


def weak(voice: Voice, deficit: MotorDeficit) -> Fragment:
    """One weak muscle."""
    group = "exam.motor.weak"
    if deficit.side == "bilateral":
        group += ".bilateral"
    elif deficit.effort_limited:
        group += ".effort"
    return voice.say(group, muscle_slots(voice, deficit), Topic(limb=MUSCLE_LIMB[deficit.muscle]))


def muscle_slots(voice: Voice, deficit: MotorDeficit) -> Slots:
    """{muscle}, {grade} and the side of a weak muscle."""
    sides = side_slots(voice, deficit.side, MUSCLE_LIMB[deficit.muscle])
    grade = Filled(Fragment(deficit.grade), {"grade": deficit.grade})
    return {**sides, "muscle": voice.word(f"muscle/{deficit.muscle}"), "grade": grade}


def sensory(voice: Voice, exam: Exam) -> list[Fragment]:
    """Sensation: each dermatome with a loss, or intact."""
    return [_loss(voice, loss) for loss in exam.sensory] or [voice.say("exam.sensory.normal")]


def _loss(voice: Voice, loss: SensoryLoss) -> Fragment:
    trunk = loss.root.startswith("T")
    limb = "lower_limb" if loss.root[0] in "LS" else "upper_limb"
    slots = {**side_slots(voice, loss.side, limb), **root_slots(voice, loss.root)}
    return voice.say("exam.sensory.trunk" if trunk else "exam.sensory.loss", slots, Topic(limb=limb))


def reflexes(voice: Voice, exam: Exam) -> list[Fragment]:
    """Tendon reflexes: diminished ones, or normal ones; brisk ones are signs."""
    said = [_reflex(voice, loss) for loss in exam.reflexes]
    brisk = any(sign.concept == "hyperreflexia" and sign.present for sign in exam.signs)
    if not said and not brisk:
        lumbar = voice.case.complaint.spine != "cervical"
        said.append(voice.say("exam.reflex.normal.lumbar" if lumbar else "exam.reflex.normal"))
    return said


def _reflex(voice: Voice, loss: ReflexLoss) -> Fragment:
    limb = REFLEX_LIMB[loss.reflex]
    both = loss.side == "bilateral"
    slots = {
        **side_slots(voice, loss.side, limb),
        "reflex": voice.word(f"reflex/{loss.reflex}"),
        "rgrade": loss.grade,
        "rabsent": "absent" if loss.grade == "0" else "diminished",
    }
    return voice.say("exam.reflex.low.bilateral" if both else "exam.reflex.low", slots, Topic(limb=limb))


def signs(voice: Voice, exam: Exam) -> list[Fragment]:
    """Provocative tests and cord signs, as far as told; absent ones often in one breath."""
    told = voice.case.told
    looked = [
        sign
        for sign in exam.signs
        if (sign.concept in _PROVOCATION and told.provocation) or (sign.concept in _CORD and told.cord_signs)
    ]
    said = [present(voice, sign) for sign in looked if sign.present]
    absent = [sign for sign in looked if not sign.present]
    together = [sign for sign in absent if sign.concept in _NAMED]
    if len(together) > 1 and voice.chance(0.5):
        said.append(_absent_together(voice, together))
        absent = [sign for sign in absent if sign not in together]
    return said + [voice.say(f"exam.{sign.concept}.neg") for sign in absent]


def present(voice: Voice, sign: Sign) -> Fragment:
    """One sign that is there."""
    group = f"exam.{sign.concept}.pos"
    if sign.side == "bilateral" and f"{group}.bilateral" in voice.book.groups:
        group += ".bilateral"
    slots = side_slots(voice, sign.side, "upper_limb") if sign.side else {}
    return voice.say(group, slots)


def _absent_together(voice: Voice, together: list[Sign]) -> Fragment:
    names = [_absent_name(voice, sign.concept) for sign in together]
    return voice.say("exam.signs.negative", {"signs": Filled(listing(names)), "signs_or": Filled(listing(names, "or"))})


def _absent_name(voice: Voice, concept: str) -> Fragment:
    marked = Marked((Slot("sign", False),), (Meaning(concept, "absent"),))
    name = voice.word_of("exam.sign.name", concept)
    return voice.write(Phrasing("sign", (marked,), frozenset({"sign"}), False, True), {"sign": name})


def gait(voice: Voice, exam: Exam) -> list[Fragment]:
    """How the patient walks."""
    if not voice.case.told.gait:
        return []
    found = next((sign for sign in exam.signs if sign.concept == "gait_disturbance"), None)
    if found is None:
        return []
    return [voice.say(f"exam.gait_disturbance.{'pos' if found.present else 'neg'}")]


def _sphincter(voice: Voice) -> list[Fragment]:
    case = voice.case
    if not case.told.red_flags:
        return []
    said = []
    if voice.chance(0.6):
        said.append(voice.say("exam.rectal.low"))
    if any(flag.concept == "saddle_anesthesia" for flag in case.red_flags) and voice.chance(0.6):
        said.append(voice.say("exam.rectal.saddle"))
    return said
