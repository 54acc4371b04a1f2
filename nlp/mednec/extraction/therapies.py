"""Reads conservative care: which therapy, what became of it, how long it lasted and how well it worked."""

from __future__ import annotations

from collections.abc import Sequence

from mednec.evidence import Therapy
from mednec.extraction.care_carried import tell_more
from mednec.extraction.care_clauses import by_clause, cells_apart
from mednec.extraction.care_headers import CareHeaders
from mednec.extraction.care_memory import CareMemory
from mednec.extraction.care_sections import PLAN_SECTIONS
from mednec.extraction.care_sentence import Sentence
from mednec.extraction.care_tables import denial_cell
from mednec.extraction.compliance import Kept, fulfil, kept_in
from mednec.extraction.context import Context
from mednec.extraction.courses import courses_of
from mednec.extraction.cue_sense import excepted
from mednec.extraction.indication import mark_for_pain
from mednec.extraction.injection_names import name_injections
from mednec.extraction.labels import with_labels
from mednec.extraction.last_words import share_status, summed_up
from mednec.extraction.linking import Links
from mednec.extraction.lung_steroids import given_for_the_lungs
from mednec.extraction.matching import Matched
from mednec.extraction.numbered_problems import under_another_problem
from mednec.extraction.ordinal_courses import told_by_number
from mednec.extraction.other_causes import serves_another
from mednec.extraction.other_orders import other_orders
from mednec.extraction.outcome_links import Eased, distribute, link_outcomes, note_eased
from mednec.extraction.outcomes import Outcome, outcomes_of
from mednec.extraction.outright_status import tell_outright
from mednec.extraction.places import is_spine, places_in
from mednec.extraction.responses import courses_apart, resolve_medications, without_generic, without_parts
from mednec.extraction.resumption import resumed
from mednec.extraction.segment_times import SegmentTimes
from mednec.extraction.shared_times import share_course, share_last, share_times
from mednec.extraction.status_cues import StatusCue
from mednec.extraction.status_links import link_statuses
from mednec.extraction.supervision import supervise
from mednec.extraction.therapy_status import decide
from mednec.extraction.therapy_times import link_times, tell_of
from mednec.extraction.treatments import Treatment, cues_of_care, groups_of, treatments_of
from mednec.extraction.word_classes import WordClasses
from mednec.extraction.wordsets import word_set

_FINAL = word_set("discharge final discharged")
_PASSIVE = word_set("was were been")
_WRITERS = word_set("i we i've we've prescription prescriptions script")


def read_therapies(text: str, pieces: Sequence[Matched], context: Context, classes: WordClasses) -> list[Therapy]:
    """All courses of conservative care that a note documents."""
    reader = _Reader(text, with_labels(text, pieces, "therapy"), context, classes)
    return reader.read()


class _Reader:
    def __init__(self, text: str, pieces: Sequence[Matched], context: Context, classes: WordClasses) -> None:
        self.text = text
        self.pieces = pieces
        self.context = context
        self.classes = classes
        self.memory = CareMemory()
        self.headers = CareHeaders()
        self.eased: Eased = []  # "relieved by … medications": said of those named elsewhere
        self.exam = next((i for i, p in enumerate(pieces) if p.segment.section == "physical_exam"), 0)

    def read(self) -> list[Therapy]:
        self._open_note()
        for index, piece in enumerate(self.pieces):
            self.headers.reach(piece)
            if piece.words and piece.segment.kind != "heading":
                self._read_segment(piece, index)
        name_injections(self.memory.treatments, self.pieces, self.context)
        settled = self._settled()
        sections = [self.pieces[t.index].segment.section for t in settled]
        return courses_of(self.text, settled, sections, [self._region(t) for t in settled])

    def _open_note(self) -> None:
        """The note of a therapist is itself the record of a course, running unless it is the discharge."""
        if self.context.kind != "therapy_note":
            return
        for index, piece in enumerate(self.pieces[:2]):
            treatments = treatments_of(self.text, piece, index, headings=True)[:1]
            if treatments:
                ended = not _FINAL.isdisjoint(piece.words)
                sentence = Sentence(piece, index, [treatments], Links(piece, [treatments], frozenset()), [])
                sentence.tell(treatments[0], StatusCue.outright("completed" if ended else "ongoing", 0))
                self.memory.note = sentence
                self.memory.past.append(sentence)
                return

    # -------------------- one segment
    def _read_segment(self, piece: Matched, index: int) -> None:
        treatments = without_parts(piece.words, without_generic(treatments_of(self.text, piece, index)))
        if not treatments:
            self.headers.remember(piece)
            note_eased(piece, self.eased)
            if self.memory.recent(piece) is None:
                return
        times = SegmentTimes(piece, self.context, self.headers.columns)
        earlier = self.memory.lately(piece) if treatments else self.memory.past[-1].treatments
        treatments = resumed(self.text, piece, index, times.counts, treatments, earlier)
        treatments = told_by_number(self.text, piece, index, treatments, earlier, self.classes)
        cues = cues_of_care(piece)
        row = piece.segment.kind == "row"
        outcomes = outcomes_of(piece, cues, treatments, self.headers.asked and row)
        denied = denial_cell(piece.words) if row else None
        if denied:
            outcomes = [o for o in outcomes if not denied[0] <= o.start < denied[1]]
        stops = frozenset(i for o in outcomes for i in range(o.start, o.end))
        covered = times.covered | other_orders(piece, treatments)
        groups = by_clause(piece.words, groups_of(piece, treatments, covered, stops), cues)
        links = Links(piece, groups, covered, apart=row and cells_apart(piece.words, treatments, cues))
        sentence = Sentence(piece, index, groups, links, cues)
        sentence.opening = times.opening(treatments[0].start if treatments else len(piece.words))
        done = self._link_compliance(sentence)
        if treatments:
            self._link(sentence, outcomes, denied)
            self._time(sentence, outcomes, times, done)
            self.memory.past.append(sentence)
        else:
            tell_of(times, done)
            tell_more(self.memory, sentence, outcomes, times)

    def _link(self, sentence: Sentence, outcomes: Sequence[Outcome], denied: tuple[int, int] | None) -> None:
        """Tell the treatments of a sentence how they worked and what became of them."""
        before = self.memory.last
        tell_outright(self.text, sentence, denied)
        self.headers.apply(sentence)
        link_outcomes(sentence, outcomes, self.eased)
        distribute(sentence, before)
        link_statuses(sentence, outcomes, before)
        share_status(sentence)

    def _time(self, sentence: Sentence, outcomes: Sequence[Outcome], times: SegmentTimes, done: Sequence[Kept]) -> None:
        """Tell the treatments of a sentence when they were and for how long."""
        link_times(times, sentence.links, [(o.start, o.end) for o in outcomes if o.response in ("partial", "good")])
        tell_of(times, done)
        for listed in summed_up(sentence, outcomes).values():
            share_last(sentence.piece, listed)
        own, before = sentence.treatments, self.memory.last
        share_times(sentence.piece, sentence.cues, [*(before.treatments if before else []), *own], own)

    def _link_compliance(self, sentence: Sentence) -> list[Kept]:
        """As in "On 5/2 I taught a home program; she did it daily": done, and since that day."""
        last = self.memory.recent(sentence.piece)
        given = [*(last.treatments if last else []), *sentence.treatments]
        done: list[Kept] = []
        for kept in kept_in(sentence.piece, sentence.cues, given, sentence.treatments):
            home = sentence if kept.treatment in sentence.treatments else last
            if home is None:
                continue
            home.tell(kept.treatment, kept.cue)
            home.kept.add(id(kept.treatment))
            if home is last:
                sentence.kept_before.append(kept.treatment)
            if kept.status != "not_done":
                kept.treatment.start_date = kept.treatment.start_date or home.opening
                done.append(kept)
        return done

    # -------------------- the whole note
    def _settled(self) -> list[Treatment]:
        """The treatments that are items, each with its status and who directed it; one told of twice is two."""
        past = self.memory.past
        steroids = [(s, t) for s in past for t in s.treatments if t.name == "oral_steroid"]
        for sentence, treatment in given_for_the_lungs(self.pieces, steroids):
            sentence.tell(treatment, StatusCue.outright("other", treatment.start))
        mark_for_pain([(s.piece, t) for s in past for t in s.treatments])
        settled: list[Treatment] = []
        elsewhere = under_another_problem(self.text, self.pieces, self.classes)
        for sentence in past:
            for treatment in sentence.treatments:
                if treatment.index in elsewhere or serves_another(sentence, treatment, self.context, self.classes):
                    sentence.tell(treatment, StatusCue.outright("other", treatment.start))
            told = self._in_history(sentence)
            decided = decide(sentence.piece, sentence.treatments, sentence.statuses, self.context, told)
            settled += [t for t in decided if not excepted(sentence.piece.words, t, decided)]
        share_course(settled)
        settled = resolve_medications(settled, self.eased)
        fulfil(settled, self.pieces, {s.index: s.opening for s in past if s.opening})
        supervise(self.pieces, settled, self.context)
        return [course for t in settled for course in courses_apart(t)]

    def _in_history(self, sentence: Sentence) -> bool:
        """Whether a sentence tells of the past: in the history (under its heading, or before the exam where there is
        none), of an earlier occasion ("the next morning he was given Skelaxin at the clinic"), or, in the course of a
        stay or a report without headings, of what was done to the patient.
        """
        section, words = sentence.piece.segment.section, sentence.piece.words
        if section == "history_of_present_illness" or (section is None and sentence.index < self.exam):
            return True
        if section == "hospital_course" or (section is None and not self.exam):
            ahead = _WRITERS if section is None else _WRITERS | _FINAL
            return not _PASSIVE.isdisjoint(words) and ahead.isdisjoint(words)
        return section not in PLAN_SECTIONS and self.classes.earlier_occasion.occurs(words)

    def _region(self, treatment: Treatment) -> str | None:
        spines = {p.spine for p in places_in(self.pieces[treatment.index]) if p.spine and is_spine(p.place)}
        return spines.pop() if len(spines) == 1 else None
