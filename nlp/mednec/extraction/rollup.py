"""From mentions to findings: one entry a (concept, region), by the guide's precedence; contradictions become
warnings.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from mednec.evidence import STATUSES, EvidenceWarning, Finding, Mention, Therapy
from mednec.extraction.mentions import RawMention
from mednec.extraction.places import merge_sides

_REST = re.compile(
    r"\b(?:otherwise|remain(?:der|ing|s)|(?<!at )rest(?! pain)|(?<!each )others?(?! than)|(?:every\w+|all) else"
    r"|elsewhere|except\w*"
    r"|other (?:muscles?|muscle groups|groups?|myotomes?|dermatomes?|roots?|levels?|reflexes|jerks))\b"
)
_EXCEPTED = re.compile(
    r"\W{1,3}(?:\w+ ){0,3}(?:except\w*|but|save|apart from|aside from|other than|with the exception)\b"
)
_SPINAL_INJECTIONS = frozenset({"epidural_steroid_injection", "facet_injection"})
_LIMB_CONCEPTS_WITH_DETAIL = frozenset(
    {"motor_weakness", "sensory_deficit", "limb_paresthesia", "reflex_diminished", "muscle_atrophy", "radiating_pain"}
)


def roll_up(text: str, raw: Sequence[RawMention]) -> tuple[tuple[Finding, ...], tuple[EvidenceWarning, ...]]:
    """Findings in the order of their first mention, and warnings for what a reviewer would call a contradiction."""
    groups: dict[tuple[str, str | None], list[RawMention]] = {}
    for mention in raw:
        groups.setdefault((mention.concept, mention.region), []).append(mention)
    _fold_unplaced(groups, text)
    findings = tuple(_finding(text, concept, region, members) for (concept, region), members in groups.items())
    return findings, _contradictions(text, findings)


def with_planned_injections(findings: Sequence[Finding], therapies: Sequence[Therapy]) -> tuple[Finding, ...]:
    """An epidural or facet injection that is planned means that an intervention is being considered (guide,
    section 5), unless the words that name it have told more ("may need an epidural").
    """
    told = [m for f in findings if f.concept == "surgery_considered" for m in f.mentions]
    if any(f.concept == "surgery_considered" and f.status == "present" for f in findings):
        return tuple(findings)
    for therapy in therapies:
        if therapy.therapy in _SPINAL_INJECTIONS and therapy.status == "planned" and therapy.mentions:
            named = therapy.mentions[0]
            if any(m.start <= named.start and named.end <= m.end for m in told):
                continue
            mention = replace(named, status="present", rule=f"surgery_considered/{therapy.therapy}")
            region = therapy.region or _only_region(findings)
            others = [f for f in findings if (f.concept, f.region) != ("surgery_considered", region)]
            return (
                *others,
                Finding("surgery_considered", "context", region, "present", "present", mentions=(mention,)),
            )
    return tuple(findings)


def _only_region(findings: Sequence[Finding]) -> str | None:
    """The one part of the spine that the findings speak of."""
    regions = {f.region for f in findings if f.region in ("cervical", "thoracic", "lumbar") and f.status == "present"}
    return regions.pop() if len(regions) == 1 else None


def _fold_unplaced(groups: dict[tuple[str, str | None], list[RawMention]], text: str) -> None:
    """A spine diagnosis without a region, when the note names exactly one, is that one; limb findings stay apart."""
    for concept, region in list(groups):
        if region is not None:
            continue
        if concept in _LIMB_CONCEPTS_WITH_DETAIL:
            _fold_limb(groups, concept, text)
            continue
        named = [key for key in groups if key[0] == concept and key[1] is not None]
        if len(named) == 1:
            groups[named[0]] += groups.pop((concept, None))


def _fold_limb(groups: dict[tuple[str, str | None], list[RawMention]], concept: str, text: str) -> None:
    """The placed finding takes in what repeats it: "reports numbness" in a review, "numbness in the left hand"; a
    denial without a limb joins the limb that is denied.
    """
    placed = [members for (c, region), members in groups.items() if c == concept and region is not None]
    stays: list[RawMention] = []
    for mention in groups[(concept, None)]:
        home = next((m for m in placed if any(_repeats(mention, other, text) for other in m)), None)
        (stays if home is None else home).append(mention)
    if stays:
        groups[(concept, None)] = stays
    else:
        del groups[(concept, None)]


_MODALITY = re.compile(r"pin|prick|vibrat|propriocept|position|temperature|level|monofilament|discrimination", re.I)
_WHOLE_SENSE = re.compile(r"light touch|sensation|sensory (?!level)|dermatom", re.I)


def _one_modality(mention: RawMention, text: str) -> bool:
    """A normal finding for one quality of sensation: it leaves open the others, of which one is impaired."""
    words = text[mention.start : mention.end]
    return mention.concept == "sensory_deficit" and bool(_MODALITY.search(words)) and _WHOLE_SENSE.search(words) is None


def _repeats(mention: RawMention, other: RawMention, text: str) -> bool:
    if mention.status == "absent" and other.status == "present" and mention.scene == other.scene and other.grade:
        return True  # "no obvious weakness; left grip 4+/5"
    if mention.status == "absent" and other.status == "present" and _one_modality(mention, text):
        return mention.section == other.section  # "pinprick is intact" beside "vibration reduced at the toes"
    return mention.status == other.status


def _finding(text: str, concept: str, region: str | None, members: Sequence[RawMention]) -> Finding:
    mentions = _distinct(text, members)
    status = min((m.status for m in members), key=STATUSES.index)
    deciding = [m for m in members if m.status == status]
    today = [m for m in members if not _is_earlier(m)] or list(members)
    current = min((m.status for m in today), key=STATUSES.index)
    grades = [m.grade for m in today if m.grade and m.status == current] or [m.grade for m in deciding if m.grade]
    return Finding(
        concept=concept,
        family=members[0].family,
        region=region,
        status=status,
        current_status=current,
        trajectory="resolved" if (status, current) == ("present", "absent") else _trajectory(deciding),
        side=merge_sides([m.side for m in deciding]),
        level=next((m.level for m in deciding if m.level), None),
        root=next((m.root for m in deciding if m.root), None),
        grade=min(grades, key=grade_rank) if grades else None,
        mentions=mentions,
    )


def _trajectory(deciding: Sequence[RawMention]) -> str | None:
    """The course that the last mention with one gives; a finding called new and nothing else is new.

    What was examined follows the exam: a patient who feels weaker does not make an old deficit progress.
    """
    trends = [m.trend for m in deciding if m.trend]
    if any(m.basis == "examined" and not m.generic for m in deciding):
        measured = [m.trend for m in deciding if m.trend and m.basis == "examined"]
        trends = ["worsening"] if "worsening" in measured else measured
    if trends:
        return trends[-1]
    return "new" if any(m.acuity == "new" for m in deciding) else None


def _is_earlier(mention: RawMention | Mention) -> bool:
    """Found at an exam before this one ("4+/5 on 5/11, today 4-/5")."""
    detail = mention.extra if isinstance(mention, RawMention) else mention.detail
    return detail.get("moment") == "earlier"


def _distinct(text: str, members: Sequence[RawMention]) -> tuple[Mention, ...]:
    seen: dict[tuple[int, int, str], Mention] = {}
    for m in members:
        seen.setdefault(
            (m.start, m.end, m.status),
            Mention(
                start=m.start,
                end=m.end,
                text=text[m.start : m.end],
                status=m.status,
                basis=m.basis,
                generic=m.generic,
                cue=m.cue,
                side=m.side,
                section=m.section,
                rule=m.rule,
                level=m.level,
                root=m.root,
                muscle=m.muscle,
                grade=m.grade,
                effort_limited=m.effort_limited,
                attributed_to=m.attributed_to,
                acuity=m.acuity,
                trend=m.trend,
                dermatome=m.dermatome,
                date=m.date,
                detail=dict(m.extra),
            ),
        )
    return tuple(seen.values())


def grade_rank(grade: str) -> float:
    """Order of strength: "4-/5" below "4/5" below "4+/5"."""
    number = grade.split("/")[0]
    digits = [float(d) for d in number.replace("+", "").replace("-", " ").split() if d.replace(".", "").isdigit()]
    return min(digits or [5.0]) + (0.3 if "+" in number else -0.3 if number.endswith("-") else 0.0)


def _contradictions(text: str, findings: Sequence[Finding]) -> tuple[EvidenceWarning, ...]:
    warnings: list[EvidenceWarning] = []
    for finding in findings:
        beside = [f for f in findings if f.region is None and f.concept == finding.concept and f is not finding]
        present = _on_their_side([m for m in finding.mentions if m.status == "present"])
        absent = [
            m for f in (finding, *beside) for m in f.mentions if m.status == "absent" and not _otherwise(text, m)
        ]  # a place left unsaid is any place
        pair = next(
            ((p, a) for p in present for a in absent if overlap(p, a) and _is_earlier(p) == _is_earlier(a)), None
        )
        if pair:
            warnings.append(EvidenceWarning("contradiction", f"{finding.concept} is both stated and denied", pair))
    return tuple(warnings)


def _on_their_side(present: Sequence[Mention]) -> list[Mention]:
    """'Triceps weakness' in the assessment is the one that the exam found on the left."""
    sides = {m.side for m in present if m.side}
    only = sides.pop() if len(sides) == 1 else None
    return [replace(m, side=m.side or only) for m in present]


def _otherwise(text: str, mention: Mention) -> bool:
    """Said of what was not named: "otherwise 5/5", "remainder intact", "5/5 throughout except"."""
    near = re.split(r"[.;]\s", text[max(0, mention.start - 30) : mention.end].lower())[-1]
    return bool(_REST.search(near) or _EXCEPTED.match(text[mention.end : mention.end + 40].lower()))


def overlap(present: Mention, absent: Mention) -> bool:
    """Whether a denial speaks of the place of an assertion: side, level and root where both name one, and every muscle
    or this one (a full deltoid does not contradict "weakness").
    """
    sides = (present.side, absent.side)
    if present.effort_limited:
        return False  # "gives way from pain, full with coaching"
    same_side = None in sides or "bilateral" in sides or present.side == absent.side
    return (
        same_side
        and _same_muscle(present, absent)
        and _agree(present.level, absent.level)
        and (_agree(present.root, absent.root))
    )


def _agree(first: str | None, second: str | None) -> bool:
    return None in (first, second) or first == second


def _same_muscle(present: Mention, absent: Mention) -> bool:
    named = (absent.muscle,) if absent.muscle else absent.detail.get("muscles", ())
    roots = absent.detail.get("roots", ())
    tendons = (set(present.detail.get("tendons", ())), set(absent.detail.get("tendons", ())))
    if all(tendons) and tendons[0].isdisjoint(tendons[1]):
        return False
    return (not named or present.muscle in named) and (not roots or present.root is None or present.root in roots)
