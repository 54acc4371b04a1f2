"""A case of the synthetic corpus as Evidence: what its documents say, by their gold, without reading their text.

Findings, therapies, imaging and the length of the complaint are the case's gold. Complaint, visits, examination, pain
score, plans and operations have no gold of their own: they follow from the latent case as far as ``told`` says that the
clinic writes such things down. A clinic that writes them may still have left one out of a note, so that this Evidence
says at times a little more than the documents.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from mednec.corpus.latent import ACTIVE_THERAPIES
from mednec.evidence import (
    Complaint,
    Consult,
    Document,
    Encounter,
    Evidence,
    EvidenceWarning,
    ExamCoverage,
    Finding,
    ImagingOrder,
    ImagingStudy,
    Mention,
    PainScore,
    Patient,
    PlannedIntervention,
    Procedure,
    Therapy,
)

Row = Mapping[str, Any]

_MYELOPATHY = frozenset(
    "myelopathy cord_compression hoffmann_sign babinski_sign clonus hyperreflexia spasticity gait_disturbance "
    "hand_clumsiness lhermitte_sign".split()
)
_RADICULOPATHY = frozenset(
    "radiculopathy radiating_pain limb_paresthesia motor_weakness sensory_deficit reflex_diminished muscle_atrophy "
    "spurling_sign straight_leg_raise foot_drop".split()
)
_RED_FLAGS = frozenset(
    "bowel_bladder_dysfunction saddle_anesthesia cauda_equina progressive_neuro_deficit major_trauma "
    "vertebral_fracture cancer_history spinal_malignancy weight_loss fever spinal_infection iv_drug_use "
    "immunosuppression night_pain osteoporosis anticoagulation".split()
)
_SIGNS = frozenset(
    "hoffmann_sign babinski_sign clonus hyperreflexia spasticity lhermitte_sign reflex_diminished sensory_deficit "
    "muscle_atrophy spurling_sign straight_leg_raise".split()
)
"""Found by examination, whoever tells of them."""
_IMAGED = frozenset("disc_herniation spondylosis spinal_stenosis spondylolisthesis vertebral_fracture".split())
_DIAGNOSES = frozenset(
    "radiculopathy myelopathy cord_compression cauda_equina spinal_infection spinal_malignancy cancer_history "
    "immunosuppression inflammatory_arthritis osteoporosis anticoagulation prior_spine_surgery".split()
)
_CORD = frozenset({"hoffmann_sign", "babinski_sign", "clonus", "hyperreflexia", "spasticity", "lhermitte_sign"})
_PROVOCATION = frozenset({"spurling_sign", "straight_leg_raise"})
_RECORDS = frozenset({"pt_record", "chiropractic_note"})
_INJECTIONS = {"tfesi": "transforaminal", "ilesi": "interlaminar"}
_RADIATING = frozenset({"radicular", "claudication"})
_LIMBS_OF = {"cervical": "upper_limb", "thoracic": "trunk", "lumbar": "lower_limb"}


def documented_evidence(row: Row) -> Evidence:
    """What the documents of a corpus row say, in the shape that ``extract`` gives.

    Args:
        row: A line of the corpus as ``json`` reads it, with ``documents``, ``true_state`` and ``documented``.
    """
    return _Case(row).evidence()


@dataclass(frozen=True)
class _Case:
    """One row, with what several parts of its evidence need."""

    row: Row

    @cached_property
    def texts(self) -> dict[str, str]:
        return {d["id"]: d["text"] for d in self.row["documents"]}

    @cached_property
    def dates(self) -> dict[str, str]:
        return {d["id"]: d["note_date"] for d in self.row["documents"]}

    @property
    def truth(self) -> Row:
        state: Row = self.row["true_state"]
        return state

    @property
    def gold(self) -> Row:
        gold: Row = self.row["documented"]
        return gold

    def told(self, aspect: str) -> bool:
        """Whether the clinic writes an aspect down; what the row leaves out is at its default."""
        return bool(self.truth["told"].get(aspect, aspect != "generic_neuro"))

    @property
    def day(self) -> str:
        day: str = self.truth["visits"][-1]["day"]
        return day

    @property
    def exam(self) -> Row:
        exam: Row = self.truth["exams"][-1]
        return exam

    @property
    def spine(self) -> str:
        spine: str = self.truth["complaint"]["spine"]
        return spine

    def evidence(self) -> Evidence:
        days = self.gold["symptom_duration_days"]
        findings = tuple(self.findings())
        return Evidence(
            note_id=self.row["id"],
            note_date=max(self.dates.values()),
            findings=findings,
            therapies=tuple(self.therapies()),
            imaging=tuple(self.imaging()),
            symptom_duration_days=None if days is None else (days[0], days[1]),
            symptom_duration_mentions=self.mentions(self.gold["symptom_duration_spans"]),
            complaints=(self.complaint(findings),),
            pain_scores=tuple(self.pain_scores()),
            patient=Patient(age=self.truth["person"]["age"], sex=self.truth["person"]["sex"]),
            encounters=tuple(self.encounters()),
            order=self.order(),
            planned_interventions=tuple(self.planned_interventions()),
            procedures=tuple(self.procedures()),
            consults=tuple(self.consults()),
            documents=tuple(Document(d["id"], d["note_date"], "given", d["doc_type"]) for d in self.row["documents"]),
            warnings=tuple(self.contradictions(findings)),
        )

    def mentions(self, spans: Sequence[Sequence[Any]], **said: Any) -> tuple[Mention, ...]:
        """The words at [document, start, end], each with the date of its document."""
        return tuple(
            Mention(start, end, self.texts[name][start:end], note_id=name, date=self.dates[name], **said)
            for name, start, end in spans
        )

    # ---- findings

    def findings(self) -> Iterator[Finding]:
        for entry in self.gold["findings"]:
            concept, status = entry["concept"], entry["status"]
            said = {
                "side": entry["side"], "level": entry["level"], "root": entry["root"], "grade": entry["grade"],
                "basis": self.basis(entry), "generic": self.generic(entry), "detail": self.detail(concept, status),
            }  # fmt: skip
            if concept == "sensory_deficit":
                said["dermatome"] = entry["root"]
            if concept == "motor_weakness" and status == "present":
                said["effort_limited"] = all(m.get("effort_limited", False) for m in self.exam.get("motor", [{}]))
            deciding = self.mentions(entry["spans"], status=status, **said)
            others = [m for other in entry.get("others", ()) for m in self.other(entry, other)]
            yield Finding(
                concept, _family(concept), entry["region"], status, status, self.trajectory(concept, status),
                entry["side"], entry["level"], entry["root"], entry["grade"], (*deciding, *others),
            )  # fmt: skip

    def other(self, entry: Row, other: Sequence[Any]) -> tuple[Mention, ...]:
        status, *span = other
        basis = "examined" if entry["concept"] in _SIGNS else "reported"
        return self.mentions([span], status=status, basis=basis)

    def basis(self, entry: Row) -> str:
        """On what a finding rests: power and gait are told by the patient, examined, or both."""
        concept, status = entry["concept"], entry["status"]
        if concept in _SIGNS or (concept == "motor_weakness" and self.power_examined(entry)):
            return "examined"
        if concept == "gait_disturbance" and self.told("gait") and self.sign(concept) == (status == "present"):
            return "examined"
        if concept in _IMAGED and status != "possible":
            return "imaging"
        return "diagnosed" if concept in _DIAGNOSES or status == "possible" else "reported"

    def power_examined(self, entry: Row) -> bool:
        """A grade is of an examination; full strength is one where no muscle is weak and power is written down."""
        if entry["status"] == "present":
            return entry["grade"] is not None
        return (self.told("motor") or self.generic(entry)) and not self.exam.get("motor") and self.seen_in_person

    def generic(self, entry: Row) -> bool:
        """Whether nothing but "neuro intact" or the like says it."""
        concept = entry["concept"]
        part = {"motor_weakness": "motor", "sensory_deficit": "sensory", "reflex_diminished": "reflexes"}.get(concept)
        unsaid = part is not None and not self.told(part) and entry["region"] is None
        return unsaid and entry["status"] == "absent" and self.told("generic_neuro")

    def sign(self, concept: str) -> bool | None:
        """Whether a sign was there when it was looked for; None where nobody looked."""
        return next((s["present"] for s in self.exam.get("signs", ()) if s["concept"] == concept), None)

    def detail(self, concept: str, status: str) -> dict[str, Any]:
        history, complaint = self.truth["history"], self.truth["complaint"]
        cancer = history.get("cancer")
        if concept == "cancer_history" and status == "present" and cancer:
            activity = "active" if cancer["active"] else "remote"
            return {"primary": cancer["primary"], "year": cancer["year"], "activity": activity,
                    "metastatic_capable": True}  # fmt: skip
        if concept == "major_trauma" and status == "present":
            return {"mechanism": complaint.get("mechanism"), "energy": complaint.get("energy") or "unknown"}
        return {"intentional": False} if concept == "weight_loss" and status == "present" else {}

    def trajectory(self, concept: str, status: str) -> str | None:
        """How weakness has changed, where an earlier examination stands beside today's."""
        earlier = self.truth["exams"][:-1]
        if status != "present" or concept not in ("motor_weakness", "progressive_neuro_deficit") or not earlier:
            return "worsening" if concept == "progressive_neuro_deficit" and status == "present" else None
        return "worsening" if earlier[-1].get("motor") or concept == "progressive_neuro_deficit" else "new"

    def contradictions(self, findings: Sequence[Finding]) -> Iterator[EvidenceWarning]:
        """Weakness that a template denies beside a graded one."""
        if "contradiction" not in self.row["phenomena"]:
            return
        power = [m for f in findings if f.concept == "motor_weakness" for m in f.mentions]
        present = tuple(m for m in power if m.status == "present" and m.grade)
        denied = tuple(m for m in power if m.status == "absent" and m.start < max(p.start for p in present))
        yield EvidenceWarning("contradiction", "motor weakness is both affirmed and denied", (*present, *denied))

    # ---- care and studies

    def therapies(self) -> Iterator[Therapy]:
        latent = {c["id"]: c for c in self.truth["courses"]}
        for entry in self.gold["therapies"]:
            course = latent.get(entry["course"], {})
            days = entry["duration_days"]
            planned = course.get("plan_given", False) and "director" in course.get("told", ())
            yield Therapy(
                therapy=entry["therapy"],
                agent=entry["agent"],
                region=entry["region"],
                status=entry["status"],
                outcome=entry["outcome"],
                response=entry["response"],
                duration_days=None if days is None else (days[0], days[1]),
                sessions=entry["sessions"],
                start_date=entry["start_date"],
                end_date=entry["end_date"],
                directed_by=entry["directed_by"],
                active=entry["therapy"] in ACTIVE_THERAPIES,
                reason=course.get("reason"),
                plan_given=True if planned else None,
                followed_up=course.get("followed_up") if planned else None,
                over_the_counter=course.get("over_the_counter", False),
                as_needed=course.get("as_needed", False),
                mentions=self.mentions(entry["spans"], status=entry["status"]),
            )

    def imaging(self) -> Iterator[ImagingStudy]:
        latent = {s["id"]: s for s in self.truth["studies"]}
        for entry in self.gold["imaging"]:
            study = latent.get(entry["study"], {})
            electric = entry["modality"] == "emg_ncs"
            yield ImagingStudy(
                modality=entry["modality"],
                region=_LIMBS_OF[self.spine] if electric else entry["region"],
                status=entry["status"],
                date=entry["date"],
                result=entry["result"],
                contrast=study.get("contrast"),
                is_requested_study=entry["study"] == "order",
                side=study.get("side"),
                levels=tuple(study.get("levels", ())),
                roots=(study["root"],) if electric and study.get("root") else (),
                diagnoses=tuple(study.get("findings", ())) if electric else (),
                mentions=self.mentions(entry["spans"], status=entry["status"]),
            )

    def order(self) -> ImagingOrder:
        asked = next((s for s in self.gold["imaging"] if s["study"] == "order"), None)
        if asked is None:
            return ImagingOrder()
        study = next(s for s in self.truth["studies"] if s["id"] == "order")
        urgent = "urgent" if self.truth["plan"].get("urgent") else None
        mentions = self.mentions(asked["spans"])
        return ImagingOrder(
            asked["modality"], asked["region"], study.get("contrast"), urgency=urgent, mentions=mentions
        )

    # ---- complaint, visits, plans

    def complaint(self, findings: Sequence[Finding]) -> Complaint:
        latent, days = self.truth["complaint"], self.gold["symptom_duration_days"]
        felt = ("neck_pain", "back_pain", "radiating_pain")
        changed = self.told("trend") and latent.get("change")
        return Complaint(
            region=self.spine,
            pattern="radicular" if latent["pattern"] in _RADIATING else "axial",
            side=latent.get("side"),
            root=latent.get("root"),
            duration_days=None if days is None else (days[0], days[1]),
            trend=latent.get("trend", "stable") if self.told("trend") else None,
            change=latent["change"] if changed else None,
            change_date=latent.get("changed") if changed else None,
            cause=latent.get("mechanism"),
            mentions=tuple(m for f in findings if f.concept in felt for m in f.mentions if m.status == "present"),
        )

    def pain_scores(self) -> Iterator[PainScore]:
        if self.told("score"):
            yield PainScore(self.truth["complaint"].get("score", 5), date=self.day)

    @property
    def seen_in_person(self) -> bool:
        return bool(self.truth["visits"][-1]["mode"] == "in_person")

    def encounters(self) -> Iterator[Encounter]:
        written = set(self.dates.values())
        exams = {e["day"]: e for e in self.truth["exams"]}
        for visit in self.truth["visits"][:-1]:
            if visit["day"] in written:
                power = "graded" if visit["day"] in exams else None
                yield Encounter(visit["day"], visit["mode"], visit["purpose"], ExamCoverage(motor=power))
        for document in self.row["documents"]:
            if document["doc_type"] in _RECORDS:
                yield Encounter(document["note_date"], None, "therapy_visit")
        last = self.truth["visits"][-1]
        yield Encounter(last["day"], last["mode"], last["purpose"], self.coverage())

    def coverage(self) -> ExamCoverage:
        """What of the last examination is written down, and how."""
        if not self.seen_in_person:
            return ExamCoverage(*["not_done"] * 6)
        normal = not (self.exam.get("motor") or self.exam.get("sensory"))
        general = "generic" if self.told("generic_neuro") and normal and not self.told("motor") else None
        looked = {s["concept"] for s in self.exam.get("signs", ())}
        return ExamCoverage(
            motor=self.how("motor_weakness") if self.told("motor") else general,
            sensory="described" if self.told("sensory") else general,
            reflex=self.how("reflex_diminished") if self.told("reflexes") else None,
            upper_motor_neuron="described" if self.told("cord_signs") and looked & _CORD else None,
            provocation="described" if self.told("provocation") and looked & _PROVOCATION else None,
            gait="described" if self.told("gait") and "gait_disturbance" in looked else None,
        )

    def how(self, concept: str) -> str:
        """Whether power or reflexes are told as numbers or in words."""
        spans = [span for f in self.gold["findings"] if f["concept"] == concept for span in f["spans"]]
        numbers = any(letter.isdigit() for name, start, end in spans for letter in self.texts[name][start:end])
        return "graded" if numbers else "described"

    def planned_interventions(self) -> Iterator[PlannedIntervention]:
        plan = self.truth["plan"]
        kind, status = plan.get("intervention"), plan.get("intervention_status")
        if kind is None or not self.told("plan"):
            return
        if kind == "surgery":
            yield PlannedIntervention("surgery", region=self.spine, status=status)
            return
        # Notes name the approach only of an injection that is booked.
        approach = _INJECTIONS[kind] if status == "scheduled" else None
        yield PlannedIntervention("epidural_steroid_injection", approach, self.spine, status=status)

    def procedures(self) -> Iterator[Procedure]:
        surgery = self.truth["history"].get("surgery")
        if surgery:
            yield Procedure(surgery["procedure"], self.spine, surgery["level"], date=surgery["day"][:4])

    def consults(self) -> Iterator[Consult]:
        referral = self.truth["plan"].get("referral")
        if referral:
            yield Consult(referral, "referred")


def _family(concept: str) -> str:
    families = ((_MYELOPATHY, "myelopathy"), (_RADICULOPATHY, "radiculopathy"), (_RED_FLAGS, "red_flag"))
    return next((family for concepts, family in families if concept in concepts), "context")
