"""Decides from the cues that reach a therapy whether it was done, goes on, is planned, refused or never happened."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from mednec.extraction.amounts import NUMBER_WORDS
from mednec.extraction.context import Context
from mednec.extraction.matching import Matched
from mednec.extraction.other_problems import is_elsewhere
from mednec.extraction.treatments import PRIOR_TREATMENT, Treatment
from mednec.extraction.wordsets import word_set

PLAN_SECTIONS = frozenset({"plan", "assessment_plan", "prescriptions", "instructions", "follow_up"})
MEDICATION_SECTIONS = frozenset({"medications", "discharge_medications"})
_QUIET_SECTIONS = frozenset(
    {
        "physical_exam",
        "laboratory",
        "review_of_systems",
        "imaging",
        "radiology_findings",
        "social_history",
        "past_medical_history",
        "electrodiagnostics",
    }
)
_PRESENT_DOSE = word_set("prn daily nightly bid tid qid qd qhs hs bedtime mg mcg")
DOSING = word_set(
    "prn p.r.n b.i.d t.i.d q.i.d q.h.s q.a.m q.p.m as when daily nightly qhs bid tid qid qd at every once twice two",
    "three four q6h q4h q8h q12h weekly several q most",
)
_RESPONDING = word_set(
    "despite failed failing fails failure refractory unresponsive exhausted response relief benefit improvement",
    "responded not after",
)
"""Words that say how a treatment worked, and only thereby that it was done."""
_HABIT = word_set("tries trying tried has had have able continues continued learned managed i he she they")
_GIVEN_UP = word_set("stopped discontinued suspended paused quit given gave ceased halted taken has")
_JOINTS = word_set("knee knees ankle elbow foot feet hand carpal plantar meniscus")
_TO_COME = word_set("is are to will shall")
_GERUNDS = word_set("taking using doing wearing applying trying attending receiving")
_OUTRIGHT = word_set("ongoing currently current still presently continues continuing continued underway")
_TIMED = word_set("is are am been still currently now presently was were continues keeps regularly daily")
_OTHER_CARE = word_set("antibiotic antibiotics fistula nasogastric abscess pneumonia sepsis tuberculosis antifungal")
_TALKED = word_set("discussed discuss talked counseled")
_REMAIN = word_set("remain remains keep keeps continues")
_TRIED = frozenset({"declined", "avoided", "not_done", "planned", "stopped", "side_effect", "completed"})
_OTHER_USES = word_set(
    "migraine migraines headache headaches depression depressed anxiety mood seizure seizures epilepsy sleep insomnia",
    "bipolar ptsd psychiatrist tremor fibromyalgia menopause smoking tinnitus ibs",
)
_PAST_VERBS = word_set("saw had took attended went did used wore tried received underwent")
_ORDERING = word_set("should must until advised told recommend recommended instructed will")
_SENT = word_set("sent referred")
_ORDERED = ("no ", "nothing ", "stay ", "off work", "working ", "works ")
_DUTY = word_set("duty duties restriction restrictions")
_WORKING = word_set("working works duty on accommodating currently still modified")
_HE = word_set("he she")
_ORDERS = PLAN_SECTIONS - {"follow_up"}
_BECAUSE = word_set(
    "given because due since secondary owing account ckd aki kidneys renal warfarin anticoagulation dm with"
)
_FOR_THE_MOMENT = word_set("today needed yet now tried so prior date indicated required necessary further currently or")
_HANDED = word_set("given was gave provided")
_DISPENSED = word_set("given gave prescribed put placed started discharged sent provided switched dispensed d/c'd dc'd")
_STILL_TO_COME = word_set("will to be is are plan being shall would should today")
_NOW = word_set("today tonight tomorrow now")
_BEGUN = word_set("started placed put")
ORDERED_THEN = word_set(
    "ordered referred prescribed recommended advised arranged scheduled sent requested offered suggested was were been",
    "gave given handed wrote taught instructed provided",
)
"""Past forms: somebody planned it before this visit."""
_PRESCRIBED = word_set("rx order orders prescription script referral recommendation")
_FINISHED = word_set("completed finished ended stopped discontinued underwent did")
_BEGAN = word_set("began begun commenced")
_HEADS_LIST = word_set("include includes included including consisting consisted such with form namely")
_INSURER = word_set("insurance insurer carrier payer wc plan authorization authorized coverage")
_PAIN_WORDS = word_set(
    "pain pains painful ache aches aching sore radicular radiculopathy neuropathic nerve sciatica spasm",
    "spasms back neck arm leg numbness tingling paresthesias burning neuralgia lbp discomfort headache headaches",
    "radiculitis",
)


_FEVER = word_set("fever fevers febrile temperature temperatures cold congestion cough")
_HOW_OFTEN = word_set("times per weekly twice")
_OTHER_DISEASE = word_set(
    "cytoxan cyclophosphamide imuran azathioprine cellcept methotrexate plaquenil lupus sle vasculitis adrenal addison",
    "transplant transplantation rejection chemotherapy lymphoma leukemia myeloma asthma copd tb tuberculosis",
    "abiraterone leuprolide docetaxel polymyalgia pmr crohn",
    "colitis nephritis urticaria sarcoidosis",
)
_HABITS = frozenset({"home_exercise", "unspecified"})
_LABOUR_DRUGS = frozenset({"opioid", "epidural_steroid_injection", "unspecified"})


@dataclass(frozen=True, slots=True)
class StatusCue:
    """A cue that reaches a treatment: its kind, weight, distance in tokens, and whether it stands before it."""

    kind: str
    weight: int
    distance: int
    ahead: bool
    start: int
    end: int
    reason: str | None = None

    @property
    def score(self) -> float:
        """Weight against distance."""
        return 10.0 * self.weight - 3.0 * self.distance


def decide(
    piece: Matched,
    treatments: Sequence[Treatment],
    cues: Mapping[int, list[StatusCue]],
    context: Context,
    in_history: bool = False,
) -> list[Treatment]:
    """The treatments of a sentence that are items, each with its status; ``in_history``: it tells of the past."""
    kept = []
    for treatment in treatments:
        reached = cues.get(id(treatment), [])
        if in_history:
            reached = [_as_told(piece, c) for c in reached]
        if _settle(piece, treatment, reached, context, treatments):
            if treatment.status == "completed" and treatment.wording.lower().startswith(("sent ", "referred ")):
                treatment.ordered_then = True
            if _lies_ahead(treatment, context):
                treatment.status = "planned"
            elif treatment.status == "planned" and _has_begun(treatment, context):
                treatment.status = "ongoing"
            _finish(treatment)
            kept.append(treatment)
    return kept


def _as_told(piece: Matched, cue: StatusCue) -> StatusCue:
    """As in "he was sent home with Naprosyn" in the history: a prescription of the past has been taken."""
    said = piece.words[max(0, cue.start - 2) : cue.end]
    if cue.kind != "planned" or _DISPENSED.isdisjoint(said) or not _NOW.isdisjoint(piece.words):
        return cue
    return cue if not _STILL_TO_COME.isdisjoint(said) else replace(cue, kind="completed", weight=2)


def _settle(
    piece: Matched,
    treatment: Treatment,
    cues: Sequence[StatusCue],
    context: Context,
    treatments: Sequence[Treatment],
) -> bool:
    """Set the status; False when the mention is no item."""
    companions = any(not t.needs_indication and t is not treatment for t in treatments)
    kinds = _strongest([c for c in cues if not _for_the_joint(piece, c, context)])
    if treatment.untried:
        return _was_never_had(piece, treatment, kinds, context)
    for status in ("not_done", "ongoing", "completed"):
        if f"kept_{status}" in kinds:
            return _set(treatment, status, 3)
    worked = treatment.outcome != "unknown"
    if worked and treatment.days is None:
        treatment.days = treatment.supply  # "naproxen 500 bid x 6 wks. No relief."
    if (
        treatment.name == "unspecified"
        and not worked
        and (
            not _HEADS_LIST.isdisjoint(piece.words[treatment.end : treatment.end + 3])
            or (piece.words[treatment.end : treatment.end + 1] == [":"] and treatments[-1] is not treatment)
        )
    ):
        return False
    if (
        "other" in kinds
        or not _indicated(piece, treatment, context, worked, companions, not _TRIED.isdisjoint(kinds))
        or is_elsewhere(piece, treatment, treatments, context)
    ):
        return False
    doubt = kinds.get("conditional")
    plan = kinds.get("planned")
    if doubt and plan and plan.start < doubt.end <= plan.end:
        doubt = None  # "discussed exercises that he can do"
    if treatment.name == "activity_modification" and _has_given_up(piece, treatment):
        return _set(treatment, "ongoing", 2)
    if treatment.name == "activity_modification" and _is_own_avoidance(piece, treatment, kinds):
        kinds.pop("avoided", None)
        if doubt and not _TALKED.isdisjoint(piece.words[doubt.start : doubt.end]):
            return _set(treatment, "planned", 2)
    if doubt and (doubt.distance < 0 or ("stopped" in kinds and doubt.start < kinds["stopped"].start)):
        return False  # "will probably suggest switching from OxyContin"
    if _never(piece, treatment, kinds, worked) or _ended(treatment, kinds, worked):
        treatment.halted = "stopped" in kinds and piece.segment.section in PLAN_SECTIONS
        return True
    if doubt and not worked and not _sure(kinds, doubt):
        return False
    if "continue" in kinds:
        return _set(treatment, "ongoing", 3)
    if treatment.name == "activity_modification" and piece.words[treatment.start] in _REMAIN and not worked:
        return _set(treatment, "ongoing", 2)  # "remain off ladders"
    if piece.words[treatment.start] == "avoid" and not worked and not _habit(piece, treatment):
        return _set(treatment, "planned", 2)
    return _by_nearest(piece, treatment, kinds, worked, context)


def _for_the_joint(piece: Matched, cue: StatusCue, context: Context) -> bool:
    """As in "ibuprofen for the knee": another problem in a note about the spine, the problem itself in any other."""
    return (
        cue.kind == "other" and not context.is_spine_note and not _JOINTS.isdisjoint(piece.words[cue.start : cue.end])
    )


def _was_never_had(piece: Matched, treatment: Treatment, kinds: Mapping[str, StatusCue], context: Context) -> bool:
    """A denial of all treatment counts for a pain; one that goes on ("or drugs") needs a denial to go on from."""
    if "other" in kinds or piece.segment.section in _QUIET_SECTIONS:
        return False
    if not context.has_pain_complaint and _PAIN_WORDS.isdisjoint(piece.words):
        return False
    continued = treatment.start > 0 and piece.words[treatment.start - 1] in ("or", "nor")
    if continued and "not_done" not in kinds:
        return False
    return _set(treatment, "not_done", 3)


def _habit(piece: Matched, treatment: Treatment) -> bool:
    """As in "tries to avoid lifting": done already, unlike "should avoid lifting"."""
    return not _HABIT.isdisjoint(piece.words[max(0, treatment.start - 3) : treatment.start])


def _has_given_up(piece: Matched, treatment: Treatment) -> bool:
    """As in "has stopped lifting weights": what is over is the lifting, the sparing goes on."""
    words = piece.words
    return words[treatment.start] in _GIVEN_UP and not {"has", "have", "'s", "'ve"}.isdisjoint(
        words[max(0, treatment.start - 2) : treatment.start + 1]
    )


def _is_own_avoidance(piece: Matched, treatment: Treatment, kinds: Mapping[str, StatusCue]) -> bool:
    """As in "discussed avoiding heavy lifting": here avoiding is the therapy, and not what is avoided."""
    cue = kinds.get("avoided")
    said = _said(piece, cue) if cue is not None and cue.ahead else piece.words[treatment.start]
    return "avoid" in said


def _strongest(cues: Sequence[StatusCue]) -> dict[str, StatusCue]:
    """The strongest cue of each kind: heavy and near."""
    kinds: dict[str, StatusCue] = {}
    for cue in cues:
        if cue.kind not in kinds or cue.score > kinds[cue.kind].score:
            kinds[cue.kind] = cue
    return kinds


def _never(piece: Matched, treatment: Treatment, kinds: Mapping[str, StatusCue], worked: bool) -> bool:
    """Not tried, refused, avoided; a therapy with a response was done all the same."""
    refusal = kinds.get("declined") or kinds.get("avoided")
    untried = kinds.get("not_done")
    if untried and not refusal and _to_begin(piece, untried, kinds.get("planned")):
        return _set(treatment, "planned", 3)
    if refusal and refusal.reason in ("cost", "access") and "stopped" in kinds and not untried:
        return False  # "went three times and quit because of copays"
    if untried and not worked and _is_answered(piece, treatment, untried):
        treatment.outcome, treatment.response, treatment.weight = "failed", "none", 1
        return _set(treatment, "completed", 2)
    if worked or not (refusal or untried):
        return False
    if untried and not refusal and _keeps_away(piece, treatment, untried):
        return _set(treatment, "declined", 3, "contraindicated")
    if untried and not (refusal and (refusal.distance < untried.distance or refusal.reason == "cost")):
        insurer = "insurer" if not _INSURER.isdisjoint(piece.words) else None
        return _set(treatment, "not_done", 3, untried.reason or insurer)
    return _set(treatment, "declined", 3, refusal.reason if refusal else None)


def _is_answered(piece: Matched, treatment: Treatment, untried: StatusCue) -> bool:
    """As in "Mobic x 1 month, none": of a course that was had, "none" is the relief."""
    counted = treatment.days is not None or treatment.sessions is not None
    return counted and not untried.ahead and piece.words[untried.start : untried.end] == ["none"]


def _keeps_away(piece: Matched, treatment: Treatment, untried: StatusCue) -> bool:
    """As in "Plan: no NSAIDs", "no NSAIDs given CKD": not what was never had, but what is not to be had."""
    if piece.words[untried.start : untried.end] != ["no"] or treatment.start - untried.end > 2:
        return False
    following = piece.words[treatment.end : treatment.end + 4]
    if not _FOR_THE_MOMENT.isdisjoint(piece.words[treatment.end : treatment.end + 5]):
        return False
    if not _ORDERING.isdisjoint(piece.words[max(0, untried.start - 3) : untried.start]):
        return True  # "was told no manipulation"
    return piece.segment.section in _ORDERS or not _BECAUSE.isdisjoint(following)


def _to_begin(piece: Matched, untried: StatusCue, plan: StatusCue | None) -> bool:
    """As in "I am referring her to therapy. It has not begun.": planned today, and therefore not done yet."""
    if plan is None or untried.distance <= plan.distance or untried.ahead:
        return False
    return _said(piece, plan) not in ORDERED_THEN


def _ended(treatment: Treatment, kinds: Mapping[str, StatusCue], worked: bool) -> bool:
    """Stopped, or stopped for a side effect (which counts as a failed trial)."""
    side_effect = kinds.get("side_effect")
    if side_effect and (side_effect.weight > 1 or "stopped" in kinds):
        if not worked:
            treatment.outcome, treatment.response, treatment.weight = "failed", "none", 2
        return _set(treatment, "completed", 3, "intolerance")
    if "stopped" in kinds:
        treatment.stopped = True
        return _set(treatment, "completed", 3, kinds["stopped"].reason)
    return False


def _sure(kinds: Mapping[str, StatusCue], doubt: StatusCue) -> bool:
    """Whether something nearer than the conditional word says that it happened or will."""
    return any(
        k in kinds and kinds[k].distance < doubt.distance for k in ("completed", "ongoing", "continue", "planned")
    )


def _by_nearest(
    piece: Matched, treatment: Treatment, kinds: Mapping[str, StatusCue], worked: bool, context: Context
) -> bool:
    scores = {kind: kinds[kind].score for kind in ("completed", "ongoing", "planned") if kind in kinds}
    counted = treatment.days is not None or treatment.sessions is not None
    section_plans = piece.segment.section in PLAN_SECTIONS
    told_as_past = piece.segment.section == "history_of_present_illness"
    if told_as_past and "planned" in scores and _said(piece, kinds["planned"]) in _HANDED:
        scores["completed"] = max(scores.pop("planned"), scores.get("completed", -99.0))  # "was given Darvocet"
    if "planned" in scores and (_is_over(treatment, context) or (worked and treatment.days and not section_plans)):
        scores.pop("planned")  # "physical therapy, ordered by me: 4/6 - 5/18"
    if "planned" in scores:
        scores["planned"] += 15 if piece.segment.section in PLAN_SECTIONS else 0
        firm = kinds["planned"].weight == 3 or _is_told_to_come(piece, kinds["planned"])
        scores["planned"] -= 40 if worked else 12 if counted and not firm else 0
        if worked and not section_plans:
            scores.pop("planned")  # "discharged with Robaxin, which did not touch the pain"
    running = treatment.running and not treatment.end_date
    if running and treatment.name.endswith("_injection") and "ongoing" not in scores:
        running = False  # "a shot in the knee, this was 2 years ago"
    if running and "completed" in scores and _said(piece, kinds["completed"]) in _BEGAN:
        running, treatment.days = False, None  # "began in May and continued to July": not as long as to this day
    if running and not (kinds.get("completed") and _said(piece, kinds["completed"]) in _FINISHED):
        scores["ongoing"] = max(32.0, scores.get("ongoing", 0) + 10)
    if piece.segment.section in MEDICATION_SECTIONS and "completed" in scores and kinds["completed"].weight == 1:
        scores.pop("completed")  # "discharge medications included"
    if "completed" in scores and section_plans and _begins_or_counts(_said(piece, kinds["completed"])):
        scores.pop("completed")  # "also started on", "three ESIs"
    tried = piece.segment.section == PRIOR_TREATMENT and not kinds_is_ahead(kinds.get("ongoing"))
    tried = tried and not _is_said_ongoing(piece, kinds.get("ongoing"))
    if (treatment.past or (tried and worked)) and not treatment.running:  # "as needed, did not help"
        scores["completed"] = max(25.0, scores.get("completed", 0))
        scores.pop("ongoing", None)
    if (
        worked
        and treatment.agent is None
        and "ongoing" in scores
        and not running
        and not kinds_is_ahead(kinds["ongoing"])
    ):
        scores["ongoing"] -= 25 if kinds["ongoing"].weight < 3 else 0  # "weekly", "daily": how often, not when
    if "ongoing" in scores and piece.segment.section in PLAN_SECTIONS and not kinds_is_ahead(kinds.get("ongoing")):
        scores.pop("ongoing")
    ongoing = kinds.get("ongoing")
    if running and treatment.start_date and not section_plans and _was_ordered(piece, kinds.get("planned")):
        scores.pop("planned", None)  # "Rx etodolac since 5/11"
    dosed = ongoing is not None and not ongoing.ahead and _said(piece, ongoing) in DOSING
    if dosed and "planned" in scores and not worked:
        scores.pop("ongoing", None)  # "naproxen 500 mg BID prescribed"
    past = kinds.get("completed")
    if dosed and not running and past and past.ahead and _said(piece, past) in _PAST_VERBS:
        scores.pop("ongoing", None)  # "saw a chiropractor weekly": how often, not when
    if treatment.summed and ongoing and not running and not ongoing.ahead and _said(piece, ongoing) in DOSING:
        scores.pop("ongoing", None)  # "ibuprofen 600 tid; PT 6 wks; failed": how often, not when
    if ongoing and treatment.told_past and "ongoing" in scores and _is_gerund(piece, ongoing):
        scores.pop("ongoing")  # "reports taking Aleve, which did not help"
        scores.setdefault("completed", 0.0)
    if (
        ongoing
        and _said(piece, ongoing) == "for"
        and not running
        and (worked or treatment.closed or "completed" in scores)
    ):
        scores.pop("ongoing", None)  # "tried Cymbalta for pain": what for, not when
    if treatment.closed and not running and "ongoing" in scores and not kinds_is_ahead(kinds.get("ongoing")):
        scores["ongoing"] -= 25 if kinds["ongoing"].weight < 3 else 0
    began = kinds.get("completed")
    works = treatment.told_now and not treatment.told_past and treatment.agent is not None
    if works and began and not (_DISPENSED | _BEGUN).isdisjoint(piece.words[began.start : began.end]):
        return _set(treatment, "ongoing", 2)  # "was put on nortriptyline, which allows her to sleep"
    if scores and max(scores.values()) > -12:
        best = max(scores, key=lambda k: (scores[k], k == "ongoing"))
        told = kinds.get("planned") if best == "planned" and not section_plans else None
        treatment.ordered_then = told is not None and not ORDERED_THEN.isdisjoint(piece.words[told.start : told.end])
        if not (best == "ongoing" and scores[best] <= 10 and counted and worked and not running):
            cue = kinds.get(best)
            implied = cue is not None and (_said(piece, cue) in _RESPONDING or (worked and cue.weight == 1))
            treatment.by_response = best == "completed" and implied
            if best == "completed" and cue is not None:  # "sent her to therapy", told with the course that came of it
                treatment.ordered_then = not _SENT.isdisjoint(piece.words[cue.start : cue.end])
            return _set(treatment, best, 2)
    treatment.by_response = worked
    return _by_default(piece, treatment, worked or counted)


def _is_told_to_come(piece: Matched, cue: StatusCue) -> bool:
    """As in "a trial of PT x 6 weeks is planned": the length is that of the plan."""
    return not cue.ahead and _said(piece, cue) in _TO_COME


def _is_said_ongoing(piece: Matched, cue: StatusCue | None) -> bool:
    """As in "metaxalone: 7 weeks, ongoing, no relief": said outright, unlike how often it is taken."""
    return cue is not None and not _OUTRIGHT.isdisjoint(piece.words[cue.start : cue.end])


def _is_gerund(piece: Matched, cue: StatusCue) -> bool:
    """A bare "taking", "using": it says nothing of the time, unlike "has been taking", "is using"."""
    at = cue.start
    bare = at < len(piece.words) and cue.end - at == 1 and piece.words[at] in _GERUNDS
    return bare and _TIMED.isdisjoint(piece.words[max(0, at - 2) : at])


def _is_over(treatment: Treatment, context: Context) -> bool:
    """Whether a course has both its days, and the last of them is past."""
    both = treatment.start_date is not None and treatment.end_date is not None
    return both and (context.note_date is None or (treatment.end_date or "") <= context.note_date)


def _was_ordered(piece: Matched, cue: StatusCue | None) -> bool:
    """Unlike "was supposed to start on 5/4"."""
    return cue is not None and not (ORDERED_THEN | _PRESCRIBED).isdisjoint(piece.words[cue.start : cue.end])


def _begins_or_counts(said: str) -> bool:
    return said in _BEGUN or said in NUMBER_WORDS or said.isdigit()


def _said(piece: Matched, cue: StatusCue) -> str:
    """The first word of a cue; a cue out of another segment has none here."""
    return piece.words[cue.start] if cue.start < len(piece.words) else ""


def kinds_is_ahead(cue: StatusCue | None) -> bool:
    """Whether a cue stands before its treatment ("takes ibuprofen")."""
    return cue is not None and cue.ahead


def _by_default(piece: Matched, treatment: Treatment, elapsed: bool) -> bool:
    section = piece.segment.section
    if section == PRIOR_TREATMENT:
        return _set(treatment, "completed", 1)
    if treatment.wording.lower().startswith("injected"):
        return _set(treatment, "completed", 2)
    if treatment.supplied and not elapsed:
        return _set(treatment, "planned", 1)
    if section in MEDICATION_SECTIONS:
        return _set(treatment, "ongoing", 1)
    worked = treatment.outcome != "unknown"
    told = section in ("plan", "prescriptions", "instructions") or not _HOW_OFTEN.isdisjoint(
        piece.words[treatment.end :]
    )
    if _of_restriction(piece, treatment) and section == "assessment" and not worked:
        return _set(treatment, "planned", 1)  # "off work 2 days"
    if section in PLAN_SECTIONS and (not elapsed or (told and not worked)):
        return _set(treatment, "planned", 1)
    if worked and treatment.told_now and not treatment.told_past and not treatment.name.endswith("_injection"):
        return _set(treatment, "ongoing", 1)  # "heat and Tylenol dull it"
    if elapsed and section == "assessment_plan" and not worked and _of_restriction(piece, treatment) == "planned":
        return _set(treatment, "planned", 1)  # "no lifting over 20 lb x 2 weeks"
    if elapsed:
        return _set(treatment, "completed", 1)
    if treatment.agent and any(w in _PRESENT_DOSE for w in piece.words[treatment.end : treatment.end + 8]):
        return _set(treatment, "ongoing", 1)
    if section in _QUIET_SECTIONS:
        return False
    return _set(treatment, _of_restriction(piece, treatment) or "completed", 0)


def _of_restriction(piece: Matched, treatment: Treatment) -> str | None:
    """As in "no lifting until I see him", which is an order, and "working modified duty", which he does."""
    said = treatment.wording.lower()
    if treatment.name != "activity_modification" or not (
        said.startswith(_ORDERED) or not _DUTY.isdisjoint(said.split())
    ):
        return None
    ordered = said.startswith(("no ", "nothing ", "stay "))
    if ordered and not _ORDERING.isdisjoint(piece.words):
        return "planned"
    if ordered and _WORKING.isdisjoint(piece.words[: treatment.start]) and _HE.isdisjoint(piece.words):
        return "planned"
    return "ongoing"


def _indicated(
    piece: Matched, treatment: Treatment, context: Context, worked: bool, companions: bool, tried: bool = False
) -> bool:
    """Drugs with other uses count where pain is in sight; lists of drugs need a note about pain.

    ``tried``: told as a trial or a refusal, which in a note about the spine is one for its pain.
    """
    in_pain = not _PAIN_WORDS.isdisjoint(piece.words)
    if treatment.name in ("nsaid", "acetaminophen") and not in_pain and not _FEVER.isdisjoint(piece.words):
        return False
    if context.is_birth and treatment.name in _LABOUR_DRUGS:
        return False
    if piece.segment.section in MEDICATION_SECTIONS or (piece.segment.kind == "row" and treatment.agent and not worked):
        other_uses = treatment.needs_indication or (treatment.name == "topical_analgesic" and treatment.agent is None)
        for_pain = context.has_pain_complaint or context.has_standing_pain
        return for_pain and (not other_uses or in_pain or treatment.for_pain or worked)
    if treatment.name == "neuropathic_agent" and treatment.needs_indication and not treatment.indicated_in_prose:
        return (
            in_pain
            or companions
            or treatment.for_pain
            or (context.is_spine_note and (tried or worked) and _OTHER_USES.isdisjoint(piece.words))
        )
    if treatment.name in _HABITS and piece.segment.section == "social_history" and not in_pain:
        return False
    if treatment.name == "oral_steroid" and not in_pain and not _OTHER_DISEASE.isdisjoint(piece.words):
        return False
    if treatment.name == "unspecified" and not in_pain and not _OTHER_CARE.isdisjoint(piece.words):
        return False
    if treatment.agent == "aspirin":
        return worked or in_pain
    return not treatment.needs_indication or treatment.indicated_in_prose or worked or context.has_pain_complaint


def mark_for_pain(treatments: Sequence[tuple[Matched, Treatment]]) -> None:
    """As in "tried gabapentin for the pain" and gabapentin in the list of medications: the same drug for the same."""
    told = {
        t.agent.casefold()
        for piece, t in treatments
        if t.agent and piece.segment.section not in MEDICATION_SECTIONS and not _PAIN_WORDS.isdisjoint(piece.words)
    }
    for _, treatment in treatments:
        treatment.for_pain = treatment.agent is not None and treatment.agent.casefold() in told


def _set(treatment: Treatment, status: str, certain: int, reason: str | None = None) -> bool:
    treatment.status, treatment.certain = status, certain
    treatment.reason = reason or treatment.reason
    return True


def _lies_ahead(treatment: Treatment, context: Context) -> bool:
    """What a note tells with a day after its own has not been done."""
    if treatment.status not in ("completed", "ongoing") or context.note_date is None or treatment.start_date is None:
        return False
    return treatment.start_date > context.note_date[: len(treatment.start_date)]


def _has_begun(treatment: Treatment, context: Context) -> bool:
    """As in "Rx diclofenac since 5/11": a prescription with an earlier day is being followed."""
    if context.note_date is None or treatment.start_date is None:
        return False
    return treatment.start_date < context.note_date[: len(treatment.start_date)]


def _finish(treatment: Treatment) -> None:
    """Planned, declined and untried courses have no length and no outcome."""
    if treatment.status in ("planned", "declined", "not_done"):
        treatment.days = treatment.sessions = None
        treatment.start_date = treatment.end_date = None
        treatment.outcome = treatment.response = "unknown"
