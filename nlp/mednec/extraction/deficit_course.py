"""How a deficit goes on: words beside a weakness, a numbness or a bad gait that say that it grows, or does not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from mednec.extraction.finding_memory import is_aside
from mednec.extraction.mentions import RawMention, Scene

COURSE = "progressive_neuro_deficit"
_DEFICITS = frozenset("limb_paresthesia sensory_deficit motor_weakness gait_disturbance hand_clumsiness".split())
_REACH = 14
"""Words from a deficit to those that tell its course."""
_OPENS = frozenset("; , and but although though while whereas however which".split())
_GOES_ON = frozenset({"of", "in"})
_NAMED = 4
_HARD = frozenset({".", "|"})
_STILL = frozenset(
    "weakness weak numbness numb tingling tingly deficit deficits gait walking grip strength power".split()
)


def course_mentions(scene: Scene, here: Sequence[RawMention], before: Sequence[RawMention]) -> list[RawMention]:
    """What this sentence tells of the course of the deficit in it (``here``) or, where it has no subject of its own, of
    the one told in the sentence before (``before``): at most one mention of a deficit that grows or does not.
    """
    if any(m.concept == COURSE for m in here):
        return []
    told = [m for m in here if m.concept in _DEFICITS and m.status == "present"]
    starts = {scene.piece.tokens(m.start, m.end)[1]: m for m in told}
    if not told and not scene.targets:
        last = [m for m in before if m.concept in _DEFICITS and m.status == "present"]
        starts = {0: last[-1]} if last else {}
    for start in sorted(starts, reverse=True):
        found = _course_after(scene, start, alone=not told)
        if found is not None:
            status, span = found
            place = scene.offsets(*span)
            return [
                replace(
                    starts[start], concept=COURSE, family="red_flag", region=None, side=None, status=status,
                    start=place[0], end=place[1], cue=None, grade=None, muscle=None, value=None,
                )
            ]  # fmt: skip
    return []


def _course_after(scene: Scene, start: int, alone: bool) -> tuple[str, tuple[int, int]] | None:
    """The first words behind ``start`` that tell a course, and tell it of nothing else."""
    classes = scene.classes
    for status, course in (("absent", classes.deficit_steady), ("present", classes.deficit_grows)):
        for first, last in course.all(scene.words, start):
            governs = not _GOES_ON.isdisjoint(scene.words[last - 1 : last + 1])
            if governs and _STILL.isdisjoint(scene.words[last : last + _NAMED]):
                continue  # "without any progression of the stenosis"
            if first - start <= _REACH and _of_the_deficit(scene, start, first, alone):
                return status, (first, last)
    return None


def _of_the_deficit(scene: Scene, start: int, stop: int, alone: bool) -> bool:
    """Whether no other subject stands between a deficit and what is said of its course."""
    between = scene.words[start:stop]
    if not _HARD.isdisjoint(between) or any(start <= t.start < stop and not is_aside(t) for t in scene.targets):
        return False
    opened = max((i for i, word in enumerate(between) if word in _OPENS), default=-1)
    if opened < 0 and not alone:
        return True
    return (scene.classes.resolution_subject | _STILL).issuperset(between[opened + 1 :])
