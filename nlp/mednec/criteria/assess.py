"""``assess``: evidence and a request against payers' criteria, one Assessment each; pure, no text, no network."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from mednec.criteria.assessment import (
    GUIDELINE,
    NO_SET,
    NO_TEXT,
    Assessment,
    Assessments,
    DelegateAnswer,
    Fix,
    PathwayResult,
    Quote,
    RequirementResult,
)
from mednec.criteria.case import LIMBS, Case, parse_day
from mednec.criteria.coding import check_coding
from mednec.criteria.denials import DenialReason, denial_reason
from mednec.criteria.emergency import emergency_notice
from mednec.criteria.evaluation import (
    DOES_NOT_MEET,
    INSUFFICIENT,
    MEETS,
    Checked,
    Verdict,
    evaluate,
    rate,
)
from mednec.criteria.loader import CriteriaLibrary, load_criteria
from mednec.criteria.logic import CONFLICTING, MET, NOT_MET, UNDOCUMENTED
from mednec.criteria.model import CriteriaSet
from mednec.criteria.problems import CodingProblem
from mednec.criteria.request import ImagingRequest, ResolvedRequest, resolve
from mednec.criteria.routing import (
    WRONG_REVIEWER,
    SiteHint,
    authorization_required,
    resolve_payer,
    site_hint,
    turnaround,
    went_astray,
    who_reviews,
)
from mednec.errors import RequestError
from mednec.evidence import Evidence, EvidenceWarning, Mention

_STRICTNESS = {MEETS: 0, INSUFFICIENT: 1, DOES_NOT_MEET: 2}
_OPEN = frozenset({UNDOCUMENTED, CONFLICTING, NOT_MET})
_SAID_OTHERWISE = "(The notes say otherwise so far; facts stay as they are.)"
_CRITERIA_ALONE = "criteria alone tell no risk"


def assess(
    evidence: Evidence,
    request: ImagingRequest,
    payers: str | Iterable[str] | None = None,
    *,
    criteria: CriteriaLibrary | None = None,
) -> Assessments:
    """Hold a case against criteria sets.

    Args:
        evidence: Of a note or a packet, as ``extract`` gives it.
        request: The study, its diagnoses and what else is known; the notes fill the gaps.
        payers: Names of payers or plans ("Molina"); None takes every payer with a set for the study.
        criteria: Your own library (``load_criteria``); ours when left out.

    Returns:
        One answer per payer, in the order asked for (or by name). A payer without a set for the study gets an answer
        without a decision, which says so. It is a list that a notebook shows with the evidence.

    Raises:
        RequestError: the CPT code, a word of the request or a payer is unknown, or no set at all covers the study.
    """
    library = criteria or load_criteria()
    resolved = resolve(request, evidence)
    hearing = _Hearing(evidence, resolved, library)
    names = _payers(payers, resolved, library)
    if not names:
        covered = ", ".join(sorted({c for s in library.sets for c in s.criteria.applies.cpt}))
        raise RequestError("not_covered", f"no criteria set covers CPT {resolved.judged_cpt}; sets cover {covered}")
    return Assessments((hearing.assessment(payer) for payer in names), evidence)


def _payers(asked: str | Iterable[str] | None, resolved: ResolvedRequest, library: CriteriaLibrary) -> list[str]:
    known = library.payers()
    if asked is None:
        return [p for p in known if library.covering(resolved.judged_cpt, p)]
    names = [asked] if isinstance(asked, str) else list(asked)
    return list(dict.fromkeys(resolve_payer(n, resolved.line_of_business, known=known) for n in names))


@dataclass
class _Hearing:
    """One case and request; what does not depend on the payer is worked out once."""

    evidence: Evidence
    resolved: ResolvedRequest
    library: CriteriaLibrary

    @cached_property
    def as_of(self) -> date | None:
        written = self.resolved.as_of
        return parse_day(written + "-01-01"[len(written) - 4 :] if written and len(written) < 10 else written)

    @cached_property
    def case(self) -> Case | None:
        """The case for the region of the study; None for a study that is not of the spine."""
        region = self.resolved.region
        if region not in LIMBS:
            return None
        return Case(self.evidence, region, self.as_of, self.resolved.age, self.resolved.contrast)

    @cached_property
    def coding(self) -> tuple[CodingProblem, ...]:
        return check_coding(self.resolved, self.evidence)

    @cached_property
    def emergency(self) -> str | None:
        return emergency_notice(self.case) if self.case else None

    @cached_property
    def warnings(self) -> tuple[EvidenceWarning, ...]:
        found = [*self.evidence.warnings, *self.resolved.warnings]
        if self.resolved.as_of is None:
            text = "no date of service, order or note: give note_date or date_of_service, or windows cannot be judged"
            found.append(EvidenceWarning("no_date", text))
        return tuple(found)

    @property
    def silent(self) -> bool:
        """Whether the notes hold nothing that could be judged."""
        e = self.evidence
        return not (e.findings or e.therapies or e.complaints or e.imaging)

    # ---- one payer

    def assessment(self, payer: str) -> Assessment:
        """The answer of a payer's set for the day of the request."""
        found, version_warning = self.library.in_force(self.resolved.judged_cpt, payer, self.as_of)
        if found is None or self.case is None:
            return self._without_set(payer)
        notes = (*self.warnings, *([EvidenceWarning("version", version_warning)] if version_warning else []))
        if found.kind == "guideline":
            return self._guideline(found, self.case, notes)
        return self._coverage(found, self.case, notes)

    def _coverage(self, found: CriteriaSet, case: Case, warnings: tuple[EvidenceWarning, ...]) -> Assessment:
        verdict = evaluate(found, case)
        delegate, doubt = self._delegate(found, case, verdict)
        results = tuple(_results(verdict))
        best = verdict.best
        return Assessment(
            **self._common(found.payer),
            criteria_set=found.id,
            criteria_version=found.version,
            decision=verdict.decision,
            confidence="low" if doubt else verdict.confidence,
            open_questions=tuple(dict.fromkeys((*verdict.questions, *doubt))),
            pathway=best.pathway.id if best else None,
            risk_reason=NO_TEXT if self.silent else _CRITERIA_ALONE,
            requirements=results,
            pathways=tuple(
                PathwayResult(w.pathway.id, w.pathway.text, w.state, w.certainty) for w in verdict.open_pathways
            ),
            denial_reasons=tuple(self._denials(found.payer, verdict)),
            fixes=tuple(_fixes(verdict)),
            delegate=delegate,
            unknown=tuple(found.unknown),
            warnings=warnings,
        )

    def _guideline(self, found: CriteriaSet, case: Case, warnings: tuple[EvidenceWarning, ...]) -> Assessment:
        variant, proof = rate(found, case)
        rating = variant.ratings.get(case.contrast or "without") if variant else None  # type: ignore[call-overload]
        questions: list[str] = []
        if variant is None:
            questions.append("No clinical situation of the guideline fits what the notes document.")
        elif rating is None:
            questions.append("The summary that was read does not rate this contrast for the situation.")
        if variant and variant.question:
            questions.append(variant.question)
        shown: tuple[RequirementResult, ...] = ()
        if variant and proof:
            shown = (
                RequirementResult(
                    id=variant.id,
                    text=variant.text,
                    state=proof.state,
                    evidence=_quotes(proof.supporting),
                    opposing=_quotes(proof.opposing),
                    detail=proof.detail,
                    provenance=variant.provenance,
                    source=", ".join(variant.source),
                    confidence=variant.certainty,
                ),
            )
        return Assessment(
            **self._common(found.payer),
            criteria_set=found.id,
            criteria_version=found.version,
            decision=None,
            confidence=variant.certainty if variant else "low",
            open_questions=tuple(questions),
            rating=rating,
            variant=variant.id if variant else None,
            risk_reason=GUIDELINE,
            requirements=shown,
            unknown=tuple(found.unknown),
            warnings=warnings,
        )

    def _without_set(self, payer: str) -> Assessment:
        question = f"No published criteria of {payer} for CPT {self.resolved.judged_cpt} are part of this library."
        return Assessment(
            **self._common(payer),
            criteria_set=None,
            criteria_version=None,
            decision=None,
            confidence="low",
            open_questions=(question,),
            risk_reason=NO_SET,
            warnings=self.warnings,
        )

    def _common(self, payer: str) -> dict[str, Any]:
        """What every answer carries, whatever the set says."""
        r = self.resolved
        plan = self._plan(payer)
        need = authorization_required(
            plan, r.line_of_business, r.site_of_service, state=r.state, modality=r.modality, as_of=r.as_of
        )
        site = self._site(plan)
        reviewer = who_reviews(plan, r.line_of_business, r.state)
        hints = [need.text if need.required is not True else "", site.text if site.vector and r.site_of_service else ""]
        return {
            "payer": payer,
            "as_of": r.as_of,
            "cpt": r.cpt,
            "coding": self.coding,
            "reviewer": reviewer,
            "authorization_required": need.required,
            "emergency_notice": self.emergency,
            "turnaround": turnaround(plan, r.line_of_business, r.state, r.urgency, r.as_of),
            "_courses": self.evidence.therapies,
            "routing_hints": tuple(h for h in (*hints, reviewer.note) if h),
        }

    def _plan(self, payer: str) -> str:
        """The plan whose routing holds: that of the request where it belongs to the payer, else the payer itself."""
        named = self.resolved.plan
        if named is None:
            return payer
        try:
            judged_by = resolve_payer(named, self.resolved.line_of_business, known=self.library.payers())
        except RequestError:
            return payer
        return named if judged_by == payer else payer

    def _site(self, plan: str) -> SiteHint:
        r = self.resolved
        documented = [c.reason for c in self.evidence.contraindications if c.status == "present"]
        return site_hint(
            plan,
            r.site_of_service,
            r.age,
            documented,
            line_of_business=r.line_of_business,
            modality=r.modality,
            as_of=r.as_of,
        )

    def _denials(self, payer: str, verdict: Verdict) -> Iterator[DenialReason]:
        """Why a payer would deny: for what the criteria lack, the codes, the site, and the way the request went."""
        plan = self._plan(payer)
        yield from _reasons(verdict, self.coding, self._site(plan))
        r = self.resolved
        if went_astray(r.submitted_to, who_reviews(plan, r.line_of_business, r.state), self.library.payers()):
            yield denial_reason(WRONG_REVIEWER, None, NOT_MET)

    def _delegate(
        self, found: CriteriaSet, case: Case, verdict: Verdict
    ) -> tuple[DelegateAnswer | None, tuple[str, ...]]:
        """The answer of the delegate's set, and a doubt where it is the stricter of the two."""
        if found.delegate is None:
            return None, ()
        other, _ = self.library.in_force(self.resolved.judged_cpt, found.delegate, self.as_of)
        if other is None:
            return None, ()
        theirs = evaluate(other, case)
        pathway = theirs.best.pathway.id if theirs.best else None
        answer = DelegateAnswer(other.payer, other.id, theirs.decision, pathway, theirs.confidence)
        if _STRICTNESS[theirs.decision] <= _STRICTNESS[verdict.decision]:
            return answer, ()
        doubt = (
            f"The reviewing delegate's criteria ({other.payer}) are stricter here: {theirs.decision.replace('_', ' ')}."
        )
        return answer, (doubt,)


def _results(verdict: Verdict) -> Iterator[RequirementResult]:
    for gate in verdict.gates:
        yield _result(gate)
    for walked in verdict.open_pathways:
        for checked in walked.checked:
            yield _result(checked)


def _result(checked: Checked) -> RequirementResult:
    requirement, proof = checked.requirement, checked.proof
    return RequirementResult(
        id=requirement.id,
        text=requirement.text,
        state=checked.state,
        pathway=checked.pathway,
        margin_days=proof.margin_days,
        evidence=_quotes(proof.supporting),
        opposing=_quotes(proof.opposing),
        detail=proof.detail,
        provenance=requirement.provenance,
        source=", ".join(requirement.source),
        confidence=checked.certainty,
        waived_by=checked.waived_by,
        question=checked.questions[0] if checked.questions else None,
        care=proof.care,
    )


def _quotes(mentions: Iterable[Mention]) -> tuple[Quote, ...]:
    """The places of mentions, in order; of places that overlap the widest, so that no words stand twice."""
    kept: list[Mention] = []
    for mention in sorted(mentions, key=lambda m: (m.note_id or "", m.start, -m.end)):
        last = kept[-1] if kept else None
        if last is None or last.note_id != mention.note_id or mention.start >= last.end:
            kept.append(mention)
    return tuple(Quote(m.start, m.end, m.text, m.note_id) for m in kept)


def _missing(verdict: Verdict) -> list[Checked]:
    """What stands between the case and a yes on its nearest pathway: what is open before what is refused."""
    if verdict.decision == MEETS:
        return []
    nearest = verdict.best.checked if verdict.best and verdict.best.state != MET else ()
    found = [c for c in (*verdict.gates, *nearest) if c.state in _OPEN]
    return sorted(found, key=lambda c: c.state == NOT_MET)


def _reasons(verdict: Verdict, coding: Sequence[CodingProblem], site: SiteHint) -> Iterator[DenialReason]:
    """Why a payer would deny, each vector once: the requirements first, then the codes, then the site."""
    seen: set[str] = set()
    refused_first = sorted(_missing(verdict), key=lambda c: c.state != NOT_MET)
    for checked in refused_first:
        vector = checked.requirement.vector
        if vector not in seen:
            seen.add(vector)
            yield denial_reason(vector, checked.requirement.id, checked.state)
    for problem in coding:
        if problem.vector and problem.vector not in seen:
            seen.add(problem.vector)
            yield denial_reason(problem.vector, None, NOT_MET)
    if site.state == "questioned" and site.vector and site.vector not in seen:
        yield denial_reason(site.vector, None, NOT_MET)


def _fixes(verdict: Verdict) -> Iterator[Fix]:
    for checked in _missing(verdict):
        if checked.requirement.document:
            contrary = f" {_SAID_OTHERWISE}" if checked.state == NOT_MET else ""
            yield Fix(checked.requirement.id, f"If it is true: {checked.requirement.document}{contrary}")
