"""Weighted and pruned trees, and forests for several classes and for numbers: `make_trees.py` writes trees.json.

scikit-learn alone, in the version that README.md names. A tree is kept where its structure depends
neither on the seed nor on the ninth digit of the weights, which decide between questions that are equally good.
"""

import json
import pathlib
import warnings

import numpy as np
from sklearn.ensemble import RandomForestClassifier, RandomForestRegressor
from sklearn.metrics import accuracy_score, r2_score
from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor

warnings.filterwarnings("ignore", message="Some inputs do not have OOB scores")
SEEDS = range(12)
NOTES = (
    "weighted_tree: sample_weight w (some rows 0), dials under input/trees; class k at index k, weights are "
    "weighted_n_node_samples. forest_band: 100 trees, min_samples_leaf 1, sqrt features for classes, all for numbers, "
    "learned from the first n_train rows, judged on the others; lists over 12 seeds, sorted; inside "
    "[first - 0.03, last + 0.03]."
)
DIALS = {
    "classes": [
        {"criterion": "gini", "max_depth": 3, "min_samples_leaf": 5},
        {"criterion": "entropy", "max_depth": 3, "min_samples_leaf": 5},
        {"criterion": "gini", "max_depth": 4, "min_samples_leaf": 3, "class_weight": "balanced"},
        {"criterion": "entropy", "max_depth": 3, "min_samples_leaf": 4, "class_weight": "balanced"},
        {"criterion": "gini", "max_depth": 6, "min_samples_leaf": 2, "ccp_alpha": 0.02},
        {"criterion": "gini", "min_samples_leaf": 4, "max_leaf_nodes": 7},
    ],
    "numbers": [
        {"max_depth": 3, "min_samples_leaf": 5},
        {"max_depth": 5, "min_samples_leaf": 2, "ccp_alpha": 5.0},
        {"min_samples_leaf": 4, "max_leaf_nodes": 8},
    ],
}


def nodes(tree):
    def node(i):
        leaf = tree.children_left[i] == -1
        whole = lambda values: None if leaf else int(values[i])
        return {
            "id": i, "feature": whole(tree.feature), "threshold": None if leaf else float(tree.threshold[i]),
            "left": whole(tree.children_left), "right": whole(tree.children_right), "n": int(tree.n_node_samples[i]),
            "impurity": float(tree.impurity[i]),
            "value": tree.value[i].ravel().tolist(),
        }  # fmt: skip

    return [node(i) for i in range(tree.node_count)]


def rows(rng, n, d, n_classes):
    """Values without ties, a class and a number that have to do with them, and weights."""
    x = np.round(rng.uniform(-3, 3, (n, d)), 4)
    score = x[:, 0] + np.sin(2 * x[:, 1]) + rng.normal(0, 0.5, n)
    y = np.digitize(score, np.quantile(score, np.linspace(0, 1, n_classes + 1)[1:-1]))
    w = np.round(rng.gamma(2, 0.7, n) * (rng.random(n) > 0.1), 3)
    return x, y, np.round(1000 + 10 * score, 2), w


def trees(seed, n, d, n_classes):
    rng = np.random.default_rng(seed)
    x, y, y_real, w = rows(rng, n, d, n_classes)
    grid = np.round(rng.uniform(-3, 3, (40, d)), 3)
    asked, expected = {}, {}
    for kind, new, target in (
        ("classes", DecisionTreeClassifier, y), ("numbers", DecisionTreeRegressor, y_real)
    ):  # fmt: skip
        for at, dials in enumerate(DIALS[kind]):
            jitter = lambda r: 1 + 1e-9 * np.random.default_rng(r).normal(size=n) * (r > 0)
            fitted = [new(random_state=r, **dials).fit(x, target, sample_weight=w * jitter(r)) for r in SEEDS]
            first = nodes(fitted[0].tree_)
            # Rounded sums differ in the last bits with the order in which features are looked at.
            shape = lambda nodes: [[node[name] for name in ("feature", "threshold", "left", "n")] for node in nodes]
            if any(shape(nodes(other.tree_)) != shape(first) for other in fitted):
                continue
            name = f"{kind}_{at}"
            answer = fitted[0].predict_proba(grid) if kind == "classes" else fitted[0].predict(grid)
            asked[name] = dials
            importances = fitted[0].feature_importances_.tolist()
            weights = fitted[0].tree_.weighted_n_node_samples.tolist()
            answers = answer.ravel().tolist()
            expected[name] = {"nodes": first, "weights": weights, "answers": answers, "importances": importances}
    print(f"{n} x {d}, {n_classes} classes: {list(asked)}")
    given = {"X": x.tolist(), "y": y.tolist(), "y_real": y_real.tolist(), "w": w.tolist(), "grid": grid.tolist()}
    return {"id": f"weighted-{n}x{d}-{n_classes}", "kind": "weighted_tree", "input": given | {"trees": asked},
            "expected": expected}  # fmt: skip


def band(seed, n_classes, weighted):
    rng = np.random.default_rng(seed)
    n, k = 500, 320
    x, y, y_real, w = rows(rng, n, 5, n_classes)
    w = w if weighted else np.ones(n)
    found = {name: [] for name in ("accuracy", "oob_accuracy", "r2", "oob_r2")}
    for r in SEEDS:
        about = dict(n_estimators=100, random_state=r, oob_score=True)
        given = {"sample_weight": w[:k]} if weighted else {}
        classes = RandomForestClassifier(**about).fit(x[:k], y[:k], **given)
        found["accuracy"].append(accuracy_score(y[k:], classes.predict(x[k:])))
        found["oob_accuracy"].append(classes.oob_score_)
        numbers = RandomForestRegressor(**about).fit(x[:k], y_real[:k], **given)
        found["r2"].append(r2_score(y_real[k:], numbers.predict(x[k:])))
        found["oob_r2"].append(numbers.oob_score_)
    given = {"X": x.tolist(), "y": y.tolist(), "y_real": y_real.tolist(), "w": w.tolist() if weighted else None,
             "n_train": k}  # fmt: skip
    if weighted:
        # A row that every tree has seen counts as 0 there, and spoils the score.
        found = {name: values for name, values in found.items() if not name.startswith("oob")}
    return {"id": f"forest-{n_classes}{'-weighted' if weighted else ''}", "kind": "forest_band", "input": given,
            "expected": {name: sorted(map(float, values)) for name, values in found.items()}}  # fmt: skip


cases = [trees(11, 120, 3, 2), trees(12, 150, 3, 3), trees(13, 200, 4, 4), band(21, 3, False), band(22, 4, True)]
file = pathlib.Path(__file__).with_name("trees.json")
about = {"schema": "trees/1", "side": "own", "notes": NOTES, "tolerance": {"abs": 1e-9, "rel": 1e-6}, "cases": cases}
file.write_text(json.dumps(about, separators=(",", ":")))
