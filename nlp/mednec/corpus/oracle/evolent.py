"""Evolent's spine MRI guidelines, from the mirrors of CAM 741, 709 and 710 (criteria-facts 3.4)."""

from __future__ import annotations

from mednec.corpus.oracle import signs
from mednec.corpus.oracle.care import Trial, anything, failed_trial, recent_enough, worse_during_care
from mednec.corpus.oracle.record import ACTIVE, Record
from mednec.corpus.oracle.verdict import Answer, State, all_of, any_of, either, met, not_met, unknown

_SIX_WEEKS = 42
_SIX_MONTHS = 183
_OVERLAP = 92
_ADULT = 18
_SEVERE_SCORE = 9
_INACTIVE = frozenset({"trigger_point_injection"})
"""Trigger-point injections are excluded from the inactive components, too."""


def evolent(record: Record) -> Answer:
    """A new deficit on examination, six weeks of failed care, worsening under it, EMG, or another section: 3.4."""
    answer = all_of(
        signs.region_of_request(record),
        _no_overlap(record),
        any_of(
            _deficit(record),
            conservative(record),
            worse_during_care(record),
            _electrodiagnosis(record),
            _child(record),
            _other_sections(record),
        ),
    )
    # Scenario 20: the examination cannot be had over a camera.
    return answer if record.in_person else answer.or_else(State.UNKNOWN)


def _no_overlap(record: Record) -> Answer:
    """A study within three months must be inconclusive, or the notes say how management changes (gate)."""
    days = signs.prior_study_days(record)
    if days is None or days[0] > _OVERLAP:
        return met("")
    if not record.studies("mri"):
        # Another modality first, as after an injury, is a reason by itself or an overlap.
        return met("").or_else(State.UNKNOWN, State.NOT_MET)
    if record.deficits or record.change is not None:
        return either("studied within three months, why again is left to the reader")
    if days[1] is not None and days[1] <= _OVERLAP:
        return unknown("studied within three months, why again is not documented").or_else(State.NOT_MET)
    return met("").or_else(State.UNKNOWN)


def _deficit(record: Record) -> Answer:
    """A. New deficit on examination: weakness of any grade, reflex, dermatomal sensation, cord signs, gait, bladder."""
    cord_or_gait = met("cord sign or gait on examination") if record.signs else not_met()
    bladder = not_met()
    if record.has("bowel_bladder_dysfunction", "saddle_anesthesia") or record.lax_sphincter:
        bladder = met("new bowel or bladder dysfunction")
    return any_of(
        signs.new_deficit(record, "motor"),
        signs.new_deficit(record, "reflex", "sensory"),
        cord_or_gait,
        bladder,
        signs.cord_on_examination(record),
    )


def conservative(record: Record) -> Answer:
    """B. Six weeks of failed conservative treatment within six months, with an active component and its dates."""
    return all_of(failed_trial(record, Trial(_SIX_WEEKS, anything, within=_SIX_MONTHS)), active_component(record))


def active_component(record: Record) -> Answer:
    """Physical therapy, chiropractic, or home exercise with a plan; length documented; an inactive part beside it."""
    done = [c for c in record.received if c.kind in ACTIVE]
    courses = [c for c in done if recent_enough(record, c, _SIX_MONTHS).state != State.NOT_MET]
    if done and not courses:
        return not_met("active therapy ended more than six months ago")
    directed = [c for c in courses if c.director == "clinician"]
    if not courses:
        refused = any(c.kind in ACTIVE for c in record.care)
        if refused:
            return not_met("active therapy was not done").or_else(State.UNKNOWN)
        return unknown("no active therapy documented").or_else(State.NOT_MET)
    if not directed:
        own = all(c.director == "self" for c in courses)
        return not_met("home exercise was the patient's own") if own else unknown("no exercise plan documented")
    longest = max(directed, key=lambda c: c.days[0] or 0)
    low, high = longest.days
    name = longest.kind.replace("_", " ")
    recent = [c for c in directed if recent_enough(record, c, _SIX_MONTHS).state == State.MET]
    if not recent:
        return unknown(f"when the {name} ended is not documented, {_SIX_MONTHS} days allowed")
    if not low:
        young = record.longest_complaint is not None and record.longest_complaint < _SIX_WEEKS
        return unknown(f"length of {name} not documented").or_else(*([State.NOT_MET] if young else []))
    if high is not None and high < _SIX_WEEKS:
        # Whether the six weeks are those of the active part is not said; home exercise needs its own six.
        return met("").or_else(State.NOT_MET, State.UNKNOWN)
    inactive = [c for c in record.received if c.kind not in ACTIVE | _INACTIVE]
    return met("") if inactive else met("").or_else(State.UNKNOWN)


def _electrodiagnosis(record: Record) -> Answer:
    """Abnormal EMG that indicates a radiculopathy (B)."""
    for test in record.studies("emg_ncs"):
        if test.result == "abnormal" and "radiculopathy" in test.findings:
            return met("electrodiagnostic radiculopathy")
    return not_met()


def _child(record: Record) -> Answer:
    """Isolated neck pain in a child; care may be left out where there are red flags (B; scenario 21)."""
    if record.age >= _ADULT:
        return not_met()
    if record.has("fever", "night_pain"):
        return met("child with spine pain and a red flag").or_else(*State)
    return not_met("child without a red flag, no six weeks of care").or_else(State.UNKNOWN, State.MET)


def _other_sections(record: Record) -> Answer:
    """C. Tumor, infection, trauma, operated spines, inflammation: not visible (background; scenarios 9 to 22)."""
    sections = [
        signs.known_cancer(record),
        signs.as_stated(signs.suspected_tumor(record)),
        signs.as_stated(signs.suspected_infection(record)),
        signs.cauda_equina(record),
        signs.progressive_deficit(record),
    ]
    sections += signs.unread_sections(record, "profile incomplete")
    if record.plans & {"surgery.scheduled", "tfesi.scheduled", "ilesi.scheduled"}:
        sections.append(either("before an intervention, section unread", State.NOT_MET))
    if record.radicular and record.score is not None and record.score >= _SEVERE_SCORE:
        sections.append(either("severe radicular pain, scenarios 14 and 15", State.NOT_MET))
    return any_of(*sections)
