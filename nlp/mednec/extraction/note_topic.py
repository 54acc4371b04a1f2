"""What a note is about: the spinal region that it names most, and whether it speaks of the spine at all."""

from __future__ import annotations

from collections.abc import Sequence

from mednec.extraction.attachment import LISTED, attached
from mednec.extraction.finding_memory import NoteState, is_examined
from mednec.extraction.matching import Hit
from mednec.extraction.mentions import Scene
from mednec.extraction.places import Place, is_spine


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
                and not (names_finding(scene, place) or _is_exam_item(scene, place))
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
    return item and (is_examined(scene) or scene.words[place.end : place.end + 1] == [":"])


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


def may_be_of_spine(scene: Scene, hit: Hit, state: NoteState) -> bool:
    """Whether a suspicion may speak of the spine: a spine place beside it, or no place in a note about the spine."""
    tier, places = attached(scene, hit.start, hit.end, lambda p: True)
    if places and tier <= LISTED:
        return any(is_spine(p.place) for p in places)
    if any(is_spine(p.place) or p.level for p in scene.places):
        return True
    near = scene.index - state.spine_scene <= SPINE_REACH or scene.piece.segment.section in OF_THE_WHOLE_NOTE
    return state.about_spine and not scene.places and near


OF_THE_WHOLE_NOTE = frozenset(
    {"radiology_findings", "assessment", "assessment_plan", "differential", "imaging", "plan"}
)
_SPINE_WORDS = frozenset(
    ("spine spinal vertebra vertebrae vertebral lumbar lumbosacral thoracolumbar cervicothoracic sacrum").split()
)
_SPINE_RULES = frozenset({"spine", "cervical", "thoracic", "lumbar"})


def names_finding(scene: Scene, place: Place, hit: Hit | None = None) -> bool:
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


SPINE_REACH = 5
"""Sentences of a paragraph after which a word without a place is no longer about the spine part last named."""
