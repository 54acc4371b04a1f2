"""Generate cases: latent patient, documents, gold; JSON lines that are the same bytes for the same seed everywhere."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mednec.corpus.documents import Author, Document
from mednec.corpus.drawing import draw_case
from mednec.corpus.gold import Placed, fold
from mednec.corpus.latent import LatentCase, true_state
from mednec.corpus.oracle.decisions import decisions
from mednec.corpus.phenomena import phenomena
from mednec.corpus.phrasebook import load_phrasebook
from mednec.errors import CorpusError

SPLITS = ("train", "dev", "test")


@dataclass(frozen=True, slots=True)
class GeneratedCase:
    """A case with everything that is known of it; ``style`` is that of the main note."""

    latent: LatentCase
    style: str
    documents: tuple[Document, ...]

    @property
    def placed(self) -> list[Placed]:
        """Every statement of every document at its place."""
        return [
            Placed(mark.statement, name, mark.start, mark.end, mark.day or document.day.isoformat())
            for name, document in self.named
            for mark in sorted(document.text.marks, key=lambda mark: (mark.start, mark.end))
        ]

    @property
    def named(self) -> list[tuple[str, Document]]:
        """The documents with their ids, "d1" the earliest."""
        return [(f"d{number}", document) for number, document in enumerate(self.documents, 1)]

    @property
    def phrasings(self) -> frozenset[str]:
        """The wordings that the case uses."""
        return frozenset().union(*(document.phrasings for document in self.documents))

    def to_dict(self) -> dict[str, Any]:
        """The case as a line of the corpus has it."""
        case, request = self.latent, self.latent.request
        placed = self.placed
        return {
            "id": case.id,
            "seed": case.seed,
            "style": self.style,
            "documents": [
                {
                    "id": name,
                    "text": document.text.text,
                    "note_date": document.day.isoformat(),
                    "doc_type": document.doc_type,
                }
                for name, document in self.named
            ],
            "request": {
                "cpt": request.cpt,
                "icd10": list(request.icd10),
                "order_date": request.order_date.isoformat(),
                "age": request.age,
                "sex": request.sex,
                "line_of_business": request.line_of_business,
                "site_of_service": request.site_of_service,
                "urgency": request.urgency,
                "ordering_specialty": request.ordering_specialty,
            },
            "payer": request.payer,
            "true_state": true_state(case),
            "documented": fold(placed),
            "decisions": decisions(self),
            "phenomena": phenomena(self.documents, placed),
        }


def generate_case(split: str, seed: int, number: int) -> GeneratedCase:
    """Case ``number`` of a split; the same for the same three values, whatever else is generated.

    Raises:
        CorpusError: there is no such split.
    """
    if split not in SPLITS:
        raise CorpusError(f"no split {split!r}; there are {', '.join(SPLITS)}")
    case = draw_case(f"{split}-{number:04d}", seed, number, split)
    rng = random.Random(f"mednec notes {split} {seed} {number}")  # noqa: S311 - reproducible, not secret
    author = Author(case, load_phrasebook(), rng, split)
    return GeneratedCase(case, author.style.name, tuple(author.documents()))


def generate(split: str, cases: int, seed: int) -> Iterator[GeneratedCase]:
    """So many cases of a split, one at a time.

    Raises:
        CorpusError: there is no such split.
    """
    return (generate_case(split, seed, number) for number in range(cases))


def line(row: Mapping[str, Any]) -> str:
    """One compact line of JSON."""
    return json.dumps(row, ensure_ascii=False, separators=(",", ":"))


def notes(case: GeneratedCase, split: str) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """Each document as a note of its own and its own gold, in the shapes that ``mednec evaluate`` reads."""
    placed = case.placed
    for name, document in case.named:
        note_id = f"{case.latent.id}/{name}"
        note = {
            "id": note_id,
            "split": split,
            "note_date": document.day.isoformat(),
            "doc_type": document.doc_type,
            "text": document.text.text,
        }
        gold = fold([item for item in placed if item.document == name])
        for kind in ("findings", "therapies", "imaging"):
            gold[kind] = [entry | {"spans": [span[1:] for span in entry["spans"]]} for entry in gold[kind]]
        yield note, {"id": note_id, **gold}


def write(path: Path, lines: Iterator[str]) -> None:
    """Write lines to a file, in UTF-8 and with newlines alone, on every system.

    Raises:
        CorpusError: the file cannot be written.
    """
    try:
        with path.open("w", encoding="utf-8", newline="\n") as file:
            for text in lines:
                file.write(text + "\n")
    except OSError as error:
        raise CorpusError(f"{path}: it cannot be written: {error.strerror or type(error).__name__}") from None
