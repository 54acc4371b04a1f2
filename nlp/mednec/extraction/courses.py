"""From treatments as mentioned to courses as documented: what is told twice is merged, what differs stays apart."""

from __future__ import annotations

from collections.abc import Sequence

from mednec.evidence import Mention, Therapy
from mednec.extraction.treatments import Treatment

_FIRM = 2
_CONTRARY = {"not_done": ("completed", "ongoing"), "declined": ("completed",)}


def courses_of(
    text: str, treatments: Sequence[Treatment], sections: Sequence[str | None], regions: Sequence[str | None]
) -> list[Therapy]:
    """One Therapy a course, in order of first mention; ``sections`` and ``regions`` run along the treatments."""
    merged: list[list[int]] = []
    for i, treatment in enumerate(treatments):
        home = next((m for m in merged if _same_course([treatments[j] for j in m], treatment)), None)
        if home is None:
            merged.append([i])
        else:
            home.append(i)
    kept = [m for m in merged if not _shadowed([treatments[j] for j in m], merged, treatments, m)]
    return [_therapy(text, [treatments[j] for j in m], [sections[j] for j in m], [regions[j] for j in m]) for m in kept]


def _same_course(course: Sequence[Treatment], new: Treatment) -> bool:
    first = course[0]
    if first.name != new.name or first.status != new.status:
        return False
    agents = {t.agent for t in course if t.agent}
    if new.agent and agents and new.agent not in agents:
        return False
    return _agree([t.days for t in course], new.days) and _agree(
        [t.outcome for t in course if t.outcome != "unknown"], new.outcome if new.outcome != "unknown" else None
    )


def _agree(known: Sequence[object], new: object) -> bool:
    said = [k for k in known if k is not None]
    return new is None or not said or new in said


def _shadowed(
    course: Sequence[Treatment], merged: Sequence[Sequence[int]], treatments: Sequence[Treatment], own: Sequence[int]
) -> bool:
    """A course read from a bare mention only, when the same therapy is documented firmly elsewhere."""
    if any(t.certain >= 1 or t.days or t.sessions or t.outcome != "unknown" for t in course):
        return False
    agents = {t.agent for t in course if t.agent}
    for other in merged:
        if other is own:
            continue
        rivals = [treatments[j] for j in other]
        if rivals[0].name == course[0].name and any(t.certain >= _FIRM for t in rivals):
            known = {t.agent for t in rivals if t.agent}
            if not agents or not known or agents & known:
                return True
    return False


def _therapy(
    text: str, course: Sequence[Treatment], sections: Sequence[str | None], regions: Sequence[str | None]
) -> Therapy:
    best = max(course, key=lambda t: (t.weight, t.outcome != "unknown"))
    named = next((t for t in course if t.agent), None)
    mentions = []
    for treatment, section in zip(course, sections, strict=True):
        for start, end in [treatment.chars, *treatment.evidence]:
            mention = Mention(
                start, end, text[start:end], treatment.status, section=section, rule=f"therapy:{treatment.name}"
            )
            if mention not in mentions:
                mentions.append(mention)
    return Therapy(
        therapy=course[0].name,
        agent=named.wording if named else None,
        region=next((r for r in regions if r), None),
        status=course[0].status or "completed",
        outcome=best.outcome,
        response=best.response,
        duration_days=next((t.days for t in course if t.days), None),
        sessions=next((t.sessions for t in course if t.sessions), None),
        start_date=next((t.start_date for t in course if t.start_date), None),
        end_date=next((t.end_date for t in course if t.end_date), None),
        directed_by=next((t.directed_by for t in course if t.directed_by), course[0].rule.directed_by) or "unknown",
        active=course[0].rule.active,
        reason=next((t.reason for t in course if t.reason), None),
        mentions=tuple(mentions),
    )
