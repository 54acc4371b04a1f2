"""Reads conservative care: which therapy, what became of it, how long it lasted and how well it worked."""

from __future__ import annotations

from collections.abc import Sequence

from mednec.evidence import Therapy
from mednec.extraction.assertion import Judge
from mednec.extraction.care_sentence import PERSONS, SUBJECTS, Sentence, is_fragment, never_happened, ruled_out
from mednec.extraction.care_tables import Columns, columns_of, denial_cell
from mednec.extraction.checkboxes import box_answer
from mednec.extraction.compliance import Kept, fulfil, kept_in
from mednec.extraction.context import Context
from mednec.extraction.courses import courses_of
from mednec.extraction.cue_sense import (
    REFERS,
    clause_before,
    dosed,
    excepted,
    goes_on_hurting,
    has_own_object,
    is_about,
    is_age,
    is_help,
    is_no_treatment,
    is_noun,
    is_source,
    is_wished,
    lacks_denial,
    looks_back,
    meant_by_name,
    of_another,
    of_what_was_told,
    passed_on,
    so_far,
    stops_another,
    taken_over,
    troubled,
    was_eased,
)
from mednec.extraction.labels import with_labels
from mednec.extraction.last_words import TURNED, is_last_word, share_status, summed_up, sums_up_all
from mednec.extraction.linking import Group, Links
from mednec.extraction.lung_steroids import given_for_the_lungs
from mednec.extraction.matching import Hit, Matched
from mednec.extraction.other_problems import JOINT_STUDIES
from mednec.extraction.outcomes import Outcome, outcomes_of
from mednec.extraction.places import is_spine, places_in
from mednec.extraction.responses import (
    MEDICATION_WORDS,
    courses_apart,
    give,
    resolve_medications,
    speaks_of_regimen,
    without_generic,
    without_parts,
)
from mednec.extraction.resumption import resumed
from mednec.extraction.shared_times import share_course, share_last, share_times
from mednec.extraction.supervision import supervise
from mednec.extraction.therapy_status import DOSING, PLAN_SECTIONS, StatusCue, decide, mark_for_pain
from mednec.extraction.therapy_times import TimeLinks
from mednec.extraction.treatments import EXCEPT, Treatment, cues_of_care, groups_of, treatments_of
from mednec.extraction.visits_kept import counted_courses
from mednec.extraction.wordsets import word_set

_SILENT = frozenset(
    {"physical_exam", "laboratory", "imaging", "radiology_findings", "electrodiagnostics", "review_of_systems"}
)
_STATUS_CUES = word_set(
    "completed ongoing planned declined not_done conditional avoided stopped side_effect continue other"
)
_REACH = {
    "side_effect": 12,
    "not_done": 7,
    "other": 12,
    "conditional": 9,
    "planned": 12,
    "completed": 9,
    "ongoing": 8,
    "stopped": 6,
}
_GENERIC_INJECTIONS = word_set(
    "injection injections shot shots steroid corticosteroid cortisone prior previous any some series of",
    "second third fourth another repeat first next further block blocks",
    "several multiple two three four 2 3 4 did had no declined declines avoid avoids offered tried",
    "pain therapeutic therapy treatment treatments management clinic for the his her more spinal",
)
_AGAIN = word_set("second third fourth another repeat further")
_CONSISTS = word_set("consisted included consists includes comprised")
_OPENS_PARTS = word_set("( [ : including include included such like incl consisting namely")
_FINAL = word_set("discharge final discharged")
_OWN_CLAUSE = PERSONS | word_set("so therefore thus hence instead")
_OPENING = word_set("if unless option options")
_PRONOUNS = word_set("it this that these them those they neither none both all he she which each either")
_ANSWER_COLUMNS = word_set("response benefit relief outcome result results effect helped helpful improvement")
_PAST_FORMS = word_set("did had was were failed no without")
_MEANT = word_set("it this that these them those")
_TREATMENTS = word_set("treatment treatments measures therapies interventions modalities medications")
_DENYING = word_set("no not without denies denied never")
_CLAUSE_ENDS = word_set(". ; | but while and/or worse aggravated exacerbated aggravating exacerbating")
_CARRY = 2  # how many sentences later an outcome may still be told


def read_therapies(text: str, pieces: Sequence[Matched], context: Context) -> list[Therapy]:
    """All courses of conservative care that a note documents."""
    reader = _Reader(text, with_labels(text, pieces, "therapy"), context)
    return reader.read()


class _Reader:
    def __init__(self, text: str, pieces: Sequence[Matched], context: Context) -> None:
        self.text = text
        self.pieces = pieces
        self.context = context
        self.past: list[Sentence] = []
        self.note: Sentence | None = None  # the course that a therapist's note records
        self.asked = False  # inside a table with a column for the response
        self.eased: list[tuple[Outcome, Matched]] = []  # "relieved by … medications": said of those named elsewhere
        self.columns: Columns | None = None
        self.exam = next((i for i, p in enumerate(pieces) if p.segment.section == "physical_exam"), 0)
        self.header: tuple[int, list[Hit]] | None = None  # "Tried and failed:" and the block it opens

    def read(self) -> list[Therapy]:
        self._open_note()
        for index, piece in enumerate(self.pieces):
            self.asked = self.asked and piece.segment.kind == "row"
            self.columns = self.columns if piece.segment.kind == "row" else None
            if piece.words and piece.segment.kind != "heading":
                self._sentence(piece, index)
        self._name_injections()
        settled: list[Treatment] = []
        steroids = [(s, t) for s in self.past for t in s.treatments if t.name == "oral_steroid"]
        for sentence, treatment in given_for_the_lungs(self.pieces, steroids):
            cue = StatusCue("other", 3, 0, True, treatment.start, treatment.start)
            sentence.statuses.setdefault(id(treatment), []).append(cue)
        mark_for_pain([(s.piece, t) for s in self.past for t in s.treatments])
        for sentence in self.past:
            told = self._in_history(sentence)
            decided = decide(sentence.piece, sentence.treatments, sentence.statuses, self.context, told)
            settled += [t for t in decided if not excepted(sentence.piece.words, t, decided)]
        share_course(settled)
        settled = resolve_medications(settled, self.eased)
        fulfil(settled, self.pieces, {s.index: s.opening for s in self.past if s.opening})
        supervise(self.pieces, settled, self.context)
        settled = [course for t in settled for course in courses_apart(t)]
        sections = [self.pieces[t.index].segment.section for t in settled]
        return courses_of(self.text, settled, sections, [self._region(t) for t in settled])

    def _in_history(self, sentence: Sentence) -> bool:
        """Whether a sentence stands in the history: under its heading, or before the exam where there is none."""
        section = sentence.piece.segment.section
        return section == "history_of_present_illness" or (section is None and sentence.index < self.exam)

    def _open_note(self) -> None:
        """The note of a therapist is itself the record of a course, running unless it is the discharge."""
        if self.context.kind != "therapy_note":
            return
        for index, piece in enumerate(self.pieces[:2]):
            treatments = treatments_of(self.text, piece, index, headings=True)[:1]
            if treatments:
                ended = not _FINAL.isdisjoint(piece.words)
                sentence = Sentence(piece, index, [treatments], Links(piece, [treatments], frozenset()), [])
                status = "completed" if ended else "ongoing"
                sentence.statuses[id(treatments[0])] = [StatusCue(status, 3, 0, True, 0, 0)]
                self.note = sentence
                self.past.append(sentence)
                return

    def _name_injections(self) -> None:
        """As in "The injections": those named before, or else in the next sentences; of the spine they are epidural."""
        treatments = [t for s in self.past for t in s.treatments]
        named = [t for t in treatments if t.name.endswith("_injection") and t.name != "other_injection"]
        for treatment in treatments:
            if treatment.name == "other_injection" and set(treatment.wording.lower().split()) <= _GENERIC_INJECTIONS:
                again = not _AGAIN.isdisjoint(treatment.wording.lower().split())
                first = 0 if again else treatment.index - 6
                near = [t for t in named if first <= t.index <= treatment.index + 2]
                if near:
                    treatment.rule = min(near, key=lambda t: abs(t.index - treatment.index)).rule
                elif self.context.is_spine_note and not self._is_at_joint(treatment):
                    treatment.rule = treatment.rule.model_copy(update={"therapy": "epidural_steroid_injection"})

    def _is_at_joint(self, treatment: Treatment) -> bool:
        """Whether the sentence of an injection names a joint or the head, and no part of the spine."""
        places = places_in(self.pieces[treatment.index])
        elsewhere = any(p.study in JOINT_STUDIES or p.place == "head" for p in places)
        return elsewhere and not any(is_spine(p.place) for p in places)

    def _region(self, treatment: Treatment) -> str | None:
        spines = {p.spine for p in places_in(self.pieces[treatment.index]) if p.spine and is_spine(p.place)}
        return spines.pop() if len(spines) == 1 else None

    # -------------------- one sentence
    def _sentence(self, piece: Matched, index: int) -> None:
        treatments = without_parts(piece.words, without_generic(treatments_of(self.text, piece, index)))
        if not treatments:
            self._remember_header(piece)
            self._note_eased(piece)
        if not treatments and not self._recent(piece, index):
            return
        times = TimeLinks(piece, self.context, self.columns)
        earlier = (
            (self.past[-1].treatments if self._recent(piece, index) else []) if not treatments else self._lately(piece)
        )
        treatments = resumed(self.text, piece, index, times.counts, treatments, earlier)
        cues = cues_of_care(piece)
        outcomes = outcomes_of(piece, cues, treatments, self.asked and piece.segment.kind == "row")
        denied = denial_cell(piece.words) if piece.segment.kind == "row" else None
        if denied:
            outcomes = [o for o in outcomes if not denied[0] <= o.start < denied[1]]
        stops = frozenset(i for o in outcomes for i in range(o.start, o.end))
        groups = groups_of(piece, treatments, times.covered, stops)
        links = Links(piece, groups, times.covered)
        sentence = Sentence(piece, index, groups, links, cues)
        sentence.opening = times.opening(treatments[0].start if treatments else len(piece.words))
        done = self._link_compliance(sentence)
        if not treatments:
            times.tell_of(done)
            self._tell_more(sentence, outcomes, times)
            return
        self._drop_foreign(sentence)
        self._deny(sentence)
        for treatment, cue in counted_courses(piece.words, treatments):
            sentence.statuses.setdefault(id(treatment), []).append(cue)
        self._answer_boxes(sentence)
        for treatment in (t for t in treatments if t.end <= denied[0]) if denied else ():
            cue = StatusCue("not_done", 3, 0, False, treatment.end, treatment.end)
            sentence.statuses.setdefault(id(treatment), []).append(cue)
        self._apply_header(sentence)
        self._link_outcomes(sentence, outcomes)
        self._distribute(sentence)
        self._link_statuses(sentence, outcomes)
        share_status(sentence)
        times.link(links, [(o.start, o.end) for o in outcomes if o.response in ("partial", "good")])
        times.tell_of(done)
        for listed in summed_up(sentence, outcomes).values():
            share_last(piece, listed)
        share_times(piece, cues, [*(self.past[-1].treatments if self.past else []), *treatments], treatments)
        self.past.append(sentence)

    def _link_compliance(self, sentence: Sentence) -> list[Kept]:
        """As in "On 5/2 I taught a home program; she did it daily": done, and since that day."""
        last = self._recent(sentence.piece, sentence.index)
        given = [*(last.treatments if last else []), *sentence.treatments]
        done: list[Kept] = []
        for kept in kept_in(sentence.piece, sentence.cues, given, sentence.treatments):
            home = sentence if kept.treatment in sentence.treatments else last
            if home is None:
                continue
            home.statuses.setdefault(id(kept.treatment), []).append(kept.cue)
            home.kept.add(id(kept.treatment))
            if home is last:
                sentence.kept_before.append(kept.treatment)
            if kept.status != "not_done":
                kept.treatment.start_date = kept.treatment.start_date or home.opening
                done.append(kept)
        return done

    def _lately(self, piece: Matched) -> list[Treatment]:
        """The treatments of the sentences just before."""
        return [t for s in self.past[-_CARRY:] if piece.number - s.piece.number <= _CARRY for t in s.treatments]

    def _remember_header(self, piece: Matched) -> None:
        """Column titles and list headers speak about the treatments below them."""
        segment = piece.segment
        if segment.kind == "row" and not _ANSWER_COLUMNS.isdisjoint(piece.words):
            self.asked = True
        if segment.kind == "row" and self.columns is None:
            self.columns = columns_of(piece)
        if piece.words[-1] == ":" and len(piece.words) < 14:
            self.header = (segment.block, cues_of_care(piece))

    def _apply_header(self, sentence: Sentence) -> None:
        if self.header is None or self.header[0] != sentence.piece.segment.block:
            return
        at = sentence.piece.segment.start
        for hit in self.header[1]:
            for treatment in sentence.treatments:
                if hit.ref.cue == "failed" and treatment.outcome == "unknown":
                    treatment.outcome, treatment.response, treatment.weight = "failed", hit.ref.response or "none", 1
                elif hit.ref.cue in _STATUS_CUES and hit.ref.direction != "backward":
                    sentence.statuses.setdefault(id(treatment), []).append(
                        StatusCue(hit.ref.cue, 1, 2, True, at, at, hit.ref.reason)
                    )

    def _recent(self, piece: Matched, index: int) -> Sentence | None:
        """The sentence with treatments that this one may go on about."""
        if not self.past or (piece.segment.section in _SILENT and self.note is None):
            return None
        if self.note is not None:
            return self.note
        last = self.past[-1]
        near = piece.number - last.piece.number <= _CARRY and last.piece.segment.section == piece.segment.section
        same_list = piece.segment.kind != "bullet" and last.piece.segment.kind != "row"
        return last if near and same_list else None

    def _drop_foreign(self, sentence: Sentence) -> None:
        """Treatments of relatives, and those that stand in instructions for a future event, are none."""
        judge = Judge(sentence.piece, [])
        for treatment in sentence.treatments:
            meant = judge.assertion(treatment.start, treatment.end)
            if meant.experiencer != "patient" and not passed_on(sentence.piece.words, treatment.start):
                sentence.statuses.setdefault(id(treatment), []).append(
                    StatusCue("other", 3, 0, True, treatment.start, treatment.start)
                )

    @staticmethod
    def _deny(sentence: Sentence) -> None:
        """Wording that is a denial as a whole."""
        for treatment in (t for t in sentence.treatments if t.is_denial):
            cue = StatusCue("not_done", 3, 0, True, treatment.start, treatment.start)
            sentence.statuses.setdefault(id(treatment), []).append(cue)

    def _answer_boxes(self, sentence: Sentence) -> None:
        """As in "Acupuncture: [ ] Yes [x] No": an answer no is a denial, an empty box says nothing."""
        planning = sentence.piece.segment.section in PLAN_SECTIONS
        for treatment in sentence.treatments:
            hit = Hit(treatment.start, treatment.end, "therapy", treatment.rule)
            answer = box_answer(self.text, sentence.piece, hit)
            if answer in ("absent", "none"):
                denied = answer == "absent" and not planning
                cue = StatusCue("not_done" if denied else "other", 3, 0, True, treatment.start, treatment.start)
                sentence.statuses.setdefault(id(treatment), []).append(cue)

    # -------------------- outcomes
    def _link_outcomes(self, sentence: Sentence, outcomes: Sequence[Outcome]) -> None:
        summed = summed_up(sentence, outcomes)
        for outcome in sorted(outcomes, key=lambda o: -o.weight):
            targets = summed.get(outcome.start) or self._targets(sentence, outcome)
            for treatment in targets:
                treatment.summed = treatment.summed or outcome.start in summed
                give(treatment, outcome, sentence.piece)
            if sentence.kept_before and is_last_word(sentence.piece.words, outcome):
                for treatment in (t for t in sentence.kept_before if t.outcome == "unknown"):
                    give(treatment, outcome, sentence.piece)

    def _targets(self, sentence: Sentence, outcome: Outcome) -> Sequence[Treatment]:
        links = sentence.links
        if outcome.spreads:
            return self._spread_over(sentence, outcome)
        inside = [t for t in sentence.treatments if outcome.start <= t.start and t.end <= outcome.end]
        if inside:
            return inside  # "did not find the massage helpful"
        if outcome.direction != "backward":
            ahead = links.linked_forward(
                outcome.end,
                bare=outcome.direction == "forward" or (outcome.weight > 1 and not links.before(outcome.start)),
            )
            if ahead is not None:
                return ahead
        if sentence.piece.words[outcome.end : outcome.end + 1] == ["when"] and links.after(outcome.end):
            return links.after(outcome.end) or []  # "better when using ice"
        if outcome.direction == "forward" or links.leads_elsewhere(outcome.end, outcome.response):
            return []
        closing = self._closing(sentence, outcome)
        if closing:
            return [t for t in sentence.treatments if t.end <= outcome.start]
        behind = links.backward(outcome.start, 40, turns=True)
        if behind is not None and self._never_had(sentence, behind, outcome):
            return links.before(behind[0].start) or []  # "iced it, takes no tablets, and it is somewhat better"
        if behind is not None:
            single = outcome.answer or "(" in links.loose(behind[-1].end, outcome.start)
            return behind[-1:] if single else behind
        if links.before(outcome.start) is None and outcome.direction == "both" and outcome.weight >= 2:
            ahead = links.forward(outcome.end, 6) or []
            if ahead and any(outcome.end <= h.start < ahead[0].start for h in sentence.cues if h.ref.response):
                return []  # "aggravated by bending and relieved by ice"
            return ahead if ahead and not links.turns_away(outcome.end, ahead[0].start) else []
        return links.before(outcome.start) or []

    def _note_eased(self, piece: Matched) -> None:
        """As in "eased by sitting and medications", "40% relief on the current regimen", which name no treatment."""
        regimen = speaks_of_regimen(piece.words)
        if MEDICATION_WORDS.isdisjoint(piece.words) and not regimen:
            return
        cues = cues_of_care(piece)
        sentence = Sentence(piece, 0, [], Links(piece, [], frozenset()), cues)
        for outcome in outcomes_of(piece, cues, []):
            if outcome.spreads:
                self._spread_over(sentence, outcome)
            elif regimen:
                self.eased.append((outcome, piece))

    def _spread_over(self, sentence: Sentence, outcome: Outcome) -> list[Treatment]:
        """As in "relieving factors: lying down, ice, a brace": all that is named in the clause."""
        words = sentence.piece.words
        end = next((i for i in range(outcome.end, len(words)) if words[i] in _CLAUSE_ENDS), len(words))
        reached = [t for t in sentence.treatments if outcome.end <= t.start < end]
        if not MEDICATION_WORDS.isdisjoint(words[outcome.end : end]):
            self.eased.append((outcome, sentence.piece))
        status = "completed" if was_eased(words, outcome.start) else "ongoing"
        for treatment in reached:
            cue = StatusCue(status, 3, 0, True, outcome.start, outcome.start)
            sentence.statuses.setdefault(id(treatment), []).append(cue)
        return reached

    @staticmethod
    def _never_had(sentence: Sentence, group: Group, outcome: Outcome) -> bool:
        """As in "denies taking medications; however, gummies help": what was not taken did not help."""
        denied = any(
            h.ref.cue == "not_done" and h.ref.direction != "backward" and 0 <= group[0].start - h.end <= 2
            for h in sentence.cues
        )
        between = sentence.piece.words[group[-1].end : outcome.start]
        return denied and len(between) > 1 and not TURNED.isdisjoint(between)

    def _distribute(self, sentence: Sentence) -> None:
        """As in "Failed conservative treatment (PT, naproxen)": what is said of the whole holds for its parts."""
        treatments = sentence.treatments
        words = sentence.piece.words
        head = next((t for t in treatments if t.name == "unspecified" and t.outcome != "unknown"), None)
        if (
            head is None
            and self.past
            and not _CONSISTS.isdisjoint(words[:5])
            and sentence.piece.number - self.past[-1].piece.number == 1
        ):
            head = next(
                (t for t in self.past[-1].treatments if t.name == "unspecified" and t.outcome != "unknown"), None
            )
            parts = treatments
        else:
            parts = [t for t in treatments if head is not None and t.start >= head.end]
            opened = words[head.end : parts[0].start] if head is not None and parts else []
            parts = parts if not _OPENS_PARTS.isdisjoint(opened) else []
        if head is None:
            return
        for treatment in parts:
            if treatment.outcome == "unknown" and treatment is not head:
                treatment.outcome, treatment.response, treatment.weight = head.outcome, head.response, 1

    def _closing(self, sentence: Sentence, outcome: Outcome) -> bool:
        """As in "…, none of which helped", "neither helped": the outcome closes everything said before."""
        for hit in sentence.cues:
            if hit.ref.cue == "list_end" and outcome.start - 6 <= hit.start <= outcome.end:
                between = sentence.piece.words[hit.end : outcome.start]
                if not any(w in (".", ";", ",") for w in between):
                    return sum(1 for t in sentence.treatments if t.end <= hit.start) > 1
        return False

    def _tell_more(self, sentence: Sentence, outcomes: Sequence[Outcome], times: TimeLinks) -> None:
        """A sentence without a treatment of its own: outcome, course and status of those just named."""
        last = self._recent(sentence.piece, sentence.index)
        if last is None:
            return
        words = sentence.piece.words
        targets = [t for t in self._still_meant(last, sentence, outcomes) if not never_happened(last, t)]
        planning = sentence.piece.segment.section in PLAN_SECTIONS
        refers = words[:1] == ["this"] or not REFERS.isdisjoint(words)
        studies = [h.end for h in sentence.piece.hits("modality")]
        settled = {id(t) for t in self._lately(sentence.piece) if t.outcome != "unknown"}
        for outcome in outcomes:
            if not refers and any(end <= outcome.start for end in studies):
                continue  # "MRI showed resolution of the hematoma"
            if (
                not planning
                and not sentence.links.leads_elsewhere(outcome.end, outcome.response)
                and ((outcome.reaches_back and outcome.direction != "forward") or of_what_was_told(words, outcome))
            ):
                for treatment in meant_by_name(words, outcome, targets, self._lately(sentence.piece)):
                    if id(treatment) not in settled or (outcome.weight > 1 and refers):
                        treatment.summed = treatment.summed or len(targets) > 1
                        give(treatment, outcome, sentence.piece)
        referring = not _PRONOUNS.isdisjoint(words[:8]) or len(words) < 9
        for hit in sentence.cues:
            kind = hit.ref.cue
            if kind == "continue" and not _MEANT.isdisjoint(words[hit.end : hit.end + 3]):
                for treatment in targets[-1:]:
                    cue = StatusCue(kind, hit.ref.weight, 9, False, hit.start, hit.end, hit.ref.reason)
                    last.statuses.setdefault(id(treatment), []).append(cue)
            if (
                kind in ("stopped", "side_effect", "not_done", "declined")
                and referring
                and hit.ref.direction != "forward"
                and not (kind == "stopped" and (stops_another(words, hit) or is_wished(words, hit)))
                and not (
                    kind in ("not_done", "declined") and (of_another(sentence, 0, hit) or has_own_object(sentence, hit))
                )
                and not (kind == "side_effect" and not _DENYING.isdisjoint(words[max(0, hit.start - 3) : hit.start]))
            ):
                for treatment in targets[-1:]:
                    cue = StatusCue(kind, hit.ref.weight, 9, False, hit.start, hit.end, hit.ref.reason)
                    last.statuses.setdefault(id(treatment), []).append(cue)
        times.carry(targets)

    def _still_meant(self, last: Sentence, sentence: Sentence, outcomes: Sequence[Outcome]) -> list[Treatment]:
        plural = any(h.ref.cue == "list_end" for h in sentence.cues)
        plural = plural or not _TREATMENTS.isdisjoint(sentence.piece.words)
        if outcomes and sums_up_all(sentence.piece.words):
            return self._told_before(last)
        if outcomes and outcomes[0].start <= 1 and is_fragment(sentence.piece) and len(last.treatments) > 1:
            return [t for t in last.treatments if t.outcome == "unknown"]
        if not plural and not (outcomes and is_fragment(sentence.piece)):
            return list(last.groups[-1])
        listed = last.treatments if plural or is_fragment(last.piece) else list(last.groups[-1])
        if len(last.treatments) > 1 and plural:
            return listed
        return [t for t in self._fragments_before(last) if t.outcome == "unknown"] + listed

    def _told_before(self, last: Sentence) -> list[Treatment]:
        """As in "None of this has helped": everything that was tried in the sentences just before."""
        found: list[Treatment] = []
        after = last
        for sentence in reversed(self.past):
            if (
                after.piece.number - sentence.piece.number > 1
                or sentence.piece.segment.section != last.piece.segment.section
            ):
                break
            found = [t for t in sentence.treatments if t.outcome == "unknown" and not ruled_out(sentence, t)] + found
            after = sentence
        return found

    def _fragments_before(self, last: Sentence) -> list[Treatment]:
        """As in "PT 8 weeks. Naproxen 6 weeks. No relief.": the items of a list told in sentences of their own."""
        if not is_fragment(last.piece):
            return []
        found: list[Treatment] = []
        after = last
        for sentence in reversed([s for s in self.past if s is not last]):
            near = after.piece.number - sentence.piece.number == 1
            same = sentence.piece.segment.section == last.piece.segment.section
            if not (near and same and is_fragment(sentence.piece)) or any(
                t.outcome != "unknown" or ruled_out(sentence, t) for t in sentence.treatments
            ):
                break
            found = sentence.treatments + found
            after = sentence
        return found

    # -------------------- statuses
    def _link_statuses(self, sentence: Sentence, outcomes: Sequence[Outcome]) -> None:
        for hit in sentence.cues:
            kind = hit.ref.cue
            if kind not in _STATUS_CUES:
                continue
            inside = [o for o in outcomes if o.start < hit.end and hit.start < o.end]
            if (
                inside
                and kind in ("not_done", "planned")
                and (hit.end - hit.start < 3 or any(o.answer for o in inside))
            ):
                continue
            if (
                kind == "ongoing"
                and inside
                and not _PAST_FORMS.isdisjoint(sentence.piece.words[inside[0].start : inside[0].end])
            ):
                continue
            if (
                inside
                and hit.start >= inside[0].start
                and hit.end <= inside[0].end
                and sentence.piece.words[hit.start] in ("still", "now")
            ):
                continue  # "still symptomatic"
            if kind == "completed" and sentence.piece.words[hit.start : hit.end + 1] in (["2", ")"], ["3", ")"]):
                continue  # the number of an item
            if kind == "completed" and is_age(sentence.piece.words, hit):
                continue
            if kind == "ongoing" and sentence.piece.words[max(0, hit.start - 1) : hit.end] == ["for", "now"]:
                continue
            if kind in ("ongoing", "continue") and goes_on_hurting(sentence.piece.words, hit):
                continue
            if kind == "ongoing" and sentence.piece.words[hit.end : hit.end + 1] == [":"] and hit.end - hit.start > 1:
                continue  # "treatment to date:"
            if kind == "ongoing" and so_far(sentence.piece.words, hit, outcomes):
                continue
            if kind == "ongoing" and sentence.piece.words[hit.end + 1 : hit.end + 2] == ["own"]:
                continue  # "on her own"
            if kind == "ongoing" and is_about(sentence.piece.words, hit):
                continue
            if kind == "stopped" and is_wished(sentence.piece.words, hit):
                continue
            if kind == "not_done" and lacks_denial(sentence.piece.words, hit):
                continue  # "goes to PT or sees a chiropractor"
            if kind == "planned" and is_noun(sentence.piece.words, hit):
                continue  # "with the use of"
            if kind == "ongoing" and inside and is_help(sentence, hit):
                continue  # "minimal help"
            if kind == "ongoing" and sentence.piece.words[hit.end - 1] == "on" and is_no_treatment(sentence, hit.end):
                continue  # "on 3/15", "on my order"
            if kind == "planned" and is_source(sentence.piece.words, hit):
                continue
            if kind == "stopped" and not _NOT.isdisjoint(sentence.piece.words[max(0, hit.start - 2) : hit.start]):
                continue  # "tapered but not discontinued"
            if kind == "side_effect" and not _DENYING.isdisjoint(
                sentence.piece.words[max(0, hit.start - 3) : hit.start]
            ):
                continue  # "denies upset stomach"
            if kind == "planned" and sentence.piece.words[max(0, hit.start - 1) : hit.start] == ["had"]:
                continue  # "the PT I had ordered"
            if kind == "not_done" and sentence.piece.words[hit.end : hit.end + 1] in (
                ["fewer"],
                ["less"],
                ["more"],
                ["longer"],
            ):
                continue  # "no fewer than 6 weeks of PT"
            opened = [t for t in sentence.treatments if t.start == hit.start and hit.end < t.end]
            opened = [t for t in opened if t.name != "activity_modification"]
            if opened and kind in ("declined", "avoided", "not_done") and hit.ref.direction != "backward":
                self._tell(sentence, opened, hit, 0, ahead=True)  # "declined injections" as one phrase
                continue
            if any(
                t.start <= hit.start and hit.end <= t.end and t.name != "physical_therapy"
                for t in sentence.treatments
                if sentence.piece.words[hit.start] not in ("uses", "wears", "sees", "wraps", "ices")
            ):
                continue
            if kind in ("declined", "avoided") and any(
                t.name == "activity_modification" and t.start <= hit.end and hit.start < t.end
                for t in sentence.treatments
            ):
                continue
            self._link_status(sentence, hit, outcomes)

    def _stops_earlier(self, sentence: Sentence, hit: Hit) -> bool:
        """As in "I asked her to discontinue it and start …": the treatment of the sentence before."""
        if sentence.piece.words[hit.end : hit.end + 1] not in (["it"], ["this"], ["them"], ["that"]):
            return False
        if any(t.end <= hit.start for t in sentence.treatments) or not self.past:
            return False
        last = self.past[-1]
        cue = StatusCue("stopped", 3, 0, False, hit.start, hit.end, hit.ref.reason)
        last.statuses.setdefault(id(last.treatments[-1]), []).append(cue)
        return True

    def _link_status(self, sentence: Sentence, hit: Hit, outcomes: Sequence[Outcome]) -> None:
        """Tell the treatments a status cue reaches, those after it first."""
        rule, links = hit.ref, sentence.links
        if rule.cue == "stopped" and self._stops_earlier(sentence, hit):
            return
        said = sentence.piece.words[hit.start : hit.end]
        opens = rule.cue == "conditional" and not _OPENING.isdisjoint(said)
        found = [] if looks_back(sentence, hit) else self._reached_ahead(sentence, hit, outcomes, opens)
        if found and rule.cue == "stopped" and said[-1] == "from":
            self._tell(sentence, found[:1], hit, 0, ahead=True)  # "switched from Flexeril to Zanaflex"
            for treatment in [t for t in sentence.treatments if t.start >= found[0].end][:1]:
                now = StatusCue("ongoing", 3, 0, True, hit.start, hit.end)
                sentence.statuses.setdefault(id(treatment), []).append(now)
            return
        if found:
            loose = links.loose(hit.end, found[0].start)
            studied = any(hit.end <= h.start < found[0].start for h in sentence.piece.hits("modality"))
            if rule.cue == "not_done" and (
                (studied and "or" not in loose) or "and" in loose or troubled(loose) or not EXCEPT.isdisjoint(loose)
            ):
                return
            distance = -1 if opens else len(loose)  # nothing outweighs "if"
            reached = [t for t in sentence.treatments if t.start >= hit.end] if opens else found
            self._tell(sentence, reached, hit, distance, ahead=True)
            return
        found = [t for t in sentence.treatments if hit.start <= t.start and t.end <= hit.end]
        found = found or [t for t in sentence.treatments if t.start < hit.start < t.end < hit.end]  # "sheet texted"
        if not found and (rule.cue in ("declined", "avoided") and has_own_object(sentence, hit)):
            return
        if (
            not found
            and rule.direction != "forward"
            and rule.cue
            in (
                "not_done",
                "declined",
                "stopped",
                "side_effect",
            )
        ):
            found = clause_before(sentence, hit)
        if not found and rule.direction != "forward":
            turns = rule.scope == "sentence" or rule.cue in ("not_done", "declined")
            found = links.backward(hit.start, _REACH.get(rule.cue, 8), turns=turns) or []
            if found and rule.cue in ("not_done", "declined", "avoided") and of_another(sentence, found[-1].end, hit):
                found = []  # "PT goes on, surgery was declined"
            if rule.cue == "ongoing" and sentence.piece.words[hit.start] in DOSING:
                found = dosed(sentence, found)
            if not _DOSE.isdisjoint(said):
                found = [t for t in found if t.agent][-1:]  # "splints and ibuprofen, but I want to increase her dose"
            if found and "(" in links.loose(found[-1].end, hit.start):
                found = found[-1:]
        if found:
            self._tell(sentence, found, hit, len(links.loose(found[-1].end, hit.start)), ahead=False)

    def _reached_ahead(
        self, sentence: Sentence, hit: Hit, outcomes: Sequence[Outcome], opens: bool
    ) -> Sequence[Treatment]:
        rule, links = hit.ref, sentence.links
        if rule.direction == "backward":
            return []
        said = sentence.piece.words[hit.start : hit.end]
        reach = 25 if opens else 3 if said == ["no"] else _REACH.get(rule.cue, 8)
        found = links.forward(hit.end, reach, commas=opens or rule.cue in ("declined", "avoided", "other"))
        if not found:
            return []
        if rule.cue in ("ongoing", "planned") and any(hit.end <= o.start < found[0].start for o in outcomes):
            return []
        between = links.loose(hit.end, found[0].start)
        if rule.cue in ("declined", "avoided") and "," in between and not _OWN_CLAUSE.isdisjoint(between):
            return []  # "would like to avoid surgery, so I recommended therapy"
        if rule.cue in ("declined", "avoided", "not_done", "stopped") and taken_over(sentence, hit, found[0].start):
            return []  # "does not want surgery and continues PT"
        if opens and "if" not in said and not SUBJECTS.isdisjoint(links.loose(hit.end, found[0].start)):
            return []  # "discussed the options and he will start PT"
        return found

    @staticmethod
    def _tell(sentence: Sentence, found: Sequence[Treatment], hit: Hit, distance: int, *, ahead: bool) -> None:
        rule = hit.ref
        for treatment in found:
            cue = StatusCue(rule.cue, rule.weight, distance, ahead, hit.start, hit.end, rule.reason)
            sentence.statuses.setdefault(id(treatment), []).append(cue)


_NOT = frozenset({"not", "never", "without"})
_DOSE = frozenset({"dose", "dosage"})
