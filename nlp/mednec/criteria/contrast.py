"""Whether the contrast of the requested study fits what the notes document; suggestions only, never a decision."""

from __future__ import annotations

from collections.abc import Iterator

from mednec.criteria.problems import CodingProblem, coding_problem
from mednec.criteria.reference import Reference
from mednec.criteria.reference_shapes import ContrastFile, ContrastIndication
from mednec.criteria.request import ResolvedRequest, ordered_regions, study_for
from mednec.evidence import Evidence

_SPINE_AND_BRAIN = ("cervical", "thoracic", "lumbar", "brain")
_SUSPECTED = ("present", "possible")


def contrast_problems(resolved: ResolvedRequest, evidence: Evidence, reference: Reference) -> Iterator[CodingProblem]:
    """What a reviewer would say about the contrast of an MRI of spine or brain, if it is the study that is ordered."""
    if resolved.modality != "mri" or resolved.region not in _SPINE_AND_BRAIN:
        return
    ordered = ordered_regions(evidence, "mri")
    if (ordered and resolved.region not in ordered) or not (resolved.cpt_valid or evidence.order.contrast):
        return
    yield from _beside_the_order(resolved, evidence, reference)
    if resolved.contrast == "with":
        yield from _only(resolved, reference)
    elif resolved.contrast == "both":
        yield from _unneeded(resolved, evidence, reference)
    elif resolved.contrast == "without":
        yield from _needed(resolved, evidence, reference)
    if resolved.contrast in ("with", "both"):
        yield from _caution(resolved, evidence, reference)


def _caution(resolved: ResolvedRequest, evidence: Evidence, reference: Reference) -> Iterator[CodingProblem]:
    """What speaks against gadolinium: allergy, failing kidneys, pregnancy."""
    reasons = [c.reason.replace("_", " ") for c in evidence.contraindications if c.against == "gadolinium"]
    if evidence.patient.pregnancy in _SUSPECTED:
        reasons.append("pregnancy")
    if reasons:
        said = ", ".join(dict.fromkeys(reasons))
        yield coding_problem(
            reference, "contrast_caution", resolved.cpt, _codes(resolved, reference, "without"), reason=said
        )


def _beside_the_order(resolved: ResolvedRequest, evidence: Evidence, reference: Reference) -> Iterator[CodingProblem]:
    order = evidence.order
    same_study = (order.modality, order.region) == (resolved.modality, resolved.region)
    if (
        resolved.cpt_valid
        and same_study
        and order.contrast
        and resolved.contrast
        and order.contrast != resolved.contrast
    ):
        words = {"without": "without", "with": "with", "both": "without and with"}
        yield coding_problem(
            reference, "contrast_order", resolved.cpt, _codes(resolved, reference, order.contrast),
            of=words[resolved.contrast], asked=words[order.contrast],
        )  # fmt: skip


def _only(resolved: ResolvedRequest, reference: Reference) -> Iterator[CodingProblem]:
    entry = reference.study(resolved.judged_cpt)
    if entry is not None and entry.asks:
        suggestion = _codes(resolved, reference, "both") + _codes(resolved, reference, "without")
        yield coding_problem(reference, "contrast_only", resolved.cpt, suggestion, reason=entry.asks)


def _needed(resolved: ResolvedRequest, evidence: Evidence, reference: Reference) -> Iterator[CodingProblem]:
    for indication in _documented(resolved, evidence, reference, "needed"):
        suggestion = _codes(resolved, reference, "both")
        yield coding_problem(reference, "contrast_needed", resolved.cpt, suggestion, reason=indication.name)
        return


def _unneeded(resolved: ResolvedRequest, evidence: Evidence, reference: Reference) -> Iterator[CodingProblem]:
    supported = any(any(_documented(resolved, evidence, reference, kind)) for kind in ("needed", "either"))
    if not supported:
        yield coding_problem(reference, "contrast_unneeded", resolved.cpt, _codes(resolved, reference, "without"))


def _documented(
    resolved: ResolvedRequest, evidence: Evidence, reference: Reference, contrast: str
) -> Iterator[ContrastIndication]:
    for file in reference.files(ContrastFile):
        for indication in file.indications:
            if indication.contrast == contrast and _stands(indication, resolved, evidence):
                yield indication


def _stands(indication: ContrastIndication, resolved: ResolvedRequest, evidence: Evidence) -> bool:
    """Suspicion is enough: it is what the images are to settle."""
    statuses = (*_SUSPECTED, "historical") if indication.historical else _SUSPECTED
    found = any(
        finding.concept in indication.concepts
        and finding.status in statuses
        and finding.region in (None, resolved.region)
        for finding in evidence.findings
    )
    coded = bool(indication.codes) and any(code.startswith(indication.codes) for code in resolved.icd10)
    return found or coded or evidence.order.contrast_reason in indication.reasons


def _codes(resolved: ResolvedRequest, reference: Reference, contrast: str) -> tuple[str, ...]:
    region = resolved.region
    study = None if region is None else study_for(reference, resolved.modality, region, contrast)
    return () if study is None else (study.code,)
