#!/usr/bin/env python3
"""Makes looks.json: scikit-learn's neighbours of a row with how much each has to say, and its curves of one class against
the rest.

    venv/bin/python make_looks.py        # scikit-learn and numpy as in README.md
"""

import json
from pathlib import Path

import numpy as np
from sklearn.metrics import average_precision_score, precision_recall_curve, roc_auc_score, roc_curve
from sklearn.neighbors import NearestNeighbors
from sklearn.neighbors._base import _get_weights

NOTES = """neighbours: the k nearest rows of X to each row of X_test, the nearest first, with Euclid's distance and the share
of what all have to say, alike or by the inverse of the distance; one row of X_test is also in X, and no two are equally
far. one_against_rest: of each class the area under the ROC curve, that curve (intermediate points dropped), the average
precision and the precision-recall curve, its chance against that of all other classes; null of a class without rows."""


def neighbours(rng):
    x = np.round(rng.normal(size=(120, 4)) * [1, 2, 0.5, 3], 3)
    test = np.round(rng.normal(size=(12, 4)) * [1, 2, 0.5, 3], 3)
    test[3] = x[17]
    distance, row = NearestNeighbors(n_neighbors=7, algorithm="brute").fit(x).kneighbors(test)
    assert (np.diff(distance, axis=1) > 1e-6).all()
    say = _get_weights(distance, "distance")
    return {
        "id": "neighbours",
        "kind": "neighbours",
        "input": {"X": x.tolist(), "X_test": test.tolist(), "k": 7},
        "expected": {
            "row": row.tolist(),
            "distance": distance.tolist(),
            "say": (say / say.sum(axis=1, keepdims=True)).tolist(),
        },
    }


def against(name, rng, sizes, digits):
    n = len(sizes)
    y = rng.permutation(np.repeat(np.arange(n), sizes))
    logits = rng.normal(size=(len(y), n)) + 1.2 * np.eye(n)[y]
    chance = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    chance = np.round(chance, digits)
    chance[:, -1] = np.round(1 - chance[:, :-1].sum(axis=1), digits)
    chance = np.clip(chance, 0, 1)
    each = []
    for k in range(n):
        truth = y == k
        if not truth.any():
            each.append(None)
            continue
        fpr, tpr, _ = roc_curve(truth, chance[:, k], drop_intermediate=True)
        precision, recall, _ = precision_recall_curve(truth, chance[:, k])
        each.append({
            "n": int(truth.sum()),
            "roc_auc": float(roc_auc_score(truth, chance[:, k])),
            "roc": np.column_stack([fpr, tpr]).tolist(),
            "average_precision": float(average_precision_score(truth, chance[:, k])),
            "pr": np.column_stack([recall, precision]).tolist(),
        })
    return {
        "id": name,
        "kind": "one_against_rest",
        "input": {"y": y.tolist(), "y_proba": chance.tolist()},
        "expected": {"each": each},
    }


def main():
    rng = np.random.default_rng(41)
    cases = [
        neighbours(rng),
        against("three", rng, [70, 40, 9], 3),
        against("ties", rng, [30, 30, 30, 30], 1),
        against("absent", rng, [50, 0, 20, 4], 2),
    ]
    tolerance = {"abs": 1e-12, "rel": 1e-10}
    family = {"schema": "looks/1", "side": "open", "notes": " ".join(NOTES.split()), "tolerance": tolerance, "cases": cases}
    Path(__file__).with_name("looks.json").write_text(json.dumps(family, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main()
