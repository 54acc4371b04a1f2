"""Studies, laboratory values and interventions: what was imaged, measured or operated on, and what is planned."""

from __future__ import annotations

from mednec.criteria.case import LIMBS, Case, in_order, within
from mednec.criteria.logic import MET, NOT_MET, UNDOCUMENTED, Proof, unique
from mednec.criteria.model import ImagingSpec, LabSpec, PlanSpec, ProcedureSpec
from mednec.evidence import ImagingStudy


def imaging(spec: ImagingSpec, case: Case) -> Proof:
    """Met when a study of this kind, region, status, result and age is documented."""
    studies = [s for s in in_order(case.evidence.imaging) if s.modality in spec.modalities and _placed(s, spec, case)]
    studies = [s for s in studies if not s.is_requested_study]
    fitting = [s for s in studies if s.status == spec.status]
    names = " or ".join(spec.modalities)
    if not fitting:
        denied = [s for s in studies if s.status == "not_done"]
        if denied:
            return Proof(NOT_MET, opposing=unique(m for s in denied for m in s.mentions), detail=f"no {names} was done")
        return Proof(UNDOCUMENTED, detail=f"no {names} of the {case.region} spine is documented")
    verdicts = [_verdict(s, spec, case) for s in fitting]
    detail = ", ".join(dict.fromkeys(_words(s) for s in fitting))
    for state, wanted in ((MET, True), (UNDOCUMENTED, None)):
        chosen = [s for s, v in zip(fitting, verdicts, strict=True) if v is wanted]
        if chosen:
            return Proof(state, unique(m for s in chosen for m in s.mentions), detail=detail)
    return Proof(NOT_MET, opposing=unique(m for s in fitting for m in s.mentions), detail=detail)


def _placed(study: ImagingStudy, spec: ImagingSpec, case: Case) -> bool:
    if study.modality == "emg_ncs":
        return study.region is None or study.region in LIMBS.get(case.region, ()) or study.region == case.region
    # "No films were taken" is of no region and denies them all; a film that was taken is of one.
    stated = study.region is not None or study.status == "not_done" or spec.where == "any"
    return stated and case.is_at(study.region, spec.where)


def _verdict(study: ImagingStudy, spec: ImagingSpec, case: Case) -> bool | None:
    answers: list[bool | None] = []
    if spec.results is not None:
        answers.append(None if study.result is None else study.result in spec.results)
    if spec.diagnoses is not None:
        named = set(study.diagnoses) & set(spec.diagnoses)
        answers.append(True if named else False if study.diagnoses else None)
    if spec.within_days is not None:
        answers.append(within(study.date, spec.within_days, case.as_of))
    return False if False in answers else None if None in answers else True


def _words(study: ImagingStudy) -> str:
    return " ".join(w for w in (study.modality, study.region, study.date, study.result) if w).replace("_", " ")


def lab(spec: LabSpec, case: Case) -> Proof:
    """Met when one of the values is out of range in this way."""
    found = [v for v in case.evidence.labs if v.test in spec.tests and v.status == "done"]
    fitting = [v for v in found if v.flag in spec.flags]
    if fitting:
        return Proof(MET, unique(m for v in fitting for m in v.mentions), detail=", ".join(v.test for v in fitting))
    if found and all(v.flag is not None for v in found):
        return Proof(NOT_MET, opposing=unique(m for v in found for m in v.mentions), detail="laboratory values normal")
    return Proof(UNDOCUMENTED, detail="laboratory values are not documented")


def plan(spec: PlanSpec, case: Case) -> Proof:
    """Met when such an intervention is planned; silence is a no, for what is asked is that the plan be written."""
    planned = [
        p
        for p in case.evidence.planned_interventions
        if p.intervention in spec.interventions and p.status in spec.status and case.is_at(p.region, "study")
    ]
    fitting = [p for p in planned if spec.approaches is None or p.approach in spec.approaches]
    if fitting:
        words = ", ".join(f"{p.intervention.replace('_', ' ')} {p.status}" for p in fitting)
        return Proof(MET, unique(m for p in fitting for m in p.mentions), detail=words)
    unsaid = [p for p in planned if p.approach is None]
    if unsaid:
        told = unique(m for p in unsaid for m in p.mentions)
        return Proof(UNDOCUMENTED, told, detail="the approach of the injection is not documented")
    return Proof(NOT_MET, opposing=unique(m for p in planned for m in p.mentions), detail="no such plan is documented")


def procedure(spec: ProcedureSpec, case: Case) -> Proof:
    """Met when surgery of the region is documented."""
    operations = [p for p in case.evidence.procedures if p.status == "done" and case.is_at(p.region, spec.where)]
    found = case.findings("prior_spine_surgery", spec.where)
    done = [f for f in found if f.status in ("present", "historical")]
    told = [m for p in operations for m in p.mentions]
    told += [m for f in done for m in f.mentions if m.status != "absent"]
    if told:
        return Proof(MET, unique(told), detail="spine surgery")
    if found:
        return Proof(NOT_MET, opposing=unique(m for f in found for m in f.mentions), detail="no spine surgery")
    return Proof(UNDOCUMENTED, detail="spine surgery is not mentioned")
