"""Batches: lazy, in order, in one process or several, and stopped by nothing a note holds."""

from __future__ import annotations

import itertools
import pickle
from pathlib import Path

import pytest

import mednec
from mednec import ExtractionFailure, Extractor, Note, Packet, pool
from mednec.extraction.batch import length, run_many
from mednec.pool import CHUNK_ITEMS, CHUNK_SIZE, CHUNKS_A_WORKER, chunks

OVERLAY = """\
kind: findings
family: extended
rules:
  - concept: purple_elbow
    words: [purple elbow]
    phrases: [purple elbow]
    examples:
      - {text: "Purple elbow.", status: present}
      - {text: "No purple elbow.", status: absent}
"""


class Counted:
    """A source of notes that knows how many were taken."""

    def __init__(self, size: int | None = None) -> None:
        self.taken = 0
        self.notes = itertools.repeat("Denies fever.") if size is None else itertools.repeat("Denies fever.", size)

    def __iter__(self):
        for note in self.notes:
            self.taken += 1
            yield note


@pytest.fixture
def overlay(tmp_path: Path) -> Extractor:
    (tmp_path / "mine.yaml").write_text(OVERLAY)
    return Extractor([tmp_path])


def test_nothing_gives_nothing():
    assert list(mednec.extract_many([])) == []
    assert list(mednec.extract_many([], workers=2)) == []


@pytest.mark.parametrize("workers", [0, -1])
def test_workers_are_at_least_one(workers):
    with pytest.raises(ValueError, match="workers"):
        mednec.extract_many([], workers=workers)


def test_one_process_takes_one_note_at_a_time():
    source = Counted()
    results = mednec.extract_many(source)
    next(results)
    next(results)
    assert source.taken == 2


def test_several_processes_take_a_bounded_number():
    source = Counted()
    results = mednec.extract_many(source, workers=2)
    next(results)
    assert source.taken <= CHUNK_ITEMS * (2 * CHUNKS_A_WORKER + 1)
    results.close()


def test_unexpected_errors_are_internal_failures(monkeypatch):
    extractor = Extractor()

    def broken(note, **_):
        raise KeyError(note.text)

    monkeypatch.setattr(extractor, "extract", broken)
    assert list(run_many([Note("secret", id="a")], 1, extractor)) == [ExtractionFailure("a", "internal")]


def test_what_the_source_raises_is_raised():
    def source():
        yield "Denies fever."
        raise OSError("the disk")

    for workers in (1, 2):
        with pytest.raises(OSError, match="the disk"):
            list(mednec.extract_many(source(), workers=workers))


def test_things_that_are_no_notes():
    things = ["Denies fever.", None, b"bytes", 3, lambda: None, "Denies chills."]
    for workers in (1, 2):
        results = list(mednec.extract_many(things, workers=workers))
        assert [getattr(r, "code", "read") for r in results] == ["read", *["not_text"] * 4, "read"]


@pytest.mark.parametrize("workers", [1, 2])
def test_packets_are_read_like_notes(workers):
    packet = Packet((Note("Denies fever.", "2024-05-02", id="a"), Note("Neck pain.", "2024-06-02", id="b")))
    results = list(mednec.extract_many([packet, "Denies fever."], workers=workers))
    assert results == [mednec.extract(packet), mednec.extract("Denies fever.")]


def test_chunks_are_of_bounded_length_and_lose_nothing():
    notes = ["a" * n for n in (10, 50_000, 10_001, 70_000, 5, 5)] + ["b"] * 200
    groups = list(chunks(notes, length))
    assert [note for group in groups for note in group] == notes
    for group in groups:
        assert len(group) <= CHUNK_ITEMS
        assert len(group) == 1 or sum(map(len, group)) <= CHUNK_SIZE


@pytest.mark.parametrize("workers", [1, 2])
def test_an_extractor_with_overlays(overlay, workers):
    notes = [Note("Purple elbow.", id="a"), Note("No purple elbow.", id="b"), Note("%PDF-", id="c")]
    results = list(overlay.extract_many(notes, workers=workers))
    assert [f.status for r in results[:2] for f in r.findings if f.concept == "purple_elbow"] == ["present", "absent"]
    assert results[2] == ExtractionFailure("c", "binary")


def test_an_extractor_is_pickled_as_what_it_was_made_from(overlay):
    data = pickle.dumps(overlay)
    assert len(data) < 1000
    assert pickle.loads(data).extract("Purple elbow.") == overlay.extract("Purple elbow.")


def test_an_extractor_that_cannot_be_sent_says_so():
    extractor = Extractor(proposer=lambda text: [])
    assert len(list(extractor.extract_many(["Denies fever."]))) == 1
    with pytest.raises(ValueError, match="workers=1"):
        extractor.extract_many(["Denies fever."], workers=2)


def test_dead_workers_lose_no_note(monkeypatch):
    monkeypatch.setattr(pool._Worker, "ready", lambda _: False)
    with pytest.warns(RuntimeWarning, match="worker processes died"):
        results = list(mednec.extract_many(["Denies fever.", "Denies chills."], workers=2))
    assert [r.findings[0].status for r in results] == ["absent", "absent"]
