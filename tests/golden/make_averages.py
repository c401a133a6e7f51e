#!/usr/bin/env python3
"""Makes averages.json: scikit-learn's averages over classes, some of which no row is of, or none is said to be of.

    venv/bin/python make_averages.py        # scikit-learn and numpy as in README.md
"""

import json
import warnings
from pathlib import Path

import numpy as np
from sklearn.exceptions import UndefinedMetricWarning
from sklearn.metrics import balanced_accuracy_score, precision_recall_fscore_support, roc_auc_score

NOTES = """averages over the classes that are met or said, zero_division=nan: a score that is undefined for a class is left
out of its mean; balanced accuracy over the classes that are met; roc_auc of pairs over the classes that are met, of one
class against the rest null where a class is absent. The class said is the one of the highest probability."""

warnings.simplefilter("ignore", UndefinedMetricWarning)
warnings.filterwarnings("ignore", message="y_pred contains classes not in y_true")


def number(value):
    return None if np.isnan(value) else float(value)


def case(name, rng, n, k, met, said):
    y = rng.choice(met, n)
    y[: len(met)] = met
    chance = rng.dirichlet(np.ones(k), n) + 0.8 * np.eye(k)[y] * rng.random((n, 1))
    # What is never said is never the likeliest.
    for one in set(range(k)) - set(said):
        chance[:, one] = chance[:, said].max(axis=1) * 0.5 * rng.random(n)
    chance = np.round(chance / chance.sum(axis=1, keepdims=True), 6)
    chance[:, said[-1]] = np.round(1 - np.delete(chance, said[-1], axis=1).sum(axis=1), 6)
    chance = np.clip(chance, 0, 1)
    p = chance.argmax(axis=1)
    expected = {"balanced_accuracy": float(balanced_accuracy_score(y, p))}
    for average in ("macro", "weighted"):
        scores = precision_recall_fscore_support(y, p, average=average, zero_division=np.nan)
        expected[average] = dict(zip(("precision", "recall", "f1"), map(number, scores)))
    one = chance / chance.sum(axis=1, keepdims=True)
    expected["roc_auc"] = {
        sides: number(roc_auc_score(y, one, multi_class=sides, average="macro", labels=range(k)))
        for sides in ("ovr", "ovo")
    }
    return {"id": name, "input": {"y_true": y.tolist(), "proba": chance.tolist()}, "expected": expected}


def main():
    rng = np.random.default_rng(20)
    cases = [
        case("all-met", rng, 90, 4, [0, 1, 2, 3], [0, 1, 2, 3]),
        case("one-neither-met-nor-said", rng, 90, 5, [0, 1, 3, 4], [0, 1, 3, 4]),
        case("one-never-said", rng, 120, 4, [0, 1, 2, 3], [0, 2, 3]),
        case("one-said-but-not-met", rng, 100, 5, [0, 1, 3], [0, 1, 2, 3]),
        case("some-of-each", rng, 150, 6, [0, 2, 3, 5], [0, 1, 2, 5]),
    ]
    out = {
        "schema": "averages/1",
        "side": "open",
        "notes": " ".join(NOTES.split()),
        "tolerance": {"abs": 1e-12, "rel": 1e-10},
        "cases": cases,
    }
    Path(__file__).with_name("averages.json").write_text(json.dumps(out) + "\n")


if __name__ == "__main__":
    main()
