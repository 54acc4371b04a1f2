"""Fitting to a user's own outcomes: read by line, refused when too small, compared with the shipped model."""

import csv
import json

import numpy as np
import pytest
from assessment_builders import assessment, complete, lacking, problem, requirement

import mednec
from mednec.errors import ExtraMissingError, RiskError
from mednec.report.plots.reliability import draw_reliability
from mednec.risk.artefact import load_formula, probability
from mednec.risk.calibration import Bin
from mednec.risk.features import features_of
from mednec.risk.history import History, Outcome, load_rules, read_history
from mednec.risk.refit import RECALIBRATED, REFITTED, check_enough, fit_history, refit, write_refit

SHIPPED, RULES = load_formula(), load_rules()
NO_PLOTS = "matplotlib is not installed: pip install 'mednec[plots]'"
NOTE = """OFFICE VISIT IN PERSON 06/15/2026. Neck pain for 12 weeks. Physical therapy 04/20/2026 to 06/08/2026, no help.
Motor 5/5, sensation intact, reflexes 2+."""
KINDS = (
    complete(),
    lacking(),
    assessment(requirement("six_weeks", "not_met", margin_days=-20.0)),
    complete(coding=(problem("blocking"),)),
)


def unread(packet):
    return mednec.extract(packet)


def history(number, shift=0.0, seed=0, payers=("evolent", "aetna")):
    """Outcomes of reviewers who follow the shipped model, all of them stricter by ``shift`` log-odds."""
    rng = np.random.default_rng(seed)
    outcomes = []
    for i in range(number):
        payer = payers[i % len(payers)]
        numbers = features_of(KINDS[int(rng.integers(0, len(KINDS)))])
        risk = probability(SHIPPED.log_odds(numbers, payer) + shift)
        outcomes.append(Outcome(str(i), payer, numbers, bool(rng.random() < risk)))
    return History(outcomes)


def write_csv(folder, rows, columns=("note", "payer", "cpt", "outcome", "note_date")):
    path = folder / "outcomes.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerows([columns, *rows])
    return path


# ------------------------------------------------------------------------------------------------------------- reading
def test_notes_and_evidence_are_read(tmp_path):
    (tmp_path / "a.txt").write_text(NOTE)
    (tmp_path / "a.json").write_text(mednec.extract(NOTE, note_date="2026-06-15").to_json())
    notes = write_csv(tmp_path, [("a.txt", "evolent", "72141", "Denied", "2026-06-15")])
    [from_note] = read_history(notes, unread, RULES).outcomes
    given = write_csv(tmp_path, [("a.json", "NIA", "72141", "0", "")], ("evidence", "payer", "cpt", "outcome", "x"))
    [from_evidence] = read_history(given, unread, RULES).outcomes
    assert from_note.numbers == from_evidence.numbers
    assert (from_note.denied, from_evidence.denied) == (True, False)
    assert from_evidence.payer == "evolent"


def test_what_cannot_be_judged_is_left_out_and_counted(tmp_path):
    (tmp_path / "a.txt").write_text(NOTE)
    path = write_csv(tmp_path, [("a.txt", "medicare", "72141", "denied", "2026-06-15")])
    found = read_history(path, unread, RULES)
    assert (found.outcomes, found.left_out) == ([], {"no criteria set covers this study": 1})


@pytest.mark.parametrize(
    ("row", "message"),
    [
        (("a.txt", "evolent", "72141", "maybe", ""), ":2: the outcome is none of the words"),
        (("none.txt", "evolent", "72141", "denied", ""), ":2: its file cannot be read"),
        (("a.txt", "nobody at all", "72141", "denied", ""), ":2: .*no payer of this name"),
        (("a.txt", "evolent", "99999", "denied", ""), ":2: .*99999"),
        (("", "evolent", "72141", "denied", ""), ":2: neither note nor evidence"),
    ],
)
def test_what_is_wrong_is_said_by_line_without_the_note(tmp_path, row, message):
    (tmp_path / "a.txt").write_text(NOTE)
    with pytest.raises(RiskError, match=message) as error:
        read_history(write_csv(tmp_path, [row]), unread, RULES)
    assert "Neck pain" not in str(error.value)
    assert "maybe" not in str(error.value)


def test_missing_columns_and_files_are_told(tmp_path):
    with pytest.raises(RiskError, match="columns are missing: note or evidence, outcome"):
        read_history(write_csv(tmp_path, [], ("payer", "cpt")), unread, RULES)
    with pytest.raises(RiskError, match="cannot be read"):
        read_history(tmp_path / "none.csv", unread, RULES)


def test_evidence_that_is_none_is_told(tmp_path):
    (tmp_path / "a.json").write_text("[1]")
    path = write_csv(tmp_path, [("a.json", "evolent", "72141", "denied")], ("evidence", "payer", "cpt", "outcome"))
    with pytest.raises(RiskError, match="holds no evidence"):
        read_history(path, unread, RULES)


# ------------------------------------------------------------------------------------------------------------- fitting
def test_too_little_is_refused_with_what_is_needed(tmp_path):
    path = tmp_path / "outcomes.csv"
    with pytest.raises(RiskError, match=r"too little to fit: 40 outcomes .* needed are 100 outcomes and 20 of each"):
        check_enough(path, history(40), RULES)
    one_sided = History([Outcome(o.case, o.payer, o.numbers, False) for o in history(300).outcomes])
    with pytest.raises(RiskError, match="0 denials"):
        check_enough(path, one_sided, RULES)


def test_few_outcomes_recalibrate_the_shipped_model():
    result = fit_history(history(400, shift=1.2), SHIPPED, RULES, 0, "mine")
    assert result.how == RECALIBRATED
    assert result.own.brier < result.shipped.brier
    assert result.own.ece < result.shipped.ece
    assert result.formula.coefficients == SHIPPED.coefficients


def test_many_outcomes_of_other_reviewers_fit_a_new_model():
    rng = np.random.default_rng(4)
    rows = [features_of(KINDS[i % len(KINDS)]) for i in range(800)]
    turned = History(
        [
            Outcome(str(i), "evolent", n, bool(rng.random() < 0.05 + 0.9 * n["coding_blocking"]))
            for i, n in enumerate(rows)
        ]
    )
    result = fit_history(turned, SHIPPED, RULES, 0, "mine")
    assert result.how == REFITTED
    assert result.own.auc > result.shipped.auc
    assert all(weight >= 0 for weight in result.formula.coefficients.values())


def test_the_same_history_gives_the_same_model():
    one, two = (fit_history(history(300), SHIPPED, RULES, 3, "mine").formula for _ in range(2))
    assert one.to_json() == two.to_json()


def test_outcomes_of_one_case_stay_in_one_fold():
    doubled = [o for o in history(200).outcomes for _ in range(2)]
    result = fit_history(History(doubled), SHIPPED, RULES, 0, "mine")
    assert (result.outcomes, result.formula.trained_on.cases) == (400, 200)


# ------------------------------------------------------------------------------------------------------------- writing
def test_model_card_table_and_plot_are_written(tmp_path):
    pytest.importorskip("matplotlib", reason=NO_PLOTS)
    result = fit_history(history(300), SHIPPED, RULES, 0, "mine.csv")
    names = [p.name for p in write_refit(result, tmp_path / "own", plot=True)]
    assert names == ["model.json", "card.md", "reliability.md", "reliability.svg"]
    assert load_formula(tmp_path / "own" / "model.json") == result.formula
    card = (tmp_path / "own" / "card.md").read_text()
    assert "must not be used" in card
    assert '"auc"' in card


def test_the_plot_is_the_same_every_time(tmp_path):
    pytest.importorskip("matplotlib", reason=NO_PLOTS)
    bins = [Bin(0.1, 0.2, 5, 0.15, 0.2), Bin(0.5, 0.6, 9, 0.55, 0.5)]
    one, two = (draw_reliability(bins, tmp_path / f"{i}.svg").read_bytes() for i in range(2))
    assert one == two


def test_without_matplotlib_the_plot_says_what_to_install(tmp_path, monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "matplotlib", None)
    with pytest.raises(ExtraMissingError, match=r"mednec\[plots\]"):
        draw_reliability([], tmp_path / "a.svg")


def test_an_own_model_is_used_in_assess(tmp_path):
    (tmp_path / "a.txt").write_text(NOTE)
    result = fit_history(history(400, shift=2.0), SHIPPED, RULES, 0, "mine")
    (tmp_path / "model.json").write_text(result.formula.to_json())
    evidence = mednec.extract(NOTE, note_date="2026-06-15")
    request = mednec.ImagingRequest("72141")
    [own] = mednec.assess(evidence, request, ["evolent"], risk_model=tmp_path / "model.json")
    [shipped] = mednec.assess(evidence, request, ["evolent"])
    assert own.denial_risk > shipped.denial_risk


def test_a_file_that_is_no_model_is_refused(tmp_path):
    (tmp_path / "m.json").write_text(json.dumps({**SHIPPED.model_dump(), "calibration": {"slopes": [-1], "offset": 0}}))
    with pytest.raises(RiskError, match="slopes"):
        load_formula(tmp_path / "m.json")


def test_refit_of_a_small_file_is_refused(tmp_path):
    (tmp_path / "a.txt").write_text(NOTE)
    path = write_csv(tmp_path, [("a.txt", "evolent", "72141", "denied", "2026-06-15")] * 3)
    with pytest.raises(RiskError, match="too little to fit: 3 outcomes"):
        refit(path, unread)
