"""Where a mention is: the body part, spinal region, limb, side and level that belong to a span of words."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from mednec.extraction.matching import Hit, Matched
from mednec.rules.schema import AnatomyRule

_HEART_WORDS = frozenset(("heart murmur murmurs rate rhythm gallop regular s2 rrr cardiovascular cv gallops").split())
_SIGNAL_WORDS = frozenset(
    (
        "weighted signal hyperintensity hyperintense images image sequence sequences flair free tsh "
        "brightness bright hyperintensities prolongation lights lit t2/stir thyroid stir axial sagittal hypointense "
        "enhancement stage n0 m0 enhanced fse isointense iso iso-intense dark intensity hypointensity "
        "enhances postcontrast precontrast gadolinium"
    ).split()
)
_VERBS_WITH_BACK = frozenset(
    (
        "come comes came go goes went going get got getting call called calls coming held pulled set cut "
        "bring brought put placed dates dating turn follow followed hear report check return returned "
        "switch switched hold scheduled fall lean leaning been"
    ).split()
)
_AFTER_VERB_BACK = frozenset(("to in for on today with after at by if into from down . ,").split()) | {""}
_SIDE_AFTER = frozenset(
    ("on the to in ( , of and fingers side dermatome dermatomes dermatomal distribution nerve root myotome").split()
)

REGION_OF_LETTER = {"c": "cervical", "t": "thoracic", "l": "lumbar", "s": "lumbar"}
_SPINE_PLACES = frozenset({"neck", "back", "low_back", "thoracic_back", "spine", "cervical", "thoracic", "lumbar"})
CONNECTORS = frozenset(
    (
        "and or & / , the a an his her their my of in at to over on along down into through both "
        "bilateral bilaterally left right l r lt rt upper lower lateral medial anterior posterior "
        "proximal distal as well mild moderate severe chronic acute some side sided more than greater "
        "worse with involving affecting throughout around about across from up region area areas "
        "lat med ant post distribution level levels aspect aspects dorsal volar radial ulnar outer inner entire whole "
        "first second third fourth fifth 1st 2nd 3rd 4th 5th st nd rd th 1/2 half one two three median 1 "
        "2 3 4 5 digit digits single bilat either all four b ( ) within near onto toward towards - > < "
        "top back front bottom"
    ).split()
)
_OTHER_NECKS = frozenset(
    (
        "femoral surgical bladder metacarpal metatarsal radial uterine pancreatic humeral anatomic v turtle crew "
        "talar fibular"
    ).split()
)
_NECKS_OF = (["of", "the", "femur"], ["of", "the", "bladder"])
_IS = frozenset("is was now are were".split())
_AFTER_IS_BACK = frozenset(". ; , and again now today with after since but at to this full worse".split()) | {""}
_TAPS = frozenset("puncture punctures tap taps drain drains".split())
_AFTER_BACK = frozenset("to in for on up here with again when then home".split())
_BEFORE_BODY_BACK = frozenset("the his her my low lower upper mid and entire".split())
_SHADES = (["low", "on"], ["high", "on"], ["intermediate", "on"], ["intense", "on"], ["dark", "on"])
_LEVEL_PARTS = re.compile(r"([ctls])?(\d{1,2})")


@dataclass(slots=True)
class Place:
    """A body part in reach of a mention; ``place`` as rules name it, the rest where known."""

    start: int
    end: int
    place: str
    spine: str | None = None
    limb: str | None = None
    side: str | None = None
    level: str | None = None
    muscle: str | None = None
    root: str | None = None
    study: str | None = None
    part: str | None = None
    below: bool = False


def normal_level(word: str) -> str:
    """'c5/6' -> 'C5-C6'; a single level stays ('C6')."""
    letter = ""
    parts: list[str] = []
    for match in _LEVEL_PARTS.finditer(word.lower()):
        number = int(match.group(2))
        if match.group(1):
            letter = match.group(1)
        elif parts:
            previous = int(re.sub(r"\D", "", parts[-1]))
            if letter == "l" and previous == 5 and number == 1:
                letter = "s"
            elif letter == "c" and previous == 7 and number == 1:
                letter = "t"
            elif letter == "t" and previous == 12 and number == 1:
                letter = "l"
        parts.append(f"{letter.upper()}{number}")
    return "-".join(parts)


def region_of_level(word: str) -> str | None:
    """The spinal region of a level word by its first letter."""
    return REGION_OF_LETTER.get(word[:1].lower())


def limb_of_root(level: str) -> str:
    """The limb a root or dermatome serves ('C6' upper, 'L5' lower, 'T6' trunk)."""
    letter, number = level[0], int(level[1:])
    if letter == "C" or (letter == "T" and number == 1):
        return "upper_limb"
    return "lower_limb" if letter in "LS" else "trunk"


def places_in(piece: Matched) -> list[Place]:
    """All body parts and levels of a segment in order, longest first where they overlap, each with its side."""
    if "place" not in piece.layers and "level" not in piece.layers:
        return []
    hits = _longest([h for h in piece.hits("place") if not _is_excluded(piece, h)])
    places = [_from_part(piece, h) for h in hits]
    for hit in piece.hits("level"):
        if not any(p.start <= hit.start < p.end for p in places) and _is_level(piece, hit):
            region = region_of_level(hit.ref)
            places.append(
                Place(
                    hit.start,
                    hit.end,
                    region or "spine",
                    spine=region,
                    level=normal_level(hit.ref),
                    side=side_near(piece, hit.start, hit.end),
                    below=not _BELOW.isdisjoint(piece.words[max(0, hit.start - 2) : hit.start]),
                )
            )
    return _share_sides(piece, sorted(places, key=lambda p: p.start))


_BELOW = frozenset({"below", "under", "beneath"})


def _share_sides(piece: Matched, places: list[Place]) -> list[Place]:
    """'left arm and leg': the side of the first limb is that of the second, unless it is a plural."""
    out = places[:1]
    for place in places[1:]:
        before = out[-1]
        between = piece.words[before.end : place.start]
        joined = place.limb and before.limb and between in (["and"], ["/"], ["&"], ["or"])
        plural = piece.words[place.end - 1].endswith("s") and not piece.words[before.end - 1].endswith("s")
        if joined and place.side is None and before.side in ("left", "right") and not plural:
            place = replace(place, side=before.side)
        out.append(place)
    return out


def _is_excluded(piece: Matched, hit: Hit) -> bool:
    """Words that name a place and are none here: a femoral neck, a lumbar puncture, "comes back"."""
    if hit.end - hit.start > 1:
        return False
    word = piece.words[hit.start]
    following = piece.words[hit.end] if hit.end < len(piece.words) else ""
    before = piece.words[hit.start - 1] if hit.start else ""
    if word == "neck":
        return before in _OTHER_NECKS or piece.words[hit.end : hit.end + 3] in _NECKS_OF
    if word in ("lumbar", "cervical", "spinal"):
        return following in _TAPS
    return word == "back" and _is_adverb(before, following)


def _is_adverb(before: str, following: str) -> bool:
    """'Goes back to work', 'held back', 'the back of the knee'."""
    if following == "of" or (before in _VERBS_WITH_BACK and following in _AFTER_VERB_BACK):
        return True
    if before in _IS and following in _AFTER_IS_BACK:  # "the pain is back again"
        return True
    return following in _AFTER_BACK and before not in _BEFORE_BODY_BACK


def _is_level(piece: Matched, hit: Hit) -> bool:
    """S1/S2 may be heart sounds and T1/T2 a signal: those are no levels."""
    word = hit.ref
    near = set(piece.words[max(0, hit.start - 4) : hit.end + 4])
    if word in ("s1", "s2", "s3", "s4") and near & _HEART_WORDS:
        return False
    if word in ("t1", "t2", "t3", "t4", "t1/2", "t1/t2") and near & _SIGNAL_WORDS:
        return False
    if word in ("t1", "t2") and piece.words[max(0, hit.start - 2) : hit.start] in _SHADES:
        return False
    if word == "t2" and piece.words[hit.end : hit.end + 1] in (["change"], ["changes"], ["abnormality"]):
        return False
    return not (word[0] == "c" and near & {"complement", "difficile", "peptide"})


def _from_part(piece: Matched, hit: Hit) -> Place:
    part: AnatomyRule = hit.ref
    near = side_near(piece, hit.start, hit.end)
    side = (near or part.side) if part.limb == "both" else (part.side or near)
    return Place(
        hit.start, hit.end, part.place, part.spine, part.limb, side, None, part.muscle, part.root, part.study, part.part
    )


def _longest(hits: list[Hit]) -> list[Hit]:
    kept: list[Hit] = []
    for hit in sorted(hits, key=lambda h: (h.start - h.end, h.start)):
        if not any(hit.overlaps(k) for k in kept):
            kept.append(hit)
    return sorted(kept, key=lambda h: h.start)


_SIDE_BRIDGE = frozenset(
    (
        "upper lower proximal distal lateral medial anterior posterior lat med ant post inner outer more severe the "
        "his "
        "her dorsal volar hip low mid sided side first second third"
    ).split()
)


def side_near(piece: Matched, start: int, end: int) -> str | None:
    """The side written directly before or after a body part ("left upper arm", "arm on the right", "hands
    bilaterally").
    """
    sides = piece.hits("side")
    if not sides:
        return None
    words = piece.words
    for hit in reversed(sides):
        if hit.end <= start and start - hit.end <= 3 and all(w in _SIDE_BRIDGE for w in words[hit.end : start]):
            return str(hit.ref)
    for hit in sides:
        if hit.start >= end and hit.start - end <= 4 and all(w in _SIDE_AFTER for w in words[end : hit.start]):
            following = words[hit.end] if hit.end < len(words) else ""
            if hit.ref == "bilateral" or not _side_belongs_ahead(piece, hit, following):
                return str(hit.ref)
    return None


def _side_belongs_ahead(piece: Matched, side: Hit, following: str) -> bool:
    """'arm, left leg': the side after the comma belongs to the leg."""
    return any(
        h.start == side.end or (h.start == side.end + 1 and following in _SIDE_BRIDGE) for h in piece.hits("place")
    )


def merge_sides(sides: list[str | None]) -> str | None:
    """One side for several mentions: left and right together are bilateral."""
    known = {s for s in sides if s}
    if not known:
        return None
    return known.pop() if len(known) == 1 else "bilateral"


def is_spine(place: str) -> bool:
    """True for neck, back and everything named as spine."""
    return place in _SPINE_PLACES
