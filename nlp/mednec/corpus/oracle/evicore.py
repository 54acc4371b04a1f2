"""eviCore's spine guidelines, and what Cigna and UnitedHealthcare share with them (criteria-facts 3.1, 3.2)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from mednec.corpus.oracle import signs
from mednec.corpus.oracle.care import Trial, directed, failed_trial
from mednec.corpus.oracle.record import Record
from mednec.corpus.oracle.verdict import Answer, State, all_of, any_of, either, met, not_met, unknown

_SIX_WEEKS = 42
_TWELVE_WEEKS = 84
_THREE_MONTHS = 92
_SEVERE_CARE_DAYS = 7
_SEVERE_SCORE = 9
_ADULT = 18
_YEAR = 365
_SINCE_CHANGE_EDITION = date(2026, 2, 3)
"""From this edition care counts since onset or change; older ones asked for the last three months (1.1)."""


def evicore(record: Record) -> Answer:
    """eviCore, and Cigna, which uses its text: criteria-facts 3.1."""
    trial = Trial(_SIX_WEEKS, directed, since_change=True, directed=True)
    answer = _since_change(record, trial)
    if record.as_of < _SINCE_CHANGE_EDITION:
        older = Trial(_SIX_WEEKS, directed, within=_THREE_MONTHS, directed=True)
        answer = answer.or_else(_family(record, failed_trial(record, older)).state)
    return answer


def unitedhealthcare_commercial(record: Record) -> Answer:
    """UnitedHealthcare commercial: eviCore's family, care within the last twelve weeks: criteria-facts 3.2."""
    return _family(record, failed_trial(record, Trial(_SIX_WEEKS, directed, within=_TWELVE_WEEKS, directed=True)))


def unitedhealthcare_community(record: Record) -> Answer:
    """UnitedHealthcare Community Plan of Ohio: eviCore's family, care of the current episode: criteria-facts 3.2."""
    since_change = Trial(_SIX_WEEKS, directed, since_change=True, directed=True)
    answer = _since_change(record, since_change)
    # Whether a flare begins a new episode is not said.
    return answer.or_else(_family(record, failed_trial(record, replace(since_change, since_change=False))).state)


def _since_change(record: Record, trial: Trial) -> Answer:
    """The family's criteria with care since the last change; that any new symptom restarts the clock is a reading."""
    answer = _family(record, failed_trial(record, trial))
    if record.change != "new_symptom":
        return answer
    return answer.or_else(_family(record, failed_trial(replace(record, change="recurred"), trial)).state)


def _family(record: Record, conservative: Answer) -> Answer:
    """Base AND (redflag OR cons_path OR specific_section), criteria-facts 3.1."""
    if record.age < _ADULT:
        return all_of(signs.region_of_request(record), unknown("a separate pediatric document applies"))
    return all_of(
        signs.region_of_request(record),
        _seen_in_person(record),
        _examined(record),
        _not_improving(record),
        any_of(all_of(conservative, _no_surveillance(record)), _red_flags(record)),
    )


def _seen_in_person(record: Record) -> Answer:
    """A visit in person for this episode; telehealth alone fails (criteria-facts 3.1 base, scenario 20)."""
    if record.in_person:
        return met("")
    telehealth = not_met("telehealth only, no visit in person")
    return telehealth.or_else(State.UNKNOWN) if record.at_therapists else telehealth


def _examined(record: Record) -> Answer:
    """Power in grades, sensation, reflexes and tension signs; "neurologically intact" is not that (3.1 base).

    Scenario 2 calls a normal examination enough: full strength without a grade, or no provocative test, is a reading.
    """
    missing = [part for part in ("motor", "sensory", "reflexes") if part not in record.tested]
    if missing:
        general = "a general statement stands for the neurologic examination"
        answer = unknown(general if record.generic_exam else f"{' and '.join(missing)} examination not documented")
        earlier = set(missing) <= record.tested_before
        return answer.or_else(State.MET) if earlier else answer
    if "grades" not in record.tested:
        return unknown("power is not graded").or_else(State.MET)
    if "provocation" not in record.tested:
        # No such test is usual for the thoracic spine.
        if record.spine == "thoracic":
            return met("").or_else(State.UNKNOWN)
        return unknown("provocative tests not documented").or_else(State.MET)
    return met("")


def _not_improving(record: Record) -> Answer:
    """Not if pain or radiculopathy is resolving or improving (criteria-facts 3.1, NOT_IF)."""
    if record.trend == "improving":
        return not_met("symptoms are improving").or_else(State.UNKNOWN, State.MET)
    return met("")


def _no_surveillance(record: Record) -> Answer:
    """A study within a year is repeated for a new or changed finding only (criteria-facts 3.1 NOT_IF, 7)."""
    days = signs.prior_study_days(record)
    if days is None or days[0] > _YEAR:
        return met("")
    if record.trend == "stable" and record.change is None:
        stable = not_met("imaged within the year, symptoms stable").or_else(State.UNKNOWN)
        return stable.or_else(State.MET) if record.deficits else stable
    if record.deficits or record.change is not None or record.trend == "worsening":
        return met("").or_else(State.UNKNOWN)
    return either("imaged within the year, change since then not documented")


# ------------------------------------------------------------------------------------------------------------ red flags
def _red_flags(record: Record) -> Answer:
    """SP-1.2 and the sections on cord, fracture and operated spines: criteria-facts 3.1."""
    return any_of(
        signs.major_weakness(record),
        signs.progressive_deficit(record),
        _bilateral_leg_weakness(record),
        signs.known_cancer(record),
        signs.suspected_tumor(record),
        signs.cauda_equina(record),
        signs.suspected_infection(record),
        signs.cord(record),
        _trauma(record),
        _fracture(record),
        _severe_radicular(record),
        _after_surgery(record),
        _inflammatory(record),
    )


def _bilateral_leg_weakness(record: Record) -> Answer:
    """New weakness of both legs (criteria-facts 3.1, motor_weakness)."""
    if record.spine != "cervical" and any(d.side == "bilateral" for d in record.deficit("motor")):
        return met("new weakness of both legs")
    return not_met()


def _trauma(record: Record) -> Answer:
    """Post-trauma with high-risk features (criteria-facts 3.1; scenarios 18, 19: films usually come first)."""
    energy = signs.recent_trauma(record)
    if energy == "high":
        return met("high-energy trauma").or_else(State.UNKNOWN)
    return signs.lesser_trauma(record)


def _fracture(record: Record) -> Answer:
    """Suspected pathologic fracture; the section on compression fractures asks for films first (1.2, 3.1)."""
    answer = signs.suspected_fracture(record)
    if answer.state != State.MET or signs.recent_trauma(record) in ("low", "unknown"):
        return answer.or_else(*State) if answer.why else answer
    if record.studies("xray", "ct"):
        return answer.or_else(State.UNKNOWN)
    return either("suspected fracture, films not documented")


def _severe_radicular(record: Record) -> Answer:
    """9 of 10 along a root, function lost, seven days of directed care failed, and a plan (3.1; scenarios 14, 15)."""
    if not record.radicular or record.score is None or record.score < _SEVERE_SCORE:
        return not_met()
    lost = record.has("functional_limitation")
    return all_of(
        met("radicular pain of 9 or more with a planned intervention"),
        met("") if record.root else unknown("the root is not named").or_else(State.MET),
        met("") if lost else unknown("loss of function not documented"),
        failed_trial(record, Trial(_SEVERE_CARE_DAYS, directed, since_change=True, directed=True)),
        _planned(record),
    )


def _planned(record: Record) -> Answer:
    """Transforaminal epidural anywhere, interlaminar for neck and thorax only, urgent surgery, urgent referral."""
    if "tfesi.scheduled" in record.plans:
        return met("")
    if "ilesi.scheduled" in record.plans:
        return (
            met("")
            if record.spine != "lumbar"
            else not_met("an interlaminar epidural does not count in the lumbar spine")
        )
    if "surgery.scheduled" in record.plans:
        return met("").or_else(State.UNKNOWN, State.NOT_MET)
    if record.referral in ("pain_management", "neurosurgery", "orthopedics"):
        return (
            met("").or_else(State.UNKNOWN)
            if record.urgent
            else not_met("referral is not urgent").or_else(State.UNKNOWN)
        )
    if record.plans:
        return not_met("an intervention is discussed, not planned").or_else(State.UNKNOWN)
    return not_met("no intervention planned").or_else(State.UNKNOWN)


def _after_surgery(record: Record) -> Answer:
    """New symptoms after spine surgery: films first (criteria-facts 3.1 Post-op; scenario 17 is open)."""
    if not record.has("prior_spine_surgery"):
        return not_met()
    if record.studies("xray"):
        return either("symptoms after spine surgery, films done", State.MET)
    return either("symptoms after spine surgery, films not documented")


def _inflammatory(record: Record) -> Answer:
    """Inflammatory disease of the spine: films first (criteria-facts 1.2; scenario 22 is open)."""
    if not record.has("inflammatory_arthritis"):
        return not_met()
    return either("inflammatory arthritis, films not documented")
