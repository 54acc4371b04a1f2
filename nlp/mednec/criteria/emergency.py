"""Notices that come before any decision: evidence that must not wait for an authorization. The rules are data."""

from __future__ import annotations

from functools import lru_cache

from pydantic import Field, ValidationError

from mednec.criteria.case import Case
from mednec.criteria.evaluation import hinted
from mednec.criteria.files import read_yaml, shape_error
from mednec.criteria.loader import NOTICES
from mednec.criteria.logic import CONFLICTING, MET
from mednec.criteria.model import Sourced, Strict, Test
from mednec.criteria.predicates import prove
from mednec.resources import criteria_dir


class Notice(Sourced):
    """A text and the test that calls for it."""

    id: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    text: str = Field(min_length=10)
    when: Test


class NoticeFile(Strict):
    """The shape of a file of notices."""

    notices: list[Notice] = Field(min_length=1)


def emergency_notice(case: Case) -> str | None:
    """The notices that the evidence calls for, or None; evidence that is disputed calls for them too."""
    texts = [n.text for n in notices() if _called_for(n.when, case)]
    return " ".join(texts) or None


def _called_for(when: Test, case: Case) -> bool:
    """Met, or disputed with evidence for every part: a dispute over one part of two says nothing of the other."""
    state = prove(when, case).state
    return state == MET or (state == CONFLICTING and hinted(when, case))


@lru_cache(maxsize=1)
def notices() -> tuple[Notice, ...]:
    """All notices of criteria/notices.

    Raises:
        CriteriaError: a file is not of this shape; names file and line.
    """
    found: list[Notice] = []
    for path in sorted((criteria_dir() / NOTICES).glob("*.yaml")):
        data, text = read_yaml(path)
        try:
            found += NoticeFile.model_validate(data).notices
        except ValidationError as error:
            raise shape_error(path, text, error) from None
    return tuple(found)
