"""The documents of a case: which there are, what stands in each, and from whose day they speak."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from mednec.corpus import assessment_text, care_text, complaint_text, exam_text, forms, history_text, study_text
from mednec.corpus.cast import Cast, cast_of
from mednec.corpus.fragments import Fragment, join
from mednec.corpus.latent import Course, Exam, LatentCase, Study, Visit
from mednec.corpus.phrasebook import Phrasebook, phrasing
from mednec.corpus.render import Filled, Topic, Voice
from mednec.corpus.styles import LETTER, REPORT, STYLES, Section, Style, laid_out

MOST_DOCUMENTS = 5
_OLD_ENOUGH_TO_COPY = 14
_BOILERPLATE = ("education", "signature", "privacy", "ros", "medications_reconciled", "screening")
_EXAM_LINE = phrasing("[{study}, {date}](img)")
_CODES_IN_TEXT = ("M54", "S16", "S39", "S29")
"""Only codes that say no more than the diagnosis beside them are printed in notes."""


@dataclass(frozen=True, slots=True)
class Document:
    """A written document; ``phrasings`` are the ids of the wordings in it, ``traits`` what its layout adds."""

    doc_type: str
    day: date
    text: Fragment
    phrasings: frozenset[str]
    traits: frozenset[str] = frozenset()


class Author:
    """Writes the documents of one case."""

    def __init__(self, case: LatentCase, book: Phrasebook, rng: random.Random, split: str) -> None:
        self.case = case
        self.book = book
        self.rng = rng
        self.split = split
        self.cast: Cast = cast_of(case, book, rng)
        self.style: Style = rng.choice(STYLES)

    def documents(self) -> list[Document]:
        """One to five documents, in order of time."""
        main = self._main()
        others = list(self._others())
        self.rng.shuffle(others)
        kept = [main, *others[: MOST_DOCUMENTS - 1]]
        return sorted(kept, key=lambda document: (document.day, document.doc_type != "radiology_report"))

    def _others(self) -> Iterable[Document]:
        case = self.case
        for visit in case.visits[:-1]:
            yield self._emergency(visit) if visit.purpose == "emergency" else self._earlier(visit)
        for course in case.courses:
            kind = {"physical_therapy": "pt_record", "chiropractic": "chiropractic_note"}.get(course.therapy)
            if kind and course.start is not None and course.sessions and self.rng.random() < 0.5:
                yield self._record(kind, course)
        for study in case.studies:
            readable = study.status == "done" and study.modality in ("xray", "mri", "ct") and study.day is not None
            if readable and self.rng.random() < 0.5:
                yield self._report(study)
        if self.rng.random() < 0.1:
            yield self._letter()

    # ---- the visit that the request rests on

    def _main(self) -> Document:
        case, style = self.case, self.style
        voice = self._voice(case.visit.day, style)
        doc_type = self._main_type()
        sections: list[Section] = []
        traits: set[str] = set()
        if voice.chance(0.5):
            sections.append(Section("cc", (voice.write(phrasing("{Pain}"), {}),)))
        if doc_type == "dermatology_consult":
            sections.append(Section("hpi", (voice.say("skin.opening"), *self._history_of_illness(voice, sections))))
        else:
            sections.append(Section("hpi", tuple(self._history_of_illness(voice, sections))))
        if style.copies and (case.visit.day - case.complaint.onset).days >= _OLD_ENOUGH_TO_COPY:
            sections.insert(voice.rng.randint(1, len(sections)), self._copied(voice))
            traits.add("copy_forward")
        sections += self._background(voice)
        sections += self._examination(voice, case.exam)
        sections.append(Section("results", tuple(study_text.results(voice))))
        sections += self._conclusions(voice)
        sections += self._standing_texts(voice)
        return self._document(doc_type, case.visit.day, voice, sections, style, traits)

    def _main_type(self) -> str:
        case = self.case
        if case.visit.mode == "telehealth":
            return "telehealth_visit"
        if case.request.ordering_specialty == "emergency_medicine":
            return "emergency_note"
        return "dermatology_consult" if case.situation == "psoriatic" else "office_note"

    def _history_of_illness(self, voice: Voice, sections: list[Section]) -> list[Fragment]:
        middle = [
            complaint_text.mechanism(voice),
            complaint_text.symptoms(voice),
            complaint_text.course(voice),
            complaint_text.function(voice),
            complaint_text.flags(voice),
        ]
        if voice.case.history.psoriasis:
            middle.append([voice.say("inflammatory_pain")])
        care = self._care(voice)
        if care.key == "hpi":
            middle.append(list(care.items))
        else:
            sections.append(care)
        voice.rng.shuffle(middle)
        return [
            *complaint_text.opening(voice),
            *(sentence for group in middle for sentence in group),
            *complaint_text.denials(voice),
        ]

    def _care(self, voice: Voice) -> Section:
        """Treatment so far, as a table, as lines, as a section, or within the history of the illness."""
        if "treatment_table" in self.style.forms:
            return Section("treatments", tuple(forms.treatment_table(voice)), fixed=True)
        if "treatment_bullets" in self.style.forms and voice.chance(0.8):
            return Section("treatments", tuple(forms.treatment_bullets(voice)))
        said = tuple(care_text.treatments(voice))
        return Section("treatments" if voice.chance(0.4) else "hpi", said)

    def _copied(self, voice: Voice) -> Section:
        """The history as it stood at an earlier visit, carried forward with its old date."""
        case = self.case
        span = (case.visit.day - case.complaint.onset).days
        day = case.visit.day - timedelta(days=self.rng.randint(7, min(span - 1, 90)))
        earlier = self._voice(day, self.style)
        said = [*complaint_text.opening(earlier), *care_text.treatments(earlier)]
        voice.used |= earlier.used
        text = join([f"[Copied from {voice.clock.day(day).text}] ", join(said, " ")])
        return Section("none", (text.dated(day.isoformat()),), fixed=True)

    def _background(self, voice: Voice) -> list[Section]:
        medicines = [*care_text.medicine_lines(voice), *history_text.other_medicines(voice)]
        voice.rng.shuffle(medicines)
        sections = [
            Section("past", tuple(history_text.past(voice))),
            Section("operations", tuple(history_text.operations(voice))),
            Section("medicines", (join(medicines, ", "),) if medicines else ()),
            Section("allergies", tuple(history_text.allergies(voice)) if voice.chance(0.5) else ()),
            Section("family", tuple(history_text.family(voice))),
            Section("social", tuple(history_text.social(voice)) if voice.chance(0.6) else ()),
        ]
        if self.style.body == "lines" and medicines:
            sections[2] = Section("medicines", tuple(medicines))
        return [*sections, self._review(voice)]

    def _review(self, voice: Voice) -> Section:
        if "yes_no" in self.style.forms:
            return Section("ros", tuple(forms.yes_no(voice)), fixed=True)
        if "checklist" in self.style.forms:
            return Section("ros", tuple(forms.checklist(voice)), fixed=True)
        if not voice.case.told.review_of_systems or not voice.chance(0.6):
            return Section("ros", ())
        return Section("ros", tuple(self._systems(voice)))

    def _systems(self, voice: Voice) -> list[Fragment]:
        pool = complaint_text.deniable(voice.case)
        lines = []
        for system, concepts in voice.book.words["systems"].items():
            asked = [c for c in concepts if c in pool and voice.chance(0.7)]
            if system == "Neurologic" and voice.case.exam.motor and voice.chance(0.12):
                # A template that nobody corrected contradicts the examination.
                asked.append("motor_weakness")
            if asked:
                lines.append(f"{system}: " + complaint_text.denial(voice, asked))
        return lines

    def _examination(self, voice: Voice, exam: Exam) -> list[Section]:
        style = self.style
        voice.speaking(style.exam_register)
        parts = exam_text.examination(voice, exam)
        if voice.case.history.psoriasis and exam.mode == "in_person":
            parts["skin"] = [voice.say("skin")]
        table: list[Fragment] = []
        if (
            "strength_table" in style.forms
            and parts.get("motor")
            and exam.mode == "in_person"
            and voice.case.told.motor
        ):
            table = forms.strength_table(voice, exam)
            del parts["motor"]
        if parts.get("motor"):
            parts["motor"] += self._before(voice)
        sections = [self._exam_section(voice, parts)]
        if table:
            sections.append(Section("none", tuple(table), fixed=True))
        voice.speaking(style.register)
        return sections

    def _before(self, voice: Voice) -> list[Fragment]:
        """An earlier examination beside today's, where power has changed."""
        said = []
        for exam in self.case.exams[:-1]:
            for deficit in exam.motor:
                slots = {**exam_text.muscle_slots(voice, deficit), "before_date": voice.clock.day(exam.day).text}
                said.append(voice.say("exam.motor.before", slots))
        return said

    def _exam_section(self, voice: Voice, parts: exam_text.Parts) -> Section:
        short = voice.register == "short"
        vitals = [voice.say("exam.vitals", _vitals(voice))] if voice.chance(0.4) else []
        if self.style.body == "paragraph" and self.style.headings not in ("title", "markdown"):
            sentences = [s for part in parts.values() for s in part]
            return Section("exam", (*vitals, *sentences), short=short)
        lines = [_labelled(voice, label, said, short) for label, said in parts.items() if said]
        return Section("exam", (*vitals, *lines), fixed=self.style.body == "paragraph", short=short)

    def _conclusions(self, voice: Voice) -> list[Section]:
        diagnoses = assessment_text.diagnoses(voice)
        codes = [code for code in self.case.request.icd10 if code.startswith(_CODES_IN_TEXT)]
        if codes and voice.chance(0.35):
            diagnoses[0] = diagnoses[0] + f" ICD-10 {codes[0]}"
        plans = assessment_text.plans(voice)
        if voice.chance(0.2):
            plans.append(Fragment(f"CPT {self.case.request.cpt}"))
        safety = assessment_text.safety(voice)
        if safety and voice.chance(0.4):
            return [
                Section("assessment", tuple(diagnoses)),
                Section("plan", tuple(plans)),
                Section("instructions", tuple(safety)),
            ]
        return [Section("assessment", tuple(diagnoses)), Section("plan", (*plans, *safety))]

    def _standing_texts(self, voice: Voice) -> list[Section]:
        chosen = [name for name in _BOILERPLATE if voice.chance(self.style.boilerplate)]
        return [Section("none", (voice.say(name),)) for name in chosen]

    # ---- other visits and other people's documents

    def _earlier(self, visit: Visit) -> Document:
        """An office note of an earlier visit, with the examination of that day."""
        voice = self._voice(visit.day, self.style)
        exam = next((e for e in self.case.exams if e.day == visit.day), None)
        hpi = [*complaint_text.opening(voice), *complaint_text.mechanism(voice), *care_text.treatments(voice)]
        sections = [Section("hpi", tuple(hpi))]
        if exam is not None:
            voice.speaking(self.style.exam_register)
            sections.append(Section("exam", tuple(exam_text.motor(voice, exam)), short=voice.register == "short"))
            voice.speaking(self.style.register)
        plan = [*care_text.planned(voice), voice.say("plan.continue"), *assessment_text.safety(voice)]
        sections.append(Section("plan", tuple(plan)))
        return self._document("office_note", visit.day, voice, sections, self.style)

    def _emergency(self, visit: Visit) -> Document:
        """An emergency department's note from the first days."""
        style = self._other_style()
        voice = self._voice(visit.day, style)
        dose = next(c for c in self.case.courses if c.start == visit.day and c.end == visit.day)
        response = voice.say(f"response.{dose.response}")
        slots = {"therapy": care_text.name(voice, replace(dose, told=frozenset({"agent"})))}
        given = voice.say(
            "emergency.dose", {**slots, "resp": Filled(response, {"response": dose.response})}, Topic(dose), {"resp"}
        )
        hpi = [*complaint_text.opening(voice), *complaint_text.mechanism(voice), *complaint_text.denials(voice)]
        exam = [voice.say(f"exam.spine.{self.case.complaint.spine}")]
        if not self.case.exam.motor and not self.case.exam.sensory:
            exam.append(voice.say("exam.generic"))
        sections = [
            Section("hpi", tuple(hpi)),
            Section("exam", tuple(exam)),
            Section("course", (given, voice.say("emergency.course"))),
            Section("instructions", (voice.say("plan.safety"),)),
        ]
        return self._document("emergency_note", visit.day, voice, sections, style)

    def _record(self, kind: str, course: Course) -> Document:
        """A visit in the record of a therapist or chiropractor: part of the way through, or the last."""
        style = self._other_style()
        end = course.end or self.case.visit.day
        start = course.start or end
        day = min(start + timedelta(days=round((end - start).days * self.rng.uniform(0.5, 1.0))), self.case.visit.day)
        voice = self._voice(day, style)
        now = care_text.as_of(course, day, self.case.visit.day) or course
        subjective = [voice.write(phrasing("{Pain}"), {})]
        if self.case.told.score:
            subjective.append(voice.say("sx.score"))
        if self.case.complaint.pattern == "radicular" and self.case.complaint.spine != "thoracic" and voice.chance(0.7):
            subjective.insert(1, voice.say("sx.radiating"))
        subjective += complaint_text.function(voice)
        manual = "record.treatment" if kind == "pt_record" else "record.treatment.chiropractic"
        sections = [
            Section("subjective", tuple(subjective)),
            Section("objective", (voice.say(f"exam.spine.{self.case.complaint.spine}"),)),
            Section("treatment_today", (self._attendance(voice, now), voice.say(manual), *self._home(voice))),
            Section("assessment", tuple(self._progress(voice, now))),
            Section("plan", (voice.say("record.plan"),)),
        ]
        return self._document(kind, day, voice, sections, style)

    def _attendance(self, voice: Voice, course: Course) -> Fragment:
        number = care_text.attended(voice, course)
        if course.status == "completed":
            slots = care_text.course_slots(
                voice, replace(course, told=frozenset({"sessions", "dates", "duration", "response"}))
            )
            return voice.say("record.summary", slots, Topic(course))
        total = max(number, course.sessions or number) + self.rng.choice((0, 0, 2, 4))
        slots = {"n": Filled(Fragment(str(number)), {"sessions": number}), "total": str(total)}
        return voice.say("record.visit", slots, Topic(course))

    def _home(self, voice: Voice) -> list[Fragment]:
        home = next((c for c in care_text.told_courses(voice) if c.therapy == "home_exercise" and c.plan_given), None)
        if home is None or home.status != "ongoing":
            return []
        return [voice.say("record.home", None, Topic(home=home))]

    def _progress(self, voice: Voice, course: Course) -> list[Fragment]:
        kind = {"worse": "none", "plateau": "none"}.get(course.response, course.response)
        return [] if kind == "unknown" else [voice.say(f"record.response.{kind}", None, Topic(course, response=kind))]

    def _report(self, study: Study) -> Document:
        """A radiologist's report."""
        day = study.day or self.case.visit.day
        voice = self._voice(day, REPORT)
        shown = voice.clock.day(day)
        facts = {"result": study.result, "date": shown.iso}
        exam_line = voice.write(
            _EXAM_LINE,
            {**study_text.study_slots(voice, study), "date": Filled(Fragment(shown.text), facts)},
            Topic(study=study),
        )
        sections = [
            Section("none", ("Exam: " + exam_line.capitalised(),), fixed=True),
            Section("indication", (voice.say("report.indication"),)),
            Section("technique", (voice.say(f"report.technique.{study.modality}"),)),
            Section("comparison", (voice.say("report.comparison"),)),
            Section("findings", tuple(study_text.report_findings(voice, study))),
            Section("impression", tuple(study_text.impression(voice, study))),
        ]
        return self._document("radiology_report", day, voice, sections, REPORT)

    def _letter(self) -> Document:
        """A letter that sums the case up for somebody else."""
        voice = self._voice(self.case.visit.day, LETTER)
        case = self.case
        body = [*complaint_text.opening(voice), *complaint_text.symptoms(voice), *care_text.treatments(voice)]
        plan = [study_text.order(voice)]
        if case.plan.referral is not None:
            plan.append(assessment_text.referral(voice))
        sections = [
            Section("none", (Fragment(self.rng.choice(("Dear Colleague,", "To whom it may concern,"))),), fixed=True),
            Section("none", (voice.say("letter.opening"), *body)),
            Section("none", tuple(plan)),
            Section("none", (voice.say("letter.closing"),)),
            Section("none", (Fragment(f"{self.cast.clinician}, MD"),), fixed=True),
        ]
        return self._document("referral_letter", case.visit.day, voice, sections, LETTER)

    # ---- frame

    def _voice(self, day: date, style: Style) -> Voice:
        return Voice(self.case, self.cast, self.book, self.rng, self.split, style.register, day)

    def _other_style(self) -> Style:
        """Somebody else's practice: plain layouts, so that forms and copies stay with the main note."""
        return self.rng.choice([s for s in STYLES if not s.forms and not s.copies])

    def _document(
        self,
        doc_type: str,
        day: date,
        voice: Voice,
        sections: Sequence[Section],
        style: Style,
        traits: Iterable[str] = (),
    ) -> Document:
        words = self.book.words
        header = self._header(doc_type, voice, style)
        text = laid_out(header, sections, style, words, self.rng)
        added = {name for name in ("typos", "upper", "block", "abbreviated") if getattr(style, name)}
        if style.boilerplate >= 0.6:
            added.add("long_boilerplate")
        return Document(doc_type, day, text, frozenset(voice.used), frozenset({*traits, *added}))

    def _header(self, doc_type: str, voice: Voice, style: Style) -> list[str]:
        title = self.rng.choice(self.book.words["titles"][doc_type])
        shown = voice.clock.day(voice.day).text
        person = self.case.person
        if style.header == "none":
            return [shown]
        if style.header == "short":
            return [f"{title} {shown}"]
        lines = [
            self.cast.practice if doc_type in ("office_note", "telehealth_visit") else "",
            title,
            f"Patient: {self.cast.surname}   MRN: {self.cast.record_number}   {person.age} {person.sex[0].upper()}",
            f"Date of service: {shown}",
            f"Provider: {self.cast.clinician if doc_type == 'office_note' else self.cast.second_clinician}",
        ]
        return [line for line in lines if line]


def _vitals(voice: Voice) -> dict[str, str]:
    rng = voice.rng
    return {
        "bp": f"{rng.randint(108, 152)}/{rng.randint(64, 92)}",
        "pulse": str(rng.randint(58, 96)),
        "kg": str(rng.randint(55, 112)),
        "bmi": f"{rng.uniform(20, 36):.1f}",
    }


def _labelled(voice: Voice, label: str, said: Sequence[Fragment], short: bool) -> Fragment:
    """One line of an examination under its label, unless its words begin with one already."""
    body = join(said, "; " if short else " ")
    begins = body.text.lower().startswith(
        ("motor", "strength", "str ", "sens", "reflex", "gait", "dtr", "mmt", "neuro")
    )
    if begins or body.text.split(" ")[0].endswith(":"):
        return body
    return f"{voice.rng.choice(voice.book.words['exam_labels'][label])}: " + body
