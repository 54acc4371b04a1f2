"""A note with its marks: the text stays what it is, and every mark says what it stands for."""

from __future__ import annotations

import dataclasses
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

sys.path.insert(0, str(Path(__file__).resolve().parent))

from hand_made_case import NOTE, evidence, mention
from page_reader import read

from mednec.errors import NoteError
from mednec.evidence import Evidence, Finding, Mention, Therapy
from mednec.report.highlight import Place, check_text, marked
from mednec.report.page import html_page

FAMILIES = ("radiculopathy", "myelopathy", "red_flag", "context", "extended", "of_your_own")
STATUSES = ("present", "absent", "possible", "historical")


def places(note):
    return [part for part in note.parts if isinstance(part, Place)]


def found(text, *spans):
    """Evidence with a finding at every (start, end, family, status)."""
    return Evidence(
        findings=tuple(
            Finding(f"concept_{n}", family, None, status, mentions=(Mention(a, b, text[a:b], status),))
            for n, (a, b, family, status) in enumerate(spans)
        ),
        _text=text,
    )


@st.composite
def noted_evidence(draw):
    alphabet = st.one_of(
        st.sampled_from("ab c<>&\"'\n\r\t\u202e\u2066\u2069\u200f\U0001f9e0\u0301é{}%"), st.characters()
    )
    text = draw(st.text(alphabet, min_size=1, max_size=60))
    spans = st.tuples(
        st.integers(0, len(text)), st.integers(0, len(text)), st.sampled_from(FAMILIES), st.sampled_from(STATUSES)
    )
    return found(text, *((min(a, b), max(a, b), f, s) for a, b, f, s in draw(st.lists(spans, max_size=12))))


@settings(max_examples=200)
@given(noted_evidence())
def test_pieces_joined_are_the_note(case):
    note = marked(case, case._text)
    joined = [p if isinstance(p, str) else "".join(piece.text for piece in p.pieces) for p in note.parts]
    assert "".join(joined) == case._text


@settings(max_examples=60)
@given(noted_evidence())
def test_the_text_content_of_the_page_is_the_note(case):
    shown = read(html_page(case)).one("div", class_="note").text
    # U+0000 and lone surrogates cannot stand in an HTML file.
    expected = "".join("\ufffd" if c == "\0" or "\ud800" <= c <= "\udfff" else c for c in case._text)
    assert shown == expected


@settings(max_examples=100)
@given(noted_evidence())
def test_every_mention_has_an_anchor(case):
    note = marked(case, case._text)
    for finding in case.findings:
        for m in finding.mentions:
            assert m.start == m.end or note.anchor(m.start) is not None


def test_a_mention_inside_another_is_one_place_with_both_readings():
    (weak,) = [p for p in places(marked(evidence(), NOTE)) if p.start == NOTE.index("triceps")]
    assert [(p.text, p.reading, p.sign) for p in weak.pieces] == [
        ("triceps 5/5", "absent", "−"),
        (", 4/5", "present", ""),
    ]
    assert weak.label == "triceps 5/5, 4/5: motor weakness: present; motor weakness: absent"


def test_mentions_that_cross_are_one_place():
    note = marked(
        found("one two three", (0, 7, "red_flag", "present"), (4, 13, "myelopathy", "possible")), "one two three"
    )
    (place,) = places(note)
    assert "".join(p.text for p in place.pieces) == "one two three"
    assert [p.family for p in place.pieces] == ["red_flag", "myelopathy"]
    assert place.count == 2


def test_mentions_that_touch_are_two_places():
    note = marked(found("onetwo", (0, 3, "red_flag", "present"), (3, 6, "red_flag", "present")), "onetwo")
    assert [(p.start, p.end) for p in places(note)] == [(0, 3), (3, 6)]


def test_a_tip_tells_rule_cue_section_and_attributes():
    (weak,) = [p for p in places(marked(evidence(), NOTE)) if p.start == NOTE.index("triceps")]
    assert weak.tip.splitlines()[:4] == [
        "motor weakness: present",
        "region upper limb",
        "side left, root C7, grade 4/5",
        "examined, cue “4/5”, section physical exam, rule motor_weakness/grade",
    ]


def test_a_plan_is_drawn_as_a_plan_and_what_was_refused_as_absent():
    text = "MRI ordered. PT declined."
    case = Evidence(
        therapies=(Therapy("physical_therapy", status="declined", mentions=(mention("PT", text),)),),
        imaging=evidence().imaging[:0],
    )
    assert places(marked(case, text))[0].pieces[0].reading == "absent"
    study = dataclasses.replace(evidence().imaging[0], mentions=(mention("MRI", text),))
    assert places(marked(Evidence(imaging=(study,)), text))[0].pieces[0].reading == "planned"


def test_a_therapy_tip_tells_length_and_outcome():
    (place,) = [p for p in places(marked(evidence(), NOTE)) if p.start == NOTE.index("Physical therapy")]
    assert place.tip.startswith("physical therapy: completed\n35 days, outcome failed")


def test_only_mentions_of_the_document_are_marked():
    text = "neck pain"
    case = Evidence(findings=(
        Finding("neck_pain", "context", None, "present", mentions=(
            Mention(0, 9, text, "present", note_id="a"), Mention(0, 4, "back", "present", note_id="b"))),))  # fmt: skip
    assert [p.end for p in places(marked(case, text, "a"))] == [9]


def test_another_text_is_refused_without_quoting_either():
    with pytest.raises(NoteError) as refused:
        check_text(evidence(), "Zebedee has something else entirely, told at some length here.")
    assert refused.value.code == "other_note"
    assert "Zebedee" not in str(refused.value)
    with pytest.raises(NoteError) as refused:
        marked(evidence(), "short")
    assert refused.value.code == "other_note"


def test_a_place_that_holds_very_many_mentions_tells_the_first():
    text = "x" * 40
    case = found(text, *((0, n + 1, "context", "present") for n in range(40)))
    (place,) = places(marked(case, text))
    assert "and 32 more" in place.tip
