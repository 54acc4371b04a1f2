"""Findings over the documents of a case: the roll-up by precedence, how things stand now, and where they head."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from mednec.evidence import STATUSES, EvidenceWarning, Finding, Mention
from mednec.extraction.documents import Source
from mednec.extraction.mentions import distinct
from mednec.extraction.places import merge_sides
from mednec.extraction.rollup import grade_rank, overlap

STANDING = frozenset(
    "cancer_history prior_spine_surgery osteoporosis inflammatory_arthritis immunosuppression major_trauma diabetes "
    "dialysis congenital_spine_anomaly opll dish ibd_uveitis_sacroiliitis psoriasis_skin_disease demyelinating_disease "
    "chiari_malformation syringomyelia iv_drug_use".split()
)
"""History that a later silence, or a denial in a template, does not take back."""

_SPINE = frozenset({"cervical", "thoracic", "lumbar"})
_LIMBS = frozenset({"upper_limb", "lower_limb"})


def findings_over_time(found: Sequence[tuple[Source, Sequence[Finding]]]) -> tuple[Finding, ...]:
    """One Finding a (concept, region) over all documents; ``found`` is in order of time, undated documents last."""
    groups: dict[tuple[str, str | None], list[Finding]] = {}
    for _, findings in found:
        for finding in findings:
            groups.setdefault((finding.concept, finding.region), []).append(finding)
    _place_unplaced(groups)
    places = {source.id: source.place for source, _ in found}
    rolled = {key: _rolled_up(members) for key, members in groups.items()}
    return tuple(_with_course(finding, rolled, places) for finding in rolled.values())


def contradictions_between(findings: Iterable[Finding], undated: frozenset[str]) -> list[EvidenceWarning]:
    """Opposite words in documents of one day, or where one is undated: which came later cannot be told."""
    warnings = []
    for finding in findings:
        present = _one_of_each(m for m in finding.mentions if m.status == "present")
        absent = _one_of_each(m for m in finding.mentions if m.status == "absent" and m.basis != "imaging")
        pair = next(((p, a) for p in present for a in absent if _at_odds(p, a, undated) and overlap(p, a)), None)
        if pair:
            warnings.append(
                EvidenceWarning(
                    "contradiction", f"{finding.concept} is stated in one document, denied in another", pair
                )
            )
    return warnings


def _one_of_each(mentions: Iterable[Mention]) -> list[Mention]:
    """One mention for each document, day and place in the body: more cannot be told apart here."""
    return list({(m.note_id, m.date, m.side, m.muscle, m.level): m for m in mentions}.values())


def _at_odds(first: Mention, second: Mention, undated: frozenset[str]) -> bool:
    """Whether two documents speak of the same time, or may."""
    if first.note_id == second.note_id:
        return False
    return bool({first.note_id, second.note_id} & undated) or (first.date is not None and first.date == second.date)


def _place_unplaced(groups: dict[tuple[str, str | None], list[Finding]]) -> None:
    """A spine diagnosis without a region, when the case names exactly one, is that one."""
    for concept, region in list(groups):
        named = [key for key in groups if key[0] == concept and key[1] in _SPINE]
        if region is None and len(named) == 1:
            groups[named[0]] += groups.pop((concept, None))


def _rolled_up(members: Sequence[Finding]) -> Finding:
    status = min((f.status for f in members), key=STATUSES.index)
    deciding = [f for f in members if f.status == status]
    grades = [f.grade for f in members if f.grade]
    region = next((f.region for f in members if f.region), None)
    return replace(
        deciding[0], region=region, status=status, current_status=status, side=merge_sides([f.side for f in deciding]),
        level=next((f.level for f in deciding if f.level), None), root=next((f.root for f in deciding if f.root), None),
        grade=min(grades, key=grade_rank) if grades else None,
        mentions=distinct(m for f in members for m in f.mentions),
    )  # fmt: skip


# -------------------- how it stands now
def _with_course(
    finding: Finding, rolled: Mapping[tuple[str, str | None], Finding], places: Mapping[str, int]
) -> Finding:
    """The status by the latest dated document that speaks of it, and the way it went there."""
    mentions = list(finding.mentions)
    if finding.region in _LIMBS and (unplaced := rolled.get((finding.concept, None))):
        mentions += [m for m in unplaced.mentions if m.basis == "examined"]  # "strength 5/5" speaks of both limbs
    stages = _stages(mentions, places)
    if len({m.note_id for m in finding.mentions}) < 2 and len(stages) < 2:
        return finding
    history = [_status_of(stage) for stage in stages]
    current = history[-1]
    if finding.concept in STANDING and "present" in history and current != "historical":
        current = "present"
    return replace(finding, current_status=current, trajectory=_trajectory(finding, stages, history, current))


def _stages(mentions: Sequence[Mention], places: Mapping[str, int]) -> list[list[Mention]]:
    """The mentions that can change how the finding stands, day by day; undated documents last, one by one."""
    dated = [m for m in mentions if m.date] or list(mentions)
    examined = any(m.basis == "examined" and not m.generic for m in dated)
    telling = [m for m in dated if not (examined and m.generic)] or dated
    stages: dict[tuple[bool, str, int], list[Mention]] = {}
    for mention in telling:
        place = 0 if mention.date else places.get(mention.note_id or "", 0)
        stages.setdefault((mention.date is None, mention.date or "", place), []).append(mention)
    return [stages[key] for key in sorted(stages)]


def _status_of(stage: Sequence[Mention]) -> str:
    """By precedence; what one document suspects, another of the same day may have settled."""
    settled = {m.note_id for m in stage if m.status in ("present", "absent")}
    told = [m for m in stage if m.status != "possible" or not settled - {m.note_id}]
    return min((m.status or "absent" for m in told), key=STATUSES.index)


def _trajectory(
    finding: Finding, stages: Sequence[Sequence[Mention]], history: Sequence[str], current: str
) -> str | None:
    """New, worsening, stable, improving or resolved, from the last two documents that speak of it."""
    if len(history) < 2:
        return finding.trajectory
    before = history[-2]
    if current == "present" and "present" not in history[:-1] and before == "absent":
        return "new"
    if current in ("absent", "historical") and "present" in history[:-1]:
        return "resolved"
    if current != "present" or before != "present":
        return None
    said = next((m.trend for m in stages[-1] if m.trend), None)
    return said or _by_grade(stages[-2], stages[-1])


def _by_grade(earlier: Sequence[Mention], later: Sequence[Mention]) -> str:
    first = min((grade_rank(m.grade) for m in earlier if m.grade), default=None)
    last = min((grade_rank(m.grade) for m in later if m.grade), default=None)
    if first is None or last is None or first == last:
        return "stable"
    return "worsening" if last < first else "improving"
