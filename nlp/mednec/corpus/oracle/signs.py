"""What opens a way around the waiting period, as far as payers agree on it: cord, cauda equina, tumor, infection, …

Each answer is NOT_MET without a reason where nothing in the documents points that way. Suspicion alone is not enough:
it needs one supporting symptom or sign (contract, "Hedges").
"""

from __future__ import annotations

from mednec.corpus.gold import power
from mednec.corpus.oracle.record import CORD_SIGNS, CORD_SYMPTOMS, Deficit, Record
from mednec.corpus.oracle.verdict import Answer, State, either, met, not_met, unknown

MAJOR = 3.0
"""Power at or below 3/5 is major weakness (criteria-facts 3.1, 5.5)."""
_SEVERE = 8
_ELDERLY = 65
_OLD_FOR_TUMOR = 70
_RECENT_DAYS = 90
_HOSTS = ("iv_drug_use", "immunosuppression")


def region_of_request(record: Record) -> Answer:
    """The study must be of the region that the evidence is about (criteria-facts 18.1)."""
    if record.requested == record.spine:
        return met("")
    answer = not_met(f"the code is a {record.requested} study, the complaint is {record.spine}")
    # Cord signs name no region: an order for another part of the cord can be argued.
    return answer.or_else(State.MET, State.UNKNOWN) if record.signs else answer


def cord(record: Record) -> Answer:
    """Suspected myelopathy or cord compression (criteria-facts 6): long-tract signs, or suspicion with a symptom."""
    suspected = record.suspects("myelopathy") or record.suspects("cord_compression")
    felt = record.has(*CORD_SYMPTOMS) or record.has(*CORD_SIGNS)
    signs = record.signs & CORD_SIGNS
    if len(signs) > 1 or (suspected and (record.signs or felt)):
        return met("cord signs or symptoms with suspected myelopathy")
    if signs:
        return met(f"{next(iter(signs)).replace('_', ' ')} on examination").or_else(State.UNKNOWN)
    if suspected:
        return unknown("myelopathy is suspected, no sign or symptom documented")
    return unknown("symptoms of the cord, no sign documented").or_else(State.NOT_MET) if felt else not_met()


def cord_on_examination(record: Record) -> Answer:
    """Long-tract signs on examination; suspicion and complaints alone are not documented enough."""
    answer = cord(record)
    if record.signs & CORD_SIGNS:
        return answer
    if record.signs and answer.state == State.MET:
        return met("gait disturbance on examination with suspected myelopathy").or_else(State.UNKNOWN)
    return unknown("myelopathy is suspected, no sign on examination") if answer.why else answer


def cauda_equina(record: Record) -> Answer:
    """Saddle numbness, lost sphincter control, or acute pain down both legs (criteria-facts 3.1, cauda_equina)."""
    if record.has("saddle_anesthesia", "bowel_bladder_dysfunction") or record.lax_sphincter:
        return met("bladder, bowel or saddle involvement")
    if record.bilateral:
        return met("acute bilateral sciatica").or_else(State.UNKNOWN)
    if record.suspects("cauda_equina"):
        return unknown("cauda equina syndrome is suspected, no sign documented")
    return not_met()


def suspected_tumor(record: Record) -> Answer:
    """Suspicion with one of night pain, weight loss, age above 70, severe or worsening pain (criteria-facts 3.1)."""
    if not record.suspects("spinal_malignancy"):
        return not_met()
    if record.has("night_pain", "weight_loss") or record.age > _OLD_FOR_TUMOR or record.trend == "worsening":
        return met("suspected spinal malignancy with a supporting feature")
    if record.score is not None and record.score >= _SEVERE:
        return met("suspected spinal malignancy with severe pain").or_else(State.UNKNOWN)
    if record.has("cancer_history"):
        return met("suspected spinal malignancy with a history of cancer").or_else(State.UNKNOWN)
    return unknown("malignancy is suspected, no supporting feature documented")


def as_stated(answer: Answer) -> Answer:
    """Suspicion as sets take it that ask for no supporting feature: the assessment states it, and that will do."""
    return met(answer.why).or_else(State.UNKNOWN) if answer.state == State.UNKNOWN else answer


def known_cancer(record: Record) -> Answer:
    """Known cancer and spine pain (criteria-facts 3.1 (b), 18.1); relatives' and basal-cell ones do not count."""
    if record.has("cancer_history") or record.status("spinal_malignancy") == "present":
        return met("history of cancer with spine pain")
    return not_met()


def suspected_infection(record: Record) -> Answer:
    """Suspicion with fever, a risk of the host, or a new deficit (criteria-facts 3.1, infection)."""
    support = record.has("fever", *_HOSTS) or "type_2_diabetes" in record.comorbidities or bool(record.deficits)
    if record.suspects("spinal_infection"):
        if support:
            return met("suspected spinal infection with a supporting feature")
        return unknown("infection is suspected, no supporting feature documented")
    if record.has("fever") and record.has(*_HOSTS):
        return unknown("fever in a host at risk, infection not named").or_else(State.MET)
    return not_met()


def recent_trauma(record: Record) -> str | None:
    """The energy of a recent injury, if one is told."""
    return record.trauma if record.status("major_trauma") == "present" else None


def high_risk_trauma(record: Record) -> bool:
    """Canadian C-spine features beside an injury, and midline tenderness (criteria-facts 6)."""
    return record.age >= _ELDERLY or record.midline_tenderness or record.has("limb_paresthesia")


def lesser_trauma(record: Record) -> Answer:
    """An injury that is not told to be of high energy (scenarios 18, 19)."""
    energy = recent_trauma(record)
    if energy not in ("low", "unknown"):
        return not_met()
    if high_risk_trauma(record):
        return either("minor trauma with a high-risk feature")
    answer = not_met("minor trauma without high-risk features")
    return answer.or_else(State.UNKNOWN) if energy == "unknown" else answer


def suspected_fracture(record: Record) -> Answer:
    """A fracture that is seen, or suspected with osteoporosis, tenderness or an injury."""
    if record.status("vertebral_fracture") == "present":
        return met("vertebral fracture documented")
    if record.suspects("vertebral_fracture"):
        if record.has("osteoporosis") or record.midline_tenderness or recent_trauma(record):
            return met("suspected fracture with a supporting feature")
        return unknown("a fracture is suspected, no supporting feature documented")
    return not_met()


def weakest(record: Record) -> Deficit | None:
    """The weakest muscle of the latest examination."""
    return min(record.deficit("motor"), key=lambda d: power(d.grade or "5/5"), default=None)


def major_weakness(record: Record) -> Answer:
    """Power at or below 3/5; pain-limited weakness is not objective unless stated (criteria-facts 5.5)."""
    deficit = weakest(record)
    if deficit is None or power(deficit.grade or "5/5") > MAJOR:
        return not_met("no weakness of 3/5 or less" if deficit else "")
    if deficit.effort_limited:
        return unknown(f"{deficit.grade}, limited by pain").or_else(State.NOT_MET)
    return _if_new(record, met(f"weakness of {deficit.grade}"))


def progressive_deficit(record: Record) -> Answer:
    """An objective deficit that grew between two examinations; "feels weaker" is not one (criteria-facts 6)."""
    if record.progressed:
        deficit = weakest(record)
        answer = met("power fell between two examinations")
        return answer.or_else(State.UNKNOWN) if deficit and deficit.effort_limited else answer
    if record.has("progressive_neuro_deficit"):
        return unknown("progression is stated, without two examinations").or_else(State.NOT_MET, State.MET)
    return not_met()


def recent_complaint(record: Record) -> bool:
    """Whether the complaint is young enough that a deficit of it is new."""
    longest = record.longest_complaint
    return longest is not None and longest <= _RECENT_DAYS


def _if_new(record: Record, answer: Answer) -> Answer:
    """A deficit counts as new in a young complaint; in an old one that is a reading."""
    return answer if recent_complaint(record) or record.progressed else answer.or_else(State.UNKNOWN)


def new_deficit(record: Record, *kinds: str) -> Answer:
    """An objective loss of these kinds, not limited by pain."""
    found = record.deficit(*kinds)
    firm = [deficit for deficit in found if not deficit.effort_limited]
    if firm:
        answer = met(f"{firm[0].kind} loss on examination")
        if all(deficit.kind == "sensory" and deficit.root is None for deficit in firm):
            # The territory is described, the dermatome is not named.
            answer = answer.or_else(State.UNKNOWN)
        return _if_new(record, answer)
    if found:
        return not_met("weakness limited by pain").or_else(State.UNKNOWN)
    return not_met()


def prior_study_days(record: Record) -> tuple[float, float | None] | None:
    """How many days ago the last MRI or CT of the region was, (least, most); None where none is told."""
    studies = record.studies("mri", "ct")
    if not studies:
        return None
    low, high = studies[-1].days_ago or (0, None)
    return (low or 0, high)


def unread_sections(record: Record, arthritis: str) -> list[Answer]:
    """Injuries, operated spines, inflammation before a payer whose sections on them were not read (scenarios 9 to 22).

    ``arthritis`` says why inflammatory disease is open.
    """
    answers = []
    energy = recent_trauma(record)
    if energy == "high":
        answers.append(either("high-energy trauma, section unread", State.MET))
    answers.append(lesser_trauma(record))
    fracture = suspected_fracture(record)
    if fracture.why and energy not in ("low", "unknown"):
        answers.append(either(fracture.why, fracture.state))
    if record.has("prior_spine_surgery"):
        answers.append(either("symptoms after spine surgery, section unread"))
    if record.has("inflammatory_arthritis"):
        answers.append(either(f"inflammatory arthritis, {arthritis}"))
    return answers
