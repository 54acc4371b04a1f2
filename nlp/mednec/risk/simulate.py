"""A stochastic adjudicator: reviewers who see what is documented, miss things, differ, and deny for other reasons too.

The reviewer is given an assessment of what the documents say (never of what is true), goes through one criteria set
requirement by requirement, and answers. Answers are first decisions: denied or not, as the published rates count them.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from mednec.criteria.assessment import Assessment, RequirementResult
from mednec.risk.adjudicator import Adjudicator
from mednec.risk.features import REFERENCE_DAYS, SATISFIED, Features, Way, features_of, gates_of, is_refused, ways

Flags = npt.NDArray[np.bool_]
Numbers = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Answers:
    """What so many reviewers answered to one case; arrays of one entry a reviewer.

    denied: at first, for whatever reason; to_peer: a peer-to-peer call was held; technical: denied beside the criteria.
    """

    denied: Flags
    to_peer: Flags
    technical: Flags


def reviewed(
    case_id: str,
    documented: Assessment,
    adjudicator: Adjudicator,
    reviewers: int | None = None,
    seed: int | None = None,
) -> Answers:
    """The answers of independent reviewers to one case; the same for the same case, payer, parameters and seed.

    Args:
        case_id: Names the case in the random stream, so that no case depends on the others.
        documented: Of what the documents say, by one payer's set.
        adjudicator: The parameters.
        reviewers: How many; as the parameters say when left out.
        seed: Another seed than the parameters'.
    """
    number = reviewers or adjudicator.reviewers_per_case
    start = adjudicator.seed if seed is None else seed
    rng = np.random.default_rng([start, zlib.crc32(f"{case_id}/{documented.payer}".encode())])
    return _Review(documented, adjudicator, number, rng).answers()


class _Review:
    """One case before so many reviewers."""

    def __init__(self, documented: Assessment, adjudicator: Adjudicator, number: int, rng: np.random.Generator) -> None:
        self.case = documented
        self.by = adjudicator
        self.number = number
        self.numbers = features_of(documented)
        self.rng = rng
        differs = adjudicator.disagreement.between_reviewers
        strictness = adjudicator.payers.strictness.get(documented.payer, 0.0)
        self.strictness: Numbers = strictness + rng.normal(0.0, 1.0, number) * differs

    def chance(self, share: float | Numbers) -> Flags:
        """True in this share of the reviewers."""
        drawn: Flags = self.rng.random(self.number) < share
        return drawn

    def answers(self) -> Answers:
        technical = self._technical()
        approved, refused = self._holistic() if self.by.style == "holistic" else self._itemwise()
        approved &= ~self._delegate_refuses()
        after = self.by.after_refusal
        to_peer = ~approved & self.chance(after.to_peer)
        overturned = self.chance(np.where(refused, after.peer_overturns_refused, after.peer_overturns_open))
        asked = ~approved & ~to_peer & ~refused & self.chance(after.asked_again) & self.chance(after.records_suffice)
        denied = technical | ~(approved | (to_peer & overturned) | asked)
        return Answers(denied, to_peer, technical)

    # ---- by the criteria

    def _itemwise(self) -> tuple[Flags, Flags]:
        """Whether every requirement of some way is taken for satisfied, and whether one is refused on all of them."""
        seen = {id(r): self._accepts(r) for r in self.case.requirements}
        every: Flags = np.ones(self.number, dtype=bool)
        approved = np.zeros(self.number, dtype=bool)
        for way in ways(self.case) or [Way(None, gates_of(self.case))]:
            if way.pathway is not None:
                approved |= np.logical_and.reduce([seen[id(r)] for r in way.requirements] or [every])
        return approved, np.full(self.number, self._is_refused())

    def _is_refused(self) -> bool:
        return bool(self.numbers["refused"])

    def _accepts(self, requirement: RequirementResult) -> Flags:
        """Whether each reviewer takes a requirement for satisfied."""
        state = requirement.state
        own = self.rng.normal(0.0, 1.0, self.number) * self.by.disagreement.within_reviewer
        accepted = self.chance(_logistic(self._log_odds(requirement, state) - self.strictness + own))
        if state not in SATISFIED:
            return accepted
        places = len(requirement.evidence)
        missed = self.by.missing.several_places if places > 1 else self.by.missing.single_place
        unseen = self.chance(_logistic(self.by.acceptance.undocumented - self.strictness + own))
        return np.where(self.chance(missed), unseen, accepted)

    def _log_odds(self, requirement: RequirementResult, state: str) -> float:
        known = self.by.acceptance
        if state in SATISFIED:
            return known.met_low_confidence if requirement.confidence == "low" else known.met
        base = {"undocumented": known.undocumented, "conflicting": known.conflicting}.get(state, known.not_met)
        base = known.not_met if is_refused(requirement) else base
        margin = requirement.margin_days
        if margin is None:
            return base
        return base + known.nearly_there * max(0.0, 1 + min(margin, 0.0) / REFERENCE_DAYS)

    def _holistic(self) -> tuple[Flags, Flags]:
        """A yes by the weight of the whole case: what is open and what is refused count, no item decides alone."""
        known = self.by.holistic
        numbers = [self._burden(way) for way in ways(self.case)] or [-9.0]
        noise = self.rng.normal(0.0, 1.0, self.number) * known.noise
        yes = self.chance(_logistic(max(numbers) - self.strictness + noise))
        return yes, np.full(self.number, self._is_refused())

    def _burden(self, way: Way) -> float:
        known = self.by.holistic
        unmet = [r for r in way.requirements if r.state not in SATISFIED]
        refused = [r for r in unmet if is_refused(r)]
        unsure = [r for r in way.requirements if r.state in SATISFIED and r.confidence == "low"]
        near = [max(0.0, 1 + r.margin_days / REFERENCE_DAYS) for r in unmet if r.margin_days and r.margin_days < 0]
        open_items = known.per_open * len(unmet) + known.per_refused * len(refused) + known.per_unsure * len(unsure)
        return known.base + open_items + known.near * max(near, default=0.0)

    def _delegate_refuses(self) -> Flags:
        """Where the delegate's stricter criteria count instead of the payer's own."""
        delegate = self.case.delegate
        if delegate is None or delegate.decision in (None, "meets"):
            return np.zeros(self.number, dtype=bool)
        return self.chance(self.by.delegate.applies_own_criteria)

    # ---- beside the criteria

    def _technical(self) -> Flags:
        """Denied for codes, site, the wrong reviewer, or what the notes never show."""
        return self.chance(technical_share(self.numbers, self.case, self.by))


def technical_share(numbers: Features, case: Assessment, adjudicator: Adjudicator) -> float:
    """The share of reviews that end in a denial beside the criteria."""
    known = adjudicator.technical
    warnings = sum(p.severity == "warning" for p in case.coding)
    passed = (1 - known.floor) * (1 - known.coding_warning) ** warnings
    passed *= 1 - known.coding_blocking * numbers["coding_blocking"]
    passed *= 1 - known.site_questioned * numbers["site_questioned"]
    passed *= 1 - known.reviewer_unsure * numbers["reviewer_unsure"]
    passed *= 1 - known.wrong_reviewer * numbers["reviewer_wrong"]
    return 1 - passed


def _logistic(log_odds: Numbers) -> Numbers:
    return 1 / (1 + np.exp(-log_odds))


def shares_by_decision(
    cases: Sequence[tuple[str, Assessment]], adjudicator: Adjudicator
) -> dict[str, dict[str, float]]:
    """The shares denied and sent to a peer, by the decision of the criteria; what the published rates are held to."""
    found: dict[str, list[tuple[float, float]]] = {}
    for case_id, documented in cases:
        answers = reviewed(case_id, documented, adjudicator)
        shares = (float(answers.denied.mean()), float(answers.to_peer.mean()))
        found.setdefault(str(documented.decision), []).append(shares)
    return {
        decision: {"denied": float(np.mean([d for d, _ in rows])), "to_peer": float(np.mean([p for _, p in rows]))}
        for decision, rows in found.items()
    }
