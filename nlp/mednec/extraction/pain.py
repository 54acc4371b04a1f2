"""Read pain with its places: axial neck and back pain, and spine pain that travels into a limb."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from mednec.extraction.attachment import ADJACENT, CLAUSE, LISTED, attached
from mednec.extraction.matching import Hit, Matched
from mednec.extraction.mentions import RawMention, Scene
from mednec.extraction.places import Place, is_spine, limb_of_root, merge_sides

_AXIAL = {
    "neck": "neck_pain",
    "back": "back_pain",
    "low_back": "back_pain",
    "thoracic_back": "back_pain",
    "cervical": "neck_pain",
    "thoracic": "back_pain",
    "lumbar": "back_pain",
}
_LIMB_OF_SPINE = {
    "neck": "upper_limb",
    "cervical": "upper_limb",
    "low_back": "lower_limb",
    "lumbar": "lower_limb",
    "back": "lower_limb",
}
_NO_LIMB = frozenset({"shoulder", "hip", "buttock"})
_DERMATOMAL = frozenset("distribution dermatome dermatomes pattern dermatomal".split())
_TENDER = frozenset({"palpation", "palpate", "palpating", "percussion", "tender", "tenderness"})
_PERIPHERAL_PAIN = frozenset({"chest", "abdomen", "pelvis", "trunk", "head", "face", "other"})


def pain_targets(piece: Matched) -> list[Hit]:
    """The pain words of a segment, one a place in the text."""
    hits = piece.hits("pain")
    if not hits:
        return []
    seen: dict[tuple[int, int], Hit] = {}
    for hit in hits:
        seen.setdefault((hit.start, hit.end), hit)
    kept: list[Hit] = []
    seen = {span: hit for span, hit in seen.items() if _TENDER.isdisjoint(piece.words[hit.end : hit.end + 4])}
    for hit in sorted(seen.values(), key=lambda h: (h.start - h.end, h.start)):
        if not any(hit.overlaps(k) for k in kept):
            kept.append(hit)
    return sorted(kept, key=lambda h: h.start)


def pain_mentions(
    scene: Scene, history: Sequence[Place], here: Sequence[Place], answer: Callable[[Hit], str | None]
) -> list[RawMention]:
    """Axial and radiating pain of a segment; ``history`` holds the pain places of the sentences before it,
    newest last, ``here`` those of the same paragraph; ``answer`` reads boxes and yes/no values ("present",
    "absent", "none") beside a mention.
    """
    mentions: list[RawMention] = []
    for hit in scene.pains:
        if any(x.overlaps(hit) for x in scene.piece.hits("exclude") if x.ref in ("neck_pain", "back_pain")):
            continue
        mentions += _one_pain(scene, hit, answer(hit))
    mentions += _limb_pain_of_spine(scene, here)
    mentions += _denied_limb_pain(scene, mentions)
    mentions += _radiations(scene, history, mentions)
    return mentions


_CONTRAST = frozenset("than and > with".split())
_WHOLE_LIMB = frozenset({"arm", "arm_left", "arm_right", "arms", "leg", "leg_left", "leg_right", "legs"})


_NAMED = {"neck_pain": ("neck", "cervical"), "back_pain": ("low_back", "lumbar")}
_THORACIC_NAMES = frozenset("dorsalgia dorsodynia thoracalgia thoracodynia thoracic dorsal".split())


def named_pain_places(scene: Scene) -> list[Place]:
    """The places of spine pain that is told by a name of its own ("cervicalgia", "LBP", "lumbago")."""
    out: list[Place] = []
    for target in scene.targets:
        if target.layer != "finding" or target.ref.rule.concept not in _NAMED or target.ref.polarity == "absent":
            continue
        if scene.judge.assertion(target.start, target.end).status != "present":
            continue
        place, spine = _NAMED[target.ref.rule.concept]
        if not _THORACIC_NAMES.isdisjoint(scene.words[target.start : target.end]):
            place, spine = "thoracic_back", "thoracic"
        out.append(Place(target.start, target.end, place, spine=spine))
    return out


def _limb_pain_of_spine(scene: Scene, here: Sequence[Place]) -> list[RawMention]:
    """Arm pain told right after neck pain, or leg pain after back pain, is the same pain travelling."""
    if scene.basis == "examined":
        return []
    out: list[RawMention] = []
    told = [(hit, *attached(scene, hit.start, hit.end, lambda p: True)) for hit in scene.pains]
    close = [(hit, places) for hit, tier, places in told if tier <= LISTED]
    axial = [(hit, spine) for hit, places in close if (spine := [p for p in places if is_spine(p.place)])]
    for hit, places in close:
        limbs = [p for p in places if p.part in _WHOLE_LIMB] or _below_buttock(places) or _down_the_leg(places)
        if not limbs or any(is_spine(p.place) for p in places):
            continue
        assertion = scene.judge.assertion(hit.start, hit.end)
        sources = [
            *here,
            *_spine_to_limb(scene),
            *_claudicant(scene, places),
            *(p for p in named_pain_places(scene) if p.end <= hit.start),
        ]
        for other, spine in axial:
            beside = other.end <= hit.start or not _CONTRAST.isdisjoint(scene.words[hit.end : other.start])
            if beside and scene.judge.assertion(other.start, other.end).status == "present":
                sources += spine
        if assertion.status == "present" and _may_radiate(sources, limbs[0].limb):
            out.append(
                _mention(scene, "radiating_pain", "radiculopathy", limbs[0].limb, "present", hit, limbs, assertion.cue)
            )
    return out


def _below_buttock(places: Sequence[Place]) -> list[Place]:
    """'Pain in the buttocks, thighs and calves': beside back pain, this is its way down the leg."""
    if not any(p.place == "buttock" for p in places):
        return []
    return [p for p in places if p.part in ("thigh", "calf", "foot")]


def _down_the_leg(places: Sequence[Place]) -> list[Place]:
    """'Left posterior thigh and calf pain': two stretches of the leg, so that it is no pain of one muscle or joint."""
    stretches = [p for p in places if p.part in ("thigh", "calf", "foot")]
    return stretches if len({p.part for p in stretches}) > 1 else []


_UPRIGHT = frozenset("standing walking walks walk stands stand ambulation upright".split())


def _claudicant(scene: Scene, places: Sequence[Place]) -> list[Place]:
    """'Aching in both buttocks and thighs with standing and walking': pain of the lumbar canal without its back."""
    buttock = next((p for p in places if p.place == "buttock"), None)
    if buttock is None or _UPRIGHT.isdisjoint(scene.words):
        return []
    return [replace(buttock, place="low_back", spine="lumbar")]


def _spine_to_limb(scene: Scene) -> list[Place]:
    """'Arm pain for 3 weeks, neck to lateral upper arm': the spine where the pain of the limb begins."""
    limbs = [p.start for p in scene.places if p.limb]
    return [
        p
        for p in scene.places
        if is_spine(p.place)
        and p.spine
        and scene.words[p.end : p.end + 1] == ["to"]
        and any(0 < s - p.end <= _TO_LIMB for s in limbs)
    ]


_TO_LIMB = 4


def _denied_limb_pain(scene: Scene, found: Sequence[RawMention]) -> list[RawMention]:
    """'No low back pain, no leg pain': limb pain denied beside its spine pain denies radiation."""
    denied = {m.concept for m in found if m.status == "absent"}
    out: list[RawMention] = []
    for hit in scene.pains:
        tier, places = attached(scene, hit.start, hit.end, lambda p: True)
        for place in places if tier <= LISTED else ():
            axial = {"upper_limb": "neck_pain", "lower_limb": "back_pain"}.get(place.limb or "")
            if axial in denied and place.place not in _NO_LIMB:
                assertion = scene.judge.assertion(hit.start, hit.end)
                if assertion.status == "absent" and not is_response(scene, hit):
                    out.append(
                        _mention(
                            scene, "radiating_pain", "radiculopathy", place.limb, "absent", hit, [place], assertion.cue
                        )
                    )
    return out


def _one_pain(scene: Scene, hit: Hit, answer: str | None) -> list[RawMention]:
    tier, places = attached(scene, hit.start, hit.end, lambda p: True)
    if not places:
        return []
    if tier == CLAUSE and scene.words[hit.start] in ("pain", "discomfort") and not _is_subject(scene, hit, places[0]):
        return []
    assertion = scene.judge.assertion(hit.start, hit.end)
    if assertion.status is None or answer == "none":
        return []
    status = answer or assertion.status
    if status == "absent" and is_response(scene, hit):
        return []
    spine = [p for p in places if p.place in _AXIAL]
    out: list[RawMention] = []
    for concept in dict.fromkeys(_AXIAL[p.place] for p in spine):
        own = [p for p in spine if _AXIAL[p.place] == concept]
        out.append(_mention(scene, concept, "context", None, status, hit, own, assertion.cue))
    limbs = [p for p in places if p.limb in ("upper_limb", "lower_limb") and p.place not in _NO_LIMB]
    if spine and limbs and assertion.status == "present" and tier != CLAUSE:
        for limb in dict.fromkeys(p.limb for p in limbs):
            own = [p for p in limbs if p.limb == limb]
            if _may_radiate(spine, limb):
                out.append(
                    _mention(scene, "radiating_pain", "radiculopathy", limb, assertion.status, hit, own, assertion.cue)
                )
    return out


def is_response(scene: Scene, hit: Hit) -> bool:
    """'Straight leg raising produces no back pain': what a test does not provoke is its result, not a complaint."""
    before = [t for t in scene.targets if t.layer == "finding" and t.ref.rule.type == "sign" and t.end <= hit.start]
    return bool(before) and {",", ";", "."}.isdisjoint(scene.words[before[-1].end : hit.start])


def _is_subject(scene: Scene, hit: Hit, place: Place) -> bool:
    """'her neck is in pain'; not 'neck supple, abdomen without pain'."""
    if place.start == 0 and scene.words[place.end : place.end + 1] == [":"]:
        return True
    between = scene.words[min(place.end, hit.end) : max(place.start, hit.start)]
    if place.end <= hit.start:
        return (
            len(between) <= 4
            and bool({"is", "was", "has", "with", "causes", "feels", ":", "-", "more", "are"}.intersection(between))
            and "," not in between
        )
    return (
        len(between) <= 6
        and bool({"in", "of", "at", "to", "over", "along", "across", "from"}.intersection(between))
        and not _TENDER.intersection(between)
    )


def _may_radiate(spine: Sequence[Place], limb: str | None) -> bool:
    wanted = {_LIMB_OF_SPINE.get(p.place) for p in spine}
    return limb in wanted


def _mention(
    scene: Scene,
    concept: str,
    family: str,
    region: str | None,
    status: str,
    hit: Hit,
    places: Sequence[Place],
    cue: str | None,
) -> RawMention:
    first = min([hit.start, *(p.start for p in places)])
    last = max([hit.end, *(p.end for p in places)])
    start, end = scene.offsets(first, last)
    return RawMention(
        concept,
        family,
        region,
        status,
        start,
        end,
        f"{concept}/pain",
        side=merge_sides([p.side for p in places]),
        cue=cue,
        basis="reported",
        section=scene.piece.segment.section,
    )


def radiating(
    scene: Scene, limb: str | None, status: str, hit: Hit, places: Sequence[Place], cue: str | None
) -> RawMention:
    """One mention of pain that travels into ``limb``, or is said not to."""
    return _mention(scene, "radiating_pain", "radiculopathy", limb, status, hit, places, cue)


def limbs_of_spine(places: Sequence[Place]) -> set[str]:
    """The limbs to which pain at these places of the spine travels."""
    return {_LIMB_OF_SPINE[p.place] for p in places if p.place in _LIMB_OF_SPINE}


def _ways_out(scene: Scene) -> list[Hit]:
    """The verbs of radiation; in "got a flu shot in the arm" there is none."""
    needles = [x for x in scene.piece.hits("exclude") if x.ref == "radiating_pain" and scene.words[x.end - 1] in _SHOTS]
    return [h for h in scene.piece.hits("radiate") if not any(x.overlaps(h) for x in needles)]


_SHOTS = frozenset({"shot", "shots"})


def _radiations(scene: Scene, history: Sequence[Place], found: Sequence[RawMention]) -> list[RawMention]:
    out: list[RawMention] = []
    last_end = -1
    for hit in _ways_out(scene):
        if hit.start < last_end:
            continue
        limbs = _destination(scene, hit)
        if _runs_down_the_spine(scene, hit) or _is_touched(scene, hit):
            continue
        source = _source(scene, hit, limbs, history)
        if not limbs or (source is not None and not is_spine(source.place)) or sensory_source(scene, hit):
            continue
        assertion = scene.judge.assertion(hit.start, hit.end)
        if assertion.status is None or (source is None and assertion.status != "absent"):
            continue
        for limb in dict.fromkeys(p.limb for p in limbs):
            for region in ("upper_limb", "lower_limb") if limb == "both" else (limb,):
                own = [p for p in limbs if p.limb == limb]
                mention = _mention(
                    scene, "radiating_pain", "radiculopathy", region, assertion.status, hit, own, assertion.cue
                )
                mention.rule = "radiating_pain/radiate"
                out.append(mention)
        last_end = hit.end
    return out


def _is_touched(scene: Scene, hit: Hit) -> bool:
    """'Bending, she reaches mid shin', 'fingertips reaching the knees': a range of motion."""
    before = scene.words[max(0, hit.start - 3) : hit.start]
    return scene.words[hit.start].startswith("reach") and not _REACHERS.isdisjoint(before)


_REACHERS = frozenset("he she they patient pt claimant fingertips fingertip fingers hands bend bending".split())
_SHOCKS = frozenset(
    "buzz buzzing zing zap jolt shock shocks shooting tingle tingling electric electricity current".split()
)


def _runs_down_the_spine(scene: Scene, hit: Hit) -> bool:
    """'A buzz down the spine into both arms': Lhermitte's sign, and no pain."""
    before = scene.words[max(0, hit.start - 8) : hit.start]
    if "down" not in before or _SHOCKS.isdisjoint(before[: before.index("down")]):
        return False
    return not {"spine", "back", "neck"}.isdisjoint(before[before.index("down") :])


_WAY_ENDS = frozenset("; but however which denies er ed emergency hospital urgent clinic office".split())
"""Words past which a pain does not go; in "go to the ER for leg weakness" none goes at all."""


def _destination(scene: Scene, hit: Hit) -> list[Place]:
    limbs: list[Place] = []
    at = hit.end
    for place in scene.places:
        if place.start < hit.end:
            continue
        between = scene.words[at : place.start]
        if len(between) > 7 or not _WAY_ENDS.isdisjoint(between):
            break
        if any(t.layer == "finding" and at <= t.start < place.start for t in scene.targets) and limbs:
            break
        at = place.end
        if place.limb and place.place not in _NO_LIMB:
            limbs.append(place)
        elif place.level and _DERMATOMAL.intersection(scene.words[place.end : place.end + 2]):
            limbs.append(replace(place, limb=limb_of_root(place.level.split("-")[0])))
    if not limbs and any(
        "from" in scene.words[hit.end : p.start] for p in scene.places if p.start >= hit.end and is_spine(p.place)
    ):
        return [p for p in scene.places if p.end <= hit.start and p.limb and p.place not in _NO_LIMB][-2:]
    return limbs


def _source(scene: Scene, hit: Hit, limbs: Sequence[Place], history: Sequence[Place]) -> Place | None:
    origin = [
        p
        for p in scene.places
        if p.start >= hit.end and is_spine(p.place) and "from" in scene.words[hit.end - 1 : p.start]
    ]
    if origin:
        return origin[0]
    told = sorted([*scene.places, *named_pain_places(scene)], key=lambda p: p.start)
    before = [p for p in told if p.end <= hit.start and p not in limbs]
    spine_or_pain = [p for p in before if is_spine(p.place)]
    if before:
        nearest = before[-1]
        if nearest.place == "buttock" and not spine_or_pain and any(is_spine(p.place) for p in scene.places):
            return next(p for p in scene.places if is_spine(p.place))
        if nearest.place == "buttock" and not history and any(p.part in ("calf", "foot", "leg") for p in limbs):
            return replace(nearest, place="low_back", spine="lumbar")  # below the knee: the way of a root
        if is_spine(nearest.place) or nearest.place in _NO_LIMB or nearest.limb:
            return (
                spine_or_pain[-1]
                if spine_or_pain
                else (
                    history[-1]
                    if nearest.place in _NO_LIMB
                    and history
                    and is_spine(history[-1].place)
                    and nearest.place == "buttock"
                    else nearest
                )
            )
        return nearest if nearest.place in _PERIPHERAL_PAIN else (spine_or_pain[-1] if spine_or_pain else nearest)
    return history[-1] if history else None


_LISTING = frozenset({",", "or", "nor", "and", "&", "/"})
_RADIATION = frozenset({"radiation", "radiations", "referred"})


def sensory_source(scene: Scene, hit: Hit) -> bool:
    """Numbness that radiates is paresthesia, not radiating pain, unless pain stands nearer."""
    nearest = [t for t in scene.targets if t.end <= hit.start]
    listed = scene.words[max(0, hit.start - 1)] in _LISTING and scene.words[hit.start] in _RADIATION
    if not nearest or listed or "pain" in scene.words[hit.start : hit.end]:
        return False
    last = max(nearest, key=lambda t: t.end)
    rule = getattr(last.ref, "rule", None)
    return last.layer == "finding" and rule is not None and rule.concept in ("limb_paresthesia", "sensory_deficit")


def peripheral_source(scene: Scene, hit: Hit) -> bool:
    """'Shoulder pain radiates down the arm': pain that sets out from a joint or an organ is none of the spine."""
    before = [p for p in scene.places if p.end <= hit.start]
    if not before or any(is_spine(p.place) for p in before):
        return False
    origin = before[-1]
    named = any(origin.end <= pain.start <= origin.end + 1 for pain in scene.pains)
    return named and (
        origin.place in ("shoulder", "hip", "chest", "abdomen") or origin.part in ("knee", "elbow", "wrist")
    )


def present_places(scene: Scene) -> list[Place]:
    """The places of the pain a segment reports as present."""
    out: list[Place] = []
    for hit in scene.pains:
        tier, places = attached(scene, hit.start, hit.end, lambda p: True)
        if tier <= LISTED and scene.judge.assertion(hit.start, hit.end).status == "present":
            out += places
    return out


def spine_pain_places(scene: Scene) -> list[Place]:
    """The places of pain in a segment, for the sentences that follow ("It radiates …")."""
    out: list[Place] = []
    for hit in scene.pains:
        _tier, places = attached(scene, hit.start, hit.end, lambda p: True)
        if places and _tier in (0, ADJACENT, LISTED):
            out += [p for p in places if p.place != "none"]
    return sorted([*out, *named_pain_places(scene)], key=lambda p: p.start)
