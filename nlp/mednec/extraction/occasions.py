"""Counts what is given once at a time: an injection told in the singular is one, the second is two, and none lasts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from mednec.evidence import Therapy
from mednec.extraction.treatments import Treatment
from mednec.extraction.wordsets import word_set

_ONE = word_set("a an one single first another 1st initial")
_ORDINALS = {"second": 2, "2nd": 2, "third": 3, "3rd": 3, "fourth": 4, "4th": 4}
_STOPS = word_set(", . ; : ( ) and or of with for no any without not if after")
_PLURALS = word_set("injections shots blocks esis epidurals steroids ablations tfesis tpis mbbs")
_REACH = 7


def is_single(words: Sequence[str], treatment: Treatment) -> bool:
    """Whether a treatment is one injection: it has a day, and no length."""
    if not treatment.name.endswith("_injection"):
        return False
    own = words[treatment.start : treatment.end + 1]
    return _PLURALS.isdisjoint(own)


def occasions(words: Sequence[str], treatment: Treatment, days: Iterable[str]) -> int | None:
    """How many injections a mention tells of, by its dates, its ordinal or its article; None when it does not say."""
    if not treatment.name.endswith("_injection"):
        return None
    dated = len(set(days))
    if dated > 1 or not is_single(words, treatment):
        return dated if dated > 1 else None
    for at in range(treatment.start - 1, max(-1, treatment.start - 1 - _REACH), -1):
        if words[at] in _STOPS:
            break
        if words[at] in _ORDINALS or words[at] in _ONE:
            return _ORDINALS.get(words[at], 1)
    told_once = dated or treatment.past or treatment.start_date or treatment.wording.lower().startswith("injected")
    return 1 if told_once else None


def sessions_over(therapies: Sequence[Therapy] | Sequence[Treatment]) -> int | None:
    """The count of a course told in several places: one told by one adds up by days, else what is told first."""
    counts = [t.sessions for t in therapies if t.sessions]
    days = {t.start_date for t in therapies if t.start_date and t.sessions == 1}
    if max(counts, default=0) <= 1 and len(days) > 1:
        return len(days)
    return max(counts) if 1 in counts else next(iter(counts), None)
