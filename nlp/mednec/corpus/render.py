"""Facts to sentences: fill a phrasing's slots, and turn its marks into statements while the text is written."""

from __future__ import annotations

import random
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from mednec.corpus.anatomy import PAIN_OF_SPINE, ROOTS
from mednec.corpus.cast import Cast
from mednec.corpus.fragments import Fragment
from mednec.corpus.latent import Course, LatentCase, Study
from mednec.corpus.lengths import Clock, since
from mednec.corpus.phrasebook import Marked, Meaning, Part, Phrasebook, Phrasing, Slot, deal
from mednec.corpus.statements import DayRange, FindingSaid, Statement, StudySaid, TherapySaid

LIMB_CONCEPTS = frozenset(
    "radiating_pain limb_paresthesia sensory_deficit motor_weakness reflex_diminished muscle_atrophy".split()
)
SPINE_CONCEPTS = frozenset(
    """
    radiculopathy myelopathy cord_compression vertebral_fracture spinal_malignancy spinal_infection spondylosis
    disc_herniation spinal_stenosis spondylolisthesis prior_spine_surgery surgery_considered
    """.split()
)
PLACES = {
    "upper": ("upper_limb",),
    "lower": ("lower_limb",),
    "both": ("upper_limb", "lower_limb"),
    "trunk": ("trunk",),
    "lumbar": ("lumbar",),
    "none": (None,),
}
LIMB_OF = {"cervical": "upper_limb", "thoracic": "lower_limb", "lumbar": "lower_limb"}
_PRONOUNS = {"female": ("she", "her", "her", "herself"), "male": ("he", "him", "his", "himself")}
_SIDE_SHORT = {"left": "L", "right": "R", "bilateral": "bilat"}


@dataclass(frozen=True, slots=True)
class Filled:
    """What fills a slot: its text, and the facts that stand in the text."""

    fragment: Fragment
    facts: Mapping[str, Any] = field(default_factory=dict)


Filling = Filled | str
Slots = Mapping[str, Filling]


@dataclass(frozen=True, slots=True)
class Topic:
    """What a sentence is about, for marks that point: a course (and its outcome as told), a home program, a study."""

    course: Course | None = None
    status: str | None = None
    response: str = "unknown"
    home: Course | None = None
    study: Study | None = None
    limb: str | None = None


class Voice:
    """The author of one document: pronouns, words and dates of a case, in one register, for one split.

    ``used`` collects the ids of the phrasings that were chosen.
    """

    def __init__(
        self,
        case: LatentCase,
        cast: Cast,
        book: Phrasebook,
        rng: random.Random,
        split: str,
        register: str,
        day: date,
    ) -> None:
        self.case = case
        self.cast = cast
        self.book = book
        self.rng = rng
        self.split = split
        self.register = register
        self.day = day
        self.clock = Clock(rng, book, split, register)
        self.used: set[str] = set()
        self.common: dict[str, Filling] = _common_slots(self)

    def speaking(self, register: str) -> None:
        """Go on in this register: prose or short."""
        if register != self.register:
            self.register = self.clock.register = register
            self.common = _common_slots(self)

    @contextmanager
    def briefly(self) -> Iterator[None]:
        """Speak in the short register for a while: in tables and lists."""
        before = self.register
        self.speaking("short")
        yield
        self.speaking(before)

    # ---- choosing words

    def chance(self, probability: float) -> bool:
        """True in this share of cases."""
        return self.rng.random() < probability

    def word(self, path: str, split_list: bool = False) -> str:
        """A word from the plain lists of the phrasebook, by its path: "area/C6"."""
        entry: Any = self.book.words
        for key in path.split("/"):
            entry = entry[key]
        if isinstance(entry, Mapping):
            entry = entry.get(self.register) or entry["prose"]
        return str(self.rng.choice(deal(entry, self.split) if split_list else entry))

    def word_of(self, table: str, key: str) -> str:
        """The one word that a table has for a key."""
        return str(self.book.words[table][key])

    def say(
        self, group: str, slots: Slots | None = None, topic: Topic | None = None, need: Collection[str] = ()
    ) -> Fragment:
        """A sentence of the group, of those whose slots are all known; one that uses most of ``need``.

        Raises:
            LookupError: no wording of the split can do with these slots.
        """
        known: dict[str, Filling] = {**self.common, **(slots or {})}
        options = [p for p in self.book.options(group, self.register, self.split) if p.slots <= known.keys()]
        if not options:
            raise LookupError(f"{group}: no {self.register} phrasing for {self.split} with the slots at hand")
        most = max(len(p.slots & set(need)) for p in options)
        telling = [p for p in options if len(p.slots & set(need)) == most]
        fresh = [p for p in telling if p.id not in self.used]
        chosen = self.rng.choice(fresh or telling)
        self.used.add(chosen.id)
        return self.write(chosen, known, topic)

    def maybe(
        self, group: str, slots: Slots | None = None, topic: Topic | None = None, need: Collection[str] = ()
    ) -> Fragment | None:
        """``say``, or None where no wording can do with these slots."""
        try:
            return self.say(group, slots, topic, need)
        except LookupError:
            return None

    def write(self, phrasing: Phrasing, slots: Slots, topic: Topic | None = None) -> Fragment:
        """This phrasing, filled; its marks become statements about the topic."""
        return _Writing(self, {**self.common, **slots}, topic or Topic()).written(phrasing)

    # ---- meanings

    def statements(
        self, meaning: Meaning, inside: Mapping[str, Any], around: Mapping[str, Any], topic: Topic
    ) -> Iterable[Statement]:
        """What marked words say; ``inside`` are the facts in them, ``around`` those of the whole sentence."""
        if meaning.name == "rx":
            return [therapy_said(self, topic.course, around, topic)] if topic.course else []
        if meaning.name == "hep":
            home, given = Topic(topic.home, "ongoing"), {"directed_by": "clinician"}
            return [therapy_said(self, topic.home, given, home)] if topic.home else []
        if meaning.name == "img":
            return [study_said(topic.study, around)] if topic.study else []
        if meaning.name == "esi":
            return self._injection_ahead(topic)
        return self._findings(meaning, inside, topic)

    def _injection_ahead(self, topic: Topic) -> list[Statement]:
        considered = FindingSaid("surgery_considered", self.case.complaint.spine, "present")
        return [considered, *([therapy_said(self, topic.course, {}, topic)] if topic.course else [])]

    def _findings(self, meaning: Meaning, facts: Mapping[str, Any], topic: Topic) -> list[Statement]:
        spine = self.case.complaint.spine
        concept = PAIN_OF_SPINE[spine] if meaning.name == "axial_pain" else meaning.name
        grade = facts.get("grade") if concept == "motor_weakness" else None
        limb = topic.limb or LIMB_OF[spine]
        regions: tuple[str | None, ...]
        if meaning.place == "limb":
            regions = (limb,)
        elif meaning.place is not None:
            regions = PLACES[meaning.place]
        elif concept in SPINE_CONCEPTS:
            regions = (spine,)
        else:
            regions = (limb,) if concept in LIMB_CONCEPTS and meaning.status != "absent" else (None,)
        side = meaning.side or facts.get("side")
        level, root = facts.get("level"), facts.get("root")
        return [FindingSaid(concept, r, str(meaning.status), side, level, root, grade) for r in regions]


class _Writing:
    """One sentence while it is written."""

    def __init__(self, voice: Voice, slots: Slots, topic: Topic) -> None:
        self.voice = voice
        self.slots = slots
        self.topic = topic
        self.facts: dict[str, Any] = {}
        self.text = ""
        self.spans: list[tuple[int, int, tuple[Meaning, ...], dict[str, Any]]] = []
        self.carried: list[tuple[int, Fragment]] = []

    def written(self, phrasing: Phrasing) -> Fragment:
        self._put(phrasing.parts)
        fragment = Fragment(self.text)
        for start, end, meanings, inside in self.spans:
            said = [
                statement
                for meaning in meanings
                for statement in self.voice.statements(meaning, inside, self.facts, self.topic)
            ]
            whole = Fragment(self.text[start:end]).marked(said)
            fragment = Fragment(fragment.text, fragment.marks + whole.moved(start))
        for at, carried in self.carried:
            fragment = Fragment(fragment.text, fragment.marks + carried.moved(at))
        return fragment

    def _put(self, parts: Iterable[Part]) -> dict[str, Any]:
        inside: dict[str, Any] = {}
        for part in parts:
            if isinstance(part, str):
                self.text += part
            elif isinstance(part, Slot):
                inside |= self._fill(part)
            else:
                inside |= self._mark(part)
        return inside

    def _fill(self, slot: Slot) -> Mapping[str, Any]:
        value = self.slots[slot.name]
        filled = Filled(Fragment(value)) if isinstance(value, str) else value
        fragment = filled.fragment.capitalised() if slot.capital else filled.fragment
        self.carried.append((len(self.text), fragment))
        self.text += fragment.text
        self.facts.update(filled.facts)
        return filled.facts

    def _mark(self, marked: Marked) -> dict[str, Any]:
        start = len(self.text)
        inside = self._put(marked.parts)
        if len(self.text) > start:
            self.spans.append((start, len(self.text), marked.meanings, inside))
        return inside


# ------------------------------------------------------------------------------------------------- courses and studies
def therapy_said(voice: Voice, course: Course | None, facts: Mapping[str, Any], topic: Topic) -> TherapySaid:
    """What a sentence says of a course: no more than its own words and slots."""
    if course is None:
        raise ValueError("a sentence about no course")
    status = topic.status or course.status
    response = facts.get("response", topic.response)
    received = status in ("completed", "ongoing")
    return TherapySaid(
        course=course.id,
        therapy=course.therapy,
        status=status,
        region=course.region,
        agent=facts.get("agent"),
        duration_days=_days(facts, status, voice.day) if received else None,
        sessions=facts.get("sessions") if received else None,
        start_date=facts.get("start_date") if received else None,
        end_date=facts.get("end_date") if received else None,
        outcome=_OUTCOMES.get(response, "unknown") if received else "unknown",
        response=response if received else "unknown",
        directed_by="clinician" if status == "planned" else facts.get("directed_by", director_by_nature(course, facts)),
    )


_OUTCOMES = {"worse": "failed", "none": "failed", "plateau": "failed", "partial": "partial", "good": "improved"}
_GIVEN_BY_CLINICIANS = frozenset(
    """
    physical_therapy occupational_therapy chiropractic acupuncture epidural_steroid_injection facet_injection
    trigger_point_injection
    """.split()
)
_ON_PRESCRIPTION = frozenset({"opioid", "muscle_relaxant", "neuropathic_agent", "oral_steroid"})
_BOUGHT_FREELY = frozenset({"naproxen", "ibuprofen", "acetaminophen", "lidocaine_patch", "diclofenac_gel"})


def director_by_nature(course: Course, facts: Mapping[str, Any]) -> str:
    """Who directs a course where the words do not say: some are given by clinicians, some drugs only prescribed."""
    prescription_only = facts.get("agent") is not None and course.agent not in _BOUGHT_FREELY
    by_class = course.therapy in _GIVEN_BY_CLINICIANS | _ON_PRESCRIPTION
    return "clinician" if by_class or prescription_only else "unknown"


def _days(facts: Mapping[str, Any], status: str, today: date) -> DayRange | None:
    """The length that the words give, outright or by two ends."""
    days: DayRange | None = facts.get("duration_days")
    start, end = facts.get("start_date"), facts.get("end_date")
    if days is not None or start is None:
        return days
    if status == "ongoing":
        return since(start, today) if len(start) == 7 else _between(start, today.isoformat())
    return _between(start, end) if end is not None and len(start) == len(end) == 10 else None


def _between(start: str, end: str) -> DayRange:
    days = (date.fromisoformat(end) - date.fromisoformat(start)).days
    return (days, days)


def study_said(study: Study, facts: Mapping[str, Any]) -> StudySaid:
    """What a sentence says of a study; a result only where the words give one."""
    done = study.status == "done"
    return StudySaid(
        study=study.id,
        modality=study.modality,
        region=study.region,
        status=study.status,
        date=facts.get("date") if done else None,
        result=facts.get("result") if done else None,
    )


# ------------------------------------------------------------------------------------------------------------- slots
def _common_slots(voice: Voice) -> dict[str, Filling]:
    """Slots that any sentence of the case may use."""
    case, rng = voice.case, voice.rng
    complaint, person = case.complaint, case.person
    he, him, his, himself = _PRONOUNS[person.sex]
    spine = voice.book.words["spine"][complaint.spine]
    limb = LIMB_OF[complaint.spine]
    slots: dict[str, Filling] = {
        "name": voice.cast.calls, "pt": rng.choice(("the patient", "the patient", voice.cast.calls, he)),
        "he": he, "him": him, "his": his, "himself": himself, "age": str(person.age),
        "man": _noun(voice),
        "mf": person.sex[0].upper(), "spine_word": spine["word"], "spine_adj": spine["adj"],
        "spine_abbr": spine["abbr"], "base": spine["base"], "score": str(complaint.score),
        "score_low": str(max(0, complaint.score - rng.randint(2, 3))), "deg": str(rng.choice((40, 45, 50, 60))),
        "limb0": voice.book.words["limb"][limb], "limbs": voice.word(f"limbs/{limb}"),
        "limbs0": voice.book.words["limbs_adj"][limb],
    }  # fmt: skip
    slots |= work_slots(voice)
    slots |= pain_slots(voice)
    if complaint.side is not None:
        slots |= side_slots(voice, complaint.side, limb)
    if complaint.root is not None:
        slots |= root_slots(voice, complaint.root)
    return slots


def _noun(voice: Voice) -> str:
    person = voice.case.person
    if person.age < 18:
        return "girl" if person.sex == "female" else "boy"
    return voice.rng.choice(("woman", "female", "lady") if person.sex == "female" else ("man", "male", "gentleman"))


def work_slots(voice: Voice) -> dict[str, Filling]:
    """What the patient is by trade; {work} only of one who still works."""
    job = voice.cast.job
    return {"job": job} if job.startswith("retired ") else {"job": job, "work": job}


def pain_slots(voice: Voice) -> dict[str, Filling]:
    """The spine pain of the case: {pain} carries its gold, {pain_word} is a bare word for a diagnosis."""
    spine = voice.case.complaint.spine
    words = voice.book.words["pain"][spine]
    said = FindingSaid(PAIN_OF_SPINE[spine], None, "present")
    pain = Fragment(voice.rng.choice(words[voice.register])).marked([said])
    return {"pain": Filled(pain), "pain_word": voice.rng.choice(words["dx"])}


def side_slots(voice: Voice, side: str, limb: str) -> dict[str, Filling]:
    """A side in its forms: {side}, {side_s}, {on_side}, {limb} ("left arm")."""
    noun = voice.book.words["limb"][limb]
    facts = {"side": side}
    both = side == "bilateral"
    return {
        "side": Filled(Fragment(side), facts),
        "side_s": Filled(Fragment(_SIDE_SHORT[side]), facts),
        "on_side": Filled(Fragment("on both sides" if both else f"on the {side}"), facts),
        "limb": Filled(Fragment(f"both {noun}s" if both else f"{side} {noun}"), facts),
    }


def root_slots(voice: Voice, root: str) -> dict[str, Filling]:
    """A root in its forms: {droot}, {droot_phrase}, {path}, {area}, {disc}."""
    facts = {"level": root, "root": root}
    phrase = voice.rng.choice((f"the {root} dermatome", f"a {root} distribution", f"the {root} territory"))
    slots: dict[str, Filling] = {
        "droot": Filled(Fragment(root), facts),
        "droot_phrase": Filled(Fragment(phrase), facts),
        "disc": disc_slot(voice, ROOTS[root].disc),
    }
    if root in voice.book.words["path"]:
        slots["path"] = voice.word(f"path/{root}")
        slots["area"] = voice.word(f"area/{root}")
    return slots


def disc_slot(voice: Voice, disc: str) -> Filled:
    """A disc as this author writes it, "C5-6" or "C5-C6" or "C5/6"."""
    upper, _, lower = disc.partition("-")
    same_letter = upper[0] == lower[0]
    forms = [disc, f"{upper}-{lower[1:]}", f"{upper}/{lower[1:]}"] if same_letter else [disc, f"{upper}/{lower}"]
    return Filled(Fragment(voice.rng.choice(forms)), {"level": disc})
