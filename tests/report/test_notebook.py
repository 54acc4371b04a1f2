"""Values show themselves in notebooks."""

from __future__ import annotations

import pickle
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent))

from hand_made_case import NOTE, assessments, evidence
from page_reader import read

import mednec
from mednec.errors import NoteError
from mednec.evidence import Evidence, Note, Packet


def test_evidence_shows_its_note_while_it_holds_it():
    assert read(evidence()._repr_html_()).one("div", class_="note").text == NOTE


def test_evidence_survives_a_pickle_with_its_display_and_json_without_its_text():
    again = pickle.loads(pickle.dumps(evidence()))
    assert again._repr_html_() == evidence()._repr_html_()
    stored = Evidence.from_dict(evidence().to_dict())
    assert not read(stored._repr_html_()).all("div", class_="note")
    assert "mednec.highlight" in stored._repr_html_()


def test_highlight_brings_a_note_and_its_stored_evidence_together():
    stored = Evidence.from_dict(evidence().to_dict())
    shown = mednec.highlight(NOTE, stored, assessments())
    assert read(shown._repr_html_()).one("div", class_="note").text == NOTE
    assert NOTE[:10] not in repr(shown)


def test_highlight_reads_a_note_that_has_no_evidence_yet():
    shown = read(mednec.highlight(Note("Denies fever. <b>", id="x")).html)
    assert shown.one("div", class_="note").text == "Denies fever. <b>"


def test_highlight_refuses_another_note():
    with pytest.raises(NoteError):
        mednec.highlight("Something else.", evidence())


def test_a_packet_shows_its_documents_with_what_is_read_in_them():
    packet = Packet([Note("Denies fever.", "2026-03-01"), Note("Neck pain.", "2026-04-01")])
    shown = read(packet._repr_html_())
    assert [note.text for note in shown.all("div", class_="note")] == ["Denies fever.", "Neck pain."]


@pytest.mark.parametrize(
    "packet", [Packet(), Packet([Note("%PDF-1.4 <b>")]), Packet([Note("a", id="x"), Note("b", id="x")])]
)
def test_a_packet_that_cannot_be_read_says_why(packet):
    shown = read(packet._repr_html_())
    assert "packet" in shown.text
    assert not shown.all("b")


def test_documents_that_carry_text_forward_are_named_so():
    told = (
        "Neck pain radiating to the left arm for 4 weeks. Denies fever, chills and weight loss. Spurling positive left."
    )
    packet = Packet([Note(told, "2026-03-01", id="first"), Note(f"{told} Gait normal.", "2026-04-01", id="second")])
    assert "carries text forward from first" in packet._repr_html_()


def test_an_assessment_shows_risk_care_and_requirements():
    text = " ".join(read(assessments()[0]._repr_html_()).text.split())
    for words in ("does not meet", "Risk of denial 64", "35 days documented, 42 required", "Physical therapy"):
        assert words in text


def test_an_assessment_of_a_case_shows_the_care_on_a_line_of_time():
    note = "Office visit 05/02/2026. Neck pain for 3 months. PT from 03/01/2026 to 04/20/2026, no relief. MRI C-spine."
    (answer,) = mednec.assess(mednec.extract(note), mednec.ImagingRequest(cpt="72141"), "evicore")
    assert "Physical therapy: " in answer._repr_html_()
    assert "2026-03-01 to 2026-04-20" in answer._repr_html_()


def test_answers_are_a_list_that_shows_the_whole_case():
    answers = assessments()
    assert answers == list(answers)
    shown = read(answers._repr_html_())
    assert shown.one("div", class_="note").text == NOTE
    assert shown.one("table", class_="matrix")
    again = pickle.loads(pickle.dumps(answers))
    assert again == answers
    assert again._repr_html_() == answers._repr_html_()


def test_two_displays_in_one_notebook_share_no_anchor():
    one, other = evidence()._repr_html_(), assessments()[0]._repr_html_()
    both = [{e.attributes["id"] for e in read(html).all() if "id" in e.attributes} for html in (one, other)]
    assert not both[0] & both[1]


def test_repr_never_shows_the_note():
    assert "neck pain" not in repr(evidence())
    assert "neck pain" not in repr(assessments())
