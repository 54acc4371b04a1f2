"""Parts of notes that are filled in rather than written: check boxes, tables of treatment and of strength."""

from __future__ import annotations

from collections.abc import Sequence

from mednec.corpus.anatomy import MUSCLE_LIMB, TESTED_MUSCLES
from mednec.corpus.care_text import course_slots, told_courses
from mednec.corpus.complaint_text import deniable, drawn
from mednec.corpus.fragments import Fragment, join
from mednec.corpus.latent import Course, Exam
from mednec.corpus.phrasebook import Marked, Meaning, Phrasing, Slot, phrasing
from mednec.corpus.render import Filled, Filling, Topic, Voice

_ROW = phrasing("[{therapy} | {dur} | {resp}](rx)")
_STATUS_WORDS = {"declined": "declined", "not_done": "not tried"}
_BOXES = (("[x]", "[ ]"), ("☒", "☐"), ("(x)", "( )"))
_LIMBLESS = frozenset({"motor_weakness", "limb_paresthesia", "radiating_pain"})


def yes_no(voice: Voice) -> list[Fragment]:
    """Questions with a yes and a no to tick; the ticked no denies, the ticked yes affirms."""
    on, off = voice.rng.choice(_BOXES)
    lines = []
    for concept, answer in _asked(voice, 7):
        label = voice.rng.choice(voice.book.words["form_labels"][concept])
        ticks = f"Yes {on} No {off}" if answer else f"Yes {off} No {on}"
        lines.append(_stated(voice, concept, answer, f"{label}: {ticks}"))
    return lines


def checklist(voice: Voice) -> list[Fragment]:
    """A list of boxes, some ticked; beside a ticked one an empty box is a denial."""
    on, off = voice.rng.choice(_BOXES)
    asked = _asked(voice, 8)
    if not any(answer for _, answer in asked):
        return []
    boxes = []
    for concept, answer in asked:
        label = voice.rng.choice(voice.book.words["form_labels"][concept])
        boxes.append(_stated(voice, concept, answer, f"{on if answer else off} {label}"))
    return [join(boxes, "  ")]


def _asked(voice: Voice, number: int) -> list[tuple[str, bool]]:
    """Concepts and answers: red flags that are there and told, symptoms of the complaint, and absent ones."""
    case = voice.case
    labels = voice.book.words["form_labels"]
    here = {f.concept for f in case.red_flags if f.status == "present"} if case.told.red_flags else set()
    if case.complaint.numbness and case.complaint.spine != "thoracic":
        here.add("limb_paresthesia")
    pool = {concept: weight for concept, weight in deniable(case).items() if concept in labels}
    answers = [(c, True) for c in sorted(here) if c in labels] + [(c, False) for c in drawn(voice, pool, number)]
    voice.rng.shuffle(answers)
    return answers


def _stated(voice: Voice, concept: str, present: bool, text: str) -> Fragment:
    """The whole line as evidence; a bare "Weakness" names no limb."""
    place = "none" if concept in _LIMBLESS else None
    meaning = Meaning(concept, "present" if present else "absent", place)
    marked = Marked((Slot("line", False),), (meaning,))
    return voice.write(Phrasing("box", (marked,), frozenset({"line"}), False, True), {"line": text})


def treatment_table(voice: Voice) -> list[Fragment]:
    """Treatments in rows: what, how long, with what result."""
    courses = [c for c in told_courses(voice) if c.status != "planned"]
    if not courses:
        return []
    with voice.briefly():
        rows = [voice.write(_ROW, _row_slots(voice, course), _topic(course)) for course in courses]
    return [Fragment("Treatment | Duration | Response"), *rows]


def treatment_bullets(voice: Voice) -> list[Fragment]:
    """Treatments in lines: what, and how long and with what result where that is told."""
    courses = [c for c in told_courses(voice) if c.status != "planned"]
    lines = []
    for course in courses:
        with voice.briefly():
            slots = _row_slots(voice, course)
        told = [f"{{{name}}}" for name in ("dur", "resp") if slots[name] != "-"]
        line = "[{therapy}" + (": " + ", ".join(told) if told else "") + "](rx)"
        lines.append(voice.write(phrasing(line), slots, _topic(course)))
    return lines


def _topic(course: Course) -> Topic:
    return Topic(course, response="none" if course.reason == "intolerance" else "unknown")


def _row_slots(voice: Voice, course: Course) -> dict[str, Filling]:
    known = course_slots(voice, course)
    slots: dict[str, Filling] = {"therapy": known["therapy"], "dur": "-", "resp": "-"}
    if course.status in _STATUS_WORDS:
        return slots | {"resp": _STATUS_WORDS[course.status]}
    if "dur" in known:
        slots["dur"] = known["dur"]
    if course.status == "ongoing":
        length = slots["dur"]
        slots["dur"] = _with_more(length, ", ongoing") if isinstance(length, Filled) else "ongoing"
    if "resp" in known:
        slots["resp"] = known["resp"]
    if course.reason == "intolerance":
        slots["resp"] = f"stopped, {voice.word('side_effect')}"
    return slots


def _with_more(filled: Filled, text: str) -> Filled:
    return Filled(filled.fragment + text, filled.facts)


def strength_table(voice: Voice, exam: Exam) -> list[Fragment]:
    """Muscles in rows with right and left grades."""
    graded = {(d.muscle, side): d.grade for d in exam.motor for side in _sides(d.side)}
    muscles = dict.fromkeys((*TESTED_MUSCLES[voice.case.complaint.spine], *(d.muscle for d in exam.motor)))
    rows = [_strength_row(voice, m, graded.get((m, "right")), graded.get((m, "left"))) for m in muscles]
    return [Fragment("Muscle | R | L"), *rows]


def _sides(side: str) -> Sequence[str]:
    return ("left", "right") if side == "bilateral" else (side,)


def _strength_row(voice: Voice, muscle: str, right: str | None, left: str | None) -> Fragment:
    side = "bilateral" if right and left else "right" if right else "left" if left else None
    facts = {"side": side, "grade": right or left} if side else {}
    text = f"{voice.word(f'muscle/{muscle}').capitalize()} | {right or '5/5'} | {left or '5/5'}"
    meaning = Meaning("motor_weakness", "present" if side else "absent", "limb")
    marked = Marked((Slot("row", False),), (meaning,))
    row = Phrasing("row", (marked,), frozenset({"row"}), False, True)
    return voice.write(row, {"row": Filled(Fragment(text), facts)}, Topic(limb=MUSCLE_LIMB[muscle]))
