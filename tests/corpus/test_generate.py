"""Synthetic cases: the same bytes for the same seed, gold that holds, nothing written that is not true."""

from __future__ import annotations

import json
import time
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from mednec.corpus.complaint_text import true_concepts
from mednec.corpus.drawing import draw_case
from mednec.corpus.generate import SPLITS, generate, generate_case, line, notes
from mednec.corpus.metrics import CORE_CONCEPTS, UNSCORED_REGION
from mednec.corpus.readers import read_documented, read_notes
from mednec.corpus.situations import SITUATIONS
from mednec.corpus.statements import FindingSaid, LengthSaid, StudySaid, TherapySaid
from mednec.corpus.styles import STYLES
from mednec.criteria.request import ImagingRequest
from mednec.errors import CorpusError
from mednec.evidence import STATUSES

SHIPPED = Path(__file__).resolve().parents[2] / "corpus_synthetic"
SEED = 7
DOC_TYPES = {
    "office_note", "pt_record", "emergency_note", "radiology_report", "referral_letter", "chiropractic_note",
    "telehealth_visit", "dermatology_consult",
}  # fmt: skip
THERAPIES = set(
    """
    physical_therapy home_exercise occupational_therapy chiropractic acupuncture massage traction tens heat_ice bracing
    activity_modification nsaid acetaminophen opioid muscle_relaxant neuropathic_agent oral_steroid topical_analgesic
    epidural_steroid_injection facet_injection trigger_point_injection joint_injection other_injection unspecified
    """.split()
)
RED_FLAGS = """
    bowel_bladder_dysfunction saddle_anesthesia fever weight_loss iv_drug_use cancer_history immunosuppression
    osteoporosis anticoagulation inflammatory_arthritis major_trauma
""".split()
REGIONS = {None, "cervical", "thoracic", "lumbar", "upper_limb", "lower_limb", UNSCORED_REGION}

anybody = st.builds(generate_case, st.sampled_from(SPLITS), st.integers(0, 10**6), st.integers(0, 10**4))
often = settings(max_examples=120, deadline=None)


@pytest.fixture(scope="module")
def some():
    return {split: [generate_case(split, SEED, n) for n in range(150)] for split in ("train", "test")}


def rows(split):
    with (SHIPPED / f"{split}.jsonl").open(encoding="utf-8") as file:
        return [json.loads(text) for text in file]


# ------------------------------------------------------------------------------------------------------ reproducibility
@given(st.sampled_from(SPLITS), st.integers(0, 99), st.integers(0, 99))
@settings(max_examples=15, deadline=None)
def test_a_case_depends_on_split_seed_and_number_alone(split, seed, number):
    later = generate_case(split, seed, number)
    generate_case("train", 1, 1)
    assert line(later.to_dict()) == line(generate_case(split, seed, number).to_dict())


def test_case_n_is_the_same_however_many_are_made():
    assert [line(c.to_dict()) for c in generate("dev", 3, 5)] == [
        line(c.to_dict()) for c in list(generate("dev", 6, 5))[:3]
    ]


@pytest.mark.parametrize("split", SPLITS)
def test_the_shipped_files_are_what_the_generator_makes(split):
    with (SHIPPED / f"{split}.jsonl").open(encoding="utf-8") as file:
        for number, text in zip(range(12), file, strict=False):
            assert text == line(generate_case(split, SEED, number).to_dict()) + "\n"


def test_seeds_and_splits_differ():
    assert generate_case("train", 1, 0).to_dict() != generate_case("train", 2, 0).to_dict()
    assert generate_case("train", 1, 0).to_dict()["documents"] != generate_case("dev", 1, 0).to_dict()["documents"]


def test_a_split_that_is_none_is_refused():
    with pytest.raises(CorpusError, match="train, dev, test"):
        generate_case("private", 1, 1)


def test_a_hundred_cases_take_seconds():
    begun = time.perf_counter()
    for number in range(100):
        line(generate_case("train", 99, number).to_dict())
    assert time.perf_counter() - begun < 10


# ----------------------------------------------------------------------------------------------------------------- gold
@given(anybody)
@often
def test_every_mark_lies_in_its_text(case):
    for _, document in case.named:
        text = document.text.text
        for mark in document.text.marks:
            assert 0 <= mark.start < mark.end <= len(text)
            assert text[mark.start : mark.end].strip()


@given(anybody)
@often
def test_what_gold_says_stands_in_its_words(case):
    """Grades, sides, counts and drugs of a statement are written in the document that it was read from."""
    for _, document in case.named:
        if document.traits & {"typos", "abbreviated"}:
            continue
        text = document.text.text.lower()
        for mark in document.text.marks:
            said, words = mark.statement, text[mark.start : mark.end]
            if isinstance(said, FindingSaid) and said.grade:
                assert said.grade in words
            if isinstance(said, FindingSaid) and said.side in ("left", "right"):
                # A row of a table stands under the heading that names its sides.
                place = text if "|" in words else words
                assert said.side in place or said.side[0] in words
            if isinstance(said, TherapySaid) and said.agent:
                assert said.agent.lower() in " ".join(words.split())


@given(anybody)
@often
def test_gold_uses_the_names_of_the_guide(case):
    for placed in case.placed:
        said = placed.statement
        if isinstance(said, FindingSaid):
            assert said.concept in CORE_CONCEPTS
            assert said.status in STATUSES
            assert said.region in REGIONS
        elif isinstance(said, TherapySaid):
            assert said.therapy in THERAPIES
            assert said.status in {"completed", "ongoing", "planned", "declined", "not_done"}
            assert said.outcome in {"failed", "partial", "improved", "unknown"}
            if said.status not in ("completed", "ongoing"):
                assert said.duration_days is None
                assert said.outcome == "unknown"
        elif isinstance(said, StudySaid):
            assert said.status in {"done", "ordered", "not_done"}
            assert said.result in {None, "abnormal", "normal"}
            assert said.status == "done" or (said.date is None and said.result is None)
        else:
            assert isinstance(said, LengthSaid)


@given(anybody)
@often
def test_nothing_is_written_that_is_not_true(case):
    """Red flags that are affirmed are there, and what is there is not denied."""
    latent = case.latent
    true = true_concepts(latent) | {f.concept for f in latent.red_flags}
    true |= {"inflammatory_arthritis"} if latent.history.inflammatory else set()
    for placed in case.placed:
        said = placed.statement
        if not isinstance(said, FindingSaid) or said.concept not in RED_FLAGS:
            continue
        if said.status == "present":
            assert said.concept in true
        remote = said.concept == "major_trauma" and "old_trauma" in latent.history.distractors
        if said.status == "absent" and not remote:
            assert said.concept not in true


@given(anybody)
@often
def test_therapy_is_told_as_it_was(case):
    """Lengths that are told exactly are those of the latent course, up to the day of the document and to rounding."""
    courses = {c.id: c for c in case.latent.courses}
    for placed in case.placed:
        said = placed.statement
        if not isinstance(said, TherapySaid) or said.course not in courses or said.duration_days is None:
            continue
        low, high = said.duration_days
        course = courses[said.course]
        assert course.start is not None
        true = (min(course.end or case.latent.visit.day, case.latent.visit.day) - course.start).days
        assert low is None or low <= true * 1.25 + 16
        today = placed.day == case.latent.visit.day.isoformat()
        if course.status == "completed" and today and high is not None:
            assert high >= true * 0.75 - 16


@given(anybody)
@often
def test_documents_come_in_order_of_time_and_end_with_the_visit(case):
    days = [document.day for document in case.documents]
    assert days == sorted(days)
    assert 1 <= len(days) <= 5
    assert days[-1] == case.latent.visit.day


@given(anybody)
@often
def test_the_request_can_be_asked(case):
    request = ImagingRequest(**case.to_dict()["request"])
    assert request.cpt.startswith("72")


@given(st.sampled_from(SPLITS), st.integers(0, 10**6), st.integers(0, 10**4))
@often
def test_a_latent_case_agrees_with_itself(split, seed, number):
    case = draw_case("x", seed, number, split)
    visit = case.visit.day
    assert case.complaint.onset <= visit
    assert case.exam.day == visit
    assert [v.day for v in case.visits] == sorted(v.day for v in case.visits)
    for course in case.courses:
        assert course.start is None or course.start <= visit
        assert course.end is None or (course.start is not None and course.start <= course.end <= visit)
        assert (course.start is None) == (course.status in ("planned", "declined", "not_done"))
    for deficit in case.exam.motor:
        assert deficit.grade != "5/5"
    assert case.visit.mode == "in_person" or not case.exam.signs


def test_family_history_and_other_peoples_knees_are_no_evidence(some):
    """Sentences about relatives and about other body parts carry no marks."""
    from mednec.corpus.phrasebook import Marked, load_phrasebook

    groups = load_phrasebook().groups
    for name in ("family_cancer", "family_spine", "knee_therapy", "basal_cell", "intentional_weight_loss"):
        for lines in groups[f"distractor.{name}"].values():
            assert not any(isinstance(part, Marked) for line in lines for part in line.parts)
    for name in ("plan.safety", "plan.conditional", "education"):
        for lines in groups[name].values():
            assert not any(isinstance(part, Marked) for line in lines for part in line.parts)


# --------------------------------------------------------------------------------------------------------------- splits
def test_train_and_test_share_no_reserved_wording(some):
    train, test = (frozenset().union(*(case.phrasings for case in some[split])) for split in ("train", "test"))
    shared = {name for name in train & test if not _is_shared(name)}
    assert not shared


def _is_shared(phrasing_id):
    from mednec.corpus.phrasebook import load_phrasebook

    group, register, number = phrasing_id.rsplit("/", 2)
    return load_phrasebook().groups[group][register][int(number) - 1].shared


# -------------------------------------------------------------------------------------------------------------- shipped
@pytest.mark.parametrize(("split", "least"), [("train", 600), ("dev", 200), ("test", 400)])
def test_the_shipped_corpus_is_large_enough_and_shows_everything(split, least):
    cases = rows(split)
    assert len(cases) >= least
    assert len({case["id"] for case in cases}) == len(cases)
    assert {case["style"] for case in cases} == {style.name for style in STYLES}
    assert {d["doc_type"] for case in cases for d in case["documents"]} == DOC_TYPES
    assert {case["true_state"]["situation"] for case in cases} >= {s.name for s in SITUATIONS} - {"suspected_cancer"}


def test_the_shipped_corpus_is_small_enough():
    assert sum(path.stat().st_size for path in SHIPPED.glob("*.jsonl")) < 12_000_000


def test_regions_of_the_spine_come_in_their_proportions():
    spines = Counter(case["true_state"]["complaint"]["spine"] for case in rows("train"))
    total = sum(spines.values())
    assert 0.54 < spines["cervical"] / total < 0.66
    assert 0.24 < spines["lumbar"] / total < 0.36
    assert 0.06 < spines["thoracic"] / total < 0.15


def test_shipped_spans_point_at_words():
    for case in rows("dev"):
        texts = {document["id"]: document["text"] for document in case["documents"]}
        documented = case["documented"]
        for kind in ("findings", "therapies", "imaging"):
            for entry in documented[kind]:
                assert entry["spans"]
                for document, start, end in entry["spans"]:
                    assert texts[document][start:end].strip()


# ------------------------------------------------------------------------------------------------------------- commands
def run(*arguments):
    from mednec.corpus.commands import app

    return CliRunner().invoke(app, list(map(str, arguments)))


def test_generate_writes_cases(tmp_path):
    out = tmp_path / "cases.jsonl"
    assert run("generate", out, "--split", "dev", "--cases", 4, "--seed", SEED).exit_code == 0
    with (SHIPPED / "dev.jsonl").open(encoding="utf-8") as file:
        assert out.read_text(encoding="utf-8").splitlines() == [next(file).rstrip("\n") for _ in range(4)]


def test_notes_are_what_the_evaluation_reads(tmp_path):
    out, gold = tmp_path / "notes.jsonl", tmp_path / "gold.jsonl"
    assert run("notes", out, gold, "--split", "test", "--cases", 5).exit_code == 0
    read, documented = read_notes(out, "test"), read_documented(gold)
    assert read.keys() == documented.keys()
    for name, answer in documented.items():
        for finding in answer["findings"]:
            for start, end in finding["spans"]:
                assert read[name].note.text[start:end].strip()


def test_a_notes_gold_is_that_of_its_own_words():
    case = next(c for c in generate("train", 50, SEED) if len(c.documents) > 1)
    for note, answer in notes(case, "train"):
        assert note["id"] == answer["id"]
        for entry in answer["therapies"]:
            assert all(0 <= start < end <= len(note["text"]) for start, end in entry["spans"])


@pytest.mark.parametrize(
    "arguments", [("generate", "{out}", "--split", "private"), ("generate", "{out}/no/such.jsonl")]
)
def test_what_a_person_can_mend_is_said(tmp_path, arguments):
    result = run(*(a.format(out=tmp_path / "x.jsonl") for a in arguments), "--cases", 1)
    assert result.exit_code == 1
    assert "Traceback" not in result.output
