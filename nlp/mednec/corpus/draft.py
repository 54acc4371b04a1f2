"""The draft of a latent case, and what situations build it from: onset, signs, courses of care, studies."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import TypeVar

from mednec.corpus.anatomy import ROOT_WEIGHTS, ROOTS
from mednec.corpus.latent import (
    RETIRED_AT,
    Complaint,
    Course,
    Exam,
    History,
    MotorDeficit,
    Person,
    Plan,
    RedFlag,
    ReflexLoss,
    SensoryLoss,
    Sign,
    Study,
    Visit,
)

T = TypeVar("T")

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


def pick(rng: random.Random, weights: Mapping[T, float]) -> T:
    """One of the keys, by weight."""
    return rng.choices(list(weights), list(weights.values()))[0]


# ------------------------------------------------------------------------------------------------------------- frames
def began(draft: Draft, low_weeks: int, high_weeks: int) -> None:
    """Set the onset; clinicians think in weeks, so most onsets are whole weeks ago."""
    weeks = draft.rng.randint(low_weeks, high_weeks)
    draft.about(onset=draft.today - timedelta(days=7 * weeks))


def radicular(draft: Draft, numb: float = 0.8) -> None:
    """Make the complaint radicular: a root, a side, often numbness, and the provocative test of the region."""
    rng = draft.rng
    root = pick(rng, ROOT_WEIGHTS[draft.spine])
    side = rng.choice(("left", "right"))
    draft.about(pattern="radicular", root=root, side=side, numbness=draft.chance(numb), score=rng.randint(4, 9))
    if draft.spine == "cervical":
        draft.sign("spurling_sign", draft.chance(0.72), side)
    if draft.spine == "lumbar":
        draft.sign("straight_leg_raise", draft.chance(0.75), side)


def deficit(draft: Draft, *, motor: str | None = None, sensory: bool = False, reflex: bool = False) -> None:
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


def limit(draft: Draft, share: float) -> None:
    """Let the complaint keep the patient from something, in this share of cases."""
    if draft.chance(share):
        kinds = [day_job(draft), "sleep", *(["walking"] if draft.spine == "lumbar" else [])]
        kinds += ["chores"] if "chores" not in kinds else []
        draft.about(limited=tuple(sorted(draft.rng.sample(kinds, draft.rng.choice((1, 1, 2))))))


def day_job(draft: Draft) -> str:
    """What fills the day: work, or the house of one who has retired."""
    return "work" if draft.person.age <= RETIRED_AT else "chores"


def injure(draft: Draft, mechanism: str, energy: str) -> None:
    """Let the complaint come from an injury; energy is low or high."""
    draft.about(mechanism=mechanism, energy=energy, sudden=True)
    draft.flag("major_trauma", "present", mechanism)


# ---------------------------------------------------------------------------------------------------------------- care
def new_drug(draft: Draft, therapy: str, **changes: object) -> Course:
    """A course of a drug of this class; what can be bought over the counter sometimes is."""
    agent = draft.rng.choice(AGENTS[therapy])
    own = agent in OVER_THE_COUNTER and draft.chance(0.35)
    course = new_course(draft, therapy, agent=agent, over_the_counter=own, directed_by="self" if own else "clinician")
    return replace(course, **changes)  # type: ignore[arg-type]


def new_course(draft: Draft, therapy: str, **changes: object) -> Course:
    """A course of this class for the complaint, changed as said."""
    course = Course(
        id="",
        therapy=therapy,
        status="completed",
        region=draft.spine,
        directed_by="clinician" if therapy in BY_CLINICIANS | DRUGS else draft.rng.choice(("clinician", "self")),
    )
    return replace(course, **changes)  # type: ignore[arg-type]


def drawn_response(draft: Draft, target: str) -> str:
    """A response of the kind that the situation needs: failed, mixed (some of it helped a little) or good."""
    if target == "good":
        return "good"
    shares = {"none": 5.0, "worse": 1.0, "plateau": 1.0, "partial": 1.5 if target == "failed" else 5.0}
    return pick(draft.rng, shares)


def trial(draft: Draft, weeks: int, *, target: str = "failed", ended_days: int = 0, active: float = 0.8) -> None:
    """A trial of directed care: an active course of ``weeks`` that ended ``ended_days`` ago, and drugs around it."""
    rng = draft.rng
    end = draft.today - timedelta(days=ended_days)
    start = end - timedelta(days=7 * weeks)
    if draft.chance(active):
        kind = pick(rng, {"physical_therapy": 10, "chiropractic": 3, "home_exercise": 2})
        draft.courses.append(active_course(draft, kind, start, end, weeks, target))
        if kind == "physical_therapy" and draft.chance(0.45):
            home = active_course(draft, "home_exercise", start + timedelta(days=7), end, weeks, target)
            draft.courses.append(replace(home, status="ongoing", end=None, directed_by="clinician", plan_given=True))
    for therapy in _drug_classes(draft):
        draft.courses.append(_dated_drug(draft, therapy, start, end, target))
    for therapy, share in (
        ("heat_ice", 0.15),
        ("activity_modification", 0.2),
        ("massage", 0.08),
        ("acupuncture", 0.06),
        ("tens", 0.05),
        ("bracing", 0.05),
        ("occupational_therapy", 0.02),
    ):
        if draft.chance(share):
            draft.courses.append(
                new_course(draft, therapy, start=start, end=end, response=drawn_response(draft, target))
            )


def active_course(draft: Draft, kind: str, start: date, end: date, weeks: int, target: str) -> Course:
    """A directed active course: visits where there are any; a plan that was given for home exercise."""
    course = new_course(draft, kind, start=start, end=end, response=drawn_response(draft, target))
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
    response = drawn_response(draft, target)
    # A drug may do nothing; that it makes the spine worse is not what patients say.
    response = "none" if response == "worse" else response
    if therapy == "oral_steroid":
        return new_drug(draft, therapy, start=begun, end=begun + timedelta(days=6), response=response)
    if draft.chance(0.5):
        return new_drug(draft, therapy, status="ongoing", start=begun, response=response, as_needed=draft.chance(0.25))
    if draft.chance(0.1):
        stopped = begun + draft.days(5, 14)
        return new_drug(draft, therapy, start=begun, end=stopped, response="none", reason="intolerance")
    length = max(7, 7 * draft.rng.randint(2, max(2, (end - begun).days // 7)))
    last = min(begun + timedelta(days=length), draft.today)
    return new_drug(draft, therapy, start=begun, end=last, response=response)


def early_care(draft: Draft) -> None:
    """What is begun in the first days: a drug, or nothing yet; therapy is at best ordered."""
    span = (draft.today - draft.complaint.onset).days
    for therapy in ("nsaid", "acetaminophen", "muscle_relaxant"):
        if draft.chance(0.35):
            begun = draft.complaint.onset + timedelta(days=min(span, draft.rng.randint(0, 5)))
            draft.courses.append(
                new_drug(draft, therapy, status="ongoing", start=begun, response=drawn_response(draft, "mixed"))
            )
    if draft.chance(0.5):
        draft.courses.append(
            new_course(draft, "physical_therapy", status=pick(draft.rng, {"planned": 5, "not_done": 2}))
        )


# ------------------------------------------------------------------------------------------------------ studies, plans
def add_study(
    draft: Draft, modality: str, day: date, findings: tuple[str, ...], *, result: str, denies: tuple[str, ...] = ()
) -> None:
    """A study of the spine that was done; degenerative findings are at the disc of the complaint's root."""
    levels: tuple[str, ...] = ()
    if {"disc_herniation", "spondylosis", "spinal_stenosis"} & set(findings):
        root = draft.complaint.root or pick(draft.rng, ROOT_WEIGHTS[draft.spine])
        levels = (ROOTS[root].disc,)
    told = frozenset(name for name, share in (("date", 0.7), ("result", 0.85)) if draft.chance(share))
    draft.studies.append(Study("", modality, draft.spine, "done", day, result, findings, denies, levels, told=told))


def degenerative_film(draft: Draft, share: float) -> None:
    """Radiographs of this episode in this share of cases, most with degenerative change."""
    if not draft.chance(share):
        return
    day = max(draft.complaint.onset + timedelta(days=3), draft.today - draft.days(0, 120))
    if draft.chance(0.75):
        findings = ("spondylosis", "spondylolisthesis") if draft.chance(0.12) else ("spondylosis",)
        add_study(draft, "xray", day, findings, result="abnormal", denies=("vertebral_fracture",))
    else:
        add_study(draft, "xray", day, (), result="normal", denies=("vertebral_fracture", "spondylolisthesis"))


def emg(draft: Draft, share: float) -> None:
    """Electrodiagnostic studies of the limb in this share of cases."""
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


def injections_so_far(draft: Draft, share: float) -> None:
    """An epidural injection already given, in this share of cases."""
    if draft.chance(share):
        day = draft.today - draft.days(14, 70)
        given = new_course(
            draft,
            "epidural_steroid_injection",
            start=day,
            end=day,
            sessions=draft.rng.choice((1, 1, 2)),
            response=drawn_response(draft, "mixed"),
            agent="epidural",
        )
        draft.courses.append(given)


def wants_more(draft: Draft, share: float) -> None:
    """An injection or operation ahead, or refused, in this share of cases."""
    if draft.chance(share):
        kind = draft.rng.choice(("tfesi", "ilesi", "surgery"))
        draft.wants(intervention=kind, intervention_status=draft.rng.choice(("scheduled", "discussed", "refused")))


def make_older(draft: Draft, floor: int) -> None:
    """Make the patient at least ``floor`` years old."""
    if draft.person.age < floor:
        draft.person = replace(draft.person, age=draft.rng.randint(floor, min(88, floor + 20)))
