"""What was given or prescribed and then done: "I taught a home program; she did it daily", "took the naproxen"."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from mednec.extraction.care_sections import PLAN_SECTIONS
from mednec.extraction.matching import Hit, Matched
from mednec.extraction.status_cues import StatusCue
from mednec.extraction.treatments import Treatment
from mednec.extraction.wordsets import word_set

_TAKING = word_set("took takes taken taking")
_ALL = word_set("both all either any up complied adhered compliant adherent diligent faithful consistent")
_DENYING = word_set("no not never without none nor denies denied")
_STILL = word_set(
    "today since still date present currently continues continued now does takes keeps doing taking uses",
    "performs performing follows wears practices attends",
)
_DEFINITE = word_set("the this that these those her his their said")
_NOT_YET = word_set(
    "while when if before to will should shall must may can would could might please quit stopped stop discontinued 'll"
)
_LASTING = word_set("kept been compliant adherent faithful diligent consistent doing taking using compliance")
_PERFECT = word_set("has have reports daily")
_DENIAL_REACH = 4
_NEAR = 3  # segments between a prescription and what became of it
_CLAUSE_END = word_set("; . : |")


@dataclass(frozen=True, slots=True)
class Kept:
    """A treatment that was done as told (``status`` completed or ongoing) or was not done after all."""

    treatment: Treatment
    status: str
    at: int

    @property
    def cue(self) -> StatusCue:
        """What outweighs the prescription."""
        return StatusCue.outright("kept_" + self.status, self.at, ahead=False)


def kept_in(piece: Matched, cues: Sequence[Hit], given: Sequence[Treatment], own: Sequence[Treatment]) -> list[Kept]:
    """What the words of a segment say was done of the treatments ``given`` before; those of its ``own`` only if
    they stand before the words.
    """
    found: list[Kept] = []
    for hit in cues:
        lead = piece.words[max(0, hit.start - 2) : hit.start]
        if hit.ref.cue != "complied" or not _NOT_YET.isdisjoint(lead) or lead == ["no", "longer"]:
            continue
        if any(t.start < hit.end and hit.start < t.end for t in own):
            continue
        if piece.words[hit.end : hit.end + 1] == ["with"] and any(hit.end < t.start <= hit.end + _NEAR for t in own):
            continue  # "has been compliant with her home program"
        before = [t for t in given if t not in own or t.end <= hit.start]
        for treatment in _meant(piece.words[hit.start : hit.end], before):
            found.append(Kept(treatment, _status(piece.words, hit), hit.start))
    return found


def _meant(said: Sequence[str], before: Sequence[Treatment]) -> Sequence[Treatment]:
    """A drug is taken, an exercise is done; "both" and "kept up" are about all of them."""
    if not before or not _ALL.isdisjoint(said):
        return before
    taken = not _TAKING.isdisjoint(said)
    fitting = [t for t in before if bool(t.rule.agents) == taken]
    return fitting[-1:]


def _status(words: Sequence[str], hit: Hit) -> str:
    low = max((i + 1 for i in range(hit.start) if words[i] in _CLAUSE_END), default=0)
    if not _DENYING.isdisjoint(words[max(low, hit.start - _DENIAL_REACH) : hit.end]):
        return "not_done"
    lasting = not _LASTING.isdisjoint(words[hit.start : hit.end])
    if lasting and not _PERFECT.isdisjoint(words[max(0, hit.start - 2) : hit.start + 1]):
        return "ongoing"
    high = next((i for i in range(hit.end, len(words)) if words[i] in _CLAUSE_END), len(words))
    return "completed" if _STILL.isdisjoint(words[hit.start : high]) else "ongoing"


def fulfil(treatments: Sequence[Treatment], pieces: Sequence[Matched], openings: Mapping[int, str]) -> None:
    """A treatment given in the past and named again with "the" is the one that was done, or was not.

    ``openings``: the day a segment opens with, by its index.
    """
    for i, later in enumerate(treatments):
        piece = pieces[later.index]
        lead = piece.words[later.start - 1 : later.start]
        if later.status not in ("completed", "ongoing", "not_done") or _DEFINITE.isdisjoint(lead):
            continue
        for earlier in reversed(treatments[:i]):
            if (
                (earlier.status == "planned" or (earlier.status, later.status) == ("completed", "ongoing"))
                and earlier.outcome in ("unknown", later.outcome)
                and earlier.name == later.name
                and (earlier.agent == later.agent or not (earlier.agent and later.agent))
                and later.index - earlier.index <= _NEAR
                and pieces[earlier.index].segment.section not in PLAN_SECTIONS
            ):
                earlier.status, earlier.certain = later.status, later.certain
                later.directed_by = later.directed_by or earlier.directed_by
                if later.status != "not_done":
                    earlier.start_date = earlier.start_date or openings.get(earlier.index)
