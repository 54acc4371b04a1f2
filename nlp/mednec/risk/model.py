"""DenialRiskModel: a scikit-learn classifier, logistic and calibrated, that only rises in unfavourable numbers.

Additive on the log-odds scale, so that every answer divides into contributions. Coefficients of the numbers in
``FEATURES`` are bounded at zero from below, which makes the model monotone by construction; the calibration is a
rising curve, fitted on cases left out of the fit.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.optimize import minimize
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.utils.multiclass import check_classification_targets
from sklearn.utils.validation import check_array, check_consistent_length, check_is_fitted, column_or_1d

from mednec.risk.calibration import Numbers, along, log_loss, logistic, rising_curve
from mednec.risk.curve import Curve
from mednec.risk.features import FEATURES, UNMET_COLUMN


class DenialRiskModel(ClassifierMixin, BaseEstimator):
    """Probability of a first denial from the numbers of an assessment and the payer.

    Args:
        increasing: Columns in which the risk can only rise, by name or place; "auto" takes those of a data frame that
            are named in ``FEATURES`` or tell of a payer's unmet cases, and none of an array.
        penalty: Ridge on the coefficients; the intercept is free.
        folds: Parts of the cross-fitting for the calibration; 0 leaves the model as it is fitted.
        pieces: Straight pieces of the calibration; 1 is a slope and an offset.
        replicates: Refits on resampled cases, from which ``spread`` tells how sure a risk is; 0 for none.
        random_state: Seed of folds and replicates.

    Attributes:
        coef_: Coefficients (log-odds a unit), shape (columns,). intercept_: Log-odds where all columns are 0.
        curve_: The calibration. replicates_: Coefficients with the intercept first, shape (replicates,
            1 + columns). classes_: The two outcomes; the second is the denial.
    """

    def __init__(
        self,
        increasing: str | Sequence[str | int] = "auto",
        penalty: float = 1e-4,
        folds: int = 5,
        pieces: int = 1,
        replicates: int = 0,
        random_state: int = 0,
    ) -> None:
        self.increasing = increasing
        self.penalty = penalty
        self.folds = folds
        self.pieces = pieces
        self.replicates = replicates
        self.random_state = random_state

    def fit(self, X: Any, y: Any, sample_weight: Any = None, groups: Any = None) -> DenialRiskModel:  # noqa: N803
        """Fit coefficients and calibration.

        Args:
            X: Rows of numbers, a data frame or array of shape (rows, columns).
            y: Two outcomes; the greater of the two is the denial.
            sample_weight: Weights of the rows.
            groups: The case of each row: rows of one case stay together in folds and replicates.
        """
        columns = _columns(X)
        rows = check_array(X, dtype=np.float64)
        check_classification_targets(y)
        outcome = column_or_1d(y, warn=True)
        check_consistent_length(rows, outcome)
        self.classes_ = np.unique(outcome)
        if len(self.classes_) != 2:
            kind = "Only binary classification is supported" if len(self.classes_) > 2 else "One class is too few"
            raise ValueError(f"{kind}: the outcomes are of {len(self.classes_)} classes")
        self.n_features_in_ = rows.shape[1]
        if columns is not None:
            self.feature_names_in_ = columns
        denied = (outcome == self.classes_[1]).astype(np.float64)
        weight = np.ones(len(rows)) if sample_weight is None else np.asarray(sample_weight, dtype=np.float64)
        check_consistent_length(rows, weight)
        if not weight.any():
            raise ValueError("Sample weights must contain at least one non-zero number.")
        cases = np.unique(np.arange(len(rows)) if groups is None else np.asarray(groups), return_inverse=True)[1]
        floor = self._floor(columns)
        at = _fitted(rows, denied, weight, floor, self.penalty)
        self.intercept_, self.coef_ = float(at[0]), at[1:]
        self.curve_ = self._calibration(rows, denied, weight, cases, floor)
        self.replicates_ = np.array([_fitted(r, d, w, floor, self.penalty, self._start)
                                     for r, d, w in self._resampled(rows, denied, weight, cases)]).reshape(
            self.replicates, 1 + rows.shape[1]
        )  # fmt: skip
        return self

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.classifier_tags.multi_class = False
        return tags

    def _more_tags(self) -> dict[str, bool]:
        return {"binary_only": True}

    @property
    def _start(self) -> Numbers:
        """Where refits begin: at the fit to all rows."""
        start: Numbers = np.r_[self.intercept_, self.coef_]
        return start

    def decision_function(self, X: Any) -> Numbers:  # noqa: N803
        """Calibrated log-odds of a denial, shape (rows,)."""
        check_is_fitted(self, "coef_")
        rows = self._checked(X)
        return along(self.curve_, rows @ self.coef_ + self.intercept_)

    def predict_proba(self, X: Any) -> Numbers:  # noqa: N803
        """Probabilities of the two outcomes, shape (rows, 2); the second is the risk."""
        risk = logistic(self.decision_function(X))
        return np.column_stack([1 - risk, risk])

    def predict(self, X: Any) -> npt.NDArray[Any]:  # noqa: N803
        """The likelier outcome."""
        likelier = (self.decision_function(X) > 0).astype(int)
        return np.asarray(self.classes_[likelier])

    def spread(self, X: Any) -> Numbers:  # noqa: N803
        """Standard deviation of the log-odds over the replicates, shape (rows,); 0 without replicates."""
        rows = self._checked(X)
        if not len(self.replicates_):
            return np.zeros(len(rows))
        scores = rows @ self.replicates_[:, 1:].T + self.replicates_[:, 0]
        slopes = [self.curve_.slope_at(score) for score in rows @ self.coef_ + self.intercept_]
        return np.asarray(slopes * scores.std(axis=1))

    def _checked(self, X: Any) -> Numbers:  # noqa: N803
        check_is_fitted(self, "coef_")
        columns, known = _columns(X), getattr(self, "feature_names_in_", None)
        if columns is not None and known is not None and list(columns) != list(known):
            raise ValueError("The feature names should match those that were passed during fit.")
        rows: Numbers = check_array(X, dtype=np.float64)
        if rows.shape[1] != self.n_features_in_:
            name = type(self).__name__
            raise ValueError(
                f"X has {rows.shape[1]} features, but {name} is expecting {self.n_features_in_} features as input"
            )
        return rows

    def _floor(self, columns: npt.NDArray[Any] | None) -> list[float | None]:
        """The least value of each coefficient; None where it is free."""
        names = list(columns) if columns is not None else [None] * self.n_features_in_
        auto = self.increasing == "auto"
        rising: set[Any] = set(FEATURES) if auto else set(self.increasing)
        rising |= {name for name in names if auto and str(name).startswith(UNMET_COLUMN)}
        return [0.0 if name in rising or place in rising else None for place, name in enumerate(names)]

    def _calibration(
        self, rows: Numbers, denied: Numbers, weight: Numbers, cases: npt.NDArray[Any], floor: list[float | None]
    ) -> Curve:
        number = int(cases.max()) + 1
        if self.folds < 2 or number < 2 * self.folds:
            return Curve(slopes=[1.0], offset=0.0)
        part = np.random.default_rng(self.random_state).permutation(number) % self.folds
        left_out = np.zeros(len(rows))
        for fold in range(self.folds):
            out = part[cases] == fold
            at = _fitted(rows[~out], denied[~out], weight[~out], floor, self.penalty, self._start)
            left_out[out] = rows[out] @ at[1:] + at[0]
        return rising_curve(left_out, denied, weight, self.pieces)

    def _resampled(
        self, rows: Numbers, denied: Numbers, weight: Numbers, cases: npt.NDArray[Any]
    ) -> Iterator[tuple[Numbers, Numbers, Numbers]]:
        """The rows with cases drawn anew: a case that is drawn twice weighs double."""
        rng = np.random.default_rng([self.random_state, 1])
        number = int(cases.max()) + 1
        for _ in range(self.replicates):
            drawn = np.bincount(rng.integers(0, number, number), minlength=number)[cases]
            kept = drawn > 0
            yield rows[kept], denied[kept], weight[kept] * drawn[kept]


def _columns(X: Any) -> npt.NDArray[Any] | None:  # noqa: N803
    return np.asarray(X.columns, dtype=object) if isinstance(X, pd.DataFrame) else None


def _fitted(
    rows: Numbers,
    denied: Numbers,
    weight: Numbers,
    floor: list[float | None],
    penalty: float,
    start: Numbers | None = None,
) -> Numbers:
    """Intercept and coefficients of the least penalized log loss within the bounds."""
    total = weight.sum()

    def loss(at: Numbers) -> tuple[float, Numbers]:
        p = logistic(rows @ at[1:] + at[0])
        off = (p - denied) * weight / total
        value = log_loss(denied, p, weight) + penalty / 2 * float(at[1:] @ at[1:])
        return value, np.r_[off.sum(), rows.T @ off + penalty * at[1:]]

    first = np.zeros(1 + rows.shape[1]) if start is None else start
    bounds = [(None, None), *((low, None) for low in floor)]
    found = minimize(loss, first, jac=True, method="L-BFGS-B", bounds=bounds, options={"maxiter": 500, "ftol": 1e-10})
    at: Numbers = found.x
    return at
