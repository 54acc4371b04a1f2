"""Whether a risk can be told of a case at all; if not, why."""

from __future__ import annotations

from mednec.criteria.assessment import GUIDELINE, NO_SET, NO_TEXT, Assessment

NO_AUTHORIZATION = "no authorization is required"
NO_CHILDREN = "the criteria set has no arm for children"


def reason_against(assessment: Assessment) -> str | None:
    """Why no number would be honest; None where one can be given."""
    if assessment.criteria_set is None:
        return NO_SET
    if assessment.decision is None:
        return GUIDELINE
    if assessment.risk_reason == NO_TEXT:
        return NO_TEXT
    if assessment.authorization_required is False:
        return NO_AUTHORIZATION
    if assessment.requirements and all(r.state == "not_applicable" for r in assessment.requirements):
        return NO_CHILDREN
    return None
