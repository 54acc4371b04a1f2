"""Checks the codes of a request: the study's against the order, the diagnoses' against the table and the notes.

Coding never changes a decision; it goes to the risk. Every finding is a suggestion to a person, no code is changed.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from mednec.criteria import icd10
from mednec.criteria.contrast import contrast_problems
from mednec.criteria.icd10 import Hints
from mednec.criteria.problems import CodingProblem, coding_problem
from mednec.criteria.reference import Reference, shipped
from mednec.criteria.reference_shapes import Icd10File, SpecificDiagnosis
from mednec.criteria.request import ResolvedRequest, ordered_regions, study_for
from mednec.evidence import Evidence, Finding, Mention

_LETTERS = {"cervical": "C", "thoracic": "T", "lumbar": "LS"}
_SYMPTOMS = "R"
_ADVANCED = ("mri", "ct", "myelogram", "pet")


def check_coding(
    resolved: ResolvedRequest, evidence: Evidence, reference: Reference | None = None
) -> tuple[CodingProblem, ...]:
    """Everything that is wrong with the codes, the study's first; the ICD-10-CM table is read only for diagnoses."""
    known = reference or shipped()
    found = [*_study_problems(resolved, evidence, known), *contrast_problems(resolved, evidence, known)]
    if resolved.icd10:
        found += _Diagnoses(resolved, evidence, known).problems()
    return tuple(dict.fromkeys(found))


# ---- the study


def _study_problems(resolved: ResolvedRequest, evidence: Evidence, reference: Reference) -> Iterator[CodingProblem]:
    if not resolved.cpt_valid:
        invalid = reference.invalid_code(resolved.cpt)
        reason = "unknown" if invalid is None else invalid.text
        yield coding_problem(reference, "cpt_invalid", resolved.cpt, (resolved.judged_cpt,), reason=reason)
        return
    yield from _other_study(resolved, evidence, reference)
    yield from _side(resolved, reference)


def _other_study(resolved: ResolvedRequest, evidence: Evidence, reference: Reference) -> Iterator[CodingProblem]:
    """The code stands for none of the studies that are ordered."""
    order, study = evidence.order, resolved.study
    asked = None if order.region is None or order.modality is None else study_for(
        reference, order.modality, order.region, order.contrast or study.contrast
    )  # fmt: skip
    suggestion = () if asked is None else (asked.code,)
    ordered = {s.modality for s in evidence.imaging if s.status == "ordered"} | {order.modality}
    if study.modality not in ordered:
        if order.modality in _ADVANCED:
            names = {"of": study.modality.upper(), "asked": order.modality.upper()}
            yield coding_problem(reference, "cpt_modality", resolved.cpt, suggestion, **names)
        return
    regions = ordered_regions(evidence, study.modality)
    if regions and not {"whole_body", *regions} & set(study.regions):
        of, wanted = _named(study.regions), _named(regions)
        yield coding_problem(reference, "cpt_region", resolved.cpt, suggestion, of=of, asked=wanted)


def _side(resolved: ResolvedRequest, reference: Reference) -> Iterator[CodingProblem]:
    sided = any((m := reference.modifier(code)) is not None and m.side is not None for code in resolved.modifiers)
    if resolved.region in _LETTERS and (sided or resolved.laterality is not None):
        yield coding_problem(reference, "side_on_spine", resolved.cpt, (resolved.cpt,))
    if resolved.study.joint and resolved.laterality is None:
        yield coding_problem(reference, "side_missing", resolved.cpt, (f"{resolved.cpt}-RT", f"{resolved.cpt}-LT"))


# ---- the diagnoses


class _Diagnoses:
    """The diagnoses of one request beside the table, each other, the study and the notes."""

    def __init__(self, resolved: ResolvedRequest, evidence: Evidence, reference: Reference) -> None:
        self.resolved = resolved
        self.evidence = evidence
        self.reference = reference
        self.region = resolved.region
        self.hints = Hints(self.region, documented_levels(evidence, self.region, reference), resolved.laterality)
        self.valid = [code for code in resolved.icd10 if icd10.well_formed(code) and icd10.is_valid(code)]

    def problems(self) -> Iterator[CodingProblem]:
        for code in self.resolved.icd10:
            yield from self._of_code(code)
        for one, other in combinations(self.valid, 2):
            yield from self._excluded(one, other)
        yield from self._regions()
        yield from self._sides()
        yield from self._unsupported()
        yield from self._nonspecific()

    def _say(self, kind: str, code: str, suggestion: tuple[str, ...] = (), **said: str) -> CodingProblem:
        return coding_problem(self.reference, kind, code, suggestion, **said)

    # each code by itself

    def _of_code(self, code: str) -> Iterator[CodingProblem]:
        if icd10.is_icd9(code):
            yield self._say("icd9", code)
        elif not icd10.well_formed(code):
            yield self._say("format", code)
        elif icd10.lacks_seventh_character(code):
            header = code if code in self.valid else icd10.nearest_header(code)
            yield self._say("seventh_character", code, self._narrowed(header))
        elif code not in self.valid:
            yield self._say("unknown", code, self._narrowed(icd10.nearest_header(code)))
        else:
            yield from self._of_valid_code(code)

    def _of_valid_code(self, code: str) -> Iterator[CodingProblem]:
        split = [s for file in self._files() for s in file.split if icd10.below(code, (s.code,))]
        as_of = self.resolved.as_of or ""
        early = next((s for s in split if as_of and as_of < s.on[: len(as_of)]), None)
        if early is not None:
            if code != early.code:
                yield self._say("not_yet", code, (early.code,), asked=early.on)
        elif not icd10.is_billable(code):
            yield self._say("header", code, self._narrowed(code))
        elif self._of_study(code) and (better := icd10.fits_better(code, self.hints, self.reference)):
            yield self._say("unspecified", code, better)

    def _narrowed(self, header: str | None) -> tuple[str, ...]:
        return () if header is None else icd10.narrowed(header, self.hints, self.reference)

    def _files(self) -> Iterator[Icd10File]:
        return self.reference.files(Icd10File)

    # codes beside each other

    def _excluded(self, one: str, other: str) -> Iterator[CodingProblem]:
        """One problem a pair: the code whose own note names the other has to go, a definite note first."""
        notes = [(a, b, note.unspecified) for a, b in ((one, other), (other, one)) for note in icd10.exclusions(a)
                 if note.names(b)]  # fmt: skip
        if notes:
            goes, stays, unspecified = min(notes, key=lambda n: n[2])
            yield self._say("excludes1_unspecified" if unspecified else "excludes1", goes, (stays,), of=stays)

    # codes beside the study

    def _of_study(self, code: str) -> bool:
        regions = icd10.regions_of(code, self.reference)
        return not regions or not regions.isdisjoint(self.resolved.study.regions)

    def _regions(self) -> Iterator[CodingProblem]:
        """A diagnosis of another body part; blocking where no diagnosis of the request can carry the study.

        A code that names no body part (a bone metastasis) may well be the reason; a mere symptom is not.
        """
        if "whole_body" in self.resolved.study.regions:
            return
        elsewhere = [code for code in self.valid if not self._of_study(code)]
        carried = any(code not in elsewhere and not code.startswith(_SYMPTOMS) for code in self.valid)
        for code in elsewhere:
            yield self._say(
                "region_beside" if carried else "region", code,
                of=_named(sorted(icd10.regions_of(code, self.reference))), asked=_named(self.resolved.study.regions),
            )  # fmt: skip

    def _sides(self) -> Iterator[CodingProblem]:
        other = {"left": "right", "right": "left"}.get(self.resolved.laterality or "")
        if other is None or not self.resolved.study.joint:
            return
        for code in self.valid:
            if self._of_study(code) and other in icd10.description(code).lower().split():
                yield self._say("side_differs", code, of=other, asked=str(self.resolved.laterality))

    def _unsupported(self) -> Iterator[CodingProblem]:
        for file in self._files():
            for row in file.unsupported:
                for code in self.valid:
                    if row.modality == self.resolved.modality and icd10.below(code, row.codes):
                        yield self._say("unsupported", code, reason=row.text)

    # codes beside the notes

    def _nonspecific(self) -> Iterator[CodingProblem]:
        """A code for the pain alone while a disease of this part of the spine is documented, and no code names it."""
        vague = [code for code in self.valid if self._is_vague(code) and self._of_study(code)]
        named = [code for code in self.valid if not self._is_vague(code) and icd10.regions_of(code, self.reference)]
        if not vague or any(self._of_study(code) for code in named):
            return
        specific = documented_diagnosis(self.evidence, self.region, self.reference)
        if specific is None or self.region not in specific.codes:
            return
        for code in vague:
            yield self._say("nonspecific", code, self._narrowed(specific.codes[self.region]), reason=specific.label)

    def _is_vague(self, code: str) -> bool:
        return any(icd10.below(code, group.codes) for file in self._files() for group in file.nonspecific)


def documented_diagnosis(evidence: Evidence, region: str | None, reference: Reference) -> SpecificDiagnosis | None:
    """The most telling diagnosis that stands documented as present in a region of the spine."""
    present = {f.concept for f in evidence.findings if f.status == "present" and f.region in (None, region)}
    rows = (row for file in reference.files(Icd10File) for row in file.specific)
    return next((row for row in rows if present.issuperset(row.concepts)), None)


def documented_levels(evidence: Evidence, region: str | None, reference: Reference) -> tuple[str, ...]:
    """The disc levels of a region that the notes name for a disease, else those of the roots; the highest first."""
    diseases = {concept for file in reference.files(Icd10File) for row in file.specific for concept in row.concepts}
    places = [p for f in evidence.findings if f.region in (None, region) for p in _places(f)]
    levels = {p.level for f, p in places if p.level and "-" in p.level and f.concept in diseases}
    if not levels:
        roots = {p.root for f, p in places if p.root} | {c.root for c in evidence.complaints if c.root}
        table = {
            root: level
            for file in reference.files(Icd10File)
            for row in file.roots
            for root, level in row.roots.items()
        }
        levels = {table[root] for root in roots if root in table}
    return tuple(sorted((level for level in levels if level[0] in _LETTERS.get(region or "", "")), key=_height))


def _places(finding: Finding) -> Iterator[tuple[Finding, Finding | Mention]]:
    if finding.status == "present":
        yield finding, finding
        yield from ((finding, mention) for mention in finding.mentions if mention.status == "present")


def _height(level: str) -> tuple[int, int]:
    """Where a level lies, from the top: C5-C6 before C6-C7, and L4-L5 before L5-S1."""
    upper = level.partition("-")[0]
    return "CTLS".index(upper[0]), int(upper[1:])


def _named(regions: tuple[str, ...] | list[str]) -> str:
    names = (f"{region} spine" if region in _LETTERS else region.replace("_", " ") for region in regions)
    return " or ".join(names)
