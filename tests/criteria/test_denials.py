"""Denial vectors and the codes in which a denial arrives."""

from __future__ import annotations

import pytest

from mednec.criteria.denials import DenialReason, code_meaning, denial_reason, denial_vectors
from mednec.criteria.reference import shipped
from mednec.criteria.reference_shapes import CodingFile

NAMES = (
    "necessity_not_shown conservative_short incomplete_record dx_nonspecific cpt_wrong rationale_missing "
    "derm_link_missing acr_not_met specialist_justification pet_no_impact pet_off_guideline pet_no_prior_imaging "
    "pet_history_incomplete pet_surveillance ot_no_function site_mismatch ot_plan_link order_or_referral_missing "
    "red_flag_buried prior_imaging_missing labs_missing wrong_reviewer urgency_unsupported"
).split()


def test_all_vectors_in_order() -> None:
    vectors = list(denial_vectors())
    assert [v.vector for v in vectors] == [f"DV{number:02}" for number in range(1, 24)]
    assert [v.name for v in vectors] == NAMES
    assert all(v.named or v.implied for v in vectors)
    assert [v.vector for v in vectors if not v.named] == ["DV18", "DV19", "DV20", "DV21", "DV22", "DV23"]


def test_conservative_care_as_the_contract_shows_it() -> None:
    reason = denial_reason("DV02", "conservative_care_6_weeks")
    assert {key: reason.to_dict()[key] for key in ("vector", "x12_886", "carc", "requirement")} == {
        "vector": "DV02", "x12_886": "0F", "carc": "50", "requirement": "conservative_care_6_weeks"
    }  # fmt: skip
    assert reason.text
    assert DenialReason.from_dict(reason.to_dict()) == reason


@pytest.mark.parametrize(
    ("vector", "state", "hcr01", "x12_886", "carc"),
    [
        ("DV02", "not_met", "A3", "0F", "50"),
        ("DV02", "undocumented", "A4", "0U", "16"),
        ("DV02", "conflicting", "A4", "0U", "16"),
        ("DV03", "undocumented", "A4", "0U", "16"),
        ("DV04", "not_met", "A3", "0R", "11"),
        ("DV08", "not_met", "A3", "14", "50"),
        ("DV16", "not_met", "A3", "16", "5"),
        ("DV20", "not_met", "A3", "0Q", "18"),
        ("DV20", "undocumented", "A4", "0U", "16"),
        ("DV22", "not_met", "A3", "0N", "197"),
    ],
)
def test_silence_pends_and_a_contrary_note_denies(vector: str, state: str, hcr01: str, x12_886: str, carc: str) -> None:
    reason = denial_reason(vector, state=state)
    assert (reason.hcr01, reason.x12_886, reason.carc) == (hcr01, x12_886, carc)


@pytest.mark.parametrize("vector", ["DV00", "DV24", "", "0F"])
def test_another_vector_is_an_error_of_the_caller(vector: str) -> None:
    with pytest.raises(KeyError):
        denial_reason(vector)


def test_every_code_of_a_vector_has_a_meaning() -> None:
    for vector in denial_vectors():
        for codes in (vector.not_met, vector.undocumented):
            assert code_meaning("hcr01", codes.hcr01)
            assert code_meaning("carc", codes.carc)
            assert codes.x12_886 is None or code_meaning("x12_886", codes.x12_886)


def test_every_coding_problem_leads_to_a_vector() -> None:
    known = {v.vector for v in denial_vectors()}
    assert {p.vector for file in shipped().files(CodingFile) for p in file.problems} <= known


@pytest.mark.parametrize(
    ("code_list", "codes"),
    [
        ("hcr01", "A1 A2 A3 A4 A6 C CT NA"),
        ("x12_886", "0F 0G 0H 0M 0N 0P 0Q 0R 0T 0U 0V 0W 0X 0Y 09 13 14 16 17"),
        ("aaa03", "15 33 35 41 42 43 44 45 52 56 57 T5 AA"),
        ("aaa04", "C N"),
        ("carc", "4 5 11 15 16 17 18 39 50 55 56 96 119 197 198 252"),
        ("rarc", "M76 N386 N706"),
        ("pwk01", "PN RR OE M1 P4 CB"),
    ],
)
def test_code_lists(code_list: str, codes: str) -> None:
    assert all(code_meaning(code_list, code) for code in codes.split())
    assert code_meaning(code_list, "ZZ") is None
