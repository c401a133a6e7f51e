"""Probabilities put right out of fold: `make_calibrated.py` writes calibrated.json.

scikit-learn alone, in the version that README.md names: `CalibratedClassifierCV(ensemble=False)` with its usual five
folds in order. Where a model adds up log-odds, scikit-learn asks its `decision_function`; of several classes that is a
sum a class that no probability tells of, so there the model is asked for the log-odds of each class instead.
"""

import json
import pathlib

import numpy as np
from scipy.special import softmax
from sklearn.calibration import CalibratedClassifierCV
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.naive_bayes import GaussianNB
from sklearn.neighbors import KNeighborsClassifier

NOTES = (
    "cv=5 is StratifiedKFold(5, shuffle=False); the model that answers learned from all of X. curves: of yes, or one a "
    "class; a and b of 1 / (1 + exp(a * score + b)), or the thresholds. log_odds: the scores are the log-odds of each "
    "class's probability, else the probabilities. proba: of every class. none_left: rows of X_test of which every curve "
    "says 0."
)
DIALS = {
    "gaussian_nb": {"var_smoothing": 1e-9},
    "k_neighbors": {"n_neighbors": 7},
    "logistic": {"C": 0.5, "tol": 1e-12, "max_iter": 10_000},
    "boosting": {
        "max_iter": 15, "learning_rate": 0.2, "max_leaf_nodes": 5, "min_samples_leaf": 10, "early_stopping": False,
    },
}  # fmt: skip


class Logistic(LogisticRegression):
    """The log-odds of each class in the place of the sums that its probabilities are made of."""

    def decision_function(self, X):
        sums = super().decision_function(X)
        if len(self.classes_) == 2:
            return sums
        p = softmax(sums, axis=1)
        return np.log(p / (1 - p))

    def predict_proba(self, X):
        raise NotImplementedError


MODELS = {
    "gaussian_nb": GaussianNB,
    "k_neighbors": KNeighborsClassifier,
    "logistic": Logistic,
    "boosting": HistGradientBoostingClassifier,
}


def rows(rng, n, n_classes, spread=1.5):
    """Classes that overlap; columns that say the same twice, so that naive Bayes is too sure."""
    y = rng.permutation(np.arange(n) % (2 * n_classes) % n_classes)
    x = rng.normal(0, spread, (n, 4)) + np.stack([y, -y, (y == 1) * 1.5, np.zeros(n)], axis=1)
    x[:, 3] = x[:, 0] + rng.normal(0, 0.1, n)
    return np.round(x, 4), y


def case(model, seed, n_classes, n=240, spread=1.5):
    rng = np.random.default_rng(seed)
    x, y = rows(rng, n, n_classes, spread)
    x_test, _ = rows(rng, 60, n_classes)

    def by(method):
        fitted = CalibratedClassifierCV(MODELS[model](**DIALS[model]), method=method, cv=5, ensemble=False).fit(x, y)
        (only,) = fitted.calibrated_classifiers_
        curve = {
            "sigmoid": lambda c: {"a": float(c.a_), "b": float(c.b_)},
            "isotonic": lambda c: {"x": c.X_thresholds_.tolist(), "y": c.y_thresholds_.tolist()},
        }[method]
        none = 0
        if n_classes > 2:
            asked = only.estimator.decision_function if log_odds else only.estimator.predict_proba
            said = [c.predict(scores) for c, scores in zip(only.calibrators, asked(x_test).T)]
            none = int(np.sum(np.sum(said, axis=0) == 0))
        return {
            "curves": [curve(c) for c in only.calibrators], "proba": fitted.predict_proba(x_test).tolist(),
            "none_left": none,
        }  # fmt: skip

    log_odds = hasattr(MODELS[model], "decision_function")
    return {
        "id": f"{model}_{n_classes}_{n}", "kind": "multiclass" if n_classes > 2 else "binary",
        "input": {
            "model": model, "dials": DIALS[model], "n_classes": n_classes, "X": x.tolist(), "y": y.tolist(),
            "X_test": x_test.tolist(),
        },
        "expected": {"log_odds": log_odds, "sigmoid": by("sigmoid"), "isotonic": by("isotonic")},
    }  # fmt: skip


def main():
    asked = [(model, 2) for model in MODELS] + [(model, 3) for model in MODELS if model != "boosting"]
    cases = [case(model, seed, n_classes) for seed, (model, n_classes) in enumerate(asked)]
    # Rows far apart to learn from, so that the curves leave some row in between nothing at all.
    seeds = (case("k_neighbors", seed, 4, 120, 0.3) for seed in range(100, 400))
    cases.append(next(one for one in seeds if one["expected"]["isotonic"]["none_left"]))
    for one in cases:
        print(one["id"], one["expected"]["isotonic"]["none_left"])
    out = {
        "schema": "calibrated/1", "side": "engine", "notes": NOTES, "tolerance": {"abs": 2e-5, "rel": 2e-5},
        "cases": cases,
    }  # fmt: skip
    path = pathlib.Path(__file__).with_name("calibrated.json")
    path.write_text(json.dumps(out, separators=(",", ":")) + "\n")


main()
