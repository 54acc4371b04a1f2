"""One imaging study while its sentence is being read: which words name it, and what they are no study of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from mednec.extraction.matching import Hit, Matched
from mednec.extraction.wordsets import word_set
from mednec.rules.schema import ImagingRule

_SKIPPED = frozenset({"family_history", "allergies", "consent", "header", "instructions"})
_INTRAOPERATIVE = word_set("xray emg_ncs ultrasound")
_AUSCULTATION = word_set("lungs lung chest resp respiratory pulm pulmonary")


@dataclass(slots=True, eq=False)
class Study:
    """One study while its sentence is being read."""

    rule: ImagingRule
    index: int
    start: int
    end: int
    chars: tuple[int, int]
    word: str
    region: str | None = None
    status: str | None = None
    firm: bool = False
    repeated: bool = False  # ordered by no more than a word such as "repeat"
    dates: list[str] = field(default_factory=list)
    result: str | None = None
    contrast: str | None = None
    heading: bool = False
    aim: range = range(0)
    clause: range = range(0)  # the tokens of its own clause, where a sentence tells of several studies
    named_by_date: bool = False  # "the 2019 cervical MRI"
    today: bool = False  # dated by that word alone, which an order may hold too
    evidence: list[tuple[int, int]] = field(default_factory=list)


def studies_of(piece: Matched, index: int) -> list[Study]:
    """The studies a segment names, in order; excluded wording and guidance during an operation name none."""
    if piece.segment.section in _SKIPPED:
        return []
    barred = [h for h in piece.hits("exclude") if isinstance(h.ref, str) and h.ref.startswith("imaging:")]
    hits = [
        h
        for h in piece.hits("modality")
        if not any(x.ref == "imaging:" + h.ref.modality and x.overlaps(h) for x in barred)
    ]
    kept: list[Hit] = []
    for hit in sorted(hits, key=lambda h: (h.start - h.end, h.start)):
        if not any(hit.overlaps(k) for k in kept):
            kept.append(hit)
    kept.sort(key=lambda h: h.start)
    kept = [h for h in kept if not _of_lungs(piece, h)]
    if piece.segment.section == "procedure":  # guidance and monitoring during an operation
        kept = [h for h in kept if h.ref.modality not in _INTRAOPERATIVE]
    kept = [h for h in kept if not _guides(piece, h)]
    return [_study(piece, index, hit, end) for hit, end in _without_echo(piece, kept)]


def _guides(piece: Matched, hit: Hit) -> bool:
    """As in "computed tomography (CT)-guided drainage": no study."""
    following = [w for w in piece.words[hit.end : hit.end + 6] if w[0].isalnum() and w not in ("ct", "us")]
    return following[:1] == ["guided"] or following[:2] == ["image", "guided"]


def _of_lungs(piece: Matched, hit: Hit) -> bool:
    """As in "Lungs: CTA", "Chest: CTAP": clear to auscultation."""
    if piece.words[hit.start] not in ("cta", "ctap"):
        return False
    before = piece.words[max(0, hit.start - 5) : hit.start]
    heard = not _AUSCULTATION.isdisjoint(before) and (":" in before or "lungs" in before)
    return heard or piece.segment.section == "physical_exam"


def _study(piece: Matched, index: int, hit: Hit, end: int) -> Study:
    word = piece.words[hit.start]
    heading = piece.segment.kind == "heading"
    return Study(hit.ref, index, hit.start, end, piece.span(hit.start, hit.end), word, heading=heading)


def _without_echo(piece: Matched, hits: Sequence[Hit]) -> list[tuple[Hit, int]]:
    """As in "EMG and nerve conduction studies", "Magnetic resonance imaging (MRI)": one study, and where it ends."""
    found: list[tuple[Hit, int]] = []
    for hit in hits:
        if found and hit.ref.modality == found[-1][0].ref.modality:
            between = piece.words[found[-1][1] : hit.start]
            if len(between) <= 3 and all(w in ("and", "/", ",", "with", "&", "(", "-", "or", ":") for w in between):
                found[-1] = (found[-1][0], hit.end)
                continue
        found.append((hit, hit.end))
    return found


def repeats(piece: Matched, study: Study, earlier: Sequence[Study]) -> bool:
    """As in "I reviewed this film" after an MRI: no new study."""
    if study.word not in ("film", "films") or not earlier:
        return False
    lead = piece.words[study.start - 1] if study.start else ""
    if lead == "(" and study.index == earlier[-1].index and earlier[-1].rule.modality != "emg_ncs":
        return True  # "MRI L-spine 3/12 (films reviewed by me)"
    if lead in ("his", "her", "their"):
        return True
    return lead in ("this", "these", "those", "the", "actual") and study.index - earlier[-1].index <= 2


def by_region(study: Study, regions: Sequence[str]) -> list[Study]:
    """One study a region."""
    if not regions:
        return [study]
    copies = []
    for region in regions:
        copy = replace(study, region=region, dates=list(study.dates), evidence=list(study.evidence))
        copies.append(copy)
    return copies
