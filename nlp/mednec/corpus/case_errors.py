"""Sort what went wrong in a corpus of cases into kinds that a reader can go through one by one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from mednec.corpus.case_evaluation import CaseScore
from mednec.corpus.case_rows import CaseRow
from mednec.corpus.decision_scores import ON_EXTRACTED
from mednec.corpus.linking import COURSES
from mednec.corpus.metrics import Disagreement
from mednec.corpus.places import Quoted

FLIP, MISSED, INVENTED = "flip", "missed", "invented"
WRONG_ATTRIBUTE, WRONG_DECISION = "wrong attribute", "wrong decision"
KINDS = (FLIP, MISSED, INVENTED, WRONG_ATTRIBUTE, WRONG_DECISION)

# What a whole class of therapies got wrong stands again, and at its place, in the pairs of courses.
_SAID_BY_PAIRS = frozenset(
    {"therapies", "duration", "outcome", "therapy_sessions", "therapy_start_date", "therapy_end_date"}
)
_THINGS = frozenset({"finding", "imaging", COURSES})


@dataclass(frozen=True, slots=True)
class CaseError:
    """One disagreement of one case; ``what`` is compared (finding, link_agent, decision …), ``concept`` of what."""

    case: CaseRow
    kind: str
    what: str
    concept: str
    key: tuple[str | None, ...]
    gold: Any
    predicted: Any
    gold_places: tuple[Quoted, ...] = field(repr=False)
    predicted_places: tuple[Quoted, ...] = field(repr=False)
    reasons: str = field(repr=False)

    @property
    def rules(self) -> tuple[str, ...]:
        """The rules that fired, each once; for a decision the requirements that were weighed."""
        return tuple(dict.fromkeys(place.rule for place in self.predicted_places if place.rule))

    def to_dict(self) -> dict[str, Any]:
        """Plain values; places name their document."""
        return {
            "case": self.case.id,
            "style": self.case.style,
            "phenomena": list(self.case.phenomena),
            "kind": self.kind,
            "what": self.what,
            "concept": self.concept,
            "key": list(self.key),
            "gold": self.gold,
            "predicted": self.predicted,
            "gold_places": [_place(self.case, place) for place in self.gold_places],
            "predicted_places": [_place(self.case, place) for place in self.predicted_places],
            "reasons": self.reasons,
        }


def case_errors(scores: Iterable[CaseScore]) -> Iterator[CaseError]:
    """Every error, case by case."""
    for scored in scores:
        for d in scored.score.disagreements:
            if d.kind not in _SAID_BY_PAIRS:
                yield _error(scored.case, d)


def representative(errors: Iterable[CaseError], most: int) -> list[CaseError]:
    """At most so many errors of each kind, in the order of kinds: of many concepts first, and of many cases."""
    listed = list(errors)
    seen: Counter[tuple[str, ...]] = Counter()
    ranked = []
    for number, error in enumerate(listed):
        sorts = (error.kind, error.what, error.concept), (error.kind, error.case.id)
        ranked.append((sum(seen[sort] for sort in sorts), number, error))
        seen.update(sorts)
    ranked.sort(key=lambda item: item[:2])
    return [error for kind in KINDS for error in [e for _, _, e in ranked if e.kind == kind][:most]]


def _error(case: CaseRow, d: Disagreement) -> CaseError:
    concept = str(d.key[0]) if d.key else d.kind
    return CaseError(
        case, _kind(d), d.kind, concept, d.key, d.gold, d.predicted, d.gold_quotes, d.predicted_quotes, d.reasons
    )


def _kind(d: Disagreement) -> str:
    if d.kind == ON_EXTRACTED:
        return WRONG_DECISION
    if d.kind in _THINGS and d.predicted is None:
        return MISSED
    if d.kind in _THINGS and d.gold is None:
        return INVENTED
    return FLIP if d.kind == "finding" and {d.gold, d.predicted} == {"present", "absent"} else WRONG_ATTRIBUTE


def _place(case: CaseRow, place: Quoted) -> dict[str, Any]:
    span = place.span
    name, start = case.locate(span[0]) if span else (None, None)
    end = start + span[1] - span[0] if span and start is not None else None
    values = {"document": name, "start": start, "end": end, "text": place.text}
    made = {"status": place.status, "rule": place.rule, "cue": place.cue}
    return {**values, **{name: value for name, value in made.items() if value is not None}}
