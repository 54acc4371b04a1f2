"""The estimator: monotone, calibrated, and at home in scikit-learn."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.base import clone
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GridSearchCV, cross_val_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer
from sklearn.utils.estimator_checks import check_estimator

from mednec.risk.artefact import RiskFormula, TrainedOn, probability
from mednec.risk.calibration import (
    along,
    auc,
    brier,
    expected_calibration_error,
    logistic,
    platt,
    reliability,
    rising_curve,
)
from mednec.risk.features import FEATURES
from mednec.risk.model import DenialRiskModel
from mednec.risk.training import as_read_elsewhere, fit_shares, formula_of, table

PAYERS = ("aetna", "evicore")


def history(rows=1500, seed=3):
    """Cases whose denials follow a known rule: refusals and blocking codes raise them, a quirk lowers them."""
    rng = np.random.default_rng(seed)
    numbers = [{name: float(rng.random() < 0.4) for name in FEATURES} for _ in range(rows)]
    payer = [PAYERS[i] for i in rng.integers(0, 2, rows)]
    x = table(numbers, payer, PAYERS)
    odds = -1.5 + 1.8 * x["refused"] + 1.2 * x["coding_blocking"] - 1.0 * x["thin_share"] + 0.7 * x["payer=evicore"]
    return x, rng.random(rows) < logistic(odds.to_numpy())


X, Y = history()
MODEL = DenialRiskModel(pieces=4, replicates=4, random_state=5).fit(X, Y)


def test_it_keeps_the_rules_of_scikit_learn():
    # Calibration folds are drawn by row, so a row of weight two is not the same as two rows.
    unequal = {"check_sample_weight_equivalence_on_dense_data": "folds are drawn by row"}
    check_estimator(DenialRiskModel(), expected_failed_checks=unequal)


def test_no_number_lowers_the_risk_even_where_the_data_say_so():
    coefficients = dict(zip(MODEL.feature_names_in_, MODEL.coef_, strict=True))
    assert all(coefficients[name] >= 0 for name in FEATURES)
    assert coefficients["thin_share"] == 0.0
    free = LogisticRegression().fit(X, Y).coef_[0]
    assert free[list(X.columns).index("thin_share")] < 0


@given(st.integers(0, len(X) - 1), st.sampled_from(list(FEATURES)), st.floats(0, 1))
@settings(max_examples=100, deadline=None)
def test_more_of_a_number_never_lowers_the_risk(row, name, least):
    before = X.iloc[[row]].copy()
    after = before.copy()
    after[name] = max(least, float(before[name].iloc[0]))
    assert MODEL.predict_proba(after)[0, 1] >= MODEL.predict_proba(before)[0, 1]


def test_risks_are_calibrated_on_cases_it_did_not_see():
    x, y = history(6000, seed=8)
    ece = expected_calibration_error(y.astype(float), MODEL.predict_proba(x)[:, 1], np.ones(len(y)))
    assert ece < 0.05


def test_it_works_in_pipelines_searches_and_cross_validation():
    pipeline = make_pipeline(FunctionTransformer(), DenialRiskModel())
    assert cross_val_score(pipeline, X, Y, cv=3, scoring="roc_auc").mean() > 0.6
    search = GridSearchCV(DenialRiskModel(folds=0), {"penalty": [1e-4, 1e-1]}, cv=3).fit(X, Y)
    assert search.best_params_["penalty"] in (1e-4, 1e-1)
    assert clone(MODEL).get_params() == MODEL.get_params()


def test_the_same_seed_gives_the_same_model():
    again = DenialRiskModel(pieces=4, replicates=4, random_state=5).fit(X, Y)
    assert np.array_equal(again.coef_, MODEL.coef_)
    assert np.array_equal(again.replicates_, MODEL.replicates_)


def test_rows_of_one_case_stay_together():
    cases = np.repeat(np.arange(len(X) // 3), 3)
    grouped = DenialRiskModel(replicates=2, random_state=5).fit(X, Y, groups=cases)
    assert min(grouped.curve_.slopes) > 0


def test_the_artefact_says_what_the_estimator_says():
    about = TrainedOn(source="a test", cases=1, rows=1, digest="", seed=5)
    formula = formula_of(MODEL, about, {"aetna": 0.3})
    assert RiskFormula.model_validate_json(formula.to_json()) == formula
    for row in range(20):
        numbers = {name: float(X[name].iloc[row]) for name in FEATURES}
        payer = "evicore" if X["payer=evicore"].iloc[row] else "aetna"
        risk = probability(formula.log_odds(numbers, payer))
        assert risk == pytest.approx(MODEL.predict_proba(X.iloc[[row]])[0, 1], abs=1e-4)
        assert formula.spread(numbers, payer) == pytest.approx(MODEL.spread(X.iloc[[row]])[0], abs=1e-2)


def test_shares_of_denials_can_be_fitted():
    shares = np.full(len(X), 0.2)
    model = fit_shares(DenialRiskModel(), X, shares, [str(i) for i in range(len(X))])
    assert MODEL.predict_proba(X)[:, 1].std() > 0.05
    assert model.predict_proba(X)[:, 1] == pytest.approx(0.2, abs=0.01)


def test_misreading_draws_shares_to_the_base_rate_of_the_payer():
    shares, payers = np.array([0.0, 1.0, 0.2]), ["aetna", "aetna", "evicore"]
    assert as_read_elsewhere(shares, payers, 0.1) == pytest.approx([0.05, 0.95, 0.2])
    assert as_read_elsewhere(shares, payers, 0.0) == pytest.approx(shares)


@pytest.mark.parametrize(("x", "y"), [(X, np.zeros(len(X))), (X.iloc[:5], [0, 1])])
def test_what_cannot_be_fitted_is_refused(x, y):
    with pytest.raises(ValueError, match=r"class|inconsistent"):
        DenialRiskModel().fit(x, y)


def test_columns_in_another_order_are_refused():
    with pytest.raises(ValueError, match="feature names"):
        MODEL.predict_proba(pd.DataFrame(X[X.columns[::-1]]))


class TestCalibration:
    denied = np.array([0.0, 0.0, 1.0, 1.0])
    weight = np.ones(4)

    def test_perfect_order_and_chance(self):
        assert auc(self.denied, np.array([0.1, 0.2, 0.8, 0.9]), self.weight) == 1.0
        assert auc(self.denied, np.full(4, 0.5), self.weight) == 0.5

    def test_shares_count_like_the_outcomes_behind_them(self):
        shares, risk = np.array([0.25, 0.75]), np.array([0.3, 0.6])
        outcomes = np.array([1, 0, 0, 0, 1, 1, 1, 0], dtype=float)
        spread = np.repeat(risk, 4)
        assert auc(shares, risk, np.ones(2)) == pytest.approx(auc(outcomes, spread, np.ones(8)))
        assert brier(shares, risk, np.ones(2)) == pytest.approx(brier(outcomes, spread, np.ones(8)))

    def test_the_error_is_the_distance_of_risk_and_share(self):
        assert expected_calibration_error(self.denied, np.full(4, 0.8), self.weight) == pytest.approx(0.3)
        assert [b.weight for b in reliability(self.denied, np.full(4, 0.8), self.weight)] == [4.0]

    def test_a_curve_of_pieces_rises_and_fits_what_no_line_fits(self):
        rng = np.random.default_rng(0)
        odds = rng.normal(0, 2, 20000)
        denied = (rng.random(20000) < logistic(np.minimum(odds, 0.5))).astype(float)
        one, many = (rising_curve(odds, denied, np.ones(20000), pieces) for pieces in (1, 6))
        ece = [expected_calibration_error(denied, logistic(along(c, odds)), np.ones(20000)) for c in (one, many)]
        assert ece[1] < 0.01 < ece[0]
        assert [many.at(z) for z in (-3.0, 0.0, 3.0)] == pytest.approx(list(along(many, np.array([-3.0, 0.0, 3.0]))))
        assert min(many.slopes) > 0

    def test_log_odds_are_stretched_and_shifted_to_fit(self):
        rng = np.random.default_rng(0)
        odds = rng.normal(0, 2, 20000)
        slope, offset = platt(odds, (rng.random(20000) < logistic(0.5 * odds - 1)).astype(float), np.ones(20000))
        assert (slope, offset) == (pytest.approx(0.5, abs=0.05), pytest.approx(-1, abs=0.05))
