"""The denial risk of cases beside how simulated reviews of them end.

The risk is told of what was extracted; the reviewers see what gold documents. They are those of the risk model's own
evaluation (``mednec risk evaluate``), drawn with another seed than its training's.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from mednec.corpus.case_rows import CaseRow
from mednec.corpus.risk_scores import RiskPoint
from mednec.criteria.assessment import Assessment
from mednec.risk.adjudicator import Adjudicator, load_adjudicator
from mednec.risk.artefact import RiskFormula, load_formula, probability
from mednec.risk.evaluation import EVALUATION_REVIEWERS, EVALUATION_SEED
from mednec.risk.features import features_of
from mednec.risk.judgeable import reason_against
from mednec.risk.simulate import reviewed


@dataclass(frozen=True, slots=True)
class SimulatedReviews:
    """The shipped risk model before the shipped reviewers."""

    formula: RiskFormula
    adjudicator: Adjudicator

    @classmethod
    def shipped(cls) -> SimulatedReviews:
        """Both as they come with mednec."""
        return cls(load_formula(None), load_adjudicator(None))

    def __call__(
        self, case: CaseRow, extracted: Sequence[Assessment], documented: Sequence[Assessment]
    ) -> tuple[RiskPoint, ...]:
        """One point a payer of whom a risk can be told."""
        seen = {answer.payer: answer for answer in documented if reason_against(answer) is None}
        told = (answer for answer in extracted if answer.payer in seen and reason_against(answer) is None)
        return tuple(self._point(case, answer, seen[answer.payer]) for answer in told)

    def _point(self, case: CaseRow, extracted: Assessment, documented: Assessment) -> RiskPoint:
        risk = probability(self.formula.log_odds(features_of(extracted), extracted.payer))
        answers = reviewed(case.id, documented, self.adjudicator, EVALUATION_REVIEWERS, EVALUATION_SEED)
        return RiskPoint(extracted.payer, risk, int(answers.denied.sum()), len(answers.denied))
