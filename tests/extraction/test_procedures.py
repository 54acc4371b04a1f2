"""Operations that were done: which, where and when; what is planned, denied or another's is none."""

from __future__ import annotations

import pytest

import mednec


def done(text, note_date="2024-05-02"):
    return mednec.extract(text, note_date=note_date).procedures


@pytest.mark.parametrize(
    ("text", "procedure", "region", "level", "side", "date"),
    [
        ("Status post C5-6 ACDF 6/12/2018, now new left arm pain.", "acdf", "cervical", "C5-C6", None, "2018-06-12"),
        ("Anterior cervical discectomy and fusion at C4-5 in 2019.", "acdf", "cervical", "C4-C5", None, "2019"),
        ("ACDF in 2020 for neck pain.", "acdf", "cervical", None, None, "2020"),
        ("PSH: right L5-S1 microdiscectomy 3/2022.", "discectomy", "lumbar", "L5-S1", "right", "2022-03"),
        ("Prior left L4-5 hemilaminectomy (2016).", "laminectomy", "lumbar", "L4-L5", "left", "2016"),
        ("History of C3-C6 laminoplasty.", "laminoplasty", "cervical", "C3-C6", None, None),
        ("She had a lumbar fusion in the past.", "fusion", "lumbar", None, None, None),
        ("L4-S1 TLIF 6/14/2021 with persistent back pain.", "fusion", "lumbar", "L4-S1", None, "2021-06-14"),
        ("Underwent C6-7 disc replacement in March 2023.", "disc_replacement", "cervical", "C6-C7", None, "2023-03"),
        ("T12 kyphoplasty 8/1/2023.", "vertebral_augmentation", "thoracic", "T12", None, "2023-08-01"),
        ("Prior left C6-7 foraminotomy.", "foraminotomy", "cervical", "C6-C7", "left", None),
        ("Previous neck surgery in 2011.", "surgery", "cervical", None, None, "2011"),
        ("S/p C5 corpectomy 2016.", "corpectomy", "cervical", "C5", None, "2016"),
        ("S/p lumbar decompression in 2020.", "decompression", "lumbar", None, None, "2020"),
    ],
)
def test_what_where_and_when(text, procedure, region, level, side, date):
    (found,) = done(text)
    assert (found.procedure, found.region, found.level, found.side, found.date, found.status) == (
        procedure, region, level, side, date, "done",
    )  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "Denies prior spine surgery.",
        "Recommend C5-6 ACDF.",
        "Scheduled for an L5-S1 microdiscectomy on 6/3/2024.",
        "Brother had a lumbar fusion in 2019.",
        "We discussed laminoplasty for the neck.",
        "Back pain; hip replacement in 2019.",
        "Ten sessions of spinal decompression therapy for back pain.",
        "If PT fails she may need a discectomy.",
    ],
)
def test_nothing_done(text):
    assert done(text) == ()


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("ACDF C5-6 on 5/2/2023.", 366, 366),
        ("6 weeks s/p left L4-5 discectomy.", 42, 42),
        ("Two years out from C5-7 ACDF.", 730, 730),
        ("3 months post-op from lumbar fusion.", 90, 90),
        ("Laminectomy in April 2024 for back pain.", 2, 31),
    ],
)
def test_how_long_ago(text, low, high):
    assert done(text)[0].days_ago == (low, high)


def test_one_year_ago_is_counted_from_the_note():
    (found,) = done("ACDF C5-6 one year ago, new arm pain since April.")
    assert found.date == "2023"
    assert found.days_ago[0] < 366 <= found.days_ago[1]
    assert done("ACDF C5-6 one year ago.", note_date=None)[0].days_ago is None


def test_every_item_of_a_list_is_an_operation_of_its_own():
    found = done("PSH: ACDF 2015, L4-5 laminectomy 2018, appendectomy")
    assert [(p.procedure, p.region, p.date) for p in found] == [
        ("acdf", "cervical", "2015"),
        ("laminectomy", "lumbar", "2018"),
    ]
    found = done("Two neck surgeries: ACDF C5-6 in 2012 and posterior fusion C3-T1 in 2019.")
    assert [(p.procedure, p.level, p.date) for p in found] == [("acdf", "C5-C6", "2012"), ("fusion", "C3-T1", "2019")]


def test_told_twice_is_one_operation():
    text = "Prior fusion C4-6 (2017). X-ray: postoperative changes of anterior fusion at C4-C6."
    (found,) = done(text)
    assert (found.procedure, found.date) == ("fusion", "2017")
    assert len(found.mentions) > 1
    assert all(text[m.start : m.end] == m.text for m in found.mentions)


def test_over_the_documents_of_a_case():
    packet = mednec.Packet(
        [
            mednec.Note("S/p C5-6 ACDF. Neck pain.", note_date="2024-01-10", id="a"),
            mednec.Note("History of ACDF at C5-6 on 2/1/2020. Neck pain.", note_date="2024-05-02", id="b"),
        ]
    )
    (found,) = mednec.extract(packet).procedures
    assert (found.procedure, found.level, found.date) == ("acdf", "C5-C6", "2020-02-01")
    assert {m.note_id for m in found.mentions} == {"a", "b"}
