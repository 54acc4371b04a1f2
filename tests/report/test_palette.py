"""Colours can be read on each other, and nothing is told by colour alone."""

from __future__ import annotations

import pytest

from mednec.report.palette import blended, contrast, palette, proper

READABLE = 4.5
"""WCAG 2.2, 1.4.3: contrast of text of usual size."""


@pytest.mark.parametrize("theme", palette().themes, ids=lambda theme: theme.name)
def test_all_text_can_be_read(theme):
    grounds = [theme.page["ground"], theme.page["panel"]]
    for ink in ("ink", "quiet", "link"):
        for ground in grounds:
            assert contrast(theme.page[ink], ground) >= READABLE, (ink, ground)
    for shade in (*theme.families, *theme.states):
        assert contrast(theme.page["ink"], shade.ground) >= READABLE, shade


@pytest.mark.parametrize("theme", palette().themes, ids=lambda theme: theme.name)
def test_text_in_tips_can_be_read(theme):
    assert contrast(theme.page["ground"], theme.page["ink"]) >= READABLE


def test_readings_differ_without_colour():
    drawn = [(r["sign"], r["line"], r["filled"]) for r in palette().readings.values()]
    assert len({line for _, line, _ in drawn}) == len({sign for sign, _, _ in drawn}) == len(drawn)


def test_states_that_differ_have_different_signs():
    signs = [palette().states[name]["sign"] for name in ("met", "not_met", "undocumented", "conflicting")]
    assert len(set(signs)) == len(signs)


def test_contrast_is_that_of_wcag():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)
    assert blended("#000000", "#ffffff", 0.5) == "#808080"


def test_names_are_written_as_their_owners_write_them():
    assert proper("evicore") == "eviCore"
    assert proper("nsaid") == "NSAID"
    assert proper("my_own_plan") == "my own plan"
