"""Read the findings of a note: every concept mention of every segment with status, region, side and attributes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import pairwise

from mednec.evidence import Assertion
from mednec.extraction import exam, pain
from mednec.extraction.assertion import in_section, lead_assertion
from mednec.extraction.attachment import ADJACENT, CLAUSE, LISTED, SEGMENT, attached
from mednec.extraction.checkboxes import box_answer, box_starts
from mednec.extraction.denied_lists import names_a_remedy
from mednec.extraction.dialogue import replies
from mednec.extraction.facts import facts_in
from mednec.extraction.lexicon import Lexicon, Target, excluded_name, places_of
from mednec.extraction.matching import Hit, Matched
from mednec.extraction.mentions import RawMention, Scene
from mednec.extraction.operations import settle
from mednec.extraction.places import Place, is_spine, limb_of_root, merge_sides
from mednec.extraction.spread import spread_mentions
from mednec.rules.schema import FindingRule

_BACK_PLACES = frozenset({"back", "low_back", "thoracic_back"})
_SPINE_REGIONS = frozenset({"cervical", "thoracic", "lumbar"})
_ROOT = re.compile(r"[CTLS]\d{1,2}$")


@dataclass
class NoteState:
    """What earlier sentences leave behind for later ones."""

    regions: list[str] = field(default_factory=list)
    pain_places: list[Place] = field(default_factory=list)
    pain_block: int = -1
    last_limb: tuple[int, int, str] | None = None
    complaint_limbs: set[str] = field(default_factory=set)
    complaint_sections: set[str | None] = field(default_factory=set)
    spine_told: bool = False
    limb_scene: int = -9
    carried_limb: str | None = None
    carried_block: int = -1
    block_region: dict[int, str] = field(default_factory=dict)
    spine_scene: int = -9
    exam_mode: str | None = None
    columns: tuple[str, ...] = ()
    about_spine: bool = True
    last_deficit: int = -9
    last_pain: int = -9
    exam_limb: tuple[int, str | None] = (-9, None)
    tingling_only: bool = False
    pain_told: bool = False


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
        answered = replies(pieces)
        for scene in scenes:
            scene.reply = answered.get(scene.index)
        dominant = dominant_region(scenes)
        state.about_spine = speaks_of_spine(scenes)
        mentions: list[RawMention] = []
        told = 0
        for position, scene in enumerate(scenes):
            found = self._read_scene(text, scene, state, dominant)
            if not found and mentions and _resolves_previous(scene):
                _make_historical(mentions, scene.index - 1)
            if scene.reply is not None:
                _place_by_answer(found, scenes, position)
            found += spread_mentions(scene, found, mentions[told:])
            told = len(mentions)
            for mention in found:
                mention.scene = scene.index
            mentions += found
            self._remember(scene, state, found)
        _hedge_codes(text, mentions)
        mentions = _without_face(mentions, scenes)
        mentions = _without_intended_loss(mentions, scenes)
        if not state.about_spine:
            mentions = _of_one_side(text, mentions)
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
        targets = self._targets(piece)
        rule = self._section_rules.get(piece.segment.section or "")
        scene = Scene(piece, index, targets, _unsaid(pain.pain_targets(piece), targets), lead)
        if rule is not None:
            scene.experiencer, scene.temporality, scene.basis = rule.experiencer, rule.temporality, rule.basis
        return scene

    @staticmethod
    def _targets(piece: Matched) -> list[Hit]:
        """Finding hits that stand: not excluded, not inside a longer hit of the same concept; pain words count
        as targets too.
        """
        excluded = [x for x in piece.hits("exclude") if not any(box_starts(piece.words[a:b]) for a, b in x.free)]
        section = piece.segment.section
        hits = [h for h in piece.hits("finding") if not h.ref.rule.within or section in h.ref.rule.within]
        kept: list[Hit] = []
        for hit in sorted(hits, key=_most_telling):
            if hit.free and _reaches_over(piece, hit, hits):
                continue
            if any(x.ref == excluded_name(hit.ref.rule) and x.overlaps(hit) for x in excluded):
                continue
            if any(_tells_more(k, hit) for k in kept):
                continue
            kept.append(hit)
        pains = [h for h in piece.hits("pain") if not any(h.overlaps(k) for k in kept)]
        return sorted(kept + pains, key=lambda h: (h.start, -h.end))

    # ---- one segment

    def _read_scene(self, text: str, scene: Scene, state: NoteState, dominant: str | None) -> list[RawMention]:
        if scene.experiencer != "patient" or scene.temporality == "hypothetical":
            return []
        if (
            not scene.targets
            and not state.exam_mode
            and not scene.piece.hits("radiate")
            and "number" not in scene.piece.layers
        ):
            return []
        mentions: list[RawMention] = []
        carried = self._carried_limb(scene, state)
        signs = [
            t
            for t in scene.targets
            if t.layer == "finding" and t.ref.rule.type in ("sign", "exam") and t.ref.polarity in ("phrases", "present")
        ]
        for hit in scene.targets:
            if hit.layer == "finding" and not (
                hit.ref.rule.concept == "radiating_pain"
                and (pain.sensory_source(scene, hit) or pain.peripheral_source(scene, hit))
            ):
                mentions += self._read_hit(text, scene, hit, signs, state, dominant, carried)
        here = state.pain_places if state.pain_block == scene.piece.segment.block else []
        mentions += pain.pain_mentions(scene, state.pain_places, here, lambda hit: self._answer(text, scene, hit))
        mode = exam.mode_of(scene, state.exam_mode)
        if not mentions and state.exam_mode:
            mentions += exam.inherited_normal(scene, state.exam_mode)
        columns = exam.columns_of(scene) or state.columns
        if mode == "reflexes":
            mentions += exam.reflex_mentions(scene, carried, columns)
        elif mode == "strength" and any(w.endswith("/5") for w in scene.words):
            mentions += exam.reflex_mentions(scene, carried, columns, jerks_only=True)
        if mode != "reflexes" or any(w.endswith("/5") for w in scene.words):
            mentions += exam.strength_mentions(scene, carried, columns, assumed=mode == "strength")
        return settle(scene, mentions)

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
        readings = self._readings(text, scene, hit, target, signs, state)
        limb_only = state.complaint_limbs and not state.about_spine and not state.spine_told
        if rule.concept == "radiating_pain" and limb_only:  # "left knee pain … does not radiate"
            readings = [r for r in readings if r[0] != "absent"]
        if not readings:
            return []
        out: list[RawMention] = []
        for status, side, cue in readings:
            if rule.concept == "group":
                out += self._group_mentions(scene, hit, target, status, cue, state, carried)
                continue
            intended = status == "present" and self._intended(scene, target)
            for concept, region, place_side, places in self._locate(scene, hit, rule, status, state, dominant, carried):
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

    def _readings(
        self, text: str, scene: Scene, hit: Hit, target: Target, signs: list[Hit], state: NoteState
    ) -> list[tuple[str, str | None, str | None]]:
        """(status, side, cue) of a hit; several for a sign with a value on each side, none for what is no finding."""
        judge, rule = scene.judge, target.rule
        if rule.needs and "deficit" in rule.needs.split(", ") and not _deficit_before(scene, hit, state):
            return []
        if rule.needs and "pain" in rule.needs.split(", ") and not _of_pain(scene, state):
            return []
        assertion = in_section(
            judge.assertion(hit.start, hit.end, rule.type, hit.free), scene.experiencer, scene.temporality
        )
        if assertion.status is None:
            return []
        if target.polarity == "absent":
            turned = judge.negated_directly(hit.start)
            return [("present" if turned else "absent", None, judge.cue_text(turned))]
        blank = scene.reply is None and is_blank_template(scene, hit)
        answer = "none" if blank else box_answer(text, scene.piece, hit)
        if answer is not None:
            return [] if answer == "none" else [(answer, None, "checkbox")]
        if target.polarity == "phrases" and rule.type == "exam":
            return [(status, side, cue) for status, side, cue in exam.item_readings(scene, hit, signs)]
        if target.polarity == "phrases" and rule.type == "sign":
            return self._sign_readings(
                scene, hit, [s for s in signs if s.ref.rule.type == "sign"], assertion, state.columns
            )
        if rule.needs and "cue" in rule.needs.split(", ") and assertion.cue is None:
            return []
        if rule.concept == "specialist_consult" and _names_the_note(scene, hit):
            return []
        status = assertion.status
        if status == "possible" and (rule.type == "plan" or rule.concept == "specialist_consult"):
            # an operation that is a possibility is being considered; a hedge is about what the consultant thought
            status = "present"
        if status == "historical" and rule.standing:
            status = "present"
        if target.polarity in ("possible", "historical"):
            status = status if status in ("absent", "historical") else target.polarity
        value = self._yes_no(scene, hit)
        if value is not None:
            status = value
        if rule.type == "sign" and status == "present":
            return [(status, exam.first_declared_side(scene, hit), assertion.cue)]
        return [(status, None, assertion.cue)]

    def _answer(self, text: str, scene: Scene, hit: Hit) -> str | None:
        """What a box or a yes/no value beside a mention says: a status, "none" for an empty template, None for
        nothing.
        """
        if scene.reply is None and is_blank_template(scene, hit):
            return "none"
        return box_answer(text, scene.piece, hit) or self._yes_no(scene, hit)

    @staticmethod
    def _yes_no(scene: Scene, hit: Hit) -> str | None:
        """'Weakness: Y', 'Fever (-)', 'Numbness: present': a value straight after a symptom."""
        words = scene.words
        if names_a_remedy(words, hit.start):
            return None
        i = hit.end
        if words[i : i + 1] == ["no"] and words[i + 1 : i + 2] in ([], [";"], [","], ["."], ["|"]):
            return "absent"  # "osteoporosis no; cancer no"
        if words[i : i + 1] == ["yes"]:
            return "present"  # "weight loss yes 15 lb"
        while i < len(words) and words[i] in (":", "-", "–", "(", "="):
            i += 1
        if i == hit.end or i >= len(words):
            return None
        if words[i - 1] == "(" and words[i] in ("-", "–", "−"):
            return "absent"
        if words[i] == "absent" and any(p.start == i + 1 for p in scene.places):
            return None  # "reflex loss (absent biceps)" names a tendon
        for value in scene.piece.hits("value"):
            if value.start == i and words[i] not in ("up", "down", "normal", "full", "noted", "seen"):
                return {"positive": "present", "negative": "absent", "equivocal": "possible"}.get(value.ref)
        return None

    @staticmethod
    def _sign_readings(
        scene: Scene, hit: Hit, signs: list[Hit], assertion: Assertion, columns: tuple[str, ...]
    ) -> list[tuple[str, str | None, str | None]]:
        siblings = [s for s in signs if s is not hit and not s.overlaps(hit)]
        denied = scene.judge.negated_directly(hit.start)
        if denied is not None and exam.ends_its_item(scene, hit, siblings):
            return [("absent", None, scene.judge.cue_text(denied))]
        values = exam.sign_readings(scene, hit, siblings, columns)
        if values:
            if assertion.status == "historical":
                return [("historical", side, assertion.cue) for _, side, _ in values]
            if assertion.status == "absent" and values[0][0] == "present" and values[0][2] in _EXISTENCE:
                return [("absent", None, assertion.cue)]
            if any(v[0] == "present" for v in values):
                values = [v for v in values if v[0] == "present"]
            return [(status, side, cue) for status, side, cue in values]
        if assertion.cue is not None and assertion.status != "present":
            return [(assertion.status or "absent", None, assertion.cue)]
        for cue in scene.judge.cues:
            if (
                cue.ref.category == "present"
                and cue.end <= hit.start
                and hit.start - cue.end <= 4
                and "to" not in scene.words[cue.end : hit.start]
            ):
                return [("present", None, scene.judge.cue_text(cue))]
        return [("present", None, None)] if _is_stated(scene, hit) else []

    # ---- where

    def _locate(
        self,
        scene: Scene,
        hit: Hit,
        rule: FindingRule,
        status: str,
        state: NoteState,
        dominant: str | None,
        carried: str | None,
    ) -> list[tuple[str, str | None, str | None, list[Place]]]:
        """(concept, region, side, places) for each place of a mention; empty where the place rules it out."""
        accepted = places_of(rule)
        needs = rule.needs.split(", ") if rule.needs else []
        if "spine" in needs and not self._spine_in_reach(scene, hit, state, dominant):
            return []
        if "suspicion" in needs and status != "possible":
            return []
        if "undenied" in needs and status == "absent":
            return []
        suspected = "elsewhere" in needs and status == "possible"
        if (suspected or "outside" in needs) and _may_be_of_spine(scene, hit, state):
            return []
        if rule.region == "both_limbs":
            return [(rule.concept, limb, self._own_side(scene, hit), []) for limb in ("upper_limb", "lower_limb")]
        if not accepted:
            side = self._own_side(scene, hit) or self._limb_side(scene, rule)
            region = None if rule.region == "none" else rule.region
            return [(rule.concept, region, side, [])]
        if rule.region == "spine" and rule.at is None:
            if self._of_another_part(scene, hit):
                return []
            region, places = self._spine_region(scene, hit, state, dominant)
            side = self._own_side(scene, hit) or merge_sides([p.side for p in places]) or self._limb_side(scene, rule)
            regions: list[str | None] = list(dict.fromkeys(p.spine for p in places if p.spine))
            return [(rule.concept, r, side, [p for p in places if p.spine == r] or places) for r in regions or [region]]
        return self._located(scene, hit, rule, accepted, status, state, carried)

    def _located(
        self,
        scene: Scene,
        hit: Hit,
        rule: FindingRule,
        accepted: dict[str, str | None],
        status: str,
        state: NoteState,
        carried: str | None,
    ) -> list[tuple[str, str | None, str | None, list[Place]]]:
        tier, places = attached(scene, hit.start, hit.end, lambda p: True)
        if tier == CLAUSE and status == "absent" and _of_the_item_before(scene, hit, places[-1]):
            return self._unplaced(scene, hit, rule, accepted, status, state, carried)
        if tier >= CLAUSE and places and not any(self._name(p, accepted) for p in places):
            if tier == CLAUSE and not places[0].limb and not is_spine(places[0].place):
                return (
                    []
                    if self._predicate(scene, hit, places[0])
                    else self._unplaced(scene, hit, rule, accepted, status, state, carried)
                )
            places = []
        rows: dict[tuple[str, str | None], list[Place]] = {}
        rejected = False
        for place in places:
            names = self._name(place, accepted)
            rejected = rejected or not names
            for name in names:
                concept, region = _outcome(rule.concept, accepted[name])
                rows.setdefault((concept, region), []).append(place)
        if rows:
            return [
                (c, r, merge_sides([p.side for p in ps]) or self._own_side(scene, hit), ps)
                for (c, r), ps in rows.items()
            ]
        if rejected and not all(is_spine(p.place) for p in places):
            return []
        return self._unplaced(scene, hit, rule, accepted, status, state, carried)

    @staticmethod
    def _predicate(scene: Scene, hit: Hit, place: Place) -> bool:
        between = scene.words[place.end : hit.start]
        return (
            place.end <= hit.start
            and len(between) <= 4
            and "," not in between
            and bool(
                {"is", "are", "was", "were", "feels", "goes", "went", "has", "had", "becomes", "with"}.intersection(
                    between
                )
            )
        )

    def _unplaced(
        self,
        scene: Scene,
        hit: Hit,
        rule: FindingRule,
        accepted: dict[str, str | None],
        status: str,
        state: NoteState,
        carried: str | None,
    ) -> list[tuple[str, str | None, str | None, list[Place]]]:
        if "none" not in accepted:
            return []
        limb = carried or self._inherited_limb(scene, hit, status, state)
        if limb and limb in accepted:
            concept, region = _outcome(rule.concept, accepted[limb])
            return [(concept, region, self._own_side(scene, hit), [])]
        if self._everywhere(scene, hit) and {"upper_limb", "lower_limb"} <= accepted.keys():
            return [(*_outcome(rule.concept, accepted[name]), None, []) for name in ("upper_limb", "lower_limb")]
        concept, region = _outcome(rule.concept, accepted["none"])
        return [(concept, region, self._own_side(scene, hit), [])]

    @staticmethod
    def _everywhere(scene: Scene, hit: Hit) -> bool:
        after = scene.words[hit.end : hit.end + 6]
        own = next((i for i, word in enumerate(after) if word in _ITEM_STOPS), len(after))
        told = {"throughout", "globally"}.intersection(scene.words[hit.start : hit.end + own])
        return bool(told) and scene.basis in ("examined", None)

    @staticmethod
    def _name(place: Place, accepted: dict[str, str | None]) -> list[str]:
        """The names under which a rule accepts a place: its own, or its limb's (both for "arms and legs")."""
        if place.limb == "both":
            return [n for n in ("upper_limb", "lower_limb") if n in accepted]
        if place.place in accepted and place.place not in ("spine",):
            return [place.place]
        if place.spine and place.spine in accepted and is_spine(place.place):
            return [place.spine]
        if place.level:
            limb = "lower_limb" if place.below and place.level[0] == "T" else limb_of_root(place.level.split("-")[0])
            return [limb] if limb in accepted else []
        if place.place in _BACK_PLACES and "back" in accepted:
            return ["back"]
        if place.limb and place.limb in accepted and place.place not in ("shoulder", "hip"):
            return [place.limb]
        return []

    @staticmethod
    def _own_side(scene: Scene, hit: Hit) -> str | None:
        """A side written inside a hit, right before it, or right after it ("on the left")."""
        words = scene.words
        sides = [
            h
            for h in scene.piece.hits("side")
            if words[h.start] != "either"
            or words[h.end : h.end + 1] in (["side"], ["hand"], ["arm"], ["leg"], ["foot"])
        ]
        for side in sides:
            if side.start >= hit.start and side.end <= hit.end:
                return str(side.ref)
        for side in sides:
            between = words[side.end : hit.start] if side.end <= hit.start else words[hit.end : side.start]
            if len(between) > 3:
                continue
            if side.end <= hit.start and _PAUSES.isdisjoint(between):
                return str(side.ref)
            if side.start >= hit.end and _TO_SIDE.issuperset(between):
                return str(side.ref)
        return None

    def _carried_limb(self, scene: Scene, state: NoteState) -> str | None:
        """'Lower extremities:' on its own line, or at the head of the sentence, places what follows in the same
        block.
        """
        if state.carried_limb and state.carried_block == scene.piece.segment.block:
            return state.carried_limb
        return None

    def _inherited_limb(self, scene: Scene, hit: Hit, status: str, state: NoteState) -> str | None:
        """A generic denial right after a limb complaint or a spine pain belongs to that limb."""
        if status in ("present", "possible") and _examined(scene):
            return state.exam_limb[1] if 0 < scene.index - state.exam_limb[0] <= EXAM_REACH else None
        if status != "absent" or scene.basis == "examined" or scene.piece.segment.kind == "bullet":
            return None
        before = self._local_complaints(scene, hit)
        if before:
            return before[-1]
        if (
            state.last_limb
            and state.last_limb[0] == scene.piece.segment.block
            and state.last_limb[1] == scene.index - 1
        ):
            return state.last_limb[2]
        return _limb_of_history(scene, state)

    def _local_complaints(self, scene: Scene, hit: Hit) -> list[str]:
        out: list[str] = []
        for target in scene.targets:
            if target.end > hit.start:
                break
            root = _limb_of_named_root(target)
            if (
                target.layer == "finding"
                and target.ref.rule.region not in ("limb",)
                and target.ref.rule.concept not in ("motor_weakness", "limb_paresthesia")
                and not root
            ):
                continue
            if scene.judge.assertion(target.start, target.end).status not in ("present", "historical"):
                continue
            if root:
                out.append(root)
                continue
            tier, places = attached(scene, target.start, target.end, lambda p: True)
            out += [limb for p in places if tier < SEGMENT and (limb := _complaint_limb(p))]
        return out

    def _spine_in_reach(self, scene: Scene, hit: Hit, state: NoteState, dominant: str | None) -> bool:
        tier, places = attached(scene, hit.start, hit.end, lambda p: True)
        if tier <= LISTED and places:
            return any(is_spine(p.place) for p in places)
        if any(is_spine(p.place) or p.level for p in scene.places):
            return True
        if any(p.place not in ("none",) and not is_spine(p.place) for p in scene.places):
            return False
        block = scene.piece.segment.block
        named = block in state.block_region and scene.index - state.spine_scene <= SPINE_REACH
        return named or (
            dominant is not None and state.about_spine and scene.piece.segment.section in _OF_THE_WHOLE_NOTE
        )

    @staticmethod
    def _limb_side(scene: Scene, rule: FindingRule) -> str | None:
        """'EMG of the left leg: L5 radiculopathy': a root lesion is on the side of the limb examined."""
        return merge_sides([p.side for p in scene.places if p.limb]) if rule.concept == "radiculopathy" else None

    @staticmethod
    def _of_another_part(scene: Scene, hit: Hit) -> bool:
        """'degenerative disease of the right hip', 'knee arthritis': the words name another part of the body."""
        tier, places = attached(scene, hit.start, hit.end, lambda p: True)
        if tier > ADJACENT or not places or any(is_spine(p.place) or p.level for p in places):
            return False
        place = places[0]
        if place.start >= hit.end:
            return "of" in scene.words[hit.end : place.start] or (
                "in" in scene.words[hit.end : place.start] and hit.ref.rule.concept == "spondylosis"
            )
        return (
            place.end <= hit.start
            and hit.ref.rule.concept in ("spondylosis", "prior_spine_surgery")
            and place.place not in ("other",)
        )

    def _spine_region(
        self, scene: Scene, hit: Hit, state: NoteState, dominant: str | None
    ) -> tuple[str | None, list[Place]]:
        """Region of a spine mention: attached, in the sentence, in the block, else the one region the note is about."""
        tier, places = attached(scene, hit.start, hit.end, lambda p: is_spine(p.place) and p.place != "spine")
        if tier <= ADJACENT and len({p.spine for p in places}) > 1 and any(p.spine is None for p in places):
            if any(p.start < hit.end for p in places):
                return None, []
            # "surgery on his neck or back": beside the neck, the back is the low back
            places = [p if p.spine else replace(p, spine="lumbar") for p in places]
        places = [p for p in places if p.spine]
        if places and tier <= CLAUSE:
            return places[0].spine, places
        in_sentence = [p for p in scene.places if p.spine and is_spine(p.place) and not _names_finding(scene, p, hit)]
        if in_sentence:
            before = [p for p in in_sentence if p.end <= hit.start]
            return (before[-1] if before else in_sentence[0]).spine, []
        limb = next(
            (p.limb for p in attached(scene, hit.start, hit.end, lambda p: p.limb in ("upper_limb", "lower_limb"))[1]),
            None,
        )
        if limb and hit.ref.rule.concept == "radiculopathy":
            return ("cervical" if limb == "upper_limb" else "lumbar"), []
        inherited = state.block_region.get(scene.piece.segment.block)
        return inherited or dominant, []

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
                    self._inherited_limb(scene, hit, status, state) if target.polarity == "phrases" else None
                )
                rows = [(limb, side) for limb in dict.fromkeys(limbs)] or [(inherited, None)]
            for region, side in rows:
                mention = self._mention(scene, hit, target, concept, region, status, side, cue, [])
                mention.generic = True
                out.append(mention)
        return out

    def _intended(self, scene: Scene, target: Target) -> bool:
        """An operation that stands in the plan without a word of the past is one that is considered, not one
        that was done.
        """
        if target.rule.concept != "prior_spine_surgery" or scene.temporality != "planned":
            return False
        return _PAST.isdisjoint(scene.words)

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
        mention.attributed_to = _attribution(scene, hit) if status == "present" else None
        return mention

    # ---- memory between sentences

    def _remember(self, scene: Scene, state: NoteState, found: Sequence[RawMention]) -> None:
        segment = scene.piece.segment
        regions = [p.spine for p in scene.places if p.spine and is_spine(p.place)]
        if regions:
            state.block_region[segment.block] = regions[-1] or ""
            state.spine_scene = scene.index
        elif segment.kind == "heading":
            state.block_region.pop(segment.block, None)
        pains = pain.spine_pain_places(scene)
        if pains:
            state.pain_places, state.pain_block = pains[-3:], segment.block
        if _tells_of_deficit_only(scene, found):
            state.last_deficit = scene.index
        elif any(scene.judge.assertion(h.start, h.end).status == "present" for h in scene.pains):
            state.last_pain = scene.index
        if not PAINFUL.isdisjoint(scene.words):
            state.tingling_only = False
        elif any(m.concept == "limb_paresthesia" and m.status == "present" for m in found):
            state.tingling_only = state.tingling_only or not state.pain_told
        state.pain_told = state.pain_told or not PAINFUL.isdisjoint(scene.words)
        state.spine_told = state.spine_told or any(
            m.concept in _SPINE_COMPLAINTS and m.status != "absent" for m in found
        )
        self._remember_limb(scene, state, found)
        limbs = {p.limb for p in scene.places if p.limb}
        if _examined(scene) and limbs:
            state.exam_limb = (scene.index, limbs.pop() if len(limbs) == 1 and "both" not in limbs else None)
        self._remember_label(scene, state)
        state.exam_mode = exam.mode_after(scene, state.exam_mode)
        state.columns = exam.columns_of(scene) or (
            state.columns if segment.kind in ("row", "bullet", "text") and state.exam_mode else ()
        )

    @staticmethod
    def _remember_limb(scene: Scene, state: NoteState, found: Sequence[RawMention]) -> None:
        limb: str | None = None
        for mention in found:
            if mention.status != "present" or mention.basis == "examined":
                continue
            if mention.region in ("upper_limb", "lower_limb"):
                limb = mention.region
            elif mention.concept in _LIMB_OF_SPINE_PAIN:
                limb = limb or _LIMB_OF_SPINE_PAIN[mention.concept]
            elif mention.concept == "radiculopathy" and mention.region in _LIMB_OF_ROOTS:
                limb = limb or _LIMB_OF_ROOTS[mention.region]
        painful = [] if scene.basis == "examined" else _painful_limbs(scene)
        limb = limb or next(iter(painful), None)
        if limb and scene.experiencer == "patient":
            state.complaint_limbs |= {limb, *painful}
            state.limb_scene = scene.index
            state.complaint_sections.add(scene.piece.segment.section)
        previous = state.last_limb
        if limb:
            state.last_limb = (scene.piece.segment.block, scene.index, limb)
        elif previous and previous[1] == scene.index - 1 and _keeps_topic(scene, found):
            state.last_limb = (previous[0], scene.index, previous[2])

    @staticmethod
    def _remember_label(scene: Scene, state: NoteState) -> None:
        words = scene.words
        segment = scene.piece.segment
        limbs = [
            p
            for p in scene.places
            if p.limb in ("upper_limb", "lower_limb") and not p.muscle and _EXAMINING.issuperset(words[3 : p.start])
        ]
        if limbs and ":" in words[limbs[0].end : limbs[0].end + 2]:
            state.carried_limb, state.carried_block = limbs[0].limb, segment.block
        elif state.carried_block != segment.block or (":" in words[:4] and not limbs):
            state.carried_limb = None


_ITEM_STOPS = frozenset({";", ".", ",", "|"})
_EXAMINING = frozenset("examination exam evaluation inspection of the his her left right bilateral both on".split())
_PAST = frozenset(
    (
        "s/p sp s status post prior previous previously underwent had history h hx after following since "
        "healed solid old ago done postop postoperative failed intact hardware scar incision wound"
    ).split()
)


def _tells_more(longer: Hit, hit: Hit) -> bool:
    """Whether a longer hit says what this one would; of two groups only one that holds the other in its words."""
    rule, other = longer.ref.rule, hit.ref.rule
    if rule.concept != other.concept or not longer.overlaps(hit):
        return False
    inside = longer.start <= hit.start and hit.end <= longer.end and hit.end - hit.start < longer.end - longer.start
    return rule.concept != "group" or rule is other or (inside and longer.start == hit.start)


def _most_telling(hit: Hit) -> tuple[bool, bool, int, bool, int]:
    """Longer wording first; a named exam part last ("triceps jerk" gives way to "jerk absent"), and after what needs
    no place what means something only beside one ("compression fracture" before "fracture or …").
    """
    rule = hit.ref.rule
    placeless = rule.needs == "spine" and hit.ref.polarity == "phrases"
    return rule.type == "exam", placeless, hit.start - hit.end, rule.region != "both_limbs", hit.start


def _reaches_over(piece: Matched, hit: Hit, hits: Sequence[Hit]) -> bool:
    """'C4-5 stenosis and herniation at C6-7': a pattern must not join across a finding of another kind, nor take
    the beginning of the next item ("tingling, saddle numbness").
    """
    for start, end in hit.free:
        if box_starts(piece.words[start:end]):
            return True
        if _JOINTS.isdisjoint(piece.words[start:end]):
            continue
        if any(end <= h.start < hit.end < h.end for h in hits):
            return True
        if any(start <= h.start and h.end <= end and h.ref.rule.concept != hit.ref.rule.concept for h in hits):
            return True
    return False


_JOINTS = frozenset({"and", ",", "or"})
_PAUSES = frozenset({",", ";", "and", "but", ".", ":"})
_TO_SIDE = frozenset({"on", "the", "to", "in", "(", ",", "sign", "test", "is", "was", ":", "at"})
_EXISTENCE = frozenset(
    {"present", "elicited", "seen", "noted", "found", "observed", "evident", "demonstrated", "exhibited", "sustained"}
)


MAX_LABEL_WORDS = 30
"""Words of the longest label that a template leaves without an answer."""


def is_blank_template(scene: Scene, hit: Hit) -> bool:
    """A label without an answer: "Spurling's: ____", "Weakness: Y / N", "Functional limitations:" at the end of
    its line.
    """
    words = scene.words
    i = hit.end
    last = min(len(words), hit.end + MAX_LABEL_WORDS)
    while i < last and (
        words[i] in ("/", ",", "and", "or", ")", "(") or any(t.start <= i < t.end for t in scene.targets)
    ):
        i += 1
    if (
        i >= len(words)
        or scene.piece.segment.lead is not None
        or (words[i] not in (":", "?") and not _is_blank(words[i]))
    ):
        return False
    if words[i] == "?" and hit.layer == "finding" and hit.ref.rule.type == "diagnosis":
        return False  # "Cauda equina?": a suspicion
    rest = [w for w in words[i:] if w not in (":", "?", ".")]
    if rest and _is_blank(rest[0]):
        return True
    return not rest or [w for w in rest if w not in ("/", "(", ")")] in _EMPTY_CHOICES


def _is_blank(word: str) -> bool:
    return set(word) == {"_"}


_EMPTY_CHOICES = (["y", "n"], ["yes", "no"], ["pos", "neg"], ["positive", "negative"], ["present", "absent"])


_PRONOUNS = frozenset("this that these those it they all symptoms which both".split())
_VERBS = frozenset(
    (
        "has have had resolved subsequently since completely is are was were went now then did symptoms "
        "pain problem symptom all eventually gradually spontaneously"
    ).split()
)


def _of_the_item_before(scene: Scene, hit: Hit, place: Place) -> bool:
    """'Strength is full in the legs, sensation is intact': a place with its own preposition stays with its item."""
    between = scene.words[place.end : hit.start]
    before = scene.words[max(0, place.start - 4) : place.start]
    return between[:1] == [","] and not {"in", "of", "at", "throughout"}.isdisjoint(before)


_VISITS = frozenset({"evaluation", "eval"})


def _names_the_note(scene: Scene, hit: Hit) -> bool:
    """'Spine Evaluation' over a note: the part of the body that was seen, and no specialty."""
    first, last = scene.words[hit.start], scene.words[hit.end - 1]
    heads = hit.start == 0 and scene.index < TITLE_LINES and scene.temporality != "planned"
    return heads and first in ("spine", "spinal") and last in _VISITS


TITLE_LINES = 3
"""Segments at the head of a note among which its title stands."""

_STATING = frozenset("with and has had a an bilateral bilaterally left right sided unilateral both".split())


def _is_stated(scene: Scene, hit: Hit) -> bool:
    """'brisk reflexes with bilateral Hoffmann's': a long-tract sign told of a side, without a word for its result."""
    words = scene.words
    before = words[max(0, hit.start - 2) : hit.start]
    after = words[hit.end : hit.end + 1]
    sided = bool(before) and before[-1] in ("bilateral", "left", "right", "unilateral")
    return (
        hit.ref.family == "myelopathy"
        and sided
        and _STATING.issuperset(before)
        and len(before) > 1
        and (not after or after[0] in (".", ",", "and", "with"))
    )


def _keeps_topic(scene: Scene, found: Sequence[RawMention]) -> bool:
    """Whether a sentence leaves the limb spoken of before in mind: denials only, or a short remark about it
    ("It comes and goes.", "The left is worse than the right.").
    """
    if found:
        return all(m.status == "absent" for m in found)
    words = scene.words
    return len(words) <= MAX_REMARK_WORDS and not scene.places and bool(_OF_THE_SAME.intersection(words[:2]))


MAX_REMARK_WORDS = 14
"""Words of a remark that says nothing new of its own."""

_OF_THE_SAME = frozenset("it this these they symptoms left right".split())
_DEFICITS = frozenset(
    "limb_paresthesia sensory_deficit motor_weakness gait_disturbance hand_clumsiness saddle_anesthesia".split()
)


def _tells_of_deficit_only(scene: Scene, found: Sequence[RawMention]) -> bool:
    """Whether what "it" means in the next sentence is a neurologic symptom: one is reported here, and no pain."""
    present = {m.concept for m in found if m.status == "present" and m.basis != "examined"}
    return bool(present & _DEFICITS) and not scene.pains and "radiating_pain" not in present


PAINFUL = frozenset(
    (
        "pain pains painful ache aches aching achy achiness hurt hurts hurting sore soreness discomfort "
        "tender tenderness "
        "lbp sciatica cervicalgia lumbago backache throbbing cramping"
    ).split()
)


def _of_pain(scene: Scene, state: NoteState) -> bool:
    """Whether "worse at night" can speak of pain: not where the note has told of tingling alone."""
    if not PAINFUL.isdisjoint(scene.words):
        return True
    tingling = any(t.layer == "finding" and t.ref.rule.concept == "limb_paresthesia" for t in scene.targets)
    return not (tingling or state.tingling_only)


def _deficit_before(scene: Scene, hit: Hit, state: NoteState) -> bool:
    """Whether "it" can mean a neurologic symptom: the last thing told in this sentence, or in the one before."""
    here = [t for t in scene.targets if t.end <= hit.start and not _aside(t)]
    if not here:
        of_all = not _THE_COMPLAINTS.isdisjoint(scene.words[max(0, hit.start - 1) : hit.end])
        reach = TOPIC_REACH if of_all and state.last_pain < state.last_deficit else 1
        return scene.index - state.last_deficit <= reach
    last = here[-1]
    named = [t for t in here if t.layer == "finding"]
    if last.layer == "pain" and named and _LISTING.issuperset(scene.words[named[-1].end : last.start]):
        last = named[-1]  # "numbness, tingling, and pain … has worsened"
    return last.layer == "finding" and last.ref.rule.concept in _DEFICITS


TOPIC_REACH = 6
"""Sentences after which "these symptoms" no longer means a deficit told before."""

_THE_COMPLAINTS = frozenset({"symptoms", "changes", "deficits", "these"})
_LISTING = frozenset({",", "and", "or", "&"})


def _aside(target: Hit) -> bool:
    """'Numbness since a crash that has worsened': what happened is not what worsens."""
    return target.layer == "finding" and target.ref.rule.type in ("event", "history", "plan")


_CODE = re.compile(r"[A-Z]\d{2}(?:\.\w{1,4})?$|\d{3}\.\d{1,2}$", re.IGNORECASE)
CODE_REACH = 60
"""Characters between a diagnosis and the code that repeats it."""


def _hedge_codes(text: str, mentions: list[RawMention]) -> None:
    """'I suspect a radiculopathy. M54.16': a code is no surer than the diagnosis right before it."""
    for before, code in pairwise(mentions):
        if (
            code.status == "present"
            and before.status in ("possible", "absent")
            and before.concept == code.concept
            and 0 <= code.start - before.end <= CODE_REACH
            and _CODE.match(text[code.start : code.end])
        ):
            code.status, code.cue = before.status, before.cue


def _place_by_answer(found: list[RawMention], scenes: Sequence[Scene], position: int) -> None:
    """'Any tingling?' - 'Yeah, in my left foot': the answer says where."""
    places = [
        p for s in scenes[position + 1 : position + 2] for p in s.places if p.limb in ("upper_limb", "lower_limb")
    ]
    limbs = {p.limb for p in places}
    for mention in found:
        if (
            mention.status == "present"
            and mention.region is None
            and mention.concept in _LIMB_SYMPTOMS
            and len(limbs) == 1
        ):
            mention.region, mention.side = places[0].limb, merge_sides([p.side for p in places])


def _resolves_previous(scene: Scene) -> bool:
    """'This has subsequently resolved.': a sentence without a subject of its own ends what the one before reported."""
    if (
        scene.targets
        or not scene.words
        or scene.words[0] not in _PRONOUNS
        or len(scene.words) > 12
        or scene.piece.hits("exclude")
    ):
        return False
    if scene.words[1:2] and scene.words[1] not in _VERBS:
        return False
    return any(c.ref.category == "historical" and c.ref.direction == "backward" for c in scene.judge.cues)


def _make_historical(mentions: list[RawMention], index: int) -> None:
    for mention in mentions:
        if mention.scene == index and mention.status == "present" and mention.basis in ("reported", "diagnosed"):
            mention.status, mention.cue = "historical", "resolved"


def _unsaid(pains: list[Hit], targets: Sequence[Hit]) -> list[Hit]:
    """Pain words that no longer wording already reads with its status ("neck pain has resolved")."""
    said = [
        t
        for t in targets
        if t.layer == "finding"
        and t.ref.rule.concept in ("neck_pain", "back_pain")
        and t.ref.polarity in ("historical", "absent", "possible")
    ]
    return [h for h in pains if not any(h.overlaps(t) for t in said)]


_DIETING = frozenset("diet dieting lose losing exercise calorie watchers ozempic wegovy semaglutide".split())


def _without_intended_loss(mentions: list[RawMention], scenes: Sequence[Scene]) -> list[RawMention]:
    """'She has lost weight. She is working on diet and exercise.': lost on purpose, as the next sentence tells."""
    if not any(m.concept == "weight_loss" and m.status == "present" for m in mentions):
        return mentions
    at = {scene.index: i for i, scene in enumerate(scenes)}
    return [
        m
        for m in mentions
        if m.concept != "weight_loss"
        or m.status != "present"
        or not any(_tells_of_dieting(s) for s in scenes[at[m.scene] : at[m.scene] + 2])
    ]


def _tells_of_dieting(scene: Scene) -> bool:
    return any(
        h.ref.value == "true" and not _DIETING.isdisjoint(scene.words[h.start : h.end])
        for h in facts_in(scene.piece, {"intentional"})
    )


_HALF_BODY = re.compile(
    r"\bhemi|\b(left|right)[- ]sided\b"
    r"|\b(left|right) (?:side|half)\b(?! of (?:the|his|her) (?:neck|back|face|head|jaw))"
)


def _of_one_side(text: str, mentions: list[RawMention]) -> list[RawMention]:
    """'Left-sided weakness' without a limb in a note about no spine is that of arm and leg, as is the lost sensation
    on the side of a hemiparesis.
    """
    halves = {m.side for m in mentions if m.status == "present" and "hemi" in text[m.start : m.end].lower()}
    out: list[RawMention] = []
    for mention in mentions:
        around = text[max(0, mention.start - 26) : mention.end + 36].lower()
        named = _HALF_BODY.search(around)
        side = mention.side or (named and (named.group(1) or named.group(2)))
        side = side or next((half for half in halves if half and f"on {half}" in around.replace("the ", "")), None)
        limbless = mention.concept in _LIMB_SYMPTOMS and mention.region is None and side in ("left", "right")
        placed = any(m.concept == mention.concept and m.region and m.status == "present" for m in mentions)
        if mention.status == "present" and limbless and (named or side in halves) and not placed:
            out += [replace(mention, region=limb, side=side) for limb in ("upper_limb", "lower_limb")]
        else:
            out.append(mention)
    return out


_ELSEWHERE = frozenset({"face", "head"})


def _without_face(mentions: list[RawMention], scenes: Sequence[Scene]) -> list[RawMention]:
    """Numbness that the note places in the face only ("numbness of the jaw … This numbness …") is no limb symptom."""
    for concept in ("limb_paresthesia", "sensory_deficit"):
        own = [m for m in mentions if m.concept == concept and m.status == "present"]
        if not own or any(m.region for m in own):
            continue
        hits = [
            (s, h)
            for s in scenes
            for h in s.piece.hits("finding")
            if h.ref.rule.concept == concept and s.experiencer == "patient"
        ]
        if any(_in_face(s, h) for s, h in hits) and not any(
            p.limb or is_spine(p.place) for s, h in hits for p in attached(s, h.start, h.end, lambda p: True)[1]
        ):
            mentions = [m for m in mentions if m not in own]
    return mentions


def _in_face(scene: Scene, hit: Hit) -> bool:
    _tier, places = attached(scene, hit.start, hit.end, lambda p: True)
    return bool(places) and all(p.place in _ELSEWHERE for p in places)


def dominant_region(scenes: Sequence[Scene]) -> str | None:
    """The one spinal region a note is about: the only one named, or named far more often than any other."""
    counts: dict[str, int] = {}
    for scene in scenes:
        if scene.experiencer != "patient":
            continue
        for place in scene.places:
            if (
                place.spine
                and is_spine(place.place)
                and not (_names_finding(scene, place) or _is_exam_item(scene, place))
            ):
                counts[place.spine] = counts.get(place.spine, 0) + 1
    if not counts:
        return None
    ranked = sorted(counts.items(), key=lambda c: -c[1])
    if len(ranked) == 1 or ranked[0][1] >= 4 * ranked[1][1]:
        return ranked[0][0]
    return None


def _is_exam_item(scene: Scene, place: Place) -> bool:
    """'Neck: supple, no adenopathy': an item of every examination says nothing of what the note is about."""
    item = place.start <= 1 and scene.words[place.start : place.end] == ["neck"]
    return item and (_examined(scene) or scene.words[place.end : place.end + 1] == [":"])


def speaks_of_spine(scenes: Sequence[Scene]) -> bool:
    """Whether the note has a spine complaint, a spine disease or a spine study; "Neck: supple" in an
    examination is none.
    """
    for scene in scenes:
        if scene.experiencer != "patient":
            continue
        words = scene.words
        if any(
            p.level or (is_spine(p.place) and _SPINE_WORDS.intersection(words[p.start : p.end])) for p in scene.places
        ):
            return True
        if any(
            t.layer == "finding" and t.ref.rule.region in _SPINE_RULES and not t.ref.rule.needs for t in scene.targets
        ):
            return True
        for hit in scene.pains:
            tier, places = attached(scene, hit.start, hit.end, lambda p: is_spine(p.place))
            if places and tier <= LISTED and scene.judge.assertion(hit.start, hit.end).status not in (None, "absent"):
                return True
    return False


def _may_be_of_spine(scene: Scene, hit: Hit, state: NoteState) -> bool:
    """Whether a suspicion may speak of the spine: a spine place beside it, or no place in a note about the spine."""
    tier, places = attached(scene, hit.start, hit.end, lambda p: True)
    if places and tier <= LISTED:
        return any(is_spine(p.place) for p in places)
    if any(is_spine(p.place) or p.level for p in scene.places):
        return True
    near = scene.index - state.spine_scene <= SPINE_REACH or scene.piece.segment.section in _OF_THE_WHOLE_NOTE
    return state.about_spine and not scene.places and near


_OF_THE_WHOLE_NOTE = frozenset({"radiology_findings", "assessment", "assessment_plan", "imaging", "plan"})


_SPINE_WORDS = frozenset(
    ("spine spinal vertebra vertebrae vertebral lumbar lumbosacral thoracolumbar cervicothoracic sacrum").split()
)
_SPINE_RULES = frozenset({"spine", "cervical", "thoracic", "lumbar"})


def _names_finding(scene: Scene, place: Place, hit: Hit | None = None) -> bool:
    """'cauda equina syndrome or epidural abscess': a place within the name of another finding is not where this is."""
    return any(
        t is not hit
        and t.layer == "finding"
        and t.ref.rule.region == "none"
        and t.ref.rule.type == "diagnosis"
        and t.start <= place.start
        and place.end <= t.end
        for t in scene.targets
    )


_EXCEPTIONS = (["other", "than"], ["apart", "from"], ["aside", "from"], ["outside", "of"])
_EXCEPTED = {"limb_paresthesia": frozenset({"limb_paresthesia", "sensory_deficit"})}


SPINE_REACH = 5
"""Sentences of a paragraph after which a word without a place is no longer about the spine part last named."""

EXAM_REACH = 2
"""Sentences of an examination after which the limb last named is no longer meant."""


def _examined(scene: Scene) -> bool:
    return scene.basis == "examined" or scene.piece.segment.section == "physical_exam"


def _exception_after(scene: Scene, hit: Hit) -> int:
    """Where "other than some numbness in his left hand" begins after a denial; the end of the segment without one."""
    words = scene.words
    for i in range(hit.end, min(hit.end + 3, len(words))):
        if words[i] in ("except", "besides", "excepting") or words[i : i + 2] in _EXCEPTIONS:
            return i
        if words[i : i + 3] == ["with", "the", "exception"]:
            return i
    return len(words)


def _tells_limb(hit: Hit, excepted: int, place: Place) -> bool:
    """A limb that is no part of an exception, nor of the denial's own name ("extremity complaints")."""
    own = place.limb == "both" and hit.start <= place.start < hit.end
    return place.limb is not None and place.start < excepted and not own


def _excepted_concepts(scene: Scene, start: int) -> set[str]:
    """What an exception names is not denied: numbness there is no intact sensation."""
    named = {t.ref.rule.concept for t in scene.targets if t.layer == "finding" and t.start >= start}
    return named.union(*(_EXCEPTED.get(c, ()) for c in named))


_LIMB_OF_SPINE_PAIN = {"neck_pain": "upper_limb", "back_pain": "lower_limb"}
_SPINE_COMPLAINTS = frozenset({*_LIMB_OF_SPINE_PAIN, "radiculopathy"})
_LIMB_OF_ROOTS = {"cervical": "upper_limb", "lumbar": "lower_limb"}


def _limb_of_named_root(target: Hit) -> str | None:
    """The limb of a root pain whose name tells the roots ("sciatica", "brachialgia")."""
    if target.layer != "finding" or target.ref.rule.concept != "radiculopathy":
        return None
    return _LIMB_OF_ROOTS.get(target.ref.rule.region)


def _painful_limbs(scene: Scene) -> list[str]:
    return [limb for p in pain.present_places(scene) if (limb := _complaint_limb(p))]


def _limb_of_history(scene: Scene, state: NoteState) -> str | None:
    """The one limb all complaints so far are about, for a denial of limb symptoms alone in the running history."""
    section = scene.piece.segment.section
    told = section in _HISTORIES or (section is None and None in state.complaint_sections)
    if len(state.complaint_limbs) != 1 or not told:
        return None
    if any(p.place == "saddle" for p in scene.places):
        return None
    near = scene.index - state.limb_scene <= EXAM_REACH  # farther off, the bladder is part of a screen of red flags
    allowed = _NEUROLOGIC if near else _LIMB_SYMPTOMS
    if any(t.layer == "finding" and not allowed.issuperset(_named_by(t)) for t in scene.targets):
        return None
    return next(iter(state.complaint_limbs))


def _named_by(target: Hit) -> list[str]:
    rule = target.ref.rule
    return [rule.concept] if rule.concept != "group" else [*rule.denies, *rule.implies]


_HISTORIES = frozenset({"history_of_present_illness", "chief_complaint", "prior_treatment"})
_LIMB_SYMPTOMS = frozenset({"limb_paresthesia", "motor_weakness", "sensory_deficit", "radiating_pain"})
_NEUROLOGIC = _LIMB_SYMPTOMS | {"bowel_bladder_dysfunction", "gait_disturbance"}


def _complaint_limb(place: Place) -> str | None:
    if place.limb in ("upper_limb", "lower_limb"):
        return place.limb
    if place.place in ("neck",):
        return "upper_limb"
    return "lower_limb" if place.place in _BACK_PLACES else None


def _outcome(concept: str, value: str | None) -> tuple[str, str | None]:
    """What a rule makes of a place: a region, another concept, or both ("concept/region")."""
    if value is None:
        return concept, None
    if "/" in value:
        other, region = value.split("/", 1)
        return other, region
    if value in ("cervical", "thoracic", "lumbar", "upper_limb", "lower_limb", "trunk"):
        return concept, value
    return value, None


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


_CAUSES = {
    "carpal tunnel": "entrapment_neuropathy",
    "cubital tunnel": "entrapment_neuropathy",
    "ulnar neuropathy": "entrapment_neuropathy",
    "peripheral neuropathy": "peripheral_neuropathy",
    "diabetic neuropathy": "peripheral_neuropathy",
    "neuropathy": "peripheral_neuropathy",
    "stroke": "stroke",
    "cva": "stroke",
    "plexopathy": "plexopathy",
    "rotator cuff": "shoulder",
    "multiple sclerosis": "demyelinating_disease",
}
_CAUSAL = (
    "due to",
    "because of",
    "from",
    "secondary to",
    "attributed to",
    "related to",
    "caused by",
    "as he has a history of",
    "as she has a history of",
    "2/2",
    "residual from",
)


def _attribution(scene: Scene, hit: Hit) -> str | None:
    """Another cause the note itself gives for a finding ("numbness … as he has carpal tunnel syndrome")."""
    after = " ".join(scene.words[hit.end : hit.end + 18])
    for cause, name in _CAUSES.items():
        position = after.find(cause)
        if position >= 0 and any(c in after[:position] for c in _CAUSAL):
            return name
    return None
