"""The reference page of stable codes: of rule and criteria checks, of warnings, and of errors."""

from __future__ import annotations

from mednec.criteria.lint import CODES as CRITERIA_CODES
from mednec.interop.cases import ROW_ERRORS
from mednec.report.reference.markdown import code, literal, page, table
from mednec.rules.issues import CODES as RULE_CODES

WARNINGS = {
    "contradiction": "the same concept, at the same place and visit, is both stated and denied; `mentions` show where",
    "no_date": "no date of service, order or note is known, so that windows of time cannot be judged",
    "version": "no version of the criteria is known for the day; the nearest, or without a date the newest, was taken",
    "request_disagrees": "the request and the notes differ (age, sex, side, code, region, contrast)",
    "dates_disagree": "the dates of the request and of the notes do not fit each other",
    "study_assumed": "the CPT code is not valid and no order describes the study; the one it is mistaken for is judged",
    "study_from_order": "the CPT code is not valid; the study that the order in the notes describes is judged",
}
"""What each code of a warning means, in ``Evidence.warnings`` and ``Assessment.warnings``."""

NOTE_ERRORS = {
    "bad_date": "the note's date is no ISO date",
    "bad_span": "a place in the text that was given lies outside of it",
    "binary": "a scan, PDF, RTF, Word or other binary file: turn it into plain text first",
    "directory": "a directory where a file is needed",
    "duplicate_id": "two documents of a packet have one id",
    "empty": "the file is empty",
    "encoding": "the file is not UTF-8",
    "missing": "there is no such file",
    "not_text": "what was given is not a text",
    "other_note": "evidence is to be shown in a text that it was not read from",
    "too_large": "the note is longer than mednec reads at once",
    "unreadable": "the file cannot be opened",
    "internal": "only in `ExtractionFailure`: a fault of mednec, whose message might quote the note and is held back",
    "crashed": "only in `ExtractionFailure`: it ended the process that read it, most likely for want of memory",
}
"""What each code of a ``NoteError`` or an ``ExtractionFailure`` means."""

REQUEST_ERRORS = {
    "bad_age": "the age is no number of years",
    "bad_cpt": "this is no procedure code",
    "bad_date": "a date of the request is no ISO date",
    "bad_state": "the state is not two letters",
    "bad_…": "a word has no meaning in the field that the code names, as in `bad_sex`",
    "no_cpt": "an assessment needs the CPT code of the study",
    "no_public_criteria": "the criteria of this plan are not public; the message says what to do instead",
    "not_covered": "no criteria set covers the study",
    "unknown_cpt": "the code stands for no study that mednec can judge",
    "unknown_field": "a request has no such field; the message lists them",
    "unknown_payer": "nobody is called so; the message names similar payers",
}
"""What each code of a ``RequestError`` means."""


def pages() -> dict[str, str]:
    """The page of codes."""
    rules = ([code(k), c.severity, literal(c.title), literal(c.advice)] for k, c in RULE_CODES.items())
    criteria = ([code(k), severity, literal(meaning)] for k, (severity, meaning) in CRITERIA_CODES.items())
    return {
        "codes.md": page(
            "Codes",
            "Codes are stable; the sentences beside them may change.",
            "## Warnings",
            table(["code", "meaning"], ([code(k), m] for k, m in WARNINGS.items())),
            "## Errors of notes",
            "The `code` of a `NoteError`, and of an `ExtractionFailure` in a batch.",
            table(["code", "meaning"], ([code(k), m] for k, m in NOTE_ERRORS.items())),
            "## Errors of rows",
            "The `code` in the table of errors of a batch or frame, where `stage` is `row`; the other stages have the "
            "codes of notes (`extract`) and of requests (`assess`).",
            table(["code", "meaning"], ([code(k), m] for k, m in ROW_ERRORS.items())),
            "## Errors of requests",
            "The `code` of a `RequestError`.",
            table(["code", "meaning"], ([code(k), m] for k, m in REQUEST_ERRORS.items())),
            "## Checks of rules",
            "`mednec rules check` prints these; `--advice` says what to do.",
            table(["code", "severity", "issue", "what to do"], rules),
            "## Checks of criteria",
            "`mednec criteria check` prints these.",
            table(["code", "severity", "issue"], criteria),
        )
    }
