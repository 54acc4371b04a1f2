"""Profiles from vendors' guide pages: Kaiser Permanente and CareSource (criteria-facts 3.8, 3.9, 18.1)."""

from __future__ import annotations

from mednec.corpus.oracle import signs
from mednec.corpus.oracle.care import any_mix
from mednec.corpus.oracle.evolent import evolent
from mednec.corpus.oracle.record import Record
from mednec.corpus.oracle.verdict import Answer, State, all_of, any_of, either, met, not_met, unknown

_SIX_WEEKS = 42
_ADULT = 18


def kaiser_permanente(record: Record) -> Answer:
    """(films often AND a trial) OR red flag, with a documented examination: 3.8; six weeks assumed (18.1)."""
    answer = all_of(
        signs.region_of_request(record),
        _documented(record),
        any_of(any_mix(record, _SIX_WEEKS), _kaiser_flags(record)),
    )
    return _for_children(record, answer)


def caresource(record: Record) -> Answer:
    """The stricter of Evolent's criteria and the seed profile: 3.9.

    Reference decisions that were made elsewhere take the profile alone, so that its answer is a fair reading too.
    """
    seed = all_of(
        signs.region_of_request(record),
        any_of(any_mix(record, _SIX_WEEKS), _other_flags(record)),
    )
    profile = _for_children(record, seed)
    return all_of(evolent(record), profile).or_else(*profile.allowed)


def _for_children(record: Record, answer: Answer) -> Answer:
    """The profile does not speak of children (contract: insufficient where a set has no pediatric arm)."""
    if record.age >= _ADULT:
        return answer
    child = unknown("the profile does not speak of children")
    return child.or_else(*answer.allowed) if answer.state != State.NOT_MET else answer.or_else(State.UNKNOWN)


def _documented(record: Record) -> Answer:
    """Motor, sensory and reflex examination, onset, severity: what the profile lists as documents (3.8 DOCS)."""
    missing = [part for part in ("motor", "sensory", "reflexes") if part not in record.tested]
    if missing:
        # A missing document raises the risk of denial; whether it decides is not said.
        return unknown(f"{' and '.join(missing)} examination not documented").or_else(State.MET)
    complete = record.complaint_days is not None and record.score is not None
    return met("") if complete else met("").or_else(State.UNKNOWN)


def _trauma(record: Record) -> Answer:
    """Acute trauma of more than trivial force (18.1)."""
    energy = signs.recent_trauma(record)
    if energy == "high":
        return met("acute trauma")
    if energy is not None:
        return not_met("the injury was a minor one").or_else(State.UNKNOWN, State.MET)
    return not_met()


def _kaiser_flags(record: Record) -> Answer:
    """Acute trauma, suspected malignancy or infection, progressive deficit, weight loss, fever (3.8)."""
    constitutional = met("fever or weight loss") if record.has("fever", "weight_loss") else not_met()
    cauda = signs.cauda_equina(record)
    return any_of(
        _trauma(record),
        constitutional,
        signs.as_stated(signs.suspected_tumor(record)),
        signs.as_stated(signs.suspected_infection(record)),
        signs.progressive_deficit(record),
        # Emergencies may go ahead without authorization (3.8 EMERGENCY).
        cauda,
        _reading(signs.cord(record), "myelopathy is an indication, and no named red flag"),
        _reading(signs.major_weakness(record), "major weakness is no named red flag unless it progresses"),
        _reading(signs.suspected_fracture(record), "suspected fracture is no named red flag"),
        _reading(signs.known_cancer(record), "cancer in the history, malignancy not suspected"),
    )


def _reading(answer: Answer, why: str) -> Answer:
    """Something that the profile does not name but a reviewer may take for what it names."""
    return either(why) if answer.state == State.MET else answer.or_else(State.NOT_MET) if answer.why else answer


def _other_flags(record: Record) -> Answer:
    """Acute trauma, progressive deficit, "other" red flags (3.9): the ones that every set has.

    Cancer in the history, not suspected in the spine, is one for some sets only.
    """
    cancer = signs.known_cancer(record)
    return any_of(
        _trauma(record),
        signs.progressive_deficit(record),
        signs.cauda_equina(record),
        signs.cord(record),
        signs.major_weakness(record),
        cancer.or_else(*State) if cancer.why else cancer,
        signs.as_stated(signs.suspected_tumor(record)),
        signs.as_stated(signs.suspected_infection(record)),
        _reading(signs.suspected_fracture(record), "suspected fracture, not named in the profile"),
    )
