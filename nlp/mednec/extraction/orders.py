"""Reads the study that is asked for: which, with what contrast, on what grounds, how soon, where and by whom."""

from __future__ import annotations

from collections.abc import Sequence

from mednec.evidence import ImagingOrder, ImagingStudy, Mention
from mednec.extraction.facts import SILENT_SECTIONS, facts_in, meant, mention_of, piece_at, surely_read
from mednec.extraction.matching import Hit, Matched

_ADVANCED = ("mri", "ct", "myelogram", "pet", "bone_scan", "emg_ncs", "ultrasound", "dexa", "xray")
_SPINE = frozenset({"cervical", "thoracic", "lumbar"})
_CONTRAST = {
    "with": "with",
    "without": "without",
    "both": "both",
    "with_and_without": "both",
    "with and without": "both",
}
_ABOUT_ORDER = (
    "order_rationale",
    "management_impact",
    "order_urgency",
    "order_site",
    "urgency_grounds",
    "contrast_reason",
)
_NEAR = 2
_LABELS = frozenset("specialty ordering requesting provider physician department clinic service author".split())
_TITLES = frozenset("note clinic consultation consult visit evaluation office".split())
_DEGREES = frozenset("md do np pa pac dc aprn".split())
_OTHERS = frozenset("refer referred referral see saw seen cc pcp to".split())
_TITLE_SEGMENTS = 4
_LINE_WORDS = 14
_PAST_SECTIONS = frozenset(
    {
        "past_medical_history",
        "past_surgical_history",
        "family_history",
        "medications",
        "hospital_course",
        "prior_treatment",
    }
)


def read_order(text: str, pieces: Sequence[Matched], studies: Sequence[ImagingStudy]) -> ImagingOrder:
    """The study asked for, with its reasons; empty when nothing is asked for."""
    asked = [s for s in studies if s.status == "ordered" and s.mentions]
    if not asked:
        return ImagingOrder()
    study = min(asked, key=lambda s: (s.region not in _SPINE, _ADVANCED.index(s.modality), -s.mentions[-1].start))
    homes = {p.number for m in study.mentions if (p := piece_at(pieces, m.start)) is not None}
    told: list[Mention] = list(study.mentions)
    found = _Facts(text, pieces, homes, told)
    urgency = found.first("order_urgency", near=True)
    contrast = _CONTRAST.get(study.contrast or "")
    return ImagingOrder(
        modality=study.modality,
        region=study.region,
        contrast=contrast,
        contrast_reason=found.first("contrast_reason", near=True) if contrast in ("with", "both") else None,
        rationale=found.all("order_rationale"),
        management_impact=found.all("management_impact"),
        site=found.first("order_site"),
        urgency=urgency,
        urgency_grounds=found.all("urgency_grounds", near=True) if urgency in ("stat", "urgent") else (),
        ordering_specialty=found.first("order_specialty"),
        mentions=tuple(sorted(_distinct(told), key=lambda m: m.start)),
    )


class _Facts:
    """The facts about an order: near its study, or anywhere in the note where words can only mean the order."""

    def __init__(self, text: str, pieces: Sequence[Matched], homes: set[int], told: list[Mention]) -> None:
        self.text = text
        self.told = told
        self._found: list[tuple[Matched, Hit, bool]] = []
        close_by = {home + step for home in homes for step in range(-_NEAR, _NEAR + 1)}
        for piece in pieces:
            if (
                "fact" not in piece.layers
                or piece.segment.section in SILENT_SECTIONS
                or piece.segment.section in _PAST_SECTIONS
            ):
                continue
            close = piece.number in close_by
            inside = piece.number in homes
            for hit in facts_in(piece, _ABOUT_ORDER):
                if (hit.ref.alone or inside) and not self._denied(piece, hit):
                    self._found.append((piece, hit, close))
        self._found += _specialties(pieces)

    @staticmethod
    def _denied(piece: Matched, hit: Hit) -> bool:
        assertion = meant(piece, hit)
        return assertion.presence == "absent" or assertion.experiencer != "patient"

    def first(self, fact: str, near: bool = False) -> str | None:
        """The first value of a fact; ``near`` the study only."""
        values = self._values(fact, near, only=1)
        return values[0] if values else None

    def all(self, fact: str, near: bool = False) -> tuple[str, ...]:
        """All values of a fact in order."""
        return self._values(fact, near)

    def _values(self, fact: str, near: bool, only: int | None = None) -> tuple[str, ...]:
        values: list[str] = []
        for piece, hit, close in self._found:
            if hit.ref.fact != fact or (near and not close) or (only is not None and len(values) >= only):
                continue
            if hit.ref.value not in values:
                values.append(str(hit.ref.value))
                self.told.append(mention_of(self.text, piece, hit))
        return tuple(values)


def _specialties(pieces: Sequence[Matched]) -> list[tuple[Matched, Hit, bool]]:
    """The specialty beside a label for it or behind the name of a physician, else in the title of the note."""
    labelled: list[tuple[Matched, Hit, bool]] = []
    titled: list[tuple[Matched, Hit, bool]] = []
    heading: Matched | None = None
    for piece in pieces:
        under = heading is not None and heading.number == piece.number - 1 and not _LABELS.isdisjoint(heading.words)
        heading = piece if piece.segment.kind == "heading" else None
        if "fact" not in piece.layers or not surely_read(piece) or len(piece.words) > _LINE_WORDS:
            continue
        found = [(piece, hit, True) for hit in facts_in(piece, ("order_specialty",))]
        signed = not _DEGREES.isdisjoint(piece.words) and _OTHERS.isdisjoint(piece.words)
        if under or signed or (":" in piece.words[:4] and not _LABELS.isdisjoint(piece.words[:4])):
            labelled += found
        elif piece.number < _TITLE_SEGMENTS and not _TITLES.isdisjoint(piece.words):
            titled += found
    return labelled + titled


def _distinct(mentions: Sequence[Mention]) -> list[Mention]:
    return list({(m.start, m.end, m.rule): m for m in mentions}.values())
