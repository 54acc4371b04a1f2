"""Studies told twice are counted once: the mentions of one study, and the item made of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from mednec.evidence import ImagingStudy, Mention
from mednec.extraction.matching import Matched
from mednec.extraction.study import Study, by_region
from mednec.extraction.study_details import StudyDetails, details_of
from mednec.extraction.study_places import TO_COME
from mednec.extraction.study_windows import named_at, windows_of


@dataclass(slots=True)
class _Record:
    """Mentions of one study, with what they agree on."""

    told: list[Study] = field(default_factory=list)
    regions: set[str] = field(default_factory=set)
    dates: set[str] = field(default_factory=set)
    has_result: bool = False

    @property
    def first(self) -> Study:
        return self.told[0]

    @property
    def last(self) -> tuple[int, int]:
        return max((s.index, s.start) for s in (self.told[0], self.told[-1]))

    def takes(self, new: Study) -> bool:
        """Whether a mention may be of this study."""
        if (self.first.rule.modality, self.first.status) != (new.rule.modality, new.status):
            return False
        if new.region and self.regions and new.region not in self.regions:
            return False
        return not self.dates or not new.dates or any(_one_day(day, new.dates[0]) for day in self.dates)

    def add(self, new: Study) -> None:
        """Count a mention in."""
        self.told.append(new)
        self.regions.update(r for r in (new.region,) if r)
        self.dates.update(new.dates)
        self.has_result = self.has_result or bool(new.result)


def _one_day(first: str, second: str) -> bool:
    """As in "films in September", further down "9/14/2025": one told less precisely."""
    return first.startswith(second) or second.startswith(first)


def merged(text: str, pieces: Sequence[Matched], studies: Sequence[Study]) -> list[ImagingStudy]:
    """The items of a note: mentions of one study together, orders that were carried out left out."""
    kept: list[_Record] = []
    for study in sorted((one for s in studies for one in _by_date(s)), key=lambda s: (s.index, s.start)):
        home = next((k for k in kept if k.takes(study)), None)
        if home is None:
            home = _Record()
            kept.append(home)
        home.add(study)
    kept = [k for k in kept if not _carried_out(k, kept) and not _awaited(k, kept, pieces)]
    named = named_at(studies)
    return [_as_study(text, pieces, k.told, named) for k in kept]


def _awaited(record: _Record, kept: Sequence[_Record], pieces: Sequence[Matched]) -> bool:
    """As in "order an MRI … after we get his MRI results": the study that the plan orders, not one done."""
    plain = record.first.status == "done" and not record.has_result and not record.dates
    if not plain or any(pieces[s.index].segment.section not in TO_COME for s in record.told):
        return False
    return any(
        k.first.status == "ordered"
        and k.first.rule.modality == record.first.rule.modality
        and (not record.regions or not k.regions or not record.regions.isdisjoint(k.regions))
        and k.first.index <= record.first.index
        for k in kept
    )


def _by_date(study: Study) -> list[Study]:
    if len(study.dates) < 2:
        return [study]
    copies = []
    for day in study.dates:
        copy = by_region(study, [study.region or ""])[0]
        copy.region, copy.dates = study.region, [day]
        copies.append(copy)
    return copies


def _carried_out(order: _Record, kept: Sequence[_Record]) -> bool:
    """An order whose result is told further down was carried out."""
    if order.first.status != "ordered":
        return False
    for other in kept:
        first = other.first
        same = first.rule.modality == order.first.rule.modality and order.first.region in (None, first.region)
        if same and first.status == "done" and other.has_result and other.last > order.last:
            return True
    return False


def _details(
    pieces: Sequence[Matched],
    told: Sequence[Study],
    named: Mapping[int, Sequence[tuple[int, int]]],
    result: str | None,
) -> StudyDetails:
    windows = [w for s in told for w in windows_of(pieces, s, named)]
    region = next((s.region for s in told if s.region), None)
    return details_of(windows, told[0].rule.modality, told[0].status or "done", region, result)


def _as_study(
    text: str, pieces: Sequence[Matched], told: Sequence[Study], named: Mapping[int, Sequence[tuple[int, int]]]
) -> ImagingStudy:
    results = [s.result for s in told if s.result]
    result = next((r for r in ("abnormal", "inconclusive") if r in results), results[0] if results else None)
    details = _details(pieces, told, named, result)
    mentions: dict[tuple[int, int], Mention] = {}
    for study in told:
        section = pieces[study.index].segment.section
        for start, end in [study.chars, *study.evidence]:
            rule = f"imaging:{study.rule.modality}"
            mentions.setdefault(
                (start, end), Mention(start, end, text[start:end], study.status, section=section, rule=rule)
            )
    for piece, hit in details.quotes:
        start, end = piece.span(hit.start, hit.end)
        plain = Mention(start, end, text[start:end], told[0].status, section=piece.segment.section)
        quote = mentions.get((start, end), replace(plain, rule=f"{hit.ref.fact}/{hit.ref.value}"))
        mentions[(start, end)] = replace(quote, detail={**quote.detail, hit.ref.fact: hit.ref.value})
    return ImagingStudy(
        modality=told[0].rule.modality,
        region=next((s.region for s in told if s.region), None),
        status=told[0].status or "done",
        date=max((s.dates[0] for s in told if s.dates), key=len, default=None),
        result=result,
        contrast=next((s.contrast for s in told if s.contrast), None),
        is_requested_study=told[0].status == "ordered",
        side=details.side,
        technique=details.technique,
        levels=details.levels,
        roots=details.roots,
        diagnoses=details.diagnoses,
        change=details.change,
        reason=details.reason,
        mentions=tuple(mentions.values()),
    )
