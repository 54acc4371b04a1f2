"""Sentences about conservative care: what was tried, how long, with what result; what is planned, refused, not done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from mednec.corpus.fragments import Fragment, join, listing
from mednec.corpus.latent import RESPONSE_OUTCOME, Course
from mednec.corpus.lengths import Day
from mednec.corpus.phrasebook import phrasing
from mednec.corpus.render import Filled, Filling, Slots, Topic, Voice

KINDS = {
    **dict.fromkeys(
        ("physical_therapy", "occupational_therapy", "chiropractic", "acupuncture", "massage"), "supervised"
    ),
    "home_exercise": "exercise",
    **dict.fromkeys(
        (
            "nsaid",
            "acetaminophen",
            "muscle_relaxant",
            "neuropathic_agent",
            "oral_steroid",
            "opioid",
            "topical_analgesic",
        ),
        "drug",
    ),
    **dict.fromkeys(("epidural_steroid_injection", "facet_injection", "trigger_point_injection"), "injection"),
    **dict.fromkeys(("heat_ice", "activity_modification", "bracing", "tens"), "passive"),
}
LENGTHS = frozenset({"dur", "dur_x", "dur_adj"})
"""Slots that tell a length; {dur_x} is one without "about" or "over", for phrases such as "the last six weeks"."""
SOON_DAYS = 10
"""A course that begins within so many days of a visit was ordered at it."""

MEDICINE = phrasing("[{therapy}](rx)")
LISTED_MEDICINES = frozenset({"nsaid", "acetaminophen", "muscle_relaxant", "opioid", "topical_analgesic"})
"""Classes that are taken for pain alone, so that a bare line in a list of medicines documents them."""


def told_courses(voice: Voice) -> list[Course]:
    """Courses that the note mentions, as they stood on the author's day: what was yet to begin is left out."""
    seen = (as_of(course, voice.day, voice.case.visit.day) for course in voice.case.courses if course.mentioned)
    return [course for course in seen if course is not None]


def as_of(course: Course, day: date, visit: date) -> Course | None:
    """A course as it stood on an earlier day than the visit's: not yet thought of, about to begin, under way, over."""
    if day >= visit:
        return course
    if course.start is None or (course.start - day).days > SOON_DAYS:
        return None
    if course.start > day:
        ordered = KINDS[course.therapy] in ("supervised", "drug") and course.directed_by == "clinician"
        if not ordered:
            return None
        return replace(course, status="planned", start=None, end=None, response="unknown")
    if course.end is not None and course.end <= day:
        return replace(course, status="completed")
    response = course.response if course.response in ("none", "partial") else "unknown"
    return replace(course, status="ongoing", end=None, response=response, reason=None)


def treatments(voice: Voice) -> list[Fragment]:
    """Care so far: some of it in lists, some a sentence each; then what was refused or not done."""
    courses = told_courses(voice)
    received = [c for c in courses if c.status in ("completed", "ongoing")]
    listed, single = _for_lists(voice, received)
    said = [_list(voice, group) for group in listed]
    for course in single:
        said += course_sentences(voice, course)
    said += [_status_only(voice, c) for c in courses if c.status in ("declined", "not_done")]
    voice.rng.shuffle(said)
    if _all_failed(received) and voice.chance(0.25):
        said.append(global_failure(voice, received))
    if received and voice.case.visit.purpose == "re-evaluation" and voice.chance(0.15):
        said.append(voice.say("care.reevaluated"))
    return said


def course_sentences(voice: Voice, course: Course) -> list[Fragment]:
    """What is written of one course that was received: a sentence, and for home exercise whether a plan was given."""
    if course.reason == "intolerance":
        topic = Topic(course, response="none")
        slots: Slots = {"therapy": name(voice, course), "side_effect": voice.word("side_effect")}
        return [voice.say("care.drug.intolerance", slots, topic)]
    slots = course_slots(voice, course)
    turned = _outcome_first(voice, course, slots) or _outcome_after(voice, course, slots)
    if turned is not None:
        return [turned]
    needed = (LENGTHS | {"resp", "visits", "director"}) - (
        {"visits"} if "dur" in slots and voice.chance(0.6) else set()
    )
    if voice.chance(0.12):
        needed = frozenset({"start", "end"})
    said = voice.maybe(f"care.{KINDS[course.therapy]}.{course.status}", slots, Topic(course), needed)
    sentences = [said or voice.say(f"care.any.{course.status}", slots, Topic(course))]
    if course.plan_given and "director" in course.told and course.therapy == "home_exercise" and voice.chance(0.6):
        sentences.append(plan_given(voice, course))
    return sentences


def _outcome_first(voice: Voice, course: Course, slots: Slots) -> Fragment | None:
    """A sentence that begins with the outcome: "No improvement with …", "helped only for the moment"."""
    kind = {"none": "unrelieved", "partial": "partly"}.get(course.response)
    group = f"care.{kind}.{course.status}"
    if "resp" not in slots or group not in voice.book.groups or not voice.chance(0.3):
        return None
    return voice.maybe(group, slots, Topic(course, response=course.response), LENGTHS)


def _outcome_after(voice: Voice, course: Course, slots: Slots) -> Fragment | None:
    """Two sentences: what was done, and then what came of it."""
    group = f"care.aftermath.{course.response}"
    if "resp" not in slots or course.status != "completed" or group not in voice.book.groups or not voice.chance(0.2):
        return None
    without = {name: value for name, value in slots.items() if name != "resp"}
    first = voice.maybe(f"care.{KINDS[course.therapy]}.completed", without, Topic(course), LENGTHS | {"visits"})
    if first is None:
        return None
    after = voice.say(group, None, Topic(course, response=course.response))
    return join([first, after], " " if voice.register == "prose" else ", ")


def plan_given(voice: Voice, course: Course) -> Fragment:
    """That a clinician handed out the exercises."""
    given = ""
    if course.start and "dates" in course.told:
        given = f" on {voice.clock.day(course.start).text}"
    slots: Slots = {"plan_date": Filled(Fragment(given), {"directed_by": "clinician"})}
    return voice.say("care.exercise.plan", slots, Topic(course))


def _status_only(voice: Voice, course: Course) -> Fragment:
    reason = "cost" if course.reason == "cost" else course.status
    return voice.say(f"care.any.{reason}", {"therapy": name(voice, course, dosed=False)}, Topic(course))


def planned(voice: Voice) -> list[Fragment]:
    """What is ordered at this visit."""
    said = []
    for course in told_courses(voice):
        if course.status == "planned":
            group = "care.drug.planned" if KINDS[course.therapy] == "drug" else "care.any.planned"
            said.append(voice.say(group, {"therapy": name(voice, course)}, Topic(course)))
    return said


def global_failure(voice: Voice, received: Sequence[Course]) -> Fragment:
    """That conservative care as a whole has failed: an item of its own, beside the named ones."""
    whole = Course("global", "unspecified", "completed", voice.case.complaint.spine, response="none")
    days = max((c.days_by(voice.day) or 0 for c in received if "duration" in c.told), default=0)
    slots = _length(voice, days) if days >= 7 else {}
    return voice.say("care.global.failed", slots, Topic(whole, response="none"), LENGTHS)


def _all_failed(received: Sequence[Course]) -> bool:
    return bool(received) and all(RESPONSE_OUTCOME[c.response] == "failed" for c in received)


# --------------------------------------------------------------------------------------------------------------- lists
def _for_lists(voice: Voice, received: Sequence[Course]) -> tuple[list[list[Course]], list[Course]]:
    """Courses of one outcome that are told in one breath, and the rest."""
    completed = [c for c in received if c.status == "completed" and c.reason is None]
    groups: dict[str, list[Course]] = {}
    for course in completed:
        groups.setdefault(_told_outcome(course), []).append(course)
    listed = [g for outcome, g in groups.items() if len(g) > 1 and outcome != "improved" and voice.chance(0.6)]
    taken = {course.id for group in listed for course in group}
    return listed, [c for c in received if c.id not in taken]


def _told_outcome(course: Course) -> str:
    return RESPONSE_OUTCOME[course.response] if "response" in course.told else "unknown"


def _list(voice: Voice, courses: Sequence[Course]) -> Fragment:
    outcome = _told_outcome(courses[0])
    outcome = "unknown" if outcome == "improved" else outcome
    response = {"failed": "none", "partial": "partial"}.get(outcome, "unknown")
    items = [_list_item(voice, course, response) for course in courses]
    slots: Slots = {"list": Filled(listing(items)), "list_or": Filled(listing(items, "or"))}
    return voice.say(f"care.list.{outcome}", slots)


def _list_item(voice: Voice, course: Course, response: str) -> Fragment:
    slots = course_slots(voice, course, dosed=False)
    group = "care.list.item" if "dur" in slots else "care.list.bare"
    return voice.say(group, slots, Topic(course, course.status, response))


# --------------------------------------------------------------------------------------------------------------- slots
def course_slots(voice: Voice, course: Course, *, dosed: bool = True) -> dict[str, Filling]:
    """What may be said of a course, as far as it is told: {therapy}, {dur}, {visits}, {start}, {end}, {resp}, …"""
    slots: dict[str, Filling] = {"therapy": name(voice, course, dosed=dosed)}
    days = course.days_by(voice.day)
    one_off = course.therapy in ("oral_steroid",) or KINDS[course.therapy] == "injection"
    if "duration" in course.told and days and days >= 5 and not one_off:
        slots |= _length(voice, days)
    if "sessions" in course.told and course.sessions and KINDS[course.therapy] == "supervised":
        slots["visits"] = _visits(voice, course)
    if "dates" in course.told and days is not None and (days >= 5 or one_off):
        slots |= _dates(voice, course)
    if "response" in course.told and course.response != "unknown":
        now = ".now" if course.status == "ongoing" else ""
        clause = voice.say(f"response.{course.response}{now}")
        slots["resp"] = Filled(clause, {"response": course.response})
    if "director" in course.told and course.therapy == "home_exercise":
        word = voice.say(f"director.{course.directed_by}")
        slots["director"] = Filled(word, {"directed_by": course.directed_by})
    return slots


def _length(voice: Voice, days: int) -> dict[str, Filling]:
    told, exact = voice.clock.length(days), voice.clock.length(days, exact=True)
    adjective = voice.clock.adjective(days)
    return {
        "dur": Filled(Fragment(told.text), {"duration_days": told.days}),
        "dur_x": Filled(Fragment(exact.text), {"duration_days": exact.days}),
        "dur_adj": Filled(Fragment(adjective.text), {"duration_days": adjective.days}),
    }


def _visits(voice: Voice, course: Course) -> Filled:
    number = attended(voice, course)
    return Filled(Fragment(voice.clock.visits(number)), {"sessions": number})


def attended(voice: Voice, course: Course) -> int:
    """Visits up to the author's day."""
    course = next((whole for whole in voice.case.courses if whole.id == course.id), course)
    if course.sessions is None or course.start is None:
        return 0
    end = course.end or voice.case.visit.day
    if voice.day >= end:
        return course.sessions
    share = (voice.day - course.start).days / max(1, (end - course.start).days)
    return max(1, round(course.sessions * share))


def _dates(voice: Voice, course: Course) -> dict[str, Filling]:
    slots: dict[str, Filling] = {}
    if course.start is not None:
        exact = voice.clock.day(course.start)
        shown = voice.clock.month(course.start) if course.status == "ongoing" and voice.chance(0.5) else exact
        slots["start"] = _dated("start_date", shown)
    if course.end is not None:
        slots["end"] = _dated("end_date", voice.clock.day(course.end))
        slots["end_month"] = _dated("end_date", voice.clock.month(course.end))
    return slots


def _dated(fact: str, day: Day) -> Filled:
    return Filled(Fragment(day.text), {fact: day.iso})


def name(voice: Voice, course: Course, *, dosed: bool = True) -> Filled:
    """The course as the clinic calls it, with the facts that stand in the name: drug, who bought it, how many."""
    kind = KINDS[course.therapy]
    if kind == "drug":
        return _drug(voice, course, dosed)
    if kind == "injection" and (course.sessions or 1) > 1:
        number = course.sessions or 1
        counted = {"count": voice.book.words["numbers"][number], "n": str(number)}
        text = voice.say("name.epidural_steroid_injection.many", counted)
        return Filled(text, {"sessions": number})
    if course.therapy == "bracing":
        return Filled(voice.say(f"name.bracing.{course.region}"))
    return Filled(voice.say(f"name.{course.therapy}"))


def _drug(voice: Voice, course: Course, dosed: bool) -> Filled:
    if course.agent is None or "agent" not in course.told:
        return Filled(voice.say(f"name.{course.therapy}"))
    entry = voice.book.words[course.agent]
    written = voice.rng.choice(entry["names"])
    agent = _bare(written)
    facts = {"agent": agent}
    text = written
    if course.over_the_counter and "director" in course.told:
        text = f"{voice.say('care.otc').text} {text}"
        facts["directed_by"] = "self"
    if dosed and entry["doses"] and " for " not in written and voice.chance(0.45):
        text = f"{text} {dose(voice, course.agent)}"
    if course.as_needed and dosed and voice.chance(0.7):
        text = f"{text} {voice.say('care.prn').text}"
    return Filled(Fragment(text), facts)


def dose(voice: Voice, agent: str) -> str:
    """The dose that this patient takes of a drug."""
    doses = voice.book.words[agent]["doses"]
    return str(doses[voice.cast.dose_pick % len(doses)])


def _bare(written: str) -> str:
    """The drug's own name: "duloxetine for nerve pain" -> "duloxetine", "a Medrol pack" -> "Medrol pack"."""
    return written.removeprefix("a ").partition(" for ")[0]


def medicine_lines(voice: Voice) -> list[Fragment]:
    """The drugs of the complaint as a list of current medicines has them."""
    lines = []
    for course in told_courses(voice):
        listable = course.therapy in LISTED_MEDICINES and course.agent is not None
        if course.status == "ongoing" and listable and voice.chance(0.8):
            bare = replace(course, told=course.told | {"agent"} - {"response"})
            lines.append(_medicine(voice, bare))
    return lines


def _medicine(voice: Voice, course: Course) -> Fragment:
    drug = _drug(voice, replace(course, over_the_counter=False), dosed=True)
    text = drug.fragment.text
    if course.agent is not None and voice.book.words[course.agent]["doses"] and text == drug.facts["agent"]:
        text += f" {dose(voice, course.agent)}"
    return voice.write(MEDICINE, {"therapy": Filled(Fragment(text), drug.facts)}, Topic(course, "ongoing"))
