"""Makes categorical.json beside itself: splits by sets of levels.

`venv/bin/python make_categorical.py`, with the versions of README.md; some minutes.

Boosting is scikit-learn's, told which columns are categories. As in make_boosting.py rows are drawn until other orders of
them, other names of the levels, a slightly other penalty and weights of nearly one lead to the same trees: where two
splits gain nearly the same, or a level has just the ten rows that it needs, rounding decides.

scikit-learn's single tree knows no sets of levels. So the best set is found by trying all of them: each as a column of 0
and 1, on which a tree of one question says what is gained.
"""

import itertools
import json
import pathlib
import warnings

import numpy as np
import sklearn
from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor
from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor

warnings.filterwarnings("ignore")
N_TRAIN, N_ASKED = 401, 80
# How many levels the columns have; 0: a number.
LEVELS = [9, 0, 4, 0]


def rows(rng, n, missing):
    """Two columns of levels and two of numbers, gaps where they are asked for, and a score."""
    x = np.round(rng.normal(0, 1, (n, 4)), 3)
    x[:, 0] = rng.choice(9, n, p=np.array([9, 8, 7, 6, 5, 3, 2, 1, 1]) / 42)
    x[:, 2] = rng.integers(0, 4, n)
    moved = np.array([0.9, -1.1, 0.2, 1.4, -0.6, -1.6, 0.5, 2.0, -2.0])[x[:, 0].astype(int)]
    score = moved + 0.8 * x[:, 1] + np.array([0.0, 0.7, -0.7, 0.3])[x[:, 2].astype(int)] + rng.normal(0, 0.6, n)
    if missing:
        gone = rng.random(n) < 0.15
        x[gone, 0] = np.nan
        x[rng.random(n) < 0.1, 3] = np.nan
        score = score + 0.9 * gone
    return x, score


def answers(rng, task, x, score):
    if task == "binary":
        return (score > 0.3).astype(int)
    if task == "multiclass":
        return np.where(score > 1.0, 2, (x[:, 1] + rng.normal(0, 0.5, len(score)) > 0).astype(int))
    return np.round(3 * score + 10, 3)


def renamed(x, names):
    """The same rows with other numbers for the levels."""
    out = x.copy()
    for column, name in names.items():
        there = ~np.isnan(x[:, column])
        out[there, column] = name[x[there, column].astype(int)]
    return out


def trained(task, x, y, weights, dials, order=None, nudge=0.0):
    order = np.arange(len(y)) if order is None else order
    dials = {**dials, "l2_regularization": dials.get("l2_regularization", 0.0) + nudge}
    new = HistGradientBoostingRegressor if task == "regression" else HistGradientBoostingClassifier
    weights = None if weights is None else weights[order]
    model = new(categorical_features=[0, 2], early_stopping=False, random_state=0, **dials)
    return model.fit(x[order], y[order], sample_weight=weights)


def said(model, task, x):
    if task == "regression":
        return model.predict(x)
    found = model.predict_proba(x)
    return found[:, 1] if task == "binary" else found


def gaps(x):
    # NaN is no JSON: the word stands for it.
    return [["NaN" if np.isnan(v) else float(v) for v in row] for row in x]


def boosted(seed, name, task, weighted=False, missing=False, **dials):
    dials = {"max_iter": 12, "max_leaf_nodes": 8, "min_samples_leaf": 10, **dials}
    for again in range(1000):
        rng = np.random.default_rng([seed, again])
        x, score = rows(rng, N_TRAIN, missing)
        y = answers(rng, task, x, score)
        weights = np.round(rng.uniform(0.2, 3, N_TRAIN), 2) if weighted else None
        asked = x[:N_ASKED].copy()
        # A level that no row had, and a gap where there may have been none.
        asked[:5, 0], asked[5:10, 2] = 9, np.nan
        own = said(trained(task, x, y, weights, dials), task, asked)
        others = []
        for nudge in (0.0, 1e-6, 1e-5):
            names = {0: np.append(rng.permutation(9), 9), 2: rng.permutation(4)}
            model = trained(task, renamed(x, names), y, weights, dials, rng.permutation(N_TRAIN), nudge)
            others.append(said(model, task, renamed(asked, names)))
        for near in (1 - 3e-6, 1 + 2e-6, 1 + 7e-6):
            scaled = near * (np.ones(N_TRAIN) if weights is None else weights)
            others.append(said(trained(task, x, y, scaled, dials), task, asked))
        if all(np.abs(other / own - 1).max() < 1e-4 for other in others):
            print(name, again)
            break
    else:
        raise RuntimeError(f"{name}: no rows without a near tie")
    given = {"X": gaps(x), "y": y.tolist(), "levels": LEVELS, "asked": gaps(asked), **dials}
    if weighted:
        given["weights"] = weights.tolist()
    return {"id": name, "kind": task, "input": given, "expected": {"predict": own.tolist()}}


def parted(seed, name, task, k, criterion, weighted=False, n_classes=2):
    """The best of all sets of levels, and what it takes off the impurity."""
    rng = np.random.default_rng(seed)
    n = 60 * k
    x = rng.integers(0, k, n)
    moved = rng.normal(0, 1, k)[x] + rng.normal(0, 1.5, n)
    if task == "regression":
        y = np.round(moved, 3)
    else:
        y = np.searchsorted(np.quantile(moved, np.arange(1, n_classes) / n_classes), moved)
    weights = np.round(rng.uniform(0.2, 3, n), 2) if weighted else None
    new = DecisionTreeRegressor if task == "regression" else DecisionTreeClassifier
    best = None
    # Sets without the last level: each pair of sides once.
    for size in range(1, k):
        for left in itertools.combinations(range(k - 1), size):
            column = np.isin(x, left).astype(float)[:, None]
            tree = new(criterion=criterion, max_depth=1).fit(column, y, sample_weight=weights).tree_
            if tree.node_count < 3:
                continue
            share = tree.weighted_n_node_samples / tree.weighted_n_node_samples[0]
            gain = tree.impurity[0] - share[1] * tree.impurity[1] - share[2] * tree.impurity[2]
            if best is None or gain > best[0]:
                best = (gain, left)
    gain, left = best
    given = {"x": x.tolist(), "y": y.tolist(), "levels": k, "criterion": criterion, "n_classes": n_classes}
    if weighted:
        given["weights"] = weights.tolist()
    # The smaller side by rows is the one that is named.
    sides = [sorted(left), sorted(set(range(k)) - set(left))]
    sides.sort(key=lambda side: np.isin(x, side).sum())
    return {"id": name, "kind": "parted_" + task, "input": given, "expected": {"gain": gain, "named": sides[0]}}


CASES = [
    boosted(21, "binary", "binary"),
    boosted(22, "binary-gaps", "binary", missing=True, l2_regularization=1.5),
    boosted(23, "binary-weighted-gaps", "binary", weighted=True, missing=True),
    boosted(24, "multiclass", "multiclass", max_iter=8),
    boosted(25, "multiclass-gaps", "multiclass", missing=True, max_iter=8),
    boosted(26, "multiclass-weighted", "multiclass", weighted=True, max_iter=8, max_depth=3),
    boosted(27, "regression", "regression"),
    boosted(28, "regression-gaps", "regression", missing=True, min_samples_leaf=5),
    boosted(29, "regression-weighted-gaps", "regression", weighted=True, missing=True, l2_regularization=0.5),
    parted(41, "parted-gini", "binary", 7, "gini"),
    parted(42, "parted-entropy", "binary", 6, "entropy"),
    parted(43, "parted-gini-weighted", "binary", 6, "gini", weighted=True),
    parted(44, "parted-numbers", "regression", 8, "squared_error"),
    parted(45, "parted-numbers-weighted", "regression", 6, "squared_error", weighted=True),
    parted(46, "parted-classes", "multiclass", 6, "gini", n_classes=3),
    parted(47, "parted-classes-entropy", "multiclass", 5, "entropy", n_classes=4),
]
FAMILY = {
    "schema": "categorical/1",
    "side": "open",
    "notes": f"scikit-learn {sklearn.__version__}. Boosting: HistGradientBoosting with categorical_features; levels: how many a column "
    "has, 0 of a column of numbers; predict: the probability of yes, probabilities or numbers for the rows asked, among them "
    "levels and gaps that training rows did not have. Parted: the best of all sets of levels, each tried as a column of 0 and "
    "1 by a tree of one question; gain: what it takes off the impurity; named: the levels of the side with fewer rows.",
    "tolerance": {"abs": 1e-6, "rel": 1e-6},
    "cases": CASES,
}
file = pathlib.Path(__file__).with_name("categorical.json")
file.write_text(json.dumps(FAMILY) + "\n")
print(file, file.stat().st_size)
