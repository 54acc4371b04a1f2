"""Injections and courses told by their number, each with what it did."""

from __future__ import annotations

import pytest

from mednec import extract


def _courses(text: str, therapy: str) -> set[tuple[str, str]]:
    return {(t.status, t.outcome) for t in extract(text).therapies if t.therapy == therapy}


@pytest.mark.parametrize(
    "text",
    [
        "The first epidural gave six months of relief, the second none.",
        "He had two epidural injections; the first helped for three months but the second did not help at all.",
        "She had an epidural in May with relief for 4 months and a second in October without relief.",
        "Low back pain. Epidural #1 gave 3 months relief, #2 no relief.",
    ],
)
def test_each_injection_has_its_own_outcome(text: str) -> None:
    wanted = {("completed", "partial"), ("completed", "failed")}
    assert wanted <= _courses(text, "epidural_steroid_injection")


def test_the_number_may_stand_in_the_next_sentence() -> None:
    text = "She had two epidural injections last year. The first gave excellent relief. The second did not help."
    assert {("completed", "improved"), ("completed", "failed")} <= _courses(text, "epidural_steroid_injection")


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("We will schedule a second epidural.", {("planned", "unknown")}),
        ("She had two ESIs, the last one in June.", {("completed", "unknown")}),
    ],
)
def test_a_number_that_counts_the_injection_itself_makes_no_other(text: str, wanted: set[tuple[str, str]]) -> None:
    assert _courses(text, "epidural_steroid_injection") == wanted
