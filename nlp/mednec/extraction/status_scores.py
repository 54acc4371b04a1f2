"""Weighs the cues that call a treatment done, ongoing or planned against each other."""

from __future__ import annotations

from collections.abc import Mapping

from mednec.extraction.amounts import NUMBER_WORDS
from mednec.extraction.care_sections import MEDICATION_SECTIONS, PLAN_SECTIONS
from mednec.extraction.context import Context
from mednec.extraction.matching import Matched
from mednec.extraction.status_cues import DOSING, ORDERED_THEN, StatusCue, first_word
from mednec.extraction.treatments import COURSES, PRIOR_TREATMENT, Treatment
from mednec.extraction.wordsets import word_set

DISPENSED = word_set("given gave prescribed put placed started discharged sent provided switched dispensed d/c'd dc'd")
_RESPONDING = word_set(
    "despite failed failing fails failure refractory unresponsive exhausted response relief benefit improvement",
    "responded not after",
)
"""Words that say how a treatment worked, and only thereby that it was done."""
_TO_COME = word_set("is are to will shall has have")
_GERUNDS = word_set("taking using doing wearing applying trying attending receiving")
_OUTRIGHT = word_set("ongoing currently current still presently continues continuing continued underway")
_SWITCHED = word_set("switched changed")
_TIMED = word_set("is are am been still currently now presently was were continues keeps regularly daily")
_PAST_VERBS = word_set("saw had took attended went did used wore tried received underwent")
_SENT = word_set("sent referred")
_HANDED = word_set("given was gave provided")
_BEGUN = word_set("started placed put")
_PRESCRIBED = word_set("rx order orders prescription script referral recommendation")
_TRIED = word_set("tried trialed trialled attempted")
_FINISHED = word_set("completed finished ended stopped discontinued underwent did")
_BEGAN = word_set("began begun commenced")

# Scores are those of StatusCue: ten for each step of weight, less three for each token of distance.
_PLAN_BONUS, _WORKED_MALUS, _COUNTED_MALUS, _HABIT_MALUS = 15, 40, 12, 25
_RUNNING_SCORE, _RUNNING_BONUS, _PAST_SCORE, _LEAST, _FAINT = 32.0, 10, 25.0, -12, 10


def settle_by_score(
    piece: Matched, treatment: Treatment, kinds: Mapping[str, StatusCue], worked: bool, context: Context
) -> bool:
    """Set the status that the strongest cue gives; False when none is strong enough."""
    return _Scores(piece, treatment, kinds, worked, context).settle()


class _Scores:
    """The score of each status, and what bears on it; every step reads what those before it have left."""

    def __init__(
        self, piece: Matched, treatment: Treatment, kinds: Mapping[str, StatusCue], worked: bool, context: Context
    ) -> None:
        self.piece = piece
        self.treatment = treatment
        self.kinds = kinds
        self.worked = worked
        self.context = context
        self.scores = {kind: kinds[kind].score for kind in ("completed", "ongoing", "planned") if kind in kinds}
        self.counted = treatment.days is not None or treatment.sessions is not None
        self.in_plan = piece.segment.section in PLAN_SECTIONS
        self.running = treatment.running and not treatment.end_date

    def settle(self) -> bool:
        self._weigh_plan()
        self._weigh_running()
        self._weigh_past()
        self._discount_habit()
        self._drop_dosing()
        self._drop_report()
        return self._is_put_on() or self._settle_best()

    def _said(self, kind: str) -> str:
        """The first word of the cue of a kind, empty without one."""
        cue = self.kinds.get(kind)
        return first_word(self.piece, cue) if cue else ""

    def _words(self, kind: str) -> list[str]:
        cue = self.kinds.get(kind)
        return self.piece.words[cue.start : cue.end] if cue else []

    def _is_ahead(self, kind: str) -> bool:
        """Whether a cue stands before its treatment ("takes ibuprofen")."""
        cue = self.kinds.get(kind)
        return cue is not None and cue.ahead

    # -------------------- planned
    def _weigh_plan(self) -> None:
        scores, treatment = self.scores, self.treatment
        told_as_past = self.piece.segment.section == "history_of_present_illness"
        told_as_past = told_as_past and "today" not in self.piece.words
        if told_as_past and "planned" in scores and self._said("planned") in _HANDED:
            scores["completed"] = max(scores.pop("planned"), scores.get("completed", -99.0))  # "was given Darvocet"
        if "planned" in scores and (self._is_over() or (self.worked and treatment.days and not self.in_plan)):
            scores.pop("planned")  # "physical therapy, ordered by me: 4/6 - 5/18"
        if "planned" in scores:
            scores["planned"] += _PLAN_BONUS if self.in_plan else 0
            if self._is_told_to_come() and self._words("completed") == ["course", "of"]:
                scores.pop("completed")  # "a course of physiotherapy for four weeks has been ordered"
            firm = self.kinds["planned"].weight == 3 or self._is_told_to_come()
            scores["planned"] -= _WORKED_MALUS if self.worked else _COUNTED_MALUS if self.counted and not firm else 0
            if self.worked and not self.in_plan:
                scores.pop("planned")  # "discharged with Robaxin, which did not touch the pain"

    def _is_over(self) -> bool:
        """Whether a course has both its days, and the last of them is past."""
        start, end, today = self.treatment.start_date, self.treatment.end_date, self.context.note_date
        return start is not None and end is not None and (today is None or end <= today)

    def _is_told_to_come(self) -> bool:
        """As in "a trial of PT x 6 weeks is planned": the length is that of the plan."""
        return not self._is_ahead("planned") and self._said("planned") in _TO_COME

    # -------------------- ongoing by its length
    def _weigh_running(self) -> None:
        scores, treatment = self.scores, self.treatment
        if self.running and treatment.name.endswith("_injection") and "ongoing" not in scores:
            self.running = False  # "a shot in the knee, this was 2 years ago"
        if self.running and "completed" in scores and self._said("completed") in _BEGAN:
            self.running, treatment.days = False, None  # "began in May and continued to July": not to this day
        failed = self.treatment.outcome == "failed" and self._is_said_tried()
        if self.running and self._said("completed") not in _FINISHED and not failed:
            scores["ongoing"] = max(_RUNNING_SCORE, scores.get("ongoing", 0) + _RUNNING_BONUS)

    def _is_said_tried(self) -> bool:
        """As in "has failed PT over the last 3 months": over, unlike "in PT for the last 3 months, no relief"."""
        failed = "failed" in self.piece.words and "failed to" not in " ".join(self.piece.words)
        return not _TRIED.isdisjoint(self._words("completed")) or (failed and not self._is_ahead("ongoing"))

    # -------------------- completed
    def _weigh_past(self) -> None:
        scores, section = self.scores, self.piece.segment.section
        if section in MEDICATION_SECTIONS and "completed" in scores and self.kinds["completed"].weight == 1:
            scores.pop("completed")  # "discharge medications included"
        if "completed" in scores and self.in_plan and _begins_or_counts(self._said("completed")):
            scores.pop("completed")  # "also started on", "three ESIs"
        tried = section == PRIOR_TREATMENT and not self._is_ahead("ongoing") and not self._is_said_ongoing()
        past = self.treatment.past or (tried and self.worked)
        if past and not self.treatment.running:  # "as needed, did not help"
            scores["completed"] = max(_PAST_SCORE, scores.get("completed", 0))
            scores.pop("ongoing", None)

    def _is_said_ongoing(self) -> bool:
        """As in "metaxalone: 7 weeks, ongoing, no relief": said outright, unlike how often it is taken."""
        return not _OUTRIGHT.isdisjoint(self._words("ongoing"))

    # -------------------- how often, not when
    def _discount_habit(self) -> None:
        """As in "weekly", "daily" behind a course that worked somehow."""
        scores = self.scores
        if self.worked and self.treatment.agent is None:
            self._lessen_habit()
        if "ongoing" in scores and self.in_plan and not self._is_ahead("ongoing"):
            scores.pop("ongoing")
        ordered = not (ORDERED_THEN | _PRESCRIBED).isdisjoint(self._words("planned"))
        if self.running and self.treatment.start_date and not self.in_plan and ordered:
            scores.pop("planned", None)  # "Rx etodolac since 5/11", unlike "was supposed to start on 5/4"

    def _lessen_habit(self) -> None:
        if "ongoing" in self.scores and not self.running and not self._is_ahead("ongoing"):
            self.scores["ongoing"] -= _HABIT_MALUS if self.kinds["ongoing"].weight < 3 else 0

    def _drop_dosing(self) -> None:
        """A dose says how often, not when: "naproxen 500 mg BID prescribed", "saw a chiropractor weekly"."""
        treatment = self.treatment
        if self._is_ahead("ongoing") or self._said("ongoing") not in DOSING:
            return
        prescribed = "planned" in self.scores and not self.worked
        over = treatment.told_past and not treatment.told_now and treatment.outcome == "failed"
        seen = self._is_ahead("completed") and self._said("completed") in _PAST_VERBS
        summed = treatment.summed  # "ibuprofen 600 tid; PT 6 wks; failed"
        visited = treatment.name in COURSES and treatment.days is not None  # "PT twice weekly, 6/5 through 7/17"
        if prescribed or (
            not self.running and (seen or summed or over or visited)
        ):  # "600 mg three times a day, was ineffective"
            self.scores.pop("ongoing", None)

    def _drop_report(self) -> None:
        scores, treatment = self.scores, self.treatment
        switched = treatment.outcome == "failed" and not _SWITCHED.isdisjoint(self._words("ongoing"))
        if treatment.told_past and "ongoing" in scores and (self._is_gerund() or switched):
            scores.pop("ongoing")  # "reports taking Aleve, which did not help"
            scores.setdefault("completed", 0.0)
        done = self.worked or treatment.closed or "completed" in scores
        if self._said("ongoing") == "for" and not self.running and done:
            scores.pop("ongoing", None)  # "tried Cymbalta for pain": what for, not when
        if treatment.closed:
            self._lessen_habit()

    def _is_gerund(self) -> bool:
        """A bare "taking", "using": it says nothing of the time, unlike "has been taking", "is using"."""
        cue = self.kinds.get("ongoing")
        if cue is None or cue.end - cue.start != 1 or self._said("ongoing") not in _GERUNDS:
            return False
        return _TIMED.isdisjoint(self.piece.words[max(0, cue.start - 2) : cue.start])

    # -------------------- the best
    def _is_put_on(self) -> bool:
        """As in "was put on nortriptyline, which allows her to sleep": begun, and it works now."""
        treatment = self.treatment
        works = treatment.told_now and not treatment.told_past and treatment.agent is not None
        begun = works and not (DISPENSED | _BEGUN).isdisjoint(self._words("completed"))
        return begun and treatment.settle("ongoing", 2)

    def _settle_best(self) -> bool:
        scores, treatment = self.scores, self.treatment
        if not scores or max(scores.values()) <= _LEAST:
            return False
        best = max(scores, key=lambda k: (scores[k], k == "ongoing"))
        told = self._words("planned") if best == "planned" and not self.in_plan else []
        treatment.ordered_then = not ORDERED_THEN.isdisjoint(told)
        faint = best == "ongoing" and scores[best] <= _FAINT
        if faint and self.counted and self.worked and not self.running:
            return False
        cue = self.kinds.get(best)
        if best == "completed" and cue is not None:
            treatment.by_response = self._said(best) in _RESPONDING or (self.worked and cue.weight == 1)
            # "sent her to therapy", told with the course that came of it
            treatment.ordered_then = not _SENT.isdisjoint(self._words(best))
        else:
            treatment.by_response = False
        return treatment.settle(best, 2)


def _begins_or_counts(said: str) -> bool:
    return said in _BEGUN or said in NUMBER_WORDS or said.isdigit()
