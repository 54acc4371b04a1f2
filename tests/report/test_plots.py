"""Plots show the figures they were given, in words and units, on the Axes they were given."""

import sys
from dataclasses import replace

import pandas as pd
import pytest

from mednec.care import CareDays
from mednec.criteria.assessment import Assessment, RequirementResult
from mednec.criteria.sweep import Sweep
from mednec.errors import ExtraMissingError
from mednec.report.palette import contrast
from mednec.report.plots.care_days import care_by_payer, care_of_cohort, counted_care
from mednec.report.plots.denial_vectors import denial_vectors, vector_shares
from mednec.report.plots.reliability import reliability_curve
from mednec.report.plots.requirement_shares import requirement_shares, state_shares
from mednec.report.plots.sheet import series_colour, state_colour
from mednec.report.plots.threshold_sensitivity import threshold_sensitivity
from mednec.risk.calibration import Bin

figures = pytest.importorskip("matplotlib.figure", reason="matplotlib is not installed: pip install 'mednec[plots]'")


@pytest.fixture
def ax():
    return figures.Figure().subplots()


def texts(ax):
    return [text.get_text() for text in ax.texts]


def ticks(axis):
    return [label.get_text() for label in axis.get_ticklabels()]


def answer(payer, days=None, required=42.0, state="not_met", pathway="failed_conservative_care"):
    care = None if days is None else CareDays(days, required)
    six_weeks = RequirementResult("conservative_care_6_weeks", "Six weeks of care.", state, pathway, care=care)
    return Assessment(payer, "a_set", "1", "2026-06-15", "72141", "does_not_meet", "high",
                      pathway="failed_conservative_care", requirements=(six_weeks,))  # fmt: skip


def assessments(*rows):
    return pd.DataFrame(rows, columns=["note_id", "payer", "decision", "denial_vectors"]).astype("string")


def requirements(*rows):
    return pd.DataFrame(rows, columns=["note_id", "payer", "requirement", "state"]).astype("string")


# ---- reliability


BINS = [Bin(0.1, 0.2, 5, 0.15, 0.2), Bin(0.5, 0.6, 10, 0.55, 0.5)]


def test_reliability_puts_each_bin_at_its_risk_and_share_in_percent(ax):
    assert reliability_curve(BINS, ax) is ax
    assert ax.collections[0].get_offsets().ravel().tolist() == pytest.approx([15, 20, 55, 50])
    small, large = ax.collections[0].get_sizes()
    assert large == 2 * small
    assert (ax.get_xlabel(), ax.get_ylabel().splitlines()[0]) == ("risk of denial (%)", "share denied (%)")


def test_a_second_model_has_its_own_colour_and_marker_and_no_second_diagonal(ax):
    reliability_curve(BINS, ax, label="shipped")
    reliability_curve(BINS, ax, label="own")
    shown = [text.get_text() for text in ax.get_legend().get_texts()]
    assert shown == ["risks that come true", "shipped", "own"]
    colours = [tuple(points.get_facecolor()[0]) for points in ax.collections]
    assert colours[0] != colours[1]
    shapes = [points.get_paths()[0].vertices.shape for points in ax.collections]
    assert shapes[0] != shapes[1]


# ---- denial vectors


def test_shares_of_vectors_count_requests_with_a_decision():
    table = vector_shares(
        assessments(
            ("1", "aetna", "does_not_meet", "DV02, DV01"),
            ("2", "aetna", "meets", None),
            ("1", "cigna", "insufficient_documentation", "DV02, DV02"),
            ("2", "cigna", "insufficient_documentation", "DV02"),
            ("1", "acr_2024", None, None),
        )
    )
    assert table.index.tolist() == ["DV02", "DV01"]
    assert table.loc["DV02"].to_dict() == {"aetna": 0.5, "cigna": 1.0}
    assert table.loc["DV01"].to_dict() == {"aetna": 0.5, "cigna": 0.0}


def test_vectors_are_named_and_shown_in_percent(ax):
    denial_vectors(assessments(("1", "aetna", "does_not_meet", "DV02"), ("2", "aetna", "meets", None)), ax)
    assert texts(ax) == ["50 %"]
    assert ticks(ax.yaxis) == ["conservative short (DV02)"]
    assert ticks(ax.xaxis) == ["Aetna"]


def test_without_open_vectors_the_plot_says_so(ax):
    denial_vectors(assessments(("1", "aetna", "meets", None)), ax)
    assert texts(ax) == ["no requests to show"]


# ---- requirements


COHORT = requirements(
    ("1", "aetna", "care_failed", "undocumented"),
    ("1", "aetna", "care_failed", "met"),  # of a second pathway
    ("2", "aetna", "care_failed", "met"),
    ("1", "evicore", "neurological_exam", "conflicting"),
    ("1", "evicore", "study_region", "met"),
)


def test_a_requirement_counts_once_a_request_and_those_that_never_fail_are_left_out():
    table = state_shares(COHORT, ("undocumented", "conflicting"), 9)
    assert sorted(table.index) == ["care_failed", "neurological_exam"]
    assert table.loc["care_failed", "aetna"] == 0.5
    assert pd.isna(table.loc["care_failed", "evicore"])


def test_what_a_payer_does_not_ask_is_a_dash(ax):
    requirement_shares(COHORT, ax)
    assert sorted(texts(ax)) == ["100 %", "50 %", "–", "–"]
    assert ax.get_title(loc="left") == "Requirements that are not documented or conflicting"


# ---- days of care


def test_care_is_an_interval_beside_its_threshold(ax):
    care_by_payer([answer("aetna", (30.0, 60.0)), answer("evicore", (50.0, 50.0), state="met")], ax)
    assert ticks(ax.yaxis) == ["eviCore", "Aetna"]
    assert sorted(texts(ax)) == ["30 to 60 of 42 days", "50 of 42 days"]
    widths = [(bar.get_x(), bar.get_width()) for bar in ax.patches]
    assert (0, 30) in widths
    assert (30, 30) in widths
    assert [42.0, 42.0] in [list(line.get_xdata()) for line in ax.lines]
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["✓ met", "✗ not met"]


def test_care_without_an_upper_bound_says_or_more(ax):
    care_by_payer([answer("aetna", (0.0, None), state="undocumented")], ax)
    assert texts(ax) == ["0 or more of 42 days"]


def test_the_days_of_the_nearest_pathway_are_shown():
    (near,) = answer("aetna", (10.0, 10.0)).requirements
    (far,) = answer("aetna", (90.0, 90.0), pathway="other").requirements
    assert counted_care(replace(answer("aetna"), requirements=(far, near))) == near


def test_a_payer_that_counts_no_days_is_left_out(ax):
    care_by_payer([answer("medicare")], ax)
    assert texts(ax) == ["no requests to show"]


def test_a_cohort_shows_what_is_sure_below_what_is_possible(ax):
    care_of_cohort([answer("aetna", (50.0, 50.0)), answer("aetna", (10.0, None)), answer("aetna", (0.0, 45.0))], ax)
    curves = {line.get_label(): dict(zip(line.get_xdata(), line.get_ydata(), strict=True)) for line in ax.lines}
    assert curves["sure"][42] == pytest.approx(100 / 3)
    assert curves["possible"][42] == pytest.approx(100)
    assert curves["possible"][46] == pytest.approx(200 / 3)
    assert "required: 42 days" in curves


# ---- sensitivity


def test_sensitivity_shows_shares_of_the_covered_requests_and_todays_value(ax):
    taken = {28: ("meets", "meets", None), 42: ("meets", "does_not_meet", None)}
    threshold_sensitivity(Sweep("evicore", "evicore_spine_mri", "minimum_days", 42.0, taken), ax)
    curves = {line.get_label(): list(line.get_ydata()) for line in ax.lines if not line.get_label().startswith("_")}
    assert curves == {
        "✓ meets": [100, 50],
        "? insufficient documentation": [0, 0],
        "✗ does not meet": [0, 50],
    }
    assert ax.get_ylabel() == "share of 2 requests (%)"
    assert ax.get_xlabel() == "minimum days (days)"
    assert texts(ax) == ["the set's own: 42"]


# ---- all


def test_new_axes_are_made_when_none_are_given():
    pyplot = pytest.importorskip("matplotlib.pyplot")
    pyplot.switch_backend("agg")
    made = care_by_payer([answer("aetna", (30.0, 60.0))])
    assert made.figure.get_size_inches()[0] == 7.5
    pyplot.close(made.figure)


def test_curves_stand_out_from_white():
    assert all(contrast(series_colour(place), "#ffffff") > 3 for place in range(3))
    assert len({state_colour(s) for s in ("meets", "does_not_meet", "insufficient_documentation")}) == 3


def test_without_matplotlib_the_error_names_the_extra(monkeypatch):
    monkeypatch.setitem(sys.modules, "matplotlib.pyplot", None)
    with pytest.raises(ExtraMissingError, match=r"mednec\[plots\]"):
        denial_vectors(assessments(("1", "aetna", "does_not_meet", "DV02")))
