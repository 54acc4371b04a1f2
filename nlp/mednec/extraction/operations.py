"""Settles whether words that name a spine operation tell one that was done or one that is considered."""

from __future__ import annotations

from collections.abc import Sequence

from mednec.extraction.matching import Hit
from mednec.extraction.mentions import RawMention, Scene
from mednec.extraction.word_classes import WordClasses

_NEAR = 4
_YEAR = 4
_ENDS = frozenset(".;|")


def is_intended(scene: Scene, hit: Hit) -> bool:
    """'Options are therapy or a laminectomy', 'L4-5 fusion in the morning', or in a plan: an operation ahead."""
    words, classes = scene.words, scene.classes
    opening = max((i + 1 for i in range(hit.start) if words[i] in _ENDS), default=0)
    closing = next((i for i in range(hit.end, len(words)) if words[i] in _ENDS), len(words))
    lead, tail = words[opening : hit.start], words[hit.end : closing]
    own = words[hit.start : hit.end]
    if not classes.operation_past.isdisjoint(own) or any(w.isdigit() and len(w) == _YEAR for w in tail[:_NEAR]):
        return False
    if scene.temporality == "planned":
        return classes.operation_past.isdisjoint(words)
    if tail and classes.operation_ahead.end_at(tail, 0):
        return classes.operation_past.isdisjoint(lead)
    return _is_led_to(lead, classes)


def _is_led_to(lead: Sequence[str], classes: WordClasses) -> bool:
    """Whether the words before an operation lead up to one, and not to one that is known already."""
    last = max((i for i, word in enumerate(lead) if word in classes.operation_led_to), default=-1)
    return (
        last >= 0 and classes.operation_past.isdisjoint(lead[last:]) and classes.operation_known.isdisjoint(lead[-2:])
    )


def settle(scene: Scene, mentions: list[RawMention]) -> list[RawMention]:
    """Decide for one reading where the same words name an operation that was done and one that is considered."""
    mentions = _without_refused(mentions)
    considered = [m for m in mentions if m.concept == "surgery_considered" and m.status == "present"]
    if not considered:
        return mentions
    done = [m for m in mentions if m.concept == "prior_spine_surgery" and m.status in ("present", "possible")]
    classes = scene.classes
    intended = not classes.operation_intended.isdisjoint(scene.words)
    carried_out = not classes.operation_carried_out.isdisjoint(scene.words)
    for mention in considered:
        both = [d for d in done if d.start < mention.end and mention.start < d.end]
        if _undergone(scene, mention) or (not intended and (both or carried_out)):
            mention.concept = "prior_spine_surgery"
        else:
            done = [d for d in done if d not in both]
            mentions = [m for m in mentions if m not in both]
    if intended and not carried_out and classes.operation_done_before.isdisjoint(scene.words):
        first = min(m.start for m in considered)  # "repeat the epidural, or decompression and fusion of L4-5"
        mentions = [m for m in mentions if m not in done or m.start < first]
    return mentions


def _without_refused(mentions: list[RawMention]) -> list[RawMention]:
    """'Fusion is not being offered', 'would hold off on a fusion': none that was done, and none that is planned."""
    refused = [m for m in mentions if m.concept == "surgery_considered" and m.status == "absent"]
    return [
        m
        for m in mentions
        if m.concept not in ("prior_spine_surgery", "surgery_considered")
        or m.status != "present"
        or (
            not any(r.start <= m.start and m.end <= r.end for r in refused)
            and not (m.concept == "prior_spine_surgery" and any(m.start < r.end and r.start < m.end for r in refused))
        )
    ]


def _undergone(scene: Scene, mention: RawMention) -> bool:
    """As in "underwent surgical stabilization": whatever else the sentence plans."""
    classes = scene.classes
    start, end = scene.piece.tokens(mention.start, mention.end)
    near = max(0, start - _NEAR)
    undergone = not classes.operation_undergone.isdisjoint(scene.words[near:start])
    return undergone and classes.operation_intended.isdisjoint(scene.words[near:end])
