"""Sentences of assessment and plan: diagnoses, suspicions, the order, what else is to be done, and safety nets."""

from __future__ import annotations

from mednec.corpus.care_text import planned
from mednec.corpus.complaint_text import true_concepts
from mednec.corpus.fragments import Fragment
from mednec.corpus.latent import Course
from mednec.corpus.render import Filled, Topic, Voice
from mednec.corpus.study_text import order

_SUSPICIONS = ("cauda_equina", "spinal_malignancy", "spinal_infection", "vertebral_fracture")
_CLEAR_CORD_SIGNS = 3


def diagnoses(voice: Voice) -> list[Fragment]:
    """What the clinician makes of it."""
    case = voice.case
    said = [_main(voice)]
    degenerative = any("spondylosis" in s.findings for s in case.studies if s.status == "done")
    if degenerative and voice.chance(0.7):
        said.append(voice.say("dx.spondylosis"))
    said += [voice.say(f"dx.{concept}") for concept in _SUSPICIONS if concept in case.plan.suspicion]
    if not case.red_flags and case.complaint.pattern != "myelopathic" and voice.chance(0.2):
        said.append(voice.say("dx.no_red_flags"))
    if case.complaint.spine == "cervical" and "gait_disturbance" not in true_concepts(case) and voice.chance(0.12):
        said.append(voice.say("dx.no_myelopathy"))
    return said


def _main(voice: Voice) -> Fragment:
    case = voice.case
    pattern = case.complaint.pattern
    if pattern == "radicular":
        objective = bool(case.exam.motor or case.exam.sensory or case.exam.reflexes)
        sure = objective or voice.chance(0.5)
        return voice.say("dx.radicular" if sure else "dx.radicular.possible")
    if pattern == "myelopathic":
        found = sum(sign.present for sign in case.exam.signs)
        sure = found >= _CLEAR_CORD_SIGNS and voice.chance(0.3)
        return voice.say("dx.myelopathy" if sure else "dx.myelopathy.possible")
    if pattern == "claudication":
        return voice.say("dx.claudication")
    if case.situation == "minor_trauma" and voice.chance(0.6):
        return voice.say("dx.strain")
    return voice.say("dx.axial.plain" if case.plan.suspicion else "dx.axial")


def plans(voice: Voice) -> list[Fragment]:
    """What comes next."""
    said = [order(voice)] if voice.case.told.plan or voice.chance(0.7) else []
    said += planned(voice)
    if voice.case.told.plan:
        said += _intervention(voice)
    if voice.case.plan.referral is not None:
        said.append(referral(voice))
    said.append(voice.say("plan.urgent" if voice.case.plan.urgent else "plan.continue"))
    if not voice.case.plan.urgent and voice.chance(0.2):
        said.append(voice.say("plan.conditional"))
    return said


def referral(voice: Voice) -> Fragment:
    """A referral to a specialist."""
    word = voice.word(f"specialty_word/{voice.case.plan.referral}")
    return voice.say("plan.referral", {"specialty": Filled(Fragment(word))})


def _intervention(voice: Voice) -> list[Fragment]:
    """An injection or operation that is booked, talked about or refused."""
    plan, spine = voice.case.plan, voice.case.complaint.spine
    if plan.intervention is None:
        return []
    kind, status = plan.intervention, plan.intervention_status
    if kind == "surgery":
        return [voice.say(f"plan.intervention.surgery.{status}")]
    ahead = Course("ahead", "epidural_steroid_injection", "planned", spine)
    if status == "scheduled":
        return [voice.say(f"plan.intervention.{kind}.scheduled", None, Topic(ahead, "planned"))]
    if status == "refused":
        return [voice.say("plan.intervention.injection.refused", None, Topic(ahead, "declined"))]
    return [voice.say("plan.intervention.injection.discussed")]


def safety(voice: Voice) -> list[Fragment]:
    """What to come back for: instructions, no findings."""
    return [voice.say("plan.safety")] if voice.chance(0.55) else []
