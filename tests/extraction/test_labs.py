"""Laboratory tests: value, unit, flag, date; ordered and not done apart from done."""

from __future__ import annotations

import pytest

import mednec


def labs(text, note_date="2024-05-02"):
    return mednec.extract(text, note_date=note_date).labs


@pytest.mark.parametrize(
    ("text", "test", "value", "unit", "flag"),
    [
        ("ESR 82 mm/hr with back pain and fevers.", "esr", 82, "mm/h", "high"),
        ("CRP of 120 mg/L.", "crp", 120, "mg/L", "high"),
        ("CRP 0.6 mg/dL", "crp", 0.6, "mg/dL", "normal"),
        ("CRP 6", "crp", 6, None, None),
        ("C-reactive protein was normal.", "crp", None, None, "normal"),
        ("Sed rate came back elevated at 55.", "esr", 55, None, "high"),
        ("WBC 14,200", "wbc", 14.2, None, "high"),
        ("WBC: 6.5 K/uL", "wbc", 6.5, "10^9/L", "normal"),
        ("White count was low at 2.9.", "wbc", 2.9, None, "low"),
        ("HLA-B27 positive, morning stiffness of the back.", "hla_b27", None, None, "positive"),
        ("HLA B27: neg", "hla_b27", None, None, "negative"),
        ("Blood cultures grew MSSA.", "blood_culture", None, None, "positive"),
        ("Blood cultures x2 no growth to date.", "blood_culture", None, None, "negative"),
        ("Creatinine 2.4 mg/dL", "creatinine", 2.4, "mg/dL", "high"),
        ("eGFR 24, so no gadolinium.", "egfr", 24, None, "low"),
        ("eGFR >60", "egfr", 60, None, "normal"),
        ("CRP <0.3", "crp", 0.3, None, "normal"),
        ("ESR 45 (H)", "esr", 45, None, "high"),
        ("Inflammatory markers were elevated.", "inflammatory_markers", None, None, "high"),
    ],
)
def test_results(text, test, value, unit, flag):
    (found,) = labs(text)
    assert (found.test, found.value, found.unit, found.flag, found.status) == (test, value, unit, flag, "done")


def test_a_run_of_tests_shares_its_words():
    found = labs("ESR and CRP were within normal limits.")
    assert [(lab.test, lab.flag) for lab in found] == [("esr", "normal"), ("crp", "normal")]
    found = labs("ESR normal, CRP 45.")
    assert [(lab.test, lab.flag) for lab in found] == [("esr", "normal"), ("crp", "high")]
    found = labs("Labs 4/12/2024: WBC 14.2, ESR 45 (H), CRP 3.2 mg/dL")
    assert [(lab.test, lab.value, lab.date) for lab in found] == [
        ("wbc", 14.2, "2024-04-12"),
        ("esr", 45, "2024-04-12"),
        ("crp", 3.2, "2024-04-12"),
    ]


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("Will check ESR and CRP.", ["ordered", "ordered"]),
        ("Back pain.\nPLAN: ESR, CRP, HLA-B27", ["ordered"] * 3),
        ("Labs: ESR pending", ["ordered"]),
        ("ESR and CRP were not obtained.", ["not_done", "not_done"]),
        ("Back pain. If fever returns, check ESR and CRP.", []),
        ("His father had an elevated ESR.", []),
        ("Urine WBC 5-10 per hpf.", []),
        ("We talked about the ESR.", []),
    ],
)
def test_whether_done(text, status):
    assert [lab.status for lab in labs(text)] == status


def test_two_dates_are_two_results():
    found = labs("ESR 82 on 3/1/2024. ESR 40 on 4/15/2024.")
    assert [(lab.value, lab.date) for lab in found] == [(82, "2024-03-01"), (40, "2024-04-15")]


def test_quotes_stand_in_the_text():
    text = "Sed rate 12, CRP elevated at 34."
    for lab in labs(text):
        assert all(text[m.start : m.end] == m.text for m in lab.mentions)


def test_the_date_of_its_document_in_a_case():
    packet = mednec.Packet(
        [
            mednec.Note("Back pain. ESR 82.", note_date="2024-03-01", id="a"),
            mednec.Note("Back pain. ESR 40.", note_date="2024-05-02", id="b"),
        ]
    )
    assert [(lab.value, lab.date) for lab in mednec.extract(packet).labs] == [(82, "2024-03-01"), (40, "2024-05-02")]
