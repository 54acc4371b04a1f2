"""Findings of a graded examination: weakness and reflexes, present or absent, with their muscles and sides."""

from __future__ import annotations

from collections.abc import Sequence

from mednec.extraction.bare_grades import BARE, grades_tendons, of_tendon_alone
from mednec.extraction.exam_modes import LIMB_PAIR
from mednec.extraction.exam_places import Graded, graded_places, in_columns
from mednec.extraction.exam_rows import REFLEXES, ExamRows
from mednec.extraction.mentions import RawMention, Scene
from mednec.extraction.places import Place, merge_sides
from mednec.extraction.reflex_grades import reflex_values
from mednec.extraction.strength_grades import is_strength_context, strength_values

_NO_ROWS = ExamRows()
_DENIALS = frozenset("no not without never nor full good".split())


def strength_mentions(
    scene: Scene,
    carried: str | None,
    columns: tuple[str, ...] = (),
    assumed: bool = False,
    rows: ExamRows = _NO_ROWS,
) -> list[RawMention]:
    """Motor weakness, present or absent, from every muscle grade of the segment that does not stand in ``rows``.
    ``carried`` is the limb of the heading above.
    """
    values = [v for v in strength_values(scene, assumed) if not rows.holds("motor_weakness", v[0])]
    if not values or not (assumed or is_strength_context(scene)):
        return []
    graded = in_columns(graded_places(scene, values, reflex_values(scene), roots=True), columns)
    mentions = _graded(scene, [g for g in graded if not _is_aim(scene, g)], "motor_weakness", carried)
    effort = effort_limited(scene)
    for mention in mentions:
        mention.effort_limited = effort and mention.status == "present"
    return mentions


def row_mentions(scene: Scene, rows: ExamRows) -> list[RawMention]:
    """What a list of values by place tells; its first row is quoted with the name of what is examined."""
    mentions = []
    for number, graded in enumerate(rows.graded):
        found = reflexes_of(scene, [graded]) if rows.concepts == REFLEXES else _graded(scene, [graded], *rows.concepts)
        for mention in found if number == 0 else ():
            mention.start = scene.offsets(rows.start, rows.start + 1)[0]
        mentions += found
    return mentions


def _graded(scene: Scene, values: Sequence[Graded], concept: str, carried: str | None = None) -> list[RawMention]:
    """A loss, present where a value is less than full, one mention for every limb of every value."""
    return [
        _mention(scene, concept, region, "present" if graded.low < 5 else "absent", graded, side, muscle, root, "grade")
        for graded in values
        for region, side, muscle, root in _regions_of(graded, carried)
    ]


def _is_aim(scene: Scene, graded: Graded) -> bool:
    """'Patient will demonstrate 4/5 strength': a goal of therapy, not an examination."""
    return scene.judge.assertion(graded.start, graded.end, "sign").temporality == "hypothetical"


def effort_limited(scene: Scene) -> bool:
    """Give-way or pain-limited weakness: weakness with a reservation, unless it is denied ("not limited by pain")."""
    found = scene.classes.effort_limited.all(scene.words)
    return any(_DENIALS.isdisjoint(scene.words[max(0, start - 2) : start]) for start, _ in found)


def reflex_mentions(
    scene: Scene,
    carried: str | None,
    columns: tuple[str, ...] = (),
    jerks_only: bool = False,
    rows: ExamRows = _NO_ROWS,
) -> list[RawMention]:
    """Diminished or brisk reflexes from reflex grades (0 to 4+); ``jerks_only`` among grades of strength, none of those
    that stand in ``rows``.
    """
    values = [v for v in reflex_values(scene) if not rows.holds("reflex_diminished", v[0])]
    if jerks_only:
        values = [
            v for v in values if (BARE.match(v[4]) and grades_tendons(scene, v[0])) or of_tendon_alone(scene, v[0])
        ]
    return reflexes_of(scene, in_columns(graded_places(scene, values, strength_values(scene)), columns), carried)


def reflexes_of(scene: Scene, values: Sequence[Graded], carried: str | None = None) -> list[RawMention]:
    """Reflexes diminished, brisk or neither, one mention for every limb of every value."""
    mentions: list[RawMention] = []
    for graded in values:
        for region, side, _muscle, root in _regions_of(graded, carried):
            if graded.high >= 3:
                mentions.append(_mention(scene, "hyperreflexia", None, "present", graded, side, None, root, "grade"))
                if graded.low >= 2:
                    continue
            status = "present" if graded.low < 2 else "absent"
            mentions.append(_mention(scene, "reflex_diminished", region, status, graded, side, None, root, "grade"))
    return mentions


def _mention(
    scene: Scene,
    concept: str,
    region: str | None,
    status: str,
    graded: Graded,
    side: str | None,
    muscle: str | None,
    root: str | None,
    rule: str,
) -> RawMention:
    first = min([graded.start, *(p.start for p in graded.places)])
    last = max([graded.end, *(p.end for p in graded.places)])
    start, end = scene.offsets(first, last)
    in_numbers = not graded.text[0].isalpha()
    family = "myelopathy" if concept == "hyperreflexia" else "radiculopathy"
    return RawMention(
        concept,
        family,
        region,
        status,
        start,
        end,
        f"{concept}/{rule}",
        side=side,
        cue=graded.text,
        basis="examined" if in_numbers else scene.basis or "examined",
        grade=graded.text if concept == "motor_weakness" and in_numbers else None,
        muscle=muscle,
        root=root,
        section=scene.piece.segment.section,
        value=scene.offsets(graded.start, graded.end),
    )


def _regions_of(graded: Graded, carried: str | None) -> list[tuple[str | None, str | None, str | None, str | None]]:
    """(region, side, muscle, root) for the places of a grade, one a limb."""
    by_limb: dict[str, list[Place]] = {}
    for place in graded.places:
        for limb in LIMB_PAIR if place.limb == "both" else (place.limb,):
            if limb:
                by_limb.setdefault(limb, []).append(place)
    if not by_limb:
        if carried:
            return [(carried, graded.side, None, None)]
        if graded.everywhere:
            return [(limb, graded.side, None, None) for limb in LIMB_PAIR]
        return [(None, graded.side, None, None)]
    rows: list[tuple[str | None, str | None, str | None, str | None]] = []
    for limb, places in by_limb.items():
        side = graded.side or merge_sides([p.side for p in places])
        single = places[0] if len(places) == 1 else None
        rows.append((limb, side, single.muscle if single else None, single.root if single else None))
    return rows
