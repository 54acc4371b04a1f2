"""Traditional Medicare: the lumbar coverage determination L34220 (criteria-facts 3.7)."""

from __future__ import annotations

from mednec.corpus.oracle import signs
from mednec.corpus.oracle.care import Trial, anything, failed_trial, long_enough
from mednec.corpus.oracle.record import Record
from mednec.corpus.oracle.verdict import Answer, State, all_of, any_of, either, met, not_met, unknown

_FOUR_WEEKS = 28
_MONTH = 30
_ADULT = 18


def medicare(record: Record) -> Answer | None:
    """A month of symptoms with four weeks of care, or a red flag: 3.7, 4.1; None above the lumbar spine.

    No coverage text was found for neck and thorax, and the national determination is no test of indications.
    """
    if record.requested != "lumbar":
        return None
    if record.age < _ADULT:
        return all_of(signs.region_of_request(record), unknown("the determination does not speak of children"))
    return all_of(
        signs.region_of_request(record),
        any_of(
            all_of(_a_month(record), failed_trial(record, Trial(_FOUR_WEEKS, anything, failure=False))),
            _red_flags(record),
        ),
    )


def _a_month(record: Record) -> Answer:
    """Pain for a month at least."""
    return long_enough(record.complaint_days or (0, None), _MONTH, "symptoms")


def _red_flags(record: Record) -> Answer:
    """Red flags; the determination's own list was not read, so that the common ones stand in."""
    return any_of(
        signs.cauda_equina(record),
        signs.cord(record),
        signs.major_weakness(record),
        signs.progressive_deficit(record),
        _unread(signs.known_cancer(record)),
        signs.as_stated(signs.suspected_tumor(record)),
        signs.as_stated(signs.suspected_infection(record)),
        _unread(signs.suspected_fracture(record)),
        _unread(met("high-energy trauma") if signs.recent_trauma(record) == "high" else not_met()),
        either("symptoms after spine surgery") if record.has("prior_spine_surgery") else not_met(),
    )


def _unread(answer: Answer) -> Answer:
    """A red flag that other payers have; whether this text has it was not read."""
    return answer.or_else(*State) if answer.why else answer
