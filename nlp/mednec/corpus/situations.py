"""The clinical situations that reviewers see, and how often: what makes each a case of its kind.

They are those of payers' published criteria: the waiting period served, not served, badly documented, or waived by a
red flag.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta

from mednec.corpus.anatomy import ROOTS
from mednec.corpus.draft import (
    Draft,
    active_course,
    add_study,
    began,
    day_job,
    deficit,
    degenerative_film,
    early_care,
    emg,
    injections_so_far,
    injure,
    limit,
    make_older,
    new_course,
    new_drug,
    pick,
    radicular,
    trial,
    wants_more,
)
from mednec.corpus.latent import (
    Cancer,
    Exam,
    MotorDeficit,
    Person,
    ReflexLoss,
    Surgery,
    Visit,
)


@dataclass(frozen=True, slots=True, eq=False)
class Situation:
    """A kind of case: how often it is met in each region of the spine, and what makes it."""

    name: str
    weights: dict[str, float]
    make: Callable[[Draft], None]


# ---------------------------------------------------------------------------------------------------------- situations
def _axial_acute(draft: Draft) -> None:
    began(draft, 1, 4)
    if draft.chance(0.4):
        draft.about(mechanism="lifting", sudden=True)
    early_care(draft)


def _axial_failed(draft: Draft) -> None:
    weeks = draft.rng.randint(6, 12)
    began(draft, weeks + 2, weeks + 60)
    trial(draft, weeks, ended_days=draft.rng.choice((0, 3, 7, 14, 21, 28)))
    degenerative_film(draft, 0.55)
    limit(draft, 0.6)


def _axial_short(draft: Draft) -> None:
    weeks = draft.rng.randint(2, 5)
    began(draft, weeks + 1, weeks + 8)
    trial(draft, weeks, ended_days=draft.rng.choice((0, 0, 4)))
    degenerative_film(draft, 0.4)


def _axial_untreated(draft: Draft) -> None:
    began(draft, 10, 150)
    degenerative_film(draft, 0.7)
    if draft.chance(0.5):
        draft.courses.append(
            new_drug(
                draft,
                "nsaid",
                status="ongoing",
                as_needed=True,
                response=draft.rng.choice(("partial", "partial", "good")),
                start=draft.complaint.onset,
            ),
        )
    status = pick(draft.rng, {"not_done": 3, "declined": 3, "planned": 2})
    reason = draft.rng.choice(("refused", "cost")) if status == "declined" else None
    draft.courses.append(new_course(draft, "physical_therapy", status=status, reason=reason))


def _radicular_acute(draft: Draft) -> None:
    began(draft, 1, 4)
    radicular(draft)
    deficit(draft, sensory=draft.chance(0.6))
    early_care(draft)


def _radicular_failed(draft: Draft) -> None:
    weeks = draft.rng.randint(6, 12)
    began(draft, weeks + 2, weeks + 40)
    radicular(draft, numb=0.9)
    motor = draft.rng.choice(("4/5", "4+/5", "4-/5")) if draft.chance(0.4) else None
    deficit(draft, motor=motor, sensory=draft.chance(0.6), reflex=draft.chance(0.4))
    trial(draft, weeks, ended_days=draft.rng.choice((0, 5, 10, 20, 30)))
    degenerative_film(draft, 0.5)
    emg(draft, 0.12)
    injections_so_far(draft, 0.15)
    wants_more(draft, 0.3)
    limit(draft, 0.6)


def _radicular_short(draft: Draft) -> None:
    weeks = draft.rng.randint(2, 5)
    began(draft, weeks + 1, weeks + 6)
    radicular(draft)
    deficit(draft, sensory=draft.chance(0.5), reflex=draft.chance(0.3))
    trial(draft, weeks)
    limit(draft, 0.4)


def _mild_weakness(draft: Draft) -> None:
    began(draft, 1, 4)
    radicular(draft)
    deficit(draft, motor=draft.rng.choice(("4/5", "4+/5", "4-/5")), sensory=draft.chance(0.5), reflex=draft.chance(0.4))
    early_care(draft)


def _major_weakness(draft: Draft) -> None:
    began(draft, 1, 5)
    radicular(draft)
    deficit(draft, motor=draft.rng.choice(("3/5", "3/5", "2/5", "3-/5")), sensory=True, reflex=draft.chance(0.6))
    draft.about(weakness_felt=True, trend="worsening")
    early_care(draft)
    draft.wants(urgent=draft.chance(0.5), referral=draft.rng.choice(("neurosurgery", "orthopedics")))


def _progressive(draft: Draft) -> None:
    began(draft, 4, 9)
    radicular(draft)
    before, now = draft.rng.choice((("4+/5", "4-/5"), ("5/5", "4/5"), ("4/5", "3/5")))
    earlier = draft.today - timedelta(days=7 * draft.rng.randint(2, 3))
    root = ROOTS[str(draft.complaint.root)]
    muscles = root.muscles[:1]
    was = tuple(MotorDeficit(m, str(draft.complaint.side), before, root.name) for m in muscles if before != "5/5")
    draft.earlier_exams.append(Exam(earlier, "in_person", motor=was))
    draft.earlier_visits.append(Visit(earlier, "in_person", "initial"))
    deficit(draft, motor=now, sensory=draft.chance(0.5), reflex=draft.chance(0.5))
    draft.about(trend="worsening", change="worsened", changed=draft.today - draft.days(3, 10), weakness_felt=True)
    draft.flag("progressive_neuro_deficit")
    trial(draft, 3)


def _worse_on_therapy(draft: Draft) -> None:
    began(draft, 4, 8)
    radicular(draft)
    deficit(draft, sensory=draft.chance(0.5))
    trial(draft, 3, active=1)
    draft.courses = [
        replace(c, response="worse", status="ongoing", end=None) if c.sessions else c for c in draft.courses
    ]
    draft.about(trend="worsening", change="worsened", changed=draft.today - draft.days(4, 12))


def _self_directed(draft: Draft) -> None:
    began(draft, 9, 20)
    radicular(draft)
    deficit(draft, reflex=draft.chance(0.5), sensory=draft.chance(0.5))
    start = draft.today - timedelta(days=7 * draft.rng.randint(6, 10))
    exercise = new_course(draft, "home_exercise", status="ongoing", start=start, directed_by="self", response="none")
    draft.courses.append(exercise)
    draft.courses.append(
        new_drug(
            draft,
            "nsaid",
            agent="ibuprofen",
            status="ongoing",
            start=start,
            over_the_counter=True,
            directed_by="self",
            response="partial",
        ),
    )
    if draft.chance(0.5):
        draft.courses.append(
            new_course(draft, "heat_ice", status="ongoing", start=start, directed_by="self", response="partial")
        )


def _lapsed_care(draft: Draft) -> None:
    flare = draft.today - timedelta(days=7 * draft.rng.randint(2, 4))
    months_ago = draft.rng.randint(7, 15)
    began(draft, 4 * months_ago + 12, 4 * months_ago + 80)
    draft.about(change="recurred", changed=flare, trend="worsening")
    if draft.chance(0.4):
        radicular(draft, numb=0.5)
    end = draft.today - timedelta(days=30 * months_ago)
    weeks = draft.rng.randint(6, 10)
    course = active_course(draft, "physical_therapy", end - timedelta(days=7 * weeks), end, weeks, "mixed")
    draft.courses.append(replace(course, response=draft.rng.choice(("good", "partial"))))
    if draft.chance(0.5):
        draft.courses.append(new_drug(draft, "nsaid", status="ongoing", start=flare, response="partial"))


def _severe_radicular(draft: Draft) -> None:
    began(draft, 2, 4)
    radicular(draft)
    draft.about(score=draft.rng.choice((9, 9, 10)), limited=("sleep", day_job(draft)))
    deficit(draft, sensory=draft.chance(0.5), motor="4/5" if draft.chance(0.3) else None)
    begun = draft.today - timedelta(days=draft.rng.randint(10, 13))
    draft.courses.append(
        new_drug(
            draft,
            "nsaid",
            start=begun,
            status="ongoing",
            response="none",
            over_the_counter=False,
            directed_by="clinician",
        ),
    )
    draft.courses.append(new_drug(draft, "oral_steroid", start=begun, end=begun + timedelta(days=6), response="none"))
    if draft.chance(0.6):
        status = draft.rng.choice(("scheduled", "scheduled", "discussed"))
        draft.wants(intervention=draft.rng.choice(("tfesi", "tfesi", "ilesi", "surgery")), intervention_status=status)
    draft.specialty = draft.rng.choice(("pain_management", "primary_care", "physiatry"))


def _repeat_mri(draft: Draft) -> None:
    began(draft, 30, 120)
    if draft.chance(0.6):
        radicular(draft)
    done = draft.today - timedelta(days=30 * draft.rng.randint(3, 10))
    add_study(draft, "mri", done, ("disc_herniation", "spondylosis"), result="abnormal")
    if draft.chance(0.5):
        draft.about(trend="stable", change=None, changed=None)
    else:
        draft.about(trend="worsening", change="new_symptom", changed=draft.today - draft.days(10, 30))
        deficit(draft, motor="4/5" if draft.chance(0.6) else None, sensory=True)
    if draft.chance(0.6):
        trial(draft, draft.rng.randint(4, 8), target="mixed")


def _after_surgery(draft: Draft) -> None:
    procedures = {
        "cervical": ("acdf", "acdf", "cervical_foraminotomy", "cervical_laminoplasty"),
        "lumbar": ("microdiscectomy", "laminectomy", "lumbar_fusion"),
        "thoracic": ("laminectomy",),
    }
    levels = {"cervical": ("C4-C5", "C5-C6", "C6-C7"), "lumbar": ("L4-L5", "L5-S1"), "thoracic": ("T8-T9",)}
    operated = draft.today - timedelta(days=draft.rng.randint(200, 1500))
    surgery = Surgery(draft.rng.choice(procedures[draft.spine]), draft.rng.choice(levels[draft.spine]), operated)
    draft.past(surgery=surgery)
    began(draft, 2, 12)
    if draft.spine != "thoracic":
        radicular(draft)
        deficit(draft, sensory=draft.chance(0.5), motor="4/5" if draft.chance(0.3) else None)
    if draft.chance(0.5):
        add_study(draft, "xray", draft.today - draft.days(0, 20), (), result="normal", denies=("vertebral_fracture",))
    if draft.chance(0.4):
        trial(draft, draft.rng.randint(2, 7))
    draft.contrast = "both" if draft.chance(0.7) else "without"
    draft.specialty = draft.rng.choice(("neurosurgery", "orthopedics", "primary_care"))
    draft.icd10 = ("M96.1",) if draft.chance(0.4) else ()


def _myelopathy(draft: Draft) -> None:
    rng = draft.rng
    began(draft, 4, 60)
    felt = ["hand_clumsiness"] if draft.spine == "cervical" else []
    felt += [c for c, p in (("gait_disturbance", 0.8), ("lhermitte_sign", 0.2)) if draft.chance(p)]
    draft.about(
        pattern="myelopathic",
        side="bilateral",
        cord_symptoms=tuple(felt),
        trend="worsening",
        numbness=draft.chance(0.7),
        score=rng.randint(1, 6),
    )
    if draft.spine == "cervical":
        draft.sign("hoffmann_sign", draft.chance(0.85), rng.choice(("left", "right", "bilateral", "bilateral")))
    draft.sign("hyperreflexia", draft.chance(0.85))
    draft.sign("babinski_sign", draft.chance(0.4), rng.choice(("left", "right", "bilateral")))
    draft.sign("clonus", draft.chance(0.35), rng.choice(("left", "right", "bilateral")))
    draft.sign("gait_disturbance", "gait_disturbance" in felt or draft.chance(0.5))
    draft.sign("spasticity", draft.chance(0.3))
    if draft.chance(0.5):
        muscle = "interossei" if draft.spine == "cervical" else "hip_flexors"
        draft.motor.append(MotorDeficit(muscle, "bilateral", rng.choice(("4/5", "4+/5"))))
    if draft.chance(0.3):
        draft.flag("bowel_bladder_dysfunction", "present", rng.choice(("urgency", "hesitancy")))
    if draft.chance(0.5):
        draft.flag("progressive_neuro_deficit")
    draft.wants(
        suspicion=("myelopathy", "cord_compression"),
        referral=rng.choice(("neurosurgery", None, "orthopedics")),
        urgent=draft.chance(0.4),
    )
    if draft.chance(0.25):
        trial(draft, rng.randint(2, 6), target="failed")


def _cauda_equina(draft: Draft) -> None:
    draft.about(
        onset=draft.today - draft.days(1, 10),
        pattern="cauda_equina",
        side="bilateral",
        sudden=True,
        numbness=True,
        score=draft.rng.randint(6, 10),
        trend="worsening",
        root="S1",
    )
    detail = draft.rng.choice(("retention", "incontinence", "retention"))
    draft.flag("bowel_bladder_dysfunction", "present", detail)
    if draft.chance(0.8):
        draft.flag("saddle_anesthesia")
    draft.sign("straight_leg_raise", draft.chance(0.8), "bilateral")
    if draft.chance(0.7):
        draft.motor.append(
            MotorDeficit("ankle_plantarflexors", "bilateral", draft.rng.choice(("3/5", "4/5", "4-/5")), "S1")
        )
    if draft.chance(0.6):
        draft.reflexes.append(ReflexLoss("achilles", "bilateral", "0"))
    draft.wants(suspicion=("cauda_equina",), referral="neurosurgery", urgent=True)
    draft.specialty = "emergency_medicine"


def _known_cancer(draft: Draft) -> None:
    began(draft, 1, 10)
    woman = ("breast", "lung", "kidney", "thyroid", "melanoma", "myeloma")
    man = ("prostate", "lung", "kidney", "colon", "melanoma", "myeloma")
    primary = draft.rng.choice(woman if draft.person.sex == "female" else man)
    active = draft.chance(0.4)
    year = draft.today.year - (draft.rng.randint(0, 2) if active else draft.rng.randint(3, 14))
    draft.past(cancer=Cancer(primary, year, active))
    draft.flag("cancer_history")
    if draft.chance(0.45):
        draft.flag("night_pain")
    if draft.chance(0.3):
        draft.flag("weight_loss", "present", draft.rng.choice(("12 lb", "15 lb", "20 lb", "9 kg")))
    if draft.chance(0.6):
        draft.wants(suspicion=("spinal_malignancy",))
    make_older(draft, 52)
    draft.contrast = "both" if draft.chance(0.75) else "without"
    draft.icd10 = ("C79.51",) if active and draft.chance(0.3) else ()


def _suspected_cancer(draft: Draft) -> None:
    began(draft, 3, 14)
    make_older(draft, 58)
    draft.flag("night_pain")
    if draft.chance(0.7):
        draft.flag("weight_loss", "present", draft.rng.choice(("10 lb", "14 lb", "18 lb", "25 lb")))
    draft.wants(suspicion=("spinal_malignancy",))
    draft.contrast = "both" if draft.chance(0.7) else "without"


def _infection(draft: Draft) -> None:
    draft.about(onset=draft.today - draft.days(4, 30), score=draft.rng.randint(6, 10), trend="worsening")
    if draft.chance(0.8):
        draft.flag("fever")
    if draft.chance(0.5):
        draft.past(injection_drugs=True)
        draft.flag("iv_drug_use")
    elif draft.chance(0.5):
        draft.past(immunosuppression=draft.rng.choice(("transplant", "chemotherapy", "chronic_prednisone", "hiv")))
        draft.flag("immunosuppression", "present", draft.history.immunosuppression)
    if draft.chance(0.4):
        draft.flag("night_pain")
    draft.wants(suspicion=("spinal_infection",), urgent=draft.chance(0.7))
    draft.contrast = "both" if draft.chance(0.8) else "without"
    draft.icd10 = ({"cervical": "M46.42", "thoracic": "M46.44", "lumbar": "M46.46"}[draft.spine],)
    draft.specialty = draft.rng.choice(("emergency_medicine", "primary_care"))


def _minor_trauma(draft: Draft) -> None:
    draft.about(onset=draft.today - draft.days(1, 12))
    injure(draft, draft.rng.choice(("motor_vehicle_collision", "fall", "sports")), "low")
    if draft.chance(0.5):
        add_study(draft, "xray", draft.complaint.onset, (), result="normal", denies=("vertebral_fracture",))
    draft.icd10 = {"cervical": ("S16.1XXA",), "lumbar": ("S39.012A",), "thoracic": ("S29.012A",)}[draft.spine]
    early_care(draft)


def _major_trauma(draft: Draft) -> None:
    draft.about(onset=draft.today - draft.days(0, 4), score=draft.rng.randint(6, 10))
    injure(draft, draft.rng.choice(("motor_vehicle_collision", "fall", "fall", "assault", "sports")), "high")
    if draft.chance(0.5):
        make_older(draft, 65)
    draft.midline_tenderness = draft.chance(0.7)
    draft.wants(suspicion=("vertebral_fracture",), urgent=draft.chance(0.6))
    if draft.chance(0.5):
        found = draft.chance(0.3)
        add_study(
            draft,
            "ct",
            draft.today,
            ("vertebral_fracture",) if found else (),
            result="abnormal" if found else "normal",
            denies=() if found else ("vertebral_fracture",),
        )
    if draft.chance(0.4):
        draft.about(numbness=True, side=draft.rng.choice(("left", "right", "bilateral")))
    draft.specialty = "emergency_medicine"


def _insufficiency_fracture(draft: Draft) -> None:
    began(draft, 1, 7)
    make_older(draft, 66)
    draft.past(osteoporosis=True)
    draft.about(sudden=True, mechanism=draft.rng.choice(("lifting", None)), score=draft.rng.randint(5, 9))
    draft.midline_tenderness = True
    draft.flag("osteoporosis")
    draft.wants(suspicion=("vertebral_fracture",))
    if draft.chance(0.7):
        add_study(draft, "xray", draft.today - draft.days(0, 10), ("vertebral_fracture",), result="abnormal")
    early_care(draft)


def _claudication(draft: Draft) -> None:
    weeks = draft.rng.randint(6, 10)
    began(draft, weeks + 8, weeks + 120)
    make_older(draft, 60)
    draft.about(pattern="claudication", side="bilateral", limited=("walking",), numbness=draft.chance(0.6))
    draft.sign("straight_leg_raise", False)
    trial(draft, weeks, ended_days=draft.rng.choice((0, 7, 21)))
    injections_so_far(draft, 0.3)
    degenerative_film(draft, 0.6)
    wants_more(draft, 0.4)


def _telehealth(draft: Draft) -> None:
    _radicular_failed(draft) if draft.chance(0.6) else _axial_failed(draft)
    draft.mode = "telehealth"
    draft.motor, draft.sensory, draft.reflexes, draft.signs = [], [], [], {}


def _psoriatic(draft: Draft) -> None:
    began(draft, 14, 90)
    draft.past(psoriasis=True, inflammatory="psoriatic_arthritis" if draft.chance(0.75) else None)
    if draft.chance(0.6):
        kind = draft.rng.choice(("methotrexate", "biologic", "biologic"))
        draft.past(immunosuppression=kind)
        draft.flag("immunosuppression", "present", kind)
    if draft.history.inflammatory:
        draft.flag("inflammatory_arthritis", "present", draft.history.inflammatory)
    draft.flag("night_pain") if draft.chance(0.3) else None
    if draft.chance(0.6):
        trial(draft, draft.rng.randint(3, 8), target="mixed")
    draft.specialty = "dermatology"
    draft.icd10 = ("L40.53",) if draft.history.inflammatory and draft.chance(0.6) else ()
    draft.wants(referral=draft.rng.choice(("rheumatology", "rheumatology", None)))


def _child(draft: Draft) -> None:
    draft.person = Person(draft.rng.randint(6, 17), draft.person.sex)
    began(draft, 2, 10)
    if draft.chance(0.5):
        draft.flag("night_pain")
        if draft.chance(0.6):
            draft.flag("fever")
            draft.wants(suspicion=("spinal_infection",))
    elif draft.chance(0.5):
        injure(draft, "sports", "low")
    early_care(draft)


SITUATIONS: tuple[Situation, ...] = (
    Situation("axial_acute", {"cervical": 6, "lumbar": 7, "thoracic": 10}, _axial_acute),
    Situation("axial_failed_care", {"cervical": 12, "lumbar": 13, "thoracic": 20}, _axial_failed),
    Situation("axial_short_care", {"cervical": 5, "lumbar": 6, "thoracic": 8}, _axial_short),
    Situation("axial_untreated", {"cervical": 5, "lumbar": 6, "thoracic": 6}, _axial_untreated),
    Situation("radicular_acute", {"cervical": 5, "lumbar": 6, "thoracic": 3}, _radicular_acute),
    Situation("radicular_failed_care", {"cervical": 17, "lumbar": 18, "thoracic": 6}, _radicular_failed),
    Situation("radicular_short_care", {"cervical": 5, "lumbar": 6}, _radicular_short),
    Situation("mild_weakness", {"cervical": 5, "lumbar": 4}, _mild_weakness),
    Situation("major_weakness", {"cervical": 3, "lumbar": 4}, _major_weakness),
    Situation("progressive_deficit", {"cervical": 4, "lumbar": 3}, _progressive),
    Situation("worse_on_therapy", {"cervical": 4, "lumbar": 3}, _worse_on_therapy),
    Situation("self_directed_care", {"cervical": 4, "lumbar": 4}, _self_directed),
    Situation("lapsed_care", {"cervical": 4, "lumbar": 4, "thoracic": 4}, _lapsed_care),
    Situation("severe_radicular", {"cervical": 3, "lumbar": 3}, _severe_radicular),
    Situation("repeat_mri", {"cervical": 4, "lumbar": 4}, _repeat_mri),
    Situation("after_surgery", {"cervical": 4, "lumbar": 4, "thoracic": 2}, _after_surgery),
    Situation("myelopathy", {"cervical": 7, "thoracic": 8}, _myelopathy),
    Situation("cauda_equina", {"lumbar": 4}, _cauda_equina),
    Situation("known_cancer", {"cervical": 3, "lumbar": 3, "thoracic": 10}, _known_cancer),
    Situation("suspected_cancer", {"cervical": 1, "lumbar": 1, "thoracic": 4}, _suspected_cancer),
    Situation("infection", {"cervical": 2, "lumbar": 2, "thoracic": 5}, _infection),
    Situation("minor_trauma", {"cervical": 4, "lumbar": 2, "thoracic": 2}, _minor_trauma),
    Situation("major_trauma", {"cervical": 4, "lumbar": 1, "thoracic": 3}, _major_trauma),
    Situation("insufficiency_fracture", {"lumbar": 2, "thoracic": 8}, _insufficiency_fracture),
    Situation("claudication", {"lumbar": 5}, _claudication),
    Situation("telehealth", {"cervical": 4, "lumbar": 3, "thoracic": 2}, _telehealth),
    Situation("psoriatic", {"cervical": 5, "lumbar": 1}, _psoriatic),
    Situation("child", {"cervical": 2, "lumbar": 1, "thoracic": 2}, _child),
)
"""Every situation with its weight a region; a region that is missing does not occur."""
