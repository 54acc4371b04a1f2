"""What a study showed beyond normal and abnormal: levels, roots and diagnoses, how it was made, what has changed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from mednec.extraction.facts import facts_in
from mednec.extraction.matching import Hit, Matched
from mednec.extraction.places import Place, merge_sides, places_in
from mednec.extraction.wordsets import word_set

NERVES = "emg_ncs"
_SIDED = word_set("shoulder elbow wrist_hand hip knee ankle_foot upper_limb lower_limb")
_BEFORE_LEVEL = word_set("at of in on from to level levels the involving within affecting")
_BREAKS = word_set(". ; |")
_JOINTS = word_set("and , / & or - to the")
_ROOT = re.compile(r"([CTLS])(\d{1,2})(?:-([CTLS])(\d{1,2}))?$")
_NAMED_ROOT_REACH = 5
_NEAR = 8
_DENIALS = word_set(
    "no not without negative neg denies absent absence free never w/o nor ruled rule excluded exclude excludes",
    "unremarkable",
)
_FAILURES = word_set("failed fails fail")
_DENIAL_ENDS = word_set(
    ". ; but however except with : mild moderate severe shows showed minimal multilevel some diffuse only",
    "there",
)
_DENIAL_REACH = 12
_HEDGES = word_set("inconclusive exclude excluded equivocal indeterminate rule versus")


@dataclass(frozen=True, slots=True)
class Window:
    """The words [low, high) of a segment that speak of one study, which is named at [start, end) or before."""

    piece: Matched
    low: int
    high: int
    start: int
    end: int

    def facts(self, name: str) -> list[Hit]:
        """The facts of one name inside."""
        if "fact" not in self.piece.layers:
            return []
        return [h for h in facts_in(self.piece, (name,)) if self.low <= h.start < self.high]


@dataclass(frozen=True, slots=True)
class StudyDetails:
    """The fields of an ImagingStudy that this module reads, and the tokens behind them."""

    side: str | None = None
    technique: str | None = None
    levels: tuple[str, ...] = ()
    roots: tuple[str, ...] = ()
    diagnoses: tuple[str, ...] = ()
    change: str | None = None
    reason: str | None = None
    quotes: tuple[tuple[Matched, Hit], ...] = ()


def details_of(
    windows: Sequence[Window], modality: str, status: str, region: str | None, result: str | None
) -> StudyDetails:
    """Read the details of a study from the words that speak of it.

    Args:
        windows: Where the note speaks of it.
        modality: As in ``ImagingStudy``.
        status: As in ``ImagingStudy``; only a study that was done showed anything.
        region: As in ``ImagingStudy``; only limbs and joints have a side.
        result: As in ``ImagingStudy``; a normal nerve study has the diagnosis "normal".
    """
    quotes: list[tuple[Matched, Hit]] = []
    technique = _first(windows, "study_technique", quotes, near=True)
    side = _side(windows, region)
    if status == "not_done":
        return StudyDetails(
            side, technique, reason=_first(windows, "study_not_done_reason", quotes), quotes=tuple(quotes)
        )
    if status != "done":
        return StudyDetails(side, technique, quotes=tuple(quotes))
    change = _first(windows, "study_change", quotes)
    if modality == NERVES:
        found, roots = _nerves(windows, quotes)
        diagnoses = found or (("normal",) if result == "normal" else ())
        return StudyDetails(side, technique, (), roots, diagnoses, change, quotes=tuple(quotes))
    levels = tuple(dict.fromkeys(level for w in windows for level in _levels(w)))
    return StudyDetails(side, technique, levels, change=change, quotes=tuple(quotes))


def denied(piece: Matched, hit: Hit, low: int = 0) -> bool:
    """Whether a denial before a hit, not before ``low``, reaches it."""
    for i in range(hit.start - 1, max(low - 1, hit.start - _DENIAL_REACH), -1):
        word = piece.words[i]
        if word in _DENIALS or (word in _FAILURES and piece.words[i + 1] == "to"):
            return True  # "failed to show a fracture"
        if word in _DENIAL_ENDS:
            return False
    return False


def _first(
    windows: Sequence[Window], name: str, quotes: list[tuple[Matched, Hit]], *, near: bool = False
) -> str | None:
    for window in windows:
        for hit in window.facts(name):
            if near and max(hit.start - window.end, window.start - hit.end) > _NEAR:
                continue
            quotes.append((window.piece, hit))
            return str(hit.ref.value)
    return None


def _side(windows: Sequence[Window], region: str | None) -> str | None:
    """The side of a limb or joint; a spine has none."""
    if region not in _SIDED:
        return None
    sides: list[str | None] = []
    for window in windows:
        for place in places_in(window.piece):
            if window.low <= place.start < window.high and place.side and region in (place.study, place.limb):
                sides.append(place.side)
        if sides:
            break
        sides += [
            str(h.ref) for h in window.piece.hits("side") if h.start - window.start >= -3 and h.start - window.end <= 3
        ]
    return merge_sides(sides[:2])


# -------------------- levels of a spine
def _levels(window: Window) -> Iterator[str]:
    """The levels at which something abnormal is told: "stenosis at L4-5", "C5-6: protrusion"; not "C4-5: normal"."""
    piece = window.piece
    places = [p for p in places_in(piece) if p.level and window.low <= p.start < window.high]
    cues = [h for h in piece.hits("imaging_result") if window.low <= h.start < window.high]
    abnormal: bool | None = None
    for n, place in enumerate(places):
        before = _clause(piece, places[n - 1].end if n else window.low, place.start, forward=False)
        after = _clause(piece, place.end, places[n + 1].start if n + 1 < len(places) else window.high, forward=True)
        led = place.start > 0 and piece.words[place.start - 1] in _BEFORE_LEVEL
        runs = (before, after) if led else (after, before if n == 0 else range(0))
        verdicts = (_verdict(piece, [h for h in cues if h.start in run], run.start) for run in runs)
        told = next((v for v in verdicts if v is not None), None)
        abnormal = told if told is not None else abnormal
        if abnormal and place.level:
            yield place.level


def _clause(piece: Matched, low: int, high: int, *, forward: bool) -> range:
    """The words between two levels that stand on this side of a break."""
    breaks = [i for i in range(low, high) if piece.words[i] in _BREAKS]
    if not breaks:
        return range(low, high)
    return range(low, breaks[0]) if forward else range(breaks[-1] + 1, high)


def _verdict(piece: Matched, cues: Sequence[Hit], low: int) -> bool | None:
    told = [not denied(piece, h, low) for h in cues if h.ref.cue == "abnormal"]
    if told:
        return any(told)
    return False if any(h.ref.cue == "normal" for h in cues) else None


# -------------------- nerves
def _nerves(windows: Sequence[Window], quotes: list[tuple[Matched, Hit]]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Diagnoses of a nerve study, and the roots of its radiculopathies."""
    diagnoses: list[str] = []
    roots: list[str] = []
    for window in windows:
        for hit in window.facts("emg_diagnosis"):
            lead = window.piece.words[max(window.low, hit.start - _NAMED_ROOT_REACH) : hit.start]
            if hit.start < window.end or denied(window.piece, hit) or not _HEDGES.isdisjoint(lead):
                continue
            diagnoses.append(str(hit.ref.value))
            quotes.append((window.piece, hit))
            if hit.ref.value == "radiculopathy":
                roots += _roots(window, hit)
    return tuple(dict.fromkeys(diagnoses)), tuple(dict.fromkeys(roots))


def _roots(window: Window, hit: Hit) -> Iterator[str]:
    """The roots just before or after the word, along their list: "C6 and C7 radiculopathies"."""
    words = window.piece.words
    places = [p for p in places_in(window.piece) if p.level and window.low <= p.start < window.high]
    inside = [p for p in places if hit.start <= p.start < hit.end]
    ahead = [p for p in reversed(places) if p.end <= hit.start]
    behind = [p for p in places if p.start >= hit.end]
    near = inside or (ahead if ahead and hit.start - ahead[0].end <= _NAMED_ROOT_REACH else behind)
    chain: list[Place] = []
    for place in near:
        low, high = sorted((place, chain[-1] if chain else place), key=lambda p: p.start)
        between = words[low.end : high.start]
        apart = min(abs(place.start - hit.end), abs(hit.start - place.end))
        if (chain and not _JOINTS.issuperset(between)) or (not chain and apart > _NAMED_ROOT_REACH):
            break
        chain.append(place)
    for place in sorted(chain, key=lambda p: p.start):
        yield from _named(place.level or "")


def _named(level: str) -> Iterator[str]:
    """The roots a level names: "C7", or both of "C5-C6"."""
    match = _ROOT.match(level)
    if match is None:
        return
    yield match[1] + match[2]
    if match[3]:
        yield match[3] + match[4]
