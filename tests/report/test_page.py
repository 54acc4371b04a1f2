"""The page: stands alone, is safe to open, can be read by everybody; and a golden one, made by hand.

``MEDNEC_WRITE_GOLDEN=1 pytest tests/report/test_page.py`` writes the golden page anew; look at it before committing.
"""

from __future__ import annotations

import dataclasses
import os
import re
import sys
import time
from itertools import pairwise
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent))

from hand_made_case import NOTE, assessments, evidence, mention
from page_reader import read

import mednec
from mednec.errors import NoteError
from mednec.evidence import Evidence, Note, Packet
from mednec.report.page import Case, cases_page, html_page

GOLDEN = Path(__file__).parent / "golden" / "neck_pain.html"
BIDI = "\u202eNo fever.\u202c"
HOSTILE = f"<script>alert('x')</script> <img src=x onerror=alert(1)> {BIDI} \U0001f9e0 neck pain \"&amp;\" 'q'"
SECONDS_FOR_A_MEGABYTE = 2.0


@pytest.fixture(scope="module")
def page():
    return html_page(evidence(), assessments(), title="Neck pain")


@pytest.fixture(scope="module")
def document(page):
    return read(page)


def hostile_evidence():
    finding = dataclasses.replace(
        evidence().findings[0], concept="<b>neck</b>", mentions=(mention("neck pain", HOSTILE, cue="<i>cue</i>"),)
    )
    return Evidence(findings=(finding,), note_id="<u>name</u>", _text=HOSTILE)


def test_the_golden_page(page):
    shown = page.replace(f"mednec {mednec.__version__}", "mednec VERSION")
    if os.environ.get("MEDNEC_WRITE_GOLDEN"):
        GOLDEN.parent.mkdir(exist_ok=True)
        GOLDEN.write_text(shown, encoding="utf-8")
    assert shown == GOLDEN.read_text(encoding="utf-8")


# ------------------------------------------------------------------------------------------------------ stands alone
def test_nothing_is_loaded_and_nothing_runs(page, document):
    assert not document.all("script")
    assert "http" not in re.sub(r'http-equiv="Content-Security-Policy"', "", page)
    assert "default-src 'none'" in document.one("meta", http_equiv="Content-Security-Policy").attributes["content"]
    assert all(link.attributes["href"] == "data:," for link in document.all("link"))
    assert not re.search(r"url\(|@import|\bon\w+=", page)


def test_a_hostile_note_is_text():
    html = html_page(hostile_evidence(), title="<script>title</script>")
    shown = read(html)
    assert shown.one("div", class_="note").text == HOSTILE
    assert not shown.all("script")
    assert not shown.all("img")
    assert not shown.all("u")
    assert not shown.all("i")
    assert [h.text for h in shown.all("h1")] == ["<script>title</script>"]


def test_offsets_hold_behind_characters_outside_the_basic_plane():
    shown = read(html_page(hostile_evidence()))
    (place,) = shown.one("div", class_="note").all("a", class_="place")
    assert place.text == "neck pain"


def test_direction_controls_are_shown_and_kept_from_acting():
    shown = read(html_page(hostile_evidence()))
    controls = shown.one("div", class_="note").all("span", class_="unseen-sign")
    assert [(c.attributes["data-code"], c.text) for c in controls] == [("U+202E", "\u202e"), ("U+202C", "\u202c")]
    outside = html_page(hostile_evidence()).replace(shown.one("div", class_="note").text, "")
    attributes = re.findall(r'(?:aria-label|data-tip|title)="([^"]*)"', outside)
    assert not any("\u202e" in value for value in attributes)


def test_no_braces_of_a_note_reach_the_template_engine():
    text = "{{ 7 * 7 }} {% raw %} neck pain"
    case = Evidence(
        findings=(dataclasses.replace(evidence().findings[0], mentions=(mention("neck pain", text),)),), _text=text
    )
    assert read(html_page(case)).one("div", class_="note").text == text


# ------------------------------------------------------------------------------------------------- read by everybody
def test_every_id_is_there_once_and_every_link_leads_somewhere(document):
    ids = [e.attributes["id"] for e in document.all() if "id" in e.attributes]
    assert len(ids) == len(set(ids))
    for link in document.all("a"):
        assert link.attributes["href"].removeprefix("#") in ids, link.attributes["href"]
    for element in document.all():
        for name in ("aria-labelledby", "aria-describedby"):
            assert set(element.attributes.get(name, "").split()) <= set(ids)


def test_headings_go_down_one_level_at_a_time(document):
    levels = [int(e.tag[1]) for e in document.all() if re.fullmatch(r"h[1-6]", e.tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(b - a <= 1 for a, b in pairwise(levels))


def test_there_are_landmarks_and_a_way_past_them(document):
    for tag in ("header", "nav", "main", "footer"):
        document.one(tag)
    assert document.all("a")[0].attributes == {"class": "skip", "href": "#main"}
    assert document.one("html").attributes["lang"] == "en"


def test_marks_can_be_reached_and_heard(document):
    note = document.one("div", class_="note")
    places = note.all("a", class_="place")
    assert places
    for place in places:
        assert place.attributes["aria-label"].startswith(" ".join(place.text.split()))
        assert place.attributes["data-tip"]


def test_what_scrolls_can_be_scrolled_with_the_keyboard(document):
    for region in document.all("div", class_="scroll"):
        assert region.attributes["tabindex"] == "0"
        assert region.attributes["aria-labelledby"]


def test_tables_have_headings_of_rows_and_columns(document):
    for table in document.all("table"):
        assert all(cell.attributes["scope"] in ("col", "row", "rowgroup") for cell in table.all("th"))
        width = len(table.one("thead").all("th"))
        for row in (row for body in table.all("tbody") for row in body.all("tr")):
            assert sum(int(cell.attributes.get("colspan", "1")) for cell in (*row.all("th"), *row.all("td"))) == width


def test_families_have_headings_in_the_table_of_findings(document):
    labels = [row.text for row in document.all("tr", class_="group")]
    assert labels == ["Nerve root", "Spinal cord", "Red flag", "Context"]


def test_drawings_are_described_or_silent(document):
    for drawing in document.all("svg"):
        assert drawing.attributes.get("aria-hidden") == "true" or drawing.attributes["aria-label"]


def test_it_prints_and_has_a_dark_side(page):
    assert "@media print" in page
    assert "prefers-color-scheme: dark" in page


# ----------------------------------------------------------------------------------------------------- what it shows
def test_the_risk_with_its_bounds_and_the_risk_after_a_fix(document):
    text = " ".join(document.text.split())
    assert "Risk of denial 64%, between 51% and 77%, high" in text
    assert "a seventh week of care. Risk then 22%." in text
    assert "low band: conservative care 6 weeks, codes corrected. Risk then 18%, low." in text
    assert "What raises the risk requirements that are not shown +1.25 log-odds" in text
    assert "everything is shown" not in text
    assert "No risk of denial as a number: no risk model for this payer" in text


def test_the_emergency_and_the_codes_stand_at_the_top(page):
    assert page.index("Evidence of cord compression.") < page.index("Decisions at a glance")
    assert "M50.222" in page


def test_quotes_lead_to_the_marks(document):
    (answer,) = [s for s in document.all("section", class_="answer") if "eviCore" in s.text]
    links = [a.attributes["href"] for a in answer.all("a", class_="at")]
    assert f"#note-0-at-{NOTE.index('Physical therapy')}" in links


def test_a_person_decides(document):
    assert "for a person who decides" in document.one("footer").text


def test_evidence_without_its_text_is_shown_as_tables():
    stored = Evidence.from_dict(evidence().to_dict())
    html = html_page(stored)
    assert not read(html).all("div", class_="note")
    assert "motor weakness" in html
    assert read(html_page(stored, note=NOTE)).one("div", class_="note").text == NOTE


def test_the_text_of_another_note_is_refused():
    with pytest.raises(NoteError):
        html_page(Evidence.from_dict(evidence().to_dict()), note="Another note, of nobody in particular." * 20)


def test_a_packet_has_a_section_for_every_document():
    packet = Packet(
        [
            Note("Neck pain for 4 weeks. Plan: refer to physical therapy.", "2026-03-01", id="office"),
            Note("Cervical PT visit 12. No relief. Discharged.", "2026-04-22", id="rehab"),
        ]
    )
    merged = mednec.extract(packet)
    for html in (html_page(merged), html_page(Evidence.from_dict(merged.to_dict()), note=packet)):
        notes = read(html).all("div", class_="note")
        assert [note.text for note in notes] == [note.text for note in packet.documents]


def test_several_cases_stand_on_one_page():
    shown = read(cases_page([Case(evidence(), title="first"), Case(hostile_evidence(), title="second")]))
    ids = [e.attributes["id"] for e in shown.all() if "id" in e.attributes]
    assert len(ids) == len(set(ids))
    assert [note.text for note in shown.all("div", class_="note")] == [NOTE, HOSTILE]


def test_evidence_of_nothing():
    assert "Nothing was found." in html_page(Evidence())


def test_the_same_case_gives_the_same_page(page):
    assert html_page(evidence(), assessments(), title="Neck pain") == page


def test_a_note_of_a_megabyte_is_shown_in_two_seconds():
    times = 1_000_000 // len(NOTE)
    one = evidence()

    def spread(item):
        moved = (
            dataclasses.replace(m, start=m.start + n * len(NOTE), end=m.end + n * len(NOTE))
            for n in range(times)
            for m in item.mentions
        )
        return dataclasses.replace(item, mentions=tuple(moved))

    large = dataclasses.replace(
        one, findings=tuple(map(spread, one.findings)), therapies=tuple(map(spread, one.therapies)), _text=NOTE * times
    )
    html_page(one)  # the templates are compiled once a process
    began = time.process_time()
    html = html_page(large)
    assert time.process_time() - began < SECONDS_FOR_A_MEGABYTE
    assert len(html) > len(NOTE) * times
