"""Makes boosting.json beside itself: scikit-learn's histogram gradient boosting for every task.

`venv/bin/python make_boosting.py`, with the versions of README.md; under a minute.

Its gradients are 32-bit numbers, and what is left of an empty bin after a subtraction is noise: where two splits gain
nearly the same, that decides. So rows are drawn until other orders of them and a slightly other penalty lead to the
same trees, and answers are asked of training rows, which no empty bin can part.
"""

import json
import pathlib
import warnings

import numpy as np
import sklearn
from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor
from sklearn.utils import compute_sample_weight

warnings.filterwarnings("ignore")
# Prime to the numbers of bins: no edge stands just on a row, where rounding would decide.
N_TRAIN, N_TOLD = 301, 80


def rows(rng, n, missing):
    """Normal columns, one of few values, one with gaps where that is asked for; and a score."""
    x = np.round(rng.normal(0, 1, (n, 4)), 3)
    x[:, 2] = rng.integers(0, 5, n)
    score = 1.3 * x[:, 0] + np.sin(2 * x[:, 1]) + 0.4 * (x[:, 2] - 2) + rng.normal(0, 0.5, n)
    if missing:
        gone = rng.random(n) < 0.25
        x[gone, 1] = np.nan
        score = score + 0.8 * gone
    return x, score


def answers(rng, task, x, score):
    if task == "binary":
        return (score > 0.3).astype(int)
    if task == "multiclass":
        return np.where(score > 1.2, 2, (x[:, 3] + rng.normal(0, 0.4, len(score)) > 0).astype(int))
    return np.round(3 * score + 10, 3)


def losses(model, task, x, y, weights):
    """The weighted mean loss before the first iteration and after each."""

    def mean(each):
        return float(np.average(each, weights=weights))

    if task == "regression":
        base = np.full(len(y), model._baseline_prediction[0, 0])
        return [mean((s - y) ** 2) for s in [base, *model.staged_predict(x)]]
    classes = np.arange(len(model.classes_))
    share = np.array([np.average(y == k, weights=weights) for k in classes])
    staged = [np.tile(share, (len(y), 1)), *model.staged_predict_proba(x)]
    return [mean(-np.log(p[np.arange(len(y)), y])) for p in staged]


def trained(task, x, y, weights, dials, order=None, nudge=0.0):
    order = np.arange(len(y)) if order is None else order
    dials = {**dials, "l2_regularization": dials.get("l2_regularization", 0.0) + nudge}
    new = HistGradientBoostingRegressor if task == "regression" else HistGradientBoostingClassifier
    weights = None if weights is None else weights[order]
    return new(early_stopping=False, random_state=0, **dials).fit(x[order], y[order], sample_weight=weights)


def said(model, task, x):
    if task == "regression":
        return model.predict(x)
    found = model.predict_proba(x)
    return found[:, 1] if task == "binary" else found


def case(seed, name, task, weighted=False, missing=False, **dials):
    dials = {"max_iter": 15, "max_leaf_nodes": 8, "min_samples_leaf": 15, **dials}
    for rng in (np.random.default_rng([seed, again]) for again in range(1000)):
        x, score = rows(rng, N_TRAIN, missing)
        y = answers(rng, task, x, score)
        weights = np.round(rng.uniform(0.2, 3, N_TRAIN), 2) if weighted else None
        model = trained(task, x, y, weights, dials)
        counts = weights
        if "class_weight" in dials:
            counts = compute_sample_weight(dials["class_weight"], y) * (1 if weights is None else weights)
        own = said(model, task, x)
        others = [
            trained(task, x, y, weights, dials, rng.permutation(N_TRAIN), nudge)
            for nudge in (0.0, 0.0, 1e-6, 1e-6, 1e-5)
        ]
        if all(np.abs(said(other, task, x) / own - 1).max() < 1e-5 for other in others):
            break
    else:
        raise RuntimeError(f"{name}: no rows without a near tie")
    # NaN is no JSON: the word stands for it.
    gaps = [["NaN" if np.isnan(v) else float(v) for v in row] for row in x]
    asked = {"X": gaps, "y": y.tolist(), **dials}
    if weighted:
        asked["weights"] = weights.tolist()
    found = {
        "baseline": model._baseline_prediction.ravel().tolist(),
        "predict": own[:N_TOLD].tolist(),
        "loss": losses(model, task, x, y, counts),
    }
    return {"id": name, "kind": task, "input": asked, "expected": found}


CASES = [
    case(11, "binary", "binary"),
    case(12, "binary-weighted-missing", "binary", weighted=True, missing=True, l2_regularization=1.5),
    case(13, "binary-monotonic", "binary", monotonic_cst=[1, 0, 1, -1], max_leaf_nodes=12, min_samples_leaf=8),
    case(14, "multiclass", "multiclass", max_depth=3),
    case(15, "multiclass-weighted-missing", "multiclass", weighted=True, missing=True),
    case(16, "regression", "regression", max_bins=20),
    case(17, "regression-weighted-missing", "regression", weighted=True, missing=True, l2_regularization=0.5),
    case(18, "regression-monotonic-missing", "regression", missing=True, monotonic_cst=[0, 1, 1, -1]),
    case(19, "binary-balanced", "binary", class_weight="balanced"),
    case(20, "multiclass-balanced-weighted", "multiclass", weighted=True, class_weight="balanced"),
]
FAMILY = {
    "schema": "boosting/1",
    "side": "open",
    "notes": f"scikit-learn {sklearn.__version__} HistGradientBoosting; predict: probability of yes, probabilities, or numbers, of the "
    "first rows of X; "
    "loss: mean over the training rows, weighted by row and class, log loss or squared error, before the first iteration and after each; "
    "its gradients are 32-bit numbers: hence the tolerance.",
    "tolerance": {"abs": 1e-6, "rel": 1e-6},
    "cases": CASES,
}
file = pathlib.Path(__file__).with_name("boosting.json")
file.write_text(json.dumps(FAMILY) + "\n")
print(file, file.stat().st_size)
