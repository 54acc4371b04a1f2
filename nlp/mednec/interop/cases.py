"""One row of input to its rows in every table: read, held against criteria where that is asked for, or an error row."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from mednec.criteria.request import ImagingRequest
from mednec.errors import CorpusError, RequestError
from mednec.evidence import Evidence, ExtractionFailure, Note
from mednec.extraction.batch import read_one
from mednec.interop.columns import ERRORS
from mednec.interop.rows import Row, assessment_rows, evidence_rows

if TYPE_CHECKING:
    from mednec.criteria.loader import CriteriaLibrary
    from mednec.extraction.pipeline import Extractor

Outcome = dict[str, list[Row]]

TEXT_NAMES = ("text", "note", "note_text")
ID_NAMES = ("id", "note_id")
DATE_NAMES = ("note_date", "date")
REQUEST_FIELDS = frozenset(f.name for f in fields(ImagingRequest))
WHOLE = "evidence"
"""The key of an outcome that holds all of a note's evidence as one dictionary, not as rows."""

ROW_ERRORS = {
    "no_text": "the row has no text",
    "missing_id": "the row has no id",
    "duplicate_id": "an earlier row has this id",
    "bad_row": "the row has more or fewer cells than the header: text with commas or quotes needs quotes around it",
    "bad_line": "the line is not a JSON object",
}
"""What each code of the stage "row" in a table of errors means; the other stages have those of notes and requests."""

_REASONS = {
    **ROW_ERRORS,
    "not_text": "the text is not text: decode bytes first",
    "bad_date": "the date is not an ISO date such as 2024-05-02 (or 2024-05, or 2024)",
    "too_large": "the note is longer than mednec reads",
    "binary": "this is the content of a PDF, RTF or Office file, not its text",
    "unknown_cpt": "the study's CPT code is not one that mednec knows",
    "not_covered": "no criteria set covers the study",
    "crashed": "reading it ended the process, most likely for want of memory",
    "internal": "an internal error; please report its code and the version, not the note",
}
_DAY_AND_TIME = re.compile(r"(\d{4}-\d\d-\d\d)[T ].*")


@dataclass(frozen=True, slots=True)
class NoteColumns:
    """Where a row keeps its text, id and date (None: rows are numbered; the note's own date), and its request."""

    text: str
    id: str | None = None
    date: str | None = None
    request: Mapping[str, str] = field(default_factory=dict)

    @property
    def names(self) -> list[str]:
        """The columns that are read, each once."""
        return list(dict.fromkeys(c for c in (self.text, self.id, self.date, *self.request.values()) if c is not None))


@dataclass(frozen=True, slots=True)
class Case:
    """One row of input; ``problem`` is the code of what is wrong with the row itself."""

    place: int
    id: str | None
    text: Any = field(repr=False)
    date: str | None = None
    request: Mapping[str, Any] = field(default_factory=dict)
    problem: str | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of every note: fields of the request that are the same for all, and payers (None: all)."""

    request: Mapping[str, Any]
    payers: tuple[str, ...] | None = None

    def check(self, per_row: Iterable[str], library: CriteriaLibrary) -> None:
        """Refuse what no note could be asked.

        Raises:
            RequestError: no CPT code, a field that is none, a code, date or payer that is not one.
        """
        from mednec.criteria.routing import resolve_payer
        from mednec.risk.assess import assess

        given = {*self.request, *per_row}
        unknown = sorted(given - REQUEST_FIELDS)
        if unknown:
            known = ", ".join(sorted(REQUEST_FIELDS))
            raise RequestError("unknown_field", f"a request has no field {', '.join(unknown)}; it has: {known}")
        if "cpt" not in given:
            raise RequestError("no_cpt", "an assessment needs the CPT code of the study")
        for payer in self.payers or ():
            resolve_payer(payer, self.request.get("line_of_business"), known=library.payers())
        if "cpt" in self.request:
            assess(Evidence(), ImagingRequest(**self.request), self.payers, criteria=library)


@dataclass(frozen=True, slots=True)
class CaseReader:
    """Reads a case to its rows, and never raises for one; picklable, so that workers of any kind can have it.

    Rules and criteria are directories laid over ours; what they make is built once a process. ``question`` asks for
    an assessment too, ``whole`` for the evidence as one dictionary in place of rows.
    """

    rules: tuple[str, ...] = ()
    criteria: tuple[str, ...] = ()
    question: Question | None = None
    whole: bool = False
    extraction: bool = True

    def __call__(self, case: Case) -> Outcome:
        """The rows of a case by table; of a bad one, a row of errors."""
        if case.problem is not None:
            return {ERRORS: [error_row(case.id, case.place, "row", case.problem)]}
        note = Note(case.text, case.date, id=case.id)
        return self.tables(read_one(extractor_for(self.rules), note), case)

    def lost(self, case: Case) -> Outcome:
        """The row of errors of a case that ended the process that read it."""
        return {ERRORS: [error_row(case.id, case.place, "extract", "crashed")]}

    def tables(self, found: Evidence | ExtractionFailure, case: Case) -> Outcome:
        """The rows of what was read of a case."""
        if isinstance(found, ExtractionFailure):
            return {ERRORS: [error_row(case.id, case.place, "extract", found.code)]}
        outcome: Outcome = {}
        if self.whole:
            outcome[WHOLE] = [found.to_dict()]
        elif self.extraction:
            outcome |= evidence_rows(found)
        if self.question is not None:
            self._assess(self.question, found, case, outcome)
        return outcome

    def _assess(self, question: Question, found: Evidence, case: Case, outcome: Outcome) -> None:
        from mednec.risk.assess import assess

        try:
            request = ImagingRequest(**{**question.request, **_request_of(case.request)})
            answers = assess(found, request, question.payers, criteria=library_for(self.criteria))
        except RequestError as error:
            outcome[ERRORS] = [error_row(case.id, case.place, "assess", error.code)]
        except Exception:
            outcome[ERRORS] = [error_row(case.id, case.place, "assess", "internal")]
        else:
            if self.whole:
                outcome[WHOLE][0]["assessments"] = [a.to_dict() for a in answers]
            else:
                outcome |= assessment_rows(answers, case.id)


@lru_cache(maxsize=4)
def extractor_for(rules: tuple[str, ...]) -> Extractor:
    """The extractor with these directories over our rules, built once a process."""
    from mednec.extraction.pipeline import Extractor, default_extractor

    return Extractor(rules) if rules else default_extractor()


@lru_cache(maxsize=4)
def library_for(criteria: tuple[str, ...]) -> CriteriaLibrary:
    """The criteria with these directories over ours, built once a process."""
    from mednec.criteria.loader import load_criteria

    return load_criteria(*criteria)


def error_row(note_id: str | None, place: int, stage: str, code: str) -> Row:
    """A row of the error table; the reason is one of ours, never what the row says."""
    reason = _REASONS.get(code, "the request cannot be judged as written" if stage == "assess" else "it cannot be read")
    return {"note_id": note_id, "row": place, "stage": stage, "code": code, "reason": reason}


# ------------------------------------------------------------------------------------------------ from a row to a case
def choose_columns(
    available: Sequence[str],
    text: str | None = None,
    id: str | None = None,  # noqa: A002 - the name of the column that callers know it by
    date: str | None = None,
    request: Mapping[str, str] | None = None,
) -> NoteColumns:
    """The columns of the input to read: those that are named, else those with a usual name.

    Raises:
        CorpusError: a named column is missing, or none (or more than one) has a usual name of a text.
    """
    for name in (text, id, date, *(request or {}).values()):
        if name is not None and name not in available:
            raise CorpusError(f"there is no column '{name}'; {_listed(available)}")
        if name is not None and list(available).count(name) > 1:
            raise CorpusError(f"there is more than one column '{name}'")
    if text is None:
        usual = [name for name in TEXT_NAMES if name in available]
        if len(usual) != 1:
            which = f"both {' and '.join(usual)}" if usual else f"none of {', '.join(TEXT_NAMES)}"
            raise CorpusError(f"name the column of the text: there is {which}; {_listed(available)}")
        text = usual[0]
    return NoteColumns(
        text, id or _usual(ID_NAMES, available), date or _usual(DATE_NAMES, available), dict(request or {})
    )


def _usual(names: Sequence[str], available: Sequence[str]) -> str | None:
    return next((name for name in names if name in available), None)


def _listed(available: Sequence[str]) -> str:
    return f"the columns are {', '.join(available)}" if available else "there are no columns"


def case_of(place: int, record: Mapping[str, Any], columns: NoteColumns, name: Any = None) -> Case:
    """The case in a row of input; without a column of ids it is called by its name, else by its place."""
    text = record.get(columns.text)
    empty = is_null(text) or (isinstance(text, str) and not text.strip())
    named = id_text((place if name is None else name) if columns.id is None else record.get(columns.id))
    return Case(
        place,
        named,
        None if empty else text,
        None if columns.date is None else date_text(record.get(columns.date)),
        {name: record.get(column) for name, column in columns.request.items()},
        "missing_id" if named is None else "no_text" if empty else None,
    )


def with_ids_checked(cases: Iterable[Case]) -> Iterator[Case]:
    """The same cases; one with the id of an earlier one has a problem. Ids are kept in memory."""
    seen: set[str] = set()
    for case in cases:
        if case.id in seen:
            yield replace(case, problem="duplicate_id")
            continue
        if case.id is not None:
            seen.add(case.id)
        yield case


def is_null(value: Any) -> bool:
    """None and NaN, as they come out of files; frames turn their own nulls into None before."""
    return value is None or (isinstance(value, float) and value != value)


def id_text(value: Any) -> str | None:
    """An id as text: numbers without the ".0" that a column with gaps gives them; None where it is empty."""
    if is_null(value):
        return None
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return str(value).strip() or None


def date_text(value: Any) -> str | None:
    """A date as ISO text; what is none is left as it is, for the reader to refuse."""
    if is_null(value):
        return None
    if isinstance(value, datetime.datetime):
        return value.date().isoformat()
    if isinstance(value, datetime.date):
        return value.isoformat()
    written = id_text(value)
    timed = _DAY_AND_TIME.fullmatch(written) if written else None
    return timed.group(1) if timed else written


def _request_of(values: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of a row's request that are not empty."""
    given = {name: _request_value(name, value) for name, value in values.items()}
    return {name: value for name, value in given.items() if value is not None}


def _request_value(name: str, value: Any) -> Any:
    if hasattr(value, "tolist"):  # a list out of a Parquet file is an array in a frame
        value = value.tolist()
    if isinstance(value, list | tuple):
        return [str(v) for v in value]
    if name == "age":
        return _number(value)
    return date_text(value) if name.endswith("date") or name.startswith("date") else id_text(value)


def _number(value: Any) -> Any:
    written = id_text(value)
    try:
        return None if written is None else float(written)
    except ValueError:
        raise RequestError("bad_age", "age is a number of years") from None
