"""Aetna's clinical policy bulletin 0236: one list of bullets, any of which is enough (criteria-facts 3.5)."""

from __future__ import annotations

from mednec.corpus.oracle import signs
from mednec.corpus.oracle.care import Trial, failed_trial, medicine_or_activity, worse_during_care
from mednec.corpus.oracle.record import Record
from mednec.corpus.oracle.verdict import Answer, State, all_of, any_of, met, not_met, unknown

_SIX_WEEKS = 42
_FOUR_WEEKS = 28
_SEVERE_SCORE = 9
_DEGENERATIVE = ("spondylosis", "spondylolisthesis", "spinal_stenosis")


def aetna(record: Record) -> Answer:
    """Any bullet of the list; there is no rule on age, on films first or on a visit in person: 3.5."""
    answer = all_of(
        signs.region_of_request(record),
        any_of(
            _stenosis(record),
            signs.cord(record),
            signs.cauda_equina(record),
            _after_surgery(record),
            _before_epidural(record),
            _radiculopathy(record),
            _tumor(record),
            _severe_despite_care(record),
            _motor(record),
            _severe_pain(record),
            _degenerative(record),
            signs.as_stated(signs.suspected_infection(record)),
            _fracture_after_trauma(record),
        ),
    )
    # Scenario 20: what a visit by camera is worth is open.
    return answer if record.in_person else answer.or_else(State.UNKNOWN)


def _stenosis(record: Record) -> Answer:
    """1. Clinical evidence of stenosis: neurogenic claudication (4.1); stenosis on an earlier study is a reading."""
    if record.claudication and record.suspects("spinal_stenosis"):
        return met("claudication with suspected stenosis")
    if record.claudication:
        return unknown("claudication, stenosis not named").or_else(State.MET)
    if record.has("spinal_stenosis"):
        return not_met("stenosis on an earlier study, no claudication").or_else(State.UNKNOWN, State.MET)
    return not_met()


def _after_surgery(record: Record) -> Answer:
    """5. Recurrent symptoms after spinal surgery (scenario 17)."""
    return met("symptoms after spine surgery") if record.has("prior_spine_surgery") else not_met()


def _before_epidural(record: Record) -> Answer:
    """6. Before an epidural injection (scenario 14)."""
    if record.plans & {"tfesi.scheduled", "ilesi.scheduled"}:
        return met("an epidural injection is scheduled")
    if record.plans & {"tfesi.discussed", "ilesi.discussed"}:
        return unknown("an epidural injection is discussed, not planned").or_else(State.NOT_MET, State.MET)
    return not_met()


def _radiculopathy(record: Record) -> Answer:
    """10. Pain with an objective motor or reflex change of the root, and six weeks of care without improvement."""
    if not record.radicular:
        return not_met("no radiculopathy")
    objective = signs.new_deficit(record, "motor", "reflex")
    if objective.state != State.MET and not record.deficit("motor"):
        missing = {"motor", "reflexes"} - record.tested
        objective = (
            unknown(f"{' and '.join(sorted(missing))} examination not documented")
            if missing
            else not_met("no motor or reflex change")
        )
    if record.deficit("motor") and objective.state == State.NOT_MET:
        objective = unknown("weakness limited by pain").or_else(State.NOT_MET)
    return all_of(Answer(objective.state, objective.why), _care(record, _SIX_WEEKS))


def _care(record: Record, days: int) -> Answer:
    """Analgesics, NSAIDs, relaxants and activity; one class of drug will do, therapy alone is a reading (footnote)."""
    answer = failed_trial(record, Trial(days, medicine_or_activity))
    if answer.state != State.UNKNOWN:
        return answer
    # Physical therapy alone is long enough: accepted with a warning.
    whole = failed_trial(record, Trial(days, lambda _course: State.MET))
    return whole.or_else(answer.state) if whole.state == State.MET else answer


def _tumor(record: Record) -> Answer:
    """7, 11. Follow-up of a spinal malignancy; suspected metastasis, as the clinician states it (scenarios 9, 24)."""
    if record.has("spinal_malignancy"):
        return met("spinal malignancy documented")
    suspected = signs.suspected_tumor(record)
    if suspected.why and record.has("cancer_history"):
        return met("suspected metastasis with a history of cancer")
    if suspected.why:
        return signs.as_stated(suspected)
    return (
        not_met("history of cancer, metastasis not suspected").or_else(State.UNKNOWN)
        if record.has("cancer_history")
        else not_met()
    )


def _severe_despite_care(record: Record) -> Answer:
    """12. Progressively severe symptoms despite conservative management, no number (scenario 13)."""
    return worse_during_care(record)


def _motor(record: Record) -> Answer:
    """13. Rapidly progressing deficit, or major weakness (scenarios 5 to 7)."""
    return any_of(signs.major_weakness(record), signs.progressive_deficit(record))


def _severe_pain(record: Record) -> Answer:
    """14. Severe back pain, hospital-level (scenario 15 is open)."""
    if record.score is not None and record.score >= _SEVERE_SCORE:
        return not_met("severe pain, not of hospital level").or_else(State.UNKNOWN)
    return not_met()


def _degenerative(record: Record) -> Answer:
    """15. Spondylolisthesis or degenerative disease that four weeks of care did not help (scenarios 2, 3, 23)."""
    if record.has(*_DEGENERATIVE):
        return _care(record, _FOUR_WEEKS)
    if record.has("disc_herniation"):
        return _care(record, _FOUR_WEEKS).or_else(State.NOT_MET)
    if record.suspects("spinal_stenosis"):
        return not_met("degenerative disease is suspected only").or_else(State.UNKNOWN)
    return not_met("no degenerative disease documented").or_else(State.UNKNOWN)


def _fracture_after_trauma(record: Record) -> Answer:
    """17, 18. Cord injury after trauma is bullet 2 here; fracture after trauma if films are not conclusive."""
    if signs.recent_trauma(record) is None or not record.suspects("vertebral_fracture"):
        if record.suspects("vertebral_fracture"):
            return not_met("fracture without trauma").or_else(State.UNKNOWN)
        return not_met()
    films = record.studies("xray", "ct")
    if any(film.result is not None for film in films):
        return not_met("films are conclusive").or_else(State.UNKNOWN)
    return not_met("films not inconclusive").or_else(State.UNKNOWN)
