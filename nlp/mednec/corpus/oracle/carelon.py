"""Carelon's imaging of the spine (criteria-facts 3.3); the cervical wording is unread, its arms are the lumbar ones."""

from __future__ import annotations

from mednec.corpus.oracle import signs
from mednec.corpus.oracle.care import Trial, anything, directed, failed_trial, worse_during_care
from mednec.corpus.oracle.record import DRUGS, Record
from mednec.corpus.oracle.verdict import Answer, State, all_of, any_of, either, met, not_met, unknown

_SIX_WEEKS = 42
_YEAR = 365
_ADULT = 18
_SEVERE_SCORE = 9
_STRUCTURED = frozenset({"physical_therapy", "occupational_therapy", "home_exercise"})
_COMPLEMENTARY = DRUGS | {
    "epidural_steroid_injection",
    "facet_injection",
    "chiropractic",
    "acupuncture",
    "activity_modification",
}


def carelon(record: Record) -> Answer:
    """(a) six weeks of failed management without a study this year, or (b) new compressive findings: 3.3."""
    if record.age < _ADULT:
        return all_of(signs.region_of_request(record), either("a pediatric rule applies, its text is unread"))
    answer = all_of(
        signs.region_of_request(record),
        any_of(all_of(_management(record), _not_imaged(record)), _compression(record), _other_sections(record)),
    )
    # Scenario 20: what a visit by camera is worth is open.
    return answer if record.in_person else answer.or_else(*State)


def _management(record: Record) -> Answer:
    """Six weeks of a combination: structured exercise and at least one more strategy (3.3, background)."""
    trial = failed_trial(record, Trial(_SIX_WEEKS, directed))
    # That a clinician directs it is background.
    trial = trial.or_else(failed_trial(record, Trial(_SIX_WEEKS, anything)).state)
    return all_of(trial, _structured(record), _complementary(record))


def _structured(record: Record) -> Answer:
    courses = [c for c in record.received if c.kind in _STRUCTURED]
    if any(c.director == "clinician" for c in courses):
        return met("")
    if courses and all(c.director == "self" for c in courses):
        return not_met("exercise was the patient's own").or_else(State.UNKNOWN, State.MET)
    if courses:
        return unknown("who directed the exercise is not documented").or_else(State.MET)
    if any(c.kind in _STRUCTURED for c in record.care):
        return not_met("structured exercise was not done").or_else(State.UNKNOWN, State.MET)
    return unknown("no structured exercise documented").or_else(State.MET, State.NOT_MET)


def _complementary(record: Record) -> Answer:
    if any(c.kind in _COMPLEMENTARY for c in record.received):
        return met("")
    return unknown("no second strategy beside exercise documented").or_else(State.MET, State.NOT_MET)


def _not_imaged(record: Record) -> Answer:
    """No study for this within about twelve months (3.3 a)."""
    days = signs.prior_study_days(record)
    if days is None:
        return met("")
    least, most = days
    if most is not None and most <= _YEAR:
        answer = not_met(f"imaged {most:g} days ago")
        # The framework lets a change of status justify another study.
        changed = record.change is not None or bool(record.deficits) or record.trend == "worsening"
        return answer.or_else(*State) if changed else answer
    return met("") if least > _YEAR else unknown("the date of the last study is not documented")


def _compression(record: Record) -> Answer:
    """Findings that suggest root or cord compression, new since any study (3.3 b, 5.5; scenarios 4, 5)."""
    firm = any_of(
        signs.new_deficit(record, "motor", "reflex"), signs.cord_on_examination(record), signs.cauda_equina(record)
    )
    sensory = signs.new_deficit(record, "sensory")
    if sensory.state == State.MET:
        sensory = sensory.or_else(*State)
    return all_of(any_of(firm, sensory), _new_since_imaging(record))


def _new_since_imaging(record: Record) -> Answer:
    if signs.prior_study_days(record) is None or record.progressed or record.change == "new_symptom":
        return met("")
    if record.trend == "stable":
        return not_met("unchanged since the last study").or_else(State.UNKNOWN)
    return unknown("whether findings are new since the last study is not documented")


def _other_sections(record: Record) -> Answer:
    """Tumor, infection, trauma, operated spines, inflammation: sections whose text is unread (scenarios 9 to 22)."""
    sections = [
        signs.known_cancer(record),
        signs.as_stated(signs.suspected_tumor(record)),
        signs.as_stated(signs.suspected_infection(record)),
        signs.progressive_deficit(record),
        signs.major_weakness(record),
    ]
    sections += signs.unread_sections(record, "section unread")
    if record.radicular and record.score is not None and record.score >= _SEVERE_SCORE:
        sections.append(either("severe radicular pain, scenarios 14 and 15", State.NOT_MET))
    worse = worse_during_care(record)
    if worse.state == State.MET:
        # Scenario 13: worse by the patient's account alone does not do.
        sections.append(not_met(worse.why).or_else(State.UNKNOWN))
    return any_of(*sections)
