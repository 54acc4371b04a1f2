"""Forms with the answers yes and no: boxes before and behind their questions, several questions on one line."""

from __future__ import annotations

import pytest

from mednec import extract

FORMS = [
    "[{yes}] Yes [{no}] No {item}",
    "[{yes}] Y [{no}] N {item}",
    "[{no}] No [{yes}] Yes {item}",
    "{item}: [{yes}] Yes [{no}] No",
    "{item} [{no}] N [{yes}] Y",
    "Yes [{yes}] No [{no}] {item}",
    "{item}: Yes [{yes}] No [{no}]",
    "{item}? [{yes}] Y [{no}] N",
    "{item} ({yes}) yes ({no}) no",
    "{item}: {answer}",
    "{item} - {answer}",
    "{item}? {answer}",
    "{answer} {item}",
]
ITEMS = {
    "weight_loss": "Weight loss",
    "hand_clumsiness": "Dropping things",
    "gait_disturbance": "Gait/balance changes",
    "saddle_anesthesia": "Saddle numbness",
    "cancer_history": "History of cancer",
}


def _line(form: str, item: str, answer: bool) -> str:
    marks = ("x", " ") if answer else (" ", "x")
    return form.format(yes=marks[0], no=marks[1], item=item, answer="Yes" if answer else "No")


def _statuses(text: str, concept: str) -> list[str]:
    return [f.status for f in extract(text).findings if f.concept == concept]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("concept", ITEMS)
@pytest.mark.parametrize("answer", [True, False])
def test_an_answer_is_that_of_its_question(form: str, concept: str, answer: bool) -> None:
    line = _line(form, ITEMS[concept], answer)
    assert _statuses(line, concept) == ["present" if answer else "absent"]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("concept", ITEMS)
def test_a_yes_between_two_noes_on_one_line(form: str, concept: str) -> None:
    other = _line(form, "Chills", False)
    line = "   ".join((other, _line(form, ITEMS[concept], True), other))
    assert _statuses(line, concept) == ["present"]


@pytest.mark.parametrize("form", FORMS[:9])
def test_an_unanswered_question_says_nothing(form: str) -> None:
    line = form.format(yes=" ", no=" ", item="Weight loss", answer="")
    assert _statuses(line, "weight_loss") == []


def test_two_blanks_in_a_sentence_are_no_columns() -> None:
    assert _statuses("Denies trauma,  weight loss or fever.", "weight_loss") == ["absent"]


@pytest.mark.parametrize("gap", [" ", "  ", "\t", "     "])
@pytest.mark.parametrize("boxes", ["☐ Yes{gap}☒ No", "( ) Y{gap}(X) N", "[ ] yes{gap}[x] no"])
def test_a_wide_gap_between_the_two_answers_parts_no_question_from_its_answer(gap: str, boxes: str) -> None:
    assert _statuses("Weight loss:" + gap + boxes.format(gap=gap), "weight_loss") == ["absent"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Negative for: fever; chills; weight loss.", {"fever": "absent", "weight_loss": "absent"}),
        ("Denies: fever; weight loss; numbness", {"fever": "absent", "weight_loss": "absent"}),
        ("Red flags (all negative): fever, weight loss.", {"fever": "absent", "weight_loss": "absent"}),
        ("Red flags, all denied: fever; weight loss.", {"fever": "absent", "weight_loss": "absent"}),
        ("Positive for: fever; weight loss.", {"fever": "present", "weight_loss": "present"}),
        ("Denies fever; weight loss of 20 lb since May.", {"fever": "absent", "weight_loss": "present"}),
        ("Denies: fever; she has had a weight loss of 20 lb.", {"fever": "absent", "weight_loss": "present"}),
        ("Negative for: fever. Positive for: weight loss.", {"fever": "absent", "weight_loss": "present"}),
    ],
)
def test_the_word_before_the_colon_tells_the_whole_list(text: str, expected: dict[str, str]) -> None:
    read = {f.concept: f.status for f in extract(text).findings}
    assert {concept: read.get(concept) for concept in expected} == expected
