"""Anything in, an answer or a NoteError out; offsets always exact; the same note always the same answer."""

from __future__ import annotations

import pickle
import re
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import mednec
from mednec import Evidence, ExtractionFailure, Note, NoteError

ROOT = Path(__file__).resolve().parents[2]
NOTES = {
    path.stem: path.read_text(encoding="utf-8")
    for path in [*sorted((ROOT / "tests" / "data" / "notes").glob("*.txt")), ROOT / "examples" / "neck_pain_case.txt"]
}
each_note = pytest.mark.parametrize("text", NOTES.values(), ids=NOTES.keys())

BOUND_SECONDS = 100.0
"""Of processor time, so that a busy machine does not fail the tests."""
RECORD = f"{NOTES['unrelated']}\n" * 30 + f"{NOTES['lumbar_follow_up']}\n"
"""A long record is mostly about other things."""
WORDS = [
    "no", "denies", "fever", "Spurling's", "positive", "negative", "weakness", "4/5", "C5-6", "left", "MRI",
    "cervical", "physical therapy", "x 6 weeks", "since March", "?", ":", "-", ";", ".", ",", "|", "[x]",
    "[ ]", "+", "(-)", "\n", "\n\n", "\t", "HPI:", "EXAM", "FAMILY HISTORY:", "r/o", "myelopathy",
    "bilateral", "history of", "cancer", "and", "or", "but", "without relief", "12/45/2024", "3/1/24", "5/5",
    "2+", "\xe9", "\u200b", "\xa0", "\xbd",
]  # fmt: skip
note_like = st.lists(st.sampled_from(WORDS), max_size=60).map(" ".join)
anything = st.text(st.characters(exclude_categories=()), max_size=300)


def extract(text: str) -> Evidence:
    return mednec.extract(text, note_date="2024-05-02")


def check_offsets(text: str, evidence: Evidence) -> None:
    for _, _, mention in evidence.all_mentions():
        assert 0 <= mention.start < mention.end <= len(text)
        assert text[mention.start : mention.end] == mention.text
    for warning in evidence.warnings:
        for mention in warning.mentions:
            assert text[mention.start : mention.end] == mention.text


def reading(evidence: Evidence) -> set[tuple[str, str | None, str]]:
    return {(f.concept, f.region, f.status) for f in evidence.findings}


# ---------------------------------------------------------------- odd inputs
@pytest.mark.parametrize("text", ["", " ", "\n\n\t  \r\n", "\ufeff", "\x00", ".", "...;;;---***", "]]))((["])
def test_nothing_to_read_is_no_evidence(text):
    evidence = extract(text)
    assert evidence.findings == ()
    assert evidence.therapies == ()
    assert evidence.symptom_duration_days is None


@pytest.mark.parametrize("text", [b"Denies fever.", None, 5, ["Denies fever."], Note(text=None)])
def test_what_is_no_text_is_refused(text):
    with pytest.raises(NoteError) as error:
        mednec.extract(text)
    assert error.value.code == "not_text"


@pytest.mark.parametrize("date", ["", "yesterday", "2024-13-01", "2024-02-30", "05/02/2024", "20240502", 2024])
def test_a_date_that_is_none_is_refused(date):
    with pytest.raises(NoteError) as error:
        mednec.extract("Denies fever.", note_date=date)
    assert error.value.code == "bad_date"


@pytest.mark.parametrize("date", [None, "2024", "2024-05", "2024-05-02"])
def test_dates_as_precise_as_known(date):
    assert mednec.extract("Denies fever.", note_date=date).note_date == date


@pytest.mark.parametrize(
    "text",
    [
        r"{\rtf1\ansi\deff0 {\fonttbl {\f0 Arial;}} Denies fever.\par}",
        b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj << /Length 44 >> stream".decode("latin-1"),
        b"PK\x03\x04\x14\x00\x06\x00word/document.xml".decode("latin-1"),
    ],
    ids=["rtf", "pdf", "docx"],
)
def test_files_that_are_no_plain_text_are_refused(text):
    with pytest.raises(NoteError) as error:
        extract(text)
    assert error.value.code == "binary"
    assert "convert" in str(error.value)


@pytest.mark.parametrize(
    "text",
    [
        "Denies fever.\x00 Spurling's positive.",
        "Denies fever. \ud800\udfff\udc80 Spurling's positive.",
        "<html><body><p>Denies fever.</p>&nbsp;<b>Spurling's positive.</b></body></html>",
        "Denies fever.\r\nSpurling's positive.\rNo chills.\n\r\n",
        "Denies fever.\u2028Spurling\u2019s positive.\x0bOk.\x0c",
        "\U0001f600 Denies fever. \U0001f600\U0001f600 Spurling's positive.",
    ],
    ids=["nul", "surrogates", "html", "newlines", "separators", "beyond-the-basic-plane"],
)
def test_odd_characters_do_not_hide_findings(text):
    evidence = extract(text)
    check_offsets(text, evidence)
    assert {("fever", None, "absent"), ("spurling_sign", None, "present")} <= reading(evidence)
    evidence.to_json().encode("utf-8")
    assert pickle.loads(pickle.dumps(evidence)) == evidence


def test_pdf_bytes_behind_a_header_are_read_as_they_are():
    text = "Scanned:\n" + b"%PDF-1.7\n%\xe2\xe3\xcf\xd3 \x00\x01\x02 endobj".decode("latin-1") * 50
    check_offsets(text, extract(text))


@pytest.mark.slow
@pytest.mark.parametrize(
    "text",
    [
        pytest.param(RECORD * (5_000_000 // len(RECORD)), id="5-mb"),
        pytest.param("a" * 200_000, id="one-word"),
        pytest.param(" " * 200_000, id="blanks"),
        pytest.param("-" * 200_000, id="dashes"),
        pytest.param("." * 200_000, id="stops"),
        pytest.param("\n" * 200_000, id="newlines"),
        pytest.param("(" * 200_000, id="brackets"),
        pytest.param("1/" * 100_000, id="numbers"),
        pytest.param("no " * 70_000, id="cues"),
        pytest.param("fever " * 12_000, id="targets"),
        pytest.param("no fever, " * 8_000, id="one-long-list"),
        pytest.param("weakness left arm 4/5 C5-6 " * 8_000, id="one-long-sentence"),
    ],
)
def test_time_is_bounded(text):
    begin = time.process_time()
    evidence = extract(text)
    assert time.process_time() - begin < BOUND_SECONDS
    check_offsets(text, evidence)


@pytest.mark.slow
def test_time_grows_with_the_length_and_no_faster():
    def seconds(copies: int) -> float:
        text = f"{NOTES['lumbar_follow_up']}\n" * copies
        begin = time.process_time()
        extract(text)
        return time.process_time() - begin

    seconds(10)
    # Sixteen times the text takes 256 times as long where something looks at every pair.
    assert min(seconds(320), seconds(320)) < 16 * 4 * min(seconds(20) for _ in range(5))


def test_more_than_the_limit_is_refused():
    from mednec.extraction.intake import MAX_CHARACTERS

    with pytest.raises(NoteError) as error:
        extract("a" * (MAX_CHARACTERS + 1))
    assert error.value.code == "too_large"


# ---------------------------------------------------------------- properties
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(anything)
def test_any_text_is_answered(text):
    try:
        evidence = extract(text)
    except NoteError:
        return
    check_offsets(text, evidence)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(note_like)
def test_any_clinical_words_are_answered(text):
    evidence = extract(text)
    check_offsets(text, evidence)
    assert extract(text).to_json() == evidence.to_json()
    assert pickle.loads(pickle.dumps(evidence)) == evidence
    assert Evidence.from_dict(evidence.to_dict()) == evidence


@each_note
def test_offsets_are_exact(text):
    evidence = extract(text)
    check_offsets(text, evidence)


@pytest.fixture(scope="module")
def fresh() -> mednec.Extractor:
    """An extractor that has compiled the rules for itself."""
    return mednec.Extractor()


@each_note
def test_the_same_note_gives_the_same_answer(text, fresh):
    assert fresh.extract(text).to_json() == mednec.extract(text).to_json()


PERTURBATIONS = {
    "crlf": lambda text: text.replace("\n", "\r\n"),
    "double blank lines": lambda text: text.replace("\n\n", "\n\n\n"),
    "trailing spaces": lambda text: re.sub(r"$", "  ", text, flags=re.MULTILINE),
    "bullets": lambda text: re.sub(r"^- ", "• ", text, flags=re.MULTILINE),
    "stars": lambda text: re.sub(r"^- ", "* ", text, flags=re.MULTILINE),
    "leading blank lines": lambda text: "\n\n" + text,
    "curly apostrophes": lambda text: text.replace("'", "\u2019"),
}


@each_note
@pytest.mark.parametrize("change", PERTURBATIONS.values(), ids=PERTURBATIONS.keys())
def test_layout_does_not_matter(text, change):
    changed = change(text)
    evidence = extract(changed)
    check_offsets(changed, evidence)
    assert reading(evidence) == reading(extract(text))


# ---------------------------------------------------------------- threads and processes
def test_threads_give_the_same_answers(fresh):
    notes = list(NOTES.values()) * 4
    serial = [extract(text).to_json() for text in notes]
    with ThreadPoolExecutor(8) as pool:
        threaded = pool.map(lambda text: fresh.extract(text, note_date="2024-05-02").to_json(), notes)
        assert list(threaded) == serial


def batch() -> list[Note]:
    good = [Note(text, "2024-05-02", id=name) for name, text in NOTES.items()]
    return [
        *good,
        Note("%PDF-1.7", id="pdf"),
        *good,
        Note("Denies fever.", "tomorrow", id="date"),
        Note("", id="empty"),
    ]


@pytest.fixture(scope="module")
def serial() -> list[Evidence | ExtractionFailure]:
    return list(mednec.extract_many(batch()))


def test_a_bad_note_stops_nothing(serial):
    by_id = {result.note_id: result for result in serial}
    assert by_id["pdf"] == ExtractionFailure("pdf", "binary")
    assert by_id["date"] == ExtractionFailure("date", "bad_date")
    assert [result.note_id for result in serial] == [note.id for note in batch()]


def test_processes_give_the_same_answers(serial):
    assert list(mednec.extract_many((note for note in batch()), workers=2)) == serial
