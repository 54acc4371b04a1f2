"""What a change of a criteria set does to a cohort: the decisions at every value of one of its parameters."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from mednec.criteria.assess import assess
from mednec.criteria.loader import CriteriaLibrary, load_criteria, parameters_of
from mednec.criteria.request import ImagingRequest
from mednec.errors import CriteriaError
from mednec.evidence import Evidence


@dataclass(frozen=True, slots=True)
class Sweep:
    """Decisions of one set by the value of a parameter, in the order of the cases; ``own`` is the set's own value.

    A decision is None where the set does not cover the study.
    """

    payer: str
    set_id: str
    parameter: str
    own: float
    decisions: Mapping[float, tuple[str | None, ...]]

    @property
    def decided(self) -> int:
        """How many cases the set covers."""
        return next((sum(d is not None for d in taken) for taken in self.decisions.values()), 0)

    def share(self, value: float, decision: str) -> float:
        """The share (0 to 1) of the covered cases that have a decision at a value."""
        return self.decisions[value].count(decision) / self.decided


def sweep(
    cases: Iterable[tuple[Evidence, ImagingRequest]],
    set_id: str,
    parameter: str,
    values: Iterable[float],
    *,
    overlays: Iterable[Path | str] = (),
) -> Sweep:
    """Judge every case by one set at each value of a parameter, whatever version holds on the case's date.

    Args:
        cases: Evidence and request.
        set_id: As ``mednec criteria list`` gives it.
        parameter: One of the set's parameters, such as ``minimum_days``.
        values: To put in its place.
        overlays: Directories of your own criteria.

    Raises:
        CriteriaError: there is no such set, the set has no such number, or a value is not a possible one.
    """
    folders, judged = tuple(overlays), tuple(cases)
    own = parameters_of(set_id, *folders).get(parameter)
    if isinstance(own, bool) or not isinstance(own, int | float):
        raise CriteriaError(f"set '{set_id}' has no parameter '{parameter}' that is a number")
    found = {
        value: decisions(judged, set_id, load_criteria(*folders, parameters={set_id: {parameter: value}}))
        for value in values
    }
    return Sweep(load_criteria(*folders).by_id(set_id).payer, set_id, parameter, float(own), found)


def decisions(
    cases: Iterable[tuple[Evidence, ImagingRequest]], set_id: str, library: CriteriaLibrary | None = None
) -> tuple[str | None, ...]:
    """The decision of one set on every case, whatever version holds on its date; None for a study it does not cover.

    Raises:
        CriteriaError: there is no such set.
    """
    alone = (library or load_criteria()).as_only_version(set_id)
    payer = alone.by_id(set_id).payer
    return tuple(assess(evidence, request, payer, criteria=alone)[0].decision for evidence, request in cases)
