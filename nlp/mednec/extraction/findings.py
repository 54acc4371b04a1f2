"""Read the findings of a note: every concept mention of every segment with status, region, side and attributes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import partial

from mednec.evidence import Assertion
from mednec.extraction import exam, exam_modes, limb_denials, pain
from mednec.extraction.assertion_axes import lead_assertion
from mednec.extraction.attachment import CLAUSE, attached
from mednec.extraction.bare_grades import plain_grades
from mednec.extraction.consults import answers_referral
from mednec.extraction.deficit_course import course_mentions
from mednec.extraction.dialogue import replies
from mednec.extraction.exam_rows import ExamRows, exam_rows
from mednec.extraction.exceptions import with_exceptions
from mednec.extraction.finding_choice import standing_targets, unsaid_pains
from mednec.extraction.finding_memory import NoteState, remember_scene
from mednec.extraction.finding_places import inherited_limb, limb_of_label, placings
from mednec.extraction.finding_repairs import (
    hedge_codes,
    keep_old_deformities,
    of_one_side,
    place_by_answer,
    unplace_denied_operations,
    without_face,
    without_intended_loss,
    without_limb_films,
    without_stress_leaks,
)
from mednec.extraction.finding_status import answer_beside, statuses_of
from mednec.extraction.lexicon import Lexicon, Target
from mednec.extraction.matching import Hit, Matched
from mednec.extraction.mentions import RawMention, Scene
from mednec.extraction.note_topic import dominant_region, speaks_of_spine
from mednec.extraction.operations import is_intended, settle
from mednec.extraction.other_causes import comes_from_another
from mednec.extraction.other_limb import with_other_limbs
from mednec.extraction.places import Place, merge_sides
from mednec.extraction.questionnaires import column_answers
from mednec.extraction.resolution import (
    end_earlier,
    end_mentions,
    ends_previous,
    settle_suspicions,
    settled_suspicion,
)
from mednec.extraction.spread import spread_mentions
from mednec.extraction.stated_causes import stated_cause
from mednec.rules.schema import FindingRule

_ROOT = re.compile(r"[CTLS]\d{1,2}$")
_NEAR = 3
_EXCEPTED = {"limb_paresthesia": frozenset({"limb_paresthesia", "sensory_deficit"})}


def _exception_after(scene: Scene, hit: Hit) -> int:
    """Where "other than some numbness in his left hand" begins after a denial; the end of the segment without one."""
    exception = scene.classes.exception
    near = range(hit.end, min(hit.end + _NEAR, len(scene.words)))
    return next((i for i in near if exception.end_at(scene.words, i)), len(scene.words))


def _tells_limb(hit: Hit, excepted: int, place: Place) -> bool:
    """A limb that is no part of an exception, nor of the denial's own name ("extremity complaints")."""
    own = place.limb == "both" and hit.start <= place.start < hit.end
    return place.limb is not None and place.start < excepted and not own


def _is_told_in_rows(hit: Hit, rows: ExamRows) -> bool:
    return hit.layer == "finding" and rows.holds(hit.ref.rule.concept, hit.end - 1)


def _is_sign(target: Hit) -> bool:
    return target.layer == "finding" and target.ref.rule.type == "sign" and target.ref.rule.concept != "group"


def _excepted_concepts(scene: Scene, start: int) -> set[str]:
    """What an exception names is not denied: numbness there is no intact sensation."""
    named = {t.ref.rule.concept for t in scene.targets if t.layer == "finding" and t.start >= start}
    return named.union(*(_EXCEPTED.get(c, ()) for c in named))


def _basis(scene: Scene, hit: Hit, rule: FindingRule) -> str:
    """What a mention rests on: its section, unless only an exam can tell it, or no exam can."""
    own = rule.basis or _default_basis(rule)
    if hit.ref.rule.type in ("sign", "exam") or hit.ref.rule.basis == "examined":
        own = "reported" if not _FELT.isdisjoint(scene.words[hit.start : hit.end]) else "examined"
    elif hit.ref.polarity == "absent" and not _TESTED.isdisjoint(scene.words[hit.start : hit.end]):
        own = "examined"
    if scene.basis in ("reported", "diagnosed") and own == "examined":
        return own
    if scene.basis == "examined" and rule.type in ("diagnosis", "history", "event", "plan"):
        return own
    return scene.basis or own


_TESTED = frozenset({"strength", "power"})
_FELT = frozenset("feel feels feeling felt".split())


def _default_basis(rule: FindingRule) -> str:
    return {"sign": "examined", "symptom": "reported", "diagnosis": "diagnosed"}.get(rule.type, "reported")


class FindingReader:
    """Reads the findings of one note after another; holds only the compiled rules."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        self._section_rules = {rule.section: rule for rule in lexicon.headings.values()}

    def read(self, text: str, pieces: Sequence[Matched]) -> list[RawMention]:
        """All mentions in the order of the text, region resolved as far as the note allows."""
        state = NoteState()
        leads: dict[tuple[int, int], Assertion | None] = {}
        scenes = [self._scene(piece, piece.number, pieces, leads) for piece in pieces]
        answered = replies(pieces) | column_answers(text, pieces)
        for scene in scenes:
            scene.reply = answered.get(scene.index)
        dominant = dominant_region(scenes)
        state.about_spine = speaks_of_spine(scenes)
        state.answers_referral = answers_referral(text)
        mentions: list[RawMention] = []
        told = 0
        for position, scene in enumerate(scenes):
            found = self._read_scene(text, scene, state, dominant)
            if position and ends_previous(scene):
                end_mentions(scenes[position - 1], mentions)
            settled = settled_suspicion(scene) if position else None
            if settled is not None:
                settle_suspicions(scenes[position - 1], mentions, settled)
            end_earlier(text, found, mentions, scene.index)
            if scene.reply is not None:
                place_by_answer(found, scenes, position)
            found += spread_mentions(scene, found, mentions[told:])
            found += course_mentions(scene, found, mentions[told:])
            told = len(mentions)
            for mention in found:
                mention.scene = scene.index
            mentions += found
            remember_scene(scene, state, found)
        hedge_codes(text, mentions)
        mentions = without_face(mentions, scenes)
        mentions = without_intended_loss(mentions, scenes)
        mentions = without_limb_films(mentions, scenes)
        mentions = without_stress_leaks(text, mentions)
        keep_old_deformities(text, mentions)
        unplace_denied_operations(scenes, mentions)
        if not state.about_spine:
            mentions = of_one_side(text, mentions)
        for order, mention in enumerate(mentions):
            mention.order = order
        return mentions

    # ---- scenes

    def scene(self, piece: Matched, pieces: Sequence[Matched]) -> Scene:
        """One segment ready for reading, with its list header's assertion."""
        return self._scene(piece, 0, pieces, {})

    def _scene(
        self, piece: Matched, index: int, pieces: Sequence[Matched], leads: dict[tuple[int, int], Assertion | None]
    ) -> Scene:
        lead = None
        span = piece.segment.lead
        if span is not None:
            if span not in leads:
                header = next((p for p in pieces if p.segment.start <= span[0] and p.segment.end >= span[1] - 1), None)
                leads[span] = lead_assertion(header) if header is not None else None
            lead = leads[span]
        targets = standing_targets(piece)
        rule = self._section_rules.get(piece.segment.section or "")
        scene = Scene(piece, index, targets, unsaid_pains(pain.pain_targets(piece), targets), lead)
        if rule is not None:
            scene.experiencer, scene.temporality, scene.basis = rule.experiencer, rule.temporality, rule.basis
            scene.certainty = rule.certainty
        return scene

    # ---- one segment

    def _read_scene(self, text: str, scene: Scene, state: NoteState, dominant: str | None) -> list[RawMention]:
        if scene.experiencer != "patient" or scene.temporality == "hypothetical":
            return []
        if (
            not scene.targets
            and not state.exam_mode
            and not scene.piece.hits("radiate")
            and "number" not in scene.piece.layers
            and "+" not in scene.words
            and limb_denials.SAYING.isdisjoint(scene.words)
        ):
            return []
        mentions: list[RawMention] = []
        carried = limb_of_label(scene, state)
        signs = [
            t
            for t in scene.targets
            if t.layer == "finding" and t.ref.rule.type in ("sign", "exam") and t.ref.polarity in ("phrases", "present")
        ]
        rows = exam_rows(scene.words, scene.places, scene.classes)
        mentions += exam.row_mentions(scene, rows)
        for hit in scene.targets:
            if comes_from_another(scene, hit) or _is_told_in_rows(hit, rows):
                continue
            if hit.layer == "finding" and not (
                hit.ref.rule.concept == "radiating_pain"
                and (pain.sensory_source(scene, hit) or pain.peripheral_source(scene, hit))
            ):
                mentions += self._read_hit(text, scene, hit, signs, state, dominant, carried)
        here = state.pain_places if state.pain_block == scene.piece.segment.block else []
        mentions += pain.pain_mentions(scene, state.pain_places, here, lambda hit: answer_beside(text, scene, hit))
        reachable = limb_denials.reachable_limbs(state.spine_limbs, dominant) if state.about_spine else frozenset()
        mentions += limb_denials.spared_limbs(scene, reachable, mentions)
        mode = exam_modes.mode_of(scene, state.exam_mode)
        if not mentions and state.exam_mode:
            mentions += exam_modes.inherited_normal(scene, state.exam_mode)
        columns = exam_modes.columns_of(scene) or state.columns
        if mode == "reflexes":
            mentions += exam.reflex_mentions(scene, carried, columns, rows=rows)
        elif mode == "strength":
            mentions += exam.reflex_mentions(scene, carried, columns, jerks_only=True, rows=rows)
        if mode != "reflexes" or any(w.endswith("/5") for w in scene.words) or plain_grades(scene):
            mentions += exam.strength_mentions(scene, carried, columns, mode == "strength", rows)
        return with_other_limbs(scene, with_exceptions(scene, settle(scene, mentions)))

    def _read_hit(
        self,
        text: str,
        scene: Scene,
        hit: Hit,
        signs: list[Hit],
        state: NoteState,
        dominant: str | None,
        carried: str | None,
    ) -> list[RawMention]:
        target: Target = hit.ref
        rule = target.rule
        readings = statuses_of(text, scene, hit, target, signs, state)
        limb_only = state.complaint_limbs and not state.about_spine and not state.spine_told
        travels = rule.concept == "radiating_pain" or "radiating_pain" in rule.denies
        tested = (
            rule.concept == "group"
            and travels
            and (scene.basis == "examined" or any(_is_sign(t) and t.end <= hit.start for t in scene.targets))
        )
        if tested:  # "Spurling: local pain only, no arm symptoms"
            return []
        if travels and limb_only:  # "left knee pain … does not radiate"
            readings = [r for r in readings if r[0] != "absent"]
        if not readings:
            return []
        out: list[RawMention] = []
        for status, side, cue in readings:
            if rule.concept == "group":
                out += self._group_mentions(scene, hit, target, status, cue, state, carried)
                continue
            intended = rule.concept == "prior_spine_surgery" and is_intended(scene, hit)
            if intended and status == "possible":
                status = "present"
            for concept, region, place_side, places in placings(scene, hit, rule, status, state, dominant, carried):
                concept = "surgery_considered" if intended else concept
                mention = self._mention(scene, hit, target, concept, region, status, side or place_side, cue, places)
                out.append(mention)
                for other in rule.implies:
                    out.append(self._mention(scene, hit, target, other, None, status, side or place_side, cue, places))
                if status == "absent":
                    out += [
                        self._mention(scene, hit, target, other, None, status, None, cue, []) for other in rule.denies
                    ]
        return out

    # ---- where

    # ---- groups and mentions

    def _group_mentions(
        self,
        scene: Scene,
        hit: Hit,
        target: Target,
        status: str,
        cue: str | None,
        state: NoteState,
        carried: str | None,
    ) -> list[RawMention]:
        rule = target.rule
        concepts = list(rule.implies) + (list(rule.denies) if status == "absent" else [])
        excepted = _exception_after(scene, hit)
        concepts = [c for c in concepts if c not in _excepted_concepts(scene, excepted)]
        out: list[RawMention] = []
        for concept in concepts:
            known = self.lexicon.concepts.get(concept)
            limb_rule = known is not None and known[1].region == "limb"
            rows: list[tuple[str | None, str | None]] = [(None, None)]
            if limb_rule:
                tier, places = attached(scene, hit.start, hit.end, partial(_tells_limb, hit, excepted))
                limbs = (
                    [limb for p in places for limb in (("upper_limb", "lower_limb") if p.limb == "both" else (p.limb,))]
                    if tier < CLAUSE or (tier == CLAUSE and "," not in scene.words[places[0].end : hit.start])
                    else []
                )
                side = merge_sides([p.side for p in places]) if limbs else None
                inherited = carried or (
                    inherited_limb(scene, hit, status, state) if target.polarity == "phrases" else None
                )
                rows = [(limb, side) for limb in dict.fromkeys(limbs)] or [(inherited, None)]
            for region, side in rows:
                mention = self._mention(scene, hit, target, concept, region, status, side, cue, [])
                mention.generic = True
                out.append(mention)
        return out

    def _mention(
        self,
        scene: Scene,
        hit: Hit,
        target: Target,
        concept: str,
        region: str | None,
        status: str,
        side: str | None,
        cue: str | None,
        places: Sequence[Place],
    ) -> RawMention:
        first = min([hit.start, *(p.start for p in places if hit.start - p.end <= 6)])
        last = max([hit.end, *(p.end for p in places if p.start - hit.end <= 8)])
        start, end = scene.offsets(first, last)
        family, rule = self.lexicon.concepts.get(concept, (target.family, target.rule))
        level = next((p.level for p in places if p.level), None)
        if level is None and rule.region == "spine":
            level = next((p.level for p in scene.places if p.level and -4 <= p.start - hit.end <= 4), None)
        mention = RawMention(
            concept,
            family,
            region,
            status,
            start,
            end,
            target.id,
            side=side,
            cue=cue,
            basis=_basis(scene, hit, rule),
            level=level,
            section=scene.piece.segment.section,
        )
        if level and _ROOT.match(level) and concept == "radiculopathy":
            mention.root = level
        if concept == "motor_weakness" and status == "present":
            mention.effort_limited = exam.effort_limited(scene)
        mention.attributed_to = stated_cause(scene, hit) if status == "present" else None
        return mention

    # ---- memory between sentences
