"""The study that authorization is asked for: as the caller says it, and resolved with what the notes say."""

from __future__ import annotations

import datetime
import math
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from mednec.criteria.reference import Reference, shipped
from mednec.criteria.reference_shapes import Modifier, StudyCode
from mednec.errors import RequestError
from mednec.evidence import Evidence, EvidenceWarning, Value

_CPT = re.compile(r"(?P<code>[0-9A-Z]\d{4})(?P<modifiers>(?:[\s,-]*[0-9A-Z]{2})*)")
_UNDOTTED = re.compile(r"[A-Z]\d[0-9AB][0-9A-Z]{1,4}")
_ISO = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?(?:[T ].*)?")
_WORDS = ("line_of_business", "site_of_service", "urgency", "sex", "laterality", "ordering_specialty")
_SAME_AGE_YEARS = 1
_OLDEST = 130


@dataclass(frozen=True, slots=True, repr=False, init=False)
class ImagingRequest(Value):
    """What is asked for, as far as the caller knows; the notes fill the gaps (``resolve``).

    Dates are ISO strings or dates; ``icd10`` is any iterable of codes or one text with several, with or without dots;
    ``age`` is in years; ``plan`` is a name as on the card; ``state`` two letters; ``submitted_to`` is the entity that
    the request is sent to, where that is known.

    Raises:
        RequestError: the CPT code, a date, the age or the state is not one.
    """

    cpt: str
    icd10: tuple[str, ...]
    order_date: str | None
    date_of_service: str | None
    age: float | None
    sex: str | None
    laterality: str | None
    line_of_business: str | None
    plan: str | None
    state: str | None
    site_of_service: str | None
    urgency: str | None
    ordering_specialty: str | None
    submitted_to: str | None

    def __init__(
        self,
        cpt: str | int,
        icd10: str | Iterable[str | None] | None = (),
        order_date: str | datetime.date | None = None,
        date_of_service: str | datetime.date | None = None,
        age: float | None = None,
        sex: str | None = None,
        laterality: str | None = None,
        line_of_business: str | None = None,
        plan: str | None = None,
        state: str | None = None,
        site_of_service: str | None = None,
        urgency: str | None = None,
        ordering_specialty: str | None = None,
        submitted_to: str | None = None,
    ) -> None:
        fields: dict[str, Any] = {
            "cpt": _cpt(cpt),
            "icd10": diagnosis_codes(icd10),
            "order_date": _day("order_date", order_date),
            "date_of_service": _day("date_of_service", date_of_service),
            "age": _age(age),
            "sex": _said(sex),
            "laterality": _said(laterality),
            "line_of_business": _said(line_of_business),
            "plan": _said(plan),
            "state": _state(state),
            "site_of_service": _said(site_of_service),
            "urgency": _said(urgency),
            "ordering_specialty": _said(ordering_specialty),
            "submitted_to": _said(submitted_to),
        }
        for name, value in fields.items():
            object.__setattr__(self, name, value)


@dataclass(frozen=True, slots=True, repr=False)
class Study(Value):
    """The study a procedure code stands for.

    ``regions`` are the body parts the code can be used for, ``region`` the one that is studied, if that is settled.
    contrast: without | with | both, None where it has no meaning or is not known.
    """

    modality: str
    region: str | None
    regions: tuple[str, ...]
    contrast: str | None = None
    joint: bool = False
    label: str = ""


@dataclass(frozen=True, slots=True, repr=False)
class ResolvedRequest(Value):
    """A request with what the notes say filled in; words are those of vocabulary.yaml.

    ``cpt`` is the code that was asked for, ``judged_cpt`` the code of the study that is judged: they differ where the
    first is no valid code. ``as_of`` is the date of service, else of the order, else of the note (``as_of_from``).
    ``from_notes`` names the fields that the notes filled.
    """

    cpt: str
    judged_cpt: str
    cpt_valid: bool
    study: Study
    modifiers: tuple[str, ...] = ()
    icd10: tuple[str, ...] = ()
    as_of: str | None = None
    as_of_from: str | None = None
    order_date: str | None = None
    date_of_service: str | None = None
    age: float | None = None
    sex: str | None = None
    laterality: str | None = None
    line_of_business: str | None = None
    plan: str | None = None
    state: str | None = None
    site_of_service: str | None = None
    urgency: str | None = None
    ordering_specialty: str | None = None
    submitted_to: str | None = None
    from_notes: tuple[str, ...] = ()
    warnings: tuple[EvidenceWarning, ...] = ()

    @property
    def region(self) -> str | None:
        """The body part that is studied, where settled."""
        return self.study.region

    @property
    def contrast(self) -> str | None:
        """Without, with or both, where known."""
        return self.study.contrast

    @property
    def modality(self) -> str:
        """The kind of study: mri, pet, …"""
        return self.study.modality


def resolve(request: ImagingRequest, evidence: Evidence, reference: Reference | None = None) -> ResolvedRequest:
    """Fill what the request leaves open from the notes, and say where the two disagree.

    Raises:
        RequestError: the CPT code stands for no study that mednec knows, or a word has no meaning in its field.
    """
    return _Resolution(request, evidence, reference or shipped()).resolved()


def split_cpt(written: str) -> tuple[str, tuple[str, ...]]:
    """Code and modifiers: "73221-RT" -> ("73221", ("RT",)).

    Raises:
        RequestError: this is no procedure code.
    """
    match = _CPT.fullmatch(written.strip().upper())
    if match is None:
        raise RequestError(
            "bad_cpt", "a CPT code has five characters, such as 72141, and modifiers behind a hyphen, such as 73221-RT"
        )
    return match["code"], tuple(re.findall(r"[0-9A-Z]{2}", match["modifiers"]))


def diagnosis_codes(written: str | Iterable[str | None] | None) -> tuple[str, ...]:
    """Diagnosis codes as a tuple, in capitals with the dot in its place, each once; what is no code stays as it is."""
    if written is None:
        return ()
    parts = re.split(r"[,;\s]+", written) if isinstance(written, str) else [str(code or "") for code in written]
    return tuple(dict.fromkeys(normal for part in parts if (normal := _dotted(part))))


def _dotted(code: str) -> str:
    bare = code.strip().upper()
    return f"{bare[:3]}.{bare[3:]}" if _UNDOTTED.fullmatch(bare) else bare


class _Resolution:
    """One request beside one case's evidence."""

    def __init__(self, request: ImagingRequest, evidence: Evidence, reference: Reference) -> None:
        self.request = request
        self.evidence = evidence
        self.reference = reference
        self.filled: list[str] = []
        self.warnings: list[EvidenceWarning] = []
        self.code, self.modifiers = split_cpt(request.cpt)

    def resolved(self) -> ResolvedRequest:
        entry, valid = self._study()
        words = {name: self._word(name) for name in _WORDS}
        as_of, as_of_from = self._as_of()
        return ResolvedRequest(
            cpt=self.code,
            judged_cpt=entry.code,
            cpt_valid=valid,
            study=self._as_ordered(entry),
            modifiers=self.modifiers,
            icd10=self._diagnoses(),
            as_of=as_of,
            as_of_from=as_of_from,
            order_date=self.request.order_date,
            date_of_service=self.request.date_of_service,
            age=self._age(),
            plan=self.request.plan,
            state=self.request.state,
            submitted_to=self.request.submitted_to,
            **words,
            from_notes=tuple(self.filled),
            warnings=tuple(self.warnings),
        )

    # ---- the study

    def _study(self) -> tuple[StudyCode, bool]:
        """The study that is judged, and whether the code is valid."""
        known = self.reference.study(self.code)
        if known is not None:
            self._other_codes()
            return known, True
        invalid = self.reference.invalid_code(self.code)
        if invalid is None:
            raise RequestError("unknown_cpt", self._unknown())
        described = self._described()
        if described is None:
            described = self.reference.study(invalid.meant)
            self._warn("study_assumed", f"{self.code} is no valid CPT code and no order describes the study")
        else:
            self._warn("study_from_order", f"{self.code} is no valid CPT code: the study of the order is judged")
        if described is None:
            raise RequestError("unknown_cpt", self._unknown())
        return described, False

    def _described(self) -> StudyCode | None:
        """The study that the order in the notes describes, else the one whose code they give."""
        order = self.evidence.order
        if order.modality is not None and order.region is not None:
            return study_for(self.reference, order.modality, order.region, order.contrast)
        codes = (self.reference.study(code) for code in self._noted_codes())
        return next((study for study in codes if study is not None), None)

    def _as_ordered(self, entry: StudyCode) -> Study:
        """The study of a code; a code for several body parts takes the one that is ordered."""
        ordered = ordered_regions(self.evidence, entry.modality)
        fitting = [region for region in ordered if region in entry.regions]
        if ordered and not fitting and "whole_body" not in entry.regions:
            of = " or ".join(entry.regions)
            self._differs("region", f"{entry.code} is for {of}", " and ".join(ordered), self.evidence.order)
        self._compare_contrast(entry)
        region = entry.regions[0] if len(entry.regions) == 1 else next(iter(fitting), None)
        return Study(entry.modality, region, entry.regions, entry.contrast, entry.joint, entry.label)

    def _compare_contrast(self, entry: StudyCode) -> None:
        order = self.evidence.order
        same_study = order.modality == entry.modality and order.region in entry.regions
        if same_study and None not in (order.contrast, entry.contrast) and order.contrast != entry.contrast:
            self._differs("contrast", f"{entry.code} is {entry.contrast} contrast", str(order.contrast), order)

    def _noted_codes(self) -> list[str]:
        return [code.code for code in self.evidence.codes if code.system == "CPT"]

    def _other_codes(self) -> None:
        """Warn where the notes name other studies by code, and not the one that is asked for."""
        noted = [
            code for code in self._noted_codes() if self.reference.study(code) or self.reference.invalid_code(code)
        ]
        if noted and self.code not in noted:
            self._warn("request_disagrees", f"cpt: the request says {self.code}, the notes {', '.join(noted)}")

    def _unknown(self) -> str:
        known = ", ".join(study.code for study in self.reference.studies())
        return (
            f"CPT {self.code} is no study that mednec can judge; it knows {known}. "
            "Check the code, or add the study to criteria/reference/cpt.yaml"
        )

    # ---- the rest

    def _word(self, name: str) -> str | None:
        given = getattr(self.request, name)
        ours = None if given is None else self._meaning(name, given)
        if name == "laterality":
            return self._side(ours)
        noted = {
            "sex": self.evidence.patient.sex,
            "site_of_service": self.evidence.order.site,
            "urgency": self.evidence.order.urgency,
            "ordering_specialty": self.evidence.order.ordering_specialty,
        }.get(name)
        theirs = None if noted is None else self.reference.word(name, noted)
        return self._filled_or_compared(name, ours, theirs)

    def _meaning(self, name: str, given: str) -> str:
        word = self.reference.word(name, given)
        if word is None:
            raise RequestError(f"bad_{name}", f"{name} is one of {', '.join(self.reference.words(name))}")
        return word

    def _side(self, ours: str | None) -> str | None:
        """The side of the request, else of the CPT's modifier."""
        known = (self.reference.modifier(code) for code in self.modifiers)
        sided: list[Modifier] = [modifier for modifier in known if modifier is not None and modifier.side is not None]
        if not sided:
            return ours
        if ours is not None and ours != sided[0].side:
            self._warn("request_disagrees", f"laterality: {ours} is asked for, the modifier says {sided[0].side}")
        return ours or sided[0].side

    def _filled_or_compared(self, name: str, ours: str | None, theirs: str | None) -> str | None:
        if ours is None:
            if theirs is not None:
                self.filled.append(name)
            return theirs
        if theirs is not None and theirs != ours:
            about = self.evidence.patient if name == "sex" else self.evidence.order
            self._differs(name, f"the request says {ours}", theirs, about)
        return ours

    def _age(self) -> float | None:
        patient = self.evidence.patient
        noted = patient.age
        if noted is None and patient.age_months is not None:
            noted = patient.age_months / 12
        if self.request.age is None:
            if noted is not None:
                self.filled.append("age")
            return noted
        if noted is not None and abs(noted - self.request.age) > _SAME_AGE_YEARS:
            self._differs("age", f"the request says {self.request.age:g}", f"{noted:g}", patient)
        return self.request.age

    def _diagnoses(self) -> tuple[str, ...]:
        noted = diagnosis_codes([code.code for code in self.evidence.codes if code.system != "CPT"])
        if not self.request.icd10:
            if noted:
                self.filled.append("icd10")
            return noted
        if noted and not set(noted) & set(self.request.icd10):
            said = ", ".join(self.request.icd10)
            self._warn("request_disagrees", f"icd10: the request says {said}, the notes {', '.join(noted)}")
        return self.request.icd10

    def _as_of(self) -> tuple[str | None, str | None]:
        ordered, served = self.request.order_date, self.request.date_of_service
        if ordered and served and served < ordered[: len(served)]:
            self._warn("dates_disagree", "the date of service lies before the date of the order")
        for name, day in (("date_of_service", served), ("order_date", ordered), ("note_date", self.evidence.note_date)):
            if day is not None:
                return day, name
        return None, None

    def _differs(self, name: str, ours: str, theirs: str, about: Any) -> None:
        warning = EvidenceWarning("request_disagrees", f"{name}: {ours}, the notes say {theirs}", about.mentions)
        self.warnings.append(warning)

    def _warn(self, code: str, text: str) -> None:
        self.warnings.append(EvidenceWarning(code, text))


def study_for(reference: Reference, modality: str, region: str, contrast: str | None = None) -> StudyCode | None:
    """The code of a study; without contrast, which is the usual study, where none is named."""
    fitting = [s for s in reference.studies() if s.modality == modality and region in s.regions]
    wanted = contrast or "without"
    return next((s for s in fitting if s.contrast in (wanted, None)), None)


def ordered_regions(evidence: Evidence, modality: str) -> list[str]:
    """The body parts for which the notes order a kind of study, that of the order first."""
    studies = [(evidence.order.modality, evidence.order.region)]
    studies += [(study.modality, study.region) for study in evidence.imaging if study.status == "ordered"]
    return list(dict.fromkeys(region for kind, region in studies if kind == modality and region is not None))


def _cpt(written: Any) -> str:
    text = "" if written is None or isinstance(written, bool) else str(written)
    code, modifiers = split_cpt(text)
    return "-".join((code, *modifiers))


def _day(name: str, written: str | datetime.date | None) -> str | None:
    """An ISO date, as precise as given."""
    if isinstance(written, datetime.date):
        return written.isoformat()[:10]
    text = _said(written)
    if text is None:
        return None
    match = _ISO.fullmatch(text)
    try:
        if match is None:
            raise ValueError
        year, month, day = (int(part or 1) for part in match.groups())
        datetime.date(year, month, day)
    except ValueError:
        raise RequestError("bad_date", f"{name} is an ISO date, such as 2026-05-04") from None
    return "-".join(part for part in match.groups() if part)


def _age(written: Any) -> float | None:
    if written is None or written == "" or (isinstance(written, float) and math.isnan(written)):
        return None
    try:
        age = float(written)
    except (TypeError, ValueError):
        age = -1
    if not 0 <= age <= _OLDEST:
        raise RequestError("bad_age", f"age is a number of years between 0 and {_OLDEST}")
    return age


def _state(written: Any) -> str | None:
    text = _said(written)
    if text is not None and not re.fullmatch(r"[A-Za-z]{2}", text):
        raise RequestError("bad_state", "state has two letters, such as OH")
    return text.upper() if text else None


def _said(written: Any) -> str | None:
    """A text without the spaces around it; what tables write for nothing is nothing."""
    if written is None or (isinstance(written, float) and math.isnan(written)):
        return None
    return str(written).strip() or None
