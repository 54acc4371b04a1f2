"""The evaluation of a corpus of cases as one self-contained HTML page: tables of figures and an error browser."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from mednec.corpus.case_errors import KINDS, CaseError, case_errors, representative
from mednec.corpus.case_figures import CorpusReport, group_rows
from mednec.corpus.places import Quoted, Span
from mednec.report.case_scores import (
    GROUP_COLUMNS,
    GROUP_LEGEND,
    NO_ORACLE,
    NO_OUTCOMES,
    figure,
    group_cells,
    with_interval,
)

MOST_SHOWN = 60
"""Errors of each kind that the page holds, unless asked otherwise."""

_GROUP_TITLES = {
    "all": "All cases",
    "style": "By house style",
    "phenomenon": "By phenomenon",
    "doc_type": "By type of document (cases that hold one)",
}


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a note, and whether gold, the prediction or both point to it ("", "gold", "predicted", "both")."""

    text: str
    mark: str


@dataclass(frozen=True, slots=True)
class ShownDocument:
    """A document of an error's case in pieces; ``marked`` when something points into it."""

    title: str
    pieces: tuple[Piece, ...]
    marked: bool


def evaluation_page(report: CorpusReport, title: str, most: int = MOST_SHOWN) -> str:
    """The page as HTML text.

    Args:
        report: The figures and the cases.
        title: What was evaluated, such as the name of the file.
        most: Errors of each kind to show; the page says how many there are beyond.
    """
    everything = list(case_errors(report.scores))
    shown = representative(everything, most)
    counts = Counter(error.kind for error in everything)
    environment = Environment(
        loader=PackageLoader("mednec.report"), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
        lstrip_blocks=True,
    )  # fmt: skip
    environment.globals.update(figure=figure, with_interval=with_interval)
    return environment.get_template("evaluation.html.j2").render(
        title=title,
        report=report,
        overall=report.overall,
        no_oracle=NO_ORACLE,
        no_outcomes=NO_OUTCOMES,
        group_columns=GROUP_COLUMNS,
        group_legend=GROUP_LEGEND,
        groups=_groups(report),
        errors=[_shown(number, error) for number, error in enumerate(shown, 1)],
        kinds=[(kind, sum(error.kind == kind for error in shown), counts[kind]) for kind in KINDS],
        choices=_choices(shown),
    )


def _groups(report: CorpusReport) -> dict[str, list[tuple[str, ...]]]:
    groups: dict[str, list[tuple[str, ...]]] = {}
    for grouping, name, figures in group_rows(report):
        groups.setdefault(_GROUP_TITLES[grouping], []).append((name, *group_cells(figures)))
    return groups


def _choices(errors: Sequence[CaseError]) -> dict[str, list[tuple[str, int]]]:
    """What the filters offer, with the number of shown errors."""
    kinds = Counter(error.kind for error in errors)
    concepts = Counter(error.concept for error in errors)
    styles = Counter(error.case.style or "none" for error in errors)
    tags = Counter(tag for error in errors for tag in error.case.phenomena)
    return {
        "kind": [(kind, kinds[kind]) for kind in KINDS if kinds[kind]],
        "concept": sorted(concepts.items()),
        "style": sorted(styles.items()),
        "phenomenon": sorted(tags.items()),
    }


def _shown(number: int, error: CaseError) -> dict[str, Any]:
    return {
        "number": number,
        "error": error,
        "gold": _value(error.gold),
        "predicted": _value(error.predicted),
        "gold_words": [place.text for place in error.gold_places],
        "predicted_words": list(error.predicted_places),
        "documents": list(_documents(error)),
    }


def _value(value: Any) -> str:
    if value is None or value == []:
        return "nothing"
    if isinstance(value, list | tuple):
        return ", ".join(str(part) for part in value)
    return str(value)


# ------------------------------------------------------------------------------------------------------------ documents
def _documents(error: CaseError) -> Iterator[ShownDocument]:
    """The documents of the case, those that nothing points into without their text unless nothing points anywhere."""
    gold, predicted = _spans(error.gold_places), _spans(error.predicted_places)
    anywhere = bool(gold or predicted)
    for note in error.case.documents:
        start = error.case.starts[str(note.id)]
        pieces = tuple(pieces_of(note.text, _within(gold, start, note.text), _within(predicted, start, note.text)))
        marked = any(piece.mark for piece in pieces)
        title = f"{(note.doc_type or 'document').replace('_', ' ')}, {note.note_date or 'undated'} ({note.id})"
        yield ShownDocument(title, pieces if marked or not anywhere else (), marked)


def _spans(places: Sequence[Quoted]) -> list[Span]:
    return [place.span for place in places if place.span is not None]


def _within(spans: Sequence[Span], start: int, text: str) -> list[Span]:
    return [(begin - start, end - start) for begin, end in spans if start <= begin < start + len(text)]


def pieces_of(text: str, gold: Sequence[Span], predicted: Sequence[Span]) -> Iterator[Piece]:
    """The text cut where a span begins or ends; the pieces in order give the text again."""
    cuts = sorted({0, len(text), *(min(offset, len(text)) for span in (*gold, *predicted) for offset in span)})
    for begin, end in pairwise(cuts):
        wanted = any(s <= begin and end <= e for s, e in gold)
        found = any(s <= begin and end <= e for s, e in predicted)
        mark = "both" if wanted and found else "gold" if wanted else "predicted" if found else ""
        yield Piece(text[begin:end], mark)
