"""Draw latent cases: the clinical situations that reviewers see, in about the proportions in which they see them.

Every choice comes from the ``random.Random`` of the case, and the case's number alone seeds it, so that case N is the
same whatever was drawn before it. The situations are those of payers' published criteria: the waiting period served,
not served, badly documented, or waived by a red flag.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import TypeVar

from mednec.corpus.anatomy import ROOT_WEIGHTS, ROOTS
from mednec.corpus.latent import (
    Cancer,
    Complaint,
    Course,
    Exam,
    History,
    LatentCase,
    MotorDeficit,
    Person,
    Plan,
    RedFlag,
    ReflexLoss,
    Request,
    SensoryLoss,
    Sign,
    Study,
    Surgery,
    Told,
    Visit,
)

T = TypeVar("T")

SPINES = {"cervical": 60, "lumbar": 30, "thoracic": 10}
FIRST_VISIT, LAST_VISIT = date(2023, 2, 1), date(2026, 9, 30)

PAYERS = {
    "evicore": 8,
    "cigna": 9,
    "unitedhealthcare_commercial": 15,
    "unitedhealthcare_community": 8,
    "carelon": 12,
    "evolent": 13,
    "aetna": 13,
    "medicare": 4,
    "kaiser_permanente": 8,
    "caresource": 10,
}
LINES = {
    "unitedhealthcare_community": "medicaid",
    "medicare": "medicare",
    "caresource": "medicaid",
}

AGENTS = {
    "nsaid": ("naproxen", "ibuprofen", "meloxicam", "diclofenac", "celecoxib", "etodolac", "nabumetone"),
    "acetaminophen": ("acetaminophen",),
    "muscle_relaxant": ("cyclobenzaprine", "tizanidine", "methocarbamol", "metaxalone"),
    "neuropathic_agent": ("gabapentin", "pregabalin", "duloxetine", "nortriptyline"),
    "oral_steroid": ("methylprednisolone", "prednisone"),
    "opioid": ("tramadol", "hydrocodone", "oxycodone"),
    "topical_analgesic": ("lidocaine_patch", "diclofenac_gel"),
}
OVER_THE_COUNTER = frozenset({"naproxen", "ibuprofen", "acetaminophen"})
DRUGS = frozenset(AGENTS)
BY_CLINICIANS = frozenset(
    {
        "physical_therapy",
        "occupational_therapy",
        "chiropractic",
        "acupuncture",
        "epidural_steroid_injection",
        "facet_injection",
        "trigger_point_injection",
    }
)
INJECTIONS = frozenset({"epidural_steroid_injection", "facet_injection", "trigger_point_injection"})

ICD10 = {
    ("cervical", "axial"): ("M54.2", "M47.812", "M50.30"),
    ("cervical", "radicular"): ("M54.12", "M50.122", "M50.123", "M47.22"),
    ("cervical", "myelopathic"): ("M47.12", "M50.00", "G95.20"),
    ("lumbar", "axial"): ("M54.50", "M47.816", "M51.360"),
    ("lumbar", "radicular"): ("M54.16", "M51.16", "M51.17"),
    ("lumbar", "claudication"): ("M48.062",),
    ("lumbar", "cauda_equina"): ("G83.4",),
    ("thoracic", "axial"): ("M54.6", "M47.814"),
    ("thoracic", "radicular"): ("M54.14",),
    ("thoracic", "myelopathic"): ("M47.14", "G95.20"),
}
CPT = {
    ("cervical", "without"): "72141",
    ("cervical", "with"): "72142",
    ("cervical", "both"): "72156",
    ("thoracic", "without"): "72146",
    ("thoracic", "with"): "72147",
    ("thoracic", "both"): "72157",
    ("lumbar", "without"): "72148",
    ("lumbar", "with"): "72149",
    ("lumbar", "both"): "72158",
}
INVALID_CPT = "72143"
"""A number that a vendor's page gives for the neck and that no code has."""

CORD_SIGNS = ("hoffmann_sign", "babinski_sign", "clonus", "hyperreflexia")


@dataclass
class Draft:
    """A case in the making; the fields are those of ``LatentCase``."""

    rng: random.Random
    spine: str
    person: Person
    today: date
    complaint: Complaint
    motor: list[MotorDeficit] = field(default_factory=list)
    sensory: list[SensoryLoss] = field(default_factory=list)
    reflexes: list[ReflexLoss] = field(default_factory=list)
    signs: dict[str, Sign] = field(default_factory=dict)
    atrophy: str | None = None
    midline_tenderness: bool = False
    earlier_exams: list[Exam] = field(default_factory=list)
    red_flags: list[RedFlag] = field(default_factory=list)
    history: History = field(default_factory=History)
    courses: list[Course] = field(default_factory=list)
    studies: list[Study] = field(default_factory=list)
    plan: Plan = field(default_factory=Plan)
    mode: str = "in_person"
    specialty: str = "primary_care"
    contrast: str = "without"
    icd10: tuple[str, ...] = ()
    earlier_visits: list[Visit] = field(default_factory=list)

    def chance(self, probability: float) -> bool:
        """True in this share of cases."""
        return self.rng.random() < probability

    def days(self, low: int, high: int) -> timedelta:
        """A span of days, both ends included."""
        return timedelta(days=self.rng.randint(low, high))

    def sign(self, concept: str, present: bool, side: str | None = None) -> None:
        """Record that a sign was looked for."""
        self.signs[concept] = Sign(concept, present, side)

    def flag(self, concept: str, status: str = "present", detail: str | None = None) -> None:
        """Add a red flag."""
        self.red_flags.append(RedFlag(concept, status, detail))

    def about(self, **changes: object) -> None:
        """Change the complaint."""
        self.complaint = replace(self.complaint, **changes)  # type: ignore[arg-type]

    def past(self, **changes: object) -> None:
        """Change the history."""
        self.history = replace(self.history, **changes)  # type: ignore[arg-type]

    def wants(self, **changes: object) -> None:
        """Change the plan."""
        self.plan = replace(self.plan, **changes)  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True, eq=False)
class Situation:
    """A kind of case: how often it is met in each region of the spine, and what makes it."""

    name: str
    weights: dict[str, float]
    make: Callable[[Draft], None]


def draw_case(case_id: str, seed: int, number: int, split: str) -> LatentCase:
    """Draw case ``number`` of a split; it depends on nothing but these four values."""
    rng = random.Random(f"mednec {split} {seed} {number}")  # noqa: S311 - reproducible, not secret
    spine = pick(rng, SPINES)
    situation = pick(rng, {s: s.weights[spine] for s in SITUATIONS if spine in s.weights})
    draft = _begin(rng, spine)
    situation.make(draft)
    _routine(draft)
    return _finished(draft, case_id, seed, situation.name)


def pick(rng: random.Random, weights: Mapping[T, float]) -> T:
    """One of the keys, by weight."""
    return rng.choices(list(weights), list(weights.values()))[0]


# ------------------------------------------------------------------------------------------------------------- frames
def _begin(rng: random.Random, spine: str) -> Draft:
    today = FIRST_VISIT + timedelta(days=rng.randrange((LAST_VISIT - FIRST_VISIT).days))
    while today.weekday() > 4:
        today -= timedelta(days=1)
    person = Person(age=min(88, max(19, round(rng.gauss(51, 13)))), sex=rng.choice(("female", "male")))
    complaint = Complaint(spine=spine, pattern="axial", onset=today, score=rng.randint(3, 8))
    return Draft(rng, spine, person, today, complaint)


def _began(draft: Draft, low_weeks: int, high_weeks: int) -> None:
    """Set the onset; clinicians think in weeks, so most onsets are whole weeks ago."""
    weeks = draft.rng.randint(low_weeks, high_weeks)
    draft.about(onset=draft.today - timedelta(days=7 * weeks))


def _radicular(draft: Draft, numb: float = 0.8) -> None:
    rng = draft.rng
    root = pick(rng, ROOT_WEIGHTS[draft.spine])
    side = rng.choice(("left", "right"))
    draft.about(pattern="radicular", root=root, side=side, numbness=draft.chance(numb), score=rng.randint(4, 9))
    if draft.spine == "cervical":
        draft.sign("spurling_sign", draft.chance(0.72), side)
    if draft.spine == "lumbar":
        draft.sign("straight_leg_raise", draft.chance(0.75), side)


def _deficit(draft: Draft, *, motor: str | None = None, sensory: bool = False, reflex: bool = False) -> None:
    """Objective loss in the territory of the complaint's root: power grade, sensation, reflex."""
    name, side = draft.complaint.root, draft.complaint.side
    if name is None or side is None:
        return
    root = ROOTS[name]
    if motor is not None and root.muscles:
        draft.motor.append(MotorDeficit(root.muscles[0], side, motor, name))
        if len(root.muscles) > 1 and draft.chance(0.2):
            draft.motor.append(MotorDeficit(root.muscles[1], side, motor, name))
        draft.about(weakness_felt=draft.chance(0.7))
    if sensory:
        draft.sensory.append(SensoryLoss(name, side))
    if reflex and root.reflex is not None:
        draft.reflexes.append(ReflexLoss(root.reflex, side, draft.rng.choice(("1+", "1+", "0"))))


def _limits(draft: Draft, share: float) -> None:
    if draft.chance(share):
        kinds = ("work", "sleep", "chores", "walking") if draft.spine == "lumbar" else ("work", "sleep", "chores")
        draft.about(limited=tuple(sorted(draft.rng.sample(kinds, draft.rng.choice((1, 1, 2))))))


def _injury(draft: Draft, mechanism: str, energy: str) -> None:
    draft.about(mechanism=mechanism, energy=energy, sudden=True)
    draft.flag("major_trauma", "present", mechanism)


# ---------------------------------------------------------------------------------------------------------------- care
def _drug(draft: Draft, therapy: str, **changes: object) -> Course:
    agent = draft.rng.choice(AGENTS[therapy])
    own = agent in OVER_THE_COUNTER and draft.chance(0.35)
    course = _course(draft, therapy, agent=agent, over_the_counter=own, directed_by="self" if own else "clinician")
    return replace(course, **changes)  # type: ignore[arg-type]


def _course(draft: Draft, therapy: str, **changes: object) -> Course:
    course = Course(
        id="",
        therapy=therapy,
        status="completed",
        region=draft.spine,
        directed_by="clinician" if therapy in BY_CLINICIANS | DRUGS else draft.rng.choice(("clinician", "self")),
    )
    return replace(course, **changes)  # type: ignore[arg-type]


def _add(draft: Draft, course: Course) -> None:
    draft.courses.append(course)


def _response(draft: Draft, target: str) -> str:
    """A response of the kind that the situation needs: failed, mixed (some of it helped a little) or good."""
    if target == "good":
        return "good"
    shares = {"none": 5.0, "worse": 1.0, "plateau": 1.0, "partial": 1.5 if target == "failed" else 5.0}
    return pick(draft.rng, shares)


def _trial(draft: Draft, weeks: int, *, target: str = "failed", ended_days: int = 0, active: float = 0.8) -> None:
    """A trial of directed care: an active course of ``weeks`` that ended ``ended_days`` ago, and drugs around it."""
    rng = draft.rng
    end = draft.today - timedelta(days=ended_days)
    start = end - timedelta(days=7 * weeks)
    if draft.chance(active):
        kind = pick(rng, {"physical_therapy": 10, "chiropractic": 3, "home_exercise": 2})
        _add(draft, _active(draft, kind, start, end, weeks, target))
        if kind == "physical_therapy" and draft.chance(0.45):
            home = _active(draft, "home_exercise", start + timedelta(days=7), end, weeks, target)
            _add(draft, replace(home, status="ongoing", end=None, directed_by="clinician", plan_given=True))
    for therapy in _drug_classes(draft):
        _add(draft, _dated_drug(draft, therapy, start, end, target))
    for therapy, share in (
        ("heat_ice", 0.15),
        ("activity_modification", 0.2),
        ("massage", 0.08),
        ("acupuncture", 0.06),
    ):
        if draft.chance(share):
            _add(draft, _course(draft, therapy, start=start, end=end, response=_response(draft, target)))


def _active(draft: Draft, kind: str, start: date, end: date, weeks: int, target: str) -> Course:
    course = _course(draft, kind, start=start, end=end, response=_response(draft, target))
    if kind == "home_exercise":
        followed = start + timedelta(days=7 * max(1, weeks - 1)) if draft.chance(0.5) else None
        return replace(course, directed_by="clinician", plan_given=True, followed_up=followed)
    return replace(course, sessions=max(2, weeks * draft.rng.choice((1, 2, 2, 3)) - draft.rng.randint(0, 3)))


def _drug_classes(draft: Draft) -> list[str]:
    radicular = draft.complaint.pattern in ("radicular", "claudication")
    shares = {
        "nsaid": 0.8,
        "acetaminophen": 0.2,
        "muscle_relaxant": 0.4,
        "oral_steroid": 0.3 if radicular else 0.08,
        "neuropathic_agent": 0.4 if radicular else 0.08,
        "opioid": 0.1,
        "topical_analgesic": 0.12,
    }
    return [therapy for therapy, share in shares.items() if draft.chance(share)]


def _dated_drug(draft: Draft, therapy: str, start: date, end: date, target: str) -> Course:
    begun = start - draft.days(0, 10)
    if begun < draft.complaint.onset:
        begun = draft.complaint.onset + timedelta(days=1)
    response = _response(draft, target)
    if therapy == "oral_steroid":
        return _drug(draft, therapy, start=begun, end=begun + timedelta(days=6), response=response)
    if draft.chance(0.5):
        return _drug(draft, therapy, status="ongoing", start=begun, response=response, as_needed=draft.chance(0.25))
    if draft.chance(0.1):
        stopped = begun + draft.days(5, 14)
        return _drug(draft, therapy, start=begun, end=stopped, response="none", reason="intolerance")
    length = max(7, 7 * draft.rng.randint(2, max(2, (end - begun).days // 7)))
    last = min(begun + timedelta(days=length), draft.today)
    return _drug(draft, therapy, start=begun, end=last, response=response)


def _early_care(draft: Draft) -> None:
    """What is begun in the first days: a drug, or nothing yet; therapy is at best ordered."""
    span = (draft.today - draft.complaint.onset).days
    for therapy in ("nsaid", "acetaminophen", "muscle_relaxant"):
        if draft.chance(0.35):
            begun = draft.complaint.onset + timedelta(days=min(span, draft.rng.randint(0, 5)))
            _add(draft, _drug(draft, therapy, status="ongoing", start=begun, response=_response(draft, "mixed")))
    if draft.chance(0.5):
        _add(draft, _course(draft, "physical_therapy", status=pick(draft.rng, {"planned": 5, "not_done": 2})))


# ---------------------------------------------------------------------------------------------------------- situations
def _axial_acute(draft: Draft) -> None:
    _began(draft, 1, 4)
    if draft.chance(0.4):
        draft.about(mechanism="lifting", sudden=True)
    _early_care(draft)


def _axial_failed(draft: Draft) -> None:
    weeks = draft.rng.randint(6, 12)
    _began(draft, weeks + 2, weeks + 60)
    _trial(draft, weeks, ended_days=draft.rng.choice((0, 3, 7, 14, 21, 28)))
    _degenerative_film(draft, 0.55)
    _limits(draft, 0.6)


def _axial_short(draft: Draft) -> None:
    weeks = draft.rng.randint(2, 5)
    _began(draft, weeks + 1, weeks + 8)
    _trial(draft, weeks, ended_days=draft.rng.choice((0, 0, 4)))
    _degenerative_film(draft, 0.4)


def _axial_untreated(draft: Draft) -> None:
    _began(draft, 10, 150)
    _degenerative_film(draft, 0.7)
    if draft.chance(0.5):
        _add(
            draft,
            _drug(draft, "nsaid", status="ongoing", as_needed=True, response="partial", start=draft.complaint.onset),
        )
    status = pick(draft.rng, {"not_done": 3, "declined": 3, "planned": 2})
    reason = draft.rng.choice(("refused", "cost")) if status == "declined" else None
    _add(draft, _course(draft, "physical_therapy", status=status, reason=reason))


def _radicular_acute(draft: Draft) -> None:
    _began(draft, 1, 4)
    _radicular(draft)
    _deficit(draft, sensory=draft.chance(0.6))
    _early_care(draft)


def _radicular_failed(draft: Draft) -> None:
    weeks = draft.rng.randint(6, 12)
    _began(draft, weeks + 2, weeks + 40)
    _radicular(draft, numb=0.9)
    motor = draft.rng.choice(("4/5", "4+/5", "4-/5")) if draft.chance(0.4) else None
    _deficit(draft, motor=motor, sensory=draft.chance(0.6), reflex=draft.chance(0.4))
    _trial(draft, weeks, ended_days=draft.rng.choice((0, 5, 10, 20, 30)))
    _degenerative_film(draft, 0.5)
    _emg(draft, 0.12)
    _injections_so_far(draft, 0.15)
    _wants_more(draft, 0.3)
    _limits(draft, 0.6)


def _radicular_short(draft: Draft) -> None:
    weeks = draft.rng.randint(2, 5)
    _began(draft, weeks + 1, weeks + 6)
    _radicular(draft)
    _deficit(draft, sensory=draft.chance(0.5), reflex=draft.chance(0.3))
    _trial(draft, weeks)
    _limits(draft, 0.4)


def _mild_weakness(draft: Draft) -> None:
    _began(draft, 1, 4)
    _radicular(draft)
    _deficit(
        draft, motor=draft.rng.choice(("4/5", "4+/5", "4-/5")), sensory=draft.chance(0.5), reflex=draft.chance(0.4)
    )
    _early_care(draft)


def _major_weakness(draft: Draft) -> None:
    _began(draft, 1, 5)
    _radicular(draft)
    _deficit(draft, motor=draft.rng.choice(("3/5", "3/5", "2/5", "3-/5")), sensory=True, reflex=draft.chance(0.6))
    draft.about(weakness_felt=True, trend="worsening")
    _early_care(draft)
    draft.wants(urgent=draft.chance(0.5), referral=draft.rng.choice(("neurosurgery", "orthopedics")))


def _progressive(draft: Draft) -> None:
    _began(draft, 4, 9)
    _radicular(draft)
    before, now = draft.rng.choice((("4+/5", "4-/5"), ("5/5", "4/5"), ("4/5", "3/5")))
    earlier = draft.today - timedelta(days=7 * draft.rng.randint(2, 3))
    root = ROOTS[str(draft.complaint.root)]
    muscles = root.muscles[:1]
    was = tuple(MotorDeficit(m, str(draft.complaint.side), before, root.name) for m in muscles if before != "5/5")
    draft.earlier_exams.append(Exam(earlier, "in_person", motor=was))
    draft.earlier_visits.append(Visit(earlier, "in_person", "initial"))
    _deficit(draft, motor=now, sensory=draft.chance(0.5), reflex=draft.chance(0.5))
    draft.about(trend="worsening", change="worsened", changed=draft.today - draft.days(3, 10), weakness_felt=True)
    draft.flag("progressive_neuro_deficit")
    _trial(draft, 3)


def _worse_on_therapy(draft: Draft) -> None:
    _began(draft, 4, 8)
    _radicular(draft)
    _deficit(draft, sensory=draft.chance(0.5))
    _trial(draft, 3, active=1)
    draft.courses = [
        replace(c, response="worse", status="ongoing", end=None) if c.sessions else c for c in draft.courses
    ]
    draft.about(trend="worsening", change="worsened", changed=draft.today - draft.days(4, 12))


def _self_directed(draft: Draft) -> None:
    _began(draft, 9, 20)
    _radicular(draft)
    _deficit(draft, reflex=draft.chance(0.5), sensory=draft.chance(0.5))
    start = draft.today - timedelta(days=7 * draft.rng.randint(6, 10))
    exercise = _course(draft, "home_exercise", status="ongoing", start=start, directed_by="self", response="none")
    _add(draft, exercise)
    _add(
        draft,
        _drug(
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
        _add(draft, _course(draft, "heat_ice", status="ongoing", start=start, directed_by="self", response="partial"))


def _lapsed_care(draft: Draft) -> None:
    flare = draft.today - timedelta(days=7 * draft.rng.randint(2, 4))
    months_ago = draft.rng.randint(7, 15)
    _began(draft, 4 * months_ago + 12, 4 * months_ago + 80)
    draft.about(change="recurred", changed=flare, trend="worsening")
    if draft.chance(0.4):
        _radicular(draft, numb=0.5)
    end = draft.today - timedelta(days=30 * months_ago)
    weeks = draft.rng.randint(6, 10)
    course = _active(draft, "physical_therapy", end - timedelta(days=7 * weeks), end, weeks, "mixed")
    _add(draft, replace(course, response=draft.rng.choice(("good", "partial"))))
    if draft.chance(0.5):
        _add(draft, _drug(draft, "nsaid", status="ongoing", start=flare, response="partial"))


def _severe_radicular(draft: Draft) -> None:
    _began(draft, 2, 4)
    _radicular(draft)
    draft.about(score=draft.rng.choice((9, 9, 10)), limited=("sleep", "work"))
    _deficit(draft, sensory=draft.chance(0.5), motor="4/5" if draft.chance(0.3) else None)
    begun = draft.today - timedelta(days=draft.rng.randint(10, 13))
    _add(
        draft,
        _drug(
            draft,
            "nsaid",
            start=begun,
            status="ongoing",
            response="none",
            over_the_counter=False,
            directed_by="clinician",
        ),
    )
    _add(draft, _drug(draft, "oral_steroid", start=begun, end=begun + timedelta(days=6), response="none"))
    if draft.chance(0.6):
        status = draft.rng.choice(("scheduled", "scheduled", "discussed"))
        draft.wants(intervention=draft.rng.choice(("tfesi", "tfesi", "ilesi", "surgery")), intervention_status=status)
    draft.specialty = draft.rng.choice(("pain_management", "primary_care", "physiatry"))


def _repeat_mri(draft: Draft) -> None:
    _began(draft, 30, 120)
    if draft.chance(0.6):
        _radicular(draft)
    done = draft.today - timedelta(days=30 * draft.rng.randint(3, 10))
    _add_study(draft, "mri", done, ("disc_herniation", "spondylosis"), result="abnormal")
    if draft.chance(0.5):
        draft.about(trend="stable", change=None, changed=None)
    else:
        draft.about(trend="worsening", change="new_symptom", changed=draft.today - draft.days(10, 30))
        _deficit(draft, motor="4/5" if draft.chance(0.6) else None, sensory=True)
    if draft.chance(0.6):
        _trial(draft, draft.rng.randint(4, 8), target="mixed")


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
    _began(draft, 2, 12)
    if draft.spine != "thoracic":
        _radicular(draft)
        _deficit(draft, sensory=draft.chance(0.5), motor="4/5" if draft.chance(0.3) else None)
    if draft.chance(0.5):
        _add_study(draft, "xray", draft.today - draft.days(0, 20), (), result="normal", denies=("vertebral_fracture",))
    if draft.chance(0.4):
        _trial(draft, draft.rng.randint(2, 7))
    draft.contrast = "both" if draft.chance(0.7) else "without"
    draft.specialty = draft.rng.choice(("neurosurgery", "orthopedics", "primary_care"))
    draft.icd10 = ("M96.1",) if draft.chance(0.4) else ()


def _myelopathy(draft: Draft) -> None:
    rng = draft.rng
    _began(draft, 4, 60)
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
        _trial(draft, rng.randint(2, 6), target="failed")


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
    _began(draft, 1, 10)
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
    _older(draft, 52)
    draft.contrast = "both" if draft.chance(0.75) else "without"
    draft.icd10 = ("C79.51",) if active and draft.chance(0.3) else ()


def _suspected_cancer(draft: Draft) -> None:
    _began(draft, 3, 14)
    _older(draft, 58)
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
    _injury(draft, draft.rng.choice(("motor_vehicle_collision", "fall", "sports")), "low")
    if draft.chance(0.5):
        _add_study(draft, "xray", draft.complaint.onset, (), result="normal", denies=("vertebral_fracture",))
    draft.icd10 = {"cervical": ("S16.1XXA",), "lumbar": ("S39.012A",), "thoracic": ("S29.012A",)}[draft.spine]
    _early_care(draft)


def _major_trauma(draft: Draft) -> None:
    draft.about(onset=draft.today - draft.days(0, 4), score=draft.rng.randint(6, 10))
    _injury(draft, draft.rng.choice(("motor_vehicle_collision", "fall", "fall", "assault", "sports")), "high")
    if draft.chance(0.5):
        _older(draft, 65)
    draft.midline_tenderness = draft.chance(0.7)
    draft.wants(suspicion=("vertebral_fracture",), urgent=draft.chance(0.6))
    if draft.chance(0.5):
        found = draft.chance(0.3)
        _add_study(
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
    _began(draft, 1, 7)
    _older(draft, 66)
    draft.past(osteoporosis=True)
    draft.about(sudden=True, mechanism=draft.rng.choice(("lifting", None)), score=draft.rng.randint(5, 9))
    draft.midline_tenderness = True
    draft.flag("osteoporosis")
    draft.wants(suspicion=("vertebral_fracture",))
    if draft.chance(0.7):
        _add_study(draft, "xray", draft.today - draft.days(0, 10), ("vertebral_fracture",), result="abnormal")
    _early_care(draft)


def _claudication(draft: Draft) -> None:
    weeks = draft.rng.randint(6, 10)
    _began(draft, weeks + 8, weeks + 120)
    _older(draft, 60)
    draft.about(pattern="claudication", side="bilateral", limited=("walking",), numbness=draft.chance(0.6))
    draft.sign("straight_leg_raise", False)
    _trial(draft, weeks, ended_days=draft.rng.choice((0, 7, 21)))
    _injections_so_far(draft, 0.3)
    _degenerative_film(draft, 0.6)
    _wants_more(draft, 0.4)


def _telehealth(draft: Draft) -> None:
    _radicular_failed(draft) if draft.chance(0.6) else _axial_failed(draft)
    draft.mode = "telehealth"
    draft.motor, draft.sensory, draft.reflexes, draft.signs = [], [], [], {}


def _psoriatic(draft: Draft) -> None:
    _began(draft, 14, 90)
    draft.past(psoriasis=True, inflammatory="psoriatic_arthritis" if draft.chance(0.75) else None)
    if draft.chance(0.6):
        kind = draft.rng.choice(("methotrexate", "biologic", "biologic"))
        draft.past(immunosuppression=kind)
        draft.flag("immunosuppression", "present", kind)
    if draft.history.inflammatory:
        draft.flag("inflammatory_arthritis", "present", draft.history.inflammatory)
    draft.flag("night_pain") if draft.chance(0.3) else None
    if draft.chance(0.6):
        _trial(draft, draft.rng.randint(3, 8), target="mixed")
    draft.specialty = "dermatology"
    draft.icd10 = ("L40.53",) if draft.history.inflammatory and draft.chance(0.6) else ()
    draft.wants(referral=draft.rng.choice(("rheumatology", "rheumatology", None)))


def _child(draft: Draft) -> None:
    draft.person = Person(draft.rng.randint(6, 17), draft.person.sex)
    _began(draft, 2, 10)
    if draft.chance(0.5):
        draft.flag("night_pain")
        if draft.chance(0.6):
            draft.flag("fever")
            draft.wants(suspicion=("spinal_infection",))
    elif draft.chance(0.5):
        _injury(draft, "sports", "low")
    _early_care(draft)


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


# ------------------------------------------------------------------------------------------------------ studies, plans
def _add_study(
    draft: Draft, modality: str, day: date, findings: tuple[str, ...], *, result: str, denies: tuple[str, ...] = ()
) -> None:
    levels: tuple[str, ...] = ()
    if {"disc_herniation", "spondylosis", "spinal_stenosis"} & set(findings):
        root = draft.complaint.root or pick(draft.rng, ROOT_WEIGHTS[draft.spine])
        levels = (ROOTS[root].disc,)
    told = frozenset(name for name, share in (("date", 0.7), ("result", 0.85)) if draft.chance(share))
    draft.studies.append(Study("", modality, draft.spine, "done", day, result, findings, denies, levels, told=told))


def _degenerative_film(draft: Draft, share: float) -> None:
    if not draft.chance(share):
        return
    day = max(draft.complaint.onset + timedelta(days=3), draft.today - draft.days(0, 120))
    if draft.chance(0.75):
        findings = ("spondylosis", "spondylolisthesis") if draft.chance(0.12) else ("spondylosis",)
        _add_study(draft, "xray", day, findings, result="abnormal", denies=("vertebral_fracture",))
    else:
        _add_study(draft, "xray", day, (), result="normal", denies=("vertebral_fracture", "spondylolisthesis"))


def _emg(draft: Draft, share: float) -> None:
    if draft.chance(share) and draft.spine != "thoracic":
        limb = "upper_limb" if draft.spine == "cervical" else "lower_limb"
        abnormal = draft.chance(0.7)
        draft.studies.append(
            Study(
                "",
                "emg_ncs",
                limb,
                "done",
                draft.today - draft.days(5, 60),
                "abnormal" if abnormal else "normal",
                ("radiculopathy",) if abnormal else (),
                () if abnormal else ("radiculopathy",),
                root=draft.complaint.root,
                side=draft.complaint.side,
                told=frozenset({"date", "result"}),
            )
        )


def _injections_so_far(draft: Draft, share: float) -> None:
    if draft.chance(share):
        day = draft.today - draft.days(14, 70)
        given = _course(
            draft,
            "epidural_steroid_injection",
            start=day,
            end=day,
            sessions=draft.rng.choice((1, 1, 2)),
            response=_response(draft, "mixed"),
            agent="epidural",
        )
        _add(draft, given)


def _wants_more(draft: Draft, share: float) -> None:
    if draft.chance(share):
        kind = draft.rng.choice(("tfesi", "ilesi", "surgery"))
        draft.wants(intervention=kind, intervention_status=draft.rng.choice(("scheduled", "discussed", "refused")))


def _older(draft: Draft, floor: int) -> None:
    if draft.person.age < floor:
        draft.person = replace(draft.person, age=draft.rng.randint(floor, min(88, floor + 20)))


# ------------------------------------------------------------------------------------------------------------- finish
def _routine(draft: Draft) -> None:
    """What every case has beside its situation: other illnesses, misleading facts, the rest of the exam."""
    rng = draft.rng
    _limits(draft, 0.25) if not draft.complaint.limited else None
    illnesses = (
        "hypertension",
        "hyperlipidemia",
        "type_2_diabetes",
        "hypothyroidism",
        "gerd",
        "asthma",
        "anxiety",
        "depression",
        "migraine",
        "obesity",
        "sleep_apnea",
    )
    if draft.person.age >= 18:
        draft.past(comorbidities=tuple(sorted(rng.sample(illnesses, rng.choice((0, 1, 1, 2, 3))))))
        draft.past(distractors=_distractors(draft))
        if draft.chance(0.05):
            draft.past(anticoagulant=rng.choice(("apixaban", "warfarin", "rivaroxaban")))
    if draft.chance(0.04) and draft.person.age > 60 and not draft.history.osteoporosis:
        draft.past(osteoporosis=True)
        draft.flag("osteoporosis")
    if not any(s.modality == "xray" for s in draft.studies) and draft.chance(0.12):
        draft.studies.append(Study("", "xray", draft.spine, "not_done"))
    if draft.plan.referral is None and draft.chance(0.18):
        draft.wants(referral=rng.choice(("neurosurgery", "orthopedics", "pain_management", "physiatry")))
    _complete_signs(draft)
    if draft.motor and draft.chance(0.08):
        draft.motor = [replace(m, effort_limited=True) for m in draft.motor]
    if draft.motor and draft.complaint.pattern == "radicular" and draft.chance(0.08):
        draft.atrophy = draft.motor[0].muscle


def _distractors(draft: Draft) -> tuple[str, ...]:
    shares = {
        "family_cancer": 0.14,
        "family_spine": 0.06,
        "basal_cell": 0.04,
        "aspirin_for_heart": 0.06,
        "gabapentin_for_seizures": 0.02,
        "prednisone_for_asthma": 0.03,
        "stress_incontinence": 0.03,
        "intentional_weight_loss": 0.04,
        "old_trauma": 0.06,
        "old_sciatica": 0.05,
        "knee_therapy": 0.08,
        "prostate_incontinence": 0.02,
    }
    unfit = {"prostate_incontinence"} if draft.person.sex == "female" else {"stress_incontinence"}
    if draft.history.cancer is not None:
        unfit.add("basal_cell")
    if any(f.concept in ("weight_loss", "spinal_malignancy") for f in draft.red_flags):
        unfit.add("intentional_weight_loss")
    return tuple(name for name, share in shares.items() if draft.chance(share) and name not in unfit)


def _complete_signs(draft: Draft) -> None:
    """Look for the usual signs, too, and find them normal; a camera cannot test reflexes or power."""
    if draft.mode == "telehealth":
        return
    if draft.spine == "cervical":
        for concept, share in (
            ("spurling_sign", 0.5),
            ("hoffmann_sign", 0.5),
            ("babinski_sign", 0.15),
            ("clonus", 0.25),
        ):
            if concept not in draft.signs and draft.chance(share):
                draft.sign(concept, False)
    elif draft.spine == "lumbar" and "straight_leg_raise" not in draft.signs and draft.chance(0.7):
        draft.sign("straight_leg_raise", False)
    elif draft.chance(0.3) and "clonus" not in draft.signs:
        draft.sign("clonus", False)
    if "gait_disturbance" not in draft.signs and draft.chance(0.6):
        draft.sign("gait_disturbance", False)


def _finished(draft: Draft, case_id: str, seed: int, situation: str) -> LatentCase:
    care = _care_quality(draft)
    exam = Exam(
        draft.today,
        draft.mode,
        tuple(draft.motor),
        tuple(draft.sensory),
        tuple(draft.reflexes),
        tuple(draft.signs.values()),
        draft.atrophy,
        draft.midline_tenderness,
    )
    studies = [replace(study, id=f"s{n}") for n, study in enumerate(draft.studies, 1)]
    request = _request(draft)
    studies.append(Study("order", "mri", draft.spine, "ordered", draft.today, contrast=draft.contrast))
    purpose = "emergency" if draft.specialty == "emergency_medicine" else "re-evaluation"
    if purpose != "emergency" and not draft.courses:
        purpose = "initial"
    return LatentCase(
        id=case_id,
        seed=seed,
        situation=situation,
        person=draft.person,
        complaint=draft.complaint,
        exams=(*draft.earlier_exams, exam),
        red_flags=tuple(draft.red_flags),
        history=draft.history,
        courses=tuple(care),
        studies=tuple(studies),
        plan=draft.plan,
        visits=(*draft.earlier_visits, Visit(draft.today, draft.mode, purpose)),
        request=request,
        told=_told(draft),
    )


def _care_quality(draft: Draft) -> list[Course]:
    """Number the courses, and decide what of each is written down; a hurried clinic leaves out lengths and dates."""
    careful = draft.rng.betavariate(4, 1.6)
    courses = []
    for number, course in enumerate(draft.courses, 1):
        shares = {
            "duration": careful,
            "agent": 0.9,
            "dates": 0.35 * careful,
            "sessions": 0.5 * careful,
            "response": 0.55 + 0.4 * careful,
            "director": 0.4 + 0.5 * careful,
        }
        told = frozenset(name for name, share in shares.items() if draft.chance(share))
        mentioned = draft.chance(0.75 + 0.25 * careful)
        courses.append(replace(course, id=f"t{number}", told=told, mentioned=mentioned))
    return courses


def _told(draft: Draft) -> Told:
    careful = draft.rng.betavariate(5, 1.4)
    said = {name: draft.chance(0.45 + 0.53 * careful) for name in Told.__slots__}
    said["red_flags"] = draft.chance(0.94)
    said["generic_neuro"] = not (said["motor"] and said["sensory"] and said["reflexes"]) and draft.chance(0.6)
    if draft.motor or draft.sensory or draft.reflexes:
        # An abnormal exam is seldom left out.
        for name in ("motor", "sensory", "reflexes"):
            said[name] = said[name] or draft.chance(0.6)
    return Told(**said)


def _request(draft: Draft) -> Request:
    rng = draft.rng
    cpt = CPT[draft.spine, draft.contrast]
    slip = rng.random()
    if slip < 0.03:
        cpt = CPT[draft.spine, "without" if draft.contrast == "both" else "both"]
    elif slip < 0.04:
        cpt = CPT["lumbar" if draft.spine == "cervical" else "cervical", "without"]
    elif slip < 0.05 and draft.spine == "cervical":
        cpt = INVALID_CPT
    payer = pick(rng, PAYERS)
    if draft.person.age < 65 and payer == "medicare":
        payer = "evolent"
    codes = draft.icd10 or (rng.choice(ICD10.get((draft.spine, draft.complaint.pattern), ICD10[draft.spine, "axial"])),)
    if draft.chance(0.03) and draft.spine == "cervical":
        codes = ("M50.2",)
    if draft.chance(0.06) and draft.complaint.pattern == "radicular":
        codes = ({"cervical": "M54.2", "lumbar": "M54.50", "thoracic": "M54.6"}[draft.spine],)
    sites = {"freestanding_imaging_center": 5, "hospital_outpatient": 4, "office": 1}
    emergency = draft.specialty == "emergency_medicine"
    return Request(
        cpt=cpt,
        icd10=codes,
        order_date=draft.today,
        age=draft.person.age,
        sex=draft.person.sex,
        payer=payer,
        line_of_business=LINES.get(payer, pick(rng, {"commercial": 8, "exchange": 1, "medicare_advantage": 1})),
        ordering_specialty=draft.specialty,
        site_of_service="emergency_department" if emergency else pick(rng, sites),
        urgency="urgent" if draft.plan.urgent else "routine",
    )
