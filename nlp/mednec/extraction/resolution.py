"""What becomes of it: a later sentence, or a later mention, that ends what an earlier one reported or suspected."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from mednec.extraction.matching import Hit
from mednec.extraction.mentions import RawMention, Scene

ENDED = "historical"
REACH = 3
"""Sentences between a symptom and the one that says that it has gone."""

_TOLD = frozenset({"reported", "diagnosed"})
_LASTING = frozenset({"event", "history", "plan"})
"""Types of rules whose findings do not pass: what happened, what is taken, what is planned."""


def ends_previous(scene: Scene) -> bool:
    """'This has since resolved.', "None since.", "She recovered fully.": a sentence without a subject of its own."""
    first = min((t.start for t in scene.targets), default=len(scene.words))
    return any(_says_over(cue) and cue.start < first and _goes_on(scene, cue) for cue in scene.judge.cues)


def settled_suspicion(scene: Scene) -> str | None:
    """'This was ruled out.', "MRI confirmed this.": what a sentence makes of the suspicion before it, where it names
    nothing of its own.
    """
    if any(t.layer == "finding" for t in scene.targets):
        return None
    if scene.classes.suspicion_refuted.occurs(scene.words):
        return "absent"
    return "present" if scene.classes.suspicion_confirmed.occurs(scene.words) else None


def settle_suspicions(before: Scene, mentions: Iterable[RawMention], status: str) -> None:
    """What the sentence ``before`` suspects is so, or is not."""
    for mention in mentions:
        if mention.scene == before.index and mention.status == "possible" and mention.basis != "examined":
            mention.status, mention.cue = status, "settled"


def _goes_on(scene: Scene, cue: Hit) -> bool:
    """Whether nothing else is the subject: no other word before the cue, or a pronoun right before it, after the time
    or the cause at the head of the sentence ("Since the drainage it did not come back.").
    """
    before = scene.words[: cue.start]
    if scene.classes.resolution_subject.issuperset(before):
        return True
    return before[0] in _HEADS and bool(_MEANT.intersection((before[-1], scene.words[cue.start])))


_HEADS = frozenset("since after by with as on in at following from once when before until".split())
_MEANT = frozenset("it this that these those they both".split())


def _says_over(cue: Hit) -> bool:
    return bool(cue.ref.category == ENDED and cue.ref.direction == "backward" and "symptom" in cue.ref.to)


def end_mentions(before: Scene, mentions: Iterable[RawMention]) -> None:
    """What the sentence ``before`` reports is over, but for what happened or was taken then."""
    lasting = {t.ref.rule.concept for t in before.targets if t.layer == "finding" and t.ref.rule.type in _LASTING}
    for mention in mentions:
        told = mention.scene == before.index and mention.status == "present" and mention.basis in _TOLD
        if told and mention.concept not in lasting:
            mention.status, mention.cue = ENDED, "resolved"


def end_earlier(text: str, found: Sequence[RawMention], earlier: Sequence[RawMention], scene: int) -> None:
    """'Numbness in the left arm began in May. The numbness resolved by July.': what was told before is over, and what
    is over is where it was told to be.
    """
    for mention in found:
        if mention.status != ENDED or not _ended_behind(text, mention):
            continue
        for before in earlier:
            same = before.concept == mention.concept and mention.region in (None, before.region)
            near = scene - REACH <= before.scene < scene
            if same and near and before.status == "present" and before.basis in _TOLD:
                before.status, before.cue = ENDED, mention.cue
                mention.region = before.region


def _ended_behind(text: str, mention: RawMention) -> bool:
    """Whether the words that say it is over stand behind the mention ("previous", "resolved" stand before it)."""
    cue = mention.cue or ""
    return cue.split(" ")[0] in text[mention.end : mention.end + CUE_REACH].lower()


CUE_REACH = 80
"""Characters behind a mention in which its own cue stands."""
